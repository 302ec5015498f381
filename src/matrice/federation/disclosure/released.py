"""Les valeurs diffusées : ce qui peut sortir, et rien d'autre.

Une valeur diffusée ne porte que ce qu'elle montre : aucun compte d'origine, pas même caché. Elle se construit
seulement dans ce dossier, à partir des chiffres bruts et d'une politique.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import InitVar, dataclass, field
from enum import StrEnum
from typing import Final, Literal

from ...text import NBSP, number, percent
from .policy import DisclosureError

KEY: Final = object()  # la preuve qu'une valeur vient d'une fonction de ce dossier
_HOME: Final = f"{__package__}."
Bound = Literal["", "≤", "≥"]
Kind = Literal["level", "score", "hours", "cost"]


class Reason(StrEnum):
    """Pourquoi une valeur n'est pas diffusée ; une liste fermée, pour qu'aucun compte ne s'y glisse."""

    SMALL = "trop peu d’équipes dans le groupe"
    TAIL = "trop peu d’équipes d’un côté de cette valeur"
    MERGED = "niveaux regroupés pour ne désigner aucune équipe"
    ALIKE = "les équipes du groupe se ressemblent trop"
    DOMINANT = "une équipe pèse presque tout le total"
    OVERLAP = "trop proche d’une diffusion précédente"
    SECRET = "secret statistique"
    NOTHING = "aucune valeur"


_REASONS: Final = frozenset(Reason)


@dataclass(frozen=True, slots=True)
class Released:
    """Une valeur qui peut sortir. `key` prouve d'où elle vient et n'est pas gardée."""

    key: InitVar[object]

    def __init_subclass__(cls) -> None:
        if not cls.__module__.startswith(_HOME):
            raise DisclosureError("Diffusion refusée\u00a0: une valeur diffusée ne se définit que dans son dossier.")

    def __post_init__(self, key: object) -> None:
        if key is not KEY:
            raise DisclosureError(
                "Diffusion refusée\u00a0: une valeur diffusée se construit par les fonctions de federation.disclosure."
            )


@dataclass(frozen=True, slots=True)
class Withheld:
    """Une valeur absente, avec sa raison ; elle compte pour faux et n'est jamais zéro.

    >>> str(Withheld(Reason.SMALL)), bool(Withheld(Reason.SMALL))
    ('non diffusé\\xa0: trop peu d’équipes dans le groupe', False)
    """

    reason: str

    def __post_init__(self) -> None:
        if self.reason not in _REASONS:
            raise DisclosureError("Diffusion refusée\u00a0: la raison d’une absence se choisit dans Reason.")

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"non diffusé{NBSP}: {self.reason}"


@dataclass(frozen=True, slots=True)
class ReleasedCount(Released):
    """Un nombre d'équipes, arrondi à 5 vers le bas et au moins égal au seuil, comme tous les `n` de ce module."""

    value: int

    def __str__(self) -> str:
        return number(self.value)


@dataclass(frozen=True, slots=True)
class ReleasedShare(Released):
    """Une part arrondie, en points de pourcentage, d'un groupe de `n` équipes.

    `bound` vaut « ≤ » ou « ≥ » quand la part est floutée : « ≤ 5 % » peut être 0, 1 ou 2 équipes. `drift` : ce dont la part exacte
    d'un ensemble peut s'écarter encore, en points, ses parts étant ramenées à leur effectif écrit.
    """

    percent: int
    n: int
    bound: Bound = ""
    drift: int = 0

    def __str__(self) -> str:
        return f"{self.bound}{NBSP}{percent(self.percent)}" if self.bound else percent(self.percent)


@dataclass(frozen=True, slots=True)
class ReleasedInterval(Released):
    """Un intervalle de confiance en points de pourcentage, arrondi vers l'extérieur."""

    low: int
    high: int
    confidence: float

    def __str__(self) -> str:
        return f"de {number(self.low)} à {percent(self.high)}"


@dataclass(frozen=True, slots=True)
class ReleasedGroup(Released):
    """Un niveau, ou des niveaux voisins regroupés : rangs `first` à `last` compris, et leur part."""

    first: int
    last: int
    share: ReleasedShare


@dataclass(frozen=True, slots=True)
class ReleasedPercentile(Released):
    """Un rang médian de 0 à 100, arrondi ; `bound` quand il est flouté à un bout."""

    value: int
    n: int
    bound: Bound = ""

    def __str__(self) -> str:
        return f"{self.bound}{NBSP}{number(self.value)}" if self.bound else number(self.value)


@dataclass(frozen=True, slots=True)
class ReleasedPosition(Released):
    """La place d'un niveau dans son groupe : parts en dessous, au même niveau, au-dessus.

    `first` et `last` disent les niveaux comptés ensemble comme « au même niveau ».
    """

    below: ReleasedShare | Withheld
    same: ReleasedShare
    above: ReleasedShare | Withheld
    percentile: ReleasedPercentile
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ReleasedDistribution(Released):
    """La répartition d'un groupe de `n` équipes sur `levels` niveaux, petits comptes regroupés.

    Tout ce qui se demande d'une répartition se lit ici, sur les mêmes regroupements : deux lecteurs qui mettent
    leurs chiffres en commun n'en savent pas davantage.
    """

    n: int
    levels: int
    groups: tuple[ReleasedGroup, ...]
    at_least: tuple[ReleasedShare | Withheld, ...] = field(repr=False)
    positions: tuple[ReleasedPosition, ...] = field(repr=False)

    def __iter__(self) -> Iterator[ReleasedGroup]:
        return iter(self.groups)

    def position(self, level: int) -> ReleasedPosition:
        """La place du niveau de rang `level` (à partir de 0)."""
        return next(place for place in self.positions if place.first <= level <= place.last)


@dataclass(frozen=True, slots=True)
class ReleasedMean(Released):
    """Une moyenne arrondie ; `bound` quand une note moyenne touche un bout de l'échelle."""

    value: int
    n: int
    kind: Kind = "score"
    bound: Bound = ""

    def __str__(self) -> str:
        return f"{self.bound}{NBSP}{number(self.value)}" if self.bound else number(self.value)


@dataclass(frozen=True, slots=True)
class ReleasedCorrelation(Released):
    """Un coefficient de corrélation en dixièmes (−10 à 10), sur `n` équipes."""

    tenths: int
    n: int

    def __str__(self) -> str:
        return number(self.tenths / 10, 1)


@dataclass(frozen=True, slots=True)
class ReleasedFlag(Released):
    """Un oui ou un non sur un groupe de `n` équipes, par exemple « l’évolution est nette »."""

    value: bool
    n: int

    def __str__(self) -> str:
        return "oui" if self.value else "non"


@dataclass(frozen=True, slots=True)
class ReleasedNumber(Released):
    """Un nombre calculé seulement avec des valeurs diffusées : il n'apprend rien de plus qu'elles."""

    value: float

    def __str__(self) -> str:
        return number(self.value, 1)


@dataclass(frozen=True, slots=True)
class ReleasedQuantiles(Released):
    """Des quantiles arrondis, chacun présent ou absent avec sa raison ; jamais de minimum ni de maximum."""

    probabilities: tuple[float, ...]
    values: tuple[int | Withheld, ...]
    n: int
    kind: Kind

    def __iter__(self) -> Iterator[int | Withheld]:
        return iter(self.values)

    def at(self, probability: float) -> int | Withheld:
        """Le quantile demandé ; absent s'il n'a pas été calculé."""
        if probability not in self.probabilities:
            return Withheld(Reason.NOTHING)
        return self.values[self.probabilities.index(probability)]


@dataclass(frozen=True, slots=True)
class ReleasedTable(Released):
    """Un tableau avec ses marges (dernière ligne, dernière colonne) ; les cases retenues ne disent pas pourquoi.

    Distinguer une case trop petite de celle qui la protège aiderait à la retrouver.
    """

    cells: tuple[tuple[int | Withheld, ...], ...]
    kind: Kind

    def __iter__(self) -> Iterator[tuple[int | Withheld, ...]]:
        return iter(self.cells)
