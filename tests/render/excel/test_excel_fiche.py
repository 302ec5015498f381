"""Le classeur d'une fiche : chaque total est une formule vivante, et porte dès l'ouverture sa vraie valeur."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from matrice.assessment import Profile
from matrice.errors import InputError, MatriceError
from matrice.fiche import FicheDePoste, MoneyInputs, Role, arrange, catalogue, draft
from matrice.referentiel import Referentiel, load_referentiel
from matrice.render.excel import fiche as workbook
from tirages import examples

ON = dt.date(2026, 11, 21)
SHEETS = ["Heures", "Qui prend le reste", "Argent", "À 2 h près", "Sources", "Arrondis"]
PLANS = ("matrice", "blocs", "missions", "champs")
REF = load_referentiel()
IDS = [task.id for task in catalogue(REF)]
ROLES = (Role("Pharmacie de l’équipe", 1.5), Role("*", 1, functions=("F2.1", "F2.2")))
MONEY = MoneyInputs(
    gross_monthly=2800, seniority_years=7, expenses=(("Déplacements", 600.0),), budget=9000, patients=8000,
    others=(("FIR", 2000.0),),
)  # fmt: skip


@pytest.fixture(scope="module")
def profile(shipped: Profile) -> Profile:
    return shipped


@pytest.fixture(scope="module")
def fiche(profile: Profile) -> FicheDePoste:
    return draft(profile, weekly_hours=8, tasks=IDS[:30], roles=ROLES, money=MONEY, on=ON)


@pytest.fixture(scope="module")
def content(fiche: FicheDePoste) -> bytes:
    return workbook(fiche)


def values(content: bytes) -> Workbook:
    """Le classeur tel que le montre un lecteur qui ne recalcule pas."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def formulas(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def row_of(page: Worksheet, label: str, column: int = 2) -> int:
    """La première ligne dont la cellule de cette colonne est ce texte."""
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, column).value == label)


def task_lines(page: Worksheet, fiche: FicheDePoste) -> dict[str, tuple[float, int, float]]:
    """Identifiant → heures, heures par an, part, lus dans « Heures »."""
    labels = {task.label: task.id for task in fiche.tasks if task.is_reserve}
    found = {}
    for row in range(10, page.max_row + 1):
        code, label, *numbers = (page.cell(row, column).value for column in range(1, 6))
        name = code if code in IDS else labels.get(label)
        if name and not page.cell(row, 3).font.b:
            found[name] = tuple(numbers)
    return found


@pytest.fixture(scope="module")
def recalculated(
    converted: Callable[..., list[Path]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Workbook], Workbook]:
    """Une fonction : un classeur sans valeurs gardées → le même, toutes ses formules calculées par LibreOffice."""
    folder = tmp_path_factory.mktemp("calc")

    def run(book: Workbook) -> Workbook:
        book.save(folder / "classeur.xlsx")  # openpyxl n'écrit aucune valeur de formule
        (made,) = converted(folder / "sortie", "xlsx", folder / "classeur.xlsx")
        return openpyxl.load_workbook(made, data_only=True)

    return run


# --- les valeurs dès l'ouverture -------------------------------------------------------------------


@given(
    tasks=st.none() | st.lists(st.sampled_from(IDS), min_size=1, max_size=40, unique=True),
    steps=st.integers(2, 140),
    plan=st.sampled_from(PLANS),
    reserve=st.sampled_from([0.0, 0.1, 0.25]),
    status=st.sampled_from(["salarie-sisa", "micro", "benevole"]),
)
@examples(20)
def test_quels_que_soient_les_choix_les_heures_font_le_budget(
    profile: Profile, tasks: list[str] | None, steps: int, plan: str, reserve: float, status: str
) -> None:
    fiche = draft(profile, weekly_hours=steps / 4, tasks=tasks, reserve=reserve, status=status, minimum=0.25)
    page = values(workbook(fiche, layout=plan))["Heures"]
    lines = task_lines(page, fiche)
    assert {name: week for name, (week, _, _) in lines.items()} == {task.id: task.hours for task in fiche.tasks}
    assert math.fsum(week for week, _, _ in lines.values()) == fiche.weekly_hours
    assert sum(year for _, year, _ in lines.values()) == sum(task.hours_year for task in fiche.tasks)
    assert sum(round(1000 * share) for _, _, share in lines.values()) == 1000
    total = row_of(page, "Total")
    assert page.cell(total, 3).value == fiche.weekly_hours
    labels = [page.cell(row, 2).value for row in range(10, total)]
    for part in arrange(fiche.tasks, fiche.ref, plan):
        row = 10 + labels.index(part.label)
        assert page.cell(row, 3).value == math.fsum(task.hours for task in part.tasks)
        assert page.cell(row, 4).value == sum(task.hours_year for task in part.tasks)
        for group in part.groups:
            if group.label == part.label:
                continue  # ses tâches sont sous le titre de la partie, sans sous-titre
            inside = labels.index(group.label, row - 10)
            assert page.cell(10 + inside, 3).value == math.fsum(task.hours for task in group.tasks)


def test_tout_total_est_une_formule_et_toute_formule_a_sa_valeur(content: bytes) -> None:
    seen, count = values(content), 0
    for page in formulas(content):
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    assert seen[page.title][cell.coordinate].value is not None, (page.title, cell.coordinate)
    assert count > 150
    total = row_of(seen["Heures"], "Total")
    assert formulas(content)["Heures"].cell(total, 3).value.startswith("=SUM(")


def test_le_classeur_a_ses_feuilles_et_celle_de_l_argent_seulement_s_il_y_en_a(
    content: bytes, profile: Profile
) -> None:
    assert values(content).sheetnames == SHEETS
    without = values(workbook(draft(profile, weekly_hours=8)))
    assert without.sheetnames == [name for name in SHEETS if name != "Argent"]


# --- recalculé par un tableur ----------------------------------------------------------------------


def test_un_tableur_retrouve_les_valeurs_deja_ecrites(
    content: bytes, recalculated: Callable[[Workbook], Workbook]
) -> None:
    found, kept = recalculated(formulas(content)), values(content)
    for page in formulas(content):
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                after, before = found[page.title][cell.coordinate].value, kept[page.title][cell.coordinate].value
                where = (page.title, cell.coordinate, cell.value)
                assert after == (before if isinstance(before, str) else pytest.approx(before, abs=1e-6)), where


def test_une_cellule_changee_fait_suivre_tous_les_totaux(
    content: bytes, fiche: FicheDePoste, recalculated: Callable[[Workbook], Workbook]
) -> None:
    book = formulas(content)
    page, rest = book["Heures"], book["Qui prend le reste"]
    page.cell(row_of(page, fiche.tasks[0].label), 3).value = fiche.tasks[0].hours + 1.75
    left = row_of(rest, fiche.unassigned[0].label)
    rest.cell(left, 4).value, rest.cell(left, 5).value = "*", 0.75  # une personne nommée comme un joker
    seen = recalculated(book)
    page, rest, money, rounding = (seen[name] for name in ("Heures", "Qui prend le reste", "Argent", "Arrondis"))
    lines = task_lines(page, fiche)
    total = page.cell(row_of(page, "Total"), 3).value
    assert total == math.fsum(week for week, _, _ in lines.values()) == 9.75
    assert page["C7"].value == -1.75
    assert re.fullmatch("Le total dépasse le budget de 1[.,]75\u00a0h[.]", page["F7"].value)
    # 1 607 h pour 35 h : 9,75 h font 447,66, donc 448 h, qu'aucun arrondi ne perd.
    assert sum(year for _, year, _ in lines.values()) == page.cell(row_of(page, "Total"), 4).value == 448
    assert sum(round(1000 * share) for _, _, share in lines.values()) == 1000
    assert rounding["B7"].value == 1000
    ideal = [week / 9.75 * 448 for week, _, _ in lines.values()]
    years = [year for _, year, _ in lines.values()]
    assert all(abs(year - exact) < 1 for year, exact in zip(years, ideal, strict=True))
    spent = fiche.money.cost.lines if fiche.money else ()
    expected = sum(round(line.euros * 9.75 / 8, 2) for line in spent[:-1]) + 600
    assert money.cell(row_of(money, "Coût du poste", 1), 5).value == pytest.approx(expected, abs=0.011)
    joker = row_of(rest, "*")
    given = next(one for one in fiche.delegated if one.role.label == "*")
    assert rest.cell(joker, 4).value == math.fsum(task.hours for task in given.tasks) + 0.75
    count = row_of(rest, "Tâches que personne ne prend")
    assert rest.cell(count, 3).value == len(fiche.unassigned) - 1
    assert rest.cell(left, 6).value == "confiée"


# --- ce que chaque feuille dit ---------------------------------------------------------------------


def test_l_ecart_se_dit_en_chiffres_en_mots_et_en_couleur(content: bytes) -> None:
    page = values(content)["Heures"]
    assert (page["B5"].value, page["C5"].value) == ("Budget décidé", 8)
    assert (page["C6"].value, page["C7"].value) == (8, 0)
    assert page["F7"].value == "Le total fait exactement le budget."
    ruled = {str(area.sqref): len(rules) for area, rules in page.conditional_formatting._cf_rules.items()}
    assert ruled == {"C7": 3, "F7": 3}


def test_le_reste_va_aux_personnes_nommees_et_ce_que_nul_ne_prend_se_voit(content: bytes, fiche: FicheDePoste) -> None:
    page = values(content)["Qui prend le reste"]
    head = row_of(page, "Code", 1)
    lines = [[cell.value for cell in row[:6]] for row in page.iter_rows(min_row=head + 1, max_row=page.max_row - 1)]
    taken = [(one.role.label, task.id, task.hours) for one in fiche.delegated for task in one.tasks]
    assert [(who, code, week) for code, _, _, who, week, _ in lines if who] == taken
    assert [code for code, _, _, who, _, state in lines if not who and state == "à confier"] == [
        task.id for task in fiche.unassigned
    ]
    for one in fiche.delegated:
        row = row_of(page, one.role.label)
        numbers = [page.cell(row, column).value for column in (3, 4, 5)]
        assert numbers == [one.role.hours, math.fsum(task.hours for task in one.tasks), one.spare]


def test_sans_reste_la_feuille_le_dit(profile: Profile) -> None:
    page = values(workbook(draft(profile, weekly_hours=8, tasks=IDS[:4])))["Qui prend le reste"]
    assert "rien ne reste à confier" in page["B3"].value


def test_l_argent_suit_les_heures_sauf_ce_qui_est_fixe(content: bytes, fiche: FicheDePoste) -> None:
    money, page = fiche.money, values(content)["Argent"]
    assert money is not None
    for line in money.cost.lines:
        assert page.cell(row_of(page, line.label, 1), 5).value == pytest.approx(line.euros, abs=0.005)
    travel = row_of(page, "Déplacements", 1)
    assert (page.cell(travel, 3).value, page.cell(travel, 4).value) == (0, 600)
    salary = row_of(page, "Salaire brut", 1)
    assert page.cell(salary, 3).value == 960  # 2 800 € × 12 / 35 h : ce que coûte une heure hebdomadaire
    total = row_of(page, "Coût du poste", 1)
    assert page.cell(total, 5).value == pytest.approx(money.cost.annual, abs=0.02)
    gap = money.plan.missing - money.plan.surplus
    read = [page.cell(row_of(page, label, 1), 5).value for label in ("Ce qui manque", "Ce qui reste")]
    assert read[0] - read[1] == pytest.approx(gap, abs=0.02) and min(read) == 0
    said = [cell.value for cell in page["B"] if cell.value]
    assert set(money.warnings) <= set(said)


# La taxe sur les salaires suit un barème, les frais et la TVA suivent les lignes au-dessus : aucune ne se multiplie par les heures.
@pytest.mark.parametrize(
    ("status", "known"),
    [
        ("salarie-sisa", {"gross_monthly": 2800, "seniority_years": 7, "vat": "non assujetti"}),
        ("groupement", {"gross_monthly": 2800, "management_fee": 8, "vat": "non assujetti"}),
        ("groupement", {"gross_monthly": 2800, "management_fee": 8, "vat": "assujetti"}),
        ("micro", {"hourly_fee": 40, "vat": "assujetti"}),
    ],
)
def test_une_taxe_suit_les_heures_du_classeur_par_sa_vraie_formule(
    profile: Profile, recalculated: Callable[[Workbook], Workbook], status: str, known: dict
) -> None:
    money = MoneyInputs(**known, expenses=(("Déplacements", 600.0),))
    made = {
        hours: draft(profile, weekly_hours=hours, status=status, tasks=IDS[:6], money=money, on=ON) for hours in (8, 28)
    }
    book = formulas(workbook(made[8]))
    page = book["Heures"]
    page.cell(row_of(page, made[8].tasks[0].label), 3).value = made[8].tasks[0].hours + 20
    seen = recalculated(book)["Argent"]
    assert made[28].money is not None
    for line in made[28].money.cost.lines:
        assert seen.cell(row_of(seen, line.label, 1), 5).value == pytest.approx(line.euros, abs=0.02), line.label
    assert made[8].money is not None
    before = values(workbook(made[8]))["Argent"]
    assert set(made[8].money.cost.notes) <= {cell.value for cell in before["B"]}
    for line in made[8].money.cost.lines:
        assert before.cell(row_of(before, line.label, 1), 5).value == pytest.approx(line.euros, abs=0.02), line.label


def test_les_autres_budgets_font_leur_total(content: bytes, fiche: FicheDePoste) -> None:
    page = values(content)["À 2 h près"]
    assert [page.cell(5, column).value for column in (3, 4, 5)] == ["6\u00a0h", "8\u00a0h (cette fiche)", "10\u00a0h"]
    total = row_of(page, "Total")
    assert [page.cell(total, column).value for column in (3, 4, 5)] == [6, 8, 10]
    read = {page.cell(row, 1).value: page.cell(row, 4).value for row in range(6, total) if page.cell(row, 4).value}
    assert {task.hours for task in fiche.chosen} == {value for code, value in read.items() if code in IDS}


def test_les_chiffres_de_droit_ont_leur_valeur_leur_date_et_leur_document(content: bytes, fiche: FicheDePoste) -> None:
    page = values(content)["Sources"]
    for rank, name in enumerate(("duree-hebdomadaire", "duree-annuelle", "semaines-payees"), 6):
        assert (page.cell(rank, 1).value, page.cell(rank, 2).value) == (
            fiche.emploi[name].label,
            fiche.emploi[name].value,
        )
        assert page.cell(rank, 4).value and page.cell(rank, 5).value and page.cell(rank, 6).value


# --- un fichier que l'on ouvre sans crainte --------------------------------------------------------


def test_on_change_les_heures_et_non_les_formules(content: bytes, fiche: FicheDePoste) -> None:
    for page in formulas(content):
        assert page.protection.sheet and not page.protection.password
        assert all(cell.protection.locked for row in page.iter_rows() for cell in row if cell.data_type == "f")
    page = formulas(content)["Heures"]
    opened = [cell.row for cell in page["C"] if not cell.protection.locked]
    assert len(opened) == len(fiche.tasks) + 1  # et le budget
    assert all(any(f"C{row}" in rule.sqref for rule in page.data_validations.dataValidation) for row in opened)


def test_le_classeur_se_lit_a_l_ecran_a_la_voix_et_sur_papier(content: bytes) -> None:
    book = formulas(content)
    assert book.properties.title == "Fiche de poste\u00a0: coordinatrice ou coordinateur"
    for page in book:
        assert not page.merged_cells.ranges
        assert page.freeze_panes and page.print_title_rows
        assert page.page_setup.paperSize == 9 and page.page_setup.orientation == "landscape"
        assert "ColumnTitle" in page.defined_names


def test_un_texte_qui_ressemble_a_une_formule_reste_un_texte(profile: Profile) -> None:
    hostile = replace(profile, team="=1+1 & <b>\x0b")
    role = Role('=HYPERLINK("x")', 1)
    content = workbook(draft(hostile, weekly_hours=4, tasks=IDS[:20], roles=[role]))
    page = formulas(content)["Qui prend le reste"]
    assert page.cell(row_of(page, role.label), 2).data_type == "s"
    assert values(content)["Heures"]["A1"].value == "Heures du poste, =1+1 & <b>\n"


def test_la_meme_fiche_donne_les_memes_octets(fiche: FicheDePoste, content: bytes) -> None:
    assert workbook(fiche) == content


@pytest.mark.parametrize("status", ["salarie-sisa", "micro"])
def test_l_equivalent_temps_plein_ne_se_dit_que_d_un_contrat(profile: Profile, status: str) -> None:
    page = values(workbook(draft(profile, weekly_hours=7, status=status)))["Heures"]
    said = {cell.value for cell in page["B"]}
    assert ("Équivalent temps plein (ETP)" in said) == (status == "salarie-sisa")
    assert ("Heures payées par mois" in said) == (status == "salarie-sisa")


def test_un_plan_ou_une_forme_inconnus_sont_refuses(fiche: FicheDePoste) -> None:
    with pytest.raises(InputError, match="aucun plan"):
        workbook(fiche, layout="blocks")
    with pytest.raises(MatriceError, match="n’existe pas"):
        workbook(fiche, wording="neutre")  # type: ignore[arg-type]


@pytest.mark.parametrize("plan", PLANS)
def test_le_verificateur_de_microsoft_ne_trouve_rien(
    fiche: FicheDePoste, plan: str, tmp_path: Path, ooxml_validator: Callable[[Path], list[dict[str, str | None]]]
) -> None:
    path = tmp_path / "fiche.xlsx"
    path.write_bytes(workbook(fiche, layout=plan))
    assert ooxml_validator(path) == []


def test_une_grille_d_ailleurs_a_aussi_son_classeur(
    grid: Callable[..., Referentiel], team: Callable[..., Profile]
) -> None:
    own = load_referentiel()
    assert values(workbook(draft(team(own, {"avis": 0}), weekly_hours=3)))["Heures"]["C6"].value == 3
