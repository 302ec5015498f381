"""Décider et revoter : la règle de majorité, la raison exigée, et ce que la note en fait."""

import pandas as pd
import pytest

from matrice import Campaign, InputError, load_referentiel, read_responses, score
from matrice.assessment import decide, proposal, revote

REF = load_referentiel()
NB = "\u00a0"


@pytest.fixture
def campaign() -> Campaign:
    """Cinq personnes, partagées sur rcp.1 (0-0-3-3-3), d'accord sur rcp.2 (2)."""
    return read_responses(
        pd.DataFrame({"rcp.1": ["0", "0", "3", "3", "3"], "rcp.2": ["2"] * 5, "rcp.3": ["2"] * 5}), REF
    )


def faults(call) -> list[str]:
    with pytest.raises(InputError) as caught:
        call()
    return [str(problem) for problem in caught.value.problems]


def test_une_decision_remplace_la_proposition_et_la_garde_a_cote(campaign) -> None:
    decided = decide(
        campaign, "rcp.1", 1, votes_for=4, against=1, reason="pas de compte rendu écrit", dissent="déjà en place"
    )
    item = score(decided).items[[q.id for q in decided.questions].index("rcp.1")]
    assert (item.level, item.agreement.proposed, item.score) == (1, 3, pytest.approx(100 / 3))
    assert (item.decision.proposed, item.decision.dissent) == (3, "déjà en place")
    assert campaign.decisions == ()


def test_la_derniere_decision_vaut_et_la_premiere_reste(campaign) -> None:
    twice = decide(decide(campaign, "rcp.2", 2), "rcp.2", 3, reason="preuve apportée")
    assert twice.decision("rcp.2").level == 3
    assert [done.level for done in twice.decisions] == [2, 3]


def test_une_dimension_se_decide_aussi(campaign) -> None:
    profile = score(decide(campaign, "rcp", 1, reason="au vu de l’ensemble"))
    assert profile.dimension("rcp").score == pytest.approx(100 / 3)
    assert profile.dimension("rcp").decision.level == 1


def test_sans_objet_se_decide_et_sort_du_denominateur(campaign) -> None:
    profile = score(decide(campaign, "rcp.1", "SO", reason="ne nous concerne pas"))
    assert (profile.dimension("rcp").answered, profile.dimension("rcp").applicable) == (2, 4)


def test_un_ecart_a_la_proposition_exige_raison_et_majorite(campaign) -> None:
    assert faults(lambda: decide(campaign, "rcp.1", 0, votes_for=2, against=3)) == [
        f"le niveau retenu diffère de celui que les votes proposent{NB}: écrivez pourquoi, en une phrase.",
        f"sans majorité, seul le niveau proposé peut être retenu (il le sera comme «{NB}non consensuel{NB}»).",
    ]


def test_le_niveau_propose_se_retient_sans_majorite_comme_non_consensuel(campaign) -> None:
    decided = decide(campaign, "rcp.1", 3, votes_for=2, against=2, abstentions=1)
    assert not decided.decision("rcp.1").has_majority


@pytest.mark.parametrize(
    ("votes_for", "against", "majority"),
    [(3, 2, True), (2, 2, False), (1, 0, True), (0, 0, False), (None, 0, True), (None, 1, False)],
)
def test_la_majorite_est_plus_de_la_moitie_des_voix_exprimees(campaign, votes_for, against, majority) -> None:
    decided = decide(campaign, "rcp.1", 3, votes_for=votes_for, against=against, abstentions=9)
    assert decided.decision("rcp.1").has_majority is majority


def test_cible_niveau_et_comptes_faux_sont_dits_ensemble(campaign) -> None:
    said = faults(lambda: decide(campaign, "rpc.1", 7, votes_for=-1, reason="x"))
    assert (
        said[0] == f"«{NB}rpc.1{NB}» n’est pas une question de cette campagne{NB}; le plus proche est «{NB}rcp.1{NB}»."
    )
    assert said[1] == f"«{NB}7{NB}» n’est pas un niveau{NB}; attendu{NB}: 0, 1, 2, 3 ou SO (sans objet)."
    assert any("négatif" in line for line in said)


def test_un_second_vote_remplace_le_premier_qui_reste_a_cote(campaign) -> None:
    again = revote(campaign, "rcp.1", [0, 0, 4, 1])
    assert proposal(again, "rcp.1") == 2
    assert (again.revotes[0].before[:4], again.revotes[0].after[:4]) == ((2, 0, 0, 3), (0, 0, 4, 1))
    assert campaign.counts.tolist() != again.counts.tolist()


def test_autant_de_sans_objet_que_de_niveaux_laissent_la_proposition() -> None:
    # Deux SO et deux niveaux : pas de majorité stricte, la médiane basse de 1 et 2 est 1. Trois SO sur cinq : aucune.
    for answers, level in ((["SO", "SO", "1", "2"], 1), (["SO", "SO", "SO", "1", "2"], None)):
        asked = read_responses(pd.DataFrame({"rcp.1": answers}), REF)
        assert proposal(asked, "rcp.1") == level
        assert score(asked).items[[q.id for q in asked.questions].index("rcp.1")].level == level


def test_un_second_vote_plus_nombreux_que_les_reponses_n_a_pas_de_silence_negatif(campaign) -> None:
    # Cinq réponses, sept mains levées : zéro silence, et non −2.
    assert revote(campaign, "rcp.1", [0, 0, 6, 1]).revotes[0].after == (0, 0, 6, 1, 0, 0, 0)


def test_un_second_vote_compte_les_silences_et_se_donne_par_niveau(campaign) -> None:
    again = revote(campaign, "rcp.1", {2: 2}, so=1, nsp=1)
    assert again.revotes[0].after == (0, 0, 2, 0, 1, 1, 1)


def test_il_n_y_a_qu_un_second_vote(campaign) -> None:
    again = revote(campaign, "rcp.1", [0, 0, 5, 0])
    assert "a déjà eu lieu" in faults(lambda: revote(again, "rcp.1", [0, 0, 5, 0]))[0]
    assert "n’est pas une question" in faults(lambda: revote(campaign, "rcp", [0, 0, 5, 0]))[0]
    assert "un par niveau" in faults(lambda: revote(campaign, "rcp.1", [1, 2]))[0]
    assert "n’est pas un niveau" in faults(lambda: revote(campaign, "rcp.1", {9: 1}))[0]
    assert "négatif" in faults(lambda: revote(campaign, "rcp.1", [0, 0, -1, 0]))[0]
