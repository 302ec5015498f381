"""Les niveaux de l'échelle sur un axe de 0 à 100 : où tracer, quoi écrire, sans que deux noms se touchent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ...documents.words import DOT, level_name
from ...referentiel import Scale


@dataclass(frozen=True, slots=True)
class Ring:
    """Un trait de niveau : sa place (0 à 100) et les noms à y écrire, aucun si le trait suivant les porte."""

    at: float
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """Les noms sur une ligne."""
        return DOT.join(self.names)


def rings(scale: Scale, pixels: float, room: float, *, zero_apart: bool = False) -> tuple[Ring, ...]:
    """Renvoie un trait par crédit différent, et les noms de niveau groupés quand ils se toucheraient.

    Args:
        scale: l'échelle ; ses crédits peuvent être irréguliers ou égaux.
        pixels: longueur dessinée de 0 à 100.
        room: place que prend un nom le long de l'axe, en pixels.
        zero_apart: le nom du zéro est écrit ailleurs et ne gêne personne.
    """
    places = names_by_place(scale)
    labelled, last = set(), float("inf")
    for at in sorted(places, reverse=True):  # d'en haut : le niveau visé porte toujours son nom
        if (last - at) * pixels / 100 >= room or (zero_apart and at == 0):
            labelled.add(at)
            last = at
    drawn: list[Ring] = []
    waiting: list[str] = []
    for at in sorted(places):
        waiting += places[at]
        drawn.append(Ring(at, tuple(waiting) if at in labelled else ()))
        waiting = [] if at in labelled else waiting
    return tuple(drawn)


def names_by_place(scale: Scale) -> dict[float, list[str]]:
    """Les noms de niveau à chaque place, de 0 à 100 : deux niveaux de même crédit partagent la leur."""
    places: dict[float, list[str]] = {}
    for level, credit in zip(scale.levels, scale.credits, strict=True):
        places.setdefault(100 * credit, []).append(level_name(level))
    return places


def roomy(scale: Scale, room: float) -> float:
    """Renvoie la longueur, de 0 à 100, qui laisserait à chaque niveau la place de son nom, en pixels."""
    places = sorted(names_by_place(scale))
    gaps = [after - before for before, after in pairwise(places)]
    return 100 * room / min(gaps, default=100)
