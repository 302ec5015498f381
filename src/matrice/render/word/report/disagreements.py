"""Ce sur quoi l'équipe reste partagée, les seconds votes, et quand on en reparle."""

from __future__ import annotations

from collections.abc import Sequence

from ....assessment import Agenda, AgendaEntry, Consensus, ItemResult, Profile, Revote, disputed, unsettled
from ....text import NBSP, capital, plural, short_number
from ..blocks import Styled, add_heading, add_text
from ..document import WordDocument
from ..tables import Column, Row, add_table
from .votes import asked, counts_of, level, spread


def add_disagreements(document: WordDocument, profile: Profile, agenda: Agenda | None) -> None:
    """La partie entière."""
    add_heading(document, 1, "Désaccords qui restent")
    open_items = disputed(profile)
    if profile.collective:
        add_text(document, "L’équipe a rempli ensemble un seul questionnaire\u00a0: il n’y a pas d’accord à mesurer.")
    elif not open_items:
        add_text(document, "Après le dernier vote, aucune question ne reste disputée.")
    else:
        add_text(
            document,
            "Un désaccord n’est pas une faute\u00a0: c’est le premier sujet de la prochaine discussion. Les voix sont celles du "
            "dernier vote.",
            style="Introduction",
        )
        add_open(document, profile, open_items)
    few = sum(1 for item in profile.items if item.agreement.status is Consensus.TOO_FEW and item.answered)
    if few and not profile.collective:
        add_text(
            document,
            f"{plural(few, 'question a reçu', 'questions ont reçu')} trop peu de votes pour conclure à un accord ou à un désaccord.",
            style="Note",
        )
    if profile.revotes:
        add_revotes(document, profile)
    if agenda and (agenda.entries or agenda.fast_lane):
        add_agenda(document, agenda)


def add_open(document: WordDocument, profile: Profile, items: Sequence[ItemResult]) -> None:
    """Les questions disputées, et ce qu'on en a fait."""
    waiting = {item.id for item in unsettled(profile)}
    add_table(
        document, "Questions disputées", "Une ligne par question\u00a0: statut de l’accord, voix du dernier vote, suite donnée.",
        (Column("Question", 6), Column("Accord", 2.6), Column("Voix", 4), Column("Suite", 3.4)),
        [open_row(profile, item, item.id in waiting) for item in items],
    )  # fmt: skip


def open_row(profile: Profile, item: ItemResult, waiting: bool) -> Row:
    """Une question disputée."""
    return (
        asked(profile, item),
        capital(str(item.agreement.status)),
        spread(profile.ref.scale, counts_of(item)),
        outcome(profile, item, waiting),
    )


def outcome(profile: Profile, item: ItemResult, waiting: bool) -> str:
    """Ce que l'équipe a fait d'un désaccord."""
    kept = level(profile.ref.scale, item.level)
    if item.decision is None:
        return "À trancher" if waiting else "Tranché avec toute la dimension"
    return f"Non consensuel\u00a0: {kept}" if waiting else f"Décidé\u00a0: {kept}"


def add_revotes(document: WordDocument, profile: Profile) -> None:
    """Le premier vote à côté du second : rien ne s'efface."""
    items = {item.id: item for item in profile.items}
    add_heading(document, 2, "Seconds votes")
    add_table(
        document, "Seconds votes", "Une ligne par question votée deux fois\u00a0: voix du premier vote, du second, et accord après.",
        (Column("Question", 6), Column("Premier vote", 3.8), Column("Second vote", 3.8), Column("Accord après", 2.4)),
        [revote_row(profile, one, items[one.target]) for one in profile.revotes if one.target in items],
    )  # fmt: skip


def revote_row(profile: Profile, revote: Revote, item: ItemResult) -> Row:
    """Une question votée deux fois."""
    scale = profile.ref.scale
    return (
        asked(profile, item), spread(scale, revote.before), spread(scale, revote.after), capital(str(item.agreement.status)),
    )  # fmt: skip


def add_agenda(document: WordDocument, agenda: Agenda) -> None:
    """Ce qui reste à discuter, avec un temps pour chaque point."""
    add_heading(document, 2, "À discuter la prochaine fois")
    sessions = agenda.sessions or ((*agenda.entries, *agenda.fast_lane),)
    split = f", en {plural(len(sessions), 'séance')}" if len(sessions) > 1 else ""
    add_text(
        document, f"{plural(sum(map(len, sessions)), 'point')}, {minutes(agenda.minutes)} de discussion{split}.",
        style="Introduction",
    )  # fmt: skip
    add_table(
        document, "Points à discuter", "Une ligne par point, du plus disputé au moins disputé\u00a0: séance, point, accord, temps prévu.",
        (Column("Séance", 1.6, True), Column("Point", 7), Column("Accord", 4), Column("Temps", 2, True)),
        [agenda_row(rank, entry, agenda.collective) for rank, session in enumerate(sessions, 1) for entry in session],
    )  # fmt: skip


def agenda_row(rank: int, entry: AgendaEntry, collective: bool) -> Row:
    """Un point de l'ordre du jour."""
    accord = "–" if collective else capital(str(entry.status))
    return (str(rank), entry.label, accord, Styled(minutes(entry.minutes)))


def minutes(value: float) -> str:
    """« 8 min », « 1,5 min »."""
    return f"{short_number(value)}{NBSP}min"
