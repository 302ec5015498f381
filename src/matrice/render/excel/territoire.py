"""Le rapport d'un territoire en classeur : les mêmes valeurs que le document, toutes, prêtes à filtrer."""

from __future__ import annotations

from ...documents import territory_tables as tables
from ...documents import territory_words as words
from ...documents.blocks import Table
from ...federation import TerritoryReport, load_federation_notice
from ...text import partial_date
from .book import Book, new_book

SIGNED = "Fédération"
READ = (26, 66)
FILTERS = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}


def territoire(report: TerritoryReport) -> bytes:
    """Renvoie le classeur .xlsx d'un rapport : répartition, entonnoirs, besoins, évolution, choix, méthode, page RGPD.

    Args:
        report: ce que `national_report` a calculé ; il ne porte que des valeurs diffusées.

    Returns:
        Le contenu du fichier, le même pour le même rapport. Une valeur diffusée seule est un nombre ; une borne, des niveaux
        comptés ensemble et une absence sont des textes.
    """
    book = new_book(words.heading(report), f"{SIGNED} (cohorte simulée)" if report.simulated else SIGNED, None)
    add_reading(book, report)
    add_tables(book, "Participation", tables.participation(report), tables.sizes(report))
    add_tables(book, "Répartition", tables.all_levels(report))
    add_tables(book, "Entonnoirs", tables.all_funnels(report))
    add_tables(book, "Besoins", tables.all_needs(report))
    add_tables(book, "Évolution", tables.all_moves(report))
    add_tables(book, "Profils types", tables.typology(report))
    add_tables(book, "Tâches", tables.tasks(report))
    add_tables(
        book, "Heures et coûts",
        tables.ranges("Heures par semaine", "heures par semaine", report.practices.hours),
        tables.ranges("Coût par an", "euros par an", report.practices.cost),
    )  # fmt: skip
    add_tables(book, "Dimensions liées", tables.couples(report))
    add_notice(book)
    return book.to_bytes()


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
    lines += [("Arrondis", words.ROUNDED), ("Sur quoi", words.footer(report)), *tables.method(report)]
    for row, line in enumerate(lines, 2):
        book.write(sheet, row, 0, line[0], "strong")
        book.write(sheet, row, 1, line[1])
        book.fit(sheet, row, line, READ)


def add_tables(book: Book, name: str, *tables: Table) -> None:
    """Une feuille et ses tableaux, l'un sous l'autre ; un seul tableau se filtre."""
    columns = max(len(table.columns) for table in tables)
    widths = [max(column_width(table, column) for table in tables) for column in range(columns)]
    sheet = book.sheet(name, widths, landscape=True)
    sheet.fit_to_pages(1, 0)
    row = 0
    for table in tables:
        book.write(sheet, row, 0, table.title, "title")
        sheet.set_row(row, 26)
        row = book.write_table(sheet, row + 2, table, widths)
        if not table.rows:
            book.write(sheet, row, 0, "Rien à montrer\u00a0: aucune donnée, ou rien de diffusable.", "text")
            row += 1
        row += 2
    if len(tables) == 1 and tables[0].rows:
        sheet.autofilter(2, 0, 2 + len(tables[0].rows), len(tables[0].columns) - 1)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        sheet.protect("", FILTERS)


def column_width(table: Table, column: int) -> float:
    """La largeur d'une colonne, en chiffres ; celles des tableaux du document y sont comptées en parts."""
    if column >= len(table.columns):
        return 0
    own = table.columns[column].width
    return own if own > 10 else 9 * own


def add_notice(book: Book) -> None:
    """La page d'information, ses champs à remplir et ce qui reste à vérifier."""
    notice = load_federation_notice()
    sheet = book.sheet("RGPD", READ)
    sheet.fit_to_pages(1, 0)
    book.write_title(sheet, notice.title)
    lines = [
        ("", f"Version {notice.version} du {partial_date(notice.date)}, {notice.confidence}."),
        ("", notice.introduction),
    ]
    for topic in notice.topics:
        lines.append((topic.title, f"{topic.text}{f' ({topic.confidence})' if topic.confidence else ''}"))
    lines += [
        ("Source", f"{source.label}, {partial_date(source.date)}, {source.confidence}") for source in notice.sources
    ]
    row = 2
    for line in lines:
        book.write(sheet, row, 0, line[0], "strong")
        book.write(sheet, row, 1, line[1])
        book.fit(sheet, row, line, READ)
        row += 1
    for name in (name for topic in notice.topics for name in topic.fields):
        book.write(sheet, row, 0, name, "strong")
        book.write(sheet, row, 1, "", "fill")
        book.fit(sheet, row, (name, ""), READ)
        row += 1
