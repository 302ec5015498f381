"""Les graphiques natifs de Word : de vrais graphiques, que l'on met en forme et dont on modifie les données.

Chacun dessine une valeur de `documents` : un radar, un diagramme en points, des barres de 100 %. Une
valeur absente est un trou, jamais un zéro ; le classeur caché ne porte que ce que le bloc porte.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph

from ...documents.blocks import Bars, Chart, DotLine, Dots, Radar, Segment
from ...errors import MatriceError
from ...text import NBSP, plain, shortened
from .drawingml import (
    UNMARKED,
    Column,
    Dash,
    axis,
    chart_space,
    column_xml,
    fill,
    insert_chart,
    label_xml,
    labels_xml,
    legend,
    mark,
    number,
    rich_title,
    series_xml,
    stroke,
    text,
    workbook,
)

_WIDE = Mm(170)
_OWN, _OTHERS, _GREY = "0072B2", "D55E00", "7F7F7F"


def add_chart(paragraph: Paragraph, chart: Chart) -> None:
    """Ajoute une figure à la fin de `paragraph`.

    Raises:
        MatriceError: une valeur hors échelle, une série trop courte, trop de séries, ou aucune ligne.
    """
    match chart:
        case Radar():
            drawn = _radar(chart)
        case Dots():
            drawn = _dots(chart)
        case Bars():
            drawn = _bars(chart)
    insert_chart(paragraph, drawn.xml, workbook(drawn.rows, drawn.columns), chart.title, chart.alt, drawn.size)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Un graphique en DrawingML, sa taille, et ce que porte son classeur : le nom des lignes, les colonnes."""

    xml: str
    rows: Sequence[str]
    columns: Sequence[Column]
    size: tuple[Length, Length]


# Le radar

_RADAR_SIZE = Mm(165), Mm(125)
_LABEL_WIDTH, _LABEL_LINES = 22, 3  # au-delà, le texte sort du cadre et le cercle s'écrase
# Couleur, trait et symbole : les séries se distinguent aussi en noir et blanc.
_LOOKS: tuple[tuple[str, Dash, str], ...] = (
    (_OWN, "solid", "circle"), (_OTHERS, "dash", "triangle"), ("009E73", "sysDot", "square"),
)  # fmt: skip


def _radar(chart: Radar) -> _Drawn:
    """Le radar ; l'échelle est fixe, sans quoi une équipe faible paraîtrait pleine."""
    # « médico-social » ne se coupe pas à son trait d'union.
    rows = [
        textwrap.fill(plain(one), _LABEL_WIDTH, break_on_hyphens=False, max_lines=_LABEL_LINES, placeholder="…")
        for one in chart.labels
    ]
    columns = [(plain(s.name), [number(v, chart.minimum, chart.maximum) for v in s.values]) for s in chart.series]
    if len(columns) > len(_LOOKS) or any(len(values) != len(rows) for _, values in columns):
        raise MatriceError("Un radar porte trois séries au plus, chacune avec une valeur (ou un trou) par rayon.")
    drawn = ""
    for rank, (one, column, (colour, dash, symbol)) in enumerate(zip(chart.series, columns, _LOOKS, strict=False)):
        marked = mark(symbol, 7, colour, colour) if one.marked else UNMARKED
        look = f"<c:spPr>{stroke(28575, fill(colour), dash, cap='rnd')}</c:spPr><c:marker>{marked}</c:marker>"
        drawn += series_xml(
            rank, rank, column[0], f"{look}{column_xml('cat', rows)}{column_xml('val', column[1], rank)}"
        )
    xml = chart_space(
        '<c:layout/><c:radarChart><c:radarStyle val="marker"/>'
        f'<c:varyColors val="0"/>{drawn}<c:axId val="1001"/><c:axId val="1002"/></c:radarChart>'
        + axis("cat", 1001, 1002, "b", grid=True, drawn=False)
        + axis("val", 1002, 1001, "l", chart.minimum, chart.maximum, chart.step, grid=True, between="between"),
        legend=legend(9) if len(chart.series) > 1 else "",
        title=rich_title(chart.title, 12, bold=True),
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
    f"<c:spPr>{stroke(_THICK, _BAND, cap='flat')}</c:spPr><c:marker>{UNMARKED}</c:marker>",
    f"<c:spPr>{_NO_LINE}</c:spPr><c:marker>{mark('triangle', 8, _OTHERS)}</c:marker>",
    f"<c:spPr>{_NO_LINE}</c:spPr><c:marker>{mark('circle', 9, _OWN)}</c:marker>",
)
_NO_LOOK = f"<c:spPr>{_NO_LINE}</c:spPr><c:marker>{UNMARKED}</c:marker>"


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
        across, up = column_xml("xVal", values[:cells], column), column_xml("yVal", heights[:cells], 0)
        return series_xml(rank, column, name, f'{look}{across}{up}<c:smooth val="0"/>')

    shown = [column for column in (1, 2, 3) if any(value is not None for value in columns[column][1])]
    drawn = [series(rank, column, _DOT_LOOKS[column - 1]) for rank, column in enumerate(shown)]
    names = "".join(label_xml(rank, _dot_label(one), 9, "l", bold=one.heading) for rank, one in enumerate(chart.lines))
    drawn.append(series(len(shown), 4, _NO_LOOK + labels_xml(names, f'{text(9)}<c:dLblPos val="l"/>', shown=True)))
    tall = _DOT_ROW * (count + 1)
    xml = chart_space(
        f"{_dot_frame(tall)}<c:scatterChart>"
        f'<c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{"".join(drawn)}'
        '<c:axId val="1001"/><c:axId val="1002"/></c:scatterChart>'
        + axis("val", 1001, 1002, "b", chart.minimum, chart.maximum, chart.step, grid=True, crosses="min")
        + axis("val", 1002, 1001, "l", 0, count + 1, 1, grid=True, crosses="min", labels="none", hidden=True),
        legend=legend(9, hidden=len(shown)),
    )
    return _Drawn(xml, rows, columns, (_WIDE, Mm(tall + _DOT_AROUND)))


def _dot_columns(chart: Dots) -> tuple[list[str], list[Column]]:
    """Les lignes et les colonnes du classeur : une ligne par ligne dessinée, puis deux par bande, séparées par un blanc."""
    lines, low, high = chart.lines, chart.minimum, chart.maximum

    def point(label: str, rank: int, end: float | None, *values: float | None) -> _Point:
        return (label, str(len(lines) - rank), *(number(value, low, high) for value in (end, *values)))

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
    columns: list[Column] = [
        (plain(one.name), [None if share is None else str(share) for share in one.shares]) for one in chart.segments
    ]
    drawn = "".join(
        series_xml(rank, rank, name, f"{_bar_look(one)}{column_xml('cat', rows)}{column_xml('val', shares, rank)}")
        for rank, (one, (name, shares)) in enumerate(zip(chart.segments, columns, strict=True))
    )
    xml = chart_space(
        '<c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="percentStacked"/><c:varyColors val="0"/>'
        f'{drawn}<c:gapWidth val="25"/><c:overlap val="100"/><c:axId val="2001"/><c:axId val="2002"/></c:barChart>'
        + axis("cat", 2001, 2002, "l", size=8, reverse=True)
        + axis("val", 2002, 2001, "t", step=0.25, size=8, grid=True, form=f"0{NBSP}%", between="between"),
        legend=legend(9),
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
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr lang="fr-FR" sz="800" b="{int(one.merged)}">'
        f'{fill("FFFFFF" if one.dark else "000000")}<a:latin typeface="Calibri"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="fr-FR"/></a:p></c:txPr><c:dLblPos val="ctr"/>'
    )
    return (
        f"<c:spPr>{trame if one.merged else fill(one.colour)}{stroke(6350, fill(_GREY))}</c:spPr>"
        f'<c:invertIfNegative val="0"/>{labels_xml(gone, look, shown=True)}'
    )
