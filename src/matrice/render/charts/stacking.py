"""Des lignes de texte les unes sous les autres, chacune à sa hauteur ; l'ordonnée d'une figure est en pixels."""

from __future__ import annotations

from collections.abc import Iterable

from .lettering import LINE, SIZE, height
from .rows import LEAD, Row


def stacked(entries: Iterable[tuple[str, ...]], *, least: int = 1) -> tuple[Row, ...]:
    """Renvoie une ligne par texte, de haut en bas ; aucune n'est plus basse que `least` lignes de texte."""
    rows: list[Row] = []
    for lines in entries:
        top = rows[-1].bottom if rows else 0.0
        rows.append(Row(lines, top, top + max(height(lines), least * LINE * SIZE) + LEAD, None))
    return tuple(rows)
