"""Les retours déjà écrits : un journal à côté d'eux, pour reprendre là où l'on s'est arrêté sans rien écraser."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import MatriceError, system_reason
from ..files import write_atomic
from ..text import NBSP, folded

JOURNAL = "retours.jsonl"
FORMAT = "matrice-retours-1"
LONGEST = 60
RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d|information-rgpd")  # à Windows, ou à la page jointe


@dataclass(frozen=True, slots=True)
class Entry:
    """Une ligne du journal : le contenu d'un retour, le fichier qui le porte et l'empreinte de ses octets."""

    content: str
    file: str
    digest: str


@dataclass(slots=True)
class Returned:
    """Le journal d'un dossier de retours.

    Chaque ligne dit, avant que le fichier soit écrit, le contenu qu'il aura : coupé n'importe où, un envoi reprend.
    `entries` garde toutes les lignes d'un retour ; un fichier dont les octets n'y sont pas a été retouché.
    """

    folder: Path
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    unread: int = 0

    @property
    def path(self) -> Path:
        """Le fichier du journal."""
        return self.folder / JOURNAL

    def is_done(self, name: str, content: str) -> bool:
        """Vrai si ce contenu est déjà dans son fichier, retouché ou non depuis."""
        entries = self.entries.get(name)
        if not entries or entries[-1].content != content:
            return False
        found = digest_of(self.folder / entries[-1].file)
        return found is not None and (found == entries[-1].digest or not self.is_ours(name, found))

    def is_ours(self, name: str, digest: str) -> bool:
        """Vrai pour des octets que nous avons écrits pour ce retour."""
        return any(entry.digest == digest for entry in self.entries.get(name, ()))

    def write(self, name: str, content: str, document: bytes) -> Path:
        """Écrit un retour et renvoie son chemin ; un fichier que l'on a retouché reste, le nouveau prend un numéro."""
        digest = hashlib.sha256(document).hexdigest()
        free, rank = self.folder / name, 1
        while (found := digest_of(free)) not in (None, digest) and not self.is_ours(name, found or ""):
            rank += 1
            free = free.with_name(f"{Path(name).stem}-{rank}{Path(name).suffix}")
        self.note(name, Entry(content, free.name, digest))
        write_atomic(free, document)
        return free

    def renew(self, name: str, content: str, document: bytes) -> None:
        """Écrit ce fichier s'il n'est pas déjà là avec ce contenu."""
        if not self.is_done(name, content):
            self.write(name, content, document)

    def note(self, name: str, entry: Entry) -> None:
        """Ajoute une ligne au journal, sûre avant que le fichier soit écrit."""
        line = {
            "format": FORMAT, "retour": name, "fichier": entry.file, "contenu": entry.content, "octets": entry.digest,
        }  # fmt: skip
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as stream:
                stream.seek(max(stream.seek(0, os.SEEK_END) - 1, 0))
                torn = stream.read(1) not in (b"", b"\n")  # une ligne coupée ne doit pas avaler la suivante
                stream.write(b"\n" * torn + json.dumps(line, ensure_ascii=False).encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise MatriceError(
                f"{self.path}{NBSP}: le journal n’a pas pu être écrit, {system_reason(error)}."
            ) from None
        self.entries.setdefault(name, []).append(entry)


def open_returned(folder: Path) -> Returned:
    """Renvoie le journal de ce dossier, vide s'il n'y en a pas ; une ligne coupée ou abîmée est laissée de côté.

    Raises:
        MatriceError: le journal ne se lit pas.
    """
    journal = Returned(folder)
    try:
        lines = journal.path.read_bytes().splitlines()
    except FileNotFoundError:
        return journal
    except OSError as error:
        raise MatriceError(f"{journal.path}{NBSP}: le journal ne se lit pas, {system_reason(error)}.") from None
    for raw in lines:
        name, entry = read_line(raw)
        if entry is None:
            journal.unread += bool(raw.strip())
        else:
            journal.entries.setdefault(name, []).append(entry)
    return journal


def read_line(raw: bytes) -> tuple[str, Entry | None]:
    """Une ligne du journal, ou rien si elle est coupée, abîmée, ou nomme un fichier hors du dossier."""
    try:
        line = json.loads(raw)
        name, entry = str(line["retour"]), Entry(str(line["contenu"]), str(line["fichier"]), str(line["octets"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", None
    return (name, entry) if Path(entry.file).name == entry.file else ("", None)


def digest_of(path: Path) -> str | None:
    """L'empreinte d'un fichier, ou `None` s'il n'existe pas ; `MatriceError` s'il ne se lit pas."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MatriceError(f"{path}{NBSP}: le fichier ne se lit pas, {system_reason(error)}.") from None


def file_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Renvoie un nom de fichier par nom de code, sûr partout, et le même d'un envoi à l'autre.

    Deux codes qui donneraient le même nom portent chacun l'empreinte du leur.

    >>> file_names(["Équipe A", "equipe-a", "CON"])["CON"]
    'equipe-con.docx'
    """
    stems = {code: stem(code) for code in codes}
    shared = Counter(stems.values())
    return {
        code: f"{name}-{marked(code)}.docx" if shared[name] > 1 or not folded(code).isascii() else f"{name}.docx"
        for code, name in stems.items()
    }


def stem(code: str) -> str:
    """Un nom de fichier sans accent, sans espace, que Windows accepte."""
    bare = re.sub("[^a-z0-9]+", "-", folded(code)).strip("-")[:LONGEST].strip("-")
    return f"equipe-{bare}".strip("-") if not bare or RESERVED.fullmatch(bare) else bare


def marked(code: str) -> str:
    """Six signes tirés du nom de code."""
    return hashlib.sha256(code.encode()).hexdigest()[:6]
