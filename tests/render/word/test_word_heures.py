"""Quels que soient les choix, les heures imprimées font le budget : par tâche, par groupe, par partie et au total."""

from __future__ import annotations

from decimal import Decimal

import pytest
from docx.document import Document
from equipes import ON
from hypothesis import given
from hypothesis import strategies as st
from lecture_word import minutes, paragraphs, rows

from matrice.assessment import Profile
from matrice.fiche import Role, arrange, catalogue, draft
from matrice.referentiel import load_referentiel
from matrice.render.word import fiche as word_fiche
from tirages import examples

TASKS = ["Code", "Tâche", "Rôle", "h/semaine", "h/an", "Part"]
TOTALS = ["Partie", "Tâches", "h/semaine", "h/an", "Part"]
IDS = [task.id for task in catalogue(load_referentiel())]
NB = "\u00a0"


def numbers(line: list[str]) -> tuple[int, int, Decimal]:
    """Les trois colonnes imprimées : minutes par semaine, heures par an, points de pourcentage."""
    week, year, share = line[-3:]
    return minutes(week), int(year.replace(NB, "")), Decimal(share.rstrip("%").strip(NB).replace(",", "."))


def summed(lines: list[tuple[int, int, Decimal]]) -> tuple[int, int, Decimal]:
    return sum(line[0] for line in lines), sum(line[1] for line in lines), sum((line[2] for line in lines), Decimal(0))


def printed(document: Document, columns: list[str]) -> list[list[list[str]]]:
    """Les tableaux de ces colonnes, ligne d'en-têtes exclue."""
    return [body for head, *body in map(rows, document.tables) if head == columns]


@given(
    tasks=st.none() | st.lists(st.sampled_from(IDS), min_size=1, max_size=50, unique=True),
    steps=st.integers(2, 140),
    plan=st.sampled_from(["matrice", "blocs", "missions", "champs"]),
    status=st.sampled_from(["salarie-sisa", "groupement", "micro", "benevole"]),
    reserve=st.sampled_from([0.0, 0.1, 0.3]),
    spare=st.sampled_from([0.5, 2.0]),
)
@examples(12)
def test_les_heures_imprimees_font_le_budget(
    profile: Profile, tasks: list[str] | None, steps: int, plan: str, status: str, reserve: float, spare: float
) -> None:
    fiche = draft(
        profile,
        weekly_hours=steps / 4,
        tasks=tasks,
        status=status,
        reserve=reserve,
        minimum=0.25,
        roles=[Role("Secrétariat", spare)],
    )
    document = word_fiche(fiche, on=ON, layout=plan)
    groups = printed(document, TASKS)
    parts = arrange(fiche.tasks, fiche.ref, plan)
    assert len(groups) == sum(len(part.groups) for part in parts)
    everything = [numbers(line) for group in groups for line in group]
    assert summed(everything) == (15 * steps, sum(task.hours_year for task in fiche.tasks), Decimal(100))
    (totals,) = printed(document, TOTALS)
    assert numbers(totals[-1]) == summed(everything) == summed([numbers(line) for line in totals[:-1]])
    tables = iter(groups)
    for part, line in zip(parts, totals[:-1], strict=True):
        own = [numbers(task) for _ in part.groups for task in next(tables)]
        assert line[0] == part.label and numbers(line) == summed(own)
    subtotals = [said for _, said in paragraphs(document) if said.startswith("Sous-total")]
    for said, line in zip(subtotals, totals[:-1], strict=True):
        assert f"{line[2]} par semaine, {line[3]}{NB}h par an, {line[4]} du temps" in said


@pytest.mark.parametrize("hours", [0.5, 7.25, 35])
def test_chaque_tache_est_imprimee_a_ses_heures(profile: Profile, hours: float) -> None:
    fiche = draft(profile, weekly_hours=hours)
    lines = [line for group in printed(word_fiche(fiche, on=ON), TASKS) for line in group]
    read = {line[0]: minutes(line[3]) for line in lines if line[0] in IDS}
    assert read == {task.id: 60 * task.hours for task in fiche.chosen}
