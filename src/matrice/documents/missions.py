"""Les missions d'un poste : ses tâches en cinq à sept lignes qu'une personne pressée reconnaît, et leur volume arrondi."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..amounts import exact
from ..fiche import FicheDePoste, Group, Part, PlannedTask, allocate, arrange
from ..text import NBSP, hours, number

_FEWEST, _MORE, _MANY_HOURS = 5, 7, 16  # missions, et les heures par semaine à partir desquelles on les détaille plus
_HALVES = (0.5, 0.25)  # h/semaine
_FIVES = 5  # h/an : au-dessous, un volume annuel est une fausse précision


@dataclass(frozen=True, slots=True)
class Mission:
    """Une mission et ses tâches ; `volume` est le temps qui s'imprime, arrondi : le total des missions tombe juste."""

    id: str
    label: str
    tasks: tuple[PlannedTask, ...] = field(repr=False)
    volume: str

    @property
    def hours(self) -> float:
        """Les heures par semaine, exactes."""
        return math.fsum(task.hours for task in self.tasks)

    @property
    def hours_year(self) -> int:
        """Les heures de travail par an."""
        return sum(task.hours_year for task in self.tasks)

    @property
    def is_reserve(self) -> bool:
        """Vrai pour le temps gardé pour les imprévus."""
        return self.tasks[0].is_reserve


def missions(fiche: FicheDePoste, layout: str, tasks: Sequence[PlannedTask] | None = None) -> tuple[Mission, ...]:
    """Renvoie les missions d'un poste, la réserve en dernier ; `tasks` en donne d'autres que celles de la fiche.

    Un plan de quatre ou cinq titres est trop gros : le plus lourd se coupe, jusqu'à cinq missions (sept à partir de 16 h). Celles
    qui portent une part du socle viennent d'abord : c'est le travail que chacun reconnaît.

    Raises:
        InputError: plan inconnu.
    """
    parts = arrange(fiche.tasks if tasks is None else tasks, fiche.ref, layout)
    bundles = [(part, list(part.groups)) for part in parts if not part.tasks[0].is_reserve]
    wanted = _MORE if fiche.weekly_hours >= _MANY_HOURS else _FEWEST
    while len(bundles) < wanted and (cut := [one for one in bundles if len(one[1]) > 1 and _named_apart(*one)]):
        heaviest = max(cut, key=lambda one: _hours(one[1]))
        apart = max(_named_apart(*heaviest), key=lambda group: _hours([group]))
        rank = bundles.index(heaviest)
        rest = (heaviest[0], [group for group in heaviest[1] if group is not apart])
        bundles[rank : rank + 1] = [(heaviest[0], [apart]), rest]
    groups = sorted((_merged(part, own) for part, own in bundles), key=lambda group: not any(map(recurs, group.tasks)))
    groups += [Group(part.id, "Imprévus", part.tasks) for part in parts if part.tasks[0].is_reserve]
    return tuple(
        Mission(group.id, group.label, group.tasks, volume)
        for group, volume in zip(groups, _volumes(groups, fiche), strict=True)
    )


def _named_apart(part: Part, groups: Sequence[Group]) -> list[Group]:
    """Les groupes qui peuvent sortir de leur partie : ceux qui ont un autre nom qu'elle, ou deux missions auraient le même."""
    return [group for group in groups if group.label != part.label]


def recurs(task: PlannedTask) -> bool:
    """Vrai pour une tâche du socle, qui revient toute l'année."""
    return task.kind == "socle"


def _hours(groups: Sequence[Group]) -> float:
    """Les heures par semaine de ces groupes."""
    return math.fsum(task.hours for group in groups for task in group.tasks)


def _merged(part: Part, groups: Sequence[Group]) -> Group:
    """Ces groupes en un seul ; celui qui est seul garde son nom, plus précis que celui de sa partie."""
    if len(groups) == 1:
        return groups[0]
    return Group(part.id, part.label, tuple(task for group in groups for task in group.tasks))


# Un volume se lit, il ne se pointe pas : des demi-heures par semaine, des heures par mois, ou des heures par an


def _volumes(groups: Sequence[Group], fiche: FicheDePoste) -> list[str]:
    """Le temps de chaque groupe : par semaine ou par mois dans un emploi, par an ailleurs, où rien ne se compte à la minute."""
    if not fiche.status.hierarchy:
        years = [sum(task.hours_year for task in group.tasks) for group in groups]
        return [f"{number(year)}{NBSP}h par an" for year in rounded_years(years)]
    weeks = [_hours([group]) for group in groups]
    month = float(exact(fiche.emploi["semaines-travaillees"].value) / 12)
    return [
        f"{hours(week)} par semaine" if week >= 1 else f"{number(week * month)}{NBSP}h par mois"
        for week in _rounded_weeks(weeks)
    ]


def _rounded_weeks(weeks: Sequence[float]) -> Sequence[float]:
    """Ces heures par semaine en demi-heures, ou en quarts s'il le faut ; leur somme ne change pas."""
    total = math.fsum(weeks)
    for step in _HALVES:
        if exact(total) % exact(step) == 0 and step * len(weeks) <= total:
            return allocate(weeks, total, low=[step] * len(weeks), step=step)
    return weeks


def rounded_years(years: Sequence[int]) -> Sequence[float]:
    """Renvoie ces heures par an de cinq en cinq ; leur somme est leur total, arrondi de même."""
    total = _FIVES * round(sum(years) / _FIVES)
    if not years or _FIVES * len(years) > total:
        return years
    return allocate(years, total, low=[float(_FIVES)] * len(years), step=_FIVES)
