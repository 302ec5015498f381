"""Trois points d'appui, trois pas suivants, et ce que font d'autres équipes au même niveau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ...referentiel import Referentiel
from ..cohort.cohort import Cohort
from ..disclosure import Policy, ReleasedShare, release_share
from ..recording import Shown
from ..themes import Tables
from .comparison import KeptTask, NextStep, Place
from .peers import large_enough

MOST = 3  # points d'appui, pas suivants, tâches : ce qu'une page donne à lire

Rows = NDArray[np.intp]
TasksByLevel = Mapping[int, tuple[KeptTask, ...]]  # rang de niveau → tâches les plus gardées à ce niveau


def strengths(places: Sequence[Place]) -> tuple[Place, ...]:
    """Renvoie les dimensions les mieux placées face à la médiane du groupe, trois au plus.

    Il y faut un niveau au-dessus du plus bas et une note au moins égale à la médiane ; sans médiane diffusée, la note
    seule décide, après celles qui en ont une.
    """
    good = [one for one in places if one.score is not None and one.rank and (one.gap is None or one.gap >= 0)]
    return tuple(sorted(good, key=lambda one: (one.gap is None, -(one.gap or 0), -(one.score or 0)))[:MOST])


def next_steps(
    ref: Referentiel,
    places: Sequence[Place],
    supports: Sequence[Place],
    paliers: Mapping[str, int],
    tasks: Mapping[str, TasksByLevel],
) -> tuple[NextStep, ...]:
    """Renvoie par où avancer : les dimensions les plus en retrait du groupe, trois au plus.

    Args:
        ref: la grille, dont les caractéristiques sont les barreaux.
        places: les dimensions de l'équipe.
        supports: ses points d'appui, qui ne sont pas aussi des pas à faire.
        paliers: nombre de barreaux en place, par dimension ; une dimension absente n'en a pas de connu.
        tasks: les tâches que gardent des équipes au même niveau, par dimension.
    """
    strong = {one.theme.id for one in supports}
    rest = [one for one in places if one.theme.id not in strong and unfinished(ref, one, paliers)]
    chosen = sorted(rest, key=lambda one: (one.gap is None, one.gap or 0, one.score or 0))[:MOST]
    return tuple(next_step(ref, one, paliers.get(one.theme.id), tasks) for one in chosen)


def unfinished(ref: Referentiel, place: Place, paliers: Mapping[str, int]) -> bool:
    """Vrai si la dimension est notée et qu'il lui reste un barreau."""
    if place.score is None:
        return False
    rungs = len(ref.dimension(place.theme.id).characteristics)
    return paliers.get(place.theme.id, 0) < rungs and place.score < 100


def next_step(ref: Referentiel, place: Place, palier: int | None, tasks: Mapping[str, TasksByLevel]) -> NextStep:
    """Une dimension et son prochain barreau."""
    rungs = ref.dimension(place.theme.id).characteristics
    rung = "" if palier is None else rungs[palier].label
    kept = tasks.get(place.theme.id, {}).get(place.rank, ()) if place.rank is not None else ()
    return NextStep(place, rung, palier, kept)


def served_tasks(cohort: Cohort) -> dict[str, list[tuple[int, str, str]]]:
    """Les tâches qui servent chaque dimension : leur colonne dans la cohorte, identifiant, libellé."""
    columns = {identifier: rank for rank, identifier in enumerate(cohort.task_ids)}
    found: dict[str, list[tuple[int, str, str]]] = {}
    for _, _, task, dimension in cohort.ref.placed_tasks():
        if task.id in columns:
            found.setdefault(dimension.id, []).append((columns[task.id], task.id, task.label))
    return found


def kept_tasks(cohort: Cohort, table: Tables, policy: Policy) -> tuple[dict[str, TasksByLevel], list[Shown]]:
    """Renvoie, par dimension et par niveau, les tâches les plus gardées, et ce qu'il faut en inscrire au registre.

    Le comparateur est toute la cohorte de l'année, équipes qui ont gardé au moins une tâche, séparées par niveau : des
    parts disjointes, chacune au seuil. Un niveau trop rare rejoint le plus petit de ses voisins.
    """
    posts = np.flatnonzero(cohort.tasks.any(axis=1)) if cohort.task_ids else np.arange(0)
    served, levels = served_tasks(cohort), len(cohort.ref.scale.values)
    found: dict[str, TasksByLevel] = {}
    shown: list[Shown] = []
    for place, dimension in enumerate(cohort.ref.dimensions):
        by_level: dict[int, tuple[KeptTask, ...]] = {}
        for part in large_enough(table.counts(place, posts, levels), policy.threshold, neighbours=True):
            rows = posts[np.isin(table.ranks[posts, place], part)]
            if len(rows) < policy.threshold:
                continue
            own = served.get(dimension.id, [])
            by_level.update(dict.fromkeys(part, most_kept(cohort, rows, own, policy)))
            shown.extend((identifier, rows) for _, identifier, _ in own)
        found[dimension.id] = by_level
    return found, shown


def most_kept(
    cohort: Cohort, rows: Rows, tasks: Sequence[tuple[int, str, str]], policy: Policy
) -> tuple[KeptTask, ...]:
    """Les tâches les plus gardées par ces équipes, trois au plus ; une part floutée en bas n'en est pas."""
    counts = cohort.tasks[rows].sum(axis=0)
    shares = [(one, release_share(int(counts[one[0]]), len(rows), policy)) for one in tasks]
    kept = [
        KeptTask(identifier, label, share)
        for (_, identifier, label), share in shares
        if isinstance(share, ReleasedShare) and share.bound != "≤"
    ]
    return tuple(sorted(kept, key=lambda task: -task.share.percent)[:MOST])
