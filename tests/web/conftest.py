"""Un atelier servi sur des ports libres, et de quoi le conduire comme un navigateur : suivre les pages, remplir les formulaires."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from salle import DAY, Browser, Phone, closed

import matrice
from matrice import Campaign
from matrice.web import Room, Server


@pytest.fixture(scope="session")
def example() -> Campaign:
    """Les réponses d'exemple livrées, sur la grille livrée."""
    path = Path(__file__).parents[2] / "data" / "exemple.csv"
    return matrice.read_responses(path, matrice.load_referentiel(), team="MSP des Tilleuls", on=DAY, registered=18)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Un atelier sans équipe encore, servi."""
    served = Server(Room(tmp_path / "equipe", today=lambda: DAY))
    served.start()
    yield served
    closed()
    served.stop()


@pytest.fixture
def facilitator(server: Server) -> Browser:
    """La personne qui anime."""
    return Browser(server.address)


@pytest.fixture
def team(server: Server, facilitator: Browser, tmp_path: Path) -> Browser:
    """Une équipe créée, une évaluation commencée, par les pages."""
    facilitator.open()
    facilitator.send("", "creer", nom="MSP des Tilleuls", effectif="18", dossier=str(tmp_path / "equipe"))
    facilitator.send("", "evaluer", jour=DAY.isoformat())
    return facilitator


@pytest.fixture
def workshop(team: Browser, server: Server, example: Campaign) -> Browser:
    """L'atelier commencé sur les réponses d'exemple."""
    team.client.post(
        f"{team.address}/recueil",
        data={"geste": "deposer"},
        files={"fichiers": ("exemple.csv", (Path(__file__).parents[2] / "data" / "exemple.csv").read_bytes())},
    )
    team.open("ordre")
    team.send("ordre", "regler", presents="18", minutes="75", puis="commencer")
    return team


@pytest.fixture
def phones(server: Server) -> list[Phone]:
    """Six téléphones, invités sur cet ordinateur."""
    server.open_phones(address="127.0.0.1")
    return [Phone(server.phone_address) for _ in range(6)]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """Un navigateur sans fenêtre."""
    if not importlib.util.find_spec("playwright"):
        reason = "playwright n’est pas installé\u00a0: pip install playwright"
        pytest.fail(reason, pytrace=False) if os.environ.get("MATRICE_EXIGE") == "1" else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield opened
        opened.close()
