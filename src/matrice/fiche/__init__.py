"""Écrire la fiche de poste : des dimensions faibles aux tâches, et des tâches aux heures."""

from .allocation import allocate
from .drafting import draft
from .emploi import Emploi, Figure, WorkingTime, load_emploi, working_time
from .model import FicheDePoste, PlannedTask, UncoveredTask

__all__ = [
    "Emploi",
    "FicheDePoste",
    "Figure",
    "PlannedTask",
    "UncoveredTask",
    "WorkingTime",
    "allocate",
    "draft",
    "load_emploi",
    "working_time",
]
