"""D'un fichier CSV ou d'un DataFrame à un tableau de textes : en-tête, lignes, numéros de ligne."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from ..errors import InputError, Problem, system_reason
from ..text import number, quoted

MAX_BYTES = 50_000_000
DELIMITERS = (";", ",", "\t")
ABSENT = {"nan", "NaT", "<NA>"}  # ce que pandas écrit d'une cellule absente


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
            raise refused(f"le fichier dépasse {number(limit / 1e6)}\u00a0Mo.", name)
        return path.read_bytes()
    except OSError as error:
        raise refused(f"le fichier ne se lit pas, {system_reason(error)}.", name) from None


def decoded(raw: bytes, name: str) -> str:
    """Le texte d'un fichier. Windows-1252 vient en second : presque tout octet y est un caractère."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise refused(
        "ce n’est pas un fichier texte en UTF-8 ou en Windows-1252\u00a0: réenregistrez-le au format CSV.", name
    )


def csv_rows(path: Path, name: str) -> tuple[list[Row], list[Problem]]:
    """Les lignes non vides d'un CSV : `;`, `,` ou tabulation ; UTF-8 avec ou sans marque, ou Windows-1252.

    Un guillemet jamais fermé est rendu comme une faute, avec les lignes lues avant lui.
    """
    text = decoded(file_bytes(path, MAX_BYTES, name), name)
    if not text.strip():
        raise refused("le fichier est vide.", name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                rows.append((line, tuple(cell.strip() for cell in record)))
            line = reader.line_num + 1
    except csv.Error:
        return rows, [Problem("un guillemet ouvert n’est pas fermé, ou est mal placé.", name, line)]
    return rows, []


def delimiter_of(text: str) -> str:
    """Le séparateur de la première ligne ; les virgules d'un énoncé entre guillemets n'en sont pas."""
    first = text.lstrip().splitlines()[0]
    bare = re.sub(r'"[^"]*("|$)', "", first)
    return max(DELIMITERS, key=lambda mark: (bare.count(mark), first.count(mark)))


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
    body = []
    for line, cells in rows[1:]:
        extra = [cell for cell in cells[len(header) :] if cell]
        if extra:
            said = f"la ligne a {len(cells)} cellules pour {len(header)} colonnes"
            found.append(Problem(f"{said}\u00a0: {quoted(extra[0])} est de trop.", name, line))
        body.append((line, (*cells, *[""] * len(header))[: len(header)]))
    if found:
        raise InputError(found)
    return Table(name, tuple(header), tuple(body))


def read_frame(frame: Any, name: str = "tableau") -> Table:
    """Renvoie le tableau d'un DataFrame (pandas, polars, ou tout ce que narwhals connaît).

    Les cellules absentes (NaN, null) deviennent vides ; la ligne 1 est la première du tableau.
    """
    try:
        native = nw.from_native(frame)
    except TypeError:
        raise refused(
            f"une source de type {quoted(type(frame).__name__)} ne se lit pas\u00a0; attendu\u00a0: un chemin, une liste de "
            "chemins, un dossier ou un DataFrame.",
            name,
        ) from None
    table = native.collect() if isinstance(native, nw.LazyFrame) else native
    rows = tuple((rank, tuple(cell_text(cell) for cell in row)) for rank, row in enumerate(table.iter_rows(), 1))
    return Table(name, tuple(str(column).strip() for column in table.columns), rows)


def cell_text(cell: Any) -> str:
    """Le texte d'une cellule ; une absence (None, NaN, NaT, NA) est vide."""
    text = str(cell).strip()
    return "" if cell is None or (text in ABSENT and not isinstance(cell, str)) else text


def refused(message: str, name: str) -> InputError:
    """Une faute qui vaut pour tout le fichier."""
    return InputError([Problem(message, name)])
