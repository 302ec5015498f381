"""On attaque les portes de la pièce, par la façade : chaque refus est une phrase française, sans code ni compte."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from cohortes import cohort_of, country, grid

from matrice.errors import InputError, MatriceError
from matrice.federation import (
    Cohort,
    DisclosureError,
    Ledger,
    LedgerFile,
    Policy,
    Reason,
    Register,
    Withheld,
    compare,
    compare_all,
    freeze,
    national_report,
)
from matrice.federation.figures import UNREGISTERED

D = len(grid().dimensions)
KEY = b"une cle de seize octets et plus"
DAY = dt.date(2026, 11, 21)


def register(cohort: Cohort, ledger: Ledger | LedgerFile | None = None, year: int = 2026) -> Register:
    return Register(ledger or Ledger(), freeze(cohort, year, key=KEY), on=DAY)


def refused(act: Callable[[], object], kind: type[MatriceError] = MatriceError) -> str:
    """Le texte d'un refus, après avoir vérifié qu'il ne dit ni code d'équipe ni nombre autre qu'une année ou un seuil."""
    with pytest.raises(kind) as found:
        act()
    said = str(found.value)
    assert "equipe-" not in said
    assert found.value.__cause__ is None
    numbers = set(re.findall(r"\d+", said))
    assert numbers <= {"1", "5", "11", "2019", "2025", "2026"}, said  # « 1 faute », un seuil, une année
    assert re.search(r"[éèàêç’«]", said)  # du français
    return said


# --- des questions qui glissent --------------------------------------------------------------------


def test_changer_l_ordre_des_criteres_finit_par_etre_refuse_des_qu_un_groupe_s_isole() -> None:
    # 31 équipes : par âge 20 et 11, puis par taille 15 et 16. Une case croisée de 4 équipes ferait la différence.
    age = np.repeat([0, 2], [20, 11])
    size = np.concatenate([np.repeat([0, 2], [5, 15]), np.repeat([0, 2], [10, 1])])
    ranks = np.tile(np.arange(31) % 3, (D, 1)).T
    cohort = cohort_of(ranks, age=age, size=size)
    kept = register(cohort)
    compare_all(cohort, register=kept, criteria=("age",))
    said = refused(lambda: compare_all(cohort, register=kept, criteria=("size",)), DisclosureError)
    assert "isoler moins de 11" in said
    assert compare_all(cohort, register=kept, criteria=("age",))


@pytest.mark.parametrize(
    "criteria", [("size", "age", "rurality"), ("region",), ("rurality",), ("age",), ("region", "age"), ()]
)
def test_quel_que_soit_le_decoupage_demande_ensuite_rien_ne_s_isole(criteria: Sequence[str]) -> None:
    cohort = country(120, (2025, 2026))
    kept = register(cohort)
    compare_all(cohort, register=kept)
    try:
        compare_all(cohort, register=kept, criteria=criteria)  # type: ignore[arg-type]
    except DisclosureError as refusal:
        assert "equipe-" not in str(refusal)
        return
    after = kept.ledger
    assert isinstance(after, Ledger)
    for subject in {one.subject for one in after.releases}:
        sets = [one.teams for one in after.releases if one.subject == subject]
        assert all((one ^ other).bit_count() >= 11 or one == other for one in sets for other in sets)


@pytest.mark.parametrize("k", [12, 15, 20, 30])
def test_un_seuil_qui_change_d_un_appel_a_l_autre_ne_laisse_pas_de_difference(k: int) -> None:
    cohort = country(160)
    kept = register(cohort)
    compare_all(cohort, register=kept)
    try:
        compare_all(cohort, register=kept, policy=Policy(k=k))
    except DisclosureError:
        return
    after = kept.ledger
    assert isinstance(after, Ledger)
    for subject in {one.subject for one in after.releases}:
        sets = [one.teams for one in after.releases if one.subject == subject]
        assert all((one ^ other).bit_count() >= 11 or one == other for one in sets for other in sets)


def test_une_diffusion_fermee_ne_rend_pas_une_equipe_au_public() -> None:
    cohort = country(40)
    kept = register(cohort)
    national_report(cohort, policy=Policy("ferme"), register=kept)
    national_report(cohort, register=kept)
    both = kept.ledger
    assert isinstance(both, Ledger)
    assert {one.circle for one in both.releases} == {"public", "ferme"}


# --- deux cohortes ---------------------------------------------------------------------------------


def test_deux_cohortes_qui_different_d_une_equipe_ne_sortent_pas_toutes_les_deux() -> None:
    cohort = country(60)
    first = register(cohort)
    compare_all(cohort, register=first)
    ledger = first.ledger
    less = cohort.where(cohort.teams != 5)
    said = refused(lambda: compare_all(less, register=register(less, ledger)), DisclosureError)
    assert "la liste des équipes de 2026 a changé" in said
    refused(lambda: national_report(less, register=register(less, ledger)), DisclosureError)


@pytest.mark.parametrize("kept", ["autre liste", "moins une", "autre ordre"])
def test_un_millesime_ne_sert_qu_aux_equipes_qu_il_a_figees(kept: str) -> None:
    # Même effectif, une équipe remplacée : le registre noterait les diffusions sur d'autres équipes que les vraies.
    cohort = country(60)
    frozen = register(cohort.where(cohort.teams != 6))
    other = {
        "autre liste": cohort.where(cohort.teams != 5), "moins une": cohort.where(cohort.teams > 6),
        "autre ordre": cohort.where(cohort.teams != 6).where(np.arange(59)[::-1]),
    }[kept]  # fmt: skip
    for act in (compare_all, national_report):
        assert "figez la cohorte" in refused(lambda act=act: act(other, register=frozen))  # type: ignore[misc]


def test_un_millesime_d_une_autre_annee_est_refuse() -> None:
    cohort = country(30, (2025, 2026))
    refused(lambda: compare("equipe-0", cohort, register=register(cohort, year=2025)))


# --- trop peu --------------------------------------------------------------------------------------


@pytest.mark.parametrize("teams", [1, 2, 4, 10])
def test_quelques_equipes_ne_montrent_rien_d_elles(teams: int) -> None:
    cohort = country(teams, (2025, 2026))
    kept = register(cohort)
    report = national_report(cohort, register=kept)
    assert not report.size and not report.response
    assert {type(one.levels) for one in report.whole} == {Withheld}
    assert {type(one.scores) for one in report.whole} == {Withheld}
    assert (report.territories, report.funnels, report.needs) == ((), (), ())
    assert not any(one.share for one in (*report.typology, *report.practices.tasks))
    assert not any(one.quartiles for one in (*report.practices.hours, *report.practices.cost))
    assert report.movement is not None and not any(one.clear for one in report.movement.themes)
    assert report.admitted and kept.ledger == Ledger()
    for found in compare_all(cohort, register=register(cohort)):
        assert not found.size
        assert not any(one.peers.levels or one.peers.scores or one.same_start for one in found.dimensions)
        assert not any(step.tasks for step in found.steps)


def test_un_territoire_d_une_seule_equipe_n_apparait_pas_seul() -> None:
    cohort = country(60)
    region = dataclasses.replace(cohort.region, codes=np.array([3] + [5] * 30 + [7] * 29, dtype=np.int16))
    report = national_report(dataclasses.replace(cohort, region=region))
    assert len(report.territories) == 2
    assert all(int(str(one.size)) >= 11 for one in report.territories)
    alone = dataclasses.replace(cohort.region, codes=np.array([3] + [5] * 59, dtype=np.int16))
    assert national_report(dataclasses.replace(cohort, region=alone)).territories == ()


@pytest.mark.parametrize(
    ("state", "said"), [(1, "non calculable"), (2, "sans objet"), (3, "absente de la grille de l’équipe")]
)
def test_une_dimension_que_personne_n_a_notee_se_tait_et_dit_pourquoi(state: int, said: str) -> None:
    states = np.zeros((60, D), dtype=int)
    states[:, 0] = state
    cohort = cohort_of(np.tile(np.arange(60) % 4, (D, 1)).T, standings=states)
    assert national_report(cohort, register=register(cohort)).whole[0].levels == Withheld(Reason.SMALL)
    place = compare("equipe-0", cohort, register=register(cohort)).dimensions[0]
    assert (place.standing, place.score, place.position, place.band) == (said, None, None, None)


def test_une_cohorte_sans_aucune_note_ne_plante_pas_et_ne_dit_rien() -> None:
    cohort = cohort_of(np.ones((60, D), dtype=int), standings=np.ones((60, D), dtype=int))
    report = national_report(cohort, register=register(cohort))
    assert (report.needs, report.typology, report.practices.together) == ((), (), ())
    found = compare_all(cohort, register=register(cohort))[0]
    assert (found.strengths, found.steps) == ((), ())
    assert found.to_frame().note.isna().all()


def test_des_heures_infinies_ou_absentes_ne_sortent_pas() -> None:
    cohort = country(60)
    for hours in (np.inf, np.nan):
        found = national_report(dataclasses.replace(cohort, hours=np.full(60, hours))).practices.hours
        assert [bool(one.quartiles) for one in found] == [False]


# --- ce que l'on demande mal -----------------------------------------------------------------------


def test_une_annee_absente_est_refusee_et_les_annees_connues_sont_dites() -> None:
    cohort = country(20, (2025, 2026))
    for act in (compare_all, national_report):
        assert "la cohorte porte 2025 et 2026" in refused(lambda act=act: act(cohort, year=2019), InputError)  # type: ignore[misc]
    refused(lambda: compare("ailleurs", cohort, year=2019), InputError)


def test_une_cohorte_vide_est_refusee() -> None:
    empty = country(20).where(np.zeros(20, dtype=bool))
    for act in (compare_all, national_report):
        assert "vide" in refused(lambda act=act: act(empty))  # type: ignore[misc]


def test_un_decoupage_inconnu_est_refuse() -> None:
    cohort = country(20)
    for foreign in ("ville", "taille"):
        assert "n’est pas un lieu" in refused(lambda by=foreign: national_report(cohort, by=by), InputError)  # type: ignore[misc]
    assert "codes" in refused(lambda: compare_all(cohort, criteria=["âge", "codes"]), InputError)


def test_un_critere_se_nomme_comme_dans_une_table_ou_en_anglais() -> None:
    cohort = country(60)
    for french, english in (("territoire", "territory"), ("Région", "region")):
        assert national_report(cohort, by=french).to_frame().equals(national_report(cohort, by=english).to_frame())
    assert compare_all(cohort, criteria="taille") == compare_all(cohort, criteria=("size",))


def test_une_politique_fabriquee_est_refusee() -> None:
    class Lax:
        threshold, small, share_step, quantile_tail, circle = 1, 1, 1, 0, "public"

    for policy in (Lax(), {"k": 1}):
        for act in (compare_all, national_report):
            refused(lambda act=act, policy=policy: act(country(20), policy=policy), DisclosureError)  # type: ignore[misc]


# --- sans registre ---------------------------------------------------------------------------------


def test_sans_registre_chaque_sortie_le_dit_et_avec_lui_non() -> None:
    cohort = country(40)
    outs = [compare("equipe-0", cohort), compare_all(cohort)[0], national_report(cohort)]
    assert all(UNREGISTERED in one.notes for one in outs)
    kept = [compare("equipe-0", cohort, register=register(cohort)), compare_all(cohort, register=register(cohort))[0],
            national_report(cohort, register=register(cohort))]  # fmt: skip
    assert not any(UNREGISTERED in one.notes for one in kept)
    assert UNREGISTERED.startswith("Sans registre")
