"""Où tombent les textes autour d'un radar, calculé avant de dessiner pour qu'aucun n'en touche un autre.

Repère : l'origine au centre du disque, en pixels, `y` vers le haut ; les angles en degrés, dans le sens
des aiguilles d'une montre depuis midi.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from .lettering import LIMIT, SIZE, height, shortened, width, wrapped

LABEL_ROOMS = (150, 120, 95)  # largeurs d'étiquette essayées, en pixels
WORD_ROOM = 180  # un mot seul peut déborder jusque-là : « pluriprofessionnelles » ne se coupe pas
NAME_ROOM = 190  # largeur d'un nom d'axe
GAP = 4  # blanc minimal entre deux textes
PAD = 12  # entre le bord du disque et son étiquette
RADII = range(230, 521, 10)  # du plus petit disque lisible au plus grand qu'un écran montre
ROOMY = 330  # jusqu'où agrandir un disque pour ses seuls noms de niveau
SHIFTS = (0, -0.15, 0.15, -0.3, 0.3)  # écarts au milieu d'un secteur, en part du secteur
FAR = 2.5  # jusqu'où pousser un nom d'axe, en rayons
SIDEWAYS = 0.9  # sinus de l'angle au-delà duquel un nom d'axe est sur le côté
BOLD = 1.08  # une graisse élargit le texte
LIMITS = (LIMIT, 60, 40, 25)  # longueurs d'étiquette essayées, en caractères
HOLE = 0.15  # rayon de l'anneau zéro : un niveau 0 se voit, il n'est pas un point de fuite


@dataclass(frozen=True, slots=True)
class Box:
    """Un rectangle occupé par un texte."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Vrai si les deux se touchent, ou presque."""
        return (
            self.left < other.right + GAP and other.left < self.right + GAP
            and self.bottom < other.top + GAP and other.bottom < self.top + GAP
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sector:
    """Les rayons d'un axe : son nom, le rang de son premier rayon et leur nombre."""

    name: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Name:
    """Un nom d'axe placé : ses lignes, son rectangle et de combien de degrés il est tourné (0, 90 ou −90)."""

    lines: tuple[str, ...]
    box: Box
    turned: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Le plan d'un radar : rayon du disque, étiquettes en lignes, noms d'axes, étendue totale."""

    radius: int
    labels: tuple[tuple[str, ...], ...]
    names: tuple[Name, ...]
    extent: Box


def angle(rank: float, count: int) -> float:
    """Renvoie l'angle d'un rayon."""
    return 360 * rank / count


def plan(labels: Sequence[str], sectors: Sequence[Sector], least: float = 0) -> Plan:
    """Renvoie le plan du plus petit disque où rien ne se touche, d'au moins `least` pixels de rayon si possible.

    Quand aucun disque raisonnable ne convient, les étiquettes sont raccourcies : le survol et le tableau
    gardent les libellés entiers.
    """
    start = next((radius for radius in RADII if radius >= least), RADII[0]) if least <= ROOMY else RADII[0]
    for limit in LIMITS:
        for radius in range(start, RADII.stop, RADII.step):
            for room in LABEL_ROOMS:
                written = tuple(wrapped(shortened(label, limit), room, word_room=WORD_ROOM) for label in labels)
                boxes = label_boxes(written, radius)
                if not any_meet(boxes):
                    return laid(radius, written, boxes, sectors)
    return laid(radius, written, boxes, sectors)


def laid(radius: int, labels: tuple[tuple[str, ...], ...], boxes: tuple[Box, ...], sectors: Sequence[Sector]) -> Plan:
    """Le plan complet pour ce rayon."""
    names: list[Name] = []
    for sector in sectors:
        names.append(place_name(sector, len(labels), radius, boxes, names))
    disk = Box(-radius, -radius, radius, radius)
    return Plan(radius, labels, tuple(names), around((disk, *boxes, *(name.box for name in names))))


def label_boxes(labels: Sequence[Sequence[str]], radius: float) -> tuple[Box, ...]:
    """Les rectangles des étiquettes, là où plotly les pose autour du disque."""
    return tuple(label_box(lines, angle(rank, len(labels)), radius) for rank, lines in enumerate(labels))


def label_box(lines: Sequence[str], degrees: float, radius: float) -> Box:
    """Une étiquette : centrée en haut et en bas, sinon écrite vers l'extérieur."""
    across, up = sin(radians(degrees)), cos(radians(degrees))
    x, y = (radius + PAD) * across, (radius + PAD) * up
    wide, tall = max(map(width, lines)), height(lines)
    left = x - wide / 2 if abs(across) < 0.1 else x if across > 0 else x - wide
    bottom = y - tall * (1 - up) / 2
    return Box(left, bottom, left + wide, bottom + tall)


def any_meet(boxes: Sequence[Box]) -> bool:
    """Vrai si deux voisines, ou voisines de voisines, se touchent (plus loin, elles ne le peuvent pas)."""
    count = len(boxes)
    return any(
        boxes[rank].meets(boxes[(rank + step) % count]) for rank in range(count) for step in (1, 2) if count > step
    )


def place_name(sector: Sector, count: int, radius: float, boxes: Sequence[Box], names: Sequence[Name]) -> Name:
    """Le nom d'un axe, au-delà des étiquettes de son secteur, là où il élargit le moins la figure."""
    lines = wrapped(shortened(sector.name), NAME_ROOM, SIZE + 1)
    own = boxes[sector.first : sector.first + sector.count]
    taken = (*boxes, *(name.box for name in names))
    edge = around(boxes)
    best, cost = name_at(lines, angle(sector.first, count), FAR * radius), float("inf")
    for shift in SHIFTS:
        degrees = angle(sector.first + (sector.count - 1) / 2 + shift * sector.count, count)
        for push in range(int(reach(own, degrees)), int(FAR * radius), 8):
            name = name_at(lines, degrees, push)
            growth = max(0.0, name.box.right - edge.right, edge.left - name.box.left)
            spent = push + 3 * growth + 200 * abs(shift) + (120 if name.turned else 0)
            if spent < cost and not any(name.box.meets(other) for other in taken):
                best, cost = name, spent
    return best


def reach(boxes: Sequence[Box], degrees: float) -> float:
    """La distance du centre, dans cette direction, où finissent ces rectangles."""
    across, up = sin(radians(degrees)), cos(radians(degrees))
    return max((b.right if across > 0 else b.left) * across + (b.top if up > 0 else b.bottom) * up for b in boxes)


def name_at(lines: Sequence[str], degrees: float, push: float) -> Name:
    """Un nom d'axe à `push` pixels du centre ; sur les côtés il est tourné, pour ne pas élargir la figure."""
    across, up = sin(radians(degrees)), cos(radians(degrees))
    turned = 0 if abs(across) < SIDEWAYS else 90 if across > 0 else -90
    wide, tall = max(width(line, SIZE + 1) for line in lines) * BOLD, height(lines, SIZE + 1) + 8
    wide, tall = (tall, wide) if turned else (wide, tall)
    left, bottom = push * across - wide * (1 - across) / 2, push * up - tall * (1 - up) / 2
    return Name(tuple(lines), Box(left, bottom, left + wide, bottom + tall), turned)


def around(boxes: Iterable[Box]) -> Box:
    """Le rectangle qui les contient tous."""
    every = tuple(boxes)
    return Box(
        min(b.left for b in every), min(b.bottom for b in every),
        max(b.right for b in every), max(b.top for b in every),
    )  # fmt: skip
