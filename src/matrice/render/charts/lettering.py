"""Mesurer et couper des textes avant de les dessiner, sans ouvrir de fenêtre.

Les largeurs sont majorées : une étiquette estimée trop large laisse du blanc, une
étiquette estimée trop étroite en recouvre une autre.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

SIZE = 16  # pixels, soit 12 points : le plus petit texte d'une figure
LINE = 1.3  # interligne de plotly, en corps
LIMIT = 90  # caractères d'une étiquette ; au-delà « … », le libellé entier restant au survol et au tableau
MARGIN = 1.05  # une machine sans Arial prend une police un peu plus large
USUAL = 0.556

# Largeurs en corps, celles d'Arial, par famille de caractères ; les autres valent `USUAL`.
WIDTHS = {
    character: em
    for em, family in (
        (0.222, "ijl’'"), (0.278, " \u00a0ftIÎÏ.,;:/!|[]"), (0.333, "r()-·"), (0.5, "ckJsvxyzç"), (0.611, "FTZ"),
        (0.667, "ABEKPSVXY&ÀÂÉÈÊË"), (0.722, "CDHNRUwÇÙÛÜ"), (0.778, "GOQÔÖ"), (0.833, "mM"), (1.0, "W%œŒ…●▲—"),
    )
    for character in family
}  # fmt: skip


def width(text: str, size: float = SIZE) -> float:
    """Renvoie la largeur estimée d'une ligne, en pixels."""
    return MARGIN * size * sum(WIDTHS.get(character, USUAL) for character in text)


def height(lines: Iterable[str], size: float = SIZE) -> float:
    """Renvoie la hauteur d'un bloc de lignes, en pixels."""
    return LINE * size * len(tuple(lines))


def shortened(label: str, limit: int = LIMIT) -> str:
    """Renvoie le libellé, ou son début suivi de « … », coupé entre deux mots quand il y en a."""
    if len(label) <= limit:
        return label
    kept = label[: limit - 1]
    return f"{kept.rsplit(' ', 1)[0].rstrip(' ,;:') if ' ' in kept else kept}…"


def wrapped(label: str, room: float, size: float = SIZE, *, word_room: float = 0) -> tuple[str, ...]:
    """Renvoie le libellé en lignes d'au plus `room` pixels, coupées entre les mots.

    Un mot seul peut déborder jusqu'à `word_room` ; plus long, il est coupé, jamais perdu.
    """
    lines: list[str] = []
    for word in label.split(" "):
        for piece in pieces(word, max(room, word_room), size):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and piece[:1] != "\u200b" and width(joined, size) <= room:
                lines[-1] = joined
            else:
                lines.append(piece.lstrip("\u200b"))
    return tuple(lines) or ("",)


def pieces(word: str, room: float, size: float) -> list[str]:
    """Un mot, en morceaux qui tiennent."""
    parts = [""]
    for character in word:
        if parts[-1] and width(parts[-1] + character, size) > room:
            parts.append("\u200b")  # marque une suite : elle ne se recolle pas avec une espace
        parts[-1] += character
    return parts


def html_lines(lines: Iterable[str]) -> str:
    """Renvoie les lignes jointes par `<br>`, échappées : plotly lit « < » comme une balise et « & » comme une entité."""
    return "<br>".join(escape(line, quote=False) for line in lines)


def legend_name(name: str) -> str:
    """Renvoie un nom de série, assez court pour tenir dans une légende et échappé comme le reste."""
    return html_lines([shortened(name, 70)])
