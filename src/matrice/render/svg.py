"""Le radar et les barres d'un document en SVG, dans la page elle-même : rien n'est chargé, tout est échappé.

Une figure s'annonce par son texte (`role="img"`) ; ses traits prennent la couleur du thème qui l'accueille, clair ou sombre.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from math import cos, pi, sin

from ..documents.blocks import Bars, Radar, Segment, Series
from ..text import number, percent, plain, shortened

_RADIUS, _ROOM = 150, 190  # le radar, et la place de ses libellés de chaque côté
_DASHES = ("", "6 4", "2 3")  # le trait de chaque série, la première pleine
_LABEL = 24  # signes d'un libellé ; le texte de la figure le dit en entier
_NAMES, _LENGTH, _LINE = 260, 400, 26  # les barres : leurs libellés, 100 %, la hauteur d'une ligne
_READABLE = 8  # la plus petite part, en points, où son nombre tient

_Point = tuple[float, float]


def radar(chart: Radar) -> str:
    """Renvoie le radar : anneaux gradués, rayons nommés, une ligne par série, coupée là où la valeur manque."""
    spokes = len(chart.labels)
    parts = []
    for step in range(1, round((chart.maximum - chart.minimum) / chart.step) + 1):
        value = chart.minimum + step * chart.step
        ring = [_at(chart, rank, value) for rank in range(spokes)]
        parts += [_line([*ring, ring[0]], 'stroke-opacity=".3"'), _text(number(value), 3, ring[0][1], "start")]
    for rank, label in enumerate(chart.labels):
        x, y = sin(2 * pi * rank / spokes), -cos(2 * pi * rank / spokes)
        anchor = "middle" if abs(x) < 0.1 else "start" if x > 0 else "end"
        parts.append(_text(shortened(label, _LABEL), x * (_RADIUS + 12), y * (_RADIUS + 22) + 4, anchor))
    below = _RADIUS + 50
    for row, (one, dash) in enumerate(zip(chart.series, _DASHES, strict=False)):
        parts += _series(chart, one, f'stroke-width="2" stroke-dasharray="{dash}"')
        y = below + 20 * row
        parts.append(_line([(-_RADIUS, y), (24 - _RADIUS, y)], f'stroke-width="2" stroke-dasharray="{dash}"'))
        parts.append(_text(one.name, 32 - _RADIUS, y + 4, "start"))
    half, top = _RADIUS + _ROOM, _RADIUS + 40
    return _figure(chart.alt, (-half, -top, 2 * half, top + below + 20 * len(chart.series)), parts)


def _series(chart: Radar, one: Series, look: str) -> Iterator[str]:
    """Les segments d'une série entre deux rayons voisins qui ont une valeur, et un point par valeur."""
    places = [None if value is None else _at(chart, rank, value) for rank, value in enumerate(one.values)]
    for first, second in zip(places, [*places[1:], *places[:1]], strict=True):
        if first and second:
            yield _line([first, second], look)
    if one.marked:
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="currentColor"/>' for x, y in filter(None, places))


def _at(chart: Radar, rank: int, value: float) -> _Point:
    """Le point d'une valeur, dans le sens des aiguilles d'une montre depuis le haut."""
    angle = 2 * pi * rank / len(chart.labels)
    reach = _RADIUS * (value - chart.minimum) / (chart.maximum - chart.minimum)
    return reach * sin(angle), -reach * cos(angle)


def bars(chart: Bars) -> str:
    """Renvoie les barres de 100 %, de haut en bas ; une part assez longue porte son nombre, sauf si elle n'est qu'une borne."""
    parts = []
    for row, label in enumerate(chart.labels):
        parts.append(_text(shortened(label, 40), _NAMES - 8, row * _LINE + 16, "end"))
        start = float(_NAMES)
        for segment in chart.segments:
            share = segment.shares[row] or 0
            parts += _bar(segment, row, start, share)
            start += share * _LENGTH / 100
    below = len(chart.labels) * _LINE + 10
    for row, segment in enumerate(chart.segments):
        parts.append(_box(segment, _NAMES, below + 20 * row, 12, 12))
        parts.append(_text(segment.name, _NAMES + 20, below + 20 * row + 11, "start"))
    return _figure(chart.alt, (0, 0, _NAMES + _LENGTH + 40, below + 20 * len(chart.segments)), parts)


def _bar(segment: Segment, row: int, start: float, share: int) -> Iterator[str]:
    """Une part d'une barre, et son nombre quand il tient."""
    length = share * _LENGTH / 100
    if share:
        yield _box(segment, start, row * _LINE + 2, length, _LINE - 6)
    if share >= _READABLE and not segment.bounded[row]:
        yield _text(
            percent(share), start + length / 2, row * _LINE + 16, "middle", "#ffffff" if segment.dark else "#000000"
        )


def _box(segment: Segment, x: float, y: float, width: float, height: float) -> str:
    """Un rectangle de la couleur d'une série, bordé ; en tirets et plus pâle quand elle réunit des niveaux."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    look = ' fill-opacity=".75" stroke-dasharray="3 2"' if segment.merged else ""
    return f'<rect {place} fill="#{escape(segment.colour)}" stroke="currentColor" stroke-width=".5"{look}/>'


def _line(points: Iterable[_Point], look: str) -> str:
    written = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{written}" fill="none" stroke="currentColor" {look}/>'


def _text(text: str, x: float, y: float, anchor: str, ink: str = "currentColor") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}">{escape(plain(text))}</text>'


def _figure(alt: str, box: tuple[int, int, int, int], parts: Iterable[str]) -> str:
    """La figure entière ; son texte la dit à qui ne la voit pas."""
    return (
        f'<svg role="img" aria-label="{escape(plain(alt))}" viewBox="{" ".join(map(str, box))}" width="{box[2]}" '
        f'style="max-width:100%;height:auto;font:12px sans-serif">{"".join(parts)}</svg>'
    )
