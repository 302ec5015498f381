"""Des réponses aux niveaux et aux notes : majorité, règle de la moitié, sans objet, prochaine marche, axes, mode rapide, propriétés."""

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import (
    InputError,
    MatriceError,
    Profile,
    decide,
    load_referentiel,
    parse_referentiel,
    read_responses,
    score,
)
from matrice.assessment import NextStep, axis_scores, count_answers, dimension_scores, revote, score_bounds
from matrice.referentiel import Referentiel
from tirages import examples

REF = load_referentiel()
ANSWERS = st.sampled_from(["0", "1", "2", "3", "SO", "NSP", ""])


def grid(characteristics: int = 4, dimensions: int = 1, weights: dict[str, float] | None = None) -> Referentiel:
    """Une petite grille 0–3 : un axe, des dimensions d1, d2…, des questions d1.1, d1.2…"""
    lines = ["scale:", "  levels:"]
    lines += [f"    - {{value: {value}, label: n{value}}}" for value in range(4)]
    lines += ["axes:", "  - id: a", "    label: A", "    dimensions:"]
    for d in range(1, dimensions + 1):
        lines += [f"      - id: d{d}", f"        label: D{d}", f"        weight: {(weights or {}).get(f'd{d}', 1)}"]
        lines += ["        characteristics:"]
        for k in range(1, characteristics + 1):
            weight = (weights or {}).get(f"d{d}.{k}", 1)
            lines += [f"          - {{id: d{d}.{k}, label: Q{d}.{k}, weight: {weight}}}"]
    return parse_referentiel("\n".join(lines))


def one_person(*answers: str, **options) -> Profile:
    """Le profil d'une personne seule, qui répond dans l'ordre à une dimension."""
    ref = grid(len(answers), **options)
    return score(read_responses(pd.DataFrame([{f"d1.{k}": a for k, a in enumerate(answers, 1)}]), ref))


# Règle EORTC : au moins la moitié des questions applicables ; SO hors du dénominateur.
@pytest.mark.parametrize(
    ("answers", "value", "answered", "applicable"),
    [
        (("3", "2", "SO", "1", ""), 66.6667, 3, 4),
        (("3", "1", "", ""), 66.6667, 2, 4),
        (("3", "", "SO", "SO"), 100.0, 1, 2),
        (("3", "", "", ""), None, 1, 4),
        (("0", "0", "0", "0"), 0.0, 4, 4),
    ],
)
def test_la_note_suit_la_regle_de_la_moitie(answers, value, answered, applicable) -> None:
    result = one_person(*answers).dimensions[0]
    assert result.score == (None if value is None else pytest.approx(value, abs=1e-4))
    assert (result.answered, result.applicable) == (answered, applicable)
    assert result.standing == ("calculé" if value is not None else "non calculable")


def test_plus_de_la_moitie_sans_objet_rend_la_dimension_sans_objet() -> None:
    assert one_person("SO", "SO", "SO", "2").dimensions[0].standing == "sans objet"
    assert one_person("SO", "SO", "3", "2").dimensions[0].score == pytest.approx(83.3333, abs=1e-4)


def test_ne_sait_pas_et_silence_restent_au_denominateur() -> None:
    assert one_person("3", "NSP", "NSP", "").dimensions[0].standing == "non calculable"


def test_une_question_est_sans_objet_quand_la_majorite_de_ceux_qui_se_prononcent_le_dit() -> None:
    ref = grid(1)
    for answers, standing in (
        (["SO", "SO", "3"], "sans objet"),
        (["SO", "3"], "calculé"),
        (["SO", "NSP"], "sans objet"),
    ):
        item = score(read_responses(pd.DataFrame({"d1.1": answers}), ref)).items[0]
        assert item.standing == standing


def test_les_quatre_reponses_sont_comptees_a_part() -> None:
    item = score(
        read_responses(pd.DataFrame({"d1.1": ["0", "SO", "NSP", "", "0"], "d1.2": list("00000")}), grid(2))
    ).items[0]
    assert (item.votes, item.not_applicable, item.unknown, item.silent) == ((2, 0, 0, 0), 1, 1, 1)


def test_la_moyenne_des_membres_n_est_jamais_le_resultat() -> None:
    profile = score(read_responses(pd.DataFrame({"d1.1": ["0", "0", "3"]}), grid(1)))
    assert profile.dimensions[0].score == 0


def test_un_poids_nul_ne_compte_pas_et_les_autres_se_partagent_la_note() -> None:
    profile = one_person("3", "0", "0", "0", weights={"d1.2": 0, "d1.3": 0})
    assert profile.dimensions[0].score == pytest.approx(50)
    assert one_person("3", "3", weights={"d1.1": 0, "d1.2": 0}).dimensions[0].standing == "non calculable"


def test_la_note_pese_chaque_question_au_numerateur_comme_au_denominateur() -> None:
    # Poids 2 et 3, notes 100 et 0 : (2 × 100 + 3 × 0) / (2 + 3) = 40 ; à l'envers, 300 / 5 = 60. Sans poids : 50.
    assert one_person("3", "0", weights={"d1.1": 2, "d1.2": 3}).dimensions[0].score == pytest.approx(40)
    assert one_person("0", "3", weights={"d1.1": 2, "d1.2": 3}).dimensions[0].score == pytest.approx(60)
    # Ce qui n'est pas noté ne pèse pas au dénominateur : le poids 5 d'un silence ou d'un SO n'y est pas.
    for missing in ("", "SO"):
        profile = one_person("3", "0", missing, weights={"d1.1": 2, "d1.2": 3, "d1.3": 5})
        assert profile.dimensions[0].score == pytest.approx(40)


def test_la_regle_de_la_moitie_compte_des_questions_et_non_des_poids() -> None:
    # Une question sur trois est notée : moins de la moitié, quoiqu'elle pèse 5 sur 7.
    heavy = one_person("3", "", "", weights={"d1.1": 5}).dimensions[0]
    assert (heavy.standing, heavy.answered, heavy.applicable) == ("non calculable", 1, 3)
    # Deux sur trois le sont : assez, quoiqu'elles ne pèsent que 2 sur 7.
    assert one_person("", "3", "0", weights={"d1.1": 5}).dimensions[0].score == pytest.approx(50)


def test_l_axe_pese_chaque_dimension() -> None:
    # Dimensions de poids 2 et 3, notes 100 et 0 : 200 / 5 = 40 ; à l'envers, 300 / 5 = 60.
    ref = grid(1, dimensions=2, weights={"d1": 2, "d2": 3})
    for answers, value in ((("3", "0"), 40), (("0", "3"), 60)):
        profile = score(read_responses(pd.DataFrame([dict(zip(("d1.1", "d2.1"), answers, strict=True))]), ref))
        assert profile.axes[0].score == pytest.approx(value)


def test_un_poids_nul_ne_compte_pas_non_plus_dans_la_regle_de_la_moitie() -> None:
    only_one = one_person("3", "", "", "", weights={"d1.2": 0, "d1.3": 0, "d1.4": 0}).dimensions[0]
    assert (only_one.score, only_one.answered, only_one.applicable) == (100, 1, 1)
    empty = one_person("", "3", "3", "3", weights={"d1.2": 0, "d1.3": 0, "d1.4": 0}).dimensions[0]
    assert (empty.standing, empty.answered, empty.applicable) == ("non calculable", 0, 1)


def test_une_dimension_de_poids_nul_ne_rend_pas_un_axe_calculable() -> None:
    ref = grid(1, dimensions=4, weights={"d3": 0, "d4": 0})
    votes = {"d1.1": "", "d2.1": "3", "d3.1": "0", "d4.1": "0"}
    axis = score(read_responses(pd.DataFrame([votes]), ref)).axes[0]
    assert (axis.score, axis.lowest, axis.answered, axis.applicable) == (100, "d2", 1, 2)


@pytest.mark.parametrize(
    ("answers", "item"),
    [
        (("3", "2", "1", "3"), "d1.3"),  # en place à partir du niveau 2, non du plus haut
        (("2", "SO", "2", "0"), "d1.4"),
        (("2", "", "2", "2"), "d1.2"),
        (("2", "2", "3", "3"), None),
    ],
)
def test_sans_stades_la_prochaine_marche_est_le_premier_enonce_qui_n_est_pas_en_place(answers, item) -> None:
    step = one_person(*answers).dimensions[0].next_step
    assert step == (NextStep("") if item is None else NextStep(f"Q{item[1:]}", item))


def test_la_prochaine_marche_vient_des_stades_de_la_grille_quand_elle_en_a() -> None:
    profile = score(read_responses(pd.DataFrame({f"rcp.{rank}": ["1"] * 3 for rank in range(1, 6)}), REF))
    rcp = profile.dimension("rcp")
    assert (rcp.level, rcp.next_step) == (1, NextStep(REF.dimension("rcp").stages[1]))
    top = score(read_responses(pd.DataFrame({f"rcp.{rank}": ["3"] for rank in range(1, 6)}), REF)).dimension("rcp")
    assert top.next_step == NextStep("")
    assert profile.dimension("avis").next_step is None  # sans note


def test_l_ordre_de_la_has_ne_donne_pas_de_prochaine_marche() -> None:
    text = (Path(__file__).parents[2] / "data" / "axes.yaml").read_text(encoding="utf-8")
    ref = parse_referentiel(re.sub(r"(?m)^        stages:\n(?:          - .*\n)+", "", text))
    answers = {item.id: ["1"] for item in ref.characteristics}
    profile = score(read_responses(pd.DataFrame(answers), ref))
    assert [d.id for d in profile.dimensions if d.next_step is None] == ["partage", "rcp"]


def test_l_axe_est_la_moyenne_de_ses_dimensions_et_nomme_la_plus_basse() -> None:
    ref = grid(1, dimensions=4)
    profile = score(read_responses(pd.DataFrame([{"d1.1": "3", "d2.1": "0", "d3.1": "SO", "d4.1": ""}]), ref))
    axis = profile.axes[0]
    assert (axis.score, axis.lowest, axis.answered, axis.applicable) == (pytest.approx(50), "d2", 2, 3)


def test_a_notes_egales_la_dimension_la_plus_basse_est_la_premiere_du_fichier() -> None:
    ref = grid(1, dimensions=3)
    profile = score(read_responses(pd.DataFrame([{"d1.1": "3", "d2.1": "1", "d3.1": "1"}]), ref))
    assert profile.axes[0].lowest == "d2"


@pytest.mark.parametrize("level", [0, 1, 2, 3])
@pytest.mark.parametrize("count", [1, 6, 8, 11])
def test_des_questions_toutes_au_meme_niveau_font_ce_niveau(count: int, level: int) -> None:
    # Six fois un tiers additionné en binaire donnent 33,33333333333332, un cheveu sous le tiers : le niveau reste 1.
    assert one_person(*[str(level)] * count).dimensions[0].level == level


# Le niveau dit ce que plus de la moitié des questions atteignent, jamais le plancher de la moyenne.
@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ("211100", 1),  # moyenne 0,8 : le plancher dirait « pas encore »
        ("322211", 2),  # moyenne 1,8
        ("33332", 3),  # moyenne 2,8
        ("331100", 1),  # trois sur six à 3 n'est pas plus de la moitié ; quatre sur six à 1
        ("3300", 0),  # deux sur quatre : égalité, le plus bas
        ("30", 0),
        ("3", 3),
    ],
)
def test_le_niveau_d_une_dimension_est_celui_de_la_majorite_de_ses_questions(answers: str, level: int) -> None:
    assert one_person(*answers).dimensions[0].level == level


def test_le_niveau_ne_compte_que_les_questions_notees_avec_leur_poids() -> None:
    assert one_person("3", "3", "0", "SO", "NSP").dimensions[0].level == 3
    # Poids 3 contre 2 : la question à 3 pèse plus que les deux à 0. À poids égal (3 contre 3), ce n'est pas une majorité.
    assert one_person("3", "0", "0", weights={"d1.1": 3}).dimensions[0].level == 3
    assert one_person("3", "0", "0", weights={"d1.1": 2}).dimensions[0].level == 0
    # En binaire 0,1 + 0,2 dépasse 0,3 d'un cheveu : une égalité reste une égalité.
    assert one_person("3", "3", "0", weights={"d1.1": 0.1, "d1.2": 0.2, "d1.3": 0.3}).dimensions[0].level == 0


@examples(60)
@given(st.lists(st.sampled_from("0123"), min_size=1, max_size=9))
def test_les_votes_et_les_questions_suivent_la_meme_regle(answers: list[str]) -> None:
    votes = score(read_responses(pd.DataFrame({"d1.1": answers}), grid(1)))
    assert one_person(*answers).dimensions[0].level == votes.dimensions[0].level == votes.items[0].agreement.proposed


def test_l_axe_a_le_niveau_que_la_majorite_de_ses_dimensions_atteint() -> None:
    ref = grid(1, dimensions=4)
    votes = {"d1.1": "3", "d2.1": "2", "d3.1": "2", "d4.1": "0"}
    axis = score(read_responses(pd.DataFrame([votes]), ref)).axes[0]
    assert (axis.level, axis.score) == (2, pytest.approx(700 / 12))
    # Poids 3 : les trois autres ensemble n'en font pas plus.
    heavy = grid(1, dimensions=4, weights={"d4": 3})
    assert score(read_responses(pd.DataFrame([votes]), heavy)).axes[0].level == 0


def test_la_note_prend_le_milieu_des_deux_votes_centraux_et_le_niveau_le_plus_bas() -> None:
    for votes, level, value in (
        (["1", "2"], 1, 50),  # à quatre niveaux, 1 vaut 33,3 et 2 vaut 66,7 : le milieu, 50
        (["0", "3"], 0, 50),
        (["0", "1", "2", "2"], 1, 50),
        (["0", "1", "3"], 1, 100 / 3),
    ):
        result = score(read_responses(pd.DataFrame({"d1.1": votes}), grid(1))).dimensions[0]
        assert (result.level, result.score) == (level, pytest.approx(value))


@examples(40)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_une_note_reste_dans_ce_que_son_niveau_permet(people: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    counts = np.zeros((50, 6, 7), dtype=np.int64)
    for answers in draw.integers(0, 4, (people, 50, 6)):
        np.add.at(counts, (np.arange(50)[:, None], np.arange(6), answers), 1)
    found = dimension_scores(counts, grid(6))
    low, high = score_bounds(grid(6).scale)
    assert (low[found.level] <= found.value).all() and (found.value <= high[found.level]).all()


def test_les_180_notes_de_samm_sont_celles_de_sa_formule() -> None:
    # OWASP SAMM 2 : une pratique vaut la somme, sur trois niveaux, de la moyenne de ses deux courants, de 0 à 3.
    ref = load_referentiel(Path(__file__).parents[1] / "data" / "instruments" / "cinq_axes_credits.yaml")
    draw = np.random.default_rng(2)
    for _ in range(12):
        codes = draw.integers(0, 4, (15, 3, 2))  # pratique, niveau, courant
        credits = np.array([0, 0.25, 0.5, 1])[codes]
        practices = credits.mean(axis=2).sum(axis=1)
        flat = dict(zip((item.id for item in ref.characteristics), map(str, codes.ravel()), strict=True))
        profile = score(read_responses(pd.DataFrame([flat]), ref))
        assert [3 * d.score / 100 for d in profile.dimensions] == pytest.approx(practices.tolist(), abs=1e-12)
        assert [3 * a.score / 100 for a in profile.axes] == pytest.approx(practices.reshape(5, 3).mean(axis=1).tolist())


def test_un_nombre_pair_de_repondants_ne_baisse_plus_la_note() -> None:
    # Les mêmes personnes, une de plus à chaque fois : avec la médiane basse seule, la note moyenne perdait
    # de 2 à 7 points à chaque effectif pair.
    draw = np.random.default_rng(3)
    truth = draw.normal(1.6, 0.7, (400, 6, 1))
    votes = np.clip(np.rint(truth + draw.normal(0, 0.8, (400, 6, 5))), 0, 3).astype(int)
    means = {}
    for people in (3, 4, 5):
        counts = np.zeros((400, 6, 7), dtype=np.int64)
        for person in range(people):
            np.add.at(counts, (np.arange(400)[:, None], np.arange(6), votes[:, :, person]), 1)
        means[people] = dimension_scores(counts, grid(6)).value.mean()
    assert max(means.values()) - min(means.values()) < 1


def test_l_axe_applique_aussi_la_regle_de_la_moitie() -> None:
    ref = grid(1, dimensions=3)
    profile = score(read_responses(pd.DataFrame([{"d1.1": "3", "d2.1": "", "d3.1": ""}]), ref))
    assert profile.axes[0].standing == "non calculable"


def test_la_moyenne_acic_publiee_est_celle_d_un_axe() -> None:
    # ACIC, six centres de santé (PMC3697906, tableau 3) : moyenne des sous-échelles de juin 2010, publiée 5,0.
    published = [5.5, 3.8, 6.1, 5.2, 4.9, 5.0, 4.3]
    from matrice.assessment import Scores
    from matrice.assessment.scoring import group_scores

    same = np.zeros(7, np.int8)
    parts = Scores(np.array(published), same, same, np.ones(7, np.int64), np.ones(7, np.int64))
    assert group_scores(parts, [0], [1.0] * 7, 4).value[0] == pytest.approx(4.971, abs=5e-4)


def test_le_mode_rapide_cote_directement_les_dimensions() -> None:
    columns = {d.id: ["2", "2", "3"] for d in REF.dimensions if not d.added}
    profile = score(read_responses(pd.DataFrame(columns), REF))
    assert profile.grain == "dimension"
    rcp = profile.dimension("rcp")
    assert (rcp.score, rcp.level, rcp.answered, rcp.applicable) == (pytest.approx(200 / 3), 2, 1, 1)
    assert profile.dimension("finances").standing == "non posé"  # le questionnaire d’office ne le demande pas


def test_des_themes_choisis_laissent_le_reste_non_pose() -> None:
    cells = {f"{d}.{k}": ["2", "2", "1"] for d in ("avis", "rcp") for k in range(1, 6)}
    campaign = read_responses(pd.DataFrame(cells), REF, themes=["avis", "Réunion de concertation pluriprofessionnelle"])
    profile = score(campaign)
    assert len(profile.items) == len(campaign.questions) == len(campaign.counts) == 11
    assert [d.id for d in profile.asked] == ["avis", "rcp"]
    assert {str(d.standing) for d in profile.dimensions} == {"calculé", "non posé"}
    assert {str(a.standing) for a in profile.axes} == {"non posé"}  # une dimension sur quatre n'est pas l'axe
    assert (str(profile.form), profile.form.kind, profile.form.themes) == (
        "énoncés, 2\u00a0thèmes choisis",
        "énoncés",
        ("avis", "rcp"),
    )
    assert {item.dimension for item in profile.items} == {"avis", "rcp"}
    alone = read_responses(pd.DataFrame(cells), REF, themes=["avis"])
    assert alone.notes == ("15\u00a0réponses hors des thèmes choisis\u00a0: laissées de côté.",)
    with pytest.raises(InputError, match="le plus proche est «\u00a0avis\u00a0»"):
        read_responses(pd.DataFrame(cells), REF, themes=["aviss"])


def test_un_axe_dont_la_moitie_des_dimensions_est_posee_a_sa_note() -> None:
    ref = grid(1, dimensions=4)
    cells = pd.DataFrame({"d1.1": ["3"], "d2.1": ["0"], "d3.1": ["1"]})
    half = score(read_responses(cells, ref, themes=["d1", "d2"])).axes[0]
    assert (half.standing, half.score, half.answered, half.applicable) == ("calculé", pytest.approx(50), 2, 4)
    assert score(read_responses(cells, ref, themes=["d1"])).axes[0].standing == "non posé"


def two_passes(**columns: list[str]) -> list[pd.DataFrame]:
    """La première passe, deux réponses directes à chaque dimension ; la seconde, des énoncés."""
    first = pd.DataFrame({d.id: ["1", "2", "2"] for d in REF.dimensions if not d.added})
    return [first, pd.DataFrame({name.replace("__", "."): values for name, values in columns.items()})]


def test_deux_passes_gardent_les_deux_grains_et_disent_d_ou_vient_chaque_niveau() -> None:
    statements = {f"rcp__{rank}": ["3", "3"] for rank in range(1, 6)} | {"avis__1": ["3", ""]}
    profile = score(read_responses(two_passes(**statements), REF, coded=(0, 3)))
    rcp, avis, acces = (profile.dimension(one) for one in ("rcp", "avis", "acces"))
    assert (profile.form.kind, profile.respondents) == ("stades et énoncés", 3)  # les mêmes personnes, sans nom
    assert (rcp.level, rcp.grain, rcp.answered, rcp.direct.level) == (3, "item", 5, 2)
    assert (avis.level, avis.grain, avis.items[0].id) == (
        2,
        "dimension",
        "avis",
    )  # un énoncé sur six n'est pas une note
    assert (acces.level, acces.grain, acces.direct) == (2, "dimension", None)
    assert profile.dimension("finances").standing == "non posé"
    assert "non calculable" not in {str(d.standing) for d in profile.dimensions}


def test_une_decision_l_emporte_sur_les_deux_grains() -> None:
    statements = {f"rcp__{rank}": ["3", "3"] for rank in range(1, 6)}
    campaign = read_responses(two_passes(**statements), REF, coded=(0, 3))
    decided = decide(decide(campaign, "rcp", 1, votes_for=3, reason="vu ensemble"), "avis", 2)
    profile = score(decided)
    assert (profile.dimension("rcp").level, profile.dimension("rcp").overruled.level) == (1, 3)
    assert profile.dimension("avis").level == 2
    again = revote(campaign, "avis", [0, 0, 0, 3])
    assert (score(again).dimension("avis").level, score(again).revotes[0].target) == (3, "avis")


def test_le_mode_rapide_cote_directement_les_axes() -> None:
    profile = score(read_responses(pd.DataFrame({"equipe": ["1", "1", "2"], "si": ["SO", "SO", "3"]}), REF))
    axes = {axis.id: axis for axis in profile.axes}
    assert profile.grain == "axis"
    assert (axes["equipe"].score, axes["equipe"].level) == (pytest.approx(100 / 3), 1)
    assert (axes["si"].standing, axes["projet"].standing) == ("sans objet", "non calculable")
    assert {d.standing for d in profile.dimensions} == {"non calculable"}


def test_le_tableau_a_une_ligne_par_dimension_et_des_absences_plutot_que_des_zeros() -> None:
    campaign = read_responses(pd.DataFrame({"rcp.1": ["3"], "rcp.2": ["0"], "rcp.3": ["0"]}), REF)
    frame = score(campaign).to_frame().set_index("id")
    assert len(frame) == len(REF.dimensions)
    assert {"label", "axis", "score", "level", "answered", "applicable"} <= set(frame.columns)
    assert frame.loc["rcp", "score"] == pytest.approx(100 / 3)
    assert pd.isna(frame.loc["avis", "score"]) and pd.isna(frame.loc["avis", "level"])


def test_les_trois_tableaux_existent_et_un_autre_mot_est_refuse() -> None:
    profile = score(read_responses(pd.DataFrame({"rcp.1": ["3"]}), REF))
    assert len(profile.to_frame("item")) == len(REF.characteristics)
    assert len(profile.to_frame(by="axis")) == 5
    with pytest.raises(ValueError, match="attendu"):
        profile.to_frame("ligne")


def test_le_profil_porte_de_quoi_le_lire() -> None:
    profile = score(
        read_responses(pd.DataFrame({"rcp.1": ["3", "2"]}), REF, team="MSP", on=dt.date(2026, 3, 1), registered=5), REF
    )
    assert (profile.team, profile.respondents, profile.registered, profile.on) == ("MSP", 2, 5, dt.date(2026, 3, 1))
    assert profile.algorithm == "2.0"
    with pytest.raises(AttributeError):
        profile.team = "autre"


def test_noter_avec_une_autre_grille_que_celle_de_la_lecture_est_refuse() -> None:
    campaign = read_responses(pd.DataFrame({"rcp.1": ["3"]}), REF)
    with pytest.raises(MatriceError, match="autre grille"):
        score(campaign, grid())


# Des feuilles toutes blanches ne sont pas une campagne : leur lecture est refusée.
SHEETS = st.lists(st.lists(ANSWERS, min_size=6, max_size=6), min_size=1, max_size=9).filter(
    lambda sheets: any(any(sheet) for sheet in sheets)
)


def scored(sheets: list[list[str]]) -> Profile:
    columns = [f"d{d}.{k}" for d in (1, 2) for k in (1, 2, 3)]
    return score(read_responses(pd.DataFrame(sheets, columns=columns), grid(3, dimensions=2)))


def values(profile: Profile) -> list[tuple[object, ...]]:
    return [(d.score, d.standing, d.answered, d.applicable, d.level) for d in profile.dimensions]


@examples(60)
@given(SHEETS, st.randoms())
def test_l_ordre_des_personnes_ne_change_aucune_note(sheets, random) -> None:
    assert values(scored(random.sample(sheets, len(sheets)))) == values(scored(sheets))


@examples(60)
@given(SHEETS, st.data())
def test_une_meilleure_reponse_ne_baisse_aucune_note(sheets, data) -> None:
    row, column = data.draw(st.integers(0, len(sheets) - 1)), data.draw(st.integers(0, 5))
    better = [list(sheet) for sheet in sheets]
    if better[row][column] in {"0", "1", "2"}:
        better[row][column] = str(int(better[row][column]) + 1)
    for before, after in zip(scored(sheets).dimensions, scored(better).dimensions, strict=True):
        assert (before.score is None) == (after.score is None)
        assert before.score is None or after.score >= before.score - 1e-9


@examples(60)
@given(SHEETS, st.data())
def test_un_sans_objet_ne_deplace_pas_les_questions_voisines(sheets, data) -> None:
    row, column = data.draw(st.integers(0, len(sheets) - 1)), data.draw(st.integers(0, 5))
    changed = [list(sheet) for sheet in sheets]
    changed[row][column] = "SO"
    pairs = zip(scored(sheets).items, scored(changed).items, strict=True)
    assert all(before == after for rank, (before, after) in enumerate(pairs) if rank != column)


@examples(40)
@given(st.integers(1, 5), st.integers(0, 400), st.integers(0, 2**32 - 1))
def test_un_pays_donne_les_memes_notes_que_chaque_equipe_seule(teams: int, answers: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ref = grid(3, dimensions=2)
    team, question = rng.integers(0, teams, answers), rng.integers(0, 6, answers)
    code = rng.integers(0, 7, answers).astype(np.int8)
    counts = count_answers(team, question, code, teams=teams, questions=6, codes=7)
    assert counts.sum() == answers
    national = dimension_scores(counts, ref)
    for rank in range(teams):
        alone = dimension_scores(counts[rank], ref)
        np.testing.assert_array_equal(national.value[rank], alone.value)
        np.testing.assert_array_equal(axis_scores(national, ref).value[rank], axis_scores(alone, ref).value)


def test_les_fenetres_de_comptage_ne_perdent_rien(monkeypatch: pytest.MonkeyPatch) -> None:
    from matrice.assessment import scoring

    rng = np.random.default_rng(1)
    arrays = rng.integers(0, 3, 1000), rng.integers(0, 4, 1000), rng.integers(0, 7, 1000).astype(np.int8)
    whole = count_answers(*arrays, teams=3, questions=4, codes=7)
    monkeypatch.setattr(scoring, "_WINDOW", 29)
    monkeypatch.setattr(scoring, "_BLOCK", 7)
    np.testing.assert_array_equal(count_answers(*arrays, teams=3, questions=4, codes=7), whole)


def test_l_exemple_livre_contient_ce_qu_il_annonce() -> None:
    path = Path(__file__).parents[2] / "data" / "exemple.csv"
    campaign = read_responses(path, REF, registered=18)
    profile = score(campaign)
    assert campaign.respondents == 14 and len(set(campaign.professions)) == 7
    totals = campaign.counts.sum(axis=0)
    assert (totals > 0).all(), "les quatre niveaux, SO, NSP et silences y sont"
    worst = max(profile.items, key=lambda item: item.agreement.mean_distance or 0)
    assert (worst.id, worst.agreement.status) == ("partage.4", "désaccord")
    assert {"calculé", "sans objet", "non calculable"} == {str(d.standing) for d in profile.dimensions}
