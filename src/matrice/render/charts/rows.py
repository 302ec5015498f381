"""Les lignes du diagramme en points : un titre par axe, une ligne par dimension, chacune à sa hauteur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...documents.words import Result, coverage
from ...referentiel import Axis
from ...text import NBSP
from .lettering import SIZE, height, shortened, wrapped

LABEL = 330  # largeur d'un libellé, en pixels
PAD = 16
LEAD = 10  # blanc au-dessus et au-dessous du texte d'une ligne


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
            rows.append(row_below(rows, wrapped(shortened(axis.label), 2 * LABEL, SIZE + 2), None))
        for result in results:
            rows.append(row_below(rows, label_lines(result), result))
    return tuple(rows)


def row_below(rows: Sequence[Row], lines: tuple[str, ...], result: Result | None) -> Row:
    """La ligne suivante."""
    top = rows[-1].bottom if rows else 0.0
    return Row(lines, top, top + height(lines) + LEAD, result)


def label_lines(result: Result) -> tuple[str, ...]:
    """« Avis des usagers (ajout) · 3/5 » : libellé, origine, couverture."""
    label = shortened(result.label) + (" (ajout)" if result.added else "")
    return wrapped(f"{label}{NBSP}·{NBSP}{coverage(result)}" if result.applicable else label, LABEL)


def total(rows: Sequence[Row]) -> float:
    """La hauteur de toutes les lignes."""
    return rows[-1].bottom if rows else 0.0
