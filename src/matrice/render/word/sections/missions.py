"""Ce que le poste fait, heure par heure, et ce que le budget ne couvre pas."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ....fiche import FicheDePoste, PlannedTask, UncoveredTask
from ....referentiel import Task
from ....text import NBSP, capital, hours, number, percent, plural, series
from ..blocks import Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .reasons import where

SEMICOLON = f"{NBSP}; "
AMOUNTS = (Column("h/semaine", 2, True), Column("h/an", 1.4, True), Column("Part", 1.6, True))


def add_missions(document: WordDocument, fiche: FicheDePoste) -> None:
    """Les tâches par axe et par fonction, avec un sous-total par axe et un total."""
    add_heading(document, 1, "Missions et activités")
    if not fiche.tasks:
        add_text(document, "Aucune tâche n’est encore retenue pour ce poste.")
        return
    add_text(
        document,
        "Les heures par semaine sont celles du contrat\u00a0; les heures par an sont des heures de travail, congés et jours "
        "fériés déduits. Chaque code de tâche renvoie à la grille.",
        style="Introduction",
    )
    for _, own in groupby(fiche.tasks, key=lambda task: task.axis.id):
        add_axis(document, fiche, list(own))
    add_totals(document, fiche)


def add_axis(document: WordDocument, fiche: FicheDePoste, tasks: Sequence[PlannedTask]) -> None:
    """Un axe : son sous-total, puis ses fonctions."""
    add_heading(document, 2, tasks[0].axis.label)
    week, year, share = amounts(tasks)
    add_text(
        document,
        Styled("Sous-total de l’axe\u00a0: "),
        f"{week} par semaine, {year}{NBSP}h par an, {share} du temps ({plural(len(tasks), 'tâche')}).",
        style="Introduction",
    )
    for _, own in groupby(tasks, key=lambda task: task.function.id):
        add_function(document, fiche, list(own))


def add_function(document: WordDocument, fiche: FicheDePoste, tasks: Sequence[PlannedTask]) -> None:
    """Une fonction : ce qu'elle fait progresser, puis ses tâches."""
    function = tasks[0].function
    add_heading(document, 3, function.label)
    served = {task.dimension.id: task.dimension for task in tasks}
    said = [f"{dimension.label}, {where(fiche, dimension)}" for dimension in served.values()]
    which = "Dimension servie" if len(said) == 1 else "Dimensions servies"
    add_text(document, f"{which}\u00a0: {SEMICOLON.join(said)}.", style="Introduction")
    add_table(
        document,
        f"Tâches\u00a0: {function.label}",
        "Une ligne par tâche\u00a0: code, tâche et étapes, rôle, heures par semaine et par an, part du temps.",
        (Column("Code", 1.7), Column("Tâche", 7.1), Column("Rôle", 2.6), *AMOUNTS),
        [task_row(task) for task in tasks],
    )


def task_row(task: PlannedTask) -> Row:
    """Une tâche retenue."""
    return (task.id, task_content(task.task), capital(task.task.role), *amounts([task]))


def task_content(task: Task) -> Content:
    """Le libellé d'une tâche et, dessous, les étapes qu'elle couvre."""
    if not task.phases:
        return task.label
    steps = "Étape" if len(task.phases) == 1 else "Étapes"
    return (task.label, Styled(f"\n{steps}\u00a0: {series(task.phases)}", "Precision"))


def amounts(tasks: Sequence[PlannedTask]) -> tuple[str, str, str]:
    """Les heures par semaine, les heures par an et la part de ces tâches, prêtes à imprimer."""
    return (
        hours(sum(task.hours for task in tasks)),
        number(sum(task.hours_year for task in tasks)),
        percent(sum(task.share for task in tasks), 1),
    )


def add_totals(document: WordDocument, fiche: FicheDePoste) -> None:
    """Le total, axe par axe."""
    rows: list[Row] = []
    for _, own in groupby(fiche.tasks, key=lambda task: task.axis.id):
        tasks = list(own)
        rows.append((tasks[0].axis.label, number(len(tasks)), *amounts(tasks)))
    total = ("Total", number(len(fiche.tasks)), *amounts(fiche.tasks))
    add_heading(document, 2, "Total du poste")
    add_table(
        document,
        "Total du poste par axe",
        "Une ligne par axe\u00a0: nombre de tâches, heures par semaine et par an, part du temps. La dernière ligne est le total.",
        (Column("Axe", 8), Column("Tâches", 1.6, True), *AMOUNTS),
        rows,
        total=tuple(Styled(word) for word in total),
    )


def add_uncovered(document: WordDocument, fiche: FicheDePoste) -> None:
    """Ce qui ne tient pas dans le budget, avec une case pour dire qui s'en charge."""
    add_heading(document, 1, "Ce que ce budget ne couvre pas")
    if not fiche.uncovered:
        add_text(document, "Toutes les tâches demandées tiennent dans ce temps\u00a0: rien ne reste à confier.")
        return
    add_text(
        document,
        f"{plural(len(fiche.uncovered), 'tâche')}, de la plus prioritaire à la moins prioritaire. Pour chacune, écrire "
        "qui s’en charge, ou décider de ne pas la faire.",
        style="Introduction",
    )
    add_table(
        document,
        "Tâches que le budget ne couvre pas",
        "Une ligne par tâche\u00a0: code, tâche, dimension et sa note. La dernière colonne est à remplir à la main.",
        (Column("Code", 1.7), Column("Tâche", 7.6), Column("Dimension", 3.8), Column("Confiée à", 3.2)),
        [uncovered_row(fiche, task) for task in fiche.uncovered],
    )


def uncovered_row(fiche: FicheDePoste, task: UncoveredTask) -> Row:
    """Une tâche que personne n'a encore, et la place d'un nom. Sans les étapes : la liste est souvent longue."""
    name = task.dimension.short or task.dimension.label
    return (task.id, task.label, (name, Styled(f"\n{where(fiche, task.dimension)}", "Precision")), "")
