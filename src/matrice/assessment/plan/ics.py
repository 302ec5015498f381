"""Le plan d'action en calendrier : un fichier .ics (RFC 5545) que tout agenda sait ouvrir.

Écrit ici, sans bibliothèque : deux sortes d'événements d'un jour, sans heure ni fuseau. Aucune horloge : la
date d'écriture est un argument, et les identifiants ne dépendent que de l'équipe et de l'action, si bien
qu'un calendrier importé deux fois se met à jour au lieu de se doubler.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

from ...errors import MatriceError
from ...text import NBSP, capital, plain
from .actions import Action, ActionPlan, Progress

LONGEST = 75  # octets par ligne, fin de ligne non comprise (RFC 5545, 3.1)


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
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(f'Plan d’action, {team}')}"]
    for action in plan.actions:
        lines += event(action, "echeance", action.due, f"Échéance{NBSP}: {action.what}", team, on)
        if action.next_check:
            lines += event(action, "point", action.next_check, f"Point de suivi{NBSP}: {action.what}", team, on)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folds(line))


def event(action: Action, kind: str, day: dt.date, title: str, team: str, on: dt.date) -> list[str]:
    """Un événement d'un jour ; sans fin écrite, il dure ce jour-là (RFC 5545, 3.6.1)."""
    cancelled = action.state is Progress.DROPPED
    return [
        "BEGIN:VEVENT",
        f"UID:{uid(team, action.id, kind)}",
        f"DTSTAMP:{compact(on)}T000000Z",
        f"DTSTART;VALUE=DATE:{compact(day)}",
        f"SUMMARY:{escaped(title)}",
        f"DESCRIPTION:{escaped(description(action))}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def description(action: Action) -> str:
    """Qui, avec quoi, à quoi on le verra, et où cela en est."""
    given = {
        "action": action.id, "responsable": action.owner, "moyens": action.means, "indicateur": action.indicator,
        "état": str(action.state), "suivi": action.note,
    }  # fmt: skip
    return "\n".join(f"{capital(name)}{NBSP}: {text}" for name, text in given.items() if text)


def uid(team: str, action: str, kind: str) -> str:
    """Un identifiant qui ne change ni quand l'action change, ni d'un poste à l'autre."""
    return hashlib.sha256(f"{team}\0{action}\0{kind}".encode("utf-8", "replace")).hexdigest()[:32] + "@matrice"


def compact(day: dt.date) -> str:
    """« 20260301 » ; `strftime` n'écrit pas les mêmes zéros sur tous les systèmes."""
    return day.isoformat().replace("-", "")


def escaped(text: str) -> str:
    """Le texte où les signes du format sont protégés (RFC 5545, 3.3.11)."""
    text = plain(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def folds(line: str) -> Iterator[str]:
    """La ligne en morceaux de 75 octets au plus, sans couper un caractère ; les suivants commencent par une espace."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode("utf-8"))
        if size + width > LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
