"""Reconnaître ce qu'une feuille de classeur contient, quoi que les gens lui aient fait.

Quatre dispositions : l'export d'un outil d'enquête ; une des trois formes d'un CSV (longue, large, votes
comptés), où que soit son en-tête ; et les feuilles où les questions descendent, une ligne chacune (voir
`answer_sheets`). Rien ne dépend du nom du fichier, de celui de la feuille, ni de l'ordre des colonnes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import Problem
from ...text import folded
from .answer_sheets import answer_sheet
from .columns import columns_of, is_counted
from .discreet import told
from .surveys import export_table
from .tables import Row, Sheet, Table, refused
from .vocabulary import Vocabulary

TOP = 60  # l'en-tête est dans les 60 premières lignes remplies
MOST_CELLS = 300_000  # d'un questionnaire enregistré en CSV, comme d'un classeur
USUAL_TITLE = "questionnaire"


@dataclass(frozen=True, slots=True)
class Found:
    """Ce qu'une feuille contient : ses tableaux et ses fautes, combien de questions, et si « Réponse » y est écrit."""

    title: str
    parts: tuple[Table | Problem, ...]
    questions: int
    certain: bool


def sheet_tables(sheets: Sequence[Sheet], name: str, vocabulary: Vocabulary) -> tuple[Table | Problem, ...]:
    """Renvoie les tableaux d'un classeur, et les fautes de ses feuilles de réponses.

    Raises:
        InputError: aucune feuille ne porte de question de cette grille.
    """
    several = sum(bool(sheet.rows) for sheet in sheets) > 1
    found = []
    for sheet in sheets:
        place = f"{name}, feuille {told(sheet.title)}" if several else name
        others = tuple(other for other in sheets if other is not sheet)
        if seen := one_sheet(sheet, others, place, vocabulary):
            found.append(seen)
    if not found:
        raise refused(
            "aucune question de cette grille n’y est reconnue\u00a0; attendu\u00a0: la feuille «\u00a0Questionnaire\u00a0», avec "
            "ses colonnes «\u00a0Code\u00a0» et «\u00a0Réponse\u00a0».",
            name,
        )
    return tuple(part for seen in chosen(found) for part in seen.parts)


def chosen(found: Sequence[Found]) -> list[Found]:
    """Les feuilles qui portent les réponses : pas la synthèse ni le rappel des énoncés d'à côté."""
    kept = [seen for seen in found if folded(seen.title).startswith(USUAL_TITLE)] or list(found)
    kept = [seen for seen in kept if seen.certain] or kept
    most = max(seen.questions for seen in kept)
    return [seen for seen in kept if 2 * seen.questions >= most]


def one_sheet(sheet: Sheet, others: Sequence[Sheet], place: str, vocabulary: Vocabulary) -> Found | None:
    """Ce que cette feuille contient, ou `None`."""
    if export := export_table(sheet.rows, place, vocabulary):
        return Found(sheet.title, (export,), len(export.header), True)
    if form := named_form(sheet.rows, place, vocabulary):
        return Found(sheet.title, (form,), len(form.rows), True)
    across, rank = question_row(sheet.rows, vocabulary)
    down = answer_sheet(sheet, others, place, vocabulary)
    if down and down.questions >= across:
        return Found(sheet.title, down.parts, down.questions, down.certain)
    return Found(sheet.title, (wide_form(sheet.rows, rank, place, vocabulary),), across, True) if across else None


def saved_sheet(rows: Sequence[Row], name: str, vocabulary: Vocabulary) -> tuple[Table | Problem, ...]:
    """Les tableaux d'un questionnaire enregistré au format CSV ; vide si la première ligne est l'en-tête d'une des trois formes."""
    if not rows or question_row(rows[:1], vocabulary)[0] or sum(len(cells) for _, cells in rows) > MOST_CELLS:
        return ()
    if "item" in columns_of(Table(name, rows[0][1], ())).ranks:
        return ()
    width = max(len(cells) for _, cells in rows)
    squared = tuple((line, (*cells, *[""] * (width - len(cells)))) for line, cells in rows)
    found = answer_sheet(Sheet("", squared), (), name, vocabulary)
    return found.parts if found and found.certain else ()


def named_form(rows: Sequence[Row], place: str, vocabulary: Vocabulary) -> Table | None:
    """La forme longue ou les votes comptés : leur en-tête les nomme."""
    for rank, (_, cells) in enumerate(rows[:TOP]):
        columns = columns_of(Table(place, cells, ()))
        if is_counted(cells, columns, vocabulary.answers) or (columns.long and "respondent" in columns.ranks):
            item = columns.ranks["item"]
            return trimmed(place, cells, [row for row in rows[rank + 1 :] if row[1][item]], vocabulary)
    return None


def question_row(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[int, int]:
    """La ligne qui nomme le plus de questions côte à côte : (combien, son rang)."""
    counts = [len({vocabulary.find(cell) for cell in cells if cell} - {None}) for _, cells in rows[:TOP]]
    best = max(range(len(counts)), key=counts.__getitem__, default=0)
    return (counts[best], best) if counts else (0, 0)


def wide_form(rows: Sequence[Row], rank: int, place: str, vocabulary: Vocabulary) -> Table:
    """La forme large ; une ligne sans aucune réponse est une note."""
    header = rows[rank][1]
    asked = [column for column, cell in enumerate(header) if cell and vocabulary.find(cell)]
    body = [row for row in rows[rank + 1 :] if any(row[1][column] for column in asked)]
    return trimmed(place, header, body, vocabulary)


def trimmed(place: str, header: Sequence[str], rows: Sequence[Row], vocabulary: Vocabulary) -> Table:
    """Le tableau de ces lignes, sans les notes écrites à côté : les colonnes sans nom où rien n'est une réponse."""

    def votes(rank: int) -> bool:
        return any(c[rank] and (c[rank].isdigit() or vocabulary.answers.read(c[rank]) is not None) for _, c in rows)

    kept = [rank for rank, cell in enumerate(header) if cell or votes(rank)]
    body = tuple((line, tuple(cells[rank] for rank in kept)) for line, cells in rows)
    return Table(place, tuple(header[rank] for rank in kept), body)
