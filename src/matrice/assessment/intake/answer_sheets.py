"""Les feuilles où les questions descendent, une ligne chacune : une personne, ou une colonne par personne.

On part des questions reconnues, non des places : colonnes déplacées ou insérées, lignes ôtées ou triées,
titres fusionnés, notes au-dessus et au-dessous n'y changent rien. Ce qui reste ambigu est une faute, dite à
sa ligne et à sa colonne.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...errors import Problem
from ...text import folded, plural, quoted
from ..questions import GRAINS
from .columns import PARTICIPANT
from .discreet import discreet
from .reading import ANONYMOUS
from .tables import Row, Sheet, Table
from .vocabulary import Known, Vocabulary

ANSWER_TITLES = ("reponse", "votre reponse", "ma reponse", "niveau choisi", "votre niveau", "cotation")
COMMENT_TITLES = ("commentaire", "votre commentaire", "remarque", "observation")
NOT_PEOPLE = (
    "code", "enonce", "question", "item", "axe", "dimension", "theme", "commentaire", "remarque", "note", "n°", "no", "num",
    "ordre", "rang", "poids", "repere", "palier", "total", "moyenne", "mediane", "decision", "niveau propose",
    "niveau retenu", "niveau decide", "synthese", "ecart", "accord", "minimum", "maximum", "nombre", "repondu",
)  # fmt: skip
PROFESSION = {"profession", "votre profession", "metier", "votre metier"}
DIGITS = re.compile(r"\d+")
LONGEST_TITLE = 40  # au-delà, c'est une consigne


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """Ce qu'une feuille de réponses donne : tableaux et fautes, combien de questions, et si « Réponse » y est écrit."""

    parts: tuple[Table | Problem, ...]
    questions: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Les lignes d'une feuille, la colonne des codes, celle des énoncés, et la question de chaque rang de ligne."""

    rows: Sequence[Row]
    codes: int | None
    labels: int | None
    asked: dict[int, Known]

    @property
    def first(self) -> int:
        """Le rang de la première ligne de question, à la finesse la plus courante (la plus fine à égalité)."""
        grains = Counter(known.grain for known in self.asked.values())
        usual = max(GRAINS, key=lambda grain: (grains[grain], -GRAINS.index(grain)))
        return min(rank for rank, known in self.asked.items() if known.grain == usual)

    def named(self, rank: int) -> str:
        """Ce qui désigne la question d'une ligne : son code, sinon son énoncé."""
        cells = self.rows[rank][1]
        texts = [cells[column] for column in (self.codes, self.labels) if column is not None]
        return next((text for text in texts if text), "")


def answer_sheet(sheet: Sheet, others: Sequence[Sheet], place: str, vocabulary: Vocabulary) -> AnswerSheet | None:
    """Renvoie ce que donne une feuille dont les questions descendent, ou `None` si ce n'en est pas une."""
    layout = layout_of(sheet.rows, vocabulary)
    if not layout.asked:
        return None
    title, columns = answer_columns(layout, vocabulary)
    certain = bool(columns)
    if not columns:
        title, columns = people_columns(layout, vocabulary)
    if not columns:
        return None
    kept = without_titles(layout, columns)
    faults = [*contradictions(kept, place, vocabulary), *merged_faults(sheet, kept, columns, title, place)]
    tables = tuple(people(kept, columns, title, others, place, sheet.title, vocabulary))
    if not tables:
        faults.append(Problem("le questionnaire est vide\u00a0: aucune réponse n’y est écrite.", place))
    return AnswerSheet((*faults, *tables), len(kept.asked), certain)


# --- où sont les questions, où sont les réponses --------------------------------------------------


def layout_of(rows: Sequence[Row], vocabulary: Vocabulary) -> Layout:
    """Les colonnes où se lisent le plus de codes et le plus d'énoncés, et la question de chaque ligne."""
    codes: Counter[int] = Counter()
    labels: Counter[int] = Counter()
    for _, cells in rows:
        for column, cell in enumerate(cells):
            if cell:
                codes[column] += vocabulary.by_id(cell) is not None
                labels[column] += vocabulary.by_label(cell) is not None
    code_column, label_column = fullest(codes), fullest(labels)
    asked = {}
    for rank, (_, cells) in enumerate(rows):
        known = vocabulary.by_id(cells[code_column]) if code_column is not None else None
        if known is None and label_column is not None:
            known = vocabulary.by_label(cells[label_column])
        if known:
            asked[rank] = known
    return Layout(rows, code_column, label_column, asked)


def fullest(counts: Counter[int]) -> int | None:
    """La colonne qui en compte le plus, la plus à gauche à égalité ; `None` si aucune n'en a."""
    column = min(counts, key=lambda rank: (-counts[rank], rank), default=None)
    return column if column is not None and counts[column] else None


def answer_columns(layout: Layout, vocabulary: Vocabulary) -> tuple[int | None, list[int]]:
    """La ligne d'en-tête et ses colonnes « Réponse », au plus près au-dessus de la première question."""
    for rank in range(layout.first - 1, -1, -1):
        cells = layout.rows[rank][1]
        found = [
            c for c, cell in enumerate(cells) if begins(cell, ANSWER_TITLES) and vocabulary.answers.read(cell) is None
        ]
        if found and len([cell for cell in cells if cell]) > 1:
            return rank, found
    return None, []


def people_columns(layout: Layout, vocabulary: Vocabulary) -> tuple[int | None, list[int]]:
    """Les colonnes remplies surtout de réponses, et la ligne qui les nomme (p01, p02…)."""
    others = [c for c in range(len(layout.rows[0][1])) if c not in (layout.codes, layout.labels)]
    columns = [column for column in others if mostly_answers(layout, column, vocabulary)]
    for rank in range(layout.first - 1, -1, -1):
        cells = layout.rows[rank][1]
        if any(cells[column] for column in columns) and not label_in(cells, PROFESSION):
            sure = [c for c in columns if cells[c] and not begins(cells[c], NOT_PEOPLE)]
            alike = {DIGITS.sub("", bare(cells[column])) for column in sure}
            return rank, [c for c in others if c in sure or (cells[c] and DIGITS.sub("", bare(cells[c])) in alike)]
    return None, []


def mostly_answers(layout: Layout, column: int, vocabulary: Vocabulary) -> bool:
    """Vrai si au moins la moitié des cellules remplies en face des questions sont des réponses."""
    filled = [cell for rank in layout.asked if (cell := layout.rows[rank][1][column])]
    return bool(filled) and 2 * sum(vocabulary.answers.read(cell) is not None for cell in filled) >= len(filled)


def without_titles(layout: Layout, columns: Sequence[int]) -> Layout:
    """Les questions sans les lignes de titre : une dimension écrite au-dessus des siennes n'est pas une question."""
    answered = {rank for rank in layout.asked if any(layout.rows[rank][1][column] for column in columns)}
    grains = Counter(known.grain for rank, known in layout.asked.items() if rank in answered)
    usual = grains.most_common(1)[0][0] if grains else layout.asked[layout.first].grain
    asked = {rank: known for rank, known in layout.asked.items() if known.grain == usual or rank in answered}
    return Layout(layout.rows, layout.codes, layout.labels, asked)


# --- ce qui ne peut pas se deviner ----------------------------------------------------------------


def contradictions(layout: Layout, place: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Le code d'une question et l'énoncé d'une autre sur la même ligne : une colonne a été triée sans les autres."""
    if layout.codes is None or layout.labels is None or layout.codes == layout.labels:
        return
    for rank, known in layout.asked.items():
        line, cells = layout.rows[rank]
        label = vocabulary.by_label(cells[layout.labels])
        if label and label.grain == known.grain and label != known:
            code = f"le code {quoted(known.question.id)} est en face de l’énoncé de {quoted(label.question.id)}"
            yield Problem(f"{code}\u00a0: une colonne a été triée sans les autres\u00a0; annulez ce tri.", place, line)


def merged_faults(
    sheet: Sheet, layout: Layout, columns: Sequence[int], title: int | None, place: str
) -> Iterator[Problem]:
    """Une réponse fusionnée avec ses voisines : on ne sait plus à quelle question elle répond."""
    lines = [layout.rows[rank][0] for rank in layout.asked]
    for top, left, bottom, right in sheet.merged:
        for column in columns:
            alone = top == bottom and left == column + 1
            if left <= column + 1 <= right and not alone and any(top <= line <= bottom for line in lines):
                yield Problem(
                    "la cellule de réponse est fusionnée avec d’autres\u00a0: défusionnez-les, une réponse par ligne.",
                    place, top, discreet(heading(layout, title, column)),
                )  # fmt: skip


# --- les personnes --------------------------------------------------------------------------------


def people(
    layout: Layout,
    columns: Sequence[int],
    title: int | None,
    others: Sequence[Sheet],
    place: str,
    sheet: str,
    vocabulary: Vocabulary,
) -> Iterator[Table]:
    """Donne le tableau de chaque personne qui a répondu ; une colonne restée vide n'est pas un répondant."""
    above = layout.rows[: layout.first]
    everywhere = [above, *(other.rows for other in others)]
    beside_answers = comment_column(layout, title)
    for column in columns:
        name, profession = heading(layout, title, column), beside(above, PROFESSION, column)
        if len(columns) == 1:
            own = begins(name, ANSWER_TITLES)
            name = labelled(everywhere, PARTICIPANT, title, layout) or (f"{ANONYMOUS}{place} {sheet}" if own else name)
            profession = labelled(everywhere, PROFESSION, title, layout)
        rows = tuple(answered_rows(layout, (column, beside_answers), name, profession, vocabulary))
        if any(cells[-2] for _, cells in rows):
            header = ("repondant", "profession", "item", heading(layout, title, column), "commentaire")
            notes = lost_comments(layout, beside_answers)
            yield Table(place, header, rows, ("respondent", "profession", "item", "answer", "comment"), notes)
            beside_answers = None  # une seule colonne pour toutes les personnes : elle ne se lit qu'une fois


def comment_column(layout: Layout, title: int | None) -> int | None:
    """La colonne « Commentaire », sur la ligne des titres."""
    cells = layout.rows[title][1] if title is not None else ()
    return next((column for column, cell in enumerate(cells) if begins(cell, COMMENT_TITLES)), None)


def lost_comments(layout: Layout, column: int | None) -> tuple[str, ...]:
    """La remarque sur ce qui est écrit dans la colonne des commentaires sans être en face d'une question."""
    if column is None:
        return ()
    last = max(layout.asked)
    rows = range(layout.first, min(last + 1, len(layout.rows)))
    lost = sum(bool(layout.rows[rank][1][column]) for rank in rows if rank not in layout.asked)
    said = plural(lost, "commentaire qui n’est", "commentaires qui ne sont")
    return (f"{said} en face d’aucune question\u00a0: laissé de côté.",) if lost else ()


def answered_rows(
    layout: Layout, places: tuple[int, int | None], name: str, profession: str, vocabulary: Vocabulary
) -> Iterator[Row]:
    """Donne les questions de la feuille, leur réponse et leur commentaire (`places` : leurs colonnes).

    Une réponse sans question reste, pour être refusée.
    """
    column, remark = places
    last = max(layout.asked)
    for rank in range(layout.first, len(layout.rows)):
        line, cells = layout.rows[rank]
        known, answer = layout.asked.get(rank), cells[column]
        if known:
            yield line, (name, profession, known.question.id, answer, "" if remark is None else cells[remark])
        elif answer and (rank < last or vocabulary.resembles(layout.named(rank))):
            yield line, (name, profession, layout.named(rank), answer, "")


def heading(layout: Layout, title: int | None, column: int) -> str:
    """Le titre d'une colonne de réponses."""
    return layout.rows[title][1][column] if title is not None else ""


def beside(rows: Sequence[Row], names: set[str], column: int) -> str:
    """Dans la ligne que ces mots nomment, la cellule de cette colonne : « Profession » au-dessus de p01, p02…"""
    for _, cells in rows:
        if label_in(cells, names) and cells[column] and bare(cells[column]) not in names:
            return cells[column]
    return ""


def labelled(blocks: Sequence[Sequence[Row]], names: set[str], title: int | None, layout: Layout) -> str:
    """La valeur écrite après un de ces mots, dans sa cellule ou la première remplie à sa droite."""
    header = layout.rows[title] if title is not None else None
    for row in (row for rows in blocks for row in rows if row is not header):
        for column, cell in enumerate(row[1]):
            word, _, inside = cell.partition(":")
            if bare(word) in names:
                value = next((text for text in (inside.strip(), *row[1][column + 1 :]) if text), "")
                if value and bare(value.partition(":")[0]) not in PROFESSION | PARTICIPANT:
                    return value
    return ""


def label_in(cells: Sequence[str], names: set[str]) -> bool:
    """Vrai si une de ces cellules est un de ces mots."""
    return any(bare(cell) in names for cell in cells)


def begins(text: str, words: Sequence[str]) -> bool:
    """Vrai si ce titre est un de ces mots, au singulier ou au pluriel, ou commence par lui."""
    key = bare(text)
    return len(key) <= LONGEST_TITLE and any(
        key in {word, f"{word}s"} or key.startswith((f"{word} ", f"{word}s ")) for word in words
    )


def bare(text: str) -> str:
    """Un titre sans ponctuation finale ni parenthèse."""
    return folded(text.partition("(")[0]).strip(" :*?.")
