"""Les groupes de comparaison : disjoints, assez grands, nommés, les mêmes pour tous."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cohortes import cohort_of, country, grid
from hypothesis import given
from hypothesis import strategies as st

from matrice.federation import Cohort, Descriptor, Policy, peer_groups
from matrice.federation.groups import merge_small
from tirages import examples

CLASSES = st.lists(st.tuples(*[st.integers(-1, 2)] * 3), min_size=1, max_size=80)


def teams(rows: list[tuple[int, int, int]]) -> Cohort:
    """Une cohorte dont on ne connaît que l'âge, la taille et la densité."""
    age, size, rurality = np.array(rows).T
    return cohort_of(np.ones((len(rows), len(grid().dimensions)), dtype=int), age=age, size=size, rurality=rurality)


@examples(60)
@given(CLASSES, st.sampled_from([Policy(), Policy("ferme"), Policy(k=20)]))
def test_chaque_equipe_a_un_seul_groupe_et_chaque_groupe_est_assez_grand(
    rows: list[tuple[int, int, int]], policy: Policy
) -> None:
    groups = peer_groups(teams(rows), policy)
    everyone = np.sort(np.concatenate([group.rows for group in groups]))
    assert everyone.tolist() == list(range(len(rows)))
    assert len(groups) == 1 or min(len(group) for group in groups) >= policy.threshold
    assert all(groups.of(int(row)) is group for group in groups for row in group.rows)
    assert len({group.label for group in groups}) == len(groups)


@examples(30)
@given(CLASSES, st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_aucune_difference_de_reunions_de_groupes_ne_laisse_moins_que_le_seuil(
    rows: list[tuple[int, int, int]], first: set[int], second: set[int]
) -> None:
    groups = peer_groups(teams(rows), Policy("ferme"))
    if len(groups) == 1:
        return
    one, other = ({int(row) for rank in chosen if rank < len(groups) for row in groups.groups[rank].rows}
                  for chosen in (first, second))  # fmt: skip
    assert len(one ^ other) == 0 or len(one ^ other) >= 5


def test_une_equipe_seule_dans_sa_classe_rejoint_la_classe_voisine_la_plus_petite() -> None:
    rows = [(0, 0, 0)] * 20 + [(1, 0, 0)] + [(2, 0, 0)] * 12
    groups = peer_groups(teams(rows), Policy(), ("age",))
    assert [(group.label, len(group)) for group in groups] == [
        ("moins de 2 ans", 20), ("2 à 5 ans ou plus de 5 ans", 13),
    ]  # fmt: skip


def test_on_lache_la_densite_puis_la_taille_puis_l_age() -> None:
    # 12 équipes par âge et taille : la densité (6 et 6) ne sépare plus ; la taille et l'âge tiennent.
    rows = [(age, size, density) for age in (0, 2) for size in (0, 1) for density in (0, 2) for _ in range(6)]
    assert [group.label for group in peer_groups(teams(rows), Policy())] == [
        "moins de 2 ans, moins de 15\u00a0professionnels", "moins de 2 ans, 15 à 30\u00a0professionnels",
        "plus de 5 ans, moins de 15\u00a0professionnels", "plus de 5 ans, 15 à 30\u00a0professionnels",
    ]  # fmt: skip
    # Moitié moins : seul l'âge sépare encore, même si la densité couperait en deux.
    assert [group.label for group in peer_groups(teams(rows[::2]), Policy())] == ["moins de 2 ans", "plus de 5 ans"]
    # Trop peu pour l'âge : un seul groupe.
    assert [group.label for group in peer_groups(teams(rows[::4]), Policy())] == ["toutes les équipes"]


def test_une_classe_non_donnee_se_dit_et_ne_se_fond_pas_dans_une_autre() -> None:
    rows = [(0, 0, -1)] * 15 + [(0, 0, 2)] * 15
    assert [group.label for group in peer_groups(teams(rows), Policy())] == [
        "moins de 2 ans, moins de 15\u00a0professionnels, communes rurales",
        "moins de 2 ans, moins de 15\u00a0professionnels, densité non donnée",
    ]


def test_une_region_trop_petite_rejoint_ses_voisines_et_non_le_bout_de_la_carte() -> None:
    ranks = np.ones((60, len(grid().dimensions)), dtype=int)
    region = np.repeat([0, 3, 8], [50, 4, 6])
    groups = peer_groups(cohort_of(ranks, region=region), Policy(), ("region",))
    # 4 + 6 = 10 équipes ne suffisent pas : la seule autre région est retenue avec elles, et plus rien ne sépare.
    assert [group.label for group in groups] == ["toutes les équipes"]
    wider = cohort_of(np.ones((80, len(grid().dimensions)), dtype=int), region=np.repeat([0, 3, 8, 10], [50, 5, 6, 19]))
    assert [(group.label, len(group)) for group in peer_groups(wider, Policy(), ("region",))] == [
        ("Auvergne-Rhône-Alpes", 50), ("Centre-Val de Loire et Normandie", 11), ("Occitanie", 19),
    ]  # fmt: skip


def test_un_territoire_se_reunit_dans_sa_region_et_d_abord_a_son_voisin() -> None:
    # Bretagne : Finistère 4, Morbihan 30, Ille-et-Vilaine 20 ; Normandie : Manche 12, Orne 12. Le Finistère touche le Morbihan, plus
    # grand que l'Ille-et-Vilaine et que la Manche.
    names = ("Finistère", "Morbihan", "Ille-et-Vilaine", "Manche", "Orne")
    sizes = [4, 30, 20, 12, 12]
    cohort = replace(
        cohort_of(np.ones((78, len(grid().dimensions)), dtype=int), region=np.repeat([2, 2, 2, 8, 8], sizes)),
        territory=Descriptor(np.repeat(np.arange(5), sizes).astype(np.int16), names),
    )
    groups = peer_groups(cohort, Policy(), ("region", "territory"))
    assert [(group.label, len(group)) for group in groups] == [
        ("Finistère et Morbihan", 34), ("Ille-et-Vilaine", 20), ("Manche", 12), ("Orne", 12),
    ]  # fmt: skip


def test_une_cohorte_trop_petite_n_a_qu_un_groupe() -> None:
    assert [len(group) for group in peer_groups(teams([(0, 0, 0), (2, 2, 2)]), Policy())] == [2]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.booleans())
def test_les_classes_reunies_partagent_toutes_les_classes(sizes: list[int], neighbours: bool) -> None:
    parts = merge_small(sizes, 11, neighbours=neighbours)
    assert sorted(rank for part in parts for rank in part) == list(range(len(sizes)))
    assert len(parts) == 1 or min(sum(sizes[rank] for rank in part) for part in parts) >= 11
    if neighbours:
        assert all(part == tuple(range(part[0], part[-1] + 1)) for part in parts)


@pytest.mark.parametrize("criteria", [("age", "size", "rurality"), ("region", "age", "size", "rurality")])
def test_un_pays_se_partage_en_groupes_utilisables(criteria: tuple[str, ...]) -> None:
    groups = peer_groups(country(1000), Policy(), criteria)  # type: ignore[arg-type]
    assert len(groups) >= 20
    assert min(len(group) for group in groups) >= 11
