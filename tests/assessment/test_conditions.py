"""Les conditions de la HAS : satisfaites, non satisfaites, ou à dire."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from matrice.assessment import (
    Action,
    ActionPlan,
    Campaign,
    Progress,
    conditions,
    decide,
    disputed,
    read_responses,
    score,
    unsettled,
)
from matrice.referentiel import Referentiel, load_referentiel

ACTION = Action("A1", "rcp", "Agir", "accueil", "Temps", dt.date(2026, 12, 1), dt.date(2027, 3, 31))
EVERYONE, MAJORITY, ONE_ACTION, FOLLOWED, KEPT = range(5)


@pytest.fixture(scope="module")
def ref() -> Referentiel:
    return load_referentiel()


@pytest.fixture(scope="module")
def campaign(ref: Referentiel) -> Campaign:
    """Quatre réponses pour cinq membres ; « rcp.1 » est disputée, le reste est unanime."""
    answers = {item.id: ["2"] * 4 for item in ref.characteristics} | {"rcp.1": ["0", "0", "3", "3"]}
    return read_responses(pd.DataFrame(answers), ref, team="MSP", registered=5)


def met(campaign: Campaign, plan: ActionPlan | None, which: int) -> tuple[bool | None, str]:
    found = conditions(score(campaign), plan)[which]
    return found.met, found.message.replace("\xa0", " ")


def test_tout_le_monde_a_repondu_ou_l_on_dit_combien_il_en_manque(campaign: Campaign) -> None:
    assert met(campaign, None, EVERYONE) == (False, "4 réponses pour 5 membres : il en manque 1.")
    assert met(replace(campaign, registered=4), None, EVERYONE) == (True, "4 réponses pour 4 membres.")
    assert met(replace(campaign, registered=None), None, EVERYONE)[0] is None


def test_sans_decision_la_majorite_reste_a_dire(campaign: Campaign) -> None:
    assert met(campaign, None, MAJORITY)[0] is None


def test_une_question_disputee_sans_decision_reste_a_dire(campaign: Campaign) -> None:
    assert met(decide(campaign, "rcp.2", 2), None, MAJORITY) == (
        None,
        "1 question disputée attend une décision : « rcp.1 ».",
    )


@pytest.mark.parametrize("target", ["rcp.1", "rcp"])
def test_une_decision_a_la_majorite_tranche_la_question_ou_toute_sa_dimension(campaign: Campaign, target: str) -> None:
    done = decide(campaign, target, 2, votes_for=3, against=1, reason="Relu ensemble.")
    assert [item.id for item in disputed(score(done))] == ["rcp.1"]
    assert unsettled(score(done)) == ()
    assert met(done, None, MAJORITY) == (True, "1 décision, toutes à la majorité ou sans opposition.")


def test_une_decision_sans_majorite_n_est_pas_un_consensus(campaign: Campaign) -> None:
    done = decide(campaign, "rcp.1", 0, votes_for=2, against=2)
    assert [item.id for item in unsettled(score(done))] == ["rcp.1"]
    assert met(done, None, MAJORITY) == (False, "1 décision sans majorité : « rcp.1 ».")


def test_seule_la_derniere_decision_compte(campaign: Campaign) -> None:
    first = decide(campaign, "rcp.1", 0, votes_for=2, against=2)
    assert met(decide(first, "rcp.1", 0, votes_for=4), None, MAJORITY)[0] is True


@pytest.mark.parametrize(
    ("plan", "one", "followed"),
    [
        (None, None, None),
        (ActionPlan(), False, False),
        (ActionPlan((ACTION,)), True, False),
        (ActionPlan((replace(ACTION, next_check=dt.date(2027, 1, 1)),)), True, True),
        (ActionPlan((replace(ACTION, state=Progress.DONE),)), True, True),
        (ActionPlan((replace(ACTION, state=Progress.ONGOING),)), True, False),
        (ActionPlan((replace(ACTION, means=""),)), False, False),
        (ActionPlan((replace(ACTION, state=Progress.DROPPED),)), False, False),
    ],
)
def test_le_plan_et_son_suivi(
    campaign: Campaign, plan: ActionPlan | None, one: bool | None, followed: bool | None
) -> None:
    assert (met(campaign, plan, ONE_ACTION)[0], met(campaign, plan, FOLLOWED)[0]) == (one, followed)


def test_une_grille_amputee_est_dite(ref: Referentiel) -> None:
    assert met(read_responses(pd.DataFrame({"rcp.1": ["1"]}), ref), None, KEPT) == (True, "Tous y sont.")
    first, *others = ref.axes
    kept = first.model_copy(update={"dimensions": first.dimensions[1:], "functions": ()})
    cut = Referentiel(
        has=True, scale=ref.scale, axes=(kept, *(one.model_copy(update={"functions": ()}) for one in others[:-2]))
    )
    short = read_responses(pd.DataFrame({cut.characteristics[0].id: ["1"]}), cut)
    assert met(short, None, KEPT) == (False, "Il manque 1 axe et 5 dimensions.")
