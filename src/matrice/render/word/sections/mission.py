"""Les missions d'une lettre : ce qui est confié, pour combien d'heures, et comment cela se paie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ....fiche import MATRICE, RESERVE, Delegation, FicheDePoste, Payment, PlannedTask, PostMoney, arrange
from ....referentiel import Referentiel
from ....text import DASH, NBSP, euros, hours, number, plural
from ..blocks import Blank, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

Billing = Literal["heure", "mission"]
HOURS = (Column("h/semaine", 2, True), Column("h/an", 1.4, True))


@dataclass(frozen=True, slots=True)
class Mission:
    """Un morceau de la lettre : une partie du plan et ses tâches, ou la réserve."""

    label: str
    tasks: tuple[PlannedTask, ...]

    @property
    def hours(self) -> float:
        """Les heures par semaine."""
        return math.fsum(task.hours for task in self.tasks)

    @property
    def hours_year(self) -> int:
        """Les heures de travail par an."""
        return sum(task.hours_year for task in self.tasks)


def missions(tasks: Sequence[PlannedTask], ref: Referentiel, plan: str = MATRICE) -> list[Mission]:
    """Renvoie les tâches rangées selon un plan, la réserve à part et en dernier."""
    parts = arrange(tasks, ref, plan)
    return [Mission(RESERVE.label if part.tasks[0].is_reserve else part.label, part.tasks) for part in parts]


def add_missions_table(document: WordDocument, parts: Sequence[Mission], spare: float = 0) -> None:
    """Un tableau par groupe de missions, puis le total ; `spare` est le temps qu'aucune tâche ne demande encore."""
    for mission in parts:
        add_heading(document, 2, mission.label)
        if not mission.tasks[0].is_reserve:
            add_text(
                document,
                f"{plural(len(mission.tasks), 'tâche')}, {hours(mission.hours)} par semaine.",
                style="Introduction",
            )
            add_task_table(document, mission)
        else:
            add_text(
                document,
                f"{hours(mission.hours)} par semaine, {number(mission.hours_year)}{NBSP}h par an, sans tâche fixée d’avance.",
            )
    add_total(document, parts, spare)


def add_task_table(document: WordDocument, mission: Mission) -> None:
    """Les tâches d'une partie, avec leur sous-total."""
    add_table(
        document,
        f"Missions\u00a0: {mission.label}",
        "Une ligne par tâche\u00a0: code, tâche, heures par semaine et par an. La dernière ligne est le sous-total.",
        (Column("Code", 1.7), Column("Mission", 9), *HOURS),
        [(task.id, task.label, hours(task.hours), number(task.hours_year)) for task in mission.tasks],
        total=bold("", "Sous-total", hours(mission.hours), number(mission.hours_year)),
    )


def add_total(document: WordDocument, parts: Sequence[Mission], spare: float) -> None:
    """Le total, partie par partie."""
    rows: list[Row] = [(part.label, hours(part.hours), number(part.hours_year)) for part in parts]
    if spare:
        rows.append(("Temps encore libre", hours(spare), DASH))
    week, year = math.fsum([*(part.hours for part in parts), spare]), sum(part.hours_year for part in parts)
    add_heading(document, 2, "Total")
    add_table(
        document, "Total des missions", "Une ligne par groupe de missions\u00a0: heures par semaine et par an, puis le total.",
        (Column("Missions", 10.7), *HOURS), rows, total=bold("Total", hours(week), number(year)),
    )  # fmt: skip


def bold(*words: str) -> Row:
    """Une ligne de total."""
    return tuple(Styled(word) if word else "" for word in words)


def add_payment(
    document: WordDocument,
    parts: Sequence[Mission],
    payment: Payment,
    billing: Billing,
    money: PostMoney | None = None,
) -> None:
    """Comment la mission se paie : à l'heure faite, ou à un prix par mission."""
    add_heading(document, 1, payment.title)
    if billing == "mission":
        add_prices(document, parts, payment)
        add_heading(document, 2, "Règles communes")
    add_text(document, rules(payment, billing), style="Introduction")
    add_table(
        document, payment.title, "Une ligne par rubrique\u00a0: ce qui est convenu, ou un champ à compléter.",
        (Column("Rubrique", 2), Column("Ce qui est convenu", 5)), [*payment_rows(parts, payment, billing, money), *estimates(money)],
    )  # fmt: skip


def estimates(money: PostMoney | None) -> list[Row]:
    """Ce que l'équipe a déjà chiffré, pour l'année."""
    lines = money.cost.lines if money else ()
    return [(f"Estimé\u00a0: {line.label}", f"{euros(line.euros)} par an ({line.computation})") for line in lines]


def rules(payment: Payment, billing: Billing) -> str:
    """Ce qui se paie, en une phrase."""
    if billing == "mission":
        return f"Une mission terminée se règle sur {payment.proof}, au prix du tableau\u00a0; les heures y sont indicatives."
    return f"Seules les heures faites se règlent, sur {payment.proof}, détaillées par mission."


def add_prices(document: WordDocument, parts: Sequence[Mission], payment: Payment) -> None:
    """Le prix de chaque mission, à compléter, en face des heures prévues."""
    add_text(
        document,
        Styled("À la mission. "),
        "Le prix couvre le résultat attendu, quel que soit le temps passé.",
        style="Introduction",
    )
    add_table(
        document, f"{payment.title} à la mission", "Une ligne par mission\u00a0: heures prévues, résultat attendu et prix, à compléter.",
        (Column("Mission", 4.4), Column("h/an", 1.4, True), Column("Résultat attendu", 4), Column(payment.price, 2.4)),
        [price_row(part) for part in parts],
        total=(Styled("Total"), Styled(number(sum(part.hours_year for part in parts))), "", Blank("prix total")),
    )  # fmt: skip


def price_row(part: Mission) -> Row:
    """Une mission et son prix ; la réserve ne se promet pas, elle se décide au cas par cas."""
    result = (
        "Sur accord, au cas par cas" if part.tasks[0].is_reserve else Blank(f"résultat attendu\u00a0: {part.label}")
    )
    return (part.label, number(part.hours_year), result, Blank(f"prix\u00a0: {part.label}"))


def payment_rows(parts: Sequence[Mission], payment: Payment, billing: Billing, money: PostMoney | None) -> list[Row]:
    """Les rubriques communes aux deux façons de payer, puis ce que l'heure ajoute."""
    fee = money.inputs.hourly_fee if money else None
    agreed = Blank(f"{payment.price} de l’heure, en euros")
    hourly: list[Row] = [
        (
            f"{payment.price} de l’heure",
            (f"{euros(fee, 2)}, prévu par l’équipe. Convenu\u00a0: ", agreed) if fee else agreed,
        ),
        ("Volume prévu", f"{number(sum(part.hours_year for part in parts))}{NBSP}h par an"),
        ("Dépassement", "Au-delà de ce volume, accord écrit de la structure avant de commencer"),
    ]
    shared: list[Row] = [
        ("Rythme", Blank("par mois, par trimestre, à la fin de chaque mission")),
        ("Délai de paiement", Blank("délai de paiement")),
        ("Frais", Blank("frais remboursés et justificatifs")),
    ]
    return [*hourly, *shared] if billing == "heure" else shared


def add_who_does_what(
    document: WordDocument, fiche: FicheDePoste, me: str, names: Sequence[tuple[str, Delegation]]
) -> None:
    """Ce que prend chaque personne, et ce que personne ne prend ; `me` est la personne qui coordonne."""
    add_heading(document, 1, "Qui fait quoi")
    holder: Row = (me, plural(len(fiche.chosen), "tâche"), hours(fiche.weekly_hours))
    others: list[Row] = [(name, taken(delegation.tasks), hours(delegation.role.hours)) for name, delegation in names]
    add_text(document, "L’équipe sait ainsi à qui s’adresser.", style="Introduction")
    add_table(
        document, "Qui fait quoi", "Une ligne par personne\u00a0: ses tâches et ses heures par semaine.",
        (Column("Qui", 4), Column("Tâches", 7), Column("h/semaine", 2, True)), [holder, *others],
    )  # fmt: skip
    add_heading(document, 2, "Les tâches sans personne")
    add_text(document, *nobody(fiche))


def taken(tasks: Sequence[PlannedTask]) -> str:
    """Les tâches d'une personne, avec leurs codes."""
    return (
        "; ".join(f"{task.id} {task.label}" for task in tasks).replace("; ", f"{NBSP};\n")
        if tasks
        else "Aucune pour l’instant"
    )


def nobody(fiche: FicheDePoste) -> tuple[str | Styled, ...]:
    """Les tâches sans personne, nommées par leur code : elles restent visibles."""
    if not fiche.unassigned:
        return ("Toutes les tâches demandées ont quelqu’un pour s’en charger.",)
    verb = "n’a personne" if len(fiche.unassigned) == 1 else "n’ont personne"
    codes = ", ".join(task.id for task in fiche.unassigned)
    return (Styled(f"{plural(len(fiche.unassigned), 'tâche')} {verb} à ce jour\u00a0: "), f"{codes}.")
