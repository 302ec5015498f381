"""Les territoires d'une cohorte et leurs entonnoirs : qui s'écarte plus que le hasard ne le ferait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ..disclosure import Policy, ReleasedCount, ReleasedNumber, ReleasedShare, Withheld, derived, release_count
from ..placement.peer_figures import PeerFigures, group_figures, neighbours_to_hide
from ..placement.peers import PeerGroups
from ..statistics.funnels import funnel_limits
from ..statistics.funnels import overdispersion as measured
from ..themes import Tables, Theme

CONFIDENCES = (0.95, 0.998)  # les deux limites d’un entonnoir usuel (Spiegelhalter, 2005)


class Signal(StrEnum):
    """Où tombe la part d'un territoire ; un signal invite à regarder, il ne juge pas."""

    INSIDE = "dans les limites"
    LOW = "sous la limite à 95\u00a0%"
    VERY_LOW = "sous la limite à 99,8\u00a0%"
    HIGH = "au-dessus de la limite à 95\u00a0%"
    VERY_HIGH = "au-dessus de la limite à 99,8\u00a0%"


@dataclass(frozen=True, slots=True)
class Territory:
    """Un territoire, ou plusieurs réunis parce qu'ils étaient trop petits : ce qu'il montre de chaque thème."""

    label: str
    size: ReleasedCount | Withheld
    figures: tuple[PeerFigures, ...]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """Un territoire dans un entonnoir ; `limits` : 95 % basse et haute, puis 99,8 % basse et haute, en points."""

    label: str
    share: ReleasedShare | Withheld
    limits: tuple[ReleasedNumber, ...]
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """La part d'équipes au niveau visé ou au-dessus, territoire par territoire, autour de celle de la cohorte.

    `phi` mesure la surdispersion quand on l'a demandée : 1 quand le hasard suffit.
    """

    theme: Theme
    level: int
    reference: ReleasedShare | Withheld
    points: tuple[FunnelPoint, ...]
    phi: ReleasedNumber | Withheld | None = None


def territories(groups: PeerGroups, table: Tables, levels: int, policy: Policy) -> tuple[Territory, ...]:
    """Renvoie ce que chaque territoire montre ; un thème se tait quand il en trahirait un autre."""
    mute = neighbours_to_hide(table, [group.rows for group in groups], policy.threshold)
    return tuple(
        Territory(
            group.label,
            release_count(len(group), policy),
            group_figures(table, group.rows, levels, policy, mute[rank].tolist()),
        )
        for rank, group in enumerate(groups)
    )


def share_from(figures: PeerFigures, rank: int) -> ReleasedShare | Withheld:
    """La part d'équipes au niveau de rang `rank` ou au-dessus, lue sur la répartition diffusée."""
    return figures.levels if isinstance(figures.levels, Withheld) else figures.levels.at_least[rank]


def funnel(
    theme: Theme,
    place: int,
    rank: int,
    level: int,
    whole: Sequence[PeerFigures],
    parts: Sequence[Territory],
    *,
    overdispersion: bool = False,
) -> Funnel:
    """Renvoie l'entonnoir d'un thème.

    Args:
        theme, place: le thème et son rang.
        rank, level: le rang et la valeur du niveau visé.
        whole: les chiffres de toute la cohorte ; sa part est la référence.
        parts: les territoires.
        overdispersion: élargir les limites de ce que le hasard n'explique pas.

    Limites et signaux se calculent sur les parts diffusées : ils n'apprennent rien de plus qu'elles.
    """
    reference = share_from(whole[place], rank)
    shares = [(one.label, share_from(one.figures[place], rank)) for one in parts]
    known = [share for _, share in shares if isinstance(share, ReleasedShare)]
    if not isinstance(reference, ReleasedShare) or not known:
        return Funnel(theme, level, reference, tuple(FunnelPoint(label, share, (), None) for label, share in shares))
    spread = measured(
        [share.percent / 100 for share in known], reference.percent / 100, [share.n for share in known]
    ) if overdispersion else None  # fmt: skip
    points = tuple(point(label, share, reference, spread.tau2 if spread else 0.0) for label, share in shares)
    phi = derived(lambda *_: spread.phi, reference, *known) if spread else None
    return Funnel(theme, level, reference, points, phi)


def point(label: str, share: ReleasedShare | Withheld, reference: ReleasedShare, tau2: float) -> FunnelPoint:
    """Un territoire, ses limites et son signal."""
    if isinstance(share, Withheld):
        return FunnelPoint(label, share, (), None)
    found = np.array([funnel_limits(reference.percent / 100, share.n, one, tau2) for one in CONFIDENCES]).ravel()
    limits = tuple(
        one
        for value in (100 * found).tolist()
        if isinstance(one := derived(lambda *_, value=value: value, share, reference), ReleasedNumber)
    )
    return FunnelPoint(label, share, limits, signal(share.percent, *(100 * found).tolist()))


def signal(percent: float, low: float, high: float, lowest: float, highest: float) -> Signal:
    """Le signal d'une part ; sur une limite, elle est dedans.

    >>> signal(20, 30, 60, 25, 65).name, signal(30, 30, 60, 25, 65).name
    ('VERY_LOW', 'INSIDE')
    """
    if percent < low:
        return Signal.VERY_LOW if percent < lowest else Signal.LOW
    if percent > high:
        return Signal.VERY_HIGH if percent > highest else Signal.HIGH
    return Signal.INSIDE
