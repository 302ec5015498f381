"""Les tableaux d'un rapport de territoire avant toute mise en forme : Word, Excel et la page disent les mêmes.

Une cellule porte son texte et, quand la valeur diffusée n'est pas une borne, le nombre qu'un tableur peut reprendre. Elle n'est jamais
vide : une valeur absente écrit sa raison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...federation import (
    Funnel,
    FunnelPoint,
    Movement,
    Need,
    PeerFigures,
    ReleasedCount,
    ReleasedNumber,
    ReleasedQuantiles,
    ReleasedShare,
    Territory,
    TerritoryReport,
    Withheld,
)
from ...text import NBSP, capital, number, percent
from ..words_federation import WITHHELD
from . import words

Form = Literal["text", "count", "percent", "tenth", "euros"]
PROBABILITIES = (0.25, 0.5, 0.75)
NAMED = 6  # dimensions que l'on nomme dans une cellule ; au-delà, on les compte


@dataclass(frozen=True, slots=True)
class Cell:
    """Une cellule : ce qui s'y lit, son nombre s'il en est un, et si elle dit une absence."""

    text: str
    value: float | None = None
    form: Form = "text"
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """Une colonne : son titre, sa part de la largeur, et si elle porte des nombres."""

    title: str
    width: float
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Un tableau : titre et description (lus par une synthèse vocale), colonnes, lignes."""

    title: str
    description: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    strong: tuple[int, ...] = ()  # les lignes d'axe


# Les cellules


def said(text: str) -> Cell:
    """Un texte."""
    return Cell(text)


def gone(value: Withheld) -> Cell:
    """Une absence, avec sa raison."""
    return Cell(str(value), absent=True)


def count(value: ReleasedCount | Withheld) -> Cell:
    """Un nombre d'équipes."""
    return gone(value) if isinstance(value, Withheld) else Cell(str(value), value.value, "count")


def base(figures: PeerFigures) -> Cell:
    """Combien d'équipes sont notées."""
    known = figures.scores if isinstance(figures.levels, Withheld) else figures.levels
    return gone(known) if isinstance(known, Withheld) else Cell(number(known.n), known.n, "count")


def share(value: ReleasedShare | Withheld | None, *, below: bool = False) -> Cell:
    """Une part ; `below` donne son complément. Une borne n'est pas un nombre."""
    if value is None:
        return said(words.share_text(value))
    if isinstance(value, Withheld):
        return gone(value)
    text = words.below_text(value) if below else str(value)
    exact = 100 - value.percent if below else value.percent
    return said(text) if value.bound else Cell(text, exact, "percent")


def points(value: ReleasedNumber) -> Cell:
    """Des points de pourcentage."""
    return Cell(percent(value.value), value.value, "percent")


def quartile(found: ReleasedQuantiles | Withheld, probability: float) -> Cell:
    """Un quartile, dans son unité."""
    value = found if isinstance(found, Withheld) else found.at(probability)
    if isinstance(value, Withheld) or isinstance(found, Withheld):
        return gone(value) if isinstance(value, Withheld) else said(WITHHELD)
    return Cell(f"{number(value)}{words.UNITS[found.kind]}", value, "euros" if found.kind == "cost" else "count")


# Participation


def participation(report: TerritoryReport) -> Table:
    """Combien d'équipes, dans chaque territoire et ensemble, et comment elles ont répondu."""
    moved = report.movement
    rows = [
        (said(f"Équipes, {report.year}"), count(report.size)),
        *((said(f"Taux de réponse, {name}"), rate(report.response, q)) for name, q in
          zip(("premier quartile des équipes", "équipe médiane", "troisième quartile"), PROBABILITIES, strict=True)),
        (said("Campagne d’avant"), said("aucune" if moved is None else str(moved.before))),
    ]  # fmt: skip
    if moved is not None:
        rows += [
            (said("Équipes présentes aux deux campagnes"), count(moved.matched)),
            (said(f"Équipes de {moved.before} non retrouvées"), share(moved.lost)),
            (said("Équipes nouvelles"), share(moved.arrived)),
        ]
    return Table(
        "Participation", "Une ligne par fait\u00a0: équipes, taux de réponse, campagne d’avant.",
        (Head("Ce que l’on compte", 5), Head("Valeur", 4)), tuple(rows),
    )  # fmt: skip


def rate(found: ReleasedQuantiles | Withheld, probability: float) -> Cell:
    """Un quartile du taux de réponse."""
    cell = quartile(found, probability)
    return cell if cell.value is None else Cell(percent(cell.value), cell.value, "percent")


def sizes(report: TerritoryReport) -> Table:
    """Les équipes de chaque territoire."""
    one = words.BY[report.by][0]
    return Table(
        f"Équipes par {one}", f"Une ligne par {one}\u00a0: combien d’équipes.",
        (Head(capital(one), 6), Head("Équipes", 2, numeric=True)),
        tuple((said(place.label), count(place.size)) for place in report.territories),
    )  # fmt: skip


# Répartition


def distribution(report: TerritoryReport, territory: Territory | None) -> Table:
    """La répartition des équipes par niveau, axe par axe puis dimension par dimension."""
    figures, order = words.figures_of(report, territory), words.ordered(report)
    return Table(
        f"Niveaux des équipes\u00a0: {words.place_name(territory)}",
        "Une ligne par axe et par dimension\u00a0: équipes notées, part à chaque niveau, quartiles des notes sur 100.",
        (Head("Axe ou dimension", 5), Head("Équipes notées", 1.8, numeric=True), Head("Part des équipes, par niveau", 5),
         Head("Quartiles des notes", 3)),
        tuple(
            (said(theme.label), base(figures[place]), spread(report, figures[place]), quartiles(figures[place]))
            for place, theme in order
        ),
        strong=tuple(row for row, (_, theme) in enumerate(order) if theme.kind == "axis"),
    )  # fmt: skip


def spread(report: TerritoryReport, figures: PeerFigures) -> Cell:
    """La répartition en une phrase."""
    return Cell(words.spread_text(report.ref.scale, figures.levels), absent=isinstance(figures.levels, Withheld))


def quartiles(figures: PeerFigures) -> Cell:
    """Les trois quartiles en une phrase."""
    return Cell(words.quartiles_text(figures.scores), absent=isinstance(figures.scores, Withheld))


# Entonnoirs


def funnel(report: TerritoryReport, one: Funnel) -> Table:
    """Un entonnoir, territoire par territoire, du plus petit au plus grand : ce n'est pas un classement."""
    name = words.BY[report.by][0]
    # Un en-tête est étroit : l’absence s’y dit en deux mots.
    whole = WITHHELD if isinstance(one.reference, Withheld) else words.share_text(one.reference)
    reference = f"ensemble{NBSP}: {whole}"
    return Table(
        f"{one.theme.label}\u00a0: équipes au niveau {words.target_text(report)} ou plus",
        f"Une ligne par {name}, de la plus petite part de la cohorte à la plus grande\u00a0: équipes notées, part, limites, constat.",
        (Head(capital(name), 5), Head("Équipes notées", 1.8, numeric=True), Head(f"Part ({reference})", 3),
         Head("Limites à 95\u00a0%", 2.6), Head("Limites à 99,8\u00a0%", 2.6), Head("Constat", 3.4)),
        tuple(
            (said(point.label), scored(point.share), share(point.share), *(limits(point.limits, rank) for rank in (0, 2)),
             said(str(point.signal) if point.signal else "aucun, faute de part"))
            for point in by_size(one)
        ),
    )  # fmt: skip


def by_size(one: Funnel) -> list[FunnelPoint]:
    """Les territoires, du plus petit au plus grand ; ceux dont la part manque d'abord."""
    return sorted(one.points, key=lambda point: 0 if isinstance(point.share, Withheld) else point.share.n)


def scored(found: ReleasedShare | Withheld) -> Cell:
    """Combien d'équipes portent cette part."""
    return said(WITHHELD) if isinstance(found, Withheld) else Cell(number(found.n), found.n, "count")


def limits(found: Sequence[ReleasedNumber], first: int) -> Cell:
    """Deux limites d'un entonnoir."""
    return said(words.limits_text(found[first : first + 2])) if found else said("aucune, faute de part")


# Besoins


def needs(report: TerritoryReport, rank: int | None) -> Table:
    """Les besoins, du plus répandu au moins répandu ; ceux qui ne se disent pas à la fin, avec leur raison."""
    territory = None if rank is None else report.territories[rank]
    figures = words.figures_of(report, territory)
    places = {theme.id: place for place, theme in enumerate(report.themes)}
    rows = [need_row(report, one, figures[places[one.theme.id]]) for one in words.needs_of(report, rank)]
    rows += [(said(theme.label), gone(why), *[said("non calculé")] * 3) for theme, why in words.silent(report, figures)]
    return Table(
        f"Besoins\u00a0: {words.place_name(territory)}",
        "Une ligne par dimension, le besoin le plus répandu d’abord\u00a0: part sous le niveau visé, intervalle, rangs plausibles.",
        (Head("Dimension", 5), Head(f"Équipes sous le niveau {words.target_text(report)}", 3), Head("Intervalle à 95\u00a0%", 2.6),
         Head("Part rapprochée des autres", 2.4), Head("Rangs plausibles", 2.4)),
        tuple(rows),
    )  # fmt: skip


def need_row(report: TerritoryReport, one: Need, figures: PeerFigures) -> tuple[Cell, ...]:
    """Un besoin."""
    rank = words.target_rank(report)
    closer = points(one.estimate) if one.estimate.value != one.below.value else said("la même")
    return (
        said(one.theme.label), share(words.reached(figures, rank), below=True), interval(figures, rank), closer,
        said(words.ranks_text(one)),
    )  # fmt: skip


def interval(figures: PeerFigures, rank: int) -> Cell:
    """L'intervalle de la part sous le niveau visé."""
    found = figures.intervals[rank]
    if isinstance(found, Withheld):
        return gone(found)
    return said(f"de{NBSP}{number(100 - found.high)}{NBSP}à{NBSP}{percent(100 - found.low)}")


# Évolution


def trend(report: TerritoryReport, movement: Movement, territory: Territory | None) -> Table:
    """Ce qui a bougé sur les équipes présentes aux deux campagnes."""
    moved = {one.theme.id: one for one in movement.themes}
    order = words.ordered(report)
    return Table(
        f"Évolution de {movement.before} à {movement.year}\u00a0: {words.place_name(territory)}",
        "Une ligne par axe et par dimension\u00a0: part des équipes en baisse, stables, en hausse, solde, netteté.",
        (Head("Axe ou dimension", 4.4), Head("Part des équipes", 7), Head("Hausses moins baisses", 2.3), Head("Évolution", 2)),
        tuple(
            (said(theme.label), absence_or(words.moves_text(moved[theme.id].spread), moved[theme.id].spread),
             absence_or(words.net_text(moved[theme.id].net), moved[theme.id].net),
             absence_or(words.clear_text(moved[theme.id].clear), moved[theme.id].clear))
            for _, theme in order
        ),
        strong=tuple(row for row, (_, theme) in enumerate(order) if theme.kind == "axis"),
    )  # fmt: skip


def trends(report: TerritoryReport) -> Table:
    """L'évolution de chaque territoire en une ligne : équipes suivies, arrivées, dimensions en hausse ou en baisse nette."""
    one = words.BY[report.by][0]
    return Table(
        f"Évolution par {one}",
        f"Une ligne par {one}\u00a0: équipes présentes aux deux campagnes, équipes nouvelles, dimensions en hausse ou en baisse nette.",
        (Head(capital(one), 4), Head("Équipes suivies", 1.8, numeric=True), Head("Équipes nouvelles", 1.9),
         Head("En hausse nette", 5), Head("En baisse nette", 3)),
        tuple(
            (said(place.label), count(moved.matched), share(moved.arrived), clearly(report, moved, 1), clearly(report, moved, -1))
            for place, moved in zip(report.territories, report.territory_movements, strict=False)
        ),
    )  # fmt: skip


def clearly(report: TerritoryReport, movement: Movement, sign: int) -> Cell:
    """Les dimensions qui ont nettement bougé dans ce sens, ou pourquoi aucune ne se dit."""
    told = [one.clear for one in movement.themes if one.theme.kind == "dimension"]
    gone = [one for one in told if isinstance(one, Withheld)]
    if told and len(gone) == len(told):
        return Cell(str(gone[0]), absent=True)
    found, unsaid = words.clearly(movement, sign), words.unsaid_text(movement)
    if len(found) > NAMED:
        return said(f"{number(len(found))} dimensions sur {number(len(told))}{unsaid}")
    return said((", ".join(words.short(report, one.theme) for one in found) or "aucune") + unsaid)


def absence_or(text: str, value: object) -> Cell:
    """Un texte, marqué s'il dit une absence."""
    return Cell(text, absent=isinstance(value, Withheld))
