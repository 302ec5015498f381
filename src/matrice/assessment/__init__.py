"""Évaluer : des réponses individuelles au profil d'une équipe."""

from .campaign import Campaign, Comment
from .deciding import decide, proposal, revote
from .decisions import Decision, Revote
from .has_conditions import conditions, disputed, unsettled
from .intake.answers import AnswerReader
from .intake.collecting import Collected, FileReport, FileStatus, collect
from .intake.notice import Notice, Topic, load_notice
from .intake.professions import Profession, Professions, load_professions
from .intake.pseudonyms import pseudonym
from .intake.responses import read_comments, read_responses
from .migration import Migration
from .plan.actions import Action, ActionPlan, Progress
from .plan.ics import to_ics
from .plan.plan_faults import check_plan
from .plan.plan_tables import actions_from_csv, actions_to_csv
from .plan.planning import add_action, follow_up, satisfies_has
from .privacy import (
    MINIMUM_LEVEL,
    MINIMUM_SHOWN,
    Participation,
    counts_shareable,
    counts_visible,
    distribution_visible,
    hidden_targets,
    level_visible,
    masked,
    participation,
    showable,
    told_comments,
    withheld,
)
from .profile import AxisResult, DimensionResult, ItemResult, Overruled, Profile, Standing
from .progression import Change, Progression, Trend, progress
from .scoring import score
from .tally import ALGORITHM, Scores, axis_scores, count_answers, dimension_scores
from .timetable import Agenda, AgendaEntry, agenda
from .votes import Agreement, Consensus, agreement, proposed_level

__all__ = [
    "ALGORITHM",
    "MINIMUM_LEVEL",
    "MINIMUM_SHOWN",
    "Action",
    "ActionPlan",
    "Agenda",
    "AgendaEntry",
    "Agreement",
    "AnswerReader",
    "AxisResult",
    "Campaign",
    "Change",
    "Collected",
    "Comment",
    "Consensus",
    "Decision",
    "DimensionResult",
    "FileReport",
    "FileStatus",
    "ItemResult",
    "Migration",
    "Notice",
    "Overruled",
    "Participation",
    "Profession",
    "Professions",
    "Profile",
    "Progress",
    "Progression",
    "Revote",
    "Scores",
    "Standing",
    "Topic",
    "Trend",
    "actions_from_csv",
    "actions_to_csv",
    "add_action",
    "agenda",
    "agreement",
    "axis_scores",
    "check_plan",
    "collect",
    "conditions",
    "count_answers",
    "counts_shareable",
    "counts_visible",
    "decide",
    "dimension_scores",
    "disputed",
    "distribution_visible",
    "follow_up",
    "hidden_targets",
    "level_visible",
    "load_notice",
    "load_professions",
    "masked",
    "participation",
    "progress",
    "proposal",
    "proposed_level",
    "pseudonym",
    "read_comments",
    "read_responses",
    "revote",
    "satisfies_has",
    "score",
    "showable",
    "to_ics",
    "told_comments",
    "unsettled",
    "withheld",
]
