"""Deux versions d'une fiche de poste : ce qui arrive, ce qui part, ce qui change d'heures, ce qui reste sans personne."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

from ..assessment import showable
from ..fiche import RESERVE, FicheComparison, FicheDePoste, TaskChange
from ..inclusive import COORDINATION, checked_wording
from ..text import DASH, Wording, date, hours, number, plural, short_number
from . import words
from .blocks import Block, Bullets, Column, Document, Heading, Inline, Row, Styled, Table, Text
from .post_parts import post_document

_KEYWORDS = ("fiche de poste", "coordination", "comparaison de versions")
_AMOUNTS = (Column("Avant", 2, True), Column("Après", 2, True), Column("Différence", 2.2, True))
_KINDS = (
    ("ajoutée", "Tâches ajoutées"),
    ("retirée", "Tâches retirées"),
    ("plus d’heures", "Tâches qui reçoivent plus d’heures"),
    ("moins d’heures", "Tâches qui reçoivent moins d’heures"),
    ("inchangée", "Tâches inchangées"),
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
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    wording = checked_wording(wording)
    for fiche in (comparison.before, comparison.after):
        showable(fiche.profile)
    said = f"Deux versions de la fiche\u00a0: {COORDINATION[wording]['nom']}"
    blocks = (
        Text(tuple(_summary(comparison))),
        *_versions_blocks(comparison),
        *_balance_blocks(comparison),
        *(block for kind, label in _KINDS for block in _kind_blocks(label, comparison.of(kind))),
        *_alone_blocks(comparison),
    )
    return post_document(said, [comparison.after.profile.team], on, blocks, _KEYWORDS)


def _summary(comparison: FicheComparison) -> tuple[Inline, ...]:
    before, after = comparison.before.weekly_hours, comparison.after.weekly_hours
    gained, lost = _alone(comparison)
    if all(change.kind == "inchangée" for change in comparison.changes) and not (gained or lost):
        return (
            Styled("Aucune différence. "),
            "Mêmes tâches, mêmes heures, mêmes tâches sans personne.",
        )
    time = (
        f"Le temps reste de {hours(after)} par semaine. "
        if before == after
        else f"Le temps passe de {hours(before)} à {hours(after)} par semaine ({_signed(comparison.difference)}). "
    )
    added, gone, more, less, same = (
        sum(change.id != RESERVE.id for change in comparison.of(kind)) for kind, _ in _KINDS
    )
    return (
        Styled(time),
        f"{plural(added, 'tâche ajoutée', 'tâches ajoutées')}, {plural(gone, 'retirée')}, "
        f"{number(more)} avec plus d’heures, {number(less)} avec moins d’heures, {plural(same, 'inchangée')}.",
    )


def _versions_blocks(comparison: FicheComparison) -> Iterator[Block]:
    yield Heading(1, "Les deux versions")
    old, new = _facts(comparison.before), _facts(comparison.after)
    yield Table(
        "Les deux versions",
        "Une ligne par rubrique\u00a0: l’équipe, l’évaluation, le statut, le niveau visé, le temps et les tâches, avant et après.",
        (Column("Rubrique", 4), Column("Avant", 5), Column("Après", 5)),
        [(label, old[label], new[label]) for label in old],
    )


def _facts(fiche: FicheDePoste) -> dict[str, str]:
    profile, salaried = fiche.profile, fiche.status.hierarchy
    return {
        "Équipe": profile.team,
        "Date de la fiche": date(fiche.request.on) if fiche.request.on else "sans date",
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
    found = [(label, comparison.of(kind)) for kind, label in _KINDS]
    rows = [(label, number(len(own)), *_amounts(own)) for label, own in found]
    yield Table(
        "D’un budget à l’autre",
        "Une ligne par sorte de changement, réserve comprise\u00a0: nombre de lignes, heures par semaine avant et après, différence. La "
        "dernière ligne fait les deux budgets.",
        (Column("Changement", 6), Column("Lignes", 1.6, True), *_AMOUNTS),
        rows,
        total=_bold("Total", number(len(comparison.changes)), *_amounts(comparison.changes)),
    )


def _kind_blocks(label: str, changes: Sequence[TaskChange]) -> Iterator[Block]:
    if changes:
        yield Heading(1, label)
        yield Table(
            label,
            "Une ligne par tâche\u00a0: la tâche, ses heures par semaine avant et après, la différence. La dernière ligne est le total.",
            (Column("Tâche", 8), *_AMOUNTS),
            [(change.label, *_amounts([change])) for change in changes],
            total=_bold("Total", *_amounts(changes)),
        )


def _amounts(changes: Sequence[TaskChange]) -> tuple[str, str, str]:
    """Les heures avant et après de ces tâches, et leur différence ; un tiret là où elles n'y sont pas."""
    before = [change.before for change in changes if change.before is not None]
    after = [change.after for change in changes if change.after is not None]
    return (
        _summed(before),
        _summed(after),
        _signed(math.fsum(change.difference for change in changes)) if changes else DASH,
    )


def _summed(values: Sequence[float]) -> str:
    """Leur somme ; un tiret quand il n'y en a aucune : une absence n'est pas un zéro."""
    return hours(math.fsum(values)) if values else DASH


def _alone(comparison: FicheComparison) -> tuple[list[str], list[str]]:
    """Les tâches qui se retrouvent sans personne, et celles qui ne le sont plus."""
    before, after = ({task.id: task.label for task in one.unassigned} for one in (comparison.before, comparison.after))
    gained = [label for name, label in after.items() if name not in before]
    return gained, [label for name, label in before.items() if name not in after]


def _alone_blocks(comparison: FicheComparison) -> Iterator[Block]:
    yield Heading(1, "Ce que personne ne prend")
    left = len(comparison.after.unassigned)
    yield Text(
        f"{plural(left, 'tâche')} sans personne dans la nouvelle version."
        if left
        else "Chaque tâche demandée a quelqu’un."
    )
    for label, names in zip(("Nouvelles", "Ne le sont plus"), _alone(comparison), strict=True):
        if names:
            yield Heading(2, label)
            yield Bullets(names)


def _signed(value: float) -> str:
    """Une différence, avec son signe : « +1 h 30 », « −15 min », « 0 h »."""
    return f"+{hours(value)}" if value > 0 else hours(value)


def _bold(*said: str) -> Row:
    """Une ligne de total."""
    return tuple(Styled(word) if word else "" for word in said)
