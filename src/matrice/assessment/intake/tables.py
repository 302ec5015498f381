"""Un tableau de textes (en-tête, lignes, numéros de ligne), celui d'un DataFrame ou d'un CSV, et ce qui s'en redit sans trahir personne."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import Any

import narwhals as nw

from ...errors import InputError, Problem, system_reason
from ...files import as_typed
from ...text import number, plural, quoted, series, shortened

# --- ce qui se redit dans un message : quelques signes, jamais une adresse ------------------------

_ADDRESS = "adresse électronique"
_MOST_LISTED = 12


def redact(text: str) -> str:
    """Renvoie un texte venu d'un fichier, sur une ligne et coupé ; ce qui ressemble à une adresse ne se redit pas.

    >>> redact("marie@exemple.fr"), redact("rcp.1")
    ('adresse électronique', 'rcp.1')
    """
    return _ADDRESS if "@" in text else shortened(text)


def quote(text: str) -> str:
    """Le même, entre guillemets."""
    return quoted(redact(text))


def join_names(names: Sequence[str]) -> str:
    """Une énumération de noms de colonnes, les premiers seulement ; leur point final ne double pas celui de la phrase."""
    shown = [redact(name).rstrip(" .") for name in names[:_MOST_LISTED]]
    left = len(names) - len(shown)
    return series([*shown, plural(left, "autre")] if left else shown)


# --- un tableau, une feuille, un DataFrame --------------------------------------------------------

MAX_BYTES = 50_000_000
_ABSENT = {"nan", "NaT", "<NA>"}  # ce que pandas écrit d'une cellule absente


Row = tuple[int, tuple[str, ...]]  # un numéro de ligne et ses cellules


@dataclass(frozen=True, slots=True)
class Table:
    """Un tableau de textes : `rows` donne, pour chaque ligne, son numéro et une cellule par colonne.

    `kinds`, quand un lecteur a déjà reconnu les colonnes, dit ce qu'est chacune (« respondent », « item »…,
    vide pour une question) ; sinon les noms de `header` en décident. `notes` s'ajoute aux remarques de lecture.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Une feuille de classeur telle quelle : ses lignes non vides, et ses plages fusionnées.

    Une plage est `(ligne, colonne, dernière ligne, dernière colonne)`, en comptant à partir de 1.
    """

    title: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def file_bytes(path: Path, limit: int, name: str) -> bytes:
    """Le contenu d'un fichier ; `InputError` s'il dépasse `limit` octets ou ne se lit pas."""
    try:
        if path.stat().st_size > limit:
            raise refusal(f"le fichier dépasse {number(limit / 1e6)}\u00a0Mo.", name)
        return path.read_bytes()
    except OSError as error:
        raise refusal(f"lecture impossible\u00a0: {system_reason(error)}.", name) from None


def table_of(rows: Sequence[Row], name: str, problems: Sequence[Problem] = ()) -> Table:
    """Renvoie le tableau dont la première ligne est l'en-tête.

    Raises:
        InputError: `problems`, aucune ligne, ou des lignes qui débordent de l'en-tête.
    """
    found = list(problems)
    if not rows:
        raise InputError(found or [Problem("le fichier est vide.", name)])
    header = list(rows[0][1])
    while header and not header[-1]:
        header.pop()
    body: list[Row] = []
    short: list[int] = []
    for line, cells in rows[1:]:
        extra = [cell for cell in cells[len(header) :] if cell]
        if extra:
            sentence = f"la ligne a {plural(len(cells), 'cellule')} pour {plural(len(header), 'colonne')}"
            found.append(Problem(f"{sentence}\u00a0: {quote(extra[0])} est de trop.", name, line))
        if len(cells) < len(header):
            short.append(line)
        squared = cells if len(cells) == len(header) else (*cells, *[""] * len(header))[: len(header)]
        body.append((line, squared))
    if found:
        raise InputError(found)
    return Table(name, tuple(header), tuple(body), notes=_short_lines(short))


def _short_lines(lines: Sequence[int]) -> tuple[str, ...]:
    """La remarque sur les lignes plus courtes que l'en-tête : elles ont peut-être été coupées."""
    if not lines:
        return ()
    sentence = plural(len(lines), "ligne plus courte", "lignes plus courtes")
    return (f"{sentence} que l’en-tête (ligne {lines[0]})\u00a0: ce qui y manque est lu comme un silence.",)


def read_frame(frame: Any, name: str = "tableau") -> Table:
    """Renvoie le tableau d'un DataFrame (pandas, polars, ou tout ce que narwhals connaît).

    Les cellules absentes (NaN, null) deviennent vides ; la ligne 1 est la première du tableau. Une ligne toute vide
    n'est personne, comme dans un CSV ; dans une seule colonne, elle est le silence de quelqu'un.
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
    return Table(name, header, tuple(row for row in rows if any(row[1]) or len(header) == 1))


def _cell_text(cell: Any) -> str:
    """Le texte d'une cellule ; une absence (None, NaN, NaT, NA) est vide."""
    text = str(cell).strip()
    return "" if cell is None or (text in _ABSENT and not isinstance(cell, str)) else text


def refusal(message: str, name: str) -> InputError:
    """Une faute qui vaut pour tout le fichier."""
    return InputError([Problem(message, name)])


# --- les lignes d'un CSV : guillemets, fichiers coupés --------------------------------------------

_DELIMITERS = (";", ",", "\t")
_TOP = 5  # l'en-tête est dans les cinq premières lignes
_LONGEST_LINE = 100_000  # signes regardés d'une ligne pour y trouver le séparateur
_DECLARED = re.compile(r'\s*"?sep=(.)"?[^\S\r\n]*(\r\n|\r|\n)', re.IGNORECASE)  # la première ligne qu'écrit Excel
# « é », « œ », « ’ », « € » en UTF-8 : lus en Windows-1252, ces octets font « Ã© », que personne n'écrit en français.
_UTF8 = re.compile(
    rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac|(?:[\xc2\xc3]|\xe2\x80?)\Z"
)


def csv_rows(raw: bytes, name: str, known: Callable[[str], bool]) -> tuple[list[Row], list[Problem]]:
    """Les lignes non vides d'un CSV : `;`, `,` ou tabulation ; UTF-8 avec ou sans marque, UTF-16 marqué, ou Windows-1252."""
    return text_rows(decoded(raw, name), name, known)


def text_rows(text: str, name: str, known: Callable[[str], bool]) -> tuple[list[Row], list[Problem]]:
    """Les lignes non vides d'un CSV déjà décodé ; ce que `csv_text` avait rendu inoffensif redevient ce qui a été tapé.

    Une ligne coupée ou un guillemet jamais fermé sont rendus comme une faute, avec les lignes lues avant. `known`
    dit si une cellule est un nom de colonne connu : le bon séparateur est celui qui en fait reconnaître le plus.
    """
    if not text.strip():
        raise refusal("le fichier est vide.", name)
    rows: list[Row] = []
    with _long_cells():
        delimiter, start = _declared(text) or (_delimiter_of(text, known), 0)
        stream = io.StringIO(text, newline="")
        stream.seek(start)
        before = 1 if start else 0
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        line = before + 1
        try:
            for record in reader:
                cells = tuple([intern(as_typed(cell.strip())) for cell in record])  # cent mille « NSP » n'en font qu'un
                if any(cells):
                    rows.append((line, cells))
                line = before + reader.line_num + 1
        except csv.Error:
            return rows, [Problem("un guillemet ouvert n’est pas fermé, ou est mal placé.", name, line)]
    return rows, [] if text.endswith(("\n", "\r")) else _cut_line(rows, name)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Laisse lire une cellule aussi longue que le fichier : un commentaire peut l'être, et ne gêne personne."""
    usual = csv.field_size_limit(MAX_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def _cut_line(rows: list[Row], name: str) -> list[Problem]:
    """La faute d'une dernière ligne plus courte que l'en-tête et sans fin de ligne : le fichier a été coupé."""
    width = max((rank for rank, cell in enumerate(rows[0][1], 1) if cell), default=0)
    line, cells = rows[-1]
    if len(cells) >= width:
        return []
    said = f"la dernière ligne s’arrête après {plural(len(cells), 'cellule')} pour {plural(width, 'colonne')}"
    return [Problem(f"{said}\u00a0: le fichier est coupé, redemandez-le.", name, line)]


# --- l'encodage -----------------------------------------------------------------------------------


def decoded(raw: bytes, name: str) -> str:
    """Le texte d'un fichier. Windows-1252 vient en second : presque tout octet y est un caractère."""
    try:  # la marque d'UTF-16 ne commence aucun autre texte : Excel l'écrit sous le nom de « texte Unicode »
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        if _UTF8.search(raw):
            raise _damaged(raw, error.start, name) from None
        text = raw.decode("cp1252", errors="replace")
    if "\x00" in text or "\ufffd" in text:
        raise refusal(
            "ce n’est pas un fichier texte en UTF-8 ou en Windows-1252\u00a0: réenregistrez-le au format CSV.", name
        )
    return text


def _damaged(raw: bytes, start: int, name: str) -> InputError:
    """Le refus d'un texte UTF-8 abîmé ; le lire en Windows-1252 ferait « mÃ©decin » sans le dire."""
    line = len(re.findall(rb"\r\n|\r|\n", raw[:start])) + 1
    said = "le fichier est en UTF-8, sauf un signe de cette ligne\u00a0: il a été coupé ou recollé\u00a0; réenregistrez-le en UTF-8."
    return InputError([Problem(said, name, line)])


# --- le séparateur --------------------------------------------------------------------------------


def _declared(text: str) -> tuple[str, int] | None:
    """Le séparateur qu'annonce une première ligne « sep=; », et où commence la suite."""
    found = _DECLARED.match(text)
    return (found[1], found.end()) if found else None


def _delimiter_of(text: str, known: Callable[[str], bool]) -> str:
    """Le séparateur des premières lignes : celui qui y fait lire le plus de colonnes connues, sinon le plus fréquent.

    Les virgules d'un énoncé n'en sont pas, qu'il soit entre guillemets ou non.
    """
    lines = [line[:_LONGEST_LINE] for line in text.lstrip()[: _TOP * _LONGEST_LINE].splitlines()[:_TOP]]
    bare = re.sub(r'"[^"]*("|$)', "", lines[0])

    def quality(mark: str) -> tuple[int, int, int]:
        records = (next(csv.reader([line], delimiter=mark), []) for line in lines)
        return max(sum(map(known, record)) for record in records), bare.count(mark), lines[0].count(mark)

    return max(_DELIMITERS, key=quality)
