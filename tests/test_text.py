"""Le français imprimé : nombres, heures, dates, formes inclusives."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrice import text
from tirages import examples

NB = "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1607, 0, f"1{NB}607"),
        (0.285, 2, "0,29"),
        (2.5, 0, "3"),
        (-1.25, 1, "\u22121,3"),
        (-0.01, 0, "0"),
        (1234567.891, 2, f"1{NB}234{NB}567,89"),
    ],
)
def test_un_nombre_s_ecrit_a_la_francaise(value, decimals, written) -> None:
    assert text.number(value, decimals) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, f"0{NB}h"),
        (0.75, f"45{NB}min"),
        (1.25, f"1{NB}h{NB}15"),
        (8, f"8{NB}h"),
        (151.6667, f"151{NB}h{NB}40"),
        (1607, f"1{NB}607{NB}h"),
        (-0.5, f"\u221230{NB}min"),
        (7.999, f"8{NB}h"),
    ],
)
def test_une_duree_se_dit_en_heures_et_minutes(value, written) -> None:
    assert text.hours(value) == written


def test_le_premier_du_mois_s_ecrit_1er() -> None:
    assert text.date(dt.date(2026, 3, 1)) == f"1er{NB}mars{NB}2026"
    assert text.date(dt.date(2026, 8, 21)) == f"21{NB}août{NB}2026"


def test_zero_et_un_sont_au_singulier() -> None:
    assert [text.plural(n, "tâche") for n in (0, 1, 2)] == [f"0{NB}tâche", f"1{NB}tâche", f"2{NB}tâches"]


def test_un_nombre_court_perd_ses_decimales_inutiles() -> None:
    assert [text.short_number(value) for value in (8, 7.5, 0.25, 100)] == ["8", "7,5", "0,25", "100"]


def test_les_caracteres_de_controle_disparaissent_et_les_sauts_restent() -> None:
    assert text.plain("a\x0bb\x00c\r\nd\ud800\u2028e\u202ef") == "a\nbc\nd\nef"


def test_deux_ecritures_du_meme_mot_se_reconnaissent() -> None:
    assert text.folded("  Mise EN Œuvre_de-l’équipe ") == text.folded("mise en oeuvre de l'equipe")


def test_une_date_partielle_s_ecrit_comme_on_la_dit() -> None:
    assert [text.partial_date(day) for day in ("2016", "2016-08", "2014-10-24")] == [
        "2016", f"août{NB}2016", f"24{NB}octobre{NB}2014",
    ]  # fmt: skip


# --- relire ce qui est imprimé ---

typed = examples(200)


@typed
@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 3))
def test_un_nombre_imprime_se_relit(units, decimals) -> None:
    value = units / 10**decimals
    assert text.read_number(text.number(value, decimals)) == value
    assert text.read_euros(text.euros(value, decimals)) == text.read_percent(text.percent(value, decimals)) == value


@typed
@given(st.integers(-200_000, 200_000))
def test_une_duree_imprimee_se_relit_a_la_minute(minutes) -> None:
    printed = text.hours(minutes / 60)
    assert text.read_hours(printed) == minutes / 60
    assert text.read_minutes(printed) == minutes


@typed
@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_une_date_imprimee_se_relit(day) -> None:
    assert text.read_date(text.date(day)) == text.read_date(day.isoformat()) == text.read_date(f"{day:%d/%m/%Y}") == day


@pytest.mark.parametrize("space", [" ", NB, "\u202f", "\u2009"])
def test_toute_espace_separe_les_milliers_et_les_unites(space) -> None:
    assert text.read_number(f"1{space}200") == 1200
    assert text.read_euros(f"1{space}200,50{space}€") == 1200.5
    assert text.read_hours(f"8{space}h{space}30") == 8.5
    assert text.read_whole(f"1{space}200") == 1200


@pytest.mark.parametrize(
    "written", ["8h30", "8 h 30", "8:30", "8 H 30 min", "8,5", "8.5", "8,5 h", "510 min", "8 heures 30"]
)
def test_huit_heures_trente_a_plusieurs_ecritures(written) -> None:
    assert text.read_hours(written) == 8.5


@pytest.mark.parametrize(
    "written",
    ["6 octobre 2026", "6 OCT. 2026", "06.10.2026", "6-10-2026", "2026-10-06 00:00:00", f"6{NB}octobre{NB}2026"],
)
def test_le_six_octobre_a_plusieurs_ecritures(written) -> None:
    assert text.read_date(written) == dt.date(2026, 10, 6)


@pytest.mark.parametrize(
    "written", ["", "huit", "1.200,50", "1,200.5", "12 34", "1_000", "nan", "inf", "1e999", "8 h 75", "8 h 3", "8" * 61]
)
def test_ce_qui_n_est_ni_un_nombre_ni_une_duree_n_est_pas_devine(written) -> None:
    assert text.read_number(written) is text.read_hours(written) is text.read_minutes(written) is None


@pytest.mark.parametrize(
    "written", ["", "demain", "fin mars", "06/10/26", "31/02/2026", "6 ju 2026", "6/10-2026", "0 mai 2026"]
)
def test_une_date_incomplete_ou_impossible_n_est_pas_devinee(written) -> None:
    assert text.read_date(written) is None
