"""La feuille « Heures » : les tâches rangées selon un plan, des heures que l'on change, des totaux qui suivent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from ....fiche import FicheDePoste, Part, PlannedTask
from ....text import NBSP, hours
from .desk import GOOD, HIGH, LOW, MOST_HOURS, NOT_HOURS, Desk, added, cell, fixed, place, span
from .rounding import Rounding
from .sources import LawCells

SHEET = "Heures"
WIDTHS = (9, 54, 12, 10, 9, 62)
CODE, LABEL, WEEK, YEAR, SHARE, WHY = range(6)
TITLES = ("Code", "Tâche", "h/semaine", "h/an", "Part", "Comment ces heures ont été trouvées")
BUDGET, TOTAL, GAP, HEAD = 4, 5, 6, 8  # lignes, à partir de 0
NOTES = (
    "Changez les heures des cellules jaunes\u00a0: sous-totaux, total, heures par an et parts suivent (1,25 pour 1\u00a0h\u00a015).",
    "La feuille est protégée sans mot de passe, pour que les formules ne s’effacent pas par mégarde.",
)


@dataclass(frozen=True, slots=True)
class Hours:
    """Où sont, vues d'une autre feuille, les heures de chaque tâche et le total de la semaine et de l'année."""

    tasks: Mapping[str, str]
    week: str
    year: str


def add_hours(desk: Desk, fiche: FicheDePoste, parts: Sequence[Part], rounding: Rounding, law: LawCells) -> Hours:
    """Ajoute la feuille ; renvoie où lire les heures."""
    sheet = desk.sheet(SHEET, f"Heures du poste, {fiche.profile.team}", NOTES, WIDTHS)
    desk.head(sheet, HEAD, TITLES, WIDTHS, (WEEK, YEAR, SHARE))
    row, part_rows = HEAD + 1, []
    tasks: dict[str, str] = {}
    for part in parts:
        part_rows.append(row)
        row = add_part(desk, sheet, row, part, rounding, tasks)
    add_sums(desk, sheet, row, "Total", [cell(one, WEEK) for one in part_rows], fiche.tasks, "total")
    refuse_hours(sheet, HEAD + 1, row - 1)
    add_check(desk, sheet, fiche, row)
    add_working_time(desk, sheet, fiche, row, law)
    sheet.freeze_panes(HEAD + 1, WEEK)
    return Hours(tasks, place(sheet, row, WEEK), place(sheet, row, YEAR))


def add_part(desk: Desk, sheet: Worksheet, row: int, part: Part, rounding: Rounding, tasks: dict[str, str]) -> int:
    """Une partie, ses groupes et leurs tâches ; renvoie la ligne d'après.

    Le sous-total est sur la ligne du titre. Un groupe qui porte le nom de sa partie n'a pas de ligne à lui.
    """
    top, row, spans = row, row + 1, []
    for group in part.groups:
        head = None if (alone := group.label == part.label) else row
        row += 0 if alone else 1
        first = row
        for task in group.tasks:
            add_task(desk, sheet, row, task, rounding)
            tasks[task.id] = place(sheet, row, WEEK)
            row += 1
        spans.append(span(first, row - 1, WEEK))
        if head is not None:
            add_sums(desk, sheet, head, group.label, spans[-1:], group.tasks, "group")
    add_sums(desk, sheet, top, part.label, spans, part.tasks, "part")
    return row


def add_task(desk: Desk, sheet: Worksheet, row: int, task: PlannedTask, rounding: Rounding) -> None:
    """Une tâche : ses heures se changent, le reste suit."""
    code = "" if task.is_reserve else task.id
    for column, text in ((CODE, code), (LABEL, task.label), (WHY, task.explanation)):
        desk.text(sheet, row, column, text)
    desk.number(sheet, row, WEEK, task.hours, "hours", "open")
    desk.formula(sheet, row, YEAR, rounding.year(task), task.hours_year, "whole")
    desk.formula(sheet, row, SHARE, rounding.share(task), round(10 * task.share) / 1000, "share")
    desk.book.fit(sheet, row, (code, task.label, "", "", "", task.explanation), WIDTHS)


def add_sums(
    desk: Desk, sheet: Worksheet, row: int, label: str, cells: Sequence[str], tasks: Sequence[PlannedTask], look: str
) -> None:
    """Une ligne de sous-total ou de total ; `cells` sont celles de la colonne des heures, les autres s'en déduisent."""
    for column, text in ((CODE, ""), (LABEL, label), (WHY, "")):
        desk.text(sheet, row, column, text, look)
    values = (
        (WEEK, added(task.hours for task in tasks), "hours"),
        (YEAR, sum(task.hours_year for task in tasks), "whole"),
        (SHARE, sum(round(10 * task.share) for task in tasks) / 1000, "share"),
    )
    for column, value, kind in values:
        summed = ",".join(shifted(one, column) for one in cells)
        desk.formula(sheet, row, column, f"SUM({summed})", value, kind, look)
    desk.book.fit(sheet, row, ("", label), WIDTHS)


def shifted(cells: str, column: int) -> str:
    """La même plage, dans une autre colonne."""
    return cells.replace("C", "CDE"[column - WEEK])


def refuse_hours(sheet: Worksheet, first: int, last: int) -> None:
    """Ce qui n'est pas un nombre d'heures est refusé, avec la phrase qui dit quoi écrire."""
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": MOST_HOURS, **NOT_HOURS}
    for top, bottom in ((BUDGET, BUDGET), (first, last)):
        sheet.data_validation(top, WEEK, bottom, WEEK, rule)


def add_check(desk: Desk, sheet: Worksheet, fiche: FicheDePoste, total: int) -> None:
    """Le budget, le total et l'écart, en chiffres, en mots et en couleur."""
    gap = fixed(GAP, WEEK)
    words = (
        f'IF({gap}=0,"Le total fait exactement le budget.",IF({gap}>0,"Il reste "&FIXED({gap},2)&"{NBSP}h à répartir.",'
        f'"Le total dépasse le budget de "&FIXED(-{gap},2)&"{NBSP}h."))'
    )
    for row, label in (
        (BUDGET, "Budget décidé"),
        (TOTAL, "Total des tâches"),
        (GAP, "Écart au budget (budget − total)"),
    ):
        desk.text(sheet, row, LABEL, label, "group")
    desk.number(sheet, BUDGET, WEEK, fiche.weekly_hours, "hours", "open")
    desk.formula(sheet, TOTAL, WEEK, cell(total, WEEK), fiche.weekly_hours, "hours", "group")
    desk.formula(sheet, GAP, WEEK, f"ROUND({fixed(BUDGET, WEEK)}-{fixed(TOTAL, WEEK)},6)", 0, "hours", "group")
    desk.text(sheet, BUDGET, WHY, f"{hours(fiche.weekly_hours)} par semaine à la création de ce classeur")
    desk.formula(sheet, GAP, WHY, words, "Le total fait exactement le budget.", "text", "group")
    for column in (WEEK, WHY):
        for sign, colour in (("=", GOOD), (">", LOW), ("<", HIGH)):
            rule = {"type": "formula", "criteria": f"={gap}{sign}0", "format": desk.alerts[colour]}
            sheet.conditional_format(GAP, column, GAP, column, rule)


def add_working_time(desk: Desk, sheet: Worksheet, fiche: FicheDePoste, total: int, law: LawCells) -> None:
    """Le même temps au mois et en équivalent temps plein, comme dans le document : hors d'un contrat, ni l'un ni l'autre."""
    if not fiche.status.hierarchy:
        return
    week, time = cell(total, WEEK), fiche.time
    rows = [
        ("Heures payées par mois", f"{week}*{law.paid_weeks}/12", time.monthly),
        ("Équivalent temps plein (ETP)", f"{week}/{law.weekly}", time.etp),
    ]
    for row, (label, formula, value) in enumerate(rows, total + 2):
        desk.text(sheet, row, LABEL, label, "group")
        desk.formula(sheet, row, WEEK, formula, value, "hours", "group")
