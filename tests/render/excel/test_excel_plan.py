"""Le plan d'action en Excel : des dates qui en sont, des listes, un filtre, rien qui s'exécute."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from matrice.assessment import Action, ActionPlan, Progress
from matrice.referentiel import Referentiel, load_referentiel
from matrice.render import excel

HEADER = [
    "N°", "Dimension", "Action", "Responsable (rôle)", "Moyens", "Début", "Échéance", "À quoi on le verra", "Effort",
    "Effet", "Prochain point", "État", "Suivi", "Retard",
]  # fmt: skip
ACTION = Action(
    "A1", "rcp", "Tenir une réunion par mois", "coordination", "Une salle", dt.date(2026, 12, 1), dt.date(2027, 3, 31),
    "Dix comptes rendus", dt.date(2027, 1, 15), 1, 3, Progress.ONGOING, "Deux tenues.",
)  # fmt: skip
LAST = Action("A2", "inconnue", "Autre", "accueil", "Temps", dt.date(2027, 1, 1), dt.date(2027, 1, 1))
PLAN = ActionPlan((ACTION, LAST))


@pytest.fixture(scope="module")
def ref() -> Referentiel:
    return load_referentiel()


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_chaque_action_est_une_ligne_ou_les_dates_sont_des_dates(ref: Referentiel) -> None:
    sheet = opened(excel.plan(PLAN, ref, team="MSP"))["Plan d’action"]
    rows = list(sheet.iter_rows(min_row=4, max_row=6, values_only=True))
    assert list(rows[0]) == HEADER
    assert list(rows[1][:13]) == [
        "A1", "Réunion de concertation pluriprofessionnelle", "Tenir une réunion par mois", "coordination", "Une salle",
        dt.datetime(2026, 12, 1), dt.datetime(2027, 3, 31), "Dix comptes rendus", 1, 3, dt.datetime(2027, 1, 15),
        "en cours", "Deux tenues.",
    ]  # fmt: skip
    assert (rows[2][1], rows[2][8], rows[2][10]) == ("inconnue", None, None)
    assert sheet["F5"].number_format == "dd/mm/yyyy"
    assert sheet["A1"].value == "Plan d’action, MSP"


def test_les_listes_et_les_bornes_couvrent_aussi_les_lignes_vides(ref: Referentiel) -> None:
    book = opened(excel.plan(PLAN, ref))
    sheet = book["Plan d’action"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    last = sheet.max_row
    assert last - 6 >= 10 and sheet.cell(last, 1).value is None
    assert set(rules) == {f"{letter}5:{letter}{last}" for letter in "BFGIJKL"}
    assert rules[f"L5:L{last}"].formula1 == '"à faire,en cours,faite,abandonnée"'
    assert rules[f"I5:I{last}"].formula1 == '"1,2,3"'
    assert rules[f"G5:G{last}"].type == "date"
    assert rules[f"B5:B{last}"].formula1 == f"Listes!$B$2:$B${len(ref.dimensions) + 1}"
    labels = [row[0] for row in book["Listes"].iter_rows(min_row=2, min_col=2, max_col=2, values_only=True)]
    assert labels == [dimension.label for dimension in ref.dimensions]
    assert all(rule.error and rule.showErrorMessage for rule in rules.values())


def test_les_comptes_et_le_retard_se_recalculent(ref: Referentiel) -> None:
    content = excel.plan(PLAN, ref)
    sheet, last = opened(content)["Plan d’action"], opened(content)["Plan d’action"].max_row
    assert f'COUNTIF($L$5:$L${last},"en cours")' in sheet["A2"].value
    assert sheet["N5"].value == '=IF(AND(G5<>"",OR(L5="à faire",L5="en cours")),IF(G5<TODAY(),"en retard",""),"")'
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Plan d’action"]
    assert cached["A2"].value == "À faire\xa0: 1 · En cours\xa0: 1 · Faite\xa0: 0 · Abandonnée\xa0: 0"


def test_la_feuille_se_filtre_se_fige_et_s_imprime_sur_une_page_de_large(ref: Referentiel) -> None:
    sheet = opened(excel.plan(PLAN, ref, team="MSP"))["Plan d’action"]
    last = sheet.max_row
    assert sheet.auto_filter.ref == f"A4:N{last}"
    assert sheet.freeze_panes == "D5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$4"
    assert not sheet.protection.sheet


@pytest.mark.parametrize("text", ["=1+1", "@SOMME(A1)", "+33", "-", "https://exemple.fr", "{=A1}", "1"])
def test_un_texte_reste_un_texte(ref: Referentiel, text: str) -> None:
    action = Action(text, "rcp", text, text, text, dt.date(2027, 1, 1), dt.date(2027, 1, 1), note=text)
    sheet = opened(excel.plan(ActionPlan((action,)), ref))["Plan d’action"]
    for column in "ACDEM":
        cell = sheet[f"{column}5"]
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def hostile() -> ActionPlan:
    text = 'A&B <b> "q" \x0b\x00\x1f\ud800 😀 שלום ' + "long " * 9000
    days = (dt.date(226, 1, 1), dt.date(9999, 12, 31))
    return ActionPlan((Action(text, text, text, text, text, *days, text, days[0], note=text),))


def test_un_texte_hostile_est_coupe_a_ce_que_tient_une_cellule(ref: Referentiel) -> None:
    sheet = opened(excel.plan(hostile(), ref, team="A&B " * 100))["Plan d’action"]
    assert sheet["C5"].value.startswith('A&B <b> "q" \n 😀 שלום long') and len(sheet["C5"].value) <= 32_767
    assert (sheet["F5"].value, sheet["G5"].value) == ("0226-01-01", "9999-12-31")


def test_le_meme_plan_donne_les_memes_octets(ref: Referentiel) -> None:
    assert excel.plan(PLAN, ref) == excel.plan(PLAN, ref)


@pytest.mark.parametrize("which", ["plein", "vide", "hostile"])
def test_le_verificateur_de_microsoft_accepte_le_plan(
    which: str, ref: Referentiel, ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    plan = {"plein": PLAN, "vide": ActionPlan(), "hostile": hostile()}[which]
    (tmp_path / "plan.xlsx").write_bytes(excel.plan(plan, ref, team="MSP"))
    assert ooxml_validator(tmp_path / "plan.xlsx") == []
