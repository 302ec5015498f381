"""Ce qui ne tient pas dans le poste : confié à des personnes nommées, sur leurs heures, ou visible si personne ne le prend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import InputError, Role, draft, load_referentiel
from tirages import examples

REF = load_referentiel()


def test_chaque_tache_hors_budget_a_une_personne_ou_reste_visible(team) -> None:
    roles = (Role("référente des usagers", 1, functions=("F1.4",)), Role("secrétariat", 2))
    fiche = draft(team, weekly_hours=4, roles=roles)
    taken = {task.id for delegation in fiche.delegated for task in delegation.tasks}
    assert taken and taken | {task.id for task in fiche.unassigned} == {task.id for task in fiche.uncovered}
    assert not taken & {task.id for task in fiche.unassigned}


def test_ce_qui_reste_du_socle_se_confie_d_abord_et_se_dit_par_son_nom(team) -> None:
    fiche = draft(team, weekly_hours=4, roles=(Role("Odile", 0.5),))
    assert {gap.said for gap in fiche.core_gaps} == {"Odile"} and fiche.delegated[0].tasks[0].kind == "socle"


def test_une_personne_ne_prend_que_ce_qu_elle_a_dit_prendre(team) -> None:
    roles = (Role("référente des usagers", 1, functions=("F1.4",)), Role("secrétaire", 1, tasks=("T4.3.2",)))
    first, second = draft(team, weekly_hours=4, roles=roles).delegated
    assert {task.function.id for task in first.tasks} == {"F1.4"}
    assert [task.id for task in second.tasks] == ["T4.3.2"]


def test_qui_nomme_une_tache_passe_avant_qui_nomme_sa_fonction(team) -> None:
    by_function, by_task = Role("fonction", 1, functions=("F4.3",)), Role("tâche", 1, tasks=("T4.3.2",))
    fiche = draft(team, weekly_hours=4, roles=(by_function, by_task))
    assert "T4.3.2" in [task.id for task in fiche.delegated[1].tasks]


def test_une_personne_ne_recoit_pas_plus_que_ses_taches_ne_demandent(team) -> None:
    fiche = draft(team, weekly_hours=4, roles=(Role("secrétaire", 5, tasks=("T4.3.2",)),))
    (own,) = fiche.delegated
    assert own.tasks[0].hours == 0.5 and own.spare == 4.5


@examples(40)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.integers(2, 40))
def test_les_heures_de_chacun_tombent_juste(team, quarters, budget) -> None:
    roles = tuple(Role(f"rôle {rank}", count / 4) for rank, count in enumerate(quarters))
    fiche = draft(team, weekly_hours=budget / 4, roles=roles)
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


def test_une_tache_offerte_que_la_fiche_ne_demande_pas_se_dit(team) -> None:
    role = Role("la pharmacienne", 1, tasks=("A.30", "T1.4.1"))
    said = [
        w
        for w in draft(team, weekly_hours=8, tasks=["T1.4.1", "T4.1.4"], roles=(role,)).warnings
        if "pharmacienne" in w
    ]
    assert len(said) == 1 and "A.30" in said[0] and "T1.4.1" not in said[0]
