"""Les documents Word : modifiables, en français, aux graphiques natifs. Seule cette pièce connaît python-docx.

Chaque nom est un document de `documents`, qu'il faut appeler avec les mêmes arguments ; `modele` (un document Word, chemin ou
octets) en reprend l'habillage : styles, logo, en-tête, pied et page. Le résultat est un document python-docx, à enregistrer
par `.save(chemin)` ; les mêmes valeurs donnent les mêmes octets. `read_fields` relit les champs d'un document rempli.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from ... import documents
from .document import WordDocument
from .letterhead import Modele
from .letterhead import letterhead_bytes as letterhead_bytes  # pour qui sert cent retours du même modèle
from .write import read_fields, write

__all__ = [*documents.__all__, "read_fields", "write"]  # noqa: PLE0604


def __getattr__(name: str) -> Callable[..., WordDocument]:
    if name not in documents.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    drawn = _in_word(getattr(documents, name))
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
