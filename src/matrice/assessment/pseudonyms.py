"""Un pseudonyme par personne : le même d'une année à l'autre, sans que son nom entre jamais.

La clé est celle de l'équipe. Qui a la clé et une liste de noms peut refaire le lien : un pseudonyme est une
donnée personnelle (RGPD, art. 4, 5°), et la clé se garde à part des réponses. Sans clé, rien n'est retenu.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from ..errors import InputError, Problem
from ..text import folded

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
    if len(key) < SHORTEST_KEY:
        raise InputError(
            [Problem(f"la clé a {len(key)}\u00a0octets\u00a0; attendu\u00a0: {KEY_BYTES}.")], subject="Clé refusée"
        )
    digest = hmac.new(key, folded(name).encode("utf-8"), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:LENGTH]
