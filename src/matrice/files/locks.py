"""Le verrou d'un fichier ouvert : un seul à la fois, fil ou programme, et il tombe avec celui qui le tient.

Un système sans verrou (un navigateur) n'a qu'un programme : rien n'y est à attendre. Un disque qui en refuse (certains
disques de réseau) est une autre affaire : deux personnes y écriraient ensemble, on n'y écrit donc pas.
"""

from __future__ import annotations

import errno
import os
import sys

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
