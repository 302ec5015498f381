"""Des tableaux que tout le monde lit : en-têtes répétés, titre et description, lignes jamais coupées.

Le XML est écrit d'un bloc : passer par `table.cell(i, j)` de python-docx coûte le carré du nombre de lignes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from ...text import plain
from .blocks import Content, append, paragraph
from .document import WordDocument
from .styles import TEXT_WIDTH

WHOLE = 7  # un tableau plus court que cela reste d'un seul tenant sur sa page
Row = Sequence[Content]


@dataclass(frozen=True, slots=True)
class Column:
    """Une colonne : son titre, sa part de la largeur, des nombres (à droite) ou des cases à cocher (au centre)."""

    title: str
    width: float
    numeric: bool = False
    ticked: bool = False

    @property
    def styles(self) -> tuple[str, str]:
        """Les styles de son en-tête et de ses cellules."""
        if self.ticked:
            return "EnteteCase", "CaseTableau"
        return ("EnteteNombre", "NombreTableau") if self.numeric else ("EnteteTableau", "TexteTableau")


def add_table(
    document: WordDocument,
    title: str,
    description: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    total: Row | None = None,
    height: int = 0,
) -> None:
    """Ajoute un tableau à la fin du document.

    Args:
        document: le document.
        title, description: ce qu'une synthèse vocale annonce avant de lire le tableau.
        columns: les colonnes ; leurs largeurs se partagent la page.
        rows: les lignes, un contenu par colonne.
        total: une dernière ligne, séparée des autres par un filet épais.
        height: hauteur minimale des lignes en twips, pour écrire à la main.
    """
    widths = shares(columns)
    everything = [*rows, total] if total is not None else list(rows)
    together = len(everything) < WHOLE
    body = "".join(
        row_xml(row, columns, widths, height, keep=rank < len(everything) - 1 and (together or rank == 0))
        for rank, row in enumerate(everything)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    append(
        document,
        f"<w:tbl>{properties(title, description, total is not None)}"
        f"<w:tblGrid>{grid}</w:tblGrid>{header_xml(columns, widths)}{body}</w:tbl>",
    )


def shares(columns: Sequence[Column]) -> list[int]:
    """Les largeurs en twips, qui remplissent exactement la page."""
    unit = TEXT_WIDTH / sum(column.width for column in columns)
    widths = [int(column.width * unit) for column in columns]
    return [*widths[:-1], TEXT_WIDTH - sum(widths[:-1])]


def properties(title: str, description: str, totalled: bool) -> str:
    """Les propriétés du tableau, dans l'ordre du schéma."""
    last = int(totalled)
    return (
        '<w:tblPr><w:tblStyle w:val="TableauMatrice"/>'
        f'<w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{0x0620 + 0x40 * last:04X}" w:firstRow="1" w:lastRow="{last}" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(plain(title))}/><w:tblDescription w:val={quoteattr(plain(description))}/></w:tblPr>"
    )


def header_xml(columns: Sequence[Column], widths: Sequence[int]) -> str:
    """La ligne d'en-têtes, répétée en haut de chaque page."""
    cells = "".join(cell(column.title, width, column.styles[0]) for column, width in zip(columns, widths, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def row_xml(row: Row, columns: Sequence[Column], widths: Sequence[int], height: int, *, keep: bool) -> str:
    """Une ligne, jamais coupée par un saut de page ; `keep` la lie à la suivante."""
    tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    cells = "".join(
        cell(content, width, column.styles[1], keep=keep)
        for content, column, width in zip(row, columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}</w:trPr>{cells}</w:tr>"


def cell(content: Content, width: int, style: str, *, keep: bool = False) -> str:
    """Une cellule."""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(content, style, '<w:keepNext/>' if keep else '')}</w:tc>"
    )
