"""Les documents Word : modifiables, en français, avec un radar natif. Seule cette pièce connaît python-docx."""

from .cartes import cartes
from .fiche_de_poste import fiche
from .questionnaire import questionnaire
from .rapport_d_atelier import rapport

__all__ = [
    "cartes",
    "fiche",
    "questionnaire",
    "rapport",
]
