"""D'un fichier CSV à ses lignes : encodage, séparateur, guillemets, fichiers coupés."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from sys import intern

from ...errors import InputError, Problem
from ...files import as_typed
from ...text import plural
from .tables import MAX_BYTES, Row, refused

DELIMITERS = (";", ",", "\t")
TOP = 5  # l'en-tête est dans les cinq premières lignes
LONGEST_LINE = 100_000  # signes regardés d'une ligne pour y trouver le séparateur
DECLARED = re.compile(r'\s*"?sep=(.)"?[^\S\r\n]*(\r\n|\r|\n)', re.IGNORECASE)  # la première ligne qu'écrit Excel
# « é », « œ », « ’ », « € » en UTF-8 : lus en Windows-1252, ces octets font « Ã© », que personne n'écrit en français.
UTF8 = re.compile(
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
        raise refused("le fichier est vide.", name)
    rows: list[Row] = []
    with long_cells():
        delimiter, start = declared(text) or (delimiter_of(text, known), 0)
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
    return rows, [] if text.endswith(("\n", "\r")) else cut_line(rows, name)


@contextmanager
def long_cells() -> Iterator[None]:
    """Laisse lire une cellule aussi longue que le fichier : un commentaire peut l'être, et ne gêne personne."""
    usual = csv.field_size_limit(MAX_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def cut_line(rows: list[Row], name: str) -> list[Problem]:
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
        if UTF8.search(raw):
            raise damaged(raw, error.start, name) from None
        text = raw.decode("cp1252", errors="replace")
    if "\x00" in text or "\ufffd" in text:
        raise refused(
            "ce n’est pas un fichier texte en UTF-8 ou en Windows-1252\u00a0: réenregistrez-le au format CSV.", name
        )
    return text


def damaged(raw: bytes, start: int, name: str) -> InputError:
    """Le refus d'un texte UTF-8 abîmé ; le lire en Windows-1252 ferait « mÃ©decin » sans le dire."""
    line = len(re.findall(rb"\r\n|\r|\n", raw[:start])) + 1
    said = "le fichier est en UTF-8, sauf un signe de cette ligne\u00a0: il a été coupé ou recollé\u00a0; réenregistrez-le en UTF-8."
    return InputError([Problem(said, name, line)])


# --- le séparateur --------------------------------------------------------------------------------


def declared(text: str) -> tuple[str, int] | None:
    """Le séparateur qu'annonce une première ligne « sep=; », et où commence la suite."""
    found = DECLARED.match(text)
    return (found[1], found.end()) if found else None


def delimiter_of(text: str, known: Callable[[str], bool]) -> str:
    """Le séparateur des premières lignes : celui qui y fait lire le plus de colonnes connues, sinon le plus fréquent.

    Les virgules d'un énoncé n'en sont pas, qu'il soit entre guillemets ou non.
    """
    lines = [line[:LONGEST_LINE] for line in text.lstrip()[: TOP * LONGEST_LINE].splitlines()[:TOP]]
    bare = re.sub(r'"[^"]*("|$)', "", lines[0])

    def quality(mark: str) -> tuple[int, int, int]:
        records = (next(csv.reader([line], delimiter=mark), []) for line in lines)
        return max(sum(map(known, record)) for record in records), bare.count(mark), lines[0].count(mark)

    return max(DELIMITERS, key=quality)
