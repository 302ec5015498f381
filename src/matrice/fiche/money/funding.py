"""Qui paie le poste : la coordination dans l'ACI, les autres financements, ce qui manque ; et tout l'argent d'une fiche d'un bloc."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...amounts import exact, several, whole_parts
from ...text import NBSP, capital, date, euros, folded, number, quoted, rounded, short_number
from ..emploi import AciRegime, Dated, Emploi, Figure, first_day, load_emploi
from .costs import Affordable, PostCost, affordable_hours, post_cost
from .inputs import (
    PRORATAS,
    READINGS,
    MoneyInputs,
    MoneyLine,
    amount_faults,
    choice_faults,
    date_faults,
    doubt,
    of_date,
    period,
    refuse,
    stale,
    sums_faults,
)

_OTHER = {"lineaire": "tranche", "tranche": "lineaire"}


@dataclass(frozen=True, slots=True)
class AciCoordination:
    """Ce que l'ACI verse pour la fonction de coordination, en points et en euros par an.

    `variable` dépend des patients ; `advance` est la part versée dans l'année. `reading` est la lecture suivie
    du nombre de points variables, et `sentence` la dit en toutes lettres, avec ce que donnerait l'autre.
    """

    patients: float
    regime: str
    reading: str
    prorata: str
    fixed: float
    variable: float
    euros: float
    advance: float
    other_euros: float
    basis: tuple[Dated, ...] = field(repr=False)
    sentence: str
    warnings: tuple[str, ...]

    @property
    def total(self) -> float:
        """Tous les points."""
        return self.fixed + self.variable


def points_value(points: float, emploi: Emploi | None = None) -> float:
    """Renvoie la valeur de ces points, en euros.

    >>> points_value(10500)
    73500.0
    """
    refuse(amount_faults("le nombre de points", points, "des points"))
    return float(exact(points) * exact((emploi or load_emploi())["aci-point"].value))


def aci_coordination(
    patients: float,
    *,
    regime: str | None = None,
    reading: str = "tranche",
    prorata: str = "lineaire",
    on: dt.date | None = None,
    emploi: Emploi | None = None,
) -> AciCoordination:
    """Renvoie ce que l'ACI verse pour la fonction de coordination, tous objectifs atteints.

    Args:
        patients: patientèle « médecin traitant » des associés de la SISA.
        regime: « 2017 » (accord de 2017) ou « 2022 » (avenant 1) ; par défaut, celui en vigueur à la date `on`, ou
            sans date le dernier connu.
        reading: ce que veut dire « 1 700 points jusqu'à 8 000 patients ». « tranche » : 1 700 par tranche de 4 000,
            jusqu'à 8 000, la forme de tous les autres points variables ; « lineaire » : 1 700 est le total à 8 000.
        prorata: « lineaire » compte une tranche commencée en proportion ; « tranche entière » ne compte que
            les tranches de 4 000 achevées.
        on: date du calcul ; elle fait dire les chiffres périmés et les textes annoncés. Sans elle, tout texte
            annoncé se dit.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Returns:
        `points = fixes + variables` ; `euros = points × 7` ; avance de 60 %. Par défaut, sous l'avenant 1 et pour P
        patients : `1 000 + 1 700 × min(P, 8 000) / 4 000 + 1 100 × max(P − 8 000, 0) / 4 000`. Au-delà d'un seuil dont le taux
        n'est pas connu, le calcul s'arrête au seuil et le dit.

    Raises:
        InputError: patients, régime, lecture ou prorata sans sens ; toutes les fautes ensemble.

    >>> aci_coordination(8000).euros, aci_coordination(8000, reading="lineaire").euros
    (30800.0, 18900.0)
    """
    law = emploi or load_emploi()
    refuse([
        *amount_faults("la patientèle", patients, "un nombre de patients"),
        *(choice_faults("le régime de l’ACI", regime, [known.regime for known in law.aci]) if regime is not None else ()),
        *choice_faults("la lecture de l’ACI", reading, tuple(READINGS)),
        *choice_faults("le prorata de l’ACI", prorata, PRORATAS),
        *(date_faults(on) if on is not None else ()),
    ])  # fmt: skip
    named = regime_on(law, on) if regime is None else str(regime)
    rule = next(known for known in law.aci if folded(known.regime) == folded(named))
    reading, whole = folded(reading), folded(prorata) != "lineaire"
    points = _variable_points(rule, exact(patients), reading, whole)
    other = _variable_points(rule, exact(patients), _OTHER[reading], whole)
    point, share = law["aci-point"], law["aci-avance"]
    paid = (exact(rule.fixed) + points) * exact(point.value)
    rival = (exact(rule.fixed) + other) * exact(point.value)
    return AciCoordination(
        patients=float(patients),
        regime=rule.regime,
        reading=READINGS[reading],
        prorata=PRORATAS[whole],
        fixed=rule.fixed,
        variable=float(points),
        euros=float(paid),
        advance=float(paid * exact(share.value) / 100),
        other_euros=float(rival),
        basis=(rule, point, share),
        sentence=_reading_sentence(rule, reading, whole, float(rival)),
        warnings=(
            *_former(law, rule),
            *_aci_doubts(rule, patients),
            *stale(law, on=on, only={rule.id, point.id, share.id}),
        ),
    )


def regime_on(law: Emploi, on: dt.date | None) -> str:
    """Renvoie le régime en vigueur à cette date : le dernier commencé, ou le premier connu ; sans date, le dernier connu."""
    known = sorted(law.aci, key=lambda rule: first_day(rule.since or rule.date))
    return ([rule for rule in known if on is None or rule.begun(on=on)] or known[:1])[-1].regime


def _former(law: Emploi, rule: AciRegime) -> list[str]:
    """La phrase d'un calcul fait sous un accord que d'autres ont remplacé : il ne dit pas ce que la caisse verse aujourd'hui."""
    last = next(known for known in law.aci if known.regime == regime_on(law, None))
    if rule is last:
        return []
    return [
        f"Calcul sous un accord remplacé depuis\u00a0: {rule.label}, {period(rule)}. Le suivant, {quoted(last.label)}, vaut "
        f"{period(last)}."
    ]


def _variable_points(rule: AciRegime, patients: Fraction, reading: str, whole: bool) -> Fraction:
    """Les points qui dépendent des patients : jusqu'au seuil selon la lecture, puis par tranche au-delà."""
    base = rule.threshold if reading == "lineaire" else rule.tranche
    below = min(patients, Fraction(rule.threshold))
    above = max(patients - rule.threshold, Fraction(0))
    if whole:
        below, above = (Fraction(math.floor(part / rule.tranche) * rule.tranche) for part in (below, above))
    beyond = exact(rule.beyond) if rule.beyond is not None else Fraction(0)
    return exact(rule.variable) * below / base + beyond * above / rule.tranche


def _reading_sentence(rule: AciRegime, reading: str, whole: bool, rival: float) -> str:
    """La lecture suivie, en toutes lettres."""
    variable, threshold, tranche = (short_number(value) for value in (rule.variable, rule.threshold, rule.tranche))
    said = {
        "lineaire": f"{variable} points sont le total à {threshold}{NBSP}patients, en proportion au-dessous",
        "tranche": f"{variable} points par tranche de {tranche}{NBSP}patients, jusqu’à {threshold}",
    }[reading]
    beyond = f"\u00a0; au-delà, {number(rule.beyond)} points par tranche de {tranche}" if rule.beyond else ""
    counted = "seules les tranches achevées comptent" if whole else "une tranche commencée compte en proportion"
    return (
        f"{rule.label}, lecture {quoted(READINGS[reading])}\u00a0: {number(rule.fixed)} points fixes, {said}{beyond}\u00a0; {counted}. "
        f"La lecture {quoted(READINGS[_OTHER[reading]])} donnerait {euros(rival)}."
    )


def _aci_doubts(rule: AciRegime, patients: float) -> list[str]:
    """Ce que l'on n'a pas pu vérifier de ce calcul."""
    said = [f"ACI {rule.regime}, {rule.confidence}."] if rule.confidence.startswith("à vérifier") else []
    if patients <= rule.threshold:
        return said
    threshold = f"{number(rule.threshold)}{NBSP}patients"
    if rule.beyond is None:
        return [
            *said,
            f"ACI {rule.regime}\u00a0: le taux au-delà de {threshold} n’est pas connu\u00a0; le calcul s’arrête là.",
        ]
    if rule.beyond_confidence:
        return [*said, f"ACI {rule.regime}, au-delà de {threshold}, {rule.beyond_confidence}."]
    return said


# Qui paie le poste : l'ACI, les autres financements, et ce qui manque ou reste

_ACI = "ACI, fonction de coordination"


@dataclass(frozen=True, slots=True)
class FundingPlan:
    """Les ressources en face du coût, en euros par an. `missing` et `surplus` ne sont jamais positifs ensemble."""

    cost: float
    lines: tuple[MoneyLine, ...]
    aci: float

    @property
    def total(self) -> float:
        """Toutes les ressources."""
        return float(sum(exact(line.euros) for line in self.lines))

    @property
    def missing(self) -> float:
        """Ce qu'il reste à trouver."""
        return float(max(exact(self.cost) - exact(self.total), Fraction(0)))

    @property
    def surplus(self) -> float:
        """Ce qui dépasse le coût."""
        return float(max(exact(self.total) - exact(self.cost), Fraction(0)))

    @property
    def amounts(self) -> tuple[int, ...]:
        """Les lignes puis le reste à trouver, en euros entiers.

        Leur somme est l'arrondi du coût, ou celui des ressources quand elles le dépassent.
        """
        return whole_parts([*(line.euros for line in self.lines), self.missing])

    @property
    def shares(self) -> tuple[int, ...]:
        """Les mêmes en points de pourcentage entiers du coût ; vide quand le poste ne coûte rien."""
        known = [self.share(value) for value in (*(line.euros for line in self.lines), self.missing)]
        return whole_parts([share for share in known if share is not None])

    def share(self, amount: float) -> float | None:
        """Renvoie cette somme en % du coût ; rien quand le poste ne coûte rien."""
        return 100 * amount / self.cost if self.cost else None

    @property
    def sentence(self) -> str:
        """Ce qui manque ou reste, en une phrase."""
        if not self.cost:
            return "Le poste ne coûte rien en argent\u00a0: aucun financement n’est à trouver."
        if not self.lines:
            return f"Aucun financement n’est encore indiqué\u00a0: {euros(self.cost)} par an sont à trouver."
        if rounded(self.missing):
            return f"Il manque {euros(self.missing)} par an pour payer ce poste."
        left = f"\u00a0; il reste {euros(self.surplus)} par an" if rounded(self.surplus) else ""
        return f"Les financements couvrent le poste{left}."


def funding_plan(
    cost: PostCost | float,
    *,
    aci: AciCoordination | float | None = None,
    others: Sequence[tuple[str, float]] = (),
) -> FundingPlan:
    """Renvoie le plan de financement d'un poste.

    Args:
        cost: ce qu'il coûte, ou sa valeur en euros par an.
        aci: la part de coordination de l'ACI, calculée, ou le montant que la caisse a notifié.
        others: autres ressources, (libellé, euros par an).

    Raises:
        InputError: un montant négatif ou qui n'est pas un nombre.
    """
    spent = cost.annual if isinstance(cost, PostCost) else cost
    granted = aci.euros if isinstance(aci, AciCoordination) else aci
    free: Any = several(others)
    refuse([
        *amount_faults("le coût", spent, "des euros par an"),
        *amount_faults("le montant de l’ACI", 0 if granted is None else granted, "des euros par an"),
        *sums_faults("le financement", "les financements", others if free is None else free),
    ])  # fmt: skip
    lines = [] if aci is None else [_aci_line(aci)]
    lines += [MoneyLine(label, float(value), "montant donné par l’équipe") for label, value in free or ()]
    return FundingPlan(float(spent), tuple(lines), float(granted or 0))


def _aci_line(aci: AciCoordination | float) -> MoneyLine:
    """La ligne de l'ACI : calculée d'après les patients, ou notifiée."""
    if not isinstance(aci, AciCoordination):
        return MoneyLine(_ACI, float(aci), "montant notifié par la caisse")
    return MoneyLine(_ACI, aci.euros, _points_said(aci), aci.basis, estimate=True)


def _points_said(aci: AciCoordination) -> str:
    """Les points et leur valeur."""
    point = next(value for value in aci.basis if value.id == "aci-point")
    worth = short_number(getattr(point, "value", 0))
    return (
        f"({number(aci.fixed)} + {short_number(aci.variable)}) points × {worth}{NBSP}€, pour {number(aci.patients)}{NBSP}patients, "
        f"lecture {quoted(aci.reading)}"
    )


# L'argent du poste d'un seul tenant


@dataclass(frozen=True, slots=True)
class MicroContributions:
    """Ce qu'une micro-entreprise verse et garde sur un an, en euros ; les taux sont en % du chiffre d'affaires.

    `net` est avant impôt sur le revenu et frais professionnels. `limits` dit les seuils que ce chiffre d'affaires
    dépasse, et ceux que l'on ne connaît pas à cette date : un seuil périmé ne juge rien.
    """

    turnover: float
    rate: float
    training_rate: float
    contributions: float
    net: float
    figures: tuple[Figure, ...] = field(repr=False)
    limits: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Le risque d'un seul client, puis les seuils dépassés."""
        clients = next(figure for figure in self.figures if figure.id == "micro-clients")
        return (f"{number(clients.value)}{NBSP}clients au moins. {clients.note}", *self.limits)

    @property
    def sentence(self) -> str:
        """Ce qui reste, en une phrase."""
        return (
            f"Sur {euros(self.turnover)} facturés dans l’année, la personne verse {euros(self.contributions)} de cotisations "
            f"({short_number(self.rate)}{NBSP}% et {short_number(self.training_rate)}{NBSP}% de formation, taux "
            f"{of_date(self.figures[0].date)})\u00a0; il lui reste {euros(self.net)} avant impôt et frais."
        )


def micro_contributions(turnover: float, *, on: dt.date, emploi: Emploi | None = None) -> MicroContributions:
    """Renvoie les cotisations d'une micro-entreprise de prestations intellectuelles et ce qui reste.

    Args:
        turnover: chiffre d'affaires de l'année, en euros, hors taxes.
        on: date qui choisit le taux.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Returns:
        `cotisations = chiffre d'affaires × (taux + formation)`, le reste, et les points d'attention : un seul
        client, le plafond, la TVA.

    Raises:
        InputError: un chiffre d'affaires négatif ou qui n'est pas un nombre.

    >>> import datetime as dt
    >>> micro_contributions(20000, on=dt.date(2026, 7, 1)).net
    14840.0
    """
    refuse([*amount_faults("le chiffre d’affaires", turnover, "des euros par an"), *date_faults(on)])
    law = emploi or load_emploi()
    rate, training = law.at("micro-cotisations", on=on), law.at("micro-formation", on=on)
    clients = law.at("micro-clients", on=on)
    ceiling, vat, raised = (
        law.at(name, on=on) for name in ("micro-plafond", "micro-seuil-tva", "micro-seuil-tva-majore")
    )
    due = exact(turnover) * (exact(rate.value) + exact(training.value)) / 100
    said = [
        *(doubt(used, on) for used in (rate, training) if not used.holds(on=on)),
        *_over(turnover, ceiling, "le plafond de la micro-entreprise", on),
        *_vat_said(turnover, vat, raised, on),
    ]
    return MicroContributions(
        float(turnover), rate.value, training.value, float(due), float(exact(turnover) - due),
        (rate, training, clients, ceiling, vat, raised), tuple(said),
    )  # fmt: skip


def _over(turnover: float, limit: Figure, named: str, on: dt.date) -> list[str]:
    """La phrase qui dit qu'un seuil est dépassé, s'il l'est ; hors de sa période, que l'on n'en sait rien."""
    if not limit.holds(on=on):
        return [
            f"{capital(named)} n’est pas connu ici au {date(on)}, donc pas jugé : à vérifier. Le chiffre le plus proche, "
            f"{euros(limit.value)}, vaut {period(limit)}."
        ]
    if turnover <= limit.value:
        return []
    return [
        f"{euros(turnover)} facturés dans l’année dépassent {named} : {euros(limit.value)} "
        f"(chiffre {of_date(limit.date)}, {limit.confidence})."
    ]


def _vat_said(turnover: float, vat: Figure, raised: Figure, on: dt.date) -> list[str]:
    """Ce que la TVA change à la facture, quand son seuil est dépassé ou inconnu."""
    said = _over(turnover, vat, "le seuil sous lequel la TVA n’est pas facturée", on)
    if not said or not vat.holds(on=on):
        return said
    when = (
        f"au-delà du seuil majoré de {euros(raised.value)}, la TVA s’ajoute dès le dépassement"
        if turnover > raised.value
        else f"sous le seuil majoré de {euros(raised.value)}, la TVA s’ajoute au plus tôt l’année suivante"
    )
    return [f"{said[0]} Les montants comptés ici sont hors taxes ; {when}."]


# L'argent d'une fiche de poste, d'un bloc : le coût, qui le paie, ce que ces chiffres valent


@dataclass(frozen=True, slots=True)
class PostMoney:
    """L'argent du poste. Absents quand ils ne s'appliquent pas : `aci`, `micro`, `affordable`.

    `basis` liste les chiffres datés employés ; `warnings` sont des phrases complètes, chacune une fois. Le risque d'un seul
    client n'y est pas : le statut le dit.
    """

    status_id: str
    inputs: MoneyInputs = field(repr=False)
    cost: PostCost
    plan: FundingPlan
    aci: AciCoordination | None
    micro: MicroContributions | None
    affordable: Affordable | None
    basis: tuple[Dated, ...] = field(repr=False)
    warnings: tuple[str, ...]


def money_for(
    status_id: str, weekly_hours: float, inputs: MoneyInputs, *, on: dt.date, emploi: Emploi | None = None
) -> PostMoney:
    """Renvoie le coût du poste, son financement et les points d'attention.

    Args:
        status_id: identifiant du statut (voir `post_cost`).
        weekly_hours: heures par semaine.
        inputs: ce que l'équipe sait de l'argent.
        on: date de la fiche ; elle choisit les chiffres et fait dire ceux qui sont périmés.
        emploi: chiffres à employer (par défaut, ceux livrés).

    Raises:
        InputError: toutes les fautes des données, ensemble.
    """
    law = emploi or load_emploi()
    cost = post_cost(status_id, weekly_hours, inputs, on=on, emploi=law)
    aci = _granted(inputs, on, law)
    plan = funding_plan(cost, aci=aci if inputs.aci_euros is None else inputs.aci_euros, others=inputs.others)
    billed = cost.lines[0].euros if status_id == "micro" else None
    micro = None if billed is None else micro_contributions(billed, on=on, emploi=law)
    affordable = (
        None if inputs.budget is None else affordable_hours(inputs.budget, status_id, inputs, on=on, emploi=law)
    )
    values = (*cost.basis, *(micro.figures if micro else ()), *(aci.basis if aci else ()))
    basis = tuple({value.id: value for value in values}.values())
    said = (
        *cost.warnings,
        *(micro.limits if micro else ()),
        *(aci.warnings if aci else ()),
        *stale(law, on=on, only={value.id for value in basis}),
    )
    return PostMoney(status_id, inputs, cost, plan, aci, micro, affordable, basis, tuple(dict.fromkeys(said)))


def _granted(inputs: MoneyInputs, on: dt.date, law: Emploi) -> AciCoordination | None:
    """La part de l'ACI calculée d'après les patients, sauf si la caisse a déjà donné son montant."""
    if inputs.patients is None or inputs.aci_euros is not None:
        return None
    return aci_coordination(
        inputs.patients,
        regime=inputs.regime or regime_on(law, on),
        reading=inputs.reading,
        prorata=inputs.prorata,
        on=on,
        emploi=law,
    )
