"""Les longs tableaux d'un classeur de territoire : une ligne par territoire et par thème, prête à filtrer.

Ce sont les valeurs du document et de la page, rangées pour un tableur ; une valeur absente y est sa raison.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...documents import territory_words as words
from ...documents.blocks import Cell, Column, Table
from ...documents.territory_tables import PROBABILITIES, base, gone, quartile, said, scored, share
from ...federation import (
    FunnelPoint,
    Movement,
    PeerFigures,
    ReleasedDistribution,
    ReleasedInterval,
    ReleasedNumber,
    Territory,
    TerritoryReport,
    Theme,
    ThemeMovement,
    Withheld,
)
from ...text import NBSP, capital, number, short_number

NOTHING = "aucune, faute de part"
KINDS = {"axis": "axe", "dimension": "dimension"}
QUARTILES = ("Premier quartile des notes", "Note médiane", "Troisième quartile des notes")
LIMITS = (
    "Limite basse à 95\u00a0%",
    "Limite haute à 95\u00a0%",
    "Limite basse à 99,8\u00a0%",
    "Limite haute à 99,8\u00a0%",
)


def everywhere(report: TerritoryReport) -> Iterator[tuple[int | None, Territory | None]]:
    """L'ensemble, puis chaque territoire et son rang."""
    yield None, None
    yield from enumerate(report.territories)


def tenths(found: ReleasedNumber | Withheld) -> Cell:
    """Un nombre calculé sur des valeurs diffusées, au dixième."""
    return gone(found) if isinstance(found, Withheld) else Cell(short_number(found.value), found.value, "tenth")


# Répartition


def all_levels(report: TerritoryReport) -> Table:
    """La répartition par niveau, partout."""
    scale = report.ref.scale
    heads = [
        Column(capital(words.BY[report.by][0]), 34),
        Column("Sorte", 11),
        Column("Axe ou dimension", 40),
        Column("Équipes notées", 14),
    ]
    heads += [Column(f"Niveau {words.span_name(scale, rank, rank)}", 20) for rank in range(len(scale.levels))]
    heads += [Column(title, 16) for title in QUARTILES]
    rows = tuple(
        (said(words.place_name(place)), said(KINDS[theme.kind]), said(theme.label),
         *level_cells(report, words.figures_of(report, place)[rank]))
        for _, place in everywhere(report)
        for rank, theme in words.ordered(report)
    )  # fmt: skip
    return Table("Répartition", "Part des équipes à chaque niveau, quartiles des notes sur 100.", tuple(heads), rows)


def level_cells(report: TerritoryReport, figures: PeerFigures) -> Iterator[Cell]:
    """Les nombres d'un thème : base, part à chaque niveau, quartiles."""
    yield base(figures)
    yield from shares_by_level(report, figures.levels)
    yield from (quartile(figures.scores, probability) for probability in PROBABILITIES)


def shares_by_level(report: TerritoryReport, spread: ReleasedDistribution | Withheld) -> Iterator[Cell]:
    """La part de chaque niveau ; des niveaux comptés ensemble le disent, chacun dans sa cellule."""
    values = report.ref.scale.values
    if isinstance(spread, Withheld):
        yield from [gone(spread)] * len(values)
        return
    for group in spread:
        if group.first == group.last:
            yield share(group.share)
            continue
        yield said(f"{group.share} pour {words.spans(values[group.first : group.last + 1])}")
        yield from [said(f"compté avec {values[group.first]}")] * (group.last - group.first)


# Entonnoirs


def all_funnels(report: TerritoryReport) -> Table:
    """Tous les entonnoirs."""
    heads = (
        Column("Sorte", 11), Column("Axe ou dimension", 40), Column(capital(words.BY[report.by][0]), 34), Column("Équipes notées", 14),
        Column(f"Part au niveau {words.target_text(report)} ou plus", 24), Column("Part de toutes les équipes", 24),
        *(Column(title, 14) for title in LIMITS), Column("Constat", 34), Column("Surdispersion", 18),
    )  # fmt: skip
    rows = tuple(
        (said(KINDS[one.theme.kind]), said(one.theme.label), said(point.label), scored(point.share), share(point.share),
         share(one.reference), *limit_cells(point), said(str(point.signal) if point.signal else NOTHING),
         said("non prise en compte") if one.phi is None else tenths(one.phi))
        for one in report.funnels
        for point in one.points
    )  # fmt: skip
    return Table("Entonnoirs", "Part des équipes au niveau visé, limites de ce que le hasard explique.", heads, rows)


def limit_cells(point: FunnelPoint) -> list[Cell]:
    """Les quatre limites d'un territoire."""
    if not point.limits:
        return [said(NOTHING)] * len(LIMITS)
    return [Cell(number(one.value), one.value, "percent") for one in point.limits]


# Besoins


def all_needs(report: TerritoryReport) -> Table:
    """Tous les besoins, avec leur incertitude."""
    heads = (
        Column(capital(words.BY[report.by][0]), 34), Column("Dimension", 40), Column("Équipes notées", 14),
        Column(f"Part sous le niveau {words.target_text(report)}", 24), Column("Intervalle à 95\u00a0%, bas", 16),
        Column("Intervalle à 95\u00a0%, haut", 16), Column("Part rapprochée des autres", 18), Column("Rang attendu", 12),
        Column("Meilleur rang plausible", 14), Column("Dernier rang plausible", 14),
    )  # fmt: skip
    rows = tuple(row for rank, place in everywhere(report) for row in need_rows(report, rank, place))
    return Table(
        "Besoins", "Part des équipes sous le niveau visé, intervalle, rangs plausibles à 90\u00a0%.", heads, rows
    )


def need_rows(report: TerritoryReport, rank: int | None, place: Territory | None) -> Iterator[tuple[Cell, ...]]:
    """Les besoins d'un lieu, puis les dimensions dont la part n'est pas diffusée."""
    figures, target = words.figures_of(report, place), words.target_rank(report)
    ranks = {theme.id: at for at, theme in enumerate(report.themes)}
    where = said(words.place_name(place))
    for one in words.needs_of(report, rank):
        own = figures[ranks[one.theme.id]]
        yield (
            where, said(one.theme.label), base(own), share(words.reached(own, target), below=True), *interval_cells(own, target),
            Cell(short_number(one.estimate.value), one.estimate.value, "percent"), tenths(one.rank), tenths(one.best), tenths(one.worst),
        )  # fmt: skip
    for theme, why in words.silent(report, figures):
        yield (where, said(theme.label), base(figures[ranks[theme.id]]), gone(why), *[said("non calculé")] * 6)


def interval_cells(figures: PeerFigures, target: int) -> list[Cell]:
    """Les deux bouts de l'intervalle de la part sous le niveau visé."""
    found = figures.intervals[target]
    if not isinstance(found, ReleasedInterval):
        return [gone(found)] * 2
    return [Cell(number(100 - end), 100 - end, "percent") for end in (found.high, found.low)]


# Évolution


def all_moves(report: TerritoryReport) -> Table:
    """Toute l'évolution ; sans ligne quand la cohorte n'a pas de campagne d'avant."""
    heads = (
        Column(capital(words.BY[report.by][0]), 34), Column("De", 10), Column("Sorte", 11), Column("Axe ou dimension", 40),
        Column("Équipes notées aux deux", 16), *(Column(f"Part {move}", 20) for move in words.MOVES),
        Column("Hausses moins baisses, points", 20),
        Column("Évolution", 16),
    )  # fmt: skip
    rows = tuple(
        move_row(movement, words.place_name(place), theme)
        for rank, place in everywhere(report)
        if (movement := words.movement_of(report, rank)) is not None
        for _, theme in words.ordered(report)
    )
    return Table(
        "Évolution",
        "Part des équipes en baisse, stables, en hausse, sur celles présentes aux deux campagnes.",
        heads,
        rows,
    )


def move_row(movement: Movement, where: str, theme: Theme) -> tuple[Cell, ...]:
    """L'évolution d'un thème quelque part."""
    one = next(moved for moved in movement.themes if moved.theme.id == theme.id)
    clear = gone(one.clear) if isinstance(one.clear, Withheld) else said(words.clear_text(one.clear))
    return (
        said(where), said(str(movement.before)), said(KINDS[theme.kind]), said(theme.label), moved_base(one), *moved_shares(one),
        tenths(one.net), clear,
    )  # fmt: skip


def moved_base(one: ThemeMovement) -> Cell:
    """Combien d'équipes ont une note aux deux campagnes."""
    return gone(one.spread) if isinstance(one.spread, Withheld) else Cell(number(one.spread.n), one.spread.n, "count")


def moved_shares(one: ThemeMovement) -> Iterator[Cell]:
    """La part en baisse, stable, en hausse ; ce qui est compté ensemble le dit."""
    if isinstance(one.spread, Withheld):
        yield from [gone(one.spread)] * len(words.MOVES)
        return
    for group in one.spread:
        if group.first == group.last:
            yield share(group.share)
            continue
        yield said(f"{group.share} {words.move_name(group.first, group.last)}")
        yield from [said(f"compté avec{NBSP}: {words.MOVES[group.first]}")] * (group.last - group.first)
