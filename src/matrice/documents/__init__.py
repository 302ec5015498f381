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
    from .asking import cartes as cartes
    from .asking import questionnaire as questionnaire
    from .comparaison import comparaison_de_fiches as comparaison_de_fiches
    from .entretien import entretien as entretien
    from .examen import examen as examen
    from .fiche import fiche as fiche
    from .lettre import lettre_de_mission as lettre_de_mission
    from .money import aci as aci
    from .money import note_budget as note_budget
    from .note import note_equipe as note_equipe
    from .poste_partage import poste_partage as poste_partage
    from .qualite import dossier_qualite as dossier_qualite
    from .rapport import rapport as rapport
    from .retour import information as information
    from .retour import retour as retour
    from .territoire import territoire as territoire

# Chaque document, et le module qui le porte.
_HOMES = {
    "aci": "money", "cartes": "asking", "comparaison_de_fiches": "comparaison", "dossier_qualite": "qualite",
    "entretien": "entretien", "examen": "examen", "fiche": "fiche", "information": "retour", "lettre_de_mission": "lettre",
    "note_budget": "money", "note_equipe": "note", "poste_partage": "poste_partage", "questionnaire": "asking",
    "rapport": "rapport", "retour": "retour", "territoire": "territoire",
}  # fmt: skip
__all__ = list(_HOMES)


class _Door(ModuleType):
    """La porte : charger le module `fiche` n'y cache pas la fonction `fiche`, que Python remplacerait par lui."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in __all__ or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
