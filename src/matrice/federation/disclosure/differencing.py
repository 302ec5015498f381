"""Ce que l'on retrouve en combinant des diffusions : additions et soustractions d'ensembles d'équipes.

Publier une somme sur A puis sur B, c'est publier toute combinaison des deux. On cherche, dans toutes les
combinaisons linéaires, celles qui ne portent plus que sur quelques équipes : A moins B, A moins une union de
parties déjà diffusées, (A∪B) + (B∪C) − (A∪C)…

Les équipes que rien ne distingue dans les diffusions forment un atome. La réduction de Gauss, atomes assez
grands d'abord, isole les combinaisons qui n'en touchent aucun grand ; elle se fait modulo un nombre premier
pour rester exacte.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

PRIME = 2_147_483_629  # le plus grand sous 2³¹ − 1 : les produits tiennent en 64 bits
Matrix = NDArray[np.int64]


@lru_cache(maxsize=4096)
def exposed(sets: tuple[int, ...], k: int) -> frozenset[int]:
    """Renvoie les groupes de moins de `k` équipes que des diffusions sur `sets` laissent isoler.

    Args:
        sets: un entier par diffusion, un bit par équipe.
        k: nombre d'équipes sous lequel un groupe est en danger.

    Toutes les différences de deux diffusions et tous les restes de diffusions emboîtées y sont ; pour des
    diffusions qui se croisent, toute équipe ou tout atome isolable, et les combinaisons de deux lignes réduites.

    >>> [bin(group) for group in exposed((0b11111, 0b11110), 3)]
    ['0b1']
    """
    different = tuple(dict.fromkeys(sets))
    found = {one ^ other for one, other in combinations(different, 2)} | set(different)
    atoms = partition(different)
    if any(atom.bit_count() < k for atom in atoms):
        found |= combined(different, atoms, k)
    return frozenset(group for group in found if 0 < group.bit_count() < k)


def partition(sets: Sequence[int]) -> list[int]:
    """Les atomes : des équipes que l'on trouve toujours ensemble ; celles qui ne sont nulle part n'en sont pas."""
    atoms: list[int] = []
    for one in sets:
        rest = one
        cut: list[int] = []
        for atom in atoms:
            inside = atom & one
            cut.extend(part for part in (inside, atom & ~one) if part)
            rest &= ~inside
        atoms = [*cut, rest] if rest else cut
    return atoms


def combined(sets: Sequence[int], atoms: list[int], k: int) -> set[int]:
    """Les groupes d'équipes sur lesquels une combinaison de diffusions peut se réduire."""
    atoms = sorted(atoms, key=lambda atom: -atom.bit_count())
    large = sum(atom.bit_count() >= k for atom in atoms)
    matrix = np.array([[int(one & atom != 0) for atom in atoms] for one in sets], dtype=np.int64)
    rows = reduced(matrix)
    rows = rows[~rows[:, :large].any(axis=1), large:]
    weights = np.array([atom.bit_count() for atom in atoms[large:]], dtype=np.int64)
    supports = [rows != 0, *pairs(rows, weights, k)]
    light = [support[support @ weights < k] for support in supports]
    return {sum(atoms[large + int(rank)] for rank in np.flatnonzero(one)) for block in light for one in block}


def reduced(matrix: Matrix) -> Matrix:
    """La forme échelonnée réduite, modulo `PRIME`, sans ses lignes nulles."""
    matrix = matrix % PRIME
    row = 0
    for column in range(matrix.shape[1]):
        pivots = np.flatnonzero(matrix[row:, column])
        if not len(pivots):
            continue
        pivot = row + int(pivots[0])
        matrix[[row, pivot]] = matrix[[pivot, row]]
        matrix[row] = matrix[row] * pow(int(matrix[row, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != row]
        matrix[others] = (matrix[others] - matrix[others, column][:, None] * matrix[row]) % PRIME
        row += 1
        if row == len(matrix):
            break
    return matrix[:row]


def pairs(rows: Matrix, weights: Matrix, k: int) -> list[NDArray[np.bool_]]:
    """Ce qu'il reste de deux lignes réduites quand on annule une de leurs colonnes communes.

    Chaque ligne garde son pivot : deux lignes dont les pivots pèsent déjà `k` équipes ne donnent rien de léger.
    """
    found = []
    pivot = weights[(rows != 0).argmax(axis=1)] if len(rows) else weights[:0]
    for one, other in combinations(range(len(rows)), 2):
        shared = np.flatnonzero((rows[one] != 0) & (rows[other] != 0))
        if len(shared) and pivot[one] + pivot[other] < k:
            left, right = rows[one][None, :], rows[other][None, :]
            rest = (left * rows[other, shared][:, None] - right * rows[one, shared][:, None]) % PRIME
            found.append(rest != 0)
    return found
