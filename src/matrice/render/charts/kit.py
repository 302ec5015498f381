"""De quoi faire une figure : la feuille et ses marges, des lignes en pixels, leurs axes, barres, traits, textes, légende."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import plotly.graph_objects as go

from ...referentiel import Axis
from ...text import NBSP, percent
from .figure import HOVER_TEMPLATE, Captions
from .style import GREY, HALO, INK, LINE, RULE, SIZE, Swatch, height, html_lines, shorten, text_font, width, wrap

LABEL = 330  # largeur d'un libellé, en pixels
PAD = 16
LEAD = 10  # blanc au-dessus et au-dessous du texte d'une ligne

SPAN = 440  # longueur d'une barre entière, en pixels
LEFT, RIGHT = LABEL + 2 * PAD, 190
HEADS = 34  # hauteur des pourcentages, au-dessus du cadre

_SYMBOL, _BETWEEN = 45, 5  # largeurs que plotly donne au carré d'une entrée et à ses blancs, dont celui d'après
_ENTRY = SIZE * LINE + 3  # hauteur d'une entrée
_AROUND = 16

BLANK_TICKS = {"ticks": "outside", "ticklen": 10, "tickcolor": "rgba(0, 0, 0, 0)"}  # de l'air avant les textes
INSIDE = {"textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none"}


@dataclass(frozen=True, slots=True)
class Row:
    """Une ligne : ses textes, son haut et son bas en pixels, et ce qu'elle montre (rien pour un titre d'axe)."""

    lines: tuple[str, ...]
    top: float
    bottom: float
    of: Any = None

    @property
    def middle(self) -> float:
        """L'ordonnée du milieu."""
        return (self.top + self.bottom) / 2


def rows_by_axis(
    groups: Iterable[tuple[Axis, Sequence[Any]]], label: Callable[[Any], tuple[str, ...]], *, headings: bool = True
) -> tuple[Row, ...]:
    """Renvoie une ligne par élément, de haut en bas, sous le titre de son axe."""
    entries: list[tuple[tuple[str, ...], Any]] = []
    for axis, members in groups:
        if headings:
            entries.append((wrap(shorten(axis.label), 2 * LABEL, SIZE + 2), None))
        entries += [(label(one), one) for one in members]
    return _stack(entries)


def stack_rows(entries: Iterable[tuple[str, ...]], *, least: int = 1) -> tuple[Row, ...]:
    """Renvoie une ligne par texte, de haut en bas ; aucune n'est plus basse que `least` lignes de texte."""
    return _stack(((lines, None) for lines in entries), least)


def _stack(entries: Iterable[tuple[tuple[str, ...], Any]], least: int = 1) -> tuple[Row, ...]:
    rows: list[Row] = []
    for lines, one in entries:
        top = total_height(rows)
        rows.append(Row(lines, top, top + max(height(lines), least * LINE * SIZE) + LEAD, one))
    return tuple(rows)


def total_height(rows: Sequence[Row]) -> float:
    """La hauteur de toutes les lignes."""
    return rows[-1].bottom if rows else 0.0


def sheet(
    said: Captions, head: float, tall: float, *, left: float = LEFT, span: float = SPAN, right: float = RIGHT,
    below: float = 0, notes: Iterable[Any] = (),
) -> dict[str, Any]:  # fmt: skip
    """La feuille d'une figure : taille, marges, titre, pied, autour d'un cadre de `span` sur `tall` pixels.

    `head` est ce qu'il faut entre le titre et le cadre, `below` entre le cadre et le pied ; `notes`, d'autres textes posés.
    """
    wide = left + span + right
    top, bottom = said.title_height(wide) + head, below + said.foot_height(wide)
    return {
        "width": round(wide),
        "height": round(top + tall + bottom),
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        "title": said.title(wide, PAD),
        "annotations": [*notes, said.foot(wide, x_shift=PAD - left, y_shift=-below)],
    }


def side_texts(
    x: Sequence[float], y: Sequence[float], lines: Sequence[str], name: str, *, font: dict[str, Any] | None = None, **more: Any
) -> go.Scatter:  # fmt: skip
    """Des textes à droite de leurs points, déjà échappés ; ils ne répondent pas au survol."""
    return go.Scatter(
        x=x, y=y, text=lines, name=name, textfont=font or text_font(),
        **{"mode": "text", "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip", "showlegend": False, **more},
    )  # fmt: skip


def add_halo(font: dict[str, Any]) -> dict[str, Any]:
    """La même police, lisible sur une trame ou un trait."""
    return {**font, "shadow": HALO}


def segments(
    ends: Iterable[tuple[float | None, float, float | None, float]], name: str, line: dict[str, Any], **more: Any
) -> go.Scatter:
    """Des traits séparés, chacun donné par `(x, y, x, y)` ; ils ne répondent pas au survol."""
    found = list(ends)
    return go.Scatter(
        x=[value for x, _, x2, _ in found for value in (x, x2, None)],
        y=[value for _, y, _, y2 in found for value in (y, y2, None)],
        mode="lines", line=line, hoverinfo="skip", name=name, **more,
    )  # fmt: skip


def stacked_bars(
    rows: Sequence[Row], shares: Sequence[float | None], texts: Sequence[str], bubbles: Sequence[str], code: Swatch, **more: Any
) -> go.Bar:  # fmt: skip
    """Les segments d'une même sorte de réponse, un par ligne qui en a un (`None` sinon) ; elle garde sa place dans la légende."""
    return go.Bar(
        orientation="h", x=shares, y=[row.middle for row in rows], width=[row.bottom - row.top - LEAD for row in rows],
        text=texts, customdata=bubbles, hovertemplate=HOVER_TEMPLATE, name=code.legend, showlegend=True,
        **{**INSIDE, "insidetextfont": code.font, "marker": code.marker, **more},
    )  # fmt: skip


def legend(tall: float, above: float = HEADS + 4, **more: Any) -> dict[str, Any]:
    """La légende, `above` pixels au-dessus d'un cadre de `tall` pixels ; un clic n'efface rien : cela décalerait le reste."""
    return {
        "orientation": "h", "x": 0, "xanchor": "left", "y": 1 + above / tall, "yanchor": "bottom", "font": text_font(),
        "itemclick": False, "itemdoubleclick": False, **more,
    }  # fmt: skip


def code_legend(codes: Sequence[Swatch], tall: float) -> dict[str, Any]:
    """La légende de toutes les réponses possibles, même celles que personne n'a données, en colonnes égales."""
    return legend(tall, HEADS, entrywidth=_entry_width(codes), entrywidthmode="pixels", traceorder="normal")


def percent_axis() -> dict[str, Any]:
    """L'axe des parts, de 0 à 100 %, en haut."""
    return {
        "range": [0, 100.3], "side": "top", "tickmode": "array", "tickvals": [0, 25, 50, 75, 100],
        "ticktext": [percent(share) for share in (0, 25, 50, 75, 100)], "tickfont": text_font(color=GREY),
        "tickangle": 0, "fixedrange": True, "gridcolor": RULE, "zeroline": False,
    }  # fmt: skip


def row_axis(rows: Sequence[Row], texts: Sequence[str], tall: float) -> dict[str, Any]:
    """L'axe des lignes : chacune à sa hauteur, son texte déjà échappé."""
    return {
        "range": [tall, 0], "tickmode": "array", "tickvals": [row.middle for row in rows], "ticktext": texts,
        "tickfont": text_font(color=INK), "fixedrange": True, "showgrid": False, "zeroline": False, **BLANK_TICKS,
    }  # fmt: skip


def reasons(gone: Sequence[tuple[object, Row]], name: str, left: float = 0) -> list[go.Scatter]:
    """Les raisons, à la place de ce qui n'est pas montré, à partir de l'abscisse `left` ; rien s'il ne manque rien."""
    if not gone:
        return []
    lines = [html_lines([f"{NBSP}{why}"]) for why, _ in gone]
    return [
        side_texts(
            [left] * len(gone), [row.middle for _, row in gone], lines, name, font=add_halo(text_font(color=GREY))
        )
    ]


def legend_height(codes: Sequence[Swatch], room: float) -> float:
    """La hauteur de la légende, blancs compris."""
    columns = max(1, int((room + _BETWEEN - 1) // (_entry_width(codes) + _SYMBOL)))
    return ceil(len(codes) / columns) * _ENTRY + _AROUND


def _entry_width(codes: Sequence[Swatch]) -> float:
    """La largeur du plus long nom."""
    return round(max(width(one.legend) for one in codes))
