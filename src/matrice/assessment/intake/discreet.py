"""Ce qui se redit d'une cellule ou d'une colonne dans un message : quelques signes, jamais une adresse."""

from __future__ import annotations

from collections.abc import Sequence

from ...text import plural, quoted, series, shortened

ADDRESS = "adresse électronique"
MOST_LISTED = 12


def discreet(text: str) -> str:
    """Renvoie un texte venu d'un fichier, sur une ligne et coupé ; ce qui ressemble à une adresse ne se redit pas.

    >>> discreet("marie@exemple.fr"), discreet("rcp.1")
    ('adresse électronique', 'rcp.1')
    """
    return ADDRESS if "@" in text else shortened(text)


def told(text: str) -> str:
    """Le même, entre guillemets."""
    return quoted(discreet(text))


def listed(names: Sequence[str]) -> str:
    """Une énumération de noms de colonnes, les premiers seulement ; leur point final ne double pas celui de la phrase."""
    shown = [discreet(name).rstrip(" .") for name in names[:MOST_LISTED]]
    left = len(names) - len(shown)
    return series([*shown, plural(left, "autre")] if left else shown)
