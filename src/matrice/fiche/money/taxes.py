"""La TVA et la taxe sur les salaires : l'une ou l'autre s'ajoute au poste, jamais en silence.

Un employeur que la TVA ne touche pas (moins d'un dixième de ses recettes) doit la taxe sur les salaires ; celui qui facture
avec TVA ne la doit pas, mais l'équipe qui ne récupère pas cette TVA la paie.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from ...text import NBSP, date, euros, number, short_number
from ..emploi import Emploi, PayrollTax, in_force
from ..sharing.allocation import exact
from .lines import MoneyLine
from .money_text import of_date

LIABLE, NOT_LIABLE, UNSAID = "assujetti", "non assujetti", "à dire"
POSITIONS = (UNSAID, NOT_LIABLE, LIABLE)
TAX = "Taxe sur les salaires"


def payroll_tax(annual_gross: Fraction, table: PayrollTax) -> Fraction:
    """Renvoie la taxe d'un salaire annuel brut, en euros : chaque tranche à son taux, sans franchise ni décote."""
    ends = [exact(step.above) for step in table.brackets[1:]] + [max(annual_gross, Fraction(0))]
    due = Fraction(0)
    for step, end in zip(table.brackets, ends, strict=True):
        start = exact(step.above)
        due += max(min(annual_gross, max(end, start)) - start, Fraction(0)) * exact(step.rate) / 100
    return due


def tax_table(law: Emploi, on: dt.date) -> PayrollTax:
    """Le barème de l'année de cette date."""
    return in_force(law.payroll_tax, on)


def tax_lines(pay: Fraction, position: str, law: Emploi, on: dt.date) -> tuple[MoneyLine, ...]:
    """La ligne de la taxe, quand l'employeur n'est pas assujetti à la TVA ; `pay` est le salaire annuel, prime comprise."""
    if position != NOT_LIABLE:
        return ()
    table = tax_table(law, on)
    said = f"{table.worth} du salaire annuel, prime comprise\u00a0; employeur non assujetti à la TVA"
    due = float(payroll_tax(pay, table))
    return (MoneyLine(TAX, due, said, (table,), estimate=True, follows="salaire"),)


def vat_lines(billed: Sequence[MoneyLine], position: str, law: Emploi, on: dt.date) -> tuple[MoneyLine, ...]:
    """La ligne de la TVA d'une facture, quand la partie qui facture y est assujettie."""
    if position != LIABLE:
        return ()
    rate = law.at("tva-taux", on)
    due = sum((exact(line.euros) for line in billed), Fraction(0)) * exact(rate.value) / 100
    said = f"{short_number(rate.value)}{NBSP}% du prix hors taxes\u00a0; coût réel si l’équipe ne récupère pas la TVA"
    return (MoneyLine("TVA", float(due), said, (rate,), follows="lignes", rate=rate.value),)


def tax_said(pay: Fraction, position: str, law: Emploi, on: dt.date) -> str:
    """Ce que le coût d'un salaire dit de la taxe : comptée, non due, ou non comptée et de combien."""
    table = tax_table(law, on)
    due = euros(float(payroll_tax(pay, table)))
    year = "" if table.holds(on) else f" Le barème du {date(on)} n’est pas connu ici\u00a0: à vérifier."
    if position == LIABLE:
        return "Taxe sur les salaires\u00a0: aucune, l’employeur est assujetti à la TVA d’après l’équipe."
    if position == NOT_LIABLE:
        return (
            f"Taxe sur les salaires\u00a0: comptée en entier ({due} par an). À vérifier\u00a0: la structure ne doit rien si toute sa "
            f"taxe de l’année ne dépasse pas {euros(table.exempt_up_to)}, et moins jusqu’à {euros(table.relief_below)}\u00a0; "
            f"outre-mer, les taux sont plus bas.{year}"
        )
    return (
        "Taxe sur les salaires\u00a0: non comptée, la position de l’employeur sur la TVA est à dire (clé «\u00a0tva\u00a0»). "
        f"S’il n’y est pas assujetti, comptez environ {due} de plus par an (barème {of_date(table.date)}, {table.confidence}). "
        f"L’expertise comptable le confirme.{year}"
    )


def invoice_said(billed: Fraction, position: str, law: Emploi, on: dt.date) -> str:
    """Ce que le prix d'une facture comprend : hors taxes (HT), ou toutes taxes comprises (TTC)."""
    rate = law.at("tva-taux", on)
    if position == LIABLE:
        return "Prix TTC\u00a0: la TVA est comptée, parce qu’une équipe qui ne la récupère pas la paie."
    if position == NOT_LIABLE:
        return "Prix sans TVA\u00a0: hors taxes (HT) et toutes taxes comprises (TTC) sont égaux."
    more = euros(float(billed * exact(rate.value) / 100))
    return (
        f"Prix hors taxes (HT)\u00a0: la position sur la TVA est à dire (clé «\u00a0tva\u00a0»). Si la facture porte la TVA à "
        f"{number(rate.value)}{NBSP}%, comptez {more} de plus par an, que l’équipe ne récupère que si elle y est elle-même assujettie."
    )
