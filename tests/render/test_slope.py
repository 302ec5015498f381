"""L'évolution entre deux dates, par ses faits : traits, étiquettes sans recouvrement, ce qui ne se compare pas."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.assessment import Profile
from matrice.errors import MatriceError
from matrice.render import charts
from matrice.render.charts.evolution import spread

BEFORE, AFTER = dt.date(2025, 3, 1), dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def pair(grid: Any, team: Any) -> tuple[Profile, Profile]:
    """d0 monte, d1 ne bouge pas, d2 descend, d3 devient sans objet, d4 n'a de note qu'à la fin."""
    ref = grid(5)
    return (
        team(ref, {"d0": 1, "d1": 2, "d2": 3, "d3": 1, "d4": "NSP"}, on=BEFORE),
        team(ref, {"d0": 3, "d1": 2, "d2": 2, "d3": "SO", "d4": 0}, on=AFTER),
    )


@pytest.fixture(scope="module")
def drawn(pair: tuple[Profile, Profile]) -> Any:
    return charts.slope(*pair)


def trace(figure: Any, words: str) -> Any:
    return next(one for one in figure.data if words in one.name)


def notes(figure: Any, side: str) -> list[Any]:
    """Les étiquettes d'un côté, de haut en bas."""
    own = [note for note in figure.layout.annotations if note.yref == "y" and note.xanchor == side]
    return sorted(own, key=lambda note: -note.y)


def test_un_trait_va_d_une_note_a_l_autre_et_les_dimensions_ne_se_relient_pas(drawn: Any) -> None:
    rise, still, fall = (trace(drawn, words) for words in ("en hausse", "stable", "en baisse"))
    assert (rise.x, rise.y) == ((0, 1, None), (pytest.approx(100 / 3), 100, None))
    assert still.y == (pytest.approx(200 / 3), pytest.approx(200 / 3), None)
    assert fall.y == (100, pytest.approx(200 / 3), None)
    assert not any(one.connectgaps for one in (rise, still, fall))


def test_chaque_sens_a_son_trait_sa_marque_et_son_mot(drawn: Any) -> None:
    lines = [trace(drawn, words) for words in ("en hausse", "stable", "en baisse")]
    assert [one.line.dash for one in lines] == ["solid", "dot", "dash"]
    assert [one.marker.symbol[1] for one in lines] == ["triangle-up", "circle", "triangle-down"]
    assert [note.text for note in notes(drawn, "left")] == [
        "100\u00a0\u00a0Dimension 0, en hausse\u00a0+67", "67\u00a0\u00a0Dimension 2, en baisse\u00a0\u221233",
        "67\u00a0\u00a0Dimension 1, stable", "0\u00a0\u00a0Dimension 4, non comparable",
    ]  # fmt: skip


def test_une_note_seule_est_un_point_creux_sans_trait_et_sa_raison_est_ecrite(drawn: Any) -> None:
    alone = trace(drawn, "Non comparables")
    assert (alone.x, alone.y) == ((0, 1), (pytest.approx(100 / 3), 0))
    assert (alone.mode, alone.marker.symbol) == ("markers", "circle-open")
    foot = drawn.layout.annotations[-1].text.replace("<br>", " ")
    assert (
        "Sans trait, car non comparables\u00a0: Dimension 3 (sans objet cette fois) et Dimension 4 (non calculable la première fois)."
        in foot
    )


def test_l_echelle_est_entiere_et_les_dates_sont_en_tete(drawn: Any) -> None:
    assert drawn.layout.yaxis.range == (0, 100)
    assert [shape.y0 for shape in drawn.layout.shapes] == pytest.approx([0, 100 / 3, 200 / 3, 100])
    heads = {note.text: note.x for note in drawn.layout.annotations if note.text.startswith("<b>")}
    assert heads == {"<b>1er\u00a0mars\u00a02025</b>": 0, "<b>1er\u00a0mars\u00a02026</b>": 1}


def test_sans_dates_les_colonnes_disent_avant_et_apres(grid: Any, team: Any) -> None:
    figure = charts.slope(team(grid(1), {"d0": 1}, on=None), team(grid(1), {"d0": 2}, on=None))
    assert [note.text for note in figure.layout.annotations][:2] == ["<b>Avant</b>", "<b>Après</b>"]


def test_des_axes_cotes_ont_un_trait_chacun(grid: Any, team: Any) -> None:
    ref = grid(2, 2)
    figure = charts.slope(
        team(ref, {"a0": 1, "a1": 3}, by="axis", on=BEFORE), team(ref, {"a0": 2, "a1": 3}, by="axis", on=AFTER)
    )
    assert figure.alternative.startswith("Évolution des notes sur\u00a0100, 2\u00a0axes, du 1er\u00a0mars\u00a02025")
    assert [note.text.split("\u00a0")[-1] for note in notes(figure, "left")] == [
        "Axe 1, stable",
        "+34",
    ]  # 33 puis 67, imprimés


def test_quarante_etiquettes_a_egalite_ne_se_recouvrent_pas(grid: Any, team: Any) -> None:
    ref = grid(40, label="Coordination des parcours complexes avec les établissements numéro {}".format)
    figure = charts.slope(team(ref, on=BEFORE), team(ref, {"d7": 3}, on=AFTER))
    tall = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    for side in ("left", "right"):
        own = notes(figure, side)
        assert len(own) == 40
        for above, below in pairwise(own):
            need = (above.text.count("<br>") + below.text.count("<br>") + 2) / 2 * 16 * 1.3
            assert (above.y - below.y) * tall / 100 >= need


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(10, 60)), max_size=30))
def test_des_etiquettes_ecartees_gardent_leur_ordre_et_leur_place(wanted: list[tuple[float, float]]) -> None:
    targets, heights = [one for one, _ in wanted], [tall for _, tall in wanted]
    high = max(500.0, sum(heights))
    middles = spread(targets, heights, high)
    order = sorted(range(len(targets)), key=lambda rank: targets[rank])
    for first, second in pairwise(order):
        assert middles[second] - middles[first] >= (heights[first] + heights[second]) / 2 - 1e-6
    for middle, tall in zip(middles, heights, strict=True):
        assert tall / 2 - 1e-6 <= middle <= high - tall / 2 + 1e-6


def test_a_egalite_les_etiquettes_suivent_l_autre_cote(grid: Any, team: Any) -> None:
    ref = grid(3)
    figure = charts.slope(team(ref, on=BEFORE), team(ref, {"d0": 0, "d1": 3, "d2": 1}, on=AFTER))
    assert [note.text.split("\u00a0")[0] for note in notes(figure, "right")] == [
        "Dimension 1",
        "Dimension 2",
        "Dimension 0",
    ]


def test_une_etiquette_seule_reste_en_face_de_son_point() -> None:
    assert spread([10, 200, 300], [20, 20, 20], 400) == (10, 200, 300)
    assert spread([100, 100], [20, 20], 400) == (90, 110)


def test_d_autres_regles_ou_une_autre_finesse_sont_refusees(pair: tuple[Profile, Profile], team: Any) -> None:
    old, new = pair
    with pytest.raises(MatriceError) as refused:
        charts.slope(dataclasses.replace(old, algorithm="0.9"), new)
    assert str(refused.value) == (
        "Les deux évaluations ne se comparent pas\u00a0: les règles de calcul ont changé (version 0.9, puis "
        f"{new.algorithm})\u00a0: recalculez le premier profil à partir de ses réponses."
    )
    with pytest.raises(MatriceError, match="même finesse"):
        charts.slope(team(new.ref, by="axis", on=BEFORE), new)


def test_une_autre_grille_ou_des_dates_a_l_envers_sont_refusees(
    pair: tuple[Profile, Profile], grid: Any, team: Any
) -> None:
    old, new = pair
    with pytest.raises(MatriceError, match="inversez-les"):
        charts.slope(new, old)
    with pytest.raises(MatriceError, match="Aucun résultat ne se compare"):
        charts.slope(team(grid(2), {"d0": "SO", "d1": "SO"}, on=BEFORE), team(grid(2), on=AFTER))


def test_une_dimension_partie_de_la_grille_est_nommee(grid: Any, team: Any) -> None:
    figure = charts.slope(team(grid(3), on=BEFORE), team(grid(2), on=AFTER))
    assert "Absentes de la grille d’aujourd’hui\u00a0: Dimension 2." in figure.layout.annotations[-1].text.replace(
        "<br>", " "
    )


def test_l_alternative_nomme_chaque_sens(drawn: Any) -> None:
    assert drawn.alternative == (
        "Évolution des notes sur\u00a0100, 5\u00a0dimensions, du 1er\u00a0mars\u00a02025 au 1er\u00a0mars\u00a02026. En hausse\u00a0: "
        "1\u00a0dimension, Dimension 0 (de 33 à 100). Stable\u00a0: 1\u00a0dimension, Dimension 1 (67). En baisse\u00a0: 1\u00a0dimension, "
        "Dimension 2 (de 100 à 67). Non comparables\u00a0: 2\u00a0dimensions, Dimension 3 (sans objet cette fois) et Dimension 4 (non "
        "calculable la première fois). Données dans le tableau."
    )


def test_le_tableau_a_les_deux_notes_l_ecart_et_le_sens(pair: tuple[Profile, Profile]) -> None:
    table = charts.slope(*pair).table
    written = [
        [name, *re.findall("<td[^>]*>(.*?)</td>", line)]
        for name, line in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table)
    ]
    assert written == [
        ["Dimension 0", "33", "100", "+67", "En hausse"], ["Dimension 1", "67", "67", "0", "Stable"],
        ["Dimension 2", "100", "67", "\u221233", "En baisse"],
        ["Dimension 3", "33", "–", "", "Non comparable, sans objet cette fois"],
        ["Dimension 4", "–", "0", "", "Non comparable, non calculable la première fois"],
    ]  # fmt: skip
    assert "Note sur 100, 1er\u00a0mars\u00a02025" in table


def test_le_survol_est_en_francais(drawn: Any) -> None:
    assert trace(drawn, "en hausse").customdata[0] == (
        "<b>Dimension 0</b><br>1er\u00a0mars\u00a02025\u00a0: 33,3 sur\u00a0100<br>1er\u00a0mars\u00a02026\u00a0: 100,0 sur\u00a0100<br>En hausse"
    )


def test_l_evolution_porte_les_memes_serrures_que_le_radar(drawn: Any) -> None:
    assert drawn._repr_mimebundle_()["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False
    assert "sendChartToCloud" in drawn.layout.modebar.remove
    assert drawn.layout.yaxis.fixedrange is True
