"""L'argent d'une fiche d'un bloc : le coût, qui le paie, ce qui reste à une micro-entreprise, ce que ces chiffres valent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ...amounts import exact
from ...text import NBSP, capital, date, euros, number, short_number
from ..emploi import Dated, Emploi, Figure, load_emploi
from .costs import Affordable, PostCost, affordable_hours, post_cost
from .figures import doubt, of_date, period, stale
from .funding import AciCoordination, FundingPlan, aci_coordination, funding_plan, regime_on
from .inputs import MoneyInputs, amount_faults, date_faults, refuse


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
