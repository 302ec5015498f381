"""Évaluer : des réponses individuelles au profil d'une équipe."""

from .campaign import Campaign
from .deciding import decide, proposal, revote
from .decisions import Decision, Revote
from .notice import Notice, Topic, load_notice
from .professions import Profession, Professions, load_professions
from .profile import AxisResult, DimensionResult, ItemResult, Profile, Standing
from .responses import read_responses
from .scoring import score
from .tally import ALGORITHM, axis_scores, count_answers, dimension_scores
from .timetable import Agenda, AgendaEntry, agenda
from .votes import Agreement, Consensus, agreement, proposed_level

__all__ = [
    "ALGORITHM",
    "Agenda",
    "AgendaEntry",
    "Agreement",
    "AxisResult",
    "Campaign",
    "Consensus",
    "Decision",
    "DimensionResult",
    "ItemResult",
    "Notice",
    "Profession",
    "Professions",
    "Profile",
    "Revote",
    "Standing",
    "Topic",
    "agenda",
    "agreement",
    "axis_scores",
    "count_answers",
    "decide",
    "dimension_scores",
    "load_notice",
    "load_professions",
    "proposal",
    "proposed_level",
    "read_responses",
    "revote",
    "score",
]
