"""La première page : le titre et l'essentiel, en un paragraphe."""

from __future__ import annotations

import datetime as dt

from ....assessment import ActionPlan, Profile, Progression, Trend, conditions, disputed, unsettled
from ....text import NBSP, date, number, plural, series
from ... import words
from ..blocks import TO_FILL, Styled, add_text
from ..document import WordDocument


def add_opening(
    document: WordDocument,
    title: str,
    profile: Profile,
    plan: ActionPlan | None,
    moved: Progression | None,
    on: dt.date,
) -> None:
    """Le titre, l'équipe, la date, puis l'essentiel."""
    add_text(document, title, style="Title")
    add_text(document, profile.team, style="Subtitle")
    add_text(document, f"Version du {date(on)}", style="Note")
    sentences = [scores(profile), decided(profile), left_open(profile), planned(plan), since(profile, moved)]
    add_text(document, Styled(participation(profile)), *(f" {said}" for said in sentences if said))
    for note in profile.notes:  # ce qui manque à ces réponses ou à cet atelier se lit d'abord
        add_text(document, note, style="PointAttention")
    if plan is None or not plan.actions or any(found.met is None for found in conditions(profile, plan)):
        add_text(
            document,
            f"Les champs «{NBSP}{TO_FILL}{NBSP}» attendent une réponse\u00a0: un clic les sélectionne, la frappe les remplace.",
            style="Note",
        )


def participation(profile: Profile) -> str:
    """Qui s'est évalué, quand et à combien."""
    when = f" le {date(profile.on)}" if profile.on else ""
    return f"L’équipe a évalué son organisation{when}\u00a0: {words.participation(profile)}."


def scores(profile: Profile) -> str:
    """Ce qui est le plus avancé, ce qui l'est le moins."""
    scored = [result for result in words.spokes(profile) if result.score is not None]
    if not scored:
        return "Aucune note n’a pu être calculée."
    if len({words.printed(result) for result in scored}) == 1:
        return f"Toutes les notes valent {words.standing_text(scored[0])} sur{NBSP}100."
    best, worst = (words.listed(profile, words.leading(scored, sign=sign)) for sign in (-1, 1))
    return f"Le plus avancé, avec sa note sur{NBSP}100\u00a0: {best}. Le moins avancé\u00a0: {worst}."


def decided(profile: Profile) -> str:
    """Combien de décisions, et lesquelles demandent une lecture."""
    last = {one.target: one for one in profile.decisions}.values()
    if not last:
        return "Aucune décision n’est enregistrée\u00a0: les niveaux sont ceux que les votes proposent."
    away = sum(1 for one in last if one.level != one.proposed)
    alone = sum(1 for one in last if not one.has_majority)
    parts = [f"{number(away)} {'s’écarte' if away == 1 else 's’écartent'} des votes"] * bool(away)
    parts += [f"{number(alone)} {'n’a' if alone == 1 else 'n’ont'} pas de majorité"] * bool(alone)
    return f"Elle a pris {plural(len(last), 'décision')}{', dont ' + ' et '.join(parts) if parts else ''}."


def left_open(profile: Profile) -> str:
    """Ce sur quoi l'équipe reste partagée."""
    shared, waiting = len(disputed(profile)), len(unsettled(profile))
    if not shared:
        return ""
    said = plural(shared, "question reste disputée", "questions restent disputées")
    rest = (
        f", dont {number(waiting)} à trancher" if waiting else ", toutes tranchées" if shared > 1 else ", et tranchée"
    )
    return f"Après le dernier vote, {said}{rest}."


def planned(plan: ActionPlan | None) -> str:
    """Ce que l'équipe va faire, et quand cela commence à se voir."""
    if plan is None or not plan.actions:
        return "Aucune action n’est encore inscrite."
    dates = [one.due for one in plan.actions if one.is_open]
    first = f"\u00a0; la prochaine échéance est le {date(min(dates))}" if dates else ""
    return f"Le plan compte {plural(len(plan.actions), 'action')}{first}."


def since(profile: Profile, moved: Progression | None) -> str:
    """Ce qui a bougé depuis l'évaluation d'avant."""
    if moved is None:
        return ""
    when = f"Depuis l’évaluation du {date(moved.before)}" if moved.before else "Depuis l’évaluation d’avant"
    if moved.barrier:
        return f"{when}, rien ne se compare\u00a0: {moved.barrier}."
    rows = moved.rows("axis" if profile.grain == "axis" else "dimension")
    noun = "axe" if profile.grain == "axis" else "dimension"
    counts = [sum(1 for one in rows if one.trend is trend) for trend in Trend]
    kinds = (("en hausse",) * 2, ("stable", "stables"), ("en baisse",) * 2, ("non comparable", "non comparables"))
    said = [
        f"{number(count)} {many if count > 1 else one}"
        for count, (one, many) in zip(counts, kinds, strict=True)
        if count
    ]
    fell = len(moved.lowered)
    low = f" {plural(fell, 'niveau a baissé', 'niveaux ont baissé')}." if fell else " Aucun niveau n’a baissé."
    return f"{when}, sur {plural(len(rows), noun)}\u00a0: {series(said)}.{low}"
