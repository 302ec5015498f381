"""Le questionnaire en classeur : d’une personne ou de toute l’équipe, avec la notice, l’échelle et la grille."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name, xl_range, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from ...assessment import Notice, Profession, load_notice, load_professions
from ...documents import asking
from ...documents.blocks import TO_FILL
from ...documents.words import DOT
from ...errors import InputError, Problem
from ...referentiel import STAGES, Referentiel, Scale, Selection
from ...text import NBSP, capital, plain
from .book import SMALL, Book, new_book

_SHEET = "Questionnaire"
_PROFESSION, _PROGRESS = "Profession", "Avancement"
_REMARK = 30  # la largeur d'un commentaire


def questionnaire(
    ref: Referentiel, *, team: str = "", on: dt.date | None = None, selection: Selection = STAGES
) -> bytes:
    """Renvoie le classeur .xlsx qu'un membre de l'équipe remplit seul.

    Args:
        ref: la grille.
        team: nom de l'équipe, écrit en tête des pages.
        on: date de l'évaluation, au pied des pages ; la seule date du fichier.
        selection: ce qui est posé, et à qui ; d'office, une phrase à choisir par dimension.

    Returns:
        Le contenu du fichier ; les mêmes arguments donnent les mêmes octets.

    Raises:
        InputError: thème inconnu, ou rien à poser.

    >>> from matrice.referentiel import load_referentiel
    >>> questionnaire(load_referentiel())[:2]
    b'PK'
    """
    return _write_book(ref, team, on, selection, ())


def team_questionnaire(
    ref: Referentiel, *, people: int, team: str = "", on: dt.date | None = None, selection: Selection = STAGES
) -> bytes:
    """Renvoie le classeur .xlsx d'une équipe entière, une colonne par personne, pour recopier le papier.

    Args:
        ref: la grille.
        people: combien de personnes ; leurs colonnes ont des codes (p01, p02…), jamais leurs noms.
        team, on, selection: comme pour `questionnaire`.

    Raises:
        InputError: nombre de personnes impossible, thème inconnu, ou rien à poser.
    """
    if not 1 <= people <= _MOST:
        wrong = f"{people} ne convient pas{NBSP}; attendu{NBSP}: de 1 à {_MOST} personnes."
        raise InputError([Problem(wrong, "personnes")], subject="Personnes refusées")
    return _write_book(ref, team, on, selection, [f"p{rank:02d}" for rank in range(1, people + 1)])


def _write_book(ref: Referentiel, team: str, on: dt.date | None, selection: Selection, people: Sequence[str]) -> bytes:
    """Le classeur, d'une personne si `people` est vide."""
    parts, groups = asking.chapters(ref, selection), load_professions().groups
    title = DOT.join([_SHEET, team]) if team else _SHEET
    book, notice = new_book(_SHEET, team, on), load_notice()
    _add_pairs(book, "Notice", notice.title, _notice_pairs(notice), pages=1)  # ses champs se remplissent avant l'envoi
    lists = _add_marker(book, ref, parts, groups, people=people, quick=not selection.detailed)
    if people:
        _add_team_sheet(book, parts, lists, title, people)
    else:
        _add_member_sheet(book, parts, lists, title)
    named = asking.asked_scales(parts)[0].label or "L’échelle de réponse"
    _add_pairs(book, "Échelle", named, _scale_pairs(ref, on, parts, groups), pages=0)
    return book.to_bytes()


# Le classeur d'une personne : elle répond seule, à son rythme, et le rend sans nom

_ANSWER_WIDTH = 19
_LABEL, _FIELD = 2, 3  # les colonnes de l'identification, à droite de l'échelle
_CODE_ROW, _PROFESSION_ROW, _PROGRESS_ROW = 1, 2, 3
_YOUR_CODE, _YOUR_PROFESSION = "Votre code", "Votre profession"


def _add_member_sheet(book: Book, parts: tuple[asking.Chapter, ...], lists: _Lists, title: str) -> None:
    sheet = book.sheet(_SHEET, (*_WIDTHS, _ANSWER_WIDTH, _REMARK))
    _write_title(book, sheet, title)
    head = max(_write_scale(book, sheet, 1, parts), _PROGRESS_ROW + 1)
    asked = _write_questions(book, sheet, head, (_ANSWER, _COMMENT), parts)
    _write_person(book, sheet, asked, lists)
    _guard(book, sheet, asked, lists, 1, {} if _short_enough(parts) else _SEE_SCALE)
    _lay_out(book, sheet, asked, 0)
    sheet.fit_to_pages(1, 0)


def _write_person(book: Book, sheet: Worksheet, asked: _Asked, lists: _Lists) -> None:
    for row, label in ((_CODE_ROW, _YOUR_CODE), (_PROFESSION_ROW, _YOUR_PROFESSION), (_PROGRESS_ROW, _PROGRESS)):
        book.write(sheet, row, _LABEL, label, "head")
        sheet.write_blank(row, _FIELD, None, book.formats["fill"])
    code = {"input_title": _YOUR_CODE, "input_message": "Celui que l’équipe vous a donné. Jamais votre nom."}
    sheet.data_validation(_CODE_ROW, _FIELD, _CODE_ROW, _FIELD, {"validate": "any", **code})
    told = {"input_title": _YOUR_PROFESSION, "input_message": "Le groupe le plus proche. Vous pouvez laisser vide."}
    rule = {"validate": "list", "source": lists.professions, **told, **_NO_SUCH_GROUP}
    sheet.data_validation(_PROFESSION_ROW, _FIELD, _PROFESSION_ROW, _FIELD, rule)
    done, total = asked.count(_LABEL), asked.count(0)
    sheet.write_formula(
        _PROGRESS_ROW, _FIELD, f'={done}&IF({done}<2,"{NBSP}réponse sur ","{NBSP}réponses sur ")&{total}',
        book.formats["count"], f"0{NBSP}réponse sur {asked.questions}",
    )  # fmt: skip


# Le classeur de toute l'équipe : une colonne par personne, pour qui recopie des formulaires papier

_MOST = 200  # personnes ; au-delà, une équipe se découpe


def _add_team_sheet(
    book: Book, parts: tuple[asking.Chapter, ...], lists: _Lists, title: str, people: Sequence[str]
) -> None:
    """Ajoute la feuille « Questionnaire » d'une équipe : une colonne de réponses par code."""
    sheet = book.sheet(_SHEET, (*_WIDTHS, *[_NARROWEST] * len(people), _REMARK), landscape=True)
    _write_title(book, sheet, title)
    row = _write_scale(book, sheet, 1, parts)
    asked = _write_questions(book, sheet, row + 2, (*people, _COMMENT), parts)
    _write_people(book, sheet, row, asked, lists, len(people))
    _guard(book, sheet, asked, lists, len(people), {})
    _lay_out(book, sheet, asked, _FIRST)
    sheet.repeat_columns(0, _FIRST - 1)


def _write_people(book: Book, sheet: Worksheet, row: int, asked: _Asked, lists: _Lists, people: int) -> None:
    last = _FIRST + people - 1
    book.write(sheet, row, 1, _PROFESSION, "strong")
    sheet.set_row(row, 32)  # « autre métier paramédical » y tient sur deux lignes
    book.write(sheet, row + 1, 1, _PROGRESS, "strong")
    for column in range(_FIRST, last + 1):
        sheet.write_blank(row, column, None, book.formats["fill"])
        formula = f'={asked.count(column)}&" sur "&{asked.count(0)}'
        sheet.write_formula(row + 1, column, formula, book.formats["count"], f"0 sur {asked.questions}")
    sheet.data_validation(row, _FIRST, row, last, {"validate": "list", "source": lists.professions, **_NO_SUCH_GROUP})


# Le tableau des questions : une ligne d'en-têtes, une ligne par question, les cellules à remplir ouvertes

_CODE, _STATEMENT, _ANSWER, _COMMENT = "Code", "Énoncé", "Réponse", "Commentaire"
_WIDTHS = (16, 78)
_NARROWEST = 15  # des colonnes suivantes : « 3 – en routine » y tient
_FIRST = 2  # la première colonne de réponses, après le code et l'énoncé
_NO_SUCH_GROUP = {
    "error_title": "Groupe non reconnu",
    "error_message": "Choisissez un groupe de la liste, ou laissez vide.",
}
_OUT_OF_LIST = {
    "error_title": "Réponse non reconnue",
    "error_message": f"Choisissez dans la liste (Alt et flèche vers le bas l’ouvrent), ou laissez vide{NBSP}: sans réponse.",
}
_NO_PATIENT = {
    "input_title": "Commentaire",
    "input_message": "Ni nom, ni donnée de patient, ni rien qui permette de reconnaître quelqu’un.",
}
_SEE_SCALE = {
    "input_title": "Réponse",
    "input_message": f"Les repères de chaque niveau sont dans la feuille «{NBSP}Échelle{NBSP}».",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Où sont les questions : la ligne d'en-têtes, et les suites de lignes qui en portent (à partir de 0)."""

    head: int
    spans: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, asking.Question], ...]

    @property
    def questions(self) -> int:
        return sum(bottom - top + 1 for top, bottom in self.spans)

    def count(self, column: int) -> str:
        """La formule qui compte les cellules remplies d'une colonne ; les lignes de titre y sont vides."""
        return f"COUNTA({xl_range_abs(self.head + 1, column, self.spans[-1][1], column)})"

    def cells(self, first: int, last: int, scale: Scale | None = None) -> str:
        """Les cellules de ces colonnes en face d'une question, ou de celles de cette échelle : « C9:C14 C16:C21 »."""
        spans = self.spans if scale is None else [(row, row) for row, question in self.rows if question.scale is scale]
        return " ".join(xl_range(top, first, bottom, last) for top, bottom in spans)


def _write_title(book: Book, sheet: Worksheet, title: str) -> None:
    """Le titre, dans la colonne des énoncés : celle des codes, qui disent le rang d'un énoncé, reste cachée."""
    sheet.set_column(0, 0, _WIDTHS[0], None, {"hidden": True})
    book.write(sheet, 0, 1, title, "title")
    sheet.set_row(0, 26)


def _short_enough(parts: tuple[asking.Chapter, ...]) -> bool:
    """Vrai si l'échelle et ses repères tiennent au-dessus du tableau."""
    return all(len(asking.answer_choices(scale)) <= asking.FEW for scale in asking.asked_scales(parts))


def _write_scale(book: Book, sheet: Worksheet, row: int, parts: tuple[asking.Chapter, ...]) -> int:
    """Écrit le temps à prévoir, comment choisir, les réponses possibles et leurs repères ; renvoie la ligne d'après."""
    staged, scales = all(question.stages for question in asking.questions(parts)), asking.asked_scales(parts)
    answers, several = asking.answer_choices(scales[0]), len(scales) > 1 and not staged
    listed = answers[-3:] if staged or several else answers  # les phrases disent elles-mêmes leur niveau
    if several or _short_enough(parts):
        lines = [f"{choice.text}{NBSP}: {choice.anchor}" if choice.anchor else choice.text for choice in listed]
    else:
        lines = [f"de {answers[0].text} à {answers[-4].text}, SO, NSP{NBSP}: voir la feuille «{NBSP}Échelle{NBSP}»"]
    if several:  # chaque menu déroulant donne les réponses de sa ligne
        levels = [
            f"{one.label}{NBSP}: " * bool(one.label) + ", ".join(c.text for c in asking.answer_choices(one)[:-3])
            for one in scales
        ]
        lines = [*levels, *lines]
    for line, text in enumerate((asking.instruction(parts), *lines), row):
        book.write(sheet, line, 1, text, "small" if line > row else "small strong")
        book.fit(sheet, line, (text,), _WIDTHS[1:], SMALL)
    return row + 1 + len(lines)


def _write_questions(
    book: Book, sheet: Worksheet, head: int, columns: Sequence[str], parts: tuple[asking.Chapter, ...]
) -> _Asked:
    """Écrit les en-têtes puis les questions, sous leurs titres ; la dernière de `columns` porte les commentaires."""
    titles = (_CODE, _STATEMENT, *columns)
    book.write_row(sheet, head, titles, "head")
    book.fit(sheet, head, titles, (*_WIDTHS, *[_NARROWEST] * len(columns)))
    row, spans, rows = head + 1, [], []
    for number, part in enumerate(parts, 1):
        row = _write_heading(book, sheet, row, f"{number}. {part.label}", "axis", len(columns))
        for theme in part.themes:
            if theme.label and not theme.questions[0].stages:
                row = _write_heading(book, sheet, row, theme.label, "dimension", len(columns))
            _write_theme(book, sheet, row, theme, len(columns))
            spans.append((row, row + len(theme.questions) - 1))
            rows += list(enumerate(theme.questions, row))
            row += len(theme.questions)
    return _Asked(head, tuple(spans), tuple(rows))


def _write_heading(book: Book, sheet: Worksheet, row: int, text: str, style: str, columns: int) -> int:
    """Un titre, dans la colonne des énoncés : la première ne porte que des codes de question."""
    for column in range(columns + _FIRST):
        sheet.write_blank(row, column, None, book.formats[style])
    book.write(sheet, row, 1, text, style)
    book.fit(sheet, row, (text,), _WIDTHS[1:], book.formats[style].font_size)
    return row + 1


def _write_theme(book: Book, sheet: Worksheet, row: int, theme: asking.Theme, columns: int) -> None:
    """Les questions d'une dimension, cellules de réponse et de commentaire ouvertes."""
    for line, question in enumerate(theme.questions, row):
        book.write(sheet, line, 0, question.id, "code")
        _write_statement(book, sheet, line, theme, question)
        for column in range(columns):
            style = "fill" if column == columns - 1 else "answer"
            sheet.write_blank(line, _FIRST + column, None, book.formats[style])


def _write_statement(book: Book, sheet: Worksheet, row: int, theme: asking.Theme, question: asking.Question) -> None:
    """Un énoncé, ou le nom d'une dimension et la phrase de chaque niveau : seul, ce nom se lirait comme une seconde question."""
    if not question.stages:
        book.write(sheet, row, 1, question.label, "cell")
        book.fit(sheet, row, (question.label,), _WIDTHS[1:])
        return
    said = "".join(f"\n{one.code}  {one.anchor}" for one in question.stages)
    name = plain(theme.label)
    sheet.write_rich_string(
        row, 1, book.formats["strong"], name, book.formats["cell"], plain(said), book.formats["cell"]
    )
    book.fit(sheet, row, (name + said,), _WIDTHS[1:])


def _guard(book: Book, sheet: Worksheet, asked: _Asked, lists: _Lists, people: int, hint: dict[str, str]) -> None:
    """Pose les menus déroulants, le rappel sur les commentaires, et le fond qui s'efface une fois répondu."""
    last = _FIRST + people - 1
    for scale, source in lists.answers:
        listed = {"validate": "list", "source": source, **_OUT_OF_LIST, **hint}
        _add_rule(sheet, asked.cells(_FIRST, last, scale if len(lists.answers) > 1 else None), listed)
    _add_rule(sheet, asked.cells(last + 1, last + 1), {"validate": "any", **_NO_PATIENT})
    top, bottom = asked.spans[0][0], asked.spans[-1][1]
    sheet.conditional_format(
        top, _FIRST, bottom, last,
        {"type": "no_blanks", "format": book.formats["answered"], "multi_range": asked.cells(_FIRST, last)},
    )  # fmt: skip
    sheet.ignore_errors({"number_stored_as_text": asked.cells(_FIRST, last)})


def _add_rule(sheet: Worksheet, cells: str, rule: dict[str, Any]) -> None:
    """Une règle de saisie sur plusieurs plages ; la bibliothèque veut aussi la première, à part."""
    sheet.data_validation(cells.partition(" ")[0], {**rule, "multi_range": cells})


def _lay_out(book: Book, sheet: Worksheet, asked: _Asked, columns: int) -> None:
    """Fige les en-têtes à l'écran, les répète à l'impression, et les nomme pour la synthèse vocale."""
    sheet.freeze_panes(asked.head + 1, columns)
    sheet.repeat_rows(asked.head)
    book.workbook.define_name(f"{_SHEET}!ColumnTitle", f"={_SHEET}!$A${asked.head + 1}")


# Les feuilles que l'on lit avant de répondre : la notice d'information, puis l'échelle

_READING_WIDTHS = (30, 66)


class _Pair(NamedTuple):
    """Une ligne de deux cellules : les textes, puis les formats."""

    name: str
    text: str
    name_style: str = "cell strong"
    text_style: str = "cell"


def _notice_pairs(notice: Notice) -> Iterator[_Pair]:
    yield _Pair("En bref", notice.introduction)
    for topic in notice.topics:
        doubt = f" ({capital(topic.confidence)}.)" if topic.confidence else ""  # ce qui reste à vérifier
        yield _Pair(topic.title, topic.text + doubt)
        for name in topic.fields:
            yield _Pair(name, TO_FILL, "cell", "fill")
    yield _Pair("", asking.notice_origin(notice), "small", "small")


def _scale_pairs(
    ref: Referentiel, on: dt.date | None, parts: tuple[asking.Chapter, ...], groups: Sequence[Profession]
) -> Iterator[_Pair]:
    first, *others = asking.asked_scales(parts)
    for scale in (first, *others):
        yield _Pair("Réponse" if scale is first else scale.label or "Réponse", "Ce que l’on observe", "head", "head")
        for choice in asking.answer_choices(scale)[: -3 if others else None]:
            yield _Pair(choice.text, choice.anchor)
    if others:
        yield _Pair("Toute échelle", "Ce que l’on observe", "head", "head")
        for choice in asking.answer_choices(first)[-3:]:
            yield _Pair(choice.text, choice.anchor)
    yield _Pair("", asking.SILENCE, "text", "text")
    yield _Pair("Groupe de professions", "Ce qu’il comprend", "head", "head")
    for group in groups:
        yield _Pair(group.label, group.includes, "cell", "cell")
    yield _Pair("", asking.origin(ref, on), "small", "small")


def _add_pairs(book: Book, name: str, title: str, pairs: Iterable[_Pair], *, pages: int) -> None:
    """Une feuille de deux colonnes, chaque ligne à la hauteur de son plus long texte ; `pages` 0 : sans limite."""
    sheet = book.sheet(name, _READING_WIDTHS)
    book.write_title(sheet, title)
    for row, pair in enumerate(pairs, 1):
        book.write(sheet, row, 0, pair.name, pair.name_style)
        book.write(sheet, row, 1, pair.text, pair.text_style)
        book.fit(sheet, row, (pair.name, pair.text), _READING_WIDTHS)
    sheet.fit_to_pages(1, pages)


# La feuille cachée « _matrice » : de quelle grille vient ce classeur, et les listes des menus déroulants

_MARKER_SHEET = "_matrice"
_FORMAT = "matrice-questionnaire-1"
_COLUMNS = ("cle", "valeur", "questions", "reponses", "professions", "personnes")


@dataclass(frozen=True, slots=True)
class _Lists:
    """Les plages que les menus déroulants proposent."""

    answers: Sequence[tuple[Scale, str]]
    professions: str


def _add_marker(
    book: Book, ref: Referentiel, parts: tuple[asking.Chapter, ...], groups: Sequence[Profession], *, people: Sequence[str],
    quick: bool,
) -> _Lists:  # fmt: skip
    """Ajoute la feuille cachée et renvoie les plages de ses listes.

    `people` vide : le classeur d'une personne. Pour toute une équipe, les codes courts (« 2 », « SO ») sont
    aussi admis : qui recopie vingt formulaires papier les frappe au clavier.
    """
    facts = {
        "format": _FORMAT, "sorte": "equipe" if people else "personne", "grille": ref.label, "version": ref.version,
        "finesse": "dimension" if quick else "item",
    }  # fmt: skip
    scales = list({id(question.scale): question.scale for question in asking.questions(parts)}.values())
    menus = [_menu(scale, codes=bool(people)) for scale in scales]
    labels = [group.label for group in groups]
    columns = (
        list(facts),
        list(facts.values()),
        [q.id for q in asking.questions(parts)],
        menus[0],
        labels,
        people,
        *menus[1:],
    )
    sheet = book.workbook.add_worksheet(_MARKER_SHEET)
    sheet.hide()
    sheet.protect()
    for rank, (title, values) in enumerate(zip((*_COLUMNS, *[_COLUMNS[3]] * len(menus[1:])), columns, strict=True)):
        for row, value in enumerate((title, *values)):
            book.write(sheet, row, rank, value)
    places = ["D", *(xl_col_to_name(rank) for rank in range(len(_COLUMNS), len(columns)))]
    spans = [_span(place, menu) for place, menu in zip(places, menus, strict=True)]
    return _Lists(list(zip(scales, spans, strict=True)), _span("E", labels))


def _menu(scale: Scale, *, codes: bool) -> list[str]:
    """Les réponses que propose le menu d'une question ; `codes` : les codes courts aussi."""
    answers = asking.answer_choices(scale)
    return list(dict.fromkeys([one.text for one in answers] + [one.code for one in answers if codes]))


def _span(column: str, values: Sequence[str]) -> str:
    """La plage de ces valeurs dans une colonne de la feuille cachée."""
    return f"='{_MARKER_SHEET}'!${column}$2:${column}${len(values) + 1}"
