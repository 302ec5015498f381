"""Le rapport d'un territoire en Word : ses parties, ses graphiques natifs, et ce qu'il dit de ce qu'il tait."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from docx.oxml.ns import qn
from lecture_word import NAMES, all_text, archive, body, headings, rows, saved, words_of
from lxml import etree

from matrice.documents import territory_words as words
from matrice.documents.blocks import Cell
from matrice.documents.territory_tables import heat_map, trends
from matrice.federation import (
    Cohort,
    Descriptor,
    ReleasedDistribution,
    TerritoryReport,
    load_federation_notice,
    national_report,
    simulate_cohort,
)
from matrice.render.word import territoire
from matrice.text import capital

NBSP = "\u00a0"
DAY = dt.date(2026, 11, 22)
PARTS = (
    "Où aider, et sur quoi", "Participation", "Où en sont les équipes", "D’un territoire à l’autre", "Où les équipes ont besoin d’appui",
    "Ce qui a bougé", "Profils types", "Ce que les équipes ont choisi", "Méthode", "Le secret des équipes",
)  # fmt: skip


def three_regions(teams: int = 90) -> Cohort:
    cohort = simulate_cohort(teams=teams, years=(2025, 2026), seed=3)
    codes = np.where(cohort.teams < teams // 2, 0, np.where(cohort.teams < teams * 5 // 6, 2, 5)).astype(np.int16)
    return dataclasses.replace(cohort, region=Descriptor(codes, cohort.region.labels))


@pytest.fixture(scope="module")
def report() -> TerritoryReport:
    return national_report(three_regions())


@pytest.fixture(scope="module")
def tiny() -> TerritoryReport:
    """Six équipes, une seule année : rien n'est diffusable en public."""
    return national_report(simulate_cohort(teams=6, years=(2026,), seed=3))


@pytest.fixture(scope="module")
def document(report: TerritoryReport) -> Any:
    return territoire(report, on=DAY)


def charts(document: Any) -> list[etree._Element]:
    file = archive(document)
    names = sorted(
        (n for n in file.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", n)),
        key=lambda n: int(re.findall(r"\d+", n)[0]),
    )
    return [etree.fromstring(file.read(name)) for name in names]


def workbooks(document: Any) -> list[list[tuple[Any, ...]]]:
    """Les lignes de chaque classeur caché."""
    file = archive(document)
    names = sorted((n for n in file.namelist() if n.endswith(".xlsx")), key=lambda n: int(re.findall(r"\d+", n)[0]))
    books = [openpyxl.load_workbook(io.BytesIO(file.read(name))) for name in names]
    return [list(book.active.iter_rows(values_only=True)) for book in books]


def test_les_parties_sont_dans_l_ordre_et_la_page_rgpd_ferme_le_document(document: Any) -> None:
    parts = [text for level, text in headings(document) if level == 1]
    assert parts == [*PARTS, load_federation_notice().title]


def test_la_premiere_page_dit_ce_que_c_est_et_que_c_est_simule(document: Any) -> None:
    text = all_text(document)
    first = text.split("Participation")[0]
    assert "Cohorte simulée" in first
    assert words.PURPOSE in first
    assert archive(document).read("word/header1.xml").decode().count("cohorte simulée") == 1


def test_la_premiere_page_dit_ou_aider_sur_quoi_ce_qui_a_bouge_et_qui(
    document: Any, report: TerritoryReport, to_pages: Callable[[Path, Path], Any], tmp_path: Path
) -> None:
    document.save(tmp_path / "r.docx")
    first = to_pages(tmp_path / "r.docx", tmp_path).text.split("\f")[0]
    flat = " ".join(first.split())
    assert all(one.theme.label in flat for one in report.needs[:3])
    assert all(
        word in flat for word in ("Ce qui a bougé.", "Qui.", "rang", "trois sur quatre ou plus", "Toutes les équipes")
    )
    assert all(one.label in flat for one in report.territories)
    assert flat.count("non diffusé") <= 1
    heat = next(table for table in document.tables if rows(table)[0][0] == "Région" and len(rows(table)[0]) == 22)
    assert len(rows(heat)) == 2 + len(report.territories)


def test_une_teinte_ne_dit_rien_que_le_nombre_ne_dise(report: TerritoryReport) -> None:
    for row in heat_map(report).rows:
        for cell in row[1:]:
            assert isinstance(cell, Cell)
            if cell.absent:
                assert (cell.text, cell.band) == ("–", None)
            else:
                low, high, _ = words.BANDS[cell.band or 0]
                assert low <= int(cell.text.strip("≤≥")) <= high


def test_un_rapport_presque_muet_compte_ses_absences_en_une_phrase() -> None:
    text = all_text(territoire(national_report(three_regions(45)), on=DAY))
    body_only = text.split("Méthode")[0]
    assert body_only.count("non diffusé") <= 14
    assert "valeurs non diffusées (" in body_only


def test_des_taches_que_personne_n_a_dites_tiennent_en_une_phrase_et_l_intervalle_se_nomme() -> None:
    silent = three_regions()
    silent = dataclasses.replace(silent, tasks=np.zeros_like(silent.tasks))
    text = all_text(territoire(national_report(silent), on=DAY))
    assert "Tâches gardées\xa0: " in text and "Dimension servie" not in text
    assert re.search(r"sous le niveau «\xa02\xa0en partie\xa0» \(de \d+ à \d+\xa0%, intervalle à 95\xa0%\)", text)


def test_la_politique_et_chaque_rubrique_rgpd_sont_imprimees(document: Any, report: TerritoryReport) -> None:
    text = all_text(document)
    assert report.policy in text
    for topic in load_federation_notice().topics:
        assert topic.text in text
        assert capital(topic.confidence) in text
    blanks = [node.get(qn("w:val")) for node in body(document).iter(qn("w:alias"))]
    assert "Personne à contacter, coordonnées" in blanks


def test_chaque_graphique_est_natif_et_porte_son_equivalent(document: Any, report: TerritoryReport) -> None:
    assert len(charts(document)) == 3  # niveaux, besoins, évolution
    said = [node.get("descr") for node in body(document).iter(f"{{{NAMES['wp']}}}docPr")]
    assert len(said) == len(charts(document))
    assert all(text.endswith("Données dans le tableau.") for text in said)


def test_les_barres_et_leur_classeur_portent_les_parts_diffusees(document: Any, report: TerritoryReport) -> None:
    head, *lines = workbooks(document)[0]
    order = words.themes_in_order(report)
    assert len(lines) == len(order)
    for line, (place, _) in zip(lines, order, strict=True):
        spread = report.whole[place].levels
        assert isinstance(spread, ReleasedDistribution)
        wanted = {words.span_name(report.ref.scale, one.first, one.last): one.share.percent for one in spread}
        assert {name: value for name, value in zip(head[1:], line[1:], strict=True) if value is not None} == wanted


def test_la_copie_que_word_affiche_est_celle_du_classeur(document: Any) -> None:
    for chart, (_, *lines) in zip(charts(document), workbooks(document), strict=True):
        found = [
            p.find("c:v", NAMES).text
            for s in chart.iter(f"{{{NAMES['c']}}}ser")
            for p in s.iterfind("c:val//c:pt", NAMES)
        ]
        found += [
            p.find("c:v", NAMES).text
            for s in chart.iter(f"{{{NAMES['c']}}}ser")
            for p in s.iterfind("c:yVal//c:pt", NAMES)
        ]
        scatter = chart.find(".//c:scatterChart", NAMES) is not None
        kept = [value for line in lines for value in line[2 if scatter else 1 :] if value is not None]
        assert sorted(map(float, found)) == sorted(map(float, kept))


def test_une_part_bornee_n_est_pas_ecrite_comme_un_nombre_dans_la_barre(report: TerritoryReport) -> None:
    bounded = [
        (row, group) for row, (place, _) in enumerate(words.themes_in_order(report)) for group in released(report.whole[place].levels)
        if group.share.bound
    ]  # fmt: skip
    labels = charts(territoire(report, on=DAY))[0].iterfind(".//c:dLbl", NAMES)
    deleted = {int(one.find("c:idx", NAMES).get("val")) for one in labels if one.find("c:delete", NAMES) is not None}
    assert {row for row, _ in bounded} <= deleted


def released(spread: Any) -> Any:
    return spread if isinstance(spread, ReleasedDistribution) else ()


def test_ce_qui_n_est_pas_diffuse_dit_sa_raison_et_jamais_zero(tiny: TerritoryReport) -> None:
    document = territoire(tiny, on=DAY)
    assert charts(document) == []
    text = all_text(document)
    assert f"non diffusé{NBSP}: trop peu d’équipes dans le groupe" in text
    assert "La cohorte ne fait qu’un territoire" in text
    assert f"pas de campagne d’avant 2026{NBSP}" in text
    for table in document.tables:
        for line in rows(table)[1:]:
            assert all(cell.strip() for cell in line), line
            assert "0" not in line and f"0{NBSP}%" not in line


def test_aucune_cellule_n_est_vide(document: Any) -> None:
    for table in document.tables:
        assert all(cell.strip() for line in rows(table) for cell in line)


def test_les_memes_valeurs_donnent_les_memes_octets(report: TerritoryReport) -> None:
    assert territoire(report, on=DAY).to_bytes() == territoire(report, on=DAY).to_bytes()


def test_l_habillage_d_un_modele_est_repris(report: TerritoryReport) -> None:
    model = saved(territoire(report, on=DAY))
    dressed = territoire(report, on=DAY, modele=model)
    assert next(text for level, text in headings(dressed) if level == 1) == PARTS[0]


@pytest.mark.parametrize("kind", ["report", "tiny"])
def test_le_verificateur_de_microsoft_n_a_rien_a_redire(
    kind: str, request: pytest.FixtureRequest, ooxml_validator: Callable[[Path], list[Any]], tmp_path: Path
) -> None:
    path = tmp_path / "rapport.docx"
    territoire(request.getfixturevalue(kind), on=DAY).save(path)
    assert ooxml_validator(path) == []


def test_les_classeurs_caches_sont_valides(
    document: Any, ooxml_validator: Callable[[Path], list[Any]], tmp_path: Path
) -> None:
    file = zipfile.ZipFile(io.BytesIO(saved(document)))
    for name in [name for name in file.namelist() if name.endswith(".xlsx")][:2]:
        path = tmp_path / Path(name).name
        path.write_bytes(file.read(name))
        assert ooxml_validator(path) == []


def test_libreoffice_compose_le_document(document: Any, to_pages: Callable[[Path, Path], Any], tmp_path: Path) -> None:
    path = tmp_path / "rapport.docx"
    document.save(path)
    pages = to_pages(path, tmp_path)
    assert 8 <= len(pages.sheets) <= 13
    assert "Où les équipes ont besoin d’appui" in pages.text
    assert "99,8" in pages.text


def test_un_nom_de_territoire_ne_casse_pas_le_document(report: TerritoryReport) -> None:
    nasty = 'A & B <w:p> "C"'
    odd = dataclasses.replace(
        report, territories=(dataclasses.replace(report.territories[0], label=nasty), *report.territories[1:])
    )
    assert any(nasty in words_of(cell) for cell in body(territoire(odd, on=DAY)).iter(qn("w:tc")))


def test_seuls_les_territoires_hors_des_limites_sont_listes_et_les_autres_se_disent(document: Any) -> None:
    cohort = simulate_cohort(teams=400, years=(2026,), seed=3)
    codes = (np.asarray(cohort.teams) // 40).astype(np.int16)
    long = "Communauté de communes des vallées et des plateaux de la Haute-Rivière, partie numéro "
    levels, scores = cohort.levels.copy(), cohort.scores.copy()
    low = np.flatnonzero(codes == 4)[:30]
    levels[low, 0], scores[low, 0] = 1, 33.0
    many = national_report(
        dataclasses.replace(
            cohort, territory=Descriptor(codes, tuple(f"{long}{rank}" for rank in range(10))), levels=levels, scores=scores,
            region=Descriptor(np.zeros_like(codes), cohort.region.labels),
        )
    )  # fmt: skip
    away = [
        (one.theme.label, p.label) for one in many.funnels if one.theme.kind == "dimension" for p in words.away(one)
    ]
    made = territoire(many, on=DAY)
    listed = [
        tuple(line[:2])
        for table in made.tables
        for head, *lines in [rows(table)]
        if head[-1] == "Constat"
        for line in lines
    ]
    assert listed == away and (cohort.ref.dimensions[0].label, f"{long}4") in listed  # jamais coupé
    assert "Sur les autres dimensions, aucun territoire ne sort des limites." in all_text(made)
    assert "Aucune région ne sort des limites." in all_text(document)


def test_l_evolution_se_lit_aussi_territoire_par_territoire(document: Any, report: TerritoryReport) -> None:
    assert ("Région par région") in [text for level, text in headings(document) if level == 2]
    shown = trends(report)
    assert [row[0].text for row in shown.rows] == [one.label for one in report.territories]
    for row, moved in zip(shown.rows, report.territory_movements, strict=True):
        assert row[1].text == str(moved.matched) and row[2].text == str(moved.arrived)
    text = all_text(document)
    assert all(cell.text in text for row in shown.rows for cell in row)


def test_les_sommes_d_une_petite_federation_se_disent() -> None:
    # Onze équipes écrites, arrondies à 10 points : 36, 36 et 27 % s'écrivent 40, 40 et 30.
    cohort = simulate_cohort(teams=14, years=(2026,), seed=3)
    levels = np.repeat(np.tile([0, 1, 2, 2], 4)[: len(cohort), None], cohort.levels.shape[1], axis=1).astype(np.int16)
    small = national_report(dataclasses.replace(cohort, levels=levels, standings=np.zeros_like(cohort.standings)))
    sums = {sum(group.share.percent for group in released(one.levels)) for one in small.whole} - {0}
    said = words.level_sums(small, None)
    assert (
        sums
        and (sums == {100} or said.startswith("Les parts sont arrondies une à une"))
        and said in all_text(territoire(small, on=DAY))
    )
    assert sums == {100} or str(max(sums)) in said
