"""Un document Word A4, en français, que son lecteur modifie : ses styles, sa page, et des octets toujours pareils.

Le modèle de python-docx porte 164 styles anglais, une police japonaise et un mode de compatibilité ; on
garde ses parties et on remplace leur contenu. Les styles que Word connaît (« heading 1 », « List Bullet »…)
gardent leur nom anglais dans le fichier : Word les affiche en français.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import IO

import docx
from docx.document import Document
from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer, _Header
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ...files import write_atomic, zipped
from ...text import NBSP, date, shortened

_LANGUAGE = '<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'
_FONT = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
BLUE, DARK, RULE, BAND = "1F3864", "404040", "7F7F7F", "E7ECF4"  # sur blanc : 11,6 et 10,4 pour 1
_KNOWN_TO_WORD = {"title", "subtitle", "heading 1", "heading 2", "heading 3", "list bullet", "header", "footer"}
TABLE_TEXT = 19  # demi-points
TEXT_WIDTH = 9638  # largeur du texte en twips : A4 moins deux marges de 20 mm


def xml_text(text: str) -> str:
    """Renvoie un texte échappé pour du XML ; `xml.sax`, qui sait le faire, charge tout ce qui parle au réseau."""
    return escape(text, quote=False)


def xml_attribute(text: str) -> str:
    """Renvoie un attribut entre guillemets, ses sauts de ligne gardés."""
    return f'"{escape(text)}"'.replace("\n", "&#10;").replace("\t", "&#9;")


def paragraph_style(
    identifier: str,
    name: str,
    paragraph: str = "",
    run: str = "",
    *,
    based: str = "Normal",
    following: str = "",
    rank: int = 99,
) -> str:
    """Un style de paragraphe ; `rank` est sa place dans la galerie de Word."""
    after = f'<w:next w:val="{following}"/>' if following else ""
    own = "" if name.lower() in _KNOWN_TO_WORD else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{identifier}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>{after}'
        f'<w:uiPriority w:val="{rank}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}{_LANGUAGE}</w:rPr></w:style>'
    )


def _heading_style(level: int, size: int, before: int, after: int, colour: str, rule: str = "") -> str:
    """Un titre : jamais seul en bas de page, et repris dans le volet de navigation."""
    return paragraph_style(
        f"Heading{level}",
        f"heading {level}",
        f'<w:keepNext/><w:keepLines/>{rule}<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'
        f'<w:outlineLvl w:val="{level - 1}"/>',
        f'<w:b/><w:bCs/><w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        following="Normal",
        rank=9,
    )


def _character_style(identifier: str, name: str, run: str, *, own: bool = False) -> str:
    """Un style de caractère ; `own` : un style à nous, que Word ne connaît pas."""
    custom = ' w:customStyle="1"' if own else ""
    return (
        f'<w:style w:type="character"{custom} w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>'
    )


def small(size: int, colour: str = DARK) -> str:
    """Une taille (en demi-points) et une couleur."""
    return f'<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _rule(side: str, size: int, space: int) -> str:
    return f'<w:pBdr><w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{BLUE}"/></w:pBdr>'


_DEFAULTS = (
    f'<w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:sz w:val="21"/><w:szCs w:val="21"/>{_LANGUAGE}</w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" '
    'w:defQFormat="0" w:count="376"/>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:uiPriority w:val="0"/>'
    f"<w:qFormat/><w:rPr>{_LANGUAGE}</w:rPr></w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
    '<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/>'
    "<w:semiHidden/><w:unhideWhenUsed/></w:style>"
)

_TIGHT = '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
_FLAT = (
    '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="left"/>'  # le corps d'un modèle est parfois justifié
)
_TABS = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'

_PARAGRAPHS = (
    paragraph_style(
        "Title", "Title", '<w:keepNext/><w:spacing w:before="0" w:after="60" w:line="240" w:lineRule="auto"/>',
        f"<w:b/><w:bCs/>{small(44, BLUE)}", following="Subtitle", rank=10,
    ),
    paragraph_style(
        "Subtitle", "Subtitle", '<w:spacing w:before="0" w:after="60" w:line="240" w:lineRule="auto"/>',
        small(28), following="Normal", rank=11,
    ),
    _heading_style(1, 32, 360, 120, BLUE, _rule("bottom", 8, 2)),
    _heading_style(2, 26, 240, 80, BLUE),
    _heading_style(3, 22, 180, 60, DARK),
    paragraph_style(
        "ListBullet", "List Bullet",
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/><w:contextualSpacing/>', rank=20,
    ),
    paragraph_style("Figure", "Figure", '<w:keepNext/><w:spacing w:before="120" w:after="60"/><w:jc w:val="center"/>'),
    paragraph_style("Introduction", "Introduction", "<w:keepNext/>"),
    paragraph_style("Note", "Note", '<w:spacing w:before="60" w:after="120" w:line="240" w:lineRule="auto"/>', small(18)),
    paragraph_style(
        "PointAttention", "Point d’attention",
        f'<w:keepLines/>{_rule("left", 36, 8)}<w:spacing w:before="80" w:after="120"/><w:ind w:left="227"/>', rank=21,
    ),
    paragraph_style("TexteTableau", "Texte de tableau", f"{_TIGHT}{_FLAT}", small(TABLE_TEXT, "000000"), rank=22),
    paragraph_style("NombreTableau", "Nombre de tableau", '<w:jc w:val="right"/>', based="TexteTableau", rank=23),
    paragraph_style("EnteteTableau", "En-tête de tableau", "<w:keepNext/>", "<w:b/><w:bCs/>", based="TexteTableau", rank=24),
    paragraph_style(
        "EnteteNombre", "En-tête de nombres", '<w:jc w:val="right"/>', based="EnteteTableau", rank=25
    ),
    paragraph_style("CaseTableau", "Case à cocher", '<w:jc w:val="center"/>', small(28, "000000"), based="TexteTableau", rank=26),
    paragraph_style("EnteteCase", "En-tête de case", '<w:jc w:val="center"/>', based="EnteteTableau", rank=27),
    paragraph_style("Header", "header", f"{_TABS}<w:spacing w:after=\"0\"/>", small(17)),
    paragraph_style("Footer", "footer", f"{_TABS}<w:spacing w:after=\"0\"/>", small(17)),
)  # fmt: skip

_CHARACTERS = (
    _character_style("Strong", "Strong", "<w:b/><w:bCs/>"),
    _character_style("Precision", "Précision", small(17), own=True),
    _character_style("PlaceholderText", "Placeholder Text", '<w:color w:val="595959"/><w:u w:val="dotted"/>'),
    _character_style("Hyperlink", "Hyperlink", '<w:color w:val="0563C1"/><w:u w:val="single"/>'),
)


def borders(line: str, size: int) -> str:
    """Les filets gris d'un tableau, autour et entre ses cellules ; `size` est en huitièmes de point."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    drawn = (f'<w:{side} w:val="{line}" w:sz="{size}" w:space="0" w:color="{RULE}"/>' for side in sides)
    return f"<w:tblBorders>{''.join(drawn)}</w:tblBorders>"


_TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="TableauMatrice"><w:name w:val="Tableau matrice"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
    f"<w:tblPr>{borders('single', 4)}</w:tblPr>"
    f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/></w:tcPr></w:tblStylePr>'
    f'<w:tblStylePr w:type="lastRow"><w:tblPr/><w:tcPr><w:tcBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="{DARK}"/>'
    "</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
)

STYLES = _DEFAULTS + "".join((*_PARAGRAPHS, *_CHARACTERS)) + _TABLE

# Le mode 15 évite « [Mode de compatibilité] » dans la barre de titre.
_COMPATIBILITY = "".join(
    f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
    for name, value in (("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1))
)


def bullet(abstract: int = 0, number: int = 1) -> tuple[str, str]:
    """La définition de nos puces et la liste qui l'emploie, sous ces numéros."""
    return (
        f'<w:abstractNum w:abstractNumId="{abstract}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="397" w:hanging="227"/></w:pPr></w:lvl></w:abstractNum>',
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>',
    )


def settings(page: str = "", sides: str = "", colours: str = "") -> str:
    """Nos réglages ; ceux qu'un modèle garde y prennent la place que le schéma leur donne."""
    return (
        f'<w:zoom w:percent="100"/>{page}<w:defaultTabStop w:val="709"/>{sides}<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{_COMPATIBILITY}</w:compat><w:themeFontLang w:val="fr-FR"/>{colours}'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
    )


def add_styles(document: Document, *styles: str) -> None:
    """Ajoute au document des styles qui ne servent qu'à lui."""
    for style in styles:
        document.styles.element.append(parse_xml(style.replace(">", f" {nsdecls('w')}>", 1)))


def refill(element: BaseOxmlElement, tag: str, content: str) -> None:
    """Remplace tout le contenu d'une partie, en gardant la partie et ses relations."""
    element[:] = elements(tag, content)


def elements(tag: str, content: str) -> Sequence[BaseOxmlElement]:
    """Les éléments d'un contenu, lus comme ceux d'une partie `tag`."""
    return list(parse_xml(f"<w:{tag} {nsdecls('w')}>{content}</w:{tag}>"))


# Le document et sa page

_LONGEST_PROPERTY = 255  # au-delà, Word refuse une propriété du document
_LONGEST_HEADER = 60
_UNDATED = dt.datetime(1980, 1, 1)  # la propriété est obligatoire, et l'heure donnerait d'autres octets chaque fois
_LEFTOVERS = {"thumbnail", "extended-properties", "stylesWithEffects", "customXml", "webSettings", "fontTable"}
_EMU = 635  # unités de dessin par twip
UNITS = {"mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, "pt": 20, "pc": 240}  # en twips


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
            _fit(self)
        package = self.part.package
        assert package is not None  # le document vient d'un paquet
        return zipped(_entries(package))


def _entries(package: OpcPackage) -> Iterator[tuple[str, bytes]]:
    """Les fichiers du .docx, dans l'ordre de python-docx : il les aurait zippés avec l'heure, et il aurait fallu tout zipper encore."""
    parts = package.parts
    for part in parts:
        part.before_marshal()  # type: ignore[no-untyped-call]
    kinds = "".join(
        f'<Override PartName="{part.partname}" ContentType="{part.content_type}"/>'
        for part in sorted(parts, key=lambda one: one.partname)
    )
    yield CONTENT_TYPES_URI.membername, _CONTENT_TYPES.format(kinds).encode()
    yield PACKAGE_URI.rels_uri.membername, package.rels.xml
    for part in parts:
        yield part.partname.membername, part.blob
        if len(part.rels):
            yield part.partname.rels_uri.membername, part.rels.xml


_CONTENT_TYPES = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)


def own_document() -> WordDocument:
    """Renvoie un document vide à notre habillage."""
    part = docx.Document(io.BytesIO(_blank())).part
    return WordDocument(part._element, part)


@cache
def _blank() -> bytes:
    """Notre document vide. L'habiller coûte dix fois plus que le relire : on ne le fait qu'une fois."""
    part = docx.Document().part
    document, package = WordDocument(part._element, part), part.package
    assert package is not None  # le document vient d'un paquet
    for relations in (package.rels, part.rels):  # vignette de 2013, logiciel déclaré, styles en double
        for identifier, relation in list(relations.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _LEFTOVERS:
                del relations[identifier]
    refill(document.styles.element, "styles", STYLES)
    refill(document.part.numbering_part.element, "numbering", "".join(bullet()))
    refill(document.settings.element, "settings", settings())
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(20)
    section.top_margin = Mm(22)
    section.header_distance = section.footer_distance = Mm(10)
    for margin in (section.header, section.footer):  # créés une fois, non à chaque document
        margin.is_linked_to_previous = False
    return document.to_bytes()


def fill_margins(document: WordDocument, title: str, team: str, on: dt.date | None) -> None:
    """Écrit l'équipe et le titre en haut, la date et le numéro de page en bas ; rien là où un modèle met le sien."""
    section = document.sections[0]
    above, below = _free_line(document, section.header), _free_line(document, section.footer)
    if above:
        above.text = f"{shortened(team, _LONGEST_HEADER)}\t{shortened(title, _LONGEST_HEADER)}"
    if below:
        below.text = f"{date(on) if on else ''}\tPage{NBSP}"
        _add_field(below, "PAGE")
        below.add_run(" sur ")
        _add_field(below, "NUMPAGES")


def _free_line(document: WordDocument, place: _Header | _Footer) -> Paragraph | None:
    """La ligne où écrire en haut ou en bas des pages ; rien si un modèle y a mis quelque chose à voir."""
    seen = place._element.iter(*(qn(f"w:{tag}") for tag in ("drawing", "pict", "fldSimple", "instrText", "sdt")))
    if next(seen, None) is not None or any((node.text or "").strip() for node in place._element.iter(qn("w:t"))):
        return None
    if document.borrowed:
        style = "Header" if isinstance(place, _Header) else "Footer"
        place._element[:] = elements(
            "hdr", f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{_only_tab(document, style)}</w:pPr></w:p>'
        )
    line: Paragraph = place.paragraphs[0]
    return line


def _only_tab(document: WordDocument, style: str) -> str:
    """Un seul taquet, à droite, au bord du texte : ceux du style sont au bord d'une autre page."""
    own = document.styles.element.xpath(f"./w:style[@w:styleId='{style}']/w:pPr/w:tabs/w:tab/@w:pos")
    width = text_width(document)
    cleared = "".join(f'<w:tab w:val="clear" w:pos="{place}"/>' for place in own if place != str(width))
    return f'<w:tabs>{cleared}<w:tab w:val="right" w:pos="{width}"/></w:tabs>'


def _add_field(paragraph: Paragraph, code: str) -> None:
    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )


def describe(
    document: Document, title: str, team: str, on: dt.date | None, subject: str, keywords: Sequence[str]
) -> None:
    """Donne au document ses propriétés ; l'auteur est l'équipe, qui écrit et signe."""
    properties = document.core_properties
    properties.title = shortened(title, _LONGEST_PROPERTY)
    properties.subject = shortened(subject, _LONGEST_PROPERTY)
    properties.author = properties.last_modified_by = shortened(team, _LONGEST_PROPERTY)
    properties.keywords = shortened(", ".join(keywords), _LONGEST_PROPERTY)
    properties.language, properties.category, properties.comments = "fr-FR", "", ""
    properties.created = properties.modified = dt.datetime(on.year, on.month, on.day) if on else _UNDATED
    properties.revision = 1


def text_width(document: Document) -> int:
    """La largeur du texte de la page, en twips."""
    section = document.sections[-1]._sectPr
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    gutter_on_side = document.settings.element.find(qn("w:gutterAtTop")) is None
    sides = ("left", "right", "gutter") if gutter_on_side else ("left", "right")
    return _twips(size.get(qn("w:w"))) - sum(_twips(margins.get(qn(f"w:{side}"))) for side in sides)


def _twips(written: str | None) -> int:
    """Une mesure du fichier, en twips : « 1134 », « 1440.5 » (certains logiciels) ou « 20mm »."""
    bare = (written or "0").strip()
    unit = next((unit for unit in UNITS if bare.endswith(unit)), "")
    return round(float(bare.removesuffix(unit)) * UNITS.get(unit, 1))


def _fit(document: Document) -> None:
    """Ramène les tableaux et les images du corps à la largeur de la page ; ils sont écrits pour la nôtre."""
    width, body = text_width(document), document.element.body
    for table in body.iterchildren(qn("w:tbl")):
        written = _twips(table.tblPr.find(qn("w:tblW")).get(qn("w:w")))
        if written > width or written >= TEXT_WIDTH - len(table.tblGrid):
            for node in table.iter(qn("w:tblW"), qn("w:gridCol"), qn("w:tcW")):
                node.set(qn("w:w"), str(_twips(node.get(qn("w:w"))) * width // written))
    for extent in body.iter(qn("wp:extent")):
        wide = int(extent.get("cx"))
        if wide > width * _EMU:
            for side in ("cx", "cy"):
                extent.set(side, str(int(extent.get(side)) * width * _EMU // wide))
