"""La première page : le titre et l'essentiel en un paragraphe."""

from __future__ import annotations

import datetime as dt

from ....fiche import FicheDePoste
from ....inclusive import COORDINATION
from ....text import NBSP, Wording, date, hours, number, plural, quoted, short_number
from ..blocks import TO_FILL, Inline, Styled, add_text
from ..document import WordDocument
from .status import READ_FIRST


def add_opening(document: WordDocument, fiche: FicheDePoste, on: dt.date, wording: Wording) -> None:
    """Le titre et l'essentiel."""
    add_title(document, title(wording, fiche.status.sheet), fiche.profile.team, on)
    add_text(document, *summary(fiche, wording))
    add_how_to_fill(document)


def add_title(document: WordDocument, said: str, team: str, on: dt.date) -> None:
    """Le titre, l'équipe et la date de cette version."""
    add_text(document, said, style="Title")
    add_text(document, team, style="Subtitle")
    add_text(document, f"Version du {date(on)}", style="Note")


def add_how_to_fill(document: WordDocument) -> None:
    """Ce que sont les champs à compléter."""
    add_text(
        document,
        f"Les champs {quoted(TO_FILL)} attendent une réponse\u00a0: un clic les sélectionne, la frappe les remplace.",
        style="Note",
    )


def title(wording: Wording, sheet: str = "Fiche de poste") -> str:
    """Le titre du document, dans la forme choisie."""
    return f"{sheet}\u00a0: {COORDINATION[wording]['nom']}"


def summary(fiche: FicheDePoste, wording: Wording) -> tuple[Inline, ...]:
    """L'essentiel : le temps, les tâches, ce qui ne tient pas, ce qu'il faut lire avant de signer."""
    kept, left, alerts = len(fiche.chosen), len(fiche.unassigned), len(fiche.attention(wording))
    sentences = [
        f"{load(fiche)}. ",
        f"Ce temps porte {plural(kept, 'tâche')}. " if kept else "Aucune tâche n’est encore retenue. ",
    ]
    if taken := len(fiche.uncovered) - left:
        verb = "est confiée" if taken == 1 else "sont confiées"
        sentences.append(f"{plural(taken, 'autre tâche', 'autres tâches')} {verb} à d’autres membres de l’équipe. ")
    if left:
        verb = "n’a encore personne" if left == 1 else "n’ont encore personne"
        sentences.append(f"{plural(left, 'tâche')} {verb}\u00a0: il reste à dire qui s’en charge. ")
    if alerts:
        noted = plural(alerts, "point d’attention", "points d’attention")
        sentences.append(f"{noted} avant les signatures\u00a0: voir {quoted(READ_FIRST)}.")
    return (Styled(f"{hours(fiche.time.weekly)} par semaine"), *sentences)


def load(fiche: FicheDePoste) -> str:
    """Ce que cette durée représente ; l'équivalent temps plein n'a de sens que pour une personne salariée."""
    year = f"{number(fiche.time.annual)}{NBSP}h de travail par an"
    if not fiche.status.hierarchy:
        return f", soit environ {year}"
    return f", soit {short_number(fiche.time.etp)}{NBSP}équivalent temps plein (ETP) et {year}"
