"""Des dimensions faibles à la fiche : les tâches qui entrent, leurs heures, ce qui ne tient pas et qui le prend.

L'ordre est celui d'un vrai poste : les consignes de l'équipe, le socle, les actions décidées, les propositions, la réserve. Le
temps d'une tâche vient de son besoin ; `allocate` l'ajuste au budget, entre son temps le plus bas et le plus haut.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ..amounts import exact
from ..assessment import Action, ActionPlan, Profile, Standing, masked, withheld
from ..errors import BudgetError, MatriceError
from ..referentiel import Referentiel
from ..text import NBSP, euros, number, percent, plural, quoted, series
from ..text import hours as hours_text
from .allocation import allocate, apportion
from .choosing import Candidate, Choices, choices, core_lines, kept_from_before
from .durations import CoreLine, Durations, TeamSize
from .emploi import Emploi, working_time
from .model import RESERVE, CoreGap, Delegation, FicheDePoste, PlannedTask, UncoveredTask
from .money import MoneyInputs, PostMoney, money_for, stale
from .plans import catalogue
from .request import Need, Period, Request, Role, checked_request
from .statuses import DEFAULT_STATUS, Status, hours_warnings, legal_ids, status_named

_NAMED_LINES = 3  # lignes du socle nommées dans une phrase
_SILENT = (Standing.NOT_COMPUTABLE, Standing.WITHHELD)
_COLLECTIVE = "Cette fiche s’appuie sur un seul questionnaire, que l’équipe a rempli ensemble."
_PROGRESS = Fraction(1, 4)  # ce que le socle laisse au progrès tant qu'il tient, au plus bas, dans le reste
# Au-delà, le socle reçoit d'abord son temps le plus haut : peu de chantiers, bien menés.
_MOST_PROGRESS = Fraction(1, 3)


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
    post = _planned(found, request, kept_from_before(found, profile, grid, offered, request))
    delegated, when = _delegated(post.left, request), on or profile.on
    gaps = _core_gaps(found, core_lines(request, offered), post, delegated, request)
    return FicheDePoste(
        profile=profile,
        ref=grid,
        time=working_time(request.hours, request.law),
        target=request.target,
        tasks=_timed(post.kept, [*post.shares, *([post.reserve] if post.reserve else [])], request.hours, request),
        uncovered=tuple(_left_out(c, request.hours) for c in post.left),
        warnings=(
            *_core_warnings(found, post, request, held, when),
            *([_COLLECTIVE] if profile.collective else []),
            *_spare_warning(post, request),
            *_unserved_actions(request, found),
            *hours_warnings(request.contract_hours or request.hours, request.law, held),
            *(stale(request.law, on=when, only=legal_ids(held)) if when else ()),
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


def _unasked(request: Request, post: _Post) -> list[str]:
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
    found: Choices, lines: Mapping[str, CoreLine], post: _Post, delegated: Sequence[Delegation], request: Request
) -> tuple[CoreGap, ...]:
    """Les lignes du socle que ce poste ne porte pas, et qui les fait ; une ligne sans objet, zéro réunion par an, n'en est pas."""
    missing = {candidate.id for candidate in found.core} - {candidate.id for candidate in post.kept}
    takers = {task.id: one.role.label for one in delegated for task in one.tasks}
    return tuple(
        CoreGap(line, request.entrusted.get(line.id) or takers.get(task))
        for task, line in lines.items()
        if task in missing or line.id in request.entrusted
    )


def _core_warnings(found: Choices, post: _Post, request: Request, status: Status, on: dt.date | None) -> list[str]:
    """Le socle seul dépasse le budget : dit d'abord, avec trois issues chiffrées."""
    asked = _sum(c.low for c in found.instructed)
    least = asked + _sum(c.low for c in found.core)
    aside = min(exact(request.reserved), max(exact(request.hours) - asked, Fraction(0)))
    missing = least + aside - exact(request.hours)
    carried = {c.id for c in post.kept}
    out = [c for c in found.core if c.id not in carried]
    if missing <= 0 or not out:
        return []
    usual = asked + _sum(c.usual for c in found.core)
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
    total = float(_sum(one.low for one in out))
    return f"{len(named)}\u00a0lignes ({hours_text(total)} en tout), à commencer par {series(named[:_NAMED_LINES])}"


def _price(hours: float, request: Request, status: Status, on: dt.date | None) -> str:
    """Ce que ces heures coûtent de plus par an, quand l'équipe a parlé d'argent."""
    if request.money is None or on is None or hours > request.law["duree-hebdomadaire"].value:
        return ""
    now, then = (money_for(status.id, h, request.money, on=on, emploi=request.law) for h in (request.hours, hours))
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


def _spare_warning(post: _Post, request: Request) -> list[str]:
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


# Ce qui entre, et les heures de chaque tâche


@dataclass(frozen=True, slots=True)
class _Post:
    """Ce que le poste porte, en heures par semaine : `shares` suit `kept`, puis vient `reserve`."""

    kept: tuple[Candidate, ...]
    shares: tuple[float, ...]
    reserve: float
    left: tuple[Candidate, ...]


def _planned(found: Choices, request: Request, before: Sequence[Candidate]) -> _Post:
    """Le poste : ses tâches et leurs heures, qui épuisent le budget ; `before` : celles que seule une version d'avant retenait."""
    must = list(found.instructed)
    if request.kept:  # une liste déjà écrite : elle, et rien d'autre ; ce qu'elle laisse libre est de la réserve
        written = {*request.kept, *request.times}
        rest = (*found.core, *found.extra, *found.ahead, *found.beyond, *found.upkeep, *before)
        must = [_held(c, request) for c in (*must, *(c for c in rest if c.id in written))]
    total, least = exact(request.hours), _sum(c.low for c in must)
    reserved = exact(request.reserved)
    if request.reserve is None:  # une réserve que l'équipe n'a pas fixée cède à ses consignes
        reserved = min(reserved, max(total - least, Fraction(0)))
    _check_instructions(must, float(total - (reserved if request.reserve is not None else 0)), request)
    aimed = total - reserved
    steady, ahead = (must, []) if request.kept else _entering(found, must, aimed, request)
    forward = min(_forward(steady, found.ahead, aimed, request), _most(ahead))
    work = min(aimed - forward, _most(steady))
    kept = sorted([*steady, *ahead], key=lambda c: c.rank)
    hours = {**_shared(steady, work, request), **_shared(ahead, forward, request)}
    taken = {c.id for c in kept}
    left = tuple(c for c in (*found.core, *found.ahead) if c.id not in taken)
    return _Post(tuple(kept), tuple(hours[c.id] for c in kept), float(total - work - forward), left)


def _held(candidate: Candidate, request: Request) -> Candidate:
    """La même tâche, aux heures qu'une version d'avant lui a données ; un temps connu l'emporte."""
    hours = request.kept.get(candidate.id)
    if hours is None or candidate.id in request.fixed:
        return candidate
    return replace(candidate, low=hours, usual=hours, high=hours)


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


def _delegated(left: Sequence[Candidate], request: Request) -> tuple[Delegation, ...]:
    """Une délégation par personne nommée, dans l'ordre donné, même quand elle ne prend rien.

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
