"""Les figures dans un vrai navigateur, sans réseau : ce qu'elles chargent, ce que disent leurs boutons.

Lire la configuration ne suffit pas : seul le navigateur montre les boutons que plotly.js dessine vraiment.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import pytest

import matrice
from matrice.assessment import Profile
from matrice.render import charts

SAVE = "Enregistrer l’image (PNG)"
TITLES = "els => els.map(e => e.dataset.title || e.getAttribute('aria-label') || e.title || e.textContent)"
LABORATORY = 40  # secondes, pour un JupyterLab qui démarre sur un petit poste


def wanted(module: str) -> None:
    """Saute l'essai quand ce module manque ; le fait échouer là où `MATRICE_EXIGE=1`."""
    if importlib.util.find_spec(module):
        return
    reason = f"{module} n’est pas installé\u00a0: pip install {module}"
    if os.environ.get("MATRICE_EXIGE") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """Un navigateur sans fenêtre."""
    wanted("playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield opened
        opened.close()


class Visit:
    """Une page ouverte : ce qu'elle a demandé hors de `home`, et ses erreurs."""

    def __init__(self, browser: Any, home: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.home = home
        self.context.route("**/*", self.filter)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    def filter(self, route: Any) -> None:
        """Ne laisse passer que la maison, et note le reste."""
        if route.request.url.startswith((self.home, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def buttons(self, root: str = "") -> list[str]:
        """Ce que disent les boutons de la barre d'outils."""
        return list(self.page.locator(f"{root} .modebar-btn".strip()).evaluate_all(TITLES))


@contextmanager
def offline(browser: Any, page: Path, width: int = 1200) -> Iterator[Visit]:
    """La page ouverte, réseau coupé."""
    visit = Visit(browser, "file://", viewport={"width": width, "height": 900}, accept_downloads=True)
    visit.context.set_offline(True)
    visit.page.goto(page.as_uri())
    visit.page.wait_for_selector(".main-svg")
    yield visit
    visit.context.close()


@pytest.fixture(scope="module")
def visit(browser: Any, team: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """La page du radar d'une équipe, avec ses trous, ouverte réseau coupé."""
    path = tmp_path_factory.mktemp("page") / "radar.html"
    answers: dict[str, int | str] = {"relais": "SO", "avis": "NSP", "rcp": 3, "partage": 1, "stocks": 0}
    charts.write_html(team(matrice.load_referentiel(), answers), path)
    with offline(browser, path) as opened:
        yield opened


def test_la_page_se_dessine_sans_reseau_et_sans_erreur(visit: Visit) -> None:
    assert visit.page.locator(".js-plotly-plot").count() == 2
    assert visit.page.locator("h1").inner_text() == "Profil de maturité\u00a0: MSP des Tilleuls"
    assert (visit.outside, visit.errors) == ([], [])


def test_les_boutons_sont_en_francais_et_aucun_ne_partage(visit: Visit) -> None:
    assert visit.buttons() == [SAVE, SAVE]


def test_l_image_s_enregistre_sur_le_poste(visit: Visit) -> None:
    visit.page.hover("#radar .main-svg >> nth=0")
    with visit.page.expect_download() as download:
        visit.page.locator("#radar .modebar-btn").click(force=True)
    assert download.value.suggested_filename == "profil-de-maturite.png"
    assert Path(download.value.path()).stat().st_size > 10_000
    assert (visit.outside, visit.errors) == ([], [])


def test_le_survol_donne_le_libelle_entier_et_la_note(visit: Visit) -> None:
    point = visit.page.locator("#radar .scatterlayer .point").nth(1)
    point.scroll_into_view_if_needed()
    spot = point.bounding_box()
    visit.page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    bubble = visit.page.locator("#radar .hoverlayer .hovertext")
    bubble.wait_for()
    said = bubble.text_content()
    assert "Soutien à l’autonomie et éducation thérapeutique" in said
    assert "66,7 sur\u00a0100" in said


def test_un_lecteur_d_ecran_entend_l_equivalent_du_dessin(visit: Visit) -> None:
    names = visit.page.locator("figure > [role=img]").evaluate_all("els => els.map(e => e.getAttribute('aria-label'))")
    assert names[0].startswith("Radar de maturité, 16\u00a0dimensions")
    assert names[1].startswith("Diagramme en points, 21\u00a0dimensions")
    assert visit.page.get_by_role("table").count() == 1


def test_la_page_ne_peut_rien_charger_meme_si_un_script_le_demandait(
    browser: Any, shipped: Profile, tmp_path: Path
) -> None:
    charts.write_html(shipped, tmp_path / "p.html")
    with offline(browser, tmp_path / "p.html") as visit:
        visit.context.set_offline(False)
        ask = "fetch('https://exemple.test/').then(() => 'parti', () => 'refusé')"
        assert visit.page.evaluate(ask) == "refusé"
        assert visit.outside == []  # refusé par la page elle-même, avant le réseau


CASES = ("livrée", "ajouts", "deux profils", "libellés longs", "trois rayons", "numéros")


@pytest.fixture(scope="module")
def gallery(
    browser: Any, grid: Any, team: Any, shipped: Profile, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """Les radars les plus difficiles à mettre en page, sur une seule page."""
    long = "Réunions pluriprofessionnelles régulières, avec compte rendu partagé et daté n°\u00a0{}"
    ref = grid(4, 4, 4, 4, label=long.format)
    figures = (
        charts.radar(shipped),
        charts.radar(shipped, added=True),
        charts.radar(team(ref), before=team(ref, name="Les Ormes")),
        charts.radar(team(ref)),
        charts.radar(team(grid(3))),
        charts.radar(team(grid(12, 13, 12))),
    )
    drawn = [
        figure.to_html(full_html=False, include_plotlyjs=not rank, div_id=f"f{rank}")
        for rank, figure in enumerate(figures)
    ]
    path = tmp_path_factory.mktemp("galerie") / "g.html"
    path.write_text("<!doctype html><meta charset='utf-8'>" + "".join(drawn), encoding="utf-8")
    with offline(browser, path) as opened:
        yield opened


OVERLAPS = """id => {
  const plot = document.getElementById(id), frame = plot.getBoundingClientRect();
  const texts = [...plot.querySelectorAll('.angularaxistick text, .textpoint text, .annotation-text, .gtitle, .legendtext')];
  const boxes = texts.map(t => [t.textContent, t.getBoundingClientRect()]);
  const out = boxes.filter(([, b]) => b.left < frame.left || b.right > frame.right || b.top < frame.top
    || b.bottom > frame.bottom).map(([t]) => 'hors du cadre : ' + t);
  for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
    const [t, a] = boxes[i], [u, b] = boxes[j];
    if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) out.push(t + ' / ' + u);
  }
  return [boxes.length, out];
}"""


@pytest.mark.parametrize("case", CASES)
def test_aucun_texte_dessine_n_en_touche_un_autre(gallery: Visit, case: str) -> None:
    count, faults = gallery.page.evaluate(OVERLAPS, f"f{CASES.index(case)}")
    assert count > 3
    assert faults == []


def test_reconstruite_par_plotly_la_figure_n_a_toujours_pas_de_partage(
    browser: Any, shipped: Profile, tmp_path: Path
) -> None:
    pio.write_html(go.Figure(charts.radar(shipped)), tmp_path / "f.html", config={"showSendToCloud": True})
    with offline(browser, tmp_path / "f.html") as visit:
        assert not [title for title in visit.buttons() if "Share" in title or "Cloud" in title]


def test_sans_nos_serrures_plotly_7_partage_bien(browser: Any, tmp_path: Path) -> None:
    """Le témoin : si ce bouton disparaît de plotly, les essais ci-dessus ne prouvent plus rien."""
    import plotly

    if int(plotly.__version__.split(".")[0]) < 7:
        pytest.skip("le bouton est apparu avec plotly 7")
    pio.write_html(go.Figure(go.Scatterpolar(r=[1, 2, 3], theta=[0, 120, 240])), tmp_path / "f.html")
    with offline(browser, tmp_path / "f.html") as visit:
        assert [title for title in visit.buttons() if "Share" in title]


# Dans un vrai carnet

CODE = """
import pandas as pd, matrice
ref = matrice.load_referentiel()
answers = {c.id: ["2", "3", "3"] for c in ref.characteristics}
matrice.charts.radar(matrice.score(matrice.read_responses(pd.DataFrame(answers), ref)))
"""


@pytest.fixture
def laboratory(tmp_path: Path) -> Iterator[str]:
    """L'adresse d'un carnet prêt à exécuter, dans un JupyterLab privé."""
    wanted("jupyterlab")
    wanted("ipykernel")
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": CODE, "id": "a"}
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    book["metadata"] = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    (tmp_path / "livre").mkdir()
    (tmp_path / "livre" / "x.ipynb").write_text(json.dumps(book), encoding="utf-8")
    port, token = free_port(), secrets.token_hex(16)
    private = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("DATA", "RUNTIME", "CONFIG")}
    settings = tmp_path / "reglages" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}', encoding="utf-8")
    private |= {
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "reglages"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "bureau"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "PYTHONPATH": os.pathsep.join([str(Path(matrice.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
         f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={tmp_path / 'livre'}"],
        env={**os.environ, **private}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/doc/tree/x.ipynb?token={token}&reset"
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    """Un port libre de cette machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Attend que le serveur réponde."""
    limit = time.monotonic() + LABORATORY
    while time.monotonic() < limit:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("JupyterLab n’a pas démarré", pytrace=False)


def test_dans_jupyterlab_le_radar_se_dessine_et_ne_partage_rien(browser: Any, laboratory: str, tmp_path: Path) -> None:
    visit = Visit(browser, laboratory.split("/doc/", maxsplit=1)[0], viewport={"width": 1280, "height": 900})
    page = visit.page
    page.goto(laboratory)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=LABORATORY * 1000)  # avant, les touches se perdent
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".polarlayer").first.wait_for(state="attached", timeout=LABORATORY * 1000)
    page.locator(".modebar-btn").first.wait_for(state="attached")
    assert visit.buttons() == [SAVE]
    assert visit.outside == []
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_role("menuitem", name="Save Notebook", exact=False).first.click()
    book = tmp_path / "livre" / "x.ipynb"
    limit = time.monotonic() + LABORATORY
    while "vnd.plotly" not in book.read_text(encoding="utf-8") and time.monotonic() < limit:
        page.wait_for_timeout(100)
    visit.context.close()
    text = book.read_text(encoding="utf-8")
    kept = json.loads(text)["cells"][0]["outputs"][0]["data"]
    ours = {kind: data for kind, data in kept.items() if kind != "image/png"}  # l'image est ajoutée par JupyterLab
    assert ours["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False
    assert len(json.dumps(ours)) < 60_000
    assert "Plotly.newPlot" not in text
