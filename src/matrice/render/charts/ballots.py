"""Quelles questions montrer, et dans quel ordre : les plus disputées d'abord, rien de moins de cinq réponses."""

from __future__ import annotations

from ...assessment import Campaign, Consensus, ItemResult, Profile, distribution_visible, level_visible, masked
from ...documents.workshop_words import judged_apart
from ...errors import MatriceError
from ...referentiel import suggestion
from ...text import NBSP, quoted
from .shown import check_shown, too_few


def ballots(profile: Profile, dimension: str | None, limit: int | None) -> tuple[ItemResult, ...]:
    """Renvoie les questions à montrer : écart moyen décroissant, puis avis le plus éloigné, puis ordre de la grille.

    Une question sans vote vient après ; une question de moins de cinq réponses en dernier : sa place ne dit rien
    de ses votes.

    Raises:
        MatriceError: moins de cinq répondants, dimension inconnue, ou `limit` qui n'est pas positif.
    """
    if limit is not None and limit < 1:
        raise MatriceError(f"{quoted('limit')} vaut {limit}{NBSP}; attendu{NBSP}: 1 question ou plus.")
    check_shown(profile)
    asked = questions_of(masked(profile), dimension)
    if not any(map(distribution_visible, asked)):
        raise MatriceError(too_few("Aucune question n’a assez de réponses"))
    return tuple(sorted(asked, key=rank))[:limit]


def rank(item: ItemResult) -> tuple[bool, bool, float, int]:
    """La place d'une question, de la plus à la moins disputée."""
    if not distribution_visible(item):
        return True, True, 0.0, 0
    agreed = item.agreement
    return False, agreed.mean_distance is None, -(agreed.mean_distance or 0.0), -(agreed.farthest_distance or 0)


def questions_of(profile: Profile, dimension: str | None) -> tuple[ItemResult, ...]:
    """Les questions posées, ou celles d'une dimension."""
    if dimension is None:
        return profile.items
    check_dimension(profile, dimension)
    return tuple(item for item in profile.items if item.dimension == dimension)


def check_dimension(rated: Profile | Campaign, dimension: str) -> None:
    """Refuse une dimension que la grille n'a pas, ou que l'équipe n'a pas cotée.

    Raises:
        MatriceError: avec la dimension la plus proche, ou ce qui a été coté.
    """
    known = [one.id for one in rated.ref.dimensions]
    if dimension not in known:
        raise MatriceError(
            f"{quoted(dimension)} n’est pas une dimension de cette grille{suggestion(dimension, known)}."
        )
    if rated.grain == "axis":
        raise MatriceError(
            f"L’équipe a coté les axes, pas les dimensions{NBSP}: retirez {quoted(f'dimension={dimension}')}."
        )


def has_proposal(item: ItemResult) -> bool:
    """Vrai s'il y a un niveau proposé, ou un « sans objet », et qu'il peut se dire.

    Là où la répartition est masquée, tiré de trop peu de votes, il serait la réponse d'une personne.
    """
    if not level_visible(item):
        return False
    return item.agreement.proposed is not None or judged_apart(item)


def has_distance(item: ItemResult) -> bool:
    """Vrai si l'écart moyen se montre : il y a assez de votes pour conclure, et la répartition n'est pas masquée."""
    return distribution_visible(item) and item.agreement.status is not Consensus.TOO_FEW
