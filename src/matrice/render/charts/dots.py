"""Le diagramme en points : une ligne par dimension, le compagnon du radar qui se lit mieux que lui.

Les notes, l'écart entre deux équipes, et ce qui n'a pas de note en toutes lettres.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ...assessment import Profile, Standing
from ...documents.words import DOT, Result, alternative, by_axis, coverage, series_names, spokes, standing_text
from ...text import NBSP
from ..html import profile_table
from .figure import HOVER_TEMPLATE, Captions, Figure, captions, finish, hover_text, showable_pair
from .levels import Ring, rings
from .rows import LABEL, PAD, Row, rows_of, total_height
from .style import (
    GREY,
    INK,
    LIGHT,
    LINE,
    OURS,
    RULE,
    SIZE,
    THEIRS,
    Stroke,
    html_lines,
    legend_name,
    text_font,
    tint,
    width,
)

SPAN = 440  # longueur de l'échelle, en pixels
_BLANK_TICKS = {"ticks": "outside", "ticklen": 10, "tickcolor": "rgba(0, 0, 0, 0)"}  # de l'air avant les textes
_NOTES = ("À côté d’un point, la note sur 100. Après un libellé, ce qui est coté sur ce qui s’applique à l’équipe.",)
_LEFT, _RIGHT = LABEL + 2 * PAD, 80

_GROWTH = 3  # un point isolé se dessine plus gros qu'un sommet de polygone
_HALF = 45  # une note plus basse laisse la place d'un texte à droite
_EDGE = 7  # une note plus basse n'a pas de place à sa gauche


def dots(profile: Profile, *, before: Profile | None = None) -> Figure:
    """Renvoie le diagramme en points d'une équipe : toutes les dimensions, ajouts compris, groupées par axe.

    Args:
        profile: le profil à dessiner (● ; une ligne par axe si l'équipe a coté des axes).
        before: un second profil sur la même grille (▲).

    Returns:
        Une figure plotly : `x` est la note de 0 à 100, les traits verticaux sont les niveaux ; une note
        absente est écrite en toutes lettres à la place du point. La hauteur suit le nombre de lignes.

    Raises:
        MatriceError: `before` n'est pas sur la même grille, ou n'a pas été calculé ou coté de même.
    """
    profile, before = showable_pair(profile, before)
    groups = by_axis(profile, spokes(profile, added=True))
    rows = rows_of(groups, headings=profile.grain != "axis")
    lines = [row for row in rows if row.result]
    names = series_names(profile, before)
    traces = [
        *([_gap_lines(lines, profile, before)] if before else []),
        # l'équipe en dernier : à égalité, son rond se pose sur le triangle, qui dépasse
        *([_points(before, lines, THEIRS, names[1], profile)] if before else []),
        _points(profile, lines, OURS, names[0], before),
        *_missing_scores(lines, profile, before),
    ]
    said = captions("Notes de maturité", profile, before, (), _NOTES)
    layout = dots_layout(rows, rings(profile.ref.scale, SPAN, _name_room(profile)), said, legend=before is not None)
    said_aloud = alternative(profile, before=before, added=True, kind="Diagramme en points")
    return finish(traces, layout, said_aloud, profile_table(profile, before=before))


def _name_room(profile: Profile) -> float:
    """La place que prend le plus long nom de niveau."""
    return max(width(level.label) for level in profile.ref.scale.levels) + 2 * PAD


def dots_layout(rows: Sequence[Row], levels: Sequence[Ring], said: Captions, *, legend: bool) -> dict[str, Any]:
    """La mise en page : une ordonnée en pixels, pour que chaque ligne ait la hauteur de son texte."""
    wide, tall = _LEFT + SPAN + _RIGHT, total_height(rows)
    heads = max(len(_level_lines(ring)) for ring in levels) * SIZE * LINE + PAD + 10
    top = said.title_height(wide) + (60 if legend else 0) + heads
    height = top + tall + said.foot_height(wide)
    return {
        "width": wide,
        "height": round(height),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": top, "b": said.foot_height(wide), "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "showlegend": legend,
        "legend": {
            "x": PAD / wide, "xref": "container", "xanchor": "left", "y": 1 - said.title_height(wide) / height,
            "yref": "container", "yanchor": "top", "font": text_font(), "itemsizing": "trace", "traceorder": "reversed",
        },
        "xaxis": {
            "range": [0, 100], "side": "top", "tickmode": "array", "tickvals": [ring.at for ring in levels],
            "ticktext": [html_lines(_level_lines(ring)) for ring in levels], "tickangle": 0, "tickfont": text_font(),
            "fixedrange": True, "gridcolor": RULE, "zeroline": False, **_BLANK_TICKS,
        },
        "yaxis": {
            "range": [tall, 0], "tickmode": "array", "tickvals": [row.middle for row in rows if row.result],
            "ticktext": [html_lines(row.lines) for row in rows if row.result], "tickfont": text_font(),
            "fixedrange": True, "gridcolor": LIGHT, "zeroline": False, **_BLANK_TICKS,
            "layer": "below traces", "showline": True, "mirror": True, "linecolor": RULE,  # les niveaux extrêmes ont aussi leur trait
        },
        "shapes": _bands(rows),
        "annotations": [
            *(heading(row) for row in rows if not row.result),
            said.foot(wide, x_shift=PAD - _LEFT, y_shift=0),
        ],
    }  # fmt: skip


def _level_lines(ring: Ring) -> list[str]:
    """Le nom d'un niveau sur deux lignes, la valeur puis le mot ; des niveaux proches s'empilent."""
    if len(ring.names) == 1:
        return ring.names[0].split("\u00a0", 1)
    return list(ring.names)


def heading(row: Row) -> dict[str, Any]:
    """Le nom d'un axe, au-dessus de ses dimensions."""
    return {
        "text": f"<b>{html_lines(row.lines)}</b>", "font": text_font(SIZE + 1, INK), "showarrow": False, "align": "left",
        "xref": "paper", "x": 0, "xanchor": "left", "xshift": PAD - _LEFT, "yref": "y", "y": row.middle, "yanchor": "middle",
    }  # fmt: skip


def _bands(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Les bandes teintées des axes, de la même teinte que leur secteur du radar."""
    starts = [row.top for row in rows if not row.result]
    ends = [*starts[1:], total_height(rows)] if starts else []
    return [
        {
            "type": "rect", "layer": "below", "xref": "paper", "x0": -_LEFT / SPAN, "x1": 1 + _RIGHT / SPAN, "yref": "y",
            "y0": start, "y1": end, "fillcolor": tint(rank, len(starts)), "line": {"width": 0},
        }
        for rank, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]  # fmt: skip


def _points(profile: Profile, rows: Sequence[Row], stroke: Stroke, name: str, rival: Profile | None) -> go.Scatter:
    """Les points d'une équipe, la note écrite à côté ; `None` là où il n'y a pas de note."""
    own, against = _by_id(profile), _by_id(rival) if rival else {}
    results = [own[_row_id(row)] for row in rows]
    sides = [_text_side(result, against.get(result.id), stroke) for result in results]
    return go.Scatter(
        x=[result.score for result in results],
        y=[row.middle for row in rows],
        text=[
            standing_text(r) if r.score is not None and where else "" for r, where in zip(results, sides, strict=True)
        ],
        textposition=[where or "middle right" for where in sides],
        textfont=text_font(color=stroke.color if stroke is OURS else GREY),
        customdata=[hover_text(profile, result) for result in results],
        mode="markers+text",
        marker={"color": stroke.color, "symbol": stroke.symbol, "size": stroke.size + _GROWTH},
        cliponaxis=False,
        hovertemplate=HOVER_TEMPLATE,
        name=legend_name(name),
    )


def _text_side(result: Result, rival: Result | None, stroke: Stroke) -> str:
    """De quel côté écrire la note pour qu'elle ne touche pas l'autre point ; vide s'il n'y a pas la place."""
    if result.score is None or rival is None or rival.score is None:
        return "middle right"
    if (result.score, stroke is OURS) > (rival.score, stroke is not OURS):
        return "middle right"
    return "middle left" if result.score >= _EDGE else ""


def _gap_lines(rows: Sequence[Row], profile: Profile, before: Profile) -> go.Scatter:
    """Un trait entre les deux notes d'une même ligne : l'écart se voit avant de se lire."""
    own, against = _by_id(profile), _by_id(before)
    x: list[float | None] = []
    y: list[float | None] = []
    for row in rows:
        x += [own[_row_id(row)].score, against[_row_id(row)].score, None]
        y += [row.middle, row.middle, None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": RULE, "width": 3}, hoverinfo="skip", showlegend=False,
        name="Écart", connectgaps=False,
    )  # fmt: skip


def _missing_scores(rows: Sequence[Row], profile: Profile, before: Profile | None) -> list[go.Scatter]:
    """Les notes absentes, en toutes lettres et en gris, à la place du point ; rien s'il n'en manque pas."""
    own, against = _by_id(profile), _by_id(before) if before else {}
    missing = [row for row in rows if _missing_text(own, against, row)]
    if not missing:
        return []
    right = [
        (against.get(_row_id(row)) or own[_row_id(row)]).score or own[_row_id(row)].score or 0.0 for row in missing
    ]
    return [
        go.Scatter(
            x=[0 if score > _HALF or not score else 100 for score in right],
            y=[row.middle for row in missing],
            text=[html_lines([f"{NBSP}{_missing_text(own, against, row)}{NBSP}"]) for row in missing],
            textposition=["middle right" if score > _HALF or not score else "middle left" for score in right],
            textfont=text_font(color=GREY),
            customdata=[hover_text(profile, own[_row_id(row)]) for row in missing],
            mode="text",
            cliponaxis=False,
            hovertemplate=HOVER_TEMPLATE,
            name="Sans note",
            showlegend=False,
        )
    ]


def _missing_text(own: dict[str, Result], against: dict[str, Result], row: Row) -> str:
    """« sans objet », « non calculable (1/5) », chaque équipe sous son signe quand elles sont deux."""
    pair = [(OURS, own[_row_id(row)]), *([(THEIRS, against[_row_id(row)])] if against else [])]
    said = [(stroke.sign, _missing_reason(result)) for stroke, result in pair if result.score is None]
    return DOT.join(f"{sign} {why}" if against else why for sign, why in said)


def _missing_reason(result: Result) -> str:
    """Pourquoi il n'y a pas de note."""
    counted = result.standing is Standing.NOT_COMPUTABLE and result.applicable
    return standing_text(result) + (f" ({coverage(result)})" if counted else "")


def _by_id(profile: Profile) -> dict[str, Result]:
    """Les résultats d'un profil, par identifiant."""
    return {result.id: result for result in spokes(profile, added=True)}


def _row_id(row: Row) -> str:
    """L'identifiant que porte une ligne de résultat."""
    return row.result.id if row.result else ""
