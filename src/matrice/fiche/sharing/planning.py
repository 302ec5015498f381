"""Des tâches retenues à leurs heures, la phrase qui les explique, et qui prend le reste."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from ...amounts import exact
from ...text import NBSP, number, percent, quoted, short_number
from ...text import hours as hours_text
from ..emploi import Emploi, working_time
from ..model import RESERVE, Delegation, PlannedTask
from .allocation import allocate, apportion
from .choosing import Candidate
from .request import Request, Role


def _explain(task: str, weight: float, share: float, total: Fraction, pool: Fraction, request: Request) -> str:
    """Renvoie la phrase qui explique les heures d'une tâche.

    Args:
        task: son identifiant.
        weight: sa priorité, en points.
        share: les heures par semaine qu'elle a reçues.
        total, pool: la somme des priorités et les heures partagées au prorata, sans les tâches à temps connu.
        request: la demande, pour ses bornes et ses temps.
    """
    if task in request.times:
        return f"Temps connu{NBSP}: {request.times[task].said(request.law)}{_rounding(task, share, request)}."
    if not total:
        return f"Aucune priorité ne départage les tâches{NBSP}: {hours_text(share)}, comme les autres."
    ideal = exact(weight) / total * pool
    part = percent(float(100 * exact(weight) / total), 1)
    start = f"Priorité de {short_number(weight)} sur {number(float(total))}, soit {part} des {hours_text(float(pool))} à partager"
    return f"{start}{NBSP}: {hours_text(float(ideal))}{_adjusted(task, share, ideal, request)}."


def _rounding(task: str, share: float, request: Request) -> str:
    """Ce temps ramené à la semaine, et l'arrondi quand il y en a un."""
    need = request.times[task]
    if need.per == "semaine" and exact(need.hours) == exact(share):
        return ""
    return f"{NBSP}; ramené à {hours_text(share)} par semaine, au pas de {hours_text(request.step)}"


def _adjusted(task: str, share: float, ideal: Fraction, request: Request) -> str:
    """Ce qui sépare le prorata des heures reçues : un minimum, un maximum, l'arrondi, ou les bornes des autres."""
    away = exact(share) - ideal
    floor, ceiling = request.floor(task), request.ceiling(task)
    if not away:
        return ""
    if share == floor and ideal < exact(floor):
        return f", portées au minimum de {hours_text(share)}"
    if not math.isinf(ceiling) and share == ceiling and ideal > exact(ceiling):
        return f", ramenées au maximum de {hours_text(share)}"
    if abs(away) < exact(request.step):
        return f", arrondies à {hours_text(share)}"
    return f"{NBSP}; {hours_text(share)} une fois servis les minimums et les maximums des autres tâches"


# Des tâches retenues à leurs heures : la semaine au pas près, l'année et les parts qui tombent juste aussi


def _planned(kept: Sequence[Candidate], hours: float, request: Request) -> tuple[PlannedTask, ...]:
    """Renvoie les tâches et leur temps, dans l'ordre du catalogue ; leurs heures épuisent `hours`."""
    ordered = sorted(kept, key=lambda c: c.rank)
    shares = _shared(ordered, hours, request)
    return _timed(ordered, shares, _reasons(ordered, shares, hours, request), hours, request.law)


def with_reserve(kept: Sequence[Candidate], request: Request) -> tuple[PlannedTask, ...]:
    """Renvoie les tâches du poste et la réserve pour imprévus, qui épuisent le budget.

    Quand toutes les tâches ont un temps connu d'avance, ce qu'elles ne demandent pas rejoint la réserve.
    """
    ordered = sorted(kept, key=lambda c: c.rank)
    known = [exact(request.fixed[c.task.id]) for c in ordered if c.task.id in request.fixed]
    asked = sum(known, Fraction(0)) if len(known) == len(ordered) else exact(request.shared)
    hours = float(min(asked, exact(request.shared)))
    spare = float(exact(request.hours) - exact(hours))
    shares = [*_shared(ordered, hours, request), *([spare] if spare else [])]
    said = _reasons(ordered, shares, hours, request)
    return _timed(ordered, shares, [*said, _reserve_reason(spare, request)], request.hours, request.law)


def _shared(ordered: Sequence[Candidate], hours: float, request: Request) -> tuple[float, ...]:
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


def _reasons(ordered: Sequence[Candidate], shares: Sequence[float], hours: float, request: Request) -> list[str]:
    """La phrase qui explique les heures de chaque tâche."""
    free = [(c, share) for c, share in zip(ordered, shares, strict=False) if c.task.id not in request.fixed]
    total = sum((exact(c.weight) for c, _ in free), Fraction(0))
    pool = sum((exact(share) for _, share in free), Fraction(0))
    return [
        _explain(c.task.id, c.weight, share, total, pool, request) for c, share in zip(ordered, shares, strict=False)
    ]


def _reserve_reason(spare: float, request: Request) -> str:
    """D'où vient la réserve."""
    start = f"{percent(100 * request.reserve)} du budget, au pas de {hours_text(request.step)}"
    if spare == request.reserved:
        return f"{start}."
    more = float(exact(spare) - exact(request.reserved))
    return f"{start}, et {hours_text(more)} qu’aucune tâche ne demande{NBSP}: leurs temps sont tous connus."


def _timed(
    ordered: Sequence[Candidate], shares: Sequence[float], said: Sequence[str], hours: float, law: Emploi
) -> tuple[PlannedTask, ...]:
    """Les tâches avec leurs trois colonnes ; une part de plus que de tâches est la réserve."""
    exact_shares = [exact(share) for share in shares]
    years = _parts(exact_shares, math.floor(exact(working_time(hours, law).annual) + Fraction(1, 2)))
    tenths = _parts(exact_shares, 1000)
    columns = list(zip(shares, years, (tenth / 10 for tenth in tenths), said, strict=False))
    tasks = tuple(
        PlannedTask(c.task, c.axis, c.function, c.dimension, c.weight, c.reason, *column)
        for c, column in zip(ordered, columns, strict=False)
    )
    if len(shares) == len(ordered):
        return tasks
    return (*tasks, PlannedTask(RESERVE, None, None, None, 0.0, "imprévus de l’année", *columns[-1]))


def _parts(shares: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Les mêmes proportions, en entiers de somme `total` : les colonnes imprimées tombent juste aussi."""
    return apportion(shares, total, [0] * len(shares), [total] * len(shares))


# Qui prend le reste : ce qui ne tient pas dans le poste, confié à des personnes de l'équipe sur leurs propres heures


def delegate(left: Sequence[Candidate], request: Request) -> tuple[Delegation, ...]:
    """Renvoie une délégation par personne nommée, dans l'ordre donné, même quand elle ne prend rien.

    Chaque tâche, de la plus à la moins prioritaire, va à la première personne qui la prend volontiers et à qui il
    reste assez d'heures ; à défaut, à la première qui n'a pas dit ce qu'elle préfère. Les heures de chacune sont
    partagées comme celles du poste.
    """
    taken: list[list[Candidate]] = [[] for _ in request.roles]
    room = [exact(role.hours) for role in request.roles]
    for candidate in left:
        need = exact(request.floor(candidate.task.id))
        rank = next((r for r in _claimants(candidate, request.roles) if room[r] >= need), None)
        if rank is not None:
            taken[rank].append(candidate)
            room[rank] -= need
    return tuple(_delegation(role, own, request) for role, own in zip(request.roles, taken, strict=True))


def _claimants(candidate: Candidate, roles: Sequence[Role]) -> list[int]:
    """Les rangs des personnes qui peuvent prendre cette tâche, celles qui la nomment d'abord."""
    named = [rank for rank, role in enumerate(roles) if candidate.task.id in role.tasks]
    field = [rank for rank, role in enumerate(roles) if candidate.function.id in role.functions and rank not in named]
    anything = [rank for rank, role in enumerate(roles) if not (role.tasks or role.functions)]
    return [*named, *field, *anything]


def _delegation(role: Role, own: Sequence[Candidate], request: Request) -> Delegation:
    """Les tâches d'une personne et leurs heures ; ce que ses tâches ne demandent pas lui reste."""
    if not own:
        return Delegation(role, (), role.hours)
    most = sum((exact(_bounded(_largest(c, own, request), role.hours)) for c in own), Fraction(0))
    used = min(exact(role.hours), most)
    shares = _planned(own, float(used), request)
    return Delegation(role, shares, float(exact(role.hours) - used))


def _largest(candidate: Candidate, own: Sequence[Candidate], request: Request) -> float:
    """Le plus que le partage donne à cette tâche : sans priorité à côté d'une qui en a, elle garde son minimum."""
    silent = not candidate.weight and any(other.weight for other in own)
    return request.floor(candidate.task.id) if silent else request.ceiling(candidate.task.id)


def _bounded(ceiling: float, hours: float) -> float:
    """Le plus que peut prendre une tâche dans ces heures."""
    return min(ceiling, hours) if not math.isinf(ceiling) else hours
