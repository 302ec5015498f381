"""Le même atelier dans un carnet : ses pages dans un cadre, servies par un fil à part du noyau."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from ..assessment import ALGORITHM, Profile, showable, withheld
from ..errors import MatriceError
from ..workshop import Memory, TeamFolder, Workshop
from .room import Room
from .server import Server

# Ce que posent les carnets servis d'ailleurs : leur 127.0.0.1 n'est pas celui de la salle.
_REMOTE = (
    "JUPYTERHUB_API_TOKEN",
    "JUPYTERHUB_USER",
    "COLAB_RELEASE_TAG",
    "KAGGLE_KERNEL_RUN_TYPE",
    "BINDER_SERVICE_HOST",
    "CODESPACES",
)
_FRAMES = "http://127.0.0.1:* http://localhost:*"
_AWAY = (
    "Ce carnet tourne sur un autre ordinateur que celui de la salle\u00a0: ses pages n’y arriveraient pas. Sur l’ordinateur de la "
    "salle, lancez «\u00a0matrice atelier\u00a0» suivi du dossier de l’équipe\u00a0; ici, conduisez l’atelier par ses fonctions."
)
_SERVED: dict[str, Server] = {}


@dataclass(frozen=True)
class Panel:
    """Un atelier servi, que Jupyter montre dans un cadre. `server` s'arrête par `close`, ou avec le noyau."""

    server: Server | None
    height: int

    def close(self) -> None:
        """Arrête les pages et rend le journal."""
        if self.server is not None:
            self.server.stop()

    def _repr_html_(self) -> str:
        if self.server is None:
            return f'<p lang="fr">{_AWAY}</p>'
        address, screen = escape(self.server.address), escape(self.server.screen_address)
        style = f"border:1px solid #33506b;height:min({self.height}px,75vh)"
        return (
            f'<iframe src="{address}" title="Atelier" width="100%" style="{style}" allow="fullscreen"></iframe><p lang="fr">'
            f'<a href="{address}" target="_blank">Ouvrir dans une fenêtre</a> · '
            f'<a href="{screen}" target="_blank">Écran de la salle</a></p>'
        )


def panel(
    team: TeamFolder | Workshop | Any,
    *,
    on: dt.date | None = None,
    minutes: float | None = None,
    before: Profile | None = None,
    benchmark: Mapping[str, float] | None = None,
    height: int = 640,
) -> Panel:
    """Renvoie l'atelier à montrer dans un carnet : les pages de `matrice atelier`, dans un cadre.

    Args:
        team: le dossier d'une équipe, pour tout le chemin ; un journal ouvert ou un atelier, pour les cartes seules.
        on: la date de l'évaluation d'un dossier (par défaut, la dernière).
        minutes: durée de la séance ; par défaut celle qui est écrite dans le dossier, ou 75.
        before: profil de l'année passée, montré carte par carte après chaque décision ; un dossier a le sien.
        benchmark: notes des autres équipes, de 0 à 100, par identifiant de carte, montrées de même.
        height: hauteur du cadre, en pixels ; au plus les trois quarts de la fenêtre, pour que ses boutons se voient.

    Le serveur a son fil : il répond pendant qu'une cellule travaille. Relancer la cellule remplace le précédent.

    Raises:
        MatriceError: une ou deux personnes ont répondu, cette année ou l'année passée ; le profil de l'année passée n'a
            pas la même échelle, ou vient d'une autre version du calcul.
    """
    room = _room_of(team, before, benchmark)
    if any(name in os.environ for name in _REMOTE) or "google.colab" in sys.modules:
        return Panel(None, height)
    if on is not None and room.team is not None:
        room.load(on)
    name = str(room.folder or id(room.desk))
    if name in _SERVED:
        _SERVED.pop(name).stop()
    server = Server(room, embedding=_FRAMES)
    server.start()
    if minutes is not None:
        room.set(minutes=minutes)
    _SERVED[name] = server
    return Panel(server, height)


def _room_of(team: Any, before: Profile | None, benchmark: Mapping[str, float] | None) -> Room:
    """La salle de ce qui est donné ; deux années ne se comparent qu'à échelle et à version du calcul égales."""
    if isinstance(team, TeamFolder):
        return Room(team.path, benchmark=benchmark)
    desk = Memory(team) if isinstance(team, Workshop) else team
    if reason := withheld(desk.workshop.initial):
        raise MatriceError(reason)
    if before is not None:
        before = showable(before)
        if before.algorithm != ALGORITHM or before.ref.used_scales != desk.workshop.campaign.ref.used_scales:
            raise MatriceError(
                "Le profil de l’année passée n’a pas la même échelle, ou vient d’une autre version du calcul\u00a0: recalculez-le "
                "à partir de ses réponses avant de le montrer."
            )
    return Room(None, desk=desk, before=before, benchmark=benchmark)
