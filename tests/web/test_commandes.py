"""Les commandes d'une équipe, et la page tuée en plein vote : ce qui a été pris est gardé."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner
from salle import Browser, Phone, free_port, served

from matrice import open_team
from matrice.cli import cli
from matrice.errors import MatriceError
from matrice.web import Room

EXAMPLE = Path(__file__).parents[2] / "data" / "exemple.csv"
DAY = dt.date(2026, 10, 6)


def run(*words: object) -> str:
    """Lance une commande et rend ce qu'elle imprime."""
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False).output.replace("\u00a0", " ")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Une équipe et ses réponses, par les commandes."""
    folder = tmp_path / "equipe"
    assert "MSP des Tilleuls, 18 membres" in run("equipe", folder, "--nom", "MSP des Tilleuls", "--effectif", 18)
    assert "14 répondants sur 18" in run("recueil", folder, EXAMPLE, "--date", "2026-10-06")
    return folder


def test_une_equipe_se_conduit_par_les_commandes(team: Path) -> None:
    assert "Décidé : partage, 2" in run("decider", team, "partage", 2)
    with pytest.raises(MatriceError, match="écrivez pourquoi"):
        run("decider", team, "partage", 3)
    added = run("actions", team, "--ajouter", "rcp", "--quoi", "Deux réunions", "--qui", "coordination", "--moyens", "2 h",
                "--echeance", "1er juin 2027")  # fmt: skip
    assert "A1 Deux réunions : coordination, pour le 1er juin 2027, à faire" in " ".join(added.split())
    assert "faite" in run("actions", team, "--etat", "A1", "faite")
    assert "14 répondants sur 18, 1 décision, 1 action" in run("equipe", team)
    with pytest.raises(MatriceError, match="classeur Excel"):
        run("recueil", team, __file__)


def test_l_affiche_porte_l_adresse_le_code_et_le_qr(team: Path) -> None:
    run("atelier", team, "--affiche")
    page = (team / "affiche-telephones.html").read_text(encoding="utf-8")
    code = Room(team).code
    assert code in page and "<svg" in page and "routeur de poche" in page and "partage de connexion" in page
    assert "<style>" in page and "http" not in page.replace("http://www.w3.org", "").split("Code QR de http", 1)[0]


def test_tuee_en_plein_vote_la_page_retrouve_chaque_bulletin_et_chaque_geste(team: Path) -> None:
    port = free_port()
    with served(team, port) as (process, (conduct, _, phone_address)):
        facilitator = Browser(conduct)
        facilitator.open("ordre")
        facilitator.send("ordre", "regler", presents="18", minutes="75")
        facilitator.open("atelier")
        facilitator.send("atelier", "aller", carte="partage.4")
        facilitator.send("atelier", "reveler")
        facilitator.send("atelier", "voter")
        phones = [Phone(phone_address) for _ in range(5)]
        for phone in phones:
            phone.open()
            assert "Votre vote est pris" in phone.tap(1)
        process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        process.wait()
    with served(team, port) as (process, (conduct, _, again)):
        assert again == phone_address  # la même adresse, le même code : l'affiche et les téléphones restent vrais
        facilitator = Browser(conduct)
        facilitator.open("atelier")
        assert "5 sur 18 ont voté" in facilitator.words and "4." not in facilitator.words
        facilitator.send("atelier", "depouiller")
        facilitator.send("atelier", "decider", niveau="1", pour="12", contre="3")
        assert "Décidé : 1 premiers pas, 12 pour, 3 contre" in facilitator.words
        process.kill()
        process.wait()
    kept = open_team(team).campaign(on=DAY)
    assert (kept.revotes[0].after[:4], kept.decisions[0].votes_for) == ((0, 5, 0, 0), 12)


def test_un_second_programme_sur_le_meme_dossier_est_refuse_et_le_dit(team: Path) -> None:
    with served(team, free_port()) as (process, (conduct, *_)):
        refusals = [
            lambda: run("atelier", team, "--sans-navigateur"),
            lambda: run("actions", team, "--ajouter", "rcp", "--quoi", "Deux réunions", "--qui", "coordination",
                        "--moyens", "2 h", "--echeance", "2027-06-01"),
            lambda: run("decider", team, "partage", 2),
            lambda: run("recueil", team, EXAMPLE),
        ]  # fmt: skip
        for refused in refusals:
            with pytest.raises(MatriceError, match="déjà ouverte ailleurs"):
                refused()
        assert "14 répondants sur 18" in run("equipe", team)  # lire reste permis
        run("atelier", team, "--affiche")
        Browser(conduct).open("plan")
        process.send_signal(signal.SIGINT)
        process.wait(20)
    assert "Décidé : partage, 2" in run("decider", team, "partage", 2)  # le verrou tombe avec celui qui le tenait


def test_ouvrir_une_equipe_tenue_ailleurs_garde_celle_qui_est_ouverte(team: Path, tmp_path: Path) -> None:
    other = tmp_path / "autre"
    run("equipe", other, "--nom", "Autre équipe")
    with served(team, free_port()), served(other, free_port()) as (_, (conduct, *_)):
        facilitator = Browser(conduct)
        facilitator.open()
        assert "déjà ouverte ailleurs" in facilitator.send("", "ouvrir", dossier=str(team))
        assert facilitator.status == 422 and "Autre équipe" in facilitator.open()


def test_ctrl_c_rend_le_journal_et_s_arrete_sans_trace(team: Path) -> None:
    with served(team, free_port()) as (process, (conduct, *_)):
        Browser(conduct).open("atelier")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    open_team(team).workshop(on=DAY).close()
