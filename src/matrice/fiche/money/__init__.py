"""L'argent du poste : ce qu'il coûte selon le statut, qui le paie, et ce que ces chiffres valent."""

from ...amounts import whole_parts
from .costs import Affordable, PostCost, affordable_hours, post_cost
from .funding import (
    AciCoordination,
    FundingPlan,
    MicroContributions,
    PostMoney,
    aci_coordination,
    funding_plan,
    micro_contributions,
    money_for,
    points_value,
)
from .inputs import MoneyInputs, MoneyLine, stale
from .salary import EmployerCost, GeneralReduction, employer_cost, general_reduction, seniority_rate

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
