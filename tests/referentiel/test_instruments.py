"""D'autres instruments entrent sans une ligne de code : ce sont des fichiers."""

from pathlib import Path

import pandas as pd
import pytest

from matrice import load_referentiel, parse_referentiel, read_responses, score
from matrice.assessment import NextStep
from matrice.referentiel import Referentiel

HERE = Path(__file__).parents[1] / "data" / "instruments"


def answered(ref: Referentiel, value: str) -> float | None:
    frame = pd.DataFrame([{item.id: value for item in ref.characteristics}] * 3)
    return score(read_responses(frame, ref)).axes[0].score


def test_cinq_axes_de_trois_dimensions_a_credits() -> None:
    ref = load_referentiel(HERE / "cinq_axes_credits.yaml")
    assert (len(ref.axes), len(ref.dimensions), len(ref.characteristics)) == (5, 15, 90)
    assert ref.scale.credits == (0, 0.25, 0.5, 1)
    assert [answered(ref, value) for value in "0123"] == [0, 25, 50, 100]


def test_une_echelle_de_1_a_12_donne_0_au_niveau_1() -> None:
    ref = load_referentiel(HERE / "echelle_1_12.yaml")
    assert ref.version == "1.10"
    assert [answered(ref, value) for value in ("1", "12")] == [0, 100]
    assert answered(ref, "4") == pytest.approx(100 * 3 / 11)
    assert ref.scale.level_at(100 * 3 / 11).value == 4


def test_une_grille_d_un_seul_axe_sans_rien_d_optionnel() -> None:
    ref = load_referentiel(HERE / "un_axe.yaml")
    assert ref.tasks == ()
    assert [answered(ref, value) for value in ("0", "1")] == [0, 100]


def test_des_niveaux_de_meme_credit_donnent_le_plus_bas_des_deux() -> None:
    text = (HERE / "cinq_axes_credits.yaml").read_text(encoding="utf-8").replace("credit: 0.25", "credit: 0")
    ref = parse_referentiel(text)
    assert (ref.scale.level_at(0).value, ref.scale.level_at(50).value) == (0, 2)


def test_la_prochaine_marche_suit_le_niveau_que_la_grille_dit_en_place() -> None:
    ref = load_referentiel(HERE / "echelle_1_12.yaml")  # en place à partir de 10
    first = ref.dimensions[0].characteristics
    frame = pd.DataFrame([{first[0].id: "10", first[1].id: "12", first[2].id: "9"}])
    assert score(read_responses(frame, ref)).dimensions[0].next_step == NextStep(first[2].label, first[2].id)
