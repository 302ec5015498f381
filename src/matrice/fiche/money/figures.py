"""Un chiffre d'argent : sa ligne, son écriture en français, et ce qui le rend peu sûr à une date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from ...text import date, euros, partial_date, quoted
from ..emploi import Dated, Emploi, Pending, first_day, last_day

_Follows = Literal["heures", "rien", "lignes", "salaire"]


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Ce qu'elle est, en euros par an, comment son montant est connu et sur quels chiffres datés.

    `follows` dit ce qui la fait varier : les heures du poste, en proportion ; rien ; le total des lignes au-dessus d'elle,
    dont elle est `rate` % ; le salaire, par un barème.
    """

    label: str
    euros: float
    computation: str
    basis: tuple[Dated, ...] = field(default=(), repr=False)
    estimate: bool = False
    follows: _Follows = "heures"
    rate: float = 0


# L'argent et les dates écrits en français


def tariff(value: float | Fraction) -> str:
    """Renvoie un tarif, avec ses centimes quand il en a : « 40 € », « 37,50 € ».

    >>> tariff(40), tariff(37.5)
    ('40\\xa0€', '37,50\\xa0€')
    """
    return euros(float(value), 0 if float(value).is_integer() else 2)


def of_date(day: str) -> str:
    """Renvoie une date après « de » : « du 1er juin 2026 », « d’août 2016 », « de 2021 ».

    >>> of_date("2016-08"), of_date("2021")
    ('d’août\\xa02016', 'de 2021')
    """
    said = partial_date(day)
    if len(day) == len("AAAA-MM-JJ"):
        return f"du {said}"
    return f"d’{said}" if said[0] in "ao" else f"de {said}"


def period(value: Dated) -> str:
    """Renvoie la période où ce chiffre vaut : « à partir de 2021 et jusqu’au 31 décembre 2021 », « à partir du 1er janvier 2026 »."""
    ends = f"jusqu’au {date(last_day(value.until))}" if value.until else ""
    starts = f"à partir {of_date(value.since)}" if value.since else ""
    return " et ".join(part for part in (starts, ends) if part) or "sans période connue"


# Un chiffre périmé se dit tout seul : validité finie, date de vérification passée, texte annoncé et non lu


def stale(emploi: Emploi, *, on: dt.date | None, only: Collection[str] | None = None) -> tuple[str, ...]:
    """Renvoie ce qui n'est plus sûr à cette date, une phrase par chiffre, avec la date du chiffre.

    Args:
        emploi: les chiffres.
        on: la date à laquelle on s'en sert ; sans elle, aucun chiffre n'est jugé périmé, mais tout texte annoncé se dit.
        only: identifiants des chiffres employés (tous par défaut).

    Returns:
        Les chiffres dont la validité n'a pas commencé ou est finie, ceux que l'on devait revérifier, puis les
        textes annoncés qui concernent l'un d'eux.
    """
    known = emploi.dated(on=on or dt.date.max)
    used = [value for value in known if only is None or value.id in only]
    aged = [said for value in used if (said := doubt(value, on))] if on else []
    names = {value.id for value in used}
    coming = [
        _announced(text) for text in emploi.pending if (on is None or text.begun(on=on)) and names & set(text.concerns)
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


def _announced(text: Pending) -> str:
    """Un texte que l'on sait annoncé, sans l'avoir lu."""
    return f"{text.label}, {text.confidence}. {text.note}"
