"""On attaque la pièce : chaque essai est une façon connue de retrouver une équipe, et ce qui l'arrête."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from petites_cohortes import CLE, cohort

from matrice.federation import (
    DisclosureError,
    Ledger,
    Policy,
    Reason,
    Release,
    ReleasedMean,
    Withheld,
    freeze,
    protect_table,
)
from matrice.federation.disclosure import release_mean, release_quantiles, release_share, release_shares
from matrice.federation.disclosure.isolation import isolable_groups
from tirages import examples

PUBLIC, CLOSED = Policy(), Policy("ferme")
DAY = dt.date(2026, 11, 21)


def release(teams: int, subject: str = "rcp", year: int = 2026, roster: str = "a" * 16) -> Release:
    return Release(year, roster, subject, teams, DAY)


def allows(ledger: Ledger, one: Release, policy: Policy) -> bool:
    try:
        ledger.admit(one, policy)
    except DisclosureError:
        return False
    return True


def block(start: int, stop: int) -> int:
    """Les équipes de rang `start` à `stop` exclu."""
    return (1 << stop) - (1 << start)


# --- différences -----------------------------------------------------------------------------------


def test_deux_moyennes_de_douze_et_onze_equipes_rendraient_la_douzieme() -> None:
    # L'attaque, sur les vrais chiffres : 12 · 52 − 11 · 50 = 74 (methode, « Différences »).
    assert 12 * 52 - 11 * 50 == 74
    ledger = Ledger().admit(release(block(0, 12)), PUBLIC)
    with pytest.raises(DisclosureError, match="isoler moins de 11"):
        ledger.admit(release(block(0, 11)), PUBLIC)


def test_une_moyenne_sans_soi_est_refusee_a_chacun() -> None:
    everyone = block(0, 40)
    ledger = Ledger().admit(release(everyone), PUBLIC)
    assert not any(allows(ledger, release(everyone & ~(1 << team)), PUBLIC) for team in range(40))


def test_deux_equipes_qui_mettent_en_commun_leurs_moyennes_sans_elles_sont_refusees_d_avance() -> None:
    everyone = block(0, 40)
    ledger = Ledger().admit(release(everyone & ~1), PUBLIC)
    assert not allows(ledger, release(everyone & ~2), PUBLIC)


def test_la_meme_diffusion_se_refait_sans_fin() -> None:
    ledger = Ledger().admit(release(block(0, 40)), PUBLIC)
    assert ledger.admit(release(block(0, 40)), PUBLIC) is ledger


def test_des_filtres_qui_glissent_finissent_par_etre_refuses() -> None:
    # Une fenêtre de trente équipes que l'on décale : deux pas de moins de onze se soustraient.
    ledger = Ledger().admit(release(block(0, 30)), PUBLIC)
    assert [allows(ledger, release(block(step, 30 + step)), PUBLIC) for step in (1, 5, 6, 11)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_une_region_moins_ses_departements_publies_ne_laisse_pas_un_petit_reste() -> None:
    ledger = Ledger()
    for teams in (block(0, 50), block(0, 15), block(15, 30)):
        ledger = ledger.admit(release(teams), PUBLIC)
    with pytest.raises(DisclosureError):
        ledger.admit(release(block(30, 45)), PUBLIC)  # resteraient cinq équipes
    assert allows(ledger, release(block(30, 39)), PUBLIC) is False  # neuf équipes : sous le seuil
    assert allows(ledger, release(block(30, 50)), PUBLIC)  # aucun reste


def test_trois_reunions_deux_a_deux_rendent_chaque_partie() -> None:
    small, left, right = block(0, 4), block(4, 34), block(34, 64)
    ledger = Ledger().admit(release(small | left), PUBLIC).admit(release(left | right), PUBLIC)
    # (S∪G) + (S∪D) − (G∪D) = 2·S : aucune paire ne le montre, la combinaison des trois oui.
    with pytest.raises(DisclosureError):
        ledger.admit(release(small | right), PUBLIC)


@pytest.mark.parametrize(("width", "admitted"), [(5, False), (6, True)])
def test_deux_differences_permises_dont_la_difference_ne_l_est_pas_sont_refusees(width: int, admitted: bool) -> None:
    # G∪P∪S∪T − G = P∪S∪T et G'∪P'∪S∪T − G' = P'∪S∪T, onze équipes chacune au moins : permises. Leur différence est
    # P − P' : cinq et cinq équipes, dix, moins de onze ; cinq et six, onze. S et T, trois équipes chacune, que H∪S
    # distingue, s'annulent ensemble : aucune diffusion seule, aucun couple de diffusions ne le montre.
    one, shared, alone, other = block(60, 65), block(65, 68), block(68, 71), block(71, 71 + width)
    first, second, third = block(0, 20), block(20, 40), block(40, 60)
    ledger = Ledger()
    for teams in (first, first | one | shared | alone, second, third | shared):
        ledger = ledger.admit(release(teams), PUBLIC)
    assert allows(ledger, release(second | other | shared | alone), PUBLIC) is admitted


def test_toute_difference_de_deux_diffusions_est_vue_meme_entre_deux_petits_groupes() -> None:
    # Les lignes réduites donnent les deux équipes une à une ; publier l'une et l'autre, c'est aussi publier leur écart.
    assert isolable_groups((0b010, 0b100), 3) == {0b010, 0b100, 0b110}


def test_deux_lignes_reduites_s_annulent_a_leur_quotient_exact() -> None:
    # Le quotient est un tiers : arrondi, il laissait un reste, et les deux équipes de rangs 0 et 7 passaient pour mêlées aux autres.
    sets = (0b1110111, 0b10000101, 0b10010001, 0b11011101, 0b11100011)
    assert {0b10000001, 0b10001} <= isolable_groups(sets, 3)


def test_deux_decoupages_croises_passent_quand_aucun_croisement_ne_s_isole() -> None:
    # 3 régions × 2 âges, des cases de quatre équipes : les marges seules ne rendent aucune case.
    cells = {(row, column): block(4 * (2 * row + column), 4 * (2 * row + column) + 4) for row, column in
             itertools.product(range(6), range(2))}  # fmt: skip
    ages = [sum(cells[row, column] for row in range(6)) for column in range(2)]
    regions = [sum(cells[row, column] for row in pair for column in range(2)) for pair in ((0, 1), (2, 3), (4, 5))]
    ledger = Ledger()
    for teams in (*ages, *regions):
        ledger = ledger.admit(release(teams), PUBLIC)
    assert len(ledger.releases) == 5


def test_une_equipe_sans_note_ne_fait_pas_un_ecart_entre_deux_variables() -> None:
    ledger = Ledger().admit(release(block(0, 40), "rcp"), PUBLIC)
    assert allows(ledger, release(block(0, 39), "acces"), PUBLIC)


def test_le_cercle_ferme_n_affaiblit_pas_le_public_et_inversement() -> None:
    closed = Ledger().admit(release(block(0, 40)), CLOSED)
    assert allows(closed, release(block(0, 34)), CLOSED)  # six équipes d'écart : permis au cercle
    inside = closed.admit(release(block(0, 34)), CLOSED)
    assert allows(inside, release(block(0, 40)), PUBLIC)
    public = inside.admit(release(block(0, 40)), PUBLIC)
    assert not allows(public, release(block(0, 34)), PUBLIC)  # le public, lui, en verrait six
    assert not allows(public, release(block(0, 37)), CLOSED)  # le cercle en verrait trois


def test_une_diffusion_n_est_refusee_que_pour_ce_qu_elle_isole_elle_meme() -> None:
    # Quarante équipes puis vingt-huit : douze d'écart, permis au public (11). Un cercle plus prudent (20) les voit
    # aussi, mais y reprendre les quarante n'apprend rien de plus ; vingt-quatre en isoleraient seize, puis quatre.
    ledger = Ledger().admit(release(block(0, 40)), PUBLIC).admit(release(block(0, 28)), PUBLIC)
    careful = Policy("ferme", k=20)
    assert allows(ledger, release(block(0, 40)), careful)
    assert not allows(ledger, release(block(0, 24)), careful)


def test_une_equipe_en_retard_attend_l_annee_suivante() -> None:
    ledger = Ledger().admit(release(block(0, 40)), PUBLIC)
    with pytest.raises(DisclosureError, match="rejoint l’année suivante"):
        ledger.admit(release(block(0, 41), roster="b" * 16), PUBLIC)
    assert allows(ledger, release(block(0, 41), year=2027, roster="b" * 16), PUBLIC)


def brute(sets: tuple[int, ...], k: int, teams: int) -> bool:
    """Vrai si une combinaison rationnelle non nulle ne porte que sur moins de `k` équipes : essai de tous les groupes."""
    rows = [[Fraction(one >> team & 1) for team in range(teams)] for one in sets]
    whole = rank_of(rows)
    for size in range(1, k):
        for group in itertools.combinations(range(teams), size):
            outside = [[value for team, value in enumerate(row) if team not in group] for row in rows]
            if rank_of(outside) < whole:
                return True
    return False


def rank_of(rows: list[list[Fraction]]) -> int:
    rows, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows and rows[0] else 0):
        pivot = next((at for at in range(rank, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for at in range(rank + 1, len(rows)):
            factor = rows[at][column] / rows[rank][column]
            rows[at] = [one - factor * two for one, two in zip(rows[at], rows[rank], strict=True)]
        rank += 1
    return rank


@examples(150)
@given(st.lists(st.integers(1, 2**8 - 1), min_size=1, max_size=4).map(tuple), st.integers(2, 4))
def test_le_registre_voit_ce_que_voit_la_force_brute(sets: tuple[int, ...], k: int) -> None:
    assert bool(isolable_groups(sets, k)) == brute(sets, k, 8)


# --- petits groupes --------------------------------------------------------------------------------


def test_une_equipe_seule_dans_sa_classe_ne_sort_nulle_part() -> None:
    assert release_mean([74.0], PUBLIC) == Withheld(Reason.SMALL)
    assert release_quantiles([3], [0.5], PUBLIC) == Withheld(Reason.SMALL)
    assert release_shares([0, 0, 0, 1], PUBLIC) == Withheld(Reason.SMALL)
    assert not allows(Ledger(), release(1), PUBLIC)


def test_un_groupe_de_deux_ne_sort_pas_meme_avec_un_accord() -> None:
    signed = Policy("ferme", k=3, signed=DAY)
    assert release_mean([10.0, 90.0], signed) == Withheld(Reason.SMALL)
    assert not allows(Ledger(), release(0b11), signed)


def test_l_equipe_seule_d_une_case_ne_retrouve_pas_sa_voisine() -> None:
    # Deux équipes seules dans la même ligne : chacune connaît sa valeur, la marge lui donnerait l'autre.
    values = [[10.0, 12.0, 400.0], [300.0, 350.0, 420.0]]
    counts = [[1, 1, 20], [15, 16, 20]]
    maxima = [[10.0, 12.0, 30.0], [40.0, 40.0, 40.0]]
    first = protect_table(values, counts, maxima, PUBLIC).cells[0]
    assert [isinstance(cell, Withheld) for cell in first[:2]] == [True, True]
    assert any(isinstance(cell, Withheld) for cell in first[2:])  # une troisième case, ou la marge


def test_une_equipe_dominante_ne_se_lit_ni_dans_une_moyenne_ni_dans_un_tableau() -> None:
    hours = [0.5] * 20 + [1000.0]
    assert release_mean(hours, PUBLIC, "hours") == Withheld(Reason.DOMINANT)
    table = protect_table(
        [[1010.0, 300.0], [310.0, 320.0]], [[21, 20], [20, 20]], [[1000.0, 20.0], [20.0, 20.0]], PUBLIC
    )
    assert isinstance(table.cells[0][0], Withheld)


# --- répétitions -----------------------------------------------------------------------------------


def test_poser_mille_fois_la_question_donne_mille_fois_la_meme_reponse() -> None:
    values = [37.3, 51.9, 44.4, 62.5, 70.1, 12.8, 33.3, 48.6, 55.5, 91.2, 20.7]
    assert len({repr(release_mean(values, PUBLIC)) for _ in range(1000)}) == 1
    assert len({str(release_share(5, 13, PUBLIC)) for _ in range(1000)}) == 1


def test_l_ordre_des_equipes_ne_change_aucun_chiffre() -> None:
    values = [0.1, 0.2, 0.3, 1e9, 5.5, 62.5, 70.1, 12.8, 33.3, 48.6, 55.5]
    for turn in range(len(values)):
        turned = values[turn:] + values[:turn]
        assert release_mean(turned, PUBLIC, "hours") == release_mean(values, PUBLIC, "hours")


@given(st.lists(st.floats(20, 80), min_size=11, max_size=30), st.floats(-0.4, 0.4))
def test_bouger_une_equipe_d_un_souffle_ne_bouge_pas_la_moyenne_de_plus_d_un_point(
    values: list[float], breath: float
) -> None:
    before, after = release_mean(values, PUBLIC), release_mean([values[0] + breath, *values[1:]], PUBLIC)
    assert isinstance(before, ReleasedMean)
    assert isinstance(after, ReleasedMean)
    assert abs(before.value - after.value) <= 1


# --- homogénéité -----------------------------------------------------------------------------------


def test_un_groupe_unanime_ne_se_lit_pas_dans_les_parts() -> None:
    assert release_shares([0, 0, 0, 30], PUBLIC) == Withheld(Reason.ALIKE)
    assert str(release_mean([100.0] * 30, PUBLIC)) == "≥\u00a095"
    assert release_share(30, 30, PUBLIC) == release_share(28, 30, PUBLIC)


# --- textes ----------------------------------------------------------------------------------------


def test_aucun_texte_d_erreur_ni_repr_ne_donne_un_compte_brut_ou_un_code() -> None:
    one = cohort(17, levels=[0] * 7 + [3] * 10)
    vintage = freeze(one, 2026, key=CLE)
    mask = np.arange(17) < 13
    first = vintage.release(mask, "rcp", on=DAY, policy=PUBLIC)
    second = vintage.release(mask | (np.arange(17) == 16), "rcp", on=DAY, policy=PUBLIC)
    with pytest.raises(DisclosureError) as refused:
        Ledger().admit(first, PUBLIC).admit(second, PUBLIC)
    said = [str(refused.value), repr(refused.value), repr(first), repr(vintage), repr(Ledger((first,)))]
    said += [repr(release_shares([7, 10], PUBLIC)), repr(release_share(13, 17, PUBLIC))]
    for text in said:
        assert "equipe-" not in text
        assert "13" not in text.replace("2026", "").replace(vintage.roster, "")
        assert "teams" not in text
    assert refused.value.__cause__ is None
