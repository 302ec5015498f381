"""Les réponses, telles que les gens les envoient : formes, encodages, écritures, et toutes les fautes."""

import csv
import datetime as dt
import os
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from matrice import Campaign, InputError, load_referentiel, parse_referentiel, read_responses
from matrice.assessment import AnswerReader, Comment
from matrice.assessment.intake.reading import Reading
from matrice.assessment.intake.shapes import take
from matrice.assessment.intake.sheets import flat_tables
from matrice.assessment.intake.tables import read_frame
from matrice.assessment.intake.vocabulary import Vocabulary

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
    campaign = read(tmp_path, f"Répondant;Profession;{label};rcp.2;RCP.1 : rythme;Horodatage\na;kiné;1;2;3;10h\n")
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
    assert row(campaign, "rcp.1") == [0, 0, 0, 1, 0, 0, 0]
    assert campaign.respondents == 1  # « b » n'a répondu à rien


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
        [f"r.csv, colonne «{NB}RCP.1{NB}»{NB}: une autre colonne pose déjà cette question{NB}: gardez-en une seule."],
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
            f"r.csv, ligne 2, colonne «{NB}repondant{NB}»{NB}: la cellule est vide, ou ne désigne personne{NB}; "
            f"attendu{NB}: le code de la personne."
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
        [f"r.csv, ligne 2{NB}: la ligne a 5{NB}cellules pour 4{NB}colonnes{NB}: «{NB}mystère{NB}» est de trop."],
    ),
    "un guillemet jamais fermé": (
        LONG + 'a;x;rcp.1;3\nb;"x;rcp.1;3\n',
        [f"r.csv, ligne 3{NB}: un guillemet ouvert n’est pas fermé, ou est mal placé."],
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
    "un niveau compté dans deux colonnes": (
        "item;niveau_2;niveau_en partie;niveau_02\nrcp.1;1;2;3\n",
        [
            f"r.csv, colonne «{NB}niveau_en partie{NB}»{NB}: une autre colonne compte déjà ces voix{NB}: gardez-en une seule.",
            f"r.csv, colonne «{NB}niveau_02{NB}»{NB}: une autre colonne compte déjà ces voix{NB}: gardez-en une seule.",
        ],
    ),
    "une colonne de votes mal tapée": (
        "item;niveau_0;niveau_1;niveau_2;nivaeu_3\nrcp.1;1;2;3;4\n",
        [
            f"r.csv, colonne «{NB}nivaeu_3{NB}»{NB}: «{NB}nivaeu_3{NB}» n’est ni un niveau, ni SO, ni NSP{NB}; "
            f"le plus proche est «{NB}niveau_3{NB}»."
        ],
    ),
    "une colonne de votes que rien ne nomme": (
        "item;niveau_0;absents\nrcp.1;1;2\n",
        [f"r.csv, colonne «{NB}absents{NB}»{NB}: «{NB}absents{NB}» n’est ni un niveau, ni SO, ni NSP."],
    ),
    "des votes sans aucun niveau": (
        "item;SO;NSP\nrcp.1;1;2\n",
        [f"r.csv{NB}: aucune colonne ne compte un niveau{NB}; attendu{NB}: niveau_0, niveau_1, niveau_2 et niveau_3."],
    ),
    "deux colonnes de la même sorte": (
        "repondant;item;Item;reponse\na;rcp.1;rcp.2;3\n",
        [f"r.csv, colonne «{NB}Item{NB}»{NB}: elle dit la même chose que «{NB}item{NB}»{NB}: gardez-en une seule."],
    ),
    "une colonne remplie sans nom": (
        "repondant;;rcp.1\na;3;2\n",
        [
            f"r.csv{NB}: la colonne qui suit «{NB}repondant{NB}» est remplie mais n’a pas de nom{NB}: nommez-la, ou videz-la."
        ],
    ),
    "un libellé à une faute de frappe près": (
        f"repondant;rcp.1;{REF.characteristics[0].label.replace('sujets', 'sujtes')}\na;3;2\n",
        [
            f"r.csv, colonne «{NB}Une liste écrite donne les sujtes où tous disent la même ch…{NB}»{NB}: "
            f"«{NB}Une liste écrite donne les sujtes où tous disent la même ch…{NB}» n’est pas une question de cette "
            f"grille{NB}; le plus proche est «{NB}information.1{NB}»."
        ],
    ),
    "une autre finesse, répondue": (
        "repondant;rcp.1;rcp.2;Équipe\na;3;2;1\nb;3;2;SO\n",
        [
            f"r.csv, colonne «{NB}Équipe{NB}»{NB}: «{NB}rcp.1{NB}» et «{NB}Équipe{NB}» ne sont pas de la même finesse{NB}: "
            "cotez les axes à part des dimensions et des caractéristiques."
        ],
    ),
    "une dernière ligne coupée": (
        LONG + "a;x;rcp.1;3\nb;x;rcp.1",
        [
            f"r.csv, ligne 3{NB}: la dernière ligne s’arrête après 3{NB}cellules pour 4{NB}colonnes{NB}: "
            "le fichier est coupé, redemandez-le."
        ],
    ),
    "une colonne de trop": (
        "rcp.1\n3;x\n",
        [f"r.csv, ligne 2{NB}: la ligne a 2{NB}cellules pour 1{NB}colonne{NB}: «{NB}x{NB}» est de trop."],
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


def test_un_binaire_un_fichier_geant_et_un_objet_inconnu_sont_refuses(tmp_path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(bytes(range(256)) * 4)
    assert "Windows-1252" in faults(path)[0]
    os.truncate(path, 50_000_001)
    assert "dépasse 20" in faults(path)[0]
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
    lines = "".join(f"p{rank};x;rcp.1;{rank % 2 + 8}\n" for rank in range(3000))
    assert faults(write(tmp_path, LONG + lines)) == [
        f"r.csv, ligne 2, colonne «{NB}reponse{NB}»{NB}: 3000 cellules ne sont pas des réponses de cette échelle "
        f"(«{NB}8{NB}», «{NB}9{NB}»), la première ici{NB}; {EXPECTED}"
    ]


# --- votes comptés --------------------------------------------------------------------------------


COUNTED = "item;niveau_0;niveau_1;niveau_2;niveau_3;"


@pytest.mark.parametrize(
    "header",
    [
        COUNTED + "sans objet;ne sait pas", COUNTED + "S.O.;N.S.P.", "item;niveau0;niveau 1;Niveau-2;niveau_en routine;SO;?",
        "item;0;1;2;3;SO;NSP", "item;pas encore;en projet;en partie;en routine;so;nsp",
    ],
)  # fmt: skip
def test_les_colonnes_de_votes_s_ecrivent_comme_les_reponses(tmp_path, header) -> None:
    campaign = read(tmp_path, f"{header};Commentaire;Total\nrcp.1;1;2;3;4;5;6;bla;21\n")
    assert row(campaign, "rcp.1") == [1, 2, 3, 4, 5, 6, 0]
    assert campaign.comments == (Comment("rcp.1", "bla"),)


def test_un_niveau_sans_colonne_est_dit(tmp_path) -> None:
    campaign = read(tmp_path, "item;niveau_0;niveau_3\nrcp.1;1;2\n")
    assert campaign.notes == (f"r.csv{NB}: sans colonne, donc sans voix{NB}: niveau_1 et niveau_2.",)


SCALE = "scale:\n  levels: [{}]\naxes:\n- id: a\n  label: A\n  dimensions:\n  - id: d\n    label: D\n    characteristics: [{}]\n"


def grid(levels: dict[int, str], labels: dict[str, str]):
    shown = ", ".join(f"{{value: {value}, label: {label}}}" for value, label in levels.items())
    asked = ", ".join(f"{{id: {item}, label: {label}}}" for item, label in labels.items())
    return parse_referentiel(SCALE.format(shown, asked))


SIGNED = grid({-2: "tres mal", -1: "mal", 0: "moyen", 1: "bien", 2: "tres bien"}, {"d.1": "Un", "d.2": "Deux"})


def test_un_niveau_negatif_garde_son_signe(tmp_path) -> None:
    text = "item;niveau_-2;niveau_\u22121;niveau-0;niveau +1;niveau_2\nd.1;1;2;3;4;5\n"
    assert read_responses(write(tmp_path, text), SIGNED).counts[0].tolist() == [1, 2, 3, 4, 5, 0, 0, 0]
    reader = AnswerReader(SIGNED.scale)
    assert [reader.read(text) for text in ("-2", "\u22122", "-2 – tres mal", "-2 – tres bien")] == [0, 0, 0, None]


HUNDRED = grid({value: f"n{value}" for value in range(100)}, {"d.1": "Un", "d.2": "Deux"})


def test_une_echelle_de_cent_niveaux_se_compte_et_se_lit(tmp_path) -> None:
    frame = pd.DataFrame({"d.1": ["99", "0", "SO", "NSP", "99"], "d.2": ["98", "", "", "", "n99"]})
    campaign = read_responses(frame, HUNDRED)
    assert [np.flatnonzero(counts).tolist() for counts in campaign.counts] == [[0, 99, 100, 101], [98, 99, 102]]
    header = ";".join(f"niveau_{value}" for value in range(100))
    counted = read_responses(write(tmp_path, f"item;{header};so;nsp\nd.1;{';'.join('1' * 102)}\n"), HUNDRED)
    assert counted.counts[0].tolist() == [1] * 102 + [0]


# --- les colonnes ---------------------------------------------------------------------------------


def test_la_colonne_la_plus_precise_dit_la_question_et_la_reponse(tmp_path) -> None:
    text = "repondant;axe;dimension;question;item;niveau;reponse\na;si;rcp;Où ?;rcp.1;bas;3\n"
    campaign = read(tmp_path, text)
    assert campaign.grain == "item" and row(campaign, "rcp.1")[3] == 1


INNOCENT = (
    "Si oui, en quelle année;Personnel médical ?;Équipe;Avis libre;Projet professionnel;Patients suivis;Information des patients;"
    "startlanguage;startdate;Version;Heure;Département;Secrétariat;Complet;Commentaire;Commentaire"
)


def test_les_colonnes_de_contexte_sont_dites_et_laissees(tmp_path) -> None:
    cells = "2012;oui;MSP A;bla;x;120;2;fr;2026-01-01;2;10h;74;oui;1;a;b"
    campaign = read(tmp_path, f"repondant;rcp.1;{INNOCENT}\na;3;{cells}\n")
    assert campaign.counts[:, :-1].sum() == row(campaign, "rcp.1")[3] == 1
    assert (
        campaign.notes[0] == f"r.csv{NB}: 2{NB}commentaires qui ne sont en face d’aucune question{NB}: laissés de côté."
    )
    assert campaign.notes[1].startswith(f"r.csv{NB}: 14{NB}colonnes laissées de côté{NB}: Si oui, en quelle année, ")
    assert campaign.notes[1].endswith(f"Département et 2{NB}autres.")


def test_le_point_final_d_une_colonne_ne_double_pas_celui_de_la_remarque(tmp_path) -> None:
    assert read(tmp_path, "rcp.1;Autre chose.\n3;x\n").notes[0].endswith("Autre chose.")
    assert ".." not in read(tmp_path, "rcp.1;Autre chose.\n3;x\n").notes[0]


def test_un_en_tete_de_grille_se_lit_entre_crochets(tmp_path) -> None:
    label = next(c.label for c in REF.characteristics if c.id == "protocoles.2")
    campaign = read(tmp_path, f"repondant;Protocoles pluriprofessionnels [{label}];rcp[1]\na;3;2\n")
    assert (row(campaign, "protocoles.2")[3], row(campaign, "rcp.1")[2]) == (1, 1)


def test_un_identifiant_l_emporte_sur_le_libelle_d_une_autre_question(tmp_path) -> None:
    ref = grid({0: "non", 1: "oui"}, {"d.1": "d.2", "d.2": "Deux"})
    campaign = read_responses(write(tmp_path, "repondant;d.2\na;1\n"), ref)
    assert campaign.counts[:, 1].tolist() == [0, 1]


def test_le_bon_separateur_est_celui_qui_fait_reconnaitre_les_colonnes(tmp_path) -> None:
    labels = [c.label for c in REF.characteristics if c.label.count(",") > 1][:3]
    campaign = read(tmp_path, f"{';'.join(labels)}\n3;2;1\n")
    assert campaign.counts[:, :-1].sum() == 3


def test_la_premiere_ligne_sep_d_excel_dit_le_separateur(tmp_path) -> None:
    assert row(read(tmp_path, "\ufeffsep=,\r\nrepondant,rcp.1\r\na,3\r\n"), "rcp.1")[3] == 1
    assert "ligne 3" in faults(write(tmp_path, "sep=;\nrepondant;rcp.1\na;9\n"))[0]


# --- les personnes --------------------------------------------------------------------------------


def test_des_personnes_sans_code_de_deux_tableaux_ou_de_deux_fichiers_du_meme_nom_sont_distinctes(tmp_path) -> None:
    frames = [pd.DataFrame({"rcp.1": ["3", "2"]}), pd.DataFrame({"rcp.1": ["3"]})]
    assert read_responses(frames, REF).respondents == 3
    paths = []
    for branch in ("A", "B"):
        (tmp_path / branch / "réponses").mkdir(parents=True)
        paths.append(write(tmp_path / branch / "réponses", "rcp.1\n3\n"))
    assert read_responses(paths, REF).respondents == 2
    assert "donné deux fois" in faults([paths[0], paths[0]])[0]


def test_un_code_dans_deux_fichiers_du_meme_nom_n_est_pas_une_seule_personne(tmp_path) -> None:
    paths = []
    for branch, item in (("A", "rcp.1"), ("B", "rcp.2"), ("C", "rcp.3")):
        (tmp_path / branch).mkdir()
        paths.append(write(tmp_path / branch, LONG + f"r1;x;{item};3\n"))
    assert faults(paths) == [
        f"{branch}/r.csv, ligne 2{NB}: «{NB}r1{NB}» a déjà répondu (ligne 2 de A/r.csv){NB}: "
        "gardez un seul questionnaire par personne."
        for branch in ("B", "C")
    ]


@pytest.mark.parametrize("column", ["Code", "ID", "Adresse e-mail", "Jeton", "token", "Personne"])
def test_une_personne_se_reconnait_a_son_code_ou_a_son_adresse(tmp_path, column) -> None:
    assert "a déjà répondu (ligne 2)" in faults(write(tmp_path, f"{column};rcp.1\nx1@a.fr;3\nX1@A.fr ;2\n"))[0]


def test_en_forme_longue_un_code_seul_est_celui_de_la_ligne(tmp_path) -> None:
    assert "il manque la colonne" in faults(write(tmp_path, "Code;Question;Réponse\nrcp.1;rcp.1;3\n"))[0]


def test_deux_codes_qui_ne_different_que_d_un_tiret_sont_deux_personnes(tmp_path) -> None:
    campaign = read(tmp_path, "repondant;rcp.1\np-1;3\np_1;2\np 1;1\n", key=bytes(32))
    assert len(set(campaign.people)) == campaign.respondents == 3


def test_une_ligne_vide_d_un_tableau_n_est_personne() -> None:
    frame = pd.DataFrame({"repondant": ["a", None, ""], "rcp.1": ["3", None, " "]})
    assert read_responses(frame, REF).respondents == 1


def test_une_adresse_ne_se_redit_jamais(tmp_path) -> None:
    texts = [
        "rcp.1;marie@a.fr\n3;x\n", "repondant;rcp.1\nmarie@a.fr;paul@b.fr\n", "repondant;rcp.1\nmarie@a.fr;3\nmarie@a.fr;3\n",
        LONG + "marie@a.fr;m@a.fr;rcp.1;3\nmarie@a.fr;n@a.fr;q@a.fr;r@a.fr\n", "item;niveau_0;s@a.fr\nrcp.1;t@a.fr;1\n",
        "rcp.1\n3;u@a.fr\n", "item;niveau_v@a.fr\nrcp.1;1\n",
    ]  # fmt: skip
    for text in texts:
        try:
            said = " ".join(read(tmp_path, text).notes)
        except InputError as error:
            said = str(error)
        assert said and "@" not in said


# --- ce qui entoure les réponses ------------------------------------------------------------------


@pytest.mark.parametrize("registered", ["18", float("nan"), True, 0, 2.5])
def test_un_effectif_qui_n_en_est_pas_un_est_refuse_a_la_porte(registered) -> None:
    assert "corrigez l’effectif" in faults(pd.DataFrame({"rcp.1": ["3"]}), registered=registered)[0]


def test_ce_qui_accompagne_les_reponses_est_refuse_en_une_fois() -> None:
    said = faults("absent.csv", registered=0, on="2026-10-06", team=None, key="secret")
    assert [line.split(NB)[0].split(" ")[0] for line in said] == ["l’équipe", "«", "un", "la"]
    assert read_responses(pd.DataFrame({"rcp.1": ["3"]}), REF, registered=np.int64(3)).registered == 3


# --- les fichiers ---------------------------------------------------------------------------------


ACCENTED = (LONG + "r1;médecin;rcp.1;3\nr2;sage-femme à domicile;rcp.1;3\n").encode()


@pytest.mark.parametrize(
    "raw", [ACCENTED[: ACCENTED.index("à".encode()) + 1], ACCENTED.replace("à".encode(), "à".encode("cp1252"))]
)
def test_un_texte_utf8_abime_est_refuse_a_sa_ligne_plutot_que_mal_lu(tmp_path, raw) -> None:
    (tmp_path / "r.csv").write_bytes(raw)
    assert faults(tmp_path / "r.csv")[0].startswith(f"r.csv, ligne 3{NB}: le fichier est en UTF-8, sauf un signe")


def test_un_texte_windows_1252_dont_deux_signes_font_un_signe_utf8_se_lit(tmp_path) -> None:
    text = f"repondant;profession;rcp.1;QUALITÉ{NB}: x\na;médecin;3;x\n"
    assert read_responses(write(tmp_path, text, encoding="cp1252"), REF).professions == ("médecin",)


def test_des_lignes_plus_courtes_que_l_en_tete_sont_dites(tmp_path) -> None:
    assert read(tmp_path, LONG + "a;kiné;rcp.2;1\na;kiné;rcp.1\n").notes == (
        f"r.csv{NB}: 1{NB}ligne plus courte que l’en-tête (ligne 3){NB}: ce qui y manque est lu comme un silence.",
    )


def test_un_commentaire_demesure_ne_gene_pas(tmp_path) -> None:
    limit = csv.field_size_limit()
    assert read(tmp_path, f'rcp.1;Commentaire\n3;"{"x" * 200_000}"\n').respondents == 1
    assert csv.field_size_limit() == limit
    with pytest.raises(InputError, match="une cellule dépasse 1\u00a0000\u00a0000\u00a0signes"):
        read(tmp_path, f'rcp.1;Commentaire\n3;"{"x" * 1_000_001}"\n')


def test_un_tableau_a_deux_colonnes_du_meme_nom_est_refuse_en_francais() -> None:
    frame = pd.DataFrame([["3", "2"]], columns=["rcp.1", "rcp.1"])
    assert faults(frame) == [
        f"tableau{NB}: des colonnes portent le même nom (rcp.1){NB}: renommez-les, ou gardez-en une seule."
    ]


def test_ce_qui_n_est_pas_un_chemin_est_dit(tmp_path) -> None:
    assert "non un chemin" in faults("repondant;rcp.1\na;3\n")[0]
    assert "non un chemin" in faults("a\0b")[0]
    assert "le nom est trop long" in faults("x" * 5000)[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="ce système n’a pas de tubes nommés")
def test_un_tube_dans_un_dossier_ne_fait_pas_attendre(tmp_path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    for source in (tmp_path, tmp_path / "a.csv"):
        assert faults(source) == [f"a.csv{NB}: ce n’est pas un fichier ordinaire."]


def test_un_dossier_ferme_est_dit_en_francais(tmp_path, monkeypatch) -> None:
    def closed(self: Path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    assert faults(tmp_path) == [f"{tmp_path.name}{NB}: lecture impossible{NB}: l’accès est refusé."]


def test_des_milliers_de_noms_inconnus_ne_se_comparent_pas_un_a_un(tmp_path, monkeypatch) -> None:
    searched: list[str] = []
    monkeypatch.setattr(
        "matrice.assessment.intake.vocabulary.suggestion", lambda word, known: searched.append(word) or ""
    )
    lines = "".join(f"p{rank};x;inconnu {rank % 1500} {'z' * 30};3\n" for rank in range(3000))
    (said,) = faults(write(tmp_path, LONG + lines))
    assert "3000 lignes, sous 1500 noms, ne posent pas une question" in said
    assert len(searched) == len(set(searched)) <= 200


def test_cent_personnes_de_plus_ne_coutent_que_quelques_octets_par_reponse() -> None:
    def kept(people: int) -> int:
        frame = pd.DataFrame({c.id: ["3", "2", "SO", ""] * (people // 4) for c in REF.characteristics})
        vocabulary = Vocabulary(REF)
        reading = Reading(REF, vocabulary)
        (table,) = flat_tables(read_frame(frame).rows, "tableau", vocabulary)
        tracemalloc.start()
        take(reading, table)
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return size

    asked = len(REF.characteristics)
    assert (kept(1200) - kept(400)) / (800 * asked) < 8  # octets par réponse ; un couple (code, place) en prendrait 120


def test_une_equipe_unanime_se_compte_une_reponse_copiee_se_met_de_cote() -> None:
    questions = [c.id for c in REF.characteristics][:40]
    unanimous = pd.DataFrame([[str(rank % 4) for rank in range(40)]] * 6, columns=questions)
    assert read_responses(unanimous, REF).respondents == 6
    lines = [
        [str((rank * rank * (person + 1) + rank // (person + 1)) % 4) for rank in range(40)] for person in range(6)
    ]
    copied = pd.DataFrame([*lines, lines[2]], columns=questions)
    assert read_responses(copied, REF).respondents == 6
