"""Un tableau de textes (en-tête, lignes, numéros de ligne), celui d'un DataFrame, et ce qui s'en redit sans trahir personne."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from ...errors import InputError, Problem
from ...files import Row
from ...text import folded, plural, quoted, series, shortened

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
# Les mots que l'on répond à une question fermée : les redire ne nomme personne.
_COMMON = frozenset(
    [
        "oui",
        "non",
        "peut",
        "etre",
        "plutot",
        "tout",
        "a",
        "fait",
        "pas",
        "du",
        "de",
        "d",
        "accord",
        "jamais",
        "parfois",
        "souvent",
        "toujours",
        "rarement",
        "moyen",
        "moyennement",
        "bien",
        "tres",
        "peu",
        "beaucoup",
        "assez",
        "fort",
        "faible",
        "bon",
        "mauvais",
        "vrai",
        "faux",
        "sans",
        "avis",
        "opinion",
        "neutre",
        "ni",
        "en",
        "desaccord",
        "satisfait",
        "insatisfait",
        "yes",
        "no",
        "true",
        "false",
        "agree",
        "disagree",
        "strongly",
        "neutral",
        "somewhat",
        "never",
        "always",
        "sometimes",
        "often",
        "response",
        "reponse",
        "ou",
        "et",
        "partiellement",
        "totalement",
        "le",
        "la",
        "les",
        "ne",
        "est",
        "niveau",
        "acquis",
        "atteint",
        "cours",
        "n",
        "deux",
        "trois",
        "quatre",
        "un",
        "zero",
        "mal",
        "fait",
        "a",
        "faire",
        "ras",
    ]
)


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
    ordinary = _COMMON.union(*(word.split() for word in known))
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
