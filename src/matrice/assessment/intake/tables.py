"""Les mots de la lecture, un tableau de textes et ses colonnes nommées, et ce qui s'en redit sans trahir personne."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import narwhals as nw
from pydantic import BeforeValidator

from ...errors import InputError, Problem
from ...files import Row
from ...referentiel import PartialDate, Text, Value, shipped
from ...text import folded, plural, quoted, series, shortened

if TYPE_CHECKING:
    from .answers import AnswerReader


# --- les mots de la lecture, livrés à côté --------------------------------------------------------

Words = Annotated[
    frozenset[str], BeforeValidator(lambda given: frozenset(given.split() if isinstance(given, str) else given))
]


class Tool(Value):
    """Un outil : les colonnes qui le signent et combien il en faut, celles qui désignent la personne, et que lui demander."""

    name: Text
    signs: Words
    needed: int
    mend: Text
    person: Words = frozenset()
    filled: Words = frozenset()
    first: bool = False  # une seule colonne le signe : elle doit être la première du fichier


class Lexicon(Value):
    """Ce que `data/recueil.yaml` contient, décrit là-bas."""

    version: Text
    date: PartialDate
    source: Text
    confidence: Text
    tools: tuple[Tool, ...]
    technical: Words
    filled: Words
    drafts: Words
    finished: Words
    states: Words
    progress: Words
    unfinished: Words
    not_applicable: Words
    unknown: Words
    nobody: Words
    ordinary: Words
    trades: Words
    links: Words


lexicon = shipped(Lexicon, "recueil.yaml")


# --- ce qui se redit dans un message : jamais une adresse, un numéro de téléphone ni un nom de personne ----------

_ADDRESS, _PHONE, _HIDDEN = "adresse électronique", "numéro de téléphone", "texte masqué"
_CALL = re.compile(r"(?<!\d)(?:(?:\+|00)\d{2}[\s.]?\(?0?\)?\d|0\d)(?:[\s.\-]?\d{2}){4}(?!\d)")
_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ][\w'’]*|d[eu]|la|le|van)"
_PERSON = re.compile(
    rf"{_CAPITAL}(?:[ \-]{_CAPITAL}){{1,3}}(?:[,;(].*)?|(?:Dr|Pr|M|Mr|Mme|Mlle|Docteur|Madame|Monsieur)\b\.? *\w.*",
    re.DOTALL,
)
_MOST_LISTED = 12
_LONGEST_CODE = 20


def redact(text: str) -> str:
    """Renvoie un texte venu d'un fichier, sur une ligne et coupé ; ce qui ressemble à une personne ne se redit pas.

    >>> redact("marie@exemple.fr"), redact("rcp.1"), redact("Zoé Zzmartin")
    ('adresse électronique', 'rcp.1', 'texte masqué')
    """
    if "@" in text:
        return _ADDRESS
    if _CALL.search(text):
        return _PHONE
    return _HIDDEN if _PERSON.fullmatch(text.strip()) else shortened(text)


def quote(text: str) -> str:
    """Le même, entre guillemets."""
    return quoted(redact(text))


def quote_answer(text: str, known: Collection[str] = ()) -> str:
    """Une réponse qui ne se comprend pas : redite si elle est un code, un nombre ou des mots que l'on coche.

    N'importe quoi peut être tapé à la place d'une réponse, et d'abord un nom, capitale ou non.
    """
    words = re.findall(r"[^\W\d_]+", folded(text))
    ordinary = lexicon().ordinary.union(*(word.split() for word in known))
    spoken = all(word in ordinary for word in words)
    coded = bool(re.search(r"\d", text)) and all(len(word) < 4 for word in words) and len(text) <= _LONGEST_CODE
    shown = redact(text)
    return quoted(shown if shown != shortened(text) or text.startswith("=") or spoken or coded else _HIDDEN)


def is_code(text: str) -> bool:
    """Vrai pour ce qui a l'air d'un code (« p07 », « MG-2 ») et non d'un nom."""
    bare = re.sub(r"[\W_]", "", text)
    return (
        len(text) <= _LONGEST_CODE
        and (len(bare) <= 3 or bool(re.search(r"\d", text)))
        and not _CALL.search(text)
        and "@" not in text
    )


def join_names(names: Sequence[str]) -> str:
    """Une énumération de noms de colonnes, les premiers seulement ; leur point final ne double pas celui de la phrase."""
    shown = [redact(name).rstrip(" .") for name in names[:_MOST_LISTED]]
    left = len(names) - len(shown)
    return series([*shown, plural(left, "autre")] if left else shown)


def join_lines(lines: Sequence[int]) -> str:
    """« ligne 4 », « lignes 2 à 9 et 12 », les premières seulement."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    spans = [
        text
        for first, last in runs
        for text in ([f"{first} à {last}"] if last > first + 1 else map(str, range(first, last + 1)))
    ]
    left = len(spans) - _MOST_LISTED
    shown = series([*spans[:_MOST_LISTED], plural(left, "autre")] if left > 0 else spans)
    return f"{'lignes' if len(lines) > 1 else 'ligne'} {shown}"


# --- un tableau, une feuille, un DataFrame --------------------------------------------------------

_ABSENT = {"nan", "NaT", "<NA>"}  # ce que pandas écrit d'une cellule absente
_LONGEST_CELL = 4_000  # signes ; un commentaire plus long est coupé, et le montre


def shown_cell(text: str) -> str:
    """Le texte d'une cellule, coupé s'il est démesuré."""
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL].rstrip()} […]"


@dataclass(frozen=True, slots=True)
class Table:
    """Un tableau de textes : `rows` donne, pour chaque ligne, son numéro et une cellule par colonne.

    `kinds`, quand un lecteur a déjà reconnu les colonnes, dit ce qu'est chacune (« respondent », « item »…,
    vide pour une question) ; sinon les noms de `header` en décident. `asked` donne la place, dans la grille, de la question que
    pose chaque rang de colonne, `remarks` celle que commente une colonne. `notes` s'ajoute aux remarques de lecture ; `tool` est
    l'outil d'enquête reconnu, `mend` ce qu'il faut lui demander ; `retired` nomme les énoncés d'une version d'avant de la grille.
    `own` est le fichier, s'il a la forme d'un de nos questionnaires : deux de ces fichiers sont deux personnes. `sure` : il porte notre
    marque, et l'échelle y est la nôtre ; des titres que n'importe qui peut recopier n'y suffisent pas.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    asked: Mapping[int, int] = field(default_factory=dict)
    tool: str = ""
    mend: str = ""
    retired: tuple[str, ...] = ()
    own: str = ""
    sure: bool = False
    remarks: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Une feuille de classeur telle quelle : ses lignes non vides, et ses plages fusionnées.

    Une plage est `(ligne, colonne, dernière ligne, dernière colonne)`, en comptant à partir de 1. `hidden` dit si elle est
    masquée ; `hidden_lines` et `hidden_columns` comptent ce qui l'est dans elle.
    """

    title: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def padded(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Les mêmes lignes, toutes de la même largeur."""
    width = max((len(cells) for _, cells in rows), default=0)
    return tuple(
        (line, cells if len(cells) == width else (*cells, *[""] * (width - len(cells)))) for line, cells in rows
    )


def nameless_column(header: Sequence[str], rank: int) -> str:
    """La phrase qui refuse une colonne remplie sans nom : on ne sait pas ce qu'elle dit."""
    where = f"la colonne qui suit {quote(header[rank - 1])}" if rank else "la première colonne"
    return f"{where} est remplie mais n’a pas de nom\u00a0: nommez-la, ou videz-la."


def length_faults(rows: Sequence[Row], header: Sequence[str], name: str) -> tuple[list[Problem], tuple[str, ...]]:
    """Les fautes des lignes d'un CSV qui débordent de l'en-tête, et la remarque sur celles qui s'arrêtent avant sa fin."""
    width = max((rank for rank, cell in enumerate(header, 1) if cell), default=0)
    problems: list[Problem] = []
    short: list[int] = []
    for line, cells in rows:
        extra = [cell for cell in cells[width:] if cell]
        if extra:
            sentence = f"la ligne a {plural(len(cells), 'cellule')} pour {plural(width, 'colonne')}"
            problems.append(Problem(f"{sentence}\u00a0: {quote(extra[0])} est de trop.", name, line))
        if len(cells) < width:
            short.append(line)
    if len(problems) > _MOST_LISTED:
        said = f"{plural(len(problems), 'ligne a', 'lignes ont')} plus de cellules que l’en-tête n’a de colonnes, la première ici"
        problems = [Problem(f"{said}\u00a0: vérifiez le séparateur et les guillemets.", name, problems[0].line)]
    return problems, _short_lines(short)


def _short_lines(lines: Sequence[int]) -> tuple[str, ...]:
    """La remarque sur les lignes plus courtes que l'en-tête : elles ont peut-être été coupées."""
    if not lines:
        return ()
    sentence = plural(len(lines), "ligne plus courte", "lignes plus courtes")
    return (f"{sentence} que l’en-tête (ligne {lines[0]})\u00a0: ce qui y manque est lu comme un silence.",)


def read_frame(frame: Any, name: str = "tableau") -> Sheet:
    """Renvoie la feuille d'un DataFrame (pandas, polars, ou tout ce que narwhals connaît).

    Les cellules absentes (NaN, null) deviennent vides ; la ligne 0 est celle des noms, la ligne 1 la première du tableau.
    Une ligne toute vide n'est personne, comme dans un CSV.
    """
    try:
        native = nw.from_native(frame)
        table = native.collect() if isinstance(native, nw.LazyFrame) else native
        header = tuple(str(column).strip() for column in table.columns)
    except TypeError:
        raise refusal(
            f"une source de type {quote(type(frame).__name__)} ne se lit pas\u00a0; attendu\u00a0: un chemin, une liste de "
            "chemins, un dossier ou un DataFrame.",
            name,
        ) from None
    except nw.exceptions.DuplicateError:
        counts = Counter(str(column).strip() for column in frame.columns)
        twice = join_names([column for column, count in counts.items() if count > 1])
        sentence = f"des colonnes portent le même nom ({twice})\u00a0: renommez-les, ou gardez-en une seule."
        raise refusal(sentence, name) from None
    rows = ((rank, tuple(_cell_text(cell) for cell in row)) for rank, row in enumerate(table.iter_rows(), 1))
    return Sheet("", ((0, header), *(row for row in rows if any(row[1]))))


def _cell_text(cell: Any) -> str:
    """Le texte d'une cellule ; une absence (None, NaN, NaT, NA) est vide."""
    text = str(cell).strip()
    return "" if cell is None or (text in _ABSENT and not isinstance(cell, str)) else shown_cell(text)


def refusal(message: str, name: str) -> InputError:
    """Une faute qui vaut pour tout le fichier."""
    return InputError([Problem(message, name)])


# --- les colonnes qu'un tableau nomme -------------------------------------------------------------

# Ce que chaque sorte de colonne peut s'appeler, du nom le plus sûr au moins sûr : « item » l'emporte sur « axe ».
PARTICIPANT = {
    "code participant", "code participante", "code du participant", "code de participation", "code de la personne",
    "code personne", "code repondant", "votre code", "code du repondant", "repondant",
}  # fmt: skip
_EMAIL = {
    "adresse e mail", "adresse email", "adresse mail", "adresse electronique", "adresse courriel", "adresse de messagerie",
    "e mail", "email", "mail", "courriel", "email address",
}  # fmt: skip
_NAMES: dict[str, tuple[set[str], ...]] = {
    "respondent": (
        {*PARTICIPANT, "repondante", "respondent"}, {"participant", "participante"}, {"personne"}, {"code"},
        {"token", "jeton"}, _EMAIL, {"id", "identifiant"},
    ),
    "profession": ({"profession", "metier"},),
    "item": ({"item"}, {"question"}, {"caracteristique"}, {"dimension"}, {"axe"}),
    "answer": ({"reponse"}, {"niveau"}, {"cotation"}),
    "comment": ({"commentaire", "commentaires"}, {"votre commentaire"}, {"remarque", "remarques"}),
}  # fmt: skip
RANKED = {name: (kind, rank) for kind, ranks in _NAMES.items() for rank, names in enumerate(ranks) for name in names}
# À côté d'une question et d'une réponse, ces noms sont ceux de la ligne, non de la personne.
_OF_THE_LINE = {"code", "id", "identifiant"}
_LONGEST_NAME = 1_000  # signes ; au-delà, ce n'est pas un titre
_LEVEL = re.compile(r"\s*niveaux?[\s_:]*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Le rang de la colonne retenue pour chaque sorte, et les rangs de celles qui portent un nom aussi sûr."""

    ranks: dict[str, int]
    doubles: dict[str, tuple[int, ...]]

    def comment(self, cells: Sequence[str]) -> str:
        """Ce qui est écrit dans la colonne des commentaires de cette ligne."""
        return cells[self.ranks["comment"]] if "comment" in self.ranks else ""

    @property
    def long(self) -> bool:
        """Vrai si chaque ligne est une réponse."""
        return {"item", "answer"} <= self.ranks.keys()


def columns_of(table: Table) -> Columns:
    """Renvoie les colonnes connues par leur nom (`repondant`, `profession`, `item`…), ou déjà reconnues."""
    if table.kinds:
        return Columns({kind: rank for rank, kind in enumerate(table.kinds) if kind}, {})
    found = _named_columns(table.header, set())
    return _named_columns(table.header, _OF_THE_LINE) if found.long else found


def _named_columns(header: Sequence[str], foreign: set[str]) -> Columns:
    """Les colonnes de cet en-tête ; les noms de `foreign` n'y désignent rien."""
    ranks: dict[str, list[tuple[int, int]]] = {}
    for rank, column in enumerate(header):
        name = column_key(column)
        if name in RANKED and name not in foreign:
            kind, priority = RANKED[name]
            ranks.setdefault(kind, []).append((priority, rank))
    chosen = {kind: min(found) for kind, found in ranks.items()}
    return Columns(
        {kind: rank for kind, (_, rank) in chosen.items()},
        {
            kind: tuple(r for p, r in found if p == chosen[kind][0] and r != chosen[kind][1])
            for kind, found in ranks.items()
        },
    )


def column_key(column: str) -> str:
    """Le nom d'une colonne sans casse, accent ni ponctuation finale."""
    return folded(column).strip(" :*?") if len(column) <= _LONGEST_NAME else ""


def title_key(text: str) -> str:
    """Un titre sans ponctuation finale ni parenthèse."""
    return folded(text.partition("(")[0]).strip(" :*?.") if len(text) <= _LONGEST_NAME else ""


def is_counted(header: Sequence[str], columns: Columns, answers: AnswerReader) -> bool:
    """Vrai si chaque ligne compte les voix d'une question."""
    votes = any(names_level(column) or counted_code(column, answers) is not None for column in header)
    return votes and "item" in columns.ranks and not (columns.long and "respondent" in columns.ranks)


def names_level(column: str) -> bool:
    """Vrai pour « niveau_2 », « niveau2 », « niveau_en partie » ; faux pour « niveau » seul."""
    return _LEVEL.match(column) is not None


def level_name(column: str) -> str:
    """Ce que nomme une colonne de votes : « 2 » pour `niveau_2`, « −2 » pour `niveau_-2`, « SO » pour `SO`."""
    return _LEVEL.sub("", column, count=1).strip()


def counted_code(column: str, answers: AnswerReader) -> int | None:
    """Le code dont cette colonne compte les voix, ou `None`."""
    name = level_name(column)
    code = answers.read(name)
    if code is None and names_level(column) and min(answers.values) >= 0:
        code = answers.read(name.lstrip("-–—"))  # « niveau-2 » : sans niveau négatif, ce tiret sépare
    return None if code == answers.silent else code


def names_column(cell: str, answers: AnswerReader) -> bool:
    """Vrai si cette cellule est un nom de colonne : d'une personne, d'une question, ou des voix d'un niveau."""
    return column_key(cell) in RANKED or (names_level(cell) and counted_code(cell, answers) is not None)
