"""L'argent écrit en français, et les colonnes d'euros entiers qui tombent juste sur leur total."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ...text import date, euros, partial_date, rounded
from ..emploi import Dated, last_day
from ..sharing.allocation import exact, largest_remainders


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


def whole_parts(values: Sequence[float]) -> tuple[int, ...]:
    """Renvoie des entiers dont la somme est l'arrondi du total des valeurs (plus fort reste).

    Args:
        values: des nombres positifs ou nuls, en euros ou en points de pourcentage.

    Returns:
        Chaque valeur à l'entier du dessous ou du dessus, jamais plus loin : 1 000,90 € ne s'écrit pas 1 002 €.

    >>> whole_parts([10.4, 10.4, 10.4]), whole_parts([1000.9, 0.3, 0.3])
    ((11, 10, 10), (1001, 1, 0))
    """
    shares = [exact(value) for value in values]
    total = int(rounded(float(sum(shares))))
    return largest_remainders(shares, shares, total)
