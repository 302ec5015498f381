"""Le tableau que tient une fédération se lit en une fois, quelle que soit sa forme, et dit ce qui en a été compris."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

import matrice
from matrice import InputError
from matrice.federation import read_cohort
from matrice.federation.places import departments

NB = "\u00a0"
REF = matrice.load_referentiel()
LABELS = [one.label for one in REF.dimensions]
LEVELS = np.random.Generator(np.random.PCG64(4)).integers(0, 4, (6, len(LABELS)))
TEAMS = [f"équipe {rank}" for rank in range(6)]
pl, duckdb, pa = (pytest.importorskip(one) for one in ("polars", "duckdb", "pyarrow"))


def wide(values: Any = LEVELS, titles: list[str] = LABELS, **more: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {"MSP": TEAMS, **more, **{title: np.asarray(values)[:, rank] for rank, title in enumerate(titles)}}
    )


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    file = Workbook()
    for title, rows in sheets.items():
        sheet = file.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del file["Sheet"]
    file.save(path)
    return path


def rows_of(frame: pd.DataFrame) -> list[list[Any]]:
    return [list(frame.columns), *frame.astype(object).to_numpy().tolist()]


TWO = {f"{label} ({year})": LEVELS[:, rank] for rank, label in enumerate(LABELS) for year in (2025, 2026)}
FORMS = {
    "libellés": wide(Année=2026),
    "libellés courts et numérotés": wide(titles=[f"{rank}. {one.short or one.label}" for rank, one in enumerate(REF.dimensions, 1)], annee=2026),
    "identifiants": wide(titles=[one.id for one in REF.dimensions], annee="2026"),
    "équipes en index": wide(annee=2026).set_index("MSP"),
    "dimensions qui descendent": pd.DataFrame({"Dimension": LABELS, "annee": 2026, **dict(zip(TEAMS, LEVELS, strict=True))}),
    "années en colonnes d’une table longue": pd.DataFrame(
        [(team, label, LEVELS[line, rank]) for line, team in enumerate(TEAMS) for rank, label in enumerate(LABELS)],
        columns=["equipe", "dimension", 2026],
    ),
    "titres sur deux étages": pd.DataFrame(LEVELS, index=pd.Index(TEAMS, name="equipe"), columns=pd.MultiIndex.from_product([LABELS, [2026]])),
    "polars": pl.DataFrame(wide(annee=2026).to_dict("list")),
    "pyarrow": pa.Table.from_pandas(wide(annee=2026)),
    "duckdb": duckdb.from_df(wide(annee=2026)),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_un_tableau_large_donne_les_memes_niveaux_dans_toutes_ses_formes(form: str) -> None:
    cohort = read_cohort(FORMS[form])
    assert (cohort.levels == LEVELS).all()
    assert cohort.codes == tuple(TEAMS)
    assert set(cohort.years.tolist()) == {2026}
    assert f"6{NB}équipes" in cohort.notes[0]
    assert f"21{NB}dimensions sur 21, niveaux de 0 à 3." in cohort.notes[0]


def test_les_annees_sont_des_colonnes_des_feuilles_ou_le_nom_du_fichier(tmp_path) -> None:
    columns = read_cohort(pd.DataFrame({"equipe": TEAMS, **TWO}))
    sheets = read_cohort(book(tmp_path / "a.xlsx", **{"2025": rows_of(wide()), "bilan 2026": rows_of(wide())}))
    heads = [["", *[cell for label in LABELS for cell in (label, None)]], ["equipe", *[2025, 2026] * len(LABELS)]]
    tops = book(
        tmp_path / "b.xlsx",
        feuille=[*heads, *[[team, *np.repeat(own, 2).tolist()] for team, own in zip(TEAMS, LEVELS, strict=True)]],
    )
    for cohort in (columns, sheets, read_cohort(tops)):
        assert cohort.years.tolist() == [2025, 2026] * 6
        assert (cohort.levels == np.repeat(LEVELS, 2, axis=0)).all()
    named = read_cohort(book(tmp_path / "tableau_msp_2024.xlsx", feuille=[["Nos équipes"], [], *rows_of(wide())]))
    assert (set(named.years.tolist()), (named.levels == LEVELS).all()) == ({2024}, True)
    down = read_cohort(pd.concat([wide(Année=2025), wide(Année=2026)]).rename(columns={"MSP": "Maison"}))
    assert (down.codes, sorted(down.years.tolist())) == (tuple(TEAMS), [2025] * 6 + [2026] * 6)
    with pytest.raises(InputError, match="rien n’y dit l’année"):
        read_cohort(wide())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([[f"{one} %" for one in row] for row in LEVELS * 33], "pourcentages"),
        ((LEVELS * 33.0).tolist(), "pourcentages"),
        ((LEVELS / 3).round(2).tolist(), "parts de 0 à 1"),
        ((LEVELS * 0.97).tolist(), "moyennes de niveaux"),
    ],
)
def test_un_pourcentage_une_part_une_moyenne_font_une_note_et_le_niveau_le_plus_proche(values: Any, said: str) -> None:
    cohort = read_cohort(wide(np.array(values, dtype=object), annee=2026))
    assert (cohort.levels == LEVELS).all()
    assert np.abs(cohort.scores - LEVELS * 100 / 3).max() <= 3.1
    assert f"{said}" in cohort.notes[0]


def test_une_faute_de_frappe_ne_fait_pas_d_un_niveau_un_pourcentage() -> None:
    values = LEVELS.copy()
    values[0, 0] = 22
    cohort = read_cohort(wide(values, annee=2026))
    assert (cohort.levels == LEVELS[1:]).all()
    assert f"niveau «{NB}22{NB}»" in str(cohort.refused[0])


def test_les_lignes_de_total_et_les_colonnes_a_part_se_disent(tmp_path) -> None:
    rows = [*rows_of(wide(annee=2026, remarque="x")), ["Moyenne", "", "", *[1.5] * 21]]
    cohort = read_cohort(book(tmp_path / "t.xlsx", a=rows, Notes=[["bonjour"]]))
    assert (cohort.levels == LEVELS).all()
    told = "\n".join(cohort.notes)
    assert f"laissé de côté{NB}: 1{NB}ligne de total ou sans nom." in told
    assert f"colonnes laissées de côté{NB}: «{NB}remarque{NB}»." in told
    assert f"feuille «{NB}Notes{NB}»{NB}: ni équipe ni dimension reconnue" in told


def test_un_dossier_de_tableaux_se_lit_et_un_mauvais_n_arrete_pas_les_autres(tmp_path) -> None:
    for year in (2024, 2025):
        wide().to_csv(tmp_path / f"federation-{year}.csv", index=False, sep=";")
    (tmp_path / "casse.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    seen: list[str] = []

    def watched(pieces: Any) -> Any:
        for piece in pieces:
            seen.append(piece.name)
            yield piece

    cohort = read_cohort(tmp_path, progress=watched)
    assert (len(cohort), [one.source for one in cohort.refused]) == (12, ["casse.csv"])
    assert seen == ["casse.csv", "federation-2024.csv", "federation-2025.csv"]


def test_regions_departements_ages_et_tailles_se_lisent_comme_on_les_ecrit() -> None:
    cohort = read_cohort(
        wide(
            annee=2026, Région=["PACA", "53", "idf", "Bretagne", "Mars", "aura"], Département=["13", "35", "", "ille et vilaine", "", "01"],
            âge=["3 ans", "<2 ans", "12", "2-5 ans", "vieux", ""], taille=["22", "< 15", "plus de 30", "15 à 30", "grande", ""],
            ruralité=["urbain", "rurale", "périurbain", "1", "", "3"],
        )
    )  # fmt: skip
    named = {name: [getattr(cohort, name).labels[code] if code >= 0 else "" for code in getattr(cohort, name).codes]
             for name in ("region", "territory", "age", "size", "rurality")}  # fmt: skip
    assert named["region"] == [
        "Provence-Alpes-Côte d’Azur",
        "Bretagne",
        "Île-de-France",
        "Bretagne",
        "",
        "Auvergne-Rhône-Alpes",
    ]
    assert named["territory"] == ["Bouches-du-Rhône", "Ille-et-Vilaine", "", "Ille-et-Vilaine", "", "Ain"]
    assert named["age"] == ["2 à 5 ans", "moins de 2 ans", "plus de 5 ans", "2 à 5 ans", "", ""]
    assert named["size"] == ["15 à 30", "moins de 15", "plus de 30", "15 à 30", "", ""]
    assert named["rurality"] == ["dense", "rural", "intermédiaire", "dense", "", "rural"]


def test_une_valeur_incomprise_se_dit_une_fois_avec_ce_qui_est_accepte() -> None:
    cohort = read_cohort([wide(annee=year, région="Atlantide") for year in (2024, 2025)])
    told = [note for note in cohort.notes if "Atlantide" in note]
    assert len(told) == 1
    assert (
        f"1{NB}valeur incomprise («{NB}Atlantide{NB}»), laissées vides. Accepté{NB}: le nom d’une région, son sigle (PACA)"
        in told[0]
    )


def test_une_colonne_de_numeros_dont_l_un_n_est_pas_une_region_est_de_departements() -> None:
    both = [read_cohort(wide(annee=2026, region=one)) for one in (["53"] * 6, ["53", "35", "22", "29", "56", "44"])]
    assert [{one.region.labels[code] for code in one.region.codes} for one in both] == [
        {"Bretagne"},
        {"Bretagne", "Pays de la Loire"},
    ]


def test_le_departement_dit_sa_region() -> None:
    cohort = read_cohort(wide(annee=2026, departement="53"))
    assert {cohort.region.labels[code] for code in cohort.region.codes} == {"Pays de la Loire"}


def test_les_voisins_sont_dans_la_meme_region_l_un_de_l_autre_et_tous_relies() -> None:
    known = {one.code: one for one in departments().values()}
    assert len(known) == 101
    for one in known.values():
        assert all(
            one.code in known[near].neighbours and known[near].region == one.region for near in one.neighbours
        ), one
    for region in {one.region for one in known.values()}:
        own = {code for code, one in known.items() if one.region == region}
        reached = {min(own)}
        for _ in own:
            reached |= {near for code in reached for near in known[code].neighbours}
        assert reached == own, region
