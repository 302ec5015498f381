"""L'argent du poste : ce qu'il coûte selon le statut, qui le paie, et ce que ces chiffres valent."""

from .aci import AciCoordination, aci_coordination, points_value
from .budgets import Affordable, affordable_hours
from .costs import PostCost, post_cost
from .funding import FundingPlan, funding_plan
from .inputs import MoneyInputs
from .lines import MoneyLine
from .micro import MicroContributions, micro_contributions
from .money_text import whole_parts
from .post import PostMoney, money_for
from .salary import EmployerCost, GeneralReduction, employer_cost, general_reduction, seniority_rate
from .validity import stale

__all__ = [
    "AciCoordination",
    "Affordable",
    "EmployerCost",
    "FundingPlan",
    "GeneralReduction",
    "MicroContributions",
    "MoneyInputs",
    "MoneyLine",
    "PostCost",
    "PostMoney",
    "aci_coordination",
    "affordable_hours",
    "employer_cost",
    "funding_plan",
    "general_reduction",
    "micro_contributions",
    "money_for",
    "points_value",
    "post_cost",
    "seniority_rate",
    "stale",
    "whole_parts",
]
