"""D'une source (chemin, dossier, liste, DataFrame) à ses tableaux, un fichier à la fois."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem, system_reason
from ...files import csv_rows, read_bytes
from ...text import plural, quoted, shortened
from .columns import names_column
from .sheets import flat_tables, sheet_tables
from .tables import Table, read_frame, shown_cell
from .vocabulary import Vocabulary

_BOOKS = {".xlsx", ".ods"}
_PAPER = ".docx"
_TEXTS = {".csv", ".tsv"}
_READ = {*_TEXTS, *_BOOKS, _PAPER}
# Ces classeurs ne se lisent pas, mais ce sont des réponses : les taire ferait perdre une personne.
_OTHER_SHEETS = {".xlsm", ".xlsb", ".xltx", ".xltm", ".xls", ".numbers"}
_MOST_LISTED = 500  # fichiers laissés qu'un dossier dit un à un
_MOST_WALKED = 2_000  # dossiers parcourus, et fichiers dits, sous un sous-dossier
_FRAME = "tableau"
_LARGEST = 20_000_000  # octets d'un CSV de réponses ; six cents personnes en font trois millions
_LONGEST_PATH = 250  # signes d'un chemin redit dans un message


@dataclass(frozen=True, slots=True)
class Left:
    """Ce qu'un dossier contient et qui n'est pas lu, avec la raison ; son chemin, si le donner aussi le ferait lire."""

    reason: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Une partie d'une source : un fichier, un DataFrame, ou la faute qui en tient lieu. Son nom est à elle seule."""

    name: str
    content: Any


def pieces(source: Any) -> list[Piece]:
    """Les fichiers et les tableaux d'une source, dans l'ordre, chacun sous un nom à lui.

    Deux fichiers du même nom disent leur dossier, puis leur chemin ; deux tableaux, leur rang dans la liste.
    """
    found = list(_refuse_repeats(_flatten(source)))
    given = {os.path.realpath(piece.content) for piece in found if isinstance(piece.content, Path)}
    found = [one for one in found if not (isinstance(one.content, Left) and one.content.path in given)]
    for longer in (_with_folder, _with_path, _with_rank):
        found = _rename(found, longer)
    return found


def _rename(found: list[Piece], longer: Callable[[Piece, int], str]) -> list[Piece]:
    """Les mêmes parties, celles qui partagent un nom en prenant un plus long."""
    names = Counter(piece.name for piece in found)
    return [
        Piece(longer(piece, rank), piece.content) if names[piece.name] > 1 else piece
        for rank, piece in enumerate(found, 1)
    ]


def _with_folder(piece: Piece, _: int) -> str:
    """Le nom d'un fichier, après celui de son dossier."""
    return f"{piece.content.parent.name}/{piece.name}" if isinstance(piece.content, Path) else piece.name


def _with_path(piece: Piece, _: int) -> str:
    """Le chemin entier d'un fichier."""
    return str(piece.content) if isinstance(piece.content, Path) else piece.name


def _with_rank(piece: Piece, rank: int) -> str:
    """Le nom, suivi du rang dans la liste."""
    return f"{piece.name} {rank}"


def _refuse_repeats(found: Iterator[Piece]) -> Iterator[Piece]:
    """Donne les mêmes parties ; un fichier donné deux fois compterait deux fois les personnes sans code."""
    seen: set[str] = set()
    for piece in found:
        path = os.path.realpath(piece.content) if isinstance(piece.content, Path) else None
        if path in seen:
            yield Piece(
                piece.name, Problem("ce fichier est donné deux fois\u00a0: gardez-le une seule fois.", piece.name)
            )
        else:
            yield piece
        if path:
            seen.add(path)


def _flatten(source: Any) -> Iterator[Piece]:
    """Donne les parties d'une source l'une après l'autre."""
    if isinstance(source, (str, Path)):
        yield from _files_in(source)
    elif isinstance(source, (list, tuple)):
        for part in source:
            yield from _flatten(part)
    else:
        yield Piece(_FRAME, source)


def _files_in(source: str | Path) -> list[Piece]:
    """Le fichier, ou ceux d'un dossier ; ou la faute d'un chemin qui n'en est pas un."""
    path = Path(source)
    if "\n" in str(source) or "\0" in str(source):
        sentence = "c’est un texte, non un chemin\u00a0: enregistrez-le dans un fichier .csv, et donnez le chemin de ce fichier."
        return [Piece(_FRAME, Problem(sentence, quoted(shortened(str(source)))))]
    try:
        return _files_of(path) if path.is_dir() else [_file_piece(path)]
    except OSError as error:
        shown = shortened(path.name)
        return [Piece(shown, Problem(f"lecture impossible\u00a0: {system_reason(error)}.", shown))]


def _files_of(folder: Path) -> list[Piece]:
    """Tout ce que contient un dossier : ce qui se lit, et ce qui est laissé, avec la raison."""
    inside = sorted(folder.iterdir())
    found = [_file_piece(file) for file in inside if _is_answer(file)]
    left = [Piece(file.name, Left(_reason(file))) for file in inside if not file.is_dir() and not _is_answer(file)]
    for sub in (one for one in inside if one.is_dir()):
        left += _sub_folder(folder, sub)
    if len(left) > _MOST_LISTED:
        rest = len(left) - _MOST_LISTED
        left = [*left[:_MOST_LISTED], Piece("…", Left(f"{plural(rest, 'autre', 'autres')}, dont aucun n’est lu."))]
    empty = Problem("le dossier ne contient aucun fichier .csv ni .xlsx.", folder.name)
    return [*(found or [Piece(folder.name, empty)]), *left]


def _sub_folder(folder: Path, sub: Path) -> Iterator[Piece]:
    """Dit un sous-dossier et chacun de ses fichiers, à toute profondeur. Rien n'y est lu : ce peut être l'année d'avant."""
    if sub.is_symlink():
        yield Piece(sub.name, Left("c’est un lien vers un dossier\u00a0: il n’est pas suivi."))
        return
    below = [Path(at, name) for at, _, names in islice(os.walk(sub), _MOST_WALKED) for name in sorted(names)]
    count = (
        f"c’est un sous-dossier de {plural(len(below), 'fichier')}\u00a0: non lu."
        if below
        else "c’est un sous-dossier vide."
    )
    yield Piece(sub.name, Left(count))
    for file in below[:_MOST_WALKED]:
        place = quoted(shortened(str(file.parent), _LONGEST_PATH))
        aside = f"dans un sous-dossier, non lu\u00a0: pour le lire aussi, donnez {place}."
        left = Left(aside, os.path.realpath(file)) if _is_answer(file) else Left(_reason(file))
        yield Piece(str(file.relative_to(folder)), left)


def _is_answer(file: Path) -> bool:
    """Vrai pour un fichier qui peut porter des réponses ; ni caché, ni verrou d'un tableur ouvert."""
    known = file.suffix.lower() in _READ | _OTHER_SHEETS
    return known and not file.name.startswith((".", "~$")) and not file.is_dir()


def _reason(file: Path) -> str:
    """Pourquoi ce qui est dans un dossier n'est pas lu."""
    if file.name.startswith("~$"):
        return "c’est le verrou d’un document ouvert\u00a0: fermez-le."
    if file.name.startswith("."):
        return "c’est un fichier caché."
    kind = f"un fichier {file.suffix.lower()}" if file.suffix else "un fichier sans extension"
    return f"{kind} ne porte pas de réponses."


def _file_piece(path: Path) -> Piece:
    """Ce qui est à ce chemin, que sa lecture dira ordinaire ou non ; ou la faute d'un chemin où il n'y a rien."""
    if os.path.lexists(path):
        return Piece(path.name, path)
    shown = shortened(str(path), _LONGEST_PATH)
    return Piece(path.name, Problem("le fichier n’existe pas\u00a0: vérifiez le chemin.", shown))


def tables(piece: Piece, vocabulary: Vocabulary) -> Iterator[Table | Problem]:
    """Donne les tableaux d'une partie, ou ses fautes : un mauvais fichier n'empêche pas de relire les autres."""
    try:
        if isinstance(piece.content, Problem):
            yield piece.content
        elif not isinstance(piece.content, (Path, Left)):
            yield from flat_tables(read_frame(piece.content, piece.name).rows, piece.name, vocabulary)
        elif isinstance(piece.content, Path):
            yield from _file_tables(piece.content, piece.name, vocabulary)
    except InputError as error:
        yield from error.problems


def _file_tables(path: Path, name: str, vocabulary: Vocabulary) -> tuple[Table | Problem, ...]:
    """Renvoie les tableaux d'un fichier : un CSV, un classeur, ou un questionnaire rempli dans un traitement de texte.

    Raises:
        InputError: fichier dangereux, illisible, vide, ou où aucune question de la grille n'est reconnue.
    """
    suffix = path.suffix.lower()
    if suffix in _OTHER_SHEETS:
        said = "ce classeur ne se lit pas\u00a0: enregistrez-le au format .xlsx, ou sa feuille au format CSV."
        return (Problem(said, name),)
    if suffix in _BOOKS:
        from .workbooks import read_sheets  # le lecteur de classeurs ne se charge que s'il sert

        return sheet_tables(read_sheets(path, name), name, vocabulary)
    if suffix == _PAPER:
        from .papers import read_paper

        return sheet_tables(read_paper(path, name, vocabulary), name, vocabulary)

    def known(cell: str) -> bool:
        return names_column(cell, vocabulary.answers) or vocabulary.find(cell) is not None

    rows, problems = csv_rows(read_bytes(path, limit=_LARGEST, name=name), name, known)
    cut = [(line, tuple(map(shown_cell, cells))) for line, cells in rows]  # comme dans un classeur
    return tuple(problems) if problems else flat_tables(cut, name, vocabulary)
