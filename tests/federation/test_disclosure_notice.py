"""La page RGPD de la fédération dit tout ce qu'une page d'information doit dire, et ce qui reste à vérifier."""

from __future__ import annotations

from matrice.federation import load_federation_notice
from matrice.federation.disclosure import CIRCLES


def test_la_page_couvre_les_rubriques_attendues() -> None:
    notice = load_federation_notice()
    assert [topic.id for topic in notice.topics] == [
        "responsable", "finalite", "base-legale", "donnees", "acces", "duree", "droits", "risque",
    ]  # fmt: skip
    assert {topic.source for topic in notice.topics} <= {source.id for source in notice.sources}


def test_ce_qui_n_est_pas_verifie_le_dit() -> None:
    notice = load_federation_notice()
    assert all("vérifier" in topic.confidence for topic in notice.topics if topic.confidence)
    assert {topic.id for topic in notice.topics if topic.confidence} == {
        "responsable",
        "base-legale",
        "duree",
        "risque",
    }


def test_les_seuils_de_la_page_sont_ceux_de_la_politique() -> None:
    access = next(topic.text for topic in load_federation_notice().topics if topic.id == "acces")
    assert CIRCLES == {"public": 11, "ferme": 5}
    assert "au moins onze équipes" in access
    assert "d’au moins cinq" in access


def test_la_page_tient_sur_une_feuille() -> None:
    notice = load_federation_notice()
    words = sum(len(text.split()) for topic in notice.topics for text in (topic.title, topic.text, *topic.fields))
    assert words < 520
