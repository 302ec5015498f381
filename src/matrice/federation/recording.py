"""Inscrire au registre ce qu'un calcul va montrer, avant de le montrer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import MatriceError
from .disclosure import Policy, Withheld
from .disclosure.ledger import Ledger
from .disclosure.ledger_file import LedgerFile
from .disclosure.vintage import Vintage
from .peer_figures import PeerFigures
from .themes import Tables, Theme

Shown = tuple[str, NDArray[np.intp]]  # une variable, et les lignes dont la valeur est comptée


@dataclass(frozen=True, slots=True)
class Register:
    """Le registre d'une année : ce qui est déjà sorti, la liste figée des équipes, le jour de la diffusion."""

    ledger: Ledger | LedgerFile
    vintage: Vintage
    on: dt.date

    def after(self, shown: Iterable[Shown], policy: Policy) -> Ledger | LedgerFile:
        """Renvoie le registre avec ces diffusions ; `DisclosureError` si l'une d'elles en trahirait une autre."""
        rows = len(self.vintage.positions)
        masks = ((subject, np.isin(np.arange(rows), own)) for subject, own in shown)
        return self.ledger.admit_all(
            (self.vintage.release(mask, subject, self.on, policy) for subject, mask in masks), policy
        )

    def check(self, year: int, rows: int) -> None:
        """Refuse un millésime d'une autre année ou d'une autre liste d'équipes."""
        if self.vintage.year != year or len(self.vintage.positions) != rows:
            raise MatriceError(
                f"Le millésime est celui de {self.vintage.year} et ne compte pas les mêmes équipes que la cohorte de "
                f"{year}\u00a0: figez la cohorte que vous comparez."
            )


def shown_themes(
    themes: Sequence[Theme], table: Tables, groups: Iterable[tuple[NDArray[np.intp], Sequence[PeerFigures]]]
) -> list[Shown]:
    """Les variables montrées par des groupes : les thèmes dont un chiffre au moins sort, équipes notées seulement."""
    return [
        (theme.id, rows[table.ranks[rows, place] >= 0])
        for rows, figures in groups
        for place, theme in enumerate(themes)
        if not (isinstance(figures[place].levels, Withheld) and isinstance(figures[place].scores, Withheld))
    ]
