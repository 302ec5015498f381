"""Couleurs, traits et lettres des figures : lisibles par tous et en noir et blanc, mesurés avant d'être dessinés.

Les largeurs de texte sont majorées : une étiquette estimée trop large laisse du blanc, une étiquette estimée trop
étroite en recouvre une autre.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

_FONT = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"
INK = "#1A1A1A"
GREY = "#595959"  # 7:1 sur blanc : un texte gris reste un texte
EDGE, RULE, LIGHT = "#808080", "#B8B8B8", "#DADADA"
TEAM, TEAM_FILL = "#0072B2", "rgba(0, 114, 178, 0.12)"
OTHER = "#D55E00"

# Teintes d'axes : claires, transparentes pour laisser voir les anneaux, et jamais seules à porter le sens
# (un filet et un nom les doublent).
_TINTS = (
    "rgba(86, 180, 233, 0.16)", "rgba(230, 159, 0, 0.13)", "rgba(0, 158, 115, 0.11)",
    "rgba(204, 121, 167, 0.15)", "rgba(0, 0, 0, 0.06)",
)  # fmt: skip

SIZE = 16  # pixels, soit 12 points : le plus petit texte d'une figure
LINE = 1.3  # interligne de plotly, en corps
LIMIT = 90  # caractères d'une étiquette ; au-delà « … », le libellé entier restant au survol et au tableau
_MARGIN = 1.05  # une machine sans Arial prend une police un peu plus large
_USUAL = 0.556

# Largeurs en corps, celles d'Arial, par famille de caractères ; les autres valent `_USUAL`.
_WIDTHS = {
    character: em
    for em, family in (
        (0.222, "ijl’'"), (0.278, " \u00a0ftIÎÏ.,;:/!|[]"), (0.333, "r()-·"), (0.5, "ckJsvxyzç"), (0.611, "FTZ"),
        (0.667, "ABEKPSVXY&ÀÂÉÈÊË"), (0.722, "CDHNRUwÇÙÛÜ"), (0.778, "GOQÔÖ"), (0.833, "mM"), (1.0, "W%œŒ…●▲—"),
    )
    for character in family
}  # fmt: skip


# Gabarit explicite : la figure ne dépend pas du gabarit que le carnet a choisi pour les siennes.
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": _FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "hoverlabel": {
            "align": "left",
            "bgcolor": "white",
            "bordercolor": GREY,
            "font": {"family": _FONT, "size": SIZE, "color": INK},
        },
        "hovermode": "closest",
        "separators": ",\u00a0",
    }
)


def tint(rank: int, count: int) -> str:
    """La teinte d'un axe ; le dernier n'a jamais celle du premier, qu'il touche."""
    if rank == count - 1 and rank and rank % len(_TINTS) == 0:
        return _TINTS[2]
    return _TINTS[rank % len(_TINTS)]


def text_font(size: int = SIZE, color: str = INK, *, bold: bool = False) -> dict[str, Any]:
    """Une police de la figure."""
    return {"family": _FONT, "size": size, "color": color, "weight": 700 if bold else 400}


@dataclass(frozen=True, slots=True)
class Stroke:
    """Comment se dessine une série. `rim` est la place, de 0 à 100, de ses marques « pas de note »."""

    color: str
    symbol: str
    size: int
    dash: str
    sign: str
    rim: float

    @property
    def hollow(self) -> str:
        """Le même signe, évidé : une absence de note."""
        return f"{self.symbol}-open"


OURS = Stroke(TEAM, "circle", 10, "solid", "●", 100)

THEIRS = Stroke(OTHER, "triangle-up", 13, "dash", "▲", 74)


def width(text: str, size: float = SIZE) -> float:
    """Renvoie la largeur estimée d'une ligne, en pixels."""
    return _MARGIN * size * sum(_WIDTHS.get(character, _USUAL) for character in text)


def height(lines: Iterable[str], size: float = SIZE) -> float:
    """Renvoie la hauteur d'un bloc de lignes, en pixels."""
    return LINE * size * len(tuple(lines))


def shorten(label: str, limit: int = LIMIT) -> str:
    """Renvoie le libellé, ou son début suivi de « … », coupé entre deux mots quand il y en a."""
    if len(label) <= limit:
        return label
    kept = label[: limit - 1]
    return f"{kept.rsplit(' ', 1)[0].rstrip(' ,;:') if ' ' in kept else kept}…"


def wrap(label: str, room: float, size: float = SIZE, *, word_room: float = 0) -> tuple[str, ...]:
    """Renvoie le libellé en lignes d'au plus `room` pixels, coupées entre les mots.

    Un mot seul peut déborder jusqu'à `word_room` ; plus long, il est coupé, jamais perdu.
    """
    lines: list[str] = []
    for word in label.split(" "):
        for piece in _word_pieces(word, max(room, word_room), size):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and piece[:1] != "\u200b" and width(joined, size) <= room:
                lines[-1] = joined
            else:
                lines.append(piece.lstrip("\u200b"))
    return tuple(lines) or ("",)


def _word_pieces(word: str, room: float, size: float) -> list[str]:
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
    return html_lines([shorten(name, 70)])
