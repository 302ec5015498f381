"""La commande `matrice` dans son propre processus, sans repayer à chaque fois le chargement des bibliothèques.

Un processus les charge une fois, puis se dédouble pour chaque commande : même code, même dossier courant, mêmes
variables, vraies sorties, vrai code de retour. Là où un processus ne sait pas se dédoubler, on en lance un neuf.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

DELAY = 300  # secondes
FRESH = (sys.executable, "-c", "from matrice.cli import main; main()")
# Ni click ni `matrice.cli` : c'est la commande qui choisit sa langue, avant de les charger.
LOADED = [
    "pandas",
    "openpyxl",
    "plotly.graph_objects",
    "xlsxwriter",
    "matrice.federation",
    "matrice.render.word",
    "matrice.render.excel",
]


def run(*arguments: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Lance `matrice` avec ces arguments ; renvoie son code de retour et ce qu'elle a écrit."""
    words, variables = [str(one) for one in arguments], {**os.environ, **env}
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return subprocess.run(
            [*FRESH, *words], check=False, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=variables
        )
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder, name) for name in ("stdout", "stderr")]
        process = context.Process(target=command, args=(words, cwd or Path.cwd(), variables, outputs))
        process.start()
        process.join(DELAY)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutError(f"matrice {' '.join(words)}")
        said = [path.read_text(encoding="utf-8") for path in outputs]
    return subprocess.CompletedProcess(["matrice", *words], process.exitcode, *said)


def command(words: list[str], cwd: Path, variables: Mapping[str, str], outputs: list[Path]) -> None:
    """Ce que fait le processus dédoublé : il prend la place d'un terminal neuf, puis lance la commande."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(variables)
    for number, path in enumerate(outputs, start=1):
        file = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.argv = ["matrice", *words]

    from matrice.cli import main

    main()
