"""La carte des réponses, par ses faits : cases, ordre des colonnes, ce qui pourrait trahir quelqu'un."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matrice
from matrice.assessment import Campaign, Profile
from matrice.errors import MatriceError
from matrice.render import charts, contrast
from matrice.render.charts.votes import cell

SO, NSP, SILENT = 4, 5, 6  # les codes qui suivent ceux d'une échelle de quatre niveaux
PEOPLE = (
    {"d0.1": "3", "d1.1": "3", "d2.1": "SO"},
    {"d0.1": "0", "d1.1": "1", "d2.1": "NSP"},
    {"d0.1": "2", "d1.1": "2", "d2.1": ""},
    {"d0.1": "1", "d1.1": "1", "d2.1": "2"},
    {"d0.1": "NSP", "d1.1": "", "d2.1": "SO"},
    {"d0.1": "3", "d1.1": "2", "d2.1": "1"},
)


def campaign(ref: Any, people: Any = PEOPLE, **options: Any) -> Campaign:
    return matrice.read_responses(pd.DataFrame(list(people)), ref, team="MSP des Tilleuls", **options)


def cells(figure: Any) -> dict[float, dict[int, str]]:
    """Chaque ligne, par son ordonnée, du haut vers le bas : colonne → signe écrit."""
    found: dict[float, dict[int, str]] = {}
    for trace in figure.data:
        if trace.type == "bar" and trace.x[0] is not None:
            for x, base, tall, sign in zip(trace.x, trace.base, trace.y, trace.text, strict=True):
                found.setdefault(base + tall / 2, {})[x] = sign
    return dict(sorted(found.items()))


def rows(figure: Any) -> list[str]:
    """Ce que disent les cases, ligne par ligne, de gauche à droite."""
    return [" ".join(line[column] for column in sorted(line)) for line in cells(figure).values()]


@pytest.fixture(scope="module")
def drawn(grid: Any) -> Any:
    return charts.heatmap(campaign(grid(3)))


def test_les_colonnes_vont_de_la_moyenne_la_plus_basse_a_la_plus_haute(drawn: Any) -> None:
    # moyennes : 0,5 ; 4/3 ; 2 ; 2 ; 3 ; aucune. À égalité, la première case tranche.
    assert rows(drawn) == ["0 1 2 3 3 nsp", "1 1 2 2 3 –", "nsp 2 – 1 s.o. s.o."]
    assert drawn.layout.xaxis.ticktext == ("1", "2", "3", "4", "5", "6")
    assert drawn.layout.xaxis.range == (0.5, 6.5)


@given(st.permutations(range(len(PEOPLE))))
def test_l_ordre_d_arrivee_ne_laisse_aucune_trace(order: list[int]) -> None:
    levels = [{"value": value, "label": f"n{value}"} for value in range(4)]
    axes = [{"id": "a", "label": "Axe", "dimensions": [
        {"id": f"d{rank}", "label": f"D{rank}", "characteristics": [{"id": f"d{rank}.1", "label": f"Q{rank}"}]} for rank in range(3)
    ]}]  # fmt: skip
    ref = matrice.parse_referentiel(json.dumps({"scale": {"levels": levels}, "axes": axes}), source="essai.yaml")
    first, second = (
        charts.heatmap(campaign(ref, people)) for people in (PEOPLE, [PEOPLE[rank] for rank in order])
    )  # fmt: skip
    assert first.to_json() == second.to_json()


def test_ni_code_ni_metier_n_entrent_dans_la_figure(grid: Any) -> None:
    people = [
        {"repondant": f"secret{rank}", "profession": "sage-femme", **answers} for rank, answers in enumerate(PEOPLE)
    ]
    drawn = charts.heatmap(campaign(grid(3), people))
    assert rows(drawn)[0] == "0 1 2 3 3 nsp"
    assert not re.search("secret|sage-femme", drawn.to_json())


def test_chaque_case_est_une_barre_sur_sa_ligne_et_sa_colonne(drawn: Any) -> None:
    assert list(cells(drawn)) == pytest.approx(list(drawn.layout.yaxis.tickvals))
    assert all(sorted(line) == [1, 2, 3, 4, 5, 6] for line in cells(drawn).values())
    assert drawn.layout.barmode == "overlay"


def test_la_legende_a_toutes_les_reponses_meme_absentes(grid: Any) -> None:
    figure = charts.heatmap(campaign(grid(1), [{"d0.1": "2"}] * 5))
    assert [trace.name for trace in figure.data if trace.showlegend] == [
        "0\u00a0absent", "1\u00a0amorcé", "2\u00a0établi", "3\u00a0ancré", "sans objet", "ne sait pas", "sans réponse",
    ]  # fmt: skip


def test_le_texte_d_une_case_se_lit_sur_son_fond(drawn: Any) -> None:
    bars = [trace for trace in drawn.data if trace.type == "bar"]
    assert all(contrast(trace.insidetextfont.color, trace.marker.color) >= 4.5 for trace in bars)
    assert bars[0].insidetextfont.color != bars[3].insidetextfont.color
    assert [trace.marker.pattern.shape for trace in bars] == [None] * 4 + ["/", ".", "x"]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([0, 2, 3], 2),  # médiane
        ([1, 2], 1),  # des deux du milieu, le plus bas : jamais 1,5
        ([3, SO, NSP, SILENT, SO], 3),  # un niveau donné se montre
        ([SO, SO, NSP], SO), ([NSP, NSP, SILENT], NSP), ([SILENT, SILENT, SO], SILENT),
        ([SO, NSP, SILENT], SO), ([NSP, SILENT], NSP),  # à égalité, la plus explicite
    ],
)  # fmt: skip
def test_une_case_est_la_mediane_basse_ou_la_reponse_la_plus_frequente(
    grid: Any, codes: list[int], expected: int
) -> None:
    found = cell(grid(1).scale, codes)
    assert (found.code, found.asked) == (expected, len(codes))
    assert found.rated == sum(code < SO for code in codes)


def test_une_ligne_par_dimension_sous_le_titre_de_son_axe(shipped: Profile) -> None:
    ref = shipped.ref
    answers = {question.id: ["2"] * 6 for question in ref.characteristics}
    figure = charts.heatmap(matrice.read_responses(pd.DataFrame(answers), ref))
    assert len(cells(figure)) == 21
    assert figure.layout.yaxis.ticktext[-1] == "Sécurité et hygiène (ajout)"
    headings = {note.text: note.y for note in figure.layout.annotations if note.text.startswith("<b>")}
    assert list(headings) == [f"<b>{axis.label}</b>" for axis in ref.axes]
    assert headings["<b>Système d’information</b>"] < list(cells(figure))[4]


def test_une_dimension_donne_une_ligne_par_question_et_d_autres_numeros(shipped: Profile) -> None:
    ref = shipped.ref
    levels = ("0", "1", "2", "3", "3", "3")
    answers = {question.id: list(levels) for question in ref.characteristics}
    answers |= {question.id: list(reversed(levels)) for question in ref.dimension("rcp").characteristics}
    figure = charts.heatmap(matrice.read_responses(pd.DataFrame(answers), ref), dimension="rcp")
    assert rows(figure) == ["0 1 2 3 3 3"] * 5
    assert "Réunion de concertation" in figure.layout.title.text
    assert figure.alternative.startswith("Carte des réponses, 5\u00a0questions et 6\u00a0personnes sans nom")


def test_une_ligne_de_moins_de_cinq_reponses_n_a_pas_de_cases_et_ne_trie_pas(grid: Any) -> None:
    people = [{"d0.1": level, "d1.1": kept} for level, kept in zip("32101", ("0", "3", "3", "", ""), strict=True)]
    figure = charts.heatmap(campaign(grid(2), people))
    assert rows(figure) == ["0 1 1 2 3"]
    masked = next(trace for trace in figure.data if trace.name == "Masquées")
    assert masked.text == ("\u00a0moins de 5\u00a0réponses\u00a0: répartition masquée",)
    assert list(masked.y) == [figure.layout.yaxis.tickvals[1]]
    assert charts.heatmap(campaign(grid(2), people)).table.count("<td>masqué</td>") == 5


def test_le_mode_rapide_montre_la_reponse_de_chacun(grid: Any) -> None:
    ref = grid(2, 1)
    quick = matrice.read_responses(pd.DataFrame({"a0": list("01233"), "a1": ["SO"] * 5}), ref)
    figure = charts.heatmap(quick)
    assert rows(figure) == ["0 1 2 3 3", "s.o. s.o. s.o. s.o. s.o."]
    assert not [note for note in figure.layout.annotations if note.text.startswith("<b>")]
    assert "la réponse de chacun" in figure.layout.annotations[-1].text.replace("<br>", " ")


def test_trente_personnes_restent_lisibles(grid: Any) -> None:
    figure = charts.heatmap(campaign(grid(1), [{"d0.1": str(rank % 4)} for rank in range(30)]))
    span = figure.layout.width - figure.layout.margin.l - figure.layout.margin.r
    assert span / 30 >= 31  # « s.o. » en 16 pixels en prend 27


def test_un_second_vote_est_signale(grid: Any) -> None:
    first = campaign(grid(3))
    again = matrice.revote(first, "d0.1", {2: 6})
    assert "seconds votes" not in charts.heatmap(first).layout.annotations[-1].text
    assert "seconds votes" in charts.heatmap(again).layout.annotations[-1].text.replace("<br>", " ")


def test_l_alternative_dit_les_avis_eloignes_et_les_cases_sans_niveau(drawn: Any) -> None:
    assert drawn.alternative == (
        "Carte des réponses, 3\u00a0dimensions et 6\u00a0personnes sans nom, échelle de 0 (absent) à 3 (ancré). Avis les plus "
        "éloignés\u00a0: Dimension 0 (de 0 à 3), Dimension 1 (de 1 à 3) et Dimension 2 (de 1 à 2). Cases sans niveau\u00a0: "
        "2\u00a0sans objet, 2\u00a0ne sait pas et 2\u00a0sans réponse. Données dans le tableau."
    )


def test_le_tableau_a_les_memes_cases(grid: Any, drawn: Any) -> None:
    table = charts.heatmap(campaign(grid(3))).table
    written = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table)
    assert [name for name, _ in written] == ["Dimension 0", "Dimension 1", "Dimension 2"]
    assert [" ".join(re.findall("<td>(.*?)</td>", line)) for _, line in written] == rows(drawn)
    assert drawn.layout.meta["table"] == table


def test_des_votes_a_main_levee_n_ont_pas_de_carte(grid: Any) -> None:
    counted = pd.DataFrame(
        {"item": ["d0.1"], "niveau_0": [2], "niveau_1": [2], "niveau_2": [2], "niveau_3": [2], "so": [0], "nsp": [0]}
    ).astype(str)
    with pytest.raises(MatriceError) as refused:
        charts.heatmap(matrice.read_responses(counted, grid(1)))
    assert str(refused.value) == (
        "Ces votes ont été comptés à main levée\u00a0: la réponse de chacun n’est pas connue. Montrez leur répartition (charts.votes)."
    )


def test_quatre_repondants_n_ont_pas_de_carte(grid: Any) -> None:
    with pytest.raises(
        MatriceError, match="4\u00a0personnes ont répondu\u00a0: une répartition ne se montre qu’à partir de 5"
    ):
        charts.heatmap(campaign(grid(3), PEOPLE[:4]))
    assert charts.heatmap(campaign(grid(3), PEOPLE[1:])).data


def test_un_profil_ou_une_dimension_inconnue_sont_refuses_en_francais(grid: Any, shipped: Profile) -> None:
    wrong: Any = shipped
    with pytest.raises(MatriceError, match="Un profil n’a plus les réponses de chacun\u00a0: donnez la campagne"):
        charts.heatmap(wrong)
    with pytest.raises(MatriceError, match="«\u00a0d9\u00a0» n’est pas une dimension de cette grille"):
        charts.heatmap(campaign(grid(3)), dimension="d9")


def test_la_carte_porte_les_memes_serrures_que_le_radar(drawn: Any) -> None:
    assert drawn._repr_mimebundle_()["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False
    assert "sendChartToCloud" in drawn.layout.modebar.remove
    assert drawn.layout.dragmode is False
