"""Ce que l'équipe a décidé, et ses seconds votes : des valeurs que la campagne porte."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """Ce que l'équipe a décidé pour une question ou une dimension.

    `level` est la valeur du niveau retenu, ou `None` quand l'équipe la juge sans objet. `proposed` est ce
    que les votes proposaient à ce moment. `votes_for`, `against`, `abstentions` comptent les mains des
    membres présents ; `None` quand personne n'a compté (accord sans opposition).
    """

    target: str
    level: int | None
    proposed: int | None
    votes_for: int | None = None
    against: int = 0
    abstentions: int = 0
    reason: str = ""
    dissent: str = ""

    @property
    def has_majority(self) -> bool:
        """Vrai si plus de la moitié des voix exprimées sont pour (règle de la HAS), ou sans opposition."""
        if self.votes_for is None:
            return self.against == 0
        return 2 * self.votes_for > self.votes_for + self.against


@dataclass(frozen=True, slots=True)
class Revote:
    """Un second vote : les comptes d'avant et d'après, par niveau puis SO, NSP et silence."""

    target: str
    before: tuple[int, ...]
    after: tuple[int, ...]
