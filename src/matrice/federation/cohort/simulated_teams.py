"""Des équipes imaginaires, mais plausibles : âge, taille, territoire, force propre.

Aucune équipe réelle n'est décrite ici. Les tailles suivent la moyenne nationale publiée (20,5 professionnels par
maison de santé : 39 975 dans 1 953 maisons actives en 2023) ; les poids des régions sont des ordres de grandeur.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ..exchange.descriptors import AGES, REGIONS, RURALITIES, SIZES, age_class, size_class
from .cohort import UNKNOWN, Descriptor

MEAN_SIZE, SMALLEST = 20.5, 5
STRENGTH = 8.0  # écart type de la force propre d'une équipe, en points : un choix, sans source
MEAN_AGE, OLDEST = 4.5, 15.0  # années d'existence à la première année simulée
RURAL_SHARES = (0.35, 0.30, 0.35)
# Par région : poids (population en millions, ordre de grandeur) et nombre de territoires (ses départements).
WEIGHTS = (8.2, 2.8, 3.4, 2.6, 0.35, 5.6, 6.0, 12.3, 3.3, 6.1, 6.1, 3.9, 5.2, 0.38, 0.3, 0.87, 0.36, 0.3)
TERRITORIES = (12, 8, 4, 6, 2, 10, 5, 8, 5, 12, 13, 5, 6, 1, 1, 1, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Teams:
    """Des équipes simulées, une valeur par équipe ; `age` en années à la première année, `strength` en points."""

    age: NDArray[np.float64]
    registered: NDArray[np.int32]
    region: NDArray[np.int16]
    territory: NDArray[np.int16]
    rurality: NDArray[np.int16]
    strength: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.age)


def drawn_teams(draw: Generator, count: int, *, regions: bool) -> Teams:
    """Renvoie des équipes tirées au sort ; sans `regions`, ni région ni territoire."""
    weights = np.asarray(WEIGHTS) / sum(WEIGHTS)
    region = draw.choice(len(REGIONS), size=count, p=weights).astype(np.int16)
    first = np.concatenate([[0], np.cumsum(TERRITORIES)[:-1]])
    inside = draw.integers(0, np.asarray(TERRITORIES)[region])
    absent = np.full(count, UNKNOWN, dtype=np.int16)
    # Gamma-Poisson : les tailles s'étalent plus qu'un tirage de Poisson, comme dans la réalité.
    spread = draw.gamma(2.5, (MEAN_SIZE - SMALLEST) / 2.5, size=count)
    return Teams(
        age=np.minimum(draw.exponential(MEAN_AGE, size=count), OLDEST),
        registered=(SMALLEST + draw.poisson(spread)).astype(np.int32),
        region=region if regions else absent,
        territory=(first[region] + inside).astype(np.int16) if regions else absent,
        rurality=draw.choice(len(RURALITIES), size=count, p=RURAL_SHARES).astype(np.int16),
        strength=draw.normal(0, STRENGTH, size=count),
    )


def code_names(count: int) -> tuple[str, ...]:
    """Des noms de code qui disent la simulation, dans l'ordre alphabétique."""
    width = len(str(count))
    return tuple(f"SIM-{rank:0{width}d}" for rank in range(1, count + 1))


def territory_labels() -> tuple[str, ...]:
    """Des noms de territoires imaginaires, région par région."""
    return tuple(
        f"{region}, secteur {rank}"
        for region, count in zip(REGIONS, TERRITORIES, strict=True)
        for rank in range(1, count + 1)
    )


def descriptors_of(teams: Teams, rows: NDArray[np.int32], elapsed: NDArray[np.int64]) -> dict[str, Descriptor]:
    """Les descripteurs de lignes (équipe `rows`, `elapsed` années après la première) : une équipe vieillit."""
    ages = (teams.age[rows] + elapsed).tolist()
    age = np.array([AGES.index(age_class(years)) for years in ages], dtype=np.int16)
    size = np.array([SIZES.index(size_class(count)) for count in teams.registered.tolist()], dtype=np.int16)
    return {
        "region": Descriptor(teams.region[rows], REGIONS),
        "territory": Descriptor(teams.territory[rows], territory_labels()),
        "age": Descriptor(age, AGES),
        "size": Descriptor(size[rows], SIZES),
        "rurality": Descriptor(teams.rurality[rows], RURALITIES),
    }
