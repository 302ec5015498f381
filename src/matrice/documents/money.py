"""L'argent du poste en mots et en tableaux : coût, financement, ce qui manque."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..fiche import RESERVE, FicheDePoste, PostMoney, TaskChange, Variation, variations
from ..text import DASH, NBSP, capital, euros, hours, partial_date, percent, plural, series
from .blocks import (
    Blank,
    Block,
    Cell,
    Column,
    Content,
    Heading,
    Row,
    Styled,
    Table,
    Text,
)

# La même fiche à plusieurs budgets, tâche par tâche : ce que le document Word et le classeur Excel en montrent


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """Une tâche et ses heures par semaine à chaque budget ; `None` là où elle n'est pas retenue."""

    id: str
    label: str
    hours: tuple[float | None, ...]
    change: str

    @property
    def changes(self) -> bool:
        """Vrai si ses heures ne sont pas les mêmes partout."""
        return len(set(self.hours)) > 1

    @property
    def code(self) -> str:
        """Son code, vide pour la réserve."""
        return "" if self.id == RESERVE.id else self.id


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """La fiche à chacun de ces budgets, dans l'ordre croissant ; `refusals` dit ceux qui sont impossibles."""

    budgets: tuple[float, ...]
    rows: tuple[BudgetRow, ...]
    gains: tuple[str, ...]
    refusals: tuple[str, ...]

    def total(self, column: int) -> float:
        """Le total d'un budget : exactement ce budget."""
        return math.fsum(row.hours[column] or 0 for row in self.rows)

    def table(self, own: float) -> Table:
        """Renvoie toutes les tâches, une par ligne, et le total de chaque budget ; `own` est celui de la fiche."""
        named = [f"{hours(one)} (cette fiche)" if one == own else hours(one) for one in self.budgets]
        columns = [
            Column("Code", 1),
            Column("Tâche", 6),
            *(Column(one, 1.4, True) for one in named),
            Column("Ce qui change", 5),
        ]
        rows = [(row.code, row.label, *map(_weekly, row.hours), row.change) for row in self.rows]
        total = ("", "Total", *(_weekly(self.total(rank)) for rank in range(len(self.budgets))), "")
        return Table("À 2 h près", "Une ligne par tâche\u00a0: ses heures à chaque budget.", columns, rows, total=total)


def _weekly(value: float | None) -> Cell | str:
    """Des heures par semaine ; rien là où la tâche n'est pas retenue."""
    return "" if value is None else Cell(hours(value), value, "hours")


def budget_table(fiche: FicheDePoste) -> BudgetTable:
    """Renvoie la fiche avec deux heures de moins, telle quelle, et avec deux heures de plus."""
    found = variations(fiche)
    possible = sorted((one for one in found if one.comparison), key=lambda one: one.hours)
    budgets = tuple(sorted({fiche.weekly_hours, *(one.hours for one in possible)}))
    held = {fiche.weekly_hours: {task.id: task.hours for task in fiche.tasks}}
    held |= {
        one.hours: {task.id: task.hours for task in one.comparison.after.tasks} for one in possible if one.comparison
    }
    labels = {task.id: task.label for task in fiche.tasks}
    labels |= {change.id: change.label for one in possible for change in _changes(one)}
    ordered = sorted(labels, key=lambda task: task == RESERVE.id)  # le tri garde l'ordre des autres
    rows = [
        BudgetRow(task, labels[task], tuple(held[budget].get(task) for budget in budgets), _change_text(task, possible))
        for task in ordered
    ]
    refusals = (_refusal_text(one, fiche.weekly_hours) for one in found if not one.comparison)
    return BudgetTable(budgets, tuple(rows), tuple(_gains(one) for one in possible), tuple(refusals))


def _changes(variation: Variation) -> tuple[TaskChange, ...]:
    """Ce qui change à ce budget."""
    return variation.comparison.changes if variation.comparison else ()


def _change_text(task: str, possible: Sequence[Variation]) -> str:
    """Ce qui arrive à une tâche, budget par budget : « à 6 h, retirée ; à 10 h, 15 min de plus »."""
    words = []
    for one in possible:
        change = next((c for c in _changes(one) if c.id == task), None)
        if change and change.kind != "inchangée":
            words.append(f"à {hours(one.hours)}, {_happened(change)}")
    return f"{NBSP}; ".join(words)


def _happened(change: TaskChange) -> str:
    """Ce qui arrive à une tâche à un autre budget."""
    if change.kind in ("ajoutée", "retirée"):
        return change.kind
    return f"{hours(abs(change.difference))} de {'plus' if change.difference > 0 else 'moins'}"


def _gains(variation: Variation) -> str:
    """Ce qu'un budget fait gagner ou perdre, en une phrase."""
    compared = variation.comparison
    assert compared is not None  # les variations impossibles sont dites à part
    kinds = Counter(change.kind for change in compared.changes if change.id != RESERVE.id)
    counts = (
        (kinds["ajoutée"], "tâche gagnée", "tâches gagnées"),
        (kinds["retirée"], "tâche perdue", "tâches perdues"),
        (kinds["plus d’heures"], "tâche avec plus d’heures", "tâches avec plus d’heures"),
        (kinds["moins d’heures"], "tâche avec moins d’heures", "tâches avec moins d’heures"),
    )
    words = [plural(count, one, many) for count, one, many in counts if count]
    return f"À {hours(variation.hours)}{NBSP}: {series(words) if words else 'les mêmes tâches, les mêmes heures'}."


def _refusal_text(variation: Variation, budget: float) -> str:
    """Pourquoi un budget est impossible, en une phrase."""
    way = "plus" if variation.hours > budget else "moins"
    return f"{hours(abs(variation.hours - budget))} de {way}{NBSP}: impossible, {variation.refusal.rstrip('.')}."


# Rémunération et financement : ce que le poste coûte, qui le paie, et ce que valent ces chiffres

_TITLE = "Rémunération et financement"
_COST = (Column("Dépense", 4), Column("Calcul", 6), Column("€ par an", 2, True))
_FUNDING = (
    Column("Ressource", 4),
    Column("Comment le montant est connu", 5.4),
    Column("€ par an", 2, True),
    Column("Part du coût", 1.8, True),
)
_TO_FILL: tuple[Row, ...] = (
    ("Rémunération", Blank("salaire, tarif ou indemnité, et sa base")),
    ("Révision de la rémunération", Blank("quand et comment la rémunération est revue")),
    ("Frais remboursés", Blank("frais remboursés et justificatifs")),
    ("Coût pour l’équipe, par an", Blank("coût annuel du poste, cotisations comprises")),
    ("Part payée par l’ACI", Blank("part payée par l’accord conventionnel interprofessionnel (ACI)")),
    ("Autres financements", Blank("autres financements\u00a0: agence régionale de santé, commune…")),
    ("Reste à trouver", Blank("reste à trouver")),
)


def money_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Le coût et les financements ; sans argent connu, un tableau à compléter, ou rien si le statut ne paie rien."""
    paid = fiche.status.has("remuneration")
    if fiche.money is None and not paid:
        return
    title = _TITLE if paid else "Coût et financement"
    yield Heading(1, title)
    if fiche.money is None:
        yield Table(title, "Une ligne par rubrique\u00a0: ce qui est convenu, à compléter.",
            (Column("Rubrique", 2), Column("Ce qui est convenu", 5)), _TO_FILL,
        )  # fmt: skip
        return
    yield Text("Ce que coûte ce poste en un an, qui le paie, et ce qui reste à trouver ou à garder.")
    yield from _cost_blocks(fiche.money)
    yield from _funding_blocks(fiche.money)


def _cost_blocks(money: PostMoney) -> Iterator[Block]:
    """Ce que le poste coûte, ligne par ligne, et ce que la personne ou le budget en retire."""
    cost = money.cost
    yield Heading(2, "Ce que le poste coûte")
    nature = " (estimation)" if cost.estimate else ""
    yield Text(
        (
            Styled(f"{euros(cost.annual)} par an{nature}"),
            f", soit {euros(cost.hourly, 2)} par heure de travail, pour {hours(cost.time.weekly)} par semaine.",
        ),
        "introduction",
    )
    rows: list[Row] = [
        (_named(line.label, line.estimate), capital(line.computation), euros(amount))
        for line, amount in zip(cost.lines, cost.amounts, strict=True)
    ]
    yield Table("Coût du poste", "Une ligne par dépense\u00a0: son calcul et son montant par an. La dernière ligne est le total.",
        _COST, rows, total=(Styled("Coût du poste"), "", Styled(euros(sum(cost.amounts)))),
    )  # fmt: skip
    for note in cost.notes:
        yield Text(note, "note")
    if money.micro:
        yield Text(money.micro.sentence, "note")
    if money.affordable:
        yield Text((Styled("Ce que paie le budget\u00a0: "), money.affordable.sentence), "note")


def _named(label: str, estimate: bool) -> Content:
    """Le nom d'une ligne, avec la mention « estimation » quand c'en est une."""
    return (label, Styled("\nEstimation", "detail")) if estimate else label


def _funding_blocks(money: PostMoney) -> Iterator[Block]:
    """Qui paie, et ce qui manque ou reste."""
    plan = money.plan
    yield Heading(2, "Qui le paie")
    yield Text(Styled(plan.sentence), "introduction" if plan.lines else "")
    if not plan.lines:
        return
    whole = "Total des ressources" if plan.surplus else "Coût du poste"
    total = (whole, "", euros(sum(plan.amounts)), percent(sum(plan.shares)) if plan.shares else DASH)
    yield Table("Financement du poste",
        "Une ligne par ressource\u00a0: son origine, son montant par an, sa part du coût. La dernière ligne est le total.",
        _FUNDING, _funding_rows(money), total=tuple(Styled(word) if word else "" for word in total),
    )  # fmt: skip
    yield from _reading_blocks(money)


def _funding_rows(money: PostMoney) -> list[Row]:
    """Une ligne par ressource, puis ce qu'il reste à trouver."""
    plan = money.plan
    named_lines: list[tuple[Content, str]] = [
        (_named(line.label, line.estimate), capital(line.computation)) for line in plan.lines
    ]
    named_lines.append(("Reste à trouver", "Coût moins les ressources"))
    shares = [percent(share) for share in plan.shares] or [DASH] * len(named_lines)
    rows: list[Row] = [
        (label, said, euros(amount), share)
        for (label, said), amount, share in zip(named_lines, plan.amounts, shares, strict=True)
    ]
    return rows[:-1] if plan.surplus else rows


def _reading_blocks(money: PostMoney) -> Iterator[Block]:
    """La lecture de l'ACI que l'on a suivie, et quand l'argent arrive."""
    if money.aci is None:
        return
    yield Text(money.aci.sentence, "note")
    share = next(value for value in money.aci.basis if value.id == "aci-avance")
    yield Text(f"Avance versée dans l’année\u00a0: {euros(money.aci.advance)}. {share.note}", "note")


def figures_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Les chiffres datés dont ces sommes dépendent : valeur, source, date, confiance à leur accorder."""
    rows: list[Row] = []
    for value in fiche.money.basis if fiche.money else ():
        worth = f"\u00a0: {value.worth}" if value.worth else ""
        use = f"Usage\u00a0: {value.use}. " if value.use else ""
        source = Styled(f"\n{use}{fiche.emploi.source(value.source)}", "detail")
        rows.append(((f"{value.label}{worth}", source), capital(partial_date(value.date)), capital(value.confidence)))
    if not rows:
        return
    yield Heading(2, "Chiffres d’argent employés")
    yield Table("Chiffres d’argent employés", f"{plural(len(rows), 'chiffre')}\u00a0: valeur, source, date et ce que l’on en sait.",
        (Column("Chiffre et source", 6), Column("Date", 2.4), Column("Ce que l’on en sait", 4.6)), rows,
    )  # fmt: skip
