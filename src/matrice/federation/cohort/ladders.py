"""Le palier de chaque équipe sur chaque dimension, à partir de comptes : la règle de l'évaluation, pour un pays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...referentiel import Referentiel
from .cohort import SCORED, UNKNOWN


def paliers_of(
    counts: NDArray[np.integer[Any]], ref: Referentiel, standings: NDArray[np.integer[Any]]
) -> NDArray[np.int16]:
    """Renvoie combien de caractéristiques sont en place, dans l'ordre, forme (équipes, D) ; −1 sans note.

    Args:
        counts: réponses comptées (équipes, caractéristiques, codes) : rang du niveau, SO, NSP, silence.
        ref: la grille ; son `in_place` est le niveau où une caractéristique est en place.
        standings: l'état de chaque dimension (équipes, D), `SCORED` quand elle est notée.

    Une caractéristique est en place quand plus de la moitié des votes sont à ce niveau ou au-dessus : c'est dire que
    son niveau proposé l'atteint. Sans objet, elle ne fait ni monter ni s'arrêter. Voir `docs/methode.md`, « Le palier ».
    """
    levels = len(ref.scale.levels)
    given = counts[..., :levels].sum(axis=-1)
    outside = counts[..., levels] > given
    in_place = (2 * counts[..., ref.scale.in_place_index : levels].sum(axis=-1) > given) & ~outside
    found = np.full(standings.shape, UNKNOWN, dtype=np.int16)
    start = 0
    for rank, dimension in enumerate(ref.dimensions):
        own = slice(start, start := start + len(dimension.characteristics))
        climbing = np.logical_and.accumulate(in_place[:, own] | outside[:, own], axis=1)
        found[:, rank] = (climbing & in_place[:, own]).sum(axis=1)
    return np.where(standings == SCORED, found, UNKNOWN).astype(np.int16)
