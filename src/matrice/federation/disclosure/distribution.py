"""La répartition d'un groupe sur une échelle, petits comptes fondus dans le niveau voisin.

Parts, « au moins ce niveau », place d'une équipe : tout se tire des mêmes regroupements. Si chaque tableau
regroupait à sa façon, une soustraction rendrait ce que le regroupement cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from .policy import DisclosureError, Policy
from .released import (
    KEY,
    Reason,
    ReleasedDistribution,
    ReleasedGroup,
    ReleasedPercentile,
    ReleasedPosition,
    ReleasedShare,
    Withheld,
)
from .releasing import enough, nearest, release_share, whole


class Merged(NamedTuple):
    """Des niveaux voisins (rangs `first` à `last`) et leur compte : brut, il ne sort pas d'ici."""

    first: int
    last: int
    teams: int


def release_shares(counts: Sequence[int], policy: Policy) -> ReleasedDistribution | Withheld:
    """Renvoie la répartition diffusée de comptes par niveau, du plus bas au plus haut.

    Chaque groupe de niveaux a au moins `policy.small` équipes. Une répartition qui se réduit à un seul groupe
    n'est pas diffusée.

    >>> [(g.first, g.last, str(g.share)) for g in release_shares([2, 10, 18, 10], Policy())]
    [(0, 1, '30\\xa0%'), (2, 2, '45\\xa0%'), (3, 3, '25\\xa0%')]
    """
    counts = [whole(count) for count in counts]
    if any(count < 0 for count in counts):
        raise DisclosureError("Diffusion refusée\u00a0: un compte d’équipes n’est jamais négatif.")
    n = sum(counts)
    if not enough(n, policy):
        return Withheld(Reason.SMALL)
    groups = merged(counts, policy.small)
    if len(groups) < 2:
        return Withheld(Reason.ALIKE)
    starts = [0, *accumulate(group.teams for group in groups)][:-1]
    return ReleasedDistribution(
        KEY,
        policy.shown(n),
        len(counts),
        tuple(ReleasedGroup(KEY, g.first, g.last, share(g.teams, n, policy)) for g in groups),
        at_least(groups, starts, n, policy),
        tuple(position(g, start, n, len(counts), policy) for g, start in zip(groups, starts, strict=True)),
    )


def merged(counts: Sequence[int], small: int) -> list[Merged]:
    """Les niveaux regroupés : le plus petit groupe rejoint son plus petit voisin tant qu'il est trop petit."""
    groups = [Merged(rank, rank, count) for rank, count in enumerate(counts)]
    while len(groups) > 1 and min(group.teams for group in groups) < small:
        at = min(range(len(groups)), key=lambda rank: groups[rank].teams)
        beside = min((rank for rank in (at - 1, at + 1) if 0 <= rank < len(groups)), key=lambda r: groups[r].teams)
        low, high = sorted((at, beside))
        both = Merged(groups[low].first, groups[high].last, groups[low].teams + groups[high].teams)
        groups[low : high + 1] = [both]
    return groups


def at_least(
    groups: Sequence[Merged], starts: Sequence[int], n: int, policy: Policy
) -> tuple[ReleasedShare | Withheld, ...]:
    """La part des équipes à ce niveau ou au-dessus, pour chaque niveau ; absente à l'intérieur d'un groupe."""
    above = {group.first: n - start for group, start in zip(groups, starts, strict=True) if start}
    return tuple(
        share(above[rank], n, policy) if rank in above else Withheld(Reason.MERGED if rank else Reason.NOTHING)
        for rank in range(groups[-1].last + 1)
    )


def position(group: Merged, start: int, n: int, levels: int, policy: Policy) -> ReleasedPosition:
    """La place d'un groupe de niveaux parmi les autres."""
    over = n - start - group.teams
    step = policy.step(n)
    rank = nearest(2 * start + group.teams, 2 * n, step)
    return ReleasedPosition(
        KEY,
        share(start, n, policy) if start else empty(group.first == 0 == group.last),
        share(group.teams, n, policy),
        share(over, n, policy) if over else empty(group.first == group.last == levels - 1),
        ReleasedPercentile(KEY, min(max(rank, step), 100 - step), policy.shown(n)),
        group.first,
        group.last,
    )


def empty(at_the_end: bool) -> Withheld:
    """Aucune part de ce côté : l'échelle s'arrête là, ou les niveaux voisins sont dans le groupe."""
    return Withheld(Reason.NOTHING if at_the_end else Reason.MERGED)


def share(count: int, n: int, policy: Policy) -> ReleasedShare:
    """La part d'un compte déjà regroupé, dans un groupe déjà admis."""
    found = release_share(count, n, policy)
    if isinstance(found, Withheld):
        raise DisclosureError(f"Diffusion refusée\u00a0: {found.reason}.")
    return found
