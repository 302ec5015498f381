"""Un poste pour plusieurs équipes : les heures de chacune, ses missions, sa présence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ..assessment import showable
from ..fiche import MATRICE, NO_DATA, FicheDePoste, SharedPost, Status, allocate
from ..inclusive import COORDINATION, checked_wording, worded
from ..text import (
    NBSP,
    Wording,
    capital,
    date,
    hours,
    number,
    partial_date,
    percent,
    plural,
    quoted,
    rounded,
    series,
    short_number,
)
from . import words
from .blocks import Blank, Block, Column, Document, Heading, Row, Styled, Table, Text
from .fiche import missions_table
from .note import delegations_blocks, unassigned_blocks
from .post_parts import attention_blocks, missions, post_document, signatures_blocks

# Le temps d'un poste partagé : ce que chaque équipe prend de la semaine, du mois, de l'année

_CENT, _TENTH = 0.01, 0.1
_PERIODS = (Column("h/semaine", 2, True), Column("h/mois", 2, True), Column("h/an", 1.7, True))


def _shared_time_blocks(shared: SharedPost) -> Iterator[Block]:
    salaried = shared.fiches[0].status.hierarchy
    etp = (Column("ETP", 1.5, True),) if salaried else ()
    *rows, total = _time_rows(shared, salaried=salaried)
    yield Heading(1, "Le temps de chaque équipe")
    yield Table(
        "Temps de travail par équipe",
        "Une ligne par équipe\u00a0: heures par semaine, heures payées par mois, heures de travail par an, part du poste. La "
        "dernière ligne est le poste entier.",
        (Column("Équipe", 5), *_PERIODS, *etp, Column("Part", 1.7, True)),
        rows,
        total=[Styled(str(word)) for word in total],
    )
    yield Text(_basis(shared), "note")


def _time_rows(shared: SharedPost, *, salaried: bool) -> Iterator[Row]:
    weekly = [fiche.weekly_hours for fiche in shared.fiches]
    months, shares = _split(weekly, shared.time.monthly, _CENT), _split(weekly, 100, _TENTH)
    years = [sum(task.hours_year for task in fiche.tasks) for fiche in shared.fiches]
    etps = _split(weekly, shared.time.etp, _CENT)
    names = [*shared.teams, "Poste entier"]
    columns = zip(
        names, _with_total(weekly, shared.time.weekly), _with_total(months), _with_total(years), _with_total(etps), _with_total(shares),
        strict=True,
    )  # fmt: skip
    for name, week, month, year, etp, share in columns:
        middle = [short_number(etp)] if salaried else []
        yield (name, hours(week), f"{short_number(month)}{NBSP}h", number(year), *middle, percent(share, 1))


def _split(weekly: Sequence[float], total: float, step: float) -> tuple[float, ...]:
    """Ce total imprimé, partagé comme les heures : les nombres imprimés s'additionnent."""
    decimals = 2 if step == _CENT else 1
    return allocate(weekly, float(rounded(total, decimals)), step=step)


def _with_total(values: Sequence[float], total: float | None = None) -> list[float]:
    return [*values, float(rounded(sum(values), 2)) if total is None else total]


def _basis(shared: SharedPost) -> str:
    law = shared.fiches[0].emploi
    paid, year, week = law["semaines-payees"], law["duree-annuelle"], law["duree-hebdomadaire"]
    return (
        f"Mois\u00a0: heures payées, h × {short_number(paid.value)} / 12. An\u00a0: heures de travail, h / {short_number(week.value)} × "
        f"{number(year.value)}. Chiffres de droit\u00a0: {law.source(year.source)} ({partial_date(year.date)})."
    )


# Une équipe dans un poste partagé : ses missions, ses heures, et ce que son temps ne couvre pas


def _team_blocks(fiche: FicheDePoste, layout: str, wording: Wording) -> Iterator[Block]:
    yield Heading(1, f"{fiche.profile.team}\u00a0: {hours(fiche.weekly_hours)} par semaine")
    yield Text(_presentation(fiche), "introduction")
    yield missions_table(fiche, missions(fiche, layout), NO_DATA, detailed=True)
    if fiche.delegated:
        yield from delegations_blocks(fiche, wording)
    if left := len(fiche.unassigned):
        yield Text(f"{plural(left, 'tâche')} sans personne pour l’instant\u00a0: la liste est en annexe.", "note")


def _presentation(fiche: FicheDePoste) -> str:
    """D'où partent les missions de cette équipe."""
    profile = fiche.profile
    when = f" du {date(profile.on)}" if profile.on else ""
    level = quoted(words.level_text(fiche.ref.scale, fiche.target))
    return (
        f"{plural(len(fiche.chosen), 'tâche')} pour cette équipe, d’après son évaluation{when} ({words.participation(profile)}). "
        f"Le niveau visé est {level}."
    )


# Un poste pour plusieurs équipes comme document Word : les heures de chacune, ses missions, sa présence

_KEYWORDS = ("fiche de poste", "coordination", "poste partagé", "plusieurs équipes")
_DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")
_RULES = (
    ("Priorités", "qui tranche quand deux équipes ont besoin du même moment"),
    ("Report", "comment des heures non faites chez l’une se rattrapent"),
    ("Trajets", "qui compte le temps et paie les frais entre les sites"),
    ("Absences", "comment se partagent congés, formation et arrêts"),
    ("Coût", "qui paie, et comment la part de chacune est facturée"),
    ("Sortie", "délai et règles quand une équipe arrête ou change ses heures"),
)


def poste_partage(
    shared: SharedPost,
    *,
    on: dt.date,
    layout: str = MATRICE,
    wording: Wording = "doublet",
) -> Document:
    """Renvoie la fiche d'un poste partagé.

    Args:
        shared: le poste que `share_post` a réuni, une fiche par équipe.
        on: date du document.
        layout, wording: comme pour `fiche`.

    Returns:
        Un `Document`. Les heures des équipes font exactement celles du poste.

    Raises:
        Les mêmes erreurs que `fiche`.
    """
    wording = checked_wording(wording)
    for fiche in shared.fiches:
        showable(fiche.profile)
    status = shared.fiches[0].status
    said = f"{status.sheet}, poste partagé\u00a0: {COORDINATION[wording]['nom']}"
    blocks = (
        Text(tuple(_summary(shared, wording))),
        *_shared_time_blocks(shared),
        *attention_blocks(_alerts(shared, wording)),
        *_presence_blocks(shared),
        *_rules_blocks(),
        *(block for fiche in shared.fiches for block in _team_blocks(fiche, layout, wording)),
        *signatures_blocks(list(_signing(shared, status, wording))),
        *_annexes_blocks(shared, wording),
    )
    return post_document(said, shared.teams, on, blocks, _KEYWORDS)


def _summary(shared: SharedPost, wording: Wording) -> tuple[Styled, str]:
    parts = series([f"{hours(fiche.weekly_hours)} pour {quoted(fiche.profile.team)}" for fiche in shared.fiches])
    return (
        Styled(f"{hours(shared.time.weekly)} par semaine, {plural(len(shared.fiches), 'équipe')}. "),
        f"{capital(COORDINATION[wording]['le'])} travaille pour plusieurs équipes\u00a0: {parts}. Chacune a fait sa propre évaluation et "
        "choisi ses missions.",
    )


def _alerts(shared: SharedPost, wording: Wording) -> list[str]:
    """Ce qu'il faut régler avant de signer, chaque point une fois : le poste, le statut, puis chaque équipe."""
    said = [*shared.warnings, *(worded(alert, wording) for alert in shared.fiches[0].status.alerts)]
    for fiche in shared.fiches:
        said += [
            f"{quoted(fiche.profile.team)}\u00a0: {warning}"
            for warning in fiche.warnings
            if not any(one.endswith(warning) for one in shared.warnings)
        ]
    return list(dict.fromkeys(said))


def _presence_blocks(shared: SharedPost) -> Iterator[Block]:
    yield Heading(1, "Présence dans chaque équipe")
    yield Text(
        "Horaires et lieu de chaque jour\u00a0; un tiret quand l’équipe n’a pas de présence ce jour-là.", "introduction"
    )
    yield Table(
        "Semaine type",
        "Une ligne par équipe\u00a0: ses heures par semaine, puis un champ à compléter par jour, du lundi au vendredi.",
        (Column("Équipe", 3.4), Column("h/semaine", 1.8, True), *(Column(day, 2.3) for day in _DAYS)),
        [
            (team, hours(fiche.weekly_hours), *(Blank(f"{day}\u00a0: horaires et lieu, {team}") for day in _DAYS))
            for team, fiche in zip(shared.teams, shared.fiches, strict=True)
        ],
        total=(Styled("Total"), Styled(hours(shared.time.weekly)), *[""] * len(_DAYS)),
    )


def _rules_blocks() -> Iterator[Block]:
    yield Heading(1, "Ce que les équipes décident ensemble")
    rows: list[Row] = [(name, (f"{capital(what)}\n", Blank(f"{name}\u00a0: {what}"))) for name, what in _RULES]
    yield Table("Règles communes", "Une ligne par sujet\u00a0: ce qu’il faut décider, et un champ à compléter.",
        (Column("Sujet", 2), Column("Ce qui est décidé", 8)), rows,
    )  # fmt: skip


def _signing(shared: SharedPost, status: Status, wording: Wording) -> Iterator[str]:
    """Qui signe : l'employeur commun une fois, les autres parties pour chaque équipe, puis la personne."""
    if status.one_employer:
        yield capital(worded(status.one_employer, wording))
    for team in shared.teams:
        for party in status.parties:
            if party != status.one_employer:
                yield f"{capital(worded(party, wording))}, {team}"
    yield capital(COORDINATION[wording]["le"])


def _annexes_blocks(shared: SharedPost, wording: Wording) -> Iterator[Block]:
    """Après les signatures : ce que personne ne prend, équipe par équipe."""
    if not any(fiche.unassigned for fiche in shared.fiches):
        return
    yield Heading(1, "Annexes")
    for fiche in shared.fiches:
        if fiche.unassigned:
            yield from unassigned_blocks(fiche, wording, fiche.profile.team)
