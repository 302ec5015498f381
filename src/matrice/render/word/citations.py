"""Les sources qu'un document cite : la grille, et ce que l'on sait de chaque document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.opc.constants import RELATIONSHIP_TYPE

from ...referentiel import Referentiel, Source
from ...text import partial_date
from .. import words
from .blocks import Content, Link, Styled, add_text
from .document import WordDocument
from .tables import Column, Row, add_table

ADDRESS = re.compile(r"https?://[A-Za-z0-9][-A-Za-z0-9._~:/?#@!$&'()*+,;=%]*")


def grid(ref: Referentiel) -> list[str | Styled]:
    """Le nom de la grille, sa date et son origine."""
    dated = f", {partial_date(ref.date)}" if ref.date else ""
    origin = f" {ref.source}" if ref.source else ""
    return [Styled(words.grid_name(ref)), f"{dated}.{origin}"]


def add_source_table(document: WordDocument, title: str, sources: Sequence[Source]) -> None:
    """Les documents cités, leur date et la confiance à leur accorder."""
    if not sources:
        add_text(document, "Aucune source n’est déclarée.")
        return
    add_table(
        document, title, "Une ligne par document\u00a0: comment le citer, sa date, sa date de lecture, ce que l’on en sait.",
        (Column("Document", 6.4), Column("Date", 3.3), Column("Lu le", 3.3), Column("Ce que l’on en sait", 4)),
        [source_row(document, source) for source in sources],
    )  # fmt: skip


def source_row(document: WordDocument, source: Source) -> Row:
    """Un document cité."""
    read = partial_date(source.consulted) if source.consulted else "–"
    return (cited(document, source), partial_date(source.date), read, source.confidence or "–")


def cited(document: WordDocument, source: Source) -> Content:
    """Le nom du document, en lien quand son adresse est une adresse web bien formée."""
    if not ADDRESS.fullmatch(source.url):
        return source.label
    relation = document.part.relate_to(source.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return Link(source.label, relation)
