"""Les deux serveurs : la conduite et l'écran sur cet ordinateur seulement, les téléphones sur le réseau de la salle.

Chacun n'admet que l'hôte exact qu'il a annoncé, que des formulaires venus de ses propres pages, des envois bornés et des
connexions qui parlent. La conduite et l'écran ont chacun une clé au hasard dans leur adresse, neuve à chaque lancement. Un
carnet les montre dans un cadre.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import os
import secrets
import socket
import sys
from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from threading import Event, Thread
from typing import Any
from urllib.parse import quote

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application, HTTPError, RequestHandler

from ..assessment import ALGORITHM, Profile, showable, withheld
from ..errors import MatriceError
from ..text import NBSP, quoted
from ..workshop import Memory, TeamFolder, Workshop
from . import cards, frame, phones, planning, screen  # noqa: F401 – chaque module inscrit ses pages
from . import team as _team  # noqa: F401 – de même ; « team » nomme ici le dossier donné à `panel`
from .network import LOCAL, room_addresses
from .page import SCRIPT, STYLE, Form, document, el, static
from .room import Room, refusal

_UPLOAD = 12_000_000  # octets : un questionnaire Excel en fait 30 000
_BODY = 8192  # octets d'un formulaire de téléphone
_HEADERS = 16_384
_MUTE = 15  # secondes avant de fermer une connexion qui ne dit rien, ou ses en-têtes au compte-gouttes
_SLOW = 15  # secondes pour dire tout un formulaire
_CROWD = 400  # connexions : trois cents appareils, et de la marge ; au-delà, l’ordinateur n’aurait plus de prises
_TYPES = {STYLE: "text/css; charset=utf-8", SCRIPT: "text/javascript; charset=utf-8"}
_YEAR = 365


class _Page(RequestHandler):
    """Ce que les deux serveurs ont en commun : l'hôte, l'origine, les en-têtes, les refus en français."""

    server: Server

    def initialize(self, server: Server) -> None:
        self.server, self.room = server, server.room
        self.set_default_headers()  # tornado l’a appelée avant de donner le serveur

    def prepare(self) -> None:
        """Refuse ce qui vient d'un autre hôte, ou un formulaire venu d'une autre page."""
        if self.request.headers.get_list("Host") != [self.own_host()]:
            raise HTTPError(403)
        if self.request.method == "POST":
            origin, site = self.request.headers.get("Origin"), self.request.headers.get("Sec-Fetch-Site")
            if origin not in (None, f"http://{self.own_host()}") or site not in (None, "same-origin", "none"):
                raise HTTPError(403)
        elif self.request.method not in ("GET", "HEAD"):
            raise HTTPError(405)

    @abstractmethod
    def own_host(self) -> str:
        """L'hôte que le navigateur doit demander."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
            f"base-uri 'none'; frame-ancestors {self.frames()}",
        )

    def frames(self) -> str:
        """Qui peut montrer cette page dans la sienne."""
        return "'none'"

    def form(self) -> Form:
        """Ce que le formulaire, ou l'adresse, a envoyé."""
        return Form({name: [self.decode(one) for one in values] for name, values in self.request.arguments.items()})

    @staticmethod
    def decode(value: bytes) -> str:
        return value.decode("utf-8", "replace").replace("\r\n", "\n")

    async def apart(self, act: Callable[..., Any], *args: Any) -> Any:
        """Fait un travail dans un autre fil, un seul à la fois : celui des connexions n'attend jamais la salle."""

        def work() -> Any:
            with self.room.lock:
                return act(*args)

        return await asyncio.get_running_loop().run_in_executor(None, work)

    async def answer(self, make: Callable[..., bytes], *args: Any) -> None:
        """Rend la page que fait `make` ; un dossier déplacé ou illisible se dit, au lieu d'une erreur imprévue."""
        try:
            made = await self.apart(make, *args)
        except (MatriceError, OSError) as error:
            self.set_status(422)
            body = [el("p", frame.fault_words(error)), el("p", "Rien n’est perdu\u00a0: relisez cette page ensuite.")]
            made = document("Atelier", el("main", el("h1", "Le dossier de l’équipe ne se lit pas"), body))
        self.finish(made)

    def static(self, name: str) -> None:
        """Rend la feuille de style ou le programme."""
        self.set_header("Content-Type", _TYPES[name])
        self.set_header("Cache-Control", "max-age=86400")
        self.finish(static(name))

    def state(self, state: str, live: str) -> None:
        """Rend ce que le programme de la page compare."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps({"v": state, "n": live}))

    def write_error(self, status_code: int, **_: Any) -> None:
        words = {
            403: "Cette demande ne vient pas d’une page de cet atelier.",
            404: "Cette page n’existe pas, ou son adresse a expiré. Reprenez l’adresse que montre l’atelier\u00a0: elle change à "
            "chaque lancement.",
            405: "Cette demande n’est pas de celles d’une page.",
            413: "Cet envoi est trop gros.",
        }.get(status_code, "Erreur imprévue. Rien n’est perdu\u00a0: revenez en arrière et recommencez.")
        self.finish(document("Atelier", el("main", el("h1", "Page refusée"), el("p", words))))

    def log_exception(self, *args: Any) -> None:
        logging.getLogger("matrice.web").debug("page refusée", exc_info=args)


class _Local(_Page):
    """La conduite et l'écran : sur cet ordinateur, sous leur clé."""

    def own_host(self) -> str:
        return f"{LOCAL}:{self.server.port}"

    def frames(self) -> str:
        server = getattr(self, "server", None)
        return f"'self' {server.embedding}" if server and server.embedding else "'self'"

    def role(self, key: str) -> str:
        """À qui est cette clé. `HTTPError` 404 si elle n'est à personne, sans dire si elle s'en approche."""
        for role, own in (("conduite", self.server.key), ("ecran", self.server.screen_key)):
            if secrets.compare_digest(key.encode(), own.encode()):
                return role
        raise HTTPError(404)

    async def get(self, key: str, path: str) -> None:
        role = self.role(key)
        if path in _TYPES:
            self.static(path)
        elif path == "etat":
            self.state(self.room.state(), self.room.live())
        elif role == "ecran":
            if path:
                raise HTTPError(404)
            await self.answer(screen.screen_page, self.visit(key))
        elif path.startswith("fichier/"):
            await self.attach(key, path[8:])
        else:
            await self.show(key, path)

    async def show(self, key: str, path: str, **more: Any) -> None:
        """Rend une page de conduite, ou 404."""
        if path not in frame.PAGES:
            raise HTTPError(404)
        await self.answer(frame.render, path, self.visit(key, **more))

    def visit(self, key: str, **more: Any) -> frame.Visit:
        """Ce qu'une page sait de qui la demande."""
        return frame.Visit(self.room, self.server, f"/{key}", query=self.form(), **more)

    async def attach(self, key: str, name: str) -> None:
        """Rend un document de l'évaluation, à ouvrir ou à enregistrer."""
        try:
            content, kind = await self.apart(planning.file_of, self.room, name, self.server.phone_address, f"/{key}")
        except MatriceError as error:
            self.set_status(422)
            self.finish(document("Document", el("main", el("h1", "Pas encore"), el("p", frame.fault_words(error)))))
            return
        if content is None:
            raise HTTPError(404)
        self.set_header("Content-Type", kind)
        if not kind.startswith("text/html"):
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        self.finish(content)

    async def post(self, key: str, path: str) -> None:
        typed = self.form()
        gesture = frame.GESTURES.get((path, typed.text("geste")))
        if self.role(key) != "conduite" or gesture is None:
            raise HTTPError(404)
        received = [(one.filename, one.body) for files in self.request.files.values() for one in files if one.filename]
        try:
            said = await self.apart(frame.act, path, gesture, frame.Asked(self.room, self.server, typed, received))
        except (MatriceError, OSError) as error:
            self.set_status(422)
            await self.show(key, path, typed=typed, fault=frame.fault_words(error))
            return
        self.server.said = said.words
        self.redirect(f"/{key}/{path if said.page is None else said.page}", status=303)


class _Phone(_Page):
    """Les téléphones : leur code, et rien d'autre."""

    COOKIE = "appareil"

    def own_host(self) -> str:
        return self.server.phone_host

    def token(self) -> str:
        """Le jeton de cet appareil : son cookie, sinon celui que porte son formulaire ou son adresse, sinon un neuf."""
        known = self.get_cookie(self.COOKIE) or self.form().text("jeton")
        return known if known.isalnum() and len(known) == 32 else secrets.token_hex(16)

    def code(self, code: str) -> None:
        """Refuse un autre code, sans dire s'il s'en approche."""
        if not secrets.compare_digest(code.upper().encode(), self.room.code.encode()):
            raise HTTPError(404)

    async def get(self, code: str, path: str) -> None:
        if not path and code in _TYPES:
            self.static(code)
        elif not code:
            asked = self.form().text("code").upper()
            self.redirect(f"/{quote(asked)}", status=303) if asked else self.finish(phones.door())
        else:
            self.code(code)
            if path in _TYPES:
                self.static(path)
            elif path == "etat":
                self.state(phones.state(self.room), "")
            else:
                await self.show(code, path)

    def place(self, code: str, path: str) -> phones.Place:
        """Où est ce téléphone ; il reçoit son jeton en cookie, et le garde dans son adresse s'il n'en garde pas."""
        if path and not (path.isdigit() and len(path) < 5):
            raise HTTPError(404)
        token, known = self.token(), self.get_cookie(self.COOKIE)
        if not known:
            self.set_cookie(self.COOKIE, token, httponly=True, samesite="Lax", expires_days=_YEAR)
        return phones.Place(
            self.room, f"/{code}", token, int(path) if path else None, not known and "jeton" in self.form()
        )

    async def show(self, code: str, path: str, fault: str = "") -> None:
        await self.answer(phones.page, self.place(code, path), fault)

    async def post(self, code: str, path: str) -> None:
        self.code(code)
        place = self.place(code, path)
        try:
            where = await self.apart(phones.answer, place, self.form())
        except (MatriceError, OSError) as error:
            self.set_status(422)
            await self.show(code, path, frame.fault_words(error))
            return
        self.redirect(where, status=303)


class _Door(HTTPServer):
    """Un serveur qui n'ouvre pas plus de connexions qu'une salle n'en demande."""

    crowd = 0

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        if self.crowd >= _CROWD:
            stream.close()
            return
        self.crowd += 1
        super().handle_stream(stream, address)

    def on_close(self, server_conn: object) -> None:
        self.crowd -= 1
        super().on_close(server_conn)


class Server:
    """Un atelier servi : `start` rend la main quand les pages répondent, `stop` ferme tout.

    `address` et `screen_address` sont celles de la conduite et de l'écran ; `phone_address`, vide tant que les téléphones ne
    sont pas invités. `embedding` dit quelles pages peuvent montrer celle-ci dans la leur (un carnet).
    """

    def __init__(self, room: Room, *, port: int = 0, embedding: str = "") -> None:
        self.room, self.port, self.embedding = room, port, embedding
        self.key, self.screen_key = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.phone_host, self.said = "", ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._local: HTTPServer | None = None
        self._phones: HTTPServer | None = None

    @property
    def address(self) -> str:
        """L'adresse de la conduite."""
        return f"http://{LOCAL}:{self.port}/{self.key}/"

    @property
    def screen_address(self) -> str:
        """L'adresse de l'écran."""
        return f"http://{LOCAL}:{self.port}/{self.screen_key}/"

    @property
    def phone_address(self) -> str:
        """L'adresse à ouvrir sur un téléphone, ou rien."""
        return f"http://{self.phone_host}/{self.room.code}" if self.phone_host else ""

    def start(self) -> None:
        """Sert la conduite et l'écran, dans un fil à part.

        Raises:
            MatriceError: le port demandé est pris, ou un autre programme tient cette équipe.
        """
        ready, failure = Event(), []

        def run() -> None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
            try:
                listening = _bound(self.port, LOCAL)
                self.port = listening.getsockname()[1]
                rules = [(r"/([\w-]*)/?(.*)", _Local, {"server": self})]
                self._local = _Door(_silent(rules), max_body_size=_UPLOAD, **_LIMITS)
                self._local.add_socket(listening)
            except MatriceError as error:
                failure.append(error)
            ready.set()
            if not failure:
                self._loop.run_forever()
            self._loop.close()

        self.room.reserve()
        self._thread = Thread(target=run, name="matrice-atelier", daemon=True)
        self._thread.start()
        ready.wait()
        if failure:
            raise failure[0]

    def open_phones(self, port: int = 0, address: str = "") -> None:
        """Invite les téléphones : écoute sur l'adresse de cet ordinateur dans la salle.

        Raises:
            MatriceError: aucun réseau, ou port pris.
        """
        if self._phones is not None:
            raise refusal("les téléphones sont déjà invités.")
        known = room_addresses()
        if address and address not in (*known, LOCAL):
            raise refusal(f"{quoted(address)} n’est pas une adresse de cet ordinateur.")
        chosen = address or (known[0] if known else LOCAL)
        self._call(lambda: self._listen(port or self.room.port, chosen, strict=bool(port)))

    def _listen(self, port: int, address: str, *, strict: bool) -> None:
        try:
            listening = _bound(port, address)
        except MatriceError:
            if strict:
                raise
            listening = _bound(0, address)
        found = listening.getsockname()[1]
        rules = [(r"/([A-Za-z0-9.]*)/?([A-Za-z0-9.]*)", _Phone, {"server": self})]
        self._phones = _Door(_silent(rules), max_body_size=_BODY, **_LIMITS)
        self._phones.add_socket(listening)
        self.phone_host = f"{address}:{found}"
        self.room.move_phones(found)

    def close_phones(self) -> None:
        """Congédie les téléphones ; une urne ouverte reste entière."""

        def unlisten() -> None:
            if self._phones is not None:
                self._phones.stop()
                self._loop.create_task(self._phones.close_all_connections())  # type: ignore[union-attr]
            self._phones, self.phone_host = None, ""
            self.room.changed()

        self._call(unlisten)

    def stop(self) -> None:
        """Ferme tout et rend le journal."""
        if self._loop is None or self._loop.is_closed():
            return

        async def close() -> None:
            for one in (self._phones, self._local):
                if one is not None:
                    one.stop()
                    await one.close_all_connections()
            asyncio.get_running_loop().stop()

        asyncio.run_coroutine_threadsafe(close(), self._loop)
        self._thread.join(5)
        with self.room.lock:
            self.room.close()
            self.room.held = None

    def _call(self, act: Callable[[], None]) -> None:
        """Fait quelque chose dans le fil du serveur, et attend que ce soit fait."""

        async def run() -> None:
            act()

        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)


_LIMITS: dict[str, Any] = {"max_header_size": _HEADERS, "idle_connection_timeout": _MUTE, "body_timeout": _SLOW}


def _bound(port: int, address: str) -> socket.socket:
    """La prise d'écoute, ou le refus qui dit quoi faire."""
    try:
        made = socket.create_server((address, port), backlog=256)
        made.setblocking(False)
        return made
    except OSError:
        raise MatriceError(
            f"Le port {port} de {address} ne s’ouvre pas{NBSP}: un autre programme l’occupe, ou il est réservé. "
            "Fermez ce programme, ou choisissez un autre port."
        ) from None


def _silent(rules: list[Any]) -> Application:
    """Une application sans trace des adresses : elles portent les clés."""

    return Application(rules, log_function=lambda _: None)


# --- le même atelier dans un carnet : ses pages dans un cadre, servies par un fil à part du noyau ---------------------------------

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
