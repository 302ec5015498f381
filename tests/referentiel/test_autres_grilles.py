"""Des grilles qui ne sont pas la nôtre : poids nuls, dimensions réunies ou partagées, identifiants en chiffres, vingt-huit thèmes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from tests.commande import run

from matrice import InputError, Referentiel, load_referentiel, parse_referentiel, read_responses, score
from matrice.assessment import Profile, Trend, conditions, progress
from matrice.documents.blocks import Radar
from matrice.documents.profile import profile_radar_blocks
from matrice.documents.words import numbers
from matrice.referentiel import check_conformity, idle_weights

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
