"""Les besoins, du plus répandu au moins répandu, avec ce que l'on peut croire de cet ordre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..disclosure import ReleasedNumber, ReleasedShare, Withheld, derived
from ..statistics.ordering import expected_ranks, rank_bounds
from ..statistics.pooling import shrunk
from ..themes import Theme

Floats = NDArray[np.float64]
Shares = Sequence[ReleasedShare | Withheld]


@dataclass(frozen=True, slots=True)
class Need:
    """Un thème, et la part des équipes sous le niveau visé.

    `below` est en points ; `estimate` est la même part rapprochée de celle des autres territoires (égale à `below` quand
    ils sont moins de dix) ; `rank` est le rang attendu (1 = le besoin le plus répandu), `best` et `worst` les rangs
    plausibles à 90 %.
    """

    theme: Theme
    below: ReleasedNumber
    estimate: ReleasedNumber
    rank: ReleasedNumber
    best: ReleasedNumber
    worst: ReleasedNumber


def ranked_needs(themes: Sequence[Theme], territories: Sequence[Shares]) -> tuple[tuple[Need, ...], ...]:
    """Renvoie les besoins de chaque territoire, le plus répandu d'abord.

    Args:
        themes: les thèmes, en colonnes.
        territories: par territoire, la part diffusée d'équipes au niveau visé ou au-dessus, thème par thème.

    Tout se calcule sur les parts diffusées. Chaque thème est rapproché de sa moyenne entre territoires (voir
    `statistics.pooling`), puis les thèmes d'un territoire sont ordonnés par leur rang attendu. Un thème dont la part
    n'est pas diffusée n'y est pas : il n'est pas « sans besoin ».
    """
    below, variance = estimates(territories, len(themes))
    moved, doubt = np.full_like(below, np.nan), np.full_like(below, np.nan)
    for column in range(below.shape[1]):
        known = np.flatnonzero(~np.isnan(below[:, column]))
        if len(known):
            pooled = shrunk(below[known, column], variance[known, column])
            moved[known, column], doubt[known, column] = pooled.value, pooled.variance
    return tuple(territory_needs(themes, shares, moved[row], doubt[row]) for row, shares in enumerate(territories))


def estimates(territories: Sequence[Shares], themes: int) -> tuple[Floats, Floats]:
    """La part sous le niveau visé, en points, et sa variance ; NaN quand elle n'est pas diffusée.

    La variance est celle de la part d'Agresti et Coull, (x + 2)/(n + 4) : une part floutée à 0 ou 100 n'est pas
    certaine pour autant (*The American Statistician*, 1998).
    """
    cells = [[(100 - s.percent, s.n) if isinstance(s, ReleasedShare) else (np.nan, np.nan) for s in row]
             for row in territories]  # fmt: skip
    table = np.array(cells, dtype=np.float64).reshape(len(territories), themes, 2)
    below, n = table[..., 0], table[..., 1]
    smooth = (below / 100 * n + 2) / (n + 4)
    return below, 100 * 100 * smooth * (1 - smooth) / (n + 4)


def territory_needs(themes: Sequence[Theme], shares: Shares, value: Floats, variance: Floats) -> tuple[Need, ...]:
    """Les besoins d'un territoire."""
    known = np.flatnonzero(~np.isnan(value))
    if not len(known):
        return ()
    ranks = expected_ranks(value[known], variance[known]).rank
    bounds = rank_bounds(value[known], variance[known])
    sources = [share for share in shares if isinstance(share, ReleasedShare)]

    def said(number: float) -> ReleasedNumber:
        found = derived(lambda *_: number, *sources)
        assert isinstance(found, ReleasedNumber)  # toutes les sources sont diffusées
        return found

    needs = []
    for place in np.argsort(ranks, kind="stable"):
        column = int(known[place])
        share = shares[column]
        assert isinstance(share, ReleasedShare)
        needs.append(
            Need(
                themes[column], said(100 - share.percent), said(float(value[column])), said(float(ranks[place])),
                said(float(bounds[place, 0])), said(float(bounds[place, 1])),
            )
        )  # fmt: skip
    return tuple(needs)
