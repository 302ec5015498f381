"""Le français imprimé, et le même relu : nombres, heures, dates, sommes, listes, formes inclusives.

Tout ce qui s'imprime ici se retape : `read_hours(hours(x))` redonne `x`, à la minute près. C'est le seul module qui
lit un nombre ou une date tapés, et le seul qui arrondit. Les calculs gardent leurs valeurs exactes ; on arrondit ici, à
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


def uncapital(text: str) -> str:
    """Renvoie le texte sans sa capitale initiale, pour le milieu d'une phrase."""
    return text[:1].lower() + text[1:]


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


# --- relire ce qu'une personne a tapé : ces lecteurs reconnaissent tout ce que les fonctions d'au-dessus impriment ---

SPACES = "[\\s\u200b]"
WHOLE = rf"(?:\d{{1,3}}(?:{SPACES}\d{{3}})+|\d+)"
SIGNED = re.compile(rf"([+\-\u2212]?){SPACES}?({WHOLE})(?:[.,](\d+))?(e[+-]?\d{{1,3}})?", re.IGNORECASE)
MINUTE = r"(?:min|mn|minutes?)"
CLOCK = re.compile(
    rf"([+\-\u2212]?){SPACES}?({WHOLE}){SPACES}?(?:h|heures?|:){SPACES}?([0-5]\d|\d(?={SPACES}?{MINUTE})){SPACES}?{MINUTE}?",
    re.IGNORECASE,
)
ONLY_HOURS = re.compile(rf"(.*\d){SPACES}?(?:h|heures?)", re.IGNORECASE)
ONLY_MINUTES = re.compile(rf"(.*\d){SPACES}?{MINUTE}", re.IGNORECASE)
MONEY = re.compile(rf"(.*\d){SPACES}?(?:€|euros?|eur)", re.IGNORECASE)
PERCENT = re.compile(rf"(.*\d){SPACES}?%")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
FRENCH_DAY = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})")
LETTERED_DAY = re.compile(r"(\d{1,2})(?: ?er)? ([a-z]+)\.? (\d{4})")
LONGEST_TYPED = 60  # signes : au-delà, ce n'est ni un nombre ni une date

# Ce que chaque lecteur accepte : la fin de la phrase qui refuse le reste.
NUMBER_FORMS = "8, 8,5 ou 1\u00a0200"
HOURS_FORMS = "8, 8,5, 8\u00a0h\u00a030, 8h30 ou 45\u00a0min"
MINUTES_FORMS = "75, 75\u00a0min ou 1\u00a0h\u00a015"
EUROS_FORMS = "1200, 1\u00a0200\u00a0€ ou 23,50"
DATE_FORMS = "2026-10-06, 06/10/2026 ou 6\u00a0octobre\u00a02026"


def read_number(text: str) -> float | None:
    """Renvoie le nombre écrit à la française, ou `None` : « 8 », « 8,5 », « 8.5 », « 1 200 » avec n'importe quelle espace.

    Un séparateur de milliers n'est qu'une espace : « 1.200 » vaut 1,2, « 1.200,50 » n'est pas un nombre.

    >>> read_number("1\u202f607,25"), read_number("−2"), read_number("1.200,50"), read_number("huit")
    (1607.25, -2.0, None, None)
    """
    match = SIGNED.fullmatch(typed(text))
    if match is None:
        return None
    sign, whole, decimals, power = match.groups("")
    value = float(f"{digits_of(whole)}.{decimals or 0}{power}")
    return None if value == float("inf") else signed(sign, value)


def read_hours(text: str) -> float | None:
    """Renvoie les heures écrites, ou `None` : un nombre d'heures, « 8 h 30 », « 8h30 », « 8:30 », « 8,5 h », « 45 min ».

    >>> read_hours("8 h 30"), read_hours("45 min"), read_hours("7,5"), read_hours("8 h 75")
    (8.5, 0.75, 7.5, None)
    """
    written = typed(text)
    if match := CLOCK.fullmatch(written):
        sign, whole, minutes = match.groups()
        return signed(sign, (int(digits_of(whole)) * 60 + int(minutes)) / 60)
    if match := ONLY_MINUTES.fullmatch(written):
        alone = read_number(match[1])
        return None if alone is None else alone / 60
    match = ONLY_HOURS.fullmatch(written)
    return read_number(match[1] if match else written)


def read_minutes(text: str) -> float | None:
    """Renvoie les minutes écrites, ou `None` : un nombre de minutes, « 75 min », ou ce que `read_hours` lit avec son unité.

    >>> read_minutes("75"), read_minutes("1 h 15"), read_minutes("2h")
    (75.0, 75.0, 120.0)
    """
    match = ONLY_MINUTES.fullmatch(typed(text))
    alone = read_number(match[1] if match else text)
    if alone is not None:
        return alone
    value = read_hours(text)
    return None if value is None else float(rounded(value * 60, 6))


def read_euros(text: str) -> float | None:
    """Renvoie la somme écrite, ou `None` : un nombre, suivi ou non de « € » ou de « euros ».

    >>> read_euros("1 200 €"), read_euros("23,50"), read_euros("2 k€")
    (1200.0, 23.5, None)
    """
    match = MONEY.fullmatch(typed(text))
    return read_number(match[1] if match else text)


def read_percent(text: str) -> float | None:
    """Renvoie le pourcentage écrit, en points, ou `None` : un nombre, suivi ou non de « % ».

    >>> read_percent("12,5 %"), read_percent("10")
    (12.5, 10.0)
    """
    match = PERCENT.fullmatch(typed(text))
    return read_number(match[1] if match else text)


def read_whole(text: str) -> int | None:
    """Renvoie le nombre entier écrit, ou `None` : « 18 », « 1 200 », « 18,0 ».

    >>> read_whole("1 200"), read_whole("18,5")
    (1200, None)
    """
    value = read_number(text)
    return int(value) if value is not None and value.is_integer() else None


# Ailleurs, c'est une faute de frappe, et « l'an prochain » pourrait ne pas exister.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def read_date(text: str) -> dt.date | None:
    """Renvoie le jour écrit, ou `None` : « 2026-10-06 », « 06/10/2026 », « 6 octobre 2026 », « 1er mars 2026 », « 6 oct. 2026 ».

    L'année a quatre chiffres, de 1900 à 2199 ; un jour qui n'existe pas (« 31/02/2026 ») n'est pas une date.

    >>> read_date("1er mars 2026"), read_date("06/10/2026"), read_date("31/02/2026")
    (datetime.date(2026, 3, 1), datetime.date(2026, 10, 6), None)
    """
    written = typed(text)
    if match := ISO_DAY.fullmatch(written):
        year, month, day = (int(part) for part in match.groups())
    elif match := FRENCH_DAY.fullmatch(written):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    elif match := LETTERED_DAY.fullmatch(folded(written)):
        day, month, year = int(match[1]), month_of(match[2]), int(match[3])
    else:
        return None
    try:
        return dt.date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


def typed(text: str) -> str:
    """Ce qui a été tapé, sans les espaces autour ; rien si c'est trop long pour être un nombre ou une date."""
    written = text.strip()
    return written if len(written) <= LONGEST_TYPED else ""


def digits_of(whole: str) -> str:
    return re.sub(r"\D", "", whole)


def signed(sign: str, value: float) -> float:
    """La valeur, négative après un signe moins (le trait d'union du clavier ou le vrai)."""
    return -value if sign in ("-", "\u2212") else value


def month_of(word: str) -> int:
    """Le rang d'un mois, entier ou abrégé en trois lettres au moins (« oct », « févr »), 0 si aucun ou plusieurs."""
    found = [rank for rank, month in enumerate(MONTHS, 1) if len(word) > 2 and folded(month).startswith(word)]
    return found[0] if len(found) == 1 else 0
