"""Le chemin entier, de la création de l'équipe aux documents, par les seules pages : rien ne s'y tape en Python."""

from __future__ import annotations

from pathlib import Path

from salle import DAY, Browser, Phone

from matrice import open_team
from matrice.web import Server


def test_de_l_equipe_creee_aux_documents_ecrits(
    team: Browser, server: Server, phones: list[Phone], tmp_path: Path
) -> None:
    team.send("recueil", "demander", questions="stades")
    assert "0 sur 18 a répondu" in team.words
    for rank, phone in enumerate(phones):
        assert "Commencer" in phone.open()
        phone.open("1")
        for question in range(16):
            phone.tap((rank + question) % 3)
        assert "Merci, tout est répondu" in phone.words
    assert "6 sur 18 ont répondu" in team.open("recueil")
    team.send("recueil", "compter")
    assert "6 répondants sur 18" in team.words
    team.open("ordre")
    team.send("ordre", "commencer")
    assert "Carte 1 sur 16" in team.words
    for last in [False] * 15 + [True]:
        for gesture in ("reveler", "proposer", "retenir"):
            team.send("atelier", gesture)
            assert team.status == 200, team.words
        if not last:
            following = team.page.split("Suivante →")[0].rsplit('name="carte" value="', 1)[1].split('"')[0]
            team.send("atelier", "aller", carte=following)
    assert "Plan d’action →" in team.words
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
    profile = open_team(tmp_path / "equipe").campaign(on=DAY)
    assert len(profile.decisions) == 16
