"""Deux versions d'une fiche de poste : ce qui arrive, ce qui part, ce qui change d'heures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

from ..assessment import showable
from ..fiche import RESERVE, FicheComparison, FicheDePoste, TaskChange
from ..inclusive import COORDINATION, checked_wording
from ..text import DASH, Wording, date, hours, number, plural, quoted, short_number
from . import words
from .blocks import (
    Block,
    Column,
    Document,
    Heading,
    Inline,
    Row,
    Styled,
    Table,
    Text,
)
from .fiche import title_blocks

_KEYWORDS = ("fiche de poste", "coordination", "comparaison de versions")
_AMOUNTS = (Column("Avant", 2, True), Column("Après", 2, True), Column("Différence", 2.2, True))
_KINDS = (
    ("ajoutée", "Tâches ajoutées", "Aucune tâche n’est ajoutée."),
    ("retirée", "Tâches retirées", "Aucune tâche n’est retirée."),
    ("plus d’heures", "Tâches qui reçoivent plus d’heures", "Aucune tâche ne reçoit plus d’heures."),
    ("moins d’heures", "Tâches qui reçoivent moins d’heures", "Aucune tâche ne reçoit moins d’heures."),
    ("inchangée", "Tâches inchangées", "Aucune tâche ne garde ses heures."),
)  # fmt: skip


def comparaison_de_fiches(
    comparison: FicheComparison,
    *,
    on: dt.date,
    wording: Wording = "doublet",
) -> Document:
    """Renvoie la comparaison de deux versions d'une fiche.

    Args:
        comparison: ce que `compare_fiches` a trouvé.
        on: date du document.
        wording: forme des mots qui nomment la personne.

    Returns:
        Un `Document`, où les tableaux font exactement passer d'un budget à l'autre.

    Raises:
        InputError: modèle refusé.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    wording = checked_wording(wording)
    for fiche in (comparison.before, comparison.after):
        showable(fiche.profile)
    team = comparison.after.profile.team
    said = f"Deux versions de la fiche\u00a0: {COORDINATION[wording]['nom']}"
    blocks = (
        *title_blocks(said, team, on),
        Text(tuple(_summary(comparison))),
        *_versions_blocks(comparison),
        *_balance_blocks(comparison),
        Heading(1, "Tâche par tâche"),
        *(
            block
            for kind, label, nothing in _KINDS
            for block in (
                Heading(2, label),
                *_kind_blocks(label, nothing, [change for change in comparison.changes if change.kind == kind]),
            )
        ),
    )
    return Document(said, team, on, blocks, subject=f"Coordination de {quoted(team)}", keywords=_KEYWORDS)


def _summary(comparison: FicheComparison) -> tuple[Inline, ...]:
    """L'essentiel : le temps, et ce qui arrive aux tâches."""
    before, after = comparison.before.weekly_hours, comparison.after.weekly_hours
    time = (
        f"Le temps reste de {hours(after)} par semaine. "
        if before == after
        else f"Le temps passe de {hours(before)} à {hours(after)} par semaine ({_signed(comparison.difference)}). "
    )
    added, gone, more, less, same = (
        sum(change.kind == kind and change.id != RESERVE.id for change in comparison.changes) for kind, *_ in _KINDS
    )
    return (
        Styled(time),
        f"{plural(added, 'tâche ajoutée', 'tâches ajoutées')}, {plural(gone, 'retirée')}, "
        f"{number(more)} avec plus d’heures, {number(less)} avec moins d’heures, {plural(same, 'inchangée')}.",
    )


def _versions_blocks(comparison: FicheComparison) -> Iterator[Block]:
    """Ce que chaque version est : équipe, évaluation, statut, temps, tâches."""
    yield Heading(1, "Les deux versions")
    old, new = _facts(comparison.before), _facts(comparison.after)
    yield Table(
        "Les deux versions",
        "Une ligne par rubrique\u00a0: l’équipe, l’évaluation, le statut, le niveau visé, le temps et les tâches, avant et après.",
        (Column("Rubrique", 4), Column("Avant", 5), Column("Après", 5)),
        [(label, old[label], new[label]) for label in old],
    )


def _facts(fiche: FicheDePoste) -> dict[str, str]:
    """Ce qui définit une version."""
    profile, salaried = fiche.profile, fiche.status.hierarchy
    return {
        "Équipe": profile.team,
        "Évaluation": date(profile.on) if profile.on else "sans date",
        "Statut": fiche.status.label,
        "Niveau visé": words.level_text(fiche.ref.scale, fiche.target),
        "Budget": f"{hours(fiche.weekly_hours)} par semaine",
        "Heures de travail par an": number(sum(task.hours_year for task in fiche.tasks)),
        "Équivalent temps plein": short_number(fiche.time.etp) if salaried else "sans objet",
        "Tâches retenues": number(len(fiche.chosen)),
        "Tâches confiées à d’autres": number(sum(len(one.tasks) for one in fiche.delegated)),
        "Tâches que personne ne prend": number(len(fiche.unassigned)),
    }


def _balance_blocks(comparison: FicheComparison) -> Iterator[Block]:
    """D'un budget à l'autre : les heures de chaque sorte de changement, dont la somme fait les deux budgets."""
    yield Heading(1, "D’un budget à l’autre")
    rows: list[Row] = []
    for kind, label, _ in _KINDS:
        own = [change for change in comparison.changes if change.kind == kind]
        rows.append((label, number(len(own)), *_amounts(own)))
    yield Table(
        "D’un budget à l’autre",
        "Une ligne par sorte de changement, réserve comprise\u00a0: nombre de lignes, heures par semaine avant et après, différence. La "
        "dernière ligne fait les deux budgets.",
        (Column("Changement", 6), Column("Lignes", 1.6, True), *_AMOUNTS),
        rows,
        total=_bold("Total", number(len(comparison.changes)), *_amounts(comparison.changes)),
    )


def _kind_blocks(label: str, nothing: str, changes: Sequence[TaskChange]) -> Iterator[Block]:
    """Les tâches à qui il arrive la même chose, et leur total."""
    if not changes:
        yield Text(nothing)
        return
    yield Table(
        label,
        "Une ligne par tâche\u00a0: code, tâche, heures par semaine avant et après, différence. La dernière ligne est le total.",
        (Column("Code", 1.7), Column("Tâche", 7.5), *_AMOUNTS),
        [_change_row(change) for change in changes],
        total=_bold("", "Total", *_amounts(changes)),
    )


def _change_row(change: TaskChange) -> Row:
    """Une tâche ; un tiret là où elle n'est pas."""
    before, after = (DASH if value is None else hours(value) for value in (change.before, change.after))
    return (DASH if change.id == RESERVE.id else change.id, change.label, before, after, _signed(change.difference))


def _amounts(changes: Sequence[TaskChange]) -> tuple[str, str, str]:
    """Les heures avant et après de ces tâches, et leur différence."""
    before = math.fsum(change.before or 0 for change in changes)
    after = math.fsum(change.after or 0 for change in changes)
    return hours(before), hours(after), _signed(math.fsum(change.difference for change in changes))


def _signed(value: float) -> str:
    """Une différence, avec son signe : « +1 h 30 », « −15 min », « 0 h »."""
    return f"+{hours(value)}" if value > 0 else hours(value)


def _bold(*said: str) -> Row:
    """Une ligne de total."""
    return tuple(Styled(word) if word else "" for word in said)
