"""Et avec deux heures de plus ou de moins : les tâches qui changent, et ce que chaque budget fait gagner ou perdre."""

from __future__ import annotations

import math

from ....fiche import FicheDePoste
from ....text import DASH, hours, plural
from ...budgets import BudgetRow, BudgetTable, budget_table
from ..blocks import Content, Styled, add_bullets, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table


def add_variations(document: WordDocument, fiche: FicheDePoste) -> None:
    """La partie entière : un tableau des tâches qui changent, dont chaque colonne fait le total de son budget."""
    table = budget_table(fiche)
    add_heading(document, 2, "Et avec deux heures de plus ou de moins")
    add_text(
        document,
        "La même demande, partagée à nouveau pour un autre nombre d’heures par semaine\u00a0: de quoi discuter le budget en voyant ce "
        "qu’il fait gagner ou perdre.",
        style="Introduction",
    )
    said: list[Content] = [*table.gains, *table.refusals]
    add_bullets(document, said)
    if len(table.budgets) > 1:
        add_table(
            document,
            "Heures par semaine selon le budget",
            "Une ligne par tâche dont les heures changent, une ligne pour les autres, une colonne par budget. La dernière ligne est "
            "le total\u00a0; un tiret veut dire que la tâche n’est pas retenue.",
            (Column("Code", 1.7), Column("Tâche", 8), *(Column(title(b, fiche), 2.2, True) for b in table.budgets)),
            [*(task_row(row) for row in table.rows if row.changes), *unchanged(table)],
            total=("", Styled("Total"), *(Styled(hours(table.total(rank))) for rank in range(len(table.budgets)))),
        )


def title(budget: float, fiche: FicheDePoste) -> str:
    """L'en-tête d'un budget."""
    return f"Cette fiche, {hours(budget)}" if budget == fiche.weekly_hours else f"Avec {hours(budget)}"


def task_row(row: BudgetRow) -> Row:
    """Une tâche dont les heures changent."""
    return (row.code or DASH, row.label, *(DASH if value is None else hours(value) for value in row.hours))


def unchanged(table: BudgetTable) -> list[Row]:
    """Les tâches dont les heures ne changent pas, en une ligne."""
    same = [row for row in table.rows if not row.changes]
    if not same:
        return []
    total = hours(math.fsum(row.hours[0] or 0 for row in same))
    label = plural(len(same), "tâche inchangée", "tâches inchangées")
    return [(DASH, label, *[total] * len(table.budgets))]
