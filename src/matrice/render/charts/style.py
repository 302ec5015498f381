"""Le trait commun des figures : couleurs lisibles par tous et en noir et blanc, tailles, gabarit."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from .lettering import SIZE

FONT = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
INK = "#1A1A1A"
GREY = "#595959"  # 7:1 sur blanc : un texte gris reste un texte
EDGE, RULE, LIGHT = "#808080", "#B8B8B8", "#DADADA"
TEAM, TEAM_FILL = "#0072B2", "rgba(0, 114, 178, 0.12)"
OTHER = "#D55E00"

# Teintes d'axes : claires, transparentes pour laisser voir les anneaux, et jamais seules à porter le sens
# (un filet et un nom les doublent).
TINTS = (
    "rgba(86, 180, 233, 0.16)", "rgba(230, 159, 0, 0.13)", "rgba(0, 158, 115, 0.11)",
    "rgba(204, 121, 167, 0.15)", "rgba(0, 0, 0, 0.06)",
)  # fmt: skip

# Gabarit explicite : la figure ne dépend pas du gabarit que le carnet a choisi pour les siennes.
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "hoverlabel": {
            "align": "left",
            "bgcolor": "white",
            "bordercolor": GREY,
            "font": {"family": FONT, "size": SIZE, "color": INK},
        },
        "hovermode": "closest",
        "separators": ",\u00a0",
    }
)


def tint(rank: int, count: int) -> str:
    """La teinte d'un axe ; le dernier n'a jamais celle du premier, qu'il touche."""
    if rank == count - 1 and rank and rank % len(TINTS) == 0:
        return TINTS[2]
    return TINTS[rank % len(TINTS)]


def text_font(size: int = SIZE, color: str = INK, *, bold: bool = False) -> dict[str, Any]:
    """Une police de la figure."""
    return {"family": FONT, "size": size, "color": color, "weight": 700 if bold else 400}
