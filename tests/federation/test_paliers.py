"""Le palier d'une équipe dans une cohorte : d'où qu'il vienne, il donne le prochain barreau."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from cohortes import cohort_of, grid
from hypothesis import given
from hypothesis import strategies as st

from matrice.assessment import read_responses, score
from matrice.errors import InputError, MatriceError
from matrice.federation import SCORED, compare, export_profile, read_cohort, simulate_cohort
from tirages import examples

D = len(grid().dimensions)
FIRST = grid().dimensions[0]
ITEMS = [item.id for dimension in grid().dimensions[:2] for item in dimension.characteristics]
WIDTH = len(ITEMS)
answers = st.lists(
    st.lists(st.sampled_from(["0", "1", "2", "3", "SO", "NSP", ""]), min_size=WIDTH, max_size=WIDTH),
    min_size=1,
    max_size=5,
)


def long_table(votes: list[list[str]]) -> pd.DataFrame:
    rows = [
        {"equipe": "mésange", "annee": 2026, "repondant": str(person), "item": item, "reponse": text}
        for person, own in enumerate(votes)
        for item, text in zip(ITEMS, own, strict=True)
    ]
    return pd.DataFrame(rows)


@examples(60)
@given(answers)
def test_les_reponses_d_une_cohorte_donnent_les_paliers_de_l_evaluation(votes: list[list[str]]) -> None:
    table = long_table(votes)
    cohort = read_cohort(table)
    wide = table.pivot(index="repondant", columns="item", values="reponse")
    profile = score(read_responses(wide, grid()))
    expected = [-1 if one.palier is None else one.palier for one in profile.dimensions[:2]]
    assert cohort.paliers[0, :2].tolist() == expected
    assert (cohort.paliers[0, 2:] == -1).all()


def test_un_dossier_de_profils_porte_les_paliers(tmp_path: Path) -> None:
    votes = pd.DataFrame([{"rcp.1": "3", "rcp.2": "3", "rcp.3": "1", "rcp.4": "3", "rcp.5": "0"}] * 3)
    profile = score(read_responses(votes, grid(), team="MSP des Tilleuls", on=dt.date(2026, 10, 6)))
    (tmp_path / "profil.json").write_bytes(export_profile(profile, code="mésange 12"))
    cohort = read_cohort(tmp_path)
    assert cohort.paliers[0, [one.id for one in grid().dimensions].index("rcp")] == 2


@pytest.mark.parametrize(("text", "expected"), [("2", 2), ("0", 0), ("", -1), ("5", 5), ("3.0", 3)])
def test_la_table_des_niveaux_accepte_un_palier(text: str, expected: int) -> None:
    table = pd.DataFrame({"equipe": ["a"], "annee": 2026, "dimension": [FIRST.id], "niveau": ["2"], "palier": [text]})
    assert read_cohort(table).paliers[0, 0] == expected


@pytest.mark.parametrize(("level", "text"), [("2", "99"), ("2", "-1"), ("2", "deux"), ("SO", "1")])
def test_un_palier_impossible_refuse_l_equipe_et_le_dit(level: str, text: str) -> None:
    other = {"equipe": "b", "annee": 2026, "dimension": FIRST.id, "niveau": "1", "palier": ""}
    table = pd.DataFrame([{**other, "equipe": "a", "niveau": level, "palier": text}, other])
    (refusal,) = read_cohort(table).refused
    assert f"palier «\u00a0{text}\u00a0»" in refusal.reason
    assert refusal.reason.endswith("un palier qui ne dépasse pas le nombre de caractéristiques.")


def test_une_cohorte_faite_sans_paliers_ne_les_invente_pas() -> None:
    cohort = cohort_of(np.ones((12, D), dtype=int))
    assert cohort.paliers.shape == (12, D)
    assert (cohort.paliers == -1).all()
    assert not cohort.paliers.flags.writeable
    assert cohort.where(np.arange(3)).paliers.shape == (3, D)
    assert [step.rung for step in compare("equipe-0", cohort).steps] == ["", "", ""]


def test_des_paliers_d_une_autre_taille_sont_refuses() -> None:
    with pytest.raises(MatriceError, match="une colonne par dimension"):
        replace(cohort_of(np.ones((12, D), dtype=int)), paliers=np.zeros((3, 2), dtype=np.int16))


def test_le_prochain_barreau_est_la_caracteristique_qui_suit_le_palier() -> None:
    ranks = np.full((30, D), 2)
    ranks[0, 0] = 1
    paliers = np.full((30, D), 3, dtype=np.int16)
    step = compare("equipe-0", cohort_of(ranks, paliers=paliers)).steps[0]
    assert (step.place.theme.id, step.palier) == (FIRST.id, 3)
    assert step.rung == FIRST.characteristics[3].label


def test_une_equipe_simulee_a_un_palier_sur_ce_qu_elle_a_note_et_la_seulement() -> None:
    cohort = simulate_cohort(teams=80)
    known = cohort.standings == SCORED
    assert (cohort.paliers[~known] == -1).all()
    rungs = np.array([len(one.characteristics) for one in grid().dimensions])
    assert ((cohort.paliers >= 0) & (cohort.paliers <= rungs))[known].all()
    assert len(set(cohort.paliers[known].tolist())) >= 4  # des équipes à chaque marche, ou presque
    # Plus une équipe a de marches en place, plus sa note est haute.
    means = [cohort.scores[cohort.paliers == palier].mean() for palier in range(4)]
    assert all(low < high for low, high in itertools.pairwise(means))


def test_un_profil_au_palier_impossible_est_refuse(tmp_path: Path) -> None:
    votes = pd.DataFrame([{"rcp.1": "3", "rcp.2": "3", "rcp.3": "1", "rcp.4": "3", "rcp.5": "0"}] * 3)
    profile = score(read_responses(votes, grid(), team="MSP des Tilleuls", on=dt.date(2026, 10, 6)))
    high = replace(profile.dimension("rcp"), palier=6)
    forged = replace(profile, dimensions=tuple(high if one.id == "rcp" else one for one in profile.dimensions))
    (tmp_path / "profil.json").write_bytes(export_profile(forged, code="mésange 12"))
    with pytest.raises(InputError, match="le palier ne va pas avec la grille"):
        read_cohort(tmp_path)
