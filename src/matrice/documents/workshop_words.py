"""L'atelier en mots : les votes, et ce qui a bougé entre deux dates."""

from __future__ import annotations

from collections.abc import Sequence

from ..assessment import Change, ItemResult, Profile, Progression, Trend
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
