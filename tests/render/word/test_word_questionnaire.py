"""Le questionnaire papier et les cartes de vote, relus dans le fichier Word."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from equipes import small_grid
from lecture_word import all_text, archive, body, headings, part, rows, saved, words_of

from matrice import InputError, Selection, load_referentiel
from matrice.referentiel import Referentiel
from matrice.render import word

ON = dt.date(2026, 10, 6)
TEAM = "MSP du Val-Clair"
INSTRUMENTS = Path(__file__).parents[2] / "data" / "instruments"
HOSTILE = '=1+1 & <b> "q" 😀 ' + "é" * 300
LEVELS = ["0", "1", "2", "3", "SO", "NSP"]
WHOLE = Selection(detailed=True, optional=True, employees=3)  # chaque énoncé, facultatifs compris
STATEMENTS = Selection(detailed=True)


@pytest.fixture(scope="module")
def paper(ref: Referentiel) -> Document:
    return word.questionnaire(ref, team=TEAM, on=ON, selection=WHOLE)


@pytest.fixture(scope="module")
def long() -> Referentiel:
    return load_referentiel(INSTRUMENTS / "echelle_1_12.yaml")


def asked(document: Document) -> list[list[str]]:
    """Les lignes des tableaux d'énoncés, sans les noms de dimension."""
    found = [rows(table) for table in document.tables]
    tables = [lines for lines in found if any(line[0] == "Énoncé" for line in lines[:2])]
    return [line for lines in tables for line in lines if len(line) > 1 and "☐" in line[1]]


def asked_table(table: Any) -> bool:
    """Vrai pour un tableau d'énoncés, dont la seconde ligne porte les titres."""
    return len(rows(table)) > 1 and rows(table)[1][0] == "Énoncé"


def hostile() -> Referentiel:
    tree = small_grid(1).model_dump(mode="json")
    tree["axes"][0]["dimensions"][0]["characteristics"][0]["label"] = HOSTILE
    tree["scale"]["levels"][0] |= {"label": HOSTILE, "anchor": HOSTILE}
    return Referentiel.model_validate(tree)


def test_chaque_enonce_a_une_ligne_et_une_case_par_reponse(ref: Referentiel, paper: Document) -> None:
    assert sorted(asked(paper)) == sorted([item.label, *"☐" * 7] for item in ref.characteristics)
    titles = [
        "0\npas encore", "1\npremiers pas", "2\nen partie", "3\nen routine", "SO\nsans objet", "NSP\npas mon métier", "NSP\njamais vu",
    ]  # fmt: skip
    headers = {tuple(rows(table)[1]) for table in paper.tables if asked_table(table)}
    assert headers == {("Énoncé", *titles)}


def test_les_reperes_et_les_noms_des_niveaux_se_redisent_en_haut_de_chaque_page(
    ref: Referentiel, paper: Document
) -> None:
    tables = [table for table in paper.tables if asked_table(table)]
    assert len(tables) == len(ref.axes)
    for table in tables:
        repeated = [
            row for row in table._tbl.findall(qn("w:tr")) if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        ]
        said = " ".join(words_of(row) for row in repeated)
        assert len(repeated) == 2 and all(level.anchor.rstrip(".") in said for level in ref.scale.levels)


def test_les_titres_suivent_les_axes_et_les_lignes_en_gras_les_dimensions(ref: Referentiel, paper: Document) -> None:
    expected = [(2, ref.scale.label), *((1, f"{number}. {axis.label}") for number, axis in enumerate(ref.axes, 1))]
    assert headings(paper) == expected
    said = [line[0] for table in paper.tables if asked_table(table) for line in rows(table)[2:] if "☐" not in line[-1]]
    assert [name.partition(" (")[0] for name in said] == [dimension.label for dimension in ref.dimensions]


def test_le_papier_montre_d_office_les_phrases_de_seize_dimensions(ref: Referentiel) -> None:
    stages = word.questionnaire(ref)
    lines = [line for table in stages.tables if rows(table)[0][0] == "Niveau" for line in rows(table)[1:]]
    asked_for = [dimension for dimension in ref.dimensions if not dimension.optional]
    assert len(asked_for) == 16 and len(lines) == 16 * 6
    for rank, dimension in enumerate(asked_for):
        title, *levels, beside = lines[6 * rank : 6 * rank + 6]
        assert title == ["", dimension.label]
        assert [line[1] for line in levels] == [ref.scale.no_stage, *dimension.stages]
        assert [line[0] for line in levels] == [
            f"☐\xa0{one.value}\xa0{one.label.replace(' ', chr(160))}" for one in ref.scale.levels
        ]
        assert beside[1].count("☐") == 3 and "pas\xa0mon\xa0métier" in beside[1] and "jamais\xa0vu" in beside[1]
    assert "Comptez 6 à 8\xa0minutes, pour 16\xa0questions. Choisissez la phrase la plus haute" in all_text(stages)


def test_l_echelle_montre_chaque_repere_et_dit_ce_que_vaut_le_vide(ref: Referentiel, paper: Document) -> None:
    (scale,) = [rows(table)[1:] for table in paper.tables if rows(table)[0] == ["Réponse", "Ce que l’on observe"]]
    assert scale[:4] == [[f"{level.value} – {level.label}", level.anchor] for level in ref.scale.levels]
    assert [name for name, _ in scale[4:]] == ["SO – sans objet", "NSP – pas mon métier", "NSP – jamais vu"]
    assert "Une question laissée vide reste sans réponse" in all_text(paper)


def test_on_donne_un_code_et_une_profession_jamais_un_nom(paper: Document) -> None:
    (who,) = [rows(table)[1:] for table in paper.tables if rows(table)[0] == ["Vous", "À remplir"]]
    assert who[0] == ["Votre code, jamais votre nom", ""]
    assert who[1][1].count("☐") == 14 and "☐\xa0soins\xa0infirmiers" in who[1][1]


def test_chaque_axe_finit_par_de_quoi_ecrire(ref: Referentiel, paper: Document) -> None:
    free = [table for table in paper.tables if rows(table) == [["Commentaire sur cet axe"], [""]]]
    assert len(free) == len(ref.axes)
    heights = [int(table._tbl.findall(f".//{qn('w:trHeight')}")[-1].get(qn("w:val"))) for table in free]
    assert min(heights) > 1000  # twips, plus de deux lignes écrites à la main
    assert all_text(paper).count("Dans les commentaires, ni nom, ni donnée de patient.") == len(ref.axes)


def test_les_champs_de_la_notice_se_completent_d_un_clic(paper: Document) -> None:
    names = [one.get(qn("w:val")) for one in body(paper).iter(qn("w:alias"))]
    assert len(names) == 3 and names[0] == "Structure responsable, adresse"
    assert "anonym" not in all_text(paper).lower()


def test_une_longue_echelle_range_ses_cases_dans_une_colonne(long: Referentiel) -> None:
    made = word.questionnaire(long, selection=STATEMENTS)
    first = next(line for line in asked(made) if line[0] == "Énoncé 1.1.1")
    codes = [*map(str, range(1, 13)), "SO", "NSP", "NSP"]
    assert first[1].split() == [part for code in codes for part in ("☐", code)]


def test_un_code_de_niveau_demesure_ne_mange_pas_l_enonce() -> None:
    wide = word.questionnaire(small_grid(1, levels=(0, 1, 2, 3, 1_000_000)), selection=STATEMENTS)
    table = next(table for table in wide.tables if rows(table)[0][0] == "Énoncé")
    widths = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid]
    assert rows(table)[0] == ["Énoncé", "Réponse"] and min(widths) > 1000


def test_les_cases_sont_centrees_sous_leur_en_tete(paper: Document) -> None:
    table = next(table for table in paper.tables if asked_table(table))
    header, line = table._tbl.findall(qn("w:tr"))[1:4:2]
    styles = [[one.get(qn("w:val")) for one in row.iter(qn("w:pStyle"))] for row in (header, line)]
    assert styles[0] == ["EnteteTableau"] + ["EnteteCase"] * 7
    assert styles[1] == ["TexteTableau"] + ["CaseTableau"] * 7


def test_sans_equipe_ni_date_le_document_n_en_invente_pas(ref: Referentiel) -> None:
    blank = word.questionnaire(ref)
    assert blank.core_properties.author == ""
    assert blank.core_properties.created == dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
    footer = words_of(blank.sections[0].footer.paragraphs[0]._p)
    assert footer.startswith("Page\xa0")


def test_les_memes_arguments_donnent_les_memes_octets(ref: Referentiel, paper: Document) -> None:
    assert saved(paper) == saved(word.questionnaire(ref, team=TEAM, on=ON, selection=WHOLE))
    assert saved(word.cartes(ref)) == saved(word.cartes(ref))


def test_le_francais_imprime_a_ses_espaces_insecables_et_ses_apostrophes(ref: Referentiel, paper: Document) -> None:
    for made in (paper, word.cartes(ref)):
        hidden = [value for node in body(made).iter() for name, value in node.items() if name == qn("w:val")]
        text = "\n".join([all_text(made), *hidden])
        assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", text) == []
        assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", text) == []


# --- les cartes ------------------------------------------------------------------------------------


def cards(document: Document) -> list[list[str]]:
    """Les textes de chaque carte, paragraphe par paragraphe."""
    table = document.tables[0]
    return [[words_of(p) for p in cell.iter(qn("w:p"))] for cell in table._tbl.iter(qn("w:tc"))]


def test_il_y_a_une_carte_par_reponse_possible(ref: Referentiel) -> None:
    found = cards(word.cartes(ref))
    assert [card[0] for card in found] == LEVELS
    assert found[2] == ["2", "en partie", ref.scale.levels[2].anchor]
    assert found[5][:2] == ["NSP", "ne sait pas"]


def test_la_feuille_des_cartes_dit_la_phrase_de_chaque_niveau(ref: Referentiel) -> None:
    asked_for = [dimension for dimension in ref.dimensions if not dimension.optional]
    lines = [line for table in word.cartes(ref).tables[1:] for line in rows(table)[1:]]
    assert lines == [
        pair
        for d in asked_for
        for pair in (["", d.label], *([str(rank), said] for rank, said in enumerate([ref.scale.no_stage, *d.stages])))
    ]
    assert len(word.cartes(small_grid(1)).tables) == 1  # une grille sans stades n'a que ses cartes


def test_plusieurs_jeux_repetent_les_cartes(ref: Referentiel) -> None:
    assert [card[0] for card in cards(word.cartes(ref, copies=3))] == LEVELS * 3


def test_un_nombre_impair_de_cartes_laisse_une_place_vide() -> None:
    assert [card[0] for card in cards(word.cartes(small_grid(1, levels=(0, 1, 2))))] == ["0", "1", "2", "SO", "NSP", ""]


def test_une_carte_ne_repete_pas_un_nom_qui_est_son_code_ni_un_repere_absent() -> None:
    scale = {"levels": [{"value": 0, "label": "0"}, {"value": 1, "label": "oui"}]}
    tree = {**small_grid(1).model_dump(), "scale": scale}
    assert cards(word.cartes(Referentiel.model_validate(tree)))[:2] == [["0"], ["1", "oui"]]


def test_le_chiffre_se_lit_de_loin_et_les_bords_se_decoupent(ref: Referentiel) -> None:
    made = word.cartes(ref)
    size = part(made, "word/styles.xml").xpath(
        "//w:style[@w:styleId='CarteCode']//w:sz/@w:val", namespaces={"w": qn("w:x")[1:].split("}")[0]}
    )
    assert int(size[0]) / 2 >= 72  # points
    borders = made.tables[0]._tbl.tblPr.find(qn("w:tblBorders"))
    assert [one.get(qn("w:val")) for one in borders] == ["dashed"] * 6


@pytest.mark.parametrize("copies", [0, -1, 101])
def test_un_nombre_de_jeux_impossible_est_refuse(ref: Referentiel, copies: int) -> None:
    with pytest.raises(InputError, match="attendu\xa0: de 1 à 100 jeux"):
        word.cartes(ref, copies=copies)


# --- les logiciels extérieurs ----------------------------------------------------------------------


def test_un_texte_hostile_traverse_le_papier_et_les_cartes() -> None:
    assert asked(word.questionnaire(hostile(), team=HOSTILE, selection=STATEMENTS))[0][0] == HOSTILE
    assert cards(word.cartes(hostile()))[0] == ["0", HOSTILE, HOSTILE]


def test_le_verificateur_de_microsoft_accepte_le_papier_et_les_cartes(
    ref: Referentiel,
    long: Referentiel,
    paper: Document,
    ooxml_validator: Callable[[Path], list[object]],
    tmp_path: Path,
) -> None:
    made = {
        "papier": paper, "stades": word.questionnaire(ref), "long": word.questionnaire(long, selection=STATEMENTS),
        "hostile": word.questionnaire(hostile(), team=HOSTILE), "cartes": word.cartes(ref, copies=2),
        "cartes-longues": word.cartes(long),
    }  # fmt: skip
    for name, document in made.items():
        document.save(str(tmp_path / f"{name}.docx"))
        assert ooxml_validator(tmp_path / f"{name}.docx") == [], name


@pytest.fixture(scope="module")
def laid_out(
    paper: Document, ref: Referentiel, all_to_pages: Callable[..., list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Any, Any]:
    """Le questionnaire de papier et les cartes, mis en pages d'un coup."""
    folder = tmp_path_factory.mktemp("pages")
    paper.save(str(folder / "papier.docx"))
    word.cartes(ref, copies=2).save(str(folder / "cartes.docx"))
    return tuple(all_to_pages(folder, folder / "papier.docx", folder / "cartes.docx"))


def test_la_notice_est_seule_sur_la_premiere_page(laid_out: tuple[Any, Any]) -> None:
    sheets = laid_out[0].sheets
    assert "Avant de répondre" in sheets[0] and "www.cnil.fr" in sheets[0]
    assert "Votre code" not in sheets[0] and "Votre code" in sheets[1]
    assert 8 <= len(sheets) <= 12
    assert all(len(sheet.split()) > 40 for sheet in sheets)


def test_six_cartes_tiennent_sur_une_page(laid_out: tuple[Any, Any]) -> None:
    sheets = laid_out[1].sheets[:2]
    assert "Ce que chaque carte veut dire" in laid_out[1].sheets[2]
    assert all(
        name in sheet for sheet in sheets for name in ("premiers pas", "en routine", "sans objet", "ne sait pas")
    )


def test_le_papier_reste_leger(paper: Document) -> None:
    assert len(saved(paper)) < 100_000
    assert archive(paper).testzip() is None
