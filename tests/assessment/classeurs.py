"""De quoi faire les classeurs des essais : une feuille par disposition, et ce que les gens lui font."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from matrice import load_referentiel

REF = load_referentiel()
TITLES = ("Code", "Énoncé", "Réponse", "Commentaire")
LABELS = {characteristic.id: characteristic.label for characteristic in REF.characteristics}


def member(
    answers: Mapping[str, Any],
    *,
    code: str = "",
    profession: str = "",
    change: Callable[[Worksheet], None] | None = None,
    title: str = "Questionnaire",
    whole: bool = False,
) -> Workbook:
    """Le classeur d'une personne : identification, en-têtes, titres de dimension fusionnés, une ligne par question.

    `answers` donne les réponses par identifiant ; `whole` pose toutes les questions de la grille.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = title
    rows: list[Sequence[Any]] = [
        ("Questionnaire de l’équipe",),
        ("Profession", profession or None),
        ("Code participant", code or None),
        (),
        TITLES,
    ]
    for dimension in (d for axis in REF.axes for d in axis.dimensions):
        asked = [c for c in dimension.characteristics if whole or c.id in answers]
        if asked:
            rows.append((dimension.label,))
            rows += [(c.id, c.label, answers.get(c.id), None) for c in asked]
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
        if len(cells) == 1:
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
    if change:
        change(sheet)
    return book


def team(answers: Mapping[str, Mapping[str, Any]], professions: Mapping[str, str] | None = None) -> Workbook:
    """Le classeur d'une équipe : une colonne par personne ; `answers` va de la personne à ses réponses."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Questionnaire"
    people = list(answers)
    sheet.append(["Équipe"])
    sheet.append(["", "Profession", *[(professions or {}).get(person, "") for person in people]])
    sheet.append(["Code", "Énoncé", *people, "Commentaire"])
    for item in dict.fromkeys(item for given in answers.values() for item in given):
        sheet.append([item, LABELS[item], *[answers[person].get(item) for person in people]])
    return book


def rows(*lines: Sequence[Any], title: str = "Feuil1") -> Workbook:
    """Un classeur d'une feuille, ligne par ligne."""
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(list(line))
    return book


def saved(book: Workbook, path: Path) -> Path:
    """Écrit un classeur et renvoie son chemin."""
    book.save(path)
    return path


def parts(book: Workbook) -> dict[str, bytes]:
    """Les parties de l'archive d'un classeur, par nom."""
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: Mapping[str, bytes], path: Path, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Écrit une archive de ces parties et renvoie son chemin."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path
