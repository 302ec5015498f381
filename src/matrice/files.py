"""Les fichiers : lire ceux qui sont livrés avec la bibliothèque, écrire sans jamais laisser à moitié ni rien de piégé."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from .errors import MatriceError, system_reason

# En tête d'une cellule, un tableur y lirait une formule (les quatre derniers : la même chose en pleine chasse).
FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


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


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\n") -> str:
    """Renvoie des lignes en CSV (`;`), sans danger à ouvrir dans un tableur : le seul écrivain de CSV de la maison.

    `None` fait une cellule vide. Un nombre reste un nombre, négatif compris ; un texte qui commence comme une formule
    reçoit une apostrophe, que `as_typed` ôte à la relecture.

    >>> csv_text([["=1+1", -2, "-2,5", None]])
    "'=1+1;-2;-2,5;\\n"
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator=line_end).writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def inert(cell: object) -> object:
    """La cellule, une apostrophe devant si un tableur y lirait une formule ; ses retours à la ligne sont des « \\n ».

    Un « \\r » seul n'est pas mis entre guillemets par le module `csv` : ce qui le suit commencerait une ligne.
    """
    if isinstance(cell, str):
        cell = re.sub("\r\n?", "\n", cell)
    if not isinstance(cell, str) or PLAIN_NUMBER.fullmatch(cell) or not FORMULA.match(cell):
        return cell
    return f"'{cell}"


def as_typed(cell: str) -> str:
    """Renvoie ce qui avait été tapé dans une cellule relue d'un CSV : l'apostrophe de `csv_text` en moins.

    >>> as_typed("'=1+1"), as_typed("'hui")
    ('=1+1', "'hui")
    """
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell) else cell


# Le zip d'un fichier Office


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Renvoie le zip de ces parties, dans cet ordre ; les mêmes parties donnent les mêmes octets."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts:
            archive.writestr(_entry(name), content)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """Une entrée de zip qui ne dépend ni de l'heure ni du système : 1er janvier 1980, système 0."""
    info = zipfile.ZipInfo(name)
    info.create_system = 0
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def undated(archive: bytes) -> bytes:
    """Renvoie le même zip sans date ni système."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return zipped([(name, source.read(name)) for name in source.namelist()])
