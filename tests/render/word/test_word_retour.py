"""Le retour à une équipe : ses valeurs, des valeurs diffusées, et rien d'autre, jusque dans les classeurs cachés."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lecture_word import NAMES, all_text, archive, body, chart, embedded_workbook, headings, paragraphs, rows, saved

import matrice
from matrice.documents import federation_words as words
from matrice.documents.blocks import DotLine, Dots
from matrice.errors import InputError, MatriceError
from matrice.federation import Comparison, Ledger, Register, Withheld, compare_all, freeze, read_cohort, simulate_cohort
from matrice.render.word import information, retour
from matrice.render.word.drawingml import add_chart
from matrice.text import capital

ON = dt.date(2026, 11, 21)
KEY = b"une cle de seize octets et plus"
NB = "\u00a0"
COLUMNS = ("Dimension", "Votre équipe", "Votre groupe", "Parmi les équipes comparables", "Votre place")


@cache
def dimensions() -> tuple[str, ...]:
    return tuple(one.id for one in matrice.load_referentiel().dimensions)


def team_lines(code: str, level: str, note: str = "", year: int = 2026) -> list[dict[str, Any]]:
    """Une équipe, le même niveau partout."""
    return [
        {"equipe": code, "annee": year, "dimension": one, "niveau": level, "note": note, "repondants": "12"}
        for one in dimensions()
    ]


def compared(lines: Sequence[dict[str, Any]]) -> dict[str, Comparison]:
    """Les comparaisons de 2026, par nom de code, inscrites dans un registre neuf."""
    cohort = read_cohort(pd.DataFrame(lines).astype(str))
    register = Register(Ledger(), freeze(cohort, 2026, key=KEY), on=ON)
    return {one.code: one for one in compare_all(cohort, register=register)}


@pytest.fixture(scope="module")
def levels() -> dict[str, Comparison]:
    """20, 60, 90 et 30 équipes aux niveaux 0 à 3, sur chaque dimension (methodes § 2.1)."""
    counts = {"0": 20, "1": 60, "2": 90, "3": 30}
    lines = [
        line for level, count in counts.items() for i in range(count) for line in team_lines(f"n{level}-{i}", level)
    ]
    return compared(lines)


@pytest.fixture(scope="module")
def simulated() -> tuple[Comparison, ...]:
    cohort = simulate_cohort(teams=300, years=(2025, 2026))
    return compare_all(cohort, register=Register(Ledger(), freeze(cohort, 2026, key=KEY), on=ON))


@pytest.fixture(scope="module")
def few() -> Comparison:
    """Une équipe parmi sept : son groupe ne se montre pas."""
    lines = [line for i in range(7) for line in team_lines(f"petite-{i}", str(i % 3))]
    return compared(lines)["petite-1"]


def numbers_everywhere(document: Document) -> set[str]:
    """Tous les nombres écrits dans le fichier, classeurs cachés compris ; les mesures de mise en page sont ôtées."""
    found: set[str] = set()
    for name in (file := archive(document)).namelist():
        if name.endswith(".xlsx"):
            book = zipfile.ZipFile(io.BytesIO(file.read(name)))
            cells = re.findall(r"<v>([^<]*)</v>", book.read("xl/worksheets/sheet1.xml").decode())
            found |= {cell.removesuffix(".0") for cell in cells}
        elif name.startswith("word/charts/chart"):
            cached = re.findall(r"<c:v>([^<]*)</c:v>", file.read(name).decode())
            found |= {number.removesuffix(".0") for text in cached for number in re.findall(r"\d+(?:[.,]\d+)?", text)}
    texts = [all_text(document), *(node.get("descr") or "" for node in body(document).iter(qn("wp:docPr")))]
    return found | {number for text in texts for number in re.findall(r"\d+(?:[.,]\d+)?", text)}


# --- ce qu'il dit ----------------------------------------------------------------------------------


def test_les_premieres_lignes_disent_a_quoi_sert_le_retour_et_a_qui_l_equipe_est_comparee(levels: Any) -> None:
    said = [text for _, text in paragraphs(retour(levels["n2-4"], on=ON))]
    assert said[:2] == ["Retour à l’équipe", "n2-4"]
    assert "ne la classe pas, ne la labellise pas" in said[3]
    assert f"Votre groupe. {capital(levels['n2-4'].group)} (au moins 200{NB}équipes, la vôtre comprise)" in said[4]
    assert any("groupes d’au moins 11\u00a0équipes" in text for text in said)


def test_le_tableau_dit_les_parts_les_quartiles_et_la_place_en_mots(levels: Any) -> None:
    # Calcul à la main (methodes § 2.1) : 80/200 plus bas, 90/200 au même niveau, 30/200 plus haut ; quartiles 33, 67, 67.
    table = next(table for table in retour(levels["n2-4"], on=ON).tables if rows(table)[0] == list(COLUMNS))
    first = rows(table)[1]
    assert first[1:4] == [
        f"67, niveau{NB}2", "de 33 à 67, médiane 67",
        f"40{NB}% plus bas, 45{NB}% au même niveau, 15{NB}% plus haut",
    ]  # fmt: skip
    assert len(rows(table)) == 1 + len(dimensions())


def test_la_lecture_donne_une_phrase_entiere(levels: Any) -> None:
    wanted = f"40{NB}% des équipes comparables sont à un niveau inférieur, 45{NB}% au même niveau, 15{NB}% à un niveau supérieur."
    assert wanted in all_text(retour(levels["n2-4"], on=ON))


def test_une_position_incertaine_se_dit_et_ne_donne_pas_la_bande_seule(simulated: Any) -> None:
    for one in simulated[:40]:
        for place in one.dimensions:
            if place.uncertain:
                assert words.place_text(place) in words.RANGES.values()
            elif place.band is not None:
                assert words.place_text(place) == str(place.band)
    assert "position incertaine" in all_text(retour(simulated[0], on=ON))


def test_trois_appuis_et_trois_pas_au_plus_avec_la_marche_et_les_taches(simulated: Any) -> None:
    one = next(one for one in simulated if len(one.steps) == 3 and all(step.tasks for step in one.steps))
    document = retour(one, on=ON)
    table = next(rows(table) for table in document.tables if rows(table)[0][1] == "Prochaine marche")
    assert [row[0].split("\n")[0] for row in table[1:]] == [step.place.theme.label for step in one.steps]
    for row, step in zip(table[1:], one.steps, strict=True):
        stages = one.ref.dimension(step.place.theme.id).stages
        said = "La première, dans l’ordre ci-dessous, qui n’est pas en place"
        assert row[1] == (stages[step.place.level] if stages else said)
        after = step.after.tasks if step.after else None
        kept = step.tasks if after is None or isinstance(after, Withheld) else after or step.tasks
        told = bool(step.after and not isinstance(step.after.moves, Withheld))
        lines = [line.removeprefix(f"•{NB}").rsplit(" (", 1)[0] for line in row[2].split("\n") if line.startswith("•")]
        assert lines == [t.label for t in (kept if told else step.tasks)][: 3 - told]
        if told:
            assert f"Là en 2025{NB}: {words.directions_text(step.after.moves)} depuis" in row[2]
    assert len([text for style, text in paragraphs(document) if style == "ListBullet"]) == len(one.strengths) == 3


def test_sans_phrase_de_niveau_toutes_les_marches_sont_donnees_dans_l_ordre(levels: Any) -> None:
    one = levels["n2-4"]
    step = dataclasses.replace(one.steps[0], rung="")
    said = all_text(retour(dataclasses.replace(one, steps=(step,)), on=ON))
    ladder = one.ref.dimension(step.place.theme.id).characteristics
    assert "La première, dans l’ordre ci-dessous, qui n’est pas en place" in said
    assert " ".join(f"{rank}){NB}{rung.label}" for rank, rung in enumerate(ladder, 1)) in said


def test_ce_qui_a_change_se_compare_aux_equipes_parties_du_meme_niveau(simulated: Any) -> None:
    one = next(one for one in simulated if one.before == 2025)
    document = retour(one, on=ON)
    assert (2, "Ce qui a changé depuis 2025") in headings(document)
    table = next(rows(table) for table in document.tables if rows(table)[0][1:3] == ["2025", "2026"])
    places = {place.theme.label: place for place in one.dimensions}
    for label, before, after, told in table[1:]:
        place = places[label]
        assert (before, after) == (f"{place.score_before:.0f}", f"{place.score:.0f}") and before != after
        assert told == words.same_start_text(place)


def test_une_premiere_campagne_le_dit(levels: Any) -> None:
    assert "C’est la première campagne connue de votre équipe" in all_text(retour(levels["n0-1"], on=ON))


def test_une_cohorte_simulee_est_marquee_en_tete(simulated: Any, levels: Any) -> None:
    style, said = next(one for one in paragraphs(retour(simulated[0], on=ON)) if "simulé" in one[1])
    assert (style, said.split(".")[0]) == ("PointAttention", "Exemple simulé")
    assert "simulé" not in all_text(retour(levels["n1-1"], on=ON))


def test_une_diffusion_sans_registre_le_dit(simulated: Any) -> None:
    found = compare_all(simulate_cohort(teams=40))[0]
    assert "Sans registre des diffusions" in all_text(retour(found, on=ON))
    assert "Sans registre" not in all_text(retour(simulated[0], on=ON))


def test_le_document_a_des_titres_une_langue_et_un_texte_de_remplacement(simulated: Any) -> None:
    document = retour(simulated[0], on=ON)
    assert [level for level, _ in headings(document)] == [1, 2, 2, 1, 2, 2, 2]
    alt = document.inline_shapes[0]._inline.docPr.get("descr")
    assert alt.startswith(f"Diagramme en points, 21{NB}dimensions") and alt.endswith("Données dans le tableau.")
    assert 'w:val="fr-FR"' in archive(document).read("word/styles.xml").decode()
    assert all(table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) for table in document.tables)


def test_les_memes_valeurs_donnent_les_memes_octets(simulated: Any) -> None:
    assert saved(retour(simulated[3], on=ON)) == saved(retour(simulated[3], on=ON))


def test_la_forme_des_mots_et_le_modele_sont_verifies(simulated: Any) -> None:
    assert "avec la coordinatrice\u00a0:" in all_text(retour(simulated[0], on=ON, wording="feminin"))
    with pytest.raises(MatriceError, match="n’existe pas"):
        retour(simulated[0], on=ON, wording="anglais")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="Modèle Word refusé"):
        retour(simulated[0], on=ON, modele=b"rien")


# --- ce qu'il tait ---------------------------------------------------------------------------------


def test_un_groupe_trop_petit_est_absent_avec_sa_raison_jamais_zero(few: Comparison) -> None:
    document = retour(few, on=ON)
    said = all_text(document)
    assert f"effectif non diffusé{NB}: trop peu d’équipes dans le groupe" in said
    table = next(table for table in document.tables if rows(table)[0] == list(COLUMNS))
    assert {tuple(row[2:]) for row in rows(table)[1:]} == {("non diffusé", "non diffusé", "–")}
    assert chart(document).xpath("//c:ser/c:tx//c:v/text()", namespaces=NAMES) == ["Votre équipe", "Place du libellé"]
    sheet = openpyxl.load_workbook(io.BytesIO(embedded_workbook(document))).active
    assert [cell.value for cell in sheet["C"][1:]] == [None] * (len(list(sheet["C"])) - 1)  # la bande
    assert [cell.value for cell in sheet["D"][1:]] == [None] * (len(list(sheet["D"])) - 1)  # la médiane
    assert {cell.value for cell in sheet["E"][1:]} == {33}  # la note de l'équipe


def test_la_note_d_une_autre_equipe_n_est_nulle_part() -> None:
    # Attaque : onze équipes à 67 et une douzième à 41 ; 41 est le minimum, la moyenne exacte 64,8.
    lines = [line for i in range(11) for line in team_lines(f"commune-{i}", "2")] + team_lines("seule", "1", "41")
    everyone = compared(lines)
    seen = numbers_everywhere(retour(everyone["commune-3"], on=ON, radar=True))
    assert "67" in seen and not {"41", "64,8", "64,83", "65"} & seen
    assert "41" in numbers_everywhere(retour(everyone["seule"], on=ON, radar=True))


def test_le_classeur_ne_porte_que_les_valeurs_de_l_equipe_et_des_quartiles_diffuses(simulated: Any) -> None:
    for one in simulated[:5]:
        sheet = openpyxl.load_workbook(io.BytesIO(embedded_workbook(retour(one, on=ON)))).active
        assert [cell.value for cell in sheet[1]][1:] == [
            "Hauteur de la ligne",
            words.MIDDLE,
            words.MEDIAN,
            words.TEAM,
            "Place du libellé",
        ]
        order = [place for axis, own in words.by_axis(one) for place in (one.place(axis.id), *own)]
        lines = len(order)
        assert [cell.value for cell in sheet["E"][1 : lines + 1]] == [
            None if place.score is None else int(words.score_text(place)) for place in order
        ]
        assert [cell.value for cell in sheet["D"][1 : lines + 1]] == [words.quartile(place, 0.5) for place in order]
        ends = [cell.value for cell in sheet["C"][lines + 1 :] if cell.value is not None]
        assert ends == [
            words.quartile(place, probability)
            for place in order if words.quartile(place, 0.25) is not None for probability in (0.25, 0.75)
        ]  # fmt: skip


def test_une_dimension_sans_note_n_a_pas_de_point_et_un_zero_en_a_un() -> None:
    lines = [line for i in range(20) for line in team_lines(f"e{i}", str(i % 4))]
    lines = [
        {**line, "niveau": "SO"} if (line["equipe"], line["dimension"]) == ("e0", "rcp") else line for line in lines
    ]
    one = compared(lines)["e0"]
    document = retour(one, on=ON)
    table = next(table for table in document.tables if rows(table)[0] == list(COLUMNS))
    by_label = {row[0]: row[1:] for row in rows(table)[1:]}
    label = one.place("rcp").theme.label
    assert by_label[label][0] == "sans objet" and by_label[label][2:] == ["–", "–"]
    order = [place.theme.id for axis, own in words.by_axis(one) for place in (one.place(axis.id), *own)]
    own = next(
        s
        for s in chart(document).findall(".//c:ser", NAMES)
        if s.findtext("c:tx//c:v", namespaces=NAMES) == "Votre équipe"
    )
    drawn = {order[int(point.get("idx"))]: point[0].text for point in own.iterfind("c:xVal//c:pt", NAMES)}
    assert "rcp" not in drawn and drawn["avis"] == "0.0"
    assert "Une ligne sans point est une dimension sans note" in all_text(document)


# --- le graphique ----------------------------------------------------------------------------------


def test_le_graphique_et_son_classeur_disent_la_meme_chose(simulated: Any) -> None:
    document = retour(simulated[2], on=ON)
    sheet = openpyxl.load_workbook(io.BytesIO(embedded_workbook(document))).active
    for reference in chart(document).iter(f"{{{NAMES['c']}}}numRef"):
        cells = reference.findtext("c:f", namespaces=NAMES).removeprefix("Feuil1!").replace("$", "")
        values = [cell.value for (cell,) in sheet[cells]]
        cached = {int(point.get("idx")): float(point[0].text) for point in reference.iterfind(".//c:pt", NAMES)}
        assert cached == {rank: value for rank, value in enumerate(values) if value is not None}
        assert reference.find(".//c:ptCount", NAMES).get("val") == str(len(values))
    assert chart(document).xpath("string(//c:dispBlanksAs/@val)", namespaces=NAMES) == "gap"


def test_l_echelle_du_graphique_est_fixe_de_0_a_100(simulated: Any) -> None:
    axis = chart(retour(simulated[2], on=ON)).find(".//c:valAx", NAMES)
    assert [axis.find(f"c:scaling/c:{name}", NAMES).get("val") for name in ("min", "max")] == ["0", "100"]


def test_un_diagramme_sans_ligne_ou_hors_echelle_est_refuse(simulated: Any) -> None:
    document = retour(simulated[2], on=ON)
    for lines in ((), (DotLine("x", 101),)):
        with pytest.raises(MatriceError):
            add_chart(document.add_paragraph(), Dots("t", lines, ("a", "b", "c"), alt="x"))


def test_le_radar_a_deux_polygones_au_plus(simulated: Any, few: Comparison) -> None:
    for one, names in ((simulated[0], ["Votre équipe", "Médiane du groupe"]), (few, ["Votre équipe"])):
        file = archive(retour(one, on=ON, radar=True))
        drawn = file.read("word/charts/chart1.xml").decode()
        assert "<c:radarChart>" in drawn
        assert re.findall(r"<c:tx>.*?<c:v>([^<]*)</c:v>.*?</c:tx>", drawn)[-len(names) :] == names
        assert drawn.count("<c:ser>") == len(names)
        assert "word/charts/chart2.xml" not in file.namelist()


# --- les logiciels ---------------------------------------------------------------------------------


def hard_cases(simulated: Sequence[Comparison], few: Comparison) -> dict[str, Comparison]:
    """Un retour courant, un groupe retenu, une équipe aux notes manquantes, un nom hostile."""
    holes = max(simulated, key=lambda one: sum(place.score is None for place in one.dimensions))
    hostile = dataclasses.replace(simulated[1], name='A&B <b> "q" \x0b\x00 ' + "très-long " * 12)
    return {"courant": simulated[0], "retenu": few, "trous": holes, "hostile": hostile}


def test_le_verificateur_de_microsoft_n_y_trouve_rien(
    simulated: Any, few: Comparison, ooxml_validator: Callable[[Path], list[Any]], tmp_path: Path
) -> None:
    for name, one in hard_cases(simulated, few).items():
        path = tmp_path / f"{name}.docx"
        retour(one, on=ON, radar=True).save(path)
        assert ooxml_validator(path) == [], name
        book = tmp_path / f"{name}.xlsx"
        book.write_bytes(embedded_workbook(retour(one, on=ON)))
        assert ooxml_validator(book) == [], name
    information(on=ON).save(tmp_path / "rgpd.docx")
    assert ooxml_validator(tmp_path / "rgpd.docx") == []


def test_le_retour_tient_en_trois_pages(
    simulated: Any, few: Comparison, all_to_pages: Callable[..., list[Any]], tmp_path: Path
) -> None:
    cases = hard_cases(simulated, few)
    kinds = [(name, radar) for name in cases for radar in (False, True)]
    paths = [tmp_path / f"{name}-{radar}.docx" for name, radar in kinds]
    for (name, radar), path in zip(kinds, paths, strict=True):
        retour(cases[name], on=ON, radar=radar).save(path)
    pages = all_to_pages(tmp_path, *paths)
    assert {kind: 2 <= len(one.sheets) <= 3 for kind, one in zip(kinds, pages, strict=True)} == dict.fromkeys(
        kinds, True
    )
