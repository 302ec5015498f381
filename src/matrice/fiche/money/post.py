"""L'argent d'une fiche de poste, d'un bloc : le coût, qui le paie, ce que ces chiffres valent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ..emploi import Dated, Emploi, load_emploi
from .aci import AciCoordination, aci_coordination, regime_on
from .budgets import Affordable, affordable_hours
from .costs import PostCost, post_cost
from .funding import FundingPlan, funding_plan
from .inputs import MoneyInputs
from .micro import MicroContributions, micro_contributions
from .validity import stale


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

    @property
    def cost_warnings(self) -> tuple[str, ...]:
        """Ceux qui parlent du prix seul : la personne les lit aussi, quand le reste regarde l'équipe."""
        return (*self.cost.notes, *self.cost.warnings, *(self.micro.limits if self.micro else ()))


def money_for(
    status_id: str, weekly_hours: float, inputs: MoneyInputs, on: dt.date, emploi: Emploi | None = None
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
    aci = granted(inputs, on, law)
    plan = funding_plan(cost, aci=aci if inputs.aci_euros is None else inputs.aci_euros, others=inputs.others)
    billed = cost.lines[0].euros if status_id == "micro" else None
    micro = None if billed is None else micro_contributions(billed, on, emploi=law)
    affordable = (
        None if inputs.budget is None else affordable_hours(inputs.budget, status_id, inputs, on=on, emploi=law)
    )
    values = (*cost.basis, *(micro.figures if micro else ()), *(aci.basis if aci else ()))
    basis = tuple({value.id: value for value in values}.values())
    said = (
        *cost.warnings,
        *(micro.limits if micro else ()),
        *(aci.warnings if aci else ()),
        *stale(law, on, only={value.id for value in basis}),
    )
    return PostMoney(status_id, inputs, cost, plan, aci, micro, affordable, basis, tuple(dict.fromkeys(said)))


def granted(inputs: MoneyInputs, on: dt.date, law: Emploi) -> AciCoordination | None:
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
