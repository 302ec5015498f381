"""Mille fiches de poste d'un coup : le calcul, puis le document Word, face à docxtpl qui met en page le même contenu.

Chaque concurrent tourne seul dans son processus. On donne le minimum et la médiane de plusieurs passages, en
millisecondes par fiche, le rapport à matrice, et la mémoire ajoutée à l'entrée (le plus haut de la mémoire
résidente pendant les passages, moins celle d'avant ; Linux seulement).

    python bench/fiches.py                  # 1 000 fiches, tous les concurrents
    python bench/fiches.py word docxtpl     # ceux-là seulement
    python bench/fiches.py --fiches=100     # moins de fiches

« calcul » va du profil à la fiche ; « word » et « excel » de la fiche aux octets du fichier. « docxtpl » reçoit les
titres, paragraphes et tableaux déjà écrits en français, et un modèle qui a nos styles et des tableaux tout prêts :
il ne calcule rien, ne redessine pas le radar et ne compose pas les champs à compléter. La comparaison le favorise.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import random
import re
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
        chosen = None if draw.random() < 0.3 else draw.sample(names, draw.randint(4, 60))
        hours = draw.choice([4, 5, 7, 8, 10.5, 14, 17.5, 24, 35])
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


def word(count: int) -> Work:
    from matrice.render import word

    fiches = drafted(count)
    return lambda: sum(len(word.fiche(fiche, on=ON, layout=plan).to_bytes()) for fiche, plan in fiches)


def excel(count: int) -> Work:
    from matrice.render import excel

    fiches = drafted(count)
    return lambda: sum(len(excel.fiche(fiche, layout=plan)) for fiche, plan in fiches)


def docxtpl(count: int) -> Work:
    from docxtpl import DocxTemplate

    from matrice.render import word

    fiches = drafted(count)
    model = template()
    contents = [{"blocs": blocks(word.fiche(fiche, on=ON, layout=plan))} for fiche, plan in fiches]

    def fill(content: dict) -> int:
        document, out = DocxTemplate(io.BytesIO(model)), io.BytesIO()
        document.render(content, autoescape=True)
        document.save(out)
        return len(out.getvalue())

    return lambda: sum(fill(content) for content in contents)


# --- le même contenu pour docxtpl ------------------------------------------------------------------

WIDEST = 7  # colonnes du plus large de nos tableaux


def blocks(document) -> list[dict]:
    """Le contenu d'un de nos documents : une suite de paragraphes stylés et de tableaux, en textes."""
    from docx.oxml.ns import qn

    found = []
    for element in document.element.body:
        if element.tag == qn("w:p"):
            found.append({"sorte": element.style or "Normal", "texte": text(element)})
        elif element.tag == qn("w:tbl"):
            lines = [[text(cell) for cell in row.iterchildren(qn("w:tc"))] for row in element.iterchildren(qn("w:tr"))]
            found.append({"sorte": f"tableau{len(lines[0])}", "titres": lines[0], "lignes": lines[1:]})
    return found


def text(element) -> str:
    """Le texte d'un élément."""
    from docx.oxml.ns import qn

    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def template() -> bytes:
    """Le modèle docxtpl : une boucle sur les blocs, un paragraphe par style, un tableau par nombre de colonnes."""
    from docx.oxml.ns import qn
    from matrice.render.word.tables import Column, add_table

    from matrice.render.word.document import new_document
    from matrice.render.word.styles import STYLES

    document = new_document("Fiche de poste", "Équipe", ON, subject="Mesure", keywords=())
    names = re.findall('<w:style w:type="paragraph"[^>]*w:styleId="([^"]+)"', STYLES)
    say(document, "{%p for b in blocs %}")
    for rank, name in enumerate(dict.fromkeys(["Normal", *names])):
        say(document, f"{{%p {'el' if rank else ''}if b.sorte == '{name}' %}}")
        say(document, "{{ b.texte }}", "" if name == "Normal" else name)
    for width in range(1, WIDEST + 1):
        say(document, f"{{%p elif b.sorte == 'tableau{width}' %}}")
        cells = [f"{{{{ l[{rank}] }}}}" for rank in range(width)]
        add_table(
            document, "Tableau", "Tableau", [Column(f"{{{{ b.titres[{rank}] }}}}", 1) for rank in range(width)],
            [("{%tr for l in b.lignes %}", *[""] * (width - 1)), cells, ("{%tr endfor %}", *[""] * (width - 1))],
        )  # fmt: skip
    say(document, "{%p endif %}")
    say(document, "{%p endfor %}")
    for tied in list(document.element.body.iter(qn("w:keepNext"))):
        tied.getparent().remove(tied)  # les lignes d'un tableau répété ne se tiennent pas toutes
    return document.to_bytes()


def say(document, words: str, style: str = "") -> None:
    """Un paragraphe du modèle."""
    from matrice.render.word.blocks import add_text

    add_text(document, words, style=style)


# --- la mesure -------------------------------------------------------------------------------------

CONTENDERS = {"calcul": calcul, "word": word, "excel": excel, "docxtpl": docxtpl}


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
        start = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - start)
        assert result
    return {"times": times, "memory": memory("VmHWM") - before}


def main() -> None:
    """Lance chaque concurrent dans son processus et imprime le tableau."""
    count = next((int(a.split("=")[1]) for a in sys.argv[1:] if a.startswith("--fiches=")), FICHES)
    names = [argument for argument in sys.argv[1:] if argument in CONTENDERS] or list(CONTENDERS)
    print(f"{count} fiches, {RUNS} passages ; docxtpl {version('docxtpl')}, python-docx {version('python-docx')}")
    print(f"{'':<10}{'s, min':>9}{'s, médiane':>12}{'ms par fiche':>14}{'× word':>9}{'Mo ajoutés':>12}")
    base = None
    for name in names:
        command = [sys.executable, __file__, "--un", name, str(count)]
        result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        low, middle = min(result["times"]), statistics.median(result["times"])
        base = middle if name == "word" else base
        ratio = f"{middle / base:.2f}".replace(".", ",") if base else "–"
        each = f"{1000 * middle / count:.1f}".replace(".", ",")
        print(f"{name:<10}{low:>9.1f}{middle:>12.1f}{each:>14}{ratio:>9}{result['memory']:>12.0f}".replace(".", ","))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--un"]:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
