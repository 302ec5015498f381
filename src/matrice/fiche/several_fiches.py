"""Plusieurs fiches : un poste pour plusieurs équipes, deux versions côte à côte, la même demande à d'autres budgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Literal, TypeGuard

from ..amounts import exact, is_amount, said, several
from ..errors import MatriceError
from ..text import quoted, series
from .choosing import choices
from .drafting import drafted
from .emploi import WorkingTime, working_time
from .model import FicheDePoste, PlannedTask, checked_fiches
from .plans import catalogue
from .request import Request, checked_request
from .statuses import hours_warnings

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class SharedPost:
    """Un poste que plusieurs équipes se partagent.

    `fiches` en a une par équipe, chacune avec ses heures ; `time` est celui de la personne, toutes équipes
    réunies ; `warnings` sont les points d'attention du poste entier.
    """

    fiches: tuple[FicheDePoste, ...]
    time: WorkingTime
    warnings: tuple[str, ...]

    @property
    def teams(self) -> tuple[str, ...]:
        """Les noms des équipes."""
        return tuple(fiche.profile.team for fiche in self.fiches)


def share_post(fiches: Sequence[FicheDePoste]) -> SharedPost:
    """Renvoie le poste que forment ces fiches, une par équipe, sous le même statut.

    Raises:
        MatriceError: moins de deux équipes, deux fois la même, ou des statuts différents.
    """
    fiches = checked_fiches(fiches)
    teams = [fiche.profile.team for fiche in fiches]
    if len(fiches) < 2:
        raise MatriceError("Un poste partagé demande au moins deux équipes, une fiche chacune.")
    if len(set(teams)) < len(teams):
        twice = sorted({quoted(team) for team in teams if teams.count(team) > 1})
        raise MatriceError(f"Une fiche par équipe\u00a0: {series(twice)} en a plusieurs. Donnez à chacune son nom.")
    if len({fiche.status.id for fiche in fiches}) > 1:
        said = series([f"{quoted(f.profile.team)} ({f.status.label})" for f in fiches])
        raise MatriceError(f"Un poste partagé a un seul statut\u00a0; reçu\u00a0: {said}.")
    total = float(sum(exact(fiche.weekly_hours) for fiche in fiches))
    return SharedPost(fiches, working_time(total, fiches[0].emploi), tuple(_post_warnings(fiches, total)))


def _post_warnings(fiches: Sequence[FicheDePoste], total: float) -> list[str]:
    """Ce que le droit dit du poste : sur ses heures réunies, ou contrat par contrat quand chaque structure a le sien."""
    law, status = fiches[0].emploi, fiches[0].status
    whole = hours_warnings(total, law, status)
    if status.single_contract or not status.part_time_floor:
        return whole
    each = [
        f"{quoted(f.profile.team)}\u00a0: {said}"
        for f in fiches
        for said in hours_warnings(f.weekly_hours, law, status)
    ]
    over = whole if total > law["duree-hebdomadaire"].value else []
    return [*each, *over]


# Deux versions d'une fiche côte à côte : ce qui arrive, ce qui part, ce qui change d'heures

_Kind = Literal["ajoutée", "retirée", "plus d’heures", "moins d’heures", "inchangée"]


@dataclass(frozen=True, slots=True)
class TaskChange:
    """Une tâche d'une version à l'autre : ses heures par semaine avant et après, absentes si elle n'y est pas."""

    id: str
    label: str
    before: float | None
    after: float | None

    @property
    def kind(self) -> _Kind:
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

    def of(self, kind: str) -> tuple[TaskChange, ...]:
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
    old, new = _by_id(before), _by_id(after)
    changes = [
        TaskChange(task, (new if task in new else old)[task].label, _hours(old, task), _hours(new, task))
        for task in [*new, *(task for task in old if task not in new)]
    ]
    return FicheComparison(before, after, tuple(changes))


def _by_id(fiche: FicheDePoste) -> dict[str, PlannedTask]:
    """Les tâches d'une fiche, par identifiant, dans leur ordre."""
    return {task.id: task for task in fiche.tasks}


def _hours(tasks: dict[str, PlannedTask], task: str) -> float | None:
    """Les heures de cette tâche, rien si elle n'est pas là."""
    return tasks[task].hours if task in tasks else None


# Et si le budget changeait : la même demande, avec quelques heures de plus ou de moins

_DELTAS = (-2.0, 2.0)  # heures par semaine


@dataclass(frozen=True, slots=True)
class Variation:
    """La fiche pour un autre budget : ce qui change, ou pourquoi elle est impossible."""

    hours: float
    comparison: FicheComparison | None
    refusal: str = ""


def _redrafts(fiche: FicheDePoste, budgets: Sequence[float]) -> Iterator[Variation]:
    """La même demande à d'autres budgets d'heures ; l'argent, qui dépend des heures, n'y est pas."""
    offered = catalogue(fiche.ref)
    found = choices(fiche.profile, fiche.ref, offered, fiche.request)
    asked = {name: getattr(fiche.request, name) for name in Request.model_fields}
    for hours in budgets:
        if hours <= 0:
            yield Variation(hours, None, "il ne resterait aucune heure")
            continue
        # Les heures retenues sont celles de ce budget : pour un autre, la demande se partage à nouveau.
        kept = fiche.request.kept if hours == fiche.weekly_hours else {}
        changed = {
            "hours": hours,
            "kept": kept,
            "contract_hours": None,
            "on": None,
            "money": None,
            "emploi": fiche.emploi,
        }
        try:
            request = checked_request(offered, fiche.ref.scale, **{**asked, **changed})
            after = drafted(fiche.profile, fiche.ref, request, fiche.status, found, on=None)
        except MatriceError as error:
            yield Variation(hours, None, str(error))
        else:
            yield Variation(hours, compare_fiches(fiche, after))


def variations(fiche: FicheDePoste, deltas: Sequence[float] = _DELTAS) -> tuple[Variation, ...]:
    """Renvoie ce que devient la fiche avec ces heures en plus ou en moins, dans l'ordre donné.

    Un budget nul ou trop petit n'est pas une erreur : la variation dit pourquoi elle est impossible.

    Args:
        fiche: la fiche de départ.
        deltas: des heures par semaine, en plus ou en moins.

    Raises:
        MatriceError: des deltas qui ne sont pas des nombres.
    """
    checked_fiches([fiche])
    listed = several(deltas)
    shifts = [delta for delta in listed or () if _is_shift(delta)]
    if listed is None or len(shifts) < len(listed):
        raise MatriceError(
            f"{said(deltas)} n’est pas une liste d’heures en plus ou en moins\u00a0; attendu, par exemple\u00a0: [-2, 2]."
        )
    return tuple(_redrafts(fiche, [float(exact(fiche.weekly_hours) + exact(delta)) for delta in shifts]))


def _is_shift(delta: object) -> TypeGuard[float]:
    """Vrai pour des heures en plus ou en moins."""
    return isinstance(delta, Real) and not isinstance(delta, bool) and is_amount(abs(delta))
