"""Écrire une page : des éléments dont tout texte est échappé, le cadre commun, les champs de formulaire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from ..files import packaged
from ..text import NBSP

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
