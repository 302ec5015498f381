"""Ordonner sans classer : le rang attendu d'un groupe dit aussi combien ce rang est incertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .laws import normal_cdf, two_sided

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedRanks:
    """Des rangs attendus (1 = la plus haute valeur) et les centiles qui en découlent, un par groupe."""

    rank: Floats
    percentile: Floats


def expected_ranks(estimates: ArrayLike, variances: ArrayLike) -> ExpectedRanks:
    """Renvoie le rang attendu de chaque groupe, de 1 (la plus haute valeur) à N.

    Args:
        estimates: la valeur de chaque groupe.
        variances: la variance de cette valeur.

    `ER = 1 + Σ Φ((θⱼ − θᵢ)/√(vᵢ + vⱼ))` et `PCER = 100·(N − ER + ½)/N` : Lingsma et al., « Comparing and ranking
    hospitals based on outcome », *BMC Medical Research Methodology*, 2009. Des groupes que rien ne distingue ont
    tous un rang attendu au milieu.

    >>> expected_ranks([70, 60, 50], [25, 25, 25]).rank.round(3).tolist()
    [1.081, 2.0, 2.919]
    """
    value, variance = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    spread = np.sqrt(variance[:, None] + variance[None, :])
    gap = value[None, :] - value[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        above = normal_cdf(np.where(spread > 0, gap / spread, np.sign(gap) * np.inf))
    above[np.isnan(above)] = 0.5  # ex æquo parfaits : à égalité
    np.fill_diagonal(above, 0.0)
    rank = 1 + above.sum(axis=1)
    return ExpectedRanks(rank, 100 * (len(value) - rank + 0.5) / len(value))


def rank_bounds(estimates: ArrayLike, variances: ArrayLike, confidence: float = 0.90) -> NDArray[np.int64]:
    """Renvoie le plus haut et le plus bas rang plausibles de chaque groupe, forme (groupes, 2), 1 = la plus haute valeur.

    Un groupe passe sûrement devant un autre quand leur écart dépasse `z·√(vᵢ + vⱼ)` ; le rang le plus haut compte
    ceux qui sont sûrement devant, le plus bas ceux qui ne sont pas sûrement derrière. Klein, Wright et Wieczorek,
    « A joint confidence region for an overall ranking of populations », *JRSS C*, 2020, sans leur correction conjointe.

    >>> rank_bounds([70, 60, 50], [4, 4, 4]).tolist()
    [[1, 1], [2, 2], [3, 3]]
    >>> rank_bounds([70, 60, 50], [400, 400, 400]).tolist()
    [[1, 3], [1, 3], [1, 3]]
    """
    value, variance = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    margin = two_sided(confidence) * np.sqrt(variance[:, None] + variance[None, :])
    gap = value[None, :] - value[:, None]  # de combien les autres (colonnes) dépassent celui-ci (ligne)
    ahead, behind = gap > margin, -gap > margin
    return np.stack([1 + ahead.sum(axis=1), len(value) - behind.sum(axis=1)], axis=1)


def rankability(tau2: float, variances: ArrayLike) -> float:
    """Renvoie la part des écarts qui n'est pas du hasard, de 0 à 1 : `τ²/(τ² + médiane(v))` (Lingsma et al., 2009)."""
    noise = float(np.median(np.asarray(variances, dtype=np.float64)))
    return tau2 / (tau2 + noise) if tau2 + noise > 0 else 0.0
