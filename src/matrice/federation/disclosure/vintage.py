"""La liste des équipes d’une année, figée, et ce qui s’inscrit d’une diffusion : des rangs, des empreintes, jamais une valeur."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, Problem
from ..cohort import Cohort
from .policy import CIRCLES, Circle, DisclosureError, Policy, check_policy

HASHED = 16  # signes hexadécimaux gardés d'une empreinte
_SHORTEST_KEY = 16  # octets
_Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Release:
    """Une diffusion : de quoi (`subject`), sur quelles équipes, quel jour ; le registre écrit pour qui (`circle`, `k`) et à quel
    arrondi (`grain`).

    `teams` est un entier dont le bit i vaut 1 quand l'équipe i du millésime est comptée. `subject` nomme la
    variable : deux diffusions ne se comparent que pour la même. `said` est l'empreinte de ce qui est dit, `marks` un octet par
    équipe de la liste (0 sans valeur), `members` cette liste ; `line`, le rang et le contrôle de la ligne du fichier qui la porte.
    """

    year: int
    roster: str
    subject: str
    teams: int = field(repr=False)
    on: dt.date
    circle: Circle = "public"
    k: int = CIRCLES["public"]
    grain: str = Policy().grain
    said: str = ""
    marks: bytes = field(default=b"", repr=False)
    members: tuple[str, ...] = field(default=(), repr=False)
    line: tuple[int, str] = field(default=(0, ""), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Vintage:
    """Les équipes d'une année, sous forme d'empreintes à clé, dans un ordre qui ne dit rien.

    `roster` est l'empreinte de la liste : deux listes différentes n'ont pas la même. `positions` donne, pour chaque ligne de la
    cohorte de cette année, le rang de l'équipe dans `members` ; `lines` est l'empreinte de ces lignes dans l'ordre, en mémoire
    seulement.
    """

    year: int
    roster: str
    members: tuple[str, ...] = field(repr=False)
    positions: NDArray[np.int64] = field(repr=False, compare=False)
    lines: str = field(default="", repr=False, compare=False)
    secret: bytes = field(default=b"", repr=False, compare=False)

    def fits(self, now: Cohort) -> bool:
        """Vrai si ce sont les mêmes équipes, dans le même ordre : un masque ne vaut que pour elles."""
        return _rows_digest(now) == self.lines and set(now.years.tolist()) <= {self.year}

    def release(
        self,
        rows: NDArray[np.bool_] | _Rows,
        subject: str,
        *,
        on: dt.date,
        policy: Policy,
        said: str = "",
        marks: bytes = b"",
    ) -> Release:
        """Renvoie la diffusion de `subject` sur ces lignes de la cohorte de l'année.

        Args:
            rows: des rangs de lignes, ou un booléen par ligne ; seulement les équipes dont la valeur est
                vraiment comptée (une équipe sans note n'en est pas).
            subject: la variable diffusée, par exemple l'identifiant d'une dimension.
            on: le jour de la diffusion.
            said: ce qui est dit ; seule son empreinte est gardée.
            marks: une marque par équipe (voir `mark`).
        """
        bits = np.zeros(len(self.members), dtype=np.uint8)
        bits[self.positions[np.asarray(rows)]] = 1
        teams = int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")
        print_of = self._keyed(f"{subject}\n{said}")[: HASHED // 2].hex() if said else ""
        return Release(
            self.year, self.roster, subject, teams, on, check_policy(policy).circle, policy.threshold, policy.grain,
            print_of, marks, self.members,
        )  # fmt: skip

    def mark(self, subject: str, codes: NDArray[np.int64]) -> bytes:
        """Renvoie la marque de la valeur de chaque équipe : un octet sous la clé, 0 pour un code négatif (pas de valeur).

        Une même équipe et une même valeur donnent la même marque d'une année à l'autre ; sans la clé, elle ne dit rien. Deux valeurs
        ont la même une fois sur 255 : un changement se voit alors un peu moins, ce qui fait seulement refuser davantage.
        """
        own = _numbers(self.members)
        secret = np.uint64(int.from_bytes(self._keyed(f"valeurs de {subject}")[:8], "little"))
        value = np.full(len(own), -1, dtype=np.int64)
        value[self.positions] = codes
        made = mixed(mixed(own ^ secret) ^ value.astype(np.uint64))
        return np.where(value < 0, 0, 1 + made % np.uint64(255)).astype(np.uint8).tobytes()

    def _keyed(self, text: str) -> bytes:
        return hmac.digest(self.secret, text.encode(), "sha256")


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
    hashed = [hmac.new(key, cohort.codes[team].encode(), hashlib.sha256).hexdigest()[:HASHED] for team in now.teams]
    members = tuple(sorted(hashed))
    if len(set(members)) < len(members):
        raise DisclosureError(
            f"Millésime {year} refusé\u00a0: une équipe y est deux fois. Gardez une ligne par équipe."
        )
    rank = {member: place for place, member in enumerate(members)}
    positions = np.array([rank[one] for one in hashed], dtype=np.int64)
    positions.setflags(write=False)
    roster = hashlib.sha256("\n".join(members).encode("ascii")).hexdigest()[:HASHED]
    return Vintage(year, roster, members, positions, _rows_digest(now), hmac.digest(key, b"registre", "sha256"))


@lru_cache(maxsize=8)
def _numbers(members: tuple[str, ...]) -> NDArray[np.uint64]:
    """L'empreinte de chaque équipe, en nombre ; une même liste sert à des centaines de marques."""
    return np.array([int(member, 16) for member in members], dtype=np.uint64)


def _rows_digest(now: Cohort) -> str:
    """L'empreinte des équipes d'une cohorte, ligne après ligne."""
    codes = "\n".join(now.codes[team] for team in now.teams)
    return hashlib.sha256(f"{len(now)}\n{codes}".encode()).hexdigest()


def mixed(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Des bits sans rapport visible avec ceux que l'on donne : la fin de SplitMix64 (Steele, Lea et Flood, 2014)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
