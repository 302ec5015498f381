"""Le classeur d'une personne : elle répond seule, à son rythme, et le rend sans nom."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from ...documents.questionnaire import Chapter, Choice
from ...text import NBSP
from .book import Book
from .marker import Lists
from .table import (
    ANSWER,
    COMMENT,
    SEE_SCALE,
    SHEET,
    WIDTHS,
    Asked,
    guard,
    lay_out,
    short_enough,
    write_questions,
    write_scale,
)

ANSWER_WIDTH, REMARK = 19, 30
LABEL, FIELD = 2, 3  # les colonnes de l'identification, à droite de l'échelle
CODE_ROW, PROFESSION_ROW, PROGRESS_ROW = 1, 2, 3
YOUR_CODE, YOUR_PROFESSION, PROGRESS = "Votre code", "Votre profession", "Avancement"


def add_member_sheet(
    book: Book, parts: tuple[Chapter, ...], answers: Sequence[Choice], lists: Lists, title: str
) -> None:
    """Ajoute la feuille « Questionnaire » d'une personne."""
    sheet = book.sheet(SHEET, (*WIDTHS, ANSWER_WIDTH, REMARK))
    book.write_title(sheet, title)
    head = max(write_scale(book, sheet, 1, answers), PROGRESS_ROW + 1)
    asked = write_questions(book, sheet, head, (ANSWER, COMMENT), parts)
    write_person(book, sheet, asked, lists)
    guard(book, sheet, asked, lists, 1, {} if short_enough(answers) else SEE_SCALE)
    lay_out(book, sheet, asked, 0)
    sheet.fit_to_pages(1, 0)


def write_person(book: Book, sheet: Worksheet, asked: Asked, lists: Lists) -> None:
    """Le code et la profession de la personne, et où elle en est."""
    for row, label in ((CODE_ROW, YOUR_CODE), (PROFESSION_ROW, YOUR_PROFESSION), (PROGRESS_ROW, PROGRESS)):
        book.write(sheet, row, LABEL, label, "head")
        sheet.write_blank(row, FIELD, None, book.formats["fill"])
    code = {"input_title": YOUR_CODE, "input_message": "Celui que l’équipe vous a donné. Jamais votre nom."}
    sheet.data_validation(CODE_ROW, FIELD, CODE_ROW, FIELD, {"validate": "any", **code})
    profession = {
        "input_title": YOUR_PROFESSION, "input_message": "Le groupe le plus proche. Vous pouvez laisser vide.",
        "error_title": "Groupe non reconnu", "error_message": "Choisissez un groupe de la liste, ou laissez vide.",
    }  # fmt: skip
    rule = {"validate": "list", "source": lists.professions, **profession}
    sheet.data_validation(PROFESSION_ROW, FIELD, PROFESSION_ROW, FIELD, rule)
    done, total = asked.count(LABEL), asked.count(0)
    count = sum(bottom - top + 1 for top, bottom in asked.spans)
    sheet.write_formula(
        PROGRESS_ROW, FIELD, f'={done}&IF({done}<2,"{NBSP}réponse sur ","{NBSP}réponses sur ")&{total}',
        book.formats["count"], f"0{NBSP}réponse sur {count}",
    )  # fmt: skip
