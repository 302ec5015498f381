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
    from .entretien import entretien
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

__all__ = [
    "aci",
    "cartes",
    "comparaison_de_fiches",
    "dossier_qualite",
    "entretien",
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

# Le module d'un document, quand il n'en porte pas le nom.
_HOMES = {
    "aci": "money", "cartes": "questionnaire", "comparaison_de_fiches": "comparaison", "dossier_qualite": "qualite",
    "information": "retour", "lettre_de_mission": "lettre", "note_budget": "money", "note_equipe": "note",
}  # fmt: skip


class _Door(ModuleType):
    """La porte : charger le module `fiche` n'y cache pas la fonction `fiche`, que Python remplacerait par lui."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in __all__ or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES.get(name, name)}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
