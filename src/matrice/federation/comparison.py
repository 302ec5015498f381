"""Ce que `compare` rend : les valeurs de l'équipe elle-même, sa bande parmi son groupe, et des valeurs diffusées."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..assessment import Trend
from ..referentiel import Referentiel
from ..text import rounded
from .disclosure import (
    ReleasedCount,
    ReleasedDistribution,
    ReleasedPosition,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
)
from .figures import QUARTILES, PeerFigures, Theme
from .statistics import plausible_bounds

if TYPE_CHECKING:
    import pandas as pd


_Floats = NDArray[np.float64]
_PRUDENT = 5  # répondants supposés quand leur nombre n'a pas été donné : le moins qui permette une répartition
NO_BAND = -1


class Place(NamedTuple):
    """Une dimension ou un axe : ce qu'en dit l'équipe, et où cela la situe dans son groupe.

    `score` (0–100) et `level` (valeur) sont ceux de l'équipe, ou `None` ; `rank` est le rang de ce niveau dans
    l'échelle, à partir de 0. `band` est `None` sans note ou sans quartiles ; `between`, la plus basse et la plus haute
    bandes plausibles, est ce qu'un document imprime : `band` seule en dirait trop quand la position est incertaine. `gap` est
    l'écart, en points, de la note à la médiane diffusée du groupe. `score_before` vient de la campagne d'avant ;
    `same_start` dit ce que sont devenues les équipes alors au même niveau (rangs 0 en baisse, 1 stables, 2 en hausse), et
    vaut `None` pour une équipe qui n'y était pas.
    """

    theme: Theme
    standing: str
    score: float | None
    level: int | None
    rank: int | None
    peers: PeerFigures
    band: Band | None
    between: tuple[Band, Band] | None
    gap: float | None
    score_before: float | None = None
    same_start: ReleasedDistribution | Withheld | None = None

    def __repr__(self) -> str:
        return f"Place({self.theme.id!r}, {self.standing!r}, score={self.score!r}, level={self.level!r}, band={self.band!r})"

    @property
    def uncertain(self) -> bool:
        """Vrai quand la position est incertaine : l'intervalle plausible à 90 % touche deux bandes ou plus."""
        return self.between is not None and self.between[0] is not self.between[1]

    @property
    def position(self) -> ReleasedPosition | Withheld | None:
        """Les parts du groupe en dessous, au même niveau, au-dessus ; `None` quand l'équipe n'a pas de niveau."""
        if self.rank is None:
            return None
        spread = self.peers.levels
        return spread if isinstance(spread, Withheld) else spread.position(self.rank)

    @property
    def trend(self) -> Trend:
        """Le sens depuis la campagne d'avant, sur des notes arrondies à l'entier comme à l'impression."""
        if self.score is None or self.score_before is None:
            return Trend.NOT_COMPARABLE
        step = rounded(self.score) - rounded(self.score_before)
        return Trend.UP if step > 0 else Trend.DOWN if step < 0 else Trend.STABLE


@dataclass(frozen=True, slots=True)
class KeptTask:
    """Une tâche que des équipes au même niveau ont gardée dans leur fiche, et leur part."""

    id: str
    label: str
    share: ReleasedShare


@dataclass(frozen=True, slots=True)
class Sequel:
    """Ce qu'ont fait les équipes d'un niveau à la campagne d'avant (`before`) : leurs évolutions (rangs 0 en baisse, 1 stables, 2
    en hausse) et, parmi celles qui ont une fiche de poste cette année, les tâches les plus gardées et les heures par semaine du poste.
    `acted` est la part de celles qui ont décidé une action sur cette dimension à la campagne d'avant, parmi celles qui le disent ; un
    retour ne découpe ni les heures ni les actions (`None`)."""

    before: int
    moves: ReleasedDistribution | Withheld
    tasks: tuple[KeptTask, ...] | Withheld
    hours: ReleasedQuantiles | Withheld | None
    acted: ReleasedShare | Withheld | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """Une dimension par où avancer : sa prochaine marche et ce que d'autres y font.

    `tasks` vient d'équipes à ce niveau cette année, `after` de celles qui y étaient à la campagne d'avant (`None` sans elle).
    `rung` est la phrase du niveau suivant ; vide quand la grille n'a pas de `stages` (un fichier ne dit rien des énoncés).
    """

    place: Place
    rung: str
    tasks: tuple[KeptTask, ...]
    after: Sequel | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Une équipe parmi ses semblables : rien d'autre que ses valeurs et des valeurs diffusées.

    `group` nomme le groupe de comparaison, `size` son effectif. `strengths` et `steps` ont trois éléments au plus.
    `admitted` dit si le registre a admis cette diffusion ; le registre lui-même n'y est pas.
    """

    code: str
    name: str
    year: int
    before: int | None
    group: str
    size: ReleasedCount | Withheld
    dimensions: tuple[Place, ...] = field(repr=False)
    axes: tuple[Place, ...] = field(repr=False)
    strengths: tuple[Place, ...] = field(repr=False)
    steps: tuple[NextStep, ...] = field(repr=False)
    policy: str = field(repr=False)
    ref: Referentiel = field(repr=False)
    simulated: bool = False
    notes: tuple[str, ...] = ()
    admitted: bool = False

    def place(self, identifier: str) -> Place:
        """La dimension ou l'axe de cet identifiant ; `KeyError` s'il n'y est pas."""
        for one in (*self.dimensions, *self.axes):
            if one.theme.id == identifier:
                return one
        raise KeyError(identifier)

    def to_frame(self) -> pd.DataFrame:
        """Renvoie un tableau, une ligne par dimension puis par axe : les valeurs de l'équipe, et ce que diffuse son groupe.

        Colonnes : `sorte` (« axe » ou « dimension »), `axe`, `dimension` (identifiants ; pas de dimension sur la ligne d'un
        axe), `libelle`, `etat`, `note` (0–100) et `niveau` de l'équipe ; `dessous, egal, dessus` (parts du groupe, en points, telles
        qu'elles sont diffusées : « ≤ 5 % » y vaut 5), `centile`, `q1, mediane, q3` des notes du groupe ; `bande`,
        `incertain`, `note_avant`, `tendance` ; `raison`, pourquoi une valeur du groupe manque.
        """
        from .dataframes import comparison_frame

        return comparison_frame(self)


class Band(StrEnum):
    """La place d'une note, du plus bas au plus haut quart de son groupe ; jamais un rang."""

    FIRST = "premier quart"
    LOWER = "autour de la médiane, côté bas"
    UPPER = "autour de la médiane, côté haut"
    LAST = "dernier quart"


BANDS = tuple(Band)


def quartile_table(figures: Sequence[PeerFigures]) -> _Floats:
    """Les trois quartiles diffusés de chaque thème, forme (T, 3), NaN pour ceux qui sont absents."""
    found = [[one.quartile(probability) for probability in QUARTILES] for one in figures]
    known = [[np.nan if isinstance(value, Withheld) else float(value) for value in row] for row in found]
    return np.array(known, dtype=np.float64).reshape(len(figures), len(QUARTILES))


def bands(scores: _Floats, quartiles: _Floats) -> NDArray[np.int8]:
    """Renvoie le rang de la bande (0 à 3) de chaque note, −1 sans note ou sans quartiles.

    Args:
        scores: notes, forme (n, T).
        quartiles: forme (T, 3).

    Sous le premier quartile, la première bande ; au-dessus du troisième, la dernière ; la médiane appartient au
    côté haut. La note s'arrondit comme les quartiles avant d'être située.
    """
    shown = np.floor(scores + 0.5)
    first, median, third = (quartiles[None, :, column] for column in range(3))
    rank = (shown >= first).astype(np.int8) + (shown >= median) + (shown > third)
    unknown = np.isnan(shown + quartiles.sum(axis=1)[None, :])
    return np.where(unknown, NO_BAND, rank).astype(np.int8)


def plausible_bands(
    scores: _Floats, quartiles: _Floats, respondents: ArrayLike
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Renvoie la plus basse et la plus haute bande où l'équipe se tient, à 90 % de confiance.

    Args:
        scores, quartiles: voir `bands`.
        respondents: nombre de répondants de chaque équipe (n,), −1 s'il est inconnu.

    Des quartiles confondus ne séparent aucune bande : toutes sont alors plausibles. Seuls les quartiles diffusés
    servent : ce que l'on dit de l'incertitude n'apprend rien de plus sur le groupe.
    """
    heard = np.asarray(respondents, dtype=np.float64)
    heard = np.where(heard < 1, _PRUDENT, heard)[:, None]
    spread = (quartiles[:, 2] - quartiles[:, 0])[None, :]
    low, high = plausible_bounds(scores, np.nan_to_num(spread), heard)
    lowest, highest = bands(low, quartiles), bands(high, quartiles)
    alike: NDArray[np.bool_] = np.logical_and(spread == 0, lowest != NO_BAND)
    return np.where(alike, 0, lowest).astype(np.int8), np.where(alike, len(BANDS) - 1, highest).astype(np.int8)


def gaps(scores: _Floats, quartiles: _Floats) -> _Floats:
    """Renvoie l'écart, en points, de chaque note arrondie à la médiane diffusée ; NaN quand l'une des deux manque."""
    return np.asarray(np.floor(scores + 0.5) - quartiles[None, :, 1])
