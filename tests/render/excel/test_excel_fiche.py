"""Le classeur d'une fiche : des heures que l'on change, des totaux qui suivent, et une demande qui revient."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lecture_excel import opened, opened_cells
from openpyxl.worksheet.worksheet import Worksheet

import matrice
from matrice.assessment import Profile
from matrice.errors import InputError, MatriceError
from matrice.fiche import FicheDePoste, Role, draft, draft_written, written_from
from matrice.referentiel import Referentiel, load_referentiel
from matrice.render import excel

BUDGET, RESERVE = "Budget décidé, par semaine", "Réserve pour les imprévus (budget − total des tâches)"


@pytest.fixture(scope="module")
def ref() -> Referentiel:
    return load_referentiel()


@pytest.fixture(scope="module")
def profile(ref: Referentiel) -> Profile:
    answers = Path(__file__).parents[3] / "data" / "exemple.csv"
    return matrice.score(matrice.read_responses(answers, ref, team="MSP =1+1", registered=18), ref)


@pytest.fixture(scope="module")
def fiche(profile: Profile) -> FicheDePoste:
    return draft(profile, weekly_hours=8, roles=[Role("la pharmacienne", 1)])


@pytest.fixture(scope="module")
def content(fiche: FicheDePoste) -> bytes:
    return excel.fiche(fiche)


def coded(page: Worksheet) -> dict[str, int]:
    """Identifiant de tâche → ligne."""
    rows = range(10, page.max_row + 1)
    return {str(page.cell(row, 4).value): row for row in rows if page.cell(row, 4).value}


def row_of(page: Worksheet, label: str) -> int:
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == label)


def saved(content: bytes, path: Path, change: Callable[[Worksheet], None] = lambda page: None) -> Path:
    """Le classeur enregistré par un tableur, une fois changé."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book["Heures"])
    book.save(path)
    return path


def weekly(fiche: FicheDePoste) -> dict[str, float]:
    return {task.id: task.hours for task in fiche.tasks}


@pytest.mark.parametrize("plan", ["matrice", "blocs", "missions", "champs"])
def test_chaque_tache_y_est_une_fois_a_ses_heures(fiche: FicheDePoste, plan: str) -> None:
    page = opened(excel.fiche(fiche, layout=plan))["Heures"]
    found = {code: page.cell(row, 2).value for code, row in coded(page).items()}
    assert found == {task.id: task.hours for task in fiche.chosen}
    assert page.cell(row_of(page, BUDGET), 2).value == fiche.weekly_hours


def test_toute_formule_a_sa_valeur_et_la_reserve_est_ce_qui_reste(content: bytes, fiche: FicheDePoste) -> None:
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Heures"]
    formulas = opened(content)["Heures"]
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                assert values[cell.coordinate].value is not None
    assert values.cell(row_of(values, RESERVE), 2).value == pytest.approx(fiche.reserve.hours if fiche.reserve else 0)


def test_un_tableur_recalcule_les_totaux(content: bytes, tmp_path: Path, converted: Callable[..., list[Path]]) -> None:
    def change(page: Worksheet) -> None:
        page.cell(next(iter(coded(page).values())), 2).value = 20

    path = saved(content, tmp_path / "a.xlsx", change)
    (out,) = converted(tmp_path / "out", "xlsx", path)
    page = openpyxl.load_workbook(out, data_only=True)["Heures"]
    assert page.cell(row_of(page, RESERVE), 2).value < 0
    assert "dépasse le budget" in page["A7"].value


def test_un_classeur_relu_tel_quel_refait_la_meme_fiche(
    content: bytes, fiche: FicheDePoste, profile: Profile, ref: Referentiel, tmp_path: Path
) -> None:
    again = draft_written(profile, written_from(saved(content, tmp_path / "a.xlsx"), ref))
    assert weekly(again) == weekly(fiche)
    assert [(one.role.label, one.role.hours) for one in again.delegated] == [("la pharmacienne", 1)]
    assert excel.fiche(again) == content


def test_changer_une_heure_ne_change_que_la_reserve(
    content: bytes, fiche: FicheDePoste, profile: Profile, ref: Referentiel, tmp_path: Path
) -> None:
    first = fiche.chosen[0]

    def change(page: Worksheet) -> None:
        page.cell(coded(page)[first.id], 2).value = first.hours + 0.25

    again = draft_written(profile, written_from(saved(content, tmp_path / "a.xlsx", change), ref))
    assert weekly(again) == weekly(fiche) | {first.id: first.hours + 0.25, "reserve": fiche.reserve.hours - 0.25}
    assert [one.kind for one in again.tasks] == [one.kind for one in fiche.tasks]
    assert [one.id for one in again.unassigned] == [one.id for one in fiche.unassigned]


def test_zero_retire_une_tache_et_le_budget_se_change_aussi(
    content: bytes, fiche: FicheDePoste, profile: Profile, ref: Referentiel, tmp_path: Path
) -> None:
    gone = fiche.chosen[-1]

    def change(page: Worksheet) -> None:
        page.cell(coded(page)[gone.id], 2).value = 0
        page.cell(row_of(page, BUDGET), 2).value = 9

    again = draft_written(profile, written_from(saved(content, tmp_path / "a.xlsx", change), ref))
    assert again.weekly_hours == 9
    kept = {task: hours for task, hours in weekly(fiche).items() if task not in (gone.id, "reserve")}
    assert {task.id: task.hours for task in again.chosen} == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [("beaucoup", "n’est pas une durée"), (None, "la cellule est vide"), (-1, "n’est pas une durée")],
)
def test_des_heures_qui_ne_se_lisent_pas_sont_refusees_a_leur_ligne(
    typed: object, words: str, content: bytes, ref: Referentiel, tmp_path: Path
) -> None:
    def change(page: Worksheet) -> None:
        page.cell(next(iter(coded(page).values())), 2).value = typed

    with pytest.raises(InputError) as refused:
        written_from(saved(content, tmp_path / "a.xlsx", change), ref)
    assert words in str(refused.value) and "ligne 11" in str(refused.value)


def test_un_autre_classeur_est_refuse(ref: Referentiel, tmp_path: Path) -> None:
    (tmp_path / "questionnaire.xlsx").write_bytes(excel.questionnaire(ref, team="MSP"))
    for name, words in (("questionnaire.xlsx", "il manque la feuille"), ("absent.xlsx", "absent.xlsx")):
        with pytest.raises(MatriceError, match=words):
            written_from(tmp_path / name, ref)


def test_trop_d_heures_se_disent_au_lieu_de_disparaitre(
    content: bytes, profile: Profile, ref: Referentiel, tmp_path: Path
) -> None:
    def change(page: Worksheet) -> None:
        for row in coded(page).values():
            page.cell(row, 2).value = 4

    with pytest.raises(MatriceError, match="dépassent le budget"):
        draft_written(profile, written_from(saved(content, tmp_path / "a.xlsx", change), ref))


def test_on_change_les_heures_et_rien_d_autre(content: bytes, fiche: FicheDePoste) -> None:
    page = opened(content)["Heures"]
    assert opened_cells(page) == {"B5", *(f"B{row}" for row in coded(page).values())}
    assert opened_cells(opened(content)["Demande"]) == set()


def test_un_nom_qui_ressemble_a_une_formule_reste_un_texte(content: bytes, profile: Profile) -> None:
    fiche = draft(replace(profile, team="=cmd|'/c calc'!A1"), weekly_hours=4)
    for made in (content, excel.fiche(fiche)):
        book = opened(made)
        assert all(cell.data_type != "f" for row in book["Demande"].iter_rows() for cell in row)
        assert all(
            cell.data_type != "f"
            for row in book["Heures"].iter_rows()
            for cell in row
            if cell.column != 2 and cell.row != 7
        )


def test_la_meme_fiche_donne_les_memes_octets(fiche: FicheDePoste, content: bytes) -> None:
    assert excel.fiche(fiche) == content


def test_un_plan_ou_une_forme_inconnus_sont_refuses(fiche: FicheDePoste) -> None:
    with pytest.raises(InputError, match="aucun plan"):
        excel.fiche(fiche, layout="blocks")
    with pytest.raises(MatriceError, match="n’existe pas"):
        excel.fiche(fiche, wording="neutre")  # type: ignore[arg-type]


def test_le_verificateur_de_microsoft_ne_trouve_rien(
    content: bytes, ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    (tmp_path / "fiche.xlsx").write_bytes(content)
    assert ooxml_validator(tmp_path / "fiche.xlsx") == []
