"""Le niveau proposé et l'accord, contre des chiffres publiés ou recalculés, puis par leurs propriétés."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import InputError, agreement, proposed_level
from matrice.assessment import firmness
from matrice.assessment.votes import agreement_of_counts, central_indexes

VOTES = st.lists(st.integers(0, 3), min_size=1, max_size=40)

# (votes par niveau, niveau proposé, écart moyen en niveaux, statut) : règle de docs/methode.md.
STATUS_TABLE = [
    ((0, 0, 10, 0), 2, 0.0, "accord fort"),
    ((0, 2, 8, 0), 2, 0.2, "accord fort"),
    ((0, 1, 8, 1), 2, 0.2, "accord fort"),
    ((0, 4, 6, 0), 2, 0.4, "accord partiel"),
    ((0, 5, 5, 0), 1, 0.5, "accord partiel"),
    ((2, 0, 8, 0), 2, 0.4, "accord avec avis divergent"),
    ((1, 0, 8, 1), 2, 0.3, "accord avec avis divergent"),
    ((1, 0, 9, 0), 2, 0.2, "accord avec avis divergent"),  # écart moyen d'un accord fort, mais un avis à deux niveaux
    ((3, 0, 7, 0), 2, 0.6, "désaccord"),
    ((3, 2, 2, 3), 1, 1.1, "désaccord"),
    ((5, 0, 0, 5), 0, 1.5, "désaccord"),
    ((0, 2, 6, 2), 2, 0.4, "accord partiel"),
]
# Dispersion de Leik 1 − D publiée pour ces tables (K = 4).
LEIK_TABLE = [
    ((0, 0, 10, 0), 1.000),
    ((0, 2, 8, 0), 0.867),
    ((0, 4, 6, 0), 0.733),
    ((0, 5, 5, 0), 0.667),
    ((3, 0, 7, 0), 0.600),
    ((3, 2, 2, 3), 0.267),
    ((5, 0, 0, 5), 0.000),
]


@pytest.mark.parametrize(("counts", "level", "mean", "status"), STATUS_TABLE)
def test_le_statut_et_l_ecart_suivent_la_table_de_reference(counts, level, mean, status) -> None:
    agreed = agreement_of_counts(counts)
    assert (agreed.proposed, agreed.status) == (level, status)
    assert agreed.mean_distance == pytest.approx(mean)


@pytest.mark.parametrize(("counts", "consensus"), LEIK_TABLE)
def test_leik_suit_la_table_de_reference(counts, consensus) -> None:
    assert 1 - agreement_of_counts(counts).leik == pytest.approx(consensus, abs=5e-4)


def test_leik_donne_le_chiffre_du_paquet_r_agrmt() -> None:
    # V = 30 40 210 130 530 50 10, D de Leik = 0,28667 (paquet CRAN agrmt 1.42.12, exemple de van der Eijk 2001).
    assert agreement_of_counts((30, 40, 210, 130, 530, 50, 10), range(7)).leik == pytest.approx(0.2866666667)


@given(VOTES)
def test_leik_est_la_formule_de_1966(votes: list[int]) -> None:
    cumulative = np.cumsum([votes.count(level) for level in range(4)]) / len(votes)
    published = np.where(cumulative <= 0.5, cumulative, 1 - cumulative).sum() / (3 / 2)
    assert agreement(votes).leik == pytest.approx(published)


@given(VOTES)
def test_le_niveau_propose_est_la_mediane_basse(votes: list[int]) -> None:
    assert proposed_level(votes) == sorted(votes)[(len(votes) - 1) // 2]


@given(VOTES)
def test_le_niveau_propose_est_le_plus_haut_atteint_par_une_majorite_stricte(votes: list[int]) -> None:
    reached = [level for level in range(4) if sum(vote >= level for vote in votes) * 2 > len(votes)]
    assert proposed_level(votes) == max(reached)


@given(VOTES, st.randoms())
def test_l_ordre_des_membres_ne_change_rien(votes: list[int], random) -> None:
    shuffled = random.sample(votes, len(votes))
    assert agreement(shuffled) == agreement(votes)


@given(VOTES, st.data())
def test_un_meilleur_vote_ne_baisse_jamais_le_niveau_propose(votes: list[int], data) -> None:
    rank = data.draw(st.integers(0, len(votes) - 1))
    better = [*votes[:rank], min(3, votes[rank] + 1), *votes[rank + 1 :]]
    assert proposed_level(better) >= proposed_level(votes)


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=8))
def test_le_vote_central_bas_de_plusieurs_questions_est_le_niveau_propose_de_chacune(table: list[list[int]]) -> None:
    low, _ = central_indexes(list(np.array(table).T))
    assert [None if rank < 0 else int(rank) for rank in low] == [agreement_of_counts(row).proposed for row in table]


def test_sans_vote_rien_n_est_propose() -> None:
    empty = agreement([])
    assert (proposed_level([]), empty.proposed, empty.mean_distance, empty.leik) == (None, None, None, None)
    assert empty.status == "effectif insuffisant"


def test_deux_votes_ne_permettent_pas_de_conclure() -> None:
    assert agreement([2, 2]).status == "effectif insuffisant"
    assert agreement([2, 2, 2]).status == "accord fort"


def test_l_avis_le_plus_eloigne_est_nomme_le_plus_bas_a_egalite() -> None:
    assert (agreement([0, 2, 2, 2, 3]).farthest, agreement([0, 2, 2, 2, 3]).farthest_distance) == (0, 2)
    assert agreement([1, 2, 2, 2, 3]).farthest == 1


def test_une_echelle_de_1_a_12_compte_en_niveaux() -> None:
    agreed = agreement([4, 4, 5, 9], range(1, 13))
    assert (agreed.proposed, agreed.farthest, agreed.farthest_distance) == (4, 9, 5)


def test_ce_qui_n_est_pas_un_niveau_est_refuse_d_un_coup() -> None:
    with pytest.raises(InputError) as caught:
        proposed_level([2, 7, True, 3])
    assert str(caught.value).splitlines() == [
        "Votes illisibles\u00a0: 2\u00a0fautes",
        "  - vote n°\u00a02\u00a0: «\u00a07\u00a0» n’est pas un niveau (0, 1, 2 ou 3).",
        "  - vote n°\u00a03\u00a0: «\u00a0True\u00a0» n’est pas un niveau (0, 1, 2 ou 3).",
    ]


@pytest.mark.parametrize(
    ("votes", "spread", "change", "said"),
    [
        (12, 0.5, 8, "12\u00a0votes, assez ferme"),
        (5, 0.44, 18, "5\u00a0votes, fragile"),
        (3, None, 26, "3\u00a0votes, très fragile"),
        (4, 0.1, 16, "4\u00a0votes, fragile"),  # la colonne du dessous : l'effectif n'est jamais surestimé
        (40, 0.2, 2, "40\u00a0votes, ferme"),
        (20, 0.9, 7, "20\u00a0votes, assez ferme"),
    ],
)
def test_la_fermete_d_un_niveau_suit_la_table(votes: int, spread: float | None, change: int, said: str) -> None:
    found = firmness(votes, spread)
    assert found is not None and (found.change, str(found)) == (change, said)
    assert firmness(2) is None


def test_la_table_de_fermete_vient_bien_de_sa_simulation() -> None:
    # Douze votes, désaccord de 0,8 niveau : même modèle que bench/fermete.py, en plus petit.
    draw = np.random.Generator(np.random.PCG64(1))
    votes = np.clip(np.rint(draw.uniform(0, 3, (20_000, 1)) + draw.normal(0, 0.8, (20_000, 13))), 0, 3).astype(int)

    def level(part: np.ndarray) -> np.ndarray:
        return np.sort(part, axis=1)[:, (part.shape[1] - 1) // 2]

    now = level(votes[:, :12])
    change = 50 * float((level(votes[:, 1:12]) != now).mean() + (level(votes) != now).mean())
    found = firmness(12, 0.5)
    assert found is not None and abs(change - found.change) < 1.5
