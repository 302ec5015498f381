"""Un tableau de textes (en-tête, lignes, numéros de ligne), celui d'un DataFrame, et ce qui s'en redit sans trahir personne."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from ...errors import InputError, Problem
from ...files import Row
from ...text import plural, quoted, series, shortened

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

_ABSENT = {"nan", "NaT", "<NA>"}  # ce que pandas écrit d'une cellule absente


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
