"""Les cartes de vote : une par réponse possible, à imprimer, à découper et à lever toutes en même temps."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from docx.shared import Mm

from ...errors import InputError, Problem
from ...referentiel import Referentiel
from ...text import NBSP
from ..survey import Choice, choices
from .blocks import add_text, append, paragraph
from .document import WordDocument, new_document
from .styles import BLUE, RULE, TEXT_WIDTH, add_styles, paragraph_style, small

TITLE = "Cartes de vote"
ABREAST = 2  # cartes de front
HEIGHT = Mm(78).twips  # trois rangées par page, et la place d'une ligne dessous
MOST = 100  # jeux ; une faute de frappe ne doit pas remplir le bac
CENTRED = '<w:spacing w:before="{}" w:after="{}" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>'
STYLES = (
    paragraph_style("CarteCode", "Code de carte", CENTRED.format(120, 0), f"<w:b/><w:bCs/>{small(192, BLUE)}"),
    paragraph_style("CarteNom", "Nom de carte", CENTRED.format(0, 80), f"<w:b/><w:bCs/>{small(40, '000000')}"),
    paragraph_style("CarteRepere", "Repère de carte", CENTRED.format(0, 60), small(22, "000000")),
)
CUT = "".join(
    f'<w:{side} w:val="dashed" w:sz="6" w:space="0" w:color="{RULE}"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def cartes(ref: Referentiel, *, copies: int = 1) -> WordDocument:
    """Renvoie les cartes de vote, six par page A4, bords en pointillés à découper.

    Args:
        ref: la grille ; une carte par niveau de son échelle, puis « sans objet » et « ne sait pas ».
        copies: nombre de jeux, un par personne qui vote.

    Raises:
        InputError: nombre de jeux impossible.
    """
    if not 1 <= copies <= MOST:
        message = f"{copies} ne convient pas{NBSP}; attendu{NBSP}: de 1 à {MOST} jeux."
        raise InputError([Problem(message, "jeux")], subject="Nombre de jeux refusé")
    document = new_document(TITLE, "", None, subject=TITLE, keywords=("vote", "matrice de maturité"))
    add_styles(document, *STYLES)
    add_cards(document, choices(ref.scale) * copies)
    add_text(
        document,
        "Découpez suivant les pointillés. Chaque membre lève sa carte en même temps que les autres.",
        style="Note",
    )
    return document


def add_cards(document: WordDocument, deck: Sequence[Choice]) -> None:
    """Le tableau des cartes ; ce n'est qu'une mise en page, lue carte après carte."""
    rows = "".join(row(deck[rank : rank + ABREAST]) for rank in range(0, len(deck), ABREAST))
    width = TEXT_WIDTH // ABREAST
    grid = f'<w:gridCol w:w="{width}"/>' * ABREAST
    title, description = quoteattr(TITLE), quoteattr(f"Une carte par réponse possible{NBSP}: code, nom et repère.")
    append(
        document,
        f'<w:tbl><w:tblPr><w:tblW w:w="{width * ABREAST}" w:type="dxa"/><w:tblBorders>{CUT}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCaption w:val={title}/><w:tblDescription w:val={description}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>",
    )


def row(cards: Sequence[Choice]) -> str:
    """Une rangée de cartes ; la dernière a parfois une place vide."""
    cells = "".join(card(choice) for choice in cards) + cell(paragraph("")) * (ABREAST - len(cards))
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{HEIGHT}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>'


def card(choice: Choice) -> str:
    """Une carte : le code en très grand, le nom, le repère."""
    name = [] if choice.label == choice.code else [paragraph(choice.label, "CarteNom")]
    anchor = [paragraph(choice.anchor, "CarteRepere")] if choice.anchor else []
    return cell("".join([paragraph(choice.code, "CarteCode"), *name, *anchor]))


def cell(content: str) -> str:
    """Une cellule, centrée en hauteur."""
    width = TEXT_WIDTH // ABREAST
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
