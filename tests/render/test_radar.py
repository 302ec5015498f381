"""Le radar, par ses faits : échelle, rayons, trous, polygones, textes, et ce qui l'empêche d'envoyer quoi que ce soit."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
import pickle
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import pytest

import matrice
from matrice.assessment import Profile
from matrice.documents.words import alternative
from matrice.errors import MatriceError
from matrice.render import charts
from matrice.render.charts.kit import rings
from matrice.render.charts.radar import Sector, label_boxes, plan

MIME = "application/vnd.plotly.v1+json"


def polygons(figure: go.Figure) -> list[Any]:
    return [t for t in figure.data if t.type == "scatterpolar" and "lines" in t.mode]


def trace(figure: go.Figure, name: str) -> Any:
    return next(t for t in figure.data if t.name == name)


def labels(figure: go.Figure) -> list[str]:
    """Les étiquettes des rayons, lignes recollées."""
    return [text.replace("<br>", " ") for text in figure.layout.polar.angularaxis.ticktext]


def written(figure: go.Figure) -> str:
    """Tous les textes posés autour du disque, lignes recollées."""
    return "\n".join(re.sub("<br>", " ", note.text) for note in figure.layout.annotations)


# Échelle et rayons


def test_l_echelle_est_fixe_et_le_zero_est_hors_du_centre(grid: Any, team: Any) -> None:
    polar = charts.radar(team(grid(4), {"d0": 1, "d1": 0, "d2": 0, "d3": 0})).layout.polar
    assert polar.radialaxis.range == (0, 100)
    assert polar.hole == 0.15


def test_les_anneaux_portent_le_nom_des_niveaux(shipped: Profile) -> None:
    figure = charts.radar(shipped)
    axis = figure.layout.polar.radialaxis
    assert axis.tickvals == pytest.approx((0, 100 / 3, 200 / 3, 100))
    assert axis.ticktext == ("0\u00a0pas encore", "1\u00a0premiers pas", "2\u00a0en partie", "3\u00a0en routine")
    assert trace(figure, "Niveaux").text == axis.ticktext[1:]
    assert "0 pas encore" in written(figure)


def test_seize_rayons_dans_l_ordre_de_la_grille_depuis_midi(shipped: Profile) -> None:
    figure = charts.radar(shipped)
    axis = figure.layout.polar.angularaxis
    assert (axis.rotation, axis.direction) == (90, "clockwise")
    assert axis.tickvals == tuple(22.5 * rank for rank in range(16))
    assert labels(figure) == [d.short for d in shipped.ref.dimensions if not d.added]


def test_les_ajouts_entrent_sur_demande_et_se_disent_ajouts(shipped: Profile) -> None:
    shown = labels(charts.radar(shipped, added=True))
    assert len(shown) == 21
    assert shown[-2:] == ["Stocks (ajout)", "Sécurité et hygiène (ajout)"]


def test_les_axes_cotes_directement_sont_les_rayons(grid: Any, team: Any) -> None:
    figure = charts.radar(team(grid(2, 2, 2), {"a1": 0}, by="axis"))
    assert labels(figure) == ["Axe 0", "Axe 1", "Axe 2"]
    assert trace(figure, "MSP des Tilleuls").r == pytest.approx((200 / 3, 0, 200 / 3, 200 / 3))
    assert not [t for t in figure.data if t.type == "barpolar"]


def test_chaque_axe_a_son_secteur_et_son_nom(shipped: Profile) -> None:
    figure = charts.radar(shipped)
    bars = trace(figure, "Axes")
    assert bars.width == (90,) * 4
    assert bars.theta == (33.75, 123.75, 213.75, 303.75)
    for axis in shipped.ref.axes[:4]:
        assert f"<b>{axis.short}</b>" in written(figure)


def test_un_niveau_se_place_a_son_credit_pas_a_son_rang(grid: Any, team: Any) -> None:
    levels = ((0, "absent", 0.0), (1, "amorcé", 0.2), (2, "établi", 0.9), (3, "ancré", 1.0))
    figure = charts.radar(team(grid(3, levels=levels), {"d0": 1}))
    assert figure.layout.polar.radialaxis.tickvals == (0, 20, 90, 100)
    assert trace(figure, "MSP des Tilleuls").r[:2] == (20, 90)


def test_deux_niveaux_de_meme_credit_partagent_un_anneau_et_son_texte(grid: Any) -> None:
    scale = grid(3, levels=((0, "non", 0.0), (1, "peu", 0.5), (2, "assez", 0.5), (3, "oui", 1.0))).scale
    drawn = rings(scale, pixels=200, room=20)
    assert [(ring.at, ring.text) for ring in drawn] == [
        (0, "0\u00a0non"), (50, "1\u00a0peu\u00a0· 2\u00a0assez"), (100, "3\u00a0oui"),
    ]  # fmt: skip


def test_des_niveaux_trop_serres_groupent_leurs_noms_sans_en_perdre(grid: Any) -> None:
    scale = grid(3, levels=tuple((rank, f"n{rank}", None) for rank in range(11))).scale
    drawn = rings(scale, pixels=100, room=20)
    spots = [ring.at for ring in drawn if ring.text]
    assert len(drawn) == 11
    assert all(after - before >= 20 - 1e-9 for before, after in pairwise(spots))
    assert [name for ring in drawn for name in ring.names] == [f"{rank}\u00a0n{rank}" for rank in range(11)]


# Trous et polygones


def test_un_profil_complet_est_un_polygone_ferme_et_rempli(grid: Any, team: Any) -> None:
    (shape,) = polygons(charts.radar(team(grid(5), {"d0": 3})))
    assert shape.r[0] == shape.r[-1] == 100
    assert shape.theta[0] == shape.theta[-1]
    assert len(shape.r) == 6
    assert shape.fill == "toself"
    assert float(shape.fillcolor.split(",")[-1].strip(" )")) <= 0.15


@pytest.mark.parametrize("answer", ["SO", "NSP"])
def test_un_trou_n_est_jamais_un_zero_ni_une_moyenne(grid: Any, team: Any, answer: str) -> None:
    (shape,) = polygons(charts.radar(team(grid(5), {"d2": answer})))
    assert shape.r[2] is None
    assert shape.connectgaps is False
    assert shape.fill == "none"
    assert len(shape.r) == 6  # premier et dernier ont une note : fermé de ce côté


@pytest.mark.parametrize("rank", [0, 4])
def test_un_trou_au_bout_laisse_le_polygone_ouvert(grid: Any, team: Any, rank: int) -> None:
    (shape,) = polygons(charts.radar(team(grid(5), {f"d{rank}": "SO"})))
    assert len(shape.r) == 5
    assert shape.r[rank] is None


def test_une_absence_est_marquee_au_bord_et_expliquee_dessous(shipped: Profile) -> None:
    figure = charts.radar(shipped)
    marks = trace(figure, "Sans note")
    assert marks.text == ("s.o.", "n.c.")
    assert marks.r == (100, 100)
    assert marks.marker.symbol == "circle-open"
    assert "s.o.\u00a0: sans objet" in written(figure)
    assert "n.c.\u00a0: non calculable" in written(figure)


def test_sans_absence_il_n_y_a_ni_marque_ni_legende_d_absence(grid: Any, team: Any) -> None:
    figure = charts.radar(team(grid(5)))
    assert "Sans note" not in [t.name for t in figure.data]
    assert "s.o." not in written(figure)


def test_rien_de_note_se_dessine_quand_meme(grid: Any, team: Any) -> None:
    (shape,) = polygons(charts.radar(team(grid(3), dict.fromkeys(("d0", "d1", "d2"), "NSP"))))
    assert set(shape.r) == {None}


@pytest.mark.parametrize("count", [1, 2])
def test_un_ou_deux_rayons_montrent_des_points_et_disent_pourquoi(grid: Any, team: Any, count: int) -> None:
    figure = charts.radar(team(grid(count)))
    assert polygons(figure) == []
    assert trace(figure, "MSP des Tilleuls").mode == "markers"
    assert "seuls les points sont dessinés" in written(figure)


# Un second profil


def test_un_second_profil_se_distingue_sans_couleur_et_sans_fond(grid: Any, team: Any) -> None:
    ref = grid(5)
    ours, theirs = polygons(charts.radar(team(ref), before=team(ref, name="Les Ormes")))
    assert (ours.line.dash, ours.marker.symbol, ours.line.color) == ("solid", "circle", "#0072B2")
    assert (theirs.line.dash, theirs.marker.symbol, theirs.line.color) == ("dash", "triangle-up", "#D55E00")
    assert theirs.fill == "none"


def test_deux_series_ont_une_legende_une_seule_n_en_a_pas(grid: Any, team: Any) -> None:
    ref = grid(5)
    pair = charts.radar(team(ref), before=team(ref, on=dt.date(2025, 3, 1), registered=None))
    assert charts.radar(team(ref)).layout.showlegend is False
    assert pair.layout.showlegend is True
    assert [t.name for t in pair.data if t.showlegend is not False] == [
        "MSP des Tilleuls, 1er\u00a0mars\u00a02026",
        "MSP des Tilleuls, 1er\u00a0mars\u00a02025",
    ]
    assert (
        "▲ MSP des Tilleuls, 1er\u00a0mars\u00a02025\u00a0: 14\u00a0réponses\u00a0· 1er\u00a0mars\u00a02025"
        in written(pair)
    )


@pytest.mark.parametrize("draw", [charts.radar, charts.dots, charts.table])
def test_une_autre_grille_est_refusee(grid: Any, team: Any, draw: Any) -> None:
    with pytest.raises(MatriceError, match="n’ont pas la même grille"):
        draw(team(grid(5)), before=team(grid(6)))


def test_un_autre_calcul_ou_une_autre_finesse_sont_refuses(grid: Any, team: Any) -> None:
    ref = grid(3, 3, 3)
    with pytest.raises(MatriceError, match=r"mêmes règles \(v2.0 et v0.9\)"):
        charts.radar(team(ref), before=dataclasses.replace(team(ref), algorithm="0.9"))
    with pytest.raises(MatriceError, match="cotation rapide, par axe"):
        charts.radar(team(ref), before=team(ref, by="axis"))


# Textes


def test_le_titre_et_le_pied_disent_d_ou_vient_la_figure(shipped: Profile) -> None:
    figure = charts.radar(shipped)
    assert figure.layout.title.text == "<b>Radar de maturité\u00a0: MSP des Tilleuls</b>"
    said = written(figure)
    assert "14\u00a0réponses sur 18\u00a0inscrits" in said
    assert "1er\u00a0mars\u00a02026" in said
    assert f"version\u00a0{shipped.ref.version}" in said
    assert "calcul\u00a0v2.0" in said
    assert "non la liste officielle de la HAS" in said


def test_ni_effectif_ni_date_ne_sont_obligatoires(grid: Any, team: Any) -> None:
    said = written(charts.radar(team(grid(4), on=None, registered=None)))
    assert said.splitlines()[-1].startswith("14\u00a0réponses\u00a0· Grille d’essai")


def test_un_libelle_de_80_caracteres_est_coupe_en_lignes_jamais_tronque(grid: Any, team: Any) -> None:
    long = "Réunions pluriprofessionnelles régulières, avec compte rendu partagé et daté n°\u00a0{}"
    figure = charts.radar(team(grid(4, 4, 4, 4, label=long.format)))
    assert labels(figure) == [long.format(rank) for rank in range(16)]
    assert all("<br>" in text for text in figure.layout.polar.angularaxis.ticktext)


def test_un_libelle_de_300_caracteres_est_abrege_mais_entier_au_survol_et_au_tableau(grid: Any, team: Any) -> None:
    long = ("coordination des parcours " * 12).strip() + " {}"
    profile = team(grid(4, label=long.format))
    figure = charts.radar(profile)
    assert all(len(text) <= 90 and text.endswith("…") for text in labels(figure))
    assert long.format(3) in trace(figure, "MSP des Tilleuls").customdata[3].replace("<br>", " ")
    assert long.format(3) in charts.table(profile)


def test_au_dela_de_vingt_quatre_rayons_des_numeros(grid: Any, team: Any) -> None:
    figure = charts.radar(team(grid(31)))
    assert labels(figure) == [str(rank) for rank in range(1, 32)]
    assert "numéro de sa dimension dans le tableau" in written(figure)
    assert labels(charts.radar(team(grid(24))))[0] == "Dimension 0"


@pytest.mark.parametrize("counts", [(3,), (15,), (4, 4, 4, 4), (4, 4, 4, 5, 4), (30,), (12, 1, 12)])
@pytest.mark.parametrize("word", ["Soin", "Coordination pluriprofessionnelle des parcours"])
def test_aucun_texte_n_en_touche_un_autre(counts: tuple[int, ...], word: str) -> None:
    sectors, first = [], 0
    for rank, count in enumerate(counts):
        sectors.append(Sector(f"Axe {rank}", first, count))
        first += count
    drawn = plan([f"{word} {rank}" for rank in range(first)], sectors)
    boxes = [*label_boxes(drawn.labels, drawn.radius), *(name.box for name in drawn.names)]
    touching = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.meets(b)]
    assert touching == []


def test_le_survol_est_en_francais_avec_une_virgule(grid: Any, team: Any) -> None:
    said = trace(charts.radar(team(grid(3), {"d0": 1})), "MSP des Tilleuls").customdata[0]
    assert said.split("<br>") == [
        "<b>Dimension 0</b>",
        "Équipe\u00a0: MSP des Tilleuls",
        "Note\u00a0: 33,3 sur\u00a0100",
        "Niveau atteint\u00a0: 1\u00a0amorcé",
        "14\u00a0votes, ferme",
        "Coté\u00a0: 1\u00a0caractéristique sur 1\u00a0applicable",
    ]


def test_un_libelle_hostile_reste_du_texte(grid: Any, team: Any) -> None:
    figure = charts.radar(team(grid(3, label=lambda rank: f"<a href='x'>&amp; %{{r}} {rank}"), name="<b>& Cie</b>"))
    said = trace(figure, "&lt;b&gt;&amp; Cie&lt;/b&gt;").customdata[0]
    assert "&lt;a href='x'&gt;&amp;amp; %{r} 0" in said.replace("<br>", " ")
    assert labels(figure)[0].startswith("&lt;a")
    assert "&lt;b&gt;&amp; Cie&lt;/b&gt;" in figure.layout.title.text


def test_aucun_texte_ne_descend_sous_douze_points(shipped: Profile) -> None:
    figure = charts.radar(shipped, added=True)
    sizes = [
        int(size)
        for size in re.findall(r'"size":(\d+)', json.dumps(figure.layout.to_plotly_json(), separators=(",", ":")))
    ]
    assert min(sizes) >= 16  # pixels, soit 12 points


def test_le_gabarit_ne_depend_pas_du_carnet(grid: Any, team: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = charts.radar(team(grid(3))).to_json()
    monkeypatch.setattr(pio.templates, "default", "plotly_dark")
    assert charts.radar(team(grid(3))).to_json() == before


# Rien ne sort


def configs(text: str) -> list[dict[str, Any]]:
    """Les configurations que la page passe à plotly, lues comme du JSON."""
    return [json.JSONDecoder().raw_decode(text, m.start())[0] for m in re.finditer(r'\{"displaylogo"', text)]


class Links(HTMLParser):
    """Lit une page comme un navigateur : ses balises, et les adresses qu'elles chargent ou visent."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href", "action", "data", "poster", "srcset")]


def loaded(text: str) -> list[str]:
    """Ce qu'une page charge ou vise."""
    return Links(text).addresses


def test_la_figure_est_une_figure_plotly_qui_se_copie_et_se_serialise(shipped: Profile) -> None:
    figure = charts.radar(shipped)
    for twin in (copy.copy(figure), copy.deepcopy(figure), pickle.loads(pickle.dumps(figure))):
        assert type(twin) is type(figure)
        assert isinstance(twin, go.Figure)
        assert twin.to_json() == figure.to_json()


def test_l_affichage_d_un_carnet_est_verrouille_et_leger(shipped: Profile) -> None:
    figure = charts.radar(shipped)
    assert not callable(figure._ipython_display_)
    bundle = figure._repr_mimebundle_()
    config = bundle[MIME]["config"]
    assert set(bundle) == {MIME, "text/html", "text/plain"}
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["displaylogo"] is False
    assert config["locale"] == "fr"
    assert config["modeBarButtons"] == [["toImage"]]
    assert len(json.dumps(bundle)) < 60_000
    assert bundle["text/plain"] == alternative(shipped)
    assert charts.table(shipped) in bundle["text/html"]
    assert "http" not in json.dumps(bundle)


def test_aucun_reglage_demande_ne_rouvre_le_partage(shipped: Profile) -> None:
    wanted = {
        "showSendToCloud": True,
        "plotlyServerURL": "https://exemple.test",
        "modeBarButtonsToAdd": ["sendChartToCloud"],
    }
    (config,) = configs(charts.radar(shipped).to_html(config=wanted, include_plotlyjs=False))
    assert config["showSendToCloud"] is False
    assert config["modeBarButtons"] == [["toImage"]]
    assert "exemple.test" not in json.dumps(config)


def test_une_figure_reconstruite_garde_sa_serrure(shipped: Profile) -> None:
    rebuilt = go.Figure(charts.radar(shipped))
    assert type(rebuilt) is go.Figure
    assert "sendChartToCloud" in rebuilt.layout.modebar.remove
    assert "sendChartToCloud" in json.loads(rebuilt.to_json())["layout"]["modebar"]["remove"]


def test_chaque_ecriture_de_plotly_est_verrouillee(shipped: Profile, tmp_path: Path) -> None:
    figure = charts.radar(shipped)
    figure.write_html(tmp_path / "f.html")
    text = (tmp_path / "f.html").read_text(encoding="utf-8")
    for page in (figure.to_html(), text):
        (config,) = configs(page)
        assert config["showSendToCloud"] is False
        assert loaded(page) == []


def test_montrer_hors_d_un_carnet_ouvre_un_fichier_local(shipped: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    charts.radar(shipped).show()
    (address,) = opened
    page = Path(address.removeprefix("file://"))
    (config,) = configs(page.read_text(encoding="utf-8"))
    page.unlink()
    page.parent.rmdir()
    assert config["showSendToCloud"] is False


def test_la_page_est_autonome_francaise_et_complete(shipped: Profile, tmp_path: Path) -> None:
    charts.write_html(shipped, tmp_path / "neuf" / "radar.html")
    text = (tmp_path / "neuf" / "radar.html").read_text(encoding="utf-8")
    assert text.startswith('<!doctype html>\n<html lang="fr">')
    assert "<title>Profil de maturité\u00a0: MSP des Tilleuls</title>" in text
    assert "<h1>Profil de maturité\u00a0: MSP des Tilleuls</h1>" in text
    assert text.count("plotly.js v") == 1
    assert text.count('role="img" aria-label="') == 2
    assert charts.table(shipped) in text
    assert alternative(shipped) in text
    assert "connect-src" not in text.split("<script>")[0]
    assert "default-src 'none'" in text.split("<script>")[0]
    assert loaded(text) == []
    assert [config["showSendToCloud"] for config in configs(text)] == [False, False]
    assert {config["locale"] for config in configs(text)} == {"fr"}
    assert [path.name for path in (tmp_path / "neuf").iterdir()] == ["radar.html"]  # aucun brouillon ne reste


def test_la_page_montre_aussi_le_second_profil(grid: Any, team: Any, tmp_path: Path) -> None:
    ref = grid(4, added=(3,))
    charts.write_html(team(ref), tmp_path / "p.html", before=team(ref, name="Les Ormes"), added=True)
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "Note sur 100, Les Ormes" in text
    assert "Comparé à Les Ormes" in text
    assert "4\u00a0dimensions, échelle" in text


def test_un_libelle_ne_peut_pas_sortir_du_script_de_la_page(grid: Any, team: Any, tmp_path: Path) -> None:
    hostile = "</script><img src=https://exemple.test/x onerror=alert(1)>"
    charts.write_html(team(grid(3, label=lambda rank: f"{hostile}{rank}"), name=hostile), tmp_path / "p.html")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert loaded(text) == []
    assert "img" not in Links(text).tags


def test_une_page_impossible_a_ecrire_se_dit_en_francais(shipped: Profile, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    with pytest.raises(MatriceError, match="l’écriture a échoué"):
        charts.write_html(shipped, tmp_path / "fichier" / "radar.html")


def test_la_facade_donne_les_figures() -> None:
    assert matrice.charts is charts
    assert {"dots", "radar", "table", "write_html"} <= set(charts.__all__)
