"""Mille fiches de poste d'un coup : le calcul, la fiche que l'on signe, les trois fichiers, face à python-docx tout nu.

Chaque concurrent tourne seul dans son processus. On donne le minimum et la médiane de plusieurs passages, en temps de
processeur (une machine occupée ne le fausse guère), en millisecondes par fiche, le rapport à la fiche signée, et la mémoire
ajoutée à l'entrée (le plus haut de la mémoire résidente pendant les passages, moins celle d'avant ; Linux seulement).

    python bench/fiches.py                  # 1 000 fiches, tous les concurrents
    python bench/fiches.py signee nu        # ceux-là seulement
    python bench/fiches.py --fiches=100     # moins de fiches

« calcul » va du profil à la fiche ; « signee », « trois » et « excel » de la fiche aux octets des fichiers. « nu » et « trois-nus »
reçoivent les blocs de la fiche signée, ou des trois fichiers, déjà écrits (les budgets à deux heures près déjà calculés) et les
mettent en page par l'API ordinaire de python-docx, avec son modèle : ni styles à nous, ni graphique, ni champs, ni accessibilité.
La comparaison les favorise.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

FICHES, RUNS = 1000, 3
ON = dt.date(2026, 11, 21)
EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "exemple.csv"
STATUSES = ("salarie-sisa", "groupement", "micro", "professionnel-sante", "benevole", "portage")
PLANS = ("matrice", "blocs", "missions", "champs")
Work = Callable[[], object]


def requests(count: int) -> list[tuple[dict, str]]:
    """Les demandes : heures, tâches, statut et plan varient ; toujours les mêmes d'un passage à l'autre."""
    from matrice import load_referentiel
    from matrice.fiche import catalogue

    draw = random.Random(20261121)
    names = [task.id for task in catalogue(load_referentiel())]
    found = []
    for _ in range(count):
        hours = draw.choice([4, 5, 7, 8, 10.5, 14, 17.5, 24, 35])
        # Des consignes qui ne tiennent pas sont refusées : une tâche par heure de budget, au plus.
        chosen = None if draw.random() < 0.7 else draw.sample(names, draw.randint(2, max(2, int(hours / 2))))
        found.append(({"weekly_hours": hours, "tasks": chosen, "status": draw.choice(STATUSES)}, draw.choice(PLANS)))
    return found


def profile():
    """L'équipe d'exemple."""
    from matrice import load_referentiel, read_responses, score

    ref = load_referentiel()
    return score(read_responses(EXAMPLE, ref, team="Équipe d’exemple", on=ON, registered=18), ref)


def drafted(count: int) -> list[tuple[object, str]]:
    """Les fiches calculées et leur plan : ce dont partent les documents."""
    from matrice import draft

    team = profile()
    return [(draft(team, on=ON, **asked), plan) for asked, plan in requests(count)]


def calcul(count: int) -> Work:
    from matrice import draft

    team, asked = profile(), [one for one, _ in requests(count)]
    return lambda: sum(len(draft(team, on=ON, **one).tasks) for one in asked)


def signee(count: int) -> Work:
    from matrice.render import word

    fiches = drafted(count)
    return lambda: sum(len(word.fiche(fiche, on=ON, layout=plan).to_bytes()) for fiche, plan in fiches)


def trois(count: int) -> Work:
    from matrice.render import word

    fiches = drafted(count)

    def write(fiche: object, plan: str) -> int:
        papers = (
            word.fiche(fiche, on=ON, layout=plan), word.note_equipe(fiche, on=ON, layout=plan), word.note_budget(fiche, on=ON),
        )  # fmt: skip
        return sum(len(paper.to_bytes()) for paper in papers)

    return lambda: sum(write(fiche, plan) for fiche, plan in fiches)


def excel(count: int) -> Work:
    from matrice.render import excel

    fiches = drafted(count)
    return lambda: sum(len(excel.fiche(fiche, layout=plan)) for fiche, plan in fiches)


def nu(count: int) -> Work:
    from matrice import documents

    contents = [documents.fiche(fiche, on=ON, layout=plan) for fiche, plan in drafted(count)]
    return lambda: sum(len(bare(content)) for content in contents)


def trois_nus(count: int) -> Work:
    from matrice import documents

    contents = []
    for fiche, plan in drafted(count):
        contents += [documents.fiche(fiche, on=ON, layout=plan), documents.note_equipe(fiche, on=ON, layout=plan)]
        contents.append(documents.note_budget(fiche, on=ON))
    return lambda: sum(len(bare(content)) for content in contents)


def bare(document) -> bytes:
    """Les mêmes titres, paragraphes, puces et tableaux, par l'API de python-docx."""
    import docx

    from matrice.documents.blocks import Bullets, Cell, Heading, Table, Text, text_of

    paper, out = docx.Document(), io.BytesIO()
    for block in document.blocks:
        if isinstance(block, Heading):
            paper.add_heading(block.text, block.level)
        elif isinstance(block, Table):
            rows = [[column.title for column in block.columns], *block.rows, *([block.total] if block.total else [])]
            table = paper.add_table(len(rows), len(block.columns), style="Table Grid")
            for line, cells in zip(table.rows, rows, strict=True):
                for place, content in zip(line.cells, cells, strict=True):
                    place.text = text_of(content.content if isinstance(content, Cell) else content)
        elif isinstance(block, Bullets):
            for item in block.items:
                paper.add_paragraph(text_of(item), style="List Bullet")
        elif isinstance(block, Text):
            paper.add_paragraph(text_of(block.content))
    paper.save(out)
    return out.getvalue()


# --- la mesure -------------------------------------------------------------------------------------

CONTENDERS = {"calcul": calcul, "signee": signee, "trois": trois, "excel": excel, "nu": nu, "trois-nus": trois_nus}


def memory(field: str) -> float:
    """La mémoire résidente du processus, en Mo : `VmRSS` (maintenant) ou `VmHWM` (au plus haut)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def measure(name: str, count: int) -> dict[str, object]:
    """Les temps (s) et la mémoire ajoutée (Mo) d'un concurrent."""
    CONTENDERS[name](2)()  # importations et caches : payés avant la mesure
    run = CONTENDERS[name](count)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # Linux : le plus haut repart de maintenant
    before, times = memory("VmRSS"), []
    for _ in range(RUNS):
        start = time.process_time()
        result = run()
        times.append(time.process_time() - start)
        assert result
    return {"times": times, "memory": memory("VmHWM") - before}


def main() -> None:
    """Lance chaque concurrent dans son processus et imprime le tableau."""
    count = next((int(a.split("=")[1]) for a in sys.argv[1:] if a.startswith("--fiches=")), FICHES)
    names = [argument for argument in sys.argv[1:] if argument in CONTENDERS] or list(CONTENDERS)
    print(f"{count} fiches, {RUNS} passages ; python-docx {version('python-docx')}")
    print(f"{'':<10}{'s, min':>9}{'s, médiane':>12}{'ms par fiche':>14}{'× signée':>9}{'Mo ajoutés':>12}")
    base = None
    for name in names:
        command = [sys.executable, __file__, "--un", name, str(count)]
        result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        low, middle = min(result["times"]), statistics.median(result["times"])
        base = middle if name == "signee" else base
        ratio = f"{middle / base:.2f}".replace(".", ",") if base else "–"
        each = f"{1000 * middle / count:.1f}".replace(".", ",")
        print(f"{name:<10}{low:>9.1f}{middle:>12.1f}{each:>14}{ratio:>9}{result['memory']:>12.0f}".replace(".", ","))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--un"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
