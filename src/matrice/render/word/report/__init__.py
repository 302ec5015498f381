"""Les parties du rapport d'un atelier, une par module, dans l'ordre où on les lit."""

from .actions import add_actions
from .checklist import add_checklist
from .decisions import add_decisions
from .disagreements import add_disagreements
from .ladders import add_ladders
from .method import add_method
from .movement import add_movement
from .opening import add_opening
from .provenance import add_provenance
from .results import add_coverage, add_results

__all__ = [
    "add_actions",
    "add_checklist",
    "add_coverage",
    "add_decisions",
    "add_disagreements",
    "add_ladders",
    "add_method",
    "add_movement",
    "add_opening",
    "add_provenance",
    "add_results",
]
