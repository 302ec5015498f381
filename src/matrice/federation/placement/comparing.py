"""Situer une équipe parmi ses semblables : le même comparateur pour toutes, calculé une fois par groupe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...assessment import Profile
from ..cohort.cohort import Cohort
from ..disclosure import Policy, release_count
from ..recording import Register, warnings
from .advice import next_steps, strengths
from .comparison import Comparison
from .peers import DEFAULT_CRITERIA, Criterion
from .placing import all_places
from .subjects import UNTOLD, Subjects, from_cohort, from_profile, paliers_of, row_of
from .yardstick import Yardstick, everyone, peers_of, present, yardstick

COLLECTIVE = (
    "Votre équipe a rempli ensemble un seul questionnaire\u00a0: ces notes sont les siennes, sans accord mesuré."
)
OUTSIDE = "Cette équipe n’est pas dans la cohorte\u00a0: elle est comparée à toutes les équipes, sans y être ajoutée."


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
    now, year = present(cohort, year)
    row = row_of(who, now)
    if row is None and isinstance(who, Profile):
        subjects, groups = from_profile(who, cohort.ref), everyone(now)
    else:
        groups = peers_of(now, policy, criteria)
        subjects = from_cohort(cohort, now, np.array([row]), groups.member)
    stick = yardstick(cohort, year, groups, policy, register, only=[int(subjects.groups[0])])
    return compared(stick, with_profile(subjects, who, year), () if row is not None else (OUTSIDE,))[0]


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
    now, year = present(cohort, year)
    groups = peers_of(now, policy, criteria)
    stick = yardstick(cohort, year, groups, policy, register)
    return compared(stick, from_cohort(cohort, now, np.arange(len(now)), groups.member), ())


def with_profile(subjects: Subjects, who: Profile | str, year: int) -> Subjects:
    """Les mêmes équipes, avec les paliers d'un profil de l'année quand la cohorte ne les connaît pas."""
    if not isinstance(who, Profile) or who.on is None or who.on.year != year:
        return subjects
    if len(who.dimensions) != subjects.paliers.shape[1] or (subjects.paliers != UNTOLD).any():
        return subjects
    return replace(subjects, paliers=paliers_of(who))


def compared(stick: Yardstick, subjects: Subjects, notes: tuple[str, ...]) -> tuple[Comparison, ...]:
    """La comparaison de chacune de ces équipes."""
    ref, policy = stick.cohort.ref, stick.policy
    sizes = {rank: release_count(len(stick.groups.groups[rank]), policy) for rank in stick.figures}
    said = (*notes, *warnings(stick.cohort.simulated, stick.admitted))
    places, rule = all_places(stick, subjects), policy.describe()
    found = []
    for row, own in enumerate(places):
        dimensions, axes = own[: len(ref.dimensions)], own[len(ref.dimensions) :]
        group, before = int(subjects.groups[row]), int(subjects.before[row])
        paliers = {
            one.theme.id: palier
            for one, palier in zip(dimensions, subjects.paliers[row].tolist(), strict=True)
            if palier != UNTOLD
        }
        strong = strengths(dimensions)
        found.append(
            Comparison(
                subjects.codes[row], subjects.names[row], stick.year, before or None,
                stick.groups.groups[group].label, sizes[group], dimensions, axes,
                strong, next_steps(ref, dimensions, strong, paliers, stick.tasks),
                rule, ref, stick.cohort.simulated, (*([COLLECTIVE] * bool(subjects.collective[row])), *said),
                stick.admitted,
            )
        )  # fmt: skip
    return tuple(found)
