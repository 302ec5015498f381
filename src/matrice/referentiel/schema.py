"""Le schéma JSON d'`axes.yaml`, tiré des modèles : l'éditeur complète et vérifie pendant la frappe."""

from __future__ import annotations

import re
from typing import Any

from .model import Referentiel


def json_schema() -> dict[str, Any]:
    """Renvoie le schéma JSON (2020-12) du format d'`axes.yaml`."""
    schema = Referentiel.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Grille de maturité (axes.yaml)"
    cleaned: dict[str, Any] = _without_titles(schema, keep=True)
    return cleaned


def typeset(text: Any) -> Any:
    """Une description telle qu'on la lit au survol : apostrophe courbe, espaces insécables."""
    if not isinstance(text, str):
        return text
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text.replace("'", "’"))


def _without_titles(node: Any, *, keep: bool = False) -> Any:
    """Retire les titres anglais que pydantic fabrique à partir des noms de champs."""
    if isinstance(node, dict):
        return {
            key: value if key == "title" else typeset(value) if key == "description" else _without_titles(value)
            for key, value in node.items()
            if keep or key != "title" or not isinstance(value, str)
        }
    if isinstance(node, list):
        return [_without_titles(value) for value in node]
    # Selon sa version, pydantic écrit une borne 0 ou 0.0 : le schéma livré ne doit pas en dépendre.
    return int(node) if isinstance(node, float) and node.is_integer() else node
