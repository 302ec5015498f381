"""D'un fichier YAML à une grille vérifiée : toutes les fautes, situées, en une fois."""

from __future__ import annotations

from functools import cache
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import InputError, MatriceError, Problem
from ..shipped import shipped_text
from .faults import link_faults, schema_faults
from .model import Referentiel
from .yaml_source import Path, Tree, read_tree

Model = TypeVar("Model", bound=BaseModel)


def load_referentiel(path: str | FilePath | None = None) -> Referentiel:
    """Renvoie la grille d'un fichier YAML, ou celle livrée avec la bibliothèque.

    Args:
        path: chemin d'un fichier au format d'`axes.yaml` ; sans lui, la grille livrée.

    Raises:
        InputError: le fichier a des fautes ; elles sont toutes là, avec ligne et colonne.
        MatriceError: le fichier ne se lit pas.

    >>> ref = load_referentiel()
    >>> len([d for d in ref.dimensions if not d.added]), len(ref.tasks)
    (16, 79)
    """
    if path is None:
        return _shipped_referentiel()
    file = FilePath(path)
    return parse_referentiel(_read(file), source=file.name)


def parse_referentiel(text: str, *, source: str = "texte") -> Referentiel:
    """Renvoie la grille écrite dans `text` (YAML) ; `source` la nomme dans les messages.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    tree = read_tree(text, source)
    return _validated(Referentiel, tree, source, link_faults(tree.value))


def parse_values(model: type[Model], text: str, *, source: str) -> Model:
    """Renvoie un fichier de données (YAML) validé par son modèle pydantic.

    Raises:
        InputError: le texte a des fautes ; elles sont toutes là, avec ligne et colonne.
    """
    return _validated(model, read_tree(text, source), source, [])


@cache
def _shipped_referentiel() -> Referentiel:
    return parse_referentiel(shipped_text("axes.yaml"), source="axes.yaml")


def _read(file: FilePath) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            [Problem("le fichier n’est pas en UTF-8\u00a0: enregistrez-le dans cet encodage.", file.name)],
            subject="Fichier illisible",
        ) from None
    except OSError as error:
        raise MatriceError(f"{file}\u00a0: le fichier ne se lit pas ({error.strerror}).") from None


def _validated(model: type[Model], tree: Tree, source: str, links: list[tuple[Path, str]]) -> Model:
    """Les fautes de forme (pydantic) et de liens se disent ensemble, dans l'ordre du fichier."""
    value: Model | None = None
    faults = list(links)
    try:
        value = model.model_validate(tree.value if tree.value is not None else {})
    except ValidationError as error:
        faults += schema_faults(error, model)
    if faults or value is None:
        raise InputError(_placed(faults, tree, source), subject="Grille refusée") from None
    return value


def _placed(faults: list[tuple[Path, str]], tree: Tree, source: str) -> list[Problem]:
    located: list[Any] = sorted({(*tree.place(path), message) for path, message in faults})
    return [Problem(message, source, line, column) for line, column, message in located]
