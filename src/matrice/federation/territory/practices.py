"""Ce que les équipes ont choisi : tâches, heures, coûts ; et les dimensions qui vont ensemble."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..cohort.cohort import Cohort
from ..disclosure import (
    Policy,
    ReleasedCorrelation,
    ReleasedCount,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
    release_correlation,
    release_count,
    release_quantiles,
    release_share,
)
from ..placement.advice import served_tasks
from ..placement.peer_figures import QUARTILES, percent_of
from ..placement.peers import EVERYONE, peer_groups
from ..recording import Shown
from ..themes import Tables

PAIRS = 10  # couples de dimensions montrés, les plus liés d'abord


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


def practices(cohort: Cohort, table: Tables, policy: Policy) -> tuple[Practices, list[Shown]]:
    """Renvoie les choix des équipes d'une année, et ce qu'il faut en inscrire au registre."""
    tasks, first = chosen_tasks(cohort, table, policy)
    hours, second = ranges(cohort, cohort.hours, "hours", policy)
    cost, third = ranges(cohort, cohort.cost, "cost", policy)
    together, fourth = couples(cohort, table, policy)
    return Practices(tasks, hours, cost, together), [*first, *second, *third, *fourth]


def chosen_tasks(cohort: Cohort, table: Tables, policy: Policy) -> tuple[tuple[ChosenTask, ...], list[Shown]]:
    """Les tâches gardées, la plus répandue d'abord.

    La base de chaque tâche est exactement la réunion des parts que montre `advice.kept_tasks` : une base plus large
    d'une ou deux équipes sans note rendrait, par soustraction, ce qu'elles ont choisi.
    """
    posts = np.flatnonzero(cohort.tasks.any(axis=1)) if cohort.task_ids else np.arange(0)
    found, shown = [], []
    columns = {dimension.id: place for place, dimension in enumerate(cohort.ref.dimensions)}
    for dimension, tasks in served_tasks(cohort).items():
        rows = posts[table.ranks[posts, columns[dimension]] >= 0]
        counts = cohort.tasks[rows].sum(axis=0)
        for column, identifier, label in tasks:
            share = release_share(int(counts[column]), len(rows), policy)
            found.append(ChosenTask(identifier, label, dimension, share))
            if not isinstance(share, Withheld):
                shown.append((identifier, rows))
    return tuple(sorted(found, key=lambda one: -percent_of(one.share))), shown


def ranges(
    cohort: Cohort, values: NDArray[np.float64], kind: Literal["hours", "cost"], policy: Policy
) -> tuple[tuple[Range, ...], list[Shown]]:
    """Les quartiles de toutes les équipes, puis par classe de taille, parmi celles qui ont donné la valeur."""
    rows = np.flatnonzero(np.isfinite(values))
    groups = peer_groups(cohort.where(rows), policy, ("size",))
    parts = [(EVERYONE, rows), *((group.label, rows[group.rows]) for group in groups if len(groups) > 1)]
    found = tuple(
        Range(label, release_count(len(own), policy), release_quantiles(values[own], QUARTILES, policy, kind))
        for label, own in parts
    )
    shown: list[Shown] = [
        (kind, own) for (_, own), one in zip(parts, found, strict=True) if not isinstance(one.quartiles, Withheld)
    ]
    return found, shown


def couples(cohort: Cohort, table: Tables, policy: Policy) -> tuple[tuple[Couple, ...], list[Shown]]:
    """Les couples de dimensions les plus liés, le signe compris ; corrélations au dixième."""
    found: list[tuple[Couple, Shown]] = []
    for one, other in combinations(range(len(cohort.ref.dimensions)), 2):
        x, y = table.scores[:, one], table.scores[:, other]
        said = release_correlation(x, y, policy)
        if isinstance(said, Withheld):
            continue
        first, second = cohort.ref.dimensions[one].id, cohort.ref.dimensions[other].id
        rows = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        found.append((Couple(first, second, said), (f"{first}~{second}", rows)))
    kept = sorted(found, key=lambda pair: -abs(pair[0].correlation.tenths))[:PAIRS]
    return tuple(couple for couple, _ in kept), [shown for _, shown in kept]
