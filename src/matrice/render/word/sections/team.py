"""Une équipe dans un poste partagé : ses missions, ses heures, et ce que son temps ne couvre pas."""

from __future__ import annotations

from collections.abc import Sequence

from ....fiche import FicheDePoste, Part
from ....text import Wording, date, hours, plural, quoted
from ... import words
from ..blocks import add_heading, add_text
from ..document import WordDocument
from .missions import add_part, add_totals
from .others import add_delegations
from .status import add_cautions


def add_team(
    document: WordDocument, fiche: FicheDePoste, parts: Sequence[Part], told: Sequence[str], wording: Wording
) -> None:
    """La partie d'une équipe ; `told` sont les points d'attention déjà dits pour le poste entier."""
    add_heading(document, 1, f"{fiche.profile.team}\u00a0: {hours(fiche.weekly_hours)} par semaine")
    add_text(document, presentation(fiche), style="Introduction")
    add_cautions(document, [warning for warning in fiche.warnings if not any(said.endswith(warning) for said in told)])
    for part in parts:
        add_part(document, fiche, part)
    add_totals(document, fiche, parts, f"Total pour {fiche.profile.team}")
    if fiche.delegated:
        add_delegations(document, fiche, wording)
    if left := len(fiche.unassigned):
        add_text(
            document,
            f"{plural(left, 'tâche')} sans personne pour l’instant\u00a0: la liste est en annexe.",
            style="Note",
        )


def presentation(fiche: FicheDePoste) -> str:
    """D'où partent les missions de cette équipe."""
    profile = fiche.profile
    when = f" du {date(profile.on)}" if profile.on else ""
    level = quoted(words.level_text(fiche.ref.scale, fiche.target))
    return (
        f"{plural(len(fiche.chosen), 'tâche')} pour cette équipe, d’après son évaluation{when} ({words.participation(profile)}). "
        f"Le niveau visé est {level}."
    )
