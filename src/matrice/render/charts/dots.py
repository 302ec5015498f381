"""Le diagramme en points, une ligne par dimension, et une équipe face à son groupe.

Les notes, l'écart entre deux équipes, et ce qui n'a pas de note en toutes lettres.

Les figures d'une équipe face à son groupe ne reçoivent qu'une `Comparison` : les valeurs de l'équipe et des valeurs
diffusées, jusque dans les bulles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ...assessment import Profile, Standing
from ...documents import federation_words as peers
from ...documents import words
from ...documents.blocks import Column, Table
from ...federation import Comparison, Place
from ...referentiel import Scale
from ...text import NBSP
from ..html import profile_table, table_html
from . import kit
from .figure import Captions, Figure, captions, finish, hover_text, showable_pair
from .kit import GREY, LIGHT, LINE, OURS, RULE, SIZE, THEIRS, Row, Stroke, html_lines, text_font
from .radar import draw, polygon, sectors_of

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
    groups = words.by_axis(profile, words.spokes(profile, added=True))
    rows = kit.rows_by_axis(groups, _label_lines, headings=profile.grain != "axis")
    lines = [row for row in rows if row.of]
    own = [row.of for row in lines]
    theirs = {result.id: result for result in words.spokes(before, added=True)} if before else {}
    rivals = [theirs.get(result.id) for result in own]  # une dimension que l'autre profil n'a pas posée n'y est pas
    names = words.series_names(profile, before)
    traces = []
    if before:
        ends = [
            (result.score, row.middle, rival.score if rival else None, row.middle)
            for row, result, rival in zip(lines, own, rivals, strict=True)
        ]
        traces = [
            kit.segments(ends, "Écart", {"color": RULE, "width": 3}, showlegend=False, connectgaps=False),
            _scored_points(lines, before, rivals, own, THEIRS, names[1]),
        ]
    # l'équipe en dernier : à égalité, son rond se pose sur le triangle, qui dépasse
    traces.append(_scored_points(lines, profile, own, rivals, OURS, names[0]))
    traces += _absent_scores(lines, profile, rivals, paired=before is not None)
    said = captions("Notes de maturité", profile, before, (), _NOTES)
    layout = _dots_layout(rows, words.drawn_scale(profile.ref), said, legend=before is not None)
    said_aloud = words.alternative(profile, before=before, added=True, kind="Diagramme en points")
    return finish(traces, layout, said_aloud, profile_table(profile, before=before))


def _label_lines(result: words.Result) -> tuple[str, ...]:
    """« Avis des usagers (ajout) · 3/5 » : libellé, origine, couverture."""
    label = kit.shorten(result.label) + (" (ajout)" if result.added else "")
    return kit.wrap(f"{label}{NBSP}·{NBSP}{words.coverage(result)}" if result.applicable else label, kit.LABEL)


def _dots_layout(rows: Sequence[Row], scale: Scale, said: Captions, *, legend: bool) -> dict[str, Any]:
    """La mise en page : une ordonnée en pixels, pour que chaque ligne ait la hauteur de son texte."""
    levels = kit.rings(scale, kit.SPAN, max(kit.width(level.label) for level in scale.levels) + 2 * kit.PAD)
    # La valeur d'un niveau, puis son mot ; des niveaux proches s'empilent.
    names = [ring.names[0].split(NBSP, 1) if len(ring.names) == 1 else ring.names for ring in levels]
    tall = kit.total_height(rows)
    heads = max(map(len, names)) * SIZE * LINE + kit.PAD + 10
    page = said.sheet(heads, tall, right=_RIGHT, notes=[kit.heading(row) for row in rows if not row.of], legend=legend)
    page["legend"]["traceorder"] = "reversed"
    return {
        **page,
        "xaxis": {
            "range": [0, 100], "side": "top", "tickmode": "array", "tickvals": [ring.at for ring in levels],
            "ticktext": [html_lines(lines) for lines in names], "tickangle": 0, "tickfont": text_font(),
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


def _axis_bands(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Les bandes teintées des axes, de la même teinte que leur secteur du radar."""
    starts = [row.top for row in rows if not row.of]
    ends = [*starts[1:], kit.total_height(rows)] if starts else []
    return [
        {
            "type": "rect", "layer": "below", "xref": "paper", "x0": -kit.LEFT / kit.SPAN, "x1": 1 + _RIGHT / kit.SPAN, "yref": "y",
            "y0": start, "y1": end, "fillcolor": kit.tint(rank, len(starts)), "line": {"width": 0},
        }
        for rank, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]  # fmt: skip


def _points(
    rows: Sequence[Row], scores: Sequence[float | None], bubbles: Sequence[str], stroke: Stroke, name: str, **more: Any
) -> go.Scatter:  # fmt: skip
    """Les points d'une série ; `None` là où il n'y a pas de note."""
    return go.Scatter(
        x=scores, y=kit.middles(rows), customdata=bubbles, cliponaxis=False, hovertemplate=kit.HOVER_TEMPLATE,
        marker={"color": stroke.color, "symbol": stroke.symbol, "size": stroke.size + _GROWTH},
        **{"name": kit.legend_name(name), "mode": "markers", **more},
    )  # fmt: skip


def _scored_points(
    rows: Sequence[Row], profile: Profile, own: Sequence[words.Result | None], rivals: Sequence[words.Result | None],
    stroke: Stroke, name: str,
) -> go.Scatter:  # fmt: skip
    sides = [_text_side(result, rival, stroke) for result, rival in zip(own, rivals, strict=True)]
    return _points(
        rows,
        [result.score if result else None for result in own],
        [hover_text(profile, result) if result else "" for result in own],
        stroke,
        name,
        text=[
            words.standing_text(r) if r and r.score is not None and s else "" for r, s in zip(own, sides, strict=True)
        ],
        textposition=[side or "middle right" for side in sides],
        textfont=text_font(color=stroke.color if stroke is OURS else GREY),
        mode="markers+text",
    )


def _text_side(result: words.Result | None, rival: words.Result | None, stroke: Stroke) -> str:
    """De quel côté écrire la note pour qu'elle ne touche pas l'autre point ; vide s'il n'y a pas la place."""
    if result is None or result.score is None or rival is None or rival.score is None:
        return "middle right"
    if (result.score, stroke is OURS) > (rival.score, stroke is not OURS):
        return "middle right"
    return "middle left" if result.score >= _EDGE else ""


def _absent_scores(
    rows: Sequence[Row], profile: Profile, rivals: Sequence[words.Result | None], *, paired: bool
) -> list[go.Scatter]:
    """Les notes absentes, en toutes lettres et en gris, à la place du point ; rien s'il n'en manque pas."""
    missing = [
        (row, rival, said) for row, rival in zip(rows, rivals, strict=True) if (said := _absence(row.of, rival, paired))
    ]
    if not missing:
        return []
    # Le texte part du bord où l'autre équipe n'a pas son point.
    known = [(rival.score if rival else None) or row.of.score or 0.0 for row, rival, _ in missing]
    free = [score > _HALF or not score for score in known]
    return [
        go.Scatter(
            x=[0 if left else 100 for left in free],
            y=[row.middle for row, *_ in missing],
            text=[html_lines([f"{NBSP}{said}{NBSP}"]) for *_, said in missing],
            textposition=["middle right" if left else "middle left" for left in free],
            textfont=text_font(color=GREY),
            customdata=[hover_text(profile, row.of) for row, *_ in missing],
            mode="text",
            cliponaxis=False,
            hovertemplate=kit.HOVER_TEMPLATE,
            name="Sans note",
            showlegend=False,
        )
    ]


def _absence(result: words.Result, rival: words.Result | None, paired: bool) -> str:
    """« sans objet », « non calculable (1/5) », chaque équipe sous son signe quand elles sont deux."""
    said = []
    for sign, one in ((OURS.sign, result), *([(THEIRS.sign, rival)] if paired else [])):
        if one is None or one.score is None:
            counted = one and one.standing is Standing.NOT_COMPUTABLE and one.applicable
            why = str(Standing.NOT_ASKED) if one is None else words.standing_text(one)
            said.append(f"{f'{sign} ' if paired else ''}{why}{f' ({words.coverage(one)})' if one and counted else ''}")
    return words.DOT.join(said)


# Une équipe face à son groupe : le diagramme en points avec la moitié centrale, le radar à deux polygones, leur tableau

_BAND = {"color": "rgba(0, 0, 0, 0.22)", "width": 12}
_COLUMNS = ("Dimension", "Note de l’équipe", "Niveau", "Groupe", "Équipes comparables", "Place")


def peer_dots(comparison: Comparison) -> Figure:
    """Renvoie le diagramme en points d'une équipe face à son groupe, une ligne par dimension.

    Args:
        comparison: ce que `compare` ou `compare_all` a rendu.

    Returns:
        Une figure plotly : ● l'équipe, ▲ la médiane du groupe, une bande pour sa moitié centrale. Ce qui n'est pas
        diffusé n'y est pas ; une note absente est écrite en toutes lettres à la place du point.
    """
    rows = kit.rows_by_axis(
        peers.by_axis(comparison), lambda place: kit.wrap(kit.shorten(place.theme.label), kit.LABEL)
    )
    lines = [row for row in rows if row.of]
    scored = [row for row in lines if row.of.score is not None]
    absent = [row for row in lines if row.of.score is None]
    medians = [row for row in lines if peers.quartile(row.of, 0.5) is not None]
    halves = [
        (low, row.middle, high, row.middle)
        for row in lines
        if (low := peers.quartile(row.of, 0.25)) is not None and (high := peers.quartile(row.of, 0.75)) is not None
    ]

    def bubbles(own: Sequence[Row]) -> list[str]:
        return [_peer_bubble(comparison, row.of) for row in own]

    traces = [kit.segments(halves, peers.MIDDLE, _BAND, connectgaps=False)] if halves else []
    if medians:
        values = [peers.quartile(row.of, 0.5) for row in medians]
        traces.append(_points(medians, values, bubbles(medians), THEIRS, peers.MEDIAN))
    traces.append(_points(lines, [row.of.score for row in lines], bubbles(lines), OURS, peers.TEAM))
    # Les notes en colonne à droite du cadre : près des points, elles couvriraient la ligne d'au-dessus.
    texts = [f"{NBSP * 3}{peers.score_text(row.of)}" for row in scored]
    traces.append(kit.side_texts(scored, texts, "Notes", font=text_font(color=OURS.color)))
    if absent:
        texts = [html_lines([f"{NBSP}{row.of.standing}{NBSP}"]) for row in absent]
        font, shown = kit.add_halo(text_font(color=GREY)), {"customdata": bubbles(absent), "hoverinfo": None}
        traces.append(
            kit.side_texts(absent, texts, "Sans note", x=0, font=font, hovertemplate=kit.HOVER_TEMPLATE, **shown)
        )
    layout = _dots_layout(rows, comparison.ref.scale, _peer_captions(comparison), legend=True)
    return finish(traces, layout, peers.dots_alternative(comparison), _comparison_table(comparison))


def _peer_bubble(comparison: Comparison, place: Place) -> str:
    """La bulle d'une dimension : la note, le groupe, la place ; rien qui ne soit de l'équipe ou diffusé."""
    scale = comparison.ref.scale
    level = peers.level_text(place, scale)
    lines = [
        f"{peers.TEAM}{NBSP}: {peers.score_text(place)}{f', niveau {level}' if level else ''}",
        f"Votre groupe{NBSP}: {peers.quartiles_text(place)}",
        f"Équipes comparables{NBSP}: {peers.position_text(place, scale)}" if place.rank is not None else "",
        f"Votre place{NBSP}: {peers.place_text(place)}{', position incertaine' if place.uncertain else ''}",
    ]
    return kit.bubble(place.theme.label, filter(None, lines))


def _peer_captions(comparison: Comparison) -> Captions:
    mark = f"{peers.SIMULATED}{NBSP}· " if comparison.simulated else ""
    silence = peers.silence(comparison.dimensions)
    said = (f"Groupe{NBSP}: {peers.group_text(comparison)}.", silence, comparison.policy, *comparison.notes)
    heading = f"{mark}Face à son groupe{NBSP}: {peers.team_name(comparison)}, {comparison.year}"
    return Captions(heading, tuple(filter(None, said)))


def peer_radar(comparison: Comparison) -> Figure:
    """Renvoie le radar d'une équipe et de la médiane de son groupe : deux polygones, jamais plus.

    Args:
        comparison: ce que `compare` ou `compare_all` a rendu.

    Returns:
        Une figure plotly, un rayon par dimension (par axe quand elles sont plus de trente). Une note absente, une médiane non
        diffusée interrompent le trait.
    """
    places = comparison.dimensions if len(comparison.dimensions) <= words.CROWD else comparison.axes
    by_axis = peers.by_axis(comparison) if places and places[0].theme.kind != "axis" else ()
    labels = [peers.theme_name(comparison.ref, place.theme.id) for place in places]
    own = [place.score for place in places]
    group = [peers.quartile(place, 0.5) for place in places]
    bubbles = [_peer_bubble(comparison, place) for place in places]
    lines = [polygon(own, bubbles, OURS, peers.TEAM, fill=True)]
    if any(value is not None for value in group):
        lines.append(polygon(group, bubbles, THEIRS, peers.MEDIAN, fill=False))
    said = _peer_captions(comparison)
    traces, layout = draw(lines, labels, sectors_of(by_axis), comparison.ref.scale, said, legend=True)
    return finish(traces, layout, peers.radar_alternative(comparison, places), _comparison_table(comparison))


def _comparison_table(comparison: Comparison) -> str:
    """Renvoie la comparaison en tableau HTML accessible, un fragment sans `<html>`."""
    rows: list[tuple[str, ...]] = []
    strong: list[int] = []
    scale = comparison.ref.scale
    for axis, places in peers.by_axis(comparison):
        strong.append(len(rows))
        for place in (comparison.place(axis.id), *places):
            where = peers.place_text(place) + (" (position incertaine)" if place.uncertain else "")
            rows.append((
                place.theme.label, peers.score_text(place), peers.level_text(place, scale), peers.quartiles_text(place),
                peers.position_text(place, scale), where,
            ))  # fmt: skip
    caption = [
        *([f"{peers.SIMULATED}."] if comparison.simulated else []),
        f"Face à son groupe{NBSP}: {peers.team_name(comparison)}, {comparison.year}",
        f"{peers.group_text(comparison)}.",
    ]
    columns = [Column(head, 1, numeric=head.startswith("Note")) for head in _COLUMNS]
    table = Table("\n".join(caption), "Une ligne par axe et par dimension.", columns, rows, strong=strong)
    silence = peers.silence((*comparison.dimensions, *comparison.axes))
    return table_html(table, notes=(silence, comparison.policy, *comparison.notes))
