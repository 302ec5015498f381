"""Ce qu'un geste ne peut pas faire, et ce qu'il faut faire à la place."""

from __future__ import annotations

from ..errors import Problem
from ..text import quoted
from .events import Event, Locked, Moved, Noted, ProposalShown, Revealed, Revoted, Undone, Unlocked, last_act
from .state import State, Workshop, unknown_target

NOTE_LENGTH = 2000  # une remarque se relit ; au-delà, c'est un compte rendu


def faults(workshop: Workshop, event: Event) -> list[Problem]:
    """Renvoie les raisons de refuser ce geste dans l'état présent ; vide s'il est possible."""
    problems = unknown_target(workshop.campaign, event.target)
    if problems or isinstance(event, Moved):
        return problems
    words = refusal(workshop, event)
    return [Problem(words)] if words else []


def refusal(workshop: Workshop, event: Event) -> str:
    """La phrase qui refuse un geste, ou rien. Les comptes et la raison sont vérifiés par l'enregistrement."""
    match event:
        case Noted(text=text):
            if not text:
                return "la remarque est vide."
            return "" if len(text) <= NOTE_LENGTH else f"la remarque dépasse {NOTE_LENGTH} caractères."
        case Undone(number=number):
            last = last_act(workshop.events)
            return "" if last and last[0] == number else "seul le dernier geste peut être annulé."
        case Unlocked():
            return unlocking(workshop, event.target)
        case _:
            return by_state(workshop, event)


def unlocking(workshop: Workshop, target: str) -> str:
    """On déverrouille ce qui a été verrouillé, pas ce qui l'est par sa dimension."""
    if target in workshop.locked:
        return ""
    parent = workshop.parent(target)
    if parent in workshop.locked:
        return f"c’est sa dimension, {quoted(str(parent))}, qui est verrouillée\u00a0: déverrouillez-la."
    return f"la carte {quoted(target)} n’est pas verrouillée."


def by_state(workshop: Workshop, event: Event) -> str:
    """Les refus qui tiennent à l'état de la carte."""
    target = event.target
    state, card = workshop.state(target), f"la carte {quoted(target)}"
    if state is State.LOCKED:
        return f"{card} est verrouillée\u00a0: déverrouillez-la d’abord."
    if isinstance(event, Revealed):
        return "" if state is State.HIDDEN else f"{card} est déjà révélée."
    if state is State.HIDDEN:
        return f"{card} est encore cachée\u00a0: révélez-la d’abord."
    if isinstance(event, Revoted):
        return revoting(workshop, target)
    words = ""
    if isinstance(event, ProposalShown) and workshop.shows_proposal(target):
        words = f"le niveau proposé de {card} est déjà montré."
    if isinstance(event, Locked) and state is not State.DECIDED:
        words = f"{card} n’est pas décidée\u00a0: décidez avant de verrouiller."
    return words


def revoting(workshop: Workshop, target: str) -> str:
    """On revote avant de décider, et question par question."""
    parent = workshop.parent(target)
    if workshop.campaign.grain == "item" and parent is None:
        return f"{quoted(target)} réunit plusieurs questions\u00a0: ouvrez l’une d’elles pour revoter."
    for decided in (target, parent):
        if decided and workshop.campaign.decision(decided):
            return f"{quoted(decided)} est déjà décidée\u00a0: annulez la décision avant de revoter."
    return ""
