"""Ce que l'on compare : les dimensions, puis les axes, dans les mêmes tableaux."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..referentiel import Referentiel, Scale
from .cohort.cohort import SCORED, Cohort

Floats = NDArray[np.float64]
Ranks = NDArray[np.int16]

NO_RANK = -1


@dataclass(frozen=True, slots=True)
class Theme:
    """Une dimension ou un axe : ce qui se compare d'une équipe à l'autre."""

    id: str
    label: str
    kind: Literal["dimension", "axis"]
    axis: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tables:
    """Les notes (n, T) de 0 à 100, NaN sans note, et les rangs de niveau (n, T) à partir de 0, −1 sans niveau."""

    scores: Floats = field(repr=False)
    ranks: Ranks = field(repr=False)

    def counts(self, theme: int, rows: NDArray[np.intp], levels: int) -> list[int]:
        """Combien de ces équipes sont à chaque niveau du thème."""
        known = self.ranks[rows, theme]
        return [int(count) for count in np.bincount(known[known >= 0], minlength=levels)]


def themes(ref: Referentiel) -> tuple[Theme, ...]:
    """Renvoie les dimensions puis les axes de la grille."""
    dimensions = (Theme(one.id, one.label, "dimension", ref.axis_of(one.id).id) for one in ref.dimensions)
    return (*dimensions, *(Theme(one.id, one.label, "axis", one.id) for one in ref.axes))


def tables(cohort: Cohort) -> Tables:
    """Renvoie les notes et les rangs de niveau d'une cohorte, dimensions puis axes, en lecture seule."""
    values = np.asarray(cohort.ref.scale.values)
    known = cohort.standings == SCORED
    ranks = np.where(known, np.searchsorted(values, cohort.levels), NO_RANK).astype(np.int16)
    both = Tables(
        np.concatenate([cohort.scores, cohort.axis_scores], axis=1),
        np.concatenate([ranks, level_ranks(cohort.ref.scale, cohort.axis_scores)], axis=1),
    )
    for table in (both.scores, both.ranks):
        table.setflags(write=False)
    return both


def level_ranks(scale: Scale, scores: Floats) -> Ranks:
    """Le rang du niveau que chaque note atteint : `Scale.level_at`, pour un tableau entier."""
    credits = 100 * np.asarray(scale.credits)
    reached = np.max(np.where(credits <= scores[..., None] + 1e-9, credits, credits[0]), axis=-1)
    ranks = np.argmax(credits == reached[..., None], axis=-1)
    return np.where(np.isnan(scores), NO_RANK, ranks).astype(np.int16)
