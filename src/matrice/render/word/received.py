"""Un fichier Word reçu : tout compter avant d'ouvrir, et ne rien garder qui aille chercher quelque chose ailleurs."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
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

from ...errors import InputError, Problem
from ...files import MAX_OFFICE, OfficeKind, office_parts, read_bytes, zipped
from ...text import NBSP, number, quoted, shortened

Modele = bytes | str | os.PathLike[str]

_SUBJECT = "Modèle Word refusé"
_UNNAMED = "modèle"
_LIGHTEN = "allégez ses images"  # ce sont presque toujours elles
_DOTX, _DOCX = b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml"
_TYPES, _STRICT = "[Content_Types].xml", b"purl.oclc.org/ooxml"
_KIND = OfficeKind(
    what="le fichier",
    label="un document .docx",
    purpose="un modèle de document",
    resave="ouvrez-le dans Word ou LibreOffice, enregistrez-le au format .docx, puis recommencez.",
    writer="que Word n’écrit jamais",
    needed=(_TYPES, "word/document.xml"),
    max_tags=400_000,  # une charte de quarante pages en a 60 000
    too_long="le document est trop long pour un modèle\u00a0: gardez-en une page ou deux.",
    subject=_SUBJECT,
)


@dataclass(frozen=True, slots=True)
class _Received:
    """Un fichier Word vérifié : son nom dans les messages, et ses octets prêts à ouvrir."""

    name: str
    content: bytes

    def parse(self) -> Document:
        """Renvoie le document python-docx ; `InputError` si ses parties ne s'accordent pas."""
        try:
            return docx.Document(io.BytesIO(self.content))
        except Exception:  # python-docx lève de tout, selon ce qui manque au fichier
            raise self.refusal() from None

    def refusal(self) -> InputError:
        """Le refus d'un fichier dont le contenu ne tient pas debout."""
        return _KIND.damaged(self.name)


refusal = _KIND.refusal


def check_received(modele: Modele) -> _Received:
    """Renvoie le fichier Word vérifié ; un modèle .dotx devient le document .docx de même contenu.

    Args:
        modele: un chemin, ou les octets du fichier.

    Raises:
        InputError: fichier illisible, trop gros, chiffré, abîmé, à macros, ou qui n'est pas un .docx.
    """
    name = _UNNAMED if isinstance(modele, bytes) else Path(modele).name or str(modele)
    raw = modele if isinstance(modele, bytes) else letterhead_bytes(modele)
    if len(raw) > MAX_OFFICE:
        raise refusal(f"le fichier dépasse {number(MAX_OFFICE / 1e6)}{NBSP}Mo{NBSP}: {_LIGHTEN}.", name)
    parts = office_parts(raw, _KIND, name)
    for part, content in parts:
        if part == "_rels/.rels" and _STRICT in content.replace(b"\0", b""):
            raise refusal(
                f"il est au format {quoted('Open XML strict')}{NBSP}: enregistrez-le comme {quoted('Document Word (.docx)')}.",
                name,
            )
    return _Received(name, zipped((part, _as_document(part, content)) for part, content in parts))


def letterhead_bytes(path: str | os.PathLike[str]) -> bytes:
    """Renvoie les octets d'un modèle Word ; `InputError` s'il ne se lit pas ou s'il est trop gros."""
    name = Path(path).name or str(path)
    return read_bytes(path, limit=MAX_OFFICE, name=name, subject=_SUBJECT, advice=_LIGHTEN)


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
