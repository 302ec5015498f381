"""Le français imprimé : nombres, heures, dates, formes inclusives."""

import datetime as dt

import pytest

from matrice import text

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
