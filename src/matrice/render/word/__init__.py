"""Les documents Word : modifiables, en français, avec un radar natif. Seule cette pièce connaît python-docx."""

from .cartes import cartes
from .comparaison_de_fiches import comparaison_de_fiches
from .entretien_annuel import entretien_annuel
from .fiche_de_poste import fiche
from .lettre_de_mission import lettre_de_mission
from .poste_partage import poste_partage
from .questionnaire import questionnaire
from .rapport_d_atelier import rapport
from .retour_d_equipe import retour
from .retour_parts import information
from .template import fiche_sur_modele
from .territoire import territoire

__all__ = [
    "cartes",
    "comparaison_de_fiches",
    "entretien_annuel",
    "fiche",
    "fiche_sur_modele",
    "information",
    "lettre_de_mission",
    "poste_partage",
    "questionnaire",
    "rapport",
    "retour",
    "territoire",
]
