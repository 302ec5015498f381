"""Le registre garde ce qui a été dit : on y attaque une correction, puis deux campagnes, avec un lecteur qui essaie tout."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from attaque_rapport import partitions
from cohortes import cohort_of, grid
from test_disclosure_effectifs import one_theme as said

from matrice.federation import (
    Cohort,
    DisclosureError,
    Ledger,
    Policy,
    Reason,
    Register,
    ReleasedDistribution,
    Withheld,
    compare_all,
    freeze,
    national_report,
    open_ledger,
)
from matrice.federation.figures import Entry

D = len(grid().dimensions)
KEY = bytes(range(32))
DAY = dt.date(2026, 11, 21)
N = 20
DRAW = np.random.Generator(np.random.PCG64(7))


def register(cohort: Cohort, year: int = 2026, ledger: Ledger | None = None) -> Register:
    return Register(ledger or Ledger(), freeze(cohort, year, key=KEY), on=DAY)


def one_theme(levels: list[int], **columns: object) -> Cohort:
    """Des équipes dont le premier thème a ces niveaux, et les autres de quoi se montrer sans jamais changer."""
    ranks = np.tile(np.arange(len(levels)) % 4, (D, 1)).T
    ranks[:, 0] = levels
    return cohort_of(ranks, **columns)


@cache
def readings(n: int) -> dict[str, list[tuple[int, ...]]]:
    """Ce que `n` équipes peuvent dire d'un thème, et toutes les répartitions qui le disent."""
    found: dict[str, list[tuple[int, ...]]] = {}
    for counts in partitions(n):
        found.setdefault(said(counts, Policy()), []).append(counts)
    return found


def read_change(before: str, after: str, n: int) -> set[tuple[int, int]]:
    """Ce qu'un lecteur peut croire d'une équipe qu'il sait corrigée : son niveau d'avant et celui d'après."""
    found = set()
    for counts in readings(n)[before]:
        for old in range(4):
            for new in range(4):
                moved = [count + (level == new) - (level == old) for level, count in enumerate(counts)]
                if old != new and min(moved) >= 0 and said(tuple(moved), Policy()) == after:
                    found.add((old, new))
    return found


def read_arrival(before: str, after: str, n: int) -> set[int]:
    """Ce qu'il peut croire d'une équipe nouvelle quand les autres ne bougent pas."""
    every = [(counts, new) for counts in readings(n)[before] for new in range(4)]
    return {
        new for counts, new in every
        if said(tuple(count + (level == new) for level, count in enumerate(counts)), Policy()) == after
    }  # fmt: skip


def shown(report_of: Cohort, kept: Register, year: int) -> str | None:
    """Ce que le rapport dit du premier thème ; `None` quand le registre ne le laisse pas sortir."""
    try:
        first = national_report(report_of, register=kept, year=year).whole[0]
    except DisclosureError:
        return None
    return repr((first.levels, first.scores)) if isinstance(first.levels, ReleasedDistribution) else None


@pytest.mark.parametrize("trial", range(6))
def test_une_valeur_corrigee_ne_se_lit_plus(trial: int) -> None:
    levels = DRAW.integers(0, 4, N).tolist()
    after = [*levels[:-1], (levels[-1] + 1 + trial % 3) % 4]
    pair = [said(tuple(np.bincount(one, minlength=4).tolist()), Policy()) for one in (levels, after)]
    guess = read_change(*pair, N)
    assert (levels[-1], after[-1]) in guess  # avant : les deux chiffres sortaient, et voici ce qu'on y lisait
    kept = register(one_theme(levels))
    assert shown(one_theme(levels), kept, 2026) == pair[0]
    kept.vintage = freeze(one_theme(after), 2026, key=KEY)
    assert shown(one_theme(after), kept, 2026) in (None, pair[0])


def test_sans_le_registre_la_correction_se_lisait() -> None:
    # Vingt équipes, une seule passe de 0 à 3 : la seule explication des deux chiffres. C'est l'attaque que le registre arrête.
    levels = [0] * 5 + [1] * 5 + [2] * 5 + [3] * 5
    pair = [said(tuple(np.bincount(one, minlength=4).tolist()), Policy()) for one in (levels, [3, *levels[1:]])]
    assert read_change(*pair, N) == {(0, 3)}
    kept = register(one_theme(levels))
    national_report(one_theme(levels), register=kept)
    kept.vintage = freeze(one_theme([3, *levels[1:]]), 2026, key=KEY)
    report = national_report(one_theme([3, *levels[1:]]), register=kept)
    assert report.whole[0].levels == Withheld(Reason.OVERLAP) == report.whole[0].scores
    assert report.whole[1].levels and report.admitted  # le reste sort
    assert "La correction sort dès que 11" in report.notes[0] and "equipe-" not in report.notes[0]


@pytest.mark.parametrize("back", [False, True])
def test_une_valeur_retiree_ou_ajoutee_tait_son_theme_et_laisse_sortir_le_reste(back: bool) -> None:
    absent = np.zeros((60, D), dtype=int)
    absent[3, 0] = 1
    whole, without = (one_theme([rank % 4 for rank in range(60)], standings=own) for own in (absent * 0, absent))
    first, after = (without, whole) if back else (whole, without)
    kept = register(first)
    national_report(first, register=kept)
    kept.vintage = freeze(after, 2026, key=KEY)
    report = national_report(after, register=kept)
    assert report.whole[0].levels == Withheld(Reason.OVERLAP) and report.whole[1].levels


def test_le_retour_tait_le_theme_corrige_et_laisse_sortir_le_reste() -> None:
    levels = [rank % 4 for rank in range(60)]
    tasks = (
        np.indices((60, len(grid().tasks))).sum(axis=0) % 3 == 0
    )  # les équipes d'un niveau, donc les tâches, changent aussi
    before, corrected = one_theme(levels, tasks=tasks), one_theme([3, *levels[1:]], tasks=tasks)
    kept = register(before)
    first = compare_all(before, register=kept)
    kept.vintage = freeze(corrected, 2026, key=KEY)
    after = compare_all(corrected, register=kept)
    assert all(isinstance(one.dimensions[0].peers.levels, ReleasedDistribution) for one in first)
    assert {one.dimensions[0].peers.levels for one in after} == {Withheld(Reason.OVERLAP)}
    assert [one.dimensions[1].peers.levels for one in after] == [one.dimensions[1].peers.levels for one in first]
    assert all("La correction sort dès que 11" in one.notes[0] for one in after)
    assert not [note for one in first for note in one.notes if "correction" in note]


@pytest.mark.parametrize(("changed", "admitted"), [(0, True), (1, False), (10, False), (11, True), (40, True)])
def test_une_correction_passe_quand_onze_equipes_au_moins_changent(changed: int, admitted: bool) -> None:
    kept, everyone = register(one_theme([rank % 4 for rank in range(40)])), np.arange(40)
    kept.admit([Entry("rcp", everyone, "un chiffre", everyone % 4)], Policy())
    after = np.where(everyone < changed, (everyone + 1) % 4, everyone % 4)
    corrected = [Entry("rcp", everyone, "un autre" if changed else "un chiffre", after)]
    if admitted:
        kept.admit(corrected, Policy())
        kept.admit(corrected, Policy())
    else:
        with pytest.raises(DisclosureError, match="la correction compte à partir de la campagne suivante"):
            kept.admit(corrected, Policy())


def test_une_correction_d_une_seule_part_ne_se_lit_pas_par_soustraction() -> None:
    # Deux régions de vingt ; onze équipes changent, dix dans l'une et une dans l'autre : celle-ci se lirait seule.
    levels, region = [rank % 4 for rank in range(40)], np.repeat([3, 5], 20)
    after = [(level + 1) % 4 if rank < 10 or rank == 20 else level for rank, level in enumerate(levels)]
    kept = register(one_theme(levels, region=region))
    national_report(one_theme(levels, region=region), register=kept)
    kept.vintage = freeze(one_theme(after, region=region), 2026, key=KEY)
    assert shown(one_theme(after, region=region), kept, 2026) is None


@pytest.mark.parametrize(("corrected", "out"), [(10, False), (11, True), (40, True)])
def test_des_heures_corrigees_suivent_la_meme_regle(corrected: int, out: bool) -> None:
    cohort = one_theme([rank % 4 for rank in range(40)], hours=np.arange(40.0))
    kept = register(cohort)
    assert national_report(cohort, register=kept).practices.hours[0].quartiles
    after = dataclasses.replace(cohort, hours=np.arange(40.0) + 5 * (np.arange(40) < corrected))
    report = national_report(after, register=kept)
    assert bool(report.practices.hours[0].quartiles) is out and report.whole[0].levels


@pytest.mark.parametrize(("moved", "out"), [(0, False), (3, False), (4, True)])
def test_les_heures_d_une_equipe_nouvelle_parmi_des_equipes_stables_ne_se_lisent_pas(moved: int, out: bool) -> None:
    hours = np.arange(40.0)
    cohort = two_years([rank % 4 for rank in range(40)], 2, changed=40)
    cohort = dataclasses.replace(cohort, hours=np.concatenate([hours, hours + 3 * (hours < moved), [33.0]]))
    first = register(cohort, 2025)
    assert national_report(cohort, year=2025, register=first).practices.hours[0].quartiles
    second = national_report(cohort, register=register(cohort, 2026, first.ledger))  # type: ignore[arg-type]
    assert bool(second.practices.hours[0].quartiles) is out and second.whole[0].levels


# --- deux campagnes --------------------------------------------------------------------------------


def two_years(levels: list[int], newcomer: int, changed: int = 0, **columns: object) -> Cohort:
    """Ces équipes deux ans de suite, `changed` montées ou descendues d'un niveau, et une nouvelle la seconde année."""
    later = [(level + 1) % 4 if rank < changed else level for rank, level in enumerate(levels)]
    n = len(levels)
    described = {name: np.concatenate([value[:n], value]) for name, value in columns.items()}  # type: ignore[index]
    return one_theme([*levels, *later, newcomer], years=[2025] * n + [2026] * (n + 1), teams=[*range(n), *range(n + 1)],
                     **described)  # fmt: skip


@pytest.mark.parametrize("newcomer", range(4))
@pytest.mark.parametrize("order", [(2025, 2026), (2026, 2025)])
def test_une_equipe_nouvelle_parmi_des_equipes_stables_ne_se_lit_pas(newcomer: int, order: tuple[int, int]) -> None:
    levels = [0] * 4 + [1] * 6 + [2] * 6 + [3] * 4
    cohort = two_years(levels, newcomer)
    counts = np.bincount(levels, minlength=4)
    before, after = (said(tuple(one.tolist()), Policy()) for one in (counts, counts + np.eye(4, dtype=int)[newcomer]))
    assert newcomer in read_arrival(before, after, N)
    ledger: Ledger = Ledger()
    out = []
    for year in order:
        kept = register(cohort, year, ledger)
        out.append(shown(cohort, kept, year))
        ledger = kept.ledger  # type: ignore[assignment]
    assert out[0] is not None and out[1] is None


@pytest.mark.parametrize(("changed", "admitted"), [(0, False), (3, False), (4, True), (20, True)])
def test_une_arrivee_se_perd_parmi_cinq_equipes_qui_ont_bouge(changed: int, admitted: bool) -> None:
    levels = [rank % 4 for rank in range(40)]
    cohort = two_years(levels, 2, changed)
    first = register(cohort, 2025)
    national_report(cohort, year=2025, register=first)
    assert (shown(cohort, register(cohort, 2026, first.ledger), 2026) is not None) is admitted  # type: ignore[arg-type]


def test_une_region_qui_gagne_une_equipe_se_tait_et_ne_revient_pas_par_soustraction() -> None:
    # Trois régions ; la première gagne une équipe et ne bouge pas, les autres bougent : la première se tait, et une autre avec elle.
    levels, region = [rank % 4 for rank in range(60)], np.repeat([3, 5, 7], 20)
    later = [level if rank < 20 else (level + 1) % 4 for rank, level in enumerate(levels)]
    cohort = one_theme([*levels, *later, 1], years=[2025] * 60 + [2026] * 61, teams=[*range(60), *range(61)],
                       region=np.concatenate([region, region, [3]]))  # fmt: skip
    first = register(cohort, 2025)
    assert all(one.figures[0].levels for one in national_report(cohort, year=2025, register=first).territories)
    report = national_report(cohort, register=register(cohort, 2026, first.ledger))  # type: ignore[arg-type]
    silent = [isinstance(one.figures[0].levels, Withheld) for one in report.territories]
    assert silent[0] and sum(silent) == 2 and report.whole[0].levels
    assert not any(isinstance(one.figures[0].levels, Withheld) for one in compare_and_report(cohort))


def compare_and_report(cohort: Cohort):  # type: ignore[no-untyped-def]
    """Les territoires de la même année, sans l'autre campagne au registre."""
    return national_report(cohort, register=register(cohort)).territories


def test_deux_campagnes_ordinaires_sortent_toutes_les_deux() -> None:
    cohort = two_years([rank % 4 for rank in range(60)], 1, changed=30)
    first = register(cohort, 2025)
    national_report(cohort, year=2025, register=first)
    second = register(cohort, 2026, first.ledger)  # type: ignore[arg-type]
    assert national_report(cohort, register=second).admitted and compare_all(cohort, register=second)[0].admitted


def test_le_registre_relu_du_disque_voit_les_memes_rapprochements(tmp_path: Path) -> None:
    levels = [rank % 4 for rank in range(40)]
    cohort, path = two_years(levels, 2), tmp_path / "registre.jsonl"
    national_report(cohort, year=2025, register=Register(open_ledger(path), freeze(cohort, 2025, key=KEY), on=DAY))
    again = Register(open_ledger(path), freeze(cohort, 2026, key=KEY), on=DAY)
    assert shown(cohort, again, 2026) is None
    after = two_years([(levels[0] + 1) % 4, *levels[1:]], 2)
    assert shown(after, Register(open_ledger(path), freeze(after, 2025, key=KEY), on=DAY), 2025) is None
    text = path.read_text(encoding="utf-8")
    assert "equipe-" not in text and '"valeurs"' in text


def test_un_retour_porte_le_controle_de_tout_ce_qu_il_vient_d_inscrire(tmp_path: Path) -> None:
    cohort = two_years([rank % 4 for rank in range(60)], 2, changed=30)
    # L'évolution selon le départ s'inscrit en dernier.
    kept = Register(open_ledger(tmp_path / "registre.jsonl"), freeze(cohort, 2026, key=KEY), on=DAY)
    rules = {one.policy for one in compare_all(cohort, register=kept)}
    assert kept.control and rules == {kept.stamp(Policy())}
