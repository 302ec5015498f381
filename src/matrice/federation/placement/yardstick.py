"""L'étalon d'une année : les groupes, leurs chiffres diffusés, les tâches gardées ; le même pour toutes les équipes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, Problem
from ...text import series
from ..cohort.cohort import Cohort
from ..disclosure import Policy
from ..disclosure.policy import checked
from ..recording import Register, shown_themes
from ..territory.movement import previous_year
from ..themes import tables, themes
from .advice import TasksByLevel, kept_tasks
from .peer_figures import PeerFigures, group_figures, neighbours_to_hide
from .peers import EVERYONE, Criterion, PeerGroup, PeerGroups, known_criteria, peer_groups
from .starting import StartMoves, admitted_moves


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Yardstick:
    """Les groupes d'une année et ce qu'ils montrent ; `figures` est rangé par rang de groupe.

    `starts` suit les thèmes : l'évolution des équipes de l'année selon leur niveau de départ, en `before`."""

    cohort: Cohort
    year: int
    policy: Policy
    groups: PeerGroups
    figures: Mapping[int, tuple[PeerFigures, ...]] = field(repr=False)
    tasks: Mapping[str, TasksByLevel] = field(repr=False)
    before: int | None = None
    starts: tuple[StartMoves, ...] = ()
    admitted: bool = False


def yardstick(
    cohort: Cohort, year: int, groups: PeerGroups, policy: Policy, register: Register | None, only: Sequence[int] = ()
) -> Yardstick:
    """Renvoie l'étalon d'une année, inscrit au registre s'il y en a un.

    Args:
        cohort: les équipes, toutes les années.
        year: l'année comparée.
        groups: leur partage en groupes de comparaison.
        policy: la politique de diffusion.
        register: le registre des diffusions.
        only: les groupes à calculer, tous par défaut.
    """
    now = cohort.year(year)
    table, levels = tables(now), len(now.ref.scale.values)
    mute = neighbours_to_hide(table, [group.rows for group in groups], policy.threshold)
    wanted = list(only) or range(len(groups))
    figures = {
        rank: group_figures(table, groups.groups[rank].rows, levels, policy, mute[rank].tolist()) for rank in wanted
    }
    tasks, shown = kept_tasks(now, table, policy)
    if register is not None:
        register.check(year, now)
        pairs = ((groups.groups[rank].rows, own) for rank, own in figures.items())
        register.admit([*shown_themes(themes(now.ref), table, pairs), *shown], policy)
    starts = admitted_moves(cohort, year, policy, register)
    return Yardstick(now, year, policy, groups, figures, tasks, previous_year(cohort, year), starts,
                     register is not None)  # fmt: skip


def everyone(now: Cohort) -> PeerGroups:
    """Un seul groupe : toutes les équipes de l'année."""
    member: NDArray[np.int32] = np.zeros(len(now), dtype=np.int32)
    return PeerGroups((PeerGroup(EVERYONE, np.arange(len(now))),), member, ())


def present(cohort: Cohort, year: int | None) -> tuple[Cohort, int]:
    """Renvoie les équipes d'une année (la dernière, par défaut) et cette année ; `InputError` s'il n'y en a pas."""
    year = cohort.latest if year is None else year
    now = cohort.year(year)
    if not len(now):
        known = series([str(one) for one in np.unique(cohort.years).tolist()]) or "aucune année"
        said = f"aucune équipe en {year}\u00a0: la cohorte porte {known}."
        raise InputError([Problem(said, column="year")], subject="Année refusée")
    return now, year


def peers_of(now: Cohort, policy: Policy, criteria: Sequence[Criterion]) -> PeerGroups:
    """Le partage d'une année selon ces critères ."""
    return peer_groups(now, checked(policy), known_criteria(criteria))
