"""La porte des réponses : fichiers, dossier ou DataFrame, et une campagne en sort ; ou, fichier par fichier, ce que chacun donne."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError, Problem, system_reason
from ...files import csv_rows, read_bytes
from ...referentiel import Referentiel
from ...text import NBSP, capital, folded, plural, quoted, shortened
from ..campaign import Campaign, Comment
from ..privacy import Participation, key_fault, participation
from .people import is_ballot
from .reading import TWO_PASSES, Reading, is_named, shown_name
from .shapes import take
from .sheets import flat_tables, sheet_tables
from .tables import Table, names_column, quote, read_frame, shown_cell
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd


# --- tout lire, ou tout refuser -------------------------------------------------------------------


def read_responses(
    source: Any,
    ref: Referentiel,
    *,
    team: str = "Équipe",
    on: dt.date | None = None,
    registered: int | None = None,
    key: bytes | None = None,
    collective: bool = False,
    themes: Sequence[str] | None = None,
    coded: tuple[int, int] | None = None,
) -> Campaign:
    """Renvoie la campagne lue dans des fichiers CSV ou .xlsx, un dossier ou un DataFrame.

    Args:
        source: chemin d'un CSV (`;`, `,` ; UTF-8 ou Windows-1252), d'un classeur .xlsx ou .ods, ou du questionnaire Word
            rempli ; dossier, liste de chemins, ou DataFrame pandas, polars… Forme longue, large ou votes comptés, reconnue à
            l'en-tête ; export d'un outil d'enquête.
        ref: la grille à laquelle répondent ces réponses.
        team: nom de l'équipe, tel que les documents l'écriront.
        on: date de l'évaluation.
        registered: effectif de l'équipe, répondants ou non ; il donne la participation.
        key: clé de l'équipe ; avec elle, chaque personne garde un pseudonyme (`Campaign.people`).
        collective: l'équipe a rempli ensemble un seul questionnaire ; les documents le disent, sans accord.
        themes: les dimensions (ou les axes) que l'équipe a choisi de poser, par identifiant ou libellé ; le reste est
            « non posé ». Sans eux, toute la grille, sauf une dimension ajoutée ou facultative que rien ne pose.
        coded: les nombres du premier et du dernier niveau dans ces réponses, `(1, 4)` pour une échelle de 0 à 3. Sans lui, des
            réponses en nombres où le premier niveau n'apparaît jamais font poser la question.

    Returns:
        Une campagne sans identifiant de personne : les noms et codes lus servent à repérer les doublons,
        puis sont oubliés. Qui n'a répondu à rien n'est pas compté ; les mêmes réponses données deux fois comptent une fois, et
        c'est dit. Un seul fichier fautif fait tout refuser ; `collect` lit les autres.

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
    _check_request(team, on, registered, key, coded, ref)
    vocabulary = Vocabulary(ref, coded)
    reading = Reading(ref, vocabulary)
    copies: dict[bytes, str] = {}
    for piece in pieces(source):
        for table in tables(piece, vocabulary):
            take(reading, table)
        if not reading.problems and any(one.own == piece.name for one in reading.people.values()):
            reading.problems += [replace(one, source=piece.name) for one in _copy_faults(piece, copies)]
    reading.settle()
    return reading.campaign(team, on, registered, key, collective, themes)


def read_comments(path: Path, ref: Referentiel) -> tuple[Comment, ...]:
    """Renvoie les commentaires d'un fichier `item;commentaire`, dans l'ordre où ils y sont écrits.

    Raises:
        InputError: le fichier ne se lit pas, ou une ligne nomme une question que la grille n'a pas.
    """
    vocabulary = Vocabulary(ref)
    rows, problems = csv_rows(
        read_bytes(path, name=path.name), path.name, lambda cell: folded(cell) in {"item", "commentaire"}
    )
    line, header = rows[0]
    if tuple(folded(cell) for cell in header[:2]) != ("item", "commentaire"):
        words = "la première ligne doit être «\u00a0item;commentaire\u00a0»\u00a0: remettez-la, ou une sauvegarde du fichier."
        raise InputError([Problem(words, path.name, line)], subject="Commentaires illisibles")
    found = [(line, vocabulary.exact(cells[0]), cells) for line, cells in rows[1:] if len(cells) > 1 and cells[1]]
    strange = [Problem(vocabulary.unknown(cells[0]), path.name, line) for line, known, cells in found if known is None]
    if faults := [*problems, *strange]:
        raise InputError(faults, subject="Commentaires illisibles")
    return tuple(Comment(known.question.id, cells[1]) for _, known, cells in found if known)


def _check_request(team: Any, on: Any, registered: Any, key: Any, coded: Any, ref: Referentiel) -> None:
    """Refuse, en une fois, ce qui accompagne les réponses et n'est pas ce qu'il doit être.

    Raises:
        InputError: équipe sans nom, date, effectif, clé ou échelle impossibles.
    """
    if faults := [*_request_faults(team, on, registered, key), *_coding_faults(coded, ref)]:
        raise InputError(faults, subject="Demande refusée")


def _request_faults(team: Any, on: Any, registered: Any, key: Any) -> Iterator[Problem]:
    """Donne les fautes d'une demande."""
    if not isinstance(team, str) or not team.strip():
        yield Problem("l’équipe n’a pas de nom\u00a0: donnez-le en quelques mots.")
    if on is not None and not isinstance(on, dt.date):
        yield Problem(
            f"{quote(str(on))} n’est pas une date\u00a0; attendu\u00a0: par exemple datetime.date(2026, 10, 6)."
        )
    whole = isinstance(registered, Integral) and not isinstance(registered, bool)
    if registered is not None and not (whole and registered >= 1):
        sentence = f"un effectif de {quote(str(registered))} n’est pas un nombre entier d’au moins 1"
        yield Problem(f"{sentence}\u00a0: corrigez l’effectif.")
    if key is not None and (fault := key_fault(key)):
        yield fault


def _coding_faults(coded: Any, ref: Referentiel) -> Iterator[Problem]:
    """Donne la faute d'une échelle annoncée qui n'a pas autant de niveaux que la grille."""
    values = ref.answer_scale.values
    if coded is None or (len(coded) == 2 and tuple(coded) == (values[0], values[-1])):
        return
    whole = len(coded) == 2 and all(isinstance(end, int) for end in coded)
    if not (whole and ref.has_one_scale and coded[1] - coded[0] == len(values) - 1):
        shown = quote("-".join(map(str, coded)))
        if not ref.has_one_scale:
            yield Problem(
                f"la grille a plusieurs échelles, et {shown} n’est pas la leur\u00a0: exportez le nom des niveaux."
            )
            return
        yield Problem(
            f"une échelle {shown} n’a pas les {len(values)} niveaux de la grille\u00a0; attendu\u00a0: par exemple 1-{len(values)}."
        )


# --- rassembler : chaque fichier est lu ou refusé, aucun n'arrête les autres ----------------------

_SHOWN_FAULTS = 3  # une raison se lit d'un coup d'œil ; `problems` les garde toutes
_GRAIN_NAMES = {"item": "les caractéristiques", "dimension": "les dimensions", "axis": "les axes"}


class FileStatus(StrEnum):
    """Ce qu'un fichier est devenu ; « laissé » : il n'est pas de ceux qui portent des réponses."""

    READ = "lu"
    REFUSED = "refusé"
    LEFT = "laissé"


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
    themes: Sequence[str] | None = None,
    coded: tuple[int, int] | Mapping[str, tuple[int, int]] | None = None,
) -> Collected:
    """Renvoie ce que donnent des questionnaires remplis, fichier par fichier.

    Args:
        source: dossier (ses sous-dossiers sont dits, fichier par fichier, non lus), chemin, liste de chemins, ou DataFrame.
        ref, team, on, registered, key, collective, themes, coded: comme pour `read_responses` ; `coded` peut aussi donner
            l'échelle de chaque fichier, par son nom.

    Returns:
        La campagne des fichiers lus, et un compte rendu par fichier, dans l'ordre des noms. Un fichier où une
        seule réponse ne se comprend pas est refusé en entier : on corrige, puis on relit. Une personne déjà
        lue dans un autre fichier fait refuser le second.

    Raises:
        InputError: équipe sans nom, date, effectif ou clé impossibles, ou moins de membres que de répondants.
    """
    codings = coded if isinstance(coded, Mapping) else {}
    common = None if isinstance(coded, Mapping) else coded
    for one in (common, *codings.values()):
        _check_request(team, on, registered, key, one, ref)
    vocabulary = Vocabulary(ref, common)
    spoken = {one: Vocabulary(ref, one) for one in codings.values()}
    trials = [
        (piece, _trial(piece, ref, spoken[codings[piece.name]] if piece.name in codings else vocabulary))
        for piece in pieces(source)
    ]
    usual = _usual_shape([reading for _, reading in trials if reading.grains and not reading.problems])
    whole = Reading(ref, vocabulary)
    reports = []
    copies: dict[bytes, str] = {}
    for piece, reading in trials:
        if isinstance(piece.content, Left):
            reports.append(FileReport(piece.name, FileStatus.LEFT, reason=piece.content.reason))
            continue
        problems = reading.problems or _copy_faults(piece, copies) or _shape_faults(reading, usual)
        if not problems:
            reading.settle(whole)
            problems = reading.problems or _twice_faults(whole, reading)
        if not problems:
            whole.merge(reading)
        reports.append(_refusal(piece.name, problems) if problems else _report(piece.name, reading))
    read = whole.people or whole.tallies
    campaign = whole.campaign(team, on, registered, key, collective, themes) if read else None
    return Collected(campaign, tuple(reports))


def _trial(piece: Piece, ref: Referentiel, vocabulary: Vocabulary) -> Reading:
    """La lecture d'un fichier à part ; ses fautes et ses remarques restent les siennes, son nom aussi."""
    reading = Reading(ref, vocabulary)
    for table in tables(piece, vocabulary):
        take(reading, table)
    reading.settle()
    if not isinstance(piece.content, Left):
        reading.check()
    return reading


# --- ce qui ne s'additionne pas -------------------------------------------------------------------

_Shape = tuple[str, bool]


def _shape(reading: Reading) -> _Shape:
    """Ce qui doit être le même partout : la finesse des questions, et si les réponses sont individuelles."""
    return reading.grain(), bool(reading.people)


def _usual_shape(readings: Sequence[Reading]) -> _Shape | None:
    """La forme que le plus de personnes ont remplie."""
    counts: Counter[_Shape] = Counter()
    for reading in readings:
        counts[_shape(reading)] += max(len(reading.people), 1)
    return counts.most_common(1)[0][0] if counts else None


def _shape_faults(reading: Reading, usual: _Shape | None) -> list[Problem]:
    """La faute d'un fichier qui ne cote pas la même chose que les autres."""
    if usual is None or _shape(reading) == usual:
        return []
    grain, individual = _shape(reading)
    if grain != usual[0] and {grain, usual[0]} != TWO_PASSES:
        return [Problem(f"ce fichier cote {_GRAIN_NAMES[grain]}, et les autres {_GRAIN_NAMES[usual[0]]}.")]
    if individual == usual[1]:
        return []
    mine, theirs = ("réponses individuelles", "votes comptés")[:: 1 if individual else -1]
    return [Problem(f"ce fichier porte des {mine}, et les autres des {theirs}\u00a0: lisez-les à part.")]


def _copy_faults(piece: Piece, copies: dict[bytes, str]) -> list[Problem]:
    """La faute d'un fichier identique à un autre, octet pour octet : une copie oubliée compterait deux fois."""
    if not isinstance(piece.content, Path):
        return []
    digest = hashlib.sha256(read_bytes(piece.content, name=piece.name)).digest()
    if digest in copies:
        return [Problem(f"ce fichier est une copie exacte de {copies[digest]}.")]
    copies[digest] = piece.name
    return []


def _twice_faults(whole: Reading, reading: Reading) -> list[Problem]:
    """Les personnes et les questions comptées qu'un fichier précédent a déjà données."""
    again = [key for key in reading.people if (is_named(key) or is_ballot(key)) and key in whole.people]
    problems = []
    for key in again[: _SHOWN_FAULTS if len(again) <= _SHOWN_FAULTS else 1]:
        said = f"{shown_name(reading.people[key].name)} a déjà répondu dans {whole.people[key].place[0]}"
        problems.append(Problem(f"{said}\u00a0: gardez un seul questionnaire par personne."))
    if len(again) > _SHOWN_FAULTS:
        problems = [Problem(f"{len(again)} personnes ont déjà répondu, dont la première\u00a0: {problems[0].message}")]
    for found, (_, place) in reading.tallies.items():
        if found in whole.tallies:
            problems.append(Problem(f"ces votes sont déjà comptés dans {whole.tallies[found][1][0]}.", "", place[1]))
    return problems


# --- le compte rendu ------------------------------------------------------------------------------


def _report(name: str, reading: Reading) -> FileReport:
    """Le compte rendu d'un fichier lu."""
    notes = [capital(note.removeprefix(name).removeprefix(f"{NBSP}: ").removeprefix(", ")) for note in reading.notes]
    return FileReport(name, FileStatus.READ, len(reading.people), reading.answered(), " ".join(notes))


def _refusal(name: str, problems: Sequence[Problem]) -> FileReport:
    """Le compte rendu d'un fichier refusé ; le nom du fichier, déjà dans sa colonne, n'est pas redit."""
    bare = (replace(one, source=one.source.removeprefix(name).removeprefix(", ")) for one in problems[:_SHOWN_FAULTS])
    reasons = [str(one) for one in bare]
    if len(problems) > _SHOWN_FAULTS:
        reasons.append(f"et {plural(len(problems) - _SHOWN_FAULTS, 'autre faute', 'autres fautes')}.")
    return FileReport(name, FileStatus.REFUSED, reason=" ".join(reasons), problems=tuple(problems))


# --- d'une source (chemin, dossier, liste, DataFrame) à ses tableaux, un fichier à la fois ----------------------------------------

_BOOKS = {".xlsx", ".ods"}
_PAPER = ".docx"
_TEXTS = {".csv", ".tsv"}
_KNOWN = {*_TEXTS, *_BOOKS, _PAPER}
# Ces classeurs ne se lisent pas, mais ce sont des réponses : les taire ferait perdre une personne.
_OTHER_SHEETS = {".xlsm", ".xlsb", ".xltx", ".xltm", ".xls", ".numbers"}
_MOST_LISTED = 500  # fichiers laissés qu'un dossier dit un à un
_MOST_WALKED = 2_000  # dossiers parcourus, et fichiers dits, sous un sous-dossier
_FRAME = "tableau"
_LARGEST = 20_000_000  # octets d'un CSV de réponses ; six cents personnes en font trois millions
_LONGEST_PATH = 250  # signes d'un chemin redit dans un message


@dataclass(frozen=True, slots=True)
class Left:
    """Ce qu'un dossier contient et qui n'est pas lu, avec la raison ; son chemin, si le donner aussi le ferait lire."""

    reason: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Une partie d'une source : un fichier, un DataFrame, ou la faute qui en tient lieu. Son nom est à elle seule."""

    name: str
    content: Any


def pieces(source: Any) -> list[Piece]:
    """Les fichiers et les tableaux d'une source, dans l'ordre, chacun sous un nom à lui.

    Deux fichiers du même nom disent leur dossier, puis leur chemin ; deux tableaux, leur rang dans la liste.
    """
    found = list(_refuse_repeats(_flatten(source)))
    given = {os.path.realpath(piece.content) for piece in found if isinstance(piece.content, Path)}
    found = [one for one in found if not (isinstance(one.content, Left) and one.content.path in given)]
    for step in range(3):
        names = Counter(piece.name for piece in found)
        found = [
            Piece(_longer(piece, step, rank), piece.content) if names[piece.name] > 1 else piece
            for rank, piece in enumerate(found, 1)
        ]
    return found


def _longer(piece: Piece, step: int, rank: int) -> str:
    """Un nom plus long : celui du dossier devant, puis tout le chemin, puis le rang dans la liste."""
    if step == 2 or not isinstance(piece.content, Path):
        return f"{piece.name} {rank}" if step == 2 else piece.name
    return str(piece.content) if step else f"{piece.content.parent.name}/{piece.name}"


def _refuse_repeats(found: Iterator[Piece]) -> Iterator[Piece]:
    """Donne les mêmes parties ; un fichier donné deux fois compterait deux fois les personnes sans code."""
    seen: set[str] = set()
    for piece in found:
        path = os.path.realpath(piece.content) if isinstance(piece.content, Path) else None
        if path in seen:
            yield Piece(
                piece.name, Problem("ce fichier est donné deux fois\u00a0: gardez-le une seule fois.", piece.name)
            )
        else:
            yield piece
        if path:
            seen.add(path)


def _flatten(source: Any) -> Iterator[Piece]:
    """Donne les parties d'une source l'une après l'autre."""
    if isinstance(source, (str, Path)):
        yield from _files_in(source)
    elif isinstance(source, (list, tuple)):
        for part in source:
            yield from _flatten(part)
    else:
        yield Piece(_FRAME, source)


def _files_in(source: str | Path) -> list[Piece]:
    """Le fichier, ou ceux d'un dossier ; ou la faute d'un chemin qui n'en est pas un."""
    path = Path(source)
    if "\n" in str(source) or "\0" in str(source):
        sentence = "c’est un texte, non un chemin\u00a0: enregistrez-le dans un fichier .csv, et donnez le chemin de ce fichier."
        return [Piece(_FRAME, Problem(sentence, quoted(shortened(str(source)))))]
    try:
        return _files_of(path) if path.is_dir() else [_file_piece(path)]
    except OSError as error:
        shown = shortened(path.name)
        return [Piece(shown, Problem(f"lecture impossible\u00a0: {system_reason(error)}.", shown))]


def _files_of(folder: Path) -> list[Piece]:
    """Tout ce que contient un dossier : ce qui se lit, et ce qui est laissé, avec la raison."""
    inside = sorted(folder.iterdir())
    found = [_file_piece(file) for file in inside if _is_answer(file)]
    left = [Piece(file.name, Left(_reason(file))) for file in inside if not file.is_dir() and not _is_answer(file)]
    for sub in (one for one in inside if one.is_dir()):
        left += _sub_folder(folder, sub)
    if len(left) > _MOST_LISTED:
        rest = len(left) - _MOST_LISTED
        left = [*left[:_MOST_LISTED], Piece("…", Left(f"{plural(rest, 'autre', 'autres')}, dont aucun n’est lu."))]
    empty = Problem("le dossier ne contient aucun fichier .csv ni .xlsx.", folder.name)
    return [*(found or [Piece(folder.name, empty)]), *left]


def _sub_folder(folder: Path, sub: Path) -> Iterator[Piece]:
    """Dit un sous-dossier et chacun de ses fichiers, à toute profondeur. Rien n'y est lu : ce peut être l'année d'avant."""
    if sub.is_symlink():
        yield Piece(sub.name, Left("c’est un lien vers un dossier\u00a0: il n’est pas suivi."))
        return
    below = [Path(at, name) for at, _, names in islice(os.walk(sub), _MOST_WALKED) for name in sorted(names)]
    count = (
        f"c’est un sous-dossier de {plural(len(below), 'fichier')}\u00a0: non lu."
        if below
        else "c’est un sous-dossier vide."
    )
    yield Piece(sub.name, Left(count))
    for file in below[:_MOST_WALKED]:
        place = quoted(shortened(str(file.parent), _LONGEST_PATH))
        aside = f"dans un sous-dossier, non lu\u00a0: pour le lire aussi, donnez {place}."
        left = Left(aside, os.path.realpath(file)) if _is_answer(file) else Left(_reason(file))
        yield Piece(str(file.relative_to(folder)), left)


def _is_answer(file: Path) -> bool:
    """Vrai pour un fichier qui peut porter des réponses ; ni caché, ni verrou d'un tableur ouvert."""
    known = file.suffix.lower() in _KNOWN | _OTHER_SHEETS
    return known and not file.name.startswith((".", "~$")) and not file.is_dir()


def _reason(file: Path) -> str:
    """Pourquoi ce qui est dans un dossier n'est pas lu."""
    if file.name.startswith("~$"):
        return "c’est le verrou d’un document ouvert\u00a0: fermez-le."
    if file.name.startswith("."):
        return "c’est un fichier caché."
    kind = f"un fichier {file.suffix.lower()}" if file.suffix else "un fichier sans extension"
    return f"{kind} ne porte pas de réponses."


def _file_piece(path: Path) -> Piece:
    """Ce qui est à ce chemin, que sa lecture dira ordinaire ou non ; ou la faute d'un chemin où il n'y a rien."""
    if os.path.lexists(path):
        return Piece(path.name, path)
    shown = shortened(str(path), _LONGEST_PATH)
    return Piece(path.name, Problem("le fichier n’existe pas\u00a0: vérifiez le chemin.", shown))


def tables(piece: Piece, vocabulary: Vocabulary) -> Iterator[Table | Problem]:
    """Donne les tableaux d'une partie, ou ses fautes : un mauvais fichier n'empêche pas de relire les autres."""
    try:
        if isinstance(piece.content, Problem):
            yield piece.content
        elif not isinstance(piece.content, (Path, Left)):
            yield from flat_tables(read_frame(piece.content, piece.name).rows, piece.name, vocabulary)
        elif isinstance(piece.content, Path):
            yield from _file_tables(piece.content, piece.name, vocabulary)
    except InputError as error:
        yield from error.problems


def _file_tables(path: Path, name: str, vocabulary: Vocabulary) -> tuple[Table | Problem, ...]:
    """Renvoie les tableaux d'un fichier : un CSV, un classeur, ou un questionnaire rempli dans un traitement de texte.

    Raises:
        InputError: fichier dangereux, illisible, vide, ou où aucune question de la grille n'est reconnue.
    """
    suffix = path.suffix.lower()
    if suffix in _OTHER_SHEETS:
        said = "ce classeur ne se lit pas\u00a0: enregistrez-le au format .xlsx, ou sa feuille au format CSV."
        return (Problem(said, name),)
    if suffix in _BOOKS:
        from .workbooks import read_sheets  # le lecteur de classeurs ne se charge que s'il sert

        return sheet_tables(read_sheets(path, name), name, vocabulary)
    if suffix == _PAPER:
        from .workbooks import read_paper

        return sheet_tables(read_paper(path, name, vocabulary), name, vocabulary)

    def known(cell: str) -> bool:
        return names_column(cell, vocabulary.answers) or vocabulary.find(cell) is not None

    rows, problems = csv_rows(read_bytes(path, limit=_LARGEST, name=name), name, known)
    cut = [(line, tuple(map(shown_cell, cells))) for line, cells in rows]  # comme dans un classeur
    return tuple(problems) if problems else flat_tables(cut, name, vocabulary)
