"""La répartition des votes, par ses faits : barres, ordre, nombres écrits, ce qui est masqué."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matrice
from matrice.assessment import Profile
from matrice.errors import MatriceError
from matrice.render import charts, contrast, luminance
from matrice.render.charts.kit import BORDER, ink, shade, swatches

SHARP = ["0", "0", "0", "3", "3", "3"]  # deux camps aux extrêmes : écart moyen 1,5
MILD = ["1", "1", "1", "2", "2", "2"]  # écart moyen 0,5
CALM = ["2", "2", "2", "2", "SO", ""]  # personne ne s'écarte
FEW = ["0", "3", "3", "3", "", ""]  # quatre réponses


def profile(ref: Any, *answers: list[str], **options: Any) -> Profile:
    """Un profil : une colonne de réponses par question, dans l'ordre de la grille."""
    columns = {one.id: given for one, given in zip(ref.characteristics, answers, strict=False)}
    return matrice.score(matrice.read_responses(pd.DataFrame(columns), ref, team="MSP des Tilleuls", **options))


def bars(figure: Any) -> list[Any]:
    return [trace for trace in figure.data if trace.type == "bar"]


def trace(figure: Any, name: str) -> Any:
    return next(one for one in figure.data if one.name == name)


def labels(figure: Any) -> list[str]:
    """Les questions, de haut en bas, sans la dimension écrite dessous."""
    axis = figure.layout.yaxis
    assert list(axis.tickvals) == sorted(axis.tickvals)
    return [text.split("<br><span")[0].replace("<br>", " ") for text in axis.ticktext]


@pytest.fixture(scope="module")
def drawn(grid: Any) -> Any:
    return charts.votes(profile(grid(4), CALM, MILD, FEW, SHARP))


def test_les_questions_vont_de_la_plus_a_la_moins_disputee_et_les_masquees_ferment(drawn: Any) -> None:
    assert labels(drawn) == ["Question 3", "Question 1", "Question 0", "Question 2"]
    assert [text.split(">")[-2].removesuffix("</span") for text in drawn.layout.yaxis.ticktext] == [
        "Dimension 3", "Dimension 1", "Dimension 0", "Dimension 2",
    ]  # fmt: skip


def test_a_ecart_moyen_egal_l_avis_le_plus_eloigne_passe_devant(grid: Any) -> None:
    near, far = ["1", "1", "1", "1", "2", "2"], ["1", "1", "1", "1", "1", "3"]  # 2/6 tous deux, au plus 1 et 2
    assert labels(charts.votes(profile(grid(2), near, far))) == ["Question 1", "Question 0"]


def test_chaque_barre_est_entiere_et_chaque_sorte_de_reponse_a_sa_place(drawn: Any) -> None:
    assert [one.name for one in bars(drawn)] == [
        "0\u00a0absent", "1\u00a0amorcé", "2\u00a0établi", "3\u00a0ancré", "sans objet", "ne sait pas", "sans réponse",
    ]  # fmt: skip
    assert all(one.showlegend for one in bars(drawn))  # même « ne sait pas », que personne n'a répondu
    assert drawn.layout.barmode == "stack"
    for rank in range(3):
        assert sum(one.x[rank] for one in bars(drawn)) == pytest.approx(100)


def test_un_compte_nul_ne_decale_rien(drawn: Any) -> None:
    rank = labels(drawn).index("Question 0")
    assert [one.x[rank] for one in bars(drawn)] == pytest.approx([0, 0, 400 / 6, 0, 100 / 6, 0, 100 / 6])
    assert [one.text[rank] for one in bars(drawn)] == ["", "", "4", "", "1", "", "1"]


def test_les_quatre_sortes_de_reponses_se_distinguent_sans_la_couleur(drawn: Any) -> None:
    assert [one.marker.pattern.shape for one in bars(drawn)] == [None, None, None, None, "/", ".", "x"]
    light = [luminance(one.marker.color) for one in bars(drawn)[:4]]
    assert light == sorted(light, reverse=True)
    assert min(a / b for a, b in pairwise(light)) > 1.3
    assert {one.marker.line.color for one in bars(drawn)} == {BORDER}


def test_un_nombre_n_est_ecrit_que_s_il_tient(grid: Any) -> None:
    crowd = ["0"] + ["3"] * 59  # 1/60 de la barre : sept pixels
    first, *_, last = bars(charts.votes(profile(grid(1), crowd)))[:4]
    assert (first.text[0], last.text[0]) == ("", "59")
    assert "1\u00a0réponse sur 60 (2\u00a0%)" in first.customdata[0]


def test_a_droite_le_niveau_propose_puis_l_ecart_moyen(drawn: Any) -> None:
    said = trace(drawn, "Niveau proposé")
    assert list(said.text) == [
        "\u00a0proposé 0<br>\u00a0écart 1,5", "\u00a0proposé 1<br>\u00a0écart 0,5", "\u00a0proposé 2<br>\u00a0écart 0",
        "\u00a0proposé 3",
    ]  # fmt: skip
    assert set(said.x) == {100}


def test_le_niveau_decide_remplace_le_niveau_propose(grid: Any) -> None:
    ref = grid(1)
    campaign = matrice.read_responses(pd.DataFrame({"d0.1": SHARP}), ref)
    done = matrice.score(matrice.decide(campaign, "d0.1", 2, reason="vu ensemble"))
    assert trace(charts.votes(done), "Niveau proposé").text[0].startswith("\u00a0décidé 2")
    assert "<td>0\u00a0absent</td><td>2\u00a0établi</td>" in charts.votes(done).table


def test_une_question_jugee_sans_objet_n_a_pas_de_niveau_propose(grid: Any) -> None:
    apart = profile(grid(1), ["SO", "SO", "SO", "SO", "1", "1", "1"])
    assert trace(charts.votes(apart), "Niveau proposé").text[0].startswith("\u00a0proposé s.o.")
    assert "<td>sans objet</td>" in charts.votes(apart).table


def test_avec_moins_de_trois_votes_l_ecart_ne_se_dit_pas(grid: Any) -> None:
    apart = profile(grid(2), ["SO", "SO", "SO", "SO", "2", "NSP"], ["SO"] * 6)
    assert list(trace(charts.votes(apart), "Niveau proposé").text) == ["\u00a0proposé s.o."] * 2
    assert "0,00" not in charts.votes(apart).table


def test_une_question_de_moins_de_cinq_reponses_ne_montre_aucun_compte(drawn: Any) -> None:
    assert [one.x[3] for one in bars(drawn)] == [None] * 7
    assert [one.text[3] for one in bars(drawn)] == [""] * 7
    assert [one.customdata[3] for one in bars(drawn)] == [""] * 7
    assert trace(drawn, "Masquées").text == ("\u00a0moins de 5\u00a0réponses\u00a0: répartition masquée",)
    row = re.search(r'<tr><th scope="row">Question 2</th>.*?</tr>', drawn.layout.meta["table"])
    assert row is not None
    assert row[0].count("<td>masqué</td>") == 7
    assert "0,75" not in row[0]  # l'écart moyen dirait presque les votes


def test_avec_deux_votes_le_niveau_propose_ne_se_dit_pas(grid: Any) -> None:
    figure = charts.votes(profile(grid(2), MILD, ["0", "3", "", "", "", ""]))
    assert trace(figure, "Niveau proposé").text[1] == ""


def test_quatre_repondants_n_ont_pas_de_repartition(grid: Any) -> None:
    with pytest.raises(MatriceError) as refused:
        charts.votes(profile(grid(1), ["0", "1", "2", "3"]))
    assert str(refused.value) == (
        "4\u00a0personnes ont répondu\u00a0: une répartition ne se montre qu’à partir de 5, sinon elle dirait qui a répondu "
        "quoi. Montrez les niveaux proposés (charts.radar, charts.dots)."
    )
    with pytest.raises(MatriceError, match="4\u00a0personnes"):
        charts.votes(profile(grid(1), ["0", "1", "2", "3"]))
    assert bars(charts.votes(profile(grid(1), ["0", "1", "2", "3", "3"])))


def test_six_repondants_ne_suffisent_pas_si_aucune_question_n_en_a_cinq(grid: Any) -> None:
    with pytest.raises(MatriceError, match="Aucune question n’a assez de réponses"):
        charts.votes(profile(grid(2), FEW, FEW[::-1]))


def test_une_dimension_et_une_limite_restreignent_la_figure(shipped: Profile) -> None:
    figure = charts.votes(shipped, dimension="rcp", limit=2)
    assert len(labels(figure)) == 2
    assert "<span" not in "".join(figure.layout.yaxis.ticktext)  # la dimension est déjà dans le titre
    assert figure.layout.title.text.replace("<br>", " ") == (
        "<b>Répartition des votes, «\u00a0Réunion de concertation pluriprofessionnelle\u00a0»\u00a0: MSP des Tilleuls</b>"
    )
    assert figure.alternative.startswith(
        "Répartition des votes, 2\u00a0questions sur 5, de la plus à la moins disputée."
    )
    assert "2\u00a0questions sur 5" in figure.layout.annotations[-1].text.replace("<br>", " ")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"dimension": "rpc"}, "«\u00a0rpc\u00a0» n’est pas une dimension de cette grille\u00a0; le plus proche est «\u00a0rcp\u00a0»."),
        ({"limit": 0}, "«\u00a0limit\u00a0» vaut 0\u00a0; attendu\u00a0: 1 question ou plus."),
    ],
)  # fmt: skip
def test_une_demande_impossible_est_refusee_en_francais(shipped: Profile, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(MatriceError) as refused:
        charts.votes(shipped, **asked)
    assert str(refused.value) == said


def test_des_axes_cotes_n_ont_pas_de_dimension_a_choisir(grid: Any, team: Any) -> None:
    quick = team(grid(2, 2), by="axis")
    assert labels(charts.votes(quick)) == ["Axe 0", "Axe 1"]
    with pytest.raises(MatriceError, match="L’équipe a coté les axes"):
        charts.votes(quick, dimension="d0")


def test_sur_douze_niveaux_chaque_segment_dit_le_sien(grid: Any) -> None:
    ref = grid(1, levels=[(value, f"marche {value}", None) for value in range(1, 13)])
    figure = charts.votes(profile(ref, ["3", "8", "8", "12", "SO", "NSP"]))
    assert [one.text[0] for one in bars(figure) if one.text[0]] == ["3", "8\u00a0×2", "12", "×1", "×1"]
    assert len({one.marker.color for one in bars(figure)[:12]}) == 12


def test_l_alternative_nomme_les_plus_disputees(drawn: Any) -> None:
    assert drawn.alternative == (
        "Répartition des votes, 4\u00a0questions, de la plus à la moins disputée. Dans l’ordre\u00a0: réponses de 0 (absent) à 3 "
        "(ancré), puis sans objet, ne sait pas, sans réponse. Les plus disputées\u00a0: «\u00a0Question 3\u00a0» (écart moyen "
        "1,5\u00a0niveau) et «\u00a0Question 1\u00a0» (écart moyen 0,5\u00a0niveau). 1\u00a0question masquée, faute de réponses. "
        "Données dans le tableau."
    )


def test_le_tableau_a_les_memes_comptes_dans_le_meme_ordre(grid: Any) -> None:
    table = charts.votes(profile(grid(2), CALM, SHARP)).table
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table)
    assert [name for name, _ in rows] == ["Question 1", "Question 0"]
    assert re.findall("<td>(.*?)</td>", rows[1][1])[:7] == ["0", "0", "4", "0", "1", "0", "1"]
    assert '<th scope="col">ne sait pas</th>' in table
    assert "1,50" in rows[0][1]
    assert "désaccord" in rows[0][1]


def test_un_libelle_ne_devient_pas_une_balise(grid: Any) -> None:
    ref = grid(1, label=lambda _: "<b>%{x}</b> & Cie")
    figure = charts.votes(profile(ref, MILD))
    assert "&lt;b&gt;%{x}&lt;/b&gt; &amp; Cie" in figure.layout.yaxis.ticktext[0]
    assert bars(figure)[0].hovertemplate == "%{customdata}<extra></extra>"


def test_la_figure_porte_les_memes_serrures_que_le_radar(drawn: Any) -> None:
    bundle = drawn._repr_mimebundle_()
    assert bundle["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False
    assert "sendChartToCloud" in drawn.layout.modebar.remove
    assert drawn.layout.legend.itemclick is False  # ôter un niveau décalerait les autres
    assert bundle["text/plain"] == drawn.alternative
    assert "matrice-tableau" in bundle["text/html"]


@given(st.floats(0, 1), st.floats(0, 1))
def test_l_encre_se_lit_sur_tous_les_fonds_et_un_niveau_plus_haut_est_plus_fonce(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert contrast(ink(shade(low)), shade(low)) >= 4.5
    assert luminance(shade(low)) >= luminance(shade(high))


def test_les_signes_courts_tiennent_dans_une_case(grid: Any) -> None:
    assert [one.sign for one in swatches(grid(1).scale)] == ["0", "1", "2", "3", "s.o.", "nsp", "–"]
