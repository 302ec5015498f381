"""Rangs attendus, rapprochement de la moyenne, test des signes, fidélité."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.federation.statistics import (
    between_variance,
    expected_ranks,
    plausible_bounds,
    rank_bounds,
    reliability,
    shrink,
    sign_test,
)

ESTIMATES = st.lists(st.floats(0, 100), min_size=2, max_size=15)

# Essais du BCG contre la tuberculose (Colditz et al., JAMA, 1994) : malades et indemnes, vaccinés puis témoins.
BCG = np.array([
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
], dtype=float)  # fmt: skip


def test_le_rang_attendu_reproduit_l_exemple_calcule() -> None:
    # Trois groupes à 70, 60 et 50, erreur-type 5 : ER₁ = 1 + Φ(−√2) + Φ(−2√2) = 1,081.
    found = expected_ranks([70, 60, 50], [25, 25, 25])
    assert found.rank == pytest.approx([1.081, 2.0, 2.919], abs=0.005)
    assert found.percentile == pytest.approx([80.63, 50, 19.37], abs=0.005)


@given(ESTIMATES)
def test_les_rangs_attendus_ont_la_somme_des_rangs(values: list[float]) -> None:
    n = len(values)
    assert expected_ranks(values, [9.0] * n).rank.sum() == pytest.approx(n * (n + 1) / 2)


def test_des_groupes_indiscernables_sont_tous_au_milieu() -> None:
    assert expected_ranks([40, 40, 40], [0, 0, 0]).rank.tolist() == [2, 2, 2]
    assert expected_ranks([40, 41, 39], [1e9] * 3).rank == pytest.approx([2, 2, 2], abs=1e-3)


def test_sans_erreur_le_rang_attendu_est_le_rang() -> None:
    assert expected_ranks([10, 30, 20], [0, 0, 0]).rank.tolist() == [3, 1, 2]
    assert rank_bounds([10, 30, 20], [0, 0, 0]).tolist() == [[3, 3], [1, 1], [2, 2]]


@given(ESTIMATES, st.floats(0.1, 400))
def test_le_rang_attendu_est_entre_les_rangs_plausibles(values: list[float], variance: float) -> None:
    variances = [variance] * len(values)
    bounds, rank = rank_bounds(values, variances), expected_ranks(values, variances).rank
    assert (bounds[:, 0] <= rank + 0.05 * len(values)).all()
    assert (rank - 0.05 * len(values) <= bounds[:, 1]).all()


def test_la_variance_entre_groupes_reproduit_l_exemple_publie() -> None:
    # Documentation du paquet R metafor, rma(yi, vi, data=dat.bcg, method="DL") : tau^2 = 0,3088.
    estimates = np.log(BCG[:, 0] / BCG[:, :2].sum(axis=1)) - np.log(BCG[:, 2] / BCG[:, 2:].sum(axis=1))
    variances = 1 / BCG[:, 0] - 1 / BCG[:, :2].sum(axis=1) + 1 / BCG[:, 2] - 1 / BCG[:, 2:].sum(axis=1)
    assert between_variance(estimates, variances) == pytest.approx(0.3088, abs=5e-5)
    found = shrink(estimates, variances)
    assert found.centre == pytest.approx(-0.7141, abs=5e-5)  # même source, modèle à effets aléatoires
    assert (np.abs(found.value - found.centre) <= np.abs(estimates - found.centre)).all()


def test_des_groupes_que_le_hasard_explique_reviennent_tous_a_la_moyenne() -> None:
    estimates = [49.0, 51.0] * 6
    assert shrink(estimates, [25.0] * 12).value == pytest.approx([50] * 12)


def test_un_petit_effectif_est_rapproche_davantage() -> None:
    estimates, variances = [20.0, 80.0] * 6, [400.0, 400.0] + [4.0] * 10
    found = shrink(estimates, variances).value
    assert found[0] - 20 > found[2] - 20 > 0


def test_a_moins_de_dix_groupes_les_valeurs_restent_brutes() -> None:
    assert shrink([20.0, 80.0, 50.0], [9.0, 9.0, 9.0]).value.tolist() == [20, 80, 50]


# Tables du test des signes : 2·P(B ≤ 2) pour B(12, ½) = 158/4096, etc.
@pytest.mark.parametrize(
    ("up", "down", "p"), [(10, 2, 0.038574), (8, 1, 0.0390625), (6, 0, 0.03125), (5, 0, 0.0625), (0, 0, 1), (3, 3, 1)]
)
def test_le_test_des_signes_est_exact(up: int, down: int, p: float) -> None:
    assert sign_test(up, down) == pytest.approx(p, abs=5e-7)


@given(st.integers(0, 120), st.integers(0, 120))
def test_le_test_des_signes_est_symetrique_et_compte_en_entiers(up: int, down: int) -> None:
    tail = sum(Fraction(comb(up + down, k), 2 ** (up + down)) for k in range(min(up, down) + 1))
    assert sign_test(up, down) == sign_test(down, up) == float(min(Fraction(1), 2 * tail))


def test_le_test_des_signes_tient_pour_un_pays() -> None:
    assert 0 < sign_test(1400, 1200) < 0.0001


def test_la_fidelite_croit_avec_les_repondants() -> None:
    # Spearman-Brown, corrélation 0,28 : 5 → 0,66 ; 10 → 0,80 ; 20 → 0,89.
    assert reliability([5, 10, 20]) == pytest.approx([0.66, 0.80, 0.89], abs=0.005)
    low, high = plausible_bounds([50, 50], [20, 20], [5, 20])
    assert high[0] - low[0] > high[1] - low[1] > 0
