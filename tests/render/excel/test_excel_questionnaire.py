"""Le questionnaire Excel, relu cellule par cellule : ce qui s'y remplit, ce qui y est fermé, ce qui s'imprime."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lecture_excel import asked, column, head, listed, opened, opened_cells, part, rule, sheet, texts

from matrice import InputError, Selection, load_referentiel, parse_referentiel
from matrice.referentiel import Referentiel, caution
from matrice.render import excel
from matrice.text import plain
from tirages import examples

ON = dt.date(2026, 10, 6)
TEAM = "MSP du Val-Clair"
WHOLE = Selection(detailed=True, optional=True, employees=3)  # chaque énoncé, facultatifs compris
INSTRUMENTS = Path(__file__).parents[2] / "data" / "instruments"
HOSTILE = [
    "=1+1",
    "+33 6",
    "@SUM(A1)",
    '-a & b < c > "d"',
    "é" * 300,
    "😀 équipe, virgule",
    "https://exemple.fr",
    "{=1}",
]


def small(labels: list[str], levels: list[str] | None = None) -> Referentiel:
    """Une grille d'une dimension, dont on choisit les énoncés et les niveaux."""
    items = [{"id": f"d.{rank}", "label": label} for rank, label in enumerate(labels, 1)]
    scale = [{"value": v, "label": name, "anchor": f"repère {v}"} for v, name in enumerate(levels or ["non", "oui"])]
    axis = {"id": "a", "label": labels[0], "dimensions": [{"id": "d", "label": labels[-1], "characteristics": items}]}
    return parse_referentiel(
        json.dumps({"scale": {"levels": scale}, "axes": [axis]}, ensure_ascii=False), source="essai"
    )


@pytest.fixture(scope="module")
def ref() -> Referentiel:
    return load_referentiel()


@pytest.fixture(scope="module")
def member(ref: Referentiel) -> bytes:
    return excel.questionnaire(ref, team=TEAM, on=ON, selection=WHOLE)


@pytest.fixture(scope="module")
def crew(ref: Referentiel) -> bytes:
    return excel.team_questionnaire(ref, people=12, team=TEAM, on=ON, selection=WHOLE)


# --- ce qui se remplit -----------------------------------------------------------------------------


def test_on_ouvre_la_notice_puis_le_questionnaire_puis_l_echelle(member: bytes) -> None:
    book = opened(member)
    visible = [page.title for page in book if page.sheet_state == "visible"]
    assert visible == ["Notice", "Questionnaire", "Échelle"]
    assert book.active.title == "Notice"


def test_chaque_enonce_a_sa_ligne_sous_sa_dimension_et_son_rang_ne_se_voit_pas(ref: Referentiel, member: bytes) -> None:
    page = sheet(member)
    assert sorted(asked(page)) == sorted(question.id for question in ref.characteristics)
    home = {c.id: d.id for d in ref.dimensions for c in d.characteristics}
    assert list(dict.fromkeys(home[question] for question in asked(page))) == [d.id for d in ref.dimensions]
    assert page.column_dimensions["A"].hidden  # un identifiant dit le rang de son énoncé
    for dimension in ref.dimensions:
        climbing = [c.id for c in dimension.characteristics]
        assert [question for question in asked(page) if question in climbing] != climbing, dimension.id
    said = {question: page.cell(row, 2).value for question, row in asked(page).items()}
    assert said == {question.id: question.label for question in ref.characteristics}
    assert [cell.value for cell in page[head(page)]] == ["Code", "Énoncé", "Réponse", "Commentaire"]


def test_les_titres_d_axe_et_de_dimension_precedent_leurs_questions(ref: Referentiel, member: bytes) -> None:
    page = sheet(member)
    rows = asked(page)
    for number, axis in enumerate(ref.axes, 1):
        first = min(rows[c.id] for c in axis.dimensions[0].characteristics)
        assert page.cell(first - 2, 2).value == f"{number}. {axis.label}"
        for dimension in axis.dimensions:
            title = min(rows[c.id] for c in dimension.characteristics) - 1
            assert str(page.cell(title, 2).value).startswith(dimension.label)
            assert [page.cell(title, other).value for other in (1, 3, 4)] == [None] * 3


def test_le_menu_propose_chaque_niveau_puis_so_et_nsp(member: bytes) -> None:
    book = opened(member)
    page = book["Questionnaire"]
    expected = [
        "0 – pas encore",
        "1 – premiers pas",
        "2 – en partie",
        "3 – en routine",
        "SO – sans objet",
        "NSP – pas mon métier",
        "NSP – jamais vu",
    ]
    for row in asked(page).values():
        cell = page.cell(row, column(page, "Réponse"))
        assert listed(book, page, cell) == expected
        assert rule(page, cell).errorStyle in (None, "stop") and rule(page, cell).showErrorMessage
        assert not rule(page, cell).showDropDown  # vrai cacherait la flèche


def test_le_temps_l_echelle_et_ses_reperes_restent_visibles_au_dessus_des_en_tetes(
    ref: Referentiel, member: bytes
) -> None:
    page = sheet(member)
    above = [page.cell(row, 2).value for row in range(2, head(page))]
    assert above[0].startswith("Comptez ") and "\xa0minutes, pour " in above[0]
    assert above[1:5] == [f"{level.value} – {level.label}\xa0: {level.anchor}" for level in ref.scale.levels]
    assert [text.partition("\xa0:")[0] for text in above[5:8]] == [
        "SO – sans objet", "NSP – pas mon métier", "NSP – jamais vu",
    ]  # fmt: skip


def test_seules_les_reponses_les_commentaires_le_code_et_la_profession_se_remplissent(member: bytes) -> None:
    page = sheet(member)
    assert page.protection.sheet and not page.protection.password
    rows = asked(page).values()
    expected = {f"{letter}{row}" for row in rows for letter in "CD"} | {"D2", "D3"}
    assert opened_cells(page) == expected
    assert [page[place].value for place in ("C2", "C3", "C4")] == ["Votre code", "Votre profession", "Avancement"]


def test_les_autres_feuilles_sont_fermees_sauf_les_champs_de_la_notice(member: bytes) -> None:
    book = opened(member)
    assert all(page.protection.sheet for page in book)
    assert opened_cells(book["Échelle"]) == opened_cells(book["_matrice"]) == set()
    fields = [book["Notice"][place].value for place in opened_cells(book["Notice"])]
    assert fields == ["[à\xa0compléter]"] * 3


def test_la_profession_se_choisit_dans_la_liste_livree(member: bytes) -> None:
    book = opened(member)
    groups = listed(book, book["Questionnaire"], book["Questionnaire"]["D3"])
    assert 10 <= len(groups) <= 14
    assert {"médecine générale", "soins infirmiers", "assistance médicale", "autre"} <= set(groups)
    assert "Jamais votre nom" in rule(book["Questionnaire"], book["Questionnaire"]["D2"]).prompt


def test_l_avancement_compte_les_reponses_et_les_questions(member: bytes) -> None:
    page = sheet(member)
    rows = asked(page).values()
    answers, codes = f"COUNTA($C${min(rows) - 2}:$C${max(rows)})", f"COUNTA($A${min(rows) - 2}:$A${max(rows)})"
    assert page["D4"].value == f'={answers}&IF({answers}<2,"\xa0réponse sur ","\xa0réponses sur ")&{codes}'


def test_le_commentaire_rappelle_de_ne_nommer_personne(member: bytes) -> None:
    page = sheet(member)
    for row in asked(page).values():
        assert "donnée de patient" in rule(page, page.cell(row, 4)).prompt


# --- ce qui se voit et s'imprime -------------------------------------------------------------------


def test_les_en_tetes_restent_a_l_ecran_et_se_repetent_a_l_impression(member: bytes) -> None:
    page = sheet(member)
    assert page.freeze_panes == f"A{head(page) + 1}"
    assert page.print_title_rows == f"${head(page)}:${head(page)}"
    assert page.defined_names["ColumnTitle"].attr_text == f"Questionnaire!$A${head(page)}"


def test_les_pages_sont_des_a4_en_hauteur_nommees_et_numerotees(member: bytes) -> None:
    for name, pages in (("Notice", 1), ("Questionnaire", 0), ("Échelle", 0)):
        page = sheet(member, name)
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "portrait")
        assert page.sheet_properties.pageSetUpPr.fitToPage
        height = page.page_setup.fitToHeight  # absent : une page ; 0 : autant qu'il faut
        assert page.page_setup.fitToWidth is None and (1 if height is None else int(height)) == pages
        assert (page.oddHeader.left.text, page.oddHeader.right.text) == (TEAM, name)
        assert (page.oddFooter.left.text, page.oddFooter.right.text) == (
            "6\xa0octobre\xa02026",
            "Page\xa0&P sur &N",
        )


def test_aucune_cellule_n_est_fusionnee(member: bytes, crew: bytes) -> None:
    assert [page.merged_cells.ranges for content in (member, crew) for page in opened(content)] == [set()] * 8


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_tout_texte_contraste_avec_son_fond(member: bytes) -> None:
    pairs = set()
    for page in opened(member):
        for cell in itertools.chain(*page.iter_rows()):
            ink = cell.font.color.rgb if cell.font.color and isinstance(cell.font.color.rgb, str) else "FF000000"
            paper = cell.fill.fgColor.rgb if cell.fill.fill_type else "FFFFFFFF"
            pairs.add((ink[2:], paper[2:]))
    assert len(pairs) > 4
    for ink, paper in pairs:
        light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)


def test_un_nom_d_equipe_avec_une_esperluette_s_imprime_tel_quel(ref: Referentiel) -> None:
    made = excel.questionnaire(ref, team="Soins & Compagnie " + "x" * 300)
    raw = re.search(r"<oddHeader>(.*?)</oddHeader>", part(made, "xl/worksheets/sheet1.xml"))
    assert raw and raw[1].startswith("&amp;LSoins &amp;&amp; Compagnie ")
    assert len(raw[1]) < 150


# --- la feuille cachée -----------------------------------------------------------------------------


def test_la_feuille_cachee_dit_la_grille_et_ses_questions(ref: Referentiel, member: bytes, crew: bytes) -> None:
    for content, kind, people in ((member, "personne", []), (crew, "equipe", [f"p{n:02d}" for n in range(1, 13)])):
        page = sheet(content, "_matrice")
        assert page.sheet_state == "hidden"
        lists = {
            cells[0]: [value for value in cells[1:] if value is not None] for cells in page.iter_cols(values_only=True)
        }
        facts = dict(zip(lists["cle"], lists["valeur"], strict=True))
        assert facts == {
            "format": "matrice-questionnaire-1", "sorte": kind, "grille": ref.label, "version": ref.version, "finesse": "item",
        }  # fmt: skip
        assert lists["questions"] == list(asked(sheet(content)))
        assert lists["personnes"] == people


# --- les variantes ---------------------------------------------------------------------------------


def test_d_office_chacune_des_seize_dimensions_montre_ses_phrases(ref: Referentiel) -> None:
    book = opened(excel.questionnaire(ref))
    page = book["Questionnaire"]
    assert list(asked(page)) == [dimension.id for dimension in ref.dimensions if not dimension.added]
    assert len(asked(page)) == 16
    for identifier, row in asked(page).items():
        dimension = ref.dimension(identifier)
        said = [ref.scale.no_stage, *dimension.stages]
        assert page.cell(row, 2).value.split("\n") == [dimension.label, *(f"{n}  {one}" for n, one in enumerate(said))]
        assert listed(book, page, page.cell(row, 3))[0] == "0 – pas encore"
    assert page["B2"].value == (
        "Comptez 6 à 8\xa0minutes, pour 16\xa0questions. "
        "Choisissez la phrase la plus haute qui est vraie aujourd’hui, celles d’avant l’étant aussi."
    )


def test_les_themes_choisis_sont_les_seuls_poses(ref: Referentiel) -> None:
    page = sheet(excel.questionnaire(ref, selection=Selection(detailed=True, themes=("RCP", "Partage de données"))))
    assert {question.split(".")[0] for question in asked(page)} == {"rcp", "partage"}
    with pytest.raises(InputError, match="le plus proche est «\xa0rcp\xa0»"):
        excel.questionnaire(ref, selection=Selection(themes=("rpc",)))


def test_les_dimensions_facultatives_ne_se_posent_qu_a_la_demande(ref: Referentiel) -> None:
    optional = [d.id for d in ref.dimensions if d.optional]
    assert optional == ["vie-equipe", "finances", "personnel", "stocks", "securite"]
    assert list(asked(sheet(excel.questionnaire(ref, selection=Selection(themes=("finances",)))))) == ["finances"]


def test_une_seule_personne_employee_n_est_jamais_decrite(ref: Referentiel) -> None:
    for count, posed in ((None, False), (0, False), (1, False), (2, True)):
        selection = Selection(optional=True, employees=count)
        assert ("personnel" in asked(sheet(excel.questionnaire(ref, selection=selection)))) is posed
        assert bool(caution(ref, selection)) is not posed
    with pytest.raises(InputError, match="moins de deux personnes sont employées"):
        excel.questionnaire(ref, selection=Selection(themes=("personnel",), employees=1))
    assert "deux personnes au moins" in caution(ref, Selection(themes=("personnel",)))


def test_chaque_groupe_ne_recoit_que_ce_qu_il_peut_savoir(ref: Referentiel) -> None:
    page = sheet(excel.questionnaire(ref, selection=Selection(optional=True, employees=3, audience="soignants")))
    assert not {"finances", "personnel"} & set(asked(page))
    with pytest.raises(InputError, match="rien à poser"):
        excel.questionnaire(ref, selection=Selection(themes=("finances",), audience="soignants"))


def test_une_grille_sans_stades_pose_le_nom_de_la_dimension_une_seule_fois() -> None:
    page = sheet(excel.questionnaire(small(["Énoncé"])))
    assert list(asked(page)) == ["d"]
    assert [row[1].value for row in page.iter_rows() if row[1].value == "Énoncé"] == [
        "Énoncé"
    ] * 2  # l’en-tête, la question


def test_une_grille_faite_seulement_de_facultatif_le_garde() -> None:
    tree = small(["Énoncé"]).model_dump()
    tree["axes"][0]["dimensions"][0]["optional"] = True
    ref = Referentiel.model_validate(tree)
    assert list(asked(sheet(excel.questionnaire(ref, selection=Selection(detailed=True))))) == ["d.1"]


@pytest.mark.parametrize("name", ["echelle_1_12", "un_axe", "cinq_axes_credits"])
def test_une_autre_grille_donne_son_questionnaire(name: str) -> None:
    ref = load_referentiel(INSTRUMENTS / f"{name}.yaml")
    book = opened(excel.questionnaire(ref, selection=WHOLE))
    page = book["Questionnaire"]
    assert sorted(asked(page)) == sorted(question.id for question in ref.characteristics)
    levels = [f"{level.value} – {level.label}" for level in ref.scale.levels]
    cell = page.cell(asked(page)[ref.characteristics[0].id], 3)
    assert listed(book, page, cell) == [*levels, "SO – sans objet", "NSP – pas mon métier", "NSP – jamais vu"]


def test_une_longue_echelle_renvoie_a_sa_feuille() -> None:
    ref = load_referentiel(INSTRUMENTS / "echelle_1_12.yaml")
    page = sheet(excel.questionnaire(ref, selection=WHOLE))
    assert page["B3"].value == "de 1 – niveau 1 à 12 – niveau 12, SO, NSP\xa0: voir la feuille «\xa0Échelle\xa0»"
    assert "Échelle" in rule(page, page.cell(asked(page)["a1.d1.1"], 3)).prompt


# --- toute l'équipe --------------------------------------------------------------------------------


def test_le_classeur_d_equipe_a_une_colonne_par_personne(ref: Referentiel, crew: bytes) -> None:
    book = opened(crew)
    page = book["Questionnaire"]
    people = [f"p{n:02d}" for n in range(1, 13)]
    assert [cell.value for cell in page[head(page)]] == ["Code", "Énoncé", *people, "Commentaire"]
    assert sorted(asked(page)) == sorted(question.id for question in ref.characteristics)
    profession, progress = head(page) - 2, head(page) - 1
    assert (page.cell(profession, 2).value, page.cell(progress, 2).value) == ("Profession", "Avancement")
    for rank in range(3, 15):
        assert "médecine générale" in listed(book, page, page.cell(profession, rank))
        assert str(page.cell(progress, rank).value).startswith("=COUNTA(")
        assert listed(book, page, page.cell(head(page) + 3, rank))[0] == "0 – pas encore"
    assert page.freeze_panes == f"C{head(page) + 1}"
    assert page.print_title_cols == "$A:$B"


def test_qui_recopie_le_papier_peut_frapper_les_codes_courts(crew: bytes) -> None:
    book = opened(crew)
    page = book["Questionnaire"]
    cell = page.cell(head(page) + 3, 3)
    assert listed(book, page, cell)[7:] == ["0", "1", "2", "3", "SO", "NSP"]
    assert cell.number_format == "@"  # sinon « 2 » deviendrait un nombre, absent d'une liste de textes


def test_toutes_les_cellules_de_reponse_de_l_equipe_s_ouvrent(crew: bytes) -> None:
    page = sheet(crew)
    letters = [page.cell(1, rank).column_letter for rank in range(3, 16)]
    expected = {f"{letter}{row}" for row in asked(page).values() for letter in letters}
    assert opened_cells(page) == expected | {f"{letter}{head(page) - 2}" for letter in letters[:-1]}


@pytest.mark.parametrize("people", [0, -1, 201])
def test_un_nombre_de_personnes_impossible_est_refuse(ref: Referentiel, people: int) -> None:
    with pytest.raises(InputError, match="de 1 à 200"):
        excel.team_questionnaire(ref, people=people)


# --- textes hostiles, français, octets -------------------------------------------------------------


def test_un_texte_hostile_reste_un_texte() -> None:
    ref = small(HOSTILE, levels=HOSTILE)
    book = opened(excel.questionnaire(ref, team=HOSTILE[3], selection=WHOLE))
    page = book["Questionnaire"]
    rows = asked(page)
    assert sorted(page.cell(row, 2).value for row in rows.values()) == sorted(HOSTILE)
    assert all(page.cell(row, 2).data_type == "s" and not page.cell(row, 2).hyperlink for row in rows.values())
    choices = listed(book, page, page.cell(rows["d.1"], 3))
    assert choices[:8] == [f"{value} – {label}" for value, label in enumerate(HOSTILE)]
    formulas = [cell.coordinate for cell in itertools.chain(*page.iter_rows()) if cell.data_type == "f"]
    assert formulas == ["D4"]


@examples(25)
@given(
    st.text(st.characters(exclude_characters="_\r", exclude_categories=["Cs"]), min_size=1, max_size=400).filter(
        lambda text: plain(text).strip()
    )
)
def test_tout_enonce_se_relit_tel_quel(label: str) -> None:
    tree = small(["x"]).model_dump()
    tree["axes"][0]["dimensions"][0]["characteristics"][0]["label"] = label
    page = sheet(excel.questionnaire(Referentiel.model_validate(tree), selection=WHOLE))
    assert page.cell(asked(page)["d.1"], 2).value == plain(label.strip())


def test_le_francais_imprime_a_ses_espaces_insecables_et_ses_apostrophes(member: bytes, crew: bytes) -> None:
    for content in (member, crew):
        said = [text for text in texts(content) if not text.startswith("=")]
        assert len(said) > 200
        text = "\n".join(said)
        assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", text) == []
        assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", text) == []


def test_le_recueil_ne_se_dit_jamais_anonyme(member: bytes) -> None:
    text = "\n".join(texts(member)).lower()
    assert "anonym" not in text
    assert "confidentiel et pseudonymisé" in text


def test_les_memes_arguments_donnent_les_memes_octets_dans_un_autre_processus(member: bytes, tmp_path: Path) -> None:
    program = (
        "import sys, datetime as dt, pathlib; from matrice import Selection, load_referentiel; from matrice.render import excel\n"
        f"made = excel.questionnaire(load_referentiel(), team={TEAM!r}, on=dt.date(2026, 10, 6), selection={WHOLE!r})\n"
        "pathlib.Path(sys.argv[1]).write_bytes(made)"
    )
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / seed)], check=True, env=env)
        assert (tmp_path / seed).read_bytes() == member


def test_la_seule_date_du_fichier_est_celle_de_l_evaluation(ref: Referentiel, member: bytes) -> None:
    assert opened(member).properties.created == dt.datetime(2026, 10, 6)
    assert opened(excel.questionnaire(ref)).properties.created == dt.datetime(1980, 1, 1)
    assert opened(member).properties.creator == TEAM


def test_le_fichier_est_leger(member: bytes, crew: bytes) -> None:
    assert len(member) < 100_000 and len(crew) < 100_000


# --- les logiciels extérieurs ----------------------------------------------------------------------


def test_le_verificateur_de_microsoft_accepte_chaque_classeur(
    ref: Referentiel, member: bytes, crew: bytes, ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    long = load_referentiel(INSTRUMENTS / "echelle_1_12.yaml")
    made = {
        "personne": member, "equipe": crew, "hostile": excel.questionnaire(small(HOSTILE, HOSTILE), team=HOSTILE[3]),
        "stades": excel.questionnaire(ref), "longue": excel.team_questionnaire(long, people=1, selection=WHOLE),
    }  # fmt: skip
    for name, content in made.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)
        assert ooxml_validator(tmp_path / f"{name}.xlsx") == [], name


def test_l_avancement_se_recalcule_et_la_notice_tient_en_une_page(
    member: bytes, to_pages: Callable[[Path, Path], Any], tmp_path: Path
) -> None:
    book = opened(member)
    page = book["Questionnaire"]
    for row in list(asked(page).values())[:12]:
        page.cell(row, 3).value = "SO – sans objet"
    book.save(tmp_path / "rempli.xlsx")
    sheets = to_pages(tmp_path / "rempli.xlsx", tmp_path).text.split("\f")
    assert "Avant de répondre" in sheets[0] and "www.cnil.fr" in sheets[0]
    assert f"12 réponses sur {len(load_referentiel().characteristics)}" in sheets[1].replace("\xa0", " ")
    assert all("Énoncé" in one for one in sheets[1:-2])
    assert f"Page {len(sheets) - 1} sur {len(sheets) - 1}" in sheets[-2].replace("\xa0", " ")
