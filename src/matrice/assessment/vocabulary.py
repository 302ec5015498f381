"""Les mots d'une grille, pour reconnaître dans un fichier ses questions et ses réponses, même mal recopiées."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..referentiel import Referentiel
from ..text import folded
from .answers import AnswerReader
from .questions import GRAINS, Grain, Question, Questionnaire, questions_of

NUMBERING = re.compile(r"^\W*(?:question|q|n°)?\s*\d+(?:\.\d+)*\s*[.):\-–—]?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """Une question reconnue, et sa finesse."""

    question: Question
    grain: Grain


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Les questions d'une grille par leurs seules lettres et chiffres, et le lecteur de réponses."""

    questionnaire: Questionnaire
    answers: AnswerReader
    ids: dict[str, Known] = field(repr=False)
    labels: dict[str, Known] = field(repr=False)
    seen: dict[str, tuple[Known | None, Known | None]] = field(repr=False, default_factory=dict)

    def known(self, text: str) -> Known | None:
        """La question de cet identifiant ou de ce libellé, à la ponctuation et à la numérotation près."""
        return self.ids.get(letters(text)) or self.by_label(text)

    def by_id(self, text: str) -> Known | None:
        """La question de cet identifiant, seul ou suivi de son libellé : « rcp.1 », « rcp.1 – Les réunions… »."""
        return self.both(text)[0]

    def by_label(self, text: str) -> Known | None:
        """La question de ce libellé, à la ponctuation et à la numérotation près."""
        return self.both(text)[1]

    def both(self, text: str) -> tuple[Known | None, Known | None]:
        """Les questions dont ce texte est l'identifiant, puis le libellé. Trente classeurs redisent les mêmes énoncés."""
        if text not in self.seen:
            key, bare = letters(text), NUMBERING.sub("", text)
            first = re.split(r"[\s:|]", text.strip(), maxsplit=1)[0]
            identified = self.ids.get(key) or (self.ids.get(letters(first)) if "." in first.strip(".") else None)
            label = self.labels.get(key) or (self.labels.get(letters(bare)) if bare != text else None)
            self.seen[text] = identified, label
        return self.seen[text]

    def answer(self, text: str) -> int | None:
        """Le code d'une réponse, ou `None` si elle n'est pas comprise."""
        return self.answers.read(text)


def vocabulary(ref: Referentiel) -> Vocabulary:
    """Renvoie le vocabulaire d'une grille. Ce que deux questions partagent ne désigne personne."""
    ids: dict[str, list[Known]] = {}
    labels: dict[str, list[Known]] = {}
    for grain in GRAINS:
        for question in questions_of(ref, grain):
            ids.setdefault(letters(question.id), []).append(Known(question, grain))
            labels.setdefault(letters(question.label), []).append(Known(question, grain))
    return Vocabulary(Questionnaire(ref), AnswerReader(ref.scale), single(ids), single(labels))


def single(found: dict[str, list[Known]]) -> dict[str, Known]:
    """Ce qui ne désigne qu'une question."""
    return {key: same[0] for key, same in found.items() if key and len(same) == 1}


def letters(text: str) -> str:
    """Les lettres et les chiffres d'un texte, sans casse ni accent : « RCP.1 », « rcp_1 » et « rcp1 » n'en font qu'un."""
    return re.sub(r"[^a-z0-9]", "", folded(text))
