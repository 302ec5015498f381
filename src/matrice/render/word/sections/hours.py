"""Le temps de travail dit de quatre façons, sur quoi il repose, et ce qu'il faut lire avant de signer."""

from __future__ import annotations

from ....fiche import FicheDePoste, Figure, working_time
from ....text import NBSP, capital, hours, number, partial_date, short_number
from ..blocks import Content, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table


def add_hours(document: WordDocument, fiche: FicheDePoste) -> None:
    """Le tableau du temps de travail, puis les points d'attention."""
    add_heading(document, 1, "Temps de travail")
    add_table(
        document,
        "Temps de travail",
        "Une ligne par période\u00a0: semaine, mois payé, année travaillée, équivalent temps plein\u00a0; calcul et chiffre de droit.",
        (
            Column("Période", 2.6),
            Column("Durée", 2.2, True),
            Column("Calcul", 3.6),
            Column("Chiffre de droit, date et source", 5),
        ),
        time_rows(fiche),
    )
    if not fiche.warnings:
        return
    add_heading(document, 2, "Points d’attention")
    for warning in fiche.warnings:
        add_text(document, Styled("Point d’attention\u00a0: "), warning, style="PointAttention")


def time_rows(fiche: FicheDePoste) -> list[Row]:
    """Chaque durée avec son calcul et le chiffre de droit dont elle dépend."""
    law, time = fiche.emploi, fiche.time
    week, year, weeks = law["duree-hebdomadaire"], law["duree-annuelle"], law["semaines-payees"]
    full = working_time(week.value, law)
    legal, paid, worked = (short_number(figure.value) for figure in (week, weeks, year))
    by_week = basis(fiche, week, f"{legal}{NBSP}h pour un temps plein")
    by_month = basis(fiche, weeks, f"{number(full.monthly, 2)}{NBSP}h pour un temps plein")
    by_year = basis(fiche, year, f"{worked}{NBSP}h pour un temps plein")
    return [
        ("Par semaine", hours(time.weekly), "Budget décidé par l’équipe", by_week),
        ("Par mois, heures payées", f"{short_number(time.monthly)}{NBSP}h", f"Heures × {paid} / 12", by_month),
        ("Par an, heures de travail", f"{number(time.annual)}{NBSP}h", f"ETP × {worked}{NBSP}h", by_year),
        ("Équivalent temps plein", f"{short_number(time.etp)}{NBSP}ETP", f"Heures / {legal}", by_week),
    ]


def basis(fiche: FicheDePoste, figure: Figure, said: str) -> Content:
    """Un chiffre de droit et, dessous, sa date et sa source."""
    label = next((source.label for source in fiche.emploi.sources if source.id == figure.source), figure.source)
    return (said, Styled(f"\n{capital(partial_date(figure.date))}\u00a0; {label}", "Precision"))
