"""Rassembler les questionnaires reçus : chaque fichier est lu ou refusé avec sa raison, aucun n'arrête les autres."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import Problem
from ...referentiel import Referentiel
from ...text import NBSP, capital, plural
from ..campaign import Campaign
from ..privacy import Participation, participation
from .forms import take
from .reading import Reading, is_named, shown_name
from .responses import check_request
from .sources import Piece, pieces, tables
from .tables import MAX_BYTES, file_bytes
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

SHOWN_FAULTS = 3  # une raison se lit d'un coup d'œil ; `problems` les garde toutes
GRAIN_NAMES = {"item": "les caractéristiques", "dimension": "les dimensions", "axis": "les axes"}


class FileStatus(StrEnum):
    """Ce qu'un fichier est devenu."""

    READ = "lu"
    REFUSED = "refusé"


@dataclass(frozen=True, slots=True)
class FileReport:
    """Ce qu'un fichier a donné : combien de personnes et de réponses (silences exclus), ou pourquoi il est refusé.

    `reason` dit aussi, d'un fichier lu, ce qui en a été laissé de côté.
    """

    name: str
    status: FileStatus
    people: int = 0
    answered: int = 0
    reason: str = ""
    problems: tuple[Problem, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class Collected:
    """Les questionnaires rassemblés : la campagne (`None` si rien ne se lit), et ce que chaque fichier est devenu."""

    campaign: Campaign | None
    files: tuple[FileReport, ...]

    @property
    def participation(self) -> Participation:
        """Le compteur de participation, sans les réponses ; à zéro quand rien ne se lit."""
        return participation(self.campaign) if self.campaign else Participation(0, None)

    @property
    def refused(self) -> tuple[FileReport, ...]:
        """Les fichiers refusés, à corriger puis à relire."""
        return tuple(report for report in self.files if report.status is FileStatus.REFUSED)

    def to_frame(self) -> pd.DataFrame:
        """Renvoie un tableau pandas, une ligne par fichier : `name, status, people, answered, reason`."""
        import pandas as pd  # 0,4 s à charger : seulement quand un tableau est demandé

        columns = ["name", "status", "people", "answered", "reason"]
        return pd.DataFrame(
            [(f.name, str(f.status), f.people, f.answered, f.reason) for f in self.files], columns=columns
        )


def collect(
    source: Any,
    ref: Referentiel,
    *,
    team: str = "Équipe",
    on: dt.date | None = None,
    registered: int | None = None,
    key: bytes | None = None,
    collective: bool = False,
) -> Collected:
    """Renvoie ce que donnent des questionnaires remplis, fichier par fichier.

    Args:
        source: dossier de `.xlsx` et de `.csv` (sans ses sous-dossiers), chemin, liste de chemins, ou DataFrame.
        ref, team, on, registered, key, collective: comme pour `read_responses`.

    Returns:
        La campagne des fichiers lus, et un compte rendu par fichier, dans l'ordre des noms. Un fichier où une
        seule réponse ne se comprend pas est refusé en entier : on corrige, puis on relit. Une personne déjà
        lue dans un autre fichier fait refuser le second.

    Raises:
        InputError: équipe sans nom, date, effectif ou clé impossibles, ou moins de membres que de répondants.
    """
    check_request(team, on, registered, key)
    vocabulary = Vocabulary(ref)
    trials = [(piece, trial(piece, ref, vocabulary)) for piece in pieces(source)]
    usual = usual_shape([reading for _, reading in trials if not reading.problems])
    whole = Reading(ref, vocabulary)
    reports = []
    copies: dict[bytes, str] = {}
    for piece, reading in trials:
        problems = (
            reading.problems or copied(piece, copies) or other_shape(reading, usual) or already_read(whole, reading)
        )
        reports.append(refusal(piece.name, problems) if problems else report(piece.name, reading))
        if not problems:
            whole.merge(reading)
    read = whole.people or whole.tallies
    campaign = whole.campaign(team, on, registered, key, collective) if read else None
    return Collected(campaign, tuple(reports))


def trial(piece: Piece, ref: Referentiel, vocabulary: Vocabulary) -> Reading:
    """La lecture d'un fichier à part ; ses fautes et ses remarques restent les siennes, son nom aussi."""
    reading = Reading(ref, vocabulary)
    for table in tables(piece, vocabulary):
        take(reading, table)
    reading.check()
    return reading


# --- ce qui ne s'additionne pas -------------------------------------------------------------------

Shape = tuple[str, bool]


def shape(reading: Reading) -> Shape:
    """Ce qui doit être le même partout : la finesse des questions, et si les réponses sont individuelles."""
    return reading.grain(), bool(reading.people)


def usual_shape(readings: Sequence[Reading]) -> Shape | None:
    """La forme que le plus de personnes ont remplie."""
    counts: Counter[Shape] = Counter()
    for reading in readings:
        counts[shape(reading)] += max(len(reading.people), 1)
    return counts.most_common(1)[0][0] if counts else None


def other_shape(reading: Reading, usual: Shape | None) -> list[Problem]:
    """La faute d'un fichier qui ne cote pas la même chose que les autres."""
    if usual is None or shape(reading) == usual:
        return []
    grain, individual = shape(reading)
    if grain != usual[0]:
        return [Problem(f"ce fichier cote {GRAIN_NAMES[grain]}, et les autres {GRAIN_NAMES[usual[0]]}.")]
    mine, theirs = ("réponses individuelles", "votes comptés")[:: 1 if individual else -1]
    return [Problem(f"ce fichier porte des {mine}, et les autres des {theirs}\u00a0: lisez-les à part.")]


def copied(piece: Piece, copies: dict[bytes, str]) -> list[Problem]:
    """La faute d'un fichier identique à un autre, octet pour octet : une copie oubliée compterait deux fois."""
    if not isinstance(piece.content, Path):
        return []
    digest = hashlib.sha256(file_bytes(piece.content, MAX_BYTES, piece.name)).digest()
    if digest in copies:
        return [Problem(f"ce fichier est une copie exacte de {copies[digest]}.")]
    copies[digest] = piece.name
    return []


def already_read(whole: Reading, reading: Reading) -> list[Problem]:
    """Les personnes et les questions comptées qu'un fichier précédent a déjà données."""
    problems = []
    for name, person in reading.people.items():
        if is_named(name) and name in whole.people:
            where = whole.people[name].place[0]
            problems.append(
                Problem(
                    f"{shown_name(person.name)} a déjà répondu dans {where}\u00a0: gardez un seul questionnaire par personne."
                )
            )
    for found, (_, place) in reading.tallies.items():
        if found in whole.tallies:
            problems.append(Problem(f"ces votes sont déjà comptés dans {whole.tallies[found][1][0]}.", "", place[1]))
    return problems


# --- le compte rendu ------------------------------------------------------------------------------


def report(name: str, reading: Reading) -> FileReport:
    """Le compte rendu d'un fichier lu."""
    notes = [capital(note.removeprefix(f"{name}{NBSP}: ")) for note in reading.notes]
    return FileReport(name, FileStatus.READ, len(reading.people), reading.answered(), " ".join(notes))


def refusal(name: str, problems: Sequence[Problem]) -> FileReport:
    """Le compte rendu d'un fichier refusé ; le nom du fichier, déjà dans sa colonne, n'est pas redit."""
    said = [said_without(problem, name) for problem in problems[:SHOWN_FAULTS]]
    if len(problems) > SHOWN_FAULTS:
        said.append(f"et {plural(len(problems) - SHOWN_FAULTS, 'autre faute', 'autres fautes')}.")
    return FileReport(name, FileStatus.REFUSED, reason=" ".join(said), problems=tuple(problems))


def said_without(problem: Problem, name: str) -> str:
    """La faute, sans le nom du fichier en tête."""
    source = problem.source.removeprefix(name).removeprefix(", ")
    return str(Problem(problem.message, source, problem.line, problem.column))
