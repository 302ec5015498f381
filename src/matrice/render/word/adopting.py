"""Les styles d'un modèle reçu : les siens d'abord, les nôtres là où il en manque.

Nos documents nomment leurs styles par un identifiant (« Heading1 »). Un modèle français a le même style sous un autre
identifiant (« Titre1 ») et le même nom caché (« heading 1 »). Plutôt que d'apprendre ces identifiants à chaque
document, on donne les nôtres aux styles du modèle : Word n'affiche que les noms, qui ne changent pas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ...text import folded
from .styles import BAND, BLUE, DARK, STYLES, TABLE_TEXT, bullet, elements, small

# Les noms que Word montre en français, quand un logiciel les a écrits tels quels dans le fichier.
FRENCH = {
    "title": "titre", "subtitle": "sous titre", "heading 1": "titre 1", "heading 2": "titre 2", "heading 3": "titre 3",
    "list bullet": "liste a puces", "header": "en tete", "footer": "pied de page", "strong": "eleve",
    "placeholder text": "texte de l'espace reserve", "hyperlink": "lien hypertexte",
}  # fmt: skip
REFERENCES = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "styleLink", "numStyleLink")
HEXADECIMAL = re.compile("[0-9A-Fa-f]{6}")
NARROW = 9200  # twips, 162 mm : au-dessous, un mot comme « h/semaine » se couperait
READABLE = 4.5  # contraste minimal avec le blanc (WCAG 2.2, niveau AA)


def adopt(document: Document, width: int) -> None:
    """Donne nos identifiants aux styles du modèle, crée ceux qui manquent, met le français partout.

    `width` est la largeur du texte, en twips : sur une page étroite, nos tableaux s'écrivent plus petit.
    """
    theirs = document.styles.element
    ours = elements("styles", STYLES)
    if not list(theirs):
        theirs[:] = ours
    rename(document, matches(styles_of(theirs), [one for one in ours if one.tag == qn("w:style")]))
    created = complete(theirs, narrow=width < NARROW)
    if "ListBullet" in created or not bulleted(document, theirs):
        number_bullets(document, theirs)
    speak_french(document)


def styles_of(theirs: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Les styles d'une partie de styles."""
    return list(theirs.iterchildren(qn("w:style")))


def matches(theirs: Sequence[BaseOxmlElement], ours: Sequence[BaseOxmlElement]) -> dict[str, str]:
    """Renvoie les identifiants à changer : ceux des styles reconnus, et ceux qui prendraient une place à nous.

    On reconnaît un style à son nom, puis à son nom français, puis à son identifiant : le nom est ce que la personne voit.
    """
    found: dict[str, str] = {}
    for same in (same_name, same_french_name, same_identity):
        for own in ours:
            if identity(own) not in found.values():
                free = (one for one in theirs if identity(one) not in found and kind(one) == kind(own))
                found |= {identity(one): identity(own) for one in islice(filter(partial(same, own), free), 1)}
    taken = {identity(own) for own in ours}
    moved = {name: f"{name}DuModele" for name in map(identity, theirs) if name in taken and name not in found}
    return {**found, **moved}


def same_name(own: BaseOxmlElement, one: BaseOxmlElement) -> bool:
    """Vrai si les deux styles ont le même nom, ou sont tous deux celui par défaut de leur genre."""
    if own.get(qn("w:default")):
        return one.get(qn("w:default")) in ("1", "true", "on")
    return folded(called(own)) == folded(called(one))


def same_french_name(own: BaseOxmlElement, one: BaseOxmlElement) -> bool:
    """Vrai si l'autre style porte le nom que Word montre en français pour le nôtre."""
    return FRENCH.get(folded(called(own))) == folded(called(one))


def same_identity(own: BaseOxmlElement, one: BaseOxmlElement) -> bool:
    """Vrai si les deux styles ont le même identifiant."""
    return identity(own) == identity(one)


def kind(style: BaseOxmlElement) -> str:
    """Le genre d'un style : paragraphe, caractère, tableau ou liste."""
    return style.get(qn("w:type")) or ""


def identity(style: BaseOxmlElement) -> str:
    """L'identifiant d'un style."""
    return style.get(qn("w:styleId")) or ""


def called(style: BaseOxmlElement) -> str:
    """Le nom d'un style."""
    name = style.find(qn("w:name"))
    return "" if name is None else name.get(qn("w:val")) or ""


def rename(document: Document, names: Mapping[str, str]) -> None:
    """Change les identifiants de styles, là où ils sont donnés et partout où ils sont employés."""
    for style in styles_of(document.styles.element):
        style.set(qn("w:styleId"), names.get(identity(style), identity(style)))
    tags = [qn(f"w:{tag}") for tag in REFERENCES]
    for root in written(document):
        for node in root.iter(*tags):
            value = node.get(qn("w:val")) or ""
            node.set(qn("w:val"), names.get(value, value))


def written(document: Document) -> Iterator[BaseOxmlElement]:
    """Les parties du modèle où des styles et des langues sont nommés."""
    for relation in document.part.rels.values():
        if relation.reltype in (RT.STYLES, RT.NUMBERING, RT.HEADER, RT.FOOTER):
            yield relation.target_part.element


def complete(theirs: BaseOxmlElement, *, narrow: bool) -> set[str]:
    """Ajoute au modèle les styles qui lui manquent, dans la couleur de son premier titre ; renvoie leurs identifiants."""
    created = set()
    known = {identity(style) for style in styles_of(theirs)}
    names = {folded(called(style)) for style in styles_of(theirs)}
    colour = accent(theirs)
    painted = STYLES.replace(BLUE, colour if contrast(colour) >= READABLE else DARK).replace(BAND, tint(colour))
    if narrow:
        painted = painted.replace(small(TABLE_TEXT, "000000"), small(TABLE_TEXT - 3, "000000"))
    for own in elements("styles", painted):
        if own.tag != qn("w:style") or identity(own) in known:
            continue
        if folded(called(own)) in names:  # un style d'un autre genre porte ce nom, que Word veut unique
            own.find(qn("w:name")).set(qn("w:val"), f"{called(own)} (matrice)")
        theirs.append(own)
        created.add(identity(own))
    return created


def accent(theirs: BaseOxmlElement) -> str:
    """La couleur du premier titre du modèle ; gris foncé s'il est sans couleur, la nôtre s'il n'y en a pas."""
    first = next((style for style in styles_of(theirs) if identity(style) == "Heading1"), None)
    if first is None:
        return BLUE
    colour = first.find(f"{qn('w:rPr')}/{qn('w:color')}")
    value = "" if colour is None else colour.get(qn("w:val")) or ""
    return value.upper() if HEXADECIMAL.fullmatch(value) else DARK


def channels(colour: str) -> tuple[int, int, int]:
    """Les trois composantes d'une couleur, de 0 à 255."""
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def tint(colour: str) -> str:
    """La même couleur, éclaircie à neuf dixièmes : un fond sur lequel tout se lit."""
    return "".join(f"{255 - (255 - value) // 10:02X}" for value in channels(colour))


def contrast(colour: str) -> float:
    """Le contraste d'une couleur avec le blanc, de 1 à 21 (formule des règles WCAG 2.2)."""
    shares = [value / 255 for value in channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def bulleted(document: Document, theirs: BaseOxmlElement) -> bool:
    """Vrai si le style de liste du modèle, ou un style dont il vient, a une numérotation qui existe."""
    lists = {node.get(qn("w:numId")) for node in numbering_of(document).iterchildren(qn("w:num"))}
    known = {identity(style): style for style in styles_of(theirs)}
    style, seen = known.get("ListBullet"), set[str]()
    while style is not None and identity(style) not in seen:
        seen.add(identity(style))
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            return number.get(qn("w:val")) in lists
        parent = style.find(qn("w:basedOn"))
        style = None if parent is None else known.get(parent.get(qn("w:val")) or "")
    return False


def number_bullets(document: Document, theirs: BaseOxmlElement) -> None:
    """Donne notre puce au style de liste, sous des numéros libres : les numérotations du modèle restent les siennes."""
    numbering = numbering_of(document)
    definitions, lists = (list(numbering.iterchildren(qn(tag))) for tag in ("w:abstractNum", "w:num"))
    abstract = 1 + max((whole(node.get(qn("w:abstractNumId"))) for node in definitions), default=-1)
    number = 1 + max((whole(node.get(qn("w:numId"))) for node in lists), default=0)
    definition, used = elements("numbering", "".join(bullet(abstract, number)))
    # Le schéma veut toutes les définitions avant toutes les listes.
    numbering.insert(numbering.index(definitions[-1]) + 1 if definitions else len(pictures(numbering)), definition)
    last = [*definitions, definition, *lists][-1]
    numbering.insert(numbering.index(last) + 1, used)
    style = next(style for style in styles_of(theirs) if identity(style) == "ListBullet")
    properties = style.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number


def pictures(numbering: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Les images qui servent de puces, en tête de la partie."""
    return list(numbering.iterchildren(qn("w:numPicBullet")))


def numbering_of(document: Document) -> BaseOxmlElement:
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


def whole(written: str | None) -> int:
    """Un numéro du fichier ; 0 s'il est illisible."""
    return int(written) if written and re.fullmatch(r"\d{1,9}", written) else 0


def speak_french(document: Document) -> None:
    """Met le français partout : la langue d'un modèle est souvent celle du poste qui l'a créé."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is None:
        document.styles.element.insert(0, elements("styles", "<w:docDefaults/>")[0])
        defaults = document.styles.element[0]
    run = defaults
    for tag in ("w:rPrDefault", "w:rPr", "w:lang"):
        child = run.find(qn(tag))
        if child is None:
            child = run.makeelement(qn(tag), {})
            run.insert(0 if tag == "w:rPrDefault" else len(run), child)
        run = child
    for root in written(document):
        for language in root.iter(qn("w:lang")):
            language.set(qn("w:val"), "fr-FR")
