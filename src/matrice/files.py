"""Les fichiers : lire ceux qui sont livrés avec la bibliothèque, écrire sans jamais laisser à moitié."""

from __future__ import annotations

import os
import tempfile
from importlib.resources import files
from pathlib import Path

from .errors import MatriceError, system_reason


def shipped_text(name: str) -> str:
    """Renvoie le texte d'un fichier livré de `data/`.

    Une roue le range dans `matrice/_data` ; un dépôt ou une installation « -e » le garde dans `data/`,
    deux dossiers au-dessus. `MatriceError` si aucun des deux n'est là.
    """
    packed = files("matrice") / "_data" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    checkout = Path(__file__).resolve().parents[2] / "data" / name
    if checkout.is_file():
        return checkout.read_text(encoding="utf-8")
    raise MatriceError(
        f"Le fichier livré «\u00a0{name}\u00a0» est introuvable\u00a0: réinstallez matrice (pip install --force-reinstall)."
    )


def write_atomic(path: str | os.PathLike[str], content: bytes) -> None:
    """Écrit un fichier d'un coup : l'ancien reste entier tant que le nouveau ne l'est pas.

    Le dossier est créé s'il manque. `MatriceError` si le disque refuse (plein, protégé, fichier ouvert
    dans Word sous Windows).
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~current_umask()
            Path(draft).chmod(mode)  # mkstemp crée en 0600 : un collègue doit pouvoir ouvrir le fichier
            Path(draft).replace(target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MatriceError(
            f"{target}\u00a0: l’écriture a échoué, {system_reason(error)}. Fermez le fichier s’il est ouvert, "
            "vérifiez la place et les droits, puis recommencez."
        ) from None


def current_umask() -> int:
    """Le masque de création du processus ; le lire demande de l'écrire, puis de le remettre."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
