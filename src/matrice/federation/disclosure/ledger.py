"""Le registre des diffusions : ce qui est sorti, ce qu’un rapprochement livrerait, et le fichier qui le garde.

Le millésime est la liste des équipes d'une année, figée avant la première diffusion. Une équipe en retard rejoint le
millésime suivant : deux listes qui diffèrent d'une équipe, publiées l'une après l'autre, rendraient cette équipe par
soustraction.

Publier une somme sur A puis sur B, c'est publier toute combinaison des deux. On cherche, dans toutes les
combinaisons linéaires, celles qui ne portent plus que sur quelques équipes : A moins B, A moins une union de
parties déjà diffusées, (A∪B) + (B∪C) − (A∪C)… Les équipes que rien ne distingue dans les diffusions forment un
atome. La réduction de Gauss, atomes assez grands d'abord, isole les combinaisons qui n'en touchent aucun grand ;
elle se fait modulo un nombre premier pour rester exacte.

Une diffusion est écrite, et rendue sûre, avant de sortir : une ligne coupée par une panne est donc une diffusion
qui n'a pas eu lieu. Chaque ligne porte le contrôle de la précédente ; un registre retouché ne sert plus, car il
ne prouverait rien. Les équipes n'y sont que des bits, et leur liste des empreintes à clé.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from ...errors import InputError, Problem
from ...files import (
    LARGEST_JOURNAL,
    Chain,
    JournalFile,
    JournalWords,
    Line,
    Record,
    Witness,
    read_bytes,
    witness_beside,
)
from ...referentiel import Value
from ...text import quoted
from ..cohort import Cohort
from .policy import CIRCLES, HARD_FLOOR, Circle, DisclosureError, Policy, check_policy

# Le registre des diffusions : ce qui est déjà sorti décide de ce qui peut encore sortir

_HASHED = 16  # signes hexadécimaux gardés du HMAC d'un nom de code
_SHORTEST_KEY = 16  # octets

_PRIME = 2_147_483_629  # le plus grand sous 2³¹ − 1 : les produits tiennent en 64 bits
_Matrix = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Release:
    """Une diffusion : de quoi (`subject`), sur quelles équipes, quel jour ; le registre écrit pour qui (`circle`, `k`) et à quel
    arrondi (`grain`).

    `teams` est un entier dont le bit i vaut 1 quand l'équipe i du millésime est comptée. `subject` nomme la
    variable : deux diffusions ne se comparent que pour la même.
    """

    year: int
    roster: str
    subject: str
    teams: int = field(repr=False)
    on: dt.date
    circle: Circle = "public"
    k: int = CIRCLES["public"]
    grain: str = Policy().grain


@dataclass(frozen=True, slots=True)
class Vintage:
    """Les équipes d'une année, sous forme d'empreintes à clé, dans un ordre qui ne dit rien.

    `positions` donne, pour chaque ligne de la cohorte de cette année, le rang de l'équipe dans `members` ; `lines` est
    l'empreinte de ces lignes dans l'ordre, en mémoire seulement.
    """

    year: int
    members: tuple[str, ...] = field(repr=False)
    positions: NDArray[np.int64] = field(repr=False, compare=False)
    lines: str = field(default="", repr=False, compare=False)

    @property
    def roster(self) -> str:
        """L'empreinte de la liste : deux listes différentes n'ont pas la même."""
        return hashlib.sha256("\n".join(self.members).encode("ascii")).hexdigest()[:_HASHED]

    def fits(self, now: Cohort) -> bool:
        """Vrai si ce sont les mêmes équipes, dans le même ordre : un masque ne vaut que pour elles."""
        return _rows_digest(now) == self.lines and set(now.years.tolist()) <= {self.year}

    def release(self, mask: NDArray[np.bool_], subject: str, *, on: dt.date, policy: Policy) -> Release:
        """Renvoie la diffusion de `subject` sur les lignes que `mask` retient.

        Args:
            mask: un booléen par ligne de la cohorte de l'année ; seulement les équipes dont la valeur est
                vraiment comptée (une équipe sans note n'en est pas).
            subject: la variable diffusée, par exemple l'identifiant d'une dimension.
            on: le jour de la diffusion.
        """
        bits = np.zeros(len(self.members), dtype=np.uint8)
        bits[self.positions[np.asarray(mask, dtype=bool)]] = 1
        teams = int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")
        return Release(
            self.year, self.roster, subject, teams, on, check_policy(policy).circle, policy.threshold, policy.grain
        )


def freeze(cohort: Cohort, year: int, *, key: bytes) -> Vintage:
    """Renvoie le millésime de cette année : la liste de ses équipes, figée.

    Args:
        cohort: la cohorte ; seules comptent ses lignes de `year`.
        key: la clé de la fédération, seize octets au moins ; sans elle, une liste de noms de code permettrait
            de refaire le lien. La même clé sert toute la vie du registre.

    Raises:
        InputError: la clé est trop courte.
        DisclosureError: une équipe y est deux fois.
    """
    if not isinstance(key, bytes) or len(key) < _SHORTEST_KEY:
        raise InputError(
            [Problem(f"la clé du registre doit être une suite d’au moins {_SHORTEST_KEY}\u00a0octets.", column="key")],
            subject="Clé refusée",
        )
    now = cohort.year(year)
    hashed = [hmac.new(key, cohort.codes[team].encode(), hashlib.sha256).hexdigest()[:_HASHED] for team in now.teams]
    members = tuple(sorted(hashed))
    if len(set(members)) < len(members):
        raise DisclosureError(
            f"Millésime {year} refusé\u00a0: une équipe y est deux fois. Gardez une ligne par équipe."
        )
    rank = {member: place for place, member in enumerate(members)}
    positions = np.array([rank[one] for one in hashed], dtype=np.int64)
    positions.setflags(write=False)
    return Vintage(year, members, positions, _rows_digest(now))


def _rows_digest(now: Cohort) -> str:
    """L'empreinte des équipes d'une cohorte, ligne après ligne."""
    codes = "\n".join(now.codes[team] for team in now.teams)
    return hashlib.sha256(f"{len(now)}\n{codes}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Les diffusions admises, dans l'ordre ; `admit` en rend un nouveau, l'ancien ne change pas.

    >>> import datetime as dt
    >>> policy, day = Policy(), dt.date(2026, 11, 21)
    >>> everyone = Release(2026, "a1", "rcp", (1 << 40) - 1, day)
    >>> ledger = Ledger().admit(everyone, policy)
    >>> ledger.allows(replace(everyone, teams=(1 << 39) - 1), policy)
    False
    """

    releases: tuple[Release, ...] = ()

    def admit(self, release: Release, policy: Policy) -> Ledger:
        """Renvoie le registre avec cette diffusion en plus ; la même une seconde fois ne l'allonge pas.

        Raises:
            DisclosureError: une autre liste d'équipes ou d'autres arrondis la même année, un groupe sous le seuil,
                ou une diffusion qui, combinée aux précédentes, isole moins de `k` équipes.
        """
        return self.admit_all([release], policy)

    def admit_all(self, releases: Iterable[Release], policy: Policy) -> Ledger:
        """Renvoie le registre avec toutes ces diffusions, ou n'en admet aucune.

        Raises:
            DisclosureError: comme `admit` ; le message nomme la variable et l'année, aucune équipe.
        """
        new = [_bind_to_policy(release, policy) for release in releases]
        _one_roster_a_year((*self.releases, *new))
        _one_grain_a_year((*self.releases, *new))
        known = {_release_key(release) for release in self.releases}
        fresh = [release for release in _drop_repeats(new) if _release_key(release) not in known]
        for subject in dict.fromkeys((release.year, release.subject) for release in fresh):
            self._safe([release for release in fresh if (release.year, release.subject) == subject])
        return Ledger(self.releases + tuple(fresh)) if fresh else self

    def allows(self, release: Release, policy: Policy) -> bool:
        """Vrai si cette diffusion serait admise."""
        try:
            self.admit(release, policy)
        except DisclosureError:
            return False
        return True

    def _safe(self, fresh: Sequence[Release]) -> None:
        """Aucun des deux publics n'isole, avec ces diffusions, un groupe qu'il n'isolait pas déjà."""
        first = fresh[0]
        same = [one for one in self.releases if (one.year, one.subject) == (first.year, first.subject)]
        for audience in ("public", "ferme"):
            before, after = _seen_by(same, audience), _seen_by((*same, *fresh), audience)
            if len(after) == len(before) or (audience == "ferme" and all(one.circle == "public" for one in after)):
                continue
            # Le seuil en vigueur est celui de la dernière politique de ce public, qu'elle soit plus ou moins stricte.
            k = next((one.k for one in reversed(after) if one.circle == audience), first.k)
            if isolable_groups(_team_sets(after), k) - isolable_groups(_team_sets(before), k):
                raise DisclosureError(
                    f"Diffusion refusée ({quoted(first.subject)}, {first.year})\u00a0: avec ce qui est déjà sorti, "
                    f"elle permettrait d’isoler moins de {k}\u00a0équipes. Gardez un groupe déjà diffusé, ou "
                    "élargissez celui-ci."
                )


def _one_roster_a_year(releases: Iterable[Release]) -> None:
    """Refuse une seconde liste d'équipes pour la même année."""
    rosters: dict[int, str] = {}
    for release in releases:
        if rosters.setdefault(release.year, release.roster) != release.roster:
            raise DisclosureError(
                f"Diffusion refusée\u00a0: la liste des équipes de {release.year} a changé depuis la première "
                "diffusion. Reprenez la liste figée\u00a0; une équipe arrivée après rejoint l’année suivante."
            )


def _one_grain_a_year(releases: Iterable[Release]) -> None:
    """Refuse deux politiques d'arrondis la même année, tous publics réunis : le cercle fermé lit aussi ce qui est public."""
    grains: dict[int, str] = {}
    for release in releases:
        if grains.setdefault(release.year, release.grain) != release.grain:
            raise DisclosureError(
                f"Diffusion refusée\u00a0: les chiffres de {release.year} sont déjà sortis avec d’autres arrondis, et les deux se "
                "recouperaient. Reprenez la politique de la première diffusion."
            )


def _bind_to_policy(release: Release, policy: Policy) -> Release:
    """La diffusion sous cette politique."""
    if not isinstance(release.on, dt.date) or release.teams <= 0:
        raise DisclosureError("Diffusion refusée\u00a0: elle doit avoir un jour et au moins une équipe.")
    return replace(release, circle=check_policy(policy).circle, k=policy.threshold, grain=policy.grain)


def _release_key(release: Release) -> tuple[int, str, int, str]:
    """Ce qui fait que deux diffusions sont la même, quel qu'en soit le jour."""
    return release.year, release.subject, release.teams, release.circle


def _drop_repeats(releases: Iterable[Release]) -> list[Release]:
    """Les diffusions, chacune une fois."""
    return list({_release_key(release): release for release in releases}.values())


def _seen_by(releases: Iterable[Release], audience: str) -> tuple[Release, ...]:
    """Ce qu'un public a sous les yeux : le cercle fermé voit aussi ce qui est public."""
    return tuple(one for one in releases if audience == "ferme" or one.circle == "public")


def _team_sets(releases: Iterable[Release]) -> tuple[int, ...]:
    """Les ensembles d'équipes, dans un ordre fixe : les mêmes diffusions se vérifient une seule fois."""
    return tuple(sorted({release.teams for release in releases}))


@lru_cache(maxsize=4096)
def isolable_groups(sets: tuple[int, ...], k: int) -> frozenset[int]:
    """Renvoie les groupes de moins de `k` équipes que des diffusions sur `sets` laissent isoler.

    Args:
        sets: un entier par diffusion, un bit par équipe.
        k: nombre d'équipes sous lequel un groupe est en danger.

    Toutes les différences de deux diffusions et tous les restes de diffusions emboîtées y sont ; pour des
    diffusions qui se croisent, toute équipe ou tout atome isolable, et les combinaisons de deux lignes réduites.

    >>> [bin(group) for group in isolable_groups((0b11111, 0b11110), 3)]
    ['0b1']
    """
    different = tuple(dict.fromkeys(sets))
    found = {one ^ other for one, other in combinations(different, 2)} | set(different)
    atoms = _atoms_of(different)
    if any(atom.bit_count() < k for atom in atoms):
        found |= _combine(different, atoms, k)
    return frozenset(group for group in found if 0 < group.bit_count() < k)


def _atoms_of(sets: Sequence[int]) -> list[int]:
    """Les atomes : des équipes que l'on trouve toujours ensemble ; celles qui ne sont nulle part n'en sont pas."""
    atoms: list[int] = []
    for one in sets:
        rest = one
        cut: list[int] = []
        for atom in atoms:
            inside = atom & one
            cut.extend(part for part in (inside, atom & ~one) if part)
            rest &= ~inside
        atoms = [*cut, rest] if rest else cut
    return atoms


def _combine(sets: Sequence[int], atoms: list[int], k: int) -> set[int]:
    """Les groupes d'équipes sur lesquels une combinaison de diffusions peut se réduire."""
    atoms = sorted(atoms, key=lambda atom: -atom.bit_count())
    large = sum(atom.bit_count() >= k for atom in atoms)
    matrix = np.array([[int(one & atom != 0) for atom in atoms] for one in sets], dtype=np.int64)
    rows = _row_reduce(matrix)
    rows = rows[~rows[:, :large].any(axis=1), large:]
    weights = np.array([atom.bit_count() for atom in atoms[large:]], dtype=np.int64)
    supports = [rows != 0, *_pair_supports(rows, weights, k)]
    light = [support[support @ weights < k] for support in supports]
    return {sum(atoms[large + int(rank)] for rank in np.flatnonzero(one)) for block in light for one in block}


def _row_reduce(matrix: _Matrix) -> _Matrix:
    """La forme échelonnée réduite, modulo `PRIME`, sans ses lignes nulles."""
    matrix = matrix % _PRIME
    row = 0
    for column in range(matrix.shape[1]):
        pivots = np.flatnonzero(matrix[row:, column])
        if not len(pivots):
            continue
        pivot = row + int(pivots[0])
        matrix[[row, pivot]] = matrix[[pivot, row]]
        matrix[row] = matrix[row] * pow(int(matrix[row, column]), -1, _PRIME) % _PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != row]
        matrix[others] = (matrix[others] - matrix[others, column][:, None] * matrix[row]) % _PRIME
        row += 1
        if row == len(matrix):
            break
    return matrix[:row]


def _pair_supports(rows: _Matrix, weights: _Matrix, k: int) -> list[NDArray[np.bool_]]:
    """Ce qu'il reste de deux lignes réduites quand on annule une de leurs colonnes communes.

    Chaque ligne garde son pivot : deux lignes dont les pivots pèsent déjà `k` équipes ne donnent rien de léger.
    """
    found = []
    pivot = weights[(rows != 0).argmax(axis=1)] if len(rows) else weights[:0]
    for one, other in combinations(range(len(rows)), 2):
        shared = np.flatnonzero((rows[one] != 0) & (rows[other] != 0))
        if len(shared) and pivot[one] + pivot[other] < k:
            left, right = rows[one][None, :], rows[other][None, :]
            rest = (left * rows[other, shared][:, None] - right * rows[one, shared][:, None]) % _PRIME
            found.append(rest != 0)
    return found


# Le registre des diffusions sur disque : un fichier JSONL qui ne fait que grandir

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
    liste: Annotated[str, Field(pattern=rf"^[0-9a-f]{{{_HASHED}}}$")]
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
            file.note_end(Witness(len(after.releases), check))
        return LedgerFile(self.path, after, "", self.size + len(content), check)


def open_ledger(path: str | os.PathLike[str]) -> LedgerFile:
    """Renvoie le registre de ce fichier ; vide s'il n'existe pas encore.

    Raises:
        InputError: le fichier ne se lit pas, ou une ligne est abîmée ou retouchée avant la fin ; aucune diffusion n'est plus
            possible avec.
    """
    target = Path(path)
    witness = witness_beside(target)
    if not os.path.lexists(target):
        if witness is not None:
            raise _shortened(target.name)
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
    if witness is not None and (len(lines) < witness.lines or lines[witness.lines - 1].check != witness.check):
        raise _shortened(target.name)
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


def _shortened(source: str) -> InputError:
    """Le refus d'un registre dont la fin, déjà écrite, manque : un retour en arrière laisserait tout rediffuser."""
    words = (
        "des diffusions déjà écrites y manquent\u00a0: remettez la dernière sauvegarde du registre, avec son témoin."
    )
    return InputError([Problem(words, source)], subject=_REFUSED)


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
