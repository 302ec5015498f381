"""Quartiles : une définition pour les niveaux, une autre pour les notes, et pourquoi.

Un niveau médian doit exister : `inverted_cdf`, la plus petite valeur observée dont la fréquence cumulée
atteint q (la définition enseignée en France). Une note peut tomber entre deux observations :
`averaged_inverted_cdf`, la moyenne des deux voisines quand n·q est entier (définition par défaut de SAS).
Hyndman et Fan, « Sample Quantiles in Statistical Packages », *The American Statistician*, 1996, types 1 et 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Method = Literal["inverted_cdf", "averaged_inverted_cdf"]

QUARTILES = (0.25, 0.5, 0.75)
TIE = 1e-9  # n·q entier, à l'erreur de la multiplication près


def quantiles(values: ArrayLike, probabilities: Sequence[float] = QUARTILES, method: Method = "inverted_cdf") -> Floats:
    """Renvoie les quantiles de chaque colonne, forme (probabilités, …colonnes) ; les NaN ne comptent pas.

    Args:
        values: une valeur par équipe sur la première dimension.
        probabilities: entre 0 et 1, bornes exclues.
        method: « inverted_cdf » pour des niveaux, « averaged_inverted_cdf » pour des notes.

    Returns:
        NaN pour une colonne sans valeur.

    >>> quantiles([3, 6, 7, 8, 8, 10, 13, 15, 16, 20]).tolist()
    [7.0, 8.0, 15.0]
    >>> quantiles([3, 6, 7, 8, 8, 10, 13, 15, 16, 20], method="averaged_inverted_cdf").tolist()
    [7.0, 9.0, 15.0]
    """
    table = np.sort(np.asarray(values, dtype=np.float64), axis=0)  # les NaN vont à la fin
    known = (~np.isnan(table)).sum(axis=0)
    if table.ndim == 1:
        return np.array([in_column(table, int(known), probability, method) for probability in probabilities])
    rows = [at_probability(table, known, probability, method) for probability in probabilities]
    return np.stack(rows)


def in_column(table: Floats, known: int, probability: float, method: Method) -> float:
    """Un quantile d'une seule colonne triée : en nombres Python, bien plus vite que par des tableaux d'une case."""
    if not known:
        return math.nan
    place = known * probability
    low = max(math.ceil(place - TIE), 1)
    between = method == "averaged_inverted_cdf" and abs(place - round(place)) < TIE
    high = min(low + 1, known) if between else low
    return float((table[low - 1] + table[high - 1]) / 2)


def at_probability(table: Floats, known: NDArray[np.int64], probability: float, method: Method) -> Floats:
    """Un quantile de colonnes triées, dont seules les `known` premières lignes comptent."""
    if not len(table):
        return np.full(table.shape[1:], np.nan)
    place = known * probability
    low = np.maximum(np.ceil(place - TIE).astype(np.int64), 1)
    whole = np.abs(place - np.rint(place)) < TIE
    high = np.where(whole & (method == "averaged_inverted_cdf"), np.minimum(low + 1, known), low)
    return np.where(known > 0, (pick(table, low) + pick(table, high)) / 2, np.nan)


def pick(table: Floats, rank: NDArray[np.int64]) -> Floats:
    """La valeur de rang `rank` (à partir de 1) de chaque colonne triée."""
    index = np.clip(rank - 1, 0, len(table) - 1)
    return np.asarray(np.take_along_axis(table, index[None, ...], axis=0)[0])
