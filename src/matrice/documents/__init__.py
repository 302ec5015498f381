"""Ce que dit chaque document : des valeurs entrent, un `Document` de blocs figés sort. Un module par document.

La porte est paresseuse : un document ne charge que son sujet. Un `Document` se montre seul dans un carnet ; `.text()`
donne ce qu'il dit, `.tables()` ses tableaux, et `matrice.word` en fait un fichier, avec les mêmes arguments.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .comparaison import comparaison_de_fiches
    from .entretien import entretien_annuel
    from .entretien import entretien_annuel as entretien
    from .examen import examen
    from .fiche import fiche
    from .lettre import lettre_de_mission
    from .money import aci, note_budget
    from .note import note_equipe
    from .poste_partage import poste_partage
    from .qualite import dossier_qualite
    from .questionnaire import cartes, questionnaire
    from .rapport import rapport
    from .retour import information, retour
    from .territoire import territoire

# Le nom d'un document, le module qui l'écrit et sa fonction.
_HOMES = {
    "aci": "money.aci",
    "cartes": "questionnaire.cartes",
    "comparaison_de_fiches": "comparaison.comparaison_de_fiches",
    "dossier_qualite": "qualite.dossier_qualite",
    "entretien": "entretien.entretien_annuel",
    "entretien_annuel": "entretien.entretien_annuel",
    "examen": "examen.examen",
    "fiche": "fiche.fiche",
    "information": "retour.information",
    "lettre_de_mission": "lettre.lettre_de_mission",
    "note_budget": "money.note_budget",
    "note_equipe": "note.note_equipe",
    "poste_partage": "poste_partage.poste_partage",
    "questionnaire": "questionnaire.questionnaire",
    "rapport": "rapport.rapport",
    "retour": "retour.retour",
    "territoire": "territoire.territoire",
}

__all__ = [
    "aci",
    "cartes",
    "comparaison_de_fiches",
    "dossier_qualite",
    "entretien",
    "entretien_annuel",
    "examen",
    "fiche",
    "information",
    "lettre_de_mission",
    "note_budget",
    "note_equipe",
    "poste_partage",
    "questionnaire",
    "rapport",
    "retour",
    "territoire",
]


class _Door(ModuleType):
    """La porte : charger le module `fiche` n'y cache pas la fonction `fiche`, que Python remplacerait par lui."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _HOMES or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, _, function = _HOMES[name].partition(".")
    found = getattr(import_module(f".{home}", __name__), function)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
