"""La maison reste rangée : étages, portes, calculs purs, façade légère, modules courts.

Les règles se lisent dans le code source. Une faute est dite « fichier:ligne », avec ce qu'il faut faire.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

import matrice

SRC = Path(matrice.__file__).parent  # dans src/, ou là où la roue est installée
MODULES = {file.relative_to(SRC).as_posix(): file.read_text(encoding="utf-8") for file in SRC.rglob("*.py")}

FACADE, CLI = "__init__", "cli"
FLOORS = {
    **dict.fromkeys(("errors", "text", "amounts", "files", "inclusive", "solver"), 0),
    "referentiel": 1, "assessment": 2, "fiche": 3, "federation": 3,
    "documents": 4, "render": 5, "workshop": 6, "web": 7, CLI: 8, FACADE: 9,
}  # fmt: skip
# Le rendu a une porte par forme de sortie : charger les graphiques ne doit pas charger Word. Les documents, une par document.
GALLERY = ("documents", "render")

# Bibliothèque extérieure → modules qui peuvent l'importer ; vrai si un seul module doit le faire.
DOORS = {
    "plotly": ("render/charts*", False),
    "docx": ("render/word*", False),
    "highspy": ("solver*", True),
    "xlsxwriter": ("render/excel*", False),
    "click": ("cli*", False),
    "tornado": ("web/*", False),
    "segno": ("web/*", True),
    "yaml": ("referentiel/*", True),
    # Deux lectures pour deux tailles : cellule par cellule pour une équipe, dans le moteur pour un pays.
    "narwhals": ("assessment/intake/tables.py|federation/frames.py", False),
    "openpyxl": ("assessment/*", True),
}
HEAVY = ("pandas", "plotly", "docx", "openpyxl", "numpy", "pydantic", "highspy", "tornado", "segno")

PURE = ("referentiel", "assessment", "fiche", "federation", "documents")
OPENERS = "files"  # la seule pièce qui ouvre un fichier ; les autres lui demandent
IMPURE_IMPORTS = {"time", "random", "secrets", "logging"}
IMPURE_NAMES = {"print", "input"}
IMPURE_ATTRIBUTES = {"now", "today", "utcnow", "random", "default_rng"}
PATH_ACCESS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "touch", "fdopen", "mkstemp", "ZipFile"}
NOT_FILES = {"files", "Journal", "webbrowser", "archive"}  # leur « open » n'ouvre pas un chemin

LONGEST = 600

# Dossiers d'une pièce qui s'importent encore l'un l'autre : à vider, jamais à allonger.
KNOTS: set[tuple[str, str]] = set()


class Import(NamedTuple):
    """Un import : sa ligne, le nom complet visé, et les fonctions ou « if TYPE_CHECKING » qui l'entourent."""

    line: int
    target: str
    around: tuple[str, ...]


def imports(path: str, code: str) -> list[Import]:
    """Tous les imports d'un module, relatifs résolus ; `from x import y` vise `x.y` si c'est un module."""
    found: list[Import] = []

    def visit(node: ast.AST, around: tuple[str, ...]) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(node.lineno, alias.name, around) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(path, node)
            names = {f"{base}.{alias.name}" for alias in node.names}
            inside = {name for name in names if is_module(name)}
            found.extend(Import(node.lineno, name, around) for name in sorted(inside))
            if names - inside:
                found.append(Import(node.lineno, base, around))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            around = (*around, node.name)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            around = (*around, "TYPE_CHECKING")
        for child in ast.iter_child_nodes(node):
            visit(child, around)

    visit(ast.parse(code, path), ())
    return found


def absolute(path: str, node: ast.ImportFrom) -> str:
    """Le nom complet de ce que vise `from … import`."""
    if not node.level:
        return node.module or ""
    package = ["matrice", *path.split("/")[:-1]]
    package = package[: len(package) - (node.level - 1)]
    return ".".join([*package, *([node.module] if node.module else [])])


def is_module(name: str) -> bool:
    """Vrai si `matrice.x.y` est un module ou un dossier du code."""
    path = name.removeprefix("matrice.").replace(".", "/")
    return name.startswith("matrice.") and (f"{path}.py" in MODULES or f"{path}/__init__.py" in MODULES)


def room(name: str) -> str:
    """La pièce d'un chemin (`fiche/model.py`) ou d'un nom complet (`matrice.fiche.model`)."""
    first = name.removesuffix(".py").removeprefix("matrice").strip(".").replace("/", ".").split(".")[0]
    if first in ("", "__main__"):
        return FACADE
    return CLI if first.startswith(CLI) else first


def floor_faults(path: str, code: str) -> Iterator[str]:
    """Les imports qui montent, qui passent entre pièces d'un même étage, ou qui ignorent la porte."""
    here = room(path)
    if here not in FLOORS:
        yield f"{path}:1: la pièce {here} n’a pas d’étage. Donnez-lui-en un dans FLOORS, ou rangez-la."
        return
    for line, target, around in imports(path, code):
        there = room(target)
        if target.split(".")[0] != "matrice" or there == here or there not in FLOORS:
            continue
        drawing = there == "render" and "_repr_html_" in around
        level = FLOORS[there] < FLOORS[here] or FLOORS[there] == FLOORS[here] == 0
        if not level and not drawing:
            yield (
                f"{path}:{line}: {here} ne doit pas connaître {there} ({target}). "
                "Descendez ce qui est partagé d’un étage, ou passez la valeur en argument."
            )
        if target.count(".") > (2 if there in GALLERY else 1):
            yield (
                f"{path}:{line}: {target} est derrière la porte. Importez le nom de matrice.{there} "
                f"et, s’il y manque, ajoutez-le à {there}/__init__.py."
            )


def door_faults(modules: dict[str, str]) -> Iterator[str]:
    """Les bibliothèques extérieures importées ailleurs qu'à leur porte."""
    users: dict[str, set[str]] = {}
    for path, code in sorted(modules.items()):
        for line, target, around in imports(path, code):
            library = target.split(".")[0]
            if library == "pandas" and not around:
                yield f"{path}:{line}: pandas est long à charger. Importez-le dans la fonction qui s’en sert."
            if library in DOORS:
                pattern, single = DOORS[library]
                if single:
                    users.setdefault(library, set()).add(path)
                if not any(fnmatch(path, one) for one in pattern.split("|")):
                    yield f"{path}:{line}: {library} ne s’importe que dans {pattern}. Passez par ce module."
    for library, paths in users.items():
        if len(paths) > 1:
            yield f"{library} a plusieurs portes ({', '.join(sorted(paths))}). Gardez-en une seule."


def folder_links(modules: dict[str, str]) -> dict[tuple[str, str], str]:
    """Les imports d'un dossier d'une pièce à un autre dossier de la même pièce, avec leur première place."""
    found: dict[tuple[str, str], str] = {}
    for path, code in sorted(modules.items()):
        here = path.split("/")[:-1]
        for line, target, _ in imports(path, code):
            there = target.removeprefix("matrice.").split(".")
            if target.startswith("matrice.") and len(here) > 1 and len(there) > 1 and here[0] == there[0]:
                other = f"{there[0]}/{there[1]}"
                if here[1] != there[1] and any(one.startswith(f"{other}/") for one in modules):
                    found.setdefault((f"{here[0]}/{here[1]}", other), f"{path}:{line}")
    return found


def knot_faults(modules: dict[str, str]) -> Iterator[str]:
    """Les dossiers d'une même pièce qui s'importent l'un l'autre."""
    links = folder_links(modules)
    for (here, there), place in links.items():
        if here < there and (there, here) in links and (here, there) not in KNOTS:
            yield (
                f"{place}: {here} et {there} s’importent l’un l’autre ({links[there, here]}). "
                "Descendez ce que les deux emploient dans un module de la pièce."
            )


def impure_faults(path: str, code: str) -> Iterator[str]:
    """Dans les pièces de calcul : horloge, hasard, écran, journal."""
    if room(path) not in PURE:
        return
    for line, target, _ in imports(path, code):
        if target.split(".")[0] in IMPURE_IMPORTS:
            yield f"{path}:{line}: {target} est interdit dans un calcul. Recevez la valeur en argument."
    for node in ast.walk(ast.parse(code, path)):
        name = getattr(node, "id", "") if isinstance(node, ast.Name) else getattr(node, "attr", "")
        attribute = isinstance(node, ast.Attribute)
        if (attribute and name in IMPURE_ATTRIBUTES) or (not attribute and name in IMPURE_NAMES):
            yield (
                f"{path}:{node.lineno}: {name} est interdit dans un calcul. "
                "Recevez la valeur (date, graine…) en argument, ou renvoyez le texte."
            )


def opening_faults(path: str, code: str) -> Iterator[str]:
    """Hors de la pièce des fichiers : ce qui ouvre un chemin, sans la lecture gardée ni l'écriture d'un coup."""
    if room(path) == OPENERS:
        return
    for node in ast.walk(ast.parse(code, path)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute):
            touches = called.attr in PATH_ACCESS and getattr(called.value, "id", "") not in NOT_FILES
        else:
            touches = isinstance(called, ast.Name) and called.id == "open"
        if touches:
            yield f"{path}:{node.lineno}: {ast.unparse(called)} ouvre un fichier. Demandez-le à matrice.files."


def test_les_imports_ne_font_que_descendre_et_passent_par_les_portes() -> None:
    faults = [fault for path, code in sorted(MODULES.items()) for fault in floor_faults(path, code)]
    assert not faults, "\n" + "\n".join(faults)


def test_chaque_bibliotheque_exterieure_a_une_seule_porte() -> None:
    faults = list(door_faults(MODULES))
    assert not faults, "\n" + "\n".join(faults)


def test_les_calculs_ignorent_l_horloge_le_hasard_et_l_ecran() -> None:
    faults = [fault for path, code in sorted(MODULES.items()) for fault in impure_faults(path, code)]
    assert not faults, "\n" + "\n".join(faults)


def test_seule_la_piece_des_fichiers_ouvre_un_fichier() -> None:
    # Un tube, un périphérique, un fichier démesuré : une porte qui ouvrirait elle-même un chemin les attendrait sans fin.
    faults = [fault for path, code in sorted(MODULES.items()) for fault in opening_faults(path, code)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "code",
    [
        "open('a.txt')",
        "path.read_text()",
        "os.open(path, os.O_RDONLY)",
        "zipfile.ZipFile(path)",
        "home.path.write_bytes(b'')",
    ],
)
def test_un_fichier_ouvert_ailleurs_est_vu(code: str) -> None:
    assert list(opening_faults("cli/a.py", code))
    assert not list(opening_faults("files/a.py", code))
    assert not list(opening_faults("cli/a.py", "read_bytes(path)\nJournal.open(path)"))


def test_un_seul_endroit_ecrit_du_csv() -> None:
    # Une formule tapée par quelqu'un serait vivante dans le tableur d'un autre : `csv_text` la rend inoffensive.
    writers = ("csv.writer", "DictWriter", ".to_csv", ".write_csv")
    found = [path for path, code in MODULES.items() if any(writer in code for writer in writers)]
    assert found == ["files/tables.py"], "écrivez ce CSV par files.csv_text"


def test_deux_dossiers_d_une_piece_ne_s_importent_pas_l_un_l_autre() -> None:
    faults = list(knot_faults(MODULES))
    assert not faults, "\n" + "\n".join(faults)


def test_un_noeud_denoue_quitte_la_liste() -> None:
    links = folder_links(MODULES)
    assert {(here, there) for here, there in links if here < there and (there, here) in links} == KNOTS


def test_deux_dossiers_noues_sont_vus() -> None:
    knot = {"federation/a/x.py": "from ..b.y import f", "federation/b/y.py": "from ..a.x import g"}
    assert "federation/a et federation/b" in "\n".join(knot_faults(knot))
    shared = {
        "federation/a/x.py": "from ..b.y import f",
        "federation/b/y.py": "from ..z import g",
        "federation/z.py": "",
    }
    assert not list(knot_faults(shared))


def test_un_module_se_lit_en_une_fois() -> None:
    lengths = {path: len(code.splitlines()) for path, code in MODULES.items()}
    faults = [
        f"{path}:{LONGEST}: {length} lignes, {LONGEST} au plus. Séparez-le par sujet."
        for path, length in sorted(lengths.items())
        if length > LONGEST
    ]
    assert not faults, "\n" + "\n".join(faults)


TESTS = Path(__file__).parent


def behind(target: str) -> bool:
    """Vrai si ce nom de module est derrière la porte de sa pièce."""
    return target.count(".") > (2 if room(target) in GALLERY else 1)


def test_les_essais_passent_par_les_portes() -> None:
    # Un essai accroché à l'intérieur d'une pièce tombe quand on la range, sans que rien n'ait changé pour personne.
    asked = [
        (file, node.module)
        for file in sorted(TESTS.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "matrice"
    ]
    inside = [f"{file.relative_to(TESTS)}: {module}" for file, module in asked if module and behind(module)]
    share = len(inside) / len(asked)
    assert share < 0.20, "importez de la porte de la pièce ce qu'elle montre déjà\n" + "\n".join(inside)


ROOT = TESTS.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
WHERE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## ")[1]


def exists(path: str) -> bool:
    """Vrai si ce chemin, écrit depuis la racine, depuis le code ou depuis une pièce, est là."""
    return (ROOT / path).exists() or any(f"/{path}" in f"/{module}" for module in MODULES)


@pytest.mark.parametrize("page", [ARCHITECTURE, WHERE], ids=["architecture", "où va quoi"])
def test_un_chemin_ecrit_dans_le_plan_existe(page: str) -> None:
    marked = re.findall(r"`([\w./-]+)`", page.replace("`src/matrice/`", "").replace("`fiche.yaml`", ""))
    paths = [one for one in marked if "/" in one or one.endswith(".py")]
    assert len(paths) > 15 and [one for one in paths if not exists(one)] == []
    assert not exists("fiche/absent.py")


def test_le_plan_montre_chaque_piece_a_son_etage_et_trois_chemins_de_huit_arrets() -> None:
    plan = ARCHITECTURE.split("```")[1]
    named = {floor: line for line in plan.splitlines() if (floor := line[:1]).isdigit()}
    assert [name for name, floor in FLOORS.items() if name not in named[str(floor)]] == []
    ways = ARCHITECTURE.split("\n### ")[1:]
    assert len(ways) == 3 and all(0 < len(re.findall(r"^\d\.", way, re.M)) <= 8 for way in ways)
    called = re.findall(r"`matrice((?:\.\w+)+)`", ARCHITECTURE)
    assert len(called) == 6 and all(attrgetter(name[1:])(matrice) for name in called)


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("referentiel/a.py", "from ..fiche import draft", "ne doit pas connaître fiche"),
        ("fiche/a.py", "from ..federation import compare", "ne doit pas connaître federation"),
        ("fiche/a.py", "from matrice.render import charts", "ne doit pas connaître render"),
        ("fiche/a.py", "if TYPE_CHECKING:\n    from ..render import charts", "fiche/a.py:2"),
        ("fiche/a.py", "from ..referentiel.model import Task", "derrière la porte"),
        ("fiche/a.py", "from ..referentiel import model", "derrière la porte"),
        ("text.py", "def f():\n    import matrice", "ne doit pas connaître __init__"),
        ("outils/a.py", "", "n’a pas d’étage"),
    ],
)
def test_un_import_mal_range_est_vu(path: str, code: str, words: str) -> None:
    assert words in "\n".join(floor_faults(path, code))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("assessment/a.py", "def _repr_html_(self):\n    from ..render.html import profile_table"),
        ("cli.py", "from .render import charts\nfrom .render.word import fiche"),
        ("text.py", "from .errors import MatriceError"),
        ("fiche/a.py", "from .model import FicheDePoste\nfrom ..assessment import Profile"),
    ],
)
def test_un_import_bien_range_passe(path: str, code: str) -> None:
    assert list(floor_faults(path, code)) == []


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"fiche/a.py": "import plotly.graph_objects as go"}, "plotly ne s’importe que dans render/charts*"),
        ({"render/a.py": "def f():\n    import docx"}, "docx ne s’importe que dans render/word*"),
        ({"referentiel/a.py": "import yaml", "referentiel/b.py": "import yaml"}, "plusieurs portes"),
        ({"assessment/a.py": "import pandas as pd"}, "Importez-le dans la fonction"),
    ],
)
def test_une_porte_forcee_est_vue(modules: dict[str, str], words: str) -> None:
    assert words in "\n".join(door_faults(modules))


@pytest.mark.parametrize(
    "code",
    [
        "import datetime as dt\ndt.date.today()",
        "from time import monotonic",
        "import logging",
        "import numpy as np\nnp.random.default_rng(1)",
        "print('bonjour')",
    ],
)
def test_un_calcul_impur_est_vu(code: str) -> None:
    assert list(impure_faults("fiche/a.py", code))
    assert not list(impure_faults("render/a.py", code))


def test_un_essai_tire_au_hasard_n_a_ni_montre_ni_nombre_fige() -> None:
    # Une durée maximale échoue sur un poste occupé ; un nombre figé échappe à « make fouille ».
    assert settings().deadline is None and HealthCheck.too_slow in settings().suppress_health_check
    here = Path(__file__).parent
    setting = re.compile(r"^from hypothesis import .*\bsettings\b", re.M)
    files = {file for file in here.rglob("*.py") if setting.search(file.read_text(encoding="utf-8"))}
    assert files == {here / "conftest.py", here / "tirages.py", Path(__file__)}, "prenez « examples » dans tirages.py"


@pytest.mark.parametrize("module", ["matrice", "matrice.cli"])
def test_importer_matrice_ou_lire_l_aide_ne_charge_rien_de_lourd(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = set(HEAVY) & set(loaded.stdout.split())
    assert not heavy, f"import {module} charge {', '.join(sorted(heavy))}. Chargez-les au premier usage."


# Ce qu'un navigateur, un téléphone ou un autre système n'a pas toujours.
BARE = """
import sys, threading
for absent in ("fcntl", "msvcrt", "highspy"):
    sys.modules[absent] = None
def refuse(*_, **__):
    raise RuntimeError("can't start new thread")
threading.Thread.start = refuse
import datetime as dt, matrice
from matrice import federation, workshop
ref = matrice.load_referentiel()
campaign = matrice.read_responses(sys.argv[1], ref, team="MSP", on=dt.date(2026, 10, 6), registered=18)
fiche = matrice.draft(matrice.score(campaign), weekly_hours=8)
blocks = [matrice.Block("sport", (), 2, 0, 30), matrice.Block("site", (), 1, 0, 10)]
print(sum(task.hours for task in fiche.tasks), matrice.choose_blocks(blocks, 2)[0].label)
"""


def test_le_coeur_se_passe_de_verrou_de_fil_et_de_solveur() -> None:
    answers = Path(__file__).parents[1] / "data" / "exemple.csv"
    done = subprocess.run([sys.executable, "-c", BARE, answers], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("8.0 sport\n", "")


def test_tout_ce_que_la_facade_annonce_existe() -> None:
    assert len(matrice.__all__) == len(set(matrice.__all__))
    absent = [name for name in matrice.__all__ if getattr(matrice, name, None) is None]
    assert not absent, f"annoncés par matrice.__all__ mais introuvables, {', '.join(absent)}"


def is_room(name: str) -> bool:
    """Vrai pour un dossier de la maison, que Python accroche à la façade dès qu'on le charge."""
    return isinstance(getattr(matrice, name), ModuleType) and is_module(f"matrice.{name}")


def test_la_facade_annonce_tout_ce_qu_elle_montre() -> None:
    shown = {
        name
        for name in {*vars(matrice), *dir(matrice)}
        if not name.startswith("_") and (name in matrice.__all__ or not is_room(name))
    }
    plumbing = {"annotations", "TYPE_CHECKING", "Any", "import_module"}
    assert shown - plumbing == {name for name in matrice.__all__ if name != "__version__"}


def test_les_types_de_la_facade_sont_ses_noms() -> None:
    # mypy ne lit que le bloc TYPE_CHECKING : un nom oublié là serait inconnu de l'éditeur.
    typed = {
        alias.asname or alias.name
        for block in ast.parse(MODULES["__init__.py"]).body
        if isinstance(block, ast.If)
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == {name for name in matrice.__all__ if name != "__version__"}


# Les portes qu'un carnet ouvre, et les noms qui ont cédé la place : le profil d'avant est `before`, un rangement de la
# fiche est `layout`, `plan` est un plan d'action.
OPEN_ROOMS = (
    "",
    "assessment",
    "fiche",
    "federation",
    "workshop",
    "documents",
    "render.word",
    "render.charts",
    "render.excel",
)
FORMER = {"previous", "other", "plan_id"}


def public_functions() -> Iterator[tuple[str, inspect.Signature]]:
    """Les fonctions de chaque porte et les méthodes de ses classes, avec ce qu'il faut leur donner."""
    for door in OPEN_ROOMS:
        room = import_module(f"matrice.{door}" if door else "matrice")
        for name in room.__all__:
            shown = getattr(room, name)
            for owner in (shown, *(vars(shown).values() if isinstance(shown, type) else ())):
                if inspect.isfunction(owner) and not owner.__name__.startswith("_"):
                    yield f"{door}.{name}.{owner.__name__}", inspect.signature(owner)


def test_une_date_se_nomme_toujours_et_les_noms_de_la_facade_ont_un_sens_chacun() -> None:
    asked = dict(public_functions())
    placed = [
        name
        for name, one in asked.items()
        if "on" in one.parameters and one.parameters["on"].kind.name != "KEYWORD_ONLY"
    ]
    assert placed == [], "écrivez (…, *, on) : une date posée au troisième rang se lit mal"
    assert [name for name, one in asked.items() if FORMER & set(one.parameters)] == []
    texts = [
        name
        for name, one in asked.items()
        if "plan" in one.parameters and "str" in str(one.parameters["plan"].annotation)
    ]
    assert texts == [], "un rangement de la fiche s’appelle layout"
    assert len(asked) > 150


# Ce qu'une personne sans Python lit : les commandes, le panneau, le journal, le dossier d'équipe, les listes de fautes.
READ_WITHOUT_PYTHON = ("cli/*", "workshop/*", "web/*", "errors.py")
PYTHON_WORDS = re.compile(
    r"\b\w+=(?:…|True|False|None|\u00a0)|\b\w+\(\)|\b(?:open|create)_team\b|\bset_aside\b|\.problems"
)


def literals(tree: ast.Module) -> Iterator[ast.Constant]:
    """Les textes d'un module, sans ses docstrings."""
    apart = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in apart:
            yield node


def python_spoken(name: str, source: str) -> list[str]:
    """Les phrases d'un module qui nomment un argument ou une fonction de Python."""
    return [
        f"{name}:{node.lineno}\u00a0: dites la commande ou le geste à faire."
        for node in literals(ast.parse(source))
        if " " in node.value and PYTHON_WORDS.search(node.value)
    ]


def test_un_message_lu_sans_python_ne_nomme_ni_argument_ni_fonction() -> None:
    read = {name: text for name, text in MODULES.items() if any(fnmatch(name, one) for one in READ_WITHOUT_PYTHON)}
    assert [fault for name, text in read.items() for fault in python_spoken(name, text)] == []
    assert python_spoken("m.py", 'raise E("rouvrez avec set_aside=True")') == [
        "m.py:1\u00a0: dites la commande ou le geste à faire."
    ]
    assert python_spoken("m.py", '"""open_team() se dit ici."""\nE("brut_mensuel=2600 se dit")') == []
