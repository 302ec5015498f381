"""Le catalogue des tâches et ses plans : la grille, plus ce que d'autres documents confient à la coordination.

La grille range les tâches par axe et par fonction. D'autres descriptions du métier les rangent autrement (cinq
blocs, quatre missions, quatre champs) et nomment des activités que la grille n'a pas : `data/plans.yaml` leur
donne une tâche propre, avec la fonction qui l'abrite, et dit où chaque tâche se range dans chaque plan.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from ..errors import InputError, Problem
from ..referentiel import (
    Axis,
    Dimension,
    Function,
    Referentiel,
    Shipped,
    Task,
    Text,
    Value,
    shipped,
    suggestion,
)
from ..text import folded, quoted, series

MATRICE = "matrice"  # le plan tiré de la grille elle-même : il n'a rien à lister


class OwnTask(Task):
    """Une tâche que la grille n'a pas ; `function` est celle qui l'abrite, `dimension` celle qu'elle sert ou rien."""

    function: Text


class Activity(Value):
    """Une ligne d'un document source, dans nos mots, et les tâches du catalogue qui la font.

    `attitude` est l'identifiant du savoir-être que la ligne décrit, quand elle dit une façon d'être.
    """

    id: Text
    label: Text
    tasks: tuple[Text, ...]
    attitude: str = ""


class PlanGroup(Value):
    """Un sous-titre d'un plan : les tâches qui y habitent, et les lignes de la source qu'il couvre."""

    id: Text
    label: Text
    source: str = ""
    tasks: tuple[Text, ...] = ()
    activities: tuple[Activity, ...] = ()


class PlanPart(Value):
    """Une grande partie d'un plan : un bloc, une mission, un champ."""

    id: Text
    label: Text
    source: str = ""
    groups: tuple[PlanGroup, ...]


class Plan(Value):
    """Une façon de ranger les mêmes tâches ; sans `parts`, celle de la grille."""

    id: Text
    label: Text
    short: Text
    source: Text
    parts: tuple[PlanPart, ...] = ()

    @property
    def groups(self) -> tuple[PlanGroup, ...]:
        """Tous les groupes, dans l'ordre du plan."""
        return tuple(group for part in self.parts for group in part.groups)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Toutes les lignes de la source, dans l'ordre du plan."""
        return tuple(activity for group in self.groups for activity in group.activities)


class Plans(Shipped):
    """Les tâches propres et les plans livrés."""

    tasks: tuple[OwnTask, ...]
    plans: tuple[Plan, ...]

    def __getitem__(self, identifier: str) -> Plan:
        """Le plan de cet identifiant ; `InputError` qui liste les plans connus sinon."""
        for plan in self.plans:
            if plan.id == identifier:
                return plan
        known = [plan.id for plan in self.plans]
        listed = series([quoted(name) for name in known], "ou")
        raise InputError(
            [
                Problem(
                    f"aucun plan ne s’appelle {quoted(str(identifier))}\u00a0; attendu\u00a0: {listed}"
                    f"{suggestion(str(identifier), known)}."
                )
            ],
            subject="Plan inconnu",
        )


# Le catalogue des tâches et ses plans : la grille, plus ce que d'autres documents confient à la coordination


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


load_plans = shipped(Plans, "plans.yaml")


def catalogue(ref: Referentiel) -> tuple[CatalogueTask, ...]:
    """Renvoie les tâches que la fiche peut confier : celles de la grille, et les tâches propres.

    Une tâche propre vient après celles de sa fonction. Elle n'est là que si la grille a cette fonction, et la
    grille l'emporte quand elle porte déjà une tâche de cet identifiant. Une dimension que la grille n'a pas
    laisse la tâche sans dimension.

    >>> from matrice.referentiel import load_referentiel
    >>> tasks = catalogue(load_referentiel())
    >>> len(tasks), tasks[16].id, tasks[16].function.id
    (109, 'A.1', 'F1.4')
    """
    return tuple(_placed(ref, load_plans().tasks))


def _placed(ref: Referentiel, owned: Sequence[OwnTask]) -> Iterator[CatalogueTask]:
    """Fonction par fonction : les tâches de la grille, puis les tâches propres."""
    taken = {task.id for task in ref.tasks}
    for axis in ref.axes:
        for function in axis.functions:
            for task in function.tasks:
                yield CatalogueTask(task, axis, function, ref.dimension(task.dimension or function.dimension))
            for own in owned:
                if own.function == function.id and own.id not in taken:
                    yield CatalogueTask(own, axis, function, _served(ref, own))


def _served(ref: Referentiel, task: OwnTask) -> Dimension | None:
    """La dimension de la grille que sert une tâche propre : celle de ce nom, ou celle qui la couvre."""
    found = (d for d in ref.dimensions if task.dimension in (d.id, *d.covers))
    return next(found, None) if task.dimension else None


# Chercher une tâche en mots : « gérer la paie », « RCP », « enquete »

_EMPTY = frozenset(["avec", "dans", "des", "les", "leur", "leurs", "par", "pour", "que", "qui", "sur", "une", "aux"])
_CLOSE = 0.6  # ressemblance de deux phrases, celle que difflib tient pour proche


def search_tasks(words: str, offered: Sequence[CatalogueTask]) -> tuple[CatalogueTask, ...]:
    """Renvoie les tâches que ces mots désignent, dans l'ordre du catalogue.

    Chaque mot doit commencer un mot de la tâche, ou d'une ligne de document source qu'elle fait ; sans accents ni majuscules. Sans
    réponse, celles dont le libellé ressemble à la phrase.

    >>> from matrice.referentiel import load_referentiel
    >>> [item.id for item in search_tasks("gerer la paie", catalogue(load_referentiel()))]
    ['T5.2.3']
    """
    wanted = _words(words)
    if not wanted:
        return ()
    found = [item for item in offered if all(_said_in(word, _words(item.task.label)) for word in wanted)]
    if not found:
        lines = _lines_by_task()
        found = [
            item
            for item in offered
            if all(
                _said_in(word, _words(f"{item.task.label} {item.function.label} {lines.get(item.id, '')}"))
                for word in wanted
            )
        ]
    close = difflib.get_close_matches(folded(words), [folded(item.task.label) for item in offered], n=3, cutoff=_CLOSE)
    return tuple(found or (item for item in offered if folded(item.task.label) in close))


def task_named(name: str, offered: Sequence[CatalogueTask]) -> str:
    """Renvoie l'identifiant que désigne ce nom : lui-même, sa casse mise à part, ou la seule tâche que ses mots désignent."""
    known = {item.id.casefold(): item.id for item in offered}
    if found := known.get(name.strip().casefold()):
        return found
    exact = [item.id for item in offered if folded(item.task.label) == folded(name)]
    found_by_words = exact or [item.id for item in search_tasks(name, offered)]
    return found_by_words[0] if len(found_by_words) == 1 and len(_words(name)) > 1 else name


def _words(text: str) -> list[str]:
    """Les mots qui comptent, sans accents."""
    bare = "".join(letter if letter.isalnum() else " " for letter in folded(text))
    return [word for word in bare.split() if len(word) > 2 and word not in _EMPTY]


def _said_in(word: str, text: Sequence[str]) -> bool:
    """Vrai si un mot du texte commence comme celui-ci, à sa terminaison près."""
    stem = word if len(word) < 6 else word[:-2]
    return any(other.startswith(stem) for other in text)


@cache
def _lines_by_task() -> dict[str, str]:
    """Les lignes des documents sources que fait chaque tâche."""
    said: dict[str, str] = {}
    for plan in load_plans().plans:
        for activity in plan.activities:
            for task in activity.tasks:
                said[task] = f"{said.get(task, '')} {activity.label}"
    return said
