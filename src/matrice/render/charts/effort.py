"""L'effort et l'effet des actions : neuf cases, une étiquette par action, et ce que chaque case invite à faire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ...assessment import Action, ActionPlan, Progress, check_plan
from ...documents.words import grid_name
from ...documents.workshop_words import WEIGHTS, ZONE_RULES, Zone, effort_alternative, live, zone, zone_of, zone_text
from ...errors import InputError, MatriceError
from ...referentiel import Referentiel
from ...text import NBSP, capital, date, series, shortened
from .captions import Captions
from .figure import Figure, finished
from .hover import ROOM as BUBBLE
from .hover import TEMPLATE
from .lettering import html_lines, width, wrapped
from .rows import PAD
from .style import EDGE, GREY, INK, text_font
from .workshop_tables import effort_table

CELL = 230  # largeur d'une case, en pixels
LOW = 120  # hauteur de la plus basse
LEFT, RIGHT, AXIS = 122, 20, 34
NAME = 34  # hauteur du nom d'une zone, en haut de sa case
PILL = 30  # hauteur d'une étiquette d'action
AIR = 8
LONGEST = 16  # signes d'un identifiant ; au-delà « … »
SHADES = {Zone.FIRST: "#C6DBEF", Zone.PREPARE: "#E3EEF8", Zone.CHANCE: "#FFFFFF", Zone.DISCUSS: "#F0F0F0"}
STEPS = tuple(WEIGHTS)


@dataclass(frozen=True, slots=True)
class Pill:
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
    boxes = {(effort, impact): packed(inside(drawn, effort, impact), CELL) for effort in STEPS for impact in STEPS}
    apart = packed([action for action in drawn if zone_of(action) is None], 3 * CELL)
    tall = max(LOW, *(NAME + depth(pills) for pills in boxes.values()))
    said = Captions("Effort et effet des actions", paragraphs(plan, ref))
    placed = [(pill, *at(pill, tall)) for pills in boxes.values() for pill in pills]
    placed += [(pill, 0.5 + pill.x / CELL, 0.5 - (PAD + NAME + pill.y) / tall) for pill in apart]
    layout = effort_layout(placed, PAD + NAME + depth(apart) if apart else 0, tall, said)
    return finished([names(placed, ref)], layout, effort_alternative(plan), effort_table(plan, ref))


def inside(drawn: Sequence[Action], effort: int, impact: int) -> list[Action]:
    """Les actions d'une case."""
    return [action for action in drawn if (action.effort, action.impact) == (effort, impact)]


def packed(actions: Sequence[Action], room: float) -> list[Pill]:
    """Les étiquettes rangées de gauche à droite puis de haut en bas, sans recouvrement, dans l'ordre du plan."""
    pills: list[Pill] = []
    x, y = float(AIR), PILL / 2
    for action in actions:
        text = shortened(action.id, LONGEST)
        wide = max(PILL, width(text) + 2 * AIR)
        if x > AIR and x + wide > room - AIR:
            x, y = float(AIR), y + PILL + AIR
        pills.append(Pill(action, text, x + wide / 2, y, wide))
        x += wide + AIR
    return pills


def depth(pills: Sequence[Pill]) -> float:
    """La hauteur que prennent des étiquettes."""
    return pills[-1].y + PILL / 2 + AIR if pills else 0.0


def at(pill: Pill, tall: float) -> tuple[float, float]:
    """Le milieu d'une étiquette de case, en effort et en effet."""
    action = pill.action
    return (action.effort or 0) - 0.5 + pill.x / CELL, (action.impact or 0) + 0.5 - (NAME + pill.y) / tall


def names(placed: Sequence[tuple[Pill, float, float]], ref: Referentiel) -> go.Scatter:
    """Les identifiants, dans leurs étiquettes."""
    return go.Scatter(
        x=[x for _, x, _ in placed], y=[y for *_, y in placed], text=[html_lines([pill.text]) for pill, *_ in placed],
        mode="text", textposition="middle center", textfont=text_font(bold=True), cliponaxis=False,
        customdata=[hover(pill.action, ref) for pill, *_ in placed], hovertemplate=TEMPLATE, name="Actions", showlegend=False,
    )  # fmt: skip


def hover(action: Action, ref: Referentiel) -> str:
    """La bulle d'une action : quoi, pour quelle dimension, qui, pour quand, et où elle se place."""
    said = [
        f"Dimension{NBSP}: {ref.dimension(action.dimension).label}",
        f"Effort{NBSP}: {WEIGHTS.get(action.effort or 0, 'non coté')}, effet{NBSP}: {WEIGHTS.get(action.impact or 0, 'non coté')}",
        capital(zone_text(action)),
        f"{capital(action.owner)}, pour le {date(action.due)}, {action.state}",
    ]  # fmt: skip
    head = html_lines(wrapped(f"{action.id}. {shortened(action.what, 200)}", BUBBLE))
    return f"<b>{head}</b><br>" + "<br>".join(html_lines(wrapped(line, BUBBLE)) for line in said)


def paragraphs(plan: ActionPlan, ref: Referentiel) -> tuple[str, ...]:
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


def effort_layout(
    placed: Sequence[tuple[Pill, float, float]], below: float, tall: float, said: Captions
) -> dict[str, Any]:
    """La mise en page : neuf cases égales, leurs noms, les étiquettes, et la bande des non placées."""
    wide = LEFT + 3 * CELL + RIGHT
    top, bottom = said.title_height(wide) + AXIS, said.foot_height(wide)
    ticks = {
        "tickmode": "array", "tickvals": list(STEPS), "tickfont": text_font(), "tickangle": 0,
        "fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "outside", "ticklen": 8,
        "tickcolor": "rgba(0, 0, 0, 0)",
    }  # fmt: skip
    return {
        "width": wide,
        "height": round(top + 3 * tall + below + bottom),
        "margin": {"l": LEFT, "r": RIGHT, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "showlegend": False,
        "xaxis": {**ticks, "range": [0.5, 3.5], "side": "top", "ticktext": [f"effort {WEIGHTS[step]}" for step in STEPS]},
        "yaxis": {**ticks, "range": [0.5 - below / tall, 3.5], "ticktext": [f"effet {WEIGHTS[step]}" for step in STEPS]},
        "shapes": [
            *(box(effort, impact) for effort in STEPS for impact in STEPS),
            *(outline(pill, x, y, tall) for pill, x, y in placed),
        ],
        "annotations": [
            *(zone_name(effort, impact) for effort in STEPS for impact in STEPS),
            *([unplaced()] if below else []),
            said.foot(wide, x_shift=PAD - LEFT, y_shift=0),
        ],
    }  # fmt: skip


def box(effort: int, impact: int) -> dict[str, Any]:
    """Une case, teintée comme sa zone."""
    return {
        "type": "rect", "layer": "below", "x0": effort - 0.5, "x1": effort + 0.5, "y0": impact - 0.5, "y1": impact + 0.5,
        "fillcolor": SHADES[zone(effort, impact)], "line": {"color": EDGE, "width": 1},
    }  # fmt: skip


def outline(pill: Pill, x: float, y: float, tall: float) -> dict[str, Any]:
    """Le bord d'une étiquette d'action ; tireté quand l'action est faite."""
    half, high = pill.wide / 2 / CELL, PILL / 2 / tall
    done = pill.action.state is Progress.DONE
    return {
        "type": "rect", "layer": "below", "x0": x - half, "x1": x + half, "y0": y - high, "y1": y + high, "fillcolor": "white",
        "line": {"color": GREY if done else INK, "width": 1.5, "dash": "dash" if done else "solid"},
    }  # fmt: skip


def zone_name(effort: int, impact: int) -> dict[str, Any]:
    """Le nom d'une zone, en haut de sa case."""
    return {
        "text": html_lines([str(zone(effort, impact))]), "font": text_font(color=GREY), "showarrow": False, "align": "left",
        "x": effort - 0.5, "xanchor": "left", "xshift": AIR, "y": impact + 0.5, "yanchor": "top", "yshift": -4,
    }  # fmt: skip


def unplaced() -> dict[str, Any]:
    """Le titre des actions que l'on ne peut pas placer."""
    return {
        "text": "Non placées, effort ou effet à coter", "font": text_font(color=GREY), "showarrow": False, "align": "left",
        "x": 0.5, "xanchor": "left", "xshift": AIR, "y": 0.5, "yanchor": "top", "yshift": -PAD - 4,
    }  # fmt: skip
