"""Les parties d'une fiche de poste, une par module, dans l'ordre où on les lit."""

from .commitments import add_commitments
from .hours import add_hours
from .missions import add_missions, add_uncovered
from .opening import add_opening
from .reasons import add_reasons
from .sources import add_sources

__all__ = [
    "add_commitments",
    "add_hours",
    "add_missions",
    "add_opening",
    "add_reasons",
    "add_sources",
    "add_uncovered",
]
