"""L'entretien annuel comme document Word : la fiche de poste relue un an après, tâche par tâche."""

from __future__ import annotations

import datetime as dt

from ...assessment import showable
from ...fiche import MATRICE, FicheDePoste
from ...inclusive import COORDINATION, checked_wording, worded
from ...text import NBSP, Wording, capital, hours, number, quoted
from .blocks import Blank, add_heading, add_text
from .document import WordDocument, new_document
from .received import Modele
from .sections.commitments import add_signatures, signatories
from .sections.interview import (
    add_adjustments,
    add_competences_review,
    add_done,
    add_goals,
    add_opinions,
    add_training,
    add_year,
)
from .sections.opening import add_how_to_fill, add_title
from .sections.status import AGREED, add_cautions, add_clauses
from .tables import Row, add_table

KEYWORDS = ("entretien annuel", "coordination", "soins primaires")


def entretien_annuel(
    fiche: FicheDePoste,
    on: dt.date,
    *,
    wording: Wording = "doublet",
    plan: str = MATRICE,
    modele: Modele | None = None,
) -> WordDocument:
    """Renvoie le support de l'entretien annuel en document python-docx, à enregistrer par `.save(chemin)`.

    Sans lien hiérarchique, il n'y a pas d'évaluation par un employeur : le même document devient un bilan de
    mission entre deux parties, et le dit.

    Args:
        fiche: la fiche de l'année qui s'achève ; rien n'est recalculé ici.
        on: date à laquelle le document est préparé.
        wording: forme des mots qui nomment une personne.
        plan: comment ranger les mêmes tâches : « matrice », « blocs », « missions » ou « champs ».
        modele: un document Word dont les styles, l'en-tête et le pied de page sont repris.

    Returns:
        Un `docx.document.Document`. La même fiche à la même date donne les mêmes octets.

    Raises:
        InputError: plan inconnu, ou modèle refusé.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    checked_wording(wording)
    showable(fiche.profile)
    status, review = fiche.status, fiche.status.review
    title = f"{review.title}\u00a0: {COORDINATION[wording]['nom']}"
    parties = signatories(status, wording)
    document = new_document(
        title, fiche.profile.team, on,
        subject=f"Coordination de {quoted(fiche.profile.team)}", keywords=KEYWORDS, modele=modele,
    )  # fmt: skip
    add_title(document, title, fiche.profile.team, on)
    add_text(document, worded(review.intro, wording))
    add_how_to_fill(document)
    add_landmarks(document, fiche, wording)
    add_heading(document, 2, "Points d’attention")
    add_cautions(document, [worded(said, wording) for said in status.alerts])
    add_year(document)
    add_goals(document, fiche)
    add_done(document, fiche, plan, wording)
    add_competences_review(document, fiche)
    add_training(document)
    add_heading(document, 1, "Évolution" if status.hierarchy else "Suite de la mission")
    add_clauses(document, "Évolution", review.evolution, wording)
    add_adjustments(document, fiche)
    add_opinions(document, parties)
    add_signatures(document, parties)
    return document


def add_landmarks(document: WordDocument, fiche: FicheDePoste, wording: Wording) -> None:
    """Qui se rencontre, quand, et sur quelle fiche."""
    add_heading(document, 1, "Repères")
    year = sum(task.hours_year for task in fiche.tasks)
    rows: list[Row] = [
        (capital(worded(fiche.status.person, wording)), Blank("nom de la personne")),
        ("Rencontre avec", Blank("nom et qualité de la personne qui mène l’échange")),
        ("Date de la rencontre", Blank("date de la rencontre")),
        ("Période", Blank("du … au …")),
        ("Statut", fiche.status.label),
        ("Temps prévu", f"{hours(fiche.weekly_hours)} par semaine, {number(year)}{NBSP}h par an"),
        ("Date de la fiche relue", Blank("date de la fiche relue")),
    ]
    add_table(document, "Repères", "Une ligne par rubrique, avec des champs à compléter.", AGREED, rows)
