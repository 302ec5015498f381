"""La même fiche à plusieurs budgets, tâche par tâche : ce que le document Word et le classeur Excel en montrent."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..fiche import RESERVE, FicheDePoste, TaskChange, Variation, variations
from ..text import NBSP, hours, plural, series


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
    labels |= {change.id: change.label for one in possible for change in changes(one)}
    ordered = sorted(labels, key=lambda task: task == RESERVE.id)  # le tri garde l'ordre des autres
    rows = [
        BudgetRow(task, labels[task], tuple(held[budget].get(task) for budget in budgets), said(task, possible))
        for task in ordered
    ]
    refusals = (refused(one, fiche.weekly_hours) for one in found if not one.comparison)
    return BudgetTable(budgets, tuple(rows), tuple(gains(one) for one in possible), tuple(refusals))


def changes(variation: Variation) -> tuple[TaskChange, ...]:
    """Ce qui change à ce budget."""
    return variation.comparison.changes if variation.comparison else ()


def said(task: str, possible: Sequence[Variation]) -> str:
    """Ce qui arrive à une tâche, budget par budget : « à 6 h, retirée ; à 10 h, 15 min de plus »."""
    words = []
    for one in possible:
        change = next((c for c in changes(one) if c.id == task), None)
        if change and change.kind != "inchangée":
            words.append(f"à {hours(one.hours)}, {happened(change)}")
    return f"{NBSP}; ".join(words)


def happened(change: TaskChange) -> str:
    """Ce qui arrive à une tâche à un autre budget."""
    if change.kind in ("ajoutée", "retirée"):
        return change.kind
    return f"{hours(abs(change.difference))} de {'plus' if change.difference > 0 else 'moins'}"


def gains(variation: Variation) -> str:
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


def refused(variation: Variation, budget: float) -> str:
    """Pourquoi un budget est impossible, en une phrase."""
    way = "plus" if variation.hours > budget else "moins"
    return f"{hours(abs(variation.hours - budget))} de {way}{NBSP}: impossible, {variation.refusal.rstrip('.')}."
