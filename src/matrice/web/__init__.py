"""L'atelier sans Python : des pages pour qui anime, l'écran de la salle et les téléphones. Seule cette pièce connaît tornado.

`Server` sert un atelier dans un fil à part ; `panel` le montre dans un carnet. Rien n'est chargé de l'extérieur, rien n'y va.
"""

from pathlib import Path

from ..files import write_atomic
from .network import LOCAL, room_addresses
from .panel import Panel, panel
from .poster import poster
from .room import Room
from .server import Server

__all__ = ["Panel", "Room", "Server", "panel", "poster_file"]


def poster_file(room: Room) -> Path:
    """Écrit l'affiche des téléphones dans le dossier de l'équipe, et renvoie le fichier."""
    assert room.folder is not None
    known = room_addresses()
    path = room.folder / "affiche-telephones.html"
    write_atomic(path, poster(room.title(), f"http://{known[0] if known else LOCAL}:{room.port}/{room.code}"))
    return path
