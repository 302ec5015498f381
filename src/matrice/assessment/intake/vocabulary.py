"""Le vocabulaire d'une grille : reconnaître ses questions, d'où qu'elles viennent et même mal recopiées.

Un CSV, un DataFrame, un classeur et un export d'enquête passent tous par ici : le même en-tête y veut dire la
même chose. Un en-tête se découpe à ses séparateurs ; ce qui n'est pas la question dit s'il en est la réponse, un
commentaire, ou la case d'un niveau. Un identifiant l'emporte toujours sur le libellé d'une autre question.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from ...referentiel import Referentiel, suggestion
from ...text import folded, quoted
from ..campaign import GRAINS, Grain, Question, questions_of
from .answers import AnswerReader
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
            # La part commune de deux ensembles (Dice, *Ecology*, 1945).
            shares = {known: 2 * len(mine & its) / (len(mine) + len(its)) for known, its in self.trigrams.items()}
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


def letters(text: str) -> str:
    """Les lettres et les chiffres d'un texte, sans casse ni accent : « RCP.1 », « rcp_1 » et « rcp1 » n'en font qu'un."""
    return re.sub(r"[^a-z0-9]", "", folded(text))


# --- un en-tête, découpé --------------------------------------------------------------------------

_TAG = re.compile(r"<[^<>]{1,200}>")
_SPLIT = re.compile(r"\s*(?:[/|:(\[»>{]|\s[\-–—]+\s?|(?<=\w)[\-–—]+(?=\w)|\.\s|\n|___)\s*")
_CUT = re.compile(r"\s*(?:…|\.{2,})\s*")
_AROUND = " .:()[]{}«»-–—"
_MOST_CUTS = 20  # séparateurs d'un en-tête ; au-delà, ce n'est pas un nom de colonne
_SHORTEST_CUT = 12  # lettres d'un énoncé abrégé
# Ce qui, à côté d'une question, n'en est pas la réponse : le reste d'un en-tête, tout entier ou par un de ses mots.
_BESIDE = {
    "points", "score", "feedback", "time", "temps", "duree", "date", "other", "autre", "autres", "text", "texte", "total", "moyenne",
    "mediane", "resultat",
}  # fmt: skip
_REMARK = re.compile(
    r"\b(comment(s|e|es|aires?)?|remarques?|observations?|precis\w*|pour ?quoi|exemples?|details?|justifi\w*|raisons?|preuves?|si oui|"
    r"si non|expliquez|explications?|verbatims?|suggestions?|texte libre|avis libre|a ameliorer)\b"
)
_OTHER = re.compile(r"\b(combien|nombre|annees?|ages?|depuis quand|feedback|quand|qui|lequel|lesquels|commentateur)\b")
_REMARK_ALONE = re.compile(
    r"(vos |votre |un |des )?(commentaires?|comments?|remarques?|observations?|precisions?|pourquoi|precisez|justifie[zr]|expliquez)"
    r"( libres?| eventuels?)?( sur| pour| concernant)?"
)


def is_remark(head: str) -> bool:
    """Vrai si cette colonne est faite pour écrire, sans dire à côté de quoi : « Commentaire », « Vos remarques 2 »."""
    return _REMARK_ALONE.fullmatch(re.sub(r"[^a-z]+", " ", folded(head)).strip()) is not None


@dataclass(frozen=True, slots=True)
class Match:
    """Ce que dit un en-tête : la question, et avec quelle assurance (0 : son nom exact ; 1 : une partie ; 2 : un abrégé).

    `beside` : la colonne parle de cette question sans y répondre ; `remark` : elle en est le commentaire. `option` : elle est la
    case d'un seul niveau, son code.
    """

    known: Known
    rank: int = 0
    beside: bool = False
    remark: bool = False
    option: int | None = None


def clean(text: str) -> str:
    """Un en-tête ou une cellule sans entité ni balise HTML, ni astérisque finale, ses espaces réduites."""
    if "&" in text or "<" in text:
        text = _TAG.sub(" ", html.unescape(html.unescape(text)))
    return " ".join(text.replace("{quote}", '"').replace("{newline}", " ").split()).rstrip("*").strip()


# --- reconnaître une question ---------------------------------------------------------------------

_NUMBERING = re.compile(r"^\W*(?:question|q|n°)?\s*\d+(?:\.\d+)*\s*[.):\-–—]?\s+", re.IGNORECASE)
BRACKETS = re.compile(r"(.*?)\s*\[([^\[\]]*)\]\s*", re.DOTALL)
_CODE = re.compile(r"\S+\.\S+")  # un identifiant de caractéristique a un point, et pas d'espace
_SUBQUESTION = re.compile(r"SQ0*(\d+)", re.IGNORECASE)
_TAILED = re.compile(r"(.+?)[_\s]?SQ0*(\d+)", re.IGNORECASE)  # « rcp_SQ001 », des exports pour logiciels de statistique
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

    def __init__(self, ref: Referentiel, coded: tuple[int, int] | None = None) -> None:
        among = ref.answer_scale
        self.answers = AnswerReader(among, coded)  # ce qui se lit à quelque question que ce soit
        pairs = [(question, grain) for grain in GRAINS for question in questions_of(ref, grain)]
        self.questions = tuple(Known(question, grain, slot) for slot, (question, grain) in enumerate(pairs))
        scales = [ref.scale_of(known.question.id) for known in self.questions]
        spoken = {id(one): one for one in scales}
        readers = {
            key: self.answers if ref.has_one_scale else AnswerReader(one, coded, among) for key, one in spoken.items()
        }
        self.readers = tuple(readers[id(one)] for one in scales)  # et à chacune, sur son échelle
        for reader in readers.values():
            self.answers.words = reader.words | self.answers.words
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
        self.matched: dict[str, Match | None] = {}
        # Les dimensions numérotées 1, 2, 3… dans l'ordre : ailleurs, la troisième sous-question n'est pas « .3 ».
        self.counted = {
            one.id for one in ref.dimensions
            if [c.id for c in one.characteristics] == [f"{one.id}.{n}" for n, _ in enumerate(one.characteristics, 1)]
        }  # fmt: skip

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
            found = self.in_grid(matched[1], matched[2]) if matched and not found else found
            part = None if found else self.match(text)
            sure = part and part.rank < 2 and not part.beside and part.option is None and part.known.grain == "item"
            self.found[text] = part.known if part and sure else found
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
        if number and whole and whole.grain == "dimension" and whole.question.id not in self.counted:
            return None
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

    def placed(self, group: str, place: str) -> Known | None:
        """La caractéristique de ce rang dans la dimension qu'écrit la ligne du dessus, ou `None`."""
        whole = self.find(group) if place.isdigit() and group else None
        return self.in_grid(group, place) if whole and whole.grain == "dimension" else None

    def is_ambiguous(self, text: str) -> bool:
        """Vrai si plusieurs questions portent ce libellé."""
        return len(text) <= _LONGEST_QUESTION and _wording(text) in self.ambiguous

    # --- lire un en-tête --------------------------------------------------------------------------

    def match(self, text: str) -> Match | None:
        """Ce que dit un en-tête : la question que désigne le tout, ou une de ses parties ; `None` si aucune."""
        if len(text) > _LONGEST_QUESTION:
            return None
        if text not in self.matched:
            self.matched[text] = self._match(clean(text))
        return self.matched[text]

    def _match(self, text: str) -> Match | None:
        tailed = _TAILED.fullmatch(text)
        if known := (
            self.exact(text) or self.by_label(text) or (self.in_grid(tailed[1], f"SQ{tailed[2]}") if tailed else None)
        ):
            return Match(known)
        whole = BRACKETS.fullmatch(text)
        if whole and (known := self.in_grid(whole[1], whole[2])) and not any(self._beside(whole[1])):
            return Match(known, 0, option=self.answers.read(whole[2]) if self.exact(whole[1]) == known else None)
        if tailed or (whole and _SUBQUESTION.fullmatch(whole[2].strip())):
            return None  # une sous-question que rien ne place
        parts = [*self._parts(text)]
        items = [part for part in parts if part.known.grain == "item"]
        if len({part.known.slot for part in items}) > 1:
            return None  # le code d'une question devant le libellé d'une autre
        if items or parts:
            return min(items or parts, key=lambda part: part.rank)
        found = self._abridged(text)
        return Match(found[0], 2) if len(found) == 1 else None

    def _parts(self, text: str) -> Iterator[Match]:
        """Ce que désigne chaque bout de l'en-tête, à droite puis à gauche de chaque séparateur."""
        for cut in islice(_SPLIT.finditer(text), _MOST_CUTS):
            left, right = text[: cut.start()], text[cut.end() :]
            if known := self._named(right):
                yield Match(known, 1, *self._beside(left))
            if known := self._named(left):
                yield Match(known, 1, *self._beside(right, tail=True), self.answers.read(right.strip(_AROUND)))
        first, *rest = text.split(maxsplit=1) or [""]
        known = self.exact(first.rstrip(".:")) if rest else None
        if known and "." in known.question.id:
            yield Match(known, 0, *self._beside(rest[0], tail=True), self.answers.read(rest[0].strip(_AROUND)))

    def _named(self, text: str) -> Known | None:
        """La question dont ce bout est l'identifiant ou le libellé ; un mot courant (« si », « acces ») n'en désigne aucune."""
        if known := self.by_label(text):
            return known
        bracketed = BRACKETS.fullmatch(text)
        known = self.in_grid(bracketed[1], bracketed[2]) if bracketed else self.exact(text.strip(" )]}»"))
        return known if known and (known.grain == "item" or not bracketed) else None

    def _beside(self, text: str, *, tail: bool = False) -> tuple[bool, bool]:
        """Si le reste de l'en-tête dit que la colonne ne porte pas la réponse, et si c'est qu'elle en porte le commentaire."""
        words = folded(re.sub(r"[^\w\s'’-]", " ", text)).strip()
        remark = is_remark(text) or (tail and _REMARK.search(words) is not None)
        other = words in _BESIDE or (tail and _OTHER.search(words) is not None)
        beside = (remark or other) and not (tail and self.by_label(text))
        return beside, beside and remark and not other

    def _abridged(self, text: str) -> list[Known]:
        """Les caractéristiques dont l'énoncé commence ou finit ainsi ; aucune si c'est trop court."""
        for part in (text, *(text[cut.end() :] for cut in islice(_SPLIT.finditer(text), _MOST_CUTS))):
            start, *ends = [letters(piece) for piece in _CUT.split(_NUMBERING.sub("", part).strip(_AROUND))]
            if len(start) + sum(map(len, ends)) < _SHORTEST_CUT:
                continue
            end = "".join(ends)
            found = [
                k
                for label, k in self.labels.items()
                if k.grain == "item"
                and len(label) > len(start) + len(end)
                and label.startswith(start)
                and label.endswith(end)
            ]
            if found:
                return found
        return []

    # --- dire ce qui n'est pas reconnu ------------------------------------------------------------

    def resembles(self, text: str) -> bool:
        """Vrai si ce texte veut sans doute désigner une question, sans y parvenir."""
        text = clean(text)[:_LONGEST_QUESTION]
        code = _CODE.fullmatch(text) and self.nearest(text)
        grid = BRACKETS.fullmatch(text) or _TAILED.fullmatch(text)
        if grid and self.exact(grid[1]) and _SUBQUESTION.fullmatch(grid[2] if grid.re is BRACKETS else f"SQ{grid[2]}"):
            return True
        return _wording(text) in self.ambiguous or bool(
            code or self._abridged(text) or self.likeness.nearest(_asked_part(text))
        )

    def unknown(self, text: str) -> str:
        """La phrase qui refuse un nom de question."""
        if _wording(text) in self.ambiguous:
            return f"plusieurs questions portent le libellé {quote(text)}\u00a0: mettez l’identifiant à la place."
        if several := self._abridged(clean(text)[:_LONGEST_QUESTION]):
            said = ", ".join(known.question.id for known in several[:3])
            return f"{quote(text)} abrège l’énoncé de plusieurs questions ({said}…)\u00a0: exportez l’énoncé entier, ou l’identifiant."
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
