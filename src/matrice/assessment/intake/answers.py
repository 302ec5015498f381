"""Les réponses d'une grille, d'où qu'elles viennent : un niveau, « sans objet », « ne sait pas » ou rien, jamais confondus.

Un nombre ne se devine pas : la cause d'un refus se cherche sur tout ce qu'un fichier contient (une échelle de 1 à 4, des
pourcentages, des codes internes), et se dit une fois.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from ...referentiel import Level, Scale
from ...text import NBSP, folded
from .tables import lexicon, quote_answer

_SILENT = {"{question_not_shown}"}  # ce que LimeSurvey écrit d'une question qu'une condition a cachée
REFUSED = 254  # ce qui n'est pas une réponse, là où un octet doit le dire ; une échelle n'a jamais autant de codes
_INTEGER = re.compile(r"(?:niveau\s*)?([+-]?\d{1,9})(?:[.,]0*)?", re.IGNORECASE)
_NEGATIVE = re.compile(r"^-(?=\d)")
_MARKS = re.compile(r"[\s\-–—:;.,=()]+")
_LONGEST_ANSWER = 400  # signes ; l'énoncé d'un niveau en a deux cents
_ENOUGH = 30  # réponses : en dessous, qu'un niveau n'ait jamais été choisi n'étonne pas
_ENOUGH_PEOPLE = 3
_INTERNAL = re.compile(r"(?:AO?|item|choice|option|opt)_?\d{1,3}", re.IGNORECASE)
_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_FRACTION = re.compile(r"\d+\s*(?:/|sur)\s*\d+")
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d.*|\d\d?[/.-]\d\d?[/.-]\d{2,4}.*|\d\d?[- ](?:janv|fevr|mars|avr|mai|juin|juil|aout)\w*\.?.*"
)
_MEND = {
    _INTERNAL: "est un code interne de {tool}, qui ne dit pas le niveau{n}: exportez les réponses complètes, ou donnez aux réponses les "
    "codes 0, 1, 2… SO et NSP dans l’enquête.",
    _PERCENT: "est un pourcentage, et rien ne dit à quel niveau il répond{n}: exportez le niveau choisi, ou son nom.",
    _FRACTION: "peut se lire de deux façons, sur une échelle qui part de 0 ou de 1{n}: écrivez le niveau seul.",
    _DATE: "est une date{n}: le tableur a sans doute changé ce qui était tapé (« 2/3 » devient le 2 mars)\u00a0; mettez la colonne au "
    "format texte et retapez le niveau.",
}  # fmt: skip


class _AnswerCodes(dict[str, int]):
    """Les réponses déjà comprises. Celles qui ne le sont pas se relisent : un fichier peut en porter des millions."""

    def __init__(self, read: Callable[[str], int | None]) -> None:
        self.read = read

    def __missing__(self, text: str) -> int:
        code = self.read(text.strip())
        if code is None:
            return REFUSED
        self[text] = code
        return code


class AnswerReader:
    """Traduit le texte d'une réponse en code entier, pour une échelle donnée.

    Codes : `0 … K−1` le rang du niveau, puis `so`, `nsp`, `silent`. `None` : la réponse n'est pas comprise.
    `coded`, s'il est donné, est le premier et le dernier nombre dont les réponses sont codées : `(1, 4)`. `among`, s'il est donné,
    réunit les niveaux de toutes les échelles de la grille : les codes en sont les rangs.
    """

    def __init__(self, scale: Scale, coded: tuple[int, int] | None = None, among: Scale | None = None) -> None:
        among = among or scale
        levels = len(among.levels)
        self.alone = among is scale
        self.so, self.nsp, self.silent = levels, levels + 1, levels + 2
        self.codes = levels + 3
        self.coded = coded
        own = coded is None or coded == (among.values[0], among.values[-1])
        self.values = scale.values if own or coded is None else tuple(range(coded[0], coded[1] + 1))
        pairs = list(zip(self.values, scale.levels, strict=True))
        self.rank = {value: among.values.index(level.value) for value, level in pairs}
        self.words = {_answer_key(words): self.rank[pair[0]] for pair in pairs for words in _level_words(*pair)}
        self.words |= {_answer_key(words): self.so for words in (*lexicon().not_applicable, "so sans objet")}
        self.words |= {
            _answer_key(words): self.nsp
            for words in (*lexicon().unknown, "nsp ne sait pas", "nsp pas mon metier", "nsp jamais vu")
        }
        self.words |= {_answer_key(words): self.silent for words in _SILENT}
        self.code_of = _AnswerCodes(self._read)
        shown = [str(value) for value in self.values]
        levels_shown = ", ".join(shown) if len(shown) <= 8 else f"un entier de {shown[0]} à {shown[-1]}"
        self.expected = f"{levels_shown}, SO (sans objet), NSP (ne sait pas) ou vide"

    def read(self, text: str) -> int | None:
        """Renvoie le code de la réponse, ou `None` si elle n'est pas comprise."""
        code = self.code_of[text]
        return None if code == REFUSED else code

    def named(self, text: str) -> int | None:
        """Le code de cette réponse écrite en mots (« en partie », « SO »), ou `None` : un nombre seul peut être autre chose."""
        return None if not text or number_in(text) is not None else self.read(text)

    def refusal(self, text: str) -> str:
        """La phrase qui refuse une réponse, et dit ce qui était attendu."""
        kind = "est une formule, jamais calculée" if text.startswith("=") else "n’est pas une réponse"
        return f"{quote_answer(text, self.words)} {kind}{NBSP}; attendu{NBSP}: {self.expected}."

    def cause(self, unread: Collection[str], seen: Collection[str], tool: str) -> str:
        """La cause commune de ces refus, ou rien : ce que sont toutes les réponses incomprises d'un fichier."""
        for shape, mend in _MEND.items():
            if all(shape.fullmatch(folded(text)) or shape.fullmatch(text) for text in unread):
                said = mend.format(tool=tool or "l’outil d’enquête", n=NBSP)
                return f"{quote_answer(min(unread), self.words)} {said}"
        numbers = {number_in(text) for text in unread}
        if None in numbers or len(numbers | self.numbers(seen)) < 3:
            return ""
        found = {value for value in (*numbers, *self.numbers(seen)) if value is not None}
        if min(found) == self.values[0] + 1 and max(found) == self.values[-1] + 1:
            return self.shift_question(found)
        last = max(found)
        if last > self.values[-1] + 1:
            return (
                f"les réponses vont de {min(found)} à {last}, et l’échelle de la grille de {self.values[0]} à {self.values[-1]}"
                f"{NBSP}: ce n’est pas la même\u00a0; exportez le nom des niveaux, ou refaites l’enquête avec l’échelle de la grille."
            )
        return ""

    def doubt(self, seen: Collection[str], people: int, answered: int) -> str:
        """La question à poser quand tout un recueil, en nombres seuls, n'a jamais le premier niveau ; ou rien."""
        if self.coded or people < _ENOUGH_PEOPLE or answered < _ENOUGH or len(self.values) < 3:
            return ""
        found = self.numbers(seen)
        texts = (text for text in seen if number_in(text) is None)
        if (
            not found
            or (min(found), max(found)) != (self.values[1], self.values[-1])
            or any((self.read(text) or 0) < self.so for text in texts)
        ):
            return ""  # un niveau écrit en mots ne laisse pas de doute
        return self.shift_question(found)

    def shift_question(self, found: Collection[int]) -> str:
        """« Aucun 0, … : une échelle de 1 à 4 ? »"""
        first, last = self.values[0], self.values[-1]
        if not self.alone:
            return (
                f"sur une échelle de {first} à {last}, aucun {first}, et tout entre {min(found)} et {max(found)}{NBSP}: le recueil "
                "a-t-il compté ses niveaux à partir de 1\u00a0? Exportez le nom des niveaux plutôt que leur nombre."
            )
        return (
            f"aucun {first}, et tout entre {min(found)} et {max(found)}{NBSP}: une échelle de {first + 1} à {last + 1}{NBSP}? Si oui, "
            f"dites-le (--echelle {first + 1}-{last + 1})\u00a0; si personne n’a répondu {first}, dites-le (--echelle {first}-{last})."
        )

    def numbers(self, texts: Collection[str]) -> set[int]:
        """Les nombres parmi ces textes."""
        return {value for text in texts if (value := number_in(text)) is not None}

    def _read(self, text: str) -> int | None:
        if not text or len(text) > _LONGEST_ANSWER:
            return None if text else self.silent
        value = number_in(text)
        if value is not None and text[-1:].isdigit() and text.lstrip("+-\u2212")[0].isdigit():
            return self.rank.get(value)
        code = self.words.get(_answer_key(text))
        return self.rank.get(value) if code is None and value is not None else code


def number_in(text: str) -> int | None:
    """Le nombre entier qu'est ce texte (« 2 », « 2,0 », « niveau 2 »), ou `None`."""
    found = _INTEGER.fullmatch(text.strip().replace("\u2212", "-"))
    return int(found[1]) if found else None


def _level_words(value: int, level: Level) -> tuple[str, ...]:
    """Les façons d'écrire un niveau : nom, repère, et ce que les listes déroulantes accolent (« 2 – en partie »)."""
    name, anchor = level.label, level.anchor or level.label
    both = f"{name} {anchor}"
    written = (name, anchor, both, *level.also)
    return (*written, *(f"{value} {words}" for words in written))


def _answer_key(text: str) -> str:
    """La clé de comparaison d'une réponse : la ponctuation qui sépare un nombre de son nom n'y compte pas, son signe si."""
    return _MARKS.sub(" ", folded(_NEGATIVE.sub("moins ", text.replace("\u2212", "-")))).strip()
