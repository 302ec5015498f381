"""Mettre des territoires côte à côte : niveaux, entonnoir d'un thème, besoins, évolution d'une campagne à l'autre.

Un territoire se montre, il ne se classe pas : les besoins sont ordonnés avec ce que l'on peut croire de cet ordre, et une
évolution se lit sur les équipes présentes aux deux campagnes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..cohort.cohort import Cohort
from ..disclosure import (
    Policy,
    Reason,
    ReleasedCount,
    ReleasedDistribution,
    ReleasedFlag,
    ReleasedNumber,
    ReleasedShare,
    Withheld,
    derive,
    release_count,
    release_flag,
    release_share,
    release_shares,
)
from ..figures import (
    DIRECTIONS,
    Entry,
    PeerFigures,
    Tables,
    Theme,
    changes,
    group_figures,
    neighbours_to_hide,
    previous_year,
    themes,
)
from ..groups import PeerGroups
from ..statistics.ranks import expected_ranks, rank_bounds, shrink
from ..statistics.uncertainty import funnel_limits, sign_test
from ..statistics.uncertainty import overdispersion as measured

_CONFIDENCES = (0.95, 0.998)  # les deux limites d’un entonnoir usuel (Spiegelhalter, 2005)

_Floats = NDArray[np.float64]
_Shares = Sequence[ReleasedShare | Withheld]

_CLEAR = 0.05  # p sous lequel une évolution est dite nette


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
    points = tuple(_point(label, share, reference, spread.tau2 if spread else 0.0) for label, share in shares)
    phi = derive(lambda *_: spread.phi, reference, *known) if spread else None
    return Funnel(theme, level, reference, points, phi)


def _point(label: str, share: ReleasedShare | Withheld, reference: ReleasedShare, tau2: float) -> FunnelPoint:
    """Un territoire, ses limites et son signal."""
    if isinstance(share, Withheld):
        return FunnelPoint(label, share, (), None)
    found = np.array([funnel_limits(reference.percent / 100, share.n, one, tau2) for one in _CONFIDENCES]).ravel()
    limits = tuple(
        one
        for value in (100 * found).tolist()
        if isinstance(one := derive(lambda *_, value=value: value, share, reference), ReleasedNumber)
    )
    return FunnelPoint(label, share, limits, _signal(share.percent, *(100 * found).tolist()))


def _signal(percent: float, low: float, high: float, lowest: float, highest: float) -> Signal:
    """Le signal d'une part ; sur une limite, elle est dedans.

    >>> _signal(20, 30, 60, 25, 65).name, _signal(30, 30, 60, 25, 65).name
    ('VERY_LOW', 'INSIDE')
    """
    if percent < low:
        return Signal.VERY_LOW if percent < lowest else Signal.LOW
    if percent > high:
        return Signal.VERY_HIGH if percent > highest else Signal.HIGH
    return Signal.INSIDE


@dataclass(frozen=True, slots=True)
class Need:
    """Un thème, et la part des équipes sous le niveau visé.

    `below` est en points ; `estimate` est la même part rapprochée de celle des autres territoires (égale à `below` quand
    ils sont moins de dix) ; `rank` est le rang attendu (1 = le besoin le plus répandu), `best` et `worst` les rangs
    plausibles à 90 %.
    """

    theme: Theme
    below: ReleasedNumber
    estimate: ReleasedNumber
    rank: ReleasedNumber
    best: ReleasedNumber
    worst: ReleasedNumber


def ranked_needs(themes: Sequence[Theme], territories: Sequence[_Shares]) -> tuple[tuple[Need, ...], ...]:
    """Renvoie les besoins de chaque territoire, le plus répandu d'abord.

    Args:
        themes: les thèmes, en colonnes.
        territories: par territoire, la part diffusée d'équipes au niveau visé ou au-dessus, thème par thème.

    Tout se calcule sur les parts diffusées. Chaque thème est rapproché de sa moyenne entre territoires (voir
    `shrink`), puis les thèmes d'un territoire sont ordonnés par leur rang attendu. Un thème dont la part
    n'est pas diffusée n'y est pas : il n'est pas « sans besoin ».
    """
    below, variance = _need_estimates(territories, len(themes))
    moved, doubt = np.full_like(below, np.nan), np.full_like(below, np.nan)
    for column in range(below.shape[1]):
        known = np.flatnonzero(~np.isnan(below[:, column]))
        if len(known):
            pooled = shrink(below[known, column], variance[known, column])
            moved[known, column], doubt[known, column] = pooled.value, pooled.variance
    return tuple(_needs_of(themes, shares, moved[row], doubt[row]) for row, shares in enumerate(territories))


def _need_estimates(territories: Sequence[_Shares], themes: int) -> tuple[_Floats, _Floats]:
    """La part sous le niveau visé, en points, et sa variance ; NaN quand elle n'est pas diffusée.

    La variance est celle de la part d'Agresti et Coull, (x + 2)/(n + 4) : une part floutée à 0 ou 100 n'est pas
    certaine pour autant (*The American Statistician*, 1998).
    """
    cells = [[(100 - s.percent, s.n) if isinstance(s, ReleasedShare) else (np.nan, np.nan) for s in row]
             for row in territories]  # fmt: skip
    table = np.array(cells, dtype=np.float64).reshape(len(territories), themes, 2)
    below, n = table[..., 0], table[..., 1]
    smooth = (below / 100 * n + 2) / (n + 4)
    return below, 100 * 100 * smooth * (1 - smooth) / (n + 4)


def _needs_of(themes: Sequence[Theme], shares: _Shares, value: _Floats, variance: _Floats) -> tuple[Need, ...]:
    """Les besoins d'un territoire."""
    known = np.flatnonzero(~np.isnan(value))
    if not len(known):
        return ()
    ranks = expected_ranks(value[known], variance[known]).rank
    bounds = rank_bounds(value[known], variance[known])
    sources = [share for share in shares if isinstance(share, ReleasedShare)]

    def said(number: float) -> ReleasedNumber:
        found = derive(lambda *_: number, *sources)
        assert isinstance(found, ReleasedNumber)  # toutes les sources sont diffusées
        return found

    needs = []
    for place in np.argsort(ranks, kind="stable"):
        column = int(known[place])
        share = shares[column]
        assert isinstance(share, ReleasedShare)
        needs.append(
            Need(
                themes[column], said(100 - share.percent), said(float(value[column])), said(float(ranks[place])),
                said(float(bounds[place, 0])), said(float(bounds[place, 1])),
            )
        )  # fmt: skip
    return tuple(needs)


@dataclass(frozen=True, slots=True)
class ThemeMovement:
    """Un thème : répartition des équipes entre baisse, stabilité et hausse (rangs 0, 1, 2).

    `net` est la part en hausse moins la part en baisse, en points ; `clear` dit si le test exact des signes donne
    p < 0,05. p lui-même ne sort pas : il rendrait les deux comptes dont il est fait.
    """

    theme: Theme
    spread: ReleasedDistribution | Withheld
    net: ReleasedNumber | Withheld
    clear: ReleasedFlag | Withheld


@dataclass(frozen=True, slots=True)
class Movement:
    """L'évolution d'un groupe entre deux années, sur ses équipes présentes aux deux.

    `lost` est la part des équipes de l'année d'avant que l'on ne retrouve pas, `arrived` celle des équipes de l'année que
    l'on ne connaissait pas : des équipes qui partent ne ressemblent pas à celles qui restent.
    """

    before: int
    year: int
    matched: ReleasedCount | Withheld
    lost: ReleasedShare | Withheld | None
    arrived: ReleasedShare | Withheld
    themes: tuple[ThemeMovement, ...]


def movements(
    cohort: Cohort, year: int, groups: Sequence[NDArray[np.intp]], policy: Policy
) -> tuple[tuple[Movement, ...], list[Entry]]:
    """Renvoie l'évolution de toute l'année puis de chaque groupe, et ce qu'il faut en inscrire au registre.

    Args:
        cohort: toutes les années.
        year: l'année d'arrivée.
        groups: des lignes de l'année, disjointes.
        policy: la politique de diffusion.

    Returns:
        Rien quand la cohorte n'a pas d'année d'avant.
    """
    step, before = changes(cohort, year), previous_year(cohort, year)
    if step is None or before is None:
        return (), []
    everyone = np.arange(len(step.ranks))
    mute = neighbours_to_hide(step, groups, policy.threshold)
    silent = [np.zeros(step.ranks.shape[1], dtype=bool), *mute]
    found = tuple(
        _movement(cohort, year, before, step, rows, policy, hush, whole=not rank)
        for rank, (rows, hush) in enumerate(zip([everyone, *groups], silent, strict=True))
    )
    shown = [
        (f"evolution.{one.theme.id}", rows[step.ranks[rows, place] >= 0])
        for rows, moved in zip([everyone, *groups], found, strict=True)
        for place, one in enumerate(moved.themes)
        if not isinstance(one.clear, Withheld)
    ]
    return found, shown


def _movement(
    cohort: Cohort, year: int, before: int, step: Tables, rows: NDArray[np.intp], policy: Policy,
    silent: NDArray[np.bool_], *, whole: bool,
) -> Movement:  # fmt: skip
    """L'évolution d'un groupe de lignes de l'année."""
    now, old = cohort.year(year).teams, cohort.year(before).teams
    stayed = np.isin(now[rows], old)
    named = themes(cohort.ref)
    return Movement(
        before, year,
        release_count(int(stayed.sum()), policy),
        release_share(int((~np.isin(old, now)).sum()), len(old), policy) if whole else None,
        release_share(int((~stayed).sum()), len(rows), policy),
        tuple(theme_movement(theme, step.counts(place, rows, 3), policy, bool(silent[place]))
              for place, theme in enumerate(named)),
    )  # fmt: skip


def theme_movement(theme: Theme, counts: Sequence[int], policy: Policy, silent: bool) -> ThemeMovement:
    """L'évolution d'un thème, à partir des équipes en baisse, stables et en hausse."""
    if silent:
        nothing = Withheld(Reason.SECRET)
        return ThemeMovement(theme, nothing, nothing, nothing)
    down, _, up = counts
    spread = release_shares(counts, policy)
    return ThemeMovement(
        theme, spread, _net_points(spread), release_flag(sign_test(up, down) < _CLEAR, sum(counts), policy)
    )


def _net_points(spread: ReleasedDistribution | Withheld) -> ReleasedNumber | Withheld:
    """Hausses moins baisses, en points ; absente quand l'une des deux est fondue avec la stabilité."""
    if isinstance(spread, Withheld):
        return spread
    if len(spread.groups) < len(DIRECTIONS):
        return Withheld(Reason.MERGED)
    return derive(lambda own: own.groups[2].share.percent - own.groups[0].share.percent, spread)
