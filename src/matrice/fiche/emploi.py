"""Le droit et le temps de travail : des valeurs datées et sourcées, lues dans `data/emploi.yaml`.

Aucun chiffre légal n'est écrit dans le code : chacun porte sa source, sa date et la confiance que l'on
peut lui accorder, et les documents produits les impriment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import Field

from ..files import shipped_text
from ..referentiel import PartialDate, Source, Text, Value, parse_values

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Figure(Value):
    """Un chiffre de droit : sa valeur, son unité, sa date, sa source, et ce qui reste à vérifier."""

    id: Text
    label: Text
    value: Positive
    unit: Text
    date: PartialDate
    source: Text
    confidence: Text
    note: str = ""


class Emploi(Value):
    """Les chiffres du droit du travail dont la fiche de poste a besoin."""

    version: str
    date: PartialDate
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...]

    def __getitem__(self, identifier: str) -> Figure:
        """Le chiffre de cet identifiant ; `KeyError` sinon."""
        for figure in self.figures:
            if figure.id == identifier:
                return figure
        raise KeyError(identifier)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Un temps de travail dit de quatre façons.

    `weekly` en heures par semaine ; `monthly` en heures payées par mois (`weekly × 52 / 12`) ; `annual`
    en heures travaillées par an (part de la durée légale annuelle) ; `etp` en équivalent temps plein.
    """

    weekly: float
    monthly: float
    annual: float
    etp: float


@cache
def load_emploi() -> Emploi:
    """Renvoie les chiffres livrés avec la bibliothèque."""
    return parse_values(Emploi, shipped_text("emploi.yaml"), source="emploi.yaml")


def working_time(weekly_hours: float, emploi: Emploi | None = None) -> WorkingTime:
    """Renvoie le temps de travail hebdomadaire converti au mois, à l'année et en ETP.

    Args:
        weekly_hours: heures par semaine.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Formules : `ETP = h / 35` ; `mois = h × 52 / 12` (151,67 h à 35 h) ; `an = ETP × 1 607`.

    >>> time = working_time(17.5)
    >>> time.etp, time.annual
    (0.5, 803.5)
    """
    law = emploi or load_emploi()
    etp = weekly_hours / law["duree-hebdomadaire"].value
    return WorkingTime(
        weekly=weekly_hours,
        monthly=weekly_hours * law["semaines-payees"].value / 12,
        annual=etp * law["duree-annuelle"].value,
        etp=etp,
    )
