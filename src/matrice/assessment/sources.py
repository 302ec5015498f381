"""D'une source (chemin, dossier, liste, DataFrame) à ses tableaux, un fichier à la fois."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem
from .layouts import saved_sheet, sheet_tables
from .surveys import export_table
from .tables import Table, csv_rows, read_frame, table_of
from .vocabulary import Vocabulary

WORKBOOK = ".xlsx"
READ = {".csv", WORKBOOK}
# Ces classeurs ne se lisent pas, mais ce sont des réponses : les taire ferait perdre une personne.
OTHER_SHEETS = {".xlsm", ".xlsb", ".xltx", ".xltm", ".xls", ".ods", ".numbers"}
FRAME = "tableau"


@dataclass(frozen=True, slots=True)
class Piece:
    """Une partie d'une source : un fichier, un DataFrame, ou la faute qui en tient lieu."""

    name: str
    content: Any


def pieces(source: Any) -> list[Piece]:
    """Les fichiers et les tableaux d'une source, dans l'ordre ; deux fichiers du même nom disent leur dossier."""
    found = list(flattened(source))
    names = Counter(piece.name for piece in found)
    return [
        Piece(f"{piece.content.parent.name}/{piece.name}", piece.content)
        if names[piece.name] > 1 and isinstance(piece.content, Path)
        else piece
        for piece in found
    ]


def flattened(source: Any) -> Iterator[Piece]:
    """Donne les parties d'une source l'une après l'autre."""
    if isinstance(source, (str, Path)):
        yield from files_in(Path(source))
    elif isinstance(source, (list, tuple)):
        for part in source:
            yield from flattened(part)
    else:
        yield Piece(FRAME, source)


def files_in(path: Path) -> list[Piece]:
    """Le fichier, ou ceux d'un dossier (pas de ses sous-dossiers) ; ni cachés, ni verrous d'un tableur ouvert."""
    if not path.is_dir():
        missing = Problem("le fichier n’existe pas\u00a0: vérifiez le chemin.", str(path))
        return [Piece(path.name, path if path.exists() else missing)]
    found = sorted(
        file
        for file in path.iterdir()
        if file.suffix.lower() in READ | OTHER_SHEETS and not file.name.startswith((".", "~$")) and not file.is_dir()
    )
    empty = Problem("le dossier ne contient aucun fichier .csv ni .xlsx.", path.name)
    return [Piece(file.name, file) for file in found] or [Piece(path.name, empty)]


def tables(piece: Piece, vocabulary: Vocabulary) -> Iterator[Table | Problem]:
    """Donne les tableaux d'une partie, ou ses fautes : un mauvais fichier n'empêche pas de relire les autres."""
    try:
        if isinstance(piece.content, Problem):
            yield piece.content
        elif not isinstance(piece.content, Path):
            yield read_frame(piece.content, piece.name)
        elif piece.content.suffix.lower() == WORKBOOK:
            yield from read_workbook(piece.content, piece.name, vocabulary)
        elif piece.content.suffix.lower() in OTHER_SHEETS:
            yield Problem(
                "ce classeur ne se lit pas\u00a0: enregistrez-le au format .xlsx, ou sa feuille au format CSV.",
                piece.name,
            )
        else:
            yield from read_csv(piece.content, piece.name, vocabulary)
    except InputError as error:
        yield from error.problems


def read_csv(path: Path, name: str, vocabulary: Vocabulary) -> tuple[Table | Problem, ...]:
    """Renvoie le tableau d'un fichier CSV : une des trois formes, un export d'enquête, ou un questionnaire enregistré ainsi.

    Raises:
        InputError: fichier illisible, vide, sans en-tête lisible, ou dont une ligne déborde.
    """
    rows, problems = csv_rows(path, name)
    if not problems:
        if export := export_table(rows, name, vocabulary):
            return (export,)
        if sheet := saved_sheet(rows, name, vocabulary):
            return sheet
    return (table_of(rows, name, problems),)


def read_workbook(path: Path, name: str, vocabulary: Vocabulary) -> tuple[Table | Problem, ...]:
    """Renvoie les tableaux d'un classeur .xlsx : une personne, une équipe, ou une des trois formes d'un CSV.

    Raises:
        InputError: classeur dangereux, abîmé, ou où aucune question de la grille n'est reconnue.
    """
    from .workbooks import read_sheets  # le lecteur de classeurs ne se charge que s'il sert

    return sheet_tables(read_sheets(path, name), name, vocabulary)
