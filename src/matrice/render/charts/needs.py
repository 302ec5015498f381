"""Les besoins, du plus répandu au moins répandu, avec leur intervalle et les rangs que l'on peut croire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ...documents import territory_words as words
from ...documents.territory_tables import needs
from ...federation import Need, PeerFigures, ReleasedInterval, ReleasedShare, TerritoryReport, Withheld
from ...text import NBSP, number, percent, plural
from ..html import table_html
from .distribution import territory_named
from .figure import BUBBLE, HOVER_TEMPLATE, Captions, Figure, finish
from .levels import HALO
from .rows import (
    HEADS,
    LABEL,
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
from .style import OTHER, RULE, TEAM, html_lines, shorten, text_font, wrap

_KEY = 34


@dataclass(frozen=True, slots=True)
class _Point:
    """Un besoin à dessiner : sa part (diffusée), son intervalle, le besoin calculé."""

    need: Need
    share: ReleasedShare
    interval: ReleasedInterval | Withheld

    @property
    def below(self) -> int:
        """La part sous le niveau visé."""
        return 100 - self.share.percent


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
    place = territory_named(report, territory)
    rank = None if place is None else report.territories.index(place)
    figures = words.figures_of(report, place)
    points = _released_points(report, words.needs_of(report, rank), figures)
    gone = words.silent(report, figures)
    rows = stack_rows(
        wrap(shorten(theme.label, 70), LABEL) for theme in [*(p.need.theme for p in points), *(t for t, _ in gone)]
    )
    said = Captions(f"Besoins{NBSP}: {words.place_name(place)}", _notes(report))
    own, rest = rows[: len(points)], rows[len(points) :]
    traces = [
        _whiskers(points, own),
        *_pooled_points(points, own),
        _share_points(points, own),
        _ranks(points, own),
        *withheld_reasons(list(zip((why for _, why in gone), rest, strict=True))),
    ]
    return finish(
        traces, _layout(rows, said), _alternative(points, words.place_name(place), words.target_text(report)),
        table_html(needs(report, rank)),
    )  # fmt: skip


def _released_points(report: TerritoryReport, found: Sequence[Need], figures: Sequence[PeerFigures]) -> list[_Point]:
    """Les besoins dont la part est diffusée, dans leur ordre."""
    rank = words.target_rank(report)
    places = {theme.id: place for place, theme in enumerate(report.themes)}
    points = []
    for need in found:
        own = figures[places[need.theme.id]]
        share = words.reached(own, rank)
        if isinstance(share, ReleasedShare):
            points.append(_Point(need, share, own.intervals[rank]))
    return points


def _notes(report: TerritoryReport) -> tuple[str, ...]:
    """Comment lire la figure."""
    return (
        f"Part des équipes sous le niveau {words.target_text(report)}, de la plus à la moins répandue. Trait{NBSP}: intervalle "
        f"à 95{NBSP}%. À droite{NBSP}: rangs plausibles à 90{NBSP}%{NBSP}; deux dimensions dont les rangs se recouvrent ne se "
        "départagent pas.",
        words.BOUNDED, words.footer(report), *report.notes, words.PURPOSE, report.policy,
    )  # fmt: skip


def _whiskers(points: Sequence[_Point], rows: Sequence[Row]) -> go.Scatter:
    """Les intervalles."""
    x: list[float | None] = []
    y: list[float | None] = []
    for point, row in zip(points, rows, strict=True):
        if isinstance(point.interval, ReleasedInterval):
            x += [100 - point.interval.high, 100 - point.interval.low, None]
            y += [row.middle, row.middle, None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": RULE, "width": 5}, hoverinfo="skip", name=f"Intervalle à 95{NBSP}%"
    )


def _pooled_points(points: Sequence[_Point], rows: Sequence[Row]) -> list[go.Scatter]:
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


def _share_points(points: Sequence[_Point], rows: Sequence[Row]) -> go.Scatter:
    """Les parts."""
    return go.Scatter(
        x=[point.below for point in points], y=[row.middle for row in rows],
        mode="markers", marker={"color": TEAM, "symbol": "circle", "size": 12}, cliponaxis=False,
        customdata=[_hover(point) for point in points], hovertemplate=HOVER_TEMPLATE, name="Part sous le niveau visé",
    )  # fmt: skip


def _ranks(points: Sequence[_Point], rows: Sequence[Row]) -> go.Scatter:
    """La part et les rangs plausibles, à droite."""
    return go.Scatter(
        x=[100] * len(points), y=[row.middle for row in rows],
        text=[html_lines([f"{NBSP}{NBSP}{words.below_text(p.share)}, {words.ranks_text(p.need)}"]) for p in points],
        mode="text", textposition="middle right", textfont={**text_font(), "shadow": HALO}, cliponaxis=False, hoverinfo="skip",
        name="Rangs plausibles", showlegend=False,
    )  # fmt: skip


def _hover(point: _Point) -> str:
    """La bulle d'un besoin."""
    lines = [
        f"Sous le niveau visé{NBSP}: {words.below_text(point.share)}, équipes notées{NBSP}: {number(point.share.n)}",
        f"Rang attendu{NBSP}: {number(point.need.rank.value, 1)}, plausibles{NBSP}: {words.ranks_text(point.need)}",
    ]
    if isinstance(point.interval, ReleasedInterval):
        lines.insert(
            1,
            f"Intervalle à 95{NBSP}%{NBSP}: de {number(100 - point.interval.high)} à {percent(100 - point.interval.low)}",
        )
    head = html_lines(wrap(point.need.theme.label, BUBBLE))
    return f"<b>{head}</b><br>" + "<br>".join(html_lines(wrap(line, BUBBLE)) for line in lines)


def _layout(rows: Sequence[Row], said: Captions) -> dict[str, Any]:
    """La mise en page : une échelle fixe de 0 à 100 %."""
    wide, tall = LEFT + SPAN + RIGHT, max(total_height(rows), 1)
    top = said.title_height(wide) + _KEY + HEADS + PAD
    return {
        **frame(said, top, tall),
        "showlegend": True,
        "legend": frame_legend(tall),
        "xaxis": percent_axis(),
        "yaxis": row_axis(rows, [False] * len(rows), tall),
    }


def _alternative(points: Sequence[_Point], where: str, target: str) -> str:
    """L'équivalent en mots de la figure."""
    first = [f"{p.need.theme.label} ({words.below_text(p.share)}, {words.ranks_text(p.need)})" for p in points[:3]]
    said = f"Les plus répandus{NBSP}: {', '.join(first)}." if first else "Aucune part n’est diffusée."
    return (
        f"Points et intervalles, {plural(len(points), 'dimension')}, {where}, part des équipes sous le niveau {target}. {said} "
        "Données dans le tableau."
    )
