"""Le rapport d'un atelier comme document Word : l'ordre des parties, et rien d'autre."""

from __future__ import annotations

import datetime as dt

from ...assessment import ActionPlan, Agenda, Profile, progress, showable
from ...errors import MatriceError
from ...inclusive import COORDINATION
from ...text import Wording, quoted, series
from .document import WordDocument, new_document
from .report import (
    add_actions,
    add_checklist,
    add_coverage,
    add_decisions,
    add_disagreements,
    add_ladders,
    add_method,
    add_movement,
    add_opening,
    add_provenance,
    add_results,
)

TITLE = "Rapport d’autoévaluation"
KEYWORDS = ("autoévaluation", "soins primaires", "matrice de maturité", "plan d’action")


def rapport(
    profile: Profile,
    *,
    on: dt.date,
    plan: ActionPlan | None = None,
    previous: Profile | None = None,
    agenda: Agenda | None = None,
    wording: Wording = "doublet",
) -> WordDocument:
    """Renvoie le rapport d'un atelier en document python-docx, à enregistrer par `.save(chemin)`.

    Args:
        profile: le profil de l'équipe, décisions et seconds votes compris ; rien n'est recalculé ici.
        on: date du rapport, la seule date que le fichier porte.
        plan: le plan d'action ; sans lui, le rapport laisse un tableau à remplir.
        previous: le profil de l'évaluation d'avant, pour le second polygone et ce qui a bougé.
        agenda: ce qui reste à discuter, et quand.
        wording: forme des mots qui nomment la coordination : « doublet », « point_median », « point »,
            « masculin », « feminin » ou « epicene ».

    Returns:
        Un `docx.document.Document`. Les mêmes valeurs à la même date donnent les mêmes octets. Le détail des votes
        n'est imprimé qu'à partir de cinq réponses.

    Raises:
        MatriceError: une ou deux personnes ont répondu, forme inconnue, ou profil d'avant plus récent que celui d'aujourd'hui.
    """
    if wording not in COORDINATION:
        known = series([quoted(name) for name in COORDINATION], "ou")
        raise MatriceError(f"La forme {quoted(str(wording))} n’existe pas\u00a0; attendu\u00a0: {known}.")
    profile, previous = showable(profile), showable(previous) if previous else None
    moved = progress(previous, profile) if previous else None
    drawn = previous if moved and not moved.barrier else None
    document = new_document(
        TITLE, profile.team, on, subject=f"Autoévaluation de {quoted(profile.team)}", keywords=KEYWORDS
    )
    add_opening(document, TITLE, profile, plan, moved, on)
    add_coverage(document, profile)
    add_results(document, profile, drawn)
    add_ladders(document, profile)
    add_decisions(document, profile)
    add_disagreements(document, profile, agenda)
    add_actions(document, profile, plan, wording)
    if moved:
        add_movement(document, profile, moved)
    add_checklist(document, profile, plan)
    add_method(document, profile)
    add_provenance(document, profile)
    return document
