"""Salaire : ancienneté à ses bornes, coût pour l'employeur aux points de la table, réduction générale."""

from __future__ import annotations

import datetime as dt
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.amounts import exact
from matrice.errors import InputError
from matrice.fiche import employer_cost, load_emploi, seniority_rate
from matrice.fiche.money.costs import coefficient

LAW = load_emploi()
# Modèle public mon-entreprise, relevé du 30 juin 2026 : brut mensuel à temps plein → coût pour l'employeur. Il comptait la
# réduction générale au Smic de juin (12,31 €) ; celui de janvier (12,02 €) vaut toute l'année 2026.
READ = {1500: 1566, 2000: 2209, 2500: 3133, 3000: 3984, 4000: 5565, 5000: 7060}
KNOTS = {1500: 1566, 2000: 2249, 2500: 3163, 3000: 4007, 4000: 5577, 5000: 7065}


def reduction(gross: float, smic: float = 12.02) -> float:
    """Le coefficient de la réduction générale à ce Smic horaire."""
    return float(coefficient(exact(gross), exact(smic) * 35 * 52 / 12, LAW.reduction))


# Barème d'ancienneté : 3 ans 4 %, 6 ans 7 %, 9 ans 10 %, 12 ans 13 %, 15 ans 16 %, 18 ans 18 %, 20 ans 20 %.
@pytest.mark.parametrize(
    ("years", "rate"),
    [
        (0, 0), (2.99, 0), (3, 4), (5.99, 4), (6, 7), (8.99, 7), (9, 10), (11.99, 10), (12, 13), (14.99, 13),
        (15, 16), (17.99, 16), (18, 18), (19.99, 18), (20, 20), (40, 20),
    ],
)  # fmt: skip
def test_le_taux_d_anciennete_est_du_des_que_l_annee_est_atteinte(years: float, rate: float) -> None:
    assert seniority_rate(years) == rate


@pytest.mark.parametrize("years", [-1, float("nan"), float("inf"), "trois", True])
def test_une_anciennete_sans_sens_est_refusee(years) -> None:
    with pytest.raises(InputError, match="l’ancienneté vaut"):
        seniority_rate(years)


@given(st.floats(0, 60), st.floats(0, 60))
def test_l_anciennete_ne_fait_jamais_baisser_la_prime(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert seniority_rate(low) <= seniority_rate(high)


@pytest.mark.parametrize(("gross", "cost"), KNOTS.items())
def test_le_cout_employeur_est_exact_aux_points_de_la_table(gross: int, cost: int) -> None:
    found = employer_cost(gross)
    assert found.cost == cost
    assert not found.outside


def test_la_table_est_le_releve_augmente_de_la_difference_des_deux_reductions() -> None:
    for gross, cost in READ.items():
        assert KNOTS[gross] == cost + round(gross * (reduction(gross, 12.31) - reduction(gross))), gross


# Même modèle : 26 h par semaine pour 1 857 € brut coûtent 2 332 €, soit 2 354 € une fois la réduction corrigée (30 € × 26/35) ;
# la table en donne 2 349, 0,2 % de moins.
def test_un_temps_partiel_se_lit_au_salaire_de_temps_plein() -> None:
    found = employer_cost(1857, weekly_hours=26)
    assert found.full_time_gross == pytest.approx(2499.81, abs=0.01)
    assert found.cost == pytest.approx(2332 + 30 * 26 / 35, rel=0.003)
    assert found.cost == pytest.approx(2349.48, abs=0.01)


def test_entre_deux_points_le_rapport_avant_reduction_est_en_ligne_droite() -> None:
    def before(gross: int, cost: float) -> float:
        return cost / gross + reduction(gross)

    middle = (before(2000, KNOTS[2000]) + before(2500, KNOTS[2500])) / 2
    assert before(2250, employer_cost(2250).cost) == pytest.approx(middle)


# Au Smic la réduction est entière (0,3981) : le coût y est le rapport avant réduction, 1,440, moins 0,398. Une ligne droite
# de 1 500 € à 2 000 € passerait au-dessus du coude.
def test_l_estimation_garde_le_coude_du_smic() -> None:
    smic = 12.02 * 35 * 52 / 12
    below, at, above = (employer_cost(gross).ratio for gross in (smic - 100, smic, smic + 100))
    assert at == pytest.approx(1.0421, abs=5e-5)
    assert abs(at - below) < 0.001 and above - at > 0.03
    straight = KNOTS[1500] / 1500 + (KNOTS[2000] / 2000 - KNOTS[1500] / 1500) * (smic - 1500) / 500
    assert straight / at - 1 == pytest.approx(0.052, abs=5e-4)


def test_aucun_coefficient_unique_ne_remplace_la_table() -> None:
    ratios = [cost / gross for gross, cost in KNOTS.items()]
    assert ratios[0] == pytest.approx(1.04, abs=0.005) and ratios[-1] == pytest.approx(1.41, abs=0.005)


@pytest.mark.parametrize(("gross", "edge"), [(1000, 1500), (9000, 5000)])
def test_hors_de_la_table_les_cotisations_du_bord_sont_gardees_et_c_est_dit(gross: float, edge: int) -> None:
    found = employer_cost(gross)
    assert found.outside
    assert found.ratio == pytest.approx(KNOTS[edge] / edge + reduction(edge) - reduction(gross))
    assert "sort de la table" in found.sentence


def test_l_estimation_se_dit_avec_la_date_de_la_table() -> None:
    said = employer_cost(2500).sentence
    assert said.startswith("Estimation\xa0:") and "30\xa0juin\xa02026" in said and "3\xa0163\xa0€" in said


@given(st.floats(200, 20_000), st.floats(200, 20_000))
def test_un_salaire_plus_haut_ne_coute_jamais_moins(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert employer_cost(low).cost <= employer_cost(high).cost


# Smic du 1er janvier 2026 (12,02 €) : valeurs de contrôle du modèle public, corrigé en août 2026, moins de 50 salariés.
@pytest.mark.parametrize(("gross", "expected"), [(2200, 0.2448), (1900, 0.3588), (3000, 0.0999)])
def test_le_coefficient_de_la_reduction_est_celui_du_modele_public(gross: int, expected: float) -> None:
    assert reduction(gross) == expected


def test_le_smic_du_jour_et_celui_des_allegements_sont_deux_chiffres() -> None:
    day = dt.date(2026, 7, 1)
    assert (LAW.at("smic-horaire", on=day).value, LAW.at("smic-allegements", on=day).value) == (12.31, 12.02)
    assert LAW.at("smic-horaire", on=day).use != LAW.at("smic-allegements", on=day).use


def test_la_reduction_est_nulle_des_trois_smic_et_plafonnee_au_smic() -> None:
    monthly, top = 12.02 * 35 * 52 / 12, LAW.reduction.minimum + LAW.reduction.spread
    assert reduction(3 * monthly + 0.01) == 0
    assert reduction(monthly) == reduction(1000) == pytest.approx(top, abs=5e-5)
    # Smic de 12 € : trois Smic à 35 h font 3 × 12 × 35 × 52 / 12 = 5 460 €.
    below, at, above = (reduction(gross, 12) for gross in (5459.99, 5460, 5460.01))
    assert at == above == 0 and below >= LAW.reduction.minimum > 0


def test_le_coefficient_a_quatre_decimales_quel_que_soit_le_salaire() -> None:
    for gross in range(1500, 5600, 7):
        assert round(reduction(gross, 12.31), 4) == reduction(gross, 12.31)
    falling = [reduction(gross, 12.31) for gross in range(1900, 5600, 100)]
    assert all(left >= right for left, right in pairwise(falling))


def test_toutes_les_fautes_se_disent_ensemble() -> None:
    with pytest.raises(InputError) as caught:
        employer_cost(-1, weekly_hours=0)
    assert len(caught.value.problems) == 2
    assert "attendu\xa0: des euros, plus que 0" in json.dumps(str(caught.value), ensure_ascii=False).replace(
        "\\u00a0", "\xa0"
    )
