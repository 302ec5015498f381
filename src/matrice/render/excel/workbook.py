"""Le questionnaire en classeur : la notice, les questions, l'échelle, et une feuille cachée qui dit la grille."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ...assessment import load_notice, load_professions
from ...documents.questionnaire import chapters, choices
from ...documents.words import DOT
from ...referentiel import Referentiel
from .book import new_book
from .marker import add_marker
from .member import add_member_sheet
from .reading import add_notice, add_scale
from .team import add_team_sheet, codes

TITLE = "Questionnaire"


def questionnaire(
    ref: Referentiel, *, team: str = "", on: dt.date | None = None, quick: bool = False, added: bool = True
) -> bytes:
    """Renvoie le classeur .xlsx qu'un membre de l'équipe remplit seul.

    Args:
        ref: la grille.
        team: nom de l'équipe, écrit en tête des pages.
        on: date de l'évaluation, au pied des pages ; la seule date du fichier.
        quick: une question par dimension au lieu d'une par caractéristique.
        added: garder les axes et dimensions que la grille ajoute à la matrice.

    Returns:
        Le contenu du fichier ; les mêmes arguments donnent les mêmes octets.

    >>> from matrice.referentiel import load_referentiel
    >>> questionnaire(load_referentiel())[:2]
    b'PK'
    """
    return made(ref, team, on, quick, added, ())


def team_questionnaire(
    ref: Referentiel,
    *,
    people: int | Sequence[str],
    team: str = "",
    on: dt.date | None = None,
    quick: bool = False,
    added: bool = True,
) -> bytes:
    """Renvoie le classeur .xlsx d'une équipe entière, une colonne par personne, pour recopier le papier.

    Args:
        ref: la grille.
        people: combien de personnes (codes p01, p02…), ou leurs codes, jamais leurs noms.
        team, on, quick, added: comme pour `questionnaire`.

    Raises:
        InputError: nombre de personnes impossible, ou codes vides, répétés, ou qui sont des adresses.
    """
    return made(ref, team, on, quick, added, codes(people))


def made(ref: Referentiel, team: str, on: dt.date | None, quick: bool, added: bool, people: Sequence[str]) -> bytes:
    """Le classeur, d'une personne si `people` est vide."""
    parts, answers, groups = chapters(ref, quick=quick, added=added), choices(ref.scale), load_professions().groups
    title = DOT.join([TITLE, team]) if team else TITLE
    book = new_book(TITLE, team, on)
    add_notice(book, load_notice())
    lists = add_marker(book, ref, parts, answers, groups, people=people, quick=quick)
    if people:
        add_team_sheet(book, parts, answers, lists, title, people)
    else:
        add_member_sheet(book, parts, answers, lists, title)
    add_scale(book, ref, answers, groups)
    return book.to_bytes()
