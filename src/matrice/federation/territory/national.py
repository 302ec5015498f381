"""Le rapport d'un territoire ou d'un pays : participation, répartitions, entonnoirs, besoins, évolution, choix.

Il ne porte que des valeurs diffusées. Il ne classe ni les équipes ni les territoires : les besoins sont ordonnés,
avec ce que l'on peut croire de cet ordre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ...errors import InputError, Problem
from ...referentiel import Referentiel
from ..cohort.cohort import Cohort
from ..disclosure import Policy, ReleasedCount, ReleasedQuantiles, Withheld, release_count, release_quantiles
from ..figures import QUARTILES, Entry, PeerFigures, Register, Theme, tables, theme_entries, themes, warnings
from ..groups import Criterion, peers_of, teams_of_year, whole_group
from .practices import Practices, ProfileType, practices, typology
from .territories import Funnel, Movement, Need, Territory, funnel, movements, ranked_needs, share_from, territories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class TerritoryReport:
    """Une année de la cohorte : rien que des valeurs diffusées.

    `whole` suit `themes` (dimensions puis axes), de même que les chiffres de chaque territoire ; `territory_needs`
    suit `territories`. `movement` est `None` sans campagne d'avant ; `territory_movements` suit `territories` ou est
    vide. `target` est la valeur du niveau visé par les entonnoirs et les besoins. `response` donne les quartiles du
    taux de réponse des équipes, en points. `admitted` dit si le registre a admis ce rapport ; le registre n'y est pas.
    """

    year: int
    by: Criterion
    target: int
    size: ReleasedCount | Withheld
    response: ReleasedQuantiles | Withheld
    themes: tuple[Theme, ...] = field(repr=False)
    whole: tuple[PeerFigures, ...] = field(repr=False)
    territories: tuple[Territory, ...] = field(repr=False)
    funnels: tuple[Funnel, ...] = field(repr=False)
    needs: tuple[Need, ...] = field(repr=False)
    territory_needs: tuple[tuple[Need, ...], ...] = field(repr=False)
    movement: Movement | None = field(repr=False)
    territory_movements: tuple[Movement, ...] = field(repr=False)
    typology: tuple[ProfileType, ...] = field(repr=False)
    practices: Practices = field(repr=False)
    policy: str = field(repr=False)
    ref: Referentiel = field(repr=False)
    simulated: bool = False
    notes: tuple[str, ...] = ()
    admitted: bool = False

    def to_frame(self) -> pd.DataFrame:
        """Renvoie le rapport en tableau, une ligne par lieu, thème et mesure : rien que des valeurs diffusées.

        Colonnes : `annee`, `territoire` (« Toutes les équipes » pour l'ensemble), `sorte` (« axe » ou « dimension »), `axe` et
        `dimension` (identifiants ; pas de dimension sur la ligne d'un axe), `libelle`, `mesure`, `classe` (le niveau, les
        niveaux comptés ensemble, ou le sens d'une évolution), `valeur`, `borne` (« ≤ » ou « ≥ » quand la valeur est une borne),
        `unite` (« équipes », « points » de pourcentage, « note sur 100 », « rang »), `equipes` (combien portent la valeur),
        `raison` (pourquoi la valeur manque : elle n'est jamais 0). Ce sont les valeurs du classeur Excel ; les profils
        types, les tâches, les heures et les coûts se lisent dans `typology` et `practices`.

        >>> from matrice.federation import national_report, simulate_cohort
        >>> found = national_report(simulate_cohort(teams=60, years=(2026,))).to_frame()
        >>> sorted(set(found.query("mesure == 'part sous le niveau visé'")["unite"]))
        ['points']
        """
        from ..dataframes import report_frame

        return report_frame(self)


def national_report(
    cohort: Cohort,
    *,
    policy: Policy | None = None,
    by: Criterion = "region",
    year: int | None = None,
    register: Register | None = None,
    target: int | None = None,
    overdispersion: bool = False,
) -> TerritoryReport:
    """Renvoie le rapport d'une année, territoire par territoire.

    Args:
        cohort: les équipes, d'une ou de plusieurs années.
        policy: la politique de diffusion ; publique par défaut.
        by: le découpage, « region » ou « territory » ; un territoire trop petit est réuni au plus petit des autres.
        year: l'année ; la dernière par défaut.
        register: le registre des diffusions ; sans lui, `notes` dit que rien ne protège d'un recoupement.
        target: la valeur du niveau visé ; par défaut le premier de la moitié haute de l'échelle.
        overdispersion: élargir les entonnoirs de ce que le hasard n'explique pas.

    Raises:
        InputError: aucune équipe cette année-là, un découpage inconnu, un niveau visé hors de l'échelle ou le plus bas.
        DisclosureError: le registre refuse la diffusion ; rien ne sort alors.
    """
    policy = Policy() if policy is None else policy
    now, year = teams_of_year(cohort, year)
    rank = _target_rank(cohort.ref, target)
    named = themes(cohort.ref)
    table, levels, groups = tables(now), len(cohort.ref.scale.values), peers_of(now, policy, (by,))
    whole = territories(whole_group(now), table, levels, policy)[0]
    parts = territories(groups, table, levels, policy) if len(groups) > 1 else ()
    rows = [group.rows for group in groups] if len(groups) > 1 else []
    moved, moves_shown = movements(cohort, year, rows, policy)
    kinds, kinds_shown = typology(now, policy)
    choices, choices_shown = practices(now, table, policy)
    rates, heard = _response_rates(now, policy)
    if register is not None:
        register.check(year, now)
        drawn = [(np.arange(len(now)), whole.figures), *zip(rows, (one.figures for one in parts), strict=True)]
        shown = theme_entries(named, table, drawn)
        register.admit([*shown, *heard, *moves_shown, *kinds_shown, *choices_shown], policy)
    return TerritoryReport(
        year, by, cohort.ref.scale.values[rank], whole.size, rates, named, whole.figures, parts,
        tuple(
            funnel(one, place, rank, cohort.ref.scale.values[rank], whole.figures, parts, overdispersion=overdispersion)
            for place, one in enumerate(named)
            if parts
        ),
        _dimension_needs(named, [whole], rank)[0], _dimension_needs(named, parts, rank),
        moved[0] if moved else None, moved[1:], kinds, choices, policy.describe(), cohort.ref, now.simulated,
        (*_together(now, policy), *warnings(now.simulated, register is not None)), register is not None,
    )  # fmt: skip


def _together(now: Cohort, policy: Policy) -> list[str]:
    """Combien d'équipes ont rempli ensemble un seul questionnaire : elles comptent comme les autres, et cela se dit."""
    if not (count := int(now.collective.sum())):
        return []
    found = release_count(count, policy)
    said = (
        "Des équipes, trop peu pour que leur nombre se dise,"
        if isinstance(found, Withheld)
        else f"Au moins {found} équipes"
    )
    return [
        f"{said} ont rempli ensemble un seul questionnaire\u00a0: elles comptent comme les autres, hors taux de réponse."
    ]


def _target_rank(ref: Referentiel, target: int | None) -> int:
    """Le rang du niveau visé dans l'échelle."""
    values = ref.scale.values
    if target is None:
        return len(values) // 2
    if target not in values[1:]:
        raise InputError(
            [Problem(
                f"le niveau visé {target} n’est pas au-dessus du plus bas de l’échelle\u00a0: choisissez parmi "
                f"{', '.join(map(str, values[1:]))}.", column="target",
            )],
            subject="Rapport refusé",
        )  # fmt: skip
    return values.index(target)


def _dimension_needs(named: Sequence[Theme], parts: Sequence[Territory], rank: int) -> tuple[tuple[Need, ...], ...]:
    """Les besoins de chaque territoire, dimension par dimension ; un axe les répéterait."""
    places = [place for place, theme in enumerate(named) if theme.kind == "dimension"]
    shares = [[share_from(one.figures[place], rank) for place in places] for one in parts]
    return ranked_needs([named[place] for place in places], shares)


def _response_rates(now: Cohort, policy: Policy) -> tuple[ReleasedQuantiles | Withheld, list[Entry]]:
    """Les quartiles du taux de réponse des équipes qui ont donné répondants et effectif, et ce qu'il faut en inscrire."""
    known = np.flatnonzero((now.respondents >= 0) & (now.registered > 0))
    rates = 100 * now.respondents[known] / now.registered[known]
    found = release_quantiles(np.minimum(rates, 100), QUARTILES, policy, kind="score")
    return found, [] if isinstance(found, Withheld) else [("participation", known)]
