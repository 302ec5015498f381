"""Les réponses, telles que les gens les envoient : formes, encodages, écritures, et toutes les fautes."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from matrice import Campaign, InputError, load_referentiel, parse_referentiel, read_responses
from matrice.assessment.answers import AnswerReader

REF = load_referentiel()
NB = "\u00a0"
LONG = "repondant;profession;item;reponse\n"
READER = AnswerReader(REF.scale)


def write(folder: Path, text: str, name: str = "r.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, **options) -> Campaign:
    return read_responses(write(folder, text), REF, **options)


def faults(source, ref=REF, **options) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_responses(source, ref, **options)
    return [str(problem) for problem in caught.value.problems]


def row(campaign: Campaign, item: str) -> list[int]:
    return campaign.counts[[q.id for q in campaign.questions].index(item)].tolist()


# --- ce qui se lit --------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_les_encodages_et_separateurs_courants_se_lisent(tmp_path, encoding, delimiter) -> None:
    text = LONG + "é1;infirmière;rcp.1;3\né2;sage-femme;rcp.1;2\n"
    campaign = read_responses(write(tmp_path, text.replace(";", delimiter), encoding=encoding), REF)
    assert row(campaign, "rcp.1") == [0, 0, 1, 1, 0, 0, 0]
    assert campaign.professions == ("infirmière", "sage-femme")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_les_fins_de_ligne_de_tous_les_systemes_se_lisent(tmp_path, ending) -> None:
    assert read(tmp_path, (LONG + "a;x;rcp.1;3\nb;x;rcp.1;3\n").replace("\n", ending)).respondents == 2


@pytest.mark.parametrize(
    "text", ["s.o.", "S.O", "so", "N/A", "na", "n.a.", "Sans objet", "sans  objet", "Non applicable", "s/o"]
)
def test_les_ecritures_de_sans_objet_sont_comprises(text) -> None:
    assert READER.read(text) == READER.so


@pytest.mark.parametrize("text", ["?", "NSP", "nsp", "N.S.P.", "Ne sait pas", "ne sais pas", "Je ne sais pas"])
def test_les_ecritures_de_ne_sait_pas_sont_comprises(text) -> None:
    assert READER.read(text) == READER.nsp


@pytest.mark.parametrize(
    "text", ["2", " 2 ", "2,0", "2.0", "02", "+2", "en partie", "En Partie", "2 - en partie", "2 : En partie"]
)
def test_les_ecritures_d_un_niveau_sont_comprises(text) -> None:
    assert READER.read(text) == 2


@pytest.mark.parametrize(
    "text", ["4", "-1", "2,5", "2.25", "oui", "99", "1e0", "True", "2 - en routine", "²", "2 2", "-"]
)
def test_ce_qui_n_est_pas_une_reponse_est_refuse(text) -> None:
    assert READER.read(text) is None


def test_vide_est_un_silence_et_zero_un_niveau() -> None:
    assert (READER.read(""), READER.read("   "), READER.read("0")) == (READER.silent, READER.silent, 0)


def test_la_forme_large_reconnait_identifiants_et_libelles(tmp_path) -> None:
    label = REF.characteristics[0].label
    campaign = read(tmp_path, f"Répondant;Profession;{label};rcp.2;RCP.1 : rythme;Horodatage\na;x;1;2;3;10h\n")
    assert row(campaign, "information.1")[1] == row(campaign, "rcp.2")[2] == row(campaign, "rcp.1")[3] == 1
    assert campaign.notes == (f"r.csv{NB}: 1{NB}colonne laissée de côté{NB}: Horodatage.",)


def test_sans_colonne_de_personne_chaque_ligne_est_une_personne(tmp_path) -> None:
    assert read(tmp_path, "rcp.1;rcp.2\n1;1\n1;1\n").respondents == 2


def test_les_votes_comptes_se_lisent(tmp_path) -> None:
    text = "item;niveau_0;niveau_1;niveau_2;niveau_3;so;nsp\nrcp.1;1;2;7;2;0;1\nrcp.2;;;12;;0;0\n"
    campaign = read(tmp_path, text)
    assert campaign.respondents == 13 and campaign.answers is None
    assert row(campaign, "rcp.1") == [1, 2, 7, 2, 0, 1, 0]
    assert row(campaign, "rcp.2") == [0, 0, 12, 0, 0, 0, 1]


def test_mains_levees_et_formulaires_donnent_les_memes_comptes(tmp_path) -> None:
    forms = read_responses(pd.DataFrame({"rcp.1": ["0", "3", "3", "SO", "NSP"]}), REF)
    hands = read(tmp_path, "item;niveau_0;niveau_3;so;nsp\nrcp.1;1;2;1;1\n")
    assert row(forms, "rcp.1") == row(hands, "rcp.1")


def test_un_dossier_et_une_liste_de_fichiers_s_additionnent(tmp_path) -> None:
    a = write(tmp_path, LONG + "a;x;rcp.1;3\n", "a.csv")
    b = write(tmp_path, "repondant;rcp.1\nb;2\n", "b.csv")
    write(tmp_path, "pas un CSV", "lisez-moi.txt")
    for source in (tmp_path, str(tmp_path), [a, str(b)]):
        assert read_responses(source, REF).respondents == 2


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, lambda data: pl.DataFrame(data).lazy()])
def test_les_dataframes_pandas_et_polars_se_lisent(frame) -> None:
    campaign = read_responses(frame({"repondant": ["a", "b"], "rcp.1": [3, None], "rcp.2": ["SO", "NSP"]}), REF)
    assert row(campaign, "rcp.1") == [0, 0, 0, 1, 0, 0, 1]
    assert row(campaign, "rcp.2") == [0, 0, 0, 0, 1, 1, 0]


def test_la_forme_longue_en_dataframe_et_les_absences_de_pandas() -> None:
    frame = pd.DataFrame(
        {"repondant": ["a", "a", "b"], "item": ["rcp.1", "rcp.2", "rcp.1"], "reponse": [3.0, np.nan, pd.NA]}
    )
    campaign = read_responses(frame, REF)
    assert row(campaign, "rcp.1") == [0, 0, 0, 1, 0, 0, 1]
    assert campaign.respondents == 2


def test_la_campagne_ne_garde_aucun_code_de_personne(tmp_path) -> None:
    campaign = read(tmp_path, LONG + "dupont@example.org;x;rcp.1;3\n")
    kept = " ".join(str(getattr(campaign, name)) for name in campaign.__dataclass_fields__)
    assert "dupont" not in kept


def test_la_campagne_est_en_lecture_seule() -> None:
    campaign = read_responses(pd.DataFrame({"rcp.1": ["3"]}), REF, on=dt.date(2026, 1, 1))
    with pytest.raises(ValueError, match="read-only"):
        campaign.counts[0, 0] = 9


# --- ce qui se refuse, chaque faute avec son message entier -------------------------------------------


EXPECTED = f"attendu{NB}: 0, 1, 2, 3, SO (sans objet), NSP (ne sait pas) ou vide."
BAD = {
    "un niveau hors de l'échelle": (
        LONG + "a;x;rcp.1;7\n",
        [f"r.csv, ligne 2, colonne «{NB}reponse{NB}»{NB}: «{NB}7{NB}» n’est pas une réponse{NB}; {EXPECTED}"],
    ),
    "une question inconnue": (
        LONG + "a;x;rpc.1;3\n",
        [
            f"r.csv, ligne 2, colonne «{NB}item{NB}»{NB}: «{NB}rpc.1{NB}» n’est pas une question de cette grille{NB}; "
            f"le plus proche est «{NB}rcp.1{NB}»."
        ],
    ),
    "une question deux fois pour la même personne": (
        LONG + "a;x;rcp.1;3\na;x;rcp.1;2\n",
        [
            f"r.csv, ligne 3, colonne «{NB}item{NB}»{NB}: cette personne répond deux fois à «{NB}rcp.1{NB}» "
            "(déjà ligne 2 de r.csv)."
        ],
    ),
    "une personne deux fois en forme large": (
        "repondant;rcp.1\nInf 1;3\ninf  1;2\n",
        [
            f"r.csv, ligne 3{NB}: «{NB}inf  1{NB}» a déjà répondu (ligne 2){NB}: "
            "gardez un seul questionnaire par personne."
        ],
    ),
    "une colonne deux fois": (
        "repondant;rcp.1;RCP.1\na;3;2\n",
        [
            f"r.csv, colonne «{NB}RCP.1{NB}»{NB}: cette colonne est là deux fois{NB}: gardez-en une seule.",
            f"r.csv, colonne «{NB}RCP.1{NB}»{NB}: une autre colonne pose déjà cette question.",
        ],
    ),
    "une colonne presque juste": (
        "repondant;rcp.1;rcp.9\na;3;2\n",
        [
            f"r.csv, colonne «{NB}rcp.9{NB}»{NB}: «{NB}rcp.9{NB}» n’est pas une question de cette grille{NB}; "
            f"le plus proche est «{NB}rcp.5{NB}»."
        ],
    ),
    "un fichier vide": ("", [f"r.csv{NB}: le fichier est vide."]),
    "un fichier de blancs": ("\n ;; \n", [f"r.csv{NB}: le fichier est vide."]),
    "un en-tête sans réponse": (LONG, [f"r.csv{NB}: le fichier a un en-tête mais aucune réponse."]),
    "pas d'en-tête en forme longue": (
        "a;x;rcp.1;3\nb;x;rcp.1;2\n",
        [
            f"r.csv, ligne 1{NB}: la première ligne porte déjà des réponses («{NB}3{NB}»){NB}: il manque l’en-tête{NB}; "
            f"attendu{NB}: «{NB}repondant;profession;item;reponse{NB}», ou une colonne par question."
        ],
    ),
    "aucune colonne connue": (
        "nom;prénom\na;b\n",
        [
            f"r.csv{NB}: aucune colonne n’est une question de cette grille{NB}; "
            f"attendu{NB}: «{NB}repondant;profession;item;reponse{NB}», ou une colonne par question."
        ],
    ),
    "pas de colonne de personne en forme longue": (
        "item;reponse\nrcp.1;3\n",
        [f"r.csv{NB}: il manque la colonne «{NB}repondant{NB}»{NB}: sans elle, on ne sait pas qui répond à quoi."],
    ),
    "un code de personne vide": (
        LONG + ";x;rcp.1;3\n",
        [
            f"r.csv, ligne 2, colonne «{NB}repondant{NB}»{NB}: la cellule est vide{NB}; attendu{NB}: le code de la personne."
        ],
    ),
    "deux professions pour une personne": (
        LONG + "a;kiné;rcp.1;3\na;médecin;rcp.2;3\n",
        [
            f"r.csv, ligne 3, colonne «{NB}profession{NB}»{NB}: «{NB}a{NB}» a ici la profession «{NB}médecin{NB}» "
            f"et plus haut «{NB}kiné{NB}»."
        ],
    ),
    "une ligne trop longue": (
        LONG + "a;x;rcp.1;3;mystère\n",
        [f"r.csv, ligne 2{NB}: la ligne a 5 cellules pour 4 colonnes{NB}: «{NB}mystère{NB}» est de trop."],
    ),
    "un guillemet jamais fermé": (
        LONG + 'a;x;rcp.1;3\nb;"x;rcp.1;3\n',
        [f"r.csv, ligne 3{NB}: un guillemet ouvert n’est pas fermé, ou est mal placé."],
    ),
    "des finesses mêlées": (
        LONG + "a;x;rcp.1;3\na;x;rcp;2\n",
        [
            f"r.csv, ligne 3, colonne «{NB}item{NB}»{NB}: «{NB}rcp.1{NB}» et «{NB}rcp{NB}» ne sont pas de la même finesse{NB}: "
            "cotez soit les caractéristiques, soit les dimensions, soit les axes."
        ],
    ),
    "un compte de votes qui n'en est pas un": (
        "item;niveau_0;niveau_3\nrcp.1;deux;-1\n",
        [
            f"r.csv, ligne 2, colonne «{NB}niveau_0{NB}»{NB}: «{NB}deux{NB}» n’est pas un nombre de votes{NB}; attendu{NB}: 0, 1, 2…",
            f"r.csv, ligne 2, colonne «{NB}niveau_3{NB}»{NB}: «{NB}-1{NB}» n’est pas un nombre de votes{NB}; attendu{NB}: 0, 1, 2…",
        ],
    ),
    "un niveau compté hors de l'échelle": (
        "item;niveau_0;niveau_4\nrcp.1;1;2\n",
        [f"r.csv, colonne «{NB}niveau_4{NB}»{NB}: «{NB}4{NB}» n’est pas un niveau de l’échelle."],
    ),
    "une question comptée deux fois": (
        "item;niveau_0\nrcp.1;1\nrcp.1;2\n",
        [f"r.csv, ligne 3, colonne «{NB}item{NB}»{NB}: cette question est déjà comptée ligne 2 de r.csv."],
    ),
}


@pytest.mark.parametrize(("text", "messages"), BAD.values(), ids=list(BAD))
def test_chaque_faute_recoit_son_message_entier(tmp_path, text, messages) -> None:
    assert faults(write(tmp_path, text)) == messages


def test_toutes_les_fautes_se_disent_en_une_fois(tmp_path) -> None:
    a = write(tmp_path, LONG + "a;x;rcp.1;9\na;x;zzz;1\n", "a.csv")
    b = write(tmp_path, "", "b.csv")
    said = faults([a, b, tmp_path / "c.csv"])
    assert [line.split(",")[0].split(NB)[0].rsplit("/", 1)[-1] for line in said] == ["a.csv", "a.csv", "b.csv", "c.csv"]


def test_une_personne_dans_deux_fichiers_est_une_faute_dite_une_fois(tmp_path) -> None:
    write(tmp_path, LONG + "a;x;rcp.1;3\n", "1.csv")
    write(tmp_path, LONG + "a;x;rcp.2;3\na;x;rcp.3;3\n", "2.csv")
    assert faults(tmp_path) == [
        f"2.csv, ligne 2{NB}: «{NB}a{NB}» a déjà répondu (ligne 2 de 1.csv){NB}: gardez un seul questionnaire par personne."
    ]


def test_individuel_et_compte_ne_se_melent_pas(tmp_path) -> None:
    write(tmp_path, LONG + "a;x;rcp.1;3\n", "1.csv")
    write(tmp_path, "item;niveau_0\nrcp.1;1\n", "2.csv")
    assert "votes comptés" in faults(tmp_path)[0]


def test_un_effectif_plus_petit_que_les_repondants_est_refuse(tmp_path) -> None:
    path = write(tmp_path, LONG + "a;x;rcp.1;3\nb;x;rcp.1;3\n")
    assert faults(path, registered=1) == [f"2{NB}répondants pour un effectif de 1{NB}: corrigez l’effectif."]


def test_un_dossier_sans_csv_un_chemin_absent_et_un_classeur_sont_dits(tmp_path) -> None:
    assert "aucun fichier .csv" in faults(tmp_path)[0]
    assert "n’existe pas" in faults(tmp_path / "absent.csv")[0]
    assert "au format CSV" in faults(write(tmp_path, "x", "r.xlsx"))[0]


def test_un_binaire_un_fichier_geant_et_un_objet_inconnu_sont_refuses(tmp_path, monkeypatch) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(bytes(range(256)) * 4)
    assert "Windows-1252" in faults(path)[0]
    monkeypatch.setattr("matrice.assessment.tables.MAX_BYTES", 10)
    assert "dépasse" in faults(write(tmp_path, LONG))[0]
    assert "DataFrame" in faults(42)[0]


def test_un_libelle_que_deux_questions_portent_demande_l_identifiant(tmp_path) -> None:
    ref = parse_referentiel(
        "scale:\n  levels: [{value: 0, label: non}, {value: 1, label: oui}]\n"
        "axes:\n- id: a\n  label: A\n  dimensions:\n  - id: d\n    label: D\n"
        "    characteristics: [{id: d.1, label: Idem}, {id: d.2, label: Idem}]\n"
    )
    assert "mettez l’identifiant" in faults(write(tmp_path, "repondant;Idem\na;1\n"), ref)[0]


def test_un_niveau_se_tape_aussi_par_son_nom_en_forme_longue(tmp_path) -> None:
    assert row(read(tmp_path, LONG + "a;x;rcp.1;En routine\n"), "rcp.1")[3] == 1


def test_des_milliers_de_fautes_restent_lisibles(tmp_path) -> None:
    lines = "".join(f"p{rank};x;rcp.1;9\n" for rank in range(3000))
    with pytest.raises(InputError) as caught:
        read(tmp_path, LONG + lines)
    assert len(caught.value.problems) == 3000
    assert len(str(caught.value).splitlines()) == 27
