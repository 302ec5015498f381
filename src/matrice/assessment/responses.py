"""La porte des réponses : fichiers, dossier ou DataFrame, et une campagne en sort."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..referentiel import Referentiel
from .campaign import Campaign
from .forms import take
from .reading import Reading
from .sources import pieces, tables
from .vocabulary import vocabulary


def read_responses(
    source: Any,
    ref: Referentiel,
    *,
    team: str = "Équipe",
    on: dt.date | None = None,
    registered: int | None = None,
    key: bytes | None = None,
) -> Campaign:
    """Renvoie la campagne lue dans des fichiers CSV ou .xlsx, un dossier ou un DataFrame.

    Args:
        source: chemin d'un CSV (`;`, `,` ; UTF-8 ou Windows-1252) ou d'un classeur .xlsx, dossier, liste de
            chemins, ou DataFrame pandas, polars… Forme longue, large ou votes comptés, reconnue à l'en-tête ;
            questionnaire rempli ; export de LimeSurvey, Framaforms ou Google Forms.
        ref: la grille à laquelle répondent ces réponses.
        team: nom de l'équipe, tel que les documents l'écriront.
        on: date de l'évaluation.
        registered: effectif de l'équipe, répondants ou non ; il donne la participation.
        key: clé de l'équipe ; avec elle, chaque personne garde un pseudonyme (`Campaign.people`).

    Returns:
        Une campagne sans identifiant de personne : les noms et codes lus servent à repérer les doublons,
        puis sont oubliés. Un seul fichier fautif fait tout refuser ; `collect` lit les autres.

    Raises:
        InputError: toutes les fautes en une fois, chacune avec fichier, ligne, colonne, ce qui a été lu et
            ce qui était attendu.

    >>> import pandas as pd
    >>> from matrice import load_referentiel
    >>> ref = load_referentiel()
    >>> campaign = read_responses(pd.DataFrame({"rcp.1": ["3", "2", "SO"]}), ref)
    >>> campaign.respondents, campaign.grain
    (3, 'item')
    """
    known = vocabulary(ref)
    reading = Reading(ref, known.questionnaire, known.answers)
    for piece in pieces(source):
        for table in tables(piece, known):
            take(reading, table)
    return reading.campaign(team, on, registered, key)
