"""L'argent écrit dans `fiche.yaml`, pour le calcul, et l'inverse : une seule table de correspondance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from ..money import MoneyInputs
from .model import WrittenFiche, WrittenSum

NAMES = {
    "gross_monthly": "brut_mensuel", "gross_hourly": "brut_horaire", "seniority_years": "anciennete",
    "management_fee": "frais_groupement", "hourly_fee": "tarif_horaire", "mission_fee": "forfait_mission",
    "missions": "missions", "vat": "tva", "budget": "budget", "patients": "patients", "aci_euros": "aci_euros",
    "regime": "regime_aci", "reading": "lecture_aci", "prorata": "prorata_aci",
}  # fmt: skip
SUMS = {"expenses": "depenses", "others": "financements"}


def money(written: WrittenFiche) -> MoneyInputs | None:
    """Renvoie ce que l'équipe sait de l'argent, ou rien si elle n'en dit rien."""
    said = written.argent
    if said is None:
        return None
    known: dict[str, Any] = {ours: getattr(said, theirs) for ours, theirs in NAMES.items()}
    known |= {ours: pairs(getattr(said, theirs)) for ours, theirs in SUMS.items()}
    return MoneyInputs(**known)


def pairs(sums: tuple[WrittenSum, ...]) -> tuple[tuple[str, float], ...]:
    """Des libellés et leurs euros par an."""
    return tuple((item.nom, item.euros) for item in sums)


def written_sums(inputs: MoneyInputs) -> Iterator[tuple[str, object]]:
    """Renvoie les clés de `argent` et leurs valeurs, celles par défaut exceptées."""
    usual = {field.name: field.default for field in fields(MoneyInputs)}
    for ours, theirs in (NAMES | SUMS).items():
        value = getattr(inputs, ours)
        if value != usual[ours]:
            yield theirs, value
