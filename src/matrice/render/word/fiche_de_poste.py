"""La fiche de poste comme document Word : l'ordre des parties, et rien d'autre."""

from __future__ import annotations

import datetime as dt

from ...errors import MatriceError
from ...fiche import FicheDePoste
from ...text import COORDINATION, Wording, quoted, series
from .document import WordDocument, new_document
from .sections import (
    add_commitments,
    add_hours,
    add_missions,
    add_opening,
    add_reasons,
    add_sources,
    add_uncovered,
)
from .sections.opening import title

KEYWORDS = ("fiche de poste", "coordination", "soins primaires", "matrice de maturité")


def fiche(fiche: FicheDePoste, on: dt.date, *, wording: Wording = "doublet") -> WordDocument:
    """Renvoie la fiche de poste en document python-docx, à enregistrer par `.save(chemin)`.

    Args:
        fiche: ce que `draft` a calculé ; rien n'est recalculé ici.
        on: date de la fiche, la seule date du document ; la révision est prévue un an après.
        wording: forme des mots qui nomment la personne : « doublet », « point_median », « point »,
            « masculin », « feminin » ou « epicene ».

    Returns:
        Un `docx.document.Document`. La même fiche à la même date donne les mêmes octets.

    Raises:
        MatriceError: forme inconnue.
    """
    if wording not in COORDINATION:
        known = series([quoted(name) for name in COORDINATION], "ou")
        raise MatriceError(f"La forme {quoted(str(wording))} n’existe pas\u00a0; attendu\u00a0: {known}.")
    document = new_document(
        title(wording), fiche.profile.team, on,
        subject=f"Coordination de {quoted(fiche.profile.team)}", keywords=KEYWORDS,
    )  # fmt: skip
    add_opening(document, fiche, on, wording)
    add_reasons(document, fiche)
    add_missions(document, fiche)
    add_hours(document, fiche)
    add_uncovered(document, fiche)
    add_commitments(document, fiche, on, wording)
    add_sources(document, fiche)
    return document
