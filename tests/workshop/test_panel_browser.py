"""Le panneau dans un vrai JupyterLab : on vote, on révèle, on décide, on tue le noyau, on reprend.

`MATRICE_CAPTURES=dossier` y écrit les images, à 1280 × 800 et à 1920 × 1080.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import matrice
from matrice import Campaign
from matrice.workshop import create_team, open_team

DELAY = 60  # secondes
DAY = dt.date(2026, 11, 21)
CODE = """
import datetime as dt, os, pathlib
from matrice.workshop import open_team, panel
pathlib.Path("noyau").write_text(str(os.getpid()))
panel(open_team("equipe").workshop(on=dt.date(2026, 11, 21)))
"""
# Ce qui dépasse de l'écran, et la plus petite lettre écrite, en points.
MEASURES = """() => {
  const panel = document.querySelector('.matrice-atelier');
  const sizes = [...panel.querySelectorAll('*')].filter(e => e.checkVisibility() && e.tagName !== 'STYLE'
    && ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || e.tagName === 'INPUT'))
    .map(e => parseFloat(getComputedStyle(e).fontSize) * 0.75);
  return [panel.scrollHeight - panel.clientHeight, panel.scrollWidth - panel.clientWidth, Math.min(...sizes)];
}"""


@pytest.fixture
def laboratory(tmp_path: Path, example: Campaign) -> Iterator[str]:
    """L'adresse d'un carnet prêt à exécuter, dans un JupyterLab privé, à côté d'un dossier d'équipe."""
    pytest.importorskip("jupyterlab")
    home = tmp_path / "livre"
    create_team(home / "equipe", name="MSP des Tilleuls", registered=18).save_answers(example)
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": CODE,
        "id": "a",
    }
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    book = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (home / "x.ipynb").write_text(json.dumps(book), encoding="utf-8")
    settings = tmp_path / "reglages" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}', encoding="utf-8")
    private = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("DATA", "RUNTIME", "CONFIG")} | {
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "reglages"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "bureau"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "PYTHONPATH": os.pathsep.join([str(Path(matrice.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
    }
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
         f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home}"],
        env={**os.environ, **private}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/doc/tree/x.ipynb?token={token}&reset"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(port: int) -> None:
    """Attend que le serveur réponde."""
    limit = time.monotonic() + DELAY
    while time.monotonic() < limit:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("JupyterLab n’a pas démarré", pytrace=False)


class Screen:
    """Le carnet ouvert dans un navigateur, vu comme par la personne qui anime."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.taken = 0
        folder = os.environ.get("MATRICE_CAPTURES")
        self.folder = Path(folder) if folder else None

    def run(self) -> None:
        """Attend le noyau (les touches se perdraient avant), puis exécute tout."""
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=DELAY * 1000)
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def press(self, *words: str) -> None:
        for word in words:
            self.page.get_by_role("button", name=word, exact=True).click(timeout=DELAY * 1000)

    def sees(self, text: str) -> None:
        """Attend que ces mots soient à l'écran."""
        self.page.locator(".matrice-atelier").get_by_text(text).first.wait_for(timeout=DELAY * 1000)

    def fits(self, name: str) -> None:
        """Rien ne dépasse de l'écran, rien n'est écrit à moins de 24 points ; garde une image si on la demande."""
        for width, height in ((1920, 1080), (1280, 800)) if self.folder else ((1280, 800),):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.wait_for_timeout(150)
            if self.folder:
                self.folder.mkdir(parents=True, exist_ok=True)
                self.page.screenshot(path=self.folder / f"{width}-{self.taken:02d}-{name}.png")
            below, beside, smallest = self.page.evaluate(MEASURES)
            assert (below, beside) == (0, 0), f"{name}, {width} × {height}"
            assert smallest == (24 if height == 800 else 30)
        self.taken += 1


@pytest.mark.filterwarnings("default")
def test_voter_reveler_decider_tuer_le_noyau_et_reprendre(chromium: str, laboratory: str, tmp_path: Path) -> None:
    pytest.importorskip("playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        outside: list[str] = []
        home = laboratory.split("/doc/", maxsplit=1)[0]
        context.route("**/*", lambda route: filtered(route, home, outside))
        page = context.new_page()
        page.goto(laboratory)
        workshop(Screen(page), tmp_path / "livre")
        browser.close()
    assert outside == []


def filtered(route: Any, home: str, outside: list[str]) -> None:
    """Ne laisse passer que ce poste, et note le reste."""
    if route.request.url.startswith((home, home.replace("http", "ws"), "data:", "blob:")):
        route.continue_()
    else:
        outside.append(route.request.url)
        route.abort()


def workshop(screen: Screen, home: Path) -> None:
    """Une carte de bout en bout, la coupure, la reprise."""
    page = screen.page
    screen.run()
    screen.press("Plein écran")
    screen.sees("État\u00a0: caché")
    screen.fits("cache")
    page.get_by_role("button", name="Révéler").focus()
    page.keyboard.press("Space")
    screen.sees("À ouvrir d’abord")
    screen.fits("revele")
    page.keyboard.press("Space")  # le focus est passé de lui-même au geste suivant
    screen.sees("Niveau proposé\u00a0: 2 en partie")
    screen.fits("propose")
    screen.press("4")
    screen.sees("Parlent d’abord")
    screen.fits("question")
    screen.press("Second vote")
    for label, hands in (("0 pas encore", "2"), ("1 en projet", "8"), ("2 en partie", "3"), ("ne sait pas", "1")):
        page.get_by_label(label).fill(hands)
    screen.fits("vote")
    screen.press("Enregistrer le vote")
    screen.sees("Second vote. Au premier")
    screen.press("Revenir à la dimension", "Niveau proposé", "Décider", "3 en routine")
    page.get_by_label("pour").fill("9")
    page.get_by_label("contre").fill("3")
    screen.press("Enregistrer la décision")
    screen.sees("écrivez pourquoi")
    screen.fits("refus")
    page.get_by_label("Raison").fill("Le dossier partagé est en service depuis mars.")
    page.get_by_label("Réserve").fill("Deux membres attendent la fin des essais.")
    screen.press("Enregistrer la décision")
    screen.sees("Décidé\u00a0: 3 en routine, 9 pour, 3 contre")
    screen.fits("decide")
    screen.press("Chrono")
    screen.sees("0\u00a0min 02\u00a0s sur 8\u00a0min")

    os.kill(int((home / "noyau").read_text()), signal.SIGKILL)
    page.get_by_role("button", name="Ok", exact=True).click(timeout=DELAY * 1000)  # « le noyau va redémarrer »
    screen.run()
    screen.press("Plein écran")
    screen.sees("Décidé\u00a0: 3 en routine, 9 pour, 3 contre")
    screen.press("Verrouiller")
    screen.sees("État\u00a0: verrouillé")
    screen.fits("repris")
    campaign = open_team(home / "equipe").campaign(on=DAY)
    assert [done.level for done in campaign.decisions] == [3]
    assert campaign.revotes[0].after == (2, 8, 3, 0, 0, 1, 0)
