"""Effort et effet des actions, par les faits : places, étiquettes sans recouvrement, ce qui n'est pas placé."""

from __future__ import annotations

import datetime as dt
import re
from itertools import combinations
from typing import Any

import pytest

from matrice.assessment import Action, ActionPlan, Progress
from matrice.documents.workshop_words import Zone, zone
from matrice.errors import InputError, MatriceError
from matrice.referentiel import Referentiel
from matrice.render import charts


def action(name: str, effort: int | None, impact: int | None, **options: Any) -> Action:
    given: dict[str, Any] = {
        "dimension": "d0", "what": f"Faire {name}", "owner": "coordination", "means": "2 h par mois",
        "start": dt.date(2026, 4, 1), "due": dt.date(2026, 9, 1),
    } | options  # fmt: skip
    return Action(name, effort=effort, impact=impact, **given)


PLAN = ActionPlan(
    (
        action("A1", 1, 3), action("A2", 1, 3), action("A3", 3, 3), action("A4", 1, 1), action("A5", 3, 1),
        action("A6", None, 2), action("A7", 2, None), action("A8", 2, 2, state=Progress.DONE),
        action("A9", 1, 1, state=Progress.DROPPED),
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def ref(grid: Any) -> Referentiel:
    found: Referentiel = grid(2)
    return found


@pytest.fixture(scope="module")
def drawn(ref: Referentiel) -> Any:
    return charts.effort_impact(PLAN, ref)


def places(figure: Any) -> dict[str, tuple[float, float]]:
    """Chaque étiquette : son identifiant, son effort et son effet."""
    (trace,) = figure.data
    return {text: (x, y) for text, x, y in zip(trace.text, trace.x, trace.y, strict=True)}


def pills(figure: Any) -> list[Any]:
    """Les rectangles des étiquettes : ceux des cases ont un côté d'une unité."""
    return [shape for shape in figure.layout.shapes if shape.x1 - shape.x0 < 0.99]


def test_chaque_action_est_dans_la_case_de_son_effort_et_de_son_effet(drawn: Any) -> None:
    found = places(drawn)
    for one in PLAN.actions:
        if one.effort and one.impact and one.state is not Progress.DROPPED:
            assert (round(found[one.id][0]), round(found[one.id][1])) == (one.effort, one.impact)
    assert drawn.layout.xaxis.ticktext == ("effort faible", "effort moyen", "effort fort")
    assert drawn.layout.yaxis.ticktext == ("effet faible", "effet moyen", "effet fort")


def test_une_action_sans_effort_ou_sans_effet_est_sous_le_cadre(drawn: Any) -> None:
    found = places(drawn)
    assert found["A6"][1] < 0.5
    assert found["A7"][1] == found["A6"][1]
    assert drawn.layout.yaxis.range[0] < found["A6"][1]  # et visible
    texts = [note.text for note in drawn.layout.annotations]
    assert "Non placées, effort ou effet à coter" in texts
    assert "Non placées\u00a0: A6\u00a0Faire A6\u00a0; A7\u00a0Faire A7." in texts[-1].replace("<br>", " ")


def test_une_action_abandonnee_est_nommee_sans_etre_dessinee(drawn: Any) -> None:
    assert "A9" not in places(drawn)
    assert "Abandonnées, non dessinées\u00a0: A9." in drawn.layout.annotations[-1].text.replace("<br>", " ")
    assert "A9" in drawn.layout.meta["table"]


def test_une_action_faite_a_un_bord_tirete(drawn: Any) -> None:
    dashed = [shape for shape in pills(drawn) if shape.line.dash == "dash"]
    x, y = places(drawn)["A8"]
    assert [(shape.x0 < x < shape.x1, shape.y0 < y < shape.y1) for shape in dashed] == [(True, True)]


def test_cinquante_actions_ne_se_recouvrent_pas_et_restent_dans_leur_case(ref: Referentiel) -> None:
    crowd = tuple(action(f"action-bien-nommée-{rank}" if rank % 3 == 0 else f"A{rank}", 1, 3) for rank in range(50))
    loose = tuple(action(f"N{rank}", None, None) for rank in range(40))
    figure = charts.effort_impact(ActionPlan((*crowd, *loose)), ref)
    boxes = pills(figure)
    assert len(boxes) == 90
    for one, other in combinations(boxes, 2):
        apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
        assert apart
    for one in boxes[:50]:
        assert one.x0 >= 0.5 and one.x1 <= 1.5 and one.y0 >= 2.5 and one.y1 <= 3.5
    for one in boxes[50:]:
        assert figure.layout.yaxis.range[0] <= one.y0 and one.y1 <= 0.5 and one.x1 <= 3.5


def test_le_meme_plan_donne_la_meme_figure(ref: Referentiel, drawn: Any) -> None:
    assert charts.effort_impact(PLAN, ref).to_json() == drawn.to_json()


def test_chaque_case_dit_ce_qu_elle_invite_a_faire(drawn: Any) -> None:
    names = {
        (note.x + 0.5, note.y - 0.5): note.text for note in drawn.layout.annotations if note.yanchor == "top" and note.y > 1
    }  # fmt: skip
    assert names == {
        (1, 3): "à faire d’abord", (2, 3): "à faire d’abord", (3, 3): "à préparer",
        (1, 2): "à faire d’abord", (2, 2): "à préparer", (3, 2): "à discuter",
        (1, 1): "si l’occasion se présente", (2, 1): "à discuter", (3, 1): "à discuter",
    }  # fmt: skip


def test_plus_d_effet_ou_moins_d_effort_ne_recule_jamais_une_action() -> None:
    order = (Zone.DISCUSS, Zone.CHANCE, Zone.PREPARE, Zone.FIRST)
    steps = (1, 2, 3)
    for effort in steps:
        for impact in steps:
            here = order.index(zone(effort, impact))
            assert impact == 3 or order.index(zone(effort, impact + 1)) >= here
            assert effort == 1 or order.index(zone(effort - 1, impact)) >= min(here, order.index(Zone.CHANCE))


def test_l_alternative_dit_chaque_zone(drawn: Any) -> None:
    assert drawn.alternative == (
        "Effort et effet de 8\u00a0actions. À faire d’abord\u00a0: A1 et A2. À préparer\u00a0: A3 et A8. Si l’occasion se présente\u00a0: A4. "
        "À discuter\u00a0: A5. Non placées, effort ou effet à coter\u00a0: A6 et A7. Abandonnées, non dessinées\u00a0: A9. Données dans le "
        "tableau."
    )


def test_le_tableau_a_toutes_les_actions(ref: Referentiel) -> None:
    written = {
        name: re.findall("<td>(.*?)</td>", line)
        for name, line in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', charts.effort_impact(PLAN, ref).table)
    }
    assert list(written) == [one.id for one in PLAN.actions]
    assert written["A1"] == [
        "Faire A1", "Dimension 0", "faible", "fort", "À faire d’abord", "À faire", "1er\u00a0septembre\u00a02026",
    ]  # fmt: skip
    assert written["A6"][2:5] == ["non coté", "moyen", "Non placée, effort à coter"]
    assert written["A9"][4:6] == ["Abandonnée", "Abandonnée"]


def test_le_survol_dit_quoi_qui_et_quand(drawn: Any) -> None:
    (trace,) = drawn.data
    assert trace.customdata[list(trace.text).index("A1")] == (
        "<b>A1. Faire A1</b><br>Dimension\u00a0: Dimension 0<br>Effort\u00a0: faible, effet\u00a0: fort<br>À faire d’abord<br>"
        "Coordination, pour le 1er\u00a0septembre\u00a02026, à faire"
    )


def test_un_plan_vide_ou_fautif_est_refuse_en_francais(ref: Referentiel) -> None:
    with pytest.raises(MatriceError, match="Le plan n’a aucune action à dessiner"):
        charts.effort_impact(ActionPlan(), ref)
    with pytest.raises(InputError) as refused:
        charts.effort_impact(ActionPlan((action("A1", 7, 0), action("A2", 1, 1, dimension="d9"))), ref)
    assert len(refused.value.problems) == 3
    assert "«\u00a07\u00a0» ne convient pas\u00a0; attendu\u00a0: 1 (faible), 2 (moyen), 3 (fort) ou rien." in str(
        refused.value
    )


def test_un_texte_d_action_ne_devient_pas_une_balise(ref: Referentiel) -> None:
    figure = charts.effort_impact(ActionPlan((action("A1", 1, 1, what="<b>%{x}</b> & Cie"),)), ref)
    assert "&lt;b&gt;%{x}&lt;/b&gt; &amp; Cie" in figure.data[0].customdata[0]
    assert figure.data[0].hovertemplate == "%{customdata}<extra></extra>"
    assert "&lt;b&gt;" in figure.layout.annotations[-1].text


def test_le_diagramme_porte_les_memes_serrures_que_le_radar(drawn: Any) -> None:
    assert drawn._repr_mimebundle_()["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False
    assert "sendChartToCloud" in drawn.layout.modebar.remove
    assert drawn.layout.xaxis.fixedrange is True
