"""Le secret d'un tableau : l'exemple publié, la force brute, et aucune case trop bien bornée."""

from __future__ import annotations

import datetime as dt
import itertools
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.federation import DisclosureError, Policy, ReleasedTable, Withheld, protect_table
from matrice.federation.disclosure.suppression import (
    Status,
    Table,
    attacks,
    primary_cells,
    reach,
    suppress,
    with_margins,
)
from tirages import examples

PUBLIC = Policy()
THREE = Policy("ferme", k=3, signed=dt.date(2026, 9, 1))


def cell_statuses(values: object, counts: object, maxima: object, policy: Policy) -> list[tuple[Status, ...]]:
    """Le statut de chaque case, marges comprises : V diffusée, A, B ou D retenue."""
    table = with_margins(values, counts, maxima)  # type: ignore[arg-type]
    flat, wide = suppress(table, policy, 0.1), table.columns + 1
    return [flat[at : at + wide] for at in range(0, len(flat), wide)]


# InseeFrLab/rtauargus, README : seuil de 3 unités, dominance 85 %, statuts rendus par τ-Argus.
INSEE = ([[100, 50], [30, 20], [60, 40]], [[10, 5], [2, 5], [8, 6]], [[20, 15], [20, 10], [16, 38]])


@pytest.mark.usefixtures("solver")
def test_l_exemple_de_l_insee_donne_les_memes_statuts() -> None:
    statuses = cell_statuses(*INSEE, THREE)
    assert [row[:2] for row in statuses[:3]] == [("V", "V"), ("A", "D"), ("D", "B")]
    assert {row[2] for row in statuses} | set(statuses[3]) == {"V"}


def test_le_seuil_et_la_dominance_juste_atteints_laissent_la_case() -> None:
    # Trois équipes pour un seuil de trois, et 85 sur 100 pour une dominance au-delà de 85 % : diffusées.
    # Deux équipes, 86 sur 100 : retenues.
    for counts, largest, status in (((3, 9), 85.0, "V"), ((2, 9), 50.0, "A"), ((3, 9), 86.0, "B")):
        table = with_margins([[100.0, 500.0]], [list(counts)], [[largest, 60.0]])
        assert primary_cells(table, THREE).get(0, "V") == status


def test_une_case_retenue_est_absente_et_ne_dit_pas_laquelle_protege_l_autre() -> None:
    table = protect_table(*INSEE, THREE, kind="hours")
    assert isinstance(table, ReleasedTable)
    assert [[str(cell) for cell in row] for row in table] == [
        ["100", "50", "150"],
        ["non diffusé\u00a0: secret statistique", "non diffusé\u00a0: secret statistique", "50"],
        ["non diffusé\u00a0: secret statistique", "non diffusé\u00a0: secret statistique", "100"],
        ["190", "110", "300"],
    ]
    assert 0 not in [cell for row in table for cell in row]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    counts = np.array(draw(st.lists(st.integers(0, 9), min_size=rows * columns, max_size=rows * columns)))
    each = np.array(draw(st.lists(st.integers(1, 30), min_size=rows * columns, max_size=rows * columns)))
    values = counts * each
    largest = np.where(counts == 1, values, np.minimum(values, each * draw(st.integers(1, 6))))
    shape = (rows, columns)
    return with_margins(values.reshape(shape), counts.reshape(shape), largest.reshape(shape))


@pytest.fixture(params=["avec", "sans"])
def solver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le même essai avec le solveur, puis sans lui."""
    if request.param == "sans":
        monkeypatch.setitem(sys.modules, "highspy", None)
    else:
        pytest.importorskip("highspy", reason="l’extra « solveur » n’est pas installé")


def safe(table: Table, hidden: set[int], first: dict[int, Status]) -> bool:
    return all(reach(table, hidden, attack) >= 1 - 1e-6 for attack in attacks(table, first, 0.1))


def in_secret(table: Table) -> set[int]:
    return {cell for cell, status in enumerate(suppress(table, THREE, 0.1)) if status != "V"}


@examples(60)
@given(tables())
def test_sans_solveur_le_secret_coute_autant_et_resiste_autant(table: Table) -> None:
    pytest.importorskip("highspy", reason="l’extra « solveur » n’est pas installé")
    with_solver = in_secret(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "highspy", None)
        without = in_secret(table)
    cost, other = (sum(table.values[cell] for cell in hidden) for hidden in (with_solver, without))
    assert cost == pytest.approx(other)
    assert safe(table, without, primary_cells(table, THREE))


def test_sans_solveur_un_tableau_trop_grand_dit_quoi_installer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    monkeypatch.setattr("matrice.federation.disclosure.suppression._REPLAYED", 1)
    with pytest.raises(DisclosureError, match=r'regroupez des lignes, ou installez .*pip install "\.\[solveur\]"'):
        cell_statuses(*INSEE, THREE)


@examples(60)
@given(tables())
def test_le_secret_trouve_est_celui_que_trouve_la_force_brute(table: Table) -> None:
    first = primary_cells(table, THREE)
    hidden = in_secret(table)
    assert safe(table, hidden, first)
    cost = sum(table.values[cell] for cell in hidden)
    others = [cell for cell in range(len(table.values)) if cell not in first and table.counts[cell]]
    if len(others) > 9:
        return  # trop de sous-ensembles à essayer un à un
    for size in range(len(others) + 1):
        for extra in itertools.combinations(others, size):
            total = sum(table.values[cell] for cell in (*first, *extra))
            if total < cost - 1e-6:
                assert not safe(table, {*first, *extra}, first)


@examples(40)
@given(tables())
def test_une_marge_ne_rend_jamais_une_case_retenue(table: Table) -> None:
    statuses = suppress(table, THREE, 0.1)
    hidden = {cell for cell, status in enumerate(statuses) if status != "V"}
    for line in table.relations:
        inside = hidden & set(line)
        alone = inside & {cell for cell, status in enumerate(statuses) if status in "AB"}
        assert not (len(inside) == 1 and alone)


@pytest.mark.usefixtures("solver")
def test_une_case_vide_reste_zero_et_ne_protege_rien() -> None:
    statuses = cell_statuses([[0, 40, 60], [5, 50, 70], [80, 90, 95]], [[0, 20, 20], [2, 20, 20], [20, 20, 20]],
                             [[0, 5, 5], [3, 5, 5], [9, 9, 9]], PUBLIC)  # fmt: skip
    assert statuses[0][0] == "V"
    assert statuses[1][0] == "A"
    assert sum(status == "D" for row in statuses for status in row) >= 3


def test_un_tableau_sans_petite_case_sort_entier() -> None:
    table = protect_table([[1000, 2000]], [[20, 30]], [[100, 100]], PUBLIC, kind="cost")
    assert table.cells == ((1000, 2000, 3000), (1000, 2000, 3000))


@pytest.mark.usefixtures("solver")
def test_une_case_unique_est_retenue_avec_toutes_ses_marges() -> None:
    table = protect_table([[10.0]], [[4]], [[3.0]], PUBLIC)
    assert all(isinstance(cell, Withheld) for row in table for cell in row)


@pytest.mark.parametrize(
    ("values", "counts", "maxima"),
    [
        ([[1, 2]], [[1]], [[1, 2]]),
        ([1, 2], [1, 2], [1, 2]),
        ([[-1.0]], [[1]], [[1.0]]),
        ([[float("nan")]], [[1]], [[1.0]]),
        ([[]], [[]], [[]]),
        (np.ones((100, 10)), np.ones((100, 10)), np.ones((100, 10))),
    ],
)
def test_un_tableau_mal_forme_est_refuse(values: object, counts: object, maxima: object) -> None:
    with pytest.raises(DisclosureError, match="Tableau refusé"):
        protect_table(values, counts, maxima, PUBLIC)  # type: ignore[arg-type]


def test_la_protection_ne_descend_pas_sous_dix_pour_cent() -> None:
    with pytest.raises(DisclosureError, match="0,10"):
        protect_table(*INSEE, THREE, protection=0.01)


def test_deux_calculs_donnent_le_meme_secret() -> None:
    values = np.arange(1.0, 31).reshape(6, 5)
    counts = np.array([[3 * (row + column) % 7 + 8 for column in range(5)] for row in range(6)])
    assert len({tuple(cell_statuses(values, counts, values / 5, PUBLIC)) for _ in range(5)}) == 1


def test_une_equipe_qui_fait_presque_toute_une_marge_n_en_ignore_que_le_reste() -> None:
    # Deux équipes seules, 1 et 10 : la seconde connaît 10 des 11 de la marge ; il n'y a que 1 à protéger, et tout se tait.
    statuses = cell_statuses([[1, 10]], [[1, 1]], [[1, 10]], THREE)
    assert {status for row in statuses for status in row} == {"A"}
