"""Qui n'est pas invité n'entre pas : hôtes et origines forgés, corps énormes, connexions muettes, chemins de conduite."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from salle import Browser, Phone, closed

from matrice.errors import MatriceError
from matrice.web import Room, Server


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "atelier.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://ailleurs.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_un_formulaire_venu_d_ailleurs_est_refuse(team: Browser, headers: dict[str, str], phones: list[Phone]) -> None:
    sent = team.client.post(f"{team.address}/recueil", data={"geste": "demander"}, headers=headers)
    assert sent.status_code == 403 and "ne vient pas d’une page" in sent.text
    phone = phones[0]
    sent = phone.client.post(f"{phone.address}/1", data={"geste": "repondre"}, headers=headers)
    assert sent.status_code == 403


def test_une_page_porte_ses_protections(team: Browser, phones: list[Phone]) -> None:
    for browser in (team, phones[0]):
        headers = browser.client.get(f"{browser.address}/").headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http:" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
        assert "Server" not in headers


def test_un_participant_ne_trouve_aucune_page_de_conduite_meme_avec_la_vraie_cle(
    team: Browser, server: Server, phones: list[Phone]
) -> None:
    from matrice.web.frame import PAGES

    host = f"http://{server.phone_host}"
    for path in (*PAGES, "fichier/rapport.docx", "etat"):
        for start in (server.key, server.screen_key):
            url = f"{host}/{start}/{path}"
            assert phones[0].client.get(url).status_code == 404
            assert phones[0].client.post(url, data={"geste": "creer"}).status_code == 404
        own = f"{host}/{server.room.code}/{path}"
        assert phones[0].client.get(own).status_code == (200 if path in ("", "etat") else 404)
        assert phones[0].client.get(f"{host}/x/{path}").status_code == 404


def test_une_cle_expiree_dit_quoi_faire(server: Server) -> None:
    found = httpx.get(f"http://127.0.0.1:{server.port}/{'x' * 32}/atelier")
    assert found.status_code == 404 and "son adresse a expiré" in found.text


def test_l_ecran_ne_change_rien(workshop: Browser, server: Server) -> None:
    screen = server.screen_address
    assert httpx.post(screen, data={"geste": "reveler", "rang": "0"}).status_code == 404
    assert httpx.get(f"{screen}atelier").status_code == 404
    assert "<form" not in httpx.get(screen).text


def test_un_corps_enorme_est_coupe(phones: list[Phone]) -> None:
    with suppress(
        httpx.HTTPError
    ):  # un refus poli, ou une connexion fermée en cours d'envoi : les deux arrêtent l'envoi
        answer = phones[0].client.post(f"{phones[0].address}/1", data={"geste": "repondre", "mot": "x" * 20_000})
        assert answer.status_code in (400, 413)
    assert phones[0].open() and phones[0].status == 200


def test_une_connexion_muette_est_fermee(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from matrice.web import server as module

    monkeypatch.setitem(module._LIMITS, "idle_connection_timeout", 0.2)
    server.open_phones(address="127.0.0.1")
    host, port = server.phone_host.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as mute:
        assert mute.recv(1) == b""


@pytest.mark.parametrize(
    "said", [b"GET / HTTP/1.1\r\n", b"POST /x HTTP/1.1\r\nHost: %b\r\nContent-Length: 5000\r\n\r\nr=1"]
)
def test_un_envoi_au_compte_gouttes_est_coupe_et_ne_gene_personne(
    server: Server, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    from matrice.web import server as module

    monkeypatch.setitem(module._LIMITS, "idle_connection_timeout", 0.4)
    monkeypatch.setitem(module._LIMITS, "body_timeout", 0.4)
    server.open_phones(address="127.0.0.1")
    host, port = server.phone_host.split(":")
    slow = [socket.create_connection((host, int(port)), timeout=20) for _ in range(30)]
    try:
        for one in slow:
            one.sendall(said.replace(b"%b", server.phone_host.encode()))
        assert Phone(server.phone_address).open()  # pendant ce temps, un téléphone est servi
        last = slow[-1]
        last.settimeout(0.05)
        closed = False
        for _ in range(400):  # une goutte à la fois : le délai court depuis le début de l’envoi, pas depuis la dernière
            with suppress(TimeoutError):
                last.sendall(b"x")
                closed = last.recv(1) == b""
            if closed:
                break
        assert closed
    except (BrokenPipeError, ConnectionResetError):
        pass  # coupé pendant l’envoi
    finally:
        for one in slow:
            one.close()


def test_une_foule_de_connexions_laisse_des_prises_a_l_ordinateur(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matrice.web import server as module

    monkeypatch.setattr(module, "_CROWD", 3)
    server.open_phones(address="127.0.0.1")
    host, port = server.phone_host.split(":")
    held = [socket.create_connection((host, int(port)), timeout=20) for _ in range(3)]
    with socket.create_connection((host, int(port)), timeout=20) as fourth:
        assert fourth.recv(1) == b""
    held.pop().close()
    assert Phone(server.phone_address).open()  # une place rendue se reprend
    for one in held:
        one.close()


def test_ce_qui_est_tape_ne_devient_jamais_une_balise(server: Server, facilitator: Browser, tmp_path: object) -> None:
    facilitator.open()
    facilitator.send("", "creer", nom="<script>alert(1)</script>", dossier=f"{tmp_path}/autre")
    assert "<script>alert" not in facilitator.page and "&lt;script&gt;" in facilitator.page


def test_un_dossier_donne_a_la_commande_est_celui_d_ou_on_la_tape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "ailleurs"))
    server = Server(Room(Path("Tilleuls")))
    server.start()
    page = Browser(server.address)
    page.open()
    page.send(
        "",
        "creer",
        nom="MSP des Tilleuls",
        effectif="18",
        dossier=page.page.split('name="dossier" value="')[1].split('"')[0],
    )
    closed()
    server.stop()
    assert (tmp_path / "Tilleuls" / "equipe.yaml").is_file()


def test_un_dossier_refuse_garde_ce_qui_est_tape(server: Server, facilitator: Browser) -> None:
    facilitator.open()
    facilitator.send("", "creer", nom="MSP", effectif="beaucoup", dossier="/proc/atelier")
    assert facilitator.status == 422 and 'value="beaucoup"' in facilitator.page and 'value="MSP"' in facilitator.page


def test_sans_evaluation_chaque_page_et_chaque_geste_dit_quoi_faire(server: Server, facilitator: Browser) -> None:
    from matrice.web.frame import GESTURES, PAGES

    for path in PAGES:
        facilitator.open(path)
        assert facilitator.status == 200
    for path, gesture in GESTURES:
        facilitator.send(path, gesture)  # jamais une erreur imprévue : `send` refuse un 500
        assert facilitator.status == 422 and "Attention" in facilitator.words, (path, gesture)
    assert "aucune évaluation n’est ouverte" in facilitator.open("fichier/rapport.docx")


def test_un_dossier_deplace_se_dit_et_se_retrouve(workshop: Browser, server: Server, tmp_path: Path) -> None:
    (tmp_path / "equipe").rename(tmp_path / "ailleurs")
    for path in ("", "atelier", "plan", "suite"):
        answer = workshop.client.get(f"{workshop.address}/{path}")
        assert answer.status_code in (200, 422) and "Errno" not in answer.text
    assert "remettez le dossier à sa place" in workshop.open("plan")
    (tmp_path / "ailleurs").rename(tmp_path / "equipe")
    assert "Plan d’action" in workshop.open("plan") and workshop.status == 200


def test_un_port_pris_se_dit_en_francais(server: Server) -> None:
    with pytest.raises(MatriceError) as refused:
        Server(Room(None), port=server.port).start()
    assert "un autre programme l’occupe" in str(refused.value) and "ddress" not in str(refused.value)
