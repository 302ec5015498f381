"""L'échelle tient-elle ? Parts, inversions et coefficients, vérifiés à la main, sous la politique de diffusion."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import matrice
from matrice.errors import InputError
from matrice.federation import Policy, Withheld, examine

REF = matrice.load_referentiel()
K = len(REF.dimension("avis").characteristics)


def campaign(pattern: str, unknown: int = 0) -> matrice.Campaign:
    """Une équipe de quatre qui répond d'une voix ; `unknown` d'entre eux ne savent pas pour la première marche."""
    cells = {f"avis.{rank}": [level] * 4 for rank, level in enumerate(pattern, 1)}
    cells["avis.1"] = ["NSP"] * unknown + cells["avis.1"][unknown:]
    return matrice.read_responses(pd.DataFrame(cells), REF)


def climbing(held: int) -> str:
    """Les `held` premières marches en place, au niveau 2, les autres à 1."""
    return "2" * held + "1" * (K - held)


def test_une_echelle_parfaite_a_une_reproductibilite_de_un() -> None:
    found = examine([campaign(climbing(rank % (K + 1))) for rank in range(42)])
    (ladder,) = found.ladders
    assert (ladder.id, ladder.teams, ladder.reproducibility, ladder.scalability) == ("avis", 42, 1.0, 1.0)
    assert not any(rung.inverted for rung in ladder.rungs)
    # 36 équipes sur 42 tiennent la première marche (86 %, diffusé à 5 % près), 6 sur 42 la dernière (14 %).
    assert [str(rung.in_place) for rung in ladder.rungs][:: K - 1] == ["85\u00a0%", "15\u00a0%"]
    frame = found.to_frame()
    assert list(frame["enonce"]) == [f"avis.{rank}" for rank in range(1, K + 1)]


def test_une_marche_mal_placee_est_une_inversion_et_coute_des_erreurs() -> None:
    # Toutes tiennent la deuxième marche, aucune la première : une erreur sur chacune des deux, soit 2 sur K par équipe.
    (ladder,) = examine([campaign("12" + "1" * (K - 2)) for _ in range(36)]).ladders
    assert [rung.inverted for rung in ladder.rungs] == [False, True, *[False] * (K - 2)]
    assert ladder.reproducibility == pytest.approx(round(20 * (1 - 2 / K)) / 20)
    assert ladder.scalability is None  # toutes pareilles : les parts suffisent à tout prédire


def test_a_moins_de_trente_equipes_aucun_coefficient_et_on_le_dit() -> None:
    found = examine([campaign(climbing(rank % (K + 1))) for rank in range(20)])
    assert {(one.reproducibility, one.scalability) for one in found.ladders} == {(None, None)}
    assert "à moins de 30" in found.notes[0] and "ne valide pas" in found.notes[-1]


def test_sous_le_seuil_de_diffusion_rien_ne_sort() -> None:
    assert examine([campaign(climbing(2))] * (Policy().threshold - 1)).ladders == ()
    assert not any(
        isinstance(rung.in_place, Withheld)
        for one in examine([campaign(climbing(2))] * 40).ladders
        for rung in one.rungs
    )


def test_les_ne_sait_pas_se_comptent_enonce_par_enonce() -> None:
    (ladder,) = examine([campaign(climbing(3), unknown=1) for _ in range(30)]).ladders
    assert [rung.unknown for rung in ladder.rungs] == [25, *[0] * (K - 1)]  # un membre sur quatre


def test_ce_qui_ne_s_examine_pas_est_refuse_en_francais() -> None:
    quick = matrice.read_responses(pd.DataFrame({d.id: ["2"] * 4 for d in REF.dimensions}), REF)
    for campaigns, words in (([], "rien à examiner"), ([quick], "aucun énoncé n’a été posé")):
        with pytest.raises(InputError, match=words):
            examine(campaigns)


def test_les_coefficients_d_un_tableau_verifie_a_la_main() -> None:
    from matrice.federation.ladder import coefficients

    table = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 1, 0]], dtype=bool)
    # 010 s'écarte de 100 en deux places : 2 erreurs sur 12. Parts 3/4, 3/4, 1/4 : MMR 0,75. CS = (10/12 − 9/12) / (3/12).
    assert coefficients(table) == (pytest.approx(10 / 12), pytest.approx(1 / 3))
