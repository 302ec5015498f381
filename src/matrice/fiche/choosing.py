"""Quelles tâches, et pourquoi : les consignes de l'équipe, le socle, les actions décidées, les propositions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..amounts import exact
from ..assessment import DimensionResult, Profile, Standing
from ..referentiel import Axis, Dimension, Function, Referentiel, Task
from ..text import date, folded, number, plural, quoted
from .durations import CoreLine, Load, TeamSize
from .plans import CatalogueTask, OwnTask
from .request import PlanStep, Request

Kind = Literal["socle", "progrès", "choix", "réserve"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Une tâche possible : pourquoi elle est là, et le temps qu'elle demande.

    `low`, `usual` et `high` sont des heures par semaine, multiples du pas ; les trois sont égales quand le temps est connu.
    `rank` est sa place dans le catalogue, `priority` l'écart de sa dimension au niveau visé, en points.
    """

    axis: Axis
    function: Function
    task: Task
    dimension: Dimension | None
    rank: int
    kind: Kind
    priority: float
    reason: str
    load: Load
    low: float
    usual: float
    high: float

    @property
    def id(self) -> str:
        """L'identifiant de la tâche."""
        return self.task.id


@dataclass(frozen=True, slots=True)
class Choices:
    """Tout ce que le poste peut porter, dans l'ordre où cela entre.

    `core` a une tâche par ligne du socle, `extra` celles qui complètent ces lignes. `ahead` est le progrès : les actions
    décidées, puis les propositions, de la dimension la plus loin du niveau visé à la plus proche. S'il reste des heures,
    `beyond` va plus loin dans les dimensions au niveau visé, et `upkeep` est le travail qui revient dans celles qui sont au
    plus haut.
    """

    instructed: tuple[Candidate, ...]
    core: tuple[Candidate, ...]
    extra: tuple[Candidate, ...]
    ahead: tuple[Candidate, ...]
    beyond: tuple[Candidate, ...]
    upkeep: tuple[Candidate, ...]

    def __iter__(self) -> Iterator[Candidate]:
        yield from (*self.instructed, *self.core, *self.extra, *self.ahead, *self.beyond, *self.upkeep)


def core_lines(request: Request, offered: Sequence[CatalogueTask]) -> dict[str, CoreLine]:
    """Renvoie la tâche qui tient chaque ligne du socle : la première que le catalogue connaît."""
    known = {item.id for item in offered}
    held = ((next((task for task in line.taches if task in known), ""), line) for line in request.table.socle)
    return {task: line for task, line in held if task}


def choices(profile: Profile, ref: Referentiel, offered: Sequence[CatalogueTask], request: Request) -> Choices:
    """Renvoie les tâches que le poste peut porter, et pourquoi."""
    maker = _Maker(profile, ref, request, {item.id: (rank, item) for rank, item in enumerate(offered)})
    lines = core_lines(request, offered)
    named = [item.id for item in offered if request.names(item.id)]
    core = [task for task, line in lines.items() if task not in named and line.id not in request.entrusted]
    inside = {task for line in request.table.socle for task in line.taches}
    left_out = {task for line in request.table.socle if line.id in request.entrusted for task in line.taches}
    extra = [
        task
        for line in lines.values()
        for task in line.taches[1:]
        if task in maker.offered and task not in (*named, *core, *left_out)
    ]
    decided = _decided(request.plan, [item for item in offered if item.id not in {*named, *inside}])
    own = {*named, *inside, *decided}
    free = [
        item for item in offered if item.id not in own and not isinstance(item.task, OwnTask) and maker.needed(item.id)
    ]
    weak, reached = ([item for item in free if maker.gap(item.dimension).kind == kind] for kind in ("écart", "atteint"))
    further = [item for item in reached if maker.gap(item.dimension).to_top > 0]
    steady = [item for item in reached if item not in further and maker.load(item.id).time.nature == "recurrente"]
    return Choices(
        tuple(maker.made(task, "socle" if task in inside else "choix") for task in named),
        tuple(maker.made(task, "socle") for task in core if maker.needed(task)),
        tuple(maker.made(task, "socle") for task in extra if maker.needed(task)),
        (
            *(maker.made(task, "progrès", _action_said(steps)) for task, steps in decided.items()),
            *(maker.made(item.id, "progrès") for item in sorted(weak, key=maker.place)),
        ),
        tuple(
            maker.made(item.id, "progrès", maker.gap(item.dimension).beyond)
            for item in sorted(further, key=maker.place)
        ),
        tuple(
            maker.made(item.id, "socle", maker.gap(item.dimension).beyond)
            for item in sorted(steady, key=lambda item: -maker.load(item.id).usual)
        ),
    )


def kept_from_before(
    found: Choices, profile: Profile, ref: Referentiel, offered: Sequence[CatalogueTask], request: Request
) -> tuple[Candidate, ...]:
    """Renvoie les tâches d'une version d'avant que plus rien ne désigne aujourd'hui : la liste écrite les garde."""
    if not request.kept:
        return ()
    seen = {candidate.id for candidate in found}
    maker = _Maker(profile, ref, request, {item.id: (rank, item) for rank, item in enumerate(offered)})
    inside = {task for line in request.table.socle for task in line.taches}
    return tuple(
        maker.made(item.id, "socle" if item.id in inside else "progrès", "gardée de la demande écrite")
        for item in offered
        if item.id in request.kept and item.id not in seen
    )


def _decided(plan: Sequence[PlanStep], free: Sequence[CatalogueTask]) -> dict[str, list[PlanStep]]:
    """La tâche de chaque action décidée : dans sa dimension, celle dont les mots sont les plus proches des siens."""
    taken: dict[str, list[PlanStep]] = {}
    for step in plan:
        own = [item for item in free if item.dimension and item.dimension.id == step.dimension]
        fresh = [item for item in own if item.id not in taken] or own
        if fresh:
            best = max(fresh, key=lambda item: len(_stems(step.what) & _stems(item.task.label)))
            taken.setdefault(best.id, []).append(step)
    return taken


def _stems(text: str) -> set[str]:
    """Les débuts de mots d'un texte, sans accents."""
    return {word[:5] for word in "".join(c if c.isalnum() else " " for c in folded(text)).split() if len(word) > 3}


def _action_said(steps: Sequence[PlanStep]) -> str:
    """« action décidée par l'équipe : « … », pour le 31 janvier 2027 »."""
    each = [quoted(step.what) + (f", pour le {date(step.due)}" if step.due else "") for step in steps]
    return f"action décidée par l’équipe\u00a0: {' et '.join(each)}"


@dataclass(frozen=True, slots=True)
class _Gap:
    """L'écart d'une dimension au niveau visé, en points (0 quand il n'y en a pas), et la phrase à imprimer.

    `to_top` est ce qui manque à une dimension au niveau visé pour être au plus haut, et `beyond` dit ce travail-là.
    """

    kind: Literal["écart", "atteint", "sans note"]
    points: float
    said: str
    to_top: float = 0.0
    beyond: str = ""


class _Maker:
    """Ce qui fait une candidate d'une tâche du catalogue, pour ce profil et cette demande."""

    def __init__(
        self, profile: Profile, ref: Referentiel, request: Request, offered: Mapping[str, tuple[int, CatalogueTask]]
    ) -> None:
        self.profile, self.ref, self.request, self.offered = profile, ref, request, offered
        self.results = {result.id: result for result in profile.dimensions}
        self.size: TeamSize = request.table.size(request.size, profile.registered)
        self.gaps: dict[str, _Gap] = {}

    def needed(self, task: str) -> bool:
        """Faux pour une tâche qui ne demande rien à cette équipe : la paie sans agent salarié."""
        return self.load(task).high > 0

    def load(self, task: str) -> Load:
        """Ce que cette tâche demande à l'équipe par an."""
        return self.request.table.load(task, self.size, self.request.weeks)

    def place(self, item: CatalogueTask) -> tuple[bool, float]:
        """La place d'une tâche parmi celles de sa sorte : la dimension la plus loin d'abord.

        Un chantier qui ne demande jamais plus d'un pas par semaine passe après les autres : peu de chantiers, et grands.
        """
        gap, high = self.gap(item.dimension), _steps(self.load(item.id).high, self.request)
        return high <= 1, -(gap.points or gap.to_top)

    def gap(self, dimension: Dimension | None) -> _Gap:
        """L'écart d'une dimension au niveau visé, cherché une fois."""
        key = dimension.id if dimension else ""
        if key not in self.gaps:
            self.gaps[key] = _gap_of(self.results, self.profile, dimension, self.ref, self.request.target)
        return self.gaps[key]

    def made(self, task: str, kind: Kind, reason: str = "") -> Candidate:
        """La candidate de cette tâche."""
        rank, item = self.offered[task]
        gap, request = self.gap(item.dimension), self.request
        load = self.load(task)
        if not reason:
            line = request.table.line_of(task)
            reason = f"socle\u00a0: {line.short}" if kind == "socle" and line else gap.said
            reason = f"choisie par l’équipe\u00a0; {gap.said}" if kind == "choix" else reason
        low, usual, high = _spans(task, load, request)
        return Candidate(
            item.axis, item.function, item.task, item.dimension, rank, kind, gap.points, reason, load, low, usual, high
        )


def _spans(task: str, load: Load, request: Request) -> tuple[float, float, float]:
    """Les trois durées par semaine : un temps connu, ou le repère entre les bornes que fixe l'équipe."""
    if task in request.fixed:
        return (request.fixed[task],) * 3
    unit = exact(request.step)
    low, usual, high = (_steps(value, request) for value in (load.low, load.usual, load.high))
    least = max(low, math.ceil(exact(request.minimum) / unit))
    if task in request.high:
        high = math.floor(exact(request.high[task]) / unit)
        least = min(least, high)
    if task in request.low:
        least = math.ceil(exact(request.low[task]) / unit)
    least = max(1, least)
    high = max(least, high)
    return float(least * unit), float(min(max(usual, least), high) * unit), float(high * unit)


def _steps(yearly: Fraction, request: Request) -> int:
    """Des heures par an en pas par semaine, au plus proche, un au moins ; en entiers, car chaque tâche y passe."""
    unit = request.yearly_step
    part, whole = yearly.numerator * unit.denominator, yearly.denominator * unit.numerator
    return max(1, (2 * part + whole) // (2 * whole))


def _gap_of(
    results: Mapping[str, DimensionResult], profile: Profile, dimension: Dimension | None, ref: Referentiel, target: int
) -> _Gap:
    """L'écart d'une dimension au niveau visé ; en mode rapide par axe, la dimension suit son axe."""
    if dimension is None:
        return _Gap("sans note", 0.0, "activité sans dimension de la grille")
    result = results.get(dimension.id)
    score, level = (result.score, result.level) if result else (None, None)
    if score is None and result:
        axis = next((a for a in profile.axes if a.id == result.axis and a.items), None)
        score, level = (axis.score, axis.level) if axis else (None, None)
    if score is None:
        standing = result.standing if result else Standing.NOT_COMPUTABLE
        return _Gap("sans note", 0.0, f"dimension {quoted(dimension.label)} {standing}")
    points = 100 * ref.scale.credits[ref.scale.values.index(target)] - score
    if points <= 0 or (level is not None and level >= target):
        left, where = 100 - score, f"{dimension.label}, {number(score)} sur 100"
        more = (
            f"aller plus loin que le niveau visé, déjà atteint\u00a0: {where}"
            if left > 0
            else f"tenir ce qui est en place\u00a0: {where}"
        )
        return _Gap("atteint", 0.0, f"niveau visé déjà atteint ({number(score)} sur 100)", left, more)
    away = plural(int(number(points)), "point")
    return _Gap("écart", points, f"{dimension.label}\u00a0: {number(score)} sur 100, à {away} du niveau visé")
