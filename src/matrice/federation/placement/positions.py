"""Où se tient une équipe parmi les notes de son groupe, et si l'on peut en être sûr."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..disclosure import Withheld
from ..statistics.reliability import plausible_bounds
from .peer_figures import QUARTILES, PeerFigures

Floats = NDArray[np.float64]

PRUDENT = 5  # répondants supposés quand leur nombre n'a pas été donné : le moins qui permette une répartition
NO_BAND = -1


class Band(StrEnum):
    """La place d'une note, du plus bas au plus haut quart de son groupe ; jamais un rang."""

    FIRST = "premier quart"
    LOWER = "autour de la médiane, côté bas"
    UPPER = "autour de la médiane, côté haut"
    LAST = "dernier quart"


BANDS = tuple(Band)


def quartile_table(figures: Sequence[PeerFigures]) -> Floats:
    """Les trois quartiles diffusés de chaque thème, forme (T, 3), NaN pour ceux qui sont absents."""
    found = [[one.quartile(probability) for probability in QUARTILES] for one in figures]
    known = [[np.nan if isinstance(value, Withheld) else float(value) for value in row] for row in found]
    return np.array(known, dtype=np.float64).reshape(len(figures), len(QUARTILES))


def bands(scores: Floats, quartiles: Floats) -> NDArray[np.int8]:
    """Renvoie le rang de la bande (0 à 3) de chaque note, −1 sans note ou sans quartiles.

    Args:
        scores: notes, forme (n, T).
        quartiles: forme (T, 3).

    Sous le premier quartile, la première bande ; au-dessus du troisième, la dernière ; la médiane appartient au
    côté haut. La note s'arrondit comme les quartiles avant d'être située.
    """
    shown = np.floor(scores + 0.5)
    first, median, third = (quartiles[None, :, column] for column in range(3))
    rank = (shown >= first).astype(np.int8) + (shown >= median) + (shown > third)
    unknown = np.isnan(shown + quartiles.sum(axis=1)[None, :])
    return np.where(unknown, NO_BAND, rank).astype(np.int8)


def plausible_bands(
    scores: Floats, quartiles: Floats, respondents: ArrayLike
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Renvoie la plus basse et la plus haute bande où l'équipe se tient, à 90 % de confiance.

    Args:
        scores, quartiles: voir `bands`.
        respondents: nombre de répondants de chaque équipe (n,), −1 s'il est inconnu.

    Des quartiles confondus ne séparent aucune bande : toutes sont alors plausibles. Seuls les quartiles diffusés
    servent : ce que l'on dit de l'incertitude n'apprend rien de plus sur le groupe.
    """
    heard = np.asarray(respondents, dtype=np.float64)
    heard = np.where(heard < 1, PRUDENT, heard)[:, None]
    spread = (quartiles[:, 2] - quartiles[:, 0])[None, :]
    low, high = plausible_bounds(scores, np.nan_to_num(spread), heard)
    lowest, highest = bands(low, quartiles), bands(high, quartiles)
    alike: NDArray[np.bool_] = np.logical_and(spread == 0, lowest != NO_BAND)
    return np.where(alike, 0, lowest).astype(np.int8), np.where(alike, len(BANDS) - 1, highest).astype(np.int8)


def gaps(scores: Floats, quartiles: Floats) -> Floats:
    """Renvoie l'écart, en points, de chaque note arrondie à la médiane diffusée ; NaN quand l'une des deux manque."""
    return np.asarray(np.floor(scores + 0.5) - quartiles[None, :, 1])
