"""L'entretien annuel en Word : la fiche relue un an après, tâche par tâche, sous chaque statut."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from equipes import ON
from lecture_word import all_text, body, headings, paragraphs, saved, tables

from matrice.assessment import Profile
from matrice.errors import MatriceError
from matrice.fiche import FicheDePoste, Role, competences_for, draft, load_roles, load_statuses
from matrice.inclusive import COORDINATION
from matrice.referentiel import Referentiel
from matrice.render.word import entretien_annuel
from matrice.text import Wording

IDS = tuple(status.id for status in load_statuses().statuses)
DONE = ("Code", "Tâche", "Prévu, h/an", "Fait, h/an", "Constat et suite")
TO_FILL = "[à\xa0compléter]"
WORDINGS: tuple[Wording, ...] = get_args(Wording)

Drafted = Callable[[str], FicheDePoste]


@pytest.fixture(scope="module")
def drafted(profile: Profile, ref: Referentiel) -> Drafted:
    """Une fonction : statut → une fiche de six heures, trente tâches demandées, un membre de l'équipe en renfort."""
    role = load_roles()["referent-etp"]
    roles = [Role(label=role.said(), hours=role.hours, functions=role.functions)]
    chosen = [task.id for task in ref.tasks][:30]
    made = {name: draft(profile, weekly_hours=6, tasks=chosen, status=name, roles=roles) for name in IDS}
    return made.__getitem__


@pytest.fixture(scope="module")
def salaried(drafted: Drafted) -> Document:
    return entretien_annuel(drafted("salarie-sisa"), on=ON)


def test_chaque_tache_a_ses_heures_prevues_et_deux_reponses_a_ecrire(salaried: Document, drafted: Drafted) -> None:
    fiche = drafted("salarie-sisa")
    rows = [row for table in tables(salaried, *DONE) for row in table if row[1] != "Sous-total"]
    assert [(row[1], int(row[2])) for row in rows] == [(task.label, task.hours_year) for task in fiche.tasks]
    assert [row[0] for row in rows[:-1]] == [task.id for task in fiche.chosen]
    assert all(row[3:] == [TO_FILL, TO_FILL] for row in rows)


def test_les_heures_prevues_s_additionnent_par_axe_et_au_total(salaried: Document) -> None:
    subtotals = []
    for *own, total in tables(salaried, *DONE):
        if total[1] == "Sous-total":
            assert sum(int(row[2]) for row in own) == int(total[2])
            subtotals.append(int(total[2]))
    ((*parts, total),) = tables(salaried, "Tâches", "Prévu, h/an", "Fait, h/an")
    assert [int(row[1]) for row in parts[:-1]] == subtotals and parts[-1][0] == "Réserve pour les imprévus"
    assert sum(int(row[1]) for row in parts) == int(total[1]) == 275  # 6 / 35 × 1 607 = 275,49


def test_les_objectifs_partent_des_dimensions_visees_et_de_leur_note(salaried: Document, drafted: Drafted) -> None:
    (rows,) = tables(salaried, "Objectif", "Point de départ", "Où en est-on")
    served = {task.dimension.label for task in drafted("salarie-sisa").chosen if task.dimension}
    goals = [row for row in rows if row[0] != TO_FILL]
    assert {row[0] for row in goals} == {f"Faire progresser\xa0: {label}" for label in served}
    assert all(re.search(r"sur\s100|sans objet|non calculable", row[1], re.IGNORECASE) for row in goals)
    assert len(rows) > len(goals)


def test_les_competences_sont_celles_que_les_taches_demandent(salaried: Document, drafted: Drafted) -> None:
    needed = competences_for(task.function.id for task in drafted("salarie-sisa").chosen if task.function)
    printed = [
        row[0]
        for table in tables(salaried, "Compétence", "À l’aise, à renforcer, à acquérir", "Besoin")
        for row in table
    ]
    asked = (*needed.savoir_faire, *needed.connaissances, *needed.savoir_etre)
    assert printed == [one.competence.label for one in asked] and len(printed) > 5
    assert (needed.caution in all_text(salaried)) is bool(needed.caution)


def test_les_taches_confiees_et_les_taches_sans_personne_reviennent(salaried: Document, drafted: Drafted) -> None:
    fiche = drafted("salarie-sisa")
    (rows,) = tables(salaried, "Code", "Tâche", "Confiée à", "Ce qu’il en est")
    assert [row[0] for row in rows] == [task.id for one in fiche.delegated for task in one.tasks]
    assert {row[2] for row in rows} == {"Référente ou référent de l’éducation thérapeutique"}
    orphans = next(text for _, text in paragraphs(salaried) if "sans personne\xa0:" in text)
    assert set(re.findall(r"T\d\.\d\.\d+", orphans)) == {task.id for task in fiche.unassigned} != set()


@pytest.mark.parametrize("name", IDS)
def test_sans_lien_hierarchique_l_entretien_devient_un_bilan_de_mission(name: str, drafted: Drafted) -> None:
    fiche = drafted(name)
    made = entretien_annuel(fiche, on=ON)
    salaried = fiche.status.hierarchy
    title = "Entretien annuel" if salaried else "Bilan annuel de mission"
    assert paragraphs(made)[0] == ("Title", f"{title}\xa0: coordinatrice ou coordinateur")
    assert made.core_properties.title == paragraphs(made)[0][1]
    parts = [text for level, text in headings(made) if level == 1]
    assert ("Évolution" in parts) is salaried and ("Suite de la mission" in parts) is not salaried
    assert ("l’employeur" in all_text(made)) is (name == "salarie-sisa")
    said = [text for style, text in paragraphs(made) if style == "PointAttention"]
    assert said == [f"Point d’attention\xa0: {alert}" for alert in fiche.status.alerts]


def test_l_entretien_rappelle_que_l_entretien_de_parcours_professionnel_est_autre_chose(salaried: Document) -> None:
    # Code du travail, L6315-1, modifié par la loi 2025-989 du 24 octobre 2025 : première année, quatre ans, huit ans.
    said = all_text(salaried)
    assert "L’entretien de parcours professionnel" in said and "24\xa0octobre\xa02025" in said
    assert "dans la première année, puis tous les quatre ans, avec un état des lieux à huit ans" in said
    assert "L’entretien professionnel" not in said and "6\xa0juin\xa02019" not in said


def test_la_convention_nomme_les_sisa_et_l_outre_mer_est_a_verifier(salaried: Document) -> None:
    said = all_text(salaried)
    assert "nomme expressément les SISA" in said and "outre-mer, vérifiez quelle convention s’applique" in said
    assert "la moitié de l’ancienneté" in said and "source secondaire" in said


PARTS = [
    "Repères", "L’année écoulée", "Objectifs de l’année", "Ce qui a été fait, tâche par tâche",
    "Compétences au regard des tâches", "Plan de formation", "Évolution", "Ajuster la fiche de poste", "Avis", "Signatures",
]  # fmt: skip


def test_les_parties_de_l_entretien_se_suivent_sans_sauter_de_niveau(salaried: Document) -> None:
    assert [text for level, text in headings(salaried) if level == 1] == PARTS
    assert all(after <= before + 1 for before, after in pairwise([0, *(level for level, _ in headings(salaried))]))


@pytest.mark.parametrize("name", IDS)
def test_tout_tableau_de_l_entretien_est_titre_et_ne_touche_pas_le_suivant(name: str, drafted: Drafted) -> None:
    made = entretien_annuel(drafted(name), on=ON)
    blocks = [element.tag for element in body(made).find(qn("w:body"))]
    assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(blocks))
    assert [style for style, text in paragraphs(made) if not text] == []
    for table in made.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.find(qn("w:tr")).find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


@pytest.mark.parametrize("name", IDS)
def test_chaque_champ_de_l_entretien_a_un_nom_a_lui(name: str, drafted: Drafted) -> None:
    names = [alias.get(qn("w:val")) for alias in body(entretien_annuel(drafted(name), on=ON)).iter(qn("w:alias"))]
    assert len(names) == len(set(names)) > 60


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("name", IDS)
def test_l_entretien_nomme_la_personne_dans_la_forme_choisie(name: str, wording: Wording, drafted: Drafted) -> None:
    said = all_text(entretien_annuel(drafted(name), on=ON, wording=wording))
    assert COORDINATION[wording]["nom"] in said and "{" not in said
    for other, forms in COORDINATION.items():
        if other != wording and forms["nom"] not in COORDINATION[wording]["nom"]:
            assert forms["nom"] not in said
    assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", said) == []
    assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", said) == []


def test_une_forme_inconnue_est_refusee_par_l_entretien(drafted: Drafted) -> None:
    with pytest.raises(MatriceError, match="«\xa0neutre\xa0» n’existe pas"):
        entretien_annuel(drafted("micro"), on=ON, wording="neutre")  # type: ignore[arg-type]


def test_un_temps_plein_donne_une_ligne_par_tache(full_fiche: FicheDePoste) -> None:
    rows = [
        row for table in tables(entretien_annuel(full_fiche, on=ON), *DONE) for row in table if row[0] not in ("", "–")
    ]
    assert [row[0] for row in rows] == [task.id for task in full_fiche.chosen]


def test_le_meme_entretien_donne_les_memes_octets(drafted: Drafted) -> None:
    assert saved(entretien_annuel(drafted("portage"), on=ON)) == saved(entretien_annuel(drafted("portage"), on=ON))


@pytest.mark.parametrize("name", IDS)
def test_le_verificateur_accepte_l_entretien(
    name: str, drafted: Drafted, ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    entretien_annuel(drafted(name), on=ON, wording="point_median").save(tmp_path / "entretien.docx")
    assert ooxml_validator(tmp_path / "entretien.docx") == []


def test_l_entretien_mis_en_pages_n_a_pas_de_page_vide(
    salaried: Document, to_pages: Callable[[Path, Path], Any], tmp_path: Path
) -> None:
    salaried.save(tmp_path / "entretien.docx")
    sheets = to_pages(tmp_path / "entretien.docx", tmp_path).text.split("\f")[:-1]
    assert 3 <= len(sheets) <= 8 and all(len(sheet.split()) > 30 for sheet in sheets)


def test_l_entretien_prend_l_habillage_d_un_modele(drafted: Drafted, salaried: Document) -> None:
    made = entretien_annuel(drafted("micro"), on=ON, modele=saved(salaried))
    assert paragraphs(made)[0][1].startswith("Bilan annuel de mission")
    assert len(list(tables(made, *DONE))) == len(list(tables(salaried, *DONE)))
