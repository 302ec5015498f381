"""Les équipes d’un territoire : niveaux et évolution en barres de 100 %, besoins et leurs rangs, entonnoir d’un thème.

Un regroupement est tramé : il se voit que l'on n'en sait pas plus. Une répartition absente n'a pas de barre, sa
raison est écrite à la place. Le survol ne dit que des valeurs diffusées.

Chaque territoire est nommé au bout de sa ligne. L'ordre est celui des effectifs : ce n'est pas un classement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ...documents import territory_words as words
from ...documents.blocks import Table
from ...documents.territory_tables import by_size, distribution, funnel, needs, trend
from ...errors import MatriceError
from ...federation import (
    Funnel,
    FunnelPoint,
    Need,
    PeerFigures,
    ReleasedDistribution,
    ReleasedGroup,
    ReleasedShare,
    Signal,
    TerritoryReport,
    ThemeMovement,
    Withheld,
)
from ...text import NBSP, number, plural, quoted, series
from ..html import table_html
from . import kit
from .figure import Captions, Figure, finish
from .kit import GREY, HOVER_TEMPLATE, INK, OTHER, RULE, TEAM, Swatch, bubble, html_lines, text_font, wrap

# Les équipes d'un territoire, en barres de 100 % : leur répartition par niveau, et ce qui a bougé d'une campagne à l'autre

_LEVEL_NOTE = (
    "Trame\u00a0: niveaux comptés ensemble, pour ne désigner aucune équipe. À droite, le nombre d’équipes notées."
)

_TREND_NOTE = (
    "À droite, les hausses moins les baisses, et si l’évolution est nette (test exact des signes, 5\u00a0%). Trame\u00a0: "
    "comptées ensemble, pour ne désigner aucune équipe."
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
    rank = _rank_of(report, territory)
    place = None if rank is None else report.territories[rank]
    figures, scale = words.figures_of(report, place), report.ref.scale
    top = len(scale.levels) - 1

    def name(first: int, last: int) -> Swatch:
        text = words.span_name(scale, first, last)
        return Swatch(text, text, kit.shade((first + last) / 2 / top), _MERGED if first < last else "")

    bars = [
        _Bar(theme.label, figures[at].levels, theme.kind == "axis", _base_text(figures[at].levels))
        for at, theme in words.themes_in_order(report)
    ]
    notes = (_LEVEL_NOTE, f"{words.level_sums(report, place)} {words.BOUNDED}", *words.under(report))
    return _share_bars(bars, name, notes, words.levels_alternative(report, place), distribution(report, place))


def _rank_of(report: TerritoryReport, territory: str | None) -> int | None:
    """Le rang du territoire de ce nom ; rien pour toutes les équipes."""
    if territory is None:
        return None
    for rank, one in enumerate(report.territories):
        if one.label == territory:
            return rank
    known = series([quoted(one.label) for one in report.territories]) or "aucun"
    raise MatriceError(f"Le rapport n’a pas de territoire {quoted(territory)}{NBSP}; il a{NBSP}: {known}.")


def _base_text(spread: ReleasedDistribution | Withheld) -> str:
    """« 324 équipes », à droite de la barre."""
    return "" if isinstance(spread, Withheld) else plural(spread.n, "équipe")


def territory_trend(report: TerritoryReport, territory: str | None = None) -> Figure:
    """Renvoie l'évolution : une barre de 100 % par thème, équipes en baisse, stables, en hausse.

    Args:
        report: un rapport, fait de valeurs diffusées.
        territory: le nom d'un territoire du rapport ; toutes les équipes par défaut.

    Raises:
        MatriceError: territoire inconnu, ou cohorte sans campagne d'avant.
    """
    rank = _rank_of(report, territory)
    place = None if rank is None else report.territories[rank]
    movement = words.movement_of(report, rank)
    if movement is None:
        raise MatriceError(
            f"Le rapport n’a pas d’évolution{NBSP}: la cohorte n’a pas de campagne d’avant {report.year}."
        )
    moved = {one.theme.id: one for one in movement.themes}
    bars = [
        _Bar(theme.label, moved[theme.id].spread, theme.kind == "axis", _move_text(moved[theme.id]))
        for _, theme in words.themes_in_order(report)
    ]
    rounded = f"{words.rounded_text(one.spread for one in movement.themes)} {words.BOUNDED}"
    notes = (words.attrition(movement), _TREND_NOTE, rounded, *words.under(report))
    alternative = words.trend_alternative(report, movement, place)
    return _share_bars(bars, _move_swatch, notes, alternative, trend(report, movement, place))


def _move_swatch(first: int, last: int) -> Swatch:
    """Un sens, ou des sens comptés ensemble."""
    text = words.move_name(first, last)
    return Swatch(text, text, f"#{words.MOVE_FILLS[first, last]}", _MERGED if first < last else "")


def _move_text(one: ThemeMovement) -> str:
    """« +44 points, nette »."""
    if isinstance(one.spread, Withheld):
        return ""
    clear = "" if isinstance(one.clear, Withheld) else words.clear_text(one.clear)
    net = "" if isinstance(one.net, Withheld) else words.net_text(one.net)
    return ", ".join(part for part in (net, clear) if part)


@dataclass(frozen=True, slots=True)
class _Bar:
    """Une barre : son libellé, sa répartition ou son absence, et ce qui s'écrit à droite."""

    label: str
    spread: ReleasedDistribution | Withheld
    strong: bool = False
    verdict: str = ""


def _share_bars(bars: Sequence[_Bar], name: _SwatchOf, notes: Sequence[str], alternative: str, table: Table) -> Figure:
    """La figure de ces barres, de haut en bas, sous le titre de son tableau.

    `name` donne le nom, le signe et le fond d'un segment, d'après ses rangs ; `alternative` et `table` sont pour qui ne la voit pas.
    """
    rows = kit.stack_rows(wrap(bar.label, kit.LABEL) for bar in bars)
    spans = sorted({(g.first, g.last) for bar in bars if not isinstance(bar.spread, Withheld) for g in bar.spread})
    codes = [name(*span) for span in spans]
    traces: list[Any] = [_segments(bars, rows, span, code) for span, code in zip(spans, codes, strict=True)]
    gone = [(bar.spread, row) for bar, row in zip(bars, rows, strict=True) if isinstance(bar.spread, Withheld)]
    verdicts = [html_lines([f"{NBSP}{bar.verdict}"]) if bar.verdict else "" for bar in bars]
    traces += [
        kit.side_texts(rows, verdicts, "À droite", font=text_font(color=GREY)),
        *kit.reasons(gone, "Non diffusés"),
    ]
    lines = [(bar.strong, html_lines(row.lines)) for bar, row in zip(bars, rows, strict=True)]
    texts = [f"<b>{text}</b>" if strong else text for strong, text in lines]
    layout = {
        **_layout(
            Captions(table.title, tuple(notes)),
            (kit.legend_height(codes, kit.SPAN) if codes else 0) + kit.HEADS,
            rows,
            texts,
        ),
        "barmode": "stack",
        "barnorm": "percent",  # les parts arrondies ne font pas toujours 100
        "showlegend": bool(codes),
        "legend": kit.code_legend(codes, kit.total_height(rows)) if codes else {},
    }
    return finish(traces, layout, alternative, table_html(table))


def _segments(bars: Sequence[_Bar], rows: Sequence[kit.Row], span: _Span, code: Swatch) -> go.Bar:
    """Les segments d'un même niveau, un par barre qui en a un."""
    found = [words.group_at(bar.spread, span) for bar in bars]
    pairs = zip(bars, found, strict=True)
    bubbles = ["" if group is None else _segment_bubble(bar, group, code) for bar, group in pairs]
    parts = [None if group is None else group.share.percent for group in found]
    texts = ["" if group is None else _share_text(group) for group in found]
    look, ink = code.marker, kit.ink(code.fill)
    if code.pattern:  # sur un fond foncé, la trame est blanche
        look = {**look, "pattern": {**look["pattern"], "fgcolor": ink}}
    # Un halo blanc effacerait un texte blanc.
    font = code.font if ink == kit.BLACK else text_font(color=ink, bold=bool(code.pattern))
    return kit.stacked_bars(rows, parts, texts, bubbles, code, insidetextfont=font, marker=look)


def _share_text(group: ReleasedGroup) -> str:
    """La part, si elle tient dans le segment."""
    text = str(group.share)
    return text if kit.width(text) + _AIR <= kit.SPAN * group.share.percent / 100 else ""


def _segment_bubble(bar: _Bar, group: ReleasedGroup, code: Swatch) -> str:
    lines = [f"{code.name}{NBSP}: {group.share}", f"Équipes notées{NBSP}: {number(group.share.n)}"]
    return bubble(bar.label, lines)


def _layout(said: Captions, head: float, rows: Sequence[kit.Row], texts: Sequence[str] | None = None) -> dict[str, Any]:
    """La mise en page d'une figure en lignes : une échelle fixe de 0 à 100 %, `head` pixels sous le titre."""
    tall = max(kit.total_height(rows), 1)
    return {
        **said.sheet(head, tall),
        "showlegend": True,
        "legend": kit.legend(tall),
        "xaxis": kit.percent_axis(),
        "yaxis": kit.row_axis(rows, texts or [html_lines(row.lines) for row in rows], tall),
    }


# Les besoins, du plus répandu au moins répandu, avec leur intervalle et les rangs que l'on peut croire

_NEED_LINE = 34


@dataclass(frozen=True, slots=True)
class _Point:
    """Un besoin à dessiner : le besoin calculé, la part (diffusée) sous le niveau visé, son intervalle."""

    need: Need
    share: words.Below
    interval: tuple[int, int] | Withheld


def territory_needs(report: TerritoryReport, territory: str | None = None) -> Figure:
    """Renvoie les besoins : une ligne par dimension, part des équipes sous le niveau visé.

    Args:
        report: un rapport, fait de valeurs diffusées.
        territory: le nom d'un territoire du rapport ; toutes les équipes par défaut.

    Returns:
        Une figure plotly : `x` est la part, de 0 à 100 ; le trait est l'intervalle à 95 %, les rangs plausibles (90 %) sont
        écrits à droite. Une dimension dont la part n'est pas diffusée est à la fin, avec sa raison.

    Raises:
        MatriceError: territoire inconnu.
    """
    rank = _rank_of(report, territory)
    place = None if rank is None else report.territories[rank]
    figures, table = words.figures_of(report, place), needs(report, rank)
    points = _released_points(report, words.needs_of(report, rank), figures)
    gone = words.silent(report, figures)
    rows = kit.stack_rows(
        wrap(theme.label, kit.LABEL) for theme in [*(p.need.theme for p in points), *(t for t, _ in gone)]
    )
    own, rest = rows[: len(points)], rows[len(points) :]
    traces = [
        _whiskers(points, own),
        *_pooled_points(points, own),
        _share_points(points, own),
        _ranks(points, own),
        *kit.reasons(list(zip((why for _, why in gone), rest, strict=True)), "Non diffusés"),
    ]
    layout = _layout(Captions(table.title, _needs_notes(report)), _NEED_LINE + kit.HEADS + kit.PAD, rows)
    said_aloud = _needs_alternative(points, words.place_name(place), words.target_text(report))
    return finish(traces, layout, said_aloud, table_html(table))


def _released_points(report: TerritoryReport, found: Sequence[Need], figures: Sequence[PeerFigures]) -> list[_Point]:
    """Les besoins dont la part est diffusée, dans leur ordre."""
    own = [(need, words.of_theme(report, figures, need.theme.id)) for need in found]
    return [
        _Point(need, share, words.interval_below(report, one))
        for need, one in own
        if isinstance(share := words.below(report, one), words.Below)
    ]


def _needs_notes(report: TerritoryReport) -> tuple[str, ...]:
    return (
        f"Part des équipes sous le niveau {words.target_text(report)}, de la plus à la moins répandue. Trait{NBSP}: intervalle "
        f"à 95{NBSP}%. À droite{NBSP}: rangs plausibles à 90{NBSP}%{NBSP}; deux dimensions dont les rangs se recouvrent ne se "
        "départagent pas.",
        words.BOUNDED, *words.under(report),
    )  # fmt: skip


def _whiskers(points: Sequence[_Point], rows: Sequence[kit.Row]) -> go.Scatter:
    ends = [
        (point.interval[0], row.middle, point.interval[1], row.middle)
        for point, row in zip(points, rows, strict=True)
        if not isinstance(point.interval, Withheld)
    ]
    return kit.segments(ends, f"Intervalle à 95{NBSP}%", {"color": RULE, "width": 5})


def _pooled_points(points: Sequence[_Point], rows: Sequence[kit.Row]) -> list[go.Scatter]:
    """La part rapprochée de celle des autres territoires, quand elle en diffère."""
    own = [
        (point.need.estimate.value, row)
        for point, row in zip(points, rows, strict=True)
        if point.need.estimate.value != point.need.below.value
    ]
    if not own:
        return []
    return [
        go.Scatter(
            x=[value for value, _ in own], y=[row.middle for _, row in own], mode="markers", hoverinfo="skip",
            marker={"color": OTHER, "symbol": "diamond-open", "size": 12, "line": {"color": OTHER, "width": 2}},
            name="Rapprochée des autres",
        )
    ]  # fmt: skip


def _share_points(points: Sequence[_Point], rows: Sequence[kit.Row]) -> go.Scatter:
    return go.Scatter(
        x=[point.share.percent for point in points], y=[row.middle for row in rows],
        mode="markers", marker={"color": TEAM, "symbol": "circle", "size": 12}, cliponaxis=False,
        customdata=[_need_bubble(point) for point in points], hovertemplate=HOVER_TEMPLATE, name="Part sous le niveau visé",
    )  # fmt: skip


def _ranks(points: Sequence[_Point], rows: Sequence[kit.Row]) -> go.Scatter:
    lines = [html_lines([f"{NBSP}{NBSP}{p.share}, {words.ranks_text(p.need)}"]) for p in points]
    return kit.side_texts(rows, lines, "Rangs plausibles", font=kit.add_halo(text_font()))


def _need_bubble(point: _Point) -> str:
    lines = [
        f"Sous le niveau visé{NBSP}: {point.share}, équipes notées{NBSP}: {number(point.share.n)}",
        f"Rang attendu{NBSP}: {number(point.need.rank.value, 1)}, plausibles{NBSP}: {words.ranks_text(point.need)}",
    ]
    if not isinstance(point.interval, Withheld):
        lines.insert(1, f"Intervalle à 95{NBSP}%{NBSP}: {words.interval_text(*point.interval)}")
    return bubble(point.need.theme.label, lines)


def _needs_alternative(points: Sequence[_Point], where: str, target: str) -> str:
    first = [f"{p.need.theme.label} ({p.share}, {words.ranks_text(p.need)})" for p in points[:3]]
    said = f"Les plus répandus{NBSP}: {', '.join(first)}." if first else "Aucune part n’est diffusée."
    return (
        f"Points et intervalles, {plural(len(points), 'dimension')}, {where}, part des équipes sous le niveau {target}. {said} "
        "Données dans le tableau."
    )


# L'entonnoir d'un thème, couché : une ligne par territoire, du plus petit au plus grand, ses limites qui se resserrent

_OUTER, _INNER = "rgba(0, 114, 178, 0.10)", "rgba(0, 114, 178, 0.20)"
# Couleur et symbole : un signal se lit aussi en noir et blanc.
_LOOKS = {
    Signal.INSIDE: (INK, "circle", "dans les limites"),
    Signal.LOW: (OTHER, "triangle-down-open", "sous la limite à 95\u00a0%"),
    Signal.VERY_LOW: (OTHER, "triangle-down", "sous la limite à 99,8\u00a0%"),
    Signal.HIGH: (TEAM, "triangle-up-open", "au-dessus de la limite à 95\u00a0%"),
    Signal.VERY_HIGH: (TEAM, "triangle-up", "au-dessus de la limite à 99,8\u00a0%"),
}
_SIGNAL_LINE = 30  # hauteur d'une ligne de légende


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
    rows = kit.stack_rows((_label(point) for point in points), least=2)
    placed = list(zip(points, rows, strict=True))
    signals = [signal for signal in _LOOKS if any(point.signal is signal for point in points)]
    table = funnel(report, one)
    said = Captions(f"{table.title}, par {words.BY[report.by][0]}", _funnel_notes(report, one))
    gone = [(point.share, row) for point, row in placed if isinstance(point.share, Withheld)]
    traces = [_marks(placed, signal) for signal in signals] + kit.reasons(gone, "Non diffusés")
    layout = _funnel_layout(one, placed, len(signals), said)
    return finish(traces, layout, _funnel_alternative(report, one), table_html(table))


def _funnel_of(report: TerritoryReport, theme: str) -> Funnel:
    if not report.funnels:
        raise MatriceError(f"Le rapport n’a pas d’entonnoir{NBSP}: la cohorte ne fait qu’un territoire.")
    for one in report.funnels:
        if one.theme.id == theme:
            return one
    known = series([one.theme.id for one in report.funnels])
    raise MatriceError(f"Le rapport n’a pas de thème {quoted(theme)}{NBSP}; il a{NBSP}: {known}.")


def _funnel_notes(report: TerritoryReport, one: Funnel) -> tuple[str, ...]:
    read = (
        f"Bandes{NBSP}: limites à 95{NBSP}% (foncée) et à 99,8{NBSP}% (claire). Trait pointillé{NBSP}: toutes les équipes, "
        f"{words.share_text(one.reference)}. Du plus petit territoire au plus grand{NBSP}: ce n’est pas un classement. Sortir des limites "
        "invite à regarder, sans juger."
    )
    return (read, report.chance, words.dispersion_text([one]), words.BOUNDED, *words.under(report))


def _label(point: FunnelPoint) -> tuple[str, ...]:
    lines = wrap(point.label, kit.LABEL)
    return lines if isinstance(point.share, Withheld) else (*lines, plural(point.share.n, "équipe"))


def _marks(placed: Sequence[tuple[FunnelPoint, kit.Row]], signal: Signal) -> go.Scatter:
    colour, symbol, name = _LOOKS[signal]
    own = [
        (point, point.share, row)
        for point, row in placed
        if point.signal is signal and isinstance(point.share, ReleasedShare)
    ]
    return go.Scatter(
        x=[share.percent for _, share, _ in own], y=[row.middle for *_, row in own],
        text=[html_lines([f"{NBSP}{share}"]) for _, share, _ in own],
        mode="markers+text", textposition="middle right", textfont=kit.add_halo(text_font(color=colour, bold=signal is not Signal.INSIDE)),
        marker={"color": colour, "symbol": symbol, "size": 13, "line": {"color": colour, "width": 2}}, cliponaxis=False,
        customdata=[_funnel_bubble(point) for point, *_ in own], hovertemplate=HOVER_TEMPLATE, name=name,
    )  # fmt: skip


def _funnel_bubble(point: FunnelPoint) -> str:
    if isinstance(point.share, Withheld):
        return ""
    lines = [
        f"Part{NBSP}: {point.share}, équipes notées{NBSP}: {number(point.share.n)}",
        f"Limites à 95{NBSP}%{NBSP}: {words.limits_text(point.limits[:2])}",
        f"Limites à 99,8{NBSP}%{NBSP}: {words.limits_text(point.limits[2:])}",
        f"Constat{NBSP}: {point.signal}",
    ]
    return bubble(point.label, lines)


def _funnel_layout(
    one: Funnel, placed: Sequence[tuple[FunnelPoint, kit.Row]], signals: int, said: Captions
) -> dict[str, Any]:
    """La mise en page : les bandes derrière, une échelle fixe de 0 à 100 %."""
    layout = _layout(said, _SIGNAL_LINE * -(-signals // 2) + kit.HEADS + kit.PAD, [row for _, row in placed])
    tall = layout["yaxis"]["range"][0]
    return {
        **layout,
        "legend": {**layout["legend"], "entrywidth": 240, "entrywidthmode": "pixels"},
        "xaxis": {**layout["xaxis"], "showgrid": False},
        "shapes": [shape for point, row in placed for shape in _bands(point, row)] + _reference(one, tall),
    }


def _bands(point: FunnelPoint, row: kit.Row) -> list[dict[str, Any]]:
    """Les deux bandes d'un territoire ; aucune sans limites."""
    pairs = ((point.limits[2:], _OUTER), (point.limits[:2], _INNER)) if point.limits else ()
    return [
        {
            "type": "rect", "layer": "below", "x0": low.value, "x1": high.value, "y0": row.top + kit.LEAD / 4,
            "y1": row.bottom - kit.LEAD / 4, "fillcolor": colour, "line": {"width": 0},
        }
        for (low, high), colour in pairs
    ]  # fmt: skip


def _reference(one: Funnel, tall: float) -> list[dict[str, Any]]:
    if isinstance(one.reference, Withheld):
        return []
    at, line = one.reference.percent, {"color": GREY, "width": 2, "dash": "dot"}
    return [{"type": "line", "x0": at, "x1": at, "y0": 0, "y1": tall, "line": line}]


def _funnel_alternative(report: TerritoryReport, one: Funnel) -> str:
    away = words.outside(one)
    said = f"Hors des limites{NBSP}: {series(away)}." if away else "Aucun territoire n’est hors des limites."
    return (
        f"Entonnoir, {one.theme.label}, {plural(len(one.points), words.BY[report.by][0])}. Part de toutes les équipes au niveau "
        f"{words.target_text(report)} ou plus{NBSP}: {words.share_text(one.reference)}. {said} {words.dispersion_text([one])} "
        "Données dans le tableau."
    )
