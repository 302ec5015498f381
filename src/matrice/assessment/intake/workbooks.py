"""Les classeurs .xlsx : vérifier l'archive soi-même, puis lire ses feuilles avec openpyxl.

Un classeur vient de l'extérieur : il peut être abîmé, chiffré, ou fait pour nuire. Rien n'est ouvert avant
d'avoir été compté, et openpyxl ne voit qu'une copie des parties utiles : ni macro, ni image, ni commentaire,
ni nom d'auteur. Les formules ne sont jamais calculées ; leur texte arrive tel quel, et n'est pas une réponse.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...text import number
from .tables import Row, Sheet, file_bytes, refusal

MAX_BYTES = 10_000_000  # du fichier
MAX_PARTS = 200  # fichiers dans l'archive
MAX_UNZIPPED = 60 * 2**20  # octets, toutes parties ensemble
MAX_PART = 8 * 2**20  # octets d'une partie XML ; le questionnaire de 600 personnes en fait 3
MAX_TAGS = 200_000  # balises de toutes les parties lues : de quoi écrire 50 000 cellules
MAX_ROWS, MAX_COLUMNS, MAX_AREA = 5_000, 600, 300_000
LARGEST = (MAX_ROWS, MAX_AREA // MAX_ROWS)
MAX_MERGED = 2_000
LONGEST_CELL = 4_000  # caractères ; un commentaire plus long est coupé, et le dit
CHUNK = 2**20

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WORKBOOK, SHEETS = "xl/workbook.xml", "xl/worksheets/"
USEFUL = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
XML = (".xml", ".rels", ".vml")
MACRO = re.compile(rb"vbaProject|macroEnabled|macrosheet", re.IGNORECASE)
DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
SAFE_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii"}
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


def read_sheets(path: Path, name: str) -> tuple[Sheet, ...]:
    """Renvoie les feuilles visibles d'un classeur .xlsx, cellules en textes, lignes vides ôtées ; `name` le désigne.

    Raises:
        InputError: fichier trop gros, chiffré, abîmé, à macros, à DTD, archive suspecte, feuille démesurée.
    """
    parts = dict(useful_parts(file_bytes(path, MAX_BYTES, name), name))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl dit en anglais ce qu'il laisse de côté ; nous n'en lisons rien
            return tuple(sheets_of(parts, name))
    except InputError:
        raise
    except Exception:  # openpyxl lève de tout, selon ce qui manque au classeur
        raise refusal(f"le classeur est abîmé\u00a0: {RESAVE}", name) from None


# --- l'archive : compter avant d'ouvrir -----------------------------------------------------------


def useful_parts(raw: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Donne les parties utiles d'une archive, une fois tout compté ; `InputError` à la première faute."""
    check_signature(raw, name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            check_contents(infos, name)
            room = MAX_UNZIPPED
            tags = 0
            for info in infos:
                content, size = unzipped(archive, info, room, name)
                room -= size
                if info.filename.lower().endswith(XML):
                    check_xml(content, info.filename, name)
                if USEFUL.fullmatch(info.filename):
                    if endless(content):
                        raise refusal(f"une de ses parties a une balise démesurée\u00a0: {RESAVE}", name)
                    tags += content.count(b"<")
                    yield info.filename, content
                if tags > MAX_TAGS:
                    raise refusal("ses feuilles ont trop de cellules pour être un questionnaire.", name)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise refusal(f"le fichier est incomplet ou abîmé\u00a0: {RESAVE}", name) from None


def check_signature(raw: bytes, name: str) -> None:
    """Refuse ce qui n'est pas une archive, ou en annonce trop de parties pour qu'on la lise."""
    if not raw:
        raise refusal("le fichier est vide.", name)
    if raw.startswith(OLD_OFFICE):
        raise refusal(
            f"le classeur est protégé par un mot de passe, ou d’un format d’avant 2007\u00a0: ôtez le mot de passe, {RESAVE}",
            name,
        )
    if not raw.startswith(ZIP):
        raise refusal(f"ce n’est pas un classeur .xlsx, malgré son nom\u00a0: {RESAVE}", name)
    if raw.count(b"PK\x01\x02") > MAX_PARTS:
        raise refusal(f"l’archive a plus de {MAX_PARTS} parties\u00a0: ce n’est pas un questionnaire.", name)


def check_contents(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse une archive qui annonce trop, se répète, se chiffre, porte une macro, ou n'est pas un classeur."""
    names = [info.filename for info in infos]
    if sum(info.file_size for info in infos) > MAX_UNZIPPED:
        raise too_big(MAX_UNZIPPED, name)
    if len(set(names)) < len(names):
        raise refusal("l’archive contient deux fois la même partie\u00a0: elle a été altérée.", name)
    if any(info.flag_bits & 1 for info in infos):
        raise refusal("l’archive est chiffrée\u00a0: enlevez le mot de passe.", name)
    if any(MACRO.search(part.encode()) for part in names):
        raise macro(name)
    if WORKBOOK not in names:
        raise refusal(f"ce n’est pas un classeur .xlsx, malgré son nom\u00a0: {RESAVE}", name)


def unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int, name: str) -> tuple[bytes, int]:
    """Le contenu d'une partie XML (vide pour les autres) et sa taille réelle, comptée au fil de la lecture."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal(f"l’archive emploie une compression inhabituelle\u00a0: {RESAVE}", name)
    kept = info.filename.lower().endswith(XML)
    content, size = bytearray(), 0
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > room:
                raise too_big(MAX_UNZIPPED, name)
            if kept and size > MAX_PART:
                raise too_big(MAX_PART, name)
            if kept:
                content += chunk
    return bytes(content), size


def check_xml(content: bytes, part: str, name: str) -> None:
    """Refuse une DTD, une entité, un encodage qui pourrait les cacher, et une macro déclarée."""
    bare = content.replace(b"\0", b"")  # en UTF-16, un caractère sur deux est nul
    declared = DECLARED.match(bare[:400].lstrip(b"\xef\xbb\xbf\xff\xfe"))
    if declared and declared[1].lower() not in SAFE_ENCODINGS:
        raise refusal(f"une partie est dans un encodage inhabituel\u00a0: {RESAVE}", name)
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise refusal("il contient une définition de document (DTD), qu’aucun tableur n’écrit\u00a0: refusé.", name)
    if part == "[Content_Types].xml" and MACRO.search(bare):
        raise macro(name)


def endless(content: bytes) -> bool:
    """Vrai si une balise, un commentaire ou une instruction n'en finit pas."""
    marks = ((b"<!--", b"-->"), (b"<?", b"?>"))
    spans = (piece.partition(end)[0] for start, end in marks for piece in content.split(start)[1:])
    return ENDLESS_TAG.search(content) is not None or any(len(span) > LONGEST_TAG for span in spans)


def too_big(limit: int, name: str) -> InputError:
    """Le refus d'une archive qui gonfle : toute entière, ou par une seule de ses parties."""
    what = "il" if limit == MAX_UNZIPPED else "une de ses parties"
    size = f"{number(limit / 2**20)}\u00a0Mio"
    return refusal(f"une fois décompressé, {what} dépasse {size}\u00a0: ce n’est pas un questionnaire.", name)


def macro(name: str) -> InputError:
    """Le refus d'un classeur à macros."""
    return refusal("le classeur contient une macro\u00a0: enregistrez-le au format .xlsx, sans macro.", name)


# --- les feuilles : openpyxl sur la copie ---------------------------------------------------------


def sheets_of(parts: dict[str, bytes], name: str) -> Iterator[Sheet]:
    """Donne les feuilles visibles, lues dans une copie qui ne contient que les parties utiles."""
    frames = {
        part: (extent(content, name), merged_ranges(content, name))
        for part, content in parts.items()
        if part.lower().startswith(SHEETS)
    }
    from openpyxl import load_workbook  # 0,2 s à charger : seulement quand un classeur est lu

    book = load_workbook(repacked(parts), read_only=True, keep_links=False)
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


def repacked(parts: dict[str, bytes]) -> io.BytesIO:
    """Une archive neuve, non compressée, des seules parties utiles."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    copy.seek(0)
    return copy


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
