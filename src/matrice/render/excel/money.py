"""Deux feuilles du classeur d'une fiche : ce que le poste coûte et qui le paie, puis d'où viennent les chiffres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from ...documents import words
from ...documents.blocks import Cell, Column, Row, Table
from ...fiche import FicheDePoste, Figure, MoneyLine, PayrollTax, PostMoney, TaxBracket
from ...text import NBSP, capital, date, partial_date, quoted, rounded
from .book import GOOD, LOW, Book, added, cell, fixed, quote_sheet, span

# La feuille « Argent » : ce que le poste coûte pour les heures inscrites, qui le paie, ce qui manque

_MONEY_SHEET = "Argent"
_MONEY_WIDTHS = (40, 66, 17, 17, 17, 9)
_PAY = ("Salaire brut", "Prime d’ancienneté")  # la base de la taxe sur les salaires : les premières lignes d'un salaire
_LABEL, _HOW, _RATE, _FLAT, _YEAR, _SHARE = range(6)
_COSTS = (
    "Dépense", "Comment ce montant a été compté", "€ par an pour 1 h/semaine", "€ par an, fixe", "€ par an", "Part",
)  # fmt: skip
_FUNDS = ("Financement", "Comment ce montant est connu", "", "€ par an, fixe", "€ par an", "Part du coût")
_MONEY_HEAD = 4
_NOTES = (
    "Le coût suit le total de la feuille «\u00a0Heures\u00a0»\u00a0: un montant fixe, plus ce que coûte chaque heure hebdomadaire.",
    "Les cellules jaunes se changent\u00a0; tout est en euros par an, au centime.",
)
_NUMERIC = (_RATE, _FLAT, _YEAR, _SHARE)
_NOT_EUROS = {
    "error_title": "Montant non reconnu",
    "error_message": f"Écrivez un nombre d’euros par an, 0 ou plus{NBSP}: 1250,50.",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """Une ligne de la feuille : ce que c'est, comment c'est compté, et la part qui suit les heures (`rate`) ou non (`flat`).

    `share` est une part des lignes au-dessus (0,2 pour une TVA de 20 %) ; `brackets`, un barème annuel du salaire brut, prime
    comprise, que portent les `paid` premières lignes.
    """

    name: str
    how: str
    rate: float = 0.0
    flat: float = 0.0
    share: float = 0.0
    brackets: tuple[TaxBracket, ...] = ()
    paid: int = 0

    def formula(self, row: int, first: int, week: str) -> str:
        """Ses euros par an, dans la feuille."""
        if self.share:
            return f"ROUND({self.share!r}*SUM({span(first, row - 1, _YEAR)}),2)"
        if self.brackets:
            pay = f"SUM({span(first, first + self.paid - 1, _YEAR)})"
            steps = (f"{extra!r}*MAX(0,{pay}-{above!r})" for above, extra in _marginal(self.brackets))
            return f"ROUND(({'+'.join(steps)})/100,2)"
        return f"ROUND({cell(row, _RATE)}*{week}+{cell(row, _FLAT)},2)"

    def value(self, hours: float, above: Sequence[float]) -> float:
        """La même somme, au centime : les centimes imprimés font le total imprimé."""
        if self.share:
            return _cents(self.share * added(above))
        if self.brackets:
            pay = added(above[: self.paid])
            return _cents(added(extra * max(0.0, pay - start) for start, extra in _marginal(self.brackets)) / 100)
        return _cents(self.rate * hours + self.flat)


def _marginal(brackets: Sequence[TaxBracket]) -> list[tuple[float, float]]:
    """Chaque seuil et ce que son taux ajoute à celui d'avant, en points : la somme de ces pas est le barème."""
    rates = [0.0, *(step.rate for step in brackets)]
    return [(step.above, round(step.rate - before, 6)) for step, before in zip(brackets, rates, strict=False)]


def add_money(book: Book, fiche: FicheDePoste, week: str, year: str) -> None:
    """Ajoute la feuille « Argent », quand l'équipe a dit quelque chose de l'argent.

    `week` et `year` sont les cellules où sont, vues d'une autre feuille, les heures de la semaine et de l'année.
    """
    if (money := fiche.money) is None:
        return
    sheet = book.table_sheet(_MONEY_SHEET, "Argent du poste, en euros par an", _NOTES, _MONEY_WIDTHS)
    book.write_heads(sheet, _MONEY_HEAD, _COSTS, _MONEY_WIDTHS, _NUMERIC)
    costs = _cost_lines(money)
    cost = _add_lines(book, sheet, _MONEY_HEAD + 1, costs, "Coût du poste", week, money.cost.time.weekly)
    spent = added(_values_of(costs, money.cost.time.weekly))
    hourly = f"IF({year}=0,0,{fixed(cost, _YEAR)}/{year})"
    worked = sum(task.hours_year for task in fiche.tasks)
    _add_result(book, sheet, cost + 1, "Coût d’une heure de travail", hourly, spent / worked if worked else 0)
    row = cost + 3
    book.write_heads(sheet, row, _FUNDS, _MONEY_WIDTHS, _NUMERIC)
    funds = [
        _Line(line.label, _computation_text(line.computation, line.estimate), flat=line.euros)
        for line in money.plan.lines
    ]
    found = _add_funds(book, sheet, row + 1, funds, fixed(cost, _YEAR), spent)
    _add_balance(book, sheet, found + 1, (cost, found), spent, added(line.flat for line in funds))
    _add_warnings(book, sheet, found + 5, money)
    book.keep_heads(sheet, _MONEY_HEAD, _RATE)


def _cost_lines(money: PostMoney) -> list[_Line]:
    """Les dépenses, chacune avec ce qui la fait varier : les heures, rien, les lignes au-dessus, ou un barème du salaire."""
    paid = sum(line.label in _PAY for line in money.cost.lines)
    return [_cost_line(line, money.cost.time.weekly, paid) for line in money.cost.lines]


def _cost_line(line: MoneyLine, hours: float, paid: int) -> _Line:
    """Une dépense."""
    how = _computation_text(line.computation, line.estimate)
    if line.follows == "lignes":
        return _Line(line.label, how, share=line.rate / 100)
    if line.follows == "salaire":
        table = next(value for value in line.basis if isinstance(value, PayrollTax))
        return _Line(line.label, how, brackets=table.brackets, paid=paid)
    if line.follows == "rien":
        return _Line(line.label, how, flat=line.euros)
    return _Line(line.label, how, rate=line.euros / hours)


def _computation_text(computation: str, estimate: bool) -> str:
    """Comment un montant est compté, et si c'est une estimation."""
    return capital(f"estimation\u00a0: {computation}" if estimate else computation)


def _values_of(lines: Sequence[_Line], hours: float) -> list[float]:
    """Les euros de ces lignes pour ces heures, chacune sachant celles d'avant."""
    found: list[float] = []
    for line in lines:
        found.append(line.value(hours, found))
    return found


def _cents(value: float) -> float:
    """Une somme au centime, comme ROUND l'écrit."""
    return float(rounded(value, 2))


def _add_lines(
    book: Book, sheet: Worksheet, row: int, lines: Sequence[_Line], label: str, week: str, hours: float
) -> int:
    """Les dépenses et leur total ; renvoie la ligne du total."""
    last = row + len(lines) - 1
    values = _values_of(lines, hours)
    total, spent = fixed(last + 1, _YEAR), added(values)
    for rank, (line, value) in enumerate(zip(lines, values, strict=True), row):
        _add_texts(book, sheet, rank, line.name, line.how)
        if line.share or line.brackets:
            book.write_words(sheet, rank, _RATE, "")
            book.write_words(sheet, rank, _FLAT, "")
        else:
            book.write_number(sheet, rank, _RATE, line.rate, "rate", "open")
            book.write_number(sheet, rank, _FLAT, line.flat, "money", "open")
        book.write_formula(sheet, rank, _YEAR, line.formula(rank, row, week), value, "money")
        _add_share(book, sheet, rank, total, value, spent)
    _add_total(book, sheet, last + 1, label, f"SUM({span(row, last, _YEAR)})", spent)
    _refuse_euros(sheet, row, last, _RATE)
    return last + 1


def _add_funds(book: Book, sheet: Worksheet, row: int, lines: Sequence[_Line], cost: str, spent: float) -> int:
    """Les financements et leur total, avec une ligne libre ; renvoie la ligne du total."""
    free = _Line("Autre financement", "À écrire ici s’il y en a un")
    everything = [*lines, free]
    last = row + len(lines)
    for rank, line in enumerate(everything, row):
        _add_texts(book, sheet, rank, line.name, line.how)
        book.write_words(sheet, rank, _RATE, "")
        book.write_number(sheet, rank, _FLAT, _cents(line.flat), "money", "open")
        book.write_formula(sheet, rank, _YEAR, f"ROUND({cell(rank, _FLAT)},2)", _cents(line.flat), "money")
        _add_share(book, sheet, rank, cost, line.flat, spent)
    total = added(_cents(line.flat) for line in lines)
    _add_total(book, sheet, last + 1, "Financements", f"SUM({span(row, last, _YEAR)})", total)
    _refuse_euros(sheet, row, last, _FLAT)
    return last + 1


def _add_balance(book: Book, sheet: Worksheet, row: int, totals: tuple[int, int], spent: float, found: float) -> None:
    """Ce qui manque, ce qui reste, et la phrase qui le dit."""
    cost, funds = (fixed(one, _YEAR) for one in totals)
    missing = fixed(row, _YEAR)
    _add_result(book, sheet, row, "Ce qui manque", f"MAX(0,ROUND({cost}-{funds},2))", max(0.0, _cents(spent - found)))
    _add_result(
        book, sheet, row + 1, "Ce qui reste", f"MAX(0,ROUND({funds}-{cost},2))", max(0.0, _cents(found - spent))
    )
    words = f'IF({missing}>0,"Il manque de l’argent pour payer ce poste.","Les financements couvrent le poste.")'
    value = "Il manque de l’argent pour payer ce poste." if spent > found else "Les financements couvrent le poste."
    book.write_formula(sheet, row, _HOW, words, value, "text", "group")
    for sign, colour in (("=", GOOD), (">", LOW)):
        rule = {"type": "formula", "criteria": f"={missing}{sign}0", "format": book.alerts[colour]}
        for column in (_YEAR, _HOW):
            sheet.conditional_format(row, column, row, column, rule)


def _add_texts(book: Book, sheet: Worksheet, row: int, name: str, how: str) -> None:
    """Le nom d'une ligne et comment son montant est compté."""
    book.write_words(sheet, row, _LABEL, name, "open")
    book.write_words(sheet, row, _HOW, how)
    book.fit(sheet, row, (name, how), _MONEY_WIDTHS)


def _add_share(book: Book, sheet: Worksheet, row: int, total: str, value: float, whole: float) -> None:
    """La part d'une ligne dans un total."""
    share = f"IF({total}=0,0,{cell(row, _YEAR)}/{total})"
    book.write_formula(sheet, row, _SHARE, share, value / whole if whole else 0, "share")


def _add_total(book: Book, sheet: Worksheet, row: int, label: str, formula: str, value: float) -> None:
    """Un total, sous un filet épais."""
    for column, text in enumerate((label, "", "", "", "", "")):
        book.write_words(sheet, row, column, text, "total")
    book.write_formula(sheet, row, _YEAR, formula, value, "money", "total")


def _add_result(book: Book, sheet: Worksheet, row: int, label: str, formula: str, value: float) -> None:
    """Un résultat sous un total."""
    for column, text in enumerate((label, "", "", "", "", "")):
        book.write_words(sheet, row, column, text, "group")
    book.write_formula(sheet, row, _YEAR, formula, value, "money", "group")


def _refuse_euros(sheet: Worksheet, first: int, last: int, column: int) -> None:
    """Ce qui n'est pas un montant est refusé, de cette colonne à celle des montants fixes."""
    sheet.data_validation(
        first, column, last, _FLAT, {"validate": "decimal", "criteria": ">=", "value": 0, **_NOT_EUROS}
    )


def _add_warnings(book: Book, sheet: Worksheet, row: int, money: PostMoney) -> None:
    """Ce que le coût comprend, la lecture de l'ACI suivie, ce que le budget paie, et les points d'attention."""
    named = (
        ("Lecture de l’ACI", money.aci),
        ("Ce qu’il reste à la personne", money.micro),
        ("Ce que le budget paie", money.affordable),
    )
    lines = [("Ce que ce coût comprend", note) for note in money.cost.notes]
    lines += [(name, one.sentence) for name, one in named if one]
    lines += [("Point d’attention", warning) for warning in money.warnings]
    for rank, (name, text) in enumerate(lines, row):
        book.write_words(sheet, rank, _LABEL, name)
        book.write_words(sheet, rank, _HOW, text)
        book.fit(sheet, rank, (name, text), _MONEY_WIDTHS)


# La feuille « Sources » : les chiffres de droit que les formules lisent, et d'où vient chaque chose

_SOURCES_SHEET = "Sources"
_SOURCES_WIDTHS = (46, 13, 16, 20, 46, 34)
_SOURCES_HEAD, _FIRST = 3, 5  # lignes, à partir de 0 : les en-têtes, puis le titre des chiffres
_TITLES = ("Chiffre ou document", "Valeur", "Unité", "Date", "Document ou adresse", "Ce que l’on en sait")
_EMPTY = ("",) * 5
_USED = ("duree-hebdomadaire", "duree-annuelle", "semaines-payees")


@dataclass(frozen=True, slots=True)
class LawCells:
    """Les cellules des chiffres de droit : temps plein par semaine et par an (h), semaines payées par an."""

    weekly: str
    annual: str
    paid_weeks: str


def law_cells() -> LawCells:
    """Renvoie ces cellules, connues avant que la feuille soit écrite."""
    return LawCells(*(f"{quote_sheet(_SOURCES_SHEET)}!{fixed(_FIRST + rank, 1)}" for rank in range(len(_USED))))


def add_sources(book: Book, fiche: FicheDePoste) -> None:
    """Ajoute la feuille « Sources »."""
    sheet = book.table_sheet(_SOURCES_SHEET, "D’où viennent les chiffres", [" ".join(_method(fiche))], _SOURCES_WIDTHS)
    book.write_table(sheet, _SOURCES_HEAD, _figure_table(fiche), _SOURCES_WIDTHS)
    book.keep_heads(sheet, _SOURCES_HEAD, 1)


def _figure_table(fiche: FicheDePoste) -> Table:
    """Les chiffres, puis les documents cités, chacun une fois."""
    figures = [_figure_row(figure, fiche) for figure in _figures(fiche)]
    cited = {one.label: one for one in (*fiche.ref.sources, *fiche.emploi.sources, *fiche.status.sources)}
    documents = [(one.label, "", "", partial_date(one.date), one.url, one.confidence) for one in cited.values()]
    columns = [Column(title, 1, numeric=rank == 1) for rank, title in enumerate(_TITLES)]
    rows: list[Row] = [(_figures_dated(fiche), *_EMPTY), *figures, ("Documents cités", *_EMPTY), *documents]
    return Table("Sources", "Une ligne par chiffre, puis par document.", columns, rows, strong=(0, len(figures) + 1))


def _figures_dated(fiche: FicheDePoste) -> str:
    """De quand datent les chiffres de droit."""
    return f"Chiffres de droit de la version {fiche.emploi.version}, relevés le {partial_date(fiche.emploi.date)}."


def _figures(fiche: FicheDePoste) -> list[Figure]:
    """Les chiffres que les formules lisent, puis ceux dont l'argent dépend, chacun une fois."""
    used = [fiche.emploi[identifier] for identifier in _USED]
    paid = fiche.money.basis if fiche.money else ()
    return [*used, *(value for value in paid if isinstance(value, Figure) and value.id not in _USED)]


def _figure_row(figure: Figure, fiche: FicheDePoste) -> Row:
    """Un chiffre, sa date, son document, et ce qui reste à vérifier."""
    value = Cell("", figure.value, "hours")
    return (
        figure.label,
        value,
        figure.unit,
        partial_date(figure.date),
        fiche.emploi.source(figure.source),
        figure.confidence,
    )


def _method(fiche: FicheDePoste) -> list[str]:
    """La grille, l'évaluation et le niveau visé."""
    profile = fiche.profile
    when = f" du {date(profile.on)}" if profile.on else ""
    return [
        f"Grille{NBSP}: {words.grid_name(fiche.ref)}.",
        f"Évaluation de {quoted(profile.team)}{when}, {words.participation(profile)}, calcul en version {profile.algorithm}.",
        f"Niveau visé{NBSP}: {quoted(words.level_text(fiche.ref.scale, fiche.target))}.",
    ]
