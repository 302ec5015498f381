"""Ce qui a bougé d'une campagne à l'autre, sur les équipes présentes aux deux."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    derived,
    release_count,
    release_flag,
    release_share,
    release_shares,
)
from ..placement.peer_figures import neighbours_to_hide
from ..placement.subjects import earlier_rows
from ..recording import Shown
from ..statistics.signs import sign_test
from ..themes import NO_RANK, Tables, Theme, tables, themes

CLEAR = 0.05  # p sous lequel une évolution est dite nette
DIRECTIONS = ("en baisse", "stable", "en hausse")


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


def previous_year(cohort: Cohort, year: int) -> int | None:
    """Renvoie la campagne d'avant cette année, ou `None`."""
    past = cohort.years[cohort.years < year]
    return int(past.max()) if len(past) else None


def changes(cohort: Cohort, year: int) -> Tables | None:
    """Renvoie le sens de chaque équipe de l'année (n, T) : rangs 0 baisse, 1 stable, 2 hausse, −1 sans les deux notes.

    Les notes s'arrondissent à l'entier avant d'être comparées, comme elles s'impriment. `scores` porte l'écart.
    """
    before = previous_year(cohort, year)
    if before is None:
        return None
    now, old = cohort.year(year), cohort.year(before)
    here = earlier_rows(old, now)
    past = np.full((len(now), len(themes(cohort.ref))), np.nan)
    past[here >= 0] = tables(old).scores[here[here >= 0]]
    step = np.floor(tables(now).scores + 0.5) - np.floor(past + 0.5)
    ranks = np.where(np.isnan(step), NO_RANK, np.sign(np.nan_to_num(step)) + 1).astype(np.int16)
    return Tables(step, ranks)


def movements(
    cohort: Cohort, year: int, groups: Sequence[NDArray[np.intp]], policy: Policy
) -> tuple[tuple[Movement, ...], list[Shown]]:
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
        movement(cohort, year, before, step, rows, policy, hush, whole=not rank)
        for rank, (rows, hush) in enumerate(zip([everyone, *groups], silent, strict=True))
    )
    shown = [
        (f"evolution.{one.theme.id}", rows[step.ranks[rows, place] >= 0])
        for rows, moved in zip([everyone, *groups], found, strict=True)
        for place, one in enumerate(moved.themes)
        if not isinstance(one.clear, Withheld)
    ]
    return found, shown


def movement(
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
    return ThemeMovement(theme, spread, net(spread), release_flag(sign_test(up, down) < CLEAR, sum(counts), policy))


def net(spread: ReleasedDistribution | Withheld) -> ReleasedNumber | Withheld:
    """Hausses moins baisses, en points ; absente quand l'une des deux est fondue avec la stabilité."""
    if isinstance(spread, Withheld):
        return spread
    if len(spread.groups) < len(DIRECTIONS):
        return Withheld(Reason.MERGED)
    return derived(lambda own: own.groups[2].share.percent - own.groups[0].share.percent, spread)
