"""L'effort et l'effet des actions : neuf cases, une étiquette par action, et ce que chaque case invite à faire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ...assessment import Action, ActionPlan, Progress, check_plan
from ...documents.words import DOT, grid_name
from ...documents.workshop_words import WEIGHTS, ZONE_RULES, Zone, effort_alternative, live, zone, zone_of, zone_text
from ...errors import InputError, MatriceError
from ...referentiel import Referentiel
from ...text import NBSP, capital, date, plural, series, shortened
from . import kit
from .figure import HOVER_TEMPLATE, Captions, Figure, bubble, finish, html_table
from .style import EDGE, GREY, INK, html_lines, text_font, width

_CELL = 230  # largeur d'une case, en pixels
_LOW = 120  # hauteur de la plus basse
_LEFT, _RIGHT, _AXIS = 122, 20, 34
_NAME = 34  # hauteur du nom d'une zone, en haut de sa case
_PILL = 30  # hauteur d'une étiquette d'action
_AIR = 8
_LONGEST = 16  # signes d'un identifiant ; au-delà « … »
_SHADES = {Zone.FIRST: "#C6DBEF", Zone.PREPARE: "#E3EEF8", Zone.CHANCE: "#FFFFFF", Zone.DISCUSS: "#F0F0F0"}
_STEPS = tuple(WEIGHTS)


@dataclass(frozen=True, slots=True)
class _Pill:
    """Une étiquette d'action : son texte, son milieu en pixels depuis le haut gauche de sa case, sa largeur."""

    action: Action
    text: str
    x: float
    y: float
    wide: float


def effort_impact(plan: ActionPlan, ref: Referentiel) -> Figure:
    """Renvoie le diagramme effort et effet d'un plan d'action.

    Args:
        plan: les actions ; les abandonnées ne sont pas dessinées.
        ref: la grille dont viennent les dimensions.

    Returns:
        Une figure plotly : `x` est l'effort et `y` l'effet, de 1 (faible) à 3 (fort) ; l'identifiant de l'action est
        écrit dans son étiquette, et aucune n'en recouvre une autre. Une action sans effort ou sans effet est sous
        le cadre, « non placées ». Sous la figure, ce que chaque identifiant veut dire.

    Raises:
        InputError: le plan a des fautes (`check_plan`).
        MatriceError: le plan n'a aucune action à dessiner.
    """
    if problems := check_plan(plan, ref):
        raise InputError(problems, subject="Plan d’action refusé")
    drawn = live(plan)
    if not drawn:
        raise MatriceError(f"Le plan n’a aucune action à dessiner{NBSP}: inscrivez-en une d’abord.")
    boxes = {
        (effort, impact): _pack(_actions_in(drawn, effort, impact), _CELL) for effort in _STEPS for impact in _STEPS
    }
    apart = _pack([action for action in drawn if zone_of(action) is None], 3 * _CELL)
    tall = max(_LOW, *(_NAME + _pills_height(pills) for pills in boxes.values()))
    said = Captions("Effort et effet des actions", _paragraphs(plan, ref))
    placed = [(pill, *_pill_position(pill, tall)) for pills in boxes.values() for pill in pills]
    placed += [(pill, 0.5 + pill.x / _CELL, 0.5 - (kit.PAD + _NAME + pill.y) / tall) for pill in apart]
    layout = _effort_layout(placed, kit.PAD + _NAME + _pills_height(apart) if apart else 0, tall, said)
    return finish([_action_names(placed, ref)], layout, effort_alternative(plan), effort_table(plan, ref))


def _actions_in(drawn: Sequence[Action], effort: int, impact: int) -> list[Action]:
    """Les actions d'une case."""
    return [action for action in drawn if (action.effort, action.impact) == (effort, impact)]


def _pack(actions: Sequence[Action], room: float) -> list[_Pill]:
    """Les étiquettes rangées de gauche à droite puis de haut en bas, sans recouvrement, dans l'ordre du plan."""
    pills: list[_Pill] = []
    x, y = float(_AIR), _PILL / 2
    for action in actions:
        text = shortened(action.id, _LONGEST)
        wide = max(_PILL, width(text) + 2 * _AIR)
        if x > _AIR and x + wide > room - _AIR:
            x, y = float(_AIR), y + _PILL + _AIR
        pills.append(_Pill(action, text, x + wide / 2, y, wide))
        x += wide + _AIR
    return pills


def _pills_height(pills: Sequence[_Pill]) -> float:
    """La hauteur que prennent des étiquettes."""
    return pills[-1].y + _PILL / 2 + _AIR if pills else 0.0


def _pill_position(pill: _Pill, tall: float) -> tuple[float, float]:
    """Le milieu d'une étiquette de case, en effort et en effet."""
    action = pill.action
    return (action.effort or 0) - 0.5 + pill.x / _CELL, (action.impact or 0) + 0.5 - (_NAME + pill.y) / tall


def _action_names(placed: Sequence[tuple[_Pill, float, float]], ref: Referentiel) -> go.Scatter:
    """Les identifiants, dans leurs étiquettes."""
    return kit.side_texts(
        [x for _, x, _ in placed], [y for *_, y in placed], [html_lines([pill.text]) for pill, *_ in placed], "Actions",
        font=text_font(bold=True), textposition="middle center", customdata=[_hover(pill.action, ref) for pill, *_ in placed],
        hovertemplate=HOVER_TEMPLATE, hoverinfo=None,
    )  # fmt: skip


def _hover(action: Action, ref: Referentiel) -> str:
    """La bulle d'une action : quoi, pour quelle dimension, qui, pour quand, et où elle se place."""
    said = [
        f"Dimension{NBSP}: {ref.dimension(action.dimension).label}",
        f"Effort{NBSP}: {WEIGHTS.get(action.effort or 0, 'non coté')}, effet{NBSP}: {WEIGHTS.get(action.impact or 0, 'non coté')}",
        capital(zone_text(action)),
        f"{capital(action.owner)}, pour le {date(action.due)}, {action.state}",
    ]  # fmt: skip
    return bubble(f"{action.id}. {shortened(action.what, 200)}", said)


def _paragraphs(plan: ActionPlan, ref: Referentiel) -> tuple[str, ...]:
    """Le pied : ce que veut dire chaque identifiant, zone par zone, puis la règle."""
    drawn = live(plan)
    said = []
    for where in (*Zone, None):
        own = [f"{action.id}{NBSP}{shortened(action.what, 70)}" for action in drawn if zone_of(action) is where]
        if own:
            said.append(f"{capital(str(where)) if where else 'Non placées'}{NBSP}: {f'{NBSP}; '.join(own)}.")
    dropped = [action.id for action in plan.actions if action.state is Progress.DROPPED]
    rules = ", ".join(f"{where} ({rule})" for where, rule in ZONE_RULES.items())
    done = [action.id for action in drawn if action.state is Progress.DONE]
    said.append(f"Bord tireté, déjà faites{NBSP}: {series(done)}." if done else "")
    said.append(f"Abandonnées, non dessinées{NBSP}: {series(dropped)}." if dropped else "")
    said.append(f"Le cadre propose{NBSP}: {rules}. L’équipe choisit.")
    return (*filter(None, said), grid_name(ref))


def _effort_layout(
    placed: Sequence[tuple[_Pill, float, float]], below: float, tall: float, said: Captions
) -> dict[str, Any]:
    """La mise en page : neuf cases égales, leurs noms, les étiquettes, et la bande des non placées."""
    notes = [_zone_name(effort, impact) for effort in _STEPS for impact in _STEPS]
    notes += [_unplaced_title()] if below else []
    ticks = {
        "tickmode": "array", "tickvals": list(_STEPS), "tickfont": text_font(), "tickangle": 0,
        "fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "outside", "ticklen": 8,
        "tickcolor": "rgba(0, 0, 0, 0)",
    }  # fmt: skip
    return {
        **kit.sheet(said, _AXIS, 3 * tall + below, left=_LEFT, span=3 * _CELL, right=_RIGHT, notes=notes),
        "showlegend": False,
        "xaxis": {**ticks, "range": [0.5, 3.5], "side": "top", "ticktext": [f"effort {WEIGHTS[step]}" for step in _STEPS]},
        "yaxis": {**ticks, "range": [0.5 - below / tall, 3.5], "ticktext": [f"effet {WEIGHTS[step]}" for step in _STEPS]},
        "shapes": [
            *(_box(effort, impact) for effort in _STEPS for impact in _STEPS),
            *(_outline(pill, x, y, tall) for pill, x, y in placed),
        ],
    }  # fmt: skip


def _box(effort: int, impact: int) -> dict[str, Any]:
    """Une case, teintée comme sa zone."""
    return {
        "type": "rect", "layer": "below", "x0": effort - 0.5, "x1": effort + 0.5, "y0": impact - 0.5, "y1": impact + 0.5,
        "fillcolor": _SHADES[zone(effort, impact)], "line": {"color": EDGE, "width": 1},
    }  # fmt: skip


def _outline(pill: _Pill, x: float, y: float, tall: float) -> dict[str, Any]:
    """Le bord d'une étiquette d'action ; tireté quand l'action est faite."""
    half, high = pill.wide / 2 / _CELL, _PILL / 2 / tall
    done = pill.action.state is Progress.DONE
    return {
        "type": "rect", "layer": "below", "x0": x - half, "x1": x + half, "y0": y - high, "y1": y + high, "fillcolor": "white",
        "line": {"color": GREY if done else INK, "width": 1.5, "dash": "dash" if done else "solid"},
    }  # fmt: skip


def _zone_name(effort: int, impact: int) -> dict[str, Any]:
    """Le nom d'une zone, en haut de sa case."""
    return {
        "text": html_lines([str(zone(effort, impact))]), "font": text_font(color=GREY), "showarrow": False, "align": "left",
        "x": effort - 0.5, "xanchor": "left", "xshift": _AIR, "y": impact + 0.5, "yanchor": "top", "yshift": -4,
    }  # fmt: skip


def _unplaced_title() -> dict[str, Any]:
    """Le titre des actions que l'on ne peut pas placer."""
    return {
        "text": "Non placées, effort ou effet à coter", "font": text_font(color=GREY), "showarrow": False, "align": "left",
        "x": 0.5, "xanchor": "left", "xshift": _AIR, "y": 0.5, "yanchor": "top", "yshift": -kit.PAD - 4,
    }  # fmt: skip


def effort_table(plan: ActionPlan, ref: Referentiel) -> str:
    """Renvoie, en HTML, les actions que dessine `effort_impact`, abandonnées comprises."""
    labels = {one.id: one.label for one in ref.dimensions}
    heads = ["Action", "Quoi", "Dimension", "Effort", "Effet", "Place", "État", "Échéance"]
    rows = [
        (
            one.id, one.what, labels.get(one.dimension, one.dimension), WEIGHTS.get(one.effort or 0, "non coté"),
            WEIGHTS.get(one.impact or 0, "non coté"), capital(zone_text(one)), capital(str(one.state)), date(one.due),
        )
        for one in plan.actions
    ]  # fmt: skip
    return html_table([f"Effort et effet des actions{DOT}{plural(len(rows), 'action')}", grid_name(ref)], heads, rows)
