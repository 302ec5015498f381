"""Un tableau de textes : en-tête, lignes, numéros de ligne ; et celui d'un DataFrame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from ...errors import InputError, Problem, system_reason
from ...text import number, plural
from .discreet import listed, told

MAX_BYTES = 50_000_000
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
        raise refused(f"lecture impossible\u00a0: {system_reason(error)}.", name) from None


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
            said = f"la ligne a {plural(len(cells), 'cellule')} pour {plural(len(header), 'colonne')}"
            found.append(Problem(f"{said}\u00a0: {told(extra[0])} est de trop.", name, line))
        if len(cells) < len(header):
            short.append(line)
        squared = cells if len(cells) == len(header) else (*cells, *[""] * len(header))[: len(header)]
        body.append((line, squared))
    if found:
        raise InputError(found)
    return Table(name, tuple(header), tuple(body), notes=short_lines(short))


def short_lines(lines: Sequence[int]) -> tuple[str, ...]:
    """La remarque sur les lignes plus courtes que l'en-tête : elles ont peut-être été coupées."""
    if not lines:
        return ()
    said = plural(len(lines), "ligne plus courte", "lignes plus courtes")
    return (f"{said} que l’en-tête (ligne {lines[0]})\u00a0: ce qui y manque est lu comme un silence.",)


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
        raise refused(
            f"une source de type {told(type(frame).__name__)} ne se lit pas\u00a0; attendu\u00a0: un chemin, une liste de "
            "chemins, un dossier ou un DataFrame.",
            name,
        ) from None
    except nw.exceptions.DuplicateError:
        counts = Counter(str(column).strip() for column in frame.columns)
        twice = listed([column for column, count in counts.items() if count > 1])
        said = f"des colonnes portent le même nom ({twice})\u00a0: renommez-les, ou gardez-en une seule."
        raise refused(said, name) from None
    rows = ((rank, tuple(cell_text(cell) for cell in row)) for rank, row in enumerate(table.iter_rows(), 1))
    return Table(name, header, tuple(row for row in rows if any(row[1]) or len(header) == 1))


def cell_text(cell: Any) -> str:
    """Le texte d'une cellule ; une absence (None, NaN, NaT, NA) est vide."""
    text = str(cell).strip()
    return "" if cell is None or (text in ABSENT and not isinstance(cell, str)) else text


def refused(message: str, name: str) -> InputError:
    """Une faute qui vaut pour tout le fichier."""
    return InputError([Problem(message, name)])
