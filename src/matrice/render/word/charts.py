"""Les graphiques natifs de Word : de vrais graphiques, que l'on met en forme et dont on modifie les données.

Chacun dessine une valeur de `documents` : un radar, un diagramme en points, des barres de 100 %, un entonnoir. Une
valeur absente est un trou, jamais un zéro ; le classeur caché ne porte que ce que le bloc porte.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ...documents.blocks import Bars, Chart, DotLine, Dots, FunnelPlace, FunnelPlot, Radar, Segment
from ...errors import MatriceError
from ...text import NBSP, plain, rounded, shortened
from .drawingml import (
    UNMARKED,
    Column,
    cache_xml,
    chart_space,
    fill,
    font,
    insert_chart,
    legend,
    letter,
    line,
    number,
    text,
    title_xml,
    workbook,
)


def add_chart(paragraph: Paragraph, chart: Chart) -> None:
    """Ajoute une figure à la fin de `paragraph`.

    Raises:
        MatriceError: une valeur hors échelle, une série trop courte, trop de séries, ou aucune ligne.
    """
    match chart:
        case Radar():
            _add_radar(paragraph, chart)
        case Dots():
            _add_dots(paragraph, chart)
        case Bars():
            _add_bars(paragraph, chart)
        case FunnelPlot():
            _add_funnel(paragraph, chart)


# Le radar

_RADAR_SIZE = Mm(165), Mm(125)
_LABEL_WIDTH, _LABEL_LINES = 22, 3  # au-delà, le texte sort du cadre et le cercle s'écrase
# Couleur, trait et symbole : les séries se distinguent aussi en noir et blanc.
_LOOKS = (("0072B2", "solid", "circle"), ("D55E00", "dash", "triangle"), ("009E73", "sysDot", "square"))


def _add_radar(paragraph: Paragraph, chart: Radar) -> None:
    spokes = [_wrap_label(label) for label in chart.labels]
    columns = [
        (plain(one.name), [number(value, chart.minimum, chart.maximum) for value in one.values]) for one in chart.series
    ]
    if len(columns) > len(_LOOKS) or any(len(values) != len(spokes) for _, values in columns):
        raise MatriceError("Un radar porte trois séries au plus, chacune avec une valeur (ou un trou) par rayon.")
    drawn = "".join(
        _radar_series(rank, spokes, column, marked=one.marked)
        for rank, (one, column) in enumerate(zip(chart.series, columns, strict=True))
    )
    content = _radar_xml(chart, drawn)
    insert_chart(paragraph, content, workbook(spokes, columns), chart.title, chart.alt, _RADAR_SIZE)


def _wrap_label(label: str) -> str:
    """Le libellé sur trois lignes au plus, sans couper « médico-social » à son trait d'union."""
    return textwrap.fill(plain(label), _LABEL_WIDTH, break_on_hyphens=False, max_lines=_LABEL_LINES, placeholder="…")


def _radar_xml(chart: Radar, drawn: str) -> str:
    """Le radar autour de ses séries ; une légende ne sert qu'à partir de deux."""
    title = (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{font('defRPr', 12, 1)}</a:pPr>"
        f'<a:r>{font("rPr", 12, 1)}<a:t>{escape(plain(chart.title))}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
    return chart_space(
        '<c:layout/><c:radarChart><c:radarStyle val="marker"/>'
        f'<c:varyColors val="0"/>{drawn}<c:axId val="1001"/><c:axId val="1002"/></c:radarChart>'
        f"{_radar_axes((chart.minimum, chart.maximum, chart.step))}",
        legend=legend(9) if len(chart.series) > 1 else "",
        title=title,
    )


def _radar_series(rank: int, labels: Sequence[str], column: Column, *, marked: bool) -> str:
    """Une série : son trait, ses marques, et la copie des valeurs du classeur que Word affiche."""
    (name, values), last = column, len(labels) + 1
    colour, dash, symbol = _LOOKS[rank]
    mark = f'<c:symbol val="{symbol}"/><c:size val="7"/><c:spPr>{fill(colour)}<a:ln w="9525">{fill(colour)}</a:ln></c:spPr>'
    return (
        f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/>'
        f"<c:tx>{cache_xml('str', f'${letter(rank)}$1', [name])}</c:tx>"
        f'<c:spPr><a:ln w="28575" cap="rnd">{fill(colour)}<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
        f"<c:marker>{mark if marked else UNMARKED}</c:marker>"
        f"<c:cat>{cache_xml('str', f'$A$2:$A${last}', labels)}</c:cat>"
        f"<c:val>{cache_xml('num', f'${letter(rank)}$2:${letter(rank)}${last}', values)}</c:val></c:ser>"
    )


def _radar_axes(scale: tuple[float, float, float]) -> str:
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


# Le diagramme en points

DOT_WIDTH = Mm(170)
DOT_ROW, DOT_AROUND = 3.85, 12  # hauteur d'une ligne, et de l'axe avec la légende, en millimètres
DOT_LABELS = 0.34  # part de la largeur laissée aux libellés
LONGEST_DOT = 38  # au-delà, un libellé entrerait dans le cadre ; le tableau le donne entier
OWN, GROUP = "0072B2", "D55E00"
MIDDLE = "7F7F7F"  # dessinée transparente : LibreOffice pose les traits sur les points
PLACE = "Place du libellé"
THICK = 8 * 12700  # épaisseur d'une bande : huit points
Point = tuple[str | None, ...]  # un libellé, une hauteur, puis une valeur par série
BLANK: Point = (None,) * 6
LABELLED = {True: "nextTo", False: "none"}
NO_LINE = '<a:ln w="19050"><a:noFill/></a:ln>'


@dataclass(frozen=True, slots=True)
class Plot:
    """Ce que le graphique et son classeur partagent : les libellés des lignes du classeur et ses colonnes."""

    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[DotLine, ...]
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
            return f"<c:spPr>{ink}</c:spPr><c:marker>{UNMARKED}</c:marker>"
        return (
            f'<c:spPr>{ink}</c:spPr><c:marker><c:symbol val="{self.symbol}"/><c:size val="{self.size}"/>'
            f'<c:spPr>{fill(self.colour)}<a:ln w="9525">{fill("FFFFFF")}</a:ln></c:spPr></c:marker>'
        )


def _add_dots(paragraph: Paragraph, chart: Dots) -> None:
    if not chart.lines:
        raise MatriceError("Un diagramme en points demande une ligne au moins.")
    plot = plot_dots(chart)
    size = (DOT_WIDTH, Mm(DOT_ROW * (plot.count + 1) + DOT_AROUND))
    insert_chart(paragraph, dots_xml(plot), workbook(plot.labels, plot.columns), chart.title, chart.alt, size)


def plot_dots(chart: Dots) -> Plot:
    """Les données en colonnes : d'abord une ligne par ligne dessinée, puis deux par bande, séparées par un blanc."""
    lines, low, high = chart.lines, chart.minimum, chart.maximum

    def point(label: str, rank: int, end: float | None, *values: float | None) -> Point:
        return (label, str(len(lines) - rank), *(number(value, low, high) for value in (end, *values)))

    points = [point(dot_label(one), rank, None, one.median, one.own, low) for rank, one in enumerate(lines)]
    for rank, one in enumerate(lines):
        points += [BLANK] * bool(one.quartiles and len(points) > len(lines))
        points += [
            point(f"{dot_label(one)}{NBSP}: {which} quartile", rank, end, None, None, None)
            for which, end in zip(("premier", "troisième"), one.quartiles or (), strict=False)
        ]
    labels, *columns = zip(*points, strict=True)
    titles = ("Hauteur de la ligne", *(plain(name) for name in reversed(chart.names)), PLACE)
    return Plot(
        tuple(label or "" for label in labels), tuple(zip(titles, columns, strict=True)), lines, (low, high, chart.step)
    )


def dot_label(one: DotLine) -> str:
    """Le libellé d'une ligne, assez court pour ne pas entrer dans le cadre."""
    return shortened(one.label, LONGEST_DOT)


def dots_xml(plot: Plot) -> str:
    """Le graphique autour de ses séries ; une série sans valeur n'y est pas."""
    whole = len(plot.labels)
    looks = (
        Look(1, whole, MIDDLE), Look(2, plot.count, GROUP, "triangle", 8), Look(3, plot.count, OWN, "circle", 9),
    )  # fmt: skip
    drawn = [look for look in looks if any(value is not None for value in plot.columns[look.column][1])]
    series = [dots_series(rank, plot, look) for rank, look in enumerate(drawn)]
    series.append(dots_series(len(drawn), plot, Look(4, plot.count), label_marks(plot)))
    return chart_space(
        f"{dots_frame(plot)}<c:scatterChart>"
        f'<c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{"".join(series)}'
        f'<c:axId val="1001"/><c:axId val="1002"/></c:scatterChart>{dots_axes(plot)}',
        legend=legend(9, hidden=len(drawn)),
    )


def dots_series(rank: int, plot: Plot, look: Look, labels: str = "") -> str:
    """Une série : les notes de sa colonne en abscisse, la hauteur de leur ligne en ordonnée."""
    name, values = plot.columns[look.column]
    cells, heights = (f"${column}$2:${column}${look.rows + 1}" for column in (letter(look.column), letter(0)))
    return (
        f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/>'
        f"<c:tx>{cache_xml('str', f'${letter(look.column)}$1', [name])}</c:tx>{look.xml}{labels}"
        f"<c:xVal>{cache_xml('num', cells, values[: look.rows])}</c:xVal>"
        f"<c:yVal>{cache_xml('num', heights, plot.columns[0][1][: look.rows])}</c:yVal>"
        '<c:smooth val="0"/></c:ser>'
    )


def veil(colour: str) -> str:
    """Un aplat à demi transparent."""
    return f'<a:solidFill><a:srgbClr val="{colour}"><a:alpha val="38000"/></a:srgbClr></a:solidFill>'


def label_marks(plot: Plot) -> str:
    """Les libellés des lignes, à gauche du cadre ; ceux des titres sont en gras."""
    marks = [
        f'<c:dLbl><c:idx val="{rank}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:p><a:pPr>{font("defRPr", 9, int(one.heading))}</a:pPr>'
        f"<a:r>{font('rPr', 9, int(one.heading))}<a:t>{escape(dot_label(one))}</a:t></a:r></a:p></c:rich></c:tx>"
        f'<c:dLblPos val="l"/>{shows(1)}</c:dLbl>'
        for rank, one in enumerate(plot.lines)
    ]
    return f'<c:dLbls>{"".join(marks)}{text(9)}<c:dLblPos val="l"/>{shows(1)}</c:dLbls>'


def shows(value: int) -> str:
    """Ce qu'une étiquette montre : son texte à elle, et rien que Word ajouterait."""
    return f'<c:showLegendKey val="0"/><c:showVal val="{value}"/>' + "".join(
        f'<c:show{name} val="0"/>' for name in ("CatName", "SerName", "Percent", "BubbleSize")
    )


def dots_frame(plot: Plot) -> str:
    """La place du cadre dans l'image : des libellés à gauche, la légende dessous."""
    tall = DOT_ROW * (plot.count + 1)
    height = tall / (tall + DOT_AROUND)
    sizes = (("x", DOT_LABELS), ("y", 0.01), ("w", 0.97 - DOT_LABELS), ("h", height - 0.01))
    modes = "".join(f'<c:{side}Mode val="edge"/>' for side in ("x", "y"))
    places = "".join(f'<c:{side} val="{size:.4f}"/>' for side, size in sizes)
    return f'<c:layout><c:manualLayout><c:layoutTarget val="inner"/>{modes}{places}</c:manualLayout></c:layout>'


def dots_axes(plot: Plot) -> str:
    """L'échelle des notes, fixe, et un trait par ligne ; l'axe des hauteurs ne se montre pas."""
    low, high, step = plot.scale
    return dots_axis(1001, 1002, "b", (low, high, step), shown=True) + dots_axis(
        1002, 1001, "l", (0, plot.count + 1, 1), shown=False
    )


def dots_axis(identifier: int, crossing: int, side: str, scale: tuple[float, float, float], *, shown: bool) -> str:
    """Un axe."""
    low, high, step = scale
    return (
        f'<c:valAx><c:axId val="{identifier}"/><c:scaling><c:orientation val="minMax"/><c:max val="{high:g}"/><c:min val="{low:g}"/>'
        f'</c:scaling><c:delete val="{int(not shown)}"/><c:axPos val="{side}"/><c:majorGridlines>{line()}</c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{LABELLED[shown]}"/>{line()}{text(9)}<c:crossAx val="{crossing}"/>'
        f'<c:crosses val="min"/><c:crossBetween val="midCat"/><c:majorUnit val="{step:g}"/></c:valAx>'
    )


# Les barres

BAR_WIDTH = Mm(170)
BAR_ROW, BAR_AROUND = 5.2, 26  # hauteur d'une barre, et de l'axe avec la légende, en millimètres
LONGEST_BAR = 44
NARROWEST = 8  # points de % : un segment plus étroit ne porte pas son nombre
EDGE = "7F7F7F"
DARK, PALE = "000000", "FFFFFF"


def _add_bars(paragraph: Paragraph, chart: Bars) -> None:
    rows = [shortened(label, LONGEST_BAR) for label in chart.labels]
    columns: list[Column] = [
        (plain(one.name), [None if share is None else str(share) for share in one.shares]) for one in chart.segments
    ]
    drawn = "".join(
        bar_series(rank, rows, one, column)
        for rank, (one, column) in enumerate(zip(chart.segments, columns, strict=True))
    )
    size = (BAR_WIDTH, Mm(BAR_ROW * len(rows) + BAR_AROUND))
    insert_chart(paragraph, bars_xml(drawn), workbook(rows, columns), chart.title, chart.alt, size)


def bar_series(rank: int, rows: Sequence[str], one: Segment, column: Column) -> str:
    """Une série : son fond, les nombres qui tiennent, et la copie des valeurs du classeur."""
    last = len(rows) + 1
    return (
        f'<c:ser><c:idx val="{rank}"/><c:order val="{rank}"/>'
        f"<c:tx>{cache_xml('str', f'${letter(rank)}$1', [column[0]])}</c:tx>"
        f'<c:spPr>{pattern(one) if one.merged else fill(one.colour)}<a:ln w="6350">{fill(EDGE)}</a:ln></c:spPr>'
        f'<c:invertIfNegative val="0"/>{numbers(one)}'
        f"<c:cat>{cache_xml('str', f'$A$2:$A${last}', rows)}</c:cat>"
        f"<c:val>{cache_xml('num', f'${letter(rank)}$2:${letter(rank)}${last}', column[1])}</c:val></c:ser>"
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


def bars_xml(drawn: str) -> str:
    """Le graphique autour de ses séries : la première barre en haut, de 0 à 100 %."""
    ticks = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    return chart_space(
        '<c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="percentStacked"/><c:varyColors val="0"/>'
        f'{drawn}<c:gapWidth val="25"/><c:overlap val="100"/><c:axId val="2001"/><c:axId val="2002"/></c:barChart>'
        '<c:catAx><c:axId val="2001"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{ticks}{line()}{text(8)}<c:crossAx val="2002"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="2002"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="t"/>'
        f'<c:majorGridlines>{line()}</c:majorGridlines><c:numFmt formatCode="0{NBSP}%" sourceLinked="0"/>{ticks}{line()}{text(8)}'
        '<c:crossAx val="2001"/><c:crosses val="autoZero"/><c:crossBetween val="between"/><c:majorUnit val="0.25"/></c:valAx>',
        legend=legend(9),
    )


# L'entonnoir

FUNNEL_SIZE = Mm(165), Mm(92)
POINT, REFERENCE, LIMIT = "0072B2", "595959", "D55E00"
LIMIT_NAMES = (
    "limite basse à 95\u00a0%",
    "limite haute à 95\u00a0%",
    "limite basse à 99,8\u00a0%",
    "limite haute à 99,8\u00a0%",
)
LONGEST_PLACE = 40


def _add_funnel(paragraph: Paragraph, chart: FunnelPlot) -> None:
    places = sorted(chart.places, key=lambda one: one.teams)
    rows = [shortened(one.label, LONGEST_PLACE) for one in places]
    columns: list[Column] = [
        ("équipes notées", [str(one.teams) for one in places]),
        ("part des équipes", [str(one.share) for one in places]),
        ("toutes les équipes", [str(chart.reference)] * len(places)),
        *((name, [str(rounded(one.limits[rank], 1)) for one in places]) for rank, name in enumerate(LIMIT_NAMES)),
    ]
    drawn = "".join(funnel_series(rank, columns, places, rows) for rank in range(1, len(columns)))
    insert_chart(paragraph, funnel_xml(drawn, chart.axis), workbook(rows, columns), chart.title, chart.alt, FUNNEL_SIZE)


def funnel_series(rank: int, columns: Sequence[Column], places: Sequence[FunnelPlace], rows: Sequence[str]) -> str:
    """Une série : les points des territoires, le trait de tous, ou une limite."""
    (name, values), last = columns[rank], len(places) + 1
    across = f"<c:xVal>{cache_xml('num', f'$B$2:$B${last}', columns[0][1])}</c:xVal>"
    up = f"<c:yVal>{cache_xml('num', f'${letter(rank)}$2:${letter(rank)}${last}', values)}</c:yVal>"
    return (
        f'<c:ser><c:idx val="{rank - 1}"/><c:order val="{rank - 1}"/>'
        f"<c:tx>{cache_xml('str', f'${letter(rank)}$1', [name])}</c:tx>{funnel_look(rank)}"
        f'{place_labels(places, rows) if rank == 1 else ""}{across}{up}<c:smooth val="0"/></c:ser>'
    )


def funnel_look(rank: int) -> str:
    """Le trait et la marque d'une série ; les deux paires de limites se distinguent par leur tireté."""
    if rank == 1:
        mark = f'<c:symbol val="circle"/><c:size val="7"/><c:spPr>{fill(POINT)}<a:ln w="9525">{fill("FFFFFF")}</a:ln></c:spPr>'
        return f'<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr><c:marker>{mark}</c:marker>'
    colour, dash, wide = (REFERENCE, "sysDot", 19050) if rank == 2 else (LIMIT, "dash" if rank < 5 else "solid", 12700)
    return f'<c:spPr><a:ln w="{wide}">{fill(colour)}<a:prstDash val="{dash}"/></a:ln></c:spPr><c:marker>{UNMARKED}</c:marker>'


def place_labels(places: Sequence[FunnelPlace], rows: Sequence[str]) -> str:
    """Le nom des territoires hors des limites, à côté de leur point."""
    flags = (
        '<c:showLegendKey val="0"/><c:showVal val="{0}"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/>'
    )
    written = "".join(
        f'<c:dLbl><c:idx val="{rank}"/><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{font("defRPr", 8)}</a:pPr><a:r>{font("rPr", 8)}'
        f'<a:t>{escape(plain(rows[rank]))}</a:t></a:r></a:p></c:rich></c:tx><c:dLblPos val="{"l" if is_crowded(places, rank) else "r"}"/>'
        f"{flags.format(1)}</c:dLbl>"
        for rank, one in enumerate(places)
        if one.named
    )
    return f"<c:dLbls>{written}{flags.format(0)}</c:dLbls>" if written else ""


def is_crowded(places: Sequence[FunnelPlace], rank: int) -> bool:
    """Vrai pour un territoire de la moitié droite : son nom s'écrit à gauche, sans sortir du cadre."""
    return places[rank].teams > max(one.teams for one in places) / 2


def funnel_xml(drawn: str, axis: str) -> str:
    """Le graphique autour de ses séries : l'effectif en abscisse, la part de 0 à 100 % en ordonnée."""
    ticks = '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
    return chart_space(
        '<c:layout/><c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{drawn}<c:axId val="3001"/><c:axId val="3002"/></c:scatterChart>'
        '<c:valAx><c:axId val="3001"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/>{title_xml("Équipes notées du territoire")}<c:numFmt formatCode="0" sourceLinked="0"/>{ticks}{line()}{text(9)}'
        '<c:crossAx val="3002"/><c:crosses val="autoZero"/><c:crossBetween val="midCat"/></c:valAx>'
        '<c:valAx><c:axId val="3002"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/><c:majorGridlines>{line()}</c:majorGridlines>{title_xml(axis)}'
        f'<c:numFmt formatCode="0{NBSP}&quot;%&quot;" sourceLinked="0"/>{ticks}{line()}{text(9)}'
        '<c:crossAx val="3001"/><c:crosses val="autoZero"/><c:crossBetween val="midCat"/><c:majorUnit val="25"/></c:valAx>',
        legend=legend(8),
    )
