"""Ce que coûte de charger `matrice` : chaque porte, face aux bibliothèques qu'elle charge, dans le même passage.

    python bench/imports.py            # toutes les portes
    python bench/imports.py word 15    # celles dont le nom contient « word », quinze passages

Le temps est celui du processeur, Python nu déduit ; on imprime le plus court et la médiane. « bibliothèques » charge, dans un
Python neuf, exactement les modules tiers que la porte a chargés. Le rapport des plus courts dit ce que la maison ajoute.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence

RUNS = 9
DOORS = {
    "matrice": "import matrice",
    "matrice --help": "from matrice.cli import main",
    "word": "import matrice; matrice.word",
    "word.fiche": "import matrice; matrice.word.fiche",
    "word.rapport": "import matrice; matrice.word.rapport",
    "word.territoire": "import matrice; matrice.word.territoire",
    "documents.fiche": "import matrice; matrice.documents.fiche",
    "excel": "import matrice; matrice.excel",
    "charts": "import matrice; matrice.charts",
}
# Les modules venus de site-packages, dans l'ordre où ils ont été chargés.
LOADED = """
import sys
print(*(name for name, one in list(sys.modules.items())
        if "site-packages" in (getattr(one, "__file__", None) or "") and name.split(".")[0] != "matrice"
        and name == getattr(getattr(one, "__spec__", None), "name", "")))
"""


def spent(code: str) -> float:
    """Les millisecondes de processeur d'un Python neuf qui exécute ce code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def third_parties(code: str) -> str:
    """De quoi charger les seules bibliothèques de cette porte."""
    shown = subprocess.run([sys.executable, "-c", code + LOADED], check=True, capture_output=True, text=True).stdout
    return "\n".join(["from importlib import import_module", *(f"import_module({name!r})" for name in shown.split())])


def measure(codes: Sequence[str], runs: int) -> list[list[float]]:
    """Le temps de chaque code, passages entrelacés : une machine occupée l'est pour tous."""
    passes = [[spent(code) for code in codes] for _ in range(runs)]
    return [list(one) for one in zip(*passes, strict=True)]


def main(wanted: str = "", runs: str = str(RUNS)) -> None:
    print(
        f"{'porte':18}{'elle-même':>20}{'bibliothèques':>20}{'rapport':>10}   (ms, plus court / médiane, {runs} passages)"
    )
    for name, code in DOORS.items():
        if wanted not in name:
            continue
        bare, own, others = measure(["pass", code, third_parties(code)], int(runs))
        low = min(bare)
        cells = [f"{min(found) - low:.0f} / {statistics.median(found) - low:.0f}" for found in (own, others)]
        outside = min(others) - low
        ratio = f"{(min(own) - low) / outside:.2f}" if outside > 5 else "–"
        print(f"{name:18}{cells[0]:>20}{cells[1]:>20}{ratio:>10}")


if __name__ == "__main__":
    main(*sys.argv[1:])
