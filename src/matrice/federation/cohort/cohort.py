"""La cohorte : des équipes et des années rangées en colonnes, une ligne par équipe et par an.

Son texte (`repr`) ne donne que des totaux, et un carnet n'en affiche pas les lignes. `to_frame()`, qui les demande, montre
la donnée de la fédération à elle-même : une ligne d'équipe ne sort que par le contrôle de divulgation.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import MatriceError
from ...referentiel import Referentiel
from ...text import plural

if TYPE_CHECKING:
    import pandas as pd

NO_LEVEL = -32768  # dans `levels`, quand l'état n'est pas « calculé » : zéro est un niveau
UNKNOWN = -1  # un descripteur ou un effectif qui n'a pas été donné

# Les quatre états d'une dimension dans une cohorte. Aucun n'est 0, aucun ne se fond dans un autre.
SCORED, NOT_COMPUTABLE, NOT_APPLICABLE, ABSENT = 0, 1, 2, 3
STANDING_LABELS = ("calculé", "non calculable", "sans objet", "absente de la grille de l’équipe")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Descriptor:
    """Une classe par ligne : `codes` (−1 quand elle n'a pas été donnée) et leurs libellés."""

    codes: NDArray[np.int16]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        self.codes.setflags(write=False)

    def where(self, mask: NDArray[Any]) -> Descriptor:
        """Les mêmes libellés, ces lignes seulement."""
        return Descriptor(self.codes[mask], self.labels)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Une source qui n'a pas pu être prise, et la raison en une phrase."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}\u00a0: {self.reason}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cohort:
    """Des profils d'équipes, en colonnes : n lignes, D dimensions et A axes de `ref`.

    `teams` (n,) donne le rang de l'équipe dans `codes`, les noms de code choisis ; `years` (n,) l'année.
    `levels` (n, D) porte la valeur du niveau, `NO_LEVEL` sans note ; `scores` (n, D) et `axis_scores` (n, A)
    vont de 0 à 100, NaN sans note ; `standings` (n, D) dit pourquoi : calculé, non calculable, sans objet,
    absente de la grille de l'équipe. `respondents` et `registered` (n,) valent −1 quand ils manquent ; `hours`
    (heures par semaine) et `cost` (€ par an), NaN. `tasks` (n, T) dit quelles tâches de `task_ids` l'équipe a
    retenues. `named` suit `codes` : le nom affiché par accord, ou un texte vide. `paliers` (n, D) compte les
    caractéristiques en place, dans l'ordre, et vaut −1 quand on ne le sait pas. `collective` (n,) est vrai pour un seul questionnaire,
    que l'équipe a rempli ensemble : `respondents` y vaut −1. Les tableaux sont en lecture seule.
    """

    ref: Referentiel
    teams: NDArray[np.int32]
    codes: tuple[str, ...]
    years: NDArray[np.int16]
    levels: NDArray[np.int16]
    scores: NDArray[np.float64]
    standings: NDArray[np.int8]
    axis_scores: NDArray[np.float64]
    region: Descriptor
    territory: Descriptor
    age: Descriptor
    size: Descriptor
    rurality: Descriptor
    respondents: NDArray[np.int32]
    registered: NDArray[np.int32]
    hours: NDArray[np.float64]
    cost: NDArray[np.float64]
    tasks: NDArray[np.bool_]
    task_ids: tuple[str, ...]
    named: tuple[str, ...]
    simulated: bool = False
    refused: tuple[Refusal, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())
    paliers: NDArray[np.int16] = field(default_factory=lambda: np.empty((0, 0), dtype=np.int16))
    collective: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=np.bool_))

    def __post_init__(self) -> None:
        if self.paliers.shape != self.standings.shape:
            if self.paliers.size:
                raise MatriceError("Les paliers d’une cohorte ont une ligne par profil et une colonne par dimension.")
            object.__setattr__(self, "paliers", np.full(self.standings.shape, UNKNOWN, dtype=np.int16))
        if len(self.collective) != len(self.teams):
            object.__setattr__(self, "collective", np.zeros(len(self.teams), dtype=np.bool_))
        for one in fields(self):
            column = getattr(self, one.name)
            if isinstance(column, np.ndarray):
                column.setflags(write=False)

    def __len__(self) -> int:
        return len(self.teams)

    def __repr__(self) -> str:
        said = [plural(len(self), "profil"), plural(len(set(self.teams.tolist())), "équipe")]
        if len(self):
            first, last = int(self.years.min()), self.latest
            said.append(f"{first}" if first == last else f"{first} à {last}")
        if self.refused:
            said.append(plural(len(self.refused), "refus", "refus"))
        return f"Cohorte{' simulée' if self.simulated else ''}\u00a0: {', '.join(said)}"

    @property
    def latest(self) -> int:
        """La dernière année de la cohorte ; `MatriceError` si elle est vide."""
        if not len(self):
            raise MatriceError("La cohorte est vide\u00a0: aucune équipe n’y est.")
        return int(self.years.max())

    def year(self, year: int) -> Cohort:
        """Renvoie les lignes de cette année."""
        return self.where(self.years == year)

    def where(self, mask: NDArray[Any]) -> Cohort:
        """Renvoie les lignes que `mask` (booléens, ou rangs) retient ; `codes` et `named` ne changent pas.

        Le rang d'une équipe reste donc le même d'une sous-cohorte à l'autre.
        """
        rows = ("teams", "years", "levels", "scores", "standings", "axis_scores",
                "respondents", "registered", "hours", "cost", "tasks", "paliers", "collective")  # fmt: skip
        kept: dict[str, Any] = {name: getattr(self, name)[mask] for name in rows}
        for name in ("region", "territory", "age", "size", "rurality"):
            kept[name] = getattr(self, name).where(mask)
        return replace(self, **kept)

    def to_frame(self) -> pd.DataFrame:
        """Renvoie ce qui a été compris, une ligne par équipe, année et dimension, puis une ligne par source refusée.

        C'est la donnée de la fédération, pas une diffusion : elle nomme chaque équipe. Elle se vérifie chez soi et ne se
        transmet pas ; ce qui sort passe par `compare`, `national_report` et leur politique.

        Colonnes : `equipe` (nom de code), `nom` (par accord), `annee`, `region, territoire, age, taille, ruralite` (classes),
        `repondants`, `inscrits`, `collectif`, `heures` (par semaine), `cout` (€ par an), `axe`, `dimension` (identifiants),
        `libelle`, `etat` (« calculé », « non calculable », « sans objet », « absente de la grille de l’équipe » ou
        « refusée »), `niveau`, `note` (0–100), `palier` (caractéristiques en place), `raison` (d'un refus). Ce qui n'a pas
        été donné manque : ce n'est jamais 0.
        """
        from ..dataframes import cohort_frame

        return cohort_frame(self)
