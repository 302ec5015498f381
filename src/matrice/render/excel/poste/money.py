"""La feuille « Argent » : ce que le poste coûte pour les heures inscrites, qui le paie, ce qui manque."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from ....fiche import FicheDePoste, MoneyLine, PayrollTax, PostMoney, TaxBracket
from ....text import NBSP, capital, rounded
from .desk import GOOD, LOW, Desk, added, cell, fixed, span
from .hours import Hours

SHEET = "Argent"
WIDTHS = (40, 66, 17, 17, 17, 9)
PAY = ("Salaire brut", "Prime d’ancienneté")  # la base de la taxe sur les salaires : les premières lignes d'un salaire
LABEL, HOW, RATE, FLAT, YEAR, SHARE = range(6)
COSTS = (
    "Dépense", "Comment ce montant a été compté", "€ par an pour 1 h/semaine", "€ par an, fixe", "€ par an", "Part",
)  # fmt: skip
FUNDS = ("Financement", "Comment ce montant est connu", "", "€ par an, fixe", "€ par an", "Part du coût")
HEAD = 4
NOTES = (
    "Le coût suit le total de la feuille «\u00a0Heures\u00a0»\u00a0: un montant fixe, plus ce que coûte chaque heure hebdomadaire.",
    "Les cellules jaunes se changent\u00a0; tout est en euros par an, au centime.",
)
NUMERIC = (RATE, FLAT, YEAR, SHARE)
NOT_EUROS = {
    "error_title": "Montant non reconnu",
    "error_message": f"Écrivez un nombre d’euros par an, 0 ou plus{NBSP}: 1250,50.",
}


@dataclass(frozen=True, slots=True)
class Line:
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
            return f"ROUND({self.share!r}*SUM({span(first, row - 1, YEAR)}),2)"
        if self.brackets:
            pay = f"SUM({span(first, first + self.paid - 1, YEAR)})"
            steps = (f"{extra!r}*MAX(0,{pay}-{above!r})" for above, extra in marginal(self.brackets))
            return f"ROUND(({'+'.join(steps)})/100,2)"
        return f"ROUND({cell(row, RATE)}*{week}+{cell(row, FLAT)},2)"

    def value(self, hours: float, above: Sequence[float]) -> float:
        """La même somme, au centime : les centimes imprimés font le total imprimé."""
        if self.share:
            return cents(self.share * added(above))
        if self.brackets:
            pay = added(above[: self.paid])
            return cents(added(extra * max(0.0, pay - start) for start, extra in marginal(self.brackets)) / 100)
        return cents(self.rate * hours + self.flat)


def marginal(brackets: Sequence[TaxBracket]) -> list[tuple[float, float]]:
    """Chaque seuil et ce que son taux ajoute à celui d'avant, en points : la somme de ces pas est le barème."""
    rates = [0.0, *(step.rate for step in brackets)]
    return [(step.above, round(step.rate - before, 6)) for step, before in zip(brackets, rates, strict=False)]


def add_money(desk: Desk, fiche: FicheDePoste, hours: Hours) -> None:
    """Ajoute la feuille, quand l'équipe a dit quelque chose de l'argent."""
    if (money := fiche.money) is None:
        return
    sheet = desk.sheet(SHEET, "Argent du poste, en euros par an", NOTES, WIDTHS)
    desk.head(sheet, HEAD, COSTS, WIDTHS, NUMERIC)
    costs = cost_lines(money)
    cost = add_lines(desk, sheet, HEAD + 1, costs, "Coût du poste", hours.week, money.cost.time.weekly)
    spent = added(values_of(costs, money.cost.time.weekly))
    hourly = f"IF({hours.year}=0,0,{fixed(cost, YEAR)}/{hours.year})"
    year = sum(task.hours_year for task in fiche.tasks)
    add_result(desk, sheet, cost + 1, "Coût d’une heure de travail", hourly, spent / year if year else 0)
    row = cost + 3
    desk.titles(sheet, row, FUNDS, WIDTHS, NUMERIC)
    funds = [Line(line.label, said(line.computation, line.estimate), flat=line.euros) for line in money.plan.lines]
    found = add_funds(desk, sheet, row + 1, funds, fixed(cost, YEAR), spent)
    add_balance(desk, sheet, found + 1, (cost, found), spent, added(line.flat for line in funds))
    add_warnings(desk, sheet, found + 5, money)
    sheet.freeze_panes(HEAD + 1, RATE)


def cost_lines(money: PostMoney) -> list[Line]:
    """Les dépenses, chacune avec ce qui la fait varier : les heures, rien, les lignes au-dessus, ou un barème du salaire."""
    paid = sum(line.label in PAY for line in money.cost.lines)
    return [cost_line(line, money.cost.time.weekly, paid) for line in money.cost.lines]


def cost_line(line: MoneyLine, hours: float, paid: int) -> Line:
    """Une dépense."""
    how = said(line.computation, line.estimate)
    if line.follows == "lignes":
        return Line(line.label, how, share=line.rate / 100)
    if line.follows == "salaire":
        table = next(value for value in line.basis if isinstance(value, PayrollTax))
        return Line(line.label, how, brackets=table.brackets, paid=paid)
    if line.follows == "rien":
        return Line(line.label, how, flat=line.euros)
    return Line(line.label, how, rate=line.euros / hours)


def said(computation: str, estimate: bool) -> str:
    """Comment un montant est compté, et si c'est une estimation."""
    return capital(f"estimation\u00a0: {computation}" if estimate else computation)


def values_of(lines: Sequence[Line], hours: float) -> list[float]:
    """Les euros de ces lignes pour ces heures, chacune sachant celles d'avant."""
    found: list[float] = []
    for line in lines:
        found.append(line.value(hours, found))
    return found


def cents(value: float) -> float:
    """Une somme au centime, comme ROUND l'écrit."""
    return float(rounded(value, 2))


def add_lines(
    desk: Desk, sheet: Worksheet, row: int, lines: Sequence[Line], label: str, week: str, hours: float
) -> int:
    """Les dépenses et leur total ; renvoie la ligne du total."""
    last = row + len(lines) - 1
    values = values_of(lines, hours)
    total, spent = fixed(last + 1, YEAR), added(values)
    for rank, (line, value) in enumerate(zip(lines, values, strict=True), row):
        add_texts(desk, sheet, rank, line.name, line.how)
        if line.share or line.brackets:
            desk.text(sheet, rank, RATE, "")
            desk.text(sheet, rank, FLAT, "")
        else:
            desk.number(sheet, rank, RATE, line.rate, "rate", "open")
            desk.number(sheet, rank, FLAT, line.flat, "money", "open")
        desk.formula(sheet, rank, YEAR, line.formula(rank, row, week), value, "money")
        add_share(desk, sheet, rank, total, value, spent)
    add_total(desk, sheet, last + 1, label, f"SUM({span(row, last, YEAR)})", spent)
    refuse_euros(sheet, row, last, RATE)
    return last + 1


def add_funds(desk: Desk, sheet: Worksheet, row: int, lines: Sequence[Line], cost: str, spent: float) -> int:
    """Les financements et leur total, avec une ligne libre ; renvoie la ligne du total."""
    free = Line("Autre financement", "À écrire ici s’il y en a un")
    everything = [*lines, free]
    last = row + len(lines)
    for rank, line in enumerate(everything, row):
        add_texts(desk, sheet, rank, line.name, line.how)
        desk.text(sheet, rank, RATE, "")
        desk.number(sheet, rank, FLAT, cents(line.flat), "money", "open")
        desk.formula(sheet, rank, YEAR, f"ROUND({cell(rank, FLAT)},2)", cents(line.flat), "money")
        add_share(desk, sheet, rank, cost, line.flat, spent)
    total = added(cents(line.flat) for line in lines)
    add_total(desk, sheet, last + 1, "Financements", f"SUM({span(row, last, YEAR)})", total)
    refuse_euros(sheet, row, last, FLAT)
    return last + 1


def add_balance(desk: Desk, sheet: Worksheet, row: int, totals: tuple[int, int], spent: float, found: float) -> None:
    """Ce qui manque, ce qui reste, et la phrase qui le dit."""
    cost, funds = (fixed(one, YEAR) for one in totals)
    missing = fixed(row, YEAR)
    add_result(desk, sheet, row, "Ce qui manque", f"MAX(0,ROUND({cost}-{funds},2))", max(0.0, cents(spent - found)))
    add_result(desk, sheet, row + 1, "Ce qui reste", f"MAX(0,ROUND({funds}-{cost},2))", max(0.0, cents(found - spent)))
    words = f'IF({missing}>0,"Il manque de l’argent pour payer ce poste.","Les financements couvrent le poste.")'
    value = "Il manque de l’argent pour payer ce poste." if spent > found else "Les financements couvrent le poste."
    desk.formula(sheet, row, HOW, words, value, "text", "group")
    for sign, colour in (("=", GOOD), (">", LOW)):
        rule = {"type": "formula", "criteria": f"={missing}{sign}0", "format": desk.alerts[colour]}
        for column in (YEAR, HOW):
            sheet.conditional_format(row, column, row, column, rule)


def add_texts(desk: Desk, sheet: Worksheet, row: int, name: str, how: str) -> None:
    """Le nom d'une ligne et comment son montant est compté."""
    desk.text(sheet, row, LABEL, name, "open")
    desk.text(sheet, row, HOW, how)
    desk.book.fit(sheet, row, (name, how), WIDTHS)


def add_share(desk: Desk, sheet: Worksheet, row: int, total: str, value: float, whole: float) -> None:
    """La part d'une ligne dans un total."""
    share = f"IF({total}=0,0,{cell(row, YEAR)}/{total})"
    desk.formula(sheet, row, SHARE, share, value / whole if whole else 0, "share")


def add_total(desk: Desk, sheet: Worksheet, row: int, label: str, formula: str, value: float) -> None:
    """Un total, sous un filet épais."""
    for column, text in enumerate((label, "", "", "", "", "")):
        desk.text(sheet, row, column, text, "total")
    desk.formula(sheet, row, YEAR, formula, value, "money", "total")


def add_result(desk: Desk, sheet: Worksheet, row: int, label: str, formula: str, value: float) -> None:
    """Un résultat sous un total."""
    for column, text in enumerate((label, "", "", "", "", "")):
        desk.text(sheet, row, column, text, "group")
    desk.formula(sheet, row, YEAR, formula, value, "money", "group")


def refuse_euros(sheet: Worksheet, first: int, last: int, column: int) -> None:
    """Ce qui n'est pas un montant est refusé, de cette colonne à celle des montants fixes."""
    sheet.data_validation(first, column, last, FLAT, {"validate": "decimal", "criteria": ">=", "value": 0, **NOT_EUROS})


def add_warnings(desk: Desk, sheet: Worksheet, row: int, money: PostMoney) -> None:
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
        desk.text(sheet, rank, LABEL, name)
        desk.text(sheet, rank, HOW, text)
        desk.book.fit(sheet, rank, (name, text), WIDTHS)
