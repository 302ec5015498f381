"""La grille comme donnée : échelle, axes, dimensions, caractéristiques, fonctions et tâches."""

from .conformity import Finding, check_conformity, idle_weights
from .faults import Fault, refused, schema_faults, suggestion
from .labels import OFFICIAL, label_rows, relabelled
from .load import load_referentiel, load_values, parse_referentiel, parse_values
from .model import (
    Audience,
    Axis,
    Characteristic,
    Dimension,
    Function,
    Level,
    Origin,
    PartialDate,
    Referentiel,
    Retired,
    Scale,
    Source,
    Task,
    Text,
    Value,
    typed,
    united,
)
from .schema import json_schema
from .selection import AUDIENCES, STAGES, Selection, asked_of, caution

__all__ = [
    "AUDIENCES",
    "OFFICIAL",
    "STAGES",
    "Audience",
    "Axis",
    "Characteristic",
    "Dimension",
    "Fault",
    "Finding",
    "Function",
    "Level",
    "Origin",
    "PartialDate",
    "Referentiel",
    "Retired",
    "Scale",
    "Selection",
    "Source",
    "Task",
    "Text",
    "Value",
    "asked_of",
    "caution",
    "check_conformity",
    "idle_weights",
    "json_schema",
    "label_rows",
    "load_referentiel",
    "load_values",
    "parse_referentiel",
    "parse_values",
    "refused",
    "relabelled",
    "schema_faults",
    "suggestion",
    "typed",
    "united",
]
