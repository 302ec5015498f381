"""Situer une équipe parmi ses semblables : l’étalon de l’année, sa place, ses appuis, ses prochains pas.

L'étalon est le même pour toutes les équipes. Une équipe partie de bas monte plus souvent qu'une autre, sans rien faire de plus : sa
note tenait en partie au hasard (retour vers la moyenne). On la compare donc à celles qui partaient du même niveau,
toutes régions et tailles confondues.

Une équipe vient de la cohorte ou d'un profil ; sa place se lit dans les tableaux de son groupe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

import numpy as np
from numpy.typing import NDArray

from ..assessment import ALGORITHM, AxisResult, DimensionResult, Profile, Standing, masked, withheld
from ..errors import InputError, Problem
from ..referentiel import Referentiel
from ..text import quoted
from .cohort import STANDING_LABELS, Cohort
from .comparison import (
    BANDS,
    NO_BAND,
    Comparison,
    NextStep,
    Place,
    Sequel,
    bands,
    gaps,
    plausible_bands,
    quartile_table,
)
from .disclosure import (
    Policy,
    Withheld,
    release_count,
)
from .figures import (
    NO_RANK,
    PeerFigures,
    Register,
    Tables,
    Theme,
    earlier_rows,
    group_figures,
    natural_groups,
    natural_parts,
    neighbours_to_hide,
    previous_year,
    said_waiting,
    tables,
    theme_entries,
    themes,
    warnings,
    without,
)
from .groups import DEFAULT_CRITERIA, PeerGroups, peers_of, teams_of_year, whole_group
from .practices import StartMoves, TasksByLevel, admitted, admitted_moves, kept_tasks, sequels

# L'étalon d'une année : les groupes, leurs chiffres diffusés, les tâches gardées, ce que l'on en conseille

_MOST = 3  # points d'appui, pas suivants, tâches : ce qu'une page donne à lire
_HALF = 50  # points : la moitié de l'échelle des notes
_Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Benchmark:
    """Les groupes d'une année et ce qu'ils montrent ; `figures` est rangé par rang de groupe.

    `starts` suit les thèmes : l'évolution des équipes de l'année selon leur niveau de départ, en `before`."""

    cohort: Cohort
    year: int
    policy: Policy
    groups: PeerGroups
    figures: Mapping[int, tuple[PeerFigures, ...]] = field(repr=False)
    tasks: Mapping[str, TasksByLevel] = field(repr=False)
    after: Mapping[str, Mapping[int, Sequel]] = field(repr=False)
    before: int | None = None
    starts: Sequence[StartMoves] = ()
    admitted: bool = False
    rule: str = ""
    notes: tuple[str, ...] = ()


def _benchmark(
    cohort: Cohort, year: int, groups: PeerGroups, policy: Policy, register: Register | None, only: Sequence[int] = ()
) -> _Benchmark:
    """Renvoie l'étalon d'une année, inscrit au registre s'il y en a un.

    Args:
        cohort: les équipes, toutes les années.
        year: l'année comparée.
        groups: leur partage en groupes de comparaison.
        policy: la politique de diffusion.
        register: le registre des diffusions.
        only: les groupes à calculer, tous par défaut.
    """
    now = cohort.year(year)
    table, levels = tables(now), len(now.ref.scale.values)
    rows, named = [group.rows for group in groups], themes(now.ref)
    mute = neighbours_to_hide(table, rows, policy.threshold)
    if register is not None:
        register.check(year, now)
        mute = register.hide(named, table, rows, policy, mute)
    cut = natural_parts(table, natural_groups(now, policy), peers_of(now, policy, ("region",)), policy.threshold)
    wanted = list(only) or range(len(groups))
    figures = {}
    for rank in wanted:
        own = groups.groups[rank].rows
        figures[rank] = group_figures(table, own, levels, policy, mute[rank].tolist(), parts=cut.parts_of(own))
    said: tuple[str, ...] = ()
    if register is not None:
        pairs = ((groups.groups[rank].rows, own) for rank, own in figures.items())
        if waiting := register.admit_or_wait(list(theme_entries(named, table, pairs)), policy):
            figures = {rank: without(named, own, waiting) for rank, own in figures.items()}
            said = said_waiting(named, waiting, policy)
    tasks = admitted(kept_tasks(now, table.ranks, policy), policy, register)
    starts = admitted_moves(cohort, year, policy, register)
    after = sequels(cohort, year, policy, register, starts)
    rule = register.stamp(policy) if register else policy.describe()  # après tout ce qui s'inscrit
    return _Benchmark(now, year, policy, groups, figures, {one.id: own for one, own in zip(now.ref.dimensions, tasks, strict=True)},
                     after, previous_year(cohort, year), starts,
                     register is not None, rule, said)  # fmt: skip


def _strengths(places: Sequence[Place]) -> tuple[Place, ...]:
    """Renvoie les dimensions les mieux placées face à la médiane du groupe, trois au plus.

    Il y faut un niveau au-dessus du plus bas et une note au moins égale à la médiane ; sans médiane diffusée, à la moitié de l'échelle,
    après celles qui en ont une : 28 sur 100 n'est l'appui de personne.
    """
    good = [
        one
        for one in places
        if one.score is not None and one.rank and (one.score >= _HALF if one.gap is None else one.gap >= 0)
    ]
    return tuple(sorted(good, key=lambda one: (one.gap is None, -(one.gap or 0), -(one.score or 0)))[:_MOST])


def _next_steps(stick: _Benchmark, places: Sequence[Place], supports: Sequence[Place]) -> tuple[NextStep, ...]:
    """Renvoie par où avancer : les dimensions les plus en retrait du groupe, trois au plus.

    Args:
        places: les dimensions de l'équipe.
        supports: ses points d'appui, qui ne sont pas aussi des pas à faire.
    """
    ref, strong = stick.cohort.ref, {one.theme.id for one in supports}
    rest = [one for one in places if one.theme.id not in strong and _has_next_level(ref, one)]
    chosen = sorted(rest, key=lambda one: (one.gap is None, one.gap or 0, one.score or 0))[:_MOST]
    return tuple(_next_step(stick, one) for one in chosen)


def _has_next_level(ref: Referentiel, place: Place) -> bool:
    """Vrai si la dimension est notée et n'est pas au plus haut niveau."""
    return place.level is not None and place.level < ref.scale.values[-1]


def _next_step(stick: _Benchmark, place: Place) -> NextStep:
    """Une dimension et sa prochaine marche."""
    name, rank = place.theme.id, NO_RANK if place.rank is None else place.rank
    kept, after = stick.tasks.get(name, {}).get(rank, ()), stick.after.get(name, {}).get(rank)
    rung = stick.cohort.ref.next_stage(name, place.level) or ""
    return NextStep(place, rung, () if isinstance(kept, Withheld) else kept, after)


# Situer une équipe parmi ses semblables : le même comparateur pour toutes, calculé une fois par groupe

_COLLECTIVE = (
    "Votre équipe a rempli ensemble un seul questionnaire\u00a0: ces notes sont les siennes, sans accord mesuré."
)
_OUTSIDE = "Cette équipe n’est pas dans la cohorte\u00a0: elle est comparée à toutes les équipes, sans y être ajoutée."

_UNTOLD = -1  # un effectif inconnu


def compare(
    who: Profile | str,
    cohort: Cohort,
    *,
    policy: Policy | None = None,
    register: Register | None = None,
    year: int | None = None,
    criteria: str | Sequence[str] = DEFAULT_CRITERIA,
) -> Comparison:
    """Renvoie où se tient une équipe parmi ses semblables, dimension par dimension et axe par axe.

    Args:
        who: le nom de code d'une équipe de la cohorte, ou un profil.
        cohort: les équipes, d'une ou de plusieurs années.
        policy: la politique de diffusion ; publique par défaut.
        register: le registre des diffusions ; il refuse ce qui, avec le déjà diffusé, isolerait des équipes. Sans lui,
            `notes` dit que rien ne protège d'un recoupement.
        year: l'année comparée ; la dernière par défaut.
        criteria: ce qui fait une équipe semblable, du plus important au moins important.

    Returns:
        Une `Comparison` : les valeurs de l'équipe et, du groupe, seulement des valeurs diffusées. Un profil que la
        cohorte ne connaît pas se mesure à toutes les équipes, sans y être ajouté. Ce qu'un document imprime d'une place
        est `between`, de la plus basse à la plus haute bande plausible à 90 % : la plupart des positions sont incertaines
        (quatre sur cinq avec une quinzaine de répondants), et `band` seule en dirait trop.

    Raises:
        InputError: aucune équipe cette année-là, un nom de code ou un critère inconnu, ou le profil vient d'une autre grille.
        DisclosureError: le registre refuse la diffusion.
    """
    policy = Policy() if policy is None else policy
    now, year = teams_of_year(cohort, year)
    row = _row_of(who, now)
    if row is None and isinstance(who, Profile):
        subjects, groups = _from_profile(who, cohort.ref), whole_group(now)
    else:
        groups = peers_of(now, policy, criteria)
        subjects = _from_cohort(cohort, now, np.array([row]), groups.member)
    stick = _benchmark(cohort, year, groups, policy, register, only=[int(subjects.groups[0])])
    return _comparisons_of(stick, subjects, () if row is not None else (_OUTSIDE,))[0]


def compare_all(
    cohort: Cohort,
    *,
    policy: Policy | None = None,
    register: Register | None = None,
    year: int | None = None,
    criteria: str | Sequence[str] = DEFAULT_CRITERIA,
) -> tuple[Comparison, ...]:
    """Renvoie la comparaison de chaque équipe d'une année, dans l'ordre de la cohorte ; voir `compare`.

    Les chiffres d'un groupe se calculent une fois et servent à toutes ses équipes.
    """
    policy = Policy() if policy is None else policy
    now, year = teams_of_year(cohort, year)
    groups = peers_of(now, policy, criteria)
    stick = _benchmark(cohort, year, groups, policy, register)
    return _comparisons_of(stick, _from_cohort(cohort, now, np.arange(len(now)), groups.member), ())


def _comparisons_of(stick: _Benchmark, subjects: _Subjects, notes: tuple[str, ...]) -> tuple[Comparison, ...]:
    """La comparaison de chacune de ces équipes."""
    ref, policy = stick.cohort.ref, stick.policy
    sizes = {rank: release_count(len(stick.groups.groups[rank]), policy) for rank in stick.figures}
    said = (*notes, *stick.notes, *warnings(stick.cohort, stick.admitted))
    places = _all_places(stick, subjects)
    found = []
    for row, own in enumerate(places):
        dimensions, axes = own[: len(ref.dimensions)], own[len(ref.dimensions) :]
        group, before = int(subjects.groups[row]), int(subjects.before[row])
        strong = _strengths(dimensions)
        found.append(
            Comparison(
                subjects.codes[row], subjects.names[row], stick.year, before or None,
                stick.groups.groups[group].label, sizes[group], dimensions, axes,
                strong, _next_steps(stick, dimensions, strong),
                stick.rule, ref, stick.cohort.simulated, (*([_COLLECTIVE] * bool(subjects.collective[row])), *said),
                stick.admitted,
            )
        )  # fmt: skip
    return tuple(found)


def _all_places(stick: _Benchmark, subjects: _Subjects) -> list[tuple[Place, ...]]:
    """Renvoie les places de chaque équipe, dimensions puis axes, dans l'ordre des équipes."""
    named = themes(stick.cohort.ref)
    found: list[tuple[Place, ...]] = [()] * len(subjects)
    for group, figures in stick.figures.items():
        rows = np.flatnonzero(subjects.groups == group)
        for row, places in zip(rows.tolist(), _group_places(stick, named, figures, subjects, rows), strict=True):
            found[row] = places
    return found


def _group_places(
    stick: _Benchmark,
    named: tuple[Theme, ...],
    figures: tuple[PeerFigures, ...],
    subjects: _Subjects,
    rows: NDArray[np.intp],
) -> list[tuple[Place, ...]]:
    """Les places des équipes d'un groupe. Les tableaux passent en listes : bâtir des valeurs case à case coûte moins."""
    values = stick.cohort.ref.scale.values
    starts: Sequence[StartMoves] = stick.starts or [{} for _ in named]
    scores, quartiles = subjects.table.scores[rows], quartile_table(figures)
    past = (subjects.before[rows] == stick.before)[:, None]
    columns = (
        subjects.standings[rows].tolist(), _none_if_nan(scores), subjects.table.ranks[rows].tolist(),
        bands(scores, quartiles).tolist(),
        *(bound.tolist() for bound in plausible_bands(scores, quartiles, subjects.respondents[rows])),
        _none_if_nan(gaps(scores, quartiles)), _none_if_nan(subjects.earlier.scores[rows]),
        np.where(past, subjects.earlier.ranks[rows], NO_RANK).tolist(),
    )  # fmt: skip
    return [
        tuple(
            Place(
                theme, STANDING_LABELS[state], score,
                None if rank == NO_RANK else values[rank], None if rank == NO_RANK else rank,
                peers, None if band == NO_BAND else BANDS[band], None if band == NO_BAND else (BANDS[low], BANDS[high]),
                gap, before, moves.get(start),
            )
            for theme, peers, moves, state, score, rank, band, low, high, gap, before, start in zip(
                named, figures, starts, *own, strict=True
            )
        )
        for own in zip(*columns, strict=True)
    ]  # fmt: skip


def _none_if_nan(scores: NDArray[np.float64]) -> list[list[float | None]]:
    """Les notes en listes, `None` là où il n'y en a pas."""
    return [[None if isnan(one) else one for one in row] for row in scores.tolist()]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Subjects:
    """m équipes à situer, en colonnes ; `groups` (m,) est le rang de leur groupe de comparaison.

    `table` porte leurs notes et niveaux (m, T), `earlier` ceux d'avant (m, T), `standings` (m, T) donne l'état de chaque note.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    groups: NDArray[np.int32]
    table: Tables
    standings: NDArray[np.int8]
    respondents: NDArray[np.int32]
    earlier: Tables
    before: NDArray[np.int16]
    collective: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.codes)


def _from_cohort(whole: Cohort, now: Cohort, rows: NDArray[np.intp], groups: NDArray[np.int32]) -> _Subjects:
    """Renvoie ces équipes d'une année, avec leur campagne précédente."""
    table, previous = tables(now), earlier_rows(whole, now)[rows]
    known = previous >= 0
    shape = (len(rows), table.scores.shape[1])
    earlier = Tables(np.full(shape, np.nan), np.full(shape, NO_RANK, dtype=np.int16))
    past = whole.where(previous[known])
    earlier.scores[known], earlier.ranks[known] = tables(past).scores, tables(past).ranks
    before = np.zeros(len(rows), dtype=np.int16)
    before[known] = past.years
    return _Subjects(
        tuple(now.codes[team] for team in now.teams[rows]),
        tuple(now.named[team] for team in now.teams[rows]),
        groups[rows],
        Tables(table.scores[rows], table.ranks[rows]),
        np.concatenate([now.standings, _axis_standings(now.axis_scores)], axis=1)[rows],
        now.respondents[rows],
        earlier,
        before,
        now.collective[rows],
    )


def _axis_standings(scores: NDArray[np.float64]) -> NDArray[np.int8]:
    """L'état de la note d'un axe : calculée, ou non calculable."""
    return np.isnan(scores).astype(np.int8)


def _from_profile(profile: Profile, ref: Referentiel) -> _Subjects:
    """Renvoie l'équipe d'un profil que la cohorte ne connaît pas.

    Raises:
        InputError: une autre grille, ou d'autres règles de calcul.
    """
    profile = masked(profile)
    if faults := list(_profile_faults(profile, ref)):
        raise InputError([Problem(fault) for fault in faults], subject="Comparaison impossible")
    results: tuple[DimensionResult | AxisResult, ...] = (*profile.dimensions, *profile.axes)
    scores = np.array([[np.nan if one.score is None else one.score for one in results]])
    ranks = [NO_RANK if one.level is None else ref.scale.values.index(one.level) for one in results]
    states = [STANDING_LABELS.index(str(_told_standing(one.standing))) for one in results]
    return _Subjects(
        (profile.team,), ("",), np.zeros(1, dtype=np.int32),
        Tables(scores, np.array([ranks], dtype=np.int16)), np.array([states], dtype=np.int8),
        np.array([_UNTOLD if profile.respondents is None or profile.collective else profile.respondents], dtype=np.int32),
        Tables(np.full_like(scores, np.nan), np.full(scores.shape, NO_RANK, dtype=np.int16)),
        np.zeros(1, dtype=np.int16),
        np.array([profile.collective]),
    )  # fmt: skip


def _told_standing(standing: Standing) -> Standing:
    """L'état d'une note ; retenue faute de réponses, c'est une note que l'on n'a pas."""
    return Standing.NOT_COMPUTABLE if standing is Standing.WITHHELD else standing


def _profile_faults(profile: Profile, ref: Referentiel) -> list[str]:
    """Ce qui empêche de comparer ce profil à la cohorte."""
    faults = [reason] if (reason := withheld(profile)) else []
    if not _same_grid(profile.ref, ref):
        faults.append(
            f"le profil suit la grille {quoted(profile.ref.label)}, version {profile.ref.version}, et la cohorte "
            f"{quoted(ref.label)}, version {ref.version}. Notez l’équipe avec la grille de la cohorte."
        )
    if profile.algorithm != ALGORITHM:
        faults.append(
            f"le profil suit les règles de calcul {profile.algorithm}, la cohorte les règles {ALGORITHM}. "
            "Recalculez-le à partir de ses réponses."
        )
    return faults


def _same_grid(one: Referentiel, other: Referentiel) -> bool:
    """Vrai si les deux grilles ont la même échelle, les mêmes dimensions et les mêmes axes."""
    return one is other or (
        (one.scale.values, one.scale.credits) == (other.scale.values, other.scale.credits)
        and [d.id for d in one.dimensions] == [d.id for d in other.dimensions]
        and [a.id for a in one.axes] == [a.id for a in other.axes]
    )


def _row_of(who: Profile | str, now: Cohort) -> int | None:
    """La ligne d'une équipe : son nom de code, ou le nom qu'elle accepte de montrer ; `None` si elle n'y est pas.

    Raises:
        InputError: un nom de code qui n'est pas dans la cohorte de l'année.
    """
    wanted = who.team if isinstance(who, Profile) else who
    for names in (now.codes, now.named):
        if wanted and wanted in names:
            rows = np.flatnonzero(now.teams == names.index(wanted))
            if len(rows):
                return int(rows[0])
    if isinstance(who, Profile):
        return None
    year = "cette année-là" if not len(now) else f"en {int(now.years[0])}"
    raise InputError(
        [Problem(f"aucune équipe {quoted(who)} {year}\u00a0: donnez son nom de code, ou son profil.")],
        subject="Comparaison impossible",
    )
