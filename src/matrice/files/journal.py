"""Un journal : des lignes JSON qu'une somme de contrôle enchaîne, dans un fichier qui ne fait que grandir.

La somme d'une ligne dépend de celle d'avant : une ligne changée, ôtée ou déplacée se voit ; un témoin, à côté, dit où le
journal s'arrêtait. Une ligne est écrite, et rendue sûre, avant de compter ; une écriture ratée ne laisse rien.
"""

from __future__ import annotations

import hashlib
import json
import os
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError, MatriceError, system_reason
from .reading import StrPath, ordinary, read_bytes
from .writing import lock, make_folder, mode_within, sync_folder, try_lock

Record = dict[str, Any]

CHECK = "controle"  # la clé de la somme, dans chaque ligne
WITNESS, ASIDE = ".temoin", ".rebut"  # où le journal s'arrêtait ; ce qui ne se relit pas
LARGEST_JOURNAL = 100_000_000  # octets
_DIGITS = 16  # signes hexadécimaux d'une somme


# La chaîne : des octets, sans fichier


@dataclass(frozen=True, slots=True)
class Line:
    """Une ligne sûre : son contenu, sa somme de contrôle, et l'octet où commence la suivante."""

    entry: Record
    check: str
    end: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Comment un journal calcule ses sommes ; chaque sorte de journal garde sa façon, pour relire ce qui est déjà écrit.

    Args:
        joint: ce qui sépare, dans ce que l'on condense, la somme d'avant du texte de la ligne.
        is_sorted: vrai si ce texte met les clés dans l'ordre.
        is_tight: vrai si la ligne s'écrit sans espaces.
    """

    joint: str = ""
    is_sorted: bool = True
    is_tight: bool = False

    def line(self, entry: Record, before: str) -> tuple[bytes, str]:
        """Renvoie la ligne à écrire, fin de ligne comprise, et sa somme de contrôle ; `before` est celle d'avant."""
        check = self.checksum(entry, before)
        separators = (",", ":") if self.is_tight else None
        text = json.dumps({**entry, CHECK: check}, ensure_ascii=False, separators=separators)
        return text.encode() + b"\n", check

    def checksum(self, entry: Mapping[str, Any], before: str) -> str:
        """SHA-256 de la somme d'avant et du JSON sans espaces, 16 signes."""
        body = json.dumps(entry, ensure_ascii=False, sort_keys=self.is_sorted, separators=(",", ":"))
        return hashlib.sha256(f"{before}{self.joint}{body}".encode()).hexdigest()[:_DIGITS]

    def read(self, line: bytes, before: str) -> Record | None:
        """Le contenu d'une ligne dont la somme est juste, sinon `None`."""
        entry = parsed(line)
        if entry is None:
            return None
        said = entry.pop(CHECK, None)
        try:
            return entry if said == self.checksum(entry, before) else None
        except UnicodeEncodeError:  # un demi-caractère échappé
            return None

    def lines(self, raw: bytes) -> list[Line]:
        """Les lignes dont la chaîne est juste depuis le début ; on s'arrête à la première qui ne l'est pas."""
        found: list[Line] = []
        check, end = "", 0
        for text in raw.split(b"\n"):
            entry = self.read(text, check)
            if entry is None:
                break
            check, end = self.checksum(entry, check), end + len(text) + 1
            found.append(Line(entry, check, end))
        return found


def parsed(line: bytes) -> Record | None:
    """L'objet JSON d'une ligne, ou `None`."""
    try:
        entry = json.loads(line.decode())
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


@dataclass(frozen=True, slots=True)
class Witness:
    """Ce qu'un journal avait d'écrit la dernière fois : le nombre de ses lignes, et la somme de la dernière.

    La chaîne des sommes ne dit rien d'une fin ôtée proprement ; lui, si. Il est écrit après le geste : en retard d'un
    geste, il ne prouve rien ; en avance, le journal a perdu des lignes.
    """

    lines: int
    check: str

    def text(self) -> bytes:
        """Toujours de la même longueur : réécrit sur place, il n'est jamais à moitié vide."""
        return f'{{"lignes": {self.lines:>9}, "{CHECK}": "{self.check}"}}\n'.encode()


def witness_of(text: bytes) -> Witness | None:
    """Le témoin d'une ligne relue ; `None` si elle est illisible : une coupure a pu l'empêcher d'être écrite."""
    entry = parsed(text.strip(b"\0")) or {}
    lines, check = entry.get("lignes"), entry.get(CHECK)
    if isinstance(lines, int) and not isinstance(lines, bool) and lines > 0 and isinstance(check, str):
        return Witness(lines, check)
    return None


# Ce qui accompagne un journal


def beside(path: Path, suffix: str) -> Path:
    """Le fichier qui accompagne ce journal : « atelier.jsonl.rebut », « atelier.jsonl.temoin »."""
    return path.with_name(path.name + suffix)


def witness_beside(path: Path) -> Witness | None:
    """Le témoin de ce journal, `None` s'il n'y en a pas ou s'il ne se lit pas."""
    try:
        return witness_of(read_bytes(beside(path, WITNESS)).split(b"\n")[0])
    except InputError:
        return None


# Le fichier


@dataclass(frozen=True, slots=True)
class JournalWords:
    """Ce qu'un journal dit de lui : son nom (« le journal »), ce qui suit un refus, un changement, un verrou pris."""

    what: str
    failed: str = ""
    changed: str = ""
    held: str = ""


class JournalGoneError(MatriceError):
    """Le dossier du journal n'est plus là : rien ne s'y écrit, et rien n'y est perdu s'il revient."""


class JournalFile:
    """Un fichier ouvert et verrouillé qui ne fait que grandir ; `size` est la taille de ce qui compte.

    Oublié, il se ferme et rend son verrou. Tout ce que le système refuse est dit en français. Un journal relu en entier
    (`content`) suit son chemin : un logiciel qui synchronise remplace le fichier, et écrire dans l'ancien serait perdre.

    Args:
        path: son chemin ; le fichier et son dossier sont créés s'ils manquent.
        words: ce qu'il dit de lui.
        wait: vrai pour attendre que les autres aient fini, faux pour refuser si quelqu'un le tient.
        private: vrai pour qu'un fichier neuf ne soit lisible que de son propriétaire.

    Raises:
        MatriceError: le disque refuse, ce n'est pas un fichier ordinaire, ou quelqu'un d'autre le tient.
    """

    def __init__(self, path: StrPath, words: JournalWords, *, wait: bool = False, private: bool = False) -> None:
        self.path = Path(path)
        self._words, self._private = words, private
        self._torn = False
        self._copy: bytearray | None = None  # ce que le fichier doit dire, s'il faut le refaire
        with self._in_french():
            make_folder(self.path.parent)
            self._hold(self._opened())
            if wait:
                lock(self._handle)
            elif not try_lock(self._handle):
                self.close()
                raise self._held()
            self.size = os.fstat(self._handle).st_size

    def _opened(self, suffix: str = "", flags: int = 0) -> int:
        """Le fichier qui est à ce chemin, ou un voisin, créé s'il manque."""
        mode = 0o600 if self._private else mode_within(self.path.parent)
        return ordinary(beside(self.path, suffix), os.O_RDWR | os.O_CREAT | flags, mode)

    def _hold(self, handle: int) -> None:
        """Garde ce fichier ouvert, à la place de celui d'avant."""
        self._handle, self._release = handle, weakref.finalize(self, os.close, handle)

    def __enter__(self) -> JournalFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ferme le fichier, et rend son verrou."""
        self._release()

    def content(self, start: int = 0) -> bytes:
        """Tous les octets du fichier, à partir de `start`."""
        with self._in_french():
            if os.fstat(self._handle).st_size - start > LARGEST_JOURNAL:
                raise MatriceError(f"{self.path}\u00a0: {self._words.what} est démesuré. Remettez une sauvegarde.")
            found = _read_all(self._handle, start)
            if not start:
                self._copy = bytearray(found)
            return found

    def resume(self, size: int) -> None:
        """Reprend après les `size` premiers octets : une fin coupée s'en va.

        Raises:
            MatriceError: une ligne entière de plus, ou des octets de moins, viennent d'un autre programme.
        """
        with self._in_french():
            if self.size < size or b"\n" in self.content(size):
                raise self._changed()
            self.cut(size)

    def cut(self, size: int) -> None:
        """Ne garde que les `size` premiers octets."""
        with self._in_french():
            os.ftruncate(self._handle, size)
            os.fsync(self._handle)
            self.size = size
            if self._copy is not None:
                del self._copy[size:]

    def append(self, data: bytes) -> None:
        """Ajoute des octets d'un seul tenant et attend qu'ils soient sur le disque."""
        with self.appending(data):
            pass

    @contextmanager
    def appending(self, data: bytes) -> Iterator[None]:
        """Ajoute des octets, sûrs sur le disque quand commence le bloc ; ils ne restent que si le bloc aboutit.

        Un refus du disque ou une interruption remettent le fichier comme avant.

        Raises:
            JournalGoneError: le dossier n'est plus là.
        """
        with self._in_french():
            self._follow()
            self._verify()
            try:
                _write_all(self._handle, data)
                os.fsync(self._handle)
                yield
                self.size += len(data)
                if self._copy is not None:
                    self._copy += data
            except BaseException:
                self._torn = True
                self._verify()
                raise
        with suppress(
            MatriceError, OSError
        ):  # remplacé pendant que nous écrivions ; un refus se dira au prochain geste
            self._follow()

    def put_aside(self, rest: bytes, size: int) -> None:
        """Copie la fin dans « .rebut », puis seulement la retire du journal."""
        self._add_beside(ASIDE, rest if rest.endswith(b"\n") else rest + b"\n")
        self.cut(size)

    def note_end(self, witness: Witness) -> None:
        """Note à côté où le journal s'arrête. Sans lui une ligne compte tout de même : un refus du disque ne l'annule pas."""
        with suppress(OSError):
            handle = self._opened(WITNESS)
            try:
                _write_all(handle, witness.text())
            finally:
                os.close(handle)

    def remember(self, witness: Witness) -> None:
        """Garde, sous la première ligne du témoin, ce qui avait été écrit et qui manque."""
        self._add_beside(WITNESS, witness.text(), first=witness.text())

    def _add_beside(self, suffix: str, data: bytes, first: bytes = b"") -> None:
        """Ajoute à un fichier voisin, après `first` s'il est neuf."""
        with self._in_french():
            handle = self._opened(suffix, os.O_APPEND)
            try:
                _write_all(handle, data if os.fstat(handle).st_size else first + data)
                os.fsync(handle)
            finally:
                os.close(handle)

    def _follow(self) -> None:
        """Reprend le fichier qui a pris la place du nôtre, s'il n'en dit rien d'autre ; le refait s'il manque.

        Un fichier remplacé par une copie plus ancienne est complété ; un autre contenu vient de quelqu'un, on n'y touche pas.
        """
        if self._copy is None or self._is_in_place():
            return
        if not self.path.parent.is_dir():
            raise JournalGoneError(f"{self.path.parent}\u00a0: ce dossier n’est plus là.")
        handle = self._opened()
        try:
            if not try_lock(handle):
                raise self._held()
            found = _read_all(handle)
            if not self._copy.startswith(found):
                raise self._changed()
            _write_all(handle, bytes(self._copy[len(found) :]))
            os.fsync(handle)
            sync_folder(self.path.parent)
        except BaseException:
            os.close(handle)
            raise
        self.close()
        self._hold(handle)
        self._torn = False

    def _is_in_place(self) -> bool:
        """Vrai si le fichier ouvert est celui que l'on trouve à ce chemin."""
        try:
            return os.path.samestat(os.fstat(self._handle), self.path.stat())
        except OSError:
            return False

    def _verify(self) -> None:
        """Le fichier finit là où nous l'avons laissé ; une écriture ratée est d'abord reprise."""
        if self._torn:
            os.ftruncate(self._handle, self.size)
            os.fsync(self._handle)
            self._torn = False
        if os.lseek(self._handle, 0, os.SEEK_END) != self.size:
            raise self._changed()

    def _held(self) -> MatriceError:
        return MatriceError(f"{self.path}\u00a0: {self._words.held}")

    def _changed(self) -> MatriceError:
        return MatriceError(f"{self.path}\u00a0: {self._words.changed}")

    @contextmanager
    def _in_french(self) -> Iterator[None]:
        """Dit en français ce que le système refuse."""
        try:
            yield
        except OSError as error:
            said = f"{self._words.what} n’a pas pu être écrit, {system_reason(error)}.{self._words.failed}"
            raise MatriceError(f"{self.path}\u00a0: {said}") from None


def _read_all(handle: int, start: int = 0) -> bytes:
    """Tous les octets d'un fichier ouvert, à partir de `start`."""
    os.lseek(handle, start, os.SEEK_SET)
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _write_all(handle: int, data: bytes) -> None:
    """Écrit tout : le système peut n'en prendre qu'une partie à la fois."""
    while data:
        data = data[os.write(handle, data) :]
