"""Le journal en texte : une ligne JSON par geste, lisible, chaînée par une somme de contrôle.

Ce module ne touche aucun fichier : il écrit et relit des octets.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from ..assessment import ALGORITHM, Campaign
from ..errors import InputError, MatriceError, Problem
from ..files import CHECK, Chain, Line, Record, Witness, parsed
from ..text import plural, quoted
from .session import WORDS, Event, Workshop, replay, start

KIND, FORMAT = "atelier matrice", 1
CHAIN = Chain()
KEYS = {
    "target": "cible", "votes": "voix", "so": "so", "nsp": "nsp", "level": "niveau", "votes_for": "pour",
    "against": "contre", "abstentions": "abstentions", "reason": "raison", "dissent": "reserve", "text": "texte",
    "number": "rang",
}  # fmt: skip
FIELDS = {key: name for name, key in KEYS.items()}
CLASSES = {word: kind for kind, word in WORDS.items()}
_LARGEST = 1_000_000  # un compte, un rang : au-delà, ce n'en est pas un
CUT = "la dernière ligne est coupée"
BROKEN = (
    "cette ligne a été changée ou abîmée, ou une ligne manque juste avant elle (ou elle vient d’une autre version)\u00a0; "
    "la suite ne peut plus être crue"
)
MALFORMED = (
    "cette ligne est bien attachée aux autres, mais elle ne dit pas un atelier\u00a0: elle a été écrite à la main"
)
HEADLESS = "ce n’est pas un journal d’atelier, ou sa première ligne est abîmée\u00a0; rien n’y a été changé"


@dataclass(frozen=True, slots=True)
class Replayed:
    """Un journal relu : l'atelier, et ce qu'il faut savoir pour écrire la suite.

    `size` est la taille, en octets, de ce qui est sûr, `lines` son nombre de lignes, `check` la dernière somme de
    contrôle. `rest` est ce qui suit et ne se lit pas. `damage` dit, en français, qu'une ligne du milieu est abîmée : on
    n'écrit alors plus rien. `short` dit que des gestes déjà enregistrés manquent à la fin. `unended` : la dernière ligne
    est sûre, il n'y manque que sa fin de ligne.
    """

    workshop: Workshop
    size: int
    lines: int
    check: str
    rest: bytes = b""
    damage: str = ""
    short: str = ""
    unended: bool = False

    @property
    def fault(self) -> str:
        """Pourquoi ce journal n'est pas entier, en mots, ou un texte vide."""
        cut = CUT if self.rest.strip() else ""
        return self.damage or ", et ".join(filter(None, (cut, self.short)))


def fingerprint(campaign: Campaign) -> str:
    """Renvoie l'empreinte des réponses : mêmes questions, mêmes comptes, mêmes décisions déjà prises."""
    ids = [question.id for question in campaign.questions]
    asked = json.dumps([campaign.grain, ids, campaign.ref.answer_scale.values], ensure_ascii=False)
    digest = hashlib.sha256(asked.encode())
    digest.update(campaign.counts.astype("<i8").tobytes())
    if campaign.direct is not None:
        digest.update(fingerprint(campaign.direct).encode())
    digest.update(repr((campaign.decisions, campaign.revotes)).encode())
    return digest.hexdigest()[:16]


def header(workshop: Workshop, when: dt.datetime) -> Record:
    """La première ligne : quel atelier c'est, et dans quel ordre on ouvre ses cartes."""
    return {
        "journal": KIND,
        "format": FORMAT,
        "quand": when.isoformat(timespec="seconds"),
        **identity(workshop.initial),
        "ordre": list(workshop.order),
        "minutes": list(workshop.minutes),
    }


def identity(campaign: Campaign) -> Record:
    """Ce qui doit être pareil pour rouvrir un journal."""
    return {
        "equipe": campaign.team,
        "date": campaign.on.isoformat() if campaign.on else "",
        "grille": campaign.ref.label,
        "version": campaign.ref.version,
        "calcul": ALGORITHM,
        "empreinte": fingerprint(campaign),
    }


def record(rank: int, event: Event, when: dt.datetime) -> Record:
    """Un geste en clés lisibles, sans sa somme de contrôle."""
    said = {KEYS[name]: value for name, value in asdict(event).items()}
    if "niveau" in said and said["niveau"] is None:
        said["niveau"] = "SO"
    return {"n": rank, "quand": when.isoformat(timespec="seconds"), "acte": WORDS[type(event)], **said}


def event_of(entry: Mapping[str, Any]) -> Event:
    """Le geste d'une ligne relue ; `KeyError`, `TypeError` ou `ValueError` si ce n'en est pas un.

    Une somme de contrôle n'est pas un secret : chaque valeur est vérifiée comme si quelqu'un venait de la taper.
    """
    kind = CLASSES[entry["acte"]]
    values = {FIELDS[key]: value for key, value in entry.items() if key in FIELDS}
    if values.get("level") == "SO":
        values["level"] = None
    for name, value in values.items():
        _check(name, value)
    if "votes" in values:
        values["votes"] = tuple(values["votes"])
    return kind(**values)


def _check(name: str, value: Any) -> None:
    """`TypeError` ou `ValueError` si ce n'est pas une valeur de ce champ."""
    if name in ("target", "reason", "dissent", "text"):
        if not isinstance(value, str):
            raise TypeError(name)
    elif name == "votes":
        if not isinstance(value, list):
            raise TypeError(name)
        for count in value:
            _check("count", count)
    elif value is None and name in ("level", "votes_for"):
        return
    elif not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(name)
    elif abs(value) > _LARGEST:
        raise ValueError(name)


def _begun(campaign: Campaign, first: Record, name: str, remedy: str) -> Workshop:
    """L'atelier que dit la première ligne ; `InputError` si elle n'en dit pas un."""
    order, minutes = first.get("ordre"), first.get("minutes")
    refused = InputError([Problem(f"{MALFORMED}. {remedy}".rstrip(), name, 1)], subject="Journal refusé")
    if not isinstance(order, list) or not all(isinstance(card, str) for card in order) or not isinstance(minutes, list):
        raise refused
    if not all(type(time) in (int, float) and 0 <= time < _LARGEST for time in minutes):  # ni vrai, ni infini, ni NaN
        raise refused
    try:
        return start(campaign, order=order, minutes=minutes)
    except InputError:
        raise refused from None


def read_back(
    raw: bytes, campaign: Campaign, name: str, *, witness: Witness | None = None, remedy: str = ""
) -> Replayed | None:
    """Renvoie l'atelier d'un journal relu, ou `None` si même sa première ligne n'a pas été écrite entière.

    Args:
        raw: les octets du fichier.
        campaign: les réponses de cet atelier, sans ses décisions.
        name: le nom du fichier, pour les messages.
        witness: ce que le journal avait d'écrit la dernière fois, si on le sait.
        remedy: comment réparer, pour les messages.

    Raises:
        InputError: ce n'est pas un journal d'atelier, ou c'est celui d'autres réponses.
    """
    lines = safe_lines(raw)
    if not lines:
        if unborn(raw):
            return None
        raise InputError([Problem(f"{HEADLESS}. {remedy}".rstrip(), name, 1)], subject="Journal refusé")
    first = lines[0].entry
    if problems := other_workshop(first, campaign, name):
        raise InputError(problems, subject="Journal refusé")
    workshop, count = played(_begun(campaign, first, name, remedy), lines[1:])
    last = lines[count]
    rest = raw[last.end :]
    # Des gestes lisibles suivent une ligne abîmée : ce n'est pas une coupure, c'est une retouche.
    retouched = any(CHECK in (parsed(line) or {}) for line in rest.split(b"\n")[1:])
    damage = BROKEN if count + 1 < len(lines) or retouched else ""
    return Replayed(
        workshop, min(last.end, len(raw)), count + 1, last.check, rest, damage,
        shortened(lines[: count + 1], witness), last.end > len(raw),
    )  # fmt: skip


def shortened(lines: Sequence[Line], witness: Witness | None) -> str:
    """Ce que le témoin a vu écrit et qui n'est plus là, en mots, ou un texte vide."""
    if witness is None or (len(lines) >= witness.lines and lines[witness.lines - 1].check == witness.check):
        return ""
    lost = witness.lines - len(lines)
    if lost <= 0:
        return "ce n’est pas la suite du journal qui a été écrit ici"
    return f"{plural(lost, 'geste déjà enregistré manque', 'gestes déjà enregistrés manquent')} à la fin"


def gestures(raw: bytes, *, torn: bool = False) -> tuple[tuple[int, Event], ...]:
    """Renvoie les gestes que l'on peut encore lire dans des octets auxquels on ne se fie plus, chacun avec son rang.

    `torn` compte aussi une ligne coupée, par les champs qui y sont entiers.
    """
    found = []
    for line in raw.split(b"\n"):
        with suppress(KeyError, TypeError, ValueError):
            entry = parsed(line) or (whole_fields(line) if torn else {})
            found.append((int(entry["n"]), event_of(entry)))
    return tuple(found)


def whole_fields(line: bytes) -> Record:
    """Les champs entiers d'une ligne coupée : on la raccourcit, champ après champ, jusqu'à ce qu'elle se lise."""
    while b", " in line:
        line = line[: line.rindex(b", ")]
        if (entry := parsed(line + b"}")) is not None:
            return entry
    return {}


def headless(raw: bytes) -> bool:
    """Vrai quand la première ligne est abîmée : plus rien, derrière elle, ne peut être cru."""
    return not unborn(raw) and not safe_lines(raw)


def safe_lines(raw: bytes) -> list[Line]:
    """Les lignes dont la chaîne est juste depuis le début ; on s'arrête à la première qui ne l'est pas."""
    lines: list[Line] = []
    for line in CHAIN.lines(raw):
        if ("journal" in line.entry) != (not lines):
            break
        lines.append(line)
    return lines


def played(workshop: Workshop, lines: Sequence[Line]) -> tuple[Workshop, int]:
    """L'état après le plus de gestes possible, et leur nombre : une autre version peut ne pas tous les comprendre."""
    events: list[Event] = []
    for rank, line in enumerate(lines, 1):
        try:
            if line.entry["n"] != rank:
                break
            events.append(event_of(line.entry))
        except (KeyError, TypeError, ValueError):
            break
    for count in range(len(events), 0, -1):
        try:
            return replay(workshop, tuple(events[:count])), count
        except MatriceError:
            continue
    return workshop, 0


def unborn(raw: bytes) -> bool:
    """Vrai pour un journal coupé avant la fin de sa première ligne."""
    opening = f'{{"journal": "{KIND}"'.encode()
    return not raw.strip(b"\0") or (b"\n" not in raw and raw[: len(opening)] == opening[: len(raw)])


def other_workshop(entry: Record, campaign: Campaign, name: str) -> list[Problem]:
    """Pourquoi ce journal n'est pas celui de ces réponses. Une équipe renommée garde son journal."""
    if entry.get("journal") != KIND or entry.get("format") != FORMAT:
        return [Problem("ce journal est d’un format que cette version ne lit pas.", name, 1)]
    here = identity(campaign)
    if all(entry.get(key) == here[key] for key in ("empreinte", "calcul")):
        return []
    words = {"equipe": "l’équipe", "date": "la date", "grille": "la grille", "version": "la version de la grille",
             "calcul": "la version du calcul"}  # fmt: skip
    problems = [
        Problem(f"{words[key]} est {said(entry.get(key))} dans le journal et {said(here[key])} ici.", name, 1)
        for key in words
        if entry.get(key) != here[key]
    ]
    if entry.get("empreinte") != here["empreinte"]:
        problems.append(
            Problem(
                "les réponses ne sont pas celles du début de cet atelier\u00a0: remettez les réponses d’alors, sans décision "
                "ajoutée, ou commencez un autre atelier ailleurs.", name, 1,
            )
        )  # fmt: skip
    return problems


def said(value: object) -> str:
    """Une valeur entre guillemets, ou « non précisée »."""
    return quoted(str(value)) if value else "non précisée"
