"""Comment se dessine chaque sorte de réponse : un fond du clair au foncé par niveau, une trame pour les trois autres.

Un niveau, « sans objet », « ne sait pas » et le silence gardent partout la même place, le même signe et la
même trame ; imprimés en gris, ils se distinguent encore.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ...documents.words import level_name
from ...referentiel import Scale
from .lettering import html_lines, shortened
from .style import GREY, text_font

BLUES = ("#EFF3FF", "#BDD7E7", "#6BAED6", "#3182BD", "#08519C")  # ColorBrewer, du clair au foncé
BORDER = "#767676"
BLACK, WHITE = "#000000", "#FFFFFF"  # l'un des deux atteint 4,58:1 sur n'importe quel fond
READABLE = 4.5
APART = (("sans objet", "s.o.", "/"), ("ne sait pas", "nsp", "."), ("sans réponse", "–", "x"))
HALO = "0 0 3px white, 0 0 3px white, 0 0 5px white"  # un signe reste lisible sur une trame


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
        return html_lines([shortened(self.name, 30)])


def swatches(scale: Scale) -> tuple[Swatch, ...]:
    """Renvoie les sortes de réponses dans l'ordre des codes : les niveaux, puis SO, NSP, silence."""
    last = len(scale.levels) - 1
    levels = [Swatch(level_name(one), str(one.value), shade(rank / last)) for rank, one in enumerate(scale.levels)]
    return (*levels, *(Swatch(name, sign, WHITE, pattern) for name, sign, pattern in APART))


def shade(share: float) -> str:
    """Le bleu à cette place, de 0 (clair) à 1 (foncé), entre les deux plus proches de la palette.

    >>> shade(0), shade(0.125), shade(1)
    ('#EFF3FF', '#D6E5F3', '#08519C')
    """
    step = share * (len(BLUES) - 1)
    rank = min(int(step), len(BLUES) - 2)
    low, high = (channels(color) for color in tuple(pairwise(BLUES))[rank])
    mixed = (round(a + (b - a) * (step - rank)) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def channels(color: str) -> tuple[int, ...]:
    """Les trois composantes d'une couleur « #RRVVBB »."""
    return tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))


def luminance(color: str) -> float:
    """La luminance relative, de 0 à 1 (WCAG 2.2)."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (one / 255 for one in channels(color))
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
    return BLACK if contrast(BLACK, fill) >= READABLE else WHITE
