"""Des dimensions faibles à la fiche : les tâches retenues, leurs heures, et ce qui ne tient pas."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ..assessment import Profile, Standing
from ..errors import MatriceError
from ..referentiel import Referentiel
from ..text import hours as hours_text
from ..text import partial_date, plural, quoted, series
from .allocation import allocate, apportion, exact
from .choosing import Candidate, candidates, fitting
from .emploi import Emploi, load_emploi, working_time
from .model import FicheDePoste, PlannedTask, UncoveredTask
from .request import Request, checked_request

MINIMUM = 0.5  # en dessous d'une demi-heure par semaine, une tâche existe sur le papier seulement


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
        ref: la grille qui porte les tâches (par défaut, celle du profil), à la même échelle.
        weekly_hours: budget, en heures par semaine, multiple de `step`.
        tasks: identifiants des tâches choisies par l'équipe. Sans choix, elles sont proposées : les
            dimensions les plus loin du niveau visé d'abord, une tâche par heure de budget.
        weights: priorités imposées, par identifiant de tâche, en points comme les écarts (0 à 100) ; si
            toutes les tâches ont la leur, toute échelle convient. Une tâche à 0 ne reçoit que son minimum.
        target: valeur du niveau visé (par défaut, le plus haut de l'échelle).
        low, high: bornes imposées, en heures par semaine, par identifiant de tâche. Une tâche dotée d'un
            minimum est retenue avant les autres.
        minimum: temps que reçoit au moins une tâche retenue, en heures par semaine.
        step: le plus petit morceau, en heures.
        emploi: chiffres de droit à employer (par défaut, ceux livrés).

    Returns:
        Une fiche où `tasks` épuise le budget et `uncovered` liste ce qui n'y tient pas.

    Raises:
        InputError: budget, tâche, priorité ou borne sans sens ; toutes les fautes ensemble.
        BudgetError: les maximums imposés laissent des heures sans emploi.
        MatriceError: rien à planifier, ou grille d'une autre échelle.

    La priorité d'une tâche est l'écart, en points, entre la note de la dimension qu'elle sert et celle du
    niveau visé. Les heures sont partagées par `allocate`.
    """
    grid = ref or profile.ref
    if grid.scale != profile.ref.scale:
        raise MatriceError("Cette grille n’a pas l’échelle du profil\u00a0: les écarts n’auraient pas de sens.")
    chosen = tasks if tasks is None or isinstance(tasks, str) else tuple(tasks)
    request = checked_request(
        grid, hours=weekly_hours, tasks=chosen, weights=weights, target=target, low=low, high=high,
        minimum=minimum, step=step,
    )  # fmt: skip
    found = candidates(profile, grid, request)
    kept = fitting(found, request)
    if not kept:
        raise MatriceError(nothing_to_plan(profile, found, request))
    law = emploi or load_emploi()
    return FicheDePoste(
        profile=profile,
        ref=grid,
        time=working_time(request.hours, law),
        target=request.target,
        tasks=plan(kept, request, law),
        uncovered=tuple(left_out(c, request.hours) for c in found if c not in kept),
        warnings=warnings(profile, found, kept, request, law),
        emploi=law,
    )


def plan(kept: Sequence[Candidate], request: Request, law: Emploi) -> tuple[PlannedTask, ...]:
    """Les tâches retenues et leur temps, dans l'ordre de la grille."""
    ordered = sorted(kept, key=lambda c: c.rank)
    ids = [c.task.id for c in ordered]
    weights = [c.weight for c in ordered]
    shares = allocate(
        weights if any(weights) else [1.0] * len(ordered),
        request.hours,
        low=[request.floor(task) for task in ids],
        high=[request.ceiling(task) for task in ids],
        step=request.step,
        names=[f"tâche {quoted(task)}" for task in ids],
    )
    exact_shares = [exact(share) for share in shares]
    years = parts(exact_shares, math.floor(exact(working_time(request.hours, law).annual) + Fraction(1, 2)))
    tenths = parts(exact_shares, 1000)
    return tuple(
        PlannedTask(c.task, c.axis, c.function, c.dimension, c.weight, c.reason, share, year, tenth / 10)
        for c, share, year, tenth in zip(ordered, shares, years, tenths, strict=True)
    )


def parts(shares: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Les mêmes proportions, en entiers de somme `total` : les colonnes imprimées tombent juste aussi."""
    return apportion(shares, total, [0] * len(shares), [total] * len(shares))


def left_out(candidate: Candidate, hours: float) -> UncoveredTask:
    """Une tâche qui ne tient pas : elle est dite, pas effacée."""
    reason = f"hors des {hours_text(hours)} par semaine\u00a0; {candidate.reason}"
    return UncoveredTask(
        candidate.task, candidate.axis, candidate.function, candidate.dimension, candidate.weight, reason
    )


def warnings(
    profile: Profile, found: Sequence[Candidate], kept: Sequence[Candidate], request: Request, law: Emploi
) -> tuple[str, ...]:
    """Ce qu'il faut savoir avant de signer, en phrases complètes."""
    said = [*hours_warnings(request.hours, law)]
    if request.tasks is not None and len(kept) < len(found):
        said.insert(0, too_many(len(found), len(found) - len(kept), request.hours))
    missing = [d.label for d in profile.dimensions if d.standing is Standing.NOT_COMPUTABLE and not d.added]
    if missing and request.tasks is None and profile.grain != "axis":
        said.append(f"Sans note calculable, ces dimensions n’ont proposé aucune tâche\u00a0: {series(missing)}.")
    return tuple(said)


def too_many(asked: int, lost: int, hours: float) -> str:
    """Trop de tâches pour ce temps."""
    holds = "ne tiennent pas" if lost > 1 else "ne tient pas"
    others = "confiez-les" if lost > 1 else "confiez-la"
    return (
        f"{plural(asked, 'tâche')} pour {hours_text(hours)} par semaine, c’est trop\u00a0: {plural(lost, 'tâche')} {holds} dans ce "
        f"budget, même au temps minimal. La liste est plus bas\u00a0: {others} à quelqu’un d’autre, ou augmentez les heures."
    )


def hours_warnings(hours: float, law: Emploi) -> list[str]:
    """Ce que le droit dit de cette durée."""
    floor, full = law["plancher-temps-partiel"], law["duree-hebdomadaire"]
    if hours < floor.value:
        return [
            f"{hours_text(hours)} par semaine, c’est moins que le minimum de {hours_text(floor.value)} d’un temps partiel "
            f"salarié sous la convention IDCC\u00a01147 (chiffre du {partial_date(floor.date)}, {floor.confidence}). {floor.note}"
        ]
    if hours > full.value:
        return [f"{hours_text(hours)} par semaine dépassent la durée légale de {hours_text(full.value)}."]
    return []


def nothing_to_plan(profile: Profile, found: Sequence[Candidate], request: Request) -> str:
    """Pourquoi aucune tâche ne tient."""
    if found:
        least = min(request.floor(candidate.task.id) for candidate in found)
        return (
            f"{hours_text(request.hours)} par semaine ne suffisent à aucune tâche ({hours_text(least)} au moins)\u00a0: "
            "augmentez les heures ou baissez le minimum."
        )
    if request.tasks is not None:
        return "Aucune tâche n’est choisie\u00a0: donnez au moins un identifiant, par exemple «\u00a0T4.1.4\u00a0»."
    if not any(d.score is not None for d in profile.dimensions) and not any(a.score is not None for a in profile.axes):
        return "Aucune dimension n’a de note\u00a0: choisissez vous-même les tâches."
    return "Toutes les dimensions notées sont au niveau visé\u00a0: choisissez vous-même les tâches."
