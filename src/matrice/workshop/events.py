"""Les gestes d'un atelier, en valeurs figées : ce que le journal écrit et ce que l'état rejoue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revealed:
    """La carte est retournée : la répartition des réponses se voit."""

    target: str


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """Le niveau proposé est montré, après la répartition."""

    target: str


@dataclass(frozen=True, slots=True)
class Revoted:
    """Un second vote à main levée : `votes` compte les mains par niveau, du plus bas au plus haut."""

    target: str
    votes: tuple[int, ...]
    so: int = 0
    nsp: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """Ce que l'équipe retient ; `level` vaut `None` quand elle juge la carte sans objet."""

    target: str
    level: int | None
    votes_for: int | None = None
    against: int = 0
    abstentions: int = 0
    reason: str = ""
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class Locked:
    """La carte est close : plus rien n'y change sans la déverrouiller."""

    target: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """La carte est rouverte ; sa décision tient toujours."""

    target: str


@dataclass(frozen=True, slots=True)
class Moved:
    """On passe à cette carte."""

    target: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Une remarque à garder au sujet de la carte."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Undone:
    """Le geste de rang `number` (à partir de 1) est annulé ; `target` est sa carte. Rien ne s'efface."""

    target: str
    number: int


Event = Revealed | ProposalShown | Revoted | Decided | Locked | Unlocked | Moved | Noted | Undone

# Ce que l'on écrit, ce que l'on dit d'un geste.
WORDS: dict[type[Event], str] = {
    Revealed: "révéler",
    ProposalShown: "montrer le niveau",
    Revoted: "revoter",
    Decided: "décider",
    Locked: "verrouiller",
    Unlocked: "déverrouiller",
    Moved: "aller à",
    Noted: "noter",
    Undone: "annuler",
}


def standing_events(events: tuple[Event, ...]) -> tuple[tuple[int, Event], ...]:
    """Renvoie les gestes qui comptent encore, avec leur rang (à partir de 1) : ni annulés, ni annulations."""
    undone = {event.number for event in events if isinstance(event, Undone)}
    return tuple(
        (rank, event) for rank, event in enumerate(events, 1) if rank not in undone and not isinstance(event, Undone)
    )


def last_act(events: tuple[Event, ...]) -> tuple[int, Event] | None:
    """Renvoie le dernier geste que l'on peut annuler, avec son rang ; se déplacer n'en est pas un."""
    acts = [done for done in standing_events(events) if not isinstance(done[1], Moved)]
    return acts[-1] if acts else None
