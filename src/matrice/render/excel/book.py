"""Un classeur en cours d'écriture : mêmes octets pour le même contenu, feuilles A4 protégées, tableaux des documents.

Un texte n'est jamais lu comme une formule. Une formule est toujours écrite avec sa valeur : un lecteur qui ne
recalcule pas (aperçu de messagerie, téléphone) montre les vrais nombres et non des zéros.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ...documents.blocks import BANDS, Cell, Row, Table
from ...text import NBSP, date, plain, shortened

_BLUE, _BAND, _PALE, _GREY, _RULE = "#1F3864", "#E7ECF4", "#FFF9E5", "#404040", "#7F7F7F"
_UNDATED = dt.datetime(1980, 1, 1)  # la bibliothèque écrirait sinon l'heure, donc d'autres octets chaque fois
A4 = 9
LONGEST_CELL, _LONGEST_HEADER, _LONGEST_PROPERTY = 32_767, 60, 255  # au-delà, Excel refuse le fichier ou la ligne
_TALLEST = 409  # points
_UPRIGHT = 118  # points d’un en-tête dressé
TEXT, SMALL = 11, 9  # points
_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip

GRID = {"border": 1, "border_color": _RULE}
_OPEN = {"locked": False, "bg_color": _PALE, **GRID}  # ce que la personne remplit
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _BLUE, "text_wrap": False},
    "text": {},
    "plain": {"text_wrap": False},
    "strong": {"bold": True},
    "small": {"font_size": SMALL},
    "small strong": {"font_size": SMALL, "bold": True},
    "cell strong": {"bold": True, **GRID},
    "code": {"font_size": SMALL, "font_color": _GREY, **GRID},
    "axis": {"bold": True, "font_size": 13, "font_color": "#FFFFFF", "bg_color": _BLUE, "valign": "vcenter"},
    "dimension": {"bold": True, "bg_color": _BAND, "valign": "vcenter"},
    "answer": {**_OPEN, "valign": "vcenter", "num_format": "@"},  # « 2 » frappé reste le texte que la liste propose
    "fill": {**_OPEN, "num_format": "@"},  # un code « 07 » garde son zéro
    "count": {"bold": True, **GRID},
    "answered": {"bg_color": "#FFFFFF"},
    "line": {"text_wrap": False},
    "note": {"font_size": SMALL, "text_wrap": False},
}


# Les cellules d'un tableau : une sorte de ligne, une forme de nombre.
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "cell": {},
    "group": {"bold": True, "bg_color": _BAND},
    "part": {"bold": True, "bg_color": _BLUE, "font_color": "#FFFFFF"},
    "total": {"bold": True, "top": 2},
    "head": {"bold": True, "bg_color": _BAND, "valign": "vcenter"},
    "open": {"locked": False, "bg_color": _PALE},
    "late": {"bold": True},
    "absent": {"italic": True, "font_color": "#595959"},
    "upright": {"bold": True, "bg_color": _BAND, "rotation": 90},
    **{f"band{rank}": {"bg_color": f"#{ground}", "align": "center"} for rank, ground in enumerate(BANDS)},
}
_RIGHT = {"align": "right", "indent": 1}
_FORMS: Mapping[str, Mapping[str, Any]] = {
    "text": {"text_wrap": True},
    "title": {"text_wrap": True, **_RIGHT},  # au-dessus d'une colonne de nombres
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "rank": {"align": "center"},
    **{
        form: {"num_format": shown, **_RIGHT}
        for form, shown in {
            "count": "#,##0", "percent": f'0{NBSP}"%"', "tenth": "0.0", "euros": f'#,##0{NBSP}"€"', "hours": "0.00",
            "share": "0.0%", "money": '#,##0.00\\ "€"', "rate": '#,##0.0000\\ "€"', "factor": "0.0000",
        }.items()
    },
}  # fmt: skip
GOOD, LOW, HIGH = "#1E6B34", "#7A4B00", "#9C1C1C"  # lisibles sur fond blanc (contraste de 4,5 au moins)
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)  # un tableur les admet ; une autre date reste un texte


@dataclass(frozen=True, slots=True)
class Book:
    """Un classeur en cours d'écriture, ses formats, et ce que l'en-tête imprimé dit."""

    workbook: Any
    buffer: io.BytesIO
    formats: Mapping[str, Format]
    looks: Mapping[tuple[str, str], Format]
    alerts: Mapping[str, Format]
    team: str
    on: dt.date | None

    def sheet(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> Worksheet:
        """Renvoie une feuille A4 protégée sans mot de passe, imprimée avec l'équipe, la date et les pages."""
        sheet = self.workbook.add_worksheet(name)
        for rank, width in enumerate(widths):
            sheet.set_column(rank, rank, width)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.set_header(f"&L{header_text(self.team)}&R{header_text(name)}")
        sheet.set_footer(f"&L{date(self.on) if self.on else ''}&RPage{NBSP}&P sur &N")
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet

    def write(self, sheet: Worksheet, row: int, column: int, text: str, style: str = "text") -> None:
        """Écrit un texte, quel que soit son premier caractère."""
        sheet.write_string(row, column, plain(text)[:LONGEST_CELL], self.formats[style])

    def write_title(self, sheet: Worksheet, text: str) -> None:
        """Le titre de la feuille, en première ligne ; il déborde sur les colonnes voisines au lieu de les fusionner."""
        self.write(sheet, 0, 0, text, "title")
        sheet.set_row(0, 26)

    def write_row(self, sheet: Worksheet, row: int, texts: Sequence[str], style: str = "text") -> None:
        """Écrit des textes côte à côte, à partir de la première colonne."""
        for column, text in enumerate(texts):
            self.write(sheet, row, column, text, style)

    def fit(self, sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float], size: int = TEXT) -> None:
        """Donne à la ligne la hauteur de son plus long texte : LibreOffice ne la cherche pas seul."""
        tallest = max(_lines(text, width * TEXT / size) for text, width in zip(texts, widths, strict=False))
        sheet.set_row(row, min(_TALLEST, math.ceil(tallest * size * 1.36)))

    # Un tableau

    def table_sheet(self, name: str, title: str, notes: Sequence[str], widths: Sequence[float]) -> Worksheet:
        """Renvoie une feuille couchée, sur une page de large : son titre, et sous lui une ligne par phrase de `notes`."""
        sheet = self.sheet(name, widths, landscape=True)
        self.write_title(sheet, title)
        for row, note in enumerate(notes, 1):
            self.write(sheet, row, 0, note, "note")
        sheet.fit_to_pages(1, 0)
        return sheet

    def write_number(
        self, sheet: Worksheet, row: int, column: int, value: float, form: str, look: str = "cell"
    ) -> None:
        """Un nombre : ouvert à la saisie si `look` est « open »."""
        sheet.write_number(row, column, value, self.looks[look, form])

    def write_formula(
        self, sheet: Worksheet, row: int, column: int, formula: str, value: float | str, form: str, look: str = "cell"
    ) -> None:
        sheet.write_formula(row, column, f"={formula}", self.looks[look, form], value)

    def write_heads(
        self, sheet: Worksheet, row: int, titles: Sequence[str], widths: Sequence[float], numbers: Sequence[int] = ()
    ) -> None:
        """Des en-têtes, à droite au-dessus des colonnes de nombres (`numbers`)."""
        for column, title in enumerate(titles):
            sheet.write_string(row, column, plain(title), self.looks["head", "title" if column in numbers else "text"])
        self.fit(sheet, row, titles, widths)

    def keep_heads(self, sheet: Worksheet, row: int, columns: int) -> None:
        """Fige les en-têtes et les premières colonnes, répète les en-têtes à l'impression, les nomme pour la voix."""
        sheet.freeze_panes(row + 1, columns)
        sheet.repeat_rows(row)
        self.workbook.define_name(f"{quote_sheet(sheet.get_name())}!ColumnTitle", f"={place(sheet, row, 0)}")

    def write_table(self, sheet: Worksheet, row: int, table: Table, widths: Sequence[float]) -> int:
        """Écrit un tableau d'un document, ses en-têtes à cette ligne (à partir de 0) ; renvoie la ligne d'après.

        Un nombre là où il y en a un, sinon un texte ; une absence est un texte en italique, jamais une cellule vide.
        """
        numbers = [rank for rank, column in enumerate(table.columns) if column.numeric]
        self.write_heads(sheet, row, ["" if one.upright else one.title for one in table.columns], widths, numbers)
        for rank, column in enumerate(table.columns):
            if column.upright:
                sheet.write_string(row, rank, plain(column.title), self.looks["upright", "text"])
                sheet.set_row(row, _UPRIGHT)
        row += 1
        for rank, cells in enumerate(table.rows):
            self._write_cells(sheet, row + rank, cells, widths, "group" if rank in table.strong else "cell")
        row += len(table.rows)
        if table.total:
            self._write_cells(sheet, row, table.total, widths, "total")
            row += 1
        return row

    def _write_cells(self, sheet: Worksheet, row: int, cells: Row, widths: Sequence[float], look: str) -> None:
        """Une ligne de tableau, à la hauteur de son plus long texte."""
        written = [one if isinstance(one, Cell) else Cell(one) for one in cells]
        for column, one in enumerate(written):
            tint = look if one.band is None else f"band{one.band}"
            if one.value is not None:
                self.write_number(sheet, row, column, one.value, one.form if one.band is None else "rank", tint)
            elif one.on is not None and EARLIEST <= one.on <= LATEST:
                sheet.write_datetime(row, column, one.on, self.looks[look, "date"])
            elif not one.text and one.form != "text":  # à remplir : la cellule garde sa nature
                sheet.write_blank(row, column, None, self.looks[look, one.form])
            else:
                self.write(sheet, row, column, one.text, "absent" if one.absent else tint)
        self.fit(sheet, row, [one.text for one in written], widths)

    def to_bytes(self) -> bytes:
        """Termine le classeur et renvoie le contenu du fichier .xlsx."""
        self.workbook.close()
        return self.buffer.getvalue()


def new_book(title: str, team: str, on: dt.date | None) -> Book:
    """Renvoie un classeur vide, avec ses propriétés et ses formats."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, _OPTIONS)
    created = dt.datetime(on.year, on.month, on.day) if on else _UNDATED
    workbook.set_properties({"title": title, "author": shortened(team, _LONGEST_PROPERTY), "created": created})
    base = {"font_name": "Calibri", "font_size": TEXT, "valign": "top", "text_wrap": True}
    table = {"font_name": "Calibri", "font_size": TEXT, "valign": "top", **GRID}
    looks = {
        (name, form): workbook.add_format({**table, **look, **shape})
        for name, look in _LOOKS.items()
        for form, shape in _FORMS.items()
    }
    formats = {name: workbook.add_format({**base, **look}) for name, look in _FORMATS.items()}
    formats |= {name: looks[name, "text"] for name in _LOOKS}
    alerts = {colour: workbook.add_format({"font_color": colour, "bold": True}) for colour in (GOOD, LOW, HIGH)}
    return Book(workbook, buffer, formats, looks, alerts, team, on)


def _lines(text: str, width: float) -> int:
    """Le nombre de lignes d'un texte dans une colonne de `width` chiffres de large, estimé un peu haut."""
    return sum(max(1, len(textwrap.wrap(part, max(1, int(width * 1.15))))) for part in plain(text).split("\n"))


def header_text(text: str) -> str:
    """Un texte pour l'en-tête imprimé, où « & » introduit une commande."""
    return shortened(text, _LONGEST_HEADER).replace("&", "&&")


# Les adresses, pour les formules


def cell(row: int, column: int) -> str:
    """L'adresse d'une cellule de la même feuille : « C7 »."""
    return str(xl_rowcol_to_cell(row, column))


def fixed(row: int, column: int) -> str:
    """La même, que rien ne déplace : « $C$7 »."""
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def place(sheet: Worksheet, row: int, column: int) -> str:
    """L'adresse d'une cellule depuis une autre feuille."""
    return f"{quote_sheet(sheet.get_name())}!{fixed(row, column)}"


def span(first: int, last: int, column: int) -> str:
    """Une colonne, de la première à la dernière ligne : « $C$7:$C$9 »."""
    return str(xl_range_abs(first, column, last, column))


def quote_sheet(name: str) -> str:
    return f"'{name}'"
