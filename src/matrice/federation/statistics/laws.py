"""La loi normale et la loi binomiale, sans autre bibliothèque que la bibliothèque standard et numpy."""

from __future__ import annotations

from math import erf, lgamma, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

STANDARD = NormalDist()
ERF = np.frompyfunc(erf, 1, 1)


def normal_quantile(probability: float) -> float:
    """Renvoie z tel que P(Z ≤ z) = `probability` pour une loi normale centrée réduite.

    >>> round(normal_quantile(0.975), 6), round(normal_quantile(0.999), 6)
    (1.959964, 3.090232)
    """
    return STANDARD.inv_cdf(probability)


def two_sided(confidence: float) -> float:
    """Renvoie le z d'un intervalle bilatéral de cette confiance : 1,96 pour 0,95."""
    return normal_quantile(0.5 + confidence / 2)


def normal_cdf(z: ArrayLike) -> Floats:
    """Renvoie P(Z ≤ z), case par case : Φ(z) = (1 + erf(z/√2))/2."""
    scaled = np.asarray(z, dtype=np.float64) / sqrt(2)
    return 0.5 * (1.0 + np.asarray(ERF(scaled), dtype=np.float64))


def binomial_cdf(n: int, theta: float) -> Floats:
    """Renvoie P(X ≤ 0), …, P(X ≤ n) pour X binomiale(n, θ), 0 < θ < 1.

    Les coefficients passent par lgamma : aucun dépassement à plusieurs milliers d'équipes.
    """
    k = np.arange(n + 1)
    factorials = np.array([lgamma(i + 1) for i in range(n + 1)])
    log_mass = factorials[n] - factorials - factorials[::-1] + k * np.log(theta) + (n - k) * np.log1p(-theta)
    return np.asarray(np.minimum(np.cumsum(np.exp(log_mass)), 1.0))
