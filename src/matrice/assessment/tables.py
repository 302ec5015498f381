"""D'un fichier CSV ou d'un DataFrame à un tableau de textes : en-tête, lignes, numéros de ligne."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw

from ..errors import InputError, Problem, system_reason
from ..text import number, quoted

MAX_BYTES = 50_000_000
DELIMITERS = (";", ",", "\t")
ABSENT = {"nan", "NaT", "<NA>"}  # ce que pandas écrit d'une cellule absente


@dataclass(frozen=True, slots=True)
class Table:
    """Un tableau de textes : `rows` donne, pour chaque ligne, son numéro et une cellule par colonne."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def tables(source: Any) -> Iterator[Table | Problem]:
    """Donne chaque tableau d'une source (chemin, dossier, liste, DataFrame), ou la faute qui l'empêche."""
    if isinstance(source, (str, Path)):
        for path in files_in(Path(source)):
            yield from one(partial(read_csv, path)) if isinstance(path, Path) else [path]
    elif isinstance(source, (list, tuple)):
        for part in source:
            yield from tables(part)
    else:
        yield from one(partial(read_frame, source))


def one(read: Callable[[], Table]) -> Iterator[Table | Problem]:
    """Le tableau lu, ou ses fautes : un mauvais fichier n'empêche pas de relire les autres."""
    try:
        yield read()
    except InputError as error:
        yield from error.problems


def files_in(path: Path) -> list[Path | Problem]:
    """Les fichiers CSV d'un dossier, par ordre alphabétique, ou le fichier lui-même."""
    if path.is_dir():
        found = sorted(
            file for file in path.iterdir() if file.suffix.lower() == ".csv" and not file.name.startswith(".")
        )
        return list(found) or [Problem("le dossier ne contient aucun fichier .csv.", path.name)]
    if not path.exists():
        return [Problem("le fichier n’existe pas\u00a0: vérifiez le chemin.", str(path))]
    if path.suffix.lower() in {".xlsx", ".xls", ".ods"}:
        return [Problem("ce classeur ne se lit pas\u00a0: enregistrez la feuille au format CSV.", path.name)]
    return [path]


def read_csv(path: Path) -> Table:
    """Renvoie le tableau d'un fichier CSV : `;`, `,` ou tabulation ; UTF-8 avec ou sans marque, ou Windows-1252.

    Raises:
        InputError: fichier illisible, vide, sans en-tête lisible, ou dont une ligne déborde.
    """
    return parse_csv(decoded(path), path.name)


def decoded(path: Path) -> str:
    """Le texte d'un fichier. Windows-1252 vient en second : presque tout octet y est un caractère."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refused(f"le fichier dépasse {number(MAX_BYTES / 1e6)}\u00a0Mo.", path.name)
        raw = path.read_bytes()
    except OSError as error:
        raise refused(f"le fichier ne se lit pas, {system_reason(error)}.", path.name) from None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise refused(
        "ce n’est pas un fichier texte en UTF-8 ou en Windows-1252\u00a0: réenregistrez-le au format CSV.", path.name
    )


def parse_csv(text: str, name: str) -> Table:
    """Renvoie le tableau d'un texte CSV ; `name` le désigne dans les messages."""
    if not text.strip():
        raise refused("le fichier est vide.", name)
    delimiter = max(DELIMITERS, key=text.lstrip().splitlines()[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    problems: list[Problem] = []
    line = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                records.append((line, [cell.strip() for cell in record]))
            line = reader.line_num + 1
    except csv.Error:
        problems.append(Problem("un guillemet ouvert n’est pas fermé, ou est mal placé.", name, line))
    if not records:
        raise InputError(problems or [Problem("le fichier est vide.", name)])
    header, body = records[0][1], records[1:]
    while header and not header[-1]:
        header.pop()
    rows = []
    for start, cells in body:
        extra = [cell for cell in cells[len(header) :] if cell]
        if extra:
            problems.append(
                Problem(
                    f"la ligne a {len(cells)} cellules pour {len(header)} colonnes\u00a0: {quoted(extra[0])} est de trop.",
                    name,
                    start,
                )
            )
        rows.append((start, (*cells, *[""] * len(header))[: len(header)]))
    if problems:
        raise InputError(problems)
    return Table(name, tuple(header), tuple(rows))


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
