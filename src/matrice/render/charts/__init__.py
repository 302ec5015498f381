"""Les figures : une équipe, son atelier, ses semblables, un territoire ; leurs tableaux, et les pages hors ligne."""

from .dashboard import dashboard
from .distribution import territory_levels
from .dots import dots
from .effort import effort_impact
from .funnel import territory_funnel
from .heatmap import heatmap
from .needs_chart import territory_needs
from .page import table, write_html
from .peers import peer_dots, peer_radar
from .radar import radar
from .slope import slope
from .trend import territory_trend
from .votes import votes
from .workshop_tables import effort_table, heatmap_table, slope_table, votes_table

__all__ = [
    "dashboard",
    "dots",
    "effort_impact",
    "effort_table",
    "heatmap",
    "heatmap_table",
    "peer_dots",
    "peer_radar",
    "radar",
    "slope",
    "slope_table",
    "table",
    "territory_funnel",
    "territory_levels",
    "territory_needs",
    "territory_trend",
    "votes",
    "votes_table",
    "write_html",
]
