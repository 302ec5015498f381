"""Les refus de cette pièce : un nombre qui n'en est pas un, un choix qui n'existe pas, en français et d'un coup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...errors import InputError, Problem
from ...text import folded, quoted, series
from ..sharing.amounts import is_amount, is_day, said, several

SUBJECT = "Calcul impossible"


def refuse(problems: Iterable[Problem]) -> None:
    """Lève `InputError` avec toutes les fautes, s'il y en a."""
    if found := tuple(problems):
        raise InputError(found, subject=SUBJECT)


def amount_faults(name: str, value: object, expected: str, *, zero: bool = True) -> Iterator[Problem]:
    """Un nombre fini, positif (ou nul quand `zero` le permet)."""
    if not is_amount(value) or (not zero and value == 0):
        least = "0 ou plus" if zero else "plus que 0"
        yield Problem(f"{name} vaut {said(value)}\u00a0; attendu\u00a0: {expected}, {least}.")


def choice_faults(name: str, value: object, known: Sequence[str]) -> Iterator[Problem]:
    """Un mot d'une liste, aux accents et à la casse près."""
    if folded(str(value)) not in [folded(word) for word in known]:
        words = series([quoted(word) for word in known], "ou")
        yield Problem(f"{name} vaut {said(value)}\u00a0; attendu\u00a0: {words}.")


def sums_faults(one: str, many: str, value: object) -> Iterator[Problem]:
    """Une suite de sommes, chacune un libellé et des euros par an ; `one` et `many` les nomment dans les messages."""
    listed = several(value)
    if listed is None:
        yield Problem(f"{many} valent {said(value)}\u00a0; attendu\u00a0: une liste de (libellé, euros par an).")
        return
    for item in listed:
        if not isinstance(item, tuple | list) or len(item) != 2 or not isinstance(item[0], str):
            yield Problem(f"{one} vaut {said(item)}\u00a0; attendu\u00a0: (libellé, euros par an).")
        else:
            yield from amount_faults(f"{one} {quoted(item[0])}", item[1], "des euros par an")


def date_faults(value: object) -> Iterator[Problem]:
    """Une date du calendrier."""
    if not is_day(value):
        yield Problem(f"la date vaut {said(value)}\u00a0; attendu\u00a0: datetime.date(2026, 10, 6).")
