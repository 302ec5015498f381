"""Le registre des diffusions sur disque : un fichier JSONL qui ne fait que grandir.

Une diffusion est écrite, et rendue sûre, avant de sortir : une ligne coupée par une panne est donc une diffusion
qui n'a pas eu lieu. Chaque ligne porte le contrôle de la précédente ; un registre retouché ne sert plus, car il
ne prouverait rien. Les équipes n'y sont que des bits, et leur liste des empreintes à clé.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from ...errors import InputError, MatriceError, Problem, system_reason
from ...referentiel import Value
from .ledger import HASHED, Ledger, Release
from .policy import HARD_FLOOR, DisclosureError, Policy

_FORMAT = "matrice-registre-1"
_CHECK = 16  # signes hexadécimaux du contrôle d'une ligne
_BINARY = getattr(os, "O_BINARY", 0)  # Windows changerait les fins de ligne
_FAR = 1 << 30  # octets : au-delà de tout registre
_DAMAGED = (
    "cette ligne est abîmée ou a été retouchée\u00a0: remettez la dernière sauvegarde du registre. Sans lui, rien ne "
    "prouve qu’une diffusion est sûre."
)
_Hexadecimal = Annotated[str, Field(pattern=r"^[0-9a-f]+$", max_length=1_000_000)]


class _Line(Value):
    """Une ligne du registre : une diffusion et le contrôle qui l'attache à la précédente."""

    format: Literal["matrice-registre-1"]
    annee: int
    liste: Annotated[str, Field(pattern=rf"^[0-9a-f]{{{HASHED}}}$")]
    sujet: Annotated[str, Field(min_length=1, max_length=200)]
    equipes: _Hexadecimal
    cercle: Literal["public", "ferme"]
    k: Annotated[int, Field(ge=HARD_FLOOR)]
    arrondi: Annotated[str, Field(pattern=r"^\d+(-\d+){3}$")]
    le: dt.date
    controle: str


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
        text, check = "", self.check
        for release in new:
            line, check = _line_of(release, check)
            if not _reads_back(line, release):
                raise DisclosureError(
                    "Diffusion refusée\u00a0: elle ne se relirait pas. La liste vient de freeze, et la variable est un "
                    "texte court, sans espace au bord."
                )
            text += line + "\n"
        content = text.encode("utf-8")
        _append(self.path, content, self.size)
        return LedgerFile(self.path, after, "", self.size + len(content), check)


def open_ledger(path: str | os.PathLike[str]) -> LedgerFile:
    """Renvoie le registre de ce fichier ; vide s'il n'existe pas encore.

    Raises:
        InputError: une ligne est abîmée ou retouchée avant la fin ; aucune diffusion n'est plus possible avec.
        MatriceError: le fichier ne se lit pas.
    """
    target = Path(path)
    try:
        content = target.read_bytes()
    except FileNotFoundError:
        return LedgerFile(
            target,
            Ledger(),
            f"{target}\u00a0: registre neuf. S’il en existait un, retrouvez-le avant toute diffusion.",
        )
    except OSError as error:
        raise MatriceError(f"{target}\u00a0: le registre ne se lit pas, {system_reason(error)}.") from None
    *lines, torn = content.split(b"\n")
    releases, check = _read_lines(lines, target.name)
    message = (
        f"{target.name}\u00a0: la dernière ligne est coupée (panne\u00a0?). La diffusion qu’elle notait n’a pas eu lieu."
        if torn
        else ""
    )
    return LedgerFile(target, Ledger(releases), message, len(content) - len(torn), check)


def _read_lines(lines: Iterable[bytes], source: str) -> tuple[tuple[Release, ...], str]:
    """Les diffusions d'un registre, et le contrôle de la dernière."""
    releases, check = [], ""
    for number, raw in enumerate(lines, 1):
        try:
            line = _Line.model_validate(json.loads(raw.decode("utf-8")))
            release = _release_of(line)
            intact = _line_of(release, check)[1] == line.controle
        except (ValidationError, ValueError, RecursionError):
            intact = False
        if not intact:
            raise InputError([Problem(_DAMAGED, source, number)], subject="Registre refusé")
        releases.append(release)
        check = line.controle
    return tuple(releases), check


def _line_of(release: Release, before: str) -> tuple[str, str]:
    """Une ligne et son contrôle, qui dépend de toutes les lignes d'avant."""
    record: dict[str, Any] = {
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
    body = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    check = hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()[:_CHECK]
    return json.dumps({**record, "controle": check}, ensure_ascii=False, separators=(",", ":")), check


def _release_of(line: _Line) -> Release:
    """La diffusion qu'une ligne décrit."""
    return Release(
        line.annee, line.liste, line.sujet, int(line.equipes, 16), line.le, line.cercle, line.k, line.arrondi
    )


def _reads_back(line: str, release: Release) -> bool:
    """Vrai si la ligne relue rend la même diffusion : un registre illisible bloquerait tout."""
    try:
        return _release_of(_Line.model_validate_json(line)) == release
    except ValidationError:
        return False


def _append(path: Path, content: bytes, size: int) -> None:
    """Ajoute des lignes après les `size` premiers octets et attend qu'elles soient sur le disque."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
        try:
            lock(handle)
            _drop_torn_end(handle, path, size)
            try:
                while content:
                    content = content[os.write(handle, content) :]
                os.fsync(handle)
            except BaseException:
                os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)
    except OSError as error:
        raise MatriceError(
            f"{path}\u00a0: le registre n’a pas pu être écrit, {system_reason(error)}. La diffusion n’a pas eu lieu."
        ) from None


def lock(handle: int) -> None:
    """Attend d'être seul à écrire, jusqu'à la fermeture : deux programmes liraient sinon la même fin, et l'un effacerait l'autre."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)  # Windows interdit de lire ce qui est retenu : un octet que rien n'occupe
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def _drop_torn_end(handle: int, path: Path, size: int) -> None:
    """Retire une fin coupée ; une ligne entière de plus que prévu vient d'un autre programme, et tout s'arrête."""
    written = os.fstat(handle).st_size
    os.lseek(handle, min(size, written), os.SEEK_SET)
    if written < size or b"\n" in os.read(handle, written - size):
        raise MatriceError(
            f"{path}\u00a0: un autre programme a écrit dans ce registre. La diffusion n’a pas eu lieu\u00a0: "
            "relisez le registre, puis recommencez."
        )
    os.ftruncate(handle, size)
    os.lseek(handle, size, os.SEEK_SET)
