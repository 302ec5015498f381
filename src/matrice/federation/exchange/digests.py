"""Les empreintes : reconnaître la même grille, la même dimension, le même fichier, sans comparer des mots.

Un libellé réécrit ne change aucune note ; un identifiant, un poids ou un niveau, si. L'empreinte d'une grille
porte donc sur ceux-ci seulement.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ...referentiel import Dimension, Referentiel


def canonical(tree: Any) -> bytes:
    """Renvoie le JSON canonique d'un arbre : clés triées, sans espace, UTF-8.

    Raises:
        ValueError: l'arbre porte un nombre qui n'est pas fini, ou un demi-caractère.

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def digest(tree: Any) -> str:
    """Renvoie l'empreinte SHA-256 du JSON canonique d'un arbre."""
    return hashlib.sha256(canonical(tree)).hexdigest()


def scale_digest(ref: Referentiel) -> str:
    """Renvoie l'empreinte de l'échelle : valeurs, crédits, niveau « en place »."""
    return digest([ref.scale.values, ref.scale.credits, ref.scale.in_place_index])


def dimension_digest(dimension: Dimension) -> str:
    """Renvoie l'empreinte d'une dimension : ses caractéristiques, dans l'ordre, et leurs poids."""
    return digest([dimension.id, [[item.id, item.weight] for item in dimension.characteristics]])


@dataclass(frozen=True, slots=True)
class Digests:
    """Les empreintes d'une grille : l'ensemble, l'échelle, et chaque dimension par son identifiant."""

    grid: str
    scale: str
    dimensions: Mapping[str, str]


def digests_of(ref: Referentiel) -> Digests:
    """Renvoie les empreintes d'une grille ; un libellé réécrit n'en change aucune."""
    scale = scale_digest(ref)
    dimensions = {dimension.id: dimension_digest(dimension) for dimension in ref.dimensions}
    axes = [[axis.id, [[d.id, d.weight, dimensions[d.id]] for d in axis.dimensions]] for axis in ref.axes]
    return Digests(digest([scale, axes]), scale, MappingProxyType(dimensions))
