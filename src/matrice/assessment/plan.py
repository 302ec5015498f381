"""Agir : le plan d'action, ses fautes et son suivi, en fonctions pures."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ..errors import InputError, Problem
from ..referentiel import PartialDate, Referentiel, Text, Value, shipped, suggestion
from ..text import date, folded, plain, quoted, series
from .votes import proposed_level

if TYPE_CHECKING:
    import pandas as pd


# --- qui fait quoi, avec quels moyens, pour quand -------------------------------------------------


class Progress(StrEnum):
    """L'état d'une action, d'un suivi à l'autre."""

    PLANNED = "à faire"
    ONGOING = "en cours"
    DONE = "faite"
    DROPPED = "abandonnée"


# Ce qu'une action faite a changé, d'après chacun : du plus faible au plus fort.
EFFECTS = ("aucun", "faible", "moyen", "fort")


@dataclass(frozen=True, slots=True)
class Effect:
    """L'effet d'une action faite, noté par l'équipe puis révélé : combien de personnes à chaque degré d'`EFFECTS`."""

    counts: tuple[int, ...]
    on: dt.date

    @property
    def votes(self) -> int:
        """Combien de personnes l'ont noté."""
        return sum(self.counts)

    @property
    def level(self) -> int | None:
        """Le degré que plus de la moitié disent atteint, de 0 (aucun) à 3 (fort)."""
        return proposed_level(degree for degree, count in enumerate(self.counts) for _ in range(count))

    def __str__(self) -> str:
        said = ", ".join(f"{name} {count}" for name, count in zip(EFFECTS, self.counts, strict=True))
        return f"{said} ({self.on.isoformat()})"


@dataclass(frozen=True, slots=True)
class HiddenEffect:
    """Les mêmes avis tant qu'ils sont cachés : rien n'en sort que leur nombre, pour que personne ne suive le premier.

    >>> votes = HiddenEffect().add(2).add(3).add(2)
    >>> votes.votes, votes.reveal(on=dt.date(2027, 3, 31)).level
    (3, 2)
    """

    _counts: tuple[int, ...] = field(default=(0,) * len(EFFECTS), repr=False)

    @property
    def votes(self) -> int:
        """Combien de personnes ont donné leur avis."""
        return sum(self._counts)

    def add(self, degree: int) -> HiddenEffect:
        """Renvoie ces avis et un de plus, de 0 (aucun effet) à 3 (fort).

        Raises:
            InputError: ce degré n'existe pas.
        """
        if isinstance(degree, bool) or degree not in range(len(EFFECTS)):
            named = series([f"{rank} ({name})" for rank, name in enumerate(EFFECTS)], "ou")
            fault = Problem(f"l’effet vaut {quoted(str(degree))}\u00a0; attendu\u00a0: {named}.")
            raise InputError([fault], subject="Avis refusé")
        return HiddenEffect(tuple(count + (rank == degree) for rank, count in enumerate(self._counts)))

    def reveal(self, *, on: dt.date) -> Effect:
        """Renvoie les avis révélés à cette date."""
        return Effect(self._counts, on)


class Theme(Value):
    """Un des thèmes parmi lesquels la démarche qualité de l'ACI demande une action."""

    id: Text
    label: Text


class _QualityLevel(Value):
    """Un des trois niveaux de la démarche qualité."""

    level: int
    label: Text


class QualityRules(Value):
    """Ce que demande la démarche qualité, dans nos mots, à la date où cela a été lu."""

    version: str
    date: PartialDate
    confidence: Text
    source: Text
    levels: tuple[_QualityLevel, ...]
    themes: tuple[Theme, ...]


load_quality = shipped(QualityRules, "qualite.yaml")


@dataclass(frozen=True, slots=True)
class Action:
    """Une action d'amélioration, rattachée à une dimension.

    `owner` nomme un rôle, jamais une personne. `effort` et `impact` vont de 1 (faible) à 3 (fort), ou
    manquent. `indicator` dit à quoi l'on verra que l'action est faite ; `next_check`, la prochaine date où
    l'équipe en reparle. Pour la démarche qualité : `theme` est un des six (son identifiant), `lead` le rôle de la personne
    référente, `objective` ce que l'on vise, `result` ce que l'on a constaté, `effect` ce que l'équipe en a dit.
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
    theme: str = ""
    lead: str = ""
    objective: str = ""
    result: str = ""
    effect: Effect | None = None

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
        said = ["" if action.effect is None else str(action.effect) for action in self.actions]
        return frame.assign(state=[str(action.state) for action in self.actions], effect=said)


# Ce que chaque champ s'appelle pour l'équipe : dans les messages, le fichier et le tableau.
NAMES = {
    "id": "id", "dimension": "dimension", "what": "action", "owner": "responsable", "means": "moyens",
    "start": "debut", "due": "echeance", "indicator": "indicateur", "next_check": "prochain_point",
    "effort": "effort", "impact": "effet", "state": "etat", "note": "note",
    "theme": "theme", "lead": "referent_qualite", "objective": "objectif", "result": "resultat", "effect": "effet_constate",
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


def _dimension_faults(action: Action, ref: Referentiel) -> list[_Fault]:
    """La dimension est dans la grille."""
    known = [dimension.id for dimension in ref.dimensions]
    if action.dimension in known:
        return []
    near = suggestion(action.dimension, known)
    return [("dimension", f"{quoted(action.dimension)} n’est pas une dimension de cette grille{near}.")]


def action_faults(action: Action) -> list[_Fault]:
    """Ce qui manque à une action, ou s'y contredit ; la dimension se vérifie avec la grille."""
    return [*_word_faults(action), *_calendar_faults(action), *_weight_faults(action), *_quality_faults(action)]


def _word_faults(action: Action) -> list[_Fault]:
    """Quoi, qui et avec quoi sont écrits ; qui est un rôle."""
    faults = (
        [] if action.id.strip() else [("id", "l’action n’a pas d’identifiant\u00a0: donnez-en un, par exemple A1.")]
    )
    for name, expected in _REQUIRED.items():
        if not getattr(action, name).strip():
            faults.append((name, f"rien n’est écrit\u00a0; attendu\u00a0: {expected}."))
    person = (
        "une adresse électronique désigne une personne\u00a0: écrivez un rôle, par exemple «\u00a0pharmacie\u00a0»."
    )
    return faults + [(name, person) for name in ("owner", "lead") if _EMAIL.search(getattr(action, name))]


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


def _quality_faults(action: Action) -> list[_Fault]:
    """Le thème est un des six, et l'effet se note sur une action faite."""
    known = [theme.id for theme in load_quality().themes]
    faults = []
    if action.theme and action.theme not in known:
        expected = series([quoted(one) for one in known], "ou")
        faults.append(
            ("theme", f"le thème {quoted(action.theme)} n’est pas un des six\u00a0; attendu\u00a0: {expected}.")
        )
    if action.effect is not None and action.state is not Progress.DONE:
        faults.append(("effect", f"l’action est {quoted(action.state)}\u00a0: l’effet se note quand elle est faite."))
    return faults


def theme_of(text: str) -> str:
    """L'identifiant du thème que ce texte nomme, accents et majuscules indifférents ; le texte lui-même s'il n'en nomme aucun."""
    themes = load_quality().themes
    return next((one.id for one in themes if folded(text) in (folded(one.id), folded(one.label))), text)


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
    theme: str = "",
    lead: str = "",
    objective: str = "",
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
        theme, lead, objective: pour la démarche qualité : un des six thèmes, le rôle de la personne référente, l'objectif.

    Raises:
        InputError: toutes les fautes de l'action, d'un coup.
    """
    action = Action(
        id=plain(id).strip() or next_id([one.id for one in plan.actions]), dimension=dimension,
        what=plain(what).strip(), owner=plain(owner).strip(), means=plain(means).strip(), start=start, due=due,
        indicator=plain(indicator).strip(), next_check=next_check, effort=effort, impact=impact,
        theme=theme_of(plain(theme).strip()), lead=plain(lead).strip(), objective=plain(objective).strip(),
    )  # fmt: skip
    twins = tuple(one for one in plan.actions if folded(one.id) == folded(action.id))
    problems = _locate(action, [*_dimension_faults(action, ref), *action_faults(action)])
    problems += _twin_faults(ActionPlan((*twins, action)))
    if problems:
        raise InputError(problems, subject="Action refusée")
    return ActionPlan((*plan.actions, action))


def rate_action(plan: ActionPlan, identifier: str, effect: Effect, *, result: str = "") -> ActionPlan:
    """Renvoie le plan où une action faite porte l'effet que l'équipe lui a donné, et ce qu'elle a constaté.

    Args:
        plan: le plan.
        identifier: l'identifiant de l'action.
        effect: les avis, révélés (`HiddenEffect.reveal`).
        result: ce que l'on a constaté ; sans lui, ce qui était écrit reste.

    Raises:
        InputError: aucune action n'a cet identifiant, ou elle n'est pas faite.
    """
    found = next((one for one in plan.actions if folded(one.id) == folded(identifier)), None)
    if found is None:
        near = suggestion(identifier, [one.id for one in plan.actions])
        raise InputError([Problem(f"le plan n’a pas d’action {quoted(identifier)}{near}.")], subject="Avis refusé")
    rated = replace(found, effect=effect, result=plain(result).strip() or found.result)
    if faults := _locate(rated, _quality_faults(rated)):
        raise InputError(faults, subject="Avis refusé")
    return ActionPlan(tuple(rated if one is found else one for one in plan.actions))


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
