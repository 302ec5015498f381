"""Le radar : la forme qu'attendent les équipes, dessinée de façon à ne pas mentir.

Échelle fixe du plus bas au plus haut niveau, zéro sur un anneau et non au centre, deux polygones au plus,
aucune note inventée là où il n'y en a pas. Son compagnon, qui se lit mieux, est le diagramme en points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...assessment import Profile
from ...documents.words import CROWD, Result, alternative, by_axis, numbers, series_names, short_label, spokes
from ..html import profile_table
from .captions import Captions, captions
from .comparison import showable_pair
from .figure import Figure, finished
from .geometry import HOLE, Name, Plan, Sector, angle, plan
from .lettering import LINE, SIZE, html_lines, wrapped
from .polygons import SHAPE, gap_marks, level_names, polygon, sectors_trace
from .rings import Ring, rings, roomy
from .strokes import OURS, THEIRS
from .style import GREY, INK, RULE, text_font, tint

SIDE = 16  # blanc autour de la figure, en pixels


def radar(profile: Profile, *, other: Profile | None = None, added: bool = False) -> Figure:
    """Renvoie le radar d'une équipe.

    Args:
        profile: le profil à dessiner ; un rayon par dimension, ou par axe si l'équipe a coté des axes.
        other: un second profil sur la même grille (année précédente, équipe de comparaison), en tirets.
        added: montre aussi les dimensions ajoutées à la matrice.

    Returns:
        Une figure plotly. Les notes y vont de 0 à 100 ; « sans objet » et « non calculable » interrompent
        le trait. `figure.show()` et la dernière ligne d'une cellule la montrent hors ligne, et rien dans
        la figure ne peut envoyer ses données.

    Raises:
        MatriceError: `other` n'est pas sur la même grille, ou n'a pas été calculé ou coté de même.
    """
    profile, other = showable_pair(profile, other)
    results = spokes(profile, added=added)
    sectors = sectors_of(profile, results)
    room = LINE * SIZE  # un nom de niveau, le long du rayon
    least = roomy(profile.ref.scale, room) / (1 - HOLE)
    placed = plan(spoke_labels(profile, results), sectors, least)
    pair = [(profile, OURS), *([(other, THEIRS)] if other else [])]
    drawn = [(owner, spokes(owner, added=added), stroke) for owner, stroke in pair]
    names = series_names(profile, other)
    traces = [sectors_trace(sectors, len(results))] if sectors else []
    traces += [polygon(p, r, s, n, fill=p is profile) for (p, r, s), n in zip(drawn, names, strict=False)]
    traces += [marks for p, r, s in drawn if (marks := gap_marks(p, r, s))]
    levels = rings(profile.ref.scale, placed.radius * (1 - HOLE), room, zero_apart=True)
    traces.append(level_names(levels, len(results)))
    said = captions("Radar de maturité", profile, other, [r for _, rs, _ in drawn for r in rs], notes(results))
    layout = radar_layout(levels, placed, sectors, said, legend=other is not None)
    said_aloud = alternative(profile, other=other, added=added)
    return finished(traces, layout, said_aloud, profile_table(profile, other=other))


def sectors_of(profile: Profile, results: Sequence[Result]) -> tuple[Sector, ...]:
    """Un secteur par axe ; aucun quand les rayons sont déjà les axes, ou qu'il n'y en a qu'un."""
    groups = by_axis(profile, results) if profile.grain != "axis" else ()
    sectors, first = [], 0
    for axis, own in groups:
        sectors.append(Sector(axis.short or axis.label, first, len(own)))
        first += len(own)
    return tuple(sectors) if len(sectors) > 1 else ()


def spoke_labels(profile: Profile, results: Sequence[Result]) -> list[str]:
    """Les textes au bout des rayons : le libellé court, ou le numéro quand ils sont trop nombreux."""
    if len(results) > CROWD:
        ranks = numbers(profile)
        return [str(ranks[result.id]) for result in results]
    return [short_label(profile, result) + (" (ajout)" if result.added else "") for result in results]


def notes(results: Sequence[Result]) -> tuple[str, ...]:
    """Ce que le lecteur doit savoir de cette forme particulière."""
    said = []
    if len(results) > CROWD:
        said.append("Chaque rayon porte le numéro de sa dimension dans le tableau.")
    if len(results) < SHAPE:
        said.append("Avec moins de trois rayons il n’y a pas de forme à tracer\u00a0: seuls les points sont dessinés.")
    return tuple(said)


def radar_layout(
    levels: Sequence[Ring], placed: Plan, sectors: Sequence[Sector], said: Captions, *, legend: bool
) -> dict[str, Any]:
    """La mise en page : le disque, ses étiquettes, le titre et le pied, à leurs places calculées."""
    box, radius = placed.extent, placed.radius
    side = max(-box.left, box.right, said.room / 2) - radius + SIDE
    wide = 2 * (radius + side)
    above, below = box.top - radius, -box.bottom - radius
    top, bottom = above + said.title_height(wide) + (60 if legend else 0), below + said.foot_height(wide)
    tall = 2 * radius + top + bottom
    return {
        "width": round(wide),
        "height": round(tall),
        "margin": {"l": side, "r": side, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        "title": said.title(wide, SIDE),
        "showlegend": legend,
        "legend": {
            "x": SIDE / wide, "xref": "container", "xanchor": "left", "y": 1 - said.title_height(wide) / tall,
            "yref": "container", "yanchor": "top", "font": text_font(), "itemsizing": "trace",
        },
        "polar": polar(levels, placed),
        "annotations": [
            *(name_note(name, radius, tint(rank, len(sectors))) for rank, name in enumerate(placed.names)),
            *(zero_note(ring) for ring in levels if ring.at == 0 and ring.text),
            said.foot(wide, x_shift=SIDE - side, y_shift=-below),
        ],
    }  # fmt: skip


def polar(levels: Sequence[Ring], placed: Plan) -> dict[str, Any]:
    """Le repère : de 0 à 100 toujours, un anneau par niveau, le zéro hors du centre, midi en haut."""
    count = len(placed.labels)
    return {
        "hole": HOLE,
        "bgcolor": "white",
        "radialaxis": {
            "range": [0, 100], "tickmode": "array", "tickvals": [ring.at for ring in levels],
            "ticktext": [html_lines([ring.text]) for ring in levels],
            "showticklabels": False,  # plotly les écrirait le long de l'axe, l'un sur l'autre : voir `level_names`
            "showline": False, "gridcolor": RULE, "ticks": "",
        },
        "angularaxis": {
            "direction": "clockwise", "rotation": 90, "type": "linear", "thetaunit": "degrees", "tickmode": "array",
            "tickvals": [angle(rank, count) for rank in range(count)],
            "ticktext": [html_lines(lines) for lines in placed.labels],
            "tickfont": text_font(), "gridcolor": RULE, "linecolor": GREY, "ticks": "outside", "ticklen": 9, "tickcolor": RULE,
        },
    }  # fmt: skip


def name_note(name: Name, radius: int, color: str) -> dict[str, Any]:
    """Le nom d'un axe, au bord de son secteur et sur sa teinte."""
    box = name.box
    return {
        "text": f"<b>{html_lines(name.lines)}</b>",
        "xref": "paper", "yref": "paper", "showarrow": False, "align": "center", "font": text_font(SIZE + 1, INK),
        "x": 0.5 + (box.left + box.right) / (4 * radius), "xanchor": "center",
        "y": 0.5 + (box.bottom + box.top) / (4 * radius), "yanchor": "middle",
        "textangle": name.turned, "bgcolor": color, "bordercolor": RULE, "borderwidth": 1, "borderpad": 3,
    }  # fmt: skip


def zero_note(ring: Ring) -> dict[str, Any]:
    """Le nom du niveau zéro, au centre de son anneau : ailleurs il couvrirait les points qui y sont."""
    return {
        "text": html_lines(wrapped(ring.text.replace("\u00a0", " "), 50, word_room=200)), "font": text_font(color=GREY),
        "xref": "paper", "x": 0.5, "yref": "paper", "y": 0.5, "showarrow": False,
    }  # fmt: skip
