"""Les figures : une équipe, son atelier, ses semblables, un territoire ; leurs tableaux, et les pages hors ligne."""

from .dots import dots, peer_dots, peer_radar
from .effort import effort_impact, effort_table
from .evolution import slope, slope_table
from .page import dashboard, table, write_html
from .radar import radar
from .territory import territory_funnel, territory_levels, territory_needs, territory_trend
from .votes import heatmap, heatmap_table, votes, votes_table

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
