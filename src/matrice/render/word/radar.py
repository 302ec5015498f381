"""Un radar Word natif : un vrai graphique, que l'on met en forme et dont on modifie les données dans Word.

Le graphique est écrit en DrawingML dans l'ordre du schéma, sans laisser de valeur par défaut : Word et
LibreOffice n'ont pas les mêmes. Une valeur absente est un trou dans la ligne, jamais un zéro.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph

from ...errors import MatriceError
from ...text import plain
from .workbook import SHEET, Column, letter, workbook

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
GREY = "A6A6A6"
WIDTH, HEIGHT = Mm(165), Mm(125)
LABEL_WIDTH, LABEL_LINES = 22, 3  # au-delà, le texte sort du cadre et le cercle s'écrase
# Couleur, trait et symbole : les séries se distinguent aussi en noir et blanc.
LOOKS = (("0072B2", "solid", "circle"), ("D55E00", "dash", "triangle"), ("009E73", "sysDot", "square"))
UNMARKED = '<c:symbol val="none"/>'


@dataclass(frozen=True, slots=True)
class Series:
    """Une ligne du radar : une valeur par rayon, `None` ou NaN pour un trou.

    Sans marques (`marked=False`), un point isolé entre deux trous ne se voit pas : c'est pour un repère constant.
    """

    name: str
    values: Sequence[float | None]
    marked: bool = True


def add_radar(
    paragraph: Paragraph,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    alt: str,
    maximum: float,
    minimum: float = 0,
    step: float = 1,
    width: Length = WIDTH,
    height: Length = HEIGHT,
) -> None:
    """Ajoute le radar à la fin de `paragraph`, avec le classeur qui porte ses données.

    Args:
        paragraph: le paragraphe d'un document python-docx.
        title: titre écrit au-dessus du radar.
        labels: un libellé par rayon, dans le sens des aiguilles d'une montre à partir de midi.
        series: trois au plus.
        alt: le texte lu à la place de l'image.
        maximum, minimum, step: l'échelle, fixe, et l'écart entre deux anneaux.

    Raises:
        MatriceError: une valeur hors échelle, une série trop courte ou trop de séries.
    """
    title, alt = plain(title), plain(alt)
    spokes = [wrapped(label) for label in labels]
    columns = [(plain(one.name), [number(value, minimum, maximum) for value in one.values]) for one in series]
    if len(columns) > len(LOOKS) or any(len(values) != len(spokes) for _, values in columns):
        raise MatriceError("Un radar porte trois séries au plus, chacune avec une valeur (ou un trou) par rayon.")
    drawn = "".join(
        series_xml(rank, spokes, column, marked=one.marked)
        for rank, (one, column) in enumerate(zip(series, columns, strict=True))
    )
    content = chart_xml(title, drawn, (minimum, maximum, step), legend=len(series) > 1)
    relation = attach(paragraph, content, workbook(spokes, columns))
    paragraph.add_run()._r.append(drawing(relation, title, alt, (width, height), paragraph.part.next_id))


def wrapped(label: str) -> str:
    """Le libellé sur trois lignes au plus, sans couper « médico-social » à son trait d'union."""
    return textwrap.fill(plain(label), LABEL_WIDTH, break_on_hyphens=False, max_lines=LABEL_LINES, placeholder="…")


def number(value: float | None, minimum: float, maximum: float) -> str | None:
    """Le texte XML d'une valeur ; `float` ôte le nom de type que numpy ajoute à `repr`."""
    if value is None or math.isnan(value):
        return None
    if not minimum <= value <= maximum:
        raise MatriceError(f"La valeur {value} est hors de l’échelle {minimum}–{maximum} du radar.")
    return repr(float(value))


def attach(paragraph: Paragraph, content: str, book: bytes) -> str:
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


def drawing(relation: str, title: str, alt: str, size: tuple[Length, Length], identifier: int) -> BaseOxmlElement:
    """L'ancrage du graphique dans le texte, avec son texte de remplacement."""
    return parse_xml(
        f'<w:drawing xmlns:w="{W}" xmlns:wp="{WP}"><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(size[0])}" cy="{int(size[1])}"/>'
        f'<wp:docPr id="{identifier}" name={quoteattr(title)} descr={quoteattr(alt)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" xmlns:r="{R}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def chart_xml(title: str, drawn: str, scale: tuple[float, float, float], *, legend: bool) -> str:
    """Le graphique autour de ses séries ; une légende ne sert qu'à partir de deux."""
    names = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{text(9)}</c:legend>' if legend else ""
    return (
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}">'
        '<c:date1904 val="0"/><c:lang val="fr-FR"/><c:roundedCorners val="0"/><c:chart>'
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{font('defRPr', 12, 1)}</a:pPr>"
        f'<a:r>{font("rPr", 12, 1)}<a:t>{escape(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
        '<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:radarChart><c:radarStyle val="marker"/>'
        f'<c:varyColors val="0"/>{drawn}<c:axId val="1001"/><c:axId val="1002"/></c:radarChart>{axes_xml(scale)}'
        f'</c:plotArea>{names}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'{text(9)}<c:externalData r:id=""><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def series_xml(rank: int, labels: Sequence[str], column: Column, *, marked: bool) -> str:
    """Une série : son trait, ses marques, et la copie des valeurs du classeur que Word affiche."""
    (name, values), last = column, len(labels) + 1
    colour, dash, symbol = LOOKS[rank]
    mark = f'<c:symbol val="{symbol}"/><c:size val="7"/><c:spPr>{fill(colour)}<a:ln w="9525">{fill(colour)}</a:ln></c:spPr>'
    return (
        f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/>'
        f"<c:tx>{cached('str', f'${letter(rank)}$1', [name])}</c:tx>"
        f'<c:spPr><a:ln w="28575" cap="rnd">{fill(colour)}<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
        f"<c:marker>{mark if marked else UNMARKED}</c:marker>"
        f"<c:cat>{cached('str', f'$A$2:$A${last}', labels)}</c:cat>"
        f"<c:val>{cached('num', f'${letter(rank)}$2:${letter(rank)}${last}', values)}</c:val></c:ser>"
    )


def axes_xml(scale: tuple[float, float, float]) -> str:
    """Les rayons et les anneaux ; l'échelle est fixe, sans quoi une équipe faible paraîtrait pleine."""
    minimum, maximum, step = scale
    ticks = (
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    )
    return (
        '<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:majorGridlines>{line()}</c:majorGridlines>{ticks}{text(9)}<c:crossAx val="1002"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx><c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{maximum:g}"/><c:min val="{minimum:g}"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines>{line()}</c:majorGridlines>{ticks}{line()}{text(9)}"
        '<c:crossAx val="1001"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>'
        f'<c:majorUnit val="{step:g}"/></c:valAx>'
    )


def cached(kind: str, cells: str, values: Sequence[str | None]) -> str:
    """Une plage du classeur et sa copie ; un trou est un point absent, ni zéro ni texte vide."""
    points = "".join(
        f'<c:pt idx="{rank}"><c:v>{escape(value)}</c:v></c:pt>'
        for rank, value in enumerate(values)
        if value is not None
    )
    form = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
    return (
        f"<c:{kind}Ref><c:f>{SHEET}!{cells}</c:f><c:{kind}Cache>{form}"
        f'<c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache></c:{kind}Ref>'
    )


def fill(colour: str) -> str:
    """Un aplat."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def line() -> str:
    """Le filet gris des rayons et des anneaux."""
    return f'<c:spPr><a:ln w="6350">{fill(GREY)}</a:ln></c:spPr>'


def font(tag: str, size: int, bold: int = 0) -> str:
    """La police d'un texte du graphique, en français."""
    return f'<a:{tag} lang="fr-FR" sz="{size * 100}" b="{bold}"><a:latin typeface="Calibri"/></a:{tag}>'


def text(size: int) -> str:
    """La mise en forme des textes d'un élément du graphique."""
    return f'<c:txPr><a:bodyPr/><a:p><a:pPr>{font("defRPr", size)}</a:pPr><a:endParaRPr lang="fr-FR"/></a:p></c:txPr>'
