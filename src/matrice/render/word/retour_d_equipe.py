"""Le retour à une équipe comme document Word : l'ordre des parties, et rien d'autre."""

from __future__ import annotations

import datetime as dt

from ...federation import Comparison
from ...inclusive import checked_wording
from ...text import Wording, quoted
from ..words_federation import team_name
from .blocks import add_heading
from .document import WordDocument, new_document
from .received import Modele
from .retour_parts import (
    add_change,
    add_dot_plot,
    add_method,
    add_opening,
    add_radar_plot,
    add_steps,
    add_strengths,
    add_table_of_places,
)

TITLE = "Retour à l’équipe"
KEYWORDS = ("autoévaluation", "soins primaires", "comparaison entre équipes", "matrice de maturité")


def retour(
    comparison: Comparison,
    on: dt.date,
    *,
    wording: Wording = "doublet",
    modele: Modele | None = None,
    radar: bool = False,
) -> WordDocument:
    """Renvoie le retour d'une équipe en document python-docx, deux à trois pages, à enregistrer par `.save(chemin)`.

    Args:
        comparison: ce que `compare` ou `compare_all` a rendu ; rien n'est recalculé ici, et le document ne porte
            que les valeurs de l'équipe et des valeurs diffusées, jusque dans les classeurs de ses graphiques.
        on: date du document, la seule qu'il porte.
        wording: forme des mots qui nomment la coordination.
        modele: un document Word (chemin ou octets) dont les styles, l'en-tête et le pied de page sont repris.
        radar: ajoute le radar de l'équipe et de la médiane de son groupe ; le document a alors une page de plus.

    Returns:
        Un `docx.document.Document`. Les mêmes valeurs à la même date donnent les mêmes octets.

    Raises:
        MatriceError: forme inconnue.
        InputError: modèle refusé.
    """
    wording = checked_wording(wording)
    name = team_name(comparison)
    document = new_document(
        TITLE, name, on, subject=f"Campagne {comparison.year} de {quoted(name)}", keywords=KEYWORDS, modele=modele
    )
    add_opening(document, TITLE, comparison, on)
    add_dot_plot(document, comparison)
    if radar:
        add_radar_plot(document, comparison)
    add_strengths(document, comparison)
    add_table_of_places(document, comparison)
    add_heading(document, 1, "Pour avancer")
    add_steps(document, comparison, wording)
    add_change(document, comparison)
    add_method(document, comparison)
    return document
