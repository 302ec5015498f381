"""La note de travail de l'équipe : pourquoi ces tâches et ces heures, ce que le poste ne porte pas, et d'où tout vient."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from .. import fiche as posts
from ..assessment import Profile, showable
from ..inclusive import COORDINATION, checked_wording
from ..referentiel import Source
from ..text import NBSP, Wording, capital, hours, number, partial_date, plural, quoted, series
from . import words
from .blocks import Block, Bullets, Column, Content, Document, Heading, Link, Row, Styled, Table, Text
from .post_parts import attention_blocks, missions, needs, post_document
from .profile import profile_radar_blocks

_KEYWORDS = ("note de travail", "coordination", "soins primaires", "matrice de maturité")
_WEEK = Column("h/semaine", 1.9, True)


def note_equipe(
    fiche: posts.FicheDePoste,
    *,
    on: dt.date,
    wording: Wording = "doublet",
    layout: str = posts.MATRICE,
    poste: posts.Poste = posts.NO_DATA,
) -> Document:
    """Renvoie la note de travail de l'équipe, qui accompagne la fiche et ne se signe pas.

    Args:
        fiche: ce que `draft` a calculé ; rien n'est recalculé, sauf les budgets à deux heures près.
        on: date de la note.
        wording, layout, poste: comme pour `fiche`.

    Returns:
        Un `Document` : à régler avant de signer, tâche par tâche, qui prend le reste, à deux heures près, profil
        et radar, pour recruter, sources et méthode. Ce qui est affaire d'argent est dans la note de budget.

    Raises:
        Les mêmes erreurs que `fiche`.
    """
    wording = checked_wording(wording)
    showable(fiche.profile)
    priced = fiche.money.warnings if fiche.money else ()  # la note de budget en parle
    title = f"Note de travail\u00a0: {COORDINATION[wording]['nom']}"
    blocks = (
        Text(
            f"Pour l’équipe, à côté de la {fiche.status.sheet.lower()}\u00a0: cette note explique et ne se signe pas.",
            "note",
        ),
        *attention_blocks([said for said in fiche.attention(wording) if said not in priced]),
        *_tasks_blocks(fiche, layout),
        *_rest_blocks(fiche, wording),
        *_variations_blocks(fiche, layout),
        *_profile_blocks(fiche),
        *_backgrounds_blocks(fiche, poste),
        *_sources_blocks(fiche),
    )
    return post_document(title, [fiche.profile.team], on, blocks, _KEYWORDS)


def _profile_blocks(fiche: posts.FicheDePoste) -> Iterator[Block]:
    profile = fiche.profile
    yield Heading(1, "Le profil de l’équipe")
    yield from profile_radar_blocks(profile, target=fiche.target)
    yield _scores_table(profile)
    yield Text(f"{words.footer(profile)}. Niveaux et votes sont dans le rapport d’évaluation.", "note")
    if caveat := words.caveat(profile.ref):
        yield Text(caveat, "note")


def _scores_table(profile: Profile) -> Table:
    ranks = words.numbers(profile)
    rows: list[Row] = []
    for axis, results in words.by_axis(profile, words.spokes(profile, added=True)):
        each = [
            f"{f'{ranks[one.id]}. ' if ranks else ''}{words.short_label(profile, one)}{NBSP}: {words.standing_text(one)}"
            for one in results
        ]
        rows.append((axis.short or axis.label, f"{NBSP}; ".join(each)))
    return Table(
        "Profil de l’équipe", "Une ligne par axe\u00a0: la note sur 100 de chacune de ses dimensions.",
        (Column("Axe", 2), Column("Note sur 100", 9)), rows,
    )  # fmt: skip


# Tâche par tâche : ses heures, et la phrase qui dit d'où elles viennent


def _tasks_blocks(fiche: posts.FicheDePoste, layout: str) -> Iterator[Block]:
    """Une ligne par tâche, sous celle de sa mission."""
    yield Heading(1, "Pourquoi chaque tâche, et ses heures")
    if not fiche.tasks:
        yield Text("Aucune tâche n’est encore retenue.")
        return
    rows: list[Row] = []
    strong = []
    for mission in missions(fiche, layout):
        if not mission.is_reserve:
            strong.append(len(rows))
            rows.append((mission.label, hours(mission.hours), number(mission.hours_year), ""))
        rows += [
            (task.label, hours(task.hours), number(task.hours_year), f"{capital(task.reason)}. {task.explanation}")
            for task in mission.tasks
        ]
    whole = (hours(fiche.weekly_hours), number(sum(task.hours_year for task in fiche.tasks)))
    yield Table(
        "Pourquoi chaque tâche, et ses heures",
        "Une ligne par mission, en gras, puis par tâche\u00a0: ses heures par semaine et par an, et d’où elles viennent. La dernière "
        "ligne est le total.",
        (Column("Mission et tâches", 5), _WEEK, Column("h/an", 1.1, True), Column("D’où vient ce temps", 7)), rows,
        total=(Styled("Total"), *map(Styled, whole), ""), strong=strong,
    )  # fmt: skip


# Ce que le poste ne porte pas : qui en prend une part, et ce que personne ne prend encore


def _rest_blocks(fiche: posts.FicheDePoste, wording: Wording) -> Iterator[Block]:
    yield Heading(1, "Qui prend le reste")
    if not fiche.uncovered:
        yield Text("Toutes les tâches demandées tiennent dans ce temps\u00a0: rien ne reste à confier.")
        return
    if fiche.delegated:
        yield from delegations_blocks(fiche, wording)
    if fiche.unassigned:
        yield from unassigned_blocks(fiche, wording)


def delegations_blocks(fiche: posts.FicheDePoste, wording: Wording) -> Iterator[Block]:
    """Qui prend quoi, sur ses propres heures."""
    rows = [row for delegation in fiche.delegated for row in _delegation_rows(delegation, wording)]
    total = math.fsum(delegation.role.hours for delegation in fiche.delegated)
    yield Table(
        "Tâches confiées à d’autres membres de l’équipe",
        "Une ligne par tâche\u00a0: la personne, la tâche, les heures par semaine. La dernière ligne est le total.",
        (Column("Qui, sur ses propres heures", 4), Column("Tâche", 8), _WEEK), rows,
        total=(Styled("Total"), "", Styled(hours(total))),
    )  # fmt: skip


def _delegation_rows(delegation: posts.Delegation, wording: Wording) -> list[Row]:
    who = capital(posts.role_said(delegation.role.label, wording))
    rows: list[Row] = [(who, task.label, hours(task.hours)) for task in delegation.tasks]
    if delegation.spare:
        alone = (
            "Temps encore libre"
            if delegation.tasks
            else "Aucune des tâches qui restent ne lui va\u00a0: temps encore libre"
        )
        rows.append((who, alone, hours(delegation.spare)))
    return rows


def unassigned_blocks(fiche: posts.FicheDePoste, wording: Wording, team: str = "") -> Iterator[Block]:
    """Ce que personne ne prend, rangé par le rôle qui le prend volontiers : à confier, ou à ne pas faire, mais à voir."""
    title = f"Ce que personne ne prend encore{f', {team}' if team else ''}"
    homes: dict[str, list[str]] = {}
    for task in fiche.unassigned:
        proposed = posts.role_for(task.function.id) if task.function else None
        homes.setdefault(capital(proposed.said(wording)) if proposed else "À dire", []).append(task.label)
    if team or fiche.delegated:
        yield Heading(2, title)
    yield Text(
        f"{plural(len(fiche.unassigned), 'tâche')} que personne ne prend encore, la plus prioritaire d’abord. Dire qui s’en charge, ou "
        "décider de ne pas la faire.",
        "introduction",
    )
    yield Table(
        title, "Une ligne par rôle proposé, avec les tâches que ce rôle prend volontiers.",
        (Column("Rôle proposé", 3), Column("Tâches", 10)),
        [(role, Styled(f"{NBSP}; ".join(labels), "detail")) for role, labels in homes.items()],
    )  # fmt: skip


# Deux heures de plus ou de moins : ce que chaque budget fait gagner ou perdre


def _variations_blocks(fiche: posts.FicheDePoste, layout: str) -> Iterator[Block]:
    """La même demande à d'autres budgets : une phrase chacun, puis les heures de chaque mission."""
    found = posts.variations(fiche)
    after = {one.hours: one.comparison.after for one in found if one.comparison} | {fiche.weekly_hours: fiche}
    yield Heading(1, "Et avec deux heures de plus ou de moins")
    yield Bullets(_variation_text(one, fiche.weekly_hours) for one in found)
    budgets = sorted(after)
    if len(budgets) > 1:
        heads = (f"{'Ici,' if one == fiche.weekly_hours else 'Avec'} {hours(one)}" for one in budgets)
        held = [{task.id: task.hours for task in after[budget].tasks} for budget in budgets]
        every = {task.id: task for budget in (*budgets, fiche.weekly_hours) for task in after[budget].tasks}
        yield Table(
            "Heures par semaine selon le budget",
            "Une ligne par mission, une colonne par budget. La dernière ligne est le total.",
            (Column("Mission", 9), *(Column(head, 1.8, True) for head in heads)),
            [
                (one.label, *(hours(math.fsum(own.get(task.id, 0) for task in one.tasks)) for own in held))
                for one in missions(fiche, layout, tuple(every.values()))
            ],
            total=(Styled("Total"), *(Styled(hours(one)) for one in budgets)),
        )  # fmt: skip


def _variation_text(one: posts.Variation, budget: float) -> str:
    if one.comparison is None:
        way = "plus" if one.hours > budget else "moins"
        return f"{capital(hours(abs(one.hours - budget)))} de {way}{NBSP}: impossible, {one.refusal.rstrip('.')}."
    return f"À {hours(one.hours)}{NBSP}: {series(_gains(one.comparison)) or 'les mêmes tâches, les mêmes heures'}."


def _gains(compared: posts.FicheComparison) -> list[str]:
    tasks = [change for change in compared.changes if change.id != posts.RESERVE.id]
    kinds: Counter[str] = Counter(change.kind for change in tasks)
    said = [
        f"{plural(kinds[kind], *forms)} ({series([quoted(change.label) for change in tasks if change.kind == kind])})"
        for kind, forms in (("ajoutée", ("tâche gagnée", "tâches gagnées")), ("retirée", ("tâche perdue", "tâches perdues")))
        if kinds[kind]
    ]  # fmt: skip
    more, less = kinds["plus d’heures"], kinds["moins d’heures"]
    said += [plural(more, "tâche avec plus d’heures", "tâches avec plus d’heures")] * bool(more)
    return said + [plural(less, "tâche avec moins d’heures", "tâches avec moins d’heures")] * bool(less)


# Les profils rencontrés et les formations : pour recruter, dans la note de l'équipe


def _backgrounds_blocks(fiche: posts.FicheDePoste, poste: posts.Poste) -> Iterator[Block]:
    """Les profils et les formations ; les métiers d'accès seulement si le poste suit des patients."""
    needed = needs(fiche)
    if not needed.profiles:
        return
    yield Heading(1, "Pour recruter")
    each: list[Content] = [
        (Styled(f"{series([one.label for one in same], 'ou')}. "), note)
        for note, same in groupby(needed.profiles, key=attrgetter("note"))
    ]
    yield Text("Aucun profil n’est exigé. Ceux que l’on rencontre\u00a0:", together=True)
    yield Bullets(each)
    if poste.patients and needed.professions:
        names = series([profession.label for profession in needed.professions])
        yield Text(f"{needed.caution} {needed.access} {names}.", "note")
    yield Text("Des formations y préparent\u00a0:", together=True)
    yield Bullets(
        (
            Styled(f"{one.label}. "),
            f"{capital(one.duration)}. {f'{one.note} ' if one.note else ''}",
            Styled(f"{capital(one.confidence)}.", "detail"),
        )
        for one in needed.training
    )


# D'où vient chaque chose : la grille, les durées, le statut, les compétences, le calcul


def _sources_blocks(fiche: posts.FicheDePoste) -> Iterator[Block]:
    yield Heading(1, "Sources et méthode")
    yield Bullets(_method(fiche))
    yield Bullets([_cited(source) for source in dict.fromkeys((*fiche.status.sources, *needs(fiche).sources))])


def _cited(source: Source) -> Content:
    said = Styled(f" ({partial_date(source.date)}{NBSP}; {source.confidence or 'confiance non dite'})", "detail")
    return (Link(source.label, source.url) if source.url else source.label, said)


def _method(fiche: posts.FicheDePoste) -> list[Content]:
    table = fiche.request.table
    return [
        (Styled("Grille. "), *words.grid_text(fiche.ref), " Ses sources sont dans le rapport d’évaluation."),
        (
            Styled("Durées. "),
            f"Repères en version {table.version}, du {partial_date(table.date)}\u00a0: aucune enquête publique ne donne le temps de chaque "
            "tâche. L’équipe ou sa fédération les remplace par les siens.",
        ),
        (
            Styled("Heures. "),
            f"Les {hours(fiche.weekly_hours)} par semaine sont partagées de sorte que la somme reste exacte, la réserve mise de côté "
            "d’abord. Dans la fiche, les volumes sont arrondis par mission.",
        ),
        (Styled("Droit et argent. "), "Chaque chiffre, sa source et sa date sont dans la note de budget."),
    ]
