"""Rangs centiles, quartiles et parts : les chiffres publiés, puis ce qui doit toujours être vrai."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.federation.statistics import midrank_counts, percentile, quantiles, three_counts, wilson

COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=6).filter(lambda row: sum(row) > 0)
VALUES = st.lists(st.integers(0, 100), min_size=1, max_size=40)


# Documentation de scipy.stats.percentileofscore : [1, 2, 3, 3, 4] et 3.
@pytest.mark.parametrize(("kind", "expected"), [("rank", 70), ("weak", 80), ("strict", 40), ("mid", 60)])
def test_les_quatre_conventions_de_rang_centile_donnent_les_valeurs_publiees(kind: str, expected: float) -> None:
    assert percentile([1, 2, 3, 3, 4], 3, kind) == expected  # type: ignore[arg-type]


def test_le_rang_a_mi_ex_aequo_se_lit_sur_les_effectifs() -> None:
    # 20/60/90/30 équipes aux quatre niveaux : 10/200, (20 + 30)/200, (80 + 45)/200, (170 + 15)/200.
    assert midrank_counts([20, 60, 90, 30]).tolist() == [5, 25, 62.5, 92.5]


def test_un_groupe_vide_n_a_pas_de_rang() -> None:
    assert np.isnan(midrank_counts([0, 0, 0])).all()


@given(COUNTS)
def test_les_deux_ecritures_du_rang_a_mi_ex_aequo_s_accordent(counts: list[int]) -> None:
    values = np.repeat(np.arange(len(counts)), counts)
    for level, rank in enumerate(midrank_counts(counts)):
        assert rank == pytest.approx(percentile(values, level))


@given(COUNTS)
def test_en_dessous_au_meme_niveau_et_au_dessus_font_toutes_les_equipes(counts: list[int]) -> None:
    assert (three_counts(counts).sum(axis=-1) == sum(counts)).all()


@given(COUNTS)
def test_le_rang_moyen_d_un_groupe_est_cinquante(counts: list[int]) -> None:
    assert np.average(midrank_counts(counts), weights=counts) == pytest.approx(50)


def test_les_quartiles_publies_pour_les_niveaux_et_pour_les_notes() -> None:
    # Exercice d'enseignement (type 1), puis type 2 de Hyndman et Fan ; le type 7 donnerait 7,25, 9 et 14,5.
    data = [3, 6, 7, 8, 8, 10, 13, 15, 16, 20]
    assert quantiles(data).tolist() == [7, 8, 15]
    assert quantiles(data, method="averaged_inverted_cdf").tolist() == [7, 9, 15]


@pytest.mark.parametrize("method", ["inverted_cdf", "averaged_inverted_cdf"])
@given(values=VALUES, probability=st.sampled_from([0.1, 0.2, 0.25, 1 / 3, 0.5, 0.75, 0.9]))
def test_nos_quantiles_sont_ceux_de_numpy(method: str, values: list[int], probability: float) -> None:
    expected = np.quantile(values, probability, method=method)  # type: ignore[call-overload]
    place = len(values) * probability
    if abs(place - round(place)) < 1e-9 and place != round(place):
        return  # 0,1 × 30 : numpy hésite d'un rang selon l'erreur d'arrondi, nous non
    assert quantiles(values, [probability], method)[0] == expected  # type: ignore[arg-type]


@given(VALUES)
def test_un_quartile_de_niveaux_est_toujours_une_valeur_observee(values: list[int]) -> None:
    assert set(quantiles(values).tolist()) <= set(values)


def test_les_colonnes_se_calculent_ensemble_et_les_notes_absentes_ne_comptent_pas() -> None:
    table = np.array([[1.0, np.nan, np.nan], [2.0, 5.0, np.nan], [3.0, 7.0, np.nan], [4.0, np.nan, np.nan]])
    found = quantiles(table, [0.5], "averaged_inverted_cdf")[0]
    assert found[:2].tolist() == [2.5, 6.0]
    assert np.isnan(found[2])


def test_sans_aucune_ligne_il_n_y_a_pas_de_quantile() -> None:
    assert np.isnan(quantiles(np.empty((0, 4)))).all()


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


@given(
    st.lists(st.one_of(st.integers(0, 100), st.just(float("nan"))), max_size=40),
    st.sampled_from([0.1, 0.25, 0.5, 0.75]),
)
def test_une_colonne_seule_et_la_meme_dans_un_tableau_ont_les_memes_quantiles(values: list[float], q: float) -> None:
    for method in ("inverted_cdf", "averaged_inverted_cdf"):
        alone = quantiles(values, [q], method)  # type: ignore[arg-type]
        among = quantiles(np.array([values, values]).T, [q], method)[:, 0]  # type: ignore[arg-type]
        np.testing.assert_array_equal(alone, among)
