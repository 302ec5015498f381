"""Lire une réponse : un niveau, « sans objet », « ne sait pas » ou rien. Quatre choses, jamais confondues."""

from __future__ import annotations

import re

from ..referentiel import Scale
from ..text import folded, quoted

NOT_APPLICABLE = {
    "so", "s.o.", "s.o", "s/o", "s. o.", "sans objet", "n/a", "na", "n.a.", "n.a", "non applicable",
    "pas applicable", "non concerne", "non concernee", "pas concerne", "pas concernee",
}  # fmt: skip
UNKNOWN = {
    "nsp", "n.s.p.", "n.s.p", "nspp", "?", "??", "???", "ne sait pas", "ne sais pas", "je ne sais pas", "sais pas",
    "ne se prononce pas", "je ne me prononce pas",
}  # fmt: skip
INTEGER = re.compile(r"[+-]?\d{1,9}(?:[.,]0*)?")
LEVEL_AND_LABEL = re.compile(r"(\d{1,9})\s*[-–—:.=)]\s*(\S.*)")


class AnswerReader:
    """Traduit le texte d'une réponse en code entier, pour une échelle donnée.

    Codes : `0 … K−1` le rang du niveau, puis `so`, `nsp`, `silent`. `None` : la réponse n'est pas comprise.
    """

    def __init__(self, scale: Scale) -> None:
        levels = len(scale.levels)
        self.so, self.nsp, self.silent = levels, levels + 1, levels + 2
        self.codes = levels + 3
        self.rank = {value: rank for rank, value in enumerate(scale.values)}
        self.words = {folded(level.label): rank for rank, level in enumerate(scale.levels)}
        self.words |= dict.fromkeys(NOT_APPLICABLE, self.so) | dict.fromkeys(UNKNOWN, self.nsp)
        self.cache: dict[str, int | None] = {"": self.silent}
        shown = [str(value) for value in scale.values]
        levels_shown = ", ".join(shown) if levels <= 8 else f"un entier de {shown[0]} à {shown[-1]}"
        self.expected = f"{levels_shown}, SO (sans objet), NSP (ne sait pas) ou vide"

    def read(self, text: str) -> int | None:
        """Renvoie le code de la réponse, ou `None` si elle n'est pas comprise."""
        if text not in self.cache:
            self.cache[text] = self._read(text.strip())
        return self.cache[text]

    def refused(self, text: str) -> str:
        """La phrase qui refuse une réponse, et dit ce qui était attendu."""
        return f"{quoted(text.strip())} n’est pas une réponse\u00a0; attendu\u00a0: {self.expected}."

    def _read(self, text: str) -> int | None:
        if not text:
            return self.silent
        if INTEGER.fullmatch(text):
            return self.rank.get(int(re.split("[.,]", text)[0]))
        word = folded(text)
        if word in self.words:
            return self.words[word]
        both = LEVEL_AND_LABEL.fullmatch(text)
        if both:
            rank = self.rank.get(int(both[1]))
            return rank if rank is not None and self.words.get(folded(both[2])) == rank else None
        return None
