"""Les sources qu'un document cite : la grille, et ce que l'on sait de chaque document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..referentiel import Referentiel, Source
from ..text import partial_date
from . import words
from .blocks import Block, Column, Content, Link, Styled, Table, Text


def grid(ref: Referentiel) -> list[str | Styled]:
    """Le nom de la grille, sa date et son origine."""
    dated = f", {partial_date(ref.date)}" if ref.date else ""
    origin = f" {ref.source}" if ref.source else ""
    return [Styled(words.grid_name(ref)), f"{dated}.{origin}"]


def source_table_blocks(title: str, sources: Sequence[Source]) -> Iterator[Block]:
    """Les documents cités, leur date et la confiance à leur accorder."""
    if not sources:
        yield Text("Aucune source n’est déclarée.")
        return
    yield Table(
        title, "Une ligne par document\u00a0: comment le citer, sa date, sa date de lecture, ce que l’on en sait.",
        (Column("Document", 6.4), Column("Date", 3.3), Column("Lu le", 3.3), Column("Ce que l’on en sait", 4)),
        [_source_row(source) for source in sources],
    )  # fmt: skip


def _source_row(source: Source) -> tuple[Content, ...]:
    """Un document cité."""
    read = partial_date(source.consulted) if source.consulted else "–"
    return (Link(source.label, source.url), partial_date(source.date), read, source.confidence or "–")
