"""Lire une réponse : un niveau, « sans objet », « ne sait pas » ou rien. Quatre choses, jamais confondues."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...referentiel import Level, Scale
from ...text import folded
from .discreet import told

NOT_APPLICABLE = {
    "so", "s.o.", "s.o", "s/o", "s. o.", "sans objet", "n/a", "na", "n.a.", "n.a", "non applicable",
    "pas applicable", "non concerne", "non concernee", "pas concerne", "pas concernee",
}  # fmt: skip
UNKNOWN = {
    "nsp", "n.s.p.", "n.s.p", "nspp", "?", "??", "???", "ne sait pas", "ne sais pas", "je ne sais pas", "sais pas",
    "ne se prononce pas", "je ne me prononce pas",
}  # fmt: skip
REFUSED = 254  # ce qui n'est pas une réponse, là où un octet doit le dire ; une échelle n'a jamais autant de codes
INTEGER = re.compile(r"[+-]?\d{1,9}(?:[.,]0*)?")
NEGATIVE = re.compile(r"^-(?=\d)")
MARKS = re.compile(r"[\s\-–—:;.,=()]+")


class Understood(dict[str, int]):
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
    """

    def __init__(self, scale: Scale) -> None:
        levels = len(scale.levels)
        self.so, self.nsp, self.silent = levels, levels + 1, levels + 2
        self.codes = levels + 3
        self.values = scale.values
        self.rank = {value: rank for rank, value in enumerate(scale.values)}
        self.words = {key(words): rank for rank, level in enumerate(scale.levels) for words in level_words(level)}
        self.words |= {key(words): self.so for words in (*NOT_APPLICABLE, "so sans objet")}
        self.words |= {key(words): self.nsp for words in (*UNKNOWN, "nsp ne sait pas")}
        self.understood = Understood(self._read)
        shown = [str(value) for value in scale.values]
        levels_shown = ", ".join(shown) if levels <= 8 else f"un entier de {shown[0]} à {shown[-1]}"
        self.expected = f"{levels_shown}, SO (sans objet), NSP (ne sait pas) ou vide"

    def read(self, text: str) -> int | None:
        """Renvoie le code de la réponse, ou `None` si elle n'est pas comprise."""
        code = self.understood[text]
        return None if code == REFUSED else code

    def refused(self, text: str) -> str:
        """La phrase qui refuse une réponse, et dit ce qui était attendu."""
        kind = "est une formule, jamais calculée" if text.startswith("=") else "n’est pas une réponse"
        return f"{told(text)} {kind}\u00a0; attendu\u00a0: {self.expected}."

    def _read(self, text: str) -> int | None:
        if not text:
            return self.silent
        text = text.replace("\u2212", "-")
        if INTEGER.fullmatch(text):
            return self.rank.get(int(re.split("[.,]", text)[0]))
        return self.words.get(key(text))


def level_words(level: Level) -> tuple[str, ...]:
    """Les façons d'écrire un niveau : nom, repère, et ce que les listes déroulantes accolent (« 2 – en partie »)."""
    name, anchor = level.label, level.anchor or level.label
    both = f"{name} {anchor}"
    return (name, anchor, both, *(f"{level.value} {words}" for words in (name, anchor, both)))


def key(text: str) -> str:
    """La clé de comparaison d'une réponse : la ponctuation qui sépare un nombre de son nom n'y compte pas, son signe si."""
    return MARKS.sub(" ", folded(NEGATIVE.sub("moins ", text))).strip()
