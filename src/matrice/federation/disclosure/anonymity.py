"""Partager des lignes d'équipes : k-anonymat des descripteurs, et des niveaux qui ne se devinent pas.

Une ligne garde le plus de descripteurs possible : la ruralité s'efface d'abord, puis la taille, l'âge, la
région. Sweeney, « k-anonymity », 2002 ; Machanavajjhala et coll., « l-diversity », 2007.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..cohort.cohort import SCORED, STANDING_LABELS, Cohort
from .policy import DisclosureError, Policy, check_policy
from .released import KEY, Reason, Released, Withheld

_ORDER = ("region", "age", "size", "rurality")  # le premier s'efface en dernier
ANY = -2  # un descripteur effacé ; −1 dit qu'il n'a pas été donné
_ERASED, _NOT_GIVEN = "toutes", "non renseigné"
_DIVERSE = 2  # niveaux différents, au moins, pour montrer une dimension dans une classe
_Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReleasedRow(Released):
    """Une équipe sans nom ni code : des descripteurs élargis et un niveau par dimension.

    Sans niveau, l'état en toutes lettres (« sans objet »…) ; `Withheld` quand le niveau se devinerait.
    """

    region: str
    age: str
    size: str
    rurality: str
    levels: tuple[int | str | Withheld, ...]


@dataclass(frozen=True, slots=True)
class ReleasedRows(Released):
    """Des lignes partageables d'une année ; chaque combinaison de descripteurs y est au moins `k` fois.

    L'ordre des lignes est celui de leur contenu : il ne dit rien de l'ordre des fichiers reçus.
    """

    year: int
    k: int
    dimensions: tuple[str, ...]
    rows: tuple[ReleasedRow, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[ReleasedRow]:
        return iter(self.rows)


class _Class(NamedTuple):
    """Des lignes que leurs descripteurs ne distinguent pas."""

    shown: tuple[int, ...]
    members: NDArray[np.intp]


def shareable_rows(cohort: Cohort, policy: Policy) -> ReleasedRows | Withheld:
    """Renvoie les lignes d'équipes d'une année que l'on peut partager.

    Args:
        cohort: la cohorte d'une seule année.
        policy: d'un cercle fermé, avec la date de son accord ; `descriptor_k` équipes par combinaison.

    Ni code, ni nom, ni territoire, ni effectif, ni heures, ni coût, ni notes : seulement les niveaux. Le même
    code n'y relie pas deux années.

    Raises:
        DisclosureError: la cohorte a plusieurs années.
    """
    if check_policy(policy).circle != "ferme" or policy.signed is None:
        return Withheld(Reason.AGREEMENT)
    if len(np.unique(cohort.years)) > 1:
        raise DisclosureError("Partage refusé\u00a0: une seule année à la fois\u00a0; choisissez-en une.")
    if len(cohort) < max(policy.threshold, policy.descriptor_k):
        return Withheld(Reason.SMALL)
    codes = np.stack([getattr(cohort, name).codes for name in _ORDER], axis=1).astype(np.int64)
    rows = [row for one in classes(codes, policy.descriptor_k) for row in _class_rows(cohort, one)]
    return ReleasedRows(
        KEY,
        cohort.latest,
        policy.descriptor_k,
        tuple(dimension.id for dimension in cohort.ref.dimensions),
        tuple(sorted(rows, key=repr)),
    )


def classes(codes: _Codes, k: int) -> list[_Class]:
    """Renvoie des classes d'au moins `k` lignes, chacune avec le plus de descripteurs possible.

    Les lignes encore trop rares perdent leur dernier descripteur et se regroupent. Si ce qui reste à la fin est
    trop petit, la plus petite classe déjà formée perd tous les siens et le rejoint.
    """
    shown, waiting, formed = codes.copy(), np.arange(len(codes)), list[_Class]()
    for kept in range(codes.shape[1], -1, -1):
        shown[waiting, kept:] = ANY
        found, group = np.unique(shown[waiting], axis=0, return_inverse=True)
        sizes = np.bincount(group.ravel(), minlength=len(found))
        formed += [
            _Class(tuple(found[rank].tolist()), waiting[group.ravel() == rank]) for rank in np.flatnonzero(sizes >= k)
        ]
        waiting = waiting[sizes[group.ravel()] < k]
    formed.sort(key=lambda one: (-len(one.members), one.shown))
    while len(waiting) and formed:
        waiting = np.concatenate([waiting, formed.pop().members])
        if len(waiting) >= k:
            return [*formed, _Class((ANY,) * codes.shape[1], waiting)]
    return formed


def _class_rows(cohort: Cohort, one: _Class) -> list[ReleasedRow]:
    """Les lignes d'une classe."""
    region, age, size, rurality = (
        _descriptor_word(cohort, name, code) for name, code in zip(_ORDER, one.shown, strict=True)
    )
    levels, standings = cohort.levels[one.members], cohort.standings[one.members]
    columns = [_class_column(levels[:, rank], standings[:, rank]) for rank in range(levels.shape[1])]
    return [ReleasedRow(KEY, region, age, size, rurality, tuple(line)) for line in zip(*columns, strict=True)]


def _class_column(levels: NDArray[np.int16], standings: NDArray[np.int8]) -> list[int | str | Withheld]:
    """Une dimension dans une classe : absente si connaître la classe suffit pour connaître chacun."""
    seen = [
        int(level) if standing == SCORED else STANDING_LABELS[standing]
        for level, standing in zip(levels, standings, strict=True)
    ]
    known = {value for value in seen if isinstance(value, int)}
    if len(known) >= _DIVERSE or not known:
        return list(seen)
    return [Withheld(Reason.ALIKE)] * len(seen)


def _descriptor_word(cohort: Cohort, name: str, code: int) -> str:
    """Le libellé d'un descripteur, « toutes » s'il a été effacé."""
    if code == ANY:
        return _ERASED
    return str(getattr(cohort, name).labels[code]) if code >= 0 else _NOT_GIVEN
