"""Les graphiques natifs de Word : de vrais graphiques, que l'on met en forme et dont on modifie les données.

Chacun dessine une valeur de `documents` : un radar, un diagramme en points, des barres de 100 %, un entonnoir. Il est écrit en
DrawingML dans l'ordre du schéma, sans laisser de valeur par défaut : Word et LibreOffice n'ont pas les mêmes. Une valeur absente
est un trou, jamais un zéro. Le classeur caché, ce que Word ouvre quand on choisit « Modifier les données », ne porte que ce que le
bloc porte ; il tient en six petites parties écrites ici : un tableur y mettrait la date du jour.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph

from ...documents.blocks import Bars, Chart, DotLine, Dots, Radar, Segment
from ...errors import MatriceError
from ...files import zipped
from ...text import NBSP, plain, shortened
from .document import xml_attribute, xml_text

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_Dash = Literal["solid", "dash", "sysDot"]
_UNMARKED = '<c:symbol val="none"/>'

# Une série du classeur : son nom, et le texte XML de chaque valeur (`None` : un trou).
_Column = tuple[str, Sequence[str | None]]


def _number(value: float | None, minimum: float, maximum: float) -> str | None:
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
    link = chart.element.find(f"{{{_C}}}externalData")
    link.set(f"{{{_R}}}id", chart.relate_to(data, RELATIONSHIP_TYPE.PACKAGE))
    return host.relate_to(chart, RELATIONSHIP_TYPE.CHART)


def _drawing(relation: str, title: str, alt: str, size: tuple[Length, Length], identifier: int) -> BaseOxmlElement:
    """L'ancrage du graphique dans le texte, avec son texte de remplacement."""
    return parse_xml(
        f'<w:drawing xmlns:w="{_W}" xmlns:wp="{_WP}"><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(size[0])}" cy="{int(size[1])}"/>'
        f'<wp:docPr id="{identifier}" name={xml_attribute(title)} descr={xml_attribute(alt)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _column_xml(role: str, values: Sequence[str | None], rank: int | None = None) -> str:
    """Une colonne du classeur dans une série (`rank` : la sienne ; sans lui, les libellés), et la copie que Word affiche.

    `role` est sa place : `cat` et `val`, ou `xVal` et `yVal`.
    """
    column = "A" if rank is None else _letter(rank)
    kind = "str" if rank is None else "num"
    return f"<c:{role}>{_cache(kind, f'${column}$2:${column}${len(values) + 1}', values)}</c:{role}>"


def _cache(kind: str, cells: str, values: Sequence[str | None]) -> str:
    """Une plage du classeur et sa copie ; un trou est un point absent, ni zéro ni texte vide."""
    points = "".join(
        f'<c:pt idx="{rank}"><c:v>{xml_text(value)}</c:v></c:pt>'
        for rank, value in enumerate(values)
        if value is not None
    )
    form = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
    return (
        f"<c:{kind}Ref><c:f>{_SHEET}!{cells}</c:f><c:{kind}Cache>{form}"
        f'<c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache></c:{kind}Ref>'
    )


def _series_xml(rank: int, column: int, name: str, content: str) -> str:
    """La `rank`-ième série, nommée par sa colonne du classeur ; `content` : son trait, ses étiquettes, ses valeurs."""
    named = _cache("str", f"${_letter(column)}$1", [name])
    return f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/><c:tx>{named}</c:tx>{content}</c:ser>'


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _stroke(wide: int, ink: str, dash: _Dash | None = None, *, cap: str = "") -> str:
    """Un trait ; ses bouts (`cap`), quand ils sont dits, sont joints en rond."""
    ends, joined = (f' cap="{cap}"', "<a:round/>") if cap else ("", "")
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{wide}"{ends}>{ink}{dashed}{joined}</a:ln>'


def _mark(symbol: str, size: int, colour: str, edge: str = "FFFFFF") -> str:
    return (
        f'<c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr>{_fill(colour)}{_stroke(9525, _fill(edge))}</c:spPr>'
    )


def _font(tag: str, size: int, *, bold: bool = False, ink: str = "") -> str:
    return f'<a:{tag} lang="fr-FR" sz="{size * 100}" b="{int(bold)}">{ink}<a:latin typeface="Calibri"/></a:{tag}>'


def _text(size: int, *, bold: bool = False, ink: str = "") -> str:
    font = _font("defRPr", size, bold=bold, ink=ink)
    return f'<c:txPr><a:bodyPr/><a:p><a:pPr>{font}</a:pPr><a:endParaRPr lang="fr-FR"/></a:p></c:txPr>'


def _rich(said: str, size: int, *, bold: bool = False, body: str = "<a:bodyPr/>") -> str:
    return (
        f"<c:tx><c:rich>{body}<a:p><a:pPr>{_font('defRPr', size, bold=bold)}</a:pPr>"
        f"<a:r>{_font('rPr', size, bold=bold)}<a:t>{xml_text(plain(said))}</a:t></a:r></a:p></c:rich></c:tx>"
    )


def _rich_title(said: str, size: int, *, bold: bool = False) -> str:
    return f'<c:title>{_rich(said, size, bold=bold)}<c:overlay val="0"/></c:title>'


def _label_xml(rank: int, said: str, size: int, side: str, *, bold: bool = False) -> str:
    """L'étiquette du point `rank`, d'un côté (« l », « r »)."""
    rich = _rich(said, size, bold=bold, body='<a:bodyPr wrap="none"/>')
    return f'<c:dLbl><c:idx val="{rank}"/>{rich}<c:dLblPos val="{side}"/>{_shown(True)}</c:dLbl>'


def _labels_xml(labels: str, look: str, *, shown: bool) -> str:
    """Les étiquettes d'une série, et celle des points qui n'en ont pas à eux."""
    return f"<c:dLbls>{labels}{look}{_shown(shown)}</c:dLbls>"


def _shown(value: bool) -> str:
    """Ce qu'une étiquette montre : son texte à elle, et rien que Word ajouterait."""
    return f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/>' + "".join(
        f'<c:show{name} val="0"/>' for name in ("CatName", "SerName", "Percent", "BubbleSize")
    )


def _axis(
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
        f"{f'<c:majorGridlines>{_THIN}</c:majorGridlines>' if grid else ''}{_rich_title(title, 9) if title else ''}"
        f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="{marks}"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{labels}"/>{_THIN if drawn else ""}{_text(size)}<c:crossAx val="{crossing}"/>'
        f'<c:crosses val="{crosses}"/>{end}</c:{kind}Ax>'
    )


_THIN = f"<c:spPr>{_stroke(6350, _fill('A6A6A6'))}</c:spPr>"  # le filet gris des rayons et des anneaux


def _chart_space(content: str, *, legend: str = "", title: str = "") -> str:
    """Le graphique entier autour de son cadre (`plotArea`) : langue, titre, légende, et le lien vers le classeur."""
    named = f'{title}<c:autoTitleDeleted val="0"/>' if title else '<c:autoTitleDeleted val="1"/>'
    return (
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}">'
        f'<c:date1904 val="0"/><c:lang val="fr-FR"/><c:roundedCorners val="0"/><c:chart>{named}'
        f'<c:plotArea>{content}</c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'{_text(9)}<c:externalData r:id=""><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _legend(size: int, hidden: int | None = None) -> str:
    """La légende, sous le graphique ; `hidden` : le rang d'une série qui n'y est pas nommée."""
    without = "" if hidden is None else f'<c:legendEntry><c:idx val="{hidden}"/><c:delete val="1"/></c:legendEntry>'
    return f'<c:legend><c:legendPos val="b"/>{without}<c:overlay val="0"/>{_text(size)}</c:legend>'


# Le classeur caché

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
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
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_R}">'
    f'<sheets><sheet name="{_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" applyAlignment="1"><alignment wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _workbook(labels: Sequence[str], columns: Sequence[_Column]) -> bytes:
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


def _sheet(labels: Sequence[str], columns: Sequence[_Column]) -> str:
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
    return f'<c r="{cell}" s="1" t="inlineStr"><is><t xml:space="preserve">{xml_text(text)}</t></is></c>'


def _relations(*targets: tuple[str, str]) -> str:
    links = [
        f'<Relationship Id="rId{rank}" Type="{_R}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(targets, 1)
    ]
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


# Les figures

_WIDE = Mm(170)
_OWN, _OTHERS, _GREY = "0072B2", "D55E00", "7F7F7F"


def add_chart(paragraph: Paragraph, chart: Chart) -> None:
    """Ajoute une figure à la fin de `paragraph` ; `MatriceError` si ses valeurs ne se dessinent pas."""
    drawn = _DRAWN_BY[type(chart)](chart)
    relation = _attach(paragraph, drawn.xml, _workbook(drawn.rows, drawn.columns))
    image = _drawing(relation, plain(chart.title), plain(chart.alt), drawn.size, paragraph.part.next_id)
    paragraph.add_run()._r.append(image)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Un graphique en DrawingML, sa taille, et ce que porte son classeur : le nom des lignes, les colonnes."""

    xml: str
    rows: Sequence[str]
    columns: Sequence[_Column]
    size: tuple[Length, Length]


# Le radar

_RADAR_SIZE = Mm(165), Mm(125)
_LABEL_WIDTH, _LABEL_LINES = 22, 3  # au-delà, le texte sort du cadre et le cercle s'écrase
# Couleur, trait et symbole : les séries se distinguent aussi en noir et blanc.
_LOOKS: tuple[tuple[str, _Dash, str], ...] = (
    (_OWN, "solid", "circle"), (_OTHERS, "dash", "triangle"), ("009E73", "sysDot", "square"),
)  # fmt: skip


def _radar(chart: Radar) -> _Drawn:
    """Le radar ; l'échelle est fixe, sans quoi une équipe faible paraîtrait pleine."""
    # « médico-social » ne se coupe pas à son trait d'union.
    rows = [
        textwrap.fill(plain(one), _LABEL_WIDTH, break_on_hyphens=False, max_lines=_LABEL_LINES, placeholder="…")
        for one in chart.labels
    ]
    columns = [(plain(s.name), [_number(v, chart.minimum, chart.maximum) for v in s.values]) for s in chart.series]
    if len(columns) > len(_LOOKS) or any(len(values) != len(rows) for _, values in columns):
        raise MatriceError("Un radar porte trois séries au plus, chacune avec une valeur (ou un trou) par rayon.")
    drawn = ""
    for rank, (one, column, (colour, dash, symbol)) in enumerate(zip(chart.series, columns, _LOOKS, strict=False)):
        marked = _mark(symbol, 7, colour, colour) if one.marked else _UNMARKED
        look = f"<c:spPr>{_stroke(28575, _fill(colour), dash, cap='rnd')}</c:spPr><c:marker>{marked}</c:marker>"
        drawn += _series_xml(
            rank, rank, column[0], f"{look}{_column_xml('cat', rows)}{_column_xml('val', column[1], rank)}"
        )
    xml = _chart_space(
        '<c:layout/><c:radarChart><c:radarStyle val="marker"/>'
        f'<c:varyColors val="0"/>{drawn}<c:axId val="1001"/><c:axId val="1002"/></c:radarChart>'
        + _axis("cat", 1001, 1002, "b", grid=True, drawn=False)
        + _axis("val", 1002, 1001, "l", chart.minimum, chart.maximum, chart.step, grid=True, between="between"),
        legend=_legend(9) if len(chart.series) > 1 else "",
        title=_rich_title(chart.title, 12, bold=True),
    )
    return _Drawn(xml, rows, columns, _RADAR_SIZE)


# Le diagramme en points

_DOT_ROW, _DOT_AROUND = 3.85, 12  # hauteur d'une ligne, et de l'axe avec la légende, en millimètres
_DOT_LABELS = 0.34  # part de la largeur laissée aux libellés
_LONGEST_DOT = 38  # au-delà, un libellé entrerait dans le cadre ; le tableau le donne entier
_THICK = 8 * 12700  # épaisseur d'une bande : huit points
_Point = tuple[str | None, ...]  # un libellé, une hauteur, puis une valeur par série
_BLANK: _Point = (None,) * 6
_NO_LINE = '<a:ln w="19050"><a:noFill/></a:ln>'
# Une bande à demi transparente : LibreOffice pose les traits sur les points.
_BAND = f'<a:solidFill><a:srgbClr val="{_GREY}"><a:alpha val="38000"/></a:srgbClr></a:solidFill>'
# La bande du groupe, sa médiane, l'équipe : une colonne du classeur chacune, après celle des hauteurs.
_DOT_LOOKS = (
    f"<c:spPr>{_stroke(_THICK, _BAND, cap='flat')}</c:spPr><c:marker>{_UNMARKED}</c:marker>",
    f"<c:spPr>{_NO_LINE}</c:spPr><c:marker>{_mark('triangle', 8, _OTHERS)}</c:marker>",
    f"<c:spPr>{_NO_LINE}</c:spPr><c:marker>{_mark('circle', 9, _OWN)}</c:marker>",
)
_NO_LOOK = f"<c:spPr>{_NO_LINE}</c:spPr><c:marker>{_UNMARKED}</c:marker>"


def _dots(chart: Dots) -> _Drawn:
    """Le diagramme en points : une échelle fixe, un trait par ligne ; les libellés sont ceux d'une dernière série."""
    if not chart.lines:
        raise MatriceError("Un diagramme en points demande une ligne au moins.")
    count = len(chart.lines)
    rows, columns = _dot_columns(chart)
    heights = columns[0][1]

    def series(rank: int, column: int, look: str) -> str:
        name, values = columns[column]
        cells = len(rows) if column == 1 else count  # seules les bandes vont au-delà des lignes dessinées
        across, up = _column_xml("xVal", values[:cells], column), _column_xml("yVal", heights[:cells], 0)
        return _series_xml(rank, column, name, f'{look}{across}{up}<c:smooth val="0"/>')

    shown = [column for column in (1, 2, 3) if any(value is not None for value in columns[column][1])]
    drawn = [series(rank, column, _DOT_LOOKS[column - 1]) for rank, column in enumerate(shown)]
    names = "".join(_label_xml(rank, _dot_label(one), 9, "l", bold=one.heading) for rank, one in enumerate(chart.lines))
    drawn.append(series(len(shown), 4, _NO_LOOK + _labels_xml(names, f'{_text(9)}<c:dLblPos val="l"/>', shown=True)))
    tall = _DOT_ROW * (count + 1)
    xml = _chart_space(
        f"{_dot_frame(tall)}<c:scatterChart>"
        f'<c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{"".join(drawn)}'
        '<c:axId val="1001"/><c:axId val="1002"/></c:scatterChart>'
        + _axis("val", 1001, 1002, "b", chart.minimum, chart.maximum, chart.step, grid=True, crosses="min")
        + _axis("val", 1002, 1001, "l", 0, count + 1, 1, grid=True, crosses="min", labels="none", hidden=True),
        legend=_legend(9, hidden=len(shown)),
    )
    return _Drawn(xml, rows, columns, (_WIDE, Mm(tall + _DOT_AROUND)))


def _dot_columns(chart: Dots) -> tuple[list[str], list[_Column]]:
    """Les lignes et les colonnes du classeur : une ligne par ligne dessinée, puis deux par bande, séparées par un blanc."""
    lines, low, high = chart.lines, chart.minimum, chart.maximum

    def point(label: str, rank: int, end: float | None, *values: float | None) -> _Point:
        return (label, str(len(lines) - rank), *(_number(value, low, high) for value in (end, *values)))

    points = [point(_dot_label(one), rank, None, one.median, one.own, low) for rank, one in enumerate(lines)]
    for rank, one in enumerate(lines):
        points += [_BLANK] * bool(one.quartiles and len(points) > len(lines))
        points += [
            point(f"{_dot_label(one)}{NBSP}: {which} quartile", rank, end, None, None, None)
            for which, end in zip(("premier", "troisième"), one.quartiles or (), strict=False)
        ]
    rows, *columns = zip(*points, strict=True)
    titles = ("Hauteur de la ligne", *(plain(name) for name in reversed(chart.names)), "Place du libellé")
    return [row or "" for row in rows], list(zip(titles, columns, strict=True))


def _dot_label(one: DotLine) -> str:
    return shortened(one.label, _LONGEST_DOT)


def _dot_frame(tall: float) -> str:
    """La place du cadre dans l'image : des libellés à gauche, la légende dessous."""
    height = tall / (tall + _DOT_AROUND)
    sizes = (("x", _DOT_LABELS), ("y", 0.01), ("w", 0.97 - _DOT_LABELS), ("h", height - 0.01))
    modes = "".join(f'<c:{side}Mode val="edge"/>' for side in ("x", "y"))
    places = "".join(f'<c:{side} val="{size:.4f}"/>' for side, size in sizes)
    return f'<c:layout><c:manualLayout><c:layoutTarget val="inner"/>{modes}{places}</c:manualLayout></c:layout>'


# Les barres

_BAR_ROW, _BAR_AROUND = 5.2, 26  # hauteur d'une barre, et de l'axe avec la légende, en millimètres
_LONGEST_BAR = 44
_NARROWEST = 8  # points de % : un segment plus étroit ne porte pas son nombre


def _bars(chart: Bars) -> _Drawn:
    """Les barres, la première en haut, de 0 à 100 %."""
    rows = [textwrap.fill(plain(label), _LONGEST_BAR, break_on_hyphens=False) for label in chart.labels]  # jamais coupé
    columns: list[_Column] = [
        (plain(one.name), [None if share is None else str(share) for share in one.shares]) for one in chart.segments
    ]
    drawn = "".join(
        _series_xml(rank, rank, name, f"{_bar_look(one)}{_column_xml('cat', rows)}{_column_xml('val', shares, rank)}")
        for rank, (one, (name, shares)) in enumerate(zip(chart.segments, columns, strict=True))
    )
    xml = _chart_space(
        '<c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="percentStacked"/><c:varyColors val="0"/>'
        f'{drawn}<c:gapWidth val="25"/><c:overlap val="100"/><c:axId val="2001"/><c:axId val="2002"/></c:barChart>'
        + _axis("cat", 2001, 2002, "l", size=8, reverse=True)
        + _axis("val", 2002, 2001, "t", step=0.25, size=8, grid=True, form=f"0{NBSP}%", between="between"),
        legend=_legend(9),
    )
    return _Drawn(xml, rows, columns, (_WIDE, Mm(_BAR_ROW * len(rows) + _BAR_AROUND)))


def _bar_look(one: Segment) -> str:
    """Le fond d'une série, tramé quand elle réunit des niveaux ; les parts qui tiennent et ne sont pas des bornes."""
    trame = (
        f'<a:pattFill prst="ltUpDiag"><a:fgClr><a:srgbClr val="{"FFFFFF" if one.dark else _GREY}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{one.colour}"/></a:bgClr></a:pattFill>'
    )
    gone = "".join(
        f'<c:dLbl><c:idx val="{rank}"/><c:delete val="1"/></c:dLbl>'
        for rank, (share, bound) in enumerate(zip(one.shares, one.bounded, strict=True))
        if share is not None and (bound or share < _NARROWEST)
    )
    look = (
        f'<c:numFmt formatCode="0{NBSP}&quot;%&quot;" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{_text(8, bold=one.merged, ink=_fill("FFFFFF" if one.dark else "000000"))}<c:dLblPos val="ctr"/>'
    )
    return (
        f"<c:spPr>{trame if one.merged else _fill(one.colour)}{_stroke(6350, _fill(_GREY))}</c:spPr>"
        f'<c:invertIfNegative val="0"/>{_labels_xml(gone, look, shown=True)}'
    )


_DRAWN_BY: dict[type[Chart], Callable[[Any], _Drawn]] = {Radar: _radar, Dots: _dots, Bars: _bars}
