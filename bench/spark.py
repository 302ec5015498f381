"""Cinq millions de réponses dans un fichier Parquet, comptées là où elles sont : pandas, DuckDB, polars et PySpark.

Chaque moteur tourne seul dans son processus, lit le même fichier et rend une cohorte. On imprime le temps (démarrage du
moteur, puis lecture), la plus haute mémoire résidente (Python, et Java pour PySpark ; Linux seulement) et l'empreinte de ce
qui a été compris : niveaux, notes, états, répondants, votes, refus. Une empreinte qui diffère, ou un moteur qui échoue, fait
sortir avec 1.

    python bench/spark.py                          # 2 600 équipes, près de cinq millions de réponses
    python bench/spark.py --equipes=40 duckdb      # moins d’équipes, PySpark et ce moteur seulement

Des lignes qui ne vont pas sont glissées dans le fichier : une personne qui répond deux fois, une autre sans nom, une réponse
et une question inconnues, des cases vides. PySpark demande Java 17 et `pip install "pyspark>=4"` ; il compte en `local[2]`.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

TEAMS = 2600
MEMORY = "4g"


def write_answers(path: Path, teams: int) -> int:
    """Écrit les réponses, fautes comprises, et renvoie leur nombre."""
    import pandas as pd

    from matrice.federation import simulate_answers

    frame = pd.DataFrame(simulate_answers(teams=teams, seed=20261121))
    known, columns = frame.equipe.cat.categories, ["equipe", "repondant", "item", "reponse"]
    faulty = pd.concat([frame[frame.equipe == known[rank]].head(3) for rank in range(5)]).astype(
        dict.fromkeys(columns, object)
    )
    faulty["repondant"] = [
        "deux fois",
        "deux fois",
        "x",
        None,
        "",
        "y",
        "z",
        "z2",
        "z3",
        "u",
        "u2",
        "u3",
        "v",
        "v2",
        "v3",
    ]
    faulty["item"] = [*(["rcp.1"] * 6), *(["rcp.2"] * 3), *(["magie.1"] * 3), *(["rcp.3"] * 3)]
    faulty["reponse"] = [*("012" * 2), "7", *("23" * 2), "1", "", None, "SO"]
    frame = pd.concat([frame.astype(dict.fromkeys(columns, object)), faulty], ignore_index=True)
    frame.astype(dict.fromkeys(columns, "category")).to_parquet(path, index=False)
    return len(frame)


def digest_of(cohort: Any) -> str:
    """L'empreinte de tout ce qu'une lecture a compris, à l'octet près."""
    found = hashlib.sha256(repr((cohort.codes, cohort.notes, sorted(map(str, cohort.refused)))).encode())
    for name in (
        "teams",
        "years",
        "levels",
        "scores",
        "standings",
        "axis_scores",
        "axis_levels",
        "respondents",
        "votes",
    ):
        found.update(np.ascontiguousarray(getattr(cohort, name)).tobytes())
    return found.hexdigest()[:16]


# --- un moteur, seul dans son processus : de quoi rendre la table, et ses autres processus ----------


def pandas() -> tuple[Callable[[str], Any], list[int]]:
    import pandas as pd

    return pd.read_parquet, []


def duckdb() -> tuple[Callable[[str], Any], list[int]]:
    import duckdb as db

    return db.read_parquet, []


def polars() -> tuple[Callable[[str], Any], list[int]]:
    import polars as pl

    return pl.scan_parquet, []


def pyspark() -> tuple[Callable[[str], Any], list[int]]:
    from pyspark.sql import SparkSession

    asked = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "4",
        "spark.driver.memory": MEMORY, "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    }  # fmt: skip
    builder = SparkSession.builder.master("local[2]")
    for name, value in asked.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    return session.read.parquet, [session.sparkContext._gateway.proc.pid]


ENGINES = {"pandas": pandas, "duckdb": duckdb, "polars": polars, "pyspark": pyspark}


def measure(name: str, path: str) -> dict[str, object]:
    """Les secondes du démarrage et de la lecture, la mémoire au plus haut (Mo), l'empreinte."""
    from matrice.federation import read_cohort

    start = time.perf_counter()
    opened, others = ENGINES[name]()
    ready = time.perf_counter()
    cohort = read_cohort(opened(path))
    done = time.perf_counter()
    peak = sum(highest(one) for one in ("self", *map(str, others)))
    return {
        "start": ready - start,
        "read": done - ready,
        "peak": peak,
        "digest": digest_of(cohort),
        "said": repr(cohort),
    }


def highest(process: str) -> float:
    """La plus haute mémoire résidente d'un processus, en Mo."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> int:
    """Lance chaque moteur et compare les empreintes ; renvoie le code de sortie du programme."""
    teams = next((int(one.split("=")[1]) for one in sys.argv[1:] if one.startswith("--equipes=")), TEAMS)
    asked = [name for name in ENGINES if name in sys.argv[1:]]
    names = [*asked, "pyspark"] if asked and "pyspark" not in asked else asked or list(ENGINES)
    if not find_spec("pyspark"):
        print('PySpark manque\u00a0: pip install "pyspark>=4", et Java 17. Rien n’a été comparé avec lui.')
        names.remove("pyspark")
    with tempfile.TemporaryDirectory(prefix="reponses-") as folder:
        path = Path(folder) / "reponses.parquet"
        answers = write_answers(path, teams)
        print(
            f"{answers:,} réponses, un fichier Parquet de {path.stat().st_size / 1e6:.0f}\u00a0Mo".replace(
                ",", "\u202f"
            )
        )
        print(f"{'':<10}{'démarrage (s)':>15}{'lecture (s)':>13}{'Mo en tout':>12}  empreinte", flush=True)
        found = {}
        for name in names:
            command = [sys.executable, __file__, "--un", name, str(path)]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode:
                print(f"{name}\u00a0: échec\n{done.stderr}")
                return 1
            found[name] = one = json.loads(done.stdout.splitlines()[-1])
            line = f"{name:<10}{one['start']:>15.1f}{one['read']:>13.1f}{one['peak']:>12.0f}"
            print(f"{line}  {one['digest']}".replace(".", ","), flush=True)
    digests = {one["digest"] for one in found.values()}
    print(
        "Une seule empreinte."
        if len(digests) == 1
        else f"Les empreintes diffèrent\u00a0: {[one['said'] for one in found.values()]}"
    )
    return len(digests) != 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--un"]:
        print(json.dumps(measure(sys.argv[2], sys.argv[3])))
    else:
        sys.exit(main())
