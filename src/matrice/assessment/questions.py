"""Les questions d'une grille, à trois finesses, et comment les reconnaître dans un tableau."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..referentiel import Referentiel, suggestion
from ..text import folded, quoted

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


class Questionnaire:
    """Retrouve une question par son identifiant ou son libellé, quelle que soit la finesse."""

    def __init__(self, ref: Referentiel) -> None:
        self.known: dict[str, tuple[Grain, int]] = {}
        self.ambiguous: set[str] = set()
        self.ids: list[str] = []
        labels: list[tuple[str, tuple[Grain, int]]] = []
        for grain in GRAINS:
            for rank, question in enumerate(questions_of(ref, grain)):
                self.ids.append(question.id)
                self.known.setdefault(folded(question.id), (grain, rank))
                labels.append((folded(question.label), (grain, rank)))
        for label, place in labels:
            if self.known.setdefault(label, place) != place:
                self.ambiguous.add(label)

    def find(self, name: str) -> tuple[Grain, int] | None:
        """Renvoie (finesse, rang) d'un identifiant, d'un libellé, ou des deux écrits ensemble."""
        key = folded(name)
        if key in self.ambiguous:
            return None
        if key in self.known:
            return self.known[key]
        first = re.split(r"[\s:|\]\[]", name.strip(), maxsplit=1)[0].rstrip(".")
        return self.known.get(folded(first)) if first != name.strip() else None

    def resembles(self, name: str) -> bool:
        """Vrai si ce nom de colonne veut sans doute désigner une question, sans en être une."""
        return folded(name) in self.ambiguous or bool(self.nearest(name))

    def nearest(self, name: str) -> str:
        """« ; le plus proche est « rcp.5 » », ou rien."""
        return suggestion(name.strip(), self.ids)

    def unknown(self, name: str) -> str:
        """La phrase qui refuse un nom de question."""
        if folded(name) in self.ambiguous:
            return f"plusieurs questions portent le libellé {quoted(name)}\u00a0: mettez l’identifiant à la place."
        return f"{quoted(name)} n’est pas une question de cette grille{self.nearest(name)}."
