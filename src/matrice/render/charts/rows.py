"""Les figures en lignes : une ordonnée en pixels, une légende fixe, et le cadre des figures d'un territoire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import plotly.graph_objects as go

from ...documents.words import Result, coverage
from ...federation import Withheld
from ...referentiel import Axis
from ...text import NBSP, percent
from .figure import Captions
from .levels import HALO, Swatch
from .style import GREY, INK, LIGHT, LINE, RULE, SIZE, height, html_lines, shorten, text_font, width, wrap

LABEL = 330  # largeur d'un libellé, en pixels
PAD = 16
LEAD = 10  # blanc au-dessus et au-dessous du texte d'une ligne

SPAN = 440  # longueur d'une barre entière, en pixels
LEFT, RIGHT = LABEL + 2 * PAD, 190
HEADS = 34  # hauteur des pourcentages, au-dessus du cadre

_SYMBOL, _BETWEEN = 45, 5  # largeurs que plotly donne au carré d'une entrée et à ses blancs, dont celui d'après
_ENTRY = SIZE * LINE + 3  # hauteur d'une entrée
_AROUND = 16


@dataclass(frozen=True, slots=True)
class Row:
    """Une ligne : ses textes, son haut et son bas en pixels, et son résultat (aucun pour un titre d'axe)."""

    lines: tuple[str, ...]
    top: float
    bottom: float
    result: Result | None

    @property
    def middle(self) -> float:
        """L'ordonnée du milieu."""
        return (self.top + self.bottom) / 2


def rows_of(groups: Sequence[tuple[Axis, Sequence[Result]]], *, headings: bool) -> tuple[Row, ...]:
    """Renvoie les lignes, de haut en bas, dans l'ordre de la grille."""
    rows: list[Row] = []
    for axis, results in groups:
        if headings:
            rows.append(row_below(rows, wrap(shorten(axis.label), 2 * LABEL, SIZE + 2), None))
        for result in results:
            rows.append(row_below(rows, _label_lines(result), result))
    return tuple(rows)


def row_below(rows: Sequence[Row], lines: tuple[str, ...], result: Result | None) -> Row:
    """La ligne suivante."""
    top = rows[-1].bottom if rows else 0.0
    return Row(lines, top, top + height(lines) + LEAD, result)


def _label_lines(result: Result) -> tuple[str, ...]:
    """« Avis des usagers (ajout) · 3/5 » : libellé, origine, couverture."""
    label = shorten(result.label) + (" (ajout)" if result.added else "")
    return wrap(f"{label}{NBSP}·{NBSP}{coverage(result)}" if result.applicable else label, LABEL)


def total_height(rows: Sequence[Row]) -> float:
    """La hauteur de toutes les lignes."""
    return rows[-1].bottom if rows else 0.0


def stack_rows(entries: Iterable[tuple[str, ...]], *, least: int = 1) -> tuple[Row, ...]:
    """Renvoie une ligne par texte, de haut en bas ; aucune n'est plus basse que `least` lignes de texte."""
    rows: list[Row] = []
    for lines in entries:
        top = rows[-1].bottom if rows else 0.0
        rows.append(Row(lines, top, top + max(height(lines), least * LINE * SIZE) + LEAD, None))
    return tuple(rows)


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


def frame_legend(tall: float, **more: Any) -> dict[str, Any]:
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
        "ticktext": [_row_text(row, bold) for row, bold in zip(rows, strong, strict=True)],
        "tickfont": text_font(color=INK), "fixedrange": True, "gridcolor": LIGHT, "showgrid": False, "zeroline": False,
        "ticks": "outside", "ticklen": 10, "tickcolor": "rgba(0, 0, 0, 0)",
    }  # fmt: skip


def _row_text(row: Row, strong: bool) -> str:
    """Le libellé d'une ligne."""
    text = html_lines(row.lines)
    return f"<b>{text}</b>" if strong else text


def withheld_reasons(gone: Sequence[tuple[Withheld, Row]]) -> list[go.Scatter]:
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


def legend_height(codes: Sequence[Swatch], room: float) -> float:
    """La hauteur de la légende, blancs compris."""
    columns = max(1, int((room + _BETWEEN - 1) // (_entry_width(codes) + _SYMBOL)))
    return ceil(len(codes) / columns) * _ENTRY + _AROUND


def legend(codes: Sequence[Swatch], *, above: float, tall: float) -> dict[str, Any]:
    """La légende pour plotly : au-dessus du cadre, fixe, toutes les réponses possibles, même celles que personne n'a données.

    Args:
        codes: les sortes de réponses.
        above: pixels entre le haut du cadre et le bas de la légende.
        tall: hauteur du cadre, en pixels.
    """
    return {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1 + above / tall, "yanchor": "bottom",
        "entrywidth": _entry_width(codes), "entrywidthmode": "pixels", "font": text_font(), "traceorder": "normal",
        "itemclick": False, "itemdoubleclick": False,  # ôter un niveau décalerait les autres
    }  # fmt: skip


def _entry_width(codes: Sequence[Swatch]) -> float:
    """La largeur du plus long nom."""
    return round(max(width(one.legend) for one in codes))
