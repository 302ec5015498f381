"""L'atelier est une valeur : chaque geste en rend une autre, rien ne s'efface, ce qui est refusé l'est en français."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import Campaign, InputError, MatriceError
from matrice.workshop import (
    State,
    Undone,
    Workshop,
    advance,
    decide,
    go,
    neighbour,
    note,
    replay,
    reveal,
    revote,
    show_proposal,
    start,
    undo,
)
from tirages import examples


def facts(workshop: Workshop) -> tuple[Any, ...]:
    """Tout ce que vaut un atelier, comparable."""
    campaign = workshop.campaign
    return (
        workshop.order, workshop.minutes, workshop.current, workshop.events, workshop.revealed, workshop.numbered,
        workshop.closed, workshop.notes, campaign.counts.tolist(), campaign.decisions, campaign.revotes,
    )  # fmt: skip


def refusal(act: Any, *args: Any, **options: Any) -> str:
    """Le message de la seule faute d'un geste refusé."""
    with pytest.raises(InputError) as caught:
        act(*args, **options)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0].message


@pytest.fixture
def begun(split: Campaign) -> Workshop:
    return start(split)


def test_l_ordre_est_celui_de_l_ordre_du_jour_et_la_premiere_carte_est_a_l_ecran(begun: Workshop) -> None:
    assert begun.order == ("d", "e")
    assert begun.minutes == (8.0, 4.0)
    assert begun.current == "d"
    assert begun.state("d") is begun.state("d.1") is State.HIDDEN


def test_une_carte_passe_de_cachee_a_decidee(begun: Workshop) -> None:
    shown = reveal(begun, "d")
    assert shown.state("d") is shown.state("d.2") is State.REVEALED
    assert shown.state("e") is State.HIDDEN
    decided = decide(show_proposal(shown, "d"), "d", 1, reason="On suit la lettre.", votes_for=4, against=1)
    assert decided.state("d") is State.DECIDED
    assert decided.state("d.1") is State.REVEALED
    assert begun.events == ()


def test_un_second_vote_remplace_les_comptes_et_recache_le_nombre(begun: Workshop) -> None:
    shown = show_proposal(reveal(begun, "d"), "d")
    assert shown.shows_proposal("d.1")
    again = revote(shown, "d.1", {1: 5}, so=1)
    assert again.campaign.counts[0].tolist() == [0, 5, 0, 1, 0, 0]
    assert not again.shows_proposal("d.1")
    assert not again.shows_proposal("d")
    assert again.campaign.revotes[0].before == (2, 0, 4, 0, 0, 0)


def test_annuler_rend_l_etat_d_avant_et_garde_la_trace(begun: Workshop) -> None:
    shown = reveal(begun, "d")
    back = undo(decide(go(shown, "d"), "d", "SO", reason="Pas de réunions ici.", votes_for=5))
    assert back.campaign.decisions == ()
    assert back.state("d") is State.REVEALED
    assert back.events[-1] == Undone("d", 3)
    assert len(back.events) == 4
    assert undo(back).state("d") is State.HIDDEN
    assert undo(undo(note(back, "e", "À revoir."))).notes == ()


@pytest.mark.parametrize(
    ("prepare", "act", "words"),
    [
        ("", lambda w: decide(w, "d", 1), "encore cachée\u00a0: révélez-la d’abord"),
        ("", lambda w: revote(w, "d.1", [1, 1, 1]), "encore cachée"),
        ("", lambda w: show_proposal(w, "d"), "encore cachée"),
        ("", undo, "rien à annuler"),
        ("", lambda w: go(w, "dd"), "n’est pas une carte de cet atelier"),
        ("", lambda w: note(w, "d", " \x0b "), "la remarque est vide"),
        ("", lambda w: note(w, "d", "a" * 2001), "dépasse 2000 caractères"),
        ("r", lambda w: reveal(w, "d"), "déjà révélée"),
        ("r", lambda w: reveal(w, "d.1"), "déjà révélée"),
        ("r", lambda w: revote(w, "d", [1, 1, 1]), "réunit plusieurs questions"),
        ("r", lambda w: revote(w, "d.1", {7: 2}), "«\u00a07\u00a0» n’est pas un niveau"),
        ("r", lambda w: revote(w, "d.1", [1, 1]), "2 comptes pour 3 niveaux"),
        ("r", lambda w: revote(w, "d.1", [1, -1, 1]), "négatif"),
        ("r", lambda w: decide(w, "d", 2, votes_for=4), "écrivez pourquoi"),
        ("r", lambda w: decide(w, "d", 9, votes_for=4, reason="x"), "n’est pas un niveau"),
        ("rn", lambda w: show_proposal(w, "d"), "déjà montré"),
        ("rd", lambda w: revote(w, "d.1", [1, 1, 1]), "déjà décidée"),
    ],
)  # fmt: skip
def test_un_geste_impossible_est_refuse_en_francais(begun: Workshop, prepare: str, act: Any, words: str) -> None:
    steps = {"r": reveal, "n": show_proposal, "d": lambda w, t: decide(w, t, 1)}
    for step in prepare:
        begun = steps[step](begun, "d")
    assert words in refusal(act, begun)


def test_un_second_vote_ne_se_refait_pas(begun: Workshop) -> None:
    again = revote(reveal(begun, "d"), "d.1", [0, 6, 0])
    assert "un second vote a déjà eu lieu" in refusal(revote, again, "d.1", [6, 0, 0])
    assert revote(undo(again), "d.1", [6, 0, 0]).campaign.counts[0, 0] == 6


def test_un_ordre_faux_est_refuse_d_un_coup(split: Campaign) -> None:
    with pytest.raises(InputError) as caught:
        start(split, order=["d", "x", "d"])
    assert len(caught.value.problems) == 2
    with pytest.raises(MatriceError, match="l’ordre est vide"):
        start(split, order=[])


def test_l_avance_dit_le_rang_de_la_carte_a_l_ecran(begun: Workshop) -> None:
    assert advance(decide(reveal(begun, "d"), "d", 1)) == (1, 2)
    assert advance(go(begun, "e")) == (2, 2)


def test_d_une_question_la_carte_d_avant_est_sa_dimension(begun: Workshop) -> None:
    inside = go(begun, "d.2")
    assert neighbour(inside, -1) == "d"
    assert neighbour(inside, 1) == "e"
    assert neighbour(begun, -1) is None
    assert neighbour(go(begun, "e"), 1) is None


def test_sans_reponse_de_niveau_toutes_les_dimensions_sont_a_l_ordre_du_jour(votes: Any) -> None:
    assert start(votes(d_1="---", e_1="-s-")).order == ("d", "e")


TARGETS = st.sampled_from(["d", "d.1", "d.2", "e", "e.1"])
HANDS = st.tuples(*[st.integers(0, 6)] * 3)
ACTS = st.one_of(
    st.tuples(st.sampled_from([reveal, show_proposal, go]), st.tuples(TARGETS)),
    st.tuples(st.just(undo), st.just(())),
    st.tuples(st.just(revote), st.tuples(TARGETS, HANDS)),
    st.tuples(st.just(note), st.tuples(TARGETS, st.text(max_size=5))),
    st.tuples(
        st.just(lambda w, t, level: decide(w, t, level, votes_for=4, reason="oui")),
        st.tuples(TARGETS, st.sampled_from([0, 1, 2, "SO"])),
    ),
)


@examples(60)
@given(st.lists(ACTS, max_size=25))
def test_l_etat_est_le_rejeu_des_gestes_et_annuler_rend_celui_d_avant(split: Campaign, acts: list[Any]) -> None:
    first = workshop = start(split)
    for act, args in acts:
        try:
            after = act(workshop, *args)
        except InputError:
            continue
        if after.events and not isinstance(after.events[-1], Undone) and act is not go:
            restored = undo(after)
            assert facts(restored)[4:7] == (workshop.revealed, workshop.numbered, workshop.closed)
            assert restored.campaign.decisions == workshop.campaign.decisions
            assert restored.campaign.counts.tolist() == workshop.campaign.counts.tolist()
        workshop = after
    assert facts(replay(first, workshop.events)) == facts(workshop)
