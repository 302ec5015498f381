"""La porte des réponses : fichiers, dossier ou DataFrame, et une campagne en sort."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..referentiel import Referentiel
from .campaign import Campaign
from .forms import take
from .reading import Reading
from .tables import tables


def read_responses(
    source: Any,
    ref: Referentiel,
    *,
    team: str = "Équipe",
    on: dt.date | None = None,
    registered: int | None = None,
) -> Campaign:
    """Renvoie la campagne lue dans des fichiers CSV, un dossier ou un DataFrame.

    Args:
        source: chemin d'un CSV (`;`, `,` ; UTF-8 ou Windows-1252), dossier, liste de chemins, ou DataFrame
            pandas, polars… Forme longue, large ou votes comptés, reconnue à l'en-tête.
        ref: la grille à laquelle répondent ces réponses.
        team: nom de l'équipe, tel que les documents l'écriront.
        on: date de l'évaluation.
        registered: effectif de l'équipe, répondants ou non ; il donne la participation.

    Returns:
        Une campagne sans identifiant de personne : les noms et codes lus servent à repérer les doublons,
        puis sont oubliés.

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
    reading = Reading(ref)
    for table in tables(source):
        take(reading, table)
    return reading.campaign(team, on, registered)
