"""Les groupes de professions du questionnaire : peu nombreux, pour que la profession ne désigne personne."""

from __future__ import annotations

from functools import cache

from ...files import shipped_text
from ...referentiel import PartialDate, Text, Value, parse_values


class Profession(Value):
    """Un groupe, nommé par l'activité ; `includes` aide à choisir le sien."""

    id: Text
    label: Text
    includes: str = ""


class Professions(Value):
    """La liste proposée, avec sa date et son origine."""

    version: Text
    date: PartialDate
    source: Text
    confidence: Text
    groups: tuple[Profession, ...]


@cache
def load_professions() -> Professions:
    """Renvoie les groupes de professions livrés avec la bibliothèque.

    >>> load_professions().groups[0].label
    'médecine générale'
    """
    return parse_values(Professions, shipped_text("professions.yaml"), source="professions.yaml")
