"""Un entonnoir Word natif : les territoires selon leur effectif, la part de toutes les équipes, les limites.

Le classeur que Word ouvre ne porte que des valeurs diffusées. Les territoires hors des limites sont nommés.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ....text import NBSP, plain, rounded, shortened
from ..radar import UNMARKED, A, C, R, attach, cached, drawing, fill, font, line, text
from ..workbook import Column, letter, workbook
from .bars import titled

SIZE = Mm(165), Mm(92)
POINT, REFERENCE, LIMIT = "0072B2", "595959", "D55E00"
NAMES = (
    "limite basse à 95\u00a0%",
    "limite haute à 95\u00a0%",
    "limite basse à 99,8\u00a0%",
    "limite haute à 99,8\u00a0%",
)
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Un territoire : son nom, ses équipes notées, sa part, ses quatre limites (points), s'il faut le nommer."""

    label: str
    teams: int
    share: int
    limits: tuple[float, float, float, float]
    named: bool


def add_funnel(
    paragraph: Paragraph, title: str, places: Sequence[Place], reference: int, *, alt: str, axis: str
) -> None:
    """Ajoute l'entonnoir à la fin de `paragraph`, avec le classeur qui porte ses données.

    Args:
        paragraph: le paragraphe d'un document python-docx.
        title: nom du graphique, lu avec `alt` à la place de l'image.
        places: les territoires dont la part est diffusée.
        reference: la part de toutes les équipes, en points.
        alt: l'équivalent en mots.
        axis: ce que dit l'axe des parts.
    """
    places = sorted(places, key=lambda one: one.teams)
    rows = [shortened(one.label, LONGEST) for one in places]
    columns: list[Column] = [
        ("équipes notées", [str(one.teams) for one in places]),
        ("part des équipes", [str(one.share) for one in places]),
        ("toutes les équipes", [str(reference)] * len(places)),
        *((name, [str(rounded(one.limits[rank], 1)) for one in places]) for rank, name in enumerate(NAMES)),
    ]
    drawn = "".join(series(rank, columns, places, rows) for rank in range(1, len(columns)))
    relation = attach(paragraph, chart(drawn, axis), workbook(rows, columns))
    paragraph.add_run()._r.append(drawing(relation, plain(title), plain(alt), SIZE, paragraph.part.next_id))


def series(rank: int, columns: Sequence[Column], places: Sequence[Place], rows: Sequence[str]) -> str:
    """Une série : les points des territoires, le trait de tous, ou une limite."""
    (name, values), last = columns[rank], len(places) + 1
    across = f"<c:xVal>{cached('num', f'$B$2:$B${last}', columns[0][1])}</c:xVal>"
    up = f"<c:yVal>{cached('num', f'${letter(rank)}$2:${letter(rank)}${last}', values)}</c:yVal>"
    return (
        f'<c:ser><c:idx val="{rank - 1}"/><c:order val="{rank - 1}"/>'
        f"<c:tx>{cached('str', f'${letter(rank)}$1', [name])}</c:tx>{look(rank)}"
        f'{labels(places, rows) if rank == 1 else ""}{across}{up}<c:smooth val="0"/></c:ser>'
    )


def look(rank: int) -> str:
    """Le trait et la marque d'une série ; les deux paires de limites se distinguent par leur tireté."""
    if rank == 1:
        mark = f'<c:symbol val="circle"/><c:size val="7"/><c:spPr>{fill(POINT)}<a:ln w="9525">{fill("FFFFFF")}</a:ln></c:spPr>'
        return f'<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr><c:marker>{mark}</c:marker>'
    colour, dash, wide = (REFERENCE, "sysDot", 19050) if rank == 2 else (LIMIT, "dash" if rank < 5 else "solid", 12700)
    return f'<c:spPr><a:ln w="{wide}">{fill(colour)}<a:prstDash val="{dash}"/></a:ln></c:spPr><c:marker>{UNMARKED}</c:marker>'


def labels(places: Sequence[Place], rows: Sequence[str]) -> str:
    """Le nom des territoires hors des limites, à côté de leur point."""
    flags = (
        '<c:showLegendKey val="0"/><c:showVal val="{0}"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/>'
    )
    written = "".join(
        f'<c:dLbl><c:idx val="{rank}"/><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{font("defRPr", 8)}</a:pPr><a:r>{font("rPr", 8)}'
        f'<a:t>{escape(plain(rows[rank]))}</a:t></a:r></a:p></c:rich></c:tx><c:dLblPos val="{"l" if crowded(places, rank) else "r"}"/>'
        f"{flags.format(1)}</c:dLbl>"
        for rank, one in enumerate(places)
        if one.named
    )
    return f"<c:dLbls>{written}{flags.format(0)}</c:dLbls>" if written else ""


def crowded(places: Sequence[Place], rank: int) -> bool:
    """Vrai pour un territoire de la moitié droite : son nom s'écrit à gauche, sans sortir du cadre."""
    return places[rank].teams > max(one.teams for one in places) / 2


def chart(drawn: str, axis: str) -> str:
    """Le graphique autour de ses séries : l'effectif en abscisse, la part de 0 à 100 % en ordonnée."""
    ticks = '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
    return (
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}">'
        '<c:date1904 val="0"/><c:lang val="fr-FR"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        '<c:plotArea><c:layout/><c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{drawn}<c:axId val="3001"/><c:axId val="3002"/></c:scatterChart>'
        '<c:valAx><c:axId val="3001"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/>{titled("Équipes notées du territoire")}<c:numFmt formatCode="0" sourceLinked="0"/>{ticks}{line()}{text(9)}'
        '<c:crossAx val="3002"/><c:crosses val="autoZero"/><c:crossBetween val="midCat"/></c:valAx>'
        '<c:valAx><c:axId val="3002"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/><c:majorGridlines>{line()}</c:majorGridlines>{titled(axis)}'
        f'<c:numFmt formatCode="0{NBSP}&quot;%&quot;" sourceLinked="0"/>{ticks}{line()}{text(9)}'
        '<c:crossAx val="3001"/><c:crosses val="autoZero"/><c:crossBetween val="midCat"/><c:majorUnit val="25"/></c:valAx>'
        f'</c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/>{text(8)}</c:legend><c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart>{text(9)}<c:externalData r:id=""><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )
