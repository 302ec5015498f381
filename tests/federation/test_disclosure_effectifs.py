"""Ni l'effectif exact d'un petit groupe, ni sa parité, ni le niveau d'une équipe ne se lisent dans ce qui sort : on attaque un thème
par énumération, puis un rapport entier par la programmation en nombres entiers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from cohortes import cohort_of, grid

from matrice.federation import Policy, Reason, ReleasedDistribution, ReleasedQuantiles, Withheld, national_report
from matrice.federation.disclosure import release_mostly, release_quantiles, release_share, release_shares

PUBLIC, CLOSED = Policy(), Policy("ferme")
D = len(grid().dimensions)
QUARTILES = (0.25, 0.5, 0.75)


def said(counts: tuple[int, ...], policy: Policy) -> str:
    """Tout ce qui sort d'un thème : répartition, places, quartiles des notes de ces niveaux."""
    scores = np.repeat([0, 100 / 3, 200 / 3, 100], counts)
    return repr((release_shares(counts, policy), release_quantiles(scores, QUARTILES, policy, "score")))


def partitions(n: int) -> list[tuple[int, ...]]:
    """Toutes les répartitions de `n` équipes sur quatre niveaux."""
    cuts = itertools.combinations_with_replacement(range(n + 1), 3)
    return [(a, b - a, c - b, n - c) for a, b, c in cuts]


@pytest.mark.parametrize(
    ("policy", "sizes"), [(PUBLIC, range(11, 15)), (CLOSED, range(5, 10)), (CLOSED, range(10, 13))]
)
def test_tous_les_effectifs_qui_s_ecrivent_de_meme_disent_exactement_les_memes_choses(
    policy: Policy, sizes: range
) -> None:
    # Les mêmes phrases, quel que soit l'effectif : aucune combinaison de thèmes ne peut donc le rendre.
    possible = [{said(counts, policy) for counts in partitions(n)} for n in sizes]
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
