"""Les tableaux de ce que les équipes ont choisi : profils types, tâches, heures, coûts, dimensions qui vont ensemble."""

from __future__ import annotations

from collections.abc import Iterable

from ...federation import Range, TerritoryReport
from ...text import capital
from .tables import PROBABILITIES, Cell, Head, Table, count, quartile, said, share


def typology(report: TerritoryReport) -> Table:
    """Les profils types."""
    return Table(
        "Profils types", "Une ligne par profil\u00a0: part des équipes dont deux axes au moins sont notés.",
        (Head("Profil", 6), Head("Part des équipes", 3)),
        tuple((said(capital(one.label)), share(one.share)) for one in report.typology),
    )  # fmt: skip


def tasks(report: TerritoryReport, most: int | None = None) -> Table:
    """Les tâches que les équipes ont gardées dans leur fiche de poste."""
    return Table(
        "Tâches gardées", "Une ligne par tâche, de la plus à la moins gardée\u00a0: dimension servie, part des équipes.",
        (Head("Tâche", 7), Head("Dimension servie", 4), Head("Part des équipes", 2.4)),
        tuple(
            (said(f"{one.label} ({one.id})"), said(report.ref.dimension(one.dimension).label), share(one.share))
            for one in report.practices.tasks[:most]
        ),
    )  # fmt: skip


def ranges(title: str, unit: str, found: Iterable[Range]) -> Table:
    """Les quartiles des heures ou du coût, toutes équipes puis par taille."""
    return Table(
        title, f"Une ligne par taille d’équipe\u00a0: équipes qui l’ont dit, quartiles en {unit}.",
        (Head("Équipes", 4), Head("Combien l’ont dit", 2, numeric=True), Head("Premier quartile", 2.2), Head("Médiane", 2.2),
         Head("Troisième quartile", 2.2)),
        tuple(
            (said(capital(one.label)), count(one.size), *(quartile(one.quartiles, q) for q in PROBABILITIES)) for one in found
        ),
    )  # fmt: skip


def couples(report: TerritoryReport) -> Table:
    """Les dimensions qui vont ensemble."""
    label = report.ref.dimension
    return Table(
        "Dimensions qui vont ensemble", "Une ligne par couple de dimensions, du plus au moins lié\u00a0: corrélation des notes.",
        (Head("Dimension", 5), Head("Et dimension", 5), Head("Corrélation", 2, numeric=True)),
        tuple(
            (said(label(one.first).label), said(label(one.second).label),
             Cell(str(one.correlation), one.correlation.tenths / 10, "tenth"))
            for one in report.practices.together
        ),
    )  # fmt: skip
