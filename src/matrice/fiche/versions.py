"""Deux versions d'une fiche côte à côte : ce qui arrive, ce qui part, ce qui change d'heures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .model import FicheDePoste, PlannedTask, checked_fiches
from .sharing.allocation import exact

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["ajoutée", "retirée", "plus d’heures", "moins d’heures", "inchangée"]


@dataclass(frozen=True, slots=True)
class TaskChange:
    """Une tâche d'une version à l'autre : ses heures par semaine avant et après, absentes si elle n'y est pas."""

    id: str
    label: str
    before: float | None
    after: float | None

    @property
    def kind(self) -> Kind:
        """Ce qui lui arrive."""
        if self.before is None:
            return "ajoutée"
        if self.after is None:
            return "retirée"
        if self.before == self.after:
            return "inchangée"
        return "plus d’heures" if self.after > self.before else "moins d’heures"

    @property
    def difference(self) -> float:
        """Les heures par semaine en plus ou en moins."""
        return float(exact(self.after or 0) - exact(self.before or 0))


@dataclass(frozen=True, slots=True)
class FicheComparison:
    """Deux versions d'une fiche. `changes` suit l'ordre de la nouvelle, puis les tâches retirées."""

    before: FicheDePoste
    after: FicheDePoste
    changes: tuple[TaskChange, ...]

    def of(self, kind: Kind) -> tuple[TaskChange, ...]:
        """Les tâches à qui il arrive cela."""
        return tuple(change for change in self.changes if change.kind == kind)

    @property
    def difference(self) -> float:
        """Les heures par semaine que la nouvelle version a en plus, ou en moins."""
        return float(exact(self.after.weekly_hours) - exact(self.before.weekly_hours))

    def to_frame(self) -> pd.DataFrame:
        """Renvoie un tableau pandas, une ligne par tâche : `id, label, kind, before, after, difference` (h/semaine)."""
        import pandas as pd

        columns = ["id", "label", "kind", "before", "after", "difference"]
        rows = [(c.id, c.label, c.kind, c.before, c.after, c.difference) for c in self.changes]
        return pd.DataFrame(rows, columns=columns)


def compare_fiches(before: FicheDePoste, after: FicheDePoste) -> FicheComparison:
    """Renvoie ce qui change de la fiche `before` à la fiche `after`, tâche par tâche.

    La somme des différences vaut exactement celle des deux budgets, réserve comprise.

    Raises:
        MatriceError: l'une des deux n'est pas une fiche.
    """
    checked_fiches([before, after])
    old, new = by_id(before), by_id(after)
    changes = [
        TaskChange(task, (new if task in new else old)[task].label, hours(old, task), hours(new, task))
        for task in [*new, *(task for task in old if task not in new)]
    ]
    return FicheComparison(before, after, tuple(changes))


def by_id(fiche: FicheDePoste) -> dict[str, PlannedTask]:
    """Les tâches d'une fiche, par identifiant, dans leur ordre."""
    return {task.id: task for task in fiche.tasks}


def hours(tasks: dict[str, PlannedTask], task: str) -> float | None:
    """Les heures de cette tâche, rien si elle n'est pas là."""
    return tasks[task].hours if task in tasks else None
