"""Compter et noter, vectorisé : la même arithmétique pour une équipe et pour un pays.

Un vote n'est compté qu'une fois, en entiers ; toutes les notes sont des fonctions de ces comptes. Les
tableaux ont pour dernières dimensions (question, code) ; les dimensions de tête, s'il y en a, sont des
équipes. Les codes : rang du niveau, puis SO, NSP, silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..referentiel import Referentiel
from .questions import Grain
from .votes import proposed_index, votes_given

ALGORITHM = "1.0"
WINDOW = 1 << 18  # réponses comptées d'un coup : 2 Mo de clés
SCATTERED = 1 << 21  # de même quand elles viennent en désordre : moins de passages sur tous les comptes
BLOCK = 1 << 15  # réponses dont les clés se bâtissent sans quitter le cache : 256 ko

SCORED, NOT_APPLICABLE, NOT_COMPUTABLE = np.int8(0), np.int8(1), np.int8(2)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Des notes et ce qui les fonde ; chaque tableau a la forme (…, groupes).

    `value` va de 0 à 100, NaN quand `standing` n'est pas 0 (calculé) : 1 sans objet, 2 non calculable.
    `answered`/`applicable` comptent les éléments notés / notables du groupe.
    """

    value: Floats
    standing: NDArray[np.int8]
    answered: NDArray[np.int64]
    applicable: NDArray[np.int64]


def count_answers(
    team: Integers, question: Integers, code: Integers, *, teams: int, questions: int, codes: int
) -> NDArray[np.int64]:
    """Renvoie les comptes de réponses, forme `(teams, questions, codes)`.

    Args:
        team, question, code: trois tableaux de même longueur, une entrée par réponse, en rangs à partir de 0.

    Par fenêtres : la mémoire au-delà de l'entrée est celle du résultat et d'une fenêtre de clés. Les clés
    d'une fenêtre se bâtissent par blocs qui tiennent dans le cache du processeur ; quand les réponses
    viennent équipe après équipe, on ne compte que dans la plage de la fenêtre.
    """
    counts = np.zeros(teams * questions * codes, dtype=np.int64)
    size = SCATTERED if scattered(team, questions * codes) else WINDOW
    keys = np.empty(min(size, len(code)), dtype=np.int64)
    for start in range(0, len(code), size):
        window = slice(start, min(start + size, len(code)))
        first = int(team[window].min())
        for begin in range(window.start, window.stop, BLOCK):
            block = slice(begin, min(begin + BLOCK, window.stop))
            key = keys[begin - start : block.stop - start]
            np.subtract(team[block], first, out=key, dtype=np.int64)
            key *= questions
            key += question[block]
            key *= codes
            key += code[block]
        seen = np.bincount(keys[: window.stop - start])
        low = first * questions * codes
        counts[low : low + len(seen)] += seen
    return counts.reshape(teams, questions, codes)


def scattered(team: Integers, cells: int) -> bool:
    """Vrai quand le début des réponses touche plus de comptes qu'il n'a de réponses : elles sont en désordre."""
    begin = team[:WINDOW]
    return bool(len(begin)) and (int(begin.max()) - int(begin.min())) * cells > 4 * len(begin)


def item_scores(counts: Integers, credits: Sequence[float]) -> Scores:
    """Renvoie la note de chaque question (crédit du niveau proposé × 100), forme `counts.shape[:-1]`.

    Une question est sans objet quand une majorité stricte de ceux qui se prononcent (niveau ou SO) la
    juge telle ; elle est sans réponse quand personne n'a donné de niveau.
    """
    levels = len(credits)
    votes = counts[..., :levels]
    given = votes_given(votes)
    excluded = counts[..., levels] > given
    known = (given > 0) & ~excluded
    value = np.where(known, 100 * np.asarray(credits)[proposed_index(votes)], np.nan)
    standing = np.where(excluded, NOT_APPLICABLE, np.where(known, SCORED, NOT_COMPUTABLE))
    return Scores(value, standing, known.astype(np.int64), (~excluded).astype(np.int64))


def group_scores(parts: Scores, starts: Sequence[int], weights: Sequence[float]) -> Scores:
    """Renvoie la note de chaque groupe d'éléments consécutifs ; `starts` donne le premier de chacun.

    Moyenne pondérée des éléments notés ; un élément de poids nul n'existe pas. Plus de la moitié sans objet
    → sans objet ; moins de la moitié des éléments applicables notés → non calculable. Règle de la moitié et
    mise à l'échelle : manuel de cotation EORTC QLQ-C30, 3e édition.
    """
    weight = np.asarray(weights, dtype=np.float64)
    counted = weight > 0  # un poids nul ne compte nulle part, pas même dans la règle de la moitié
    known, excluded = (parts.standing == SCORED) & counted, (parts.standing == NOT_APPLICABLE) & counted

    def total(table: NDArray[Any]) -> NDArray[Any]:
        return np.add.reduceat(table, starts, axis=-1)

    answered, out = total(known.astype(np.int64)), total(excluded.astype(np.int64))
    size = total(counted.astype(np.int64))
    applicable, base = size - out, total(known * weight)
    standing = np.where(
        2 * out > size,
        NOT_APPLICABLE,
        np.where((2 * answered < applicable) | (base <= 0), NOT_COMPUTABLE, SCORED),
    )
    mass = total(known * weight * np.where(known, parts.value, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(standing == SCORED, mass / base, np.nan)
    return Scores(value, standing, answered, applicable)


def dimension_starts(ref: Referentiel, grain: Grain) -> tuple[list[int], list[float]]:
    """Le premier rang de chaque dimension parmi les questions, et le poids de chaque question."""
    if grain == "dimension":
        return list(range(len(ref.dimensions))), [1.0] * len(ref.dimensions)
    sizes = [len(dimension.characteristics) for dimension in ref.dimensions]
    starts = [sum(sizes[:rank]) for rank in range(len(sizes))]
    return starts, [item.weight for item in ref.characteristics]


def axis_starts(ref: Referentiel) -> tuple[list[int], list[float]]:
    """Le premier rang de chaque axe parmi les dimensions, et le poids de chaque dimension."""
    sizes = [len(axis.dimensions) for axis in ref.axes]
    starts = [sum(sizes[:rank]) for rank in range(len(sizes))]
    return starts, [dimension.weight for dimension in ref.dimensions]


def dimension_scores(counts: Integers, ref: Referentiel, grain: Grain = "item") -> Scores:
    """Renvoie la note de chaque dimension à partir des comptes `(…, questions, codes)`, forme `(…, dimensions)`."""
    starts, weights = dimension_starts(ref, grain)
    return group_scores(item_scores(counts, ref.scale.credits), starts, weights)


def axis_scores(dimensions: Scores, ref: Referentiel) -> Scores:
    """Renvoie la note de chaque axe à partir de celles de ses dimensions, forme `(…, axes)`."""
    starts, weights = axis_starts(ref)
    return group_scores(dimensions, starts, weights)
