"""Les fichiers : une seule lecture gardée, un seul CSV, un seul zip, une seule écriture, un verrou, un journal.

Aucune autre pièce n'ouvre un fichier.
"""

from .journal import (
    ASIDE,
    CHECK,
    LARGEST_JOURNAL,
    WITNESS,
    Chain,
    JournalFile,
    JournalGoneError,
    JournalWords,
    Line,
    Record,
    Witness,
    beside,
    parsed,
    witness_beside,
    witness_of,
)
from .office import MAX_OFFICE, MAX_PARTS, MAX_UNZIPPED, OfficeKind, office_parts, zipped
from .reading import LARGEST, holds, open_regular, packaged, read_bytes, read_text, shipped_text
from .tables import Row, as_typed, csv_rows, csv_text, decoded, delimiter_of, text_rows
from .writing import lock, make_folder, sync_folder, write_atomic, write_beside, write_new

__all__ = [
    "ASIDE", "CHECK", "LARGEST", "LARGEST_JOURNAL", "MAX_OFFICE", "MAX_PARTS", "MAX_UNZIPPED", "WITNESS", "Chain", "JournalFile",
    "JournalGoneError", "JournalWords", "Line", "OfficeKind", "Record", "Row", "Witness", "as_typed", "beside", "csv_rows", "csv_text",
    "decoded", "delimiter_of", "holds", "lock", "make_folder", "office_parts", "open_regular", "packaged", "parsed", "read_bytes",
    "read_text", "shipped_text", "sync_folder", "text_rows", "witness_beside", "witness_of", "write_atomic", "write_beside",
    "write_new", "zipped",
]  # fmt: skip
