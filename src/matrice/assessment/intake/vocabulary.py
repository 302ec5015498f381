"""Le vocabulaire d'une grille : reconnaître ses questions dans un fichier, d'où qu'il vienne et même mal recopiées.

Un CSV, un DataFrame, un classeur et un export d'enquête passent tous par ici : le même en-tête y veut dire la
même chose. Un identifiant l'emporte toujours sur le libellé d'une autre question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ...referentiel import Referentiel, suggestion
from ...text import folded, quoted
from ..questions import GRAINS, Grain, Question, questions_of
from .answers import AnswerReader
from .discreet import told
from .likeness import Likeness, letters

NUMBERING = re.compile(r"^\W*(?:question|q|n°)?\s*\d+(?:\.\d+)*\s*[.):\-–—]?\s+", re.IGNORECASE)
BRACKETS = re.compile(r"(.*?)\s*\[([^\[\]]*)\]\s*", re.DOTALL)
CODE = re.compile(r"\S+\.\S+")  # un identifiant de caractéristique a un point, et pas d'espace
SUBQUESTION = re.compile(r"SQ0*(\d+)", re.IGNORECASE)
LONGEST = 1_000  # signes d'un énoncé, comme d'une cellule de classeur ; au-delà, ce n'est pas une question
MOST_SUGGESTED = 200  # noms inconnus ; au-delà, chercher le plus proche prendrait des minutes et personne ne lirait


@dataclass(frozen=True, slots=True)
class Known:
    """Une question reconnue, sa finesse, et sa place parmi toutes celles de la grille."""

    question: Question
    grain: Grain
    slot: int


class Vocabulary:
    """Les questions d'une grille par leur identifiant et leur libellé, à toutes les finesses, et le lecteur de réponses."""

    def __init__(self, ref: Referentiel) -> None:
        self.answers = AnswerReader(ref.scale)
        pairs = [(question, grain) for grain in GRAINS for question in questions_of(ref, grain)]
        self.questions = tuple(Known(question, grain, slot) for slot, (question, grain) in enumerate(pairs))
        self.ids = {folded(known.question.id): known for known in self.questions}
        self.codes = {code: same[0] for code, same in self.by(lambda q: letters(q.id)).items() if len(same) == 1}
        labels = self.by(lambda q: wording(q.label))
        self.labels = {label: same[0] for label, same in labels.items() if len(same) == 1}
        self.ambiguous = {label for label, same in labels.items() if len(same) > 1}
        names = {letters(known.question.label): known.question.id for known in self.questions}
        self.likeness = Likeness(names | {letters(known.question.id): known.question.id for known in self.questions})
        self.found: dict[str, Known | None] = {}
        self.identified: dict[str, Known | None] = {}
        self.labelled: dict[str, Known | None] = {}
        self.suggested: dict[str, str] = {}

    def by(self, of: Callable[[Question], str]) -> dict[str, list[Known]]:
        """Les questions que cette clé rassemble ; une clé vide n'en désigne aucune."""
        found: dict[str, list[Known]] = {}
        for known in self.questions:
            if key := of(known.question):
                found.setdefault(key, []).append(known)
        return found

    def span(self, grain: Grain) -> slice:
        """Les places des questions de cette finesse."""
        slots = [known.slot for known in self.questions if known.grain == grain]
        return slice(slots[0], slots[-1] + 1)

    # --- reconnaître ------------------------------------------------------------------------------

    def find(self, text: str) -> Known | None:
        """La question que ce texte désigne : identifiant, libellé, les deux ensemble, ou ligne d'une grille.

        Entre crochets, c'est la ligne de la grille qui compte : « RCP [Les réunions…] » n'est pas la dimension.
        """
        if len(text) > LONGEST:
            return None
        if text not in self.found:
            matched = BRACKETS.fullmatch(text)
            first = None if matched else self.by_id(text)
            found = first or self.by_label(text)
            self.found[text] = self.in_grid(matched[1], matched[2]) if matched and not found else found
        return self.found[text]

    def by_id(self, text: str) -> Known | None:
        """La question de cet identifiant, seul ou suivi de son libellé : « rcp.1 », « rcp_1 », « rcp.1 – Les réunions… »."""
        if len(text) > LONGEST:
            return None
        if text not in self.identified:
            self.identified[text] = self.exact(text) or self.prefixed(text)
        return self.identified[text]

    def by_label(self, text: str) -> Known | None:
        """La question de ce libellé, à la ponctuation, à la numérotation et au code de l'enquête près."""
        if len(text) > LONGEST:
            return None
        if text not in self.labelled:
            writings = (text, NUMBERING.sub("", text), text.partition(". ")[2])
            found = (self.labels.get(wording(writing)) for writing in writings)
            self.labelled[text] = next((known for known in found if known), None)
        return self.labelled[text]

    def exact(self, text: str) -> Known | None:
        """La question de cet identifiant, à la casse et à la ponctuation près."""
        return self.ids.get(folded(text)) or self.codes.get(letters(text))

    def prefixed(self, text: str) -> Known | None:
        """La question dont l'identifiant ouvre ce texte.

        « Si oui, en quelle année » ne désigne pas l'axe « si » : un mot courant doit être suivi du libellé.
        """
        first, *rest = re.split(r"[\s:|]", text.strip(), maxsplit=1)
        known = self.exact(first.rstrip(".")) if rest else None
        if known and ("." in known.question.id or wording(rest[0]) == wording(known.question.label)):
            return known
        return None

    def in_grid(self, outer: str, inner: str) -> Known | None:
        """La ligne d'une grille : `rcp[1]`, `rcp[SQ001]` (la première de « rcp »), `rcp1[SQ001]`, « RCP [Les réunions…] »."""
        if found := self.find(inner):
            return found
        code = outer.partition(". ")[0]
        whole = self.exact(code)
        number = SUBQUESTION.fullmatch(inner.strip())
        place = number[1] if number else letters(inner)
        if whole and whole.grain == "item":
            return whole if place == "1" else None
        return self.codes.get(letters(code) + place) if whole and place.isdigit() else None

    # --- dire ce qui n'est pas reconnu ------------------------------------------------------------

    def resembles(self, text: str) -> bool:
        """Vrai si ce texte veut sans doute désigner une question, sans y parvenir."""
        code = CODE.fullmatch(text.strip()) and self.nearest(text)
        return wording(text) in self.ambiguous or bool(code or self.likeness.nearest(core(text)))

    def unknown(self, text: str) -> str:
        """La phrase qui refuse un nom de question."""
        if wording(text) in self.ambiguous:
            return f"plusieurs questions portent le libellé {told(text)}\u00a0: mettez l’identifiant à la place."
        return f"{told(text)} n’est pas une question de cette grille{self.nearest(text)}."

    def nearest(self, text: str) -> str:
        """« ; le plus proche est « rcp.5 » », ou rien ; cherché une fois par nom, et pour les premiers seulement."""
        if text not in self.suggested:
            if len(self.suggested) >= MOST_SUGGESTED:
                return ""
            like = "" if CODE.fullmatch(text.strip()) else self.likeness.nearest(core(text))
            ids = [known.question.id for known in self.questions]
            self.suggested[text] = (
                f"\u00a0; le plus proche est {quoted(like)}" if like else suggestion(text.strip(), ids)
            )
        return self.suggested[text]


def wording(text: str) -> str:
    """Ce qui compte d'un libellé : ses lettres et ses chiffres, ou tout le texte s'il n'en a pas de latins."""
    return letters(text) or folded(text)


def core(text: str) -> str:
    """Ce qu'un en-tête demande : la ligne de la grille entre crochets, sans la numérotation de l'enquête."""
    text = text[:LONGEST]
    matched = BRACKETS.fullmatch(text)
    return NUMBERING.sub("", matched[2] if matched else text)
