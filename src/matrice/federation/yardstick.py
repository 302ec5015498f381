"""L'étalon d'une année : les groupes, leurs chiffres diffusés, les tâches gardées ; le même pour toutes les équipes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .advice import TasksByLevel, kept_tasks
from .cohort.cohort import Cohort
from .disclosure import Policy
from .disclosure.ledger import Ledger
from .disclosure.ledger_file import LedgerFile
from .peer_figures import PeerFigures, group_figures, neighbours_to_hide
from .peers import EVERYONE, Criterion, PeerGroup, PeerGroups, peer_groups
from .recording import Register, shown_themes
from .themes import tables, themes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Yardstick:
    """Les groupes d'une année et ce qu'ils montrent ; `figures` est rangé par rang de groupe."""

    cohort: Cohort
    year: int
    policy: Policy
    groups: PeerGroups
    figures: Mapping[int, tuple[PeerFigures, ...]] = field(repr=False)
    tasks: Mapping[str, TasksByLevel] = field(repr=False)
    ledger: Ledger | LedgerFile | None = None


def yardstick(
    now: Cohort, year: int, groups: PeerGroups, policy: Policy, register: Register | None, only: Sequence[int] = ()
) -> Yardstick:
    """Renvoie l'étalon d'une année, inscrit au registre s'il y en a un.

    Args:
        now: les équipes de l'année.
        groups: leur partage en groupes de comparaison.
        policy: la politique de diffusion.
        register: le registre des diffusions.
        only: les groupes à calculer, tous par défaut.
    """
    table, levels = tables(now), len(now.ref.scale.values)
    mute = neighbours_to_hide(table, [group.rows for group in groups], policy.threshold)
    wanted = list(only) or range(len(groups))
    figures = {
        rank: group_figures(table, groups.groups[rank].rows, levels, policy, mute[rank].tolist()) for rank in wanted
    }
    tasks, shown = kept_tasks(now, table, policy)
    ledger: Ledger | LedgerFile | None = None
    if register is not None:
        register.check(year, len(now))
        pairs = ((groups.groups[rank].rows, own) for rank, own in figures.items())
        ledger = register.after([*shown_themes(themes(now.ref), table, pairs), *shown], policy)
    return Yardstick(now, year, policy, groups, figures, tasks, ledger)


def everyone(now: Cohort) -> PeerGroups:
    """Un seul groupe : toutes les équipes de l'année."""
    member: NDArray[np.int32] = np.zeros(len(now), dtype=np.int32)
    return PeerGroups((PeerGroup(EVERYONE, np.arange(len(now))),), member, ())


def peers_of(now: Cohort, policy: Policy, criteria: Sequence[Criterion]) -> PeerGroups:
    """Le partage d'une année selon ces critères ; une année sans équipe n'a qu'un groupe vide."""
    return peer_groups(now, policy, criteria) if len(now) else everyone(now)
