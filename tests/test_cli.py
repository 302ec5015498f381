"""La ligne de commande : en français, sans trace d'erreur, avec des fichiers qui s'ouvrent."""

import csv
import datetime as dt
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

from matrice import load_referentiel
from matrice.assessment import ActionPlan, actions_to_csv, add_action
from matrice.cli import options

ROOT = Path(__file__).parents[1]


def run(*arguments: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from matrice.cli import main; main()", *map(str, arguments)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env={**os.environ, **env}
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo") / "mes résultats"
    return folder, run("demo", "--dossier", folder)


def test_la_demo_ecrit_ce_qu_elle_annonce(shown) -> None:
    folder, done = shown
    assert (done.returncode, done.stderr) == (0, "")
    names = {"reponses-exemple.csv", "radar.html", "profil.csv", "fiche-de-poste.docx"}
    assert {path.name for path in folder.iterdir()} == names
    assert all(path.stat().st_size > 1000 and str(path) in done.stdout for path in folder.iterdir())


def test_la_demo_resume_l_essentiel(shown) -> None:
    said = shown[1].stdout.replace("\u00a0", " ")
    for words in (
        "14 réponses",
        "18",
        "À renforcer d’abord : Avis des usagers (11)",
        "Sans objet : Soutien",
        "10 h par semaine",
    ):
        assert words in said, words


def test_le_tableau_csv_s_ouvre_dans_un_tableur_francais(shown) -> None:
    raw = (shown[0] / "profil.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 21
    by_id = {row["identifiant"]: row for row in rows}
    assert by_id["avis"]["note sur 100"] == "11,1" and by_id["vie-equipe"]["ajout"] == "oui"
    assert (by_id["autonomie"]["note sur 100"], by_id["autonomie"]["état"]) == ("", "sans objet")


def test_profil_et_fiche_marchent_sur_un_fichier_de_l_utilisateur(shown, tmp_path) -> None:
    answers = shown[0] / "reponses-exemple.csv"
    team = ("--equipe", "MSP d’essai", "--effectif", "18", "--date", "06/10/2026", "--dossier", tmp_path)
    assert run("profil", answers, *team).returncode == 0
    done = run("fiche", answers, *team, "--heures", "7,5", "--tache", "T4.1.4", "--tache", "T1.4.1")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "radar.html", "profil.csv", "fiche-de-poste.docx", "note-de-travail.docx", "note-de-budget.docx",
    }  # fmt: skip
    assert "T4.1.4" in done.stdout and "7\u00a0h\u00a030 par semaine" in done.stdout


@pytest.mark.parametrize(
    ("option", "written", "value"),
    [
        (options.french_hours, "8 h 30", 8.5),
        (options.french_minutes, "1 h 15", 75),
        (options.french_percent, "12,5 %", 12.5),
        (options.french_whole, "1\u202f200", 1200),
        (options.french_date, "1er mars 2026", dt.date(2026, 3, 1)),
        (options.known_time, "T3.1.3=1 h 30/mois", ("T3.1.3", (1.5, "mois"))),
        (options.person, "la pharmacienne=45 min", ("la pharmacienne", 0.75)),
    ],
)
def test_une_option_prend_ce_que_les_documents_impriment(option, written, value) -> None:
    assert option(written) == value


@pytest.mark.parametrize(
    ("option", "forms"),
    [
        (options.french_hours, "8\u00a0h\u00a030"),
        (options.french_minutes, "75\u00a0min"),
        (options.french_percent, "10\u00a0%"),
        (options.french_whole, "1\u00a0200"),
        (options.french_date, "6\u00a0octobre\u00a02026"),
    ],
)
def test_le_refus_d_une_option_dit_les_ecritures_admises(option, forms) -> None:
    with pytest.raises(click.BadParameter, match=forms):
        option("beaucoup")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("profil", "absent.csv"), "n’existe pas"),
        (("profil", "vide.csv"), "le fichier est vide"),
        (("profil", "separateurs.csv"), "le fichier est vide"),
        (("profil", "bon.csv", "--effectif", "0"), "corrigez l’effectif"),
        (("profil", "bon.csv", "--date", "demain"), "n’est pas une date"),
        (("fiche", "bon.csv", "--heures", "beaucoup"), "n’est pas une durée"),
        (("fiche", "bon.csv", "--heures", "8,1", "--tache", "T4.1.4"), "multiple"),
        (("fiche", "bon.csv"), "--heures"),
        (("fiche", "bon.csv", "--heures", "8", "--tache", "T9"), "n’est pas une tâche"),
        (("verifier", "absent.yaml"), "le fichier n’existe pas"),
        (("verifier", "bon.csv"), "bon.csv:1:"),
        (("profil", "bon.csv", "--dossier", "bon.csv"), "bon.csv"),
        (("rapport", "bon.csv", "--minutes", "0"), "n’est pas une durée"),
        (("inconnue",), "inconnue"),
    ],
)
def test_une_erreur_est_une_phrase_francaise_sans_trace(tmp_path, arguments, words) -> None:
    (tmp_path / "vide.csv").write_text("", encoding="utf-8")
    (tmp_path / "separateurs.csv").write_text(";;;", encoding="utf-8")
    (tmp_path / "bon.csv").write_text("rcp.1;rcp.2\n3;2\n2;2\n3;1\n", encoding="utf-8")
    done = run(*arguments, cwd=tmp_path, LANG="C", LC_ALL="C")
    assert done.returncode in {1, 2} and done.stdout == ""
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not re.search(r"\b(Error|Usage:|Try|No such|Invalid|Missing|errno)\b", done.stderr)


def test_un_mauvais_fichier_d_un_dossier_est_dit_sans_arreter_les_autres(tmp_path) -> None:
    answers = tmp_path / "recus"
    answers.mkdir()
    (answers / "a.csv").write_text("rcp.1;rcp.2\n3;2\n2;2\n3;1\n", encoding="utf-8")
    (answers / "b.csv").write_text("rcp.1;rcp.2\n9;2\n", encoding="utf-8")
    done = run("profil", answers, "--dossier", tmp_path / "out")
    assert done.returncode == 0 and "3\u00a0réponses" in done.stdout
    assert "1\u00a0refusé" in done.stderr and "b.csv" in done.stderr and "n’est pas une réponse" in done.stderr
    (answers / "a.csv").unlink()
    done = run("profil", answers, "--dossier", tmp_path / "out")
    assert done.returncode == 1 and "Aucun fichier n’a pu être lu" in done.stderr


def test_l_atelier_se_prepare_et_se_raconte_en_ligne_de_commande(shown, tmp_path) -> None:
    answers = shown[0] / "reponses-exemple.csv"
    done = run("questionnaire", "--papier", "--web", "--equipe", "MSP d’essai", "--dossier", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Par personne\u00a0: 6 à 8\u00a0minutes, pour 16\u00a0questions." in done.stdout
    assert run("questionnaire", "--personnes", "3", "--dossier", tmp_path).returncode == 0
    done = run("agenda", answers, "--minutes", "45")
    assert "Partage de données (désaccord)" in done.stdout and "séance 2" in done.stdout
    done = run("rapport", answers, "--date", "06/10/2026", "--dossier", tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cartes-de-vote.docx", "questionnaire-equipe.xlsx", "questionnaire.docx", "questionnaire.html",
        "questionnaire.xlsx", "rapport.docx",
    ]  # fmt: skip


def test_le_questionnaire_pose_ce_qu_on_demande_a_qui_on_demande(tmp_path) -> None:
    from typing import get_args

    from matrice.referentiel import Audience

    assert all(group in run("questionnaire", "--help").stdout for group in get_args(Audience))
    done = run("questionnaire", "--themes", "rcp, partage", "--dossier", tmp_path)
    assert "pour 10\u00a0questions" in done.stdout  # des thèmes choisis : leurs énoncés
    done = run("questionnaire", "--themes", "rcp", "--rapide", "--dossier", tmp_path)
    assert "pour 1\u00a0question." in done.stdout
    done = run("questionnaire", "--avec-gestion", "--dossier", tmp_path)
    assert "pour 20\u00a0questions" in done.stdout and "(--salaries 3)" in done.stdout
    done = run("questionnaire", "--avec-gestion", "--salaries", "3", "--dossier", tmp_path)
    assert "pour 21\u00a0questions" in done.stdout and "salaries" not in done.stdout
    done = run("questionnaire", "--themes", "rpc", "--dossier", tmp_path)
    assert done.returncode == 1 and "le plus proche est «\u00a0rcp\u00a0»" in done.stderr


def test_le_dossier_d_une_equipe_donne_ses_decisions(shown, tmp_path) -> None:
    import datetime as dt

    import matrice

    day = dt.date(2026, 10, 6)
    team = matrice.create_team(tmp_path / "equipe", name="MSP d’essai", registered=18)
    answers = shown[0] / "reponses-exemple.csv"
    team.save_answers(matrice.read_responses(answers, team.ref, on=day, registered=18, key=team.key))
    with team.workshop(on=day) as desk:
        for act in (matrice.workshop.reveal, matrice.workshop.show_proposal):
            desk.do(act, "avis")
        desk.do(matrice.workshop.decide, "avis", 3, votes_for=9, reason="enquête faite")
    done = run("profil", team.path, "--dossier", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Avis des usagers (11)" not in done.stdout.replace("\u00a0", " ")
    assert done.stderr == ""
    journal = team.path / "2026-10-06" / "atelier.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    before = sorted(path.name for path in (team.path / "2026-10-06").iterdir())
    out = tmp_path / "coupé"
    orders = [("profil",), ("agenda",), ("rapport",), ("fiche", "--heures", "8"), ("partager", "--code", "zz-1")]
    for command, *rest in [*((*one, "--dossier", out) for one in orders), ("actions",), ("equipe",)]:
        done = run(command, team.path, *rest)  # aucune ne dit ni n'écrit rien d'un journal incomplet
        said = done.stderr.replace("\u00a0", " ")
        assert (done.returncode, done.stdout) == (1, "")
        assert "2026-10-06/atelier.jsonl, ligne 4 : la dernière ligne est coupée" in said
        assert f"« matrice reparer {team.path} »" in said
    assert not out.exists()
    assert sorted(path.name for path in (team.path / "2026-10-06").iterdir()) == before
    done = run("reparer", team.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "« Avis des usagers » : décidé 3 en routine, 9 pour" in done.stdout.replace("\u00a0", " ")
    assert "le journal est entier" in run("reparer", team.path).stdout
    done = run("rapport", team.path, "--dossier", out)
    assert done.returncode == 0
    with zipfile.ZipFile(out / "rapport.docx") as file:
        page = file.read("word/document.xml").decode("utf-8")
    assert page.index("des gestes enregistrés manquent") < page.index("Participation et couverture")


def test_le_dossier_qualite_suit_une_action_d_une_annee_a_l_autre(shown, tmp_path) -> None:
    import matrice
    from matrice.assessment import Action, ActionPlan, Effect, Progress

    then, now = dt.date(2025, 10, 7), dt.date(2026, 10, 6)
    team = matrice.create_team(tmp_path / "equipe", name="MSP d’essai", registered=18)
    for day in (then, now):
        responses = matrice.read_responses(
            shown[0] / "reponses-exemple.csv", team.ref, on=day, registered=18, key=team.key
        )
        team.save_answers(responses)
    start, due = dt.date(2025, 11, 1), dt.date(2026, 3, 31)
    action = Action(
        "A1", "avis", "Écouter", "accueil", "Deux heures", start, due, "Cent réponses", state=Progress.DONE, note="Close",
        theme="acces", lead="infirmière", objective="Savoir", result="128 réponses", effect=Effect((0, 1, 3, 1), due),
    )  # fmt: skip
    team.save_plan(ActionPlan((action,)), on=then)
    assert team.quality(on=now).reached == 3 and team.quality(on=now, evaluation=then).reached == 2
    done = run("rapport", team.path, "--qualite", "--dossier", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "") and "Les trois niveaux ont leurs pièces." in done.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "dossier-qualite.docx", "dossier-qualite.html", "rapport.docx",
    ]  # fmt: skip
    page = (tmp_path / "out" / "dossier-qualite.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "out" / "dossier-qualite.docx") as file:
        written = file.read("word/document.xml").decode("utf-8")
    for words in ("Effet moyen, d’après 5\u00a0avis", "«\u00a0Avis des usagers\u00a0»\u00a0: stable", "128 réponses"):
        assert words in page and words in written, words
    refused = run("rapport", shown[0] / "reponses-exemple.csv", "--qualite", "--dossier", tmp_path / "non")
    assert refused.returncode == 1 and "--qualite demande le dossier d’une équipe" in refused.stderr
    assert not (tmp_path / "non").exists()


def test_les_reponses_prises_seules_disent_qu_un_atelier_les_a_suivies(shown, tmp_path) -> None:
    (tmp_path / "r.csv").write_bytes((shown[0] / "reponses-exemple.csv").read_bytes())
    (tmp_path / "atelier.jsonl").write_text("", encoding="utf-8")
    done = run("profil", tmp_path / "r.csv", "--dossier", tmp_path / "out")
    assert done.returncode == 0
    assert "ses décisions ne sont pas comptées ici" in done.stderr


def test_reparer_refuse_ce_qui_n_est_pas_le_dossier_d_une_equipe(tmp_path) -> None:
    done = run("reparer", tmp_path)
    assert done.returncode == 1
    assert "ce n’est pas le dossier d’une équipe" in done.stderr


def test_un_exemple_rempli_par_l_utilisateur_n_est_pas_ecrase(tmp_path) -> None:
    answers = tmp_path / "reponses-exemple.csv"
    answers.write_text("rcp.1\n3\n", encoding="utf-8")
    done = run("demo", "--dossier", tmp_path)
    assert done.returncode == 1 and "a été modifié" in done.stderr
    assert answers.read_text(encoding="utf-8") == "rcp.1\n3\n"


def test_un_resultat_ne_s_ecrit_jamais_sur_les_reponses(tmp_path) -> None:
    answers = tmp_path / "profil.csv"
    answers.write_text("rcp.1\n3\n", encoding="utf-8")
    for source in (answers, tmp_path):
        done = run("profil", source, "--dossier", tmp_path)
        assert done.returncode == 1 and "se mêlerait aux réponses" in done.stderr
    assert answers.read_text(encoding="utf-8") == "rcp.1\n3\n"


def test_une_fiche_completee_dans_word_n_est_pas_ecrasee(shown, tmp_path) -> None:
    (tmp_path / "fiche-de-poste.docx").write_bytes(b"completee a la main")
    team = ("--date", "06/10/2026", "--dossier", tmp_path, "--heures", "8")
    for _ in range(2):  # la seconde fois, le même contenu retrouve le même numéro
        assert run("fiche", shown[0] / "reponses-exemple.csv", *team).returncode == 0
    assert (tmp_path / "fiche-de-poste.docx").read_bytes() == b"completee a la main"
    assert sorted(path.name for path in tmp_path.glob("fiche*")) == ["fiche-de-poste-2.docx", "fiche-de-poste.docx"]


def test_une_grille_fautive_donne_fichier_ligne_colonne(tmp_path) -> None:
    broken = ROOT / "tests" / "data" / "grilles" / "plusieurs_fautes.yaml"
    done = run("verifier", broken)
    assert done.returncode == 1
    assert len(re.findall(r"plusieurs_fautes\.yaml:\d+:\d+", done.stderr)) == 4


def test_la_grille_livree_est_conforme() -> None:
    done = run("verifier", ROOT / "data" / "axes.yaml")
    assert done.returncode == 0
    assert "20\u00a0satisfaites, 0\u00a0non satisfaite" in done.stdout


def test_chaque_commande_est_documentee_et_aidee_en_francais() -> None:
    help_text = run("--help").stdout
    commands = re.findall(r"^  (\w+) +\S", help_text.split("Commandes")[1], re.MULTILINE)
    assert commands == [
        "actions", "agenda", "atelier", "cohorte", "decider", "demo", "equipe", "examiner", "exemples", "fiche", "grille",
        "partager", "profil", "questionnaire", "rapport", "recueil", "reparer", "retour", "schema", "taches", "verifier",
    ]  # fmt: skip
    documented = (ROOT / "docs" / "commandes.md").read_text(encoding="utf-8")
    for command in commands:
        assert f"matrice {command}" in documented
        aid = run(command, "--help").stdout
        assert "Options" in aid and not re.search(r"Show this|Usage:|FRENCH_|\[OPTIONS\] \w+\.\.\.", aid)


def test_le_schema_imprime_est_celui_qui_est_livre() -> None:
    assert run("schema").stdout == (ROOT / "data" / "axes.schema.json").read_text(encoding="utf-8")
    assert json.loads(run("schema", "--profil").stdout) == json.loads(
        (ROOT / "data" / "profil.schema.json").read_text("utf-8")
    )


def test_une_console_qui_ne_connait_pas_l_unicode_ne_fait_pas_tomber_la_demo(tmp_path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from matrice.cli import main; main()", "verifier", str(ROOT / "data" / "axes.yaml")],
        check=False,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0 and b"satisfaites" in done.stdout


def test_une_equipe_partage_un_fichier_sans_nom_ni_reponse(shown, tmp_path) -> None:
    answers = shown[0] / "reponses-exemple.csv"
    team = ("--equipe", "MSP des Tilleuls", "--effectif", "18", "--date", "06/10/2026", "--dossier", tmp_path)
    (tmp_path / "fiche.yaml").write_text("heures: 8\n", encoding="utf-8")
    plan = add_action(
        ActionPlan(), load_referentiel(), "rcp", "Fixer les dates", owner="la coordination", means="une heure",
        start=dt.date(2026, 12, 1), due=dt.date(2027, 3, 1),
    )  # fmt: skip
    (tmp_path / "actions.csv").write_text(actions_to_csv(plan), encoding="utf-8")
    done = run(
        "partager", answers, *team, "--code", "héron", "--region", "ile de france", "--age", "2 à 5 ans",
        "--demande", tmp_path / "fiche.yaml", "--actions", tmp_path / "actions.csv",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "profil.json").read_text(encoding="utf-8")
    tree = json.loads(text)
    assert (tree["code"], tree["year"], tree["named"]) == ("héron", 2026, None)
    assert tree["descriptors"]["region"] == "Île-de-France" and tree["descriptors"]["size"] == "15 à 30"
    assert tree["post"]["hours"] == 8 and {"T4.1.4", "T3.6.1"} <= set(tree["post"]["tasks"])
    assert tree["actions"] == ["rcp"] and "Fixer" not in text and "coordination" not in text
    assert "Tilleuls" not in text and "repondant" not in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--code", "a"), "au moins 3 signes"),
        (("--code", "msp des tilleuls"), "reprend le nom de l’équipe"),
        (("--code", "héron", "--nom", "MSP"), "un accord daté"),
        (("--code", "héron", "--region", "Bretgne"), "le plus proche est"),
        ((), "--code"),
    ],
)
def test_un_partage_impossible_se_dit_en_francais(shown, tmp_path, more, words) -> None:
    answers = shown[0] / "reponses-exemple.csv"
    done = run(
        "partager", answers, "--equipe", "MSP des Tilleuls", "--date", "2026-10-06", "--dossier", tmp_path, *more
    )
    assert done.returncode in (1, 2) and words in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_python_m_matrice_est_la_meme_commande_sous_le_meme_nom() -> None:
    module = [sys.executable, "-m", "matrice"]
    asked = subprocess.run([*module, "--help"], check=True, capture_output=True, text=True, encoding="utf-8").stdout
    assert asked == run("--help").stdout and asked.startswith("Usage\u00a0: matrice [OPTIONS]")
    wrong = subprocess.run([*module, "profil"], check=False, capture_output=True, text=True, encoding="utf-8")
    assert wrong.returncode == 2 and "matrice profil --help" in wrong.stderr
