"""Une ligne d'argent : une dépense ou une ressource."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..emploi import Dated


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Ce qu'elle est, en euros par an, comment son montant est connu et sur quels chiffres datés."""

    label: str
    euros: float
    computation: str
    basis: tuple[Dated, ...] = field(default=(), repr=False)
    estimate: bool = False
