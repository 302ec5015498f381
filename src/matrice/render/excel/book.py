"""Un classeur à remplir : mêmes octets pour le même contenu, feuilles A4 protégées, texte jamais lu comme une formule."""

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
from xlsxwriter.worksheet import Worksheet

from ...text import NBSP, date, plain, shortened

BLUE, BAND, PALE, GREY, RULE = "#1F3864", "#E7ECF4", "#FFF9E5", "#404040", "#7F7F7F"
UNDATED = dt.datetime(1980, 1, 1)  # la bibliothèque écrirait sinon l'heure, donc d'autres octets chaque fois
A4 = 9
LONGEST_CELL, LONGEST_HEADER, LONGEST_PROPERTY = 32_767, 60, 255  # au-delà, Excel refuse le fichier ou la ligne
TALLEST = 409  # points
TEXT, SMALL = 11, 9  # points
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip

GRID = {"border": 1, "border_color": RULE}
OPEN = {"locked": False, "bg_color": PALE, **GRID}  # ce que la personne remplit
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": BLUE, "text_wrap": False},
    "text": {},
    "strong": {"bold": True},
    "small": {"font_size": SMALL},
    "small strong": {"font_size": SMALL, "bold": True},
    "cell": GRID,
    "cell strong": {"bold": True, **GRID},
    "code": {"font_size": SMALL, "font_color": GREY, **GRID},
    "head": {"bold": True, "bg_color": BAND, "valign": "vcenter", **GRID},
    "axis": {"bold": True, "font_size": 13, "font_color": "#FFFFFF", "bg_color": BLUE, "valign": "vcenter"},
    "dimension": {"bold": True, "bg_color": BAND, "valign": "vcenter"},
    "answer": {**OPEN, "valign": "vcenter", "num_format": "@"},  # « 2 » frappé reste le texte que la liste propose
    "fill": {**OPEN, "num_format": "@"},  # un code « 07 » garde son zéro
    "count": {"bold": True, **GRID},
    "answered": {"bg_color": "#FFFFFF"},
}


@dataclass(frozen=True, slots=True)
class Book:
    """Un classeur en cours d'écriture, ses formats, et ce que l'en-tête imprimé dit."""

    workbook: Any
    buffer: io.BytesIO
    formats: Mapping[str, Format]
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
        sheet.set_header(f"&L{printed(self.team)}&R{printed(name)}")
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
        tallest = max(lines(text, width * TEXT / size) for text, width in zip(texts, widths, strict=False))
        sheet.set_row(row, min(TALLEST, math.ceil(tallest * size * 1.36)))

    def to_bytes(self) -> bytes:
        """Termine le classeur et renvoie le contenu du fichier .xlsx."""
        self.workbook.close()
        return self.buffer.getvalue()


def new_book(title: str, team: str, on: dt.date | None) -> Book:
    """Renvoie un classeur vide, avec ses propriétés et ses formats."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, OPTIONS)
    created = dt.datetime(on.year, on.month, on.day) if on else UNDATED
    workbook.set_properties({"title": title, "author": shortened(team, LONGEST_PROPERTY), "created": created})
    base = {"font_name": "Calibri", "font_size": TEXT, "valign": "top", "text_wrap": True}
    formats = {name: workbook.add_format({**base, **look}) for name, look in FORMATS.items()}
    return Book(workbook, buffer, formats, team, on)


def lines(text: str, width: float) -> int:
    """Le nombre de lignes d'un texte dans une colonne de `width` chiffres de large, estimé un peu haut."""
    return sum(max(1, len(textwrap.wrap(part, max(1, int(width * 1.15))))) for part in plain(text).split("\n"))


def printed(text: str) -> str:
    """Un texte pour l'en-tête imprimé, où « & » introduit une commande."""
    return shortened(text, LONGEST_HEADER).replace("&", "&&")
