"""Le temps que prend chaque tâche : sa nature, son rythme, ses trois durées, et le socle d'un poste (`data/temps.yaml`).

Aucune enquête publique ne donne ces durées : ce sont des repères à ajuster. Une équipe ou une fédération remplace les lignes
qu'elle connaît par les siennes, dans un fichier de la même forme qui n'a que ces lignes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from ..amounts import exact
from ..referentiel import (
    Fault,
    Referentiel,
    Shipped,
    Text,
    Value,
    load_referentiel,
    load_values,
    shipped,
    suggestion,
    typed,
)
from ..text import HOURS_FORMS, NBSP, number, quoted, read_hours, short_number
from ..text import hours as hours_text
from .plans import catalogue

Measure = Literal["professionnels", "reunions", "rcp", "protocoles", "salaries", "stagiaires"]
Rhythm = Literal["semaine", "mois", "trimestre", "an"]
Nature = Literal["recurrente", "ponctuelle"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
_TIMES_A_YEAR = {"mois": 12, "trimestre": 4, "an": 1}
_Hours = Annotated[float, typed(read_hours, HOURS_FORMS), Field(ge=0, le=2000, allow_inf_nan=False)]
_SUBJECT = "Repères de durée refusés"


@dataclass(frozen=True, slots=True)
class TeamSize:
    """La taille d'une équipe : ce qui multiplie le temps de certaines tâches.

    `professionals`, `employees` (agents salariés par la structure) sont des personnes ; `meetings` (réunions d'équipe), `rcp`,
    `protocols` (écrits ou révisés) et `trainees` (stagiaires) se comptent par an. Ce qui manque (`None`) vient du profil
    pour les professionnels, sinon des valeurs d'une équipe moyenne.
    """

    professionals: float | None = None
    meetings: float | None = None
    rcp: float | None = None
    protocols: float | None = None
    employees: float | None = None
    trainees: float | None = None

    def count(self, measure: Measure) -> float:
        """Ce nombre, 0 s'il manque."""
        return getattr(self, _FIELDS[measure]) or 0.0

    def known(self) -> Iterator[tuple[Measure, float]]:
        """Renvoie ce que l'équipe en a dit, dans les mots d'un `fiche.yaml`."""
        for measure, name in _FIELDS.items():
            if (value := getattr(self, name)) is not None:
                yield measure, value


_FIELDS: dict[Measure, str] = dict(zip(MEASURES, (field.name for field in fields(TeamSize)), strict=True))


def size_of(said: Mapping[str, float]) -> TeamSize:
    """Renvoie la taille que disent ces nombres, par leurs noms de `fiche.yaml`."""
    return TeamSize(**{_FIELDS[measure]: said[measure] for measure in MEASURES if measure in said})


@dataclass(frozen=True, slots=True)
class Load:
    """Ce qu'une tâche demande à une équipe, en heures de travail par an : au plus bas, d'ordinaire, au plus haut.

    `time` est son repère, compté `count` fois quand la taille de l'équipe le multiplie ; `one` nomme ce que l'on compte alors.
    """

    time: TaskTime
    count: float
    one: str
    low: Fraction
    usual: Fraction
    high: Fraction

    @property
    def said(self) -> str:
        """« 2 h par mois (de 1 h à 3 h), soit 24 h par an »."""
        time, count = self.time, short_number(self.count)
        low, usual, high = (hours_text(value) for value in time.heures)
        between = f"{usual} (de {low} à {high})"
        total = f"soit {short_number(float(self.usual))}{NBSP}h par an"
        if time.nature == "ponctuelle":
            return f"{between} par {self.one}, {count} en tout, {total}" if self.one else f"{between} en tout"
        if self.one:
            rhythm = "" if time.par == "an" else f" par {time.par} et"
            return f"{between}{rhythm} par {self.one}, {count} dans l’année, {total}"
        return f"{between} par {time.par}" + ("" if time.par == "an" else f", {total}")


class TaskTime(Value):
    """Le repère d'une tâche : `heures` pour une fois, au plus bas, d'ordinaire et au plus haut (ou le total d'un projet)."""

    id: Text
    nature: Nature
    par: Rhythm | None = None
    selon: Measure | None = None
    heures: tuple[_Hours, ...]
    source: str = ""


class CoreLine(Value):
    """Une ligne du socle : ce qui revient dans presque tout poste. Sa première tâche la tient, les suivantes la complètent."""

    id: Text
    label: Text
    court: str = Field("", description="Son nom court, pour un tableau.")
    taches: tuple[Text, ...]
    source: str = ""

    @property
    def short(self) -> str:
        """Son nom court."""
        return self.court or self.label


class SizeDefault(Value):
    """Un nombre d'une équipe moyenne ; `un` en nomme un."""

    id: Measure
    label: Text
    un: Text
    valeur: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
    source: str = ""


class OwnDurations(Value):
    """Les repères qu'une équipe ou une fédération remplace : des tâches, des lignes du socle."""

    taches: tuple[TaskTime, ...] = ()
    socle: tuple[CoreLine, ...] = ()


class Durations(Shipped):
    """Les repères : la durée de chaque tâche, le socle, la taille d'une équipe moyenne."""

    tailles: tuple[SizeDefault, ...]
    socle: tuple[CoreLine, ...]
    defaut: TaskTime
    taches: tuple[TaskTime, ...]

    @cached_property
    def _by_id(self) -> dict[str, TaskTime]:
        return {time.id: time for time in self.taches}

    def __getitem__(self, task: str) -> TaskTime:
        """Le repère de cette tâche, celui d'une tâche inconnue à défaut."""
        return self._by_id.get(task, self.defaut)

    def line_of(self, task: str) -> CoreLine | None:
        """La ligne du socle de cette tâche, ou rien."""
        return next((line for line in self.socle if task in line.taches), None)

    def size(self, given: TeamSize | None = None, professionals: float | None = None) -> TeamSize:
        """Renvoie la taille entière : ce que l'équipe en dit, l'effectif de son évaluation, puis l'équipe moyenne."""
        usual: dict[str, float] = {default.id: default.valeur for default in self.tailles}
        if professionals:
            usual["professionnels"] = professionals
        usual.update((given or TeamSize()).known())
        return size_of(usual)

    def load(self, task: str, size: TeamSize, weeks: Fraction) -> Load:
        """Renvoie ce que cette tâche demande à une équipe de cette taille.

        Args:
            task: son identifiant.
            size: la taille entière (`size`).
            weeks: semaines travaillées dans l'année.
        """
        time = self[task]
        one = next((default.un for default in self.tailles if default.id == time.selon), "") if time.selon else ""
        return _load(time, size.count(time.selon) if time.selon else 1.0, one, weeks)

    def with_own(self, own: OwnDurations) -> Durations:
        """Renvoie les mêmes repères, ceux de `own` à la place des leurs ; une tâche nouvelle ou une ligne nouvelle s'ajoute."""
        replaced = {name: _replaced(getattr(self, name), getattr(own, name)) for name in ("taches", "socle")}
        return Durations(**{**dict(self), **replaced})

    @property
    def own(self) -> OwnDurations:
        """Ce qui n'est pas dans les repères livrés."""
        usual = load_durations()
        return OwnDurations(
            taches=tuple(time for time in self.taches if usual._by_id.get(time.id) != time),
            socle=tuple(line for line in self.socle if line not in usual.socle),
        )


@lru_cache(maxsize=1024)
def _load(time: TaskTime, count: float, one: str, weeks: Fraction) -> Load:
    """Ce que demande un repère, compté ; la même équipe le redemande à chaque budget."""
    often = Fraction(_TIMES_A_YEAR[time.par]) if time.par in _TIMES_A_YEAR else weeks if time.par else Fraction(1)
    low, usual, high = (exact(value) * often * exact(count) for value in time.heures)
    return Load(time, count, one, low, usual, high)


def _replaced(usual: Sequence[Any], own: Sequence[Any]) -> tuple[Any, ...]:
    """Les lignes d'usage, celles de même identifiant remplacées, les nouvelles à la fin."""
    new = {line.id: line for line in own}
    return (*(new.pop(line.id, line) for line in usual), *new.values())


load_durations = shipped(Durations, "temps.yaml")


def read_durations(path: str | Path, ref: Referentiel | None = None) -> Durations:
    """Renvoie les repères livrés, ceux de ce fichier (`taches`, `socle`) à la place des leurs.

    Raises:
        InputError: le fichier a des fautes ; elles sont toutes là, avec ligne et colonne.
        MatriceError: le fichier ne se lit pas.
    """
    known = [item.id for item in catalogue(ref or load_referentiel())]
    links = partial(duration_faults, known=known)
    return load_durations().with_own(load_values(OwnDurations, path, subject=_SUBJECT, links=links))


# Ce que la forme ne voit pas : l'ordre des durées, un rythme qui manque, une tâche inconnue ou dite deux fois


def duration_faults(tree: Any, *, known: Sequence[str]) -> Iterator[Fault]:
    """Renvoie les fautes de sens d'un fichier de repères."""
    times, lines = _blocks(tree, "taches"), _blocks(tree, "socle")
    for rank, time in times:
        yield from (Fault(("taches", rank, key), said) for key, said in _time_faults(time, known))
    held = [
        (("socle", rank, "taches", place), task)
        for rank, line in lines
        for place, task in enumerate(line["taches"] if isinstance(line.get("taches"), list) else ())
    ]
    yield from (Fault(path, _unknown(task, known)) for path, task in held if task not in known)
    for rank, line in lines:
        if line.get("taches") == []:
            yield Fault(("socle", rank, "taches"), "cette ligne n’a aucune tâche\u00a0: donnez celle qui la tient.")
    yield from _twice([(("taches", rank, "id"), time.get("id")) for rank, time in times], "cette tâche")
    yield from _twice([(("socle", rank, "id"), line.get("id")) for rank, line in lines], "cette ligne")
    yield from _twice(held, "dans le socle, cette tâche")


def _time_faults(time: Mapping[str, Any], known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Les fautes d'un repère, chacune à sa clé."""
    task, nature, spans = time.get("id"), time.get("nature"), time.get("heures")
    if isinstance(task, str) and task not in known:
        yield "id", _unknown(task, known)
    if nature == "recurrente" and not time.get("par"):
        yield "nature", "une tâche récurrente a un rythme\u00a0: ajoutez «\u00a0par: mois\u00a0»."
    if nature == "ponctuelle" and time.get("par"):
        yield (
            "par",
            "une tâche ponctuelle n’a pas de rythme\u00a0: ôtez «\u00a0par\u00a0», «\u00a0heures\u00a0» en est le total.",
        )
    if isinstance(spans, list):
        read = [read_hours(str(value)) for value in spans]
        if len(read) != 3:
            came = f"{number(len(read))}\u00a0durée{'s' if len(read) > 1 else ''}"
            yield (
                "heures",
                f"{came} pour {quoted(str(task))}\u00a0; attendu\u00a0: trois, au plus bas, d’ordinaire, au plus haut.",
            )
        elif any(low is not None and high is not None and low > high for low, high in pairwise(read)):
            yield (
                "heures",
                f"les durées de {quoted(str(task))} ne montent pas\u00a0; attendu\u00a0: bas ≤ usuel ≤ haut.",
            )


def _twice(named: Sequence[tuple[tuple[str | int, ...], object]], what: str) -> Iterator[Fault]:
    """Un nom qui sert deux fois."""
    seen: set[object] = set()
    for path, name in named:
        if name in seen:
            yield Fault(path, f"{quoted(str(name))}\u00a0: {what} est dite deux fois\u00a0; gardez-en une.")
        seen.add(name)


def _unknown(task: object, known: Sequence[str]) -> str:
    return f"{quoted(str(task))} n’est pas une tâche du catalogue{suggestion(str(task), known)}."


def _blocks(tree: Any, key: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Les blocs de cette liste, avec leur rang."""
    value = tree.get(key) if isinstance(tree, Mapping) else None
    return [
        (rank, item) for rank, item in enumerate(value if isinstance(value, list) else ()) if isinstance(item, Mapping)
    ]
