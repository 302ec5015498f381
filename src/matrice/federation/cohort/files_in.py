"""Les fichiers d'une cohorte : trouver les profils d'un dossier, lire chacun sans en lire trop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem, system_reason
from ...text import folded, plural, quoted, shortened
from ..exchange.receiving import MAX_BYTES

TABLES = {".csv", ".tsv", ".txt", ".parquet", ".pq"}
PROFILE = "profil"
LONGEST_HEADER = 100_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Une partie d'une source : un profil, une table, un DataFrame, ou la raison qui en tient lieu."""

    name: str
    content: Any = None
    reason: str = ""

    @property
    def is_profile(self) -> bool:
        """Vrai pour un fichier JSON."""
        return isinstance(self.content, Path) and self.content.suffix.lower() == ".json"


def pieces(source: Any) -> Iterator[Piece]:
    """Donne les parties d'une source : dossier, fichier, liste des uns et des autres, ou DataFrame."""
    if isinstance(source, (str, os.PathLike)):
        yield from pieces_at(Path(source))
    elif isinstance(source, (list, tuple)):
        for rank, part in enumerate(source, 1):
            for piece in pieces(part):
                frame = not isinstance(part, (str, os.PathLike, list, tuple))
                yield Piece(f"tableau {rank}", piece.content) if frame else piece
    else:
        yield Piece("tableau", source)


def pieces_at(path: Path) -> Iterator[Piece]:
    """Donne ce qui est à ce chemin."""
    shown = shortened(path.name or str(path))
    try:
        if path.is_dir():
            yield from pieces_in(path, shown)
        elif path.is_file():
            known = path.suffix.lower() in TABLES | {".json"}
            yield Piece(shown, path) if known else Piece(shown, reason=wrong_kind(path))
        elif path.exists():
            yield Piece(shown, reason="ce n’est pas un fichier ordinaire.")
        else:
            yield Piece(shown, reason="le fichier n’existe pas\u00a0: vérifiez le chemin.")
    except (OSError, ValueError) as error:
        why = system_reason(error) if isinstance(error, OSError) else "ce n’est pas un chemin"
        yield Piece(shown, reason=f"lecture impossible\u00a0: {why}.")


def wrong_kind(path: Path) -> str:
    """La raison d'un fichier qui n'est ni un profil ni une table."""
    kind = quoted(path.suffix) if path.suffix else "sans extension"
    return f"un fichier {kind} ne se lit pas ici\u00a0; attendu\u00a0: .json, .csv ou .parquet."


def pieces_in(folder: Path, shown: str) -> Iterator[Piece]:
    """Donne les profils d'un dossier et de ses sous-dossiers, dans l'ordre des noms ; ni cachés, ni liens suivis."""
    found, others = 0, 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.lower().endswith(".json") or name.startswith((".", "~")):
                continue
            if not folded(name).startswith(PROFILE):
                others += 1
                continue
            found += 1
            path = Path(place) / name
            yield Piece(path.relative_to(folder).as_posix(), path)
    if not found:
        said = f" ({plural(others, 'fichier .json', 'fichiers .json')} d’un autre nom)" if others else ""
        yield Piece(shown, reason=f"le dossier ne contient aucun fichier «\u00a0profil*.json\u00a0»{said}.")


def profile_bytes(path: Path, name: str) -> bytes:
    """Le contenu d'un profil ; un octet de plus que le permis suffit à le refuser, sans lire le reste.

    Raises:
        InputError: le fichier ne se lit pas, ou n'est pas un fichier ordinaire.
    """
    try:
        if not path.is_file():
            raise InputError([Problem("ce n’est pas un fichier ordinaire.", name)])
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError([Problem(f"lecture impossible\u00a0: {system_reason(error)}.", name)]) from None


def first_line(path: Path, encoding: str) -> str:
    """La première ligne d'un fichier texte, coupée si elle est démesurée."""
    with path.open(encoding=encoding, newline="") as stream:
        return stream.readline(LONGEST_HEADER)
