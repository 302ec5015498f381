"""Les pages d'un téléphone (le questionnaire, le second vote d'une carte : un toucher, une réponse) et l'affiche qui y mène.

Chaque réponse est un bouton d'envoi large comme l'écran : la page vit sans programme, à une main, sur un appareil ancien.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..assessment import load_professions
from ..documents.words import level_name
from ..files import write_atomic
from ..text import NBSP, plain
from .network import LOCAL, qr_svg, room_addresses
from .page import STYLE, Child, Form, Html, button, choice, document, el, form, hidden, said, static
from .room import NSP, SO, Room, refusal
from .screen import sentence
from .urn import TRADE, Urn

_LONGEST = 280  # signes d'un commentaire
_APART = ((SO, "Sans objet chez nous"), (NSP, "Je ne sais pas"))


@dataclass(frozen=True)
class Place:
    """Où est un téléphone : la salle, son adresse, son jeton, la question demandée, et s'il ne garde pas de cookie."""

    room: Room
    base: str
    token: str
    rank: int | None = None
    bare: bool = False

    def to(self, rank: int | None = None) -> str:
        """L'adresse d'une question, ou de l'accueil ; elle porte le jeton quand l'appareil ne garde pas de cookie."""
        return self.base + (f"/{rank}" if rank is not None else "") + (f"?jeton={self.token}" if self.bare else "")


def door() -> bytes:
    """La page d'un téléphone arrivé sans code."""
    field = el(
        "label",
        el("span", "Code affiché dans la salle"),
        el("input", name="code", autocapitalize="characters", autocomplete="off", maxlength=6, required=True),
    )
    return document(
        "Code",
        el(
            "main",
            el("h1", "Quel est le code\u00a0?"),
            el("form", field, el("button", "Entrer", class_="principal"), method="get", action="/"),
        ),
        kind="telephone",
    )


def urn_of(room: Room) -> Urn | None:
    """Ce qui est ouvert aux téléphones."""
    return room.vote or room.questionnaire


def state(room: Room) -> str:
    """Ce qui change quand un téléphone qui attend doit relire sa page."""
    urn = urn_of(room)
    return f"{room.start}-{urn.path.name}-{urn.subject}" if urn else f"{room.start}-attente"


def page(place: Place, fault: str = "") -> bytes:
    """La page de ce téléphone à présent."""
    room, urn = place.room, urn_of(place.room)
    if urn is None:
        title, body, waits = _wait(room)
    else:
        given = urn.of(place.token)
        rank = place.rank if place.rank is not None and 1 <= place.rank <= len(urn.asked) else _next(urn, given)
        first = place.rank is None and not given and urn is room.questionnaire
        if first:
            title, body, waits = _welcome(place, urn)
        elif rank is None:
            title, body, waits = _thanks(place, urn)
        else:
            title, body, waits = _ask(place, urn, rank, dict(given))
    return document(
        title, el("main", said(fault, fault=True), body), prefix=place.base, kind="telephone attend" if waits else "telephone",
        refresh=5 if waits else 0, data=state(room) if waits else "",
    )  # fmt: skip


def _next(urn: Urn, given: object, after: int = 0) -> int | None:
    """La première question sans réponse, d'abord après celle-ci ; `None` quand tout est répondu."""
    order = [*range(after, len(urn.asked)), *range(after)]
    return next((rank + 1 for rank in order if urn.asked[rank] not in given), None)  # type: ignore[operator]


def _wait(room: Room) -> tuple[str, Child, bool]:
    return (
        "Attente",
        [
            el("h1", "Gardez cette page ouverte"),
            el("p", "Rien n’est demandé pour l’instant. La question viendra ici d’elle-même."),
        ],
        True,
    )


def _welcome(place: Place, urn: Urn) -> tuple[str, Child, bool]:
    """Ce que l'on demande, ce que l'on en fait."""
    count = len(urn.asked)
    body = [
        el("h1", "Votre avis, seul et à votre rythme"),
        el(
            "p",
            f"{count} questions. Touchez la phrase la plus vraie. Vous pouvez fermer, revenir, changer d’avis jusqu’au compte.",
        ),
        el(
            "p",
            "Aucun nom n’est demandé. La salle ne voit que des totaux, jamais sous cinq réponses. N’écrivez ni nom ni donnée de patient.",
        ),
        form(
            "commencer",
            hidden(jeton=place.token),
            _trade(),
            button("Commencer", class_="principal"),
            action=place.to(1),
        ),
    ]
    return "Questionnaire", body, False


def _trade() -> Html:
    """Le métier, si l'on veut : la liste du questionnaire, rien qui s'écrive."""
    told = "Il n’est nommé que si cinq personnes au moins l’ont dit."
    groups = [("", "Je préfère ne pas le dire"), *((one.label, one.label) for one in load_professions().groups)]
    return el("div", choice("Votre métier, si vous le voulez", "metier", groups), el("small", told))


def _thanks(place: Place, urn: Urn) -> tuple[str, Child, bool]:
    """Tout est répondu : on attend la suite, ou l'on revient sur une réponse."""
    if urn is place.room.vote:
        body: list[Child] = [
            el("h1", "Votre vote est pris"),
            el("p", el("a", "Changer d’avis", href=place.to(1), class_="bouton")),
        ]
    else:
        links = [el("a", str(rank), href=place.to(rank), class_="petit") for rank in range(1, len(urn.asked) + 1)]
        body = [el("h1", "Merci, tout est répondu"), el("p", "Gardez cette page\u00a0: elle servira encore."),
                el("details", el("summary", "Revoir une réponse"), el("p", links, class_="rangs"))]  # fmt: skip
    return "Merci", body, True


def _ask(place: Place, urn: Urn, rank: int, given: dict[str, str]) -> tuple[str, Child, bool]:
    """Une question : une phrase par niveau, chacune un bouton."""
    ref, asked = place.room.ref, urn.asked[rank - 1]
    questions: tuple[Any, ...] = (*ref.dimensions, *ref.characteristics, *ref.axes)
    label = next((one.label for one in questions if one.id == asked), asked)
    answers = [
        (str(one.value), level_name(one), sentence(ref, asked, one.value, one.anchor))
        for one in ref.scale_of(asked).levels
    ]
    answers += [(key, words, "") for key, words in _APART]
    buttons = [
        el("button", el("b", name), f"{NBSP}: {words}" if words else None, name="r", value=value,
           class_="choisi" if given.get(asked) == value else None)
        for value, name, words in answers
    ]  # fmt: skip
    quiz = urn is place.room.questionnaire
    comment = el("details", el("summary", "Ajouter un commentaire, avant de répondre"),
                 el("textarea", given.get(f"#{asked}", ""), name="mot", rows=2,
                 maxlength=_LONGEST, aria_label="Commentaire, sans nom")) if quiz else None  # fmt: skip
    back = el("a", "← Précédente", href=place.to(rank - 1)) if quiz and rank > 1 else None
    where = f"Question {rank} sur {len(urn.asked)}" if quiz else "Second vote"
    body = [
        el("p", where, NBSP, back, class_="rang"),
        el("h1", label),
        form(
            "repondre",
            hidden(jeton=place.token, question=asked),
            buttons,
            comment,
            action=place.to(rank),
            class_="reponses",
        ),
    ]
    return label, body, False


def answer(place: Place, typed: Form) -> str:
    """Garde une réponse, ou le métier de qui commence, puis renvoie l'adresse de la page d'après.

    Raises:
        InputError: rien n'est ouvert, ce n'est pas la question posée, ou ce n'est pas une réponse de l'échelle.
        MatriceError: le disque refuse ; la réponse n'est pas comptée.
    """
    room, urn = place.room, urn_of(place.room)
    asked, value = typed.text("question"), typed.text("r")
    if urn is None:
        raise refusal("rien n’est demandé en ce moment.")
    if typed.text("geste") == "commencer" and urn is room.questionnaire:
        trade = typed.text("metier")
        if any(one.label == trade for one in load_professions().groups):
            urn.put(place.token, {TRADE: trade})
        return place.to(1)
    if asked not in urn.asked:
        raise refusal("cette question est close\u00a0: le compte est fait.")
    if value not in {*map(str, room.ref.scale_of(asked).values), SO, NSP}:
        raise refusal("touchez une des réponses proposées.")
    kept = {asked: value}
    if urn is room.questionnaire:  # un commentaire vidé s'efface
        kept[f"#{asked}"] = plain(typed.text("mot"))[:_LONGEST].strip()
    urn.put(place.token, kept)
    after = _next(urn, urn.of(place.token), urn.asked.index(asked) + 1)
    return place.to(after) if after and urn is room.questionnaire else place.to()


# L'affiche de la salle

_HELP = (
    "Mettez votre téléphone sur le même Wi-Fi que l’ordinateur de l’atelier, puis visez le code QR ou tapez l’adresse.",
    "Rien ne s’affiche\u00a0? Un Wi-Fi d’invités empêche souvent les appareils de se parler. Qui anime ouvre le partage de "
    "connexion d’un téléphone (cinq à dix appareils) et y branche l’ordinateur\u00a0; l’adresse change, celle de l’écran fait foi.",
    "Mieux\u00a0: un routeur de poche, sans internet, branché à une prise. Il ne sert qu’à la salle.",
    "Sans téléphone, on lève la main\u00a0: on compte, et l’on continue.",
    "Ni nom ni adresse ne sont demandés\u00a0; la salle ne voit que des totaux.",
)


def poster(title: str, address: str, prefix: str = "") -> bytes:
    """Renvoie l'affiche A4 de la salle : code QR, adresse, code, et que faire quand le Wi-Fi ne veut pas.

    `address` est celle des téléphones, ou rien ; sans `prefix`, la page porte son style.
    """
    host, _, code = address.removeprefix("http://").partition("/")
    shown = [
        Html(qr_svg(address)), el("p", host, class_="adresse"), el("p", "code ", el("b", code), class_="code"),
    ] if address else [el("p", "Ouvrez d’abord l’atelier aux téléphones\u00a0: l’adresse s’écrira ici.")]  # fmt: skip
    style = Html(f"<style>{static(STYLE).decode()}</style>")
    if prefix:
        style = el("link", rel="stylesheet", href=f"{prefix}/{STYLE}")
    body = el(
        "main",
        el("h1", "Répondez avec votre téléphone"),
        el("p", title),
        shown,
        el("ul", (el("li", one) for one in _HELP)),
    )
    head = [el("meta", charset="utf-8"), el("title", "Affiche"), style]
    return f'<!DOCTYPE html>\n<html lang="fr"><head>{"".join(head)}</head>{el("body", body, class_="affiche")}</html>'.encode()


def poster_file(room: Room) -> Path:
    """Écrit l'affiche dans le dossier de l'équipe, et renvoie le fichier."""
    assert room.folder is not None
    known = room_addresses()
    path = room.folder / "affiche-telephones.html"
    write_atomic(path, poster(room.title(), f"http://{known[0] if known else LOCAL}:{room.port}/{room.code}"))
    return path
