"""Le carnet livré, dans un vrai JupyterLab : les pages y vivent, répondent pendant qu'une cellule travaille, s'ouvrent en grand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from salle import free_port

ROOT = Path(__file__).parents[2]
BUSY = 'import time; time.sleep(600); print("réveil")'


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """JupyterLab servi sur une copie du carnet livré et de ses données ; l'adresse du carnet."""
    for name in ("notebooks/02_atelier.ipynb", "data/exemple.csv"):
        target = tmp_path / name
        target.parent.mkdir()
        target.write_bytes((ROOT / name).read_bytes())
    news = tmp_path / "reglages" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}), encoding="utf-8")
    port, token = free_port(), "essai"
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
               f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={tmp_path}"]  # fmt: skip
    with (tmp_path / "jupyter.log").open("w") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **own, "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "reglages")}, stdout=log, stderr=log
        )  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}/doc/tree/notebooks/02_atelier.ipynb?token={token}&reset"
        finally:
            process.terminate()
            process.wait(60)


def opened(page: Any, address: str) -> None:
    """Ouvre le carnet : le serveur met du temps à répondre, le noyau à être prêt."""
    from playwright.sync_api import Error

    page.set_default_timeout(120_000)
    for _ in range(120):
        try:
            page.goto(address)
            break
        except Error:  # pas encore prêt
            page.wait_for_timeout(500)
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()


def test_le_carnet_livre_montre_les_pages_et_elles_repondent_pendant_qu_une_cellule_travaille(
    browser: Any, lab: str
) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    page = context.new_page()
    opened(page, lab)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.keyboard.press("Escape")
    for _ in range(4):  # jusqu'à la cellule des pages, comme le ferait une personne
        page.keyboard.press("Shift+Enter")
    frame = page.locator("iframe[title=Atelier]")
    shown = frame.content_frame
    shown.get_by_role("heading", name="MSP du Val-Clair (équipe fictive)").wait_for()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type(BUSY)
    page.keyboard.press("Shift+Enter")
    page.get_by_text("Python 3 (ipykernel) | Busy").first.wait_for()
    frame.evaluate("one => one.scrollIntoView({block: 'center'})")
    shown.get_by_role("link", name="Ordre du jour").first.click()
    shown.get_by_role("button", name="Commencer l’atelier").click()
    shown.get_by_role("button", name="Révéler").click()
    shown.get_by_role("button", name="Niveau proposé").wait_for()
    with context.expect_page() as window:
        page.get_by_role("link", name="Ouvrir dans une fenêtre").click()
    window.value.get_by_role("link", name="Atelier").first.click()
    window.value.get_by_text("Carte 1 sur 19").wait_for()
    with context.expect_page() as projected:
        page.get_by_role("link", name="Écran de la salle").click()
    screen = projected.value
    screen.get_by_text("Carte 1 sur 19").wait_for()
    screen.get_by_role("button", name="Plein écran").click()
    screen.wait_for_function("() => document.fullscreenElement !== null")
    assert screen.get_by_text("Carte 1 sur 19").is_visible()
    assert page.get_by_text(
        "Python 3 (ipykernel) | Busy"
    ).first.is_visible()  # tout cela pendant que la cellule travaillait
    context.close()
