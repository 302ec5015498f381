"""Le solveur : exact, muet, toujours le même."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.errors import MatriceError
from matrice.solver import minimise

BLOCKS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 12), st.integers(0, 9)), min_size=1, max_size=8)


@given(BLOCKS, st.integers(0, 30), st.integers(0, 30))
def test_un_sac_a_dos_vaut_la_force_brute(blocks: list[tuple[int, int, int]], hours: int, euros: int) -> None:
    values, long, dear = zip(*blocks, strict=True)
    found = minimise([-value for value in values], [long, dear], [0, 0], [hours, euros])
    assert found is not None
    assert set(found) <= {0.0, 1.0}
    choices = itertools.product((0, 1), repeat=len(blocks))
    best = max(
        sum(map(int.__mul__, values, choice))
        for choice in choices
        if sum(map(int.__mul__, long, choice)) <= hours and sum(map(int.__mul__, dear, choice)) <= euros
    )
    assert sum(value * taken for value, taken in zip(values, found, strict=True)) == best
    assert sum(cost * taken for cost, taken in zip(long, found, strict=True)) <= hours


def test_des_contraintes_qui_se_contredisent_ne_rendent_rien() -> None:
    assert minimise([1, 1], [[1, 1]], [3], [3]) is None
    assert minimise([1.0], [[1]], [2], [2], integer=False) is None


def test_un_probleme_sans_minimum_se_dit_en_francais() -> None:
    with pytest.raises(MatriceError, match="pas de minimum"):
        minimise([-1.0], [[1]], [0], [math.inf], upper=math.inf, integer=False)


def test_les_lignes_se_donnent_pleines_ou_creuses_et_les_bornes_une_a_une() -> None:
    full = minimise([1, 2, 3], [[1, 0, 1]], [2], [9], upper=[1, 5, 4], integer=[True, True, False])
    assert full == minimise([1, 2, 3], [{0: 1, 2: 1}], [2], [9], upper=[1, 5, 4], integer=[True, True, False])
    assert full == (1.0, 0.0, 1.0)


def test_le_solveur_est_muet_et_repetable(capfd: pytest.CaptureFixture[str]) -> None:
    costs = [-((37 * rank) % 11) - 1 for rank in range(30)]
    found = {minimise(costs, [[(13 * rank) % 7 + 1 for rank in range(30)]], [0], [40]) for _ in range(5)}
    assert len(found) == 1
    assert capfd.readouterr() == ("", "")


def test_sans_solveur_l_erreur_dit_quoi_installer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(MatriceError, match=r'pip install "\.\[solveur\]"'):
        minimise([-1], [[1]], [0], [1])


def test_aucune_variable_aucune_contrainte() -> None:
    assert minimise([], [], [], []) == ()


def test_un_programme_neuf_calcule_sans_rien_imprimer() -> None:
    """Dans un autre programme : HiGHS ne dit son nom qu'une fois, à sa première construction, hors de Python."""
    code = "from matrice.solver import minimise; assert minimise([-1], [[1]], [0], [1]) == (1.0,)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
