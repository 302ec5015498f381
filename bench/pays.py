"""Compter et noter un pays : 2 500 équipes × 25 personnes × 80 questions, soit 5 000 000 de réponses.

Chaque concurrent tourne seul dans son processus, sur les mêmes réponses déjà en mémoire. On donne le
minimum et la médiane de plusieurs passages, le rapport au plancher, et la mémoire ajoutée à l'entrée (le plus
haut de la mémoire résidente pendant les passages, moins celle d'avant ; Linux seulement).

    python bench/pays.py            # tous les concurrents
    python bench/pays.py matrice    # un seul, et le plancher
    python bench/pays.py --melange  # les réponses dans le désordre

Le plancher est `numpy.bincount` sur des clés toutes faites : personne ne compte plus vite sans compter
moins. « matrice » part des trois colonnes, bâtit les clés, compte, puis note les dimensions ; pandas et
DuckDB ne font que compter.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

TEAMS, PEOPLE, QUESTIONS, DIMENSIONS, LEVELS = 2500, 25, 80, 16, 4
CODES = LEVELS + 3
RUNS = 9
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


def answers(count: int) -> Arrays:
    """Trois colonnes (équipe, question, code), une ligne par réponse, équipe après équipe."""
    rng = np.random.default_rng(20261121)
    team = np.repeat(np.arange(TEAMS, dtype=np.int32), PEOPLE * QUESTIONS)[:count]
    question = np.tile(np.arange(QUESTIONS, dtype=np.int16), TEAMS * PEOPLE)[:count]
    code = rng.choice(CODES, p=[0.15, 0.25, 0.3, 0.15, 0.05, 0.05, 0.05], size=count).astype(np.int8)
    return team, question, code


def grid():
    """Une grille de 16 dimensions de 5 questions."""
    from matrice import parse_referentiel

    lines = ["scale:", "  levels:"]
    lines += [f"    - {{value: {v}, label: n{v}}}" for v in range(LEVELS)]
    lines += ["axes:"]
    for axis in range(4):
        lines += [f"  - id: a{axis}", f"    label: A{axis}", "    dimensions:"]
        for dimension in range(DIMENSIONS // 4):
            name = f"a{axis}d{dimension}"
            lines += [f"      - id: {name}", f"        label: {name}", "        characteristics:"]
            lines += [f"          - {{id: {name}.{k}, label: q}}" for k in range(QUESTIONS // DIMENSIONS)]
    return parse_referentiel("\n".join(lines))


def shuffled(data: Arrays) -> Arrays:
    """Les mêmes réponses dans le désordre : le cas défavorable."""
    order = np.random.default_rng(1).permutation(len(data[0]))
    return tuple(column[order] for column in data)


def floor(data: Arrays) -> Callable[[], object]:
    team, question, code = data
    keys = (team.astype(np.int64) * QUESTIONS + question) * CODES + code
    return lambda: np.bincount(keys, minlength=TEAMS * QUESTIONS * CODES)


def matrice(data: Arrays) -> Callable[[], object]:
    from matrice.assessment import count_answers, dimension_scores

    ref = grid()
    size = {"teams": TEAMS, "questions": QUESTIONS, "codes": CODES}
    return lambda: dimension_scores(count_answers(*data, **size), ref)


def pandas(data: Arrays) -> Callable[[], object]:
    import pandas as pd

    frame = pd.DataFrame(dict(zip(("team", "question", "code"), data, strict=True)), copy=False)
    return lambda: frame.groupby(["team", "question", "code"], sort=False).size()


def duckdb(data: Arrays) -> Callable[[], object]:
    import duckdb as db
    import pandas as pd

    frame = pd.DataFrame(dict(zip(("team", "question", "code"), data, strict=True)), copy=False)
    connection = db.connect()
    connection.register("frame", frame)
    query = "select team, question, code, count(*) from frame group by all"
    return lambda: connection.execute(query).fetchnumpy()


CONTENDERS = {"bincount": floor, "matrice": matrice, "pandas": pandas, "duckdb": duckdb}


def memory(field: str) -> float:
    """La mémoire résidente du processus, en Mo : `VmRSS` (maintenant) ou `VmHWM` (au plus haut)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def measure(name: str, mixed: bool) -> dict[str, object]:
    """Les temps (s) et la mémoire ajoutée (Mo) d'un concurrent."""
    CONTENDERS[name](answers(1000))()  # importations et caches : payés avant la mesure
    data = answers(TEAMS * PEOPLE * QUESTIONS)
    run = CONTENDERS[name](shuffled(data) if mixed else data)
    del data
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # Linux : le plus haut repart de maintenant
    before, times = memory("VmRSS"), []
    for _ in range(RUNS):
        start = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - start)
        del result
    return {"times": times, "memory": memory("VmHWM") - before}


def main() -> None:
    """Lance chaque concurrent dans son processus et imprime le tableau."""
    options = [argument for argument in sys.argv[1:] if argument.startswith("--")]
    asked = [argument for argument in sys.argv[1:] if argument in CONTENDERS] or list(CONTENDERS)
    names = list(dict.fromkeys(["bincount", *asked]))
    results = {}
    for name in names:
        command = [sys.executable, __file__, "--un", name, *options]
        results[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    base = statistics.median(results["bincount"]["times"])
    print(f"{TEAMS * PEOPLE * QUESTIONS:,} réponses, {RUNS} passages ; numpy {version('numpy')}".replace(",", " "))
    print(f"{'':<10}{'min (ms)':>10}{'médiane':>10}{'× plancher':>12}{'Mo ajoutés':>12}")
    for name, result in results.items():
        low, middle = min(result["times"]), statistics.median(result["times"])
        print(f"{name:<10}{1000 * low:>10.0f}{1000 * middle:>10.0f}{middle / base:>12.1f}{result['memory']:>12.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--un"]:
        print(json.dumps(measure(sys.argv[2], mixed="--melange" in sys.argv)))
    else:
        main()
