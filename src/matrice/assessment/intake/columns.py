"""Les colonnes qu'un tableau nomme (personne, profession, question, réponse, voix d'un niveau), et celles des outils d'enquête.

L'outil se reconnaît à ses colonnes techniques, qui sont aussitôt laissées : dates, adresse IP, compte, adresse
électronique. Une adresse ne sert qu'à repérer qu'une personne a répondu deux fois (voir `pseudonym`).

D'où vient ce que l'on sait des formats :

- LimeSurvey : les quatre sortes d'en-têtes (code, texte, abrégé, code et texte), les crochets des
  sous-questions et les noms internes des colonnes techniques, d'après son code publié ; leurs noms français,
  de mémoire, à vérifier. Une réponse sans `submitdate` n'est pas terminée.
- Framaforms (Drupal 7, module Webform) : trois lignes d'en-tête, le titre, les groupes, puis les noms ; les
  colonnes techniques d'abord, d'après le code publié du module ; leurs noms français, de mémoire, à vérifier.
- Google Forms : « Horodateur » en tête, l'adresse ensuite, une grille en « Question [ligne] » ; de mémoire, à vérifier.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import InputError, Problem
from ...files import Row
from ...text import NBSP, folded, plural, quoted
from .tables import Table
from .vocabulary import BRACKETS, AnswerReader, Known, Vocabulary, letters

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
    return folded(column).strip(" :*?")


def title_key(text: str) -> str:
    """Un titre sans ponctuation finale ni parenthèse."""
    return folded(text.partition("(")[0]).strip(" :*?.")


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


# --- les exports d'enquête, rendus en forme large -------------------------------------------------

_TOP = 5  # l'en-tête est dans les cinq premières lignes
_TIMING = re.compile(r"groupTime\d+|interviewtime|.+Time")
_INTERNAL_ANSWER = re.compile(r"AO?\d{1,3}")
_PROFESSION = re.compile(r"\b(profession|metier)s?\b")
_NOT_DRAFT = {"", "0", "non", "no"}


@dataclass(frozen=True, slots=True)
class _Tool:
    """Un outil : ce qui le signe, ce qui est technique, ce qui désigne la personne, ce qui dit « pas terminé »."""

    name: str
    signature: frozenset[str]
    needed: int
    technical: frozenset[str] = frozenset()
    person: frozenset[str] = frozenset()
    finished: frozenset[str] = frozenset()
    draft: frozenset[str] = frozenset()

    def owns(self, key: str) -> bool:
        """Vrai si cette colonne est à l'outil, non au questionnaire."""
        return key in self.signature | self.technical | self.person | self.finished | self.draft


def _words(text: str) -> frozenset[str]:
    """Un ensemble de noms, écrits séparés par des espaces."""
    return frozenset(text.split())


_LIMESURVEY = _Tool(
    "LimeSurvey",
    _words("submitdate lastpage startlanguage datedesoumission dernierepage languededepart datesubmitted"),
    2,
    _words(
        "id seed startdate datestamp ipaddr refurl tid firstname lastname email participantid iddelareponse responseid "
        "tetedeserie datedelancement datestarted datedeladerniereaction datelastaction adresseip ipaddress "
        "urldereference referrerurl prenom nom adresseelectronique adressecourriel emailaddress"
    ),
    person=_words("token jeton codedacces accesscode"),
    finished=_words("submitdate datedesoumission datesubmitted"),
)
_FRAMAFORMS = _Tool(
    "Framaforms",
    _words("sid uid serial numerodeserie webformserial webformsid webformuid"),
    2,
    _words(
        "time submittedtime completedtime modifiedtime dateheure heuredesoumission datedesoumission soumisle termineele "
        "modifiele webformtime webformcompletedtime webformmodifiedtime adresseip ipaddress webformipaddress username "
        "nomdutilisateur webformusername"
    ),
    draft=_words("draft brouillon webformdraft"),
)
_GOOGLE = _Tool(
    "Google Forms",
    _words("horodateur timestamp"),
    1,
    _words("score"),
    person=_words("adresseemail adressemail email emailaddress nomdutilisateur username adressedemessagerie"),
)


def export_table(rows: Sequence[Row], name: str, vocabulary: Vocabulary) -> Table | None:
    """Renvoie le tableau d'un export d'enquête, en forme large, ou `None` si aucun outil n'est reconnu.

    Raises:
        InputError: les réponses sont les codes internes de l'outil, qui ne disent pas le niveau.
    """
    for rank, (_, header) in enumerate(rows[:_TOP]):
        keys = [_technical_key(cell) for cell in header]
        if tool := _tool_of(keys, rank):
            above = rows[rank - 1][1] if rank and tool is _FRAMAFORMS else ()
            body, notes = _finished_rows(rows[rank + 1 :], keys, tool)
            notes += _left_comments(body, header, tool)
            table = _wide_table(body, header, above, keys, tool, name, vocabulary, notes)
            _refuse_internal_codes(table, tool, vocabulary)
            return table
    return None


def _tool_of(keys: Sequence[str], rank: int) -> _Tool | None:
    """L'outil que ces colonnes signent. Google n'en a qu'une : elle doit être la première du fichier."""
    for tool in (_LIMESURVEY, _FRAMAFORMS):
        if len(tool.signature & set(keys)) >= tool.needed:
            return tool
    return _GOOGLE if rank == 0 and keys and keys[0] in _GOOGLE.signature else None


def _technical_key(cell: str) -> str:
    """« submitdate. Date de soumission » → « submitdate »."""
    return letters(cell.partition(". ")[0])


def _finished_rows(rows: Sequence[Row], keys: Sequence[str], tool: _Tool) -> tuple[list[Row], tuple[str, ...]]:
    """Les réponses terminées, et la remarque qui compte les autres : qui abandonne recommence souvent."""
    done = [rank for rank, key in enumerate(keys) if key in tool.finished][:1]
    drafts = [rank for rank, key in enumerate(keys) if key in tool.draft][:1]
    kept = [
        row
        for row in rows
        if all(_cell_at(row[1], rank) for rank in done)
        and all(folded(_cell_at(row[1], rank)) in _NOT_DRAFT for rank in drafts)
    ]
    left = len(rows) - len(kept)
    sentence = f"{plural(left, 'réponse non terminée laissée', 'réponses non terminées laissées')} de côté."
    return kept, (sentence,) if left else ()


def _wide_table(
    rows: Sequence[Row],
    header: Sequence[str],
    above: Sequence[str],
    keys: Sequence[str],
    tool: _Tool,
    name: str,
    vocabulary: Vocabulary,
    notes: tuple[str, ...],
) -> Table:
    """Le tableau des colonnes que la personne a remplies, chaque question sous son identifiant."""
    names: list[str] = []
    kinds: list[str] = []
    kept: list[int] = []
    person = _person_column(header, keys, tool)
    for rank, (cell, key) in enumerate(zip(header, keys, strict=True)):
        known = _question_of(cell, _cell_at(above, rank), vocabulary)
        kind = "respondent" if rank == person else _profession_kind(cell, kinds) if known is None else ""
        foreign = bool(cell) and not tool.owns(key) and not _is_dropped(cell, tool)
        if known or kind or foreign:
            names.append(known.question.id if known else cell)
            kinds.append(kind)
            kept.append(rank)
    body = tuple((line, tuple(_cell_at(cells, rank) for rank in kept)) for line, cells in rows)
    return Table(name, tuple(names), body, tuple(kinds), notes)


def _person_column(header: Sequence[str], keys: Sequence[str], tool: _Tool) -> int | None:
    """La colonne qui distingue les personnes : un code qu'elles ont donné, sinon ce que l'outil sait d'elles."""
    given = [rank for rank, cell in enumerate(header) if title_key(cell) in PARTICIPANT]
    return next((rank for rank in (*given, *(r for r, key in enumerate(keys) if key in tool.person))), None)


def _profession_kind(cell: str, kinds: Sequence[str]) -> str:
    """« profession » pour la première colonne courte qui parle de profession ou de métier."""
    asks = len(cell) <= 60 and _PROFESSION.search(folded(cell)) and "profession" not in kinds
    return "profession" if asks else ""


def _left_comments(rows: Sequence[Row], header: Sequence[str], tool: _Tool) -> tuple[str, ...]:
    """La remarque qui compte les commentaires de l'outil, laissés de côté : ses questions n'annoncent pas qu'ils seront lus."""
    places = [rank for rank, cell in enumerate(header) if cell and tool is _LIMESURVEY and _is_remark(cell)]
    count = sum(bool(_cell_at(cells, rank)) for _, cells in rows for rank in places)
    return (f"{plural(count, 'commentaire laissé', 'commentaires laissés')} de côté.",) if count else ()


def _is_remark(cell: str) -> bool:
    """Vrai pour « rcp.1[comment] »."""
    matched = BRACKETS.fullmatch(cell)
    return matched is not None and folded(matched[2]) in {"comment", "commentaire", "other", "autre"}


def _is_dropped(cell: str, tool: _Tool) -> bool:
    """Vrai pour les durées et les commentaires de LimeSurvey : ils portent le code d'une question sans y répondre."""
    return tool is _LIMESURVEY and bool(_TIMING.fullmatch(cell) or _is_remark(cell))


def _question_of(cell: str, above: str, vocabulary: Vocabulary) -> Known | None:
    """La question que pose une colonne : son nom, le code que l'outil met devant, ou la ligne d'une grille."""
    text = cell.strip().rstrip("*").strip()
    code = "" if BRACKETS.fullmatch(text) else text.partition(". ")[0]
    found = vocabulary.find(text) or vocabulary.exact(code)
    return found or (vocabulary.in_grid(above, text) if above else None)


def _refuse_internal_codes(table: Table, tool: _Tool, vocabulary: Vocabulary) -> None:
    """Refuse « A1 », « AO02 »… : leur ordre est celui de l'enquête, non celui de l'échelle."""
    for line, cells in table.rows:
        for column, cell in zip(table.header, cells, strict=True):
            if (
                _INTERNAL_ANSWER.fullmatch(cell)
                and vocabulary.exact(column) is not None
                and vocabulary.answers.read(cell) is None
            ):
                sentence = f"{quoted(cell)} est un code interne de {tool.name}, qui ne dit pas le niveau"
                mend = "exportez les réponses complètes, ou donnez aux réponses les codes 0, 1, 2… SO et NSP dans l’enquête"
                raise InputError([Problem(f"{sentence}{NBSP}: {mend}.", table.name, line, column)])


def _cell_at(cells: Sequence[str], rank: int) -> str:
    """La cellule de ce rang, vide au-delà de la ligne."""
    return cells[rank] if rank < len(cells) else ""
