"""Quoi que l'on donne à la pièce, une faute est une phrase française, jamais une trace."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.assessment import Profile
from matrice.errors import MatriceError
from matrice.fiche import (
    Block,
    FicheDePoste,
    MoneyInputs,
    Need,
    Role,
    aci_coordination,
    affordable_hours,
    allocate,
    choose_blocks,
    compare_fiches,
    competences_for,
    draft,
    draft_written,
    employer_cost,
    funding_plan,
    load_roles,
    micro_contributions,
    money_for,
    parse_written,
    post_cost,
    share_post,
    status_named,
    variations,
    working_time,
    written_text,
)
from matrice.referentiel import load_referentiel
from tirages import examples

ON = dt.date(2026, 11, 22)
HUGE = 10**400
NUMBERS = st.one_of(
    st.floats(), st.integers(-10, 200), st.sampled_from([HUGE, -HUGE, True, False, None, "8", 1e300, [], {}])
)
JUNK = st.one_of(
    NUMBERS,
    st.text(max_size=3),
    st.lists(NUMBERS, max_size=2),
    st.dictionaries(st.text(max_size=2), NUMBERS, max_size=1),
)
IDS = st.sampled_from(["T4.1.4", "T1.4.2", "A.3", "reserve", "T9"])
TABLE = st.one_of(JUNK, st.dictionaries(IDS, NUMBERS, max_size=3))
TIMES = st.one_of(JUNK, st.dictionaries(IDS, st.one_of(JUNK, st.builds(Need, NUMBERS, JUNK)), max_size=2))
ROLE = st.builds(Role, JUNK, NUMBERS, JUNK, st.lists(IDS, max_size=2))
MONEY = st.builds(
    MoneyInputs, gross_monthly=NUMBERS, hourly_fee=NUMBERS, patients=NUMBERS, expenses=JUNK, others=JUNK, regime=JUNK,
    reading=JUNK, prorata=JUNK, missions=NUMBERS,
)  # fmt: skip
ASKED = st.fixed_dictionaries(
    {"weekly_hours": st.one_of(st.just(8), NUMBERS)},
    optional={
        "ref": JUNK, "tasks": st.one_of(JUNK, st.lists(IDS, max_size=3), st.sets(IDS)), "low": TABLE,
        "high": TABLE, "times": TIMES, "target": JUNK, "minimum": NUMBERS, "step": NUMBERS, "reserve": NUMBERS, "status": JUNK,
        "roles": st.one_of(JUNK, st.lists(ROLE, max_size=2)), "money": st.one_of(JUNK, MONEY), "on": JUNK, "contract_hours": NUMBERS,
    },
)  # fmt: skip
quick = examples(60)


def tried(call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Ce que rend un appel ; une faute dite par la bibliothèque compte pour rien, toute autre fait échouer l'essai."""
    try:
        return call(*arguments, **named)
    except MatriceError as error:
        assert str(error).strip()
        return None


@given(asked=ASKED)
@quick
def test_une_demande_etrange_donne_une_fiche_ou_une_phrase(team: Profile, asked: dict[str, Any]) -> None:
    fiche = tried(draft, team, **asked)
    assert fiche is None or sum(task.hours for task in fiche.tasks) == pytest.approx(asked["weekly_hours"])


@given(number=NUMBERS, one=JUNK, two=JUNK, money=st.one_of(JUNK, MONEY), status=st.one_of(st.just("micro"), JUNK))
@quick
def test_un_calcul_etrange_donne_une_valeur_ou_une_phrase(
    team: Profile, number: Any, one: Any, two: Any, money: Any, status: Any
) -> None:
    fiche = draft(team, weekly_hours=8)
    said: list[Any] = [
        tried(aci_coordination, number, regime=one, reading=two, prorata=two, on=ON),
        tried(employer_cost, number, weekly_hours=one),
        tried(micro_contributions, number, on=one),
        tried(post_cost, status, number, money, on=ON),
        tried(money_for, status, number, money, on=ON),
        tried(affordable_hours, one, status, money, on=ON, step=number),
        tried(funding_plan, one, aci=number, others=two),
        tried(choose_blocks, [Block("a", (), number, 1, 1)], one, two),
        tried(choose_blocks, one, 8),
        tried(allocate, one, number, low=two, high=one, step=number),
        tried(working_time, number),
        tried(status_named, one),
        tried(load_roles().__getitem__, one),
        tried(competences_for, one),
        tried(share_post, one),
        tried(compare_fiches, fiche, one),
        tried(variations, fiche, one),
        tried(variations, fiche, [number]),
    ]
    assert not any(
        isinstance(one, float) and math.isnan(one) for one in said
    )  # un nombre ou une phrase, jamais « nan »


def test_une_suite_d_une_autre_sorte_se_lit_comme_une_liste(team: Profile) -> None:
    wanted = draft(team, weekly_hours=8, tasks=["T4.1.4", "T1.4.2"]).tasks
    for tasks in (iter(["T4.1.4", "T1.4.2"]), {"T4.1.4": 1, "T1.4.2": 1}, {"T1.4.2", "T4.1.4"}):
        assert draft(team, weekly_hours=8, tasks=tasks).tasks == wanted
    assert competences_for(name for name in ["F5.4"]).connaissances == competences_for(["F5.4"]).connaissances
    assert choose_blocks((block for block in [Block("a", (), 1, 0, 1)]), hours=2) != ()


HOSTILE = [
    "A & B <c> \"d\" 'e' {{ taches }} {salarie}", "a\x00\x1f\x85\u2028b", "😀 שלום \u202eRTL", "long " * 1000, "=1+1", "# a: b",
    "null", "%YAML", "1e3", "a\n- b",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_la_demande_reecrite_redonne_la_meme_fiche_quels_que_soient_les_noms(team: Profile, name: str) -> None:
    chosen = [
        "T4.1.4",
        "T4.2.3",
        "T3.1.3",
        "T1.4.2",
        "T2.1.5",
        "T5.1.4",
        "A.3",
        "T1.2.4",
        "T2.2.1",
        "T5.3.2",
        "T4.3.2",
        "T3.3.2",
    ]
    first = draft(
        team, weekly_hours=8, status="micro", tasks=chosen, times={"T4.1.4": (4, "mois")}, low={"T3.3.2": 1}, on=ON,
        roles=[Role(name, 1), Role("Odile", 1, ("F1.2",))], money=MoneyInputs(hourly_fee=40, patients=4000, others=((name, 10.5),)),
    )  # fmt: skip
    again = draft_written(team, parse_written(written_text(first), load_referentiel()), on=ON)
    assert hours_of(again) == hours_of(first)
    assert [left.id for left in again.unassigned] == [left.id for left in first.unassigned] != []
    assert again.money is not None and first.money is not None
    assert again.money.plan.total == first.money.plan.total and again.money.cost.annual == first.money.cost.annual


def hours_of(fiche: FicheDePoste) -> list[list[tuple[str, float]]]:
    """Qui fait quoi, en combien d'heures : le poste, puis chaque personne nommée."""
    people = [[(one.role.label, one.spare), *((task.id, task.hours) for task in one.tasks)] for one in fiche.delegated]
    return [[(task.id, task.hours) for task in fiche.tasks], *people]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("heures:\n", "il manque la clé"),
        ("heures: 8\npersonnes: [{nom: Odile, heures: null}]\n", "n’a pas d’heures"),
        ("heures: 8\ntaches: [{id: T4.1.4, temps: 2, par: null}]\n", "sans fréquence"),
    ],
)
def test_une_cle_sans_valeur_est_dite_avec_sa_place(text: str, words: str) -> None:
    with pytest.raises(MatriceError, match=words) as caught:
        parse_written(text, load_referentiel(), source="fiche.yaml")
    assert "fiche.yaml:" in str(caught.value)
