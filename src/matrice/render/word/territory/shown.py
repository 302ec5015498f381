"""Un tableau du rapport, posé dans le document."""

from __future__ import annotations

from ...territory.tables import Cell, Table
from ..blocks import Content, Styled, add_text
from ..document import WordDocument
from ..tables import Column, add_table


def show(document: WordDocument, table: Table) -> None:
    """Ajoute un tableau ; sans ligne, il le dit."""
    if not table.rows:
        add_text(document, f"{table.title}\u00a0: rien à montrer sous cette politique de diffusion.")
        return
    add_table(
        document, table.title, table.description,
        [Column(head.title, head.width, head.numeric) for head in table.heads],
        [[content(cell, strong=rank in table.strong) for cell in row] for rank, row in enumerate(table.rows)],
    )  # fmt: skip


def content(cell: Cell, *, strong: bool) -> Content:
    """Une cellule ; une absence est en petit, sa raison écrite."""
    if cell.absent:
        return Styled(cell.text, "Precision")
    return Styled(cell.text) if strong else cell.text
