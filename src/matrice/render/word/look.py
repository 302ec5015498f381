"""L'habillage d'un modèle reçu : ses styles, sa page, son thème, son en-tête et son pied ; jamais son texte.

Le corps du modèle est vidé, et tout ce qui ne sert pas à l'habillage s'en va avec lui : commentaires, propriétés,
modèle attaché, parties d'autres logiciels. Ce qui reste est vérifié (voir `quiet`) avant d'être employé.
"""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from ...errors import InputError
from ...text import NBSP, number
from .adopting import adopt
from .quiet import check_quiet, forget_attached_template
from .received import Modele, received, refused
from .styles import TEXT_WIDTH, elements, refill, settings

KEPT = {RT.STYLES, RT.NUMBERING, RT.THEME, RT.SETTINGS, RT.HEADER, RT.FOOTER}
REFERENCES = (qn("w:headerReference"), qn("w:footerReference"))
# Ce qui, dans une section, ne vaut que pour la page d'où elle vient.
DROPPED = ("printerSettings", "sectPrChange", "type", "vAlign", "lnNumType", "formProt", "footnotePr", "endnotePr")
A4 = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" '
    'w:footer="567" w:gutter="0"/>'
)
ONE_COLUMN = '<w:cols w:space="708"/>'
AROUND_PAGE = (
    "mirrorMargins",
    "alignBordersAndEdges",
    "bordersDoNotSurroundHeader",
    "bordersDoNotSurroundFooter",
    "gutterAtTop",
)
NARROWEST = 5100  # twips, 9 cm : au-dessous, les tableaux ne se lisent plus
EMU = 635  # unités de dessin par twip
UNITS = {"mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, "pt": 20, "pc": 240}


def dressed_like(modele: Modele) -> tuple[Document, tuple[str, ...]]:
    """Renvoie un document vide à l'habillage du modèle, et ce qui en a été laissé de côté.

    Args:
        modele: un chemin, ou les octets d'un .docx (ou .dotx).

    Raises:
        InputError: fichier refusé (voir `received` et `quiet`), ou page trop étroite.
    """
    parcel = received(modele)
    document = parcel.opened()
    try:
        notes = strip(document)
        package = document.part.package
        assert package is not None  # le document vient d'un paquet
        check_quiet(package, parcel.name)
        width = text_width(document)
        adopt(document, width)
    except InputError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, SyntaxError):
        raise parcel.damaged() from None
    if width < NARROWEST:
        room = number(width / UNITS["mm"])
        raise refused(
            f"sa page ne laisse que {room}{NBSP}mm au texte{NBSP}; il en faut 90{NBSP}: réduisez ses marges.",
            parcel.name,
        )
    return document, notes


def strip(document: Document) -> tuple[str, ...]:
    """Ne garde que l'habillage ; renvoie ce qui a été laissé de côté et qui pourrait surprendre."""
    notes = []
    if forget_attached_template(document):
        notes.append(
            "Le modèle est lui-même attaché à un autre modèle\u00a0: ce lien n’est pas repris, Word irait le suivre à chaque ouverture."
        )
    if len(sections(document)) > 1:
        notes.append("Le modèle a plusieurs sections\u00a0: la page, l’en-tête et le pied sont ceux de la dernière.")
    if any(relation.reltype == RT.FONT_TABLE and relation.target_part.rels for relation in document.part.rels.values()):
        notes.append(
            "Le modèle porte ses polices\u00a0: elles ne sont pas reprises, elles doivent être installées sur le poste."
        )
    keep_last_section(document)
    keep_settings(document)
    drop_relations(document)
    return tuple(notes)


def sections(document: Document) -> list[BaseOxmlElement]:
    """Les sections du modèle, dans l'ordre ; celles des zones de texte n'en sont pas."""
    return list(document.element.body.xpath("./w:p/w:pPr/w:sectPr | ./w:sectPr"))


def keep_last_section(document: Document) -> None:
    """Vide le corps, et garde la dernière section avec les en-têtes qu'elle hérite des précédentes."""
    body, found = document.element.body, sections(document)
    inherited = {
        (node.tag, node.get(qn("w:type"))): node for section in found for node in section.iterchildren(*REFERENCES)
    }
    last = found[-1] if found else elements("body", "<w:sectPr/>")[0]
    for node in list(last.iterchildren(*REFERENCES, *(qn(f"w:{tag}") for tag in DROPPED))):
        last.remove(node)
    for rank, node in enumerate(inherited.values()):
        last.insert(rank, node)
    complete_page(last, len(inherited))
    body[:] = [last]
    for background in document.element.findall(qn("w:background")):
        document.element.remove(background)


def complete_page(section: BaseOxmlElement, rank: int) -> None:
    """Donne à la section une page A4 si la sienne est incomplète, et une seule colonne."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None or not size.get(qn("w:w")):
        for node in (size, margins):
            if node is not None:
                section.remove(node)
        section[rank:rank] = elements("sectPr", A4)
    columns = section.find(qn("w:cols"))
    if columns is not None:
        section.replace(columns, elements("sectPr", ONE_COLUMN)[0])


def keep_settings(document: Document) -> None:
    """Met nos réglages, avec ceux du modèle dont sa page, ses en-têtes et ses couleurs dépendent."""
    element = document.settings.element

    def kept(*tags: str) -> str:
        nodes = (element.find(qn(f"w:{tag}")) for tag in tags)
        return "".join(f"<w:{node.tag.rpartition('}')[2]}{attributes(node)}/>" for node in nodes if node is not None)

    refill(element, "settings", settings(kept(*AROUND_PAGE), kept("evenAndOddHeaders"), kept("clrSchemeMapping")))
    document.part.part_related_by(RT.SETTINGS).rels.clear()


def attributes(node: BaseOxmlElement) -> str:
    """Les attributs d'un réglage, faits de mots simples : le reste n'est pas repris."""
    words = ((name.rpartition("}")[2], value) for name, value in node.items())
    return "".join(f' w:{name}="{value}"' for name, value in words if value.isalnum())


def drop_relations(document: Document) -> None:
    """Retire toute partie qui ne sert pas à l'habillage, et les en-têtes d'une section disparue."""
    package, relations = document.part.package, document.part.rels
    assert package is not None  # le document vient d'un paquet
    used = {node.get(qn("r:id")) for node in document.element.body.iter(*REFERENCES)}
    for key, relation in list(relations.items()):
        if relation.reltype not in KEPT or (relation.reltype in (RT.HEADER, RT.FOOTER) and key not in used):
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
    return twips(size.get(qn("w:w"))) - sum(twips(margins.get(qn(f"w:{side}"))) for side in sides)


def twips(written: str | None) -> int:
    """Une mesure du fichier, en twips : « 1134 », « 1440.5 » (certains logiciels) ou « 20mm »."""
    bare = (written or "0").strip()
    unit = next((unit for unit in UNITS if bare.endswith(unit)), "")
    return round(float(bare.removesuffix(unit)) * UNITS.get(unit, 1))


def fit(document: Document) -> None:
    """Ramène les tableaux et les images du corps à la largeur de la page ; ils sont écrits pour la nôtre."""
    width, body = text_width(document), document.element.body
    for table in body.iterchildren(qn("w:tbl")):
        written = twips(table.tblPr.find(qn("w:tblW")).get(qn("w:w")))
        if written > width or written >= TEXT_WIDTH - len(table.tblGrid):
            for node in table.iter(qn("w:tblW"), qn("w:gridCol"), qn("w:tcW")):
                node.set(qn("w:w"), str(twips(node.get(qn("w:w"))) * width // written))
    for extent in body.iter(qn("wp:extent")):
        wide = int(extent.get("cx"))
        if wide > width * EMU:
            for side in ("cx", "cy"):
                extent.set(side, str(int(extent.get(side)) * width * EMU // wide))
