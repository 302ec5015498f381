"""Partager des heures : des parts proportionnelles, bornées, qui tombent exactement juste.

Deux temps, chacun avec sa formule :

1. *parts bornées* : `x_i = clip(λ·w_i, bas_i, haut_i)`, avec l'unique λ qui épuise le budget. C'est la
   solution exacte de `max Σ w_i ln x_i` sous bornes (équité proportionnelle ; « water-filling ») ;
2. *plus fort reste* (Hamilton) sur ces parts, en pas entiers : on garde la partie entière de chacune, puis
   on donne les pas restants aux plus grandes décimales ; à égalité, au plus grand poids, puis au premier.

Tout se calcule en fractions exactes : ni dérive binaire, ni total à 7,99 h.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real

from ..amounts import exact, is_amount, largest_remainders, said, several
from ..errors import BudgetError, Problem, refuse
from ..text import hours as hours_text
from ..text import plural, quoted, series, short_number

_HEAVIEST = 1e300  # toute échelle de poids convient
_SUBJECT = "Partage d’heures impossible"
_Bound = float | Sequence[float] | None


def allocate(
    weights: Sequence[float],
    hours: float,
    *,
    low: _Bound = None,
    high: _Bound = None,
    step: float = 0.25,
    names: Sequence[str] | None = None,
) -> tuple[float, ...]:
    """Renvoie une part d'heures par poids, dont la somme vaut exactement `hours`.

    Args:
        weights: priorités, positives ou nulles. Un poids nul ne reçoit que son minimum.
        hours: budget à partager, multiple de `step`.
        low: minimum de chaque part, en heures (un nombre pour toutes, ou un par part ; 0 par défaut).
        high: maximum de chaque part, en heures (aucun par défaut).
        step: le plus petit morceau, en heures (un quart d'heure par défaut).
        names: comment nommer chaque part dans un message (par défaut « part n° 1 »…).

    Returns:
        Les parts, dans l'ordre des poids, chacune multiple de `step` et dans ses bornes. Leur somme est
        exacte ; additionnées en flottants, elles le restent pour un pas de quart ou de demi-heure, non
        pour un dixième (`math.fsum` l'est toujours).

    Raises:
        InputError: un poids, une borne ou le budget n'a pas de sens.
        BudgetError: le budget ne couvre pas les minimums, ou dépasse les maximums ; dit de combien, et
            quelles parts retirer.

    >>> allocate([50, 30, 20], 7, step=1)
    (4.0, 2.0, 1.0)
    >>> sum(allocate([5, 4, 4, 3, 2, 2, 1], 8))
    8.0
    """
    if not (is_amount(step) and step > 0):
        refuse([Problem(f"le pas vaut {said(step)}\u00a0; attendu\u00a0: des heures, plus que 0.")], _SUBJECT)
    weights, unit = _listed("les poids", weights), exact(step)
    lows, highs = _bounds(low, 0.0, len(weights)), _bounds(high, math.inf, len(weights))
    called = names or [f"part n°\u00a0{rank}" for rank in range(1, len(weights) + 1)]
    _check(weights, hours, lows, highs, unit, called)
    total = int(exact(hours) / unit)
    floor = [math.ceil(exact(value) / unit) for value in lows]
    ceiling = [total if math.isinf(value) else math.floor(exact(value) / unit) for value in highs]
    _feasible([exact(weight) for weight in weights], total, floor, ceiling, unit, called)
    shares = apportion([exact(weight) for weight in weights], total, floor, ceiling)
    return tuple(float(share * unit) for share in shares)


def apportion(weights: Sequence[Fraction], total: int, low: Sequence[int], high: Sequence[int]) -> tuple[int, ...]:
    """Renvoie un nombre entier de pas par poids, de somme `total`, entre `low` et `high` (voir `allocate`).

    Le partage doit être possible : `total` entre la somme des minimums et celle des maximums des poids non nuls.
    """
    high = _reachable(weights, low, high)
    # Les bornes étant entières, une part à décimales est sous son maximum : le pas de plus y tient toujours.
    return largest_remainders(_bounded_shares(weights, total, low, high), weights, total)


def _bounded_shares(weights: Sequence[Fraction], total: int, low: Sequence[int], high: Sequence[int]) -> list[Fraction]:
    """Les parts `clip(λ·w, bas, haut)` de somme `total`, en fractions exactes.

    La somme croît par morceaux avec λ ; ses cassures sont les `bas/w` et `haut/w`. On cherche le morceau où
    elle atteint `total`, puis λ s'y lit directement.
    """
    scale = math.lcm(*(weight.denominator for weight in weights))
    parts = [
        (int(weight * scale), bottom, top) for weight, bottom, top in zip(weights, low, high, strict=True)
    ]  # multiplier tous les poids ne change pas les parts
    breaks = sorted({Fraction(bound, weight) for weight, *pair in parts if weight for bound in pair})
    if not breaks:
        return [Fraction(bottom) for bottom in low]

    def filled(level: Fraction) -> list[int]:
        """Les parts à ce λ, multipliées par son dénominateur : en entiers, dix fois plus vite qu'en fractions."""
        over, under = level.numerator, level.denominator
        return [min(max(over * weight, under * bottom), under * top) for weight, bottom, top in parts]

    start, end = 0, len(breaks) - 1
    while start < end:  # la première cassure où la somme atteint le total
        middle = (start + end) // 2
        if sum(filled(breaks[middle])) < total * breaks[middle].denominator:
            start = middle + 1
        else:
            end = middle
    upper = level = breaks[start]
    lower = breaks[start - 1] if start else Fraction(0)
    below, above = (Fraction(sum(filled(one)), one.denominator) for one in (lower, upper))
    if above != below:
        level = lower + (upper - lower) * (total - below) / (above - below)
    return [Fraction(share, level.denominator) for share in filled(level)]


def _reachable(weights: Sequence[Fraction], low: Sequence[int], high: Sequence[int]) -> list[int]:
    """Les maximums vraiment atteignables : un poids nul reste à son minimum, `λ·0` valant 0 quel que soit λ."""
    return [top if weight else bottom for weight, bottom, top in zip(weights, low, high, strict=True)]


def _feasible(
    weights: Sequence[Fraction],
    total: int,
    low: Sequence[int],
    high: Sequence[int],
    unit: Fraction,
    names: Sequence[str],
) -> None:
    """Lève `BudgetError` si le total est hors de [Σ bas ; Σ haut], en disant de combien et que faire."""
    least, most = sum(low), sum(_reachable(weights, low, high))
    budget = _spoken(total * unit)
    if total < least:
        drop = _to_drop(weights, low, least - total)
        missing = float((least - total) * unit)
        raise BudgetError(
            f"Les minimums demandent {_spoken(least * unit)} pour un budget de {budget}\u00a0: il manque {_spoken(missing)}. "
            f"Retirez d’abord ce qui est le moins prioritaire ({series([names[rank] for rank in drop])}), ou augmentez les heures.",
            missing=missing,
            drop=drop,
        )
    if total > most:
        missing = float((most - total) * unit)
        raise BudgetError(
            f"Sur un budget de {budget}, {_spoken(most * unit)} seulement trouvent une place\u00a0: il reste {_spoken(-missing)}. "
            "Relevez un maximum, donnez du poids à une part qui n’en a pas, ou ajoutez-en une.",
            missing=missing,
        )


def _to_drop(weights: Sequence[Fraction], low: Sequence[int], excess: int) -> list[int]:
    """Les parts à retirer, la moins prioritaire d'abord, jusqu'à libérer `excess` pas."""
    dropped: list[int] = []
    for rank in sorted((r for r in range(len(low)) if low[r]), key=lambda r: (weights[r], -r)):
        if excess <= 0:
            break
        dropped.append(rank)
        excess -= low[rank]
    return dropped


def _check(
    weights: Sequence[float],
    hours: float,
    lows: Sequence[float],
    highs: Sequence[float],
    unit: Fraction,
    names: Sequence[str],
) -> None:
    """Lève `InputError` avec toutes les valeurs qui n'ont pas de sens."""
    problems = [*budget_faults(hours, unit)]
    for name, weight, low, high in zip(names, weights, lows, highs, strict=True):
        heavy = f"le poids vaut {said(weight)}\u00a0; attendu\u00a0: un nombre, 0 ou plus."
        faults = [*([] if is_amount(weight, _HEAVIEST) else [heavy]), *bound_faults(low, high, unit)]
        problems += [Problem(f"{name}\u00a0: {message}") for message in faults]
    refuse(problems, _SUBJECT)


def budget_faults(hours: float, unit: Fraction) -> Iterator[Problem]:
    """Un budget est un nombre d'heures, positif ou nul, multiple du pas."""
    if not is_amount(hours):
        yield Problem(f"le budget vaut {said(hours)}\u00a0; attendu\u00a0: un nombre d’heures, 0 ou plus.")
    elif exact(hours) % unit:
        below = math.floor(exact(hours) / unit) * unit
        yield Problem(
            f"{repr(float(hours)).replace('.', ',')}\u00a0h n’est pas un multiple de {_spoken(unit)}\u00a0: "
            f"prenez {_spoken(below)} ou {_spoken(below + unit)}."
        )


def bound_faults(low: float, high: float, unit: Fraction) -> Iterator[str]:
    """Un minimum et un maximum entre lesquels tient au moins un multiple du pas."""
    if not is_amount(low):
        yield f"le minimum vaut {said(low)}\u00a0; attendu\u00a0: des heures, 0 ou plus."
    elif not (is_amount(high, _HEAVIEST) or high == math.inf):
        yield f"le maximum vaut {said(high)}, qui n’est pas un nombre d’heures, 0 ou plus."
    elif high < low:
        yield f"le maximum ({short_number(high)}\u00a0h) est sous le minimum ({short_number(low)}\u00a0h)."
    elif not math.isinf(high) and math.floor(exact(high) / unit) < math.ceil(exact(low) / unit):
        yield f"aucun multiple de {_spoken(unit)} ne tient entre le minimum et le maximum."


def _bounds(bound: _Bound, default: float, count: int) -> tuple[float, ...]:
    """Une borne par part, à partir d'un nombre, d'une suite ou de rien."""
    if bound is None:
        return (default,) * count
    if isinstance(bound, Real):
        return (bound,) * count  # type: ignore[return-value]  # `check` dit si ce n'est pas un nombre
    each = _listed("les bornes", bound)
    if len(each) != count:
        wrong = f"{plural(len(each), 'borne')} pour {plural(count, 'part')}\u00a0: donnez-en une par part."
        refuse([Problem(wrong)], _SUBJECT)
    return each


def _listed(name: str, values: object) -> tuple[float, ...]:
    """Une suite de nombres, que `check` lira ; `InputError` si ce n'est pas une suite."""
    found = several(values)
    if found is None:
        refuse([Problem(f"{name} valent {said(values)}\u00a0; attendu\u00a0: une liste de nombres.")], _SUBJECT)
    return found  # type: ignore[return-value]  # `check` dit ce qui n'est pas un nombre


def _spoken(value: float | Fraction) -> str:
    """Une durée dans un message."""
    return hours_text(float(value))


# Des blocs d'activités facultatifs, les plus utiles qui tiennent ensemble dans les heures et les euros : un sac à dos à deux
# contraintes, résolu exactement (Nemhauser et Ullmann, 1969) : bloc après bloc, on ne garde que les choix qu'aucun autre ne vaut.

_CHOICE = "Choix des blocs impossible"
_MOST_BLOCKS = 60  # au-delà, ce n'est plus une liste de blocs, et le choix prendrait des minutes
_Choice = tuple[Fraction, Fraction, Fraction, tuple[int, ...]]  # heures, euros, intérêt (négatif), rangs des blocs pris


@dataclass(frozen=True, slots=True)
class Block:
    """Un bloc facultatif : ses tâches, ses heures par semaine, ses euros par an, son intérêt en points."""

    label: str
    tasks: tuple[str, ...]
    hours: float
    euros: float
    value: float


def choose_blocks(blocks: Sequence[Block], hours: float, euros: float | None = None) -> tuple[Block, ...]:
    """Renvoie les blocs à prendre, dans l'ordre donné.

    Args:
        blocks: les blocs possibles.
        hours: heures par semaine disponibles.
        euros: euros par an disponibles ; sans eux, les euros ne limitent rien.

    Raises:
        InputError: des heures, des euros ou un intérêt sans sens ; plus de soixante blocs.

    >>> sport, ateliers, site = Block("sport", (), 2, 0, 30), Block("ateliers", (), 1.5, 900, 25), Block("site", (), 1, 0, 10)
    >>> [block.label for block in choose_blocks([sport, ateliers, site], hours=2.5, euros=1000)]
    ['ateliers', 'site']
    """
    blocks = _checked_blocks(blocks, hours, euros)
    room, money = exact(hours), exact(euros or 0)
    choices: list[_Choice] = [(Fraction(0), Fraction(0), Fraction(0), ())]
    for rank, block in enumerate(blocks):
        spent, cost, worth = exact(block.hours), exact(0 if euros is None else block.euros), exact(block.value)
        more = ((h + spent, e + cost, v - worth, (*taken, rank)) for h, e, v, taken in choices)
        choices = _useful([*choices, *(one for one in more if one[0] <= room and one[1] <= money)])
    return tuple(blocks[rank] for rank in min(choices, key=lambda one: one[2])[3])


def _useful(choices: Sequence[_Choice]) -> list[_Choice]:
    """Les choix qu'aucun autre ne vaut sans plus d'heures ni d'euros."""
    kept: list[_Choice] = []
    costs: list[Fraction] = []  # ceux des choix gardés, croissants ; leurs intérêts croissent avec eux
    worths: list[Fraction] = []
    for one in sorted(choices):
        _, cost, worth, _ = one
        start = end = bisect_right(costs, cost)
        if start and worths[start - 1] <= worth:
            continue
        while end < len(costs) and worths[end] >= worth:
            end += 1
        costs[start:end], worths[start:end] = [cost], [worth]
        kept.append(one)
    return kept


def _checked_blocks(blocks: object, hours: float, euros: float | None) -> tuple[Block, ...]:
    """Renvoie les blocs ; refuse ce qui n'en est pas, et ce qui n'est pas un nombre, positif ou nul."""
    listed = several(blocks)
    if listed is None or not all(isinstance(block, Block) for block in listed):
        refuse([Problem("attendu\u00a0: une liste de Block(nom, tâches, heures, euros, intérêt).")], _CHOICE)
    amounts = [("les heures disponibles", hours), ("les euros disponibles", 0.0 if euros is None else euros)]
    known = tuple(block for block in listed or () if isinstance(block, Block))
    for block in known:
        named = quoted(str(block.label))
        amounts += [
            (f"les heures de {named}", block.hours),
            (f"les euros de {named}", block.euros),
            (f"l’intérêt de {named}", block.value),
        ]
    problems = [
        Problem(f"{name} valent {said(value)}\u00a0; attendu\u00a0: un nombre, 0 ou plus.")
        for name, value in amounts
        if not is_amount(value)
    ]
    if len(known) > _MOST_BLOCKS:
        problems.append(Problem(f"{len(known)}\u00a0blocs\u00a0; attendu\u00a0: {_MOST_BLOCKS} au plus. Retirez-en."))
    refuse(problems, _CHOICE)
    return known
