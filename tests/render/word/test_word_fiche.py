"""La fiche de poste en Word : tout y est, tout tombe juste, et rien n'y est dit de faux."""

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

import docx
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
    minutes,
    paragraphs,
    saved,
    spokes,
    tables,
)

from matrice.assessment import Profile
from matrice.documents import words
from matrice.documents.commitments import a_year_later
from matrice.documents.profile import position, ring
from matrice.errors import MatriceError
from matrice.fiche import FicheDePoste, arrange, draft, role_for
from matrice.inclusive import COORDINATION, worded
from matrice.referentiel import Referentiel, Scale
from matrice.render.word import fiche as word_fiche
from matrice.text import Wording, hours, quoted

TASKS = ("Code", "Tâche", "Rôle", "h/semaine", "h/an", "Part")
TOTALS = ("Partie", "Tâches", "h/semaine", "h/an", "Part")
UNCOVERED = ("Code", "Tâche", "Dimension", "Confiée à")
SPOKEN = {qn("w:val"), "descr"}  # ce qu'une synthèse vocale lit : titres de tableaux, champs, équivalent du radar
HOSTILE = 'A&B <b> "q" \'\x0b\x00\x1f\ud800 😀 שלום مرحبا ' + "très-long " * 28


@pytest.fixture(scope="module")
def short(short_fiche: FicheDePoste) -> Document:
    return word_fiche(short_fiche, on=ON)


@pytest.fixture(scope="module")
def full(full_fiche: FicheDePoste) -> Document:
    return word_fiche(full_fiche, on=ON)


def task_rows(document: Document) -> list[list[str]]:
    return [row for table in tables(document, *TASKS) for row in table]


# --- les heures ------------------------------------------------------------------------------------


def test_chaque_tache_retenue_est_imprimee_une_fois_avec_son_code(full: Document, full_fiche: FicheDePoste) -> None:
    assert len(full_fiche.chosen) == 79
    assert [row[0] for row in task_rows(full)] == [*(task.id for task in full_fiche.chosen), "–"]
    assert task_rows(full)[-1][1] == "Réserve pour les imprévus"


@pytest.mark.parametrize("which", ["short", "full"])
def test_les_colonnes_d_heures_tombent_juste(which: str, request: pytest.FixtureRequest) -> None:
    document, fiche = request.getfixturevalue(which), request.getfixturevalue(f"{which}_fiche")
    printed = task_rows(document)
    assert sum(minutes(row[3]) for row in printed) == fiche.weekly_hours * 60
    assert sum(int(row[4].replace("\xa0", "")) for row in printed) == round(fiche.time.annual)
    assert sum(int(row[5].removesuffix("\xa0%").replace(",", "")) for row in printed) == 1000


def test_le_tableau_des_totaux_additionne_les_parties(full: Document) -> None:
    ((*axes, total),) = tables(full, *TOTALS)
    assert total == ["Total", "79", "35\xa0h", "1\xa0607", "100,0\xa0%"]
    assert sum(int(row[1]) for row in axes[:-1]) == 79 and axes[-1][:2] == ["Réserve", "–"]
    assert sum(minutes(row[2]) for row in axes) == 35 * 60
    assert sum(int(row[3].replace("\xa0", "")) for row in axes) == 1607


@pytest.mark.parametrize("plan", ["matrice", "blocs", "missions", "champs"])
def test_chaque_partie_annonce_son_sous_total_dans_chaque_plan(full_fiche: FicheDePoste, plan: str) -> None:
    made = word_fiche(full_fiche, on=ON, layout=plan)
    said = [text for _, text in paragraphs(made) if text.startswith("Sous-total")]
    parts = arrange(full_fiche.tasks, full_fiche.ref, plan)
    assert len(said) == len(parts)
    for sentence, part in zip(said, parts, strict=True):
        assert hours(sum(task.hours for task in part.tasks)) in sentence
        assert f"({len(part.tasks)}\xa0tâche" in sentence or part.label == "Réserve"
    assert sum(minutes(row[3]) for row in task_rows(made)) == 35 * 60
    assert sorted(row[0] for row in task_rows(made)) == sorted(
        row[0] for row in task_rows(word_fiche(full_fiche, on=ON))
    )


def test_chaque_duree_a_sa_phrase(short: Document, short_fiche: FicheDePoste) -> None:
    (printed,) = tables(short, "Code", "h/semaine", "Pourquoi cette tâche, et ce temps")
    assert [row[2].endswith(task.explanation) for row, task in zip(printed, short_fiche.tasks, strict=True)]
    assert sum(minutes(row[1]) for row in printed) == 8 * 60


def test_le_temps_se_dit_de_quatre_facons_avec_la_source_et_la_date(short: Document) -> None:
    printed = next(tables(short, "Période", "Durée", "Calcul", "Pour un temps plein"))
    assert [row[1] for row in printed] == ["8\xa0h", "34,67\xa0h", "367\xa0h", "0,23\xa0ETP"]
    assert [row[3] for row in printed] == ["35\xa0h", "151,67\xa0h", "1\xa0607\xa0h", "1\xa0ETP"]
    origin = next(text for _, text in paragraphs(short) if text.startswith("Chiffres de droit"))
    assert origin.count("août\xa02016") == origin.count("Code du travail") == 1


def test_chaque_point_d_attention_porte_son_nom_en_toutes_lettres(short: Document, short_fiche: FicheDePoste) -> None:
    said = [text for style, text in paragraphs(short) if style == "PointAttention"]
    expected = (*short_fiche.warnings, *(worded(alert, "doublet") for alert in short_fiche.status.alerts))
    assert said == [f"Point d’attention\xa0: {warning}" for warning in expected]
    assert len(short_fiche.warnings) >= 1 and len(short_fiche.status.alerts) >= 1


# --- ce qui ne tient pas ---------------------------------------------------------------------------


def test_chaque_tache_sans_personne_est_nommee_avec_sa_dimension_et_un_champ(
    short: Document, short_fiche: FicheDePoste
) -> None:
    (printed,) = tables(short, *UNCOVERED)
    assert [row[0] for row in printed] == [task.id for task in short_fiche.uncovered]
    for row, task in zip(printed, short_fiche.uncovered, strict=True):
        dimension, _, where = row[2].partition("\n")
        assert (row[1], dimension) == (task.label, task.dimension.short)
        assert re.match(r"\d+\ssur\s100 |non calculable|sans objet", where)
        assert row[3].startswith("[à\xa0compléter]")
        assert row[3].partition("\n")[2] == f"({role_for(task.function.id).said()})"
    assert all(quoted(task.label) in all_text(short) for task in short_fiche.uncovered[:3])


def test_quand_tout_tient_la_fiche_le_dit(full: Document, full_fiche: FicheDePoste) -> None:
    assert full_fiche.uncovered == ()
    assert "rien ne reste à confier" in all_text(full)
    assert not list(tables(full, *UNCOVERED))


def test_une_fiche_sans_tache_reste_une_fiche(short_fiche: FicheDePoste) -> None:
    made = word_fiche(replace(short_fiche, tasks=(), uncovered=(), warnings=()), on=ON)
    assert "Aucune tâche n’est encore retenue pour ce poste." in all_text(made)
    assert [text for level, text in headings(made) if level == 1] == PARTS
    assert "Aucune tâche retenue ne sert une dimension" in all_text(made)


# --- la charpente ----------------------------------------------------------------------------------

PARTS = [
    "Identification",
    "Pourquoi ce poste",
    "Missions et activités",
    "Ce que ce poste ne couvre pas",
    "Temps de travail",
    "Organisation du temps",
    "Statut et contrat",
    "Rémunération et financement",
    "Compétences",
    "Liens et travail avec les autres",
    "Moyens",
    "Évaluation et révision",
    "À lire avant de signer",
    "Signatures",
    "Annexes",
    "Sources et méthode",
]


def test_les_parties_se_suivent_dans_l_ordre_attendu(short: Document) -> None:
    assert [text for level, text in headings(short) if level == 1] == PARTS


def test_aucun_niveau_de_titre_n_est_saute(full: Document) -> None:
    levels = [0, *(level for level, _ in headings(full))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_les_axes_puis_les_fonctions_titrent_les_missions(full: Document, ref: Referentiel) -> None:
    titles = headings(full)
    start, end = titles.index((1, "Missions et activités")), titles.index((1, "Ce que ce poste ne couvre pas"))
    expected: list[tuple[int, str]] = []
    for axis in ref.axes:
        expected += [(2, axis.label), *((3, function.label) for function in axis.functions)]
    assert titles[start + 1 : end] == [*expected, (2, "Réserve"), (2, "Total du poste")]


def test_tout_tableau_est_titre_et_repete_ses_en_tetes(full: Document) -> None:
    assert len(full.tables) > 25
    for table in full.tables:
        look, first = table._tbl.tblPr, table._tbl.find(qn("w:tr"))
        assert look.find(qn("w:tblCaption")).get(qn("w:val"))
        assert look.find(qn("w:tblDescription")).get(qn("w:val"))
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_ni_paragraphe_vide_ni_cellule_fusionnee_ni_zone_de_texte(full: Document) -> None:
    xml = body(full)
    assert [style for style, text in paragraphs(full) if not text and style != "Figure"] == []
    for tag in ("gridSpan", "vMerge", "hMerge", "txbxContent"):
        assert xml.find(f".//{qn(f'w:{tag}')}") is None


def test_deux_tableaux_ne_se_touchent_jamais(full: Document) -> None:
    blocks = [element.tag for element in body(full).find(qn("w:body"))]
    assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(blocks))
    assert blocks[-2:] == [qn("w:p"), qn("w:sectPr")]


@pytest.mark.parametrize("wording", get_args(Wording))
def test_le_poste_est_nomme_partout_dans_la_forme_choisie(wording: Wording, short_fiche: FicheDePoste) -> None:
    made = word_fiche(short_fiche, on=ON, wording=wording)
    forms = COORDINATION[wording]
    name = f"Fiche de poste\xa0: {forms['nom']}"
    assert paragraphs(made)[0] == ("Title", name)
    assert made.core_properties.title == name
    assert f"Le rôle {forms['du']} est" in all_text(made)
    said = all_text(made) + name
    for other in COORDINATION.values():
        for word in other.values():
            if not any(word in mine for mine in forms.values()):
                assert word not in said


def test_une_forme_inconnue_est_refusee_avec_la_liste(short_fiche: FicheDePoste) -> None:
    with pytest.raises(MatriceError, match=r"«\xa0neutre\xa0» n’existe pas.*«\xa0doublet\xa0».*«\xa0epicene\xa0»"):
        word_fiche(short_fiche, on=ON, wording="neutre")  # type: ignore[arg-type]


def test_la_revision_est_dans_un_an_meme_un_29_fevrier(short_fiche: FicheDePoste) -> None:
    assert "au plus tard le 21\xa0novembre\xa02027" in all_text(word_fiche(short_fiche, on=ON))
    assert a_year_later(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)


def test_les_champs_a_completer_disent_chacun_ce_qu_ils_attendent(short: Document) -> None:
    names = [alias.get(qn("w:val")) for alias in body(short).iter(qn("w:alias"))]
    assert len(names) == len(set(names)) >= 15
    assert {"responsable hiérarchique", "rattachement fonctionnel", "lieu ou lieux d’exercice"} <= set(names)


def test_les_sources_de_la_grille_et_du_droit_sont_citees_avec_leur_date(
    short: Document, short_fiche: FicheDePoste
) -> None:
    grid, law, status, _ = tables(short, "Document", "Date", "Lu le", "Ce que l’on en sait")
    assert [row[0] for row in grid] == [source.label for source in short_fiche.ref.sources]
    assert [row[3] for row in law] == [source.confidence for source in short_fiche.emploi.cited(short_fiche.basis)]
    assert [row[0] for row in status] == [source.label for source in short_fiche.status.sources]
    assert "3\xa0novembre\xa02014" in grid[0]
    assert words.grid_name(short_fiche.ref) in all_text(short)
    assert f"version {short_fiche.profile.algorithm}" in all_text(short)


def test_une_adresse_mal_formee_ne_devient_pas_un_lien(short_fiche: FicheDePoste) -> None:
    source = short_fiche.ref.sources[0]
    bad = [source.model_copy(update={"url": url}) for url in ("javascript:alert(1)", "https://a b", "http://[", "")]
    made = word_fiche(replace(short_fiche, ref=short_fiche.ref.model_copy(update={"sources": tuple(bad)})), on=ON)
    said = {"".join(link.itertext()) for link in body(made).iter(qn("w:hyperlink"))}
    assert said and source.label not in said


# --- le profil et son radar ------------------------------------------------------------------------


def test_le_radar_dessine_les_dimensions_de_la_matrice_et_laisse_les_trous(short: Document, profile: Profile) -> None:
    results = words.spokes(profile)
    assert len(results) == 16 and not any(result.added for result in results)
    assert spokes(short) == [words.short_label(profile, result) for result in results]
    expected = {rank: r.score * 3 / 100 for rank, r in enumerate(results) if r.score is not None}
    assert len(expected) < 16
    assert drawn(short) == pytest.approx(expected)


def test_le_niveau_vise_est_une_seconde_ligne_constante(profile: Profile) -> None:
    made = word_fiche(draft(profile, weekly_hours=8, target=2), on=ON)
    assert set(drawn(made, 1).values()) == {2.0}
    assert "Niveau visé (2\xa0en partie)" in chart(made).xpath("//c:tx//c:v/text()", namespaces=NAMES)


def test_le_radar_a_son_equivalent_en_mots_et_en_tableau(short: Document, profile: Profile) -> None:
    shape = docx.Document(io.BytesIO(saved(short))).inline_shapes[0]
    assert shape._inline.docPr.get("descr") == words.alternative(profile)
    (printed,) = tables(short, "Dimension", "Axe", "Note sur 100", "Niveau atteint", "Éléments cotés")
    assert [row[0].split("\n")[0] for row in printed] == [d.label for d in profile.dimensions]
    assert [row[2] for row in printed] == [words.standing_text(d) for d in profile.dimensions]
    assert {"sans objet", "non calculable"} <= {row[2] for row in printed}
    assert sum(row[0].endswith("\najout à la matrice") for row in printed) == sum(d.added for d in profile.dimensions)


def test_la_mise_en_garde_sur_les_dimensions_est_imprimee(short: Document, ref: Referentiel) -> None:
    assert words.caveat(ref) and words.caveat(ref) in all_text(short)


def test_les_heures_par_dimension_visee_font_le_total(short: Document) -> None:
    ((*dimensions, total),) = tables(short, "Dimension", "Où en est l’équipe", "h/semaine")
    assert sum(minutes(row[2]) for row in dimensions) == minutes(total[2]) == 8 * 60


@pytest.mark.parametrize(("count", "radar"), [(1, False), (2, False), (3, True), (15, True), (40, True)])
def test_toute_taille_de_grille_donne_une_fiche(count: int, radar: bool) -> None:
    made = word_fiche(draft(profile_of(small_grid(count), lambda rank: str(rank % 3)), weekly_hours=8), on=ON)
    assert bool(made.inline_shapes) is radar
    assert ("Un radar demande trois rayons" in all_text(made)) is not radar


def test_au_dela_de_trente_rayons_des_numeros_renvoient_au_tableau() -> None:
    made = word_fiche(draft(profile_of(small_grid(40), lambda rank: str(rank % 3)), weekly_hours=8), on=ON)
    assert spokes(made) == [str(rank) for rank in range(1, 41)]
    (printed,) = tables(made, "N°", "Dimension", "Axe", "Note sur 100", "Niveau atteint", "Éléments cotés")
    assert [(row[0], row[1]) for row in printed] == [(str(n), f"Dimension {n}") for n in range(1, 41)]


def test_un_profil_sans_aucune_note_le_dit_au_lieu_de_dessiner_du_vide(ref: Referentiel) -> None:
    made = word_fiche(draft(profile_of(ref, lambda _: "SO"), weekly_hours=6, tasks=["T1.1.1", "T4.1.4"]), on=ON)
    assert not made.inline_shapes
    assert "Aucune note n’a pu être calculée" in all_text(made)


def test_une_cotation_par_axe_donne_un_radar_d_axes(ref: Referentiel) -> None:
    profile = profile_of(ref, lambda rank: str(rank % 3), by="axis")
    made = word_fiche(draft(profile, weekly_hours=12), on=ON)
    assert len(spokes(made)) == 4
    (printed,) = tables(made, "Axe", "Note sur 100", "Niveau atteint", "Éléments cotés")
    assert len(printed) == 5
    assert "axe coté 0 sur\xa0100" in all_text(made)


def test_une_echelle_de_1_a_12_garde_ses_bornes() -> None:
    grid = small_grid(5, levels=tuple(range(1, 13)))
    made = word_fiche(draft(profile_of(grid, lambda rank: str(1 + rank * 2)), weekly_hours=8), on=ON)
    assert drawn(made) == pytest.approx({rank: 1 + rank * 2 for rank in range(5)})
    bounds = chart(made).xpath("//c:valAx//c:min/@val | //c:valAx//c:max/@val", namespaces=NAMES)
    assert sorted(map(int, bounds)) == [1, 12]


def scale(*levels: tuple[int, float | None]) -> Scale:
    return Scale.model_validate({"levels": [{"value": v, "label": str(v), "credit": c} for v, c in levels]})


def test_une_note_egale_au_credit_d_un_niveau_tombe_sur_son_anneau() -> None:
    uneven = scale((0, 0.0), (1, 0.2), (2, 0.7), (4, 1.0))
    assert [position(100 * credit, uneven) for credit in uneven.credits] == [0, 1, 2, 4]
    assert position(45, uneven) == pytest.approx(1.5)  # à mi-chemin de 20 et 70, donc de 1 et 2
    assert position(50, scale((0, None), (3, None))) == pytest.approx(1.5)
    assert position(5, scale((1, 0.1), (2, 1.0))) == 1  # sous le premier crédit : jamais sous l'échelle


def test_les_anneaux_suivent_les_niveaux_tant_qu_ils_restent_lisibles() -> None:
    assert ring(scale((0, None), (2, None), (6, None))) == 2
    assert ring(scale((0, None), (1, None), (100, None))) == 25


# --- robustesse ------------------------------------------------------------------------------------


def hostile_fiche() -> FicheDePoste:
    grid = small_grid(6, label='Dimension {} & <i> "x" 😀 שלום ' + "médico-social " * 20)
    fiche = draft(profile_of(grid, mixed, team=HOSTILE), weekly_hours=4)
    tasks = tuple(replace(one, task=one.task.model_copy(update={"label": HOSTILE})) for one in fiche.tasks)
    uncovered = tuple(replace(one, reason=HOSTILE) for one in fiche.uncovered)
    return replace(fiche, tasks=tasks, uncovered=uncovered, warnings=(HOSTILE,))


def test_un_texte_hostile_traverse_toute_la_fiche() -> None:
    made = docx.Document(io.BytesIO(saved(word_fiche(hostile_fiche(), on=ON))))
    said = 'A&B <b> "q" \'\n 😀 שלום مرحبا ' + "très-long " * 28
    assert paragraphs(made)[1] == ("Subtitle", said)
    assert {row[1] for row in task_rows(made)} == {said}
    assert f"Point d’attention\xa0: {said}" in all_text(made)


def test_le_francais_imprime_a_ses_espaces_insecables_et_ses_apostrophes(full: Document, short: Document) -> None:
    for made in (full, short):
        hidden = [value for node in body(made).iter() for name, value in node.items() if name in SPOKEN]
        text = "\n".join([all_text(made), *hidden])
        assert len(hidden) > 50
        assert re.findall(r".{0,30}[^\xa0][;:!?%](?=\s|$)", text) == []
        assert re.findall(r".{0,30}(?:«[^\xa0]|[^\xa0]»|\w'\w).{0,10}", text) == []


def test_la_meme_fiche_donne_les_memes_octets_dans_un_autre_processus(
    short_fiche: FicheDePoste, tmp_path: Path
) -> None:
    mine = saved(word_fiche(short_fiche, on=ON))
    assert mine == saved(word_fiche(short_fiche, on=ON))
    program = (
        "import sys; from equipes import *; from matrice import draft, load_referentiel, word\n"
        "profile = profile_of(load_referentiel(), mixed, by='dimension')\n"
        "word.fiche(draft(profile, weekly_hours=8), on=ON).save(sys.argv[1])"
    )
    places = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.docx"
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": places}
        subprocess.run([sys.executable, "-c", program, str(target)], check=True, env=env)
        assert target.read_bytes() == mine


# --- les logiciels extérieurs ----------------------------------------------------------------------


@pytest.mark.parametrize("which", ["short", "full", "hostile", "trois"])
def test_le_verificateur_de_microsoft_accepte_la_fiche(
    which: str, request: pytest.FixtureRequest, ooxml_validator: Callable[[Path], list[object]], tmp_path: Path
) -> None:
    if which == "hostile":
        made = word_fiche(hostile_fiche(), on=ON)
    elif which == "trois":
        made = word_fiche(draft(profile_of(small_grid(3), mixed), weekly_hours=8), on=ON, wording="point_median")
    else:
        made = request.getfixturevalue(which)
    made.save(tmp_path / "fiche.docx")
    (tmp_path / "donnees.xlsx").write_bytes(embedded_workbook(made))
    assert ooxml_validator(tmp_path / "fiche.docx") == []
    assert ooxml_validator(tmp_path / "donnees.xlsx") == []


def test_la_fiche_mise_en_pages_montre_chaque_code_et_n_a_pas_de_page_vide(
    full: Document, full_fiche: FicheDePoste, to_pages: Callable[[Path, Path], Any], tmp_path: Path
) -> None:
    full.save(tmp_path / "fiche.docx")
    pages = to_pages(tmp_path / "fiche.docx", tmp_path)
    sheets = pages.sheets
    assert len(sheets) < 26
    assert all(len(sheet.split()) > 40 for sheet in sheets)
    assert {task.id for task in full_fiche.chosen} <= set(pages.text.split())
    assert f"Page 1 sur {len(sheets)}" in re.sub(r"\s+", " ", pages.text)
