"""Le questionnaire en page web : ce qu'elle pose, ce qu'elle enregistre, et qu'elle se remplit au téléphone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matrice import Selection, load_referentiel, parse_referentiel, read_responses
from matrice.render.html import questionnaire

REF = load_referentiel()
ON = dt.date(2026, 10, 6)
HOSTILE = '</script><b>"é" &'


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield opened
        opened.close()


def test_la_page_ne_charge_et_n_envoie_rien() -> None:
    page = questionnaire(REF, team="MSP des Tilleuls", on=ON)
    assert "default-src 'none'" in page and "form-action 'none'" in page
    assert not re.search(r"(?:src|action)=", page.partition("<style>")[2])
    assert page == questionnaire(REF, team="MSP des Tilleuls", on=ON)


def test_le_temps_et_la_regle_se_disent_avant_de_commencer() -> None:
    page = questionnaire(REF)
    assert page.index(
        "Comptez 6 à 8\xa0minutes, pour 16\xa0questions. Choisissez la phrase la plus haute"
    ) < page.index("<form>")


def test_un_texte_hostile_reste_un_texte() -> None:
    grid = parse_referentiel(
        "scale: {levels: [{value: 0, label: non}, {value: 1, label: oui}]}\n"
        f"axes: [{{id: a, label: A, dimensions: [{{id: d, label: '{HOSTILE}', characteristics: [{{id: d.1, label: X}}]}}]}}]"
    )
    page = questionnaire(grid, team=HOSTILE)
    assert HOSTILE not in page and page.count("</script>") == 2


def test_chaque_enonce_se_repond_sur_l_echelle_dont_les_reperes_sont_dits() -> None:
    page = questionnaire(REF, selection=Selection(themes=("rcp",), detailed=True))
    assert page.count("<fieldset>") == len(REF.dimension("rcp").characteristics)
    assert all(level.anchor in page for level in REF.scale.levels)


def test_au_telephone_on_repond_on_se_reprend_et_le_fichier_se_relit(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "q.html").write_text(questionnaire(REF, team="MSP des Tilleuls", on=ON), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / "q.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.fill("input[name=code]", '=p"07;')
    page.select_option("select", "soins infirmiers")
    for name, value in (
        ("rcp", "2 – en partie"),
        ("partage", "SO – sans objet"),
        ("acces", "NSP – jamais vu"),
        ("avis", "3 – en routine"),
        ("avis", "3 – en routine"),
    ):
        page.click(f"input[name={name}][value='{value}']")
    assert page.inner_text("#compte") == "3 sur 16"  # touchée deux fois, la réponse s'efface
    with page.expect_download() as download:
        page.click("#garder")
    assert download.value.suggested_filename == "reponses-p07.csv"
    download.value.save_as(tmp_path / "reponses-p07.csv")
    page.close()
    assert errors == []
    campaign = read_responses(tmp_path / "reponses-p07.csv", REF)
    found = {q.id: list(row).index(1) for q, row in zip(campaign.questions, campaign.counts, strict=True)}
    assert (campaign.grain, campaign.professions) == ("dimension", ("soins infirmiers",))
    assert [found[one] for one in ("rcp", "partage", "acces", "avis")] == [2, 4, 5, 6]
