"""Un document qui ne va rien chercher : ni sur le réseau, ni dans un programme.

Ouvrir un fichier Word peut suffire à charger une image distante, un modèle attaché, un objet d'un autre logiciel ou
le champ « DDEAUTO ». On n'énumère pas ce qui nuit, on dit ce qui est permis ; le reste est refusé, avec son nom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.package import OpcPackage
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ...errors import InputError, Problem
from ...text import NBSP, quoted, shortened
from .received import SUBJECT

VML, OFFICE = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office"
WEB = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
LINKED = re.compile(
    rb"(?:href|src)\s*=\s*[\"']\s*(?!#|data:)[^\"'\s]|url\(\s*[\"']?(?!#|data:)|@import|<script", re.IGNORECASE
)
# Ce qu'un document a le droit de contenir ; ni objet incorporé, ni contrôle, ni document inclus.
PARTS = {
    "styles", "stylesWithEffects", "numbering", "theme", "settings", "webSettings", "fontTable", "font", "header", "footer",
    "image", "hyperlink", "chart", "chartStyle", "chartColorStyle", "chartUserShapes", "themeOverride", "footnotes",
    "endnotes", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "customXml",
    "customXmlProps", "glossaryDocument", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors",
    "diagramDrawing", "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail",
    "classificationlabels",
}  # fmt: skip
# Les champs que Word calcule avec le document seul.
FIELDS = {
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "SEQ", "TOC", "TC", "STYLEREF", "DATE", "TIME",
    "CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS", "DOCPROPERTY", "FILENAME",
    "NUMWORDS", "LISTNUM", "IF", "=", "SYMBOL", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
}  # fmt: skip
LOCAL_LINK = re.compile(r'HYPERLINK\s+(\\l\s|"(https?://|mailto:|#))', re.IGNORECASE)
LONGEST = 40


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
    said = [*relation_faults(package)]
    for part in package.iter_parts():
        said += [*relation_faults(part), *content_faults(part)]
    if said:
        raise InputError([Problem(message, name) for message in dict.fromkeys(said)], subject=SUBJECT)


def relation_faults(source: OpcPackage | Part) -> Iterator[str]:
    """Ce à quoi une partie renvoie : d'autres parties permises, ou un lien à cliquer."""
    for relation in source.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if relation.is_external:
            if kind != "hyperlink" or not WEB.match(relation.target_ref):
                yield (
                    f"il renvoie hors de lui ({quoted(kind)}, vers {quoted(shortened(relation.target_ref, LONGEST))}){NBSP}: "
                    "Word irait le chercher à chaque ouverture. Incorporez l’image ou l’objet, ou retirez-le."
                )
        elif kind not in PARTS and not (kind == "package" and source_name(source).startswith("/word/charts/")):
            yield (
                f"il contient un objet qu’un autre programme ouvre ({quoted(kind)}){NBSP}: remplacez-le par une image."
            )


def source_name(source: OpcPackage | Part) -> str:
    """Le nom d'une partie ; le paquet lui-même n'en a pas."""
    return str(source.partname) if isinstance(source, Part) else ""


def content_faults(part: Part) -> Iterator[str]:
    """Ce qu'une partie dit de charger, dans son texte même."""
    if part.content_type == "image/svg+xml":
        if LINKED.search(part.blob):
            yield f"une de ses images SVG renvoie hors d’elle{NBSP}: enregistrez-la en PNG."
    elif part.content_type.endswith("xml") and part.content_type != CONTENT_TYPE.OPC_CORE_PROPERTIES:
        root = part.element if isinstance(part, XmlPart) else parse_xml(part.blob)
        yield from field_faults(root)
        for node in root.iter(f"{{{VML}}}*"):
            if node.get("src") or node.get(f"{{{OFFICE}}}href") or node.get(f"{{{OFFICE}}}althref"):
                yield f"une de ses images est liée au lieu d’être incorporée{NBSP}: insérez-la de nouveau, depuis un fichier."


def field_faults(root: BaseOxmlElement) -> Iterator[str]:
    """Les champs dont le calcul sort du document."""
    for code in field_codes(root):
        words = code.split()
        kind = "=" if code.strip().startswith("=") else words[0].upper() if words else ""
        if kind not in FIELDS and not LOCAL_LINK.match(code.strip()):
            yield (
                f"il contient le champ {quoted(shortened(code.strip(), LONGEST) or 'vide')}, qui va chercher autre chose que ce "
                f"document{NBSP}: supprimez ce champ (Alt{NBSP}+{NBSP}F9 dans Word montre les champs)."
            )


def field_codes(root: BaseOxmlElement) -> Iterator[str]:
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
