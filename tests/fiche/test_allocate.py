"""Le partage des heures : exact, borné, contre des exemples publiés, puis par ses propriétés."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matrice import BudgetError, InputError, allocate

NB = "\u00a0"

# Plus fort reste (Hamilton) : (poids, total, parts). 6-6-2 est le paradoxe de l'Alabama : de 10 à 11, la part de
# 2 passe de 2 à 1. Les quinze poids sont les populations du premier recensement américain (1790-1792).
HAMILTON = [
    ([50, 30, 20], 7, [4, 2, 1]),
    ([6, 6, 2], 10, [4, 4, 2]),
    ([6, 6, 2], 11, [5, 5, 1]),
    (
        [630560, 475327, 432879, 353523, 331589, 278514, 236841, 206236, 179570, 141822, 85533, 70835, 68705, 68446, 55540],
        60,
        [11, 8, 7, 6, 6, 5, 4, 3, 3, 2, 1, 1, 1, 1, 1],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("weights", "total", "parts"), HAMILTON)
def test_le_plus_fort_reste_donne_les_parts_publiees(weights, total, parts) -> None:
    assert list(allocate(weights, total, step=1)) == parts


# Quotas à égalité de décimales : 3 et 1 sur 2 pas donnent 1,5 et 0,5 ; 5 et 3 sur 4 donnent 2,5 et 1,5. Le pas qui
# reste va au plus grand poids, où qu'il soit ; à poids égaux (1 pas pour deux, 2 pour trois), aux premiers.
@pytest.mark.parametrize(
    ("weights", "total", "parts"),
    [
        ([3, 1], 2, [2, 0]), ([1, 3], 2, [0, 2]), ([5, 3], 4, [3, 1]), ([3, 5], 4, [1, 3]),
        ([1, 1], 1, [1, 0]), ([2, 2, 2], 2, [1, 1, 0]),
    ],
)  # fmt: skip
def test_a_egalite_de_decimales_le_pas_va_au_plus_grand_poids_puis_au_premier(weights, total, parts) -> None:
    assert list(allocate(weights, total, step=1)) == parts


def test_les_bornes_se_remplissent_comme_l_equite_proportionnelle() -> None:
    # Solution de max Σ w ln x sous bornes, vérifiée ailleurs par un optimiseur (SLSQP) à 1e-3 près.
    parts = allocate([5, 4, 4, 3, 2, 2, 1], 70, low=[8, 4, 4, 0, 2, 0, 0], high=[20, 70, 70, 70, 70, 6, 70], step=1)
    assert list(parts) == [17, 14, 13, 10, 7, 6, 3]


@st.composite
def problems(draw):
    """Un partage faisable : poids, budget et bornes, en quarts d'heure."""
    count = draw(st.integers(1, 12))
    low = draw(st.lists(st.integers(0, 8), min_size=count, max_size=count))
    high = [bottom + draw(st.integers(0, 40)) for bottom in low]
    weights = draw(st.lists(st.floats(0.01, 100), min_size=count, max_size=count))
    total = draw(st.integers(sum(low), sum(high)))
    return weights, total / 4, [value / 4 for value in low], [value / 4 for value in high]


@given(problems())
def test_la_somme_est_exacte_et_chaque_part_est_dans_ses_bornes(problem) -> None:
    weights, hours, low, high = problem
    parts = allocate(weights, hours, low=low, high=high)
    assert sum(parts) == hours
    assert all(bottom <= part <= top for part, bottom, top in zip(parts, low, high, strict=True))
    assert all((4 * part).is_integer() for part in parts)


@given(problems())
def test_une_part_libre_ne_s_ecarte_pas_d_un_pas_de_sa_part_proportionnelle(problem) -> None:
    weights, hours, low, high = problem
    parts = allocate(weights, hours, low=low, high=high)
    free = [
        (w, p) for w, p, bottom, top in zip(weights, parts, low, high, strict=True) if bottom + 0.25 < p < top - 0.25
    ]
    for w1, p1 in free:
        for w2, p2 in free:  # même λ à un pas près : p/w se valent
            assert (p1 - 0.25) / w1 <= (p2 + 0.25) / w2 + 1e-9


@given(problems())
def test_un_poids_plus_grand_ne_recoit_jamais_moins_a_bornes_egales(problem) -> None:
    weights, hours, _, _ = problem
    parts = allocate(weights, hours)
    for w1, p1 in zip(weights, parts, strict=True):
        assert all(p1 >= p2 for w2, p2 in zip(weights, parts, strict=True) if w1 > w2)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=10), st.integers(0, 200))
def test_un_pas_d_un_dixieme_tombe_juste_aussi(weights, tenths) -> None:
    parts = allocate(weights, tenths / 10, step=0.1)
    assert sum(Fraction(repr(part)) for part in parts) == Fraction(repr(tenths / 10))
    assert math.fsum(parts) == pytest.approx(tenths / 10, abs=1e-12)


def test_un_poids_nul_ne_recoit_que_son_minimum() -> None:
    assert allocate([1, 0, 1], 2, low=[0, 0.5, 0]) == (0.75, 0.5, 0.75)
    with pytest.raises(BudgetError) as caught:
        allocate([0, 0], 1)
    assert caught.value.missing == -1


def test_des_bornes_entre_deux_pas_s_arrondissent_vers_l_interieur() -> None:
    # Au quart d'heure, au moins 0,3 h font 0,5 h et au plus 0,6 h font 0,5 h : 0,25 et 0,75 sortiraient des bornes.
    assert allocate([0, 1], 2, low=[0.3, 0]) == (0.5, 1.5)
    assert allocate([1, 1], 4, high=[0.6, 4]) == (0.5, 3.5)


def test_un_budget_nul_donne_des_parts_nulles_et_aucune_part_accepte_zero() -> None:
    assert allocate([1, 2], 0) == (0, 0)
    assert allocate([], 0) == ()


def test_des_minimums_trop_grands_disent_de_combien_et_quoi_retirer() -> None:
    with pytest.raises(BudgetError) as caught:
        allocate([3, 1, 2], 8, low=[4, 4, 3.25])
    assert (caught.value.missing, caught.value.drop) == (3.25, (1,))
    assert str(caught.value) == (
        f"Les minimums demandent 11{NB}h{NB}15 pour un budget de 8{NB}h{NB}: il manque 3{NB}h{NB}15. "
        f"Retirez d’abord ce qui est le moins prioritaire (part n°{NB}2), ou augmentez les heures."
    )


# Minimums de 4 h : 12 h pour 8 h de budget, il en manque 4 et une part suffit ; pour 7 h, il en manque 5 et il en faut
# deux. La moins prioritaire part d'abord ; à poids égaux, la dernière de la liste.
@pytest.mark.parametrize(
    ("weights", "hours", "drop"),
    [
        ([3, 1, 1], 8, (2,)), ([1, 1, 3], 8, (1,)), ([2, 2, 2], 8, (2,)), ([1, 3, 1], 7, (2, 0)), ([3, 2, 1], 7, (2, 1)),
    ],
)  # fmt: skip
def test_a_poids_egaux_la_derniere_part_se_retire_la_premiere(weights, hours, drop) -> None:
    with pytest.raises(BudgetError) as caught:
        allocate(weights, hours, low=4)
    assert caught.value.drop == drop


def test_des_maximums_trop_petits_disent_ce_qui_reste_a_placer() -> None:
    with pytest.raises(BudgetError) as caught:
        allocate([1, 1], 8, high=3)
    assert caught.value.missing == -2
    assert str(caught.value) == (
        f"Sur un budget de 8{NB}h, 6{NB}h seulement trouvent une place{NB}: il reste 2{NB}h. "
        "Relevez un maximum, donnez du poids à une part qui n’en a pas, ou ajoutez-en une."
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: allocate([1], 8.1), f"prenez 8{NB}h ou 8{NB}h{NB}15"),
        (lambda: allocate([1], -1), "0 ou plus"),
        (lambda: allocate([1], math.nan), "0 ou plus"),
        (lambda: allocate([-1, math.inf], 1), f"part n°{NB}2"),
        (lambda: allocate([1, 2], 1, low=[0, 0, 0]), f"3{NB}bornes pour 2{NB}parts"),
        (lambda: allocate([1], 1, low=2, high=1), "sous le minimum"),
        (lambda: allocate([1], 1, low=-1), "le minimum vaut"),
        (lambda: allocate([1], 1, high=math.nan), "n’est pas un nombre"),
        (lambda: allocate([1], 1, low=0.3, high=0.4), "aucun multiple"),
        (lambda: allocate([1], 1, step=0), "le pas vaut"),
    ],
)
def test_une_demande_sans_sens_est_refusee_en_clair(call, words) -> None:
    with pytest.raises(InputError, match=words):
        call()


@given(st.lists(st.integers(1, 50), min_size=2, max_size=8), st.integers(1, 60))
def test_le_plus_fort_reste_garde_la_part_entiere(weights, total) -> None:
    assume(total >= 1)
    parts = allocate(weights, total, step=1)
    for weight, part in zip(weights, parts, strict=True):
        assert math.floor(total * weight / sum(weights)) <= part <= math.ceil(total * weight / sum(weights))
