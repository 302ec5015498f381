"""Le diagramme en points : une ligne par dimension, le compagnon du radar qui se lit mieux que lui."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...assessment import Profile
from ...documents.words import alternative, by_axis, series_names, spokes
from ..html import profile_table
from .captions import Captions, captions
from .comparison import showable_pair
from .figure import Figure, finished
from .lettering import LINE, SIZE, html_lines, width
from .marks import absences, links, points
from .rings import Ring, rings
from .rows import LABEL, PAD, Row, rows_of, total
from .strokes import OURS, THEIRS
from .style import INK, LIGHT, RULE, text_font, tint

SPAN = 440  # longueur de l'échelle, en pixels
BLANK_TICKS = {"ticks": "outside", "ticklen": 10, "tickcolor": "rgba(0, 0, 0, 0)"}  # de l'air avant les textes
NOTES = ("À côté d’un point, la note sur 100. Après un libellé, ce qui est coté sur ce qui s’applique à l’équipe.",)
LEFT, RIGHT = LABEL + 2 * PAD, 80


def dots(profile: Profile, *, other: Profile | None = None) -> Figure:
    """Renvoie le diagramme en points d'une équipe : toutes les dimensions, ajouts compris, groupées par axe.

    Args:
        profile: le profil à dessiner (● ; une ligne par axe si l'équipe a coté des axes).
        other: un second profil sur la même grille (▲).

    Returns:
        Une figure plotly : `x` est la note de 0 à 100, les traits verticaux sont les niveaux ; une note
        absente est écrite en toutes lettres à la place du point. La hauteur suit le nombre de lignes.

    Raises:
        MatriceError: `other` n'est pas sur la même grille, ou n'a pas été calculé ou coté de même.
    """
    profile, other = showable_pair(profile, other)
    groups = by_axis(profile, spokes(profile, added=True))
    rows = rows_of(groups, headings=profile.grain != "axis")
    lines = [row for row in rows if row.result]
    names = series_names(profile, other)
    traces = [
        *([links(lines, profile, other)] if other else []),
        # l'équipe en dernier : à égalité, son rond se pose sur le triangle, qui dépasse
        *([points(other, lines, THEIRS, names[1], profile)] if other else []),
        points(profile, lines, OURS, names[0], other),
        *absences(lines, profile, other),
    ]
    said = captions("Notes de maturité", profile, other, (), NOTES)
    layout = dots_layout(rows, rings(profile.ref.scale, SPAN, name_room(profile)), said, legend=other is not None)
    said_aloud = alternative(profile, other=other, added=True, kind="Diagramme en points")
    return finished(traces, layout, said_aloud, profile_table(profile, other=other))


def name_room(profile: Profile) -> float:
    """La place que prend le plus long nom de niveau."""
    return max(width(level.label) for level in profile.ref.scale.levels) + 2 * PAD


def dots_layout(rows: Sequence[Row], levels: Sequence[Ring], said: Captions, *, legend: bool) -> dict[str, Any]:
    """La mise en page : une ordonnée en pixels, pour que chaque ligne ait la hauteur de son texte."""
    wide, tall = LEFT + SPAN + RIGHT, total(rows)
    heads = max(len(level_lines(ring)) for ring in levels) * SIZE * LINE + PAD + 10
    top = said.title_height(wide) + (60 if legend else 0) + heads
    height = top + tall + said.foot_height(wide)
    return {
        "width": wide,
        "height": round(height),
        "margin": {"l": LEFT, "r": RIGHT, "t": top, "b": said.foot_height(wide), "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "showlegend": legend,
        "legend": {
            "x": PAD / wide, "xref": "container", "xanchor": "left", "y": 1 - said.title_height(wide) / height,
            "yref": "container", "yanchor": "top", "font": text_font(), "itemsizing": "trace", "traceorder": "reversed",
        },
        "xaxis": {
            "range": [0, 100], "side": "top", "tickmode": "array", "tickvals": [ring.at for ring in levels],
            "ticktext": [html_lines(level_lines(ring)) for ring in levels], "tickangle": 0, "tickfont": text_font(),
            "fixedrange": True, "gridcolor": RULE, "zeroline": False, **BLANK_TICKS,
        },
        "yaxis": {
            "range": [tall, 0], "tickmode": "array", "tickvals": [row.middle for row in rows if row.result],
            "ticktext": [html_lines(row.lines) for row in rows if row.result], "tickfont": text_font(),
            "fixedrange": True, "gridcolor": LIGHT, "zeroline": False, **BLANK_TICKS,
            "layer": "below traces", "showline": True, "mirror": True, "linecolor": RULE,  # les niveaux extrêmes ont aussi leur trait
        },
        "shapes": bands(rows),
        "annotations": [
            *(heading(row) for row in rows if not row.result),
            said.foot(wide, x_shift=PAD - LEFT, y_shift=0),
        ],
    }  # fmt: skip


def level_lines(ring: Ring) -> list[str]:
    """Le nom d'un niveau sur deux lignes, la valeur puis le mot ; des niveaux proches s'empilent."""
    if len(ring.names) == 1:
        return ring.names[0].split("\u00a0", 1)
    return list(ring.names)


def heading(row: Row) -> dict[str, Any]:
    """Le nom d'un axe, au-dessus de ses dimensions."""
    return {
        "text": f"<b>{html_lines(row.lines)}</b>", "font": text_font(SIZE + 1, INK), "showarrow": False, "align": "left",
        "xref": "paper", "x": 0, "xanchor": "left", "xshift": PAD - LEFT, "yref": "y", "y": row.middle, "yanchor": "middle",
    }  # fmt: skip


def bands(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Les bandes teintées des axes, de la même teinte que leur secteur du radar."""
    starts = [row.top for row in rows if not row.result]
    ends = [*starts[1:], total(rows)] if starts else []
    return [
        {
            "type": "rect", "layer": "below", "xref": "paper", "x0": -LEFT / SPAN, "x1": 1 + RIGHT / SPAN, "yref": "y",
            "y0": start, "y1": end, "fillcolor": tint(rank, len(starts)), "line": {"width": 0},
        }
        for rank, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]  # fmt: skip
