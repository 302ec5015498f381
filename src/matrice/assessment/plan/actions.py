"""Le plan d'action : qui fait quoi, avec quels moyens, pour quand, et comment on saura que c'est fait."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class Progress(StrEnum):
    """L'état d'une action, d'un suivi à l'autre."""

    PLANNED = "à faire"
    ONGOING = "en cours"
    DONE = "faite"
    DROPPED = "abandonnée"


@dataclass(frozen=True, slots=True)
class Action:
    """Une action d'amélioration, rattachée à une dimension.

    `owner` nomme un rôle, jamais une personne. `effort` et `impact` vont de 1 (faible) à 3 (fort), ou
    manquent. `indicator` dit à quoi l'on verra que l'action est faite ; `next_check`, la prochaine date où
    l'équipe en reparle.
    """

    id: str
    dimension: str
    what: str
    owner: str
    means: str
    start: dt.date
    due: dt.date
    indicator: str = ""
    next_check: dt.date | None = None
    effort: int | None = None
    impact: int | None = None
    state: Progress = Progress.PLANNED
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Vrai tant que l'action est à faire ou en cours."""
        return self.state in (Progress.PLANNED, Progress.ONGOING)


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """Les actions décidées par une équipe, dans l'ordre où elle les a notées."""

    actions: tuple[Action, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Renvoie un tableau, une ligne par action, une colonne par champ ; une date absente est NaT."""
        from .plan_tables import plan_frame

        return plan_frame(self)


# Ce que chaque champ s'appelle pour l'équipe : dans les messages, le fichier et le tableau.
NAMES = {
    "id": "id", "dimension": "dimension", "what": "action", "owner": "responsable", "means": "moyens",
    "start": "debut", "due": "echeance", "indicator": "indicateur", "next_check": "prochain_point",
    "effort": "effort", "impact": "effet", "state": "etat", "note": "note",
}  # fmt: skip
