"""Le plan d'action en tableau : le fichier CSV que l'équipe relit et modifie, et le tableau pandas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from ...errors import InputError, Problem
from ...files import csv_text
from ...referentiel import suggestion
from ...text import DATE_FORMS, folded, plain, quoted, read_date, read_whole, series
from ..intake.csv_text import decoded, text_rows
from .actions import NAMES, Action, ActionPlan, Progress
from .plan_faults import WEIGHTS, action_faults, state_of, unknown_state, weight_fault
from .planning import next_id

if TYPE_CHECKING:
    import pandas as pd

# Les mots d'en-tête que l'on reconnaît, en plus des nôtres.
ALIASES = {
    "numero": "id", "n°": "id", "identifiant": "id", "quoi": "what", "qui": "owner", "role": "owner", "pilote": "owner",
    "moyen": "means", "date de debut": "start", "fin": "due", "date d'echeance": "due", "date limite": "due",
    "prochain suivi": "next_check", "impact": "impact", "statut": "state", "commentaire": "note", "suivi": "note",
}  # fmt: skip
FIELDS = {folded(name): field for field, name in NAMES.items()} | ALIASES
NEEDED = ("dimension", "what", "owner", "means", "start", "due")
DATES = ("start", "due", "next_check")
WEIGHTED = ("effort", "impact")
FAR = dt.date(2000, 1, 1)  # tient la place d'une date illisible, déjà signalée

Line = tuple[int, list[str]]  # un numéro de ligne et ses cellules
Cells = Mapping[str, str]  # champ → texte


def actions_to_csv(plan: ActionPlan) -> str:
    """Renvoie le plan en CSV : `;`, en-têtes français, dates AAAA-MM-JJ, une ligne par action."""
    rows = [
        ["" if (cell := getattr(one, field)) is None else plain(str(cell)) for field in NAMES] for one in plan.actions
    ]
    return csv_text([NAMES.values(), *rows])


def actions_from_csv(content: str | bytes, source: str) -> ActionPlan:
    """Renvoie le plan écrit dans un CSV.

    Args:
        content: un texte, ou les octets d'un fichier, lus comme ceux des réponses (UTF-8, UTF-16 ou Windows-1252 ; `;`,
            `,` ou tabulation). En-têtes de `actions_to_csv`, accents et majuscules indifférents ; dates de `read_date`.
            Une action sans identifiant reçoit le premier libre.
        source: le nom du fichier, pour les messages.

    Raises:
        InputError: toutes les fautes, avec leur ligne et leur colonne. La dimension se vérifie ensuite, avec la
            grille, par `check_plan`.
    """
    (_, header), *body = lines_of(content, source)
    columns, problems = columns_of(header, source)
    rows = [(line, cells_of(columns, cells)) for line, cells in body]
    problems += [
        Problem(f"la ligne a {len(cells)} cellules pour {len(header)} colonnes.", source, line)
        for line, cells in body
        if any(cells[len(header) :])
    ]
    taken = [cells["id"] for _, cells in rows if cells.get("id")]
    first: dict[str, int] = {}
    actions = []
    for line, cells in rows:
        action, faults = action_of(cells, next_id(taken))
        taken += [] if action.id in taken else [action.id]
        if (seen := first.setdefault(folded(action.id), line)) != line:
            faults.append(("id", f"{quoted(action.id)} est déjà l’identifiant de la ligne {seen}."))
        problems += [Problem(said, source, line, columns.get(field, (0, NAMES[field]))[1]) for field, said in faults]
        actions.append(action)
    if problems:
        raise refused(*problems)
    return ActionPlan(tuple(actions))


def lines_of(content: str | bytes, source: str) -> list[Line]:
    """Les lignes non vides d'un CSV, avec leur numéro ; la première est l'en-tête."""

    def known(cell: str) -> bool:
        return folded(cell) in FIELDS

    try:
        text = decoded(content, source) if isinstance(content, bytes) else content.removeprefix("\ufeff")
        rows, problems = text_rows(text, source, known)
    except InputError as error:
        raise refused(*error.problems) from None
    if problems:
        raise refused(*problems)
    if not rows:
        said = "le fichier est vide\u00a0; attendu\u00a0: une ligne d’en-têtes, puis une ligne par action."
        raise refused(Problem(said, source))
    return [(line, [plain(cell).strip() for cell in cells]) for line, cells in rows]


def columns_of(header: Sequence[str], source: str) -> tuple[dict[str, tuple[int, str]], list[Problem]]:
    """Champ → (rang, nom) de sa colonne ; et les colonnes inconnues, en double ou qui manquent."""
    columns: dict[str, tuple[int, str]] = {}
    problems = []
    for rank, name in enumerate(header):
        field = FIELDS.get(folded(name))
        if not name:
            continue
        if field is None:
            near = suggestion(folded(name), list(NAMES.values()))
            said = f"cette colonne n’est pas celle d’un plan d’action{near}\u00a0: renommez-la ou retirez-la."
            problems.append(Problem(said, source, 1, name))
        elif field in columns:
            problems.append(Problem(f"elle dit la même chose que {quoted(columns[field][1])}.", source, 1, name))
        else:
            columns[field] = (rank, name)
    absent = [quoted(NAMES[field]) for field in NEEDED if field not in columns]
    if absent:
        which = "la colonne" if len(absent) == 1 else "les colonnes"
        raise refused(Problem(f"il manque {which} {series(absent)}.", source, 1), *problems)
    return columns, problems


def refused(*problems: Problem) -> InputError:
    """Le refus d'un fichier, toutes fautes dites."""
    return InputError(problems, subject="Plan d’action illisible")


def cells_of(columns: Mapping[str, tuple[int, str]], cells: Sequence[str]) -> Cells:
    """Les cellules d'une ligne, par champ ; une ligne trop courte finit par des vides."""
    return {field: cells[rank] if rank < len(cells) else "" for field, (rank, _) in columns.items()}


def action_of(cells: Cells, free: str) -> tuple[Action, list[tuple[str, str]]]:
    """L'action d'une ligne et ses fautes. Une cellule illisible n'empêche pas de relire les autres."""
    text = {field: cells.get(field, "") for field in NAMES}
    days = {field: day_of(text[field]) for field in DATES}
    weights = {field: weight_of(text[field]) for field in WEIGHTED}
    state = state_of(text["state"]) if text["state"] else Progress.PLANNED
    faults = [(field, read) for field, read in {**days, **weights}.items() if isinstance(read, str)]
    faults += [("state", unknown_state(text["state"]))] if state is None else []
    start, due, check = (day if isinstance(day, dt.date) else None for day in days.values())
    effort, impact = (weight if isinstance(weight, int) else None for weight in weights.values())
    action = Action(
        id=text["id"] or free, dimension=text["dimension"], what=text["what"], owner=text["owner"], means=text["means"],
        start=start or due or FAR, due=due or start or FAR, indicator=text["indicator"], next_check=check,
        effort=effort, impact=impact, state=state or Progress.PLANNED, note=text["note"],
    )  # fmt: skip
    faults += [(field, "rien n’est écrit\u00a0; attendu\u00a0: un jour.") for field in DATES[:2] if days[field] is None]
    faults += (
        []
        if action.dimension
        else [("dimension", "rien n’est écrit\u00a0; attendu\u00a0: l’identifiant d’une dimension.")]
    )
    return action, [*faults, *action_faults(action)]


def day_of(text: str) -> dt.date | str | None:
    """Le jour écrit dans une cellule, `None` si elle est vide, ou la phrase qui le refuse."""
    if not text:
        return None
    day = read_date(text)
    return day if day else f"{quoted(text)} n’est pas une date\u00a0; attendu\u00a0: {DATE_FORMS}."


def weight_of(text: str) -> int | str | None:
    """Le nombre écrit dans une cellule, `None` si elle est vide, ou la phrase qui le refuse."""
    if not text:
        return None
    value = read_whole(text)
    return value if value in WEIGHTS else weight_fault(text)


def plan_frame(plan: ActionPlan) -> pd.DataFrame:
    """Renvoie le tableau d'un plan (voir `ActionPlan.to_frame`)."""
    import pandas as pd  # 0,4 s à charger : seulement quand un tableau est demandé

    names = [field.name for field in fields(Action)]
    rows = [[getattr(action, name) for name in names] for action in plan.actions]
    kinds = {**dict.fromkeys(DATES, "datetime64[s]"), "effort": "Int64", "impact": "Int64"}
    frame = pd.DataFrame(rows, columns=names).astype(kinds)
    return frame.assign(state=[str(action.state) for action in plan.actions])
