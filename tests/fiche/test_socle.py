"""Un poste est un socle qui revient, puis le progrès : ce qui entre, dans quel ordre, et ce qui n'y est pas."""

import datetime as dt
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import (
    BudgetError,
    InputError,
    Profile,
    TeamSize,
    draft,
    load_referentiel,
    read_durations,
    read_responses,
    score,
)
from matrice.assessment import Action, Progress
from matrice.fiche import catalogue, load_durations, search_tasks
from matrice.fiche.durations import duration_faults
from tirages import examples

REF = load_referentiel()
OFFERED = catalogue(REF)
ALL = [item.id for item in OFFERED]
LINES = [line.id for line in load_durations().socle]
MIDDLE = TeamSize(professionals=15, meetings=10, rcp=8)
NB = "\u00a0"
DAY = dt.date(2026, 10, 6)


def answered(level: int, **others: int) -> Profile:
    """Une équipe qui répond partout ce niveau, et un autre dans les dimensions nommées."""
    row = {item.id: str(others.get(item.id, others.get(item.id.split(".")[0], level))) for item in REF.characteristics}
    return score(read_responses(pd.DataFrame([row] * 5), REF, team="Essai", on=DAY, registered=15, coded=(0, 3)))


TEAMS = {
    "faible": answered(0),
    "mixte": answered(3, avis=0, rcp=1, protocoles=1, acces=2, personnel=0),
    "forte": answered(3),
}


def spent(fiche, kind: str) -> float:
    return sum(task.hours for task in fiche.tasks if task.kind == kind)


def action(dimension: str, what: str, **more) -> Action:
    return Action("a1", dimension, what, "la coordination", "2 h", DAY, dt.date(2027, 1, 31), **more)


# --- les valeurs de contrôle, gardées simples ------------------------------------------------------


@pytest.mark.parametrize("team", TEAMS.values(), ids=TEAMS)
@pytest.mark.parametrize(("hours", "lines"), [(4, 4), (8, 8), (20, 12), (35, 12)])
def test_chaque_equipe_garde_son_socle_a_chaque_duree(team, hours, lines) -> None:
    fiche = draft(team, weekly_hours=hours, size=MIDDLE)
    gaps = {gap.id for gap in fiche.core_gaps}
    assert len(LINES) - len(gaps) >= lines
    assert not gaps & {"reunions", "rcp", "aci", "projet"}
    assert sum(task.hours for task in fiche.tasks) == hours


def test_a_huit_heures_le_progres_a_de_vingt_a_quarante_pour_cent_du_temps() -> None:
    for name in ("faible", "mixte"):
        fiche = draft(TEAMS[name], weekly_hours=8, size=MIDDLE)
        assert 0.2 <= spent(fiche, "progrès") / 8 <= 0.4


def test_a_trente_cinq_heures_il_y_a_des_projets_et_a_quatre_rien_que_le_socle() -> None:
    full, small = (draft(TEAMS["faible"], weekly_hours=hours, size=MIDDLE) for hours in (35, 4))
    assert any(task.nature == "ponctuelle" and task.kind == "progrès" for task in full.tasks)
    assert {task.kind for task in small.tasks} == {"socle", "réserve"}


def test_une_dimension_au_niveau_vise_ne_propose_rien_et_garde_son_socle() -> None:
    fiche = draft(TEAMS["forte"], weekly_hours=8, size=MIDDLE)
    assert spent(fiche, "progrès") == 0 and not fiche.core_gaps
    mixed = draft(TEAMS["mixte"], weekly_hours=20, size=MIDDLE)
    assert {task.dimension.id for task in mixed.tasks if task.kind == "progrès"} == {
        "avis",
        "acces",
        "personnel",
        "rcp",
        "protocoles",
    } - {
        "rcp",  # sa seule tâche est du socle
    }


def test_une_equipe_forte_a_plein_temps_va_plus_loin_puis_entretient_ce_qui_est_en_place() -> None:
    nearly = answered(3, **{"avis.1": 1})
    fiche = draft(nearly, weekly_hours=35, size=MIDDLE)
    further = [task for task in fiche.tasks if task.kind == "progrès"]
    assert {task.dimension.id for task in further} == {"avis"} and not fiche.core_gaps
    assert all(task.reason.startswith("aller plus loin que le niveau visé, déjà atteint") for task in further)
    upkeep = [task for task in fiche.tasks if task.reason.startswith("tenir ce qui est en place")]
    assert upkeep and all(task.nature == "recurrente" and task.kind == "socle" for task in upkeep)
    assert fiche.reserve.hours == 3.5 and not any("ne trouvent pas d’emploi" in said for said in fiche.warnings)
    assert not {task.id for task in fiche.uncovered}  # ce qui va plus loin n'est jamais du travail qui manque


def test_sous_le_plus_haut_niveau_une_cible_atteinte_laisse_une_marche() -> None:
    middle = draft(answered(2), weekly_hours=20, size=MIDDLE, target=2)
    assert spent(middle, "progrès") > 0
    assert all("aller plus loin" in task.reason for task in middle.tasks if task.kind == "progrès")


@pytest.mark.parametrize("team", ["faible", "mixte", "forte"])
def test_le_progres_est_fait_de_peu_de_chantiers_et_le_reste_monte_a_son_temps_le_plus_haut(team) -> None:
    half, full = (draft(TEAMS[team], weekly_hours=hours, size=MIDDLE) for hours in (20, 35))
    for fiche, most in ((half, 12), (full, 24)):
        ahead = [task for task in fiche.tasks if task.kind == "progrès"]
        assert len(ahead) <= most
        if team == "faible":  # là où les chantiers ne manquent pas, aucun ne tient dans un quart d'heure par semaine
            assert all(task.hours > 0.25 for task in ahead)
        assert fiche.reserve.hours == fiche.weekly_hours / 10
    assert spent(half, "progrès") <= 20 / 3 + 0.25
    meetings = next(task for task in full.tasks if task.id == "T4.1.4")
    assert meetings.hours == 1.25  # dix réunions à 5 h 30, au plus haut


def test_les_dimensions_les_plus_faibles_passent_d_abord() -> None:
    fiche = draft(TEAMS["mixte"], weekly_hours=8, size=MIDDLE)
    assert {task.dimension.id for task in fiche.tasks if task.kind == "progrès"} <= {"avis", "personnel"}


# --- le socle dépasse le budget ---------------------------------------------------------------------


def test_un_budget_trop_court_se_dit_d_abord_avec_trois_issues_chiffrees() -> None:
    fiche = draft(TEAMS["faible"], weekly_hours=4, size=MIDDLE)
    said = fiche.warnings[0].replace(NB, " ")
    assert said.startswith(
        "4 h ne suffisent pas au socle de cette équipe : 4 h 30 par semaine au plus bas, 7 h d’ordinaire, réserve comprise."
    )
    assert "porter le poste à 4 h 30 ;" in said and "7 réunions d’équipe de moins, 3 au lieu de 10" in said
    assert said.endswith(
        "confier à des membres de l’équipe « accueil » (15 min) et « financements et santé publique » (15 min)."
    )
    assert [(gap.id, gap.said) for gap in fiche.core_gaps] == [("accueil", "personne"), ("financements", "personne")]
    assert not draft(TEAMS["faible"], weekly_hours=4.5, size=MIDDLE).core_gaps


def test_une_ligne_confiee_sort_du_poste_en_disant_qui_la_fait() -> None:
    fiche = draft(TEAMS["faible"], weekly_hours=8, size=MIDDLE, entrusted={"budget": "la gérance"})
    assert "T5.1.1" not in {task.id for task in (*fiche.tasks, *fiche.uncovered)}
    assert [(gap.id, gap.said) for gap in fiche.core_gaps] == [("budget", "la gérance")]
    with pytest.raises(InputError, match="n’est pas une ligne du socle"):
        draft(TEAMS["faible"], weekly_hours=8, entrusted={"budgets": "la gérance"})
    with pytest.raises(InputError, match="gardez l’un ou l’autre"):
        draft(TEAMS["faible"], weekly_hours=8, entrusted={"budget": "la gérance"}, tasks=["T5.1.1"])


# --- une consigne n'est jamais écartée ----------------------------------------------------------------


def test_un_temps_connu_laisse_le_reste_du_poste() -> None:
    plain, named = (
        draft(TEAMS["faible"], weekly_hours=8, size=MIDDLE, times=times) for times in ({}, {"T4.1.4": (4, "mois")})
    )
    assert {task.id: task.hours for task in named.tasks}["T4.1.4"] == 1
    assert {task.id for task in named.tasks} == {task.id for task in plain.tasks}
    assert named.reserve.hours == plain.reserve.hours == 0.75


def test_une_tache_choisie_en_mots_est_la_et_s_ajoute_au_socle() -> None:
    fiche = draft(TEAMS["forte"], weekly_hours=8, size=MIDDLE, tasks=["gérer la paie"])
    assert {task.id: task.kind for task in fiche.tasks}["T5.2.3"] == "choix"
    assert not fiche.core_gaps


def test_des_consignes_trop_longues_disent_de_combien_et_quoi_retirer() -> None:
    with pytest.raises(BudgetError) as caught:
        draft(TEAMS["faible"], weekly_hours=4, times={"T4.1.4": (3, "semaine"), "T1.4.1": (2, "semaine")})
    said = str(caught.value).replace(NB, " ")
    assert "au moins 5 h par semaine, pour 4 h : il manque 1 h." in said and "retirez d’abord « T1.4.1 » (2 h)." in said
    assert caught.value.missing == 1


def test_la_reserve_ordinaire_cede_aux_consignes_mais_pas_celle_que_l_equipe_fixe() -> None:
    times = {"T4.1.4": (4, "semaine")}
    fiche = draft(TEAMS["faible"], weekly_hours=4, times=times)
    assert fiche.reserve is None and [task.id for task in fiche.tasks] == ["T4.1.4"]
    with pytest.raises(BudgetError, match="réserve de 30\u00a0min ôtée"):
        draft(TEAMS["faible"], weekly_hours=4, times=times, reserve=0.1)


def test_les_bornes_de_l_equipe_sont_tenues() -> None:
    fiche = draft(TEAMS["faible"], weekly_hours=8, low={"T1.4.1": 2}, high={"T4.1.4": 0.5})
    hours = {task.id: task.hours for task in fiche.tasks}
    assert hours["T1.4.1"] >= 2 and hours["T4.1.4"] <= 0.5


@examples(80)
@given(
    quarters=st.integers(1, 160),
    chosen=st.lists(st.sampled_from(ALL), max_size=8, unique=True),
    imposed=st.dictionaries(st.sampled_from(ALL), st.sampled_from([(1, "semaine"), (5, "mois"), (30, "an"), (3, "fois")]), max_size=3),
    reserve=st.sampled_from([None, 0, 0.05, 0.1, 0.25, 0.5]),
    team=st.sampled_from(sorted(TEAMS)),
    size=st.builds(TeamSize, st.integers(1, 40), st.integers(0, 24), st.integers(0, 24), st.integers(0, 8), st.integers(0, 6)),
)  # fmt: skip
def test_quels_que_soient_les_choix_les_heures_font_le_budget_et_les_consignes_tiennent(
    quarters, chosen, imposed, reserve, team, size
) -> None:
    try:
        fiche = draft(TEAMS[team], weekly_hours=quarters / 4, tasks=chosen, times=imposed, reserve=reserve, size=size)
    except BudgetError as refusal:
        assert refusal.missing > 0 and refusal.drop
        return
    hours = {task.id: task for task in fiche.tasks}
    assert sum(task.hours for task in fiche.tasks) == quarters / 4
    assert sum(round(task.share * 10) for task in fiche.tasks) == 1000
    assert {*chosen, *imposed} <= set(hours)
    assert all(hours[task].hours == need for task, need in fiche.request.fixed.items())
    assert not set(hours) & {task.id for task in fiche.uncovered}
    for task in fiche.tasks:
        assert task.hours > 0 and (task.kind == "réserve") is task.is_reserve
        assert re.fullmatch(
            r"(Temps fixé|Repère à ajuster|\d+\s% du budget|Ce que).+\.", task.explanation, re.DOTALL
        ), task.explanation
    if fiche.core_gaps and not fiche.delegated:
        assert spent(fiche, "progrès") == 0  # le socle d'abord


# --- le plan d'action passe avant les propositions ----------------------------------------------------


def test_une_action_decidee_passe_avant_une_proposition() -> None:
    plan = [action("acces", "Afficher les tarifs et l’accès handicap"), action("avis", "Faite", state=Progress.DONE)]
    fiche = draft(TEAMS["mixte"], weekly_hours=5, size=MIDDLE, plan=plan)
    first = next(task for task in fiche.tasks if task.id == "T3.4.1")
    assert first.kind == "progrès" and "« Afficher les tarifs et l’accès handicap »" in first.reason.replace(NB, " ")
    forte = draft(TEAMS["forte"], weekly_hours=8, size=MIDDLE, plan=plan)
    assert [task.id for task in forte.tasks if task.kind == "progrès"] == [
        "T3.4.1"
    ]  # l'équipe décide, même au niveau visé


# --- un projet s'étale, il ne devient pas un rendez-vous ------------------------------------------------


def test_un_projet_se_lit_a_l_annee_et_son_temps_vient_du_repere() -> None:
    fiche = draft(TEAMS["mixte"], weekly_hours=8, size=MIDDLE)
    survey = next(task for task in fiche.tasks if task.id == "T1.4.1")
    assert survey.nature == "ponctuelle" and survey.volume.endswith("h dans l’année")
    assert "15 h (de 8 h à 25 h) en tout." in survey.explanation.replace(NB, " ")
    meeting = next(task for task in fiche.tasks if task.id == "T4.1.4")
    assert "par réunion d’équipe, 10 dans l’année, soit 45 h par an" in meeting.explanation.replace(NB, " ")


def test_la_taille_de_l_equipe_multiplie_et_vient_du_profil() -> None:
    few, many = (draft(TEAMS["forte"], weekly_hours=20, size=TeamSize(meetings=n)) for n in (6, 30))
    one, other = ({task.id: task.hours for task in fiche.tasks}["T4.1.4"] for fiche in (few, many))
    assert other > 2 * one and few.size.professionals == 15 and few.size.rcp == 8
    with pytest.raises(InputError, match="la taille «\u00a0reunions\u00a0» vaut"):
        draft(TEAMS["forte"], weekly_hours=8, size=TeamSize(meetings=-1))


# --- ce que la liste écrite garde --------------------------------------------------------------------


def test_des_heures_deja_retenues_sont_le_poste_et_ce_qu_elles_liberent_est_de_la_reserve() -> None:
    first = draft(TEAMS["mixte"], weekly_hours=8, size=MIDDLE)
    kept = {task.id: task.hours for task in first.chosen}
    assert draft(TEAMS["mixte"], weekly_hours=8, size=MIDDLE, kept=kept).tasks == first.tasks
    kept["T4.1.4"] -= 0.25
    again = draft(TEAMS["mixte"], weekly_hours=8, size=MIDDLE, kept=kept)
    assert {t.id: t.hours for t in again.chosen} == kept and again.reserve.hours == first.reserve.hours + 0.25
    del kept["T4.1.4"]
    assert [gap.id for gap in draft(TEAMS["mixte"], weekly_hours=8, size=MIDDLE, kept=kept).core_gaps] == ["reunions"]


# --- les repères : livrés, remplacés, vérifiés ---------------------------------------------------------


def test_chaque_repere_livre_est_dans_l_ordre_et_chaque_source_est_connue() -> None:
    durations = load_durations()
    sources = {source.id for source in durations.sources}
    assert [time.id for time in durations.taches] == ALL and len(LINES) == 12
    for line in (*durations.taches, *durations.socle, *durations.tailles):
        assert not line.source or line.source in sources
    held = [task for line in durations.socle for task in line.taches]
    assert len(held) == len(set(held)) and not list(duration_faults(durations.model_dump(mode="json"), known=ALL))


def test_une_federation_remplace_les_durees_qu_elle_connait(tmp_path) -> None:
    path = tmp_path / "nos-temps.yaml"
    path.write_text(
        "taches:\n  - {id: T4.1.4, nature: recurrente, par: an, selon: reunions, heures: [6, 8, 10 h]}\n",
        encoding="utf-8",
    )
    own = read_durations(path)
    plain, theirs = (draft(TEAMS["forte"], weekly_hours=20, size=MIDDLE, durations=one) for one in (None, own))
    assert [fiche.tasks[[t.id for t in fiche.tasks].index("T4.1.4")].hours for fiche in (plain, theirs)] == [1.25, 2.25]
    assert [time.id for time in own.own.taches] == ["T4.1.4"] and not own.own.socle


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{id: T9, nature: ponctuelle, heures: [1, 2, 3]}", "2:10 : « T9 » n’est pas une tâche du catalogue"),
        ("{id: T4.1.4, nature: ponctuelle, heures: [1, 3, 2]}", "les durées de « T4.1.4 » ne montent pas ; attendu : bas ≤ usuel ≤ haut."),
        ("{id: T4.1.4, nature: ponctuelle, heures: [1, 3]}", "2 durées pour « T4.1.4 » ; attendu : trois"),
        ("{id: T4.1.4, nature: recurrente, heures: [1, 2, 3]}", "2:26 : une tâche récurrente a un rythme : ajoutez « par: mois »."),
        ("{id: T4.1.4, nature: ponctuelle, par: mois, heures: [1, 2, 3]}", "une tâche ponctuelle n’a pas de rythme"),
        ("{id: T4.1.4, nature: parfois, heures: [1, 2, 3]}", "« nature » vaut « parfois » ; attendu : recurrente ou ponctuelle."),
        ("{id: T4.1.4, nature: ponctuelle, selon: patients, heures: [1, 2, 3]}", "« selon » vaut « patients »"),
        ("{id: T4.1.4, nature: ponctuelle, heures: [x, 2, 3]}", "vaut « x »"),
    ],
)  # fmt: skip
def test_un_fichier_de_durees_fautif_dit_ou_et_comment_reparer(tmp_path, line, said) -> None:
    path = tmp_path / "nos-temps.yaml"
    path.write_text(f"taches:\n  - {line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_durations(path)
    assert said in str(caught.value).replace(NB, " ")


def test_une_tache_dite_deux_fois_est_une_faute(tmp_path) -> None:
    own = "taches:\n" + "  - {id: T5.4.5, nature: recurrente, par: mois, heures: [1, 2, 3]}\n" * 2
    own += "socle:\n" + "".join(f"  - {{id: {name}, label: x, taches: [T4.1.4]}}\n" for name in "ab")
    (tmp_path / "temps.yaml").write_text(own, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_durations(tmp_path / "temps.yaml")
    said = [problem.message for problem in refused.value.problems]
    assert len(said) == 2 and all("dite deux fois" in one for one in said) and "dans le socle" in said[1]


# --- chercher une tâche en mots ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("paie", ["T5.2.3"]),
        ("GERER la paie", ["T5.2.3"]),
        ("enquête de satisfaction", ["T1.4.1", "A.18"]),
        ("zzz", []),
        ("", []),
    ],
)
def test_une_tache_se_cherche_en_mots_sans_accents(words, found) -> None:
    assert [item.id for item in search_tasks(words, OFFERED)] == found


def test_des_mots_qui_designent_plusieurs_taches_les_proposent() -> None:
    with pytest.raises(InputError) as caught:
        draft(TEAMS["forte"], weekly_hours=8, tasks=["enquête satisfaction"])
    said = str(caught.value).replace(NB, " ")
    assert "peut-être « T1.4.1 » (Recueillir l’avis des patients" in said and "ou « A.18 »" in said
