"""L'atelier comme valeur : des cartes que l'on révèle, discute, décide et verrouille, en fonctions pures.

`caché → révélé → (un second vote) → décidé → verrouillé`. Chaque geste est un événement figé ; l'état est
le rejeu des événements qui n'ont pas été annulés. Un carnet, un test, un journal sur disque ou un panneau
conduisent l'atelier par les mêmes fonctions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ..assessment import Campaign, agenda, score
from ..assessment import decide as record_decision
from ..assessment import revote as record_revote
from ..errors import InputError, MatriceError, Problem
from ..text import plain, quoted
from .events import (
    Decided,
    Event,
    Locked,
    Moved,
    Noted,
    ProposalShown,
    Revealed,
    Revoted,
    Undone,
    Unlocked,
    last_act,
    standing_events,
)
from .refusals import faults
from .state import Workshop, unknown_target

UNPLANNED = 4.0  # minutes d'une carte que l'ordre du jour n'a pas prévue


def start(
    campaign: Campaign, *, order: Sequence[str] | None = None, minutes: Sequence[float] | None = None
) -> Workshop:
    """Renvoie un atelier qui commence : toutes les cartes cachées, la première à l'écran.

    Args:
        campaign: les réponses lues.
        order: identifiants des cartes, dans l'ordre voulu ; par défaut ceux de l'ordre du jour, la plus disputée
            d'abord, les accords forts à la fin.
        minutes: temps de chaque carte ; par défaut celui de l'ordre du jour.

    Raises:
        InputError: une carte n'est pas une question ni une dimension de la campagne, ou y est deux fois.
    """
    boxes = time_boxes(campaign)
    cards = tuple(boxes) if order is None else tuple(order)
    problems = [fault for target in cards for fault in unknown_target(campaign, target)]
    problems += [Problem(f"{quoted(card)} est deux fois dans l’ordre.") for card in sorted(repeated(cards))]
    if not cards:
        problems.append(Problem("l’ordre est vide\u00a0: donnez au moins une carte."))
    if minutes is not None and len(minutes) != len(cards):
        problems.append(Problem(f"{len(minutes)} durées pour {len(cards)} cartes\u00a0: donnez-en une par carte."))
    if problems:
        raise InputError(problems, subject="Atelier refusé")
    planned = tuple(boxes.get(card, UNPLANNED) for card in cards) if minutes is None else tuple(minutes)
    return Workshop(campaign, campaign, cards, planned, cards[0])


def time_boxes(campaign: Campaign) -> dict[str, float]:
    """Les cartes de l'ordre du jour et leurs minutes ; toutes celles de la grille quand rien n'est encore coté."""
    try:
        plan = agenda(score(campaign))
    except MatriceError:
        grid = campaign.ref.axes if campaign.grain == "axis" else campaign.ref.dimensions
        return {entry.id: UNPLANNED for entry in grid}
    return {entry.target: entry.minutes for entry in (*plan.entries, *plan.fast_lane)}


def apply(workshop: Workshop, event: Event) -> Workshop:
    """Renvoie l'atelier après ce geste.

    Raises:
        InputError: le geste n'est pas possible dans l'état où est la carte.
    """
    problems = faults(workshop, event)
    if problems:
        raise InputError(problems, subject="Geste refusé")
    events = (*workshop.events, event)
    if isinstance(event, Undone):
        return replay(fresh(workshop), events)
    return replace(changed(workshop, event), events=events, current=event.target)


def replay(workshop: Workshop, events: tuple[Event, ...]) -> Workshop:
    """Renvoie l'état après tous ces gestes, à partir d'un atelier qui commence.

    Un geste annulé et son annulation ne changent que la trace ; la carte à l'écran est celle du dernier.
    """
    for _, event in standing_events(events):
        workshop = apply(workshop, event)
    return replace(workshop, events=events, current=events[-1].target if events else workshop.current)


def fresh(workshop: Workshop) -> Workshop:
    """Le même atelier avant son premier geste."""
    return Workshop(workshop.initial, workshop.initial, workshop.order, workshop.minutes, workshop.order[0])


def changed(workshop: Workshop, event: Event) -> Workshop:
    """L'état après un geste déjà admis, sans sa trace."""
    own, after = frozenset({event.target}), workshop
    match event:
        case Revealed():
            after = replace(workshop, revealed=workshop.revealed | own)
        case ProposalShown():
            after = replace(workshop, numbered=workshop.numbered | own)
        case Revoted():
            after = recounted(workshop, event)
        case Decided():
            after = replace(workshop, campaign=decided(workshop.campaign, event))
        case Locked():
            after = replace(workshop, locked=workshop.locked | own)
        case Unlocked():
            after = replace(workshop, locked=workshop.locked - own)
        case Noted(text=text):
            after = replace(workshop, notes=(*workshop.notes, (event.target, text)))
    return after


def recounted(workshop: Workshop, event: Revoted) -> Workshop:
    """Après un second vote, la répartition se regarde de nouveau avant le nombre."""
    counted = record_revote(workshop.campaign, event.target, event.votes, so=event.so, nsp=event.nsp)
    seen = {event.target, workshop.parent(event.target) or event.target}
    return replace(workshop, campaign=counted, numbered=workshop.numbered - seen)


def decided(campaign: Campaign, event: Decided) -> Campaign:
    """La campagne où cette décision est enregistrée."""
    return record_decision(
        campaign,
        event.target,
        "SO" if event.level is None else event.level,
        votes_for=event.votes_for,
        against=event.against,
        abstentions=event.abstentions,
        reason=event.reason,
        dissent=event.dissent,
    )


# Un geste, une fonction


def reveal(workshop: Workshop, target: str) -> Workshop:
    """Renvoie l'atelier où la répartition de cette carte se voit."""
    return apply(workshop, Revealed(target))


def show_proposal(workshop: Workshop, target: str) -> Workshop:
    """Renvoie l'atelier où le niveau proposé de cette carte se voit aussi."""
    return apply(workshop, ProposalShown(target))


def revote(
    workshop: Workshop, target: str, votes: Sequence[int] | Mapping[int, int], *, so: int = 0, nsp: int = 0
) -> Workshop:
    """Renvoie l'atelier où un second vote, à main levée, remplace le premier.

    Args:
        workshop: l'atelier en cours.
        target: identifiant d'une question déjà révélée.
        votes: mains levées par niveau, du plus bas au plus haut, ou un dictionnaire valeur → mains.
        so, nsp: mains pour « sans objet » et « ne sait pas ».

    Raises:
        InputError: carte cachée, décidée ou verrouillée ; second vote déjà fait ; comptes impossibles.
    """
    if isinstance(votes, Mapping):
        values = workshop.campaign.ref.scale.values
        stray = [Problem(f"{quoted(str(v))} n’est pas un niveau de l’échelle.") for v in votes if v not in values]
        if stray:
            raise InputError(stray, subject="Second vote refusé")
        votes = [votes.get(value, 0) for value in values]
    return apply(workshop, Revoted(target, tuple(votes), so, nsp))


def decide(
    workshop: Workshop,
    target: str,
    level: int | Literal["SO"],
    *,
    votes_for: int | None = None,
    against: int = 0,
    abstentions: int = 0,
    reason: str = "",
    dissent: str = "",
) -> Workshop:
    """Renvoie l'atelier où l'équipe a décidé. Les arguments sont ceux de `matrice.decide`.

    Raises:
        InputError: carte cachée ou verrouillée, ou décision que `matrice.decide` refuse.
    """
    chosen = None if level == "SO" else level
    said, minority = plain(reason).strip(), plain(dissent).strip()
    return apply(workshop, Decided(target, chosen, votes_for, against, abstentions, said, minority))


def lock(workshop: Workshop, target: str) -> Workshop:
    """Renvoie l'atelier où cette carte, décidée, est close."""
    return apply(workshop, Locked(target))


def unlock(workshop: Workshop, target: str) -> Workshop:
    """Renvoie l'atelier où cette carte est rouverte ; sa décision tient jusqu'à la suivante."""
    return apply(workshop, Unlocked(target))


def go(workshop: Workshop, target: str) -> Workshop:
    """Renvoie l'atelier avec cette carte à l'écran."""
    return apply(workshop, Moved(target))


def note(workshop: Workshop, target: str, text: str) -> Workshop:
    """Renvoie l'atelier où une remarque sur cette carte est gardée."""
    return apply(workshop, Noted(target, plain(text).strip()))


def undo(workshop: Workshop) -> Workshop:
    """Renvoie l'atelier d'avant le dernier geste. Le geste et son annulation restent tous deux dans la trace.

    Raises:
        InputError: il n'y a rien à annuler.
    """
    last = last_act(workshop.events)
    if last is None:
        raise InputError([Problem("il n’y a rien à annuler.")], subject="Geste refusé")
    return apply(workshop, Undone(last[1].target, last[0]))


def repeated(cards: Sequence[str]) -> set[str]:
    """Les cartes citées deux fois."""
    return {card for card in cards if cards.count(card) > 1}
