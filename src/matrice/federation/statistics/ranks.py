"""Le rang centile d'une valeur parmi d'autres, quand les ex æquo sont nombreux."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Kind = Literal["mid", "rank", "weak", "strict"]


def percentile(values: ArrayLike, x: float, kind: Kind = "mid") -> float:
    """Renvoie le rang centile de `x` dans `values`, de 0 à 100.

    Args:
        values: les valeurs du groupe, celle de l'équipe comprise.
        x: la valeur située.
        kind: « mid » compte la moitié des ex æquo, `100·(B + E/2)/N` (par défaut) ; « strict » n'en compte
            aucun, « weak » les compte tous, « rank » prend la moyenne de leurs rangs.

    Source : les quatre conventions de `scipy.stats.percentileofscore` (« mid » y est « mean »).

    >>> [percentile([1, 2, 3, 3, 4], 3, kind) for kind in ("rank", "weak", "strict", "mid")]
    [70.0, 80.0, 40.0, 60.0]
    """
    table = np.asarray(values, dtype=np.float64)
    below, upto, total = int((table < x).sum()), int((table <= x).sum()), len(table)
    counted = {"mid": below + upto, "rank": below + upto + (below < upto), "weak": 2 * upto, "strict": 2 * below}
    return 50.0 * counted[kind] / total


def midrank_counts(counts: ArrayLike) -> Floats:
    """Renvoie le rang centile à mi-ex æquo de chaque niveau, à partir des effectifs par niveau.

    Args:
        counts: effectifs, forme (…, niveaux), du plus bas au plus haut.

    Returns:
        Même forme, de 0 à 100 ; NaN quand le groupe est vide. `100·(B + E/2)/N`, B équipes strictement
        en dessous, E au même niveau (elle-même comprise).

    >>> midrank_counts([20, 60, 90, 30]).tolist()
    [5.0, 25.0, 62.5, 92.5]
    """
    table: NDArray[Any] = np.asarray(counts, dtype=np.float64)
    total = table.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(100.0 * (np.cumsum(table, axis=-1) - table / 2) / total, dtype=np.float64)


def three_counts(counts: ArrayLike) -> NDArray[np.int64]:
    """Renvoie, pour chaque niveau, combien d'équipes sont en dessous, au même niveau, au-dessus : (…, niveaux, 3).

    >>> three_counts([20, 60, 90, 30])[2].tolist()
    [80, 90, 30]
    """
    table = np.asarray(counts, dtype=np.int64)
    upto = np.cumsum(table, axis=-1)
    return np.stack([upto - table, table, upto[..., -1:] - upto], axis=-1)
