"""Le radar : la forme qu'attendent les équipes, dessinée de façon à ne pas mentir.

Échelle fixe du plus bas au plus haut niveau, zéro sur un anneau et non au centre, deux polygones au plus,
aucune note inventée là où il n'y en a pas. Son compagnon, qui se lit mieux, est le diagramme en points.

Les textes sont placés avant de dessiner, pour qu'aucun n'en touche un autre : l'origine est au centre du disque, en
pixels, `y` vers le haut ; les angles sont en degrés, dans le sens des aiguilles d'une montre depuis midi.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

import plotly.graph_objects as go

from ...assessment import Profile, Standing
from ...documents import words
from ...referentiel import Axis, Scale
from ..html import profile_table
from . import kit
from .figure import LEAST_WIDTH, Captions, Figure, captions, finish, hover_text, showable_pair

_SHORT = {
    Standing.NOT_APPLICABLE: "s.o.",
    Standing.NOT_COMPUTABLE: "n.c.",
    Standing.NOT_ASKED: "n.p.",
    Standing.WITHHELD: "< 3",
}
SHAPE = 3  # en dessous de trois rayons, il n'y a pas de forme à tracer

_LABEL_ROOMS = (150, 120, 95)  # largeurs d'étiquette essayées, en pixels
_WORD_ROOM = 180  # un mot seul peut déborder jusque-là : « pluriprofessionnelles » ne se coupe pas
_NAME_ROOM = 190  # largeur d'un nom d'axe
_GAP = 4  # blanc minimal entre deux textes
_PAD = 12  # entre le bord du disque et son étiquette
_RADII = range(230, 521, 10)  # du plus petit disque lisible au plus grand qu'un écran montre
_ROOMY = 330  # jusqu'où agrandir un disque pour ses seuls noms de niveau
_SHIFTS = (0, -0.15, 0.15, -0.3, 0.3)  # écarts au milieu d'un secteur, en part du secteur
_FAR = 2.5  # jusqu'où pousser un nom d'axe, en rayons
_SIDEWAYS = 0.9  # sinus de l'angle au-delà duquel un nom d'axe est sur le côté
_BOLD = 1.08  # une graisse élargit le texte
_LIMITS = (kit.LIMIT, 60, 40, 25)  # longueurs d'étiquette essayées, en caractères
_HOLE = 0.15  # rayon de l'anneau zéro : un niveau 0 se voit, il n'est pas un point de fuite


def radar(profile: Profile, *, before: Profile | None = None, added: bool = False) -> Figure:
    """Renvoie le radar d'une équipe.

    Args:
        profile: le profil à dessiner ; un rayon par dimension, ou par axe si l'équipe a coté des axes.
        before: un second profil sur la même grille (année précédente, équipe de comparaison), en tirets.
        added: montre aussi les dimensions ajoutées à la matrice.

    Returns:
        Une figure plotly. Les notes y vont de 0 à 100 ; « sans objet » et « non calculable » interrompent
        le trait. `figure.show()` et la dernière ligne d'une cellule la montrent hors ligne, et rien dans
        la figure ne peut envoyer ses données.

    Raises:
        MatriceError: `before` n'est pas sur la même grille, ou n'a pas été calculé ou coté de même.
    """
    profile, before = showable_pair(profile, before)
    results = words.spokes(profile, added=added)
    sectors = sectors_of(words.by_axis(profile, results)) if profile.grain != "axis" else ()
    drawn: list[tuple[Profile, Sequence[words.Result | None], kit.Stroke]] = [(profile, results, kit.OURS)]
    if before:  # sur les rayons du profil : ce que l'autre évaluation n'a pas posé y manque, rien ne change de place
        theirs = {result.id: result for result in words.spokes(before, added=True)}
        drawn.append((before, [theirs.get(result.id) for result in results], kit.THEIRS))
    lines = [
        polygon(
            [one.score if one else None for one in own],
            [hover_text(owner, one) if one else "" for one in own],
            stroke,
            name,
            fill=owner is profile,
        )
        for (owner, own, stroke), name in zip(drawn, words.series_names(profile, before), strict=False)
    ]
    lines += [marks for owner, own, stroke in drawn if (marks := _gap_marks(owner, own, stroke))]
    standings = [_standing(one) for _, own, _ in drawn for one in own]
    said = captions("Radar de maturité", profile, before, standings, _notes(results))
    labels, scale = _spoke_labels(profile, results), words.drawn_scale(profile.ref)
    traces, layout = draw(lines, labels, sectors, scale, said, legend=before is not None)
    said_aloud = words.alternative(profile, before=before, added=added)
    return finish(traces, layout, said_aloud, profile_table(profile, before=before))


def draw(
    lines: Sequence[Any], labels: Sequence[str], sectors: Sequence[Sector], scale: Scale, said: Captions, *, legend: bool
) -> tuple[list[Any], dict[str, Any]]:  # fmt: skip
    """Renvoie les tracés et la mise en page d'un radar, autour de ses lignes : le disque, ses étiquettes, ses niveaux."""
    room = kit.LINE * kit.SIZE  # un nom de niveau, le long du rayon
    placed = plan(labels, sectors, kit.length_for_names(scale, room) / (1 - _HOLE))
    box, radius, count = placed.extent, placed.radius, len(labels)
    levels = kit.rings(scale, radius * (1 - _HOLE), room, zero_apart=True)
    side = max(-box.left, box.right, LEAST_WIDTH / 2) - radius + kit.PAD
    notes = [_name_note(name, radius, kit.tint(rank, len(sectors))) for rank, name in enumerate(placed.names)]
    notes += [_zero_note(ring) for ring in levels if ring.at == 0 and ring.text]
    layout = said.sheet(
        box.top - radius, 2 * radius, left=side, span=2 * radius, right=side, below=-box.bottom - radius, notes=notes, legend=legend
    )  # fmt: skip
    traces = [*([_sectors_trace(sectors, count)] if sectors else []), *lines, _level_names(levels, count)]
    return traces, {**layout, "polar": _polar(levels, placed)}


def sectors_of(groups: Iterable[tuple[Axis, Sequence[Any]]]) -> tuple[Sector, ...]:
    """Renvoie un secteur par axe ; aucun quand il n'y en a qu'un."""
    sectors, first = [], 0
    for axis, own in groups:
        sectors.append(Sector(axis.short or axis.label, first, len(own)))
        first += len(own)
    return tuple(sectors) if len(sectors) > 1 else ()


def _spoke_labels(profile: Profile, results: Sequence[words.Result]) -> list[str]:
    """Les textes au bout des rayons : le libellé court, ou le numéro quand ils sont trop nombreux."""
    if len(results) > words.CROWD:
        ranks = words.numbers(profile)
        return [str(ranks[result.id]) for result in results]
    return [words.short_label(profile, result) + (" (ajout)" if result.added else "") for result in results]


def _notes(results: Sequence[words.Result]) -> tuple[str, ...]:
    if len(results) > words.CROWD:
        return ("Chaque rayon porte le numéro de sa dimension dans le tableau.",)
    if len(results) < SHAPE:
        return ("Avec moins de trois rayons il n’y a pas de forme à tracer\u00a0: seuls les points sont dessinés.",)
    return ()


def _polar(levels: Sequence[kit.Ring], placed: _Plan) -> dict[str, Any]:
    """Le repère : de 0 à 100 toujours, un anneau par niveau, le zéro hors du centre, midi en haut."""
    count = len(placed.labels)
    return {
        "hole": _HOLE,
        "bgcolor": "white",
        "radialaxis": {
            "range": [0, 100], "tickmode": "array", "tickvals": [ring.at for ring in levels],
            "ticktext": [kit.html_lines([ring.text]) for ring in levels],
            "showticklabels": False,  # plotly les écrirait le long de l'axe, l'un sur l'autre : voir `_level_names`
            "showline": False, "gridcolor": kit.RULE, "ticks": "",
        },
        "angularaxis": {
            "direction": "clockwise", "rotation": 90, "type": "linear", "thetaunit": "degrees", "tickmode": "array",
            "tickvals": [angle(rank, count) for rank in range(count)],
            "ticktext": [kit.html_lines(lines) for lines in placed.labels],
            "tickfont": kit.text_font(), "gridcolor": kit.RULE, "linecolor": kit.GREY,
            "ticks": "outside", "ticklen": 9, "tickcolor": kit.RULE,
        },
    }  # fmt: skip


def _name_note(name: _Name, radius: int, color: str) -> dict[str, Any]:
    """Le nom d'un axe, au bord de son secteur et sur sa teinte."""
    box = name.box
    return {
        "text": f"<b>{kit.html_lines(name.lines)}</b>",
        "xref": "paper", "yref": "paper", "showarrow": False, "align": "center", "font": kit.text_font(kit.SIZE + 1, kit.INK),
        "x": 0.5 + (box.left + box.right) / (4 * radius), "xanchor": "center",
        "y": 0.5 + (box.bottom + box.top) / (4 * radius), "yanchor": "middle",
        "textangle": name.turned, "bgcolor": color, "bordercolor": kit.RULE, "borderwidth": 1, "borderpad": 3,
    }  # fmt: skip


def _zero_note(ring: kit.Ring) -> dict[str, Any]:
    """Le nom du niveau zéro, au centre de son anneau : ailleurs il couvrirait les points qui y sont."""
    return {
        "text": kit.html_lines(kit.wrap(ring.text.replace("\u00a0", " "), 50, word_room=200)), "font": kit.text_font(color=kit.GREY),
        "xref": "paper", "x": 0.5, "yref": "paper", "y": 0.5, "showarrow": False,
    }  # fmt: skip


def _sectors_trace(sectors: Sequence[Sector], count: int) -> go.Barpolar:
    """Les secteurs teintés des axes, bordés d'un filet, du zéro au bord."""
    return go.Barpolar(
        r=[100] * len(sectors),
        theta=[angle(sector.first + (sector.count - 1) / 2, count) for sector in sectors],
        width=[angle(sector.count, count) for sector in sectors],
        marker={
            "color": [kit.tint(rank, len(sectors)) for rank in range(len(sectors))],
            "line": {"color": kit.EDGE, "width": 1.5},
        },
        name="Axes",
        hoverinfo="skip",
        showlegend=False,
    )


def polygon(
    values: Sequence[float | None], bubbles: Sequence[str], stroke: kit.Stroke, name: str, *, fill: bool
) -> go.Scatterpolar:
    """Le tracé d'une équipe, une valeur par rayon ; une note absente y vaut `None` et coupe le trait.

    Le premier rayon n'est répété à la fin, pour fermer, que si lui et le dernier ont une note. Le fond n'est
    rempli que si rien ne manque : sinon il dessinerait une corde à travers le trou.
    """
    count = len(values)
    shape = count >= SHAPE
    path = [*range(count), *([0] if shape and values[0] is not None and values[-1] is not None else [])]
    return go.Scatterpolar(
        r=[values[rank] for rank in path],
        theta=[angle(rank, count) for rank in path],
        customdata=[bubbles[rank] for rank in path],
        mode="lines+markers" if shape else "markers",
        line={"color": stroke.color, "width": 3, "dash": stroke.dash},
        marker={"color": stroke.color, "symbol": stroke.symbol, "size": stroke.size},
        fill="toself" if fill and shape and None not in values else "none",
        fillcolor=kit.TEAM_FILL,
        connectgaps=False,
        cliponaxis=False,
        hoveron="points",
        hovertemplate=kit.HOVER_TEMPLATE,
        name=kit.legend_name(name),
    )


def _standing(result: words.Result | None) -> Standing:
    return result.standing if result else Standing.NOT_ASKED


def _gap_marks(profile: Profile, results: Sequence[words.Result | None], stroke: kit.Stroke) -> go.Scatterpolar | None:
    """Les marques creuses « s.o. » et « n.c. » au bord, ou `None` quand tout a une note."""
    ranks = [rank for rank, result in enumerate(results) if result is None or result.score is None]
    if not ranks:
        return None
    angles = [angle(rank, len(results)) for rank in ranks]
    return go.Scatterpolar(
        r=[stroke.rim] * len(ranks),
        theta=angles,
        text=[_SHORT[_standing(results[rank])] for rank in ranks],
        customdata=[hover_text(profile, one) if (one := results[rank]) else "" for rank in ranks],
        mode="markers+text",
        textposition=[_mark_text_position(degrees) for degrees in angles],
        textfont=kit.text_font(color=kit.GREY),
        marker={
            "symbol": f"{stroke.symbol}-open",
            "size": stroke.size,
            "color": kit.GREY,
            "line": {"color": kit.GREY, "width": 2},
        },
        cliponaxis=False,
        hovertemplate=kit.HOVER_TEMPLATE,
        name="Sans note",
        showlegend=False,
    )


def _level_names(levels: Sequence[kit.Ring], count: int) -> go.Scatterpolar:
    """Les noms des niveaux, sous leur anneau, entre le dernier rayon et le premier ; posés sur les tracés."""
    named = [ring for ring in levels if ring.text and ring.at > 0]  # celui du zéro est au centre
    return go.Scatterpolar(
        r=[ring.at for ring in named],
        theta=[-0.7 * min(180 / count, 20)] * len(named),
        text=[kit.html_lines([ring.text]) for ring in named],
        mode="text",
        textposition="bottom center",
        textfont={**kit.text_font(), "shadow": kit.HALO},
        cliponaxis=False,
        hoverinfo="skip",
        name="Niveaux",
        showlegend=False,
    )


def _mark_text_position(degrees: float) -> str:
    """La place d'un texte par rapport à sa marque, côté centre, pour ne pas toucher l'étiquette du rayon."""
    across, up = sin(radians(degrees)), cos(radians(degrees))
    vertical = "bottom" if up > 0.5 else "top" if up < -0.5 else "middle"
    horizontal = "left" if across > 0.38 else "right" if across < -0.38 else "center"
    return f"{vertical} {horizontal}"


@dataclass(frozen=True, slots=True)
class _Box:
    """Un rectangle occupé par un texte."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: _Box) -> bool:
        """Vrai si les deux se touchent, ou presque."""
        return (
            self.left < other.right + _GAP and other.left < self.right + _GAP
            and self.bottom < other.top + _GAP and other.bottom < self.top + _GAP
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sector:
    """Les rayons d'un axe : son nom, le rang de son premier rayon et leur nombre."""

    name: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class _Name:
    """Un nom d'axe placé : ses lignes, son rectangle et de combien de degrés il est tourné (0, 90 ou −90)."""

    lines: tuple[str, ...]
    box: _Box
    turned: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """Le plan d'un radar : rayon du disque, étiquettes en lignes, noms d'axes, étendue totale."""

    radius: int
    labels: tuple[tuple[str, ...], ...]
    names: tuple[_Name, ...]
    extent: _Box


def angle(rank: float, count: int) -> float:
    """Renvoie l'angle d'un rayon."""
    return 360 * rank / count


def plan(labels: Sequence[str], sectors: Sequence[Sector], least: float = 0) -> _Plan:
    """Renvoie le plan du plus petit disque où rien ne se touche, d'au moins `least` pixels de rayon si possible.

    Quand aucun disque raisonnable ne convient, les étiquettes sont raccourcies : le survol et le tableau
    gardent les libellés entiers.
    """
    start = next((radius for radius in _RADII if radius >= least), _RADII[0]) if least <= _ROOMY else _RADII[0]
    for limit in _LIMITS:
        for radius in range(start, _RADII.stop, _RADII.step):
            for room in _LABEL_ROOMS:
                written = tuple(kit.wrap(kit.shorten(label, limit), room, word_room=_WORD_ROOM) for label in labels)
                boxes = label_boxes(written, radius)
                if not _any_meet(boxes):
                    return _plan_at_radius(radius, written, boxes, sectors)
    return _plan_at_radius(radius, written, boxes, sectors)


def _plan_at_radius(
    radius: int, labels: tuple[tuple[str, ...], ...], boxes: tuple[_Box, ...], sectors: Sequence[Sector]
) -> _Plan:
    names: list[_Name] = []
    for sector in sectors:
        names.append(_place_name(sector, len(labels), radius, boxes, names))
    disk = _Box(-radius, -radius, radius, radius)
    return _Plan(radius, labels, tuple(names), _bounding_box((disk, *boxes, *(name.box for name in names))))


def label_boxes(labels: Sequence[Sequence[str]], radius: float) -> tuple[_Box, ...]:
    """Les rectangles des étiquettes, là où plotly les pose autour du disque."""
    return tuple(_label_box(lines, angle(rank, len(labels)), radius) for rank, lines in enumerate(labels))


def _label_box(lines: Sequence[str], degrees: float, radius: float) -> _Box:
    """Une étiquette : centrée en haut et en bas, sinon écrite vers l'extérieur."""
    across, up = sin(radians(degrees)), cos(radians(degrees))
    x, y = (radius + _PAD) * across, (radius + _PAD) * up
    wide, tall = max(map(kit.width, lines)), kit.height(lines)
    left = x - wide / 2 if abs(across) < 0.1 else x if across > 0 else x - wide
    bottom = y - tall * (1 - up) / 2
    return _Box(left, bottom, left + wide, bottom + tall)


def _any_meet(boxes: Sequence[_Box]) -> bool:
    """Vrai si deux voisines, ou voisines de voisines, se touchent (plus loin, elles ne le peuvent pas)."""
    count = len(boxes)
    return any(
        boxes[rank].meets(boxes[(rank + step) % count]) for rank in range(count) for step in (1, 2) if count > step
    )


def _place_name(sector: Sector, count: int, radius: float, boxes: Sequence[_Box], names: Sequence[_Name]) -> _Name:
    """Le nom d'un axe, au-delà des étiquettes de son secteur, là où il élargit le moins la figure."""
    lines = kit.wrap(kit.shorten(sector.name), _NAME_ROOM, kit.SIZE + 1)
    own = boxes[sector.first : sector.first + sector.count]
    taken = (*boxes, *(name.box for name in names))
    edge = _bounding_box(boxes)
    best, cost = _name_at(lines, angle(sector.first, count), _FAR * radius), float("inf")
    for shift in _SHIFTS:
        degrees = angle(sector.first + (sector.count - 1) / 2 + shift * sector.count, count)
        for push in range(int(_reach(own, degrees)), int(_FAR * radius), 8):
            name = _name_at(lines, degrees, push)
            growth = max(0.0, name.box.right - edge.right, edge.left - name.box.left)
            spent = push + 3 * growth + 200 * abs(shift) + (120 if name.turned else 0)
            if spent < cost and not any(name.box.meets(other) for other in taken):
                best, cost = name, spent
    return best


def _reach(boxes: Sequence[_Box], degrees: float) -> float:
    """La distance du centre, dans cette direction, où finissent ces rectangles."""
    across, up = sin(radians(degrees)), cos(radians(degrees))
    return max((b.right if across > 0 else b.left) * across + (b.top if up > 0 else b.bottom) * up for b in boxes)


def _name_at(lines: Sequence[str], degrees: float, push: float) -> _Name:
    """Un nom d'axe à `push` pixels du centre ; sur les côtés il est tourné, pour ne pas élargir la figure."""
    across, up = sin(radians(degrees)), cos(radians(degrees))
    turned = 0 if abs(across) < _SIDEWAYS else 90 if across > 0 else -90
    wide, tall = max(kit.width(line, kit.SIZE + 1) for line in lines) * _BOLD, kit.height(lines, kit.SIZE + 1) + 8
    wide, tall = (tall, wide) if turned else (wide, tall)
    left, bottom = push * across - wide * (1 - across) / 2, push * up - tall * (1 - up) / 2
    return _Name(tuple(lines), _Box(left, bottom, left + wide, bottom + tall), turned)


def _bounding_box(boxes: Iterable[_Box]) -> _Box:
    every = tuple(boxes)
    return _Box(
        min(b.left for b in every), min(b.bottom for b in every),
        max(b.right for b in every), max(b.top for b in every),
    )  # fmt: skip
