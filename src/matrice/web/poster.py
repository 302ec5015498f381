"""L'affiche A4 de la salle : le code QR, l'adresse, le code, et que faire quand le Wi-Fi ne veut pas."""

from __future__ import annotations

from .network import qr_svg
from .page import STYLE, Html, el, static

_HELP = (
    "Mettez votre téléphone sur le même Wi-Fi que l’ordinateur de l’atelier, puis visez le code QR ou tapez l’adresse.",
    "Rien ne s’affiche\u00a0? Un Wi-Fi d’invités empêche souvent les appareils de se parler. Qui anime ouvre le partage de "
    "connexion d’un téléphone (cinq à dix appareils) et y branche l’ordinateur\u00a0; l’adresse change, celle de l’écran fait foi.",
    "Mieux\u00a0: un routeur de poche, sans internet, branché à une prise. Il ne sert qu’à la salle.",
    "Sans téléphone, on lève la main\u00a0: on compte, et l’on continue.",
    "Ni nom ni adresse ne sont demandés\u00a0; la salle ne voit que des totaux.",
)


def poster(title: str, address: str, prefix: str = "") -> bytes:
    """Renvoie l'affiche, une page à imprimer. `address` est celle des téléphones, ou rien ; sans `prefix`, la page porte son style."""
    host, _, code = address.removeprefix("http://").partition("/")
    shown = [
        Html(qr_svg(address)), el("p", host, class_="adresse"), el("p", "code ", el("b", code), class_="code"),
    ] if address else [el("p", "Ouvrez d’abord l’atelier aux téléphones\u00a0: l’adresse s’écrira ici.")]  # fmt: skip
    style = (
        el("link", rel="stylesheet", href=f"{prefix}/{STYLE}")
        if prefix
        else Html(f"<style>{static(STYLE).decode()}</style>")
    )
    body = el(
        "main",
        el("h1", "Répondez avec votre téléphone"),
        el("p", title),
        shown,
        el("ul", (el("li", one) for one in _HELP)),
    )
    head = [el("meta", charset="utf-8"), el("title", "Affiche"), style]
    return f'<!DOCTYPE html>\n<html lang="fr"><head>{"".join(head)}</head>{el("body", body, class_="affiche")}</html>'.encode()
