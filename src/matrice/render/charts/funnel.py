"""L'entonnoir d'un thème, couché : une ligne par territoire, du plus petit au plus grand, ses limites qui se resserrent.

Chaque territoire est nommé au bout de sa ligne. L'ordre est celui des effectifs : ce n'est pas un classement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ...documents import territory_words as words
from ...documents.territory_tables import by_size, funnel
from ...errors import MatriceError
from ...federation import Funnel, FunnelPoint, ReleasedShare, Signal, TerritoryReport, Withheld
from ...text import NBSP, number, plural, quoted, series
from ..html import table_html
from .figure import BUBBLE, HOVER_TEMPLATE, Captions, Figure, finish
from .levels import HALO
from .rows import (
    HEADS,
    LABEL,
    LEAD,
    LEFT,
    PAD,
    RIGHT,
    SPAN,
    Row,
    frame,
    frame_legend,
    percent_axis,
    row_axis,
    stack_rows,
    total_height,
    withheld_reasons,
)
from .style import GREY, INK, OTHER, TEAM, html_lines, shorten, text_font, wrap

_OUTER, _INNER = "rgba(0, 114, 178, 0.10)", "rgba(0, 114, 178, 0.20)"
# Couleur et symbole : un signal se lit aussi en noir et blanc.
_LOOKS = {
    Signal.INSIDE: (INK, "circle", "dans les limites"),
    Signal.LOW: (OTHER, "triangle-down-open", "sous la limite à 95\u00a0%"),
    Signal.VERY_LOW: (OTHER, "triangle-down", "sous la limite à 99,8\u00a0%"),
    Signal.HIGH: (TEAM, "triangle-up-open", "au-dessus de la limite à 95\u00a0%"),
    Signal.VERY_HIGH: (TEAM, "triangle-up", "au-dessus de la limite à 99,8\u00a0%"),
}
_KEY = 30  # hauteur d'une ligne de légende


def territory_funnel(report: TerritoryReport, theme: str) -> Figure:
    """Renvoie l'entonnoir d'un thème : part d'équipes au niveau visé ou au-dessus, territoire par territoire.

    Args:
        report: un rapport d'au moins deux territoires, fait de valeurs diffusées.
        theme: l'identifiant d'une dimension ou d'un axe.

    Returns:
        Une figure plotly : `x` est la part, de 0 à 100 ; les bandes sont les limites à 95 et 99,8 %, le trait la part de
        toutes les équipes. Une part absente est remplacée par sa raison.

    Raises:
        MatriceError: thème inconnu, ou rapport sans territoires.
    """
    one = _funnel_of(report, theme)
    points = by_size(one)
    rows = stack_rows((_label(point) for point in points), least=2)
    placed = list(zip(points, rows, strict=True))
    signals = [signal for signal in _LOOKS if any(point.signal is signal for point in points)]
    said = Captions(_heading(report, one), _notes(report, one))
    gone = [(point.share, row) for point, row in placed if isinstance(point.share, Withheld)]
    traces = [_marks(placed, signal) for signal in signals] + withheld_reasons(gone)
    return finish(
        traces, _layout(one, placed, len(signals), said), _alternative(report, one), table_html(funnel(report, one))
    )


def _funnel_of(report: TerritoryReport, theme: str) -> Funnel:
    """L'entonnoir de ce thème."""
    if not report.funnels:
        raise MatriceError(f"Le rapport n’a pas d’entonnoir{NBSP}: la cohorte ne fait qu’un territoire.")
    for one in report.funnels:
        if one.theme.id == theme:
            return one
    known = series([one.theme.id for one in report.funnels])
    raise MatriceError(f"Le rapport n’a pas de thème {quoted(theme)}{NBSP}; il a{NBSP}: {known}.")


def _heading(report: TerritoryReport, one: Funnel) -> str:
    """Le titre."""
    return (
        f"{one.theme.label}{NBSP}: équipes au niveau {words.target_text(report)} ou plus, par {words.BY[report.by][0]}"
    )


def _notes(report: TerritoryReport, one: Funnel) -> tuple[str, ...]:
    """Comment lire la figure."""
    read = (
        f"Bandes{NBSP}: limites à 95{NBSP}% (foncée) et à 99,8{NBSP}% (claire). Trait pointillé{NBSP}: toutes les équipes, "
        f"{words.share_text(one.reference)}. Du plus petit territoire au plus grand{NBSP}: ce n’est pas un classement. Sortir des limites "
        "invite à regarder, sans juger."
    )
    return (
        read,
        words.dispersion_text(one),
        words.BOUNDED,
        words.footer(report),
        *report.notes,
        words.PURPOSE,
        report.policy,
    )


def _label(point: FunnelPoint) -> tuple[str, ...]:
    """Le nom d'un territoire et ses équipes notées."""
    lines = wrap(shorten(point.label), LABEL)
    return lines if isinstance(point.share, Withheld) else (*lines, plural(point.share.n, "équipe"))


def _marks(placed: Sequence[tuple[FunnelPoint, Row]], signal: Signal) -> go.Scatter:
    """Les territoires qui ont ce signal."""
    colour, symbol, name = _LOOKS[signal]
    own = [
        (point, point.share, row)
        for point, row in placed
        if point.signal is signal and isinstance(point.share, ReleasedShare)
    ]
    return go.Scatter(
        x=[share.percent for _, share, _ in own], y=[row.middle for *_, row in own],
        text=[html_lines([f"{NBSP}{share}"]) for _, share, _ in own],
        mode="markers+text", textposition="middle right", textfont={**text_font(color=colour, bold=signal is not Signal.INSIDE),
                                                                     "shadow": HALO},
        marker={"color": colour, "symbol": symbol, "size": 13, "line": {"color": colour, "width": 2}}, cliponaxis=False,
        customdata=[_hover(point) for point, *_ in own], hovertemplate=HOVER_TEMPLATE, name=name,
    )  # fmt: skip


def _hover(point: FunnelPoint) -> str:
    """La bulle d'un territoire."""
    if isinstance(point.share, Withheld):
        return ""
    lines = [
        f"Part{NBSP}: {point.share}, équipes notées{NBSP}: {number(point.share.n)}",
        f"Limites à 95{NBSP}%{NBSP}: {words.limits_text(point.limits[:2])}",
        f"Limites à 99,8{NBSP}%{NBSP}: {words.limits_text(point.limits[2:])}",
        f"Constat{NBSP}: {point.signal}",
    ]
    head = html_lines(wrap(point.label, BUBBLE))
    return f"<b>{head}</b><br>" + "<br>".join(html_lines(wrap(line, BUBBLE)) for line in lines)


def _layout(one: Funnel, placed: Sequence[tuple[FunnelPoint, Row]], signals: int, said: Captions) -> dict[str, Any]:
    """La mise en page : les bandes derrière, une échelle fixe de 0 à 100 %."""
    wide, tall = LEFT + SPAN + RIGHT, total_height([row for _, row in placed])
    top = said.title_height(wide) + _KEY * -(-signals // 2) + HEADS + PAD
    return {
        **frame(said, top, tall),
        "showlegend": True,
        "legend": frame_legend(tall, entrywidth=240, entrywidthmode="pixels"),
        "xaxis": {**percent_axis(), "showgrid": False},
        "yaxis": row_axis([row for _, row in placed], [False] * len(placed), tall),
        "shapes": [shape for point, row in placed for shape in _bands(point, row)] + _reference(one, tall),
    }


def _bands(point: FunnelPoint, row: Row) -> list[dict[str, Any]]:
    """Les deux bandes d'un territoire ; aucune sans limites."""
    pairs = ((point.limits[2:], _OUTER), (point.limits[:2], _INNER)) if point.limits else ()
    return [
        {
            "type": "rect", "layer": "below", "x0": low.value, "x1": high.value, "y0": row.top + LEAD / 4,
            "y1": row.bottom - LEAD / 4, "fillcolor": colour, "line": {"width": 0},
        }
        for (low, high), colour in pairs
    ]  # fmt: skip


def _reference(one: Funnel, tall: float) -> list[dict[str, Any]]:
    """Le trait de toutes les équipes."""
    if isinstance(one.reference, Withheld):
        return []
    at = one.reference.percent
    return [
        {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": tall, "line": {"color": GREY, "width": 2, "dash": "dot"}}
    ]


def _alternative(report: TerritoryReport, one: Funnel) -> str:
    """L'équivalent en mots de la figure."""
    away = words.outside(one)
    said = f"Hors des limites{NBSP}: {series(away)}." if away else "Aucun territoire n’est hors des limites."
    return (
        f"Entonnoir, {one.theme.label}, {plural(len(one.points), words.BY[report.by][0])}. Part de toutes les équipes au niveau "
        f"{words.target_text(report)} ou plus{NBSP}: {words.share_text(one.reference)}. {said} {words.dispersion_text(one)} "
        "Données dans le tableau."
    )
