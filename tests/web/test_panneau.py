"""Dans un carnet : les mêmes pages, servies par un fil du noyau."""

from __future__ import annotations

from pathlib import Path

import pytest
from salle import Browser, closed

import matrice
from matrice import Campaign
from matrice.workshop import create_team, panel, start


def test_le_cadre_montre_la_page_et_la_page_admet_le_cadre(example: Campaign, tmp_path: Path) -> None:
    team = create_team(tmp_path / "equipe", name="MSP", registered=18)
    team.save_answers(example)
    shown = panel(team)
    try:
        address = shown.server.address
        assert f'<iframe src="{address}"' in shown._repr_html_() and "Ouvrir dans une fenêtre" in shown._repr_html_()
        browser = Browser(address)
        assert "14 répondants sur 18" in browser.open("recueil")
        policy = browser.client.get(f"{browser.address}/").headers["Content-Security-Policy"]
        assert "frame-ancestors 'self' http://127.0.0.1:*" in policy
        again = panel(team)  # la cellule relancée remplace le serveur d'avant
        assert "14 répondants sur 18" in Browser(again.server.address).open("recueil")
        again.close()
    finally:
        closed()
        shown.close()


def test_un_atelier_nu_ne_montre_que_ses_cartes(example: Campaign) -> None:
    shown = panel(start(example))
    browser = Browser(shown.server.address)
    assert "Carte 1 sur 19" in browser.open("atelier") and "Recueil" not in browser.words
    browser.send("atelier", "reveler")
    assert "Niveau proposé" in browser.words
    closed()
    shown.close()


def test_dans_un_noyau_lointain_une_phrase_dit_quoi_faire(example: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "anne")
    shown = panel(start(example))
    assert shown.server is None and "matrice atelier" in shown._repr_html_() and "<iframe" not in shown._repr_html_()


def test_importer_le_panneau_ne_charge_le_serveur_qu_au_premier_usage() -> None:
    assert callable(matrice.workshop.panel)
