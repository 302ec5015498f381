"""`matrice` : évaluer une équipe, écrire la fiche de poste qui en découle, comparer des équipes.

La façade : les noms dont un carnet a besoin. Chacun se charge au premier usage, si bien que
`import matrice` reste instantané et ne charge ni pandas, ni plotly, ni python-docx.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import documents, workshop
    from .assessment import (
        ALGORITHM,
        Campaign,
        Profile,
        agenda,
        agreement,
        collect,
        decide,
        progress,
        proposed_level,
        read_responses,
        revote,
        score,
    )
    from .errors import BudgetError, InputError, MatriceError
    from .federation import (
        Policy,
        Register,
        compare,
        compare_all,
        examine,
        export_profile,
        freeze,
        national_report,
        open_ledger,
        read_cohort,
        simulate_cohort,
    )
    from .fiche import (
        Block,
        FicheDePoste,
        MoneyInputs,
        Need,
        Poste,
        Role,
        TeamSize,
        aci_coordination,
        aci_view,
        affordable_hours,
        allocate,
        arrange,
        choose_blocks,
        compare_fiches,
        draft,
        draft_written,
        employer_cost,
        load_poste,
        load_written,
        post_cost,
        read_durations,
        share_post,
        variations,
        written_from,
        written_text,
    )
    from .referentiel import Referentiel, Selection, check_conformity, load_referentiel, parse_referentiel
    from .render import charts, excel, word
    from .workshop import create_team, open_team

__version__ = "0.1.0"

_HOMES = {
    "ALGORITHM": "assessment",
    "Block": "fiche",
    "BudgetError": "errors",
    "Campaign": "assessment",
    "FicheDePoste": "fiche",
    "InputError": "errors",
    "MatriceError": "errors",
    "MoneyInputs": "fiche",
    "Need": "fiche",
    "Policy": "federation",
    "Poste": "fiche",
    "Profile": "assessment",
    "Referentiel": "referentiel",
    "Register": "federation",
    "Role": "fiche",
    "TeamSize": "fiche",
    "aci_coordination": "fiche",
    "aci_view": "fiche",
    "affordable_hours": "fiche",
    "agenda": "assessment",
    "agreement": "assessment",
    "allocate": "fiche",
    "arrange": "fiche",
    "Selection": "referentiel",
    "check_conformity": "referentiel",
    "choose_blocks": "fiche",
    "collect": "assessment",
    "compare": "federation",
    "compare_all": "federation",
    "examine": "federation",
    "compare_fiches": "fiche",
    "create_team": "workshop",
    "decide": "assessment",
    "draft": "fiche",
    "draft_written": "fiche",
    "employer_cost": "fiche",
    "export_profile": "federation",
    "freeze": "federation",
    "load_poste": "fiche",
    "load_referentiel": "referentiel",
    "load_written": "fiche",
    "national_report": "federation",
    "open_ledger": "federation",
    "open_team": "workshop",
    "parse_referentiel": "referentiel",
    "post_cost": "fiche",
    "progress": "assessment",
    "proposed_level": "assessment",
    "read_cohort": "federation",
    "read_durations": "fiche",
    "read_responses": "assessment",
    "revote": "assessment",
    "score": "assessment",
    "share_post": "fiche",
    "simulate_cohort": "federation",
    "variations": "fiche",
    "written_from": "fiche",
    "written_text": "fiche",
}
_ROOMS = {
    "charts": "render.charts",
    "documents": "documents",
    "excel": "render.excel",
    "word": "render.word",
    "workshop": "workshop",
}

__all__ = [
    "ALGORITHM",
    "Block",
    "BudgetError",
    "Campaign",
    "FicheDePoste",
    "InputError",
    "MatriceError",
    "MoneyInputs",
    "Need",
    "Policy",
    "Poste",
    "Profile",
    "Referentiel",
    "Register",
    "Role",
    "Selection",
    "TeamSize",
    "__version__",
    "aci_coordination",
    "aci_view",
    "affordable_hours",
    "agenda",
    "agreement",
    "allocate",
    "arrange",
    "charts",
    "check_conformity",
    "choose_blocks",
    "collect",
    "compare",
    "compare_all",
    "compare_fiches",
    "create_team",
    "decide",
    "documents",
    "draft",
    "draft_written",
    "employer_cost",
    "examine",
    "excel",
    "export_profile",
    "freeze",
    "load_poste",
    "load_referentiel",
    "load_written",
    "national_report",
    "open_ledger",
    "open_team",
    "parse_referentiel",
    "post_cost",
    "progress",
    "proposed_level",
    "read_cohort",
    "read_durations",
    "read_responses",
    "revote",
    "score",
    "share_post",
    "simulate_cohort",
    "variations",
    "word",
    "workshop",
    "written_from",
    "written_text",
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
