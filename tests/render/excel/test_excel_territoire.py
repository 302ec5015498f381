"""Le rapport d'un territoire en classeur : chaque valeur diffusée, un nombre si elle est exacte, sa raison si elle manque."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lecture_excel import opened

from matrice.documents import territory_words as words
from matrice.federation import (
    Descriptor,
    TerritoryReport,
    Withheld,
    load_federation_notice,
    national_report,
    simulate_cohort,
)
from matrice.render.excel import territoire

NBSP = "\u00a0"
SHEETS = [
    "Où aider", "Quels besoins", "Ce qui bouge", "Qui a répondu", "À quels niveaux", "Hors des limites", "Ce que font les équipes", "Et ensuite",
    "Données", "Méthode", "RGPD",
]  # fmt: skip


@pytest.fixture(scope="module")
def report() -> TerritoryReport:
    cohort = simulate_cohort(teams=90, years=(2025, 2026), seed=3)
    codes = np.where(cohort.teams < 45, 0, np.where(cohort.teams < 75, 2, 5)).astype(np.int16)
    return national_report(dataclasses.replace(cohort, region=Descriptor(codes, cohort.region.labels)))


@pytest.fixture(scope="module")
def content(report: TerritoryReport) -> bytes:
    return territoire(report)


def data(content: bytes) -> list[dict[str, Any]]:
    """Les lignes de la feuille rangée, par titre de colonne."""
    head, *lines = opened(content)["Données"].iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_les_feuilles_sont_dans_l_ordre(content: bytes) -> None:
    assert opened(content).sheetnames == SHEETS


def test_la_methode_dit_la_politique_et_la_simulation(content: bytes, report: TerritoryReport) -> None:
    said = [cell for row in opened(content)["Méthode"].iter_rows(values_only=True) for cell in row if cell]
    assert report.policy in said
    assert words.PURPOSE in said
    assert any(str(text).startswith("Cohorte simulée") for text in said)


def test_ou_aider_porte_chaque_part_du_rapport(content: bytes, report: TerritoryReport) -> None:
    _, head, *lines = opened(content)["Où aider"].iter_rows(values_only=True)
    order = [(place, theme) for place, theme in words.themes_in_order(report) if theme.kind == "dimension"]
    assert head == ("Région", *(words.short(report, theme) for _, theme in order))
    for line, one in zip(lines[1:], report.territories, strict=False):
        assert line[0] == one.label
        for cell, (place, _) in zip(line[1:], order, strict=True):
            share = words.share_at(one.figures[place], words.target_rank(report))
            if isinstance(share, Withheld):
                assert cell == "–"
            elif not share.bound:
                assert cell == 100 - share.percent


def test_chaque_feuille_s_imprime_sur_une_page_de_large_et_le_tout_sur_peu_de_pages(
    content: bytes, to_pages: Callable[[Path, Path], Any], tmp_path: Path
) -> None:
    (tmp_path / "r.xlsx").write_bytes(content)
    assert len(to_pages(tmp_path / "r.xlsx", tmp_path).sheets) <= 13


def test_la_legende_se_lit_et_aucune_phrase_ne_deborde_de_sa_feuille(content: bytes) -> None:
    """Une phrase qui déborde réduit toute la page imprimée ; une colonne de la carte est trop étroite pour la légende."""
    book = opened(content)
    assert "25 à 49\u00a0%\u00a0: d’une sur quatre à la moitié" in [
        one[0] for one in book["Où aider"].iter_rows(values_only=True)
    ]
    for sheet in book.worksheets[:7]:
        wide = sum(one.width * (one.max - one.min + 1) for one in sheet.column_dimensions.values())
        alone = [str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0] and not any(row[1:])]
        assert alone and max(map(len, alone)) <= wide, sheet.title


def test_une_absence_n_est_jamais_zero_et_se_compte_en_une_phrase() -> None:
    book = opened(territoire(national_report(simulate_cohort(teams=6, years=(2026,), seed=3))))
    for name in book.sheetnames[:-2]:
        cells = [cell for row in book[name].iter_rows(values_only=True) for cell in row if cell is not None]
        assert not [cell for cell in cells if isinstance(cell, int | float) and cell != 2026], name
        if name != "Données":
            assert sum("non diffusé" in str(cell) for cell in cells) <= 8, name


def test_une_borne_est_un_texte(content: bytes, report: TerritoryReport) -> None:
    movement = report.movement
    assert movement is not None and not isinstance(movement.arrived, Withheld)
    assert movement.arrived.bound == "≤"
    values = {
        row[0]: row[1]
        for row in opened(content)["Qui a répondu"].iter_rows(min_row=2, max_col=2, values_only=True)
        if row[0]
    }
    assert values["Équipes nouvelles"] == str(movement.arrived)


def test_chaque_rubrique_rgpd_est_imprimee_avec_ses_champs(content: bytes) -> None:
    said = " ".join(str(cell) for row in opened(content)["RGPD"].iter_rows(values_only=True) for cell in row if cell)
    for topic in load_federation_notice().topics:
        assert topic.text in said
        assert all(field in said for field in topic.fields)


def test_les_memes_valeurs_donnent_les_memes_octets(report: TerritoryReport, content: bytes) -> None:
    assert territoire(report) == content


def test_un_texte_qui_commence_par_egal_reste_un_texte(report: TerritoryReport) -> None:
    places = (dataclasses.replace(report.territories[0], label="=1+1"), *report.territories[1:])
    page = opened(territoire(dataclasses.replace(report, territories=places)))["Où aider"]
    assert "=1+1" in [cell.value for (cell,) in page.iter_rows(max_col=1) if cell.data_type == "s"]


def test_le_verificateur_de_microsoft_n_a_rien_a_redire(
    content: bytes, ooxml_validator: Callable[[Path], list[Any]], tmp_path: Path
) -> None:
    path = tmp_path / "rapport.xlsx"
    path.write_bytes(content)
    assert ooxml_validator(path) == []


@pytest.mark.parametrize("few", [False, True])
def test_la_feuille_rangee_est_le_tableau_pandas(report: TerritoryReport, few: bool) -> None:
    if few:  # vingt équipes : des niveaux regroupés, des bornes, des absences
        report = national_report(simulate_cohort(teams=20, years=(2025, 2026), seed=1))
    frame = report.to_frame()
    lines = data(territoire(report))
    assert list(lines[0]) == list(frame.columns)
    assert len(lines) == len(frame)
    for line, own in zip(lines, frame.to_dict("records"), strict=True):
        for name, value in own.items():
            if isinstance(value, str):
                assert (line[name] or "") == value
            elif pd.isna(value):
                assert line[name] is None
            else:
                assert line[name] == pytest.approx(value, abs=0.051)
    assert {"tâche", "profil type", "heures du poste", "coût du poste"} <= {line["sorte"] for line in lines} or few


def test_le_tableau_pandas_se_filtre_par_axe_et_dit_pourquoi_une_valeur_manque(report: TerritoryReport) -> None:
    frame = report.to_frame()
    kept = frame.query("axe == 'patients'")
    assert set(kept["territoire"]) == {words.EVERYONE, *(one.label for one in report.territories)}
    assert set(kept["dimension"].dropna()) == {one.id for one in report.ref.axes[0].dimensions}
    assert (frame["valeur"].isna() == frame["raison"].notna()).all()
    assert frame["raison"].notna().any()
