"""L'échelle tient-elle ? Parts, inversions et coefficients, vérifiés à la main, sous la politique de diffusion."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import matrice
from matrice.errors import InputError
from matrice.federation import DisclosureError, Ledger, Policy, Register, Withheld, examine, freeze

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
    assert (ladder.id, str(ladder.teams), ladder.reproducibility, ladder.scalability) == ("avis", "40", 1.0, 1.0)
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
    assert "À moins de 30" in found.notes[0] and "ne valide pas" in found.notes[-1]


def test_sous_le_seuil_de_diffusion_rien_ne_sort() -> None:
    assert examine([campaign(climbing(2))] * (Policy().threshold - 1)).ladders == ()
    assert not any(
        isinstance(rung.in_place, Withheld)
        for one in examine([campaign(climbing(2))] * 40).ladders
        for rung in one.rungs
    )


def test_les_ne_sait_pas_se_comptent_enonce_par_enonce() -> None:
    (ladder,) = examine([campaign(climbing(3), unknown=1) for _ in range(30)]).ladders
    assert [str(rung.unknown) for rung in ladder.rungs] == ["25", *["≤\u00a05"] * (K - 1)]  # un membre sur quatre


def test_une_profession_ne_se_compte_que_dans_assez_d_equipes() -> None:
    # Quatre personnes par équipe, deux infirmières qui ne savent pas ; une seule équipe a une podologue.
    def team(third: str) -> matrice.Campaign:
        rows = [
            {
                "repondant": f"p{who}",
                "profession": trade,
                "item": f"avis.{rank}",
                "reponse": "NSP" if trade.lower() == "soins infirmiers" and rank == 1 else "2",
            }
            for who, trade in enumerate(("soins infirmiers", "Soins Infirmiers", "pharmacie", third))
            for rank in range(1, K + 1)
        ]
        return matrice.read_responses(pd.DataFrame(rows), REF)

    (ladder,) = examine([team("podologie"), *[team("pharmacie")] * 14]).ladders
    shown = dict(ladder.rungs[0].by_trade)
    assert {name: str(share) for name, share in shown.items()} == {
        "pharmacie": "≤\u00a05",
        "soins infirmiers": "≥\u00a095",
    }
    frame = examine([team("podologie"), *[team("pharmacie")] * 14]).to_frame()
    assert set(frame["profession"]) == {"toutes", "pharmacie", "soins infirmiers"}


def test_la_stabilite_est_la_part_des_personnes_dont_le_depart_ne_change_rien() -> None:
    # Votes 2, 2, 1, 1 (niveau 1) : qu'un « 1 » parte, et le niveau monte à 2 ; qu'un « 2 » parte, rien ne bouge : la moitié.
    cells = {f"avis.{rank}": ["2", "2", "1", "1"] for rank in range(1, K + 1)}
    split = matrice.read_responses(pd.DataFrame(cells), REF)
    (ladder,) = examine([split] * 12).ladders
    assert {str(rung.stability) for rung in ladder.rungs} == {"50"}
    together = matrice.read_responses(
        pd.DataFrame({name: answers[:1] for name, answers in cells.items()}), REF, collective=True
    )
    assert all(isinstance(rung.stability, Withheld) for rung in examine([together] * 12).ladders[0].rungs)


def answers_of(count: int) -> matrice.Cohort:
    """Une cohorte lue d'une table de réponses : cinq personnes par équipe, qui montent d'une marche d'une équipe à l'autre."""
    rows = [
        {"equipe": f"é{team:03d}", "annee": 2026, "repondant": f"p{who}", "item": f"avis.{rank}", "reponse": level}
        for team in range(count)
        for rank, level in enumerate(climbing(team % (K + 1)), 1)
        for who in range(5)
    ]
    return matrice.read_cohort(pd.DataFrame(rows), REF)


def test_une_cohorte_s_examine_comme_ses_campagnes() -> None:
    cohort, campaigns = answers_of(42), [campaign(climbing(rank % (K + 1))) for rank in range(42)]
    found, same = examine(cohort), examine(campaigns)
    assert found.year == 2026
    assert [(str(r.in_place), r.inverted) for r in found.ladders[0].rungs] == [
        (str(r.in_place), r.inverted) for r in same.ladders[0].rungs
    ]
    assert found.ladders[0].scalability == same.ladders[0].scalability == 1.0
    assert any("recouper" in note for note in found.notes)  # sans registre


def test_des_profils_s_examinent_quand_leurs_comptes_sont_joints(tmp_path: Path) -> None:
    from matrice.federation import export_profile

    cells = {f"avis.{rank}": [level] * 6 for rank, level in enumerate(climbing(2), 1)}
    profile = matrice.score(matrice.read_responses(pd.DataFrame(cells), REF, on=dt.date(2026, 11, 21)))
    for team in range(12):
        content = export_profile(profile, code=f"code {team:02d}", counts=True)
        (tmp_path / f"profil-{team:02d}.json").write_bytes(content)
    (ladder,) = examine(matrice.read_cohort(tmp_path, REF)).ladders
    assert (ladder.id, str(ladder.teams)) == ("avis", "11")  # douze, jamais dits à l’unité
    for team in range(12):
        (tmp_path / f"profil-{team:02d}.json").write_bytes(export_profile(profile, code=f"code {team:02d}"))
    with pytest.raises(InputError, match="--votes"):
        examine(matrice.read_cohort(tmp_path, REF))


def test_une_seconde_diffusion_qui_isolerait_des_equipes_est_refusee() -> None:
    cohort, day, key = answers_of(42), dt.date(2026, 11, 21), b"0123456789abcdef"
    register = Register(Ledger(), freeze(cohort, 2026, key=key), on=day)
    found = examine(cohort, register=register)
    assert not any("recouper" in note for note in found.notes) and len(register.ledger.releases) == 3
    assert examine(cohort, register=register) == found  # la même, une seconde fois, passe
    fewer = cohort.where(cohort.teams > 0)
    with pytest.raises(DisclosureError):
        examine(fewer, register=Register(register.ledger, freeze(fewer, 2026, key=key), on=day))
    # Même liste d'équipes, mais l'une n'a plus ses réponses : les deux parts, par différence, seraient les siennes.
    votes = cohort.votes.copy()
    votes[0] = -1
    with pytest.raises(DisclosureError, match="isoler"):
        examine(dataclasses.replace(cohort, votes=votes), register=register)


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
