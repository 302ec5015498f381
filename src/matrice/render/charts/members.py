"""Ce que chaque membre a répondu, sans rien qui dise qui il est : ni code, ni métier, ni ordre d'arrivée."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...assessment import Campaign, distribution_visible, proposed_level
from ...errors import MatriceError
from ...referentiel import Scale
from ...text import NBSP
from .ballots import check_dimension
from .shown import check_shown, too_few

NOUNS = {"item": "question", "dimension": "dimension", "axis": "axe"}


@dataclass(frozen=True, slots=True)
class Cell:
    """La réponse d'un membre à une ligne : `code` est le rang du niveau, puis SO, NSP, silence.

    `rated` compte les questions qu'il a cotées, sur `asked`.
    """

    code: int
    rated: int
    asked: int


@dataclass(frozen=True, slots=True)
class Line:
    """Une dimension, une question ou un axe : une case par membre. `visible` est faux quand trop peu ont répondu."""

    label: str
    axis: str
    cells: tuple[Cell, ...]
    visible: bool


@dataclass(frozen=True, slots=True)
class Members:
    """Les réponses d'une équipe, une colonne par membre, de la moyenne la plus basse à la plus haute."""

    noun: str
    people: int
    lines: tuple[Line, ...]


def members(campaign: Campaign, dimension: str | None) -> Members:
    """Renvoie les réponses de chaque membre, par dimension, ou par question d'une dimension.

    L'ordre des colonnes ne dépend que de ce que la figure montre : ni l'ordre du fichier ni celui d'une
    autre figure ne s'y retrouvent.

    Raises:
        MatriceError: moins de cinq répondants, réponses individuelles inconnues, ou dimension inconnue.
    """
    answers = individual(campaign)
    lines = [
        line_of(campaign.ref.scale, label, axis, [[answers[person][q] for q in asked] for person in range(len(answers))])
        for label, axis, asked in groups(campaign, dimension)
    ]  # fmt: skip
    shown = [line for line in lines if line.visible]
    if not shown:
        raise MatriceError(too_few("Aucune ligne n’a assez de réponses"))
    order = sorted(range(len(answers)), key=lambda person: place(shown, person, len(campaign.ref.scale.levels)))
    noun = NOUNS[campaign.grain] if dimension or campaign.grain != "item" else "dimension"
    arranged = (Line(one.label, one.axis, tuple(one.cells[p] for p in order), one.visible) for one in lines)
    return Members(noun, len(answers), tuple(arranged))


def individual(campaign: Campaign) -> list[list[int]]:
    """Les réponses individuelles, une ligne par membre."""
    if not isinstance(campaign, Campaign):
        raise MatriceError(
            f"Un profil n’a plus les réponses de chacun{NBSP}: donnez la campagne, charts.heatmap(campagne)."
        )
    check_shown(campaign)
    if campaign.answers is None:
        raise MatriceError(
            f"Ces votes ont été comptés à main levée{NBSP}: la réponse de chacun n’est pas connue. "
            "Montrez leur répartition (charts.votes)."
        )
    return [[int(code) for code in person] for person in campaign.answers]


def groups(campaign: Campaign, dimension: str | None) -> list[tuple[str, str, list[int]]]:
    """Les lignes : (libellé, axe, rangs des questions), dans l'ordre de la grille."""
    questions = campaign.questions
    if dimension is not None:
        check_dimension(campaign, dimension)
        return [(q.label, q.axis, [rank]) for rank, q in enumerate(questions) if q.dimension == dimension]
    if campaign.grain != "item":
        return [(q.label, q.axis, [rank]) for rank, q in enumerate(questions)]
    return [
        (
            (one.short or one.label) + (" (ajout)" if one.added else ""),
            axis.id,
            [rank for rank, q in enumerate(questions) if q.dimension == one.id],
        )
        for axis in campaign.ref.axes
        for one in axis.dimensions
    ]


def line_of(scale: Scale, label: str, axis: str, answers: Sequence[Sequence[int]]) -> Line:
    """Une ligne : la case de chaque membre."""
    levels = len(scale.levels)
    silent = levels + 2
    answering = sum(1 for codes in answers if any(code != silent for code in codes))
    return Line(label, axis, tuple(cell(scale, codes) for codes in answers), distribution_visible(answering))


def cell(scale: Scale, codes: Sequence[int]) -> Cell:
    """La médiane basse des niveaux d'un membre ; sans niveau, ce qu'il a répondu le plus souvent."""
    levels = len(scale.levels)
    rated = [scale.values[code] for code in codes if code < levels]
    median = proposed_level(rated, scale.values)
    if median is None:
        apart = (levels, levels + 1, levels + 2)
        return Cell(max(apart, key=list(codes).count), 0, len(codes))
    return Cell(scale.values.index(median), len(rated), len(codes))


def place(shown: Sequence[Line], person: int, levels: int) -> tuple[bool, float, tuple[tuple[int, int], ...]]:
    """La place d'une colonne : sa moyenne, puis ses cases ; deux colonnes à égalité sont donc identiques."""
    cells = tuple((line.cells[person].code, line.cells[person].rated) for line in shown)
    rated = [code for code, _ in cells if code < levels]
    return not rated, sum(rated) / len(rated) if rated else 0.0, cells
