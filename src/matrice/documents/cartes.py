"""Les cartes de vote : une par réponse possible, à imprimer, à découper et à lever toutes en même temps."""

from __future__ import annotations

from ..errors import InputError, Problem
from ..referentiel import Referentiel
from ..text import NBSP
from .blocks import Card, Cards, Document, Text
from .questionnaire import choices

_TITLE = "Cartes de vote"
_MOST = 100  # jeux ; une faute de frappe ne doit pas remplir le bac


def cartes(ref: Referentiel, *, copies: int = 1) -> Document:
    """Renvoie les cartes de vote, six par page A4, bords en pointillés à découper.

    Args:
        ref: la grille ; une carte par niveau de son échelle, puis « sans objet » et « ne sait pas ».
        copies: nombre de jeux, un par personne qui vote.

    Raises:
        InputError: nombre de jeux impossible.
    """
    if not 1 <= copies <= _MOST:
        message = f"{copies} ne convient pas{NBSP}; attendu{NBSP}: de 1 à {_MOST} jeux."
        raise InputError([Problem(message, "jeux")], subject="Nombre de jeux refusé")
    cards = tuple(Card(choice.code, choice.label, choice.anchor) for choice in choices(ref.scale) * copies)
    blocks = (
        Cards(_TITLE, f"Une carte par réponse possible{NBSP}: code, nom et repère.", cards),
        Text("Découpez suivant les pointillés. Chaque membre lève sa carte en même temps que les autres.", "note"),
    )
    return Document(_TITLE, "", None, blocks, subject=_TITLE, keywords=("vote", "matrice de maturité"))
