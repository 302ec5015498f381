"""De la demande écrite à la fiche, de la fiche à la demande qui la refait, et du classeur rempli à la demande corrigée."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..amounts import exact, tidy
from ..assessment import ActionPlan, Profile, Sheet, read_sheets
from ..errors import Problem, refuse
from ..referentiel import Referentiel
from ..text import HOURS_FORMS, Wording, capital, date, euros, plural, quoted, read_hours, series
from ..text import hours as hours_text
from .allocation import Block, allocate, choose_blocks
from .choosing import choices
from .drafting import draft
from .durations import OwnDurations, TeamSize
from .model import FicheDePoste, PlannedTask
from .money import MoneyInputs
from .plans import catalogue
from .poste import yaml_text
from .reading import WrittenFiche, WrittenTask, asked, blocks, money, parse_written, written_sums
from .request import Need, Request, checked_request
from .several_fiches import SharedPost, share_post
from .statuses import DEFAULT_STATUS, status_named


def draft_written(
    profile: Profile,
    written: WrittenFiche,
    *,
    weekly_hours: float | None = None,
    contract_hours: float | None = None,
    on: dt.date | None = None,
    plan: ActionPlan | None = None,
) -> FicheDePoste:
    """Renvoie la fiche que demande `written`, pour ce profil.

    Args:
        profile: le profil de l'équipe.
        written: la demande lue dans un `fiche.yaml`.
        weekly_hours: heures par semaine, à la place de celles de la demande.
        contract_hours: voir `draft`.
        on: date de la fiche.
        plan: le plan d'action de l'équipe, quand la demande ne dit pas ses actions et n'a pas d'heures déjà retenues.

    Raises:
        Les mêmes que `draft`.
    """
    hours = weekly_hours or written.heures or 0.0
    wanted = asked(written)
    if not (wanted["plan"] or wanted["kept"]):
        wanted["plan"] = plan
    offered = blocks(written)
    taken = _taken_blocks(profile, written, offered, hours, wanted)
    for block in taken:
        wanted["times"] |= _block_times(block, written.pas)
    wanted["notes"] = (*wanted["notes"], *_refused_blocks(offered, taken))
    return draft(
        profile, weekly_hours=hours, contract_hours=contract_hours, money=_spent(money(written), taken), on=on, **wanted
    )  # fmt: skip


def _spent(known: MoneyInputs | None, taken: Sequence[Block]) -> MoneyInputs | None:
    """Ce que l'équipe sait de l'argent, les euros des blocs pris comptés parmi les dépenses."""
    costly = tuple((block.label, block.euros) for block in taken if block.euros)
    return replace(known, expenses=(*known.expenses, *costly)) if known and costly else known


def _taken_blocks(
    profile: Profile, written: WrittenFiche, offered: Sequence[Block], hours: float, wanted: Mapping[str, Any]
) -> tuple[Block, ...]:
    """Les blocs facultatifs que prend le poste ; `wanted` est la demande sans eux."""
    if not offered:
        return ()
    settings = {name: value for name, value in wanted.items() if name != "status"}
    known = catalogue(profile.ref)
    request = checked_request(known, profile.ref.scale, hours=hours, **settings)
    refuse(_block_faults(offered, request.step), "Choix des blocs impossible")
    found = choices(profile, profile.ref, known, request)
    least = sum((exact(one.low) for one in (*found.instructed, *found.core)), exact(request.reserved))
    return choose_blocks(offered, max(0.0, float(exact(hours) - least)), written.euros_des_blocs)


def _block_faults(offered: Sequence[Block], step: float) -> Iterator[Problem]:
    """Un bloc donne à chacune de ses tâches un pas au moins : sans heures, elle prendrait celles des autres."""
    unit = exact(step)
    for block in offered:
        named, least = quoted(block.label), unit * len(block.tasks)
        if not block.tasks:
            yield Problem(f"le bloc {named} n’a aucune tâche\u00a0: donnez-lui-en une, ou ôtez-le.")
        elif exact(block.hours) % unit or exact(block.hours) < least:
            yield Problem(
                f"le bloc {named} a {hours_text(block.hours)} pour {plural(len(block.tasks), 'tâche')}\u00a0; attendu\u00a0: un "
                f"multiple de {hours_text(step)}, {hours_text(float(least))} au moins."
            )


def _block_times(block: Block, step: float) -> dict[str, Need]:
    """Les heures d'un bloc, partagées également entre ses tâches."""
    shares = allocate([1.0] * len(block.tasks), block.hours, step=step, names=[quoted(task) for task in block.tasks])
    return {task: Need(share) for task, share in zip(block.tasks, shares, strict=True)}


def _refused_blocks(offered: Sequence[Block], taken: Sequence[Block]) -> list[str]:
    """La phrase qui dit quels blocs n'ont pas été retenus."""
    left = [
        f"{quoted(b.label)} ({hours_text(b.hours)} par semaine, {euros(b.euros)})" for b in offered if b not in taken
    ]
    if not left:
        return []
    which = "Bloc facultatif non retenu" if len(left) == 1 else "Blocs facultatifs non retenus"
    return [
        f"{which}\u00a0: {series(left)}. Les autres choix sont ceux dont l’intérêt total est le plus grand sous les heures "
        "et les euros disponibles."
    ]


def shared_written(profiles: Mapping[str, Profile], written: WrittenFiche, *, on: dt.date | None = None) -> SharedPost:
    """Renvoie le poste partagé que demande `written` ; `profiles` donne le profil de chaque équipe nommée."""
    total = float(sum(exact(team.heures) for team in written.equipes))
    whole = status_named(written.statut or DEFAULT_STATUS).single_contract
    return share_post(
        [
            draft_written(
                profiles[team.nom], written, weekly_hours=team.heures, contract_hours=total if whole else None, on=on
            )
            for team in written.equipes
        ]
    )


# D'une fiche calculée au `fiche.yaml` qui la refait : à garder, à corriger à la main, à comparer l'an prochain

# Un mot que YAML ne prend pour rien d'autre : un identifiant de tâche, ou un mot de notre format.
_BARE = re.compile(r"[A-Z][A-Z0-9.]*[0-9]|(?!(?:oui|non|yes|no|on|off|true|false|null)\b)[a-zéè]{2,}(?:-[a-z]+)*")


def written_text(fiche: FicheDePoste, *, layout: str = "matrice", wording: Wording = "doublet") -> str:
    """Renvoie le texte d'un `fiche.yaml` qui redonne exactement les mêmes heures à chaque tâche.

    Relue pour le même profil, elle refait la même fiche. Chaque tâche y porte ses heures : changer un nombre, ajouter ou ôter
    une ligne suffit à changer la fiche, et ce que la liste laisse libre rejoint la réserve. Viennent ensuite la taille de
    l'équipe, ses actions, ce qu'elle confie, ses propres durées, les personnes qui en prennent, et l'argent.
    """
    day = f", évaluation du {date(fiche.profile.on)}" if fiche.profile.on else ""
    head = f"# Fiche de poste{day}. Heures par semaine\u00a0; les réglages sont décrits dans le guide."
    request, roles = fiche.request, [delegation.role for delegation in fiche.delegated]
    own = request.durations.own if request.durations else OwnDurations()
    said = {
        "equipe": fiche.profile.team, "heures": fiche.weekly_hours, "statut": fiche.status.id, "plan": layout,
        "redaction": wording, "cible": fiche.target,
        "reserve": None if request.reserve is None else float(100 * exact(request.reserve)),
        "minimum": request.minimum or None, "pas": request.step,
        "taille": dict((request.size or TeamSize()).known()),
        "taches": [_task(task, request) for task in fiche.chosen],
        "actions": [
            {"dimension": one.dimension, "action": one.what, "echeance": one.due and one.due.isoformat()}
            for one in request.plan
        ],
        "confies": [{"ligne": line, "a": who} for line, who in request.entrusted.items()],
        "reperes": own.model_dump(exclude_defaults=True),
        "rappels": request.notes,
        "personnes": [
            {"nom": one.label, "heures": one.hours, "fonctions": one.functions, "taches": one.tasks} for one in roles
        ],
        "argent": dict(written_sums(fiche.money.inputs)) if fiche.money else {},
    }  # fmt: skip
    return "\n".join([head, *(line for key, value in said.items() for line in _yaml(key, value))]) + "\n"


def _task(task: PlannedTask, request: Request) -> dict[str, object]:
    """Une tâche et ses heures, ce que l'équipe en a fixé, son libellé en commentaire."""
    known = request.times.get(task.id)
    return {
        "#": capital(" ".join(tidy(task.label).split())),
        "id": task.id,
        "genre": "choix" if request.names(task.id) else task.kind,
        "temps": known and known.hours,
        "par": known and known.per,
        "heures": None if known else task.hours,
        "minimum": request.low.get(task.id),
        "maximum": request.high.get(task.id),
    }


def _yaml(key: str, value: object, indent: str = "") -> Iterator[str]:
    """Une clé et sa valeur en YAML, rien si elle est vide : un bloc, une liste de blocs (leur « # » est un commentaire) ou une ligne."""
    if isinstance(value, Mapping) and value:
        yield f"{indent}{key}:"
        yield from (line for name, one in value.items() for line in _yaml(name, one, f"{indent}  "))
    elif isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        yield f"{indent}{key}:"
        for block in value:
            if "#" in block:
                yield f"{indent}  # {block['#']}"
            first, *rest = [
                line for name, one in block.items() if name != "#" for line in _yaml(name, one, f"{indent}    ")
            ]
            yield from (f"{indent}  - {first.lstrip()}", *rest)
    elif isinstance(value, list | tuple) and value:
        yield f"{indent}{key}: [{', '.join(map(_scalar, value))}]"
    elif value is not None and not isinstance(value, Mapping | list | tuple):
        yield f"{indent}{key}: {_scalar(value)}"


def _scalar(value: object) -> str:
    """Un texte, entre guillemets quand YAML y lirait autre chose qu'un mot (« 1.10 », « oui ») ; un nombre sans décimale inutile."""
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) else yaml_text(value)
    number = float(str(value))
    return f"{number:g}" if float(f"{number:g}") == number else repr(number)


# Le classeur d'une fiche, relu : la demande qu'il porte, avec les heures que l'on y a changées

HOURS_SHEET, DEMAND_SHEET = "Heures", "Demande"
_REFUSED_BOOK = "Classeur d’heures refusé"
_BUDGET, _HEAD = "Budget décidé, par semaine", "Tâche"
_MOST_RESERVE = 50  # pour cent


def written_from(path: str | Path, ref: Referentiel) -> WrittenFiche:
    """Renvoie la demande que porte le classeur d'une fiche, avec les heures que l'on y a changées.

    Une tâche dont les heures n'ont pas changé garde sa demande ; une tâche à zéro quitte le poste ; ce que les tâches
    laissent du budget va à la réserve.

    Args:
        path: le classeur qu'a écrit `excel.fiche`, rempli ou non.
        ref: la grille.

    Raises:
        InputError: ce n'est pas un tel classeur, ou des heures ne se lisent pas ; toutes les fautes ensemble.
    """
    file = Path(path)
    sheets = {sheet.title: sheet for sheet in read_sheets(file, file.name)}
    if not {HOURS_SHEET, DEMAND_SHEET} <= set(sheets):
        said = f"il manque la feuille {quoted(HOURS_SHEET)} ou {quoted(DEMAND_SHEET)}\u00a0: donnez le classeur d’une fiche."
        refuse([Problem(said, file.name)], _REFUSED_BOOK)
    written = parse_written(_demand_text(sheets[DEMAND_SHEET]), ref, source=file.name)
    return _with_hours(written, *_hours_of(sheets[HOURS_SHEET], file.name), file.name)


def _demand_text(sheet: Sheet) -> str:
    """Le YAML d'une feuille : la colonne dit le retrait."""
    lines = []
    for _, cells in sheet.rows:
        rank = next(rank for rank, text in enumerate(cells) if text)
        lines.append("  " * rank + cells[rank])
    start = next((rank for rank, line in enumerate(lines) if line.startswith("#")), 0)
    return "\n".join(lines[start:]) + "\n"


def _hours_of(sheet: Sheet, name: str) -> tuple[float | None, dict[str, float]]:
    """Le budget et les heures par semaine de chaque tâche, par identifiant."""
    budget, hours, problems, inside = None, {}, [], False
    for line, cells in sheet.rows:
        label, week, _, code = (*cells, "", "", "", "")[:4]
        inside = inside or label == _HEAD
        if label != _BUDGET and not (inside and code and label != _HEAD):
            continue
        value = read_hours(week)
        if value is None or value < 0:
            said = (
                f"{quoted(week)} n’est pas une durée"
                if week
                else "la cellule est vide\u00a0: écrivez 0 pour retirer la tâche"
            )
            problems.append(Problem(f"{said}\u00a0; attendu\u00a0: {HOURS_FORMS}.", name, line, "h/semaine"))
        elif label == _BUDGET:
            budget = value
        else:
            hours[code] = value
    refuse(problems, _REFUSED_BOOK)
    return budget, hours


def _with_hours(written: WrittenFiche, budget: float | None, hours: Mapping[str, float], name: str) -> WrittenFiche:
    """La même demande, avec ces heures ; intacte quand rien n'a changé."""
    total, tasks = written.heures if budget is None else budget, tuple(_changed(written, hours))
    if total == written.heures and tasks == written.taches:
        return written
    rest = exact(total or 0) - sum(map(exact, hours.values()))
    if rest < 0:
        over = hours_text(float(-rest))
        said = f"les tâches dépassent le budget de {over}\u00a0: baissez des heures, retirez une tâche, ou augmentez le budget."
        refuse([Problem(said, name)], _REFUSED_BOOK)
    share = float(rest / exact(total) * 100) if total else 0.0
    return WrittenFiche(**{**dict(written), "heures": total, "reserve": min(share, _MOST_RESERVE), "taches": tasks})


def _changed(written: WrittenFiche, hours: Mapping[str, float]) -> Iterator[WrittenTask]:
    """Les tâches demandées : les mêmes, sauf celles dont les heures ont changé et celles que l'on a mises à zéro."""
    for task in written.taches or ():
        asked, shared = hours.get(task.id), task.heures is not None
        planned = task.heures if shared else task.temps if task.par == "semaine" else None
        if asked is None or asked == planned:
            yield task
        elif asked > 0:
            new = {"heures": asked} if shared else {"temps": asked, "par": "semaine"}
            yield WrittenTask(**{**dict(task), **new})
