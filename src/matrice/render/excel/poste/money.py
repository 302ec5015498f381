"""La feuille « Argent » : ce que le poste coûte pour les heures inscrites, qui le paie, ce qui manque."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from ....fiche import FicheDePoste, PostMoney
from ....text import NBSP, capital, rounded
from .desk import GOOD, LOW, Desk, added, cell, fixed, span
from .hours import Hours

SHEET = "Argent"
WIDTHS = (40, 66, 17, 17, 17, 9)
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
Line = tuple[str, float, float, str]  # ce que c'est, euros par an pour une heure hebdomadaire, euros fixes, comment


def add_money(desk: Desk, fiche: FicheDePoste, hours: Hours) -> None:
    """Ajoute la feuille, quand l'équipe a dit quelque chose de l'argent."""
    if (money := fiche.money) is None:
        return
    sheet = desk.sheet(SHEET, "Argent du poste, en euros par an", NOTES, WIDTHS)
    desk.head(sheet, HEAD, COSTS, WIDTHS, NUMERIC)
    costs = cost_lines(money)
    cost = add_lines(desk, sheet, HEAD + 1, costs, "Coût du poste", hours.week, money.cost.time.weekly)
    spent = added(value_of(line, money.cost.time.weekly) for line in costs)
    hourly = f"IF({hours.year}=0,0,{fixed(cost, YEAR)}/{hours.year})"
    year = sum(task.hours_year for task in fiche.tasks)
    add_result(desk, sheet, cost + 1, "Coût d’une heure de travail", hourly, spent / year if year else 0)
    row = cost + 3
    desk.titles(sheet, row, FUNDS, WIDTHS, NUMERIC)
    funds = [(line.label, 0.0, line.euros, said(line.computation, line.estimate)) for line in money.plan.lines]
    found = add_funds(desk, sheet, row + 1, funds, fixed(cost, YEAR), spent)
    add_balance(desk, sheet, found + 1, (cost, found), spent, added(line[2] for line in funds))
    add_warnings(desk, sheet, found + 5, money)
    sheet.freeze_panes(HEAD + 1, RATE)


def cost_lines(money: PostMoney) -> list[Line]:
    """Les dépenses : ce qui suit les heures, puis ce qui ne les suit pas (dépenses libres, missions au forfait)."""
    flat = len(money.cost.lines) - len(money.inputs.expenses)
    missions = money.status_id == "micro" and money.inputs.mission_fee is not None
    found: list[Line] = []
    for rank, line in enumerate(money.cost.lines):
        how = said(line.computation, line.estimate)
        if rank >= flat or missions:
            found.append((line.label, 0.0, line.euros, how))
        else:
            found.append((line.label, line.euros / money.cost.time.weekly, 0.0, how))
    return found


def said(computation: str, estimate: bool) -> str:
    """Comment un montant est compté, et si c'est une estimation."""
    return capital(f"estimation\u00a0: {computation}" if estimate else computation)


def value_of(line: Line, hours: float) -> float:
    """Les euros d'une ligne pour ces heures, au centime : les centimes imprimés font le total imprimé."""
    return cents(line[1] * hours + line[2])


def cents(value: float) -> float:
    """Une somme au centime, comme ROUND l'écrit."""
    return float(rounded(value, 2))


def add_lines(
    desk: Desk, sheet: Worksheet, row: int, lines: Sequence[Line], label: str, week: str, hours: float
) -> int:
    """Les dépenses et leur total ; renvoie la ligne du total."""
    last = row + len(lines) - 1
    total, spent = fixed(last + 1, YEAR), added(value_of(line, hours) for line in lines)
    for rank, (name, rate, flat, how) in enumerate(lines, row):
        add_texts(desk, sheet, rank, name, how)
        desk.number(sheet, rank, RATE, rate, "rate", "open")
        desk.number(sheet, rank, FLAT, flat, "money", "open")
        euros = f"ROUND({cell(rank, RATE)}*{week}+{cell(rank, FLAT)},2)"
        value = value_of((name, rate, flat, how), hours)
        desk.formula(sheet, rank, YEAR, euros, value, "money")
        add_share(desk, sheet, rank, total, value, spent)
    add_total(desk, sheet, last + 1, label, f"SUM({span(row, last, YEAR)})", spent)
    refuse_euros(sheet, row, last, RATE)
    return last + 1


def add_funds(desk: Desk, sheet: Worksheet, row: int, lines: Sequence[Line], cost: str, spent: float) -> int:
    """Les financements et leur total, avec une ligne libre ; renvoie la ligne du total."""
    free: Line = ("Autre financement", 0.0, 0.0, "À écrire ici s’il y en a un")
    everything = [*lines, free]
    last = row + len(lines)
    for rank, (name, _, flat, how) in enumerate(everything, row):
        add_texts(desk, sheet, rank, name, how)
        desk.text(sheet, rank, RATE, "")
        desk.number(sheet, rank, FLAT, cents(flat), "money", "open")
        desk.formula(sheet, rank, YEAR, f"ROUND({cell(rank, FLAT)},2)", cents(flat), "money")
        add_share(desk, sheet, rank, cost, flat, spent)
    total = added(cents(line[2]) for line in lines)
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
    """La lecture de l'ACI suivie, ce que le budget paie, et les points d'attention."""
    named = (
        ("Lecture de l’ACI", money.aci),
        ("Ce qu’il reste à la personne", money.micro),
        ("Ce que le budget paie", money.affordable),
    )
    lines = [(name, one.sentence) for name, one in named if one]
    lines += [("Point d’attention", warning) for warning in money.warnings]
    for rank, (name, text) in enumerate(lines, row):
        desk.text(sheet, rank, LABEL, name)
        desk.text(sheet, rank, HOW, text)
        desk.book.fit(sheet, rank, (name, text), WIDTHS)
