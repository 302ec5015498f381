"""Tenir un plan d'action : ajouter une action, faire le point, en fonctions pures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from ...errors import InputError, Problem
from ...referentiel import Referentiel, suggestion
from ...text import folded, plain, quoted
from .actions import NAMES, Action, ActionPlan, Progress
from .plan_faults import action_faults, date_fault, dimension_faults, located, repeated, state_of, unknown_state


def add_action(
    plan: ActionPlan,
    ref: Referentiel,
    dimension: str,
    what: str,
    *,
    owner: str,
    means: str,
    start: dt.date,
    due: dt.date,
    indicator: str = "",
    next_check: dt.date | None = None,
    effort: int | None = None,
    impact: int | None = None,
    id: str = "",
) -> ActionPlan:
    """Renvoie le plan avec cette action en plus, à faire.

    Args:
        plan: le plan ; `ActionPlan()` pour commencer.
        ref: la grille dont vient la dimension.
        dimension: identifiant de la dimension que l'action fait progresser.
        what, owner, means: ce que l'on fait ; le rôle de qui s'en charge ; avec quels moyens.
        start, due: début et échéance.
        indicator: à quoi l'on verra que c'est fait.
        next_check: prochaine date où l'équipe en reparle.
        effort, impact: de 1 (faible) à 3 (fort).
        id: par défaut le premier libre de A1, A2…

    Raises:
        InputError: toutes les fautes de l'action, d'un coup.
    """
    action = Action(
        id=plain(id).strip() or next_id([one.id for one in plan.actions]), dimension=dimension,
        what=plain(what).strip(), owner=plain(owner).strip(), means=plain(means).strip(), start=start, due=due,
        indicator=plain(indicator).strip(), next_check=next_check, effort=effort, impact=impact,
    )  # fmt: skip
    twins = tuple(one for one in plan.actions if folded(one.id) == folded(action.id))
    problems = located(action, [*dimension_faults(action, ref), *action_faults(action)])
    problems += repeated(ActionPlan((*twins, action)))
    if problems:
        raise InputError(problems, subject="Action refusée")
    return ActionPlan((*plan.actions, action))


def follow_up(
    plan: ActionPlan, id: str, state: Progress | str, *, note: str = "", next_check: dt.date | None = None
) -> ActionPlan:
    """Renvoie le plan après un point de suivi : nouvel état, et au besoin une note et une prochaine date.

    Args:
        plan: le plan.
        id: l'action dont on parle.
        state: « à faire », « en cours », « faite » ou « abandonnée ».
        note: ce qui s'est passé ; la note d'avant reste si l'on n'en donne pas.
        next_check: la prochaine date où l'on en reparle ; celle d'avant reste si l'on n'en donne pas. Une action
            faite ou abandonnée n'en a plus.

    Raises:
        InputError: action ou état inconnus, date impossible.
    """
    found = next((one for one in plan.actions if one.id == id), None)
    reached = state_of(str(state))
    problems = []
    if found is None:
        known = [one.id for one in plan.actions]
        problems.append(Problem(f"aucune action ne s’appelle {quoted(id)}{suggestion(id, known)}."))
    if reached is None:
        problems.append(Problem(unknown_state(str(state))))
    if next_check is not None and (fault := date_fault(next_check)):
        problems.append(Problem(fault, column=NAMES["next_check"]))
    if problems or found is None or reached is None:
        raise InputError(problems, subject="Suivi refusé")
    after = replace(found, state=reached, note=plain(note).strip() or found.note)
    after = replace(after, next_check=(next_check or found.next_check) if after.is_open else None)
    return ActionPlan(tuple(after if one is found else one for one in plan.actions))


def satisfies_has(plan: ActionPlan) -> bool:
    """Vrai si une action au moins, non abandonnée, a un calendrier, des moyens et un responsable (HAS, c_1770301)."""
    return any(
        one.state is not Progress.DROPPED and one.what.strip() and one.owner.strip() and one.means.strip()
        and not date_fault(one.start) and not date_fault(one.due)
        for one in plan.actions
    )  # fmt: skip


def next_id(taken: Sequence[str]) -> str:
    """Renvoie le premier identifiant libre de A1, A2… après le plus grand déjà pris : aucun ne resservira.

    >>> next_id(["A1", "A7", "plaies"])
    'A8'
    """
    used = [int(match[1]) for one in taken if (match := re.fullmatch(r"[Aa](\d{1,6})", one))]
    return f"A{max(used, default=0) + 1}"
