"""La porte des réponses : fichiers, dossier ou DataFrame, et une campagne en sort."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from numbers import Integral
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem
from ...referentiel import Referentiel
from ...text import folded
from ..campaign import Campaign, Comment
from .csv_text import csv_rows
from .discreet import told
from .forms import take
from .pseudonyms import key_fault
from .reading import Reading
from .sources import pieces, tables
from .tables import MAX_BYTES, file_bytes
from .vocabulary import Vocabulary


def read_responses(
    source: Any,
    ref: Referentiel,
    *,
    team: str = "Équipe",
    on: dt.date | None = None,
    registered: int | None = None,
    key: bytes | None = None,
    collective: bool = False,
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
        collective: l'équipe a rempli ensemble un seul questionnaire ; les documents le disent, sans accord.

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
    check_request(team, on, registered, key)
    vocabulary = Vocabulary(ref)
    reading = Reading(ref, vocabulary)
    for piece in pieces(source):
        for table in tables(piece, vocabulary):
            take(reading, table)
    return reading.campaign(team, on, registered, key, collective)


def read_comments(path: Path, ref: Referentiel) -> tuple[Comment, ...]:
    """Renvoie les commentaires d'un fichier `item;commentaire`, dans l'ordre où ils y sont écrits.

    Raises:
        InputError: le fichier ne se lit pas, ou une ligne nomme une question que la grille n'a pas.
    """
    vocabulary = Vocabulary(ref)
    raw = file_bytes(path, MAX_BYTES, path.name)
    rows, problems = csv_rows(raw, path.name, lambda cell: folded(cell) in {"item", "commentaire"})
    found = [(line, vocabulary.exact(cells[0]), cells) for line, cells in rows[1:] if len(cells) > 1 and cells[1]]
    strange = [Problem(vocabulary.unknown(cells[0]), path.name, line) for line, known, cells in found if known is None]
    if faults := [*problems, *strange]:
        raise InputError(faults, subject="Commentaires illisibles")
    return tuple(Comment(known.question.id, cells[1]) for _, known, cells in found if known)


def check_request(team: Any, on: Any, registered: Any, key: Any) -> None:
    """Refuse, en une fois, ce qui accompagne les réponses et n'est pas ce qu'il doit être.

    Raises:
        InputError: équipe sans nom, date, effectif ou clé impossibles.
    """
    if faults := list(request_faults(team, on, registered, key)):
        raise InputError(faults, subject="Demande refusée")


def request_faults(team: Any, on: Any, registered: Any, key: Any) -> Iterator[Problem]:
    """Donne les fautes d'une demande."""
    if not isinstance(team, str) or not team.strip():
        yield Problem("l’équipe n’a pas de nom\u00a0: donnez-le en quelques mots.")
    if on is not None and not isinstance(on, dt.date):
        yield Problem(
            f"{told(str(on))} n’est pas une date\u00a0; attendu\u00a0: par exemple datetime.date(2026, 10, 6)."
        )
    whole = isinstance(registered, Integral) and not isinstance(registered, bool)
    if registered is not None and not (whole and registered >= 1):
        said = f"un effectif de {told(str(registered))} n’est pas un nombre entier d’au moins 1"
        yield Problem(f"{said}\u00a0: corrigez l’effectif.")
    if key is not None and (fault := key_fault(key)):
        yield fault
