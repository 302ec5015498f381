"""Ce qui ne tient pas dans le poste : confié à des personnes nommées, sur leurs heures, ou visible si personne ne le prend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import InputError, Role, draft, load_referentiel
from tirages import examples

REF = load_referentiel()
ALL = [task.id for task in REF.tasks]


def test_chaque_tache_hors_budget_a_une_personne_ou_reste_visible(team) -> None:
    roles = (Role("référente qualité", 1, functions=("F4.1",)), Role("secrétariat", 2))
    fiche = draft(team, weekly_hours=4, tasks=ALL, roles=roles)
    taken = {task.id for delegation in fiche.delegated for task in delegation.tasks}
    assert taken and taken | {task.id for task in fiche.unassigned} == {task.id for task in fiche.uncovered}
    assert not taken & {task.id for task in fiche.unassigned}


def test_une_personne_ne_prend_que_ce_qu_elle_a_dit_prendre(team) -> None:
    roles = (Role("référente qualité", 1, functions=("F4.1",)), Role("pharmacienne", 1, tasks=("T5.3.2",)))
    first, second = draft(team, weekly_hours=4, tasks=ALL, roles=roles).delegated
    assert {task.function.id for task in first.tasks} == {"F4.1"}
    assert [task.id for task in second.tasks] == ["T5.3.2"]


def test_qui_nomme_une_tache_passe_avant_qui_nomme_sa_fonction(team) -> None:
    by_function, by_task = Role("fonction", 1, functions=("F5.3",)), Role("tâche", 1, tasks=("T5.3.2",))
    fiche = draft(
        team,
        weekly_hours=1,
        tasks=["T1.4.1", "T5.3.2"],
        weights={"T5.3.2": 1},
        low={"T1.4.1": 1},
        roles=(by_function, by_task),
    )
    assert [[task.id for task in delegation.tasks] for delegation in fiche.delegated] == [[], ["T5.3.2"]]


def test_les_heures_d_une_personne_que_rien_n_occupe_restent_libres(team) -> None:
    fiche = draft(team, weekly_hours=8, tasks=["T1.4.1"], roles=(Role("secrétariat", 2),))
    assert fiche.uncovered == () and fiche.delegated[0].tasks == () and fiche.delegated[0].spare == 2


def test_un_temps_connu_reste_le_meme_chez_une_autre_personne(team) -> None:
    fiche = draft(
        team, weekly_hours=1, tasks=["T1.4.1", "T4.1.4"], low={"T1.4.1": 1}, times={"T4.1.4": (2, "semaine")},
        roles=(Role("leader", 3),),
    )  # fmt: skip
    assert [(task.id, task.hours) for task in fiche.delegated[0].tasks] == [("T4.1.4", 2)]
    assert fiche.delegated[0].spare == 1


@examples(40)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.sets(st.sampled_from(ALL), min_size=10, max_size=40))
def test_les_heures_de_chacun_tombent_juste(team, quarters, chosen) -> None:
    roles = tuple(Role(f"rôle {rank}", count / 4) for rank, count in enumerate(quarters))
    fiche = draft(team, weekly_hours=2, tasks=sorted(chosen), roles=roles)
    for role, delegation in zip(roles, fiche.delegated, strict=True):
        assert sum(task.hours for task in delegation.tasks) + delegation.spare == role.hours
        if delegation.tasks:
            assert sum(task.hours_year for task in delegation.tasks) > 0
            assert round(sum(task.share for task in delegation.tasks), 6) == 100


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role("x", 0), "plus que 0"),
        (Role("x", 1.1), "n’est pas un multiple du pas"),
        (Role("x", 1, tasks=("T9",)), "n’est pas une tâche du catalogue"),
        (Role("x", 1, functions=("F9",)), "n’est pas une fonction de la grille"),
    ],
)
def test_une_personne_impossible_est_refusee(team, role, words) -> None:
    with pytest.raises(InputError, match=words):
        draft(team, weekly_hours=8, roles=(role,))


def test_un_maximum_entre_deux_pas_ne_bloque_pas_la_personne_qui_prend_la_tache(team) -> None:
    fiche = draft(
        team, weekly_hours=1, tasks=["T1.1.1", "T1.1.2", "T1.1.3"], weights={"T1.1.1": 50, "T1.1.2": 40, "T1.1.3": 10},
        high={"T1.1.3": 0.6}, reserve=0, roles=[Role("Odile", 1)],
    )  # fmt: skip
    assert [(task.id, task.hours) for task in fiche.delegated[0].tasks] == [("T1.1.3", 0.5)]
    assert fiche.delegated[0].spare == 0.5


def test_une_tache_sans_priorite_garde_son_minimum_chez_une_personne(team) -> None:
    fiche = draft(
        team, weekly_hours=1, tasks=["T1.1.1", "T1.1.2", "T1.1.3", "T1.1.4"],
        weights={"T1.1.1": 50, "T1.1.2": 40, "T1.1.3": 0, "T1.1.4": 10}, high={"T1.1.4": 0.5}, reserve=0,
        roles=[Role("Odile", 2)],
    )  # fmt: skip
    assert [task.hours for task in fiche.delegated[0].tasks] == [0.5, 0.5] and fiche.delegated[0].spare == 1


def test_une_tache_offerte_que_la_fiche_ne_demande_pas_se_dit(team) -> None:
    role = Role("la pharmacienne", 1, tasks=("T5.3.2", "T1.4.1"))
    said = [
        w
        for w in draft(team, weekly_hours=8, tasks=["T1.4.1", "T4.1.4"], roles=(role,)).warnings
        if "pharmacienne" in w
    ]
    assert len(said) == 1 and "T5.3.2" in said[0] and "T1.4.1" not in said[0]
