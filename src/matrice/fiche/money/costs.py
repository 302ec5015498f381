"""Ce que le poste coûte en un an, ligne par ligne, selon le statut de la personne."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...text import NBSP, euros, folded, hours, number, plural, short_number
from ..emploi import Dated, Emploi, WorkingTime, load_emploi, working_time
from ..sharing.allocation import exact
from .checks import refuse
from .inputs import SALARIED, MoneyInputs, input_faults
from .lines import MoneyLine
from .money_text import of_date, tariff, whole_parts
from .salary import cost_ratio, seniority_rate
from .taxes import POSITIONS, invoice_said, tax_lines, tax_said, vat_lines

MONTHS = 12


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
class Case:
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
        monthly = exact(self.law["duree-hebdomadaire"].value) * exact(self.law["semaines-payees"].value) / MONTHS
        return exact(self.inputs.gross_hourly or 0) * monthly

    @property
    def seniority(self) -> Fraction:
        """La prime d'ancienneté, en % du salaire."""
        return exact(seniority_rate(self.inputs.seniority_years, self.law))

    @property
    def gross(self) -> Fraction:
        """Le salaire brut de l'année, pour les heures du poste et hors ancienneté."""
        return self.full_time * exact(self.time.weekly) / exact(self.law["duree-hebdomadaire"].value) * MONTHS

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
    return counted(Case(status_id, working_time(weekly_hours, law), inputs, on, law))


def counted(case: Case) -> PostCost:
    """Le coût d'un poste dont les données sont déjà vérifiées."""
    lines = case_lines(case)
    return PostCost(case.status_id, case.time, lines, tuple(cost_warnings(case)), tuple(cost_notes(case, lines)))


def case_lines(case: Case) -> tuple[MoneyLine, ...]:
    """Ses lignes : celles du statut, puis les autres dépenses de l'équipe."""
    spent = (
        MoneyLine(label, float(value), "montant prévu par l’équipe", follows="rien")
        for label, value in case.inputs.expenses
    )
    return (*BUILDERS[case.status_id](case), *spent)


def salaried(case: Case) -> tuple[MoneyLine, ...]:
    """Un salaire, son ancienneté et les cotisations de l'employeur."""
    law, full, rate = case.law, case.full_time, case.seniority
    week, smic = law["duree-hebdomadaire"], law.at("smic-horaire", case.on)
    gross, bonus = case.gross, case.gross * rate / 100
    reference = full * (1 + rate / 100)
    ratio, _ = cost_ratio(reference, law)
    share = f"{short_number(case.time.weekly)}{NBSP}h / {short_number(week.value)}{NBSP}h × {MONTHS}{NBSP}mois"
    lines = [
        MoneyLine(
            "Salaire brut",
            float(gross),
            f"{tariff(full)} par mois à temps plein × {share}",
            (week, smic, law.classification),
        )
    ]
    if rate:
        said = f"{short_number(float(rate))}{NBSP}% du brut\u00a0: {years(case.inputs.seniority_years)} d’ancienneté"
        lines.append(MoneyLine("Prime d’ancienneté", float(bonus), said, (law.seniority,)))
    lines.append(
        MoneyLine(
            "Cotisations de l’employeur",
            float((gross + bonus) * (ratio - 1)),
            f"{number(float(ratio) - 1, 3)} par euro brut, au salaire de {euros(float(reference))} à temps plein",
            (law.employer_cost, law.reduction, law.at("smic-allegements", case.on)),
            estimate=True,
        )
    )
    return (*lines, *tax_lines(case.pay, case.position, law, case.on))


def shared(case: Case) -> tuple[MoneyLine, ...]:
    """Le coût facturé par un groupement d'employeurs : le coût employeur, ses frais, et la TVA s'il y est assujetti."""
    lines, fee = salaried(case), case.inputs.management_fee
    if fee:
        cost = sum(exact(line.euros) for line in lines)
        said = f"{short_number(fee)}{NBSP}% du coût employeur"
        billed = float(cost * exact(fee) / 100)
        lines = (*lines, MoneyLine("Frais du groupement", billed, said, estimate=True, follows="lignes", rate=fee))
    return (*lines, *vat_lines(lines, case.position, case.law, case.on))


def by_the_hour(label: str) -> Callable[[Case], tuple[MoneyLine, ...]]:
    """Ce qui se paie à l'heure de travail, ou au forfait de mission."""

    def lines(case: Case) -> tuple[MoneyLine, ...]:
        billed = (by_mission if case.status_id == "micro" and case.inputs.mission_fee is not None else by_hours)(
            label, case
        )
        return (billed, *vat_lines((billed,), case.position, case.law, case.on))

    return lines


def by_mission(label: str, case: Case) -> MoneyLine:
    """Des missions au forfait, hors taxes."""
    given = case.inputs
    fee = given.mission_fee or 0
    count = short_number(given.missions) + f"{NBSP}mission" + ("s" if given.missions >= 2 else "")
    said = f"{count} par an × {tariff(fee)} hors taxes"
    return MoneyLine(label, float(exact(fee) * exact(given.missions)), said, follows="rien")


def by_hours(label: str, case: Case) -> MoneyLine:
    """Des heures de travail à leur tarif, hors taxes."""
    fee, year = case.inputs.hourly_fee or 0, case.law["duree-annuelle"]
    worked = exact(case.time.weekly) / exact(case.law["duree-hebdomadaire"].value) * exact(year.value)
    said = f"{tariff(fee)} hors taxes × {number(float(worked), 1)}{NBSP}h de travail par an"
    return MoneyLine(label, float(exact(fee) * worked), said, (year,))


def volunteer(case: Case) -> tuple[MoneyLine, ...]:
    """Du temps donné : il compte pour 0 €, et se voit quand même."""
    return (MoneyLine("Temps donné", 0.0, f"{number(case.time.annual)}{NBSP}h par an, sans rémunération"),)


BUILDERS: dict[str, Callable[[Case], tuple[MoneyLine, ...]]] = {
    "salarie-sisa": salaried,
    "groupement": shared,
    "micro": by_the_hour("Prestation facturée"),
    "professionnel-sante": by_the_hour("Indemnité de coordination"),
    "benevole": volunteer,
    "portage": by_the_hour("Facture de la société de portage"),
}


FIXED_COSTS = (
    "Non comptés, et plus lourds sur un petit poste\u00a0: le minimum de la complémentaire santé (seule la moitié d’une complémentaire de "
    "base l’est, en proportion des heures), les bulletins de paie, la santé au travail. Ajoutez-les en dépenses."
)


def cost_notes(case: Case, lines: Sequence[MoneyLine]) -> list[str]:
    """Ce que ce coût comprend et laisse de côté, selon qui emploie ou qui facture."""
    if case.status_id == "benevole":
        return []
    billed = sum((exact(line.euros) for line in lines[: len(lines) - len(case.inputs.expenses)]), Fraction(0))
    taxes = [tax_said(case.pay, case.position, case.law, case.on), FIXED_COSTS] if case.status_id in SALARIED else []
    invoice = invoice_said(billed, case.position, case.law, case.on)
    return taxes if case.status_id == "salarie-sisa" else [invoice, *taxes]


def cost_warnings(case: Case) -> list[str]:
    """Ce qu'il faut savoir de ce coût avant de signer."""
    if case.status_id not in SALARIED:
        return []
    return [*pay_warnings(case), *hours_warnings(case)]


def pay_warnings(case: Case) -> list[str]:
    """Un salaire sous le Smic, sous la classification, ou hors de la table du coût employeur."""
    law, full, said = case.law, case.full_time, []
    smic, grid, week = law.at("smic-horaire", case.on), law.classification, law["duree-hebdomadaire"]
    hourly = full * MONTHS / exact(law["semaines-payees"].value) / exact(week.value)
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


def hours_warnings(case: Case) -> list[str]:
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


def years(value: float) -> str:
    """Une ancienneté : « 3 ans », « 6,5 ans »."""
    if float(value).is_integer():
        return plural(int(value), "an")
    return f"{short_number(value)}{NBSP}ans"
