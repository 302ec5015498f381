"""Les trois formes d'un tableau de réponses, reconnues à leur en-tête.

- forme longue : une ligne par réponse (`repondant;profession;item;reponse`) ;
- forme large : une ligne par personne, une colonne par question (identifiant ou libellé) ;
- votes comptés à main levée : une ligne par question (`item;niveau_0;niveau_1;…;so;nsp`).
"""

from __future__ import annotations

from operator import getitem, itemgetter

from ...errors import Problem
from ...referentiel import suggestion
from ...text import NBSP
from .answers import REFUSED
from .people import ANONYMOUS, is_ballot, is_summary, nobody, summary_note
from .reading import Reading
from .tables import (
    RANKED,
    Columns,
    Table,
    column_key,
    columns_of,
    counted_code,
    is_counted,
    join_names,
    level_name,
    nameless_column,
    names_level,
    quote,
)


def take(reading: Reading, table: Table | Problem) -> None:
    """Prend un tableau sous la forme que dit son en-tête, ou note la faute qui l'a empêché."""
    if isinstance(table, Problem):
        reading.problems.append(table)
        return
    for note in table.notes:
        reading.note(note, table.name)
    if table.asked:
        _take_wide(reading, table)
    else:
        _take_named(reading, table)
    reading.refuse_strange(table)
    reading.refuse_unread(table)
    reading.refuse_twice(table)


def _take_named(reading: Reading, table: Table) -> None:
    """Prend un tableau dont chaque colonne se nomme : une ligne par réponse, ou une par question."""
    for rank, column in enumerate(table.header):  # remplie mais sans nom, on ne sait pas ce qu'elle dit
        if not column and any(cells[rank] for _, cells in table.rows):
            reading.fault(nameless_column(table.header, rank), table)
    columns = columns_of(table)
    if not table.kinds and is_counted(table.header, columns, reading.answers):
        _refuse_doubles(reading, table, columns, "item")
        _take_counts(reading, table, columns)
    else:
        _refuse_doubles(reading, table, columns, "respondent", "profession", "item", "answer")
        _take_long(reading, table, columns)


def _refuse_doubles(reading: Reading, table: Table, columns: Columns, *kinds: str) -> None:
    """Deux colonnes de la même sorte : on ne saurait pas laquelle croire."""
    for kind in kinds:
        for rank in columns.doubles.get(kind, ()):
            kept = quote(table.header[columns.ranks[kind]])
            reading.fault(
                f"elle dit la même chose que {kept}\u00a0: gardez-en une seule.", table, None, table.header[rank]
            )


# --- une ligne par réponse ------------------------------------------------------------------------


def _take_long(reading: Reading, table: Table, columns: Columns) -> None:
    """Une ligne par réponse ; la personne est reconnue d'une ligne à l'autre par sa colonne."""
    ranks = columns.ranks
    if "respondent" not in ranks:
        sentence = "il manque la colonne «\u00a0repondant\u00a0»\u00a0: sans elle, on ne sait pas qui répond à quoi."
        reading.fault(sentence, table)
        return
    respondent, item, answer = ranks["respondent"], ranks["item"], ranks["answer"]
    unnamed = nobody([*{cells[respondent] for _, cells in table.rows}])
    summaries: list[int] = []
    nameless: list[int] = []
    for line, cells in table.rows:
        name = cells[respondent]
        if not table.kinds and name and is_summary([name]):
            summaries.append(line)
            continue
        if not name or (not table.kinds and name in unnamed):
            nameless.append(line)
            continue
        profession = cells[ranks["profession"]] if "profession" in ranks else ""
        person = reading.person(name, profession, table, line)
        found = reading.question(cells[item], table, line, table.header[item])
        slot = found.slot if found else None
        code = reading.answer(cells[answer], line, table.header[answer], slot, sure=table.sure)
        if found and person:
            reading.comment(found, columns.comment(cells), person)
        if person and found and code is not None:
            reading.record(person, found, code, table, line, table.header[item])
    if nameless:
        sentence = "la cellule est vide, ou ne désigne personne\u00a0; attendu\u00a0: le code de la personne"
        more = f" ({len(nameless)} lignes, la première ici)" if len(nameless) > 1 else ""
        reading.fault(f"{sentence}{more}.", table, nameless[0], table.header[respondent])
    if summaries:
        reading.note(summary_note(summaries), table.name)
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucune réponse.", table)


# --- une ligne par personne -----------------------------------------------------------------------


def _take_wide(reading: Reading, table: Table) -> None:
    """Une ligne par personne ; les colonnes ont été reconnues (`wide`)."""
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucune réponse.", table)
    for rank, slot in table.asked.items():
        reading.ask(reading.vocabulary.questions[slot], table.header[rank], table, None, table.header[rank])
    reading.aside.update(table.retired)
    # Une place par question de la grille ; celles que le tableau ne pose pas y lisent la cellule vide du bout.
    columns = {slot: rank for rank, slot in table.asked.items()}
    sheet = itemgetter(*(columns.get(slot, len(table.header)) for slot in range(len(reading.vocabulary.questions))))
    readers = reading.vocabulary.readers
    known = [reader.code_of for reader in readers]
    spoken = {one: [slot for slot, reader in enumerate(readers) if reader is one] for one in dict.fromkeys(readers)}
    for line, cells in table.rows:
        texts = sheet((*cells, ""))
        codes = bytearray(map(getitem, known, texts))
        if REFUSED in codes:
            for rank, slot in table.asked.items():
                told = reading.answer(cells[rank], line, table.header[rank], slot)
                codes[slot] = reading.answers.silent if told is None else told
        for reader, slots in spoken.items():
            told_here = (texts[slot] for slot in slots)
            reading.seen.setdefault(reader.values, set()).update(t for t in told_here if reader.read(t) is not None)
        name = f"{ANONYMOUS}{cells[0]}" if is_ballot(cells[0]) else cells[0] or f"{ANONYMOUS}{table.name}:{line}"
        remarks = [(slot, cells[rank]) for rank, slot in table.remarks.items() if cells[rank]]
        reading.newcomer(name, cells[1], table, line, codes, remarks)


# --- les votes comptés à main levée ---------------------------------------------------------------

# À côté des votes, ces colonnes rappellent la question ou s'en déduisent.
_CONTEXT = {
    "enonce", "libelle", "intitule", "theme", "commentaire", "commentaires", "remarque", "remarques", "observation",
    "observations", "total", "votants", "nombre de votants", "equipe", "date",
    *(name for name, (kind, _) in RANKED.items() if kind in ("item", "profession")),
}  # fmt: skip


def _take_counts(reading: Reading, table: Table, columns: Columns) -> None:
    """Une ligne par question : combien de mains à chaque niveau."""
    item = columns.ranks["item"]
    slots = _vote_columns(reading, table, item)
    for line, cells in table.rows:
        if is_summary([cells[item]]) and not reading.vocabulary.find(cells[item]):
            reading.note(f"la ligne {line} résume les autres\u00a0: laissée de côté.", table.name)
            continue
        found = reading.question(cells[item], table, line, table.header[item])
        if found:
            reading.comment(found, columns.comment(cells))
        row = [0] * reading.answers.codes
        reader = reading.vocabulary.readers[found.slot] if found else reading.answers
        for rank, code in slots.items():
            row[code] = _read_hands(reading, cells[rank], table, line, table.header[rank])
            if row[code] and code < reader.so and code not in reader.rank.values():
                said = f"ce n’est pas un niveau de cette question{NBSP}; attendu{NBSP}: {reader.expected}."
                reading.fault(said, table, line, table.header[rank])
        if found is None:
            continue
        if found.slot in reading.tallies:
            name, first = reading.tallies[found.slot][1]
            sentence = f"cette question est déjà comptée ligne {first} de {name}."
            reading.fault(sentence, table, line, table.header[item])
        reading.tallies.setdefault(found.slot, (row, (table.name, line)))
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucun vote.", table)


def _vote_columns(reading: Reading, table: Table, item: int) -> dict[int, int]:
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
            reading.fault(f"{quote(level_name(column))} n’est pas un niveau de l’échelle.", table, None, column)
        elif column_key(column) not in _CONTEXT and any(cells[rank] for _, cells in table.rows):
            names = [*_level_columns(reading), "SO", "NSP", *sorted(_CONTEXT)]
            said = f"{quote(column)} n’est ni un niveau, ni SO, ni NSP{suggestion(column, names)}."
            reading.fault(said, table, None, column)
    if len(reading.problems) == faults:
        _say_missing_levels(reading, table, set(slots.values()))
    return slots


def _say_missing_levels(reading: Reading, table: Table, counted: set[int]) -> None:
    """Un niveau sans colonne n'a pas de voix : on le dit, au cas où elle aurait été oubliée."""
    names = _level_columns(reading)
    missing = [name for rank, name in enumerate(names) if rank not in counted]
    if len(missing) == len(names):
        reading.fault(f"aucune colonne ne compte un niveau\u00a0; attendu\u00a0: {join_names(names)}.", table)
    elif missing:
        reading.notes.append(f"{table.name}{NBSP}: sans colonne, donc sans voix{NBSP}: {join_names(missing)}.")


def _level_columns(reading: Reading) -> list[str]:
    """Les colonnes de votes que l'échelle attend : « niveau_0 », « niveau_1 »…"""
    return [f"niveau_{value}" for value in reading.answers.values]


def _read_hands(reading: Reading, text: str, table: Table, line: int, column: str) -> int:
    """Un nombre de mains levées ; vide vaut aucune main."""
    digits = text.removesuffix(".0").removesuffix(",0")
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        sentence = f"{quote(text)} n’est pas un nombre de votes\u00a0; attendu\u00a0: 0, 1, 2…"
        reading.fault(sentence, table, line, column)
        return 0
    return int(digits or 0)
