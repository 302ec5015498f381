"""Ce que disent les votes d'une question : niveau proposé et accord, à partir de comptes entiers.

Les votes d'une question sont un vecteur `V_1 … V_K` : combien de personnes à chaque niveau, du plus bas
au plus haut. Tout le reste en découle ; l'ordre des membres ne peut donc rien changer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..text import plural, quoted, series

_Counts = NDArray[np.integer[Any]]

_DEFAULT_LEVELS = (0, 1, 2, 3)
_MINIMUM_VOTES = 3
_STRONG, _PARTIAL = 0.25, 0.50  # écarts moyens, en niveaux : choix de conception, non publiés
_EPSILON = 1e-9


class Consensus(StrEnum):
    """Les cinq statuts d'accord, du plus muet au plus disputé."""

    TOO_FEW = "effectif insuffisant"
    STRONG = "accord fort"
    PARTIAL = "accord partiel"
    OUTLIER = "accord avec avis divergent"
    DISAGREEMENT = "désaccord"


@dataclass(frozen=True, slots=True)
class Agreement:
    """L'accord d'une équipe sur une question.

    `mean_distance` est l'écart moyen à la médiane, en niveaux ; `farthest` le niveau exprimé le plus
    éloigné du niveau proposé (le plus bas des deux à distance égale) et `farthest_distance` cet écart ;
    `leik` la dispersion de Leik, de 0 (accord) à 1 (deux camps aux extrêmes). Sans vote, ils valent
    `None`.
    """

    proposed: int | None
    votes: int
    mean_distance: float | None
    farthest: int | None
    farthest_distance: int | None
    leik: float | None
    status: Consensus


def central_indexes(columns: Sequence[_Counts]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Renvoie les rangs des deux votes centraux, le bas et le haut, de la forme de chaque colonne ; (−1, −1) sans vote.

    Args:
        columns: les votes de chaque niveau, du plus bas au plus haut.

    Le bas est le rang proposé (`agreement_of_counts`) ; le haut est le plus haut niveau qu'au moins la moitié des votes
    atteint, `x_(⌊n/2⌋+1)`. Ils sont égaux à tout effectif impair.
    """
    total = sum(columns[1:], columns[0])
    needed = np.maximum(total, 1)  # sans vote, aucun niveau n'est atteint
    twice = np.zeros_like(total)
    low, high = np.full(total.shape, -1, dtype=np.int8), np.full(total.shape, -1, dtype=np.int8)
    for votes in reversed(columns):
        twice = twice + 2 * votes
        low += twice > total
        high += twice >= needed
    return low, high


def agreement_of_counts(counts: Sequence[int], levels: Sequence[int] = _DEFAULT_LEVELS) -> Agreement:
    """Renvoie l'accord d'une question dont on connaît les comptes par niveau (voir `agreement`).

    Le rang proposé est le plus haut niveau qu'une majorité stricte dit atteint, c'est-à-dire la médiane basse :
    `L* = max{ℓ : #{x_i ≥ ℓ} > n/2} = x_(⌊(n+1)/2⌋)`. À égalité parfaite, le niveau le plus bas l'emporte :
    les niveaux de maturité se cumulent, la prudence aussi.
    """
    votes = sum(counts)
    if not votes:
        return Agreement(None, 0, None, None, None, None, Consensus.TOO_FEW)
    proposed = max(rank for rank in range(len(counts)) if 2 * sum(counts[rank:]) > votes)
    farthest = min((rank for rank, count in enumerate(counts) if count), key=lambda rank: (-abs(rank - proposed), rank))
    widest = abs(farthest - proposed)
    mean = sum(count * abs(rank - proposed) for rank, count in enumerate(counts)) / votes
    return Agreement(
        proposed=levels[proposed],
        votes=votes,
        mean_distance=mean,
        farthest=levels[farthest],
        farthest_distance=widest,
        leik=2 * mean / (len(levels) - 1),
        status=_status(votes, mean, widest),
    )


def _status(votes: int, mean: float, widest: int) -> Consensus:
    """Le statut d'accord, quel que soit le nombre de niveaux : le nombre de votes, puis l'écart moyen, puis le plus grand."""
    if votes < _MINIMUM_VOTES:
        return Consensus.TOO_FEW
    if mean > _PARTIAL + _EPSILON:
        return Consensus.DISAGREEMENT
    if widest > 1:
        return Consensus.OUTLIER
    return Consensus.STRONG if mean <= _STRONG + _EPSILON else Consensus.PARTIAL


def _counts_of(votes: Iterable[int], levels: Sequence[int]) -> list[int]:
    """Les comptes d'une suite de votes, un entier par niveau ; SO, NSP et silence ne sont pas des votes : `InputError`."""
    if len(levels) < 2:
        raise InputError([Problem("une échelle compte au moins deux niveaux.")], subject="Votes illisibles")
    given = list(votes)
    expected = series([str(value) for value in levels], "ou")
    problems = [
        Problem(f"vote n°\u00a0{place}\u00a0: {quoted(str(vote))} n’est pas un niveau ({expected}).")
        for place, vote in enumerate(given, 1)
        if isinstance(vote, bool) or vote not in levels
    ]
    if problems:
        raise InputError(problems, subject="Votes illisibles")
    return [given.count(value) for value in levels]


def proposed_level(votes: Iterable[int], levels: Sequence[int] = _DEFAULT_LEVELS) -> int | None:
    """Renvoie le niveau que plus de la moitié des votes disent atteint, ou `None` sans vote.

    Args:
        votes: les niveaux donnés, un par personne (les SO, NSP et silences n'en sont pas).
        levels: les valeurs de l'échelle, en ordre croissant.

    Raises:
        InputError: un vote n'est pas un niveau de l'échelle.

    Règle de la HAS, « consensus de la majorité des membres » : voir `docs/methode.md`.

    >>> proposed_level([0, 2, 2, 3]), proposed_level([1, 1, 2, 2]), proposed_level([])
    (2, 1, None)
    """
    return agreement(votes, levels).proposed


def agreement(votes: Iterable[int], levels: Sequence[int] = _DEFAULT_LEVELS) -> Agreement:
    """Renvoie l'accord d'une équipe : écart moyen à la médiane, avis le plus éloigné, statut, Leik.

    Args:
        votes: les niveaux donnés, un par personne.
        levels: les valeurs de l'échelle, en ordre croissant ; un niveau d'écart est un rang d'écart.

    Raises:
        InputError: un vote n'est pas un niveau de l'échelle.

    `leik = 2 · écart moyen / (K − 1)` est exactement la dispersion ordinale de Leik (1966, *Pacific
    Sociological Review* 9, 85-90). Avec `E` l'écart moyen et `M` le plus grand : moins de 3 votes, effectif insuffisant ;
    `E ≤ 0,25` et `M ≤ 1`, accord fort ; `E ≤ 0,5` et `M ≤ 1`, accord partiel ; `E ≤ 0,5`, accord avec avis divergent ;
    sinon désaccord. Ces seuils sont des choix de conception.

    >>> agreement([2, 2, 2, 0]).status
    <Consensus.OUTLIER: 'accord avec avis divergent'>
    >>> agreement([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]).mean_distance
    0.5
    """
    return agreement_of_counts(_counts_of(votes, levels), levels)


# --- la fermeté d'un niveau ------------------------------------------------------------------------

# Part des équipes, en %, dont le niveau change quand une personne part ou arrive (moyenne des deux) : `bench/fermete.py`.
# Une ligne par écart moyen à la médiane (0,3, 0,5 et 0,7 niveau au plus), une colonne par nombre de votes.
_VOTERS = (3, 5, 8, 12, 20)
_CHANGES = ((16, 10, 6, 4, 2), (26, 18, 12, 8, 5), (31, 23, 16, 11, 7))
_SPREADS = (0.3, 0.55)  # au-delà du second, la dernière ligne
_USUAL = 1  # la ligne quand l'accord ne se dit pas : celle du désaccord courant
_FIRM, _FAIRLY, _WEAK = 5, 12, 20


@dataclass(frozen=True, slots=True)
class Firmness:
    """Ce que vaut un niveau : sur combien de votes, et dans quelle part des cas une personne de plus ou de moins le change (%).

    Une simulation, pas une mesure : voir `docs/methode.md`, « La fermeté d'un niveau ».
    """

    votes: int
    change: int

    def __str__(self) -> str:
        words = ("ferme", _FIRM), ("assez ferme", _FAIRLY), ("fragile", _WEAK)
        told = next((word for word, most in words if self.change <= most), "très fragile")
        return f"{plural(self.votes, 'vote')}, {told}"


def firmness(votes: int, spread: float | None = None) -> Firmness | None:
    """Renvoie la fermeté d'un niveau, ou `None` sous trois votes.

    Args:
        votes: le nombre de votes qui le donnent.
        spread: leur écart moyen à la médiane, en niveaux ; sans lui, celui d'une équipe courante.

    >>> str(firmness(12, 0.5)), firmness(5, 0.45).change, firmness(2)
    ('12\xa0votes, assez ferme', 18, None)
    """
    if votes < _VOTERS[0]:
        return None
    row = _USUAL if spread is None else sum(spread > most for most in _SPREADS)
    column = max(rank for rank, least in enumerate(_VOTERS) if votes >= least)
    return Firmness(votes, _CHANGES[row][column])
