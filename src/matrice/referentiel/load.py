"""D'un fichier YAML à une grille vérifiée : toutes les fautes, situées, en une fois ; et le schéma JSON de ce fichier."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import InputError, Problem
from ..files import read_text, shipped_text
from ..text import quoted, series
from .faults import Fault, link_faults, schema_faults
from .model import Referentiel
from .yaml_source import MAX_BYTES, Tree, read_tree

Model = TypeVar("Model", bound=BaseModel)
Links = Callable[[Any], Iterable[Fault]]
REFUSED = "Grille refusée"


def load_referentiel(path: str | FilePath | None = None) -> Referentiel:
    """Renvoie la grille d'un fichier YAML, ou celle livrée avec la bibliothèque.

    Args:
        path: chemin d'un fichier au format d'`axes.yaml` ; sans lui, la grille livrée.

    Raises:
        InputError: le fichier ne se lit pas, ou a des fautes ; elles sont toutes là, avec ligne et colonne.

    >>> ref = load_referentiel()
    >>> len([d for d in ref.dimensions if not d.added]), len(ref.tasks)
    (16, 79)
    """
    if path is None:
        return _shipped_referentiel()
    file = FilePath(path)
    return parse_referentiel(read_text(file, limit=MAX_BYTES), source=file.name)


def parse_referentiel(text: str, *, source: str = "texte") -> Referentiel:
    """Renvoie la grille écrite dans `text` (YAML) ; `source` la nomme dans les messages.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    tree = read_tree(text, source)
    return _validated(Referentiel, tree, source, link_faults(tree.value))


def parse_values(
    model: type[Model],
    text: str,
    *,
    source: str,
    subject: str = REFUSED,
    links: Links | None = None,
) -> Model:
    """Renvoie un fichier de données (YAML) validé par son modèle pydantic.

    Args:
        model: le modèle du fichier.
        text: son contenu.
        source: son nom dans les messages.
        subject: ce que dit le message quand il est refusé.
        links: ce qui cherche, dans l'arbre lu, les fautes de sens qu'un modèle ne voit pas.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    tree = read_tree(text, source)
    return _validated(model, tree, source, links(tree.value) if links else [], subject)


def load_values(
    model: type[Model], path: str | FilePath, *, subject: str = REFUSED, links: Links | None = None
) -> Model:
    """Renvoie un fichier de données validé par son modèle : `parse_values` sur le contenu d'un fichier.

    Raises:
        InputError: le fichier ne se lit pas, ou a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    file = FilePath(path)
    return parse_values(model, read_text(file, limit=MAX_BYTES), source=file.name, subject=subject, links=links)


def required_keys(model: type[BaseModel]) -> list[str]:
    """Les clés sans lesquelles un fichier de ce modèle ne se lit pas, entre guillemets."""
    return [quoted(field.alias or name) for name, field in model.model_fields.items() if field.is_required()]


@cache
def _shipped_referentiel() -> Referentiel:
    return parse_referentiel(shipped_text("axes.yaml"), source="axes.yaml")


def _validated(model: type[Model], tree: Tree, source: str, links: Iterable[Fault], subject: str = REFUSED) -> Model:
    """Les fautes de forme (pydantic) et de sens (liens) se disent ensemble, dans l'ordre du fichier."""
    value: Model | None = None
    faults = list(links)
    if tree.value is None:
        needed = series(required_keys(model))
        faults = [
            Fault((), f"le fichier est vide\u00a0: attendu au moins {needed}." if needed else "le fichier est vide.")
        ]
    else:
        try:
            value = model.model_validate(tree.value)
        except ValidationError as error:
            faults += schema_faults(error, model)
    problems = sorted({*tree.problems, *(_placed(fault, tree, source) for fault in faults)}, key=_order)
    if problems or value is None:
        raise InputError(problems, subject=subject)
    return value


def _placed(fault: Fault, tree: Tree, source: str) -> Problem:
    line, column = tree.place(fault.path, on_key=fault.on_key)
    return Problem(fault.message, source, line, column)


def _order(problem: Problem) -> tuple[int, int, str]:
    return (problem.line or 0, int(problem.column or 0), problem.message)


# --- le schéma JSON : l'éditeur complète et vérifie pendant la frappe --------------------------------


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
