"""Les feuilles que l'on lit avant de répondre : la notice d'information, puis l'échelle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...assessment import Notice, Profession, Topic
from ...documents.questionnaire import SILENCE, Choice, notice_origin, origin
from ...referentiel import Referentiel
from ...text import NBSP, capital
from .book import Book

WIDTHS = (30, 66)
TO_FILL = f"[à{NBSP}compléter]"


class Pair(NamedTuple):
    """Une ligne de deux cellules : les textes, puis les formats."""

    name: str
    text: str
    name_style: str = "cell strong"
    text_style: str = "cell"


def add_notice(book: Book, notice: Notice) -> None:
    """Ajoute la feuille « Notice », une page imprimée ; ses champs se remplissent avant l'envoi."""
    add_sheet(book, "Notice", notice.title, notice_pairs(notice), pages=1)


def notice_pairs(notice: Notice) -> Iterator[Pair]:
    """Les lignes de la notice : chaque rubrique, puis ses champs."""
    yield Pair("En bref", notice.introduction)
    for topic in notice.topics:
        yield Pair(topic.title, said(topic))
        for name in topic.fields:
            yield Pair(name, TO_FILL, "cell", "fill")
    yield Pair("", notice_origin(notice), "small", "small")


def said(topic: Topic) -> str:
    """Le texte d'une rubrique, suivi de ce qui reste à vérifier."""
    return f"{topic.text} ({capital(topic.confidence)}.)" if topic.confidence else topic.text


def add_scale(book: Book, ref: Referentiel, answers: Sequence[Choice], groups: Sequence[Profession]) -> None:
    """Ajoute la feuille « Échelle » : chaque réponse, son repère, puis les groupes de professions."""
    add_sheet(
        book, "Échelle", ref.scale.label or "L’échelle de réponse", scale_pairs(book, ref, answers, groups), pages=0
    )


def scale_pairs(
    book: Book, ref: Referentiel, answers: Sequence[Choice], groups: Sequence[Profession]
) -> Iterator[Pair]:
    """Les lignes de l'échelle et des professions, chaque tableau sous ses titres."""
    yield Pair("Réponse", "Ce que l’on observe", "head", "head")
    for choice in answers:
        yield Pair(choice.text, choice.anchor)
    yield Pair("", SILENCE, "text", "text")
    yield Pair("Groupe de professions", "Ce qu’il comprend", "head", "head")
    for group in groups:
        yield Pair(group.label, group.includes, "cell", "cell")
    yield Pair("", origin(ref, book.on), "small", "small")


def add_sheet(book: Book, name: str, title: str, pairs: Iterable[Pair], *, pages: int) -> None:
    """Une feuille de deux colonnes, chaque ligne à la hauteur de son plus long texte ; `pages` 0 : sans limite."""
    sheet = book.sheet(name, WIDTHS)
    book.write_title(sheet, title)
    for row, pair in enumerate(pairs, 1):
        book.write(sheet, row, 0, pair.name, pair.name_style)
        book.write(sheet, row, 1, pair.text, pair.text_style)
        book.fit(sheet, row, (pair.name, pair.text), WIDTHS)
    sheet.fit_to_pages(1, pages)
