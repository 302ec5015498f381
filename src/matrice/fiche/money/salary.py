"""Ce que coûte un salaire : ancienneté, coût pour l'employeur, réduction générale ; et la TVA ou la taxe qui s'y ajoute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

from ...amounts import exact
from ...text import NBSP, date, euros, number, short_number
from ..emploi import Emploi, EmployerCostTable, Figure, PayrollTax, Reduction, first_day, in_force, load_emploi
from .inputs import LIABLE, NOT_LIABLE, MoneyLine, amount_faults, date_faults, of_date, refuse, stale

_GROSS = "le salaire brut mensuel"


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
    coût rapporté au brut ; `outside` est vrai hors de la table, où l'on garde les cotisations de son bord.
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
            f" Le salaire sort de la table ({euros(points[0].gross)} à {euros(points[-1].gross)})\u00a0: "
            "les cotisations de son bord sont gardées."
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
        Un coût égal au brut multiplié par un rapport, lu au salaire de temps plein : un temps partiel cotise comme
        le salaire dont il est une part. Voir `cost_ratio`.

    Raises:
        InputError: un salaire ou des heures qui ne sont pas des nombres positifs.

    >>> employer_cost(2500).cost
    3163.0
    """
    refuse([
        *amount_faults(_GROSS, gross_monthly, "des euros", zero=False),
        *amount_faults("la durée", weekly_hours, "des heures par semaine", zero=False),
    ])  # fmt: skip
    law = emploi or load_emploi()
    full = exact(gross_monthly) * exact(law["duree-hebdomadaire"].value) / exact(weekly_hours)
    ratio, outside = cost_ratio(full, law)
    cost = exact(gross_monthly) * ratio
    return EmployerCost(float(gross_monthly), float(cost), float(full), float(ratio), outside, law.employer_cost)


def cost_ratio(full_time_gross: Fraction, law: Emploi) -> tuple[Fraction, bool]:
    """Renvoie le rapport du coût au brut à ce salaire de temps plein, et si l'on est hors de la table.

    La réduction générale plie la courbe : entière jusqu'au Smic, elle fond ensuite. Une ligne droite entre deux points
    de la table effacerait ce coude (5 % de trop au Smic). C'est donc le rapport **avant réduction**, presque constant,
    qui est interpolé, puis la réduction exacte de ce salaire est retirée ; aux points de la table le coût est le sien.
    """
    smic = _monthly(law.at("smic-allegements", on=first_day(law.employer_cost.date)).value, law)
    knots = _before_reduction(law.employer_cost, law.reduction, smic)
    inside = knots[0][0] <= full_time_gross <= knots[-1][0]
    reduction = Fraction(_coefficient(full_time_gross, smic, False, law.reduction))
    return _between(knots, full_time_gross) - reduction, not inside


@cache
def _before_reduction(
    table: EmployerCostTable, reduction: Reduction, smic_monthly: Fraction
) -> tuple[tuple[Fraction, Fraction], ...]:
    """Les points de la table : un salaire et le rapport du coût au brut avant réduction (petit effectif, Smic de son année).

    Gardés d'un appel à l'autre : chercher les heures d'un budget relit la table à chaque pas.
    """
    known = [(exact(point.gross), exact(point.cost)) for point in table.points]
    return tuple(
        (gross, cost / gross + Fraction(_coefficient(gross, smic_monthly, False, reduction))) for gross, cost in known
    )


def _between(knots: Sequence[tuple[Fraction, Fraction]], at: Fraction) -> Fraction:
    """La valeur en ligne droite entre les points ; hors d'eux, celle du bord."""
    for (left, low), (right, high) in pairwise(knots):
        if left <= at <= right:
            return low + (high - low) * (at - left) / (right - left)
    return (knots[0] if at < knots[0][0] else knots[-1])[1]


@dataclass(frozen=True, slots=True)
class GeneralReduction:
    """La réduction générale d'un salaire : son coefficient (quatre décimales) et son montant en euros par mois.

    `smic` est le chiffre employé, absent quand il a été donné ; `warnings` dit ce qui ne vaut pas à la date demandée.
    """

    coefficient: float
    amount: float
    table: Reduction = field(repr=False)
    smic: Figure | None = field(default=None, repr=False)
    warnings: tuple[str, ...] = ()


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
        smic_hourly: Smic horaire brut à employer à la place de celui des chiffres.
        staff: effectif de l'employeur.
        on: date de la paie ; elle choisit le Smic des allègements, celui du 1er janvier de son année (par défaut,
            l'année de la formule).
        emploi: chiffres à employer (par défaut, ceux livrés).

    Le Smic des allègements n'est pas celui du jour : en 2026, celui du 1er janvier sert toute l'année, pour
    l'éligibilité comme pour le coefficient.

    Formule (2026) : `C = 0,0200 + 0,3781 × (½ × (3 × Smic / brut − 1)) ^ 1,75` (0,3821 dès 50 salariés), nul dès
    trois Smic, arrondi à quatre décimales : cet arrondi fait partie de la règle, comme celui du montant au centime.

    Raises:
        InputError: un salaire, un Smic ou un effectif qui ne sont pas des nombres positifs.

    >>> import datetime as dt
    >>> general_reduction(2200, staff=10, on=dt.date(2026, 7, 1)).amount
    538.56
    """
    refuse(date_faults(on) if on is not None else ())
    law = emploi or load_emploi()
    table, smic = law.reduction, None
    if smic_hourly is None:
        smic = law.at("smic-allegements", on=on or first_day(table.date))
        smic_hourly = smic.value
    refuse([
        *amount_faults(_GROSS, gross_monthly, "des euros", zero=False),
        *amount_faults("le Smic horaire", smic_hourly, "des euros", zero=False),
        *amount_faults("l’effectif", staff, "un nombre de personnes"),
    ])  # fmt: skip
    rounded = _coefficient(exact(gross_monthly), _monthly(smic_hourly, law), staff >= table.large_from, table)
    amount = (rounded * _decimal(gross_monthly)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    used = {table.id, *([smic.id] if smic else [])}
    return GeneralReduction(float(rounded), float(amount), table, smic, stale(law, on=on, only=used) if on else ())


def _monthly(hourly: float, law: Emploi) -> Fraction:
    """Ce taux horaire en euros par mois, pour un temps plein."""
    return exact(hourly) * exact(law["duree-hebdomadaire"].value) * exact(law["semaines-payees"].value) / 12


def _coefficient(gross: Fraction, smic_monthly: Fraction, large: bool, table: Reduction) -> Decimal:
    """Le coefficient de la réduction ; un salaire sous le Smic compte comme le Smic."""
    multiple = exact(table.smic_multiple)
    if gross >= multiple * smic_monthly:  # en fractions : à trois Smic exactement, rien
        return Decimal(0)
    spread = _decimal(table.spread_large if large else table.spread_small)
    slope = (multiple * smic_monthly / max(gross, smic_monthly) - 1) / (multiple - 1)
    power = (Decimal(slope.numerator) / Decimal(slope.denominator)) ** _decimal(table.exponent)
    return (_decimal(table.minimum) + spread * power).quantize(Decimal(1).scaleb(-table.decimals), ROUND_HALF_UP)


def _decimal(value: float) -> Decimal:
    """Le nombre tel qu'il est écrit, sans son voisin binaire."""
    return Decimal(repr(float(value)))


# La TVA et la taxe sur les salaires : l'une ou l'autre s'ajoute au poste, jamais en silence. Un employeur que la TVA ne
# touche pas (moins d'un dixième de ses recettes) doit la taxe ; celui qui facture avec TVA ne la doit pas, mais l'équipe qui ne
# récupère pas cette TVA la paie.

_TAX = "Taxe sur les salaires"


def _payroll_tax(annual_gross: Fraction, table: PayrollTax) -> Fraction:
    """Renvoie la taxe d'un salaire annuel brut, en euros : chaque tranche à son taux, sans franchise ni décote."""
    ends = [exact(step.above) for step in table.brackets[1:]] + [max(annual_gross, Fraction(0))]
    due = Fraction(0)
    for step, end in zip(table.brackets, ends, strict=True):
        start = exact(step.above)
        due += max(min(annual_gross, max(end, start)) - start, Fraction(0)) * exact(step.rate) / 100
    return due


def _tax_table(law: Emploi, on: dt.date) -> PayrollTax:
    """Le barème de l'année de cette date."""
    return in_force(law.payroll_tax, on)


def tax_lines(pay: Fraction, position: str, law: Emploi, on: dt.date) -> tuple[MoneyLine, ...]:
    """La ligne de la taxe, quand l'employeur n'est pas assujetti à la TVA ; `pay` est le salaire annuel, prime comprise."""
    if position != NOT_LIABLE:
        return ()
    table = _tax_table(law, on)
    said = f"{table.worth} du salaire annuel, prime comprise\u00a0; employeur non assujetti à la TVA"
    due = float(_payroll_tax(pay, table))
    return (MoneyLine(_TAX, due, said, (table,), estimate=True, follows="salaire"),)


def vat_lines(billed: Sequence[MoneyLine], position: str, law: Emploi, on: dt.date) -> tuple[MoneyLine, ...]:
    """La ligne de la TVA d'une facture, quand la partie qui facture y est assujettie."""
    if position != LIABLE:
        return ()
    rate = law.at("tva-taux", on=on)
    due = sum((exact(line.euros) for line in billed), Fraction(0)) * exact(rate.value) / 100
    said = f"{short_number(rate.value)}{NBSP}% du prix hors taxes\u00a0; coût réel si l’équipe ne récupère pas la TVA"
    return (MoneyLine("TVA", float(due), said, (rate,), follows="lignes", rate=rate.value),)


def tax_said(pay: Fraction, position: str, law: Emploi, on: dt.date) -> str:
    """Ce que le coût d'un salaire dit de la taxe : comptée, non due, ou non comptée et de combien."""
    table = _tax_table(law, on)
    due = euros(float(_payroll_tax(pay, table)))
    year = "" if table.holds(on=on) else f" Le barème du {date(on)} n’est pas connu ici\u00a0: à vérifier."
    if position == LIABLE:
        return "Taxe sur les salaires\u00a0: aucune, l’employeur est assujetti à la TVA d’après l’équipe."
    if position == NOT_LIABLE:
        return (
            f"Taxe sur les salaires\u00a0: comptée en entier ({due} par an). À vérifier\u00a0: la structure ne doit rien si toute sa "
            f"taxe de l’année ne dépasse pas {euros(table.exempt_up_to)}, et moins jusqu’à {euros(table.relief_below)}\u00a0; "
            f"outre-mer, les taux sont plus bas.{year}"
        )
    return (
        "Taxe sur les salaires\u00a0: non comptée, la position de l’employeur sur la TVA est à dire. "
        f"S’il n’y est pas assujetti, comptez environ {due} de plus par an (barème {of_date(table.date)}, {table.confidence}). "
        f"L’expertise comptable le confirme.{year}"
    )


def invoice_said(billed: Fraction, position: str, law: Emploi, on: dt.date) -> str:
    """Ce que le prix d'une facture comprend : hors taxes (HT), ou toutes taxes comprises (TTC)."""
    rate = law.at("tva-taux", on=on)
    if position == LIABLE:
        return "Prix TTC\u00a0: la TVA est comptée, parce qu’une équipe qui ne la récupère pas la paie."
    if position == NOT_LIABLE:
        return "Prix sans TVA\u00a0: hors taxes (HT) et toutes taxes comprises (TTC) sont égaux."
    more = euros(float(billed * exact(rate.value) / 100))
    return (
        f"Prix hors taxes (HT)\u00a0: la position sur la TVA est à dire. Si la facture porte la TVA à "
        f"{number(rate.value)}{NBSP}%, comptez {more} de plus par an, que l’équipe ne récupère que si elle y est elle-même assujettie."
    )
