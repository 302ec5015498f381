"""Les tables d'une cohorte : mêmes chiffres quel que soit le moteur, chaque équipe fautive refusée seule."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matrice
from matrice import InputError
from matrice.federation import (
    ABSENT,
    NO_LEVEL,
    NOT_APPLICABLE,
    NOT_COMPUTABLE,
    SCORED,
    Cohort,
    read_cohort,
    simulate_answers,
    simulate_descriptors,
)
from tirages import examples

duckdb = pytest.importorskip("duckdb")

NB = "\u00a0"
REF = matrice.load_referentiel()
RANK = {dimension.id: rank for rank, dimension in enumerate(REF.dimensions)}
NAN = float("nan")


def reasons(cohort: Cohort) -> list[str]:
    return [refusal.reason for refusal in cohort.refused]


def levels(*rows: tuple[Any, ...], columns: str = "equipe;annee;dimension;niveau") -> pd.DataFrame:
    return pd.DataFrame([tuple(map(str, row)) for row in rows], columns=columns.split(";"))


# --- la table des niveaux --------------------------------------------------------------------------


def test_une_ligne_par_equipe_annee_et_dimension() -> None:
    table = levels(
        ("a", 2025, "rcp", 1), ("a", 2026, "rcp", "2 – en partie"), ("a", 2026, "partage", "SO"), ("a", 2026, "avis", "NSP"),
        ("b", 2026, "rcp", 0), ("b", 2026, "besoins", ""), ("b", 2026, "acces", "non calculable"),
    )  # fmt: skip
    cohort = read_cohort(table)
    assert [cohort.codes[team] for team in cohort.teams] == ["a", "a", "b"]
    assert cohort.years.tolist() == [2025, 2026, 2026]
    assert cohort.levels[:, RANK["rcp"]].tolist() == [1, 2, 0]
    np.testing.assert_allclose(cohort.scores[:, RANK["rcp"]], [100 / 3, 200 / 3, 0])
    states = cohort.standings[:, [RANK[one] for one in ("rcp", "partage", "avis", "besoins", "acces", "securite")]]
    assert states.tolist() == [
        [SCORED, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT],
        [SCORED, NOT_APPLICABLE, NOT_COMPUTABLE, ABSENT, ABSENT, ABSENT],
        [SCORED, ABSENT, ABSENT, NOT_COMPUTABLE, NOT_COMPUTABLE, ABSENT],
    ]
    assert (cohort.levels[states_not_scored(cohort)] == NO_LEVEL).all()
    assert cohort.respondents.tolist() == [-1, -1, -1]


def states_not_scored(cohort: Cohort) -> np.ndarray:
    return cohort.standings != SCORED


def test_la_note_l_emporte_quand_elle_va_avec_le_niveau() -> None:
    head = "equipe;annee;dimension;niveau;note"
    cohort = read_cohort(levels(("a", 2026, "rcp", 1, "58,5"), ("a", 2026, "avis", 0, "12.5"), columns=head))
    assert cohort.scores[0, [RANK["rcp"], RANK["avis"]]].tolist() == [58.5, 12.5]
    assert cohort.levels[0, [RANK["rcp"], RANK["avis"]]].tolist() == [1, 0]
    # Au niveau 3, plus de la moitié des questions valent 100 : une note de 50 et plus. Une note seule ne dit pas le niveau.
    bad = levels(("a", 2026, "rcp", 3, 10), ("b", 2026, "rcp", "SO", 10), ("c", 2026, "rcp", 1, 140), ("d", 2026, "rcp", 3, 50),
                 ("e", 2026, "rcp", 3, "inf"), ("f", 2026, "rcp", "", 60), columns=head)  # fmt: skip
    cohort = read_cohort(bad)
    assert [cohort.codes[team] for team in cohort.teams] == ["d"]
    assert len(cohort.refused) == 5
    assert (
        f"«{NB}a{NB}» en 2026{NB}: dimension «{NB}rcp{NB}», niveau «{NB}3{NB}» et note «{NB}10{NB}»"
        in reasons(cohort)[0]
    )


def test_une_equipe_fautive_est_refusee_seule_pour_l_annee() -> None:
    table = levels(
        ("a", 2026, "rcp", 9),
        ("a", 2025, "rcp", 3),
        ("b", 2026, "rcp", 1),
        ("b", 2026, "RCP", 2),
        ("c", 2026, "rcp", 1),
    )
    cohort = read_cohort(table)
    assert [(cohort.codes[t], y) for t, y in zip(cohort.teams, cohort.years.tolist(), strict=True)] == [
        ("a", 2025),
        ("c", 2026),
    ]
    assert "niveau «\u00a09\u00a0»\u00a0; attendu\u00a0: 0, 1, 2, 3, SO (sans objet)" in reasons(cohort)[0]
    assert reasons(cohort)[1] == f"«{NB}b{NB}» en 2026{NB}: la dimension «{NB}rcp{NB}» y est deux fois."


def test_ce_qui_n_est_pas_reconnu_se_dit_sans_arreter() -> None:
    table = levels(
        ("a", 2026, "rcp", 1),
        ("a", 2026, "magie", 1),
        ("", 2026, "rcp", 1),
        ("x@y.fr", 2026, "rcp", 1),
        ("a", "an 1", "rcp", 1),
    )
    table["commentaire"] = "libre"
    cohort = read_cohort(table)
    assert len(cohort) == 1
    assert cohort.notes == (
        f"tableau{NB}: 3{NB}lignes sans équipe ou sans année lisible, laissées de côté.",
        f"tableau{NB}: 1{NB}dimension inconnue de la grille, laissée de côté{NB}: magie.",
        f"tableau{NB}: colonnes laissées de côté{NB}: «{NB}commentaire{NB}».",
    )


def test_les_descripteurs_se_lisent_sans_casse_ni_accent_et_ne_se_contredisent_pas() -> None:
    head = "equipe;annee;dimension;niveau;region;territoire;age;taille;ruralite;repondants;effectif;heures;cout"
    cohort = read_cohort(
        levels(
            ("a", 2026, "rcp", 1, "ile de france", "75", "2 à 5 ans", "", "RURAL", 12, 16, "17,5", 21000),
            ("a", 2026, "avis", 1, "ile de france", "75", "2 à 5 ans", "", "RURAL", 12, 16, "17,5", 21000),
            ("b", 2026, "rcp", 1, "Bretagne", "", "", "", "", "", "", "", ""),
            ("b", 2026, "avis", 1, "Normandie", "", "", "", "lunaire", "douze", "", "", ""),
            columns=head,
        )
    )
    assert [cohort.region.labels[code] if code >= 0 else "" for code in cohort.region.codes] == ["Île-de-France", ""]
    assert (cohort.territory.labels, cohort.territory.codes.tolist()) == (("Paris",), [0, -1])
    assert cohort.size.labels[cohort.size.codes[0]] == "15 à 30"
    assert cohort.rurality.labels[cohort.rurality.codes[0]] == "rural"
    assert (cohort.respondents.tolist(), cohort.registered.tolist()) == ([12, -1], [16, -1])
    assert (cohort.hours[0], cohort.cost[0]) == (17.5, 21000)
    assert np.isnan(cohort.hours[1])
    said = " ".join(cohort.notes)
    assert f"colonne «{NB}region{NB}»{NB}: 1{NB}équipe-année à deux valeurs, laissées vides." in said
    assert (
        f"Colonne «{NB}ruralite{NB}»{NB}: 1{NB}valeur incomprise («{NB}lunaire{NB}»), laissées vides. Accepté" in said
    )


def test_une_table_de_descripteurs_complete_les_profils() -> None:
    facts = pd.DataFrame(
        {"equipe": ["A", "z"], "annee": [2026, 2026], "region": ["Bretagne", "Corse"], "effectif": [12, 40]}
    )
    cohort = read_cohort([facts, levels(("a", 2026, "rcp", 1))])
    assert (cohort.region.labels[cohort.region.codes[0]], cohort.registered.tolist()) == ("Bretagne", [12])
    assert cohort.size.labels[cohort.size.codes[0]] == "moins de 15"
    assert cohort.notes == (f"1{NB}équipe décrite et sans profil cette année-là.",)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (pd.DataFrame({"a": [1]}), "il manque la colonne de l’équipe ou de l’année"),
        (pd.DataFrame({"equipe": ["a"], "annee": [2026], "niveau": [1]}), "ne sont pas celles d’une cohorte"),
        (pd.DataFrame({"equipe": ["a"], "code": ["b"], "annee": [2026]}), "veulent dire la même chose"),
        (pd.DataFrame([["a", "b"]], columns=["equipe", "equipe"]), "deux colonnes portent le même nom"),
        (pd.DataFrame({"equipe": [], "annee": [], "dimension": [], "niveau": []}), "aucune équipe n’a été trouvée"),
        ({"equipe": ["a"]}, f"de type «{NB}dict{NB}» ne se lit pas"),
        (42, f"de type «{NB}int{NB}» ne se lit pas"),
        (None, f"de type «{NB}NoneType{NB}» ne se lit pas"),
    ],
)
def test_ce_qui_n_est_pas_une_table_de_cohorte_est_refuse(table: Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_cohort(table)
    assert words in str(caught.value)


def test_une_mauvaise_table_n_arrete_pas_les_autres() -> None:
    broken = duckdb.sql(
        "select 'a' as equipe, 2026 as annee, 'rcp.1' as item, error('panne') as reponse, 'p' as repondant"
    )
    cohort = read_cohort([levels(("a", 2026, "rcp", 1)), pd.DataFrame({"x": [1]}), broken])
    assert len(cohort) == 1
    assert [refusal.source for refusal in cohort.refused] == ["tableau 2", "tableau 3"]
    assert "n’a pas pu la lire" in reasons(cohort)[1]


# --- la table des réponses -------------------------------------------------------------------------

SMALL = {"teams": 25, "years": (2025, 2026), "seed": 3}


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return pd.DataFrame(simulate_answers(**SMALL))


@pytest.fixture(scope="module")
def texts(answers: pd.DataFrame) -> pd.DataFrame:
    return answers.astype(dict.fromkeys(("equipe", "repondant", "item", "reponse"), object))


def polars_of(frame: pd.DataFrame) -> pl.DataFrame:
    return pl.DataFrame({name: frame[name].tolist() for name in frame})


def duckdb_of(frame: pd.DataFrame) -> Any:
    return duckdb.from_df(frame)


ENGINES = {
    "pandas, objets": lambda frame: frame,
    "pandas, textes": lambda frame: frame.astype(dict.fromkeys(("equipe", "repondant", "item", "reponse"), "str")),
    "polars": polars_of,
    "polars, catégories": lambda frame: polars_of(frame).with_columns(pl.col("item", "reponse").cast(pl.Categorical)),
    "polars, paresseux": lambda frame: polars_of(frame).lazy(),
    "duckdb": duckdb_of,
}


@pytest.mark.parametrize("engine", ENGINES)
def test_chaque_moteur_donne_les_memes_chiffres(engine: str, answers: pd.DataFrame, texts: pd.DataFrame) -> None:
    expected, found = read_cohort(answers), read_cohort(ENGINES[engine](texts))
    same(expected, found)


def same(expected: Cohort, found: Cohort) -> None:
    assert (found.codes, found.notes, found.refused) == (expected.codes, expected.notes, expected.refused)
    for name in ("teams", "years", "levels", "standings", "respondents", "registered"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)
    np.testing.assert_array_equal(found.scores, expected.scores)
    np.testing.assert_array_equal(found.axis_scores, expected.axis_scores)
    for name in ("region", "age", "size"):
        assert getattr(found, name).labels == getattr(expected, name).labels
        np.testing.assert_array_equal(getattr(found, name).codes, getattr(expected, name).codes)


@pytest.mark.usefixtures("pyspark")
def test_spark_lit_un_parquet_et_donne_la_meme_empreinte() -> None:
    """Dans ses processus à lui (Java compris) ; « .ci/run » relance le même programme sur cinq millions de réponses."""
    command = [sys.executable, str(Path(__file__).parents[2] / "bench" / "spark.py"), "--equipes=8", "duckdb"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=1200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pyspark" in done.stdout and done.stdout.endswith("Une seule empreinte.\n")


def test_une_equipe_de_la_cohorte_a_le_profil_qu_elle_aurait_seule(answers: pd.DataFrame) -> None:
    cohort = read_cohort(answers).year(2026)
    for line in (0, 7, 20):
        code = cohort.codes[cohort.teams[line]]
        mine = answers[(answers.equipe == code) & (answers.annee == 2026)]
        alone = matrice.score(matrice.read_responses(mine[["repondant", "item", "reponse"]].astype(str), REF))
        expected = [NO_LEVEL if d.level is None else d.level for d in alone.dimensions]
        assert cohort.levels[line].tolist() == expected
        np.testing.assert_allclose(cohort.scores[line], [NAN if d.score is None else d.score for d in alone.dimensions])
        np.testing.assert_allclose(cohort.axis_scores[line], [NAN if a.score is None else a.score for a in alone.axes])
        assert cohort.respondents[line] == alone.respondents


def test_un_csv_et_un_parquet_donnent_les_memes_chiffres(answers: pd.DataFrame, texts: pd.DataFrame, tmp_path) -> None:
    expected = read_cohort(answers)
    texts.to_csv(tmp_path / "reponses.csv", sep=";", index=False)
    polars_of(texts).write_parquet(tmp_path / "reponses.parquet")
    same(expected, read_cohort(tmp_path / "reponses.csv"))
    same(expected, read_cohort(str(tmp_path / "reponses.parquet")))


@pytest.mark.parametrize("engine", ENGINES)
def test_les_descripteurs_dans_la_table_des_reponses(engine: str, texts: pd.DataFrame) -> None:
    facts = pd.DataFrame(simulate_descriptors(**SMALL))
    apart = read_cohort([texts, facts])
    wide = texts.merge(facts, on=["equipe", "annee"])
    same(apart, read_cohort(ENGINES[engine](wide)))
    assert (apart.region.codes >= 0).all()
    assert (apart.registered >= apart.respondents).all()


def raw(*rows: tuple[Any, ...], columns: str = "equipe;annee;repondant;item;reponse") -> pd.DataFrame:
    return levels(*rows, columns=columns)


@pytest.mark.parametrize("engine", ENGINES)
def test_les_quatre_reponses_ne_se_melangent_pas(engine: str) -> None:
    table = raw(
        *[("a", 2026, f"p{k}", f"rcp.{i}", "3") for k in range(3) for i in range(1, 6)],
        *[("a", 2026, f"p{k}", f"partage.{i}", "s.o.") for k in range(3) for i in range(1, 6)],
        *[("a", 2026, f"p{k}", f"avis.{i}", "Ne sait pas") for k in range(3) for i in range(1, 7)],
        *[("a", 2026, f"p{k}", f"acces.{i}", "") for k in range(3) for i in range(1, 7)],
        *[("a", 2026, f"p{k}", f"besoins.{i}", "0") for k in range(3) for i in range(1, 7)],
    )
    cohort = read_cohort(ENGINES[engine](table))
    states = cohort.standings[0, [RANK[one] for one in ("rcp", "partage", "avis", "acces", "besoins")]].tolist()
    assert states == [SCORED, NOT_APPLICABLE, NOT_COMPUTABLE, NOT_COMPUTABLE, SCORED]
    assert cohort.scores[0, [RANK["rcp"], RANK["besoins"]]].tolist() == [100, 0]
    assert cohort.respondents.tolist() == [3]


@pytest.mark.parametrize("engine", ENGINES)
def test_une_equipe_dont_une_reponse_ne_va_pas_est_refusee_seule(engine: str) -> None:
    table = raw(
        ("bon", 2026, "p1", "rcp.1", "3"),
        ("double", 2026, "p1", "rcp.1", "3"), ("double", 2026, "p1", "rcp.1", "2"), ("double", 2026, "p2", "rcp.2", "2"),
        ("inconnu", 2026, "p1", "rcp.1", "7"),
        ("mele", 2026, "p1", "rcp.1", "3"), ("mele", 2026, "p1", "partage", "3"),
        ("bon", 2026, "p1", "magie.1", "3"),
    )  # fmt: skip
    cohort = read_cohort(ENGINES[engine](table))
    assert [cohort.codes[team] for team in cohort.teams] == ["bon"]
    assert sorted(reasons(cohort)) == [
        f"«{NB}double{NB}» en 2026{NB}: une personne y répond deux fois à la même question.",
        f"«{NB}inconnu{NB}» en 2026{NB}: «{NB}7{NB}» n’est pas une réponse{NB}; attendu{NB}: 0, 1, 2, 3, SO (sans objet), NSP (ne sait pas) ou vide.",
        f"«{NB}mele{NB}» en 2026{NB}: des caractéristiques et des dimensions y sont cotées à la fois{NB}: gardez une seule finesse.",
    ]
    assert cohort.notes == (f"tableau{NB}: 1{NB}question inconnue de la grille, laissée de côté{NB}: magie.1.",)


@pytest.mark.parametrize("missing", ["", None])
@pytest.mark.parametrize("engine", ENGINES)
def test_une_reponse_sans_repondant_refuse_son_equipe_et_elle_seule(engine: str, missing: str | None) -> None:
    """Une cellule vide n'est pas une personne : ni de cette équipe, ni de celle d'à côté."""
    table = raw(
        *[("avant", 2026, f"p{k}", f"rcp.{i}", "3") for k in range(2) for i in range(1, 6)],
        *[("vide", 2026, f"p{k}", f"rcp.{i}", "3") for k in range(3) for i in range(1, 6)],
    )
    people = [
        missing if row.equipe == "vide" and row.repondant == "p0" else row.repondant for row in table.itertuples()
    ]
    table["repondant"] = pd.Series(people, dtype=object)
    cohort = read_cohort(ENGINES[engine](table))
    assert [cohort.codes[team] for team in cohort.teams] == ["avant"] and cohort.respondents.tolist() == [2]
    assert reasons(cohort) == [f"«{NB}vide{NB}» en 2026{NB}: des réponses n’ont pas de répondant."]


@pytest.mark.parametrize("engine", ENGINES)
def test_qui_ne_repond_qu_a_une_question_inconnue_n_est_pas_un_repondant(engine: str) -> None:
    table = raw(*[("a", 2026, f"p{k}", " rcp.1", "3") for k in range(4)], ("a", 2026, "autre", "magie.1", "3"))
    assert read_cohort(ENGINES[engine](table)).respondents.tolist() == [4]


@pytest.mark.parametrize("engine", ENGINES)
def test_des_dimensions_cotees_directement(engine: str) -> None:
    table = raw(("a", 2026, "p1", "rcp", "3"), ("a", 2026, "p2", "rcp", "1"), ("a", 2026, "p3", "rcp", "1"))
    cohort = read_cohort(ENGINES[engine](table))
    assert cohort.levels[0, RANK["rcp"]] == 1
    assert (cohort.standings[0] == NOT_COMPUTABLE).sum() == len(REF.dimensions) - 1


def test_sans_colonne_de_repondant_on_compte_les_reponses_a_la_question_la_plus_repondue() -> None:
    table = raw(*[("a", 2026, "p", "rcp.1", "3")] * 4, ("a", 2026, "p", "rcp.2", "3")).drop(columns="repondant")
    assert read_cohort(table).respondents.tolist() == [4]
    assert read_cohort(polars_of(table)).respondents.tolist() == [4]


@examples(15)
@given(st.permutations(range(60)))
def test_l_ordre_des_reponses_ne_change_rien(order: list[int]) -> None:
    table = raw(
        *[("ab"[k % 2], 2026, f"p{k // 10}", f"rcp.{k % 5 + 1}", str(k % 4)) for k in range(60)]
    ).drop_duplicates(["equipe", "repondant", "item"])
    mixed = table.iloc[[one for one in order if one < len(table)]]
    same(read_cohort(table), read_cohort(mixed))


# --- les fichiers de table -------------------------------------------------------------------------


def csv(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    return path


GOOD = "équipe,année,dimension,niveau\nmésange,2026,rcp,2\n"


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.replace(",", ";").encode("cp1252"),
        GOOD.replace(",", "\t").encode(),
    ],
)
def test_un_csv_se_lit_quels_que_soient_son_encodage_et_son_separateur(content: bytes, tmp_path) -> None:
    cohort = read_cohort(csv(tmp_path, content))
    assert (cohort.codes, cohort.levels[0, RANK["rcp"]]) == (("mésange",), 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "le fichier est vide"),
        (b"equipe;annee;dimension;niveau\na;2026;rcp;1;9;9\n", "une ligne déborde de l’en-tête"),
        (b'equipe;annee;dimension;niveau\na;2026;"rcp;1\n', "guillemet"),
        (b"\x00\x01\x02\x03", "ni en UTF-8 ni en Windows-1252"),
    ],
)
def test_un_csv_abime_est_refuse_en_francais(content: bytes, words: str, tmp_path) -> None:
    with pytest.raises(InputError) as caught:
        read_cohort(csv(tmp_path, content))
    assert words in str(caught.value)


def test_un_parquet_abime_est_refuse_en_francais(tmp_path) -> None:
    path = tmp_path / "table.parquet"
    path.write_bytes(b"PAR1 abime PAR1")
    with pytest.raises(InputError, match="n’a pas pu la lire"):
        read_cohort(path)


def test_un_nom_de_code_qui_designe_ou_se_confond_est_refuse_aussi_dans_une_table(tmp_path: Path) -> None:
    # La même règle qu'à la porte de « profil.json » : la raison est dite, le numéro jamais.
    codes = ["pinson 1", "06 12 34 56 78", "FINESS 350001234", "pins\u043en 2", "pinson\u200b3", "MSP 4"]
    table = pd.DataFrame({"equipe": codes, "annee": 2026, "dimension": "rcp", "niveau": 1,
                          "territoire": ["Léon", "06 12 34 56 78", "", "", "", "Léon"]})  # fmt: skip
    table.to_csv(tmp_path / "t.csv", sep=";", index=False)
    table.to_excel(tmp_path / "t.xlsx", index=False)
    for source in (table, tmp_path / "t.csv", tmp_path / "t.xlsx"):
        cohort = read_cohort(source)
        said = "\n".join([*(str(one) for one in cohort.refused), *cohort.notes])
        assert cohort.codes == ("MSP 4", "pinson 1")
        assert all(why in said for why in ("un numéro", "cyrillique", "invisible", "dit ce qu’est son équipe"))
        assert "06 12" not in said and "350001234" not in said
