"""Le tableau de bord dans un vrai navigateur, réseau coupé : filtres, clavier, impression, et rien qui sorte."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import os
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from matrice.errors import MatriceError
from matrice.federation import (
    Cohort,
    Descriptor,
    Ledger,
    Register,
    TerritoryReport,
    freeze,
    national_report,
    simulate_cohort,
)
from matrice.render.charts import dashboard

NBSP = "\u00a0"
KEY = b"une cle de seize octets et plus"
REFUSED = ("2026, par territoire", "Diffusion refusée\u00a0: elle permettrait d’isoler quelques équipes.")


def three_regions() -> Cohort:
    cohort = simulate_cohort(teams=90, years=(2025, 2026), seed=3)
    codes = np.where(cohort.teams < 45, 0, np.where(cohort.teams < 75, 2, 5)).astype(np.int16)
    return dataclasses.replace(cohort, region=Descriptor(codes, cohort.region.labels))


@pytest.fixture(scope="module")
def report() -> TerritoryReport:
    cohort = three_regions()
    return national_report(cohort, register=Register(Ledger(), freeze(cohort, 2026, key=KEY), on=dt.date(2026, 11, 22)))


@pytest.fixture(scope="module")
def page(report: TerritoryReport) -> str:
    return dashboard([report], withheld=[REFUSED])


def test_la_page_dit_sa_politique_sa_simulation_et_sa_page_rgpd(page: str, report: TerritoryReport) -> None:
    assert report.policy in page
    assert 'class="alerte">Cohorte simulée' in page
    assert "Comparer les équipes\u00a0: ce que devient le fichier de la vôtre" in page.replace(" :", "\u00a0:")
    assert "Ils ne classent ni équipe ni territoire" in page


def test_la_page_ne_peut_rien_demander_au_reseau(page: str) -> None:
    assert "default-src 'none'" in page
    body = page.rpartition("</head>")[2]
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', body)


def test_sans_rapport_ou_avec_deux_rapports_hors_registre_elle_est_refusee(report: TerritoryReport) -> None:
    with pytest.raises(MatriceError, match="un rapport au moins"):
        dashboard([])
    loose = dataclasses.replace(report, admitted=False)
    with pytest.raises(MatriceError, match="registre des diffusions"):
        dashboard([report, loose])


def test_un_nom_de_territoire_ne_ferme_ni_balise_ni_script(report: TerritoryReport) -> None:
    nasty = "</script><script>alert(1)</script>"
    places = (dataclasses.replace(report.territories[0], label=nasty), *report.territories[1:])
    assert nasty not in dashboard([dataclasses.replace(report, territories=places)])


def wanted(module: str) -> None:
    """Saute l'essai quand ce module manque ; le fait échouer là où `MATRICE_EXIGE=1`."""
    if importlib.util.find_spec(module):
        return
    reason = f"{module} n’est pas installé\u00a0: pip install {module}"
    if os.environ.get("MATRICE_EXIGE") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


class Visit:
    """La page ouverte : ce qu'elle a demandé hors du disque, et ses erreurs."""

    def __init__(self, browser: Any, address: str) -> None:
        self.context = browser.new_context(viewport={"width": 1200, "height": 900})
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.context.route("**/*", self.filter)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.context.set_offline(True)
        self.page.goto(address)
        self.page.wait_for_selector(".main-svg")

    def filter(self, route: Any) -> None:
        """Ne laisse passer que le fichier lui-même."""
        if route.request.url.startswith(("file://", "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def shown(self, section: str) -> list[str]:
        """Les figures visibles d'une partie."""
        frames = self.page.locator(f"#{section} .dessin")
        return list(frames.evaluate_all("els => els.filter(e => e.offsetParent).map(e => e.dataset.figure)"))


@pytest.fixture(scope="module")
def visit(chromium: str, page: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    wanted("playwright")
    from playwright.sync_api import sync_playwright

    path = tmp_path_factory.mktemp("page") / "tableau-de-bord.html"
    path.write_text(page, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        opened = Visit(browser, path.as_uri())
        yield opened
        opened.context.close()
        browser.close()


@pytest.fixture(autouse=True)
def home(request: pytest.FixtureRequest) -> None:
    """Chaque essai part des mêmes choix."""
    if "visit" in request.fixturenames:
        visit = request.getfixturevalue("visit")
        visit.page.select_option("#lieu0", "0")
        visit.page.select_option("#theme0", index=0)


def test_la_page_se_dessine_hors_ligne_sans_erreur_ni_demande(visit: Visit) -> None:
    assert [len(visit.shown(part)) for part in ("niveaux", "territoires", "besoins", "evolution")] == [1, 1, 1, 1]
    assert (visit.outside, visit.errors) == ([], [])


def test_un_filtre_change_la_figure_le_tableau_et_ce_que_l_on_entend(visit: Visit, report: TerritoryReport) -> None:
    name = report.territories[1].label
    visit.page.select_option("#lieu0", "2")
    assert visit.shown("niveaux") == ["n0.2"]
    caption = visit.page.locator("#niveaux .vue:not([hidden]) caption")
    assert caption.inner_text() == f"Niveaux des équipes{NBSP}: {name}"
    assert name in visit.page.locator("#regarde").inner_text()
    assert visit.page.locator("[role=status]").get_attribute("aria-live") == "polite"
    assert visit.page.locator("#niveaux .vue:not([hidden]) .main-svg").count()


def test_les_filtres_se_manient_au_clavier_et_le_focus_se_voit(visit: Visit) -> None:
    visit.page.locator("#lieu0").focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.wait_for_function("document.querySelector('#lieu0').value === '1'")
    assert visit.shown("besoins") == ["b0.1"]
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.id") == "theme0"
    assert visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_le_premier_arret_du_clavier_saute_au_contenu(visit: Visit) -> None:
    visit.page.reload()
    visit.page.wait_for_selector(".main-svg")
    visit.page.keyboard.press("Tab")
    link = visit.page.locator(":focus")
    assert link.inner_text() == "Aller au contenu"
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "contenu"


def test_ce_qui_est_retenu_est_grise_avec_sa_raison(visit: Visit) -> None:
    grey = visit.page.locator("#campagne option:disabled")
    assert grey.inner_text() == f"{REFUSED[0]} ({REFUSED[1]})"
    assert grey.get_attribute("value") is None
    assert visit.page.locator(".champ:has(#campagne) .retenus li").inner_text() == f"{REFUSED[0]}{NBSP}: {REFUSED[1]}"


def test_un_theme_sans_part_diffusee_est_grise_et_n_a_pas_de_figure(visit: Visit, report: TerritoryReport) -> None:
    from matrice.documents import territory_words as words

    gone = {place for place, one in enumerate(report.funnels) if words.funnel_absence(one) is not None}
    values = visit.page.locator("#theme0 option:not(:disabled)").evaluate_all("els => els.map(e => Number(e.value))")
    assert set(values) == set(range(len(report.funnels))) - gone
    drawn = visit.page.evaluate("Object.keys(JSON.parse(document.getElementById('figures').textContent))")
    assert {int(key.split(".")[1]) for key in drawn if key.startswith("f")} == set(values)


def test_le_survol_montre_une_part_diffusee(visit: Visit) -> None:
    bar = visit.page.locator("#niveaux .vue:not([hidden]) .bars .point path").nth(4)
    bar.scroll_into_view_if_needed()
    spot = bar.bounding_box()
    visit.page.mouse.move(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
    bubble = visit.page.locator("#niveaux .vue:not([hidden]) .hoverlayer .hovertext")
    bubble.wait_for()
    assert "Équipes notées" in bubble.text_content()


def test_la_page_imprimee_n_a_ni_filtre_ni_barre_d_outils(visit: Visit) -> None:
    visit.page.emulate_media(media="print")
    hidden = [visit.page.locator(part).first.is_visible() for part in (".filtres", "nav", ".modebar-container")]
    tables = visit.page.locator("#niveaux .vue:not([hidden]) table").is_visible()
    visit.page.emulate_media(media="screen")
    assert (hidden, tables) == ([False] * 3, True)


def test_sur_un_petit_ecran_rien_ne_deborde_de_la_page(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 420, "height": 800})
    wide = visit.page.evaluate("document.documentElement.scrollWidth")
    visit.page.set_viewport_size({"width": 1200, "height": 900})
    assert wide <= 420
