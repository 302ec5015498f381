"""Deux mille six cents retours d'équipe : les comparer toutes, écrire les documents Word, les envoyer dans un dossier.

Chaque étape tourne seule dans son processus. On donne le minimum et la médiane de plusieurs passages, en secondes et
en millisecondes par fichier, et la mémoire ajoutée à l'entrée (le plus haut de la mémoire résidente pendant les
passages, moins celle d'avant ; Linux seulement).

    python bench/retours.py                 # 2 600 équipes, toutes les étapes
    python bench/retours.py word            # celle-là seulement
    python bench/retours.py --equipes=200   # moins d'équipes

« comparer » va de la cohorte aux comparaisons, sans registre ; « registre » les inscrit en plus dans un registre neuf,
sur disque ; « word » va des comparaisons aux octets des fichiers ; « envoi » les écrit dans un dossier neuf, avec le journal
qui permet de reprendre ; « reprise » relance un envoi déjà complet.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

TEAMS, RUNS = 2600, 3
ON = dt.date(2026, 11, 21)
KEY = b"seize octets de clef, ou plus"
Work = Callable[[], object]


def cohort(count: int):
    """Deux campagnes simulées, toutes les équipes aux deux."""
    from matrice.federation import simulate_cohort

    return simulate_cohort(teams=count, years=(2025, 2026), attrition=0)


def compared(count: int):
    """Les comparaisons dont partent les documents."""
    from matrice.federation import Ledger, Register, compare_all, freeze

    known = cohort(count)
    return compare_all(known, register=Register(Ledger(), freeze(known, 2026, key=KEY), on=ON))


def comparer(count: int) -> Work:
    from matrice.federation import compare_all

    known = cohort(count)
    return lambda: compare_all(known)


def registre(count: int) -> Work:
    from matrice.federation import Register, compare_all, freeze, open_ledger

    known = cohort(count)
    vintage = freeze(known, 2026, key=KEY)

    def run() -> object:
        with tempfile.TemporaryDirectory() as folder:
            return len(compare_all(known, register=Register(open_ledger(Path(folder) / "r.jsonl"), vintage, on=ON)))

    return run


def word(count: int) -> Work:
    from matrice.render.word import retour

    everyone = compared(count)
    return lambda: sum(len(retour(one, on=ON).to_bytes()) for one in everyone)


def sending(everyone, folder: Path) -> int:
    """Un envoi entier, comme `matrice retour`."""
    from matrice.cli.retour import Look, file_names, fingerprints, open_journal, send

    look = Look(ON, True, "doublet", None, False)
    names = file_names([one.code for one in everyone])
    sent = send(everyone, open_journal(folder), look, names, fingerprints(everyone, look))
    assert not sent.failed, sent.failed[0]
    return sent.written + sent.already


def envoi(count: int) -> Work:
    everyone = compared(count)

    def run() -> int:
        with tempfile.TemporaryDirectory() as folder:
            return sending(everyone, Path(folder))

    return run


def reprise(count: int) -> Work:
    everyone = compared(count)
    folder = Path(tempfile.mkdtemp(prefix="retours-"))
    sending(everyone, folder)
    return lambda: sending(everyone, folder)


STEPS = {"comparer": comparer, "registre": registre, "word": word, "envoi": envoi, "reprise": reprise}


def memory(field: str) -> float:
    """La mémoire résidente du processus, en Mo : `VmRSS` (maintenant) ou `VmHWM` (au plus haut)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def measure(name: str, count: int) -> dict[str, object]:
    """Les temps (s) et la mémoire ajoutée (Mo) d'une étape."""
    STEPS[name](20)()  # importations et caches : payés avant la mesure
    run = STEPS[name](count)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # Linux : le plus haut repart de maintenant
    before, times = memory("VmRSS"), []
    for _ in range(RUNS):
        start = time.perf_counter()
        assert run()
        times.append(time.perf_counter() - start)
    return {"times": times, "memory": memory("VmHWM") - before, "whole": memory("VmHWM")}


def main() -> None:
    """Lance chaque étape dans son processus et imprime le tableau."""
    count = next((int(a.split("=")[1]) for a in sys.argv[1:] if a.startswith("--equipes=")), TEAMS)
    names = [argument for argument in sys.argv[1:] if argument in STEPS] or list(STEPS)
    print(f"{count} équipes, {RUNS} passages ; python-docx {version('python-docx')}")
    print(f"{'':<10}{'s, min':>9}{'s, médiane':>12}{'ms par équipe':>15}{'Mo ajoutés':>12}{'Mo en tout':>12}")
    for name in names:
        command = [sys.executable, __file__, "--un", name, str(count)]
        result = json.loads(
            subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1]
        )
        low, middle = min(result["times"]), statistics.median(result["times"])
        line = f"{name:<10}{low:>9.1f}{middle:>12.1f}{1000 * middle / count:>15.1f}"
        print(f"{line}{result['memory']:>12.0f}{result['whole']:>12.0f}".replace(".", ","))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--un"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
