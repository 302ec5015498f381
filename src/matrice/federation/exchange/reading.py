"""Relire un `profil.json` venu d'ailleurs : tout refuser de ce qui n'est pas exactement un profil.

Le fichier peut être coupé, retouché, démesuré ou malveillant. Rien de ce qu'il contient n'est exécuté ; une
clé de trop, une clé répétée ou une empreinte fausse le font refuser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from ...assessment import MINIMUM_LEVEL, MINIMUM_SHOWN, counts_shareable
from ...errors import InputError, Problem
from ...referentiel import parse_values
from ...text import number, plural, quoted, shortened
from .document import FORMAT, VERSION, ProfileDocument, digest

MAX_BYTES = 1_000_000  # cent fois un profil ordinaire
_SUBJECT = "Profil refusé"
_ADDRESS = re.compile(r"[^\s«»\"']+@[^\s«»\"']+")


class _UnreadableError(ValueError):
    """Ce que la lecture du JSON refuse d'elle-même : le message est déjà une phrase française."""


def read_profile_document(raw: bytes, source: str = "profil.json") -> ProfileDocument:
    """Renvoie le profil écrit dans un fichier, vérifié.

    Args:
        raw: les octets du fichier, un million au plus.
        source: le nom du fichier dans les messages.

    Raises:
        InputError: le fichier est coupé, retouché, d'un autre format, ou porte ce qu'un profil ne porte pas.
    """
    tree = _json_tree(raw, source)
    if tree.get("format") != FORMAT:
        raise _refusal("ce n’est pas un profil d’équipe\u00a0: la clé «\u00a0format\u00a0» devrait valoir "
                      f"{quoted(FORMAT)}.", source)  # fmt: skip
    if tree.get("version") != VERSION:
        raise _refusal(f"ce profil est au format {_quote_value(tree.get('version'))}, et cette bibliothèque lit le format "
                      f"{quoted(VERSION)}\u00a0: mettez-la à jour, ou exportez à nouveau le profil.", source)  # fmt: skip
    checksum = tree.pop("checksum", None)
    found = _content_digest(tree, source)
    document = _validate(raw, source)
    if faults := list(_meaning_faults(document)):
        raise InputError([Problem(said, source) for said in faults], subject=_SUBJECT)
    if found != checksum:
        raise _refusal(
            "l’empreinte ne correspond pas au contenu\u00a0: le fichier a été modifié ou abîmé\u00a0; exportez-le à nouveau.",
            source,
        )
    return document


def _json_tree(raw: bytes, source: str) -> dict[str, Any]:
    """L'objet JSON d'un fichier ; une clé répétée ou un nombre qui n'est pas fini le font refuser."""
    if len(raw) > MAX_BYTES:
        raise _refusal(f"le fichier dépasse {number(MAX_BYTES / 1e6)}\u00a0Mo\u00a0: ce n’est pas un profil.", source)
    if not raw.strip():
        raise _refusal("le fichier est vide.", source)
    try:
        text = raw.decode("utf-8-sig")
        tree = json.loads(
            text, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant, parse_float=_finite_number
        )
    except _UnreadableError as error:
        raise _refusal(str(error), source) from None
    except json.JSONDecodeError as error:
        said = "le fichier n’est pas du JSON entier\u00a0: il est coupé ou abîmé ici\u00a0; redemandez-le."
        raise InputError([Problem(said, source, error.lineno, error.colno)], subject=_SUBJECT) from None
    except RecursionError:
        raise _refusal("le fichier est trop imbriqué\u00a0: ce n’est pas un profil.", source) from None
    except UnicodeError:
        raise _refusal(
            "le fichier n’est pas en UTF-8\u00a0: il a été réenregistré autrement, ou abîmé.", source
        ) from None
    except ValueError:  # un entier de plus de quatre mille chiffres
        raise _refusal("un nombre est démesuré\u00a0: ce n’est pas un profil.", source) from None
    if not isinstance(tree, dict):
        raise _refusal("le fichier ne contient pas un profil, mais une liste ou une valeur seule.", source)
    return tree


def _content_digest(tree: dict[str, Any], source: str) -> str:
    """L'empreinte du contenu ; un demi-caractère échappé ne se voit qu'en l'écrivant."""
    try:
        return digest(tree)
    except UnicodeError:
        raise _refusal("un caractère du fichier est abîmé\u00a0: exportez-le à nouveau.", source) from None


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """L'objet, si aucune clé n'y est deux fois : la première valeur passerait sans être lue."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _UnreadableError(f"la clé {_quote_value(twice)} est écrite deux fois.")
    return found


def _refuse_constant(name: str) -> Any:
    """Refuse NaN et les infinis, que Python lit sans qu'ils soient du JSON."""
    raise _UnreadableError(
        f"{quoted(name)} n’est pas un nombre\u00a0; attendu\u00a0: un nombre, ou null quand il n’y en a pas."
    )


def _finite_number(text: str) -> float:
    """Le nombre écrit ; « 1e999 » se lirait comme un infini."""
    value = float(text)
    if value - value != 0:
        raise _UnreadableError(f"{_quote_value(text)} est démesuré\u00a0; attendu\u00a0: un nombre fini.")
    return value


def _validate(raw: bytes, source: str) -> ProfileDocument:
    """Le modèle du fichier. Le chemin rapide d'abord ; s'il refuse, on relit pour dire où et pourquoi."""
    try:
        return ProfileDocument.model_validate_json(raw.removeprefix(b"\xef\xbb\xbf"), strict=True)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
    try:
        parse_values(ProfileDocument, raw.decode("utf-8-sig"), source=source, subject=_SUBJECT)
    except InputError as error:
        raise InputError([hide_address(problem) for problem in error.problems], subject=_SUBJECT) from None
    said = f"la valeur de {_quote_value(place)} n’est pas du type attendu (nombre, texte, oui ou non)."
    raise _refusal(said, source)


def _meaning_faults(document: ProfileDocument) -> Iterator[str]:
    """Donne ce qui ne va pas ensemble, et les comptes trop petits pour sortir d'une équipe."""
    seen: set[str] = set()
    for line in document.dimensions:
        shown = f"dimension {_quote_value(line.id)}"
        if line.id in seen:
            yield f"{shown}\u00a0: elle est écrite deux fois."
        seen.add(line.id)
        scored = line.standing == "calculé"
        if scored != (line.level is not None) or scored != (line.score is not None):
            yield f"{shown}\u00a0: un niveau et une note vont avec l’état «\u00a0calculé\u00a0», et avec lui seul."
        if line.answered > line.applicable:
            yield f"{shown}\u00a0: plus de caractéristiques notées que de caractéristiques applicables."
        for votes in line.votes:
            if votes.answers >= MINIMUM_SHOWN and not counts_shareable(votes.levels, votes.answers - sum(votes.levels)):
                where = f"question {_quote_value(votes.id)}"
                yield f"{where}\u00a0: ses comptes disent ce que quelqu’un a répondu, et n’auraient pas dû sortir."
            if votes.answers < MINIMUM_SHOWN:
                said = plural(votes.answers, "réponse")
                yield f"question {_quote_value(votes.id)}\u00a0: {said} comptées, et rien ne se montre en dessous de {MINIMUM_SHOWN}."
    respondents, registered = document.team.respondents, document.team.registered
    if document.team.collective and respondents not in (None, 1):
        yield f"un questionnaire rempli ensemble ne compte pas {plural(respondents or 0, 'répondant')}."
    if respondents is not None and respondents < MINIMUM_LEVEL and not document.team.collective:
        yield f"{plural(respondents, 'répondant')}\u00a0: à moins de {MINIMUM_LEVEL}, ces notes seraient celles d’une personne."
    if respondents is not None and registered is not None and respondents > registered:
        yield f"{plural(respondents, 'répondant')} pour un effectif de {registered}."


def _quote_value(value: Any) -> str:
    """Un mot du fichier entre guillemets, court, sans adresse électronique."""
    return quoted(without_address(shortened(str(value))))


def without_address(text: str) -> str:
    """Renvoie le texte, chaque adresse électronique remplacée par ces deux mots.

    >>> without_address("profil de claire@exemple.fr")
    'profil de adresse électronique'
    """
    return _ADDRESS.sub("adresse électronique", text)


def hide_address(problem: Problem) -> Problem:
    """La même faute, sans redire d'adresse électronique."""
    return Problem(without_address(problem.message), problem.source, problem.line, problem.column)


def _refusal(message: str, source: str) -> InputError:
    """Le refus d'un fichier entier."""
    return InputError([Problem(message, source)], subject=_SUBJECT)
