"""Le temps de travail dit de plusieurs façons, et les règles de droit sur lesquelles il repose."""

from __future__ import annotations

from collections.abc import Sequence

from ....fiche import Emploi, FicheDePoste, Figure, working_time
from ....text import NBSP, capital, hours, number, partial_date, short_number
from ..blocks import Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table


def add_hours(document: WordDocument, fiche: FicheDePoste) -> None:
    """Le tableau du temps de travail, et les chiffres de droit dont il dépend."""
    law = fiche.emploi
    add_heading(document, 1, "Temps de travail")
    add_table(
        document,
        "Temps de travail",
        "Une ligne par période\u00a0: durée, calcul, et ce que vaut un temps plein.",
        (Column("Période", 3), Column("Durée", 2, True), Column("Calcul", 4), Column("Pour un temps plein", 3, True)),
        time_rows(fiche),
    )
    add_text(
        document, origins(law, [law["duree-hebdomadaire"], law["duree-annuelle"], law["semaines-payees"]]), style="Note"
    )


def time_rows(fiche: FicheDePoste) -> list[Row]:
    """Chaque durée, son calcul et ce que vaut un temps plein.

    Sans contrat de travail avec l'équipe, il n'y a ni mois payé ni équivalent temps plein : la semaine et l'année.
    """
    law, time = fiche.emploi, fiche.time
    week, year, weeks = law["duree-hebdomadaire"], law["duree-annuelle"], law["semaines-payees"]
    legal, paid, worked = (short_number(figure.value) for figure in (week, weeks, year))
    full = f"{number(working_time(week.value, law).monthly, 2)}{NBSP}h"
    each_week: Row = ("Par semaine", hours(time.weekly), "Budget décidé par l’équipe", f"{legal}{NBSP}h")
    said = f"Heures / {legal} × {worked}{NBSP}h"
    each_year: Row = ("Par an, heures de travail", f"{number(time.annual)}{NBSP}h", said, f"{worked}{NBSP}h")
    if not fiche.status.hierarchy:
        return [each_week, each_year]
    return [
        each_week,
        ("Par mois, heures payées", f"{short_number(time.monthly)}{NBSP}h", f"Heures × {paid} / 12", full),
        each_year,
        ("Équivalent temps plein", f"{short_number(time.etp)}{NBSP}ETP", f"Heures / {legal}", f"1{NBSP}ETP"),
    ]


def add_part_time(document: WordDocument, fiche: FicheDePoste) -> None:
    """Les règles d'un contrat à temps partiel : la durée minimale et ce que le même texte fixe avec elle."""
    law, floor = fiche.emploi, fiche.status.part_time_floor
    if not floor or fiche.weekly_hours >= law["duree-hebdomadaire"].value:
        return
    rules = [figure for figure in law.figures if figure.source == law[floor].source]
    add_heading(document, 2, "Règles du temps partiel")
    add_table(
        document,
        "Règles du temps partiel",
        "Une ligne par règle\u00a0: ce qu’elle fixe, sa valeur et ce que l’on en sait.",
        (Column("Règle", 7), Column("Valeur", 2.6, True), Column("Ce que l’on en sait", 4)),
        [rule_row(rule) for rule in rules],
    )
    add_text(document, origins(law, rules), style="Note")


def rule_row(rule: Figure) -> Row:
    """Une règle de droit, sa valeur et ce qu'elle vaut."""
    label: Content = (rule.label, Styled(f"\n{rule.note}", "Precision")) if rule.note else rule.label
    return (label, rule.worth, capital(rule.confidence))


def origins(law: Emploi, figures: Sequence[Figure]) -> str:
    """D'où viennent des chiffres de droit, et de quand : chaque texte une fois."""
    said = dict.fromkeys(f"{law.source(figure.source)}, {partial_date(figure.date)}" for figure in figures)
    return "Chiffres de droit\u00a0: " + f"{NBSP}; ".join(said) + "."
