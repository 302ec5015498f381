"""Les questions d'une grille, à trois finesses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..referentiel import Referentiel

Grain = Literal["item", "dimension", "axis"]
GRAINS: tuple[Grain, ...] = ("item", "dimension", "axis")


@dataclass(frozen=True, slots=True)
class Question:
    """Une question : une caractéristique, ou directement une dimension ou un axe (mode rapide)."""

    id: str
    label: str
    axis: str
    dimension: str | None


def questions_of(ref: Referentiel, grain: Grain) -> tuple[Question, ...]:
    """Renvoie les questions de la grille à cette finesse, dans l'ordre du fichier."""
    if grain == "axis":
        return tuple(Question(a.id, a.label, a.id, None) for a in ref.axes)
    if grain == "dimension":
        return tuple(Question(d.id, d.label, a.id, d.id) for a in ref.axes for d in a.dimensions)
    return tuple(Question(c.id, c.label, a.id, d.id) for a in ref.axes for d in a.dimensions for c in d.characteristics)
