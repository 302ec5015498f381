"""Un chiffre périmé se dit tout seul : validité finie, date de vérification passée, texte annoncé et non lu."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from ...text import date, partial_date, quoted
from ..emploi import Dated, Emploi, Pending, first_day, last_day
from .money_text import of_date


def stale(emploi: Emploi, on: dt.date | None, *, only: Collection[str] | None = None) -> tuple[str, ...]:
    """Renvoie ce qui n'est plus sûr à cette date, une phrase par chiffre, avec la date du chiffre.

    Args:
        emploi: les chiffres.
        on: la date à laquelle on s'en sert ; sans elle, aucun chiffre n'est jugé périmé, mais tout texte annoncé se dit.
        only: identifiants des chiffres employés (tous par défaut).

    Returns:
        Les chiffres dont la validité n'a pas commencé ou est finie, ceux que l'on devait revérifier, puis les
        textes annoncés qui concernent l'un d'eux.
    """
    known = emploi.dated(on or dt.date.max)
    used = [value for value in known if only is None or value.id in only]
    aged = [said for value in used if (said := doubt(value, on))] if on else []
    names = {value.id for value in used}
    coming = [
        announced(text) for text in emploi.pending if (on is None or text.begun(on)) and names & set(text.concerns)
    ]
    return (*aged, *coming)


def doubt(value: Dated, on: dt.date) -> str:
    """Ce qui rend ce chiffre peu sûr à cette date, ou rien."""
    named = f"{quoted(value.label)}\u00a0: chiffre {of_date(value.date)}"
    if value.since and on < first_day(value.since):
        return (
            f"{named}, qui ne vaut qu’à partir {of_date(value.since)}\u00a0; celui du {date(on)} n’est pas connu ici."
        )
    if value.until and on > last_day(value.until):
        return f"{named}, dont la validité s’arrêtait en {partial_date(value.until[:7])}\u00a0: cherchez le chiffre actuel."
    if value.check_after and on > last_day(value.check_after):
        return f"{named}, à revérifier depuis le {date(last_day(value.check_after))}."
    return ""


def announced(text: Pending) -> str:
    """Un texte que l'on sait annoncé, sans l'avoir lu."""
    return f"{text.label}, {text.confidence}. {text.note}"
