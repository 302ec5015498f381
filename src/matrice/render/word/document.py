"""Un document Word A4, en français, que son lecteur modifie, et qui s'enregistre toujours pareil."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Sequence
from functools import cache
from typing import IO
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section, _Footer, _Header
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ...files import undated, write_atomic
from ...text import NBSP, date, shortened
from .letterhead import dressed_like, fit, is_blank, text_width
from .received import Modele
from .styles import dress, elements

MARGIN = Mm(20)
LONGEST_PROPERTY = 255  # au-delà, Word refuse une propriété du document
LONGEST_HEADER = 60
UNDATED = dt.datetime(1980, 1, 1)  # la propriété est obligatoire, et l'heure donnerait d'autres octets chaque fois


class WordDocument(Document):
    """Un document python-docx dont `save` écrit les mêmes octets pour le même contenu.

    `borrowed` est vrai s'il a l'habillage d'un modèle reçu ; `notes` dit alors ce qui en a été laissé de côté.
    """

    borrowed: bool = False
    notes: tuple[str, ...] = ()

    def save(self, path_or_stream: str | os.PathLike[str] | IO[bytes]) -> None:
        """Enregistre le document dans un fichier (d'un coup, ou pas du tout) ou dans un flux binaire."""
        if isinstance(path_or_stream, str | os.PathLike):
            write_atomic(path_or_stream, self.to_bytes())
        else:
            path_or_stream.write(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Renvoie le contenu du fichier .docx."""
        if self.borrowed:
            fit(self)
        draft = io.BytesIO()
        super().save(draft)
        return undated(draft.getvalue())


def new_document(
    title: str, team: str, on: dt.date | None, *, subject: str, keywords: Sequence[str], modele: Modele | None = None
) -> WordDocument:
    """Renvoie un document A4 vide : styles, langue, en-tête, pied de page et propriétés sont en place.

    Args:
        title: titre du document, repris dans l'en-tête et les propriétés.
        team: l'équipe qui le signe.
        on: date du document, la seule qu'il porte ; `None` pour un modèle, qui n'en a pas.
        subject, keywords: ce que l'explorateur de fichiers affiche.
        modele: un document Word (chemin ou octets) dont l'habillage est repris : styles, page, thème, en-tête et
            pied. Son texte ne l'est pas ; les styles qui lui manquent sont créés.

    Raises:
        InputError: modèle refusé : ce n'est pas un .docx, il est abîmé, chiffré, à macros, ou renvoie hors de lui.
    """
    document = own_document() if modele is None else borrowed_document(modele)
    header(document, title, team, on)
    describe(document, title, team, on, subject, keywords)
    return document


def own_document() -> WordDocument:
    """Un document vide à notre habillage."""
    part = docx.Document(io.BytesIO(blank())).part
    return WordDocument(part._element, part)


@cache
def blank() -> bytes:
    """Notre document vide. L'habiller coûte dix fois plus que le relire : on ne le fait qu'une fois."""
    part = docx.Document().part
    document = WordDocument(part._element, part)
    drop_leftovers(document)
    dress(document)
    page(document.sections[0])
    return document.to_bytes()


def borrowed_document(modele: Modele) -> WordDocument:
    """Un document vide à l'habillage d'un modèle."""
    received, notes = dressed_like(modele)
    document = WordDocument(received.part._element, received.part)
    document.borrowed, document.notes = True, notes
    return document


def drop_leftovers(document: Document) -> None:
    """Retire du modèle ce qui n'est pas à nous : vignette de 2013, logiciel déclaré, styles en double."""
    package = document.part.package
    assert package is not None  # le document vient d'un paquet
    for relations in (package.rels, document.part.rels):
        for identifier, relation in list(relations.items()):
            if relation.reltype.rsplit("/", 1)[-1] in {
                "thumbnail", "extended-properties", "stylesWithEffects", "customXml", "webSettings", "fontTable",
            }:  # fmt: skip
                del relations[identifier]


def page(section: Section) -> None:
    """Une page A4 en hauteur."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def header(document: WordDocument, title: str, team: str, on: dt.date | None) -> None:
    """L'équipe et le titre en haut, la date et le numéro de page en bas ; rien là où un modèle met le sien."""
    section = document.sections[0]
    above, below = free_line(document, section.header), free_line(document, section.footer)
    if above:
        above.text = f"{shortened(team, LONGEST_HEADER)}\t{shortened(title, LONGEST_HEADER)}"
    if below:
        below.text = f"{date(on) if on else ''}\tPage{NBSP}"
        field(below, "PAGE")
        below.add_run(" sur ")
        field(below, "NUMPAGES")


def free_line(document: WordDocument, place: _Header | _Footer) -> Paragraph | None:
    """La ligne où écrire en haut ou en bas des pages ; rien si un modèle y a mis quelque chose."""
    if not is_blank(place._element):
        return None
    if document.borrowed:
        style = "Header" if isinstance(place, _Header) else "Footer"
        place._element[:] = elements(
            "hdr", f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{only_tab(document, style)}</w:pPr></w:p>'
        )
    line: Paragraph = place.paragraphs[0]
    return line


def only_tab(document: WordDocument, style: str) -> str:
    """Un seul taquet, à droite, au bord du texte : ceux du style sont au bord d'une autre page."""
    own = document.styles.element.xpath(f"./w:style[@w:styleId='{style}']/w:pPr/w:tabs/w:tab/@w:pos")
    width = text_width(document)
    cleared = "".join(f'<w:tab w:val="clear" w:pos="{place}"/>' for place in own if place != str(width))
    return f'<w:tabs>{cleared}<w:tab w:val="right" w:pos="{width}"/></w:tabs>'


def field(paragraph: Paragraph, code: str) -> None:
    """Un champ que Word calcule à l'affichage."""
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{escape(code)}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )


def describe(
    document: Document, title: str, team: str, on: dt.date | None, subject: str, keywords: Sequence[str]
) -> None:
    """Les propriétés du document ; l'auteur est l'équipe, qui écrit et signe."""
    properties = document.core_properties
    moment = dt.datetime(on.year, on.month, on.day) if on else UNDATED
    properties.title = shortened(title, LONGEST_PROPERTY)
    properties.subject = shortened(subject, LONGEST_PROPERTY)
    properties.author = properties.last_modified_by = shortened(team, LONGEST_PROPERTY)
    properties.keywords = shortened(", ".join(keywords), LONGEST_PROPERTY)
    properties.language, properties.category, properties.comments = "fr-FR", "", ""
    properties.created = properties.modified = moment
    properties.revision = 1
