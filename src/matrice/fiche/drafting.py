"""Des dimensions faibles à la fiche : les tâches retenues, leurs heures, et ce qui ne tient pas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from ..assessment import Profile, Standing, masked, withheld
from ..errors import MatriceError
from ..referentiel import Referentiel
from ..text import hours as hours_text
from ..text import number, plural, quoted, series
from .catalogue.plans import catalogue
from .catalogue.statuses import DEFAULT_STATUS, Status, hours_warnings, legal_ids, status_named
from .emploi import Emploi, working_time
from .model import Delegation, FicheDePoste, UncoveredTask
from .money import MoneyInputs, PostMoney, money_for, stale
from .sharing.choosing import Candidate, candidates, fitting
from .sharing.planning import delegate, with_reserve
from .sharing.request import Need, Period, Request, Role, checked_request

_MINIMUM = 0.5  # en dessous d'une demi-heure par semaine, une tâche existe sur le papier seulement
_RESERVE_SHARE = 0.10
_SILENT = (Standing.NOT_COMPUTABLE, Standing.WITHHELD)
_COLLECTIVE = "Cette fiche s’appuie sur un seul questionnaire, que l’équipe a rempli ensemble."


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
    times: Mapping[str, Need | tuple[float, Period]] | None = None,
    minimum: float = _MINIMUM,
    step: float = 0.25,
    reserve: float = _RESERVE_SHARE,
    status: str | Status = DEFAULT_STATUS,
    roles: Iterable[Role] = (),
    money: MoneyInputs | None = None,
    emploi: Emploi | None = None,
    contract_hours: float | None = None,
    on: dt.date | None = None,
) -> FicheDePoste:
    """Renvoie une fiche de poste dont les heures tombent juste.

    Args:
        profile: le profil de l'équipe.
        ref: la grille qui porte les tâches (par défaut, celle du profil), à la même échelle.
        weekly_hours: budget, en heures par semaine, multiple de `step`.
        tasks: identifiants des tâches choisies par l'équipe, dans le catalogue (celles de la grille et celles des
            autres plans). Sans choix, celles de la grille sont proposées : les dimensions les plus loin du niveau
            visé d'abord, une tâche par heure de budget.
        weights: priorités imposées, par identifiant de tâche, en points comme les écarts (0 à 100) ; si
            toutes les tâches ont la leur, toute échelle convient. Une tâche à 0 ne reçoit que son minimum.
        target: valeur du niveau visé (par défaut, le plus haut de l'échelle).
        low, high: bornes imposées, en heures par semaine, par identifiant de tâche. Une tâche dotée d'un
            minimum est retenue avant les autres.
        times: temps connu d'avance, par identifiant de tâche : `(2, "mois")` pour deux heures par mois ; périodes
            « semaine », « mois », « trimestre », « an » et « fois » (une seule fois dans l'année).
        minimum: temps que reçoit au moins une tâche retenue, en heures par semaine.
        step: le plus petit morceau, en heures.
        reserve: part du budget gardée pour les imprévus, de 0 à 0,5 (un dixième par défaut) ; c'est la dernière ligne
            de `tasks`.
        status: statut du poste, par son identifiant (par défaut, salariat par la SISA).
        roles: les personnes de l'équipe qui peuvent prendre ce qui ne tient pas, et leurs heures.
        money: ce que l'on sait du coût et des financements ; sans lui, la fiche ne parle pas d'euros.
        emploi: chiffres de droit à employer (par défaut, ceux livrés).
        contract_hours: heures hebdomadaires du contrat entier, quand la même personne sert d'autres équipes pour le
            même employeur ; les seuils du droit se lisent sur elles (par défaut, `weekly_hours`).
        on: date de la fiche, pour les chiffres d'argent et leur péremption (par défaut, celle du profil).

    Returns:
        Une fiche où `tasks` épuise le budget et `uncovered` liste ce qui n'y tient pas.

    Raises:
        InputError: budget, tâche, priorité, temps ou borne sans sens ; toutes les fautes ensemble.
        BudgetError: les maximums imposés laissent des heures sans emploi.
        MatriceError: rien à planifier, statut inconnu, ou grille d'une autre échelle.

    La priorité d'une tâche est l'écart, en points, entre la note de la dimension qu'elle sert et celle du
    niveau visé. Les heures sont partagées par `allocate`.
    """
    grid, profile = _grid_of(profile, ref)
    offered = catalogue(grid)
    request = checked_request(
        offered, grid.scale, hours=weekly_hours, tasks=tasks, weights=weights, target=target, low=low, high=high,
        times=times, minimum=minimum, step=step, reserve=reserve, roles=roles,
        contract_hours=contract_hours, on=on, money=money, emploi=emploi,
    )  # fmt: skip
    held = status if isinstance(status, Status) else status_named(status)
    found = candidates(profile, grid, offered, request)
    kept = fitting(found, request)
    if not kept:
        raise MatriceError(_nothing_to_plan(profile, found, request))
    taken = {c.task.id for c in kept}  # par identifiant : comparer les tâches elles-mêmes coûterait plus que le partage
    left = [c for c in found if c.task.id not in taken]
    delegated, when = delegate(left, request), on or profile.on
    return FicheDePoste(
        profile=profile,
        ref=grid,
        time=working_time(request.hours, request.law),
        target=request.target,
        tasks=with_reserve(kept, request),
        uncovered=tuple(_left_out(c, request.hours) for c in left),
        warnings=(
            *([_COLLECTIVE] if profile.collective else []),
            *_too_many(len(found), left, delegated, request),
            *_legal_warnings(request, held, when),
            *_silent_dimensions(profile, request),
            *_unasked(request, found),
        ),
        emploi=request.law,
        status=held,
        request=request,
        delegated=delegated,
        money=_costed(held, request, when),
    )


def _grid_of(profile: Profile, ref: Referentiel | None) -> tuple[Referentiel, Profile]:
    """La grille des tâches, et le profil, masqué sous le plancher : les documents s'y refusent, le calcul reste ouvert."""
    if not isinstance(profile, Profile) or not isinstance(ref, Referentiel | None):
        raise MatriceError(
            "La fiche part d’un profil (score) et d’une grille (load_referentiel)\u00a0: donnez l’un et l’autre."
        )
    grid = ref or profile.ref
    if grid.scale != profile.ref.scale:
        raise MatriceError("Cette grille n’a pas l’échelle du profil\u00a0: les écarts n’auraient pas de sens.")
    return grid, profile if withheld(profile) else masked(profile)


def _legal_warnings(request: Request, status: Status, on: dt.date | None) -> list[str]:
    """Ce que le droit dit de ces heures, et ceux de ses chiffres qui ne sont plus sûrs à cette date."""
    said = hours_warnings(request.contract_hours or request.hours, request.law, status)
    return [*said, *(stale(request.law, on=on, only=legal_ids(status)) if on else ())]


def _unasked(request: Request, found: Sequence[Candidate]) -> list[str]:
    """Ce qu'une personne veut bien prendre et que la fiche ne demande pas : le taire laisserait croire que c'est pris."""
    asked = {candidate.task.id for candidate in found}
    return [
        f"{quoted(role.label)} peut prendre {series(idle)}, que cette fiche ne demande pas\u00a0: rien ne lui en est confié."
        for role in request.roles
        if (idle := [task for task in role.tasks if task not in asked])
    ]


def _costed(status: Status, request: Request, on: dt.date | None) -> PostMoney | None:
    """L'argent du poste, quand l'équipe en dit quelque chose."""
    if request.money is None:
        return None
    if on is None:
        raise MatriceError(
            "Sans date, les chiffres d’argent ne peuvent pas être choisis\u00a0: donnez la date de la fiche (on)."
        )
    return money_for(status.id, request.hours, request.money, on=on, emploi=request.law)


def _left_out(candidate: Candidate, hours: float) -> UncoveredTask:
    """Une tâche qui ne tient pas : elle est dite, pas effacée."""
    reason = f"hors des {hours_text(hours)} par semaine\u00a0; {candidate.reason}"
    return UncoveredTask(
        candidate.task, candidate.axis, candidate.function, candidate.dimension, candidate.weight, reason
    )


def _silent_dimensions(profile: Profile, request: Request) -> list[str]:
    """La phrase qui nomme les dimensions sans note, quand les tâches en sont proposées."""
    if request.tasks is not None or profile.grain == "axis":
        return []
    missing = [d.label for d in profile.dimensions if d.standing in _SILENT and not d.added]
    if not missing:
        return []
    return [f"Sans note calculable, ces dimensions n’ont proposé aucune tâche\u00a0: {series(missing)}."]


def _too_many(asked: int, left: Sequence[Candidate], delegated: Sequence[Delegation], request: Request) -> list[str]:
    """La phrase qui dit que l'équipe a choisi trop de tâches pour ce temps, et combien sont sans personne."""
    if not left or request.tasks is None:
        return []
    lost = len(left)
    alone = lost - sum(len(one.tasks) for one in delegated)
    start = f"{plural(asked, 'tâche')} pour {hours_text(request.hours)} par semaine, c’est trop\u00a0: "
    holds = "ne tient" if lost == 1 else "ne tiennent"
    said = f"{start}{plural(lost, 'tâche')} {holds} pas dans ce budget, même au temps minimal."
    if not alone:
        return [f"{said} D’autres membres de l’équipe {'la prennent' if lost == 1 else 'les prennent'}."]
    if alone < lost:
        said = f"{said} D’autres membres de l’équipe en prennent {number(lost - alone)}."
    given = "confiez-la" if alone == 1 else "confiez-les"
    return [
        f"{said} {plural(alone, 'tâche')} sans personne\u00a0: {given} à quelqu’un d’autre, ou augmentez les heures."
    ]


def _nothing_to_plan(profile: Profile, found: Sequence[Candidate], request: Request) -> str:
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
