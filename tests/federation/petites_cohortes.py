"""De petites cohortes écrites à la main, pour attaquer ce qui en sort."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matrice import load_referentiel
from matrice.federation import NO_LEVEL, Cohort, Descriptor

CLE = bytes(range(32))
LABELS = {
    "region": ("Bretagne", "Mayotte"),
    "territory": ("29", "35"),
    "age": ("moins de 2 ans", "2 à 5 ans", "plus de 5 ans"),
    "size": ("moins de 15", "15 à 30", "plus de 30"),
    "rurality": ("dense", "intermédiaire", "rural"),
}


def cohort(
    teams: int,
    *,
    year: int = 2026,
    levels: Sequence[int] | None = None,
    standings: Sequence[int] | None = None,
    first: int = 0,
    **codes: Sequence[int],
) -> Cohort:
    """Renvoie une cohorte d'une année ; `levels` et `standings` valent pour toutes les dimensions."""
    ref = load_referentiel()
    wide = len(ref.dimensions)
    level = np.tile(np.array(levels if levels is not None else [1] * teams, dtype=np.int16)[:, None], (1, wide))
    standing = np.tile(np.array(standings or [0] * teams, dtype=np.int8)[:, None], (1, wide))
    level[standing != 0] = NO_LEVEL
    blank = np.full(teams, np.nan)

    def described(name: str) -> Descriptor:
        return Descriptor(np.array(codes.get(name, [0] * teams), dtype=np.int16), LABELS[name])

    return Cohort(
        ref=ref,
        teams=np.arange(teams, dtype=np.int32),
        codes=tuple(f"equipe-{first + rank}" for rank in range(teams)),
        years=np.full(teams, year, dtype=np.int16),
        levels=level,
        scores=np.where(standing == 0, level * 100 / 3, np.nan),
        standings=standing,
        axis_scores=np.full((teams, len(ref.axes)), np.nan),
        respondents=np.full(teams, -1, dtype=np.int32),
        registered=np.full(teams, -1, dtype=np.int32),
        hours=blank,
        cost=blank.copy(),
        tasks=np.zeros((teams, 0), dtype=bool),
        task_ids=(),
        named=("",) * teams,
        **{name: described(name) for name in LABELS},  # type: ignore[arg-type]
    )
