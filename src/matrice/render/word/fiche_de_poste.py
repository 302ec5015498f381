"""La fiche de poste comme document Word : l'ordre des parties, et rien d'autre."""

from __future__ import annotations

import datetime as dt

from ...assessment import showable
from ...fiche import MATRICE, FicheDePoste
from ...inclusive import checked_wording
from ...text import Wording, quoted
from .blocks import add_heading
from .document import WordDocument, new_document
from .received import Modele
from .sections import (
    add_backgrounds,
    add_commitments,
    add_competences,
    add_explanations,
    add_figures,
    add_hours,
    add_identity,
    add_missions,
    add_money,
    add_opening,
    add_part_time,
    add_profile_table,
    add_reasons,
    add_schedule,
    add_sources,
    add_status,
    add_unassigned,
    add_uncovered,
    add_variations,
)
from .sections.opening import title

KEYWORDS = ("fiche de poste", "coordination", "soins primaires", "matrice de maturité")


def fiche(
    fiche: FicheDePoste,
    on: dt.date,
    *,
    wording: Wording = "doublet",
    plan: str = MATRICE,
    modele: Modele | None = None,
) -> WordDocument:
    """Renvoie la fiche de poste en document python-docx, à enregistrer par `.save(chemin)`.

    Args:
        fiche: ce que `draft` a calculé ; les heures ne sont pas recalculées ici.
        on: date de la fiche, la seule date du document ; la révision est prévue un an après.
        wording: forme des mots qui nomment la personne : « doublet », « point_median », « point »,
            « masculin », « feminin » ou « epicene ».
        plan: comment ranger les mêmes tâches : « matrice », « blocs », « missions » ou « champs ».
        modele: un document Word (chemin ou contenu) dont prendre les styles, le logo, l'en-tête et la page.

    Returns:
        Un `docx.document.Document`. La même fiche à la même date donne les mêmes octets.

    Raises:
        InputError: plan inconnu.
        MatriceError: une ou deux personnes ont répondu, forme inconnue, ou modèle qui ne se lit pas.
    """
    wording = checked_wording(wording)
    showable(fiche.profile)
    document = new_document(
        title(wording, fiche.status.sheet), fiche.profile.team, on,
        subject=f"Coordination de {quoted(fiche.profile.team)}", keywords=KEYWORDS, modele=modele,
    )  # fmt: skip
    add_opening(document, fiche, on, wording)
    add_identity(document, fiche, on, wording)
    add_reasons(document, fiche)
    add_missions(document, fiche, plan)
    add_uncovered(document, fiche, wording)
    add_hours(document, fiche)
    add_schedule(document, fiche, wording)
    add_status(document, fiche, wording)
    add_money(document, fiche)
    add_competences(document, fiche)
    add_commitments(document, fiche, on, wording)
    add_annexes(document, fiche, wording)
    add_sources(document, fiche)
    return document


def add_annexes(document: WordDocument, fiche: FicheDePoste, wording: Wording) -> None:
    """Après les signatures, sur une page neuve : ce qui se consulte plus qu'il ne se signe."""
    add_heading(document, 1, "Annexes", new_page=True)
    add_unassigned(document, fiche, wording)
    add_explanations(document, fiche)
    add_variations(document, fiche)
    add_profile_table(document, fiche)
    add_backgrounds(document, fiche)
    add_part_time(document, fiche)
    add_figures(document, fiche)
