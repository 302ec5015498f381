"""Évaluer : des réponses individuelles au profil d'une équipe."""

from .campaign import Campaign
from .profile import AxisResult, DimensionResult, ItemResult, Profile, Standing
from .responses import read_responses
from .scoring import score
from .tally import ALGORITHM, axis_scores, count_answers, dimension_scores
from .votes import Agreement, Consensus, agreement, proposed_level

__all__ = [
    "ALGORITHM",
    "Agreement",
    "AxisResult",
    "Campaign",
    "Consensus",
    "DimensionResult",
    "ItemResult",
    "Profile",
    "Standing",
    "agreement",
    "axis_scores",
    "count_answers",
    "dimension_scores",
    "proposed_level",
    "read_responses",
    "score",
]
