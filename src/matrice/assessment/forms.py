"""Les trois formes d'un tableau de réponses, reconnues à leur en-tête.

- forme longue : une ligne par réponse (`repondant;profession;item;reponse`) ;
- forme large : une ligne par personne, une colonne par question (identifiant ou libellé) ;
- votes comptés : une ligne par question (`item;niveau_0;niveau_1;…;so;nsp`).
"""

from __future__ import annotations

from ..errors import Problem
from ..text import folded, plural, quoted, series
from .questions import Grain
from .reading import ANONYMOUS, Person, Reading
from .tables import Table

COLUMNS = {
    "repondant": "respondent", "repondante": "respondent", "participant": "respondent", "participante": "respondent",
    "respondent": "respondent", "code repondant": "respondent", "profession": "profession", "metier": "profession",
    "item": "item", "question": "item", "caracteristique": "item", "dimension": "item", "axe": "item",
    "reponse": "answer", "niveau": "answer", "cotation": "answer", "so": "so", "nsp": "nsp",
}  # fmt: skip
LEVEL_COLUMN = "niveau "


def take(reading: Reading, table: Table | Problem) -> None:
    """Prend un tableau sous la forme que dit son en-tête, ou note la faute qui l'a empêché."""
    if isinstance(table, Problem):
        reading.problems.append(table)
        return
    reading.notes += [f"{table.name}\u00a0: {note}" for note in table.notes]
    take_repeated_columns(reading, table)
    columns = columns_of(table)
    levels = {rank: name for rank, column in enumerate(table.header) if (name := level_name(column))}
    if "item" in columns and levels:
        take_counts(reading, table, columns, levels)
    elif "item" in columns and "answer" in columns:
        take_long(reading, table, columns)
    else:
        take_wide(reading, table, columns)


def take_repeated_columns(reading: Reading, table: Table) -> None:
    """Deux colonnes du même nom : on ne saurait pas laquelle croire."""
    seen: dict[str, str] = {}
    for column in table.header:
        if column and folded(column) in seen:
            reading.fault("cette colonne est là deux fois\u00a0: gardez-en une seule.", table, None, column)
        seen.setdefault(folded(column), column)


def take_long(reading: Reading, table: Table, columns: dict[str, int]) -> None:
    """Une ligne par réponse ; la personne est reconnue d'une ligne à l'autre par sa colonne."""
    names = {kind: table.header[rank] for kind, rank in columns.items()}
    if "respondent" not in columns:
        reading.fault(
            "il manque la colonne «\u00a0repondant\u00a0»\u00a0: sans elle, on ne sait pas qui répond à quoi.",
            table,
        )
        return
    for line, cells in table.rows:
        name = cells[columns["respondent"]]
        if not name:
            reading.fault(
                "la cellule est vide\u00a0; attendu\u00a0: le code de la personne.",
                table,
                line,
                names["respondent"],
            )
        profession = cells[columns["profession"]] if "profession" in columns else ""
        person = reading.person(name, profession, table, line) if name else None
        found = reading.question(cells[columns["item"]], table, line, names["item"])
        code = reading.answer(cells[columns["answer"]], table, line, names["answer"])
        if person and found and code is not None:
            reading.record(person, found, code, table, line, names["item"])
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucune réponse.", table)


def take_wide(reading: Reading, table: Table, columns: dict[str, int]) -> None:
    """Une ligne par personne ; les colonnes qui ne sont pas des questions sont dites, puis laissées."""
    asked: dict[int, tuple[Grain, int]] = {}
    ignored: list[str] = []
    held = {columns[kind] for kind in ("respondent", "profession") if kind in columns}
    for rank, column in enumerate(table.header):
        if rank in held or not column:
            continue
        if reading.questionnaire.find(column) is None and not reading.questionnaire.resembles(column):
            ignored.append(column)
        elif found := reading.question(column, table, None, column):
            if found in asked.values():
                reading.fault("une autre colonne pose déjà cette question.", table, None, column)
            asked[rank] = found
    if without_header(reading, table, bool(asked)):
        return
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucune réponse.", table)
    if ignored:
        count = plural(len(ignored), "colonne laissée", "colonnes laissées")
        reading.notes.append(f"{table.name}\u00a0: {count} de côté\u00a0: {series(ignored)}.")
    for line, cells in table.rows:
        take_sheet(reading, table, columns, asked, line, cells)


def take_sheet(
    reading: Reading,
    table: Table,
    columns: dict[str, int],
    asked: dict[int, tuple[Grain, int]],
    line: int,
    cells: tuple[str, ...],
) -> None:
    """La feuille d'une personne. Sans code, chaque ligne est une personne de plus."""
    name = cells[columns["respondent"]] if "respondent" in columns else ""
    key = folded(name) or f"{ANONYMOUS}{table.name}:{line}"
    if key in reading.people:
        reading.twice(name, reading.people[key].place, table, line)
        return
    profession = cells[columns["profession"]] if "profession" in columns else ""
    person = reading.people[key] = Person((table.name, line), name, profession)
    for rank, found in asked.items():
        code = reading.answer(cells[rank], table, line, table.header[rank])
        if code is not None:
            person.answers[found] = (code, (table.name, line))


def without_header(reading: Reading, table: Table, asked: bool) -> bool:
    """Note la faute d'un tableau où aucune colonne n'est comprise ; vrai s'il faut s'arrêter là."""
    first = [cell for cell in table.header if cell]
    answers = [cell for cell in first if reading.reader.read(cell) is not None]
    if asked and not answers:
        return False
    expected = "«\u00a0repondant;profession;item;reponse\u00a0», ou une colonne par question"
    if answers:
        said = f"la première ligne porte déjà des réponses ({quoted(answers[0])})\u00a0: il manque l’en-tête"
    else:
        said = "aucune colonne n’est une question de cette grille"
    reading.fault(f"{said}\u00a0; attendu\u00a0: {expected}.", table, 1 if answers else None)
    return True


def take_counts(reading: Reading, table: Table, columns: dict[str, int], levels: dict[int, str]) -> None:
    """Une ligne par question : combien de mains à chaque niveau."""
    slots: dict[int, int] = {}
    for rank, name in levels.items():
        code = reading.reader.read(name)
        if code is None or code >= reading.reader.so:
            reading.fault(f"{quoted(name)} n’est pas un niveau de l’échelle.", table, None, table.header[rank])
        else:
            slots[rank] = code
    slots |= {
        columns[kind]: code
        for kind, code in (("so", reading.reader.so), ("nsp", reading.reader.nsp))
        if kind in columns
    }
    for line, cells in table.rows:
        found = reading.question(cells[columns["item"]], table, line, table.header[columns["item"]])
        row = [0] * reading.reader.codes
        for rank, code in slots.items():
            row[code] = hands(reading, cells[rank], table, line, table.header[rank])
        if found is None:
            continue
        if found in reading.tallies:
            name, first = reading.tallies[found][1]
            reading.fault(
                f"cette question est déjà comptée ligne {first} de {name}.",
                table,
                line,
                table.header[columns["item"]],
            )
        reading.tallies.setdefault(found, (row, (table.name, line)))
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucun vote.", table)


def hands(reading: Reading, text: str, table: Table, line: int, column: str) -> int:
    """Un nombre de mains levées ; vide vaut aucune main."""
    digits = text.removesuffix(".0").removesuffix(",0")
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        reading.fault(
            f"{quoted(text)} n’est pas un nombre de votes\u00a0; attendu\u00a0: 0, 1, 2…", table, line, column
        )
        return 0
    return int(digits or 0)


def columns_of(table: Table) -> dict[str, int]:
    """Le rang de chaque colonne connue par son nom (`repondant`, `profession`, `item`…), ou déjà reconnue."""
    if table.kinds:
        return {kind: rank for rank, kind in enumerate(table.kinds) if kind}
    found: dict[str, int] = {}
    for rank, column in enumerate(table.header):
        kind = COLUMNS.get(folded(column))
        if kind:
            found.setdefault(kind, rank)
    return found


def level_name(column: str) -> str:
    """« 2 » pour une colonne `niveau_2`, vide pour les autres."""
    key = folded(column)
    return key.removeprefix(LEVEL_COLUMN).strip() if key.startswith(LEVEL_COLUMN) else ""
