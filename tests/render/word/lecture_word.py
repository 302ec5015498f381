"""Relire un document Word comme un fichier : ses parties, ses tableaux, ses titres, son graphique."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from lxml import etree

NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}


def saved(document: Document) -> bytes:
    """Les octets du fichier."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def archive(document: Document) -> zipfile.ZipFile:
    """Le fichier, ouvert comme un zip."""
    return zipfile.ZipFile(io.BytesIO(saved(document)))


def part(document: Document, name: str) -> etree._Element:
    """Une partie du fichier, en XML."""
    return etree.fromstring(archive(document).read(name))


def body(document: Document) -> etree._Element:
    return part(document, "word/document.xml")


def words_of(element: etree._Element) -> str:
    """Le texte d'un élément, champs à compléter compris, que python-docx ne lit pas."""
    return "".join("\n" if node.tag == qn("w:br") else node.text or "" for node in element.iter(qn("w:t"), qn("w:br")))


def paragraphs(document: Document) -> list[tuple[str, str]]:
    """(style, texte) de chaque paragraphe hors tableau."""
    found = []
    for element in body(document).find(qn("w:body")).iterchildren(qn("w:p")):
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        found.append(("" if style is None else style.get(qn("w:val")), words_of(element)))
    return found


def all_text(document: Document) -> str:
    """Tout le texte du corps, tableaux compris."""
    return "\n".join(words_of(element) for element in body(document).iter(qn("w:p")))


def headings(document: Document) -> list[tuple[int, str]]:
    """(niveau, texte) de chaque titre."""
    return [(int(style[-1]), said) for style, said in paragraphs(document) if re.fullmatch(r"Heading\d", style)]


def rows(table: Table) -> list[list[str]]:
    """Les cellules d'un tableau, ligne d'en-têtes comprise."""
    return [[words_of(cell) for cell in row.iterchildren(qn("w:tc"))] for row in table._tbl.iterchildren(qn("w:tr"))]


def tables(document: Document, *columns: str) -> Iterator[list[list[str]]]:
    """Les lignes (sans l'en-tête) des tableaux dont l'en-tête est exactement `columns`."""
    for table in document.tables:
        header, *rest = rows(table)
        if tuple(header) == columns:
            yield rest


def minutes(written: str) -> int:
    """« 1 h 15 » → 75."""
    whole, half = re.fullmatch(r"(?:(\d+)\xa0h)?\xa0?(?:(\d+)(?:\xa0min)?)?", written).groups()  # type: ignore[union-attr]
    return int(whole or 0) * 60 + int(half or 0)


def chart(document: Document) -> etree._Element:
    return part(document, "word/charts/chart1.xml")


def drawn(document: Document, rank: int = 0) -> dict[int, float]:
    """Les points d'une série du radar, par rang de rayon ; un trou n'y est pas."""
    series = chart(document).findall(".//c:ser", NAMES)[rank]
    return {int(p.get("idx")): float(p[0].text) for p in series.iterfind("c:val//c:pt", NAMES)}


def spokes(document: Document) -> list[str]:
    """Les libellés des rayons, sur une ligne."""
    return [
        (p[0].text or "").replace("\n", " ") for p in chart(document).find(".//c:cat", NAMES).iterfind(".//c:pt", NAMES)
    ]


def embedded_workbook(document: Document) -> bytes:
    """Le classeur que Word ouvrirait : on suit l'identifiant du graphique, puis la relation."""
    file = archive(document)
    identifier = chart(document).find("c:externalData", NAMES).get(qn("r:id"))
    relations = etree.fromstring(file.read("word/charts/_rels/chart1.xml.rels"))
    target = {one.get("Id"): one.get("Target") for one in relations}[identifier]
    return file.read("word/" + target.removeprefix("../"))
