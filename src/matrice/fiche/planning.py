"""Des tâches possibles à un poste : ce qui entre, les heures de chacune, la phrase qui les explique, qui prend le reste.

L'ordre est celui d'un vrai poste : les consignes de l'équipe, le socle, les actions décidées, les propositions, la réserve. Le
temps d'une tâche vient de son besoin ; `allocate` l'ajuste au budget, entre son temps le plus bas et le plus haut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..amounts import exact
from ..errors import BudgetError
from ..text import NBSP, percent, quoted, series
from ..text import hours as hours_text
from .allocation import allocate, apportion
from .choosing import Candidate, Choices
from .emploi import working_time
from .model import RESERVE, Delegation, PlannedTask
from .request import Request, Role

_PROGRESS = Fraction(1, 4)  # ce que le socle laisse au progrès tant qu'il tient, au plus bas, dans le reste
_MOST_PROGRESS = Fraction(
    1, 3
)  # au-delà, le socle reçoit d'abord son temps le plus haut : peu de chantiers, bien menés


@dataclass(frozen=True, slots=True)
class Post:
    """Ce que le poste porte, en heures par semaine : `shares` suit `kept`, puis vient `reserve`."""

    kept: tuple[Candidate, ...]
    shares: tuple[float, ...]
    reserve: float
    left: tuple[Candidate, ...]


def plan_post(found: Choices, request: Request, before: Sequence[Candidate] = ()) -> Post:
    """Renvoie le poste : ses tâches et leurs heures, qui épuisent le budget avec la réserve.

    Args:
        found: les tâches possibles, dans l'ordre où elles entrent.
        request: la demande.
        before: les tâches que seule une version d'avant retenait.

    Raises:
        BudgetError: les consignes de l'équipe ne tiennent pas dans le budget ; dit de combien, et quoi retirer.
    """
    must = list(found.instructed)
    if request.kept:  # une liste déjà écrite : elle, et rien d'autre ; ce qu'elle laisse libre est de la réserve
        written = {*request.kept, *request.times}
        must += [
            c
            for c in (*found.core, *found.extra, *found.ahead, *found.beyond, *found.upkeep, *before)
            if c.id in written
        ]
        must = [_held(c, request) for c in must]
    total, least = exact(request.hours), _sum(c.low for c in must)
    reserved = _reserved(total, least, request)
    _check_instructions(must, float(total - (reserved if request.reserve is not None else 0)), request)
    aimed = total - reserved
    steady, ahead = (must, []) if request.kept else _entering(found, must, aimed, request)
    forward = min(_forward(steady, found.ahead, aimed, request), _most(ahead))
    work = min(aimed - forward, _most(steady))
    kept = sorted([*steady, *ahead], key=lambda c: c.rank)
    hours = {**_shared(steady, work, request), **_shared(ahead, forward, request)}
    taken = {c.id for c in kept}
    left = tuple(c for c in (*found.core, *found.ahead) if c.id not in taken)
    return Post(tuple(kept), tuple(hours[c.id] for c in kept), float(total - work - forward), left)


def _held(candidate: Candidate, request: Request) -> Candidate:
    """La même tâche, aux heures qu'une version d'avant lui a données ; un temps connu l'emporte."""
    hours = request.kept.get(candidate.id)
    if hours is None or candidate.id in request.fixed:
        return candidate
    return replace(candidate, low=hours, usual=hours, high=hours)


def _reserved(total: Fraction, least: Fraction, request: Request) -> Fraction:
    """Les heures gardées pour les imprévus ; une réserve que l'équipe n'a pas fixée cède à ses consignes."""
    wanted = exact(request.reserved)
    return wanted if request.reserve is not None else min(wanted, max(total - least, Fraction(0)))


def _check_instructions(must: Sequence[Candidate], hours: float, request: Request) -> None:
    """Lève `BudgetError` quand les consignes ne tiennent pas : de combien, et lesquelles ôter d'abord."""
    least = _sum(c.low for c in must)
    if least <= exact(hours):
        return
    drop: list[Candidate] = []
    for one in sorted(must, key=lambda c: (c.kind == "socle", c.priority, -c.rank)):
        if _sum(c.low for c in must) - _sum(c.low for c in drop) <= exact(hours):
            break
        drop.append(one)
    missing = float(least - exact(hours))
    kept = f", réserve de {hours_text(request.reserved)} ôtée" if hours < request.hours else ""
    raise BudgetError(
        f"Ce que l’équipe demande prend au moins {hours_text(float(least))} par semaine, pour {hours_text(hours)}{kept}{NBSP}: il "
        f"manque {hours_text(missing)}. Augmentez les heures, baissez un temps, ou retirez d’abord "
        f"{series([f'{quoted(c.id)} ({hours_text(c.low)})' for c in drop])}.",
        missing=missing,
        drop=[must.index(c) for c in drop],
    )


def _entering(
    found: Choices, must: Sequence[Candidate], hours: Fraction, request: Request
) -> tuple[list[Candidate], list[Candidate]]:
    """Ce qui tourne, consignes comprises, et le progrès, qui entrent dans ces heures."""
    core, left = _fitting(found.core, hours - _sum(c.low for c in must))
    steady = [*must, *core]
    if len(core) < len(found.core):  # le socle d'abord : tant qu'il ne tient pas, rien d'autre n'entre
        return steady, []
    least = _least_progress(found.ahead, left, request)
    for one in found.extra:
        if _sum(c.usual for c in (*steady, one)) <= hours - least:
            steady.append(one)
    ahead = _picked(found.ahead, _forward(steady, found.ahead, hours, request), hours - _sum(c.low for c in steady))
    # Ce que les propositions ne prennent pas : la marche d'après, puis entretenir ce qui est en place.
    left = hours - _sum(c.low for c in (*steady, *ahead))
    ahead += _picked(found.beyond, _forward(steady, (), hours, request) - _most(ahead), left)
    left = hours - _sum(c.low for c in (*steady, *ahead))
    return [*steady, *_picked(found.upkeep, hours - _most([*steady, *ahead]), left)], ahead


def _least_progress(proposed: Sequence[Candidate], left: Fraction, request: Request) -> Fraction:
    """Un quart du budget pour les actions décidées et les propositions, si le socle le laisse."""
    return min(_step(exact(request.hours) * _PROGRESS, request), left, _most(proposed))


def _forward(steady: Sequence[Candidate], proposed: Sequence[Candidate], hours: Fraction, request: Request) -> Fraction:
    """Les heures du progrès : ce que le reste laisse à son temps d'ordinaire, entre un quart et un tiers du budget s'il se
    peut ; plus encore quand le reste est à son temps le plus haut."""
    most = _step(exact(request.hours) * _MOST_PROGRESS, request)
    return max(
        _least_progress(proposed, hours - _sum(c.low for c in steady), request),
        min(hours - _sum(c.usual for c in steady), most),
        hours - _most(steady),
        Fraction(0),
    )


def _fitting(found: Iterable[Candidate], room: Fraction) -> tuple[list[Candidate], Fraction]:
    """Les tâches dont le temps le plus bas tient, dans l'ordre, et ce qu'elles laissent."""
    kept: list[Candidate] = []
    for one in found:
        if exact(one.low) <= room:
            kept.append(one)
            room -= exact(one.low)
    return kept, room


def _picked(found: Sequence[Candidate], hours: Fraction, room: Fraction) -> list[Candidate]:
    """Les premières tâches de progrès qui suffisent à employer ces heures : peu de chantiers, menés jusqu'au bout."""
    kept: list[Candidate] = []
    low = high = Fraction(0)
    for one in found:
        if high >= hours:
            break
        if low + exact(one.low) <= min(hours, room):
            kept.append(one)
            low, high = low + exact(one.low), high + exact(one.high)
    return kept


def _step(hours: Fraction, request: Request) -> Fraction:
    """Des heures au pas le plus proche."""
    unit = exact(request.step)
    return math.floor(hours / unit + Fraction(1, 2)) * unit


def _most(found: Iterable[Candidate]) -> Fraction:
    """Le plus que ces tâches emploient."""
    return _sum(c.high for c in found)


def _shared(found: Sequence[Candidate], hours: Fraction, request: Request) -> dict[str, float]:
    """Les heures de chacune, entre son temps le plus bas et le plus haut."""
    shares = allocate(
        [c.usual for c in found],
        float(hours),
        low=[c.low for c in found],
        high=[c.high for c in found],
        step=request.step,
        names=[f"tâche {quoted(c.id)}" for c in found],
    )
    return dict(zip((c.id for c in found), shares, strict=True))


def _sum(values: Iterable[float]) -> Fraction:
    """La somme exacte de ces heures."""
    return sum((exact(value) for value in values), Fraction(0))


# Des heures à trois colonnes qui tombent juste, et la phrase qui dit d'où vient chacune


def with_reserve(post: Post, request: Request) -> tuple[PlannedTask, ...]:
    """Renvoie les tâches du poste, puis la réserve pour imprévus s'il y en a une."""
    shares = [*post.shares, *([post.reserve] if post.reserve else [])]
    return _timed(post.kept, shares, request.hours, request)


def _timed(
    kept: Sequence[Candidate], shares: Sequence[float], hours: float, request: Request
) -> tuple[PlannedTask, ...]:
    """Les tâches avec leurs trois colonnes ; une part de plus que de tâches est la réserve."""
    exact_shares = [exact(share) for share in shares]
    years = _parts(exact_shares, math.floor(exact(working_time(hours, request.law).annual) + Fraction(1, 2)))
    tenths = [tenth / 10 for tenth in _parts(exact_shares, 1000)]
    tasks = tuple(
        PlannedTask(
            c.task, c.axis, c.function, c.dimension, c.kind, c.reason, hours=share, hours_year=year, share=tenth,
            nature=c.load.time.nature, explanation=_explain(c, share, request),
        )
        for c, share, year, tenth in zip(kept, shares, years, tenths, strict=False)
    )  # fmt: skip
    if len(shares) == len(kept):
        return tasks
    said = _reserve_reason(shares[-1], request)
    return (
        *tasks,
        PlannedTask(
            RESERVE, None, None, None, "réserve", "imprévus de l’année", hours=shares[-1], hours_year=years[-1],
            share=tenths[-1], nature="ponctuelle", explanation=said,
        ),
    )  # fmt: skip


def _explain(candidate: Candidate, share: float, request: Request) -> str:
    """D'où viennent les heures d'une tâche : un temps que l'équipe a fixé, ou le repère et les bornes entre lesquelles il bouge."""
    if candidate.id in request.times:
        need = request.times[candidate.id]
        said = "" if (need.per, exact(need.hours)) == ("semaine", exact(share)) else (
            f"{NBSP}; ramené à {hours_text(share)} par semaine, au pas de {hours_text(request.step)}"
        )  # fmt: skip
        return f"Temps fixé par l’équipe{NBSP}: {need.said(request.law)}{said}."
    bounds = [name for name, table in (("minimum", request.low), ("maximum", request.high)) if candidate.id in table]
    held = f", avec le {' et le '.join(bounds)} que fixe l’équipe" if bounds else ""
    return f"Repère à ajuster{NBSP}: {candidate.load.said}{held}."


def _reserve_reason(spare: float, request: Request) -> str:
    """D'où vient la réserve."""
    wanted = exact(request.reserved)
    start = f"{percent(float(100 * request.reserve_share))} du budget, au pas de {hours_text(request.step)}"
    if exact(spare) < wanted:
        return f"Ce que les consignes de l’équipe laissent des {hours_text(float(wanted))} d’une réserve ordinaire."
    if exact(spare) == wanted:
        return f"{start}."
    more = hours_text(float(exact(spare) - wanted))
    return (
        f"{start}, et {more} que les tâches retenues n’emploient pas."
        if wanted
        else f"Ce que les tâches retenues n’emploient pas{NBSP}: {more}."
    )


def _parts(shares: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Les mêmes proportions, en entiers de somme `total` : les colonnes imprimées tombent juste aussi."""
    return apportion(shares, total, [0] * len(shares), [total] * len(shares))


# Qui prend le reste : ce qui ne tient pas dans le poste, confié à des personnes de l'équipe sur leurs propres heures


def delegate(left: Sequence[Candidate], request: Request) -> tuple[Delegation, ...]:
    """Renvoie une délégation par personne nommée, dans l'ordre donné, même quand elle ne prend rien.

    Chaque tâche, dans l'ordre où elle serait entrée, va à la première personne qui la prend volontiers et à qui il
    reste assez d'heures ; à défaut, à la première qui n'a pas dit ce qu'elle préfère.
    """
    taken: list[list[Candidate]] = [[] for _ in request.roles]
    room = [exact(role.hours) for role in request.roles]
    for candidate in left:
        need = exact(candidate.low)
        rank = next((r for r in _claimants(candidate, request.roles) if room[r] >= need), None)
        if rank is not None:
            taken[rank].append(candidate)
            room[rank] -= need
    return tuple(_delegation(role, own, request) for role, own in zip(request.roles, taken, strict=True))


def _claimants(candidate: Candidate, roles: Sequence[Role]) -> list[int]:
    """Les rangs des personnes qui peuvent prendre cette tâche, celles qui la nomment d'abord."""
    named = [rank for rank, role in enumerate(roles) if candidate.id in role.tasks]
    field = [rank for rank, role in enumerate(roles) if candidate.function.id in role.functions and rank not in named]
    anything = [rank for rank, role in enumerate(roles) if not (role.tasks or role.functions)]
    return [*named, *field, *anything]


def _delegation(role: Role, own: Sequence[Candidate], request: Request) -> Delegation:
    """Les tâches d'une personne et leurs heures ; ce que ses tâches ne demandent pas lui reste."""
    if not own:
        return Delegation(role, (), role.hours)
    ordered = sorted(own, key=lambda c: c.rank)
    used = min(exact(role.hours), _most(ordered))
    shares = _shared(ordered, used, request)
    tasks = _timed(ordered, [shares[c.id] for c in ordered], float(used), request)
    return Delegation(role, tasks, float(exact(role.hours) - used))
