"""Ce qui ressemble à un nom connu sans en être un : une faute de frappe, dans un mot court ou un long libellé."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...text import folded

SHORTEST, LONG, LONGEST = 4, 20, 400  # lettres
MOST_SEARCHED = 2_000  # noms différents d'une lecture : une seconde de recherche
CLOSE = 0.8  # part de trigrammes communs (Dice) : une ou deux fautes de frappe dans un libellé


class Likeness:
    """Retrouve ce que désigne un nom mal tapé. `known` va des lettres d'un nom à ce qu'il désigne."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.trigrams = {key: trigrams(key) for key in known if len(key) >= LONG - 1}
        self.seen: dict[str, str] = {}

    def nearest(self, text: str) -> str:
        """Ce que ce nom veut sans doute désigner, ou rien."""
        key = letters(text)
        if not SHORTEST <= len(key) <= LONGEST:
            return ""
        if key not in self.seen:
            if len(self.seen) >= MOST_SEARCHED:
                return ""
            self.seen[key] = self.search(key)
        return self.seen[key]

    def search(self, key: str) -> str:
        """Une seule faute de frappe dans un nom de quatre lettres ou plus ; quelques-unes dans un long libellé."""
        slip = next((known for known in self.known if one_slip(key, known)), None)
        if slip is None and len(key) >= LONG:
            mine = trigrams(key)
            shares = {known: dice(mine, theirs) for known, theirs in self.trigrams.items()}
            best = max(shares, key=shares.__getitem__, default="")
            slip = best if shares.get(best, 0) >= CLOSE else None
        return self.known[slip] if slip is not None else ""


def one_slip(one: str, other: str) -> bool:
    """Vrai si une lettre ajoutée, ôtée, changée, ou deux voisines échangées, mènent de l'un à l'autre."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = shared(one, other)
    one, other = one[start:], other[start:]
    end = shared(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def shared(one: str, other: str) -> int:
    """Le nombre de lettres par lesquelles deux mots commencent pareil."""
    return next(
        (rank for rank, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def trigrams(key: str) -> frozenset[str]:
    """Les suites de trois lettres d'un texte."""
    return frozenset(key[rank : rank + 3] for rank in range(len(key) - 2))


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """La part commune de deux ensembles, de 0 à 1 (Dice, *Ecology*, 1945)."""
    return 2 * len(one & other) / (len(one) + len(other))


def letters(text: str) -> str:
    """Les lettres et les chiffres d'un texte, sans casse ni accent : « RCP.1 », « rcp_1 » et « rcp1 » n'en font qu'un."""
    return re.sub(r"[^a-z0-9]", "", folded(text))
