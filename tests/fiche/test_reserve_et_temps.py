"""La réserve pour imprévus, les temps connus d'avance et la phrase qui explique chaque durée."""

from fractions import Fraction

import pytest

from matrice import InputError, Need, draft, load_referentiel
from matrice.fiche import load_emploi

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
        == f"Temps fixé par l’équipe{NB}: 4{NB}h par mois, soit 48{NB}h par an{NB}; ramené à 1{NB}h par semaine, au pas de 15{NB}min."
    )


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
        ({"times": 3}, "un dictionnaire"),
    ],
)
def test_une_reserve_ou_un_temps_sans_sens_est_refuse(team, options, words) -> None:
    with pytest.raises(InputError) as caught:
        draft(team, weekly_hours=8, **options)
    assert words in str(caught.value).replace(NB, " ")
