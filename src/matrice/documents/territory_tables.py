"""Les tableaux d’un territoire : ceux que Word et la page montrent, et les longs tableaux d’un classeur, prêts à filtrer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..federation import (
    Funnel,
    FunnelPoint,
    Movement,
    Need,
    PeerFigures,
    Range,
    ReleasedCount,
    ReleasedDistribution,
    ReleasedInterval,
    ReleasedNumber,
    ReleasedQuantiles,
    ReleasedShare,
    Territory,
    TerritoryReport,
    Theme,
    ThemeMovement,
    Withheld,
)
from ..text import NBSP, capital, number, percent, quoted, short_number
from . import territory_words as words
from .blocks import Cell, Column, Table
from .federation_words import WITHHELD
from .territory_words import COUNTED, target_text

# Les tableaux d'un territoire : Word, Excel et la page hors ligne disent les mêmes

# Les tableaux d'un rapport de territoire avant toute mise en forme : Word, Excel et la page disent les mêmes

_PROBABILITIES = (0.25, 0.5, 0.75)
_NAMED = 6  # dimensions que l'on nomme dans une cellule ; au-delà, on les compte


# Les cellules


def _absence(value: Withheld) -> Cell:
    """Une absence, avec sa raison."""
    return Cell(str(value), absent=True)


def _count(value: ReleasedCount | Withheld) -> Cell:
    """Un nombre d'équipes."""
    return _absence(value) if isinstance(value, Withheld) else Cell(str(value), value.value, "count")


def _base(figures: PeerFigures) -> Cell:
    """Combien d'équipes sont notées."""
    known = figures.scores if isinstance(figures.levels, Withheld) else figures.levels
    return _absence(known) if isinstance(known, Withheld) else Cell(number(known.n), known.n, "count")


def _share(value: ReleasedShare | Withheld | None, *, below: bool = False) -> Cell:
    """Une part ; `below` donne son complément. Une borne n'est pas un nombre."""
    if value is None:
        return Cell(words.share_text(value))
    if isinstance(value, Withheld):
        return _absence(value)
    text = words.below_text(value) if below else str(value)
    exact = 100 - value.percent if below else value.percent
    return Cell(text) if value.bound else Cell(text, exact, "percent")


def _points(value: ReleasedNumber) -> Cell:
    """Des points de pourcentage."""
    return Cell(percent(value.value), value.value, "percent")


def _quartile(found: ReleasedQuantiles | Withheld, probability: float) -> Cell:
    """Un quartile, dans son unité."""
    value = found if isinstance(found, Withheld) else found.at(probability)
    if isinstance(value, Withheld) or isinstance(found, Withheld):
        return _absence(value) if isinstance(value, Withheld) else Cell(WITHHELD)
    return Cell(f"{number(value)}{words.UNITS[found.kind]}", value, "euros" if found.kind == "cost" else "count")


# Participation


def participation(report: TerritoryReport) -> Table:
    """Combien d'équipes, dans chaque territoire et ensemble, et comment elles ont répondu."""
    moved = report.movement
    rows = [
        (Cell(f"Équipes, {report.year}"), _count(report.size)),
        *((Cell(f"Taux de réponse, {name}"), _rate(report.response, q)) for name, q in
          zip(("premier quartile des équipes", "équipe médiane", "troisième quartile"), _PROBABILITIES, strict=True)),
        (Cell("Campagne d’avant"), Cell("aucune" if moved is None else str(moved.before))),
    ]  # fmt: skip
    if moved is not None:
        rows += [
            (Cell("Équipes présentes aux deux campagnes"), _count(moved.matched)),
            (Cell(f"Équipes de {moved.before} non retrouvées"), _share(moved.lost)),
            (Cell("Équipes nouvelles"), _share(moved.arrived)),
        ]
    return Table(
        "Participation", "Une ligne par fait\u00a0: équipes, taux de réponse, campagne d’avant.",
        (Column("Ce que l’on compte", 5), Column("Valeur", 4)), tuple(rows),
    )  # fmt: skip


def _rate(found: ReleasedQuantiles | Withheld, probability: float) -> Cell:
    """Un quartile du taux de réponse."""
    cell = _quartile(found, probability)
    return cell if cell.value is None else Cell(percent(cell.value), cell.value, "percent")


def sizes(report: TerritoryReport) -> Table:
    """Les équipes de chaque territoire."""
    one = words.BY[report.by][0]
    return Table(
        f"Équipes par {one}", f"Une ligne par {one}\u00a0: combien d’équipes.",
        (Column(capital(one), 6), Column("Équipes", 2, numeric=True)),
        tuple((Cell(place.label), _count(place.size)) for place in report.territories),
    )  # fmt: skip


# Répartition


def distribution(report: TerritoryReport, territory: Territory | None) -> Table:
    """La répartition des équipes par niveau, axe par axe puis dimension par dimension."""
    figures, order = words.figures_of(report, territory), words.themes_in_order(report)
    return Table(
        f"Niveaux des équipes\u00a0: {words.place_name(territory)}",
        "Une ligne par axe et par dimension\u00a0: équipes notées, part à chaque niveau, quartiles des notes sur 100.",
        (Column("Axe ou dimension", 5), Column("Équipes notées", 1.8, numeric=True), Column("Part des équipes, par niveau", 5),
         Column("Quartiles des notes", 3)),
        tuple(
            (Cell(theme.label), _base(figures[place]), _spread_cell(report, figures[place]), _quartiles(figures[place]))
            for place, theme in order
        ),
        strong=tuple(row for row, (_, theme) in enumerate(order) if theme.kind == "axis"),
    )  # fmt: skip


def _spread_cell(report: TerritoryReport, figures: PeerFigures) -> Cell:
    """La répartition en une phrase."""
    return Cell(words.spread_text(report.ref.scale, figures.levels), absent=isinstance(figures.levels, Withheld))


def _quartiles(figures: PeerFigures) -> Cell:
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
        (Column(capital(name), 5), Column("Équipes notées", 1.8, numeric=True), Column(f"Part ({reference})", 3),
         Column("Limites à 95\u00a0%", 2.6), Column("Limites à 99,8\u00a0%", 2.6), Column("Constat", 3.4)),
        tuple(
            (Cell(point.label), _share_or_reason(point.share), _share(point.share), *(_limits(point.limits, rank) for rank in (0, 2)),
             Cell(str(point.signal) if point.signal else "aucun, faute de part"))
            for point in by_size(one)
        ),
    )  # fmt: skip


def by_size(one: Funnel) -> list[FunnelPoint]:
    """Les territoires, du plus petit au plus grand ; ceux dont la part manque d'abord."""
    return sorted(one.points, key=lambda point: 0 if isinstance(point.share, Withheld) else point.share.n)


def _share_or_reason(found: ReleasedShare | Withheld) -> Cell:
    """Combien d'équipes portent cette part."""
    return Cell(WITHHELD) if isinstance(found, Withheld) else Cell(number(found.n), found.n, "count")


def _limits(found: Sequence[ReleasedNumber], first: int) -> Cell:
    """Deux limites d'un entonnoir."""
    return Cell(words.limits_text(found[first : first + 2])) if found else Cell("aucune, faute de part")


# Besoins


def needs(report: TerritoryReport, rank: int | None) -> Table:
    """Les besoins, du plus répandu au moins répandu ; ceux qui ne se disent pas à la fin, avec leur raison."""
    territory = None if rank is None else report.territories[rank]
    figures = words.figures_of(report, territory)
    places = {theme.id: place for place, theme in enumerate(report.themes)}
    rows = [_need_row(report, one, figures[places[one.theme.id]]) for one in words.needs_of(report, rank)]
    rows += [
        (Cell(theme.label), _absence(why), *[Cell("non calculé")] * 3) for theme, why in words.silent(report, figures)
    ]
    return Table(
        f"Besoins\u00a0: {words.place_name(territory)}",
        "Une ligne par dimension, le besoin le plus répandu d’abord\u00a0: part sous le niveau visé, intervalle, rangs plausibles.",
        (Column("Dimension", 5), Column(f"Équipes sous le niveau {words.target_text(report)}", 3), Column("Intervalle à 95\u00a0%", 2.6),
         Column("Part rapprochée des autres", 2.4), Column("Rangs plausibles", 2.4)),
        tuple(rows),
    )  # fmt: skip


def _need_row(report: TerritoryReport, one: Need, figures: PeerFigures) -> tuple[Cell, ...]:
    """Un besoin."""
    rank = words.target_rank(report)
    closer = _points(one.estimate) if one.estimate.value != one.below.value else Cell("la même")
    return (
        Cell(one.theme.label), _share(words.share_at(figures, rank), below=True), _interval(figures, rank), closer,
        Cell(words.ranks_text(one)),
    )  # fmt: skip


def _interval(figures: PeerFigures, rank: int) -> Cell:
    """L'intervalle de la part sous le niveau visé."""
    found = figures.intervals[rank]
    if isinstance(found, Withheld):
        return _absence(found)
    return Cell(f"de{NBSP}{number(100 - found.high)}{NBSP}à{NBSP}{percent(100 - found.low)}")


# Évolution


def trend(report: TerritoryReport, movement: Movement, territory: Territory | None) -> Table:
    """Ce qui a bougé sur les équipes présentes aux deux campagnes."""
    moved = {one.theme.id: one for one in movement.themes}
    order = words.themes_in_order(report)
    return Table(
        f"Évolution de {movement.before} à {movement.year}\u00a0: {words.place_name(territory)}",
        "Une ligne par axe et par dimension\u00a0: part des équipes en baisse, stables, en hausse, solde, netteté.",
        (Column("Axe ou dimension", 4.4), Column("Part des équipes", 7), Column("Hausses moins baisses", 2.3), Column("Évolution", 2)),
        tuple(
            (Cell(theme.label), _absence_or(words.moves_text(moved[theme.id].spread), moved[theme.id].spread),
             _absence_or(words.net_text(moved[theme.id].net), moved[theme.id].net),
             _absence_or(words.clear_text(moved[theme.id].clear), moved[theme.id].clear))
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
        (Column(capital(one), 4), Column("Équipes suivies", 1.8, numeric=True), Column("Équipes nouvelles", 1.9),
         Column("En hausse nette", 5), Column("En baisse nette", 3)),
        tuple(
            (Cell(place.label), _count(moved.matched), _share(moved.arrived), _clearly(report, moved, 1), _clearly(report, moved, -1))
            for place, moved in zip(report.territories, report.territory_movements, strict=False)
        ),
    )  # fmt: skip


def _clearly(report: TerritoryReport, movement: Movement, sign: int) -> Cell:
    """Les dimensions qui ont nettement bougé dans ce sens, ou pourquoi aucune ne se dit."""
    told = [one.clear for one in movement.themes if one.theme.kind == "dimension"]
    gone = [one for one in told if isinstance(one, Withheld)]
    if told and len(gone) == len(told):
        return Cell(str(gone[0]), absent=True)
    found, unsaid = words.clearly(movement, sign), words.unsaid_text(movement)
    if len(found) > _NAMED:
        return Cell(f"{number(len(found))} dimensions sur {number(len(told))}{unsaid}")
    return Cell((", ".join(words.short(report, one.theme) for one in found) or "aucune") + unsaid)


def _absence_or(text: str, value: object) -> Cell:
    """Un texte, marqué s'il dit une absence."""
    return Cell(text, absent=isinstance(value, Withheld))


# Les tableaux de ce que les équipes ont choisi : profils types, tâches, heures, coûts, dimensions qui vont ensemble


def typology(report: TerritoryReport) -> Table:
    """Les profils types."""
    return Table(
        "Profils types", "Une ligne par profil\u00a0: part des équipes dont deux axes au moins sont notés.",
        (Column("Profil", 6), Column("Part des équipes", 3)),
        tuple((Cell(capital(one.label)), _share(one.share)) for one in report.typology),
    )  # fmt: skip


def tasks(report: TerritoryReport, most: int | None = None) -> Table:
    """Les tâches que les équipes ont gardées dans leur fiche de poste."""
    return Table(
        "Tâches gardées", "Une ligne par tâche, de la plus à la moins gardée\u00a0: dimension servie, part des équipes.",
        (Column("Tâche", 7), Column("Dimension servie", 4), Column("Part des équipes", 2.4)),
        tuple(
            (Cell(f"{one.label} ({one.id})"), Cell(report.ref.dimension(one.dimension).label), _share(one.share))
            for one in report.practices.tasks[:most]
        ),
    )  # fmt: skip


def ranges(title: str, unit: str, found: Iterable[Range]) -> Table:
    """Les quartiles des heures ou du coût, toutes équipes puis par taille."""
    return Table(
        title, f"Une ligne par taille d’équipe\u00a0: équipes qui l’ont dit, quartiles en {unit}.",
        (Column("Équipes", 4), Column("Combien l’ont dit", 2, numeric=True), Column("Premier quartile", 2.2), Column("Médiane", 2.2),
         Column("Troisième quartile", 2.2)),
        tuple(
            (Cell(capital(one.label)), _count(one.size), *(_quartile(one.quartiles, q) for q in _PROBABILITIES)) for one in found
        ),
    )  # fmt: skip


def couples(report: TerritoryReport) -> Table:
    """Les dimensions qui vont ensemble."""
    label = report.ref.dimension
    return Table(
        "Dimensions qui vont ensemble", "Une ligne par couple de dimensions, du plus au moins lié\u00a0: corrélation des notes.",
        (Column("Dimension", 5), Column("Et dimension", 5), Column("Corrélation", 2, numeric=True)),
        tuple(
            (Cell(label(one.first).label), Cell(label(one.second).label),
             Cell(str(one.correlation), one.correlation.tenths / 10, "tenth"))
            for one in report.practices.together
        ),
    )  # fmt: skip


# Comment chaque chiffre d'un rapport de territoire est fait : ce qu'impriment le document, le classeur et la page


def method(report: TerritoryReport) -> tuple[tuple[str, str], ...]:
    """Renvoie un titre et une explication par sorte de chiffre."""
    target = quoted(target_text(report))
    return (
        ("Nombres d’équipes", COUNTED),
        (
            "Niveaux",
            "Le niveau d’une équipe sur une dimension est celui que sa note atteint. Un niveau de moins de trois équipes "
            "est compté avec son voisin. «\u00a0Sans objet\u00a0» et «\u00a0non calculable\u00a0» ne sont pas des "
            "niveaux\u00a0: ces équipes ne sont pas dans la part.",
        ),
        (
            "Quartiles",
            "Le quart des équipes a une note sur 100 inférieure ou égale au premier, la moitié à la médiane. Ni minimum "
            "ni maximum.",
        ),
        (
            "Entonnoirs",
            f"Part des équipes au niveau {target} ou au-dessus, comparée à celle de toutes les équipes. Limites à 95 et "
            "99,8\u00a0%\u00a0: ce que le hasard seul donnerait à un territoire de cette taille. Sortir des limites "
            "invite à regarder, sans juger.",
        ),
        (
            "Besoins",
            f"Part des équipes sous le niveau {target}, de la plus à la moins répandue. L’intervalle est à 95\u00a0% "
            "(Wilson). Les rangs plausibles sont à 90\u00a0%\u00a0: deux dimensions dont les rangs se recouvrent ne se "
            "départagent pas. À partir de dix territoires, la part d’un territoire est aussi rapprochée de la moyenne "
            "des autres.",
        ),
        (
            "Évolution",
            "Sur les équipes présentes aux deux campagnes, notes arrondies à l’entier. «\u00a0Nette\u00a0» quand le test "
            "exact des signes donne moins de 5\u00a0% au hasard.",
        ),
        (
            "Profils types",
            "L’axe le plus haut et l’axe le plus bas de chaque équipe\u00a0; moins de 20\u00a0points d’écart, le profil "
            "est homogène.",
        ),
        (
            "Dimensions qui vont ensemble",
            "Corrélation des notes, au dixième. Elle ne dit pas que l’une entraîne l’autre.",
        ),
    )


# Les longs tableaux d'un classeur de territoire : une ligne par territoire et par thème, prête à filtrer

_NOTHING = "aucune, faute de part"
_KINDS = {"axis": "axe", "dimension": "dimension"}
_QUARTILES = ("Premier quartile des notes", "Note médiane", "Troisième quartile des notes")
_LIMITS = (
    "Limite basse à 95\u00a0%",
    "Limite haute à 95\u00a0%",
    "Limite basse à 99,8\u00a0%",
    "Limite haute à 99,8\u00a0%",
)


def _everywhere(report: TerritoryReport) -> Iterator[tuple[int | None, Territory | None]]:
    """L'ensemble, puis chaque territoire et son rang."""
    yield None, None
    yield from enumerate(report.territories)


def _tenths(found: ReleasedNumber | Withheld) -> Cell:
    """Un nombre calculé sur des valeurs diffusées, au dixième."""
    return _absence(found) if isinstance(found, Withheld) else Cell(short_number(found.value), found.value, "tenth")


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
    heads += [Column(title, 16) for title in _QUARTILES]
    rows = tuple(
        (Cell(words.place_name(place)), Cell(_KINDS[theme.kind]), Cell(theme.label),
         *_level_cells(report, words.figures_of(report, place)[rank]))
        for _, place in _everywhere(report)
        for rank, theme in words.themes_in_order(report)
    )  # fmt: skip
    return Table("Répartition", "Part des équipes à chaque niveau, quartiles des notes sur 100.", tuple(heads), rows)


def _level_cells(report: TerritoryReport, figures: PeerFigures) -> Iterator[Cell]:
    """Les nombres d'un thème : base, part à chaque niveau, quartiles."""
    yield _base(figures)
    yield from _shares_by_level(report, figures.levels)
    yield from (_quartile(figures.scores, probability) for probability in _PROBABILITIES)


def _shares_by_level(report: TerritoryReport, spread: ReleasedDistribution | Withheld) -> Iterator[Cell]:
    """La part de chaque niveau ; des niveaux comptés ensemble le disent, chacun dans sa cellule."""
    values = report.ref.scale.values
    if isinstance(spread, Withheld):
        yield from [_absence(spread)] * len(values)
        return
    for group in spread:
        if group.first == group.last:
            yield _share(group.share)
            continue
        yield Cell(f"{group.share} pour {words.spans(values[group.first : group.last + 1])}")
        yield from [Cell(f"compté avec {values[group.first]}")] * (group.last - group.first)


# Entonnoirs


def all_funnels(report: TerritoryReport) -> Table:
    """Tous les entonnoirs."""
    heads = (
        Column("Sorte", 11), Column("Axe ou dimension", 40), Column(capital(words.BY[report.by][0]), 34), Column("Équipes notées", 14),
        Column(f"Part au niveau {words.target_text(report)} ou plus", 24), Column("Part de toutes les équipes", 24),
        *(Column(title, 14) for title in _LIMITS), Column("Constat", 34), Column("Surdispersion", 18),
    )  # fmt: skip
    rows = tuple(
        (Cell(_KINDS[one.theme.kind]), Cell(one.theme.label), Cell(point.label), _share_or_reason(point.share), _share(point.share),
         _share(one.reference), *_limit_cells(point), Cell(str(point.signal) if point.signal else _NOTHING),
         Cell("non prise en compte") if one.phi is None else _tenths(one.phi))
        for one in report.funnels
        for point in one.points
    )  # fmt: skip
    return Table("Entonnoirs", "Part des équipes au niveau visé, limites de ce que le hasard explique.", heads, rows)


def _limit_cells(point: FunnelPoint) -> list[Cell]:
    """Les quatre limites d'un territoire."""
    if not point.limits:
        return [Cell(_NOTHING)] * len(_LIMITS)
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
    rows = tuple(row for rank, place in _everywhere(report) for row in _need_rows(report, rank, place))
    return Table(
        "Besoins", "Part des équipes sous le niveau visé, intervalle, rangs plausibles à 90\u00a0%.", heads, rows
    )


def _need_rows(report: TerritoryReport, rank: int | None, place: Territory | None) -> Iterator[tuple[Cell, ...]]:
    """Les besoins d'un lieu, puis les dimensions dont la part n'est pas diffusée."""
    figures, target = words.figures_of(report, place), words.target_rank(report)
    ranks = {theme.id: at for at, theme in enumerate(report.themes)}
    where = Cell(words.place_name(place))
    for one in words.needs_of(report, rank):
        own = figures[ranks[one.theme.id]]
        yield (
            where, Cell(one.theme.label), _base(own), _share(words.share_at(own, target), below=True), *_interval_cells(own, target),
            Cell(short_number(one.estimate.value), one.estimate.value, "percent"), _tenths(one.rank), _tenths(one.best), _tenths(one.worst),
        )  # fmt: skip
    for theme, why in words.silent(report, figures):
        yield (where, Cell(theme.label), _base(figures[ranks[theme.id]]), _absence(why), *[Cell("non calculé")] * 6)


def _interval_cells(figures: PeerFigures, target: int) -> list[Cell]:
    """Les deux bouts de l'intervalle de la part sous le niveau visé."""
    found = figures.intervals[target]
    if not isinstance(found, ReleasedInterval):
        return [_absence(found)] * 2
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
        _move_row(movement, words.place_name(place), theme)
        for rank, place in _everywhere(report)
        if (movement := words.movement_of(report, rank)) is not None
        for _, theme in words.themes_in_order(report)
    )
    return Table(
        "Évolution",
        "Part des équipes en baisse, stables, en hausse, sur celles présentes aux deux campagnes.",
        heads,
        rows,
    )


def _move_row(movement: Movement, where: str, theme: Theme) -> tuple[Cell, ...]:
    """L'évolution d'un thème quelque part."""
    one = next(moved for moved in movement.themes if moved.theme.id == theme.id)
    clear = _absence(one.clear) if isinstance(one.clear, Withheld) else Cell(words.clear_text(one.clear))
    return (
        Cell(where), Cell(str(movement.before)), Cell(_KINDS[theme.kind]), Cell(theme.label), _moved_base(one), *_moved_shares(one),
        _tenths(one.net), clear,
    )  # fmt: skip


def _moved_base(one: ThemeMovement) -> Cell:
    """Combien d'équipes ont une note aux deux campagnes."""
    return (
        _absence(one.spread) if isinstance(one.spread, Withheld) else Cell(number(one.spread.n), one.spread.n, "count")
    )


def _moved_shares(one: ThemeMovement) -> Iterator[Cell]:
    """La part en baisse, stable, en hausse ; ce qui est compté ensemble le dit."""
    if isinstance(one.spread, Withheld):
        yield from [_absence(one.spread)] * len(words.MOVES)
        return
    for group in one.spread:
        if group.first == group.last:
            yield _share(group.share)
            continue
        yield Cell(f"{group.share} {words.move_name(group.first, group.last)}")
        yield from [Cell(f"compté avec{NBSP}: {words.MOVES[group.first]}")] * (group.last - group.first)
