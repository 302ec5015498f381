"""Des blocs d'activités facultatifs : les plus utiles qui tiennent ensemble dans les heures et les euros.

C'est un sac à dos à deux contraintes : maximiser la somme des intérêts des blocs pris en entier, sous un plafond
d'heures et un plafond d'euros. La solution est exacte ; sans le solveur, tous les choix d'une vingtaine de blocs
s'essaient un à un.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...amounts import is_amount, said, several
from ...errors import InputError, Problem
from ...solver import INSTALL, is_installed, minimise
from ...text import quoted

SUBJECT = "Choix des blocs impossible"
_MOST = 20  # blocs essayés un à un sans solveur : une seconde ou deux au pire
_TOLERANCE = 1e-6  # celle du solveur : 0,1 h et 0,2 h tiennent dans 0,3 h


_Limit = tuple[Sequence[float], float]  # ce que chaque bloc prend, et ce qu'il y a


@dataclass(frozen=True, slots=True)
class Block:
    """Un bloc facultatif : ses tâches, ses heures par semaine, ses euros par an, son intérêt en points."""

    label: str
    tasks: tuple[str, ...]
    hours: float
    euros: float
    value: float


def choose_blocks(blocks: Sequence[Block], hours: float, euros: float | None = None) -> tuple[Block, ...]:
    """Renvoie les blocs à prendre, dans l'ordre donné.

    Args:
        blocks: les blocs possibles.
        hours: heures par semaine disponibles.
        euros: euros par an disponibles ; sans eux, les euros ne limitent rien.

    Raises:
        InputError: des heures, des euros ou un intérêt sans sens ; plus de vingt blocs sans le solveur.

    >>> sport, ateliers, site = Block("sport", (), 2, 0, 30), Block("ateliers", (), 1.5, 900, 25), Block("site", (), 1, 0, 10)
    >>> [block.label for block in choose_blocks([sport, ateliers, site], hours=2.5, euros=1000)]
    ['ateliers', 'site']
    """
    blocks = checked(blocks, hours, euros)
    if not blocks:
        return ()
    limits = [([block.hours for block in blocks], hours)]
    if euros is not None:
        limits.append(([block.euros for block in blocks], euros))
    values = [block.value for block in blocks]
    taken = _solved(values, limits) if is_installed() else _enumerated(values, limits)
    return tuple(block for block, chosen in zip(blocks, taken, strict=True) if chosen)


def _solved(values: Sequence[float], limits: Sequence[_Limit]) -> Sequence[float]:
    """Le meilleur choix, par le solveur : 1 pour un bloc pris, 0 sinon."""
    taken = minimise(
        [-value for value in values],
        [row for row, _ in limits],
        [-math.inf] * len(limits),
        [most for _, most in limits],
    )
    assert taken is not None  # ne rien prendre est toujours possible
    return taken


def _enumerated(values: Sequence[float], limits: Sequence[_Limit]) -> Sequence[float]:
    """Le meilleur choix, essayé bloc par bloc ; un début qui ne peut plus dépasser le meilleur est abandonné."""
    if len(values) > _MOST:
        raise InputError(
            [Problem(f"{len(values)}\u00a0blocs\u00a0; {_MOST} au plus sans solveur. Retirez-en, ou {INSTALL}.")],
            subject=SUBJECT,
        )
    after = [sum(values[rank:]) for rank in range(len(values) + 1)]
    best: tuple[float, Sequence[float]] = (-1.0, ())

    def extend(taken: tuple[float, ...], value: float, left: tuple[float, ...]) -> None:
        nonlocal best
        rank = len(taken)
        if rank == len(values):
            best = max(best, (value, taken), key=lambda one: one[0])
        elif value + after[rank] > best[0]:
            rest = tuple(room - row[rank] for room, (row, _) in zip(left, limits, strict=True))
            if min(rest) >= -_TOLERANCE:
                extend((*taken, 1.0), value + values[rank], rest)
            extend((*taken, 0.0), value, left)

    extend((), 0.0, tuple(most for _, most in limits))
    return best[1]


def checked(blocks: object, hours: float, euros: float | None) -> tuple[Block, ...]:
    """Renvoie les blocs ; refuse ce qui n'en est pas, et ce qui n'est pas un nombre, positif ou nul."""
    listed = several(blocks)
    if listed is None or not all(isinstance(block, Block) for block in listed):
        raise InputError(
            [Problem("attendu\u00a0: une liste de Block(nom, tâches, heures, euros, intérêt).")], subject=SUBJECT
        )
    amounts = [("les heures disponibles", hours), ("les euros disponibles", 0.0 if euros is None else euros)]
    known = tuple(block for block in listed if isinstance(block, Block))
    for block in known:
        named = quoted(str(block.label))
        amounts += [
            (f"les heures de {named}", block.hours),
            (f"les euros de {named}", block.euros),
            (f"l’intérêt de {named}", block.value),
        ]
    problems = [
        Problem(f"{name} valent {said(value)}\u00a0; attendu\u00a0: un nombre, 0 ou plus.")
        for name, value in amounts
        if not is_amount(value)
    ]
    if problems:
        raise InputError(problems, subject=SUBJECT)
    return known
