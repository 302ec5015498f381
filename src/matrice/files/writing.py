"""Écrire un fichier d'un coup : jamais à moitié, et jamais sur le travail de quelqu'un quand il doit être neuf ; et le verrouiller."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from ..errors import MatriceError, system_reason
from .reading import StrPath, holds

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK}  # une clé USB n'a pas de liens

_NO_SYNC = {errno.EINVAL, errno.EACCES, errno.EPERM, errno.EBADF, errno.ENOTSUP, errno.EOPNOTSUPP}


def write_atomic(path: StrPath, content: bytes) -> None:
    """Écrit un fichier d'un coup : l'ancien reste entier tant que le nouveau ne l'est pas.

    Le dossier est créé s'il manque. `MatriceError` si le disque refuse (plein, protégé, fichier ouvert
    dans Word sous Windows).
    """
    target = Path(path)
    try:
        make_folder(target.parent)
        mode = target.stat().st_mode & 0o777 if target.exists() else mode_within(target.parent)
        draft = _draft(target, content, mode)
        try:
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except OSError as error:
        raise _failed(target, error) from None


def write_new(path: StrPath, content: bytes, *, private: bool = False) -> bool:
    """Crée un fichier d'un coup ; faux, et rien n'est changé, si ce nom est déjà pris.

    Deux programmes qui créent le même fichier ensemble n'en font qu'un, entier. Le dossier est créé s'il manque.

    Args:
        path: le fichier à créer.
        content: son contenu.
        private: vrai pour qu'il ne soit lisible que de son propriétaire.

    Raises:
        MatriceError: le disque refuse.
    """
    target = Path(path)
    try:
        make_folder(target.parent)
        mode = 0o600 if private else mode_within(target.parent)
        draft = _draft(target, content, mode)
        try:
            made = _named(draft, target)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(target.parent)
        return made
    except OSError as error:
        raise _failed(target, error) from None


def write_beside(content: bytes, path: StrPath) -> Path:
    """Écrit un document et renvoie son chemin, avec un numéro si un autre contenu porte déjà ce nom.

    Un document déjà là a peut-être été complété dans Word ou dans Excel : on ne l'écrase pas, même à plusieurs.
    """
    wanted = Path(path)
    free, rank = wanted, 1
    while not (write_new(free, content) or holds(free, content)):
        rank += 1
        free = wanted.with_name(f"{wanted.stem}-{rank}{wanted.suffix}")
    return free


def make_folder(folder: Path, *, private: bool = False) -> None:
    """Crée un dossier s'il manque, et ceux au-dessus ; aucun n'est plus ouvert que celui où il naît.

    `private` le réserve à son propriétaire. Le nom d'un dossier neuf est sûr sur le disque.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):  # un autre programme vient de le créer
        folder.mkdir(0o700 if private else 0o777 & ~(0o77 & ~folder.parent.stat().st_mode))
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "not a directory")
    sync_folder(folder.parent)


def mode_within(folder: Path) -> int:
    """Les droits d'un fichier neuf : ceux d'usage, mais jamais plus ouvert que son dossier."""
    mask = os.umask(0)  # le lire demande de l'écrire, puis de le remettre
    os.umask(mask)
    return 0o666 & ~mask & ~(0o66 & ~folder.stat().st_mode)


def _draft(target: Path, content: bytes, mode: int) -> Path:
    """Le contenu, sûr sur le disque, dans un fichier caché à côté de celui qu'il deviendra."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(mode)  # mkstemp crée en 0600 : un collègue doit pouvoir ouvrir le fichier
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _named(draft: Path, target: Path) -> bool:
    """Donne son nom au brouillon ; faux si ce nom est pris."""
    try:
        if os.name == "nt":
            draft.rename(target)  # Windows n'écrase pas
        else:
            os.link(draft, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return _taken(draft, target)
    return True


def _taken(draft: Path, target: Path) -> bool:
    """Donne son nom au brouillon là où le disque n'a pas de liens : le dossier, tenu le temps de le faire, en garde l'exclusivité."""
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        lock(handle)
        if os.path.lexists(target):
            return False
        draft.replace(target)
        return True
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Rend sûr le nom d'un fichier neuf ou remplacé ; Windows, et quelques disques, ne le demandent pas et ne le permettent pas."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def _failed(target: Path, error: OSError) -> MatriceError:
    return MatriceError(
        f"{target}\u00a0: l’écriture a échoué, {system_reason(error)}. Fermez le fichier s’il est ouvert, "
        "vérifiez la place et les droits, puis recommencez."
    )


# --- le verrou d'un fichier ouvert : un seul à la fois, fil ou programme, et il tombe avec celui qui le tient ---------------------
# Un système sans verrou (un navigateur) n'a qu'un programme : rien n'y est à attendre. Un disque qui en refuse (certains
# disques de réseau) est une autre affaire : deux personnes y écriraient ensemble, on n'y écrit donc pas.

_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK, getattr(errno, "EDEADLOCK", errno.EDEADLK)}
_FAR = 1 << 30  # un octet au-delà de tout journal : Windows interdirait de lire ceux qu'il verrouille


def try_lock(handle: int) -> bool:
    """Prend le verrou exclusif de ce fichier ouvert ; faux si un autre, fil ou programme, le tient.

    Raises:
        OSError: `ENOLCK` : ce disque ne sait pas verrouiller.
    """
    return _locked(handle, wait=False)


def lock(handle: int) -> None:
    """Attend d'être seul à tenir ce fichier ouvert, jusqu'à sa fermeture."""
    while not _locked(handle, wait=True):
        pass  # Windows renonce après dix secondes : on redemande


def _refused(error: OSError) -> bool:
    """Faux pour un fichier déjà tenu ; sinon le refus du disque, toujours sous le même numéro."""
    if error.errno in _HELD:
        return False
    raise OSError(errno.ENOLCK, error.strerror) from None


if sys.platform == "win32":

    def _locked(handle: int, *, wait: bool) -> bool:
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return _refused(error)
        return True

else:

    def _locked(handle: int, *, wait: bool) -> bool:
        try:
            import fcntl
        except ImportError:
            return True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return _refused(error)
        return True
