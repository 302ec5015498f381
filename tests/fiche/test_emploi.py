"""Les chiffres livrés : datés, sourcés, sans trou, et chacun valable au jour où l'on s'en sert."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from matrice.errors import InputError
from matrice.fiche import Emploi, load_emploi, money, working_time
from matrice.fiche import emploi as emploi_room
from matrice.fiche.emploi import first_day, last_day
from matrice.files import shipped_text
from matrice.referentiel import parse_values

LAW = load_emploi()
ON = dt.date(2026, 11, 21)
EVERYTHING = (
    *LAW.figures, LAW.seniority, LAW.classification, LAW.employer_cost, *LAW.payroll_tax, LAW.reduction, *LAW.aci, *LAW.pending,
)  # fmt: skip


def test_tout_chiffre_a_une_source_decrite_une_date_et_une_confiance() -> None:
    sources = {source.id for source in LAW.sources}
    for value in EVERYTHING:
        assert value.source in sources, value.id
        assert value.date and value.confidence, value.id
    assert all(rule.beyond_source in sources | {""} for rule in LAW.aci)


def test_tout_chiffre_dit_son_usage_et_le_meme_d_une_annee_a_l_autre() -> None:
    for identifier in {figure.id for figure in LAW.figures}:
        assert len({figure.use for figure in LAW.series(identifier)}) == 1, identifier
    assert all(value.use for value in (LAW.employer_cost, LAW.reduction, LAW.seniority, LAW.classification))


# Un seuil dont dépend un jugement porte ses deux bornes : sans elles, un plafond de 2025 jugerait encore 2026.
def test_un_chiffre_de_jugement_sans_bornes_est_refuse() -> None:
    known = {value.id for value in EVERYTHING if value.judges}
    assert known >= {
        "smic-horaire",
        "plancher-temps-partiel",
        "plancher-temps-partiel-general",
        "classification",
        "micro-plafond",
    }
    for value in EVERYTHING:
        assert value.judges or "jugement" not in value.use, value.id
    broken = shipped_text("emploi.yaml").replace('    until: "2026-05-31"\n', "")
    with pytest.raises(
        InputError, match="un chiffre qui fonde un jugement, donc borné\xa0: since, et until ou check_after"
    ):
        parse_values(Emploi, broken, source="emploi.yaml")


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (dt.date(2026, 5, 31), False),
        (dt.date(2026, 6, 1), True),
        (dt.date(2026, 12, 31), True),
        (dt.date(2027, 1, 1), False),
    ],
)
def test_un_chiffre_tient_de_son_premier_a_son_dernier_jour(day: dt.date, holds: bool) -> None:
    assert LAW["smic-horaire"].holds(on=day) is holds


def test_toute_source_sert_au_moins_une_fois() -> None:
    used = {value.source for value in EVERYTHING} | {rule.beyond_source for rule in LAW.aci}
    assert {source.id for source in LAW.sources} <= used


def test_les_valeurs_successives_d_un_chiffre_ne_se_chevauchent_pas() -> None:
    for identifier in {figure.id for figure in LAW.figures}:
        known = LAW.series(identifier)
        for earlier, later in pairwise(known):
            assert earlier.until and later.since, identifier
            assert last_day(earlier.until) < first_day(later.since), identifier


def test_un_texte_annonce_ne_vise_que_des_chiffres_connus() -> None:
    known = {value.id for value in EVERYTHING}
    assert all(set(text.concerns) <= known for text in LAW.pending)


# Valeurs lues dans le domaine : 35 h, 52 semaines payées, 1 607 h, 228 / 5 = 45,6 semaines ; planchers du temps partiel.
@pytest.mark.parametrize(
    ("identifier", "value"),
    [
        ("duree-hebdomadaire", 35),
        ("semaines-payees", 52),
        ("duree-annuelle", 1607),
        ("semaines-travaillees", 228 / 5),
        ("plancher-temps-partiel", 16),
        ("plancher-temps-partiel-general", 24),
        ("delai-reponse-temps-partiel", 30),
        ("heures-complementaires-dixieme", 10),
        ("heures-complementaires-tiers", 25),
        ("aci-point", 7),
        ("aci-avance", 60),
        ("aci-avance-minimum", 12000),
        ("micro-plafond", 83600),
        ("micro-seuil-tva", 37500),
        ("micro-seuil-tva-majore", 41250),
        ("micro-formation", 0.2),
    ],
)
def test_les_chiffres_simples_sont_ceux_des_sources(identifier: str, value: float) -> None:
    assert LAW[identifier].value == value


# Smic : 12,02 € au 1er janvier 2026, 12,31 € au 1er juin. Micro-entreprise : 22,1 % (2021), 24,6 % (2025), 25,6 % (2026).
@pytest.mark.parametrize(
    ("identifier", "day", "value"),
    [
        ("smic-horaire", dt.date(2026, 5, 31), 12.02),
        ("smic-horaire", dt.date(2026, 6, 1), 12.31),
        ("micro-plafond", dt.date(2025, 12, 31), 77700),
        ("micro-plafond", dt.date(2026, 1, 1), 83600),
        ("micro-seuil-tva", dt.date(2021, 12, 1), 34000),
        ("micro-seuil-tva", dt.date(2025, 1, 1), 37500),
        ("micro-cotisations", dt.date(2021, 6, 1), 22.1),
        ("micro-cotisations", dt.date(2024, 9, 1), 23.1),
        ("micro-cotisations", dt.date(2025, 12, 31), 24.6),
        ("micro-cotisations", dt.date(2026, 1, 1), 25.6),
        ("micro-cotisations", dt.date(2023, 1, 1), 22.1),  # trou : le dernier connu, que « stale » dira périmé
        ("micro-cotisations", dt.date(2019, 1, 1), 22.1),  # avant tout : le premier connu
    ],
)
def test_un_chiffre_qui_change_se_lit_a_sa_date(identifier: str, day: dt.date, value: float) -> None:
    assert LAW.at(identifier, on=day).value == value
    assert LAW[identifier].value == LAW.series(identifier)[-1].value


def test_un_identifiant_inconnu_n_est_pas_un_zero() -> None:
    with pytest.raises(KeyError):
        LAW["smic-mensuel"]
    with pytest.raises(KeyError):
        LAW.at("smic-mensuel", on=ON)


# Convention IDCC 1147, avenant 76 : emploi repère « coordinateur de projet », positions 11 à 15, 2 169 à 3 479 € en 2019.
def test_la_classification_est_celle_de_2019_et_se_dit_perimee() -> None:
    grid = LAW.classification
    assert (grid.lowest, grid.highest, grid.monthly_low, grid.monthly_high) == (11, 15, 2169, 3479)
    assert grid.confidence.startswith("à vérifier") and grid.until is not None


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2022", dt.date(2022, 1, 1), dt.date(2022, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2022-12", dt.date(2022, 12, 1), dt.date(2022, 12, 31)),
        ("2022-08-03", dt.date(2022, 8, 3), dt.date(2022, 8, 3)),
    ],
)
def test_une_date_incomplete_va_de_son_premier_a_son_dernier_jour(written: str, first: dt.date, last: dt.date) -> None:
    assert (first_day(written), last_day(written)) == (first, last)


def test_un_chiffre_dit_sa_valeur_et_son_unite() -> None:
    assert LAW.at("smic-horaire", on=ON).worth == "12,31\xa0€/h"
    assert LAW.seniority.worth == ""


def test_les_sources_d_un_calcul_sont_les_siennes_seules() -> None:
    rule = next(rule for rule in LAW.aci if rule.regime == "2022")
    assert [source.id for source in LAW.cited([rule, LAW["aci-point"]])] == [
        "aci-2017",
        "aci-avenant-1",
        "aci-logiciels",
    ]


def test_un_chiffre_mal_ecrit_est_situe_et_explique() -> None:
    broken = shipped_text("emploi.yaml").replace("value: 12.02", "value: douze")
    with pytest.raises(InputError, match=r"emploi\.yaml:\d+:\d+.*attendu.*un nombre"):
        parse_values(Emploi, broken, source="emploi.yaml")


def test_aucun_chiffre_de_droit_n_est_ecrit_dans_le_code() -> None:
    # Un taux oublié dans le code échapperait à la mise à jour du fichier.
    rooms = (Path(emploi_room.__file__), *Path(money.__file__).parent.glob("*.py"))
    figures = (
        "0.3781",
        "1.75",
        "77700",
        "77_700",
        "83600",
        "37500",
        "41250",
        "9229",
        "18423",
        "12.31",
        "12.02",
        "25.6",
        "1350",
        "8000",
        "0.6",
        "1607",
    )
    for path in rooms:
        code = "".join(path.read_text(encoding="utf-8").split('"""')[::2])  # hors docstrings
        assert not [figure for figure in figures if figure in code], path


def test_le_temps_annuel_et_les_semaines_travaillees_se_controlent() -> None:
    # 17,5 h : 803,5 h par la durée légale ; 801,5 h par 45,6 semaines et la journée de solidarité (7 h × 0,5).
    weeks = LAW["semaines-travaillees"].value
    assert working_time(17.5).annual == 803.5
    assert 17.5 * weeks + 7 * 0.5 == pytest.approx(801.5)
