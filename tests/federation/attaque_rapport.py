"""L'attaque d'un rapport entier : tout ce qu'il publie ensemble, et tous les effectifs et niveaux entiers qui l'expliquent.

L'attaquant connaît la méthode, la politique et le rapport ; il suppose le pire pour les équipes : toutes ont une note sur chaque thème, et
la note est celle du niveau. Thème par thème, il énumère les répartitions de chaque groupe qui disent ce qui est imprimé (parts,
quartiles, raisons), puis ne garde que les effectifs dont la réunion dit aussi ce que l'ensemble imprime, sur tous les thèmes à la fois.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from cohortes import cohort_of, grid

from matrice.federation import Cohort, PeerFigures, Policy, TerritoryReport
from matrice.federation.disclosure import written_rows
from matrice.federation.figures import Tables, group_figures

PUBLIC = Policy()
D = len(grid().dimensions)
Counts = tuple[int, ...]


def of_regions(counts: Sequence[Sequence[Counts]]) -> Cohort:
    """Une cohorte d'après ses comptes par niveau, région par région puis thème par thème ; les derniers thèmes répètent les premiers."""
    codes: list[int] = []
    ranks = []
    for region, themes in enumerate(counts):
        columns = [np.repeat(np.arange(4), one) for one in themes]
        ranks.append(np.stack([columns[rank % len(themes)] for rank in range(D)], axis=1))
        codes += [region] * len(columns[0])
    return cohort_of(np.concatenate(ranks), region=np.array(codes))


def told(figures: PeerFigures) -> str:
    """Ce qui est imprimé d'un thème."""
    levels, scores = figures.levels, figures.scores
    shares = [(one.first, one.last, str(one.share)) for one in levels] if levels else str(levels)
    return f"{shares} {[str(one) for one in scores] if scores else scores} {figures.mostly}"


@cache
def partitions(n: int) -> tuple[Counts, ...]:
    """Toutes les répartitions de `n` équipes sur quatre niveaux."""
    cuts = itertools.combinations_with_replacement(range(n + 1), 3)
    return tuple((a, b - a, c - b, n - c) for a, b, c in cuts)


@cache
def said(counts: Counts) -> str:
    """Ce qu'un groupe imprime d'un thème."""
    ranks = np.repeat(np.arange(4, dtype=np.int16), counts)
    table = Tables(ranks[:, None] * (100 / 3), ranks[:, None])
    return told(group_figures(table, np.arange(len(ranks)), 4, PUBLIC, target=2)[0])


@cache
def written(counts: Counts) -> Counts:
    """Ce qui d'un groupe entre dans l'ensemble."""
    return scaled(counts, PUBLIC.shown(sum(counts)))


@cache
def scaled(counts: Counts, n: int) -> Counts:
    """Ces comptes, ramenés à l'effectif que l'ensemble écrit."""
    kept = written_rows(np.repeat(np.arange(4.0), counts)[None], PUBLIC, [n])[0]
    return tuple(np.bincount(kept.astype(int), minlength=4).tolist())


@cache
def readings(n: int) -> dict[str, tuple[Counts, ...]]:
    """Les répartitions de `n` équipes, par ce qu'elles impriment."""
    found: dict[str, list[Counts]] = {}
    for one in partitions(n):
        found.setdefault(said(one), []).append(one)
    return {words: tuple(own) for words, own in found.items()}


@cache
def sizes_of(shown: int) -> tuple[int, ...]:
    """Les effectifs qui s'écrivent ainsi."""
    return tuple(n for n in range(PUBLIC.threshold, shown + 5) if PUBLIC.shown(n) == shown)


def total(counts: Iterable[Counts]) -> Counts:
    return tuple(map(sum, zip(*counts, strict=True)))


class Page(NamedTuple):
    """Ce que l'attaquant a sous les yeux : les effectifs écrits, l'ensemble d'abord, et les mots de chaque thème."""

    whole: int
    groups: tuple[int, ...]
    themes: tuple[tuple[str, tuple[str, ...]], ...]  # l'ensemble, puis chaque groupe


def page_of(report: TerritoryReport) -> Page:
    pages = [one.figures[:D] for one in report.territories]
    themes = dict.fromkeys((told(report.whole[at]), tuple(told(own[at]) for own in pages)) for at in range(D))
    return Page(int(str(report.size)), tuple(int(str(one.size)) for one in report.territories), tuple(themes))


def drawn(sizes: tuple[int, ...], themes: int, seed: int = 3) -> list[list[Counts]]:
    """Des comptes par niveau, région par région puis thème par thème ; la graine est fixe."""
    draw = np.random.Generator(np.random.PCG64(seed))
    return [[tuple(draw.multinomial(n, draw.dirichlet([1.5] * 4)).tolist()) for _ in range(themes)] for n in sizes]


def exact_page(counts: Sequence[Sequence[Counts]]) -> Page:
    """La page que l'on aurait si l'ensemble se calculait sur les équipes exactes, et non sur ses parts telles qu'on les écrit."""
    sizes = [sum(own[0]) for own in counts]
    themes = tuple((said(total(columns)), tuple(map(said, columns))) for columns in zip(*counts, strict=True))
    return Page(PUBLIC.shown_whole(sum(sizes), sizes), tuple(map(PUBLIC.shown, sizes)), themes)


def possible_sizes(page: Page, enters: Callable[[Counts], Counts] = written) -> list[tuple[int, ...]]:
    """Les suites d'effectifs qui expliquent toute la page ; `enters` dit ce qui d'un groupe entre dans l'ensemble."""
    kept = [sizes for sizes in itertools.product(*map(sizes_of, page.groups))
            if PUBLIC.shown_whole(sum(sizes), sizes) == page.whole]  # fmt: skip
    for whole, groups in page.themes:
        kept = [
            sizes
            for sizes in kept
            if any(said(scaled(one, page.whole)) == whole for one in _sums(groups, sizes, enters))
        ]
    return kept


@cache
def _sums(groups: tuple[str, ...], sizes: tuple[int, ...], enters: Callable[[Counts], Counts]) -> frozenset[Counts]:
    """Toutes les répartitions de l'ensemble que ces groupes peuvent faire."""
    last = frozenset(map(enters, readings(sizes[-1])[groups[-1]]))
    if len(groups) == 1:
        return last
    return frozenset(total(pair) for pair in itertools.product(_sums(groups[:-1], sizes[:-1], enters), last))


def possible_counts(page: Page, group: int, kept: Sequence[tuple[int, ...]]) -> list[set[Counts]]:
    """Thème par thème, les répartitions d'un groupe que la page laisse possibles, l'ensemble compris."""
    found: list[set[Counts]] = []
    for whole, groups in page.themes:
        own: set[Counts] = set()
        for sizes in kept:
            rest = _sums(groups[:group] + groups[group + 1 :], sizes[:group] + sizes[group + 1 :], written)
            fits = {one for one in set(map(written, readings(sizes[group])[groups[group]]))
                    if any(said(scaled(total((one, other)), page.whole)) == whole for other in rest)}  # fmt: skip
            own |= {one for one in readings(sizes[group])[groups[group]] if written(one) in fits}
        found.append(own)
    return found


def possible_levels(counts: Iterable[Counts], own: int | None = None) -> set[int]:
    """Les niveaux qu'une équipe peut avoir aux yeux d'un lecteur, ou d'une autre équipe du groupe qui se sait au niveau `own`."""
    seen = [one for one in counts if own is None or one[own]]
    return {level for one in seen for level in range(4) if one[level] - (level == own) > 0}
