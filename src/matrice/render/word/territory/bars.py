"""Des barres Word natives de 100 % : une ligne par thème, un segment par niveau ou par niveaux regroupés.

Le classeur que Word ouvre ne porte que des valeurs diffusées ; une répartition absente y est une ligne sans nombre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ....text import NBSP, plain, shortened
from ..radar import A, C, R, attach, cached, drawing, fill, font, line, text
from ..workbook import Column, letter, workbook

WIDTH = Mm(170)
ROW, AROUND = 5.2, 26  # hauteur d'une barre, et de l'axe avec la légende, en millimètres
LONGEST = 44
NARROWEST = 8  # points de % : un segment plus étroit ne porte pas son nombre
EDGE = "7F7F7F"
DARK, PALE = "000000", "FFFFFF"


@dataclass(frozen=True, slots=True)
class Segment:
    """Une série : son nom, son fond, si elle est tramée, une part par barre ; `bounded` : celles qui sont des bornes."""

    name: str
    colour: str
    merged: bool
    dark: bool
    shares: tuple[int | None, ...]
    bounded: tuple[bool, ...]


def add_bars(paragraph: Paragraph, title: str, labels: Sequence[str], segments: Sequence[Segment], *, alt: str) -> None:
    """Ajoute le graphique à la fin de `paragraph`, avec le classeur qui porte ses données.

    Args:
        paragraph: le paragraphe d'un document python-docx.
        title: nom du graphique, lu avec `alt` à la place de l'image.
        labels: un libellé par barre, de haut en bas.
        segments: les séries, de gauche à droite.
        alt: l'équivalent en mots.
    """
    rows = [shortened(label, LONGEST) for label in labels]
    columns: list[Column] = [
        (plain(one.name), [None if share is None else str(share) for share in one.shares]) for one in segments
    ]
    drawn = "".join(
        series(rank, rows, one, column) for rank, (one, column) in enumerate(zip(segments, columns, strict=True))
    )
    relation = attach(paragraph, chart(drawn), workbook(rows, columns))
    size = (WIDTH, Mm(ROW * len(rows) + AROUND))
    paragraph.add_run()._r.append(drawing(relation, plain(title), plain(alt), size, paragraph.part.next_id))


def series(rank: int, rows: Sequence[str], one: Segment, column: Column) -> str:
    """Une série : son fond, les nombres qui tiennent, et la copie des valeurs du classeur."""
    last = len(rows) + 1
    return (
        f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/>'
        f"<c:tx>{cached('str', f'${letter(rank)}$1', [column[0]])}</c:tx>"
        f'<c:spPr>{pattern(one) if one.merged else fill(one.colour)}<a:ln w="6350">{fill(EDGE)}</a:ln></c:spPr>'
        f'<c:invertIfNegative val="0"/>{numbers(one)}'
        f"<c:cat>{cached('str', f'$A$2:$A${last}', rows)}</c:cat>"
        f"<c:val>{cached('num', f'${letter(rank)}$2:${letter(rank)}${last}', column[1])}</c:val></c:ser>"
    )


def pattern(one: Segment) -> str:
    """La trame d'un regroupement : il se voit que l'on n'en sait pas plus."""
    ink = PALE if one.dark else EDGE
    return (
        f'<a:pattFill prst="ltUpDiag"><a:fgClr><a:srgbClr val="{ink}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{one.colour}"/></a:bgClr></a:pattFill>'
    )


def numbers(one: Segment) -> str:
    """Les parts écrites dans les barres ; pas celles qui sont des bornes, ni celles qui n'y tiennent pas."""
    gone = "".join(
        f'<c:dLbl><c:idx val="{rank}"/><c:delete val="1"/></c:dLbl>'
        for rank, (share, bound) in enumerate(zip(one.shares, one.bounded, strict=True))
        if share is not None and (bound or share < NARROWEST)
    )
    ink = PALE if one.dark else DARK
    look = (
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr lang="fr-FR" sz="800" b="{int(one.merged)}">{fill(ink)}'
        '<a:latin typeface="Calibri"/></a:defRPr></a:pPr><a:endParaRPr lang="fr-FR"/></a:p></c:txPr>'
    )
    return (
        f'<c:dLbls>{gone}<c:numFmt formatCode="0{NBSP}&quot;%&quot;" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{look}'
        '<c:dLblPos val="ctr"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def chart(drawn: str) -> str:
    """Le graphique autour de ses séries : la première barre en haut, de 0 à 100 %."""
    ticks = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    return (
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}">'
        '<c:date1904 val="0"/><c:lang val="fr-FR"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        '<c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="percentStacked"/><c:varyColors val="0"/>'
        f'{drawn}<c:gapWidth val="25"/><c:overlap val="100"/><c:axId val="2001"/><c:axId val="2002"/></c:barChart>'
        '<c:catAx><c:axId val="2001"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{ticks}{line()}{text(8)}<c:crossAx val="2002"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="2002"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="t"/>'
        f'<c:majorGridlines>{line()}</c:majorGridlines><c:numFmt formatCode="0{NBSP}%" sourceLinked="0"/>{ticks}{line()}{text(8)}'
        '<c:crossAx val="2001"/><c:crosses val="autoZero"/><c:crossBetween val="between"/><c:majorUnit val="0.25"/></c:valAx>'
        f'</c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/>{text(9)}</c:legend><c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart>{text(9)}<c:externalData r:id=""><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def titled(said: str) -> str:
    """Le titre d'un axe."""
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{font('defRPr', 9)}</a:pPr><a:r>{font('rPr', 9)}"
        f'<a:t>{escape(plain(said))}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
