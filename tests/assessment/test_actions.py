"""Le plan d'action : ajouter, vérifier, suivre, relire, mettre au calendrier."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.assessment import (
    Action,
    ActionPlan,
    Effect,
    HiddenEffect,
    Progress,
    actions_from_csv,
    actions_to_csv,
    add_action,
    check_plan,
    rate_action,
    satisfies_has,
    to_ics,
)
from matrice.errors import InputError, MatriceError
from matrice.referentiel import Referentiel, load_referentiel
from matrice.text import plain

ON = dt.date(2026, 11, 21)
HEADER = (
    "id;dimension;action;responsable;moyens;debut;echeance;indicateur;prochain_point;effort;effet;etat;note;"
    "theme;referent_qualite;objectif;resultat;effet_constate"
)
ACTION = Action(
    "A1", "rcp", "Tenir une réunion par mois", "coordination", "Une salle et deux heures",
    dt.date(2026, 12, 1), dt.date(2027, 3, 31), "Dix comptes rendus", dt.date(2027, 1, 15), 1, 3,
)  # fmt: skip


@pytest.fixture(scope="module")
def ref() -> Referentiel:
    return load_referentiel()


def said(refused: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [str(problem).replace("\xa0", " ") for problem in refused.value.problems]


# --- ajouter ---------------------------------------------------------------------------------------


def test_une_action_ajoutee_recoit_le_premier_identifiant_libre_et_l_ancien_plan_ne_bouge_pas(ref: Referentiel) -> None:
    start = ActionPlan((replace(ACTION, id="A7"),))
    grown = add_action(
        start, ref, "avis", " Poser une boîte à idées ", owner="accueil", means="Une boîte",
        start=dt.date(2027, 1, 1), due=dt.date(2027, 1, 1),
    )  # fmt: skip
    assert [one.id for one in start.actions] == ["A7"]
    added = grown.actions[1]
    assert (added.id, added.what, added.state, added.next_check) == (
        "A8",
        "Poser une boîte à idées",
        Progress.PLANNED,
        None,
    )


def test_toutes_les_fautes_d_une_action_sont_dites_d_un_coup(ref: Referentiel) -> None:
    with pytest.raises(InputError) as refused:
        add_action(
            ActionPlan((ACTION,)), ref, "rpc", "", owner="jeanne@msp.fr", means=" ", id="a1",
            start=dt.date(2027, 2, 1), due=dt.date(2027, 1, 1), effort=4, impact=True,
        )  # fmt: skip
    assert said(refused) == [
        "action a1, colonne « dimension » : « rpc » n’est pas une dimension de cette grille ; le plus proche est « rcp ».",
        "action a1, colonne « action » : rien n’est écrit ; attendu : ce que l’équipe va faire, en une phrase.",
        "action a1, colonne « moyens » : rien n’est écrit ; attendu : le temps, l’argent ou l’outil prévu.",
        "action a1, colonne « responsable » : une adresse électronique désigne une personne : écrivez un rôle, par exemple « pharmacie ».",
        "action a1, colonne « echeance » : l’échéance (1er janvier 2027) précède le début (1er février 2027).",
        "action a1, colonne « effort » : « 4 » ne convient pas ; attendu : 1 (faible), 2 (moyen), 3 (fort) ou rien.",
        "action a1, colonne « effet » : « True » ne convient pas ; attendu : 1 (faible), 2 (moyen), 3 (fort) ou rien.",
        "action a1, colonne « id » : l’identifiant sert à 2 actions : donnez-en un à chacune.",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.datetime(2027, 1, 1, 9), "n’est pas un jour"),
        (dt.date(226, 1, 1), "l’année 226 est improbable"),
        (dt.date(9999, 12, 31), "l’année 9999 est improbable"),
        (None, "la date manque"),
        ("2027-01-01", "n’est pas un jour"),
    ],
)
def test_une_date_qui_n_en_est_pas_une_est_refusee(ref: Referentiel, day: dt.date, words: str) -> None:
    (fault,) = check_plan(ActionPlan((replace(ACTION, due=day),)), ref)
    assert words in fault.message and fault.column == "echeance"


# --- vérifier --------------------------------------------------------------------------------------


def test_un_bon_plan_n_a_pas_de_faute(ref: Referentiel) -> None:
    assert check_plan(ActionPlan((ACTION, replace(ACTION, id="A2", next_check=None))), ref) == ()


def test_check_plan_dit_les_fautes_de_chaque_action_a_sa_place(ref: Referentiel) -> None:
    plan = ActionPlan(
        (ACTION, replace(ACTION, id="A2", owner=""), replace(ACTION, id="A2", dimension="x"), replace(ACTION, id=""))
    )
    assert [(one.source, one.column) for one in check_plan(plan, ref)] == [
        ("action A2", "responsable"), ("action A2", "dimension"), ("action sans nom", "id"), ("action A2", "id"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"state": Progress.DONE}, True),
        ({"state": Progress.DROPPED}, False),
        ({"owner": " "}, False),
        ({"means": ""}, False),
        ({"what": ""}, False),
        ({"due": None}, False),
    ],
)
def test_la_has_demande_un_calendrier_des_moyens_et_un_responsable(change: dict[str, object], expected: bool) -> None:
    assert satisfies_has(ActionPlan((replace(ACTION, **change),))) is expected  # type: ignore[arg-type]
    assert not satisfies_has(ActionPlan())


# --- en tableau ------------------------------------------------------------------------------------

texts = st.text(max_size=40).map(lambda text: plain(text).strip())
said_texts = texts.filter(lambda text: bool(text) and "@" not in text)
days = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
weights = st.sampled_from([None, 1, 2, 3])


@st.composite
def plans(draw: st.DrawFn) -> ActionPlan:
    ids = draw(st.lists(st.from_regex(r"[A-Za-z][a-z0-9]{0,5}", fullmatch=True), max_size=4, unique_by=str.casefold))
    actions = []
    for identifier in ids:
        start, due = sorted((draw(days), draw(days)))
        state = draw(st.sampled_from(Progress))
        effects = st.builds(Effect, st.tuples(*[st.integers(0, 40)] * 4), days)
        actions.append(
            Action(
                identifier,
                draw(st.sampled_from(["rcp", "avis"])),
                draw(said_texts),
                draw(said_texts),
                draw(said_texts),
                start,
                due,
                draw(texts),
                draw(st.none() | days),
                draw(weights),
                draw(weights),
                state,
                draw(texts),
                draw(st.sampled_from(["", "acces", "medico-social"])),
                draw(st.just("") | said_texts),
                draw(texts),
                draw(texts),
                draw(st.none() | effects) if state is Progress.DONE else None,
            )
        )
    return ActionPlan(tuple(actions))


@given(plans())
def test_un_plan_ecrit_en_csv_se_relit_a_l_identique(plan: ActionPlan) -> None:
    assert actions_from_csv(actions_to_csv(plan), "plan.csv") == plan


def test_le_csv_a_des_entetes_francais_et_des_dates_iso() -> None:
    header, row = actions_to_csv(ActionPlan((ACTION,))).splitlines()
    assert header == HEADER
    assert row == (
        "A1;rcp;Tenir une réunion par mois;coordination;Une salle et deux heures;2026-12-01;2027-03-31;"
        "Dix comptes rendus;2027-01-15;1;3;à faire;;;;;;"
    )


def test_un_fichier_repris_dans_un_tableur_se_relit() -> None:
    text = (
        "\ufeffN°,Dimension,Quoi,Qui,Moyens,Date de début,Échéance,État\r\n"
        'A3,rcp,Agir,accueil,Temps,1/12/2026,31/03/2027,Faite\r\n\r\n,avis,"Écouter,\nnoter",pharmacie,Papier,2026-12-01,2027-1-5\r\n'
    )
    first, second = actions_from_csv(text, "plan.csv").actions
    assert (first.start, first.due, first.state) == (dt.date(2026, 12, 1), dt.date(2027, 3, 31), Progress.DONE)
    assert (second.id, second.what, second.due, second.state) == (
        "A4",
        "Écouter,\nnoter",
        dt.date(2027, 1, 5),
        Progress.PLANNED,
    )


ACCENTED = (
    "Id;Dimension;Action;Responsable;Moyens;DÉBUT;Échéance;Effort;État\r\n"
    "A1;rcp;Réunir l’équipe;santé publique;2 h 30 — 1 200 €;1er décembre 2026;31/03/2027;2,0;À FAIRE\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_un_plan_se_lit_avec_la_meme_indulgence_que_les_reponses(encoding: str, mark: str) -> None:
    text = ACCENTED.replace("2,0", '"2,0"').replace(";", mark)
    (action,) = actions_from_csv(text.encode(encoding), "plan.csv").actions
    assert (action.what, action.owner, action.means) == ("Réunir l’équipe", "santé publique", "2 h 30 — 1 200 €")
    assert (action.start, action.due, action.effort) == (dt.date(2026, 12, 1), dt.date(2027, 3, 31), 2)
    assert action.state is Progress.PLANNED


def test_un_plan_coupe_ou_abime_est_refuse_comme_des_reponses() -> None:
    for raw, words in (
        (ACCENTED.encode()[:-60], "le fichier est coupé"),
        (ACCENTED.encode() + b"\xff\n", "sauf un signe de cette ligne"),
    ):
        with pytest.raises(InputError, match="Plan d’action illisible") as refused:
            actions_from_csv(raw, "plan.csv")
        assert words in " ".join(said(refused))


def test_toutes_les_fautes_d_un_fichier_sont_situees_ligne_et_colonne() -> None:
    text = (
        "Id;dimension;action;responsable;moyens;debut;échéance;effort;etat;notte\n"
        "A1;rcp;;a@b.fr;x;31/02/2026;2026-01-01;9;fini;\n"
        "a1;;q;r;m;2026-02-01;2026-01-01;;;\n"
        ";rcp;q;r;m;;demain;;;;trop\n"
    )
    with pytest.raises(InputError) as refused:
        actions_from_csv(text, "plan.csv")
    assert refused.value.subject == "Plan d’action illisible"
    assert said(refused) == [
        "plan.csv, ligne 1, colonne « notte » : cette colonne n’est pas celle d’un plan d’action ; le plus proche est « note » : renommez-la ou retirez-la.",
        "plan.csv, ligne 4 : la ligne a 11 cellules pour 10 colonnes.",
        "plan.csv, ligne 2, colonne « debut » : « 31/02/2026 » n’est pas une date ; attendu : 2026-10-06, 06/10/2026 ou 6 octobre 2026.",
        "plan.csv, ligne 2, colonne « effort » : « 9 » ne convient pas ; attendu : 1 (faible), 2 (moyen), 3 (fort) ou rien.",
        "plan.csv, ligne 2, colonne « etat » : l’état « fini » n’existe pas ; attendu : « à faire », « en cours », « faite » ou « abandonnée ».",
        "plan.csv, ligne 2, colonne « action » : rien n’est écrit ; attendu : ce que l’équipe va faire, en une phrase.",
        "plan.csv, ligne 2, colonne « responsable » : une adresse électronique désigne une personne : écrivez un rôle, par exemple « pharmacie ».",
        "plan.csv, ligne 3, colonne « dimension » : rien n’est écrit ; attendu : l’identifiant d’une dimension.",
        "plan.csv, ligne 3, colonne « échéance » : l’échéance (1er janvier 2026) précède le début (1er février 2026).",
        "plan.csv, ligne 3, colonne « Id » : « a1 » est déjà l’identifiant de la ligne 2.",
        "plan.csv, ligne 4, colonne « échéance » : « demain » n’est pas une date ; attendu : 2026-10-06, 06/10/2026 ou 6 octobre 2026.",
        "plan.csv, ligne 4, colonne « debut » : rien n’est écrit ; attendu : un jour.",
    ]


def test_un_plan_d_avant_la_demarche_qualite_se_relit_et_ses_colonnes_restent_facultatives() -> None:
    old = HEADER.partition(";theme")[0] + "\nA1;rcp;Agir;accueil;Temps;2026-12-01;2027-03-31;;;;;;"
    (action,) = actions_from_csv(old, "plan.csv").actions
    assert (action.theme, action.lead, action.objective, action.result, action.effect) == ("", "", "", "", None)


def test_les_colonnes_de_la_demarche_qualite_se_lisent_comme_on_les_tape() -> None:
    text = (
        "dimension;action;responsable;moyens;debut;echeance;etat;Thème;Référent qualité;Objectif;Résultats;Effet constaté\n"
        "rcp;Agir;accueil;Temps;2026-12-01;2027-03-31;faite;Accès aux soins;infirmière;Écouter;Vu;Aucun 0, Faible 1, Moyen 4, Fort 2 (31/03/2027)\n"
    )
    (action,) = actions_from_csv(text, "plan.csv").actions
    assert (action.theme, action.lead, action.objective, action.result) == ("acces", "infirmière", "Écouter", "Vu")
    assert action.effect == Effect((0, 1, 4, 2), dt.date(2027, 3, 31))


def test_un_theme_un_referent_ou_un_effet_fautif_se_dit_a_sa_place() -> None:
    text = (
        "dimension;action;responsable;moyens;debut;echeance;etat;theme;referent_qualite;effet_constate\n"
        "rcp;Agir;accueil;Temps;2026-12-01;2027-03-31;faite;parking;a@b.fr;moyen 4\n"
        "rcp;Agir;accueil;Temps;2026-12-01;2027-03-31;en cours;;;aucun 0, faible 1, moyen 4, fort 2 (2027-03-31)\n"
    )
    with pytest.raises(InputError) as refused:
        actions_from_csv(text, "plan.csv")
    assert said(refused) == [
        "plan.csv, ligne 2, colonne « effet_constate » : « moyen 4 » ne se lit pas ; attendu : les avis à chaque degré, puis leur jour, "
        "« aucun 0, faible 1, moyen 4, fort 2 (2027-03-31) ».",
        "plan.csv, ligne 2, colonne « referent_qualite » : une adresse électronique désigne une personne : écrivez un rôle, par exemple « pharmacie ».",
        "plan.csv, ligne 2, colonne « theme » : le thème « parking » n’est pas un des six ; attendu : « continuite », « medico-social », "
        "« complexes », « pathologies », « acces » ou « prevention ».",
        "plan.csv, ligne 3, colonne « effet_constate » : l’action est « en cours » : l’effet se note quand elle est faite.",
    ]


def test_un_avis_cache_ne_dit_que_son_nombre_puis_l_effet_suit_la_majorite() -> None:
    votes = HiddenEffect()
    for degree in (0, 3, 3, 2):  # médiane basse : le plus haut degré que plus de la moitié disent atteint
        votes = votes.add(degree)
    assert votes.votes == 4 and "3" not in repr(votes) and not hasattr(votes, "level")
    shown = votes.reveal(on=ON)
    assert (shown.counts, shown.level, shown.on) == ((1, 0, 1, 2), 2, ON)
    for wrong in (4, -1, True, "fort"):
        with pytest.raises(InputError, match="0 \\(aucun\\)"):
            votes.add(wrong)  # type: ignore[arg-type]


def test_l_effet_se_pose_sur_une_action_faite_et_garde_le_resultat_ecrit() -> None:
    effect = HiddenEffect().add(2).reveal(on=ON)
    done = ActionPlan((replace(ACTION, state=Progress.DONE, result="Dix réunions"), replace(ACTION, id="A2")))
    rated = rate_action(done, "a1", effect)
    assert (rated.actions[0].effect, rated.actions[0].result, rated.actions[1]) == (
        effect,
        "Dix réunions",
        done.actions[1],
    )
    assert rate_action(done, "A1", effect, result=" Douze ").actions[0].result == "Douze"
    with pytest.raises(InputError, match="l’effet se note quand elle est faite"):
        rate_action(done, "A2", effect)
    with pytest.raises(InputError, match="le plan n’a pas d’action «\xa0A3\xa0»"):
        rate_action(done, "A3", effect)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "le fichier est vide"),
        (" \n ; \n", "le fichier est vide"),
        ("id;dimension;quoi\n", "il manque les colonnes « responsable », « moyens », « debut » et « echeance »"),
        (f'{HEADER}\nA1;rcp;"ouvert\n', "un guillemet ouvert n’est pas fermé"),
        ("id;quoi;action;dimension;responsable;moyens;debut;echeance\n", "elle dit la même chose que « quoi »"),
    ],
)
def test_un_fichier_qui_n_est_pas_un_plan_est_refuse(text: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        actions_from_csv(text, "plan.csv")
    assert words in " ".join(said(refused))


def test_le_tableau_pandas_garde_dates_entiers_et_absences() -> None:
    frame = ActionPlan((ACTION, replace(ACTION, id="A2", next_check=None, effort=None))).to_frame()
    assert list(frame["state"]) == ["à faire", "à faire"]
    assert frame["due"].dt.year.tolist() == [2027, 2027]
    assert frame["next_check"].isna().tolist() == [False, True]
    assert frame["effort"].sum() == 1 and frame["effort"].isna().tolist() == [False, True]
    assert list(ActionPlan().to_frame().columns) == list(frame.columns)


# --- au calendrier ---------------------------------------------------------------------------------


def events(text: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_echeances_et_prochains_points_sont_des_journees_entieres() -> None:
    plan = ActionPlan((ACTION, replace(ACTION, id="A2", next_check=None)))
    due, check, second = events(to_ics(plan, team="MSP", on=ON))
    assert [one["DTSTART"].dt for one in (due, check, second)] == [ACTION.due, ACTION.next_check, ACTION.due]
    assert str(due["SUMMARY"]) == "Échéance\xa0: Tenir une réunion par mois"
    assert str(check["SUMMARY"]) == "Point de suivi\xa0: Tenir une réunion par mois"
    assert "Responsable\xa0: coordination\nMoyens\xa0: Une salle et deux heures" in str(due["DESCRIPTION"])


def test_un_calendrier_reimporte_se_met_a_jour_au_lieu_de_se_doubler() -> None:
    before = events(to_ics(ActionPlan((ACTION,)), team="MSP", on=ON))
    later = ActionPlan((replace(ACTION, id="A0"), replace(ACTION, due=dt.date(2027, 6, 1), what="Autrement")))
    after = events(to_ics(later, team="MSP", on=dt.date(2027, 1, 1)))
    uids = [str(one["UID"]) for one in (*before, *after)]
    assert uids[:2] == uids[4:] and len(set(uids)) == 4
    assert {str(one["UID"]) for one in events(to_ics(later, team="Autre MSP", on=ON))}.isdisjoint(uids)


def test_une_action_abandonnee_est_annulee_dans_l_agenda() -> None:
    (event,) = events(
        to_ics(ActionPlan((replace(ACTION, state=Progress.DROPPED, next_check=None),)), team="MSP", on=ON)
    )
    assert event["STATUS"] == "CANCELLED"


@given(plans().filter(lambda plan: bool(plan.actions)), st.text(max_size=80))
def test_tout_texte_traverse_le_calendrier_en_lignes_courtes(plan: ActionPlan, team: str) -> None:
    text = to_ics(plan, team=team, on=ON)
    assert text == to_ics(plan, team=team, on=ON)
    lines = text.encode().split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    titles = [str(event["SUMMARY"]) for event in events(text)]
    assert [title.partition(": ")[2] for title in titles if title.startswith("Échéance")] == [
        one.what for one in plan.actions
    ]


def test_un_plan_vide_ne_fait_pas_un_calendrier() -> None:
    with pytest.raises(MatriceError, match="il n’y a rien à mettre au calendrier"):
        to_ics(ActionPlan(), team="MSP", on=ON)
