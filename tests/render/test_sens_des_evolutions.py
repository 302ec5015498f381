"""Le sens d'une évolution nette se dit même quand des baisses trop rares se comptent avec les équipes stables."""

from __future__ import annotations

import pytest

from matrice.documents import territory_words as words
from matrice.federation import Movement, Policy, ReleasedNumber, Theme
from matrice.federation.disclosure import Reason, Withheld, release_count, release_share
from matrice.federation.territory import theme_movement

THEME, POLICY = Theme("rcp", "Réunions", "dimension", "axe"), Policy()


# Baisses, stables, hausses. Sous trois équipes, un compte se fond avec son voisin : le solde ne se diffuse plus.
@pytest.mark.parametrize(
    ("counts", "net", "direction"),
    [
        ((5, 10, 25), True, 1), ((25, 10, 5), True, -1),
        ((1, 5, 30), False, 1), ((30, 5, 1), False, -1),
        ((1, 30, 20), False, 0),
    ],
)  # fmt: skip
def test_le_sens_se_lit_sur_les_seules_valeurs_diffusees(counts: tuple[int, ...], net: bool, direction: int) -> None:
    one = theme_movement(THEME, counts, POLICY, silent=False)
    assert one.clear.value and isinstance(one.net, ReleasedNumber) == net
    assert words.direction(one) == direction


def test_un_groupe_ou_tout_est_stable_se_tait_en_entier() -> None:
    one = theme_movement(THEME, (0, 30, 0), POLICY, silent=False)
    assert one.spread == one.net == one.clear == Withheld(Reason.ALIKE)
    assert words.direction(one) == 0


def test_une_evolution_nette_de_sens_tu_ne_disparait_pas_du_compte() -> None:
    moved = tuple(
        theme_movement(THEME, counts, POLICY, silent=False) for counts in ((1, 5, 30), (1, 30, 20), (9, 9, 9))
    )
    movement = Movement(2025, 2026, release_count(36, POLICY), None, release_share(5, 36, POLICY), moved)
    assert [len(words.clearly(movement, sign)) for sign in (1, -1, 0)] == [1, 0, 1]
    assert words.unsaid_text(movement) == "\u00a0; 1\u00a0nette, sens non diffusé"
