"""Les figures : une équipe, son atelier, ses semblables, un territoire ; leurs tableaux, et les pages hors ligne."""

from .dots import dots, peer_dots, peer_radar
from .evolution import slope, territory_years
from .page import dashboard, table, write_html
from .radar import radar
from .territory import territory_funnel, territory_levels, territory_needs, territory_trend
from .votes import heatmap, votes

__all__ = [
    "dashboard",
    "dots",
    "heatmap",
    "peer_dots",
    "peer_radar",
    "radar",
    "slope",
    "table",
    "territory_funnel",
    "territory_levels",
    "territory_needs",
    "territory_trend",
    "territory_years",
    "votes",
    "write_html",
]
