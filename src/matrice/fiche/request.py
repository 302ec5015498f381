"""La demande faite à `draft`, vérifiée d'un bloc : toutes ses fautes se disent ensemble."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from ..errors import InputError, Problem
from ..referentiel import Referentiel, suggestion
from ..text import quoted, series, short_number
from .allocation import exact

WEEK = 168  # heures


@dataclass(frozen=True, slots=True)
class Request:
    """Ce que l'équipe demande : un budget, peut-être des tâches, des priorités et des bornes."""

    hours: float
    tasks: tuple[str, ...] | None
    weights: Mapping[str, float]
    target: int
    low: Mapping[str, float]
    high: Mapping[str, float]
    minimum: float
    step: float

    def floor(self, task: str) -> float:
        """Le temps que cette tâche reçoit au moins si elle est retenue : un pas, ou plus, jamais zéro."""
        unit = exact(self.step)
        wanted = self.low.get(task, min(self.minimum, self.high.get(task, math.inf)))
        return float(max(1, math.ceil(exact(wanted) / unit)) * unit)

    def ceiling(self, task: str) -> float:
        """Le temps que cette tâche reçoit au plus."""
        return self.high.get(task, math.inf)


def checked_request(ref: Referentiel, **asked: Any) -> Request:
    """Renvoie la demande, ou lève `InputError` avec tout ce qu'elle a d'impossible.

    `asked` porte les arguments de `draft`, tels que la personne les a donnés.
    """
    problems = [*amount_faults(asked), *task_faults(ref, asked), *table_faults(ref, asked)]
    target = ref.scale.values[-1] if asked["target"] is None else asked["target"]
    if target not in ref.scale.values or isinstance(target, bool):
        levels = series([str(value) for value in ref.scale.values], "ou")
        problems.append(Problem(f"le niveau visé {quoted(str(target))} n’est pas sur l’échelle ({levels})."))
    if problems:
        raise InputError(problems, subject="Fiche de poste impossible")
    tables = {
        name: {task: float(value) for task, value in (asked[name] or {}).items()} for name in ("weights", "low", "high")
    }
    return Request(
        hours=float(asked["hours"]),
        tasks=None if asked["tasks"] is None else tuple(asked["tasks"]),
        target=target,
        minimum=float(asked["minimum"]),
        step=float(asked["step"]),
        **tables,
    )


def amount_faults(asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Le budget, le minimum et le pas sont des heures."""
    hours = asked["hours"]
    if not is_amount(hours) or not 0 < hours <= WEEK:
        yield Problem(
            f"le budget vaut {said(hours)}\u00a0; attendu\u00a0: des heures par semaine, plus que 0 et {WEEK} au plus."
        )
    if not is_amount(asked["minimum"]):
        yield Problem(f"le minimum vaut {said(asked['minimum'])}\u00a0; attendu\u00a0: des heures, 0 ou plus.")
    if not is_amount(asked["step"]) or not asked["step"] > 0:
        yield Problem(f"le pas vaut {said(asked['step'])}\u00a0; attendu\u00a0: des heures, plus que 0.")


def task_faults(ref: Referentiel, asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Les tâches choisies sont une liste d'identifiants de la grille, chacun une fois."""
    known = [task.id for task in ref.tasks]
    chosen = asked["tasks"]
    if not known:
        yield Problem("cette grille n’a aucune tâche\u00a0: ajoutez des fonctions et leurs tâches.")
    if chosen is None:
        return
    if isinstance(chosen, str) or not isinstance(chosen, Iterable):
        yield Problem(
            f'«\u00a0tasks\u00a0» vaut {said(chosen)}\u00a0; attendu\u00a0: une liste d’identifiants, par exemple ["T4.1.4"].'
        )
        return
    names = [str(name) for name in chosen]
    yield from (unknown(name, known) for name in dict.fromkeys(names) if name not in known)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(f"la tâche {quoted(name)} est choisie deux fois.")


def table_faults(ref: Referentiel, asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Priorités et bornes sont des dictionnaires « tâche : nombre », sur des tâches connues et choisies."""
    known = [task.id for task in ref.tasks]
    chosen = asked["tasks"] if isinstance(asked["tasks"], (list, tuple, set, frozenset)) else None
    for name in ("weights", "low", "high"):
        table = asked[name] or {}
        if not isinstance(table, Mapping):
            yield Problem(
                f"{quoted(name)} vaut {said(table)}\u00a0; attendu\u00a0: un dictionnaire «\u00a0tâche: nombre\u00a0»."
            )
            continue
        for task, value in table.items():
            if task not in known:
                yield unknown(str(task), known)
            elif chosen is not None and task not in chosen:
                yield Problem(f"{quoted(task)} est dans {quoted(name)} sans être parmi les tâches choisies.")
            if not is_amount(value):
                yield Problem(
                    f"{quoted(name)}, {quoted(str(task))} vaut {said(value)}\u00a0; attendu\u00a0: un nombre, 0 ou plus."
                )
    yield from crossed_bounds(asked)


def crossed_bounds(asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Un maximum n'est ni sous son minimum, ni sous le plus petit morceau d'heure."""
    low, high = ({} if not isinstance(asked[name], Mapping) else asked[name] for name in ("low", "high"))
    for task, most in high.items():
        least = low.get(task, 0)
        if not (is_amount(most) and is_amount(least) and is_amount(asked["step"])):
            continue
        if most < max(least, asked["step"]):
            yield Problem(
                f"{quoted(str(task))}\u00a0: le maximum ({short_number(most)}\u00a0h) est sous le minimum "
                f"({short_number(max(least, asked['step']))}\u00a0h)."
            )


def unknown(name: str, known: list[str]) -> Problem:
    """Une tâche que la grille n'a pas."""
    return Problem(f"{quoted(name)} n’est pas une tâche de cette grille{suggestion(name, known)}.")


def is_amount(value: object) -> bool:
    """Vrai pour un nombre fini, positif ou nul."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value) and float(value) >= 0


def said(value: object) -> str:
    """La valeur reçue, entre guillemets, virgule décimale comprise."""
    number = isinstance(value, float) and math.isfinite(value)
    return quoted(str(value).replace(".", ",") if number else str(value))
