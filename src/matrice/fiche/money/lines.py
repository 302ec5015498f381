"""Une ligne d'argent : une dépense ou une ressource."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..emploi import Dated

Follows = Literal["heures", "rien", "lignes", "salaire"]


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Ce qu'elle est, en euros par an, comment son montant est connu et sur quels chiffres datés.

    `follows` dit ce qui la fait varier : les heures du poste, en proportion ; rien ; le total des lignes au-dessus d'elle,
    dont elle est `rate` % ; le salaire, par un barème.
    """

    label: str
    euros: float
    computation: str
    basis: tuple[Dated, ...] = field(default=(), repr=False)
    estimate: bool = False
    follows: Follows = "heures"
    rate: float = 0
