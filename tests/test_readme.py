"""Le README dit vrai : ses commandes marchent telles qu'imprimées, dans un terminal de Linux, de macOS ou de Windows."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from matrice.cli import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
EVERYWHERE = [line for kind, block in BLOCKS if kind == "text" for line in block.splitlines()]
TYPED = [line for kind, block in BLOCKS if kind in {"sh", "bat", "text"} for line in block.splitlines()]
# Un document de chaque sorte : le README les montre tous, et cet essai les fabrique avec toute version des dépendances.
EACH_KIND = {
    "radar.html", "profil.csv", "questionnaire.xlsx", "questionnaire.docx", "cartes-de-vote.docx",
    "fiche-de-poste.docx", "fiche-de-poste.xlsx", "lettre-de-mission.docx", "rapport.docx", "profil.json", "heron.docx",
    "rapport-territoire.docx", "rapport-territoire.xlsx", "tableau-de-bord.html", "plusieurs-equipes.docx",
}  # fmt: skip


ENGLISH = re.compile(r"\b(the|with|and|from|error|warning|running|copyright|license|found|deprecated|failed)\b", re.I)


def test_les_commandes_du_readme_marchent_telles_qu_imprimees_apres_la_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    assert len(EVERYWHERE) > 5
    for line in ["matrice demo --dossier resultats", *EVERYWHERE]:
        program, *arguments = shlex.split(line)
        done = CliRunner().invoke(cli, arguments)
        assert program == "matrice" and done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
        aside = "".join(capfd.readouterr())  # ce qu'une bibliothèque en C écrit sans passer par Python
        assert not aside and not ENGLISH.search(done.output), f"{line}\n{aside}{done.output}"
        announced = re.findall(r"^  (resultats/.*\.\w+)$", done.output.replace("\\", "/"), re.MULTILINE)
        assert all((tmp_path / name).stat().st_size for name in announced), line
    written = {file.name for file in tmp_path.rglob("*") if file.is_file()}
    assert written >= EACH_KIND, f"le README ne montre plus {', '.join(sorted(EACH_KIND - written))}"


def test_une_commande_imprimee_pour_tous_les_systemes_se_tape_aussi_sous_windows() -> None:
    # cmd.exe ne connaît ni « # », ni l'apostrophe comme guillemet, ni la variable « $ », ni la suite de ligne « \ ».
    assert [line for line in EVERYWHERE if re.search(r"[#'$\\~*%^&|<>]", line)] == []


def test_chaque_commande_make_du_readme_existe() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    asked = [line.split()[1] for line in TYPED if line.startswith("make ")]
    assert asked and set(asked) <= set(targets)


def test_chaque_fichier_du_depot_que_le_readme_fait_taper_existe() -> None:
    typed = {word for line in TYPED for word in shlex.split(line) if word.endswith((".txt", ".yaml"))}
    assert {"constraints.txt", "data/axes.yaml"} <= typed
    assert [name for name in sorted(typed) if not (ROOT / name).is_file()] == []
