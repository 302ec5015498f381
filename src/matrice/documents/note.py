"""La note de travail de l'équipe : pourquoi ces tâches et ces heures, ce que le poste ne porte pas, et d'où tout vient."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Sequence

from ..assessment import showable
from ..fiche import (
    MATRICE,
    NO_DATA,
    RESERVE,
    Delegation,
    FicheComparison,
    FicheDePoste,
    Poste,
    Variation,
    role_for,
    role_said,
    variations,
)
from ..inclusive import COORDINATION, checked_wording
from ..referentiel import Source
from ..text import DASH, NBSP, Wording, capital, hours, number, partial_date, plural, quoted, series
from . import words
from .blocks import Block, Bullets, Column, Content, Document, Heading, Row, Styled, Table, Text
from .commitments import attention_blocks
from .competences import backgrounds_blocks, needs
from .fiche import title_blocks
from .missions import missions
from .profile import profile_radar_blocks, scores_blocks
from .sources import grid, source_table_blocks

_KEYWORDS = ("note de travail", "coordination", "soins primaires", "matrice de maturité")
_WEEK = Column("h/semaine", 1.6, True)


def note_equipe(
    fiche: FicheDePoste,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    layout: str = MATRICE,
    poste: Poste = NO_DATA,
) -> Document:
    """Renvoie la note de travail de l'équipe, qui accompagne la fiche et ne se signe pas.

    Args:
        fiche: ce que `draft` a calculé ; rien n'est recalculé, sauf les budgets à deux heures près.
        on: date de la note.
        wording: forme des mots qui nomment une personne.
        layout: comment ranger les tâches, comme dans la fiche.
        poste: ce que l'équipe a écrit elle-même du poste.

    Returns:
        Un `Document` : à régler avant de signer, profil et radar, tâche par tâche, qui prend le reste, à deux heures
        près, pour recruter, sources et méthode.

    Raises:
        InputError: plan inconnu.
        MatriceError: une ou deux personnes ont répondu, ou forme inconnue.
    """
    wording = checked_wording(wording)
    showable(fiche.profile)
    title = f"Note de travail\u00a0: {COORDINATION[wording]['nom']}"
    blocks = (
        *title_blocks(title, fiche.profile.team, on),
        Text(
            f"Pour l’équipe, à côté de la {fiche.status.sheet.lower()}\u00a0: cette note explique et ne se signe pas.",
            "note",
        ),
        *attention_blocks(fiche.attention(wording)),
        *_profile_blocks(fiche),
        *_tasks_blocks(fiche, layout),
        *_rest_blocks(fiche, wording),
        *_variations_blocks(fiche),
        *backgrounds_blocks(fiche, poste),
        *_sources_blocks(fiche),
    )
    subject = f"Coordination de {quoted(fiche.profile.team)}"
    return Document(title, fiche.profile.team, on, blocks, subject=subject, keywords=_KEYWORDS)


def _profile_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """Le radar, le tableau qui dit la même chose, et ce que vaut la liste des dimensions."""
    profile = fiche.profile
    yield Heading(1, "Le profil de l’équipe")
    yield from profile_radar_blocks(profile, target=fiche.target)
    yield Text(f"{words.footer(profile)}.", "note")
    yield from scores_blocks(profile)
    if caveat := words.caveat(profile.ref):
        yield Text(caveat, "note")


# Tâche par tâche : ses heures, et la phrase qui dit d'où elles viennent


def _tasks_blocks(fiche: FicheDePoste, layout: str) -> Iterator[Block]:
    """Une table par mission."""
    yield Heading(1, "Pourquoi chaque tâche, et ses heures")
    if not fiche.tasks:
        yield Text("Aucune tâche n’est encore retenue.")
        return
    for mission in missions(fiche, layout):
        yield Heading(2, mission.label)
        yield Table(
            mission.label,
            "Une ligne par tâche\u00a0: la tâche, ses heures par semaine et par an, et d’où elles viennent.",
            (Column("Tâche", 5), _WEEK, Column("h/an", 1.1, True), Column("D’où vient ce temps", 6)),
            [
                (task.label, hours(task.hours), number(task.hours_year), f"{capital(task.reason)}. {task.explanation}")
                for task in mission.tasks
            ],
            total=(Styled("Total"), Styled(hours(mission.hours)), Styled(number(mission.hours_year)), ""),
        )


# Ce que le poste ne porte pas : qui en prend une part, et ce que personne ne prend encore


def _rest_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Les tâches confiées, puis les tâches sans personne, chacune par son nom."""
    yield Heading(1, "Qui prend le reste")
    if not fiche.uncovered:
        yield Text("Toutes les tâches demandées tiennent dans ce temps\u00a0: rien ne reste à confier.")
        return
    if fiche.delegated:
        yield from delegations_blocks(fiche, wording)
    if fiche.unassigned:
        yield from unassigned_blocks(fiche, wording)


def delegations_blocks(fiche: FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Qui prend quoi, sur ses propres heures."""
    rows = [row for delegation in fiche.delegated for row in _delegation_rows(delegation, wording)]
    total = math.fsum(delegation.role.hours for delegation in fiche.delegated)
    yield Table(
        "Tâches confiées à d’autres membres de l’équipe",
        "Une ligne par tâche\u00a0: la personne, la tâche, les heures par semaine. La dernière ligne est le total.",
        (Column("Qui, sur ses propres heures", 4), Column("Tâche", 8), _WEEK), rows,
        total=(Styled("Total"), "", Styled(hours(total))),
    )  # fmt: skip


def _delegation_rows(delegation: Delegation, wording: Wording) -> list[Row]:
    """Les tâches d'une personne, et le temps que ses tâches ne demandent pas."""
    who = capital(role_said(delegation.role.label, wording))
    rows: list[Row] = [(who, task.label, hours(task.hours)) for task in delegation.tasks]
    if delegation.spare:
        alone = (
            "Temps encore libre"
            if delegation.tasks
            else "Aucune des tâches qui restent ne lui va\u00a0: temps encore libre"
        )
        rows.append((who, alone, hours(delegation.spare)))
    return rows


def unassigned_blocks(fiche: FicheDePoste, wording: Wording, team: str = "") -> Iterator[Block]:
    """Ce que personne ne prend, rangé par le rôle qui le prend volontiers : à confier, ou à ne pas faire, mais à voir."""
    title = f"Ce que personne ne prend encore{f', {team}' if team else ''}"
    homes: dict[str, list[str]] = {}
    for task in fiche.unassigned:
        proposed = role_for(task.function.id) if task.function else None
        homes.setdefault(capital(proposed.said(wording)) if proposed else "À dire", []).append(task.label)
    yield Heading(2, title)
    yield Text(
        f"{plural(len(fiche.unassigned), 'tâche')}, la plus prioritaire d’abord. Dire qui s’en charge, ou décider de ne pas la faire.",
        "introduction",
    )
    yield Table(
        title, "Une ligne par rôle proposé, avec les tâches que ce rôle prend volontiers.",
        (Column("Rôle proposé", 3), Column("Tâches", 10)), [(role, "\n".join(labels)) for role, labels in homes.items()],
    )  # fmt: skip


# Deux heures de plus ou de moins : ce que chaque budget fait gagner ou perdre


def _variations_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """La même demande à d'autres budgets : une phrase chacun, puis les tâches qui changent."""
    found = variations(fiche)
    after = {one.hours: one.comparison.after for one in found if one.comparison} | {fiche.weekly_hours: fiche}
    yield Heading(1, "Et avec deux heures de plus ou de moins")
    yield Bullets(_variation_text(one, fiche.weekly_hours) for one in found)
    budgets = sorted(after)
    if len(budgets) > 1:
        held = [{task.id: task.hours for task in after[budget].tasks} for budget in budgets]
        labels = {task.id: task.label for budget in (fiche.weekly_hours, *budgets) for task in after[budget].tasks}
        every = {
            name: tuple(one.get(name) for one in held) for name in sorted(labels, key=lambda name: name == RESERVE.id)
        }
        changed = {name: values for name, values in every.items() if len(set(values)) > 1}
        same = [values[0] or 0 for name, values in every.items() if name not in changed]
        rows: list[Row] = [(labels[name], *map(_weekly, values)) for name, values in changed.items()]
        if same:
            kept = plural(len(same), "tâche inchangée", "tâches inchangées")
            rows.append((kept, *[hours(math.fsum(same))] * len(budgets)))
        yield Table(
            "Heures par semaine selon le budget",
            "Une ligne par tâche dont les heures changent, une colonne par budget. La dernière ligne est le total\u00a0; un tiret veut "
            "dire que la tâche n’est pas retenue.",
            (Column("Tâche", 8), *(Column(_budget_title(one, fiche), 2.2, True) for one in budgets)), rows,
            total=(Styled("Total"), *(Styled(hours(one)) for one in budgets)),
        )  # fmt: skip


def _weekly(value: float | None) -> str:
    """Des heures par semaine ; un tiret là où la tâche n'est pas retenue."""
    return DASH if value is None else hours(value)


def _budget_title(budget: float, fiche: FicheDePoste) -> str:
    """L'en-tête d'un budget."""
    return f"Cette fiche, {hours(budget)}" if budget == fiche.weekly_hours else f"Avec {hours(budget)}"


def _variation_text(one: Variation, budget: float) -> str:
    """Ce qu'un budget fait gagner ou perdre, ou pourquoi il est impossible."""
    if one.comparison is None:
        way = "plus" if one.hours > budget else "moins"
        return f"{capital(hours(abs(one.hours - budget)))} de {way}{NBSP}: impossible, {one.refusal.rstrip('.')}."
    return f"À {hours(one.hours)}{NBSP}: {series(_gains(one.comparison)) or 'les mêmes tâches, les mêmes heures'}."


def _gains(compared: FicheComparison) -> list[str]:
    """Les tâches gagnées et perdues par leur nom, les autres changements comptés."""
    tasks = [change for change in compared.changes if change.id != RESERVE.id]
    kinds: Counter[str] = Counter(change.kind for change in tasks)
    said = [
        f"{plural(kinds[kind], *forms)} ({series([quoted(change.label) for change in tasks if change.kind == kind])})"
        for kind, forms in (("ajoutée", ("tâche gagnée", "tâches gagnées")), ("retirée", ("tâche perdue", "tâches perdues")))
        if kinds[kind]
    ]  # fmt: skip
    more, less = kinds["plus d’heures"], kinds["moins d’heures"]
    said += [plural(more, "tâche avec plus d’heures", "tâches avec plus d’heures")] * bool(more)
    return said + [plural(less, "tâche avec moins d’heures", "tâches avec moins d’heures")] * bool(less)


# D'où vient chaque chose : la grille, le droit, les compétences, le calcul


def _sources_blocks(fiche: FicheDePoste) -> Iterator[Block]:
    """La partie entière."""
    yield Heading(1, "Sources et méthode")
    yield Heading(2, "La grille")
    yield Text(tuple(grid(fiche.ref)))
    yield from source_table_blocks("Sources de la grille", fiche.ref.sources)
    cited: tuple[tuple[str, Sequence[Source]], ...] = (
        ("Le droit du travail", fiche.emploi.cited(fiche.basis)),
        ("Le statut", fiche.status.sources),
        ("Les compétences", needs(fiche).sources),
    )
    for title, sources in cited:
        if sources:
            yield Heading(2, title)
            yield from source_table_blocks(f"Sources\u00a0: {title.lower()}", sources)
    yield Text(
        f"Chiffres de droit\u00a0: version {fiche.emploi.version}, relevés le {partial_date(fiche.emploi.date)}.",
        "note",
    )
    yield Heading(2, "Le calcul")
    yield Bullets(_method(fiche))


def _method(fiche: FicheDePoste) -> list[Content]:
    """Comment les notes et les heures ont été obtenues."""
    return [
        (
            Styled("Notes. "),
            f"Règles de calcul en version {fiche.profile.algorithm}\u00a0; deux évaluations ne se comparent qu’à version égale.",
        ),
        (
            Styled("Heures. "),
            f"Chaque tâche dit plus haut d’où vient son temps\u00a0; les {hours(fiche.weekly_hours)} par semaine sont partagées de sorte "
            "que la somme reste exacte, la réserve mise de côté d’abord. Dans la fiche, les volumes sont arrondis par mission.",
        ),
    ]
