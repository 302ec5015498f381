"""Refait `constraints.txt` : pour chaque dépendance, la version la plus récente permise aujourd'hui.

    python tools/renouveler_contraintes.py

Une seule liste sert à tous les Python et à tous les systèmes : uv, installé par pip dans un dossier jetable, la
calcule avec ses conditions (`; python_full_version < '3.12'`). Elle ne garde que des noms et des versions : aucune
adresse, aucune empreinte, rien des réglages de la machine où elle est faite.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "constraints.txt"
HEADER = """\
# Les versions que « make » installe, les mêmes pour tous. Ne pas corriger à la main : « make contraintes » les renouvelle.
"""
# Une version locale (« 2.1+cpu ») ou une adresse ne se trouve que sur la machine qui l'a donnée.
PINNED = re.compile(r"[a-z0-9-]+==[a-z0-9.!]+( ; [\w.<>=!'* ()]+)?")
# pip d'abord : c'est lui qui installe le reste.
PIP = "pip>=25.3"


class ConstraintsError(Exception):
    """La liste n'a pas pu être refaite ; le message dit pourquoi."""


def neutral(environment: dict[str, str]) -> dict[str, str]:
    """Les variables qui mènent au réseau (serveur mandataire, certificats), sans les réglages de pip et de uv."""
    kept = {name: value for name, value in environment.items() if not name.startswith(("PIP_", "UV_", "PYTHON"))}
    certificates = environment.get("PIP_CERT")
    return (
        kept
        | {"PIP_CONFIG_FILE": os.devnull, "UV_NO_CONFIG": "1"}
        | ({"PIP_CERT": certificates} if certificates else {})
    )


def run(*command: str | Path, given: str = "") -> str:
    """Lance une commande depuis la racine ; renvoie ce qu'elle affiche."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=neutral(dict(os.environ)), check=False, input=given,
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        raise ConstraintsError(f"{' '.join(str(part) for part in command)}\n{done.stderr.strip()}")
    return done.stdout


def resolve(project: dict[str, object], folder: Path) -> list[str]:
    """Les versions retenues pour tout ce que le projet, ses extras, ses groupes et sa construction demandent."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    groups = [word for group in project["dependency-groups"] for word in ("--group", f"pyproject.toml:{group}")]
    said = run(
        python, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--no-header", "--no-annotate",
        "--python-version", project["project"]["requires-python"].removeprefix(">="),
        "--all-extras", *groups, "pyproject.toml", "-",
        given="\n".join([PIP, *project["build-system"]["requires"]]),
    )  # fmt: skip
    return said.splitlines()


def foreign(lines: list[str]) -> list[str]:
    """Les lignes qui portent autre chose qu'un nom, une version et une condition."""
    return [line for line in lines if not PINNED.fullmatch(line)]


def main() -> int:
    """Écrit la liste ; renvoie le code de sortie du programme."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    try:
        with tempfile.TemporaryDirectory(prefix="contraintes-") as folder:
            lines = resolve(project, Path(folder))
        if not lines or foreign(lines):
            raise ConstraintsError("\n".join(["liste vide, ou lignes refusées", *foreign(lines)]))
    except ConstraintsError as fault:
        print(f"{TARGET.name} n’a pas changé\u00a0: {fault}", file=sys.stderr)
        return 1
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET.name} écrit ({len(lines)} versions). Lancez «\u00a0make test\u00a0» avant de le garder.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
