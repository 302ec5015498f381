"""Ce que le poste coûte en un an : son salaire ou son tarif, les taxes qui s'y ajoutent, et les heures qu'un budget paie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise

from ...amounts import exact, is_amount, said, whole_parts
from ...errors import Problem
from ...text import NBSP, date, euros, folded, hours, number, plural, short_number
from ..emploi import (
    Dated,
    Emploi,
    EmployerCostTable,
    PayrollTax,
    Reduction,
    WorkingTime,
    first_day,
    in_force,
    load_emploi,
    working_time,
)
from .inputs import (
    LIABLE,
    NOT_LIABLE,
    POSITIONS,
    SALARIED,
    MoneyInputs,
    MoneyLine,
    amount_faults,
    input_faults,
    of_date,
    refuse,
    tariff,
)

_MONTHS = 12

# Un salaire : ancienneté, coût pour l'employeur, réduction générale


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


def employer_cost(gross_monthly: float, *, weekly_hours: float = 35) -> EmployerCost:
    """Renvoie le coût mensuel d'un salaire pour l'employeur (estimation).

    Args:
        gross_monthly: salaire brut versé, en euros par mois, pour ces heures.
        weekly_hours: heures par semaine qu'il paie.

    Returns:
        Un coût égal au brut multiplié par un rapport, lu au salaire de temps plein : un temps partiel cotise comme
        le salaire dont il est une part. Voir `cost_ratio`.

    Raises:
        InputError: un salaire ou des heures qui ne sont pas des nombres positifs.

    >>> employer_cost(2500).cost
    3163.0
    """
    refuse([
        *amount_faults("le salaire brut mensuel", gross_monthly, "des euros", zero=False),
        *amount_faults("la durée", weekly_hours, "des heures par semaine", zero=False),
    ])  # fmt: skip
    law = load_emploi()
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
    reduction = Fraction(coefficient(full_time_gross, smic, law.reduction))
    return _between(knots, full_time_gross) - reduction, not inside


@cache
def _before_reduction(
    table: EmployerCostTable, reduction: Reduction, smic_monthly: Fraction
) -> tuple[tuple[Fraction, Fraction], ...]:
    """Les points de la table : un salaire et le rapport du coût au brut avant réduction (petit effectif, Smic de son année).

    Gardés d'un appel à l'autre : chercher les heures d'un budget relit la table à chaque pas.
    """
    known = [(exact(point.gross), exact(point.cost)) for point in table.points]
    return tuple((gross, cost / gross + Fraction(coefficient(gross, smic_monthly, reduction))) for gross, cost in known)


def _between(knots: Sequence[tuple[Fraction, Fraction]], at: Fraction) -> Fraction:
    """La valeur en ligne droite entre les points ; hors d'eux, celle du bord."""
    for (left, low), (right, high) in pairwise(knots):
        if left <= at <= right:
            return low + (high - low) * (at - left) / (right - left)
    return (knots[0] if at < knots[0][0] else knots[-1])[1]


def _monthly(hourly: float, law: Emploi) -> Fraction:
    """Ce taux horaire en euros par mois, pour un temps plein."""
    return exact(hourly) * exact(law["duree-hebdomadaire"].value) * exact(law["semaines-payees"].value) / 12


def coefficient(gross: Fraction, smic_monthly: Fraction, table: Reduction) -> Decimal:
    """Renvoie le coefficient de la réduction générale d'un salaire mensuel à temps plein, pour moins de cinquante salariés.

    Formule (2026) : `C = 0,0200 + 0,3781 × (½ × (3 × Smic / brut − 1)) ^ 1,75`, nul dès trois Smic ; un salaire sous le Smic compte
    comme le Smic. L'arrondi à quatre décimales fait partie de la règle.
    """
    multiple = exact(table.smic_multiple)
    if gross >= multiple * smic_monthly:  # en fractions : à trois Smic exactement, rien
        return Decimal(0)
    slope = (multiple * smic_monthly / max(gross, smic_monthly) - 1) / (multiple - 1)
    power = (Decimal(slope.numerator) / Decimal(slope.denominator)) ** _decimal(table.exponent)
    return (_decimal(table.minimum) + _decimal(table.spread) * power).quantize(
        Decimal(1).scaleb(-table.decimals), ROUND_HALF_UP
    )


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


def _tax_lines(pay: Fraction, position: str, law: Emploi, on: dt.date) -> tuple[MoneyLine, ...]:
    """La ligne de la taxe, quand l'employeur n'est pas assujetti à la TVA ; `pay` est le salaire annuel, prime comprise."""
    if position != NOT_LIABLE:
        return ()
    table = in_force(law.payroll_tax, on)
    said = f"{table.worth} du salaire annuel, prime comprise\u00a0; employeur non assujetti à la TVA"
    due = float(_payroll_tax(pay, table))
    return (MoneyLine(_TAX, due, said, (table,), estimate=True, follows="salaire"),)


def _vat_lines(billed: Sequence[MoneyLine], position: str, law: Emploi, on: dt.date) -> tuple[MoneyLine, ...]:
    """La ligne de la TVA d'une facture, quand la partie qui facture y est assujettie."""
    if position != LIABLE:
        return ()
    rate = law.at("tva-taux", on=on)
    due = sum((exact(line.euros) for line in billed), Fraction(0)) * exact(rate.value) / 100
    said = f"{short_number(rate.value)}{NBSP}% du prix hors taxes\u00a0; coût réel si l’équipe ne récupère pas la TVA"
    return (MoneyLine("TVA", float(due), said, (rate,), follows="lignes", rate=rate.value),)


def _tax_said(pay: Fraction, position: str, law: Emploi, on: dt.date) -> str:
    """Ce que le coût d'un salaire dit de la taxe : comptée, non due, ou non comptée et de combien."""
    table = in_force(law.payroll_tax, on)
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


def _invoice_said(billed: Fraction, position: str, law: Emploi, on: dt.date) -> str:
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


# Le poste, ligne par ligne, selon le statut


@dataclass(frozen=True, slots=True)
class PostCost:
    """Le coût d'un poste sur un an. `time` est le temps de travail qu'il paie.

    `notes` dit, en phrases complètes, ce que ce coût comprend et ce qu'il laisse de côté : elles s'impriment avec lui.
    """

    status_id: str
    time: WorkingTime
    lines: tuple[MoneyLine, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def annual(self) -> float:
        """Le coût de l'année, en euros."""
        return float(sum(exact(line.euros) for line in self.lines))

    @property
    def amounts(self) -> tuple[int, ...]:
        """Les lignes en euros entiers : leur somme est l'arrondi du coût de l'année."""
        return whole_parts([line.euros for line in self.lines])

    @property
    def hourly(self) -> float:
        """Le coût d'une heure de travail, en euros."""
        return self.annual / self.time.annual

    @property
    def estimate(self) -> bool:
        """Vrai si une ligne au moins est une estimation."""
        return any(line.estimate for line in self.lines)

    @property
    def basis(self) -> tuple[Dated, ...]:
        """Les chiffres datés dont ce coût dépend, chacun une fois."""
        return tuple({value.id: value for line in self.lines for value in line.basis}.values())


@dataclass(frozen=True, slots=True)
class _Case:
    """Le poste que l'on chiffre, avec le droit qui s'applique à sa date."""

    status_id: str
    time: WorkingTime
    inputs: MoneyInputs
    on: dt.date
    law: Emploi

    @property
    def full_time(self) -> Fraction:
        """Le salaire brut mensuel à temps plein, hors ancienneté."""
        if self.inputs.gross_monthly is not None:
            return exact(self.inputs.gross_monthly)
        monthly = exact(self.law["duree-hebdomadaire"].value) * exact(self.law["semaines-payees"].value) / _MONTHS
        return exact(self.inputs.gross_hourly or 0) * monthly

    @property
    def seniority(self) -> Fraction:
        """La prime d'ancienneté, en % du salaire."""
        return exact(seniority_rate(self.inputs.seniority_years, self.law))

    @property
    def gross(self) -> Fraction:
        """Le salaire brut de l'année, pour les heures du poste et hors ancienneté."""
        return self.full_time * exact(self.time.weekly) / exact(self.law["duree-hebdomadaire"].value) * _MONTHS

    @property
    def pay(self) -> Fraction:
        """Le même, prime d'ancienneté comprise."""
        return self.gross * (1 + self.seniority / 100)

    @property
    def position(self) -> str:
        """La position sur la TVA, telle que les calculs l'écrivent."""
        return next(known for known in POSITIONS if folded(known) == folded(self.inputs.vat))


def post_cost(
    status_id: str, weekly_hours: float, inputs: MoneyInputs, *, on: dt.date, emploi: Emploi | None = None
) -> PostCost:
    """Renvoie le coût annuel du poste pour l'équipe, selon le statut.

    Args:
        status_id: « salarie-sisa », « groupement », « micro », « professionnel-sante », « benevole » ou
            « portage ».
        weekly_hours: heures par semaine.
        inputs: salaire, tarif et dépenses connus.
        on: date qui choisit les chiffres de droit.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Returns:
        Les lignes, leur total en euros par an, le coût d'une heure de travail (base annuelle de 1 607 h à
        temps plein) et les points d'attention.

    Raises:
        InputError: statut inconnu, somme sans sens, salaire ou tarif manquant ; toutes les fautes ensemble.

    Salariat : `brut = temps plein × h / 35 × 12`, `prime = brut × taux`, `cotisations = (brut + prime) × (rapport − 1)`.
    """
    law = emploi or load_emploi()
    refuse(input_faults(status_id, weekly_hours, inputs, on, law))
    case = _Case(status_id, working_time(weekly_hours, law), inputs, on, law)
    lines = _case_lines(case)
    return PostCost(case.status_id, case.time, lines, tuple(_cost_warnings(case)), tuple(_cost_notes(case, lines)))


def _case_lines(case: _Case) -> tuple[MoneyLine, ...]:
    """Ses lignes : celles du statut, puis les autres dépenses de l'équipe."""
    spent = (
        MoneyLine(label, float(value), "montant prévu par l’équipe", follows="rien")
        for label, value in case.inputs.expenses
    )
    return (*_BUILDERS[case.status_id](case), *spent)


def _salaried(case: _Case) -> tuple[MoneyLine, ...]:
    """Un salaire, son ancienneté et les cotisations de l'employeur."""
    law, full, rate = case.law, case.full_time, case.seniority
    week, smic = law["duree-hebdomadaire"], law.at("smic-horaire", on=case.on)
    gross, bonus = case.gross, case.gross * rate / 100
    reference = full * (1 + rate / 100)
    ratio, _ = cost_ratio(reference, law)
    share = f"{short_number(case.time.weekly)}{NBSP}h / {short_number(week.value)}{NBSP}h × {_MONTHS}{NBSP}mois"
    lines = [
        MoneyLine(
            "Salaire brut",
            float(gross),
            f"{tariff(full)} par mois à temps plein × {share}",
            (week, smic, law.classification),
        )
    ]
    if rate:
        said = f"{short_number(float(rate))}{NBSP}% du brut\u00a0: {_years(case.inputs.seniority_years)} d’ancienneté"
        lines.append(MoneyLine("Prime d’ancienneté", float(bonus), said, (law.seniority,)))
    lines.append(
        MoneyLine(
            "Cotisations de l’employeur",
            float((gross + bonus) * (ratio - 1)),
            f"{number(float(ratio) - 1, 3)} par euro brut, au salaire de {euros(float(reference))} à temps plein",
            (law.employer_cost, law.reduction, law.at("smic-allegements", on=case.on)),
            estimate=True,
        )
    )
    return (*lines, *_tax_lines(case.pay, case.position, law, case.on))


def _shared(case: _Case) -> tuple[MoneyLine, ...]:
    """Le coût facturé par un groupement d'employeurs : le coût employeur, ses frais, et la TVA s'il y est assujetti."""
    lines, fee = _salaried(case), case.inputs.management_fee
    if fee:
        cost = sum(exact(line.euros) for line in lines)
        said = f"{short_number(fee)}{NBSP}% du coût employeur"
        billed = float(cost * exact(fee) / 100)
        lines = (*lines, MoneyLine("Frais du groupement", billed, said, estimate=True, follows="lignes", rate=fee))
    return (*lines, *_vat_lines(lines, case.position, case.law, case.on))


def _billed(label: str, case: _Case) -> tuple[MoneyLine, ...]:
    """Ce qui se paie à l'heure de travail ou, en micro-entreprise, au forfait de mission."""
    by_mission = case.status_id == "micro" and case.inputs.mission_fee is not None
    line = (_by_mission if by_mission else _by_hours)(label, case)
    return (line, *_vat_lines((line,), case.position, case.law, case.on))


def _by_mission(label: str, case: _Case) -> MoneyLine:
    """Des missions au forfait, hors taxes."""
    given = case.inputs
    fee = given.mission_fee or 0
    count = short_number(given.missions) + f"{NBSP}mission" + ("s" if given.missions >= 2 else "")
    said = f"{count} par an × {tariff(fee)} hors taxes"
    return MoneyLine(label, float(exact(fee) * exact(given.missions)), said, follows="rien")


def _by_hours(label: str, case: _Case) -> MoneyLine:
    """Des heures de travail à leur tarif, hors taxes."""
    fee, year = case.inputs.hourly_fee or 0, case.law["duree-annuelle"]
    worked = exact(case.time.weekly) / exact(case.law["duree-hebdomadaire"].value) * exact(year.value)
    said = f"{tariff(fee)} hors taxes × {number(float(worked), 1)}{NBSP}h de travail par an"
    return MoneyLine(label, float(exact(fee) * worked), said, (year,))


def _volunteer(case: _Case) -> tuple[MoneyLine, ...]:
    """Du temps donné : il compte pour 0 €, et se voit quand même."""
    return (MoneyLine("Temps donné", 0.0, f"{number(case.time.annual)}{NBSP}h par an, sans rémunération"),)


_BUILDERS: dict[str, Callable[[_Case], tuple[MoneyLine, ...]]] = {
    "salarie-sisa": _salaried,
    "groupement": _shared,
    "micro": partial(_billed, "Prestation facturée"),
    "professionnel-sante": partial(_billed, "Indemnité de coordination"),
    "benevole": _volunteer,
    "portage": partial(_billed, "Facture de la société de portage"),
}


_FIXED_COSTS = (
    "Non comptés, et plus lourds sur un petit poste\u00a0: le minimum de la complémentaire santé (seule la moitié d’une complémentaire de "
    "base l’est, en proportion des heures), les bulletins de paie, la santé au travail. Ajoutez-les en dépenses."
)


def _cost_notes(case: _Case, lines: Sequence[MoneyLine]) -> list[str]:
    """Ce que ce coût comprend et laisse de côté, selon qui emploie ou qui facture."""
    if case.status_id == "benevole":
        return []
    billed = sum((exact(line.euros) for line in lines[: len(lines) - len(case.inputs.expenses)]), Fraction(0))
    taxes = [_tax_said(case.pay, case.position, case.law, case.on), _FIXED_COSTS] if case.status_id in SALARIED else []
    invoice = _invoice_said(billed, case.position, case.law, case.on)
    return taxes if case.status_id == "salarie-sisa" else [invoice, *taxes]


def _cost_warnings(case: _Case) -> list[str]:
    """Ce qu'il faut savoir de ce coût avant de signer."""
    if case.status_id not in SALARIED:
        return []
    return [*_pay_warnings(case), *_hours_warnings(case)]


def _pay_warnings(case: _Case) -> list[str]:
    """Un salaire sous le Smic, sous la classification, ou hors de la table du coût employeur."""
    law, full, said = case.law, case.full_time, []
    smic, grid, week = law.at("smic-horaire", on=case.on), law.classification, law["duree-hebdomadaire"]
    hourly = full * _MONTHS / exact(law["semaines-payees"].value) / exact(week.value)
    if hourly < exact(smic.value):
        said.append(
            f"{euros(float(hourly), 2)} de l’heure, c’est moins que le Smic horaire de {euros(smic.value, 2)} "
            f"(chiffre {of_date(smic.date)})."
        )
    if full < exact(grid.monthly_low):
        said.append(
            f"{euros(float(full))} par mois à temps plein, c’est moins que le bas de la fourchette connue. {grid.label}\u00a0: "
            f"{grid.worth} (chiffre {of_date(grid.date)}, {grid.confidence})."
        )
    if cost_ratio(full * (1 + case.seniority / 100), law)[1]:
        points = law.employer_cost.points
        said.append(
            f"Le salaire sort de la table du coût employeur ({euros(points[0].gross)} à {euros(points[-1].gross)})\u00a0: "
            "les cotisations de son bord sont gardées, l’estimation est plus grossière."
        )
    return said


def _hours_warnings(case: _Case) -> list[str]:
    """Ce que la durée du contrat change au coût sans que le calcul le compte."""
    week, said = case.law["duree-hebdomadaire"], []
    if case.seniority and case.time.weekly < week.value:
        said.append(
            "La prime d’ancienneté suit ici les heures du contrat\u00a0: sa base pour un temps partiel est à vérifier."
        )
    if case.time.weekly > week.value:
        said.append(f"Au-delà de {hours(week.value)} par semaine, la majoration des heures n’est pas comptée.")
    if case.status_id == "groupement" and not case.inputs.management_fee:
        said.append("Aucuns frais de groupement ne sont comptés\u00a0: demandez leur taux.")
    return said


def _years(value: float) -> str:
    """Une ancienneté : « 3 ans », « 6,5 ans »."""
    if float(value).is_integer():
        return plural(int(value), "an")
    return f"{short_number(value)}{NBSP}ans"


# Combien d'heures un budget paie : la plus grande durée dont le coût tient, cherchée exactement


@dataclass(frozen=True, slots=True)
class Affordable:
    """Ce qu'un budget paie : `hours` par semaine (0 s'il n'en paie aucune), pour `cost` euros par an.

    `next_cost` est le coût d'un pas de plus, absent quand la durée est déjà la plus longue admise. `flat` est vrai quand une heure
    de plus ne coûte rien (forfait de mission, temps donné) : le budget couvre alors le poste, il ne paie pas des heures.
    """

    budget: float
    hours: float
    cost: float
    next_cost: float | None
    flat: bool = False

    @property
    def sentence(self) -> str:
        """Le résultat en une phrase."""
        if not self.hours:
            return f"{euros(self.budget)} par an ne paient pas le plus petit temps prévu, qui coûte {euros(self.next_cost or 0)}."
        if self.flat:
            return f"{euros(self.budget)} par an couvrent le poste ({euros(self.cost)}), dont le coût ne dépend pas des heures."
        more = (
            f"\u00a0; un pas de plus coûterait {euros(self.next_cost)}"
            if self.next_cost is not None
            else "\u00a0; c’est la plus longue durée admise"
        )
        return f"{euros(self.budget)} par an paient {hours(self.hours)} par semaine ({euros(self.cost)}){more}."


def affordable_hours(
    budget: float,
    status_id: str,
    inputs: MoneyInputs,
    *,
    on: dt.date,
    step: float = 0.25,
    emploi: Emploi | None = None,
) -> Affordable:
    """Renvoie la plus longue durée hebdomadaire, un temps plein au plus, dont le coût annuel ne dépasse pas le budget.

    Args:
        budget: euros par an.
        status_id, inputs, on, emploi: voir `post_cost`.
        step: la durée est un multiple de ce pas, en heures.

    Returns:
        Les heures, exactes : le coût ne baisse jamais quand la durée monte, on cherche donc par moitiés.

    Raises:
        InputError: budget, pas ou données sans sens.
    """
    law = emploi or load_emploi()
    whole = law["duree-hebdomadaire"].value
    long = Problem(f"le pas vaut {said(step)}\u00a0; attendu\u00a0: un temps plein ({hours(whole)}) au plus.")
    refuse([
        *amount_faults("le budget", budget, "des euros par an"),
        *amount_faults("le pas", step, "des heures", zero=False),
        *([long] if is_amount(step) and step > whole else []),
        *input_faults(status_id, step, inputs, on, law),
    ])  # fmt: skip
    unit = exact(step)

    def cost(steps: int) -> Fraction:
        time = working_time(float(steps * unit), law)
        return sum((exact(line.euros) for line in _case_lines(_Case(status_id, time, inputs, on, law))), Fraction(0))

    low, high = 0, int(exact(whole) / unit)
    last = high
    while low < high:  # le plus grand nombre de pas dont le coût tient
        middle = (low + high + 1) // 2
        low, high = (middle, high) if cost(middle) <= exact(budget) else (low, middle - 1)
    spent = cost(low) if low else Fraction(0)
    more = float(cost(low + 1)) if low < last else None
    return Affordable(float(budget), float(low * unit), float(spent), more, flat=last > 1 and cost(1) == cost(last))
