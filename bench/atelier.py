"""L'atelier servi : la première page, de « Révéler » à l'écran, soixante téléphones qui votent ensemble, la mémoire.

La commande tourne dans son propre processus, comme chez une équipe ; les temps sont ceux d'un navigateur qui demande la page.

    python bench/atelier.py
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

PHONES = 60
EXAMPLE = Path(__file__).parents[1] / "data" / "exemple.csv"


def memory(process: int) -> float:
    """La mémoire résidente, en Mo (Linux seulement)."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else float("nan")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        team = str(Path(folder) / "equipe")
        command = [sys.executable, "-c", "from matrice.cli import main; main()"]
        for words in (
            ["equipe", team, "--nom", "Équipe", "--effectif", "60"],
            ["recueil", team, str(EXAMPLE), "--date", "2026-10-06"],
        ):
            subprocess.run([*command, *words], check=True, capture_output=True)
        begun = time.perf_counter()
        served = subprocess.Popen(
            [*command, "atelier", team, "--sans-navigateur", "--port-telephones", "0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            conduct, screen, phone = (served.stdout.readline().rsplit(" ", 1)[1].strip().rstrip("/") for _ in range(3))
            with httpx.Client(follow_redirects=True, timeout=30) as browser:
                measure(browser, conduct, screen, phone, served.pid, begun)
        finally:
            served.terminate()
            served.wait()


def measure(browser: httpx.Client, conduct: str, screen: str, phone: str, process: int, begun: float) -> None:
    page = browser.get(f"{conduct}/").text
    print(f"première page    {time.perf_counter() - begun:6.2f} s après la commande, {memory(process):4.0f} Mo")

    def act(gesture: str, **fields: object) -> None:
        nonlocal page
        rank = re.search(r'name="rang" value="(\d+)"', page)
        page = browser.post(
            f"{conduct}/atelier", data={"geste": gesture, "rang": rank[1] if rank else "", **fields}
        ).text

    browser.post(f"{conduct}/ordre", data={"geste": "regler", "presents": PHONES, "minutes": 75, "puis": "commencer"})
    page = browser.get(f"{conduct}/atelier").text
    act("aller", carte="partage.4")
    before = browser.get(f"{screen}/etat").json()["v"]
    start = time.perf_counter()
    act("reveler")
    while browser.get(f"{screen}/etat").json()["v"] == before:
        pass
    browser.get(f"{screen}/")
    print(
        f"de révéler à l’écran {(time.perf_counter() - start) * 1000:4.0f} ms, puis une seconde au plus d’attente de l’écran"
    )
    act("voter")

    def vote(rank: int) -> None:
        with httpx.Client(follow_redirects=True, timeout=60) as one:
            asked = one.get(phone).text
            token = re.search(r'name="jeton" value="(\w+)"', asked)[1]
            one.post(f"{phone}/1", data={"geste": "repondre", "question": "partage.4", "r": rank % 4, "jeton": token})

    start = time.perf_counter()
    with ThreadPoolExecutor(PHONES) as pool:
        list(pool.map(vote, range(PHONES)))
    spent = time.perf_counter() - start
    told = browser.get(f"{screen}/etat").json()["n"]
    print(f"{PHONES} téléphones     {spent:6.2f} s ; « {told} », {memory(process):4.0f} Mo")


if __name__ == "__main__":
    main()
