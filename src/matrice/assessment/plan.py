"""Agir : le plan d'action, ses fautes et son suivi, en fonctions pures."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from ..errors import InputError, Problem
from ..referentiel import Referentiel, suggestion
from ..text import date, folded, plain, quoted, series

if TYPE_CHECKING:
    import pandas as pd


# --- qui fait quoi, avec quels moyens, pour quand -------------------------------------------------


class Progress(StrEnum):
    """L'état d'une action, d'un suivi à l'autre."""

    PLANNED = "à faire"
    ONGOING = "en cours"
    DONE = "faite"
    DROPPED = "abandonnée"


@dataclass(frozen=True, slots=True)
class Action:
    """Une action d'amélioration, rattachée à une dimension.

    `owner` nomme un rôle, jamais une personne. `effort` et `impact` vont de 1 (faible) à 3 (fort), ou
    manquent. `indicator` dit à quoi l'on verra que l'action est faite ; `next_check`, la prochaine date où
    l'équipe en reparle.
    """

    id: str
    dimension: str
    what: str
    owner: str
    means: str
    start: dt.date
    due: dt.date
    indicator: str = ""
    next_check: dt.date | None = None
    effort: int | None = None
    impact: int | None = None
    state: Progress = Progress.PLANNED
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Vrai tant que l'action est à faire ou en cours."""
        return self.state in (Progress.PLANNED, Progress.ONGOING)


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """Les actions décidées par une équipe, dans l'ordre où elle les a notées."""

    actions: tuple[Action, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Renvoie un tableau, une ligne par action, une colonne par champ ; une date absente est NaT."""
        import pandas as pd  # 0,4 s à charger : seulement quand un tableau est demandé

        names = [field.name for field in fields(Action)]
        rows = [[getattr(action, name) for name in names] for action in self.actions]
        kinds = {**dict.fromkeys(DATES, "datetime64[s]"), "effort": "Int64", "impact": "Int64"}
        frame = pd.DataFrame(rows, columns=names).astype(kinds)
        return frame.assign(state=[str(action.state) for action in self.actions])


# Ce que chaque champ s'appelle pour l'équipe : dans les messages, le fichier et le tableau.
NAMES = {
    "id": "id", "dimension": "dimension", "what": "action", "owner": "responsable", "means": "moyens",
    "start": "debut", "due": "echeance", "indicator": "indicateur", "next_check": "prochain_point",
    "effort": "effort", "impact": "effet", "state": "etat", "note": "note",
}  # fmt: skip
DATES = ("start", "due", "next_check")


# --- ce qui cloche : toutes les fautes d'un coup, chacune à sa place ------------------------------

_EMAIL = re.compile(r"\S+@\S+\.\S+")
_YEARS = range(2000, 2101)  # hors de là, c'est une faute de frappe : 0226, 20026
WEIGHTS = (1, 2, 3)
_REQUIRED = {
    "what": "ce que l’équipe va faire, en une phrase",
    "owner": "le rôle de qui s’en charge",
    "means": "le temps, l’argent ou l’outil prévu",
}

_Fault = tuple[str, str]  # le champ, la phrase


def check_plan(plan: ActionPlan, ref: Referentiel) -> tuple[Problem, ...]:
    """Renvoie toutes les fautes d'un plan, dans l'ordre des actions ; rien s'il est bon.

    Args:
        plan: le plan, d'où qu'il vienne.
        ref: la grille dont viennent les dimensions.
    """
    problems = []
    for action in plan.actions:
        problems += _locate(action, [*_dimension_faults(action, ref), *action_faults(action)])
    return (*problems, *_twin_faults(plan))


def state_of(text: str) -> Progress | None:
    """L'état que ce texte nomme, accents et majuscules indifférents."""
    return next((state for state in Progress if folded(state) == folded(text)), None)


def unknown_state(text: str) -> str:
    """La phrase qui refuse un état."""
    return (
        f"l’état {quoted(text)} n’existe pas\u00a0; attendu\u00a0: {series([quoted(one) for one in Progress], 'ou')}."
    )


def _dimension_faults(action: Action, ref: Referentiel) -> list[_Fault]:
    """La dimension est dans la grille."""
    known = [dimension.id for dimension in ref.dimensions]
    if action.dimension in known:
        return []
    near = suggestion(action.dimension, known)
    return [("dimension", f"{quoted(action.dimension)} n’est pas une dimension de cette grille{near}.")]


def action_faults(action: Action) -> list[_Fault]:
    """Ce qui manque à une action, ou s'y contredit ; la dimension se vérifie avec la grille."""
    return [*_word_faults(action), *_calendar_faults(action), *_weight_faults(action)]


def _word_faults(action: Action) -> list[_Fault]:
    """Quoi, qui et avec quoi sont écrits ; qui est un rôle."""
    faults = (
        [] if action.id.strip() else [("id", "l’action n’a pas d’identifiant\u00a0: donnez-en un, par exemple A1.")]
    )
    for field, expected in _REQUIRED.items():
        if not getattr(action, field).strip():
            faults.append((field, f"rien n’est écrit\u00a0; attendu\u00a0: {expected}."))
    if _EMAIL.search(action.owner):
        faults.append(
            (
                "owner",
                "une adresse électronique désigne une personne\u00a0: écrivez un rôle, par exemple «\u00a0pharmacie\u00a0».",
            )
        )
    return faults


def _calendar_faults(action: Action) -> list[_Fault]:
    """Les dates sont des dates, et l'échéance suit le début."""
    given = {"start": action.start, "due": action.due, "next_check": action.next_check}
    faults = [(field, fault) for field, day in given.items() if (fault := _date_fault(day, field != "next_check"))]
    if not faults and action.due < action.start:
        faults.append(("due", f"l’échéance ({date(action.due)}) précède le début ({date(action.start)})."))
    return faults


def _date_fault(day: object, required: bool = True) -> str:
    """Pourquoi ce n'est pas la date d'une action, ou un texte vide."""
    if day is None and not required:
        return ""
    if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        return "la date manque\u00a0; attendu\u00a0: un jour, par exemple 2026-12-01." if day is None else (
            f"{quoted(str(day))} n’est pas un jour\u00a0; attendu\u00a0: une date sans heure."
        )  # fmt: skip
    if day.year not in _YEARS:
        return f"l’année {day.year} est improbable\u00a0; attendu\u00a0: de {_YEARS[0]} à {_YEARS[-1]}."
    return ""


def _weight_faults(action: Action) -> list[_Fault]:
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


def _locate(action: Action, faults: Sequence[_Fault]) -> list[Problem]:
    """Les fautes d'une action, situées par son identifiant et le nom du champ."""
    source = f"action {action.id.strip() or 'sans nom'}"
    return [Problem(message, source, column=NAMES[field]) for field, message in faults]


def _twin_faults(plan: ActionPlan) -> list[Problem]:
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


# --- ajouter une action, faire le point -----------------------------------------------------------


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
    problems = _locate(action, [*_dimension_faults(action, ref), *action_faults(action)])
    problems += _twin_faults(ActionPlan((*twins, action)))
    if problems:
        raise InputError(problems, subject="Action refusée")
    return ActionPlan((*plan.actions, action))


def satisfies_has(plan: ActionPlan) -> bool:
    """Vrai si une action au moins, non abandonnée, a un calendrier, des moyens et un responsable (HAS, c_1770301)."""
    return any(
        one.state is not Progress.DROPPED and one.what.strip() and one.owner.strip() and one.means.strip()
        and not _date_fault(one.start) and not _date_fault(one.due)
        for one in plan.actions
    )  # fmt: skip


def next_id(taken: Sequence[str]) -> str:
    """Renvoie le premier identifiant libre de A1, A2… après le plus grand déjà pris : aucun ne resservira.

    >>> next_id(["A1", "A7", "plaies"])
    'A8'
    """
    used = [int(match[1]) for one in taken if (match := re.fullmatch(r"[Aa](\d{1,6})", one))]
    return f"A{max(used, default=0) + 1}"
