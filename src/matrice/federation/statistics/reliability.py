"""Ce que vaut la place d'une équipe, quand seuls quelques membres ont répondu."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .laws import two_sided

Floats = NDArray[np.float64]

MEMBERS = 0.28  # corrélation des réponses de membres d'une même équipe (ICC)
QUARTILE_WIDTH = 1.349  # Q3 − Q1 d'une loi normale, en écarts-types


def reliability(respondents: ArrayLike, icc: float = MEMBERS) -> Floats:
    """Renvoie la fidélité du résultat d'une équipe, de 0 à 1 : `n·ICC / (1 + (n − 1)·ICC)` (Spearman-Brown, 1910).

    >>> reliability([5, 10, 20]).round(2).tolist()
    [0.66, 0.8, 0.89]
    """
    n = np.asarray(respondents, dtype=np.float64)
    return np.asarray(n * icc / (1 + (n - 1) * icc))


def plausible_bounds(
    values: ArrayLike, spread: ArrayLike, respondents: ArrayLike, confidence: float = 0.90
) -> tuple[Floats, Floats]:
    """Renvoie entre quelles notes se tient le résultat d'une équipe, à cette confiance.

    Args:
        values: les notes, de 0 à 100.
        spread: l'écart Q3 − Q1 du groupe.
        respondents: le nombre de personnes qui ont répondu.

    L'erreur-type est `s·√(1 − R)`, s = (Q3 − Q1)/1,349 : l'erreur de mesure classique (Lord et Novick, 1968).
    """
    noise = np.asarray(spread, dtype=np.float64) / QUARTILE_WIDTH * np.sqrt(1 - reliability(respondents))
    known, half = np.asarray(values, dtype=np.float64), two_sided(confidence) * noise
    return known - half, known + half
