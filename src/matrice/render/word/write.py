"""Un document de `documents` dessiné en Word : chaque bloc devient des paragraphes, un tableau ou un graphique natif.

Le XML d'un bloc est écrit d'un seul tenant : passer par `table.cell(i, j)` de python-docx coûte le carré du nombre de
lignes. Tout texte passe par `text.plain` : un caractère de contrôle collé depuis un tableur ne fait pas échouer.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import get_args

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from ...documents import blocks
from ...text import plain, shortened
from . import document as page
from .drawingml import add_chart
from .letterhead import Modele, borrowed_document, open_received

LONGEST_NAME = 64  # Word coupe ou refuse un nom de champ plus long
ROLES = {
    "": "", "title": "Title", "subtitle": "Subtitle", "introduction": "Introduction", "note": "Note",
    "attention": "PointAttention",
}  # fmt: skip
RUNS = {"strong": "Strong", "detail": "Precision"}
KEEP = "<w:keepNext/>"
NEW_PAGE = '<w:pageBreakBefore/><w:spacing w:before="0"/>'  # le haut d’une page n’a pas besoin de blanc
UPRIGHT = 2150  # twips d’un en-tête dressé
WHOLE = 7  # un tableau plus court que cela reste d'un seul tenant sur sa page


def write(document: blocks.Document, *, modele: Modele | None = None) -> page.WordDocument:
    """Renvoie un document en document python-docx, à enregistrer par `.save(chemin)`.

    Args:
        document: ce qu'il dit.
        modele: un document Word (chemin ou octets) dont l'habillage est repris : styles, page, thème, en-tête et pied ; les
            styles qui lui manquent sont créés.

    Returns:
        Un `docx.document.Document` ; le même document donne les mêmes octets.

    Raises:
        InputError: modèle refusé : ce n'est pas un .docx, il est abîmé, chiffré, à macros, ou renvoie hors de lui.
    """
    paper = page.own_document() if modele is None else borrowed_document(modele)
    page.fill_margins(paper, document.title, document.team, document.on)
    page.describe(paper, document.title, document.team, document.on, document.subject, document.keywords)
    for block in document.blocks:
        _add_block(paper, block)
    return paper


def _add_block(paper: page.WordDocument, block: blocks.Block) -> None:
    match block:
        case blocks.Heading(level, text, new_page):
            _append(paper, _paragraph(paper, text, f"Heading{level}", NEW_PAGE if new_page else ""))
        case blocks.Text(content, role):
            shape = (KEEP if block.together else "") + (NEW_PAGE if block.new_page else "")
            _append(paper, _paragraph(paper, content, ROLES[role], shape))
        case blocks.Bullets(items):
            for rank, item in enumerate(items, 1):
                _append(paper, _paragraph(paper, item, "ListBullet", KEEP if rank < len(items) else ""))
        case blocks.Table():
            _append(paper, _table(paper, block))
        case blocks.Cards():
            page.add_styles(paper, *CARD_STYLES)
            _append(paper, _cards(paper, block))
        case _ if isinstance(block, get_args(blocks.Chart)):
            add_chart(paper.add_paragraph(style="Figure"), block)


def _append(paper: page.WordDocument, xml: str) -> None:
    """Ajoute un élément à la fin du corps, avant les réglages de page."""
    paper.element.body.sectPr.addprevious(parse_xml(xml.replace(">", f" {nsdecls('w', 'r')}>", 1)))


# Les textes


def _paragraph(paper: page.WordDocument, content: blocks.Content, style: str = "", properties: str = "") -> str:
    """Le XML d'un paragraphe ; `style` est l'identifiant du style."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    shape = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{shape}{''.join(_piece(paper, piece) for piece in blocks.pieces(content))}</w:p>"


def _piece(paper: page.WordDocument, piece: blocks.Inline) -> str:
    """Le XML d'un morceau ; une adresse qui n'est pas une adresse web bien formée reste un texte."""
    match piece:
        case blocks.Styled(text, style):
            return _run(text, RUNS[style])
        case blocks.Blank(name):
            spoken = page.xml_attribute(shortened(name, LONGEST_NAME))
            return (
                f"<w:sdt><w:sdtPr><w:alias w:val={spoken}/><w:temporary/><w:showingPlcHdr/><w:text/></w:sdtPr>"
                f"<w:sdtContent>{_run(blocks.TO_FILL, 'PlaceholderText')}</w:sdtContent></w:sdt>"
            )
        case blocks.Field():
            return _field(piece)
        case blocks.Link(text, address) if blocks.is_web_address(address):
            relation = paper.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            return f"<w:hyperlink r:id={page.xml_attribute(relation)}>{_run(text, 'Hyperlink')}</w:hyperlink>"
        case blocks.Link(text):
            return _run(text)
        case str():
            return _run(piece)


def _field(field: blocks.Field) -> str:
    """Un champ que l'on relit : son étiquette dit sa clé, et l'empreinte du texte que nous y avons écrit.

    L'empreinte dit seule, sans refaire le document, si une personne l'a changé (`read_fields`).
    """
    spoken, text = page.xml_attribute(shortened(field.name, LONGEST_NAME)), plain(field.text)
    label = f"{_OURS}{field.key}:{_print(_settled(text))}"
    tag = f"<w:tag w:val={page.xml_attribute(label)}/>" if len(label) <= LONGEST_NAME else ""
    empty = "" if text else "<w:showingPlcHdr/>"
    style = "Strong" if field.strong else ""
    typed = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""  # le style de ce que l'on y tapera
    content = _run(text or blocks.TO_FILL, style if text else "PlaceholderText")
    return (
        f'<w:sdt><w:sdtPr>{typed}<w:alias w:val={spoken}/>{tag}{empty}<w:text w:multiLine="1"/></w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def _run(text: str, style: str = "") -> str:
    """Un morceau de texte ; ses sauts de ligne restent des sauts de ligne."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = (f'<w:t xml:space="preserve">{page.xml_text(line)}</w:t>' for line in plain(text).split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


# Les tableaux : en-têtes répétés, titre et description, lignes jamais coupées


def _table(paper: page.WordDocument, table: blocks.Table) -> str:
    widths = _shares(table.columns)
    everything = [*table.rows, table.total] if table.total is not None else list(table.rows)
    together, last = len(everything) < WHOLE, len(everything) - 1
    group = _ends(table.strong, len(everything))
    body = "".join(
        _row(paper, row, table, widths, strong=rank in table.strong,
             keep=rank < last and (together or rank in (0, last - 1) or rank not in group))
        for rank, row in enumerate(everything)
    )  # fmt: skip
    heads = "".join(
        _cell(paper, column.title, column, width, head=True)
        for column, width in zip(table.columns, widths, strict=True)
    )
    head = _tr(heads, UPRIGHT if any(one.upright for one in table.columns) else 0, head=True)
    return f"<w:tbl>{_properties(table)}{_grid(widths)}{_reminder(paper, table)}{head}{body}</w:tbl>"


def _grid(widths: Iterable[int]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _tr(cells: str, tall: int = 0, *, head: bool = False) -> str:
    """Une rangée qu'aucun saut de page ne coupe, d'au moins `tall` twips ; `head` la redit en haut de chaque page."""
    height = f'<w:trHeight w:val="{tall}" w:hRule="atLeast"/>' if tall else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{'<w:tblHeader/>' * head}</w:trPr>{cells}</w:tr>"


def _tc(width: int, content: str, shape: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shape}</w:tcPr>{content}</w:tc>'


def _ends(strong: Sequence[int], rows: int) -> set[int]:
    """Les lignes après lesquelles une page peut finir : la dernière de chaque groupe court qu'ouvre une ligne en gras."""
    ends = set(range(rows))
    for first, after in pairwise((*strong, rows)):
        if after - first <= WHOLE:
            ends -= set(range(first, after - 1))
    return ends


def _reminder(paper: page.WordDocument, table: blocks.Table) -> str:
    """La ligne de toute la largeur que Word redit avec les en-têtes en haut de chaque page, s'il y en a une."""
    if not table.reminder:
        return ""
    said = _paragraph(paper, blocks.Styled(table.reminder, "detail"), "TexteTableau", KEEP)
    return _tr(_tc(page.TEXT_WIDTH, said, f'<w:gridSpan w:val="{len(table.columns)}"/>'), head=True)


def _styles(column: blocks.Column) -> tuple[str, str]:
    if column.ticked:
        return "EnteteCase", "CaseTableau"
    return ("EnteteNombre", "NombreTableau") if column.numeric else ("EnteteTableau", "TexteTableau")


def _shares(columns: Sequence[blocks.Column]) -> list[int]:
    """Les largeurs en twips, qui remplissent exactement la page."""
    unit = page.TEXT_WIDTH / sum(column.width for column in columns)
    widths = [int(column.width * unit) for column in columns]
    return [*widths[:-1], page.TEXT_WIDTH - sum(widths[:-1])]


def _properties(table: blocks.Table) -> str:
    """Les propriétés du tableau, dans l'ordre du schéma."""
    last = int(table.total is not None)
    return (
        '<w:tblPr><w:tblStyle w:val="TableauMatrice"/>'
        f'<w:tblW w:w="{page.TEXT_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{0x0620 + 0x40 * last:04X}" w:firstRow="1" w:lastRow="{last}" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{_description_xml(table.title, table.description)}</w:tblPr>'
    )


def _description_xml(title: str, description: str) -> str:
    """Ce qu'une synthèse vocale annonce avant de lire le tableau."""
    return f"<w:tblCaption w:val={page.xml_attribute(plain(title))}/><w:tblDescription w:val={page.xml_attribute(plain(description))}/>"


def _row(
    paper: page.WordDocument, row: blocks.Row, table: blocks.Table, widths: Sequence[int], *, strong: bool, keep: bool
) -> str:
    """Une ligne ; `keep` la lie à la suivante."""
    cells = (
        _cell(
            paper, _content(content, strong=strong), column, width, keep=keep,
            band=content.band if isinstance(content, blocks.Cell) else None,
        )
        for content, column, width in zip(row, table.columns, widths, strict=True)
    )  # fmt: skip
    return _tr("".join(cells), table.height)


def _content(cell: blocks.Content | blocks.Cell, *, strong: bool) -> blocks.Content:
    """Ce qu'une cellule écrit : une absence en petit, une ligne forte en gras."""
    if isinstance(cell, blocks.Cell):
        if cell.absent:
            return blocks.Styled(cell.text, "detail")
        cell = cell.content
    return blocks.Styled(cell) if strong and isinstance(cell, str) else cell


def _cell(
    paper: page.WordDocument, content: blocks.Content, column: blocks.Column, width: int, *,
    head: bool = False, keep: bool = False, band: int | None = None,
) -> str:  # fmt: skip
    """Une cellule ; dressée, étroite ou teintée quand c'est celle d'une carte de chaleur."""
    look = KEEP if keep else ""
    shape = "" if band is None else f'<w:shd w:val="clear" w:color="auto" w:fill="{blocks.BANDS[band]}"/>'
    if column.upright:
        shape += '<w:tcMar><w:left w:w="15" w:type="dxa"/><w:right w:w="15" w:type="dxa"/></w:tcMar>'
        shape += '<w:textDirection w:val="btLr"/><w:vAlign w:val="center"/>' if head else ""
        look += "" if head else '<w:jc w:val="center"/>'
    return _tc(width, _paragraph(paper, content, _styles(column)[not head], look), shape)


# Les cartes de vote, bords en pointillés à découper

ABREAST = 2  # cartes de front
CARD_WIDTH = page.TEXT_WIDTH // ABREAST
CARD_HEIGHT = Mm(78).twips  # trois rangées par page, et la place d'une ligne dessous
CENTRED = '<w:spacing w:before="{}" w:after="{}" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>'
CARD_STYLES = (
    page.paragraph_style(
        "CarteCode", "Code de carte", CENTRED.format(120, 0), f"<w:b/><w:bCs/>{page.small(192, page.BLUE)}"
    ),
    page.paragraph_style(
        "CarteNom", "Nom de carte", CENTRED.format(0, 80), f"<w:b/><w:bCs/>{page.small(40, '000000')}"
    ),
    page.paragraph_style("CarteRepere", "Repère de carte", CENTRED.format(0, 60), page.small(22, "000000")),
)


def _cards(paper: page.WordDocument, deck: blocks.Cards) -> str:
    """Le tableau des cartes ; ce n'est qu'une mise en page, lue carte après carte."""
    cards = [_card(paper, card) for card in deck.cards]
    rows = "".join(_card_row(paper, cards[rank : rank + ABREAST]) for rank in range(0, len(cards), ABREAST))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{CARD_WIDTH * ABREAST}" w:type="dxa"/>{page.borders("dashed", 6)}'
        f'<w:tblLayout w:type="fixed"/>{_description_xml(deck.title, deck.description)}</w:tblPr>'
        f"{_grid([CARD_WIDTH] * ABREAST)}{rows}</w:tbl>"
    )


def _card_row(paper: page.WordDocument, cards: Sequence[str]) -> str:
    """Une rangée ; la dernière a parfois une place vide."""
    cells = [*cards, *[_card_cell(_paragraph(paper, ""))] * (ABREAST - len(cards))]
    return _tr("".join(cells), CARD_HEIGHT)


def _card(paper: page.WordDocument, card: blocks.Card) -> str:
    name = "" if card.label == card.code else _paragraph(paper, card.label, "CarteNom")
    anchor = _paragraph(paper, card.anchor, "CarteRepere") if card.anchor else ""
    return _card_cell(_paragraph(paper, card.code, "CarteCode") + name + anchor)


def _card_cell(content: str) -> str:
    return _tc(CARD_WIDTH, content, '<w:vAlign w:val="center"/>')


# Les champs d'un document rempli : ce qu'une personne y a écrit ou changé, relu sans rien deviner du reste

_OURS = "matrice:"
_BREAKS = {qn("w:br"), qn("w:cr"), qn("w:p")}


def read_fields(source: Modele) -> dict[str, str]:
    """Renvoie ce qu'une personne a rempli ou changé dans les champs d'un de nos documents Word, par clé.

    Un champ laissé tel quel n'y est pas ; un texte effacé y est vide. Une clé écrite deux fois garde le dernier changement.

    Args:
        source: le document, par son chemin ou ses octets.

    Raises:
        InputError: fichier illisible, trop gros, chiffré, abîmé, à macros, ou qui n'est pas un .docx.
    """
    document, _ = open_received(source)
    found: dict[str, str] = {}
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        label = "" if tag is None else tag.get(qn("w:val")) or ""
        key, _, print_ = label.removeprefix(_OURS).rpartition(":")
        text = _typed(control)
        if label.startswith(_OURS) and key and text is not None and _print(text) != print_:
            found[key] = text
    return found


def _typed(control: BaseOxmlElement) -> str | None:
    """Le texte d'un champ ; vide quand Word y montre son invite."""
    if control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None:
        return ""
    content = control.find(qn("w:sdtContent"))
    if content is None:
        return None
    text = _settled(
        "".join("\n" if node.tag in _BREAKS else node.text or "" for node in content.iter(*_BREAKS, qn("w:t")))
    )
    return "" if text == blocks.TO_FILL else text


def _print(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def _settled(text: str) -> str:
    """Un texte sans blancs autour de ses lignes : Word en ajoute et en ôte."""
    return "\n".join(line.strip(" \t") for line in text.strip().split("\n"))
