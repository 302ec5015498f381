"""Le temps d'un poste partagé : ce que chaque équipe prend de la semaine, du mois, de l'année."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....fiche import SharedPost, allocate
from ....text import NBSP, hours, number, partial_date, percent, rounded, short_number
from ..blocks import Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table

CENT, TENTH = 0.01, 0.1
PERIODS = (Column("h/semaine", 2, True), Column("h/mois", 2, True), Column("h/an", 1.7, True))


def add_shared_time(document: WordDocument, shared: SharedPost) -> None:
    """Le tableau des équipes : chaque colonne fait son total."""
    salaried = shared.fiches[0].status.hierarchy
    etp = (Column("ETP", 1.5, True),) if salaried else ()
    *rows, total = time_rows(shared, salaried=salaried)
    add_heading(document, 1, "Le temps de chaque équipe")
    add_table(
        document,
        "Temps de travail par équipe",
        "Une ligne par équipe\u00a0: heures par semaine, heures payées par mois, heures de travail par an, part du poste. La "
        "dernière ligne est le poste entier.",
        (Column("Équipe", 5), *PERIODS, *etp, Column("Part", 1.7, True)),
        rows,
        total=[Styled(str(word)) for word in total],
    )
    add_text(document, basis(shared), style="Note")


def time_rows(shared: SharedPost, *, salaried: bool) -> Iterator[Row]:
    """Une ligne par équipe, puis celle du poste."""
    weekly = [fiche.weekly_hours for fiche in shared.fiches]
    months, shares = split(weekly, shared.time.monthly, CENT), split(weekly, 100, TENTH)
    years = [sum(task.hours_year for task in fiche.tasks) for fiche in shared.fiches]
    etps = split(weekly, shared.time.etp, CENT)
    names = [*shared.teams, "Poste entier"]
    columns = zip(
        names, with_total(weekly, shared.time.weekly), with_total(months), with_total(years), with_total(etps), with_total(shares),
        strict=True,
    )  # fmt: skip
    for name, week, month, year, etp, share in columns:
        middle = [short_number(etp)] if salaried else []
        yield (name, hours(week), f"{short_number(month)}{NBSP}h", number(year), *middle, percent(share, 1))


def split(weekly: Sequence[float], total: float, step: float) -> tuple[float, ...]:
    """Ce total imprimé, partagé comme les heures : les nombres imprimés s'additionnent."""
    decimals = 2 if step == CENT else 1
    return allocate(weekly, float(rounded(total, decimals)), step=step)


def with_total(values: Sequence[float], total: float | None = None) -> list[float]:
    """Ces nombres, puis leur somme."""
    return [*values, float(rounded(sum(values), 2)) if total is None else total]


def basis(shared: SharedPost) -> str:
    """Les chiffres de droit dont ces colonnes dépendent, avec leur date."""
    law = shared.fiches[0].emploi
    paid, year, week = law["semaines-payees"], law["duree-annuelle"], law["duree-hebdomadaire"]
    return (
        f"Mois\u00a0: heures payées, h × {short_number(paid.value)} / 12. An\u00a0: heures de travail, h / {short_number(week.value)} × "
        f"{number(year.value)}. Chiffres de droit\u00a0: {law.source(year.source)} ({partial_date(year.date)})."
    )
