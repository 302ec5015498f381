"""Parts, répartitions, moyennes et quantiles : ce qui sort, ce qui s'efface, et rien qui se soustraie."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.federation import (
    DisclosureError,
    Policy,
    Reason,
    ReleasedCorrelation,
    ReleasedDistribution,
    ReleasedInterval,
    ReleasedMean,
    ReleasedPosition,
    ReleasedQuantiles,
    ReleasedShare,
    Withheld,
)
from matrice.federation.disclosure import (
    interval_of,
    release_correlation,
    release_count,
    release_flag,
    release_mean,
    release_quantiles,
    release_share,
    release_shares,
)
from matrice.federation.statistics import wilson

PUBLIC, CLOSED = Policy(), Policy("ferme")
GROUPS = st.lists(st.integers(0, 40), min_size=2, max_size=6).filter(lambda counts: sum(counts) >= 11)


# --- parts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [11, 12, 25, 49, 50, 99, 2600])
def test_zero_un_et_deux_equipes_ont_la_meme_part(n: int) -> None:
    low = {str(release_share(count, n, PUBLIC)) for count in (0, 1, 2)}
    high = {str(release_share(n - count, n, PUBLIC)) for count in (0, 1, 2)}
    assert len(low) == len(high) == 1
    assert low.pop().startswith("≤")
    assert high.pop().startswith("≥")


@pytest.mark.parametrize("n", [40.5, float("nan"), float("inf"), "40", True, None])
def test_un_effectif_qui_n_est_pas_un_entier_ne_sort_pas(n: object) -> None:
    for release in (
        lambda: release_count(n, PUBLIC),
        lambda: release_share(3, n, PUBLIC),
        lambda: release_flag(True, n, PUBLIC),
    ):
        with pytest.raises(DisclosureError, match="nombre entier"):
            release()


@pytest.mark.parametrize("policy", [PUBLIC, CLOSED])
@pytest.mark.parametrize("n", [5, 6, 7, 11, 20, 49])
def test_une_borne_couvre_toujours_trois_comptes(policy: Policy, n: int) -> None:
    released = [release_share(count, n, policy) for count in range(n + 1)]
    if n < policy.threshold:
        assert set(released) == {Withheld(Reason.SMALL)}
        return
    for share in {share for share in released if isinstance(share, ReleasedShare) and share.bound}:
        assert released.count(share) >= policy.small
        inside = [count for count, one in enumerate(released) if one == share]
        true = [100 * count / n for count in inside]
        assert max(true) <= share.percent if share.bound == "≤" else min(true) >= share.percent


def test_le_plancher_de_trois_equipes_ne_montre_aucune_part() -> None:
    policy = Policy("ferme", k=3, signed=dt.date(2026, 9, 1))
    # À trois ou quatre, « ≥ » ne couvrirait plus trois comptes : tout le groupe serait nu.
    assert [release_share(n, n, policy) for n in (3, 4)] == [Withheld(Reason.SMALL)] * 2
    assert str(release_share(5, 5, policy)) == "≥\u00a050\u00a0%"


def test_trois_equipes_liees_par_un_accord_ont_une_moyenne_mais_pas_de_part() -> None:
    policy = Policy("ferme", k=3, signed=dt.date(2026, 9, 1))
    assert str(release_mean([40, 50, 60], policy)) == "50"
    assert release_mean([40, 50], policy) == Withheld(Reason.SMALL)
    assert release_shares([1, 1, 1], policy) == Withheld(Reason.SMALL)


def test_un_grand_groupe_ne_montre_jamais_zero_ni_cent() -> None:
    assert str(release_share(4, 2600, PUBLIC)) == "≤\u00a05\u00a0%"
    assert str(release_share(2596, 2600, PUBLIC)) == "≥\u00a095\u00a0%"
    assert str(release_share(26, 2600, PUBLIC)) == "1\u00a0%"


@pytest.mark.parametrize(("count", "n"), [(6, 12), (20, 40)])
def test_la_moitie_juste_est_la_moitie(count: int, n: int) -> None:
    assert str(release_share(count, n, CLOSED)) == "50\u00a0%"


def test_une_part_est_arrondie_au_multiple_de_cinq_sous_cinquante_equipes() -> None:
    assert str(release_share(13, 40, PUBLIC)) == "35\u00a0%"  # 32,5 : demi supérieur
    assert str(release_share(33, 100, PUBLIC)) == "33\u00a0%"


def test_un_compte_impossible_est_refuse_sans_etre_cite() -> None:
    for count in (-1, 4711, 3.5):
        with pytest.raises(DisclosureError) as refused:
            release_share(count, 40, PUBLIC)  # type: ignore[arg-type]
        assert "47" not in str(refused.value)


def test_un_effectif_sous_le_seuil_est_absent() -> None:
    assert release_count(10, PUBLIC) == Withheld(Reason.SMALL)
    assert str(release_count(2600, PUBLIC)) == "2\u00a0600"
    assert release_flag(True, 10, PUBLIC) == Withheld(Reason.SMALL)
    assert str(release_flag(True, 11, PUBLIC)) == "oui"


# --- intervalles -----------------------------------------------------------------------------------


def interval(x: int, n: int, confidence: float = 0.95) -> ReleasedInterval:
    share = release_share(x, n, PUBLIC)
    assert isinstance(share, ReleasedShare)
    return interval_of(share, PUBLIC, confidence)


@pytest.mark.parametrize(
    ("x", "n", "confidence", "low", "high"),
    # OHID, paquet R PHEindicatormethods, essais de phe_proportion.
    [(65, 100, 0.95, 0.552544, 0.736358), (1045, 5000, 0.95, 0.197955, 0.220491), (65, 100, 0.998, 0.495495, 0.778354)],
)
def test_l_intervalle_diffuse_contient_celui_de_wilson(
    x: int, n: int, confidence: float, low: float, high: float
) -> None:
    released = interval(x, n, confidence)
    assert isinstance(released, ReleasedInterval)
    assert released.low / 100 <= low < high <= released.high / 100
    assert [round(float(bound), 6) for bound in wilson(x, n, confidence)] == [low, high]


@given(n=st.integers(11, 400), data=st.data())
def test_deux_comptes_de_meme_part_ont_le_meme_intervalle(n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n))
    released = interval(x, n)
    assert isinstance(released, ReleasedInterval)
    low, high = wilson(x, n)
    assert released.low <= 100 * float(low) + 1e-6
    assert released.high >= 100 * float(high) - 1e-6
    twins = [other for other in range(n + 1) if release_share(other, n, PUBLIC) == release_share(x, n, PUBLIC)]
    assert {interval(other, n) for other in twins} == {released}


# --- répartitions ----------------------------------------------------------------------------------


def merged_counts(counts: list[int], released: ReleasedDistribution) -> list[int]:
    return [sum(counts[group.first : group.last + 1]) for group in released]


@given(GROUPS)
def test_chaque_groupe_de_niveaux_a_au_moins_trois_equipes(counts: list[int]) -> None:
    released = release_shares(counts, PUBLIC)
    if isinstance(released, Withheld):
        assert released.reason == Reason.ALIKE
        return
    assert min(merged_counts(counts, released)) >= 3
    assert [rank for group in released for rank in range(group.first, group.last + 1)] == list(range(len(counts)))


@given(GROUPS)
def test_toutes_les_lectures_d_une_repartition_suivent_les_memes_regroupements(counts: list[int]) -> None:
    released = release_shares(counts, PUBLIC)
    if isinstance(released, Withheld):
        return
    starts = {group.first for group in released} - {0}
    assert {rank for rank, share in enumerate(released.at_least) if isinstance(share, ReleasedShare)} == starts
    assert {(place.first, place.last) for place in released.positions} == {(g.first, g.last) for g in released}


@given(GROUPS)
def test_mettre_en_commun_toutes_les_places_n_apprend_que_les_groupes(counts: list[int]) -> None:
    # Deux répartitions aux mêmes groupes ont les mêmes places : elles ne dépendent de rien d'autre.
    released = release_shares(counts, PUBLIC)
    if isinstance(released, Withheld):
        return
    moved = list(counts)
    for group in released:
        inside = sum(counts[group.first : group.last + 1])
        moved[group.first : group.last + 1] = [inside, *[0] * (group.last - group.first)]
    again = release_shares(moved, PUBLIC)
    assert isinstance(again, ReleasedDistribution)
    if [(g.first, g.last) for g in again] == [(g.first, g.last) for g in released]:
        assert again == released


def test_un_petit_compte_rejoint_son_plus_petit_voisin() -> None:
    released = release_shares([4, 1, 6, 9], PUBLIC)
    assert isinstance(released, ReleasedDistribution)
    assert [(group.first, group.last, str(group.share)) for group in released] == [
        (0, 1, "25\u00a0%"),
        (2, 2, "30\u00a0%"),
        (3, 3, "45\u00a0%"),
    ]
    assert [str(share) for share in released.at_least] == [
        "non diffusé\u00a0: aucune valeur",
        "non diffusé\u00a0: niveaux regroupés pour ne désigner aucune équipe",
        "75\u00a0%",
        "45\u00a0%",
    ]


@pytest.mark.parametrize(
    ("counts", "groups"), [([3, 20, 17], [(0, 0), (1, 1), (2, 2)]), ([2, 20, 18], [(0, 1), (2, 2)])]
)
def test_un_niveau_de_trois_equipes_se_montre_un_de_deux_non(counts: list[int], groups: list[tuple[int, int]]) -> None:
    released = release_shares(counts, PUBLIC)
    assert isinstance(released, ReleasedDistribution)
    assert [(group.first, group.last) for group in released] == groups


def test_la_place_d_un_niveau_dit_dessous_pareil_dessus_et_le_rang_median() -> None:
    released = release_shares([20, 60, 90, 30], PUBLIC)
    assert isinstance(released, ReleasedDistribution)
    # Rangs médians publiés pour 20/60/90/30 équipes : 5, 25, 62,5, 92,5.
    assert [place.percentile.value for place in released.positions] == [5, 25, 63, 93]
    place = released.position(1)
    assert isinstance(place, ReleasedPosition)
    assert [str(share) for share in (place.below, place.same, place.above)] == ["10\u00a0%", "30\u00a0%", "60\u00a0%"]
    assert released.position(0).below == Withheld(Reason.NOTHING)


def test_un_rang_median_n_est_jamais_zero_ni_cent() -> None:
    # Trois équipes sur quatre cents, à un bout : rang médian 3 / 800 = 0,4, ou 797 / 800 = 99,6 ; arrondis, 0 et 100.
    for counts, rank, value in (([3, 200, 197], 0, 1), ([197, 200, 3], 2, 99)):
        released = release_shares(counts, PUBLIC)
        assert isinstance(released, ReleasedDistribution)
        assert released.position(rank).percentile.value == value


def test_un_groupe_homogene_n_est_pas_reparti() -> None:
    for counts in ([0, 0, 11, 0], [2, 0, 20, 1], [11, 0], [12, 2]):
        assert release_shares(counts, PUBLIC) == Withheld(Reason.ALIKE)


def test_une_repartition_sous_le_seuil_est_absente() -> None:
    assert release_shares([5, 5], PUBLIC) == Withheld(Reason.SMALL)
    with pytest.raises(DisclosureError):
        release_shares([-1, 20], PUBLIC)


# Rang médian (2 × dessous + groupe) / 2n, arrondi au pas de la politique. 45 équipes, pas de 5 : 16,7 → 15 ; 50 ; 83,3 → 85.
# Cent équipes, pas de 1 : 2,5 → 3 ; 52,5 → 53.
@pytest.mark.parametrize(
    ("counts", "ranks"), [([15, 15, 15], (15, 50, 85)), ([200, 600, 200], (10, 50, 90)), ([5, 95], (3, 53))]
)
def test_la_place_d_un_groupe_de_niveaux_est_son_rang_median_arrondi(counts: list[int], ranks: tuple[int, ...]) -> None:
    released = release_shares(counts, PUBLIC)
    assert not isinstance(released, Withheld)
    assert tuple(position.percentile.value for position in released.positions) == ranks


# --- moyennes et quantiles -------------------------------------------------------------------------


def test_une_moyenne_est_arrondie_et_les_absents_ne_comptent_pas() -> None:
    values = [50.4] * 12 + [float("nan")] * 5
    assert release_mean(values, PUBLIC) == release_mean([50.0] * 12, PUBLIC)
    assert release_mean([50.0] * 10 + [float("nan")] * 5, PUBLIC) == Withheld(Reason.SMALL)


@pytest.mark.parametrize(
    ("score", "text"),
    [(0.0, "≤\u00a05"), (100.0, "≥\u00a095"), (97.0, "≥\u00a095"), (95.0, "95"), (5.0, "5"), (4.9, "≤\u00a05")],
)
def test_une_note_moyenne_au_bout_de_l_echelle_est_floutee(score: float, text: str) -> None:
    assert str(release_mean([score] * 11, PUBLIC)) == text


def test_une_equipe_qui_fait_presque_tout_le_total_l_efface() -> None:
    assert release_mean([1.0] * 10 + [1000.0], PUBLIC, "cost") == Withheld(Reason.DOMINANT)
    # 85 heures sur 100 font 85 % juste, ce qui n'est pas « plus de 85 % » ; 86 sur 100, si.
    assert str(release_mean([1.5] * 10 + [85.0], PUBLIC, "hours")) == "9"
    assert release_mean([1.4] * 10 + [86.0], PUBLIC, "hours") == Withheld(Reason.DOMINANT)
    mean = release_mean([30_000.0] * 10 + [61_500.0], PUBLIC, "cost")
    assert isinstance(mean, ReleasedMean)
    assert (mean.value, str(mean)) == (32_900, "32\u00a0900")


@pytest.mark.parametrize(
    ("probability", "smallest"),
    [(0.5, 11), (0.25, 15), (0.75, 15), (0.2, 15), (0.1, 30), (0.9, 30), (0.05, 60)],  # sur l’effectif écrit
)
def test_un_quantile_demande_trois_equipes_de_chaque_cote(probability: float, smallest: int) -> None:
    below = release_quantiles(range(smallest - 1), [probability], PUBLIC)
    assert isinstance(below, Withheld) or below.values == (Withheld(Reason.TAIL),)
    enough = release_quantiles(range(smallest), [probability], PUBLIC)
    assert isinstance(enough, ReleasedQuantiles)
    assert isinstance(enough.at(probability), int)


def test_ni_minimum_ni_maximum_quelle_que_soit_la_taille() -> None:
    released = release_quantiles(range(100_000), [0.0, 1.0, 0.00001], PUBLIC)
    assert isinstance(released, ReleasedQuantiles)
    assert list(released) == [Withheld(Reason.TAIL)] * 3
    assert released.at(0.33) == Withheld(Reason.NOTHING)


def test_les_quartiles_suivent_la_definition_de_leur_sorte() -> None:
    # {3,6,7,8,8,10,13,15,16,20} : type 1 → 7, 8, 15 ; type 2 → 7, 9, 15 (Hyndman et Fan, 1996) ; deux fois chacun.
    values = sorted([3, 6, 7, 8, 8, 10, 13, 15, 16, 20] * 2)
    level = release_quantiles(values, [0.25, 0.5, 0.75], PUBLIC, "level")
    score = release_quantiles(values, [0.25, 0.5, 0.75], PUBLIC, "score")
    assert isinstance(level, ReleasedQuantiles)
    assert isinstance(score, ReleasedQuantiles)
    assert (level.values, score.values) == ((7, 8, 15), (7, 9, 15))


def test_des_petits_comptes_plus_grands_que_le_groupe_taisent_ses_quartiles() -> None:
    assert release_quantiles(range(13), (0.25, 0.5, 0.75), Policy(small=20)) == Withheld(Reason.ALIKE)


def test_une_correlation_demande_trente_equipes_et_sort_au_dixieme() -> None:
    x = list(range(30))
    assert release_correlation(x[:29], x[:29], PUBLIC) == Withheld(Reason.SMALL)
    released = release_correlation(x, [-value for value in x], PUBLIC)
    assert isinstance(released, ReleasedCorrelation)
    assert str(released) == "\u22121,0"
    assert release_correlation(x, [1] * 30, PUBLIC) == Withheld(Reason.ALIKE)
