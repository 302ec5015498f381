"""Ce que les équipes ont choisi, comment elles se ressemblent, qui a répondu : tâches, heures, coût, couples, profils types, taux."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Generic, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from .cohort import Cohort
from .comparison import KeptTask, Sequel
from .disclosure import (
    DisclosureError,
    Policy,
    Reason,
    ReleasedCorrelation,
    ReleasedCount,
    ReleasedDistribution,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
    release_correlation,
    release_count,
    release_quantiles,
    release_share,
    release_shares,
    written_rows,
)
from .figures import (
    DIRECTIONS,
    NO_RANK,
    QUARTILES,
    Entry,
    Part,
    Register,
    Tables,
    Theme,
    changes,
    earlier_rows,
    percent_of,
    previous_year,
    served_tasks,
    spread_words,
    tables,
    theme_codes,
    themes,
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
    tasks, first = chosen_tasks(cohort, table, policy)
    hours, second = ranges(cohort, cohort.hours, "hours", policy, register)
    cost, third = ranges(cohort, cohort.cost, "cost", policy, register)
    together, fourth = _couples(cohort, table, policy)
    return Practices(tasks, hours, cost, together), [*first, *second, *third, *fourth]


def chosen_tasks(cohort: Cohort, table: Tables, policy: Policy) -> tuple[tuple[ChosenTask, ...], list[Entry]]:
    """Les tâches gardées, la plus répandue d'abord.

    Chaque part se fait sur celles que `level_parts` montre au retour des équipes, ramenées à l'effectif écrit : plus large d'une ou deux
    équipes sans note, ou exacte, elle rendrait par soustraction ce qu'elles ont choisi, ou les effectifs de ces parts.
    """
    posts, found, shown = _with_post(cohort), [], []
    columns = {dimension.id: place for place, dimension in enumerate(cohort.ref.dimensions)}
    for dimension, tasks in served_tasks(cohort).items():
        parts = [own for _, own in level_parts(cohort, table.ranks[:, columns[dimension]], posts, policy)]
        rows, kept = np.concatenate(parts), cohort.tasks[:, [column for column, _, _ in tasks]]
        chosen, silent = Tables(kept.astype(np.float64), kept.astype(np.int16)), np.zeros(len(tasks), dtype=bool)
        counts, _, _ = union_counts(chosen, [Part(own, silent) for own in parts], 2, policy)
        for (column, identifier, label), (without, count) in zip(tasks, counts, strict=True):
            share = release_share(count, without + count, policy)
            found.append(ChosenTask(identifier, label, dimension, share))
            if not isinstance(share, Withheld):
                shown.append(Entry(identifier, rows, str(share), _task_codes(cohort, column, posts)))
    return tuple(sorted(found, key=lambda one: -percent_of(one.share))), shown


def _task_codes(cohort: Cohort, column: int, posts: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Ce que chaque équipe dit d'une tâche, −1 sans fiche : le même d'une part à l'autre, sans quoi l'on croirait à des corrections."""
    return np.where(posts, cohort.tasks[:, column], -1).astype(np.int64)


def _with_post(cohort: Cohort) -> NDArray[np.bool_]:
    """Les équipes qui ont gardé une tâche au moins."""
    posts: NDArray[np.bool_] = np.asarray(
        cohort.tasks.any(axis=1) if cohort.task_ids else np.zeros(len(cohort), dtype=bool)
    )
    return posts


def level_parts(
    cohort: Cohort, ranks: NDArray[np.int16], among: NDArray[np.bool_], policy: Policy
) -> list[tuple[tuple[int, ...], NDArray[np.intp]]]:
    """Les rangs de niveau (n,), réunis à leurs voisins au seuil, et les équipes de `among` qui y sont."""
    known = np.flatnonzero(among & (ranks >= 0))
    sizes = np.bincount(ranks[known], minlength=len(cohort.ref.scale.values)).tolist()
    return [
        (part, known[np.isin(ranks[known], part)]) for part in merge_small(sizes, policy.threshold, neighbours=True)
    ]


def ranges(
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


# Ce que font des équipes au même niveau : les tâches qu'elles gardent, et ce qu'ont fait celles qui y étaient à la campagne d'avant.
# Le comparateur est toute l'année, par niveau : des parts disjointes, chacune au seuil ; un niveau trop rare rejoint le plus petit de ses
# voisins. Ce sont des compléments : ce que le registre n'en admet pas se tait, part par part, sans rien refuser d'autre.

_MOST = 3  # tâches : ce qu'une page donne à lire
_Rows = NDArray[np.intp]
_Kept = tuple[KeptTask, ...] | Withheld
TasksByLevel = Mapping[int, _Kept]  # rang de niveau → tâches les plus gardées à ce niveau
StartMoves = Mapping[int, ReleasedDistribution | Withheld]  # rang du niveau de départ → baisses, stables, hausses
_T = TypeVar("_T")


class Told(NamedTuple, Generic[_T]):
    """Une part : les rangs de niveau qu'elle réunit, ce qu'elle dit, et ce qu'il faut en inscrire."""

    ranks: tuple[int, ...]
    said: _T | Withheld
    shown: list[Entry]


def admitted(
    told: Sequence[Sequence[Told[_T]]], policy: Policy, register: Register | None
) -> list[dict[int, _T | Withheld]]:
    """Renvoie, thème par thème, ce que dit chaque rang ; ce que le registre refuse est retenu, part par part."""
    out = iter(_admitted([one.shown for own in told for one in own], policy, register))
    hidden = Withheld(Reason.OVERLAP)
    return [
        {rank: said for one in own for said in [one.said if next(out) else hidden] for rank in one.ranks}
        for own in told
    ]


def _admitted(parts: Sequence[list[Entry]], policy: Policy, register: Register | None) -> list[bool]:
    """Dit ce que le registre admet, moitié par moitié dès qu'il refuse."""
    if register is None:
        return [True] * len(parts)
    try:
        register.admit([one for shown in parts for one in shown], policy)
    except DisclosureError:
        if len(parts) == 1:
            return [False]
        half = len(parts) // 2
        return _admitted(parts[:half], policy, register) + _admitted(parts[half:], policy, register)
    return [True] * len(parts)


def _reserve(coming: Iterable[Entry], policy: Policy, register: Register | None) -> None:
    """Garde la place de ce que le rapport de l'année dira : un complément sorti avant lui ne pourra pas le faire refuser."""
    subjects: dict[str, list[Entry]] = {}
    for one in coming:
        subjects.setdefault(one.subject, []).append(one._replace(said=""))
    _admitted(list(subjects.values()), policy, register)


# Les tâches


def kept_tasks(
    now: Cohort, levels: NDArray[np.int16], policy: Policy, register: Register | None = None
) -> list[list[Told[tuple[KeptTask, ...]]]]:
    """Renvoie, par dimension, les tâches les plus gardées à chaque niveau, et ce qu'il faut en inscrire.

    Args:
        levels: le rang de niveau (n, D) qui partage les équipes qui ont gardé une tâche au moins, −1 sans.
        register: le registre ; une part trop proche de celle d'une autre campagne se tait.
    """
    posts, served = _with_post(now), served_tasks(now)
    return [
        _tasks_at(
            now,
            posts,
            level_parts(now, levels[:, place], posts, policy),
            served.get(dimension.id, []),
            policy,
            register,
        )
        for place, dimension in enumerate(now.ref.dimensions)
    ]


def _tasks_at(
    now: Cohort, posts: NDArray[np.bool_], parts: Sequence[tuple[tuple[int, ...], _Rows]],
    served: Sequence[tuple[int, str, str]], policy: Policy, register: Register | None,
) -> list[Told[tuple[KeptTask, ...]]]:  # fmt: skip
    """Une dimension."""
    columns = [column for column, _, _ in served]
    values = now.tasks[:, columns].astype(np.float64)
    close = _near(
        values, np.repeat(posts[:, None], len(columns), axis=1), [one[1] for one in served], parts, policy, register
    )
    found: list[Told[tuple[KeptTask, ...]]] = []
    for (part, rows), near in zip(parts, close, strict=True):
        if near or len(rows) < policy.threshold:
            found.append(Told(part, Withheld(Reason.OVERLAP if near else Reason.SMALL), []))
            continue
        counts = values[rows].sum(axis=0)
        shares = [release_share(int(count), len(rows), policy) for count in counts]
        kept = [
            KeptTask(identifier, label, share)
            for (_, identifier, label), share in zip(served, shares, strict=True)
            if isinstance(share, ReleasedShare) and share.bound != "≤"  # une part floutée en bas n'en est pas
        ]
        shown = [
            Entry(identifier, rows, str(share), _task_codes(now, column, posts))
            for (column, identifier, _), share in zip(served, shares, strict=True)
        ]
        found.append(Told(part, tuple(sorted(kept, key=lambda task: -task.share.percent)[:_MOST]), shown))
    return found


def _near(
    values: NDArray[np.float64], known: NDArray[np.bool_], subjects: Sequence[str],
    parts: Sequence[tuple[tuple[int, ...], _Rows]], policy: Policy, register: Register | None,
) -> NDArray[np.bool_]:  # fmt: skip
    """Les parts qu'une autre campagne, ou leur soustraction, serrerait de trop près sur l'une de ces variables."""
    silent = np.zeros((len(parts), len(subjects)), dtype=bool)
    if register is None or not parts:
        return np.zeros(len(parts), dtype=bool)
    table = Tables(values, np.where(known, 0, NO_RANK).astype(np.int16))
    named = [Theme(one, one, "dimension", "") for one in subjects]
    close: NDArray[np.bool_] = np.asarray(
        register.hide(named, table, [rows for _, rows in parts], policy, silent).any(axis=1)
    )
    return close


# Ce que sont devenues les équipes d'un même niveau de départ


def _starting_ranks(cohort: Cohort, year: int) -> NDArray[np.int16]:
    """Le rang (n, T) qu'avait chaque équipe de l'année à la campagne d'avant, −1 sans elle."""
    before, now = previous_year(cohort, year), cohort.year(year)
    start = np.full((len(now), len(themes(cohort.ref))), NO_RANK, dtype=np.int16)
    if before is not None:
        old = cohort.year(before)
        here = earlier_rows(old, now)
        start[here >= 0] = tables(old).ranks[here[here >= 0]]
    return start


def moves_by_start(
    cohort: Cohort, year: int, policy: Policy, only: Sequence[str] = ()
) -> list[list[Told[ReleasedDistribution]]]:
    """Renvoie, thème par thème (dimensions puis axes), la répartition des évolutions selon le niveau de départ.

    Args:
        cohort: toutes les années.
        year: l'année d'arrivée ; celle de départ est la campagne d'avant. Rien sans elle.
        only: les thèmes voulus, tous par défaut.

    Les parts sont disjointes, et leur réunion est la base de `movement`.
    """
    step, start = changes(cohort, year), _starting_ranks(cohort, year)
    if step is None:
        return []
    found: list[list[Told[ReleasedDistribution]]] = []
    for place, theme in enumerate(themes(cohort.ref)):
        own, ways = start[:, place], step.ranks[:, place]
        found.append([])
        for part, rows in level_parts(cohort, own, ways != NO_RANK, policy) if not only or theme.id in only else ():
            spread = release_shares(np.bincount(ways[rows], minlength=len(DIRECTIONS)).tolist(), policy)
            words = "" if isinstance(spread, Withheld) else spread_words(spread)
            shown = [Entry(f"evolution.{theme.id}", rows, words, ways.astype(np.int64))] if words else []
            found[-1].append(Told(part, spread, shown))
    return found


def admitted_moves(
    cohort: Cohort, year: int, policy: Policy, register: Register | None, only: Sequence[str] = ()
) -> list[dict[int, ReleasedDistribution | Withheld]]:
    """Renvoie ces répartitions, inscrites s'il y a un registre ; celle qu'il refuse est retenue."""
    return admitted(moves_by_start(cohort, year, policy, only), policy, register)


def sequels(
    cohort: Cohort, year: int, policy: Policy, register: Register | None,
    starts: Sequence[StartMoves], only: Sequence[str] = (),
) -> dict[str, dict[int, Sequel]]:  # fmt: skip
    """Renvoie, par dimension et par rang de départ, ce qu'ont fait ensuite les équipes qui y étaient à la campagne d'avant.

    Args:
        starts: leurs évolutions, thème par thème (voir `admitted_moves`).
        only: les dimensions voulues, toutes par défaut ; les heures ne se partagent que pour celles que l'on nomme : les mêmes heures,
            découpées autant de fois qu'il y a de dimensions, se recouperaient.

    Les tâches et les heures sont celles de leur fiche de poste de l'année, les actions celles décidées à la campagne d'avant.
    """
    before, now, few = previous_year(cohort, year), cohort.year(year), Withheld(Reason.SMALL)
    if before is None:
        return {}
    start, wanted = _starting_ranks(cohort, year), [not only or one.id in only for one in cohort.ref.dimensions]
    start[:, : len(wanted)][:, ~np.array(wanted)] = NO_RANK
    coming = [*chosen_tasks(now, tables(now), policy)[1], *ranges(now, now.hours, "hours", policy, register)[1]]
    _reserve(coming, policy, register)
    tasks = admitted(kept_tasks(now, start, policy, register), policy, register)
    hours = [_hours_at(now, start[:, place], policy, register) if only else [] for place in range(len(wanted))]
    worked = admitted(hours, policy, register)
    acted = _earlier_actions(cohort, before, now)
    told = bool(only) and bool((acted >= 0).any())
    decided = admitted(
        [_actions_at(now, start[:, place], acted[:, place], one.id, policy, register) if told else []
         for place, one in enumerate(cohort.ref.dimensions)],
        policy, register,
    )  # fmt: skip
    return {
        one.id: {
            rank: Sequel(
                before, moves, tasks[place].get(rank, few),
                worked[place].get(rank, few) if only else None, decided[place].get(rank, few) if told else None,
            )
            for rank, moves in starts[place].items()
        }
        for place, one in enumerate(cohort.ref.dimensions)
        if wanted[place]
    }  # fmt: skip


def sequels_of_needs(
    cohort: Cohort, year: int, policy: Policy, register: Register | None, needs: Sequence[str]
) -> tuple[tuple[str, int, Sequel], ...]:
    """Renvoie ces suites, dimension par dimension dans l'ordre des besoins ; rien d'une année qui n'a ni tâches ni heures."""
    now = cohort.year(year)
    if not needs or not (now.tasks.any() or np.isfinite(now.hours).any() or (cohort.acted > 0).any()):
        return ()
    starts = admitted_moves(cohort, year, policy, register, needs)
    found = sequels(cohort, year, policy, register, starts, needs)
    return tuple((name, rank, one) for name in needs for rank, one in sorted(found.get(name, {}).items()))


def _hours_at(
    now: Cohort, start: NDArray[np.int16], policy: Policy, register: Register | None
) -> list[Told[ReleasedQuantiles]]:
    """Les quartiles des heures du poste par rang de départ."""
    known = np.isfinite(now.hours)
    parts = level_parts(now, start, known, policy)
    values, codes = (
        np.where(known, now.hours, np.nan)[:, None],
        np.floor(np.where(known, now.hours, -1) + 0.5).astype(np.int64),
    )
    found: list[Told[ReleasedQuantiles]] = []
    for (part, rows), near in zip(
        parts, _near(values, known[:, None], ["hours"], parts, policy, register), strict=True
    ):
        said = Withheld(Reason.OVERLAP) if near else release_quantiles(now.hours[rows], QUARTILES, policy, "hours")
        shown = [Entry("hours", rows, str([str(one) for one in said]), codes)] if not isinstance(said, Withheld) else []
        found.append(Told(part, said, shown))
    return found


def _earlier_actions(cohort: Cohort, before: int, now: Cohort) -> NDArray[np.int8]:
    """Où chaque équipe de l'année avait décidé une action à la campagne d'avant, (n, D) : 1, 0, −1 sans elle ou si elle ne l'a pas dit."""
    old = cohort.year(before)
    here = earlier_rows(old, now)
    found = np.full(now.acted.shape, -1, dtype=np.int8)
    found[here >= 0] = old.acted[here[here >= 0]]
    return found


def _actions_at(
    now: Cohort, start: NDArray[np.int16], acted: NDArray[np.int8], dimension: str, policy: Policy,
    register: Register | None,
) -> list[Told[ReleasedShare]]:  # fmt: skip
    """La part des équipes qui avaient décidé une action sur cette dimension, par rang de départ."""
    subject, known = f"action.{dimension}", acted >= 0
    parts = level_parts(now, start, known, policy)
    close = _near(acted[:, None].astype(np.float64), known[:, None], [subject], parts, policy, register)
    found: list[Told[ReleasedShare]] = []
    for (part, rows), near in zip(parts, close, strict=True):
        said = Withheld(Reason.OVERLAP) if near else release_share(int(acted[rows].sum()), len(rows), policy)
        shown = [] if isinstance(said, Withheld) else [Entry(subject, rows, str(said), acted.astype(np.int64))]
        found.append(Told(part, said, shown))
    return found
