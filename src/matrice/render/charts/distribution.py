"""Les équipes d'un territoire, en barres de 100 % : leur répartition par niveau, et ce qui a bougé d'une campagne à l'autre.

Un regroupement est tramé : il se voit que l'on n'en sait pas plus. Une répartition absente n'a pas de barre, sa
raison est écrite à la place. Le survol ne dit que des valeurs diffusées.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ...documents import territory_words as words
from ...documents.territory_tables import distribution, trend
from ...errors import MatriceError
from ...federation import (
    Movement,
    ReleasedDistribution,
    ReleasedGroup,
    Territory,
    TerritoryReport,
    ThemeMovement,
    Withheld,
)
from ...text import NBSP, number, plural, quoted, series
from ..html import table_html
from .figure import BUBBLE, HOVER_TEMPLATE, Captions, Figure, finish
from .levels import BLACK, Swatch, ink, shade
from .rows import (
    HEADS,
    LABEL,
    LEAD,
    LEFT,
    RIGHT,
    SPAN,
    Row,
    frame,
    legend,
    legend_height,
    percent_axis,
    row_axis,
    stack_rows,
    total_height,
    withheld_reasons,
)
from .style import GREY, html_lines, shorten, text_font, width, wrap

_LEVEL_NOTES = (
    "Trame\u00a0: niveaux comptés ensemble, pour ne désigner aucune équipe. À droite, le nombre d’équipes notées.",
    f"{words.ROUNDED} {words.BOUNDED}",
)

# Baisse, stable, hausse, puis les regroupements : deux teintes que tous distinguent, un gris entre elles.
_MOVE_FILLS = {
    (0, 0): "#F2A66E",
    (1, 1): "#E6E6E6",
    (2, 2): "#4A9CCB",
    (0, 1): "#F6D3B9",
    (1, 2): "#BBD9EA",
    (0, 2): "#FFFFFF",
}
_TREND_NOTES = (
    "À droite, les hausses moins les baisses, et si l’évolution est nette (test exact des signes, 5\u00a0%). Trame\u00a0: "
    "comptées ensemble, pour ne désigner aucune équipe.",
    f"{words.ROUNDED} {words.BOUNDED}",
)

_AIR = 6
_MERGED = "/"  # la trame d'un regroupement
_Span = tuple[int, int]
_SwatchOf = Callable[[int, int], Swatch]


def territory_levels(report: TerritoryReport, territory: str | None = None) -> Figure:
    """Renvoie la répartition des équipes par niveau : une barre de 100 % par axe et par dimension.

    Args:
        report: un rapport, fait de valeurs diffusées.
        territory: le nom d'un territoire du rapport ; toutes les équipes par défaut.

    Raises:
        MatriceError: ce territoire n'est pas dans le rapport.
    """
    place = territory_named(report, territory)
    figures = words.figures_of(report, place)
    scale = report.ref.scale
    top = len(scale.levels) - 1

    def name(first: int, last: int) -> Swatch:
        text = words.span_name(scale, first, last)
        return Swatch(text, text, shade((first + last) / 2 / top), _MERGED if first < last else "")

    bars = [
        _Bar(theme.label, figures[rank].levels, theme.kind == "axis", _base_text(figures[rank].levels))
        for rank, theme in words.ordered(report)
    ]
    said = Captions(
        f"Niveaux des équipes{NBSP}: {words.place_name(place)}",
        (words.footer(report), *_LEVEL_NOTES, *report.notes, words.PURPOSE, report.policy),
    )
    return _share_bars(
        bars, name, said, alternative=_levels_alternative(report, place), table=table_html(distribution(report, place))
    )


def territory_named(report: TerritoryReport, territory: str | None) -> Territory | None:
    """Le territoire de ce nom."""
    if territory is None:
        return None
    for one in report.territories:
        if one.label == territory:
            return one
    known = series([quoted(one.label) for one in report.territories]) or "aucun"
    raise MatriceError(f"Le rapport n’a pas de territoire {quoted(territory)}{NBSP}; il a{NBSP}: {known}.")


def _base_text(spread: ReleasedDistribution | Withheld) -> str:
    """« 324 équipes », à droite de la barre."""
    return "" if isinstance(spread, Withheld) else plural(spread.n, "équipe")


def _levels_alternative(report: TerritoryReport, territory: Territory | None) -> str:
    """L'équivalent en mots de la figure."""
    return (
        f"Barres de 100{NBSP}%, {plural(len(report.themes), 'thème')}, {words.place_name(territory)}. Part des équipes au niveau "
        f"{words.target_text(report)} ou plus, par axe{NBSP}: {words.axis_shares(report, territory)}. Données dans le tableau."
    )


def territory_trend(report: TerritoryReport, territory: str | None = None) -> Figure:
    """Renvoie l'évolution : une barre de 100 % par thème, équipes en baisse, stables, en hausse.

    Args:
        report: un rapport, fait de valeurs diffusées.
        territory: le nom d'un territoire du rapport ; toutes les équipes par défaut.

    Raises:
        MatriceError: territoire inconnu, ou cohorte sans campagne d'avant.
    """
    place = territory_named(report, territory)
    rank = None if place is None else report.territories.index(place)
    movement = words.movement_of(report, rank)
    if movement is None:
        raise MatriceError(
            f"Le rapport n’a pas d’évolution{NBSP}: la cohorte n’a pas de campagne d’avant {report.year}."
        )
    moved = {one.theme.id: one for one in movement.themes}
    bars = [
        _Bar(theme.label, moved[theme.id].spread, theme.kind == "axis", _move_text(moved[theme.id]))
        for _, theme in words.ordered(report)
    ]
    said = Captions(
        f"Évolution de {movement.before} à {movement.year}{NBSP}: {words.place_name(place)}",
        (words.attrition(movement), *_TREND_NOTES, words.footer(report), *report.notes, words.PURPOSE, report.policy),
    )
    return _share_bars(
        bars, _move_swatch, said, alternative=_trend_alternative(report, movement, words.place_name(place)),
        table=table_html(trend(report, movement, place)),
    )  # fmt: skip


def _move_swatch(first: int, last: int) -> Swatch:
    """Un sens, ou des sens comptés ensemble."""
    text = words.move_name(first, last)
    return Swatch(text, text, _MOVE_FILLS[first, last], _MERGED if first < last else "")


def _move_text(one: ThemeMovement) -> str:
    """« +44 points, nette »."""
    if isinstance(one.spread, Withheld):
        return ""
    clear = "" if isinstance(one.clear, Withheld) else words.clear_text(one.clear)
    net = "" if isinstance(one.net, Withheld) else words.net_text(one.net)
    return ", ".join(part for part in (net, clear) if part)


def _trend_alternative(report: TerritoryReport, movement: Movement, where: str) -> str:
    """L'équivalent en mots de la figure."""
    up, down = (words.clearly(movement, sign) for sign in (1, -1))
    names = [series([words.short(report, one.theme) for one in found]) or "aucune" for found in (up, down)]
    return (
        f"Barres de 100{NBSP}%, {plural(len(movement.themes), 'thème')}, {where}. Dimensions en hausse nette{NBSP}: {names[0]}. En baisse "
        f"nette{NBSP}: {names[1]}{words.unsaid_text(movement)}. {words.attrition(movement)} Données dans le tableau."
    )


@dataclass(frozen=True, slots=True)
class _Bar:
    """Une barre : son libellé, sa répartition ou son absence, et ce qui s'écrit à droite."""

    label: str
    spread: ReleasedDistribution | Withheld
    strong: bool = False
    verdict: str = ""


def _share_bars(bars: Sequence[_Bar], name: _SwatchOf, said: Captions, *, alternative: str, table: str) -> Figure:
    """Renvoie la figure.

    Args:
        bars: les barres, de haut en bas.
        name: le nom, le signe et le fond d'un segment, d'après ses rangs.
        said: le titre et le pied.
        alternative, table: les équivalents pour qui ne voit pas la figure.
    """
    rows = stack_rows(wrap(shorten(bar.label, 70), LABEL) for bar in bars)
    spans = sorted({(g.first, g.last) for bar in bars if not isinstance(bar.spread, Withheld) for g in bar.spread})
    codes = [name(*span) for span in spans]
    traces: list[Any] = [_segments(bars, rows, span, code) for span, code in zip(spans, codes, strict=True)]
    gone = [(bar.spread, row) for bar, row in zip(bars, rows, strict=True) if isinstance(bar.spread, Withheld)]
    traces += [_side_texts(bars, rows), *withheld_reasons(gone)]
    return finish(traces, _layout(bars, rows, codes, said), alternative, table)


def _segments(bars: Sequence[_Bar], rows: Sequence[Row], span: _Span, code: Swatch) -> go.Bar:
    """Les segments d'un même niveau, un par barre qui en a un."""
    found = [_group_of(bar, span) for bar in bars]
    return go.Bar(
        orientation="h",
        x=[None if group is None else group.share.percent for group in found],
        y=[row.middle for row in rows],
        width=[row.bottom - row.top - LEAD for row in rows],
        text=["" if group is None else _share_text(group) for group in found],
        textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none", insidetextfont=_font(code),
        marker=_marker(code),
        customdata=["" if group is None else _hover(bar, group, code) for bar, group in zip(bars, found, strict=True)],
        hovertemplate=HOVER_TEMPLATE, name=code.legend, showlegend=True,
    )  # fmt: skip


def _marker(code: Swatch) -> dict[str, Any]:
    """Le remplissage ; sur un fond foncé, la trame est blanche."""
    look = code.marker
    return {**look, "pattern": {**look["pattern"], "fgcolor": ink(code.fill)}} if code.pattern else look


def _font(code: Swatch) -> dict[str, Any]:
    """La police d'un texte posé sur un segment ; un halo blanc effacerait un texte blanc."""
    return code.font if ink(code.fill) == BLACK else text_font(color=ink(code.fill), bold=bool(code.pattern))


def _group_of(bar: _Bar, span: _Span) -> ReleasedGroup | None:
    """Le segment de ces niveaux, s'il y en a un."""
    if isinstance(bar.spread, Withheld):
        return None
    return next((group for group in bar.spread if (group.first, group.last) == span), None)


def _share_text(group: ReleasedGroup) -> str:
    """La part, si elle tient dans le segment."""
    text = str(group.share)
    return text if width(text) + _AIR <= SPAN * group.share.percent / 100 else ""


def _hover(bar: _Bar, group: ReleasedGroup, code: Swatch) -> str:
    """La bulle d'un segment : thème, niveau, part, base."""
    lines = [f"{code.name}{NBSP}: {group.share}", f"Équipes notées{NBSP}: {number(group.share.n)}"]
    head = html_lines(wrap(bar.label, BUBBLE))
    return f"<b>{head}</b><br>" + "<br>".join(html_lines(wrap(line, BUBBLE)) for line in lines)


def _side_texts(bars: Sequence[_Bar], rows: Sequence[Row]) -> go.Scatter:
    """Ce qui s'écrit à droite des barres."""
    return go.Scatter(
        x=[100] * len(bars), y=[row.middle for row in rows],
        text=[html_lines([f"{NBSP}{bar.verdict}"]) if bar.verdict else "" for bar in bars],
        mode="text", textposition="middle right", textfont=text_font(color=GREY), cliponaxis=False, hoverinfo="skip",
        name="À droite", showlegend=False,
    )  # fmt: skip


def _layout(bars: Sequence[_Bar], rows: Sequence[Row], codes: Sequence[Swatch], said: Captions) -> dict[str, Any]:
    """La mise en page : une ordonnée en pixels, une échelle fixe de 0 à 100 %."""
    wide, tall = LEFT + SPAN + RIGHT, total_height(rows)
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
