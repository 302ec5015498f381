"""L'argent écrit dans `fiche.yaml`, pour le calcul."""

from __future__ import annotations

from ..money import MoneyInputs
from .model import WrittenFiche, WrittenSum


def money(written: WrittenFiche) -> MoneyInputs | None:
    """Renvoie ce que l'équipe sait de l'argent, ou rien si elle n'en dit rien."""
    said = written.argent
    if said is None:
        return None
    return MoneyInputs(
        gross_monthly=said.brut_mensuel,
        gross_hourly=said.brut_horaire,
        seniority_years=said.anciennete,
        management_fee=said.frais_groupement,
        hourly_fee=said.tarif_horaire,
        mission_fee=said.forfait_mission,
        missions=said.missions,
        expenses=pairs(said.depenses),
        budget=said.budget,
        patients=said.patients,
        aci_euros=said.aci_euros,
        regime=said.regime_aci,
        reading=said.lecture_aci,
        prorata=said.prorata_aci,
        others=pairs(said.financements),
    )


def pairs(sums: tuple[WrittenSum, ...]) -> tuple[tuple[str, float], ...]:
    """Des libellés et leurs euros par an."""
    return tuple((item.nom, item.euros) for item in sums)
