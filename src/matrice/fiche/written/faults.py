"""Ce que la forme ne voit pas dans un `fiche.yaml` : noms inconnus, doublons, réglages qui se contredisent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...referentiel import Fault, Referentiel, suggestion
from ...text import quoted, read_hours, series
from ..catalogue.plans import catalogue, load_plans
from ..catalogue.statuses import load_roles, load_statuses
from ..sharing.needs import PERIODS
from ..sharing.request_faults import length_fault

Path = tuple[str | int, ...]


def fiche_faults(ref: Referentiel) -> Callable[[Any], Iterable[Fault]]:
    """Renvoie ce qui cherche les fautes de sens d'un `fiche.yaml` écrit pour cette grille."""
    offered = catalogue(ref)
    tasks = [item.id for item in offered]
    functions = list(dict.fromkeys(item.function.id for item in offered))

    def faults(tree: Any) -> Iterator[Fault]:
        if isinstance(tree, Mapping):
            yield from name_faults(tree)
            yield from task_faults(tree, tasks)
            yield from role_faults(tree, tasks, functions)
            yield from block_faults(tree, tasks)
            yield from hour_faults(tree)

    return faults


def name_faults(tree: Mapping[str, Any]) -> Iterator[Fault]:
    """Le statut et le plan sont parmi ceux livrés."""
    yield from strange(tree, "statut", [status.id for status in load_statuses().statuses])
    yield from strange(tree, "plan", [plan.id for plan in load_plans().plans])


def strange(tree: Mapping[str, Any], key: str, known: Sequence[str], path: Path = ()) -> Iterator[Fault]:
    """Un nom hors de la liste."""
    name = tree.get(key)
    if isinstance(name, str) and name and name not in known:
        choices = series([quoted(choice) for choice in known], "ou")
        yield Fault(
            (*path, key), f"{quoted(key)} vaut {quoted(name)}{suggestion(name, known)}. Attendu\u00a0: {choices}."
        )


def task_faults(tree: Mapping[str, Any], known: Sequence[str]) -> Iterator[Fault]:
    """Chaque tâche existe, une fois, et ses réglages vont ensemble."""
    seen: set[str] = set()
    for rank, item in enumerate(listed(tree, "taches")):
        path: Path = ("taches", rank) if isinstance(item, str) else ("taches", rank, "id")
        name = item if isinstance(item, str) else item.get("id") if isinstance(item, Mapping) else None
        if not isinstance(name, str) or not name:
            continue
        if name not in known:
            yield Fault(path, unknown_task(name, known))
        elif name in seen:
            yield Fault(path, f"la tâche {quoted(name)} est choisie deux fois.")
        seen.add(name)
        if isinstance(item, Mapping):
            yield from setting_faults(item, ("taches", rank))


def setting_faults(item: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Un temps a sa fréquence, et ne se double pas d'un minimum ou d'un maximum."""
    name = quoted(str(item.get("id")))
    if given(item, "temps") and not given(item, "par"):
        yield Fault((*path, "temps"), f"{name} a un temps sans fréquence\u00a0: ajoutez «\u00a0par: mois\u00a0».")
    if given(item, "par") and not given(item, "temps"):
        yield Fault((*path, "par"), f"{name} a une fréquence sans temps\u00a0: ajoutez «\u00a0temps: 2\u00a0».")
    hours, period = read_hours(str(item.get("temps"))), str(item.get("par"))
    if hours is not None and period in PERIODS and (fault := length_fault(str(item.get("id")), hours, period)):
        yield Fault((*path, "temps"), fault)
    for key in ("minimum", "maximum"):
        if given(item, "temps") and given(item, key):
            yield Fault((*path, key), f"{name} a un temps connu et un {key}\u00a0: gardez l’un ou l’autre.")


def role_faults(tree: Mapping[str, Any], tasks: Sequence[str], functions: Sequence[str]) -> Iterator[Fault]:
    """Une personne a un nom ou un rôle livré, et ne prend que des tâches et des fonctions connues."""
    known = [role.id for role in load_roles().roles]
    for rank, item in enumerate(listed(tree, "personnes")):
        if not isinstance(item, Mapping):
            continue
        path: Path = ("personnes", rank)
        yield from strange(item, "role", known, path)
        if not item.get("role") and not item.get("nom"):
            yield Fault(
                path, "cette personne n’a ni «\u00a0nom\u00a0» ni «\u00a0role\u00a0»\u00a0: donnez l’un des deux."
            )
        if not item.get("role") and not given(item, "heures"):
            yield Fault(path, "cette personne n’a pas d’heures\u00a0: ajoutez «\u00a0heures: 1\u00a0».")
        for place, name in enumerate(listed(item, "fonctions")):
            if isinstance(name, str) and name and name not in functions:
                message = f"{quoted(name)} n’est pas une fonction de la grille{suggestion(name, functions)}."
                yield Fault((*path, "fonctions", place), message)
        yield from unknown_tasks(item, tasks, path)


def block_faults(tree: Mapping[str, Any], known: Sequence[str]) -> Iterator[Fault]:
    """Un bloc a un nom qui sert une fois, et des tâches du catalogue qui ne sont nulle part ailleurs."""
    seen: set[str] = set()
    taken = {
        item if isinstance(item, str) else str(item.get("id"))
        for item in listed(tree, "taches")
        if isinstance(item, str | Mapping)
    }
    for rank, item in enumerate(listed(tree, "blocs")):
        if isinstance(item, Mapping):
            yield from unknown_tasks(item, known, ("blocs", rank))
            for place, task in enumerate(listed(item, "taches")):
                if str(task) in taken:
                    message = f"{quoted(str(task))} est déjà dans «\u00a0taches\u00a0» ou dans un autre bloc."
                    yield Fault(("blocs", rank, "taches", place), message)
                taken.add(str(task))
            name = str(item.get("nom", ""))
            if name in seen:
                yield Fault(
                    ("blocs", rank, "nom"), f"deux blocs s’appellent {quoted(name)}\u00a0: donnez un autre nom."
                )
            seen.add(name)


def hour_faults(tree: Mapping[str, Any]) -> Iterator[Fault]:
    """Les heures sont celles d'une équipe, ou celles de plusieurs."""
    shared = bool(listed(tree, "equipes"))
    if shared and given(tree, "heures"):
        message = "le poste a des heures et des équipes qui ont les leurs\u00a0: gardez l’un ou l’autre."
        yield Fault(("heures",), message)
    if not shared and not given(tree, "heures"):
        yield Fault((), "il manque la clé «\u00a0heures\u00a0»\u00a0: les heures par semaine du poste.")
    if len(listed(tree, "equipes")) == 1:
        message = "un poste partagé demande au moins deux équipes\u00a0; pour une seule, donnez «\u00a0heures\u00a0»."
        yield Fault(("equipes",), message)


def unknown_tasks(item: Mapping[str, Any], known: Sequence[str], path: Path) -> Iterator[Fault]:
    """Les tâches que le catalogue n'a pas."""
    for place, name in enumerate(listed(item, "taches")):
        if isinstance(name, str) and name and name not in known:
            yield Fault((*path, "taches", place), unknown_task(name, known))


def unknown_task(name: str, known: Sequence[str]) -> str:
    """La phrase d'une tâche inconnue."""
    return f"{quoted(name)} n’est pas une tâche du catalogue{suggestion(name, list(known))}."


def given(tree: Mapping[str, Any], key: str) -> bool:
    """Vrai si cette clé a une valeur ; « heures: » sans rien derrière n'en a pas."""
    return tree.get(key) is not None


def listed(tree: Mapping[str, Any], key: str) -> list[Any]:
    """La liste de cette clé, vide si ce n'en est pas une."""
    value = tree.get(key)
    return value if isinstance(value, list) else []
