"""Ce que les équipes ont choisi, comment elles se ressemblent, qui a répondu : tâches, heures, coût, couples, profils types, taux."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .cohort import Cohort
from .disclosure import (
    Policy,
    Reason,
    ReleasedCorrelation,
    ReleasedCount,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
    release_correlation,
    release_count,
    release_quantiles,
    release_share,
    written_rows,
)
from .figures import (
    QUARTILES,
    Entry,
    Part,
    Register,
    Tables,
    Theme,
    percent_of,
    served_tasks,
    theme_codes,
    union_counts,
)
from .groups import EVERYONE, merge_small, peer_groups

_PAIRS = 10  # couples de dimensions montrés, les plus liés d'abord

_EVEN = 20.0  # points entre l'axe le plus haut et le plus bas, sous lesquels un profil est dit homogène
_HOMOGENEOUS, OTHERS = "profil homogène", "autres profils"
_UNKNOWN_TYPE = -2


@dataclass(frozen=True, slots=True)
class ChosenTask:
    """Une tâche et la part des équipes qui l'ont gardée, parmi celles qui ont une fiche et une note sur sa dimension."""

    id: str
    label: str
    dimension: str
    share: ReleasedShare | Withheld


@dataclass(frozen=True, slots=True)
class Range:
    """Les quartiles des heures par semaine ou du coût annuel, toutes équipes ou pour une classe de taille."""

    label: str
    size: ReleasedCount | Withheld
    quartiles: ReleasedQuantiles | Withheld


@dataclass(frozen=True, slots=True)
class Couple:
    """Deux dimensions et leur corrélation : elles vont ensemble, aucune n'explique l'autre."""

    first: str
    second: str
    correlation: ReleasedCorrelation


@dataclass(frozen=True, slots=True)
class Practices:
    """Ce que les équipes ont choisi cette année."""

    tasks: tuple[ChosenTask, ...]
    hours: tuple[Range, ...]
    cost: tuple[Range, ...]
    together: tuple[Couple, ...]

    def without(self, waiting: set[str]) -> Practices:
        """Ces choix, sans ceux dont une correction attend."""
        hidden = Withheld(Reason.OVERLAP)
        return Practices(
            tuple(replace(one, share=hidden) if one.id in waiting else one for one in self.tasks),
            tuple(replace(one, size=hidden, quartiles=hidden) for one in self.hours)
            if "hours" in waiting
            else self.hours,
            tuple(replace(one, size=hidden, quartiles=hidden) for one in self.cost) if "cost" in waiting else self.cost,
            tuple(one for one in self.together if f"{one.first}~{one.second}" not in waiting),
        )


def practices(
    cohort: Cohort, table: Tables, policy: Policy, register: Register | None = None
) -> tuple[Practices, list[Entry]]:
    """Renvoie les choix des équipes d'une année, et ce qu'il faut en inscrire au registre."""
    tasks, first = _chosen_tasks(cohort, table, policy)
    hours, second = _ranges(cohort, cohort.hours, "hours", policy, register)
    cost, third = _ranges(cohort, cohort.cost, "cost", policy, register)
    together, fourth = _couples(cohort, table, policy)
    return Practices(tasks, hours, cost, together), [*first, *second, *third, *fourth]


def _chosen_tasks(cohort: Cohort, table: Tables, policy: Policy) -> tuple[tuple[ChosenTask, ...], list[Entry]]:
    """Les tâches gardées, la plus répandue d'abord.

    Chaque part se fait sur celles que `level_parts` montre au retour des équipes, ramenées à l'effectif écrit : plus large d'une ou deux
    équipes sans note, ou exacte, elle rendrait par soustraction ce qu'elles ont choisi, ou les effectifs de ces parts.
    """
    posts = np.flatnonzero(cohort.tasks.any(axis=1)) if cohort.task_ids else np.arange(0)
    found, shown = [], []
    columns = {dimension.id: place for place, dimension in enumerate(cohort.ref.dimensions)}
    for dimension, tasks in served_tasks(cohort).items():
        parts = [own for _, own in level_parts(cohort, table, posts, columns[dimension], policy)]
        rows, kept = np.concatenate(parts), cohort.tasks[:, [column for column, _, _ in tasks]]
        chosen, silent = Tables(kept.astype(np.float64), kept.astype(np.int16)), np.zeros(len(tasks), dtype=bool)
        counts, _, _ = union_counts(chosen, [Part(own, silent) for own in parts], 2, policy)
        for (column, identifier, label), (without, count) in zip(tasks, counts, strict=True):
            share = release_share(count, without + count, policy)
            found.append(ChosenTask(identifier, label, dimension, share))
            if not isinstance(share, Withheld):
                codes = np.full(len(cohort), -1, dtype=np.int64)
                codes[rows] = cohort.tasks[rows, column]
                shown.append(Entry(identifier, rows, str(share), codes))
    return tuple(sorted(found, key=lambda one: -percent_of(one.share))), shown


def level_parts(
    cohort: Cohort, table: Tables, posts: NDArray[np.intp], place: int, policy: Policy
) -> list[tuple[tuple[int, ...], NDArray[np.intp]]]:
    """Les rangs de niveau d'une dimension, réunis à leurs voisins au seuil, et les équipes de `posts` qui y sont."""
    ranks = table.ranks[posts, place]
    sizes = np.bincount(ranks[ranks >= 0], minlength=len(cohort.ref.scale.values)).tolist()
    return [(part, posts[np.isin(ranks, part)]) for part in merge_small(sizes, policy.threshold, neighbours=True)]


def _ranges(
    cohort: Cohort,
    values: NDArray[np.float64],
    kind: Literal["hours", "cost"],
    policy: Policy,
    register: Register | None,
) -> tuple[tuple[Range, ...], list[Entry]]:
    """Les quartiles de toutes les équipes, puis par classe de taille, parmi celles qui ont donné la valeur.

    D'une campagne à l'autre, un groupe que presque rien ne distingue se tait, comme pour les niveaux.
    """
    values = np.where(np.isfinite(values), values, np.nan)
    rows = np.flatnonzero(np.isfinite(values))
    groups = peer_groups(cohort.where(rows), policy, ("size",))
    parts = [(EVERYONE, rows), *((group.label, rows[group.rows]) for group in groups if len(groups) > 1)]
    sizes = [len(own) for _, own in parts[1:]]
    rules = [policy] * len(parts)
    if sum(map(policy.shown, sizes)) > policy.largest:  # les parts diraient ensemble plus d'équipes que l'on n'en écrit
        widest = 1 + sizes.index(max(sizes))
        rules[widest] = replace(policy, largest=policy.shown(max(sizes)) - 5)
    whole = [written_rows(values[own][None], rule)[0] for (_, own), rule in zip(parts[1:], rules[1:], strict=True)]
    known = [np.concatenate(whole) if whole else values[rows], *(values[own] for _, own in parts[1:])]
    found = tuple(
        Range(
            label,
            release_count(len(own), rule, sizes if own is rows else ()),
            release_quantiles(one, QUARTILES, rule, kind),
        )
        for (label, own), rule, one in zip(parts, rules, known, strict=True)
    )
    own_table = Tables(values[:, None], np.where(np.isfinite(values), 0, -1).astype(np.int16)[:, None])
    if register is not None:
        silent = np.array([[not one.quartiles] for one in found])
        asked = [own for _, own in parts]
        close = (
            register.hide([Theme(kind, kind, "dimension", "")], own_table, asked, policy, silent, whole=True) & ~silent
        )
        found = tuple(
            replace(one, quartiles=Withheld(Reason.OVERLAP)) if near else one
            for one, near in zip(found, close[:, 0], strict=True)
        )
    codes = theme_codes(own_table, 0)
    shown = [
        Entry(kind, own, str([str(value) for value in one.quartiles]), codes)
        for (_, own), one in zip(parts, found, strict=True)
        if not isinstance(one.quartiles, Withheld)
    ]
    return found, shown


def _couples(cohort: Cohort, table: Tables, policy: Policy) -> tuple[tuple[Couple, ...], list[Entry]]:
    """Les couples de dimensions les plus liés, le signe compris ; corrélations au dixième."""
    found: list[tuple[Couple, Entry]] = []
    for one, other in combinations(range(len(cohort.ref.dimensions)), 2):
        x, y = table.scores[:, one], table.scores[:, other]
        said = release_correlation(x, y, policy)
        if isinstance(said, Withheld):
            continue
        first, second = cohort.ref.dimensions[one].id, cohort.ref.dimensions[other].id
        rows = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        found.append((Couple(first, second, said), Entry(f"{first}~{second}", rows, str(said), _pair_codes(x, y))))
    kept = sorted(found, key=lambda pair: -abs(pair[0].correlation.tenths))[:_PAIRS]
    return tuple(couple for couple, _ in kept), [shown for _, shown in kept]


def _pair_codes(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Un nombre par couple de notes arrondies, −1 sans l'une ou l'autre."""
    both = 1000 * np.floor(x + 0.5) + np.floor(y + 0.5)
    return np.where(np.isnan(both), -1, np.nan_to_num(both)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class ProfileType:
    """Un profil type et sa part parmi les équipes dont deux axes au moins sont notés."""

    label: str
    share: ReleasedShare | Withheld


def types(axis_scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Renvoie le type de chaque équipe : `haut · A + bas`, −1 homogène, −2 quand moins de deux axes sont notés.

    Args:
        axis_scores: notes des axes (n, A), de 0 à 100.

    À égalité, le premier axe de la grille. La règle vient avant tout regroupement statistique : elle s'explique à
    l'équipe et ne change pas avec la cohorte.
    """
    known = ~np.isnan(axis_scores)
    high = np.argmax(np.where(known, axis_scores, -np.inf), axis=1)
    low = np.argmin(np.where(known, axis_scores, np.inf), axis=1)
    rows = np.arange(len(axis_scores))
    flat = ~(axis_scores[rows, high] - axis_scores[rows, low] >= _EVEN)
    found = np.where(flat, -1, high * axis_scores.shape[1] + low)
    return np.where(known.sum(axis=1) < 2, _UNKNOWN_TYPE, found)


def typology(cohort: Cohort, policy: Policy) -> tuple[tuple[ProfileType, ...], list[Entry]]:
    """Renvoie les profils types d'une année, le plus répandu d'abord, et ce qu'il faut en inscrire au registre.

    Un type trop rare se fond avec les plus petits des autres dans « autres profils ». On les compte une fois les équipes ramenées à
    l'effectif écrit : type par type, leurs arrondis diraient ensemble l'effectif exact.
    """
    kinds = types(cohort.axis_scores)
    rows = np.flatnonzero(kinds != _UNKNOWN_TYPE)
    shows = len(rows) >= policy.threshold
    kept = written_rows(kinds[None, rows].astype(np.float64), policy)[0] if shows else kinds[rows]
    present, counts = np.unique(kept.astype(np.int64), return_counts=True)
    parts = merge_small(counts.tolist(), policy.threshold, neighbours=False)
    sizes = {part: int(counts[list(part)].sum()) for part in parts}
    shown = {_type_label(cohort, int(present[part[0]])): size for part, size in sizes.items() if len(part) == 1}
    rest = sum(size for part, size in sizes.items() if len(part) > 1)
    if not shown:
        return (), []  # tout serait « autres profils »
    if rest:
        shown[OTHERS] = rest
    found = [ProfileType(label, release_share(size, len(kept), policy)) for label, size in shown.items()]
    order = sorted(found, key=lambda one: (one.label == OTHERS, -percent_of(one.share)))
    words = str([(one.label, str(one.share)) for one in order])
    return tuple(order), [Entry("typologie", rows, words, kinds - _UNKNOWN_TYPE - 1)] if shows else []


def _type_label(cohort: Cohort, kind: int) -> str:
    """Un type en français."""
    if kind < 0:
        return _HOMOGENEOUS
    high, low = divmod(kind, len(cohort.ref.axes))
    names = [axis.short or axis.label for axis in cohort.ref.axes]
    return f"{names[high]} en avance, {names[low]} en retrait"


def together(now: Cohort, policy: Policy) -> list[str]:
    """Combien d'équipes ont rempli ensemble un seul questionnaire : elles comptent comme les autres, et cela se dit."""
    if not (count := int(now.collective.sum())):
        return []
    found = release_count(count, policy)
    said = (
        "Des équipes, trop peu pour que leur nombre se dise,"
        if isinstance(found, Withheld)
        else f"Au moins {found} équipes"
    )
    return [
        f"{said} ont rempli ensemble un seul questionnaire\u00a0: elles comptent comme les autres, hors taux de réponse."
    ]


def response_rates(now: Cohort, policy: Policy) -> tuple[ReleasedQuantiles | Withheld, list[Entry]]:
    """Les quartiles du taux de réponse des équipes qui ont donné répondants et effectif, et ce qu'il faut en inscrire."""
    known = np.flatnonzero((now.respondents >= 0) & (now.registered > 0))
    rates = 100 * now.respondents[known] / now.registered[known]
    found = release_quantiles(np.minimum(rates, 100), QUARTILES, policy, kind="score")
    words = "" if isinstance(found, Withheld) else str([str(one) for one in found])
    codes = np.full(len(now), -1, dtype=np.int64)
    codes[known] = np.floor(rates + 0.5)
    return found, [Entry("participation", known, words, codes)] if words else []
