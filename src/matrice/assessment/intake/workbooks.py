"""Les classeurs .xlsx : vérifier l'archive soi-même, puis lire ses feuilles avec openpyxl.

Un classeur vient de l'extérieur : il peut être abîmé, chiffré, ou fait pour nuire. Rien n'est ouvert avant
d'avoir été compté, et openpyxl ne voit qu'une copie des parties utiles : ni macro, ni image, ni commentaire,
ni nom d'auteur. Les formules ne sont jamais calculées ; leur texte arrive tel quel, et n'est pas une réponse.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...files import MAX_OFFICE, OfficeKind, Row, office_parts, read_bytes, zipped
from ...text import number
from .tables import Sheet, refusal

MAX_ROWS, MAX_COLUMNS, MAX_AREA = 5_000, 600, 300_000
LARGEST = (MAX_ROWS, MAX_AREA // MAX_ROWS)
MAX_MERGED = 2_000
LONGEST_CELL = 4_000  # caractères ; un commentaire plus long est coupé, et le dit
SHEETS = "xl/worksheets/"
USEFUL = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
# Une cellule qui contient quelque chose ; une cellule vide mise en forme au bout du monde ne gêne personne.
CELL = re.compile(
    rb"<(?:\w+:)?c\s(?:[^<>]{0,300}?\s)?r\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>\s*<(?!/)"
)
MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^<>]{0,300}?ref\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
LONGEST_TAG = 60_000  # octets
ENDLESS_TAG = re.compile(rb"<[^<>]{%d}" % LONGEST_TAG)
RESAVE = "ouvrez-le dans Excel ou LibreOffice, enregistrez-le au format .xlsx ou au format CSV, puis recommencez."
KIND = OfficeKind(
    what="le classeur",
    label="un classeur .xlsx",
    purpose="un questionnaire",
    resave=RESAVE,
    writer="qu’aucun tableur n’écrit",
    needed=("xl/workbook.xml",),
    max_tags=200_000,  # de quoi écrire 50 000 cellules
    too_long="ses feuilles ont trop de cellules pour être un questionnaire.",
    kept=USEFUL,
)


def read_sheets(path: Path, name: str) -> tuple[Sheet, ...]:
    """Renvoie les feuilles visibles d'un classeur .xlsx, cellules en textes, lignes vides ôtées ; `name` le désigne.

    Raises:
        InputError: fichier trop gros, chiffré, abîmé, à macros, à DTD, archive suspecte, feuille démesurée.
    """
    parts = dict(useful_parts(read_bytes(path, limit=MAX_OFFICE, name=name), name))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl dit en anglais ce qu'il laisse de côté ; nous n'en lisons rien
            return tuple(sheets_of(parts, name))
    except InputError:
        raise
    except Exception:  # openpyxl lève de tout, selon ce qui manque au classeur
        raise refusal(f"le classeur est abîmé\u00a0: {RESAVE}", name) from None


def useful_parts(raw: bytes, name: str) -> list[tuple[str, bytes]]:
    """Les parties utiles d'un classeur, une fois tout compté ; `InputError` à la première faute."""
    parts = office_parts(raw, KIND, name)
    if any(endless(content) for _, content in parts):
        raise refusal(f"une de ses parties a une balise démesurée\u00a0: {RESAVE}", name)
    return parts


def endless(content: bytes) -> bool:
    """Vrai si une balise, un commentaire ou une instruction n'en finit pas."""
    marks = ((b"<!--", b"-->"), (b"<?", b"?>"))
    spans = (piece.partition(end)[0] for start, end in marks for piece in content.split(start)[1:])
    return ENDLESS_TAG.search(content) is not None or any(len(span) > LONGEST_TAG for span in spans)


# --- les feuilles : openpyxl sur la copie ---------------------------------------------------------


def sheets_of(parts: dict[str, bytes], name: str) -> Iterator[Sheet]:
    """Donne les feuilles visibles, lues dans une copie qui ne contient que les parties utiles."""
    frames = {
        part: (extent(content, name), merged_ranges(content, name))
        for part, content in parts.items()
        if part.lower().startswith(SHEETS)
    }
    from openpyxl import load_workbook  # 0,2 s à charger : seulement quand un classeur est lu

    book = load_workbook(io.BytesIO(zipped(parts.items(), stored=True)), read_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            # openpyxl ne dit pas, en lecture seule, de quelle partie vient une feuille ; son attribut privé, si.
            part = str(getattr(sheet, "_worksheet_path", ""))
            (last_row, last_column), merged = frames.get(part, (LARGEST, ()))
            cells = sheet.iter_rows(max_row=last_row, max_col=last_column, values_only=True)
            yield Sheet(str(sheet.title), tuple(text_rows(cells)), merged)
    finally:
        book.close()


def extent(content: bytes, name: str) -> tuple[int, int]:
    """La dernière ligne et la dernière colonne remplies ; `InputError` au-delà des limites."""
    rows = columns = 0
    for letters, digits in CELL.findall(content):
        rows, columns = max(rows, int(digits)), max(columns, column_rank(letters))
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_AREA:
        raise refusal(
            f"une feuille va jusqu’à la ligne {number(rows)} et la colonne {number(columns)}\u00a0; au plus "
            f"{number(MAX_ROWS)} lignes, {MAX_COLUMNS} colonnes et {number(MAX_AREA)} cellules\u00a0: supprimez ce qui est "
            "écrit loin du tableau.",
            name,
        )
    # Certains logiciels ne numérotent pas les cellules : on lit alors ce qui tient dans les limites.
    return (rows, columns) if rows else LARGEST


def merged_ranges(content: bytes, name: str) -> tuple[tuple[int, int, int, int], ...]:
    """Les plages fusionnées d'une feuille ; `InputError` s'il y en a trop."""
    found = tuple(islice(MERGED.finditer(content), MAX_MERGED + 1))
    if len(found) > MAX_MERGED:
        raise refusal(f"une feuille a plus de {number(MAX_MERGED)} fusions de cellules.", name)
    ranges = (match.groups() for match in found)
    return tuple((int(top), column_rank(left), int(bottom), column_rank(right)) for left, top, right, bottom in ranges)


def column_rank(letters: bytes) -> int:
    """Le rang d'une colonne, à partir de 1 : A → 1, XFD → 16 384."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + letter - ord("A") + 1
    return rank


def text_rows(cells: Iterator[tuple[Any, ...]]) -> Iterator[Row]:
    """Donne les lignes non vides, numérotées comme dans le tableur."""
    for line, values in enumerate(cells, 1):
        if values.count(None) < len(values):
            texts = tuple(cell_text(value) for value in values)
            if any(texts):
                yield line, texts


def cell_text(value: Any) -> str:
    """Le texte d'une cellule ; une formule matricielle, qui n'en a pas, se montre comme une formule."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if type(value).__module__.startswith("openpyxl"):
        return "=…"
    text = str(value)
    return (text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]} […]").strip()
