"""Un CSV de cohorte, parfois de millions de lignes : chaque colonne en catégories, rien de deviné."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem, system_reason
from .files_in import first_line

DELIMITERS = (";", ",", "\t")


def read_csv(path: Path, name: str) -> Any:
    """Renvoie un DataFrame pandas, toutes les cellules en texte, rangées en catégories.

    UTF-8 d'abord, Windows-1252 ensuite ; `;`, `,` ou tabulation, celui que l'en-tête emploie le plus.

    Raises:
        InputError: le fichier est vide, abîmé, ou ses lignes débordent de l'en-tête.
    """
    import pandas as pd

    for encoding in ("utf-8-sig", "cp1252"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "error", pd.errors.ParserWarning
                )  # une ligne trop longue serait coupée sans bruit
                return parsed(path, encoding)
        except UnicodeError:
            said = "le fichier n’est ni en UTF-8 ni en Windows-1252\u00a0: réenregistrez-le."
        except pd.errors.EmptyDataError:
            raise refused("le fichier est vide.", name) from None
        except OSError as error:
            raise refused(f"lecture impossible\u00a0: {system_reason(error)}.", name) from None
        except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError):
            said = (
                "une ligne déborde de l’en-tête, ou un guillemet n’est pas fermé\u00a0: réenregistrez la table en CSV."
            )
            raise refused(said, name) from None
    raise refused(said, name)


def parsed(path: Path, encoding: str) -> Any:
    """Le DataFrame d'un CSV ; le séparateur est celui que l'en-tête emploie le plus."""
    import pandas as pd

    header = first_line(path, encoding)
    return pd.read_csv(
        path, sep=max(DELIMITERS, key=header.count), dtype="category", keep_default_na=False, na_values=[""],
        encoding=encoding, index_col=False, on_bad_lines="error",
    )  # fmt: skip


def refused(message: str, name: str) -> InputError:
    """Le refus d'une table entière."""
    return InputError([Problem(message, name)], subject="Table refusée")
