"""Des lignes d'équipes à plusieurs : chaque combinaison de descripteurs y est assez fréquente."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from petites_cohortes import cohort

from matrice.federation import DisclosureError, Policy, Reason, ReleasedRows, Withheld, shareable_rows
from matrice.federation.disclosure.suppression import ANY, classes

SIGNED = Policy("ferme", signed=dt.date(2026, 9, 1))
CODES = st.lists(st.tuples(*[st.integers(-1, 2)] * 4), min_size=1, max_size=60)


@given(CODES)
def test_chaque_classe_a_au_moins_cinq_lignes_et_les_prend_toutes(rows: list[tuple[int, ...]]) -> None:
    formed = classes(np.array(rows, dtype=np.int64), 5)
    members = sorted(int(row) for one in formed for row in one.members)
    assert members == (list(range(len(rows))) if len(rows) >= 5 else [])
    assert all(len(one.members) >= 5 for one in formed)
    assert len({one.shown for one in formed}) == len(formed)


@given(CODES)
def test_un_descripteur_montre_est_vrai_et_le_premier_efface_est_la_ruralite(rows: list[tuple[int, ...]]) -> None:
    for one in classes(np.array(rows, dtype=np.int64), 5):
        kept = [code != ANY for code in one.shown]
        assert kept == sorted(kept, reverse=True)  # région, âge, taille, ruralité : effacés par la fin
        for row in one.members:
            assert all(shown in (ANY, true) for shown, true in zip(one.shown, rows[row], strict=True))


def test_l_equipe_seule_de_sa_classe_perd_ses_descripteurs() -> None:
    shared = shareable_rows(
        cohort(14, levels=[0, 1, 2, 3] * 3 + [0, 1], region=[0] * 7 + [1] * 7, rurality=[0] * 6 + [2] + [1] * 7), SIGNED
    )
    assert isinstance(shared, ReleasedRows)
    seen = Counter((row.region, row.age, row.size, row.rurality) for row in shared)
    assert min(seen.values()) >= 5
    assert "rural" not in {row.rurality for row in shared}
    assert len(shared) == 14


def test_cinq_lignes_semblables_gardent_tous_leurs_descripteurs_quatre_non() -> None:
    def shown(*sizes: int) -> list[tuple[int, ...]]:
        rows = [(0, 1, 2, rurality) for rurality, size in enumerate(sizes) for _ in range(size)]
        return [one.shown for one in classes(np.array(rows, dtype=np.int64), 5)]

    assert shown(5, 5) == [(0, 1, 2, 0), (0, 1, 2, 1)]
    assert shown(5, 4) == [(ANY,) * 4]  # quatre lignes ne restent pas seules : la classe de cinq les rejoint


def test_un_seuil_de_trois_ne_partage_pas_moins_de_cinq_lignes() -> None:
    three = Policy("ferme", k=3, signed=dt.date(2026, 9, 1))
    assert shareable_rows(cohort(4), three) == Withheld(Reason.SMALL)
    assert isinstance(shareable_rows(cohort(5), three), ReleasedRows)


def test_aucune_ligne_ne_porte_de_code_ni_l_ordre_des_fichiers() -> None:
    one = cohort(12, levels=[0, 1, 2] * 4)
    turned = shareable_rows(one.where(np.arange(12)[::-1]), SIGNED)
    assert shareable_rows(one, SIGNED) == turned
    assert "equipe-" not in repr(turned)


def test_les_quatre_etats_restent_quatre() -> None:
    shared = shareable_rows(cohort(12, levels=[0, 1] * 6, standings=[0] * 6 + [1, 1, 2, 2, 3, 3]), SIGNED)
    assert isinstance(shared, ReleasedRows)
    assert {row.levels[0] for row in shared} == {
        0, 1, "non calculable", "sans objet", "absente de la grille de l’équipe",
    }  # fmt: skip


def test_partager_des_lignes_demande_un_cercle_ferme_et_un_accord_signe() -> None:
    for policy in (Policy(), Policy("ferme"), Policy(signed=dt.date(2026, 9, 1))):
        assert shareable_rows(cohort(40), policy) == Withheld(Reason.AGREEMENT)
    assert shareable_rows(cohort(4), SIGNED) == Withheld(Reason.SMALL)


def test_deux_annees_ne_se_partagent_pas_ensemble() -> None:
    one = cohort(12)
    years = one.years.copy()
    years[:6] = 2025
    import dataclasses

    with pytest.raises(DisclosureError, match="une seule année"):
        shareable_rows(dataclasses.replace(one, years=years), SIGNED)
