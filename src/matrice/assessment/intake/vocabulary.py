"""Le vocabulaire d'une grille : reconnaître ses questions et ses réponses, d'où qu'elles viennent et même mal recopiées.

Un CSV, un DataFrame, un classeur et un export d'enquête passent tous par ici : le même en-tête y veut dire la
même chose. Un identifiant l'emporte toujours sur le libellé d'une autre question. Une réponse est un niveau, « sans
objet », « ne sait pas » ou rien : quatre choses, jamais confondues.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from ...referentiel import Level, Referentiel, Scale, suggestion
from ...text import folded, quoted
from ..campaign import GRAINS, Grain, Question, questions_of
from .tables import quote

# --- ce qui ressemble à un nom connu : une faute de frappe ----------------------------------------

_SHORTEST, _LONG, _LONGEST_NAME = 4, 20, 400  # lettres
_MOST_SEARCHED = 2_000  # noms différents d'une lecture : une seconde de recherche
_CLOSE = 0.8  # part de trigrammes communs (Dice) : une ou deux fautes de frappe dans un libellé


class _Likeness:
    """Retrouve ce que désigne un nom mal tapé. `known` va des lettres d'un nom à ce qu'il désigne."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.trigrams = {key: _trigrams(key) for key in known if len(key) >= _LONG - 1}
        self.seen: dict[str, str] = {}

    def nearest(self, text: str) -> str:
        """Ce que ce nom veut sans doute désigner, ou rien."""
        key = letters(text)
        if not _SHORTEST <= len(key) <= _LONGEST_NAME:
            return ""
        if key not in self.seen:
            if len(self.seen) >= _MOST_SEARCHED:
                return ""
            self.seen[key] = self.search(key)
        return self.seen[key]

    def search(self, key: str) -> str:
        """Une seule faute de frappe dans un nom de quatre lettres ou plus ; quelques-unes dans un long libellé."""
        slip = next((known for known in self.known if _differ_by_one_slip(key, known)), None)
        if slip is None and len(key) >= _LONG:
            mine = _trigrams(key)
            shares = {known: _dice_share(mine, theirs) for known, theirs in self.trigrams.items()}
            best = max(shares, key=shares.__getitem__, default="")
            slip = best if shares.get(best, 0) >= _CLOSE else None
        return self.known[slip] if slip is not None else ""


def _differ_by_one_slip(one: str, other: str) -> bool:
    """Vrai si une lettre ajoutée, ôtée, changée, ou deux voisines échangées, mènent de l'un à l'autre."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = _common_start(one, other)
    one, other = one[start:], other[start:]
    end = _common_start(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _common_start(one: str, other: str) -> int:
    """Le nombre de lettres par lesquelles deux mots commencent pareil."""
    return next(
        (rank for rank, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _trigrams(key: str) -> frozenset[str]:
    """Les suites de trois lettres d'un texte."""
    return frozenset(key[rank : rank + 3] for rank in range(len(key) - 2))


def _dice_share(one: frozenset[str], other: frozenset[str]) -> float:
    """La part commune de deux ensembles, de 0 à 1 (Dice, *Ecology*, 1945)."""
    return 2 * len(one & other) / (len(one) + len(other))


def letters(text: str) -> str:
    """Les lettres et les chiffres d'un texte, sans casse ni accent : « RCP.1 », « rcp_1 » et « rcp1 » n'en font qu'un."""
    return re.sub(r"[^a-z0-9]", "", folded(text))


# --- lire une réponse -----------------------------------------------------------------------------

_NOT_APPLICABLE = {
    "so", "s.o.", "s.o", "s/o", "s. o.", "sans objet", "n/a", "na", "n.a.", "n.a", "non applicable",
    "pas applicable", "non concerne", "non concernee", "pas concerne", "pas concernee",
}  # fmt: skip
_UNKNOWN = {
    "nsp", "n.s.p.", "n.s.p", "nspp", "?", "??", "???", "ne sait pas", "ne sais pas", "je ne sais pas", "sais pas",
    "ne se prononce pas", "je ne me prononce pas", "pas mon metier", "jamais vu",
}  # fmt: skip
REFUSED = 254  # ce qui n'est pas une réponse, là où un octet doit le dire ; une échelle n'a jamais autant de codes
_INTEGER = re.compile(r"[+-]?\d{1,9}(?:[.,]0*)?")
_NEGATIVE = re.compile(r"^-(?=\d)")
_MARKS = re.compile(r"[\s\-–—:;.,=()]+")


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
    """

    def __init__(self, scale: Scale) -> None:
        levels = len(scale.levels)
        self.so, self.nsp, self.silent = levels, levels + 1, levels + 2
        self.codes = levels + 3
        self.values = scale.values
        self.rank = {value: rank for rank, value in enumerate(scale.values)}
        self.words = {
            _answer_key(words): rank for rank, level in enumerate(scale.levels) for words in _level_words(level)
        }
        self.words |= {_answer_key(words): self.so for words in (*_NOT_APPLICABLE, "so sans objet")}
        self.words |= {
            _answer_key(words): self.nsp
            for words in (*_UNKNOWN, "nsp ne sait pas", "nsp pas mon metier", "nsp jamais vu")
        }
        self.code_of = _AnswerCodes(self._read)
        shown = [str(value) for value in scale.values]
        levels_shown = ", ".join(shown) if levels <= 8 else f"un entier de {shown[0]} à {shown[-1]}"
        self.expected = f"{levels_shown}, SO (sans objet), NSP (ne sait pas) ou vide"

    def read(self, text: str) -> int | None:
        """Renvoie le code de la réponse, ou `None` si elle n'est pas comprise."""
        code = self.code_of[text]
        return None if code == REFUSED else code

    def refusal(self, text: str) -> str:
        """La phrase qui refuse une réponse, et dit ce qui était attendu."""
        kind = "est une formule, jamais calculée" if text.startswith("=") else "n’est pas une réponse"
        return f"{quote(text)} {kind}\u00a0; attendu\u00a0: {self.expected}."

    def _read(self, text: str) -> int | None:
        if not text:
            return self.silent
        text = text.replace("\u2212", "-")
        if _INTEGER.fullmatch(text):
            return self.rank.get(int(re.split("[.,]", text)[0]))
        return self.words.get(_answer_key(text))


def _level_words(level: Level) -> tuple[str, ...]:
    """Les façons d'écrire un niveau : nom, repère, et ce que les listes déroulantes accolent (« 2 – en partie »)."""
    name, anchor = level.label, level.anchor or level.label
    both = f"{name} {anchor}"
    written = (name, anchor, both, *level.also)
    return (*written, *(f"{level.value} {words}" for words in written))


def _answer_key(text: str) -> str:
    """La clé de comparaison d'une réponse : la ponctuation qui sépare un nombre de son nom n'y compte pas, son signe si."""
    return _MARKS.sub(" ", folded(_NEGATIVE.sub("moins ", text))).strip()


# --- reconnaître une question ---------------------------------------------------------------------

_NUMBERING = re.compile(r"^\W*(?:question|q|n°)?\s*\d+(?:\.\d+)*\s*[.):\-–—]?\s+", re.IGNORECASE)
BRACKETS = re.compile(r"(.*?)\s*\[([^\[\]]*)\]\s*", re.DOTALL)
_CODE = re.compile(r"\S+\.\S+")  # un identifiant de caractéristique a un point, et pas d'espace
_SUBQUESTION = re.compile(r"SQ0*(\d+)", re.IGNORECASE)
_LONGEST_QUESTION = 1_000  # signes d'un énoncé, comme d'une cellule de classeur ; au-delà, ce n'est pas une question
_MOST_SUGGESTED = 200  # noms inconnus ; au-delà, chercher le plus proche prendrait des minutes et personne ne lirait


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
        for former, new in ref.carried.items():  # une réponse d'une version d'avant va à l'énoncé qui la reprend
            self.ids.setdefault(folded(former), self.ids[folded(new)])
        held = {d.id for d in ref.dimensions if d.audience}
        self.held = held | {c.id for d in ref.dimensions for c in d.characteristics if c.audience or d.id in held}
        self.former = {folded(former): f"{former} → {new}" for former, new in ref.carried.items()}
        self.retired = {folded(one.id): one.id for one in ref.retired}
        self.codes = {code: same[0] for code, same in self.by(lambda q: letters(q.id)).items() if len(same) == 1}
        labels = self.by(lambda q: _wording(q.label))
        self.labels = {label: same[0] for label, same in labels.items() if len(same) == 1}
        self.ambiguous = {label for label, same in labels.items() if len(same) > 1}
        names = {letters(known.question.label): known.question.id for known in self.questions}
        self.likeness = _Likeness(names | {letters(known.question.id): known.question.id for known in self.questions})
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

    def reserved(self, grain: Grain, dimensions: Collection[str]) -> tuple[int, ...]:
        """Les places des questions que la grille réserve à un groupe (`for`), parmi celles de ces dimensions.

        Un fichier qui n'en contient pas une ne l'a pas posée ; toute autre question absente d'un fichier est un silence.
        """
        return tuple(
            known.slot
            for known in self.questions
            if known.grain == grain and known.question.dimension in dimensions and known.question.id in self.held
        )

    # --- reconnaître ------------------------------------------------------------------------------

    def find(self, text: str) -> Known | None:
        """La question que ce texte désigne : identifiant, libellé, les deux ensemble, ou ligne d'une grille.

        Entre crochets, c'est la ligne de la grille qui compte : « RCP [Les réunions…] » n'est pas la dimension.
        """
        if len(text) > _LONGEST_QUESTION:
            return None
        if text not in self.found:
            matched = BRACKETS.fullmatch(text)
            first = None if matched else self.by_id(text)
            found = first or self.by_label(text)
            self.found[text] = self.in_grid(matched[1], matched[2]) if matched and not found else found
        return self.found[text]

    def by_id(self, text: str) -> Known | None:
        """La question de cet identifiant, seul ou suivi de son libellé : « rcp.1 », « rcp_1 », « rcp.1 – Les réunions… »."""
        if len(text) > _LONGEST_QUESTION:
            return None
        if text not in self.identified:
            self.identified[text] = self.exact(text) or self.prefixed(text)
        return self.identified[text]

    def by_label(self, text: str) -> Known | None:
        """La question de ce libellé, à la ponctuation, à la numérotation et au code de l'enquête près."""
        if len(text) > _LONGEST_QUESTION:
            return None
        if text not in self.labelled:
            writings = (text, _NUMBERING.sub("", text), text.partition(". ")[2])
            found = (self.labels.get(_wording(writing)) for writing in writings)
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
        if known and ("." in known.question.id or _wording(rest[0]) == _wording(known.question.label)):
            return known
        return None

    def in_grid(self, outer: str, inner: str) -> Known | None:
        """La ligne d'une grille : `rcp[1]`, `rcp[SQ001]` (la première de « rcp »), `rcp1[SQ001]`, « RCP [Les réunions…] »."""
        if found := self.find(inner):
            return found
        code = outer.partition(". ")[0]
        whole = self.exact(code)
        number = _SUBQUESTION.fullmatch(inner.strip())
        place = number[1] if number else letters(inner)
        if whole and whole.grain == "item":
            return whole if place == "1" else None
        return self.codes.get(letters(code) + place) if whole and place.isdigit() else None

    # --- ce qui vient d'une version d'avant ---------------------------------------------------------

    def carried(self, text: str) -> str:
        """« acces.2 → securite.7 » si ce texte commence par l'identifiant d'un énoncé repris ailleurs, ou rien."""
        return self.former.get(_first_word(text), "")

    def set_aside(self, text: str) -> str:
        """L'identifiant de l'énoncé d'avant par lequel ce texte commence, s'il n'est plus posé, ou rien."""
        return self.retired.get(_first_word(text), "")

    # --- dire ce qui n'est pas reconnu ------------------------------------------------------------

    def resembles(self, text: str) -> bool:
        """Vrai si ce texte veut sans doute désigner une question, sans y parvenir."""
        code = _CODE.fullmatch(text.strip()) and self.nearest(text)
        return _wording(text) in self.ambiguous or bool(code or self.likeness.nearest(_asked_part(text)))

    def unknown(self, text: str) -> str:
        """La phrase qui refuse un nom de question."""
        if _wording(text) in self.ambiguous:
            return f"plusieurs questions portent le libellé {quote(text)}\u00a0: mettez l’identifiant à la place."
        return f"{quote(text)} n’est pas une question de cette grille{self.nearest(text)}."

    def nearest(self, text: str) -> str:
        """« ; le plus proche est « rcp.5 » », ou rien ; cherché une fois par nom, et pour les premiers seulement."""
        if text not in self.suggested:
            if len(self.suggested) >= _MOST_SUGGESTED:
                return ""
            like = "" if _CODE.fullmatch(text.strip()) else self.likeness.nearest(_asked_part(text))
            ids = [known.question.id for known in self.questions]
            self.suggested[text] = (
                f"\u00a0; le plus proche est {quoted(like)}" if like else suggestion(text.strip(), ids)
            )
        return self.suggested[text]


def _first_word(text: str) -> str:
    """La clé du premier mot d'un texte : l'identifiant qui l'ouvre peut-être."""
    return folded(re.split(r"[\s:|]", text.strip(), maxsplit=1)[0])


def _wording(text: str) -> str:
    """Ce qui compte d'un libellé : ses lettres et ses chiffres, ou tout le texte s'il n'en a pas de latins."""
    return letters(text) or folded(text)


def _asked_part(text: str) -> str:
    """Ce qu'un en-tête demande : la ligne de la grille entre crochets, sans la numérotation de l'enquête."""
    text = text[:_LONGEST_QUESTION]
    matched = BRACKETS.fullmatch(text)
    return _NUMBERING.sub("", matched[2] if matched else text)
