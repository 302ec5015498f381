"""Ce que des diffusions rapprochées livreraient : les groupes d’équipes qu’une combinaison isole, et une campagne près d’une autre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .vintage import Release, mixed

_MOVED = 5  # équipes qui ont bougé, arrivées et départs compris : au-delà, lire une arrivée se trompe aussi souvent qu'elle ne tombe juste
_TOLERANCE = 1e-7  # ce qu'une réduction de 0 et de 1 laisse d'erreur
Labels = NDArray[np.int64]  # par équipe, le rang de sa part, −1 sans


@lru_cache(maxsize=4096)
def isolable_groups(sets: tuple[int, ...], k: int) -> frozenset[int]:
    """Renvoie les groupes de moins de `k` équipes que des diffusions sur `sets` laissent isoler.

    Args:
        sets: un entier par diffusion, un bit par équipe.
        k: nombre d'équipes sous lequel un groupe est en danger.

    Toutes les différences de deux diffusions et tous les restes de diffusions emboîtées y sont ; pour des
    diffusions qui se croisent, toute équipe ou tout atome isolable, et les combinaisons de deux lignes réduites.

    >>> [bin(group) for group in isolable_groups((0b11111, 0b11110), 3)]
    ['0b1']
    """
    if not sets:
        return frozenset()
    masks = matrix_of(tuple(dict.fromkeys(sets)))
    names = np.zeros(masks.shape[1], dtype=np.uint64)  # le nom d'un atome : la somme des nombres de ses diffusions
    for mask, number in zip(masks, mixed(np.arange(1, len(masks) + 1, dtype=np.uint64)), strict=True):
        names += mask * number
    _, first, atom, sizes = np.unique(names, return_index=True, return_inverse=True, return_counts=True)
    inside = masks[:, first].any(axis=0)  # les équipes qui ne sont nulle part ne font pas un atome
    table, weights = masks[:, first][:, inside], sizes[inside].astype(np.float64)
    if len(weights) and weights.min() >= k:
        return frozenset()  # toute combinaison est une réunion d'atomes
    order = np.argsort(-weights, kind="stable")
    table, weights = table[:, order], weights[order]
    light = _light_supports(table.astype(np.float64), weights, k)
    place = np.flatnonzero(inside)[order]
    return frozenset(bits_of(np.isin(atom.ravel(), place[one])) for one in light)


def _light_supports(table: NDArray[np.float64], weights: NDArray[np.float64], k: int) -> Iterator[NDArray[np.bool_]]:
    """Les atomes, de moins de `k` équipes en tout, sur lesquels une combinaison de diffusions peut se réduire.

    Les diffusions, leurs différences deux à deux, les lignes réduites, et les combinaisons de deux lignes réduites où s'annule une
    de leurs colonnes communes.
    """
    for rows in (table, _reduced(table)):
        nonzero = np.abs(rows) > _TOLERANCE
        weight = (nonzero * weights).sum(axis=1)
        yield from nonzero[(weight > 0) & (weight < k)]
        # Deux supports dont trop d'équipes ne sont que de l'un ne peuvent en laisser moins de `k`.
        apart = weight[:, None] + weight - 2 * _common_weight(nonzero, weights)
        for one, other in zip(*np.nonzero(np.triu(apart < k, 1)), strict=True):
            shared = nonzero[one] & nonzero[other]
            ratios = rows[one, shared] / rows[other, shared] if shared.any() else np.ones(1)
            for rank in np.unique(np.round(ratios, 6), return_index=True)[
                1
            ]:  # le quotient exact : arrondi, il laisserait un reste
                support = np.abs(rows[one] - ratios[rank] * rows[other]) > _TOLERANCE
                if 0 < support @ weights < k:
                    yield support


def _common_weight(supports: NDArray[np.bool_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Le poids commun à deux supports, le premier avant le second : peu de supports ont un atome en commun, on ne lit que ceux-là."""
    atom, row = np.nonzero(supports.T)
    found, size = np.zeros(len(supports) ** 2), len(supports)
    for step in range(1, size):
        same = np.flatnonzero(atom[step:] == atom[:-step])
        if not len(same):
            break
        found += np.bincount(row[same] * size + row[same + step], weights[atom[same]], minlength=len(found))
    return found.reshape(size, size)


def _reduced(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """La forme échelonnée réduite, sans ses lignes nulles : pivots dans les premières colonnes qui en donnent."""
    work, found, column = table.copy(), 0, 0
    while found < len(work) and column < work.shape[1]:
        pivot = found + int(np.abs(work[found:, column]).argmax())
        if abs(work[pivot, column]) > _TOLERANCE:
            work[[found, pivot]] = work[[pivot, found]]
            work[found] /= work[found, column]
            others = np.flatnonzero(work[:, column])  # quelques lignes : les groupes d'un découpage ne se touchent pas
            others = others[others != found]
            work[others, column:] -= work[others, column][:, None] * work[found, column:]
            found, column = found + 1, column + 1
        else:
            left = np.flatnonzero((np.abs(work[found:, column:]) > _TOLERANCE).any(axis=0))
            column += int(left[0]) if len(left) else work.shape[1]
    return work[:found]


def matrix_of(sets: Sequence[int], width: int = 0) -> NDArray[np.bool_]:
    """Les ensembles d'équipes en booléens, forme (ensembles, équipes)."""
    size = -(-max(width, *(one.bit_length() for one in sets), 1) // 8)
    raw = b"".join(one.to_bytes(size, "little") for one in sets)
    bits = np.unpackbits(np.frombuffer(raw, dtype=np.uint8).reshape(len(sets), size), axis=1, bitorder="little")
    return (bits[:, :width] if width else bits).astype(bool)


def bits_of(mask: NDArray[np.bool_]) -> int:
    """Un ensemble d'équipes en entier."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def crossing(fresh: Sequence[Release], others: Sequence[Release]) -> NDArray[np.bool_]:
    """Dit de chaque diffusion si l'une de celles des autres années, ou une réunion de ses parts, n'en diffère que d'arrivées ou de
    départs et de trop peu d'équipes qui ont bougé.

    Les parts disjointes se comparent ensemble : les équipes communes à deux parts se comptent en une passe.
    """
    bad, first = np.zeros(len(fresh), dtype=bool), fresh[0]
    if not first.marks or not others:
        return bad
    marks, mine = np.frombuffer(first.marks, dtype=np.uint8), families(fresh)
    versions: defaultdict[tuple[str, bytes], list[Release]] = defaultdict(list)
    for one in others:
        versions[one.roster, one.marks].append(one)
    for past in versions.values():
        place = _places(past[0].members, first.members)
        seen = np.frombuffer(past[0].marks, dtype=np.uint8)[place]
        still = (place >= 0) & (marks == seen) & (marks > 0)
        for labels, ranks in families(past):
            sizes = np.bincount(labels[labels >= 0], minlength=len(ranks))
            beside = np.where(place >= 0, labels[place], -1)
            for own, at in mine:
                bad[at] |= _too_close(own, len(at), beside, sizes, still)
    return bad


def _too_close(
    own: Labels, count: int, beside: Labels, sizes: NDArray[np.intp], still: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Quelles parts de `own` une part de l'autre année, ou la réunion des siennes qui en approche le plus, serre de trop près.

    Args:
        own: le rang de la part de chaque équipe, −1 sans ; `count` parts.
        beside: le même rang dans les parts de l'autre année, de tailles `sizes`.
        still: les équipes dont la valeur n'a pas changé.
    """
    mine, both = np.bincount(own[own >= 0], minlength=count)[:, None], (own >= 0) & (beside >= 0)
    pair, cells = own * len(sizes) + beside, count * len(sizes)
    common = np.bincount(pair[both], minlength=cells).reshape(count, -1)
    stable = np.bincount(pair[both & still], minlength=cells).reshape(count, -1)
    apart, moved = (
        sizes - 2 * common,
        sizes - common - stable,
    )  # ce qu'une part ajoute aux écarts de liste, et à ceux de valeur
    nearest = moved < 0
    union = (mine + (apart * nearest).sum(1, keepdims=True) > 0) & (
        mine + (moved * nearest).sum(1, keepdims=True) < _MOVED
    )
    found: NDArray[np.bool_] = (((mine + apart > 0) & (mine + moved < _MOVED)) | union).any(axis=1)
    return found


@lru_cache(maxsize=64)
def _places(there: tuple[str, ...], members: tuple[str, ...]) -> Labels:
    """Le rang de chaque équipe dans l'autre liste, −1 si elle n'y est pas."""
    rank = {member: place for place, member in enumerate(there)}
    return np.array([rank.get(member, -1) for member in members], dtype=np.int64)


def families(releases: Sequence[Release]) -> list[tuple[Labels, list[int]]]:
    """Les diffusions d'une liste en familles disjointes, 255 au plus par famille : par équipe, le rang de la sienne dans la famille (−1
    sans), et leurs rangs à toutes."""
    taken: list[int] = []
    own: list[list[int]] = []
    for rank, one in enumerate(releases):
        at = next((at for at, all_of in enumerate(taken) if not all_of & one.teams and len(own[at]) < 255), len(taken))
        if at == len(taken):
            taken.append(0)
            own.append([])
        taken[at] |= one.teams
        own[at].append(rank)
    width, found = len(releases[0].members), []
    for ranks in own:
        masks = matrix_of([releases[rank].teams for rank in ranks], width)
        found.append((np.where(masks.any(axis=0), masks.argmax(axis=0), -1), ranks))
    return found
