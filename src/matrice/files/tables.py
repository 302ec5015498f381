"""Un tableau en texte : relire un CSV (encodage, séparateur, guillemets, coupure), et l'écrire sans rien de piégé."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from sys import intern

from ..errors import InputError, Problem
from ..text import number, plural

# En tête d'une cellule, un tableur y lirait une formule (les quatre derniers : la même chose en pleine chasse).
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DELIMITERS = (";", ",", "\t", "|")
# Un classeur a ses limites ; un CSV de six cents personnes, une ligne par réponse, en fait 75 000.
_MOST_LINES, _MOST_COLUMNS, _MOST_CELLS = 200_000, 5_000, 1_000_000
_LONGEST_CELL, _LONGEST_NAME = 1_000_000, 1_000  # signes d'une cellule, d'un nom de colonne
_TOP = 5  # l'en-tête est dans les cinq premières lignes
_LONGEST_LINE = 100_000  # signes regardés d'une ligne pour y trouver le séparateur
_DECLARED = re.compile(r'\s*"?sep=(.)"?[^\S\r\n]*(\r\n|\r|\n)', re.IGNORECASE)  # la première ligne qu'écrit Excel
# « é », « œ », « ’ », « € » en UTF-8 : lus en Windows-1252, ces octets font « Ã© », que personne n'écrit en français.
_UTF8 = re.compile(
    rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac|(?:[\xc2\xc3]|\xe2\x80?)\Z"
)

Row = tuple[int, tuple[str, ...]]  # un numéro de ligne et ses cellules


# Écrire


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\n") -> str:
    """Renvoie des lignes en CSV (`;`), sans danger à ouvrir dans un tableur : le seul écrivain de CSV de la maison.

    `None` fait une cellule vide. Un nombre reste un nombre, négatif compris ; un texte qui commence comme une formule
    reçoit une apostrophe, que `as_typed` ôte à la relecture.

    >>> csv_text([["=1+1", -2, "-2,5", None]])
    "'=1+1;-2;-2,5;\\n"
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator=line_end).writerows([_inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def _inert(cell: object) -> object:
    """La cellule, une apostrophe devant si un tableur y lirait une formule ; ses retours à la ligne sont des « \\n ».

    Un « \\r » seul n'est pas mis entre guillemets par le module `csv` : ce qui le suit commencerait une ligne.
    """
    if isinstance(cell, str):
        cell = re.sub("\r\n?", "\n", cell)
    if not isinstance(cell, str) or _PLAIN_NUMBER.fullmatch(cell) or not _FORMULA.match(cell):
        return cell
    return f"'{cell}"


def as_typed(cell: str) -> str:
    """Renvoie ce qui avait été tapé dans une cellule relue d'un CSV : l'apostrophe de `csv_text` en moins.

    >>> as_typed("'=1+1"), as_typed("'hui")
    ('=1+1', "'hui")
    """
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


# Relire


def csv_rows(raw: bytes, name: str, known: Callable[[str], bool]) -> tuple[list[Row], list[Problem]]:
    """Les lignes non vides d'un CSV : `;`, `,` ou tabulation ; UTF-8 avec ou sans marque, UTF-16 marqué, ou Windows-1252."""
    return text_rows(decoded(raw, name), name, known)


def text_rows(text: str, name: str, known: Callable[[str], bool]) -> tuple[list[Row], list[Problem]]:
    """Les lignes non vides d'un CSV déjà décodé ; ce que `csv_text` avait rendu inoffensif redevient ce qui a été tapé.

    Une ligne coupée ou un guillemet jamais fermé sont rendus comme une faute, avec les lignes lues avant. `known`
    dit si une cellule est un nom de colonne connu : le bon séparateur est celui qui en fait reconnaître le plus.
    """
    if not text.strip():
        raise _refused("le fichier est vide.", name)
    rows: list[Row] = []
    with _long_cells():
        said = _DECLARED.match(text)
        delimiter, start = (said[1], said.end()) if said else (delimiter_of(text, known), 0)
        stream = io.StringIO(text, newline="")
        stream.seek(start)
        _check_size(text, delimiter, name)
        before = 1 if start else 0
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        line = before + 1
        try:
            for record in reader:
                cells = tuple([intern(as_typed(cell.strip())) for cell in record])  # cent mille « NSP » n'en font qu'un
                if any(cells):
                    rows.append((line, cells))
                line = before + reader.line_num + 1
        except csv.Error as error:
            if "limit" in str(error):
                told = f"une cellule dépasse {number(_LONGEST_CELL)}\u00a0signes\u00a0: ôtez ce texte, ou fermez son guillemet."
                return rows, [Problem(told, name, line)]
            return rows, [Problem("un guillemet ouvert n’est pas fermé, ou est mal placé.", name, line)]
    if not rows:
        raise _refused("le fichier est vide.", name)
    return rows, [] if text.endswith(("\n", "\r")) else _cut_line(rows, name)


def _check_size(text: str, delimiter: str, name: str) -> None:
    """Refuse un tableau démesuré avant d'en découper une ligne."""
    lines, marks = max(text.count("\n"), text.count("\r")), text.count(delimiter)
    first = re.compile(r"[^\r\n]*[\r\n]").match(text, len(text) - len(text.lstrip("\r\n")))
    widest = text.count(delimiter, 0, first.end() if first else len(text))
    if lines > _MOST_LINES or marks + lines > _MOST_CELLS or widest >= _MOST_COLUMNS:
        limits = f"{number(_MOST_LINES)} lignes, {number(_MOST_COLUMNS)} colonnes et {number(_MOST_CELLS)} cellules"
        raise _refused(
            f"le tableau dépasse {limits}\u00a0: supprimez ce qui est vide ou étranger, puis recommencez.", name
        )


@contextmanager
def _long_cells() -> Iterator[None]:
    """Laisse lire un long commentaire, qui ne gêne personne ; au-delà, une cellule prendrait dix fois sa taille en mémoire."""
    usual = csv.field_size_limit(_LONGEST_CELL)
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


# L'encodage


def decoded(raw: bytes, name: str) -> str:
    """Le texte d'un fichier. Windows-1252 vient en second : presque tout octet y est un caractère."""
    try:  # la marque d'UTF-16 ne commence aucun autre texte : Excel l'écrit sous le nom de « texte Unicode »
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        if _UTF8.search(raw):
            raise _damaged(raw, error.start, name) from None
        text = raw.decode("cp1252", errors="replace")
    if "\x00" in text or "\ufffd" in text:
        raise _refused(
            "ce n’est pas un fichier texte en UTF-8 ou en Windows-1252\u00a0: réenregistrez-le au format CSV.", name
        )
    return text


def _damaged(raw: bytes, start: int, name: str) -> InputError:
    """Le refus d'un texte UTF-8 abîmé ; le lire en Windows-1252 ferait « mÃ©decin » sans le dire."""
    line = len(re.findall(rb"\r\n|\r|\n", raw[:start])) + 1
    said = "le fichier est en UTF-8, sauf un signe de cette ligne\u00a0: il a été coupé ou recollé\u00a0; réenregistrez-le en UTF-8."
    return InputError([Problem(said, name, line)])


# Le séparateur


def delimiter_of(text: str, known: Callable[[str], bool]) -> str:
    """Le séparateur des premières lignes : celui qui y fait lire le plus de colonnes connues, sinon le plus fréquent.

    Les virgules d'un énoncé n'en sont pas, qu'il soit entre guillemets ou non.
    """
    lines = [line[:_LONGEST_LINE] for line in text.lstrip()[: _TOP * _LONGEST_LINE].splitlines()[:_TOP]] or [""]
    bare = re.sub(r'"[^"]*("|$)', "", lines[0])

    def quality(mark: str) -> tuple[int, int, int]:
        records = (next(csv.reader([line], delimiter=mark), []) for line in lines)
        return (
            max(sum(len(cell) <= _LONGEST_NAME and known(cell) for cell in record) for record in records),
            bare.count(mark),
            lines[0].count(mark),
        )

    return max(_DELIMITERS, key=quality)


def _refused(message: str, name: str) -> InputError:
    return InputError([Problem(message, name)])
