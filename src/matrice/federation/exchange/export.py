"""D'un profil à `profil.json` : ce que l'équipe accepte d'envoyer, et rien de ses membres."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from numbers import Real
from typing import Any

from ...assessment import DimensionResult, ItemResult, Profile, Standing, counts_shareable, masked, withheld
from ...errors import InputError, Problem
from ...text import folded, quoted, shortened
from .document import FORMAT, VERSION, Descriptors, Digests, digest, digests_of, size_class
from .reading import read_profile_document

_OFFICIAL_NUMBER = re.compile(r"(?<!\d)(?:\d{9}|\d{14})(?!\d)")  # FINESS, SIREN (9 chiffres), SIRET (14)
_UNNAMED = "equipe"  # le nom d'équipe par défaut ne reconnaît personne


def export_profile(
    profile: Profile,
    *,
    code: str,
    descriptors: Descriptors | None = None,
    named: tuple[str, dt.date] | None = None,
    hours: float | None = None,
    cost: float | None = None,
    tasks: Collection[str] = (),
    counts: bool = False,
    on: dt.date | None = None,
) -> bytes:
    """Renvoie le contenu de `profil.json`, relu et vérifié avant d'être rendu.

    Args:
        profile: le profil de l'équipe, daté.
        code: le nom de code choisi par l'équipe, le même chaque année.
        descriptors: région, âge, taille, densité ; la taille se déduit de l'effectif quand elle n'est pas dite.
        named: le nom affiché et la date de l'accord, seulement si l'équipe accepte d'être nommée.
        hours: heures de coordination par semaine.
        cost: coût annuel du poste, en euros.
        tasks: identifiants des tâches retenues.
        counts: joindre les réponses comptées des questions qui en ont au moins cinq, sans unanimité au-dessous.
        on: date d'écriture.

    Returns:
        Des octets UTF-8. Ni nom d'équipe sans accord, ni réponse individuelle, ni raison, ni commentaire.

    Raises:
        InputError: une ou deux personnes ont répondu, le profil n'a pas de date, le nom de code reconnaît l'équipe, une
            valeur est impossible.
    """
    money = {"hours": hours, "cost": cost}
    if faults := [Problem(said) for said in _request_faults(profile, code, named, money, tasks, counts)]:
        raise InputError(faults, subject="Export refusé")
    profile = masked(profile)
    if descriptors is None:
        descriptors = Descriptors()
    if descriptors.size is None and profile.registered is not None:
        descriptors = Descriptors(**{**descriptors.model_dump(), "size": size_class(profile.registered)})
    grid = digests_of(profile.ref)
    tree = {
        "format": FORMAT,
        "version": VERSION,
        "algorithm": profile.algorithm,
        "grid": {
            "label": shortened(profile.ref.label, 200), "version": shortened(profile.ref.version), "digest": grid.grid, "scale": grid.scale,
        },
        "grain": profile.grain,
        "code": code.strip(),
        "year": profile.on.year if profile.on else None,
        "exported": on.isoformat() if on else None,
        "named": {"name": named[0], "on": named[1].isoformat()} if named else None,
        "descriptors": descriptors.model_dump(),
        "team": {
            "respondents": profile.respondents, "registered": profile.registered, "collective": profile.collective,
        },
        "post": {
            **{name: None if amount is None else float(amount) for name, amount in money.items()},
            "tasks": _chosen_tasks(profile, tasks),
        },
        "dimensions": [_dimension_line(one, profile, grid, counts) for one in profile.dimensions],
        "axes": [{"id": one.id, "standing": _standing(one.standing), "score": one.score} for one in profile.axes],
    }  # fmt: skip
    tree["checksum"] = digest(tree)
    raw = (json.dumps(tree, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode("utf-8")
    read_profile_document(raw, "profil.json")  # ce qui sort d'ici se relit toujours
    return raw


def _request_faults(
    profile: Profile, code: str, named: Any, money: Mapping[str, Any], tasks: Collection[str], counts: bool
) -> Iterator[str]:
    """Donne les fautes de la demande."""
    if reason := withheld(profile):
        yield reason
    if profile.collective and counts:
        yield "un questionnaire rempli ensemble n’a pas de réponses à compter\u00a0: exportez-le sans les joindre (sans --votes)."
    if profile.on is None:
        yield "le profil n’a pas de date\u00a0: redonnez les réponses avec la date de l’évaluation."
    team, shown = folded(profile.team), quoted(shortened(code))
    if _OFFICIAL_NUMBER.search(code):
        yield f"{shown} contient un numéro officiel\u00a0: choisissez un nom de code qui ne désigne pas l’équipe."
    elif team != _UNNAMED and len(team) >= 3 and team in folded(code):
        yield f"{shown} reprend le nom de l’équipe\u00a0: choisissez un nom de code qui ne la désigne pas."
    if named is not None and not (isinstance(named[0], str) and isinstance(named[1], dt.date)):
        yield "un accord pour être nommée s’écrit (nom, date de l’accord)."
    for name, amount in money.items():
        if amount is not None and not (isinstance(amount, Real) and 0 <= float(amount) < math.inf):
            yield f"«\u00a0{name}\u00a0» vaut {quoted(shortened(str(amount)))}\u00a0; attendu\u00a0: un nombre d’au moins 0."
    known = {task.id for task in profile.ref.tasks}
    for task in tasks:
        if task not in known:
            yield f"aucune tâche de la grille n’a l’identifiant {quoted(shortened(str(task)))}."


def _chosen_tasks(profile: Profile, tasks: Collection[str]) -> list[str]:
    """Les tâches retenues, dans l'ordre de la grille : celui de la demande pourrait dire autre chose."""
    return [task.id for task in profile.ref.tasks if task.id in tasks]


def _dimension_line(result: DimensionResult, profile: Profile, grid: Digests, counts: bool) -> dict[str, Any]:
    """Une dimension, telle qu'elle s'écrit."""
    line: dict[str, Any] = {
        "id": result.id,
        "digest": grid.dimensions[result.id],
        "standing": _standing(result.standing),
        "level": result.level,
        "score": result.score,
        "answered": result.answered,
        "applicable": result.applicable,
        "palier": result.palier,
        "decided": _is_decided(result),
    }
    if counts and all(item.standing is not Standing.WITHHELD for item in result.items):  # la note rendrait celle-là
        line["votes"] = [
            _votes(item) for item in result.items if counts_shareable(item.votes, item.not_applicable + item.unknown)
        ]
    return line


def _standing(value: Standing) -> str:
    """L'état, tel qu'il s'écrit ; une note retenue faute de réponses part comme une note que l'on n'a pas."""
    return str(Standing.NOT_COMPUTABLE if value is Standing.WITHHELD else value)


def _is_decided(result: DimensionResult) -> bool:
    """Vrai si l'équipe a décidé la dimension, ou chacune de ses questions notées."""
    noted = [item for item in result.items if item.score is not None]
    return result.decision is not None or (bool(noted) and all(item.decision for item in noted))


def _votes(item: ItemResult) -> dict[str, Any]:
    """Les réponses comptées d'une question qui en a au moins cinq."""
    return {
        "id": item.id, "levels": list(item.votes), "not_applicable": item.not_applicable, "unknown": item.unknown,
    }  # fmt: skip
