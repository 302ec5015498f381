"""Un nombre donné par une personne : le reconnaître, le redire, le compter en fractions exactes, le partager en entiers."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from numbers import Real
from typing import TypeGuard

from .text import plain, quoted, rounded, shortened

LARGEST = 1e9  # ni heures, ni euros, ni patients au-delà : une faute de frappe, pas un poste


def is_amount(value: object, most: float = LARGEST) -> TypeGuard[float]:
    """Vrai pour un nombre, positif ou nul, de `most` au plus.

    >>> is_amount(7.5), is_amount(-1), is_amount(True), is_amount(float("nan")), is_amount("8")
    (True, False, False, False, False)
    """
    return isinstance(value, Real) and not isinstance(value, bool) and 0 <= value <= most  # type: ignore[operator]


def is_day(value: object) -> TypeGuard[dt.date]:
    """Vrai pour un jour du calendrier ; une date et heure ne se compare pas à un jour."""
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def said(value: object) -> str:
    """Renvoie la valeur reçue entre guillemets, virgule décimale comprise, sur une ligne.

    >>> said(0.5), said(10**30)
    ('«\\xa00,5\\xa0»', '«\\xa0un nombre démesuré\\xa0»')
    """
    if isinstance(value, int) and abs(value) > LARGEST:
        return quoted("un nombre démesuré")
    written = str(value)
    return quoted(shortened(written.replace(".", ",") if isinstance(value, float) else written))


def tidy(name: str) -> str:
    """Renvoie un nom tel qu'il s'imprime et se relit : sans caractère de contrôle ni espace autour."""
    return plain(name).strip()


def several(value: object) -> tuple[object, ...] | None:
    """Renvoie les éléments d'une suite, rien si ce n'en est pas une ; un texte n'en est pas une."""
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes) else None


def exact(value: float) -> Fraction:
    """Renvoie la fraction que la personne a écrite : 0,1 vaut un dixième, pas son voisin binaire."""
    return _exact(float(value))


@lru_cache(maxsize=4096)
def _exact(value: float) -> Fraction:
    """Les mêmes heures reviennent sans cesse : chacune se lit une fois."""
    return Fraction(repr(value))


def largest_remainders(quotas: Sequence[Fraction], weights: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Renvoie chaque quota à l'entier du dessous ou du dessus, de somme `total`.

    Les plus grandes décimales montent ; à égalité, le plus grand poids, puis le premier. `total` est à moins d'un
    pas par part de la somme des quotas.
    """
    shares = [math.floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda rank: (shares[rank] - quotas[rank], -weights[rank], rank))
    for rank in by_remainder[: total - sum(shares)]:
        shares[rank] += 1
    return tuple(shares)


def whole_parts(values: Sequence[float]) -> tuple[int, ...]:
    """Renvoie des entiers dont la somme est l'arrondi du total des valeurs (plus fort reste).

    Args:
        values: des nombres positifs ou nuls, en euros ou en points de pourcentage.

    Returns:
        Chaque valeur à l'entier du dessous ou du dessus, jamais plus loin : 1 000,90 € ne s'écrit pas 1 002 €.

    >>> whole_parts([10.4, 10.4, 10.4]), whole_parts([1000.9, 0.3, 0.3])
    ((11, 10, 10), (1001, 1, 0))
    """
    shares = [exact(value) for value in values]
    total = int(rounded(float(sum(shares))))
    return largest_remainders(shares, shares, total)
