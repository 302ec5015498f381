"""La porte d'une cohorte : un dossier de profils, une table, un DataFrame, ou plusieurs à la fois."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem
from ...referentiel import Referentiel, load_referentiel
from ...text import plural
from ..exchange.receiving import discreet, read_profile_document
from .cohort import Cohort
from .files_in import Piece, pieces, profile_bytes
from .profiles_in import ProfileReader
from .rows import Basket, assemble
from .table_rows import completed, take_table

SHOWN = 1  # une raison par fichier : la première suffit à le faire corriger


def read_cohort(source: Any, ref: Referentiel | None = None, *, years: Container[int] | None = None) -> Cohort:
    """Renvoie la cohorte lue dans un dossier de `profil*.json`, une table ou un DataFrame.

    Args:
        source: dossier (sous-dossiers compris), fichier .json, .csv ou .parquet, DataFrame pandas ou polars,
            relation DuckDB, DataFrame PySpark, ou une liste de tout cela. Trois formes de table, reconnues à
            l'en-tête : un niveau par équipe, année et dimension ; les réponses une par une, comptées là où
            elles sont ; des descripteurs, une ligne par équipe et par an (voir `docs/format-profil.md`).
        ref: la grille commune ; sans elle, la grille livrée.
        years: les années à garder ; sans elles, toutes.

    Returns:
        Une cohorte dont `refused` dit ce qui n'a pas pu être pris et pourquoi, et `notes` ce qu'il faut
        savoir. Un fichier refusé n'arrête jamais les autres.

    Raises:
        InputError: rien n'a pu être pris ; toutes les raisons sont là.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"equipe": ["a", "a"], "annee": 2026, "dimension": ["rcp", "si"], "niveau": ["2", "SO"]})
    >>> cohort = read_cohort(table)
    >>> len(cohort), cohort.latest, cohort.notes
    (1, 2026, ('tableau\\xa0: dimension inconnue de la grille, laissée de côté\\xa0: si.',))
    """
    grid = load_referentiel() if ref is None else ref
    basket, reader = Basket(), ProfileReader(grid)
    tables: list[Piece] = []
    for piece in pieces(source):
        if piece.reason:
            basket.refuse(piece.name, piece.reason)
        elif piece.is_profile:
            take_profile(basket, reader, piece.content, piece.name)
        else:
            tables.append(piece)
    for piece in tables:
        take_table(basket, piece, grid)
    basket.notes += reader.notes()
    if years is not None:
        basket.rows = [row for row in basket.rows if row.year in years]
    basket.rows = completed(basket)
    cohort = assemble(grid, basket)
    if not len(cohort):
        problems = [Problem(refusal.reason, refusal.source) for refusal in cohort.refused]
        raise InputError(
            problems or [Problem("aucune équipe n’a été trouvée.")],
            subject="Cohorte refusée",
        )
    return cohort


def take_profile(basket: Basket, reader: ProfileReader, path: Path, name: str) -> None:
    """Ajoute un profil, ou la première raison de son refus."""
    try:
        basket.rows.append(reader.row(read_profile_document(profile_bytes(path, name), name), name))
    except InputError as error:
        first, more = discreet(error.problems[0]), len(error.problems) - SHOWN
        place = f"ligne {first.line}\u00a0: " if first.line else ""
        rest = f" ({plural(more, 'autre faute', 'autres fautes')})" if more else ""
        basket.refuse(name, f"{place}{first.message}{rest}")
