"""La demande faite à `draft`, vérifiée d'un bloc : toutes ses fautes se disent ensemble."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...amounts import exact, several, tidy
from ...errors import InputError
from ...referentiel import Scale
from ..catalogue.plans import CatalogueTask
from ..emploi import load_emploi
from .needs import Need, need
from .request_faults import request_faults


@dataclass(frozen=True, slots=True)
class Role:
    """Une personne de l'équipe qui peut prendre une part du travail, sur ses propres heures.

    `hours` est en heures par semaine. `functions` et `tasks` sont les identifiants de ce qu'elle prend
    volontiers ; sans eux, elle prend ce qui reste, par priorité.
    """

    label: str
    hours: float
    functions: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Ce que l'équipe demande : un budget, peut-être des tâches, des priorités, des temps et des bornes.

    `reserve` est la part du budget gardée pour les imprévus, de 0 à 0,5. `needs` donne le temps connu d'avance
    de certaines tâches, et `fixed` ce même temps ramené à la semaine.
    """

    hours: float
    tasks: tuple[str, ...] | None
    weights: Mapping[str, float]
    target: int
    low: Mapping[str, float]
    high: Mapping[str, float]
    minimum: float
    step: float
    reserve: float
    needs: Mapping[str, Need]
    fixed: Mapping[str, float]
    roles: tuple[Role, ...]

    @property
    def reserved(self) -> float:
        """Les heures gardées pour les imprévus, au pas le plus proche."""
        unit = exact(self.step)
        return float(math.floor(exact(self.hours) * exact(self.reserve) / unit + exact(0.5)) * unit)

    @property
    def shared(self) -> float:
        """Les heures à partager entre les tâches."""
        return float(exact(self.hours) - exact(self.reserved))

    def floor(self, task: str) -> float:
        """Le temps que cette tâche reçoit au moins si elle est retenue : un pas, ou plus, jamais zéro."""
        if task in self.fixed:
            return self.fixed[task]
        unit = exact(self.step)
        wanted = self.low.get(task, min(self.minimum, self.ceiling(task)))
        return float(max(1, math.ceil(exact(wanted) / unit)) * unit)

    def ceiling(self, task: str) -> float:
        """Le temps que cette tâche reçoit au plus : un multiple du pas, comme toutes les heures."""
        most = self.fixed[task] if task in self.fixed else self.high.get(task, math.inf)
        unit = exact(self.step)
        return most if math.isinf(most) else float(math.floor(exact(most) / unit) * unit)


def checked_request(offered: Sequence[CatalogueTask], scale: Scale, **asked: Any) -> Request:
    """Renvoie la demande, ou lève `InputError` avec tout ce qu'elle a d'impossible.

    `offered` est le catalogue où choisir ; `asked` porte les arguments de `draft`, tels que la personne les a donnés.
    """
    for name in ("tasks", "roles"):  # une suite d'une autre sorte devient un tuple ; le reste se dit comme une faute
        listed = several(asked[name])
        asked[name] = asked[name] if listed is None else listed
    if problems := list(request_faults(offered, scale, asked)):
        raise InputError(problems, subject="Fiche de poste impossible")
    tables = {
        name: {task: float(value) for task, value in (asked[name] or {}).items()} for name in ("weights", "low", "high")
    }
    step, law = float(asked["step"]), asked["emploi"] or load_emploi()
    needs = {task: need(value) for task, value in (asked["times"] or {}).items()}
    return Request(
        hours=float(asked["hours"]),
        tasks=asked["tasks"],
        target=scale.values[-1] if asked["target"] is None else asked["target"],
        minimum=float(asked["minimum"]),
        step=step,
        reserve=float(asked["reserve"]),
        needs=needs,
        fixed={task: known.weekly(law, step) for task, known in needs.items()},
        roles=tuple(replace(role, label=tidy(role.label)) for role in asked["roles"]),
        **tables,
    )
