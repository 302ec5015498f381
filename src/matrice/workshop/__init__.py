"""L'atelier : l'état et ses gestes, le journal, le dossier d'équipe.

`panel`, chargé au premier usage, montre dans un carnet les pages de `matrice.web`, l'étage au-dessus.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .card_view import CardView, QuestionView, advance, neighbour, view
from .folder import TeamFolder, create_team, open_team
from .journal import Journal, Memory
from .repairing import repair, repair_lines
from .session import (
    Event,
    Revoted,
    State,
    Undone,
    Workshop,
    decide,
    go,
    note,
    replay,
    reveal,
    revote,
    show_proposal,
    start,
    undo,
)

__all__ = [
    "CardView",
    "Event",
    "Journal",
    "Memory",
    "QuestionView",
    "Revoted",
    "State",
    "TeamFolder",
    "Undone",
    "Workshop",
    "advance",
    "create_team",
    "decide",
    "go",
    "neighbour",
    "note",
    "open_team",
    "panel",
    "repair",
    "repair_lines",
    "replay",
    "reveal",
    "revote",
    "show_proposal",
    "start",
    "undo",
    "view",
]


def __getattr__(name: str) -> Any:
    if name != "panel":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = import_module("matrice.web").panel
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
