"""La place de chaque équipe sur chaque thème : les tableaux d'un groupe d'abord, les valeurs figées ensuite."""

from __future__ import annotations

from math import isnan

import numpy as np
from numpy.typing import NDArray

from ..cohort.cohort import STANDING_LABELS
from ..themes import NO_RANK, Theme, level_ranks, themes
from .comparison import Place
from .peer_figures import PeerFigures
from .positions import BANDS, NO_BAND, bands, gaps, plausible_bands, quartile_table
from .subjects import Subjects
from .yardstick import Yardstick


def all_places(stick: Yardstick, subjects: Subjects) -> list[tuple[Place, ...]]:
    """Renvoie les places de chaque équipe, dimensions puis axes, dans l'ordre des équipes."""
    named = themes(stick.cohort.ref)
    found: list[tuple[Place, ...]] = [()] * len(subjects)
    for group, figures in stick.figures.items():
        rows = np.flatnonzero(subjects.groups == group)
        for row, places in zip(rows.tolist(), group_places(stick, named, figures, subjects, rows), strict=True):
            found[row] = places
    return found


def group_places(
    stick: Yardstick,
    named: tuple[Theme, ...],
    figures: tuple[PeerFigures, ...],
    subjects: Subjects,
    rows: NDArray[np.intp],
) -> list[tuple[Place, ...]]:
    """Les places des équipes d'un groupe. Les tableaux passent en listes : bâtir des valeurs case à case coûte moins."""
    values, starts = stick.cohort.ref.scale.values, stick.starts or ({},) * len(named)
    scores, quartiles = subjects.table.scores[rows], quartile_table(figures)
    ranks, states = subjects.table.ranks[rows].tolist(), subjects.standings[rows].tolist()
    band = bands(scores, quartiles).tolist()
    low, high = (bound.tolist() for bound in plausible_bands(scores, quartiles, subjects.respondents[rows]))
    past = np.where((subjects.before[rows] == stick.before)[:, None], subjects.earlier[rows], np.nan)
    start = level_ranks(stick.cohort.ref.scale, past).tolist()
    present, before, gap = absent(scores), absent(subjects.earlier[rows]), absent(gaps(scores, quartiles))
    return [
        tuple(
            Place(
                theme, STANDING_LABELS[states[row][at]], present[row][at],
                None if ranks[row][at] == NO_RANK else values[ranks[row][at]],
                None if ranks[row][at] == NO_RANK else ranks[row][at],
                figures[at], None if band[row][at] == NO_BAND else BANDS[band[row][at]],
                None if band[row][at] == NO_BAND else (BANDS[low[row][at]], BANDS[high[row][at]]),
                gap[row][at], before[row][at], starts[at].get(start[row][at]),
            )
            for at, theme in enumerate(named)
        )
        for row in range(len(rows))
    ]  # fmt: skip


def absent(scores: NDArray[np.float64]) -> list[list[float | None]]:
    """Les notes en listes, `None` là où il n'y en a pas."""
    return [[None if isnan(one) else one for one in row] for row in scores.tolist()]
