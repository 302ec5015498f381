"""La première page : le titre, l'essentiel en un paragraphe, et l'identité du poste."""

from __future__ import annotations

import datetime as dt

from ....fiche import FicheDePoste
from ....text import COORDINATION, NBSP, Wording, capital, date, hours, number, plural, quoted, short_number
from ..blocks import TO_FILL, Blank, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table


def add_opening(document: WordDocument, fiche: FicheDePoste, on: dt.date, wording: Wording) -> None:
    """Le titre, l'essentiel, puis le tableau d'identification."""
    add_text(document, title(wording), style="Title")
    add_text(document, fiche.profile.team, style="Subtitle")
    add_text(document, f"Version du {date(on)}", style="Note")
    add_text(document, *summary(fiche))
    add_text(
        document,
        f"Les champs {quoted(TO_FILL)} attendent une réponse\u00a0: un clic les sélectionne, la frappe les remplace.",
        style="Note",
    )
    add_heading(document, 1, "Identification")
    add_table(
        document,
        "Identification du poste",
        "Une ligne par rubrique\u00a0: intitulé, structure, lieux, contrat, temps de travail, date et rattachements.",
        (Column("Rubrique", 2), Column("Ce qui est convenu", 3)),
        identity(fiche, on, wording),
    )


def title(wording: Wording) -> str:
    """Le titre du document, dans la forme choisie."""
    return f"Fiche de poste\u00a0: {COORDINATION[wording]['nom']}"


def summary(fiche: FicheDePoste) -> tuple[str | Styled, ...]:
    """L'essentiel : le temps, les tâches, ce qui ne tient pas, ce qu'il faut lire avant de signer."""
    time, kept, left, alerts = fiche.time, len(fiche.tasks), len(fiche.uncovered), len(fiche.warnings)
    sentences = [
        f", soit {short_number(time.etp)}{NBSP}équivalent temps plein (ETP) et {number(time.annual)}{NBSP}h de travail par an. ",
        f"Ce temps porte {plural(kept, 'tâche')}. " if kept else "Aucune tâche n’est encore retenue. ",
    ]
    if left:
        verb = "n’y tient pas" if left == 1 else "n’y tiennent pas"
        sentences.append(
            f"{plural(left, 'autre tâche', 'autres tâches')} {verb}\u00a0: il reste à dire qui s’en charge. "
        )
    if alerts:
        noted = plural(alerts, "point d’attention", "points d’attention")
        sentences.append(f"{noted} à lire avant de signer\u00a0: voir {quoted('Temps de travail')}.")
    return (Styled(f"{hours(time.weekly)} par semaine"), *sentences)


def identity(fiche: FicheDePoste, on: dt.date, wording: Wording) -> list[Row]:
    """Les rubriques du tableau d'identification."""
    time = fiche.time
    return [
        ("Intitulé du poste", capital(COORDINATION[wording]["nom"])),
        ("Structure", fiche.profile.team),
        ("Lieu ou lieux d’exercice", Blank("lieu ou lieux d’exercice")),
        ("Statut et contrat", Blank("salariat, mise à disposition, exercice indépendant\u00a0; durée du contrat")),
        ("Convention collective et classification", Blank("convention collective et classification")),
        ("Temps de travail", f"{hours(time.weekly)} par semaine ({short_number(time.etp)}{NBSP}ETP)"),
        ("Jours et horaires de présence", Blank("jours et horaires de présence")),
        ("Date de la fiche", date(on)),
        ("Rattachement hiérarchique", Blank("rattachement hiérarchique")),
        ("Rattachement fonctionnel", Blank("rattachement fonctionnel")),
    ]
