"""La commande de l'atelier : `atelier`, une page pour qui anime, un écran pour la salle, les téléphones."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any

import click

from ..text import NBSP
from .options import french_whole, say

_OPENED = "L’atelier est dans votre navigateur. Laissez cette fenêtre ouverte\u00a0; Ctrl-C l’arrête, rien n’est perdu."


@click.command(short_help="Animer l’atelier dans le navigateur.")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False), metavar="[DOSSIER]")
@click.option("--sans-navigateur", "quiet", is_flag=True, help="N’ouvre pas de navigateur, écrit les adresses.")
@click.option("--port", type=french_whole, default="0", metavar="PORT", help="Port de la page (par défaut, un libre).")
@click.option(
    "--port-telephones", "phone_port", type=french_whole, metavar="PORT", help="Ouvre aux téléphones, sur ce port."
)
@click.option("--affiche", "poster", is_flag=True, help="Écrit l’affiche A4 des téléphones, et s’arrête.")
def atelier(folder: Path | None, quiet: bool, port: int, phone_port: int | None, poster: bool) -> None:
    """Ouvre l’atelier dans le navigateur : équipe, réponses, cartes, plan d’action, poste, documents.

    DOSSIER : le dossier de l’équipe ; il peut ne pas exister encore. Ctrl-C arrête ; rien n’est perdu.
    """
    from ..web import Room, Server

    room = Room(folder)
    server = Server(room, port=port)
    if poster:
        _write_poster(room)
        return
    server.start()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        if phone_port is not None:
            server.open_phones(phone_port)
        lines = [f"Conduite{NBSP}: {server.address}", f"Écran{NBSP}: {server.screen_address}"]
        lines += [f"Téléphones{NBSP}: {server.phone_address}"] if server.phone_address else []
        if quiet:
            say(lines)
        else:
            import webbrowser

            say([*lines, _OPENED])
            webbrowser.open(server.address)
        while not stop.wait(0.5):
            pass
    finally:
        server.stop()


def _write_poster(room: Any) -> None:
    """Écrit l'affiche dans le dossier de l'équipe."""
    from ..errors import MatriceError
    from ..web import poster_file
    from .options import say_written

    if room.team is None:
        raise MatriceError(
            f"L’affiche est celle d’une équipe{NBSP}: donnez son dossier, ou créez-la d’abord (matrice atelier)."
        )
    say_written([poster_file(room)])
