"""Le droit et l'argent du poste : des valeurs datées et sourcées, lues dans `data/emploi.yaml`.

Aucun chiffre légal n'est écrit dans le code : chacun porte sa source, sa date, sa validité et la confiance
que l'on peut lui accorder, et les documents produits les impriment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ..amounts import exact, is_amount, said
from ..errors import MatriceError
from ..referentiel import PartialDate, Shipped, Source, Text, Value, shipped
from ..text import NBSP, euros, number, short_number

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(gt=0)]


class Dated(Value):
    """Ce qui vaut à une date, pour un usage : d'où cela vient, de quand à quand, et ce qui reste à vérifier.

    `date` est celle du chiffre ; `since` et `until` bornent sa validité quand on la connaît ; passé
    `check_after`, le chiffre est à revérifier. Un même identifiant peut servir plusieurs fois, à des dates
    qui se suivent. `use` dit à quoi il sert : un même mot du droit peut avoir deux valeurs le même jour, selon
    l'usage. `judges` marque celui dont dépend un jugement (« plafond dépassé ») : ses bornes sont obligatoires.
    """

    id: Text
    label: Text
    date: PartialDate
    source: Text
    confidence: Text
    note: str = ""
    use: str = ""
    judges: bool = False
    since: PartialDate | None = None
    until: PartialDate | None = None
    check_after: PartialDate | None = None

    @model_validator(mode="after")
    def bounded(self) -> Dated:
        """Un jugement sans bornes finirait par s'appuyer, sans le dire, sur un chiffre périmé."""
        if self.judges and not (self.since and (self.until or self.check_after)):
            raise PydanticCustomError("unbounded", "jugement sans bornes")
        return self

    @property
    def worth(self) -> str:
        """Sa valeur et son unité, prêtes à imprimer ; rien pour une table."""
        return ""

    def begun(self, *, on: dt.date) -> bool:
        """Vrai si la validité a commencé à cette date."""
        return self.since is None or first_day(self.since) <= on

    def holds(self, *, on: dt.date) -> bool:
        """Vrai si cette date est dans sa validité connue : on peut fonder un jugement sur lui."""
        return self.begun(on=on) and (self.until is None or on <= last_day(self.until))


Known = TypeVar("Known", bound=Dated)


class Figure(Dated):
    """Un chiffre de droit : sa valeur, son unité, son usage, sa date, sa source, et ce qui reste à vérifier."""

    use: Text
    value: Positive
    unit: Text

    @property
    def worth(self) -> str:
        """Sa valeur et son unité, prêtes à imprimer."""
        return f"{short_number(self.value)}{NBSP}{self.unit}"


class SeniorityStep(Value):
    """Un palier d'ancienneté : `rate` % du salaire dès que `years` années sont atteintes."""

    years: Positive
    rate: Positive


class Seniority(Dated):
    """Les paliers de la prime d'ancienneté, en ordre croissant."""

    steps: tuple[SeniorityStep, ...]


class Classification(Dated):
    """Un emploi de la convention : ses positions, et ses salaires bruts mensuels à temps plein à sa date."""

    lowest: Count
    highest: Count
    monthly_low: Positive
    monthly_high: Positive

    @property
    def worth(self) -> str:
        """Ses positions et ses salaires, prêts à imprimer."""
        pay = f"{euros(self.monthly_low)} à {euros(self.monthly_high)} brut par mois à temps plein"
        return f"positions {self.lowest} à {self.highest}, {pay}"


class CostPoint(Value):
    """Un salaire brut mensuel à temps plein et ce qu'il coûte à l'employeur, en euros par mois."""

    gross: Positive
    cost: Positive


class EmployerCostTable(Dated):
    """Le coût pour l'employeur, point par point, en salaires croissants."""

    points: tuple[CostPoint, ...]


class Reduction(Dated):
    """Les constantes de la réduction générale : `minimum + spread × (½ × (3 × Smic / brut − 1)) ^ exponent`."""

    minimum: Positive
    spread: Positive
    exponent: Positive
    smic_multiple: Positive
    decimals: Count


class TaxBracket(Value):
    """Une tranche : `rate` % de la part du salaire annuel au-delà de `above` euros, jusqu'à la tranche suivante."""

    above: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    rate: Positive


class PayrollTax(Dated):
    """Le barème annuel de la taxe sur les salaires, tranches en ordre croissant.

    Toute la structure ensemble ne doit rien jusqu'à `exempt_up_to` euros de taxe par an, et moins que le barème sous
    `relief_below` : le poste seul ne permet pas de le savoir.
    """

    exempt_up_to: Positive
    relief_below: Positive
    brackets: tuple[TaxBracket, ...]

    @property
    def worth(self) -> str:
        """Les taux et leurs seuils, prêts à imprimer."""
        first, *others = self.brackets
        steps = [f"{number(step.rate, 2)}{NBSP}% au-delà de {euros(step.above)}" for step in others]
        return ", ".join([f"{number(first.rate, 2)}{NBSP}%", *steps])


class AciRegime(Dated):
    """Les points de la fonction de coordination sous un texte de l'ACI.

    `variable` points vont jusqu'à `threshold` patients, puis `beyond` points par tranche de `tranche`
    patients ; `beyond` est vide quand le taux n'est pas connu. Une source et une confiance à part disent ce
    que vaut ce taux quand il ne vient pas du même document.
    """

    regime: Text
    fixed: Positive
    variable: Positive
    threshold: Count
    tranche: Count
    beyond: Positive | None = None
    beyond_source: str = ""
    beyond_confidence: str = ""


class Pending(Dated):
    """Un texte annoncé et non lu : tout chiffre de `concerns` s'en méfie à partir de `since`."""

    concerns: tuple[Text, ...]


class Emploi(Shipped):
    """Les chiffres du droit du travail et de l'argent dont la fiche de poste a besoin."""

    figures: tuple[Figure, ...]
    seniority: Seniority
    classification: Classification
    employer_cost: EmployerCostTable
    payroll_tax: tuple[PayrollTax, ...]
    reduction: Reduction
    aci: tuple[AciRegime, ...]
    pending: tuple[Pending, ...] = ()

    def __getitem__(self, identifier: str) -> Figure:
        """Le chiffre le plus récent de cet identifiant ; `KeyError` sinon."""
        return self.series(identifier)[-1]

    def at(self, identifier: str, *, on: dt.date) -> Figure:
        """Renvoie le chiffre en vigueur à cette date : le dernier commencé, ou à défaut le premier connu."""
        return in_force(self.series(identifier), on)

    def series(self, identifier: str) -> list[Figure]:
        """Renvoie les valeurs successives d'un chiffre, de la plus ancienne à la plus récente."""
        known = [figure for figure in self.figures if figure.id == identifier]
        if not known:
            raise KeyError(identifier)
        return sorted(known, key=lambda figure: figure.since or "")

    @property
    def weeks(self) -> Fraction:
        """Les semaines travaillées dans l'année."""
        return exact(self["semaines-travaillees"].value)

    def dated(self, *, on: dt.date) -> tuple[Dated, ...]:
        """Renvoie tout ce qui porte une date, un seul par identifiant : la valeur en vigueur ce jour-là."""
        figures = [self.at(identifier, on=on) for identifier in dict.fromkeys(figure.id for figure in self.figures)]
        tables = (
            self.seniority, self.classification, self.employer_cost, in_force(self.payroll_tax, on), self.reduction,
        )  # fmt: skip
        return (*figures, *tables, *self.aci)

    def source(self, identifier: str) -> str:
        """Renvoie comment citer cette source ; son identifiant si elle n'est pas décrite."""
        return next((source.label for source in self.sources if source.id == identifier), identifier)

    def cited(self, values: Iterable[Dated]) -> tuple[Source, ...]:
        """Renvoie les sources de ces valeurs, dans l'ordre du fichier."""
        wanted = set()
        for value in values:
            wanted |= {value.source, getattr(value, "beyond_source", "")}
        return tuple(source for source in self.sources if source.id in wanted)


def in_force(known: Sequence[Known], on: dt.date) -> Known:
    """Renvoie la valeur en vigueur à cette date, de valeurs qui se suivent : la dernière commencée, ou la première connue."""
    return ([value for value in known if value.begun(on=on)] or known[:1])[-1]


def first_day(date: str) -> dt.date:
    """Renvoie le premier jour d'une date « AAAA », « AAAA-MM » ou « AAAA-MM-JJ »."""
    return dt.date.fromisoformat((date + "-01-01")[: len("AAAA-MM-JJ")])


def last_day(date: str) -> dt.date:
    """Renvoie le dernier jour d'une date « AAAA », « AAAA-MM » ou « AAAA-MM-JJ »."""
    if len(date) == len("AAAA-MM-JJ"):
        return dt.date.fromisoformat(date)
    year, _, month = date.partition("-")
    start = first_day(f"{int(year) + 1}" if month in ("", "12") else f"{year}-{int(month) + 1:02d}")
    return start - dt.timedelta(days=1)


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


load_emploi = shipped(Emploi, "emploi.yaml")


def working_time(weekly_hours: float, emploi: Emploi | None = None) -> WorkingTime:
    """Renvoie le temps de travail hebdomadaire converti au mois, à l'année et en ETP.

    Args:
        weekly_hours: heures par semaine.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Raises:
        MatriceError: une durée qui n'est pas un nombre positif.

    Formules : `ETP = h / 35` ; `mois = h × 52 / 12` (151,67 h à 35 h) ; `an = ETP × 1 607`.

    >>> time = working_time(17.5)
    >>> time.etp, time.annual
    (0.5, 803.5)
    """
    if not is_amount(weekly_hours):
        raise MatriceError(f"La durée vaut {said(weekly_hours)}\u00a0; attendu\u00a0: des heures par semaine.")
    law = emploi or load_emploi()
    etp = weekly_hours / law["duree-hebdomadaire"].value
    return WorkingTime(
        weekly=weekly_hours,
        monthly=weekly_hours * law["semaines-payees"].value / 12,
        annual=etp * law["duree-annuelle"].value,
        etp=etp,
    )
