"""Les trois formes d'un tableau de réponses, reconnues à leur en-tête.

- forme longue : une ligne par réponse (`repondant;profession;item;reponse`) ;
- forme large : une ligne par personne, une colonne par question (identifiant ou libellé) ;
- votes comptés : une ligne par question (`item;niveau_0;niveau_1;…;so;nsp`), voir `counts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from operator import itemgetter

from ...errors import Problem
from ...text import NBSP, plural
from ..questions import GRAINS, Grain
from .answers import REFUSED
from .columns import Columns, columns_of, is_counted
from .counts import take_counts
from .discreet import listed, told
from .reading import ANONYMOUS, Reading
from .tables import Table
from .vocabulary import Known


def take(reading: Reading, table: Table | Problem) -> None:
    """Prend un tableau sous la forme que dit son en-tête, ou note la faute qui l'a empêché."""
    if isinstance(table, Problem):
        reading.problems.append(table)
        return
    reading.notes += [f"{table.name}\u00a0: {note}" for note in table.notes]
    refuse_unnamed(reading, table)
    columns = columns_of(table)
    if is_counted(table.header, columns, reading.answers):
        refuse_doubles(reading, table, columns, "item")
        take_counts(reading, table, columns)
    elif columns.long:
        refuse_doubles(reading, table, columns, "respondent", "profession", "item", "answer")
        take_long(reading, table, columns)
    else:
        refuse_doubles(reading, table, columns, "respondent", "profession")
        take_wide(reading, table, columns.ranks)


def refuse_unnamed(reading: Reading, table: Table) -> None:
    """Une colonne remplie mais sans nom : on ne sait pas ce qu'elle dit."""
    for rank, column in enumerate(table.header):
        if not column and any(cells[rank] for _, cells in table.rows):
            where = f"la colonne qui suit {told(table.header[rank - 1])}" if rank else "la première colonne"
            reading.fault(f"{where} est remplie mais n’a pas de nom\u00a0: nommez-la, ou videz-la.", table)


def refuse_doubles(reading: Reading, table: Table, columns: Columns, *kinds: str) -> None:
    """Deux colonnes de la même sorte : on ne saurait pas laquelle croire."""
    for kind in kinds:
        for rank in columns.doubles.get(kind, ()):
            kept = told(table.header[columns.ranks[kind]])
            reading.fault(
                f"elle dit la même chose que {kept}\u00a0: gardez-en une seule.", table, None, table.header[rank]
            )


# --- une ligne par réponse ------------------------------------------------------------------------


def take_long(reading: Reading, table: Table, columns: Columns) -> None:
    """Une ligne par réponse ; la personne est reconnue d'une ligne à l'autre par sa colonne."""
    ranks = columns.ranks
    if "respondent" not in ranks:
        said = "il manque la colonne «\u00a0repondant\u00a0»\u00a0: sans elle, on ne sait pas qui répond à quoi."
        reading.fault(said, table)
        return
    respondent, item, answer = ranks["respondent"], ranks["item"], ranks["answer"]
    for line, cells in table.rows:
        name = cells[respondent]
        if not name:
            said = "la cellule est vide\u00a0; attendu\u00a0: le code de la personne."
            reading.fault(said, table, line, table.header[respondent])
        profession = cells[ranks["profession"]] if "profession" in ranks else ""
        person = reading.person(name, profession, table, line) if name else None
        found = reading.question(cells[item], table, line, table.header[item])
        code = reading.answer(cells[answer], table, line, table.header[answer])
        if found:
            reading.comment(found, columns.comment(cells))
        if person and found and code is not None:
            reading.record(person, found, code, table, line, table.header[item])
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucune réponse.", table)


# --- une ligne par personne -----------------------------------------------------------------------


def take_wide(reading: Reading, table: Table, ranks: Mapping[str, int]) -> None:
    """Une ligne par personne ; les colonnes qui ne sont pas des questions sont dites, puis laissées."""
    faults = len(reading.problems)
    held = {ranks[kind] for kind in ("respondent", "profession") if kind in ranks}
    asked, ignored = asked_columns(reading, table, held)
    if without_header(reading, table, asked, faults):
        return
    if not table.rows:
        reading.fault("le fichier a un en-tête mais aucune réponse.", table)
    if ignored:
        count = plural(len(ignored), "colonne laissée", "colonnes laissées")
        reading.notes.append(f"{table.name}{NBSP}: {count} de côté{NBSP}: {listed(ignored)}.")
    # Une place par question de la grille ; celles que le tableau ne pose pas y lisent la cellule vide du bout.
    columns = {known.slot: rank for rank, known in asked.items()}
    sheet = itemgetter(*(columns.get(slot, len(table.header)) for slot in range(len(reading.vocabulary.questions))))
    for line, cells in table.rows:
        name = cells[ranks["respondent"]] if "respondent" in ranks else ""
        profession = cells[ranks["profession"]] if "profession" in ranks else ""
        person = reading.newcomer(name or f"{ANONYMOUS}{table.name}:{line}", profession, table, line)
        codes = bytearray(map(reading.answers.understood.__getitem__, sheet((*cells, ""))))
        if REFUSED in codes:
            for rank in asked:
                reading.answer(cells[rank], table, line, table.header[rank])
        elif person:
            person.codes = codes


def asked_columns(reading: Reading, table: Table, held: set[int]) -> tuple[dict[int, Known], list[str]]:
    """Les questions que posent les colonnes, et les noms de celles qui n'en posent pas.

    La finesse la plus fréquente est celle du tableau : « Équipe », au milieu de caractéristiques, n'est l'axe
    que si on y a répondu. Un nom presque juste est une faute si ses cellules sont des réponses.
    """
    names = {rank: column for rank, column in enumerate(table.header) if column and rank not in held}
    found = {rank: known for rank, column in names.items() if (known := reading.vocabulary.find(column))}
    usual = usual_grain(found)
    asked: dict[int, Known] = {}
    ignored: list[str] = []
    for rank, column in names.items():
        known = found.get(rank)
        if known and (known.grain == usual or answered(reading, table, rank) == 1):
            if known in asked.values():
                said = "une autre colonne pose déjà cette question\u00a0: gardez-en une seule."
                reading.fault(said, table, None, column)
            asked[rank] = known
            reading.ask(known, column, table, None, column)
        elif not known and reading.vocabulary.resembles(column) and answered(reading, table, rank) >= 0.5:
            reading.fault(reading.vocabulary.unknown(column), table, None, column)
        else:
            ignored.append(column)
    return asked, ignored


def usual_grain(found: Mapping[int, Known]) -> Grain:
    """La finesse de la plupart des colonnes ; à égalité, la plus fine."""
    grains = Counter(known.grain for known in found.values())
    return max(GRAINS, key=lambda grain: (grains[grain], -GRAINS.index(grain)))


def answered(reading: Reading, table: Table, rank: int) -> float:
    """La part des cellules remplies d'une colonne qui sont des réponses, de 0 à 1."""
    filled = [cells[rank] for _, cells in table.rows if cells[rank]]
    return sum(reading.answers.read(cell) is not None for cell in filled) / len(filled) if filled else 0.0


def without_header(reading: Reading, table: Table, asked: Mapping[int, Known], faults: int) -> bool:
    """Note la faute d'un tableau où aucune colonne n'est comprise ; vrai s'il faut s'arrêter là."""
    answers = [cell for cell in table.header if cell and reading.answers.read(cell) is not None]
    if asked and not answers:
        return False
    expected = "«\u00a0repondant;profession;item;reponse\u00a0», ou une colonne par question"
    if answers:
        said = f"la première ligne porte déjà des réponses ({told(answers[0])})\u00a0: il manque l’en-tête"
    else:
        said = "aucune colonne n’est une question de cette grille"
    if answers or len(reading.problems) == faults:
        reading.fault(f"{said}\u00a0; attendu\u00a0: {expected}.", table, 1 if answers else None)
    return True
