"""Relire un questionnaire Excel comme le ferait un tableur, avec openpyxl."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import openpyxl
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

QUESTIONS = "Questionnaire"


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet(content: bytes, name: str = QUESTIONS) -> Worksheet:
    return opened(content)[name]


def part(content: bytes, name: str) -> str:
    """Une partie du fichier, en XML."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def head(page: Worksheet) -> int:
    """La ligne d'en-têtes."""
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == "Code")


def asked(page: Worksheet) -> dict[str, int]:
    """Identifiant de question → ligne."""
    rows = range(head(page) + 1, page.max_row + 1)
    return {str(page.cell(row, 1).value): row for row in rows if page.cell(row, 1).value is not None}


def column(page: Worksheet, title: str) -> int:
    """La colonne de ce titre."""
    return next(cell.column for cell in page[head(page)] if cell.value == title)


def rule(page: Worksheet, cell: Cell) -> DataValidation:
    """La règle de saisie d'une cellule ; il y en a exactement une."""
    (found,) = [one for one in page.data_validations.dataValidation if cell.coordinate in one.sqref]
    return found


def listed(book: Workbook, page: Worksheet, cell: Cell) -> list[str]:
    """Ce que le menu déroulant d'une cellule propose."""
    found = rule(page, cell)
    assert found.type == "list"
    name, _, area = found.formula1.replace("$", "").partition("!")
    return [one.value for (one,) in book[name.strip("'")][area]]


def opened_cells(page: Worksheet) -> set[str]:
    """Les cellules que la protection laisse remplir."""
    return {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}


def texts(content: bytes) -> Iterator[str]:
    """Tous les textes du classeur, messages de saisie et en-têtes imprimés compris."""
    for page in opened(content):
        yield from (str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None)
        for one in page.data_validations.dataValidation:
            yield from filter(None, (one.promptTitle, one.prompt, one.errorTitle, one.error))
        yield from filter(None, (page.oddHeader.left.text, page.oddHeader.right.text, page.oddFooter.right.text))
