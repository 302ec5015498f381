"""Rassembler : chaque fichier lu ou refusé avec sa raison, la participation sans les réponses."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from classeurs import REF, member, saved, team

from matrice import InputError, read_responses, score
from matrice.assessment import FileStatus, collect, distribution_visible, participation, progress, pseudonym
from matrice.workshop import create_team
from matrice.workshop.folder import answers_csv

NB = "\u00a0"
DAY = dt.date(2026, 10, 6)
KEY = bytes(range(32))


def folder(tmp_path: Path) -> Path:
    """Un dossier comme il en revient : trois personnes, un fichier fautif, un double, un classeur ancien, des restes."""
    saved(member({"rcp.1": 3, "rcp.2": "SO"}, code="p01", profession="pharmacie"), tmp_path / "1.xlsx")
    saved(member({"rcp.1": 2}, code="p02", profession="pharmacie"), tmp_path / "2.xlsx")
    saved(member({"rcp.1": 9, "rcp.2": 3}, code="p03"), tmp_path / "3 fautif.xlsx")
    saved(member({"rcp.1": 0}, code="P01"), tmp_path / "4 double.xlsx")
    (tmp_path / "5.csv").write_text("repondant;rcp.1\np05;NSP\n", encoding="utf-8")
    (tmp_path / "6 ancien.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "7.xlsx").write_bytes(b"PK\x03\x04")
    for ignored in ("~$1.xlsx", ".cache.csv", "lisez-moi.txt"):
        (tmp_path / ignored).write_text("x", encoding="utf-8")
    (tmp_path / "sous-dossier.csv").mkdir()
    return tmp_path


def test_un_mauvais_fichier_n_arrete_jamais_les_autres(tmp_path) -> None:
    collected = collect(folder(tmp_path), REF, registered=12)
    assert [(report.name, str(report.status), report.people, report.answered) for report in collected.files] == [
        ("1.xlsx", "lu", 1, 2),
        ("2.xlsx", "lu", 1, 1),
        ("3 fautif.xlsx", "refusé", 0, 0),
        ("4 double.xlsx", "refusé", 0, 0),
        ("5.csv", "lu", 1, 1),
        ("6 ancien.xls", "refusé", 0, 0),
        ("7.xlsx", "refusé", 0, 0),
        *((name, "laissé", 0, 0) for name in (".cache.csv", "lisez-moi.txt", "~$1.xlsx", "sous-dossier.csv")),
    ]
    assert [report.reason for report in collected.refused] == [
        f"ligne 7, colonne «{NB}Réponse{NB}»{NB}: «{NB}9{NB}» n’est pas une réponse{NB}; attendu{NB}: "
        "0, 1, 2, 3, SO (sans objet), NSP (ne sait pas) ou vide.",
        f"«{NB}P01{NB}» a déjà répondu dans 1.xlsx{NB}: gardez un seul questionnaire par personne.",
        f"ce classeur ne se lit pas{NB}: enregistrez-le au format .xlsx, ou sa feuille au format CSV.",
        f"le fichier est incomplet ou abîmé{NB}: ouvrez-le dans Excel ou LibreOffice, enregistrez-le au format .xlsx ou au "
        "format CSV, puis recommencez.",
    ]
    campaign = collected.campaign
    assert campaign is not None
    assert (campaign.respondents, campaign.registered) == (3, 12)
    assert campaign.counts[[q.id for q in campaign.questions].index("rcp.1")].tolist() == [0, 0, 1, 1, 0, 1, 0]
    assert score(campaign, REF).dimension("rcp").answered == 1


def test_les_fichiers_lus_donnent_la_meme_campagne_que_la_lecture_stricte(tmp_path) -> None:
    good = [saved(member({"rcp.1": level}, code=f"p{level}"), tmp_path / f"{level}.xlsx") for level in range(4)]
    (strict, loose) = read_responses(good, REF, key=KEY), collect(good, REF, key=KEY).campaign
    assert loose is not None
    assert (strict.counts == loose.counts).all()
    assert strict.people == loose.people == tuple(pseudonym(KEY, f"p{level}") for level in range(4))


def test_le_compte_rendu_est_un_tableau(tmp_path) -> None:
    frame = collect(folder(tmp_path), REF).to_frame()
    assert list(frame.columns) == ["name", "status", "people", "answered", "reason"]
    assert frame["status"].value_counts().to_dict() == {"refusé": 4, "lu": 3, "laissé": 4}


def test_rien_de_lisible_donne_une_campagne_absente_et_les_raisons(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("", encoding="utf-8")
    collected = collect(tmp_path, REF, registered=5)
    assert collected.campaign is None
    assert [report.reason for report in collected.files] == ["le fichier est vide."]


def test_un_dossier_vide_et_un_chemin_absent_sont_dits(tmp_path) -> None:
    assert "aucun fichier .csv ni .xlsx" in collect(tmp_path, REF).files[0].reason
    assert "n’existe pas" in collect(tmp_path / "absent", REF).files[0].reason


def test_de_nombreuses_fautes_se_resument_et_restent_toutes(tmp_path) -> None:
    lines = "".join(f"rcp.{rank};deux;0\n" for rank in range(1, 6)) + "rcp.1;1;1\nrcp.2;1;1\nrcp.3;1;1\n"
    (tmp_path / "a.csv").write_text("item;niveau_0;niveau_3\n" + lines, encoding="utf-8")
    report = collect(tmp_path, REF).files[0]
    assert report.reason.endswith(f"et 5{NB}autres fautes.")
    assert len(report.problems) == 8


def test_le_fichier_qui_cote_autre_chose_que_la_plupart_est_refuse_meme_s_il_vient_en_premier(tmp_path) -> None:
    (tmp_path / "0.csv").write_text("repondant;equipe\nz;3\n", encoding="utf-8")
    (tmp_path / "1.csv").write_text("item;niveau_0;niveau_3\nrcp.1;1;1\n", encoding="utf-8")
    (tmp_path / "2.csv").write_text("repondant;rcp.1\na;3\nb;2\n", encoding="utf-8")
    collected = collect(tmp_path, REF)
    assert [report.status for report in collected.files] == [FileStatus.REFUSED, FileStatus.REFUSED, FileStatus.READ]
    assert collected.files[0].reason == "ce fichier cote les axes, et les autres les caractéristiques."
    assert (
        collected.files[1].reason
        == f"ce fichier porte des votes comptés, et les autres des réponses individuelles{NB}: lisez-les à part."
    )


def test_des_votes_comptes_deux_fois_sont_refuses_la_seconde(tmp_path) -> None:
    for hands in ("1", "2"):
        (tmp_path / f"{hands}.csv").write_text(f"item;niveau_0;niveau_3\nrcp.1;1;{hands}\n", encoding="utf-8")
    assert "déjà comptés dans 1.csv" in collect(tmp_path, REF).files[1].reason


def test_un_dataframe_se_rassemble_aussi() -> None:
    collected = collect([pd.DataFrame({"rcp.1": ["3"]}), pd.DataFrame({"rcp.1": ["oui"]})], REF)
    assert [str(report.status) for report in collected.files] == ["lu", "refusé"]


def test_des_tableaux_sans_code_se_rassemblent_sans_se_recouvrir() -> None:
    collected = collect([pd.DataFrame({"rcp.1": ["3", "2"]}), pd.DataFrame({"rcp.1": ["1", "0"]})], REF)
    assert [(report.name, report.people, report.answered) for report in collected.files] == [
        ("tableau 1", 2, 2),
        ("tableau 2", 2, 2),
    ]
    assert collected.participation.respondents == 4


@pytest.mark.parametrize("asked", [{"registered": 0}, {"team": None}, {"on": "2026"}, {"key": b"court"}])
def test_une_demande_impossible_est_une_faute_de_qui_rassemble(tmp_path, asked) -> None:
    with pytest.raises(InputError, match="Demande refusée"):
        collect(tmp_path, REF, **asked)


def test_des_personnes_sans_code_ne_sont_jamais_confondues_ni_suivies(tmp_path) -> None:
    for name, level in (("a.xlsx", 3), ("b.xlsx", 2)):
        saved(member({"rcp.1": level}), tmp_path / name)
    campaign = collect(tmp_path, REF, key=KEY).campaign
    assert campaign is not None
    assert (campaign.respondents, campaign.people) == (2, ("", ""))


def test_deux_fichiers_du_meme_nom_dans_deux_dossiers_sont_deux_personnes(tmp_path) -> None:
    paths = []
    for name, level in (("anne", 3), ("bilal", 2)):
        (tmp_path / name).mkdir()
        paths.append(saved(member({"rcp.1": level}), tmp_path / name / "Questionnaire.xlsx"))
    collected = collect(paths, REF)
    assert [report.name for report in collected.files] == ["anne/Questionnaire.xlsx", "bilal/Questionnaire.xlsx"]
    assert collected.participation.respondents == read_responses(paths, REF).respondents == 2


def test_une_copie_exacte_ne_compte_pas_deux_fois(tmp_path) -> None:
    first = saved(member({"rcp.1": 3}), tmp_path / "q.xlsx")
    (tmp_path / "q - Copie.xlsx").write_bytes(first.read_bytes())
    collected = collect(tmp_path, REF)
    assert collected.participation.respondents == 1
    assert [report.reason for report in collected.refused] == ["ce fichier est une copie exacte de q - Copie.xlsx."]


def test_ce_qu_un_fichier_lu_laisse_de_cote_est_dit(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("repondant;rcp.1;Horodatage\na;3;10h\n", encoding="utf-8")
    assert collect(tmp_path, REF).files[0].reason == f"1{NB}colonne laissée de côté{NB}: Horodatage."


def test_sans_cle_aucun_pseudonyme_n_est_retenu(tmp_path) -> None:
    campaign = collect(folder(tmp_path), REF).campaign
    assert campaign is not None and campaign.people == ()


def test_le_nom_d_un_fichier_n_entre_pas_dans_la_campagne(tmp_path) -> None:
    (tmp_path / "Marie Dupont.csv").write_text("repondant;rcp.1;Horodatage\na;3;10h\n", encoding="utf-8")
    campaign = collect(tmp_path, REF).campaign
    assert campaign is not None and campaign.notes == ()


def test_un_effectif_impossible_est_une_faute_de_qui_rassemble(tmp_path) -> None:
    with pytest.raises(InputError, match="effectif de 2"):
        collect(folder(tmp_path), REF, registered=2)


def test_un_classeur_d_equipe_compte_ses_personnes(tmp_path) -> None:
    given_answers = {f"p{rank:02d}": {"rcp.1": rank % 4} for rank in range(1, 13)}
    report = collect(saved(team(given_answers), tmp_path / "equipe.xlsx"), REF).files[0]
    assert (report.people, report.answered) == (12, 12)


# --- ce qui se montre -----------------------------------------------------------------------------


def test_la_participation_compte_sans_les_reponses(tmp_path) -> None:
    professions = ["médecine"] * 6 + ["Pharmacie"] * 5 + ["kiné"] * 3 + [""] * 3
    lines = "".join(f"p{rank};{name};3\n" for rank, name in enumerate(professions))
    (tmp_path / "a.csv").write_text("repondant;profession;rcp.1\n" + lines, encoding="utf-8")
    meter = participation(read_responses(tmp_path, REF, registered=20))
    assert (meter.respondents, meter.registered, meter.share) == (17, 20, 0.85)
    assert str(meter) == f"17{NB}répondants sur 20"


def test_une_repartition_se_montre_a_partir_de_cinq_repondants() -> None:
    frame = pd.DataFrame({"rcp.1": ["3", "2", "1", "SO", "NSP"], "rcp.2": ["3", "2", "1", "0", ""]})
    campaign = read_responses(frame, REF)
    items = {item.id: item for item in score(campaign, REF).items}
    assert distribution_visible(campaign)
    assert distribution_visible(items["rcp.1"])
    assert not distribution_visible(items["rcp.2"])
    assert not distribution_visible(read_responses(frame.head(4), REF))


# --- un questionnaire par groupe : chacun n'est compté que sur ce qu'on lui a posé ------------------


def test_une_question_posee_a_un_groupe_n_est_ni_un_silence_ni_un_manque_pour_les_autres(tmp_path: Path) -> None:
    everything = {item.id: 2 for item in REF.dimension("partage").characteristics}
    clinicians = {item: level for item, level in everything.items() if item not in ("partage.1", "partage.5")}
    for rank in range(3):
        saved(member(clinicians, code=f"p0{rank}", profession="infirmier"), tmp_path / f"{rank}.xlsx")
    saved(member({**everything, "partage.1": ""}, code="p09", profession="médecin"), tmp_path / "9.xlsx")
    campaign = read_responses(tmp_path, REF)
    items = {item.id: item for item in score(campaign).items}
    # partage.1 : posée à une seule personne, qui s'est tue ; partage.2 : posée à quatre.
    assert [(items[one].answered, items[one].silent, items[one].applicable) for one in ("partage.1", "partage.5", "partage.2")] == [
        (0, 1, 1), (1, 0, 1), (4, 0, 4),
    ]  # fmt: skip

    home = create_team(tmp_path / "msp", name="MSP")
    home.save_answers(replace(campaign, on=DAY))
    again = home.answers(on=DAY)
    assert (again.counts.tolist(), sorted(again.answers.tolist())) == (
        campaign.counts.tolist(),
        sorted(campaign.answers.tolist()),
    )


def test_ce_qui_n_est_pose_a_personne_est_non_pose_et_une_petite_partie_n_est_pas_le_tout() -> None:
    own = [item.id for item in REF.dimension("donnees").characteristics if "logiciel" not in item.audience]
    table = pd.DataFrame({item: ["2", "1", "2"] for item in [*own, "exploitation.5"]})
    profile = score(read_responses(table, REF))
    standings = {item.id: str(item.standing) for item in profile.items}
    assert (standings["donnees.8"], standings["donnees.4"]) == ("non posé", "calculé")
    assert str(profile.dimension("donnees").standing) == "calculé"  # trois énoncés sur six
    assert str(profile.dimension("exploitation").standing) == "non posé"  # un sur six
    whole = pd.DataFrame({item.id: ["3"] * 3 for item in REF.characteristics})
    change = next(one for one in progress(profile, score(read_responses(whole, REF))).dimensions if one.id == "donnees")
    assert (str(change.trend), change.note) == ("en hausse", f"sur 3{NB}énoncés posés les deux fois, de 6")


def alike(tmp_path: Path, people: int) -> Path:
    """Un dossier de nos questionnaires, un par personne, sans code : les mêmes réponses partout, et aucun 0."""
    given = {item.id: rank * rank % 3 + 1 for rank, item in enumerate(REF.characteristics)}
    for rank in range(people):
        book = member(given, profession="pharmacie")
        book.properties.title = str(rank)  # deux fichiers, non une copie
        saved(book, tmp_path / f"{rank}.xlsx")
    return tmp_path


def test_deux_de_nos_questionnaires_aux_memes_reponses_sont_deux_personnes_et_le_doute_se_dit(tmp_path) -> None:
    collected = collect(alike(tmp_path, 4), REF)
    assert [report.people for report in collected.files] == [1, 1, 1, 1]  # et aucune question sur l'échelle
    assert "dans deux questionnaires" in collected.files[1].reason and not collected.refused
    campaign = read_responses(tmp_path, REF)
    assert (campaign.respondents, campaign.answers.min()) == (4, 1)
    (tmp_path / "copie.xlsx").write_bytes((tmp_path / "0.xlsx").read_bytes())
    with pytest.raises(InputError, match="copie exacte"):
        read_responses(tmp_path, REF)


def test_nos_titres_que_chacun_peut_recopier_ne_disent_pas_l_echelle(tmp_path) -> None:
    path = tmp_path / "deja-la.csv"
    text = answers_csv(read_responses(alike(tmp_path, 4), REF)).replace(";2\n", ";3\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="aucun 0, et tout entre 1 et 3"):
        read_responses(path, REF)
    assert (
        collect(path, REF, coded={"deja-la.csv": (0, 3)}).participation.respondents == 4
    )  # l'atelier le dit de lui-même
    path.write_text(text.replace(";1\n", ";1 – premiers pas\n"), encoding="utf-8")  # comme la page à remplir
    assert read_responses(path, REF).respondents == 4


def test_l_echelle_se_dit_fichier_par_fichier(tmp_path) -> None:
    asked = [item.id for item in REF.characteristics[:20]]
    for name in "ab":
        lines = [asked, *([str((rank + at * at + ord(name)) % 3 + 1) for at in range(20)] for rank in range(3))]
        (tmp_path / f"{name}.csv").write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    assert len(collect(tmp_path, REF).refused) == 2
    campaign = collect(tmp_path, REF, coded={"a.csv": (1, 4), "b.csv": (0, 3)}).campaign
    assert campaign is not None and campaign.answers is not None
    assert [campaign.answers[rows, :20].min() for rows in (slice(3), slice(3, 6))] == [0, 1]
