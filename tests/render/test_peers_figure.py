"""Les figures d'une équipe face à son groupe, par leurs faits : points, bande, bulles, ce qui n'y est pas."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from typing import Any

import pandas as pd
import pytest

import matrice
from matrice.documents import federation_words as words
from matrice.federation import Comparison, Ledger, Register, compare_all, freeze, read_cohort, simulate_cohort
from matrice.render.charts import peer_dots, peer_radar

ON = dt.date(2026, 11, 21)
KEY = b"une cle de seize octets et plus"


@cache
def dimensions() -> tuple[str, ...]:
    return tuple(one.id for one in matrice.load_referentiel().dimensions)


def compared(teams: dict[str, tuple[str, str]]) -> dict[str, Comparison]:
    """Des équipes au même niveau et à la même note sur chaque dimension."""
    lines = [
        {"equipe": code, "annee": "2026", "dimension": one, "niveau": level, "note": note}
        for code, (level, note) in teams.items()
        for one in dimensions()
    ]
    cohort = read_cohort(pd.DataFrame(lines))
    register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=ON)
    return {one.code: one for one in compare_all(cohort, register=register)}


@pytest.fixture(scope="module")
def simulated() -> tuple[Comparison, ...]:
    cohort = simulate_cohort(teams=300)
    return compare_all(cohort, register=Register(Ledger(), freeze(cohort, 2026, key=KEY), on=ON))


def trace(figure: Any, name: str) -> Any:
    return next((t for t in figure.data if t.name == name), None)


def test_le_point_est_la_note_le_triangle_la_mediane_la_bande_les_quartiles(simulated: Any) -> None:
    one = simulated[0]
    figure = peer_dots(one)
    order = [place for _, own in words.by_axis(one) for place in own]
    assert list(trace(figure, words.TEAM).x) == [place.score for place in order]
    known = [place for place in order if words.quartile(place, 0.5) is not None]
    assert list(trace(figure, words.MEDIAN).x) == [words.quartile(place, 0.5) for place in known]
    ends = [x for x in trace(figure, words.MIDDLE).x if x is not None]
    assert ends == [
        words.quartile(place, probability)
        for place in order if words.quartile(place, 0.25) is not None for probability in (0.25, 0.75)
    ]  # fmt: skip
    assert figure.layout.xaxis.range == (0, 100)


def test_une_note_absente_est_ecrite_a_la_place_du_point(simulated: Any) -> None:
    one = max(simulated, key=lambda found: sum(place.score is None for place in found.dimensions))
    missing = [place for _, own in words.by_axis(one) for place in own if place.score is None]
    assert [text.strip("\u00a0") for text in trace(peer_dots(one), "Sans note").text] == [p.standing for p in missing]
    assert None in trace(peer_radar(one), words.TEAM).r


def test_un_groupe_retenu_n_a_ni_mediane_ni_bande_et_le_dit() -> None:
    one = compared({f"petite-{i}": (str(i % 3), "") for i in range(7)})["petite-1"]
    figure = peer_dots(one)
    assert trace(figure, words.MEDIAN) is None and trace(figure, words.MIDDLE) is None
    assert "Non diffusé\u00a0: trop peu d’équipes dans le groupe." in figure.alternative
    assert [t.name for t in peer_radar(one).data if t.type == "scatterpolar" and t.name != "Niveaux"] == [words.TEAM]


def test_le_radar_a_deux_polygones_fermes_et_pas_un_de_plus(simulated: Any) -> None:
    one = next(found for found in simulated if all(place.score is not None for place in found.dimensions))
    drawn = [t for t in peer_radar(one).data if t.type == "scatterpolar" and t.name != "Niveaux"]
    assert [t.name for t in drawn] == [words.TEAM, words.MEDIAN]
    assert drawn[0].r[0] == drawn[0].r[-1] and len(drawn[0].r) == len(one.dimensions) + 1


def test_les_bulles_et_le_tableau_ne_disent_que_des_valeurs_diffusees() -> None:
    # Attaque : onze équipes à 67 et une douzième, seule à 41 ; ni elle ni la moyenne exacte (64,8) ne sont dans la figure.
    everyone = compared({**{f"commune-{i}": ("2", "") for i in range(11)}, "seule": ("1", "41")})
    for draw in (peer_dots, peer_radar):
        figure = json.loads(draw(everyone["commune-2"]).to_json())
        said = json.dumps([figure["data"], figure["layout"]["meta"]], ensure_ascii=False)
        written = set(re.findall(r"(?<![\d#.,(])\d+(?:[.,]\d+)?", re.sub(r"<style>.*?</style>", "", said, flags=re.S)))
        assert "67" in written and not {"41", "64,8", "64.8"} & written


def test_le_tableau_et_l_alternative_disent_la_place(simulated: Any) -> None:
    figure = peer_dots(simulated[0])
    table = figure.layout.meta["table"]
    assert table.count("<tr") == 1 + len(simulated[0].dimensions) + len(simulated[0].axes)
    assert "position incertaine" in table and "Exemple simulé" in table
    assert figure.alternative.startswith("Diagramme en points, 21\u00a0dimensions")
    assert "Exemple simulé" in figure.layout.title.text
