"""L'argent du poste : ce qu'il coûte selon le statut, qui le paie, et ce que ces chiffres valent."""

from ...amounts import whole_parts
from .costs import Affordable, EmployerCost, PostCost, affordable_hours, employer_cost, post_cost, seniority_rate
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
from .inputs import MoneyInputs, MoneyLine, date_faults, stale

__all__ = [
    "AciCoordination",
    "Affordable",
    "EmployerCost",
    "FundingPlan",
    "MicroContributions",
    "MoneyInputs",
    "MoneyLine",
    "PostCost",
    "PostMoney",
    "aci_coordination",
    "affordable_hours",
    "date_faults",
    "employer_cost",
    "funding_plan",
    "micro_contributions",
    "money_for",
    "points_value",
    "post_cost",
    "seniority_rate",
    "stale",
    "whole_parts",
]
