"""Un fichier Word reçu : tout compter avant d'ouvrir, et ne rien garder qui aille chercher quelque chose ailleurs."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.package import OpcPackage
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ...errors import InputError, Problem, system_reason
from ...files import zipped
from ...text import NBSP, number, quoted, shortened

# Un fichier Word reçu : tout compter avant d'ouvrir

Modele = bytes | str | os.PathLike[str]

_SUBJECT = "Modèle Word refusé"
_UNNAMED = "modèle"
MAX_BYTES = 10_000_000  # du fichier
MAX_PARTS = 200  # fichiers dans l'archive
MAX_UNZIPPED = 60 * 2**20  # octets, toutes parties ensemble
_MAX_PART = 8 * 2**20  # octets d'une partie XML
_MAX_TAGS = 400_000  # balises de toutes les parties XML ; une charte de quarante pages en a 60 000
_CHUNK = 2**20

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TYPES, _MAIN = "[Content_Types].xml", "word/document.xml"
_MACRO = re.compile(rb"vbaProject|macroEnabled|vbaData", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_SAFE_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii"}
_STRICT = b"purl.oclc.org/ooxml"
_DOTX, _DOCX = b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml"
_RESAVE = "ouvrez-le dans Word ou LibreOffice, enregistrez-le au format .docx, puis recommencez."


@dataclass(frozen=True, slots=True)
class _Received:
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
        return refused(f"le fichier est incomplet ou abîmé{NBSP}: {_RESAVE}", self.name)


def refused(message: str, name: str) -> InputError:
    """Le refus d'un modèle, pour une seule raison."""
    return InputError([Problem(message, name)], subject=_SUBJECT)


def received(modele: Modele) -> _Received:
    """Renvoie le fichier Word vérifié ; un modèle .dotx devient le document .docx de même contenu.

    Args:
        modele: un chemin, ou les octets du fichier.

    Raises:
        InputError: fichier illisible, trop gros, chiffré, abîmé, à macros, ou qui n'est pas un .docx.
    """
    name = _UNNAMED if isinstance(modele, bytes) else Path(modele).name or str(modele)
    raw = modele if isinstance(modele, bytes) else _file_bytes(Path(modele), name)
    _check_signature(raw, name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = _unzipped(archive, name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise _Received(name, raw).damaged() from None
    _check_xml([(part, content) for part, content in parts if part.lower().endswith((".xml", ".rels"))], name)
    return _Received(name, zipped((part, _as_document(part, content)) for part, content in parts))


def _file_bytes(path: Path, name: str) -> bytes:
    """Le contenu d'un fichier, s'il se lit et n'est pas trop gros."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _oversized(name)
        return path.read_bytes()
    except OSError as error:
        raise refused(f"lecture impossible{NBSP}: {system_reason(error)}.", name) from None


def _oversized(name: str) -> InputError:
    """Le refus d'un fichier trop gros ; ce sont presque toujours ses images."""
    return refused(f"le fichier dépasse {number(MAX_BYTES / 1e6)}{NBSP}Mo{NBSP}: allégez ses images.", name)


def _check_signature(raw: bytes, name: str) -> None:
    """Refuse ce qui n'est pas une archive, ou en annonce trop de parties."""
    if not raw:
        raise refused("le fichier est vide.", name)
    if len(raw) > MAX_BYTES:
        raise _oversized(name)
    if raw.startswith(_OLD_OFFICE):
        raise refused(
            f"le fichier est protégé par un mot de passe, ou d’un format d’avant 2007{NBSP}: ôtez le mot de passe, {_RESAVE}",
            name,
        )
    if not raw.startswith(_ZIP):
        raise refused(f"ce n’est pas un document .docx{NBSP}: {_RESAVE}", name)
    if raw.count(b"PK\x01\x02") > MAX_PARTS:
        raise refused(f"l’archive a plus de {MAX_PARTS} parties{NBSP}: ce n’est pas un modèle de document.", name)


def _unzipped(archive: zipfile.ZipFile, name: str) -> list[tuple[str, bytes]]:
    """Les parties de l'archive, chacune comptée au fil de la lecture : une taille annoncée peut mentir."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    names = [info.filename for info in infos]
    if len(set(names)) < len(names):
        raise refused("l’archive contient deux fois la même partie\u00a0: elle a été altérée.", name)
    if any(info.flag_bits & 1 for info in infos):
        raise refused("l’archive est chiffrée\u00a0: enlevez le mot de passe.", name)
    if any(_MACRO.search(part.encode()) for part in names):
        raise _macro(name)
    if _MAIN not in names or _TYPES not in names:
        raise refused(f"ce n’est pas un document .docx, malgré son nom{NBSP}: {_RESAVE}", name)
    parts, room = [], MAX_UNZIPPED
    for info in infos:
        content = bytearray()
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > room:
                    size = f"{number(MAX_UNZIPPED / 2**20)}{NBSP}Mio"
                    raise refused(f"une fois décompressé, il dépasse {size}{NBSP}: ce n’est pas un modèle.", name)
        room -= len(content)
        parts.append((info.filename, bytes(content)))
    return parts


def _check_xml(parts: Iterable[tuple[str, bytes]], name: str) -> None:
    """Refuse une DTD, un encodage qui pourrait la cacher, une macro déclarée, une partie démesurée."""
    tags = 0
    for part, content in parts:
        bare = content.replace(b"\0", b"")  # en UTF-16, un caractère sur deux est nul
        tags += bare.count(b"<")
        if len(content) > _MAX_PART or tags > _MAX_TAGS:
            raise refused("le document est trop long pour un modèle\u00a0: gardez-en une page ou deux.", name)
        declared = _DECLARED.match(bare[:400].lstrip(b"\xef\xbb\xbf\xff\xfe"))
        if declared and declared[1].lower() not in _SAFE_ENCODINGS:
            raise refused(f"une partie est dans un encodage inhabituel{NBSP}: {_RESAVE}", name)
        if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
            raise refused("il contient une définition de document (DTD), que Word n’écrit jamais\u00a0: refusé.", name)
        if part == _TYPES and _MACRO.search(bare):
            raise _macro(name)
        if part == "_rels/.rels" and _STRICT in bare:
            raise refused(
                f"il est au format {quoted('Open XML strict')}{NBSP}: enregistrez-le comme {quoted('Document Word (.docx)')}.",
                name,
            )


def _macro(name: str) -> InputError:
    """Le refus d'un fichier à macros."""
    return refused("le fichier contient une macro\u00a0: enregistrez-le au format .docx, sans macro.", name)


def _as_document(part: str, content: bytes) -> bytes:
    """Le contenu d'une partie ; la liste des types d'un .dotx y devient celle d'un .docx."""
    return content.replace(_DOTX, _DOCX) if part == _TYPES else content


# Un document qui ne va rien chercher : ni sur le réseau, ni dans un programme

_VML, _OFFICE = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office"
_WEB = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_LINKED = re.compile(
    rb"(?:href|src)\s*=\s*[\"']\s*(?!#|data:)[^\"'\s]|url\(\s*[\"']?(?!#|data:)|@import|<script", re.IGNORECASE
)
# Ce qu'un document a le droit de contenir ; ni objet incorporé, ni contrôle, ni document inclus.
_PARTS = {
    "styles", "stylesWithEffects", "numbering", "theme", "settings", "webSettings", "fontTable", "font", "header", "footer",
    "image", "hyperlink", "chart", "chartStyle", "chartColorStyle", "chartUserShapes", "themeOverride", "footnotes",
    "endnotes", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "customXml",
    "customXmlProps", "glossaryDocument", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors",
    "diagramDrawing", "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail",
    "classificationlabels",
}  # fmt: skip
# Les champs que Word calcule avec le document seul.
_FIELDS = {
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "SEQ", "TOC", "TC", "STYLEREF", "DATE", "TIME",
    "CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS", "DOCPROPERTY", "FILENAME",
    "NUMWORDS", "LISTNUM", "IF", "=", "SYMBOL", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
}  # fmt: skip
_LOCAL_LINK = re.compile(r'HYPERLINK\s+(\\l\s|"(https?://|mailto:|#))', re.IGNORECASE)
_LONGEST = 40


def forget_attached_template(document: Document) -> bool:
    """Retire le modèle attaché, que Word irait ouvrir sur son serveur ; vrai s'il y en avait un."""
    settings = document.settings.element
    for node in settings.findall(qn("w:attachedTemplate")):
        settings.remove(node)
    relations = document.part.part_related_by(RT.SETTINGS).rels
    attached = [key for key, relation in relations.items() if relation.reltype.endswith("/attachedTemplate")]
    for key in attached:
        del relations[key]
    return bool(attached)


def check_quiet(package: OpcPackage, name: str) -> None:
    """Lève `InputError`, avec toutes les fautes, si le document va chercher quelque chose hors de lui.

    Args:
        package: les parties du document.
        name: ce qui le désigne dans les messages.
    """
    said = [*_relation_faults(package)]
    for part in package.iter_parts():
        said += [*_relation_faults(part), *_content_faults(part)]
    if said:
        raise InputError([Problem(message, name) for message in dict.fromkeys(said)], subject=_SUBJECT)


def _relation_faults(source: OpcPackage | Part) -> Iterator[str]:
    """Ce à quoi une partie renvoie : d'autres parties permises, ou un lien à cliquer."""
    for relation in source.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if relation.is_external:
            if kind != "hyperlink" or not _WEB.match(relation.target_ref):
                yield (
                    f"il renvoie hors de lui ({quoted(kind)}, vers {quoted(shortened(relation.target_ref, _LONGEST))}){NBSP}: "
                    "Word irait le chercher à chaque ouverture. Incorporez l’image ou l’objet, ou retirez-le."
                )
        elif kind not in _PARTS and not (kind == "package" and _source_name(source).startswith("/word/charts/")):
            yield (
                f"il contient un objet qu’un autre programme ouvre ({quoted(kind)}){NBSP}: remplacez-le par une image."
            )


def _source_name(source: OpcPackage | Part) -> str:
    """Le nom d'une partie ; le paquet lui-même n'en a pas."""
    return str(source.partname) if isinstance(source, Part) else ""


def _content_faults(part: Part) -> Iterator[str]:
    """Ce qu'une partie dit de charger, dans son texte même."""
    if part.content_type == "image/svg+xml":
        if _LINKED.search(part.blob):
            yield f"une de ses images SVG renvoie hors d’elle{NBSP}: enregistrez-la en PNG."
    elif part.content_type.endswith("xml") and part.content_type != CONTENT_TYPE.OPC_CORE_PROPERTIES:
        root = part.element if isinstance(part, XmlPart) else parse_xml(part.blob)
        yield from _field_faults(root)
        for node in root.iter(f"{{{_VML}}}*"):
            if node.get("src") or node.get(f"{{{_OFFICE}}}href") or node.get(f"{{{_OFFICE}}}althref"):
                yield f"une de ses images est liée au lieu d’être incorporée{NBSP}: insérez-la de nouveau, depuis un fichier."


def _field_faults(root: BaseOxmlElement) -> Iterator[str]:
    """Les champs dont le calcul sort du document."""
    for code in _field_codes(root):
        words = code.split()
        kind = "=" if code.strip().startswith("=") else words[0].upper() if words else ""
        if kind not in _FIELDS and not _LOCAL_LINK.match(code.strip()):
            yield (
                f"il contient le champ {quoted(shortened(code.strip(), _LONGEST) or 'vide')}, qui va chercher autre chose que ce "
                f"document{NBSP}: supprimez ce champ (Alt{NBSP}+{NBSP}F9 dans Word montre les champs)."
            )


def _field_codes(root: BaseOxmlElement) -> Iterator[str]:
    """Donne les instructions des champs, celles d'un champ composé remises bout à bout."""
    inside: list[list[str]] = []
    for node in root.iter(qn("w:fldSimple"), qn("w:fldChar"), qn("w:instrText")):
        if node.tag == qn("w:fldSimple"):
            yield node.get(qn("w:instr")) or ""
        elif node.tag == qn("w:instrText"):
            inside = inside or [[]]
            inside[-1].append(node.text or "")
        elif node.get(qn("w:fldCharType")) == "begin":
            inside.append([])
        elif node.get(qn("w:fldCharType")) == "end" and inside:
            yield "".join(inside.pop())
    yield from ("".join(code) for code in inside)
