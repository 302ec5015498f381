"""La fiche de poste comme valeur, et ses tâches rangées selon un plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..amounts import several
from ..assessment import Profile
from ..errors import MatriceError
from ..inclusive import worded
from ..referentiel import Axis, Dimension, Function, Referentiel, Task
from ..text import DASH, NBSP, Wording, number
from ..text import hours as hours_text
from .choosing import Kind
from .durations import CoreLine, Nature, TeamSize
from .emploi import Dated, Emploi, WorkingTime
from .money import PostMoney
from .plans import MATRICE, Plan, catalogue, load_plans
from .request import Request, Role
from .statuses import Status

if TYPE_CHECKING:
    import pandas as pd


RESERVE = Task(id="reserve", label="Réserve pour les imprévus", role="met en œuvre")


@dataclass(frozen=True, slots=True)
class FicheTask:
    """Une tâche sur une fiche, à sa place dans la grille.

    `kind` dit pourquoi elle est là : le « socle » qui revient, le « progrès » (une action décidée ou une proposition), le
    « choix » de l'équipe, ou la « réserve » pour imprévus, qui n'a ni axe, ni fonction, ni dimension. `reason` le dit en mots.
    """

    task: Task
    axis: Axis | None = field(repr=False)
    function: Function | None = field(repr=False)
    dimension: Dimension | None = field(repr=False)
    kind: Kind
    reason: str

    @property
    def id(self) -> str:
        """L'identifiant de la tâche dans le catalogue."""
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
    `nature` est « recurrente » ou « ponctuelle » : un projet se lit à l'année, jamais comme un rendez-vous de chaque semaine.
    `explanation` dit en une phrase d'où elles viennent.
    """

    hours: float
    hours_year: int
    share: float
    nature: Nature
    explanation: str

    @property
    def volume(self) -> str:
        """Son temps comme on le dit : « 1 h par semaine », « 2 h par mois », ou « 15 h dans l'année » pour un projet."""
        if self.nature == "ponctuelle" and not self.is_reserve:
            return f"{number(self.hours_year)}{NBSP}h dans l’année"
        if self.hours < 1 and not self.is_reserve:
            return (
                f"environ {number(self.hours_year / 12)}{NBSP}h par mois"
                if self.hours_year >= 12
                else f"{number(self.hours_year)}{NBSP}h par an"
            )
        return f"{hours_text(self.hours)} par semaine"

    @property
    def code(self) -> str:
        """Son identifiant, tel qu'il s'imprime ; la réserve n'en a pas."""
        return DASH if self.is_reserve else self.id

    @property
    def is_reserve(self) -> bool:
        """Vrai pour le temps gardé pour les imprévus, qui n'est pas une tâche du catalogue."""
        return self.task is RESERVE


@dataclass(frozen=True, slots=True)
class Delegation:
    """Ce qu'une personne de l'équipe prend, sur ses propres heures.

    La somme des heures de `tasks` et de `spare`, en heures par semaine, vaut exactement `role.hours`.
    """

    role: Role
    tasks: tuple[PlannedTask, ...]
    spare: float


@dataclass(frozen=True, slots=True)
class CoreGap:
    """Un fondamental que ce poste ne porte pas. `who` dit qui le fait, ou rien quand ce n'est personne."""

    line: CoreLine
    who: str | None

    @property
    def id(self) -> str:
        """L'identifiant de la ligne du socle."""
        return self.line.id

    @property
    def label(self) -> str:
        """La ligne du socle, en mots."""
        return self.line.label

    @property
    def said(self) -> str:
        """Qui le fait, ou « personne »."""
        return self.who or "personne"


@dataclass(frozen=True, slots=True)
class FicheDePoste:
    """Une fiche de poste prête à mettre en page.

    `tasks` suit l'ordre du catalogue (axe, fonction, tâche), finit par la réserve s'il y en a une, et la somme
    de ses `hours` vaut exactement `time.weekly`. `uncovered` est dans l'ordre où ces tâches seraient entrées ; `delegated` dit
    qui, dans l'équipe, en prend une part. `core_gaps` liste les fondamentaux que ce poste ne porte pas, et qui les fait.
    `size` est la taille de l'équipe qui a servi. `warnings` sont des phrases complètes à
    montrer avant de signer. `target` est la valeur du niveau visé. `money` est absent sans budget en euros.
    """

    profile: Profile = field(repr=False)
    ref: Referentiel = field(repr=False)
    time: WorkingTime
    target: int
    tasks: tuple[PlannedTask, ...]
    uncovered: tuple[UncoveredTask, ...]
    warnings: tuple[str, ...]
    emploi: Emploi = field(repr=False)
    status: Status = field(repr=False)
    request: Request = field(repr=False)
    size: TeamSize = field(default_factory=TeamSize)
    core_gaps: tuple[CoreGap, ...] = ()
    delegated: tuple[Delegation, ...] = ()
    money: PostMoney | None = field(default=None, repr=False)

    @property
    def weekly_hours(self) -> float:
        """Le budget, en heures par semaine."""
        return self.time.weekly

    @property
    def reserve(self) -> PlannedTask | None:
        """Le temps gardé pour les imprévus, s'il y en a."""
        return next((task for task in self.tasks if task.is_reserve), None)

    @property
    def chosen(self) -> tuple[PlannedTask, ...]:
        """Les tâches retenues, sans la réserve."""
        return tuple(task for task in self.tasks if not task.is_reserve)

    @property
    def unassigned(self) -> tuple[UncoveredTask, ...]:
        """Les tâches que ni le poste, ni personne d'autre ne prend."""
        taken = {task.id for delegation in self.delegated for task in delegation.tasks}
        return tuple(task for task in self.uncovered if task.id not in taken)

    def attention(self, wording: Wording = "doublet") -> tuple[str, ...]:
        """Renvoie ce qu'il faut lire avant de signer, chaque phrase une fois : la fiche, son statut, son argent."""
        alerts = (worded(alert, wording) for alert in self.status.alerts)
        return tuple(dict.fromkeys((*self.warnings, *alerts, *(self.money.warnings if self.money else ()))))

    @property
    def basis(self) -> tuple[Dated, ...]:
        """Les chiffres de droit et d'argent sur lesquels la fiche repose."""
        law, floor = self.emploi, self.status.part_time_floor
        names = [
            "duree-hebdomadaire",
            "duree-annuelle",
            "semaines-payees",
            "semaines-travaillees",
        ]
        rules = [figure for figure in law.figures if floor and figure.source == law[floor].source]
        return (*(law[name] for name in names), *rules, *(self.money.basis if self.money else ()))

    def to_frame(self) -> pd.DataFrame:
        """Renvoie un tableau pandas, une ligne par tâche retenue, réserve comprise.

        Colonnes : `id, label, axis, function, dimension` (identifiants, vides pour ce qui n'en a pas), `kind, role, nature, hours`
        (h/semaine), `hours_year` (h de travail/an), `share` (%), `reason, explanation`.
        """
        import pandas as pd

        return pd.DataFrame([_row(task) for task in self.tasks], columns=_COLUMNS)


def checked_fiches(given: object) -> tuple[FicheDePoste, ...]:
    """Renvoie ces fiches ; `MatriceError` si ce n'en sont pas."""
    found = several(given)
    if found is None or not all(isinstance(one, FicheDePoste) for one in found):
        raise MatriceError("Attendu\u00a0: des fiches de poste, telles que draft les rend.")
    return found  # type: ignore[return-value]  # la ligne d'avant l'assure


_COLUMNS = [
    "id", "label", "axis", "function", "dimension", "kind", "role", "nature", "hours", "hours_year", "share", "reason",
    "explanation",
]  # fmt: skip


def _row(task: PlannedTask) -> tuple[object, ...]:
    """Une tâche retenue en ligne de tableau."""
    places = (place.id if place else None for place in (task.axis, task.function, task.dimension))
    figures = (task.nature, task.hours, task.hours_year, task.share)
    return (task.id, task.label, *places, task.kind, task.task.role, *figures, task.reason, task.explanation)


# Ranger les tâches d'une fiche selon un plan : les mêmes tâches, les mêmes heures, d'autres titres

_OTHERS = "autres"
_OTHERS_LABEL = "Autres tâches"
_RESERVE_LABEL = "Réserve"


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
class _Place:
    """La place d'un groupe dans un plan : sa partie, et les tâches qui y habitent, chacune à son rang."""

    part: tuple[str, str]
    group: tuple[str, str]
    tasks: tuple[str, ...]


def arrange(tasks: Sequence[PlannedTask], ref: Referentiel, layout: str = MATRICE) -> tuple[Part, ...]:
    """Renvoie les mêmes tâches, avec les mêmes heures, rangées selon un plan.

    Une tâche que le plan ne connaît pas (celle d'une grille propre à une fédération) va dans une dernière partie,
    « Autres tâches » ; la réserve pour imprévus a toujours la sienne, tout à la fin.

    Args:
        tasks: les tâches d'une fiche, réserve comprise.
        ref: la grille dont elles viennent.
        layout: l'identifiant du plan : « matrice », « blocs », « missions » ou « champs » pour ceux livrés.

    Raises:
        InputError: aucun plan n'a cet identifiant ; le message liste les plans connus.
    """
    places = tuple(_places(load_plans()[layout], ref))
    chosen = [task for task in tasks if not task.is_reserve]
    housed = {identifier for place in places for identifier in place.tasks}
    parts = list(_filled(places, chosen))
    for identifier, label, left in (
        (_OTHERS, _OTHERS_LABEL, [task for task in chosen if task.id not in housed]),
        (RESERVE.id, _RESERVE_LABEL, [task for task in tasks if task.is_reserve]),
    ):
        if left:
            parts.append(Part(identifier, label, (Group(identifier, label, tuple(left)),)))
    return tuple(parts)


def _places(plan: Plan, ref: Referentiel) -> Iterator[_Place]:
    """Les places d'un plan, dans l'ordre : les fonctions de la grille, ou les groupes listés."""
    if plan.parts:
        for part in plan.parts:
            for group in part.groups:
                yield _Place((part.id, part.label), (group.id, group.label), group.tasks)
        return
    homes: dict[str, list[str]] = {}
    for placed in catalogue(ref):
        homes.setdefault(placed.function.id, []).append(placed.id)
    for axis in ref.axes:
        for function in axis.functions:
            yield _Place((axis.id, axis.label), (function.id, function.label), tuple(homes.get(function.id, ())))


def _filled(places: Iterable[_Place], tasks: Sequence[PlannedTask]) -> Iterator[Part]:
    """Les parties où il y a des tâches, dans l'ordre du plan."""
    by_id = {task.id: task for task in tasks}
    parts: dict[tuple[str, str], list[Group]] = {}
    for place in places:
        own = tuple(by_id[identifier] for identifier in place.tasks if identifier in by_id)
        if own:
            parts.setdefault(place.part, []).append(Group(*place.group, own))
    for (identifier, label), groups in parts.items():
        yield Part(identifier, label, tuple(groups))
