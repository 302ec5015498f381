"""Ce qu’une équipe envoie : son profil, et la trace de ce qui est déjà parti.

Neuf réponses après huit : la différence des deux profils est la neuvième. La trace d'un envoi ne porte que le nombre
de réponses et une empreinte ; elle reste dans l'équipe. Elle ne voit pas un envoi fait d'un autre dossier, sous une
autre date d'évaluation, ou d'un dossier dont elle a été effacée.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from numbers import Real
from typing import Any, Literal

from pydantic import Field

from ..assessment import (
    MINIMUM_LEVEL,
    MINIMUM_SHOWN,
    DimensionResult,
    Profile,
    Standing,
    counts_shareable,
    masked,
    withheld,
)
from ..errors import InputError, Problem
from ..files import read_text
from ..referentiel import Value, parse_values
from ..text import NBSP, date, folded, plural, quoted, shortened
from .profile_document import (
    FORMAT,
    VERSION,
    CodeName,
    Count,
    Day,
    Descriptors,
    Digests,
    Hash,
    ProfileDocument,
    canonical,
    code_faults,
    digest,
    digests_of,
    grid_fault,
    read_profile_document,
    size_class,
    transparent,
)

# Le schéma de `profil.json`, tiré de ses modèles


def profile_schema() -> dict[str, Any]:
    """Renvoie le schéma JSON (2020-12) de `profil.json`."""
    bare: dict[str, Any] = _typeset(ProfileDocument.model_json_schema(), keep=False)
    title = "Profil d’équipe pour une fédération (profil.json)"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **bare}


def _typeset(node: Any, *, keep: bool) -> Any:
    """Le schéma sans les titres anglais que pydantic fabrique, ses descriptions en typographie française.

    `keep` vaut vrai sous `properties` et `$defs`, où « title » serait une clé de fichier et non un titre.
    """
    if isinstance(node, list):
        return [_typeset(value, keep=False) for value in node]
    if not isinstance(node, dict):
        return node
    found = {}
    for key, value in node.items():
        if key == "description" and isinstance(value, str):  # telle qu'un éditeur la montre au survol
            found[key] = re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", value.replace("'", "’"))
        elif keep or key != "title":
            found[key] = _typeset(value, keep=key in ("properties", "$defs"))
    return found


# D'un profil à `profil.json` : ce que l'équipe accepte d'envoyer, et rien de ses membres


def export_profile(
    profile: Profile,
    *,
    code: str,
    descriptors: Descriptors | None = None,
    named: tuple[str, dt.date] | None = None,
    hours: float | None = None,
    cost: float | None = None,
    tasks: Collection[str] = (),
    actions: Collection[str] | None = None,
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
        actions: identifiants des dimensions où l'équipe a décidé une action ; sans eux, elle n'en dit rien.
        counts: joindre les réponses comptées des questions qui en ont au moins cinq, sans unanimité au-dessous.
        on: date d'écriture.

    Returns:
        Des octets UTF-8. Ni nom d'équipe sans accord, ni réponse individuelle, ni raison, ni commentaire.

    Raises:
        InputError: une ou deux personnes ont répondu, le profil n'a pas de date, le nom de code reconnaît l'équipe, une
            valeur est impossible.
    """
    money = {"hours": hours, "cost": cost}
    if faults := [
        Problem(said) for said in _request_faults(profile, code, named, money, tasks, actions or (), counts, on)
    ]:
        raise InputError(faults, subject="Export refusé")
    profile = masked(profile)
    if descriptors is None:
        descriptors = Descriptors()
    if descriptors.size is None and profile.registered is not None:
        descriptors = Descriptors(**{**descriptors.model_dump(), "size": size_class(profile.registered)})
    grid = digests_of(profile.ref)
    tree: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "algorithm": profile.algorithm,
        "grid": {
            "label": shortened(profile.ref.label, 200), "version": shortened(profile.ref.version), "digest": grid.grid, "scale": grid.scale,
        },
        "grain": profile.grain,
        "form": {"kind": profile.form.kind, "themes": list(profile.form.themes)},
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
            "tasks": [task.id for task in profile.ref.tasks if task.id in tasks],  # l’ordre de la demande dirait autre chose
        },
        "dimensions": [_dimension_line(one, grid, counts) for one in profile.dimensions],
        "axes": [
            {"id": one.id, "standing": _standing(one.standing), "level": one.level, "score": one.score}
            for one in profile.axes
        ],
    }  # fmt: skip
    if actions is not None:
        tree["actions"] = [one.id for one in profile.ref.dimensions if one.id in actions]
    tree["checksum"] = digest(tree)
    # Trié et sans espace hors des textes : relu, il est son propre JSON canonique, à ses tabulations près.
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, sort_keys=True, indent="\t", separators=(",", ":"))
    raw = f"{text}\n".encode()
    read_profile_document(raw, "profil.json")  # ce qui sort d'ici se relit toujours
    return raw


def _request_faults(
    profile: Profile, code: str, named: Any, money: Mapping[str, Any], tasks: Collection[str], actions: Collection[str],
    counts: bool, on: dt.date | None,
) -> Iterator[str]:  # fmt: skip
    yield from filter(None, (withheld(profile), grid_fault(profile.ref)))
    if profile.collective and counts:
        yield "un questionnaire rempli ensemble n’a pas de réponses à compter\u00a0: exportez-le sans les joindre (sans --votes)."
    if profile.on is None:
        yield "le profil n’a pas de date\u00a0: redonnez les réponses avec la date de l’évaluation."
    for said in code_faults(code):
        yield f"nom de code refusé{NBSP}: {said} Choisissez-en un autre."
    if said := transparent(code, profile.team):
        yield f"nom de code refusé{NBSP}: {said}"
    for what, when in (
        ("l’évaluation est datée", profile.on),
        ("l’accord pour être nommée est daté", named and named[1]),
    ):
        if on is not None and isinstance(when, dt.date) and when > on:
            yield f"{what} du {date(when)}, qui n’est pas encore venu\u00a0: corrigez la date."
    if named is not None and not (isinstance(named[0], str) and isinstance(named[1], dt.date)):
        yield "un accord pour être nommée s’écrit (nom, date de l’accord)."
    for name, amount in money.items():
        if amount is not None and not (isinstance(amount, Real) and 0 <= float(amount) < math.inf):
            yield f"«\u00a0{name}\u00a0» vaut {quoted(shortened(str(amount)))}\u00a0; attendu\u00a0: un nombre d’au moins 0."
    for what, asked, known in (("tâche", tasks, profile.ref.tasks), ("dimension", actions, profile.ref.dimensions)):
        for foreign in [one for one in asked if one not in {own.id for own in known}]:
            yield f"aucune {what} de la grille n’a l’identifiant {quoted(shortened(str(foreign)))}."


def _dimension_line(result: DimensionResult, grid: Digests, counts: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": result.id,
        "digest": grid.dimensions[result.id],
        "standing": _standing(result.standing),
        "level": result.level,
        "score": result.score,
        "answered": result.answered,
        "applicable": result.applicable,
        "decided": _is_decided(result),
        "grain": result.grain if result.grain != "axis" else None,
    }
    if counts and all(item.standing is not Standing.WITHHELD for item in result.items):  # la note rendrait celle-là
        line["votes"] = [
            {"id": one.id, "levels": list(one.votes), "not_applicable": one.not_applicable, "unknown": one.unknown}
            for one in result.items
            if counts_shareable(one.votes, one.not_applicable + one.unknown)
        ]
    return line


def _standing(value: Standing) -> str:
    """L'état, tel qu'il s'écrit ; une note retenue faute de réponses part comme une note que l'on n'a pas."""
    return str(Standing.NOT_COMPUTABLE if value is Standing.WITHHELD else value)


def _is_decided(result: DimensionResult) -> bool:
    """Vrai si l'équipe a décidé la dimension, ou chacune de ses questions notées."""
    noted = [item for item in result.items if item.score is not None]
    return result.decision is not None or (bool(noted) and all(item.decision for item in noted))


# Ce qui est déjà parti d'une équipe : de quoi refuser un second envoi qui, comparé au premier, livrerait quelqu'un

_SENT_FORMAT = "matrice-partages"
_LARGEST = 1_000_000  # octets
_SUBJECT = "Partage refusé"


class Sent(Value):
    """Un envoi : la campagne, combien de réponses, et une empreinte de ces réponses avant tout second vote."""

    code: CodeName
    evaluation: Day = Field(description="Date de l'évaluation.")
    respondents: Count | None = Field(description="Nombre de réponses.")
    collective: bool = Field(description="Vrai pour un seul questionnaire, rempli ensemble.")
    counts: bool = Field(description="Vrai si les réponses comptées étaient jointes.")
    answers: Hash = Field(description="Empreinte des réponses.")
    exported: Day = Field(description="Date de l'envoi.")


class _SentFile(Value):
    format: Literal["matrice-partages"]
    sent: tuple[Sent, ...] = ()


def sending(profile: Profile, code: str, *, counts: bool, on: dt.date) -> Sent:
    """Renvoie la trace de l'envoi de ce profil daté, le jour `on`."""
    assert profile.on is not None
    return Sent(
        code=code.strip(), evaluation=profile.on.isoformat(), respondents=profile.respondents,
        collective=profile.collective, counts=counts, answers=_answers_digest(profile), exported=on.isoformat(),
    )  # fmt: skip


def _answers_digest(profile: Profile) -> str:
    """L'empreinte des réponses telles qu'avant l'atelier : décider ou voter à nouveau n'en change rien."""
    first = {revote.target: list(revote.before) for revote in profile.revotes}
    counts = [
        [item.id, first.get(item.id) or [*item.votes, item.not_applicable, item.unknown, item.silent]]
        for item in profile.items
    ]
    return digest([digests_of(profile.ref).grid, counts])


def check_sending(new: Sent, earlier: Iterable[Sent], *, own: bool) -> None:
    """Refuse un envoi dont la différence avec un envoi passé porterait sur trop peu de personnes.

    Args:
        new: l'envoi que l'on s'apprête à faire.
        earlier: ceux qui sont déjà partis.
        own: vrai si ces envois sont tous de la même équipe, quel que soit son nom de code.

    Raises:
        InputError: même campagne, d'autres réponses, et moins de trois personnes d'écart (cinq avec les comptes), ou des comptes
            déjà partis : une campagne n'envoie les siens qu'une fois.
    """
    for past in earlier:
        same = past.evaluation == new.evaluation and (own or folded(past.code) == folded(new.code))
        if not same or past.answers == new.answers or past.collective or new.collective:
            continue
        needed = MINIMUM_SHOWN if past.counts or new.counts else MINIMUM_LEVEL
        if past.counts and new.counts:
            said = (
                f"les réponses comptées de l’évaluation du {_day(new.evaluation)} sont déjà parties le {_day(past.exported)}, et celles-ci "
                f"diffèrent{NBSP}: la différence, question par question, livrerait des réponses. Une évaluation n’envoie ses comptes "
                "qu’une fois\u00a0: renvoyez le premier fichier tel quel, ou ce profil sans les joindre (sans --votes)."
            )
            raise InputError([Problem(said)], subject=_SUBJECT)
        if abs((new.respondents or 0) - (past.respondents or 0)) < needed:
            raise InputError([Problem(_difference(past, new, needed))], subject=_SUBJECT)


def _difference(past: Sent, new: Sent, needed: int) -> str:
    """Ce que les deux envois livreraient, et comment continuer."""
    before, after = past.respondents or 0, new.respondents or 0
    now = f"celui-ci en a {after}" if before != after else "celui-ci en a autant, mais d’autres"
    return (
        f"un profil de l’évaluation du {_day(new.evaluation)} est déjà parti le {_day(past.exported)} avec "
        f"{plural(before, 'réponse')}, et {now}{NBSP}: la différence des deux livrerait la réponse d’une personne. Renvoyez le "
        f"premier fichier tel quel, ou attendez {before + needed} réponses{NBSP}; une nouvelle évaluation a sa propre date."
    )


def _day(text: str) -> str:
    """Une date AAAA-MM-JJ en toutes lettres."""
    return date(dt.date.fromisoformat(text))


def read_sent(path: str | os.PathLike[str]) -> tuple[Sent, ...]:
    """Renvoie les envois d'un fichier `partages.json`.

    Raises:
        InputError: le fichier a été modifié ou abîmé ; sans lui, rien ne dit qu'un nouvel envoi est sûr.
    """
    try:
        return parse_values(_SentFile, read_text(path, limit=_LARGEST, subject=_SUBJECT), source=str(path)).sent
    except InputError:
        said = (
            "ce fichier garde la trace de ce qui est parti, et ne se relit pas\u00a0: remettez-en une sauvegarde, ou renvoyez "
            f"à la fédération le {quoted('profil.json')} déjà écrit."
        )
        raise InputError([Problem(said, str(path))], subject=_SUBJECT) from None


def sent_text(sent: Sequence[Sent]) -> bytes:
    """Renvoie le contenu de `partages.json`, chaque envoi une fois."""
    lines = [one.model_dump() for one in dict.fromkeys(sent)]
    return canonical({"format": _SENT_FORMAT, "sent": lines}) + b"\n"
