"""Écrire la fiche de poste : des dimensions faibles aux tâches, et des tâches aux heures."""

from .catalogue.arranging import Group, Part, arrange
from .catalogue.competences import Asked, Needed, Relation, competences_for, load_competences
from .catalogue.plan_model import MATRICE
from .catalogue.plans import CatalogueTask, catalogue, load_plans
from .catalogue.roles import load_roles, role_for, role_said
from .catalogue.statuses import Bond, Clause, Payment, Status, delegation_status, load_statuses, status_named
from .drafting import draft
from .emploi import Dated, Emploi, Figure, PayrollTax, TaxBracket, WorkingTime, load_emploi, working_time
from .model import RESERVE, Delegation, FicheDePoste, PlannedTask, UncoveredTask
from .money import (
    AciCoordination,
    Affordable,
    FundingPlan,
    MoneyInputs,
    MoneyLine,
    PostCost,
    PostMoney,
    aci_coordination,
    affordable_hours,
    employer_cost,
    funding_plan,
    general_reduction,
    micro_contributions,
    money_for,
    points_value,
    post_cost,
    seniority_rate,
    stale,
    whole_parts,
)
from .several_teams import SharedPost, share_post
from .sharing.allocation import allocate
from .sharing.blocks import Block, choose_blocks
from .sharing.needs import Need
from .sharing.request import Role
from .varying import Variation, variations
from .versions import FicheComparison, TaskChange, compare_fiches
from .written.model import WrittenFiche
from .written.ordering import draft_written, shared_written
from .written.reading import load_written, money_written, parse_written
from .written.writing import written_text

__all__ = [
    "MATRICE",
    "RESERVE",
    "AciCoordination",
    "Affordable",
    "Asked",
    "Block",
    "Bond",
    "CatalogueTask",
    "Clause",
    "Dated",
    "Delegation",
    "Emploi",
    "FicheComparison",
    "FicheDePoste",
    "Figure",
    "FundingPlan",
    "Group",
    "MoneyInputs",
    "MoneyLine",
    "Need",
    "Needed",
    "Part",
    "Payment",
    "PayrollTax",
    "PlannedTask",
    "PostCost",
    "PostMoney",
    "Relation",
    "Role",
    "SharedPost",
    "Status",
    "TaskChange",
    "TaxBracket",
    "UncoveredTask",
    "Variation",
    "WorkingTime",
    "WrittenFiche",
    "aci_coordination",
    "affordable_hours",
    "allocate",
    "arrange",
    "catalogue",
    "choose_blocks",
    "compare_fiches",
    "competences_for",
    "delegation_status",
    "draft",
    "draft_written",
    "employer_cost",
    "funding_plan",
    "general_reduction",
    "load_competences",
    "load_emploi",
    "load_plans",
    "load_roles",
    "load_statuses",
    "load_written",
    "micro_contributions",
    "money_for",
    "money_written",
    "parse_written",
    "points_value",
    "post_cost",
    "role_for",
    "role_said",
    "seniority_rate",
    "share_post",
    "shared_written",
    "stale",
    "status_named",
    "variations",
    "whole_parts",
    "working_time",
    "written_text",
]
