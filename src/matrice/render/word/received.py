"""Un fichier Word reçu : tout compter avant d'ouvrir.

Un modèle vient de l'extérieur : il peut être abîmé, chiffré, ou fait pour nuire. L'archive est mesurée au fil de
la lecture, et rien n'arrive à python-docx qui porte une macro, une définition de document ou un volume anormal.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document

from ...errors import InputError, Problem, system_reason
from ...text import NBSP, number, quoted
from .archive import zipped

Modele = bytes | str | os.PathLike[str]

SUBJECT = "Modèle Word refusé"
UNNAMED = "modèle"
MAX_BYTES = 10_000_000  # du fichier
MAX_PARTS = 200  # fichiers dans l'archive
MAX_UNZIPPED = 60 * 2**20  # octets, toutes parties ensemble
MAX_PART = 8 * 2**20  # octets d'une partie XML
MAX_TAGS = 400_000  # balises de toutes les parties XML ; une charte de quarante pages en a 60 000
CHUNK = 2**20

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TYPES, MAIN = "[Content_Types].xml", "word/document.xml"
MACRO = re.compile(rb"vbaProject|macroEnabled|vbaData", re.IGNORECASE)
DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
SAFE_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii"}
STRICT = b"purl.oclc.org/ooxml"
DOTX, DOCX = b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml"
RESAVE = "ouvrez-le dans Word ou LibreOffice, enregistrez-le au format .docx, puis recommencez."


@dataclass(frozen=True, slots=True)
class Received:
    """Un fichier Word vérifié : son nom dans les messages, et ses octets prêts à ouvrir."""

    name: str
    content: bytes

    def opened(self) -> Document:
        """Renvoie le document python-docx ; `InputError` si ses parties ne s'accordent pas."""
        try:
            return docx.Document(io.BytesIO(self.content))
        except Exception:  # python-docx lève de tout, selon ce qui manque au fichier
            raise self.damaged() from None

    def damaged(self) -> InputError:
        """Le refus d'un fichier dont le contenu ne tient pas debout."""
        return refused(f"le fichier est incomplet ou abîmé{NBSP}: {RESAVE}", self.name)


def refused(message: str, name: str) -> InputError:
    """Le refus d'un modèle, pour une seule raison."""
    return InputError([Problem(message, name)], subject=SUBJECT)


def received(modele: Modele) -> Received:
    """Renvoie le fichier Word vérifié ; un modèle .dotx devient le document .docx de même contenu.

    Args:
        modele: un chemin, ou les octets du fichier.

    Raises:
        InputError: fichier illisible, trop gros, chiffré, abîmé, à macros, ou qui n'est pas un .docx.
    """
    name = UNNAMED if isinstance(modele, bytes) else Path(modele).name or str(modele)
    raw = modele if isinstance(modele, bytes) else file_bytes(Path(modele), name)
    check_signature(raw, name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = unzipped(archive, name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise Received(name, raw).damaged() from None
    check_xml([(part, content) for part, content in parts if part.lower().endswith((".xml", ".rels"))], name)
    return Received(name, zipped((part, as_document(part, content)) for part, content in parts))


def file_bytes(path: Path, name: str) -> bytes:
    """Le contenu d'un fichier, s'il se lit et n'est pas trop gros."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise oversized(name)
        return path.read_bytes()
    except OSError as error:
        raise refused(f"lecture impossible{NBSP}: {system_reason(error)}.", name) from None


def oversized(name: str) -> InputError:
    """Le refus d'un fichier trop gros ; ce sont presque toujours ses images."""
    return refused(f"le fichier dépasse {number(MAX_BYTES / 1e6)}{NBSP}Mo{NBSP}: allégez ses images.", name)


def check_signature(raw: bytes, name: str) -> None:
    """Refuse ce qui n'est pas une archive, ou en annonce trop de parties."""
    if not raw:
        raise refused("le fichier est vide.", name)
    if len(raw) > MAX_BYTES:
        raise oversized(name)
    if raw.startswith(OLD_OFFICE):
        raise refused(
            f"le fichier est protégé par un mot de passe, ou d’un format d’avant 2007{NBSP}: ôtez le mot de passe, {RESAVE}",
            name,
        )
    if not raw.startswith(ZIP):
        raise refused(f"ce n’est pas un document .docx{NBSP}: {RESAVE}", name)
    if raw.count(b"PK\x01\x02") > MAX_PARTS:
        raise refused(f"l’archive a plus de {MAX_PARTS} parties{NBSP}: ce n’est pas un modèle de document.", name)


def unzipped(archive: zipfile.ZipFile, name: str) -> list[tuple[str, bytes]]:
    """Les parties de l'archive, chacune comptée au fil de la lecture : une taille annoncée peut mentir."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    names = [info.filename for info in infos]
    if len(set(names)) < len(names):
        raise refused("l’archive contient deux fois la même partie\u00a0: elle a été altérée.", name)
    if any(info.flag_bits & 1 for info in infos):
        raise refused("l’archive est chiffrée\u00a0: enlevez le mot de passe.", name)
    if any(MACRO.search(part.encode()) for part in names):
        raise macro(name)
    if MAIN not in names or TYPES not in names:
        raise refused(f"ce n’est pas un document .docx, malgré son nom{NBSP}: {RESAVE}", name)
    parts, room = [], MAX_UNZIPPED
    for info in infos:
        content = bytearray()
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                content += chunk
                if len(content) > room:
                    size = f"{number(MAX_UNZIPPED / 2**20)}{NBSP}Mio"
                    raise refused(f"une fois décompressé, il dépasse {size}{NBSP}: ce n’est pas un modèle.", name)
        room -= len(content)
        parts.append((info.filename, bytes(content)))
    return parts


def check_xml(parts: Iterable[tuple[str, bytes]], name: str) -> None:
    """Refuse une DTD, un encodage qui pourrait la cacher, une macro déclarée, une partie démesurée."""
    tags = 0
    for part, content in parts:
        bare = content.replace(b"\0", b"")  # en UTF-16, un caractère sur deux est nul
        tags += bare.count(b"<")
        if len(content) > MAX_PART or tags > MAX_TAGS:
            raise refused("le document est trop long pour un modèle\u00a0: gardez-en une page ou deux.", name)
        declared = DECLARED.match(bare[:400].lstrip(b"\xef\xbb\xbf\xff\xfe"))
        if declared and declared[1].lower() not in SAFE_ENCODINGS:
            raise refused(f"une partie est dans un encodage inhabituel{NBSP}: {RESAVE}", name)
        if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
            raise refused("il contient une définition de document (DTD), que Word n’écrit jamais\u00a0: refusé.", name)
        if part == TYPES and MACRO.search(bare):
            raise macro(name)
        if part == "_rels/.rels" and STRICT in bare:
            raise refused(
                f"il est au format {quoted('Open XML strict')}{NBSP}: enregistrez-le comme {quoted('Document Word (.docx)')}.",
                name,
            )


def macro(name: str) -> InputError:
    """Le refus d'un fichier à macros."""
    return refused("le fichier contient une macro\u00a0: enregistrez-le au format .docx, sans macro.", name)


def as_document(part: str, content: bytes) -> bytes:
    """Le contenu d'une partie ; la liste des types d'un .dotx y devient celle d'un .docx."""
    return content.replace(DOTX, DOCX) if part == TYPES else content
