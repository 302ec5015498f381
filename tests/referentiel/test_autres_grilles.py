"""Des grilles qui ne sont pas la nôtre : poids nuls, dimensions réunies ou partagées, identifiants en chiffres, vingt-huit thèmes,
plusieurs échelles, niveaux faits d'énoncés."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from tests.commande import run

from matrice import InputError, Referentiel, load_referentiel, parse_referentiel, read_responses, score
from matrice.assessment import Profile, Trend, conditions, decide, progress, revote
from matrice.documents.asking import chapters, questions
from matrice.documents.blocks import Heading, Radar
from matrice.documents.profile import profile_radar_blocks
from matrice.documents.rapport import rapport
from matrice.documents.words import numbers
from matrice.referentiel import Selection, check_conformity, idle_weights
from matrice.render import html

DAY = dt.date(2026, 10, 6)
GRIDS = Path(__file__).parents[1] / "data" / "autres-grilles"


def grid(name: str) -> Referentiel:
    return load_referentiel(GRIDS / f"{name}.yaml")


def profile(ref: Referentiel, answers: Mapping[str, int | str]) -> Profile:
    """Le profil de trois personnes unanimes."""
    return score(
        read_responses(pd.DataFrame({one: [str(level)] * 3 for one, level in answers.items()}), ref, team="MSP")
    )


def test_verifier_dit_ce_que_des_poids_nuls_empechent() -> None:
    assert idle_weights(grid("poids-nuls")) == (
        "la dimension «\u00a0Registres\u00a0» n’aura pas de note par ses énoncés\u00a0: tous ont un poids de 0.",
        "dans «\u00a0Mains\u00a0», 1\u00a0énoncé posé ne compte pas (poids de 0)\u00a0: mains.2.",
        "l’axe «\u00a0Visite\u00a0» n’aura jamais de note\u00a0: toutes ses dimensions ont un poids de 0.",
        "hors de la note de leur axe (poids de 0)\u00a0: Linge.",
    )
    said = run("verifier", GRIDS / "poids-nuls.yaml").stdout
    assert all(sentence in said for sentence in idle_weights(grid("poids-nuls")))
    assert idle_weights(load_referentiel()) == ()


def test_ce_que_la_has_demande_n_est_dit_que_d_une_grille_qui_la_suit() -> None:
    other = run("verifier", GRIDS / "chiffres.yaml").stdout
    assert "Attentes de la HAS" not in other and "has: true" in other
    answered = profile(grid("chiffres"), {"1.1.1": 3})
    assert not [found for found in conditions(answered) if "dimensions" in found.criterion]
    assert not [one.text for one in rapport(answered, on=DAY).blocks if isinstance(one, Heading) and "HAS" in one.text]
    assert load_referentiel().has and all(found.met is not False for found in check_conformity(load_referentiel()))


def test_deux_dimensions_reunies_se_comparent_a_la_nouvelle_selon_leurs_poids() -> None:
    before = profile(grid("avant"), {"agenda.1": 2, "agenda.2": 2, "messages.1": 0, "messages.2": 0, "fax.1": 1})
    moved = progress(before, profile(grid("apres"), {"liens.1": 1, "liens.2": 1}))
    (change,) = moved.dimensions
    # Agenda (100, poids 3) et Messages (0, poids 1) : 75 ; plus de la moitié du poids est au niveau 2. Puis 50 et niveau 1.
    assert (change.scores, change.levels, change.trend) == ((75, 50), (2, 1), Trend.DOWN)
    assert change.note == "vient de «\u00a0Agenda\u00a0» (poids 3) et «\u00a0Messages\u00a0» (poids 1)"
    assert {"fax", "fax.1"} <= set(moved.migration.gone) and not {"agenda", "messages"} & set(moved.migration.gone)
    assert "liens" not in moved.migration.new


@pytest.mark.parametrize(
    ("messages", "scores", "trend"), [("SO", (100, 50), Trend.DOWN), ("NSP", (None, 50), Trend.NOT_COMPARABLE)]
)
def test_une_origine_sans_objet_ne_compte_pas_et_une_origine_sans_note_interdit_de_comparer(
    messages: str, scores: tuple[float | None, float], trend: Trend
) -> None:
    before = profile(grid("avant"), {"agenda.1": 2, "agenda.2": 2, "messages.1": messages, "messages.2": messages})
    (change,) = progress(before, profile(grid("apres"), {"liens.1": 1, "liens.2": 1})).dimensions
    assert (change.scores, change.trend) == (scores, trend)


def test_une_dimension_partagee_se_compare_deux_fois_a_celle_d_avant() -> None:
    before = profile(grid("avant"), {"messages.1": 1, "messages.2": 1})
    moved = progress(before, profile(grid("partagee"), {"courriels.1": 2, "appels.1": 0}))
    assert [(one.id, one.scores, one.trend) for one in moved.dimensions] == [
        ("courriels", (50, 100), Trend.UP), ("appels", (50, 0), Trend.DOWN),
    ]  # fmt: skip
    assert {"agenda", "fax"} <= set(moved.migration.gone)


def test_des_identifiants_qui_commencent_par_un_chiffre_et_un_axe_note_sur_tous_ses_enonces() -> None:
    ref = grid("chiffres")
    answered = profile(ref, {"1.1.1": 5, "1.1.2": 1, "1.2.1": 2, "2b.1": 3})
    assert [one.score for one in answered.dimensions] == [75, 25, 50]
    # Chaque dimension pèse autant que ses énoncés : (3×100 + 0 + 25 + 50) / 6.
    assert answered.axes[0].score == pytest.approx(375 / 6)
    long = pd.DataFrame([("p", "1.1.1", "4")], columns=["repondant", "item", "reponse"])
    assert read_responses(long, ref).counts[0].tolist() == [0, 0, 0, 1, 0, 0, 0, 0]


def test_un_nombre_seul_n_est_pas_un_identifiant_une_reponse_lui_ressemblerait() -> None:
    text = (GRIDS / "chiffres.yaml").read_text(encoding="utf-8").replace("id: 2b\n", "id: 2\n")
    with pytest.raises(InputError, match="pas un nombre seul"):
        parse_referentiel(text)


def test_vingt_huit_branches_portent_des_numeros_dans_word_comme_dans_la_figure_et_le_tableau_les_nomme() -> None:
    ref = grid("vingt-huit")
    answered = profile(ref, {item.id: rank % 3 for rank, item in enumerate(ref.characteristics)})
    (drawn,) = [block for block in profile_radar_blocks(answered) if isinstance(block, Radar)]
    assert drawn.labels == tuple(str(rank) for rank in range(1, 29))
    assert numbers(answered)["t28"] == 28 and numbers(profile(load_referentiel(), {"rcp.1": 1})) == {}


# --- plusieurs échelles -----------------------------------------------------------------------------

MIXED = {
    "ecoute.1": ["2", "2", "3"], "ecoute.2": ["souvent", "3", "SO"],  # de 0 à 3
    "acces.1": ["oui", "1", "non"], "acces.2": ["1", "1", "0"], "acces.3": ["0", "0", "0"],  # oui ou non
    "langue.1": ["4", "suivi", "5"], "langue.2": ["5", "2", "3"], "langue.3": ["oui", "oui", "NSP"],  # de 1 à 5, et oui ou non
}  # fmt: skip


def test_chaque_question_se_lit_et_se_note_sur_son_echelle() -> None:
    ref = grid("echelles")
    answered = score(read_responses(pd.DataFrame(MIXED), ref, team="MSP"))
    told = {one.id: (one.level, round(one.score or -1)) for one in (*answered.dimensions, *answered.axes)}
    # Langues : 4, 3 et « oui », qui est le plus haut crédit donc 5 ; plus de la moitié est à 4. L'axe, sur 0 à 3 : 2, 3 et 2.
    assert told == {"ecoute": (2, 75), "acces": (1, 67), "langue": (4, 75), "accueil": (2, 72)}
    assert [one.votes for one in answered.items[:3]] == [(0, 0, 2, 1), (0, 0, 1, 1), (1, 2)]
    assert answered.items[-1].votes == (0, 2) and answered.items[-1].unknown == 1


def test_une_reponse_hors_de_l_echelle_de_sa_question_est_refusee_avec_ce_que_celle_ci_attend() -> None:
    with pytest.raises(InputError) as refused:
        read_responses(pd.DataFrame({"ecoute.1": ["4"], "acces.1": ["2"], "langue.1": ["0"]}), grid("echelles"))
    assert [one.message.partition("attendu\u00a0: ")[2].partition(", SO")[0] for one in refused.value.problems] == [
        "0, 1, 2, 3", "0, 1", "1, 2, 3, 4, 5",
    ]  # fmt: skip
    hands = pd.DataFrame({"item": ["acces.1"], "niveau_0": ["1"], "niveau_3": ["2"]})
    with pytest.raises(InputError, match="pas un niveau de cette question"):
        read_responses(hands, grid("echelles"))
    with pytest.raises(InputError, match="plusieurs échelles"):
        read_responses(pd.DataFrame(MIXED), grid("echelles"), coded=(1, 4))


def test_une_echelle_decalee_se_demande_pour_elle_seule() -> None:
    ref, people = grid("echelles"), 20
    shifted = {"langue.1": ["2", "3", "4", "5"] * 5, "langue.2": ["5", "2", "3", "4"] * 5, "acces.1": ["1"] * people}
    with pytest.raises(InputError, match="échelle de 1 à 5, aucun 1"):
        read_responses(pd.DataFrame(shifted), ref)
    assert read_responses(pd.DataFrame(shifted), ref, coded=(0, 5)).respondents == people


def test_un_second_vote_et_une_decision_suivent_l_echelle_de_leur_question() -> None:
    campaign = read_responses(pd.DataFrame(MIXED), grid("echelles"), registered=3)
    voted = revote(campaign, "acces.1", [0, 3])
    assert score(voted).items[2].votes == (0, 3)
    with pytest.raises(InputError, match="2 comptes pour 5 niveaux"):
        revote(campaign, "langue.1", [0, 3])
    with pytest.raises(InputError, match="attendu\u00a0: 0, 1 ou SO"):
        decide(campaign, "acces", 2, reason="pour voir")
    decided = score(decide(campaign, "langue", 2, reason="on vient d’essayer"))
    assert (decided.dimension("langue").level, decided.dimension("langue").score) == (2, 25)


def test_une_dimension_dont_l_echelle_a_change_ne_se_compare_pas_les_autres_si() -> None:
    text = (GRIDS / "echelles.yaml").read_text(encoding="utf-8")
    after = parse_referentiel(text.replace("label: Les lieux\n        scale: oui-non\n", "label: Les lieux\n"))
    before, table = grid("echelles"), pd.DataFrame(MIXED)
    now = table.assign(**{name: ["2"] * 3 for name in MIXED if name.startswith("acces")})
    moved = progress(score(read_responses(table, before)), score(read_responses(now, after)))
    assert [one.reason for one in moved.dimensions] == ["", "son échelle a changé", ""]
    assert moved.axes[0].reason == "une de ses dimensions ne se compare plus (acces)"


# --- des niveaux faits d'énoncés --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "level", "step"),
    [
        ({"copies.1": 1, "copies.2": 1, "copies.3": 1, "copies.4": 0}, 2, "copies.4"),
        ({"copies.1": 1, "copies.2": 0, "copies.3": 1, "copies.4": 1}, 0, "copies.2"),
        ({"copies.1": 1, "copies.2": "SO", "copies.3": 0, "copies.4": 1}, 1, "copies.3"),
        ({"copies.1": 1, "copies.2": "NSP", "copies.3": 1, "copies.4": 1}, 0, "copies.2"),  # sans réponse, rien ne dit qu'il y est
        ({"copies.1": 1, "copies.2": 1, "copies.3": 1, "copies.4": 1}, 4, None),
    ],
)  # fmt: skip
def test_une_dimension_est_au_plus_haut_niveau_dont_rien_ne_manque(
    answers: Mapping[str, int | str], level: int, step: str | None
) -> None:
    found = profile(grid("niveaux"), answers).dimension("copies")
    assert found.level == level and found.next_step is not None and found.next_step.item == step


def test_un_niveau_sans_enonce_se_dit_quand_la_grille_se_verifie() -> None:
    said = run("verifier", GRIDS / "niveaux.yaml").stdout
    assert (
        "dans «\u00a0Les copies de secours\u00a0», aucun énoncé n’est au niveau 3 ou 5" in said
        and "2\u00a0échelles" in said
    )


def test_radar_et_points_de_plusieurs_echelles_vont_de_0_a_100_et_le_disent() -> None:
    answered = score(read_responses(pd.DataFrame(MIXED), grid("echelles"), team="MSP"))
    drawn, key = list(profile_radar_blocks(answered))
    assert isinstance(drawn, Radar) and (drawn.minimum, drawn.maximum) == (0, 100)
    assert drawn.series[0].values == pytest.approx((75, 200 / 3, 75))
    assert "n’ont pas toutes la même échelle" in str(key)


def test_les_questionnaires_donnent_a_chaque_question_ses_reponses() -> None:
    asked = {one.id: one for one in questions(chapters(grid("echelles"), Selection(detailed=True)))}
    assert {name: len(one.scale.levels) for name, one in asked.items()} == {
        name: 2 if name.startswith("acces") or name == "langue.3" else 5 if name.startswith("langue") else 4 for name in asked
    }  # fmt: skip
    page = html.questionnaire(grid("echelles"), selection=Selection(detailed=True))
    shown = [page.count(f'name="{name}"') for name in ("ecoute.1", "acces.1", "langue.1", "langue.3")]
    assert shown == [4 + 3, 2 + 3, 5 + 3, 2 + 3]


@pytest.mark.parametrize("name", ["echelles", "niveaux", "chiffres"])
def test_chaque_sorte_de_grille_va_du_questionnaire_a_l_evolution(name: str, tmp_path: Path) -> None:
    ref, path = grid(name), GRIDS / f"{name}.yaml"
    folder = tmp_path / "equipe"
    run("equipe", folder, "--nom", "MSP", "--grille", path)
    for year, rise in ((2025, 0), (2026, 1)):
        answers = tmp_path / f"{year}.csv"
        table = pd.DataFrame({
            item.id: [values[min(rank + rise, len(values) - 1)] for rank in (0, 0, 1, 1, 2)]
            for item in ref.characteristics for values in [ref.scale_of(item.id).values]
        })  # fmt: skip
        answers.write_text(table.to_csv(sep=";", index=False), encoding="utf-8")
        assert "5 répondants" in run("recueil", folder, answers, "--date", f"01/10/{year}").stdout.replace(
            "\u00a0", " "
        )
    run("questionnaire", "--grille", path, "--detaille", "--papier", "--web", "--dossier", tmp_path / "q")
    for command, file in (("profil", "radar.html"), ("rapport", "rapport.docx"), ("agenda", "")):
        ran = run(command, folder, *(["--dossier", tmp_path] if file else []))
        assert ran.returncode == 0 and (not file or (tmp_path / file).stat().st_size), ran.stderr
    refused = run("fiche", folder, "--heures", "8", "--dossier", tmp_path)
    assert refused.returncode == 1 and "cette grille n’a aucune tâche" in refused.stderr
    shared = run("partager", folder, "--code", "Zed-01", "--dossier", tmp_path)
    assert ("plusieurs échelles" in shared.stderr) == (name != "chiffres")
