"""Les équipes que l'on situe : leurs propres valeurs, qu'elles viennent de la cohorte ou d'un profil."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...assessment import ALGORITHM, AxisResult, DimensionResult, Profile, Standing, masked, withheld
from ...errors import InputError, Problem
from ...referentiel import Referentiel
from ...text import quoted
from ..cohort.cohort import STANDING_LABELS, Cohort
from ..themes import NO_RANK, Tables, tables

UNTOLD = -1  # un palier ou un effectif inconnu


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Subjects:
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


def from_cohort(whole: Cohort, now: Cohort, rows: NDArray[np.intp], groups: NDArray[np.int32]) -> Subjects:
    """Renvoie ces équipes d'une année, avec leur campagne précédente."""
    table, previous = tables(now), earlier_rows(whole, now)[rows]
    known = previous >= 0
    earlier = np.full((len(rows), table.scores.shape[1]), np.nan)
    past = whole.where(previous[known])
    earlier[known] = np.concatenate([past.scores, past.axis_scores], axis=1)
    before = np.zeros(len(rows), dtype=np.int16)
    before[known] = past.years
    return Subjects(
        tuple(now.codes[team] for team in now.teams[rows]),
        tuple(now.named[team] for team in now.teams[rows]),
        groups[rows],
        Tables(table.scores[rows], table.ranks[rows]),
        np.concatenate([now.standings, axis_standings(now.axis_scores)], axis=1)[rows],
        now.respondents[rows],
        now.paliers[rows],
        earlier,
        before,
        now.collective[rows],
    )


def earlier_rows(whole: Cohort, now: Cohort) -> NDArray[np.int64]:
    """La ligne de la dernière campagne d'avant de chaque équipe, −1 sans elle."""
    last = np.full(len(whole.codes), -1, dtype=np.int64)
    if not len(now):
        return last[:0]
    past = np.flatnonzero(whole.years < now.years[0])
    past = past[np.argsort(whole.years[past], kind="stable")]
    last[whole.teams[past]] = past  # les années croissent : la dernière écrite est la plus récente
    return last[now.teams]


def axis_standings(scores: NDArray[np.float64]) -> NDArray[np.int8]:
    """L'état de la note d'un axe : calculée, ou non calculable."""
    return np.isnan(scores).astype(np.int8)


def from_profile(profile: Profile, ref: Referentiel) -> Subjects:
    """Renvoie l'équipe d'un profil que la cohorte ne connaît pas.

    Raises:
        InputError: une autre grille, ou d'autres règles de calcul.
    """
    profile = masked(profile)
    if faults := list(profile_faults(profile, ref)):
        raise InputError([Problem(fault) for fault in faults], subject="Comparaison impossible")
    results: tuple[DimensionResult | AxisResult, ...] = (*profile.dimensions, *profile.axes)
    scores = np.array([[np.nan if one.score is None else one.score for one in results]])
    ranks = [NO_RANK if one.level is None else ref.scale.values.index(one.level) for one in results]
    states = [STANDING_LABELS.index(str(told_standing(one.standing))) for one in results]
    return Subjects(
        (profile.team,), ("",), np.zeros(1, dtype=np.int32),
        Tables(scores, np.array([ranks], dtype=np.int16)), np.array([states], dtype=np.int8),
        np.array([UNTOLD if profile.respondents is None or profile.collective else profile.respondents], dtype=np.int32),
        paliers_of(profile), np.full_like(scores, np.nan), np.zeros(1, dtype=np.int16),
        np.array([profile.collective]),
    )  # fmt: skip


def told_standing(standing: Standing) -> Standing:
    """L'état d'une note ; retenue faute de réponses, c'est une note que l'on n'a pas."""
    return Standing.NOT_COMPUTABLE if standing is Standing.WITHHELD else standing


def paliers_of(profile: Profile) -> NDArray[np.int16]:
    """Le palier de chaque dimension d'un profil, forme (1, D)."""
    known = [UNTOLD if one.palier is None else one.palier for one in profile.dimensions]
    return np.array([known], dtype=np.int16)


def profile_faults(profile: Profile, ref: Referentiel) -> list[str]:
    """Ce qui empêche de comparer ce profil à la cohorte."""
    faults = [reason] if (reason := withheld(profile)) else []
    if not same_grid(profile.ref, ref):
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


def same_grid(one: Referentiel, other: Referentiel) -> bool:
    """Vrai si les deux grilles ont la même échelle, les mêmes dimensions et les mêmes axes."""
    return one is other or (
        (one.scale.values, one.scale.credits) == (other.scale.values, other.scale.credits)
        and [d.id for d in one.dimensions] == [d.id for d in other.dimensions]
        and [a.id for a in one.axes] == [a.id for a in other.axes]
    )


def row_of(who: Profile | str, now: Cohort) -> int | None:
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
