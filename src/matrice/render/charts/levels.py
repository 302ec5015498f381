"""Les niveaux dessinés : où tombe chacun sur un axe de 0 à 100, et comment se remplit chaque sorte de réponse.

Deux noms de niveau ne se touchent jamais. Un niveau, « sans objet », « ne sait pas » et le silence gardent partout
la même place, le même signe et la même trame ; imprimés en gris, ils se distinguent encore.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ...documents.words import DOT, level_name
from ...referentiel import Scale
from .style import GREY, html_lines, shorten, text_font

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
