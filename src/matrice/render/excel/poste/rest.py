"""La feuille « Qui prend le reste » : à qui vont les tâches qui ne tiennent pas, et ce que cela fait à chacun."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from ....fiche import FicheDePoste, PlannedTask, UncoveredTask, role_said
from ....text import Wording, capital, plain
from .desk import GOOD, HIGH, LOW, MOST_HOURS, NOT_HOURS, Desk, added, cell, fixed, span

SHEET = "Qui prend le reste"
WIDTHS = (9, 54, 30, 34, 12, 34)
PEOPLE = ("", "Personne", "Heures par semaine", "Confiées", "Restent", "Ce que cela dit")
TITLES = ("Code", "Tâche", "Dimension", "Qui s’en charge", "h/semaine", "État")
TASK, DIMENSION, WHO, WEEK, STATE = range(1, 6)
NOTES = (
    "Choisissez ou écrivez qui prend chaque tâche, et ses heures\u00a0: ce qui reste à chacun et ce que personne ne prend se recomptent.",
)
NOTHING = "Toutes les tâches demandées tiennent dans le temps du poste\u00a0: rien ne reste à confier."
PLACE = 4  # la ligne de la première personne, à partir de 0
TAKEN, FREE = "confiée", "à confier"
Task = PlannedTask | UncoveredTask


def add_rest(desk: Desk, fiche: FicheDePoste, wording: Wording) -> None:
    """Ajoute la feuille."""
    sheet = desk.sheet(SHEET, "Qui prend le reste", NOTES if fiche.uncovered else (), WIDTHS)
    if not fiche.uncovered:
        desk.book.write(sheet, 2, TASK, NOTHING)
        desk.book.fit(sheet, 2, (NOTHING,), WIDTHS[1:])
        return
    names = distinct([plain(capital(role_said(one.role.label, wording))) for one in fiche.delegated])
    head = PLACE + len(names) + 2
    rows = [(name, task) for name, one in zip(names, fiche.delegated, strict=True) for task in one.tasks]
    left: list[tuple[str, Task]] = [*rows, *(("", task) for task in fiche.unassigned)]
    first, last = head + 1, head + len(left)
    add_people(desk, sheet, fiche, names, (first, last))
    add_alone(desk, sheet, fiche, PLACE + len(names), (first, last))
    desk.head(sheet, head, TITLES, WIDTHS, (WEEK,))
    for row, (name, task) in enumerate(left, first):
        add_task(desk, sheet, row, name, task)
    add_total(desk, sheet, last + 1, [task for _, task in rows], (first, last))
    guard(desk, sheet, len(names), (first, last))
    sheet.freeze_panes(head + 1, DIMENSION)


def distinct(names: Sequence[str]) -> list[str]:
    """Les mêmes noms, numérotés quand ils se répètent : les heures se comptent par nom."""
    return [
        f"{name} ({names[:rank].count(name) + 1})" if names.count(name) > 1 else name for rank, name in enumerate(names)
    ]


def add_people(desk: Desk, sheet: Worksheet, fiche: FicheDePoste, names: Sequence[str], lines: tuple[int, int]) -> None:
    """Une ligne par personne : ses heures, celles qu'on lui confie, ce qui lui reste, en chiffres et en mots."""
    if names:
        desk.titles(sheet, PLACE - 1, PEOPLE, WIDTHS, (DIMENSION, WHO, WEEK))
    for row, (name, one) in enumerate(zip(names, fiche.delegated, strict=True), PLACE):
        given = added(task.hours for task in one.tasks)
        desk.text(sheet, row, 0, "")
        desk.text(sheet, row, TASK, name)
        desk.number(sheet, row, DIMENSION, one.role.hours, "hours", "open")
        summed = f"SUMPRODUCT(--({span(*lines, WHO)}={cell(row, TASK)}),{span(*lines, WEEK)})"
        desk.formula(sheet, row, WHO, summed, given, "hours")
        desk.formula(sheet, row, WEEK, f"ROUND({cell(row, DIMENSION)}-{cell(row, WHO)},6)", one.spare, "hours")
        rest = cell(row, WEEK)
        said = f'IF({rest}<0,"c’est trop",IF({rest}=0,"tout son temps est pris","il lui reste du temps"))'
        desk.formula(
            sheet, row, STATE, said, "il lui reste du temps" if one.spare else "tout son temps est pris", "text"
        )
        desk.book.fit(sheet, row, ("", name), WIDTHS)
        rule = {"type": "cell", "criteria": "<", "value": 0, "format": desk.alerts[HIGH]}
        sheet.conditional_format(row, WEEK, row, WEEK, rule)


def add_alone(desk: Desk, sheet: Worksheet, fiche: FicheDePoste, row: int, lines: tuple[int, int]) -> None:
    """Combien de tâches personne ne prend."""
    count = len(fiche.unassigned)
    desk.text(sheet, row, 0, "", "group")
    desk.text(sheet, row, TASK, "Tâches que personne ne prend", "group")
    desk.formula(sheet, row, DIMENSION, f"COUNTBLANK({span(*lines, WHO)})", count, "whole", "group")
    free = fixed(row, DIMENSION)
    said = f'IF({free}=0,"Chaque tâche a quelqu’un.","Il reste à dire qui s’en charge.")'
    value = "Il reste à dire qui s’en charge." if count else "Chaque tâche a quelqu’un."
    desk.formula(sheet, row, WHO, said, value, "text", "group")
    for sign, colour in (("=", GOOD), (">", LOW)):
        rule = {"type": "formula", "criteria": f"={free}{sign}0", "format": desk.alerts[colour]}
        sheet.conditional_format(row, DIMENSION, row, WHO, rule)


def add_task(desk: Desk, sheet: Worksheet, row: int, name: str, task: Task) -> None:
    """Une tâche qui ne tient pas : qui la prend, ou la place de le dire."""
    served = task.dimension.label if task.dimension else "–"
    for column, text in enumerate((task.id, task.label, served)):
        desk.text(sheet, row, column, text)
    desk.text(sheet, row, WHO, name, "open")
    if isinstance(task, PlannedTask):
        desk.number(sheet, row, WEEK, task.hours, "hours", "open")
    else:
        sheet.write_blank(row, WEEK, None, desk.looks["open", "hours"])
    state = f'IF({cell(row, WHO)}="","{FREE}","{TAKEN}")'
    desk.formula(sheet, row, STATE, state, TAKEN if name else FREE, "text")
    desk.book.fit(sheet, row, (task.id, task.label, served, name), WIDTHS)


def add_total(desk: Desk, sheet: Worksheet, row: int, tasks: Sequence[PlannedTask], lines: tuple[int, int]) -> None:
    """Les heures confiées, toutes personnes réunies."""
    for column, text in enumerate(("", "Total confié", "", "", "", "")):
        desk.text(sheet, row, column, text, "total")
    total = added(task.hours for task in tasks)
    desk.formula(sheet, row, WEEK, f"SUM({span(*lines, WEEK)})", total, "hours", "total")


def guard(desk: Desk, sheet: Worksheet, people: int, lines: tuple[int, int]) -> None:
    """Les personnes se choisissent ou s'écrivent, les heures sont des nombres, une tâche sans personne se voit."""
    if people:
        listed = {
            "validate": "list", "source": f"={span(PLACE, PLACE + people - 1, TASK)}", "error_type": "warning",
            "error_title": "Personne hors de la liste", "error_message": "Ses heures ne seront pas comptées plus haut. Continuer\u00a0?",
        }  # fmt: skip
        sheet.data_validation(lines[0], WHO, lines[1], WHO, listed)
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": MOST_HOURS, **NOT_HOURS}
    sheet.data_validation(lines[0], WEEK, lines[1], WEEK, rule)
    waiting = {"type": "cell", "criteria": "==", "value": f'"{FREE}"', "format": desk.alerts[LOW]}
    sheet.conditional_format(lines[0], STATE, lines[1], STATE, waiting)
