"""Une campagne (les questions posées, les réponses d'une équipe à une date, ce qu'elle en a décidé) et le profil qu'elle donne.

Un profil est une valeur figée, sans rien fondre : question, dimension, axe. Figures et documents le lisent sans le recalculer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError, Problem
from ..referentiel import Referentiel
from ..text import NBSP, number, plural
from .votes import Agreement, Firmness, firmness

if TYPE_CHECKING:
    import pandas as pd

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


# --- le profil : ce que les votes disent ----------------------------------------------------------

FormKind = Literal["stades", "dimensions", "énoncés", "stades et énoncés", "axes"]


class Standing(StrEnum):
    """Ce que vaut une note : calculée, sans objet, non calculable, non posée, ou retenue. Aucune, sauf la première, n'est 0.

    « Non posé » est hors des thèmes que l'équipe a choisis : ni un silence, ni un manque. `score` ne rend jamais
    `WITHHELD` : c'est un document qui retient une note, faute de réponses (voir `showable`).
    """

    SCORED = "calculé"
    NOT_APPLICABLE = "sans objet"
    NOT_COMPUTABLE = "non calculable"
    NOT_ASKED = "non posé"
    WITHHELD = "moins de trois réponses"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """Ce que l'équipe a répondu à une question (caractéristique, ou dimension et axe en mode rapide).

    `votes` compte les réponses par niveau, du plus bas au plus haut. `level` est la valeur du niveau
    décidé, sinon proposé, ou `None` quand personne n'a donné de niveau ou que l'équipe juge la question
    sans objet ; `agreement.proposed` garde ce que les votes proposaient.
    """

    id: str
    label: str
    axis: str
    dimension: str | None
    standing: Standing
    level: int | None
    score: float | None
    agreement: Agreement
    votes: tuple[int, ...]
    not_applicable: int
    unknown: int
    silent: int
    decision: Decision | None = None

    @property
    def answered(self) -> int:
        """Nombre de réponses qui donnent un niveau."""
        return sum(self.votes)

    @property
    def applicable(self) -> int:
        """Nombre de réponses attendues hors « sans objet » : niveaux, NSP et silences de ceux à qui la question est posée."""
        return sum(self.votes) + self.unknown + self.silent


@dataclass(frozen=True, slots=True)
class Overruled:
    """Le niveau que les réponses donnaient à une dimension que l'équipe a décidée autrement (`None` sans note)."""

    level: int | None


@dataclass(frozen=True, slots=True)
class NextStep:
    """La prochaine marche d'une dimension, à dire telle quelle ; un texte vide quand plus rien ne manque.

    Elle vient des `stages` de la grille (la phrase du niveau suivant), sinon des énoncés : le premier, dans l'ordre de
    progrès, qui n'est pas en place ; `item` en est alors l'identifiant.
    """

    text: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """La note d'une dimension, et sur quoi elle repose.

    `score` va de 0 à 100 ou vaut `None` ; `level` est le plus haut niveau que plus de la moitié des caractéristiques notées
    atteint, ou celui que l'équipe a décidé ; `answered`/`applicable` comptent des caractéristiques. `next_step` est la
    prochaine marche, `None` sans note ou quand rien ne l'ordonne. Quand l'équipe a décidé un autre niveau que celui des
    réponses, `overruled` garde ce qu'elles disaient, à rappeler sans le faire compter. `grain` dit d'où vient le niveau :
    les énoncés (« item »), la réponse directe (« dimension »), rien (`None`). En deux passes, les énoncés l'emportent
    quand ils donnent une note, et `direct` garde la réponse directe, à montrer à côté.
    """

    id: str
    label: str
    axis: str
    added: bool
    standing: Standing
    score: float | None
    level: int | None
    answered: int
    applicable: int
    total: int
    next_step: NextStep | None
    items: tuple[ItemResult, ...]
    decision: Decision | None = None
    overruled: Overruled | None = None
    grain: Grain | None = None
    direct: ItemResult | None = None


@dataclass(frozen=True, slots=True)
class AxisResult:
    """La note d'un axe : moyenne pondérée de ses dimensions calculées ; `lowest` nomme la plus basse.

    `level` est le plus haut niveau que plus de la moitié de ces dimensions atteint, poids compris.
    `answered`/`applicable` comptent des dimensions (ou 1/1 quand l'axe a été coté directement).
    """

    id: str
    label: str
    added: bool
    standing: Standing
    score: float | None
    level: int | None
    answered: int
    applicable: int
    total: int
    lowest: str | None
    items: tuple[ItemResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Le questionnaire qui a servi : ce que l'on a demandé, et sur quoi.

    `kind` vaut « stades » (une phrase à choisir par dimension), « dimensions » (son seul nom), « énoncés », « stades et
    énoncés » (deux passes) ou « axes ». `themes` nomme les dimensions choisies, vide pour toute la grille.
    """

    kind: FormKind
    themes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.kind}, {plural(len(self.themes), 'thème choisi', 'thèmes choisis')}" if self.themes else self.kind
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """Le profil de maturité d'une équipe à une date.

    `grain` dit ce qui a été coté : les caractéristiques (« item »), les dimensions ou les axes
    (mode rapide). `registered` est l'effectif de l'équipe, `None` s'il n'a pas été donné.
    `algorithm` est la version des règles de calcul : deux profils ne se comparent qu'à version égale.
    `collective` est vrai pour un seul questionnaire, que l'équipe a rempli ensemble. `form` est le questionnaire qui a servi.
    """

    team: str
    on: dt.date | None
    ref: Referentiel = field(repr=False)
    grain: Grain
    algorithm: str
    respondents: int | None
    registered: int | None
    items: tuple[ItemResult, ...] = field(repr=False)
    dimensions: tuple[DimensionResult, ...] = field(repr=False)
    axes: tuple[AxisResult, ...] = field(repr=False)
    notes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = field(repr=False, default=())
    revotes: tuple[Revote, ...] = field(repr=False, default=())
    collective: bool = False
    form: Form = field(default_factory=lambda: Form("énoncés"))

    @property
    def asked(self) -> tuple[DimensionResult, ...]:
        """Les dimensions posées."""
        return tuple(one for one in self.dimensions if one.standing is not Standing.NOT_ASKED)

    def firmness(self, result: DimensionResult | AxisResult) -> Firmness | None:
        """La fermeté du niveau d'une dimension, ou d'un axe coté directement, d'après les questions qui le donnent.

        `None` sans niveau, sous trois votes, pour un questionnaire rempli ensemble ou un niveau que l'équipe a décidé.
        """
        given = [item for item in result.items if item.level is not None and item.decision is None and item.answered]
        decided = isinstance(result, DimensionResult) and result.decision is not None
        if self.collective or decided or result.level is None or not given:
            return None
        spreads = [item.agreement.mean_distance for item in given if item.agreement.mean_distance is not None]
        votes = sum(item.answered for item in given) // len(given)
        return firmness(votes, sum(spreads) / len(spreads) if len(spreads) == len(given) else None)

    def dimension(self, identifier: str) -> DimensionResult:
        """Le résultat de cette dimension ; `KeyError` si la grille ne l'a pas."""
        for result in self.dimensions:
            if result.id == identifier:
                return result
        raise KeyError(identifier)

    def to_frame(self, by: Grain = "dimension") -> pd.DataFrame:
        """Renvoie un tableau, une ligne par dimension (ou « item », « axis »).

        Colonnes au moins : `id, label, axis, score, level, answered, applicable` ; `score` va de 0 à
        100 ou manque. `level` est la valeur du niveau, en entier pandas qui admet l'absence.
        """
        import pandas as pd  # 0,4 s à charger : seulement quand un tableau est demandé

        if by == "item":
            rows = [
                _row(one) | {
                    "dimension": one.dimension, "mean_distance": one.agreement.mean_distance, "farthest": one.agreement.farthest,
                    "agreement": str(one.agreement.status), "leik": one.agreement.leik,
                    "not_applicable": one.not_applicable, "unknown": one.unknown, "silent": one.silent,
                }
                for one in self.items
            ]  # fmt: skip
        elif by == "dimension":
            rows = [
                _row(d) | {
                    "total": d.total, "grain": d.grain, "next_step": d.next_step and d.next_step.text,
                    "firmness": told and str(told), "added": d.added,
                }
                for d in self.dimensions for told in [self.firmness(d)]
            ]  # fmt: skip
        elif by == "axis":
            rows = [_row(a) | {"total": a.total, "lowest": a.lowest, "added": a.added} for a in self.axes]
        else:
            raise ValueError(
                f"by={by!r}\u00a0: attendu «\u00a0dimension\u00a0», «\u00a0item\u00a0» ou «\u00a0axis\u00a0»."
            )
        frame = pd.DataFrame(rows, columns=[*_COLUMNS, *_EXTRA[by]])
        integers = {name: "Int64" for name in _INTEGERS if name in frame}
        return frame.astype({"score": "float64", **integers})

    def _repr_html_(self) -> str:
        from ..render.html import profile_shown  # rendu chargé seulement quand un carnet affiche

        return profile_shown(self)


# --- en tableau pandas ----------------------------------------------------------------------------

_COLUMNS = ("id", "label", "axis", "standing", "score", "level", "answered", "applicable")
_EXTRA: dict[str, tuple[str, ...]] = {
    "item": ("dimension", "mean_distance", "farthest", "agreement", "leik", "not_applicable", "unknown", "silent"),
    "dimension": ("total", "grain", "next_step", "firmness", "added"),
    "axis": ("total", "lowest", "added"),
}
_INTEGERS = ("level", "farthest")  # entiers qui peuvent manquer


def _row(result: ItemResult | DimensionResult | AxisResult) -> dict[str, object]:
    """Les colonnes de toutes les finesses ; l'axe d'un axe est lui-même."""
    return {name: getattr(result, name, result.id) for name in _COLUMNS} | {"standing": str(result.standing)}
