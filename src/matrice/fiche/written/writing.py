"""D'une fiche calculée au `fiche.yaml` qui la refait : à garder, à corriger à la main, à comparer l'an prochain."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...text import Wording, capital, date
from ..model import FicheDePoste, PlannedTask


def written_text(fiche: FicheDePoste, *, plan: str = "matrice", wording: Wording = "doublet") -> str:
    """Renvoie le texte d'un `fiche.yaml` qui redonne exactement les mêmes heures à chaque tâche.

    Chaque tâche y porte son temps : changer un nombre, ajouter ou ôter une ligne suffit à changer la fiche. Le temps
    que les tâches laissent libre rejoint la réserve. L'argent n'y est pas : il se rajoute à la main.
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
    yield f"reserve: {plainly(100 * fiche.request.reserve)}"
    yield f"minimum: {plainly(fiche.request.minimum)}"
    yield f"pas: {plainly(fiche.request.step)}"
    yield "taches:"
    for task in fiche.chosen:
        yield from task_lines(task)
    if fiche.delegated:
        yield "personnes:"
    for delegation in fiche.delegated:
        role = delegation.role
        yield f"  - nom: {text(role.label)}"
        yield f"    heures: {plainly(role.hours)}"
        yield from listed("fonctions", role.functions)
        yield from listed("taches", role.tasks)


def task_lines(task: PlannedTask) -> Iterator[str]:
    """Une tâche et son temps, son libellé en commentaire."""
    yield f"  # {capital(task.label)}"
    yield f"  - id: {task.id}"
    yield f"    temps: {plainly(task.hours)}"
    yield "    par: semaine"


def listed(key: str, values: tuple[str, ...]) -> Iterator[str]:
    """Une liste sur une ligne, rien si elle est vide."""
    if values:
        yield f"    {key}: [{', '.join(values)}]"


def text(value: str) -> str:
    """Un texte entre guillemets : l'écriture JSON est aussi du YAML, sans surprise."""
    return json.dumps(value, ensure_ascii=False)


def plainly(value: float) -> str:
    """Un nombre sans décimale inutile, avec un point."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)
