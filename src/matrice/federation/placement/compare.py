"""Situer une équipe parmi ses semblables : le même comparateur pour toutes, calculé une fois par groupe.

Une équipe vient de la cohorte ou d'un profil ; sa place se lit dans les tableaux de son groupe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np
from numpy.typing import NDArray

from ...assessment import ALGORITHM, AxisResult, DimensionResult, Profile, Standing, masked, withheld
from ...errors import InputError, Problem
from ...referentiel import Referentiel
from ...text import quoted
from ..cohort.cohort import STANDING_LABELS, Cohort
from ..disclosure import Policy, release_count
from ..figures import NO_RANK, PeerFigures, Register, Tables, Theme, earlier_rows, level_ranks, tables, themes, warnings
from ..groups import DEFAULT_CRITERIA, Criterion, peers_of, teams_of_year, whole_group
from .benchmark import Benchmark, benchmark, next_steps, strengths
from .comparison import BANDS, NO_BAND, Comparison, Place, bands, gaps, plausible_bands, quartile_table

_COLLECTIVE = (
    "Votre équipe a rempli ensemble un seul questionnaire\u00a0: ces notes sont les siennes, sans accord mesuré."
)
_OUTSIDE = "Cette équipe n’est pas dans la cohorte\u00a0: elle est comparée à toutes les équipes, sans y être ajoutée."

_UNTOLD = -1  # un palier ou un effectif inconnu


def compare(
    who: Profile | str,
    cohort: Cohort,
    *,
    policy: Policy | None = None,
    register: Register | None = None,
    year: int | None = None,
    criteria: Sequence[Criterion] = DEFAULT_CRITERIA,
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
    stick = benchmark(cohort, year, groups, policy, register, only=[int(subjects.groups[0])])
    return _comparisons_of(stick, _with_profile(subjects, who, year), () if row is not None else (_OUTSIDE,))[0]


def compare_all(
    cohort: Cohort,
    *,
    policy: Policy | None = None,
    register: Register | None = None,
    year: int | None = None,
    criteria: Sequence[Criterion] = DEFAULT_CRITERIA,
) -> tuple[Comparison, ...]:
    """Renvoie la comparaison de chaque équipe d'une année, dans l'ordre de la cohorte ; voir `compare`.

    Les chiffres d'un groupe se calculent une fois et servent à toutes ses équipes.
    """
    policy = Policy() if policy is None else policy
    now, year = teams_of_year(cohort, year)
    groups = peers_of(now, policy, criteria)
    stick = benchmark(cohort, year, groups, policy, register)
    return _comparisons_of(stick, _from_cohort(cohort, now, np.arange(len(now)), groups.member), ())


def _with_profile(subjects: _Subjects, who: Profile | str, year: int) -> _Subjects:
    """Les mêmes équipes, avec les paliers d'un profil de l'année quand la cohorte ne les connaît pas."""
    if not isinstance(who, Profile) or who.on is None or who.on.year != year:
        return subjects
    if len(who.dimensions) != subjects.paliers.shape[1] or (subjects.paliers != _UNTOLD).any():
        return subjects
    return replace(subjects, paliers=_paliers_of(who))


def _comparisons_of(stick: Benchmark, subjects: _Subjects, notes: tuple[str, ...]) -> tuple[Comparison, ...]:
    """La comparaison de chacune de ces équipes."""
    ref, policy = stick.cohort.ref, stick.policy
    sizes = {rank: release_count(len(stick.groups.groups[rank]), policy) for rank in stick.figures}
    said = (*notes, *warnings(stick.cohort.simulated, stick.admitted))
    places, rule = _all_places(stick, subjects), policy.describe()
    found = []
    for row, own in enumerate(places):
        dimensions, axes = own[: len(ref.dimensions)], own[len(ref.dimensions) :]
        group, before = int(subjects.groups[row]), int(subjects.before[row])
        paliers = {
            one.theme.id: palier
            for one, palier in zip(dimensions, subjects.paliers[row].tolist(), strict=True)
            if palier != _UNTOLD
        }
        strong = strengths(dimensions)
        found.append(
            Comparison(
                subjects.codes[row], subjects.names[row], stick.year, before or None,
                stick.groups.groups[group].label, sizes[group], dimensions, axes,
                strong, next_steps(ref, dimensions, strong, paliers, stick.tasks),
                rule, ref, stick.cohort.simulated, (*([_COLLECTIVE] * bool(subjects.collective[row])), *said),
                stick.admitted,
            )
        )  # fmt: skip
    return tuple(found)


def _all_places(stick: Benchmark, subjects: _Subjects) -> list[tuple[Place, ...]]:
    """Renvoie les places de chaque équipe, dimensions puis axes, dans l'ordre des équipes."""
    named = themes(stick.cohort.ref)
    found: list[tuple[Place, ...]] = [()] * len(subjects)
    for group, figures in stick.figures.items():
        rows = np.flatnonzero(subjects.groups == group)
        for row, places in zip(rows.tolist(), _group_places(stick, named, figures, subjects, rows), strict=True):
            found[row] = places
    return found


def _group_places(
    stick: Benchmark,
    named: tuple[Theme, ...],
    figures: tuple[PeerFigures, ...],
    subjects: _Subjects,
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
    present, before, gap = (
        _none_if_nan(scores),
        _none_if_nan(subjects.earlier[rows]),
        _none_if_nan(gaps(scores, quartiles)),
    )
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


def _none_if_nan(scores: NDArray[np.float64]) -> list[list[float | None]]:
    """Les notes en listes, `None` là où il n'y en a pas."""
    return [[None if isnan(one) else one for one in row] for row in scores.tolist()]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Subjects:
    """m équipes à situer, en colonnes ; `groups` (m,) est le rang de leur groupe de comparaison.

    `table` porte leurs notes et niveaux (m, T), `earlier` leurs notes d'avant (m, T), `paliers` (m, D) vaut −1 quand
    il est inconnu, `standings` (m, T) donne l'état de chaque note.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    groups: NDArray[np.int32]
    table: Tables
    standings: NDArray[np.int8]
    respondents: NDArray[np.int32]
    paliers: NDArray[np.int16]
    earlier: NDArray[np.float64]
    before: NDArray[np.int16]
    collective: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.codes)


def _from_cohort(whole: Cohort, now: Cohort, rows: NDArray[np.intp], groups: NDArray[np.int32]) -> _Subjects:
    """Renvoie ces équipes d'une année, avec leur campagne précédente."""
    table, previous = tables(now), earlier_rows(whole, now)[rows]
    known = previous >= 0
    earlier = np.full((len(rows), table.scores.shape[1]), np.nan)
    past = whole.where(previous[known])
    earlier[known] = np.concatenate([past.scores, past.axis_scores], axis=1)
    before = np.zeros(len(rows), dtype=np.int16)
    before[known] = past.years
    return _Subjects(
        tuple(now.codes[team] for team in now.teams[rows]),
        tuple(now.named[team] for team in now.teams[rows]),
        groups[rows],
        Tables(table.scores[rows], table.ranks[rows]),
        np.concatenate([now.standings, _axis_standings(now.axis_scores)], axis=1)[rows],
        now.respondents[rows],
        now.paliers[rows],
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
        _paliers_of(profile), np.full_like(scores, np.nan), np.zeros(1, dtype=np.int16),
        np.array([profile.collective]),
    )  # fmt: skip


def _told_standing(standing: Standing) -> Standing:
    """L'état d'une note ; retenue faute de réponses, c'est une note que l'on n'a pas."""
    return Standing.NOT_COMPUTABLE if standing is Standing.WITHHELD else standing


def _paliers_of(profile: Profile) -> NDArray[np.int16]:
    """Le palier de chaque dimension d'un profil, forme (1, D)."""
    known = [_UNTOLD if one.palier is None else one.palier for one in profile.dimensions]
    return np.array([known], dtype=np.int16)


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
