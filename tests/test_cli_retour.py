"""`matrice retour` : un fichier par équipe, un envoi que l'on peut couper, rien de retouché d'écrasé."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import time
from pathlib import Path

import pytest

import commande
import matrice
from matrice.cli.retour import JOURNAL, Entry, file_names, open_journal

TEAMS = 30


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return commande.run("retour", *arguments, cwd=cwd)


def cohort_file(path: Path, teams: int) -> Path:
    """Une cohorte inventée, une ligne par équipe et par dimension."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream, delimiter=";")
        table.writerow(["equipe", "annee", "dimension", "niveau", "repondants"])
        for team in range(teams):
            for rank, dimension in enumerate(matrice.load_referentiel().dimensions):
                table.writerow([f"Équipe {team}", 2026, dimension.id, (team * 7 + rank * 3) % 4, 12])
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cohort_file(tmp_path / "cohorte.csv", TEAMS)
    return tmp_path


def documents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("retours/*.docx") if path.name != "information-rgpd.docx")


def test_un_retour_par_equipe_une_page_d_information_et_la_politique_dite(folder: Path) -> None:
    done = run("cohorte.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in documents(folder)] == sorted(f"equipe-{team}.docx" for team in range(TEAMS))
    assert "30\u00a0retours écrits" in done.stdout and "groupes d’au moins 11\u00a0équipes" in done.stdout
    assert (folder / "retours/information-rgpd.docx").exists()


def test_la_cle_du_registre_est_creee_pour_soi_seul_et_jamais_imprimee(folder: Path) -> None:
    done = run("cohorte.csv", "--registre", "suivi/registre.jsonl", cwd=folder)
    key = folder / "suivi/registre.cle"
    assert key.stat().st_mode & 0o777 == 0o600 and len(key.read_bytes()) == 32
    assert (folder / "suivi/registre.jsonl").stat().st_size
    assert key.read_bytes().hex() not in done.stdout + done.stderr


def test_relancer_ne_refait_rien_et_n_allonge_pas_le_registre(folder: Path) -> None:
    run("cohorte.csv", cwd=folder)
    before = {path: path.stat().st_mtime_ns for path in documents(folder)}
    ledger = (folder / "registre.jsonl").read_bytes()
    done = run("cohorte.csv", cwd=folder)
    assert "0\u00a0retour écrit, 30\u00a0déjà à jour" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in documents(folder)} == before
    assert (folder / "registre.jsonl").read_bytes() == ledger


def test_un_retour_retouche_n_est_jamais_ecrase(folder: Path) -> None:
    one = ("cohorte.csv", "--equipe", "Équipe 3")
    run(*one, cwd=folder)
    mine = folder / "retours/equipe-3.docx"
    mine.write_bytes(mine.read_bytes() + b"retouche")
    kept = mine.read_bytes()
    assert "1\u00a0déjà à jour" in run(*one, cwd=folder).stdout
    for _ in range(2):  # d'autres mots : un autre contenu, écrit une fois à côté
        done = run(*one, "--redaction", "feminin", cwd=folder)
        assert [path.name for path in documents(folder)] == ["equipe-3-2.docx", "equipe-3.docx"]
    assert "1\u00a0déjà à jour" in done.stdout and mine.read_bytes() == kept
    run(*one, "--redaction", "masculin", cwd=folder)  # le fichier d'à côté est à nous : il est remplacé
    assert len(documents(folder)) == 2


def test_tue_au_milieu_l_envoi_reprend_ou_il_en_etait(tmp_path: Path) -> None:
    cohort_file(tmp_path / "cohorte.csv", 150)
    process = subprocess.Popen(
        [*commande.FRESH, "retour", "cohorte.csv"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until = time.monotonic() + 60
    while len(documents(tmp_path)) < 10 and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    survivors = {path: path.stat().st_mtime_ns for path in documents(tmp_path)}
    assert 10 <= len(survivors) < 150
    with (tmp_path / "retours" / JOURNAL).open("ab") as journal:
        journal.write(b'{"retour": "equipe-1')  # une ligne coupée par la panne
    done = run("cohorte.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = {path: path.stat().st_mtime_ns for path in documents(tmp_path)}
    assert sorted(path.name for path in found) == sorted(f"equipe-{team}.docx" for team in range(150))
    assert sum(found[path] == moment for path, moment in survivors.items()) >= len(survivors) - 1
    assert "1\u00a0ligne du journal n’a pas pu être lue" in done.stderr
    assert not list(tmp_path.glob("retours/.*"))


def test_l_echec_d_une_equipe_est_dit_et_n_arrete_pas_les_autres(folder: Path) -> None:
    (folder / "retours/equipe-4.docx").mkdir(parents=True)
    done = run("cohorte.csv", cwd=folder)
    assert done.returncode == 1
    assert "1\u00a0équipe n’a pas son retour" in done.stderr and "Équipe 4\u00a0: " in done.stderr
    assert "c’est un dossier, il faut un fichier" in done.stderr and "Error" not in done.stderr
    assert len([path for path in documents(folder) if path.is_file()]) == TEAMS - 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("absent",), "n’existe pas"),
        (
            ("cohorte.csv", "--equipe", "Équipe 99", "--equipe", "Nulle part"),
            "Retours impossibles\u00a0: 2\u00a0fautes",
        ),
        (("cohorte.csv", "--annee", "1999"), "Aucune équipe en 1999\u00a0; la cohorte a 2026."),
        (("cohorte.csv", "--modele", "cohorte.csv"), "Modèle Word refusé"),
        (("cohorte.csv", "--modele", "absent.docx"), "le fichier n’existe pas"),
    ],
)
def test_une_demande_impossible_est_une_phrase_et_rien_ne_sort(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run(*arguments, cwd=folder)
    assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr
    assert not (folder / "registre.jsonl").exists() and not (folder / "retours").exists()


def test_les_sources_refusees_sont_comptees_et_les_premieres_nommees(folder: Path) -> None:
    bad = folder / "recus"
    bad.mkdir()
    for rank in range(15):
        (bad / f"profil-{rank:02d}.json").write_text("{}", encoding="utf-8")
    done = run("cohorte.csv", "recus", "--equipe", "Équipe 3", cwd=folder)
    assert done.returncode == 0
    assert "15\u00a0sources refusées" in done.stderr and "profil-09.json" in done.stderr
    assert "profil-10.json" not in done.stderr and "… et 5\u00a0autres." in done.stderr


def test_les_noms_de_fichier_sont_surs_stables_et_jamais_partages() -> None:
    names = file_names(
        ["Équipe A", "equipe-a", "CON", "../../etc/passwd", "information RGPD", "שלום", "x" * 90, "x" * 80]
    )
    assert names["CON"] == "equipe-con.docx" and names["../../etc/passwd"] == "etc-passwd.docx"
    assert names["information RGPD"] == "equipe-information-rgpd.docx"
    assert len(set(names.values())) == len(names) and all(Path(name).name == name for name in names.values())
    assert max(map(len, names.values())) <= 80
    assert file_names(["equipe-a", "Équipe A"])["Équipe A"] == names["Équipe A"]


def test_coupe_entre_le_journal_et_le_fichier_le_retour_est_refait(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    journal.write("a.docx", "contenu 1", b"un")
    journal.note("a.docx", Entry("contenu 2", "a.docx", "empreinte de deux"))  # puis la panne
    again = open_journal(tmp_path)
    assert not again.is_done("a.docx", "contenu 2") and not again.is_done("a.docx", "contenu 1")
    assert again.write("a.docx", "contenu 2", b"deux").name == "a.docx"
    assert open_journal(tmp_path).is_done("a.docx", "contenu 2") and (tmp_path / "a.docx").read_bytes() == b"deux"


def test_une_ligne_de_journal_qui_nomme_un_autre_dossier_est_laissee_de_cote(tmp_path: Path) -> None:
    line = {"retour": "a.docx", "fichier": f"..{os.sep}b.docx", "contenu": "c", "octets": "d"}
    (tmp_path / JOURNAL).write_text(json.dumps(line) + "\n", encoding="utf-8")
    journal = open_journal(tmp_path)
    assert (journal.unread, journal.entries) == (1, {})
