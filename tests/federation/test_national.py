"""Le rapport d'un territoire : entonnoirs, besoins, choix, et rien qui ne soit diffusé."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Iterator

import numpy as np
import pytest
from cohortes import cohort_of, country, grid
from hypothesis import given
from hypothesis import strategies as st

from matrice.documents import territoire
from matrice.documents.territory_words import distance_text
from matrice.errors import InputError
from matrice.federation import (
    Cohort,
    DisclosureError,
    Ledger,
    Policy,
    Reason,
    Register,
    Released,
    ReleasedQuantiles,
    Signal,
    Withheld,
    compare_all,
    freeze,
    national_report,
    simulate_cohort,
)
from matrice.federation.disclosure import release_share
from matrice.federation.figures import chance_limits
from tirages import examples

D = len(grid().dimensions)
KEY = b"une cle de seize octets et plus"


def regions(below: list[int], size: int = 60) -> Cohort:
    """Des régions de `size` équipes, dont `below` sont au niveau 1 et les autres au niveau 2, partout."""
    ranks = np.concatenate([np.repeat([1, 2], [low, size - low]) for low in below])
    return cohort_of(np.repeat(ranks, D).reshape(-1, D), region=np.repeat(np.arange(len(below)), size))


def test_l_entonnoir_signale_ce_que_le_hasard_n_explique_pas() -> None:
    # Six régions de 60 : référence 300/360 ≈ 83 %, à un point près de plus, les régions étant ramenées à leur effectif écrit.
    # Limites : les parts écrites (à 2 % près) des comptes où s'arrêtent les queues binomiales. La dernière a 50 % d'équipes au niveau visé.
    report = national_report(regions([6, 6, 6, 6, 6, 30]))
    one = report.funnels[0]
    assert (one.level, str(one.reference)) == (2, "83\u00a0%")
    assert [str(bound) for bound in one.points[0].limits] == ["72,0", "94,0", "64,0", "100,0"]
    assert [point.signal for point in one.points] == [Signal.INSIDE] * 5 + [Signal.VERY_LOW]


def test_le_hasard_seul_ne_donne_pas_plus_de_signaux_que_la_confiance_ne_le_dit() -> None:
    # Toutes les parts possibles, leur probabilité exacte, la part écrite, les limites : la fréquence des faux signaux, sans tirage.
    policy = Policy()
    for n in (11, 12, 14, 15, 19, 20, 24, 40, 49, 60, 104):
        shares = [release_share(count, n, policy) for count in range(n + 1)]
        for theta in (0.1, 0.2, 0.35, 0.5, 0.62, 0.8, 0.9):
            reference = release_share(round(1000 * theta), 1000, policy)
            chance = [math.comb(n, count) * theta**count * (1 - theta) ** (n - count) for count in range(n + 1)]
            for confidence in (0.95, 0.998):
                low, high = chance_limits(reference, shares[0].n, 0.0, policy, confidence)  # type: ignore[arg-type, union-attr]
                false = sum(p for p, one in zip(chance, shares, strict=True) if not low <= one.percent <= high)  # type: ignore[union-attr]
                assert false <= 1 - confidence, (n, theta, confidence, false)


def test_le_rapport_dit_combien_de_signaux_donne_le_hasard_et_ne_signale_qu_a_99_8() -> None:
    # 15 sur 60 au-dessous contre 6 : hors de la limite à 95 %, pas de celle à 99,8 %.
    cohort = regions([6, 6, 6, 6, 6, 17])
    plain, wide = national_report(cohort), national_report(cohort, confidence=0.95)
    assert {point.signal for point in plain.funnels[0].points} == {Signal.INSIDE}
    assert wide.funnels[0].points[-1].signal is Signal.LOW
    shown = sum(len(one.points) for one in plain.funnels)
    said = f"{shown}\u00a0parts comparées aux limites à 99,8\u00a0%\u00a0; le hasard seul en ferait sortir"
    assert plain.chance.startswith(said) and not any(said in note for note in plain.notes)
    assert said in territoire(plain, on=dt.date(2026, 11, 21)).text()


def test_la_surdispersion_elargit_l_entonnoir_quand_on_la_demande() -> None:
    plain, wide = (national_report(regions([3, 3, 3, 33, 33, 33]), overdispersion=asked) for asked in (False, True))
    assert {point.signal for point in plain.funnels[0].points} == {Signal.VERY_LOW, Signal.VERY_HIGH}
    assert {point.signal for point in wide.funnels[0].points} == {Signal.INSIDE}
    assert plain.funnels[0].phi is None
    assert wide.funnels[0].phi is not None and float(str(wide.funnels[0].phi).replace(",", ".")) > 1


def test_un_territoire_trop_petit_est_reuni_a_un_autre_et_le_total_ne_le_rend_pas() -> None:
    ranks = np.repeat([1, 2], 50)[:, None].repeat(D, axis=1)
    report = national_report(cohort_of(ranks, region=np.repeat([0, 3, 5], [36, 4, 60])))
    assert [(one.label, str(one.size)) for one in report.territories] == [
        ("Auvergne-Rhône-Alpes et Centre-Val de Loire", "40"), ("Grand Est", "60"),
    ]  # fmt: skip


def test_une_seule_region_ne_fait_pas_d_entonnoir() -> None:
    report = national_report(regions([10]))
    assert (report.territories, report.funnels, report.territory_needs) == ((), (), ())
    assert len(report.needs) == D


def test_les_besoins_sont_ordonnes_avec_leur_incertitude() -> None:
    ranks = np.full((100, D), 2)
    ranks[:60, 0], ranks[:50, 1], ranks[:10, 2] = 1, 1, 1
    needs = national_report(cohort_of(ranks)).needs
    assert [need.theme.id for need in needs[:3]] == [one.id for one in grid().dimensions[:3]]
    assert [str(need.below) for need in needs[:3]] == ["60,0", "50,0", "10,0"]
    # 60 et 50 % sur cent équipes ne se distinguent pas à 90 % : deux premiers rangs plausibles pour chacune.
    assert [(need.best.value, need.worst.value) for need in needs[:2]] == [(1, 2), (1, 2)]
    # Φ(10/√(23,1 + 24,0)) ≈ 0,92 : rang attendu 1,08 pour la première (part lissée d'Agresti et Coull).
    assert needs[0].rank.value == pytest.approx(1.08, abs=0.02)


def test_avec_dix_territoires_un_petit_est_rapproche_de_l_ensemble() -> None:
    low = [6] * 10 + [30]
    needs = national_report(regions(low)).territory_needs[-1]
    assert needs[0].below.value == 50
    assert needs[0].estimate.value < 50
    few = national_report(regions(low[-5:])).territory_needs[-1]
    assert few[0].estimate.value == few[0].below.value


def test_un_territoire_ou_presque_toutes_ont_besoin_d_aide_se_montre_sans_dire_leur_niveau() -> None:
    ranks = np.full((60, D), 2)
    ranks[:30] = np.arange(30)[:, None] % 4
    ranks[30:, 0], ranks[30, 0] = 0, 1  # une région entière au plus bas, une équipe exceptée
    report = national_report(cohort_of(ranks, region=np.repeat([3, 5], 30)))
    quiet, needs = report.territories[1].figures[0], report.territory_needs[1]
    assert (quiet.levels, quiet.scores, str(quiet.mostly)) == (Withheld(Reason.ALIKE),) * 2 + ("≤\u00a020\u00a0%",)
    assert (needs[0].theme.id, needs[0].below.value) == (grid().dimensions[0].id, 80)
    assert str(report.funnels[0].points[1].share) == "≤\u00a020\u00a0%" and report.funnels[0].points[1].signal
    # À un seul niveau : un second niveau visé encadrerait le leur.
    cohort = cohort_of(ranks, region=np.repeat([3, 5], 30))
    kept = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=dt.date(2026, 11, 21))
    national_report(cohort, register=kept)
    with pytest.raises(DisclosureError, match="même niveau visé"):
        national_report(cohort, register=kept, target=1)


def test_le_niveau_vise_est_de_l_echelle() -> None:
    with pytest.raises(InputError, match="choisissez parmi 1, 2, 3"):
        national_report(regions([10]), target=0)


def test_les_taches_les_heures_et_les_couts_sont_des_agregats() -> None:
    n = 60
    tasks = np.zeros((n, len(grid().tasks)), dtype=bool)
    tasks[:30, 0], tasks[:, 1] = True, True
    size = np.repeat([0, 2], 30)
    cohort = cohort_of(np.repeat([1, 2], 30)[:, None].repeat(D, axis=1), tasks=tasks, size=size,
                       hours=np.repeat([10.0, 20.0], 30) + np.tile([-2, 0, 2], 20),
                       cost=np.repeat([20_040.0, 40_060.0], 30) + np.tile([-900, 0, 900], 20))  # fmt: skip
    found = national_report(cohort).practices
    shares = {one.id: str(one.share) for one in found.tasks}
    assert shares[grid().tasks[0].id] == "50\u00a0%"
    assert shares[grid().tasks[1].id] == "≥\u00a095\u00a0%"
    assert shares[grid().tasks[2].id] == "≤\u00a05\u00a0%"
    assert [(one.label, one.quartiles.at(0.5)) for one in found.hours if isinstance(one.quartiles, ReleasedQuantiles)] == [
        ("toutes les équipes", 15), ("moins de 15\u00a0professionnels", 10), ("plus de 30\u00a0professionnels", 20),
    ]  # fmt: skip
    assert found.cost[1].quartiles.at(0.5) == 20_000  # type: ignore[union-attr]


def test_les_dimensions_qui_vont_ensemble_sont_les_plus_liees() -> None:
    cohort = country(200)
    scores, states = cohort.scores.copy(), cohort.standings.copy()
    scores[:, 1], states[:, 1] = scores[:, 0], states[:, 0]
    linked = dataclasses.replace(cohort, scores=scores, standings=states)
    first = national_report(linked).practices.together[0]
    assert (first.first, first.second, str(first.correlation)) == (
        grid().dimensions[0].id,
        grid().dimensions[1].id,
        "1,0",
    )


def released_only(value: object) -> Iterator[type]:
    """Les types qu'un rapport porte, jusqu'aux valeurs diffusées."""
    if isinstance(value, tuple):
        for one in value:
            yield from released_only(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Released | Withheld | type):
        for one in dataclasses.fields(value):
            yield from released_only(getattr(value, one.name))
    else:
        yield type(value)


def test_un_rapport_ne_porte_que_des_valeurs_diffusees() -> None:
    kinds = set(released_only(dataclasses.replace(national_report(country(300, (2025, 2026))), ref=None)))  # type: ignore[arg-type]
    allowed = {str, int, bool, type(None), Signal}
    assert {kind for kind in kinds if not issubclass(kind, Released | Withheld)} <= allowed


@examples(6)
@given(st.integers(0, 10_000), st.sampled_from([60, 150, 400]))
def test_le_registre_admet_le_rapport_puis_toutes_les_comparaisons(seed: int, teams: int) -> None:
    # Aucun sous-ensemble montré, par région ou par groupe semblable, n'isole des équipes : le registre le vérifie.
    cohort = country(teams, (2025, 2026), seed=seed)
    register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=dt.date(2026, 11, 21))
    assert national_report(cohort, register=register).admitted
    ledger = register.ledger
    assert isinstance(ledger, Ledger) and ledger.releases
    national_report(cohort, register=register)
    assert register.ledger is ledger
    assert compare_all(cohort, register=register)[0].admitted
    assert register.ledger is not ledger


def test_le_rapport_d_une_petite_federation_tait_ce_qui_est_trop_petit() -> None:
    report = national_report(country(8))
    assert not report.size
    assert {type(one.levels) for one in report.whole} == {Withheld}
    assert report.needs == ()


@pytest.mark.parametrize("order", [("region", "territory"), ("territory", "region")])
@pytest.mark.parametrize("seed", [1, 2])
def test_les_territoires_s_emboitent_dans_leur_region_et_le_registre_admet_les_deux(
    order: tuple[str, str], seed: int
) -> None:
    cohort = simulate_cohort(teams=500, years=(2025, 2026), seed=seed)
    kept = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=dt.date(2026, 11, 21))
    first, second = (national_report(cohort, by=by, register=kept) for by in order)
    assert {first.by, second.by} == {"region", "territory"}
    assert len({len(first.territories), len(second.territories)}) == 2


def test_une_seule_region_se_decoupe_par_territoire() -> None:
    cohort = simulate_cohort(teams=900)
    one = cohort.where(cohort.region.codes == cohort.region.codes[0])
    assert (national_report(cohort).by, national_report(one).by) == ("region", "territory")
    assert len(national_report(one).territories) > 1


def test_un_but_par_dimension_et_la_distance_qui_en_separe() -> None:
    ranks = np.full((100, D), 2)
    ranks[:40, 0], ranks[:98, 1] = 1, 1  # 60 % au niveau visé ; la seconde, presque personne
    report = national_report(
        cohort_of(ranks), goals={"partage": 90, grid().dimensions[1].id: 50, grid().dimensions[0].id: 75}
    )
    assert [name for name, _ in report.goals] == [one.id for one in grid().dimensions if one.id in dict(report.goals)]
    whole = report.to_frame()
    assert whole["valeur"].dropna().map(lambda value: round(value, 1) == value).all()  # « rang attendu » compris
    missing = whole.query("mesure == 'ce qui manque au but'").set_index("dimension")
    assert {name: missing.loc[name, "valeur"] for name, _ in report.goals} == {
        name: max(
            wanted
            - (100 - whole.query(f"dimension == '{name}' and mesure == 'part sous le niveau visé'")["valeur"].item()),
            0,
        )
        for name, wanted in report.goals
    }
    frame = whole.query("mesure == 'but'")
    assert frame["valeur"].tolist()[:2] == [75, 50]
    share = report.whole[0].levels
    assert not isinstance(share, Withheld)
    assert distance_text(share.at_least[2], 75) == "15\u00a0points"
    assert distance_text(share.at_least[2], 60) == "atteint"
    with pytest.raises(InputError) as caught:
        national_report(cohort_of(ranks), goals={"magie": 10, grid().dimensions[0].id: 0})
    assert len(caught.value.problems) == 2
