"""Ce que coûte un salaire : ancienneté, coût pour l'employeur, réduction générale des cotisations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from ...text import euros, number
from ..emploi import Emploi, EmployerCostTable, Figure, Reduction, load_emploi
from ..sharing.allocation import exact
from .checks import amount_faults, date_faults, refuse
from .money_text import of_date

GROSS = "le salaire brut mensuel"


def seniority_rate(years: float, emploi: Emploi | None = None) -> float:
    """Renvoie la prime d'ancienneté, en % du salaire, après `years` années.

    Le taux est dû dès que le nombre d'années est atteint : 2,99 ans n'ouvrent rien, 3 ans ouvrent 4 %.

    Raises:
        InputError: une ancienneté négative ou qui n'est pas un nombre.

    >>> seniority_rate(2.99), seniority_rate(3), seniority_rate(40)
    (0.0, 4.0, 20.0)
    """
    refuse(amount_faults("l’ancienneté", years, "des années"))
    steps = (emploi or load_emploi()).seniority.steps
    return max((step.rate for step in steps if years >= step.years), default=0.0)


@dataclass(frozen=True, slots=True)
class EmployerCost:
    """Le coût d'un salaire pour l'employeur : une estimation, lue dans une table datée.

    `gross` et `cost` en euros par mois ; `full_time_gross` le même salaire ramené au temps plein ; `ratio` le
    coût rapporté au brut ; `outside` est vrai hors de la table, où l'on garde le rapport de son bord.
    """

    gross: float
    cost: float
    full_time_gross: float
    ratio: float
    outside: bool
    table: EmployerCostTable = field(repr=False)

    @property
    def sentence(self) -> str:
        """Ce que vaut ce chiffre, en une phrase."""
        points = self.table.points
        edge = (
            f" Le salaire sort de la table ({euros(points[0].gross)} à {euros(points[-1].gross)})\u00a0: le rapport de son bord est gardé."
            if self.outside
            else ""
        )
        return (
            f"Estimation\u00a0: {euros(self.cost)} par mois pour un brut de {euros(self.gross)}, au rapport de {number(self.ratio, 3)} "
            f"lu à {euros(self.full_time_gross)} à temps plein (table {of_date(self.table.date)})." + edge
        )


def employer_cost(gross_monthly: float, *, weekly_hours: float = 35, emploi: Emploi | None = None) -> EmployerCost:
    """Renvoie le coût mensuel d'un salaire pour l'employeur (estimation).

    Args:
        gross_monthly: salaire brut versé, en euros par mois, pour ces heures.
        weekly_hours: heures par semaine qu'il paie.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Returns:
        Un coût égal au brut multiplié par un rapport. Le rapport est interpolé en ligne droite entre les points
        de la table, au salaire de temps plein : un temps partiel cotise comme le salaire dont il est une part.

    Raises:
        InputError: un salaire ou des heures qui ne sont pas des nombres positifs.

    >>> employer_cost(2500).cost
    3133.0
    """
    refuse([
        *amount_faults(GROSS, gross_monthly, "des euros", zero=False),
        *amount_faults("la durée", weekly_hours, "des heures par semaine", zero=False),
    ])  # fmt: skip
    law = emploi or load_emploi()
    full = exact(gross_monthly) * exact(law["duree-hebdomadaire"].value) / exact(weekly_hours)
    ratio, outside = cost_ratio(full, law.employer_cost)
    cost = exact(gross_monthly) * ratio
    return EmployerCost(float(gross_monthly), float(cost), float(full), float(ratio), outside, law.employer_cost)


def cost_ratio(full_time_gross: Fraction, table: EmployerCostTable) -> tuple[Fraction, bool]:
    """Renvoie le rapport du coût au brut à ce salaire de temps plein, et si l'on est hors de la table."""
    knots = [(exact(point.gross), exact(point.cost) / exact(point.gross)) for point in table.points]
    for (left, low), (right, high) in pairwise(knots):
        if left <= full_time_gross <= right:
            return low + (high - low) * (full_time_gross - left) / (right - left), False
    return (knots[0] if full_time_gross < knots[0][0] else knots[-1])[1], True


@dataclass(frozen=True, slots=True)
class GeneralReduction:
    """La réduction générale d'un salaire : son coefficient (quatre décimales) et son montant en euros par mois."""

    coefficient: float
    amount: float
    table: Reduction = field(repr=False)
    smic: Figure | None = field(default=None, repr=False)


def general_reduction(
    gross_monthly: float,
    *,
    smic_hourly: float | None = None,
    staff: int,
    on: dt.date | None = None,
    emploi: Emploi | None = None,
) -> GeneralReduction:
    """Renvoie la réduction générale des cotisations de l'employeur pour un salaire à temps plein.

    Args:
        gross_monthly: salaire brut, en euros par mois, à temps plein.
        smic_hourly: Smic horaire brut (par défaut, celui des chiffres à la date `on`, ou le plus récent).
        staff: effectif de l'employeur.
        on: date du Smic quand il n'est pas donné.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Formule (2026) : `C = 0,0200 + 0,3781 × (½ × (3 × Smic / brut − 1)) ^ 1,75` (0,3821 dès 50 salariés), nul dès
    trois Smic, arrondi à quatre décimales : cet arrondi fait partie de la règle, comme celui du montant au centime.

    Raises:
        InputError: un salaire, un Smic ou un effectif qui ne sont pas des nombres positifs.

    >>> general_reduction(2200, smic_hourly=12.31, staff=10).amount
    573.98
    """
    refuse(date_faults(on) if on is not None else ())
    law = emploi or load_emploi()
    table = law.reduction
    smic = None
    if smic_hourly is None:
        smic = law.at("smic-horaire", on) if on else law["smic-horaire"]
        smic_hourly = smic.value
    refuse([
        *amount_faults(GROSS, gross_monthly, "des euros", zero=False),
        *amount_faults("le Smic horaire", smic_hourly, "des euros", zero=False),
        *amount_faults("l’effectif", staff, "un nombre de personnes"),
    ])  # fmt: skip
    monthly = law["duree-hebdomadaire"].value * law["semaines-payees"].value / 12
    full = decimal(smic_hourly) * decimal(monthly)
    rounded = coefficient(decimal(gross_monthly), full, staff >= table.large_from, table)
    amount = (rounded * decimal(gross_monthly)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return GeneralReduction(float(rounded), float(amount), table, smic)


def coefficient(gross: Decimal, smic_monthly: Decimal, large: bool, table: Reduction) -> Decimal:
    """Le coefficient de la réduction ; un salaire sous le Smic compte comme le Smic."""
    ceiling = decimal(table.smic_multiple) * smic_monthly
    if gross >= ceiling:
        return Decimal(0)
    spread = decimal(table.spread_large if large else table.spread_small)
    slope = (ceiling / max(gross, smic_monthly) - 1) / (decimal(table.smic_multiple) - 1)
    exact_value = decimal(table.minimum) + spread * slope ** decimal(table.exponent)
    return exact_value.quantize(Decimal(1).scaleb(-table.decimals), ROUND_HALF_UP)


def decimal(value: float) -> Decimal:
    """Le nombre tel qu'il est écrit, sans son voisin binaire."""
    return Decimal(repr(float(value)))
