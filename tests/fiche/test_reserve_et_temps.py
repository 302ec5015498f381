"""La réserve pour imprévus, les temps connus d'avance et la phrase qui explique chaque durée."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import InputError, Need, draft, load_referentiel
from matrice.fiche import load_emploi
from tirages import examples

REF = load_referentiel()
TASKS = [task.id for task in REF.tasks]
NB = "\u00a0"


@pytest.mark.parametrize(
    ("hours", "reserved"), [(0.5, 0), (1, 0), (1.25, 0.25), (7, 0.75), (8, 0.75), (10, 1), (35, 3.5)]
)
def test_un_dixieme_du_temps_est_garde_au_quart_d_heure_pres(team, hours, reserved) -> None:
    fiche = draft(team, weekly_hours=hours)
    assert (fiche.reserve.hours if fiche.reserve else 0) == reserved
    assert sum(task.hours for task in fiche.tasks) == hours
    assert sum(task.hours for task in fiche.chosen) == hours - reserved


def test_la_reserve_est_la_derniere_ligne_et_ne_sert_aucune_dimension(team) -> None:
    fiche = draft(team, weekly_hours=10)
    last = fiche.tasks[-1]
    assert last.is_reserve and (last.axis, last.function, last.dimension) == (None, None, None)
    assert not any(task.is_reserve for task in fiche.tasks[:-1])
    assert list(fiche.to_frame()["id"])[-1] == "reserve" and fiche.to_frame()["axis"].isna().sum() == 1


def test_une_reserve_nulle_ne_laisse_aucune_ligne(team) -> None:
    assert draft(team, weekly_hours=10, reserve=0).reserve is None


# Hebdomadaire × 45,6 semaines travaillées ; mensuel × 12 ; trimestriel × 4 ; annuel et ponctuel × 1.
@pytest.mark.parametrize(
    ("need", "yearly", "weekly"),
    [
        (Need(1), Fraction(456, 10), 1),
        (Need(2, "mois"), 24, 0.5),
        (Need(4, "mois"), 48, 1),
        (Need(8, "trimestre"), 32, 0.75),
        (Need(20, "an"), 20, 0.5),
        (Need(45.6, "fois"), Fraction(456, 10), 1),
        (Need(1, "an"), 1, 0.25),
    ],
)
def test_une_frequence_devient_des_heures_par_an_puis_par_semaine(need, yearly, weekly) -> None:
    law = load_emploi()
    assert need.yearly(law) == yearly and need.weekly(law, 0.25) == weekly


def test_une_tache_au_temps_connu_recoit_ce_temps_et_le_reste_se_partage(team) -> None:
    fiche = draft(team, weekly_hours=8, tasks=["T4.1.4", "T1.4.1", "T3.1.3"], times={"T4.1.4": (4, "mois")})
    hours = {task.id: task.hours for task in fiche.tasks}
    assert hours["T4.1.4"] == 1 and sum(hours.values()) == 8
    said = {task.id: task.explanation for task in fiche.tasks}
    assert (
        said["T4.1.4"]
        == f"Temps connu{NB}: 4{NB}h par mois, soit 48{NB}h par an{NB}; ramené à 1{NB}h par semaine, au pas de 15{NB}min."
    )


def test_ce_que_des_temps_tous_connus_ne_demandent_pas_rejoint_la_reserve(team) -> None:
    fiche = draft(team, weekly_hours=8, tasks=["T4.1.4"], times={"T4.1.4": (3, "semaine")})
    assert [(task.id, task.hours) for task in fiche.tasks] == [("T4.1.4", 3), ("reserve", 5)]
    assert "aucune tâche ne demande" in fiche.tasks[-1].explanation


def test_un_temps_connu_trop_long_rejoint_ce_qui_ne_tient_pas(team) -> None:
    fiche = draft(team, weekly_hours=4, tasks=["T4.1.4", "T1.4.1"], times={"T4.1.4": (6, "semaine")})
    assert [task.id for task in fiche.uncovered] == ["T4.1.4"] and [task.id for task in fiche.chosen] == ["T1.4.1"]


def test_la_phrase_du_prorata_se_refait_a_la_main(team) -> None:
    fiche = draft(team, weekly_hours=8, tasks=["T4.1.4", "T1.4.1"], weights={"T4.1.4": 30, "T1.4.1": 10}, reserve=0)
    assert fiche.chosen[1].explanation == f"Priorité de 30 sur 40, soit 75,0{NB}% des 8{NB}h à partager{NB}: 6{NB}h."
    fiche = draft(team, weekly_hours=8, tasks=["T4.1.4", "T1.4.1"], weights={"T4.1.4": 30, "T1.4.1": 1}, reserve=0)
    assert fiche.chosen[0].explanation.endswith(f"15{NB}min, portées au minimum de 30{NB}min.")
    fiche = draft(
        team, weekly_hours=8, tasks=["T4.1.4", "T1.4.1"], weights={"T4.1.4": 30, "T1.4.1": 10}, reserve=0,
        high={"T4.1.4": 4},
    )  # fmt: skip
    assert fiche.chosen[1].explanation.endswith(f"6{NB}h, ramenées au maximum de 4{NB}h.")
    assert fiche.chosen[0].explanation.endswith("une fois servis les minimums et les maximums des autres tâches.")


@examples(60)
@given(
    quarters=st.integers(2, 160),
    chosen=st.lists(st.sampled_from(TASKS), min_size=1, max_size=25, unique=True),
    reserve=st.sampled_from([0, 0.05, 0.1, 0.25, 0.5]),
)
def test_quels_que_soient_les_choix_les_heures_font_le_budget_et_chaque_phrase_le_redit(
    team, quarters, chosen, reserve
) -> None:
    fiche = draft(team, weekly_hours=quarters / 4, tasks=chosen, reserve=reserve, minimum=0.25)
    assert sum(task.hours for task in fiche.tasks) == quarters / 4
    assert {task.id for task in fiche.chosen} | {task.id for task in fiche.uncovered} == set(chosen)
    for task in fiche.chosen:
        assert re.fullmatch(r"(Priorité|Aucune priorité|Temps connu).+\.", task.explanation), task.explanation


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reserve": 0.6}, "la réserve vaut"),
        ({"reserve": -0.1}, "la réserve vaut"),
        ({"times": {"T4.1.4": (2, "jour")}}, "« semaine », « mois », « trimestre », « an » ou « fois »"),
        ({"times": {"T4.1.4": 2}}, "une période"),
        ({"times": {"T4.1.4": (0, "mois")}}, "plus que 0"),
        ({"times": {"T9": (1, "mois")}}, "n’est pas une tâche du catalogue"),
        ({"times": {"T4.1.4": (1, "mois")}, "high": {"T4.1.4": 2}}, "gardez l’un ou l’autre"),
        ({"times": {"T4.1.4": (1, "mois")}, "tasks": ["T1.4.1"]}, "sans être parmi les tâches choisies"),
        ({"times": 3}, "un dictionnaire"),
    ],
)
def test_une_reserve_ou_un_temps_sans_sens_est_refuse(team, options, words) -> None:
    with pytest.raises(InputError) as caught:
        draft(team, weekly_hours=8, **options)
    assert words in str(caught.value).replace(NB, " ")
