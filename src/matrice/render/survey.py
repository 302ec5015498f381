"""Le questionnaire avant toute mise en forme : les questions en ordre, les réponses possibles et leurs mots.

Le classeur et le papier disent la même chose, dans le même ordre : une réponse cochée au stylo se recopie
dans le classeur sans chercher.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ..assessment import Notice, Profession, Topic, load_notice, load_professions
from ..referentiel import Axis, Dimension, Referentiel, Scale
from ..text import NBSP, capital, date, partial_date
from . import words

__all__ = [
    "FEW",
    "SILENCE",
    "Chapter",
    "Choice",
    "Notice",
    "Profession",
    "Question",
    "Theme",
    "Topic",
    "chapters",
    "choices",
    "load_notice",
    "load_professions",
    "notice_origin",
    "origin",
    "questions",
]

SO, NSP = "SO", "NSP"
FEW = 8  # réponses possibles ; au-delà, une échelle ne tient plus au-dessus d'un tableau ni en colonnes de cases
SILENCE = (
    f"Une question laissée vide reste sans réponse{NBSP}: elle ne compte ni comme un niveau, ni comme SO, ni comme NSP."
)


@dataclass(frozen=True, slots=True)
class Question:
    """Une question : l'identifiant que la lecture reconnaîtra, et l'énoncé."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Les questions d'une dimension ; sans titre quand les dimensions sont elles-mêmes les questions."""

    label: str
    questions: tuple[Question, ...]


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
    made = tuple(chapter(axis, dimensions, quick) for axis, dimensions in kept if dimensions)
    return made or chapters(ref, quick=quick)


def chapter(axis: Axis, dimensions: list[Dimension], quick: bool) -> Chapter:
    """Un axe : ses dimensions comme questions, ou les caractéristiques de chacune."""
    if quick:
        return Chapter(axis.label, (Theme("", tuple(Question(d.id, d.label) for d in dimensions)),))
    return Chapter(
        axis.label,
        tuple(Theme(d.label, tuple(Question(c.id, c.label) for c in d.characteristics)) for d in dimensions),
    )


def questions(parts: tuple[Chapter, ...]) -> Iterator[Question]:
    """Donne les questions l'une après l'autre."""
    for part in parts:
        for theme in part.themes:
            yield from theme.questions


def choices(scale: Scale) -> tuple[Choice, ...]:
    """Renvoie les réponses possibles : les niveaux en ordre croissant, « sans objet », « ne sait pas »."""
    return (
        *(Choice(str(level.value), level.label, level.anchor) for level in scale.levels),
        Choice(SO, "sans objet", "La question ne s’applique pas à l’équipe."),
        Choice(NSP, "ne sait pas", "Vous n’avez pas de quoi répondre, et c’est utile à savoir."),
    )


def notice_origin(notice: Notice) -> str:
    """Renvoie d'où vient la notice : version, date, réserve et sources."""
    cited = f"{NBSP}; ".join(source.label for source in notice.sources)
    dated = f"Notice{NBSP}: version{NBSP}{notice.version} du {partial_date(notice.date)}, {notice.confidence}."
    return f"{dated} Sources{NBSP}: {cited}."


def origin(ref: Referentiel, on: dt.date | None) -> str:
    """Renvoie la grille et la date : « Matrice…, version 1.0 · 6 octobre 2026 »."""
    return words.DOT.join([capital(words.grid_name(ref)), *([date(on)] if on else [])])
