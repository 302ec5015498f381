"""Les profils types, et ce que les équipes ont choisi : tâches, heures, coûts ; les dimensions qui vont ensemble."""

from __future__ import annotations

from ....federation import TerritoryReport
from ...territory import choices as tables
from ..blocks import add_heading, add_text
from ..document import WordDocument
from .shown import show

MOST_TASKS = 15


def add_choices(document: WordDocument, report: TerritoryReport) -> None:
    """La partie entière."""
    found = report.practices
    add_heading(document, 1, "Profils types")
    add_text(
        document,
        "Une règle que chacun peut refaire\u00a0: l’axe le plus haut et l’axe le plus bas de l’équipe.",
        style="Introduction",
    )
    show(document, tables.typology(report))
    add_heading(document, 1, "Ce que les équipes ont choisi")
    add_heading(document, 2, "Les tâches de la coordination")
    add_text(
        document, "Parmi les équipes qui ont une fiche de poste et une note sur la dimension servie. Le classeur les donne toutes.",
        style="Introduction",
    )  # fmt: skip
    show(document, tables.tasks(report, MOST_TASKS))
    add_heading(document, 2, "Les heures du poste")
    show(document, tables.ranges("Heures par semaine", "heures par semaine", found.hours))
    add_heading(document, 2, "Le coût du poste")
    show(document, tables.ranges("Coût par an", "euros par an", found.cost))
    add_heading(document, 2, "Les dimensions qui vont ensemble")
    add_text(document, "Une corrélation ne dit pas que l’une entraîne l’autre.", style="Introduction")
    show(document, tables.couples(report))
