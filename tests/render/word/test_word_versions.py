"""Deux versions d'une fiche, et la même à deux heures près : tout passe d'un budget à l'autre sans rien perdre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document
from equipes import ON
from hypothesis import given, reject
from hypothesis import strategies as st
from lecture_word import all_text, headings, minutes, paragraphs, saved, tables

from matrice import documents
from matrice.assessment import Profile
from matrice.errors import MatriceError
from matrice.fiche import (
    FicheDePoste,
    Role,
    catalogue,
    compare_fiches,
    draft,
    draft_written,
    parse_written,
    written_text,
)
from matrice.referentiel import load_referentiel
from matrice.render.word import comparaison_de_fiches
from tirages import examples

CHANGES = ("Tâche", "Avant", "Après", "Différence")
BALANCE = ("Changement", "Lignes", "Avant", "Après", "Différence")
VERSIONS = ("Rubrique", "Avant", "Après")
IDS = [task.id for task in catalogue(load_referentiel())]
CHOICES = st.lists(st.sampled_from(IDS), min_size=1, max_size=30, unique=True)
NB = "\u00a0"


def time(written: str) -> int:
    """« −1 h 15 » → -75 ; un tiret ne compte pas."""
    sign = -1 if written.startswith("\u2212") else 1
    return 0 if written == "–" else sign * minutes(written.lstrip("+\u2212"))


@pytest.fixture(scope="module")
def before(profile: Profile) -> FicheDePoste:
    return draft(profile, weekly_hours=8, tasks=IDS[:12])


@pytest.fixture(scope="module")
def after(profile: Profile) -> FicheDePoste:
    return draft(profile, weekly_hours=6.5, tasks=IDS[4:14])


@pytest.fixture(scope="module")
def document(before: FicheDePoste, after: FicheDePoste) -> Document:
    return comparaison_de_fiches(compare_fiches(before, after), on=ON)


# --- deux versions ---------------------------------------------------------------------------------


@given(
    old=CHOICES,
    new=CHOICES,
    steps=st.tuples(st.integers(2, 100), st.integers(2, 100)),
    reserve=st.sampled_from([0, 0.2]),
)
@examples(15)
def test_les_tableaux_font_passer_d_un_budget_a_l_autre(
    profile: Profile, old: list[str], new: list[str], steps: tuple[int, int], reserve: float
) -> None:
    try:
        first = draft(profile, weekly_hours=steps[0] / 4, tasks=old, minimum=0.25)
        second = draft(profile, weekly_hours=steps[1] / 4, tasks=new, minimum=0.25, reserve=reserve)
    except MatriceError:  # des consignes qui ne tiennent pas dans ces heures sont refusées
        reject()
    found = comparaison_de_fiches(compare_fiches(first, second), on=ON)
    lines = [line for table in tables(found, *CHANGES) for line in table[:-1]]
    assert [sum(time(line[column]) for line in lines) for column in (1, 2)] == [15 * steps[0], 15 * steps[1]]
    for *body, total in tables(found, *CHANGES):
        assert [time(cell) for cell in total[1:]] == [sum(time(line[column]) for line in body) for column in (1, 2, 3)]
    (balance,) = tables(found, *BALANCE)
    assert [time(cell) for cell in balance[-1][2:]] == [15 * steps[0], 15 * steps[1], 15 * (steps[1] - steps[0])]
    for column in (2, 3, 4):
        assert sum(time(line[column]) for line in balance[:-1]) == time(balance[-1][column])
    assert sum(int(line[1]) for line in balance[:-1]) == int(balance[-1][1]) == len(lines)


def test_chaque_tache_est_dans_le_tableau_de_ce_qui_lui_arrive(
    document: Document, before: FicheDePoste, after: FicheDePoste
) -> None:
    titles = [said for level, said in headings(document) if said.startswith("Tâches")]
    assert titles[:2] == ["Tâches ajoutées", "Tâches retirées"]  # une sorte de changement sans tâche n’a pas de titre
    added, gone, *_ = ([line[0] for line in table[:-1]] for table in tables(document, *CHANGES))
    old, new = {task.label for task in before.tasks}, {task.label for task in after.tasks}
    assert set(added) == new - old and set(gone) == old - new
    assert added and gone


def test_l_essentiel_tient_en_une_phrase(document: Document) -> None:
    said = next(text for style, text in paragraphs(document) if text.startswith("Le temps passe"))
    assert said.startswith(
        f"Le temps passe de 8{NB}h à 6{NB}h{NB}30 par semaine (\u22121{NB}h{NB}30). 2{NB}tâches ajoutées, "
    )


def test_le_meme_budget_se_dit(before: FicheDePoste) -> None:
    found = comparaison_de_fiches(compare_fiches(before, before), on=ON)
    assert "Aucune différence." in all_text(found)
    assert len(list(tables(found, *CHANGES))) == 1


def test_une_absence_n_est_pas_un_zero(document: Document) -> None:
    added, gone, *_ = tables(document, *CHANGES)
    assert {line[1] for line in added} == {"–"} and {line[2] for line in gone} == {"–"}
    (balance,) = tables(document, *BALANCE)
    assert balance[0][2] == "–" and balance[1][3] == "–"


def test_ce_que_personne_ne_prend_se_compare_aussi(profile: Profile) -> None:
    asked = {"weekly_hours": 8, "tasks": IDS[:30]}
    alone = draft(profile, **asked)
    helped = draft(profile, **asked, roles=[Role("la gérance", 2, tasks=[alone.unassigned[0].id])])
    said = all_text(comparaison_de_fiches(compare_fiches(alone, helped), on=ON))
    assert "Ne le sont plus" in said and helped.delegated[0].tasks[0].label in said.split("Ne le sont plus")[1]
    assert "Aucune différence" not in said


def test_les_deux_versions_disent_ce_qu_elles_sont(before: FicheDePoste, profile: Profile) -> None:
    other = draft(profile, weekly_hours=12, tasks=IDS[:12], status="micro", target=2, on=ON)
    (facts,) = tables(comparaison_de_fiches(compare_fiches(before, other), on=ON), *VERSIONS)
    read = {label: (old, new) for label, old, new in facts}
    assert read["Budget"] == (f"8{NB}h par semaine", f"12{NB}h par semaine")
    assert read["Statut"] == (before.status.label, other.status.label)
    assert read["Date de la fiche"] == ("sans date", f"21{NB}novembre{NB}2026")
    assert read["Équivalent temps plein"] == ("0,23", "sans objet")


def test_la_forme_choisie_nomme_la_personne(before: FicheDePoste, after: FicheDePoste) -> None:
    found = comparaison_de_fiches(compare_fiches(before, after), on=ON, wording="epicene")
    assert "personne chargée de la coordination" in all_text(found)
    with pytest.raises(MatriceError, match="n’existe pas"):
        comparaison_de_fiches(compare_fiches(before, after), on=ON, wording="neutre")  # type: ignore[arg-type]


def test_les_memes_versions_donnent_les_memes_octets(
    document: Document, before: FicheDePoste, after: FicheDePoste
) -> None:
    assert saved(document) == saved(comparaison_de_fiches(compare_fiches(before, after), on=ON))


def test_la_comparaison_est_valide(
    document: Document, tmp_path: Path, ooxml_validator: Callable[[Path], list[dict[str, str | None]]]
) -> None:
    path = tmp_path / "comparaison.docx"
    path.write_bytes(saved(document))
    assert ooxml_validator(path) == []


def test_un_nom_a_signes_ne_casse_rien(before: FicheDePoste) -> None:
    other = replace(before, profile=replace(before.profile, team="A & <b>"))
    assert "A & <b>" in all_text(comparaison_de_fiches(compare_fiches(other, before), on=ON))


@pytest.mark.parametrize("hours", [4, 8, 35])
def test_une_fiche_relue_de_sa_propre_demande_ne_dit_aucune_difference(profile: Profile, hours: float) -> None:
    fiche = draft(profile, weekly_hours=hours, on=ON)
    again = draft_written(profile, parse_written(written_text(fiche), profile.ref), on=ON)
    assert "Aucune différence." in all_text(comparaison_de_fiches(compare_fiches(fiche, again), on=ON))
    assert documents.fiche(fiche, on=ON) == documents.fiche(again, on=ON)
    assert documents.note_equipe(fiche, on=ON).text() == documents.note_equipe(again, on=ON).text()
