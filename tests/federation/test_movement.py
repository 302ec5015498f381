"""Ce qui a bougé : équipes présentes aux deux campagnes, test exact des signes, attrition dite."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from cohortes import cohort_of, country, grid

from matrice.federation import Cohort, Policy, ReleasedFlag, Withheld
from matrice.federation.figures import themes
from matrice.federation.territory import movements, theme_movement

D = len(grid().dimensions)


def two_years(before: list[int], after: list[int], **columns: np.ndarray) -> Cohort:
    """Chaque équipe aux deux campagnes, au même niveau partout."""
    n = len(before)
    ranks = np.repeat([*before, *after], D).reshape(2 * n, D)
    return cohort_of(ranks, years=[2025] * n + [2026] * n, teams=np.tile(np.arange(n), 2).tolist(), **columns)


def test_la_premiere_campagne_n_a_pas_d_evolution() -> None:
    assert movements(country(40), 2026, [], Policy()) == ((), [])


def test_hausses_et_baisses_se_comptent_sur_les_memes_equipes() -> None:
    # 20 équipes : 10 montent, 8 ne bougent pas, 2 baissent. 10 contre 2 : p = 0,0386, nette à 5 %.
    cohort = two_years([1] * 20, [2] * 10 + [1] * 8 + [0] * 2)
    (found,), shown = movements(cohort, 2026, [], Policy())
    assert (found.before, found.year, str(found.matched)) == (2025, 2026, "20")
    one = found.themes[0]
    assert isinstance(one.clear, ReleasedFlag) and one.clear.value
    # Deux baisses : moins que `small`, elles se fondent dans la stabilité ; la différence nette les rendrait.
    assert [(group.first, group.last, str(group.share)) for group in one.spread] == [
        (0, 1, "50\u00a0%"),
        (2, 2, "50\u00a0%"),
    ]
    assert isinstance(one.net, Withheld)
    assert shown[0][0] == "evolution." + grid().dimensions[0].id


@pytest.mark.parametrize(("up", "down", "clear"), [(6, 0, False), (10, 0, True), (10, 2, True), (9, 3, False)])
def test_une_evolution_est_nette_quand_le_test_exact_des_signes_le_dit(up: int, down: int, clear: bool) -> None:
    # 0, 1 et 2 baisses se disent de même : contre 2, p = 0,289 ; 0,0386 ; 0,0386. Contre 3, 0,146.
    cohort = two_years([1] * 30, [2] * up + [0] * down + [1] * (30 - up - down))
    flag = movements(cohort, 2026, [], Policy())[0][0].themes[0].clear
    assert isinstance(flag, ReleasedFlag) and flag.value is clear


def test_une_evolution_nette_ne_dit_ni_que_personne_ne_baisse_ni_l_effectif() -> None:
    """« Nette » avec 30 % de hausses parmi 15 équipes disait 6 hausses, et aucune baisse."""
    read: dict[str, set[tuple[int, int, int]]] = {}
    for n in range(11, 20):
        for down, up in itertools.product(range(n + 1), repeat=2):
            if up + down <= n:
                own = (down, n - up - down, up)
                one = theme_movement(themes(grid())[0], own, Policy(), silent=False)
                read.setdefault(f"{one.spread} {[str(g.share) for g in one.spread or ()]} {one.clear}", set()).add(own)
    for ways in read.values():
        assert len({sum(own) for own in ways}) > 1
        assert all({own[way] for own in ways} != {0} for way in range(3))


def test_la_difference_nette_se_lit_sur_les_parts_diffusees() -> None:
    cohort = two_years([1] * 100, [2] * 40 + [1] * 45 + [0] * 15)
    assert str(movements(cohort, 2026, [], Policy())[0][0].themes[0].net) == "25,0"


def test_l_attrition_est_dite() -> None:
    # 50 équipes en 2025 ; 10 ne reviennent pas, 10 arrivent.
    ranks = np.ones((100, D), dtype=int)
    cohort = cohort_of(ranks, years=[2025] * 50 + [2026] * 50, teams=[*range(50), *range(10, 60)])
    (found,), _ = movements(cohort, 2026, [], Policy())
    # 50 à 54 équipes dont 40 au moins reviennent : 26 % au plus.
    assert [str(one) for one in (found.matched, found.lost, found.arrived)] == [
        "40",
        "≤\u00a026\u00a0%",
        "≤\u00a026\u00a0%",
    ]


def test_l_attrition_ne_dit_que_les_effectifs_ecrits() -> None:
    """24 équipes dont 15 suivies : « 20, 15, 40 % de nouvelles » ne disait que 24 et 9."""
    said = set()
    for teams, stayed in itertools.product(range(20, 25), range(15, 20)):
        ranks = np.ones((2 * teams, D), dtype=int)
        own = [*range(teams), *range(teams - stayed, 2 * teams - stayed)]
        (found,), _ = movements(cohort_of(ranks, years=[2025] * teams + [2026] * teams, teams=own), 2026, [], Policy())
        said.add((str(found.matched), str(found.lost), str(found.arrived)))
    assert said == {("15", "≤\u00a040\u00a0%", "≤\u00a040\u00a0%")}


def test_une_annee_sautee_se_compare_a_la_derniere_campagne_de_la_cohorte() -> None:
    ranks = np.ones((40, D), dtype=int)
    cohort = cohort_of(ranks, years=[2023] * 20 + [2026] * 20, teams=[*range(20), *range(20)])
    assert movements(cohort, 2026, [], Policy())[0][0].before == 2023


def test_un_territoire_ou_trop_peu_d_equipes_sont_revenues_emporte_le_plus_petit_des_autres() -> None:
    # Trois territoires de 20 ; dans le premier, 4 équipes seulement étaient là l'an dernier.
    ranks = np.ones((104, D), dtype=int)
    ranks[44::3] = 2  # une équipe sur trois monte
    cohort = cohort_of(ranks, years=[2025] * 44 + [2026] * 60, teams=[*range(16, 60), *range(60)])
    groups = [np.arange(20), np.arange(20, 40), np.arange(40, 60)]
    found, shown = movements(cohort, 2026, groups, Policy())
    silent = [str(one.themes[0].clear) for one in found]
    assert silent == ["oui", "non diffusé\u00a0: secret statistique", "non diffusé\u00a0: secret statistique", "non"]
    assert len(shown) == 2 * len(found[0].themes)


def test_un_pays_de_dix_ans_donne_une_evolution_par_theme() -> None:
    (found,), _ = movements(country(300, (2024, 2025, 2026)), 2026, [], Policy())
    assert len(found.themes) == D + len(grid().axes)
    assert {one.spread.n for one in found.themes if not isinstance(one.spread, Withheld)} <= set(range(11, 301))
