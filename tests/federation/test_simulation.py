"""La cohorte d'exemple : marquée comme simulée, répétable, et conforme aux ordres de grandeur publiés."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import matrice
from matrice.federation import (
    AGES,
    NO_LEVEL,
    NOT_APPLICABLE,
    NOT_COMPUTABLE,
    REGIONS,
    SCORED,
    Cohort,
    Policy,
    ReleasedShare,
    read_cohort,
    simulate_answers,
    simulate_cohort,
    simulate_descriptors,
)
from matrice.federation.practices import typology

REF = matrice.load_referentiel()


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return simulate_cohort(years=(2025, 2026))


def gains(cohort: Cohort, age: str) -> np.ndarray:
    """Les points gagnés en un an par les équipes de cet âge présentes les deux années."""
    before, after = cohort.year(2025), cohort.year(2026)
    first = dict(zip(before.teams.tolist(), np.nanmean(before.scores, axis=1), strict=True))
    young = set(before.teams[before.age.codes == AGES.index(age)].tolist())
    pairs = zip(after.teams.tolist(), np.nanmean(after.scores, axis=1), strict=True)
    return np.array([score - first[team] for team, score in pairs if team in young])


def test_la_meme_graine_donne_les_memes_equipes_et_une_autre_d_autres() -> None:
    one, same, other = (simulate_cohort(teams=50, seed=seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.scores, same.scores)
    np.testing.assert_array_equal(one.tasks, same.tasks)
    assert not np.array_equal(one.scores, other.scores, equal_nan=True)


def test_une_cohorte_simulee_le_dit_partout(cohort: Cohort) -> None:
    assert cohort.simulated
    assert cohort.year(2025).simulated
    assert "simulée" in repr(cohort)
    assert cohort.notes[0].startswith("Cohorte simulée")
    assert all(code.startswith("SIM-") for code in cohort.codes)
    assert set(cohort.named) == {""}


def test_une_equipe_compte_vingt_professionnels_et_demi_en_moyenne(cohort: Cohort) -> None:
    # 39 975 professionnels dans 1 953 maisons de santé actives en 2023 : 20,5 chacune
    assert cohort.year(2025).registered.mean() == pytest.approx(39_975 / 1_953, abs=1)
    assert cohort.registered.min() >= 5
    assert (cohort.respondents <= cohort.registered).all()


def test_une_equipe_jeune_gagne_en_un_an_ce_qu_a_mesure_l_etude_danoise(cohort: Cohort) -> None:
    # Matrice de maturité danoise : +0,9 sur 0–8 (0,76 à 1,06), soit +11,25 points sur 100 (9,5 à 13,25)
    assert 9.5 <= gains(cohort, "moins de 2 ans").mean() <= 13.25


def test_la_progression_ralentit_avec_l_age(cohort: Cohort) -> None:
    young, middle, old = (gains(cohort, age).mean() for age in AGES)
    assert young > middle > old > 0


def test_une_equipe_sur_cinq_manque_l_annee_suivante(cohort: Cohort) -> None:
    # 48 équipes sur 60 revues après un an dans l'étude danoise
    assert len(cohort.year(2026)) / len(cohort.year(2025)) == pytest.approx(48 / 60, abs=0.03)
    assert len(simulate_cohort(teams=40, years=(2024, 2025, 2026), attrition=0)) == 120


def test_les_etats_et_les_niveaux_restent_distincts(cohort: Cohort) -> None:
    scored = cohort.standings == SCORED
    assert set(np.unique(cohort.standings)) == {SCORED, NOT_COMPUTABLE, NOT_APPLICABLE}
    assert np.isnan(cohort.scores[~scored]).all()
    assert (cohort.levels[~scored] == NO_LEVEL).all()
    assert set(np.unique(cohort.levels[scored])) == set(REF.scale.values)
    assert ((cohort.scores[scored] >= 0) & (cohort.scores[scored] <= 100)).all()
    assert np.bincount(cohort.levels[scored]).min() > 500  # les quatre niveaux existent vraiment


def test_les_premieres_marches_sont_les_plus_faciles() -> None:
    frame = pd.DataFrame(simulate_answers(teams=80, seed=2))
    frame = frame[frame.reponse.isin(["0", "1", "2", "3"])]
    level = frame.reponse.astype(str).astype(int).groupby(frame.item.astype(str)).mean()
    for dimension in REF.dimensions:
        items = [item.id for item in dimension.characteristics]
        assert level[items[0]] > level[items[-1]]


def test_chaque_region_a_des_equipes_et_sans_regions_aucune_n_en_a(cohort: Cohort) -> None:
    counts = np.bincount(cohort.year(2025).region.codes, minlength=len(REGIONS))
    assert counts.min() >= 1
    assert counts.max() <= 600
    bare = simulate_cohort(teams=30, regions=False)
    assert (bare.region.codes == -1).all()
    assert (bare.territory.codes == -1).all()


def test_un_territoire_est_dans_sa_region(cohort: Cohort) -> None:
    region = np.array([name.split(",")[0] for name in cohort.territory.labels])
    assert (region[cohort.territory.codes] == np.array(cohort.region.labels)[cohort.region.codes]).all()


def test_les_taches_servent_les_dimensions_faibles_et_suivent_les_heures(cohort: Cohort) -> None:
    known = ~np.isnan(cohort.hours)
    assert not cohort.tasks[~known].any()
    assert (cohort.tasks[known].sum(axis=1) >= 3).all()
    assert np.corrcoef(cohort.hours[known], cohort.tasks[known].sum(axis=1))[0, 1] > 0.9
    assert np.allclose((cohort.hours[known] * 4) % 1, 0)  # des quarts d'heure


def test_les_membres_d_une_equipe_s_ecartent_de_huit_dixiemes_de_niveau() -> None:
    frame = pd.DataFrame(simulate_answers(teams=200, seed=6))
    frame = frame[frame.reponse.isin(["0", "1", "2", "3"])]
    level = frame.reponse.astype(str).astype(int)
    groups = level.groupby([frame.equipe.astype(str), frame.item.astype(str)])
    middle = groups.mean().between(1.2, 1.8)  # loin des bords, où l'échelle écrase l'écart
    assert np.sqrt(groups.var()[middle].mean()) == pytest.approx(0.8, abs=0.08)


def test_les_reponses_simulees_ont_leurs_descripteurs() -> None:
    asked = {"teams": 30, "years": (2025, 2026), "seed": 9}
    answers, facts = pd.DataFrame(simulate_answers(**asked)), pd.DataFrame(simulate_descriptors(**asked))
    cohort = read_cohort([answers, facts])
    assert len(cohort) == 60
    assert cohort.notes == cohort.refused == ()
    for column in (cohort.region, cohort.territory, cohort.age, cohort.size, cohort.rurality):
        assert (column.codes >= 0).all()
    assert (cohort.registered >= cohort.respondents).all()


def test_une_grille_sans_tache_se_simule_aussi() -> None:
    grid = matrice.parse_referentiel(
        "scale:\n  levels:\n    - {value: 1, label: un}\n    - {value: 5, label: cinq}\naxes:\n  - id: a\n    label: A\n"
        "    dimensions:\n      - id: d\n        label: D\n        characteristics:\n          - {id: d.1, label: q}\n"
    )
    cohort = simulate_cohort(grid, teams=200)
    assert cohort.tasks.shape == (200, 0)
    assert set(cohort.levels[cohort.standings == SCORED].tolist()) == {1, 5}


def test_les_equipes_different_d_un_axe_a_l_autre(cohort: Cohort) -> None:
    # Un choix, sans source publiée : entre un tiers et deux tiers de profils homogènes, et tous les couples d'axes existent.
    shares = {one.label: one.share for one in typology(cohort.year(2025), Policy())[0]}
    even = shares["profil homogène"]
    assert isinstance(even, ReleasedShare) and 33 <= even.percent <= 66
    assert len(shares) > 10


def test_deux_dimensions_d_un_axe_vont_plus_ensemble_que_deux_autres(cohort: Cohort) -> None:
    table = pd.DataFrame(cohort.year(2025).scores).corr().to_numpy()
    axis = np.array([REF.axis_of(one.id).id for one in REF.dimensions])
    same = (axis[:, None] == axis[None, :]) & ~np.eye(len(axis), dtype=bool)
    assert table[same].mean() > table[axis[:, None] != axis[None, :]].mean() + 0.1
