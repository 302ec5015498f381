"""D'une fiche calculée au `fiche.yaml` qui la refait : à garder, à corriger à la main, à comparer l'an prochain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ...amounts import exact, tidy
from ...text import Wording, capital, date
from ..model import FicheDePoste, PlannedTask, UncoveredTask
from ..money import MoneyInputs
from ..sharing.request import Request
from .money import written_sums

SAFE = re.compile(r"[A-Z][A-Z0-9.]*[0-9]")


def written_text(fiche: FicheDePoste, *, plan: str = "matrice", wording: Wording = "doublet") -> str:
    """Renvoie le texte d'un `fiche.yaml` qui redonne exactement les mêmes heures à chaque tâche.

    Chaque tâche y porte son temps : changer un nombre, ajouter ou ôter une ligne suffit à changer la fiche. Le temps
    que les tâches laissent libre rejoint la réserve. Viennent ensuite les tâches qui ne tiennent pas, avec leur priorité,
    les personnes qui en prennent, et l'argent.
    """
    return "\n".join(lines(fiche, plan, wording)) + "\n"


def lines(fiche: FicheDePoste, plan: str, wording: Wording) -> Iterator[str]:
    """Les lignes du fichier."""
    day = f", évaluation du {date(fiche.profile.on)}" if fiche.profile.on else ""
    yield f"# Fiche de poste{day}. Heures par semaine\u00a0; les réglages sont décrits dans le guide."
    yield f"equipe: {text(fiche.profile.team)}"
    yield f"heures: {plainly(fiche.weekly_hours)}"
    yield f"statut: {fiche.status.id}"
    yield f"plan: {plan}"
    yield f"redaction: {wording}"
    yield f"cible: {fiche.target}"
    yield f"reserve: {plainly(float(100 * exact(fiche.request.reserve)))}"
    yield f"minimum: {plainly(fiche.request.minimum)}"
    yield f"pas: {plainly(fiche.request.step)}"
    yield "taches:"
    for task in fiche.chosen:
        yield from task_lines(task)
    for left in kept_aside(fiche):
        yield from left_lines(left, fiche.request)
    if fiche.delegated:
        yield "personnes:"
    for delegation in fiche.delegated:
        role = delegation.role
        yield f"  - nom: {text(role.label)}"
        yield f"    heures: {plainly(role.hours)}"
        yield from listed("fonctions", role.functions)
        yield from listed("taches", role.tasks)
    if fiche.money and any(True for _ in written_sums(fiche.money.inputs)):
        yield from money_lines(fiche.money.inputs)


def task_lines(task: PlannedTask) -> Iterator[str]:
    """Une tâche et son temps, son libellé en commentaire."""
    yield f"  # {one_line(task.label)}"
    yield f"  - id: {code(task.id)}"
    yield f"    temps: {plainly(task.hours)}"
    yield "    par: semaine"


def kept_aside(fiche: FicheDePoste) -> list[UncoveredTask]:
    """Les tâches à garder hors du poste : celles que l'équipe a choisies, ou, sans choix, celles que quelqu'un prend."""
    taken = {task.id for delegation in fiche.delegated for task in delegation.tasks}
    return [task for task in fiche.uncovered if fiche.request.tasks is not None or task.id in taken]


def left_lines(task: UncoveredTask, request: Request) -> Iterator[str]:
    """Une tâche qui ne tient pas. Celle qui a un temps ou un minimum passerait avant les autres : sa priorité est 0."""
    first = task.id in request.needs or request.low.get(task.id, 0) > 0
    yield f"  # {one_line(task.label)} (ne tient pas dans ce temps)"
    yield f"  - id: {code(task.id)}"
    yield f"    priorite: {plainly(0 if first else task.weight)}"
    if task.id in request.needs:
        known = request.needs[task.id]
        yield f"    temps: {plainly(known.hours)}"
        yield f"    par: {known.per}"
    for key, table in (("minimum", request.low), ("maximum", request.high)):
        if task.id in table:
            yield f"    {key}: {plainly(table[task.id])}"


def money_lines(inputs: MoneyInputs) -> Iterator[str]:
    """Ce que l'équipe sait de l'argent, une clé par ligne."""
    yield "argent:"
    for key, value in written_sums(inputs):
        if isinstance(value, tuple):
            yield f"  {key}:"
            yield from (f"    - {{nom: {text(name)}, euros: {plainly(euros)}}}" for name, euros in value)
        else:
            yield f"  {key}: {text(value) if isinstance(value, str) else plainly(float(str(value)))}"


def listed(key: str, values: tuple[str, ...]) -> Iterator[str]:
    """Une liste sur une ligne, rien si elle est vide."""
    if values:
        yield f"    {key}: [{', '.join(code(value) for value in values)}]"


def text(value: str) -> str:
    """Un texte entre guillemets : l'écriture JSON est aussi du YAML, sans surprise."""
    return json.dumps(tidy(value), ensure_ascii=False)


def code(identifier: str) -> str:
    """Un identifiant ; entre guillemets quand YAML y lirait autre chose qu'un mot (« 1.10 », « oui »)."""
    return identifier if SAFE.fullmatch(identifier) else text(identifier)


def one_line(label: str) -> str:
    """Un libellé en commentaire, sur une seule ligne."""
    return capital(" ".join(tidy(label).split()))


def plainly(value: float) -> str:
    """Un nombre sans décimale inutile, avec un point."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)
