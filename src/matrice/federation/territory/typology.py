"""Des profils types, par une règle que chacun peut refaire : l'axe le plus en avance, l'axe le plus en retrait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..cohort.cohort import Cohort
from ..disclosure import Policy, ReleasedShare, Withheld, release_share
from ..placement.peer_figures import percent_of
from ..placement.peers import large_enough
from ..recording import Shown

EVEN = 20.0  # points entre l'axe le plus haut et le plus bas, sous lesquels un profil est dit homogène
HOMOGENEOUS, OTHERS = "profil homogène", "autres profils"
UNKNOWN_TYPE = -2


@dataclass(frozen=True, slots=True)
class ProfileType:
    """Un profil type et sa part parmi les équipes dont deux axes au moins sont notés."""

    label: str
    share: ReleasedShare | Withheld


def types(axis_scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Renvoie le type de chaque équipe : `haut · A + bas`, −1 homogène, −2 quand moins de deux axes sont notés.

    Args:
        axis_scores: notes des axes (n, A), de 0 à 100.

    À égalité, le premier axe de la grille. La règle vient avant tout regroupement statistique : elle s'explique à
    l'équipe et ne change pas avec la cohorte.
    """
    known = ~np.isnan(axis_scores)
    high = np.argmax(np.where(known, axis_scores, -np.inf), axis=1)
    low = np.argmin(np.where(known, axis_scores, np.inf), axis=1)
    rows = np.arange(len(axis_scores))
    flat = ~(axis_scores[rows, high] - axis_scores[rows, low] >= EVEN)
    found = np.where(flat, -1, high * axis_scores.shape[1] + low)
    return np.where(known.sum(axis=1) < 2, UNKNOWN_TYPE, found)


def typology(cohort: Cohort, policy: Policy) -> tuple[tuple[ProfileType, ...], list[Shown]]:
    """Renvoie les profils types d'une année, le plus répandu d'abord, et ce qu'il faut en inscrire au registre.

    Un type trop rare se fond avec les plus petits des autres dans « autres profils ».
    """
    kinds = types(cohort.axis_scores)
    rows = np.flatnonzero(kinds != UNKNOWN_TYPE)
    present, counts = np.unique(kinds[rows], return_counts=True)
    parts = large_enough(counts.tolist(), policy.threshold, neighbours=False)
    sizes = {part: int(counts[list(part)].sum()) for part in parts}
    shown = {type_label(cohort, int(present[part[0]])): size for part, size in sizes.items() if len(part) == 1}
    rest = sum(size for part, size in sizes.items() if len(part) > 1)
    if rest:
        shown[OTHERS] = rest
    found = [ProfileType(label, release_share(size, len(rows), policy)) for label, size in shown.items()]
    order = sorted(found, key=lambda one: (one.label == OTHERS, -percent_of(one.share)))
    return tuple(order), [("typologie", rows)] if len(rows) >= policy.threshold else []


def type_label(cohort: Cohort, kind: int) -> str:
    """Un type en français."""
    if kind < 0:
        return HOMOGENEOUS
    high, low = divmod(kind, len(cohort.ref.axes))
    names = [axis.short or axis.label for axis in cohort.ref.axes]
    return f"{names[high]} en avance, {names[low]} en retrait"
