"""Des tâches retenues à leurs heures : la semaine au pas près, l'année et les parts qui tombent juste aussi."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from ...text import NBSP, percent, quoted
from ...text import hours as hours_text
from ..emploi import Emploi, working_time
from ..model import RESERVE, PlannedTask
from .allocation import allocate, apportion, exact
from .choosing import Candidate
from .explaining import explain
from .request import Request


def planned(kept: Sequence[Candidate], hours: float, request: Request, law: Emploi) -> tuple[PlannedTask, ...]:
    """Renvoie les tâches et leur temps, dans l'ordre du catalogue ; leurs heures épuisent `hours`."""
    ordered = sorted(kept, key=lambda c: c.rank)
    shares = shared(ordered, hours, request)
    return timed(ordered, shares, reasons(ordered, shares, hours, request, law), hours, law)


def with_reserve(kept: Sequence[Candidate], request: Request, law: Emploi) -> tuple[PlannedTask, ...]:
    """Renvoie les tâches du poste et la réserve pour imprévus, qui épuisent le budget.

    Quand toutes les tâches ont un temps connu d'avance, ce qu'elles ne demandent pas rejoint la réserve.
    """
    ordered = sorted(kept, key=lambda c: c.rank)
    known = [exact(request.fixed[c.task.id]) for c in ordered if c.task.id in request.fixed]
    asked = sum(known, Fraction(0)) if len(known) == len(ordered) else exact(request.shared)
    hours = float(min(asked, exact(request.shared)))
    spare = float(exact(request.hours) - exact(hours))
    shares = [*shared(ordered, hours, request), *([spare] if spare else [])]
    said = reasons(ordered, shares, hours, request, law)
    return timed(ordered, shares, [*said, reserve_reason(spare, request)], request.hours, law)


def shared(ordered: Sequence[Candidate], hours: float, request: Request) -> tuple[float, ...]:
    """Les heures de chaque tâche."""
    ids = [c.task.id for c in ordered]
    weights = [c.weight for c in ordered]
    return allocate(
        weights if any(weights) else [1.0] * len(ordered),
        hours,
        low=[request.floor(task) for task in ids],
        high=[request.ceiling(task) for task in ids],
        step=request.step,
        names=[f"tâche {quoted(task)}" for task in ids],
    )


def reasons(
    ordered: Sequence[Candidate], shares: Sequence[float], hours: float, request: Request, law: Emploi
) -> list[str]:
    """La phrase qui explique les heures de chaque tâche."""
    free = [(c, share) for c, share in zip(ordered, shares, strict=False) if c.task.id not in request.fixed]
    total = sum((exact(c.weight) for c, _ in free), Fraction(0))
    pool = sum((exact(share) for _, share in free), Fraction(0))
    return [
        explain(c.task.id, c.weight, share, total, pool, request, law)
        for c, share in zip(ordered, shares, strict=False)
    ]


def reserve_reason(spare: float, request: Request) -> str:
    """D'où vient la réserve."""
    start = f"{percent(100 * request.reserve)} du budget, au pas de {hours_text(request.step)}"
    if spare == request.reserved:
        return f"{start}."
    more = float(exact(spare) - exact(request.reserved))
    return f"{start}, et {hours_text(more)} qu’aucune tâche ne demande{NBSP}: leurs temps sont tous connus."


def timed(
    ordered: Sequence[Candidate], shares: Sequence[float], said: Sequence[str], hours: float, law: Emploi
) -> tuple[PlannedTask, ...]:
    """Les tâches avec leurs trois colonnes ; une part de plus que de tâches est la réserve."""
    exact_shares = [exact(share) for share in shares]
    years = parts(exact_shares, math.floor(exact(working_time(hours, law).annual) + Fraction(1, 2)))
    tenths = parts(exact_shares, 1000)
    columns = list(zip(shares, years, (tenth / 10 for tenth in tenths), said, strict=False))
    tasks = tuple(
        PlannedTask(c.task, c.axis, c.function, c.dimension, c.weight, c.reason, *column)
        for c, column in zip(ordered, columns, strict=False)
    )
    if len(shares) == len(ordered):
        return tasks
    return (*tasks, PlannedTask(RESERVE, None, None, None, 0.0, "imprévus de l’année", *columns[-1]))


def parts(shares: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Les mêmes proportions, en entiers de somme `total` : les colonnes imprimées tombent juste aussi."""
    return apportion(shares, total, [0] * len(shares), [total] * len(shares))
