"""Le plan d'action en classeur : on y suit les actions, on en ajoute, on l'imprime."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ...assessment import Action, ActionPlan, Progress
from ...documents.blocks import Cell, Column, Table
from ...referentiel import Referentiel
from ...text import NBSP, capital, number
from .book import A4, EARLIEST, LATEST, Book, header_text, new_book

SHEET, LISTS = "Plan d’action", "Listes"
TITLES = {
    "id": ("N°", 5), "dimension": ("Dimension", 17), "what": ("Action", 28), "owner": ("Responsable (rôle)", 13),
    "means": ("Moyens", 19), "start": ("Début", 10.5), "due": ("Échéance", 10.5), "indicator": ("À quoi on le verra", 19),
    "effort": ("Effort", 7.5), "impact": ("Effet", 7), "next_check": ("Prochain point", 10.5), "state": ("État", 11),
    "note": ("Suivi", 22), "late": ("Retard", 9),
}  # fmt: skip
WIDTHS = tuple(width for _, width in TITLES.values())
FIELDS = tuple(TITLES)
HEAD = 3  # ligne d'en-tête, en comptant à partir de 0
SPARE = 15  # lignes prêtes pour de nouvelles actions
ROOM = 24  # points : la hauteur d'une ligne à remplir à la main
DATES, RANKS = ("start", "due", "next_check"), ("effort", "impact")
OPEN_STATES = (Progress.PLANNED, Progress.ONGOING)


def plan(plan: ActionPlan, ref: Referentiel, *, team: str = "") -> bytes:
    """Renvoie le plan d'action en classeur Excel, à enregistrer tel quel (.xlsx).

    Args:
        plan: le plan, même vide.
        ref: la grille, dont les dimensions font une liste déroulante.
        team: le nom de l'équipe, pour le titre et l'en-tête imprimé.

    Returns:
        Les octets du classeur, les mêmes pour le même plan. Rien n'y est protégé ; le compte par état et la colonne
        « Retard » se recalculent à l'ouverture.
    """
    book = new_book(SHEET, team, None)
    sheet = blank_sheet(book)
    last = HEAD + max(len(plan.actions), 1) + SPARE
    book.write(sheet, 0, 0, f"{SHEET}, {team}" if team else SHEET, "title")
    write_counts(book, sheet, plan, last)
    free = book.write_table(sheet, HEAD, action_table(plan, ref), WIDTHS)
    titles = [title for title, _ in TITLES.values()]
    book.fit(sheet, HEAD, titles, [width - 3 for width in WIDTHS])  # la flèche du filtre prend sa place
    for row in range(free, last + 1):
        write_free_row(book, sheet, row)
    for row in range(HEAD + 1, last + 1):
        write_late(book, sheet, row)
    add_lists(book, sheet, ref, last)
    sheet.autofilter(HEAD, 0, last, len(FIELDS) - 1)
    sheet.freeze_panes(HEAD + 1, 3)
    sheet.repeat_rows(HEAD)
    sheet.print_area(0, 0, last, len(FIELDS) - 1)
    return book.to_bytes()


def blank_sheet(book: Book) -> Worksheet:
    """Une feuille A4 couchée, libre, imprimée sur une page de large."""
    sheet: Worksheet = book.workbook.add_worksheet(SHEET)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)
    sheet.set_header(f"&L{header_text(book.team)}&R{SHEET}")
    sheet.set_footer(f"&RPage{NBSP}&P sur &N")
    return sheet


def write_counts(book: Book, sheet: Worksheet, plan: ActionPlan, last: int) -> None:
    """Combien d'actions par état, recompté quand on en change un."""
    states = cells("state", last)
    formula = '&" · "&'.join(f'"{capital(state)}{NBSP}: "&COUNTIF({states},"{state}")' for state in Progress)
    now = {state: sum(1 for one in plan.actions if one.state is state) for state in Progress}
    current = " · ".join(f"{capital(state)}{NBSP}: {number(count)}" for state, count in now.items())
    sheet.write_formula(1, 0, f"={formula}", book.formats["line"], current)


def action_table(plan: ActionPlan, ref: Referentiel) -> Table:
    """Renvoie le plan en tableau : une ligne par action, une colonne par champ, la dernière pour le retard."""
    labels = {dimension.id: dimension.label for dimension in ref.dimensions}
    rows = [[action_cell(action, field, labels) for field in FIELDS[:-1]] + [Cell("")] for action in plan.actions]
    columns = [Column(title, width) for title, width in TITLES.values()]
    return Table(SHEET, "Une ligne par action.", columns, rows)


def action_cell(action: Action, field: str, labels: Mapping[str, str]) -> Cell:
    """Un champ d'une action, dans sa nature : une date reste une date, un nombre un nombre, un texte un texte."""
    value = getattr(action, field)
    if field in DATES:
        return Cell("" if value is None else str(value), form="date", on=value)
    if field in RANKS:
        return Cell("" if value is None else str(value), value, "rank")
    return Cell(labels.get(value or "", value or "") if field == "dimension" else str(value or ""))


def write_free_row(book: Book, sheet: Worksheet, row: int) -> None:
    for column, field in enumerate(FIELDS[:-1]):
        form = "date" if field in DATES else "rank" if field in RANKS else "text"
        sheet.write_blank(row, column, None, book.looks["cell", form])
    sheet.set_row(row, ROOM)


def write_late(book: Book, sheet: Worksheet, row: int) -> None:
    """« en retard », recalculé à l'ouverture d'après l'échéance et l'état."""
    due, state = (f"{letter(field)}{row + 1}" for field in ("due", "state"))
    waiting = ",".join(f'{state}="{one}"' for one in OPEN_STATES)
    late = f'IF(AND({due}<>"",OR({waiting})),IF({due}<TODAY(),"en retard",""),"")'
    book.write_formula(sheet, row, len(FIELDS) - 1, late, "", "text", "late")


def add_lists(book: Book, sheet: Worksheet, ref: Referentiel, last: int) -> None:
    """Les listes déroulantes, les bornes des dates, et la feuille d'où viennent les dimensions."""
    lists = book.workbook.add_worksheet(LISTS)
    lists.set_paper(A4)
    lists.fit_to_pages(1, 0)
    lists.set_column(0, 0, 20)
    lists.set_column(1, 1, 70)
    book.write_row(lists, 0, ("Identifiant", "Dimension"), "head")
    for row, dimension in enumerate(ref.dimensions, 1):
        book.write_row(lists, row, (dimension.id, dimension.label), "cell")
    choices = f"={LISTS}!$B$2:$B${len(ref.dimensions) + 1}"
    refuse(sheet, "dimension", last, {"validate": "list", "source": choices}, "Choisissez une dimension de la liste.")
    refuse(
        sheet,
        "state",
        last,
        {"validate": "list", "source": [str(one) for one in Progress]},
        "Choisissez un état de la liste.",
    )
    for field in RANKS:
        refuse(sheet, field, last, {"validate": "list", "source": [1, 2, 3]}, "1 (faible), 2 (moyen) ou 3 (fort).")
    bounds = {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
    for field in DATES:
        refuse(sheet, field, last, bounds, "Écrivez une date, par exemple 31/03/2027.")


def refuse(sheet: Worksheet, field: str, last: int, rule: Mapping[str, Any], message: str) -> None:
    """Pose une règle sur une colonne, avec la phrase que lit qui s'en écarte."""
    column = FIELDS.index(field)
    sheet.data_validation(
        HEAD + 1, column, last, column, {**rule, "error_title": TITLES[field][0], "error_message": message}
    )


def letter(field: str) -> str:
    return str(xl_col_to_name(FIELDS.index(field)))


def cells(field: str, last: int) -> str:
    """La plage d'une colonne, de la première action à la dernière ligne prête."""
    return f"${letter(field)}${HEAD + 2}:${letter(field)}${last + 1}"
