"""Ce que le poste coûte en un an, ligne par ligne, selon le statut ; et les heures qu'un budget paie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...amounts import exact, is_amount, said, whole_parts
from ...errors import Problem
from ...text import NBSP, euros, folded, hours, number, plural, short_number
from ..emploi import Dated, Emploi, WorkingTime, load_emploi, working_time
from .inputs import POSITIONS, SALARIED, MoneyInputs, MoneyLine, amount_faults, input_faults, of_date, refuse, tariff
from .salary import cost_ratio, invoice_said, seniority_rate, tax_lines, tax_said, vat_lines

_MONTHS = 12


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
    return (*lines, *tax_lines(case.pay, case.position, law, case.on))


def _shared(case: _Case) -> tuple[MoneyLine, ...]:
    """Le coût facturé par un groupement d'employeurs : le coût employeur, ses frais, et la TVA s'il y est assujetti."""
    lines, fee = _salaried(case), case.inputs.management_fee
    if fee:
        cost = sum(exact(line.euros) for line in lines)
        said = f"{short_number(fee)}{NBSP}% du coût employeur"
        billed = float(cost * exact(fee) / 100)
        lines = (*lines, MoneyLine("Frais du groupement", billed, said, estimate=True, follows="lignes", rate=fee))
    return (*lines, *vat_lines(lines, case.position, case.law, case.on))


def _by_the_hour(label: str) -> Callable[[_Case], tuple[MoneyLine, ...]]:
    """Ce qui se paie à l'heure de travail, ou au forfait de mission."""

    def lines(case: _Case) -> tuple[MoneyLine, ...]:
        billed = (_by_mission if case.status_id == "micro" and case.inputs.mission_fee is not None else _by_hours)(
            label, case
        )
        return (billed, *vat_lines((billed,), case.position, case.law, case.on))

    return lines


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
    "micro": _by_the_hour("Prestation facturée"),
    "professionnel-sante": _by_the_hour("Indemnité de coordination"),
    "benevole": _volunteer,
    "portage": _by_the_hour("Facture de la société de portage"),
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
    taxes = [tax_said(case.pay, case.position, case.law, case.on), _FIXED_COSTS] if case.status_id in SALARIED else []
    invoice = invoice_said(billed, case.position, case.law, case.on)
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
    most: float | None = None,
    emploi: Emploi | None = None,
) -> Affordable:
    """Renvoie la plus longue durée hebdomadaire dont le coût annuel ne dépasse pas le budget.

    Args:
        budget: euros par an.
        status_id, inputs, on, emploi: voir `post_cost`.
        step: la durée est un multiple de ce pas, en heures.
        most: durée la plus longue admise, en heures par semaine (par défaut, un temps plein).

    Returns:
        Les heures, exactes : le coût ne baisse jamais quand la durée monte, on cherche donc par moitiés.

    Raises:
        InputError: budget, pas ou données sans sens.
    """
    law = emploi or load_emploi()
    longest = law["duree-hebdomadaire"].value if most is None else most
    refuse([*_search_faults(budget, step, longest), *input_faults(status_id, step, inputs, on, law)])
    unit = exact(step)

    def cost(steps: int) -> Fraction:
        time = working_time(float(steps * unit), law)
        return sum((exact(line.euros) for line in _case_lines(_Case(status_id, time, inputs, on, law))), Fraction(0))

    low, high = 0, int(exact(longest) / unit)
    last = high
    while low < high:  # le plus grand nombre de pas dont le coût tient
        middle = (low + high + 1) // 2
        low, high = (middle, high) if cost(middle) <= exact(budget) else (low, middle - 1)
    spent = cost(low) if low else Fraction(0)
    more = float(cost(low + 1)) if low < last else None
    return Affordable(float(budget), float(low * unit), float(spent), more, flat=last > 1 and cost(1) == cost(last))


def _search_faults(budget: object, step: object, most: object) -> list[Problem]:
    """Un budget, un pas et une durée la plus longue qui ont un sens."""
    found = [
        *amount_faults("le budget", budget, "des euros par an"),
        *amount_faults("le pas", step, "des heures", zero=False),
        *amount_faults("la plus longue durée", most, "des heures par semaine", zero=False),
    ]
    if is_amount(step) and is_amount(most) and most < step:
        found.append(
            Problem(f"la plus longue durée vaut {said(most)}\u00a0; attendu\u00a0: un pas ({said(step)}) au moins.")
        )
    return found
