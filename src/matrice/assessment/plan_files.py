"""Le plan d'action hors d'ici : le CSV que l'équipe relit et modifie, le calendrier .ics (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..errors import InputError, MatriceError, Problem
from ..files import csv_text, decoded, text_rows
from ..referentiel import suggestion
from ..text import DATE_FORMS, NBSP, capital, folded, plain, quoted, read_date, read_whole, series
from .plan import (
    DATES,
    EFFECTS,
    NAMES,
    WEIGHTS,
    Action,
    ActionPlan,
    Effect,
    Progress,
    action_faults,
    next_id,
    theme_of,
    weight_fault,
)

# --- le fichier CSV que l'équipe relit et modifie -------------------------------------------------

# Les mots d'en-tête que l'on reconnaît, en plus des nôtres.
_ALIASES = {
    "numero": "id", "n°": "id", "identifiant": "id", "quoi": "what", "qui": "owner", "role": "owner", "pilote": "owner",
    "moyen": "means", "date de debut": "start", "fin": "due", "date d'echeance": "due", "date limite": "due",
    "prochain suivi": "next_check", "impact": "impact", "statut": "state", "commentaire": "note", "suivi": "note",
    "referent": "lead", "resultats": "result",
}  # fmt: skip
_FIELDS = {folded(name): field for field, name in NAMES.items()} | _ALIASES
_NEEDED = ("dimension", "what", "owner", "means", "start", "due")
_FAR = dt.date(2000, 1, 1)  # tient la place d'une date illisible, déjà signalée

_Line = tuple[int, list[str]]  # un numéro de ligne et ses cellules
_Cells = Mapping[str, str]  # champ → texte


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
    (_, header), *body = _lines_of(content, source)
    columns, problems = _columns_of(header, source)
    rows = [  # une ligne trop courte finit par des vides
        (line, {field: cells[rank] if rank < len(cells) else "" for field, (rank, _) in columns.items()})
        for line, cells in body
    ]
    problems += [
        Problem(f"la ligne a {len(cells)} cellules pour {len(header)} colonnes.", source, line)
        for line, cells in body
        if any(cells[len(header) :])
    ]
    taken = [cells["id"] for _, cells in rows if cells.get("id")]
    first: dict[str, int] = {}
    actions = []
    for line, cells in rows:
        action, faults = _action_of(cells, next_id(taken))
        taken += [] if action.id in taken else [action.id]
        if (seen := first.setdefault(folded(action.id), line)) != line:
            faults.append(("id", f"{quoted(action.id)} est déjà l’identifiant de la ligne {seen}."))
        problems += [
            Problem(message, source, line, columns.get(field, (0, NAMES[field]))[1]) for field, message in faults
        ]
        actions.append(action)
    if problems:
        raise _refusal(*problems)
    return ActionPlan(tuple(actions))


def _lines_of(content: str | bytes, source: str) -> list[_Line]:
    """Les lignes non vides d'un CSV, avec leur numéro ; la première est l'en-tête."""

    def known(cell: str) -> bool:
        return folded(cell) in _FIELDS

    try:
        text = decoded(content, source) if isinstance(content, bytes) else content.removeprefix("\ufeff")
        rows, problems = text_rows(text, source, known)
    except InputError as error:
        raise _refusal(*error.problems) from None
    if problems:
        raise _refusal(*problems)
    if not rows:
        sentence = "le fichier est vide\u00a0; attendu\u00a0: une ligne d’en-têtes, puis une ligne par action."
        raise _refusal(Problem(sentence, source))
    return [(line, [plain(cell).strip() for cell in cells]) for line, cells in rows]


def _columns_of(header: Sequence[str], source: str) -> tuple[dict[str, tuple[int, str]], list[Problem]]:
    """Champ → (rang, nom) de sa colonne ; et les colonnes inconnues, en double ou qui manquent."""
    columns: dict[str, tuple[int, str]] = {}
    problems = []
    for rank, name in enumerate(header):
        field = _FIELDS.get(folded(name))
        if not name:
            continue
        if field is None:
            near = suggestion(folded(name), list(NAMES.values()))
            sentence = f"cette colonne n’est pas celle d’un plan d’action{near}\u00a0: renommez-la ou retirez-la."
            problems.append(Problem(sentence, source, 1, name))
        elif field in columns:
            problems.append(Problem(f"elle dit la même chose que {quoted(columns[field][1])}.", source, 1, name))
        else:
            columns[field] = (rank, name)
    absent = [quoted(NAMES[field]) for field in _NEEDED if field not in columns]
    if absent:
        which = "la colonne" if len(absent) == 1 else "les colonnes"
        raise _refusal(Problem(f"il manque {which} {series(absent)}.", source, 1), *problems)
    return columns, problems


def _refusal(*problems: Problem) -> InputError:
    """Le refus d'un fichier, toutes fautes dites."""
    return InputError(problems, subject="Plan d’action illisible")


def _action_of(cells: _Cells, free: str) -> tuple[Action, list[tuple[str, str]]]:
    """L'action d'une ligne et ses fautes. Une cellule illisible n'empêche pas de relire les autres."""
    text = {field: cells.get(field, "") for field in NAMES}
    read: dict[str, Any] = dict.fromkeys(_READERS)
    faults = []
    for field, reader in _READERS.items():
        try:
            read[field] = reader(text[field]) if text[field] else None
        except ValueError as error:
            faults.append((field, str(error)))
    faults += [(field, "rien n’est écrit\u00a0; attendu\u00a0: un jour.") for field in DATES[:2] if not text[field]]
    if not text["dimension"]:
        faults.append(("dimension", "rien n’est écrit\u00a0; attendu\u00a0: l’identifiant d’une dimension."))
    start, due = read["start"], read["due"]
    read |= {
        "id": text["id"] or free, "start": start or due or _FAR, "due": due or start or _FAR,
        "state": read["state"] or Progress.PLANNED, "theme": theme_of(text["theme"]),
    }  # fmt: skip
    action = Action(**{**text, **read})
    return action, [*faults, *action_faults(action)]


# Ce qui lit une cellule remplie ; `ValueError` : la phrase qui la refuse.


def _day_of(text: str) -> dt.date:
    if day := read_date(text):
        return day
    raise ValueError(f"{quoted(text)} n’est pas une date\u00a0; attendu\u00a0: {DATE_FORMS}.")


def _weight_of(text: str) -> int:
    if (value := read_whole(text)) in WEIGHTS:
        return value
    raise ValueError(weight_fault(text))


def _state_of(text: str) -> Progress:
    known = {folded(state): state for state in Progress}  # accents et majuscules indifférents
    if folded(text) in known:
        return known[folded(text)]
    expected = series([quoted(one) for one in Progress], "ou")
    raise ValueError(f"l’état {quoted(text)} n’existe pas\u00a0; attendu\u00a0: {expected}.")


_EFFECT = re.compile(" ?[,;] ?".join(rf"{name} (\d{{1,4}})" for name in EFFECTS))


def _effect_of(text: str) -> Effect:
    counts, _, when = text.partition("(")
    found, day = _EFFECT.fullmatch(folded(counts)), read_date(when.rstrip(") "))
    if found and day:
        return Effect(tuple(map(int, found.groups())), day)
    form = quoted(str(Effect((0, 1, 4, 2), dt.date(2027, 3, 31))))
    raise ValueError(
        f"{quoted(text)} ne se lit pas\u00a0; attendu\u00a0: les avis à chaque degré, puis leur jour, {form}."
    )


_READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(DATES, _day_of), "effort": _weight_of, "impact": _weight_of, "state": _state_of, "effect": _effect_of,
}  # fmt: skip


# --- le calendrier que tout agenda sait ouvrir ----------------------------------------------------

_LONGEST = 75  # octets par ligne, fin de ligne non comprise (RFC 5545, 3.1)


def to_ics(plan: ActionPlan, *, team: str, on: dt.date) -> str:
    """Renvoie le calendrier des échéances et des prochains points, lignes terminées par CRLF.

    Args:
        plan: le plan.
        team: l'équipe ; elle nomme le calendrier et entre dans l'identifiant des événements.
        on: date d'écriture, la même pour tous les événements.

    Returns:
        Un texte à écrire en UTF-8 tel quel, sans traduire les fins de ligne. Une action abandonnée y reste, annulée :
        les agendas qui l'avaient la retirent.

    Raises:
        MatriceError: le plan est vide ; un calendrier sans événement n'est pas valable.
    """
    if not plan.actions:
        raise MatriceError("Le plan n’a aucune action\u00a0: il n’y a rien à mettre au calendrier.")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//matrice//Plan d’action//FR", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_escape(f'Plan d’action, {team}')}"]
    for action in plan.actions:
        lines += _event(action, "echeance", action.due, f"Échéance{NBSP}: {action.what}", team, on)
        if action.next_check:
            lines += _event(action, "point", action.next_check, f"Point de suivi{NBSP}: {action.what}", team, on)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold(line))


def _event(action: Action, kind: str, day: dt.date, title: str, team: str, on: dt.date) -> list[str]:
    """Un événement d'un jour ; sans fin écrite, il dure ce jour-là (RFC 5545, 3.6.1)."""
    cancelled = action.state is Progress.DROPPED
    # Un identifiant qui ne change ni quand l'action change, ni d'un poste à l'autre.
    sign = hashlib.sha256(f"{team}\0{action.id}\0{kind}".encode("utf-8", "replace")).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{sign}@matrice",
        f"DTSTAMP:{_compact_date(on)}T000000Z",
        f"DTSTART;VALUE=DATE:{_compact_date(day)}",
        f"SUMMARY:{_escape(title)}",
        f"DESCRIPTION:{_escape(_description(action))}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _description(action: Action) -> str:
    """Qui, avec quoi, à quoi on le verra, et où cela en est."""
    given = {
        "action": action.id, "responsable": action.owner, "moyens": action.means, "indicateur": action.indicator,
        "état": str(action.state), "suivi": action.note,
    }  # fmt: skip
    return "\n".join(f"{capital(name)}{NBSP}: {text}" for name, text in given.items() if text)


def _compact_date(day: dt.date) -> str:
    """« 20260301 » ; `strftime` n'écrit pas les mêmes zéros sur tous les systèmes."""
    return day.isoformat().replace("-", "")


def _escape(text: str) -> str:
    """Le texte où les signes du format sont protégés (RFC 5545, 3.3.11)."""
    text = plain(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def _fold(line: str) -> Iterator[str]:
    """La ligne en morceaux de 75 octets au plus, sans couper un caractère ; les suivants commencent par une espace."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode("utf-8"))
        if size + width > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
