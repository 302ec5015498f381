"""L'étalon d'une année : les groupes, leurs chiffres diffusés, les tâches gardées, ce que l'on en conseille.

Le même pour toutes les équipes. Une équipe partie de bas monte plus souvent qu'une autre, sans rien faire de plus : sa
note tenait en partie au hasard (retour vers la moyenne). On la compare donc à celles qui partaient du même niveau,
toutes régions et tailles confondues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...referentiel import Referentiel
from ..cohort.cohort import Cohort
from ..disclosure import (
    DisclosureError,
    Policy,
    Reason,
    ReleasedDistribution,
    ReleasedShare,
    Withheld,
    release_share,
    release_shares,
)
from ..figures import (
    DIRECTIONS,
    NO_RANK,
    Entry,
    PeerFigures,
    Register,
    Tables,
    changes,
    earlier_rows,
    group_figures,
    neighbours_to_hide,
    previous_year,
    served_tasks,
    tables,
    theme_entries,
    themes,
)
from ..groups import PeerGroups, merge_small
from .comparison import KeptTask, NextStep, Place

_MOST = 3  # points d'appui, pas suivants, tâches : ce qu'une page donne à lire
_Rows = NDArray[np.intp]
_TasksByLevel = Mapping[int, tuple[KeptTask, ...]]  # rang de niveau → tâches les plus gardées à ce niveau

_StartMoves = Mapping[int, ReleasedDistribution | Withheld]  # rang du niveau de départ → baisses, stables, hausses


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Benchmark:
    """Les groupes d'une année et ce qu'ils montrent ; `figures` est rangé par rang de groupe.

    `starts` suit les thèmes : l'évolution des équipes de l'année selon leur niveau de départ, en `before`."""

    cohort: Cohort
    year: int
    policy: Policy
    groups: PeerGroups
    figures: Mapping[int, tuple[PeerFigures, ...]] = field(repr=False)
    tasks: Mapping[str, _TasksByLevel] = field(repr=False)
    before: int | None = None
    starts: tuple[_StartMoves, ...] = ()
    admitted: bool = False


def benchmark(
    cohort: Cohort, year: int, groups: PeerGroups, policy: Policy, register: Register | None, only: Sequence[int] = ()
) -> Benchmark:
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
    tasks, shown = _kept_tasks(now, table, policy)
    if register is not None:
        register.check(year, now)
        pairs = ((groups.groups[rank].rows, own) for rank, own in figures.items())
        register.admit([*theme_entries(themes(now.ref), table, pairs), *shown], policy)
    starts = admitted_moves(cohort, year, policy, register)
    return Benchmark(now, year, policy, groups, figures, tasks, previous_year(cohort, year), starts,
                     register is not None)  # fmt: skip


def strengths(places: Sequence[Place]) -> tuple[Place, ...]:
    """Renvoie les dimensions les mieux placées face à la médiane du groupe, trois au plus.

    Il y faut un niveau au-dessus du plus bas et une note au moins égale à la médiane ; sans médiane diffusée, la note
    seule décide, après celles qui en ont une.
    """
    good = [one for one in places if one.score is not None and one.rank and (one.gap is None or one.gap >= 0)]
    return tuple(sorted(good, key=lambda one: (one.gap is None, -(one.gap or 0), -(one.score or 0)))[:_MOST])


def next_steps(
    ref: Referentiel,
    places: Sequence[Place],
    supports: Sequence[Place],
    paliers: Mapping[str, int],
    tasks: Mapping[str, _TasksByLevel],
) -> tuple[NextStep, ...]:
    """Renvoie par où avancer : les dimensions les plus en retrait du groupe, trois au plus.

    Args:
        ref: la grille, dont les caractéristiques sont les barreaux.
        places: les dimensions de l'équipe.
        supports: ses points d'appui, qui ne sont pas aussi des pas à faire.
        paliers: nombre de barreaux en place, par dimension ; une dimension absente n'en a pas de connu.
        tasks: les tâches que gardent des équipes au même niveau, par dimension.
    """
    strong = {one.theme.id for one in supports}
    rest = [one for one in places if one.theme.id not in strong and _has_next_rung(ref, one, paliers)]
    chosen = sorted(rest, key=lambda one: (one.gap is None, one.gap or 0, one.score or 0))[:_MOST]
    return tuple(_next_step(ref, one, paliers.get(one.theme.id), tasks) for one in chosen)


def _has_next_rung(ref: Referentiel, place: Place, paliers: Mapping[str, int]) -> bool:
    """Vrai si la dimension est notée et qu'il lui reste un barreau."""
    if place.score is None:
        return False
    rungs = len(ref.dimension(place.theme.id).characteristics)
    return paliers.get(place.theme.id, 0) < rungs and place.score < 100


def _next_step(ref: Referentiel, place: Place, palier: int | None, tasks: Mapping[str, _TasksByLevel]) -> NextStep:
    """Une dimension et son prochain barreau."""
    rungs = ref.dimension(place.theme.id).characteristics
    rung = "" if palier is None else rungs[palier].label
    kept = tasks.get(place.theme.id, {}).get(place.rank, ()) if place.rank is not None else ()
    return NextStep(place, rung, palier, kept)


def _kept_tasks(cohort: Cohort, table: Tables, policy: Policy) -> tuple[dict[str, _TasksByLevel], list[Entry]]:
    """Renvoie, par dimension et par niveau, les tâches les plus gardées, et ce qu'il faut en inscrire au registre.

    Le comparateur est toute la cohorte de l'année, équipes qui ont gardé au moins une tâche, séparées par niveau : des
    parts disjointes, chacune au seuil. Un niveau trop rare rejoint le plus petit de ses voisins.
    """
    posts = np.flatnonzero(cohort.tasks.any(axis=1)) if cohort.task_ids else np.arange(0)
    served, levels = served_tasks(cohort), len(cohort.ref.scale.values)
    found: dict[str, _TasksByLevel] = {}
    shown: list[Entry] = []
    for place, dimension in enumerate(cohort.ref.dimensions):
        by_level: dict[int, tuple[KeptTask, ...]] = {}
        for part in merge_small(table.counts(place, posts, levels), policy.threshold, neighbours=True):
            rows = posts[np.isin(table.ranks[posts, place], part)]
            if len(rows) < policy.threshold:
                continue
            own = served.get(dimension.id, [])
            by_level.update(dict.fromkeys(part, _most_kept_tasks(cohort, rows, own, policy)))
            shown.extend((identifier, rows) for _, identifier, _ in own)
        found[dimension.id] = by_level
    return found, shown


def _most_kept_tasks(
    cohort: Cohort, rows: _Rows, tasks: Sequence[tuple[int, str, str]], policy: Policy
) -> tuple[KeptTask, ...]:
    """Les tâches les plus gardées par ces équipes, trois au plus ; une part floutée en bas n'en est pas."""
    counts = cohort.tasks[rows].sum(axis=0)
    shares = [(one, release_share(int(counts[one[0]]), len(rows), policy)) for one in tasks]
    kept = [
        KeptTask(identifier, label, share)
        for (_, identifier, label), share in shares
        if isinstance(share, ReleasedShare) and share.bound != "≤"
    ]
    return tuple(sorted(kept, key=lambda task: -task.share.percent)[:_MOST])


def moves_by_start(cohort: Cohort, year: int, policy: Policy) -> list[tuple[_StartMoves, list[Entry]]]:
    """Renvoie, thème par thème, la répartition des évolutions selon le niveau de départ, et ce qu'il faut en inscrire.

    Args:
        cohort: toutes les années.
        year: l'année d'arrivée ; celle de départ est la campagne d'avant.
        policy: la politique de diffusion.

    Returns:
        Un élément par thème, dimensions puis axes ; rien sans campagne d'avant. Un niveau de départ trop rare rejoint le
        plus petit de ses voisins : les parts sont disjointes, et leur réunion est la base de `movement`.
    """
    step, before = changes(cohort, year), previous_year(cohort, year)
    if step is None or before is None:
        return []
    now, old = cohort.year(year), cohort.year(before)
    here = earlier_rows(old, now)
    start = np.full(step.ranks.shape, NO_RANK, dtype=np.int16)
    start[here >= 0] = tables(old).ranks[here[here >= 0]]
    start[step.ranks == NO_RANK] = NO_RANK
    levels = len(cohort.ref.scale.values)
    found: list[tuple[_StartMoves, list[Entry]]] = []
    for place, theme in enumerate(themes(cohort.ref)):
        known = start[start[:, place] != NO_RANK, place]
        moves: dict[int, ReleasedDistribution | Withheld] = {}
        shown: list[Entry] = []
        for part in merge_small(np.bincount(known, minlength=levels).tolist(), policy.threshold, neighbours=True):
            rows = np.flatnonzero(np.isin(start[:, place], part))
            spread = release_shares(step.counts(place, rows, len(DIRECTIONS)), policy)
            moves.update(dict.fromkeys(part, spread))
            shown += [] if isinstance(spread, Withheld) else [(f"evolution.{theme.id}", rows)]
        found.append((moves, shown))
    return found


def admitted_moves(cohort: Cohort, year: int, policy: Policy, register: Register | None) -> tuple[_StartMoves, ...]:
    """Renvoie ces répartitions, inscrites au registre s'il y en a un.

    Celle que le registre refuse est retenue, sans faire refuser le reste : c'est un complément.
    """
    kept: list[_StartMoves] = []
    for moves, shown in moves_by_start(cohort, year, policy):
        if register is not None and shown:
            try:
                register.admit(shown, policy)
            except DisclosureError:
                kept.append(dict.fromkeys(moves, Withheld(Reason.OVERLAP)))
                continue
        kept.append(moves)
    return tuple(kept)
