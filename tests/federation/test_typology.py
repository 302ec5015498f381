"""Les profils types : une règle que chacun peut refaire."""

from __future__ import annotations

import numpy as np
from cohortes import cohort_of, country, grid
from hypothesis import given
from hypothesis import strategies as st

from matrice.federation import Policy
from matrice.federation.practices import OTHERS, types, typology
from tirages import examples

NAN = np.nan


def test_la_regle_prend_l_axe_le_plus_haut_et_le_plus_bas() -> None:
    scores = np.array([[80, 40, 60, 50], [50, 55, 60, 65], [NAN, 40, 60, NAN], [NAN, 40, NAN, NAN], [70, 50, 70, 50]])
    # 0 en avance, 1 en retrait : 0·4 + 1 ; écart 15 : homogène ; 2·4 + 1 ; un seul axe : rien ; ex æquo : les premiers.
    assert types(scores).tolist() == [1, -1, 9, -2, 1]


def test_les_parts_des_profils_types_disent_les_axes_en_francais() -> None:
    names = [axis.short or axis.label for axis in grid().axes]
    sizes = [len(axis.dimensions) for axis in grid().axes]
    starts = np.cumsum([0, *sizes])
    ranks = np.ones((60, len(grid().dimensions)), dtype=int)
    ranks[:30, starts[0] : starts[1]], ranks[:30, starts[1] : starts[2]] = 3, 0
    found, shown = typology(cohort_of(ranks), Policy())
    assert sorted((one.label, str(one.share)) for one in found) == sorted([
        (f"{names[0]} en avance, {names[1]} en retrait", "50\u00a0%"), ("profil homogène", "50\u00a0%"),
    ])  # fmt: skip
    assert [(entry.subject, len(entry.rows)) for entry in shown] == [("typologie", 60)]


def test_les_types_rares_se_fondent_dans_les_autres_profils_qui_ne_se_disent_pas_seuls() -> None:
    names = [len(axis.dimensions) for axis in grid().axes]
    ranks = np.ones((60, len(grid().dimensions)), dtype=int)
    ranks[:2, 0:4], ranks[2:5, 4:8] = 3, 3
    assert typology(cohort_of(ranks), Policy()) == ((), [])  # « autres profils : ≥ 95 % » ne dirait rien
    ranks[20:, : names[0]], ranks[20:, names[0] : sum(names[:2])] = 3, 0
    found, _ = typology(cohort_of(ranks), Policy())
    assert [one.label == OTHERS for one in found] == [False, True]


def test_une_cohorte_trop_petite_n_a_pas_de_profils_types() -> None:
    found, shown = typology(cohort_of(np.ones((5, len(grid().dimensions)), dtype=int)), Policy())
    assert [bool(one.share) for one in found] == [False]
    assert shown == []


@examples(15)
@given(st.integers(0, 10_000))
def test_chaque_type_montre_au_moins_onze_equipes(seed: int) -> None:
    cohort = country(150, seed=seed)
    kinds = types(cohort.axis_scores)
    total = (kinds != -2).sum()
    found, _ = typology(cohort, Policy())
    assert all(one.share for one in found)
    assert min(one.share.percent for one in found if one.share) >= int(100 * 11 / total) - 1
    assert abs(sum(one.share.percent for one in found if one.share) - 100) <= len(found)


def test_les_parts_des_types_ne_disent_pas_l_effectif_exact() -> None:
    """« 45 % et 55 % » de 20 équipes, arrondis type par type, ne disait que 11 et 13 équipes."""
    read: dict[str, set[int]] = {}
    wide = len(grid().axes)
    for teams in range(20, 30):
        for even in range(11, teams - 10):
            axes = np.full((teams, wide), 50.0)
            axes[even:, 0], axes[even:, 1:] = 90.0, 10.0
            found, _ = typology(
                cohort_of(np.ones((teams, len(grid().dimensions)), dtype=int), axis_scores=axes), Policy()
            )
            read.setdefault(str([(one.label, str(one.share)) for one in found]), set()).add(teams)
    assert min(map(len, read.values())) > 1
