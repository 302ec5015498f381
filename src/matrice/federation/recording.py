"""Inscrire au registre ce qu'un calcul va montrer, avant de le montrer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import MatriceError
from .cohort.cohort import Cohort
from .disclosure import Policy, Withheld
from .disclosure.ledger import Ledger
from .disclosure.ledger_file import LedgerFile
from .disclosure.vintage import Vintage
from .placement.peer_figures import PeerFigures
from .themes import Tables, Theme

SIMULATED = "Cohorte simulée\u00a0: ces chiffres ne décrivent aucune équipe réelle."
UNREGISTERED = (
    "Sans registre des diffusions, rien n’empêche de recouper ces chiffres avec d’autres déjà sortis\u00a0: ne les "
    "diffusez pas."
)
Shown = tuple[str, NDArray[np.intp]]  # une variable, et les lignes dont la valeur est comptée


@dataclass(slots=True)
class Register:
    """Le registre d'une année : ce qui est déjà sorti, la liste figée des équipes, le jour de la diffusion.

    Seule valeur de la fédération qui change : chaque calcul y inscrit ce qu'il montre, si bien que l'appel suivant ne peut
    pas l'oublier, et que rien de ce qui sort ne porte une liste d'équipes. Une autre année, le même registre : on change
    `vintage`.
    """

    ledger: Ledger | LedgerFile
    vintage: Vintage
    on: dt.date

    def admit(self, shown: Iterable[Shown], policy: Policy) -> None:
        """Inscrit ces diffusions, toutes ou aucune ; `DisclosureError` si l'une d'elles en trahirait une autre."""
        rows = len(self.vintage.positions)
        masks = ((subject, np.isin(np.arange(rows), own)) for subject, own in shown)
        self.ledger = self.ledger.admit_all(
            (self.vintage.release(mask, subject, self.on, policy) for subject, mask in masks), policy
        )

    def check(self, year: int, now: Cohort) -> None:
        """Refuse un millésime d'une autre année, d'une autre liste d'équipes ou d'un autre ordre."""
        if self.vintage.year != year or not self.vintage.fits(now):
            raise MatriceError(
                f"Le millésime est celui de {self.vintage.year} et n’a pas les mêmes équipes, dans le même ordre, que la "
                f"cohorte de {year}\u00a0: figez la cohorte que vous comparez."
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


def warnings(simulated: bool, registered: bool) -> tuple[str, ...]:
    """Ce qu'il faut dire de tout ce qui sort : une cohorte simulée, une diffusion sans registre."""
    return (*((SIMULATED,) if simulated else ()), *(() if registered else (UNREGISTERED,)))
