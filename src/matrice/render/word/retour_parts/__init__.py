"""Les parties du retour à une équipe, une par module, dans l'ordre où on les lit."""

from .change import add_change
from .dot_plot import add_dot_plot
from .method import add_method
from .opening import add_opening
from .places import add_table_of_places
from .radar_plot import add_radar_plot
from .rgpd_page import information
from .steps import add_steps, add_strengths

__all__ = [
    "add_change",
    "add_dot_plot",
    "add_method",
    "add_opening",
    "add_radar_plot",
    "add_steps",
    "add_strengths",
    "add_table_of_places",
    "information",
]  # fmt: skip
