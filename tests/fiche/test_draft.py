"""De la faiblesse aux heures : tâches proposées ou choisies, priorités, ce qui ne tient pas, temps de travail."""

import datetime as dt
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from matrice import (
    InputError,
    MatriceError,
    Profile,
    load_referentiel,
    read_responses,
    score,
)
from matrice import draft as full_draft
from matrice.fiche import Role, load_emploi, working_time

REF = load_referentiel()
draft = partial(full_draft, reserve=0)  # le partage seul ; la réserve a ses propres tests
NB = "\u00a0"


@pytest.fixture(scope="module")
def profile() -> Profile:
    path = Path(__file__).parents[2] / "data" / "exemple.csv"
    return score(read_responses(path, REF, team="Exemple", registered=18))


@pytest.mark.parametrize("hours", [0.5, 1, 7, 7.25, 8, 10, 17.5, 24, 35])
def test_les_trois_colonnes_tombent_juste(profile, hours) -> None:
    fiche = draft(profile, REF, weekly_hours=hours)
    assert sum(task.hours for task in fiche.tasks) == hours
    assert sum(task.hours_year for task in fiche.tasks) == pytest.approx(fiche.time.annual, abs=0.5)
    assert sum(round(task.share * 10) for task in fiche.tasks) == 1000


def test_un_niveau_vise_plus_bas_reduit_les_ecarts(profile) -> None:
    high, low = (draft(profile, REF, weekly_hours=8, target=target) for target in (3, 1))
    assert len(low.tasks) + len(low.uncovered) < len(high.tasks) + len(high.uncovered)


def test_le_tableau_dit_d_ou_vient_chaque_tache(profile) -> None:
    frame = draft(profile, REF, weekly_hours=8).to_frame()
    assert {"id", "label", "axis", "function", "dimension", "role", "hours", "share", "reason"} <= set(frame.columns)
    assert frame["hours"].sum() == 8


def test_une_demande_impossible_dit_toutes_ses_fautes(profile) -> None:
    with pytest.raises(InputError) as caught:
        draft(profile, REF, weekly_hours=-1, tasks=["T1.1.9", "T1.1.1", "T1.1.1"], low={"T1.1.1": -2}, target=9)
    assert [str(problem) for problem in caught.value.problems] == [
        f"le budget vaut «{NB}-1{NB}»{NB}; attendu{NB}: des heures par semaine, plus que 0 et 168 au plus.",
        f"«{NB}T1.1.9{NB}» n’est pas une tâche du catalogue{NB}; le plus proche est «{NB}T1.1.4{NB}».",
        f"la tâche «{NB}T1.1.1{NB}» est choisie deux fois.",
        f"«{NB}low{NB}», «{NB}T1.1.1{NB}» vaut «{NB}-2{NB}»{NB}; attendu{NB}: un nombre, 0 ou plus.",
        f"le niveau visé «{NB}9{NB}» n’est pas sur l’échelle (0, 1, 2 ou 3).",
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weekly_hours": 8.1}, "8,1 h n’est pas un multiple"),  # le budget donné, et non ce qu'en laisse la réserve
        (
            {"weekly_hours": 7.1, "tasks": ["T4.1.4"], "times": {"T4.1.4": (1, "semaine")}},
            "7,1 h n’est pas un multiple",
        ),
    ],
)
def test_un_budget_sans_emploi_est_explique(profile, options, words) -> None:
    with pytest.raises(MatriceError, match=words):
        draft(profile, REF, **options)


def test_une_date_avec_une_heure_est_refusee(profile) -> None:
    with pytest.raises(InputError, match="attendu : une date"):
        draft(profile, REF, weekly_hours=8, on=dt.datetime(2026, 10, 6, 12))


def test_une_grille_sans_taches_le_dit() -> None:
    ref = load_referentiel(Path(__file__).parents[1] / "data" / "instruments" / "un_axe.yaml")
    profile = score(read_responses(pd.DataFrame({"a1.d1.1": ["0"]}), ref))
    with pytest.raises(InputError, match="aucune tâche"):
        draft(profile, ref, weekly_hours=8)


# Temps partiel de référence : 35 h, 52/12 semaines payées par mois, 1 607 h travaillées par an.
@pytest.mark.parametrize(
    ("weekly", "etp", "monthly", "annual"),
    [
        (7, 0.2, 30.33, 321.4),
        (8, 0.2286, 34.67, 367.3),
        (17.5, 0.5, 75.83, 803.5),
        (24, 0.6857, 104.0, 1101.9),
        (35, 1, 151.67, 1607),
    ],
)
def test_le_temps_de_travail_se_dit_de_quatre_facons(weekly, etp, monthly, annual) -> None:
    time = working_time(weekly)
    assert (time.etp, time.monthly, time.annual) == (
        pytest.approx(etp, abs=5e-5), pytest.approx(monthly, abs=5e-3), pytest.approx(annual, abs=0.05),
    )  # fmt: skip


def test_chaque_chiffre_de_droit_a_une_source_connue_et_une_date() -> None:
    law = load_emploi()
    sources = {source.id for source in law.sources}
    assert all(figure.source in sources and figure.date and figure.confidence for figure in law.figures)


def test_un_temps_partiel_sous_le_plancher_est_signale(profile) -> None:
    def floor(hours: float) -> list[str]:
        return [w for w in draft(profile, REF, weekly_hours=hours).warnings if "IDCC" in w]

    assert len(floor(8)) == 1 and floor(16) == []


def test_un_temps_plein_juste_ne_depasse_pas_la_duree_legale(profile) -> None:
    def long(hours: float) -> bool:
        return any("dépassent la durée légale" in w for w in draft(profile, REF, weekly_hours=hours).warnings)

    assert not long(35) and long(35.25)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weekly_hours": "8"}, "le budget vaut"),
        ({"weekly_hours": float("nan")}, "le budget vaut"),
        ({"weekly_hours": 1e30}, "168 au plus"),
        ({"tasks": "T4.1.4"}, "une liste d’identifiants"),
        ({"high": 2}, "un dictionnaire"),
        ({"low": {"T4.1.4": float("inf")}, "high": {"T4.1.4": 2}}, "T4.1.4"),
        ({"low": {"T4.1.4": 3}, "high": {"T4.1.4": 2}}, "le maximum"),
        ({"minimum": float("nan")}, "le minimum vaut"),
        ({"step": 0}, "le pas vaut"),
        ({"target": True}, "n’est pas sur l’échelle"),
        ({"contract_hours": 0}, "la durée du contrat vaut «\u00a00\u00a0»"),
        ({"money": 3}, "«\u00a0money\u00a0» vaut «\u00a03\u00a0»"),
        ({"roles": 3}, "attendu\u00a0: une liste, par exemple"),
        ({"roles": [3]}, "attendu\u00a0: Role"),
        ({"roles": [Role("Odile", "x")]}, "le temps de «\u00a0Odile\u00a0» vaut «\u00a0x\u00a0»"),
        ({"roles": [Role("Odile", 1, tasks=3)]}, "«\u00a0Odile\u00a0», «\u00a0tasks\u00a0» vaut"),
    ],
)
def test_chaque_argument_impossible_est_refuse_en_clair(profile, options, words) -> None:
    with pytest.raises(InputError, match=words):
        draft(profile, REF, **{"weekly_hours": 8, **options})


def test_un_maximum_plus_petit_que_le_minimum_par_defaut_est_respecte(profile) -> None:
    fiche = draft(profile, REF, weekly_hours=8, high={"T1.4.1": 0.25})
    assert {task.id: task.hours for task in fiche.tasks}["T1.4.1"] == 0.25


def test_une_tache_dotee_d_un_minimum_est_retenue_meme_si_rien_ne_la_designe(profile) -> None:
    fiche = draft(profile, REF, weekly_hours=3, low={"T3.1.3": 2})
    assert {task.id: task.hours for task in fiche.tasks}["T3.1.3"] >= 2


def test_une_grille_d_une_autre_echelle_est_refusee(profile) -> None:
    other = load_referentiel(Path(__file__).parents[1] / "data" / "instruments" / "echelle_1_12.yaml")
    with pytest.raises(MatriceError, match="échelle du profil"):
        draft(profile, other, weekly_hours=8)


def test_un_chiffre_de_droit_perime_se_dit_meme_sans_argent(team) -> None:
    law = load_emploi()
    old = [f.model_copy(update={"check_after": "2020"}) if f.id == "duree-annuelle" else f for f in law.figures]
    fiche = draft(team, weekly_hours=8, emploi=law.model_copy(update={"figures": tuple(old)}))
    assert any("à revérifier depuis le 31\xa0décembre\xa02020" in warning for warning in fiche.warnings)
    assert not any("revérifier" in warning for warning in draft(team, weekly_hours=8, emploi=law).warnings)
