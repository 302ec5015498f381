"""Écrire une page : des éléments dont tout texte est échappé, les champs de formulaire, le cadre des pages de conduite.

Le cadre a les étapes en tête, dit ce qu'une page reçoit et ce qu'un geste rend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from ..errors import InputError, MatriceError
from ..files import packaged
from ..text import NBSP
from .room import Room

if TYPE_CHECKING:
    from .server import Server


_VOID = {"input", "meta", "link", "br"}
STYLE, SCRIPT = "atelier.css", "atelier.js"


class Html(str):
    """Un texte déjà écrit en HTML ; tout autre texte est échappé en entrant dans un élément."""

    __slots__ = ()


Attribute = str | int | float | bool | None
Child = str | Html | None | Iterable["Child"]


def el(tag: str, /, *children: Child, **attributes: Attribute) -> Html:
    """Renvoie un élément. Un attribut faux ou `None` n'est pas écrit ; `class_` et `data_nom` perdent leur « _ »."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{tag}{written}>" + ("" if tag in _VOID else f"{join(children)}</{tag}>"))


def join(children: Child) -> Html:
    """Renvoie plusieurs éléments à la suite."""
    if children is None:
        return Html()
    if isinstance(children, Html):
        return children
    if isinstance(children, str):
        return Html(escape(children))
    return Html("".join(join(child) for child in children))


@dataclass(frozen=True)
class Form:
    """Ce qu'un formulaire a envoyé, ou ce qu'une adresse demande : un texte par nom, plusieurs pour une liste de cases."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Le premier texte de ce nom, sans les espaces autour."""
        return self.values.get(name, [default])[0].strip()

    def all(self, name: str) -> tuple[str, ...]:
        """Tous les textes de ce nom."""
        return tuple(self.values.get(name, ()))

    def __contains__(self, name: str) -> bool:
        return name in self.values


def static(name: str) -> bytes:
    """Renvoie la feuille de style ou le programme des pages, livrés à côté de ce module."""
    return packaged(__package__, name)


def document(title: str, *body: Child, prefix: str = "", kind: str = "", refresh: int = 0, data: str = "") -> bytes:
    """Renvoie une page entière.

    Args:
        title: le titre de l'onglet.
        body: ce qu'elle montre.
        prefix: où sont sa feuille de style et son programme ; sans lui, la page n'a que sa structure.
        kind: la classe du corps de la page (« conduite », « ecran », « telephone »).
        refresh: secondes entre deux lectures quand le navigateur n'exécute pas de programme ; 0, jamais.
        data: la version montrée, que le programme compare à celle du serveur.
    """
    head = [
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        el("link", rel="stylesheet", href=f"{prefix}/{STYLE}"),
        el("script", src=f"{prefix}/{SCRIPT}", defer=True) if kind else None,
    ]
    if refresh:
        head.append(el("noscript", el("meta", http_equiv="refresh", content=refresh)))
    shown = el("body", *body, class_=kind or None, data_version=data or None, data_etat=f"{prefix}/etat")
    return f'<!DOCTYPE html>\n<html lang="fr"><head>{join(head)}</head>{shown}</html>'.encode()


# Les formulaires


def form(gesture: str, *body: Child, **attributes: Attribute) -> Html:
    """Renvoie un formulaire qui demande ce geste à la page où il est."""
    hidden = el("input", type="hidden", name="geste", value=gesture)
    return el("form", hidden, *body, method="post", accept_charset="utf-8", **attributes)


def button(words: str, **attributes: Attribute) -> Html:
    """Renvoie un bouton d'envoi."""
    return el("button", words, type="submit", **attributes)


def bar(*children: Child, moves: Child = None) -> Html:
    """Renvoie les gestes d'une page, toujours à l'écran : ceux que l'on attend à gauche, `moves` à droite."""
    return el(
        "div",
        el("div", *children, class_="gestes"),
        el("div", moves, class_="deplacer") if moves else None,
        class_="barre",
    )


def hidden(**values: object) -> list[Html]:
    """Renvoie des valeurs qu'un formulaire porte sans les montrer."""
    return [el("input", type="hidden", name=name, value=str(value)) for name, value in values.items()]


def numeric(
    label: str, name: str, value: str = "", *, told: bool = True, mode: str = "numeric", **attributes: Attribute
) -> Html:
    """Renvoie un petit champ pour un nombre ; `told` : son nom se voit."""
    made = el("input", name=name, value=value, inputmode=mode, class_="nombre", aria_label=label, **attributes)
    return el("label", el("span", label) if told else None, made)


def labelled(label: str, name: str, value: str = "", *, hint: str = "", **attributes: Attribute) -> Html:
    """Renvoie un champ et son nom, avec une aide d'une ligne s'il en faut une."""
    rows = attributes.pop("rows", None)
    described = f"aide-{name}" if hint else None
    if rows:
        made = el("textarea", value, name=name, rows=rows, aria_describedby=described, **attributes)
    else:
        made = el("input", name=name, value=value, aria_describedby=described, **attributes)
    aid = el("small", hint, id=described) if hint else None
    return el("p", el("label", el("span", label), made), aid, class_="champ")


def choice(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str = "") -> Html:
    """Renvoie une liste dont on choisit une ligne."""
    lines = (el("option", words, value=value, selected=value == chosen) for value, words in options)
    return el("p", el("label", el("span", label), el("select", lines, name=name)), class_="champ")


def ticked(label: Child, name: str, value: str, *, checked: bool = False) -> Html:
    """Renvoie une case à cocher et ce qu'elle dit."""
    return el("label", el("input", type="checkbox", name=name, value=value, checked=checked), " ", label, class_="case")


def said(text: str, *, fault: bool = False) -> Html:
    """Renvoie un message annoncé aux lecteurs d'écran ; vide quand il n'y a rien à dire."""
    if not text:
        return Html()
    lines = [el("span", line) for line in text.split("\n") if line.strip()]
    words = [el("b", f"Attention{NBSP}: ")] if fault else []
    return el("div", words, lines, class_="faute" if fault else "dit", role="alert" if fault else "status")


# --- le cadre des pages de conduite --------------------------------------------------------------------
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
