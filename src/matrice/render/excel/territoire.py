"""Le rapport d'un territoire en classeur : une feuille par question, et les données rangées, prêtes à filtrer."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from xlsxwriter.worksheet import Worksheet

from ...documents import territory_tables as tables
from ...documents import territory_words as words
from ...documents.blocks import Cell, Column, Table
from ...federation import TerritoryReport, load_federation_notice
from ...text import NBSP, capital, partial_date
from .book import Book, new_book

SIGNED = "Fédération"
READ = (26, 66)
_TASKS = 10  # tâches de la feuille ; « Données » les donne toutes
_PRINTED = 40  # lignes de données que l’impression montre
FILTERS = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}


def territoire(report: TerritoryReport, *, earlier: Sequence[TerritoryReport] = ()) -> bytes:
    """Renvoie le classeur .xlsx d'un rapport : une feuille par question, puis toutes les données, la méthode et la page RGPD.

    Args:
        report: ce que `national_report` a calculé ; il ne porte que des valeurs diffusées.
        earlier: les rapports d'années d'avant ; avec celui-ci, trois années ou plus ont leur feuille.

    Returns:
        Le contenu du fichier, le même pour le même rapport. Chaque feuille s'imprime sur une page de large ; « Données » porte ce
        que donne `TerritoryReport.to_frame`, à filtrer plutôt qu'à imprimer.
    """
    book = new_book(words.heading(report), f"{SIGNED} (cohorte simulée)" if report.simulated else SIGNED, None)
    legend = _tall(tables.heat_legend())
    add_tables(book, "Où aider", tables.heat_map(report), legend, notes=(tables.heat_reading(report),))
    goals = (tables.goals(report),) if report.goals else ()
    add_tables(book, "Quels besoins", *goals, tables.needs(report, None), tables.first_needs(report))
    moved = report.movement
    if moved is not None:
        add_tables(book, "Ce qui bouge", tables.trend(report, moved, None), tables.trends(report))
    if several := words.campaigns([*earlier, report]):
        add_tables(book, "D’année en année", tables.years(several), notes=(words.YEARS,))
    add_tables(book, "Qui a répondu", tables.participation(report), tables.sizes(report))
    add_tables(book, "À quels niveaux", tables.distribution(report, None), notes=(words.level_sums(report, None),))
    if report.funnels:
        add_tables(book, "Hors des limites", tables.signals(report), notes=(report.chance, words.signals_text(report)))
    add_tables(
        book, "Ce que font les équipes",
        tables.ranges("Heures par semaine", "heures par semaine", report.practices.hours),
        tables.ranges("Coût par an", "euros par an", report.practices.cost),
        tables.typology(report), tables.couples(report), tables.tasks(report, _TASKS),
    )  # fmt: skip
    if report.sequels:
        add_tables(book, "Et ensuite", tables.sequels(report), notes=(words.sequels_text(report),))
    add_data(book, report)
    add_reading(book, report)
    add_notice(book)
    return book.to_bytes()


def _tall(legend: Table) -> Table:
    """La légende des teintes, une bande par ligne : les colonnes de la carte sont trop étroites pour ses mots."""
    rows = tuple(
        (Cell(f"{column.title}{NBSP}: {cell.text}", band=cell.band),)
        for column, cell in zip(legend.columns, legend.rows[0], strict=True)
        if isinstance(cell, Cell)
    )
    said = "Une ligne par bande\u00a0: son intervalle, en pour cent, et ses mots."
    return Table(legend.title, said, (Column("Part des équipes", 6),), rows)


def add_reading(book: Book, report: TerritoryReport) -> None:
    """Ce que c'est, la politique, la méthode."""
    sheet = book.sheet("Méthode", READ)
    sheet.fit_to_pages(1, 0)
    book.write_title(sheet, words.heading(report))
    lines = [
        ("À quoi cela sert", words.PURPOSE),
        *(("Attention", note) for note in report.notes),
        ("Entonnoirs", report.chance),
        ("Le secret des équipes", report.policy),
    ]
    lines += [("Cellules", "Une cellule numérique porte la valeur diffusée, à son arrondi. Une borne («\u00a0≤\u00a0», «\u00a0≥\u00a0»), "
               "des niveaux comptés ensemble et une absence avec sa raison sont des textes\u00a0: une absence n’est jamais un "
               "zéro.")]  # fmt: skip
    lines += [("Arrondis", words.level_sums(report, None)), ("Sur quoi", words.footer(report)), *tables.method(report)]
    _write_lines(book, sheet, 2, lines)


def _write_lines(
    book: Book, sheet: Worksheet, first: int, lines: Sequence[tuple[str, str]], style: str = "text"
) -> None:
    """Une ligne par sujet : son nom en gras, puis ce qui s'en dit, ou une case à remplir."""
    for row, line in enumerate(lines, first):
        book.write(sheet, row, 0, line[0], "strong")
        book.write(sheet, row, 1, line[1], style)
        book.fit(sheet, row, line, READ)


def add_tables(book: Book, name: str, *tables_shown: Table, notes: Sequence[str] = ()) -> None:
    """Une feuille et ses tableaux, l'un sous l'autre, sur une page de large ; ce qui n'est pas diffusé s'y compte en une phrase."""
    quiet = [tables.discreet(table) for table in tables_shown]
    columns = max(len(table.columns) for table, _ in quiet)
    every = [table for table, _ in quiet]
    wide = [table for table in every if any(column.upright for column in table.columns)] or every
    widths = [max(_column_width(table, column) for table in wide) for column in range(columns)]
    sheet = book.sheet(name, widths, landscape=True)
    sheet.fit_to_pages(1, 0)
    row = 0
    for table, said in quiet:
        book.write(sheet, row, 0, table.title, "title")
        sheet.set_row(row, 26)
        row += 1
        if table.rows:
            row = book.write_table(sheet, row, table, widths)
        told = (said, *notes) if table is quiet[-1][0] else (said,)
        said_here = [one for one in told if one] or [capital(words.NOTHING)] * (not table.rows)
        # Une ligne qui déborderait de la feuille réduirait toute la page à l'impression.
        for line in (part for one in said_here for part in wrap(one, int(sum(widths)))):
            book.write(sheet, row, 0, line, "note")
            row += 1
        row += 1
    if any(column.upright for column in quiet[0][0].columns):
        sheet.freeze_panes(2, 1)


def add_data(book: Book, report: TerritoryReport) -> None:
    """Toutes les valeurs, une par ligne, prêtes à filtrer ; seule la première page s'imprime."""
    table = tables.data(report)
    widths = [column.width for column in table.columns]
    sheet = book.sheet("Données", widths, landscape=True)
    sheet.fit_to_pages(1, 1)
    book.write_row(sheet, 0, [column.title for column in table.columns], "head")
    for row, cells in enumerate(table.rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, Cell) and cell.value is not None:
                book.write_number(sheet, row, column, cell.value, cell.form)
            elif isinstance(cell, Cell) and cell.text:
                book.write(sheet, row, column, cell.text, "plain")
    sheet.autofilter(0, 0, len(table.rows), len(widths) - 1)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, min(len(table.rows), _PRINTED), len(widths) - 1)
    sheet.protect("", FILTERS)


def _column_width(table: Table, column: int) -> float:
    """La largeur d'une colonne, en chiffres ; celles des tableaux du document y sont comptées en parts."""
    if column >= len(table.columns):
        return 0
    own = table.columns[column]
    if column == 0:
        return 34 if any(one.upright for one in table.columns) else 54
    return 5 if own.upright else 8 * own.width


def add_notice(book: Book) -> None:
    """La page d'information, ses champs à remplir et ce qui reste à vérifier."""
    notice = load_federation_notice()
    sheet = book.sheet("RGPD", READ)
    sheet.fit_to_pages(1, 1)
    book.write_title(sheet, notice.title)
    version = f"Version {notice.version} du {partial_date(notice.date)}, {notice.confidence}."
    lines = [
        ("", version),
        ("", notice.introduction),
        *((one.title, f"{one.text}{f' ({one.confidence})' if one.confidence else ''}") for one in notice.topics),
        *(("Source", f"{one.label}, {partial_date(one.date)}, {one.confidence}") for one in notice.sources),
    ]
    _write_lines(book, sheet, 2, lines)
    blanks = [(name, "") for topic in notice.topics for name in topic.fields]
    _write_lines(book, sheet, 2 + len(lines), blanks, "fill")
