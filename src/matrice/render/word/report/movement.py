"""Ce qui a bougé depuis l'évaluation d'avant : les baisses d'abord, puis tout, puis ce qui ne se compare pas."""

from __future__ import annotations

from collections.abc import Sequence

from ....assessment import Change, Profile, Progression
from ....text import capital, date, number, plural, series
from ... import words
from ..blocks import Content, Styled, add_bullets, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .votes import asked

NAMED = 12


def add_movement(document: WordDocument, profile: Profile, moved: Progression) -> None:
    """La partie entière."""
    since = f" depuis le {date(moved.before)}" if moved.before else ""
    add_heading(document, 1, f"Ce qui a bougé{since}")
    if moved.barrier:
        add_text(document, f"Les deux évaluations ne se comparent pas\u00a0: {moved.barrier}.")
        return
    add_text(
        document,
        "C’est un progrès déclaré par l’équipe, à lire avec elle\u00a0: un niveau gagné ou perdu par une seule équipe ne permet "
        "aucune conclusion statistique.",
        style="Introduction" if not moved.notes else "",
    )
    if moved.notes:
        add_bullets(document, moved.notes)
    add_lowered(document, profile, moved)
    add_all(document, profile, moved)
    add_breaks(document, moved)


def add_lowered(document: WordDocument, profile: Profile, moved: Progression) -> None:
    """Les niveaux qui ont baissé."""
    add_heading(document, 2, "Niveaux qui ont baissé")
    if not moved.lowered:
        add_text(document, "Aucun niveau n’a baissé.")
        return
    add_table(
        document, "Niveaux qui ont baissé", "Une ligne par niveau qui a baissé\u00a0: dimension ou caractéristique, avant, après.",
        (Column("Dimension ou caractéristique", 8), Column("Avant", 3), Column("Après", 3)),
        [lowered_row(profile, one) for one in moved.lowered],
    )  # fmt: skip


def lowered_row(profile: Profile, change: Change) -> Row:
    """Un niveau qui a baissé."""
    item = next((one for one in profile.items if one.id == change.id), None)
    name = Styled(change.label) if item is None else asked(profile, item)
    return (name, *(words.level_text(profile.ref.scale, value) for value in change.levels))


def add_all(document: WordDocument, profile: Profile, moved: Progression) -> None:
    """Toutes les dimensions, ou tous les axes."""
    by_axis = profile.grain == "axis"
    noun = "Axe" if by_axis else "Dimension"
    add_heading(document, 2, "Tous les axes" if by_axis else "Toutes les dimensions")
    columns = [
        Column(noun, 6),
        Column("Note avant", 2, True),
        Column("Note après", 2, True),
        Column("Ce qui a changé", 5),
    ]
    if profile.grain == "item":
        columns.insert(3, Column("En place, dans l’ordre", 2.6, True))
    rows = [change_row(one, profile.grain == "item") for one in moved.rows("axis" if by_axis else "dimension")]
    add_table(
        document, f"Changements par {noun.lower()}", f"Une ligne par {noun.lower()}\u00a0: notes avant et après, et sens du changement.",
        columns, rows,
    )  # fmt: skip


def change_row(change: Change, ladder: bool) -> Row:
    """Une dimension ou un axe, avant et après."""
    scores = ("–" if score is None else number(score) for score in change.scores)
    paliers = (" → ".join("–" if one is None else number(one) for one in change.paliers).replace("– → –", "–"),)
    return (change.label, *scores, *(paliers if ladder else ()), sense(change))


def sense(change: Change) -> Content:
    """Le sens, et ce qui l'explique ou l'empêche."""
    details = [text for text in (change.reason, change.note) if text]
    return (capital(str(change.trend)), *(Styled(f"\n{capital(text)}", "Precision") for text in details))


def add_breaks(document: WordDocument, moved: Progression) -> None:
    """Ce que le changement de grille empêche de comparer, ou oblige à lire avec prudence."""
    if moved.migration.is_neutral:
        return
    add_heading(document, 2, "La grille a changé")
    changed = moved.migration
    said = (
        ("Ne s’y trouvent plus", changed.gone), ("Sont nouveaux", changed.new),
        ("Ont été réécrits et se comparent avec prudence", changed.reworded),
    )  # fmt: skip
    bullets = [f"{what}\u00a0: {shown(identifiers)}." for what, identifiers in said if identifiers]
    bullets += [f"Ne se compare plus ({one})\u00a0: {why}." for one, why in changed.reasons.items()]
    if bullets:
        add_bullets(document, bullets)


def shown(identifiers: Sequence[str]) -> str:
    """Des identifiants, puis « et 4 autres »."""
    rest = len(identifiers) - NAMED
    first = list(identifiers[:NAMED])
    return series([*first, plural(rest, "autre")] if rest > 0 else first)
