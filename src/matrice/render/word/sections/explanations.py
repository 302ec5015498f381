"""D'où vient le temps de chaque tâche : une phrase chacune."""

from __future__ import annotations

from ....fiche import FicheDePoste
from ....text import capital, hours
from ..blocks import add_heading, add_text
from ..document import WordDocument
from ..tables import Column, add_table


def add_explanations(document: WordDocument, fiche: FicheDePoste) -> None:
    """Le tableau des explications, réserve comprise."""
    add_heading(document, 2, "D’où vient le temps de chaque tâche")
    if not fiche.tasks:
        add_text(document, "Aucune tâche n’est encore retenue.")
        return
    add_table(
        document,
        "Explication des heures",
        "Une ligne par tâche\u00a0: code, heures par semaine, et la phrase qui dit d’où viennent ces heures.",
        (Column("Code", 1.7), Column("h/semaine", 2, True), Column("Pourquoi cette tâche, et ce temps", 11.4)),
        [(task.code, hours(task.hours), f"{capital(task.reason)}. {task.explanation}") for task in fiche.tasks],
    )
