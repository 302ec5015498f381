"""Ce qu'un nombre donné par une personne peut être, et comment le lui redire : une seule règle pour toute la pièce."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from numbers import Real
from typing import TypeGuard

from ...text import plain, quoted, shortened

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
