"""Une campagne : les questions posées, les réponses d'une équipe à une date, et ce qu'elle en a décidé."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..referentiel import Referentiel
from ..text import NBSP, number

# --- les questions, à trois finesses --------------------------------------------------------------

Grain = Literal["item", "dimension", "axis"]
GRAINS: tuple[Grain, ...] = ("item", "dimension", "axis")


@dataclass(frozen=True, slots=True)
class Question:
    """Une question : une caractéristique, ou directement une dimension ou un axe (mode rapide)."""

    id: str
    label: str
    axis: str
    dimension: str | None


def questions_of(ref: Referentiel, grain: Grain) -> tuple[Question, ...]:
    """Renvoie les questions de la grille à cette finesse, dans l'ordre du fichier."""
    if grain == "axis":
        return tuple(Question(a.id, a.label, a.id, None) for a in ref.axes)
    if grain == "dimension":
        return tuple(Question(d.id, d.label, a.id, d.id) for a in ref.axes for d in a.dimensions)
    return tuple(Question(c.id, c.label, a.id, d.id) for a in ref.axes for d in a.dimensions for c in d.characteristics)


def asked_questions(ref: Referentiel, grain: Grain, themes: Collection[str] | None) -> tuple[Question, ...]:
    """Renvoie celles que l'on pose : toutes, ou celles des dimensions choisies (un axe coté directement n'en a pas)."""
    everything = questions_of(ref, grain)
    return everything if themes is None else tuple(one for one in everything if one.dimension in themes)


# --- ce que l'équipe a décidé, et ses seconds votes -----------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """Ce que l'équipe a décidé pour une question ou une dimension.

    `level` est la valeur du niveau retenu, ou `None` quand l'équipe la juge sans objet. `proposed` est ce
    que les votes proposaient à ce moment. `votes_for`, `against`, `abstentions` comptent les mains des
    membres présents ; `None` quand personne n'a compté (accord sans opposition).
    """

    target: str
    level: int | None
    proposed: int | None
    votes_for: int | None = None
    against: int = 0
    abstentions: int = 0
    reason: str = ""
    dissent: str = ""

    @property
    def has_majority(self) -> bool:
        """Vrai si plus de la moitié des voix exprimées sont pour (règle de la HAS), ou sans opposition."""
        if self.votes_for is None:
            return self.against == 0
        return 2 * self.votes_for > self.votes_for + self.against


@dataclass(frozen=True, slots=True)
class Revote:
    """Un second vote : les comptes d'avant et d'après, par niveau puis SO, NSP et silence."""

    target: str
    before: tuple[int, ...]
    after: tuple[int, ...]


# --- les réponses, comptées une fois pour toutes --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comment:
    """Ce que quelqu'un a écrit à côté d'une question, sans son code. `target` est l'identifiant de la question.

    Un texte libre peut désigner son auteur : il reste dans l'équipe, hors du profil et de tout fichier partagé.
    """

    target: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Campaign:
    """Les réponses d'une équipe, sans nom de personne.

    `counts` a une ligne par question posée (dans l'ordre de la grille) et `K + 3` colonnes : une par niveau de
    `ref.answer_scale` (celle de la grille, ou toutes réunies), puis « sans objet », « ne sait pas », silence. `answers`, quand les réponses
    individuelles sont connues, a une ligne par personne et les mêmes codes (`0 … K−1` : rang du niveau, puis SO, NSP,
    silence), et un de plus, « non posé à cette personne », que `counts` ne compte pas ; des votes comptés à main levée
    n'en ont pas. Les deux tableaux sont en lecture seule.
    `people`, quand l'équipe a donné sa clé, a un pseudonyme par personne, vide pour qui n'a rien dit de soi.
    `comments`, dans l'ordre des questions puis de l'alphabet, ne suit pas l'ordre des personnes.
    `collective` est vrai pour un seul questionnaire, que l'équipe a rempli ensemble et déclaré tel.
    `themes` nomme les dimensions posées, `None` pour toute la grille : le reste est « non posé ». `direct`, quand l'équipe a
    répondu en deux passes, porte la première : une réponse par dimension, à côté des énoncés de quelques-unes.
    `decisions` et `revotes` s'ajoutent dans l'ordre de l'atelier ; la dernière décision d'une cible vaut.
    """

    team: str
    on: dt.date | None
    registered: int | None
    ref: Referentiel = field(repr=False)
    grain: Grain
    counts: NDArray[np.int64] = field(repr=False)
    respondents: int
    answers: NDArray[np.int8] | None = field(repr=False, default=None)
    professions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    revotes: tuple[Revote, ...] = ()
    people: tuple[str, ...] = field(repr=False, default=())
    comments: tuple[Comment, ...] = field(repr=False, default=())
    collective: bool = False
    themes: tuple[str, ...] | None = None
    direct: Campaign | None = field(repr=False, default=None)

    def __post_init__(self) -> None:
        if self.collective and self.respondents != 1:
            raise InputError([Problem(collective_fault(self.respondents))], subject="Réponses refusées")
        for table in (self.counts, self.answers):
            if table is not None:
                table.setflags(write=False)

    def decision(self, target: str) -> Decision | None:
        """La dernière décision prise sur cette question ou cette dimension, ou `None`."""
        return next((done for done in reversed(self.decisions) if done.target == target), None)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Les questions posées, une par ligne de `counts`."""
        return asked_questions(self.ref, self.grain, self.themes)


def votes_of(ref: Referentiel, question: str, row: Sequence[int]) -> tuple[int, ...]:
    """Renvoie les voix d'une question, niveau par niveau de son échelle ; `row` est sa ligne de comptes."""
    columns = ref.answer_scale.values
    return tuple(int(row[columns.index(value)]) for value in ref.scale_of(question).values)


def collective_fault(respondents: int) -> str:
    """Pourquoi ces réponses ne sont pas un questionnaire rempli ensemble."""
    return (
        f"un questionnaire rempli ensemble par l’équipe est annoncé (--collectif), et {number(respondents)} personnes ont "
        f"répondu{NBSP}: donnez ce seul questionnaire, ou retirez --collectif pour compter chacun."
    )


def count_codes(answers: NDArray[np.int8], codes: int) -> NDArray[np.int64]:
    """Renvoie les comptes par question (colonnes de `answers`) et par code, forme `(questions, codes)`.

    Le code `codes`, « non posé à cette personne », n'est compté nulle part.
    """
    questions, wide = answers.shape[1], codes + 1
    keys = answers + wide * np.arange(questions, dtype=np.int64)
    counted: NDArray[Any] = np.bincount(keys.ravel(), minlength=questions * wide)
    return counted.reshape(questions, wide)[:, :codes].astype(np.int64)


def pose_only(campaign: Campaign, asked: Collection[str]) -> Campaign:
    """Renvoie la campagne où les questions qui ne sont pas dans `asked` n'ont été posées à personne : ni silence, ni manque.

    Les réponses à une version d'avant de la grille ne disent rien des énoncés venus depuis.
    """
    blank = np.array([question.id not in asked for question in campaign.questions], dtype=np.bool_)
    if not blank.any() or blank.all():
        return campaign
    counts = np.where(blank[:, None], 0, campaign.counts)
    answers = None if campaign.answers is None else np.where(blank, campaign.counts.shape[1], campaign.answers)
    return replace(campaign, counts=counts, answers=None if answers is None else answers.astype(np.int8))
