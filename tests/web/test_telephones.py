"""Les téléphones : un bulletin par appareil, l'urne à part, rien d'autre que le compte, et rien qui livre quelqu'un."""

from __future__ import annotations

import dataclasses
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from salle import DAY, Browser, Phone

import matrice
from matrice import Campaign
from matrice.web import Room, Server


def journal(tmp_path: Path) -> str:
    """Le texte du journal de l'atelier."""
    return (tmp_path / "equipe" / DAY.isoformat() / "atelier.jsonl").read_text(encoding="utf-8")


def open_vote(workshop: Browser) -> str:
    """Révèle la première question d'une carte, puis en ouvre le vote aux téléphones ; rend la question."""
    question = "partage.4"
    workshop.send("atelier", "aller", carte=question)
    workshop.send("atelier", "reveler")
    workshop.send("atelier", "voter")
    assert "0 sur 18 a voté" in workshop.words
    return question


def test_le_second_vote_ne_laisse_que_des_totaux(workshop: Browser, phones: list[Phone], tmp_path: Path) -> None:
    open_vote(workshop)
    for phone, value in zip(phones, (0, 1, 1, 2, 3, "NSP"), strict=True):
        phone.open()
        assert "pas encore" in phone.words
        assert "Votre vote est pris" in phone.tap(value)
    phones[0].open("1")
    phones[0].tap(1)  # il change d'avis : toujours un bulletin
    assert "6 sur 18 ont voté" in workshop.open("atelier")
    assert "revoter" not in journal(tmp_path)
    urn = tmp_path / "equipe" / DAY.isoformat() / "urne.json"
    kept = json.loads(urn.read_text(encoding="utf-8"))["reponses"]
    assert list(kept) == sorted(kept) and len(kept) == 6
    workshop.send("atelier", "depouiller")
    last = json.loads(journal(tmp_path).splitlines()[-1])
    assert (last["voix"], last["nsp"], last["so"]) == ([0, 3, 1, 1], 1, 0)
    assert not urn.exists()


def test_une_urne_comptee_ne_se_rouvre_pas_apres_une_annulation(workshop: Browser, phones: list[Phone]) -> None:
    open_vote(workshop)
    for phone in phones[:5]:
        phone.open()
        phone.tap(2)
    workshop.send("atelier", "depouiller")
    workshop.send("atelier", "annuler")
    workshop.send("atelier", "voter")
    assert workshop.status == 422 and "livrerait, par différence" in workshop.words


def test_sous_trois_bulletins_rien_ne_se_montre(workshop: Browser, phones: list[Phone], server: Server) -> None:
    open_vote(workshop)
    for phone in phones[:2]:
        phone.open()
        phone.tap(3)
    workshop.send("atelier", "depouiller")
    assert "Moins de 5 réponses : la répartition ne se montre pas" in workshop.words
    workshop.send("atelier", "proposer")
    assert "Niveau proposé : aucun" in workshop.words
    assert 'class="mesure"' not in workshop.page and "mesure" not in Browser(server.screen_address).open()


def test_plus_de_bulletins_que_de_presents_se_refusent(workshop: Browser, phones: list[Phone]) -> None:
    workshop.send("ordre", "regler", presents="4", minutes="75")
    open_vote_with = ("partage.4",)
    workshop.open("atelier")
    workshop.send("atelier", "aller", carte=open_vote_with[0])
    workshop.send("atelier", "reveler")
    workshop.send("atelier", "voter")
    for phone in phones[:5]:
        phone.open()
        phone.tap(1)
    assert "5 réponses, 4 présents" in workshop.open("atelier")
    workshop.send("atelier", "depouiller")
    assert workshop.status == 422 and "5 réponses, 4 présents" in workshop.words


@pytest.mark.parametrize(
    ("hands", "words"),
    [
        ({}, "aucune voix n’est comptée"),
        ({"main-1": "40"}, "40 voix pour 18 personnes présentes"),
        ({"main-1": "x"}, "n’est pas un nombre"),
    ],
)
def test_un_vote_a_mains_levees_impossible_se_refuse(workshop: Browser, hands: dict[str, str], words: str) -> None:
    workshop.send("atelier", "aller", carte="partage.4")
    workshop.send("atelier", "reveler")
    workshop.client.headers["X"] = "1"
    workshop.send("atelier", "mains", **hands)
    assert workshop.status == 422 and words in workshop.words
    assert all(f'value="{value}"' in workshop.page for value in hands.values())  # ce qui est tapé reste


def test_quarante_telephones_votent_ensemble_aucun_perdu_aucun_double(
    workshop: Browser, server: Server, example: Campaign
) -> None:
    team = server.room.team.resize(40)
    server.room.load()
    team.save_answers(dataclasses.replace(example, registered=40))
    workshop.send("ordre", "regler", presents="40", minutes="75")
    server.open_phones(address="127.0.0.1")
    workshop.open("atelier")
    workshop.send("atelier", "aller", carte="partage.4")
    workshop.send("atelier", "reveler")
    workshop.send("atelier", "voter")

    def vote(rank: int) -> bool:
        phone = Phone(server.phone_address)
        phone.open()
        taken = (
            "Votre vote est pris" in phone.tap(rank % 4)
            and "Votre vote est pris" in (phone.open("1"), phone.tap(rank % 4))[1]
        )
        phone.client.close()
        return taken

    with ThreadPoolExecutor(40) as pool:
        assert all(pool.map(vote, range(40)))
    workshop.open("atelier")
    assert "40 sur 40 ont voté" in workshop.words
    workshop.send("atelier", "depouiller")
    assert workshop.status == 200, workshop.words
    found = server.room.workshop.campaign.revotes[-1].after
    assert found[:4] == (10, 10, 10, 10)


def test_un_telephone_sans_cookie_garde_son_bulletin(workshop: Browser, server: Server) -> None:
    server.open_phones(address="127.0.0.1")
    open_vote(workshop)
    with httpx.Client(cookies=None) as bare:
        page = bare.get(server.phone_address, headers={"Cookie": ""}).text
        for value in (1, 2):
            bare.cookies.clear()
            token = re.search(r'name="jeton" value="(\w+)"', page)[1]
            sent = bare.post(
                f"{server.phone_address}/1",
                data={"geste": "repondre", "question": "partage.4", "r": value, "jeton": token},
            )
            assert sent.status_code == 303 and token in sent.headers["Location"]
            bare.cookies.clear()
            page = bare.get(f"{server.phone_address}/1?jeton={token}").text
    assert "1 sur 18 a voté" in workshop.open("atelier")


def test_les_pages_d_un_telephone_sont_legeres_et_n_appellent_personne(team: Browser, phones: list[Phone]) -> None:
    team.send("recueil", "demander", questions="enonces")
    phone = phones[0]
    for path in ("", "1", "50"):
        phone.open(path)
        assert len(phone.page.encode()) <= 6000
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', phone.page)


def test_un_telephone_reprend_son_questionnaire_ou_il_l_a_laisse(team: Browser, phones: list[Phone]) -> None:
    team.send("recueil", "demander", questions="stades")
    phone = phones[0]
    phone.open("1")
    phone.tap(1)
    phone.tap(2, mot="le logiciel <b>rame</b>")
    assert "Question 3 sur 16" in phone.open()
    team.send("recueil", "compter")
    assert "Une seule personne a répondu" in team.words  # rien ne s'en montre


def test_le_metier_se_dit_si_l_on_veut_et_ne_se_nomme_qu_a_cinq(team: Browser, server: Server, tmp_path: Path) -> None:
    server.open_phones(address="127.0.0.1")
    team.send("recueil", "demander", questions="stades")
    phones = [Phone(server.phone_address) for _ in range(11)]
    for rank, phone in enumerate(phones):
        assert "Votre métier, si vous le voulez" in phone.open() and len(phone.page.encode()) <= 6000
        trade = "soins infirmiers" if rank < 5 else "pharmacie" if rank < 10 else "Jeanne Martin"
        assert "Question 1 sur 16" in phone.send("1", "commencer", metier=trade)
        for _ in range(16):
            phone.tap(3 if rank < 5 else 1)
    assert "11 sur 18 ont répondu" in team.open("recueil")  # un métier seul n'est pas une réponse
    team.send("recueil", "compter")
    campaign = matrice.open_team(tmp_path / "equipe").campaign(on=DAY)
    assert sorted(campaign.professions) == [""] + ["pharmacie"] * 5 + ["soins infirmiers"] * 5
    kept = "".join(one.read_text(encoding="utf-8-sig") for one in (tmp_path / "equipe").rglob("*.csv"))
    assert "Jeanne" not in kept  # la liste seule entre
    team.send("ordre", "regler", presents="11", minutes="75", puis="commencer")
    team.open("atelier")
    team.send("atelier", "reveler")
    assert "métier le plus éloigné" not in team.words  # sans métier, une personne seule : elle s'y lirait


def test_les_commentaires_se_lisent_sur_la_carte_revelee_sans_nom(
    team: Browser, phones: list[Phone], server: Server
) -> None:
    team.send("recueil", "demander", questions="stades")
    said = "Le logiciel partagé rame le matin, et personne ne sait qui appeler quand il s’arrête pour de bon"
    for rank, phone in enumerate(phones):
        phone.open("1")
        for _ in range(16):
            phone.tap(rank % 3, mot=f"{said} ({rank})")
    team.send("recueil", "compter")
    team.send("ordre", "regler", presents="6", minutes="75", puis="commencer")
    screen = Browser(server.screen_address)
    assert said not in team.words + screen.open()  # avant de révéler, rien
    team.send("atelier", "reveler")
    for page in (team.words, screen.open()):
        assert page.count(said) == 2 and "4 autres commentaires" in page  # ce qui tient, de loin
    team.send("atelier", "lire")
    assert team.words.count(said) == 6 and screen.open().count(said) == 6
    assert "bulletin" not in team.page + screen.page
    team.send("atelier", "lire")
    team.send("atelier", "proposer")
    assert screen.open().count(said) == 1  # le niveau prend de la place


def test_un_commentaire_sous_le_plancher_se_tait(team: Browser, phones: list[Phone], server: Server) -> None:
    team.send("recueil", "demander", questions="stades")
    for rank, phone in enumerate(phones[:4]):
        phone.open("1")
        for _ in range(16):
            phone.tap(2, mot=f"zzz {rank}")
    team.send("recueil", "compter")
    team.send("ordre", "regler", presents="6", minutes="75", puis="commencer")
    team.send("atelier", "reveler")
    assert "zzz" not in team.words and "4 commentaires, à ne pas montrer" in team.words
    team.send("atelier", "lire")
    assert "zzz" not in team.words + Browser(server.screen_address).open() and "Niveau proposé" in team.words


def test_six_telephones_aux_memes_reponses_sont_six_personnes(
    team: Browser, phones: list[Phone], tmp_path: Path
) -> None:
    team.send("recueil", "demander", questions="stades")
    for phone in phones:
        phone.open("1")
        for question in range(16):
            phone.tap(question % 3 + 1)  # et aucun 0
    team.send("recueil", "compter")
    assert "6 répondants sur 18" in team.words
    campaign = matrice.open_team(tmp_path / "equipe").campaign(on=DAY)
    assert (campaign.respondents, set(campaign.people)) in ((6, set()), (6, {""}))  # un bulletin ne suit personne


def test_le_meme_mot_de_six_personnes_compte_six_fois_et_redit_une_seule(
    team: Browser, phones: list[Phone], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise matrice.MatriceError("le disque est plein")

    team.send("recueil", "demander", questions="stades")
    for rank, phone in enumerate(phones):
        phone.open("1")
        for question in range(16):
            phone.tap(rank % 3, **({} if question else {"mot": "Trop peu de temps"}))
    phones[0].open("1")
    phones[0].tap(1, mot="Trop peu de temps")  # la même personne le redit
    with monkeypatch.context() as patch:
        patch.setattr(server.room, "recount", refused)
        team.send("recueil", "compter")
        assert team.status == 422 and not list(server.room.home.glob("commentaires-*"))
    team.send("recueil", "compter")
    assert [one.text for one in server.room.campaign().comments] == ["Trop peu de temps"] * 6
    server.room.recount()
    assert len(server.room.campaign().comments) == 6


def test_un_arret_entre_le_compte_et_la_fin_de_l_urne_ne_compte_personne_deux_fois(
    team: Browser, phones: list[Phone], server: Server, tmp_path: Path
) -> None:
    team.send("recueil", "demander", questions="stades")
    for rank, phone in enumerate(phones):
        phone.open("1")
        for _ in range(16):
            phone.tap(rank % 3, mot="Trop peu de temps")
    phones[0].open("1")
    phones[0].tap(0, mot="")  # un commentaire vidé s'efface
    urn = server.room.home / "recueil.json"
    left = urn.read_bytes()
    team.send("recueil", "compter")
    urn.write_bytes(left)
    again = Room(tmp_path / "equipe", today=lambda: DAY)
    assert again.questionnaire is not None and again.count_questionnaire() == 6
    campaign = again.campaign()
    assert (campaign.respondents, len(campaign.comments)) == (6, 16 * 6 - 1)
    assert len(again.received()) == 1 and not urn.exists()


def test_un_recueil_ote_emporte_ses_commentaires(team: Browser, phones: list[Phone], server: Server) -> None:
    for word in ("premier", "second"):
        team.send("recueil", "demander", questions="stades")
        for rank, phone in enumerate(phones):
            phone.open("1")
            for _ in range(16):
                phone.tap(rank % 3, mot=word)
        team.send("recueil", "compter")
    first, _ = server.room.received()
    team.send("recueil", "oter", fichier=first.name)
    assert len({one.text for one in server.room.campaign().comments}) == 1
    assert len(list(server.room.home.glob("commentaires-*"))) == 1
