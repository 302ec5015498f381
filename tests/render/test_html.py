"""Les tableaux HTML : ce qu'un lecteur d'écran y trouve, et ce qu'un libellé hostile n'y met pas."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

import matrice
from matrice.assessment import Profile
from matrice.render.html import document_html, profile_table, referentiel_table


class Reader(HTMLParser):
    """Lit un tableau comme un lecteur d'écran : lignes de cellules, titre, balises vues."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.caption = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("th", "td"):
            self.rows[-1][-1] += data
        elif self.inside in ("caption", "br"):
            self.caption += data + "\n"

    def row(self, label: str) -> list[str]:
        """La ligne dont la tête est ce libellé."""
        return next(row for row in self.rows if row and row[0] == label)


def test_le_tableau_a_un_titre_des_tetes_et_une_langue(shipped: Profile) -> None:
    read = Reader(profile_table(shipped))
    assert read.tags[0] == ("div", {"lang": "fr"})
    assert "Profil de maturité\u00a0: MSP des Tilleuls" in read.caption
    assert "14\u00a0réponses sur 18\u00a0inscrits" in read.caption
    assert "1er\u00a0mars\u00a02026" in read.caption
    assert f"version\u00a0{shipped.ref.version}" in read.caption
    assert "calcul\u00a0v2.0" in read.caption
    heads = [attributes.get("scope") for tag, attributes in read.tags if tag == "th"]
    assert None not in heads
    assert set(heads) == {"col", "rowgroup", "row"}


def test_chaque_dimension_a_sa_ligne_sous_son_axe(shipped: Profile) -> None:
    read = Reader(profile_table(shipped))
    labels = [row[0] for row in read.rows[1:]]
    assert len(labels) == len(shipped.axes) + len(shipped.dimensions)
    assert labels[:3] == [
        shipped.axes[0].label,
        "Information harmonisée",
        "Soutien à l’autonomie et éducation thérapeutique",
    ]


def test_une_ligne_dit_note_niveau_couverture_et_prochaine_marche(shipped: Profile) -> None:
    read = Reader(profile_table(shipped))
    assert read.row("Réunion de concertation pluriprofessionnelle")[1:] == [
        "100",
        "3\u00a0en routine",
        "5/5",
        "14\u00a0votes, ferme",
        "Rien ne manque dans l’ordre de progrès.",
    ]
    following = shipped.ref.dimension("partage").stages[1]
    assert read.row("Partage de données")[1:] == ["33", "1\u00a0premiers pas", "5/5", "14\u00a0votes, ferme", following]


def test_sans_objet_et_non_calculable_ne_sont_jamais_zero(shipped: Profile) -> None:
    read = Reader(profile_table(shipped))
    assert read.row("Relais du territoire pour les patients")[1:] == ["sans objet", "", "", "", ""]
    assert read.row("Avis des usagers")[1:] == ["non calculable", "", "0/6", "", ""]
    assert read.row("Gestion des stocks\u00a0(ajout)")[1:3] == ["0", "0\u00a0pas encore"]


def test_la_provenance_est_dite_sous_le_tableau(shipped: Profile) -> None:
    assert "non la liste officielle de la HAS" in profile_table(shipped)
    assert "non la liste officielle de la HAS" in referentiel_table(shipped.ref)


@pytest.mark.parametrize("by", ["dimension", "axis"])
def test_sans_stades_une_cotation_rapide_n_a_pas_de_prochaine_marche(grid: Any, team: Any, by: str) -> None:
    read = Reader(profile_table(team(grid(2, 2), by=by)))
    assert "Prochaine marche" not in read.rows[0]
    assert read.rows[0][0] == ("Axe" if by == "axis" else "Dimension")
    assert len(read.rows) == (3 if by == "axis" else 7)


def test_un_second_profil_ajoute_une_colonne(grid: Any, team: Any) -> None:
    ref = grid(3)
    read = Reader(profile_table(team(ref), before=team(ref, {"d0": 3, "d1": "SO"}, name="Les Ormes")))
    assert read.rows[0][2] == "Note sur 100, Les Ormes"
    assert [row[2] for row in read.rows[2:]] == ["100", "sans objet", "67"]


def test_un_libelle_hostile_reste_du_texte(grid: Any, team: Any) -> None:
    hostile = '<script>alert(1)</script> & "l\'équipe"'
    ref = grid(3, label=lambda rank: f"{hostile} {rank}")
    for text in (profile_table(team(ref, name=hostile)), referentiel_table(ref)):
        read = Reader(text)
        assert "script" not in {tag for tag, _ in read.tags}
        assert any(hostile in row[0] for row in read.rows)


def test_au_dela_de_trente_dimensions_le_tableau_porte_les_numeros_des_rayons(grid: Any, team: Any) -> None:
    read = Reader(profile_table(team(grid(31))))
    assert read.rows[2][0] == "1.\u00a0Dimension 0"
    assert read.rows[32][0] == "31.\u00a0Dimension 30"


def test_la_grille_montre_ses_caracteristiques_a_deplier() -> None:
    ref = matrice.load_referentiel()
    text = referentiel_table(ref)
    read = Reader(text)
    assert "4\u00a0dimensions" not in read.caption
    assert "21\u00a0dimensions" in read.caption
    assert "0\u00a0pas encore" in read.caption
    assert sum(tag == "li" for tag, _ in read.tags) == len(ref.characteristics)
    assert read.row("Partage de données")[1] == "attesté HAS"


def test_une_grille_et_un_profil_s_affichent_d_eux_memes_dans_un_carnet(shipped: Profile) -> None:
    assert shipped._repr_html_() == profile_table(shipped)
    assert shipped.ref._repr_html_() == referentiel_table(shipped.ref)


def test_aucune_couleur_de_texte_ou_de_fond_n_est_imposee_au_theme(shipped: Profile) -> None:
    style = profile_table(shipped).split("</style>")[0]
    assert "#" not in style
    assert "color:inherit" in style


def test_un_tableau_large_defile_de_cote_et_se_parcourt_au_clavier(shipped: Profile) -> None:
    document = matrice.documents.rapport(shipped, on=dt.date(2026, 11, 21))
    for text in (profile_table(shipped), referentiel_table(shipped.ref), document_html(document)):
        tags = Reader(text).tags
        around = [before for before, (name, _) in pairwise(tags) if name == "table"]
        assert around and all(attributes["class"] == "matrice-defile" for _, attributes in around)
        assert all(attributes["tabindex"] == "0" and attributes["aria-label"] for _, attributes in around)
