"""Attaques par les comptes : deux nombres d'équipes emboîtés, deux arrondis du même chiffre, deux campagnes."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from cohortes import cohort_of, country, grid

from matrice.federation import (
    Cohort,
    DisclosureError,
    Ledger,
    Policy,
    Register,
    ReleasedCount,
    ReleasedDistribution,
    ReleasedShare,
    compare_all,
    freeze,
    national_report,
    open_ledger,
)
from matrice.federation.disclosure import release_count, release_share, release_shares
from matrice.federation.figures import Entry

D = len(grid().dimensions)
KEY = b"une cle de seize octets et plus"
DAY = dt.date(2026, 11, 21)
PUBLIC = Policy()


def register(cohort: Cohort, year: int = 2026) -> Register:
    return Register(Ledger(), freeze(cohort, year, key=KEY), on=DAY)


def shown(n: int) -> int:
    """Le nombre d'équipes que la politique publique écrit."""
    found = release_count(n, PUBLIC)
    assert isinstance(found, ReleasedCount)
    return found.value


# --- un nombre d'équipes moins un autre ------------------------------------------------------------


@pytest.mark.parametrize("size", range(14, 130))
@pytest.mark.parametrize("missing", [0, 1, 2, 3])
def test_la_difference_de_deux_effectifs_emboites_ne_dit_jamais_combien_d_equipes_manquent(
    size: int, missing: int
) -> None:
    # L'attaquant sait comment on arrondit : il garde toutes les différences possibles, et il lui en reste plusieurs.
    whole = [n for n in range(11, 140) if shown(n) == shown(size)]
    part = [n for n in range(11, 140) if shown(n) == shown(size - missing)]
    possible = {one - other for one in whole for other in part if one >= other}
    assert missing in possible
    assert len(possible) >= 4


@pytest.mark.parametrize("first", [11, *range(15, 200, 5)])
def test_aucune_part_ne_dit_l_effectif_exact(first: int) -> None:
    # Toute part qu'un effectif peut donner, un autre effectif écrit de la même façon la donne aussi.
    sizes = [n for n in range(11, 205) if shown(n) == first]
    possible = [{str(release_share(count, n, PUBLIC)) for count in range(n + 1)} for n in sizes]
    for share in set().union(*possible):
        assert sum(share in own for own in possible) >= 2


@pytest.mark.parametrize("counts", [(4, 5, 4, 0), (20, 13, 9, 10), (30, 30, 21, 5)])
def test_une_valeur_diffusee_ne_porte_aucun_effectif_exact(counts: tuple[int, ...]) -> None:
    spread = release_shares(counts, PUBLIC)
    assert isinstance(spread, ReleasedDistribution)
    sizes = {spread.n, *(one.share.n for one in spread), *(one.percentile.n for one in spread.positions)}
    assert sizes == {shown(sum(counts))}


def test_les_equipes_arrivees_ne_se_retrouvent_pas_par_l_effectif_moins_les_equipes_suivies() -> None:
    # Quarante équipes ; aucune, une ou deux arrivées : « ≤ 10 % » les cache, l'effectif des équipes suivies aussi.
    said = set()
    for arrived in (0, 1, 2):
        years = [2025] * 44 + [2026] * 44
        cohort = cohort_of(np.ones((88, D), dtype=int), years=years, teams=[*range(44), *range(arrived, 44 + arrived)])
        report = national_report(cohort, register=register(cohort))
        assert report.movement is not None and report.movement.lost is not None
        said.add(
            (str(report.size), str(report.movement.matched), str(report.movement.arrived), str(report.movement.lost))
        )
    assert said == {("40", "40", "≤\u00a010\u00a0%", "≤\u00a010\u00a0%")}


def test_les_equipes_sans_note_sur_un_theme_ne_se_comptent_pas() -> None:
    # Une équipe « sans objet » sur une dimension : son effectif ne diffère pas de celui des autres thèmes.
    ranks = np.tile(np.arange(44) % 4, (D, 1)).T
    for silent in (0, 1, 2, 3):
        states = np.zeros((44, D), dtype=int)
        states[:silent, 0] = 2
        report = national_report(cohort_of(ranks, standings=states))
        first, second = report.whole[0].levels, report.whole[1].levels
        assert isinstance(first, ReleasedDistribution) and isinstance(second, ReleasedDistribution)
        assert first.n == second.n == 40
        assert str(report.size) == "40"


def test_aucun_nombre_d_un_rapport_ne_rend_un_effectif_exact() -> None:
    # Des effectifs premiers entre eux et loin des multiples de 5 : aucun ne doit paraître.
    cohort = country(163, (2025, 2026))
    report = national_report(cohort, register=register(cohort))
    text = repr(report) + "".join(repr(one) for one in compare_all(cohort))
    assert report.size == release_count(163, PUBLIC)
    assert "163" not in text


# --- deux politiques -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other", [Policy(share_step=10), Policy(score_step=2), Policy(small=4), Policy(quantile_tail=4),
              Policy("ferme", share_step=25)],
)  # fmt: skip
def test_deux_arrondis_du_meme_chiffre_ne_sortent_pas_tous_les_deux(other: Policy) -> None:
    cohort = country(60)
    kept = register(cohort)
    national_report(cohort, register=kept)
    before = kept.ledger
    for act in (national_report, compare_all):
        with pytest.raises(DisclosureError, match="déjà sortis avec d’autres arrondis") as said:
            act(cohort, policy=other, register=kept)
        assert "Reprenez la politique de la première diffusion." in str(said.value)
    assert kept.ledger is before


def test_deux_arrondis_ne_se_croisent_pas_non_plus_par_le_fichier(tmp_path) -> None:  # type: ignore[no-untyped-def]
    cohort, path = country(60), tmp_path / "registre.jsonl"
    vintage = freeze(cohort, 2026, key=KEY)
    national_report(cohort, register=Register(open_ledger(path), vintage, on=DAY))
    with pytest.raises(DisclosureError, match="d’autres arrondis"):
        national_report(cohort, policy=Policy(share_step=10), register=Register(open_ledger(path), vintage, on=DAY))
    assert '"arrondi":"3-5-3-1"' in path.read_text(encoding="utf-8")


def test_une_autre_annee_peut_changer_d_arrondi() -> None:
    cohort = country(60, (2025, 2026))
    kept = register(cohort)
    national_report(cohort, register=kept)
    kept.vintage = freeze(cohort, 2025, key=KEY)
    assert national_report(cohort, year=2025, policy=Policy(share_step=10), register=kept).admitted


# --- l'appel d'après -------------------------------------------------------------------------------


def test_l_appel_suivant_ne_peut_pas_oublier_le_precedent() -> None:
    # Le même registre, sans rien lui repasser : la seconde question qui isolerait cinq équipes est refusée.
    age, density = np.repeat([0, 2], [25, 15]), np.repeat([0, 2], [30, 10])
    cohort = cohort_of(np.tile(np.arange(40) % 4, (D, 1)).T, age=age, rurality=density)
    kept = register(cohort)
    compare_all(cohort, register=kept, criteria=("age",))
    with pytest.raises(DisclosureError, match="isoler moins de 11"):
        vintage = kept.vintage
        rows = np.flatnonzero(density == 0)
        kept.admit([Entry(grid().dimensions[0].id, rows, "un chiffre")], PUBLIC)
    assert kept.vintage is vintage


def test_rien_de_ce_qui_sort_ne_porte_de_liste_d_equipes() -> None:
    cohort = country(60, (2025, 2026))
    kept = register(cohort)
    outs = (national_report(cohort, register=kept), compare_all(cohort, register=kept)[0])
    assert isinstance(kept.ledger, Ledger)
    for one in outs:
        assert one.admitted
        assert not {"ledger", "register", "vintage"} & {field.name for field in dataclasses.fields(one)}
        assert not any(f"{release.teams:x}" in repr(one) for release in kept.ledger.releases)


# --- deux campagnes --------------------------------------------------------------------------------


def two_campaigns(first: int, arrived: int = 60) -> Cohort:
    """`arrived` équipes en 2026, dont les `first` premières étaient là en 2025."""
    ranks = np.tile(np.arange(first + arrived) * 5 // 3 % 4, (D, 1)).T
    return cohort_of(ranks, years=[2025] * first + [2026] * arrived, teams=[*range(first), *range(arrived)])


def test_un_fichier_de_l_an_dernier_arrive_apres_coup_ne_fait_pas_ressortir_l_evolution() -> None:
    # L'évolution n'est inscrite qu'à l'année d'arrivée : cela suffit, car une équipe de plus l'an dernier change la liste des
    # équipes suivies, et la soustraction des deux évolutions la rendrait.
    kept = register(two_campaigns(40))
    assert national_report(two_campaigns(40), register=kept).movement is not None
    again = national_report(two_campaigns(41), register=kept)
    assert again.movement is not None and again.whole[0].levels
    assert not any(one.spread or one.net or one.clear for one in again.movement.themes)
    assert not again.movement.matched and not again.movement.lost and not again.movement.arrived  # 44, puis 45


def test_l_evolution_reste_bornee_a_un_sens_par_equipe() -> None:
    # Ce qui rend l'inscription à une année suffisante : il n'en sort ni note, ni écart, ni moyenne des deux campagnes.
    report = national_report(two_campaigns(40))
    assert report.movement is not None
    for one in report.movement.themes:
        values = {field.name for field in dataclasses.fields(one)}
        assert values == {"theme", "spread", "net", "clear"}
        if isinstance(one.spread, ReleasedDistribution):
            assert one.spread.levels == 3
            assert all(isinstance(group.share, ReleasedShare) for group in one.spread)
