"""Ranger les tâches d'une fiche selon un plan : les mêmes tâches, les mêmes heures, d'autres titres."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...referentiel import Referentiel
from ..model import RESERVE, PlannedTask
from .plan_model import MATRICE, Plan, Plans
from .plans import catalogue, load_plans

OTHERS = "autres"
OTHERS_LABEL = "Autres tâches"
RESERVE_LABEL = "Réserve"


@dataclass(frozen=True, slots=True)
class Group:
    """Un sous-titre et ses tâches, dans l'ordre du plan.

    Il porte le libellé de sa partie quand la source n'a pas de sous-titre pour ces tâches.
    """

    id: str
    label: str
    tasks: tuple[PlannedTask, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Un titre et ses groupes ; il y en a au moins un, et chacun a au moins une tâche."""

    id: str
    label: str
    groups: tuple[Group, ...]

    @property
    def tasks(self) -> tuple[PlannedTask, ...]:
        """Toutes les tâches de la partie, dans l'ordre de ses groupes."""
        return tuple(task for group in self.groups for task in group.tasks)


@dataclass(frozen=True, slots=True)
class Place:
    """La place d'un groupe dans un plan : sa partie, et les tâches qui y habitent, chacune à son rang."""

    part: tuple[str, str]
    group: tuple[str, str]
    tasks: tuple[str, ...]


def arrange(
    tasks: Sequence[PlannedTask], ref: Referentiel, plan_id: str = MATRICE, plans: Plans | None = None
) -> tuple[Part, ...]:
    """Renvoie les mêmes tâches, avec les mêmes heures, rangées selon un plan.

    Une tâche que le plan ne connaît pas (celle d'une grille propre à une fédération) va dans une dernière partie,
    « Autres tâches » ; la réserve pour imprévus a toujours la sienne, tout à la fin.

    Args:
        tasks: les tâches d'une fiche, réserve comprise.
        ref: la grille dont elles viennent.
        plan_id: l'identifiant du plan : « matrice », « blocs », « missions » ou « champs » pour ceux livrés.
        plans: les plans à employer (par défaut, ceux livrés).

    Raises:
        InputError: aucun plan n'a cet identifiant ; le message liste les plans connus.
    """
    known = plans or load_plans()
    places = tuple(layout(known[plan_id], ref, known))
    chosen = [task for task in tasks if not task.is_reserve]
    housed = {identifier for place in places for identifier in place.tasks}
    parts = list(filled(places, chosen))
    for identifier, label, left in (
        (OTHERS, OTHERS_LABEL, [task for task in chosen if task.id not in housed]),
        (RESERVE.id, RESERVE_LABEL, [task for task in tasks if task.is_reserve]),
    ):
        if left:
            parts.append(Part(identifier, label, (Group(identifier, label, tuple(left)),)))
    return tuple(parts)


def layout(plan: Plan, ref: Referentiel, plans: Plans) -> Iterator[Place]:
    """Les places d'un plan, dans l'ordre : les fonctions de la grille, ou les groupes listés."""
    if plan.parts:
        for part in plan.parts:
            for group in part.groups:
                yield Place((part.id, part.label), (group.id, group.label), group.tasks)
        return
    homes: dict[str, list[str]] = {}
    for placed in catalogue(ref, plans):
        homes.setdefault(placed.function.id, []).append(placed.id)
    for axis in ref.axes:
        for function in axis.functions:
            yield Place((axis.id, axis.label), (function.id, function.label), tuple(homes.get(function.id, ())))


def filled(places: Iterable[Place], tasks: Sequence[PlannedTask]) -> Iterator[Part]:
    """Les parties où il y a des tâches, dans l'ordre du plan."""
    by_id = {task.id: task for task in tasks}
    parts: dict[tuple[str, str], list[Group]] = {}
    for place in places:
        own = tuple(by_id[identifier] for identifier in place.tasks if identifier in by_id)
        if own:
            parts.setdefault(place.part, []).append(Group(*place.group, own))
    for (identifier, label), groups in parts.items():
        yield Part(identifier, label, tuple(groups))
