"""Ce qu'un groupe montre d'un thème : calculé une fois, servi à toutes les équipes du groupe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..disclosure import (
    Policy,
    Reason,
    ReleasedDistribution,
    ReleasedInterval,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
    interval_of,
    release_quantiles,
    release_shares,
)
from ..themes import Tables

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """Un thème dans un groupe : rien que des valeurs diffusées.

    `levels` répartit les équipes par niveau ; `scores` donne les quartiles des notes, `level_quartiles` ceux des
    niveaux (rangs à partir de 0) ; `intervals` suit `levels.at_least`.
    """

    levels: ReleasedDistribution | Withheld
    scores: ReleasedQuantiles | Withheld
    level_quartiles: ReleasedQuantiles | Withheld
    intervals: tuple[ReleasedInterval | Withheld, ...]

    def quartile(self, probability: float) -> int | Withheld:
        """Un quartile des notes."""
        return self.scores if isinstance(self.scores, Withheld) else self.scores.at(probability)


def percent_of(share: ReleasedShare | Withheld) -> int:
    """Les points d'une part diffusée, pour ordonner ; une part absente passe après toutes les autres."""
    return -1 if isinstance(share, Withheld) else share.percent


def hidden(reason: Reason) -> PeerFigures:
    """Un thème dont rien ne se montre."""
    nothing = Withheld(reason)
    return PeerFigures(nothing, nothing, nothing, ())


def group_figures(
    table: Tables, rows: NDArray[np.intp], levels: int, policy: Policy, protected: Sequence[bool] = ()
) -> tuple[PeerFigures, ...]:
    """Renvoie ce qu'un groupe montre de chaque thème.

    Args:
        table: notes et niveaux de l'année.
        rows: les lignes du groupe.
        levels: le nombre de niveaux de l'échelle.
        policy: la politique de diffusion.
        protected: les thèmes à taire pour protéger un autre groupe (voir `neighbours_to_hide`).
    """
    silent = list(protected) or [False] * table.scores.shape[1]
    return tuple(
        hidden(Reason.SECRET) if mute else theme_figures(table, theme, rows, levels, policy)
        for theme, mute in enumerate(silent)
    )


def theme_figures(table: Tables, theme: int, rows: NDArray[np.intp], levels: int, policy: Policy) -> PeerFigures:
    """Ce qu'un groupe montre d'un thème."""
    ranks = table.ranks[rows, theme]
    spread = release_shares(table.counts(theme, rows, levels), policy)
    return PeerFigures(
        spread,
        release_quantiles(table.scores[rows, theme], QUARTILES, policy, kind="score"),
        release_quantiles(np.where(ranks >= 0, ranks, np.nan), QUARTILES, policy, kind="level"),
        intervals(spread, policy),
    )


def intervals(spread: ReleasedDistribution | Withheld, policy: Policy) -> tuple[ReleasedInterval | Withheld, ...]:
    """L'intervalle de chaque part « au moins ce niveau »."""
    if isinstance(spread, Withheld):
        return ()
    return tuple(one if isinstance(one, Withheld) else interval_of(one, policy) for one in spread.at_least)


def neighbours_to_hide(table: Tables, groups: Sequence[NDArray[np.intp]], floor: int) -> NDArray[np.bool_]:
    """Renvoie les (groupes, thèmes) à taire pour que le total ne rende pas un groupe trop petit.

    Un groupe assez grand peut compter trop peu d'équipes notées sur un thème. S'il est seul à manquer, le total moins
    les autres groupes le rendrait : on tait alors le plus petit des autres, jusqu'à ce que ceux que l'on tait fassent
    ensemble un groupe assez grand. Le trop petit et ceux qui le protègent sont tus de la même façon.
    """
    sizes = np.array([(table.ranks[rows] >= 0).sum(axis=0) for rows in groups])
    small = (sizes > 0) & (sizes < floor)
    mute = np.zeros_like(small)
    for theme in np.flatnonzero(small.any(axis=0)):
        missing = floor - int(sizes[small[:, theme], theme].sum())
        for group in np.argsort(sizes[:, theme], kind="stable"):
            if missing > 0 and sizes[group, theme] >= floor:
                mute[group, theme] = True
                missing -= int(sizes[group, theme])
    return mute | (small & mute.any(axis=0))
