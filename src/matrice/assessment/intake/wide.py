"""Une ligne par personne, une colonne par question : exports d'enquête, tableurs et DataFrames, par le même chemin.

On cherche la ligne qui nomme le plus de questions, puis ce qui l'accompagne : les titres de groupe au-dessus, une seconde
ligne d'identifiants ou de « Response » au-dessous. Chaque colonne se lit à son en-tête et se juge sur toutes ses cellules :
question, commentaire, case d'un niveau, personne, profession, ou rien de tout cela. Ce qui est laissé est dit ; ce qui
pourrait être une réponse et ne se place pas est une faute.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...errors import Problem
from ...files import Row
from ...text import NBSP, folded, plural, quoted
from ..campaign import GRAINS, Grain
from .answers import number_in
from .people import (
    finished_rows,
    is_summary,
    is_technical,
    nobody,
    professions_of,
    summary_note,
    technical_key,
    tool_of,
)
from .tables import (
    PARTICIPANT,
    RANKED,
    Sheet,
    Table,
    Tool,
    column_key,
    join_lines,
    join_names,
    length_faults,
    nameless_column,
    padded,
    quote,
    redact,
    title_key,
)
from .vocabulary import Match, Vocabulary, is_remark

_TOP = 60  # l'en-tête est dans les 60 premières lignes remplies
_SECOND = re.compile(r"[\w\-.:]*[\d_\-][\w\-.:]*|\{.*\}|response|reponse", re.IGNORECASE)
_PROFESSION = re.compile(r"\b(profession|metier|fonction|activite professionnelle|vous etes)s?\b")
_GRADING = re.compile(r"(points|commentaires|feedback) [-–] ")
_LONGEST_TITLE = 60
_FEW = 3  # fautes d'une même sorte dites une à une ; au-delà, une phrase les rassemble
_TICKED = {"1", "x", "oui", "yes", "true", "vrai", "✓", "✔", "☒", "☑", "coche", "checked", "selected"}
_UNTICKED = {"", "0", "non", "no", "false", "faux", "☐", "unchecked"}


@dataclass(frozen=True, slots=True)
class _Block:
    """Les lignes d'en-tête d'un tableau, et le rang de sa première ligne de données."""

    above: tuple[str, ...]
    heads: tuple[str, ...]
    below: tuple[str, ...]
    first: int
    start: int
    matches: tuple[Match | None, ...]

    def name(self, rank: int) -> str:
        """Ce qui nomme une colonne : sa ligne d'en-tête, sinon celle d'au-dessus ou d'au-dessous."""
        return self.heads[rank] or self.above[rank] or self.below[rank]


def question_row(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[int, int]:
    """La ligne qui nomme le plus de questions côte à côte : (combien, son rang) ; la première à égalité."""
    counts = []
    above: Sequence[str] = ()
    for _, cells in rows[:_TOP]:
        found = [vocabulary.match(cell) for cell in cells if cell]
        slots = {match.known.slot for match in found if match and not match.beside}
        unsure = sum(vocabulary.is_ambiguous(cell) for cell in cells if cell)
        if above and any(cell.isdigit() for cell in cells):  # « rcp », « rcp » au-dessus de « 1 », « 2 »
            slots |= {known.slot for known in map(vocabulary.placed, _filled_right(above), cells) if known}
        counts.append(len(slots) + unsure)
        above = cells
    best = max(range(len(counts)), key=counts.__getitem__, default=0)
    return (counts[best], best) if counts else (0, 0)


def wide_table(sheet: Sheet, name: str, vocabulary: Vocabulary, *, ragged: bool = False) -> tuple[Table | Problem, ...]:
    """Le tableau d'une feuille où chaque ligne est une personne, et ses fautes ; vide si rien n'y nomme une question.

    Args:
        sheet: la feuille.
        name: ce qui la désigne dans les messages.
        vocabulary: la grille.
        ragged: la feuille vient d'un CSV, dont une ligne trop longue est une faute.
    """
    count, first = question_row(sheet.rows, vocabulary)
    heads = [cells for _, cells in sheet.rows[max(first - 2, 0) : first + 2]]
    tool = tool_of(heads if count else [cells for _, cells in sheet.rows[:4]])
    if not count:
        return (_unknown_heads(sheet, name, tool),) if tool else ()
    square = replace(sheet, rows=padded(sheet.rows))
    wide = _Wide(square, name, vocabulary, tool, _block_of(square.rows, first, vocabulary), ragged)
    if ragged:
        wide.problems, notes = length_faults(sheet.rows[wide.block.start :], wide.heads, name)
        wide.notes = list(notes)
    return wide.parts()


def _unknown_heads(sheet: Sheet, name: str, tool: Tool) -> Problem:
    """La faute d'un export dont aucune colonne ne dit sa question : une seule, avec ce qu'il faut demander à l'outil."""
    heads = next(cells for _, cells in sheet.rows if tool_of([cells]) or tool_of([cells, cells]))
    shown = next((cell for cell in heads if cell and not is_technical(cell)), "")
    codes = f" ({quoted(redact(shown))})" if shown else ""
    sentence = (
        f"c’est un export de {tool.name} dont aucune colonne ne dit à quelle question de la grille elle répond{codes}"
    )
    return Problem(
        f"{sentence}{NBSP}: {tool.mend}\u00a0; ou donnez aux questions de l’enquête les codes de la grille.", name
    )


# --- les lignes d'en-tête -------------------------------------------------------------------------


def _block_of(rows: Sequence[Row], first: int, vocabulary: Vocabulary) -> _Block:
    """Le bloc d'en-tête autour de la ligne qui nomme les questions."""
    heads = rows[first][1]
    blank = ("",) * len(heads)
    above = rows[first - 1][1] if first else blank
    if choices := _choice_heads(heads, rows[first + 1][1] if first + 1 < len(rows) else blank, vocabulary):
        return _Block(above, choices, blank, first, first + 2, tuple(vocabulary.match(head) for head in choices))
    groups = _filled_right(above) if first else blank
    asked = [rank for rank, cell in enumerate(heads) if cell and vocabulary.match(cell)]
    start = first + 1
    while start < len(rows) and _is_second(rows[start][1], rows[start + 1 :], asked, vocabulary):
        start += 1
    second = rows[first + 1][1] if start > first + 1 else None
    matches = tuple(
        _match_of(cell, groups[rank], above[rank], second[rank] if second else "", vocabulary)
        for rank, cell in enumerate(heads)
    )
    return _Block(above, heads, second or blank, first, start, matches)


def _choice_heads(heads: Sequence[str], below: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Les en-têtes d'un export où chaque choix a sa colonne, son nom sous une question écrite une seule fois ; sinon rien."""
    levels = [rank for rank, cell in enumerate(below) if cell and vocabulary.answers.named(cell) is not None]
    spread = [rank for rank in levels if not heads[rank]]
    if not levels or 2 * len(spread) < len(levels) or 2 * len(levels) < sum(map(bool, below)):
        return ()
    groups = _filled_right(heads)
    return tuple(f"{groups[rank]} ({below[rank]})" if rank in levels else head for rank, head in enumerate(heads))


def _filled_right(cells: Sequence[str]) -> tuple[str, ...]:
    """Les titres d'un groupe, répétés jusqu'au suivant : une cellule fusionnée n'est écrite que dans sa première colonne."""
    found: list[str] = []
    for cell in cells:
        found.append(cell or (found[-1] if found else ""))
    return tuple(found)


def _match_of(head: str, group: str, above: str, below: str, vocabulary: Vocabulary) -> Match | None:
    """Ce que dit une colonne par ses deux ou trois lignes d'en-tête."""
    found = vocabulary.match(head) if head else None
    if group and head and (found is None or found.known.grain != "item") and (known := vocabulary.in_grid(group, head)):
        return Match(known, 0)
    code = vocabulary.answers.named(head) if head and found is None else None
    over = (
        vocabulary.match(group)
        if group and code is not None
        else vocabulary.match(above)
        if above and found is None
        else None
    )
    if over and code is not None:
        return replace(over, option=code)
    under = vocabulary.match(below) if below and found is None else None
    return found or (over if over and (not head or _SECOND.fullmatch(folded(head))) else None) or under


def _is_second(cells: Sequence[str], after: Sequence[Row], asked: Sequence[int], vocabulary: Vocabulary) -> bool:
    """Vrai pour une seconde ligne d'en-tête : des identifiants, des codes ou « Response » sous les questions, aucune réponse.

    Il faut des réponses plus bas : la première personne d'un export illisible n'est pas un en-tête.
    """
    under = [cells[rank] for rank in asked if cells[rank]]
    if 2 * len(under) < len(asked) or any(vocabulary.answers.read(cell) is not None for cell in under):
        return False
    if under and {folded(cell) for cell in under} <= {"response", "reponse"}:
        return True
    if len({match.known.slot for cell in under if (match := vocabulary.match(cell))}) * 2 > len(under):
        return True
    below = [row[rank] for _, row in after for rank in asked if row[rank]]
    told = sum(vocabulary.answers.read(cell) is not None for cell in below)
    named = all(number_in(cell) is None and _SECOND.fullmatch(folded(cell).replace(" ", "-")) for cell in under)
    return bool(under) and 2 * told >= max(len(below), 1) and named and len(set(under)) in (1, len(under))


# --- les colonnes ---------------------------------------------------------------------------------


class _Wide:
    """La lecture d'un tableau large : ses colonnes, puis ses lignes, chacune jugée une fois."""

    def __init__(
        self, sheet: Sheet, name: str, vocabulary: Vocabulary, tool: Tool | None, block: _Block, ragged: bool
    ) -> None:
        self.name, self.vocabulary, self.answers = name, vocabulary, vocabulary.answers
        self.sheet, self.tool, self.block, self.ragged = sheet, tool, block, ragged
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.retired: dict[int, str] = {}  # les énoncés d'une version d'avant, qui ne sont plus posés
        self.aside: set[int] = set()  # les colonnes laissées de côté, et déjà dites
        self.heads = tuple(block.name(rank) for rank in range(len(block.heads)))
        self.rows: list[Row] = list(sheet.rows[block.start :])

    def fault(self, message: str, head: str | None = None, line: int | None = None) -> None:
        """Note une faute, à sa ligne et à sa colonne quand elle en a."""
        self.problems.append(Problem(message, self.name, line, None if head is None else redact(head)))

    def parts(self) -> tuple[Table | Problem, ...]:
        """Les fautes, puis le tableau des seules personnes, chaque question sous son rang dans la grille."""
        heads = [head for head, match in zip(self.block.heads, self.block.matches, strict=True) if match is None]
        if answer := next((head for head in heads if head and self.answers.read(head) is not None), ""):
            line = self.sheet.rows[self.block.first][0] or None
            sentence = f"la première ligne porte déjà des réponses ({quote(answer)}){NBSP}: il manque l’en-tête"
            return (Problem(f"{sentence}\u00a0; attendu\u00a0: {EXPECTED}.", self.name, line),)
        self._keep_people()
        asked, ignored = self._questions()
        self._refuse_unnamed(asked)
        self._refuse_merged(asked)
        person = self._person_column(asked)
        profession, kept = self._profession_column(asked, person)
        ticks = self._ticks()
        remarks = self._remarks(asked)
        if not asked and not ticks:
            none = Problem(
                f"aucune colonne n’est une question de cette grille\u00a0; attendu\u00a0: {EXPECTED}.", self.name
            )
            return tuple(self.problems) or (none,)
        self._say_ignored(
            ignored
            - {person, profession}
            - self.aside
            - remarks.keys()
            - {rank for columns in ticks.values() for rank in columns.values()}
        )
        table = self._table(asked, ticks, remarks, person, kept)
        return (*self.problems, table)

    def _table(
        self, asked: Mapping[int, int], ticks: Mapping[int, Mapping[int, int]], remarks: Mapping[int, int], person: int | None,
        kept: Sequence[str],
    ) -> Table:  # fmt: skip
        """Le tableau : la personne, sa profession, ce qu'elle a répondu, puis ce qu'elle a écrit à côté."""
        header = (
            "repondant",
            "profession",
            *(self.heads[rank] for rank in asked),
            *(self.vocabulary.questions[slot].question.id for slot in ticks),
            *(self.heads[rank] for rank in remarks),
        )
        unnamed = nobody([cells[person] for _, cells in self.rows]) if person is not None else frozenset()
        rows = []
        for (line, cells), trade in zip(self.rows, kept or [""] * len(self.rows), strict=True):
            who = cells[person] if person is not None and cells[person] not in unnamed else ""
            ticked = [self._ticked(line, cells, columns) for columns in ticks.values()]
            written = ("" if number_in(cells[rank]) is not None else cells[rank] for rank in remarks)
            rows.append((line, (who, trade, *(cells[rank] for rank in asked), *ticked, *written)))
        slots = dict(enumerate([*asked.values(), *ticks], 2))
        kinds = ("respondent", "profession", *("" for _ in (*slots, *remarks)))
        tool = self.tool
        return Table(
            self.name,
            header,
            tuple(rows),
            kinds,
            tuple(self.notes),
            slots,
            tool.name if tool else "",
            tool.mend if tool else "",
            tuple(self.retired.values()),
            remarks=dict(enumerate(remarks.values(), 2 + len(slots))),
        )

    def _remarks(self, asked: Mapping[int, int]) -> dict[int, int]:
        """La question que commente chaque colonne faite pour cela : celle qu'elle nomme, ou celle qui la précède.

        Le commentaire d'un thème va à sa dernière question. Une seule colonne « Commentaire » pour tout le questionnaire, ou à
        l'écart des questions, n'est en face d'aucune : elle est dite, et laissée de côté.
        """
        known = self.vocabulary.questions
        grain = _usual_grain({rank: match for rank, match in enumerate(self.block.matches) if match})
        found: dict[int, int] = {}
        alone: dict[int, int] = {}
        for rank, match in enumerate(self.block.matches):
            if rank in asked or self._is_owned(rank) or not self._filled(rank) or self._share(rank) >= 0.5:
                continue
            if match and match.remark:
                of = match.known.question.dimension
                last = [slot for slot in asked.values() if known[slot].question.dimension == of]
                found[rank] = match.known.slot if match.known.grain == grain else last[-1] if last else match.known.slot
            elif match is None and is_remark(self.heads[rank]):
                alone[rank] = asked.get(rank - 1, found.get(rank - 1, -1))
        general = {rank for rank, slot in alone.items() if slot < 0 or (len(alone) == 1 and len(asked) > 1)}
        if lost := sum(bool(cells[rank]) for _, cells in self.rows for rank in general):
            sentence = plural(lost, "commentaire qui n’est", "commentaires qui ne sont")
            self.notes.append(f"{sentence} en face d’aucune question\u00a0: laissé{'s' if lost > 1 else ''} de côté.")
        self.aside |= general
        return found | {rank: slot for rank, slot in alone.items() if rank not in general}

    # --- les questions ----------------------------------------------------------------------------

    def _questions(self) -> tuple[dict[int, int], set[int]]:
        """La place, dans la grille, de la question que pose chaque rang de colonne ; et les rangs laissés de côté."""
        found = {rank: match for rank, match in enumerate(self.block.matches) if match and self.heads[rank]}
        usual = _usual_grain(found)
        options = Counter(match.known.slot for match in found.values() if match.option is not None)
        coarse = [
            rank for rank, match in found.items()
            if match.known.grain != usual and match.rank == 0 and self._share(rank) == 1
            and (match.known.grain == "axis" or self.heads[rank] == match.known.question.id)
        ]  # fmt: skip
        plain = {
            rank: match
            for rank, match in found.items()
            if not match.beside
            and (match.option is None or (options[match.known.slot] == 1 and number_in(self._tail(rank)) is not None))
            and (
                match.known.grain == usual or (rank in coarse and (match.known.grain == "axis" or len(coarse) >= _FEW))
            )
        }
        sure = any(self._share(rank) >= 0.5 for rank in plain)
        asked: dict[int, int] = {}
        twice: list[str] = []
        for rank, match in sorted(plain.items(), key=lambda pair: (pair[1].rank, pair[0])):
            share, filled = self._share(rank), self._filled(rank)
            if match.known.slot in asked.values():
                if filled and (match.rank == 0 or share > 0):
                    twice.append(self.heads[rank])
            elif match.rank == 0 or share >= 0.5 or not filled or not sure:
                asked[rank] = match.known.slot
        self._refuse_twice(twice)
        asked = dict(sorted(asked.items()))
        rest = [rank for rank, head in enumerate(self.heads) if head and rank not in asked]
        near = [
            rank
            for rank in rest
            if rank not in found and self._share(rank) >= 0.5 and self._filled(rank) and not self._is_owned(rank)
        ]
        near = [rank for rank in near if self.vocabulary.resembles(self.heads[rank])]
        near = [rank for rank in near if not self.vocabulary.set_aside(self.heads[rank])]
        self._refuse_near(near)
        self.retired = {rank: former for rank in rest if (former := self.vocabulary.set_aside(self.heads[rank]))}
        left = {rank for rank in rest if rank not in near and self.heads[rank] not in twice}
        return asked, left - self.retired.keys()

    def _tail(self, rank: int) -> str:
        """Ce qui, au bout d'un en-tête, est entre crochets ou entre parenthèses."""
        return re.split(r"[\[(]", self.heads[rank])[-1].strip(" )]")

    def _filled(self, rank: int) -> bool:
        """Vrai si quelqu'un a écrit dans cette colonne."""
        return any(cells[rank] for _, cells in self.rows)

    def _share(self, rank: int) -> float:
        """La part des cellules remplies d'une colonne qui sont des réponses ou des nombres entiers, de 0 à 1."""
        filled = [cells[rank] for _, cells in self.rows if cells[rank]]
        return sum(self.answers.read(cell) is not None for cell in filled) / len(filled) if filled else 0.0

    def _is_owned(self, rank: int) -> bool:
        """Vrai pour une colonne technique de l'outil reconnu, ou les points que Microsoft Forms met à côté d'une question notée."""
        if self.tool is None or is_technical(self.heads[rank]):
            return self.tool is not None
        return self.tool.name == "Microsoft Forms" and _GRADING.match(folded(self.heads[rank])) is not None

    def _refuse_twice(self, heads: Sequence[str]) -> None:
        """Deux colonnes pour une question : on ne saurait pas laquelle croire."""
        sentence = "une autre colonne pose déjà cette question\u00a0: gardez-en une seule."
        if len(heads) <= _FEW:
            for head in heads:
                self.fault(sentence, head)
        else:
            count = plural(len(heads), "colonne pose", "colonnes posent")
            named = join_names(heads[:_FEW])
            self.fault(f"{count} une question qu’une autre pose déjà ({named}…)\u00a0: gardez-en une par question.")

    def _refuse_near(self, ranks: Sequence[int]) -> None:
        """Des colonnes de réponses dont le nom est presque celui d'une question : les laisser perdrait des réponses."""
        heads = [self.heads[rank] for rank in ranks]
        if len(heads) <= _FEW:
            for head in heads:
                self.fault(self.vocabulary.unknown(head), head)
            return
        sentence = f"{len(heads)} colonnes portent des réponses sans que l’on sache à quelle question ({join_names(heads[:_FEW])}…)"
        mend = self.tool.mend if self.tool else "écrivez l’identifiant ou l’énoncé entier de chaque question"
        by = f"export de {self.tool.name}\u00a0; " if self.tool else ""
        self.fault(f"{sentence}\u00a0: {by}{mend}.")

    def _refuse_unnamed(self, asked: Mapping[int, int]) -> None:
        """Une colonne de réponses sans nom : on ne sait pas à quelle question elle répond. Une note écrite à côté ne gêne pas."""
        for rank, head in enumerate(self.heads):
            if head or not self._filled(rank) or (not self.ragged and not self._share(rank)):
                continue
            last = max((at for at, other in enumerate(self.heads) if other), default=0)
            if self.ragged and rank > last:
                continue  # la ligne est trop longue : c'est déjà dit
            self.fault(nameless_column(self.heads, rank))
            return

    def _refuse_merged(self, asked: Mapping[int, int]) -> None:
        """Des réponses fusionnées : on ne sait plus de qui elles sont, ni à quoi elles répondent."""
        lines = {line for line, _ in self.rows}
        for top, left, bottom, right in self.sheet.merged:
            answers = [rank for rank in asked if left <= rank + 1 <= right]
            if answers and (bottom > top or len(answers) > 1) and any(top <= line <= bottom for line in lines):
                sentence = "des cellules de réponse sont fusionnées\u00a0: défusionnez-les, une réponse par personne et par question."
                self.fault(sentence, self.heads[answers[0]], top)
                return

    def _say_ignored(self, ranks: set[int]) -> None:
        """La remarque qui nomme les colonnes laissées de côté, et celle qui compte les commentaires."""
        matches = self.block.matches
        beside = {rank for rank in ranks if (found := matches[rank]) and found.beside}
        texts = Counter(
            rank for _, cells in self.rows for rank in beside if cells[rank] and number_in(cells[rank]) is None
        )
        if texts:
            self.notes.append(f"{plural(texts.total(), 'commentaire laissé', 'commentaires laissés')} de côté.")
        remarks = {rank for rank in beside if rank in texts or not self._filled(rank)}
        kept = [rank for rank in sorted(ranks - remarks) if not self._is_owned(rank)]
        levels = range(self.answers.so)  # ceux qui sont écrits en mots
        scaled = [rank for rank in kept if any(self.answers.named(cells[rank]) in levels for _, cells in self.rows)]
        left = [self.heads[rank] for rank in kept if rank not in scaled]
        if scaled:
            one = "colonne porte des réponses de l’échelle et n’est pas une question de la grille\u00a0: laissée"
            many = (
                "colonnes portent des réponses de l’échelle et ne sont pas des questions de la grille\u00a0: laissées"
            )
            self.notes.append(
                f"{plural(len(scaled), one, many)} de côté{NBSP}: {join_names([self.heads[rank] for rank in scaled])}."
            )
        if left:
            count = plural(len(left), "colonne laissée", "colonnes laissées")
            self.notes.append(f"{count} de côté{NBSP}: {join_names(left)}.")

    # --- une colonne par niveau -------------------------------------------------------------------

    def _ticks(self) -> dict[int, dict[int, int]]:
        """Pour une question posée en cases, le rang de la colonne de chaque code."""
        found: dict[int, dict[int, int]] = {}
        for rank, match in enumerate(self.block.matches):
            if match and match.option is not None and not match.beside and match.known.grain == "item":
                found.setdefault(match.known.slot, {})[match.option] = rank
        return {slot: columns for slot, columns in found.items() if len(columns) > 1}

    def _ticked(self, line: int, cells: Sequence[str], columns: Mapping[int, int]) -> str:
        """La réponse cochée ; vide si aucune ne l'est. Deux cases, ou autre chose qu'une coche, sont une faute, dite une fois."""
        chosen, said = [], ""
        for code, rank in columns.items():
            text = folded(cells[rank])
            if text in _TICKED or (number_in(text) is None and self.answers.named(cells[rank]) == code):
                chosen.append(code)
            elif text not in _UNTICKED:
                said = "une case n’est ni cochée ni vide"
        said = "deux niveaux sont cochés pour la même question" if len(chosen) > 1 else said
        if said and not any(said in problem.message for problem in self.problems):
            head = self.heads[next(iter(columns.values()))]
            self.fault(f"{said}\u00a0: gardez une coche par question et par personne.", head, line)
        words = [*map(str, self.answers.values), "SO", "NSP"]
        return words[chosen[0]] if len(chosen) == 1 and chosen[0] < len(words) else ""

    # --- les personnes ----------------------------------------------------------------------------

    def _keep_people(self) -> None:
        """Ne garde que les lignes de personnes qui ont terminé ; ce qui est laissé est dit, avec ses lignes."""
        around = [rank for rank, match in enumerate(self.block.matches) if match is None]
        firm = any(is_summary([cells[rank] for rank in around]) for _, cells in self.rows)
        summaries = [line for line, cells in self.rows if is_summary([cells[rank] for rank in around], firm)]
        if summaries:
            self.rows = [row for row in self.rows if row[0] not in set(summaries)]
            self.notes.append(summary_note(summaries))
        before = len(self.rows)
        asked = [rank for rank, match in enumerate(self.block.matches) if match]
        self.rows, left, unread = finished_rows(self.rows, self.heads, self.tool, asked)
        if unread:
            count = plural(len(unread), "réponse remplie mais non relue", "réponses remplies mais non relues")
            self.notes.append(
                f"{count} (« Unverified », {join_lines(unread)})\u00a0: comptée{'s' if len(unread) > 1 else ''}."
            )
        for head, lines in left.items():
            count = plural(len(lines), "réponse non terminée laissée", "réponses non terminées laissées")
            self.notes.append(f"{count} de côté ({join_lines(lines)}, d’après la colonne {quote(head)}).")
        if before and not self.rows:
            said = f"aucune réponse n’est terminée, d’après la colonne {quote(next(iter(left)))}"
            self.fault(f"{said}\u00a0: ôtez cette colonne si elle ne dit pas cela.")

    def _person_column(self, asked: Mapping[int, int]) -> int | None:
        """La colonne qui distingue les personnes : un code qu'elles ont donné, sinon ce que l'outil sait d'elles."""
        free = [
            rank for rank, head in enumerate(self.heads) if head and rank not in asked and not self.block.matches[rank]
        ]
        given = [rank for rank in free if title_key(self.heads[rank]) in PARTICIPANT]
        if self.tool:
            given += [rank for rank in free if technical_key(self.heads[rank]) in self.tool.person]
        else:
            named = [
                (RANKED[key][1], rank)
                for rank in free
                if RANKED.get(key := column_key(self.heads[rank]), ("",))[0] == "respondent"
            ]
            best = [rank for priority, rank in named if priority == min(named)[0]]
            if len(best) > 1 and not given:
                for rank in best[1:]:
                    kept = quote(self.heads[best[0]])
                    self.fault(f"elle dit la même chose que {kept}\u00a0: gardez-en une seule.", self.heads[rank])
            given += best
        chosen = next((rank for rank in given if self._filled(rank)), given[0] if given else None)
        if chosen is not None and (unnamed := nobody([cells[chosen] for _, cells in self.rows])):
            count = sum(cells[chosen] in unnamed for _, cells in self.rows)
            if count > 1 and not self.tool:
                self.notes.append(
                    f"la colonne {quote(self.heads[chosen])} porte la même valeur sur {count} lignes\u00a0: elle n’y identifie personne."
                )
        return chosen

    def _profession_column(self, asked: Mapping[int, int], person: int | None) -> tuple[int | None, tuple[str, ...]]:
        """La colonne des professions et ses valeurs ; ce qui n'est pas une profession n'est ni gardé, ni redit."""
        for rank, head in enumerate(self.heads):
            known = rank in asked or rank == person or self.block.matches[rank] or len(head) > _LONGEST_TITLE
            if known or not _PROFESSION.search(folded(head)):
                continue
            kept, lost = professions_of([cells[rank] for _, cells in self.rows])
            if not any(kept) and lost:
                self.aside.add(rank)
                self.notes.append(f"la colonne {quote(head)} ne dit pas que des professions\u00a0: laissée de côté.")
            elif lost:
                one, many = "valeur n’est pas une profession connue", "valeurs ne sont pas des professions connues"
                self.notes.append(f"dans la colonne {quote(head)}, {plural(lost, one, many)}\u00a0: non gardées.")
            if any(kept):
                return rank, kept
        return None, ()


EXPECTED = "«\u00a0repondant;profession;item;reponse\u00a0», ou une colonne par question"


def _usual_grain(found: Mapping[int, Match]) -> Grain:
    """La finesse de la plupart des colonnes ; à égalité, la plus fine."""
    grains = Counter(match.known.grain for match in found.values() if not match.beside)
    return max(GRAINS, key=lambda grain: (grains[grain], -GRAINS.index(grain)))
