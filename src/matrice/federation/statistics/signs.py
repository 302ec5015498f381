"""Le test des signes : autant de hausses que de baisses, est-ce le hasard ?"""

from __future__ import annotations


def sign_test(up: int, down: int) -> float:
    """Renvoie la probabilité bilatérale exacte d'un partage au moins aussi déséquilibré, 1 sans mouvement.

    Args:
        up: nombre d'équipes en hausse.
        down: nombre d'équipes en baisse ; les stables ne comptent pas.

    `min(1, 2·P(B ≤ min(up, down)))`, B binomiale(up + down, ½), en entiers : Conover, *Practical Nonparametric
    Statistics*, 3ᵉ édition, 1999, § 3.4.

    >>> round(sign_test(10, 2), 6), sign_test(6, 0)
    (0.038574, 0.03125)
    """
    moved, least = up + down, min(up, down)
    if 2 * least == moved:
        return 1.0
    term = total = 1
    for k in range(1, least + 1):
        term = term * (moved - k + 1) // k
        total += term
    return min(1.0, float(2 * total / 2**moved))
