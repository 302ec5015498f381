"""Évoluer parmi les équipes parties du même niveau : le retour vers la moyenne ne se lit pas comme un progrès."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
from cohortes import cohort_of, country, grid

from matrice.documents.territory_words import sequels_text
from matrice.federation import (
    Cohort,
    Ledger,
    Policy,
    Reason,
    Register,
    ReleasedDistribution,
    Withheld,
    compare,
    compare_all,
    freeze,
    national_report,
    simulate_cohort,
)
from matrice.federation.figures import UNREGISTERED
from matrice.federation.practices import admitted_moves, moves_by_start, sequels
from matrice.federation.territory import movements

D = len(grid().dimensions)
KEY = b"une cle de seize octets et plus"
DAY = dt.date(2026, 11, 21)


def two_years(before: list[int], after: list[int]) -> Cohort:
    n = len(before)
    ranks = np.repeat([*before, *after], D).reshape(2 * n, D)
    return cohort_of(ranks, years=[2025] * n + [2026] * n, teams=np.tile(np.arange(n), 2).tolist())


def said(spread: ReleasedDistribution | Withheld | None) -> list[tuple[int, int, str]]:
    assert isinstance(spread, ReleasedDistribution)
    return [(group.first, group.last, str(group.share)) for group in spread.groups]


def test_une_equipe_se_mesure_a_celles_qui_partaient_du_meme_niveau() -> None:
    # 20 équipes partent du niveau 0 et 10 montent ; 20 partent du niveau 3 et 10 descendent.
    cohort = two_years([0] * 20 + [3] * 20, [1] * 10 + [0] * 10 + [2] * 10 + [3] * 10)
    low, high = compare("equipe-0", cohort).dimensions[0], compare("equipe-39", cohort).dimensions[0]
    assert said(low.same_start) == [(0, 1, "50\u00a0%"), (2, 2, "50\u00a0%")]
    assert said(high.same_start) == [(0, 0, "50\u00a0%"), (1, 2, "50\u00a0%")]


def test_un_depart_trop_rare_rejoint_son_voisin() -> None:
    # 4 équipes partent du niveau 0, 30 du niveau 1 : elles partagent une même répartition.
    cohort = two_years([0] * 4 + [1] * 30, [1] * 4 + [2] * 15 + [1] * 15)
    told = moves_by_start(cohort, 2026, Policy())[0]
    assert [(one.ranks[:2], [len(entry.rows) for entry in one.shown]) for one in told] == [((0, 1), [34])]


def test_les_parts_sont_disjointes_et_l_evolution_d_ensemble_n_en_laisse_pas_un_petit_reste() -> None:
    cohort = country(400, (2025, 2026))
    whole = {entry.subject: entry.rows for entry in movements(cohort, 2026, [], Policy())[1]}
    for told in moves_by_start(cohort, 2026, Policy()):
        shown = [entry for one in told for entry in one.shown]
        rows = np.concatenate([entry.rows for entry in shown]).tolist()
        everyone = whole[shown[0].subject].tolist()
        rest = set(everyone) - set(rows)
        assert len(rows) == len(set(rows)) == len(everyone) - len(rest)
        assert not rest or len(rest) >= Policy().threshold


def test_sans_campagne_d_avant_il_n_y_a_pas_de_depart() -> None:
    assert moves_by_start(country(40), 2026, Policy()) == []
    assert compare("equipe-0", country(40)).dimensions[0].same_start is None


def test_une_equipe_arrivee_cette_annee_n_a_pas_de_depart_et_une_absente_d_un_an_non_plus() -> None:
    years = [2024] + [2025] * 29 + [2026] * 31
    teams = [0, *range(1, 30), *range(31)]
    cohort = cohort_of(np.ones((60 + 1, D), dtype=int), years=years, teams=teams)
    gone, new = compare("equipe-0", cohort).dimensions[0], compare("equipe-30", cohort).dimensions[0]
    assert (gone.score_before is None, gone.same_start) == (False, None)
    assert (new.score_before, new.same_start) == (None, None)


def test_un_petit_groupe_ne_dit_rien_de_ses_departs() -> None:
    place = compare("equipe-0", two_years([1] * 8, [2] * 8)).dimensions[0]
    assert place.same_start == Withheld(Reason.SMALL)


def test_une_repartition_que_le_registre_refuse_est_retenue_et_le_reste_sort() -> None:
    cohort = two_years([0] * 20 + [3] * 20, [1] * 10 + [0] * 10 + [2] * 10 + [3] * 10)
    vintage, theme = freeze(cohort, 2026, key=KEY), grid().dimensions[0].id
    # trois équipes de plus qu'un départ
    near = vintage.release(np.arange(40) < 23, f"evolution.{theme}", on=DAY, policy=Policy())
    register = Register(Ledger().admit(near, Policy()), vintage, on=DAY)
    kept = admitted_moves(cohort, 2026, Policy(), register)
    assert kept[0][0] == Withheld(Reason.OVERLAP) and kept[0][3]  # part par part
    assert all(isinstance(one[0], ReleasedDistribution) for one in kept[1:])
    assert isinstance(register.ledger, Ledger) and len(register.ledger.releases) > 1
    found = compare("equipe-0", cohort, register=register)
    assert found.dimensions[0].same_start == Withheld(Reason.OVERLAP)
    assert UNREGISTERED not in found.notes


def test_toutes_les_comparaisons_d_un_pays_s_inscrivent_deux_fois_sans_rien_ajouter() -> None:
    cohort = country(300, (2025, 2026))
    register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=DAY)
    first = compare_all(cohort, register=register)
    ledger = register.ledger
    assert isinstance(ledger, Ledger) and ledger.releases
    again = compare_all(cohort, register=register)
    assert register.ledger is ledger
    assert [one.dimensions[0].same_start for one in again] == [one.dimensions[0].same_start for one in first]


def test_ce_qu_ont_fait_ensuite_les_equipes_d_un_meme_niveau_se_recompte() -> None:
    cohort, policy = country(400, (2025, 2026)), Policy()
    now, old = cohort.year(2026), cohort.year(2025)
    place, name = 0, grid().dimensions[0].id
    after = sequels(cohort, 2026, policy, None, admitted_moves(cohort, 2026, policy, None), [name])[name]
    assert {one.before for one in after.values()} == {2025}
    before = {int(team): int(level) for team, level in zip(old.teams, old.levels[:, place], strict=True)}
    for rank, one in after.items():
        rows = [
            row
            for row, team in enumerate(now.teams)
            if before.get(int(team)) == grid().scale.values[rank] and now.tasks[row].any()
        ]
        if len(rows) < policy.threshold or isinstance(one.tasks, Withheld):
            continue
        for task in one.tasks:
            column = now.task_ids.index(task.id)
            assert abs(task.share.percent - 100 * now.tasks[rows, column].mean()) <= 10
        known = now.hours[rows][np.isfinite(now.hours[rows])]
        if one.hours and not isinstance(median := one.hours.at(0.5), Withheld):
            assert abs(median - np.median(known)) <= 2


def test_le_registre_retient_une_suite_sans_refuser_ni_le_retour_ni_le_rapport() -> None:
    cohort = country(60, (2025, 2026))
    for first in (compare_all, national_report):
        register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=DAY)
        first(cohort, register=register)
        found = [step.after for one in compare_all(cohort, register=register) for step in one.steps]
        kinds = {type(one.tasks) for one in found if one is not None}
        assert national_report(cohort, register=register).admitted and kinds <= {tuple, Withheld}
        assert all(
            one.tasks.reason is Reason.OVERLAP
            for one in found
            if one and isinstance(one.tasks, Withheld) and one.tasks.reason is not Reason.SMALL
        )


def test_une_table_de_niveaux_dit_ce_qu_il_faut_pour_savoir_la_suite() -> None:
    report = national_report(two_years([0] * 30 + [2] * 30, [1] * 30 + [2] * 30))
    assert sequels_text(report).startswith("Il y faut deux campagnes")
    assert report.sequels == ()


def test_les_taches_des_equipes_parties_d_un_niveau_ne_rendent_pas_une_equipe_nouvelle() -> None:
    """Quarante équipes et une nouvelle : la part de toutes, moins celles de chaque départ, serait la sienne."""
    levels = np.arange(40) % 2
    tasks = np.random.Generator(np.random.PCG64(3)).random((81, len(grid().tasks))) < 0.5
    tasks[:, 0], hours = True, np.linspace(5, 35, 81)
    cohort = cohort_of(
        np.repeat([*levels, *(levels + 1), 0], D).reshape(81, D), years=[2025] * 40 + [2026] * 41,
        teams=[*range(40), *range(41)], tasks=tasks, hours=hours,
    )  # fmt: skip
    for first in (compare_all, national_report):
        register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=DAY)
        first(cohort, register=register)
        report = national_report(cohort, register=register)
        assert any(one.share for one in report.practices.tasks) and report.practices.hours[0].quartiles
        assert report.sequels
        for name in {name for name, _, _ in report.sequels}:
            own = [one for dimension, _, one in report.sequels if dimension == name]
            # les deux départs, à côté de l'ensemble, rendraient la nouvelle
            assert len({str(one.hours) for one in own if one.hours}) <= 1
            assert len({id(one.tasks) for one in own if one.tasks}) <= 1


def test_une_fiche_stable_d_une_annee_a_l_autre_ne_se_lit_pas_au_depart_d_une_equipe() -> None:
    """Vingt équipes au niveau 0 en 2025, la même fiche en 2026, une de moins : l'écart des deux parts serait la sienne."""
    rows = [*range(40), *range(1, 40)]
    ranks = np.array([*([0] * 20 + [3] * 20), *([1] * 19 + [2] * 20)])
    tasks = (np.random.Generator(np.random.PCG64(5)).random((40, len(grid().tasks))) < 0.5)[rows]
    cohort = cohort_of(
        ranks[:, None].repeat(D, axis=1), years=[2025] * 40 + [2026] * 39, teams=rows, tasks=tasks
    )  # fmt: skip
    register = Register(Ledger(), freeze(cohort, 2025, key=KEY), on=DAY)
    compare_all(cohort, year=2025, register=register)
    national_report(cohort, year=2025, register=register)
    later = Register(register.ledger, freeze(cohort, 2026, key=KEY), on=DAY)
    report = national_report(cohort, register=later)
    lowest = [one for _, rank, one in report.sequels if rank == 0]
    assert lowest and all(one.tasks == Withheld(Reason.OVERLAP) for one in lowest)


def test_une_variable_a_les_memes_marques_partout_ou_elle_se_dit() -> None:
    """D'autres marques pour la même variable feraient croire à des corrections, et tairaient ce que rien ne menace."""
    cohort = simulate_cohort(teams=120, years=(2025, 2026), seed=5)
    register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=DAY)
    compare_all(cohort, register=register)
    national_report(cohort, register=register)
    marks: dict[str, set[bytes]] = {}
    for one in register.ledger.releases:
        marks.setdefault(one.subject, set()).add(one.marks)
    assert len(marks) > 80
    assert not [subject for subject, own in marks.items() if len(own) > 1]


def test_les_actions_decidees_a_la_campagne_d_avant_se_comptent_par_niveau_de_depart() -> None:
    """Parmi les équipes qui le disent : 20 partent du niveau 0 et 15 y agissaient ; sept du niveau 3 se taisent, les treize autres non."""
    cohort, name = two_years([0] * 20 + [3] * 20, [1] * 20 + [3] * 20), grid().dimensions[0].id
    acted = np.full(cohort.levels.shape, -1, dtype=np.int8)
    order = np.argsort(cohort.teams[cohort.years == 2025])
    told = np.concatenate([np.repeat([1, 0], [15, 5]), np.repeat([-1, 0], [7, 13])])
    acted[np.flatnonzero(cohort.years == 2025)[order], 0] = told
    cohort = dataclasses.replace(cohort, acted=acted)

    def shares(one: Cohort) -> dict[int, str]:
        moves = admitted_moves(one, 2026, Policy(), None)
        return {
            rank: str(after.acted) for rank, after in sequels(one, 2026, Policy(), None, moves, [name])[name].items()
        }

    assert {rank: shares(cohort)[rank] for rank in (0, 3)} == {0: "75\u00a0%", 3: "≤\u00a020\u00a0%"}
    few = dataclasses.replace(
        cohort, acted=np.where(np.cumsum(acted >= 0, axis=0) < 9, acted, -1).astype(np.int8)
    )  # huit le disent
    assert set(shares(few).values()) == {str(Withheld(Reason.SMALL))}
