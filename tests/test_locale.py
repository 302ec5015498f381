"""La ligne de commande parle français, sur toute machine et avec la version de click installée."""

from __future__ import annotations

import ast
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from runpy import run_path

import click
import pytest

import matrice

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = Path(matrice.__file__).parent / "_locale/fr/LC_MESSAGES/messages.po"
COMPILER = run_path(str(ROOT / "tools/compiler_catalogue.py"))
ENTRIES = COMPILER["parse"](CATALOGUE.read_text(encoding="utf-8"))
# (singulier, pluriel éventuel) → (traduction, pluriel traduit), sans l'en-tête du catalogue
PHRASES = {tuple(key.split("\0")): french.split("\0") for key, french in ENTRIES.items() if key}

PROGRAM = """
from matrice.cli import speak_french
speak_french()
import click

@click.group()
def main():
    pass

@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False))
@click.option("--heures", type=float, required=True, help="Heures par semaine.")
def fiche(source, heures):
    pass

main(prog_name="matrice")
"""


def asked_by_click() -> set[str]:
    """Les phrases que les sources de click demandent à gettext (le singulier, pour un pluriel)."""
    asked = {"required"}  # passée par une variable, donc invisible à la lecture des sources
    for source in sorted(Path(click.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext", "ngettext"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    asked.add(first.value)
    return asked


def run(code: str, *arguments: str, **variables: str) -> str:
    """Ce qu'affiche le programme, sortie et erreurs mêlées, avec les seules variables de langue données."""
    kept = {name: value for name, value in os.environ.items() if not re.match("LANG|LC_", name)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=kept | variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    return done.stdout


def test_toutes_les_phrases_de_click_sont_traduites() -> None:
    missing = sorted(asked_by_click() - {singular for singular, *_ in PHRASES})
    assert not missing, "\n".join(["À traduire dans messages.po, puis à compiler", *missing])


def test_le_catalogue_compile_est_a_jour() -> None:
    fresh = COMPILER["compiled"](ENTRIES)
    assert CATALOGUE.with_suffix(".mo").read_bytes() == fresh, "lancez « python tools/compiler_catalogue.py »"


def test_une_traduction_ne_demande_que_les_champs_que_click_fournit() -> None:
    def fields(texts: Iterable[str]) -> set[str]:
        return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}

    for english, french in PHRASES.items():
        assert fields(french) <= fields(english), f"{english} → {french}"


def test_les_traductions_suivent_la_typographie_francaise() -> None:
    for text in (re.sub(r"{[^}]*}", "x", form) for french in PHRASES.values() for form in french):
        assert "'" not in text, f"apostrophe droite : {text!r}"
        assert not re.search(r"[^\u00a0][:;!?»]|«[^\u00a0]", text), f"espace insécable manquante : {text!r}"


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"LANG": "C"},
        {"LC_ALL": "C"},
        {"LANG": "C.UTF-8"},
        {"LANG": "en_US.UTF-8"},
        {"LANG": "fr_FR.UTF-8"},
        {"LANG": "en_US.UTF-8", "LANGUAGE": "en_US:en"},
    ],
    ids=str,
)
def test_l_aide_est_en_francais_quelle_que_soit_la_langue_de_la_machine(variables: dict[str, str]) -> None:
    assert run(PROGRAM, "fiche", "--help", **variables) == (
        "Usage\u00a0: matrice fiche [OPTIONS] SOURCE\n"
        "\n"
        "Options\u00a0:\n"
        "  --heures FLOAT  Heures par semaine.  [obligatoire]\n"
        "  --help          Affiche cette aide et s’arrête.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fich"], "La commande «\u00a0fich\u00a0» n’existe pas."),
        (["fiche", "--heure", "1"], "L’option «\u00a0--heure\u00a0» n’existe pas."),
        (["fiche"], "Il manque l’argument 'SOURCE'."),
        (["fiche", __file__], "Il manque l’option '--heures'."),
        (["fiche", "absent.csv"], "Fichier «\u00a0absent.csv\u00a0» introuvable."),
        (["fiche", "--heures"], "L’option «\u00a0--heures\u00a0» attend une valeur."),
        (["fiche", __file__, "--heures", "huit"], "«\u00a0huit\u00a0» n’est pas un nombre admis ici"),
        (["fiche", __file__, "b", "c", "--heures", "8"], "Arguments en trop\u00a0: b c"),
    ],
)
def test_une_erreur_de_saisie_est_dite_en_francais(arguments: list[str], message: str) -> None:
    said = run(PROGRAM, *arguments, LANG="C")
    assert "Erreur\u00a0: " in said
    assert message in said


def test_la_commande_matrice_parle_francais_sur_une_machine_anglaise() -> None:
    # « Dossier » est figé par click quand l'option est déclarée : speak_french() doit passer avant.
    said = run("from matrice.cli import main; main()", "demo", "--dossier", __file__, LANG="en_US.UTF-8")
    assert f"Dossier «\u00a0{__file__}\u00a0»\u00a0: c’est un fichier, il faut un dossier." in said
