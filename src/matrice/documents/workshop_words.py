"""L'atelier en mots : les votes, ce qui a bougé entre deux dates, l'effort et l'effet des actions."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from ..assessment import Action, ActionPlan, Change, ItemResult, Profile, Progress, Progression, Trend
from ..referentiel import Referentiel
from ..text import NBSP, capital, date, number, plural, quoted, series, short_number, shortened
from .words import level_text, named, several

FIRST = 3  # éléments nommés ; au-delà une alternative ne s'écoute plus
WEIGHTS = {1: "faible", 2: "moyen", 3: "fort"}
TABLE = "Données dans le tableau."


# Les votes


def code_counts(item: ItemResult, ref: Referentiel | None = None) -> tuple[int, ...]:
    """Les comptes d'une question : un par niveau, puis SO, NSP, silence ; avec `ref`, tous les niveaux de la grille y ont leur place."""
    votes = item.votes
    if ref is not None and not ref.has_one_scale:
        own = dict(zip(ref.scale_of(item.id).values, votes, strict=True))
        votes = tuple(own.get(value, 0) for value in ref.answer_scale.values)
    return (*votes, item.not_applicable, item.unknown, item.silent)


def levels_text(distance: float) -> str:
    """« 0,5 niveau », « 2 niveaux » : un écart, en niveaux."""
    return f"{short_number(distance)}{NBSP}niveau{'x' if distance >= 2 else ''}"


def proposed_text(ref: Referentiel, item: ItemResult) -> str:
    """Le niveau que les votes proposent, « sans objet » quand la majorité juge que la question ne s'applique pas."""
    return "sans objet" if judged_apart(item) else level_text(ref.scale_of(item.id), item.agreement.proposed)


def judged_apart(item: ItemResult) -> bool:
    """Vrai quand, parmi ceux qui se prononcent, plus de la moitié juge la question sans objet."""
    return item.not_applicable > item.answered


def votes_alternative(profile: Profile, shown: Sequence[ItemResult], *, asked: int, hidden: int) -> str:
    """Renvoie l'équivalent en mots de la répartition des votes.

    Args:
        profile: le profil.
        shown: les questions qui ont une barre, de la plus à la moins disputée.
        asked: combien de questions il y avait.
        hidden: combien de questions dessinées sont masquées.
    """
    levels = profile.ref.answer_scale.levels
    drawn = len(shown) + hidden
    count = plural(drawn, "question") if drawn == asked else f"{plural(drawn, 'question')} sur {number(asked)}"
    masked = plural(hidden, "question masquée, faute de réponses", "questions masquées, faute de réponses")
    sentences = [
        f"Répartition des votes, {count}{', de la plus à la moins disputée' if drawn > 1 else ''}.",
        f"Dans l’ordre{NBSP}: réponses de {named(levels[0])} à {named(levels[-1])}, puis sans objet, ne sait pas, sans réponse.",
        _most_disputed(shown),
        f"{masked}." if hidden else "",
        TABLE,
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _most_disputed(shown: Sequence[ItemResult]) -> str:
    """La phrase qui nomme les questions les plus disputées, ou dit qu'il n'y en a pas."""
    split = [(item, item.agreement.mean_distance) for item in shown if item.agreement.mean_distance]
    if not split:
        return "Personne ne s’écarte du niveau proposé."
    said = [
        f"{quoted(shortened(item.label))} (écart moyen {levels_text(distance)})" for item, distance in split[:FIRST]
    ]  # fmt: skip
    return f"{'Les plus disputées' if len(said) > 1 else 'La plus disputée'}{NBSP}: {series(said)}."


# Deux dates


_PLURALS = {
    Trend.UP: "en hausse", Trend.STABLE: "stables", Trend.DOWN: "en baisse", Trend.NOT_COMPARABLE: "non comparables",
}  # fmt: skip


def slope_alternative(moved: Progression, changes: Sequence[Change], noun: str) -> str:
    """Renvoie l'équivalent en mots de l'évolution : en hausse, stables, en baisse, non comparables, chacun nommé."""
    dates = f", du {date(moved.before)} au {date(moved.after)}" if moved.before and moved.after else ""
    sentences = [f"Évolution des notes sur{NBSP}100, {plural(len(changes), noun)}{dates}."]
    for trend in Trend:
        own = sorted((one for one in changes if one.trend is trend), key=lambda one: -abs(_step(one)))
        if own:
            names = several([f"{one.label} ({_change_text(one)})" for one in own])
            sentences.append(
                f"{capital(_PLURALS[trend] if len(own) > 1 else str(trend))}{NBSP}: {plural(len(own), noun)}, {names}."
            )
    return " ".join([*sentences, TABLE])


def _step(change: Change) -> float:
    """L'écart entre les deux notes, ou 0 quand il en manque une."""
    before, after = change.scores
    return 0.0 if before is None or after is None else after - before


def _change_text(change: Change) -> str:
    """« de 33 à 67 », « 33 » deux fois, ou pourquoi l'on ne compare pas."""
    before, after = change.scores
    if change.trend is Trend.NOT_COMPARABLE or before is None or after is None:
        return change.reason
    return number(after) if change.trend is Trend.STABLE else f"de {number(before)} à {number(after)}"


# Le plan d'action


class Zone(StrEnum):
    """Ce que l'effort et l'effet d'une action invitent à en faire."""

    FIRST = "à faire d’abord"
    PREPARE = "à préparer"
    CHANCE = "si l’occasion se présente"
    DISCUSS = "à discuter"


ZONE_RULES = {
    Zone.FIRST: "plus d’effet que d’effort",
    Zone.PREPARE: "autant d’effet que d’effort, moyens ou forts",
    Zone.CHANCE: "peu d’effet, peu d’effort",
    Zone.DISCUSS: "plus d’effort que d’effet",
}


def zone(effort: int, impact: int) -> Zone:
    """Renvoie ce que l'on propose de faire d'une action, selon son effort et son effet (1 faible … 3 fort).

    >>> str(zone(1, 3)), str(zone(3, 3)), str(zone(1, 1)), str(zone(3, 1))
    ('à faire d’abord', 'à préparer', 'si l’occasion se présente', 'à discuter')
    """
    if impact != effort:
        return Zone.FIRST if impact > effort else Zone.DISCUSS
    return Zone.CHANCE if effort == 1 else Zone.PREPARE


def zone_of(action: Action) -> Zone | None:
    """La zone d'une action, ou `None` quand son effort ou son effet n'est pas coté."""
    return None if action.effort is None or action.impact is None else zone(action.effort, action.impact)


def live(plan: ActionPlan) -> tuple[Action, ...]:
    """Les actions que l'on dessine : toutes, sauf les abandonnées."""
    return tuple(action for action in plan.actions if action.state is not Progress.DROPPED)


def zone_text(action: Action) -> str:
    """« à faire d’abord », « abandonnée », ou « non placée » avec ce qui manque."""
    if action.state is Progress.DROPPED:
        return str(Progress.DROPPED)
    where = zone_of(action)
    if where is not None:
        return str(where)
    missing = [name for name, value in (("effort", action.effort), ("effet", action.impact)) if value is None]
    return f"non placée, {series(missing)} à coter"


def effort_alternative(plan: ActionPlan) -> str:
    """Renvoie l'équivalent en mots du diagramme effort et effet : les actions de chaque zone, et celles qui n'y sont pas."""
    drawn = live(plan)
    sentences = [f"Effort et effet de {plural(len(drawn), 'action')}."]
    for where in (*Zone, None):
        own = [action.id for action in drawn if zone_of(action) is where]
        if own:
            name = "non placées, effort ou effet à coter" if where is None else str(where)
            sentences.append(f"{capital(name)}{NBSP}: {series(own)}.")
    dropped = [action.id for action in plan.actions if action.state is Progress.DROPPED]
    sentences.append(f"Abandonnées, non dessinées{NBSP}: {series(dropped)}." if dropped else "")
    return " ".join([*filter(None, sentences), TABLE])
