"""Le temps qu'une tâche demande : une durée et sa fréquence, ramenées à l'année puis à la semaine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from ...amounts import exact
from ...text import NBSP, number
from ...text import hours as hours_text
from ..emploi import Emploi

Period = Literal["semaine", "mois", "trimestre", "an", "fois"]
PERIODS: tuple[Period, ...] = get_args(Period)
TIMES_A_YEAR = {"mois": 12, "trimestre": 4, "an": 1, "fois": 1}
# Les heures d'une période, jour et nuit : au-delà, le temps ou sa période est une faute de frappe.
MOST: dict[str, float] = {"semaine": 168, "mois": 744, "trimestre": 2_208, "an": 8_784, "fois": 8_784}
SAID = {
    "semaine": "par semaine",
    "mois": "par mois",
    "trimestre": "par trimestre",
    "an": "par an",
    "fois": "en une fois",
}


@dataclass(frozen=True, slots=True)
class Need:
    """Le temps qu'une tâche demande : `hours` heures, une fois par `per`.

    « fois » est une action unique, étalée sur l'année de la fiche.
    """

    hours: float
    per: Period = "semaine"

    def yearly(self, law: Emploi) -> Fraction:
        """Renvoie les heures de travail par an : hebdomadaire × 45,6 semaines travaillées, mensuel × 12…"""
        times = weeks(law) if self.per == "semaine" else Fraction(TIMES_A_YEAR[self.per])
        return exact(self.hours) * times

    def weekly(self, law: Emploi, step: float) -> float:
        """Renvoie les heures par semaine, au pas le plus proche et un pas au moins."""
        unit = exact(step)
        return float(max(1, math.floor(self.yearly(law) / weeks(law) / unit + Fraction(1, 2))) * unit)

    def said(self, law: Emploi) -> str:
        """Renvoie « 2 h par mois, soit 24 h par an »."""
        once = f"{hours_text(self.hours)} {SAID[self.per]}"
        return once if self.per in ("an", "fois") else f"{once}, soit {number(float(self.yearly(law)))}{NBSP}h par an"


def weeks(law: Emploi) -> Fraction:
    """Les semaines travaillées dans l'année."""
    return exact(law["semaines-travaillees"].value)


def need(value: Need | tuple[float, Period]) -> Need:
    """Renvoie le besoin écrit `Need(2, "mois")` ou `(2, "mois")`."""
    return value if isinstance(value, Need) else Need(float(value[0]), value[1])
