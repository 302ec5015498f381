"""Le classeur d'une fiche : on y change des heures, les totaux suivent, et il se relit (`--heures-de`)."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from xlsxwriter.worksheet import Worksheet

from ...assessment import showable
from ...documents.post_parts import Mission, missions
from ...fiche import DEMAND_SHEET, HOURS_SHEET, MATRICE, FicheDePoste, written_text
from ...inclusive import COORDINATION, checked_wording
from ...text import NBSP, Wording
from .book import GOOD, HIGH, LOW, Book, cell, fixed, new_book

_WIDTHS = (70, 13, 16, 12)
_LABEL, _WEEK, _KIND, _CODE = range(4)
_TITLES = ("Tâche", "h/semaine", "Nature", "Code")
_BUDGET, _RESERVE, _SAID, _HEAD = 4, 5, 6, 8  # lignes, à partir de 0
_NOTES = (
    "Changez les cellules jaunes (1,25 pour 1\u00a0h\u00a015)\u00a0: totaux et réserve suivent. Zéro retire la tâche du poste.",
    "Puis\u00a0: matrice fiche … --heures-de fiche-de-poste.xlsx, et la fiche reprend ces heures\u00a0; le reste ne change pas.",
)
_RULE = {
    "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 168,
    "error_title": "Heures non reconnues",
    "error_message": f"Écrivez un nombre d’heures par semaine, 0 ou plus{NBSP}: 1,5 pour une heure et demie.",
}  # fmt: skip


def fiche(fiche: FicheDePoste, *, layout: str = MATRICE, wording: Wording = "doublet") -> bytes:
    """Renvoie le classeur .xlsx d'une fiche : le budget et les heures de chaque tâche, que l'on change et qui se relisent.

    Args:
        fiche: ce que `draft` a calculé.
        layout: le rangement des tâches, comme dans le document Word.
        wording: forme des mots qui nomment la personne.

    Returns:
        Les octets du classeur, les mêmes pour la même fiche. Les cellules jaunes se changent ; les totaux et la réserve
        sont des formules qui portent dès l'ouverture leur vraie valeur. `written_from` en refait la demande.

    Raises:
        InputError: plan inconnu.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    checked_wording(wording)
    showable(fiche.profile)
    book = new_book(f"{fiche.status.sheet}{NBSP}: {COORDINATION[wording]['nom']}", fiche.profile.team, None)
    _add_hours(book, fiche, [one for one in missions(fiche, layout) if not one.is_reserve])
    _add_demand(book, written_text(fiche, layout=layout, wording=wording))
    return book.to_bytes()


def _add_hours(book: Book, fiche: FicheDePoste, found: Sequence[Mission]) -> None:
    sheet = book.table_sheet(HOURS_SHEET, f"Heures du poste, {fiche.profile.team}", _NOTES, _WIDTHS)
    book.write_heads(sheet, _HEAD, _TITLES, _WIDTHS, (_WEEK,))
    row, totals = _HEAD + 1, []
    for mission in found:
        totals.append(cell(row, _WEEK))
        row = _add_mission(book, sheet, row, mission)
    whole = fsum(task.hours for task in fiche.chosen)
    book.write_row(sheet, row, ("Total des tâches", "", "", ""), "total")
    book.write_formula(sheet, row, _WEEK, f"SUM({','.join(totals)})" if totals else "0", whole, "hours", "total")
    _add_budget(book, sheet, fiche, fixed(row, _WEEK), whole)
    for top, bottom in ((_BUDGET, _BUDGET), (_HEAD + 1, row - 1)):
        sheet.data_validation(top, _WEEK, max(top, bottom), _WEEK, _RULE)
    book.keep_heads(sheet, _HEAD, _WEEK)


def _add_mission(book: Book, sheet: Worksheet, row: int, mission: Mission) -> int:
    """Une mission, son total, puis ses tâches ; renvoie la ligne d'après."""
    last = row + len(mission.tasks)
    book.write_row(sheet, row, (mission.label, "", "", ""), "group")
    summed = f"SUM({cell(row + 1, _WEEK)}:{cell(last, _WEEK)})"
    book.write_formula(sheet, row, _WEEK, summed, fsum(task.hours for task in mission.tasks), "hours", "group")
    for line, task in enumerate(mission.tasks, row + 1):
        book.write_row(sheet, line, (task.label, "", task.kind, task.id), "cell")
        book.write_number(sheet, line, _WEEK, task.hours, "hours", "open")
        book.fit(sheet, line, (task.label,), _WIDTHS)
    return last + 1


def _add_budget(book: Book, sheet: Worksheet, fiche: FicheDePoste, total: str, whole: float) -> None:
    """Le budget, et ce que les tâches en laissent : la réserve, ou ce qu'il manque, en chiffres, en mots et en couleur."""
    left = fixed(_RESERVE, _WEEK)
    book.write(sheet, _BUDGET, _LABEL, "Budget décidé, par semaine", "group")
    book.write_number(sheet, _BUDGET, _WEEK, fiche.weekly_hours, "hours", "open")
    book.write(sheet, _RESERVE, _LABEL, "Réserve pour les imprévus (budget − total des tâches)", "group")
    rest = fsum([fiche.weekly_hours, -whole])
    book.write_formula(sheet, _RESERVE, _WEEK, f"ROUND({fixed(_BUDGET, _WEEK)}-{total},6)", rest, "hours", "group")
    words = ("Le total fait exactement le budget.", "Ce qui reste va à la réserve.", "Le total dépasse le budget.")
    said = f'IF({left}=0,"{words[0]}",IF({left}>0,"{words[1]}","{words[2]}"))'
    book.write_formula(sheet, _SAID, _LABEL, said, words[0] if rest == 0 else words[1], "text")
    for sign, colour in (("=", GOOD), (">", LOW), ("<", HIGH)):
        rule = {"type": "formula", "criteria": f"={left}{sign}0", "format": book.alerts[colour]}
        sheet.conditional_format(_RESERVE, _WEEK, _RESERVE, _WEEK, rule)


def _add_demand(book: Book, text: str) -> None:
    """La demande qui refait cette fiche : une ligne par ligne, en retrait d'une colonne par niveau."""
    sheet = book.table_sheet(
        DEMAND_SHEET, "La demande qui refait cette fiche", ("Il n’y a rien à changer ici.",), (3, 3, 3, 60)
    )
    for row, line in enumerate(text.splitlines(), 4):
        bare = line.lstrip(" ")
        book.write(sheet, row, (len(line) - len(bare)) // 2, bare, "cell")
