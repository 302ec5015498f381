"""Rapprocher de la moyenne ce qu'un petit effectif rend fragile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FEWEST = 10  # groupes : en dessous, la variance entre eux ne s'estime pas et l'on garde les valeurs brutes


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Des valeurs rapprochées de leur moyenne `centre`, leurs variances, et `tau2`, la variance entre groupes."""

    value: Floats
    variance: Floats
    centre: float
    tau2: float


def between_variance(estimates: ArrayLike, variances: ArrayLike) -> float:
    """Renvoie la variance entre groupes τ², sans l'erreur propre à chacun.

    `μ = Σwy/Σw`, `Q = Σw(y − μ)²`, `τ² = max(0, (Q − (k−1)) / (Σw − Σw²/Σw))`, w = 1/v : DerSimonian et Laird,
    « Meta-analysis in clinical trials », *Controlled Clinical Trials*, 1986.
    """
    value, variance = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if len(value) < 2:
        return 0.0
    weight = 1 / variance
    total = weight.sum()
    centre = (weight * value).sum() / total
    excess = (weight * (value - centre) ** 2).sum() - (len(value) - 1)
    return max(0.0, float(excess / (total - (weight * weight).sum() / total)))


def shrunk(estimates: ArrayLike, variances: ArrayLike) -> Shrunk:
    """Renvoie les valeurs rapprochées de leur moyenne : `ŷ = ω·y + (1 − ω)·μ`, `ω = τ²/(τ² + v)`.

    Sert à ordonner et à signaler des territoires, jamais à remplacer le résultat d'une équipe. En dessous de
    dix groupes, les valeurs et leurs variances reviennent telles quelles. Efron et Morris, *JASA*, 1975.
    """
    value, variance = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    tau2 = between_variance(value, variance)
    weight = 1 / (variance + tau2)
    centre = float((weight * value).sum() / weight.sum()) if len(value) else float("nan")
    if len(value) < FEWEST:
        return Shrunk(value, variance, centre, tau2)
    kept = tau2 / (tau2 + variance)
    return Shrunk(kept * value + (1 - kept) * centre, kept * variance, centre, tau2)
