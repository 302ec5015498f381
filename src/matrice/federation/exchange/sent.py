"""Ce qui est déjà parti d'une équipe : de quoi refuser un second envoi qui, comparé au premier, livrerait quelqu'un.

Neuf réponses après huit : la différence des deux profils est la neuvième. La trace d'un envoi ne porte que le nombre
de réponses et une empreinte ; elle reste dans l'équipe. Elle ne voit pas un envoi fait d'un autre dossier, sous une
autre date d'évaluation, ou d'un dossier dont elle a été effacée.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from ...assessment import MINIMUM_LEVEL, MINIMUM_SHOWN, Profile
from ...errors import InputError, Problem
from ...files import read_text
from ...referentiel import Value, parse_values
from ...text import NBSP, date, folded, plural, quoted
from .document import CodeName, Count, Day, Hash, canonical, digest, digests_of

FORMAT = "matrice-partages"
LARGEST = 1_000_000  # octets
SUBJECT = "Partage refusé"


class Sent(Value):
    """Un envoi : la campagne, combien de réponses, et une empreinte de ces réponses avant tout second vote."""

    code: CodeName
    evaluation: Day = Field(description="Date de l'évaluation.")
    respondents: Count | None = Field(description="Nombre de réponses.")
    collective: bool = Field(description="Vrai pour un seul questionnaire, rempli ensemble.")
    counts: bool = Field(description="Vrai si les réponses comptées étaient jointes.")
    answers: Hash = Field(description="Empreinte des réponses.")
    exported: Day = Field(description="Date de l'envoi.")


class SentFile(Value):
    """Le fichier `partages.json`."""

    format: Literal["matrice-partages"]
    sent: tuple[Sent, ...] = ()


def sending(profile: Profile, code: str, *, counts: bool, on: dt.date) -> Sent:
    """Renvoie la trace de l'envoi de ce profil daté, le jour `on`."""
    assert profile.on is not None
    return Sent(
        code=code.strip(), evaluation=profile.on.isoformat(), respondents=profile.respondents,
        collective=profile.collective, counts=counts, answers=answers_digest(profile), exported=on.isoformat(),
    )  # fmt: skip


def answers_digest(profile: Profile) -> str:
    """L'empreinte des réponses telles qu'avant l'atelier : décider ou voter à nouveau n'en change rien."""
    first = {revote.target: list(revote.before) for revote in profile.revotes}
    counts = [
        [item.id, first.get(item.id) or [*item.votes, item.not_applicable, item.unknown, item.silent]]
        for item in profile.items
    ]
    return digest([digests_of(profile.ref).grid, counts])


def check_sending(new: Sent, earlier: Iterable[Sent], *, own: bool) -> None:
    """Refuse un envoi dont la différence avec un envoi passé porterait sur trop peu de personnes.

    Args:
        new: l'envoi que l'on s'apprête à faire.
        earlier: ceux qui sont déjà partis.
        own: vrai si ces envois sont tous de la même équipe, quel que soit son nom de code.

    Raises:
        InputError: même campagne, d'autres réponses, et moins de trois personnes d'écart (cinq avec les comptes).
    """
    for past in earlier:
        same = past.evaluation == new.evaluation and (own or folded(past.code) == folded(new.code))
        if not same or past.answers == new.answers or past.collective or new.collective:
            continue
        needed = MINIMUM_SHOWN if past.counts or new.counts else MINIMUM_LEVEL
        if abs((new.respondents or 0) - (past.respondents or 0)) < needed:
            raise InputError([Problem(difference(past, new, needed))], subject=SUBJECT)


def difference(past: Sent, new: Sent, needed: int) -> str:
    """Ce que les deux envois livreraient, et comment continuer."""
    before, after = past.respondents or 0, new.respondents or 0
    now = f"celui-ci en a {after}" if before != after else "celui-ci en a autant, mais d’autres"
    return (
        f"un profil de l’évaluation du {day(new.evaluation)} est déjà parti le {day(past.exported)} avec "
        f"{plural(before, 'réponse')}, et {now}{NBSP}: la différence des deux livrerait la réponse d’une personne. Renvoyez le "
        f"premier fichier tel quel, ou attendez {before + needed} réponses{NBSP}; une nouvelle évaluation a sa propre date."
    )


def day(text: str) -> str:
    """Une date AAAA-MM-JJ en toutes lettres."""
    return date(dt.date.fromisoformat(text))


def read_sent(path: str | os.PathLike[str]) -> tuple[Sent, ...]:
    """Renvoie les envois d'un fichier `partages.json`.

    Raises:
        InputError: le fichier a été modifié ou abîmé ; sans lui, rien ne dit qu'un nouvel envoi est sûr.
    """
    try:
        return parse_values(SentFile, read_text(path, limit=LARGEST, subject=SUBJECT), source=str(path)).sent
    except InputError:
        said = (
            "ce fichier garde la trace de ce qui est parti, et ne se relit pas\u00a0: remettez-en une sauvegarde, ou renvoyez "
            f"à la fédération le {quoted('profil.json')} déjà écrit."
        )
        raise InputError([Problem(said, str(path))], subject=SUBJECT) from None


def sent_text(sent: Sequence[Sent]) -> bytes:
    """Renvoie le contenu de `partages.json`, chaque envoi une fois."""
    lines = [one.model_dump() for one in dict.fromkeys(sent)]
    return canonical({"format": FORMAT, "sent": lines}) + b"\n"
