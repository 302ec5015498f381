"""Ni l'effectif exact d'un petit groupe, ni sa parité, ni le niveau d'une équipe ne se lisent dans ce qui sort : on attaque un thème
par énumération, puis un rapport entier, tous ses chiffres ensemble."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from attaque_rapport import (
    Counts,
    drawn,
    exact_page,
    of_regions,
    page_of,
    partitions,
    possible_counts,
    possible_levels,
    possible_sizes,
    readings,
    said,
    written,
)
from cohortes import cohort_of, country, grid

from matrice.federation import Policy, Reason, ReleasedDistribution, ReleasedQuantiles, Withheld, national_report
from matrice.federation.disclosure import (
    release_count,
    release_mostly,
    release_quantiles,
    release_share,
    release_shares,
    written_rows,
)
from matrice.federation.figures import tables
from matrice.federation.practices import practices

PUBLIC, CLOSED = Policy(), Policy("ferme")
D = len(grid().dimensions)
QUARTILES = (0.25, 0.5, 0.75)


def one_theme(counts: Counts, policy: Policy) -> str:
    """Tout ce qui sort d'un thème : répartition, places, quartiles des notes de ces niveaux."""
    scores = np.repeat([0, 100 / 3, 200 / 3, 100], counts)
    return repr((release_shares(counts, policy), release_quantiles(scores, QUARTILES, policy, "score")))


@pytest.mark.parametrize(
    ("policy", "sizes"), [(PUBLIC, range(11, 15)), (CLOSED, range(5, 10)), (CLOSED, range(10, 13))]
)
def test_tous_les_effectifs_qui_s_ecrivent_de_meme_disent_exactement_les_memes_choses(
    policy: Policy, sizes: range
) -> None:
    # Les mêmes phrases, quel que soit l'effectif : aucune combinaison de thèmes ne peut donc le rendre.
    possible = [{one_theme(counts, policy) for counts in partitions(n)} for n in sizes]
    assert all(one == possible[0] for one in possible)


@pytest.mark.parametrize("n", [*range(5, 60), 99, 104])
@pytest.mark.parametrize("policy", [PUBLIC, CLOSED])
def test_une_part_ne_dit_pas_si_l_effectif_est_pair(policy: Policy, n: int) -> None:
    if n < policy.threshold:
        return
    written = policy.shown(n)
    first = {str(release_share(count, written, policy)) for count in range(written + 1)}
    assert {str(release_share(count, n, policy)) for count in range(n + 1)} == first


def test_une_repartition_tue_emporte_ses_quartiles_et_l_inverse() -> None:
    ranks = np.tile(np.arange(60) % 4, (D, 1)).T
    ranks[:, 0] = 0  # un thème où toutes les équipes sont au plus bas
    one = national_report(cohort_of(ranks)).whole[0]
    alike = Withheld(Reason.ALIKE)
    assert (one.levels, one.scores) == (alike, alike)
    # Une seule borne, large, au niveau visé : elle dit où aider, et ne rend ni le niveau ni l'effectif.
    assert str(one.mostly) == "≤\u00a020\u00a0%"
    assert [interval == alike for interval in one.intervals] == [True, True, False, True]
    for counts in partitions(12):
        spread, quartiles = (
            release_shares(counts, PUBLIC),
            release_quantiles(np.repeat(range(4), counts), [0.5], PUBLIC),
        )
        assert not (isinstance(quartiles, ReleasedQuantiles) and max(counts) == 12)
        assert isinstance(spread, ReleasedDistribution) or isinstance(quartiles, Withheld) or max(counts) < 12


@pytest.mark.parametrize("value", [0.0, 8.0, 35.0])
def test_des_heures_toutes_egales_ne_sortent_pas(value: float) -> None:
    for others in ([], [1.0], [1.0, 30.0]):
        hours = [value] * (20 - len(others)) + others
        assert release_quantiles(hours, QUARTILES, PUBLIC, "hours") == Withheld(Reason.ALIKE)


def test_un_groupe_presque_unanime_dit_ou_il_a_besoin_d_aide_sans_dire_de_niveau() -> None:
    assert [str(release_mostly(count, 20, PUBLIC)) for count in (0, 2, 18, 20)] == [
        "≤\u00a020\u00a0%", "≤\u00a020\u00a0%", "≥\u00a080\u00a0%", "≥\u00a080\u00a0%",
    ]  # fmt: skip
    assert release_mostly(9, 20, PUBLIC) == Withheld(Reason.ALIKE)
    assert release_mostly(0, 10, PUBLIC) == Withheld(Reason.SMALL)


# --- un rapport entier -----------------------------------------------------------------------------

SMALL_REPORTS = [(12, 14, 11), (15, 11, 12), (14, 14, 14), (19, 14)]  # « bench/attaque.py » en essaie de plus grands


@pytest.mark.parametrize("sizes", SMALL_REPORTS)
def test_un_rapport_entier_ne_rend_ni_un_effectif_ni_un_niveau(sizes: tuple[int, ...]) -> None:
    page = page_of(national_report(of_regions(drawn(sizes, 4))))
    kept = possible_sizes(page)
    assert sizes in kept  # le modèle de l'attaquant est le bon : il explique ce qui est imprimé
    for group in range(len(sizes)):
        assert len({one[group] for one in kept}) >= 3
        for counts in possible_counts(page, group, kept[:2]):
            for own in (None, *range(4)):  # un lecteur, puis une équipe du groupe qui sait son niveau
                levels = possible_levels(counts, own)
                assert len(levels) >= 2 or (own is not None and not levels)


def test_l_ensemble_exact_rendrait_les_effectifs_de_ses_parts() -> None:
    # Ce que l'on écrivait : les parts ramenées, l'ensemble non. Chaque thème est une équation, et il ne reste qu'une solution.
    sizes, page = (15, 12), exact_page(drawn((15, 12), D))
    assert possible_sizes(page, enters=tuple) == [sizes]


@pytest.mark.parametrize("sizes", [(11, 11, 11), (16, 14, 11)])
def test_d_autres_effectifs_impriment_exactement_le_meme_rapport(sizes: tuple[int, ...]) -> None:
    first = [one for (one,) in drawn(sizes, 1)]
    printed = national_report(of_regions([[one] for one in first])).to_frame().to_csv()
    others = [(*sizes[:at], n, *sizes[at + 1 :]) for at in range(len(sizes)) for n in range(11, 26)
              if PUBLIC.shown(n) == PUBLIC.shown(sizes[at]) and n != sizes[at]]  # fmt: skip
    same = [one for one in others if PUBLIC.shown_whole(sum(one), one) == PUBLIC.shown_whole(sum(sizes), sizes)]
    for other in same:
        twin = [next(one for one in readings(n)[said(own)] if written(one) == written(own))
                for n, own in zip(other, first, strict=True)]  # fmt: skip
        assert national_report(of_regions([[one] for one in twin])).to_frame().to_csv() == printed
    assert len(same) >= len(sizes)


@pytest.mark.parametrize("groups", [2, 3, 4])
def test_l_effectif_ecrit_de_l_ensemble_laisse_deux_effectifs_a_chaque_part(groups: int) -> None:
    # Toutes les parts de 11 à 29 équipes : 44 = 4 × 11 s'écrivait 40, et disait que chacune est au plus bas.
    classes = [[n for n in range(11, 30) if PUBLIC.shown(n) == shown] for shown in (11, 15, 20, 25)]
    for chosen in itertools.combinations_with_replacement(classes, groups):
        found: dict[int, list[tuple[int, ...]]] = {}
        for sizes in itertools.product(*chosen):
            found.setdefault(PUBLIC.shown_whole(sum(sizes), sizes), []).append(sizes)
        assert all(len(set(own)) >= 2 for kept in found.values() for own in zip(*kept, strict=True))


def test_les_chiffres_de_l_ensemble_restent_ceux_de_la_cohorte() -> None:
    # L'intervalle d'une part de l'ensemble contient la part exacte : il compte ce que coûte de ramener chaque part.
    cohort = country(400)
    report = national_report(cohort)
    assert len(report.territories) > 5 and report.size == release_count(400, PUBLIC)
    for place, one in enumerate(report.whole[:D]):
        known = cohort.levels[cohort.standings[:, place] == 0, place]
        for rank, interval in enumerate(one.intervals):
            if interval:
                exact = 100 * float((known >= cohort.ref.scale.values[rank]).mean())
                assert interval.low <= exact <= interval.high  # type: ignore[union-attr]


def test_la_part_d_une_tache_ne_rend_pas_l_effectif_des_parts_que_montrent_les_retours() -> None:
    """Deux cohortes de 36 équipes : 14 au niveau le plus bas et 11 ailleurs, ou 14 plus haut ; mêmes parts dans les retours, même ensemble."""
    thinned = {
        written_rows(np.repeat([[0.0, 1.0]], [14 - one, one], axis=1), PUBLIC)[0].sum(): one for one in range(15)
    }
    draw = np.random.Generator(np.random.PCG64(5)).integers(0, 12, (3, len(grid().tasks)))
    draw[:, 0] = 11  # chaque équipe a une fiche

    def told(larger: int) -> list[str]:
        sizes = [14 if part == larger else 11 for part in range(3)]
        tasks = np.concatenate([
            np.arange(n)[:, None] < np.array([thinned[one] if n == 14 else one for one in own])
            for n, own in zip(sizes, draw, strict=True)
        ])  # fmt: skip
        cohort = cohort_of(np.repeat(np.arange(3), sizes)[:, None].repeat(D, axis=1), tasks=tasks)
        return [str(one.share) for one in practices(cohort, tables(cohort), PUBLIC)[0].tasks]

    assert told(0) == told(1) == told(2)


def test_sans_territoire_l_ensemble_se_fait_des_groupes_que_montrent_les_retours() -> None:
    """36 équipes de trois âges : le rapport, exact, et les retours faisaient une équation par thème, et rendaient 14, 11 et 11."""

    larger = np.sort(np.random.Generator(np.random.PCG64(2)).integers(0, 4, (3, 14, D)), axis=1)

    def told(sizes: Counts) -> list[str]:
        rows = np.concatenate([own if n == 14 else written_rows(own.T.astype(float), PUBLIC).T.astype(int)
                               for n, own in zip(sizes, larger, strict=True)])  # fmt: skip
        report = national_report(
            cohort_of(rows, age=np.repeat(np.arange(3), sizes), region=np.zeros(len(rows), dtype=int))
        )
        return [f"{one.levels and [str(own.share) for own in one.levels]} {one.scores}" for one in report.whole[:D]]

    assert told((14, 11, 11)) == told((11, 14, 11)) == told((11, 11, 14))
