"""Des barres de 100 % à partir de répartitions diffusées : un segment par niveau, ou par niveaux regroupés.

Un regroupement est tramé : il se voit que l'on n'en sait pas plus. Une répartition absente n'a pas de barre, sa
raison est écrite à la place. Le survol ne dit que des valeurs diffusées.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ...federation import ReleasedDistribution, ReleasedGroup, Withheld
from ...text import NBSP, number
from .captions import Captions
from .figure import Figure, finished
from .frame import HEADS, LEFT, RIGHT, SPAN, absences, frame, percent_axis, row_axis
from .hover import ROOM, TEMPLATE
from .lettering import html_lines, shortened, width, wrapped
from .rows import LABEL, LEAD, Row, total
from .sheet import legend, legend_height
from .stacking import stacked
from .style import GREY, text_font
from .swatches import BLACK, Swatch, ink

AIR = 6
MERGED = "/"  # la trame d'un regroupement

Span = tuple[int, int]
Name = Callable[[int, int], Swatch]


@dataclass(frozen=True, slots=True)
class Bar:
    """Une barre : son libellé, sa répartition ou son absence, et ce qui s'écrit à droite."""

    label: str
    spread: ReleasedDistribution | Withheld
    strong: bool = False
    verdict: str = ""


def share_bars(bars: Sequence[Bar], name: Name, said: Captions, *, alternative: str, table: str) -> Figure:
    """Renvoie la figure.

    Args:
        bars: les barres, de haut en bas.
        name: le nom, le signe et le fond d'un segment, d'après ses rangs.
        said: le titre et le pied.
        alternative, table: les équivalents pour qui ne voit pas la figure.
    """
    rows = stacked(wrapped(shortened(bar.label, 70), LABEL) for bar in bars)
    spans = sorted({(g.first, g.last) for bar in bars if not isinstance(bar.spread, Withheld) for g in bar.spread})
    codes = [name(*span) for span in spans]
    traces: list[Any] = [segments(bars, rows, span, code) for span, code in zip(spans, codes, strict=True)]
    gone = [(bar.spread, row) for bar, row in zip(bars, rows, strict=True) if isinstance(bar.spread, Withheld)]
    traces += [verdicts(bars, rows), *absences(gone)]
    return finished(traces, layout(bars, rows, codes, said), alternative, table)


def segments(bars: Sequence[Bar], rows: Sequence[Row], span: Span, code: Swatch) -> go.Bar:
    """Les segments d'un même niveau, un par barre qui en a un."""
    found = [group_of(bar, span) for bar in bars]
    return go.Bar(
        orientation="h",
        x=[None if group is None else group.share.percent for group in found],
        y=[row.middle for row in rows],
        width=[row.bottom - row.top - LEAD for row in rows],
        text=["" if group is None else inside(group) for group in found],
        textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none", insidetextfont=font(code),
        marker=marker(code),
        customdata=["" if group is None else hover(bar, group, code) for bar, group in zip(bars, found, strict=True)],
        hovertemplate=TEMPLATE, name=code.legend, showlegend=True,
    )  # fmt: skip


def marker(code: Swatch) -> dict[str, Any]:
    """Le remplissage ; sur un fond foncé, la trame est blanche."""
    look = code.marker
    return {**look, "pattern": {**look["pattern"], "fgcolor": ink(code.fill)}} if code.pattern else look


def font(code: Swatch) -> dict[str, Any]:
    """La police d'un texte posé sur un segment ; un halo blanc effacerait un texte blanc."""
    return code.font if ink(code.fill) == BLACK else text_font(color=ink(code.fill), bold=bool(code.pattern))


def group_of(bar: Bar, span: Span) -> ReleasedGroup | None:
    """Le segment de ces niveaux, s'il y en a un."""
    if isinstance(bar.spread, Withheld):
        return None
    return next((group for group in bar.spread if (group.first, group.last) == span), None)


def inside(group: ReleasedGroup) -> str:
    """La part, si elle tient dans le segment."""
    text = str(group.share)
    return text if width(text) + AIR <= SPAN * group.share.percent / 100 else ""


def hover(bar: Bar, group: ReleasedGroup, code: Swatch) -> str:
    """La bulle d'un segment : thème, niveau, part, base."""
    lines = [f"{code.name}{NBSP}: {group.share}", f"Équipes notées{NBSP}: {number(group.share.n)}"]
    head = html_lines(wrapped(bar.label, ROOM))
    return f"<b>{head}</b><br>" + "<br>".join(html_lines(wrapped(line, ROOM)) for line in lines)


def verdicts(bars: Sequence[Bar], rows: Sequence[Row]) -> go.Scatter:
    """Ce qui s'écrit à droite des barres."""
    return go.Scatter(
        x=[100] * len(bars), y=[row.middle for row in rows],
        text=[html_lines([f"{NBSP}{bar.verdict}"]) if bar.verdict else "" for bar in bars],
        mode="text", textposition="middle right", textfont=text_font(color=GREY), cliponaxis=False, hoverinfo="skip",
        name="À droite", showlegend=False,
    )  # fmt: skip


def layout(bars: Sequence[Bar], rows: Sequence[Row], codes: Sequence[Swatch], said: Captions) -> dict[str, Any]:
    """La mise en page : une ordonnée en pixels, une échelle fixe de 0 à 100 %."""
    wide, tall = LEFT + SPAN + RIGHT, total(rows)
    top = said.title_height(wide) + legend_height(codes, SPAN) + HEADS if codes else said.title_height(wide) + HEADS
    return {
        **frame(said, top, tall),
        "barmode": "stack",
        "barnorm": "percent",  # les parts arrondies ne font pas toujours 100
        "showlegend": bool(codes),
        "legend": legend(codes, above=HEADS, tall=tall) if codes else {},
        "xaxis": percent_axis(),
        "yaxis": row_axis(rows, [bar.strong for bar in bars], tall),
    }
