"""Réparer les journaux d'un dossier d'équipe : la partie abîmée mise de côté, ce qu'elle disait redit en mots."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..assessment import Campaign
from ..documents.words import level_name
from ..errors import InputError, MatriceError
from ..files import ASIDE, LARGEST_JOURNAL, Witness, read_bytes, witness_beside
from ..text import NBSP, capital, date, plural, quoted, series
from .folder import JOURNAL, TeamFolder
from .journal import EMPTY
from .records import gestures, headless, read_back
from .session import Decided, Event, Noted, Revoted, Undone

Ranked = tuple[tuple[int, Event], ...]  # des gestes et leur rang
FIRST_LINE = "sa première ligne est abîmée, et plus rien derrière elle ne peut être cru"


@dataclass(frozen=True, slots=True)
class Repair:
    """Ce qu'il est advenu du journal d'une date.

    `fault` dit ce qui n'allait pas (vide : le journal était entier) ; `refusal`, pourquoi il n'a pas pu être réparé.
    `kept` sont les gestes gardés, `lost` ceux mis de côté qui se lisent encore, `gone` le nombre de ceux dont on sait
    qu'ils ont été écrits (par leur rang ou par le témoin) et que plus rien ne permet de relire.
    """

    on: dt.date
    campaign: Campaign | None
    fault: str = ""
    refusal: str = ""
    kept: Sequence[Event] = ()
    lost: Ranked = ()
    gone: int = 0

    @property
    def is_sound(self) -> bool:
        """Vrai quand il n'y avait rien à réparer."""
        return not self.fault and not self.refusal


def repair(team: TeamFolder) -> tuple[Repair, ...]:
    """Met de côté ce qui ne se relit pas dans les journaux d'une équipe, et renvoie ce qu'il est advenu de chacun.

    Un journal entier n'est pas touché, et une date sans journal n'est pas rendue : recommencer ne change rien. Rien
    n'est jeté : la partie abîmée s'ajoute à « atelier.jsonl.rebut ». Un journal qu'on ne peut pas réparer (réponses
    changées, atelier ouvert ailleurs) est rendu avec la raison, sans arrêter les autres.
    """
    return tuple(one for day in team.days() if (one := repair_day(team, on=day)) is not None)


def repair_day(team: TeamFolder, *, on: dt.date) -> Repair | None:
    """Le journal d'une date, réparé s'il le faut ; `None` s'il n'y en a pas."""
    path = team.day(on=on) / JOURNAL
    witness = witness_beside(path)
    if not os.path.lexists(path) and witness is None:
        return None
    campaign = None
    try:
        campaign = team.answers(on=on)
        raw = read_bytes(path, limit=LARGEST_JOURNAL) if os.path.lexists(path) else b""
        found = examine(raw, campaign, witness, on)
        if not found.is_sound:
            team.workshop(on=on, set_aside=True).close()
        return found
    except InputError as error:
        return Repair(on, campaign, refusal=" ".join(problem.message for problem in error.problems))
    except MatriceError as error:
        return Repair(on, campaign, refusal=str(error))


def examine(raw: bytes, campaign: Campaign, witness: Witness | None, on: dt.date) -> Repair:
    """Ce qui ne va pas dans un journal, ce qui s'en garde et ce qui s'en perd. Rien n'est changé."""
    done = None if headless(raw) else read_back(raw, campaign, JOURNAL, witness=witness)
    kept = done.workshop.events if done else ()
    lost = gestures(done.rest if done else raw, torn=True)
    if done is None:
        fault = f"ligne 1{NBSP}: {FIRST_LINE}" if headless(raw) else EMPTY
    else:
        fault = f"ligne {done.lines + 1}{NBSP}: {done.fault}" if done.fault else ""
    written = max([len(kept), *(rank for rank, _ in lost), witness.lines - 1 if witness else 0])
    return Repair(on, campaign, fault, "", kept, lost, max(0, written - len(kept) - len(lost)))


# En mots


def repair_lines(team: TeamFolder, repairs: Sequence[Repair]) -> list[str]:
    """Renvoie ce qu'il faut lire d'une réparation : date par date, ce qui est gardé, perdu, et quoi faire."""
    if not repairs:
        return [f"{team.name}{NBSP}: aucun atelier n’a de journal ici, il n’y a rien à réparer."]
    lines = [f"{team.name}{NBSP}: {plural(len(repairs), 'journal d’atelier relu', 'journaux d’atelier relus')}."]
    for one in repairs:
        lines += [f"Évaluation du {date(one.on)}{NBSP}: {verdict(one)}", *(f"  {line}" for line in details(team, one))]
    return lines


def verdict(one: Repair) -> str:
    """Sain, réparé, ou laissé tel quel."""
    if one.refusal:
        return f"le journal n’a pas été touché. {capital(one.refusal)}"
    if one.is_sound:
        return f"le journal est entier ({count_text(one.kept)}), rien n’a été changé."
    return f"le journal était abîmé, il est réparé ({one.fault})."


def details(team: TeamFolder, one: Repair) -> Iterator[str]:
    """Ce qui est gardé, ce qui est perdu, ce qu'il reste à faire."""
    if one.is_sound or one.refusal or one.campaign is None:
        return
    yield f"Gardé{NBSP}: {count_text(one.kept)}."
    where = f"{one.on.isoformat()}/{JOURNAL}{ASIDE}"
    if one.lost:
        yield f"Mis de côté dans {where}, et lisible{NBSP}: {count_text([event for _, event in one.lost])}."
        yield from (f"  – {said}" for said in retell(one.campaign, one.lost))
    if one.gone:
        what = plural(one.gone, "geste enregistré ne se lit", "gestes enregistrés ne se lisent")
        yield f"Perdu{NBSP}: {what} plus nulle part. Une sauvegarde du dossier les aurait."
    if not one.lost and not one.gone:
        yield f"Perdu{NBSP}: on ne peut pas savoir ce qui y était écrit\u00a0; rien de lisible n’a été mis de côté."
    yield (
        "À faire\u00a0: remettez une sauvegarde si vous en avez une\u00a0; sinon rouvrez l’atelier, reprenez les points "
        f"ci-dessus, puis relancez les documents (matrice rapport {team.path})."
    )


def count_text(events: Sequence[Event]) -> str:
    """« 12 gestes, dont 3 décisions », « aucun geste »."""
    if not events:
        return "aucun geste"
    decisions = sum(1 for event in events if isinstance(event, Decided))
    among = f"dont {plural(decisions, 'décision')}" if decisions else "aucune décision"
    return f"{plural(len(events), 'geste')}, {among}"


def retell(campaign: Campaign, lost: Ranked) -> Iterator[str]:
    """Les gestes mis de côté que l'on redit : décisions, seconds votes, remarques ; les autres n'ont montré que des cartes."""
    undone = {event.number for _, event in lost if isinstance(event, Undone)}
    for rank, event in lost:
        said = sentence(campaign, event)
        if said:
            yield f"{said}{' (annulé ensuite)' if rank in undone else ''}"


def sentence(campaign: Campaign, event: Event) -> str:
    """Un geste en une phrase, ou un texte vide."""
    match event:
        case Decided():
            return f"{card_name(campaign, event.target)}{NBSP}: {decision(campaign, event)}"
        case Revoted(votes=votes):
            values = campaign.ref.scale_or_default(event.target).values
            hands = [f"{count} au {value}" for value, count in zip(values, votes, strict=False)]
            return f"{card_name(campaign, event.target)}{NBSP}: second vote, {series(hands)}"
        case Noted(text=text):
            return f"{card_name(campaign, event.target)}{NBSP}: remarque {quoted(text)}"
    return ""


def decision(campaign: Campaign, event: Decided) -> str:
    """« décidé 3 en routine, 9 pour, 3 contre ; raison : … »."""
    names = {level.value: level_name(level) for level in campaign.ref.scale_or_default(event.target).levels}
    kept = "sans objet" if event.level is None else names.get(event.level, str(event.level))
    hands = "" if event.votes_for is None else f", {event.votes_for} pour, {event.against} contre"
    reasons = ((f"raison{NBSP}: ", event.reason), (f"réserve{NBSP}: ", event.dissent))
    return f"{NBSP}; ".join([f"décidé {kept}{hands}", *(said + text.rstrip(". ") for said, text in reasons if text)])


def card_name(campaign: Campaign, target: str) -> str:
    """Le libellé d'une carte, entre guillemets."""
    labels = {one.id: one.label for one in campaign.ref.dimensions} | {one.id: one.label for one in campaign.questions}
    return quoted(labels.get(target, target))
