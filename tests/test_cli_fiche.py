"""La commande `fiche` de bout en bout : chaque statut, chaque document, chaque option."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from commande import run

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "exemple.csv"
THREE = {"fiche-de-poste.docx", "note-de-travail.docx", "note-de-budget.docx"}
TEAM = ("--equipe", "MSP d’essai", "--effectif", "18", "--date", "06/10/2026")


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Les quatre exemples livrés et leurs réponses."""
    folder = tmp_path_factory.mktemp("exemples")
    done = run("exemples", "--dossier", folder)
    assert done.returncode == 0, done.stderr
    return folder


def demand(examples: Path, folder: Path, status: str) -> Path:
    """L'exemple de huit heures, sous un autre statut."""
    pay = {"salarie-sisa": "brut_mensuel: 2600", "groupement": "brut_mensuel: 2600", "benevole": "anciennete: 0"}
    text = (
        (examples / "huit-heures-partagees.yaml")
        .read_text(encoding="utf-8")
        .replace("statut: micro", f"statut: {status}")
    )
    path = folder / f"{status}.yaml"
    path.write_text(text.replace("tarif_horaire: 38", pay.get(status, "tarif_horaire: 38")), encoding="utf-8")
    return path


def shared_out(path: Path) -> list[list[str]]:
    """Les lignes des tableaux qui disent qui fait quoi, en combien d'heures, et ce que le poste coûte."""
    heads = (
        ["Tâche", "h/semaine", "h/an"],
        ["Qui, sur ses propres heures", "Tâche", "h/semaine"],
        ["Rôle proposé", "Tâches"],
    )
    tables = ([[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(str(path)).tables)
    return [row[:3] for head, *rows in tables if head[:3] in heads for row in rows]


def test_les_exemples_donnent_quatre_demandes_et_leurs_documents(examples: Path) -> None:
    names = ("un-jour", "huit-heures-partagees", "temps-plein", "plusieurs-equipes")
    assert {path.name for path in examples.iterdir()} == {
        "reponses-exemple.csv", *(f"{name}.{kind}" for name in names for kind in ("yaml", "docx")),
    }  # fmt: skip


@pytest.mark.parametrize(
    "status", ["salarie-sisa", "groupement", "micro", "professionnel-sante", "benevole", "portage"]
)
def test_chaque_statut_donne_tous_ses_documents_valides(
    status: str, examples: Path, tmp_path: Path, ooxml_validator: Callable[[Path], list]
) -> None:
    letter = status not in ("salarie-sisa", "groupement")
    also = ("lettres", "entretien", "excel", "demande", *(["lettre"] if letter else []))
    options = [word for kind in also for word in ("--avec", kind)]
    asked = demand(examples, tmp_path, status)
    out = tmp_path / "out"
    done = run("fiche", examples / "reponses-exemple.csv", *TEAM, "--demande", asked, *options, "--dossier", out)
    assert done.returncode == 0, done.stderr
    made = {path.name for path in out.iterdir()}
    sheet, talk = ("fiche-de-mission", "entretien-de-suivi") if letter else ("fiche-de-poste", "entretien-annuel")
    both = {"note-de-travail.docx", "note-de-budget.docx", "fiche-de-poste.xlsx", "fiche.yaml"}
    assert both | {f"{sheet}.docx", f"{talk}.docx"} <= made
    assert ("lettre-de-mission.docx" in made) is letter
    assert len([name for name in made if name.startswith("lettre-") and name != "lettre-de-mission.docx"]) == 3
    assert [fault for path in out.glob("*.[dx]*") if path.suffix != ".yaml" for fault in ooxml_validator(path)] == []
    salaried = status in ("salarie-sisa", "groupement")
    assert ("ETP" in done.stdout) is ("payées par mois" in done.stdout) is salaried
    alerts = re.findall("^À savoir.*$", done.stdout, re.MULTILINE)
    assert len(alerts) == len(set(alerts)) and sum("seul client" in one for one in alerts) == (status == "micro")


def test_la_demande_reecrite_refait_les_memes_documents(examples: Path, tmp_path: Path) -> None:
    answers, first, again = examples / "reponses-exemple.csv", tmp_path / "a", tmp_path / "b"
    asked = demand(examples, tmp_path, "micro")
    assert run("fiche", answers, *TEAM, "--demande", asked, "--avec", "demande", "--dossier", first).returncode == 0
    done = run("fiche", answers, *TEAM, "--demande", first / "fiche.yaml", "--comparer", asked, "--dossier", again)
    assert done.returncode == 0, done.stderr
    assert shared_out(first / "note-de-travail.docx") == shared_out(again / "note-de-travail.docx") != []
    assert (first / "fiche-de-mission.docx").read_bytes() == (again / "fiche-de-mission.docx").read_bytes()
    assert (again / "fiche-comparaison.docx").is_file()


def test_les_lettres_et_l_entretien_suivent_le_plan_de_la_fiche(examples: Path, tmp_path: Path) -> None:
    asked = demand(examples, tmp_path, "micro")  # plan « champs »
    options = ("--avec", "lettre", "--avec", "lettres", "--avec", "entretien", "--dossier", tmp_path)
    assert run("fiche", examples / "reponses-exemple.csv", *TEAM, "--demande", asked, *options).returncode == 0
    for name in ("fiche-de-mission", "lettre-de-mission", "entretien-de-suivi"):
        text = "".join(docx.Document(str(tmp_path / f"{name}.docx")).element.body.itertext())
        assert "Animation" in text and "Gestion de projets" in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--heures", "8", "--statut", "patron"), "Aucun statut n’a l’identifiant"),
        (("--heures", "8", "--plan", "bloc"), "le plus proche est"),
        (("--heures", "8", "--avec", "lettre"), "non par une lettre"),
        (("--heures", "8", "--reserve", "80"), "de 0 à 0,5"),
        (("--demande", "plusieurs-equipes.yaml", "--avec", "excel"), "un seul document"),
        (("--demande", "plusieurs-equipes.yaml", "--comparer", "un-jour.yaml"), "un seul document"),
        (("--demande", "un-jour.yaml", "--statut", "micro"), "règle déjà la fiche"),
        (("--demande", "absent.yaml"), "absent.yaml"),
    ],
)
def test_une_demande_que_l_on_ne_sait_pas_tenir_est_dite(
    options: tuple[str, ...], words: str, examples: Path, tmp_path: Path
) -> None:
    placed = [examples / word if word.endswith(".yaml") else word for word in options]
    done = run("fiche", examples / "reponses-exemple.csv", *TEAM, *placed, "--dossier", tmp_path)
    assert done.returncode in (1, 2) and words in done.stderr
    assert "Traceback" not in done.stderr and not list(tmp_path.iterdir())


def test_une_fiche_de_huit_heures_se_signe_en_trois_pages(
    examples: Path, to_pages: Callable[[Path, Path], object], tmp_path: Path
) -> None:
    pages = to_pages(examples / "huit-heures-partagees.docx", tmp_path).text.split("\f")  # type: ignore[attr-defined]
    assert len(pages) - 1 <= 3
    assert "Missions" in pages[0] and "Signatures" in pages[-2]


def test_temps_personne_et_argent_se_donnent_aussi_en_options(tmp_path) -> None:
    done = run(
        "fiche", EXAMPLE, "--date", "2026-10-06", "--heures", "4", "--tache", "T4.1.4", "--tache", "T1.4.1", "--tache", "T3.1.3",
        "--temps", "T4.1.4=8/mois", "--personne", "la pharmacienne=1,5", "--argent", "brut_mensuel=2600", "--argent", "patients=4000",
        "--dossier", tmp_path,
    )  # fmt: skip
    said = done.stdout.replace("\u00a0", " ")
    assert done.returncode == 0, done.stderr
    assert "T4.1.4         2 h" in said and "Coût estimé" in said and "la pharmacienne" in said
    assert "Taxe sur les salaires : non comptée" in said and "Non comptés, et plus lourds sur un petit poste" in said


def test_la_taxe_sur_les_salaires_se_demande_en_option(tmp_path) -> None:
    done = run(
        "fiche", EXAMPLE, "--date", "2026-10-06", "--heures", "35", "--tache", "T4.1.4", "--argent", "brut_mensuel=2500",
        "--argent", "tva=non assujetti", "--dossier", tmp_path,
    )  # fmt: skip
    said = done.stdout.replace("\u00a0", " ")
    assert done.returncode == 0 and "Taxe sur les salaires : comptée en entier (2 748 € par an)" in said, done.stderr


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--temps", "T4.1.4"), "attendu : T4.1.4=4/mois"),
        (("--temps", "T4.1.4=4/jour"), "« semaine », « mois »"),
        (("--personne", "la pharmacienne"), "attendu : la pharmacienne=1,5"),
        (("--argent", "tva=peut-être"), "attendu : à dire, non assujetti ou assujetti"),
        (("--argent", "brut=2600"), "la clé « brut » n’existe pas ici"),
        (("--argent", "brut_mensuel=beaucoup"), "--argent:3:"),
        (("--demande", "x.yaml", "--temps", "T4.1.4=4/mois"), "règle déjà la fiche"),
    ],
)
def test_une_option_mal_ecrite_dit_comment_l_ecrire(tmp_path, more, words) -> None:
    done = run("fiche", EXAMPLE, "--date", "2026-10-06", "--heures", "8", "--dossier", tmp_path, *more)
    said = (done.stderr + done.stdout).replace("\u00a0", " ")
    assert done.returncode in (1, 2) and words in " ".join(said.split()), said


def test_sans_tache_a_prendre_aucune_lettre_n_est_ecrite_et_la_commande_le_dit(tmp_path) -> None:
    done = run(
        "fiche", EXAMPLE, "--date", "2026-10-06", "--heures", "100", "--tache", "T4.1.4", "--personne", "la pharmacienne=1",
        "--avec", "lettres", "--dossier", tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "aucune lettre n’est écrite" in done.stderr
    assert "la pharmacienne, 1\u00a0h\u00a0: rien à prendre" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == THREE


def test_la_demande_du_guide_donne_une_lettre_a_chaque_personne(tmp_path) -> None:
    guide = (ROOT / "docs" / "guide" / "fiche-de-poste.md").read_text(encoding="utf-8")
    (tmp_path / "fiche.yaml").write_text(guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    done = run(
        "fiche", EXAMPLE, *TEAM, "--demande", tmp_path / "fiche.yaml",
        "--avec", "lettres", "--avec", "entretien", "--avec", "excel", "--dossier", tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "fiche-de-mission.docx", *THREE - {"fiche-de-poste.docx"}, "fiche.yaml", "entretien-de-suivi.docx", "fiche-de-poste.xlsx",
        "lettre-la-pharmacienne.docx", "lettre-referente-ou-referent-du-systeme-d-information.docx",
    }  # fmt: skip


# --- ce qu'une personne a écrit est gardé ------------------------------------------------------------


def filled(path: Path, **texts: str) -> None:
    """Remplit des champs d'une fiche comme Word le fait : l'invite disparaît, le texte la remplace."""
    paper = docx.Document(str(path))
    wanted = {key.replace("__", "."): text for key, text in texts.items()}
    for control in paper.element.body.iter(qn("w:sdt")):
        properties = control.find(qn("w:sdtPr"))
        tag = properties.find(qn("w:tag"))
        key = "" if tag is None else tag.get(qn("w:val")).split(":")[1]
        if key in wanted:
            for prompt in properties.findall(qn("w:showingPlcHdr")):
                properties.remove(prompt)
            first, *rest = control.iter(qn("w:t"))
            first.text = wanted.pop(key)
            for other in rest:
                other.text = ""
    assert wanted == {}
    paper.save(str(path))


def ask(folder: Path, *more: object) -> str:
    """Fait la fiche de huit heures ; renvoie le texte de la dernière écrite."""
    hours = () if "--heures-de" in more else ("--heures", "8")
    done = run("fiche", EXAMPLE, *TEAM, *hours, *more, "--dossier", folder)
    assert done.returncode == 0, done.stderr
    (last,) = [line.strip() for line in done.stdout.splitlines() if re.search(r"fiche-de-poste(-\d+)?\.docx$", line)]
    return "".join(docx.Document(last).element.body.itertext())


def test_une_donnee_du_poste_donnee_en_option_est_gardee(tmp_path: Path) -> None:
    assert "12, rue des Tilleuls" in ask(tmp_path, "--champ", "lieu=12, rue des Tilleuls", "--champ", 'moyens=""')
    with (tmp_path / "poste.yaml").open("a", encoding="utf-8") as poste:
        poste.write("jours: mardi  # depuis septembre\n")
    text = ask(tmp_path)
    assert "12, rue des Tilleuls" in text and "mardi" in text and "Moyens" not in text
    ask(tmp_path, "--champ", "lieu=8, place du Marché")
    kept = (tmp_path / "poste.yaml").read_text(encoding="utf-8")
    assert "place du Marché" in kept and "rue des Tilleuls" not in kept and "# depuis septembre" in kept


def test_un_champ_rempli_dans_word_est_garde_a_la_fiche_suivante(tmp_path: Path) -> None:
    ask(tmp_path)
    task = next(key for key in read_keys(tmp_path / "fiche-de-poste.docx") if key.startswith("tache."))
    filled(tmp_path / "fiche-de-poste.docx", jours="mardi et jeudi", **{task.replace(".", "__"): "Récrit par l’équipe"})
    text = ask(tmp_path)
    assert "mardi et jeudi" in text and "Récrit par l’équipe" in text
    # Ce que l’équipe corrige ensuite à la main n’est jamais repris d’une fiche plus ancienne.
    poste = tmp_path / "poste.yaml"
    poste.write_text(poste.read_text("utf-8").replace("mardi et jeudi", "vendredi"), encoding="utf-8")
    assert "vendredi" in ask(tmp_path)
    assert "mardi et jeudi" in ask(tmp_path, "--relire", tmp_path / "fiche-de-poste.docx")


def read_keys(path: Path) -> list[str]:
    """Les clés des champs d'une fiche."""
    return [tag.get(qn("w:val")).split(":")[1] for tag in docx.Document(str(path)).element.body.iter(qn("w:tag"))]


def test_une_fiche_illisible_a_cote_n_arrete_pas_la_suivante(tmp_path: Path) -> None:
    (tmp_path / "fiche-de-poste.docx").write_bytes(b"pas un document")
    done = run("fiche", EXAMPLE, *TEAM, "--heures", "8", "--dossier", tmp_path)
    assert done.returncode == 0 and "n’est pas relu" in done.stderr
    done = run(
        "fiche", EXAMPLE, *TEAM, "--heures", "8", "--relire", tmp_path / "fiche-de-poste.docx", "--dossier", tmp_path
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr


def test_une_donnee_inconnue_est_refusee_avec_la_plus_proche(tmp_path: Path) -> None:
    done = run("fiche", EXAMPLE, *TEAM, "--heures", "8", "--champ", "jour=lundi", "--dossier", tmp_path)
    assert done.returncode == 1 and "le plus proche est «\u00a0jours\u00a0»" in done.stderr
    assert not list(tmp_path.iterdir())


def test_le_classeur_revient_et_une_heure_changee_ne_change_que_ce_qui_en_depend(tmp_path: Path) -> None:
    ask(tmp_path, "--avec", "excel")
    book = openpyxl.load_workbook(tmp_path / "fiche-de-poste.xlsx")
    sheet = book["Heures"]
    lines = {row[3].value: row for row in sheet.iter_rows() if row[3].value and row[3].value != "Code"}
    before = {code: row[1].value for code, row in lines.items()}
    changed = next(iter(lines))
    lines[changed][1].value = before[changed] + 0.25
    book.save(tmp_path / "changé.xlsx")
    ask(tmp_path, "--heures-de", tmp_path / "changé.xlsx", "--avec", "excel")
    again = openpyxl.load_workbook(tmp_path / "fiche-de-poste-2.xlsx")["Heures"]
    after = {row[3].value: row[1].value for row in again.iter_rows() if row[3].value and row[3].value != "Code"}
    assert after == before | {changed: before[changed] + 0.25}
    done = run("fiche", EXAMPLE, *TEAM, "--heures-de", tmp_path / "fiche-de-poste.docx", "--dossier", tmp_path)
    assert done.returncode == 1 and "Traceback" not in done.stderr
