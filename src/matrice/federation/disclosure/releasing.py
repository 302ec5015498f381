"""Des chiffres bruts à ce qui peut sortir : chaque fonction rend une valeur diffusée, ou une absence motivée.

Les arrondis sont fixes, sans hasard : reposer la question cent fois donne cent fois la même réponse, et leur
moyenne n'apprend rien. Aucun message ne cite un compte. Règles : « docs/confidentialite.md ».

Parts, « au moins ce niveau », place d'une équipe : tout se tire des mêmes regroupements. Si chaque tableau
regroupait à sa façon, une soustraction rendrait ce que le regroupement cache.

Un groupe de `n` équipes se ramène d'abord aux `m` équipes que l'on écrit (`Policy.shown`) : les valeurs triées, on en garde
`m`, aux rangs les plus régulièrement espacés. Tout ce qui sort se calcule sur celles-là. Comme chaque échantillon de `m`
valeurs s'obtient de tout effectif qui s'écrit `m`, aucune part, aucun quantile, et aucun recoupement des uns avec les autres,
sur un thème ou sur tous, ne dit l'effectif exact ni sa parité.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...text import rounded
from ..statistics import wilson
from .policy import COUNT_STEP, DisclosureError, Policy, check_policy
from .released import (
    KEY,
    Bound,
    Kind,
    Reason,
    Released,
    ReleasedCorrelation,
    ReleasedCount,
    ReleasedDistribution,
    ReleasedFlag,
    ReleasedGroup,
    ReleasedInterval,
    ReleasedMean,
    ReleasedNumber,
    ReleasedPercentile,
    ReleasedPosition,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
)

DOMINANCE = 0.85  # part d'une seule équipe dans un total : règle de la statistique d'entreprises française
_MOSTLY = 20  # points : ce que dit d'un groupe presque unanime une borne large
_PAIRS = 30  # équipes pour une corrélation : en dessous, elle dit surtout le hasard
_STEPS: dict[Kind, int] = {"level": 1, "hours": 1, "cost": 100}  # la note suit la politique


def release_count(n: int, policy: Policy, parts: Sequence[int] = ()) -> ReleasedCount | Withheld:
    """Renvoie un nombre d'équipes, arrondi à 5 vers le bas, absent sous le seuil ; `parts` sont les effectifs de ses parts montrées.

    >>> str(release_count(38, Policy())), str(release_count(10, Policy()))
    ('35', 'non diffusé\\xa0: trop peu d’équipes dans le groupe')
    """
    return (
        ReleasedCount(KEY, policy.shown_whole(int(n), parts))
        if _reaches_threshold(n, policy)
        else Withheld(Reason.SMALL)
    )


def release_share(count: int, n: int, policy: Policy) -> ReleasedShare | Withheld:
    """Renvoie la part `count / n`, arrondie et floutée aux deux bouts.

    Moins de `policy.small` équipes d'un côté : la part devient une borne, la même pour 0, 1 ou 2 équipes.

    >>> [str(release_share(count, 40, Policy())) for count in (0, 2, 10, 40)]
    ['≤\\xa05\\xa0%', '≤\\xa05\\xa0%', '25\\xa0%', '≥\\xa095\\xa0%']
    """
    if not _shares_allowed(n, policy):
        return Withheld(Reason.SMALL)
    count, n = _whole_count(count), _whole_count(n)
    if not 0 <= count <= n:
        raise DisclosureError("Diffusion refusée\u00a0: une part compte entre aucune et toutes les équipes du groupe.")
    written = policy.shown(n)
    return _share_of(_thinned(count, n, written), written, policy)


def release_mostly(count: int, n: int, policy: Policy) -> ReleasedShare | Withheld:
    """Renvoie, d'un groupe dont la répartition se tait parce qu'il est presque unanime, une borne large : « ≤ 20 % » ou « ≥ 80 % ».

    Elle dit où presque toutes les équipes ont besoin d'aide, sans dire leur niveau. Une seule par thème et par groupe : deux
    bornes, à deux niveaux, encadreraient celui de chacune.

    >>> str(release_mostly(1, 40, Policy())), bool(release_mostly(10, 40, Policy()))
    ('≤\\xa020\\xa0%', False)
    """
    if not _shares_allowed(n, policy):
        return Withheld(Reason.SMALL)
    written = policy.shown(n)
    least = _thinned(count, n, written)
    blur = max(_MOSTLY, _blurred_end(written, policy))
    if least < policy.small:
        return ReleasedShare(KEY, blur, written, "≤")
    return ReleasedShare(KEY, 100 - blur, written, "≥") if written - least < policy.small else Withheld(Reason.ALIKE)


def release_missing(
    kept: ReleasedCount | Withheld, n: int, policy: Policy, parts: Sequence[int] = ()
) -> ReleasedShare | Withheld:
    """Renvoie la plus grande part de `n` équipes qui peut manquer quand on en a suivi `kept`, lue sur les deux effectifs écrits.

    Comptée sur les équipes, elle rendrait les deux : 20 équipes, 15 suivies et 40 % de nouvelles, c'est 24, 15 et 9.

    >>> suivies = release_count(560, Policy())
    >>> str(release_missing(suivies, 600, Policy()))
    '≤\\xa08\\xa0%'
    """
    size = release_count(n, policy, parts)
    if isinstance(kept, Withheld) or isinstance(size, Withheld):
        return Withheld(Reason.SMALL)
    most = size.value + COUNT_STEP * (1 + (len(parts) > 1)) - 1  # l'effectif d'un ensemble baisse parfois d'un cran
    step = policy.step(size.value)
    return ReleasedShare(KEY, min(step * -(-100 * (most - kept.value) // (most * step)), 100), size.value, "≤")


@lru_cache(maxsize=4096)
def interval_of(share: ReleasedShare, policy: Policy, confidence: float = 0.95) -> ReleasedInterval:
    """L'intervalle de Wilson d'une part diffusée."""
    low, high = possible_range(share, policy)
    bottom = float(wilson(low * share.n / 100, share.n, confidence)[0])
    top = float(wilson(high * share.n / 100, share.n, confidence)[1])
    outward = math.floor(100 * bottom + 1e-9), math.ceil(100 * top - 1e-9)
    return ReleasedInterval(KEY, max(outward[0], 0), min(outward[1], 100), confidence)


def release_mean(
    values: ArrayLike, policy: Policy, kind: Literal["score", "hours", "cost"] = "score"
) -> ReleasedMean | Withheld:
    """Renvoie la moyenne des valeurs connues (NaN ne compte pas), arrondie.

    Une note moyenne de moins de 5 ou de plus de 95 devient une borne : elle dirait presque celle de chacun. Une
    moyenne d'heures ou d'euros s'efface quand une seule équipe en fait plus de 85 %.
    """
    known = _finite_values(values)
    if not _reaches_threshold(len(known), policy):
        return Withheld(Reason.SMALL)
    if kind != "score" and _is_dominated(known):
        return Withheld(Reason.DOMINANT)
    mean = math.fsum(known.tolist()) / len(known)
    bound: Bound = ""
    if kind == "score":
        end = policy.share_step
        bound = "≤" if mean < end else "≥" if mean > 100 - end else ""
        mean = min(max(mean, end), 100 - end)
    return ReleasedMean(KEY, to_step(mean, step_of(kind, policy)), policy.shown(len(known)), kind, bound)


def release_quantiles(
    values: ArrayLike, probabilities: Sequence[float], policy: Policy, kind: Kind = "level"
) -> ReleasedQuantiles | Withheld:
    """Renvoie les quantiles des valeurs connues, chacun absent s'il lui manque des équipes d'un côté.

    Il faut `m · min(q, 1 − q) ≥ policy.quantile_tail`, m l'effectif écrit : un quantile absent n'apprend rien que cet
    effectif ne dise. Le minimum et le maximum n'y arrivent jamais. Un niveau médian existe (`inverted_cdf`) ; une note, des
    heures ou des euros se moyennent entre deux voisins (`averaged_inverted_cdf`). Quand presque toutes les équipes ont la même
    valeur, aucun quantile ne sort : chacun serait celle de toutes.
    """
    return release_quantile_rows(_finite_values(values)[None], probabilities, policy, kind)[0]


def release_quantile_rows(
    table: NDArray[np.float64], probabilities: Sequence[float], policy: Policy, kind: Kind
) -> list[ReleasedQuantiles | Withheld]:
    """Renvoie ce que `release_quantiles` rend de chaque ligne d'un tableau (m, n) ; ce qui n'est pas un nombre fini ne compte pas.

    Types 1 et 2 de Hyndman et Fan, *The American Statistician*, 1996.
    """
    found: list[ReleasedQuantiles | Withheld] = [Withheld(Reason.SMALL)] * len(table)
    known = np.sort(np.where(np.isfinite(table), table, np.nan), axis=1)  # les NaN vont à la fin
    totals = (~np.isnan(known)).sum(axis=1)
    if not len(live := np.flatnonzero(totals >= check_policy(policy).threshold)):
        return found
    known, total = known[live], totals[live][:, None]
    written = np.array([policy.shown(one) for one in total.ravel().tolist()])[:, None]

    def kept(rank: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.take_along_axis(known, _kept_rank(rank, total, written) - 1, axis=1)

    step, small = step_of(kind, policy), np.minimum(np.arange(1, policy.small + 1), written)
    low, high = (np.floor(kept(rank) / step + 0.5) for rank in (small, small + np.maximum(written - policy.small, 0)))
    alike = (low == high).any(axis=1).tolist()  # moins de `small` équipes en diffèrent
    place = written * np.asarray(probabilities)
    rank = np.ceil(place - 1e-9).astype(np.int64)
    at, after = kept(np.maximum(rank, 1)), kept(np.minimum(rank + 1, written))
    whole = (np.abs(place - np.rint(place)) < 1e-9) & (rank < written) & (kind != "level")
    values = np.where(whole, (at + after) / 2, at).tolist()
    for row, n, same, own in zip(live.tolist(), written.ravel().tolist(), alike, values, strict=True):
        shown = (
            to_step(one, step) if _tail_size(n, q) >= policy.quantile_tail else Withheld(Reason.TAIL)
            for q, one in zip(probabilities, own, strict=True)
        )
        found[row] = (
            Withheld(Reason.ALIKE) if same else ReleasedQuantiles(KEY, tuple(probabilities), tuple(shown), n, kind)
        )
    return found


def release_correlation(x: ArrayLike, y: ArrayLike, policy: Policy) -> ReleasedCorrelation | Withheld:
    """Renvoie la corrélation de Pearson de deux notes, au dixième, à partir de trente équipes qui ont les deux."""
    pair = np.stack([np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)])
    pair = pair[:, np.isfinite(pair).all(axis=0)]
    n = pair.shape[1]
    if n < _PAIRS or not _reaches_threshold(n, policy):
        return Withheld(Reason.SMALL)
    away = pair - pair.mean(axis=1, keepdims=True)
    size = float(np.sqrt((away**2).sum(axis=1).prod()))
    if size == 0:
        return Withheld(Reason.ALIKE)
    return ReleasedCorrelation(KEY, int(rounded(10 * float(away.prod(axis=0).sum()) / size)), policy.shown(n))


def release_flag(value: bool, n: int, policy: Policy) -> ReleasedFlag | Withheld:
    """Renvoie un oui ou un non sur un groupe assez grand (un test significatif, un territoire hors des limites)."""
    return ReleasedFlag(KEY, bool(value), policy.shown(n)) if _reaches_threshold(n, policy) else Withheld(Reason.SMALL)


def derive(compute: Callable[..., float], *sources: Released | Withheld) -> ReleasedNumber | Withheld:
    """Renvoie un nombre calculé avec des valeurs diffusées et elles seules ; absent si l'une d'elles l'est.

    >>> share = release_share(12, 40, Policy())
    >>> str(derive(lambda part: 100 - part.percent, share))
    '70,0'
    """
    for source in sources:
        if isinstance(source, Withheld):
            return source
        if not isinstance(source, Released):
            raise DisclosureError("Diffusion refusée\u00a0: ce calcul ne prend que des valeurs déjà diffusées.")
    return ReleasedNumber(KEY, float(compute(*sources)))


def written_rows(table: NDArray[np.float64], policy: Policy, sizes: Sequence[int] | None = None) -> NDArray[np.float64]:
    """Renvoie, de chaque ligne d'un tableau (m, n), les valeurs triées que l'on garde une fois ramenée à l'effectif qui s'écrit.

    Des NaN au bout, et partout sous le seuil. C'est la seule chose d'un groupe qui entre dans un ensemble plus grand. `sizes` donne
    un autre effectif à chaque ligne, plus grand s'il le faut : des valeurs y reviennent alors deux fois.
    """
    known = np.sort(np.where(np.isfinite(table), table, np.nan), axis=1)  # les NaN vont à la fin
    totals = (~np.isnan(known)).sum(axis=1)
    shown = [policy.shown(n) for n in totals.tolist()] if sizes is None else sizes
    written = np.where(totals >= policy.threshold, shown, 0)[:, None]
    rank, least = np.arange(1, written.max(initial=0) + 1)[None], np.maximum(written, 1)
    at = _kept_rank(np.minimum(rank, least), np.maximum(totals, 1)[:, None], least)
    return np.where(rank <= written, np.take_along_axis(known, at - 1, axis=1), np.nan)


# --- les règles communes ---------------------------------------------------------------------------


def _thinned(count: int, n: int, written: int) -> int:
    """Ce que `count` équipes sur `n` deviennent quand le groupe se ramène à `written`.

    >>> [_thinned(count, 14, 11) for count in (0, 3, 7, 11, 14)]
    [0, 2, 6, 9, 11]
    """
    other = n - count
    low, high = (2 * count * written + n) // (2 * n), written - (2 * other * written + n) // (2 * n)
    return low if 2 * count <= n else high


def _kept_rank(rank: NDArray[np.int64], n: NDArray[np.int64], written: NDArray[np.int64]) -> NDArray[np.int64]:
    """Le rang, à partir de 1 parmi `n` valeurs triées, de celle que l'on garde au rang `rank` des `written` : le premier que `_thinned` y
    envoie.

    >>> _kept_rank(np.array([1, 2, 6, 11]), np.array(14), np.array(11)).tolist()
    [1, 2, 7, 14]
    """
    low = -(-n * (2 * rank - 1) // (2 * written))
    other = n + 1 + -n * (2 * (written - rank) + 1) // (2 * written)
    return np.where(2 * low <= n, low, np.maximum(other, n // 2 + 1))


@lru_cache(maxsize=16384)
def _share_of(count: int, written: int, policy: Policy, drift: int = 0) -> ReleasedShare:
    """La part de `count` équipes parmi `written`, une fois le groupe ramené à son effectif écrit."""
    blur, value = _blurred_end(written, policy), _rounded_share(count, written, policy.step(written))
    if count < policy.small or value == 0:
        return ReleasedShare(KEY, blur, written, "≤", drift)
    if written - count < policy.small or value == 100:
        return ReleasedShare(KEY, 100 - blur, written, "≥", drift)
    return ReleasedShare(KEY, value, written, drift=drift)


def _shares_allowed(n: int, policy: Policy) -> bool:
    """Vrai si les parts d'un groupe se montrent : ses deux bouts floutés couvrent chacun assez de comptes."""
    return _reaches_threshold(n, policy) and policy.shown(n) + 1 >= 2 * policy.small


def _reaches_threshold(n: int, policy: Policy) -> bool:
    """Vrai si un groupe atteint le seuil."""
    return _whole_count(n) >= check_policy(policy).threshold


def _blurred_end(written: int, policy: Policy) -> int:
    """La borne sous laquelle une part est floutée : elle couvre tous les comptes trop petits."""
    step = max(policy.share_step, policy.step(written))
    return step * -(-100 * (policy.small - 1) // (written * step))


def _rounded_share(count: int, n: int, step: int) -> int:
    """La part au multiple de `step` le plus proche ; deux parts complémentaires s'arrondissent à l'identique.

    >>> _rounded_share(3, 24, 5), _rounded_share(21, 24, 5)
    (15, 85)
    """
    return _nearest_step(count, n, step) if 2 * count < n else 100 - _nearest_step(n - count, n, step)


def _nearest_step(count: int, n: int, step: int) -> int:
    """`100 · count / n` au multiple de `step` le plus proche (demi supérieur), en entiers exacts."""
    return step * ((200 * count + n * step) // (2 * n * step))


def possible_range(share: ReleasedShare, policy: Policy) -> tuple[float, float]:
    """Tout ce que la part exacte peut valoir, en points, quand on lit la part diffusée."""
    if share.bound == "≤":
        return 0.0, min(float(share.percent + share.drift), 100.0)
    if share.bound == "≥":
        return max(float(share.percent - share.drift), 0.0), 100.0
    # L'arrondi, et ce que coûte de ramener le groupe, ou chacune de ses parts, à l'effectif écrit.
    half = policy.step(share.n) / 2 + 50 / share.n + share.drift
    return max(share.percent - half, 0.0), min(share.percent + half, 100.0)


def _tail_size(n: int, probability: float) -> float:
    """Le nombre d'équipes du côté le plus court d'un quantile, à l'erreur du flottant près."""
    return n * min(probability, 1 - probability) + 1e-9


def _is_dominated(known: NDArray[np.float64]) -> bool:
    """Vrai si une équipe fait plus de 85 % du total."""
    sizes = np.abs(known)
    return bool(sizes.max() > DOMINANCE * sizes.sum())


def _finite_values(values: ArrayLike) -> NDArray[np.float64]:
    """Les valeurs connues, à plat."""
    known = np.asarray(values, dtype=np.float64).ravel()
    return known[np.isfinite(known)]


def step_of(kind: Kind, policy: Policy) -> int:
    """L'arrondi d'une valeur de cette sorte : note, niveau, heures par semaine, euros par an."""
    return policy.score_step if kind == "score" else _STEPS[kind]


@lru_cache(maxsize=4096)
def to_step(value: float, step: int) -> int:
    """La valeur au multiple de `step` le plus proche."""
    return step * int(rounded(value / step))


def _whole_count(count: Any) -> int:
    """Un compte entier ; un flottant ou un texte serait une erreur de branchement."""
    if type(count) is int:
        return count
    if (
        isinstance(count, bool)
        or not isinstance(count, int | float | np.integer | np.floating)
        or not float(count).is_integer()
    ):
        raise DisclosureError("Diffusion refusée\u00a0: un compte d’équipes est un nombre entier.")
    return int(count)


class _Merged(NamedTuple):
    """Des niveaux voisins (rangs `first` à `last`) et leur compte : brut, il ne sort pas d'ici."""

    first: int
    last: int
    teams: int


def release_shares(counts: Sequence[int], policy: Policy, drift: int = 0) -> ReleasedDistribution | Withheld:
    """Renvoie la répartition diffusée de comptes par niveau, du plus bas au plus haut.

    `drift` est ce dont les parts exactes peuvent s'écarter de ces comptes, en points, quand ils viennent de parts ramenées à leur
    effectif écrit. Chaque groupe de niveaux a au moins `policy.small` équipes. Une répartition qui se réduit à un seul groupe
    n'est pas diffusée.

    >>> [(g.first, g.last, str(g.share)) for g in release_shares([2, 10, 18, 10], Policy())]
    [(0, 1, '30\\xa0%'), (2, 2, '45\\xa0%'), (3, 3, '25\\xa0%')]
    """
    counts = [_whole_count(count) for count in counts]
    if any(count < 0 for count in counts):
        raise DisclosureError("Diffusion refusée\u00a0: un compte d’équipes n’est jamais négatif.")
    n = sum(counts)
    if not _shares_allowed(n, policy):
        return Withheld(Reason.SMALL)
    return _spread_of(written_counts(counts, policy), policy.shown(n), policy, drift)


def written_counts(counts: Sequence[int], policy: Policy) -> tuple[int, ...]:
    """Renvoie ces comptes par niveau, une fois le groupe ramené à l'effectif qui s'écrit."""
    n, written = sum(counts), policy.shown(sum(counts))
    ends = [_thinned(count, n, written) for count in accumulate(counts)]
    return tuple(after - before for before, after in pairwise([0, *ends]))


@lru_cache(maxsize=4096)
def _spread_of(counts: tuple[int, ...], n: int, policy: Policy, drift: int) -> ReleasedDistribution | Withheld:
    """La répartition d'un groupe ramené à son effectif écrit, `n`."""
    groups = _merge_levels(counts, policy.small)
    if len(groups) < 2:
        return Withheld(Reason.ALIKE)
    starts = [0, *accumulate(group.teams for group in groups)][:-1]
    return ReleasedDistribution(
        KEY,
        n,
        len(counts),
        tuple(ReleasedGroup(KEY, g.first, g.last, _share_of(g.teams, n, policy, drift)) for g in groups),
        _at_least_shares(groups, starts, n, policy, drift),
        tuple(_group_position(g, start, n, len(counts), policy) for g, start in zip(groups, starts, strict=True)),
    )


def _merge_levels(counts: Sequence[int], small: int) -> list[_Merged]:
    """Les niveaux regroupés : le plus petit groupe rejoint son plus petit voisin tant qu'il est trop petit."""
    groups = [_Merged(rank, rank, count) for rank, count in enumerate(counts)]
    while len(groups) > 1 and min(group.teams for group in groups) < small:
        at = min(range(len(groups)), key=lambda rank: groups[rank].teams)
        beside = min((rank for rank in (at - 1, at + 1) if 0 <= rank < len(groups)), key=lambda r: groups[r].teams)
        low, high = sorted((at, beside))
        both = _Merged(groups[low].first, groups[high].last, groups[low].teams + groups[high].teams)
        groups[low : high + 1] = [both]
    return groups


def _at_least_shares(
    groups: Sequence[_Merged], starts: Sequence[int], n: int, policy: Policy, drift: int
) -> tuple[ReleasedShare | Withheld, ...]:
    """La part des équipes à ce niveau ou au-dessus, pour chaque niveau ; absente à l'intérieur d'un groupe."""
    above = {group.first: n - start for group, start in zip(groups, starts, strict=True) if start}
    return tuple(
        _share_of(above[rank], n, policy, drift)
        if rank in above
        else Withheld(Reason.MERGED if rank else Reason.NOTHING)
        for rank in range(groups[-1].last + 1)
    )


def _group_position(group: _Merged, start: int, n: int, levels: int, policy: Policy) -> ReleasedPosition:
    """La place d'un groupe de niveaux parmi les autres."""
    over = n - start - group.teams
    step = policy.step(n)
    rank = _nearest_step(2 * start + group.teams, 2 * n, step)
    return ReleasedPosition(
        KEY,
        _share_of(start, n, policy) if start else _no_share(group.first == 0 == group.last),
        _share_of(group.teams, n, policy),
        _share_of(over, n, policy) if over else _no_share(group.first == group.last == levels - 1),
        ReleasedPercentile(KEY, min(max(rank, step), 100 - step), n),
        group.first,
        group.last,
    )


def _no_share(at_the_end: bool) -> Withheld:
    """Aucune part de ce côté : l'échelle s'arrête là, ou les niveaux voisins sont dans le groupe."""
    return Withheld(Reason.NOTHING if at_the_end else Reason.MERGED)
