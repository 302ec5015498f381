"""Des modèles de fédération, faits par le code : une charte française, et tout ce qu'un modèle peut avoir de dangereux.

Le modèle de départ est celui de python-docx ; on lui donne ce que Word écrit en français : identifiants « Titre1 »,
couleurs, logo dans l'en-tête, pied de page, numérotation à lui.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, RGBColor

GREEN = "1B6B3A"
FRENCH_IDS = {
    "Title": "Titre", "Subtitle": "Sous-titre", "Heading1": "Titre1", "Heading2": "Titre2", "Header": "En-tte",
    "Footer": "Pieddepage", "ListBullet": "Listepuces", "TableNormal": "TableauNormal", "Strong": "lev",
}  # fmt: skip
KEPT_STYLES = {*FRENCH_IDS, "Normal", "DefaultParagraphFont", "NoList", "TitleChar", "Heading1Char", "Heading2Char"}


def png(width: int = 60, height: int = 30, colour: tuple[int, int, int] = (27, 107, 58)) -> bytes:
    """Une image PNG d'une seule couleur : le logo."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    lines = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def bytes_of(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def charte(change: Callable[[Document], None] = lambda _: None) -> bytes:
    """Une charte de fédération telle que Word français l'écrit ; `change` la modifie avant l'enregistrement."""
    document = docx.Document()
    dress_in_green(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(25)
    above = section.header.paragraphs[0]
    above.add_run().add_picture(io.BytesIO(png()), width=Mm(24))
    above.add_run("  Fédération des Équipes")
    section.footer.paragraphs[0].text = "Fédération des Équipes, 2 place du Marché"
    document.add_heading("Un titre à oublier", 1)
    document.add_paragraph("Le texte du modèle n’est pas repris.")
    change(document)
    rename_styles(document)
    return bytes_of(document)


def dress_in_green(document: Document) -> None:
    """Des styles à soi, peu nombreux : les autres manquent, et doivent être créés."""
    styles = document.styles.element
    for style in list(styles.iterchildren(qn("w:style"))):
        if style.get(qn("w:styleId")) not in KEPT_STYLES:
            styles.remove(style)
    known = {style.get(qn("w:styleId")) for style in styles.iterchildren(qn("w:style"))}
    for root in (styles, document.part.numbering_part.element):
        for node in list(root.iter(*(qn(f"w:{tag}") for tag in ("basedOn", "next", "link", "pStyle")))):
            if node.get(qn("w:val")) not in known:
                node.getparent().remove(node)
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].font.color.rgb = RGBColor.from_string(GREEN)
        document.styles[name].font.name = "Georgia"
    document.styles["Normal"].font.name = "Georgia"


def rename_styles(document: Document) -> None:
    """Les identifiants que Word donne en français ; les noms cachés restent anglais."""
    roots = [
        relation.target_part.element
        for relation in document.part.rels.values()
        if relation.reltype.rsplit("/", 1)[-1] in ("styles", "numbering", "header", "footer")
    ]
    for root in (document.element, *roots):
        for node in root.iter():
            for name in (qn("w:styleId"), qn("w:val")):
                if node.get(name) in FRENCH_IDS and (
                    name.endswith("styleId") or re.search("Style|basedOn|next|link", node.tag)
                ):
                    node.set(name, FRENCH_IDS[node.get(name)])


def edited(raw: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """Le même fichier, des parties changées, ajoutées ou (avec `None`) retirées."""
    out, left = io.BytesIO(), dict(parts)
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            change = left.pop(name, source.read(name))
            if change is not None:
                target.writestr(name, change(source.read(name)) if callable(change) else change)
        for name, content in left.items():
            assert isinstance(content, bytes), f"{name} n'est pas dans le fichier"
            target.writestr(name, content)
    return out.getvalue()


def with_relation(raw: bytes, part: str, kind: str, target: str, *, external: bool = True) -> bytes:
    """Le même fichier, une relation de plus depuis une partie (« header1 », « settings »…)."""
    name = f"word/_rels/{part}.xml.rels"
    mode = ' TargetMode="External"' if external else ""
    uri = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    added = f'<Relationship Id="rIdNuisible" Type="{uri}" Target="{target}"{mode}/></Relationships>'.encode()
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        present = archive.read(name) if name in archive.namelist() else empty
    closed = re.sub(rb"<Relationships([^>]*)/>$", rb"<Relationships\1></Relationships>", present.strip())
    return edited(raw, {name: closed.replace(b"</Relationships>", added)})


def field(code: str, *, simple: bool = True) -> str:
    """Un champ Word, d'un seul tenant ou coupé en morceaux."""
    if simple:
        return f'<w:p {nsdecls("w")}><w:fldSimple w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    pieces = "".join(f"<w:r><w:instrText>{letter}</w:instrText></w:r>" for letter in code)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"<w:p {nsdecls('w')}>{mark.format('begin')}{pieces}{mark.format('separate')}<w:r><w:t>1</w:t></w:r>{mark.format('end')}</w:p>"


def in_header(xml: str) -> Callable[[Document], None]:
    """Une modification : cet élément à la fin de l'en-tête."""

    def change(document: Document) -> None:
        document.sections[0].header._element.append(parse_xml(xml))

    return change


def a_trous(*paragraphs: str, table: Sequence[Sequence[str]] = (), header: str = "", footer: str = "") -> bytes:
    """Un modèle à trous : des paragraphes, peut-être un tableau, un en-tête et un pied."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(0, len(table[0]), style="Table Grid")
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = footer
    return bytes_of(document)
