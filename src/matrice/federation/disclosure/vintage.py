"""Le millésime : la liste des équipes d'une année, figée avant la première diffusion.

Une équipe en retard rejoint le millésime suivant : deux listes qui diffèrent d'une équipe, publiées l'une après
l'autre, rendraient cette équipe par soustraction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...errors import InputError, Problem
from ..cohort.cohort import Cohort
from .policy import CIRCLES, Circle, DisclosureError, Policy, checked

HASHED = 16  # signes hexadécimaux gardés du HMAC d'un nom de code
SHORTEST_KEY = 16  # octets


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
        return hashlib.sha256("\n".join(self.members).encode("ascii")).hexdigest()[:HASHED]

    def fits(self, now: Cohort) -> bool:
        """Vrai si ce sont les mêmes équipes, dans le même ordre : un masque ne vaut que pour elles."""
        return lines_of(now) == self.lines and set(now.years.tolist()) <= {self.year}

    def release(self, mask: NDArray[np.bool_], subject: str, on: dt.date, policy: Policy) -> Release:
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
            self.year, self.roster, subject, teams, on, checked(policy).circle, policy.threshold, policy.grain
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
    if not isinstance(key, bytes) or len(key) < SHORTEST_KEY:
        raise InputError(
            [Problem(f"la clé du registre doit être une suite d’au moins {SHORTEST_KEY}\u00a0octets.", column="key")],
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
    return Vintage(year, members, positions, lines_of(now))


def lines_of(now: Cohort) -> str:
    """L'empreinte des équipes d'une cohorte, ligne après ligne."""
    codes = "\n".join(now.codes[team] for team in now.teams)
    return hashlib.sha256(f"{len(now)}\n{codes}".encode()).hexdigest()
