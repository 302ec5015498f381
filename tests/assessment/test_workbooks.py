"""Les classeurs : ce que les gens leur font, et ceux qui sont faits pour nuire."""

from __future__ import annotations

import csv
import io
import struct
import subprocess
import sys
import time
import zipfile
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from classeurs import LABELS, REF, member, packed, parts, rows, saved, team
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from matrice import Campaign, InputError, Selection, parse_referentiel, read_responses
from matrice.assessment import pseudonym
from matrice.assessment.intake.sheets import sheet_tables
from matrice.assessment.intake.tables import Sheet
from matrice.assessment.intake.vocabulary import Vocabulary
from matrice.assessment.intake.workbooks import MAX_ROWS, useful_parts
from matrice.render import excel
from tirages import examples

NB = "\u00a0"
ITEMS = ("rcp.1", "rcp.2", "rcp.3", "protocoles.7")
WHOLE = Selection(detailed=True, optional=True, employees=3)
ANSWERS = dict(zip(ITEMS, (3, "2 – en partie", "SO – sans objet", "NSP"), strict=True))
SHEET = "xl/worksheets/sheet1.xml"


def row(campaign: Campaign, item: str) -> list[int]:
    return campaign.counts[[q.id for q in campaign.questions].index(item)].tolist()


def as_expected(campaign: Campaign) -> bool:
    """Vrai si les quatre réponses de `ANSWERS` sont celles d'une personne, et rien d'autre."""
    codes = [row(campaign, item).index(1) for item in ITEMS]
    answered = campaign.counts[:, :-1].sum()
    return campaign.respondents == 1 and codes == [3, 2, 4, 5] and answered == 4


def faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_responses(path, REF)
    return [str(problem) for problem in caught.value.problems]


# --- ce que les gens font à leur classeur ---------------------------------------------------------


def test_le_classeur_d_une_personne_se_lit(tmp_path) -> None:
    campaign = read_responses(saved(member(ANSWERS, code="p01", profession="pharmacie"), tmp_path / "q.xlsx"), REF)
    assert as_expected(campaign)
    assert campaign.professions == ("pharmacie",)


def renamed(sheet: Worksheet) -> None:
    sheet.title = "Copie de feuille (2)"


def moved_columns(sheet: Worksheet) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for line in range(5, sheet.max_row + 1):
        cells = [sheet.cell(line, column).value for column in range(1, 5)]
        for column, value in enumerate((cells[2], cells[1], cells[3], cells[0]), 1):
            sheet.cell(line, column).value = value


def inserted_column(sheet: Worksheet) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_cols(2)
    sheet["B5"] = "Qui en parle ?"
    sheet["B7"] = "voir avec Paul"


def sorted_lines(sheet: Worksheet) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=6)]
    for line, cells in enumerate(sorted(lines, key=lambda cells: str(cells[1]), reverse=True), 6):
        for column, value in enumerate(cells, 1):
            sheet.cell(line, column).value = value


def deleted_titles(sheet: Worksheet) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for line in range(sheet.max_row, 5, -1):
        if sheet.cell(line, 2).value is None:
            sheet.delete_rows(line)


def notes_around(sheet: Worksheet) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(1, 4)
    sheet["A1"], sheet["A2"] = "À rendre avant vendredi", "Merci de répondre à toutes les questions : 0 à 3"
    last = sheet.max_row
    sheet.cell(last + 2, 1, "Total")
    sheet.cell(last + 2, 3, 7)
    sheet.cell(last + 3, 2, "Avis partagé avec mes collègues")


def merged_with_comment(sheet: Worksheet) -> None:
    sheet.merge_cells("C7:D7")


def no_code_column(sheet: Worksheet) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for line in range(5, sheet.max_row + 1):
        sheet.cell(line, 1).value = None


def numbered_statements(sheet: Worksheet) -> None:
    no_code_column(sheet)
    for rank, line in enumerate(range(7, sheet.max_row + 1), 1):
        if sheet.cell(line, 2).value:
            sheet.cell(line, 2).value = f"{rank}. {sheet.cell(line, 2).value.rstrip('.')}"


def lost_titles(sheet: Worksheet) -> None:
    sheet["A5"] = sheet["B5"] = sheet["D5"] = None
    sheet["C5"] = "ma note"


def formats_down_to_the_end(sheet: Worksheet) -> None:
    sheet.row_dimensions[1_048_576].height = 20
    sheet["XFD1048576"].number_format = "0.00"


DEEDS = [
    renamed, moved_columns, inserted_column, sorted_lines, deleted_titles, notes_around, merged_with_comment,
    no_code_column, numbered_statements, lost_titles, formats_down_to_the_end,
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_ce_que_les_gens_font_a_leur_classeur_ne_change_pas_la_lecture(tmp_path, deed) -> None:
    assert as_expected(read_responses(saved(member(ANSWERS, change=deed), tmp_path / "Copie de q (1).xlsx"), REF))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("en routine", 3), ("2 – en partie", 2), ("2 - en partie", 2), ("2 : En partie", 2), ("1", 1), (2.0, 2), (0, 0),
        ("SO – sans objet", 4), ("so", 4), ("NSP – ne sait pas", 5), ("?", 5), ("Sans objet", 4),
        ("2 – Cela existe ou se fait, mais pas pour tous ou pas toujours.", 2),
    ],
)  # fmt: skip
def test_une_reponse_se_tape_comme_on_veut(tmp_path, typed, code) -> None:
    campaign = read_responses(saved(member({"rcp.1": typed}), tmp_path / "q.xlsx"), REF)
    assert row(campaign, "rcp.1").index(1) == code


def test_une_reponse_a_cote_de_l_echelle_est_dite_a_sa_ligne_et_sa_colonne(tmp_path) -> None:
    path = saved(member({"rcp.1": 3, "rcp.2": 7}), tmp_path / "q.xlsx")
    assert faults(path) == [
        f"q.xlsx, ligne 8, colonne «{NB}Réponse{NB}»{NB}: «{NB}7{NB}» n’est pas une réponse{NB}; attendu{NB}: "
        "0, 1, 2, 3, SO (sans objet), NSP (ne sait pas) ou vide."
    ]


def test_une_formule_n_est_pas_une_reponse_meme_calculee(tmp_path) -> None:
    path = saved(member({"rcp.1": "=1+2", "rcp.2": 2}), tmp_path / "q.xlsx")
    assert f"ligne 7, colonne «{NB}Réponse{NB}»{NB}: «{NB}=1+2{NB}» est une formule" in faults(path)[0]


def test_une_formule_hors_des_reponses_ne_gene_pas(tmp_path) -> None:
    def counted(sheet: Worksheet) -> None:
        sheet["D2"], sheet["D3"] = "Avancement", "=COUNTA(C7:C10)"

    assert as_expected(read_responses(saved(member(ANSWERS, change=counted), tmp_path / "q.xlsx"), REF))


def test_des_reponses_fusionnees_sur_plusieurs_questions_sont_une_faute(tmp_path) -> None:
    path = saved(member(ANSWERS, change=lambda sheet: sheet.merge_cells("C7:C8")), tmp_path / "q.xlsx")
    assert faults(path) == [
        f"q.xlsx, ligne 7, colonne «{NB}Réponse{NB}»{NB}: la cellule de réponse est fusionnée avec d’autres{NB}: "
        "défusionnez-les, une réponse par ligne."
    ]


def test_une_colonne_triee_sans_les_autres_est_une_faute(tmp_path) -> None:
    def half_sorted(sheet: Worksheet) -> None:
        sheet["A7"], sheet["A8"] = sheet["A8"].value, sheet["A7"].value

    said = faults(saved(member(ANSWERS, change=half_sorted), tmp_path / "q.xlsx"))
    assert len(said) == 2
    assert "une colonne a été triée sans les autres" in said[0]


def test_un_questionnaire_rendu_vide_est_refuse_et_non_compte_comme_un_repondant(tmp_path) -> None:
    assert "le questionnaire est vide" in faults(saved(member({}, whole=True), tmp_path / "q.xlsx"))[0]


def test_une_reponse_en_face_d_un_code_inconnu_est_une_faute(tmp_path) -> None:
    path = saved(
        member({"rcp.1": 3, "rcp.2": 2}, change=lambda s: s.cell(8, 1, "rcp.9") and s.cell(8, 2, "Reformulé")),
        tmp_path / "q.xlsx",
    )
    assert "«\u00a0rcp.9\u00a0» n’est pas une question de cette grille" in faults(path)[0]


def test_le_classeur_d_une_equipe_se_lit_personne_par_personne(tmp_path) -> None:
    given = {"p01": {"rcp.1": 3, "rcp.2": 2}, "p02": {"rcp.1": "SO"}, "p03": {"rcp.1": None, "rcp.2": None}}
    campaign = read_responses(saved(team(given, {"p01": "pharmacie"}), tmp_path / "equipe.xlsx"), REF)
    assert campaign.respondents == 2  # la colonne restée vide n'est pas un répondant
    assert campaign.professions == ("pharmacie", "")
    assert row(campaign, "rcp.1") == [0, 0, 0, 1, 1, 0, 0]


def test_une_faute_dans_le_classeur_d_equipe_nomme_la_colonne_de_la_personne(tmp_path) -> None:
    given = {"p01": {"rcp.1": 3, "rcp.2": 2}, "p02": {"rcp.1": "oui", "rcp.2": 1}}
    assert f"ligne 4, colonne «{NB}p02{NB}»{NB}: «{NB}oui{NB}»" in faults(saved(team(given), tmp_path / "e.xlsx"))[0]


def test_les_formes_longue_large_et_comptee_se_lisent_dans_une_feuille(tmp_path) -> None:
    long = rows(
        ["Relevé"], ["repondant", "profession", "item", "reponse"], ["a", "x", "rcp.1", 3], ["b", "x", "rcp.1", "2,0"]
    )
    wide = rows(
        [], ["Répondant", LABELS["rcp.1"], "rcp.2", "Remarque"], ["a", 3, 2, "bla"], ["b", 2, None, None], [], ["Note"]
    )
    counted = rows(["item", "niveau_0", "niveau_1", "niveau_2", "niveau_3", "so", "nsp"], ["rcp.1", 0, 0, 1, 1, 0, 0])
    for name, book in (("long", long), ("wide", wide), ("counted", counted)):
        assert row(read_responses(saved(book, tmp_path / f"{name}.xlsx"), REF), "rcp.1")[:5] == [0, 0, 1, 1, 0], name


def test_un_classeur_ecrit_par_un_autre_logiciel_se_lit(tmp_path) -> None:
    import xlsxwriter  # chaînes partagées, là où openpyxl les écrit dans les cellules

    book = xlsxwriter.Workbook(str(tmp_path / "q.xlsx"))
    sheet = book.add_worksheet("Feuil1")
    for line, cells in enumerate([("Code", "Énoncé", "Réponse"), *((i, LABELS[i], a) for i, a in ANSWERS.items())]):
        sheet.write_row(line, 0, cells)
    book.close()
    assert as_expected(read_responses(tmp_path / "q.xlsx", REF))


def test_une_synthese_a_cote_du_questionnaire_n_est_pas_lue(tmp_path) -> None:
    book = member(ANSWERS)
    summary = book.create_sheet("Synthèse", 0)
    for line in (["Code", "Réponse"], ["rcp.1", 0], ["rcp.2", 0]):
        summary.append(line)
    assert as_expected(read_responses(saved(book, tmp_path / "q.xlsx"), REF))


def test_un_questionnaire_par_onglet_donne_une_personne_par_onglet(tmp_path) -> None:
    book = member(ANSWERS, title="Anne")
    other = book.copy_worksheet(book.active)
    other.title = "Bilal"
    assert read_responses(saved(book, tmp_path / "q.xlsx"), REF).respondents == 2


def test_un_classeur_sans_question_de_la_grille_le_dit(tmp_path) -> None:
    assert (
        "aucune question de cette grille" in faults(saved(rows(["Nom", "Prénom"], ["a", "b"]), tmp_path / "q.xlsx"))[0]
    )


def test_le_questionnaire_de_la_bibliotheque_se_relit(tmp_path) -> None:
    book = load_workbook(io.BytesIO(excel.questionnaire(REF, selection=WHOLE)))
    for line in book["Questionnaire"].iter_rows():
        for title, field in pairwise(line):
            if title.value in ("Votre code", "Votre profession"):
                field.value = {"Votre code": "p07", "Votre profession": "pharmacie"}[title.value]
        if line[0].value in ANSWERS:
            line[2].value = ANSWERS[line[0].value]
    campaign = read_responses(saved(book, tmp_path / "q.xlsx"), REF, key=bytes(32))
    assert as_expected(campaign)
    assert (campaign.professions, campaign.people) == (("pharmacie",), (pseudonym(bytes(32), "p07"),))


def test_sans_code_ni_profession_rien_n_est_pris_a_la_place(tmp_path) -> None:
    book = load_workbook(io.BytesIO(excel.questionnaire(REF, selection=WHOLE)))
    for line in book["Questionnaire"].iter_rows():
        if line[0].value in ANSWERS:
            line[2].value = ANSWERS[line[0].value]
    campaign = read_responses(saved(book, tmp_path / "q.xlsx"), REF, key=bytes(32))
    assert (campaign.professions, campaign.people) == (("",), ("",))


@pytest.mark.parametrize("typed", ["NSP – pas mon métier", "NSP – jamais vu", "pas mon métier", "Jamais vu"])
def test_les_deux_raisons_de_ne_pas_savoir_se_lisent_nsp(tmp_path, typed) -> None:
    campaign = read_responses(saved(member({"rcp.1": typed}), tmp_path / "q.xlsx"), REF)
    assert row(campaign, "rcp.1")[5] == 1


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("en projet", 1),
        ("1 – en projet", 1),
        ("2 – Cela se fait, mais pas par tous, pas à chaque fois ou sans trace écrite.", 2),
    ],
)
def test_les_mots_de_l_echelle_1_0_se_lisent_encore(tmp_path, typed, level) -> None:
    campaign = read_responses(saved(member({"rcp.1": typed}), tmp_path / "q.xlsx"), REF)
    assert row(campaign, "rcp.1")[level] == 1


ASKED = [characteristic.id for characteristic in REF.characteristics]
SHAPES = {"lines": st.permutations(ASKED), "columns": st.permutations(range(5)), "kept": st.integers(1, len(ASKED))}


@examples(40)
@given(
    **SHAPES,
    codes=st.lists(st.sampled_from(["0", "1", "2", "3", "SO", "NSP", ""]), min_size=len(ASKED), max_size=len(ASKED)),
)
def test_ni_l_ordre_des_lignes_ni_celui_des_colonnes_ne_change_une_reponse(lines, columns, kept, codes) -> None:
    given_answers = dict(zip(ASKED, codes, strict=True))
    body = [("", "Code", "Énoncé", "Réponse", "Commentaire")]
    body += [("", item, LABELS[item], given_answers[item], "") for item in lines[:kept]]
    mixed = tuple((line, tuple(cells[column] for column in columns)) for line, cells in enumerate(body, 7))
    parts_read = sheet_tables([Sheet("Feuil1", mixed)], "q.xlsx", Vocabulary(REF))
    if any(given_answers[item] for item in lines[:kept]):
        (table,) = parts_read
        assert {cells[2]: cells[3] for _, cells in table.rows} == {item: given_answers[item] for item in lines[:kept]}
    else:
        assert "vide" in str(parts_read[0])


def test_le_classeur_d_equipe_de_la_bibliotheque_se_relit(tmp_path) -> None:
    book = load_workbook(io.BytesIO(excel.team_questionnaire(REF, people=3, selection=WHOLE)))
    for line in book["Questionnaire"].iter_rows():
        if line[1].value == "Profession":
            line[2].value, line[4].value = "pharmacie", "accueil et secrétariat"
        if line[0].value in ANSWERS:
            line[2].value, line[4].value = ANSWERS[line[0].value], 1
    campaign = read_responses(saved(book, tmp_path / "e.xlsx"), REF)
    assert (campaign.respondents, campaign.professions) == (2, ("pharmacie", "accueil et secrétariat"))
    assert row(campaign, "rcp.1") == [0, 1, 0, 1, 0, 0, 0]


def test_le_classeur_rapide_cote_les_dimensions(tmp_path) -> None:
    book = load_workbook(io.BytesIO(excel.questionnaire(REF)))
    for line in book["Questionnaire"].iter_rows():
        if line[0].value == "rcp":
            line[2].value = "3 – en routine"
    campaign = read_responses(saved(book, tmp_path / "q.xlsx"), REF)
    assert campaign.grain == "dimension"
    assert row(campaign, "rcp").index(1) == 3


@pytest.mark.parametrize("delimiter", [";", ","])
def test_un_questionnaire_enregistre_en_csv_se_lit(tmp_path, delimiter) -> None:
    lines = [[cell or "" for cell in line] for line in member(ANSWERS, profession="pharmacie").active.values]
    with (tmp_path / "q.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(lines)
    campaign = read_responses(tmp_path / "q.csv", REF)
    assert as_expected(campaign) and campaign.professions == ("pharmacie",)


def test_un_classeur_enregistre_par_libreoffice_se_lit(converted, tmp_path) -> None:
    source = saved(member(ANSWERS, code="p01", profession="pharmacie", whole=True), tmp_path / "q.xlsx")
    (again,) = converted(tmp_path / "out", "xlsx:Calc MS Excel 2007 XML", source)
    campaign = read_responses(again, REF)
    assert as_expected(campaign) and campaign.professions == ("pharmacie",)


HEADER = [
    "repondant",
    "rcp.1",
    LABELS["rcp.2"],
    "RCP [" + LABELS["rcp.3"] + "]",
    "rcp 4",
    "Information des patients",
    "Équipe",
]


def test_le_meme_en_tete_veut_dire_la_meme_chose_partout(tmp_path) -> None:
    line = ["a", "3", "2", "1", "0", "2", "MSP A"]
    with (tmp_path / "q.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([HEADER, line])
    sources = [tmp_path / "q.csv", saved(rows(HEADER, line), tmp_path / "q.xlsx"), pd.DataFrame([line], columns=HEADER)]
    read = [read_responses(source, REF) for source in sources]
    assert all(row(campaign, "rcp.1")[3] == row(campaign, "rcp.4")[0] == 1 for campaign in read)
    assert all((campaign.counts == read[0].counts).all() and campaign.counts[:, :-1].sum() == 4 for campaign in read)
    assert len({campaign.notes[0].split(NB, 1)[1] for campaign in read}) == 1


def test_une_colonne_de_votes_sans_nom_est_une_faute_et_une_note_a_cote_ne_gene_pas(tmp_path) -> None:
    header = ["item", "niveau_0", "niveau_1", "niveau_2", "niveau_3"]
    noted = saved(rows([*header, ""], ["rcp.1", 1, 0, 2, 0, "à revoir"]), tmp_path / "a.xlsx")
    assert read_responses(noted, REF).respondents == 3
    assert "n’a pas de nom" in faults(saved(rows([*header, ""], ["rcp.1", 1, 0, 2, 0, 12]), tmp_path / "b.xlsx"))[0]


def test_une_echelle_de_cent_niveaux_se_lit_dans_un_classeur(tmp_path) -> None:
    levels = ", ".join(f"{{value: {value}, label: n{value}}}" for value in range(100))
    ref = parse_referentiel(
        f"scale:\n  levels: [{levels}]\naxes:\n- id: a\n  label: A\n  dimensions:\n  - id: d\n    label: D\n"
        "    characteristics: [{id: d.1, label: Un}, {id: d.2, label: Deux}]\n"
    )
    book = rows(["Code", "Énoncé", "Réponse"], ["d.1", "Un", 99], ["d.2", "Deux", "NSP"])
    campaign = read_responses(saved(book, tmp_path / "q.xlsx"), ref)
    assert (campaign.counts[0, 99], campaign.counts[1, 101]) == (1, 1)


# --- les classeurs faits pour nuire ---------------------------------------------------------------


def bomb(path: Path) -> Path:
    """Une archive de 70 kB qui se déplie en 70 Mo."""
    return packed({**parts(member(ANSWERS)), "xl/media/a.bin": b"\0" * 70_000_000}, path)


def lying_bomb(path: Path) -> Path:
    """La même, qui annonce 100 octets dans ses deux en-têtes."""
    packed({**parts(member(ANSWERS)), "xl/media/a.xml": b" " * 70_000_000}, path)
    size = struct.pack("<I", 70_000_000)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 100)))
    return path


def far_cell(path: Path) -> Path:
    book = member(ANSWERS)
    book.active["XFD1048576"] = "2"
    return saved(book, path)


def macros(path: Path) -> Path:
    return packed({**parts(member(ANSWERS)), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, path)


def declared_macros(path: Path) -> Path:
    contents = parts(member(ANSWERS))
    types = contents["[Content_Types].xml"].replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
    return packed(contents | {"[Content_Types].xml": types}, path)


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def billion_laughs(path: Path) -> Path:
    contents = parts(member(ANSWERS))
    return packed(contents | {SHEET: b"<?xml version='1.0'?>" + LAUGHS + contents[SHEET]}, path)


def hidden_laughs(path: Path) -> Path:
    """La même DTD, en UTF-16."""
    hidden = ("\ufeff<?xml version='1.0' encoding='utf-16'?>" + LAUGHS.decode()).encode("utf-16-le")
    return packed(parts(member(ANSWERS)) | {"docProps/app.xml": hidden}, path)


def odd_encoding(path: Path) -> Path:
    return packed(parts(member(ANSWERS)) | {SHEET: b"<?xml version='1.0' encoding='cp037'?><a/>"}, path)


def not_a_zip(path: Path) -> Path:
    path.write_text("repondant;rcp.1\na;3\n", encoding="utf-8")
    return path


def another_zip(path: Path) -> Path:
    return packed({"lisez-moi.txt": b"bonjour"}, path)


def truncated(path: Path) -> Path:
    whole = saved(member(ANSWERS), path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def damaged(path: Path) -> Path:
    return packed(parts(member(ANSWERS)) | {"xl/workbook.xml": b"<workbook><sheets>"}, path)


def encrypted(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000)
    return path


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def many_sheets(path: Path) -> Path:
    contents = parts(member(ANSWERS))
    return packed(contents | {f"xl/worksheets/sheet{rank}.xml": contents[SHEET] for rank in range(2, 10_001)}, path)


def repeated_part(path: Path) -> Path:
    contents = parts(member(ANSWERS))
    packed(contents, path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, contents[SHEET])
    return path


def too_many_rows(path: Path) -> Path:
    """Une feuille de 60 Mo de lignes d'une cellule, loin sous la limite du fichier."""
    contents = parts(member(ANSWERS))
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, MAX_ROWS + 10))
    return packed(contents | {SHEET: sheet_xml(cells)}, path)


def too_many_cells(path: Path) -> Path:
    """Quatre cent mille cellules sur une seule ligne : autant d'objets que le lecteur garderait ensemble."""
    return packed(
        parts(member(ANSWERS)) | {SHEET: sheet_xml("<row r='1'>" + "<c><v>1</v></c>" * 400_000 + "</row>")}, path
    )


def deep_xml(path: Path) -> Path:
    return packed(parts(member(ANSWERS)) | {SHEET: sheet_xml("<row>" + "<c>" * 150_000)}, path)


def endless_tag(path: Path) -> Path:
    """Une balise de huit millions d'espaces : certains analyseurs la reprennent du début à chaque bloc."""
    return packed(parts(member(ANSWERS)) | {SHEET: sheet_xml("<row><c " + " " * 8_000_000 + "/></row>")}, path)


def endless_comment(path: Path) -> Path:
    return packed(parts(member(ANSWERS)) | {SHEET: sheet_xml("<!-- " + "> " * 4_000_000 + "-->")}, path)


def many_merges(path: Path) -> Path:
    merged = '<mergeCell ref="A1:XFD1048576"/>' * 3000
    return packed(parts(member(ANSWERS)) | {SHEET: sheet_xml("").replace(b"</w", merged.encode() + b"</w")}, path)


def sheet_xml(data: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{data}</sheetData></worksheet>'.encode()


def too_heavy(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04" + b"\0" * 10_000_001)
    return path


HOSTILE = {
    bomb: "dépasse 60", lying_bomb: "incomplet ou abîmé", far_cell: "jusqu’à la ligne 1\u00a0048\u00a0576",
    macros: "une macro", declared_macros: "une macro", billion_laughs: "DTD", hidden_laughs: "DTD",
    odd_encoding: "encodage inhabituel", not_a_zip: "ce n’est pas un classeur .xlsx", another_zip: "ce n’est pas un classeur .xlsx",
    truncated: "incomplet ou abîmé", damaged: "le classeur est abîmé", encrypted: "mot de passe", empty: "le fichier est vide",
    many_sheets: "plus de 200 parties", repeated_part: "deux fois la même partie", too_many_rows: "jusqu’à la ligne",
    too_many_cells: "trop de cellules", deep_xml: "le classeur est abîmé", endless_tag: "balise démesurée", endless_comment: "balise démesurée",
    many_merges: "fusions de cellules", too_heavy: "dépasse 10",
}  # fmt: skip


@pytest.mark.parametrize(("make", "words"), HOSTILE.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_un_classeur_fait_pour_nuire_est_refuse_en_francais_et_en_moins_d_une_seconde(tmp_path, make, words) -> None:
    path = make(tmp_path / "q.xlsx")
    start = time.process_time()
    said = faults(path)
    assert time.process_time() - start < 1
    assert len(said) == 1 and words in said[0]


@pytest.mark.parametrize("make", [bomb, lying_bomb, far_cell, too_many_cells, deep_xml], ids=lambda make: make.__name__)
def test_un_classeur_fait_pour_nuire_ne_prend_pas_plus_de_200_mo(tmp_path, make) -> None:
    # Le plus haut de la mémoire résidente du processus entier ; `ru_maxrss` hériterait de celle de pytest.
    if not Path("/proc/self/status").exists():
        pytest.skip("la mémoire d’un processus se mesure ici dans /proc")
    code = (
        "import pathlib, re, sys\n"
        "from matrice import InputError, load_referentiel, read_responses\n"
        "try:\n    read_responses(sys.argv[1], load_referentiel())\n"
        "except InputError:\n    print(re.search(r'VmHWM:\\s*(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])\n"
    )
    path = make(tmp_path / "q.xlsx")
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert int(run.stdout) * 1024 < 200e6


@pytest.mark.parametrize("suffix", [".xlsm", ".xls", ".ods", ".xlsb"])
def test_un_autre_format_de_classeur_dit_quoi_faire(tmp_path, suffix) -> None:
    path = tmp_path / f"q{suffix}"
    path.write_bytes(b"x")
    assert "enregistrez-le au format .xlsx" in faults(path)[0]


def test_le_nom_de_l_auteur_n_est_pas_lu(tmp_path) -> None:
    book = member(ANSWERS)
    book.properties.creator = "Marie Dupont"
    kept = dict(useful_parts(saved(book, tmp_path / "q.xlsx").read_bytes(), "q.xlsx"))
    assert not any(b"Dupont" in content for content in kept.values())
