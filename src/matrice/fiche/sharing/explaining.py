"""Pourquoi une tâche reçoit ces heures : une phrase chacune, dont les chiffres se refont à la main."""

from __future__ import annotations

import math
from fractions import Fraction

from ...text import NBSP, number, percent, short_number
from ...text import hours as hours_text
from ..emploi import Emploi
from .allocation import exact
from .request import Request


def explain(
    task: str, weight: float, share: float, total: Fraction, pool: Fraction, request: Request, law: Emploi
) -> str:
    """Renvoie la phrase qui explique les heures d'une tâche.

    Args:
        task: son identifiant.
        weight: sa priorité, en points.
        share: les heures par semaine qu'elle a reçues.
        total, pool: la somme des priorités et les heures partagées au prorata, sans les tâches à temps connu.
        request: la demande, pour ses bornes et ses temps.
        law: les chiffres de droit.
    """
    if task in request.needs:
        return f"Temps connu{NBSP}: {request.needs[task].said(law)}{rounding(task, share, request, law)}."
    if not total:
        return f"Aucune priorité ne départage les tâches{NBSP}: {hours_text(share)}, comme les autres."
    ideal = exact(weight) / total * pool
    part = percent(float(100 * exact(weight) / total), 1)
    start = f"Priorité de {short_number(weight)} sur {number(float(total))}, soit {part} des {hours_text(float(pool))} à partager"
    return f"{start}{NBSP}: {hours_text(float(ideal))}{adjusted(task, share, ideal, request)}."


def rounding(task: str, share: float, request: Request, law: Emploi) -> str:
    """Ce temps ramené à la semaine, et l'arrondi quand il y en a un."""
    need = request.needs[task]
    if need.per == "semaine" and exact(need.hours) == exact(share):
        return ""
    return f"{NBSP}; ramené à {hours_text(share)} par semaine, au pas de {hours_text(request.step)}"


def adjusted(task: str, share: float, ideal: Fraction, request: Request) -> str:
    """Ce qui sépare le prorata des heures reçues : un minimum, un maximum, l'arrondi, ou les bornes des autres."""
    away = exact(share) - ideal
    floor, ceiling = request.floor(task), request.ceiling(task)
    if not away:
        return ""
    if share == floor and ideal < exact(floor):
        return f", portées au minimum de {hours_text(share)}"
    if not math.isinf(ceiling) and share == ceiling and ideal > exact(ceiling):
        return f", ramenées au maximum de {hours_text(share)}"
    if abs(away) < exact(request.step):
        return f", arrondies à {hours_text(share)}"
    return f"{NBSP}; {hours_text(share)} une fois servis les minimums et les maximums des autres tâches"
