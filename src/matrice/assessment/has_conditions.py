"""Les conditions que la HAS met à une autoévaluation, une par une : satisfaite, non satisfaite, ou à dire.

Source : HAS, « Matrice de maturité en soins primaires : documents pour les accompagnateurs » (c_1770301).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..referentiel import Finding, check_conformity
from ..text import number, plural, quoted, series
from .plan.actions import Action, ActionPlan, Progress
from .plan.planning import satisfies_has
from .profile import ItemResult, Profile
from .votes import Consensus

NAMED = 3
DISPUTED = (Consensus.DISAGREEMENT, Consensus.OUTLIER)


def conditions(profile: Profile, plan: ActionPlan | None = None) -> tuple[Finding, ...]:
    """Renvoie les cinq conditions, chacune satisfaite (`True`), non satisfaite (`False`) ou à dire (`None`).

    Args:
        profile: le profil de l'équipe, décisions comprises.
        plan: son plan d'action ; `None` quand on ne l'a pas.
    """
    return (
        everyone_answered(profile),
        decided_by_majority(profile),
        one_action(plan),
        followed_up(plan),
        grid_kept(profile),
    )


def disputed(profile: Profile) -> tuple[ItemResult, ...]:
    """Les questions où l'équipe reste partagée après le dernier vote, dans l'ordre de la grille."""
    return tuple(item for item in profile.items if item.agreement.status in DISPUTED)


def unsettled(profile: Profile) -> tuple[ItemResult, ...]:
    """Les questions disputées que l'équipe n'a pas tranchées à la majorité, ni elles ni leur dimension."""
    settled = {d.id for d in profile.dimensions if d.decision and d.decision.has_majority}
    settled |= {item.id for item in profile.items if item.decision and item.decision.has_majority}
    return tuple(item for item in disputed(profile) if not settled & {item.id, item.dimension})


def everyone_answered(profile: Profile) -> Finding:
    """Chaque membre répond seul : on compte les réponses."""
    criterion = "Chaque membre de l’équipe répond seul"
    if profile.collective:
        return Finding(
            criterion,
            False,
            "L’équipe a rempli ensemble un seul questionnaire\u00a0: dire qui était là, et qui manquait.",
        )
    if profile.respondents is None or profile.registered is None:
        return Finding(
            criterion, None, "L’effectif de l’équipe n’est pas connu\u00a0: dire combien de membres n’ont pas répondu."
        )
    missing = profile.registered - profile.respondents
    counted = f"{plural(profile.respondents, 'réponse')} pour {plural(profile.registered, 'membre')}"
    if missing > 0:
        return Finding(criterion, False, f"{counted}\u00a0: il en manque {number(missing)}.")
    return Finding(criterion, True, f"{counted}.")


def decided_by_majority(profile: Profile) -> Finding:
    """La synthèse est un consensus de la majorité : les décisions ont leur majorité, rien de disputé n'attend."""
    criterion = "La synthèse est un consensus de la majorité des membres"
    last = {one.target: one for one in profile.decisions}
    alone = [target for target, one in last.items() if not one.has_majority]
    if not last:
        return Finding(
            criterion, None, "Aucune décision n’est enregistrée\u00a0: les niveaux sont ceux que les votes proposent."
        )
    if alone:
        return Finding(criterion, False, f"{plural(len(alone), 'décision')} sans majorité\u00a0: {named(alone)}.")
    waiting = [item.id for item in unsettled(profile)]
    if waiting:
        said = plural(len(waiting), "question disputée attend", "questions disputées attendent")
        return Finding(criterion, None, f"{said} une décision\u00a0: {named(waiting)}.")
    return Finding(criterion, True, f"{plural(len(last), 'décision')}, toutes à la majorité ou sans opposition.")


def one_action(plan: ActionPlan | None) -> Finding:
    """Une action concrète au moins, avec un calendrier, des moyens et un responsable."""
    criterion = "Une action d’amélioration au moins a un calendrier, des moyens et un responsable"
    if plan is None:
        return Finding(criterion, None, "Aucun plan d’action n’est joint.")
    if satisfies_has(plan):
        return Finding(criterion, True, f"{plural(len(plan.actions), 'action')} au plan.")
    return Finding(criterion, False, "Aucune action du plan ne réunit les trois.")


def followed_up(plan: ActionPlan | None) -> Finding:
    """La mise en œuvre est évaluée : chaque action vivante a un prochain point, ou un suivi déjà fait."""
    criterion = "La mise en œuvre est évaluée et rendue à tous"
    live = [one for one in plan.actions if one.state is not Progress.DROPPED] if plan else []
    if not live:
        return Finding(criterion, None if plan is None else False, "Il n’y a pas d’action à suivre.")
    loose = [one.id for one in live if not tracked(one)]
    if loose:
        return Finding(criterion, False, f"Sans prochain point ni suivi\u00a0: {named(loose)}.")
    dates = sum(1 for one in live if one.next_check)
    said = f"{plural(len(live), 'action suivie', 'actions suivies')}, dont {number(dates)} avec une prochaine date"
    return Finding(criterion, True, f"{said}\u00a0; chaque point reste à rendre à toute l’équipe.")


def tracked(action: Action) -> bool:
    """Vrai si l'on sait où en est l'action, ou quand on en reparlera."""
    return bool(action.next_check) or action.state is Progress.DONE


def grid_kept(profile: Profile) -> Finding:
    """La grille garde les axes et les dimensions de la matrice."""
    criterion = "La grille garde les 4 axes et les 16 dimensions"
    absent = [found for found in check_conformity(profile.ref) if found.met is False]
    if not absent:
        return Finding(criterion, True, "Tous y sont.")
    axes = sum(1 for found in absent if found.criterion.startswith("axe"))
    gone = [plural(axes, "axe")] * bool(axes) + [plural(len(absent) - axes, "dimension")] * (len(absent) > axes)
    return Finding(criterion, False, f"Il manque {series(gone)}.")


def named(identifiers: Sequence[str]) -> str:
    """Quelques identifiants, puis « et 4 autres »."""
    rest = len(identifiers) - NAMED
    shown = [quoted(one) for one in identifiers[:NAMED]]
    return series([*shown, plural(rest, "autre")] if rest > 0 else shown)
