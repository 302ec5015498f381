"""Les votes en mots : comment nommer une question, écrire une répartition, dire ce qui a été décidé."""

from __future__ import annotations

from collections.abc import Sequence

from ....assessment import MINIMUM_SHOWN, Decision, ItemResult, Profile, counts_visible
from ....referentiel import Scale
from ....text import NBSP, number, plural
from ... import words
from ..blocks import Content, Styled

HIDDEN = f"moins de {MINIMUM_SHOWN}{NBSP}réponses{NBSP}: détail non imprimé"


def asked(profile: Profile, item: ItemResult) -> Content:
    """Le libellé d'une question et, dessous, son code et la dimension dont elle vient."""
    own = item.dimension is None or item.dimension == item.id
    place = item.id if own else f"{item.id}, {short_name(profile, item.dimension or '')}"
    return (item.label, Styled(f"\n{place}", "Precision"))


def short_name(profile: Profile, dimension: str) -> str:
    """Le libellé court d'une dimension, sinon l'entier."""
    known = profile.ref.dimension(dimension)
    return known.short or known.label


def level(scale: Scale, value: int | None) -> str:
    """Le nom d'un niveau décidé ; une absence de niveau est un « sans objet »."""
    return "sans objet" if value is None else words.level_text(scale, value)


def spread(scale: Scale, counts: Sequence[int]) -> str:
    """Renvoie « 2 au niveau 0, 9 au 2 ; 1 SO, 2 NSP » : par niveau, puis sans objet et « ne sait pas ».

    `counts` a une case par niveau, puis SO, NSP, et au besoin le silence, que l'on ne répète pas.
    """
    size = len(scale.values)
    votes, others = counts[:size], counts[size : size + 2]
    if not counts_visible(votes, sum(others)):
        return HIDDEN
    held = [(value, count) for value, count in zip(scale.values, votes, strict=True) if count]
    said = [
        f"{number(count)}{NBSP}au{f'{NBSP}niveau' if rank == 0 else ''}{NBSP}{value}"
        for rank, (value, count) in enumerate(held)
    ]
    apart = [f"{number(count)}{NBSP}{name}" for name, count in zip(("SO", "NSP"), others, strict=True) if count]
    return f"{NBSP}; ".join(part for part in (", ".join(said), ", ".join(apart)) if part)


def counts_of(item: ItemResult) -> tuple[int, ...]:
    """Les comptes d'une question, dans l'ordre de `spread`."""
    return (*item.votes, item.not_applicable, item.unknown)


def hands(decision: Decision) -> str:
    """Les voix d'une décision : « 11 pour, 2 contre, 1 abstention », ou « sans opposition »."""
    if decision.votes_for is None and not decision.against:
        return "sans opposition"
    favour = "pour non comptés" if decision.votes_for is None else f"{number(decision.votes_for)}{NBSP}pour"
    said = [favour, f"{number(decision.against)}{NBSP}contre"]
    if decision.abstentions:
        said.append(plural(decision.abstentions, "abstention"))
    return ", ".join(said)
