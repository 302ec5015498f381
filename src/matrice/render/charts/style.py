"""Couleurs, trait et lettres des figures, niveaux dessinés : lisibles par tous et en noir et blanc, mesurés avant d’être dessinés.

Les largeurs de texte sont majorées : une étiquette estimée trop large laisse du blanc, une étiquette estimée trop
étroite en recouvre une autre.

Deux noms de niveau ne se touchent jamais. Un niveau, « sans objet », « ne sait pas » et le silence gardent partout
la même place, le même signe et la même trame ; imprimés en gris, ils se distinguent encore.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from ...documents.words import DOT, level_name
from ...referentiel import Scale

# Couleurs, traits et lettres des figures : lisibles par tous et en noir et blanc, mesurés avant d'être dessinés

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


# Les niveaux dessinés : où tombe chacun sur un axe de 0 à 100, et comment se remplit chaque sorte de réponse

_BLUES = ("#EFF3FF", "#BDD7E7", "#6BAED6", "#3182BD", "#08519C")  # ColorBrewer, du clair au foncé
BORDER = "#767676"
BLACK, _WHITE = "#000000", "#FFFFFF"  # l'un des deux atteint 4,58:1 sur n'importe quel fond
_READABLE = 4.5
APART = (("sans objet", "s.o.", "/"), ("ne sait pas", "nsp", "."), ("sans réponse", "–", "x"))
HALO = "0 0 3px white, 0 0 3px white, 0 0 5px white"  # un signe reste lisible sur une trame


@dataclass(frozen=True, slots=True)
class Ring:
    """Un trait de niveau : sa place (0 à 100) et les noms à y écrire, aucun si le trait suivant les porte."""

    at: float
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """Les noms sur une ligne."""
        return DOT.join(self.names)


def rings(scale: Scale, pixels: float, room: float, *, zero_apart: bool = False) -> tuple[Ring, ...]:
    """Renvoie un trait par crédit différent, et les noms de niveau groupés quand ils se toucheraient.

    Args:
        scale: l'échelle ; ses crédits peuvent être irréguliers ou égaux.
        pixels: longueur dessinée de 0 à 100.
        room: place que prend un nom le long de l'axe, en pixels.
        zero_apart: le nom du zéro est écrit ailleurs et ne gêne personne.
    """
    places = _names_by_place(scale)
    labelled, last = set(), float("inf")
    for at in sorted(places, reverse=True):  # d'en haut : le niveau visé porte toujours son nom
        if (last - at) * pixels / 100 >= room or (zero_apart and at == 0):
            labelled.add(at)
            last = at
    drawn: list[Ring] = []
    waiting: list[str] = []
    for at in sorted(places):
        waiting += places[at]
        drawn.append(Ring(at, tuple(waiting) if at in labelled else ()))
        waiting = [] if at in labelled else waiting
    return tuple(drawn)


def _names_by_place(scale: Scale) -> dict[float, list[str]]:
    """Les noms de niveau à chaque place, de 0 à 100 : deux niveaux de même crédit partagent la leur."""
    places: dict[float, list[str]] = {}
    for level, credit in zip(scale.levels, scale.credits, strict=True):
        places.setdefault(100 * credit, []).append(level_name(level))
    return places


def length_for_names(scale: Scale, room: float) -> float:
    """Renvoie la longueur, de 0 à 100, qui laisserait à chaque niveau la place de son nom, en pixels."""
    places = sorted(_names_by_place(scale))
    gaps = [after - before for before, after in pairwise(places)]
    return 100 * room / min(gaps, default=100)


@dataclass(frozen=True, slots=True)
class Swatch:
    """Une sorte de réponse : son nom, son signe court, son fond, sa trame (vide pour un niveau)."""

    name: str
    sign: str
    fill: str
    pattern: str = ""

    @property
    def marker(self) -> dict[str, Any]:
        """Le remplissage, pour une barre de plotly."""
        trame = {"shape": self.pattern, "fgcolor": GREY, "size": 8, "solidity": 0.16, "fillmode": "overlay"}
        return {
            "color": self.fill, "line": {"color": BORDER, "width": 1}, **({"pattern": trame} if self.pattern else {}),
        }  # fmt: skip

    @property
    def font(self) -> dict[str, Any]:
        """La police d'un texte posé dessus."""
        return {**text_font(color=ink(self.fill)), **({"shadow": HALO} if self.pattern else {})}

    @property
    def legend(self) -> str:
        """Le nom, pour une légende."""
        return html_lines([shorten(self.name, 30)])


def swatches(scale: Scale) -> tuple[Swatch, ...]:
    """Renvoie les sortes de réponses dans l'ordre des codes : les niveaux, puis SO, NSP, silence."""
    last = len(scale.levels) - 1
    levels = [Swatch(level_name(one), str(one.value), shade(rank / last)) for rank, one in enumerate(scale.levels)]
    return (*levels, *(Swatch(name, sign, _WHITE, pattern) for name, sign, pattern in APART))


def shade(share: float) -> str:
    """Le bleu à cette place, de 0 (clair) à 1 (foncé), entre les deux plus proches de la palette.

    >>> shade(0), shade(0.125), shade(1)
    ('#EFF3FF', '#D6E5F3', '#08519C')
    """
    step = share * (len(_BLUES) - 1)
    rank = min(int(step), len(_BLUES) - 2)
    low, high = (_channels(color) for color in tuple(pairwise(_BLUES))[rank])
    mixed = (round(a + (b - a) * (step - rank)) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def _channels(color: str) -> tuple[int, ...]:
    """Les trois composantes d'une couleur « #RRVVBB »."""
    return tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))


def luminance(color: str) -> float:
    """La luminance relative, de 0 à 1 (WCAG 2.2)."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (one / 255 for one in _channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Le contraste de deux couleurs, de 1 à 21 (WCAG 2.2).

    >>> contrast("#FFFFFF", "#000000"), round(contrast("#0072B2", "#FFFFFF"), 2)
    (21.0, 5.19)
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink(fill: str) -> str:
    """L'encre lisible sur ce fond : noire tant que le contraste atteint 4,5, blanche sinon."""
    return BLACK if contrast(BLACK, fill) >= _READABLE else _WHITE
