"""Le rapport d'un territoire en classeur : les mêmes valeurs que le document, toutes, prêtes à filtrer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ...documents import territory_tables as chosen
from ...documents import territory_tables as tables
from ...documents import territory_words as words
from ...documents.blocks import Cell, Form, Table
from ...documents.territory_tables import method
from ...federation import TerritoryReport, load_federation_notice
from ...text import NBSP, partial_date, plain
from .book import BAND, GRID, LONGEST_CELL, TEXT, Book, new_book
from .territory_sheets import all_funnels, all_levels, all_moves, all_needs

SIGNED = "Fédération"
READ = (26, 66)
FORMS: Mapping[Form, str] = {
    "text": "@", "count": "#,##0", "percent": f'0{NBSP}"%"', "tenth": "0.0", "euros": f'#,##0{NBSP}"€"',
}  # fmt: skip
FILTERS = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
Looks = Mapping[str, Format]


def territoire(report: TerritoryReport) -> bytes:
    """Renvoie le classeur .xlsx d'un rapport : répartition, entonnoirs, besoins, évolution, choix, méthode, page RGPD.

    Args:
        report: ce que `national_report` a calculé ; il ne porte que des valeurs diffusées.

    Returns:
        Le contenu du fichier, le même pour le même rapport. Une valeur diffusée seule est un nombre ; une borne, des niveaux
        comptés ensemble et une absence sont des textes.
    """
    book = new_book(words.heading(report), f"{SIGNED} (cohorte simulée)" if report.simulated else SIGNED, None)
    looks = formats(book)
    add_reading(book, report)
    add_table(book, looks, "Participation", tables.participation(report), tables.sizes(report))
    add_table(book, looks, "Répartition", all_levels(report))
    add_table(book, looks, "Entonnoirs", all_funnels(report))
    add_table(book, looks, "Besoins", all_needs(report))
    add_table(book, looks, "Évolution", all_moves(report))
    add_table(book, looks, "Profils types", chosen.typology(report))
    add_table(book, looks, "Tâches", chosen.tasks(report))
    add_table(
        book, looks, "Heures et coûts",
        chosen.ranges("Heures par semaine", "heures par semaine", report.practices.hours),
        chosen.ranges("Coût par an", "euros par an", report.practices.cost),
    )  # fmt: skip
    add_table(book, looks, "Dimensions liées", chosen.couples(report))
    add_notice(book)
    return book.to_bytes()


def formats(book: Book) -> Looks:
    """Un format par sorte de nombre, un pour les absences."""
    base: dict[str, Any] = {"font_name": "Calibri", "font_size": TEXT, "valign": "top", **GRID}
    found = {form: {**base, "num_format": shape, "align": "right"} for form, shape in FORMS.items()}
    found["text"] = {**base, "text_wrap": True}
    return {
        **{name: book.workbook.add_format(look) for name, look in found.items()},
        "absent": book.workbook.add_format({**base, "text_wrap": True, "italic": True, "font_color": "#595959"}),
        "head": book.workbook.add_format({**base, "text_wrap": True, "bold": True, "bg_color": BAND}),
    }


def add_reading(book: Book, report: TerritoryReport) -> None:
    """La première feuille : ce que c'est, la politique, la méthode."""
    sheet = book.sheet("À lire", READ)
    sheet.fit_to_pages(1, 0)
    book.write_title(sheet, words.heading(report))
    lines = [
        ("À quoi cela sert", words.PURPOSE),
        *(("Attention", note) for note in report.notes),
        ("Le secret des équipes", report.policy),
    ]
    lines += [("Cellules", "Une cellule numérique porte la valeur diffusée, à son arrondi. Une borne («\u00a0≤\u00a0», «\u00a0≥\u00a0»), "
               "des niveaux comptés ensemble et une absence avec sa raison sont des textes\u00a0: une absence n’est jamais un "
               "zéro.")]  # fmt: skip
    lines += [("Arrondis", words.ROUNDED), ("Sur quoi", words.footer(report)), *method(report)]
    for row, line in enumerate(lines, 2):
        book.write(sheet, row, 0, line[0], "strong")
        book.write(sheet, row, 1, line[1])
        book.fit(sheet, row, line, READ)


def add_table(book: Book, looks: Looks, name: str, *shown: Table) -> None:
    """Une feuille et ses tableaux, l'un sous l'autre ; un seul tableau se filtre."""
    widths = [
        max(width(table, column) for table in shown) for column in range(max(len(table.columns) for table in shown))
    ]
    sheet = book.sheet(name, widths, landscape=True)
    sheet.fit_to_pages(1, 0)
    row = 0
    for table in shown:
        book.write(sheet, row, 0, table.title, "title")
        sheet.set_row(row, 26)
        row = write_rows(book, looks, sheet, row + 2, table, widths) + 2
    if len(shown) == 1 and shown[0].rows:
        sheet.autofilter(2, 0, 2 + len(shown[0].rows), len(shown[0].columns) - 1)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        sheet.protect("", FILTERS)


def width(table: Table, column: int) -> float:
    """La largeur d'une colonne, en chiffres ; celles des tableaux du document y sont comptées en parts."""
    if column >= len(table.columns):
        return 0
    own = table.columns[column].width
    return own if own > 10 else 9 * own


def write_rows(book: Book, looks: Looks, sheet: Worksheet, row: int, table: Table, widths: Sequence[float]) -> int:
    """Les en-têtes et les lignes ; renvoie la ligne d'après."""
    titles = [head.title for head in table.columns]
    for column, title in enumerate(titles):
        sheet.write_string(row, column, plain(title), looks["head"])
    book.fit(sheet, row, titles, widths)
    if not table.rows:
        book.write(sheet, row + 1, 0, "Rien à montrer\u00a0: aucune donnée, ou rien de diffusable.", "text")
        return row + 2
    for place, cells in enumerate(table.rows, row + 1):
        written = [cell if isinstance(cell, Cell) else Cell(cell) for cell in cells]
        for column, cell in enumerate(written):
            write_cell(sheet, place, column, cell, looks)
        book.fit(sheet, place, [cell.text for cell in written], widths)
    return row + 1 + len(table.rows)


def write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, looks: Looks) -> None:
    """Une cellule : un nombre s'il est exact, sinon un texte."""
    if cell.value is None:
        sheet.write_string(row, column, plain(cell.text)[:LONGEST_CELL], looks["absent" if cell.absent else "text"])
    else:
        sheet.write_number(row, column, cell.value, looks[cell.form])


def add_notice(book: Book) -> None:
    """La page d'information, ses champs à remplir et ce qui reste à vérifier."""
    notice = load_federation_notice()
    sheet = book.sheet("RGPD", READ)
    sheet.fit_to_pages(1, 0)
    book.write_title(sheet, notice.title)
    said = [
        ("", f"Version {notice.version} du {partial_date(notice.date)}, {notice.confidence}."),
        ("", notice.introduction),
    ]
    for topic in notice.topics:
        said.append((topic.title, f"{topic.text}{f' ({topic.confidence})' if topic.confidence else ''}"))
    said += [
        ("Source", f"{source.label}, {partial_date(source.date)}, {source.confidence}") for source in notice.sources
    ]
    row = 2
    for line in said:
        book.write(sheet, row, 0, line[0], "strong")
        book.write(sheet, row, 1, line[1])
        book.fit(sheet, row, line, READ)
        row += 1
    for name in (name for topic in notice.topics for name in topic.fields):
        book.write(sheet, row, 0, name, "strong")
        book.write(sheet, row, 1, "", "fill")
        book.fit(sheet, row, (name, ""), READ)
        row += 1
