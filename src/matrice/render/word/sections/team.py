"""Une équipe dans un poste partagé : ses missions, ses heures, et ce que son temps ne couvre pas."""

from __future__ import annotations

from collections.abc import Sequence

from ....fiche import FicheDePoste, Part
from ....text import Wording, date, hours, number, plural, quoted
from ... import words
from ..blocks import Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .missions import AMOUNTS, add_part, amounts, tasks_in
from .others import add_delegations, add_unassigned
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
    add_team_total(document, fiche, parts)
    if fiche.delegated:
        add_delegations(document, fiche, wording)
    if fiche.unassigned:
        add_unassigned(document, fiche, wording)


def presentation(fiche: FicheDePoste) -> str:
    """D'où partent les missions de cette équipe."""
    profile = fiche.profile
    when = f" du {date(profile.on)}" if profile.on else ""
    level = quoted(words.level_text(fiche.ref.scale, fiche.target))
    return (
        f"{plural(len(fiche.chosen), 'tâche')} pour cette équipe, d’après son évaluation{when} ({words.participation(profile)}). "
        f"Le niveau visé est {level}."
    )


def add_team_total(document: WordDocument, fiche: FicheDePoste, parts: Sequence[Part]) -> None:
    """Le total de cette équipe, partie par partie."""
    rows: list[Row] = [(part.label, tasks_in(part.tasks), *amounts(part.tasks)) for part in parts]
    total = ("Total", number(len(fiche.chosen)), *amounts(fiche.tasks))
    add_heading(document, 2, "Total pour cette équipe")
    add_table(
        document,
        f"Total pour {fiche.profile.team}",
        "Une ligne par partie\u00a0: nombre de tâches, heures par semaine et par an, part du temps. La dernière ligne est le total.",
        (Column("Partie", 8), Column("Tâches", 1.6, True), *AMOUNTS),
        rows,
        total=tuple(Styled(word) for word in total),
    )
