"""Le français imprimé : nombres, heures, dates, listes, formes inclusives.

C'est le seul module qui arrondit. Les calculs gardent leurs valeurs exactes ; on arrondit ici, à
l'affichage, au demi supérieur (comme à l'école, pas « au pair » comme `round`).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

NBSP = "\u00a0"
DASH = "–"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
# Ce que XML refuse, et les marques de sens d'écriture : une seule peut renverser les chiffres d'une ligne.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

WIDE = Context(prec=400)  # un nombre démesuré se lit dans un message d'erreur : il ne doit pas en créer une

Wording = Literal["doublet", "point_median", "point", "masculin", "feminin", "epicene"]


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Renvoie `value` arrondi au demi supérieur, sans l'artefact binaire de `round(0.285, 2)`."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, WIDE)


def number(value: float, decimals: int = 0) -> str:
    """Renvoie un nombre à la française : virgule, milliers séparés par une espace insécable.

    >>> number(1607), number(0.2286, 2)
    ('1\\xa0607', '0,23')
    """
    quantity = rounded(value, decimals)
    digits = f"{quantity if quantity else abs(quantity):,}"
    return digits.replace(",", NBSP).replace(".", ",").replace("-", "\u2212")


def short_number(value: float) -> str:
    """Renvoie un nombre sans décimale inutile, deux au plus : « 8 », « 7,5 », « 0,25 »."""
    written = number(value, 2)
    return written.rstrip("0").rstrip(",") if "," in written else written


def percent(value: float, decimals: int = 0) -> str:
    """Renvoie `value`, déjà exprimé en points de pourcentage, suivi de « % »."""
    return f"{number(value, decimals)}{NBSP}%"


def euros(value: float, decimals: int = 0) -> str:
    """Renvoie une somme en euros : « 8 000 € », « 23,50 € » avec deux décimales.

    >>> euros(8000), euros(23.5, 2)
    ('8\\xa0000\\xa0€', '23,50\\xa0€')
    """
    return f"{number(value, decimals)}{NBSP}€"


def hours(value: float) -> str:
    """Renvoie une durée en heures et minutes, à la minute près : « 1 h 15 », « 45 min », « 0 h ».

    >>> hours(1.25), hours(0.75), hours(8)
    ('1\\xa0h\\xa015', '45\\xa0min', '8\\xa0h')
    """
    minutes = int(rounded(abs(value) * 60))
    sign = "\u2212" if value < 0 and minutes else ""
    whole, rest = divmod(minutes, 60)
    if rest and not whole:
        return f"{sign}{rest}{NBSP}min"
    return f"{sign}{number(whole)}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def date(day: dt.date) -> str:
    """Renvoie une date en toutes lettres : « 1er mars 2026 », « 21 novembre 2026 »."""
    return f"{'1er' if day.day == 1 else day.day}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def partial_date(day: str) -> str:
    """Renvoie une date « AAAA », « AAAA-MM » ou « AAAA-MM-JJ » en toutes lettres, sans inventer ce qui manque.

    >>> partial_date("2016-08"), partial_date("2014-07-01")
    ('août\\xa02016', '1er\\xa0juillet\\xa02014')
    """
    if len(day) == len("AAAA-MM-JJ"):
        return date(dt.date.fromisoformat(day))
    year, _, month = day.partition("-")
    return f"{MONTHS[int(month) - 1]}{NBSP}{year}" if month else year


def plural(count: int, one: str, many: str | None = None) -> str:
    """Renvoie « 0 tâche », « 1 tâche », « 2 tâches » ; `many` donne un pluriel irrégulier."""
    return f"{number(count)}{NBSP}{one if count < 2 else many or one + 's'}"


def series(words: Sequence[str], last: str = "et") -> str:
    """Renvoie une énumération : « a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def quoted(text: str) -> str:
    """Renvoie le texte entre guillemets français, espaces insécables comprises."""
    return f"«{NBSP}{text}{NBSP}»"


def shortened(text: str, limit: int = 60) -> str:
    """Renvoie le texte sur une ligne, coupé par « … » au-delà de `limit` signes."""
    line = " ".join(re.split("[\t\n]+", plain(text))).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def capital(text: str) -> str:
    """Renvoie le texte avec une capitale initiale, le reste inchangé (les sigles restent)."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """Renvoie le texte sans les caractères de contrôle que XML refuse (tabulation verticale d'Excel…).

    Les sauts de ligne, quelle que soit leur forme, deviennent « \\n ».
    """
    text = re.sub("\r\n?|\x0b|\x0c|\u2028|\u2029", "\n", text)
    return CONTROL.sub("", text)


def folded(text: str) -> str:
    """Renvoie une clé de comparaison : sans accents, sans casse, espaces et tirets réduits à une espace."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe"))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.sub(r"[\s_\-–—]+", " ", bare.casefold()).split())
