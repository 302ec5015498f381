"""L'atelier comme valeur : des cartes que l'on révèle, discute et décide, en fonctions pures.

`caché → révélé → (un second vote) → décidé`. Chaque geste est un événement figé ; l'état est
le rejeu des événements qui n'ont pas été annulés. Un carnet, un test, un journal sur disque ou un panneau
conduisent l'atelier par les mêmes fonctions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Literal

from ..assessment import Campaign, agenda, score
from ..assessment import decide as record_decision
from ..assessment import revote as record_revote
from ..errors import InputError, MatriceError, Problem
from ..referentiel import suggestion
from ..text import plain, quoted

# Les gestes d'un atelier, en valeurs figées : ce que le journal écrit et ce que l'état rejoue


@dataclass(frozen=True, slots=True)
class Event:
    """Un geste sur une carte."""

    target: str


class Revealed(Event):
    """La carte est retournée : la répartition des réponses se voit."""


class ProposalShown(Event):
    """Le niveau proposé est montré, après la répartition."""


@dataclass(frozen=True, slots=True)
class Revoted(Event):
    """Un second vote à main levée : `votes` compte les mains par niveau, du plus bas au plus haut."""

    votes: tuple[int, ...]
    so: int = 0
    nsp: int = 0


@dataclass(frozen=True, slots=True)
class Decided(Event):
    """Ce que l'équipe retient ; `level` vaut `None` quand elle juge la carte sans objet."""

    level: int | None
    votes_for: int | None = None
    against: int = 0
    abstentions: int = 0
    reason: str = ""
    dissent: str = ""


class Moved(Event):
    """On passe à cette carte."""


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """Une remarque à garder au sujet de la carte."""

    text: str


@dataclass(frozen=True, slots=True)
class Undone(Event):
    """Le geste de rang `number` (à partir de 1) est annulé ; `target` est sa carte. Rien ne s'efface."""

    number: int


class Detailed(Event):
    """Les énoncés de cette dimension ont été posés depuis : sa carte se referme, sa décision tient."""


# Ce que l'on écrit, ce que l'on dit d'un geste.
WORDS: dict[type[Event], str] = {
    Revealed: "révéler",
    ProposalShown: "montrer le niveau",
    Revoted: "revoter",
    Decided: "décider",
    Moved: "aller à",
    Noted: "noter",
    Detailed: "détailler",
    Undone: "annuler",
}


def standing_events(events: tuple[Event, ...]) -> tuple[tuple[int, Event], ...]:
    """Renvoie les gestes qui comptent encore, avec leur rang (à partir de 1) : ni annulés, ni annulations."""
    undone = {event.number for event in events if isinstance(event, Undone)}
    return tuple(
        (rank, event) for rank, event in enumerate(events, 1) if rank not in undone and not isinstance(event, Undone)
    )


def _last_act(events: tuple[Event, ...]) -> tuple[int, Event] | None:
    """Renvoie le dernier geste que l'on peut annuler, avec son rang ; ni se déplacer ni reposer une question n'en est un."""
    acts = [done for done in standing_events(events) if not isinstance(done[1], Moved | Detailed)]
    return acts[-1] if acts else None


# L'atelier comme valeur figée, et l'état de chaque carte


class State(StrEnum):
    """Où en est une carte."""

    HIDDEN = "caché"
    REVEALED = "révélé"
    DECIDED = "décidé"


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
    closed: frozenset[str] = frozenset()  # refermées par leurs énoncés, posés depuis
    notes: tuple[tuple[str, str], ...] = ()

    def parent(self, target: str) -> str | None:
        """La dimension d'une question ; `None` pour une dimension, ou quand ce sont elles que l'on cote."""
        if self.campaign.grain != "item":
            return None
        return next((q.dimension for q in self.campaign.questions if q.id == target), None)

    def state(self, target: str) -> State:
        """Où en est cette carte. Révéler une dimension le fait pour ses questions."""
        if target in self.closed:
            return State.HIDDEN
        if self.campaign.decision(target):
            return State.DECIDED
        return State.REVEALED if {target, self.parent(target)} & self.revealed else State.HIDDEN

    def shows_proposal(self, target: str) -> bool:
        """Vrai quand le niveau proposé de cette carte a été montré."""
        return bool({target, self.parent(target)} & self.numbered)


def _unknown_target(campaign: Campaign, target: str) -> list[Problem]:
    """La faute d'une carte qui n'est ni une question ni une dimension de la campagne, ou rien."""
    known = [question.id for question in campaign.questions]
    if campaign.grain == "item":
        known += [dimension.id for dimension in campaign.ref.dimensions]
    if target in known:
        return []
    return [Problem(f"{quoted(target)} n’est pas une carte de cet atelier{suggestion(target, known)}.")]


# Commencer, faire un geste, rejouer

_UNPLANNED = 4.0  # minutes d'une carte que l'ordre du jour n'a pas prévue


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
    boxes = _time_boxes(campaign)
    cards = tuple(boxes) if order is None else tuple(order)
    problems = [fault for target in cards for fault in _unknown_target(campaign, target)]
    problems += [
        Problem(f"{quoted(card)} est deux fois dans l’ordre.")
        for card in sorted({one for one in cards if cards.count(one) > 1})
    ]
    if not cards:
        problems.append(Problem("l’ordre est vide\u00a0: donnez au moins une carte."))
    if minutes is not None and len(minutes) != len(cards):
        problems.append(Problem(f"{len(minutes)} durées pour {len(cards)} cartes\u00a0: donnez-en une par carte."))
    if problems:
        raise InputError(problems, subject="Atelier refusé")
    planned = tuple(boxes.get(card, _UNPLANNED) for card in cards) if minutes is None else tuple(minutes)
    return Workshop(campaign, campaign, cards, planned, cards[0])


def _time_boxes(campaign: Campaign) -> dict[str, float]:
    """Les cartes de l'ordre du jour et leurs minutes ; toutes celles de la grille quand rien n'est encore coté."""
    try:
        plan = agenda(score(campaign))
    except MatriceError:
        grid = campaign.ref.axes if campaign.grain == "axis" else campaign.ref.dimensions
        return {entry.id: _UNPLANNED for entry in grid}
    return {entry.target: entry.minutes for entry in (*plan.entries, *plan.fast_lane)}


def apply(workshop: Workshop, event: Event) -> Workshop:
    """Renvoie l'atelier après ce geste.

    Raises:
        InputError: le geste n'est pas possible dans l'état où est la carte.
    """
    problems = _faults(workshop, event)
    if problems:
        raise InputError(problems, subject="Geste refusé")
    events = (*workshop.events, event)
    if isinstance(event, Undone):
        fresh = Workshop(workshop.initial, workshop.initial, workshop.order, workshop.minutes, workshop.order[0])
        return replay(fresh, events)
    return replace(_carry_out(workshop, event), events=events, current=event.target)


def replay(workshop: Workshop, events: tuple[Event, ...]) -> Workshop:
    """Renvoie l'état après tous ces gestes, à partir d'un atelier qui commence.

    Un geste annulé et son annulation ne changent que la trace ; la carte à l'écran est celle du dernier.
    """
    for _, event in standing_events(events):
        workshop = apply(workshop, event)
    return replace(workshop, events=events, current=events[-1].target if events else workshop.current)


def _carry_out(workshop: Workshop, event: Event) -> Workshop:
    """L'état après un geste déjà admis, sans sa trace."""
    own, after = frozenset({event.target}), workshop
    match event:
        case Revealed():
            after = replace(workshop, revealed=workshop.revealed | own, closed=workshop.closed - own)
        case ProposalShown():
            after = replace(workshop, numbered=workshop.numbered | own)
        case Revoted():
            counted = record_revote(workshop.campaign, event.target, event.votes, so=event.so, nsp=event.nsp)
            # La répartition se regarde de nouveau avant le nombre.
            seen = {event.target, workshop.parent(event.target) or event.target}
            after = replace(workshop, campaign=counted, numbered=workshop.numbered - seen)
        case Decided():
            told = asdict(event)
            target, level = told.pop("target"), told.pop("level")
            decided = record_decision(workshop.campaign, target, "SO" if level is None else level, **told)
            after = replace(workshop, campaign=decided)
        case Noted(text=text):
            after = replace(workshop, notes=(*workshop.notes, (event.target, text)))
        case Detailed():
            shown, numbered = workshop.revealed - own, workshop.numbered - own
            after = replace(workshop, revealed=shown, numbered=numbered, closed=workshop.closed | own)
    return after


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
        InputError: carte cachée ou décidée ; second vote déjà fait ; comptes impossibles.
    """
    if isinstance(votes, Mapping):
        values = workshop.campaign.ref.scale_or_default(target).values
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
        InputError: carte cachée, ou décision que `matrice.decide` refuse.
    """
    chosen = None if level == "SO" else level
    said, minority = plain(reason).strip(), plain(dissent).strip()
    return apply(workshop, Decided(target, chosen, votes_for, against, abstentions, said, minority))


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
    last = _last_act(workshop.events)
    if last is None:
        raise InputError([Problem("il n’y a rien à annuler.")], subject="Geste refusé")
    return apply(workshop, Undone(last[1].target, last[0]))


# Ce qu'un geste ne peut pas faire, et ce qu'il faut faire à la place

_NOTE_LENGTH = 2000  # une remarque se relit ; au-delà, c'est un compte rendu


def _faults(workshop: Workshop, event: Event) -> list[Problem]:
    """Renvoie les raisons de refuser ce geste dans l'état présent ; vide s'il est possible."""
    problems = _unknown_target(workshop.campaign, event.target)
    if problems or isinstance(event, Moved | Detailed):
        return problems
    words = _refusal(workshop, event)
    return [Problem(words)] if words else []


def _refusal(workshop: Workshop, event: Event) -> str:
    """La phrase qui refuse un geste, ou rien. Les comptes et la raison sont vérifiés par l'enregistrement."""
    match event:
        case Noted(text=text):
            if not text:
                return "la remarque est vide."
            return "" if len(text) <= _NOTE_LENGTH else f"la remarque dépasse {_NOTE_LENGTH} caractères."
        case Undone(number=number):
            last = _last_act(workshop.events)
            return "" if last and last[0] == number else "seul le dernier geste peut être annulé."
        case _:
            return _state_refusal(workshop, event)


def _state_refusal(workshop: Workshop, event: Event) -> str:
    """Les refus qui tiennent à l'état de la carte."""
    target = event.target
    state, card = workshop.state(target), f"la carte {quoted(target)}"
    if isinstance(event, Revealed):
        return "" if state is State.HIDDEN else f"{card} est déjà révélée."
    if state is State.HIDDEN:
        return f"{card} est encore cachée\u00a0: révélez-la d’abord."
    if isinstance(event, Revoted):
        return _revote_refusal(workshop, target)
    if isinstance(event, ProposalShown) and workshop.shows_proposal(target):
        return f"le niveau proposé de {card} est déjà montré."
    return ""


def _revote_refusal(workshop: Workshop, target: str) -> str:
    """On revote avant de décider, et question par question."""
    parent = workshop.parent(target)
    first = workshop.campaign.direct
    straight = {question.dimension for question in first.questions} if first else set()
    if workshop.campaign.grain == "item" and parent is None and target not in straight:
        return f"{quoted(target)} réunit plusieurs questions\u00a0: ouvrez l’une d’elles pour revoter."
    for decided in (target, parent):
        if decided and workshop.campaign.decision(decided):
            return f"{quoted(decided)} est déjà décidée\u00a0: annulez la décision avant de revoter."
    return ""
