"""Quartiles et parts : les chiffres publiés, puis ce qui doit toujours être vrai."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.federation import Policy
from matrice.federation.disclosure import release_quantiles
from matrice.federation.statistics import wilson


@pytest.mark.parametrize("kind", ["level", "score"])
@given(
    values=st.integers(3, 12).flatmap(
        lambda fifth: st.lists(st.integers(0, 100), min_size=5 * fifth, max_size=5 * fifth)
    )
)
def test_nos_quartiles_sont_ceux_de_numpy(kind: str, values: list[int]) -> None:
    # Des effectifs qui s'écrivent tels quels : rien n'est ramené, et seul l'arrondi à l'entier reste.
    found = release_quantiles(values, (0.25, 0.5, 0.75), Policy(), kind)  # type: ignore[arg-type]
    method = "inverted_cdf" if kind == "level" else "averaged_inverted_cdf"
    expected = np.floor(np.quantile(values, (0.25, 0.5, 0.75), method=method) + 0.5)  # type: ignore[call-overload]
    assert not found or found.values == tuple(expected.astype(int).tolist())


# Essais du paquet R PHEindicatormethods 2.1.1 (OHID), tests de phe_proportion.
@pytest.mark.parametrize(
    ("x", "n", "confidence", "low", "high"),
    [
        (65, 100, 0.95, 0.552544, 0.736358),
        (1045, 5000, 0.95, 0.197955, 0.220491),
        (65, 100, 0.998, 0.495495, 0.778354),
        (1, 100, 0.95, 0.001767, 0.054486),
    ],
)
def test_l_intervalle_de_wilson_reproduit_les_exemples_publies(
    x: int, n: int, confidence: float, low: float, high: float
) -> None:
    assert wilson(x, n, confidence) == pytest.approx((low, high), abs=5e-7)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_l_intervalle_de_wilson_contient_la_part_et_reste_entre_zero_et_un(pair: tuple[int, int]) -> None:
    x, n = pair
    low, high = wilson(x, n)
    assert -1e-12 <= low <= x / n + 1e-12
    assert x / n - 1e-12 <= high <= 1 + 1e-12


def test_une_part_sans_effectif_n_a_pas_d_intervalle() -> None:
    assert np.isnan(wilson(0, 0)).all()
