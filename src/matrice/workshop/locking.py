"""Le verrou d'un fichier ouvert : un seul programme à la fois, et il tombe avec le programme qui le tient."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt
    import os

    FAR = 1 << 30  # un octet au-delà de tout journal : Windows interdirait de lire ceux qu'il verrouille

    def try_lock(handle: int) -> bool:
        """Prend le verrou exclusif de ce fichier ; faux si un autre programme le tient."""
        os.lseek(handle, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """Prend le verrou exclusif de ce fichier ; faux si un autre programme le tient."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
