"""Le tableau des questions : une ligne d'en-têtes, une ligne par question, les cellules à remplir ouvertes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_range, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from ...documents.questionnaire import FEW, Chapter, Choice, Theme
from ...text import NBSP
from .book import SMALL, Book
from .marker import Lists

SHEET = "Questionnaire"
CODE, STATEMENT, ANSWER, COMMENT = "Code", "Énoncé", "Réponse", "Commentaire"
WIDTHS = (16, 56)
NARROWEST = 15  # des colonnes suivantes : « 3 – en routine » y tient
FIRST = 2  # la première colonne de réponses, après le code et l'énoncé
OUT_OF_LIST = {
    "error_title": "Réponse non reconnue",
    "error_message": f"Choisissez dans la liste (Alt et flèche vers le bas l’ouvrent), ou laissez vide{NBSP}: sans réponse.",
}
NO_PATIENT = {
    "input_title": "Commentaire",
    "input_message": "Ni nom, ni donnée de patient, ni rien qui permette de reconnaître quelqu’un.",
}
SEE_SCALE = {
    "input_title": "Réponse",
    "input_message": f"Les repères de chaque niveau sont dans la feuille «{NBSP}Échelle{NBSP}».",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Où sont les questions : la ligne d'en-têtes, et les suites de lignes qui en portent (à partir de 0)."""

    head: int
    spans: tuple[tuple[int, int], ...]

    def count(self, column: int) -> str:
        """La formule qui compte les cellules remplies d'une colonne ; les lignes de titre y sont vides."""
        return f"COUNTA({xl_range_abs(self.head + 1, column, self.spans[-1][1], column)})"

    def cells(self, first: int, last: int) -> str:
        """Les cellules de ces colonnes en face d'une question : « C9:C14 C16:C21 »."""
        return " ".join(xl_range(top, first, bottom, last) for top, bottom in self.spans)


def short_enough(answers: Sequence[Choice]) -> bool:
    """Vrai si l'échelle et ses repères tiennent au-dessus du tableau."""
    return len(answers) <= FEW


def write_scale(book: Book, sheet: Worksheet, row: int, answers: Sequence[Choice]) -> int:
    """Écrit les réponses possibles et leurs repères ; renvoie la ligne d'après."""
    if not short_enough(answers):
        text = f"de {answers[0].text} à {answers[-3].text}, SO, NSP{NBSP}: voir la feuille «{NBSP}Échelle{NBSP}»"
        book.write(sheet, row, 0, "Échelle", "small strong")
        book.write(sheet, row, 1, text, "small")
        book.fit(sheet, row, ("", text), WIDTHS, SMALL)
        return row + 1
    for line, choice in enumerate(answers, row):
        book.write(sheet, line, 0, choice.text, "small strong")
        book.write(sheet, line, 1, choice.anchor, "small")
        book.fit(sheet, line, (choice.text, choice.anchor), WIDTHS, SMALL)
    return row + len(answers)


def write_questions(
    book: Book, sheet: Worksheet, head: int, columns: Sequence[str], parts: tuple[Chapter, ...]
) -> Asked:
    """Écrit la ligne d'en-têtes puis les questions, sous leurs titres d'axe et de dimension.

    Args:
        book, sheet: où écrire.
        head: la ligne d'en-têtes.
        columns: les titres des colonnes après le code et l'énoncé ; la dernière porte les commentaires.
        parts: les questions.
    """
    titles = (CODE, STATEMENT, *columns)
    book.write_row(sheet, head, titles, "head")
    book.fit(sheet, head, titles, (*WIDTHS, *[NARROWEST] * len(columns)))
    row, spans = head + 1, []
    for number, part in enumerate(parts, 1):
        row = write_heading(book, sheet, row, f"{number}. {part.label}", "axis", len(columns))
        for theme in part.themes:
            if theme.label:
                row = write_heading(book, sheet, row, theme.label, "dimension", len(columns))
            write_theme(book, sheet, row, theme, len(columns))
            spans.append((row, row + len(theme.questions) - 1))
            row += len(theme.questions)
    return Asked(head, tuple(spans))


def write_heading(book: Book, sheet: Worksheet, row: int, text: str, style: str, columns: int) -> int:
    """Un titre, dans la colonne des énoncés : la première ne porte que des codes de question."""
    for column in range(columns + FIRST):
        sheet.write_blank(row, column, None, book.formats[style])
    book.write(sheet, row, 1, text, style)
    book.fit(sheet, row, (text,), WIDTHS[1:], book.formats[style].font_size)
    return row + 1


def write_theme(book: Book, sheet: Worksheet, row: int, theme: Theme, columns: int) -> None:
    """Les questions d'une dimension, cellules de réponse et de commentaire ouvertes."""
    for line, question in enumerate(theme.questions, row):
        book.write(sheet, line, 0, question.id, "code")
        book.write(sheet, line, 1, question.label, "cell")
        book.fit(sheet, line, (question.id, question.label), WIDTHS)
        for column in range(columns):
            style = "fill" if column == columns - 1 else "answer"
            sheet.write_blank(line, FIRST + column, None, book.formats[style])


def guard(book: Book, sheet: Worksheet, asked: Asked, lists: Lists, people: int, hint: dict[str, str]) -> None:
    """Pose les menus déroulants, le rappel sur les commentaires, et le fond qui s'efface une fois répondu."""
    last = FIRST + people - 1
    listed = {"validate": "list", "source": lists.answers, **OUT_OF_LIST, **hint}
    add_rule(sheet, asked.cells(FIRST, last), listed)
    add_rule(sheet, asked.cells(last + 1, last + 1), {"validate": "any", **NO_PATIENT})
    top, bottom = asked.spans[0][0], asked.spans[-1][1]
    sheet.conditional_format(
        top, FIRST, bottom, last,
        {"type": "no_blanks", "format": book.formats["answered"], "multi_range": asked.cells(FIRST, last)},
    )  # fmt: skip
    sheet.ignore_errors({"number_stored_as_text": asked.cells(FIRST, last)})


def add_rule(sheet: Worksheet, cells: str, rule: dict[str, Any]) -> None:
    """Une règle de saisie sur plusieurs plages ; la bibliothèque veut aussi la première, à part."""
    sheet.data_validation(cells.partition(" ")[0], {**rule, "multi_range": cells})


def lay_out(book: Book, sheet: Worksheet, asked: Asked, columns: int) -> None:
    """Fige les en-têtes à l'écran, les répète à l'impression, et les nomme pour la synthèse vocale."""
    sheet.freeze_panes(asked.head + 1, columns)
    sheet.repeat_rows(asked.head)
    book.workbook.define_name(f"{SHEET}!ColumnTitle", f"={SHEET}!$A${asked.head + 1}")
