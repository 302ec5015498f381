"""Le rapport d'atelier en Word : tout y est, rien n'y trahit quelqu'un, et ce qui manque est dit."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import atelier
import docx
import pandas as pd
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from equipes import ON, mixed, profile_of, small_grid
from lecture_word import (
    NAMES,
    all_text,
    body,
    chart,
    drawn,
    embedded_workbook,
    headings,
    paragraphs,
    saved,
    spokes,
    tables,
)

from matrice.assessment import (
    Action,
    ActionPlan,
    Campaign,
    Profile,
    Progress,
    agenda,
    conditions,
    decide,
    disputed,
    progress,
    read_responses,
    revote,
    score,
)
from matrice.documents import words
from matrice.documents.rapport import rapport as documents_rapport
from matrice.errors import MatriceError
from matrice.inclusive import COORDINATION
from matrice.referentiel import Referentiel, load_referentiel
from matrice.render.word import rapport
from matrice.text import Wording

DECIDED = ("Décision sur", "Votes proposaient", "Retenu", "Voix", "Raison et réserve")
PLANNED = ("Action", "Responsable", "Échéance", "À quoi on le verra", "État")
CLIMBED = ("Dimension", "En place", "Prochaine marche")
DISPUTED = ("Question", "Accord", "Voix", "Suite")
REVOTED = ("Question", "Premier vote", "Second vote", "Accord après")
SCORED = ("Dimension", "Axe", "Note sur 100", "Niveau atteint", "Éléments cotés")
HOSTILE = 'A&B <b> "q" \'\x0b\x00\x1f\ud800 😀 שלום مرحبا ' + "très-long " * 28
SPOKEN = {qn("w:val"), "descr"}

PARTS = [
    "Participation et couverture",
    "Le profil de l’équipe",
    "Ce qui est en place, et la prochaine marche",
    "Décisions de l’équipe",
    "Désaccords qui restent",
    "Plan d’action",
    "Les conditions posées par la HAS",
    "Méthode",
    "Sources",
]
MOVED = "Ce qui a bougé depuis le 14\xa0novembre\xa02025"


@pytest.fixture(scope="module")
def decided(ref: Referentiel) -> Profile:
    return score(atelier.campaign(ref))


@pytest.fixture(scope="module")
def before(ref: Referentiel) -> Profile:
    return atelier.last_year(ref)


@pytest.fixture(scope="module")
def full(ref: Referentiel, decided: Profile, before: Profile) -> Document:
    return rapport(decided, on=ON, plan=atelier.plan(ref), before=before, agenda=agenda(decided))


@pytest.fixture(scope="module")
def bare(ref: Referentiel) -> Document:
    return rapport(score(read_responses(atelier.answers(), ref, team="MSP nue")), on=ON)


def cells(document: Document, *columns: str) -> list[list[str]]:
    """Les lignes de tous les tableaux de cet en-tête."""
    return [row for table in tables(document, *columns) for row in table]


def first_lines(rows: list[list[str]], column: int = 0) -> list[str]:
    return [row[column].split("\n")[0] for row in rows]


# --- la charpente ----------------------------------------------------------------------------------


def test_les_parties_se_suivent_dans_l_ordre_attendu(full: Document, bare: Document) -> None:
    assert [said for level, said in headings(bare) if level == 1] == PARTS
    assert [said for level, said in headings(full) if level == 1] == [*PARTS[:6], MOVED, *PARTS[6:]]


def test_le_rapport_se_lit_a_l_oreille(full: Document, bare: Document) -> None:
    for made in (full, bare):
        levels = [0, *(level for level, _ in headings(made))]
        assert all(after <= earlier + 1 for earlier, after in pairwise(levels))
        assert [style for style, said in paragraphs(made) if not said and style != "Figure"] == []
        for table in made.tables:
            assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
            assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
            assert table._tbl.find(qn("w:tr")).find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert made.core_properties.language == "fr-FR"
        blocks = [element.tag for element in body(made).find(qn("w:body"))]
        assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(blocks))


def test_le_francais_imprime_a_ses_espaces_insecables_et_ses_apostrophes(full: Document, bare: Document) -> None:
    for made in (full, bare):
        hidden = [value for node in body(made).iter() for name, value in node.items() if name in SPOKEN]
        text = "\n".join([all_text(made), *hidden])
        assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", text) == []
        assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", text) == []


def test_l_essentiel_tient_en_un_paragraphe(full: Document) -> None:
    said = paragraphs(full)[3][1].replace("\xa0", " ")
    assert said.startswith("L’équipe a évalué son organisation le 12 novembre 2026 : 14 réponses sur 18 inscrits.")
    assert "Elle a pris 6 décisions, dont 1 s’écarte des votes et 1 n’a pas de majorité." in said
    assert "Le plan compte 2 actions ; la prochaine échéance est le 28 février 2027." in said
    assert re.search(r"Depuis l’évaluation du 14 novembre 2025, sur 21 dimensions : .* niveaux ont baissé\.$", said)


# --- participation, profil -------------------------------------------------------------------------


def test_la_participation_et_les_quatre_sortes_de_reponses_sont_dites(full: Document, decided: Profile) -> None:
    facts = {row[0]: row[1].replace("\xa0", " ") for row in cells(full, "Ce que l’on compte", "Valeur")}
    assert facts["Répondants"] == "14 réponses sur 18 inscrits (78 %)"
    assert facts["Questions posées"] == f"{len(decided.ref.characteristics)} caractéristiques"
    numbers = [int(one.replace(" ", "")) for one in re.findall(r"\d[\d ]*(?= )", facts["Réponses"])]
    kinds = ("answered", "not_applicable", "unknown", "silent")
    assert numbers == [sum(getattr(item, kind) for item in decided.items) for kind in kinds]
    assert facts["Notes"].startswith("18 dimensions notées sur 21. Sans objet : ")


def test_le_second_polygone_est_l_annee_d_avant_et_le_tableau_dit_la_meme_chose(
    full: Document, decided: Profile, before: Profile
) -> None:
    assert spokes(full) == [words.short_label(decided, one) for one in words.spokes(decided)]
    for rank, which in enumerate((decided, before)):
        expected = {n: one.score * 3 / 100 for n, one in enumerate(words.spokes(which)) if one.score is not None}
        assert drawn(full, rank) == pytest.approx(expected)
    names = chart(full).xpath("//c:tx//c:v/text()", namespaces=NAMES)
    assert names == ["Évaluation du 12\xa0novembre\xa02026", "Évaluation du 14\xa0novembre\xa02025"]
    rows = cells(full, *SCORED, "Note précédente")
    assert [(row[2], row[5]) for row in rows] == [
        (words.standing_text(now), words.standing_text(then))
        for now, then in zip(decided.dimensions, before.dimensions, strict=True)
    ]
    shape = docx.Document(io.BytesIO(saved(full))).inline_shapes[0]
    assert shape._inline.docPr.get("descr") == words.alternative(decided, before=before)


def test_sans_annee_d_avant_il_n_y_a_qu_un_polygone(bare: Document) -> None:
    assert len(chart(bare).findall(".//c:ser", NAMES)) == 1
    assert len(cells(bare, *SCORED)) == 21


# --- les échelles de progrès -----------------------------------------------------------------------


def test_chaque_dimension_dit_ce_qui_est_en_place_et_sa_prochaine_marche(bare: Document, ref: Referentiel) -> None:
    profile = score(read_responses(atelier.answers(), ref))
    rows = {row[0].split("\n")[0]: row for row in cells(bare, *CLIMBED)}
    assert len(rows) == len(profile.dimensions)
    for dimension in profile.dimensions:
        _, held, following = rows[dimension.label]
        if dimension.score is None:
            assert held == "–"
            continue
        labels = [item.label for item in dimension.items if item.level is not None and item.level >= 2]
        assert held == ("\n".join(labels) or "Rien n’y est encore.")
        if stages := ref.dimension(dimension.id).stages:
            assert following == ([*stages, "Rien ne manque dans l’ordre de progrès."])[dimension.level]
        else:
            missing = next((i for i in dimension.items if i.level is None or i.level < 2), None)
            assert following == (missing.label if missing else "Rien ne manque dans l’ordre de progrès.")


@pytest.mark.parametrize(("by", "noun"), [("dimension", "Dimension"), ("axis", "Axe")])
def test_en_mode_rapide_on_dit_la_suite(ref: Referentiel, by: str, noun: str) -> None:
    made = rapport(profile_of(ref, lambda rank: str(rank % 4), by=by), on=ON)
    if by == "axis":
        rows = cells(made, noun, "Aujourd’hui", "Niveau suivant")
        assert len(rows) == 5
        assert rows[0][2].startswith("1\xa0premiers pas\n") and rows[3][2] == "Le plus haut niveau est atteint."
        return
    rows = cells(made, *CLIMBED)
    assert len(rows) == 21
    first = ref.dimensions[0]
    assert rows[0][1:] == ["Aucune de ces phrases n’est vraie chez nous.", first.stages[0]]


# --- décisions et désaccords -----------------------------------------------------------------------


def test_chaque_decision_a_ses_niveaux_ses_voix_sa_raison_et_sa_reserve(full: Document) -> None:
    rows = {row[0].split("\n")[1].split(",")[0]: row[1:] for row in cells(full, *DECIDED)}
    assert rows["complexes.1"] == [
        "2\xa0en partie",
        "3\xa0en routine",
        "10\xa0pour, 1\xa0contre, 2\xa0abstentions",
        atelier.REASON,
    ]
    assert rows["avis.4"] == [
        "1\xa0premiers pas", "1\xa0premiers pas\nnon consensuel", "6\xa0pour, 7\xa0contre", f"Réserve\xa0: {atelier.DISSENT}",
    ]  # fmt: skip
    assert rows["toute la dimension"][1] == "2\xa0en partie"
    assert set(rows) == {"autonomie.4", "avis.4", "complexes.1", "toute la dimension"}


def test_ce_qui_est_accepte_sans_un_mot_tient_en_une_ligne(full: Document, decided: Profile) -> None:
    rows = cells(full, "Accepté tel que proposé, sans opposition", "Retenu")
    labels = {item.id: item.label for item in decided.items}
    assert first_lines(rows) == [labels["partage.1"], labels["partage.2"]]


def test_une_decision_revue_garde_la_premiere(ref: Referentiel) -> None:
    campaign = atelier.campaign(ref)
    made = rapport(score(decide(campaign, "partage.1", 2, votes_for=9, reason="Relu.")), on=ON)
    kept = next(row for row in cells(made, *DECIDED) if "partage.1" in row[0])
    assert kept[2] == "2\xa0en partie\nd’abord\xa0: 3\xa0en routine"


def test_sans_decision_le_rapport_le_dit(bare: Document) -> None:
    assert "Aucune décision n’est enregistrée" in all_text(bare)
    assert not cells(bare, *DECIDED)


def test_chaque_question_disputee_dit_sa_suite(full: Document, decided: Profile) -> None:
    rows = cells(full, *DISPUTED)
    open_items = disputed(decided)
    assert first_lines(rows) == [item.label for item in open_items]
    assert [row[1].lower() for row in rows] == [str(item.agreement.status) for item in open_items]
    after = {item.id: row[3] for item, row in zip(open_items, rows, strict=True)}
    assert after["avis.4"] == "Non consensuel\xa0: 1\xa0premiers pas"
    assert after["complexes.1"] == "Décidé\xa0: 3\xa0en routine"
    assert after["rcp.2"] == "Tranché avec toute la dimension"
    assert after["securite.1"] == "À trancher"


def test_le_premier_vote_reste_a_cote_du_second(full: Document) -> None:
    rows = cells(full, *REVOTED)
    assert [row[1:] for row in rows] == [
        ["1\xa0au\xa0niveau\xa00, 1\xa0au\xa01, 1\xa0au\xa02\xa0; 10\xa0SO, 1\xa0NSP", "2\xa0au\xa0niveau\xa01, 9\xa0au\xa02, 2\xa0au\xa03", "Accord partiel"],
        ["10\xa0au\xa0niveau\xa00, 2\xa0au\xa01, 2\xa0au\xa02", "5\xa0au\xa0niveau\xa00, 2\xa0au\xa01, 2\xa0au\xa02, 4\xa0au\xa03", "Désaccord"],
    ]  # fmt: skip


def test_sous_cinq_reponses_aucune_repartition_n_est_imprimee() -> None:
    grid = small_grid(3)

    def made(people: int) -> Document:
        table = pd.DataFrame({f"d{n}.1": ["0", "3", "0", "3", "3"][:people] for n in (1, 2, 3)})
        campaign = revote(read_responses(table, grid, registered=9), "d1.1", [people - 2, 0, 0, 2])
        return rapport(score(campaign), on=ON)

    four, five = made(4), made(5)
    assert len(cells(five, *DISPUTED)) == 3
    assert "au\xa0niveau" not in all_text(four) and "niveaux donnés" not in all_text(four)
    # Un accord entre quatre personnes dirait aussi ce que chacune a répondu : ni désaccord ni accord ne se dit.
    assert not cells(four, *DISPUTED) and "aucune question ne reste disputée" not in all_text(four)
    assert "trop peu de votes pour conclure" in all_text(four)
    assert "3\xa0au\xa0niveau\xa00, 2\xa0au\xa03" in all_text(five)


def test_l_ordre_du_jour_dit_seances_et_temps(full: Document, bare: Document, decided: Profile) -> None:
    wanted = agenda(decided)
    rows = cells(full, "Séance", "Point", "Accord", "Temps")
    assert [row[1] for row in rows] == [entry.label for session in wanted.sessions for entry in session]
    assert {row[0] for row in rows} == {"1", "2"}
    assert "À discuter la prochaine fois" not in all_text(bare)


# --- plan d'action, progression, conditions --------------------------------------------------------


def test_le_plan_dit_quoi_qui_avec_quoi_quand_et_ou_cela_en_est(full: Document) -> None:
    first, second = cells(full, *PLANNED)
    assert first == [
        "Écrire un protocole commun pour les plaies chroniques\nA1, Protocoles\nMoyens\xa0: Deux réunions d’une heure\nEffort moyen, effet fort",
        "Soins infirmiers",
        "31\xa0mars\xa02027\nDébut\xa0: 1er\xa0décembre\xa02026\nProchain point\xa0: 15\xa0janvier\xa02027",
        "Protocole signé",
        "À faire",
    ]
    assert second[3:] == ["–", "En cours\nRelu par deux patients."]


@pytest.mark.parametrize("plan", [None, ActionPlan()])
def test_sans_plan_le_rapport_laisse_un_tableau_a_remplir(ref: Referentiel, plan: ActionPlan | None) -> None:
    made = rapport(profile_of(ref, mixed), on=ON, plan=plan)
    names = [alias.get(qn("w:val")) for alias in body(made).iter(qn("w:alias"))]
    assert len(names) == len(set(names)) >= 12
    assert "rôle responsable, action\xa01" in names
    assert "Les champs «\xa0[à\xa0compléter]\xa0»" in all_text(made)


def test_les_baisses_viennent_en_premier_puis_chaque_dimension(
    full: Document, decided: Profile, before: Profile
) -> None:
    moved = progress(before, decided)
    assert len(moved.lowered) > 1
    down = cells(full, "Dimension ou caractéristique", "Avant", "Après")
    assert first_lines(down) == [one.label for one in moved.lowered]
    assert [(row[1], row[2]) for row in down] == [
        tuple(words.level_text(decided.ref.scale, level) for level in one.levels) for one in moved.lowered
    ]
    every = cells(full, "Dimension", "Note avant", "Note après", "Ce qui a changé")
    assert [row[3].split("\n")[0].lower() for row in every] == [str(one.trend) for one in moved.dimensions]
    assert "aucune conclusion statistique" in all_text(full)


def test_un_autre_calcul_ne_se_compare_pas_et_ne_se_dessine_pas(decided: Profile, before: Profile) -> None:
    made = rapport(decided, on=ON, before=replace(before, algorithm="0.9"))
    assert len(chart(made).findall(".//c:ser", NAMES)) == 1
    assert "Les deux évaluations ne se comparent pas\xa0: les règles de calcul ont changé" in all_text(made)
    assert not cells(made, "Dimension", "Note avant", "Note après", "Ce qui a changé")


def test_une_grille_changee_dit_ce_qui_ne_se_compare_pas(ref: Referentiel, before: Profile) -> None:
    data = ref.model_dump()
    characteristics = data["axes"][0]["dimensions"][0]["characteristics"]
    data["axes"][0]["dimensions"][0]["characteristics"] = characteristics[:-1]
    newer = Referentiel.model_validate(data)
    table = pd.DataFrame({item.id: ["2"] * 6 for item in newer.characteristics})
    made = rapport(score(read_responses(table, newer, team=atelier.TEAM)), on=ON, before=before)
    assert "Ne s’y trouvent plus\xa0: information.6." in all_text(made)
    assert "Ne se compare plus (information)\xa0: ses caractéristiques ne sont plus les mêmes." in all_text(made)


def test_un_profil_d_avant_plus_recent_est_refuse(decided: Profile, before: Profile) -> None:
    with pytest.raises(MatriceError, match="inversez-les"):
        rapport(before, on=ON, before=decided)


def test_les_conditions_de_la_has_sont_dites_une_par_une(
    full: Document, bare: Document, ref: Referentiel, decided: Profile
) -> None:
    said = {True: "Satisfait", False: "Non satisfait", None: "À dire"}
    for made, found in (
        (full, conditions(decided, atelier.plan(ref))),
        (bare, conditions(score(read_responses(atelier.answers(), ref)))),
    ):
        rows = cells(made, "Condition", "État", "Constat")
        assert [(row[0], row[1]) for row in rows] == [(one.criterion, said[one.met]) for one in found]
        assert ["[à\xa0compléter]" in row[2] for row in rows] == [one.met is None for one in found]
    assert "fixe son financement" in all_text(bare)


def test_la_methode_dit_la_formule_et_la_version(full: Document, decided: Profile) -> None:
    text = all_text(full)
    assert "Note = 100 × Σ(poids × crédit) / Σ(poids)" in text
    assert "0\xa0→\xa00, 1\xa0→\xa00,33, 2\xa0→\xa00,67, 3\xa0→\xa01" in text
    assert f"Règles de calcul en version {decided.algorithm}" in text
    other = all_text(rapport(replace(decided, algorithm="0.9"), on=ON))
    assert "version 0.9" in other and "pas de celle de ce profil" in other


def test_les_seize_dimensions_ont_leur_provenance(full: Document, ref: Referentiel) -> None:
    rows = cells(full, "Statut", "Dimensions", "Source")
    printed = {label: (row[0].lower(), row[2].split("\n")[0]) for row in rows for label in row[1].split("\n")}
    labels = {source.id: source.label for source in ref.sources}
    held = [one for one in ref.dimensions if not one.added]
    assert len(held) == 16
    assert printed == {one.label: (str(one.status).lower(), labels[one.source]) for one in held}
    assert words.caveat(ref) in all_text(full)


@pytest.mark.parametrize("wording", get_args(Wording))
def test_la_coordination_est_nommee_dans_la_forme_choisie(wording: Wording, ref: Referentiel) -> None:
    assert COORDINATION[wording]["le"] in all_text(rapport(profile_of(ref, mixed), on=ON, wording=wording))


def test_une_forme_inconnue_est_refusee_avec_la_liste(ref: Referentiel) -> None:
    with pytest.raises(MatriceError, match=r"«\xa0neutre\xa0» n’existe pas.*«\xa0epicene\xa0»"):
        rapport(profile_of(ref, mixed), on=ON, wording="neutre")  # type: ignore[arg-type]


# --- robustesse ------------------------------------------------------------------------------------


def hostile() -> Document:
    grid = small_grid(6, label='Dimension {} & <i> "x" 😀 שלום ' + "médico-social " * 20)
    table = pd.DataFrame({f"d{n}.1": ["0", "3", "0", "3", "3", "0"] for n in range(1, 7)})
    campaign = revote(read_responses(table, grid, team=HOSTILE, registered=8), "d1.1", [3, 0, 0, 3])
    campaign = decide(campaign, "d1.1", 0, votes_for=2, against=4, reason=HOSTILE, dissent=HOSTILE)
    days = (dt.date(2026, 1, 1), dt.date(2026, 2, 1))
    action = Action(HOSTILE, "zz", HOSTILE, HOSTILE, HOSTILE, *days, HOSTILE, days[1], 1, 3, Progress.DROPPED, HOSTILE)
    profile = score(campaign)
    return rapport(profile, on=ON, plan=ActionPlan((action,)), before=profile, agenda=agenda(profile))


def test_un_texte_hostile_traverse_tout_le_rapport() -> None:
    said = 'A&B <b> "q" \'\n 😀 שלום مرحبا ' + "très-long " * 28
    made = docx.Document(io.BytesIO(saved(hostile())))
    assert paragraphs(made)[1] == ("Subtitle", said)
    (row,) = cells(made, *PLANNED)
    assert row[0].startswith(said) and row[4].endswith(said)
    assert said.strip() in cells(made, *DECIDED)[0][4]


def test_une_echelle_de_1_a_12_garde_ses_bornes() -> None:
    made = rapport(profile_of(small_grid(5, levels=tuple(range(1, 13))), lambda rank: str(1 + rank * 2)), on=ON)
    assert drawn(made) == pytest.approx({rank: 1 + rank * 2 for rank in range(5)})
    assert "12\xa0→\xa01\xa0;" in all_text(made)


def test_un_profil_sans_aucune_note_reste_un_rapport(ref: Referentiel) -> None:
    made = rapport(profile_of(ref, lambda _: "SO"), on=ON)
    assert not made.inline_shapes
    assert "Aucune note n’a pu être calculée" in all_text(made)
    assert [said for level, said in headings(made) if level == 1] == PARTS


def test_le_meme_rapport_donne_les_memes_octets_dans_un_autre_processus(full: Document, tmp_path: Path) -> None:
    program = (
        "import sys, atelier; from equipes import ON\n"
        "from matrice import load_referentiel, score\n"
        "from matrice.assessment import agenda\n"
        "from matrice.render.word import rapport\n"
        "ref = load_referentiel(); profile = score(atelier.campaign(ref))\n"
        "rapport(profile, on=ON, plan=atelier.plan(ref), before=atelier.last_year(ref), agenda=agenda(profile)).save(sys.argv[1])"
    )
    places = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    target = tmp_path / "rapport.docx"
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": places}
    subprocess.run([sys.executable, "-c", program, str(target)], check=True, env=env)
    assert target.read_bytes() == saved(full)


# --- les logiciels extérieurs ----------------------------------------------------------------------


@pytest.mark.parametrize("which", ["full", "bare", "hostile", "axis", "gaps", "twelve"])
def test_le_verificateur_de_microsoft_accepte_le_rapport(
    which: str,
    request: pytest.FixtureRequest,
    ref: Referentiel,
    ooxml_validator: Callable[[Path], list[object]],
    tmp_path: Path,
) -> None:
    made: Document = {
        "hostile": hostile,
        "axis": lambda: rapport(profile_of(ref, lambda rank: str(rank % 3), by="axis"), on=ON),
        "gaps": lambda: rapport(profile_of(ref, lambda _: "SO"), on=ON),
        "twelve": lambda: rapport(
            profile_of(small_grid(5, levels=tuple(range(1, 13))), lambda rank: str(1 + rank)), on=ON
        ),
    }.get(which, lambda: request.getfixturevalue(which))()
    made.save(tmp_path / "rapport.docx")
    assert ooxml_validator(tmp_path / "rapport.docx") == []
    if made.inline_shapes:
        (tmp_path / "donnees.xlsx").write_bytes(embedded_workbook(made))
        assert ooxml_validator(tmp_path / "donnees.xlsx") == []


def test_le_rapport_mis_en_pages_n_a_pas_de_page_vide(
    full: Document, to_pages: Callable[[Path, Path], Any], tmp_path: Path
) -> None:
    full.save(tmp_path / "rapport.docx")
    pages = to_pages(tmp_path / "rapport.docx", tmp_path)
    sheets = pages.sheets
    assert len(sheets) < 16
    assert all(len(sheet.split()) > 30 for sheet in sheets)
    assert f"Page 1 sur {len(sheets)}" in re.sub(r"\s+", " ", pages.text)


def test_une_baisse_sous_une_dimension_decidee_se_dit_des_reponses() -> None:
    ref = load_referentiel()
    ids = [one.id for one in ref.dimension("rcp").characteristics]

    def campaign(level: str, year: int) -> Campaign:
        table = pd.DataFrame([dict.fromkeys(ids, level)] * 6)
        return read_responses(table, ref, on=dt.date(year, 10, 6))

    decided = decide(campaign("1", 2026), "rcp", 3, votes_for=6, against=0, abstentions=0, reason="vu sur place")
    said = documents_rapport(score(decided), on=ON, before=score(campaign("2", 2025))).text()
    fallen = said[said.index("Niveaux qui ont baissé") :]
    assert fallen.count("dans les réponses, avant la décision sur la dimension") == len(ids)
