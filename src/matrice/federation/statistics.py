"""Situer sans classer, et dire ce que le hasard suffit à produire : les formules, en numpy, chacune avec sa source.

Un entonnoir compare des groupes d'équipes. Le consensus d'une seule équipe n'a pas d'effectif d'échantillon : il ne se
met pas dans un entonnoir. Spiegelhalter, « Funnel plots for comparing institutional performance », *Statistics in
Medicine*, 2005.

Le rang attendu d'un groupe dit aussi combien ce rang est incertain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from math import erf, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Ce que le hasard suffit à produire : lois, intervalle d'une part, fidélité d'une note, test des signes, limites d'un entonnoir

_Floats = NDArray[np.float64]
_STANDARD = NormalDist()
_ERF = np.frompyfunc(erf, 1, 1)

_MEMBERS = 0.28  # corrélation des réponses de membres d'une même équipe (ICC)
_QUARTILE_WIDTH = 1.349  # Q3 − Q1 d'une loi normale, en écarts-types

_WINSOR = 0.10  # les 10 % de z extrêmes, de chaque côté, sont ramenés au seuil


def normal_quantile(probability: float) -> float:
    """Renvoie z tel que P(Z ≤ z) = `probability` pour une loi normale centrée réduite.

    >>> round(normal_quantile(0.975), 6), round(normal_quantile(0.999), 6)
    (1.959964, 3.090232)
    """
    return _STANDARD.inv_cdf(probability)


def _two_sided(confidence: float) -> float:
    """Renvoie le z d'un intervalle bilatéral de cette confiance : 1,96 pour 0,95."""
    return normal_quantile(0.5 + confidence / 2)


def normal_cdf(z: ArrayLike) -> _Floats:
    """Renvoie P(Z ≤ z), case par case : Φ(z) = (1 + erf(z/√2))/2."""
    scaled = np.asarray(z, dtype=np.float64) / sqrt(2)
    return 0.5 * (1.0 + np.asarray(_ERF(scaled), dtype=np.float64))


def wilson(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[_Floats, _Floats]:
    """Renvoie les bornes basse et haute, de 0 à 1, de l'intervalle de Wilson d'une part x/n.

    Args:
        x: effectif qui a la propriété.
        n: effectif total ; NaN en sortie quand il est nul.
        confidence: confiance bilatérale.

    `(2x + z² ∓ z·√(z² + 4x(1 − x/n))) / (2(n + z²))` : Wilson, *JASA*, 1927 ; c'est la méthode des
    indicateurs de santé publique anglais (OHID, paquet R PHEindicatormethods), dont les exemples sont nos essais.

    >>> [round(float(bound), 3) for bound in wilson(12, 30)]
    [0.246, 0.577]
    """
    count, total = np.asarray(x, dtype=np.float64), np.asarray(n, dtype=np.float64)
    z = _two_sided(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = z * np.sqrt(z * z + 4 * count * (1 - count / total))
        middle, base = 2 * count + z * z, 2 * (total + z * z)
        return (np.asarray((middle - spread) / base), np.asarray((middle + spread) / base))


def reliability(respondents: ArrayLike, icc: float = _MEMBERS) -> _Floats:
    """Renvoie la fidélité du résultat d'une équipe, de 0 à 1 : `n·ICC / (1 + (n − 1)·ICC)` (Spearman-Brown, 1910).

    >>> reliability([5, 10, 20]).round(2).tolist()
    [0.66, 0.8, 0.89]
    """
    n = np.asarray(respondents, dtype=np.float64)
    return np.asarray(n * icc / (1 + (n - 1) * icc))


def plausible_bounds(
    values: ArrayLike, spread: ArrayLike, respondents: ArrayLike, confidence: float = 0.90
) -> tuple[_Floats, _Floats]:
    """Renvoie entre quelles notes se tient le résultat d'une équipe, à cette confiance.

    Args:
        values: les notes, de 0 à 100.
        spread: l'écart Q3 − Q1 du groupe.
        respondents: le nombre de personnes qui ont répondu.

    L'erreur-type est `s·√(1 − R)`, s = (Q3 − Q1)/1,349 : l'erreur de mesure classique (Lord et Novick, 1968).
    """
    noise = np.asarray(spread, dtype=np.float64) / _QUARTILE_WIDTH * np.sqrt(1 - reliability(respondents))
    known, half = np.asarray(values, dtype=np.float64), _two_sided(confidence) * noise
    return known - half, known + half


def sign_test(up: int, down: int) -> float:
    """Renvoie la probabilité bilatérale exacte d'un partage au moins aussi déséquilibré, 1 sans mouvement.

    Args:
        up: nombre d'équipes en hausse.
        down: nombre d'équipes en baisse ; les stables ne comptent pas.

    `min(1, 2·P(B ≤ min(up, down)))`, B binomiale(up + down, ½), en entiers : Conover, *Practical Nonparametric
    Statistics*, 3ᵉ édition, 1999, § 3.4.

    >>> round(sign_test(10, 2), 6), sign_test(6, 0)
    (0.038574, 0.03125)
    """
    moved, least = up + down, min(up, down)
    if 2 * least == moved:
        return 1.0
    term = total = 1
    for k in range(1, least + 1):
        term = term * (moved - k + 1) // k
        total += term
    return min(1.0, float(2 * total / 2**moved))


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """La dispersion que le hasard n'explique pas : `phi` (1 quand il suffit) et la variance `tau2` à ajouter."""

    phi: float
    tau2: float


def funnel_limits(theta: float, n: ArrayLike, confidence: float = 0.95, tau2: float = 0.0) -> tuple[_Floats, _Floats]:
    """Renvoie les limites basse et haute, de 0 à 1, d'une part attendue `theta` pour des effectifs `n`.

    Args:
        theta: la part de référence, de 0 à 1.
        n: le nombre d'équipes de chaque territoire.
        confidence: 0,95 et 0,998 dans un entonnoir usuel.
        tau2: variance ajoutée par la surdispersion, sur l'échelle arc sinus (voir `overdispersion`).

    Sans surdispersion `θ ± z·√(θ(1−θ)/n)`, ramené entre 0 et 1 : forme équivalente au point dont la borne de
    Wilson vaut θ (OHID, paquet R PHEindicatormethods). Avec elle, `sin²(asin√θ ± z·√(1/4n + τ²))`.

    >>> low, high = funnel_limits(0.45, [11, 250])
    >>> (100 * low).round(1).tolist(), (100 * high).round(1).tolist()
    ([15.6, 38.8], [74.4, 51.2])
    """
    size, z = np.asarray(n, dtype=np.float64), _two_sided(confidence)
    if not tau2:
        half = z * np.sqrt(theta * (1 - theta) / size)
        return np.clip(theta - half, 0.0, 1.0), np.clip(theta + half, 0.0, 1.0)
    centre, half = float(np.arcsin(np.sqrt(theta))), z * np.sqrt(1 / (4 * size) + tau2)
    low, high = np.clip(centre - half, 0.0, np.pi / 2), np.clip(centre + half, 0.0, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


@lru_cache(maxsize=8192)
def chance_counts(n: int, low: float, high: float, confidence: float) -> tuple[int, int]:
    """Renvoie entre quels comptes reste, au hasard, un groupe de `n` équipes dont la part attendue va de `low` à `high`.

    Sous le premier et au-dessus du second, les queues exactes de la loi binomiale font chacune `(1 − confidence) / 2` au plus : un
    compte hors de ces bornes est un faux signal au plus une fois sur `1 / (1 − confidence)`.

    >>> chance_counts(20, 0.5, 0.5, 0.95)   # P(X ≤ 5) = 0,021 ; P(X ≤ 6) = 0,058
    (6, 14)
    """
    tail = (1 - confidence) / 2
    below = np.cumsum(_binomial(n, low))
    above = np.cumsum(_binomial(n, high)[::-1])[::-1]
    return int(np.searchsorted(below, tail, side="right")), n - int(np.searchsorted(above[::-1], tail, side="right"))


def _binomial(n: int, theta: float) -> _Floats:
    """P(X = 0), …, P(X = n) pour X binomiale(n, θ)."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    k, theta = np.arange(n + 1), min(max(theta, 1e-12), 1 - 1e-12)
    return np.asarray(np.exp(logs[n] - logs - logs[::-1] + k * math.log(theta) + (n - k) * math.log(1 - theta)))


def overdispersion(shares: ArrayLike, theta: float, n: ArrayLike) -> Overdispersion:
    """Renvoie la surdispersion de parts observées autour de `theta`.

    Sur l'échelle arc sinus (s = 1/(2√n)) : `z = (asin√y − asin√θ)/s`, ramenés à leurs 10ᵉ et 90ᵉ centiles,
    `φ = Σz²/N` ; quand Nφ ≥ N − 1, `τ² = (Nφ − (N−1)) / (Σw − Σw²/Σw)` avec w = 1/s². Spiegelhalter et al.,
    « Statistical methods for healthcare regulation », *JRSS A*, 2012.
    """
    observed, size = np.asarray(shares, dtype=np.float64), np.asarray(n, dtype=np.float64)
    number, weight = len(observed), 4 * size
    if number < 2:
        return Overdispersion(1.0, 0.0)
    z = (np.arcsin(np.sqrt(observed)) - np.arcsin(np.sqrt(theta))) * np.sqrt(weight)
    z = np.clip(z, *np.quantile(z, [_WINSOR, 1 - _WINSOR]))
    phi = float((z * z).sum() / number)
    return Overdispersion(phi, _moment(number * phi, weight))


def _moment(q: float, weight: _Floats) -> float:
    """La variance entre groupes qu'un écart `q` laisse, ses poids connus : `max(0, (q − (k−1)) / (Σw − Σw²/Σw))`."""
    spread = weight.sum() - (weight * weight).sum() / weight.sum()
    return max(0.0, float((q - (len(weight) - 1)) / spread))


# Situer sans classer : valeurs rapprochées de la moyenne, rangs attendus

_FEWEST = 10  # groupes : en dessous, la variance entre eux ne s'estime pas et l'on garde les valeurs brutes


@dataclass(frozen=True, slots=True, eq=False)
class _Shrunk:
    """Des valeurs rapprochées de leur moyenne `centre`, leurs variances, et `tau2`, la variance entre groupes."""

    value: _Floats
    variance: _Floats
    centre: float
    tau2: float


def between_variance(estimates: ArrayLike, variances: ArrayLike) -> float:
    """Renvoie la variance entre groupes τ², sans l'erreur propre à chacun.

    `μ = Σwy/Σw`, `Q = Σw(y − μ)²`, `τ² = max(0, (Q − (k−1)) / (Σw − Σw²/Σw))`, w = 1/v : DerSimonian et Laird,
    « Meta-analysis in clinical trials », *Controlled Clinical Trials*, 1986.
    """
    value, variance = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if len(value) < 2:
        return 0.0
    weight = 1 / variance
    centre = (weight * value).sum() / weight.sum()
    return _moment((weight * (value - centre) ** 2).sum(), weight)


def shrink(estimates: ArrayLike, variances: ArrayLike) -> _Shrunk:
    """Renvoie les valeurs rapprochées de leur moyenne : `ŷ = ω·y + (1 − ω)·μ`, `ω = τ²/(τ² + v)`, `μ = Σy/(v + τ²) / Σ1/(v + τ²)`.

    Sert à ordonner et à signaler des territoires, jamais à remplacer le résultat d'une équipe. En dessous de
    dix groupes, les valeurs et leurs variances reviennent telles quelles. τ² est celui de DerSimonian et Laird (voir
    `between_variance`) ; rapprocher chaque groupe avec lui est l'estimation bayésienne empirique de Raudenbush et Bryk,
    « Empirical Bayes meta-analysis », *Journal of Educational Statistics*, 1985. À variances égales ω vaut
    `1 − (k − 1)/Q` ; Efron et Morris (*JASA*, 1975) écrivent `1 − (k − 3)/Q`, qui rapproche un peu moins.
    """
    value, variance = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    tau2 = between_variance(value, variance)
    weight = 1 / (variance + tau2)
    centre = float((weight * value).sum() / weight.sum()) if len(value) else float("nan")
    if len(value) < _FEWEST:
        return _Shrunk(value, variance, centre, tau2)
    kept = tau2 / (tau2 + variance)
    return _Shrunk(kept * value + (1 - kept) * centre, kept * variance, centre, tau2)


@dataclass(frozen=True, slots=True, eq=False)
class _ExpectedRanks:
    """Des rangs attendus (1 = la plus haute valeur) et les centiles qui en découlent, un par groupe."""

    rank: _Floats
    percentile: _Floats


def expected_ranks(estimates: ArrayLike, variances: ArrayLike) -> _ExpectedRanks:
    """Renvoie le rang attendu de chaque groupe, de 1 (la plus haute valeur) à N.

    Args:
        estimates: la valeur de chaque groupe.
        variances: la variance de cette valeur.

    `ER = 1 + Σ Φ((θⱼ − θᵢ)/√(vᵢ + vⱼ))` et `PCER = 100·(N − ER + ½)/N` : Lingsma et al., « Comparing and ranking
    hospitals based on outcome », *BMC Medical Research Methodology*, 2009. Des groupes que rien ne distingue ont
    tous un rang attendu au milieu.

    >>> expected_ranks([70, 60, 50], [25, 25, 25]).rank.round(3).tolist()
    [1.081, 2.0, 2.919]
    """
    value, variance = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    spread = np.sqrt(variance[:, None] + variance[None, :])
    gap = value[None, :] - value[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        above = normal_cdf(np.where(spread > 0, gap / spread, np.sign(gap) * np.inf))
    above[np.isnan(above)] = 0.5  # ex æquo parfaits : à égalité
    np.fill_diagonal(above, 0.0)
    rank = 1 + above.sum(axis=1)
    return _ExpectedRanks(rank, 100 * (len(value) - rank + 0.5) / len(value))


def rank_bounds(estimates: ArrayLike, variances: ArrayLike, confidence: float = 0.90) -> NDArray[np.int64]:
    """Renvoie le plus haut et le plus bas rang plausibles de chaque groupe, forme (groupes, 2), 1 = la plus haute valeur.

    Un groupe passe sûrement devant un autre quand leur écart dépasse `z·√(vᵢ + vⱼ)` ; le rang le plus haut compte
    ceux qui sont sûrement devant, le plus bas ceux qui ne sont pas sûrement derrière. Klein, Wright et Wieczorek,
    « A joint confidence region for an overall ranking of populations », *JRSS C*, 2020, sans leur correction conjointe.

    >>> rank_bounds([70, 60, 50], [4, 4, 4]).tolist()
    [[1, 1], [2, 2], [3, 3]]
    >>> rank_bounds([70, 60, 50], [400, 400, 400]).tolist()
    [[1, 3], [1, 3], [1, 3]]
    """
    value, variance = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    margin = _two_sided(confidence) * np.sqrt(variance[:, None] + variance[None, :])
    gap = value[None, :] - value[:, None]  # de combien les autres (colonnes) dépassent celui-ci (ligne)
    ahead, behind = gap > margin, -gap > margin
    return np.stack([1 + ahead.sum(axis=1), len(value) - behind.sum(axis=1)], axis=1)
