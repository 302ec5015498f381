"""L'habillage d'un modèle reçu : ses styles, sa page, son thème, son en-tête et son pied ; jamais son texte."""

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

from ...errors import InputError
from ...text import NBSP, folded, number
from .received import Modele, check_quiet, check_received, forget_attached_template, refusal
from .styles import BAND, BLUE, DARK, STYLES, TABLE_TEXT, TEXT_WIDTH, bullet, elements, refill, settings, small

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
    ours = elements("styles", STYLES)
    if not list(theirs):
        theirs[:] = ours
    _rename(document, _matches(_styles_of(theirs), [one for one in ours if one.tag == qn("w:style")]))
    created = _complete(theirs, narrow=width < _NARROW)
    if "ListBullet" in created or not _has_bullets(document, theirs):
        _number_bullets(document, theirs)
    _speak_french(document)


def _styles_of(theirs: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Les styles d'une partie de styles."""
    return list(theirs.iterchildren(qn("w:style")))


def _matches(theirs: Sequence[BaseOxmlElement], ours: Sequence[BaseOxmlElement]) -> dict[str, str]:
    """Renvoie les identifiants à changer : ceux des styles reconnus, et ceux qui prendraient une place à nous.

    On reconnaît un style à son nom, puis à son nom français, puis à son identifiant : le nom est ce que la personne voit.
    """
    found: dict[str, str] = {}
    for same in (_same_name, _same_french_name, _same_identity):
        for own in ours:
            if _identity(own) not in found.values():
                free = (one for one in theirs if _identity(one) not in found and _kind(one) == _kind(own))
                found |= {_identity(one): _identity(own) for one in islice(filter(partial(same, own), free), 1)}
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


def _same_identity(own: BaseOxmlElement, one: BaseOxmlElement) -> bool:
    """Vrai si les deux styles ont le même identifiant."""
    return _identity(own) == _identity(one)


def _kind(style: BaseOxmlElement) -> str:
    """Le genre d'un style : paragraphe, caractère, tableau ou liste."""
    return style.get(qn("w:type")) or ""


def _identity(style: BaseOxmlElement) -> str:
    """L'identifiant d'un style."""
    return style.get(qn("w:styleId")) or ""


def _style_name(style: BaseOxmlElement) -> str:
    """Le nom d'un style."""
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
    painted = STYLES.replace(BLUE, colour if _contrast(colour) >= _READABLE else DARK).replace(BAND, _tint(colour))
    if narrow:
        painted = painted.replace(small(TABLE_TEXT, "000000"), small(TABLE_TEXT - 3, "000000"))
    for own in elements("styles", painted):
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
        return BLUE
    colour = first.find(f"{qn('w:rPr')}/{qn('w:color')}")
    value = "" if colour is None else colour.get(qn("w:val")) or ""
    return value.upper() if _HEXADECIMAL.fullmatch(value) else DARK


def _channels(colour: str) -> tuple[int, int, int]:
    """Les trois composantes d'une couleur, de 0 à 255."""
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _tint(colour: str) -> str:
    """La même couleur, éclaircie à neuf dixièmes : un fond sur lequel tout se lit."""
    return "".join(f"{255 - (255 - value) // 10:02X}" for value in _channels(colour))


def _contrast(colour: str) -> float:
    """Le contraste d'une couleur avec le blanc, de 1 à 21 (formule des règles WCAG 2.2)."""
    shares = [value / 255 for value in _channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


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
    definition, used = elements("numbering", "".join(bullet(abstract, number)))
    # Le schéma veut toutes les définitions avant toutes les listes.
    numbering.insert(numbering.index(definitions[-1]) + 1 if definitions else len(_pictures(numbering)), definition)
    last = [*definitions, definition, *lists][-1]
    numbering.insert(numbering.index(last) + 1, used)
    style = next(style for style in _styles_of(theirs) if _identity(style) == "ListBullet")
    properties = style.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number


def _pictures(numbering: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Les images qui servent de puces, en tête de la partie."""
    return list(numbering.iterchildren(qn("w:numPicBullet")))


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
        document.styles.element.insert(0, elements("styles", "<w:docDefaults/>")[0])
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


# L'habillage d'un modèle reçu : ses styles, sa page, son thème, son en-tête et son pied ; jamais son texte

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
    "mirrorMargins",
    "alignBordersAndEdges",
    "bordersDoNotSurroundHeader",
    "bordersDoNotSurroundFooter",
    "gutterAtTop",
)
_NARROWEST = 5100  # twips, 9 cm : au-dessous, les tableaux ne se lisent plus
_EMU = 635  # unités de dessin par twip
_UNITS = {"mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, "pt": 20, "pc": 240}


def dressed_like(modele: Modele) -> tuple[Document, tuple[str, ...]]:
    """Renvoie un document vide à l'habillage du modèle, et ce qui en a été laissé de côté.

    Args:
        modele: un chemin, ou les octets d'un .docx (ou .dotx).

    Raises:
        InputError: fichier refusé (voir `check_received` et `check_quiet`), ou page trop étroite.
    """
    parcel = check_received(modele)
    document = parcel.parse()
    try:
        notes = _strip(document)
        package = document.part.package
        assert package is not None  # le document vient d'un paquet
        check_quiet(package, parcel.name)
        width = text_width(document)
        _adopt(document, width)
    except InputError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, SyntaxError):
        raise parcel.refusal() from None
    if width < _NARROWEST:
        room = number(width / _UNITS["mm"])
        raise refusal(
            f"sa page ne laisse que {room}{NBSP}mm au texte{NBSP}; il en faut 90{NBSP}: réduisez ses marges.",
            parcel.name,
        )
    return document, notes


def _strip(document: Document) -> tuple[str, ...]:
    """Ne garde que l'habillage ; renvoie ce qui a été laissé de côté et qui pourrait surprendre."""
    notes = []
    if forget_attached_template(document):
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
    last = found[-1] if found else elements("body", "<w:sectPr/>")[0]
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
        section[rank:rank] = elements("sectPr", _A4)
    columns = section.find(qn("w:cols"))
    if columns is not None:
        section.replace(columns, elements("sectPr", _ONE_COLUMN)[0])


def _keep_settings(document: Document) -> None:
    """Met nos réglages, avec ceux du modèle dont sa page, ses en-têtes et ses couleurs dépendent."""
    element = document.settings.element

    def copies(*tags: str) -> str:
        nodes = (element.find(qn(f"w:{tag}")) for tag in tags)
        return "".join(f"<w:{node.tag.rpartition('}')[2]}{_attributes(node)}/>" for node in nodes if node is not None)

    refill(
        element, "settings", settings(copies(*_AROUND_PAGE), copies("evenAndOddHeaders"), copies("clrSchemeMapping"))
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


def is_blank(root: BaseOxmlElement) -> bool:
    """Vrai pour un en-tête ou un pied de page où il n'y a rien à voir."""
    seen = root.iter(*(qn(f"w:{tag}") for tag in ("drawing", "pict", "fldSimple", "instrText", "sdt")))
    return next(seen, None) is None and not any((node.text or "").strip() for node in root.iter(qn("w:t")))


def text_width(document: Document) -> int:
    """La largeur du texte de la page, en twips."""
    section = document.sections[-1]._sectPr
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    gutter_on_side = document.settings.element.find(qn("w:gutterAtTop")) is None
    sides = ("left", "right", "gutter") if gutter_on_side else ("left", "right")
    return _twips(size.get(qn("w:w"))) - sum(_twips(margins.get(qn(f"w:{side}"))) for side in sides)


def _twips(written: str | None) -> int:
    """Une mesure du fichier, en twips : « 1134 », « 1440.5 » (certains logiciels) ou « 20mm »."""
    bare = (written or "0").strip()
    unit = next((unit for unit in _UNITS if bare.endswith(unit)), "")
    return round(float(bare.removesuffix(unit)) * _UNITS.get(unit, 1))


def fit(document: Document) -> None:
    """Ramène les tableaux et les images du corps à la largeur de la page ; ils sont écrits pour la nôtre."""
    width, body = text_width(document), document.element.body
    for table in body.iterchildren(qn("w:tbl")):
        written = _twips(table.tblPr.find(qn("w:tblW")).get(qn("w:w")))
        if written > width or written >= TEXT_WIDTH - len(table.tblGrid):
            for node in table.iter(qn("w:tblW"), qn("w:gridCol"), qn("w:tcW")):
                node.set(qn("w:w"), str(_twips(node.get(qn("w:w"))) * width // written))
    for extent in body.iter(qn("wp:extent")):
        wide = int(extent.get("cx"))
        if wide > width * _EMU:
            for side in ("cx", "cy"):
                extent.set(side, str(int(extent.get(side)) * width * _EMU // wide))
