"""Les classeurs .xlsx et .ods, et notre questionnaire Word rempli à l'écran : vérifier l'archive soi-même, puis la lire.

Un fichier vient de l'extérieur : il peut être abîmé, chiffré, ou fait pour nuire. Rien n'est ouvert avant d'avoir été
compté, et openpyxl ne voit qu'une copie des parties utiles : ni macro, ni image, ni commentaire, ni nom d'auteur. Les
formules ne sont jamais calculées ; leur texte arrive tel quel, et n'est pas une réponse. Une case du questionnaire Word
se coche en la remplaçant (☒, ☑, x…).
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ...errors import InputError, Problem
from ...files import MAX_OFFICE, OfficeKind, Row, office_parts, read_bytes, zipped
from ...text import NBSP, folded, number, quoted
from .tables import Sheet, padded, refusal, shown_cell
from .vocabulary import Known, Vocabulary

MAX_ROWS, MAX_COLUMNS, MAX_AREA = 5_000, 600, 300_000
LARGEST = (MAX_ROWS, MAX_AREA // MAX_ROWS)
MOST_CELLS = 50_000
MAX_MERGED = 2_000
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
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s(?=[^<>]{0,400}?hidden=[\"'](?:1|true))[^<>]{0,400}?\br=[\"'](\d{1,7})[\"']")
HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\s(?=[^<>]{0,400}?hidden=[\"'](?:1|true))([^<>]{0,400})>")
LONGEST_TAG = 60_000  # octets
ENDLESS_TAG = re.compile(rb"<[^<>]{%d}" % LONGEST_TAG)
RESAVE = "ouvrez-le dans Excel ou LibreOffice, enregistrez-le au format .xlsx ou au format CSV, puis recommencez."
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
KIND = OfficeKind(
    what="le classeur",
    label="un classeur .xlsx",
    purpose="un questionnaire",
    resave=RESAVE,
    writer="qu’aucun tableur n’écrit",
    needed=("xl/workbook.xml",),
    max_tags=4 * MOST_CELLS,
    too_long="ses feuilles ont trop de cellules pour être un questionnaire.",
    kept=USEFUL,
)
ODS = replace(
    KIND, label="un classeur .ods", needed=("content.xml",), max_tags=400_000, kept=re.compile(r"content\.xml")
)


def read_sheets(path: Path, name: str, *, cells: int = MOST_CELLS) -> tuple[Sheet, ...]:
    """Renvoie les feuilles d'un classeur, masquées comprises, cellules en textes, lignes vides ôtées ; `name` le désigne.

    `cells` borne les cellules que l'on accepte de lire dans tout le classeur.

    Raises:
        InputError: fichier trop gros, chiffré, abîmé, à macros, à DTD, archive suspecte, feuille démesurée.
    """
    if path.suffix.lower() == ".ods":
        return tuple(open_document_sheets(read_bytes(path, limit=MAX_OFFICE, name=name), name))
    parts = dict(useful_parts(read_bytes(path, limit=MAX_OFFICE, name=name), name, cells))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl dit en anglais ce qu'il laisse de côté ; nous n'en lisons rien
            return tuple(sheets_of(parts, name))
    except InputError:
        raise
    except Exception:  # openpyxl lève de tout, selon ce qui manque au classeur
        raise refusal(f"le classeur est abîmé\u00a0: {RESAVE}", name) from None


def useful_parts(raw: bytes, name: str, cells: int = MOST_CELLS) -> list[tuple[str, bytes]]:
    """Les parties utiles d'un classeur, une fois tout compté ; `InputError` à la première faute."""
    parts = office_parts(raw, replace(KIND, max_tags=4 * cells), name)
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
    """Donne les feuilles, lues dans une copie qui ne contient que les parties utiles."""
    frames = {
        part: (extent(content, name), merged_ranges(content, name), hidden_parts(content))
        for part, content in parts.items()
        if part.lower().startswith(SHEETS)
    }
    from openpyxl import load_workbook  # 0,2 s à charger : seulement quand un classeur est lu

    book = load_workbook(io.BytesIO(zipped(parts.items(), stored=True)), read_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            # openpyxl ne dit pas, en lecture seule, de quelle partie vient une feuille ; son attribut privé, si.
            part = str(getattr(sheet, "_worksheet_path", ""))
            (last_row, last_column), merged, (lines, columns) = frames.get(part, (LARGEST, (), NOTHING_HIDDEN))
            cells = sheet.iter_rows(max_row=last_row, max_col=last_column, values_only=True)
            rows = tuple(text_rows(cells))
            yield Sheet(str(sheet.title), rows, merged, sheet.sheet_state != "visible", lines, written(rows, columns))
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


NOTHING_HIDDEN: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())


def hidden_parts(content: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Les numéros de lignes et les rangs de colonnes masqués d'une feuille ; un filtre masque des lignes."""
    lines = frozenset(int(found[1]) for found in HIDDEN_ROW.finditer(content))
    columns: set[int] = set()
    for found in HIDDEN_COLUMNS.finditer(content):
        ends = {key: int(value) for key, value in re.findall(rb"(min|max)=[\"'](\d{1,5})", found[1])}
        columns.update(range(ends.get(b"min", 1) - 1, min(ends.get(b"max", 0), MAX_COLUMNS)))
    return lines, frozenset(columns)


def written(rows: Iterable[Row], columns: Iterable[int]) -> frozenset[int]:
    """Celles de ces colonnes où quelque chose est écrit."""
    kept = list(rows)
    return frozenset(rank for rank in columns if any(rank < len(cells) and cells[rank] for _, cells in kept))


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
    return shown_cell(str(value).strip())


# --- les classeurs .ods : une seule partie, que la bibliothèque standard lit -----------------------


def open_document_sheets(raw: bytes, name: str) -> Iterator[Sheet]:
    """Donne les feuilles d'un classeur .ods, lues dans sa seule partie utile ; aucune formule n'est calculée."""
    ((_, content),) = office_parts(raw, ODS, name)
    if endless(content):
        raise refusal(f"une de ses parties a une balise démesurée\u00a0: {RESAVE}", name)
    try:
        tree = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise ODS.damaged(name) from None
    hidden = {
        str(style.get(f"{_STYLE}name"))
        for style in tree.iter(f"{_STYLE}style")
        for shown in style.iter(f"{_STYLE}table-properties")
        if shown.get(f"{_TABLE}display") == "false"
    }
    for table in tree.iter(f"{_TABLE}table"):
        yield _open_document_sheet(table, str(table.get(f"{_TABLE}style-name")) in hidden, name)


def _open_document_sheet(table: ElementTree.Element, hidden: bool, name: str) -> Sheet:
    """Une feuille : les cellules répétées le sont, les vides du bout ne s'écrivent pas."""
    rows: list[Row] = []
    merged: list[tuple[int, int, int, int]] = []
    lines: set[int] = set()
    last = area = 0
    for row in table.iter(f"{_TABLE}table-row"):
        cells, spans = _open_document_cells(row)
        times = int(row.get(f"{_TABLE}number-rows-repeated", 1))
        area += len(cells) * (times if cells else 0)
        if (cells and last + times > MAX_ROWS) or len(cells) > MAX_COLUMNS or area > MAX_AREA:
            at_most = f"au plus {number(MAX_ROWS)} lignes, {MAX_COLUMNS} colonnes et {number(MAX_AREA)} cellules"
            raise refusal(f"une feuille est trop grande\u00a0; {at_most}.", name)
        if cells:
            rows += [(last + rank, tuple(cells)) for rank in range(1, times + 1)]
            merged += [(last + 1, left, last + high, left + wide - 1) for left, high, wide in spans]
            lines |= set(range(last + 1, last + times + 1)) if row.get(f"{_TABLE}visibility") else set()
        last += times
    columns: list[bool] = []
    for column in table.iter(f"{_TABLE}table-column"):
        room = min(int(column.get(f"{_TABLE}number-columns-repeated", 1)), MAX_COLUMNS)
        columns += [column.get(f"{_TABLE}visibility") is not None] * room
    squared = padded(rows)
    masked = written(squared, [rank for rank, is_hidden in enumerate(columns) if is_hidden])
    return Sheet(str(table.get(f"{_TABLE}name")), squared, tuple(merged[:MAX_MERGED]), hidden, frozenset(lines), masked)


def _open_document_cells(row: ElementTree.Element) -> tuple[list[str], list[tuple[int, int, int]]]:
    """Les textes d'une ligne, sans les vides du bout, et ses fusions (colonne, hauteur, largeur)."""
    cells: list[str] = []
    spans: list[tuple[int, int, int]] = []
    waiting = 0
    for cell in row:
        times = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        text = "\n".join("".join(line.itertext()) for line in cell.findall(f"{_TEXT}p")).strip()
        text = "=…" if cell.get(f"{_TABLE}formula") else cell_text(text)
        if not text:
            waiting += times
            continue
        cells += [""] * min(waiting, MAX_COLUMNS + 1 - min(len(cells), MAX_COLUMNS))
        waiting = 0
        high, wide = (int(cell.get(f"{_TABLE}number-{what}-spanned", 1)) for what in ("rows", "columns"))
        if high > 1 or wide > 1:
            spans.append((len(cells) + 1, high, wide))
        cells += [text] * min(times, MAX_COLUMNS + 1)
    return cells, spans


# --- le questionnaire Word rempli à l'écran : ses tableaux, leurs cases cochées, comme une feuille de classeur --------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TICKS = "☒☑✓✔✗✘■⊠xX"
_BOX = re.compile(rf"([☐{_TICKS}])\s*([^☐☒☑✓✔✗✘■⊠]+)")
_PAPER_HEADER = ("Code", "Énoncé", "Réponse", "Commentaire")
PAPER = OfficeKind(
    what="le document",
    label="un document .docx",
    purpose="un questionnaire",
    resave="ouvrez-le dans Word ou LibreOffice, enregistrez-le au format .docx, puis recommencez.",
    writer="qu’aucun traitement de texte n’écrit",
    needed=("word/document.xml",),
    max_tags=400_000,
    too_long="il a trop de tableaux pour être un questionnaire.",
    kept=re.compile(r"word/document\.xml"),
)


def read_paper(path: Path, name: str, vocabulary: Vocabulary) -> tuple[Sheet, ...]:
    """Renvoie la feuille que vaut un questionnaire Word rempli.

    Raises:
        InputError: document dangereux ou abîmé, qui n'est pas notre questionnaire, ou une question à deux cases cochées.
    """
    ((_, content),) = office_parts(read_bytes(path, limit=MAX_OFFICE, name=name), PAPER, name)
    try:
        tables = [_cells_of(table) for table in ElementTree.fromstring(content).iter(f"{_W}tbl")]
    except ElementTree.ParseError:
        raise PAPER.damaged(name) from None
    problems: list[Problem] = []
    rows = [*_person_rows(tables), _PAPER_HEADER, *_answer_rows(tables, name, vocabulary, problems)]
    if problems:
        raise InputError(problems)
    if rows[-1] == _PAPER_HEADER:
        raise refusal(
            "ce document n’est pas le questionnaire Word de matrice\u00a0: seul celui-là se lit, rempli à l’écran.",
            name,
        )
    return (Sheet("Questionnaire", tuple((line, cells) for line, cells in _numbered(rows))),)


def _numbered(rows: Sequence[tuple[str, ...]]) -> Iterator[Row]:
    """Les mêmes lignes, numérotées et de la même largeur."""
    for line, cells in enumerate(rows, 1):
        yield line, (*cells, "", "", "")[: len(_PAPER_HEADER)]


def _cells_of(table: ElementTree.Element) -> list[list[str]]:
    """Les textes d'un tableau, une liste par ligne ; une case à cocher de Word est « ☒ » ou « ☐ »."""
    return [["".join(_texts(cell)).strip() for cell in row.iter(f"{_W}tc")] for row in table.iter(f"{_W}tr")]


def _texts(cell: ElementTree.Element) -> Iterator[str]:
    """Donne ce qui est écrit dans une cellule, un espace entre deux paragraphes."""
    for part in cell.iter():
        if part.tag == f"{_W}t":
            yield part.text or ""
        elif part.tag in (f"{_W}p", f"{_W}br", f"{_W}tab"):
            yield " "
        elif part.tag == f"{_W}sym":  # une coche de la police Wingdings
            yield "☒" if str(part.get(f"{_W}char")).upper() in {"F0FE", "F0FD", "F0FC", "F078", "F052", "F053"} else "☐"


def _person_rows(tables: Sequence[list[list[str]]]) -> Iterator[tuple[str, ...]]:
    """Le code et la profession, sous les noms que lit une feuille."""
    for row in (row for table in tables for row in table if len(row) == 2):
        if folded(row[0]).startswith("votre code") and row[1]:
            yield "Code participant", row[1]
        elif folded(row[0]).startswith("votre profession"):
            chosen = [text.strip(" \u00a0") for tick, text in _BOX.findall(row[1]) if tick != "☐"]
            if len(chosen) == 1:
                yield "Profession", chosen[0].replace(NBSP, " ")


def _answer_rows(
    tables: Sequence[list[list[str]]], name: str, vocabulary: Vocabulary, problems: list[Problem]
) -> Iterator[tuple[str, ...]]:
    """Une ligne par question, la réponse cochée à côté ; ce qui est écrit sous un axe n'est en face d'aucune question."""
    for table in tables:
        if len(table) > 1 and folded(table[0][0]).startswith("commentaire"):
            yield from (("", "", "", text) for (text, *_) in table[1:] if text)
        for known, chosen in _chosen(table, vocabulary):
            if len(chosen) > 1:
                sentence = f"deux cases sont cochées pour {quoted(known.question.id)}\u00a0: gardez-en une."
                problems.append(Problem(sentence, name))
            yield known.question.id, known.question.label, chosen[0] if chosen else "", ""


def _chosen(table: Sequence[list[str]], vocabulary: Vocabulary) -> Iterator[tuple[Known, list[str]]]:
    """Chaque question d'un tableau et ses réponses cochées : en colonnes sous leurs noms, ou l'une sous l'autre, sous un thème."""
    heads: list[str] = []
    theme: Known | None = None
    stages: list[str] = []
    for row in table:
        known = next((found for cell in row[:2] if cell and (found := vocabulary.find(cell))), None)
        boxes = [(tick, _spaced(text)) for cell in row for tick, text in _BOX.findall(cell)]
        boxes = [box for box in boxes if vocabulary.answers.read(box[1]) is not None]
        if boxes and theme:
            stages += [text for tick, text in boxes if tick != "☐"]
        elif known and heads and len(row) == len(heads) and any(cell[:1] in f"☐{_TICKS}" for cell in row[1:] if cell):
            places = [rank for rank, head in enumerate(heads) if head and rank]
            yield known, [heads[rank] for rank in places if row[rank] and "☐" not in row[rank]]
        elif known:
            if theme:
                yield theme, stages
            theme, stages = (known, []) if not heads else (None, [])
        elif sum(vocabulary.answers.read(_spaced(cell)) is not None for cell in row if cell) > 2:
            heads = [_spaced(cell) if vocabulary.answers.read(_spaced(cell)) is not None else "" for cell in row]
    if theme:
        yield theme, stages


def _spaced(text: str) -> str:
    """Le texte, ses espaces insécables et multiples réduites."""
    return " ".join(text.split())
