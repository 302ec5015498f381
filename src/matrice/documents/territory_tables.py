"""Les tableaux d’un territoire : ceux que Word et la page montrent, et les longs tableaux d’un classeur, prêts à filtrer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from math import isnan
from numbers import Real
from typing import Any

from ..federation import (
    Funnel,
    FunnelPoint,
    Movement,
    Need,
    PeerFigures,
    Range,
    ReleasedCount,
    ReleasedNumber,
    ReleasedQuantiles,
    ReleasedShare,
    Sequel,
    Territory,
    TerritoryReport,
    Withheld,
)
from ..text import NBSP, capital, number, percent, plural, quoted, series, short_number
from . import territory_words as words
from .blocks import Cell, Column, Content, Table
from .federation_words import WITHHELD, directions_text
from .territory_words import COUNTED, target_text

# Les tableaux d'un rapport de territoire avant toute mise en forme : Word, Excel et la page disent les mêmes

_PROBABILITIES = (0.25, 0.5, 0.75)
_NEEDS_FIRST = 3  # par lieu
_NAMED = 6  # dimensions que l'on nomme dans une cellule ; au-delà, on les compte


# Les cellules


def _told(say: Callable[[Any], str], value: object) -> Cell:
    """Une valeur en mots ; une absence y est sa raison."""
    return Cell(say(value), absent=isinstance(value, Withheld))


def _count(value: ReleasedCount | Withheld) -> Cell:
    return _told(str, value) if isinstance(value, Withheld) else Cell(str(value), value.value, "count")


def _base(figures: PeerFigures) -> Cell:
    known = figures.scores if isinstance(figures.levels, Withheld) else figures.levels
    return _told(str, known) if isinstance(known, Withheld) else Cell(number(known.n), known.n, "count")


def _share(value: ReleasedShare | words.Below | Withheld | None) -> Cell:
    """Une part. Une borne n'est pas un nombre."""
    if value is None or isinstance(value, Withheld):
        return _told(words.share_text, value)
    return Cell(str(value)) if value.bound else Cell(str(value), value.percent, "percent")


def _quartile(found: ReleasedQuantiles | Withheld, probability: float) -> Cell:
    value = found if isinstance(found, Withheld) else found.at(probability)
    if isinstance(value, Withheld) or isinstance(found, Withheld):
        return _told(str, value)
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
            (Cell(theme.label), _base(own), _told(partial(words.spread_text, report.ref.scale), own.levels),
             _told(words.quartiles_text, own.scores))
            for place, theme in order
            for own in [figures[place]]
        ),
        strong=tuple(row for row, (_, theme) in enumerate(order) if theme.kind == "axis"),
    )  # fmt: skip


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
             Cell(str(point.signal) if point.signal else "aucun, faute de part", absent=point.signal is None))
            for point in by_size(one)
        ),
    )  # fmt: skip


def by_size(one: Funnel) -> list[FunnelPoint]:
    """Les territoires, du plus petit au plus grand ; ceux dont la part manque d'abord."""
    return sorted(one.points, key=lambda point: 0 if isinstance(point.share, Withheld) else point.share.n)


def _share_or_reason(found: ReleasedShare | Withheld) -> Cell:
    return Cell(WITHHELD, absent=True) if isinstance(found, Withheld) else Cell(number(found.n), found.n, "count")


def _limits(found: Sequence[ReleasedNumber], first: int) -> Cell:
    return Cell(words.limits_text(found[first : first + 2])) if found else Cell("aucune, faute de part", absent=True)


def signals(report: TerritoryReport) -> Table:
    """Les territoires hors des limites, dimension par dimension : leur part, celle de toutes les équipes, ce que le hasard donnerait."""
    name = words.BY[report.by][0]
    return Table(
        "Territoires hors des limites",
        f"Une ligne par dimension et {name}\u00a0: part, part de toutes les équipes, limites du hasard, constat.",
        (Column("Dimension", 4.6), Column(capital(name), 4.4), Column("Part", 1.6), Column("Toutes les équipes", 1.8),
         Column("Limites à 99,8\u00a0%", 2.4), Column("Constat", 2.8)),
        tuple(
            (Cell(one.theme.label), Cell(point.label), _share(point.share), _share(one.reference), _limits(point.limits, 2),
             Cell(str(point.signal)))
            for one in report.funnels if one.theme.kind == "dimension"
            for point in words.away(one)
        ),
    )  # fmt: skip


# Besoins


def needs(report: TerritoryReport, rank: int | None) -> Table:
    """Les besoins, du plus répandu au moins répandu ; ceux qui ne se disent pas à la fin, avec leur raison."""
    territory = None if rank is None else report.territories[rank]
    figures = words.figures_of(report, territory)
    rows = [
        _need_row(report, one, words.of_theme(report, figures, one.theme.id)) for one in words.needs_of(report, rank)
    ]
    rows += [
        (Cell(theme.label), _told(str, why), *[Cell("non calculé", absent=True)] * 3)
        for theme, why in words.silent(report, figures)
    ]
    return Table(
        f"Besoins\u00a0: {words.place_name(territory)}",
        "Une ligne par dimension, le besoin le plus répandu d’abord\u00a0: part sous le niveau visé, intervalle, rangs plausibles.",
        (Column("Dimension", 5), Column(f"Équipes sous le niveau {words.target_text(report)}", 3), Column("Intervalle à 95\u00a0%", 2.6),
         Column("Part rapprochée des autres", 2.4), Column("Rangs plausibles", 2.4)),
        tuple(rows),
    )  # fmt: skip


def _need_row(report: TerritoryReport, one: Need, figures: PeerFigures) -> tuple[Cell, ...]:
    other, interval = one.estimate.value, words.interval_below(report, figures)
    closer = Cell("la même") if other == one.below.value else Cell(percent(other), other, "percent")
    known = interval if isinstance(interval, Withheld) else words.interval_text(*interval).replace(" ", NBSP)
    sure = _told(str, known)
    return Cell(one.theme.label), _share(words.below(report, figures)), sure, closer, Cell(words.ranks_text(one))


def goals(report: TerritoryReport) -> Table:
    """Les buts de la fédération : la part d'équipes au niveau visé, celle que l'on veut, et ce qui les sépare."""
    return Table(
        "Buts de la fédération",
        "Une ligne par but\u00a0: part des équipes au niveau visé ou plus, part voulue, distance.",
        (Column("Dimension", 5), Column(f"Équipes au niveau {words.target_text(report)} ou plus", 3), Column("But", 1.6),
         Column("Distance", 3)),
        tuple(
            (Cell(report.ref.dimension(name).label), _share(share), Cell(percent(wanted), wanted, "percent"),
             Cell(words.distance_text(share, wanted), absent=isinstance(share, Withheld)))
            for name, wanted in report.goals
            for share in [words.share_at(words.of_theme(report, report.whole, name), words.target_rank(report))]
        ),
    )  # fmt: skip


def first_needs(report: TerritoryReport) -> Table:
    """Une ligne par territoire : ses premiers besoins, avec leur part et leurs rangs plausibles."""
    name = words.BY[report.by][0]
    return Table(
        f"Premiers besoins par {name}", f"Une ligne par {name}\u00a0: les dimensions où les besoins sont les plus répandus.",
        (Column(capital(name), 4), Column("Premiers besoins", 9)),
        tuple((Cell(place.label), _own_needs(report, rank)) for rank, place in enumerate(report.territories)),
    )  # fmt: skip


def _own_needs(report: TerritoryReport, rank: int) -> Cell:
    """Les premiers besoins d'un territoire, ou pourquoi ils ne se disent pas."""
    figures = report.territories[rank].figures
    found = report.territory_needs[rank][:_NEEDS_FIRST]
    if not found:
        silent = words.silent(report, figures)
        return Cell(str(silent[0][1]) if silent else "aucune dimension notée", absent=True)
    shares = [(one, words.below(report, words.of_theme(report, figures, one.theme.id))) for one in found]
    return Cell("\n".join(f"{one.theme.label}{NBSP}: {share}, {words.ranks_text(one)}" for one, share in shares))


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
            (Cell(theme.label), _told(words.moves_text, one.spread), _told(words.net_text, one.net), _told(words.clear_text, one.clear))
            for _, theme in order
            for one in [moved[theme.id]]
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


def years(reports: Sequence[TerritoryReport]) -> Table:
    """Plusieurs campagnes, de la plus ancienne à la plus récente : la part des équipes sous le niveau visé, dimension par dimension."""
    last = reports[-1]
    return Table(
        f"De {reports[0].year} à {last.year}\u00a0: équipes sous le niveau {words.target_text(last)}",
        "Une ligne par dimension, une colonne par campagne\u00a0: part des équipes sous le niveau visé.",
        (Column("Dimension", 5), *(Column(str(one.year), 1.6, numeric=True) for one in reports)),
        tuple(
            (Cell(theme.label), *(_share(words.below(one, one.whole[place])) for one in reports))
            for place, theme in words.themes_in_order(last)
            if theme.kind == "dimension"
        ),
    )  # fmt: skip


def _clearly(report: TerritoryReport, movement: Movement, sign: int) -> Cell:
    """Les dimensions qui ont nettement bougé dans ce sens, ou pourquoi aucune ne se dit."""
    told = [one.clear for one in movement.themes if one.theme.kind == "dimension"]
    gone = [one for one in told if isinstance(one, Withheld)]
    if told and len(gone) == len(told):
        return _told(str, gone[0])
    found, unsaid = words.clearly(movement, sign), words.unsaid_text(movement)
    if len(found) > _NAMED:
        return Cell(f"{number(len(found))} dimensions sur {number(len(told))}{unsaid}")
    return Cell((", ".join(words.short(report, one.theme) for one in found) or "aucune") + unsaid)


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
            # Une part tue tait toute sa ligne : elle se compte, elle ne s'affiche pas (`discreet`).
            (Cell(f"{one.label} ({one.id})"), Cell(report.ref.dimension(one.dimension).label, absent=isinstance(one.share, Withheld)),
             _share(one.share))
            for one in report.practices.tasks[:most]
        ),
    )  # fmt: skip


def sequels(report: TerritoryReport) -> Table:
    """Ce qu'ont fait ensuite les équipes de chaque niveau de la campagne d'avant, sur les premiers besoins ; les niveaux qu'un secret
    réunit n'ont qu'une ligne."""
    together: dict[tuple[str, Sequel], list[str]] = {}
    for name, rank, one in report.sequels:
        together.setdefault((name, one), []).append(str(report.ref.scale.values[rank]))
    before = next(f" en {one.before}" for _, _, one in report.sequels)
    acts = any(one.acted is not None for _, _, one in report.sequels)
    return Table(
        "Ce qu’ont fait ensuite les équipes d’un même niveau",
        "Une ligne par dimension et niveau de départ\u00a0: évolutions depuis, action décidée, heures du poste, tâches les plus gardées.",
        (Column("Dimension", 3.2), Column(f"Niveau{before}", 1.5), Column("Depuis", 2.8),
         *([Column(f"Action décidée{before}", 1.7)] * acts),
         Column("Heures du poste, médiane", 1.8), Column(f"Tâches les plus gardées en {report.year}", 6)),
        tuple(
            (Cell(report.ref.dimension(name).label), Cell(series(levels)), _told(directions_text, one.moves),
             *([Cell("") if one.acted is None else _share(one.acted)] * acts), Cell("") if one.hours is None else _quartile(one.hours, 0.5),
             _told(str, one.tasks) if isinstance(one.tasks, Withheld) else
             Cell("\n".join(f"{task.label} ({task.share})" for task in one.tasks) or "aucune n’est assez répandue"))
            for (name, one), levels in together.items()
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
    target = target_text(report)
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


# Où aider : territoires et dimensions, et ce que l'on en tait


def heat_map(report: TerritoryReport) -> Table:
    """Où aider : une ligne par lieu, une colonne par dimension, la part des équipes sous le niveau visé, teintée par bande.

    Les lieux sont dans l'ordre du rapport, ce n'est pas un classement ; « – » : la part n'est pas diffusée.
    """
    places = [(place, theme) for place, theme in words.themes_in_order(report) if theme.kind == "dimension"]
    name = words.BY[report.by][0]
    lines = [(words.EVERYONE, report.whole), *((one.label, one.figures) for one in report.territories)]
    return Table(
        f"Équipes sous le niveau {words.target_text(report)}, pour cent",
        f"Une ligne par {name}, une colonne par dimension\u00a0: part des équipes sous le niveau visé, teintée par bande.",
        (Column(capital(name), 6), *(Column(words.short(report, theme), 1, upright=True) for _, theme in places)),
        tuple(
            (Cell(label), *(_heat_cell(words.below(report, figures[place])) for place, _ in places))
            for label, figures in lines
        ),
        strong=(0,),
    )  # fmt: skip


def _heat_cell(share: words.Below | Withheld) -> Cell:
    """La part sous le niveau visé : un nombre, sa borne s'il en est une, et la teinte de sa bande."""
    if isinstance(share, Withheld):
        return Cell("–", absent=True)
    exact = None if share.bound else share.percent
    return Cell(f"{share.bound}{number(share.percent)}", exact, "count", band=words.band(share.percent))


def heat_legend() -> Table:
    """Les quatre bandes, en mots, dans leur teinte."""
    return Table(
        "Lire les teintes", "Une colonne par bande\u00a0: son intervalle, en pour cent, et ses mots.",
        tuple(Column(f"{low} à {high}{NBSP}%", 1) for low, high, _ in words.BANDS),
        (tuple(Cell(said, band=rank) for rank, (_, _, said) in enumerate(words.BANDS)),),
    )  # fmt: skip


def discreet(table: Table) -> tuple[Table, str]:
    """Renvoie le tableau sans ses lignes où rien n'est diffusé, un tiret pour chaque autre absence, et la phrase qui les compte.

    Une page ne se remplit pas de « non diffusé » : le nombre et les raisons se lisent une fois.
    """
    rows: list[tuple[Content | Cell, ...]] = []
    reasons, strong = Counter[str](), list[int]()
    for rank, row in enumerate(table.rows):
        gone = [cell for cell in row[1:] if isinstance(cell, Cell) and cell.absent]
        told = [cell.text.partition(f"{WITHHELD}{NBSP}: ")[2] for cell in gone]
        if gone and len(gone) == len(row) - 1:
            reasons[next((one for one in told if one), "")] += 1
            continue
        strong += [len(rows)] * (rank in table.strong)
        rows.append(tuple(Cell("–", absent=True) if cell in gone else cell for cell in row))
        reasons.update(one for one in told if one)
    kept = replace(table, rows=tuple(rows), strong=tuple(strong))
    if not (said := words.withheld_text(reasons)):
        return kept, ""
    hidden = len(table.rows) - len(rows)
    dashed = any(isinstance(cell, Cell) and cell.absent for row in rows for cell in row)
    lines = [plural(hidden, "ligne sans rien à montrer", "lignes sans rien à montrer")] * bool(hidden and rows)
    lead = series([*lines, *[quoted("–")] * dashed]) if rows else ""
    return kept, f"{lead}{NBSP}: {said}." if lead else f"{capital(said)}."


def heat_reading(report: TerritoryReport) -> str:
    """Comment lire la carte de chaleur, et combien de cases elle tait."""
    said = "Deux dimensions dont les rangs se recouvrent ne se départagent pas."
    return f"{said} {words.PURPOSE} {heat_absences(report)}".strip()


def heat_absences(report: TerritoryReport) -> str:
    """La phrase qui compte les cases que la carte ne montre pas, ou un texte vide."""
    rank = words.target_rank(report)
    shares = [
        words.share_at(figures[place], rank)
        for figures in (report.whole, *(one.figures for one in report.territories))
        for place, theme in words.themes_in_order(report)
        if theme.kind == "dimension"
    ]
    said = words.withheld_text(Counter(str(one.reason) for one in shares if isinstance(one, Withheld)))
    return f"«{NBSP}–{NBSP}»{NBSP}: {said}, sur {number(len(shares))} cases." if said else ""


def data(report: TerritoryReport) -> Table:
    """Tout le rapport en une table rangée, celle de `TerritoryReport.to_frame` : une ligne par lieu, thème et mesure."""
    frame = report.to_frame()
    widths = {"territoire": 30, "libelle": 40, "mesure": 34, "classe": 14, "raison": 30}
    return Table(
        "Données", "Une ligne par lieu, axe ou dimension et mesure\u00a0: valeur, borne, unité, équipes, raison d’une absence.",
        tuple(Column(str(name), widths.get(str(name), 12)) for name in frame.columns),
        tuple(tuple(map(_data_cell, line)) for line in frame.itertuples(index=False, name=None)),
    )  # fmt: skip


def _data_cell(value: object) -> Cell:
    """Une cellule de la table rangée : un nombre, un texte, ou rien."""
    if isinstance(value, str):
        return Cell(value)
    if not isinstance(value, Real) or isnan(value):  # pandas écrit ainsi ce qui manque
        return Cell("")
    exact = float(value)
    return Cell(short_number(exact), exact, "count" if exact.is_integer() else "tenth")
