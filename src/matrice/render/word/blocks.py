"""Ce dont un document est fait : titres, paragraphes, puces, champs à compléter.

Un contenu est un texte, ou une suite de textes et de morceaux mis en forme. Tout texte passe par
`text.plain` : un caractère de contrôle collé depuis un tableur ne fait pas échouer le document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from ...text import NBSP, plain, shortened
from .document import WordDocument

LONGEST_NAME = 64  # Word coupe ou refuse un nom de champ plus long
TO_FILL = f"[à{NBSP}compléter]"  # les crochets restent visibles là où le souligné pointillé ne l'est pas


@dataclass(frozen=True, slots=True)
class Styled:
    """Un morceau de texte et son style de caractère (« Strong », « Precision »…)."""

    text: str
    style: str = "Strong"


@dataclass(frozen=True, slots=True)
class Blank:
    """Un champ à compléter : un clic le sélectionne, la frappe le remplace. `name` dit ce que l'on attend."""

    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """Un lien ; `relation` est l'identifiant que le document a donné à l'adresse."""

    text: str
    relation: str


Inline = str | Styled | Blank | Link
Content = Inline | tuple[Inline, ...]


def runs(content: Content) -> str:
    """Renvoie le XML d'un contenu."""
    pieces = content if isinstance(content, tuple) else (content,)
    return "".join(piece_xml(piece) for piece in pieces)


def piece_xml(piece: Inline) -> str:
    """Le XML d'un morceau."""
    match piece:
        case Styled(text, style):
            return run(text, style)
        case Blank(name):
            spoken = quoteattr(shortened(name, LONGEST_NAME))
            return (
                f"<w:sdt><w:sdtPr><w:alias w:val={spoken}/><w:temporary/><w:showingPlcHdr/><w:text/></w:sdtPr>"
                f"<w:sdtContent>{run(TO_FILL, 'PlaceholderText')}</w:sdtContent></w:sdt>"
            )
        case Link(text, relation):
            return f"<w:hyperlink r:id={quoteattr(relation)}>{run(text, 'Hyperlink')}</w:hyperlink>"
        case str():
            return run(piece)


def run(text: str, style: str = "") -> str:
    """Un morceau de texte ; ses sauts de ligne restent des sauts de ligne."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in plain(text).split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


def paragraph(content: Content, style: str = "", properties: str = "") -> str:
    """Renvoie le XML d'un paragraphe ; `style` est l'identifiant du style."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    shape = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{shape}{runs(content)}</w:p>"


def append(document: WordDocument, xml: str) -> BaseOxmlElement:
    """Ajoute un élément à la fin du corps, avant les réglages de page ; renvoie cet élément."""
    element = parse_xml(xml.replace(">", f" {nsdecls('w', 'r')}>", 1))
    document.element.body.sectPr.addprevious(element)
    return element


def add_heading(document: WordDocument, level: int, text: str, *, new_page: bool = False) -> None:
    """Un titre, de niveau 1 (partie) à 3 (fonction), au besoin en haut d'une page."""
    append(document, paragraph(text, f"Heading{level}", "<w:pageBreakBefore/>" if new_page else ""))


def add_text(document: WordDocument, *content: Inline, style: str = "") -> None:
    """Un paragraphe."""
    append(document, paragraph(content, style))


def add_bullets(document: WordDocument, items: Sequence[Content]) -> None:
    """Une liste à puces, d'un seul tenant sur sa page."""
    for rank, item in enumerate(items, 1):
        append(document, paragraph(item, "ListBullet", "<w:keepNext/>" if rank < len(items) else ""))
