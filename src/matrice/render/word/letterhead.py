"""Un modèle Word reçu : vérifié, puis dont on prend les styles, la page, le thème, l'en-tête et le pied ; jamais le texte.

Tout est compté avant d'ouvrir, et rien n'est gardé qui aille chercher quelque chose ailleurs.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ...errors import InputError, Problem
from ...files import MAX_OFFICE, OfficeKind, office_parts, read_bytes, zipped
from ...text import NBSP, folded, number, quoted, shortened
from .. import channels, contrast
from . import document as page

Modele = bytes | str | os.PathLike[str]

_SUBJECT = "Modèle Word refusé"
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

# Le fichier : tout compter avant d'ouvrir


def open_received(modele: Modele) -> tuple[Document, str]:
    """Renvoie un fichier Word vérifié, et le nom qui le désigne dans les messages ; un modèle .dotx y est un document .docx.

    Raises:
        InputError: fichier illisible, trop gros, chiffré, abîmé, à macros, ou qui n'est pas un .docx.
    """
    name = "modèle" if isinstance(modele, bytes) else Path(modele).name or str(modele)
    raw = modele if isinstance(modele, bytes) else letterhead_bytes(modele)
    if len(raw) > MAX_OFFICE:
        raise _KIND.refusal(f"le fichier dépasse {number(MAX_OFFICE / 1e6)}{NBSP}Mo{NBSP}: {_LIGHTEN}.", name)
    parts = office_parts(raw, _KIND, name)
    for part, content in parts:
        if part == "_rels/.rels" and _STRICT in content.replace(b"\0", b""):
            raise _KIND.refusal(
                f"il est au format {quoted('Open XML strict')}{NBSP}: enregistrez-le comme {quoted('Document Word (.docx)')}.",
                name,
            )
    safe = zipped((part, content.replace(_DOTX, _DOCX) if part == _TYPES else content) for part, content in parts)
    try:
        return docx.Document(io.BytesIO(safe)), name
    except Exception:  # python-docx lève de tout, selon ce qui manque au fichier
        raise _KIND.damaged(name) from None


def letterhead_bytes(path: str | os.PathLike[str]) -> bytes:
    """Renvoie les octets d'un modèle Word ; `InputError` s'il ne se lit pas ou s'il est trop gros."""
    name = Path(path).name or str(path)
    return read_bytes(path, limit=MAX_OFFICE, name=name, subject=_SUBJECT, advice=_LIGHTEN)


# L'habillage

_KEPT = {RT.STYLES, RT.NUMBERING, RT.THEME, RT.SETTINGS, RT.HEADER, RT.FOOTER}
_LOOK_REFERENCES = (qn("w:headerReference"), qn("w:footerReference"))
# Ce qui, dans une section, ne vaut que pour la page d'où elle vient.
_DROPPED = ("printerSettings", "sectPrChange", "type", "vAlign", "lnNumType", "formProt", "footnotePr", "endnotePr")
_A4 = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" '
    'w:footer="567" w:gutter="0"/>'
)
_ONE_COLUMN = '<w:cols w:space="708"/>'
_AROUND_PAGE = (
    "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop",
)  # fmt: skip
_NARROWEST = 5100  # twips, 9 cm : au-dessous, les tableaux ne se lisent plus


def borrowed_document(modele: Modele) -> page.WordDocument:
    """Renvoie un document vide à l'habillage d'un modèle ; ses `notes` disent ce qui en a été laissé de côté.

    Raises:
        InputError: fichier refusé (`open_received`), qui va chercher quelque chose hors de lui, ou page trop étroite.
    """
    received, name = open_received(modele)
    try:
        notes = _strip(received)
        package = received.part.package
        assert package is not None  # le document vient d'un paquet
        _check_quiet(package, name)
        width = page.text_width(received)
        _adopt(received, width)
    except InputError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, SyntaxError):
        raise _KIND.damaged(name) from None
    if width < _NARROWEST:
        room = number(width / page.UNITS["mm"])
        raise _KIND.refusal(
            f"sa page ne laisse que {room}{NBSP}mm au texte{NBSP}; il en faut 90{NBSP}: réduisez ses marges.", name
        )
    document = page.WordDocument(received.part._element, received.part)
    document.borrowed, document.notes = True, notes
    return document


def _strip(document: Document) -> tuple[str, ...]:
    """Ne garde que l'habillage ; renvoie ce qui a été laissé de côté et qui pourrait surprendre."""
    notes = []
    if _forget_attached_template(document):
        notes.append(
            "Le modèle est lui-même attaché à un autre modèle\u00a0: ce lien n’est pas repris, Word irait le suivre à chaque ouverture."
        )
    if len(_sections(document)) > 1:
        notes.append("Le modèle a plusieurs sections\u00a0: la page, l’en-tête et le pied sont ceux de la dernière.")
    if any(relation.reltype == RT.FONT_TABLE and relation.target_part.rels for relation in document.part.rels.values()):
        notes.append(
            "Le modèle porte ses polices\u00a0: elles ne sont pas reprises, elles doivent être installées sur le poste."
        )
    _keep_last_section(document)
    _keep_settings(document)
    _drop_relations(document)
    return tuple(notes)


def _forget_attached_template(document: Document) -> bool:
    """Retire le modèle attaché, que Word irait ouvrir sur son serveur ; vrai s'il y en avait un."""
    settings = document.settings.element
    for node in settings.findall(qn("w:attachedTemplate")):
        settings.remove(node)
    relations = document.part.part_related_by(RT.SETTINGS).rels
    attached = [key for key, relation in relations.items() if relation.reltype.endswith("/attachedTemplate")]
    for key in attached:
        del relations[key]
    return bool(attached)


def _sections(document: Document) -> list[BaseOxmlElement]:
    """Les sections du modèle, dans l'ordre ; celles des zones de texte n'en sont pas."""
    return list(document.element.body.xpath("./w:p/w:pPr/w:sectPr | ./w:sectPr"))


def _keep_last_section(document: Document) -> None:
    """Vide le corps, et garde la dernière section avec les en-têtes qu'elle hérite des précédentes."""
    body, found = document.element.body, _sections(document)
    inherited = {
        (node.tag, node.get(qn("w:type"))): node
        for section in found
        for node in section.iterchildren(*_LOOK_REFERENCES)
    }
    last = found[-1] if found else page.elements("body", "<w:sectPr/>")[0]
    for node in list(last.iterchildren(*_LOOK_REFERENCES, *(qn(f"w:{tag}") for tag in _DROPPED))):
        last.remove(node)
    for rank, node in enumerate(inherited.values()):
        last.insert(rank, node)
    _complete_page(last, len(inherited))
    body[:] = [last]
    for background in document.element.findall(qn("w:background")):
        document.element.remove(background)


def _complete_page(section: BaseOxmlElement, rank: int) -> None:
    """Donne à la section une page A4 si la sienne est incomplète, et une seule colonne."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None or not size.get(qn("w:w")):
        for node in (size, margins):
            if node is not None:
                section.remove(node)
        section[rank:rank] = page.elements("sectPr", _A4)
    columns = section.find(qn("w:cols"))
    if columns is not None:
        section.replace(columns, page.elements("sectPr", _ONE_COLUMN)[0])


def _keep_settings(document: Document) -> None:
    """Met nos réglages, avec ceux du modèle dont sa page, ses en-têtes et ses couleurs dépendent."""
    element = document.settings.element

    def copies(*tags: str) -> str:
        nodes = (element.find(qn(f"w:{tag}")) for tag in tags)
        return "".join(f"<w:{node.tag.rpartition('}')[2]}{_attributes(node)}/>" for node in nodes if node is not None)

    page.refill(
        element,
        "settings",
        page.settings(copies(*_AROUND_PAGE), copies("evenAndOddHeaders"), copies("clrSchemeMapping")),
    )
    document.part.part_related_by(RT.SETTINGS).rels.clear()


def _attributes(node: BaseOxmlElement) -> str:
    """Les attributs d'un réglage, faits de mots simples : le reste n'est pas repris."""
    words = ((name.rpartition("}")[2], value) for name, value in node.items())
    return "".join(f' w:{name}="{value}"' for name, value in words if value.isalnum())


def _drop_relations(document: Document) -> None:
    """Retire toute partie qui ne sert pas à l'habillage, et les en-têtes d'une section disparue."""
    package, relations = document.part.package, document.part.rels
    assert package is not None  # le document vient d'un paquet
    used = {node.get(qn("r:id")) for node in document.element.body.iter(*_LOOK_REFERENCES)}
    for key, relation in list(relations.items()):
        if relation.reltype not in _KEPT or (relation.reltype in (RT.HEADER, RT.FOOTER) and key not in used):
            del relations[key]
    for key, relation in list(package.rels.items()):
        if relation.reltype != RT.OFFICE_DOCUMENT:
            del package.rels[key]


# Les styles d'un modèle reçu : les siens d'abord, les nôtres là où il en manque

# Les noms que Word montre en français, quand un logiciel les a écrits tels quels dans le fichier.
_FRENCH = {
    "title": "titre", "subtitle": "sous titre", "heading 1": "titre 1", "heading 2": "titre 2", "heading 3": "titre 3",
    "list bullet": "liste a puces", "header": "en tete", "footer": "pied de page", "strong": "eleve",
    "placeholder text": "texte de l'espace reserve", "hyperlink": "lien hypertexte",
}  # fmt: skip
_ADOPTING_REFERENCES = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "styleLink", "numStyleLink")
_HEXADECIMAL = re.compile("[0-9A-Fa-f]{6}")
_NARROW = 9200  # twips, 162 mm : au-dessous, un mot comme « h/semaine » se couperait
_READABLE = 4.5  # contraste minimal avec le blanc (WCAG 2.2, niveau AA)


def _adopt(document: Document, width: int) -> None:
    """Donne nos identifiants aux styles du modèle, crée ceux qui manquent, met le français partout.

    `width` est la largeur du texte, en twips : sur une page étroite, nos tableaux s'écrivent plus petit.
    """
    theirs = document.styles.element
    ours = page.elements("styles", page.STYLES)
    if not list(theirs):
        theirs[:] = ours
    _rename(document, _matches(_styles_of(theirs), _styles_of(ours)))
    created = _complete(theirs, narrow=width < _NARROW)
    if "ListBullet" in created or not _has_bullets(document, theirs):
        _number_bullets(document, theirs)
    _speak_french(document)


def _styles_of(part: BaseOxmlElement | Sequence[BaseOxmlElement]) -> list[BaseOxmlElement]:
    return [node for node in part if node.tag == qn("w:style")]


def _matches(theirs: Sequence[BaseOxmlElement], ours: Sequence[BaseOxmlElement]) -> dict[str, str]:
    """Renvoie les identifiants à changer : ceux des styles reconnus, et ceux qui prendraient une place à nous.

    On reconnaît un style à son nom, puis à son nom français, puis à son identifiant : le nom est ce que la personne voit.
    """
    found: dict[str, str] = {}
    for same in (_same_name, _same_french_name, lambda own, one: _identity(own) == _identity(one)):
        for own in ours:
            if _identity(own) in found.values():
                continue
            for one in theirs:
                kinds = own.get(qn("w:type")), one.get(qn("w:type"))
                if _identity(one) not in found and kinds[0] == kinds[1] and same(own, one):
                    found[_identity(one)] = _identity(own)
                    break
    taken = {_identity(own) for own in ours}
    moved = {name: f"{name}DuModele" for name in map(_identity, theirs) if name in taken and name not in found}
    return {**found, **moved}


def _same_name(own: BaseOxmlElement, one: BaseOxmlElement) -> bool:
    """Vrai si les deux styles ont le même nom, ou sont tous deux celui par défaut de leur genre."""
    if own.get(qn("w:default")):
        return one.get(qn("w:default")) in ("1", "true", "on")
    return folded(_style_name(own)) == folded(_style_name(one))


def _same_french_name(own: BaseOxmlElement, one: BaseOxmlElement) -> bool:
    """Vrai si l'autre style porte le nom que Word montre en français pour le nôtre."""
    return _FRENCH.get(folded(_style_name(own))) == folded(_style_name(one))


def _identity(style: BaseOxmlElement) -> str:
    return style.get(qn("w:styleId")) or ""


def _style_name(style: BaseOxmlElement) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else name.get(qn("w:val")) or ""


def _rename(document: Document, names: Mapping[str, str]) -> None:
    """Change les identifiants de styles, là où ils sont donnés et partout où ils sont employés."""
    for style in _styles_of(document.styles.element):
        style.set(qn("w:styleId"), names.get(_identity(style), _identity(style)))
    tags = [qn(f"w:{tag}") for tag in _ADOPTING_REFERENCES]
    for root in _naming_parts(document):
        for node in root.iter(*tags):
            value = node.get(qn("w:val")) or ""
            node.set(qn("w:val"), names.get(value, value))


def _naming_parts(document: Document) -> Iterator[BaseOxmlElement]:
    """Les parties du modèle où des styles et des langues sont nommés."""
    for relation in document.part.rels.values():
        if relation.reltype in (RT.STYLES, RT.NUMBERING, RT.HEADER, RT.FOOTER):
            yield relation.target_part.element


def _complete(theirs: BaseOxmlElement, *, narrow: bool) -> set[str]:
    """Ajoute au modèle les styles qui lui manquent, dans la couleur de son premier titre ; renvoie leurs identifiants."""
    created = set()
    known = {_identity(style) for style in _styles_of(theirs)}
    names = {folded(_style_name(style)) for style in _styles_of(theirs)}
    colour = _accent(theirs)
    painted = page.STYLES.replace(page.BLUE, colour if contrast(colour, "FFFFFF") >= _READABLE else page.DARK).replace(
        page.BAND, _tint(colour)
    )
    if narrow:
        painted = painted.replace(page.small(page.TABLE_TEXT, "000000"), page.small(page.TABLE_TEXT - 3, "000000"))
    for own in page.elements("styles", painted):
        if own.tag != qn("w:style") or _identity(own) in known:
            continue
        if folded(_style_name(own)) in names:  # un style d'un autre genre porte ce nom, que Word veut unique
            own.find(qn("w:name")).set(qn("w:val"), f"{_style_name(own)} (matrice)")
        theirs.append(own)
        created.add(_identity(own))
    return created


def _accent(theirs: BaseOxmlElement) -> str:
    """La couleur du premier titre du modèle ; gris foncé s'il est sans couleur, la nôtre s'il n'y en a pas."""
    first = next((style for style in _styles_of(theirs) if _identity(style) == "Heading1"), None)
    if first is None:
        return page.BLUE
    colour = first.find(f"{qn('w:rPr')}/{qn('w:color')}")
    value = "" if colour is None else colour.get(qn("w:val")) or ""
    return value.upper() if _HEXADECIMAL.fullmatch(value) else page.DARK


def _tint(colour: str) -> str:
    """La même couleur, éclaircie à neuf dixièmes : un fond sur lequel tout se lit."""
    return "".join(f"{255 - (255 - value) // 10:02X}" for value in channels(colour))


def _has_bullets(document: Document, theirs: BaseOxmlElement) -> bool:
    """Vrai si le style de liste du modèle, ou un style dont il vient, a une numérotation qui existe."""
    lists = {node.get(qn("w:numId")) for node in _numbering_of(document).iterchildren(qn("w:num"))}
    known = {_identity(style): style for style in _styles_of(theirs)}
    style, seen = known.get("ListBullet"), set[str]()
    while style is not None and _identity(style) not in seen:
        seen.add(_identity(style))
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            return number.get(qn("w:val")) in lists
        parent = style.find(qn("w:basedOn"))
        style = None if parent is None else known.get(parent.get(qn("w:val")) or "")
    return False


def _number_bullets(document: Document, theirs: BaseOxmlElement) -> None:
    """Donne notre puce au style de liste, sous des numéros libres : les numérotations du modèle restent les siennes."""
    numbering = _numbering_of(document)
    definitions, lists = (list(numbering.iterchildren(qn(tag))) for tag in ("w:abstractNum", "w:num"))
    abstract = 1 + max((_whole(node.get(qn("w:abstractNumId"))) for node in definitions), default=-1)
    number = 1 + max((_whole(node.get(qn("w:numId"))) for node in lists), default=0)
    definition, used = page.elements("numbering", "".join(page.bullet(abstract, number)))
    pictures = len(
        list(numbering.iterchildren(qn("w:numPicBullet")))
    )  # des images servent de puces, en tête de la partie
    # Le schéma veut toutes les définitions avant toutes les listes.
    numbering.insert(numbering.index(definitions[-1]) + 1 if definitions else pictures, definition)
    last = [*definitions, definition, *lists][-1]
    numbering.insert(numbering.index(last) + 1, used)
    style = next(style for style in _styles_of(theirs) if _identity(style) == "ListBullet")
    properties = style.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number


def _numbering_of(document: Document) -> BaseOxmlElement:
    """Les numérotations du modèle ; une partie vide est créée s'il n'en a pas."""
    part, package = document.part, document.part.package
    assert package is not None  # le document vient d'un paquet
    if not any(relation.reltype == RT.NUMBERING for relation in part.rels.values()):
        empty = parse_xml(f"<w:numbering {nsdecls('w')}/>")
        part.relate_to(
            XmlPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, empty, package), RT.NUMBERING
        )
    found: BaseOxmlElement = part.numbering_part.element
    return found


def _whole(written: str | None) -> int:
    """Un numéro du fichier ; 0 s'il est illisible."""
    return int(written) if written and re.fullmatch(r"\d{1,9}", written) else 0


def _speak_french(document: Document) -> None:
    """Met le français partout : la langue d'un modèle est souvent celle du poste qui l'a créé."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is None:
        document.styles.element.insert(0, page.elements("styles", "<w:docDefaults/>")[0])
        defaults = document.styles.element[0]
    run = defaults
    for tag in ("w:rPrDefault", "w:rPr", "w:lang"):
        child = run.find(qn(tag))
        if child is None:
            child = run.makeelement(qn(tag), {})
            run.insert(0 if tag == "w:rPrDefault" else len(run), child)
        run = child
    for root in _naming_parts(document):
        for language in root.iter(qn("w:lang")):
            language.set(qn("w:val"), "fr-FR")


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


def _check_quiet(package: OpcPackage, name: str) -> None:
    """Lève `InputError`, avec toutes les fautes, si le document va chercher quelque chose hors de lui."""
    said = [*_relation_faults(package)]
    for part in package.iter_parts():
        said += [*_relation_faults(part), *_content_faults(part)]
    if said:
        raise InputError([Problem(message, name) for message in dict.fromkeys(said)], subject=_SUBJECT)


def _relation_faults(source: OpcPackage | Part) -> Iterator[str]:
    """Ce à quoi une partie renvoie : d'autres parties permises, ou un lien à cliquer."""
    owner = str(source.partname) if isinstance(source, Part) else ""  # le paquet lui-même n'a pas de nom
    for relation in source.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if relation.is_external:
            if kind != "hyperlink" or not _WEB.match(relation.target_ref):
                yield (
                    f"il renvoie hors de lui ({quoted(kind)}, vers {quoted(shortened(relation.target_ref, _LONGEST))}){NBSP}: "
                    "Word irait le chercher à chaque ouverture. Incorporez l’image ou l’objet, ou retirez-le."
                )
        elif kind not in _PARTS and not (kind == "package" and owner.startswith("/word/charts/")):
            yield (
                f"il contient un objet qu’un autre programme ouvre ({quoted(kind)}){NBSP}: remplacez-le par une image."
            )


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
