"""Le questionnaire Word rempli à l'écran : ses tableaux, leurs cases cochées, rendus comme une feuille de classeur.

Une case se coche en la remplaçant (☒, ☑, x…). Rien d'autre du document n'est lu : ni auteur, ni image, ni commentaire de marge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from ...errors import InputError, Problem
from ...files import MAX_OFFICE, OfficeKind, Row, office_parts, read_bytes
from ...text import NBSP, folded, quoted
from .tables import Sheet, refusal
from .vocabulary import Known, Vocabulary

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TICKS = "☒☑✓✔✗✘■⊠xX"
_BOX = re.compile(rf"([☐{_TICKS}])\s*([^☐☒☑✓✔✗✘■⊠]+)")
_HEADER = ("Code", "Énoncé", "Réponse", "Commentaire")
KIND = OfficeKind(
    what="le document",
    label="un document .docx",
    purpose="un questionnaire",
    resave="ouvrez-le dans Word ou LibreOffice, enregistrez-le au format .docx, puis recommencez.",
    writer="qu’aucun traitement de texte n’écrit",
    needed=("word/document.xml",),
    max_tags=400_000,
    too_long="il a trop de tableaux pour être un questionnaire.",
    kept=re.compile(r"word/document\.xml"),
)


def read_paper(path: Path, name: str, vocabulary: Vocabulary) -> tuple[Sheet, ...]:
    """Renvoie la feuille que vaut un questionnaire Word rempli.

    Raises:
        InputError: document dangereux ou abîmé, qui n'est pas notre questionnaire, ou une question à deux cases cochées.
    """
    ((_, content),) = office_parts(read_bytes(path, limit=MAX_OFFICE, name=name), KIND, name)
    try:
        tables = [_cells_of(table) for table in ElementTree.fromstring(content).iter(f"{_W}tbl")]
    except ElementTree.ParseError:
        raise KIND.damaged(name) from None
    problems: list[Problem] = []
    rows = [*_person_rows(tables), _HEADER, *_answer_rows(tables, name, vocabulary, problems)]
    if problems:
        raise InputError(problems)
    if rows[-1] == _HEADER:
        raise refusal(
            "ce document n’est pas le questionnaire Word de matrice\u00a0: seul celui-là se lit, rempli à l’écran.",
            name,
        )
    return (Sheet("Questionnaire", tuple((line, cells) for line, cells in _numbered(rows))),)


def _numbered(rows: Sequence[tuple[str, ...]]) -> Iterator[Row]:
    """Les mêmes lignes, numérotées et de la même largeur."""
    for line, cells in enumerate(rows, 1):
        yield line, (*cells, "", "", "")[: len(_HEADER)]


def _cells_of(table: ElementTree.Element) -> list[list[str]]:
    """Les textes d'un tableau, une liste par ligne ; une case à cocher de Word est « ☒ » ou « ☐ »."""
    return [["".join(_texts(cell)).strip() for cell in row.iter(f"{_W}tc")] for row in table.iter(f"{_W}tr")]


def _texts(cell: ElementTree.Element) -> Iterator[str]:
    """Donne ce qui est écrit dans une cellule, un espace entre deux paragraphes."""
    for part in cell.iter():
        if part.tag == f"{_W}t":
            yield part.text or ""
        elif part.tag in (f"{_W}p", f"{_W}br", f"{_W}tab"):
            yield " "
        elif part.tag == f"{_W}sym":  # une coche de la police Wingdings
            yield "☒" if str(part.get(f"{_W}char")).upper() in {"F0FE", "F0FD", "F0FC", "F078", "F052", "F053"} else "☐"


def _person_rows(tables: Sequence[list[list[str]]]) -> Iterator[tuple[str, ...]]:
    """Le code et la profession, sous les noms que lit une feuille."""
    for row in (row for table in tables for row in table if len(row) == 2):
        if folded(row[0]).startswith("votre code") and row[1]:
            yield "Code participant", row[1]
        elif folded(row[0]).startswith("votre profession"):
            chosen = [text.strip(" \u00a0") for tick, text in _BOX.findall(row[1]) if tick != "☐"]
            if len(chosen) == 1:
                yield "Profession", chosen[0].replace(NBSP, " ")


def _answer_rows(
    tables: Sequence[list[list[str]]], name: str, vocabulary: Vocabulary, problems: list[Problem]
) -> Iterator[tuple[str, ...]]:
    """Une ligne par question, la réponse cochée à côté ; ce qui est écrit sous un axe n'est en face d'aucune question."""
    for table in tables:
        if len(table) > 1 and folded(table[0][0]).startswith("commentaire"):
            yield from (("", "", "", text) for (text, *_) in table[1:] if text)
        for known, chosen in _chosen(table, vocabulary):
            if len(chosen) > 1:
                sentence = f"deux cases sont cochées pour {quoted(known.question.id)}\u00a0: gardez-en une."
                problems.append(Problem(sentence, name))
            yield known.question.id, known.question.label, chosen[0] if chosen else "", ""


def _chosen(table: Sequence[list[str]], vocabulary: Vocabulary) -> Iterator[tuple[Known, list[str]]]:
    """Chaque question d'un tableau et ses réponses cochées : en colonnes sous leurs noms, ou l'une sous l'autre, sous un thème."""
    heads: list[str] = []
    theme: Known | None = None
    stages: list[str] = []
    for row in table:
        known = next((found for cell in row[:2] if cell and (found := vocabulary.find(cell))), None)
        boxes = [(tick, _spaced(text)) for cell in row for tick, text in _BOX.findall(cell)]
        boxes = [box for box in boxes if vocabulary.answers.read(box[1]) is not None]
        if boxes and theme:
            stages += [text for tick, text in boxes if tick != "☐"]
        elif known and heads and len(row) == len(heads) and any(cell[:1] in f"☐{_TICKS}" for cell in row[1:] if cell):
            places = [rank for rank, head in enumerate(heads) if head and rank]
            yield known, [heads[rank] for rank in places if row[rank] and "☐" not in row[rank]]
        elif known:
            if theme:
                yield theme, stages
            theme, stages = (known, []) if not heads else (None, [])
        elif sum(vocabulary.answers.read(_spaced(cell)) is not None for cell in row if cell) > 2:
            heads = [_spaced(cell) if vocabulary.answers.read(_spaced(cell)) is not None else "" for cell in row]
    if theme:
        yield theme, stages


def _spaced(text: str) -> str:
    """Le texte, ses espaces insécables et multiples réduites."""
    return " ".join(text.split())
