"""Les exports des outils d'enquête : reconnus à leurs colonnes techniques, lus sans rien garder d'elles."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from classeurs import LABELS, REF, rows, saved

from matrice import Campaign, InputError, read_responses
from matrice.assessment import Comment, collect, pseudonym

NB = "\u00a0"
KEY = bytes(range(32))
TECHNICAL = ["id", "submitdate", "lastpage", "startlanguage", "seed"]
DONE = ["7", "1980-01-01 00:00:00", "4", "fr", "1873"]
FRENCH = ["ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ", "Tête de série"]


def export(path: Path, *lines: list[str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(lines)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def row(campaign: Campaign, item: str) -> list[int]:
    return campaign.counts[[q.id for q in campaign.questions].index(item)].tolist()


def faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_responses(path, REF)
    return [str(problem) for problem in caught.value.problems]


def levels(campaign: Campaign) -> tuple[int, int]:
    """Les codes de la seule personne à rcp.1 et rcp.2."""
    assert campaign.respondents == 1
    assert campaign.counts[:, :-1].sum() == 2
    return row(campaign, "rcp.1").index(1), row(campaign, "rcp.2").index(1)


# --- LimeSurvey -----------------------------------------------------------------------------------

HEADINGS = {
    "codes": ("rcp1", "rcp2"),
    "codes soulignés": ("rcp_1", "RCP_2"),
    "codes d'un tableau": ("rcp[1]", "rcp[2]"),
    "sous-questions numérotées": ("rcp[SQ001]", "rcp[SQ002]"),
    "sous-question par tableau": ("rcp1[SQ001]", "rcp2[SQ001]"),
    "libellés": (LABELS["rcp.1"], LABELS["rcp.2"]),
    "libellés d'un tableau": (
        f"RCP, où en êtes-vous ? [{LABELS['rcp.1']}]",
        f"RCP, où en êtes-vous ? [{LABELS['rcp.2']}]",
    ),
    "codes et libellés": (f"rcp1. {LABELS['rcp.1']}", f"rcp[SQ002]. RCP [{LABELS['rcp.2']}]"),
    "libellés numérotés": (f"rcp.1. {LABELS['rcp.1']}", f"12. {LABELS['rcp.2']}"),
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=list(HEADINGS))
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_limesurvey_se_lit_avec_ses_codes_comme_avec_ses_libelles(tmp_path, heading, delimiter) -> None:
    path = export(tmp_path / "results-survey1.csv", [*TECHNICAL, *heading], [*DONE, "3", "SO"], delimiter=delimiter)
    assert levels(read_responses(path, REF)) == (3, 4)


def test_limesurvey_se_lit_avec_les_noms_francais_de_ses_colonnes_et_ses_reponses_entieres(tmp_path) -> None:
    path = export(
        tmp_path / "r.csv", [*FRENCH, LABELS["rcp.1"], LABELS["rcp.2"]], [*DONE, "En routine", "2 – en partie"]
    )
    assert levels(read_responses(path, REF)) == (3, 2)


def test_limesurvey_laisse_les_reponses_non_terminees_et_les_compte(tmp_path) -> None:
    header = [*TECHNICAL, "rcp1", "rcp2"]
    abandoned = ["8", "", "1", "fr", "9", "0", ""]
    campaign = read_responses(export(tmp_path / "r.csv", header, abandoned, [*DONE, "3", "2"]), REF)
    assert levels(campaign) == (3, 2)
    assert campaign.notes == (
        f"r.csv{NB}: 1{NB}réponse non terminée laissée de côté (ligne 2, d’après la colonne «{NB}submitdate{NB}»).",
    )


def test_limesurvey_perd_adresses_dates_durees_et_noms_et_garde_un_commentaire(tmp_path) -> None:
    header = [
        *TECHNICAL, "token", "ipaddr", "firstname", "email", "profession", "rcp1", "rcp1[comment]", "rcp2", "rcp1Time", "interviewtime",
    ]  # fmt: skip
    line = [
        *DONE, "xYz", "192.0.2.7", "Marie", "marie@exemple.fr", "pharmacie", "3", "Paul n’y vient pas", "2", "12", "900",
    ]  # fmt: skip
    campaign = read_responses(export(tmp_path / "r.csv", header, line), REF, key=KEY)
    assert levels(campaign) == (3, 2)
    assert campaign.professions == ("pharmacie",)
    assert campaign.people == (pseudonym(KEY, "xyz"),)
    assert campaign.comments == (Comment("rcp.1", "Paul n’y vient pas"),)
    assert len(campaign.notes) == 1 and campaign.notes[0].startswith(f"1{NB}commentaire lu, sans nom")


@pytest.mark.parametrize("code", ["A1", "AO02"])
def test_limesurvey_avec_des_codes_de_reponse_qui_ne_disent_pas_le_niveau_est_refuse(tmp_path, code) -> None:
    path = export(tmp_path / "r.csv", [*TECHNICAL, "rcp1", "rcp2"], [*DONE, code, code])
    assert faults(path) == [
        f"r.csv, ligne 2, colonne «{NB}rcp1{NB}»{NB}: «{NB}{code}{NB}» est un code interne de LimeSurvey, qui ne dit pas le niveau{NB}: "
        "exportez les réponses complètes, ou donnez aux réponses les codes 0, 1, 2… SO et NSP dans l’enquête."
    ]


def test_limesurvey_avec_des_codes_de_question_qui_ne_disent_rien_est_refuse(tmp_path) -> None:
    path = export(tmp_path / "r.csv", [*TECHNICAL, "G01Q01", "G01Q02[SQ001]"], [*DONE, "3", "2"])
    (said,) = faults(path)
    assert "export de LimeSurvey dont aucune colonne ne dit" in said and f"«{NB}Texte de la question{NB}»" in said


# --- Framaforms -----------------------------------------------------------------------------------

SUBMISSION = [
    "Numéro de série", "SID", "Date/Heure", "Terminée le", "Modifié le", "Brouillon", "Adresse IP", "UID", "Nom d'utilisateur",
]  # fmt: skip
KEYS = ["webform_serial", "webform_sid", "webform_time", "webform_completed_time", "webform_modified_time", "webform_draft", "webform_ip_address", "webform_uid", "webform_username"]  # fmt: skip
SENT = ["1", "5123", "2026-10-06 09:12", "2026-10-06 09:30", "2026-10-06 09:30", "0", "192.0.2.7", "0", "Anonyme"]
BLANK = [""] * (len(SUBMISSION) - 1)


def framaforms(path: Path, groups: list[str], names: list[str], *lines: list[str], technical=SUBMISSION) -> Path:
    title = ["Notre matrice", *BLANK, *[""] * len(names)]
    details = ["Détails de la soumission", *BLANK, *groups]
    return export(path, title, details, [*technical, *names], *lines, delimiter=";")


def test_framaforms_se_lit_sous_ses_trois_lignes_d_en_tete(tmp_path) -> None:
    names = ["Votre profession", LABELS["rcp.1"], LABELS["rcp.2"]]
    campaign = read_responses(
        framaforms(tmp_path / "f.csv", ["", "", ""], names, [*SENT, "pharmacie", "En routine", "SO"]), REF
    )
    assert levels(campaign) == (3, 4)
    assert campaign.professions == ("pharmacie",)
    assert campaign.notes == ()


def test_framaforms_se_lit_avec_ses_cles_et_avec_ses_grilles(tmp_path) -> None:
    keys = framaforms(tmp_path / "k.csv", ["", ""], ["rcp_1", "rcp_2"], [*SENT, "3", "2"], technical=KEYS)
    grid = framaforms(tmp_path / "g.csv", ["RCP", ""], [LABELS["rcp.1"], LABELS["rcp.2"]], [*SENT, "3", "2"])
    coded = framaforms(tmp_path / "c.csv", ["rcp", "rcp"], ["1", "2"], [*SENT, "3", "2"])
    assert [levels(read_responses(path, REF)) for path in (keys, grid, coded)] == [(3, 2)] * 3


def test_framaforms_laisse_les_brouillons(tmp_path) -> None:
    draft = ["2", "5124", "", "", "", "1", "192.0.2.8", "0", "Anonyme", "0", "0"]
    path = framaforms(tmp_path / "f.csv", ["", ""], ["rcp.1", "rcp.2"], draft, [*SENT, "3", "2"])
    assert levels(read_responses(path, REF)) == (3, 2)


def test_le_compte_framaforms_ne_suit_personne(tmp_path) -> None:
    path = framaforms(tmp_path / "f.csv", ["", ""], ["rcp.1", "rcp.2"], [*SENT[:-1], "mdupont", "3", "2"])
    assert read_responses(path, REF, key=KEY).people == ("",)


# --- Google Forms ---------------------------------------------------------------------------------

GOOGLE = ["Horodateur", "Adresse e-mail", "Quel est votre métier ?"]
STAMP = "2026/10/06 9:00:00 AM UTC+2"


def google(*lines: list[str]) -> list[list[str]]:
    return [[*GOOGLE, f"Réunions [{LABELS['rcp.1']}]", f"{LABELS['rcp.2']} *", "Avis [une ligne reformulée]"], *lines]


def test_google_forms_se_lit_et_une_grille_n_est_pas_sa_dimension(tmp_path) -> None:
    line = [STAMP, "marie@exemple.fr", "pharmacie", "3 – en routine", "NSP", "2"]
    campaign = read_responses(export(tmp_path / "g.csv", *google(line)), REF, key=KEY)
    assert levels(campaign) == (3, 5)
    assert campaign.professions == ("pharmacie",)
    assert campaign.people == (pseudonym(KEY, "marie@exemple.fr"),)
    assert campaign.notes == (f"g.csv{NB}: 1{NB}colonne laissée de côté{NB}: Avis [une ligne reformulée].",)


def test_un_libelle_de_grille_a_une_faute_pres_est_une_faute_s_il_porte_des_reponses(tmp_path) -> None:
    typo = LABELS["rcp.1"].replace("réunions", "réunoins").replace("RCP", "RPC")
    assert typo != LABELS["rcp.1"]
    path = export(tmp_path / "g.csv", [*GOOGLE, f"Réunions [{typo}]", "rcp.2"], [STAMP, "a@b.fr", "x", "3", "2"])
    assert "le plus proche est «\u00a0rcp.1\u00a0»" in faults(path)[0]


def test_une_adresse_qui_repond_deux_fois_est_une_faute_qui_ne_la_dit_pas(tmp_path) -> None:
    twice = [
        [STAMP, f"{name}@exemple.fr", "pharmacie", level, "2", ""] for name, level in (("marie", "3"), ("Marie", "1"))
    ]
    said = faults(export(tmp_path / "g.csv", *google(*twice)))
    assert said == [
        f"g.csv, ligne 3{NB}: cette personne a déjà répondu (ligne 2){NB}: gardez un seul questionnaire par personne."
    ]


def test_un_export_enregistre_en_classeur_se_lit_aussi(tmp_path) -> None:
    line = [STAMP, "marie@exemple.fr", "pharmacie", "3", "2", ""]
    assert levels(read_responses(saved(rows(*google(line)), tmp_path / "g.xlsx"), REF)) == (3, 2)


# --- jamais de nom --------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, KEY])
def test_aucune_adresse_ni_aucun_nom_ne_reste_dans_ce_qui_est_lu(tmp_path, key) -> None:
    header = [*TECHNICAL, "token", "ipaddr", "lastname", "email", "rcp1", "Votre nom"]
    export(
        tmp_path / "a.csv", header, [*DONE, "jeton-9", "192.0.2.7", "Dupont", "marie@exemple.fr", "3", "Marie Dupont"]
    )
    export(tmp_path / "b.csv", *google([STAMP, "paul@exemple.fr", "pharmacie", "3", "2", "Paul Martin"]))
    framaforms(tmp_path / "c.csv", ["", ""], ["rcp.1", "Prénom"], [*SENT[:-1], "jdurand", "3", "Jean"])
    collected = collect(tmp_path, REF, key=key)
    campaign = collected.campaign
    assert campaign is not None and campaign.respondents == 3
    kept = " ".join(
        [
            repr(collected),
            repr(campaign.people),
            repr(campaign.notes),
            repr(campaign.answers),
            collected.to_frame().to_csv(),
        ]
    )
    for secret in ("Dupont", "marie", "paul", "Martin", "jdurand", "Jean", "192.0.2.7", "jeton-9", "@"):
        assert secret not in kept
