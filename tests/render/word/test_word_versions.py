"""Deux versions d'une fiche, et la même à deux heures près : tout passe d'un budget à l'autre sans rien perdre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document
from equipes import ON
from hypothesis import given
from hypothesis import strategies as st
from lecture_word import all_text, headings, minutes, paragraphs, saved, tables

from matrice.assessment import Profile
from matrice.documents.blocks import Document as Values
from matrice.documents.fiche_annexes import variations_blocks
from matrice.documents.money import budget_table
from matrice.errors import MatriceError
from matrice.fiche import FicheDePoste, catalogue, compare_fiches, draft
from matrice.referentiel import load_referentiel
from matrice.render.word import comparaison_de_fiches, write
from matrice.text import hours
from tirages import examples

CHANGES = ("Code", "Tâche", "Avant", "Après", "Différence")
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
    first = draft(profile, weekly_hours=steps[0] / 4, tasks=old, minimum=0.25)
    second = draft(profile, weekly_hours=steps[1] / 4, tasks=new, minimum=0.25, reserve=reserve)
    found = comparaison_de_fiches(compare_fiches(first, second), on=ON)
    lines = [line for table in tables(found, *CHANGES) for line in table[:-1]]
    assert [sum(time(line[column]) for line in lines) for column in (2, 3)] == [15 * steps[0], 15 * steps[1]]
    for *body, total in tables(found, *CHANGES):
        assert [time(cell) for cell in total[2:]] == [sum(time(line[column]) for line in body) for column in (2, 3, 4)]
    (balance,) = tables(found, *BALANCE)
    assert [time(cell) for cell in balance[-1][2:]] == [15 * steps[0], 15 * steps[1], 15 * (steps[1] - steps[0])]
    for column in (2, 3, 4):
        assert sum(time(line[column]) for line in balance[:-1]) == time(balance[-1][column])
    assert sum(int(line[1]) for line in balance[:-1]) == int(balance[-1][1]) == len(lines)


def test_chaque_tache_est_dans_le_tableau_de_ce_qui_lui_arrive(
    document: Document, before: FicheDePoste, after: FicheDePoste
) -> None:
    titles = [said for level, said in headings(document) if level == 2]
    assert titles == [
        "Tâches ajoutées", "Tâches retirées", "Tâches qui reçoivent plus d’heures", "Tâches qui reçoivent moins d’heures",
        "Tâches inchangées",
    ]  # fmt: skip
    added, gone, *_ = ([line[0] for line in table[:-1]] for table in tables(document, *CHANGES))
    old, new = {task.id for task in before.tasks}, {task.id for task in after.tasks}
    assert set(added) == new - old and set(gone) == old - new
    assert added and gone


def test_l_essentiel_tient_en_une_phrase(document: Document) -> None:
    said = next(text for style, text in paragraphs(document) if text.startswith("Le temps passe"))
    assert said.startswith(
        f"Le temps passe de 8{NB}h à 6{NB}h{NB}30 par semaine (\u22121{NB}h{NB}30). 2{NB}tâches ajoutées, 4{NB}retirées"
    )


def test_le_meme_budget_se_dit(before: FicheDePoste) -> None:
    found = comparaison_de_fiches(compare_fiches(before, before), on=ON)
    assert f"Le temps reste de 8{NB}h par semaine." in all_text(found)
    assert "Aucune tâche n’est ajoutée." in all_text(found)
    assert len(list(tables(found, *CHANGES))) == 1


def test_les_deux_versions_disent_ce_qu_elles_sont(before: FicheDePoste, profile: Profile) -> None:
    other = draft(profile, weekly_hours=12, tasks=IDS[:12], status="micro", target=2)
    (facts,) = tables(comparaison_de_fiches(compare_fiches(before, other), on=ON), *VERSIONS)
    read = {label: (old, new) for label, old, new in facts}
    assert read["Budget"] == (f"8{NB}h par semaine", f"12{NB}h par semaine")
    assert read["Statut"] == (before.status.label, other.status.label)
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


# --- à deux heures près ----------------------------------------------------------------------------


def varied(fiche: FicheDePoste) -> Document:
    """Un document qui n'a que cette partie."""
    return write(Values("Essai", "Équipe", ON, tuple(variations_blocks(fiche)), subject="Essai"))


@given(tasks=st.none() | CHOICES, steps=st.integers(2, 140), reserve=st.sampled_from([0, 0.1]))
@examples(15)
def test_chaque_colonne_fait_son_budget(profile: Profile, tasks: list[str] | None, steps: int, reserve: float) -> None:
    fiche = draft(profile, weekly_hours=steps / 4, tasks=tasks, minimum=0.25, reserve=reserve)
    table = budget_table(fiche)
    titles = [f"Cette fiche, {hours(b)}" if b == fiche.weekly_hours else f"Avec {hours(b)}" for b in table.budgets]
    assert len(table.budgets) + len(table.refusals) == 3
    (lines,) = tables(varied(fiche), "Code", "Tâche", *titles)
    for column, budget in enumerate(table.budgets, 2):
        assert sum(time(line[column]) for line in lines[:-1]) == time(lines[-1][column]) == 60 * budget


def test_seules_les_taches_qui_changent_ont_leur_ligne(before: FicheDePoste) -> None:
    table = budget_table(before)
    (lines,) = tables(varied(before), "Code", "Tâche", f"Avec 6{NB}h", f"Cette fiche, 8{NB}h", f"Avec 10{NB}h")
    changing = [row.code or "–" for row in table.rows if row.changes]
    assert [line[0] for line in lines[: len(changing)]] == changing
    same = len(table.rows) - len(changing)
    assert same and lines[-2][1] == f"{same}{NB}tâches inchangées"


def test_un_budget_impossible_se_dit_sans_tableau_faux(profile: Profile) -> None:
    said = all_text(varied(draft(profile, weekly_hours=1)))
    assert f"2{NB}h de moins{NB}: impossible, il ne resterait aucune heure." in said
    assert f"À 3{NB}h{NB}: " in said


def test_une_tache_gagnee_ou_perdue_se_compte(profile: Profile) -> None:
    fiche = draft(profile, weekly_hours=8, tasks=IDS[:40])
    less, more = budget_table(fiche).gains
    assert "tâches perdues" in less and less.startswith(f"À 6{NB}h{NB}: ")
    assert "tâches gagnées" in more and more.startswith(f"À 10{NB}h{NB}: ")


def test_un_nom_a_signes_ne_casse_rien(before: FicheDePoste) -> None:
    other = replace(before, profile=replace(before.profile, team="A & <b>"))
    assert "A & <b>" in all_text(comparaison_de_fiches(compare_fiches(other, before), on=ON))
