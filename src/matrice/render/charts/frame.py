"""Le cadre des figures d'un territoire : une ligne par thème ou par territoire, une échelle fixe de 0 à 100 %."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ...federation import Withheld
from ...text import NBSP, percent
from .captions import Captions
from .lettering import html_lines
from .rows import LABEL, PAD, Row
from .style import GREY, INK, LIGHT, RULE, text_font
from .swatches import HALO

SPAN = 440  # longueur d'une barre entière, en pixels
LEFT, RIGHT = LABEL + 2 * PAD, 190
HEADS = 34  # hauteur des pourcentages, au-dessus du cadre


def frame(said: Captions, top: float, tall: float) -> dict[str, Any]:
    """Ce que partagent les figures en lignes d'un territoire : taille, marges, titre, notes de pied."""
    wide = LEFT + SPAN + RIGHT
    return {
        "width": wide,
        "height": round(top + tall + said.foot_height(wide)),
        "margin": {"l": LEFT, "r": RIGHT, "t": top, "b": said.foot_height(wide), "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "annotations": [said.foot(wide, x_shift=PAD - LEFT, y_shift=0)],
    }


def key(tall: float, **more: Any) -> dict[str, Any]:
    """La légende au-dessus des lignes ; un clic n'efface rien."""
    return {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1 + (HEADS + 4) / tall, "yanchor": "bottom", "font": text_font(),
        "itemclick": False, "itemdoubleclick": False, **more,
    }  # fmt: skip


def percent_axis() -> dict[str, Any]:
    """L'axe des parts, de 0 à 100 %, en haut."""
    return {
        "range": [0, 100.3], "side": "top", "tickmode": "array", "tickvals": [0, 25, 50, 75, 100],
        "ticktext": [percent(share) for share in (0, 25, 50, 75, 100)], "tickfont": text_font(color=GREY),
        "tickangle": 0, "fixedrange": True, "gridcolor": RULE, "zeroline": False, "ticksuffix": "",
    }  # fmt: skip


def row_axis(rows: Sequence[Row], strong: Sequence[bool], tall: float) -> dict[str, Any]:
    """L'axe des lignes : chacune à sa hauteur, celles d'un axe de la grille en gras."""
    return {
        "range": [tall, 0], "tickmode": "array", "tickvals": [row.middle for row in rows],
        "ticktext": [row_text(row, bold) for row, bold in zip(rows, strong, strict=True)],
        "tickfont": text_font(color=INK), "fixedrange": True, "gridcolor": LIGHT, "showgrid": False, "zeroline": False,
        "ticks": "outside", "ticklen": 10, "tickcolor": "rgba(0, 0, 0, 0)",
    }  # fmt: skip


def row_text(row: Row, strong: bool) -> str:
    """Le libellé d'une ligne."""
    text = html_lines(row.lines)
    return f"<b>{text}</b>" if strong else text


def absences(gone: Sequence[tuple[Withheld, Row]]) -> list[go.Scatter]:
    """Les raisons, à la place de ce qui n'est pas diffusé ; rien s'il ne manque rien."""
    if not gone:
        return []
    return [
        go.Scatter(
            x=[0] * len(gone), y=[row.middle for _, row in gone], text=[html_lines([f"{NBSP}{why}"]) for why, _ in gone],
            mode="text", textposition="middle right", textfont={**text_font(color=GREY), "shadow": HALO}, cliponaxis=False,
            hoverinfo="skip", name="Non diffusés", showlegend=False,
        )
    ]  # fmt: skip
