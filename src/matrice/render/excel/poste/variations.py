"""La feuille « À 2 h près » : la même demande avec un peu plus ou un peu moins d'heures, tâche par tâche."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from ....documents.money import BudgetRow, BudgetTable, budget_table
from ....fiche import FicheDePoste
from ....text import hours
from .desk import Desk, span

SHEET = "À 2 h près"
LABEL, FIRST, HEAD = 1, 2, 4
NOTES = (
    "La même demande, partagée à nouveau pour d’autres budgets.",
    "Ces nombres viennent du calcul de départ\u00a0: ils ne suivent pas les heures changées dans la feuille «\u00a0Heures\u00a0».",
)


def add_variations(desk: Desk, fiche: FicheDePoste) -> None:
    """Ajoute la feuille."""
    table = budget_table(fiche)
    widths = (9, 60, *[13] * len(table.budgets), 46)
    sheet = desk.sheet(SHEET, "Et avec deux heures de plus ou de moins", NOTES, widths)
    titles = ("Code", "Tâche", *(title(budget, fiche) for budget in table.budgets), "Ce qui change")
    desk.head(sheet, HEAD, titles, widths, range(FIRST, FIRST + len(table.budgets)))
    for row, line in enumerate(table.rows, HEAD + 1):
        add_line(desk, sheet, row, line, widths)
    last = HEAD + len(table.rows)
    add_total(desk, sheet, last + 1, table)
    for row, said in enumerate((*table.gains, *table.refusals), last + 3):
        desk.book.write(sheet, row, LABEL, said)
        desk.book.fit(sheet, row, (said,), widths[1:])
    sheet.freeze_panes(HEAD + 1, FIRST)


def title(budget: float, fiche: FicheDePoste) -> str:
    """L'en-tête d'un budget."""
    return f"{hours(budget)} (cette fiche)" if budget == fiche.weekly_hours else hours(budget)


def add_line(desk: Desk, sheet: Worksheet, row: int, line: BudgetRow, widths: Sequence[float]) -> None:
    """Une tâche ; une case vide là où elle n'est pas retenue."""
    desk.text(sheet, row, 0, line.code)
    desk.text(sheet, row, LABEL, line.label)
    for column, value in enumerate(line.hours, FIRST):
        if value is None:
            desk.text(sheet, row, column, "")
        else:
            desk.number(sheet, row, column, value, "hours")
    desk.text(sheet, row, FIRST + len(line.hours), line.change)
    desk.book.fit(sheet, row, ("", line.label, *[""] * len(line.hours), line.change), widths)


def add_total(desk: Desk, sheet: Worksheet, row: int, table: BudgetTable) -> None:
    """Le total de chaque budget."""
    for column, text in ((0, ""), (LABEL, "Total"), (FIRST + len(table.budgets), "")):
        desk.text(sheet, row, column, text, "total")
    for rank in range(len(table.budgets)):
        column = FIRST + rank
        desk.formula(sheet, row, column, f"SUM({span(HEAD + 1, row - 1, column)})", table.total(rank), "hours", "total")
