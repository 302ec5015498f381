"""Les parties d'une fiche de poste, une par module, dans l'ordre où on les lit."""

from .commitments import add_commitments
from .competences import add_backgrounds, add_competences
from .explanations import add_explanations
from .hours import add_hours, add_part_time
from .identity import add_identity
from .missions import add_missions
from .money import add_figures, add_money
from .opening import add_opening
from .others import add_unassigned, add_uncovered
from .reasons import add_profile_table, add_reasons
from .sources import add_sources
from .status import add_schedule, add_status
from .variations import add_variations

__all__ = [
    "add_backgrounds",
    "add_commitments",
    "add_competences",
    "add_explanations",
    "add_figures",
    "add_hours",
    "add_identity",
    "add_missions",
    "add_money",
    "add_opening",
    "add_part_time",
    "add_profile_table",
    "add_reasons",
    "add_schedule",
    "add_sources",
    "add_status",
    "add_unassigned",
    "add_uncovered",
    "add_variations",
]
