"""Le catalogue des tâches et ses plans : la grille, plus ce que d'autres documents confient à la coordination.

La grille range les tâches par axe et par fonction. D'autres descriptions du métier les rangent autrement (cinq
blocs, quatre missions, quatre champs) et nomment des activités que la grille n'a pas : `data/plans.yaml` leur
donne une tâche propre, avec la fonction qui l'abrite, et dit où chaque tâche se range dans chaque plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from ...errors import InputError
from ...files import shipped_text
from ...referentiel import Axis, Dimension, Function, Referentiel, Task, load_referentiel, parse_values
from .plan_faults import plan_faults
from .plan_model import OwnTask, Plans


@dataclass(frozen=True, slots=True)
class CatalogueTask:
    """Une tâche que la fiche peut confier, à sa place dans la grille ; `dimension` est vide si elle n'en sert aucune."""

    task: Task
    axis: Axis = field(repr=False)
    function: Function = field(repr=False)
    dimension: Dimension | None = field(repr=False)

    @property
    def id(self) -> str:
        """L'identifiant de la tâche."""
        return self.task.id


@cache
def load_plans() -> Plans:
    """Renvoie les plans livrés avec la bibliothèque, vérifiés contre la grille livrée.

    >>> [plan.id for plan in load_plans().plans]
    ['matrice', 'blocs', 'missions', 'champs']
    """
    return parse_plans(shipped_text("plans.yaml"), source="plans.yaml")


def parse_plans(text: str, *, source: str = "texte", ref: Referentiel | None = None) -> Plans:
    """Renvoie les plans écrits dans `text` (YAML) ; `source` les nomme dans les messages.

    Args:
        text: le contenu d'un fichier au format de `plans.yaml`.
        source: son nom.
        ref: la grille dont les plans rangent les tâches (par défaut, celle livrée).

    Raises:
        InputError: forme fautive, tâche inconnue, rangée deux fois ou oubliée ; toutes les fautes ensemble.
    """
    plans = parse_values(Plans, text, source=source)
    problems = tuple(plan_faults(plans, ref or load_referentiel(), source))
    if problems:
        raise InputError(problems, subject="Plans refusés")
    return plans


def catalogue(ref: Referentiel, plans: Plans | None = None) -> tuple[CatalogueTask, ...]:
    """Renvoie les tâches que la fiche peut confier : celles de la grille, et les tâches propres.

    Une tâche propre vient après celles de sa fonction. Elle n'est là que si la grille a cette fonction, et la
    grille l'emporte quand elle porte déjà une tâche de cet identifiant. Une dimension que la grille n'a pas
    laisse la tâche sans dimension.

    Args:
        ref: la grille.
        plans: les plans à employer (par défaut, ceux livrés).

    >>> tasks = catalogue(load_referentiel())
    >>> len(tasks), tasks[16].id, tasks[16].function.id
    (109, 'A.1', 'F1.4')
    """
    return tuple(_placed(ref, plans or load_plans()))


def _placed(ref: Referentiel, plans: Plans) -> Iterator[CatalogueTask]:
    """Fonction par fonction : les tâches de la grille, puis les tâches propres."""
    taken = {task.id for task in ref.tasks}
    for axis in ref.axes:
        for function in axis.functions:
            for task in function.tasks:
                yield CatalogueTask(task, axis, function, ref.dimension(task.dimension or function.dimension))
            for own in plans.tasks:
                if own.function == function.id and own.id not in taken:
                    yield CatalogueTask(own, axis, function, served(ref, own))


def served(ref: Referentiel, task: OwnTask) -> Dimension | None:
    """La dimension de la grille que sert une tâche propre : celle de ce nom, ou celle qui la couvre."""
    found = (d for d in ref.dimensions if task.dimension in (d.id, *d.covers))
    return next(found, None) if task.dimension else None
