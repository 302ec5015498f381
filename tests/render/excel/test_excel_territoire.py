"""Le rapport d'un territoire en classeur : chaque valeur diffusée, un nombre si elle est exacte, sa raison si elle manque."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lecture_excel import opened

from matrice.documents import territory_words as words
from matrice.federation import (
    Descriptor,
    ReleasedDistribution,
    TerritoryReport,
    Withheld,
    load_federation_notice,
    national_report,
    simulate_cohort,
)
from matrice.render.excel import territoire

NBSP = "\u00a0"
SHEETS = [
    "À lire", "Participation", "Répartition", "Entonnoirs", "Besoins", "Évolution", "Profils types", "Tâches", "Heures et coûts",
    "Dimensions liées", "RGPD",
]  # fmt: skip


@pytest.fixture(scope="module")
def report() -> TerritoryReport:
    cohort = simulate_cohort(teams=90, years=(2025, 2026), seed=3)
    codes = np.where(cohort.teams < 45, 0, np.where(cohort.teams < 75, 2, 5)).astype(np.int16)
    return national_report(dataclasses.replace(cohort, region=Descriptor(codes, cohort.region.labels)))


@pytest.fixture(scope="module")
def content(report: TerritoryReport) -> bytes:
    return territoire(report)


def table(content: bytes, name: str) -> list[dict[str, Any]]:
    """Les lignes d'une feuille à un seul tableau, par titre de colonne."""
    lines = list(opened(content)[name].iter_rows(min_row=3, values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_les_feuilles_sont_dans_l_ordre(content: bytes) -> None:
    assert opened(content).sheetnames == SHEETS


def test_la_premiere_feuille_dit_la_politique_et_la_simulation(content: bytes, report: TerritoryReport) -> None:
    said = [cell for row in opened(content)["À lire"].iter_rows(values_only=True) for cell in row if cell]
    assert report.policy in said
    assert words.PURPOSE in said
    assert any(str(text).startswith("Cohorte simulée") for text in said)


def test_la_repartition_de_chaque_territoire_est_celle_du_rapport(content: bytes, report: TerritoryReport) -> None:
    lines = table(content, "Répartition")
    assert len(lines) == (1 + len(report.territories)) * len(report.themes)
    place, theme = words.themes_in_order(report)[1]
    line = next(
        one for one in lines if one["Région"] == report.territories[0].label and one["Axe ou dimension"] == theme.label
    )
    spread = report.territories[0].figures[place].levels
    assert isinstance(spread, ReleasedDistribution)
    assert line["Équipes notées"] == spread.n
    for group in spread:
        titles = [
            f"Niveau {words.span_name(report.ref.scale, rank, rank)}" for rank in range(group.first, group.last + 1)
        ]
        if len(titles) == 1:
            assert line[titles[0]] in (group.share.percent, str(group.share))
        else:
            assert line[titles[0]].startswith(str(group.share))
            assert all(line[title] == f"compté avec {group.first}" for title in titles[1:])


def test_les_limites_des_entonnoirs_sont_des_nombres(content: bytes, report: TerritoryReport) -> None:
    lines = table(content, "Entonnoirs")
    assert len(lines) == sum(len(one.points) for one in report.funnels)
    point = report.funnels[0].points[0]
    line = next(one for one in lines if one["Région"] == point.label)
    assert line[f"Limite basse à 95{NBSP}%"] == pytest.approx(point.limits[0].value)
    assert line["Constat"] == str(point.signal)


def test_les_besoins_ont_leurs_rangs_plausibles(content: bytes, report: TerritoryReport) -> None:
    first = table(content, "Besoins")[0]
    assert first["Région"] == words.EVERYONE
    assert first["Dimension"] == report.needs[0].theme.label
    assert first["Meilleur rang plausible"] == report.needs[0].best.value


def test_aucune_cellule_d_un_tableau_n_est_vide(content: bytes) -> None:
    for name in ("Répartition", "Entonnoirs", "Besoins", "Évolution", "Profils types", "Tâches", "Dimensions liées"):
        for line in table(content, name):
            assert all(value not in (None, "") for value in line.values()), (name, line)


def test_une_absence_est_un_texte_avec_sa_raison_et_jamais_zero() -> None:
    tiny = territoire(national_report(simulate_cohort(teams=6, years=(2026,), seed=3)))
    for line in table(tiny, "Répartition"):
        assert str(line["Niveau 0\u00a0pas encore"]).startswith(f"non diffusé{NBSP}: ")
        assert str(line["Note médiane"]).startswith(f"non diffusé{NBSP}: ")
    numbers = [
        cell for name in SHEETS[1:-1] for row in opened(tiny)[name].iter_rows(values_only=True) for cell in row if isinstance(cell, int | float)
    ]  # fmt: skip
    assert numbers == []


def test_une_borne_est_un_texte(content: bytes, report: TerritoryReport) -> None:
    movement = report.movement
    assert movement is not None and not isinstance(movement.arrived, Withheld)
    assert movement.arrived.bound == "≤"
    values = {
        row[0]: row[1]
        for row in opened(content)["Participation"].iter_rows(min_row=3, max_col=2, values_only=True)
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
    page = opened(territoire(dataclasses.replace(report, territories=places)))["Répartition"]
    assert "=1+1" in [cell.value for (cell,) in page.iter_rows(max_col=1) if cell.data_type == "s"]


def test_le_verificateur_de_microsoft_n_a_rien_a_redire(
    content: bytes, ooxml_validator: Callable[[Path], list[Any]], tmp_path: Path
) -> None:
    path = tmp_path / "rapport.xlsx"
    path.write_bytes(content)
    assert ooxml_validator(path) == []


def cells(content: bytes, name: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Les lignes d'une feuille, par lieu et par thème."""
    return {(one["Région"], one.get("Axe ou dimension") or one["Dimension"]): one for one in table(content, name)}


@pytest.mark.parametrize("few", [False, True])
def test_chaque_nombre_du_tableau_pandas_est_celui_du_classeur(report: TerritoryReport, few: bool) -> None:
    if few:  # vingt équipes : des niveaux regroupés, des bornes, des absences
        report = national_report(simulate_cohort(teams=20, years=(2025, 2026), seed=1))
    content, target = territoire(report), words.target_text(report)
    levels, needs, moves = (cells(content, name) for name in ("Répartition", "Besoins", "Évolution"))
    funnels = cells(content, "Entonnoirs") if report.funnels else {}
    scale = report.ref.scale
    titles = {str(one.value): f"Niveau {words.span_name(scale, rank, rank)}" for rank, one in enumerate(scale.levels)}
    places = {
        "premier quartile des notes": (levels, "Premier quartile des notes"),
        "médiane des notes": (levels, "Note médiane"),
        "troisième quartile des notes": (levels, "Troisième quartile des notes"),
        "part sous le niveau visé": (needs, f"Part sous le niveau {target}"),
        f"part sous le niveau visé, borne basse à 95{NBSP}%": (needs, f"Intervalle à 95{NBSP}%, bas"),
        f"part sous le niveau visé, borne haute à 95{NBSP}%": (needs, f"Intervalle à 95{NBSP}%, haut"),
        "part sous le niveau visé, rapprochée des autres": (needs, "Part rapprochée des autres"),
        "rang attendu": (needs, "Rang attendu"),
        "meilleur rang plausible": (needs, "Meilleur rang plausible"),
        "dernier rang plausible": (needs, "Dernier rang plausible"),
        "part au niveau visé ou plus": (funnels, f"Part au niveau {target} ou plus"),
        "hausses moins baisses": (moves, "Hausses moins baisses, points"),
        **{f"limite {side} à {risk}{NBSP}%": (funnels, f"Limite {side} à {risk}{NBSP}%")
           for side in ("basse", "haute") for risk in ("95", "99,8")},
    }  # fmt: skip
    frame, seen = report.to_frame(), set()
    for line in frame[frame["libelle"].notna()].itertuples():
        first = str(line.classe).split(" et ")[0]
        if line.mesure == "part à ce niveau":
            page, title = levels, titles.get(first, titles["0"])
        elif line.mesure == "part qui évolue ainsi":
            page, title = moves, f"Part {'stable' if isinstance(line.raison, str) else first}"
        else:
            page, title = places[line.mesure]
        cell = page[line.territoire, line.libelle][title]
        seen.add((line.mesure, isinstance(cell, str)))
        if isinstance(line.raison, str):
            assert cell == line.raison, line
        elif line.borne or " et " in str(line.classe):
            assert str(cell).startswith(f"{line.borne}{NBSP}" if line.borne else f"{line.valeur:.0f}{NBSP}%"), line
        else:
            assert cell == pytest.approx(line.valeur), line
    assert len({mesure for mesure, _ in seen}) >= (18 if report.territories else 12)


def test_le_tableau_pandas_se_filtre_par_axe_et_dit_pourquoi_une_valeur_manque(report: TerritoryReport) -> None:
    frame = report.to_frame()
    kept = frame.query("axe == 'patients'")
    assert set(kept["territoire"]) == {words.EVERYONE, *(one.label for one in report.territories)}
    assert set(kept["dimension"].dropna()) == {one.id for one in report.ref.axes[0].dimensions}
    assert (frame["valeur"].isna() == frame["raison"].notna()).all()
    assert frame["raison"].notna().any()
