"""Ce dont le tableau de bord est fait : ses vues, ses filtres, son style et son script."""

from .filters import filters
from .look import SCRIPT, STYLE
from .views import View, views

__all__ = ["SCRIPT", "STYLE", "View", "filters", "views"]
