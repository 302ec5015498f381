"""L'identité du poste : son nom, son métier, sa structure, ses lieux, ses rattachements."""

from __future__ import annotations

import datetime as dt

from ....fiche import Bond, FicheDePoste, load_statuses
from ....inclusive import COORDINATION, worded
from ....text import NBSP, Wording, capital, date, hours, short_number
from ..blocks import Blank, Content, add_heading
from ..document import WordDocument
from ..tables import Column, Row, add_table


def add_identity(document: WordDocument, fiche: FicheDePoste, on: dt.date, wording: Wording) -> None:
    """Le tableau d'identification."""
    add_heading(document, 1, "Identification")
    add_table(
        document,
        "Identification du poste",
        "Une ligne par rubrique\u00a0: intitulé, métier, structure, lieux, temps de travail, date et rattachements.",
        (Column("Rubrique", 2), Column("Ce qui est convenu", 5)),
        [*trade_rows(wording), *place_rows(fiche, wording), *bond_rows(fiche, on, wording)],
    )


def trade_rows(wording: Wording) -> list[Row]:
    """Le métier : intitulé, famille, code, définition."""
    trade = load_statuses().profession
    return [
        ("Intitulé", capital(COORDINATION[wording]["nom"])),
        ("Famille de métiers", trade.family),
        ("Code du métier", trade.code),
        ("Définition", trade.definition),
    ]


def place_rows(fiche: FicheDePoste, wording: Wording) -> list[Row]:
    """La structure, qui emploie ou qui confie la mission, et les lieux."""
    who = "Employeur" if fiche.status.salaried else "Qui confie la mission"
    return [
        ("Structure", (f"{fiche.profile.team}\n", Blank("forme juridique et adresse de la structure"))),
        (who, (f"{worded(fiche.status.employer, wording)}\n", Blank(f"nom et coordonnées\u00a0: {who.lower()}"))),
        ("Contexte", Blank("taille de l’équipe, professions, territoire, projet de santé")),
        ("Lieu ou lieux d’exercice", Blank("lieu ou lieux d’exercice")),
        ("Nombre de sites", Blank("nombre de sites")),
    ]


def bond_rows(fiche: FicheDePoste, on: dt.date, wording: Wording) -> list[Row]:
    """Le statut, le temps, la date, et à qui le poste est rattaché."""
    time, status = fiche.time, fiche.status
    etp = f" ({short_number(time.etp)}{NBSP}ETP)" if status.hierarchy else ""
    return [
        ("Statut", status.label),
        ("Temps de travail", f"{hours(time.weekly)} par semaine{etp}"),
        ("Date de la fiche", date(on)),
        ("Rattachement hiérarchique", held_by(status.hierarchical, "hiérarchique", wording)),
        ("Rattachement fonctionnel", held_by(status.functional, "fonctionnel", wording)),
    ]


def held_by(bond: Bond | None, kind: str, wording: Wording) -> Content:
    """À qui le poste est rattaché ; le nom de la personne s'écrit plus loin, avec les liens."""
    if bond is None:
        return "Aucun avec la structure"
    return worded(bond.who, wording) or Blank(f"rattachement {kind}")
