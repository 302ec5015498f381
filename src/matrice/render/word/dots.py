"""Un diagramme en points Word natif : une ligne par dimension, la note, la médiane et la moitié centrale d'un groupe.

C'est un nuage de points, le seul graphique de Word qui place un point à une note et sur une ligne ; ses libellés
sont les étiquettes d'une série sans marque. Le classeur porte les notes telles qu'elles s'impriment, une ligne par
point, et rien d'autre : une valeur absente y est une cellule absente, jamais un zéro.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph

from ...errors import MatriceError
from ...text import NBSP, plain, shortened
from .radar import UNMARKED as NO_MARK
from .radar import A, C, R, attach, cached, drawing, fill, font, line, number, text
from .workbook import Column, letter, workbook

WIDTH = Mm(170)
ROW, AROUND = 3.85, 12  # hauteur d'une ligne, et de l'axe avec la légende, en millimètres
LABELS = 0.34  # part de la largeur laissée aux libellés
LONGEST = 38  # au-delà, un libellé entrerait dans le cadre ; le tableau le donne entier
OWN, GROUP = "0072B2", "D55E00"
MIDDLE = "7F7F7F"  # dessinée transparente : LibreOffice pose les traits sur les points
PLACE = "Place du libellé"
THICK = 8 * 12700  # épaisseur d'une bande : huit points
Point = tuple[str | None, ...]  # un libellé, une hauteur, puis une valeur par série
BLANK: Point = (None,) * 6
LABELLED = {True: "nextTo", False: "none"}
NO_LINE = '<a:ln w="19050"><a:noFill/></a:ln>'
UNMARKED = f"<c:marker>{NO_MARK}</c:marker>"


@dataclass(frozen=True, slots=True)
class Line:
    """Une ligne : son libellé, la note, la médiane et les deux quartiles du groupe ; `heading` pour un libellé en gras."""

    label: str
    own: float | None = None
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """Ce que le graphique et son classeur partagent : les libellés des lignes du classeur et ses colonnes."""

    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    scale: tuple[float, float, float]

    @property
    def count(self) -> int:
        """Le nombre de lignes dessinées."""
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class Look:
    """Une série du graphique : sa colonne et ses lignes dans le classeur, sa couleur, sa marque (sans elle, un trait épais)."""

    column: int
    rows: int
    colour: str = ""
    symbol: str = ""
    size: int = 0

    @property
    def xml(self) -> str:
        """Le trait, puis la marque ; sans couleur, ni l'un ni l'autre."""
        thick = self.colour and not self.symbol
        ink = f'<a:ln w="{THICK}" cap="flat">{veil(self.colour)}<a:round/></a:ln>' if thick else NO_LINE
        if not self.symbol:
            return f"<c:spPr>{ink}</c:spPr>{UNMARKED}"
        return (
            f'<c:spPr>{ink}</c:spPr><c:marker><c:symbol val="{self.symbol}"/><c:size val="{self.size}"/>'
            f'<c:spPr>{fill(self.colour)}<a:ln w="9525">{fill("FFFFFF")}</a:ln></c:spPr></c:marker>'
        )


def add_dots(
    paragraph: Paragraph,
    title: str,
    lines: Sequence[Line],
    names: tuple[str, str, str],
    *,
    alt: str,
    minimum: float = 0,
    maximum: float = 100,
    step: float = 25,
    width: Length = WIDTH,
) -> None:
    """Ajoute le diagramme à la fin de `paragraph`, avec le classeur qui porte ses données.

    Args:
        paragraph: le paragraphe d'un document python-docx.
        title: nom du graphique, lu avec `alt` à la place de l'image.
        lines: les lignes, de haut en bas.
        names: noms, dans la légende, de l'équipe, de la médiane et de la moitié centrale du groupe.
        alt: l'équivalent en mots.
        minimum, maximum, step: l'échelle des notes, fixe, et l'écart entre deux graduations.

    Raises:
        MatriceError: aucune ligne, ou une valeur hors échelle.
    """
    if not lines:
        raise MatriceError("Un diagramme en points demande une ligne au moins.")
    plot = plotted(lines, names, (minimum, maximum, step))
    relation = attach(paragraph, chart_xml(plot), workbook(plot.labels, plot.columns))
    height = Mm(ROW * (plot.count + 1) + AROUND)
    paragraph.add_run()._r.append(drawing(relation, plain(title), plain(alt), (width, height), paragraph.part.next_id))


def plotted(lines: Sequence[Line], names: tuple[str, str, str], scale: tuple[float, float, float]) -> Plot:
    """Les données en colonnes : d'abord une ligne par ligne dessinée, puis deux par bande, séparées par un blanc."""
    low, high, _ = scale

    def point(label: str, rank: int, end: float | None, *values: float | None) -> Point:
        return (label, str(len(lines) - rank), *(number(value, low, high) for value in (end, *values)))

    points = [point(shown(one), rank, None, one.median, one.own, low) for rank, one in enumerate(lines)]
    for rank, one in enumerate(lines):
        points += [BLANK] * bool(one.quartiles and len(points) > len(lines))
        points += [
            point(f"{shown(one)}{NBSP}: {which} quartile", rank, end, None, None, None)
            for which, end in zip(("premier", "troisième"), one.quartiles or (), strict=False)
        ]
    labels, *columns = zip(*points, strict=True)
    titles = ("Hauteur de la ligne", *(plain(name) for name in reversed(names)), PLACE)
    return Plot(tuple(label or "" for label in labels), tuple(zip(titles, columns, strict=True)), tuple(lines), scale)


def shown(one: Line) -> str:
    """Le libellé d'une ligne, assez court pour ne pas entrer dans le cadre."""
    return shortened(one.label, LONGEST)


def chart_xml(plot: Plot) -> str:
    """Le graphique autour de ses séries ; une série sans valeur n'y est pas."""
    whole = len(plot.labels)
    looks = (
        Look(1, whole, MIDDLE), Look(2, plot.count, GROUP, "triangle", 8), Look(3, plot.count, OWN, "circle", 9),
    )  # fmt: skip
    drawn = [look for look in looks if any(value is not None for value in plot.columns[look.column][1])]
    series = [series_xml(rank, plot, look) for rank, look in enumerate(drawn)]
    series.append(series_xml(len(drawn), plot, Look(4, plot.count), label_marks(plot)))
    return (
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}">'
        '<c:date1904 val="0"/><c:lang val="fr-FR"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea>{frame(plot)}<c:scatterChart>"
        f'<c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{"".join(series)}'
        f'<c:axId val="1001"/><c:axId val="1002"/></c:scatterChart>{axes_xml(plot)}</c:plotArea>'
        f'<c:legend><c:legendPos val="b"/><c:legendEntry><c:idx val="{len(drawn)}"/><c:delete val="1"/></c:legendEntry>'
        f'<c:overlay val="0"/>{text(9)}</c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'{text(9)}<c:externalData r:id=""><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def series_xml(rank: int, plot: Plot, look: Look, labels: str = "") -> str:
    """Une série : les notes de sa colonne en abscisse, la hauteur de leur ligne en ordonnée."""
    name, values = plot.columns[look.column]
    cells, heights = (f"${column}$2:${column}${look.rows + 1}" for column in (letter(look.column), letter(0)))
    return (
        f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/>'
        f"<c:tx>{cached('str', f'${letter(look.column)}$1', [name])}</c:tx>{look.xml}{labels}"
        f"<c:xVal>{cached('num', cells, values[: look.rows])}</c:xVal>"
        f"<c:yVal>{cached('num', heights, plot.columns[0][1][: look.rows])}</c:yVal>"
        '<c:smooth val="0"/></c:ser>'
    )


def veil(colour: str) -> str:
    """Un aplat à demi transparent."""
    return f'<a:solidFill><a:srgbClr val="{colour}"><a:alpha val="38000"/></a:srgbClr></a:solidFill>'


def label_marks(plot: Plot) -> str:
    """Les libellés des lignes, à gauche du cadre ; ceux des titres sont en gras."""
    marks = [
        f'<c:dLbl><c:idx val="{rank}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:p><a:pPr>{font("defRPr", 9, int(one.heading))}</a:pPr>'
        f"<a:r>{font('rPr', 9, int(one.heading))}<a:t>{escape(shown(one))}</a:t></a:r></a:p></c:rich></c:tx>"
        f'<c:dLblPos val="l"/>{shows(1)}</c:dLbl>'
        for rank, one in enumerate(plot.lines)
    ]
    return f'<c:dLbls>{"".join(marks)}{text(9)}<c:dLblPos val="l"/>{shows(1)}</c:dLbls>'


def shows(value: int) -> str:
    """Ce qu'une étiquette montre : son texte à elle, et rien que Word ajouterait."""
    return f'<c:showLegendKey val="0"/><c:showVal val="{value}"/>' + "".join(
        f'<c:show{name} val="0"/>' for name in ("CatName", "SerName", "Percent", "BubbleSize")
    )


def frame(plot: Plot) -> str:
    """La place du cadre dans l'image : des libellés à gauche, la légende dessous."""
    tall = ROW * (plot.count + 1)
    height = tall / (tall + AROUND)
    sizes = (("x", LABELS), ("y", 0.01), ("w", 0.97 - LABELS), ("h", height - 0.01))
    modes = "".join(f'<c:{side}Mode val="edge"/>' for side in ("x", "y"))
    places = "".join(f'<c:{side} val="{size:.4f}"/>' for side, size in sizes)
    return f'<c:layout><c:manualLayout><c:layoutTarget val="inner"/>{modes}{places}</c:manualLayout></c:layout>'


def axes_xml(plot: Plot) -> str:
    """L'échelle des notes, fixe, et un trait par ligne ; l'axe des hauteurs ne se montre pas."""
    low, high, step = plot.scale
    return axis(1001, 1002, "b", (low, high, step), shown=True) + axis(
        1002, 1001, "l", (0, plot.count + 1, 1), shown=False
    )


def axis(identifier: int, crossing: int, side: str, scale: tuple[float, float, float], *, shown: bool) -> str:
    """Un axe."""
    low, high, step = scale
    return (
        f'<c:valAx><c:axId val="{identifier}"/><c:scaling><c:orientation val="minMax"/><c:max val="{high:g}"/><c:min val="{low:g}"/>'
        f'</c:scaling><c:delete val="{int(not shown)}"/><c:axPos val="{side}"/><c:majorGridlines>{line()}</c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{LABELLED[shown]}"/>{line()}{text(9)}<c:crossAx val="{crossing}"/>'
        f'<c:crosses val="min"/><c:crossBetween val="midCat"/><c:majorUnit val="{step:g}"/></c:valAx>'
    )
