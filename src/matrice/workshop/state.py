"""L'atelier comme valeur figée, et l'état de chaque carte."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ..assessment import Campaign
from ..errors import Problem
from ..referentiel import suggestion
from ..text import quoted
from .events import Event


class State(StrEnum):
    """Où en est une carte."""

    HIDDEN = "caché"
    REVEALED = "révélé"
    DECIDED = "décidé"
    LOCKED = "verrouillé"


@dataclass(frozen=True, slots=True, eq=False)
class Workshop:
    """Un atelier en cours.

    `initial` est la campagne d'avant l'atelier, `campaign` celle d'à présent (décisions et seconds votes
    compris). `order` et `minutes` donnent les cartes dans l'ordre où on les ouvre et le temps de chacune ;
    `current` est la carte à l'écran. `events` garde tout, annulations comprises.
    """

    initial: Campaign = field(repr=False)
    campaign: Campaign = field(repr=False)
    order: tuple[str, ...]
    minutes: tuple[float, ...]
    current: str
    events: tuple[Event, ...] = ()
    revealed: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    notes: tuple[tuple[str, str], ...] = ()

    def parent(self, target: str) -> str | None:
        """La dimension d'une question ; `None` pour une dimension, ou quand ce sont elles que l'on cote."""
        if self.campaign.grain != "item":
            return None
        return next((q.dimension for q in self.campaign.questions if q.id == target), None)

    def state(self, target: str) -> State:
        """Où en est cette carte. Révéler ou verrouiller une dimension le fait pour ses questions."""
        own = {target, self.parent(target)}
        if own & self.locked:
            return State.LOCKED
        if self.campaign.decision(target):
            return State.DECIDED
        return State.REVEALED if own & self.revealed else State.HIDDEN

    def shows_proposal(self, target: str) -> bool:
        """Vrai quand le niveau proposé de cette carte a été montré."""
        return bool({target, self.parent(target)} & self.numbered)


def unknown_target(campaign: Campaign, target: str) -> list[Problem]:
    """La faute d'une carte qui n'est ni une question ni une dimension de la campagne, ou rien."""
    known = [question.id for question in campaign.questions]
    if campaign.grain == "item":
        known += [dimension.id for dimension in campaign.ref.dimensions]
    if target in known:
        return []
    return [Problem(f"{quoted(target)} n’est pas une carte de cet atelier{suggestion(target, known)}.")]
