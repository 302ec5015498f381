"""Le classeur qui accompagne une fiche de poste : on change des heures, tous les totaux suivent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from ...assessment import showable
from ...documents.money import budget_table
from ...fiche import MATRICE, FicheDePoste, Part, PlannedTask, UncoveredTask, arrange, role_said
from ...inclusive import COORDINATION, checked_wording
from ...text import NBSP, Wording, capital, hours, plain
from .book import GOOD, HIGH, LOW, Book, added, cell, fixed, new_book, place, quote_sheet, span
from .money import LawCells, add_money, add_sources, law_cells


def fiche(fiche: FicheDePoste, *, layout: str = MATRICE, wording: Wording = "doublet") -> bytes:
    """Renvoie le classeur .xlsx d'une fiche : heures, ce que prennent les autres, argent, variantes, sources.

    Args:
        fiche: ce que `draft` a calculé.
        layout: le rangement des tâches, comme dans le document Word.
        wording: forme des mots qui nomment la personne.

    Returns:
        Les octets du classeur, les mêmes pour la même fiche. Les cellules jaunes se changent ; sous-totaux, total,
        heures par an, parts, coût et écart au budget se recalculent, et portent dès l'ouverture leur vraie valeur.

    Raises:
        InputError: plan inconnu.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    checked_wording(wording)
    showable(fiche.profile)
    parts = arrange(fiche.tasks, fiche.ref, layout)
    title = f"{fiche.status.sheet}{NBSP}: {COORDINATION[wording]['nom']}"
    book = new_book(title, fiche.profile.team, None)
    law, rounding = law_cells(), _rounding_of(fiche)
    hours = _add_hours(book, fiche, parts, rounding, law)
    _add_rest(book, fiche, wording)
    add_money(book, fiche, hours.week, hours.year)
    _add_variations(book, fiche)
    add_sources(book, fiche)
    _add_rounding(book, fiche, hours.tasks, law)
    return book.to_bytes()


_MOST_HOURS = 168  # il n'y a pas plus d'heures dans une semaine
_NOT_HOURS = {
    "error_title": "Heures non reconnues",
    "error_message": f"Écrivez un nombre d’heures par semaine, 0 ou plus{NBSP}: 1,5 pour une heure et demie.",
}

# La feuille « Heures » : les tâches rangées selon un plan, des heures que l'on change, des totaux qui suivent

_HOURS_SHEET = "Heures"
_HOURS_WIDTHS = (9, 54, 12, 10, 9, 62)
_CODE, _HOURS_LABEL, _HOURS_WEEK, _HOURS_YEAR, _SHARE, _WHY = range(6)
_HOURS_TITLES = ("Code", "Tâche", "h/semaine", "h/an", "Part", "Comment ces heures ont été trouvées")
_BUDGET, _TOTAL, _GAP, _HOURS_HEAD = 4, 5, 6, 8  # lignes, à partir de 0
_HOURS_NOTES = (
    "Changez les heures des cellules jaunes\u00a0: sous-totaux, total, heures par an et parts suivent (1,25 pour 1\u00a0h\u00a015).",
    "La feuille est protégée sans mot de passe, pour que les formules ne s’effacent pas par mégarde.",
)


@dataclass(frozen=True, slots=True)
class _Hours:
    """Où sont, vues d'une autre feuille, les heures de chaque tâche et le total de la semaine et de l'année."""

    tasks: Mapping[str, str]
    week: str
    year: str


def _add_hours(book: Book, fiche: FicheDePoste, parts: Sequence[Part], rounding: _Rounding, law: LawCells) -> _Hours:
    """Ajoute la feuille ; renvoie où lire les heures."""
    sheet = book.table_sheet(_HOURS_SHEET, f"Heures du poste, {fiche.profile.team}", _HOURS_NOTES, _HOURS_WIDTHS)
    book.write_heads(sheet, _HOURS_HEAD, _HOURS_TITLES, _HOURS_WIDTHS, (_HOURS_WEEK, _HOURS_YEAR, _SHARE))
    row, part_rows = _HOURS_HEAD + 1, []
    tasks: dict[str, str] = {}
    for part in parts:
        part_rows.append(row)
        row = _add_part(book, sheet, row, part, rounding, tasks)
    _add_sums(book, sheet, row, "Total", [cell(one, _HOURS_WEEK) for one in part_rows], fiche.tasks, "total")
    _refuse_hours(sheet, _HOURS_HEAD + 1, row - 1)
    _add_check(book, sheet, fiche, row)
    _add_working_time(book, sheet, fiche, row, law)
    book.keep_heads(sheet, _HOURS_HEAD, _HOURS_WEEK)
    return _Hours(tasks, place(sheet, row, _HOURS_WEEK), place(sheet, row, _HOURS_YEAR))


def _add_part(book: Book, sheet: Worksheet, row: int, part: Part, rounding: _Rounding, tasks: dict[str, str]) -> int:
    """Une partie, ses groupes et leurs tâches ; renvoie la ligne d'après.

    Le sous-total est sur la ligne du titre. Un groupe qui porte le nom de sa partie n'a pas de ligne à lui.
    """
    top, row, spans = row, row + 1, []
    for group in part.groups:
        head = None if (alone := group.label == part.label) else row
        row += 0 if alone else 1
        first = row
        for task in group.tasks:
            _add_task(book, sheet, row, task, rounding)
            tasks[task.id] = place(sheet, row, _HOURS_WEEK)
            row += 1
        spans.append(span(first, row - 1, _HOURS_WEEK))
        if head is not None:
            _add_sums(book, sheet, head, group.label, spans[-1:], group.tasks, "group")
    _add_sums(book, sheet, top, part.label, spans, part.tasks, "part")
    return row


def _add_task(book: Book, sheet: Worksheet, row: int, task: PlannedTask, rounding: _Rounding) -> None:
    """Une tâche : ses heures se changent, le reste suit."""
    code = "" if task.is_reserve else task.id
    for column, text in ((_CODE, code), (_HOURS_LABEL, task.label), (_WHY, task.explanation)):
        book.write_words(sheet, row, column, text)
    book.write_number(sheet, row, _HOURS_WEEK, task.hours, "hours", "open")
    book.write_formula(sheet, row, _HOURS_YEAR, rounding.year(task), task.hours_year, "count")
    book.write_formula(sheet, row, _SHARE, rounding.share(task), round(10 * task.share) / 1000, "share")
    book.fit(sheet, row, (code, task.label, "", "", "", task.explanation), _HOURS_WIDTHS)


def _add_sums(
    book: Book, sheet: Worksheet, row: int, label: str, cells: Sequence[str], tasks: Sequence[PlannedTask], look: str
) -> None:
    """Une ligne de sous-total ou de total ; `cells` sont celles de la colonne des heures, les autres s'en déduisent."""
    for column, text in ((_CODE, ""), (_HOURS_LABEL, label), (_WHY, "")):
        book.write_words(sheet, row, column, text, look)
    values = (
        (_HOURS_WEEK, added(task.hours for task in tasks), "hours"),
        (_HOURS_YEAR, sum(task.hours_year for task in tasks), "count"),
        (_SHARE, sum(round(10 * task.share) for task in tasks) / 1000, "share"),
    )
    for column, value, kind in values:
        summed = ",".join(_shifted(one, column) for one in cells)
        book.write_formula(sheet, row, column, f"SUM({summed})", value, kind, look)
    book.fit(sheet, row, ("", label), _HOURS_WIDTHS)


def _shifted(cells: str, column: int) -> str:
    """La même plage, dans une autre colonne."""
    return cells.replace("C", "CDE"[column - _HOURS_WEEK])


def _refuse_hours(sheet: Worksheet, first: int, last: int) -> None:
    """Ce qui n'est pas un nombre d'heures est refusé, avec la phrase qui dit quoi écrire."""
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": _MOST_HOURS, **_NOT_HOURS}
    for top, bottom in ((_BUDGET, _BUDGET), (first, last)):
        sheet.data_validation(top, _HOURS_WEEK, bottom, _HOURS_WEEK, rule)


def _add_check(book: Book, sheet: Worksheet, fiche: FicheDePoste, total: int) -> None:
    """Le budget, le total et l'écart, en chiffres, en mots et en couleur."""
    gap = fixed(_GAP, _HOURS_WEEK)
    words = (
        f'IF({gap}=0,"Le total fait exactement le budget.",IF({gap}>0,"Il reste "&FIXED({gap},2)&"{NBSP}h à répartir.",'
        f'"Le total dépasse le budget de "&FIXED(-{gap},2)&"{NBSP}h."))'
    )
    for row, label in (
        (_BUDGET, "Budget décidé"),
        (_TOTAL, "Total des tâches"),
        (_GAP, "Écart au budget (budget − total)"),
    ):
        book.write_words(sheet, row, _HOURS_LABEL, label, "group")
    book.write_number(sheet, _BUDGET, _HOURS_WEEK, fiche.weekly_hours, "hours", "open")
    book.write_formula(sheet, _TOTAL, _HOURS_WEEK, cell(total, _HOURS_WEEK), fiche.weekly_hours, "hours", "group")
    book.write_formula(
        sheet,
        _GAP,
        _HOURS_WEEK,
        f"ROUND({fixed(_BUDGET, _HOURS_WEEK)}-{fixed(_TOTAL, _HOURS_WEEK)},6)",
        0,
        "hours",
        "group",
    )
    book.write_words(sheet, _BUDGET, _WHY, f"{hours(fiche.weekly_hours)} par semaine à la création de ce classeur")
    book.write_formula(sheet, _GAP, _WHY, words, "Le total fait exactement le budget.", "text", "group")
    for column in (_HOURS_WEEK, _WHY):
        for sign, colour in (("=", GOOD), (">", LOW), ("<", HIGH)):
            rule = {"type": "formula", "criteria": f"={gap}{sign}0", "format": book.alerts[colour]}
            sheet.conditional_format(_GAP, column, _GAP, column, rule)


def _add_working_time(book: Book, sheet: Worksheet, fiche: FicheDePoste, total: int, law: LawCells) -> None:
    """Le même temps au mois et en équivalent temps plein, comme dans le document : hors d'un contrat, ni l'un ni l'autre."""
    if not fiche.status.hierarchy:
        return
    week, time = cell(total, _HOURS_WEEK), fiche.time
    rows = [
        ("Heures payées par mois", f"{week}*{law.paid_weeks}/12", time.monthly),
        ("Équivalent temps plein (ETP)", f"{week}/{law.weekly}", time.etp),
    ]
    for row, (label, formula, value) in enumerate(rows, total + 2):
        book.write_words(sheet, row, _HOURS_LABEL, label, "group")
        book.write_formula(sheet, row, _HOURS_WEEK, formula, value, "hours", "group")


# La feuille « Arrondis » : des heures par an et des parts entières qui tombent juste, recalculées par Excel

_ROUNDING_SHEET = "Arrondis"
_TOTALS, _ROUNDING_HEAD, _ROUNDING_FIRST = 4, 8, 9  # lignes, à partir de 0
_BLOCK = ("part exacte", "partie entière", "reste", "rang du reste", "retenu")
_ROUNDING_TITLES = (
    "Code",
    "h/semaine",
    *(f"An{NBSP}: {one}" for one in _BLOCK),
    *(f"Part{NBSP}: {one} (‰)" for one in _BLOCK),
)
_ROUNDING_WIDTHS = (9, 10, *[11] * 10)
_ROUNDING_YEAR, _THOUSANDTHS = 2, 7  # première colonne de chaque bloc
_ROUNDING_NOTES = (
    "Cette feuille fait tomber juste les heures par an et les parts, écrites en nombres ronds. Il n’y a rien à y remplir.",
    "Chaque tâche garde la partie entière de sa part exacte\u00a0; les unités qui restent vont aux plus grands restes.",
)


@dataclass(frozen=True, slots=True)
class _Rounding:
    """Où lire, pour chaque tâche, ses heures par an (entières) et sa part (fraction du total)."""

    rows: Mapping[str, int]

    def year(self, task: PlannedTask) -> str:
        """La cellule de ses heures par an."""
        return f"{quote_sheet(_ROUNDING_SHEET)}!{fixed(self.rows[task.id], _ROUNDING_YEAR + 4)}"

    def share(self, task: PlannedTask) -> str:
        """Sa part, de 0 à 1."""
        return f"{quote_sheet(_ROUNDING_SHEET)}!{fixed(self.rows[task.id], _THOUSANDTHS + 4)}/1000"


def _rounding_of(fiche: FicheDePoste) -> _Rounding:
    """Renvoie la place de chaque tâche, connue avant que la feuille soit écrite."""
    return _Rounding({task.id: _ROUNDING_FIRST + rank for rank, task in enumerate(fiche.tasks)})


def _add_rounding(book: Book, fiche: FicheDePoste, hours: Mapping[str, str], law: LawCells) -> None:
    """Ajoute la feuille ; `hours` dit dans quelle cellule sont les heures de chaque tâche."""
    sheet = book.table_sheet(_ROUNDING_SHEET, "Comment les totaux tombent juste", _ROUNDING_NOTES, _ROUNDING_WIDTHS)
    last = _ROUNDING_FIRST + len(fiche.tasks) - 1
    _add_targets(book, sheet, fiche, last, law)
    book.write_heads(sheet, _ROUNDING_HEAD, _ROUNDING_TITLES, _ROUNDING_WIDTHS, range(1, len(_ROUNDING_TITLES)))
    for row, task in enumerate(fiche.tasks, _ROUNDING_FIRST):
        book.write_words(sheet, row, 0, "réserve" if task.is_reserve else task.id)
        book.write_formula(sheet, row, 1, hours[task.id], task.hours, "hours")
    years = [task.hours_year for task in fiche.tasks]
    _add_block(book, sheet, fiche.tasks, _ROUNDING_YEAR, fixed(_TOTALS + 1, 1), years)
    _add_block(
        book, sheet, fiche.tasks, _THOUSANDTHS, fixed(_TOTALS + 2, 1), [round(10 * t.share) for t in fiche.tasks]
    )
    book.keep_heads(sheet, _ROUNDING_HEAD, 1)


def _add_targets(book: Book, sheet: Worksheet, fiche: FicheDePoste, last: int, law: LawCells) -> None:
    """Ce que chaque colonne doit faire : les heures de la semaine, celles de l'année, et mille millièmes."""
    total, week = span(_ROUNDING_FIRST, last, 1), fixed(_TOTALS, 1)
    rows = (
        ("h/sem.", f"SUM({total})", fiche.weekly_hours, "hours"),
        ("h/an", f"ROUND({week}*{law.annual}/{law.weekly},0)", sum(task.hours_year for task in fiche.tasks), "count"),
        ("‰", f"IF({week}=0,0,1000)", 1000, "count"),
    )
    for row, (label, formula, value, kind) in enumerate(rows, _TOTALS):
        book.write_words(sheet, row, 0, label, "group")
        book.write_formula(sheet, row, 1, formula, value, kind, "group")


def _add_block(
    book: Book, sheet: Worksheet, tasks: Sequence[PlannedTask], start: int, target: str, chosen: Sequence[int]
) -> None:
    """Cinq colonnes : la part exacte de `target`, son entier, son reste, le rang du reste, et ce qui est retenu."""
    last, week, whole = _ROUNDING_FIRST + len(tasks) - 1, fixed(_TOTALS, 1), sum(chosen)
    total = added(task.hours for task in tasks)
    quotas = [whole * task.hours / total for task in tasks]
    floors = [math.floor(round(quota, 9)) for quota in quotas]
    rests = [round(quota - floor, 7) for quota, floor in zip(quotas, floors, strict=True)]
    order = sorted(range(len(tasks)), key=lambda rank: (-rests[rank], -tasks[rank].hours, rank))
    for rank in range(len(tasks)):
        row = _ROUNDING_FIRST + rank
        quota, floor, place_of = (cell(row, start + column) for column in (0, 1, 3))
        formulas = (
            f"IF({week}=0,0,{cell(row, 1)}/{week}*{target})",
            f"INT(ROUND({quota},9))",
            f"ROUND({quota}-{floor},7)",
            _rank_formula(row, start + 2, last),
            f"{floor}+IF({place_of}<={target}-SUM({span(_ROUNDING_FIRST, last, start + 1)}),1,0)",
        )
        values = (quotas[rank], floors[rank], rests[rank], order.index(rank) + 1, chosen[rank])
        for column, (formula, value) in enumerate(zip(formulas, values, strict=True), start):
            book.write_formula(sheet, row, column, formula, value, "factor" if column - start in (0, 2) else "count")


def _rank_formula(row: int, column: int, last: int) -> str:
    """Le rang d'un reste ; les égalités vont à qui a le plus d'heures, puis au premier."""
    rests, hours = span(_ROUNDING_FIRST, last, column), span(_ROUNDING_FIRST, last, 1)
    rest, own = cell(row, column), cell(row, 1)
    earlier = f"(ROW({rests})<ROW({rest}))"
    tied = f"({rests}={rest})*(({hours}>{own})+({hours}={own})*{earlier})"
    return f"1+SUMPRODUCT(({rests}>{rest})+{tied})"


# La feuille « Qui prend le reste » : à qui vont les tâches qui ne tiennent pas, et ce que cela fait à chacun

_REST_SHEET = "Qui prend le reste"
_REST_WIDTHS = (9, 54, 30, 34, 12, 34)
_PEOPLE = ("", "Personne", "Heures par semaine", "Confiées", "Restent", "Ce que cela dit")
_REST_TITLES = ("Code", "Tâche", "Dimension", "Qui s’en charge", "h/semaine", "État")
_TASK, _DIMENSION, _WHO, _REST_WEEK, _STATE = range(1, 6)
_REST_NOTES = (
    "Choisissez ou écrivez qui prend chaque tâche, et ses heures\u00a0: ce qui reste à chacun et ce que personne ne prend se recomptent.",
)
_NOTHING = "Toutes les tâches demandées tiennent dans le temps du poste\u00a0: rien ne reste à confier."
_PLACE = 4  # la ligne de la première personne, à partir de 0
_TAKEN, _FREE = "confiée", "à confier"
_Task = PlannedTask | UncoveredTask


def _add_rest(book: Book, fiche: FicheDePoste, wording: Wording) -> None:
    """Ajoute la feuille."""
    sheet = book.table_sheet(_REST_SHEET, "Qui prend le reste", _REST_NOTES if fiche.uncovered else (), _REST_WIDTHS)
    if not fiche.uncovered:
        book.write(sheet, 2, _TASK, _NOTHING)
        book.fit(sheet, 2, (_NOTHING,), _REST_WIDTHS[1:])
        return
    names = _distinct([plain(capital(role_said(one.role.label, wording))) for one in fiche.delegated])
    head = _PLACE + len(names) + 2
    rows = [(name, task) for name, one in zip(names, fiche.delegated, strict=True) for task in one.tasks]
    left: list[tuple[str, _Task]] = [*rows, *(("", task) for task in fiche.unassigned)]
    first, last = head + 1, head + len(left)
    _add_people(book, sheet, fiche, names, (first, last))
    _add_alone(book, sheet, fiche, _PLACE + len(names), (first, last))
    book.write_heads(sheet, head, _REST_TITLES, _REST_WIDTHS, (_REST_WEEK,))
    for row, (name, task) in enumerate(left, first):
        _add_left_task(book, sheet, row, name, task)
    _add_given_total(book, sheet, last + 1, [task for _, task in rows], (first, last))
    _guard_rest(book, sheet, len(names), (first, last))
    book.keep_heads(sheet, head, _DIMENSION)


def _distinct(names: Sequence[str]) -> list[str]:
    """Les mêmes noms, numérotés quand ils se répètent : les heures se comptent par nom."""
    return [
        f"{name} ({names[:rank].count(name) + 1})" if names.count(name) > 1 else name for rank, name in enumerate(names)
    ]


def _add_people(
    book: Book, sheet: Worksheet, fiche: FicheDePoste, names: Sequence[str], lines: tuple[int, int]
) -> None:
    """Une ligne par personne : ses heures, celles qu'on lui confie, ce qui lui reste, en chiffres et en mots."""
    if names:
        book.write_heads(sheet, _PLACE - 1, _PEOPLE, _REST_WIDTHS, (_DIMENSION, _WHO, _REST_WEEK))
    for row, (name, one) in enumerate(zip(names, fiche.delegated, strict=True), _PLACE):
        given = added(task.hours for task in one.tasks)
        book.write_words(sheet, row, 0, "")
        book.write_words(sheet, row, _TASK, name)
        book.write_number(sheet, row, _DIMENSION, one.role.hours, "hours", "open")
        summed = f"SUMPRODUCT(--({span(*lines, _WHO)}={cell(row, _TASK)}),{span(*lines, _REST_WEEK)})"
        book.write_formula(sheet, row, _WHO, summed, given, "hours")
        book.write_formula(
            sheet, row, _REST_WEEK, f"ROUND({cell(row, _DIMENSION)}-{cell(row, _WHO)},6)", one.spare, "hours"
        )
        rest = cell(row, _REST_WEEK)
        said = f'IF({rest}<0,"c’est trop",IF({rest}=0,"tout son temps est pris","il lui reste du temps"))'
        book.write_formula(
            sheet, row, _STATE, said, "il lui reste du temps" if one.spare else "tout son temps est pris", "text"
        )
        book.fit(sheet, row, ("", name), _REST_WIDTHS)
        rule = {"type": "cell", "criteria": "<", "value": 0, "format": book.alerts[HIGH]}
        sheet.conditional_format(row, _REST_WEEK, row, _REST_WEEK, rule)


def _add_alone(book: Book, sheet: Worksheet, fiche: FicheDePoste, row: int, lines: tuple[int, int]) -> None:
    """Combien de tâches personne ne prend."""
    count = len(fiche.unassigned)
    book.write_words(sheet, row, 0, "", "group")
    book.write_words(sheet, row, _TASK, "Tâches que personne ne prend", "group")
    book.write_formula(sheet, row, _DIMENSION, f"COUNTBLANK({span(*lines, _WHO)})", count, "count", "group")
    free = fixed(row, _DIMENSION)
    said = f'IF({free}=0,"Chaque tâche a quelqu’un.","Il reste à dire qui s’en charge.")'
    value = "Il reste à dire qui s’en charge." if count else "Chaque tâche a quelqu’un."
    book.write_formula(sheet, row, _WHO, said, value, "text", "group")
    for sign, colour in (("=", GOOD), (">", LOW)):
        rule = {"type": "formula", "criteria": f"={free}{sign}0", "format": book.alerts[colour]}
        sheet.conditional_format(row, _DIMENSION, row, _WHO, rule)


def _add_left_task(book: Book, sheet: Worksheet, row: int, name: str, task: _Task) -> None:
    """Une tâche qui ne tient pas : qui la prend, ou la place de le dire."""
    served = task.dimension.label if task.dimension else "–"
    for column, text in enumerate((task.id, task.label, served)):
        book.write_words(sheet, row, column, text)
    book.write_words(sheet, row, _WHO, name, "open")
    if isinstance(task, PlannedTask):
        book.write_number(sheet, row, _REST_WEEK, task.hours, "hours", "open")
    else:
        sheet.write_blank(row, _REST_WEEK, None, book.looks["open", "hours"])
    state = f'IF({cell(row, _WHO)}="","{_FREE}","{_TAKEN}")'
    book.write_formula(sheet, row, _STATE, state, _TAKEN if name else _FREE, "text")
    book.fit(sheet, row, (task.id, task.label, served, name), _REST_WIDTHS)


def _add_given_total(
    book: Book, sheet: Worksheet, row: int, tasks: Sequence[PlannedTask], lines: tuple[int, int]
) -> None:
    """Les heures confiées, toutes personnes réunies."""
    for column, text in enumerate(("", "Total confié", "", "", "", "")):
        book.write_words(sheet, row, column, text, "total")
    total = added(task.hours for task in tasks)
    book.write_formula(sheet, row, _REST_WEEK, f"SUM({span(*lines, _REST_WEEK)})", total, "hours", "total")


def _guard_rest(book: Book, sheet: Worksheet, people: int, lines: tuple[int, int]) -> None:
    """Les personnes se choisissent ou s'écrivent, les heures sont des nombres, une tâche sans personne se voit."""
    if people:
        listed = {
            "validate": "list", "source": f"={span(_PLACE, _PLACE + people - 1, _TASK)}", "error_type": "warning",
            "error_title": "Personne hors de la liste", "error_message": "Ses heures ne seront pas comptées plus haut. Continuer\u00a0?",
        }  # fmt: skip
        sheet.data_validation(lines[0], _WHO, lines[1], _WHO, listed)
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": _MOST_HOURS, **_NOT_HOURS}
    sheet.data_validation(lines[0], _REST_WEEK, lines[1], _REST_WEEK, rule)
    waiting = {"type": "cell", "criteria": "==", "value": f'"{_FREE}"', "format": book.alerts[LOW]}
    sheet.conditional_format(lines[0], _STATE, lines[1], _STATE, waiting)


# La feuille « À 2 h près » : la même demande avec un peu plus ou un peu moins d'heures, tâche par tâche

_VARIATIONS_SHEET = "À 2 h près"
_VARIATIONS_LABEL, _VARIATIONS_FIRST, _VARIATIONS_HEAD = 1, 2, 4
_VARIATIONS_NOTES = (
    "La même demande, partagée à nouveau pour d’autres budgets.",
    "Ces nombres viennent du calcul de départ\u00a0: ils ne suivent pas les heures changées dans la feuille «\u00a0Heures\u00a0».",
)


def _add_variations(book: Book, fiche: FicheDePoste) -> None:
    """Ajoute la feuille."""
    found = budget_table(fiche)
    count = len(found.budgets)
    widths = (9, 60, *[13] * count, 46)
    sheet = book.table_sheet(_VARIATIONS_SHEET, "Et avec deux heures de plus ou de moins", _VARIATIONS_NOTES, widths)
    after = book.write_table(sheet, _VARIATIONS_HEAD, found.table(fiche.weekly_hours), widths)
    for rank in range(count):  # un total reste une formule
        column = _VARIATIONS_FIRST + rank
        summed = f"SUM({span(_VARIATIONS_HEAD + 1, after - 2, column)})"
        book.write_formula(sheet, after - 1, column, summed, found.total(rank), "hours", "total")
    for row, sentence in enumerate((*found.gains, *found.refusals), after + 1):
        book.write(sheet, row, _VARIATIONS_LABEL, sentence)
        book.fit(sheet, row, (sentence,), widths[1:])
    book.keep_heads(sheet, _VARIATIONS_HEAD, _VARIATIONS_FIRST)
