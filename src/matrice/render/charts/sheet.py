"""Ce que partagent les figures d'atelier : la légende des réponses, et les lignes masquées."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import plotly.graph_objects as go

from ...text import NBSP
from .lettering import LINE, SIZE, width
from .rows import Row
from .shown import HIDDEN
from .style import GREY, text_font
from .swatches import HALO, Swatch

SYMBOL, BETWEEN = 45, 5  # largeurs que plotly donne au carré d'une entrée et à ses blancs, dont celui d'après
ENTRY = SIZE * LINE + 3  # hauteur d'une entrée
AROUND = 16


def masked(rows: Sequence[Row], left: float) -> list[go.Scatter]:
    """Ce qui tient lieu de dessin aux lignes masquées, à partir de l'abscisse `left` ; rien s'il n'y en a pas."""
    if not rows:
        return []
    return [
        go.Scatter(
            x=[left] * len(rows), y=[row.middle for row in rows], text=[f"{NBSP}{HIDDEN}"] * len(rows),
            mode="text", textposition="middle right", textfont={**text_font(color=GREY), "shadow": HALO}, cliponaxis=False,
            hoverinfo="skip", name="Masquées", showlegend=False,
        )
    ]  # fmt: skip


def legend_height(codes: Sequence[Swatch], room: float) -> float:
    """La hauteur de la légende, blancs compris."""
    columns = max(1, int((room + BETWEEN - 1) // (entry_width(codes) + SYMBOL)))
    return ceil(len(codes) / columns) * ENTRY + AROUND


def legend(codes: Sequence[Swatch], *, above: float, tall: float) -> dict[str, Any]:
    """La légende pour plotly : au-dessus du cadre, fixe, toutes les réponses possibles, même celles que personne n'a données.

    Args:
        codes: les sortes de réponses.
        above: pixels entre le haut du cadre et le bas de la légende.
        tall: hauteur du cadre, en pixels.
    """
    return {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1 + above / tall, "yanchor": "bottom",
        "entrywidth": entry_width(codes), "entrywidthmode": "pixels", "font": text_font(), "traceorder": "normal",
        "itemclick": False, "itemdoubleclick": False,  # ôter un niveau décalerait les autres
    }  # fmt: skip


def entry_width(codes: Sequence[Swatch]) -> float:
    """La largeur du plus long nom."""
    return round(max(width(one.legend) for one in codes))
