"""Les figures : une équipe, son atelier, ses semblables, un territoire ; leurs tableaux, et les pages hors ligne."""

from .dashboard import dashboard
from .distribution import territory_levels, territory_trend
from .dots import dots
from .effort import effort_impact, effort_table
from .evolution import slope, slope_table
from .funnel import territory_funnel
from .heatmap import heatmap, heatmap_table
from .needs import territory_needs
from .page import table, write_html
from .peers import peer_dots, peer_radar
from .radar import radar
from .votes import votes, votes_table

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
