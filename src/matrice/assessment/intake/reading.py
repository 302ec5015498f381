"""Une lecture en cours : les tableaux se suivent, les fautes s'accumulent, rien n'est deviné."""

from __future__ import annotations

import datetime as dt
from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, Problem
from ...referentiel import Referentiel
from ...text import folded, plain, plural, quoted
from ..campaign import Campaign, Comment, count_codes, not_collective
from ..questions import Grain
from .discreet import discreet, told
from .pseudonyms import person_key, pseudonym
from .tables import Table
from .vocabulary import Known, Vocabulary

Place = tuple[str, int]
ANONYMOUS = "\0"  # en tête d'un nom que nous donnons nous-mêmes : personne ne l'a choisi, il ne suit personne
UNASKED = 255  # une question que cette personne n'a pas encore rencontrée : un silence, mais qui peut être suivi


@dataclass(slots=True)
class Person:
    """Une personne pendant la lecture : où on l'a vue, son nom écrit, son métier, ses réponses.

    `codes` a un octet par question de la grille, toutes finesses ; `lines`, tenue en forme longue seulement, a la
    ligne où chacune a été lue. Une campagne nationale tient ainsi en quelques dizaines de mégaoctets.
    """

    place: Place
    name: str
    profession: str
    codes: bytearray
    lines: array[int] | None = None


class Reading:
    """Ce qui a été lu jusqu'ici : personnes, votes comptés, fautes et remarques."""

    def __init__(self, ref: Referentiel, vocabulary: Vocabulary) -> None:
        self.ref = ref
        self.vocabulary = vocabulary
        self.answers = vocabulary.answers
        self.blank = bytes([UNASKED]) * len(vocabulary.questions)
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.people: dict[str, Person] = {}
        self.tallies: dict[int, tuple[list[int], Place]] = {}
        self.grains: dict[Grain, Problem] = {}
        self.identities: dict[str, str] = {}  # une personne revient cent fois en forme longue
        self.refused: set[tuple[str, str]] = set()
        self.comments: list[tuple[int, str]] = []  # le rang de la question et le texte ; jamais qui l'a écrit

    def fault(self, message: str, table: Table, line: int | None = None, column: str | None = None) -> None:
        """Note une faute à sa place."""
        shown = None if column is None else discreet(column)
        self.problems.append(Problem(message, table.name, line, shown))

    def question(self, name: str, table: Table, line: int, column: str) -> Known | None:
        """La question de ce nom, ou `None` avec une faute notée."""
        found = self.vocabulary.find(name)
        if found is None:
            self.fault(self.vocabulary.unknown(name), table, line, column)
        else:
            self.ask(found, name, table, line, column)
        return found

    def ask(self, found: Known, name: str, table: Table, line: int | None, column: str) -> None:
        """Retient la première question posée à chaque finesse."""
        if found.grain not in self.grains:
            self.grains[found.grain] = Problem(told(name), table.name, line, discreet(column))

    def answer(self, text: str, table: Table, line: int, column: str) -> int | None:
        """Le code d'une réponse, ou `None` avec une faute notée."""
        code = self.answers.read(text)
        if code is None:
            self.fault(self.answers.refused(text), table, line, column)
        return code

    def comment(self, found: Known, text: str) -> None:
        """Retient ce qui est écrit à côté d'une question, s'il y a quelque chose."""
        if written := plain(text).strip():
            self.comments.append((found.slot, written))

    # --- les personnes ----------------------------------------------------------------------------

    def newcomer(self, name: str, profession: str, table: Table, line: int) -> Person | None:
        """La personne de ce code, jamais vue ; `None` avec une faute notée si elle l'a été."""
        key = identity(name)
        if key in self.people:
            self.twice(name, self.people[key].place, table, line)
            return None
        person = self.people[key] = Person((table.name, line), name, profession, bytearray(self.blank))
        return person

    def person(self, name: str, profession: str, table: Table, line: int) -> Person | None:
        """La personne de ce code, vue plus haut dans ce tableau ou nouvelle ; `None` si elle l'a été ailleurs."""
        if name not in self.identities:
            self.identities[name] = identity(name)
        key = self.identities[name]
        person = self.people.get(key) or self.newcomer(name, profession, table, line)
        if person is None or person.place[0] != table.name:
            if person and (key, table.name) not in self.refused:  # la faute se dit une fois par fichier
                self.refused.add((key, table.name))
                self.twice(name, person.place, table, line)
            return None
        same = profession in ("", person.profession) or not person.profession
        if not same and folded(profession) != folded(person.profession):
            said = f"{shown_name(name)} a ici la profession {told(profession)} et plus haut {told(person.profession)}."
            self.fault(said, table, line, "profession")
        person.profession = person.profession or profession
        return person

    def record(self, person: Person, found: Known, code: int, table: Table, line: int, column: str) -> None:
        """Range une réponse ; la même question deux fois pour une personne est une faute."""
        if person.lines is None:
            person.lines = array("I", bytes(4 * len(person.codes)))
        if person.codes[found.slot] != UNASKED:
            first = f"déjà ligne {person.lines[found.slot]} de {person.place[0]}"
            self.fault(f"cette personne répond deux fois à {quoted(found.question.id)} ({first}).", table, line, column)
            return
        person.codes[found.slot], person.lines[found.slot] = code, line

    def twice(self, name: str, place: Place, table: Table, line: int) -> None:
        """Une personne déjà vue : garder l'une ou l'autre réponse n'est pas à nous de le choisir."""
        where = f"ligne {place[1]}" + ("" if place[0] == table.name else f" de {place[0]}")
        said = f"{shown_name(name)} a déjà répondu ({where})\u00a0: gardez un seul questionnaire par personne."
        self.fault(said, table, line)

    # --- la fin -----------------------------------------------------------------------------------

    def check(self) -> None:
        """Note ce qui ne se voit qu'à la fin : finesses ou sortes de réponses mêlées, rien du tout."""
        if len(self.grains) > 1:
            names = " et ".join(place.message for place in self.grains.values())
            last = list(self.grains.values())[-1]
            said = "ne sont pas de la même finesse\u00a0: cotez soit les caractéristiques, soit les dimensions, soit les axes"
            self.problems.append(Problem(f"{names} {said}.", last.source, last.line, last.column))
        if self.people and self.tallies:
            said = "des réponses individuelles et des votes comptés sont mêlés\u00a0: lisez-les à part."
            self.problems.append(Problem(said))
        if not self.people and not self.tallies and not self.problems:
            self.problems.append(Problem("aucune réponse n’a été trouvée."))

    def merge(self, other: Reading) -> None:
        """Ajoute ce qu'une autre lecture, sans faute et sans personne commune, a pris.

        Ses remarques n'entrent pas : elles nomment des fichiers, donc parfois des personnes.
        """
        self.people |= other.people
        self.comments += other.comments
        self.tallies |= other.tallies
        for grain, place in other.grains.items():
            self.grains.setdefault(grain, place)

    def campaign(
        self, team: str, on: dt.date | None, registered: int | None, key: bytes | None, collective: bool
    ) -> Campaign:
        """La campagne lue ; `InputError` si la moindre faute a été notée."""
        self.check()
        respondents = len(self.people) or max((sum(row) for row, _ in self.tallies.values()), default=0)
        if registered is not None and registered < respondents:
            said = f"{plural(respondents, 'répondant')} pour un effectif de {registered}\u00a0: corrigez l’effectif."
            self.problems.append(Problem(said))
        if collective and respondents > 1:
            self.problems.append(Problem(not_collective(respondents)))
        if self.problems:
            raise InputError(self.problems, subject="Réponses refusées")
        grain = self.grain()
        answers = self.answer_table(grain) if self.people else None
        counts = self.hand_counts(grain, respondents) if answers is None else count_codes(answers, self.answers.codes)
        professions = tuple(person.profession for person in self.people.values())
        people = tuple(pseudonym(key, name) if is_named(name) else "" for name in self.people) if key else ()
        return Campaign(
            team, on, registered, self.ref, grain, counts, respondents, answers, professions,
            (*self.notes, *self.comment_note()), people=people, comments=self.sorted_comments(), collective=collective,
        )  # fmt: skip

    def sorted_comments(self) -> tuple[Comment, ...]:
        """Les commentaires, par question puis par ordre alphabétique : l'ordre des fichiers dirait qui les a écrits."""
        written = sorted(self.comments, key=lambda one: (one[0], folded(one[1]), one[1]))
        return tuple(Comment(self.vocabulary.questions[slot].question.id, text) for slot, text in written)

    def comment_note(self) -> tuple[str, ...]:
        """La remarque qui compte les commentaires lus et dit où ils vont."""
        if not self.comments:
            return ()
        said = plural(len(self.comments), "commentaire lu", "commentaires lus")
        return (
            f"{said}, sans nom\u00a0: à voir dans l’ordre du jour et sur les cartes de l’atelier, nulle part ailleurs.",
        )

    def grain(self) -> Grain:
        """La finesse des questions posées."""
        return next(iter(self.grains), "item")

    def answered(self) -> int:
        """Le nombre de réponses lues, silences exclus."""
        silences = bytes((self.answers.silent, UNASKED))
        given = sum(len(person.codes.translate(None, silences)) for person in self.people.values())
        return given + sum(sum(row) for row, _ in self.tallies.values())

    def answer_table(self, grain: Grain) -> NDArray[np.int8]:
        """Les codes, une ligne par personne, une colonne par question ; ce qui n'est pas rempli est un silence."""
        span = self.vocabulary.span(grain)
        packed = b"".join(person.codes[span] for person in self.people.values())
        table = np.frombuffer(packed, np.uint8).reshape(len(self.people), span.stop - span.start)
        return np.where(table == UNASKED, self.answers.silent, table).astype(np.int8)

    def hand_counts(self, grain: Grain, respondents: int) -> NDArray[np.int64]:
        """Les votes comptés ; qui ne lève la main nulle part est un silence."""
        span = self.vocabulary.span(grain)
        counts = np.zeros((span.stop - span.start, self.answers.codes), dtype=np.int64)
        for slot, (row, _) in self.tallies.items():
            counts[slot - span.start] = row
        counts[:, self.answers.silent] = respondents - counts.sum(axis=1)
        return counts


def identity(name: str) -> str:
    """La clé d'une personne ; le nom que nous donnons à qui n'en a pas reste tel quel."""
    return person_key(name) if is_named(name) else name


def is_named(key: str) -> bool:
    """Vrai si cette personne a dit qui elle est (code, nom, adresse)."""
    return not key.startswith(ANONYMOUS)


def shown_name(name: str) -> str:
    """Une personne dans un message : son code entre guillemets, jamais son adresse."""
    return "cette personne" if "@" in name or not is_named(name) else told(name)
