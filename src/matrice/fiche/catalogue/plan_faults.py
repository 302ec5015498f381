"""Les fautes de sens d'un fichier de plans : chaque tâche du catalogue a une place, et une seule, dans chaque plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...errors import Problem
from ...referentiel import Referentiel, suggestion
from ...text import quoted
from .plan_model import MATRICE, Activity, Plan, Plans


def plan_faults(plans: Plans, ref: Referentiel, source: str) -> Iterator[Problem]:
    """Renvoie toutes les fautes, chacune avec le plan et le groupe où la corriger."""
    yield from (Problem(message, source) for message in own_task_faults(plans, ref))
    yield from (Problem(message, source) for message in identifier_faults(plans))
    known = [task.id for task in (*ref.tasks, *plans.tasks)]
    for plan in plans.plans:
        if plan.id != MATRICE:
            yield from (Problem(f"plan {quoted(plan.id)}, {said}", source) for said in partition_faults(plan, known))
        for activity in plan.activities:
            yield from (Problem(said, source) for said in activity_faults(activity, known))


def own_task_faults(plans: Plans, ref: Referentiel) -> Iterator[str]:
    """Une tâche propre a une fonction de la grille, au plus une dimension de la grille, et une source de la liste."""
    functions, dimensions = [f.id for f in ref.functions], [d.id for d in ref.dimensions]
    sources = [source.id for source in plans.sources]
    for task in plans.tasks:
        links = [("fonction", task.function, functions), ("source", task.source.split(":")[0], sources)]
        if task.dimension:
            links.append(("dimension", task.dimension, dimensions))
        for name, value, known in links:
            if value not in known:
                yield f"tâche {quoted(task.id)}\u00a0: {name} {quoted(value)} inconnue{suggestion(value, known)}."
        if task.id in {own.id for own in ref.tasks}:
            yield f"tâche {quoted(task.id)}\u00a0: la grille a déjà cet identifiant\u00a0; donnez-en un autre."


def identifier_faults(plans: Plans) -> Iterator[str]:
    """Un identifiant de tâche propre, de plan, de partie, de groupe ou de ligne sert une seule fois."""
    registers: dict[str, Iterable[str]] = {
        "tâche": (task.id for task in plans.tasks),
        "plan": (plan.id for plan in plans.plans),
        "partie": (part.id for plan in plans.plans for part in plan.parts),
        "groupe": (group.id for plan in plans.plans for group in plan.groups),
        "ligne": (activity.id for plan in plans.plans for activity in plan.activities),
    }
    for name, identifiers in registers.items():
        for identifier in repeated(identifiers):
            yield f"{name} {quoted(identifier)}\u00a0: cet identifiant sert déjà\u00a0; donnez-en un autre."
    if all(plan.id != MATRICE for plan in plans.plans):
        yield f"il manque le plan {quoted(MATRICE)}, celui de la grille."


def partition_faults(plan: Plan, known: Sequence[str]) -> Iterator[str]:
    """Chaque tâche du catalogue habite un groupe du plan, et un seul."""
    homes: dict[str, list[str]] = {}
    for group in plan.groups:
        for task in group.tasks:
            homes.setdefault(task, []).append(group.id)
    for task, groups in homes.items():
        if task not in known:
            yield f"groupe {quoted(groups[0])}\u00a0: la tâche {quoted(task)} n’existe pas{suggestion(task, known)}."
        if len(groups) > 1:
            where = " et ".join(quoted(group) for group in groups)
            yield f"groupes {where}\u00a0: la tâche {quoted(task)} est rangée deux fois\u00a0; gardez une seule place."
    for task in known:
        if task not in homes:
            yield f"la tâche {quoted(task)} n’a pas de place\u00a0: ajoutez-la aux «\u00a0tasks\u00a0» d’un groupe."


def activity_faults(activity: Activity, known: Sequence[str]) -> Iterator[str]:
    """Une ligne de source est faite par une tâche du catalogue, au moins."""
    if not activity.tasks:
        yield f"ligne {quoted(activity.id)}\u00a0: aucune tâche ne la fait\u00a0; donnez-en au moins une."
    for task in activity.tasks:
        if task not in known:
            yield f"ligne {quoted(activity.id)}\u00a0: la tâche {quoted(task)} n’existe pas{suggestion(task, known)}."


def repeated(identifiers: Iterable[str]) -> list[str]:
    """Les identifiants qui servent plus d'une fois."""
    return [identifier for identifier, count in Counter(identifiers).items() if count > 1]
