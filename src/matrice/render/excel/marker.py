"""La feuille cachée « _matrice » : de quelle grille vient ce classeur, et les listes des menus déroulants.

Une liste écrite dans la cellule s'arrête à 255 caractères et se coupe aux virgules : une plage n'a ni
l'une ni l'autre de ces limites. La lecture y trouve aussi la grille, quoi que devienne la feuille visible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...assessment import Profession
from ...documents.questionnaire import Chapter, Choice, questions
from ...referentiel import Referentiel
from .book import Book

SHEET = "_matrice"
FORMAT = "matrice-questionnaire-1"
COLUMNS = ("cle", "valeur", "questions", "reponses", "professions", "personnes")
Kind = Literal["personne", "equipe"]


@dataclass(frozen=True, slots=True)
class Lists:
    """Les plages que les menus déroulants proposent."""

    answers: str
    professions: str


def add_marker(
    book: Book,
    ref: Referentiel,
    parts: tuple[Chapter, ...],
    answers: Sequence[Choice],
    groups: Sequence[Profession],
    *,
    people: Sequence[str] = (),
    quick: bool = False,
) -> Lists:
    """Ajoute la feuille cachée et renvoie les plages de ses listes.

    `people` vide : le classeur d'une personne. Pour toute une équipe, les codes courts (« 2 », « SO ») sont
    aussi admis : qui recopie vingt formulaires papier les frappe au clavier.
    """
    kind: Kind = "equipe" if people else "personne"
    asked = "dimension" if quick else "item"
    facts = {"format": FORMAT, "sorte": kind, "grille": ref.label, "version": ref.version, "finesse": asked}
    proposed = [choice.text for choice in answers]
    if people:
        proposed += [choice.code for choice in answers if choice.code not in proposed]
    labels = [group.label for group in groups]
    columns = (list(facts), list(facts.values()), [q.id for q in questions(parts)], proposed, labels, people)
    sheet = book.workbook.add_worksheet(SHEET)
    sheet.hide()
    sheet.protect()
    for rank, (title, values) in enumerate(zip(COLUMNS, columns, strict=True)):
        for row, value in enumerate((title, *values)):
            book.write(sheet, row, rank, value)
    return Lists(span("D", len(proposed)), span("E", len(labels)))


def span(column: str, count: int) -> str:
    """La plage des `count` valeurs d'une colonne de la feuille cachée."""
    return f"='{SHEET}'!${column}$2:${column}${count + 1}"
