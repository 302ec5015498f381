"""Les votes comptés à main levée : une ligne par question, une colonne par niveau, puis SO et NSP."""

from __future__ import annotations

from ...referentiel import suggestion
from ...text import NBSP
from .columns import RANKED, Columns, column_key, counted_code, level_name, names_level
from .discreet import listed, told
from .reading import Reading
from .tables import Table

# À côté des votes, ces colonnes rappellent la question ou s'en déduisent.
CONTEXT = {
    "enonce", "libelle", "intitule", "theme", "commentaire", "commentaires", "remarque", "remarques", "observation",
    "observations", "total", "votants", "nombre de votants", "equipe", "date",
    *(name for name, (kind, _) in RANKED.items() if kind in ("item", "profession")),
}  # fmt: skip


def take_counts(reading: Reading, table: Table, columns: Columns) -> None:
    """Une ligne par question : combien de mains à chaque niveau."""
    item = columns.ranks["item"]
    slots = vote_columns(reading, table, item)
    for line, cells in table.rows:
        found = reading.question(cells[item], table, line, table.header[item])
        if found:
            reading.comment(found, columns.comment(cells))
        row = [0] * reading.answers.codes
        for rank, code in slots.items():
            row[code] = hands(reading, cells[rank], table, line, table.header[rank])
        if found is None:
            continue
        if found.slot in reading.tallies:
            name, first = reading.tallies[found.slot][1]
            said = f"cette question est déjà comptée ligne {first} de {name}."
            reading.fault(said, table, line, table.header[item])
        reading.tallies.setdefault(found.slot, (row, (table.name, line)))
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucun vote.", table)


def vote_columns(reading: Reading, table: Table, item: int) -> dict[int, int]:
    """Le code que compte chaque colonne de votes ; une colonne que l'on ne comprend pas perdrait des voix."""
    slots: dict[int, int] = {}
    faults = len(reading.problems)
    for rank, column in enumerate(table.header):
        code = counted_code(column, reading.answers)
        if rank == item or not column:
            continue
        if code is not None and code in slots.values():
            reading.fault("une autre colonne compte déjà ces voix\u00a0: gardez-en une seule.", table, None, column)
        elif code is not None:
            slots[rank] = code
        elif names_level(column):
            reading.fault(f"{told(level_name(column))} n’est pas un niveau de l’échelle.", table, None, column)
        elif column_key(column) not in CONTEXT and any(cells[rank] for _, cells in table.rows):
            reading.fault(unknown_column(reading, column), table, None, column)
    if len(reading.problems) == faults:
        say_missing_levels(reading, table, set(slots.values()))
    return slots


def unknown_column(reading: Reading, column: str) -> str:
    """La phrase qui refuse une colonne que l'on ne comprend pas."""
    names = [*level_columns(reading), "SO", "NSP", *sorted(CONTEXT)]
    return f"{told(column)} n’est ni un niveau, ni SO, ni NSP{suggestion(column, names)}."


def say_missing_levels(reading: Reading, table: Table, counted: set[int]) -> None:
    """Un niveau sans colonne n'a pas de voix : on le dit, au cas où elle aurait été oubliée."""
    names = level_columns(reading)
    missing = [name for rank, name in enumerate(names) if rank not in counted]
    if len(missing) == len(names):
        reading.fault(f"aucune colonne ne compte un niveau\u00a0; attendu\u00a0: {listed(names)}.", table)
    elif missing:
        reading.notes.append(f"{table.name}{NBSP}: sans colonne, donc sans voix{NBSP}: {listed(missing)}.")


def level_columns(reading: Reading) -> list[str]:
    """Les colonnes de votes que l'échelle attend : « niveau_0 », « niveau_1 »…"""
    return [f"niveau_{value}" for value in reading.answers.values]


def hands(reading: Reading, text: str, table: Table, line: int, column: str) -> int:
    """Un nombre de mains levées ; vide vaut aucune main."""
    digits = text.removesuffix(".0").removesuffix(",0")
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        said = f"{told(text)} n’est pas un nombre de votes\u00a0; attendu\u00a0: 0, 1, 2…"
        reading.fault(said, table, line, column)
        return 0
    return int(digits or 0)
