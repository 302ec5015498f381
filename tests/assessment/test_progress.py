"""D'une année à l'autre : ce qui monte, ce qui descend, ce que l'on ne compare pas, et pourquoi."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.assessment import Change, Profile, Progression, Trend, decide, progress, read_responses, score
from matrice.errors import MatriceError
from matrice.referentiel import Referentiel, parse_referentiel

BEFORE, AFTER = dt.date(2025, 11, 14), dt.date(2026, 11, 12)
SCALE = [{"value": value, "label": f"niveau {value}"} for value in range(4)]


def grid(
    axes: Mapping[str, Mapping[str, tuple[str, ...]]],
    *,
    scale: list[dict[str, Any]] = SCALE,
    labels: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
) -> Referentiel:
    """Une grille : axe → dimension → caractéristiques ; un libellé est l'identifiant, sauf s'il est donné."""

    def named(identifier: str, **parts: object) -> dict[str, object]:
        weight = {"weight": weights[identifier]} if weights and identifier in weights else {}
        return {"id": identifier, "label": (labels or {}).get(identifier, identifier), **weight, **parts}

    tree = [
        named(axis, dimensions=[named(d, characteristics=[named(c) for c in items]) for d, items in dimensions.items()])
        for axis, dimensions in axes.items()
    ]
    return parse_referentiel(json.dumps({"label": "Essai", "scale": {"levels": scale}, "axes": tree}), source="essai")


AXES = {"a": {"d1": ("d1.1", "d1.2"), "d2": ("d2.1", "d2.2")}}
GRID = grid(AXES)


def profile(answers: Mapping[str, int | str], ref: Referentiel = GRID, *, on: dt.date | None = None) -> Profile:
    """Le profil de quatre personnes unanimes."""
    table = pd.DataFrame({question: [str(answer)] * 4 for question, answer in answers.items()})
    return score(read_responses(table, ref, team="MSP", on=on))


LOW = {"d1.1": 1, "d1.2": 1, "d2.1": 2, "d2.2": 2}
HIGH = {"d1.1": 2, "d1.2": 1, "d2.1": 1, "d2.2": 3}


def row(moved: Progression, identifier: str) -> Change:
    every = (*moved.axes, *moved.dimensions, *moved.items)
    return next(one for one in every if one.id == identifier)


def test_chaque_ligne_dit_avant_apres_et_le_sens() -> None:
    moved = progress(profile(LOW, on=BEFORE), profile(HIGH, on=AFTER))
    assert (moved.before, moved.after, moved.barrier) == (BEFORE, AFTER, "")
    assert [(one.id, one.trend, one.levels) for one in moved.items] == [
        ("d1.1", Trend.UP, (1, 2)), ("d1.2", Trend.STABLE, (1, 1)), ("d2.1", Trend.DOWN, (2, 1)), ("d2.2", Trend.UP, (2, 3)),
    ]  # fmt: skip
    # d1 : deux tiers de niveau 1 (33,3) puis (2+1)/6 = 50 ; d2 : 4/6 = 66,7 deux fois.
    assert row(moved, "d1").scores == pytest.approx((100 / 3, 50))
    assert row(moved, "d2").scores == pytest.approx((200 / 3, 200 / 3))
    assert [one.trend for one in moved.dimensions] == [Trend.UP, Trend.STABLE]
    assert row(moved, "a").trend is Trend.UP


def test_les_niveaux_qui_baissent_sont_a_part_dimensions_puis_questions() -> None:
    moved = progress(profile(HIGH), profile({"d1.1": 0, "d1.2": 0, "d2.1": 1, "d2.2": 3}))
    assert [one.id for one in moved.lowered] == ["d1", "d1.1", "d1.2"]
    assert progress(profile(LOW), profile(LOW)).lowered == ()


def test_en_mode_rapide_un_niveau_qui_baisse_n_est_dit_qu_une_fois() -> None:
    moved = progress(profile({"d1": 2, "d2": 1}), profile({"d1": 1, "d2": 1}))
    assert [one.id for one in moved.lowered] == ["d1"]


def test_une_note_qui_s_imprime_pareil_est_stable() -> None:
    before = profile(LOW)
    nudged = tuple(replace(one, score=(one.score or 0) + 0.1) for one in before.dimensions)
    assert {one.trend for one in progress(before, replace(before, dimensions=nudged)).dimensions} == {Trend.STABLE}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("SO", "SO", "sans objet les deux fois"),
        ("SO", 2, "sans objet la première fois"),
        (2, "NSP", "non calculable cette fois"),
        ("NSP", "SO", "non calculable, puis sans objet"),
        ("NSP", "NSP", "non calculable les deux fois"),
    ],
)
def test_une_note_absente_ne_se_compare_pas_et_n_est_pas_un_zero(
    before: int | str, after: int | str, reason: str
) -> None:
    def one(answer: int | str) -> Profile:
        return profile({**LOW, "d1.1": answer, "d1.2": answer})

    change = row(progress(one(before), one(after)), "d1")
    assert (change.trend, change.reason) == (Trend.NOT_COMPARABLE, reason)
    assert change.scores == tuple(None if isinstance(one, str) else pytest.approx(200 / 3) for one in (before, after))


def test_zero_est_un_niveau_qui_se_compare() -> None:
    moved = progress(profile({**LOW, "d1.1": 0}), profile(LOW))
    assert row(moved, "d1.1").trend is Trend.UP


# --- ce qui interdit toute comparaison -------------------------------------------------------------


def assert_nothing_compared(moved: Progression, words: str) -> None:
    assert words in moved.barrier
    every = (*moved.axes, *moved.dimensions, *moved.items)
    assert {(one.trend, one.reason) for one in every} == {(Trend.NOT_COMPARABLE, moved.barrier)}
    assert moved.lowered == ()


def test_deux_versions_du_calcul_ne_se_comparent_pas() -> None:
    moved = progress(replace(profile(HIGH), algorithm="0.9"), profile(LOW))
    assert_nothing_compared(moved, "version 0.9, puis 2.0")
    assert row(moved, "d1.1").levels == (2, 1)


@pytest.mark.parametrize(
    "scale",
    [
        [*SCALE, {"value": 4, "label": "niveau 4"}],
        [{**level, "credit": level["value"] ** 2 / 9} for level in SCALE],
    ],
)
def test_une_echelle_changee_ne_se_compare_pas(scale: list[dict[str, Any]]) -> None:
    assert_nothing_compared(progress(profile(HIGH), profile(LOW, grid(AXES, scale=scale))), "l’échelle a changé")


def test_deux_finesses_ne_se_comparent_pas() -> None:
    assert_nothing_compared(progress(profile(LOW), profile({"d1": 1, "d2": 1})), "à la même finesse")


def test_des_profils_dans_le_mauvais_ordre_sont_refuses() -> None:
    with pytest.raises(MatriceError, match="inversez-les"):
        progress(profile(LOW, on=AFTER), profile(LOW, on=BEFORE))


# --- une grille qui change -------------------------------------------------------------------------


def test_une_caracteristique_partie_et_une_nouvelle_sont_dites_et_leur_dimension_ne_se_compare_plus() -> None:
    ref = grid({"a": {"d1": ("d1.1", "d1.3"), "d2": ("d2.1", "d2.2")}})
    moved = progress(profile(LOW), profile({"d1.1": 3, "d1.3": 3, "d2.1": 3, "d2.2": 3}, ref))
    assert (moved.migration.gone, moved.migration.new) == (("d1.2",), ("d1.3",))
    assert row(moved, "d1.1").trend is Trend.UP
    assert row(moved, "d1.3").reason == "absent de la première grille"
    assert row(moved, "d1").reason == "ses caractéristiques ne sont plus les mêmes"
    assert row(moved, "d2").trend is Trend.UP
    assert row(moved, "a").reason == "une de ses dimensions ne se compare plus (d1)"


def test_un_libelle_reecrit_se_compare_et_se_signale() -> None:
    moved = progress(profile(LOW), profile(HIGH, grid(AXES, labels={"d1.1": "autrement", "d2": "autre nom"})))
    assert moved.migration.reworded == ("d2", "d1.1")
    assert [(row(moved, one).trend, row(moved, one).note) for one in ("d1.1", "d2")] == [
        (Trend.UP, "libellé réécrit"), (Trend.STABLE, "libellé réécrit"),
    ]  # fmt: skip
    assert row(moved, "d1").note == ""


def test_un_poids_change_empeche_de_comparer_la_note_mais_pas_les_questions() -> None:
    moved = progress(profile(LOW), profile(LOW, grid(AXES, weights={"d1.1": 2})))
    assert row(moved, "d1").reason == "les poids de ses caractéristiques ont changé"
    assert row(moved, "d1.1").trend is Trend.STABLE


def test_une_question_rangee_ailleurs_se_compare_et_se_signale() -> None:
    ref = grid({"a": {"d1": ("d1.1",), "d2": ("d2.1", "d2.2", "d1.2")}})
    moved = progress(profile(LOW), profile(LOW, ref))
    assert (row(moved, "d1.2").trend, row(moved, "d1.2").note) == (Trend.STABLE, "rangé ailleurs dans la grille")


def test_une_dimension_de_plus_fait_un_axe_qui_ne_se_compare_plus() -> None:
    ref = grid({"a": {**AXES["a"], "d3": ("d3.1",)}})
    moved = progress(profile(LOW), profile({**LOW, "d3.1": 0}, ref))
    assert row(moved, "a").reason == "ses dimensions ne sont plus les mêmes"
    assert [one.trend for one in moved.dimensions] == [Trend.STABLE, Trend.STABLE, Trend.NOT_COMPARABLE]


def test_en_mode_rapide_les_caracteristiques_ne_comptent_pas() -> None:
    ref = grid({"a": {"d1": ("d1.1",), "d2": ("d2.1", "d2.2")}})
    moved = progress(profile({"d1": 1, "d2": 1}), profile({"d1": 2, "d2": 1}, ref))
    assert moved.migration.is_neutral and row(moved, "d1").trend is Trend.UP


def test_des_mots_d_echelle_changes_se_signalent_sans_interdire() -> None:
    scale = [{**level, "anchor": "autrement"} if level["value"] == 2 else level for level in SCALE]
    moved = progress(profile(LOW), profile(HIGH, grid(AXES, scale=scale)))
    assert row(moved, "d1").trend is Trend.UP
    assert "Les mots de l’échelle ont changé (niveaux 2)" in moved.notes[0]


def test_un_profil_decide_face_a_un_profil_vote_se_signale() -> None:
    table = pd.DataFrame({question: [str(answer)] * 4 for question, answer in LOW.items()})
    decided = score(decide(read_responses(table, GRID, team="MSP"), "d1.1", 1))
    assert "Seul le second profil porte des décisions" in progress(profile(LOW), decided).notes[0]
    assert progress(decided, decided).notes == ()
    assert "même nom d’équipe" in progress(replace(decided, team="Autre"), decided).notes[0]


# --- propriétés ------------------------------------------------------------------------------------

answers = st.fixed_dictionaries({question: st.sampled_from([0, 1, 2, 3, "SO", "NSP"]) for question in LOW})
MIRROR = {
    Trend.UP: Trend.DOWN,
    Trend.DOWN: Trend.UP,
    Trend.STABLE: Trend.STABLE,
    Trend.NOT_COMPARABLE: Trend.NOT_COMPARABLE,
}


@given(answers, answers)
def test_lire_a_l_envers_renverse_le_sens_et_rien_d_autre(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = progress(profile(one), profile(other)), progress(profile(other), profile(one))
    for by in ("item", "dimension", "axis"):
        for forth, reverse in zip(there.rows(by), back.rows(by), strict=True):
            assert reverse.trend is MIRROR[forth.trend]
            assert reverse.levels == forth.levels[::-1] and reverse.scores == forth.scores[::-1]
            assert bool(forth.reason) is (forth.trend is Trend.NOT_COMPARABLE)


@given(answers)
def test_un_profil_face_a_lui_meme_ne_bouge_pas(given_answers: dict[str, Any]) -> None:
    same = profile(given_answers)
    moved = progress(same, same)
    assert {one.trend for one in moved.items} <= {Trend.STABLE, Trend.NOT_COMPARABLE}
    assert moved.migration.is_neutral and moved.notes == ()


def test_le_tableau_a_une_ligne_par_dimension_et_des_entiers_qui_manquent() -> None:
    moved = progress(profile({**LOW, "d1.1": "SO", "d1.2": "SO"}), profile(HIGH))
    frame = moved.to_frame()
    assert frame["id"].tolist() == ["d1", "d2"]
    assert frame["trend"].tolist() == ["non comparable", "stable"]
    assert frame["level_before"].isna().tolist() == [True, False]
    assert moved.to_frame("item")["level_after"].tolist() == [2, 1, 1, 3]
    assert moved.to_frame("axis")["id"].tolist() == ["a"]
