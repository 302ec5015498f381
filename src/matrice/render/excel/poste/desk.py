"""Ce que les feuilles d'une fiche partagent : formats de nombres, cellules ouvertes, formules et leur valeur du moment.

Une formule est toujours écrite avec sa valeur : un lecteur qui ne recalcule pas (aperçu de messagerie, téléphone)
montre les vrais nombres et non des zéros.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ....text import NBSP, plain
from ..book import BAND, BLUE, GRID, LONGEST_CELL, PALE, SMALL, TEXT, Book

NUMBERS = {
    "hours": "0.00", "whole": "#,##0", "share": "0.0%", "money": '#,##0.00\\ "€"', "rate": '#,##0.0000\\ "€"', "factor": "0.0000",
}  # fmt: skip
LOOKS: Mapping[str, Mapping[str, object]] = {
    "cell": {},
    "group": {"bold": True, "bg_color": BAND},
    "part": {"bold": True, "bg_color": BLUE, "font_color": "#FFFFFF"},
    "total": {"bold": True, "top": 2},
    "head": {"bold": True, "bg_color": BAND, "valign": "vcenter"},
    "open": {"locked": False, "bg_color": PALE},
}
MOST_HOURS = 168  # il n'y a pas plus d'heures dans une semaine
NOT_HOURS = {
    "error_title": "Heures non reconnues",
    "error_message": f"Écrivez un nombre d’heures par semaine, 0 ou plus{NBSP}: 1,5 pour une heure et demie.",
}
GOOD, LOW, HIGH = "#1E6B34", "#7A4B00", "#9C1C1C"  # lisibles sur fond blanc (contraste de 4,5 au moins)


@dataclass(frozen=True, slots=True)
class Desk:
    """Un classeur de fiche en cours d'écriture."""

    book: Book
    looks: Mapping[tuple[str, str], Format]
    alerts: Mapping[str, Format]
    note: Format

    def sheet(self, name: str, title: str, notes: Sequence[str], widths: Sequence[float]) -> Worksheet:
        """Renvoie une feuille couchée, sur une page de large : son titre, et sous lui une ligne par phrase de `notes`."""
        sheet = self.book.sheet(name, widths, landscape=True)
        self.book.write_title(sheet, title)
        for row, note in enumerate(notes, 1):
            sheet.write_string(row, 0, plain(note)[:LONGEST_CELL], self.note)
        sheet.fit_to_pages(1, 0)
        return sheet

    def head(
        self, sheet: Worksheet, row: int, titles: Sequence[str], widths: Sequence[float], numbers: Sequence[int] = ()
    ) -> None:
        """Écrit la ligne d'en-têtes, répétée à l'impression et nommée pour la synthèse vocale."""
        self.titles(sheet, row, titles, widths, numbers)
        sheet.repeat_rows(row)
        self.book.workbook.define_name(f"{quoted_sheet(sheet.get_name())}!ColumnTitle", f"={place(sheet, row, 0)}")

    def titles(
        self, sheet: Worksheet, row: int, titles: Sequence[str], widths: Sequence[float], numbers: Sequence[int] = ()
    ) -> None:
        """Écrit des en-têtes, à droite au-dessus des colonnes de nombres."""
        for column, title in enumerate(titles):
            sheet.write_string(row, column, title, self.looks["head", "number title" if column in numbers else "text"])
        self.book.fit(sheet, row, titles, widths)

    def text(self, sheet: Worksheet, row: int, column: int, said: str, look: str = "cell") -> None:
        """Un texte dans une cellule de tableau."""
        sheet.write_string(row, column, plain(said)[:LONGEST_CELL], self.looks[look, "text"])

    def number(self, sheet: Worksheet, row: int, column: int, value: float, kind: str, look: str = "cell") -> None:
        """Un nombre : ouvert à la saisie si `look` est « open »."""
        sheet.write_number(row, column, value, self.looks[look, kind])

    def formula(
        self, sheet: Worksheet, row: int, column: int, formula: str, value: float | str, kind: str, look: str = "cell"
    ) -> None:
        """Une formule et sa valeur du moment."""
        sheet.write_formula(row, column, f"={formula}", self.looks[look, kind], value)


def new_desk(book: Book) -> Desk:
    """Renvoie le classeur avec ses formats."""
    base = {"font_name": "Calibri", "font_size": TEXT, "valign": "top", **GRID}
    looks = {
        (name, kind): book.workbook.add_format({**base, **look, "num_format": form, "align": "right", "indent": 1})
        for name, look in LOOKS.items()
        for kind, form in NUMBERS.items()
    }
    texts = {(name, "text"): {**base, **look, "text_wrap": True} for name, look in LOOKS.items()}
    texts["head", "number title"] = {**texts["head", "text"], "align": "right", "indent": 1}
    looks |= {key: book.workbook.add_format(look) for key, look in texts.items()}
    alerts = {colour: book.workbook.add_format({"font_color": colour, "bold": True}) for colour in (GOOD, LOW, HIGH)}
    note = book.workbook.add_format({"font_name": "Calibri", "font_size": SMALL, "valign": "top"})
    return Desk(book, looks, alerts, note)


def cell(row: int, column: int) -> str:
    """L'adresse d'une cellule de la même feuille : « C7 »."""
    return str(xl_rowcol_to_cell(row, column))


def fixed(row: int, column: int) -> str:
    """La même, que rien ne déplace : « $C$7 »."""
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def place(sheet: Worksheet, row: int, column: int) -> str:
    """L'adresse d'une cellule depuis une autre feuille."""
    return f"{quoted_sheet(sheet.get_name())}!{fixed(row, column)}"


def span(first: int, last: int, column: int) -> str:
    """Une colonne, de la première à la dernière ligne : « $C$7:$C$9 »."""
    return str(xl_range_abs(first, column, last, column))


def quoted_sheet(name: str) -> str:
    """Le nom d'une feuille dans une formule."""
    return f"'{name}'"


def added(values: Iterable[float]) -> float:
    """Une somme sans dérive binaire."""
    return math.fsum(values)
