"""`matrice` : évaluer une équipe, écrire la fiche de poste qui en découle, comparer des équipes.

La façade : les noms dont un carnet a besoin. Chacun se charge au premier usage, si bien que
`import matrice` reste instantané et ne charge ni pandas, ni plotly, ni python-docx.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import workshop
    from .assessment import (
        ALGORITHM,
        Campaign,
        Profile,
        agenda,
        agreement,
        collect,
        decide,
        proposed_level,
        read_responses,
        revote,
        score,
    )
    from .errors import BudgetError, InputError, MatriceError
    from .fiche import FicheDePoste, allocate, draft
    from .referentiel import Referentiel, check_conformity, load_referentiel, parse_referentiel
    from .render import charts, excel, word
    from .workshop import create_team, open_team

__version__ = "0.1.0"

_HOMES = {
    "ALGORITHM": "assessment",
    "BudgetError": "errors",
    "Campaign": "assessment",
    "FicheDePoste": "fiche",
    "InputError": "errors",
    "MatriceError": "errors",
    "Profile": "assessment",
    "Referentiel": "referentiel",
    "agenda": "assessment",
    "agreement": "assessment",
    "allocate": "fiche",
    "check_conformity": "referentiel",
    "collect": "assessment",
    "decide": "assessment",
    "draft": "fiche",
    "create_team": "workshop",
    "load_referentiel": "referentiel",
    "open_team": "workshop",
    "parse_referentiel": "referentiel",
    "proposed_level": "assessment",
    "read_responses": "assessment",
    "revote": "assessment",
    "score": "assessment",
}
_ROOMS = {"charts": "render.charts", "excel": "render.excel", "word": "render.word", "workshop": "workshop"}

__all__ = [
    "ALGORITHM",
    "BudgetError",
    "Campaign",
    "FicheDePoste",
    "InputError",
    "MatriceError",
    "Profile",
    "Referentiel",
    "__version__",
    "agenda",
    "agreement",
    "allocate",
    "charts",
    "check_conformity",
    "collect",
    "create_team",
    "decide",
    "draft",
    "excel",
    "load_referentiel",
    "open_team",
    "parse_referentiel",
    "proposed_level",
    "read_responses",
    "revote",
    "score",
    "word",
    "workshop",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        found = import_module(f".{_ROOMS[name]}", __name__)
    elif name in _HOMES:
        found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
