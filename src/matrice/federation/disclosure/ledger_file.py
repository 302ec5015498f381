"""Le registre des diffusions sur disque : un fichier JSONL qui ne fait que grandir.

Une diffusion est écrite, et rendue sûre, avant de sortir : une ligne coupée par une panne est donc une diffusion
qui n'a pas eu lieu. Chaque ligne porte le contrôle de la précédente ; un registre retouché ne sert plus, car il
ne prouverait rien. Les équipes n'y sont que des bits, et leur liste des empreintes à clé.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from ...errors import InputError, Problem
from ...files import LARGEST_JOURNAL, Chain, JournalFile, JournalWords, Line, Record, read_bytes
from ...referentiel import Value
from .ledger import HASHED, Ledger, Release
from .policy import HARD_FLOOR, DisclosureError, Policy

_FORMAT = "matrice-registre-1"
_REFUSED = "Registre refusé"
_CHAIN = Chain(joint="\n", is_sorted=False, is_tight=True)
_WORDS = JournalWords(
    "le registre",
    failed=" La diffusion n’a pas eu lieu.",
    changed=(
        "un autre programme a écrit dans ce registre. La diffusion n’a pas eu lieu\u00a0: relisez le registre, puis recommencez."
    ),
)
_DAMAGED = (
    "cette ligne est abîmée ou a été retouchée\u00a0: remettez la dernière sauvegarde du registre. Sans lui, rien ne "
    "prouve qu’une diffusion est sûre."
)
_Hexadecimal = Annotated[str, Field(pattern=r"^[0-9a-f]+$", max_length=1_000_000)]


class _Line(Value):
    """Une ligne du registre : une diffusion, sans le contrôle qui l'attache à la précédente."""

    format: Literal["matrice-registre-1"]
    annee: int
    liste: Annotated[str, Field(pattern=rf"^[0-9a-f]{{{HASHED}}}$")]
    sujet: Annotated[str, Field(min_length=1, max_length=200)]
    equipes: _Hexadecimal
    cercle: Literal["public", "ferme"]
    k: Annotated[int, Field(ge=HARD_FLOOR)]
    arrondi: Annotated[str, Field(pattern=r"^\d+(-\d+){3}$")]
    le: dt.date


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """Un registre lu sur disque : `ledger`, et `message` à dire (une fin coupée), ou vide.

    `size` et `check` disent où le fichier s'arrête : une écriture faite entre-temps par un autre programme se voit.
    """

    path: Path
    ledger: Ledger
    message: str = ""
    size: int = 0
    check: str = ""

    def admit(self, release: Release, policy: Policy) -> LedgerFile:
        """Renvoie le registre avec cette diffusion, déjà sûre sur le disque.

        Raises:
            DisclosureError: la diffusion n'est pas admise ; rien n'est écrit.
            MatriceError: le disque refuse, ou un autre programme a écrit ; la diffusion n'a pas eu lieu.
        """
        return self.admit_all([release], policy)

    def admit_all(self, releases: Iterable[Release], policy: Policy) -> LedgerFile:
        """Renvoie le registre avec toutes ces diffusions, ou n'en admet aucune."""
        after = self.ledger.admit_all(releases, policy)
        new = after.releases[len(self.ledger.releases) :]
        if not new:
            return self
        content, check = b"", self.check
        for release in new:
            entry = _entry_of(release)
            if not _reads_back(entry, release):
                raise DisclosureError(
                    "Diffusion refusée\u00a0: elle ne se relirait pas. La liste vient de freeze, et la variable est un "
                    "texte court, sans espace au bord."
                )
            line, check = _CHAIN.line(entry, check)
            content += line
        with JournalFile(self.path, _WORDS, wait=True, private=True) as file:
            file.resume(self.size)
            file.append(content)
        return LedgerFile(self.path, after, "", self.size + len(content), check)


def open_ledger(path: str | os.PathLike[str]) -> LedgerFile:
    """Renvoie le registre de ce fichier ; vide s'il n'existe pas encore.

    Raises:
        InputError: le fichier ne se lit pas, ou une ligne est abîmée ou retouchée avant la fin ; aucune diffusion n'est plus
            possible avec.
    """
    target = Path(path)
    if not os.path.lexists(target):
        return LedgerFile(
            target,
            Ledger(),
            f"{target}\u00a0: registre neuf. S’il en existait un, retrouvez-le avant toute diffusion.",
        )
    content = read_bytes(target, limit=LARGEST_JOURNAL, subject=_REFUSED)
    torn = content.rpartition(b"\n")[2]
    size = len(content) - len(torn)
    lines = _CHAIN.lines(content[:size].removesuffix(b"\n"))
    releases = _releases(lines, target.name)
    if (lines[-1].end if lines else 0) != size:
        raise _damaged(len(lines) + 1, target.name)
    message = (
        f"{target.name}\u00a0: la dernière ligne est coupée (panne\u00a0?). La diffusion qu’elle notait n’a pas eu lieu."
        if torn
        else ""
    )
    return LedgerFile(target, Ledger(releases), message, size, lines[-1].check if lines else "")


def _releases(lines: Iterable[Line], source: str) -> tuple[Release, ...]:
    """Les diffusions d'un registre ; une ligne bien attachée peut encore n'en être pas une."""
    found = []
    for rank, line in enumerate(lines, 1):
        try:
            found.append(_release_of(_Line.model_validate(line.entry)))
        except ValidationError:
            raise _damaged(rank, source) from None
    return tuple(found)


def _damaged(rank: int, source: str) -> InputError:
    return InputError([Problem(_DAMAGED, source, rank)], subject=_REFUSED)


def _entry_of(release: Release) -> Record:
    """Le contenu d'une ligne, sans son contrôle."""
    return {
        "format": _FORMAT,
        "annee": release.year,
        "liste": release.roster,
        "sujet": release.subject,
        "equipes": f"{release.teams:x}",
        "cercle": release.circle,
        "k": release.k,
        "arrondi": release.grain,
        "le": release.on.isoformat(),
    }


def _release_of(line: _Line) -> Release:
    """La diffusion qu'une ligne décrit."""
    return Release(
        line.annee, line.liste, line.sujet, int(line.equipes, 16), line.le, line.cercle, line.k, line.arrondi
    )


def _reads_back(entry: Record, release: Release) -> bool:
    """Vrai si la ligne relue rend la même diffusion : un registre illisible bloquerait tout."""
    try:
        line = _CHAIN.read(_CHAIN.line(entry, "")[0], "")
        return _release_of(_Line.model_validate(line)) == release
    except (ValidationError, UnicodeEncodeError):
        return False
