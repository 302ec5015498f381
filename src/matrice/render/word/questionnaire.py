"""Le questionnaire sur papier : la notice, l'échelle, puis une case à cocher par réponse possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ...referentiel import Referentiel
from ...text import NBSP, capital, quoted
from ..survey import (
    FEW,
    SILENCE,
    Choice,
    Notice,
    Theme,
    Topic,
    chapters,
    choices,
    load_notice,
    load_professions,
    notice_origin,
    origin,
)
from .blocks import Blank, Content, Styled, add_heading, add_text, append, paragraph
from .document import WordDocument, new_document
from .tables import Column, Row, add_table

TITLE = "Questionnaire"
KEYWORDS = ("questionnaire", "soins primaires", "matrice de maturité")
TICK = "☐"
WIDEST = 3  # signes d’un code en tête de colonne
ROOM_TO_WRITE = 700  # twips, de quoi écrire deux lignes à la main


def questionnaire(
    ref: Referentiel, *, team: str = "", on: dt.date | None = None, quick: bool = False, added: bool = True
) -> WordDocument:
    """Renvoie le questionnaire à imprimer, en document python-docx, à enregistrer par `.save(chemin)`.

    Args:
        ref: la grille.
        team: nom de l'équipe, écrit en tête des pages.
        on: date de l'évaluation, au pied des pages ; la seule date du document.
        quick: une question par dimension au lieu d'une par caractéristique.
        added: garder les axes et dimensions que la grille ajoute à la matrice.

    Returns:
        Un `docx.document.Document` ; les mêmes arguments donnent les mêmes octets.
    """
    subject = f"{TITLE} de {quoted(team)}" if team else TITLE
    document = new_document(TITLE, team, on, subject=subject, keywords=KEYWORDS)
    answers = choices(ref.scale)
    add_notice(document, load_notice())
    add_start(document, ref, team, on, answers)
    for number, part in enumerate(chapters(ref, quick=quick, added=added), 1):
        add_heading(document, 1, f"{number}. {part.label}")
        for theme in part.themes:
            if theme.label:
                add_heading(document, 2, theme.label)
            add_theme(document, theme, part.label, answers)
        add_remarks(document, part.label)
    return document


def add_notice(document: WordDocument, notice: Notice) -> None:
    """La notice d'information, seule sur la première page."""
    add_text(document, notice.title, style="Title")
    add_text(document, notice.introduction)
    add_table(
        document, notice.title, "Une ligne par rubrique de la notice d’information, et une par champ à compléter.",
        (Column("Rubrique", 3), Column("Ce qu’il faut savoir", 7)),
        [row for topic in notice.topics for row in topic_rows(topic)],
    )  # fmt: skip
    add_text(document, notice_origin(notice), style="Note")


def topic_rows(topic: Topic) -> list[Row]:
    """Une rubrique, puis ses champs."""
    said: Content = topic.text
    if topic.confidence:
        said = (f"{topic.text} ", Styled(f"{capital(topic.confidence)}."))
    return [((Styled(topic.title),), said), *((name, Blank(name)) for name in topic.fields)]


def add_start(
    document: WordDocument, ref: Referentiel, team: str, on: dt.date | None, answers: Sequence[Choice]
) -> None:
    """La page suivante : qui répond, sans son nom, et l'échelle avec ses repères."""
    append(document, paragraph(TITLE, "Title", "<w:pageBreakBefore/>"))
    if team:
        add_text(document, team, style="Subtitle")
    add_text(document, origin(ref, on), style="Note")
    groups = f"{NBSP}  ".join(f"{TICK}{NBSP}{unbroken(group.label)}" for group in load_professions().groups)
    add_table(
        document, "Qui répond", "Le code de la personne et son groupe de professions.",
        (Column("Vous", 2), Column("À remplir", 8)),
        [("Votre code, jamais votre nom", ""), ("Votre profession, si vous le voulez", groups)],
        height=ROOM_TO_WRITE,
    )  # fmt: skip
    add_heading(document, 2, ref.scale.label or "L’échelle de réponse")
    add_table(
        document, "L’échelle de réponse", "Une ligne par réponse possible, avec ce que l’on observe.",
        (Column("Réponse", 3), Column("Ce que l’on observe", 7)),
        [((Styled(choice.text),), choice.anchor) for choice in answers],
    )  # fmt: skip
    add_text(document, f"Cochez une seule case par ligne. {SILENCE}", style="Note")


def unbroken(text: str) -> str:
    """Le texte sans espace où couper : une case reste près de son nom."""
    return text.replace(" ", NBSP)


def add_theme(document: WordDocument, theme: Theme, axis: str, answers: Sequence[Choice]) -> None:
    """Le tableau d'une dimension : une case par réponse possible, en colonnes tant qu'elles laissent place à l'énoncé."""
    listed = ", ".join(choice.code for choice in answers)
    many = len(answers) > FEW or max(len(choice.code) for choice in answers) > WIDEST
    boxes = "  ".join(f"{TICK}{NBSP}{choice.code}" for choice in answers)
    ticks = [boxes] if many else [TICK] * len(answers)
    add_table(
        document, theme.label or axis, f"Une ligne par question. Cases à cocher, une par ligne{NBSP}: {listed}.",
        (Column("Code", 1.45), Column("Énoncé", 4), Column("Réponse", 5)) if many else columns(answers),
        [((Styled(question.id, "Precision"),), question.label, *ticks) for question in theme.questions],
    )  # fmt: skip


def columns(answers: Sequence[Choice]) -> tuple[Column, ...]:
    """Les colonnes d'un tableau de questions ; celle de NSP est plus large que celle de 0."""
    widths = [0.45 + 0.11 * len(choice.code) for choice in answers]
    ticks = (Column(choice.code, width, ticked=True) for choice, width in zip(answers, widths, strict=True))
    return (Column("Code", 1.45), Column("Énoncé", 10 - 1.45 - sum(widths)), *ticks)


def add_remarks(document: WordDocument, axis: str) -> None:
    """De quoi écrire à la main, après chaque axe."""
    title = "Commentaire sur cet axe"
    add_text(document, "Dans les commentaires, ni nom, ni donnée de patient.", style="Note")
    add_table(
        document, title, f"Une case libre, sur {quoted(axis)}.", (Column(title, 1),), [("",)], height=2 * ROOM_TO_WRITE
    )
