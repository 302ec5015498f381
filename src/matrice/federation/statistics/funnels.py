"""Les limites d'un entonnoir : ce que le hasard suffit à produire quand on compare des territoires.

Spiegelhalter, « Funnel plots for comparing institutional performance », *Statistics in Medicine*, 2005.
Un entonnoir compare des groupes d'équipes. Le consensus d'une seule équipe n'a pas d'effectif
d'échantillon : il ne se met pas dans un entonnoir.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .laws import binomial_cdf, two_sided

Floats = NDArray[np.float64]

WINSOR = 0.10  # les 10 % de z extrêmes, de chaque côté, sont ramenés au seuil


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """La dispersion que le hasard n'explique pas : `phi` (1 quand il suffit) et la variance `tau2` à ajouter."""

    phi: float
    tau2: float


def funnel_limits(theta: float, n: ArrayLike, confidence: float = 0.95, tau2: float = 0.0) -> tuple[Floats, Floats]:
    """Renvoie les limites basse et haute, de 0 à 1, d'une part attendue `theta` pour des effectifs `n`.

    Args:
        theta: la part de référence, de 0 à 1.
        n: le nombre d'équipes de chaque territoire.
        confidence: 0,95 et 0,998 dans un entonnoir usuel.
        tau2: variance ajoutée par la surdispersion, sur l'échelle arc sinus (voir `overdispersion`).

    Sans surdispersion `θ ± z·√(θ(1−θ)/n)`, ramené entre 0 et 1 : forme équivalente au point dont la borne de
    Wilson vaut θ (OHID, paquet R PHEindicatormethods). Avec elle, `sin²(asin√θ ± z·√(1/4n + τ²))`.

    >>> low, high = funnel_limits(0.45, [11, 250])
    >>> (100 * low).round(1).tolist(), (100 * high).round(1).tolist()
    ([15.6, 38.8], [74.4, 51.2])
    """
    size, z = np.asarray(n, dtype=np.float64), two_sided(confidence)
    if not tau2:
        half = z * np.sqrt(theta * (1 - theta) / size)
        return np.clip(theta - half, 0.0, 1.0), np.clip(theta + half, 0.0, 1.0)
    centre, half = float(np.arcsin(np.sqrt(theta))), z * np.sqrt(1 / (4 * size) + tau2)
    low, high = np.clip(centre - half, 0.0, np.pi / 2), np.clip(centre + half, 0.0, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


def exact_limits(theta: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Renvoie les limites binomiales exactes, interpolées, pour un petit effectif `n`.

    Pour p = (1 ∓ confiance)/2 : r le plus petit effectif tel que F(r) ≥ p, `α = (F(r) − p)/(F(r) − F(r−1))`,
    limite `(r − α)/n`, ramenée entre 0 et 1 (la formule seule peut donner moins de 0). Spiegelhalter, 2005.
    """
    cumulated = binomial_cdf(n, theta)
    low, high = (interpolated(cumulated, n, 0.5 + side * confidence / 2) for side in (-1, 1))
    return low, high


def interpolated(cumulated: Floats, n: int, p: float) -> float:
    """Une limite exacte, entre 0 et 1."""
    r = min(int(np.searchsorted(cumulated, p)), n)
    before = float(cumulated[r - 1]) if r else 0.0
    share = (float(cumulated[r]) - p) / (float(cumulated[r]) - before)
    return min(max((r - share) / n, 0.0), 1.0)


def overdispersion(shares: ArrayLike, theta: float, n: ArrayLike) -> Overdispersion:
    """Renvoie la surdispersion de parts observées autour de `theta`.

    Sur l'échelle arc sinus (s = 1/(2√n)) : `z = (asin√y − asin√θ)/s`, ramenés à leurs 10ᵉ et 90ᵉ centiles,
    `φ = Σz²/N` ; quand Nφ ≥ N − 1, `τ² = (Nφ − (N−1)) / (Σw − Σw²/Σw)` avec w = 1/s². Spiegelhalter et al.,
    « Statistical methods for healthcare regulation », *JRSS A*, 2012.
    """
    observed, size = np.asarray(shares, dtype=np.float64), np.asarray(n, dtype=np.float64)
    number, weight = len(observed), 4 * size
    if number < 2:
        return Overdispersion(1.0, 0.0)
    z = (np.arcsin(np.sqrt(observed)) - np.arcsin(np.sqrt(theta))) * np.sqrt(weight)
    z = np.clip(z, *np.quantile(z, [WINSOR, 1 - WINSOR]))
    phi = float((z * z).sum() / number)
    excess = number * phi - (number - 1)
    spread = float(weight.sum() - (weight * weight).sum() / weight.sum())
    return Overdispersion(phi, max(0.0, excess / spread))
