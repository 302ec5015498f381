"""Les compétences : comptes des sources, liens aux fonctions, et une fiche qui ne demande que ce qu'il lui faut."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.fiche import catalogue, competences_for, load_competences, load_plans
from matrice.fiche.competences import Competence
from matrice.referentiel import load_referentiel

DATA = Path(__file__).parents[2] / "data"
FUNCTIONS = [function.id for function in load_referentiel().functions]
ALL = load_competences()
# Les fonctions où la coordination peut être au contact des patients : éducation thérapeutique, accès, situations complexes.
PATIENT_FACING = {"F1.2", "F3.4", "F3.6"}


def test_les_comptes_sont_ceux_des_documents() -> None:
    # Inventaire des documents : 001 compte 12, 12, 12, 13 et 5 ; le bloc 5 de 003, 14 ; 002 et 004, 3 profils chacun.
    counts = (ALL.activities, ALL.savoir_faire, ALL.connaissances, ALL.professions, ALL.relations, ALL.savoir_etre)
    assert [len(rows) for rows in counts] == [12, 12, 12, 13, 5, 14]
    assert [profile.document for profile in ALL.profiles] == ["portrait-002"] * 3 + ["guide-004"] * 3
    hospital = [*ALL.activities, *ALL.savoir_faire, *ALL.connaissances, *ALL.professions, *ALL.relations]
    assert {row.document for row in hospital} == {"parcours-001"}
    assert {row.document for row in ALL.savoir_etre} == {"activite-003"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_chaque_fonction_demande_un_savoir_faire_une_connaissance_et_un_savoir_etre(function: str) -> None:
    needed = competences_for([function])
    assert needed.savoir_faire and needed.connaissances and needed.savoir_etre


def test_ce_qui_suppose_un_contact_avec_les_patients_reste_la_ou_il_a_lieu() -> None:
    rows = [row for row in ALL.rows if isinstance(row, Competence) and row.patient]
    assert len(rows) >= 8
    for row in rows:
        assert set(row.functions) <= PATIENT_FACING, row.id


def test_un_savoir_etre_suit_les_taches_de_sa_ligne_du_bloc_5() -> None:
    functions = {placed.id: placed.function.id for placed in catalogue(load_referentiel())}
    lines = {line.attitude: line for line in load_plans()["blocs"].activities if line.attitude}
    assert sorted(lines) == [row.id for row in ALL.savoir_etre]
    for row in ALL.savoir_etre:
        assert row.source == f"activite-003:{lines[row.id].id}"
        assert {functions[task] for task in lines[row.id].tasks} <= set(row.functions), row.id


@given(st.lists(st.sampled_from(FUNCTIONS), unique=True))
def test_une_fiche_demande_ce_que_ses_fonctions_demandent_et_rien_de_plus(functions: list[str]) -> None:
    needed = competences_for(functions)
    for asked in (
        *needed.activities,
        *needed.savoir_faire,
        *needed.connaissances,
        *needed.savoir_etre,
        *needed.relations,
    ):
        assert asked.functions == tuple(name for name in functions if name in asked.competence.functions) != ()
    wanted = {asked.competence.id for asked in needed.connaissances}
    assert wanted == {row.id for row in ALL.connaissances if set(row.functions) & set(functions)}


def test_la_securite_des_locaux_ne_demande_rien_du_contact_avec_les_patients() -> None:
    needed = competences_for(["F5.4"])
    assert [asked.competence.id for asked in needed.savoir_faire] == ["SF.04"]
    assert needed.professions == () and needed.access == ""
    assert not any(asked.competence.patient for asked in needed.savoir_faire + needed.connaissances)


def test_les_situations_complexes_appellent_la_mise_en_garde_et_les_metiers_d_acces() -> None:
    needed = competences_for(["F3.6"])
    assert "05T10" in needed.caution and "mars 2015" in needed.caution and "patient" in needed.caution
    assert len(needed.professions) == 13 and "05T10" in needed.access
    assert "parcours-001" in {source.id for source in needed.sources}


def test_sans_fonction_rien_n_est_demande() -> None:
    needed = competences_for([])
    assert (
        needed.savoir_faire == needed.professions == needed.profiles == needed.training == needed.sources == ()
        and needed.caution == ""
    )
    assert competences_for(["X1.1"]).savoir_faire == ()  # une fonction propre à une fédération ne demande rien


def test_les_formations_disent_leur_duree_leur_annee_et_leur_confiance() -> None:
    # Document 004 (2021) : 15 mois pour PACTE, 4 à 6 séminaires ; chacun dure un ou deux jours, comme à l’IREPS.
    pacte, ireps, _ = ALL.training
    assert "15 mois" in pacte.duration and "4 à 6" in pacte.duration and "1 à 2 jours" in pacte.duration
    assert "1 à 2 jours" in ireps.duration
    assert all("à vérifier" in one.confidence and re.search(r"20\d\d", one.confidence) for one in ALL.training)
    assert [one.id for one in competences_for(["F5.1"]).training] == ["FO.1", "FO.3"]
    assert [one.id for one in competences_for(["F3.1"]).training] == ["FO.1", "FO.2", "FO.3"]


def test_chaque_source_est_datee_et_dit_sa_confiance() -> None:
    sources = (*ALL.sources, *load_plans().sources)
    assert all(source.date and source.consulted and source.confidence for source in sources)


@pytest.mark.parametrize("name", ["plans.yaml", "competences.yaml"])
def test_la_typographie_des_donnees_est_francaise(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    prose = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in prose:
        assert "'" not in line, line
        assert not re.search(r" [;?!»]| :(\s|$|\")|« ", line), line


def test_ce_que_nomme_une_ligne_existe_et_chaque_identifiant_sert_une_fois() -> None:
    sources = {source.id for source in ALL.sources}
    assert len({row.id for row in ALL.rows}) == len(ALL.rows) and ALL.caution.source in sources
    for row in ALL.rows:
        assert row.document in sources and set(row.functions) <= set(FUNCTIONS), row.id
        assert row.functions or not isinstance(row, Competence), row.id
