"""La feuille « Arrondis » : des heures par an et des parts entières qui tombent juste, recalculées par Excel.

C'est la règle de la fiche (plus fort reste) écrite en formules : chaque tâche garde la partie entière de sa part,
puis les unités qui restent vont aux plus grandes décimales ; à égalité, à la tâche qui a le plus d'heures, puis à
la première. Les nombres sont ainsi ceux du document Word tant que personne n'a rien changé.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from ....fiche import FicheDePoste, PlannedTask
from ....text import NBSP
from .desk import Desk, added, cell, fixed, quoted_sheet, span
from .sources import LawCells

SHEET = "Arrondis"
TOTALS, HEAD, FIRST = 4, 8, 9  # lignes, à partir de 0
BLOCK = ("part exacte", "partie entière", "reste", "rang du reste", "retenu")
TITLES = ("Code", "h/semaine", *(f"An{NBSP}: {one}" for one in BLOCK), *(f"Part{NBSP}: {one} (‰)" for one in BLOCK))
WIDTHS = (9, 10, *[11] * 10)
YEAR, THOUSANDTHS = 2, 7  # première colonne de chaque bloc
NOTES = (
    "Cette feuille fait tomber juste les heures par an et les parts, écrites en nombres ronds. Il n’y a rien à y remplir.",
    "Chaque tâche garde la partie entière de sa part exacte\u00a0; les unités qui restent vont aux plus grands restes.",
)


@dataclass(frozen=True, slots=True)
class Rounding:
    """Où lire, pour chaque tâche, ses heures par an (entières) et sa part (fraction du total)."""

    rows: Mapping[str, int]

    def year(self, task: PlannedTask) -> str:
        """La cellule de ses heures par an."""
        return f"{quoted_sheet(SHEET)}!{fixed(self.rows[task.id], YEAR + 4)}"

    def share(self, task: PlannedTask) -> str:
        """Sa part, de 0 à 1."""
        return f"{quoted_sheet(SHEET)}!{fixed(self.rows[task.id], THOUSANDTHS + 4)}/1000"


def rounding_of(fiche: FicheDePoste) -> Rounding:
    """Renvoie la place de chaque tâche, connue avant que la feuille soit écrite."""
    return Rounding({task.id: FIRST + rank for rank, task in enumerate(fiche.tasks)})


def add_rounding(desk: Desk, fiche: FicheDePoste, hours: Mapping[str, str], law: LawCells) -> None:
    """Ajoute la feuille ; `hours` dit dans quelle cellule sont les heures de chaque tâche."""
    sheet = desk.sheet(SHEET, "Comment les totaux tombent juste", NOTES, WIDTHS)
    last = FIRST + len(fiche.tasks) - 1
    add_targets(desk, sheet, fiche, last, law)
    desk.head(sheet, HEAD, TITLES, WIDTHS, range(1, len(TITLES)))
    for row, task in enumerate(fiche.tasks, FIRST):
        desk.text(sheet, row, 0, "réserve" if task.is_reserve else task.id)
        desk.formula(sheet, row, 1, hours[task.id], task.hours, "hours")
    years = [task.hours_year for task in fiche.tasks]
    add_block(desk, sheet, fiche.tasks, YEAR, fixed(TOTALS + 1, 1), years)
    add_block(desk, sheet, fiche.tasks, THOUSANDTHS, fixed(TOTALS + 2, 1), [round(10 * t.share) for t in fiche.tasks])
    sheet.freeze_panes(HEAD + 1, 1)


def add_targets(desk: Desk, sheet: Worksheet, fiche: FicheDePoste, last: int, law: LawCells) -> None:
    """Ce que chaque colonne doit faire : les heures de la semaine, celles de l'année, et mille millièmes."""
    total, week = span(FIRST, last, 1), fixed(TOTALS, 1)
    rows = (
        ("h/sem.", f"SUM({total})", fiche.weekly_hours, "hours"),
        ("h/an", f"ROUND({week}*{law.annual}/{law.weekly},0)", sum(task.hours_year for task in fiche.tasks), "whole"),
        ("‰", f"IF({week}=0,0,1000)", 1000, "whole"),
    )
    for row, (label, formula, value, kind) in enumerate(rows, TOTALS):
        desk.text(sheet, row, 0, label, "group")
        desk.formula(sheet, row, 1, formula, value, kind, "group")


def add_block(
    desk: Desk, sheet: Worksheet, tasks: Sequence[PlannedTask], start: int, target: str, chosen: Sequence[int]
) -> None:
    """Cinq colonnes : la part exacte de `target`, son entier, son reste, le rang du reste, et ce qui est retenu."""
    last, week, whole = FIRST + len(tasks) - 1, fixed(TOTALS, 1), sum(chosen)
    total = added(task.hours for task in tasks)
    quotas = [whole * task.hours / total for task in tasks]
    floors = [math.floor(round(quota, 9)) for quota in quotas]
    rests = [round(quota - floor, 7) for quota, floor in zip(quotas, floors, strict=True)]
    order = sorted(range(len(tasks)), key=lambda rank: (-rests[rank], -tasks[rank].hours, rank))
    for rank in range(len(tasks)):
        row = FIRST + rank
        quota, floor, place_of = (cell(row, start + column) for column in (0, 1, 3))
        formulas = (
            f"IF({week}=0,0,{cell(row, 1)}/{week}*{target})",
            f"INT(ROUND({quota},9))",
            f"ROUND({quota}-{floor},7)",
            rank_formula(row, start + 2, last),
            f"{floor}+IF({place_of}<={target}-SUM({span(FIRST, last, start + 1)}),1,0)",
        )
        values = (quotas[rank], floors[rank], rests[rank], order.index(rank) + 1, chosen[rank])
        for column, (formula, value) in enumerate(zip(formulas, values, strict=True), start):
            desk.formula(sheet, row, column, formula, value, "factor" if column - start in (0, 2) else "whole")


def rank_formula(row: int, column: int, last: int) -> str:
    """Le rang d'un reste ; les égalités vont à qui a le plus d'heures, puis au premier."""
    rests, hours = span(FIRST, last, column), span(FIRST, last, 1)
    rest, own = cell(row, column), cell(row, 1)
    earlier = f"(ROW({rests})<ROW({rest}))"
    tied = f"({rests}={rest})*(({hours}>{own})+({hours}={own})*{earlier})"
    return f"1+SUMPRODUCT(({rests}>{rest})+{tied})"
