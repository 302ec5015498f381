"""Le classeur caché d'un graphique : ce que Word ouvre quand on choisit « Modifier les données ».

Six petites parties XML suffisent. Elles sont écrites ici parce qu'un classeur fait par un tableur porte la
date du jour, donc des octets différents chaque fois.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from docx.opc.constants import CONTENT_TYPE

from .archive import zipped

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "Feuil1"

# Une série : son nom, et le texte XML de chaque valeur (`None` : un trou).
Column = tuple[str, Sequence[str | None]]

TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{CONTENT_TYPE.OPC_RELATIONSHIPS}"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT_TYPE.SML_SHEET_MAIN}"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{CONTENT_TYPE.SML_WORKSHEET}"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{CONTENT_TYPE.SML_STYLES}"/></Types>'
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
    f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" applyAlignment="1"><alignment wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def workbook(labels: Sequence[str], columns: Sequence[Column]) -> bytes:
    """Renvoie un classeur .xlsx : les libellés en colonne A, une série par colonne à partir de B.

    Un trou y est une cellule absente, ni zéro ni texte vide.
    """
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/worksheets/sheet1.xml": sheet(labels, columns),
        "xl/styles.xml": STYLES,
    }
    return zipped((name, (HEAD + xml).encode()) for name, xml in parts.items())


def sheet(labels: Sequence[str], columns: Sequence[Column]) -> str:
    """La feuille : une ligne de titres, puis une ligne par libellé."""
    titles = [words(f"{letter(rank)}1", name) for rank, (name, _) in enumerate(columns)]
    rows = [f'<row r="1">{"".join(titles)}</row>']
    for row, label in enumerate(labels):
        cells = [
            f'<c r="{letter(rank)}{row + 2}"><v>{values[row]}</v></c>'
            for rank, (_, values) in enumerate(columns)
            if values[row] is not None
        ]
        rows.append(f'<row r="{row + 2}">{words(f"A{row + 2}", label)}{"".join(cells)}</row>')
    return (
        f'<worksheet xmlns="{MAIN}"><cols><col min="1" max="{len(columns) + 1}" width="26" customWidth="1"/></cols>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def letter(rank: int) -> str:
    """La colonne d'une série : B pour la première (A porte les libellés)."""
    return chr(ord("B") + rank)


def words(cell: str, text: str) -> str:
    """Une cellule de texte, jamais lue comme une formule."""
    return f'<c r="{cell}" s="1" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def relations(*targets: tuple[str, str]) -> str:
    """Une partie de relations, numérotées dans l'ordre."""
    links = [
        f'<Relationship Id="rId{rank}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(targets, 1)
    ]
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'
