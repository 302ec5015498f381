"""La fiche de poste comme valeur : des tâches, des heures qui tombent juste, et ce qui ne tient pas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..assessment import Profile
from ..referentiel import Axis, Dimension, Function, Referentiel, Task
from .emploi import Emploi, WorkingTime

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class FicheTask:
    """Une tâche sur une fiche, à sa place dans la grille.

    `weight` est la priorité qui a servi au partage, en points, et `reason` dit d'où elle vient.
    """

    task: Task
    axis: Axis = field(repr=False)
    function: Function = field(repr=False)
    dimension: Dimension = field(repr=False)
    weight: float
    reason: str

    @property
    def id(self) -> str:
        """L'identifiant de la tâche dans le référentiel."""
        return self.task.id

    @property
    def label(self) -> str:
        """Le libellé de la tâche."""
        return self.task.label


@dataclass(frozen=True, slots=True)
class UncoveredTask(FicheTask):
    """Une tâche demandée ou utile que le budget d'heures ne couvre pas ; `reason` dit pourquoi."""


@dataclass(frozen=True, slots=True)
class PlannedTask(FicheTask):
    """Une tâche retenue et son temps.

    `hours` est en heures par semaine, multiple exact du pas ; `hours_year` en heures entières de travail
    par an et `share` en points de pourcentage au dixième : les trois colonnes tombent juste sur leur total.
    """

    hours: float
    hours_year: int
    share: float


@dataclass(frozen=True, slots=True)
class FicheDePoste:
    """Une fiche de poste prête à mettre en page.

    `tasks` suit l'ordre du référentiel (axe, fonction, tâche) et la somme de ses `hours` vaut exactement
    `time.weekly`. `uncovered` est triée de la tâche la plus prioritaire à la moins prioritaire.
    `warnings` sont des phrases complètes à montrer avant de signer. `target` est la valeur du niveau visé.
    """

    profile: Profile = field(repr=False)
    ref: Referentiel = field(repr=False)
    time: WorkingTime
    target: int
    tasks: tuple[PlannedTask, ...]
    uncovered: tuple[UncoveredTask, ...]
    warnings: tuple[str, ...]
    emploi: Emploi = field(repr=False)

    @property
    def weekly_hours(self) -> float:
        """Le budget, en heures par semaine."""
        return self.time.weekly

    def to_frame(self) -> pd.DataFrame:
        """Renvoie un tableau pandas, une ligne par tâche retenue.

        Colonnes : `id, label, axis, function, dimension, role, hours` (h/semaine), `hours_year`
        (h de travail/an), `share` (%), `weight, reason`.
        """
        import pandas as pd

        columns = [
            "id",
            "label",
            "axis",
            "function",
            "dimension",
            "role",
            "hours",
            "hours_year",
            "share",
            "weight",
            "reason",
        ]
        rows = [
            (
                t.id,
                t.label,
                t.axis.id,
                t.function.id,
                t.dimension.id,
                t.task.role,
                t.hours,
                t.hours_year,
                t.share,
                t.weight,
                t.reason,
            )
            for t in self.tasks
        ]
        return pd.DataFrame(rows, columns=columns)
