"""Le diagramme en points, par ses faits : lignes, groupes, échelle, absences."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pandas as pd
import pytest

from matrice.assessment import Profile, read_responses, score
from matrice.documents.words import alternative
from matrice.render import charts


def trace(figure: Any, name: str) -> Any:
    return next(t for t in figure.data if t.name == name)


def rows(figure: Any) -> dict[str, float]:
    """Chaque ligne : son libellé recollé et son ordonnée."""
    axis = figure.layout.yaxis
    return dict(zip([text.replace("<br>", " ") for text in axis.ticktext], axis.tickvals, strict=True))


def test_une_ligne_par_dimension_dans_l_ordre_et_groupees_par_axe(shipped: Profile) -> None:
    figure = charts.dots(shipped)
    drawn = rows(figure)
    assert [label.split("\u00a0·")[0].split(" (ajout)")[0] for label in drawn] == [d.label for d in shipped.dimensions]
    assert list(drawn.values()) == sorted(drawn.values())
    headings = {note.text: note.y for note in figure.layout.annotations if note.text.startswith("<b>")}
    assert list(headings) == [f"<b>{axis.label}</b>" for axis in shipped.axes]
    assert headings["<b>Système d’information</b>"] < drawn["Partage de données\u00a0·\u00a05/5"]
    assert len(figure.layout.shapes) == len(shipped.axes)


def test_l_echelle_va_de_0_a_100_et_porte_le_nom_des_niveaux(shipped: Profile) -> None:
    axis = charts.dots(shipped).layout.xaxis
    assert axis.range == (0, 100)
    assert axis.tickvals == pytest.approx((0, 100 / 3, 200 / 3, 100))
    assert axis.ticktext == ("0<br>pas encore", "1<br>premiers pas", "2<br>en partie", "3<br>en routine")


def test_un_point_porte_sa_note(shipped: Profile) -> None:
    points = trace(charts.dots(shipped), "MSP des Tilleuls")
    rank = [d.id for d in shipped.dimensions].index("partage")
    assert points.x[rank] == pytest.approx(100 / 3)
    assert points.text[rank] == "33"
    assert points.marker.symbol == "circle"


def test_une_absence_est_ecrite_en_gris_a_la_place_du_point(shipped: Profile) -> None:
    figure = charts.dots(shipped)
    points, missing = trace(figure, "MSP des Tilleuls"), trace(figure, "Sans note")
    ranks = [[d.id for d in shipped.dimensions].index(name) for name in ("relais", "avis")]
    assert [points.x[rank] for rank in ranks] == [None, None]
    assert [points.text[rank] for rank in ranks] == ["", ""]
    assert [text.strip("\u00a0") for text in missing.text] == ["sans objet", "non calculable (0/6)"]
    assert list(missing.y) == [points.y[rank] for rank in ranks]
    assert missing.textfont.color == "#595959"


def test_un_zero_est_un_point_pas_une_absence(shipped: Profile) -> None:
    points = trace(charts.dots(shipped), "MSP des Tilleuls")
    rank = [d.id for d in shipped.dimensions].index("stocks")
    assert (points.x[rank], points.text[rank]) == (0, "0")


def test_la_couverture_et_les_ajouts_se_lisent_dans_le_libelle(shipped: Profile) -> None:
    drawn = rows(charts.dots(shipped))
    assert "Avis des usagers\u00a0·\u00a00/6" in drawn
    stocks = shipped.dimension("stocks")
    assert f"Gestion des stocks (ajout)\u00a0·\u00a0{stocks.answered}/{stocks.applicable}" in drawn


def test_la_hauteur_suit_le_nombre_de_lignes(grid: Any, team: Any) -> None:
    few, many = (charts.dots(team(grid(count))).layout for count in (3, 30))
    assert many.height - few.height == pytest.approx(27 * (many.yaxis.tickvals[1] - many.yaxis.tickvals[0]), abs=2)


def test_un_second_profil_est_un_triangle_relie_au_premier(grid: Any, team: Any) -> None:
    ref = grid(3)
    figure = charts.dots(team(ref, {"d0": 3}), before=team(ref, {"d0": 0, "d1": "SO"}, name="Les Ormes"))
    theirs, link = trace(figure, "Les Ormes"), trace(figure, "Écart")
    assert theirs.marker.symbol == "triangle-up"
    assert theirs.x == (0, None, pytest.approx(200 / 3))
    assert link.x[:3] == (100, 0, None)
    assert figure.layout.showlegend is True
    assert trace(figure, "Sans note").text[0].strip("\u00a0") == "▲ sans objet"


def test_un_theme_que_l_autre_evaluation_n_a_pas_pose_se_dit_et_ne_deplace_ni_n_arrete_rien(
    grid: Any,
) -> None:
    ref = grid(2)
    asked = [
        read_responses(pd.DataFrame({one: ["2"] * 6 for one in ids}), ref, team="MSP", on=on, themes=themes)
        for ids, on, themes in (
            (("d0.1",), dt.date(2025, 3, 1), ["d0"]),
            (("d0.1", "d1.1"), dt.date(2026, 3, 1), None),
        )
    ]
    part, whole = map(score, asked)
    figure = charts.dots(whole, before=part)
    assert trace(figure, "Sans note").text[0].strip("\u00a0") == "▲ non posé"
    assert len(trace(charts.dots(part, before=whole), "Écart").x) == 3
    drawn = charts.radar(whole, before=part)
    assert [len(one.r) for one in drawn.data if one.type == "scatterpolar" and one.mode == "markers"][:2] == [2, 2]
    assert trace(drawn, "Sans note").text == ("n.p.",) and "n.p." in drawn.layout.annotations[-1].text
    assert "Dimension 1 (" in charts.slope(whole, dataclasses.replace(part, on=dt.date(2027, 3, 1))).alternative


def test_les_axes_cotes_directement_ont_une_ligne_chacun_sans_titre(grid: Any, team: Any) -> None:
    figure = charts.dots(team(grid(2, 2), {"a0": "SO"}, by="axis"))
    assert list(rows(figure)) == ["Axe 0", "Axe 1\u00a0·\u00a01/1"]
    assert len(figure.layout.annotations) == 1  # le pied
    assert not figure.layout.shapes


def test_des_niveaux_serres_empilent_leurs_noms(grid: Any, team: Any) -> None:
    levels = ((0, "absent", 0.0), (1, "amorcé", 0.5), (2, "établi", 0.52), (3, "ancré", 1.0))
    axis = charts.dots(team(grid(3, levels=levels))).layout.xaxis
    assert axis.ticktext[1:3] == ("", "1\u00a0amorcé<br>2\u00a0établi")


def test_le_diagramme_dit_son_titre_son_pied_et_son_alternative(shipped: Profile) -> None:
    figure = charts.dots(shipped)
    assert figure.layout.title.text == "<b>Notes de maturité\u00a0: MSP des Tilleuls</b>"
    assert "14\u00a0réponses sur 18\u00a0inscrits" in figure.layout.annotations[-1].text
    assert figure.alternative == alternative(shipped, added=True, kind="Diagramme en points")
    assert figure.alternative.startswith("Diagramme en points, 21\u00a0dimensions")


def test_le_diagramme_porte_les_memes_serrures_que_le_radar(shipped: Profile) -> None:
    figure = charts.dots(shipped)
    assert figure._repr_mimebundle_()["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False
    assert "sendChartToCloud" in figure.layout.modebar.remove
    assert figure.layout.xaxis.fixedrange is True
