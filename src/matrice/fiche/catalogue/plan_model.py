"""Les plans comme valeurs : des tâches propres, et les façons de ranger les mêmes tâches."""

from __future__ import annotations

from ...errors import InputError, Problem
from ...referentiel import PartialDate, Source, Task, Text, Value, suggestion
from ...text import quoted, series

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


class Plans(Value):
    """Les tâches propres et les plans livrés."""

    version: str
    date: PartialDate
    sources: tuple[Source, ...]
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
