"""Et si le budget changeait : la même demande, avec quelques heures de plus ou de moins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TypeGuard

from ..errors import MatriceError
from .drafting import draft
from .model import FicheDePoste, checked_fiches
from .sharing.allocation import exact
from .sharing.amounts import is_amount, said, several
from .versions import FicheComparison, compare_fiches

DELTAS = (-2.0, 2.0)  # heures par semaine


@dataclass(frozen=True, slots=True)
class Variation:
    """La fiche pour un autre budget : ce qui change, ou pourquoi elle est impossible."""

    hours: float
    comparison: FicheComparison | None
    refusal: str = ""


def redraft(fiche: FicheDePoste, weekly_hours: float) -> FicheDePoste:
    """Renvoie la même demande avec un autre budget d'heures ; l'argent, qui dépend des heures, n'y est pas."""
    asked = fiche.request
    return draft(
        fiche.profile,
        fiche.ref,
        weekly_hours=weekly_hours,
        tasks=asked.tasks,
        weights=asked.weights,
        target=asked.target,
        low=asked.low,
        high=asked.high,
        times=asked.needs,
        minimum=asked.minimum,
        step=asked.step,
        reserve=asked.reserve,
        status=fiche.status,
        roles=asked.roles,
        emploi=fiche.emploi,
    )


def variations(fiche: FicheDePoste, deltas: Sequence[float] = DELTAS) -> tuple[Variation, ...]:
    """Renvoie ce que devient la fiche avec ces heures en plus ou en moins, dans l'ordre donné.

    Un budget nul ou trop petit n'est pas une erreur : la variation dit pourquoi elle est impossible.

    Args:
        fiche: la fiche de départ.
        deltas: des heures par semaine, en plus ou en moins.

    Raises:
        MatriceError: des deltas qui ne sont pas des nombres.
    """
    checked_fiches([fiche])
    listed = several(deltas)
    shifts = [delta for delta in listed or () if is_shift(delta)]
    if listed is None or len(shifts) < len(listed):
        raise MatriceError(
            f"{said(deltas)} n’est pas une liste d’heures en plus ou en moins\u00a0; attendu, par exemple\u00a0: [-2, 2]."
        )
    return tuple(varied(fiche, float(exact(fiche.weekly_hours) + exact(delta))) for delta in shifts)


def is_shift(delta: object) -> TypeGuard[float]:
    """Vrai pour des heures en plus ou en moins."""
    return isinstance(delta, Real) and not isinstance(delta, bool) and is_amount(abs(delta))


def varied(fiche: FicheDePoste, hours: float) -> Variation:
    """La fiche pour ce budget."""
    if hours <= 0:
        return Variation(hours, None, "il ne resterait aucune heure")
    try:
        return Variation(hours, compare_fiches(fiche, redraft(fiche, hours)))
    except MatriceError as error:
        return Variation(hours, None, str(error))
