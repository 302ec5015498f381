"""Reconnaître ce qu'une feuille de classeur contient, quoi que les gens lui aient fait.

Quatre dispositions : l'export d'un outil d'enquête ; une des trois formes d'un CSV (longue, large, votes
comptés), où que soit son en-tête ; et les feuilles où les questions descendent, une ligne chacune : une
personne, ou une colonne par personne. Rien ne dépend du nom du fichier, de celui de la feuille, ni de l'ordre des colonnes.

Là où les questions descendent, on part des questions reconnues, non des places : colonnes déplacées ou insérées, lignes
ôtées ou triées, titres fusionnés, notes au-dessus et au-dessous n'y changent rien. Ce qui reste ambigu est une faute,
dite à sa ligne et à sa colonne.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...errors import Problem
from ...files import Row
from ...text import NBSP, folded, plural, quoted
from ..campaign import GRAINS
from .people import ANONYMOUS, nobody
from .tables import (
    PARTICIPANT,
    Sheet,
    Table,
    columns_of,
    is_code,
    is_counted,
    join_lines,
    length_faults,
    padded,
    quote,
    redact,
    refusal,
    title_key,
)
from .vocabulary import Known, Vocabulary, clean
from .wide import EXPECTED, question_row, wide_table

# --- quelle feuille, quelle disposition -----------------------------------------------------------

_TOP = 60  # l'en-tête est dans les 60 premières lignes remplies
_MOST_CELLS = 300_000  # d'un questionnaire enregistré en CSV, comme d'un classeur
_USUAL_TITLE = "questionnaire"
_OURS_LONG = ("repondant", "profession", "item", "reponse")  # ce qu'écrivent la page à remplir et le dossier d'équipe
_OURS = ("cle", "valeur")  # la feuille masquée de nos propres classeurs : des listes, pas des réponses
# Les mots d'un nom de feuille qui n'est pas celui d'une personne.
_PLAIN_TITLE = re.compile(
    r"\b(feuille?|feuil|sheet|tableau|questionnaire|reponses?|form\w*|synthese|copie|export|data|donnees|equipe|team|results?|resultats?|f|query)\b|\d"
)


@dataclass(frozen=True, slots=True)
class _SheetContent:
    """Ce qu'une feuille contient : ses tableaux et ses fautes, combien de questions, et si « Réponse » y est écrit."""

    title: str
    shown: str
    parts: tuple[Table | Problem, ...]
    questions: int
    certain: bool


def sheet_tables(sheets: Sequence[Sheet], name: str, vocabulary: Vocabulary) -> tuple[Table | Problem, ...]:
    """Renvoie les tableaux d'un classeur, et les fautes de ses feuilles de réponses.

    Raises:
        InputError: aucune feuille ne porte de question de cette grille.
    """
    several = sum(bool(sheet.rows) for sheet in sheets) > 1
    cleaned = [replace(sheet, rows=_cleaned(sheet.rows)) for sheet in sheets]
    found = []
    for rank, sheet in enumerate(cleaned, 1):
        shown = title_shown(sheet.title, rank)
        place = f"{name}, {shown}" if several else name
        others = tuple(other for other in cleaned if other is not sheet)
        if seen := _sheet_content(sheet, others, place, shown, vocabulary):
            found.append(seen)
    if not found:
        raise refusal(
            "aucune question de cette grille n’y est reconnue\u00a0; attendu\u00a0: la feuille «\u00a0Questionnaire\u00a0», avec "
            "ses colonnes «\u00a0Code\u00a0» et «\u00a0Réponse\u00a0».",
            name,
        )
    chosen = _choose(found)
    left = [seen.shown for seen in found if seen not in chosen and any(isinstance(part, Table) for part in seen.parts)]
    marked = any(sheet.rows and _is_ours(sheet) for sheet in cleaned)
    parts = [
        replace(part, own=name, sure=marked) if isinstance(part, Table) and part.own else part
        for seen in chosen
        for part in seen.parts
    ]
    if left:
        said = f"{plural(len(left), 'autre feuille laissée', 'autres feuilles laissées')} de côté{NBSP}: {', '.join(left)}."
        first = next((rank for rank, part in enumerate(parts) if isinstance(part, Table)), None)
        if isinstance(first, int) and isinstance(table := parts[first], Table):
            parts[first] = replace(table, notes=(*table.notes, said))
    return tuple(parts)


def flat_tables(rows: Sequence[Row], name: str, vocabulary: Vocabulary) -> tuple[Table | Problem, ...]:
    """Renvoie le tableau d'un CSV ou d'un DataFrame : une des trois formes, un export, ou un questionnaire enregistré ainsi."""
    sheet = Sheet("", _cleaned(rows))
    if form := _named_form(sheet, name, vocabulary, flat=True):
        return form
    across, rank = question_row(sheet.rows, vocabulary)
    if sum(len(cells) for _, cells in sheet.rows) <= _MOST_CELLS and not (
        across and rank == 0 and len(sheet.rows) == 1
    ):
        down = _answer_sheet(replace(sheet, rows=padded(sheet.rows)), (), name, name, vocabulary)
        if down and (down.questions > across or (down.certain and down.questions >= across)):
            return down.parts
    if wide := wide_table(sheet, name, vocabulary, ragged=True):
        return wide
    return (Problem(f"aucune colonne n’est une question de cette grille\u00a0; attendu\u00a0: {EXPECTED}.", name),)


def title_shown(title: str, rank: int) -> str:
    """Ce qui désigne une feuille dans un message : son titre, ou son rang si ce titre peut être le nom de quelqu'un."""
    plain = is_code(title) or _PLAIN_TITLE.search(folded(title)) is not None
    return f"feuille {quote(title)}" if plain and redact(title) == title[:60] else f"feuille n°{NBSP}{rank}"


def _cleaned(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Les mêmes lignes, leurs entités HTML remplacées."""
    return tuple(
        (line, tuple(clean(cell) if "&" in cell or "<" in cell else cell for cell in cells)) for line, cells in rows
    )


def _choose(found: Sequence[_SheetContent]) -> list[_SheetContent]:
    """Les feuilles qui portent les réponses : pas la synthèse ni le rappel des énoncés d'à côté."""
    kept = [seen for seen in found if folded(seen.title).startswith(_USUAL_TITLE)] or list(found)
    kept = [seen for seen in kept if seen.certain] or kept
    most = max(seen.questions for seen in kept)
    return [seen for seen in kept if 2 * seen.questions >= most]


def _sheet_content(
    sheet: Sheet, others: Sequence[Sheet], place: str, shown: str, vocabulary: Vocabulary
) -> _SheetContent | None:
    """Ce que cette feuille contient, ou `None`."""
    if not sheet.rows or _is_ours(sheet):
        return None
    across, _ = question_row(sheet.rows, vocabulary)
    if parts := _named_form(sheet, place, vocabulary):
        return _SheetContent(sheet.title, shown, _with_hidden(sheet, parts), len(sheet.rows), True)
    down = _answer_sheet(sheet, others, place, shown, vocabulary)
    if down and down.questions >= across:
        return replace(down, parts=_with_hidden(sheet, down.parts))
    wide = wide_table(sheet, place, vocabulary)
    return _SheetContent(sheet.title, shown, _with_hidden(sheet, wide), across, True) if wide else None


def _is_ours(sheet: Sheet) -> bool:
    """Vrai pour la feuille masquée de nos classeurs."""
    return tuple(folded(cell) for cell in sheet.rows[0][1][:2]) == _OURS


def _with_hidden(sheet: Sheet, parts: tuple[Table | Problem, ...]) -> tuple[Table | Problem, ...]:
    """Les mêmes tableaux ; le premier dit ce qui, dans cette feuille, est masqué et lu quand même."""
    tables = [part for part in parts if isinstance(part, Table)]
    lines = sorted(sheet.hidden_lines & {line for table in tables for line, _ in table.rows})
    columns = len(sheet.hidden_columns)
    said = []
    if sheet.hidden:
        said.append("cette feuille est masquée\u00a0: elle est lue comme les autres.")
    if lines:
        count = plural(len(lines), "ligne masquée lue comme les autres", "lignes masquées lues comme les autres")
        said.append(f"{count} ({join_lines(lines)}).")
    if columns:
        said.append(
            f"{plural(columns, 'colonne masquée, lue comme les autres', 'colonnes masquées, lues comme les autres')}."
        )
    if not tables or not said:
        return parts
    return tuple(replace(part, notes=(*part.notes, *said)) if part is tables[0] else part for part in parts)


def _named_form(sheet: Sheet, place: str, vocabulary: Vocabulary, *, flat: bool = False) -> tuple[Table | Problem, ...]:
    """La forme longue ou les votes comptés : leur en-tête les nomme. `flat` : un CSV ou un DataFrame."""
    for rank, (_, cells) in enumerate(sheet.rows[:_TOP]):
        columns = columns_of(Table(place, cells, ()))
        long = columns.long and ("respondent" in columns.ranks or (flat and rank == 0))
        if not long and not is_counted(cells, columns, vocabulary.answers):
            continue
        body = sheet.rows[rank + 1 :]
        if not flat:
            return (_trim(place, cells, [row for row in body if row[1][columns.ranks["item"]]], vocabulary),)
        problems, notes = length_faults(body, cells, place)
        width = max(at for at, cell in enumerate(cells, 1) if cell)
        rows = tuple((line, (*texts, *[""] * width)[:width]) for line, texts in body)
        ours = cells[:width] == _OURS_LONG and all(vocabulary.exact(texts[2]) for _, texts in rows)
        return (*problems, Table(place, cells[:width], rows, notes=notes, own=place if ours else ""))
    return ()


def _trim(place: str, header: Sequence[str], rows: Sequence[Row], vocabulary: Vocabulary) -> Table:
    """Le tableau de ces lignes, sans les notes écrites à côté : les colonnes sans nom où rien n'est une réponse."""

    def votes(rank: int) -> bool:
        return any(c[rank] and (c[rank].isdigit() or vocabulary.answers.read(c[rank]) is not None) for _, c in rows)

    kept = [rank for rank, cell in enumerate(header) if cell or votes(rank)]
    body = tuple((line, tuple(cells[rank] for rank in kept)) for line, cells in rows)
    return Table(place, tuple(header[rank] for rank in kept), body)


# --- les feuilles où les questions descendent -----------------------------------------------------

_ANSWER_TITLES = ("reponse", "votre reponse", "ma reponse", "niveau choisi", "votre niveau", "cotation")
_COMMENT_TITLES = ("commentaire", "votre commentaire", "remarque", "observation")
_NOT_PEOPLE = (
    "code", "enonce", "question", "item", "axe", "dimension", "theme", "commentaire", "remarque", "note", "n°", "no", "num",
    "ordre", "rang", "poids", "repere", "palier", "total", "moyenne", "mediane", "decision", "niveau propose",
    "niveau retenu", "niveau decide", "synthese", "ecart", "accord", "minimum", "maximum", "nombre", "repondu",
)  # fmt: skip
_PROFESSION = {"profession", "votre profession", "metier", "votre metier"}
_DIGITS = re.compile(r"\d+")
_LONGEST_TITLE = 40  # au-delà, c'est une consigne


@dataclass(frozen=True, slots=True)
class _Layout:
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


def _answer_sheet(
    sheet: Sheet, others: Sequence[Sheet], place: str, shown: str, vocabulary: Vocabulary
) -> _SheetContent | None:
    """Renvoie ce que donne une feuille dont les questions descendent, ou `None` si ce n'en est pas une."""
    layout = _layout_of(sheet.rows, vocabulary)
    if not layout.asked:
        return None
    title, columns = _answer_columns(layout, vocabulary)
    certain = bool(columns)
    if not columns:
        title, columns = _people_columns(layout, vocabulary)
    if not columns:
        return None
    kept = _drop_titles(layout, columns)
    faults = [*_sorting_faults(kept, place, vocabulary), *_merged_faults(sheet, kept, columns, title, place)]
    tables = tuple(_people_tables(kept, columns, title, others, place, vocabulary))
    if certain and kept.codes is not None:  # les codes de la grille et « Réponse » : c'est notre questionnaire
        tables = tuple(replace(table, own=place) for table in tables)
    if not tables:
        faults.append(Problem("le questionnaire est vide\u00a0: aucune réponse n’y est écrite.", place))
    return _SheetContent(sheet.title, shown, (*faults, *tables), len(kept.asked), certain)


# --- où sont les questions, où sont les réponses --------------------------------------------------


def _layout_of(rows: Sequence[Row], vocabulary: Vocabulary) -> _Layout:
    """Les colonnes où se lisent le plus de codes et le plus d'énoncés, et la question de chaque ligne."""
    codes: Counter[int] = Counter()
    labels: Counter[int] = Counter()
    for _, cells in rows:
        for column, cell in enumerate(cells):
            if cell:
                codes[column] += vocabulary.by_id(cell) is not None
                labels[column] += vocabulary.by_label(cell) is not None
    code_column, label_column = _fullest_column(codes), _fullest_column(labels)
    asked = {}
    for rank, (_, cells) in enumerate(rows):
        known = vocabulary.by_id(cells[code_column]) if code_column is not None else None
        if known is None and label_column is not None:
            known = vocabulary.by_label(cells[label_column])
        if known:
            asked[rank] = known
    return _Layout(rows, code_column, label_column, asked)


def _fullest_column(counts: Counter[int]) -> int | None:
    """La colonne qui en compte le plus, la plus à gauche à égalité ; `None` si aucune n'en a."""
    column = min(counts, key=lambda rank: (-counts[rank], rank), default=None)
    return column if column is not None and counts[column] else None


def _answer_columns(layout: _Layout, vocabulary: Vocabulary) -> tuple[int | None, list[int]]:
    """La ligne d'en-tête et ses colonnes « Réponse », au plus près au-dessus de la première question."""
    for rank in range(layout.first - 1, -1, -1):
        cells = layout.rows[rank][1]
        found = [
            c
            for c, cell in enumerate(cells)
            if _begins_with(cell, _ANSWER_TITLES) and vocabulary.answers.read(cell) is None
        ]
        if found and len([cell for cell in cells if cell]) > 1:
            return rank, found
    return None, []


def _people_columns(layout: _Layout, vocabulary: Vocabulary) -> tuple[int | None, list[int]]:
    """Les colonnes remplies surtout de réponses, et la ligne qui les nomme (p01, p02…)."""
    others = [c for c in range(len(layout.rows[0][1])) if c not in (layout.codes, layout.labels)]

    def holds_answers(column: int) -> bool:
        filled = [cell for rank in layout.asked if (cell := layout.rows[rank][1][column])]
        return bool(filled) and 2 * sum(vocabulary.answers.read(cell) is not None for cell in filled) >= len(filled)

    def names_each(rank: int) -> bool:  # une date commune ne nomme personne
        named = [cell for column in columns if (cell := layout.rows[rank][1][column])]
        return len(set(named)) == len(named)

    columns = [column for column in others if holds_answers(column)]
    above = [
        rank for rank in range(layout.first - 1, -1, -1)
        if any(layout.rows[rank][1][c] for c in columns) and not _has_label(layout.rows[rank][1], _PROFESSION)
    ]  # fmt: skip
    for rank in sorted(above, key=names_each, reverse=True):
        cells = layout.rows[rank][1]
        sure = [c for c in columns if cells[c] and not _begins_with(cells[c], _NOT_PEOPLE)]
        alike = {_DIGITS.sub("", title_key(cells[column])) for column in sure}
        return rank, [c for c in others if c in sure or (cells[c] and _DIGITS.sub("", title_key(cells[c])) in alike)]
    return None, []


def _drop_titles(layout: _Layout, columns: Sequence[int]) -> _Layout:
    """Les questions sans les lignes de titre : une dimension écrite au-dessus des siennes n'est pas une question."""
    answered = {rank for rank in layout.asked if any(layout.rows[rank][1][column] for column in columns)}
    grains = Counter(known.grain for rank, known in layout.asked.items() if rank in answered)
    usual = grains.most_common(1)[0][0] if grains else layout.asked[layout.first].grain
    asked = {rank: known for rank, known in layout.asked.items() if known.grain == usual or rank in answered}
    return _Layout(layout.rows, layout.codes, layout.labels, asked)


# --- ce qui ne peut pas se deviner ----------------------------------------------------------------


def _sorting_faults(layout: _Layout, place: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Le code d'une question et l'énoncé d'une autre sur la même ligne : une colonne a été triée sans les autres."""
    if layout.codes is None or layout.labels is None or layout.codes == layout.labels:
        return
    for rank, known in layout.asked.items():
        line, cells = layout.rows[rank]
        label = vocabulary.by_label(cells[layout.labels])
        if label and label.grain == known.grain and label != known:
            code = f"le code {quoted(known.question.id)} est en face de l’énoncé de {quoted(label.question.id)}"
            yield Problem(f"{code}\u00a0: une colonne a été triée sans les autres\u00a0; annulez ce tri.", place, line)


def _merged_faults(
    sheet: Sheet, layout: _Layout, columns: Sequence[int], title: int | None, place: str
) -> Iterator[Problem]:
    """Une réponse fusionnée avec ses voisines : on ne sait plus à quelle question elle répond."""
    lines = [layout.rows[rank][0] for rank in layout.asked]
    for top, left, bottom, right in sheet.merged:
        for column in columns:
            alone = top == bottom and left == column + 1
            if left <= column + 1 <= right and not alone and any(top <= line <= bottom for line in lines):
                yield Problem(
                    "la cellule de réponse est fusionnée avec d’autres\u00a0: défusionnez-les, une réponse par ligne.",
                    place, top, redact(_heading(layout, title, column)),
                )  # fmt: skip


# --- les personnes --------------------------------------------------------------------------------


def _people_tables(
    layout: _Layout,
    columns: Sequence[int],
    title: int | None,
    others: Sequence[Sheet],
    place: str,
    vocabulary: Vocabulary,
) -> Iterator[Table]:
    """Donne le tableau de chaque personne qui a répondu ; une colonne restée vide n'est pas un répondant."""
    above = layout.rows[: layout.first]
    unnamed = nobody([_heading(layout, title, column) for column in columns])
    everywhere = [above, *(other.rows for other in others)]
    heads = layout.rows[title][1] if title is not None else ()
    beside_answers = next((column for column, cell in enumerate(heads) if _begins_with(cell, _COMMENT_TITLES)), None)
    for column in columns:
        name, profession = _heading(layout, title, column), _cell_beside(above, _PROFESSION, column)
        if name in unnamed:
            name = f"{ANONYMOUS}{place}:{column}"
        if len(columns) == 1:
            own = _begins_with(name, _ANSWER_TITLES)
            name = _value_after(everywhere, PARTICIPANT, title, layout) or (f"{ANONYMOUS}{place}" if own else name)
            profession = _value_after(everywhere, _PROFESSION, title, layout)
        rows = tuple(_answered_rows(layout, (column, beside_answers), name, profession, vocabulary))
        if any(cells[-2] for _, cells in rows):
            shown = _heading(layout, title, column)
            shown = shown if is_code(shown) or _begins_with(shown, _ANSWER_TITLES) else f"n°{NBSP}{column + 1}"
            header = ("repondant", "profession", "item", shown, "commentaire")
            notes = _lost_comments(layout, beside_answers)
            kinds = ("respondent", "profession", "item", "answer", "comment")
            yield Table(place, header, rows, kinds, notes)
            beside_answers = None  # une seule colonne pour toutes les personnes : elle ne se lit qu'une fois


def _lost_comments(layout: _Layout, column: int | None) -> tuple[str, ...]:
    """La remarque sur ce qui est écrit dans la colonne des commentaires sans être en face d'une question."""
    if column is None:
        return ()
    last = max(layout.asked)
    rows = range(layout.first, min(last + 1, len(layout.rows)))
    lost = sum(bool(layout.rows[rank][1][column]) for rank in rows if rank not in layout.asked)
    sentence = plural(lost, "commentaire qui n’est", "commentaires qui ne sont")
    return (f"{sentence} en face d’aucune question\u00a0: laissé de côté.",) if lost else ()


def _answered_rows(
    layout: _Layout, places: tuple[int, int | None], name: str, profession: str, vocabulary: Vocabulary
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


def _heading(layout: _Layout, title: int | None, column: int) -> str:
    """Le titre d'une colonne de réponses."""
    return layout.rows[title][1][column] if title is not None else ""


def _cell_beside(rows: Sequence[Row], names: set[str], column: int) -> str:
    """Dans la ligne que ces mots nomment, la cellule de cette colonne : « Profession » au-dessus de p01, p02…"""
    for _, cells in rows:
        if _has_label(cells, names) and cells[column] and title_key(cells[column]) not in names:
            return cells[column]
    return ""


def _value_after(blocks: Sequence[Sequence[Row]], names: set[str], title: int | None, layout: _Layout) -> str:
    """La valeur écrite après un de ces mots, dans sa cellule ou la première remplie à sa droite."""
    header = layout.rows[title] if title is not None else None
    for row in (row for rows in blocks for row in rows if row is not header):
        for column, cell in enumerate(row[1]):
            word, _, inside = cell.partition(":")
            if title_key(word) in names:
                value = next((text for text in (inside.strip(), *row[1][column + 1 :]) if text), "")
                if value and title_key(value.partition(":")[0]) not in _PROFESSION | PARTICIPANT:
                    return value
    return ""


def _has_label(cells: Sequence[str], names: set[str]) -> bool:
    """Vrai si une de ces cellules est un de ces mots."""
    return any(title_key(cell) in names for cell in cells)


def _begins_with(text: str, words: Sequence[str]) -> bool:
    """Vrai si ce titre est un de ces mots, au singulier ou au pluriel, ou commence par lui."""
    key = title_key(text)
    return len(key) <= _LONGEST_TITLE and any(
        key in {word, f"{word}s"} or key.startswith((f"{word} ", f"{word}s ")) for word in words
    )
