"""Ce que le poste fait, heure par heure, dans le plan choisi."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ....fiche import MATRICE, FicheDePoste, Group, Part, PlannedTask, arrange, load_plans
from ....referentiel import Task
from ....text import DASH, NBSP, capital, hours, number, percent, plural, quoted, series
from ..blocks import Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .reasons import where

SEMICOLON = f"{NBSP}; "
AMOUNTS = (Column("h/semaine", 2, True), Column("h/an", 1.4, True), Column("Part", 1.6, True))


def add_missions(document: WordDocument, fiche: FicheDePoste, plan: str = MATRICE) -> None:
    """Les tâches rangées selon un plan, avec un sous-total par partie et un total."""
    add_heading(document, 1, "Missions et activités")
    if not fiche.tasks:
        add_text(document, "Aucune tâche n’est encore retenue pour ce poste.")
        return
    add_text(
        document,
        f"Les heures par semaine sont celles {'du contrat' if fiche.status.hierarchy else 'que l’équipe a décidées'}\u00a0; les "
        f"heures par an sont des heures de travail, congés et jours fériés déduits. {origin(plan)}Chaque code de tâche renvoie "
        "au catalogue.",
        style="Introduction",
    )
    parts = arrange(fiche.tasks, fiche.ref, plan)
    for part in parts:
        add_part(document, fiche, part)
    add_totals(document, fiche, parts)


def origin(plan: str) -> str:
    """D'où vient le plan, quand ce n'est pas celui de la grille."""
    return "" if plan == MATRICE else f"Le plan suivi est {quoted(load_plans()[plan].label)}. "


def add_part(document: WordDocument, fiche: FicheDePoste, part: Part) -> None:
    """Une partie : son sous-total, puis ses groupes."""
    add_heading(document, 2, part.label)
    week, year, share = amounts(part.tasks)
    add_text(
        document,
        Styled("Sous-total\u00a0: "),
        f"{week} par semaine, {year}{NBSP}h par an, {share} du temps{counted(part.tasks)}.",
        style="Introduction",
    )
    for group in part.groups:
        add_group(document, fiche, group, titled=group.label != part.label)


def counted(tasks: Sequence[PlannedTask]) -> str:
    """« (3 tâches) » ; la réserve n'en est pas une."""
    return "" if any(task.is_reserve for task in tasks) else f" ({plural(len(tasks), 'tâche')})"


def add_group(document: WordDocument, fiche: FicheDePoste, group: Group, *, titled: bool) -> None:
    """Un groupe : ce qu'il fait progresser, puis ses tâches."""
    if titled:
        add_heading(document, 3, group.label)
    served = {task.dimension.id: task.dimension for task in group.tasks if task.dimension}
    if served:
        said = [f"{dimension.label}, {where(fiche, dimension)}" for dimension in served.values()]
        which = "Dimension servie" if len(said) == 1 else "Dimensions servies"
        add_text(document, f"{which}\u00a0: {SEMICOLON.join(said)}.", style="Introduction")
    add_table(
        document,
        f"Tâches\u00a0: {group.label}",
        "Une ligne par tâche\u00a0: code, tâche et étapes, rôle, heures par semaine et par an, part du temps.",
        (Column("Code", 1.7), Column("Tâche", 7.1), Column("Rôle", 2.6), *AMOUNTS),
        [task_row(task) for task in group.tasks],
    )


def task_row(task: PlannedTask) -> Row:
    """Une tâche retenue."""
    role = DASH if task.is_reserve else capital(task.task.role)
    return (task.code, task_content(task.task), role, *amounts([task]))


def task_content(task: Task) -> Content:
    """Le libellé d'une tâche et, dessous, les étapes qu'elle couvre."""
    if not task.phases:
        return task.label
    steps = "Étape" if len(task.phases) == 1 else "Étapes"
    return (task.label, Styled(f"\n{steps}\u00a0: {series(task.phases)}", "Precision"))


def amounts(tasks: Sequence[PlannedTask]) -> tuple[str, str, str]:
    """Les heures par semaine, les heures par an et la part de ces tâches, prêtes à imprimer."""
    return (
        hours(math.fsum(task.hours for task in tasks)),
        number(sum(task.hours_year for task in tasks)),
        percent(sum(task.share for task in tasks), 1),
    )


def add_totals(
    document: WordDocument, fiche: FicheDePoste, parts: Sequence[Part], whole: str = "Total du poste"
) -> None:
    """Le total, partie par partie ; `whole` dit de quoi."""
    rows: list[Row] = [(part.label, tasks_in(part.tasks), *amounts(part.tasks)) for part in parts]
    total = ("Total", number(len(fiche.chosen)), *amounts(fiche.tasks))
    add_heading(document, 2, whole)
    add_table(
        document,
        f"{whole}, par partie",
        "Une ligne par partie\u00a0: nombre de tâches, heures par semaine et par an, part du temps. La dernière ligne est le total.",
        (Column("Partie", 8), Column("Tâches", 1.6, True), *AMOUNTS),
        rows,
        total=tuple(Styled(word) for word in total),
    )


def tasks_in(tasks: Sequence[PlannedTask]) -> str:
    """Le nombre de tâches ; la réserve n'en est pas une."""
    return DASH if any(task.is_reserve for task in tasks) else number(len(tasks))
