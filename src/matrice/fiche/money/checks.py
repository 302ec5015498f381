"""Les refus de cette pièce : un nombre qui n'en est pas un, un choix qui n'existe pas, en français et d'un coup."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from ...errors import InputError, Problem
from ...text import folded, quoted, series

SUBJECT = "Calcul impossible"


def refuse(problems: Iterable[Problem]) -> None:
    """Lève `InputError` avec toutes les fautes, s'il y en a."""
    if found := tuple(problems):
        raise InputError(found, subject=SUBJECT)


def amount_faults(name: str, value: object, expected: str, *, zero: bool = True) -> Iterator[Problem]:
    """Un nombre fini, positif (ou nul quand `zero` le permet)."""
    sound = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    if not sound or (not zero and value == 0):
        least = "0 ou plus" if zero else "plus que 0"
        yield Problem(f"{name} vaut {quoted(said(value))}\u00a0; attendu\u00a0: {expected}, {least}.")


def choice_faults(name: str, value: object, known: Sequence[str]) -> Iterator[Problem]:
    """Un mot d'une liste, aux accents et à la casse près."""
    if folded(str(value)) not in [folded(word) for word in known]:
        words = series([quoted(word) for word in known], "ou")
        yield Problem(f"{name} vaut {quoted(said(value))}\u00a0; attendu\u00a0: {words}.")


def said(value: object) -> str:
    """La valeur reçue, virgule décimale comprise."""
    return str(value).replace(".", ",") if isinstance(value, float) and math.isfinite(value) else str(value)
