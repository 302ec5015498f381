"""Une lecture en cours : les tableaux se suivent, les fautes s'accumulent, rien n'est deviné."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..referentiel import Referentiel
from ..text import folded, plural, quoted
from .answers import AnswerReader
from .campaign import Campaign, count_codes
from .pseudonyms import pseudonym
from .questions import Grain, Questionnaire, questions_of
from .tables import Table

Place = tuple[str, int]
ANONYMOUS = "\0"  # en tête d'un nom que nous donnons nous-mêmes : personne ne l'a choisi, il ne suit personne


@dataclass(slots=True)
class Person:
    """Une personne pendant la lecture : où on l'a vue, son nom écrit, son métier, ses réponses par question."""

    place: Place
    name: str
    profession: str
    answers: dict[tuple[Grain, int], tuple[int, Place]] = field(default_factory=dict)


class Reading:
    """Ce qui a été lu jusqu'ici : personnes, votes comptés, fautes et remarques."""

    def __init__(self, ref: Referentiel, questionnaire: Questionnaire, reader: AnswerReader) -> None:
        self.ref = ref
        self.questionnaire = questionnaire
        self.reader = reader
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.people: dict[str, Person] = {}
        self.tallies: dict[tuple[Grain, int], tuple[list[int], Place]] = {}
        self.grains: dict[Grain, Problem] = {}

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

    def person(self, name: str, profession: str, table: Table, line: int) -> Person:
        """La personne de ce code, vue plus haut dans ce tableau ou nouvelle."""
        person = self.people.setdefault(folded(name), Person((table.name, line), name, profession))
        if person.place[0] != table.name:
            self.twice(name, person.place, table, line)
            person.place = (table.name, person.place[1])  # la faute se dit une fois par fichier
        if profession and person.profession and folded(profession) != folded(person.profession):
            self.fault(
                f"{shown_name(name)} a ici la profession {quoted(profession)} et plus haut {quoted(person.profession)}.",
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
                f"cette personne répond deux fois à {quoted(question)} (déjà ligne {first} de {name}).",
                table,
                line,
                column,
            )
            return
        person.answers[found] = (code, (table.name, line))

    def twice(self, name: str, place: Place, table: Table, line: int) -> None:
        """Une personne déjà vue : garder l'une ou l'autre réponse n'est pas à nous de le choisir."""
        where = f"ligne {place[1]}" + ("" if place[0] == table.name else f" de {place[0]}")
        self.fault(
            f"{shown_name(name)} a déjà répondu ({where})\u00a0: gardez un seul questionnaire par personne.",
            table,
            line,
        )

    def check(self) -> None:
        """Note ce qui ne se voit qu'à la fin : finesses ou sortes de réponses mêlées, rien du tout."""
        if len(self.grains) > 1:
            names = " et ".join(place.message for place in self.grains.values())
            last = list(self.grains.values())[-1]
            self.problems.append(
                Problem(
                    f"{names} ne sont pas de la même finesse\u00a0: cotez soit les caractéristiques, soit les dimensions, soit les axes.",
                    last.source, last.line, last.column,
                )
            )  # fmt: skip
        if self.people and self.tallies:
            self.problems.append(
                Problem("des réponses individuelles et des votes comptés sont mêlés\u00a0: lisez-les à part.")
            )
        if not self.people and not self.tallies and not self.problems:
            self.problems.append(Problem("aucune réponse n’a été trouvée."))

    def merge(self, other: Reading) -> None:
        """Ajoute ce qu'une autre lecture, sans faute et sans personne commune, a pris.

        Ses remarques n'entrent pas : elles nomment des fichiers, donc parfois des personnes.
        """
        self.people |= other.people
        self.tallies |= other.tallies
        for grain, place in other.grains.items():
            self.grains.setdefault(grain, place)

    def campaign(self, team: str, on: dt.date | None, registered: int | None, key: bytes | None) -> Campaign:
        """La campagne lue ; `InputError` si la moindre faute a été notée."""
        self.check()
        grain = self.grain()
        respondents = len(self.people) or max((sum(row) for row, _ in self.tallies.values()), default=0)
        if registered is not None and registered < max(respondents, 1):
            self.problems.append(
                Problem(
                    f"{plural(respondents, 'répondant')} pour un effectif de {registered}\u00a0: corrigez l’effectif."
                )
            )
        if self.problems:
            raise InputError(self.problems, subject="Réponses refusées")
        answers = self.answer_table(grain) if self.people else None
        counts = self.hand_counts(grain, respondents) if answers is None else count_codes(answers, self.reader.codes)
        professions = tuple(person.profession for person in self.people.values())
        people = tuple(pseudonym(key, name) if is_named(name) else "" for name in self.people) if key else ()
        return Campaign(
            team, on, registered, self.ref, grain, counts, respondents, answers, professions, tuple(self.notes),
            people=people,
        )  # fmt: skip

    def grain(self) -> Grain:
        """La finesse des questions posées."""
        return next(iter(self.grains), "item")

    def answer_table(self, grain: Grain) -> NDArray[np.int8]:
        """Les codes, une ligne par personne, une colonne par question ; ce qui n'est pas rempli est un silence."""
        table = np.full((len(self.people), len(questions_of(self.ref, grain))), self.reader.silent, dtype=np.int8)
        for row, person in enumerate(self.people.values()):
            for (_, rank), (code, _) in person.answers.items():
                table[row, rank] = code
        return table

    def hand_counts(self, grain: Grain, respondents: int) -> NDArray[np.int64]:
        """Les votes comptés ; qui ne lève la main nulle part est un silence."""
        counts = np.zeros((len(questions_of(self.ref, grain)), self.reader.codes), dtype=np.int64)
        for (_, rank), (row, _) in self.tallies.items():
            counts[rank] = row
        counts[:, self.reader.silent] = respondents - counts.sum(axis=1)
        return counts


def is_named(key: str) -> bool:
    """Vrai si cette personne a dit qui elle est (code, nom, adresse)."""
    return not key.startswith(ANONYMOUS)


def shown_name(name: str) -> str:
    """Une personne dans un message : son code entre guillemets, jamais son adresse."""
    return "cette personne" if "@" in name or name.startswith(ANONYMOUS) else quoted(name)
