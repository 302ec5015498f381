"""Le temps de travail dit de plusieurs façons, sur quoi il repose, et ce qu'il faut lire avant de signer."""

from __future__ import annotations

from ....fiche import FicheDePoste, Figure, working_time
from ....text import NBSP, capital, hours, number, partial_date, short_number
from ..blocks import Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

LAW = Column("Chiffre de droit, date et source", 5)


def add_hours(document: WordDocument, fiche: FicheDePoste) -> None:
    """Le tableau du temps de travail, les règles du temps partiel, puis les points d'attention."""
    add_heading(document, 1, "Temps de travail")
    add_table(
        document,
        "Temps de travail",
        "Une ligne par période\u00a0: durée, calcul, chiffre de droit dont elle dépend.",
        (Column("Période", 2.6), Column("Durée", 2.2, True), Column("Calcul", 3.6), LAW),
        time_rows(fiche),
    )
    add_part_time(document, fiche)
    if not fiche.warnings:
        return
    add_heading(document, 2, "Points d’attention")
    for warning in fiche.warnings:
        add_text(document, Styled("Point d’attention\u00a0: "), warning, style="PointAttention")


def time_rows(fiche: FicheDePoste) -> list[Row]:
    """Chaque durée avec son calcul et le chiffre de droit dont elle dépend.

    Hors contrat de travail, il n'y a ni mois payé ni équivalent temps plein : seulement la semaine et l'année.
    """
    law, time = fiche.emploi, fiche.time
    week, year, weeks = law["duree-hebdomadaire"], law["duree-annuelle"], law["semaines-payees"]
    full = working_time(week.value, law)
    legal, paid, worked = (short_number(figure.value) for figure in (week, weeks, year))
    by_week = basis(fiche, week, f"{legal}{NBSP}h pour un temps plein")
    by_month = basis(fiche, weeks, f"{number(full.monthly, 2)}{NBSP}h pour un temps plein")
    by_year = basis(fiche, year, f"{worked}{NBSP}h pour un temps plein")
    each_week: Row = ("Par semaine", hours(time.weekly), "Budget décidé par l’équipe", by_week)
    yearly = f"{number(time.annual)}{NBSP}h"
    if not fiche.status.part_time_floor:
        return [each_week, ("Par an, heures de travail", yearly, f"Heures / {legal} × {worked}{NBSP}h", by_year)]
    return [
        each_week,
        ("Par mois, heures payées", f"{short_number(time.monthly)}{NBSP}h", f"Heures × {paid} / 12", by_month),
        ("Par an, heures de travail", yearly, f"ETP × {worked}{NBSP}h", by_year),
        ("Équivalent temps plein", f"{short_number(time.etp)}{NBSP}ETP", f"Heures / {legal}", by_week),
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
        "Une ligne par règle\u00a0: ce qu’elle fixe, sa valeur, sa date, sa source et ce que l’on en sait.",
        (Column("Règle", 5.6), Column("Valeur", 2.4, True), Column("Ce que l’on en sait, date et source", 5)),
        [rule_row(fiche, rule) for rule in rules],
    )


def rule_row(fiche: FicheDePoste, rule: Figure) -> Row:
    """Une règle de droit, sa valeur et d'où elle vient."""
    label: Content = (rule.label, Styled(f"\n{rule.note}", "Precision")) if rule.note else rule.label
    return (label, rule.worth, basis(fiche, rule, capital(rule.confidence)))


def basis(fiche: FicheDePoste, figure: Figure, said: str) -> Content:
    """Un chiffre de droit et, dessous, sa date et sa source."""
    source = fiche.emploi.source(figure.source)
    return (said, Styled(f"\n{capital(partial_date(figure.date))}\u00a0; {source}", "Precision"))
