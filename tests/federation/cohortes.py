"""Des cohortes fabriquées à la main : on y sait tout, si bien que chaque chiffre attendu se recalcule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matrice.assessment import Scores, axis_scores
from matrice.federation import AGES, NO_LEVEL, REGIONS, RURALITIES, SIZES, Cohort, Descriptor
from matrice.referentiel import Referentiel, load_referentiel


@cache
def grid() -> Referentiel:
    return load_referentiel()


def cohort_of(
    ranks: NDArray[Any],
    *,
    years: Sequence[int] | None = None,
    teams: Sequence[int] | None = None,
    standings: NDArray[Any] | None = None,
    **columns: Any,
) -> Cohort:
    """Une cohorte dont les niveaux sont `ranks` (n, D), de 0 à 3, et les notes celles de ces niveaux.

    `columns` remplace une colonne ; un descripteur se donne par ses codes, −1 quand il manque.
    """
    ref = grid()
    n, credits = len(ranks), 100 * np.asarray(ref.scale.credits)
    state = np.zeros(ranks.shape, dtype=np.int8) if standings is None else np.asarray(standings, dtype=np.int8)
    scores = columns.pop("scores", None)
    scores = np.where(state == 0, credits[ranks] if scores is None else scores, np.nan)
    known = np.where(state == 0, 0, np.where(state == 2, 1, 2)).astype(np.int8)
    level = np.where(state == 0, ranks, -1).astype(np.int8)
    axes = axis_scores(
        Scores(scores, level, known, (state == 0).astype(np.int64), (state != 2).astype(np.int64)), ref
    ).value
    classes = {"region": REGIONS, "territory": tuple(f"T{i:02d}" for i in range(20)), "age": AGES, "size": SIZES,
               "rurality": RURALITIES}  # fmt: skip
    described = {
        name: Descriptor(np.asarray(columns.pop(name, np.full(n, -1)), dtype=np.int16), labels)
        for name, labels in classes.items()
    }
    own = np.arange(n) if teams is None else np.asarray(teams)
    tasks = tuple(task.id for task in ref.tasks)
    base: dict[str, Any] = {
        "ref": ref, "teams": own.astype(np.int32), "codes": tuple(f"equipe-{i}" for i in range(int(own.max()) + 1)),
        "years": np.asarray([2026] * n if years is None else years, dtype=np.int16),
        "levels": np.where(state == 0, np.asarray(ref.scale.values)[ranks], NO_LEVEL).astype(np.int16),
        "scores": scores, "standings": state, "axis_scores": axes,
        "respondents": np.full(n, 12, dtype=np.int32), "registered": np.full(n, 20, dtype=np.int32),
        "hours": np.full(n, np.nan), "cost": np.full(n, np.nan),
        "tasks": np.zeros((n, len(tasks)), dtype=bool), "task_ids": tasks, "named": ("",) * (int(own.max()) + 1),
    }  # fmt: skip
    return Cohort(**{**base, **described, **columns})


def country(teams: int = 2600, years: Sequence[int] = (2026,), seed: int = 1) -> Cohort:
    """Un pays tiré au hasard, pour les essais de taille ; la graine est fixe."""
    draw = np.random.Generator(np.random.PCG64(seed))
    n, dimensions = teams * len(years), len(grid().dimensions)
    kind = {name: np.tile(draw.integers(0, count, teams), len(years)) for name, count in
            (("region", 18), ("territory", 20), ("age", 3), ("size", 3), ("rurality", 3))}  # fmt: skip
    ranks = np.clip(np.rint(draw.normal(1.4, 0.9, (n, dimensions)) + 0.2 * kind["age"][:, None]), 0, 3).astype(int)
    scores = np.clip(100 * ranks / 3 + draw.integers(0, 30, ranks.shape), 0, 100.0)
    standings = (draw.random(ranks.shape) < 0.03) * draw.integers(1, 3, ranks.shape)
    tasks = draw.random((n, len(grid().tasks))) < 0.25
    return cohort_of(
        ranks, years=np.repeat(years, teams), teams=np.tile(np.arange(teams), len(years)), standings=standings,
        scores=scores, tasks=tasks, hours=draw.uniform(4, 35, n), cost=draw.uniform(8000, 60000, n), **kind,
    )  # fmt: skip
