"""Ce que tous les graphiques natifs de Word partagent : leur ancrage, leurs textes, et le classeur qui porte leurs données.

Un graphique est écrit en DrawingML dans l'ordre du schéma, sans laisser de valeur par défaut : Word et LibreOffice
n'ont pas les mêmes. Une valeur absente est un point absent, jamais un zéro. Le classeur, ce que Word ouvre quand on choisit
« Modifier les données », tient en six petites parties écrites ici : un tableur y mettrait la date du jour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length
from docx.text.paragraph import Paragraph

from ...errors import MatriceError
from ...files import zipped
from ...text import plain

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
Dash = Literal["solid", "dash", "sysDot"]
UNMARKED = '<c:symbol val="none"/>'

# Une série du classeur : son nom, et le texte XML de chaque valeur (`None` : un trou).
Column = tuple[str, Sequence[str | None]]


def insert_chart(
    paragraph: Paragraph, content: str, book: bytes, title: str, alt: str, size: tuple[Length, Length]
) -> None:
    """Ajoute un graphique à la fin de `paragraph`, avec le classeur qui porte ses données.

    Args:
        paragraph: le paragraphe d'un document python-docx.
        content: le graphique en DrawingML.
        book: le classeur.
        title, alt: son nom, et le texte lu à la place de l'image.
        size: sa largeur et sa hauteur.
    """
    relation = _attach(paragraph, content, book)
    paragraph.add_run()._r.append(_drawing(relation, plain(title), plain(alt), size, paragraph.part.next_id))


def number(value: float | None, minimum: float, maximum: float) -> str | None:
    """Le texte XML d'une valeur ; `float` ôte le nom de type que numpy ajoute à `repr`."""
    if value is None or math.isnan(value):
        return None
    if not minimum <= value <= maximum:
        raise MatriceError(f"La valeur {value} est hors de l’échelle {minimum}–{maximum} du radar.")
    return repr(float(value))


def _attach(paragraph: Paragraph, content: str, book: bytes) -> str:
    """Range le graphique et son classeur dans le document ; renvoie l'identifiant de la relation."""
    host = paragraph.part
    package = host.package
    assert package is not None  # un paragraphe vit dans un document ouvert
    name = package.next_partname("/word/charts/chart%d.xml")
    chart = XmlPart(name, CONTENT_TYPE.DML_CHART, parse_xml(content), package)
    data = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{name.idx}.xlsx"), CONTENT_TYPE.SML_SHEET, book, package
    )
    link = chart.element.find(f"{{{C}}}externalData")
    link.set(f"{{{R}}}id", chart.relate_to(data, RELATIONSHIP_TYPE.PACKAGE))
    return host.relate_to(chart, RELATIONSHIP_TYPE.CHART)


def _drawing(relation: str, title: str, alt: str, size: tuple[Length, Length], identifier: int) -> BaseOxmlElement:
    """L'ancrage du graphique dans le texte, avec son texte de remplacement."""
    return parse_xml(
        f'<w:drawing xmlns:w="{_W}" xmlns:wp="{_WP}"><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(size[0])}" cy="{int(size[1])}"/>'
        f'<wp:docPr id="{identifier}" name={quoteattr(title)} descr={quoteattr(alt)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" xmlns:r="{R}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def column_xml(role: str, values: Sequence[str | None], rank: int | None = None) -> str:
    """Une colonne du classeur dans une série (`rank` : la sienne ; sans lui, les libellés), et la copie que Word affiche.

    `role` est sa place : `cat` et `val`, ou `xVal` et `yVal`.
    """
    column = "A" if rank is None else _letter(rank)
    kind = "str" if rank is None else "num"
    return f"<c:{role}>{_cache(kind, f'${column}$2:${column}${len(values) + 1}', values)}</c:{role}>"


def _cache(kind: str, cells: str, values: Sequence[str | None]) -> str:
    """Une plage du classeur et sa copie ; un trou est un point absent, ni zéro ni texte vide."""
    points = "".join(
        f'<c:pt idx="{rank}"><c:v>{escape(value)}</c:v></c:pt>'
        for rank, value in enumerate(values)
        if value is not None
    )
    form = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
    return (
        f"<c:{kind}Ref><c:f>{_SHEET}!{cells}</c:f><c:{kind}Cache>{form}"
        f'<c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache></c:{kind}Ref>'
    )


def series_xml(rank: int, column: int, name: str, content: str) -> str:
    """La `rank`-ième série, nommée par sa colonne du classeur ; `content` : son trait, ses étiquettes, ses valeurs."""
    named = _cache("str", f"${_letter(column)}$1", [name])
    return f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/><c:tx>{named}</c:tx>{content}</c:ser>'


def fill(colour: str) -> str:
    """Un aplat."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def stroke(wide: int, ink: str, dash: Dash | None = None, *, cap: str = "") -> str:
    """Un trait ; ses bouts (`cap`), quand ils sont dits, sont joints en rond."""
    ends, joined = (f' cap="{cap}"', "<a:round/>") if cap else ("", "")
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{wide}"{ends}>{ink}{dashed}{joined}</a:ln>'


def mark(symbol: str, size: int, colour: str, edge: str = "FFFFFF") -> str:
    """La marque d'un point."""
    return f'<c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr>{fill(colour)}{stroke(9525, fill(edge))}</c:spPr>'


def font(tag: str, size: int, *, bold: bool = False) -> str:
    """La police d'un texte du graphique, en français."""
    return f'<a:{tag} lang="fr-FR" sz="{size * 100}" b="{int(bold)}"><a:latin typeface="Calibri"/></a:{tag}>'


def text(size: int) -> str:
    """La mise en forme des textes d'un élément du graphique."""
    return f'<c:txPr><a:bodyPr/><a:p><a:pPr>{font("defRPr", size)}</a:pPr><a:endParaRPr lang="fr-FR"/></a:p></c:txPr>'


def _rich(said: str, size: int, *, bold: bool = False, body: str = "<a:bodyPr/>") -> str:
    """Un texte écrit dans le graphique."""
    return (
        f"<c:tx><c:rich>{body}<a:p><a:pPr>{font('defRPr', size, bold=bold)}</a:pPr>"
        f"<a:r>{font('rPr', size, bold=bold)}<a:t>{escape(plain(said))}</a:t></a:r></a:p></c:rich></c:tx>"
    )


def rich_title(said: str, size: int, *, bold: bool = False) -> str:
    """Le titre du graphique ou d'un axe."""
    return f'<c:title>{_rich(said, size, bold=bold)}<c:overlay val="0"/></c:title>'


def label_xml(rank: int, said: str, size: int, side: str, *, bold: bool = False) -> str:
    """L'étiquette du point `rank`, d'un côté (« l », « r »)."""
    rich = _rich(said, size, bold=bold, body='<a:bodyPr wrap="none"/>')
    return f'<c:dLbl><c:idx val="{rank}"/>{rich}<c:dLblPos val="{side}"/>{_shown(True)}</c:dLbl>'


def labels_xml(labels: str, look: str, *, shown: bool) -> str:
    """Les étiquettes d'une série, et celle des points qui n'en ont pas à eux."""
    return f"<c:dLbls>{labels}{look}{_shown(shown)}</c:dLbls>"


def _shown(value: bool) -> str:
    """Ce qu'une étiquette montre : son texte à elle, et rien que Word ajouterait."""
    return f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/>' + "".join(
        f'<c:show{name} val="0"/>' for name in ("CatName", "SerName", "Percent", "BubbleSize")
    )


def axis(
    kind: str, identifier: int, crossing: int, side: str, low: float | None = None, high: float | None = None,
    step: float | None = None, *, size: int = 9, title: str = "", form: str = "General", grid: bool = False, drawn: bool = True,
    hidden: bool = False, reverse: bool = False, marks: str = "none", labels: str = "nextTo", crosses: str = "autoZero",
    between: str = "midCat",
) -> str:  # fmt: skip
    """Un axe de libellés (`kind` vaut « cat ») ou de valeurs (« val »), dans l'ordre du schéma.

    `low`, `high` et `step` fixent l'échelle ; `grid` la quadrille, `drawn` en trace la ligne.
    """
    bounds = "".join(
        f'<c:{name} val="{value:g}"/>' for name, value in (("max", high), ("min", low)) if value is not None
    )
    end = (
        '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/>'
        if kind == "cat"
        else f'<c:crossBetween val="{between}"/>' + ("" if step is None else f'<c:majorUnit val="{step:g}"/>')
    )
    return (
        f'<c:{kind}Ax><c:axId val="{identifier}"/><c:scaling><c:orientation val="{"maxMin" if reverse else "minMax"}"/>{bounds}'
        f'</c:scaling><c:delete val="{int(hidden)}"/><c:axPos val="{side}"/>'
        f"{f'<c:majorGridlines>{_THIN}</c:majorGridlines>' if grid else ''}{rich_title(title, 9) if title else ''}"
        f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="{marks}"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{labels}"/>{_THIN if drawn else ""}{text(size)}<c:crossAx val="{crossing}"/>'
        f'<c:crosses val="{crosses}"/>{end}</c:{kind}Ax>'
    )


_THIN = f"<c:spPr>{stroke(6350, fill('A6A6A6'))}</c:spPr>"  # le filet gris des rayons et des anneaux


def chart_space(content: str, *, legend: str = "", title: str = "") -> str:
    """Le graphique entier autour de son cadre (`plotArea`) : langue, titre, légende, et le lien vers le classeur."""
    named = f'{title}<c:autoTitleDeleted val="0"/>' if title else '<c:autoTitleDeleted val="1"/>'
    return (
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}">'
        f'<c:date1904 val="0"/><c:lang val="fr-FR"/><c:roundedCorners val="0"/><c:chart>{named}'
        f'<c:plotArea>{content}</c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'{text(9)}<c:externalData r:id=""><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def legend(size: int, hidden: int | None = None) -> str:
    """La légende, sous le graphique ; `hidden` : le rang d'une série qui n'y est pas nommée."""
    without = "" if hidden is None else f'<c:legendEntry><c:idx val="{hidden}"/><c:delete val="1"/></c:legendEntry>'
    return f'<c:legend><c:legendPos val="b"/>{without}<c:overlay val="0"/>{text(size)}</c:legend>'


# Le classeur caché

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "Feuil1"

_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{CONTENT_TYPE.OPC_RELATIONSHIPS}"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT_TYPE.SML_SHEET_MAIN}"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{CONTENT_TYPE.SML_WORKSHEET}"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{CONTENT_TYPE.SML_STYLES}"/></Types>'
)
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    f'<sheets><sheet name="{_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" applyAlignment="1"><alignment wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def workbook(labels: Sequence[str], columns: Sequence[Column]) -> bytes:
    """Renvoie un classeur .xlsx : les libellés en colonne A, une série par colonne à partir de B.

    Un trou y est une cellule absente, ni zéro ni texte vide.
    """
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/worksheets/sheet1.xml": _sheet(labels, columns),
        "xl/styles.xml": _STYLES,
    }
    return zipped((name, (_HEAD + xml).encode()) for name, xml in parts.items())


def _sheet(labels: Sequence[str], columns: Sequence[Column]) -> str:
    """La feuille : une ligne de titres, puis une ligne par libellé."""
    titles = [_words(f"{_letter(rank)}1", name) for rank, (name, _) in enumerate(columns)]
    rows = [f'<row r="1">{"".join(titles)}</row>']
    for row, label in enumerate(labels):
        cells = [
            f'<c r="{_letter(rank)}{row + 2}"><v>{values[row]}</v></c>'
            for rank, (_, values) in enumerate(columns)
            if values[row] is not None
        ]
        rows.append(f'<row r="{row + 2}">{_words(f"A{row + 2}", label)}{"".join(cells)}</row>')
    return (
        f'<worksheet xmlns="{_MAIN}"><cols><col min="1" max="{len(columns) + 1}" width="26" customWidth="1"/></cols>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _letter(rank: int) -> str:
    """La colonne d'une série : B pour la première (A porte les libellés)."""
    return chr(ord("B") + rank)


def _words(cell: str, text: str) -> str:
    """Une cellule de texte, jamais lue comme une formule."""
    return f'<c r="{cell}" s="1" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _relations(*targets: tuple[str, str]) -> str:
    """Une partie de relations, numérotées dans l'ordre."""
    links = [
        f'<Relationship Id="rId{rank}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(targets, 1)
    ]
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'
