"""Les annexes d'une fiche : ce que personne ne prend, pourquoi ces heures, variations, sources."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..fiche import Delegation, FicheDePoste, UncoveredTask, role_for, role_said
from ..referentiel import Dimension
from ..text import DASH, NBSP, Wording, capital, hours, number, partial_date, plural, quoted, series
from . import words
from .blocks import (
    Blank,
    Block,
    Bullets,
    Column,
    Content,
    Heading,
    Inline,
    Row,
    Styled,
    Table,
    Text,
)
from .competences import fiche_needs
from .money import BudgetRow, BudgetTable, budget_table
from .sources import grid, source_table_blocks


def where(fiche: FicheDePoste, dimension: Dimension) -> str:
    """Où en est l'équipe sur une dimension : sa note, celle de son axe en cotation rapide, ou le mot juste."""
    profile = fiche.profile
    result: words.Result | None = next((d for d in profile.dimensions if d.id == dimension.id), None)
    if result is None:
        return "dimension hors de l’évaluation"
    prefix = ""
    if result.score is None and profile.grain == "axis":
        result = next(axis for axis in profile.axes if axis.id == words.axis_id(result))
        prefix = "axe coté "
    if result.score is None:
        return str(result.standing)
    return f"{prefix}{number(result.score)} sur{NBSP}100 ({words.level_text(profile.ref.scale, result.level)})"


# Ce que le poste ne couvre pas : qui, dans l'équipe, en prend une part, et ce que personne ne prend encore

_LEFT = "Ce que personne ne prend encore"
_NAMED = 3  # tâches nommées dans le corps de la fiche


def uncovered_blocks(fiche: FicheDePoste, wording: Wording = "doublet") -> Iterator[Block]:
    """La partie entière : les délégations, puis les tâches sans personne."""
    yield Heading(1, "Ce que ce poste ne couvre pas")
    if not fiche.uncovered:
        yield Text("Toutes les tâches demandées tiennent dans ce temps\u00a0: rien ne reste à confier.")
        return
    yield Text(tuple(_left_sentence(fiche)))
    if fiche.delegated:
        yield from delegations_blocks(fiche, wording)


def _left_sentence(fiche: FicheDePoste) -> tuple[Inline, ...]:
    """Combien de tâches sont hors du poste, combien sont confiées, et les premières que personne ne prend."""
    left, taken = len(fiche.unassigned), len(fiche.uncovered) - len(fiche.unassigned)
    shared = f"{plural(taken, 'est confiée', 'sont confiées')} à d’autres membres de l’équipe. " if taken else ""
    start = f"{plural(len(fiche.uncovered), 'tâche')} hors du temps de ce poste. {capital(shared)}"
    if not left:
        return (start.strip(),)
    first = series([quoted(task.label) for task in fiche.unassigned[:_NAMED]])
    rest = f", à commencer par {first}." if left > _NAMED else f"\u00a0: {first}."
    where_listed = (
        "Elle est en annexe, avec un champ" if left == 1 else "La liste est en annexe, avec un champ pour chacune"
    )
    return (start, Styled(f"{plural(left, 'tâche')} sans personne pour l’instant"), f"{rest} {where_listed}.")


def delegations_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Qui prend quoi, et en combien de temps."""
    yield Heading(2, "Qui prend le reste")
    yield Text(
        "Chaque personne nommée donne ses propres heures, en dehors du temps de ce poste. Une lettre de mission peut le dire à "
        "chacune.",
        "introduction",
    )
    rows = [row for delegation in fiche.delegated for row in _delegation_rows(delegation, wording)]
    total = math.fsum(delegation.role.hours for delegation in fiche.delegated)
    yield Table(
        "Tâches confiées à d’autres membres de l’équipe",
        "Une ligne par tâche\u00a0: la personne, le code et la tâche, les heures par semaine. La dernière ligne est le total.",
        (Column("Qui", 3.6), Column("Code", 1.7), Column("Tâche", 8), Column("h/semaine", 2, True)),
        rows,
        total=(Styled("Total"), "", "", Styled(hours(total))),
    )


def _delegation_rows(delegation: Delegation, wording: Wording) -> list[Row]:
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


def unassigned_blocks(fiche: FicheDePoste, wording: Wording, title: str = _LEFT) -> Iterator[Block]:
    """Ce que personne ne prend : à confier, ou à ne pas faire, mais à voir."""
    if not fiche.unassigned:
        return
    yield Heading(2, title)
    yield Text(
        f"{plural(len(fiche.unassigned), 'tâche')}, de la plus prioritaire à la moins prioritaire. Pour chacune, écrire qui s’en "
        "charge, ou décider de ne pas la faire. Le rôle entre parenthèses est une proposition."
        if len(fiche.unassigned) > 1
        else "Écrire qui s’en charge, ou décider de ne pas la faire. Le rôle entre parenthèses est une proposition.",
        "introduction",
    )
    yield Table(
        title,
        "Une ligne par tâche\u00a0: code, tâche, dimension et sa note. La dernière colonne est à compléter.",
        (Column("Code", 1.7), Column("Tâche", 7.2), Column("Dimension", 3.6), Column("Confiée à", 3.8)),
        [_unassigned_row(fiche, task, wording) for task in fiche.unassigned],
    )


def _unassigned_row(fiche: FicheDePoste, task: UncoveredTask, wording: Wording) -> Row:
    """Une tâche que personne n'a encore, un champ et un rôle proposé. Sans les étapes : la liste est souvent longue."""
    dimension: Content = DASH
    if task.dimension:
        name = task.dimension.short or task.dimension.label
        dimension = (name, Styled(f"\n{where(fiche, task.dimension)}", "detail"))
    proposed = role_for(task.function.id) if task.function else None
    to: Content = Blank(f"qui se charge de {task.id}")
    if proposed:
        to = (Blank(f"qui se charge de {task.id}"), Styled(f"\n({proposed.said(wording)})", "detail"))
    return (task.id, task.label, dimension, to)


# D'où vient le temps de chaque tâche : une phrase chacune


def explanations_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Le tableau des explications, réserve comprise."""
    yield Heading(2, "D’où vient le temps de chaque tâche")
    if not fiche.tasks:
        yield Text("Aucune tâche n’est encore retenue.")
        return
    yield Table(
        "Explication des heures",
        "Une ligne par tâche\u00a0: code, heures par semaine, et la phrase qui dit d’où viennent ces heures.",
        (Column("Code", 1.7), Column("h/semaine", 2, True), Column("Pourquoi cette tâche, et ce temps", 11.4)),
        [(task.code, hours(task.hours), f"{capital(task.reason)}. {task.explanation}") for task in fiche.tasks],
    )


# Et avec deux heures de plus ou de moins : les tâches qui changent, et ce que chaque budget fait gagner ou perdre


def variations_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """La partie entière : un tableau des tâches qui changent, dont chaque colonne fait le total de son budget."""
    table = budget_table(fiche)
    yield Heading(2, "Et avec deux heures de plus ou de moins")
    yield Text(
        "La même demande, partagée à nouveau pour un autre nombre d’heures par semaine\u00a0: de quoi discuter le budget en voyant ce "
        "qu’il fait gagner ou perdre.",
        "introduction",
    )
    said: list[Content] = [*table.gains, *table.refusals]
    yield Bullets(said)
    if len(table.budgets) > 1:
        yield Table(
            "Heures par semaine selon le budget",
            "Une ligne par tâche dont les heures changent, une ligne pour les autres, une colonne par budget. La dernière ligne est "
            "le total\u00a0; un tiret veut dire que la tâche n’est pas retenue.",
            (Column("Code", 1.7), Column("Tâche", 8), *(Column(_title(b, fiche), 2.2, True) for b in table.budgets)),
            [*(_task_row(row) for row in table.rows if row.changes), *_unchanged(table)],
            total=("", Styled("Total"), *(Styled(hours(table.total(rank))) for rank in range(len(table.budgets)))),
        )


def _title(budget: float, fiche: FicheDePoste) -> str:
    """L'en-tête d'un budget."""
    return f"Cette fiche, {hours(budget)}" if budget == fiche.weekly_hours else f"Avec {hours(budget)}"


def _task_row(row: BudgetRow) -> Row:
    """Une tâche dont les heures changent."""
    return (row.code or DASH, row.label, *(DASH if value is None else hours(value) for value in row.hours))


def _unchanged(table: BudgetTable) -> list[Row]:
    """Les tâches dont les heures ne changent pas, en une ligne."""
    same = [row for row in table.rows if not row.changes]
    if not same:
        return []
    total = hours(math.fsum(row.hours[0] or 0 for row in same))
    label = plural(len(same), "tâche inchangée", "tâches inchangées")
    return [(DASH, label, *[total] * len(table.budgets))]


# D'où vient chaque chose : la grille, le droit, le calcul, et comment remonter d'une tâche à son origine


def sources_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """La partie entière."""
    yield Heading(1, "Sources et méthode")
    yield Heading(2, "La grille")
    yield Text(tuple(grid(fiche.ref)))
    yield from source_table_blocks("Sources de la grille", fiche.ref.sources)
    yield Heading(2, "Le droit et l’argent" if fiche.money else "Le droit du travail")
    yield Text(
        f"Chiffres de la version {fiche.emploi.version}, relevés le {partial_date(fiche.emploi.date)}.", "introduction"
    )
    yield from source_table_blocks(
        "Sources du droit et de l’argent" if fiche.money else "Sources du droit du travail",
        fiche.emploi.cited(fiche.basis),
    )
    if fiche.status.sources:
        yield Heading(2, "Le statut")
        yield from source_table_blocks("Sources du statut", fiche.status.sources)
    if cited := fiche_needs(fiche).sources:
        yield Heading(2, "Les compétences")
        yield from source_table_blocks("Sources des compétences", cited)
    yield Heading(2, "Le calcul")
    yield Bullets(_method(fiche))


def _method(fiche: FicheDePoste) -> list[Content]:
    """Comment les notes et les heures ont été obtenues, et comment suivre une tâche."""
    example = f", par exemple {quoted(fiche.chosen[0].id)}," if fiche.chosen else ""
    return [
        (
            Styled("Notes. "),
            f"Règles de calcul en version {fiche.profile.algorithm}\u00a0; "
            "deux évaluations ne se comparent qu’à version égale.",
        ),
        (
            Styled("Heures. "),
            "La priorité d’une tâche est l’écart entre la note de la dimension qu’elle sert et le niveau visé, sauf quand l’équipe "
            f"l’a fixée elle-même. Les {hours(fiche.weekly_hours)} sont partagées en proportion de ces priorités, avec un temps minimal "
            "par tâche, puis arrondies de sorte que la somme reste exacte\u00a0; la réserve est mise de côté avant le partage.",
        ),
        (
            Styled("Suivre une tâche. "),
            f"Son code{example} est le même dans cette fiche et dans le catalogue{NBSP}: il y mène à sa fonction, à la dimension "
            "qu’elle sert et au document dont elle vient.",
        ),
    ]  # fmt: skip
