"""Une équipe face à son groupe : le diagramme en points avec la moitié centrale, le radar à deux polygones, leur tableau.

Les figures ne reçoivent qu'une `Comparison` : les valeurs de l'équipe et des valeurs diffusées, jusque dans les bulles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import plotly.graph_objects as go

from ...documents import federation_words as words
from ...documents.blocks import Column, Table
from ...documents.words import CROWD
from ...federation import Comparison, Place
from ..html import table_html
from .dots import SPAN, dots_layout
from .figure import BUBBLE, HOVER_TEMPLATE, Captions, Figure, finish
from .levels import HALO, length_for_names, rings
from .radar import HOLE, SHAPE, Sector, angle, level_names, plan, radar_layout, sectors_trace
from .rows import LABEL, PAD, Row, row_below
from .style import (
    GREY,
    LINE,
    OURS,
    SIZE,
    TEAM_FILL,
    THEIRS,
    Stroke,
    html_lines,
    legend_name,
    shorten,
    text_font,
    width,
    wrap,
)

_BAND, _THICK = "rgba(0, 0, 0, 0.22)", 12
_GROWTH = 3  # un point isolé se dessine plus gros qu'un sommet de polygone

_HEADS = ("Dimension", "Note de l’équipe", "Niveau", "Groupe", "Équipes comparables", "Place")


def peer_dots(comparison: Comparison) -> Figure:
    """Renvoie le diagramme en points d'une équipe face à son groupe, une ligne par dimension.

    Args:
        comparison: ce que `compare` ou `compare_all` a rendu.

    Returns:
        Une figure plotly : ● l'équipe, ▲ la médiane du groupe, une bande pour sa moitié centrale. Ce qui n'est pas
        diffusé n'y est pas ; une note absente est écrite en toutes lettres à la place du point.
    """
    rows = _peer_rows(comparison)
    lines = [(row, cast(Place, row.result)) for row in rows if row.result]
    traces = [
        *_bands(lines),
        *_medians(lines, comparison),
        go.Scatter(
            x=[place.score for _, place in lines],
            y=[row.middle for row, _ in lines],
            **_points(comparison, [place for _, place in lines], OURS, words.TEAM),
        ),
        _scores(lines),
        *_missing_scores(lines, comparison),
    ]  # fmt: skip
    levels = rings(comparison.ref.scale, SPAN, max(width(one.label) for one in comparison.ref.scale.levels) + 2 * PAD)
    layout = dots_layout(rows, levels, _captions(comparison), legend=True)
    return finish(traces, layout, words.dots_alternative(comparison), _comparison_table(comparison))


def _peer_rows(comparison: Comparison) -> tuple[Row, ...]:
    """Un titre par axe, une ligne par dimension."""
    rows: list[Row] = []
    for axis, places in words.by_axis(comparison):
        rows.append(row_below(rows, wrap(shorten(axis.label), 2 * LABEL, SIZE + 2), None))
        for place in places:
            # la mise en page demande seulement qu'une ligne ait, ou non, quelque chose à montrer
            rows.append(row_below(rows, wrap(shorten(place.theme.label), LABEL), cast(Any, place)))
    return tuple(rows)


def _bands(lines: Sequence[tuple[Row, Place]]) -> list[go.Scatter]:
    """La moitié centrale du groupe, un trait épais par ligne où elle est diffusée."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, place in lines:
        low, high = (words.quartile(place, probability) for probability in (0.25, 0.75))
        if low is not None and high is not None:
            x += [low, high, None]
            y += [row.middle, row.middle, None]
    if not x:
        return []
    return [
        go.Scatter(
            x=x, y=y, mode="lines", line={"color": _BAND, "width": _THICK}, connectgaps=False, hoverinfo="skip", name=words.MIDDLE,
        )
    ]  # fmt: skip


def _medians(lines: Sequence[tuple[Row, Place]], comparison: Comparison) -> list[go.Scatter]:
    """Les médianes diffusées du groupe ; aucune trace quand il n'y en a pas."""
    known = [(row, place) for row, place in lines if words.quartile(place, 0.5) is not None]
    if not known:
        return []
    places = [place for _, place in known]
    return [
        go.Scatter(
            x=[words.quartile(place, 0.5) for place in places], y=[row.middle for row, _ in known],
            **_points(comparison, places, THEIRS, words.MEDIAN),
        )
    ]  # fmt: skip


def _points(comparison: Comparison, places: Sequence[Place], stroke: Stroke, name: str) -> dict[str, Any]:
    """Ce que partagent les deux séries de points."""
    return {
        "customdata": [_hover_text(comparison, place) for place in places], "mode": "markers", "cliponaxis": False,
        "marker": {"color": stroke.color, "symbol": stroke.symbol, "size": stroke.size + _GROWTH},
        "hovertemplate": HOVER_TEMPLATE, "name": legend_name(name),
    }  # fmt: skip


def _scores(lines: Sequence[tuple[Row, Place]]) -> go.Scatter:
    """Les notes de l'équipe, en colonne à droite du cadre : près des points, elles couvriraient la ligne d'au-dessus."""
    known = [(row, place) for row, place in lines if place.score is not None]
    return go.Scatter(
        x=[100] * len(known), y=[row.middle for row, _ in known],
        text=[f"\u00a0\u00a0\u00a0{words.score_text(place)}" for _, place in known], textposition="middle right",
        textfont=text_font(color=OURS.color), mode="text", cliponaxis=False, hoverinfo="skip", name="Notes", showlegend=False,
    )  # fmt: skip


def _missing_scores(lines: Sequence[tuple[Row, Place]], comparison: Comparison) -> list[go.Scatter]:
    """Les notes absentes de l'équipe, en toutes lettres."""
    missing = [(row, place) for row, place in lines if place.score is None]
    if not missing:
        return []
    return [
        go.Scatter(
            x=[0] * len(missing), y=[row.middle for row, _ in missing],
            text=[html_lines([f"\u00a0{place.standing}\u00a0"]) for _, place in missing], textposition="middle right",
            textfont={**text_font(color=GREY), "shadow": HALO}, customdata=[_hover_text(comparison, place) for _, place in missing],
            mode="text", cliponaxis=False, hovertemplate=HOVER_TEMPLATE, name="Sans note", showlegend=False,
        )
    ]  # fmt: skip


def _hover_text(comparison: Comparison, place: Place) -> str:
    """La bulle d'une dimension : la note, le groupe, la place ; rien qui ne soit de l'équipe ou diffusé."""
    scale = comparison.ref.scale
    level = words.level_text(place, scale)
    lines = [
        f"{words.TEAM}\u00a0: {words.score_text(place)}{f', niveau {level}' if level else ''}",
        f"Votre groupe\u00a0: {words.quartiles_text(place)}",
        f"Équipes comparables\u00a0: {words.position_text(place, scale)}" if place.rank is not None else "",
        f"Votre place\u00a0: {words.place_text(place)}{', position incertaine' if place.uncertain else ''}",
    ]
    label = html_lines(wrap(place.theme.label, BUBBLE))
    return f"<b>{label}</b><br>" + "<br>".join(html_lines(wrap(line, BUBBLE)) for line in lines if line)


def _captions(comparison: Comparison) -> Captions:
    """Le titre, puis le groupe, la politique et ce qu'il faut savoir."""
    mark = f"{words.SIMULATED}\u00a0· " if comparison.simulated else ""
    return Captions(
        f"{mark}Face à son groupe\u00a0: {words.team_name(comparison)}, {comparison.year}",
        tuple(
            text
            for text in (
                f"Groupe\u00a0: {words.group_text(comparison)}.", words.silence(comparison.dimensions), comparison.policy,
                *comparison.notes,
            )
            if text
        ),
    )  # fmt: skip


def peer_radar(comparison: Comparison) -> Figure:
    """Renvoie le radar d'une équipe et de la médiane de son groupe : deux polygones, jamais plus.

    Args:
        comparison: ce que `compare` ou `compare_all` a rendu.

    Returns:
        Une figure plotly, un rayon par dimension (par axe quand elles sont plus de trente). Une note absente, une médiane non
        diffusée interrompent le trait.
    """
    places = comparison.dimensions if len(comparison.dimensions) <= CROWD else comparison.axes
    sectors, scale, room = _peer_sectors(comparison, places), comparison.ref.scale, LINE * SIZE
    labels = [words.theme_name(comparison.ref, place.theme.id) for place in places]
    placed = plan(labels, sectors, length_for_names(scale, room) / (1 - HOLE))
    levels = rings(scale, placed.radius * (1 - HOLE), room, zero_apart=True)
    own = [place.score for place in places]
    group = [words.quartile(place, 0.5) for place in places]
    traces = [sectors_trace(sectors, len(places))] if sectors else []
    traces.append(_peer_polygon(comparison, places, own, OURS, words.TEAM))
    if any(value is not None for value in group):
        traces.append(_peer_polygon(comparison, places, group, THEIRS, words.MEDIAN))
    traces.append(level_names(levels, len(places)))
    layout = radar_layout(levels, placed, sectors, _captions(comparison), legend=True)
    return finish(traces, layout, words.radar_alternative(comparison, places), _comparison_table(comparison))


def _peer_sectors(comparison: Comparison, places: Sequence[Place]) -> tuple[Sector, ...]:
    """Un secteur par axe ; aucun quand les rayons sont déjà les axes, ou qu'il n'y en a qu'un."""
    if not places or places[0].theme.kind == "axis":
        return ()
    found, first = [], 0
    for axis, own in words.by_axis(comparison):
        found.append(Sector(axis.short or axis.label, first, len(own)))
        first += len(own)
    return tuple(found) if len(found) > 1 else ()


def _peer_polygon(
    comparison: Comparison, places: Sequence[Place], values: Sequence[float | None], stroke: Stroke, name: str
) -> go.Scatterpolar:
    """Un tracé, fermé seulement si son premier et son dernier rayon ont une valeur."""
    path = list(range(len(places)))
    if len(places) >= SHAPE and values[0] is not None and values[-1] is not None:
        path.append(0)
    whole = stroke is OURS and len(places) >= SHAPE and None not in values
    return go.Scatterpolar(
        r=[values[rank] for rank in path], theta=[angle(rank, len(places)) for rank in path],
        customdata=[_hover_text(comparison, places[rank]) for rank in path],
        mode="lines+markers" if len(places) >= SHAPE else "markers",
        line={"color": stroke.color, "width": 3, "dash": stroke.dash},
        marker={"color": stroke.color, "symbol": stroke.symbol, "size": stroke.size},
        fill="toself" if whole else "none", fillcolor=TEAM_FILL, connectgaps=False, cliponaxis=False, hoveron="points",
        hovertemplate=HOVER_TEMPLATE, name=legend_name(name),
    )  # fmt: skip


def _comparison_table(comparison: Comparison) -> str:
    """Renvoie la comparaison en tableau HTML accessible, un fragment sans `<html>`."""
    rows: list[tuple[str, ...]] = []
    strong: list[int] = []
    for axis, places in words.by_axis(comparison):
        strong.append(len(rows))
        rows += [_table_row(comparison, one) for one in (comparison.place(axis.id), *places)]
    caption = [
        *([f"{words.SIMULATED}."] if comparison.simulated else []),
        f"Face à son groupe\u00a0: {words.team_name(comparison)}, {comparison.year}",
        f"{words.group_text(comparison)}.",
    ]
    columns = [Column(head, 1, numeric=head.startswith("Note")) for head in _HEADS]
    table = Table("\n".join(caption), "Une ligne par axe et par dimension.", columns, rows, strong=strong)
    silence = words.silence((*comparison.dimensions, *comparison.axes))
    return table_html(table, notes=(silence, comparison.policy, *comparison.notes))


def _table_row(comparison: Comparison, place: Place) -> tuple[str, ...]:
    """La ligne d'un axe ou d'une dimension."""
    scale = comparison.ref.scale
    where = words.place_text(place) + (" (position incertaine)" if place.uncertain else "")
    return (
        place.theme.label, words.score_text(place), words.level_text(place, scale), words.quartiles_text(place),
        words.position_text(place, scale), where,
    )  # fmt: skip
