"""Lire un fichier, de partout de la même façon : ordinaire, pas plus gros que prévu, dans le bon encodage.

Un chemin reçu peut mener à un tube qui n'aurait jamais de fin, à un périphérique, à un dossier, à un fichier démesuré :
rien n'est lu avant d'avoir été regardé, sur le fichier ouvert lui-même, et jamais plus que la limite.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO

from ..errors import InputError, MatriceError, Problem, system_reason
from ..text import number

StrPath = str | os.PathLike[str]

LARGEST = 50_000_000  # octets, quand la porte n'a pas sa propre limite
_ORDINARY = 65_536  # octets d'un fichier courant, lus d'un coup
UNREADABLE = "Fichier illisible"
# Windows changerait les fins de ligne ; ailleurs, ouvrir un tube attendrait que quelqu'un y écrive.
BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_UNWAITING = BINARY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def shipped_text(name: str) -> str:
    """Renvoie le texte d'un fichier livré de `data/`.

    Une roue le range dans `matrice/_data` ; un dépôt ou une installation « -e » le garde dans `data/`,
    deux dossiers au-dessus de `matrice`. `MatriceError` si aucun des deux n'est là.
    """
    packed = files("matrice") / "_data" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    checkout = Path(__file__).resolve().parents[3] / "data" / name
    if checkout.is_file():
        return checkout.read_text(encoding="utf-8")
    raise MatriceError(
        f"Le fichier livré «\u00a0{name}\u00a0» est introuvable\u00a0: réinstallez matrice (pip install --force-reinstall)."
    )


def packaged(package: str, name: str) -> bytes:
    """Renvoie un fichier livré à côté des modules de cette pièce."""
    return (files(package) / name).read_bytes()


def read_bytes(
    path: StrPath, *, limit: int = LARGEST, name: str = "", subject: str = UNREADABLE, advice: str = ""
) -> bytes:
    """Renvoie le contenu d'un fichier.

    Args:
        path: son chemin.
        limit: octets au plus ; au-delà, le fichier est refusé sans être lu.
        name: son nom dans les messages ; sans lui, son chemin.
        subject: le titre du refus.
        advice: ce que dit de plus le refus d'un fichier trop gros (« allégez ses images »).

    Raises:
        InputError: le fichier n'existe pas, n'est pas un fichier ordinaire, est trop gros, ou le système le refuse.
    """
    with open_regular(path, limit=limit, name=name, subject=subject, advice=advice) as stream:
        content = stream.read(min(limit + 1, _ORDINARY))  # demander la limite réserverait toute sa place
        if len(content) == _ORDINARY:  # un fichier peut grandir, ou taire sa taille
            content += stream.read(limit + 1 - _ORDINARY)
    if len(content) > limit:
        raise _refusal(_oversized(limit, advice), name or str(path), subject)
    return content


def read_text(path: StrPath, *, limit: int = LARGEST, name: str = "", subject: str = UNREADABLE) -> str:
    """Renvoie le texte d'un fichier en UTF-8, avec ou sans marque.

    Raises:
        InputError: comme `read_bytes`, ou le fichier n'est pas du texte en UTF-8.
    """
    content = read_bytes(path, limit=limit, name=name, subject=subject)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = "le fichier n’est pas en UTF-8\u00a0: enregistrez-le dans cet encodage."
        raise _refusal(said, name or Path(path).name, subject) from None
    if "\0" in text:
        said = "le fichier contient des octets nuls, ce n’est pas du texte\u00a0: redemandez-le, ou enregistrez-le en UTF-8."
        raise _refusal(said, name or Path(path).name, subject)
    return text


@contextmanager
def open_regular(
    path: StrPath, *, limit: int | None = None, name: str = "", subject: str = UNREADABLE, advice: str = ""
) -> Iterator[BinaryIO]:
    """Ouvre un fichier ordinaire, pour qui le lit au fil de l'eau ; mêmes arguments que `read_bytes`.

    Raises:
        InputError: comme `read_bytes`.
    """
    shown = name or str(path)
    try:
        handle = ordinary(path, os.O_RDONLY)
        with os.fdopen(handle, "rb") as stream:
            if limit is not None and os.fstat(handle).st_size > limit:
                raise _refusal(_oversized(limit, advice), shown, subject)
            yield stream
    except OSError as error:
        impossible = "" if error.errno == errno.ENXIO else "lecture impossible\u00a0: "
        raise _refusal(f"{impossible}{system_reason(error)}.", shown, subject) from None


def holds(path: StrPath, content: bytes) -> bool:
    """Vrai si ce fichier existe, est ordinaire et a exactement ce contenu."""
    try:
        with open_regular(path, limit=len(content)) as stream:
            return stream.read(len(content) + 1) == content
    except InputError:
        return False


def ordinary(path: StrPath, flags: int, mode: int = 0o666) -> int:
    """Ouvre ce chemin sans attendre personne, et renvoie son descripteur.

    Raises:
        OSError: le système refuse, c'est un dossier, ou ce n'est pas un fichier ordinaire.
    """
    try:
        handle = os.open(path, flags | _UNWAITING, mode)
    except ValueError:  # un octet nul dans le nom
        raise FileNotFoundError(errno.ENOENT, "embedded null byte") from None
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, "is a directory")
        raise OSError(errno.ENXIO, "not a regular file")  # comme le système à qui veut ouvrir une prise
    return handle


def _oversized(limit: int, advice: str) -> str:
    size = f"{number(limit / 1e6)}\u00a0Mo" if limit >= 1_000_000 else f"{number(limit / 1e3)}\u00a0ko"
    return f"le fichier dépasse {size}" + (f"\u00a0: {advice}." if advice else ".")


def _refusal(message: str, name: str, subject: str) -> InputError:
    return InputError([Problem(message, name)], subject=subject)
