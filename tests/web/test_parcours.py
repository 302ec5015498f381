"""Le chemin entier, de la création de l'équipe aux documents, par les seules pages : rien ne s'y tape en Python."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

from salle import DAY, Browser, Phone

from matrice import Campaign, open_team, score, word
from matrice.assessment import ActionPlan, Standing, add_action
from matrice.web import Room, Server


def test_de_l_equipe_creee_aux_documents_ecrits(
    team: Browser, server: Server, phones: list[Phone], tmp_path: Path
) -> None:
    team.send("recueil", "demander", questions="stades")
    assert "0 sur 18 a répondu" in team.words
    for rank, phone in enumerate(phones):
        assert "Commencer" in phone.open()
        phone.open("1")
        for question in range(16):
            phone.tap((rank + question // (1 + rank // 3)) % 3)  # six personnes différentes
        assert "Merci, tout est répondu" in phone.words
    assert "6 sur 18 ont répondu" in team.open("recueil")
    team.send("recueil", "compter")
    assert "6 répondants sur 18" in team.words
    team.open("ordre")
    team.send("ordre", "regler", presents="18", minutes="75", puis="commencer")
    assert "Carte 1 sur 16" in team.words
    for last in [False] * 15 + [True]:
        for gesture in ("reveler", "proposer", "retenir"):
            team.send("atelier", gesture)
            assert team.status == 200, team.words
        if not last:
            following = team.page.split("Suivante →")[0].rsplit('name="carte" value="', 1)[1].split('"')[0]
            team.send("atelier", "aller", carte=following)
    assert "Plan d’action →" in team.words
    second_pass(team, phones, server)
    team.open("plan")
    team.send("plan", "ajouter", dimension="rcp", quoi="Tenir deux réunions par mois", qui="coordination",
              moyens="2 h par mois", debut="2026-12-01", echeance="1er juin 2027", point="2027-03-01")  # fmt: skip
    assert "Action ajoutée" in team.words
    team.open("poste")
    team.send("poste", "partager", heures="8")
    assert "Total 8 h" in team.words
    team.open("documents")
    team.send("documents", "ecrire")
    written = {one.name for one in (tmp_path / "equipe" / DAY.isoformat() / "documents").iterdir()}
    assert {"rapport.docx", "plan-d-action.xlsx", "actions.ics", "fiche-de-poste.docx"} <= written, team.words
    campaign = open_team(tmp_path / "equipe").campaign(on=DAY)
    assert len(campaign.decisions) == 16  # celles d'avant la seconde passe sont toutes là
    profile = score(campaign)
    assert (profile.dimension("rcp").grain, profile.dimension("acces").grain) == ("item", "dimension")
    assert profile.dimension("stocks").standing is Standing.NOT_ASKED


def second_pass(team: Browser, phones: list[Phone], server: Server) -> None:
    """Deux thèmes en détail : leurs seuls énoncés se posent, les décisions déjà prises restent."""
    team.client.post(f"{team.address}/ordre", data={"geste": "regler", "presents": "18", "minutes": "75",
                     "choix": "themes", "theme": ["rcp", "partage"]})  # fmt: skip
    assert "Chacun répond aux seuls énoncés" in team.open("themes")
    team.send("themes", "demander", questions="themes")
    ref = server.room.ref
    asked = [item.id for one in ref.dimensions if one.id in ("rcp", "partage") for item in one.characteristics]
    for phone in phones:
        phone.open("1")
        for question in range(len(asked)):
            phone.tap(question % 4)
        assert "Merci, tout est répondu" in phone.words
    team.open("themes")
    team.send("themes", "compter")
    assert "6 questionnaires comptés" in team.words, team.words
    team.send("themes", "ouvrir", carte="rcp")
    assert "Décidé" in team.words and all(item.label in team.words for item in ref.dimension("rcp").characteristics)


def test_deux_fenetres_ne_se_croisent_pas(workshop: Browser, server: Server) -> None:
    other = Browser(server.address)
    other.open("atelier")
    workshop.send("atelier", "reveler")
    other.send("atelier", "reveler")
    assert other.status == 422 and "avancé dans une autre fenêtre" in other.words and "Niveau proposé" in other.words


def test_un_journal_abime_se_dit_en_une_phrase_et_ne_donne_aucun_document(
    workshop: Browser, server: Server, tmp_path: Path
) -> None:
    for gesture in ("reveler", "proposer", "retenir"):
        workshop.send("atelier", gesture)
    server.room.close()
    path = tmp_path / "equipe" / DAY.isoformat() / "atelier.jsonl"
    path.write_bytes(path.read_bytes().replace(b"proposer", b"x").replace("révéler".encode(), b"reveler"))
    for page in ("recueil", "ordre", "atelier", "themes", "plan", "poste", "documents", "suite", "fichier/rapport.docx",
                 "fichier/plan-d-action.xlsx", "fichier/actions.ics"):  # fmt: skip
        assert "matrice reparer" in workshop.open(page), page
    for page, gesture in (("documents", "ecrire"), ("atelier", "reveler"), ("poste", "partager")):
        workshop.send(page, gesture, heures="8", rang="3")
        assert workshop.status == 422 and "matrice reparer" in workshop.words, page
    assert "Niveau" not in Browser(server.screen_address).open() and not (path.parent / "documents").exists()
    assert "MSP des Tilleuls" in workshop.open() and workshop.status == 200


def test_une_action_de_l_an_passe_se_suit_d_abord(
    team: Browser, server: Server, example: Campaign, tmp_path: Path
) -> None:
    folder = open_team(tmp_path / "equipe")
    before = dt.date(2025, 11, 21)
    folder.save_answers(dataclasses.replace(example, on=before))
    plan = add_action(
        ActionPlan(), folder.ref, "rcp", "Tenir la réunion", owner="coordination", means="2 h", start=before, due=DAY
    )
    folder.save_plan(plan, on=before)
    folder.save_answers(example)
    server.room.load(DAY)
    assert "Suivi des actions du 21 novembre 2025" in team.open("plan")
    team.send("plan", "suivre", action="A1", jour=before.isoformat(), etat="faite", effort="1", effet="3", note="tenue")
    kept = folder.plan(on=before).actions[0]
    assert (str(kept.state), kept.effort, kept.impact, kept.note) == ("faite", 1, 3, "tenue")
    assert "Depuis l’évaluation d’avant" in team.open("suite")


def test_les_accords_forts_s_acceptent_ensemble_apres_un_regard(team: Browser, server: Server) -> None:
    same = {"rcp": 2, "partage": 1, "acces": 3}
    rows = [f"p{who};{one.id};{same.get(one.id, (who + rank) % 4)}"
            for who in range(6) for rank, one in enumerate(server.room.ref.dimensions)]  # fmt: skip
    content = "\n".join(["repondant;item;reponse", *rows]).encode()
    team.client.post(f"{team.address}/recueil", data={"geste": "deposer"}, files={"fichiers": ("stades.csv", content)})
    team.send("ordre", "regler", presents="6", minutes="75", puis="commencer")
    strong = server.room.strong()
    assert set(strong) == set(same) and "3 accords forts" in team.words
    team.send("atelier", "accords")
    assert team.page.count('name="carte"') == 3 and "6 au 2 en partie" in team.words
    team.send("accords", "accepter", carte=list(strong[1:]))  # la première mérite une discussion
    decided = {one.target: one.level for one in server.room.workshop.campaign.decisions}
    assert decided == {one: same[one] for one in strong[1:]} and "2 niveaux retenus sans opposition" in team.words
    team.send("accords", "accepter", carte=["stocks"])  # ce qui n'est pas un accord fort ne passe pas par là
    assert len(server.room.workshop.campaign.decisions) == 2


def test_l_annee_passee_attend_la_decision(
    workshop: Browser, server: Server, example: Campaign, tmp_path: Path
) -> None:
    open_team(tmp_path / "equipe").save_answers(dataclasses.replace(example, on=dt.date(2025, 11, 21)))
    server.room.load(DAY)
    screen = Browser(server.screen_address)
    workshop.open("atelier")
    for gesture in ("reveler", "proposer"):
        workshop.send("atelier", gesture)
        assert "L’année passée" not in workshop.words + screen.open()
    workshop.send("atelier", "retenir")
    assert "L’année passée" in workshop.words and "L’année passée" in screen.open()
    workshop.send("atelier", "annuler")
    assert "L’année passée" not in workshop.words + screen.open()


def test_sans_telephone_la_page_dit_pourquoi_au_bout_d_une_minute(
    team: Browser, server: Server, phones: list[Phone]
) -> None:
    team.send("recueil", "demander", questions="stades")
    assert "Aucun téléphone" not in team.open("recueil")
    before = server.room.state()
    server.room.urn_since -= 61
    assert server.room.state() != before and "Wi-Fi d’invités" in team.open("recueil")
    phones[0].open("1")
    phones[0].tap(1)
    assert "Aucun téléphone" not in team.open("recueil")


def test_un_effectif_trop_petit_se_corrige_sur_la_page(team: Browser, phones: list[Phone]) -> None:
    team.send("", "effectif", effectif="5")
    team.send("recueil", "demander", questions="stades")
    for phone in phones:
        phone.open("1")
        for _ in range(16):
            phone.tap(1)
    assert "6 réponses, 5 présents" in team.open("recueil")
    team.send("recueil", "compter")
    assert team.status == 422 and "6 répondants pour un effectif de 5" in team.words
    team.open()
    team.send("", "effectif", effectif="6")
    team.send("recueil", "compter")
    assert "6 répondants sur 6" in team.words


def test_les_reglages_d_une_seance_se_relisent_et_abimes_rendent_ceux_du_depart(tmp_path: Path) -> None:
    room = Room(tmp_path / "equipe", today=lambda: DAY)
    room.create(tmp_path / "equipe", "MSP des Tilleuls", 18)
    room.begin(DAY)
    room.set(present=12, minutes=50, themes=("rcp",), coded={"mains.csv": (1, 4)})
    again, kept = Room(tmp_path / "equipe").session, room.home / "seance.json"
    assert again == room.session and (again.themes, again.coded) == (("rcp",), {"mains.csv": (1, 4)})
    kept.write_text(kept.read_text("utf-8").replace("{", '{"venu_depuis": 1,', 1), encoding="utf-8")
    assert Room(tmp_path / "equipe").session.present == 12
    for broken in ("", "{", "[]", '{"present": "douze"}'):
        kept.write_text(broken, encoding="utf-8")
        assert Room(tmp_path / "equipe").session.present is None


def test_une_seule_reponse_collective_se_declare(team: Browser, server: Server) -> None:
    content = b"repondant;item;reponse\nequipe;rcp;2\nequipe;partage;1\n"
    files = {"fichiers": ("ensemble.csv", content)}
    team.client.post(f"{team.address}/recueil", data={"geste": "deposer", "collectif": "oui"}, files=files)
    assert server.room.campaign().collective
    team.open("ordre")
    team.send("ordre", "regler", presents="6", minutes="75", puis="commencer")
    assert "Révéler" in team.words


def test_l_echelle_d_un_fichier_venu_d_ailleurs_se_choisit_sur_la_page(team: Browser, server: Server) -> None:
    asked = [item.id for one in server.room.ref.dimensions for item in one.characteristics][:20]
    lines = [asked, *([str((rank + at * at) % 3 + 1) for at in range(20)] for rank in range(3))]
    files = {"fichiers": ("enquete.csv", "\n".join(";".join(line) for line in lines).encode())}
    team._read(team.client.post(f"{team.address}/recueil", data={"geste": "deposer"}, files=files))
    assert team.status == 422 and "« Ces réponses vont de 1 à 4 »" in team.words and "--echelle" not in team.words
    assert server.room.received() == ()
    data = {"geste": "deposer", "echelle": "1-4"}
    team.client.post(f"{team.address}/recueil", data=data, files=files)
    assert "3 répondants sur 18" in team.open("recueil")
    assert server.room.campaign().counts[:, 0].sum() and server.room.session.coded == {"enquete.csv": (1, 4)}
    server.room.load(DAY)  # l'échelle dite survit à un arrêt
    assert server.room.session.coded == {"enquete.csv": (1, 4)}


def test_le_questionnaire_word_et_le_classeur_libreoffice_se_deposent(team: Browser, server: Server) -> None:
    form = word.questionnaire(server.room.ref)
    for cells in ([cell.paragraphs[0] for cell in row.cells] for grid in form.tables for row in grid.rows):
        if len(cells) == 2 and cells[0].text.startswith("☐\u00a02"):
            cells[0].runs[0].text = cells[0].text.replace("☐", "☒")
    rows = (("repondant", "item", "reponse"), ("p01", "rcp", "3"))
    line = "<table:table-row>{}</table:table-row>".format
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    names = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    body = "".join(line("".join(map(cell, row))) for row in rows)
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="F">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    for name, content in (("q.docx", form.to_bytes()), ("r.ods", sheet.getvalue())):
        files = {"fichiers": (name, content)}
        team.client.post(f"{team.address}/recueil", data={"geste": "deposer"}, files=files)
    assert "2 répondants sur 18" in team.open("recueil")
    accepted = re.search(r'accept="([^"]+)"', team.page)
    assert accepted and accepted[1] == ".csv,.xlsx,.ods,.docx"
    for name, content in (("vide.docx", word.questionnaire(server.room.ref).to_bytes()), ("faux.ods", b"PK" * 40)):
        files = {"fichiers": (name, content)}
        team._read(team.client.post(f"{team.address}/recueil", data={"geste": "deposer"}, files=files))
        assert team.status == 422 and name in team.words
    assert [one.name for one in server.room.received()] == ["q.docx", "r.ods"]


def test_l_effet_d_une_action_faite_se_leve_a_la_main_puis_se_revele(workshop: Browser, tmp_path: Path) -> None:
    workshop.send("plan", "ajouter", dimension="rcp", quoi="Deux réunions", qui="coordination", moyens="2 h",
                  debut="1er décembre 2026", echeance="1er juin 2027")  # fmt: skip
    assert "Effet constaté" not in workshop.open("plan")
    workshop.send("plan", "constater", action="A1", **{"avis-2": 9})
    assert workshop.status == 422  # elle n'est pas faite
    workshop.send("plan", "suivre", action="A1", etat="faite")
    assert "combien de mains" in workshop.words
    workshop.send("plan", "constater", action="A1", **{"avis-2": 40})
    assert workshop.status == 422 and "40 voix pour 18" in workshop.words
    workshop.send("plan", "constater", action="A1", resultat="Deux réunions par mois", **{"avis-1": 3, "avis-2": 9})
    assert "Effet constaté : effet moyen, d’après 12 avis" in workshop.words
    assert open_team(tmp_path / "equipe").plan(on=DAY).actions[0].effect.counts == (0, 3, 9, 0)
