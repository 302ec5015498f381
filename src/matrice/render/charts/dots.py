"""Le diagramme en points, une ligne par dimension, et une équipe face à son groupe.

Les notes, l'écart entre deux équipes, et ce qui n'a pas de note en toutes lettres.

Les figures ne reçoivent qu'une `Comparison` : les valeurs de l'équipe et des valeurs diffusées, jusque dans les bulles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ...assessment import Profile, Standing
from ...documents import federation_words as words
from ...documents.blocks import Column, Table
from ...documents.words import CROWD, DOT, Result, alternative, by_axis, coverage, series_names, spokes, standing_text
from ...federation import Comparison, Place
from ...text import NBSP
from ..html import profile_table, table_html
from . import kit
from .figure import HOVER_TEMPLATE, Captions, Figure, bubble, captions, finish, hover_text, showable_pair
from .radar import HOLE, level_names, plan, polygon, radar_layout, sectors_of, sectors_trace
from .style import (
    GREY,
    INK,
    LIGHT,
    LINE,
    OURS,
    RULE,
    SIZE,
    THEIRS,
    Ring,
    Stroke,
    html_lines,
    legend_name,
    length_for_names,
    rings,
    shorten,
    text_font,
    tint,
    width,
    wrap,
)

# Le diagramme en points : une ligne par dimension, le compagnon du radar qui se lit mieux que lui

_NOTES = ("À côté d’un point, la note sur 100. Après un libellé, ce qui est coté sur ce qui s’applique à l’équipe.",)
_RIGHT = 80

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
    rows = kit.rows_by_axis(groups, _label_lines, headings=profile.grain != "axis")
    lines = [row for row in rows if row.of]
    names = series_names(profile, before)
    traces = [
        *([_gap_lines(lines, profile, before)] if before else []),
        # l'équipe en dernier : à égalité, son rond se pose sur le triangle, qui dépasse
        *([_profile_points(before, lines, THEIRS, names[1], profile)] if before else []),
        _profile_points(profile, lines, OURS, names[0], before),
        *_absent_scores(lines, profile, before),
    ]
    said = captions("Notes de maturité", profile, before, (), _NOTES)
    layout = _dots_layout(
        rows, rings(profile.ref.scale, kit.SPAN, _name_room(profile)), said, legend=before is not None
    )
    said_aloud = alternative(profile, before=before, added=True, kind="Diagramme en points")
    return finish(traces, layout, said_aloud, profile_table(profile, before=before))


def _label_lines(result: Result) -> tuple[str, ...]:
    """« Avis des usagers (ajout) · 3/5 » : libellé, origine, couverture."""
    label = shorten(result.label) + (" (ajout)" if result.added else "")
    return wrap(f"{label}{NBSP}·{NBSP}{coverage(result)}" if result.applicable else label, kit.LABEL)


def _name_room(profile: Profile) -> float:
    """La place que prend le plus long nom de niveau."""
    return max(width(level.label) for level in profile.ref.scale.levels) + 2 * kit.PAD


def _dots_layout(rows: Sequence[kit.Row], levels: Sequence[Ring], said: Captions, *, legend: bool) -> dict[str, Any]:
    """La mise en page : une ordonnée en pixels, pour que chaque ligne ait la hauteur de son texte."""
    wide, tall = kit.LEFT + kit.SPAN + _RIGHT, kit.total_height(rows)
    heads = max(len(_level_lines(ring)) for ring in levels) * SIZE * LINE + kit.PAD + 10
    titles = [heading(row) for row in rows if not row.of]
    page = kit.sheet(said, (60 if legend else 0) + heads, tall, right=_RIGHT, notes=titles)
    return {
        **page,
        "showlegend": legend,
        "legend": {**said.legend(wide, page["margin"]["t"] + tall + page["margin"]["b"]), "traceorder": "reversed"},
        "xaxis": {
            "range": [0, 100], "side": "top", "tickmode": "array", "tickvals": [ring.at for ring in levels],
            "ticktext": [html_lines(_level_lines(ring)) for ring in levels], "tickangle": 0, "tickfont": text_font(),
            "fixedrange": True, "gridcolor": RULE, "zeroline": False, **kit.BLANK_TICKS,
        },
        "yaxis": {
            "range": [tall, 0], "tickmode": "array", "tickvals": [row.middle for row in rows if row.of],
            "ticktext": [html_lines(row.lines) for row in rows if row.of], "tickfont": text_font(),
            "fixedrange": True, "gridcolor": LIGHT, "zeroline": False, **kit.BLANK_TICKS,
            "layer": "below traces", "showline": True, "mirror": True, "linecolor": RULE,  # les niveaux extrêmes ont aussi leur trait
        },
        "shapes": _axis_bands(rows),
    }  # fmt: skip


def _level_lines(ring: Ring) -> list[str]:
    """Le nom d'un niveau sur deux lignes, la valeur puis le mot ; des niveaux proches s'empilent."""
    if len(ring.names) == 1:
        return ring.names[0].split("\u00a0", 1)
    return list(ring.names)


def heading(row: kit.Row) -> dict[str, Any]:
    """Le nom d'un axe, au-dessus de ses dimensions."""
    return {
        "text": f"<b>{html_lines(row.lines)}</b>", "font": text_font(SIZE + 1, INK), "showarrow": False, "align": "left",
        "xref": "paper", "x": 0, "xanchor": "left", "xshift": kit.PAD - kit.LEFT, "yref": "y", "y": row.middle, "yanchor": "middle",
    }  # fmt: skip


def _axis_bands(rows: Sequence[kit.Row]) -> list[dict[str, Any]]:
    """Les bandes teintées des axes, de la même teinte que leur secteur du radar."""
    starts = [row.top for row in rows if not row.of]
    ends = [*starts[1:], kit.total_height(rows)] if starts else []
    return [
        {
            "type": "rect", "layer": "below", "xref": "paper", "x0": -kit.LEFT / kit.SPAN, "x1": 1 + _RIGHT / kit.SPAN, "yref": "y",
            "y0": start, "y1": end, "fillcolor": tint(rank, len(starts)), "line": {"width": 0},
        }
        for rank, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]  # fmt: skip


def _profile_points(
    profile: Profile, rows: Sequence[kit.Row], stroke: Stroke, name: str, rival: Profile | None
) -> go.Scatter:
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


def _gap_lines(rows: Sequence[kit.Row], profile: Profile, before: Profile) -> go.Scatter:
    """Un trait entre les deux notes d'une même ligne : l'écart se voit avant de se lire."""
    own, against = _by_id(profile), _by_id(before)
    ends = [(own[_row_id(row)].score, row.middle, against[_row_id(row)].score, row.middle) for row in rows]
    return kit.segments(ends, "Écart", {"color": RULE, "width": 3}, showlegend=False, connectgaps=False)


def _absent_scores(rows: Sequence[kit.Row], profile: Profile, before: Profile | None) -> list[go.Scatter]:
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


def _missing_text(own: dict[str, Result], against: dict[str, Result], row: kit.Row) -> str:
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


def _row_id(row: kit.Row) -> str:
    """L'identifiant que porte une ligne de résultat."""
    return row.of.id if row.of else ""


# Une équipe face à son groupe : le diagramme en points avec la moitié centrale, le radar à deux polygones, leur tableau

_BAND, _THICK = "rgba(0, 0, 0, 0.22)", 12

_HEADS = ("Dimension", "Note de l’équipe", "Niveau", "Groupe", "Équipes comparables", "Place")


def peer_dots(comparison: Comparison) -> Figure:
    """Renvoie le diagramme en points d'une équipe face à son groupe, une ligne par dimension.

    Args:
        comparison: ce que `compare` ou `compare_all` a rendu.

    Returns:
        Une figure plotly : ● l'équipe, ▲ la médiane du groupe, une bande pour sa moitié centrale. Ce qui n'est pas
        diffusé n'y est pas ; une note absente est écrite en toutes lettres à la place du point.
    """
    rows = kit.rows_by_axis(words.by_axis(comparison), lambda place: wrap(shorten(place.theme.label), kit.LABEL))
    lines: list[tuple[kit.Row, Place]] = [(row, row.of) for row in rows if row.of]
    traces = [
        *_middle_halves(lines),
        *_medians(lines, comparison),
        go.Scatter(
            x=[place.score for _, place in lines],
            y=[row.middle for row, _ in lines],
            **_point_style(comparison, [place for _, place in lines], OURS, words.TEAM),
        ),
        _scores(lines),
        *_absent_peer_scores(lines, comparison),
    ]  # fmt: skip
    levels = rings(
        comparison.ref.scale, kit.SPAN, max(width(one.label) for one in comparison.ref.scale.levels) + 2 * kit.PAD
    )
    layout = _dots_layout(rows, levels, _captions(comparison), legend=True)
    return finish(traces, layout, words.dots_alternative(comparison), _comparison_table(comparison))


def _middle_halves(lines: Sequence[tuple[kit.Row, Place]]) -> list[go.Scatter]:
    """La moitié centrale du groupe, un trait épais par ligne où elle est diffusée."""
    ends = [
        (low, row.middle, high, row.middle)
        for row, place in lines
        if (low := words.quartile(place, 0.25)) is not None and (high := words.quartile(place, 0.75)) is not None
    ]
    return [kit.segments(ends, words.MIDDLE, {"color": _BAND, "width": _THICK}, connectgaps=False)] if ends else []


def _medians(lines: Sequence[tuple[kit.Row, Place]], comparison: Comparison) -> list[go.Scatter]:
    """Les médianes diffusées du groupe ; aucune trace quand il n'y en a pas."""
    known = [(row, place) for row, place in lines if words.quartile(place, 0.5) is not None]
    if not known:
        return []
    places = [place for _, place in known]
    return [
        go.Scatter(
            x=[words.quartile(place, 0.5) for place in places], y=[row.middle for row, _ in known],
            **_point_style(comparison, places, THEIRS, words.MEDIAN),
        )
    ]  # fmt: skip


def _point_style(comparison: Comparison, places: Sequence[Place], stroke: Stroke, name: str) -> dict[str, Any]:
    """Ce que partagent les deux séries de points."""
    return {
        "customdata": [_hover_text(comparison, place) for place in places], "mode": "markers", "cliponaxis": False,
        "marker": {"color": stroke.color, "symbol": stroke.symbol, "size": stroke.size + _GROWTH},
        "hovertemplate": HOVER_TEMPLATE, "name": legend_name(name),
    }  # fmt: skip


def _scores(lines: Sequence[tuple[kit.Row, Place]]) -> go.Scatter:
    """Les notes de l'équipe, en colonne à droite du cadre : près des points, elles couvriraient la ligne d'au-dessus."""
    known = [(row, place) for row, place in lines if place.score is not None]
    texts = [f"\u00a0\u00a0\u00a0{words.score_text(place)}" for _, place in known]
    return kit.side_texts(
        [100] * len(known), [row.middle for row, _ in known], texts, "Notes", font=text_font(color=OURS.color)
    )


def _absent_peer_scores(lines: Sequence[tuple[kit.Row, Place]], comparison: Comparison) -> list[go.Scatter]:
    """Les notes absentes de l'équipe, en toutes lettres."""
    missing = [(row, place) for row, place in lines if place.score is None]
    if not missing:
        return []
    texts = [html_lines([f"\u00a0{place.standing}\u00a0"]) for _, place in missing]
    return [
        kit.side_texts(
            [0] * len(missing), [row.middle for row, _ in missing], texts, "Sans note", font=kit.add_halo(text_font(color=GREY)),
            customdata=[_hover_text(comparison, place) for _, place in missing], hovertemplate=HOVER_TEMPLATE, hoverinfo=None,
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
    return bubble(place.theme.label, filter(None, lines))


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
    by_axis = words.by_axis(comparison) if places and places[0].theme.kind != "axis" else ()
    sectors, scale, room = sectors_of(by_axis), comparison.ref.scale, LINE * SIZE
    labels = [words.theme_name(comparison.ref, place.theme.id) for place in places]
    placed = plan(labels, sectors, length_for_names(scale, room) / (1 - HOLE))
    levels = rings(scale, placed.radius * (1 - HOLE), room, zero_apart=True)
    own = [place.score for place in places]
    group = [words.quartile(place, 0.5) for place in places]
    bubbles = [_hover_text(comparison, place) for place in places]
    traces = [sectors_trace(sectors, len(places))] if sectors else []
    traces.append(polygon(own, bubbles, OURS, words.TEAM, fill=True))
    if any(value is not None for value in group):
        traces.append(polygon(group, bubbles, THEIRS, words.MEDIAN, fill=False))
    traces.append(level_names(levels, len(places)))
    layout = radar_layout(levels, placed, sectors, _captions(comparison), legend=True)
    return finish(traces, layout, words.radar_alternative(comparison, places), _comparison_table(comparison))


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
