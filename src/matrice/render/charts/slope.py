"""L'évolution entre deux dates : un trait par dimension, ses notes à chaque bout, son sens en toutes lettres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ...assessment import Change, Profile, Trend
from ...documents.words import DOT, caveat, facts, footer, level_name
from ...documents.workshop_words import slope_alternative
from ...text import NBSP, capital, number, rounded, series
from .captions import Captions
from .figure import Figure, finished
from .hover import ROOM as BUBBLE
from .hover import TEMPLATE
from .lettering import LINE, SIZE, height, html_lines, shortened, wrapped
from .moves import Moves, moves, points_text
from .rows import PAD
from .spreading import spread
from .style import GREY, INK, LIGHT, OTHER, RULE, TEAM, text_font
from .workshop_tables import slope_table

SPAN = 290  # entre les deux dates, en pixels
LABEL = 310  # largeur d'une étiquette
LEADER = 30  # longueur du filet entre un point et son étiquette
SIDE = LABEL + 2 * PAD
REACH = LEADER / SPAN  # la même, en abscisse
TALL = 420  # hauteur la plus petite de l'échelle
AIR = 6  # blanc entre deux étiquettes
HEADS = 44
MISSING = Trend.NOT_COMPARABLE


@dataclass(frozen=True, slots=True)
class Trait:
    """Comment se dessine un sens : trait, couleur, marque d'arrivée. En noir et blanc, le tireté et la marque restent."""

    color: str
    dash: str
    symbol: str
    sign: str


TRAITS = {
    Trend.UP: Trait(TEAM, "solid", "triangle-up", "▲"),
    Trend.STABLE: Trait(GREY, "dot", "circle", "●"),
    Trend.DOWN: Trait(OTHER, "dash", "triangle-down", "▼"),
}


@dataclass(frozen=True, slots=True)
class Label:
    """Une étiquette : la ligne dont elle parle, de quel côté (0 avant, 1 après), son texte et son milieu en pixels."""

    change: Change
    side: int
    lines: tuple[str, ...]
    middle: float = 0.0

    @property
    def score(self) -> float:
        """La note que l'étiquette accompagne."""
        return self.change.scores[self.side] or 0.0


def slope(before: Profile, after: Profile) -> Figure:
    """Renvoie l'évolution d'une équipe entre deux évaluations : un trait par dimension (ou par axe).

    Args:
        before: le profil le plus ancien.
        after: le plus récent.

    Returns:
        Une figure plotly : `y` est la note de 0 à 100, `x` vaut 0 avant et 1 après. Trait plein et ▲ en hausse,
        pointillé et ● stable, tireté et ▼ en baisse. Ce qui n'a pas deux notes comparables n'a pas de trait, et
        est nommé sous la figure avec sa raison.

    Raises:
        MatriceError: règles de calcul, échelle ou finesse différentes, dates à l'envers, ou rien de comparable.
    """
    found = moves(before, after)
    sides = [labels(found, side) for side in (0, 1)]
    tall = max(TALL, *(sum(height(one.lines) + AIR for one in side) for side in sides))
    placed = [label for side in sides for label in arranged(side, tall)]
    said = Captions(f"Évolution des notes{NBSP}: {after.team}", paragraphs(before, after, found))
    traces = [leaders(placed, tall), *(lines(found, trend) for trend in TRAITS), *alone(found)]
    layout = slope_layout(after, found, placed, said, tall)
    return finished(
        traces, layout, slope_alternative(found.progression, found.changes, found.noun), slope_table(before, after)
    )  # fmt: skip


def paragraphs(before: Profile, after: Profile, found: Moves) -> tuple[str, ...]:
    """Le pied : sur quoi chaque date repose, comment lire, et ce qui ne se compare pas."""
    scale = after.ref.scale
    levels = DOT.join(
        f"{number(100 * credit)}{NBSP}={NBSP}{level_name(level)}"
        for level, credit in zip(scale.levels, scale.credits, strict=True)
    )
    apart = [f"{one.label} ({one.reason})" for one in found.changes if one.trend is MISSING]
    gone = [before.ref.dimension(one).label for one in found.progression.migration.gone if is_dimension(before, one)]
    said = (
        f"{capital(facts(before))}. {footer(after)}",
        f"Notes sur{NBSP}100. Les traits horizontaux sont les niveaux{NBSP}: {levels}.",
        f"Sans trait, car non comparables{NBSP}: {series(apart)}." if apart else "",
        f"Absentes de la grille d’aujourd’hui{NBSP}: {series(gone)}." if gone else "",
        "C’est un progrès déclaré par l’équipe, à lire avec elle.",
        *found.progression.notes,
        caveat(after.ref),
    )
    return tuple(text for text in said if text)


def is_dimension(profile: Profile, identifier: str) -> bool:
    """Vrai si cet identifiant est celui d'une dimension, et non d'une question ou d'un axe."""
    return any(one.id == identifier for one in profile.ref.dimensions)


def labels(found: Moves, side: int) -> list[Label]:
    """Les étiquettes d'un côté, de la plus haute note à la plus basse ; à égalité, dans l'ordre de l'autre côté."""
    own = [one for one in found.changes if one.scores[side] is not None]
    own.sort(key=lambda one: (-rounded(one.scores[side] or 0, 3), -rounded(one.scores[1 - side] or 0)))
    return [Label(one, side, wrapped(label_text(one, side), LABEL)) for one in own]


def label_text(change: Change, side: int) -> str:
    """« Partage de données 33 » à gauche, « 67 Partage de données, en hausse +34 » à droite."""
    score, name = number(change.scores[side] or 0), shortened(change.label)
    if side == 0:
        return f"{name}{f', {MISSING}' if change.trend is MISSING else ''}{NBSP}{NBSP}{score}"
    sense = str(change.trend) + (f"{NBSP}{points_text(change)}" if change.trend in (Trend.UP, Trend.DOWN) else "")
    return f"{score}{NBSP}{NBSP}{name}, {sense}"


def arranged(side: Sequence[Label], tall: float) -> list[Label]:
    """Les étiquettes à leur place, sans recouvrement."""
    middles = spread(
        [tall * (1 - one.score / 100) for one in side], [height(one.lines) + AIR for one in side], tall
    )  # fmt: skip
    return [Label(one.change, one.side, one.lines, middle) for one, middle in zip(side, middles, strict=True)]


def leaders(placed: Sequence[Label], tall: float) -> go.Scatter:
    """Les filets qui mènent chaque étiquette à son point."""
    x: list[float | None] = []
    y: list[float | None] = []
    for label in placed:
        x += [label.side, label.side + (REACH if label.side else -REACH), None]
        y += [label.score, 100 * (1 - label.middle / tall), None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": RULE, "width": 1}, cliponaxis=False, hoverinfo="skip", showlegend=False,
        name="Filets",
    )  # fmt: skip


def lines(found: Moves, trend: Trend) -> go.Scatter:
    """Les traits d'un sens, coupés d'une dimension à l'autre."""
    own = [one for one in found.changes if one.trend is trend]
    trait = TRAITS[trend]
    return go.Scatter(
        x=[place for _ in own for place in (0, 1, None)],
        y=[score for one in own for score in (*one.scores, None)],
        mode="lines+markers",
        line={"color": trait.color, "width": 3, "dash": trait.dash},
        marker={
            "color": trait.color, "opacity": 1, "size": [8, 13, 0] * len(own) or 13,
            "symbol": ["circle", trait.symbol, "circle"] * len(own) or trait.symbol,
        },
        connectgaps=False, cliponaxis=False,
        customdata=[text for one in own for text in (hover(found, one),) * 3],
        hovertemplate=TEMPLATE,
        name=f"{trait.sign} {trend}{NBSP}: {number(len(own))}",
        showlegend=False,  # chaque étiquette dit déjà son sens
    )  # fmt: skip


def alone(found: Moves) -> list[go.Scatter]:
    """Les notes qui n'ont pas de pendant comparable : un point creux, sans trait ; rien s'il n'y en a pas."""
    own = [
        (one, side) for one in found.changes if one.trend is MISSING for side in (0, 1) if one.scores[side] is not None
    ]
    if not own:
        return []
    return [
        go.Scatter(
            x=[side for _, side in own], y=[one.scores[side] for one, side in own], mode="markers", cliponaxis=False,
            marker={"symbol": "circle-open", "size": 10, "color": GREY, "line": {"color": GREY, "width": 2}},
            customdata=[hover(found, one) for one, _ in own], hovertemplate=TEMPLATE, name="Non comparables", showlegend=False,
        )
    ]  # fmt: skip


def hover(found: Moves, change: Change) -> str:
    """La bulle d'un trait : libellé, notes à une décimale, sens et raison."""
    said = [
        f"{capital(name)}{NBSP}: {'pas de note' if score is None else f'{number(score, 1)} sur{NBSP}100'}"
        for name, score in zip(found.names, change.scores, strict=True)
    ]
    said.append(capital(", ".join(text for text in (str(change.trend), change.reason, change.note) if text)))
    return f"<b>{html_lines(wrapped(change.label, BUBBLE))}</b><br>" + "<br>".join(
        html_lines(wrapped(line, BUBBLE)) for line in said
    )


def slope_layout(after: Profile, found: Moves, placed: Sequence[Label], said: Captions, tall: float) -> dict[str, Any]:
    """La mise en page : l'échelle entière, les dates en tête, les étiquettes de chaque côté."""
    wide = SPAN + 2 * (LEADER + SIDE)
    top, bottom = said.title_height(wide) + HEADS, said.foot_height(wide) + PAD
    return {
        "width": wide,
        "height": round(top + tall + bottom),
        "margin": {"l": SIDE, "r": SIDE, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "showlegend": False,
        "xaxis": {
            "range": [-REACH, 1 + REACH], "tickvals": [0, 1], "showticklabels": False, "fixedrange": True,
            "gridcolor": RULE, "zeroline": False,
        },
        "yaxis": {
            "range": [0, 100], "showticklabels": False, "fixedrange": True, "showgrid": False, "zeroline": False,
        },
        "shapes": [level_line(100 * credit) for credit in sorted(set(after.ref.scale.credits))],
        "annotations": [
            *(moment(name, side) for side, name in enumerate(found.names)),
            *(label_note(label, tall) for label in placed),
            said.foot(wide, x_shift=PAD - SIDE, y_shift=-PAD),
        ],
    }  # fmt: skip


def level_line(at: float) -> dict[str, Any]:
    """Le trait d'un niveau, d'une date à l'autre."""
    return {
        "type": "line",
        "layer": "below",
        "x0": 0,
        "x1": 1,
        "y0": at,
        "y1": at,
        "line": {"color": LIGHT, "width": 1},
    }


def moment(name: str, side: int) -> dict[str, Any]:
    """La date, au-dessus de son trait."""
    return {
        "text": f"<b>{html_lines([capital(name)])}</b>", "font": text_font(SIZE, INK), "showarrow": False,
        "xref": "x", "x": side, "xanchor": "center", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": LINE * SIZE / 2,
    }  # fmt: skip


def label_note(label: Label, tall: float) -> dict[str, Any]:
    """Une étiquette, contre son filet."""
    away = LEADER + 4
    return {
        "text": html_lines(label.lines), "font": text_font(), "showarrow": False, "align": "left" if label.side else "right",
        "xref": "x", "x": label.side, "xanchor": "left" if label.side else "right", "xshift": away if label.side else -away,
        "yref": "y", "y": 100 * (1 - label.middle / tall), "yanchor": "middle",
    }  # fmt: skip
