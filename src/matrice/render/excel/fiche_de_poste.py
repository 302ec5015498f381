"""Le classeur qui accompagne une fiche de poste : on change des heures, tous les totaux suivent."""

from __future__ import annotations

from ...assessment import showable
from ...fiche import MATRICE, FicheDePoste, arrange
from ...inclusive import COORDINATION, checked_wording
from ...text import NBSP, Wording
from .book import new_book
from .poste import (
    add_hours,
    add_money,
    add_rest,
    add_rounding,
    add_sources,
    add_variations,
    law_cells,
    new_desk,
    rounding_of,
)


def fiche(fiche: FicheDePoste, *, plan: str = MATRICE, wording: Wording = "doublet") -> bytes:
    """Renvoie le classeur .xlsx d'une fiche : heures, ce que prennent les autres, argent, variantes, sources.

    Args:
        fiche: ce que `draft` a calculé.
        plan: le rangement des tâches, comme dans le document Word.
        wording: forme des mots qui nomment la personne.

    Returns:
        Les octets du classeur, les mêmes pour la même fiche. Les cellules jaunes se changent ; sous-totaux, total,
        heures par an, parts, coût et écart au budget se recalculent, et portent dès l'ouverture leur vraie valeur.

    Raises:
        InputError: plan inconnu.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    checked_wording(wording)
    showable(fiche.profile)
    parts = arrange(fiche.tasks, fiche.ref, plan)
    title = f"{fiche.status.sheet}{NBSP}: {COORDINATION[wording]['nom']}"
    desk = new_desk(new_book(title, fiche.profile.team, None))
    law, rounding = law_cells(), rounding_of(fiche)
    hours = add_hours(desk, fiche, parts, rounding, law)
    add_rest(desk, fiche, wording)
    add_money(desk, fiche, hours)
    add_variations(desk, fiche)
    add_sources(desk, fiche)
    add_rounding(desk, fiche, hours.tasks, law)
    return desk.book.to_bytes()
