"""Les figures : radar, points, votes, carte des réponses, évolution, effort et effet ; tableaux, et la page du profil."""

from .dots import dots
from .effort import effort_impact
from .heatmap import heatmap
from .page import table, write_html
from .radar import radar
from .slope import slope
from .votes import votes
from .workshop_tables import effort_table, heatmap_table, slope_table, votes_table

__all__ = [
    "dots",
    "effort_impact",
    "effort_table",
    "heatmap",
    "heatmap_table",
    "radar",
    "slope",
    "slope_table",
    "table",
    "votes",
    "votes_table",
    "write_html",
]
