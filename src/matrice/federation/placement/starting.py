"""Ce que deviennent des équipes parties du même niveau : la juste comparaison d'une évolution.

Une équipe partie de bas monte plus souvent qu'une autre, sans rien faire de plus : sa note tenait en partie au hasard
(retour vers la moyenne). On la compare donc à celles qui partaient du même niveau, toutes régions et tailles confondues.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..cohort.cohort import Cohort
from ..disclosure import DisclosureError, Policy, Reason, ReleasedDistribution, Withheld, release_shares
from ..recording import Register, Shown
from ..territory.movement import DIRECTIONS, changes, previous_year
from ..themes import NO_RANK, tables, themes
from .peers import large_enough
from .subjects import earlier_rows

StartMoves = Mapping[int, ReleasedDistribution | Withheld]  # rang du niveau de départ → baisses, stables, hausses


def moves_by_start(cohort: Cohort, year: int, policy: Policy) -> list[tuple[StartMoves, list[Shown]]]:
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
    found: list[tuple[StartMoves, list[Shown]]] = []
    for place, theme in enumerate(themes(cohort.ref)):
        known = start[start[:, place] != NO_RANK, place]
        moves: dict[int, ReleasedDistribution | Withheld] = {}
        shown: list[Shown] = []
        for part in large_enough(np.bincount(known, minlength=levels).tolist(), policy.threshold, neighbours=True):
            rows = np.flatnonzero(np.isin(start[:, place], part))
            spread = release_shares(step.counts(place, rows, len(DIRECTIONS)), policy)
            moves.update(dict.fromkeys(part, spread))
            shown += [] if isinstance(spread, Withheld) else [(f"evolution.{theme.id}", rows)]
        found.append((moves, shown))
    return found


def admitted_moves(cohort: Cohort, year: int, policy: Policy, register: Register | None) -> tuple[StartMoves, ...]:
    """Renvoie ces répartitions, inscrites au registre s'il y en a un.

    Celle que le registre refuse est retenue, sans faire refuser le reste : c'est un complément.
    """
    kept: list[StartMoves] = []
    for moves, shown in moves_by_start(cohort, year, policy):
        if register is not None and shown:
            try:
                register.admit(shown, policy)
            except DisclosureError:
                kept.append(dict.fromkeys(moves, Withheld(Reason.OVERLAP)))
                continue
        kept.append(moves)
    return tuple(kept)
