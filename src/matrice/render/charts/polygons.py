"""Les tracés d'un radar : secteurs des axes, polygones, marques de ce qui n'a pas de note."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin

import plotly.graph_objects as go

from ...assessment import Profile, Standing
from ...documents.words import Result
from .geometry import Sector, angle
from .hover import TEMPLATE, hover_text
from .lettering import html_lines, legend_name
from .rings import Ring
from .strokes import Stroke
from .style import EDGE, GREY, TEAM_FILL, text_font, tint

SHORT = {Standing.NOT_APPLICABLE: "s.o.", Standing.NOT_COMPUTABLE: "n.c.", Standing.WITHHELD: "< 3"}
HALO = "0 0 3px white, 0 0 3px white, 0 0 5px white"  # un nom de niveau reste lisible par-dessus un trait
SHAPE = 3  # en dessous de trois rayons, il n'y a pas de forme à tracer


def sectors_trace(sectors: Sequence[Sector], count: int) -> go.Barpolar:
    """Les secteurs teintés des axes, bordés d'un filet, du zéro au bord."""
    return go.Barpolar(
        r=[100] * len(sectors),
        theta=[angle(sector.first + (sector.count - 1) / 2, count) for sector in sectors],
        width=[angle(sector.count, count) for sector in sectors],
        marker={
            "color": [tint(rank, len(sectors)) for rank in range(len(sectors))],
            "line": {"color": EDGE, "width": 1.5},
        },
        name="Axes",
        hoverinfo="skip",
        showlegend=False,
    )


def polygon(profile: Profile, results: Sequence[Result], stroke: Stroke, name: str, *, fill: bool) -> go.Scatterpolar:
    """Le tracé d'une équipe, une valeur par rayon ; une note absente y vaut `None` et coupe le trait.

    Le premier rayon n'est répété à la fin, pour fermer, que si lui et le dernier ont une note. Le fond n'est
    rempli que si rien ne manque : sinon il dessinerait une corde à travers le trou.
    """
    scores = [r.score for r in results]
    path = list(range(len(results)))
    if len(results) >= SHAPE and scores[0] is not None and scores[-1] is not None:
        path.append(0)
    shape = len(results) >= SHAPE
    return go.Scatterpolar(
        r=[scores[rank] for rank in path],
        theta=[angle(rank, len(results)) for rank in path],
        customdata=[hover_text(profile, results[rank]) for rank in path],
        mode="lines+markers" if shape else "markers",
        line={"color": stroke.color, "width": 3, "dash": stroke.dash},
        marker={"color": stroke.color, "symbol": stroke.symbol, "size": stroke.size},
        fill="toself" if fill and shape and None not in scores else "none",
        fillcolor=TEAM_FILL,
        connectgaps=False,
        cliponaxis=False,
        hoveron="points",
        hovertemplate=TEMPLATE,
        name=legend_name(name),
    )


def gap_marks(profile: Profile, results: Sequence[Result], stroke: Stroke) -> go.Scatterpolar | None:
    """Les marques creuses « s.o. » et « n.c. » au bord, ou `None` quand tout a une note."""
    ranks = [rank for rank, result in enumerate(results) if result.score is None]
    if not ranks:
        return None
    angles = [angle(rank, len(results)) for rank in ranks]
    return go.Scatterpolar(
        r=[stroke.rim] * len(ranks),
        theta=angles,
        text=[SHORT[results[rank].standing] for rank in ranks],
        customdata=[hover_text(profile, results[rank]) for rank in ranks],
        mode="markers+text",
        textposition=[inward(degrees) for degrees in angles],
        textfont=text_font(color=GREY),
        marker={"symbol": stroke.hollow, "size": stroke.size, "color": GREY, "line": {"color": GREY, "width": 2}},
        cliponaxis=False,
        hovertemplate=TEMPLATE,
        name="Sans note",
        showlegend=False,
    )


def level_names(levels: Sequence[Ring], count: int) -> go.Scatterpolar:
    """Les noms des niveaux, sous leur anneau, entre le dernier rayon et le premier ; posés sur les tracés."""
    named = [ring for ring in levels if ring.text and ring.at > 0]  # celui du zéro est au centre
    return go.Scatterpolar(
        r=[ring.at for ring in named],
        theta=[-0.7 * min(180 / count, 20)] * len(named),
        text=[html_lines([ring.text]) for ring in named],
        mode="text",
        textposition="bottom center",
        textfont={**text_font(), "shadow": HALO},
        cliponaxis=False,
        hoverinfo="skip",
        name="Niveaux",
        showlegend=False,
    )


def inward(degrees: float) -> str:
    """La place d'un texte par rapport à sa marque, côté centre, pour ne pas toucher l'étiquette du rayon."""
    across, up = sin(radians(degrees)), cos(radians(degrees))
    vertical = "bottom" if up > 0.5 else "top" if up < -0.5 else "middle"
    horizontal = "left" if across > 0.38 else "right" if across < -0.38 else "center"
    return f"{vertical} {horizontal}"
