"""Ce que l'on compare et ce qu'un groupe en montre : thèmes, évolution, chiffres diffusés, inscription au registre.

Les chiffres d'un groupe se calculent une fois et servent à toutes ses équipes ; avant d'être montrés, ils s'inscrivent.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from ..errors import MatriceError
from ..referentiel import Referentiel
from ..text import NBSP, series
from .cohort import NO_LEVEL, SCORED, Cohort, level_ranks, mixed_forms
from .disclosure import (
    DisclosureError,
    Policy,
    Reason,
    ReleasedDistribution,
    ReleasedInterval,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
    interval_of,
    possible_range,
    release_mostly,
    release_quantile_rows,
    release_share,
    release_shares,
    written_rows,
)
from .disclosure.ledger import Ledger, LedgerFile, hidden_groups
from .disclosure.vintage import Release, Vintage
from .groups import DEFAULT_CRITERIA, PeerGroups, peers_of
from .statistics import chance_counts, funnel_limits

_Floats = NDArray[np.float64]
_Ranks = NDArray[np.int16]
NO_RANK = -1

_HIDDEN = 4  # équipes qu'un effectif écrit peut cacher, au plus

DIRECTIONS = ("en baisse", "stable", "en hausse")

QUARTILES = (0.25, 0.5, 0.75)

_SIMULATED = "Cohorte simulée\u00a0: ces chiffres ne décrivent aucune équipe réelle."
UNREGISTERED = (
    "Sans registre des diffusions, rien n’empêche de recouper ces chiffres avec d’autres déjà sortis\u00a0: ne les "
    "diffusez pas."
)


class Entry(NamedTuple):
    """Ce qui s'inscrit : une variable, les lignes dont la valeur est comptée, ce qui en est dit ; `codes` (n,) tient lieu de la valeur de
    chaque ligne de l'année, −1 sans, quand on doit voir qu'elle change."""

    subject: str
    rows: NDArray[np.intp]
    said: str
    codes: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """Une dimension ou un axe : ce qui se compare d'une équipe à l'autre."""

    id: str
    label: str
    kind: Literal["dimension", "axis"]
    axis: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tables:
    """Les notes (n, T) de 0 à 100, NaN sans note, et les rangs de niveau (n, T) à partir de 0, −1 sans niveau."""

    scores: _Floats = field(repr=False)
    ranks: _Ranks = field(repr=False)

    def counts(self, rows: NDArray[np.intp], levels: int) -> list[list[int]]:
        """Combien de ces équipes sont à chaque niveau de chaque thème, comptées en une passe."""
        wide = self.ranks.shape[1]
        keys = self.ranks[rows] + (
            np.arange(wide) * (levels + 1) + 1
        )  # la première case de chaque thème compte les équipes sans niveau
        found = np.bincount(keys.ravel(), minlength=wide * (levels + 1)).reshape(wide, levels + 1)[:, 1:]
        return cast("list[list[int]]", found.tolist())


def themes(ref: Referentiel) -> tuple[Theme, ...]:
    """Renvoie les dimensions puis les axes de la grille."""
    dimensions = (Theme(one.id, one.label, "dimension", ref.axis_of(one.id).id) for one in ref.dimensions)
    return (*dimensions, *(Theme(one.id, one.label, "axis", one.id) for one in ref.axes))


def tables(cohort: Cohort) -> Tables:
    """Renvoie les notes et les rangs de niveau d'une cohorte, dimensions puis axes, en lecture seule."""
    levels = np.where(cohort.standings == SCORED, cohort.levels, np.int16(NO_LEVEL))
    both = Tables(
        np.concatenate([cohort.scores, cohort.axis_scores], axis=1),
        level_ranks(cohort.ref.scale, np.concatenate([levels, cohort.axis_levels], axis=1)).astype(np.int16),
    )
    for table in (both.scores, both.ranks):
        table.setflags(write=False)
    return both


def previous_year(cohort: Cohort, year: int) -> int | None:
    """Renvoie la campagne d'avant cette année, ou `None`."""
    past = cohort.years[cohort.years < year]
    return int(past.max()) if len(past) else None


def changes(cohort: Cohort, year: int) -> Tables | None:
    """Renvoie le sens de chaque équipe de l'année (n, T) : rangs 0 baisse, 1 stable, 2 hausse, −1 sans les deux notes.

    Les notes s'arrondissent à l'entier avant d'être comparées, comme elles s'impriment. `scores` porte l'écart.
    """
    before = previous_year(cohort, year)
    if before is None:
        return None
    now, old = cohort.year(year), cohort.year(before)
    here = earlier_rows(old, now)
    past = np.full((len(now), len(themes(cohort.ref))), np.nan)
    past[here >= 0] = tables(old).scores[here[here >= 0]]
    step = np.floor(tables(now).scores + 0.5) - np.floor(past + 0.5)
    ranks = np.where(np.isnan(step), NO_RANK, np.sign(np.nan_to_num(step)) + 1).astype(np.int16)
    return Tables(step, ranks)


def earlier_rows(whole: Cohort, now: Cohort) -> NDArray[np.int64]:
    """La ligne de la dernière campagne d'avant de chaque équipe, −1 sans elle."""
    last = np.full(len(whole.codes), -1, dtype=np.int64)
    if not len(now):
        return last[:0]
    past = np.flatnonzero(whole.years < now.years[0])
    past = past[np.argsort(whole.years[past], kind="stable")]
    last[whole.teams[past]] = past  # les années croissent : la dernière écrite est la plus récente
    return last[now.teams]


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """Un thème dans un groupe : rien que des valeurs diffusées.

    `levels` répartit les équipes par niveau ; `scores` donne les quartiles des notes ; `intervals` suit
    `levels.at_least`. Les trois se montrent ou se taisent ensemble. D'un groupe presque unanime, `mostly` borne largement la part
    des équipes au niveau visé, quand on en vise un.
    """

    levels: ReleasedDistribution | Withheld
    scores: ReleasedQuantiles | Withheld
    intervals: tuple[ReleasedInterval | Withheld, ...]
    mostly: ReleasedShare | None = None

    def quartile(self, probability: float) -> int | Withheld:
        """Un quartile des notes."""
        return self.scores if isinstance(self.scores, Withheld) else self.scores.at(probability)


def without(named: Sequence[Theme], figures: Sequence[PeerFigures], waiting: Container[str]) -> tuple[PeerFigures, ...]:
    """Ce que montre un groupe, sans les thèmes dont une correction attend (`Register.admit_or_wait`)."""
    quiet = PeerFigures(Withheld(Reason.OVERLAP), Withheld(Reason.OVERLAP), ())
    return tuple(quiet if theme.id in waiting else own for theme, own in zip(named, figures, strict=True))


def said_waiting(named: Sequence[Theme], waiting: Container[str], policy: Policy) -> tuple[str, ...]:
    """Ce qu'il advient d'une correction qui attend, en une phrase."""
    labels = [one.label for one in named if one.id in waiting]
    return (
        f"{series(labels) + NBSP + ': ' if labels else ''}des équipes ont été corrigées depuis la première diffusion, moins de "
        f"{policy.threshold} quelque part, et la différence dirait leur changement. Les chiffres déjà sortis restent ceux de l’année, et "
        f"ne sont pas redits ici. La correction sort dès que {policy.threshold}{NBSP}équipes ont changé partout où il en a changé, sinon "
        "à la campagne suivante.",
    )


def percent_of(share: ReleasedShare | Withheld) -> int:
    """Les points d'une part diffusée, pour ordonner ; une part absente passe après toutes les autres."""
    return -1 if isinstance(share, Withheld) else share.percent


class Part(NamedTuple):
    """Une part d'un groupe : ses lignes, et les thèmes (T,) qu'elle tait."""

    rows: NDArray[np.intp]
    silent: NDArray[np.bool_]


def group_figures(
    table: Tables,
    rows: NDArray[np.intp],
    levels: int,
    policy: Policy,
    protected: Sequence[bool] = (),
    target: int | None = None,
    parts: Sequence[Part] = (),
) -> tuple[PeerFigures, ...]:
    """Renvoie ce qu'un groupe montre de chaque thème.

    Args:
        table: notes et niveaux de l'année.
        rows: les lignes du groupe.
        levels: le nombre de niveaux de l'échelle.
        policy: la politique de diffusion.
        protected: les thèmes à taire pour protéger un autre groupe (voir `neighbours_to_hide`).
        target: le rang du niveau visé ; lui seul permet de dire d'un groupe presque unanime où il en est.
        parts: ses parts, quand elles se montrent ailleurs (voir `union_counts`).
    """
    silent = list(protected) or [False] * table.scores.shape[1]
    hidden = Withheld(Reason.SECRET)
    counts, drifts, scores = union_counts(table, parts or [Part(rows, np.zeros(0, dtype=bool))], levels, policy)
    quartiles = release_quantile_rows(scores, QUARTILES, policy, "score")
    return tuple(
        PeerFigures(hidden, hidden, ()) if mute else _theme_figures(own, notes, policy, target, drift)
        for mute, own, notes, drift in zip(silent, counts, quartiles, drifts, strict=True)
    )


def _theme_figures(
    counts: list[int], scores: ReleasedQuantiles | Withheld, policy: Policy, target: int | None, drift: int
) -> PeerFigures:
    """Ce qu'un groupe montre d'un thème : sa répartition et ses quartiles, ou ni l'une ni les autres."""
    spread = release_shares(counts, policy, drift)
    for absent in (spread, scores):
        if isinstance(absent, Withheld):
            alike = target is not None and absent.reason == Reason.ALIKE
            mostly = release_mostly(sum(counts[target:]), sum(counts), policy) if alike else absent
            if isinstance(mostly, Withheld):
                return PeerFigures(absent, absent, ())
            wide = tuple(interval_of(mostly, policy) if rank == target else absent for rank in range(len(counts)))
            return PeerFigures(absent, absent, wide, mostly)
    return PeerFigures(spread, scores, _share_intervals(spread, policy))


def union_counts(
    table: Tables, parts: Sequence[Part], levels: int, policy: Policy
) -> tuple[list[list[int]], list[int], _Floats]:
    """Renvoie ce qu'un ensemble compte d'après ses parts, chacune ramenée à l'effectif qu'elle écrit.

    L'ensemble exact, à côté de ses parts, rendrait leurs effectifs : chaque thème en est une équation. Fait de ce que les parts peuvent
    dire, il n'en apprend rien. Une part trop petite pour se montrer se réunit aux autres, puis à celles qui se taisent pour elle.

    Returns:
        Par thème : les comptes par niveau, de l'effectif que l'ensemble écrit ; ce dont une part exacte peut s'en écarter, en points ;
        les notes (T, équipes).
    """
    if len(parts) == 1:
        rows = parts[0].rows
        return table.counts(rows, levels), [0] * table.scores.shape[1], table.scores[rows].T
    pooled, rows = _pooled(table, parts, policy.threshold), np.concatenate([own for own, _ in parts])
    pieces = [(own, ~pooled[rank]) for rank, (own, _) in enumerate(parts)]
    pieces.append((rows, np.repeat(pooled, [len(own) for own, _ in parts], axis=0)))
    taken = [
        np.where((here & (table.ranks[own] >= 0))[None], (table.scores[own], table.ranks[own]), np.nan)
        for own, here in pieces
    ]
    known = np.array([(~np.isnan(ranks)).sum(axis=0) for _, ranks in taken])
    known[known < policy.threshold] = 0
    wanted = [policy.shown_whole(sum(own), [one for one in own if one]) for own in known.T.tolist()]
    ranks, scores = ([written_rows(one[at].T, policy) for one in taken] for at in (1, 0))
    counts = np.array([_level_counts(own, levels) for own in ranks])
    whole = written_rows(np.hstack(ranks), policy, wanted)
    return _level_counts(whole, levels).tolist(), _drift(counts), written_rows(np.hstack(scores), policy, wanted)


def _level_counts(ranks: _Floats, levels: int) -> NDArray[np.intp]:
    """Combien de rangs (T, équipes) sont à chaque niveau, forme (T, niveaux)."""
    return np.stack([(ranks == level).sum(axis=1) for level in range(levels)], axis=1)


def _drift(counts: NDArray[np.intp]) -> list[int]:
    """Ce dont une part de l'ensemble peut s'écarter de celle de ses parts ramenées (parts, T, niveaux), en points, à trois écarts-types.

    Chacune cache de 0 à 4 équipes, qui pèseraient plus ou moins lourd, et arrondit ses comptes d'une demi-équipe au plus.
    """
    sizes, upto = counts.sum(axis=2), np.cumsum(counts, axis=2)[..., :-1]
    whole = np.maximum(sizes.sum(axis=0), 1)
    away = upto / np.maximum(sizes, 1)[..., None] - upto.sum(axis=0) / whole[:, None]
    away = np.where(sizes[..., None] > 0, away, 0.0)
    spread = np.sqrt(_HIDDEN / 2 * (away**2).sum(axis=0) + ((sizes > 0).sum(axis=0) / 12)[:, None])
    apart = (_HIDDEN / 2 * np.abs(away.sum(axis=0)) + 3 * spread).max(axis=1)
    return [math.ceil(one) for one in (100 * apart / whole).tolist()]


def _pooled(table: Tables, parts: Sequence[Part], floor: int) -> NDArray[np.bool_]:
    """Les (parts, thèmes) qui n'entrent dans l'ensemble que réunies : trop petites, ou tues pour l'une d'elles."""
    sizes = np.array([(table.ranks[own] >= 0).sum(axis=0) for own, _ in parts])
    pooled = sizes < floor
    gathered = np.where(pooled, sizes, 0).sum(axis=0)
    for theme in np.flatnonzero((gathered > 0) & (gathered < floor)):
        for rank in np.argsort(sizes[:, theme], kind="stable"):
            if gathered[theme] < floor and not pooled[rank, theme] and parts[rank].silent[theme]:
                pooled[rank, theme] = True
                gathered[theme] += sizes[rank, theme]
    return pooled


def _share_intervals(
    spread: ReleasedDistribution | Withheld, policy: Policy
) -> tuple[ReleasedInterval | Withheld, ...]:
    """L'intervalle de chaque part « au moins ce niveau »."""
    if isinstance(spread, Withheld):
        return ()
    return tuple(one if isinstance(one, Withheld) else interval_of(one, policy) for one in spread.at_least)


def chance_limits(
    reference: ReleasedShare, n: int, tau2: float, policy: Policy, confidence: float
) -> tuple[float, float]:
    """La plus basse et la plus haute part écrite que le hasard donne à un groupe de `n` équipes, à cette confiance.

    La part de référence est prise à chaque bout de son arrondi, et la loi est la binomiale exacte : un faux signal n'est jamais plus
    fréquent que la confiance ne le dit.
    """
    low, high = (end / 100 for end in possible_range(reference, policy))
    if tau2:
        bottom, top = (float(funnel_limits(end, n, confidence, tau2)[side]) for side, end in enumerate((low, high)))
        counts = math.floor(bottom * n), math.ceil(top * n)
    else:
        counts = chance_counts(n, low, high, confidence)
    first, last = (release_share(min(max(count, 0), n), n, policy) for count in counts)
    assert isinstance(first, ReleasedShare) and isinstance(last, ReleasedShare)  # `n` est un effectif déjà écrit
    return 0.0 if first.bound == "≤" else float(first.percent), 100.0 if last.bound == "≥" else float(last.percent)


def neighbours_to_hide(table: Tables, groups: Sequence[NDArray[np.intp]], floor: int) -> NDArray[np.bool_]:
    """Renvoie les (groupes, thèmes) à taire pour que le total ne rende pas un groupe trop petit.

    Un groupe assez grand peut compter trop peu d'équipes notées sur un thème. S'il est seul à manquer, le total moins
    les autres groupes le rendrait : on tait alors le plus petit des autres, jusqu'à ce que ceux que l'on tait fassent
    ensemble un groupe assez grand. Le trop petit et ceux qui le protègent sont tus de la même façon.
    """
    sizes = np.array([(table.ranks[rows] >= 0).sum(axis=0) for rows in groups])
    small = (sizes > 0) & (sizes < floor)
    mute = np.zeros_like(small)
    for theme in np.flatnonzero(small.any(axis=0)):
        missing = floor - int(sizes[small[:, theme], theme].sum())
        for group in np.argsort(sizes[:, theme], kind="stable"):
            if missing > 0 and sizes[group, theme] >= floor:
                mute[group, theme] = True
                missing -= int(sizes[group, theme])
    return mute | (small & mute.any(axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class NaturalCut:
    """Le découpage dont tout ensemble est fait (voir `natural_groups`), dans leurs régions ; `silent` (groupes, T) se tait."""

    groups: PeerGroups
    regions: PeerGroups
    silent: NDArray[np.bool_]

    def parts_of(self, rows: NDArray[np.intp]) -> list[Part]:
        """Les parts de ces lignes, si elles en sont une réunion ; sinon aucune."""
        own = np.unique(self.groups.member[rows]).tolist()
        whole = sum(len(self.groups.groups[rank]) for rank in own) == len(rows)
        return (
            [Part(self.groups.groups[rank].rows, self.silent[rank]) for rank in own] if whole and len(own) > 1 else []
        )


def natural_groups(now: Cohort, policy: Policy) -> PeerGroups:
    """Le découpage dont tout ensemble d'une année est fait : ses territoires ; sans eux, les groupes que montrent les retours."""
    places = peers_of(now, policy, ("region", "territory"))
    return places if len(places) > 1 else peers_of(now, policy, DEFAULT_CRITERIA)


def natural_parts(table: Tables, base: PeerGroups, regions: PeerGroups, floor: int) -> NaturalCut:
    """Renvoie ce découpage, d'après les territoires `base` et leurs régions."""
    return NaturalCut(base, regions, nested_to_hide(table, [group.rows for group in base], regions, floor))


def nested_to_hide(
    table: Tables, rows: Sequence[NDArray[np.intp]], regions: PeerGroups | None, floor: int
) -> NDArray[np.bool_]:
    """Renvoie les (groupes, thèmes) à taire pour que ni le total, ni la région d'un territoire ne rende un groupe trop petit.

    Deux découpages emboîtés se relisent l'un par l'autre : ce qu'une région tait, ses territoires le taisent, et un territoire
    trop petit est protégé par un voisin de sa région. Le second découpage n'apprend donc rien de plus, par construction.
    """
    if regions is None or len(regions) < 2:
        return neighbours_to_hide(table, rows, floor)
    closed = neighbours_to_hide(table, [group.rows for group in regions], floor)
    mute = np.zeros((len(rows), table.ranks.shape[1]), dtype=bool)
    parents = np.array([int(regions.member[own[0]]) for own in rows])
    for parent in np.unique(parents):
        family = np.flatnonzero(parents == parent)
        mute[family] = neighbours_to_hide(table, [rows[one] for one in family.tolist()], floor) | closed[parent]
    return mute


def served_tasks(cohort: Cohort) -> dict[str, list[tuple[int, str, str]]]:
    """Les tâches qui servent chaque dimension : leur colonne dans la cohorte, identifiant, libellé."""
    columns = {identifier: rank for rank, identifier in enumerate(cohort.task_ids)}
    found: dict[str, list[tuple[int, str, str]]] = {}
    for _, _, task, dimension in cohort.ref.placed_tasks():
        if task.id in columns:
            found.setdefault(dimension.id, []).append((columns[task.id], task.id, task.label))
    return found


@dataclass(slots=True)
class Register:
    """Le registre d'une année : ce qui est déjà sorti, la liste figée des équipes, le jour de la diffusion.

    Seule valeur de la fédération qui change : chaque calcul y inscrit ce qu'il montre, si bien que l'appel suivant ne peut
    pas l'oublier, et que rien de ce qui sort ne porte une liste d'équipes. Une autre année, le même registre : on change
    `vintage`.
    """

    ledger: Ledger | LedgerFile
    vintage: Vintage
    on: dt.date = field(kw_only=True)
    _admitted: list[Release] = field(default_factory=list, init=False, repr=False)

    def admit(self, shown: Iterable[Entry], policy: Policy) -> None:
        """Inscrit ces diffusions, toutes ou aucune ; `DisclosureError` si l'une d'elles en trahirait une autre."""
        releases = self._releases(shown, policy)
        self.ledger = self.ledger.admit_all(releases, policy)
        self._admitted += releases

    @property
    def control(self) -> str:
        """Le contrôle de la dernière ligne qui porte ce que ce registre a admis depuis qu'il est ouvert ; vide en mémoire."""
        check = self.ledger.control_of(self._admitted)
        return NBSP.join(check[at : at + 4] for at in range(0, len(check), 4))

    def _releases(self, shown: Iterable[Entry], policy: Policy) -> list[Release]:
        """Ce qui s'inscrit, sous forme de rangs et d'empreintes."""
        marks: dict[str, bytes] = {}
        for one in (shown := list(shown)):
            if one.codes is not None and one.subject not in marks:
                marks[one.subject] = self.vintage.mark(one.subject, one.codes)
        return [
            self.vintage.release(rows, subject, on=self.on, policy=policy, said=said, marks=marks.get(subject, b""))
            for subject, rows, said, _ in shown
        ]

    def admit_or_wait(self, shown: Sequence[Entry], policy: Policy) -> set[str]:
        """Inscrit ces diffusions, et renvoie les variables à taire : celles qui attendent, trop peu d'équipes y ayant été corrigées."""
        try:
            self.admit(shown, policy)
        except DisclosureError:
            waiting = self.ledger.corrected(self._releases(shown, policy), policy)
            if not waiting:
                raise
            self.admit([one for one in shown if one.subject not in waiting], policy)
            return waiting
        return set()

    def stamp(self, policy: Policy) -> str:
        """La politique, et le contrôle du registre pour ce qui vient d'y être inscrit : à imprimer sous chaque sortie."""
        control = self.control
        return policy.describe() + (f" Registre des diffusions{NBSP}: contrôle {control}." if control else "")

    def hide(
        self,
        themes: Sequence[Theme],
        table: Tables,
        groups: Sequence[NDArray[np.intp]],
        policy: Policy,
        silent: NDArray[np.bool_],
        *,
        whole: bool = False,
    ) -> NDArray[np.bool_]:
        """Renvoie les (groupes, thèmes) à taire, `silent` compris, parce qu'une autre campagne déjà sortie livrerait une équipe.

        Args:
            themes, table: les thèmes, et leurs valeurs l'année du registre.
            groups: des lignes de l'année, disjointes, sauf que la première est toute l'année quand `whole` le dit.
            policy: son seuil est le plus petit groupe.
            silent: (groupes, thèmes) qui se taisent déjà.
        """
        hide, others = silent.copy(), self.ledger.other_years(self.vintage.year)
        for place, theme in enumerate(themes):
            if theme.id not in others:
                continue
            marks = self.vintage.mark(theme.id, theme_codes(table, place))
            noted = [rows[table.ranks[rows, place] >= 0] for rows in groups]
            asked = [self.vintage.release(rows, theme.id, on=self.on, policy=policy, marks=marks) for rows in noted]
            small = np.array([len(rows) < policy.threshold for rows in noted])
            found = hidden_groups(asked, others[theme.id], hide[:, place] | small, whole=whole)
            hide[:, place] |= found & ~small
        return hide

    def check(self, year: int, now: Cohort) -> None:
        """Refuse un millésime d'une autre année, d'une autre liste d'équipes ou d'un autre ordre."""
        if self.vintage.year != year or not self.vintage.fits(now):
            raise MatriceError(
                f"Le millésime est celui de {self.vintage.year} et n’a pas les mêmes équipes, dans le même ordre, que la "
                f"cohorte de {year}\u00a0: figez la cohorte que vous comparez."
            )


def theme_entries(
    themes: Sequence[Theme],
    table: Tables,
    groups: Iterable[tuple[NDArray[np.intp], Sequence[PeerFigures]]],
    target: int | None = None,
) -> list[Entry]:
    """Les variables montrées par des groupes : les thèmes dont un chiffre au moins sort, équipes notées seulement."""
    codes = [theme_codes(table, place) for place in range(len(themes))]
    return [
        Entry(theme.id, rows[table.ranks[rows, place] >= 0], said, codes[place])
        for rows, figures in groups
        for place, theme in enumerate(themes)
        if (said := _theme_words(figures[place], target))
    ]


def theme_codes(table: Tables, place: int) -> NDArray[np.int64]:
    """Un nombre par niveau et note arrondie d'un thème, −1 sans niveau : ce que l'on peut lire d'une équipe."""
    ranks, scores = table.ranks[:, place].astype(np.int64), np.nan_to_num(np.floor(table.scores[:, place] + 0.5))
    return np.where(ranks < 0, -1, 1000 * ranks + scores.astype(np.int64))


def _theme_words(shown: PeerFigures, target: int | None) -> str:
    """Ce qui est dit d'un thème, en un texte ; vide quand rien n'en sort."""
    if not isinstance(shown.levels, Withheld):
        quartiles = () if isinstance(shown.scores, Withheld) else shown.scores.values
        return f"{spread_words(shown.levels)} {[str(one) for one in quartiles]}"
    return f"cible {target}{NBSP}: {shown.mostly}" if shown.mostly else ""


def spread_words(spread: ReleasedDistribution) -> str:
    """Une répartition en un texte : deux mêmes textes disent la même chose."""
    return f"{spread.n} {[(one.first, one.last, str(one.share)) for one in spread]}"


def warnings(cohort: Cohort, registered: bool) -> tuple[str, ...]:
    """Ce qu'il faut dire de tout ce qui sort : une cohorte simulée, des questionnaires mêlés, une diffusion sans registre."""
    said = (_SIMULATED if cohort.simulated else "", mixed_forms(cohort), "" if registered else UNREGISTERED)
    return tuple(one for one in said if one)
