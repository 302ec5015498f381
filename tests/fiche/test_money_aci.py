"""La coordination dans l'ACI : deux lectures d'une même phrase, deux régimes, et ce que l'on ne sait pas."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice.errors import InputError
from matrice.fiche import aci_coordination, load_emploi, points_value, stale
from matrice.fiche.money.funding import regime_on

LAW = load_emploi()
ON = dt.date(2026, 11, 21)


# Guide de 2021 : 700 points fixes, 1 350 « à 8 000 patients », 1 000 par tranche de 4 000 au-delà, point à 7 €.
@pytest.mark.parametrize(
    ("patients", "reading", "points", "euros"),
    [
        (4_000, "lineaire", 1_375, 9_625), (4_000, "tranche", 2_050, 14_350),
        (8_000, "lineaire", 2_050, 14_350), (8_000, "tranche", 3_400, 23_800),
        (12_000, "lineaire", 3_050, 21_350), (12_000, "tranche", 4_400, 30_800),
        (16_000, "lineaire", 4_050, 28_350), (16_000, "tranche", 5_400, 37_800),
    ],
)  # fmt: skip
@pytest.mark.parametrize("prorata", ["lineaire", "tranche entière"])
def test_les_deux_lectures_donnent_leurs_huit_montants(patients, reading, points, euros, prorata) -> None:
    found = aci_coordination(patients, regime="2017", reading=reading, prorata=prorata)
    assert (found.total, found.euros, found.fixed) == (points, euros, 700)
    assert found.advance == pytest.approx(euros * 0.6)


# Maison type de 2017 : 73 500 € au plus, contre 51 800 € avant l'accord (Le Quotidien du médecin, 24 avril 2017).
@pytest.mark.parametrize(("points", "euros"), [(10_500, 73_500), (7_400, 51_800), (0, 0)])
def test_les_points_se_convertissent_en_euros(points: int, euros: int) -> None:
    assert points_value(points) == euros


def test_la_lecture_suivie_est_imprimee_avec_ce_que_donnerait_l_autre() -> None:
    linear, sliced = (aci_coordination(8000, regime="2017", reading=reading) for reading in ("lineaire", "tranche"))
    assert (linear.reading, sliced.reading) == ("linéaire", "tranche")
    assert "1\xa0350 points sont le total à 8\xa0000\xa0patients" in linear.sentence
    assert "La lecture «\xa0tranche\xa0» donnerait 23\xa0800\xa0€." in linear.sentence
    assert "1\xa0350 points par tranche de 4\xa0000\xa0patients, jusqu’à 8\xa0000" in sliced.sentence
    assert linear.other_euros == sliced.euros and sliced.other_euros == linear.euros


def test_le_prorata_par_tranche_entiere_oublie_la_tranche_commencee() -> None:
    linear = aci_coordination(10_000, regime="2017")
    whole = aci_coordination(10_000, regime="2017", prorata="tranche entière")
    assert linear.variable == 2700 + 500 and whole.variable == 2700
    assert "seules les tranches achevées comptent" in whole.sentence


def test_les_accents_et_la_casse_ne_changent_pas_la_lecture() -> None:
    assert aci_coordination(8000, reading="Linéaire", prorata="TRANCHE ENTIERE").euros == 18_900


# Avenant 1, lecture « tranche » : 1 000 + 1 700 × min(P, 8 000)/4 000 + 1 100 × max(P − 8 000, 0)/4 000, à 7 € le point.
@pytest.mark.parametrize(
    ("patients", "points", "euros", "other"),
    [
        (4_000, 2_700, 18_900, 12_950),
        (8_000, 4_400, 30_800, 18_900),
        (12_000, 5_500, 38_500, 26_600),
        (0, 1_000, 7_000, 7_000),
    ],
)
def test_sans_autre_precision_la_coordination_se_compte_par_tranche_sous_l_avenant_1(
    patients: int, points: int, euros: int, other: int
) -> None:
    for found in (aci_coordination(patients), aci_coordination(patients, on=ON)):
        assert (found.regime, found.reading, found.fixed) == ("2022", "tranche", 1000)
        assert (found.total, found.euros, found.other_euros) == (points, euros, other)
        assert "avenant 1" in found.sentence and "La lecture «\xa0linéaire\xa0» donnerait" in found.sentence


def test_l_avenant_1_dit_ce_qui_n_est_pas_verifie() -> None:
    assert any("à vérifier" in said and "aucun texte officiel lu" in said for said in aci_coordination(8000).warnings)
    beyond = aci_coordination(12_000)
    assert any("au-delà de 8\xa0000\xa0patients" in warning and "à vérifier" in warning for warning in beyond.warnings)


def test_au_seuil_juste_rien_n_est_au_dela() -> None:
    def beyond(patients: int) -> bool:
        return any("au-delà de" in warning for warning in aci_coordination(patients, regime="2022").warnings)

    assert not beyond(8000) and beyond(8001)


# Un accord remplacé ne répond jamais comme s'il était celui du jour : ni sans date, ni à la sienne.
@pytest.mark.parametrize(
    ("asked", "day"), [("2017", None), ("2017", ON), (None, dt.date(2020, 5, 1)), ("2017", dt.date(2020, 5, 1))]
)
def test_un_accord_remplace_se_nomme_toujours(asked: str | None, day: dt.date | None) -> None:
    found = aci_coordination(8000, regime=asked, on=day)
    assert found.regime == "2017" and found.sentence.startswith("Fonction de coordination, ACI de 2017")
    (said,) = [one for one in found.warnings if one.startswith("Calcul sous un accord remplacé")]
    assert (
        "jusqu’au 31\xa0décembre\xa02021" in said and "avenant 1 à l’ACI" in said and "1er\xa0janvier\xa02022" in said
    )
    assert not any("remplacé" in one for one in aci_coordination(8000, on=ON).warnings)


def test_un_taux_inconnu_au_dela_du_seuil_n_est_pas_invente() -> None:
    rules = tuple(rule.model_copy(update={"beyond": None}) for rule in LAW.aci)
    law = LAW.model_copy(update={"aci": rules})
    found = aci_coordination(20_000, regime="2022", emploi=law)
    assert found.euros == aci_coordination(8000, regime="2022", emploi=law).euros
    assert any("n’est pas connu" in warning and "s’arrête là" in warning for warning in found.warnings)


def test_le_regime_suit_la_date() -> None:
    assert regime_on(LAW, dt.date(2021, 12, 31)) == "2017"
    assert regime_on(LAW, dt.date(2022, 1, 1)) == regime_on(LAW, ON) == regime_on(LAW, None) == "2022"


def test_l_avenant_annonce_fait_avertir_tout_calcul_date_d_apres_lui() -> None:
    def said(day: dt.date | None) -> bool:
        return any("Avenant n°\xa02" in warning for warning in aci_coordination(8000, regime="2022", on=day).warnings)

    assert said(dt.date(2026, 7, 8)) and said(ON)
    assert not said(dt.date(2026, 7, 7)) and said(None)


def test_un_regime_perime_le_dit_avec_sa_date() -> None:
    said = aci_coordination(8000, regime="2017", on=dt.date(2023, 5, 1)).warnings
    (old,) = [one for one in said if one.startswith("«\xa0Fonction de coordination, ACI de 2017")]
    assert "dont la validité s’arrêtait en décembre\xa02021" in old


@given(
    st.integers(0, 60_000),
    st.integers(0, 60_000),
    st.sampled_from(["2017", "2022"]),
    st.sampled_from(["lineaire", "tranche"]),
)
def test_plus_de_patients_ne_rapportent_jamais_moins(first: int, second: int, regime: str, reading: str) -> None:
    low, high = sorted((first, second))
    assert (
        aci_coordination(low, regime=regime, reading=reading).euros
        <= aci_coordination(high, regime=regime, reading=reading).euros
    )


@given(st.floats(0, 60_000), st.sampled_from(["2017", "2022"]))
def test_la_lecture_lineaire_est_la_plus_prudente(patients: float, regime: str) -> None:
    linear, sliced = (aci_coordination(patients, regime=regime, reading=reading) for reading in ("lineaire", "tranche"))
    assert linear.euros <= sliced.euros


def test_toutes_les_fautes_d_une_demande_se_disent_ensemble() -> None:
    with pytest.raises(InputError) as caught:
        aci_coordination(-1, regime="2030", reading="au pif", prorata="jamais")
    said = str(caught.value)
    assert len(caught.value.problems) == 4
    assert "«\xa02017\xa0» ou «\xa02022\xa0»" in said and "«\xa0lineaire\xa0» ou «\xa0tranche\xa0»" in said


def test_les_chiffres_perimes_se_disent_seuls() -> None:
    early, late = stale(LAW, on=dt.date(2026, 6, 15)), stale(LAW, on=dt.date(2027, 3, 1))
    assert not [said for said in early if "Smic" in said]
    assert [said for said in late if "Smic" in said and "s’arrêtait en décembre\xa02026" in said]
    assert any("juin\xa02019" in said and "mai\xa02022" in said for said in early)  # la classification
    assert stale(LAW, on=ON, only={"duree-hebdomadaire"}) == ()
    before = stale(LAW, on=dt.date(2019, 1, 1), only={"smic-horaire"})
    assert before and "qui ne vaut qu’à partir du 1er\xa0janvier\xa02026" in before[0]


def test_un_regime_se_reconnait_comme_les_autres_mots() -> None:
    assert aci_coordination(8_000, regime=" ２０１７").euros == aci_coordination(8_000, regime="2017").euros


def test_une_date_avec_une_heure_est_refusee() -> None:
    with pytest.raises(InputError, match="la date vaut"):
        aci_coordination(8_000, on=dt.datetime(2026, 11, 21, 12))
