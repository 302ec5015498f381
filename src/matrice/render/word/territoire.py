"""Le rapport d'un territoire comme document Word : l'ordre des parties, et rien d'autre."""

from __future__ import annotations

import datetime as dt

from ...federation import TerritoryReport
from ..territory import words
from .document import WordDocument, new_document
from .received import Modele
from .territory import (
    add_choices,
    add_discretion,
    add_levels,
    add_method,
    add_movement,
    add_needs,
    add_notice,
    add_opening,
    add_participation,
    add_places,
)

SIGNED = "Fédération"  # qui signe le document ; la page d'information dit à qui écrire
KEYWORDS = ("cohorte", "soins primaires", "matrice de maturité", "secret des équipes")


def territoire(report: TerritoryReport, on: dt.date, *, modele: Modele | None = None) -> WordDocument:
    """Renvoie le rapport d'un territoire en document python-docx, à enregistrer par `.save(chemin)`.

    Args:
        report: ce que `national_report` a calculé ; il ne porte que des valeurs diffusées, rien n'est recalculé ici.
        on: date du rapport, la seule que le fichier porte.
        modele: un document Word (chemin ou octets) dont l'habillage est repris.

    Returns:
        Un `docx.document.Document` ; ses graphiques se modifient dans Word, leurs classeurs ne portent que des valeurs
        diffusées. Les mêmes valeurs à la même date donnent les mêmes octets.

    Raises:
        InputError: modèle refusé.
    """
    title = "Rapport de territoire"
    signed = f"{SIGNED} (cohorte simulée)" if report.simulated else SIGNED
    document = new_document(title, signed, on, subject=words.heading(report), keywords=KEYWORDS, modele=modele)
    add_opening(document, title, report, on)
    add_participation(document, report)
    add_levels(document, report)
    add_places(document, report)
    add_needs(document, report)
    add_movement(document, report)
    add_choices(document, report)
    add_method(document, report)
    add_discretion(document, report)
    add_notice(document)
    return document
