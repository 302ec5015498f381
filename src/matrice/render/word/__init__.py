"""Les documents Word : modifiables, en français, aux graphiques natifs. Seule cette pièce connaît python-docx.

Chaque nom est un document de `documents`, qu'il faut appeler avec les mêmes arguments ; `modele` (un document Word, chemin ou
octets) en reprend l'habillage : styles, logo, en-tête, pied et page. Le résultat est un document python-docx, à enregistrer
par `.save(chemin)` ; les mêmes valeurs donnent les mêmes octets.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from .document import WordDocument
from .received import Modele
from .write import write

# Le nom d'un document, et le module qui l'écrit.
_HOMES = {
    "cartes": "cartes",
    "comparaison_de_fiches": "comparaison",
    "entretien_annuel": "entretien",
    "fiche": "fiche",
    "information": "retour",
    "lettre_de_mission": "lettre",
    "poste_partage": "poste_partage",
    "questionnaire": "questionnaire",
    "rapport": "rapport",
    "retour": "retour",
    "territoire": "territoire",
}

__all__ = [*_HOMES, "write"]  # noqa: PLE0604


def __getattr__(name: str) -> Callable[..., WordDocument]:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    drawn = _in_word(getattr(import_module(f"...documents.{_HOMES[name]}", __name__), name))
    globals()[name] = drawn
    return drawn


def __dir__() -> list[str]:
    return __all__


def _in_word(make: Callable[..., Any]) -> Callable[..., WordDocument]:
    """La même fonction, dont le document sort en Word ; `modele` s'ajoute à ses arguments."""

    @wraps(make)
    def drawn(*args: Any, modele: Modele | None = None, **kwargs: Any) -> WordDocument:
        return write(make(*args, **kwargs), modele=modele)

    asked = inspect.signature(make)
    letterhead = inspect.Parameter("modele", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="Modele | None")
    drawn.__signature__ = asked.replace(  # type: ignore[attr-defined]
        parameters=[*asked.parameters.values(), letterhead], return_annotation="WordDocument"
    )
    return drawn
