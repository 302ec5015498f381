"""Le rapport d’un territoire ou d’un pays : chaque part, ses niveaux, ses besoins, son évolution.

Il ne porte que des valeurs diffusées. Un territoire se montre, il ne se classe pas : les besoins sont ordonnés avec ce que
l'on peut croire de cet ordre, et une évolution se lit sur les équipes présentes aux deux campagnes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..referentiel import Referentiel
from ..text import NBSP, capital, number, percent, plural
from .cohort import Cohort
from .comparison import Sequel
from .disclosure import (
    Policy,
    Reason,
    ReleasedCount,
    ReleasedDistribution,
    ReleasedFlag,
    ReleasedNumber,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
    derive,
    release_count,
    release_flag,
    release_missing,
    release_shares,
    written_counts,
)
from .figures import (
    DIRECTIONS,
    Entry,
    NaturalCut,
    Part,
    PeerFigures,
    Register,
    Tables,
    Theme,
    chance_limits,
    changes,
    group_figures,
    natural_groups,
    natural_parts,
    nested_to_hide,
    previous_year,
    said_waiting,
    spread_words,
    tables,
    theme_entries,
    themes,
    union_counts,
    warnings,
    without,
)
from .groups import Criterion, PeerGroups, asked_cut, checked_goals, peers_of, target_rank, teams_of_year, whole_group
from .practices import Practices, ProfileType, practices, response_rates, sequels_of_needs, together, typology
from .statistics import expected_ranks, rank_bounds, shrink, sign_test
from .statistics import overdispersion as measured

if TYPE_CHECKING:
    import pandas as pd


# Mettre des territoires côte à côte : niveaux, entonnoir d'un thème, besoins, évolution d'une campagne à l'autre

_CONFIDENCES = (0.95, 0.998)  # les deux limites d’un entonnoir usuel (Spiegelhalter, 2005)

_Floats = NDArray[np.float64]
_Shares = Sequence[ReleasedShare | Withheld]

_CLEAR = 0.05  # p sous lequel une évolution est dite nette


class Signal(StrEnum):
    """Où tombe la part d'un territoire ; un signal invite à regarder, il ne juge pas."""

    INSIDE = "dans les limites"
    LOW = "sous la limite à 95\u00a0%"
    VERY_LOW = "sous la limite à 99,8\u00a0%"
    HIGH = "au-dessus de la limite à 95\u00a0%"
    VERY_HIGH = "au-dessus de la limite à 99,8\u00a0%"


@dataclass(frozen=True, slots=True)
class Territory:
    """Un territoire, ou plusieurs réunis parce qu'ils étaient trop petits : ce qu'il montre de chaque thème."""

    label: str
    size: ReleasedCount | Withheld
    figures: tuple[PeerFigures, ...]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """Un territoire dans un entonnoir ; `limits` : 95 % basse et haute, puis 99,8 % basse et haute, en points.

    Une limite est la dernière part *écrite* que le hasard donne : les arrondis y sont.
    """

    label: str
    share: ReleasedShare | Withheld
    limits: tuple[ReleasedNumber, ...]
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """La part d'équipes au niveau visé ou au-dessus, territoire par territoire, autour de celle de la cohorte.

    `phi` mesure la surdispersion quand on l'a demandée : 1 quand le hasard suffit.
    """

    theme: Theme
    level: int
    reference: ReleasedShare | Withheld
    points: tuple[FunnelPoint, ...]
    phi: ReleasedNumber | Withheld | None = None


def _territories(
    groups: PeerGroups,
    table: Tables,
    levels: int,
    policy: Policy,
    mute: NDArray[np.bool_],
    target: int,
    cut: NaturalCut,
) -> tuple[Territory, ...]:
    """Renvoie ce que chaque territoire montre, fait de ses parts dans `cut` ; `mute` (groupes, thèmes) se tait."""
    found = []
    for group, silent in zip(groups, mute.tolist(), strict=True):
        parts = cut.parts_of(group.rows)
        size = release_count(len(group), policy, [len(one.rows) for one in parts])
        figures = group_figures(table, group.rows, levels, policy, silent, target, parts)
        found.append(Territory(group.label, size, figures))
    return tuple(found)


def share_from(figures: PeerFigures, rank: int) -> ReleasedShare | Withheld:
    """La part d'équipes au niveau visé, de rang `rank`, ou au-dessus : lue sur la répartition diffusée, ou sa borne large."""
    return (figures.mostly or figures.levels) if isinstance(figures.levels, Withheld) else figures.levels.at_least[rank]


def _funnel(
    theme: Theme,
    place: int,
    rank: int,
    level: int,
    whole: Sequence[PeerFigures],
    parts: Sequence[Territory],
    policy: Policy,
    *,
    confidence: float,
    overdispersion: bool = False,
) -> Funnel:
    """Renvoie l'entonnoir d'un thème.

    Args:
        theme, place: le thème et son rang.
        rank, level: le rang et la valeur du niveau visé.
        whole: les chiffres de toute la cohorte ; sa part est la référence.
        parts: les territoires.
        policy: ses arrondis font les limites.
        confidence: les parts hors de cette limite portent un signal.
        overdispersion: élargir les limites de ce que le hasard n'explique pas.

    Limites et signaux se calculent sur les parts diffusées : ils n'apprennent rien de plus qu'elles.
    """
    reference = share_from(whole[place], rank)
    shares = [(one.label, share_from(one.figures[place], rank)) for one in parts]
    known = [share for _, share in shares if isinstance(share, ReleasedShare)]
    if not isinstance(reference, ReleasedShare) or not known:
        return Funnel(theme, level, reference, tuple(FunnelPoint(label, share, (), None) for label, share in shares))
    spread = measured(
        [share.percent / 100 for share in known], reference.percent / 100, [share.n for share in known]
    ) if overdispersion else None  # fmt: skip
    tau2 = spread.tau2 if spread else 0.0
    points = tuple(_point(label, share, reference, tau2, policy, confidence) for label, share in shares)
    phi = derive(lambda *_: spread.phi, reference, *known) if spread else None
    return Funnel(theme, level, reference, points, phi)


def _point(
    label: str,
    share: ReleasedShare | Withheld,
    reference: ReleasedShare,
    tau2: float,
    policy: Policy,
    confidence: float,
) -> FunnelPoint:
    """Un territoire, ses limites et son signal."""
    if isinstance(share, Withheld):
        return FunnelPoint(label, share, (), None)
    found = [end for one in _CONFIDENCES for end in chance_limits(reference, share.n, tau2, policy, one)]
    limits = tuple(
        one
        for value in found
        if isinstance(one := derive(lambda *_, value=value: value, share, reference), ReleasedNumber)
    )
    return FunnelPoint(label, share, limits, _signal(share.percent, *found, every=confidence <= _CONFIDENCES[0]))


def _signal(percent: float, low: float, high: float, lowest: float, highest: float, *, every: bool) -> Signal:
    """Le signal d'une part ; sur une limite, elle est dedans. `every` compte aussi la limite à 95 %.

    >>> _signal(20, 30, 60, 25, 65, every=False).name, _signal(28, 30, 60, 25, 65, every=False).name
    ('VERY_LOW', 'INSIDE')
    """
    if percent < (low if every else lowest):
        return Signal.VERY_LOW if percent < lowest else Signal.LOW
    if percent > (high if every else highest):
        return Signal.VERY_HIGH if percent > highest else Signal.HIGH
    return Signal.INSIDE


def _by_chance(funnels: Sequence[Funnel], confidence: float) -> str:
    """Combien de signaux le hasard suffit à donner, en une phrase."""
    shown = sum(point.signal is not None for one in funnels for point in one.points)
    return (
        f"{capital(plural(shown, 'part comparée', 'parts comparées'))} aux limites à {percent(100 * confidence, 1)}{NBSP}; le hasard seul "
        f"en ferait sortir {number(shown * (1 - confidence), 1)} au plus."
    )


@dataclass(frozen=True, slots=True)
class Need:
    """Un thème, et la part des équipes sous le niveau visé.

    `below` est en points ; `estimate` est la même part rapprochée de celle des autres territoires (égale à `below` quand
    ils sont moins de dix) ; `rank` est le rang attendu (1 = le besoin le plus répandu), `best` et `worst` les rangs
    plausibles à 90 %.
    """

    theme: Theme
    below: ReleasedNumber
    estimate: ReleasedNumber
    rank: ReleasedNumber
    best: ReleasedNumber
    worst: ReleasedNumber


def _ranked_needs(themes: Sequence[Theme], territories: Sequence[_Shares]) -> tuple[tuple[Need, ...], ...]:
    """Renvoie les besoins de chaque territoire, le plus répandu d'abord.

    Args:
        themes: les thèmes, en colonnes.
        territories: par territoire, la part diffusée d'équipes au niveau visé ou au-dessus, thème par thème.

    Tout se calcule sur les parts diffusées. Chaque thème est rapproché de sa moyenne entre territoires (voir
    `shrink`), puis les thèmes d'un territoire sont ordonnés par leur rang attendu. Un thème dont la part
    n'est pas diffusée n'y est pas : il n'est pas « sans besoin ».
    """
    below, variance = _need_estimates(territories, len(themes))
    moved, doubt = np.full_like(below, np.nan), np.full_like(below, np.nan)
    for column in range(below.shape[1]):
        known = np.flatnonzero(~np.isnan(below[:, column]))
        if len(known):
            pooled = shrink(below[known, column], variance[known, column])
            moved[known, column], doubt[known, column] = pooled.value, pooled.variance
    return tuple(_needs_of(themes, shares, moved[row], doubt[row]) for row, shares in enumerate(territories))


def _need_estimates(territories: Sequence[_Shares], themes: int) -> tuple[_Floats, _Floats]:
    """La part sous le niveau visé, en points, et sa variance ; NaN quand elle n'est pas diffusée.

    La variance est celle de la part d'Agresti et Coull, (x + 2)/(n + 4) : une part floutée à 0 ou 100 n'est pas
    certaine pour autant (*The American Statistician*, 1998).
    """
    middle = {"": 0.0, "≤": -0.5, "≥": 0.5}  # d'une borne, le milieu de ce qu'elle permet
    cells = [
        [(100 - s.percent - middle[s.bound] * min(s.percent, 100 - s.percent), s.n) if isinstance(s, ReleasedShare) else (np.nan,) * 2
         for s in row]
        for row in territories
    ]  # fmt: skip
    table = np.array(cells, dtype=np.float64).reshape(len(territories), themes, 2)
    below, n = table[..., 0], table[..., 1]
    smooth = (below / 100 * n + 2) / (n + 4)
    return below, 100 * 100 * smooth * (1 - smooth) / (n + 4)


def _needs_of(themes: Sequence[Theme], shares: _Shares, value: _Floats, variance: _Floats) -> tuple[Need, ...]:
    """Les besoins d'un territoire."""
    known = np.flatnonzero(~np.isnan(value))
    if not len(known):
        return ()
    ranks = expected_ranks(value[known], variance[known]).rank
    bounds = rank_bounds(value[known], variance[known])
    sources = [share for share in shares if isinstance(share, ReleasedShare)]

    def derive_number(number: float) -> ReleasedNumber:
        found = derive(lambda *_: number, *sources)
        assert isinstance(found, ReleasedNumber)  # toutes les sources sont diffusées
        return found

    needs = []
    for place in np.argsort(ranks, kind="stable"):
        share = shares[column := int(known[place])]
        assert isinstance(share, ReleasedShare)
        said = (100 - share.percent, float(value[column]), float(ranks[place]), *bounds[place].tolist())
        needs.append(Need(themes[column], *map(derive_number, said)))
    return tuple(needs)


@dataclass(frozen=True, slots=True)
class ThemeMovement:
    """Un thème : répartition des équipes entre baisse, stabilité et hausse (rangs 0, 1, 2).

    `net` est la part en hausse moins la part en baisse, en points ; `clear` dit si le test exact des signes donne
    p < 0,05 quels que soient les comptes que disent les parts. p lui-même ne sort pas : il rendrait ces comptes.
    """

    theme: Theme
    spread: ReleasedDistribution | Withheld
    net: ReleasedNumber | Withheld
    clear: ReleasedFlag | Withheld


@dataclass(frozen=True, slots=True)
class Movement:
    """L'évolution d'un groupe entre deux années, sur ses équipes présentes aux deux.

    `lost` est la plus grande part des équipes de l'année d'avant que l'on peut n'avoir pas retrouvées, `arrived` celle des équipes de
    l'année que l'on peut n'avoir pas connues (voir `release_missing`) : celles qui partent ne ressemblent pas à celles qui restent.
    """

    before: int
    year: int
    matched: ReleasedCount | Withheld
    lost: ReleasedShare | Withheld | None
    arrived: ReleasedShare | Withheld
    themes: tuple[ThemeMovement, ...]


def movements(
    cohort: Cohort,
    year: int,
    groups: Sequence[NDArray[np.intp]],
    policy: Policy,
    regions: PeerGroups | None = None,
    cut: NaturalCut | None = None,
) -> tuple[tuple[Movement, ...], list[Entry]]:
    """Renvoie l'évolution de toute l'année puis de chaque groupe, et ce qu'il faut en inscrire au registre.

    Args:
        cohort: toutes les années.
        year: l'année d'arrivée.
        groups: des lignes de l'année, disjointes.
        policy: la politique de diffusion.
        regions: les régions où ces groupes s'emboîtent, s'il y en a.
        cut: le découpage dont tout ensemble est fait.

    Returns:
        Rien quand la cohorte n'a pas d'année d'avant.
    """
    step, before = changes(cohort, year), previous_year(cohort, year)
    if step is None or before is None:
        return (), []
    everyone, past = np.arange(len(step.ranks)), [len(one) for one in natural_groups(cohort.year(before), policy)]
    mute = nested_to_hide(step, groups, regions, policy.threshold)
    cut = natural_parts(step, cut.groups, cut.regions, policy.threshold) if cut else None
    silent = [np.zeros(step.ranks.shape[1], dtype=bool), *mute]
    now, old = cohort.year(year).teams, cohort.year(before)
    found = tuple(
        _movement(
            now, old.teams, (before, year), themes(cohort.ref), step, rows, policy, hush, cut, [] if rank else past
        )
        for rank, (rows, hush) in enumerate(zip([everyone, *groups], silent, strict=True))
    )
    shown = [
        Entry(
            f"evolution.{one.theme.id}",
            rows[step.ranks[rows, place] >= 0],
            spread_words(one.spread),
            step.ranks[:, place].astype(np.int64),
        )
        for rows, moved in zip([everyone, *groups], found, strict=True)
        for place, one in enumerate(moved.themes)
        if not isinstance(one.spread, Withheld)
    ]
    return found, shown


def _movement(
    now: NDArray[np.int32], old: NDArray[np.int32], years: tuple[int, int], named: Sequence[Theme], step: Tables,
    rows: NDArray[np.intp], policy: Policy, silent: NDArray[np.bool_], cut: NaturalCut | None, past: Sequence[int],
) -> Movement:  # fmt: skip
    """L'évolution d'un groupe de lignes de l'année ; `now` et `old` sont les équipes des deux, `past` les parts de l'ensemble."""
    stayed, parts = np.isin(now[rows], old), cut.parts_of(rows) if cut else []
    size = release_count(int(stayed.sum()), policy, [int(np.isin(now[own], old).sum()) for own, _ in parts])
    lost = release_missing(size, len(old), policy, past) if past else None
    arrived = release_missing(size, len(rows), policy, [len(own) for own, _ in parts])
    if parts and isinstance(size, ReleasedCount):
        policy = replace(policy, largest=size.value)
    counts, drifts, _ = union_counts(step, parts or [Part(rows, silent)], len(DIRECTIONS), policy)
    return Movement(
        *years, size, lost, arrived,
        tuple(theme_movement(theme, own, policy, bool(hush), drift)
              for theme, hush, own, drift in zip(named, silent, counts, drifts, strict=True)),
    )  # fmt: skip


def theme_movement(theme: Theme, counts: Sequence[int], policy: Policy, silent: bool, drift: int = 0) -> ThemeMovement:
    """L'évolution d'un thème, à partir des équipes en baisse, stables et en hausse."""
    spread = Withheld(Reason.SECRET) if silent else release_shares(counts, policy, drift)
    if isinstance(spread, Withheld):  # un « non » à côté d'une répartition tue dirait qu'elles sont toutes stables
        return ThemeMovement(theme, spread, spread, spread)
    clear = release_flag(_is_clear(spread, counts, policy), sum(counts), policy)
    return ThemeMovement(theme, spread, _net_points(spread), clear)


def _is_clear(spread: ReleasedDistribution, counts: Sequence[int], policy: Policy) -> bool:
    """Vrai si l'évolution est nette quels que soient les comptes que disent les parts ; d'un sens trop rare pour se montrer, le plus grand
    compte trop rare : « nette » avec 6 hausses dirait que personne ne baisse."""
    sizes = written_counts(counts, policy)
    ends, half = [(0, policy.small - 1)] * 3, policy.step(spread.n) / 2
    for group in spread:
        low, high = ((group.share.percent + side) * spread.n / 100 for side in (-half, half))
        for way in range(group.first, group.last + 1):
            if sizes[way] >= policy.small:
                ends[way] = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    down, _, up = ends
    return any(more[0] > less[1] and sign_test(more[0], less[1]) < _CLEAR for more, less in ((up, down), (down, up)))


def _net_points(spread: ReleasedDistribution) -> ReleasedNumber | Withheld:
    """Hausses moins baisses, en points ; absente quand l'une des deux est fondue avec la stabilité."""
    if len(spread.groups) < len(DIRECTIONS):
        return Withheld(Reason.MERGED)
    return derive(lambda own: own.groups[2].share.percent - own.groups[0].share.percent, spread)


@dataclass(frozen=True, slots=True)
class TerritoryReport:
    """Une année de la cohorte : rien que des valeurs diffusées.

    `whole` suit `themes` (dimensions puis axes), de même que les chiffres de chaque territoire ; `territory_needs`
    suit `territories`. `movement` est `None` sans campagne d'avant ; `territory_movements` suit `territories` ou est
    vide. `target` est la valeur du niveau visé par les entonnoirs et les besoins. `response` donne les quartiles du
    taux de réponse des équipes, en points. `goals` sont les buts de la fédération : dimension, part d'équipes voulue au niveau visé ou
    plus, en points. `admitted` dit si le registre a admis ce rapport ; le registre n'y est pas.
    `sequels` dit, des trois premiers besoins, ce qu'ont fait ensuite les équipes de chaque niveau d'avant (dimension, rang, suite).
    `chance` dit combien de signaux le hasard suffit à donner : sans ce nombre, un signal se lirait comme un fait.
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
    goals: tuple[tuple[str, int], ...] = ()
    chance: str = ""
    sequels: tuple[tuple[str, int, Sequel], ...] = field(default=(), repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Renvoie le rapport en tableau, une ligne par lieu, thème et mesure : rien que des valeurs diffusées.

        Colonnes : `annee`, `territoire` (« Toutes les équipes » pour l'ensemble), `sorte` (« axe » ou « dimension »), `axe` et
        `dimension` (identifiants ; pas de dimension sur la ligne d'un axe), `libelle`, `mesure`, `classe` (le niveau, les
        niveaux comptés ensemble, ou le sens d'une évolution), `valeur` (au dixième), `borne` (« ≤ », « ≥ » quand elle en est une),
        `unite` (« équipes », « points » de pourcentage, « note sur 100 », « rang »), `equipes` (combien portent la valeur),
        `raison` (pourquoi la valeur manque : elle n'est jamais 0). C'est la feuille « Données » du classeur : les profils types, les
        tâches, les heures, les coûts et les suites y ont leur `sorte`.

        >>> from matrice.federation import national_report, simulate_cohort
        >>> found = national_report(simulate_cohort(teams=60, years=(2026,))).to_frame()
        >>> sorted(set(found.query("mesure == 'part sous le niveau visé'")["unite"]))
        ['points']
        """
        from .dataframes import report_frame

        return report_frame(self)


def national_report(
    cohort: Cohort,
    *,
    policy: Policy | None = None,
    by: str | None = None,
    year: int | None = None,
    register: Register | None = None,
    target: int | None = None,
    overdispersion: bool = False,
    confidence: float = _CONFIDENCES[1],
    goals: Mapping[str, int] | None = None,
) -> TerritoryReport:
    """Renvoie le rapport d'une année, territoire par territoire.

    Args:
        cohort: les équipes, d'une ou de plusieurs années.
        policy: la politique de diffusion ; publique par défaut.
        by: le découpage, « region » ou « territoire » ; par défaut, les territoires d'une cohorte d'une seule région, sinon les
            régions. Un lieu trop petit est réuni à son voisin ; un territoire, dans sa région tant qu'elle suffit. Les deux
            découpages s'emboîtent : le registre les admet l'un après l'autre.
        year: l'année ; la dernière par défaut.
        register: le registre des diffusions ; sans lui, `notes` dit que rien ne protège d'un recoupement.
        target: la valeur du niveau visé ; par défaut le premier de la moitié haute de l'échelle.
        overdispersion: élargir les entonnoirs de ce que le hasard n'explique pas.
        confidence: 0,998 pour que seules les parts hors de la limite à 99,8 % portent un signal ; 0,95 pour les deux limites.
        goals: par dimension, la part d'équipes que la fédération veut au niveau visé ou plus, de 1 à 100 points.

    Raises:
        InputError: aucune équipe cette année-là, un découpage inconnu, un niveau visé hors de l'échelle ou le plus bas, un but sur une
            dimension inconnue ou hors de 1 à 100.
        DisclosureError: le registre refuse la diffusion ; rien ne sort alors.
    """
    policy = Policy() if policy is None else policy
    now, year = teams_of_year(cohort, year)
    rank, wanted = target_rank(cohort.ref, target), checked_goals(cohort.ref, goals or {})
    named = themes(cohort.ref)
    table, levels, by = tables(now), len(cohort.ref.scale.values), asked_cut(now, by)
    places, regions = peers_of(now, policy, ("region", "territory")), peers_of(now, policy, ("region",))
    groups = places if by == "territory" else regions
    cut = natural_parts(table, natural_groups(now, policy), regions, policy.threshold)
    rows = [group.rows for group in groups] if len(groups) > 1 else []
    mute = np.zeros((1 + len(rows), len(named)), dtype=bool)
    mute[1:] = nested_to_hide(table, rows, regions if by == "territory" else None, policy.threshold) if rows else False
    if register is not None:
        register.check(year, now)
        mute = register.hide(named, table, [np.arange(len(now)), *rows], policy, mute, whole=True)
    whole = _territories(whole_group(now), table, levels, policy, mute[:1], rank, cut)[0]
    parts = list(_territories(groups, table, levels, policy, mute[1:], rank, cut)) if rows else []
    limited = replace(policy, largest=whole.size.value) if isinstance(whole.size, ReleasedCount) else policy
    moved, moves_shown = movements(cohort, year, rows, policy, regions if by == "territory" else None, cut)
    kinds, kinds_shown = typology(now, limited)
    choices, choices_shown = practices(now, table, limited, register)
    rates, heard = response_rates(now, limited)
    said: tuple[str, ...] = ()
    if register is not None:
        drawn = [(np.arange(len(now)), whole.figures), *zip(rows, (one.figures for one in parts), strict=True)]
        shown = theme_entries(named, table, drawn, rank)
        waiting = register.admit_or_wait([*shown, *heard, *moves_shown, *kinds_shown, *choices_shown], policy)
        if waiting:
            whole, *parts = (_without(one, named, waiting) for one in (whole, *parts))
            moved = tuple(_without_moves(one, waiting) for one in moved)
            kinds, choices = () if "typologie" in waiting else kinds, choices.without(waiting)
            rates = Withheld(Reason.OVERLAP) if "participation" in waiting else rates
            said = said_waiting(named, waiting, policy)
    funnels = tuple(
        _funnel(one, place, rank, cohort.ref.scale.values[rank], whole.figures, parts, policy, confidence=confidence,
                overdispersion=overdispersion)
        for place, one in enumerate(named)
        if parts
    )  # fmt: skip
    needs = _dimension_needs(named, [whole], rank)[0]
    after = sequels_of_needs(cohort, year, policy, register, [one.theme.id for one in needs[:3]])
    rule = register.stamp(policy) if register else policy.describe()
    return TerritoryReport(
        year, by, cohort.ref.scale.values[rank], whole.size, rates, named, whole.figures, tuple(parts), funnels,
        needs, _dimension_needs(named, parts, rank),
        moved[0] if moved else None, moved[1:], kinds, choices, rule, cohort.ref, now.simulated,
        (*said, *together(now, limited), *warnings(now, register is not None)), register is not None, wanted,
        _by_chance(funnels, confidence), after,
    )  # fmt: skip


def _without(one: Territory, named: Sequence[Theme], waiting: set[str]) -> Territory:
    """Ce qu'un territoire montre, sans les thèmes dont une correction attend."""
    return replace(one, figures=without(named, one.figures, waiting))


def _without_moves(one: Movement, waiting: set[str]) -> Movement:
    """L'évolution d'un groupe, sans ces thèmes ; ni les effectifs suivis, si l'un d'eux attend."""
    hidden = Withheld(Reason.OVERLAP)
    if "evolution." in " ".join(waiting):
        one = replace(one, matched=hidden, lost=one.lost and hidden, arrived=hidden)
    return replace(one, themes=tuple(
        ThemeMovement(own.theme, hidden, hidden, hidden) if f"evolution.{own.theme.id}" in waiting else own
        for own in one.themes
    ))  # fmt: skip


def _dimension_needs(named: Sequence[Theme], parts: Sequence[Territory], rank: int) -> tuple[tuple[Need, ...], ...]:
    """Les besoins de chaque territoire, dimension par dimension ; un axe les répéterait."""
    places = [place for place, theme in enumerate(named) if theme.kind == "dimension"]
    shares = [[share_from(one.figures[place], rank) for place in places] for one in parts]
    return _ranked_needs([named[place] for place in places], shares)
