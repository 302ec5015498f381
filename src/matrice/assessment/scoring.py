"""D'une campagne à un profil : habiller les comptes et les notes des mots de la grille."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import MatriceError
from ..referentiel import Dimension, Referentiel, Scale
from ..text import quoted
from .campaign import Campaign
from .profile import AxisResult, DimensionResult, ItemResult, Overruled, Profile, Standing
from .questions import Question
from .tally import (
    ALGORITHM,
    NOT_APPLICABLE,
    SCORED,
    Scores,
    axis_scores,
    dimension_starts,
    group_scores,
    item_scores,
)
from .votes import agreement_of_counts

STANDINGS = (Standing.SCORED, Standing.NOT_APPLICABLE, Standing.NOT_COMPUTABLE)


def score(campaign: Campaign, ref: Referentiel | None = None) -> Profile:
    """Renvoie le profil d'une équipe : niveaux proposés, accords, notes de 0 à 100, couverture.

    Args:
        campaign: les réponses lues.
        ref: la grille, si l'on veut s'assurer que c'est bien celle de la campagne.

    Raises:
        MatriceError: la campagne a été lue avec une autre grille.

    Une question vaut le crédit de son niveau proposé (jamais la moyenne des membres) ; une dimension, la
    moyenne de ses questions ; un axe, la moyenne de ses dimensions. Une décision de l'équipe remplace ce que
    les votes proposaient. Voir `docs/methode.md`.
    """
    if ref is not None and ref != campaign.ref:
        raise MatriceError(
            f"Les réponses ont été lues avec la grille {quoted(campaign.ref.label)} (version "
            f"{campaign.ref.version})\u00a0: notez-les avec elle, ou relisez-les avec l’autre grille."
        )
    grain, grid = campaign.grain, campaign.ref
    asked = decided_scores(campaign, item_scores(campaign.counts, grid.scale.credits), campaign.questions)
    items = item_results(campaign, asked)
    if grain == "axis":
        dimensions = tuple(blank_dimension(grid, d) for d in grid.dimensions)
        axes = direct_axes(grid, items)
    else:
        scores = group_scores(asked, *dimension_starts(grid, grain))
        answered = scores
        if grain == "item":
            scores = decided_scores(campaign, scores, grid.dimensions)
        dimensions = dimension_results(campaign, scores, answered, items)
        axes = axis_results(grid, axis_scores(scores, grid), dimensions)
    return Profile(
        campaign.team, campaign.on, grid, grain, ALGORITHM, campaign.respondents, campaign.registered,
        items, dimensions, axes, campaign.notes, campaign.decisions, campaign.revotes,
        campaign.collective,
    )  # fmt: skip


def decided_scores(campaign: Campaign, scores: Scores, targets: Sequence[Question | Dimension]) -> Scores:
    """Renvoie les notes où chaque décision de l'équipe remplace ce que les votes proposaient."""
    scale = campaign.ref.scale
    decided = [(rank, done) for rank, target in enumerate(targets) if (done := campaign.decision(target.id))]
    if not decided:
        return scores
    value, standing = scores.value.copy(), scores.standing.copy()
    for rank, done in decided:
        out = done.level is None
        standing[rank] = NOT_APPLICABLE if out else SCORED
        value[rank] = np.nan if done.level is None else 100 * scale.credits[scale.values.index(done.level)]
    return replace(scores, value=value, standing=standing)


def item_results(campaign: Campaign, scores: Scores) -> tuple[ItemResult, ...]:
    """Ce que l'équipe a répondu à chaque question, et ce qu'elle en a décidé."""
    scale = campaign.ref.scale
    levels = len(scale.levels)
    results = []
    for rank, question in enumerate(campaign.questions):
        row = campaign.counts[rank].tolist()
        agreed = agreement_of_counts(row[:levels], scale.values)
        standing, value = standing_of(scores, rank), value_of(scores, rank)
        done = campaign.decision(question.id)
        results.append(
            ItemResult(
                id=question.id, label=question.label, axis=question.axis, dimension=question.dimension,
                standing=standing, score=value,
                level=done.level if done else agreed.proposed if standing is Standing.SCORED else None,
                decision=done, agreement=agreed, votes=tuple(row[:levels]),
                not_applicable=row[levels], unknown=row[levels + 1], silent=row[levels + 2],
            )
        )  # fmt: skip
    return tuple(results)


def dimension_results(
    campaign: Campaign, scores: Scores, answered: Scores, items: Sequence[ItemResult]
) -> tuple[DimensionResult, ...]:
    """Les dimensions notées, chacune avec ses questions ; `answered` sont leurs notes d'avant toute décision sur elles."""
    ref, ladder = campaign.ref, campaign.grain == "item"
    results = []
    for rank, dimension in enumerate(ref.dimensions):
        own = tuple(item for item in items if item.dimension == dimension.id)
        value = value_of(scores, rank)
        climbed = palier(own, ref.scale) if ladder and value is not None else None
        said = level_of(ref.scale, value_of(answered, rank))
        done = campaign.decision(dimension.id)
        apart = Overruled(said, climbed) if climbed is not None and done and done.level != said else None
        results.append(
            replace(
                blank_dimension(ref, dimension),
                standing=standing_of(scores, rank), score=value, level=level_of(ref.scale, value),
                answered=int(scores.answered[rank]), applicable=int(scores.applicable[rank]), total=len(own),
                palier=None if apart else climbed, items=own, decision=done, overruled=apart,
            )
        )  # fmt: skip
    return tuple(results)


def blank_dimension(ref: Referentiel, dimension: Dimension) -> DimensionResult:
    """Une dimension que personne n'a encore cotée : non calculable, ce qui n'est pas zéro."""
    total = len(dimension.characteristics)
    return DimensionResult(
        id=dimension.id, label=dimension.label, axis=ref.axis_of(dimension.id).id,
        added=dimension.added, standing=Standing.NOT_COMPUTABLE, score=None, level=None,
        answered=0, applicable=total, total=total, palier=None, items=(),
    )  # fmt: skip


def palier(items: Sequence[ItemResult], scale: Scale) -> int:
    """Renvoie combien de caractéristiques sont en place en suivant l'ordre, sans en sauter.

    Les caractéristiques d'une dimension forment une échelle de progrès : la première qui manque arrête
    le compte. Une caractéristique sans objet ne le fait ni monter ni s'arrêter.
    """
    floor = scale.values[scale.in_place_index]
    climbed = 0
    for item in items:
        if item.standing is Standing.NOT_APPLICABLE:
            continue
        if item.level is None or item.level < floor:
            break
        climbed += 1
    return climbed


def axis_results(ref: Referentiel, scores: Scores, dimensions: Sequence[DimensionResult]) -> tuple[AxisResult, ...]:
    """Les axes notés ; la dimension la plus basse est nommée (la première du fichier à égalité)."""
    results = []
    for rank, axis in enumerate(ref.axes):
        weighed = {dimension.id for dimension in axis.dimensions if dimension.weight > 0}
        noted = [d for d in dimensions if d.id in weighed and d.score is not None]
        value = value_of(scores, rank)
        results.append(
            AxisResult(
                id=axis.id, label=axis.label, added=axis.added, standing=standing_of(scores, rank),
                score=value, level=level_of(ref.scale, value),
                answered=int(scores.answered[rank]), applicable=int(scores.applicable[rank]),
                total=len(axis.dimensions),
                lowest=min(noted, key=lambda d: d.score or 0.0).id if noted else None,
            )
        )  # fmt: skip
    return tuple(results)


def direct_axes(ref: Referentiel, items: Sequence[ItemResult]) -> tuple[AxisResult, ...]:
    """Les axes cotés directement (mode rapide) : chacun est sa propre question."""
    return tuple(
        AxisResult(
            id=axis.id, label=axis.label, added=axis.added, standing=item.standing, score=item.score, level=item.level,
            answered=int(item.standing is Standing.SCORED),
            applicable=int(item.standing is not Standing.NOT_APPLICABLE),
            total=1, lowest=None, items=(item,),
        )
        for axis, item in zip(ref.axes, items, strict=True)
    )  # fmt: skip


def standing_of(scores: Scores, rank: int) -> Standing:
    """Le statut d'une note, en clair."""
    return STANDINGS[int(scores.standing[rank])]


def value_of(scores: Scores, rank: int) -> float | None:
    """La note, ou `None` : NaN ne sort pas du calcul vectorisé."""
    return float(scores.value[rank]) if standing_of(scores, rank) is Standing.SCORED else None


def level_of(scale: Scale, value: float | None) -> int | None:
    """Le plus haut niveau que la note atteint."""
    return None if value is None else scale.level_at(value).value
