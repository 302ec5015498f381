"""Des dimensions faibles à la fiche : les tâches retenues, leurs heures, et ce qui ne tient pas."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ..amounts import exact
from ..assessment import Action, ActionPlan, Profile, Standing, masked, withheld
from ..errors import MatriceError
from ..referentiel import Referentiel
from ..text import euros, number, plural, quoted, series
from ..text import hours as hours_text
from .choosing import Candidate, Choices, choices, core_lines, kept_from_before
from .durations import CoreLine, Durations, TeamSize
from .emploi import Emploi, working_time
from .model import CoreGap, Delegation, FicheDePoste, UncoveredTask
from .money import MoneyInputs, PostMoney, money_for, stale
from .planning import Post, delegate, plan_post, with_reserve
from .plans import catalogue
from .request import Need, Period, Request, Role, checked_request
from .statuses import DEFAULT_STATUS, Status, hours_warnings, legal_ids, status_named

_NAMED_LINES = 3  # lignes du socle nommées dans une phrase
_SILENT = (Standing.NOT_COMPUTABLE, Standing.WITHHELD)
_COLLECTIVE = "Cette fiche s’appuie sur un seul questionnaire, que l’équipe a rempli ensemble."


def draft(
    profile: Profile,
    ref: Referentiel | None = None,
    *,
    weekly_hours: float,
    size: TeamSize | None = None,
    plan: ActionPlan | Iterable[Action] | None = None,
    tasks: Iterable[str] | None = None,
    times: Mapping[str, Need | tuple[float, Period]] | None = None,
    low: Mapping[str, float] | None = None,
    high: Mapping[str, float] | None = None,
    entrusted: Mapping[str, str] | None = None,
    kept: Mapping[str, float] | None = None,
    target: int | None = None,
    minimum: float = 0.0,
    step: float = 0.25,
    reserve: float | None = None,
    status: str | Status = DEFAULT_STATUS,
    roles: Iterable[Role] = (),
    money: MoneyInputs | None = None,
    emploi: Emploi | None = None,
    durations: Durations | None = None,
    contract_hours: float | None = None,
    on: dt.date | None = None,
    notes: Iterable[str] = (),
) -> FicheDePoste:
    """Renvoie une fiche de poste dont les heures tombent juste : les consignes, le socle, le progrès, la réserve.

    Args:
        profile: le profil de l'équipe.
        ref: la grille qui porte les tâches (par défaut, celle du profil), à la même échelle.
        weekly_hours: budget, en heures par semaine, multiple de `step`.
        size: la taille de l'équipe (par défaut, l'effectif du profil et une équipe moyenne) ; elle multiplie le temps des
            réunions, des protocoles, de l'accueil…
        plan: le plan d'action ; ses actions ouvertes passent avant les propositions.
        tasks: tâches choisies par l'équipe, par identifiant ou en mots (« gérer la paie »). Elles tiennent, ou une erreur dit
            de combien ; elles s'ajoutent au socle.
        times: temps connu d'avance, par tâche : `(2, "mois")` pour deux heures par mois ; périodes « semaine », « mois »,
            « trimestre », « an » et « fois » (une seule fois dans l'année). Une tâche ainsi nommée est choisie.
        low, high: bornes imposées, en heures par semaine, par tâche. Une tâche dotée d'un minimum est choisie.
        entrusted: lignes du socle que d'autres font, par identifiant de ligne : `{"budget": "la gérance"}`.
        kept: heures par semaine déjà retenues, par tâche (une version d'avant, un classeur corrigé) : le poste est alors
            cette liste et les consignes, et ce qu'elles laissent libre rejoint la réserve.
        target: valeur du niveau visé (par défaut, le plus haut de l'échelle). Une dimension qui l'atteint ne propose rien.
        minimum: temps que reçoit au moins une tâche sans temps connu, en heures par semaine.
        step: le plus petit morceau, en heures.
        reserve: part du budget gardée pour les imprévus, de 0 à 0,5 (sans elle, un dixième, qui cède aux consignes) ; c'est
            la dernière ligne de `tasks`.
        status: statut du poste, par son identifiant (par défaut, salariat par la SISA).
        roles: les personnes de l'équipe qui peuvent prendre ce qui ne tient pas, et leurs heures.
        money: ce que l'on sait du coût et des financements ; sans lui, la fiche ne parle pas d'euros.
        emploi: chiffres de droit à employer (par défaut, ceux livrés).
        durations: repères de durée à employer (par défaut, ceux livrés ; `read_durations` lit ceux d'une fédération).
        contract_hours: heures hebdomadaires du contrat entier, quand la même personne sert d'autres équipes pour le
            même employeur ; les seuils du droit se lisent sur elles (par défaut, `weekly_hours`).
        on: date de la fiche, pour les chiffres d'argent et leur péremption (par défaut, celle du profil).
        notes: phrases à rappeler parmi les points d'attention.

    Returns:
        Une fiche où `tasks` épuise le budget, `uncovered` liste ce qui n'y tient pas, et `core_gaps` les fondamentaux
        qu'elle ne porte pas.

    Raises:
        InputError: budget, tâche, taille, temps ou borne sans sens ; toutes les fautes ensemble.
        BudgetError: les consignes de l'équipe ne tiennent pas dans le budget ; dit de combien, et quoi retirer.
        MatriceError: statut inconnu, ou grille d'une autre échelle.

    Le temps d'une tâche vient de son besoin (`data/temps.yaml`), ajusté au budget par `allocate` entre son temps le plus bas et
    le plus haut. Le socle laisse au progrès un quart du budget tant qu'il tient, au plus bas, dans le reste ; au-delà d'un tiers, il
    reçoit d'abord son temps le plus haut. Ce que les propositions ne prennent pas va plus loin que le niveau visé, puis entretient
    ce qui est en place.
    """
    grid, profile = _grid_of(profile, ref)
    offered = catalogue(grid)
    request = checked_request(
        offered, grid.scale, hours=weekly_hours, size=size, plan=plan, tasks=tasks, times=times, low=low, high=high,
        entrusted=entrusted, kept=kept, target=target, minimum=minimum, step=step, reserve=reserve,
        roles=roles, contract_hours=contract_hours, on=on, money=money, emploi=emploi, durations=durations, notes=tuple(notes),
    )  # fmt: skip
    held = status if isinstance(status, Status) else status_named(status)
    return drafted(profile, grid, request, held, choices(profile, grid, offered, request), on=on)


def drafted(
    profile: Profile, grid: Referentiel, request: Request, held: Status, found: Choices, *, on: dt.date | None
) -> FicheDePoste:
    """Renvoie la fiche d'une demande vérifiée ; `found` est ce que le poste peut porter, le même à tous les budgets."""
    offered = catalogue(grid)
    post = plan_post(found, request, kept_from_before(found, profile, grid, offered, request))
    delegated, when = delegate(post.left, request), on or profile.on
    gaps = _core_gaps(found, core_lines(request, offered), post, delegated, request)
    return FicheDePoste(
        profile=profile,
        ref=grid,
        time=working_time(request.hours, request.law),
        target=request.target,
        tasks=with_reserve(post, request),
        uncovered=tuple(_left_out(c, request.hours) for c in post.left),
        warnings=(
            *_core_warnings(found, post, request, held, when),
            *([_COLLECTIVE] if profile.collective else []),
            *_spare_warning(post, request),
            *_unserved_actions(request, found),
            *_legal_warnings(request, held, when),
            *_silent_dimensions(profile, request),
            *_unasked(request, post),
            *request.notes,
        ),
        emploi=request.law,
        status=held,
        request=request,
        size=request.table.size(request.size, profile.registered),
        core_gaps=gaps,
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


def _unasked(request: Request, post: Post) -> list[str]:
    """Ce qu'une personne veut bien prendre et que la fiche ne demande pas : le taire laisserait croire que c'est pris."""
    asked = {candidate.id for candidate in (*post.kept, *post.left)}
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
        candidate.task, candidate.axis, candidate.function, candidate.dimension, candidate.kind, reason
    )


def _core_gaps(
    found: Choices, lines: Mapping[str, CoreLine], post: Post, delegated: Sequence[Delegation], request: Request
) -> tuple[CoreGap, ...]:
    """Les lignes du socle que ce poste ne porte pas, et qui les fait ; une ligne sans objet, zéro réunion par an, n'en est pas."""
    missing = {candidate.id for candidate in found.core} - {candidate.id for candidate in post.kept}
    takers = {task.id: one.role.label for one in delegated for task in one.tasks}
    return tuple(
        CoreGap(line, request.entrusted.get(line.id) or takers.get(task))
        for task, line in lines.items()
        if task in missing or line.id in request.entrusted
    )


def _core_warnings(found: Choices, post: Post, request: Request, status: Status, on: dt.date | None) -> list[str]:
    """Le socle seul dépasse le budget : dit d'abord, avec trois issues chiffrées."""
    asked = sum((exact(c.low) for c in found.instructed), Fraction(0))
    least = sum((exact(c.low) for c in found.core), asked)
    aside = min(exact(request.reserved), max(exact(request.hours) - asked, Fraction(0)))
    missing = least + aside - exact(request.hours)
    carried = {c.id for c in post.kept}
    out = [c for c in found.core if c.id not in carried]
    if missing <= 0 or not out:
        return []
    usual = sum((exact(c.usual) for c in found.core), asked)
    enough = float(math.ceil((least + aside) / exact(request.step)) * exact(request.step))
    kept = f" et aux consignes de l’équipe ({hours_text(float(asked))})" if asked else ""
    return [
        f"{hours_text(request.hours)} ne suffisent pas au socle de cette équipe{kept}\u00a0: {hours_text(float(least + aside))} par "
        f"semaine au plus bas, {hours_text(float(usual + aside))} d’ordinaire, réserve comprise. Trois issues\u00a0: porter le poste à "
        f"{hours_text(enough)}{_price(enough, request, status, on)}\u00a0; baisser le rythme ({_slower(found, missing, request)})\u00a0; "
        f"confier à des membres de l’équipe {_lines_said(out, request)}."
    ]


def _lines_said(out: Sequence[Candidate], request: Request) -> str:
    """Les lignes du socle qui n'entrent pas, et ce que chacune demande au plus bas."""
    lines = [(one, request.table.line_of(one.id)) for one in out]
    named = [f"{quoted(line.short)} ({hours_text(one.low)})" for one, line in lines if line]
    if len(named) <= _NAMED_LINES:
        return series(named)
    total = float(sum((exact(one.low) for one in out), Fraction(0)))
    return f"{len(named)}\u00a0lignes ({hours_text(total)} en tout), à commencer par {series(named[:_NAMED_LINES])}"


def _price(hours: float, request: Request, status: Status, on: dt.date | None) -> str:
    """Ce que ces heures coûtent de plus par an, quand l'équipe a parlé d'argent."""
    if request.money is None or on is None or hours > request.law["duree-hebdomadaire"].value:
        return ""
    now, then = (money_for(status.id, h, request.money, on=on, emploi=request.law) for h in (request.hours, hours))
    if not (now and then):
        return ""
    return f", environ {euros(then.cost.annual - now.cost.annual)} de plus par an"


def _slower(found: Choices, missing: Fraction, request: Request) -> str:
    """Combien de réunions de moins suffiraient, ou pourquoi cela ne suffit pas."""
    needed = missing * request.weeks
    meeting = next((c for c in found.core if request.table[c.id].selon == "reunions"), None)
    if meeting is None:
        return f"{number(float(needed))}\u00a0h de moins par an"
    one = exact(request.table[meeting.id].heures[0])
    fewer, count = math.ceil(needed / one), math.floor(meeting.load.low / one)
    if fewer >= count:
        return f"il manque {number(float(needed))}\u00a0h par an, plus que toutes les réunions d’équipe\u00a0: il n’y suffirait pas"
    less = plural(fewer, "réunion d’équipe", "réunions d’équipe")
    return f"{number(float(needed))}\u00a0h de moins par an, par exemple {less} de moins, {count - fewer} au lieu de {count}"


def _spare_warning(post: Post, request: Request) -> list[str]:
    """La phrase qui dit que des heures ne trouvent aucune tâche."""
    spare = exact(post.reserve) - exact(request.reserved)
    if spare <= exact(request.reserved) or spare <= exact(request.step):
        return []
    return [
        f"{hours_text(float(spare))} par semaine ne trouvent pas d’emploi et rejoignent la réserve\u00a0: les tâches retenues ne les "
        "demandent pas. Choisissez d’autres tâches, donnez un plan d’action, ou baissez les heures."
    ]


def _unserved_actions(request: Request, found: Choices) -> list[str]:
    """Les actions décidées auxquelles aucune tâche du catalogue ne répond."""
    served = " ".join(candidate.reason for candidate in found.ahead)
    lost = [quoted(step.what) for step in request.plan if quoted(step.what) not in served]
    if not lost:
        return []
    return [
        f"Sans tâche libre du catalogue dans leur dimension, ces actions décidées ne sont pas dans les heures\u00a0: {series(lost)}."
    ]


def _silent_dimensions(profile: Profile, request: Request) -> list[str]:
    """La phrase qui nomme les dimensions sans note."""
    missing = [d.label for d in profile.dimensions if d.standing in _SILENT and not d.added]
    if profile.grain == "axis" or not missing:
        return []
    return [f"Sans note calculable, ces dimensions n’ont proposé aucune tâche\u00a0: {series(missing)}."]
