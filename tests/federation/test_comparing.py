"""Situer une équipe : chiffres recalculés à la main, propriétés, attaques."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from cohortes import cohort_of, country, grid
from hypothesis import given
from hypothesis import strategies as st

from matrice.assessment import Profile, Trend, read_responses, score
from matrice.errors import InputError, MatriceError
from matrice.federation import (
    Band,
    Cohort,
    DisclosureError,
    Ledger,
    Register,
    Released,
    ReleasedPosition,
    Withheld,
    compare,
    compare_all,
    freeze,
)
from matrice.federation.comparison import bands, plausible_bands
from matrice.federation.figures import UNREGISTERED
from matrice.referentiel import Referentiel
from tirages import examples

D = len(grid().dimensions)
DAY = dt.date(2026, 11, 21)
KEY = b"une cle de seize octets et plus"


def steps(counts: tuple[int, int, int, int], **columns: Any) -> Cohort:
    """Une cohorte où chaque dimension a ces effectifs par niveau, dans le même ordre."""
    return cohort_of(np.repeat([0, 1, 2, 3], counts)[:, None].repeat(D, axis=1), **columns)


def test_les_parts_le_rang_et_les_quartiles_sont_ceux_du_calcul_a_la_main() -> None:
    # 20/60/90/30 équipes (methodes § 2.1) ; l'équipe 100 est au niveau 2 : 40 % en dessous, 45 % au même niveau,
    # 15 % au-dessus, rang médian 62,5. Notes 0, 33,3, 66,7, 100 : quartiles 33, 67, 67.
    place = compare("equipe-100", steps((20, 60, 90, 30))).dimensions[0]
    spot = place.position
    assert isinstance(spot, ReleasedPosition)
    assert [str(one) for one in (spot.below, spot.same, spot.above)] == ["40\u00a0%", "45\u00a0%", "15\u00a0%"]
    assert spot.percentile.value in (62, 63)
    assert [place.peers.quartile(q) for q in (0.25, 0.5, 0.75)] == [33, 67, 67]
    assert [str(one) for one in place.peers.levels.at_least[1:]] == ["90\u00a0%", "60\u00a0%", "15\u00a0%"]
    # Wilson de 120/200 : 53,1 à 66,5 ; arrondi vers l'extérieur, à tout ce que « 60 % » peut valoir.
    assert (place.peers.intervals[2].low, place.peers.intervals[2].high) == (52, 68)
    assert (place.level, place.rank, place.band, place.gap) == (2, 2, Band.UPPER, 0)


def test_un_axe_se_compare_comme_une_dimension() -> None:
    found = compare("equipe-100", steps((20, 60, 90, 30)))
    assert [one.theme.id for one in found.axes] == [axis.id for axis in grid().axes]
    assert {(one.level, one.band) for one in found.axes} == {(2, Band.UPPER)}
    assert found.place("patients").theme.kind == "axis"


def test_le_meme_comparateur_pour_toutes_les_equipes_d_un_groupe() -> None:
    # Attaque « toutes sauf moi » : deux équipes du groupe mettent leurs chiffres en commun ; ce sont les mêmes.
    everyone = compare_all(country(200))
    by_group: dict[str, set[int]] = {}
    for one in everyone:
        by_group.setdefault(one.group, set()).update(id(place.peers) for place in (*one.dimensions, *one.axes))
    assert all(len(figures) == D + len(grid().axes) for figures in by_group.values())


@examples(5)
@given(st.integers(0, 1_000_000))
def test_comparer_une_equipe_ou_toutes_donne_la_meme_chose(seed: int) -> None:
    cohort = country(120, (2025, 2026), seed=seed)
    row = seed % 120
    assert compare(f"equipe-{row}", cohort) == compare_all(cohort)[row]


def test_une_comparaison_ne_porte_que_les_valeurs_de_l_equipe_et_des_valeurs_diffusees() -> None:
    # Changer les notes des autres sans changer ce qui est diffusé ne change rien : rien d'autre n'est porté.
    found = compare("equipe-3", country(150))

    def inside(value: object) -> Iterator[object]:
        yield value
        if isinstance(value, tuple):
            for one in value:
                yield from inside(one)
        elif dataclasses.is_dataclass(value) and not isinstance(value, Released | Withheld | type):
            for one in dataclasses.fields(value):
                yield from inside(getattr(value, one.name))

    kinds = {type(one) for one in inside(found) if not isinstance(one, str | int | float | bool | None)}
    assert np.ndarray not in kinds
    assert {kind.__name__ for kind in kinds if not issubclass(kind, Released | Withheld | Referentiel)} == {
        "Comparison", "Place", "Theme", "PeerFigures", "NextStep", "tuple",
    } | {"KeptTask"}  # fmt: skip


def test_un_groupe_de_deux_ne_montre_rien_et_dit_pourquoi() -> None:
    found = compare("equipe-0", steps((1, 1, 0, 0)))
    assert str(found.size) == "non diffusé\u00a0: trop peu d’équipes dans le groupe"
    assert {type(one.peers.levels) for one in found.dimensions} == {Withheld}
    assert {one.band for one in found.dimensions} == {None}
    assert not any(one.uncertain for one in found.dimensions)
    frame = found.to_frame()
    assert frame[["dessous", "mediane", "q1"]].isna().all().all()
    assert frame["raison"].notna().all()


def test_onze_equipes_ont_des_parts_mais_pas_de_quartiles() -> None:
    # Les quartiles demandent douze équipes : N·1/4 ≥ 3.
    place = compare("equipe-0", steps((4, 3, 4, 0))).dimensions[0]
    assert isinstance(place.position, ReleasedPosition)
    assert isinstance(place.peers.quartile(0.25), Withheld)
    assert place.band is None


def test_sans_note_il_n_y_a_ni_place_ni_zero() -> None:
    states = np.zeros((40, D), dtype=int)
    states[0, :3] = (1, 2, 3)
    places = compare("equipe-0", steps((10, 10, 10, 10), standings=states)).dimensions[:3]
    assert [one.standing for one in places] == ["non calculable", "sans objet", "absente de la grille de l’équipe"]
    assert {(one.score, one.level, one.position, one.band) for one in places} == {(None, None, None, None)}


def test_le_theme_d_un_groupe_trop_peu_note_emporte_le_plus_petit_des_autres() -> None:
    # Deux groupes de 20 ; 17 équipes du premier n'ont pas la dimension : 3 notées. Le total (23) moins le second (20)
    # rendrait ces trois équipes ; les deux groupes se taisent donc, de la même façon.
    states = np.zeros((40, D), dtype=int)
    states[:17, 0] = 2
    cohort = steps((10, 10, 10, 10), standings=states, age=np.repeat([0, 2], 20))
    first, second = compare("equipe-18", cohort), compare("equipe-30", cohort)
    assert first.group != second.group
    assert {str(one.dimensions[0].peers.levels) for one in (first, second)} == {"non diffusé\u00a0: secret statistique"}
    assert all(not isinstance(one.dimensions[1].peers.levels, Withheld) for one in (first, second))


# --- bandes et incertitude ---


def test_les_bandes_suivent_les_quartiles() -> None:
    quartiles = np.array([[25.0, 50.0, 75.0]])
    scores = np.array([[24.4], [24.6], [49.0], [50.0], [75.4], [75.6], [np.nan]])
    assert bands(scores, quartiles).ravel().tolist() == [0, 1, 1, 2, 2, 3, -1]
    assert bands(scores, np.array([[25.0, np.nan, 75.0]])).ravel().tolist() == [-1] * 7


@given(st.floats(0, 100), st.integers(-1, 40), st.tuples(*[st.integers(0, 100)] * 3))
def test_la_bande_est_toujours_parmi_les_plausibles(score: float, heard: int, points: tuple[int, int, int]) -> None:
    quartiles, scores = np.sort(np.array([points], dtype=float)), np.array([[score]])
    low, high = plausible_bands(scores, quartiles, np.array([heard]))
    assert low[0, 0] <= bands(scores, quartiles)[0, 0] <= high[0, 0]


def test_une_position_est_incertaine_pres_d_un_quartile_et_moins_avec_plus_de_repondants() -> None:
    quartiles, scores = np.array([[40.0, 50.0, 60.0]]), np.array([[100.0], [58.0], [72.0]])

    def unsure(heard: int) -> list[bool]:
        low, high = plausible_bands(scores, quartiles, np.full(3, heard))
        return (low != high).ravel().tolist()

    assert unsure(12) == [False, True, False]
    assert unsure(3) == [False, True, True]


def test_des_quartiles_confondus_ne_permettent_aucune_certitude() -> None:
    place = compare("equipe-0", steps((0, 37, 3, 0))).dimensions[0]
    assert place.between == (Band.FIRST, Band.LAST)
    assert place.uncertain


# --- points d'appui, pas suivants ---


def test_trois_points_d_appui_trois_pas_et_les_taches_de_ceux_qui_sont_au_meme_niveau() -> None:
    ranks = np.full((60, D), 1)
    ranks[::2] = 2
    ranks[0, :3], ranks[0, 3:6] = 3, 0
    ranks[1:30, 3:6] = 0
    tasks = np.zeros((60, len(grid().tasks)), dtype=bool)
    names = [task.id for task in grid().tasks]
    serving = [task.id for _, _, task, dimension in grid().placed_tasks() if dimension.id == grid().dimensions[3].id]
    tasks[:, -1] = True  # toutes ont une fiche
    tasks[1:21, names.index(serving[0])] = True  # 20 des 30 équipes au niveau le plus bas
    found = compare("equipe-0", cohort_of(ranks, tasks=tasks))
    assert {one.theme.id for one in found.strengths} == {one.id for one in grid().dimensions[:3]}
    assert {step.place.theme.id for step in found.steps} == {one.id for one in grid().dimensions[3:6]}
    step = next(one for one in found.steps if one.place.theme.id == grid().dimensions[3].id)
    assert [(task.id, str(task.share)) for task in step.tasks] == [(serving[0], "65\u00a0%")]  # 20/30, arrondi à 5 %


def test_une_note_basse_sans_mediane_diffusee_n_est_pas_un_appui() -> None:
    """Un groupe trop petit ne dit aucune médiane : la note décide seule, et il y faut la moitié de l'échelle."""
    ranks = np.full((8, D), 1)
    ranks[0, 0] = 2
    found = compare("equipe-0", cohort_of(ranks))
    assert all(place.gap is None for place in found.dimensions)
    assert [one.theme.id for one in found.strengths] == [grid().dimensions[0].id]


def test_un_profil_donne_sa_prochaine_marche(profile: Profile) -> None:
    cohort = steps((10, 10, 10, 10))
    found = compare(profile, cohort)
    rcp = next(step for step in found.steps if step.place.theme.id == "rcp")
    assert rcp.rung == grid().next_stage("rcp", profile.dimension("rcp").level)


def test_le_sens_depuis_l_annee_d_avant_compare_des_notes_arrondies() -> None:
    ranks = np.full((40, D), 1)
    later = ranks.copy()
    later[0, :2] = (2, 0)
    cohort = cohort_of(
        np.concatenate([ranks, later]), years=[2024] * 40 + [2026] * 40, teams=np.tile(np.arange(40), 2).tolist()
    )
    found = compare("equipe-0", cohort)
    assert found.before == 2024
    assert [one.trend for one in found.dimensions[:3]] == [Trend.UP, Trend.DOWN, Trend.STABLE]
    assert compare("equipe-0", cohort, year=2024).before is None


# 50,1 et 50,4 s'impriment « 50 » : stable, dans les deux sens. 50,4 et 50,5 s'impriment « 50 » et « 51 » : cela bouge.
@pytest.mark.parametrize(
    ("before", "after", "trend"),
    [
        (50.1, 50.4, Trend.STABLE), (50.4, 50.1, Trend.STABLE), (50.4, 50.5, Trend.UP), (50.5, 50.4, Trend.DOWN),
        (None, 50.0, Trend.NOT_COMPARABLE), (0.0, None, Trend.NOT_COMPARABLE), (0.0, 1.0, Trend.UP),
    ],
)  # fmt: skip
def test_deux_notes_qui_s_impriment_pareil_ne_font_pas_une_tendance(
    before: float | None, after: float | None, trend: Trend
) -> None:
    place = compare("equipe-0", steps((10, 10, 10, 10))).dimensions[0]
    assert place._replace(score_before=before, score=after).trend is trend


# --- qui se compare à quoi ---


@pytest.fixture
def profile() -> Profile:
    """Une équipe que la cohorte ne connaît pas."""
    row = {f"rcp.{rank}": level for rank, level in enumerate((3, 2, 1, 0, 0), start=1)}
    return score(read_responses(pd.DataFrame([row] * 3), grid(), team="Les Tilleuls", on=dt.date(2026, 6, 1)))


def test_un_profil_inconnu_se_compare_a_toutes_les_equipes_sans_y_entrer(profile: Profile) -> None:
    cohort = steps((10, 10, 10, 10), age=np.repeat([0, 2], 20))
    found = compare(profile, cohort)
    assert (found.group, str(found.size)) == ("toutes les équipes", "40")
    assert found.notes[0].startswith("Cette équipe n’est pas dans la cohorte")
    assert found.place("rcp").score == profile.dimension("rcp").score


def test_un_profil_dont_le_nom_est_accepte_retrouve_sa_ligne(profile: Profile) -> None:
    ranks = np.full((40, D), 2)
    ranks[0, [one.id for one in grid().dimensions].index("rcp")] = 1
    cohort = cohort_of(ranks, named=("Les Tilleuls", *[""] * 39))
    found = compare(profile, cohort)
    assert (found.code, found.notes) == ("equipe-0", (UNREGISTERED,))
    assert next(step.rung for step in found.steps if step.place.theme.id == "rcp") == grid().next_stage("rcp", 1)


def test_un_nom_de_code_inconnu_se_dit_en_francais() -> None:
    with pytest.raises(InputError) as caught:
        compare("equipe-99", steps((10, 10, 10, 10)))
    assert str(caught.value) == (
        "Comparaison impossible\u00a0: 1\u00a0faute\n  - aucune équipe «\u00a0equipe-99\u00a0» en 2026\u00a0: donnez son nom "
        "de code, ou son profil."
    )


def test_d_autres_regles_de_calcul_ou_une_autre_grille_ne_se_comparent_pas(profile: Profile) -> None:
    cut = grid().model_copy(update={"axes": grid().axes[:3], "label": "Grille courte"})
    other = dataclasses.replace(profile, algorithm="0.9", ref=cut)
    with pytest.raises(InputError) as caught:
        compare(other, steps((10, 10, 10, 10)))
    assert len(caught.value.problems) == 2
    assert "Recalculez-le à partir de ses réponses." in str(caught.value)


def test_une_cohorte_simulee_le_dit() -> None:
    cohort = dataclasses.replace(steps((10, 10, 10, 10)), simulated=True)
    assert compare("equipe-0", cohort).notes == (
        "Cohorte simulée\u00a0: ces chiffres ne décrivent aucune équipe réelle.",
        UNREGISTERED,
    )


# --- le registre ---


def test_comparer_deux_fois_n_allonge_pas_le_registre() -> None:
    cohort = country(300)
    register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=DAY)
    assert compare_all(cohort, register=register)[0].admitted
    first = register.ledger
    assert isinstance(first, Ledger) and first.releases
    compare_all(cohort, register=register)
    assert register.ledger == first
    assert compare("equipe-5", cohort, register=register).admitted
    assert register.ledger == first


def test_changer_de_criteres_d_une_demande_a_l_autre_est_refuse_quand_cela_isole() -> None:
    # Attaque par filtres glissants : 25 jeunes et 15 anciennes, puis 26 en commune dense (dont une ancienne) et 14 rurales.
    age, density = np.repeat([0, 2], [25, 15]), np.repeat([0, 2], [26, 14])
    cohort = steps((10, 10, 10, 10), age=age, rurality=density)
    register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=DAY)
    assert compare_all(cohort, register=register, criteria=("age",))
    with pytest.raises(DisclosureError) as caught:
        compare_all(cohort, register=register, criteria=("rurality",))
    assert "equipe-" not in str(caught.value)


def test_un_millesime_d_une_autre_annee_est_refuse() -> None:
    cohort = country(100, (2025, 2026))
    register = Register(Ledger(), freeze(cohort, 2025, key=KEY), on=DAY)
    with pytest.raises(MatriceError, match="Le millésime est celui de 2025"):
        compare("equipe-0", cohort, register=register)


def test_le_tableau_dit_les_memes_chiffres() -> None:
    found = compare("equipe-100", steps((20, 60, 90, 30)))
    frame = found.to_frame()
    assert frame["dimension"].fillna(frame["axe"]).tolist() == [
        one.theme.id for one in (*found.dimensions, *found.axes)
    ]
    line = frame.query("dimension == 'rcp'").iloc[0]
    assert line[["dessous", "egal", "dessus", "q1", "mediane", "q3"]].tolist() == [40, 45, 15, 33, 67, 67]
    assert line["bande"] == "autour de la médiane, côté haut"
