"""Un atelier d'essai, tiré de l'exemple livré : décisions, second vote, plan d'action, année d'avant."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from matrice.assessment import (
    ActionPlan,
    Campaign,
    Profile,
    Progress,
    add_action,
    decide,
    proposal,
    read_responses,
    revote,
    score,
)
from matrice.files import shipped_text
from matrice.referentiel import Referentiel

TEAM = "MSP des Tilleuls"
REASON = "La trace existe, elle n’était pas connue de tous."
DISSENT = "Six membres pensent que rien n’est commencé."


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def answers() -> pd.DataFrame:
    """Les quatorze réponses livrées, en forme longue."""
    header, *lines = shipped_text("exemple.csv").splitlines()
    return pd.DataFrame([line.split(";") for line in lines], columns=header.split(";"))


def campaign(ref: Referentiel) -> Campaign:
    """L'atelier : une revote tranchée, une sans majorité, une qui s'écarte, une dimension entière, deux sans un mot."""
    done = read_responses(answers(), ref, team=TEAM, on=day("2026-11-12"), registered=18)
    done = revote(done, "autonomie.4", [0, 2, 9, 2])
    done = decide(done, "autonomie.4", 2, votes_for=11, against=2, reason="Écrit à chaque séance.")
    done = revote(done, "avis.4", [5, 2, 2, 4])
    done = decide(done, "avis.4", proposal(done, "avis.4") or 0, votes_for=6, against=7, dissent=DISSENT)
    done = decide(done, "complexes.1", 3, votes_for=10, against=1, abstentions=2, reason=REASON)
    done = decide(done, "rcp", 2, votes_for=12, against=1, reason="Le plus prudent des deux niveaux discutés.")
    for target in ("partage.1", "partage.2"):
        done = decide(done, target, proposal(done, target) or 0)
    return done


def plan(ref: Referentiel) -> ActionPlan:
    """Deux actions, dont une suivie."""
    made = add_action(
        ActionPlan(), ref, "protocoles", "Écrire un protocole commun pour les plaies chroniques",
        owner="soins infirmiers", means="Deux réunions d’une heure", start=day("2026-12-01"), due=day("2027-03-31"),
        indicator="Protocole signé", next_check=day("2027-01-15"), effort=2, impact=3,
    )  # fmt: skip
    made = add_action(
        made, ref, "avis", "Recueillir l’avis des patients", owner="pharmacie", means="Un questionnaire papier",
        start=day("2026-12-01"), due=day("2027-02-28"),
    )  # fmt: skip
    second = replace(
        made.actions[1], state=Progress.ONGOING, note="Relu par deux patients.", next_check=day("2027-01-10")
    )
    return ActionPlan((made.actions[0], second))


def last_year(ref: Referentiel) -> Profile:
    """La même équipe un an plus tôt : deux questions plus hautes qu'aujourd'hui, les autres un niveau plus bas."""
    table = answers()
    lower = table["reponse"].replace({"1": "0", "2": "1", "3": "2"})
    higher = table["reponse"].replace({"0": "3", "1": "3", "2": "3"})
    table["reponse"] = higher.where(table["item"].isin(["stocks.1", "relais.1", "donnees.8"]), lower)
    return score(read_responses(table, ref, team=TEAM, on=day("2025-11-14"), registered=16))
