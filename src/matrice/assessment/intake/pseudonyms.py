"""Un pseudonyme par personne : le même d'une année à l'autre, sans que son nom entre jamais.

La clé est celle de l'équipe. Qui a la clé et une liste de noms peut refaire le lien : un pseudonyme est une
donnée personnelle (RGPD, art. 4, 5°), et la clé se garde à part des réponses. Sans clé, rien n'est retenu.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata

from ...errors import InputError, Problem
from ...text import plural

KEY_BYTES = 32  # la longueur d'une clé neuve ; la créer est l'affaire de qui a droit au hasard
SHORTEST_KEY = 16
LENGTH = 10  # caractères de base 32, soit 50 bits : deux membres d'une équipe n'ont jamais le même


def pseudonym(key: bytes, name: str) -> str:
    """Renvoie le pseudonyme d'une personne : dix lettres et chiffres, HMAC-SHA256 de son nom sous cette clé.

    Args:
        key: la clé de l'équipe, seize octets au moins.
        name: ce qui désigne la personne (nom, code, adresse), à la casse, aux accents et aux espaces près.

    Raises:
        InputError: la clé est trop courte.

    >>> cle = bytes(range(32))
    >>> pseudonym(cle, "Dupont") == pseudonym(cle, "dupont  "), len(pseudonym(cle, "Dupont"))
    (True, 10)
    """
    if fault := key_fault(key):
        raise InputError([fault], subject="Clé refusée")
    digest = hmac.new(key, person_key(name).encode("utf-8"), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:LENGTH]


def key_fault(key: bytes) -> Problem | None:
    """La faute d'une clé qui ne protégerait pas, ou `None`."""
    if isinstance(key, bytes) and len(key) >= SHORTEST_KEY:
        return None
    size = f"a {plural(len(key), 'octet')}" if isinstance(key, bytes) else "n’est pas une suite d’octets"
    return Problem(f"la clé {size}\u00a0; attendu\u00a0: {KEY_BYTES}\u00a0octets.")


def person_key(name: str) -> str:
    """Renvoie ce qui fait qu'une personne est la même : son nom, à la casse, aux accents et aux espaces près.

    Deux codes qui ne diffèrent que d'un tiret restent deux personnes ; une personne n'a donc qu'un pseudonyme, et
    un pseudonyme qu'une personne.

    >>> person_key("  Inf  1") == person_key("inf 1"), person_key("p-1") == person_key("p_1")
    (True, False)
    """
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())
