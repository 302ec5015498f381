"""Le classeur de toute l'équipe : une colonne par personne, pour qui recopie des formulaires papier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from ...documents.questionnaire import Chapter, Choice
from ...errors import InputError, Problem
from ...text import NBSP, folded, quoted
from .book import Book
from .marker import Lists
from .table import (
    CODE,
    COMMENT,
    FIRST,
    NARROWEST,
    SHEET,
    STATEMENT,
    WIDTHS,
    Asked,
    guard,
    lay_out,
    write_questions,
    write_scale,
)

REMARK = 30
MOST = 200  # personnes ; au-delà, une équipe se découpe
PROFESSION, PROGRESS = "Profession", "Avancement"


def codes(people: int | Sequence[str]) -> tuple[str, ...]:
    """Renvoie les codes des personnes : ceux donnés, ou p01, p02…

    Raises:
        InputError: nombre impossible ; code vide, répété, réservé, ou qui est une adresse électronique.
    """
    if isinstance(people, str):
        people = [people]  # sinon ses lettres seraient autant de personnes
    if isinstance(people, int):
        if 1 <= people <= MOST:
            return tuple(f"p{rank:02d}" for rank in range(1, people + 1))
        raise InputError(
            [Problem(f"{people} ne convient pas{NBSP}; attendu{NBSP}: de 1 à {MOST} personnes.", "personnes")],
            subject="Personnes refusées",
        )
    names = tuple(name.strip() for name in people)
    problems = list(code_faults(names))
    if not 1 <= len(names) <= MOST:
        problems.insert(0, Problem(f"{len(names)} codes{NBSP}; attendu{NBSP}: de 1 à {MOST}.", "personnes"))
    if problems:
        raise InputError(problems, subject="Personnes refusées")
    return names


def code_faults(names: Sequence[str]) -> Iterator[Problem]:
    """Les codes vides, répétés, qui sont une adresse ou le titre d'une autre colonne, à leur rang."""
    first: dict[str, int] = {}
    titles = {folded(title) for title in (CODE, STATEMENT, COMMENT)}
    for rank, name in enumerate(names, 1):
        key = folded(name)
        if not name:
            yield Problem(f"le code est vide{NBSP}; attendu{NBSP}: un code court, comme p01.", f"personne {rank}")
        elif "@" in name:
            message = f"{quoted(name)} est une adresse électronique{NBSP}: donnez un code, comme p01."
            yield Problem(message, f"personne {rank}")
        elif key in titles:
            message = f"{quoted(name)} est déjà le titre d’une colonne{NBSP}: donnez un autre code."
            yield Problem(message, f"personne {rank}")
        elif first.setdefault(key, rank) != rank:
            message = f"{quoted(name)} est déjà le code de la personne {first[key]}{NBSP}: donnez-en un autre."
            yield Problem(message, f"personne {rank}")


def add_team_sheet(
    book: Book, parts: tuple[Chapter, ...], answers: Sequence[Choice], lists: Lists, title: str, people: Sequence[str]
) -> None:
    """Ajoute la feuille « Questionnaire » d'une équipe : une colonne de réponses par code."""
    sheet = book.sheet(SHEET, (*WIDTHS, *[NARROWEST] * len(people), REMARK), landscape=True)
    book.write_title(sheet, title)
    row = write_scale(book, sheet, 1, answers)
    asked = write_questions(book, sheet, row + 2, (*people, COMMENT), parts)
    write_people(book, sheet, row, asked, lists, len(people))
    guard(book, sheet, asked, lists, len(people), {})
    lay_out(book, sheet, asked, FIRST)
    sheet.repeat_columns(0, FIRST - 1)


def write_people(book: Book, sheet: Worksheet, row: int, asked: Asked, lists: Lists, people: int) -> None:
    """La profession de chaque personne, et combien de ses réponses sont saisies."""
    last, count = FIRST + people - 1, sum(bottom - top + 1 for top, bottom in asked.spans)
    book.write(sheet, row, 1, PROFESSION, "strong")
    sheet.set_row(row, 32)  # « autre métier paramédical » y tient sur deux lignes
    book.write(sheet, row + 1, 1, PROGRESS, "strong")
    for column in range(FIRST, last + 1):
        sheet.write_blank(row, column, None, book.formats["fill"])
        formula = f'={asked.count(column)}&" sur "&{asked.count(0)}'
        sheet.write_formula(row + 1, column, formula, book.formats["count"], f"0 sur {count}")
    refused = {
        "error_title": "Groupe non reconnu",
        "error_message": "Choisissez un groupe de la liste, ou laissez vide.",
    }
    sheet.data_validation(row, FIRST, row, last, {"validate": "list", "source": lists.professions, **refused})
