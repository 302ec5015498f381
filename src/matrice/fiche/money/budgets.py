"""Combien d'heures un budget paie : la plus grande durée dont le coût tient, cherchée exactement."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from ...errors import Problem
from ...text import euros, hours
from ..emploi import Emploi, load_emploi, working_time
from ..sharing.allocation import exact
from ..sharing.amounts import is_amount, said
from .checks import amount_faults, refuse
from .costs import Case, case_lines
from .inputs import MoneyInputs, input_faults


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
    refuse([*search_faults(budget, step, longest), *input_faults(status_id, step, inputs, on, law)])
    unit = exact(step)

    def cost(steps: int) -> Fraction:
        time = working_time(float(steps * unit), law)
        return sum((exact(line.euros) for line in case_lines(Case(status_id, time, inputs, on, law))), Fraction(0))

    low, high = 0, int(exact(longest) / unit)
    last = high
    while low < high:  # le plus grand nombre de pas dont le coût tient
        middle = (low + high + 1) // 2
        low, high = (middle, high) if cost(middle) <= exact(budget) else (low, middle - 1)
    spent = cost(low) if low else Fraction(0)
    more = float(cost(low + 1)) if low < last else None
    return Affordable(float(budget), float(low * unit), float(spent), more, flat=last > 1 and cost(1) == cost(last))


def search_faults(budget: object, step: object, most: object) -> list[Problem]:
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
