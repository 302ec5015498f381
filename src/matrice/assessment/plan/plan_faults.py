"""Ce qui cloche dans un plan d'action : toutes les fautes d'un coup, chacune à sa place."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from ...errors import Problem
from ...referentiel import Referentiel, suggestion
from ...text import date, folded, quoted, series
from .actions import NAMES, Action, ActionPlan, Progress

EMAIL = re.compile(r"\S+@\S+\.\S+")
YEARS = range(2000, 2101)  # hors de là, c'est une faute de frappe : 0226, 20026
WEIGHTS = (1, 2, 3)
REQUIRED = {
    "what": "ce que l’équipe va faire, en une phrase",
    "owner": "le rôle de qui s’en charge",
    "means": "le temps, l’argent ou l’outil prévu",
}

Fault = tuple[str, str]  # le champ, la phrase


def check_plan(plan: ActionPlan, ref: Referentiel) -> tuple[Problem, ...]:
    """Renvoie toutes les fautes d'un plan, dans l'ordre des actions ; rien s'il est bon.

    Args:
        plan: le plan, d'où qu'il vienne.
        ref: la grille dont viennent les dimensions.
    """
    problems = []
    for action in plan.actions:
        problems += located(action, [*dimension_faults(action, ref), *action_faults(action)])
    return (*problems, *repeated(plan))


def state_of(text: str) -> Progress | None:
    """L'état que ce texte nomme, accents et majuscules indifférents."""
    return next((state for state in Progress if folded(state) == folded(text)), None)


def unknown_state(text: str) -> str:
    """La phrase qui refuse un état."""
    return (
        f"l’état {quoted(text)} n’existe pas\u00a0; attendu\u00a0: {series([quoted(one) for one in Progress], 'ou')}."
    )


def dimension_faults(action: Action, ref: Referentiel) -> list[Fault]:
    """La dimension est dans la grille."""
    known = [dimension.id for dimension in ref.dimensions]
    if action.dimension in known:
        return []
    near = suggestion(action.dimension, known)
    return [("dimension", f"{quoted(action.dimension)} n’est pas une dimension de cette grille{near}.")]


def action_faults(action: Action) -> list[Fault]:
    """Ce qui manque à une action, ou s'y contredit ; la dimension se vérifie avec la grille."""
    return [*word_faults(action), *calendar_faults(action), *weight_faults(action)]


def word_faults(action: Action) -> list[Fault]:
    """Quoi, qui et avec quoi sont écrits ; qui est un rôle."""
    faults = (
        [] if action.id.strip() else [("id", "l’action n’a pas d’identifiant\u00a0: donnez-en un, par exemple A1.")]
    )
    for field, expected in REQUIRED.items():
        if not getattr(action, field).strip():
            faults.append((field, f"rien n’est écrit\u00a0; attendu\u00a0: {expected}."))
    if EMAIL.search(action.owner):
        faults.append(
            (
                "owner",
                "une adresse électronique désigne une personne\u00a0: écrivez un rôle, par exemple «\u00a0pharmacie\u00a0».",
            )
        )
    return faults


def calendar_faults(action: Action) -> list[Fault]:
    """Les dates sont des dates, et l'échéance suit le début."""
    given = {"start": action.start, "due": action.due, "next_check": action.next_check}
    faults = [(field, fault) for field, day in given.items() if (fault := date_fault(day, field != "next_check"))]
    if not faults and action.due < action.start:
        faults.append(("due", f"l’échéance ({date(action.due)}) précède le début ({date(action.start)})."))
    return faults


def date_fault(day: object, required: bool = True) -> str:
    """Pourquoi ce n'est pas la date d'une action, ou un texte vide."""
    if day is None and not required:
        return ""
    if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        return "la date manque\u00a0; attendu\u00a0: un jour, par exemple 2026-12-01." if day is None else (
            f"{quoted(str(day))} n’est pas un jour\u00a0; attendu\u00a0: une date sans heure."
        )  # fmt: skip
    if day.year not in YEARS:
        return f"l’année {day.year} est improbable\u00a0; attendu\u00a0: de {YEARS[0]} à {YEARS[-1]}."
    return ""


def weight_faults(action: Action) -> list[Fault]:
    """L'effort et l'effet vont de 1 à 3, ou manquent."""
    given = {"effort": action.effort, "impact": action.impact}
    return [
        (field, weight_fault(value))
        for field, value in given.items()
        if value is not None and (isinstance(value, bool) or value not in WEIGHTS)
    ]


def weight_fault(value: object) -> str:
    """La phrase qui refuse un effort ou un effet."""
    return f"{quoted(str(value))} ne convient pas\u00a0; attendu\u00a0: 1 (faible), 2 (moyen), 3 (fort) ou rien."


def located(action: Action, faults: Sequence[Fault]) -> list[Problem]:
    """Les fautes d'une action, situées par son identifiant et le nom du champ."""
    source = f"action {action.id.strip() or 'sans nom'}"
    return [Problem(message, source, column=NAMES[field]) for field, message in faults]


def repeated(plan: ActionPlan) -> list[Problem]:
    """Deux actions du même identifiant : un suivi ne saurait pas de laquelle on parle."""
    counts = Counter(folded(one.id) for one in plan.actions if one.id.strip())
    names = {folded(one.id): one.id for one in plan.actions}
    return [
        Problem(
            f"l’identifiant sert à {count} actions\u00a0: donnez-en un à chacune.", f"action {names[key]}", column="id"
        )
        for key, count in counts.items()
        if count > 1
    ]
