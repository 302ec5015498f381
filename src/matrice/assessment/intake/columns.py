"""Les colonnes qu'un tableau nomme : personne, profession, question, réponse, commentaire, voix d'un niveau."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...text import folded
from .answers import AnswerReader
from .tables import Table

# --- les colonnes qu'un tableau nomme -------------------------------------------------------------

# Ce que chaque sorte de colonne peut s'appeler, du nom le plus sûr au moins sûr : « item » l'emporte sur « axe ».
PARTICIPANT = {
    "code participant", "code participante", "code du participant", "code de participation", "code de la personne",
    "code personne", "code repondant", "votre code", "code du repondant", "repondant",
}  # fmt: skip
_EMAIL = {
    "adresse e mail", "adresse email", "adresse mail", "adresse electronique", "adresse courriel", "adresse de messagerie",
    "e mail", "email", "mail", "courriel", "email address",
}  # fmt: skip
_NAMES: dict[str, tuple[set[str], ...]] = {
    "respondent": (
        {*PARTICIPANT, "repondante", "respondent"}, {"participant", "participante"}, {"personne"}, {"code"},
        {"token", "jeton"}, _EMAIL, {"id", "identifiant"},
    ),
    "profession": ({"profession", "metier"},),
    "item": ({"item"}, {"question"}, {"caracteristique"}, {"dimension"}, {"axe"}),
    "answer": ({"reponse"}, {"niveau"}, {"cotation"}),
    "comment": ({"commentaire", "commentaires"}, {"votre commentaire"}, {"remarque", "remarques"}),
}  # fmt: skip
RANKED = {name: (kind, rank) for kind, ranks in _NAMES.items() for rank, names in enumerate(ranks) for name in names}
# À côté d'une question et d'une réponse, ces noms sont ceux de la ligne, non de la personne.
_OF_THE_LINE = {"code", "id", "identifiant"}
_LONGEST_NAME = 1_000  # signes ; au-delà, ce n'est pas un titre
_LEVEL = re.compile(r"\s*niveaux?[\s_:]*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Le rang de la colonne retenue pour chaque sorte, et les rangs de celles qui portent un nom aussi sûr."""

    ranks: dict[str, int]
    doubles: dict[str, tuple[int, ...]]

    def comment(self, cells: Sequence[str]) -> str:
        """Ce qui est écrit dans la colonne des commentaires de cette ligne."""
        return cells[self.ranks["comment"]] if "comment" in self.ranks else ""

    @property
    def long(self) -> bool:
        """Vrai si chaque ligne est une réponse."""
        return {"item", "answer"} <= self.ranks.keys()


def columns_of(table: Table) -> Columns:
    """Renvoie les colonnes connues par leur nom (`repondant`, `profession`, `item`…), ou déjà reconnues."""
    if table.kinds:
        return Columns({kind: rank for rank, kind in enumerate(table.kinds) if kind}, {})
    found = _named_columns(table.header, set())
    return _named_columns(table.header, _OF_THE_LINE) if found.long else found


def _named_columns(header: Sequence[str], foreign: set[str]) -> Columns:
    """Les colonnes de cet en-tête ; les noms de `foreign` n'y désignent rien."""
    ranks: dict[str, list[tuple[int, int]]] = {}
    for rank, column in enumerate(header):
        name = column_key(column)
        if name in RANKED and name not in foreign:
            kind, priority = RANKED[name]
            ranks.setdefault(kind, []).append((priority, rank))
    chosen = {kind: min(found) for kind, found in ranks.items()}
    return Columns(
        {kind: rank for kind, (_, rank) in chosen.items()},
        {
            kind: tuple(r for p, r in found if p == chosen[kind][0] and r != chosen[kind][1])
            for kind, found in ranks.items()
        },
    )


def column_key(column: str) -> str:
    """Le nom d'une colonne sans casse, accent ni ponctuation finale."""
    return folded(column).strip(" :*?") if len(column) <= _LONGEST_NAME else ""


def title_key(text: str) -> str:
    """Un titre sans ponctuation finale ni parenthèse."""
    return folded(text.partition("(")[0]).strip(" :*?.") if len(text) <= _LONGEST_NAME else ""


def is_counted(header: Sequence[str], columns: Columns, answers: AnswerReader) -> bool:
    """Vrai si chaque ligne compte les voix d'une question."""
    votes = any(names_level(column) or counted_code(column, answers) is not None for column in header)
    return votes and "item" in columns.ranks and not (columns.long and "respondent" in columns.ranks)


def names_level(column: str) -> bool:
    """Vrai pour « niveau_2 », « niveau2 », « niveau_en partie » ; faux pour « niveau » seul."""
    return _LEVEL.match(column) is not None


def level_name(column: str) -> str:
    """Ce que nomme une colonne de votes : « 2 » pour `niveau_2`, « −2 » pour `niveau_-2`, « SO » pour `SO`."""
    return _LEVEL.sub("", column, count=1).strip()


def counted_code(column: str, answers: AnswerReader) -> int | None:
    """Le code dont cette colonne compte les voix, ou `None`."""
    name = level_name(column)
    code = answers.read(name)
    if code is None and names_level(column) and min(answers.values) >= 0:
        code = answers.read(name.lstrip("-–—"))  # « niveau-2 » : sans niveau négatif, ce tiret sépare
    return None if code == answers.silent else code


def names_column(cell: str, answers: AnswerReader) -> bool:
    """Vrai si cette cellule est un nom de colonne : d'une personne, d'une question, ou des voix d'un niveau."""
    return column_key(cell) in RANKED or (names_level(cell) and counted_code(cell, answers) is not None)
