"""Le zip d'un fichier Office : les mêmes parties donnent toujours les mêmes octets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Renvoie le zip de ces parties, dans cet ordre ; les mêmes parties donnent les mêmes octets."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts:
            archive.writestr(entry(name), content)
    return out.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    """Une entrée de zip qui ne dépend ni de l'heure ni du système : 1er janvier 1980, système 0."""
    info = zipfile.ZipInfo(name)
    info.create_system = 0
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def undated(archive: bytes) -> bytes:
    """Renvoie le même zip sans date ni système."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return zipped([(name, source.read(name)) for name in source.namelist()])
