"""Les documents d'une fiche de poste, un nom de fichier chacun."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ..text import NBSP, folded
from .demands import Demand

if TYPE_CHECKING:
    from ..fiche import FicheDePoste, SharedPost

Beside = Literal["lettre", "lettres", "entretien", "excel", "demande"]
Document = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Look:
    """Ce que partagent les documents d'une commande : leur date, leur plan, leur rédaction, leur modèle."""

    on: dt.date
    demand: Demand
    modele: Path | None
    billing: Literal["heure", "mission"]

    @property
    def laid_out(self) -> dict[str, Any]:
        """Date, rédaction et modèle, tels que les documents Word les prennent."""
        return {"on": self.on, "wording": self.demand.wording, "modele": self.modele}


def fiche_documents(fiche: FicheDePoste, look: Look, beside: tuple[Beside, ...]) -> Iterator[Document]:
    """La fiche, puis les documents demandés à côté d'elle."""
    from ..render import word

    document = word.fiche(fiche, plan=look.demand.plan, **look.laid_out)
    say_notes(document.notes)
    yield "fiche-de-poste.docx", document.to_bytes()
    for kind in dict.fromkeys(beside):
        yield from BESIDE[kind](fiche, look)


def letter(fiche: FicheDePoste, look: Look) -> Iterator[Document]:
    """La lettre de mission de la personne qui coordonne."""
    from ..render import word

    document = word.lettre_de_mission(fiche, plan=look.demand.plan, billing=look.billing, **look.laid_out)
    yield "lettre-de-mission.docx", document.to_bytes()


def team_letters(fiche: FicheDePoste, look: Look) -> Iterator[Document]:
    """Une lettre de mission par personne de l'équipe qui prend une part du travail."""
    from ..render import word

    if not any(delegation.tasks for delegation in fiche.delegated):
        click.echo(f"Lettres de l’équipe{NBSP}: personne n’y prend de tâche, aucune lettre n’est écrite.", err=True)
    for delegation in fiche.delegated:
        if delegation.tasks:
            document = word.lettre_de_mission(
                fiche, role=delegation, plan=look.demand.plan, billing=look.billing, **look.laid_out
            )
            yield f"lettre-{slug(delegation.role.label)}.docx", document.to_bytes()


def interview(fiche: FicheDePoste, look: Look) -> Iterator[Document]:
    """La fiche d'entretien annuel."""
    from ..render import word

    yield "entretien-annuel.docx", word.entretien_annuel(fiche, plan=look.demand.plan, **look.laid_out).to_bytes()


def companion(fiche: FicheDePoste, look: Look) -> Iterator[Document]:
    """Le classeur aux totaux vivants."""
    from ..render import excel

    yield "fiche-de-poste.xlsx", excel.fiche(fiche, plan=look.demand.plan, wording=look.demand.wording)


def written(fiche: FicheDePoste, look: Look) -> Iterator[Document]:
    """La demande écrite qui refait la même fiche."""
    from ..fiche import written_text

    yield "fiche.yaml", written_text(fiche, plan=look.demand.plan, wording=look.demand.wording).encode()


BESIDE = {
    "lettre": letter, "lettres": team_letters, "entretien": interview, "excel": companion, "demande": written,
}  # fmt: skip


def comparison(before: FicheDePoste, after: FicheDePoste, look: Look) -> Document:
    """Ce qui change d'une version à l'autre."""
    from ..fiche import compare_fiches
    from ..render import word

    return "fiche-comparaison.docx", word.comparaison_de_fiches(
        compare_fiches(before, after), **look.laid_out
    ).to_bytes()


def shared(post: SharedPost, look: Look) -> Document:
    """Le poste de plusieurs équipes."""
    from ..render import word

    document = word.poste_partage(post, plan=look.demand.plan, **look.laid_out)
    say_notes(document.notes)
    return "poste-partage.docx", document.to_bytes()


def say_notes(notes: tuple[str, ...]) -> None:
    """Ce que le modèle de la fédération portait et qui n'a pas été repris."""
    for note in notes:
        click.echo(f"Modèle{NBSP}: {note}", err=True)


def slug(text: str) -> str:
    """Un nom de fichier sans accent ni espace."""
    return re.sub("[^a-z0-9]+", "-", folded(text)).strip("-")[:60] or "role"
