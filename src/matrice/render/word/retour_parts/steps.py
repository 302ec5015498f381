"""Trois points d'appui, puis trois pas : la prochaine marche, et ce que font d'autres équipes au même niveau."""

from __future__ import annotations

from ....federation import Comparison, NextStep
from ....inclusive import COORDINATION
from ....referentiel import Characteristic
from ....text import NBSP, Wording, number
from ... import words_federation as words
from ..blocks import Content, Styled, add_bullets, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

COLUMNS = (
    Column("Dimension", 4.2),
    Column("Prochaine marche", 5),
    Column("Ce que gardent des équipes au même niveau", 7.8),
)

NO_TASK = "Aucune part de tâche n’est diffusée à ce niveau."


def add_strengths(document: WordDocument, comparison: Comparison) -> None:
    """Les points d'appui."""
    add_heading(document, 2, "Vos points d’appui")
    if not comparison.strengths:
        add_text(document, "Aucune dimension n’atteint encore la médiane du groupe\u00a0: partez des pas ci-dessous.")
        return
    add_bullets(
        document,
        [
            (Styled(place.theme.label), f"{NBSP}: {number(place.score or 0)} sur{NBSP}100, {words.gap_text(place)}.")
            for place in comparison.strengths
        ],
    )


def add_steps(document: WordDocument, comparison: Comparison, wording: Wording) -> None:
    """Les pas suivants."""
    add_heading(document, 2, "Vos prochains pas")
    if not comparison.steps:
        add_text(document, "Aucune dimension notée n’a de marche à monter.")
        return
    add_text(document, introduction(comparison, wording), style="Introduction")
    add_table(
        document, "Vos prochains pas",
        "Une ligne par dimension\u00a0: où en est l’équipe, sa prochaine marche, les tâches que gardent des équipes au même niveau.",
        COLUMNS, [row(comparison, step) for step in comparison.steps],
    )  # fmt: skip
    add_bullets(document, [whole_ladder(comparison, step) for step in comparison.steps if not is_known(step)])


def introduction(comparison: Comparison, wording: Wording) -> str:
    """Pourquoi ces dimensions, et qui choisit."""
    many = len(comparison.steps) > 1
    placed = any(step.place.gap is not None for step in comparison.steps)
    return (
        f"{'Ces dimensions sont celles' if many else 'Cette dimension est celle'} où il vous reste le plus à gagner"
        f"{', face à votre groupe' if placed else ''}. {'Choisissez-en une' if many else 'Parlez-en'} avec "
        f"{COORDINATION[wording]['le']}\u00a0: vous savez mieux que ces chiffres ce qui compte chez vous."
    )


def row(comparison: Comparison, step: NextStep) -> Row:
    """Une dimension où avancer."""
    place = step.place
    where = f"\n{words.score_text(place)} sur{NBSP}100, {words.gap_text(place)}."
    return ((Styled(place.theme.label), where), rung(comparison, step), tasks(step))


def rung(comparison: Comparison, step: NextStep) -> Content:
    """La prochaine marche, quand le profil dit combien sont en place."""
    if not is_known(step):
        return "La première, dans l’ordre ci-dessous, qui n’est pas en place"
    rank, count = (step.palier or 0) + 1, len(ladder(comparison, step))
    return (f"{step.rung}\n", Styled(f"Marche {number(rank)} sur {number(count)}", "Precision"))


def is_known(step: NextStep) -> bool:
    """Vrai si l'on sait quelle marche vient."""
    return bool(step.rung) and step.palier is not None


def ladder(comparison: Comparison, step: NextStep) -> tuple[Characteristic, ...]:
    """Les marches d'une dimension, dans l'ordre."""
    return comparison.ref.dimension(step.place.theme.id).characteristics


def whole_ladder(comparison: Comparison, step: NextStep) -> Content:
    """Toutes les marches d'une dimension, en une ligne."""
    listed = " ".join(f"{number(rank)}){NBSP}{one.label}" for rank, one in enumerate(ladder(comparison, step), 1))
    return (Styled(f"{step.place.theme.label}. "), listed)


def tasks(step: NextStep) -> Content:
    """Les tâches que gardent le plus souvent des équipes au même niveau."""
    return "\n".join(f"•{NBSP}{task.label} ({words.share_text(task.share)})" for task in step.tasks) or NO_TASK
