"""Le cadre des pages de conduite : les étapes en tête, ce qu'une page reçoit, ce qu'un geste rend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import InputError, MatriceError
from ..text import NBSP
from .page import Child, Form, Html, document, el, said
from .room import Room

if TYPE_CHECKING:
    from .server import Server


@dataclass(frozen=True)
class Visit:
    """Ce qu'une page sait : la salle, son adresse, ce que l'adresse demande, et ce qu'un geste refusé avait de tapé."""

    room: Room
    server: Server
    base: str
    query: Form = field(default_factory=Form)
    typed: Form = field(default_factory=Form)
    fault: str = ""

    def kept(self, name: str, default: str = "") -> str:
        """Ce qui a été tapé dans un formulaire refusé, sinon `default`."""
        return self.typed.text(name, default)


@dataclass(frozen=True)
class Asked:
    """Un geste demandé : la salle, le serveur, le formulaire et les fichiers déposés (nom, contenu)."""

    room: Room
    server: Server
    form: Form
    files: list[tuple[str, bytes]]


@dataclass(frozen=True)
class Said:
    """Ce qu'un geste accompli répond, et la page où aller ; par défaut, la même."""

    words: str = ""
    page: str | None = None


Page = Callable[[Visit], Child]
Gesture = Callable[[Asked], Said]
PAGES: dict[str, tuple[str, Page]] = {}
GESTURES: dict[tuple[str, str], Gesture] = {}
STEPS = (
    ("", "Équipe"), ("recueil", "Recueil"),
    ("ordre", "Ordre du jour"), ("atelier", "Atelier"), ("themes", "Thèmes"), ("plan", "Plan d’action"),
    ("poste", "Poste"), ("documents", "Documents"), ("suite", "L’an prochain"),
)  # fmt: skip


def page(path: str, title: str) -> Callable[[Page], Page]:
    """Inscrit une page de conduite."""

    def keep(made: Page) -> Page:
        PAGES[path] = (title, made)
        return made

    return keep


def gesture(path: str, name: str) -> Callable[[Gesture], Gesture]:
    """Inscrit un geste d'une page."""

    def keep(act: Gesture) -> Gesture:
        GESTURES[path, name] = act
        return act

    return keep


def render(path: str, visit: Visit) -> bytes:
    """Renvoie une page de conduite entière, dans son cadre. Un message ne se dit qu'une fois."""
    title, made = PAGES[path]
    room = visit.room
    told, visit.server.said = visit.server.said, ""
    try:
        body, fault = made(visit), visit.fault
    except MatriceError as error:  # un fichier de l'équipe ne se lit plus : la page dit lequel, et comment le réparer
        body, fault = el("h1", title), fault_words(error)
    message = said(fault, fault=True) if fault else said(told)
    kind = "conduite carte" if path == "atelier" else "conduite"
    return document(
        f"{title}, {room.title()}" if room.title() else title,
        _steps(path, visit), el("main", message, body), prefix=visit.base, kind=kind, data=room.state(),
    )  # fmt: skip


def act(path: str, gesture_of: Gesture, asked: Asked) -> Said:
    """Fait un geste. `InputError` s'il demande une évaluation et qu'aucune n'est ouverte."""
    if path:
        asked.room.check_open(cards=path in ("atelier", "accords"))
    return gesture_of(asked)


def fault_words(error: BaseException) -> str:
    """Ce qu'une personne lit d'un refus, une faute par ligne."""
    if isinstance(error, OSError):
        return (
            f"«{NBSP}{error.filename or 'Le dossier'}{NBSP}» n’est plus là, ou le disque le refuse{NBSP}: remettez le dossier à sa place, "
            "rebranchez la clé ou libérez de la place, puis recommencez."
        )
    return "\n".join(str(problem) for problem in error.problems) if isinstance(error, InputError) else str(error)


def _steps(path: str, visit: Visit) -> Html:
    """Les étapes : celles que l'on peut ouvrir sont des liens."""
    ready = visit.room.team is not None
    links = [
        el("a", words, href=f"{visit.base}/{to}", aria_current="step" if to == path else None)
        if ready or not to or to == path
        else el("span", words)
        for to, words in STEPS
        if visit.room.team is not None or visit.room.desk is None or to == "atelier"
    ]
    return el("header", el("nav", links, aria_label="Étapes"), el("b", visit.room.title(), class_="titre"))


def onward(visit: Visit, to: str, words: str, *, main: bool = True) -> Html:
    """Le lien vers une étape, en bouton."""
    return el("a", words, href=f"{visit.base}/{to}", class_="bouton principal" if main else "bouton")


def missing(visit: Visit, words: str, to: str = "recueil", link: str = "Recueillir") -> Html:
    """Une page qui attend une étape d'avant, le recueil le plus souvent, et le lien qui y mène."""
    return el("section", el("h1", "Pas encore"), el("p", words), el("p", onward(visit, to, link)))


def where(room: Room, *names: str) -> Html:
    """Où sont les fichiers, en une ligne."""
    if room.folder is None:
        return Html()
    shown = [el("code", str((room.home if room.day else room.folder) / name)) for name in names] or [
        el("code", str(room.folder))
    ]
    return el("p", f"Vos fichiers{NBSP}: ", [[one, " "] for one in shown], class_="ou")
