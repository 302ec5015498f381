"""Les figures : radar, diagramme en points, tableau, et la page qui les réunit."""

from .dots import dots
from .page import table, write_html
from .radar import radar

__all__ = ["dots", "radar", "table", "write_html"]
