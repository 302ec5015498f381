"""De la demande écrite à la fiche : une équipe, ou plusieurs qui se partagent le poste."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ...amounts import exact
from ...assessment import Profile
from ...errors import InputError, Problem
from ...text import euros, plural, quoted, series
from ...text import hours as hours_text
from ..catalogue.plans import catalogue
from ..catalogue.statuses import DEFAULT_STATUS, status_named
from ..drafting import draft
from ..model import FicheDePoste
from ..money import MoneyInputs
from ..several_fiches import SharedPost, share_post
from ..sharing.allocation import allocate
from ..sharing.choosing import Block, choose_blocks
from ..sharing.needs import Need
from ..sharing.request import Request, checked_request
from .model import WrittenFiche
from .money import money
from .reading import asked, blocks


def draft_written(
    profile: Profile,
    written: WrittenFiche,
    *,
    weekly_hours: float | None = None,
    contract_hours: float | None = None,
    on: dt.date | None = None,
) -> FicheDePoste:
    """Renvoie la fiche que demande `written`, pour ce profil.

    Args:
        profile: le profil de l'équipe.
        written: la demande lue dans un `fiche.yaml`.
        weekly_hours: heures par semaine, à la place de celles de la demande.
        contract_hours: voir `draft`.
        on: date de la fiche.

    Raises:
        Les mêmes que `draft`.
    """
    hours = weekly_hours or written.heures or 0.0
    wanted = asked(written)
    offered = blocks(written)
    taken = taken_blocks(profile, written, offered, hours, wanted)
    for block in taken:
        wanted["times"] |= block_times(block, written.pas)
    if taken and wanted["tasks"] is not None:
        wanted["tasks"] = (*wanted["tasks"], *(task for block in taken for task in block.tasks))
    fiche = draft(
        profile, weekly_hours=hours, contract_hours=contract_hours, money=spent(money(written), taken), on=on, **wanted
    )  # fmt: skip
    return replace(fiche, warnings=(*fiche.warnings, *refused_blocks(offered, taken)))


def spent(known: MoneyInputs | None, taken: Sequence[Block]) -> MoneyInputs | None:
    """Ce que l'équipe sait de l'argent, les euros des blocs pris comptés parmi les dépenses."""
    costly = tuple((block.label, block.euros) for block in taken if block.euros)
    return replace(known, expenses=(*known.expenses, *costly)) if known and costly else known


def taken_blocks(
    profile: Profile, written: WrittenFiche, offered: Sequence[Block], hours: float, wanted: Mapping[str, Any]
) -> tuple[Block, ...]:
    """Les blocs facultatifs que prend le poste ; `wanted` est la demande sans eux."""
    if not offered:
        return ()
    settings = {name: value for name, value in wanted.items() if name != "status"}
    request = checked_request(
        catalogue(profile.ref), profile.ref.scale, hours=hours, contract_hours=None, on=None, money=None, emploi=None,
        **settings,
    )  # fmt: skip
    if faults := list(block_faults(offered, request.step)):
        raise InputError(faults, subject="Choix des blocs impossible")
    return choose_blocks(offered, room_for_blocks(request), written.euros_des_blocs)


def room_for_blocks(request: Request) -> float:
    """Les heures par semaine que les blocs peuvent prendre : ni la réserve, ni le moins que veulent les tâches choisies."""
    least = sum((exact(request.floor(task)) for task in request.tasks or ()), Fraction(0))
    return max(0.0, float(exact(request.shared) - least))


def block_faults(offered: Sequence[Block], step: float) -> Iterator[Problem]:
    """Un bloc donne à chacune de ses tâches un pas au moins : sans heures, elle prendrait celles des autres."""
    unit = exact(step)
    for block in offered:
        named, least = quoted(block.label), unit * len(block.tasks)
        if not block.tasks:
            yield Problem(f"le bloc {named} n’a aucune tâche\u00a0: donnez-lui-en une, ou ôtez-le.")
        elif exact(block.hours) % unit or exact(block.hours) < least:
            yield Problem(
                f"le bloc {named} a {hours_text(block.hours)} pour {plural(len(block.tasks), 'tâche')}\u00a0; attendu\u00a0: un "
                f"multiple de {hours_text(step)}, {hours_text(float(least))} au moins."
            )


def block_times(block: Block, step: float) -> dict[str, Need]:
    """Les heures d'un bloc, partagées également entre ses tâches."""
    shares = allocate([1.0] * len(block.tasks), block.hours, step=step, names=[quoted(task) for task in block.tasks])
    return {task: Need(share) for task, share in zip(block.tasks, shares, strict=True)}


def refused_blocks(offered: Sequence[Block], taken: Sequence[Block]) -> list[str]:
    """La phrase qui dit quels blocs n'ont pas été retenus."""
    left = [
        f"{quoted(b.label)} ({hours_text(b.hours)} par semaine, {euros(b.euros)})" for b in offered if b not in taken
    ]
    if not left:
        return []
    which = "Bloc facultatif non retenu" if len(left) == 1 else "Blocs facultatifs non retenus"
    return [
        f"{which}\u00a0: {series(left)}. Les autres choix sont ceux dont l’intérêt total est le plus grand sous les heures "
        "et les euros disponibles."
    ]


def shared_written(profiles: Mapping[str, Profile], written: WrittenFiche, *, on: dt.date | None = None) -> SharedPost:
    """Renvoie le poste partagé que demande `written` ; `profiles` donne le profil de chaque équipe nommée."""
    total = float(sum(exact(team.heures) for team in written.equipes))
    whole = status_named(written.statut or DEFAULT_STATUS).single_contract
    return share_post(
        [
            draft_written(
                profiles[team.nom], written, weekly_hours=team.heures, contract_hours=total if whole else None, on=on
            )
            for team in written.equipes
        ]
    )
