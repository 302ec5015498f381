"""Le questionnaire : les questions en ordre, les réponses possibles, la notice, et le document à imprimer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..assessment import Notice, Topic, load_notice, load_professions
from ..referentiel import Axis, Dimension, Referentiel, Scale
from ..text import NBSP, capital, date, partial_date, quoted
from . import words
from .blocks import (
    Blank,
    Block,
    Column,
    Content,
    Document,
    Heading,
    Row,
    Styled,
    Table,
    Text,
)

# Le questionnaire avant toute mise en forme : les questions en ordre, les réponses possibles et leurs mots

_SO, _NSP = "SO", "NSP"
FEW = 8  # réponses possibles ; au-delà, une échelle ne tient plus au-dessus d'un tableau ni en colonnes de cases
SILENCE = (
    f"Une question laissée vide reste sans réponse{NBSP}: elle ne compte ni comme un niveau, ni comme SO, ni comme NSP."
)


@dataclass(frozen=True, slots=True)
class _Question:
    """Une question : l'identifiant que la lecture reconnaîtra, et l'énoncé."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Les questions d'une dimension ; sans titre quand les dimensions sont elles-mêmes les questions."""

    label: str
    questions: tuple[_Question, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Un axe et ses thèmes."""

    label: str
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Une réponse possible : le code qui suffit (« 2 », « SO »), son nom et son repère."""

    code: str
    label: str
    anchor: str

    @property
    def text(self) -> str:
        """« 2 – en partie », ou le seul code quand le nom le répète."""
        return self.code if self.label == self.code else f"{self.code} – {self.label}"


def chapters(ref: Referentiel, *, quick: bool = False, added: bool = True) -> tuple[Chapter, ...]:
    """Renvoie les questions de la grille, groupées par axe puis par dimension, dans l'ordre du fichier.

    Args:
        ref: la grille.
        quick: une question par dimension au lieu d'une par caractéristique.
        added: garder ce que la grille ajoute à la matrice ; une grille faite seulement d'ajouts les garde.
    """
    kept = [(axis, [d for d in axis.dimensions if added or not (axis.added or d.added)]) for axis in ref.axes]
    made = tuple(_chapter(axis, dimensions, quick) for axis, dimensions in kept if dimensions)
    return made or chapters(ref, quick=quick)


def _chapter(axis: Axis, dimensions: list[Dimension], quick: bool) -> Chapter:
    """Un axe : ses dimensions comme questions, ou les caractéristiques de chacune."""
    if quick:
        return Chapter(axis.label, (Theme("", tuple(_Question(d.id, d.label) for d in dimensions)),))
    return Chapter(
        axis.label,
        tuple(Theme(d.label, tuple(_Question(c.id, c.label) for c in d.characteristics)) for d in dimensions),
    )


def questions(parts: tuple[Chapter, ...]) -> Iterator[_Question]:
    """Donne les questions l'une après l'autre."""
    for part in parts:
        for theme in part.themes:
            yield from theme.questions


def choices(scale: Scale) -> tuple[Choice, ...]:
    """Renvoie les réponses possibles : les niveaux en ordre croissant, « sans objet », « ne sait pas »."""
    return (
        *(Choice(str(level.value), level.label, level.anchor) for level in scale.levels),
        Choice(_SO, "sans objet", "La question ne s’applique pas à l’équipe."),
        Choice(_NSP, "ne sait pas", "Vous n’avez pas de quoi répondre, et c’est utile à savoir."),
    )


def notice_origin(notice: Notice) -> str:
    """Renvoie d'où vient la notice : version, date, réserve et sources."""
    cited = f"{NBSP}; ".join(source.label for source in notice.sources)
    dated = f"Notice{NBSP}: version{NBSP}{notice.version} du {partial_date(notice.date)}, {notice.confidence}."
    return f"{dated} Sources{NBSP}: {cited}."


def origin(ref: Referentiel, on: dt.date | None) -> str:
    """Renvoie la grille et la date : « Matrice…, version 1.0 · 6 octobre 2026 »."""
    return words.DOT.join([capital(words.grid_name(ref)), *([date(on)] if on else [])])


# Le questionnaire sur papier : la notice, l'échelle, puis une case à cocher par réponse possible

_TITLE = "Questionnaire"
_KEYWORDS = ("questionnaire", "soins primaires", "matrice de maturité")
_TICK = "☐"
_WIDEST = 3  # signes d’un code en tête de colonne
_ROOM_TO_WRITE = 700  # twips, de quoi écrire deux lignes à la main


def questionnaire(
    ref: Referentiel, *, team: str = "", on: dt.date | None = None, quick: bool = False, added: bool = True
) -> Document:
    """Renvoie le questionnaire à imprimer.

    Args:
        ref: la grille.
        team: nom de l'équipe, écrit en tête des pages.
        on: date de l'évaluation, au pied des pages ; la seule date du document.
        quick: une question par dimension au lieu d'une par caractéristique.
        added: garder les axes et dimensions que la grille ajoute à la matrice.

    Returns:
        Un `Document` ; les mêmes arguments donnent les mêmes octets.
    """
    subject = f"{_TITLE} de {quoted(team)}" if team else _TITLE
    answers = choices(ref.scale)
    blocks = (
        *notice_blocks(load_notice()),
        *_start_blocks(ref, team, on, answers),
        *(
            block
            for number, part in enumerate(chapters(ref, quick=quick, added=added), 1)
            for block in _chapter_blocks(number, part, answers)
        ),
    )
    return Document(_TITLE, team, on, blocks, subject=subject, keywords=_KEYWORDS)


def _chapter_blocks(number: int, part: Chapter, answers: Sequence[Choice]) -> Iterator[Block]:
    """Un axe : ses questions, dimension par dimension, puis de quoi écrire."""
    yield Heading(1, f"{number}. {part.label}")
    for theme in part.themes:
        if theme.label:
            yield Heading(2, theme.label)
        yield from _theme_blocks(theme, part.label, answers)
    yield from _remarks_blocks(part.label)


def notice_blocks(notice: Notice) -> Iterator[Block]:
    """La notice d'information, seule sur la première page."""
    yield Text(notice.title, "title")
    yield Text(notice.introduction)
    yield Table(notice.title, "Une ligne par rubrique de la notice d’information, et une par champ à compléter.",
        (Column("Rubrique", 3), Column("Ce qu’il faut savoir", 7)),
        [row for topic in notice.topics for row in _topic_rows(topic)],
    )  # fmt: skip
    yield Text(notice_origin(notice), "note")


def _topic_rows(topic: Topic) -> list[Row]:
    """Une rubrique, puis ses champs."""
    said: Content = topic.text
    if topic.confidence:
        said = (f"{topic.text} ", Styled(f"{capital(topic.confidence)}."))
    return [((Styled(topic.title),), said), *((name, Blank(name)) for name in topic.fields)]


def _start_blocks(ref: Referentiel, team: str, on: dt.date | None, answers: Sequence[Choice]) -> Iterator[Block]:
    """La page suivante : qui répond, sans son nom, et l'échelle avec ses repères."""
    yield Text(_TITLE, "title", new_page=True)
    if team:
        yield Text(team, "subtitle")
    yield Text(origin(ref, on), "note")
    groups = f"{NBSP}  ".join(f"{_TICK}{NBSP}{_unbroken(group.label)}" for group in load_professions().groups)
    yield Table("Qui répond", "Le code de la personne et son groupe de professions.",
        (Column("Vous", 2), Column("À remplir", 8)),
        [("Votre code, jamais votre nom", ""), ("Votre profession, si vous le voulez", groups)],
        height=_ROOM_TO_WRITE,
    )  # fmt: skip
    yield Heading(2, ref.scale.label or "L’échelle de réponse")
    yield Table("L’échelle de réponse", "Une ligne par réponse possible, avec ce que l’on observe.",
        (Column("Réponse", 3), Column("Ce que l’on observe", 7)),
        [((Styled(choice.text),), choice.anchor) for choice in answers],
    )  # fmt: skip
    yield Text(f"Cochez une seule case par ligne. {SILENCE}", "note")


def _unbroken(text: str) -> str:
    """Le texte sans espace où couper : une case reste près de son nom."""
    return text.replace(" ", NBSP)


def _theme_blocks(theme: Theme, axis: str, answers: Sequence[Choice]) -> Iterator[Block]:
    """Le tableau d'une dimension : une case par réponse possible, en colonnes tant qu'elles laissent place à l'énoncé."""
    listed = ", ".join(choice.code for choice in answers)
    many = len(answers) > FEW or max(len(choice.code) for choice in answers) > _WIDEST
    boxes = "  ".join(f"{_TICK}{NBSP}{choice.code}" for choice in answers)
    ticks = [boxes] if many else [_TICK] * len(answers)
    yield Table(theme.label or axis, f"Une ligne par question. Cases à cocher, une par ligne{NBSP}: {listed}.",
        (Column("Code", 1.45), Column("Énoncé", 4), Column("Réponse", 5)) if many else _columns(answers),
        [((Styled(question.id, "detail"),), question.label, *ticks) for question in theme.questions],
    )  # fmt: skip


def _columns(answers: Sequence[Choice]) -> tuple[Column, ...]:
    """Les colonnes d'un tableau de questions ; celle de NSP est plus large que celle de 0."""
    widths = [0.45 + 0.11 * len(choice.code) for choice in answers]
    ticks = (Column(choice.code, width, ticked=True) for choice, width in zip(answers, widths, strict=True))
    return (Column("Code", 1.45), Column("Énoncé", 10 - 1.45 - sum(widths)), *ticks)


def _remarks_blocks(axis: str) -> Iterator[Block]:
    """De quoi écrire à la main, après chaque axe."""
    title = "Commentaire sur cet axe"
    yield Text("Dans les commentaires, ni nom, ni donnée de patient.", "note")
    yield Table(title, f"Une case libre, sur {quoted(axis)}.", (Column(title, 1),), [("",)], height=2 * _ROOM_TO_WRITE)
