"""Deux versions d'une fiche, un budget qui bouge, un poste partagé, des blocs facultatifs."""

import sys
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import Block, InputError, MatriceError, choose_blocks, compare_fiches, draft, share_post, variations
from tirages import examples

NB = "\u00a0"


def test_chaque_changement_a_son_mot(team) -> None:
    before = draft(
        team, weekly_hours=8, times={"T1.1.1": (1, "semaine"), "T4.1.4": (1, "semaine"), "T5.2.3": (1, "semaine")}
    )
    after = draft(
        team, weekly_hours=9, times={"T1.1.1": (0.5, "semaine"), "T4.1.4": (2, "semaine"), "T5.2.1": (1, "semaine")}
    )
    change = compare_fiches(before, after)
    kinds = {item.id: item.kind for item in change.changes}
    assert (kinds["T5.2.1"], kinds["T5.2.3"]) == ("ajoutée", "retirée")
    assert (kinds["T4.1.4"], kinds["T1.1.1"]) == ("plus d’heures", "moins d’heures")
    assert sum(item.difference for item in change.changes) == change.difference == 1
    assert "T5.2.1" in [item.id for item in change.of("ajoutée")]


def test_une_fiche_comparee_a_elle_meme_ne_change_pas(team) -> None:
    fiche = draft(team, weekly_hours=8)
    assert {item.kind for item in compare_fiches(fiche, fiche).changes} == {"inchangée"}


def test_le_tableau_des_changements_a_une_ligne_par_tache(team) -> None:
    change = compare_fiches(draft(team, weekly_hours=8), draft(team, weekly_hours=10))
    frame = change.to_frame()
    assert len(frame) == len(change.changes) and frame["difference"].sum() == 2
    assert set(frame.columns) == {"id", "label", "kind", "before", "after", "difference"}


def test_deux_heures_de_plus_ou_de_moins(team) -> None:
    less, more = variations(draft(team, weekly_hours=8))
    assert (less.hours, more.hours) == (6, 10)
    assert less.comparison.after.weekly_hours == 6 and more.comparison.difference == 2


def test_une_variation_se_dit_aussi_en_fraction(team) -> None:
    assert [one.hours for one in variations(draft(team, weekly_hours=7), [Fraction(1, 2)])] == [7.5]


def test_un_budget_qui_disparait_ne_casse_rien(team) -> None:
    less, more = variations(draft(team, weekly_hours=2))
    assert less.comparison is None and "aucune heure" in less.refusal and more.comparison is not None
    tight = draft(team, weekly_hours=3, times={"T4.1.4": (2.5, "semaine")})
    assert variations(tight)[0].refusal.startswith("Ce que l’équipe demande")


def test_une_variation_garde_toute_la_demande(team) -> None:
    fiche = draft(team, weekly_hours=8, tasks=["T4.1.4", "T1.4.1"], times={"T4.1.4": (4, "mois")}, reserve=0.2)
    for variation in variations(fiche, (-1, 0, 1)):
        after = variation.comparison.after
        assert {task.id: task.hours for task in after.chosen}["T4.1.4"] == 1
        assert after.request.reserve == 0.2 and {task.id for task in after.chosen} >= {"T4.1.4", "T1.4.1"}
    assert {item.kind for item in variations(fiche, (0,))[0].comparison.changes} == {"inchangée"}


def named(profile, name):
    from dataclasses import replace

    return replace(profile, team=name)


def test_un_poste_partage_additionne_les_heures_et_relit_le_droit_sur_le_total(team) -> None:
    parts = [(name, hours) for name, hours in (("A", 10), ("B", 8), ("C", 7))]
    post = share_post([draft(named(team, n), weekly_hours=h, status="groupement", contract_hours=25) for n, h in parts])
    assert post.teams == ("A", "B", "C") and post.time.weekly == 25 and post.warnings == ()
    assert not any("minimum" in w for fiche in post.fiches for w in fiche.warnings)
    small = share_post([draft(named(team, n), weekly_hours=5, status="groupement") for n in "AB"])
    assert any(f"24{NB}h" in warning for warning in small.warnings)


def test_un_poste_partage_par_des_sisa_compte_un_contrat_par_structure(team) -> None:
    post = share_post([draft(named(team, n), weekly_hours=20) for n in "AB"])
    assert post.time.weekly == 40 and any("durée légale" in warning for warning in post.warnings)
    short = share_post([draft(named(team, n), weekly_hours=8) for n in "AB"])
    assert len([w for w in short.warnings if f"16{NB}h" in w]) == 2 and all(
        "« A »" in w or "« B »" in w for w in (x.replace(NB, " ") for x in short.warnings)
    )


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ([("A", "micro")], "au moins deux équipes"),
        ([("A", "micro"), ("A", "micro")], "Une fiche par équipe"),
        ([("A", "micro"), ("B", "benevole")], "un seul statut"),
    ],
)
def test_un_poste_partage_impossible_le_dit(team, made, words) -> None:
    with pytest.raises(MatriceError, match=words):
        share_post([draft(named(team, name), weekly_hours=8, status=status) for name, status in made])


@examples(80)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 20), st.integers(0, 30)), max_size=7),
    st.integers(0, 30),
    st.integers(0, 40) | st.none(),
)
def test_le_choix_des_blocs_est_le_meilleur_possible(items, hours, euros) -> None:
    blocks = [Block(str(rank), (), h / 4, 100 * e, v) for rank, (h, e, v) in enumerate(items)]
    limit = None if euros is None else 100 * euros

    def fits(chosen) -> bool:
        return sum(b.hours for b in chosen) <= hours / 4 and (limit is None or sum(b.euros for b in chosen) <= limit)

    best = max(
        (
            sum(b.value for b in chosen)
            for size in range(len(blocks) + 1)
            for chosen in combinations(blocks, size)
            if fits(chosen)
        ),
        default=0,
    )
    taken = choose_blocks(blocks, hours / 4, limit)
    assert fits(taken) and sum(block.value for block in taken) == best


def test_des_heures_qui_tombent_juste_en_decimal_tiennent() -> None:
    blocks = [Block("a", (), 0.1, 0, 1), Block("b", (), 0.2, 0, 1)]
    assert choose_blocks(blocks, 0.3) == tuple(blocks)  # 0,1 + 0,2 dépasse 0,3 de 5e-17 en binaire


def test_cinquante_blocs_se_choisissent_exactement_et_sans_solveur(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    blocks = [Block(str(rank), (), 1 + rank % 3, 100 * (rank % 7), 1 + rank % 5) for rank in range(50)]
    taken = choose_blocks(blocks, 8, 500)
    assert sum(block.hours for block in taken) == 8 and sum(block.value for block in taken) == 24
    with pytest.raises(InputError, match=r"100\s+blocs.*60 au plus"):
        choose_blocks(blocks * 2, 8)


def test_des_blocs_sans_sens_sont_refuses_ensemble() -> None:
    with pytest.raises(InputError) as caught:
        choose_blocks([Block("a", (), -1, 0, 3), Block("b", (), 1, float("nan"), 3)], hours=float("inf"))
    assert len(caught.value.problems) == 3
