"""Quelles tâches : leur priorité, tirée de l'écart au niveau visé, et celles qui tiennent dans le budget."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ...amounts import exact
from ...assessment import DimensionResult, Profile, Standing
from ...referentiel import Axis, Dimension, Function, Referentiel, Task
from ...text import number, plural, quoted
from ..catalogue.plans import CatalogueTask, OwnTask
from .request import Request

_PROPOSED_HOURS = 1.0  # sans choix de l'équipe, une tâche par heure payée : chacune reçoit un vrai temps
_FLOOR_WEIGHT = 10.0  # une tâche choisie malgré un écart nul garde un dixième d'échelle de priorité
_UNKNOWN_WEIGHT = 50.0  # dimension sans note : ni faible ni forte, la moitié de l'échelle


@dataclass(frozen=True, slots=True)
class _Gap:
    """L'écart d'une dimension au niveau visé, en points (0 quand il n'y en a pas), et la phrase à imprimer."""

    kind: Literal["écart", "atteint", "sans note"]
    points: float
    said: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Une tâche possible, sa priorité et la raison à imprimer ; `rank` est sa place dans le catalogue."""

    axis: Axis
    function: Function
    task: Task
    dimension: Dimension | None
    rank: int
    weight: float
    reason: str


def candidates(
    profile: Profile, ref: Referentiel, offered: Sequence[CatalogueTask], request: Request
) -> list[Candidate]:
    """Renvoie les tâches possibles, de la plus à la moins prioritaire, puis dans l'ordre du catalogue.

    Celles que l'équipe a choisies ; sans choix, celles de la grille dont la dimension est sous le niveau visé, et
    celles que l'équipe a nommées dans ses priorités, ses minimums ou ses temps. Une activité propre à un autre
    plan que la grille n'est jamais proposée d'elle-même : elle doublerait les tâches qui servent la même dimension.
    """
    results = {result.id: result for result in profile.dimensions}
    found = []
    for rank, item in enumerate(offered):
        gap = _gap_of(results, profile, item.dimension, ref, request.target)
        if _wanted(item, gap, request):
            weight, reason = _priority(item.task, gap, request)
            found.append(Candidate(item.axis, item.function, item.task, item.dimension, rank, weight, reason))
    return sorted(found, key=lambda candidate: (-candidate.weight, candidate.rank))


def _wanted(item: CatalogueTask, gap: _Gap, request: Request) -> bool:
    """Vrai pour une tâche choisie ; sans choix, pour une tâche utile ou nommée."""
    task = item.task.id
    if request.tasks is not None:
        return task in request.tasks
    named = task in request.weights or task in request.times or request.low.get(task, 0) > 0
    return named or (gap.kind == "écart" and not isinstance(item.task, OwnTask))


def _priority(task: Task, gap: _Gap, request: Request) -> tuple[float, str]:
    """La priorité d'une tâche, en points, et sa raison."""
    if task.id in request.weights:
        return request.weights[task.id], "priorité fixée par l’équipe"
    if gap.kind == "écart" and request.tasks is None:
        return gap.points, gap.said
    weight = _UNKNOWN_WEIGHT if gap.kind == "sans note" else max(gap.points, _FLOOR_WEIGHT)
    return weight, f"choisie par l’équipe\u00a0; {gap.said}"


def _gap_of(
    results: Mapping[str, DimensionResult], profile: Profile, dimension: Dimension | None, ref: Referentiel, target: int
) -> _Gap:
    """L'écart d'une dimension au niveau visé ; en mode rapide par axe, la dimension suit son axe."""
    if dimension is None:
        return _Gap("sans note", 0.0, "activité sans dimension de la grille")
    result = results.get(dimension.id)
    score = result.score if result else None
    if score is None and result:
        axis = next((a for a in profile.axes if a.id == result.axis and a.items), None)
        score = axis.score if axis else None
    if score is None:
        standing = result.standing if result else Standing.NOT_COMPUTABLE
        return _Gap("sans note", 0.0, f"dimension {quoted(dimension.label)} {standing}")
    points = 100 * ref.scale.credits[ref.scale.values.index(target)] - score
    if points <= 0:
        return _Gap("atteint", 0.0, f"niveau visé déjà atteint ({number(score)} sur 100)")
    away = plural(int(number(points)), "point")
    return _Gap("écart", points, f"{dimension.label}\u00a0: {number(score)} sur 100, à {away} du niveau visé")


def fitting(found: Sequence[Candidate], request: Request) -> list[Candidate]:
    """Renvoie les tâches dont les minimums tiennent ensemble dans le budget, la plus prioritaire d'abord.

    Une tâche à laquelle l'équipe a fixé un minimum ou un temps passe avant les autres.
    """
    slots = max(1, math.floor(request.shared / _PROPOSED_HOURS)) if request.tasks is None else len(found)
    kept: list[Candidate] = []
    left = exact(request.shared)
    for candidate in sorted(found, key=lambda c: request.low.get(c.task.id, 0) <= 0 and c.task.id not in request.fixed):
        need = exact(request.floor(candidate.task.id))
        if need <= left and len(kept) < slots:
            kept.append(candidate)
            left -= need
    return kept
