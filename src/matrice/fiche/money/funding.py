"""Qui paie le poste : l'ACI, les autres financements, et ce qui manque ou reste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...text import NBSP, euros, number, quoted, rounded, short_number
from ..sharing.allocation import exact
from ..sharing.amounts import several
from .aci import AciCoordination
from .checks import amount_faults, refuse, sums_faults
from .costs import PostCost
from .lines import MoneyLine
from .money_text import whole_parts

ACI = "ACI, fonction de coordination"


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
    def covered_by_aci(self) -> float:
        """Ce que l'ACI couvre du coût, au plus le coût."""
        return min(self.aci, self.cost)

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
    lines = [] if aci is None else [aci_line(aci)]
    lines += [MoneyLine(label, float(value), "montant donné par l’équipe") for label, value in free or ()]
    return FundingPlan(float(spent), tuple(lines), float(granted or 0))


def aci_line(aci: AciCoordination | float) -> MoneyLine:
    """La ligne de l'ACI : calculée d'après les patients, ou notifiée."""
    if not isinstance(aci, AciCoordination):
        return MoneyLine(ACI, float(aci), "montant notifié par la caisse")
    return MoneyLine(ACI, aci.euros, points_said(aci), aci.basis, estimate=True)


def points_said(aci: AciCoordination) -> str:
    """Les points et leur valeur."""
    point = next(value for value in aci.basis if value.id == "aci-point")
    worth = short_number(getattr(point, "value", 0))
    return (
        f"({number(aci.fixed)} + {short_number(aci.variable)}) points × {worth}{NBSP}€, pour {number(aci.patients)}{NBSP}patients, "
        f"lecture {quoted(aci.reading)}"
    )
