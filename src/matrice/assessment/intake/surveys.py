"""Les exports des outils d'enquête : LimeSurvey, Framaforms, Google Forms → un tableau en forme large.

L'outil se reconnaît à ses colonnes techniques, qui sont aussitôt laissées : dates, adresse IP, compte, adresse
électronique. Une adresse ne sert qu'à repérer qu'une personne a répondu deux fois (voir `pseudonyms`).

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
from ...text import NBSP, folded, plural, quoted
from .answer_sheets import bare
from .columns import PARTICIPANT
from .likeness import letters
from .tables import Row, Table
from .vocabulary import BRACKETS, Known, Vocabulary

TOP = 5  # l'en-tête est dans les cinq premières lignes
TIMING = re.compile(r"groupTime\d+|interviewtime|.+Time")
INTERNAL_ANSWER = re.compile(r"AO?\d{1,3}")
PROFESSION = re.compile(r"\b(profession|metier)s?\b")
NOT_DRAFT = {"", "0", "non", "no"}


@dataclass(frozen=True, slots=True)
class Tool:
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


def words(text: str) -> frozenset[str]:
    """Un ensemble de noms, écrits séparés par des espaces."""
    return frozenset(text.split())


LIMESURVEY = Tool(
    "LimeSurvey",
    words("submitdate lastpage startlanguage datedesoumission dernierepage languededepart datesubmitted"),
    2,
    words(
        "id seed startdate datestamp ipaddr refurl tid firstname lastname email participantid iddelareponse responseid "
        "tetedeserie datedelancement datestarted datedeladerniereaction datelastaction adresseip ipaddress "
        "urldereference referrerurl prenom nom adresseelectronique adressecourriel emailaddress"
    ),
    person=words("token jeton codedacces accesscode"),
    finished=words("submitdate datedesoumission datesubmitted"),
)
FRAMAFORMS = Tool(
    "Framaforms",
    words("sid uid serial numerodeserie webformserial webformsid webformuid"),
    2,
    words(
        "time submittedtime completedtime modifiedtime dateheure heuredesoumission datedesoumission soumisle termineele "
        "modifiele webformtime webformcompletedtime webformmodifiedtime adresseip ipaddress webformipaddress username "
        "nomdutilisateur webformusername"
    ),
    draft=words("draft brouillon webformdraft"),
)
GOOGLE = Tool(
    "Google Forms",
    words("horodateur timestamp"),
    1,
    words("score"),
    person=words("adresseemail adressemail email emailaddress nomdutilisateur username adressedemessagerie"),
)


def export_table(rows: Sequence[Row], name: str, vocabulary: Vocabulary) -> Table | None:
    """Renvoie le tableau d'un export d'enquête, en forme large, ou `None` si aucun outil n'est reconnu.

    Raises:
        InputError: les réponses sont les codes internes de l'outil, qui ne disent pas le niveau.
    """
    for rank, (_, header) in enumerate(rows[:TOP]):
        keys = [technical_key(cell) for cell in header]
        if tool := tool_of(keys, rank):
            above = rows[rank - 1][1] if rank and tool is FRAMAFORMS else ()
            body, notes = finished_rows(rows[rank + 1 :], keys, tool)
            notes += left_comments(body, header, tool)
            table = wide_table(body, header, above, keys, tool, name, vocabulary, notes)
            refuse_internal_codes(table, tool, vocabulary)
            return table
    return None


def tool_of(keys: Sequence[str], rank: int) -> Tool | None:
    """L'outil que ces colonnes signent. Google n'en a qu'une : elle doit être la première du fichier."""
    for tool in (LIMESURVEY, FRAMAFORMS):
        if len(tool.signature & set(keys)) >= tool.needed:
            return tool
    return GOOGLE if rank == 0 and keys and keys[0] in GOOGLE.signature else None


def technical_key(cell: str) -> str:
    """« submitdate. Date de soumission » → « submitdate »."""
    return letters(cell.partition(". ")[0])


def finished_rows(rows: Sequence[Row], keys: Sequence[str], tool: Tool) -> tuple[list[Row], tuple[str, ...]]:
    """Les réponses terminées, et la remarque qui compte les autres : qui abandonne recommence souvent."""
    done = [rank for rank, key in enumerate(keys) if key in tool.finished][:1]
    drafts = [rank for rank, key in enumerate(keys) if key in tool.draft][:1]
    kept = [
        row
        for row in rows
        if all(at(row[1], rank) for rank in done) and all(folded(at(row[1], rank)) in NOT_DRAFT for rank in drafts)
    ]
    left = len(rows) - len(kept)
    said = f"{plural(left, 'réponse non terminée laissée', 'réponses non terminées laissées')} de côté."
    return kept, (said,) if left else ()


def wide_table(
    rows: Sequence[Row],
    header: Sequence[str],
    above: Sequence[str],
    keys: Sequence[str],
    tool: Tool,
    name: str,
    vocabulary: Vocabulary,
    notes: tuple[str, ...],
) -> Table:
    """Le tableau des colonnes que la personne a remplies, chaque question sous son identifiant."""
    names: list[str] = []
    kinds: list[str] = []
    kept: list[int] = []
    person = person_column(header, keys, tool)
    for rank, (cell, key) in enumerate(zip(header, keys, strict=True)):
        known = asked(cell, at(above, rank), vocabulary)
        kind = "respondent" if rank == person else profession_kind(cell, kinds) if known is None else ""
        foreign = bool(cell) and not tool.owns(key) and not dropped(cell, tool)
        if known or kind or foreign:
            names.append(known.question.id if known else cell)
            kinds.append(kind)
            kept.append(rank)
    body = tuple((line, tuple(at(cells, rank) for rank in kept)) for line, cells in rows)
    return Table(name, tuple(names), body, tuple(kinds), notes)


def person_column(header: Sequence[str], keys: Sequence[str], tool: Tool) -> int | None:
    """La colonne qui distingue les personnes : un code qu'elles ont donné, sinon ce que l'outil sait d'elles."""
    given = [rank for rank, cell in enumerate(header) if bare(cell) in PARTICIPANT]
    return next((rank for rank in (*given, *(r for r, key in enumerate(keys) if key in tool.person))), None)


def profession_kind(cell: str, kinds: Sequence[str]) -> str:
    """« profession » pour la première colonne courte qui parle de profession ou de métier."""
    asks = len(cell) <= 60 and PROFESSION.search(folded(cell)) and "profession" not in kinds
    return "profession" if asks else ""


def left_comments(rows: Sequence[Row], header: Sequence[str], tool: Tool) -> tuple[str, ...]:
    """La remarque qui compte les commentaires de l'outil, laissés de côté : ses questions n'annoncent pas qu'ils seront lus."""
    places = [rank for rank, cell in enumerate(header) if cell and tool is LIMESURVEY and remark_name(cell)]
    count = sum(bool(at(cells, rank)) for _, cells in rows for rank in places)
    return (f"{plural(count, 'commentaire laissé', 'commentaires laissés')} de côté.",) if count else ()


def remark_name(cell: str) -> bool:
    """Vrai pour « rcp.1[comment] »."""
    matched = BRACKETS.fullmatch(cell)
    return matched is not None and folded(matched[2]) in {"comment", "commentaire", "other", "autre"}


def dropped(cell: str, tool: Tool) -> bool:
    """Vrai pour les durées et les commentaires de LimeSurvey : ils portent le code d'une question sans y répondre."""
    return tool is LIMESURVEY and bool(TIMING.fullmatch(cell) or remark_name(cell))


def asked(cell: str, above: str, vocabulary: Vocabulary) -> Known | None:
    """La question que pose une colonne : son nom, le code que l'outil met devant, ou la ligne d'une grille."""
    text = cell.strip().rstrip("*").strip()
    code = "" if BRACKETS.fullmatch(text) else text.partition(". ")[0]
    found = vocabulary.find(text) or vocabulary.exact(code)
    return found or (vocabulary.in_grid(above, text) if above else None)


def refuse_internal_codes(table: Table, tool: Tool, vocabulary: Vocabulary) -> None:
    """Refuse « A1 », « AO02 »… : leur ordre est celui de l'enquête, non celui de l'échelle."""
    for line, cells in table.rows:
        for column, cell in zip(table.header, cells, strict=True):
            if (
                INTERNAL_ANSWER.fullmatch(cell)
                and vocabulary.exact(column) is not None
                and vocabulary.answers.read(cell) is None
            ):
                said = f"{quoted(cell)} est un code interne de {tool.name}, qui ne dit pas le niveau"
                mend = "exportez les réponses complètes, ou donnez aux réponses les codes 0, 1, 2… SO et NSP dans l’enquête"
                raise InputError([Problem(f"{said}{NBSP}: {mend}.", table.name, line, column)])


def at(cells: Sequence[str], rank: int) -> str:
    """La cellule de ce rang, vide au-delà de la ligne."""
    return cells[rank] if rank < len(cells) else ""
