"""Les rôles d'une équipe qui prennent un morceau de la coordination, lus dans `data/roles.yaml`."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field

from ...errors import MatriceError
from ...files import shipped_text
from ...inclusive import worded
from ...referentiel import PartialDate, Source, Text, Value, parse_values, suggestion
from ...text import Wording, quoted, series
from .statuses import Said


class NamedRole(Value):
    """Un rôle : son nom, les fonctions de la grille qu'il prend volontiers, un temps de départ (h/semaine)."""

    id: Text
    label: Said
    functions: tuple[str, ...]
    hours: Annotated[float, Field(gt=0, le=35, allow_inf_nan=False)]
    source: Text

    def said(self, wording: Wording = "doublet") -> str:
        """Le nom du rôle dans la forme choisie."""
        return worded(self.label, wording)


class Roles(Value):
    """Les rôles livrés : une proposition pour la discussion."""

    version: Text
    date: PartialDate
    sources: tuple[Source, ...]
    roles: tuple[NamedRole, ...]

    def __getitem__(self, identifier: str) -> NamedRole:
        """Le rôle de cet identifiant ; `MatriceError` s'il n'existe pas."""
        known = [role.id for role in self.roles]
        if identifier not in known:
            names = series([quoted(name) for name in known], "ou")
            raise MatriceError(
                f"Aucun rôle n’a l’identifiant {quoted(str(identifier))}{suggestion(str(identifier), known)}. "
                f"Attendu\u00a0: {names}."
            )
        return self.roles[known.index(identifier)]


@cache
def load_roles() -> Roles:
    """Renvoie les rôles livrés avec la bibliothèque."""
    return parse_values(Roles, shipped_text("roles.yaml"), source="roles.yaml")


def role_for(function: str) -> NamedRole | None:
    """Renvoie le rôle livré que cette fonction de la grille désigne d'abord, ou rien.

    >>> role_for("F2.2").id, role_for("F9.9")
    ('referent-si', None)
    """
    return next((role for role in load_roles().roles if function in role.functions), None)


def role_said(label: str, wording: Wording) -> str:
    """Renvoie le nom d'un rôle dans la forme choisie, si c'est un rôle livré ; sinon le nom que l'équipe a écrit."""
    shipped = {role.said(): role for role in load_roles().roles}
    return shipped[label].said(wording) if label in shipped else label
