"""Ce que le poste ne couvre pas : qui, dans l'équipe, en prend une part, et ce que personne ne prend encore."""

from __future__ import annotations

import math

from ....fiche import Delegation, FicheDePoste, UncoveredTask, role_for, role_said
from ....text import DASH, Wording, capital, hours, plural, quoted, series
from ..blocks import Blank, Content, Inline, Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .reasons import where

LEFT = "Ce que personne ne prend encore"
NAMED = 3  # tâches nommées dans le corps de la fiche


def add_uncovered(document: WordDocument, fiche: FicheDePoste, wording: Wording = "doublet") -> None:
    """La partie entière : les délégations, puis les tâches sans personne."""
    add_heading(document, 1, "Ce que ce poste ne couvre pas")
    if not fiche.uncovered:
        add_text(document, "Toutes les tâches demandées tiennent dans ce temps\u00a0: rien ne reste à confier.")
        return
    add_text(document, *left_sentence(fiche))
    if fiche.delegated:
        add_delegations(document, fiche, wording)


def left_sentence(fiche: FicheDePoste) -> tuple[Inline, ...]:
    """Combien de tâches sont hors du poste, combien sont confiées, et les premières que personne ne prend."""
    left, taken = len(fiche.unassigned), len(fiche.uncovered) - len(fiche.unassigned)
    shared = f"{plural(taken, 'est confiée', 'sont confiées')} à d’autres membres de l’équipe. " if taken else ""
    start = f"{plural(len(fiche.uncovered), 'tâche')} hors du temps de ce poste. {capital(shared)}"
    if not left:
        return (start.strip(),)
    first = series([quoted(task.label) for task in fiche.unassigned[:NAMED]])
    rest = f", à commencer par {first}." if left > NAMED else f"\u00a0: {first}."
    where_listed = (
        "Elle est en annexe, avec un champ" if left == 1 else "La liste est en annexe, avec un champ pour chacune"
    )
    return (start, Styled(f"{plural(left, 'tâche')} sans personne pour l’instant"), f"{rest} {where_listed}.")


def add_delegations(document: WordDocument, fiche: FicheDePoste, wording: Wording) -> None:
    """Qui prend quoi, et en combien de temps."""
    add_heading(document, 2, "Qui prend le reste")
    add_text(
        document,
        "Chaque personne nommée donne ses propres heures, en dehors du temps de ce poste. Une lettre de mission peut le dire à "
        "chacune.",
        style="Introduction",
    )
    rows = [row for delegation in fiche.delegated for row in delegation_rows(delegation, wording)]
    total = math.fsum(delegation.role.hours for delegation in fiche.delegated)
    add_table(
        document,
        "Tâches confiées à d’autres membres de l’équipe",
        "Une ligne par tâche\u00a0: la personne, le code et la tâche, les heures par semaine. La dernière ligne est le total.",
        (Column("Qui", 3.6), Column("Code", 1.7), Column("Tâche", 8), Column("h/semaine", 2, True)),
        rows,
        total=(Styled("Total"), "", "", Styled(hours(total))),
    )


def delegation_rows(delegation: Delegation, wording: Wording) -> list[Row]:
    """Les tâches d'une personne, et le temps que ses tâches ne demandent pas."""
    who = capital(role_said(delegation.role.label, wording))
    rows: list[Row] = [(who, task.id, task.label, hours(task.hours)) for task in delegation.tasks]
    if delegation.spare:
        said = (
            "Temps encore libre"
            if delegation.tasks
            else "Aucune des tâches qui restent ne lui va\u00a0: temps encore libre"
        )
        rows.append((who, DASH, said, hours(delegation.spare)))
    return rows


def add_unassigned(document: WordDocument, fiche: FicheDePoste, wording: Wording, title: str = LEFT) -> None:
    """Ce que personne ne prend : à confier, ou à ne pas faire, mais à voir."""
    if not fiche.unassigned:
        return
    add_heading(document, 2, title)
    add_text(
        document,
        f"{plural(len(fiche.unassigned), 'tâche')}, de la plus prioritaire à la moins prioritaire. Pour chacune, écrire qui s’en "
        "charge, ou décider de ne pas la faire. Le rôle entre parenthèses est une proposition."
        if len(fiche.unassigned) > 1
        else "Écrire qui s’en charge, ou décider de ne pas la faire. Le rôle entre parenthèses est une proposition.",
        style="Introduction",
    )
    add_table(
        document,
        title,
        "Une ligne par tâche\u00a0: code, tâche, dimension et sa note. La dernière colonne est à compléter.",
        (Column("Code", 1.7), Column("Tâche", 7.2), Column("Dimension", 3.6), Column("Confiée à", 3.8)),
        [unassigned_row(fiche, task, wording) for task in fiche.unassigned],
    )


def unassigned_row(fiche: FicheDePoste, task: UncoveredTask, wording: Wording) -> Row:
    """Une tâche que personne n'a encore, un champ et un rôle proposé. Sans les étapes : la liste est souvent longue."""
    dimension: Content = DASH
    if task.dimension:
        name = task.dimension.short or task.dimension.label
        dimension = (name, Styled(f"\n{where(fiche, task.dimension)}", "Precision"))
    proposed = role_for(task.function.id) if task.function else None
    to: Content = Blank(f"qui se charge de {task.id}")
    if proposed:
        to = (Blank(f"qui se charge de {task.id}"), Styled(f"\n({proposed.said(wording)})", "Precision"))
    return (task.id, task.label, dimension, to)
