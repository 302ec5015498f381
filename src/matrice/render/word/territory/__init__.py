"""Les parties du rapport d'un territoire, une par module, dans l'ordre où on les lit."""

from .choices import add_choices
from .closing import add_discretion, add_method, add_notice
from .levels import add_levels
from .movement import add_movement
from .needs import add_needs
from .opening import add_opening, add_participation
from .places import add_places

__all__ = [
    "add_choices",
    "add_discretion",
    "add_levels",
    "add_method",
    "add_movement",
    "add_needs",
    "add_notice",
    "add_opening",
    "add_participation",
    "add_places",
]
