"""Qui prend le reste : ce qui ne tient pas dans le poste, confié à des personnes de l'équipe sur leurs propres heures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from ..emploi import Emploi
from ..model import Delegation
from .allocation import exact
from .choosing import Candidate
from .planning import planned
from .request import Request, Role


def delegate(left: Sequence[Candidate], request: Request, law: Emploi) -> tuple[Delegation, ...]:
    """Renvoie une délégation par personne nommée, dans l'ordre donné, même quand elle ne prend rien.

    Chaque tâche, de la plus à la moins prioritaire, va à la première personne qui la prend volontiers et à qui il
    reste assez d'heures ; à défaut, à la première qui n'a pas dit ce qu'elle préfère. Les heures de chacune sont
    partagées comme celles du poste.
    """
    taken: list[list[Candidate]] = [[] for _ in request.roles]
    room = [exact(role.hours) for role in request.roles]
    for candidate in left:
        need = exact(request.floor(candidate.task.id))
        rank = next((r for r in claimants(candidate, request.roles) if room[r] >= need), None)
        if rank is not None:
            taken[rank].append(candidate)
            room[rank] -= need
    return tuple(delegation(role, own, request, law) for role, own in zip(request.roles, taken, strict=True))


def claimants(candidate: Candidate, roles: Sequence[Role]) -> list[int]:
    """Les rangs des personnes qui peuvent prendre cette tâche, celles qui la nomment d'abord."""
    named = [rank for rank, role in enumerate(roles) if candidate.task.id in role.tasks]
    field = [rank for rank, role in enumerate(roles) if candidate.function.id in role.functions and rank not in named]
    anything = [rank for rank, role in enumerate(roles) if not (role.tasks or role.functions)]
    return [*named, *field, *anything]


def delegation(role: Role, own: Sequence[Candidate], request: Request, law: Emploi) -> Delegation:
    """Les tâches d'une personne et leurs heures ; ce que ses tâches ne demandent pas lui reste."""
    if not own:
        return Delegation(role, (), role.hours)
    most = sum((exact(bounded(largest(c, own, request), role.hours)) for c in own), Fraction(0))
    used = min(exact(role.hours), most)
    shares = planned(own, float(used), request, law)
    return Delegation(role, shares, float(exact(role.hours) - used))


def largest(candidate: Candidate, own: Sequence[Candidate], request: Request) -> float:
    """Le plus que le partage donne à cette tâche : sans priorité à côté d'une qui en a, elle garde son minimum."""
    silent = not candidate.weight and any(other.weight for other in own)
    return request.floor(candidate.task.id) if silent else request.ceiling(candidate.task.id)


def bounded(ceiling: float, hours: float) -> float:
    """Le plus que peut prendre une tâche dans ces heures."""
    return min(ceiling, hours) if not math.isinf(ceiling) else hours
