"""Le titre d'une figure et ce qui est écrit dessous, coupés à la largeur de la figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ...assessment import Profile, Standing
from ...documents.words import DOT, Result, caveat, facts, footer, series_names
from ...text import NBSP
from .lettering import LINE, SIZE, html_lines, wrapped
from .style import GREY, INK, text_font

TITLE = 20  # corps du titre, en pixels
ROOM = 640  # largeur minimale d'une figure : un pied ne se lit pas en colonne de mots
SHEET = 700  # un pied plus large serait coupé sur une feuille A4
SIDE = 16
KEYS = {
    Standing.NOT_APPLICABLE: f"s.o.{NBSP}: sans objet",
    Standing.NOT_COMPUTABLE: f"n.c.{NBSP}: non calculable, moins de la moitié cotée",
    Standing.WITHHELD: f"<{NBSP}3{NBSP}: moins de trois réponses",
}


@dataclass(frozen=True, slots=True)
class Captions:
    """Les textes d'une figure : un titre, et les paragraphes du pied."""

    heading: str
    paragraphs: tuple[str, ...]
    room: float = ROOM

    def title_lines(self, wide: float) -> tuple[str, ...]:
        """Le titre en lignes."""
        return wrapped(self.heading, wide - 2 * SIDE, TITLE * 1.06)

    def title_height(self, wide: float) -> float:
        """La hauteur que prend le titre, blancs compris."""
        return len(self.title_lines(wide)) * TITLE * LINE + 2 * SIDE

    def title(self, wide: float, side: float) -> dict[str, Any]:
        """Le titre pour plotly."""
        return {
            "text": f"<b>{html_lines(self.title_lines(wide))}</b>", "font": text_font(TITLE, INK),
            "x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top",
            "pad": {"l": side, "t": SIDE},
        }  # fmt: skip

    def foot_lines(self, wide: float) -> tuple[str, ...]:
        """Le pied en lignes."""
        return tuple(line for text in self.paragraphs for line in wrapped(text, min(wide, SHEET) - 2 * SIDE))

    def foot_height(self, wide: float) -> float:
        """La hauteur que prend le pied, blancs compris."""
        return len(self.foot_lines(wide)) * SIZE * LINE + 2 * SIDE

    def foot(self, wide: float, *, x_shift: float, y_shift: float) -> dict[str, Any]:
        """Le pied pour plotly, sous le cadre."""
        return {
            "text": html_lines(self.foot_lines(wide)), "font": text_font(SIZE, GREY), "showarrow": False,
            "align": "left", "xref": "paper", "x": 0, "xanchor": "left", "xshift": x_shift,
            "yref": "paper", "y": 0, "yanchor": "top", "yshift": y_shift - SIDE,
        }  # fmt: skip


def captions(
    kind: str, profile: Profile, other: Profile | None, results: Iterable[Result], notes: Sequence[str]
) -> Captions:
    """Renvoie les textes d'une figure : « Radar de maturité : équipe », puis sur quoi elle repose."""
    paragraphs = [footer(profile)]
    if other:
        paragraphs.append(f"▲ {series_names(profile, other)[1]}{NBSP}: {facts(other)}")
    missing = {result.standing for result in results}
    keys = DOT.join(text for standing, text in KEYS.items() if standing in missing)
    paragraphs += [text for text in (keys, *notes, caveat(profile.ref)) if text]
    return Captions(f"{kind}{NBSP}: {profile.team}", tuple(paragraphs))
