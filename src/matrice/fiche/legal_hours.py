"""Ce que le droit dit d'une durée de travail, selon le statut."""

from __future__ import annotations

from ..text import hours as hours_text
from ..text import partial_date
from .catalogue.statuses import Status
from .emploi import Emploi


def hours_warnings(hours: float, law: Emploi, status: Status) -> list[str]:
    """Renvoie ce qu'il faut savoir de cette durée hebdomadaire sous ce statut, en phrases complètes.

    Sans contrat de travail, il n'y a ni minimum ni durée légale.
    """
    if not status.part_time_floor:
        return []
    floor, full = law[status.part_time_floor], law["duree-hebdomadaire"]
    if hours < floor.value:
        return [
            f"{hours_text(hours)} par semaine, c’est moins que le minimum de {hours_text(floor.value)} "
            f"({floor.label[:1].lower()}{floor.label[1:]}, chiffre du {partial_date(floor.date)}, {floor.confidence}). {floor.note}"
        ]
    if hours > full.value:
        return [f"{hours_text(hours)} par semaine dépassent la durée légale de {hours_text(full.value)}."]
    return []


def legal_ids(status: Status) -> set[str]:
    """Renvoie les identifiants des chiffres de droit dont dépend toute fiche de ce statut : ceux que l'on revérifie."""
    floor = {status.part_time_floor} if status.part_time_floor else set()
    return {"duree-hebdomadaire", "duree-annuelle", "semaines-payees", *floor}
