"""Ce qu'une demande de fiche a d'impossible : chaque fonction rend ses fautes, elles se disent toutes ensemble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...amounts import exact, is_amount, is_day, said, several, tidy
from ...errors import Problem
from ...referentiel import Scale, suggestion
from ...text import number, percent, quoted, series, short_number
from ..catalogue.plans import CatalogueTask
from ..emploi import Emploi
from ..money import MoneyInputs
from .allocation import bound_faults, budget_faults
from .needs import MOST, PERIODS, SAID, Need

WEEK = 168  # heures
LARGEST_RESERVE = 0.5


def request_faults(offered: Sequence[CatalogueTask], scale: Scale, asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Toutes les fautes d'une demande, `asked` portant les arguments de `draft` tels quels."""
    known = [item.task.id for item in offered]
    yield from amount_faults(asked)
    yield from task_faults(known, asked)
    yield from table_faults(known, asked)
    yield from time_faults(known, asked)
    yield from role_faults(offered, asked)
    yield from kind_faults(asked)
    target = asked["target"]
    if target is not None and (target not in scale.values or isinstance(target, bool)):
        levels = series([str(value) for value in scale.values], "ou")
        yield Problem(f"le niveau visé {quoted(str(target))} n’est pas sur l’échelle ({levels}).")


def amount_faults(asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Le budget, le minimum et le pas sont des heures ; le budget est un multiple du pas."""
    hours, step = asked["hours"], asked["step"]
    stepped = is_amount(step) and step > 0
    if not is_amount(hours) or not 0 < hours <= WEEK:
        yield Problem(
            f"le budget vaut {said(hours)}\u00a0; attendu\u00a0: des heures par semaine, plus que 0 et {WEEK} au plus."
        )
    elif stepped:
        yield from budget_faults(hours, exact(step))
    if not is_amount(asked["minimum"]):
        yield Problem(f"le minimum vaut {said(asked['minimum'])}\u00a0; attendu\u00a0: des heures, 0 ou plus.")
    if not stepped:
        yield Problem(f"le pas vaut {said(step)}\u00a0; attendu\u00a0: des heures, plus que 0.")
    contract = asked["contract_hours"]
    if contract is not None and not (is_amount(contract, WEEK) and contract > 0):
        yield Problem(
            f"les heures du contrat valent {said(contract)}\u00a0; attendu\u00a0: des heures par semaine, plus que 0."
        )
    if not is_amount(asked["reserve"], LARGEST_RESERVE):
        most = percent(100 * LARGEST_RESERVE)
        yield Problem(
            f"la réserve vaut {said(asked['reserve'])}\u00a0; attendu\u00a0: une part du budget, de 0 à 0,5 ({most})."
        )


def task_faults(known: Sequence[str], asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Les tâches choisies sont une liste d'identifiants du catalogue, chacun une fois."""
    chosen = asked["tasks"]
    if not known:
        yield Problem("cette grille n’a aucune tâche\u00a0: ajoutez des fonctions et leurs tâches.")
    if chosen is None:
        return
    if not isinstance(chosen, tuple):
        yield Problem(
            f'«\u00a0tasks\u00a0» vaut {said(chosen)}\u00a0; attendu\u00a0: une liste d’identifiants, par exemple ["T4.1.4"].'
        )
        return
    names = [str(name) for name in chosen]
    yield from (unknown(name, known) for name in dict.fromkeys(names) if name not in known)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(f"la tâche {quoted(name)} est choisie deux fois.")


def table_faults(known: Sequence[str], asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Priorités et bornes sont des dictionnaires « tâche : nombre », sur des tâches connues et choisies."""
    chosen = chosen_tasks(asked)
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
        step = asked["step"]
        if is_amount(most) and is_amount(least) and is_amount(step) and step > 0:
            for fault in bound_faults(max(least, step), most, exact(step)):
                yield Problem(f"{quoted(str(task))}\u00a0: {fault}")


def chosen_tasks(asked: Mapping[str, Any]) -> Sequence[str] | None:
    """Les tâches choisies quand elles forment une liste, rien sinon."""
    return asked["tasks"] if isinstance(asked["tasks"], tuple) else None


def time_faults(known: Sequence[str], asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Les temps connus d'avance sont un dictionnaire « tâche : (heures, période) », sans autre borne."""
    times, chosen = asked["times"] or {}, chosen_tasks(asked)
    if not isinstance(times, Mapping):
        yield Problem(
            f"«\u00a0times\u00a0» vaut {said(times)}\u00a0; attendu\u00a0: un dictionnaire «\u00a0tâche: (heures, période)\u00a0»."
        )
        return
    for task, value in times.items():
        if task not in known:
            yield unknown(str(task), known)
        elif chosen is not None and task not in chosen:
            yield Problem(f"{quoted(task)} a un temps sans être parmi les tâches choisies.")
        if any(isinstance(asked[name], Mapping) and task in asked[name] for name in ("low", "high")):
            yield Problem(f"{quoted(str(task))} a un temps connu et une borne\u00a0: gardez l’un ou l’autre.")
        if not is_need(value):
            yield Problem(
                f"le temps de {quoted(str(task))} vaut {said(value)}\u00a0; attendu\u00a0: des heures, plus que 0, et une période "
                f"parmi {series([quoted(period) for period in PERIODS], 'ou')}."
            )
        elif fault := length_fault(str(task), *pair_of(value)):
            yield Problem(fault)


def length_fault(task: str, hours: float, period: str) -> str:
    """La phrase qui refuse un temps plus long que sa période, vide s'il y tient : la même en option et en `fiche.yaml`."""
    if hours <= MOST[period]:
        return ""
    said_most = f"{number(MOST[period])}\u00a0h au plus"
    return f"le temps de {quoted(task)} vaut {short_number(hours)}\u00a0h {SAID[period]}\u00a0; attendu\u00a0: {said_most}."


def pair_of(value: Any) -> tuple[float, str]:
    """Les heures et la période d'un temps déjà reconnu par `is_need`."""
    return (value.hours, value.per) if isinstance(value, Need) else (value[0], value[1])


def is_need(value: object) -> bool:
    """Vrai pour une durée et sa période : `Need(2, "mois")` ou `(2, "mois")`."""
    if not isinstance(value, Need) and (not isinstance(value, (tuple, list)) or len(value) != 2):
        return False
    amount, period = pair_of(value)
    return is_amount(amount) and amount > 0 and period in PERIODS


def role_faults(offered: Sequence[CatalogueTask], asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Chaque personne a un nom, des heures, et ne prend que des tâches et des fonctions connues."""
    if not isinstance(asked["roles"], tuple):
        yield Problem(
            f"{quoted('roles')} vaut {said(asked['roles'])}\u00a0; attendu\u00a0: une liste, par exemple [Role('Odile', 1)]."
        )
        return
    tasks = [item.task.id for item in offered]
    functions = list(dict.fromkeys(item.function.id for item in offered))
    for role in asked["roles"]:
        label = getattr(role, "label", None)
        if not isinstance(label, str) or not tidy(label) or not hasattr(role, "hours"):
            yield Problem(
                f"{said(role)} n’est pas une personne\u00a0; attendu\u00a0: Role('Odile', 1), un nom et des heures."
            )
            continue
        yield from role_hour_faults(role, asked["step"])
        for name, values, known in (("tasks", role.tasks, tasks), ("functions", role.functions, functions)):
            yield from claim_faults(role.label, name, values, known)


def role_hour_faults(role: Any, step: object) -> Iterator[Problem]:
    """Les heures d'une personne sont un multiple du pas."""
    if not is_amount(role.hours, WEEK) or not role.hours > 0:
        yield Problem(
            f"{quoted(role.label)} donne {said(role.hours)}\u00a0; attendu\u00a0: des heures par semaine, plus que 0."
        )
    elif is_amount(step) and step > 0 and (exact(role.hours) / exact(step)) % 1:
        yield Problem(
            f"{quoted(role.label)}\u00a0: {short_number(role.hours)}\u00a0h n’est pas un multiple du pas ({short_number(step)}\u00a0h)."
        )


def claim_faults(label: str, name: str, values: object, known: Sequence[str]) -> Iterator[Problem]:
    """Ce qu'une personne prend volontiers est une liste de tâches, ou de fonctions, connues."""
    listed = several(values)
    if listed is None:
        yield Problem(
            f"{quoted(label)}, {quoted(name)} vaut {said(values)}\u00a0; attendu\u00a0: une liste d’identifiants."
        )
        return
    for value in listed:
        if value in known:
            continue
        if name == "tasks":
            yield unknown(str(value), known)
        else:
            yield Problem(f"{said(value)} n’est pas une fonction de la grille{suggestion(str(value), list(known))}.")


def kind_faults(asked: Mapping[str, Any]) -> Iterator[Problem]:
    """Une date, de l'argent et des chiffres de droit, quand ils sont donnés, sont de la bonne sorte."""
    if asked["on"] is not None and not is_day(asked["on"]):
        yield Problem(
            f"{quoted('on')} vaut {said(asked['on'])}\u00a0; attendu\u00a0: une date, datetime.date(2026, 10, 6)."
        )
    for name, kind, expected in (
        ("money", MoneyInputs, "MoneyInputs(…)"),
        ("emploi", Emploi, "des chiffres de droit, load_emploi()"),
    ):
        if asked[name] is not None and not isinstance(asked[name], kind):
            yield Problem(f"{quoted(name)} vaut {said(asked[name])}\u00a0; attendu\u00a0: {expected}.")


def unknown(name: str, known: Sequence[str]) -> Problem:
    """Une tâche que le catalogue n'a pas."""
    return Problem(f"{quoted(name)} n’est pas une tâche du catalogue{suggestion(name, list(known))}.")
