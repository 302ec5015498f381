"""Les cartes de vote : une par réponse possible, à imprimer, à découper et à lever toutes en même temps."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import InputError, Problem
from ..referentiel import STAGES, Referentiel
from ..text import NBSP
from .blocks import Block, Card, Cards, Column, Document, Heading, Row, Table, Text
from .questionnaire import Chapter, chapters, choices

_TITLE = "Cartes de vote"
_MOST = 100  # jeux ; une faute de frappe ne doit pas remplir le bac


def cartes(ref: Referentiel, *, copies: int = 1) -> Document:
    """Renvoie les cartes de vote, six par page A4, à découper, puis les phrases de chaque dimension, à poser sur la table.

    Args:
        ref: la grille ; une carte par niveau de son échelle, puis « sans objet » et « ne sait pas ».
        copies: nombre de jeux, un par personne qui vote.

    Raises:
        InputError: nombre de jeux impossible.
    """
    if not 1 <= copies <= _MOST:
        message = f"{copies} ne convient pas{NBSP}; attendu{NBSP}: de 1 à {_MOST} jeux."
        raise InputError([Problem(message, "jeux")], subject="Nombre de jeux refusé")
    cards = tuple(Card(choice.code, choice.label, choice.anchor) for choice in choices(ref.answer_scale) * copies)
    blocks = (
        Cards(_TITLE, f"Une carte par réponse possible{NBSP}: code, nom et repère.", cards),
        Text("Découpez suivant les pointillés. Chaque membre lève sa carte en même temps que les autres.", "note"),
        *_scale_blocks(ref),
        *_stage_blocks(chapters(ref, STAGES)),
    )
    return Document(_TITLE, "", None, blocks, subject=_TITLE, keywords=("vote", "matrice de maturité"))


def _scale_blocks(ref: Referentiel) -> Iterator[Block]:
    """Ce que vaut chaque carte sur chaque échelle, quand la grille en a plusieurs."""
    if ref.has_one_scale:
        return
    yield Heading(1, "Les échelles de cette grille", new_page=True)
    yield Text("Une carte ne se lève que pour une question dont l’échelle a ce niveau.")
    for rank, scale in enumerate(ref.used_scales, 1):
        rows = [(str(one.value), f"{one.label}{f'{NBSP}: {one.anchor}' if one.anchor else ''}") for one in scale.levels]
        name = scale.label or f"Échelle {rank}"
        yield Table(name, "Une ligne par niveau.", (Column("Carte", 1), Column(name, 9)), rows)


def _stage_blocks(parts: tuple[Chapter, ...]) -> Iterator[Block]:
    """Ce que vaut chaque carte : sous chaque dimension, la phrase de chaque niveau ; rien pour une grille sans stades."""
    tables = []
    for part in parts:
        rows: list[Row] = []
        titles = []
        for theme in part.themes:
            if theme.questions[0].stages:
                titles.append(len(rows))
                rows += [("", theme.label), *((one.code, one.anchor) for one in theme.questions[0].stages)]
        if rows:
            said = "Sous chaque thème, la phrase de chaque niveau."
            tables.append(Table(part.label, said, (Column("Carte", 1), Column(part.label, 9)), rows, strong=titles))
    if tables:
        yield Heading(1, "Ce que chaque carte veut dire", new_page=True)
        yield Text("Levez la carte de la phrase la plus haute qui est vraie aujourd’hui, celles d’avant l’étant aussi.")
        yield from tables
