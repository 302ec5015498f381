"""Évoluer parmi les équipes parties du même niveau : le retour vers la moyenne ne se lit pas comme un progrès."""

from __future__ import annotations

import datetime as dt

import numpy as np
from cohortes import cohort_of, country, grid

from matrice.federation import (
    Cohort,
    Ledger,
    Policy,
    Reason,
    Register,
    ReleasedDistribution,
    Withheld,
    compare,
    compare_all,
    freeze,
)
from matrice.federation.figures import UNREGISTERED
from matrice.federation.placement import admitted_moves, moves_by_start
from matrice.federation.territory import movements

D = len(grid().dimensions)
KEY = b"une cle de seize octets et plus"
DAY = dt.date(2026, 11, 21)


def two_years(before: list[int], after: list[int]) -> Cohort:
    n = len(before)
    ranks = np.repeat([*before, *after], D).reshape(2 * n, D)
    return cohort_of(ranks, years=[2025] * n + [2026] * n, teams=np.tile(np.arange(n), 2).tolist())


def said(spread: ReleasedDistribution | Withheld | None) -> list[tuple[int, int, str]]:
    assert isinstance(spread, ReleasedDistribution)
    return [(group.first, group.last, str(group.share)) for group in spread.groups]


def test_une_equipe_se_mesure_a_celles_qui_partaient_du_meme_niveau() -> None:
    # 20 équipes partent du niveau 0 et 10 montent ; 20 partent du niveau 3 et 10 descendent.
    cohort = two_years([0] * 20 + [3] * 20, [1] * 10 + [0] * 10 + [2] * 10 + [3] * 10)
    low, high = compare("equipe-0", cohort).dimensions[0], compare("equipe-39", cohort).dimensions[0]
    assert said(low.same_start) == [(0, 1, "50\u00a0%"), (2, 2, "50\u00a0%")]
    assert said(high.same_start) == [(0, 0, "50\u00a0%"), (1, 2, "50\u00a0%")]


def test_un_depart_trop_rare_rejoint_son_voisin() -> None:
    # 4 équipes partent du niveau 0, 30 du niveau 1 : elles partagent une même répartition.
    cohort = two_years([0] * 4 + [1] * 30, [1] * 4 + [2] * 15 + [1] * 15)
    moves, shown = moves_by_start(cohort, 2026, Policy())[0]
    assert moves[0] is moves[1]
    assert [len(entry.rows) for entry in shown] == [34]


def test_les_parts_sont_disjointes_et_l_evolution_d_ensemble_n_en_laisse_pas_un_petit_reste() -> None:
    cohort = country(400, (2025, 2026))
    whole = {entry.subject: entry.rows for entry in movements(cohort, 2026, [], Policy())[1]}
    for _, shown in moves_by_start(cohort, 2026, Policy()):
        rows = np.concatenate([entry.rows for entry in shown]).tolist()
        everyone = whole[shown[0].subject].tolist()
        rest = set(everyone) - set(rows)
        assert len(rows) == len(set(rows)) == len(everyone) - len(rest)
        assert not rest or len(rest) >= Policy().threshold


def test_sans_campagne_d_avant_il_n_y_a_pas_de_depart() -> None:
    assert moves_by_start(country(40), 2026, Policy()) == []
    assert compare("equipe-0", country(40)).dimensions[0].same_start is None


def test_une_equipe_arrivee_cette_annee_n_a_pas_de_depart_et_une_absente_d_un_an_non_plus() -> None:
    years = [2024] + [2025] * 29 + [2026] * 31
    teams = [0, *range(1, 30), *range(31)]
    cohort = cohort_of(np.ones((60 + 1, D), dtype=int), years=years, teams=teams)
    gone, new = compare("equipe-0", cohort).dimensions[0], compare("equipe-30", cohort).dimensions[0]
    assert (gone.score_before is None, gone.same_start) == (False, None)
    assert (new.score_before, new.same_start) == (None, None)


def test_un_petit_groupe_ne_dit_rien_de_ses_departs() -> None:
    place = compare("equipe-0", two_years([1] * 8, [2] * 8)).dimensions[0]
    assert place.same_start == Withheld(Reason.SMALL)


def test_une_repartition_que_le_registre_refuse_est_retenue_et_le_reste_sort() -> None:
    cohort = two_years([0] * 20 + [3] * 20, [1] * 10 + [0] * 10 + [2] * 10 + [3] * 10)
    vintage, theme = freeze(cohort, 2026, key=KEY), grid().dimensions[0].id
    # trois équipes de plus qu'un départ
    near = vintage.release(np.arange(40) < 23, f"evolution.{theme}", on=DAY, policy=Policy())
    register = Register(Ledger().admit(near, Policy()), vintage, on=DAY)
    kept = admitted_moves(cohort, 2026, Policy(), register)
    assert set(kept[0].values()) == {Withheld(Reason.OVERLAP)}
    assert all(isinstance(one[0], ReleasedDistribution) for one in kept[1:])
    assert isinstance(register.ledger, Ledger) and len(register.ledger.releases) > 1
    found = compare("equipe-0", cohort, register=register)
    assert found.dimensions[0].same_start == Withheld(Reason.OVERLAP)
    assert UNREGISTERED not in found.notes


def test_toutes_les_comparaisons_d_un_pays_s_inscrivent_deux_fois_sans_rien_ajouter() -> None:
    cohort = country(300, (2025, 2026))
    register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=DAY)
    first = compare_all(cohort, register=register)
    ledger = register.ledger
    assert isinstance(ledger, Ledger) and ledger.releases
    again = compare_all(cohort, register=register)
    assert register.ledger is ledger
    assert [one.dimensions[0].same_start for one in again] == [one.dimensions[0].same_start for one in first]
