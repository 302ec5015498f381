"""D'un `fiche.yaml` à la demande que `draft` comprend."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...amounts import exact
from ...referentiel import Referentiel, load_values, parse_values
from ..catalogue.statuses import DEFAULT_STATUS, load_roles
from ..money import MoneyInputs
from ..sharing.choosing import Block
from ..sharing.needs import Need
from ..sharing.request import Role
from .faults import fiche_faults
from .model import WrittenFiche, WrittenRole, WrittenTask
from .money import money

SUBJECT = "Demande de fiche refusée"


def load_written(path: str | Path, ref: Referentiel) -> WrittenFiche:
    """Renvoie la demande écrite dans ce fichier.

    Raises:
        InputError: le fichier a des fautes ; elles sont toutes là, avec ligne et colonne.
        MatriceError: le fichier ne se lit pas.
    """
    return load_values(WrittenFiche, path, subject=SUBJECT, links=fiche_faults(ref))


def parse_written(text: str, ref: Referentiel, *, source: str = "texte") -> WrittenFiche:
    """Renvoie la demande écrite dans `text` ; `source` la nomme dans les messages.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    return parse_values(WrittenFiche, text, source=source, subject=SUBJECT, links=fiche_faults(ref))


def asked(written: WrittenFiche) -> dict[str, Any]:
    """Renvoie les arguments de `draft`, heures et argent exceptés."""
    tasks = written.taches
    settings = tasks or ()
    return {
        "tasks": None if tasks is None else tuple(task.id for task in tasks),
        "weights": {task.id: task.priorite for task in settings if task.priorite is not None},
        "low": {task.id: task.minimum for task in settings if task.minimum is not None},
        "high": {task.id: task.maximum for task in settings if task.maximum is not None},
        "times": dict(known_time(task) for task in settings if task.temps is not None),
        "target": written.cible,
        "minimum": written.minimum,
        "step": written.pas,
        "reserve": float(exact(written.reserve) / 100),
        "status": written.statut or DEFAULT_STATUS,
        "roles": tuple(role(person) for person in written.personnes),
    }


def known_time(task: WrittenTask) -> tuple[str, Need]:
    """Une tâche et son temps connu d'avance."""
    assert task.temps is not None and task.par is not None  # les fautes de sens l'ont vérifié
    return task.id, Need(task.temps, task.par)


def role(person: WrittenRole) -> Role:
    """Une personne : un rôle livré complété par ce que l'équipe en dit, ou une personne nommée."""
    if not person.role:
        assert person.heures is not None
        return Role(person.nom, person.heures, person.fonctions, person.taches)
    shipped = load_roles()[person.role]
    return Role(
        label=person.nom or shipped.said(),
        hours=person.heures or shipped.hours,
        functions=person.fonctions or shipped.functions,
        tasks=person.taches,
    )


def blocks(written: WrittenFiche) -> tuple[Block, ...]:
    """Renvoie les blocs facultatifs de la demande."""
    return tuple(Block(b.nom, b.taches, b.heures, b.euros, b.interet) for b in written.blocs)


def money_written(pairs: Iterable[tuple[str, str]], ref: Referentiel, *, source: str = "texte") -> MoneyInputs | None:
    """Renvoie l'argent que disent ces couples, avec les clés et les contrôles du bloc « argent » d'un `fiche.yaml`.

    Raises:
        InputError: clé inconnue, valeur sans sens ; toutes les fautes ensemble.
    """
    lines = [
        f"  {json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}" for key, value in pairs
    ]
    return money(parse_written("\n".join(["heures: 1", "argent:", *lines]), ref, source=source))
