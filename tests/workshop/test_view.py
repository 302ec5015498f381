"""Ce qui se voit d'une carte : rien avant d'être révélé, rien à moins de cinq, le nombre après la répartition."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

import matrice
from matrice import Campaign
from matrice.assessment import Comment, agenda
from matrice.web.screen import told_comments
from matrice.workshop import CardView, Workshop, decide, reveal, revote, show_proposal, start, view


def shown(workshop: Workshop, target: str) -> CardView:
    """La carte révélée, nombre montré."""
    return view(show_proposal(reveal(workshop, target), target), target)


def test_une_carte_cachee_ne_laisse_rien_voir_des_reponses(split: Campaign) -> None:
    before = matrice.score(split)
    card = view(start(split), "d", before=before, benchmark={"d": 50.0})
    assert (card.label, card.axis, card.is_group, card.minutes) == ("Réunions", "Premier axe", True, 8.0)
    assert (card.proposed, card.decision, card.before, card.benchmark) == (None, None, None, None)
    blank = [getattr(card.questions[0], field.name) for field in dataclasses.fields(card.questions[0])][4:]
    assert set(blank) <= {None, 0, "", ()}


def test_la_repartition_se_montre_avant_le_nombre(split: Campaign) -> None:
    card = view(reveal(start(split), "d"), "d")
    assert card.questions[0].votes == (2, 0, 4)
    assert (card.shows_proposal, card.proposed, card.questions[0].proposed) == (False, None, None)
    after = shown(start(split), "d")
    assert (after.proposed, after.questions[0].proposed, after.questions[1].proposed) == (1, 2, 1)


@pytest.mark.parametrize(("answers", "visible"), [("0122", False), ("0122n", True), ("012s", False), ("0122-", False)])
def test_une_repartition_se_montre_a_partir_de_cinq_reponses(votes: Any, answers: str, visible: bool) -> None:
    question = view(reveal(start(votes(e_1=answers), order=["e.1"]), "e.1"), "e.1").questions[0]
    assert (question.votes is not None) is visible
    assert question.hint == "à discuter"
    if not visible:
        assert (question.silent, question.unknown, question.not_applicable, question.speakers) == (0, 0, 0, ())


def test_a_moins_de_cinq_l_accord_ne_se_dit_pas_non_plus_le_niveau_si(votes: Any) -> None:
    agreed, split = (shown(start(votes(e_1=said), order=["e.1"]), "e.1").questions[0] for said in ("2222", "0222"))
    assert (agreed.votes, agreed.hint, agreed.status, agreed.proposed) == (None, "à discuter", None, 2)
    assert split == agreed


def test_le_niveau_d_une_ou_deux_personnes_n_est_pas_montre(votes: Any) -> None:
    card = shown(start(votes(e_1="20"), order=["e.1"]), "e.1")
    assert (card.proposed, card.questions[0].proposed, card.questions[0].hint) == (
        None,
        None,
        "moins de trois réponses",
    )


@pytest.mark.parametrize(
    ("answers", "speakers"), [("002222", (0,)), ("111111", ()), ("0111112", (0, 2)), ("00222", (0,)), ("nnnnn", ())]
)
def test_les_avis_les_plus_eloignes_parlent_d_abord(votes: Any, answers: str, speakers: tuple[int, ...]) -> None:
    assert shown(start(votes(e_1=answers), order=["e.1"]), "e.1").questions[0].speakers == speakers


FIVE = ["médecine"] * 5


@pytest.mark.parametrize(
    ("professions", "answers", "group"),
    [
        (FIVE + ["soins"] * 5, "22222" + "22000", "soins"),
        (FIVE + ["soins"] * 4, "22222" + "2000", ""),
        (FIVE + ["soins"] * 5 + ["sage-femme"], "22222" + "22000" + "0", ""),
        (FIVE + ["soins"] * 5 + ["kiné"] * 3 + ["pharmacie"] * 2, "22222" + "22000" + "22222", "soins"),
        (FIVE + ["kiné"] * 3 + ["pharmacie"] * 2, "22222" + "22000", ""),
        (FIVE + ["soins"] * 5, "22200" + "22200", ""),
        (FIVE * 2, "2222222000", ""),
    ],
    ids=["deux métiers", "quatre", "une seule", "autres réunis", "autres loin", "égalité", "un métier"],
)  # fmt: skip
def test_un_metier_n_est_nomme_que_si_tous_comptent_cinq(
    votes: Any, professions: list[str], answers: str, group: str
) -> None:
    campaign = votes(professions, e_1=answers)
    assert shown(start(campaign, order=["e.1"]), "e.1").questions[0].group == group


def test_apres_un_second_vote_le_premier_reste_a_cote_et_les_metiers_se_taisent(votes: Any) -> None:
    campaign = votes(FIVE + ["soins"] * 5, e_1="2222222000")
    card = view(revote(reveal(start(campaign), "e"), "e.1", [0, 9, 1]), "e.1")
    question = card.questions[0]
    assert (question.votes, question.first, question.revoted, question.group) == ((0, 9, 1), (3, 0, 7), True, "")


def test_l_annee_passee_et_le_repere_attendent_la_decision(split: Campaign, votes: Any) -> None:
    before = matrice.score(votes(d_1="000000", d_2="000000", e_1="222222"))
    workshop = show_proposal(reveal(start(split), "e"), "e")
    hidden = view(workshop, "e", before=before, benchmark={"e": 62.0})
    assert (hidden.before, hidden.benchmark) == (None, None)
    after = view(decide(workshop, "e", 1), "e", before=before, benchmark={"e": 62.0})
    assert (after.before, after.benchmark) == (2, 62.0)
    assert after.decision is not None


def test_en_mode_rapide_la_carte_est_sa_propre_question(small: matrice.Referentiel) -> None:
    import pandas as pd

    campaign = matrice.read_responses(pd.DataFrame({"d": list("01222"), "e": list("11111")}), small)
    card = shown(start(campaign), "d")
    assert (card.is_group, card.questions[0].votes, card.proposed) == (False, (1, 1, 3), 2)


def test_les_commentaires_attendent_la_revelation_et_cinq_reponses(votes: Any, split: Campaign) -> None:
    written = (Comment("d.1", "<b>jamais</b> " + "long " * 60), Comment("e.1", "ouvert"))
    workshop = start(dataclasses.replace(split, comments=written))
    assert not any(question.comments for question in view(workshop, "d").questions)
    told = [question.comments for question in view(reveal(workshop, "d"), "d").questions]
    assert told == [(written[0].text,), ()]
    few = start(dataclasses.replace(votes(d_1="0022", d_2="1111", e_1="1122"), comments=written))
    held = view(reveal(few, "d"), "d").questions
    assert [(question.comments, question.withheld) for question in held] == [((), 1), ((), 0)]


@pytest.mark.parametrize("people", [6, 4])
def test_apres_la_seconde_passe_la_carte_garde_les_commentaires_de_la_premiere(
    small: matrice.Referentiel, people: int
) -> None:
    import pandas as pd

    stages = pd.DataFrame({"d": list("012201")[:people], "e": list("112211")[:people]})
    details = pd.DataFrame({"d.1": list("002222"), "d.2": list("111111")})
    campaign = dataclasses.replace(
        matrice.read_responses([stages, details], small),
        comments=(Comment("d", "de loin"), Comment("d.1", "de près"), Comment("d.1", "de près")),
    )
    before = view(start(campaign), "d")
    assert told_comments(before) == [] and before.withheld == 0
    card = shown(start(campaign), "d")
    close = ["n°\u00a01\u00a0: de près"] * 2
    assert (told_comments(card), card.withheld) == ((["de loin", *close], 0) if people > 4 else (close, 1))
    point = next(
        one for one in agenda(matrice.score(campaign), comments=campaign.comments).entries if one.target == "d"
    )
    assert (point.comments, point.withheld) == ((*card.comments, "de près", "de près"), card.withheld)
