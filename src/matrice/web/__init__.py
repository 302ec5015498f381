"""L'atelier sans Python : des pages pour qui anime, l'écran de la salle et les téléphones. Seule cette pièce connaît tornado.

`Server` sert un atelier dans un fil à part ; `panel` le montre dans un carnet. Rien n'est chargé de l'extérieur, rien n'y va.
"""

from .phones import poster_file
from .room import Room
from .server import Panel, Server, panel

__all__ = ["Panel", "Room", "Server", "panel", "poster_file"]
