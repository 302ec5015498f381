"""L'ordre du jour : le plus disputé d'abord, un temps par statut, et que faire quand cela ne tient pas."""

from pathlib import Path

import pandas as pd
import pytest

from matrice import MatriceError, Profile, load_referentiel, read_responses, score
from matrice.assessment import Consensus, agenda, decide

REF = load_referentiel()
STRONG, PARTIAL, SPLIT = ["2"] * 10, ["2"] * 6 + ["1"] * 4, ["0"] * 5 + ["3"] * 5


def profile(**votes: list[str]) -> Profile:
    return score(read_responses(pd.DataFrame(votes), REF))


def test_le_plus_dispute_passe_en_premier_et_l_accord_fort_en_voie_rapide() -> None:
    plan = agenda(profile(acces=STRONG, rcp=PARTIAL, partage=SPLIT))
    assert [(e.target, e.minutes) for e in plan.entries] == [("partage", 8), ("rcp", 4)]
    assert [(e.target, e.minutes) for e in plan.fast_lane] == [("acces", 1.5)]
    assert (plan.minutes, plan.fits, plan.sessions, plan.themes) == (13.5, True, (), ())


def test_seize_dimensions_ordinaires_tiennent_en_75_minutes() -> None:
    names = [d.id for d in REF.dimensions if not d.added]
    votes = dict(zip(names, [STRONG] * 6 + [PARTIAL] * 6 + [SPLIT] * 4, strict=True))
    plan = agenda(profile(**votes), minutes=75)
    assert (plan.minutes, plan.fits) == (65, True)


def test_quand_cela_ne_tient_pas_on_propose_deux_seances_ou_deux_themes() -> None:
    plan = agenda(score(read_responses(Path(__file__).parents[2] / "data" / "exemple.csv", REF)), minutes=75)
    assert not plan.fits
    assert all(sum(entry.minutes for entry in session) <= 75 for session in plan.sessions)
    listed = [entry.target for session in plan.sessions for entry in session]
    assert sorted(listed) == sorted(e.target for e in (*plan.entries, *plan.fast_lane))
    assert [theme.target for theme in plan.themes] == [entry.target for entry in plan.entries[:2]]


# Points de 8, 4 et 1,5 min : 13,5 en tout. Une séance de 13,5 les prend, une de 13 laisse le dernier à la suivante ;
# une de 12 est pleine à la minute près avec les deux premiers, une de 11 n'en prend qu'un.
@pytest.mark.parametrize(
    ("minutes", "sessions"),
    [
        (13.5, []),
        (13, [["partage", "rcp"], ["acces"]]),
        (12, [["partage", "rcp"], ["acces"]]),
        (11, [["partage"], ["rcp", "acces"]]),
    ],
)
def test_une_seance_pleine_a_la_minute_pres_tient(minutes: float, sessions: list[list[str]]) -> None:
    plan = agenda(profile(acces=STRONG, rcp=PARTIAL, partage=SPLIT), minutes=minutes)
    assert [[entry.target for entry in session] for session in plan.sessions] == sessions
    assert plan.fits is (not sessions)
    assert [entry.target for entry in plan.themes] == (["partage", "rcp"] if sessions else [])


def test_un_point_d_accord_fort_ne_fait_jamais_un_theme() -> None:
    # 8 + 1,5 min pour 9 : cela ne tient pas, et un seul point est disputé.
    assert [entry.target for entry in agenda(profile(acces=STRONG, partage=SPLIT), minutes=9).themes] == ["partage"]


@pytest.mark.parametrize(("first", "second"), [("rcp", "partage"), ("partage", "rcp")])
def test_a_ecart_moyen_egal_l_avis_le_plus_eloigne_passe_devant(first: str, second: str) -> None:
    # Quatre avis à un niveau, ou deux avis à deux niveaux, sur dix : 0,4 niveau d'écart moyen des deux côtés.
    plan = agenda(profile(**{first: ["2"] * 8 + ["0"] * 2, second: PARTIAL}))
    assert [(entry.target, entry.mean_distance, entry.farthest_distance) for entry in plan.entries] == [
        (first, 0.4, 2), (second, 0.4, 1),
    ]  # fmt: skip
    inside = agenda(profile(**{"rcp.1": PARTIAL, "rcp.2": ["2"] * 8 + ["0"] * 2, "rcp.3": STRONG})).entries[0]
    assert (inside.disputed, inside.mean_distance, inside.farthest_distance) == (("rcp.2", "rcp.1"), 0.4, 2)


def test_une_dimension_prend_le_statut_de_sa_question_la_plus_disputee() -> None:
    campaign = read_responses(pd.DataFrame({"rcp.1": STRONG, "rcp.2": SPLIT, "rcp.3": PARTIAL}), REF)
    entry = agenda(score(campaign)).entries[0]
    assert (entry.status, entry.disputed) == (Consensus.DISAGREEMENT, ("rcp.2", "rcp.3"))


def test_ce_qui_est_decide_sort_de_l_ordre_du_jour() -> None:
    campaign = read_responses(pd.DataFrame({"rcp": SPLIT, "partage": SPLIT}), REF)
    assert [e.target for e in agenda(score(decide(campaign, "partage", 0))).entries] == ["rcp"]


def test_ce_que_personne_ne_sait_se_discute_aussi() -> None:
    plan = agenda(profile(rcp=["NSP"] * 10, acces=STRONG))
    assert [(e.target, e.status) for e in plan.entries] == [("rcp", Consensus.TOO_FEW)]


def test_un_temps_absurde_ou_une_campagne_vide_sont_refuses() -> None:
    with pytest.raises(MatriceError, match="positif"):
        agenda(profile(rcp=SPLIT), minutes=0)
    with pytest.raises(MatriceError, match="rien à discuter"):
        agenda(profile(rcp=["SO"] * 3))
