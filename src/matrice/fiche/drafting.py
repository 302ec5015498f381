"""Des dimensions faibles à la fiche : quelles tâches, combien d'heures, et ce qui ne tient pas."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..assessment import DimensionResult, Profile, Standing
from ..errors import InputError, MatriceError, Problem
from ..referentiel import Axis, Dimension, Function, Referentiel, Task, suggestion
from ..text import hours as hours_text
from ..text import number, partial_date, plural, quoted, series
from .allocation import allocate, apportion, exact
from .emploi import Emploi, load_emploi, working_time
from .model import FicheDePoste, PlannedTask, UncoveredTask

PROPOSED_HOURS = 1.0  # sans choix de l'équipe, une tâche par heure payée : chacune reçoit un vrai temps
MINIMUM = 0.5  # en dessous d'une demi-heure par semaine, une tâche existe sur le papier seulement
FLOOR_WEIGHT = 10.0  # une tâche choisie malgré un écart nul garde un dixième d'échelle de priorité
UNKNOWN_WEIGHT = 50.0  # dimension sans note : ni faible ni forte, la moitié de l'échelle


@dataclass(frozen=True, slots=True)
class Candidate:
    """Une tâche possible, sa priorité et la raison à imprimer."""

    axis: Axis
    function: Function
    task: Task
    dimension: Dimension
    rank: int
    weight: float
    reason: str


def draft(
    profile: Profile,
    ref: Referentiel | None = None,
    *,
    weekly_hours: float,
    tasks: Iterable[str] | None = None,
    weights: Mapping[str, float] | None = None,
    target: int | None = None,
    low: Mapping[str, float] | None = None,
    high: Mapping[str, float] | None = None,
    minimum: float = MINIMUM,
    step: float = 0.25,
    emploi: Emploi | None = None,
) -> FicheDePoste:
    """Renvoie une fiche de poste dont les heures tombent juste.

    Args:
        profile: le profil de l'équipe.
        ref: la grille qui porte les tâches (par défaut, celle du profil).
        weekly_hours: budget, en heures par semaine, multiple de `step`.
        tasks: identifiants des tâches choisies par l'équipe. Sans choix, elles sont proposées : les
            dimensions les plus loin du niveau visé d'abord, une tâche par heure de budget.
        weights: priorités imposées, par identifiant de tâche (0 à 100 comme les écarts, mais toute
            échelle convient). Une tâche à 0 ne reçoit que son minimum.
        target: valeur du niveau visé (par défaut, le plus haut de l'échelle).
        low, high: bornes imposées, en heures par semaine, par identifiant de tâche.
        minimum: temps en dessous duquel une tâche n'est pas retenue, en heures par semaine.
        step: le plus petit morceau, en heures.
        emploi: chiffres de droit à employer (par défaut, ceux livrés).

    Returns:
        Une fiche où `tasks` épuise le budget et `uncovered` liste ce qui n'y tient pas.

    Raises:
        InputError: budget, tâche, priorité ou borne sans sens ; toutes les fautes ensemble.
        BudgetError: les maximums imposés laissent des heures sans emploi.

    La priorité d'une tâche est l'écart, en points, entre la note de la dimension qu'elle sert et celle du
    niveau visé. Les heures sont partagées par `allocate`.
    """
    grid = ref or profile.ref
    chosen = None if tasks is None else tuple(tasks)
    goal = grid.scale.values[-1] if target is None else target
    check_request(grid, weekly_hours, chosen, weights or {}, goal, {**(low or {}), **(high or {})})
    candidates = ranked(profile, grid, goal, weights or {}, chosen)
    floors = {c.task.id: (low or {}).get(c.task.id, minimum) for c in candidates}
    kept = fitting(candidates, floors, weekly_hours, proposed=chosen is None)
    if weekly_hours and not kept:
        raise MatriceError(nothing_to_plan(chosen, candidates, weekly_hours, minimum))
    law = emploi or load_emploi()
    planned = plan(kept, floors, high or {}, weekly_hours, step, law)
    uncovered = [c for c in candidates if c not in kept]
    return FicheDePoste(
        profile=profile,
        ref=grid,
        time=working_time(weekly_hours, law),
        target=goal,
        tasks=planned,
        uncovered=tuple(left_out(c, weekly_hours) for c in uncovered),
        warnings=warnings(profile, chosen, candidates, kept, weekly_hours, law),
        emploi=law,
    )


def ranked(
    profile: Profile, ref: Referentiel, goal: int, weights: Mapping[str, float], chosen: Sequence[str] | None
) -> list[Candidate]:
    """Les tâches possibles, de la plus prioritaire à la moins prioritaire, puis dans l'ordre de la grille."""
    known = {d.id: d for d in profile.dimensions}
    found = []
    for rank, (axis, function, task, dimension) in enumerate(ref.placed_tasks()):
        if chosen is not None and task.id not in chosen:
            continue
        weight, reason = priority(known.get(dimension.id), profile, dimension, ref, goal)
        if chosen is None and task.id not in weights and weight is None:
            continue
        if task.id in weights:
            weight, reason = float(weights[task.id]), "priorité fixée par l’équipe"
        elif chosen is not None:
            weight, reason = chosen_weight(weight, reason)
        found.append(Candidate(axis, function, task, dimension, rank, weight or 0.0, reason))
    return sorted(found, key=lambda c: (-c.weight, c.rank))


def priority(
    result: DimensionResult | None, profile: Profile, dimension: Dimension, ref: Referentiel, goal: int
) -> tuple[float | None, str]:
    """L'écart d'une dimension au niveau visé, en points, et sa raison ; `None` : rien ne la désigne."""
    score = result.score if result else None
    if score is None and result:
        axis = next((a for a in profile.axes if a.id == result.axis and a.items), None)
        score = axis.score if axis else None  # mode rapide par axe : la dimension suit son axe
    aim = 100 * ref.scale.credits[ref.scale.values.index(goal)]
    if score is None:
        standing = result.standing if result else Standing.NOT_COMPUTABLE
        return None, f"dimension {quoted(dimension.label)} {standing}"
    gap = aim - score
    if gap <= 0:
        return None, f"niveau visé déjà atteint ({number(score)} sur 100)"
    return (
        gap,
        f"{dimension.label}\u00a0: {number(score)} sur 100, à {plural(int(number(gap) or 0), 'point')} du niveau visé",
    )


def chosen_weight(weight: float | None, reason: str) -> tuple[float, str]:
    """La priorité d'une tâche que l'équipe a choisie, même si sa dimension ne la désigne pas."""
    if weight is not None:
        return max(weight, FLOOR_WEIGHT), f"choisie par l’équipe\u00a0; {reason}"
    floor = FLOOR_WEIGHT if "atteint" in reason else UNKNOWN_WEIGHT
    return floor, f"choisie par l’équipe\u00a0; {reason}"


def fitting(
    candidates: Sequence[Candidate], floors: Mapping[str, float], hours: float, *, proposed: bool
) -> list[Candidate]:
    """Les tâches dont les minimums tiennent ensemble dans le budget, la plus prioritaire d'abord."""
    kept: list[Candidate] = []
    left = exact(hours)
    slots = max(1, math.floor(hours / PROPOSED_HOURS)) if proposed else len(candidates)
    for candidate in candidates:
        need = exact(floors[candidate.task.id])
        if need <= left and len(kept) < slots:
            kept.append(candidate)
            left -= need
    return kept


def plan(
    kept: Sequence[Candidate],
    floors: Mapping[str, float],
    high: Mapping[str, float],
    hours: float,
    step: float,
    law: Emploi,
) -> tuple[PlannedTask, ...]:
    """Les tâches retenues et leur temps, dans l'ordre de la grille."""
    ordered = sorted(kept, key=lambda c: c.rank)
    weights = [c.weight for c in ordered]
    if not any(weights):
        weights = [1.0] * len(ordered)
    lows = [floors[c.task.id] for c in ordered]
    highs = [high.get(c.task.id, math.inf) for c in ordered]
    shares = allocate(weights, hours, low=lows, high=highs, step=step)
    exact_shares = [exact(share) for share in shares]
    years = parts(exact_shares, math.floor(exact(working_time(hours, law).annual) + Fraction(1, 2)))
    tenths = parts(exact_shares, 1000)
    return tuple(
        PlannedTask(c.task, c.axis, c.function, c.dimension, share, year, tenth / 10, c.weight, c.reason)
        for c, share, year, tenth in zip(ordered, shares, years, tenths, strict=True)
    )


def parts(shares: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Les mêmes proportions, en entiers de somme `total` : les colonnes imprimées tombent juste aussi."""
    if not any(shares):
        return (0,) * len(shares)
    return apportion(shares, total, [0] * len(shares), [total] * len(shares))


def left_out(candidate: Candidate, hours: float) -> UncoveredTask:
    """Une tâche qui ne tient pas : elle est dite, pas effacée."""
    reason = f"hors des {hours_text(hours)} par semaine\u00a0; {candidate.reason}"
    return UncoveredTask(
        candidate.task, candidate.axis, candidate.function, candidate.dimension, candidate.weight, reason
    )


def warnings(
    profile: Profile,
    chosen: Sequence[str] | None,
    candidates: Sequence[Candidate],
    kept: Sequence[Candidate],
    hours: float,
    law: Emploi,
) -> tuple[str, ...]:
    """Ce qu'il faut savoir avant de signer, en phrases complètes."""
    said = []
    if chosen is not None and len(kept) < len(candidates):
        lost = len(candidates) - len(kept)
        said.append(
            f"{plural(len(candidates), 'tâche')} pour {hours_text(hours)} par semaine, c’est trop\u00a0: {plural(lost, 'tâche')} ne "
            f"tien{'nent' if lost > 1 else 't'} pas dans ce budget, même au temps minimal. La liste est plus bas\u00a0: "
            "confiez-les à quelqu’un d’autre, ou augmentez les heures."
        )
    floor = law["plancher-temps-partiel"]
    if 0 < hours < floor.value:
        said.append(
            f"{hours_text(hours)} par semaine, c’est moins que le minimum de {hours_text(floor.value)} d’un temps partiel salarié "
            f"sous la convention IDCC\u00a01147 (chiffre du {partial_date(floor.date)}, {floor.confidence}). {floor.note}"
        )
    full = law["duree-hebdomadaire"].value
    if hours > full:
        said.append(f"{hours_text(hours)} par semaine dépassent la durée légale de {hours_text(full)}.")
    missing = [d.label for d in profile.dimensions if d.standing is Standing.NOT_COMPUTABLE and not d.added]
    if missing and profile.grain != "axis":
        said.append(f"Sans note calculable, ces dimensions n’ont proposé aucune tâche\u00a0: {series(missing)}.")
    return tuple(said)


def nothing_to_plan(chosen: Sequence[str] | None, candidates: Sequence[Candidate], hours: float, minimum: float) -> str:
    """Pourquoi aucune tâche ne tient."""
    if candidates:
        return (
            f"{hours_text(hours)} par semaine ne suffisent à aucune tâche ({hours_text(minimum)} au moins chacune)\u00a0: "
            "augmentez les heures ou baissez le minimum."
        )
    if chosen is None:
        return "Aucune dimension notée n’est sous le niveau visé\u00a0: choisissez vous-même les tâches («\u00a0tasks\u00a0»)."
    return "Aucune tâche n’est choisie\u00a0: donnez au moins un identifiant, par exemple «\u00a0T4.1.4\u00a0»."


def check_request(
    ref: Referentiel,
    hours: float,
    chosen: Sequence[str] | None,
    weights: Mapping[str, float],
    goal: int,
    bounds: Mapping[str, float],
) -> None:
    """Lève `InputError` avec tout ce que la demande a d'impossible."""
    ids = [task.id for task in ref.tasks]
    problems = []
    if not ids:
        problems.append(Problem("cette grille n’a aucune tâche\u00a0: ajoutez des fonctions et leurs tâches."))
    if not (math.isfinite(hours) and hours > 0):
        problems.append(
            Problem(f"le budget vaut {quoted(str(hours))}\u00a0; attendu\u00a0: des heures par semaine, plus que 0.")
        )
    if goal not in ref.scale.values:
        levels = series([str(value) for value in ref.scale.values], "ou")
        problems.append(Problem(f"le niveau visé {quoted(str(goal))} n’est pas sur l’échelle ({levels})."))
    named = dict.fromkeys([*(chosen or ()), *weights, *bounds])
    problems += [
        Problem(f"{quoted(str(name))} n’est pas une tâche de cette grille{suggestion(str(name), ids)}.")
        for name in named
        if name not in ids
    ]
    repeated = {name for name in chosen or () if (chosen or ()).count(name) > 1}
    problems += [Problem(f"la tâche {quoted(name)} est choisie deux fois.") for name in sorted(repeated)]
    problems += [
        Problem(f"{quoted(name)} vaut {quoted(str(value))}\u00a0; attendu\u00a0: un nombre, 0 ou plus.")
        for name, value in (*weights.items(), *bounds.items())
        if not (math.isfinite(value) and value >= 0)
    ]
    if problems:
        raise InputError(problems, subject="Fiche de poste impossible")
