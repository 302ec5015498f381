"""Le zip d'un fichier Office : tout compter avant d'ouvrir celui qu'on reçoit, et écrire le sien sans date ni système.

Un classeur ou un modèle vient de l'extérieur : il peut être abîmé, chiffré, ou fait pour nuire. Ce module rend ses
parties vérifiées ; ce qu'une feuille ou une page a le droit de dire se vérifie là où on la lit.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import InputError, Problem
from ..text import number

MAX_OFFICE = 10_000_000  # octets du fichier
MAX_PARTS = 200  # fichiers dans l'archive
MAX_UNZIPPED = 60 * 2**20  # octets, toutes parties ensemble
_MAX_PART = 8 * 2**20  # octets d'une partie XML ; le questionnaire de 600 personnes en fait 3
_CHUNK = 2**20

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TYPES = "[Content_Types].xml"
_XML = (".xml", ".rels", ".vml")
_MACRO = re.compile(rb"vbaProject|macroEnabled|macrosheet|vbaData", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_SAFE_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii"}
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError)


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """Une sorte de fichier Office que l'on reçoit : ce qu'il doit être, et les mots de ses refus.

    Args:
        what: comment on le nomme (« le classeur »).
        label: ce qu'il doit être (« un classeur .xlsx »).
        purpose: ce à quoi il sert ici (« un questionnaire »).
        resave: le geste qui le répare.
        writer: ce qui n'écrit jamais de DTD (« qu’aucun tableur n’écrit »).
        needed: les parties sans lesquelles ce n'en est pas un.
        max_tags: balises de toutes les parties rendues.
        too_long: la phrase d'un fichier qui en a plus.
        kept: les parties rendues ; sans lui, toutes.
        subject: le titre du refus.
    """

    what: str
    label: str
    purpose: str
    resave: str
    writer: str
    needed: tuple[str, ...]
    max_tags: int
    too_long: str
    kept: re.Pattern[str] | None = None
    subject: str = ""

    def refusal(self, message: str, name: str) -> InputError:
        """Le refus d'un fichier de cette sorte, pour une seule raison."""
        return InputError([Problem(message, name)], subject=self.subject)

    def damaged(self, name: str) -> InputError:
        """Le refus d'un fichier dont le contenu ne tient pas debout."""
        return self.refusal(f"le fichier est incomplet ou abîmé\u00a0: {self.resave}", name)


def office_parts(raw: bytes, kind: OfficeKind, name: str) -> list[tuple[str, bytes]]:
    """Renvoie les parties d'un fichier Office, chacune comptée au fil de la lecture : une taille annoncée peut mentir.

    Raises:
        InputError: vide, trop gros, chiffré, abîmé, à macros, à DTD, ou d'une autre sorte ; à la première faute.
    """
    _check_signature(raw, kind, name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_contents(infos, kind, name)
            return _parts(archive, infos, kind, name)
    except _BROKEN:
        raise kind.damaged(name) from None


def _parts(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], kind: OfficeKind, name: str
) -> list[tuple[str, bytes]]:
    """Les parties rendues ; les autres sont comptées et vérifiées aussi."""
    found = []
    room, tags = MAX_UNZIPPED, 0
    for info in infos:
        is_kept = kind.kept is None or kind.kept.fullmatch(info.filename) is not None
        content, size = _unzipped(archive, info, room, is_kept, kind, name)
        room -= size
        if _is_xml(info):
            bare = content.replace(b"\0", b"")  # en UTF-16, un caractère sur deux est nul
            _check_xml(bare, info.filename, kind, name)
            tags += bare.count(b"<") if is_kept else 0
        if is_kept:
            found.append((info.filename, content))
        if tags > kind.max_tags:
            raise kind.refusal(kind.too_long, name)
    return found


def _is_xml(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith(_XML)


def _check_signature(raw: bytes, kind: OfficeKind, name: str) -> None:
    """Refuse ce qui n'est pas une archive, ou en annonce trop de parties pour qu'on la lise."""
    if not raw:
        raise kind.refusal("le fichier est vide.", name)
    if raw.startswith(_OLD_OFFICE):
        raise kind.refusal(
            f"{kind.what} est protégé par un mot de passe, ou d’un format d’avant 2007\u00a0: ôtez le mot de passe, "
            f"{kind.resave}",
            name,
        )
    if not raw.startswith(_ZIP):
        raise _other_kind(kind, name)
    if raw.count(b"PK\x01\x02") > MAX_PARTS:
        raise kind.refusal(f"l’archive a plus de {MAX_PARTS} parties\u00a0: ce n’est pas {kind.purpose}.", name)


def _check_contents(infos: list[zipfile.ZipInfo], kind: OfficeKind, name: str) -> None:
    """Refuse une archive qui annonce trop, se répète, se chiffre, porte une macro, ou est d'une autre sorte."""
    names = [info.filename for info in infos]
    if sum(info.file_size for info in infos) > MAX_UNZIPPED:
        raise _swollen(MAX_UNZIPPED, kind, name)
    if len(set(names)) < len(names):
        raise kind.refusal("l’archive contient deux fois la même partie\u00a0: elle a été altérée.", name)
    if any(info.flag_bits & 1 for info in infos):
        raise kind.refusal("l’archive est chiffrée\u00a0: enlevez le mot de passe.", name)
    if any(_MACRO.search(part.encode()) for part in names):
        raise _macro(kind, name)
    if not set(kind.needed) <= set(names):
        raise _other_kind(kind, name)
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise kind.refusal(f"l’archive emploie une compression inhabituelle\u00a0: {kind.resave}", name)


def _unzipped(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int, is_kept: bool, kind: OfficeKind, name: str
) -> tuple[bytes, int]:
    """Le contenu d'une partie (vide si personne ne la lit) et sa taille réelle."""
    content, size = bytearray(), 0
    is_read = is_kept or _is_xml(info)
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise _swollen(MAX_UNZIPPED, kind, name)
            if _is_xml(info) and size > _MAX_PART:
                raise _swollen(_MAX_PART, kind, name)
            if is_read:
                content += chunk
    return bytes(content), size


def _check_xml(bare: bytes, part: str, kind: OfficeKind, name: str) -> None:
    """Refuse une DTD, une entité, un encodage qui pourrait les cacher, et une macro déclarée."""
    declared = _DECLARED.match(bare[:400].lstrip(b"\xef\xbb\xbf\xff\xfe"))
    if declared and declared[1].lower() not in _SAFE_ENCODINGS:
        raise kind.refusal(f"une partie est dans un encodage inhabituel\u00a0: {kind.resave}", name)
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise kind.refusal(f"il contient une définition de document (DTD), {kind.writer}\u00a0: refusé.", name)
    if part == _TYPES and _MACRO.search(bare):
        raise _macro(kind, name)


def _swollen(limit: int, kind: OfficeKind, name: str) -> InputError:
    """Le refus d'une archive qui gonfle : toute entière, ou par une seule de ses parties."""
    what = "il" if limit == MAX_UNZIPPED else "une de ses parties"
    size = f"{number(limit / 2**20)}\u00a0Mio"
    return kind.refusal(f"une fois décompressé, {what} dépasse {size}\u00a0: ce n’est pas {kind.purpose}.", name)


def _macro(kind: OfficeKind, name: str) -> InputError:
    extension = kind.label.split()[-1]
    return kind.refusal(
        f"{kind.what} contient une macro\u00a0: enregistrez-le au format {extension}, sans macro.", name
    )


def _other_kind(kind: OfficeKind, name: str) -> InputError:
    return kind.refusal(f"ce n’est pas {kind.label}, malgré son nom\u00a0: {kind.resave}", name)


# Écrire


def zipped(parts: Iterable[tuple[str, bytes]], *, stored: bool = False) -> bytes:
    """Renvoie le zip de ces parties, dans cet ordre ; les mêmes parties donnent les mêmes octets.

    `stored` range les parties sans les comprimer : pour une copie que l'on relit aussitôt.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts:
            archive.writestr(_entry(name, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED), content)
    return out.getvalue()


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    """Une entrée de zip qui ne dépend ni de l'heure ni du système : 1er janvier 1980, système 0."""
    info = zipfile.ZipInfo(name)
    info.create_system = 0
    info.compress_type = compression
    return info
