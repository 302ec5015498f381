"""Comparer un pays : 2 600 équipes × 10 ans × 21 dimensions, puis cinq millions de réponses jusqu'au rapport.

Chaque concurrent tourne seul dans son processus, sur les mêmes données déjà en mémoire. On donne le minimum et la médiane de
plusieurs passages, le temps de processeur (il dit mieux, sur une machine occupée), et la mémoire : le plus haut de la mémoire
résidente pendant les passages, en tout et en plus de l'entrée (Linux seulement).

    python bench/national.py            # le pays, puis la croissance de 1× à 16×, puis les réponses
    python bench/national.py --court    # le pays et les profils seulement

- `compare_all` : la dernière année, chaque équipe face à son groupe (parts, quartiles, intervalles, bandes, pas
  suivants) ; `national_report` : la même année par région ; « sans registre » : les deux ; « matrice » : les deux, inscrits
  dans un registre neuf, comme tout ce qui se publie ; « seconde coupe » : la même année par territoire, après les deux.
- pandas et DuckDB refont les chiffres bruts de `compare_all` et du rapport : par groupe × dimension et par région ×
  dimension, les équipes à chaque niveau, leurs parts, les trois quartiles de note. Ni place de chaque équipe, ni
  secret, ni évolution : c'est moins que « matrice ».
  Le prix du registre : « matrice » moins « sans registre ». « les seuls chiffres » : ceux-là, par matrice, sous la politique.
- « profils » : un dossier de 2 600 `profil.json` lu et vérifié, face à `json.loads` qui ne vérifie rien.
- « réponses » : la table des réponses une par une jusqu'au rapport de territoire ; pandas et DuckDB comptent les
  réponses par équipe, question et réponse, prennent le niveau proposé, la note, puis les mêmes chiffres par région.
"""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

TEAMS, YEARS = 2600, tuple(range(2017, 2027))
LEVELS = 4
RUNS, LONG_RUNS = 5, 3
Run = Callable[[], object]


def cohort_of(scale: int):
    """Dix ans d'un pays simulé, `scale` fois 2 600 équipes ; la simulation garde ses attributs publiés."""
    from matrice.federation import simulate_cohort

    return simulate_cohort(teams=TEAMS * scale, years=YEARS, seed=20261121, attrition=0)


# --- le pays ---------------------------------------------------------------------------------------


def compare_all(scale: int) -> Run:
    import matrice

    cohort = cohort_of(scale)
    return lambda: matrice.compare_all(cohort)


def national_report(scale: int) -> Run:
    import matrice

    cohort = cohort_of(scale)
    return lambda: matrice.national_report(cohort)


def figures(scale: int) -> Run:
    from matrice.federation import Policy, peer_groups
    from matrice.federation.figures import group_figures, tables

    cohort, policy = cohort_of(scale), Policy()

    def run() -> object:
        now = cohort.year(YEARS[-1])
        table, levels = tables(now), len(now.ref.scale.values)
        parts = [group for by in (("age", "size", "rurality"), ("region",)) for group in peer_groups(now, policy, by)]
        return [group_figures(table, group.rows, levels, policy) for group in parts]

    return run


def both(scale: int) -> Run:
    import matrice

    cohort = cohort_of(scale)
    return lambda: (matrice.compare_all(cohort), matrice.national_report(cohort))


def registered(scale: int) -> Run:
    cohort = cohort_of(scale)
    return lambda: published(cohort, new_register(cohort))


def second_cut(scale: int) -> Run:
    """Une autre coupe de la même année ; à la taille d'un pays le registre peut la refuser, et le temps du refus est compté."""
    import matrice
    from matrice.federation import DisclosureError
    from matrice.federation.disclosure.isolation import isolable_groups

    cohort = cohort_of(scale)
    first = new_register(cohort)
    published(cohort, first)

    def run() -> object:
        isolable_groups.cache_clear()
        try:
            return matrice.national_report(cohort, by="territory", register=replace(first))
        except DisclosureError:
            return None

    return run


def new_register(cohort):
    from matrice.federation import Ledger, Register, freeze

    return Register(Ledger(), freeze(cohort, YEARS[-1], key=b"seize octets de clef, ou plus"), on=dt.date(2026, 11, 21))


def published(cohort, register) -> object:
    """Toutes les comparaisons puis le rapport, inscrits ; rien de retenu d'un passage à l'autre."""
    import matrice
    from matrice.federation.disclosure.isolation import isolable_groups

    isolable_groups.cache_clear()
    return matrice.compare_all(cohort, register=register), matrice.national_report(cohort, register=register)


def long_table(scale: int):
    """Toute la cohorte en longueur : une ligne par équipe, année et dimension ; groupe de comparaison et région."""
    import pandas as pd

    from matrice.federation import SCORED, Policy, peer_groups

    cohort = cohort_of(scale)
    groups = np.full(len(cohort), -1, dtype=np.int16)
    for year in YEARS:
        rows = cohort.years == year
        groups[rows] = peer_groups(cohort.year(year), Policy()).member
    wide = len(cohort.ref.dimensions)
    known = (cohort.standings == SCORED).ravel()
    columns = {
        "annee": np.repeat(cohort.years, wide), "groupe": np.repeat(groups, wide),
        "region": np.repeat(cohort.region.codes, wide), "dimension": np.tile(np.arange(wide, dtype=np.int16), len(cohort)),
        "niveau": cohort.levels.ravel(), "note": cohort.scores.ravel(),
    }  # fmt: skip
    return pd.DataFrame({name: column[known] for name, column in columns.items()})


def pandas(scale: int) -> Run:
    frame = long_table(scale)
    return lambda: [pandas_figures(frame[frame.annee == YEARS[-1]], by) for by in ("groupe", "region")]


def pandas_figures(now, by: str):
    """Comptes par niveau, parts, quartiles."""
    counts = now.groupby([by, "dimension", "niveau"]).size().unstack(fill_value=0)
    shares = counts.div(counts.sum(axis=1), axis=0)
    quartiles = now.groupby([by, "dimension"]).note.quantile([0.25, 0.5, 0.75]).unstack()
    return counts, shares, quartiles


def duckdb(scale: int) -> Run:
    import duckdb as db

    connection = loaded(db.connect(), t=long_table(scale))
    return lambda: [connection.execute(figures_query("t", by)).fetchnumpy() for by in ("groupe", "region")]


def loaded(connection, **frames):
    """La connexion, ces tables copiées dans DuckDB."""
    for name, frame in frames.items():
        connection.register("entree", frame)
        connection.execute(f"create table {name} as select * from entree")
        connection.unregister("entree")
    return connection


def figures_query(table: str, by: str, where: str = f"where annee = {YEARS[-1]}") -> str:
    """Comptes par niveau, parts, quartiles, en SQL."""
    counts = ", ".join(f"count(*) filter (niveau = {level}) as n{level}" for level in range(LEVELS))
    shares = ", ".join(f"avg((niveau = {level})::int) as p{level}" for level in range(LEVELS))
    return (
        f"select {by}, dimension, {counts}, {shares}, quantile_cont(note, [0.25, 0.5, 0.75]) as q "
        f"from {table} {where} group by {by}, dimension"
    )


# --- cinq millions de réponses ---------------------------------------------------------------------


def answers_frame():
    """Cinq millions de réponses de 2 600 équipes et ce qu'elles disent d'elles-mêmes, textes en catégories."""
    import pandas as pd

    from matrice.federation import simulate_answers, simulate_descriptors

    asked = {"teams": TEAMS, "seed": 20261121}
    return pd.DataFrame(simulate_answers(**asked)), pd.DataFrame(simulate_descriptors(**asked))


def answers_matrice(_: int) -> Run:
    import matrice

    frame, facts = answers_frame()
    return lambda: matrice.national_report(matrice.read_cohort([frame, facts]))


def answers_matrice_duckdb(_: int) -> Run:
    import duckdb as db

    import matrice

    frame, facts = answers_frame()
    connection = loaded(db.connect(), r=frame)
    del frame
    return lambda: matrice.national_report(matrice.read_cohort([connection.table("r"), facts]))


def answers_pandas(_: int) -> Run:
    frame, facts = answers_frame()
    frame["dimension"] = (
        frame.item.cat.rename_categories(list(frame.item.cat.categories)).astype(str).str.split(".").str[0]
    )
    frame["dimension"] = frame.dimension.astype("category")
    facts = facts[["equipe", "region"]].drop_duplicates()

    def run() -> object:
        known = frame[frame.reponse.isin(["0", "1", "2", "3"])]
        level = known.reponse.astype(str).astype("int8")
        asked = known.assign(niveau=level).groupby(["equipe", "dimension", "item"], observed=True).niveau
        proposed = asked.quantile(0.5, interpolation="lower")
        note = (100 * proposed / 3).groupby(["equipe", "dimension"], observed=True).mean().rename("note").reset_index()
        note["niveau"] = np.floor(note.note * 3 / 100 + 1e-9).astype(int)
        note = note.astype({"equipe": str}).merge(facts, on="equipe")
        return pandas_figures(note, "region")

    return run


def answers_duckdb(_: int) -> Run:
    import duckdb as db

    frame, facts = answers_frame()
    connection = loaded(db.connect(), r=frame, f=facts[["equipe", "region"]].drop_duplicates())
    del frame
    notes = """create or replace temp table notes as
      with p as (select equipe::varchar as equipe, split_part(item::varchar, '.', 1) as dimension, item,
                        quantile_disc(reponse::varchar::tinyint, 0.5) as niveau
                 from r where reponse in ('0', '1', '2', '3') group by all),
           n as (select equipe, dimension, avg(100.0 * niveau / 3) as note from p group by all)
      select n.*, floor(note * 3 / 100 + 1e-9)::int as niveau, region from n join f using (equipe)"""
    return lambda: (connection.execute(notes), connection.execute(figures_query("notes", "region", "")).fetchnumpy())


COUNTRY = {
    "compare_all": compare_all, "national_report": national_report, "sans registre": both, "matrice": registered,
    "seconde coupe": second_cut, "les seuls chiffres": figures,
    "pandas": pandas, "duckdb": duckdb,
}  # fmt: skip
ANSWERS = {
    "matrice": answers_matrice, "matrice+duckdb": answers_matrice_duckdb, "pandas": answers_pandas,
    "duckdb": answers_duckdb,
}  # fmt: skip


# --- 2 600 profils ---------------------------------------------------------------------------------


def profile_folder() -> Path:
    """Un `profil.json` par équipe, énoncés cotés par douze personnes : le même contenu sous autant de noms de code."""
    import pandas as pd

    import matrice
    from matrice.federation import export_profile

    ref, draw = matrice.load_referentiel(), np.random.default_rng(20261121)
    asked = {item.id: draw.choice(["0", "1", "2", "3", "SO"], 12) for item in ref.characteristics}
    answers = pd.DataFrame({"code": [f"p{rank}" for rank in range(12)]} | asked)
    day, folder = dt.date(2026, 10, 6), Path(tempfile.mkdtemp(prefix="profils-"))
    atexit.register(shutil.rmtree, folder)
    profile = matrice.score(matrice.read_responses(answers, ref, team="Les Tilleuls", on=day, registered=15))
    for rank in range(TEAMS):
        content = export_profile(profile, code=f"mésange-{rank}", hours=12.5, cost=24000.0, on=day)
        (folder / f"profil-{rank}.json").write_bytes(content)
    return folder


def profiles_matrice(_: int) -> Run:
    import matrice

    folder = profile_folder()
    return lambda: matrice.read_cohort(folder)


def profiles_json(_: int) -> Run:
    paths = sorted(profile_folder().iterdir())
    return lambda: [json.loads(path.read_bytes()) for path in paths]


PROFILES = {"matrice": profiles_matrice, "json.loads": profiles_json}
KINDS = {"pays": COUNTRY, "reponses": ANSWERS, "profils": PROFILES}


# --- mesurer ---------------------------------------------------------------------------------------


def memory(field: str) -> float:
    """La mémoire résidente du processus, en Mo : `VmRSS` (maintenant) ou `VmHWM` (au plus haut)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def measure(kind: str, name: str, scale: int) -> dict[str, object]:
    """Les temps (s), la mémoire en tout et ajoutée à l'entrée (Mo) d'un concurrent."""
    run = KINDS[kind][name](scale)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # Linux : le plus haut repart de maintenant
    before, times, spent = memory("VmRSS"), [], []
    for _ in range(RUNS if kind == "pays" and scale == 1 else LONG_RUNS):
        start, busy = time.perf_counter(), time.process_time()
        result = run()
        times.append(time.perf_counter() - start)
        spent.append(time.process_time() - busy)
        del result
    return {"times": times, "spent": min(spent), "peak": memory("VmHWM"), "added": memory("VmHWM") - before}


def alone(kind: str, name: str, scale: int = 1) -> dict[str, object]:
    """La mesure d'un concurrent, seul dans son processus."""
    command = [sys.executable, __file__, "--un", kind, name, str(scale)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def table(title: str, results: dict[str, dict[str, object]]) -> None:
    """Imprime un tableau de mesures."""
    print(f"\n{title}")
    print(f"{'':<20}{'min (s)':>10}{'médiane':>10}{'processeur':>12}{'Mo en tout':>12}{'Mo ajoutés':>12}")
    for name, one in results.items():
        low, middle = min(one["times"]), statistics.median(one["times"])
        print(
            f"{name:<20}{low:>10.2f}{middle:>10.2f}{one['spent']:>12.2f}{one['peak']:>12.0f}{one['added']:>12.0f}",
            flush=True,
        )


def main() -> None:
    """Lance chaque concurrent dans son processus et imprime les tableaux."""
    from matrice import load_referentiel

    dimensions = len(load_referentiel().dimensions)
    size = f"{TEAMS:,} équipes × {len(YEARS)} ans × {dimensions} dimensions".replace(",", " ")
    table(f"Le pays : {size}", {name: alone("pays", name) for name in COUNTRY})
    table("2 600 profil.json jusqu’à la cohorte", {name: alone("profils", name) for name in PROFILES})
    if "--court" in sys.argv:
        return
    growth = {
        f"{name} {scale}×": alone("pays", name, scale)
        for name in ("matrice", "seconde coupe", "les seuls chiffres", "pandas", "duckdb")
        for scale in (1, 4, 16)
    }
    table("Croissance : 1×, 4×, 16× autant d’équipes", growth)
    table(
        "Cinq millions de réponses jusqu’au rapport de territoire", {name: alone("reponses", name) for name in ANSWERS}
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--un"]:
        print(json.dumps(measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))))
    else:
        main()
