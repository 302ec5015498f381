"""Les deux traits possibles d'une figure : l'équipe, et un second profil que tout distingue, même en gris."""

from __future__ import annotations

from dataclasses import dataclass

from .style import OTHER, TEAM


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
