"""Des tableaux de réponses à une campagne : trois formes reconnues, toutes les fautes dites ensemble.

- forme longue : une ligne par réponse (`repondant;profession;item;reponse`) ;
- forme large : une ligne par personne, une colonne par question (identifiant ou libellé) ;
- votes comptés : une ligne par question (`item;niveau_0;niveau_1;…;so;nsp`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import InputError, Problem
from ..referentiel import Referentiel
from ..text import folded, plural, quoted, series
from .answers import AnswerReader
from .campaign import Campaign, count_codes
from .questions import Grain, Questionnaire, questions_of
from .tables import Table, tables

COLUMNS = {
    "repondant": "respondent", "repondante": "respondent", "participant": "respondent", "participante": "respondent",
    "respondent": "respondent", "code repondant": "respondent", "profession": "profession", "metier": "profession",
    "item": "item", "question": "item", "caracteristique": "item", "dimension": "item", "axe": "item",
    "reponse": "answer", "niveau": "answer", "cotation": "answer", "so": "so", "nsp": "nsp",
}  # fmt: skip
LEVEL_COLUMN = "niveau "
Place = tuple[str, int]


@dataclass(slots=True)
class Person:
    """Une personne pendant la lecture : où on l'a vue, son métier, ses réponses par question."""

    place: Place
    profession: str
    answers: dict[tuple[Grain, int], tuple[int, Place]] = field(default_factory=dict)


def read_responses(
    source: Any,
    ref: Referentiel,
    *,
    team: str = "Équipe",
    on: dt.date | None = None,
    registered: int | None = None,
) -> Campaign:
    """Renvoie la campagne lue dans des fichiers CSV, un dossier ou un DataFrame.

    Args:
        source: chemin d'un CSV (`;`, `,` ; UTF-8 ou Windows-1252), dossier, liste de chemins, ou DataFrame
            pandas, polars… Forme longue, large ou votes comptés, reconnue à l'en-tête.
        ref: la grille à laquelle répondent ces réponses.
        team: nom de l'équipe, tel que les documents l'écriront.
        on: date de l'évaluation.
        registered: effectif de l'équipe, répondants ou non ; il donne la participation.

    Returns:
        Une campagne sans identifiant de personne : les noms et codes lus servent à repérer les doublons,
        puis sont oubliés.

    Raises:
        InputError: toutes les fautes en une fois, chacune avec fichier, ligne, colonne, ce qui a été lu et
            ce qui était attendu.

    >>> import pandas as pd
    >>> from matrice import load_referentiel
    >>> ref = load_referentiel()
    >>> campaign = read_responses(pd.DataFrame({"rcp.1": ["3", "2", "SO"]}), ref)
    >>> campaign.respondents, campaign.grain
    (3, 'item')
    """
    reading = Reading(ref)
    for table in tables(source):
        reading.take(table)
    return reading.campaign(team, on, registered)


class Reading:
    """Une lecture en cours : les tableaux se suivent, les fautes s'accumulent, rien n'est deviné."""

    def __init__(self, ref: Referentiel) -> None:
        self.ref = ref
        self.questionnaire = Questionnaire(ref)
        self.reader = AnswerReader(ref.scale)
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.people: dict[str, Person] = {}
        self.tallies: dict[tuple[Grain, int], tuple[list[int], Place]] = {}
        self.grains: dict[Grain, Problem] = {}

    def take(self, table: Table | Problem) -> None:
        """Prend un tableau sous la forme que dit son en-tête, ou note la faute qui l'a empêché."""
        if isinstance(table, Problem):
            self.problems.append(table)
            return
        self.take_repeated_columns(table)
        columns = columns_of(table)
        levels = {rank: name for rank, column in enumerate(table.header) if (name := level_name(column))}
        if "item" in columns and levels:
            self.take_counts(table, columns, levels)
        elif "item" in columns and "answer" in columns:
            self.take_long(table, columns)
        else:
            self.take_wide(table, columns)

    def fault(self, message: str, table: Table, line: int | None = None, column: str | None = None) -> None:
        """Note une faute à sa place."""
        self.problems.append(Problem(message, table.name, line, column))

    def question(self, name: str, table: Table, line: int | None, column: str | None) -> tuple[Grain, int] | None:
        """La question de ce nom, ou `None` avec une faute notée."""
        found = self.questionnaire.find(name)
        if found is None:
            self.fault(self.questionnaire.unknown(name), table, line, column)
        else:
            self.grains.setdefault(found[0], Problem(quoted(name), table.name, line, column))
        return found

    def answer(self, text: str, table: Table, line: int, column: str) -> int | None:
        """Le code d'une réponse, ou `None` avec une faute notée."""
        code = self.reader.read(text)
        if code is None:
            self.fault(self.reader.refused(text), table, line, column)
        return code

    def take_repeated_columns(self, table: Table) -> None:
        """Deux colonnes du même nom : on ne saurait pas laquelle croire."""
        seen: dict[str, str] = {}
        for column in table.header:
            if column and folded(column) in seen:
                self.fault("cette colonne est là deux fois\u00a0: gardez-en une seule.", table, None, column)
            seen.setdefault(folded(column), column)

    # --- forme longue ---------------------------------------------------------------------------

    def take_long(self, table: Table, columns: dict[str, int]) -> None:
        """Une ligne par réponse ; la personne est reconnue d'une ligne à l'autre par sa colonne."""
        names = {kind: table.header[rank] for kind, rank in columns.items()}
        if "respondent" not in columns:
            self.fault("il manque la colonne «\u00a0repondant\u00a0»\u00a0: sans elle, on ne sait pas qui répond à quoi.", table)
            return
        for line, cells in table.rows:
            name = cells[columns["respondent"]]
            if not name:
                self.fault("la cellule est vide\u00a0; attendu\u00a0: le code de la personne.", table, line, names["respondent"])
            profession = cells[columns["profession"]] if "profession" in columns else ""
            person = self.person(name, profession, table, line) if name else None
            found = self.question(cells[columns["item"]], table, line, names["item"])
            code = self.answer(cells[columns["answer"]], table, line, names["answer"])
            if person and found and code is not None:
                self.record(person, found, code, table, line, names["item"])
        if not table.rows:
            self.fault("le fichier a un en-tête mais aucune réponse.", table)

    def person(self, name: str, profession: str, table: Table, line: int) -> Person:
        """La personne de ce code, vue plus haut dans ce tableau ou nouvelle."""
        person = self.people.setdefault(folded(name), Person((table.name, line), profession))
        if person.place[0] != table.name:
            self.twice(name, person.place, table, line)
            person.place = (table.name, person.place[1])  # la faute se dit une fois par fichier
        if profession and person.profession and folded(profession) != folded(person.profession):
            self.fault(
                f"{quoted(name)} a ici la profession {quoted(profession)} et plus haut {quoted(person.profession)}.",
                table, line, "profession",
            )  # fmt: skip
        person.profession = person.profession or profession
        return person

    def record(self, person: Person, found: tuple[Grain, int], code: int, table: Table, line: int, column: str) -> None:
        """Range une réponse ; la même question deux fois pour une personne est une faute."""
        if found in person.answers:
            name, first = person.answers[found][1]
            question = questions_of(self.ref, found[0])[found[1]].id
            self.fault(
                f"cette personne répond deux fois à {quoted(question)} (déjà ligne {first} de {name}).", table, line, column
            )
            return
        person.answers[found] = (code, (table.name, line))

    def twice(self, name: str, place: Place, table: Table, line: int) -> None:
        """Une personne déjà vue : garder l'une ou l'autre réponse n'est pas à nous de le choisir."""
        where = f"ligne {place[1]}" + ("" if place[0] == table.name else f" de {place[0]}")
        self.fault(f"{quoted(name)} a déjà répondu ({where})\u00a0: gardez un seul questionnaire par personne.", table, line)

    # --- forme large ----------------------------------------------------------------------------

    def take_wide(self, table: Table, columns: dict[str, int]) -> None:
        """Une ligne par personne ; les colonnes qui ne sont pas des questions sont dites, puis laissées."""
        asked: dict[int, tuple[Grain, int]] = {}
        ignored: list[str] = []
        held = set(columns[kind] for kind in ("respondent", "profession") if kind in columns)
        for rank, column in enumerate(table.header):
            if rank in held or not column:
                continue
            if self.questionnaire.find(column) is None and not self.questionnaire.resembles(column):
                ignored.append(column)
            elif found := self.question(column, table, None, column):
                if found in asked.values():
                    self.fault("une autre colonne pose déjà cette question.", table, None, column)
                asked[rank] = found
        if self.without_header(table, bool(asked)):
            return
        if not table.rows:
            self.fault("le fichier a un en-tête mais aucune réponse.", table)
        if ignored:
            self.notes.append(f"{table.name}\u00a0: {plural(len(ignored), 'colonne')} laissée(s) de côté\u00a0: {series(ignored)}.")
        for line, cells in table.rows:
            self.take_sheet(table, columns, asked, line, cells)

    def take_sheet(
        self, table: Table, columns: dict[str, int], asked: dict[int, tuple[Grain, int]], line: int, cells: tuple[str, ...]
    ) -> None:
        """La feuille d'une personne. Sans code, chaque ligne est une personne de plus."""
        name = cells[columns["respondent"]] if "respondent" in columns else ""
        key = folded(name) or f"\0{table.name}:{line}"
        if key in self.people:
            self.twice(name, self.people[key].place, table, line)
            return
        profession = cells[columns["profession"]] if "profession" in columns else ""
        person = self.people[key] = Person((table.name, line), profession)
        for rank, found in asked.items():
            code = self.answer(cells[rank], table, line, table.header[rank])
            if code is not None:
                person.answers[found] = (code, (table.name, line))

    def without_header(self, table: Table, asked: bool) -> bool:
        """Note la faute d'un tableau où aucune colonne n'est comprise ; vrai s'il faut s'arrêter là."""
        first = [cell for cell in table.header if cell]
        answers = [cell for cell in first if self.reader.read(cell) is not None]
        if asked and not answers:
            return False
        expected = "«\u00a0repondant;profession;item;reponse\u00a0», ou une colonne par question"
        if answers:
            said = f"la première ligne porte déjà des réponses ({quoted(answers[0])})\u00a0: il manque l’en-tête"
        else:
            said = "aucune colonne n’est une question de cette grille"
        self.fault(f"{said}\u00a0; attendu\u00a0: {expected}.", table, 1 if answers else None)
        return True

    # --- votes comptés --------------------------------------------------------------------------

    def take_counts(self, table: Table, columns: dict[str, int], levels: dict[int, str]) -> None:
        """Une ligne par question : combien de mains à chaque niveau."""
        slots: dict[int, int] = {}
        for rank, name in levels.items():
            code = self.reader.read(name)
            if code is None or code >= self.reader.so:
                self.fault(f"{quoted(name)} n’est pas un niveau de l’échelle.", table, None, table.header[rank])
            else:
                slots[rank] = code
        slots |= {columns[kind]: code for kind, code in (("so", self.reader.so), ("nsp", self.reader.nsp)) if kind in columns}
        for line, cells in table.rows:
            found = self.question(cells[columns["item"]], table, line, table.header[columns["item"]])
            row = [0] * self.reader.codes
            for rank, code in slots.items():
                row[code] = self.hands(cells[rank], table, line, table.header[rank])
            if found is None:
                continue
            if found in self.tallies:
                name, first = self.tallies[found][1]
                self.fault(f"cette question est déjà comptée ligne {first} de {name}.", table, line, table.header[columns["item"]])
            self.tallies.setdefault(found, (row, (table.name, line)))
        if not table.rows:
            self.fault("le fichier a un en-tête mais aucun vote.", table)

    def hands(self, text: str, table: Table, line: int, column: str) -> int:
        """Un nombre de mains levées ; vide vaut aucune main."""
        digits = text.removesuffix(".0").removesuffix(",0")
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 6):
            self.fault(f"{quoted(text)} n’est pas un nombre de votes\u00a0; attendu\u00a0: 0, 1, 2…", table, line, column)
            return 0
        return int(digits or 0)

    # --- fin ------------------------------------------------------------------------------------

    def campaign(self, team: str, on: dt.date | None, registered: int | None) -> Campaign:
        """La campagne lue ; `InputError` si la moindre faute a été notée."""
        grain = self.grain()
        if self.people and self.tallies:
            self.problems.append(Problem("des réponses individuelles et des votes comptés sont mêlés\u00a0: lisez-les à part."))
        if not self.people and not self.tallies and not self.problems:
            self.problems.append(Problem("aucune réponse n’a été trouvée."))
        respondents = len(self.people) or max((sum(row) for row, _ in self.tallies.values()), default=0)
        if registered is not None and registered < max(respondents, 1):
            self.problems.append(
                Problem(f"{plural(respondents, 'répondant')} pour un effectif de {registered}\u00a0: corrigez l’effectif.")
            )
        if self.problems:
            raise InputError(self.problems, subject="Réponses refusées")
        answers = self.answer_table(grain) if self.people else None
        counts = self.hand_counts(grain, respondents) if answers is None else count_codes(answers, self.reader.codes)
        professions = tuple(person.profession for person in self.people.values())
        return Campaign(team, on, registered, self.ref, grain, counts, respondents, answers, professions, tuple(self.notes))

    def grain(self) -> Grain:
        """La finesse des questions posées ; les mêler compterait deux fois la même chose."""
        if len(self.grains) > 1:
            names = " et ".join(place.message for place in self.grains.values())
            last = list(self.grains.values())[-1]
            self.problems.append(
                Problem(
                    f"{names} ne sont pas de la même finesse\u00a0: cotez soit les caractéristiques, soit les dimensions, soit les axes.",
                    last.source, last.line, last.column,
                )
            )  # fmt: skip
        return next(iter(self.grains), "item")

    def answer_table(self, grain: Grain) -> np.ndarray[Any, np.dtype[np.int8]]:
        """Les codes, une ligne par personne, une colonne par question ; ce qui n'est pas rempli est un silence."""
        table = np.full((len(self.people), len(questions_of(self.ref, grain))), self.reader.silent, dtype=np.int8)
        for row, person in enumerate(self.people.values()):
            for (_, rank), (code, _) in person.answers.items():
                table[row, rank] = code
        return table

    def hand_counts(self, grain: Grain, respondents: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Les votes comptés ; qui ne lève la main nulle part est un silence."""
        counts = np.zeros((len(questions_of(self.ref, grain)), self.reader.codes), dtype=np.int64)
        for (_, rank), (row, _) in self.tallies.items():
            counts[rank] = row
        counts[:, self.reader.silent] = respondents - counts.sum(axis=1)
        return counts


def columns_of(table: Table) -> dict[str, int]:
    """Le rang de chaque colonne connue par son nom (`repondant`, `profession`, `item`…)."""
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
