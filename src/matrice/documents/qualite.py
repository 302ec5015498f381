"""Le dossier « démarche qualité » : ce que l'équipe peut montrer, niveau par niveau, et ce qui manque encore."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..assessment import Expectation, Quality, QualityAction, QualityStep, effect_said, load_quality
from ..text import DASH, NBSP, capital, date, partial_date, series, uncapital
from .blocks import Block, Bullets, Column, Content, Document, Heading, Row, Styled, Table, Text

_TITLE = f"Dossier «{NBSP}démarche qualité{NBSP}»"
_STATES = {True: "Attesté", False: "Manque", None: "À venir"}


def dossier_qualite(quality: Quality, *, on: dt.date) -> Document:
    """Renvoie le dossier qu'une équipe joint à sa déclaration : niveaux 1 à 3, action choisie, effets, pièces, ce qui manque.

    Args:
        quality: ce que rend `quality`, ou `TeamFolder.quality`.
        on: la date du document.

    Ni note ni niveau de maturité n'y figurent : la HAS n'a pas conçu la matrice pour fixer un financement.
    """
    profile = quality.profile
    blocks = (
        Text(_TITLE, "title"), Text(profile.team, "subtitle"), Text(f"Version du {date(on)}", "note"),
        *_opening_blocks(quality), *_action_blocks(quality), *_level_blocks(quality), *_closed_blocks(quality),
        *_piece_blocks(quality), *_caution_blocks(),
    )  # fmt: skip
    return Document(_TITLE, profile.team, on, blocks, "Démarche qualité de l’équipe", ("démarche qualité", "ACI"))


def _opening_blocks(quality: Quality) -> Iterator[Block]:
    """L'essentiel, et d'abord ce qui manque aux réponses."""
    yield Text((Styled(quality.sentence), " ", _states(quality)))
    for note in quality.notes:
        yield Text(note, "attention")


def _states(quality: Quality) -> str:
    """« Niveau 1 : 4 pièces sur 4 ; niveau 2 : 1 sur 3. »"""
    counts = [(step, len(step.expectations) - len(step.missing)) for step in quality.steps]
    first, *others = [
        f"niveau {step.level}\u00a0: {held}{' pièces' * (rank == 0)} sur {len(step.expectations)}"
        for rank, (step, held) in enumerate(counts)
    ]
    return capital("\u00a0; ".join([first, *others])) + "."


def _action_blocks(quality: Quality) -> Iterator[Block]:
    yield Heading(1, "L’action choisie")
    if quality.chosen is None:
        themes = series([one.label for one in load_quality().themes])
        yield Text(f"Aucune action du plan n’a encore de thème. Les six thèmes\u00a0: {themes}.", "introduction")
        return
    action = quality.chosen.action
    theme = next(one.label for one in load_quality().themes if one.id == action.theme)
    decided = f"évaluation du {date(quality.chosen.decided)}" if quality.chosen.decided else DASH
    rows: list[Row] = [
        ("Action", (Styled(action.what), Styled(f"\n{action.id}, {decided}", "detail"))),
        ("Thème", capital(theme)),
        ("Objectif", action.objective or DASH),
        ("Référent qualité", capital(action.lead) or DASH),
        ("Responsable", capital(action.owner)),
        ("Moyens", action.means),
        ("Calendrier", f"Du {date(action.start)} au {date(action.due)}"),
        ("À quoi on le verra", action.indicator or DASH),
        ("État", f"{capital(str(action.state))}{f'. {action.note}' if action.note else ''}"),
    ]
    yield Table("L’action choisie", "Une ligne par rubrique\u00a0: ce que le plan d’action en dit.",
        (Column("Rubrique", 2), Column("Ce que l’équipe a écrit", 6)), rows,
    )  # fmt: skip
    if quality.others:
        yield Text("Les autres actions à thème, et ce qui leur manque d’abord\u00a0:", together=True)
        yield Bullets(_other(one, quality.on) for one in quality.others)


def _other(one: QualityAction, on: dt.date) -> Content:
    lacks = f"\u00a0: il manque {series([uncapital(lack) for lack in one.lacks])}" if one.lacks else ""
    action = one.action
    late = f", échéance dépassée depuis le {date(action.due)}" if action.is_open and action.due < on else ""
    return (Styled(action.what), f" ({action.state}{late}){lacks}.")


def _level_blocks(quality: Quality) -> Iterator[Block]:
    for step in quality.steps:
        yield Heading(1, f"Niveau {step.level}\u00a0: {uncapital(step.label)}")
        yield Table(f"Niveau {step.level}", "Une ligne par chose attendue\u00a0: son état, ce qui l’atteste ou comment la réunir.",
            (Column("Ce qui est attendu", 4), Column("État", 1.6), Column("Ce qui l’atteste, ou ce qu’il reste à faire", 7)),
            [_expectation_row(one) for one in step.expectations],
        )  # fmt: skip


def _expectation_row(one: Expectation) -> Row:
    """Une chose attendue ; ce qui manque dit comment le réunir."""
    fact: Content = capital(one.fact) if one.met else (f"{capital(one.fact)}. ", Styled(f"{capital(one.mend)}."))
    return (one.label, Styled(_STATES[one.met]), fact)


def _closed_blocks(quality: Quality) -> Iterator[Block]:
    if not quality.closed:
        return
    yield Heading(1, "Ce que les actions faites ont changé")
    yield Table("Effet des actions faites", "Une ligne par action faite\u00a0: résultat, effet dit par l’équipe, évolution.",
        (Column("Action", 4), Column("Résultat constaté", 3.6), Column("Effet dit par l’équipe", 3), Column("Depuis", 3.4)),
        [_closed_row(one) for one in quality.closed],
    )  # fmt: skip
    yield Text(
        "Chacun note l’effet sans voir les autres avis, que l’on révèle ensemble. C’est un avis d’équipe, non une mesure.",
        "note",
    )


def _closed_row(one: QualityAction) -> Row:
    effect = effect_said(one.action.effect) if one.action.effect else "pas encore noté"
    return (Styled(one.action.what), one.action.result or DASH, capital(effect), one.moved or DASH)


def _piece_blocks(quality: Quality) -> Iterator[Block]:
    yield Heading(1, "Pièces à joindre")
    yield Bullets(_pieces(quality))


def _pieces(quality: Quality) -> Iterator[Content]:
    days = {quality.profile.on, quality.chosen.decided if quality.chosen else None} - {None}
    when = series([f"du {date(day)}" for day in sorted(filter(None, days))])
    yield (
        f"Rapport de l’évaluation {when}".rstrip()
        + "\u00a0: participation et décisions, sans ses notes si l’équipe le préfère."
    )
    yield "Plan d’action à jour, avec ses responsables, ses dates et son suivi."
    yield from (f"Niveau {step.level}\u00a0: {_kept(step)}." for step in quality.steps if step.level > 1)


def _kept(step: QualityStep) -> str:
    kept = {
        2: "comptes rendus des points de suivi, documents produits par l’action",
        3: "mesure de l’indicateur, avant et après",
    }
    return kept.get(step.level, step.label)


def _caution_blocks() -> Iterator[Block]:
    rules = load_quality()
    yield Text(
        "La HAS n’a pas conçu la matrice de maturité pour fixer un financement\u00a0: ce dossier montre une démarche, et ne donne ni note "
        "ni niveau de maturité.",
        "attention",
    )
    yield Text(
        f"Ce qui est attendu a été relevé le {partial_date(rules.date)}, dans nos mots ({uncapital(rules.source)})\u00a0: "
        f"{rules.confidence} sur le contrat de la structure ou auprès de la caisse.",
        "note",
    )
