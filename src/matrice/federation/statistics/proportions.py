"""L'intervalle de confiance d'une part."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .laws import two_sided

Floats = NDArray[np.float64]


def wilson(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Renvoie les bornes basse et haute, de 0 à 1, de l'intervalle de Wilson d'une part x/n.

    Args:
        x: effectif qui a la propriété.
        n: effectif total ; NaN en sortie quand il est nul.
        confidence: confiance bilatérale.

    `(2x + z² ∓ z·√(z² + 4x(1 − x/n))) / (2(n + z²))` : Wilson, *JASA*, 1927 ; c'est la méthode des
    indicateurs de santé publique anglais (OHID, paquet R PHEindicatormethods), dont les exemples sont nos essais.

    >>> [round(float(bound), 3) for bound in wilson(12, 30)]
    [0.246, 0.577]
    """
    count, total = np.asarray(x, dtype=np.float64), np.asarray(n, dtype=np.float64)
    z = two_sided(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = z * np.sqrt(z * z + 4 * count * (1 - count / total))
        middle, base = 2 * count + z * z, 2 * (total + z * z)
        return (np.asarray((middle - spread) / base), np.asarray((middle + spread) / base))
