"""Les feuilles du classeur qui accompagne une fiche de poste, une par module, dans l'ordre où on les lit."""

from .desk import new_desk
from .hours import add_hours
from .money import add_money
from .rest import add_rest
from .rounding import add_rounding, rounding_of
from .sources import add_sources, law_cells
from .variations import add_variations

__all__ = [
    "add_hours",
    "add_money",
    "add_rest",
    "add_rounding",
    "add_sources",
    "add_variations",
    "law_cells",
    "new_desk",
    "rounding_of",
]
