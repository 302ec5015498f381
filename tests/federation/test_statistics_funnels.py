"""Entonnoirs et surdispersion : la table publiée, puis les propriétés."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.federation.statistics import Overdispersion, funnel_limits, normal_cdf, normal_quantile, overdispersion

THETA = 0.8064244785714955  # essais du paquet R PHEindicatormethods 2.1.1, tests de calculate_funnel_limits


@pytest.mark.parametrize(
    ("n", "low95", "high95", "low998", "high998"),
    [
        (10, 56.154344, 100, 42.03259, 100),
        (598, 77.475765, 83.809131, 75.649608, 85.635287),
        (15171, 80.013741, 81.271155, 79.65118, 81.633716),
        (110000, 80.408963, 80.875933, 80.274317, 81.010578),
    ],
)
def test_l_entonnoir_reproduit_la_table_publiee(
    n: int, low95: float, high95: float, low998: float, high998: float
) -> None:
    assert 100 * np.array(funnel_limits(THETA, n, 0.95)) == pytest.approx((low95, high95), abs=1e-6)
    assert 100 * np.array(funnel_limits(THETA, n, 0.998)) == pytest.approx((low998, high998), abs=1e-6)


@given(st.floats(0.001, 0.999))
def test_la_loi_normale_est_l_inverse_de_ses_quantiles(probability: float) -> None:
    assert float(normal_cdf(normal_quantile(probability))) == pytest.approx(probability)


def test_des_parts_egales_n_ont_pas_de_surdispersion() -> None:
    assert overdispersion([0.5] * 12, 0.5, [30] * 12) == Overdispersion(0.0, 0.0)


def test_la_surdispersion_se_verifie_a_la_main() -> None:
    # Vingt territoires de 25 équipes : s = 1/(2·5) = 0,1 ; dix à +0,3 et dix à −0,3 sur l'échelle arc sinus : z = ±3,
    # φ = 9, τ² = (20·9 − 19)/(2000 − 20·100²/2000) = 161/1900.
    centre = np.arcsin(np.sqrt(0.5))
    shares = np.sin(np.repeat([centre - 0.3, centre + 0.3], 10)) ** 2
    found = overdispersion(shares, 0.5, [25] * 20)
    assert found.phi == pytest.approx(9)
    assert found.tau2 == pytest.approx(161 / 1900)


def test_un_territoire_extreme_ne_fait_pas_la_surdispersion_a_lui_seul() -> None:
    shares = [0.5] * 19 + [1.0]
    assert overdispersion(shares, 0.5, [100] * 20).tau2 == 0


def test_avec_la_surdispersion_l_entonnoir_s_elargit() -> None:
    narrow, wide = funnel_limits(0.5, [20, 100], tau2=0.0), funnel_limits(0.5, [20, 100], tau2=0.02)
    assert (wide[0] < narrow[0]).all()
    assert (wide[1] > narrow[1]).all()
    assert (np.array(wide) >= 0).all() and (np.array(wide) <= 1).all()
