"""Ce que l'on installe est le même pour tous : des versions écrites, sans adresse, que toute installation suit."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from runpy import run_path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINES = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
TOOL = run_path(str(ROOT / "tools" / "renouveler_contraintes.py"))
PYTHONS = [
    last
    for label in PROJECT["project"]["classifiers"]
    if re.fullmatch(r"3\.\d+", last := label.split(" :: ")[-1])
]  # fmt: skip
GROUPS = (
    PROJECT["build-system"]["requires"],
    PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"].values(),
    *PROJECT["dependency-groups"].values(),
)
ASKED = [asked for group in GROUPS for asked in group]


def test_les_contraintes_ne_portent_que_des_noms_et_des_versions() -> None:
    assert LINES and TOOL["foreign"](LINES) == []


@pytest.mark.parametrize(
    "line",
    ["torch==2.1+cpu", "numpy @ file:///opt/n.whl", "--find-links /opt", "numpy==2.0 --hash=sha256:0", "numpy>=2"],
)
def test_une_ligne_propre_a_une_machine_est_refusee(line: str) -> None:
    assert TOOL["foreign"]([line]) == [line]


def test_les_reglages_de_pip_et_de_uv_de_la_machine_ne_servent_pas_a_faire_la_liste() -> None:
    asked = {"PATH": "/bin", "PIP_FIND_LINKS": "/opt", "PIP_CONSTRAINT": "c", "UV_INDEX": "x", "PIP_CERT": "c.pem"}
    kept = TOOL["neutral"](asked)
    assert not {"PIP_FIND_LINKS", "PIP_CONSTRAINT", "UV_INDEX"} & set(kept)
    assert kept["PIP_CERT"] == "c.pem" and kept["PATH"] == "/bin"  # le réseau de la machine reste joignable


@pytest.mark.parametrize("python", PYTHONS)
def test_chaque_dependance_demandee_a_une_version_ecrite_qui_convient(python: str) -> None:
    where = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": "linux",
        "os_name": "posix",
    }
    pins: dict[str, list[str]] = {}
    for pin in map(Requirement, LINES):
        if pin.marker is None or pin.marker.evaluate(where):
            pins.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))
    for asked in map(Requirement, ASKED):
        if asked.marker is None or asked.marker.evaluate(where):
            found = pins.get(canonicalize_name(asked.name), [])
            assert len(found) == 1 and asked.specifier.contains(found[0]), f"{asked}\u00a0: make contraintes ({found})"


def test_le_solveur_n_est_demande_que_par_son_extra() -> None:
    asked = {Requirement(one).name for one in PROJECT["project"]["dependencies"]}
    extra = {Requirement(one).name for one in PROJECT["project"]["optional-dependencies"]["solveur"]}
    assert "highspy" not in asked and extra == {"highspy"}


def test_toute_installation_de_make_suit_les_contraintes() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if re.search(r"\binstall\b(?!\.)", line) and "$(PIP)" in line]
    assert installs and all("--constraint constraints.txt" in line for line in installs)
    assert sum("$(INSTALLER)" in line for line in lines) == 3


def test_python_annonce_et_python_demande_se_suivent() -> None:
    assert PROJECT["project"]["requires-python"] == f">={PYTHONS[0]}" and len(PYTHONS) > 1
