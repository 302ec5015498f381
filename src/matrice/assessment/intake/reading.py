"""La lecture qui fait une campagne : personnes, votes comptés, fautes et remarques s'accumulent, rien n'est deviné."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, Problem
from ...referentiel import Referentiel, Selection, asked_of
from ...text import NBSP, folded, plain, plural, quoted
from ..campaign import Campaign, Comment, Grain, asked_questions, collective_fault, count_codes, questions_of
from ..privacy import person_key, pseudonym
from .answers import AnswerReader
from .people import ANONYMOUS, echoes, is_ballot, is_profession
from .tables import Table, is_code, join_lines, quote, quote_answer, redact
from .vocabulary import Known, Vocabulary

# --- les tableaux se suivent, les fautes s'accumulent, rien n'est deviné --------------------------

_Place = tuple[str, int]
_Echo = tuple[int, int, tuple[int, int] | None]  # deux lignes, et combien de réponses diffèrent parmi combien
TWO_PASSES: set[Grain] = {"item", "dimension"}  # des réponses directes, puis les énoncés de quelques dimensions
_NOT_POSED = "non pose"  # ce qu'écrit un dossier d'équipe quand une question n'a pas été posée à quelqu'un
_UNASKED = 255  # une question que cette personne n'a pas encore rencontrée : un silence, mais qui peut être suivi
_FEW = 5  # fautes d'une même sorte dites une à une ; au-delà, une phrase les rassemble


@dataclass(slots=True)
class _Person:
    """Une personne pendant la lecture : où on l'a vue, son nom écrit, son métier, ses réponses.

    `codes` a un octet par question de la grille, toutes finesses ; `lines`, tenue en forme longue seulement, a la
    ligne où chacune a été lue. Une campagne nationale tient ainsi en quelques dizaines de mégaoctets.
    """

    place: _Place
    name: str
    profession: str
    codes: bytearray
    lines: array[int] | None = None
    own: str = ""  # le fichier, si c'est un de nos questionnaires
    remarks: list[tuple[int, str]] = field(default_factory=list)  # le rang d'une question, et ce qui est écrit à côté


@dataclass(frozen=True, slots=True)
class _Unread:
    """Une réponse qui ne se comprend pas, à sa place."""

    text: str
    line: int
    column: str
    reader: AnswerReader


class Reading:
    """Ce qui a été lu jusqu'ici : personnes, votes comptés, fautes et remarques."""

    def __init__(self, ref: Referentiel, vocabulary: Vocabulary) -> None:
        self.ref = ref
        self.vocabulary = vocabulary
        self.answers = vocabulary.answers
        self.blank = bytes([_UNASKED]) * len(vocabulary.questions)
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.people: dict[str, _Person] = {}
        self.tallies: dict[int, tuple[list[int], _Place]] = {}
        self.grains: dict[Grain, Problem] = {}
        self.asked: set[int] = set()  # les questions que quelqu'un a rencontrées
        self.posed_in: dict[str, set[int]] = {}  # et celles que chaque tableau pose : un groupe n'a pas reçu les mêmes
        self.identities: dict[str, str] = {}  # une personne revient cent fois en forme longue
        self.refused: set[tuple[str, str]] = set()
        self.carried: set[str] = set()  # « acces.2 → securite.7 », de la version d'avant de la grille
        self.aside: set[str] = set()  # et les énoncés qu'elle ne pose plus
        self.comments: list[tuple[int, str]] = []  # ceux qui ne sont à personne : à côté de votes comptés
        # Toutes les réponses lues, telles qu'écrites, par échelle : un décalage ne se voit qu'ainsi.
        self.seen: dict[tuple[int, ...], set[str]] = {}
        self.unread: list[_Unread] = []
        self.strange: dict[str, list[_Unread]] = {}  # les questions inconnues d'un tableau
        self.twice_said: list[Problem] = []
        self.echoes: Counter[str] = Counter()  # les lignes qui redisent une réponse, par tableau
        self.trades: Counter[str] = Counter()  # les professions qui n'en sont pas, par tableau ; jamais leur texte

    def fault(self, message: str, table: Table, line: int | None = None, column: str | None = None) -> None:
        """Note une faute à sa place."""
        shown = None if column is None else redact(column)
        self.problems.append(Problem(message, table.name, line, shown))

    def note(self, message: str, name: str) -> None:
        """Note une remarque, après le nom de ce qui est lu."""
        self.notes.append(f"{name}{NBSP}: {message}")

    def question(self, name: str, table: Table, line: int, column: str) -> Known | None:
        """La question de ce nom, ou `None` avec une faute notée."""
        found = self.vocabulary.find(name)
        if found is None and (former := self.vocabulary.set_aside(name)):
            self.aside.add(former)
        elif found is None:
            self.strange.setdefault(name, []).append(_Unread(name, line, column, self.answers))
        else:
            self.ask(found, name, table, line, column)
        return found

    def ask(self, found: Known, name: str, table: Table, line: int | None, column: str) -> None:
        """Retient les questions posées, et la première à chaque finesse."""
        self.asked.add(found.slot)
        self.posed_in.setdefault(table.name, set()).add(found.slot)
        if moved := self.vocabulary.carried(name):
            self.carried.add(moved)
        if found.grain not in self.grains:
            self.grains[found.grain] = Problem(quote(name), table.name, line, redact(column))

    def answer(self, text: str, line: int, column: str, slot: int | None = None, *, sure: bool = False) -> int | None:
        """Le code d'une réponse, ou `None`, gardée pour être refusée avec les autres ; `sure` : l'échelle est la nôtre.

        `slot` est la place de la question, dont l'échelle peut n'être pas celle des autres.
        """
        if folded(text) == _NOT_POSED:
            return self.answers.codes
        reader = self.answers if slot is None else self.vocabulary.readers[slot]
        code = reader.read(text)
        if code is None:
            self.unread.append(_Unread(text, line, column, reader))
        elif not sure:
            self.seen.setdefault(reader.values, set()).add(text)
        return code

    def refuse_unread(self, table: Table) -> None:
        """Dit les réponses incomprises d'un tableau, échelle par échelle : leur cause commune, ou une faute par texte différent."""
        told: dict[AnswerReader, dict[str, list[_Unread]]] = {}
        for one in self.unread:
            told.setdefault(one.reader, {}).setdefault(one.text, []).append(one)
        self.unread = []
        for reader, texts in told.items():
            self._refuse_texts(table, reader, texts)

    def _refuse_texts(self, table: Table, reader: AnswerReader, texts: Mapping[str, list[_Unread]]) -> None:
        first, *others = [found[0] for found in texts.values()]
        cells = sum(map(len, texts.values()))
        if cause := reader.cause(texts, self.seen.get(reader.values, ()), table.tool):
            if not any((one.message, one.source) == (cause, table.name) for one in self.problems):
                self.fault(cause, table, first.line, first.column)  # une fois, même d'une personne par colonne
        elif len(texts) == 1 or cells <= _FEW:
            for text, found in texts.items():
                again = f" ({len(found)} cellules, la première ici)" if len(found) > 1 else ""
                said = reader.refusal(text).replace(f"{NBSP};", f"{again}{NBSP};", 1)
                self.fault(said, table, found[0].line, found[0].column)
        else:
            shown = list(dict.fromkeys(quote_answer(one.text, reader.words) for one in (first, *others)))
            more = "…" if len(shown) > _FEW else ""
            mend = f" C’est un export de {table.tool}{NBSP}: {table.mend}." if table.tool else ""
            said = f"{cells} cellules ne sont pas des réponses de cette échelle ({', '.join(shown[:_FEW])}{more}), la première ici"
            self.fault(f"{said}{NBSP}; attendu{NBSP}: {reader.expected}.{mend}", table, first.line, first.column)

    def refuse_strange(self, table: Table) -> None:
        """Dit les questions inconnues d'un tableau, une par nom, ou ensemble quand elles sont nombreuses."""
        strange, self.strange = self.strange, {}
        for name, found in list(strange.items())[: _FEW if len(strange) <= _FEW else 1]:
            count = sum(map(len, strange.values())) if len(strange) > _FEW else len(found)
            message = self.vocabulary.unknown(name)
            if len(strange) > _FEW:
                many = f"{count} lignes, sous {len(strange)} noms, ne posent pas une question de cette grille"
                message = f"{many}, la première ici\u00a0: {message}"
            elif count > 1:
                message = f"{message[:-1]} ({count} lignes, la première ici)."
            self.fault(message, table, found[0].line, found[0].column)

    def comment(self, found: Known, text: str, person: _Person | None = None) -> None:
        """Retient ce qui est écrit à côté d'une question, s'il y a quelque chose."""
        if written := plain(text).strip():
            (person.remarks if person else self.comments).append((found.slot, written))

    # --- les personnes ----------------------------------------------------------------------------

    def trade(self, text: str, table: Table) -> str:
        """La profession, ou rien si ce n'en est pas une : ce peut être un nom."""
        if not text or is_profession(text):
            return text
        self.trades[table.name] += 1
        return ""

    def newcomer(
        self, name: str, profession: str, table: Table, line: int, codes: bytearray | None = None,
        remarks: Sequence[tuple[int, str]] = (),
    ) -> None:  # fmt: skip
        """Ajoute la personne de ce code et ses réponses ; déjà vue, elle est laissée de côté ou refusée."""
        key = _identity(name)
        known = self.people.get(key)
        if known is None:
            blank = codes or bytearray(self.blank)
            person = _Person((table.name, line), name, profession, blank, own=table.own)
            for slot, text in remarks:
                self.comment(self.vocabulary.questions[slot], text, person)
            self.people[key] = person
        elif codes is not None and codes == known.codes:
            self._repeated((table.name, line), known.place)
        else:
            self.twice(name, known.place, table, line)

    def person(self, name: str, profession: str, table: Table, line: int) -> _Person | None:
        """La personne de ce code, vue plus haut dans ce tableau ou nouvelle ; `None` si elle l'a été ailleurs."""
        if name not in self.identities:
            self.identities[name] = _identity(name)
        key = self.identities[name]
        person = self.people.get(key)
        if person is None:
            self.newcomer(name, self.trade(profession, table), table, line)
            return self.people[key]
        if person.place[0] != table.name:
            if (key, table.name) not in self.refused:  # la faute se dit une fois par fichier
                self.refused.add((key, table.name))
                self.twice(name, person.place, table, line)
            return None
        if profession and profession != person.profession and (profession := self.trade(profession, table)):
            same = not person.profession or folded(profession) == folded(person.profession)
            if not same and (key, "profession") not in self.refused:
                self.refused.add((key, "profession"))
                sentence = f"{shown_name(name)} a ici la profession {quote(profession)} et plus haut {quote(person.profession)}."
                self.fault(sentence, table, line, "profession")
            person.profession = person.profession or profession
        return person

    def record(self, person: _Person, found: Known, code: int, table: Table, line: int, column: str) -> None:
        """Range une réponse ; la même question deux fois pour une personne est une faute."""
        if person.lines is None:
            person.lines = array("I", bytes(4 * len(person.codes)))
        if person.codes[found.slot] == code:
            self.echoes[table.name] += 1
            return
        if person.codes[found.slot] != _UNASKED:
            first = f"déjà ligne {person.lines[found.slot]} de {person.place[0]}"
            sentence = f"cette personne répond deux fois à {quoted(found.question.id)} ({first})."
            self.twice_said.append(Problem(sentence, table.name, line, redact(column)))
            return
        person.codes[found.slot], person.lines[found.slot] = code, line

    def twice(self, name: str, place: _Place, table: Table, line: int) -> None:
        """Une personne déjà vue : garder l'une ou l'autre réponse n'est pas à nous de le choisir."""
        sentence = f"{shown_name(name)} a déjà répondu ({_where(place, table.name)})\u00a0: gardez un seul questionnaire par personne."
        self.twice_said.append(Problem(sentence, table.name, line))

    def refuse_twice(self, table: Table) -> None:
        """Dit les personnes déjà vues d'un tableau : une à une, ou ensemble quand elles sont nombreuses."""
        said, self.twice_said = self.twice_said, []
        if len(said) > _FEW:
            self.fault(
                f"{len(said)} lignes répondent une seconde fois, la première ici\u00a0: {said[0].message}",
                table,
                said[0].line,
            )
        else:
            self.problems += said

    def settle(self, before: Reading | None = None) -> None:
        """Ôte qui n'a répondu à rien et ce qui est redit, refuse ce qui est presque redit sans nom ; tout est dit, à ses deux places.

        Sans `before`, à l'intérieur de cette lecture ; avec, contre ce qui a déjà été compté ailleurs. Un bulletin de nos pages,
        deux de nos questionnaires ou deux codes ne s'ôtent pas sur leur contenu : deux personnes répondent parfois de même.
        """
        silences = bytes((self.answers.silent, self.answers.codes, _UNASKED))
        if before is None:
            self._drop_empty(silences)
        else:
            for key in [key for key in self.people if key in before.people]:
                if self.people[key].codes == before.people[key].codes:
                    self._repeated(self.people.pop(key).place, before.people[key].place)
        earlier = [*before.people.items()] if before else []
        held = [(key, one) for key, one in (*earlier, *self.people.items()) if not is_ballot(key)]
        codes = [bytes(one.codes).replace(silences[2:], silences[:1]) for _, one in held]
        first = sum(not is_ballot(key) for key, _ in earlier)
        said: dict[tuple[str, str, str], list[_Echo]] = {}
        for rank, other, changed, both, sure in echoes(codes, [one.place[0] for _, one in held], silences, first):
            (key, one), (twin, known) = held[rank], held[other]
            kind = "" if sure else "doute"
            if is_named(key) and is_named(twin):
                kind = ", sous deux codes"
            elif one.own and known.own and one.own != known.own:
                kind = ", dans deux questionnaires"
            elif sure and codes[rank] == codes[other]:
                kind = "redite"
                del self.people[key]
            gap = None if codes[rank] == codes[other] else (changed, both)
            said.setdefault((one.place[0], known.place[0], kind), []).append((one.place[1], known.place[1], gap))
        for (name, origin, kind), pairs in said.items():
            self._say_echo(name, origin, kind, pairs)
        if before is None:
            self._say_counts()

    def _drop_empty(self, silences: bytes) -> None:
        """Ôte qui n'a répondu à aucune question, et le dit."""
        empty: dict[str, list[int]] = {}
        for key in [key for key, one in self.people.items() if not one.codes.strip(silences)]:
            name, line = self.people.pop(key).place
            empty.setdefault(name, []).append(line)
        for name, lines in empty.items():
            count = plural(
                len(lines), "personne n’a répondu à aucune question", "personnes n’ont répondu à aucune question"
            )
            self.note(f"{count} ({join_lines(lines)})\u00a0: pas comptée{'s' if len(lines) > 1 else ''}.", name)

    def _repeated(self, place: _Place, first: _Place) -> None:
        """Dit qu'une ligne redit les réponses de la même personne."""
        where = _where(first, place[0])
        self.note(
            f"la ligne {place[1]} redit les réponses de la même personne ({where})\u00a0: laissée de côté.", place[0]
        )

    def _say_echo(self, name: str, origin: str, kind: str, pairs: Sequence[_Echo]) -> None:
        """Dit des réponses déjà lues, ou presque, à leurs deux places ; presque, et sans nom, on ne choisit pas laquelle garder."""
        several = "s" if len(pairs) > 1 else ""
        mine, theirs = join_lines([one for one, *_ in pairs]), join_lines([other for _, other, _ in pairs])
        theirs += "" if name == origin else f" de {origin}"
        if kind == "redite":
            count = plural(len(pairs), "réponse déjà lue", "réponses déjà lues")
            self.note(f"{count} ({mine}, les mêmes que {theirs})\u00a0: laissée{several} de côté.", name)
            return
        changed, both = max((gap for *_, gap in pairs if gap), default=(0, 0))
        gap = f" ({'au plus ' if several else ''}{plural(changed, 'différence')} sur {both})" if changed else ""
        gap = gap or (" (l’une est incomplète)" if both else "")
        said = f"{mine}, {'presque ' if both else ''}les mêmes réponses que {theirs}{gap}"
        if kind:
            self.note(f"{said}{kind.removeprefix('doute')}\u00a0: vérifiez que ce sont deux personnes.", name)
            return
        mend = "si c’est la même personne, gardez une ligne\u00a0; sinon, donnez-leur un code (colonne «\u00a0Code participant\u00a0»)."
        self.problems.append(Problem(f"{said}\u00a0: {mend}", name))

    def _say_counts(self) -> None:
        """Dit, par tableau, ce que la lecture n'a pas gardé : réponses redites, professions qui n'en sont pas."""
        for name, echoed in self.echoes.items():
            same = plural(echoed, "ligne redit une réponse déjà donnée", "lignes redisent une réponse déjà donnée")
            self.note(f"{same}\u00a0: comptée une fois.", name)
        for name, lost in self.trades.items():
            said = plural(lost, "profession n’en est pas une", "professions n’en sont pas")
            self.note(f"{said}\u00a0: non gardée{'s' if lost > 1 else ''}, car ce pourrait être un nom.", name)

    # --- la fin -----------------------------------------------------------------------------------

    def check(self) -> None:
        """Note ce qui ne se voit qu'à la fin : finesses ou sortes de réponses mêlées, rien du tout."""
        if len(self.grains) > 1 and set(self.grains) != TWO_PASSES:
            names = " et ".join(place.message for place in self.grains.values())
            last = list(self.grains.values())[-1]
            sentence = (
                "ne sont pas de la même finesse\u00a0: cotez les axes à part des dimensions et des caractéristiques"
            )
            self.problems.append(Problem(f"{names} {sentence}.", last.source, last.line, last.column))
        if self.people and self.tallies:
            sentence = "des réponses individuelles et des votes comptés sont mêlés\u00a0: lisez-les à part."
            self.problems.append(Problem(sentence))
        if not self.problems:
            self.problems += [Problem(doubt) for doubt in self.doubts()]
        if not self.people and not self.tallies and not self.problems:
            self.problems.append(Problem("aucune réponse n’a été trouvée."))

    def doubts(self) -> Iterator[str]:
        """Les questions à poser sur une échelle peut-être décalée, une par échelle."""
        for reader in dict.fromkeys(self.vocabulary.readers):
            slots = [slot for slot, one in enumerate(self.vocabulary.readers) if one is reader]
            if doubt := reader.doubt(self.seen.get(reader.values, ()), len(self.people), self.answered(slots)):
                yield doubt

    def merge(self, other: Reading) -> None:
        """Ajoute ce qu'une autre lecture, sans faute et sans personne commune, a pris.

        Ses remarques n'entrent pas : elles nomment des fichiers, donc parfois des personnes.
        """
        self.people |= other.people
        self.comments += other.comments
        if not other.answers.coded:  # l'échelle d'un fichier où elle est dite ne fait plus de doute
            for values, texts in other.seen.items():
                self.seen.setdefault(values, set()).update(texts)
        self.tallies |= other.tallies
        self.asked |= other.asked
        for name, slots in other.posed_in.items():
            self.posed_in.setdefault(name, set()).update(slots)
        self.carried |= other.carried
        self.aside |= other.aside
        for grain, place in other.grains.items():
            self.grains.setdefault(grain, place)

    def campaign(
        self, team: str, on: dt.date | None, registered: int | None, key: bytes | None, collective: bool,
        themes: Sequence[str] | None = None,
    ) -> Campaign:  # fmt: skip
        """La campagne lue ; `InputError` si la moindre faute a été notée."""
        self.check()
        # Deux passes sans nom ne se rejoignent pas : la même personne y est deux fois, une fois par finesse.
        voices = [sum(self.voices(person, grain) for person in self.people.values()) for grain in self.grains]
        people = max(voices) if set(self.grains) == TWO_PASSES else len(self.people)
        respondents = people or max((sum(row) for row, _ in self.tallies.values()), default=0)
        if registered is not None and registered < respondents:
            sentence = (
                f"{plural(respondents, 'répondant')} pour un effectif de {registered}\u00a0: corrigez l’effectif."
            )
            self.problems.append(Problem(sentence))
        if collective and respondents > 1:
            self.problems.append(Problem(collective_fault(respondents)))
        if self.problems:
            raise InputError(self.problems, subject="Réponses refusées")
        given = None if themes is None else tuple(d.id for d, _ in asked_of(self.ref, Selection(themes=tuple(themes))))
        if set(self.grains) == TWO_PASSES:
            direct = self.passed("dimension", self.traced("dimension"), team, on, registered, key, respondents)
            main = self.passed("item", given or self.traced("item"), team, on, registered, key, respondents)
        else:
            direct, grain = None, self.grain()
            chosen = given if grain != "axis" else None
            main = self.passed(grain, chosen if given else self.posed(grain), team, on, registered, key, respondents)
        notes = (*self.notes, *self.last_notes(main, direct))
        return replace(main, notes=notes, comments=self.sorted_comments(), collective=collective, direct=direct)

    def passed(
        self, grain: Grain, themes: tuple[str, ...] | None, team: str, on: dt.date | None, registered: int | None,
        key: bytes | None, respondents: int,
    ) -> Campaign:  # fmt: skip
        """Une passe : les réponses à une finesse, de qui y a répondu quand il y en a deux."""
        kept = {one.id for one in asked_questions(self.ref, grain, themes)}
        columns = np.array([one.id in kept for one in questions_of(self.ref, grain)], dtype=np.bool_)
        people = list(self.people.items())
        if self.people and len(self.grains) > 1:
            people = [one for one in people if self.voices(one[1], grain)]
        if self.people:
            answers = self.answer_table(grain, [person for _, person in people])[:, columns]
            counts, respondents = count_codes(answers, self.answers.codes), len(people)
        else:
            answers, counts = None, self.hand_counts(grain, respondents)[columns]
        names = tuple(pseudonym(key, name) if is_named(name) else "" for name, _ in people) if key else ()
        return Campaign(
            team, on, registered, self.ref, grain, counts, respondents, answers,
            tuple(person.profession for _, person in people), people=names, themes=themes,
        )  # fmt: skip

    def voices(self, person: _Person, grain: Grain) -> bool:
        """Vrai si cette personne a répondu à une question de cette finesse."""
        silences = bytes((self.answers.silent, self.answers.codes, _UNASKED))
        return bool(person.codes[self.vocabulary.span(grain)].translate(None, silences))

    def traced(self, grain: Grain) -> tuple[str, ...]:
        """Les dimensions dont une question de cette finesse a été posée à quelqu'un."""
        span = self.vocabulary.span(grain)
        found = {
            self.vocabulary.questions[slot].question.dimension
            for slot in self.asked
            if slot in range(span.start, span.stop)
        }
        return tuple(one.id for one in self.ref.dimensions if one.id in found)

    def posed(self, grain: Grain) -> tuple[str, ...] | None:
        """Les dimensions posées sans thèmes choisis : toutes.

        Quand tout le questionnaire d'office l'a été, ce qui n'en est pas (ajouts, dimensions facultatives) et que rien ne
        montre n'a pas été posé.
        """
        if grain == "axis":
            return None
        found = set(self.traced(grain))
        usual = {one.id for one in self.ref.dimensions if not (one.added or one.optional)}
        if not usual <= found or len(found) == len(self.ref.dimensions):
            return None
        return tuple(one.id for one in self.ref.dimensions if one.id in found)

    def sorted_comments(self) -> tuple[Comment, ...]:
        """Les commentaires, par question puis par ordre alphabétique : l'ordre des fichiers dirait qui les a écrits."""
        found = [*self.comments, *(one for person in self.people.values() for one in person.remarks)]
        written = sorted(found, key=lambda one: (one[0], folded(one[1]), one[1]))
        return tuple(Comment(self.vocabulary.questions[slot].question.id, text) for slot, text in written)

    def last_notes(self, main: Campaign, direct: Campaign | None) -> Iterator[str]:
        """Ce que deviennent les réponses à une version d'avant de la grille, les commentaires, ce qui est hors des thèmes choisis."""
        said = []
        if self.carried:
            said.append(f"reprises par un autre énoncé{NBSP}: {', '.join(sorted(self.carried))}")
        if self.aside:
            said.append(f"laissées de côté, l’énoncé n’étant plus posé{NBSP}: {', '.join(sorted(self.aside))}")
        if said:
            yield f"Réponses à une version précédente de la grille, {f'{NBSP}; '.join(said)}."
        if count := len(self.sorted_comments()):
            read = plural(count, "commentaire lu", "commentaires lus")
            yield f"{read}, sans nom\u00a0: à voir dans l’ordre du jour et sur les cartes de l’atelier, nulle part ailleurs."
        kept = sum(int(one.counts[:, : self.answers.silent].sum()) for one in (main, direct) if one is not None)
        if lost := self.answered() - kept:
            yield f"{plural(lost, 'réponse hors', 'réponses hors')} des thèmes choisis\u00a0: laissées de côté."

    def grain(self) -> Grain:
        """La finesse des questions posées ; les énoncés quand les dimensions le sont aussi."""
        return "item" if set(self.grains) == TWO_PASSES else next(iter(self.grains), "item")

    def answered(self, slots: Sequence[int] | None = None) -> int:
        """Le nombre de réponses lues, silences exclus ; `slots` : à ces seules questions."""
        silences = bytes((self.answers.silent, self.answers.codes, _UNASKED))
        told = (person.codes for person in self.people.values())
        if slots is not None and len(slots) < len(self.blank):
            told = (bytearray(codes[slot] for slot in slots) for codes in told)
        kept = (row for slot, (row, _) in self.tallies.items() if slots is None or slot in slots)
        return sum(len(codes.translate(None, silences)) for codes in told) + sum(map(sum, kept))

    def answer_table(self, grain: Grain, people: Sequence[_Person]) -> NDArray[np.int8]:
        """Les codes, une ligne par personne, une colonne par question ; ce qui n'est pas rempli est un silence, ou n'a pas été posé."""
        span = self.vocabulary.span(grain)
        packed = b"".join(person.codes[span] for person in people)
        table = np.frombuffer(packed, np.uint8).reshape(len(people), span.stop - span.start)
        told = np.where(table == _UNASKED, self.answers.silent, table).astype(np.int8)
        for slot in self.vocabulary.reserved(grain, self.traced(grain)):
            column = told[:, slot - span.start]  # une vue : ce qui suit écrit dans `told`
            away = np.array([slot not in self.posed_in.get(one.place[0], ()) for one in people], dtype=np.bool_)
            column[away & (column == self.answers.silent)] = self.answers.codes
        return told

    def hand_counts(self, grain: Grain, respondents: int) -> NDArray[np.int64]:
        """Les votes comptés ; qui ne lève la main nulle part est un silence."""
        span = self.vocabulary.span(grain)
        counts = np.zeros((span.stop - span.start, self.answers.codes), dtype=np.int64)
        for slot, (row, _) in self.tallies.items():
            if slot in range(span.start, span.stop):
                counts[slot - span.start] = row
        counts[:, self.answers.silent] = respondents - counts.sum(axis=1)
        return counts


def _identity(name: str) -> str:
    """La clé d'une personne ; le nom que nous donnons à qui n'en a pas reste tel quel."""
    return person_key(name) if is_named(name) else name


def is_named(key: str) -> bool:
    """Vrai si cette personne a dit qui elle est (code, nom, adresse)."""
    return not key.startswith(ANONYMOUS)


def shown_name(name: str) -> str:
    """Une personne dans un message : son code entre guillemets, jamais son adresse ni son nom."""
    return quote(name) if is_named(name) and is_code(name) else "cette personne"


def _where(place: _Place, name: str) -> str:
    """« ligne 4 », ou « ligne 4 de a.csv » quand c'est ailleurs."""
    return f"ligne {place[1]}" + ("" if place[0] == name else f" de {place[0]}")
