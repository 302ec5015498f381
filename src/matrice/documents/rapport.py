"""Le rapport d'un atelier : ce que l'équipe a évalué, décidé et va faire, aux conditions de la HAS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from .. import assessment
from ..inclusive import COORDINATION, checked_wording
from ..referentiel import Dimension, Referentiel
from ..text import NBSP, Wording, capital, date, number, partial_date, percent, plural, quoted, series, short_number
from . import words
from .blocks import TO_FILL, Blank, Block, Bullets, Column, Content, Document, Heading, Row, Styled, Table, Text
from .profile import profile_radar_blocks, scores_blocks
from .rapport_votes import asked, decisions_blocks, disagreements_blocks, ladders_blocks, short_name
from .words import WEIGHTS

# La première page : le titre et l'essentiel, en un paragraphe


def _opening_blocks(
    profile: assessment.Profile, plan: assessment.ActionPlan | None, moved: assessment.Progression | None, on: dt.date
) -> Iterator[Block]:
    yield Text(_TITLE, "title")
    yield Text(profile.team, "subtitle")
    yield Text(f"Version du {date(on)}", "note")
    when = f" le {date(profile.on)}" if profile.on else ""
    who = f"L’équipe a évalué son organisation{when}\u00a0: {words.participation(profile)}."
    planned = "Aucune action n’est encore inscrite."
    if plan is not None and plan.actions:
        planned = f"Le plan compte {plural(len(plan.actions), 'action')}{words.deadlines_text(plan, on)}."
    sentences = [_scores(profile), _decided(profile), _left_open(profile), planned, _since(profile, moved)]
    yield Text((Styled(who), *(f" {said}" for said in sentences if said)))
    for note in profile.notes:  # ce qui manque à ces réponses ou à cet atelier se lit d'abord
        yield Text(note, "attention")
    if plan is None or not plan.actions or any(found.met is None for found in assessment.conditions(profile, plan)):
        yield Text(
            f"Les champs «{NBSP}{TO_FILL}{NBSP}» attendent une réponse\u00a0: un clic les sélectionne, la frappe les remplace.",
            "note",
        )


def _scores(profile: assessment.Profile) -> str:
    scored = [result for result in words.spokes(profile) if result.score is not None]
    if not scored:
        return "Aucune note n’a pu être calculée."
    if len({words.printed(result) for result in scored}) == 1:
        return f"Toutes les notes valent {words.standing_text(scored[0])} sur{NBSP}100."
    best, worst = (words.listed(profile, words.leading(scored, sign=sign)) for sign in (-1, 1))
    return f"Le plus avancé, avec sa note sur{NBSP}100\u00a0: {best}. Le moins avancé\u00a0: {worst}."


def _decided(profile: assessment.Profile) -> str:
    last = {one.target: one for one in profile.decisions}.values()
    if not last:
        return "Aucune décision n’est enregistrée\u00a0: les niveaux sont ceux que les votes proposent."
    away = sum(1 for one in last if one.level != one.proposed)
    alone = sum(1 for one in last if not one.has_majority)
    parts = [f"{number(away)} {'s’écarte' if away == 1 else 's’écartent'} des votes"] * bool(away)
    parts += [f"{number(alone)} {'n’a' if alone == 1 else 'n’ont'} pas de majorité"] * bool(alone)
    return f"Elle a pris {plural(len(last), 'décision')}{', dont ' + ' et '.join(parts) if parts else ''}."


def _left_open(profile: assessment.Profile) -> str:
    shared, waiting = len(assessment.disputed(profile)), len(assessment.unsettled(profile))
    if not shared:
        return ""
    said = plural(shared, "question reste disputée", "questions restent disputées")
    settled = ", toutes tranchées" if shared > 1 else ", et tranchée"
    return f"Après le dernier vote, {said}{f', dont {number(waiting)} à trancher' if waiting else settled}."


def _since(profile: assessment.Profile, moved: assessment.Progression | None) -> str:
    if moved is None:
        return ""
    when = f"Depuis l’évaluation du {date(moved.before)}" if moved.before else "Depuis l’évaluation d’avant"
    if moved.barrier:
        return f"{when}, rien ne se compare\u00a0: {moved.barrier}."
    rows = moved.rows("axis" if profile.grain == "axis" else "dimension")
    noun = "axe" if profile.grain == "axis" else "dimension"
    counts = [sum(1 for one in rows if one.trend is trend) for trend in assessment.Trend]
    kinds = (("en hausse",) * 2, ("stable", "stables"), ("en baisse",) * 2, ("non comparable", "non comparables"))
    said = [
        f"{number(count)} {many if count > 1 else one}"
        for count, (one, many) in zip(counts, kinds, strict=True)
        if count
    ]
    fell = len(moved.lowered)
    low = f" {plural(fell, 'niveau a baissé', 'niveaux ont baissé')}." if fell else " Aucun niveau n’a baissé."
    return f"{when}, sur {plural(len(rows), noun)}\u00a0: {series(said)}.{low}"


# Qui a répondu, à quoi, et le profil qui en sort : radar et tableau

_RATED = {"item": "caractéristique", "dimension": "dimension", "axis": "axe"}


def _coverage_blocks(profile: assessment.Profile) -> Iterator[Block]:
    share = ""
    if profile.respondents is not None and profile.registered and not profile.collective:
        share = f" ({percent(100 * profile.respondents / profile.registered)})"
    rows: list[Row] = [("Répondants", f"{capital(words.participation(profile))}{share}")]
    if profile.on:
        rows.append(("Date des réponses", date(profile.on)))
    quick = words.grain_text(profile)
    asked_of = plural(len(profile.items), _RATED[profile.grain])
    rows.append(("Questions posées", f"{asked_of} ({quick})" if quick else asked_of))
    if profile.respondents is None or profile.respondents >= assessment.MINIMUM_SHOWN:
        rows.append(("Réponses", _answers(profile)))
    rows.append(("Notes", _marks(profile)))
    if said := words.unasked_text(profile):
        rows.append(("Hors des thèmes choisis", said))
    yield Heading(1, "Participation et couverture")
    yield Table("Participation et couverture", "Une ligne par fait\u00a0: répondants, questions, réponses, dimensions notées.",
        (Column("Ce que l’on compte", 2), Column("Valeur", 5)), rows,
    )  # fmt: skip


def _answers(profile: assessment.Profile) -> str:
    """Les quatre sortes de réponses, jamais mêlées."""
    given = sum(item.answered for item in profile.items)
    apart, unknown, silent = (
        sum(getattr(item, kind) for item in profile.items) for kind in ("not_applicable", "unknown", "silent")
    )
    return (
        f"{plural(given, 'niveau donné', 'niveaux donnés')}, {number(apart)}{NBSP}sans objet, "
        f"{number(unknown)}{NBSP}ne sait pas, {number(silent)}{NBSP}sans réponse"
    )


def _marks(profile: assessment.Profile) -> str:
    results = words.spokes(profile, added=True)
    one, many = ("axe noté", "axes notés") if profile.grain == "axis" else ("dimension notée", "dimensions notées")
    said = plural(sum(1 for result in results if result.score is not None), one, many)
    gaps = [
        f"{standing}\u00a0: {words.listed(profile, own)}"
        for standing in words.ABSENT
        if (own := [result for result in results if result.standing is standing])
    ]
    return f"{said} sur {number(len(results))}. {capital('. '.join(map(capital, gaps)))}{'.' if gaps else ''}".rstrip()


def _results_blocks(profile: assessment.Profile, before: assessment.Profile | None) -> Iterator[Block]:
    yield Heading(1, "Le profil de l’équipe")
    yield from profile_radar_blocks(profile, before=before)
    yield from scores_blocks(profile, before)
    yield Text(words.footer(profile), "note")
    if caveat := words.caveat(profile.ref):
        yield Text(caveat, "note")


# Ce que l'équipe va faire : le plan d'action, ou un tableau pour l'écrire

_COLUMNS = (
    Column("Action", 6.4), Column("Responsable", 2.6), Column("Échéance", 3.4), Column("À quoi on le verra", 3.4),
    Column("État", 2.4),
)  # fmt: skip
_TO_WRITE = 3


def _actions_blocks(
    profile: assessment.Profile, plan: assessment.ActionPlan | None, wording: Wording
) -> Iterator[Block]:
    wanted = ("action et moyens", "rôle responsable", "début, échéance et prochain point", "indicateur")
    rows: list[Row] = [_action_row(profile, one) for one in plan.actions] if plan else []
    if not rows:
        rows = [
            (*(Blank(f"{name}, action{NBSP}{rank}") for name in wanted), capital(str(assessment.Progress.PLANNED)))
            for rank in range(1, _TO_WRITE + 1)
        ]
    yield Heading(1, "Plan d’action")
    yield Text(_introduction(plan, wording), "introduction")
    yield Table("Plan d’action", "Une ligne par action\u00a0: ce que l’on fait et avec quoi, rôle responsable, dates, indicateur, état.",
        _COLUMNS, rows,
    )  # fmt: skip


def _introduction(plan: assessment.ActionPlan | None, wording: Wording) -> str:
    kept = f"Une personne le tient à jour, {COORDINATION[wording]['le']} par exemple, et chaque point de suivi est rendu à toute l’équipe."
    if plan is None or not plan.actions:
        return f"Aucune action n’est encore inscrite. Ce tableau attend les premières. {kept}"
    said = [
        plural(count, one, many)
        for state, one, many in (
            (assessment.Progress.PLANNED, "action à faire", "actions à faire"), (assessment.Progress.ONGOING, "en cours", "en cours"),
            (assessment.Progress.DONE, "faite", "faites"), (assessment.Progress.DROPPED, "abandonnée", "abandonnées"),
        )
        if (count := sum(1 for action in plan.actions if action.state is state))
    ]  # fmt: skip
    return f"{', '.join(said)}. {kept}"


def _action_row(profile: assessment.Profile, action: assessment.Action) -> Row:
    known = {dimension.id for dimension in profile.ref.dimensions}
    where = short_name(profile, action.dimension) if action.dimension in known else action.dimension
    weights = [
        f"{name} {WEIGHTS.get(value, value)}"
        for name, value in (("effort", action.effort), ("effet", action.impact))
        if value
    ]
    details = [f"{action.id}, {where}", f"Moyens\u00a0: {action.means}", capital(", ".join(weights))]
    what = (Styled(action.what), *(Styled(f"\n{line}", "detail") for line in details if line))
    check = f"\nProchain point\u00a0: {date(action.next_check)}" if action.next_check else ""
    when = (date(action.due), Styled(f"\nDébut\u00a0: {date(action.start)}{check}", "detail"))
    state = capital(str(action.state))
    followed: Content = (state, Styled(f"\n{action.note}", "detail")) if action.note else state
    return (what, capital(action.owner), when, action.indicator or "–", followed)


# Ce qui a bougé depuis l'évaluation d'avant : les baisses d'abord, puis tout, puis ce qui ne se compare pas

_NAMED = 12


def _movement_blocks(profile: assessment.Profile, moved: assessment.Progression) -> Iterator[Block]:
    since = f" depuis le {date(moved.before)}" if moved.before else ""
    yield Heading(1, f"Ce qui a bougé{since}")
    if moved.barrier:
        yield Text(f"Les deux évaluations ne se comparent pas\u00a0: {moved.barrier}.")
        return
    yield Text(
        "C’est un progrès déclaré par l’équipe, à lire avec elle\u00a0: un niveau gagné ou perdu par une seule équipe ne permet "
        "aucune conclusion statistique.",
        "introduction" if not moved.notes else "",
    )
    if moved.notes:
        yield Bullets(moved.notes)
    yield Heading(2, "Niveaux qui ont baissé")
    if moved.lowered:
        yield Table("Niveaux qui ont baissé", "Une ligne par niveau qui a baissé\u00a0: dimension ou caractéristique, avant, après.",
            (Column("Dimension ou caractéristique", 8), Column("Avant", 3), Column("Après", 3)),
            [_lowered_row(profile, one) for one in moved.lowered],
        )  # fmt: skip
    else:
        yield Text("Aucun niveau n’a baissé.")
    by_axis = profile.grain == "axis"
    noun = "Axe" if by_axis else "Dimension"
    yield Heading(2, "Tous les axes" if by_axis else "Toutes les dimensions")
    yield Table(f"Changements par {noun.lower()}", f"Une ligne par {noun.lower()}\u00a0: notes avant et après, et sens du changement.",
        (Column(noun, 6), Column("Note avant", 2, True), Column("Note après", 2, True), Column("Ce qui a changé", 5)),
        [_change_row(one) for one in moved.rows("axis" if by_axis else "dimension")],
    )  # fmt: skip
    yield from _breaks_blocks(moved)


def _lowered_row(profile: assessment.Profile, change: assessment.Change) -> Row:
    """Un niveau qui a baissé ; sous une dimension décidée contre ses réponses, il se lit comme l'état des réponses."""
    item = next((one for one in profile.items if one.id == change.id), None)
    name = Styled(change.label) if item is None else asked(profile, item)
    overruled = {one.id for dimension in profile.dimensions if dimension.overruled for one in dimension.items}
    if item is not None and item.id in overruled and isinstance(name, tuple):
        name = (*name, Styled("\ndans les réponses, avant la décision sur la dimension", "detail"))
    return (name, *(words.level_text(profile.ref.scale_of(change.id), value) for value in change.levels))


def _change_row(change: assessment.Change) -> Row:
    scores = ("–" if score is None else number(score) for score in change.scores)
    details = (Styled(f"\n{capital(text)}", "detail") for text in (change.reason, change.note) if text)
    return (change.label, *scores, (capital(str(change.trend)), *details))


def _breaks_blocks(moved: assessment.Progression) -> Iterator[Block]:
    """Ce que le changement de grille empêche de comparer, ou oblige à lire avec prudence."""
    if moved.migration.is_neutral:
        return
    changed = moved.migration
    said = (
        ("Ne s’y trouvent plus", changed.gone), ("Sont nouveaux", changed.new),
        ("Ont été réécrits et se comparent avec prudence", changed.reworded),
    )  # fmt: skip
    bullets = [f"{what}\u00a0: {_identifier_list(identifiers)}." for what, identifiers in said if identifiers]
    bullets += [f"Ne se compare plus ({one})\u00a0: {why}." for one, why in changed.reasons.items()]
    yield Heading(2, "La grille a changé")
    if bullets:
        yield Bullets(bullets)


def _identifier_list(identifiers: Sequence[str]) -> str:
    """Des identifiants, puis « et 4 autres »."""
    rest = len(identifiers) - _NAMED
    first = list(identifiers[:_NAMED])
    return series([*first, plural(rest, "autre")] if rest > 0 else first)


# Les conditions que la HAS pose, une par une, et ce que la matrice n'est pas

_SAID = {True: "Satisfait", False: "Non satisfait", None: "À dire"}


def _checklist_blocks(profile: assessment.Profile, plan: assessment.ActionPlan | None) -> Iterator[Block]:
    has = profile.ref.has  # une grille qui ne suit pas la matrice n'a rien à promettre de la HAS
    title = "conditions posées par la HAS" if has else "conditions d’une évaluation d’équipe"
    yield Heading(1, f"Les {title}")
    yield Text(
        "Ce que le rapport constate. «\u00a0À dire\u00a0»\u00a0: le rapport ne peut pas le savoir, l’équipe l’écrit.",
        "introduction",
    )
    yield Table(capital(title), "Une ligne par condition\u00a0: si elle est satisfaite, et ce qui est constaté.",
        (Column("Condition", 6), Column("État", 2.4), Column("Constat", 6)),
        [
            (found.criterion, Styled(_SAID[found.met]), found.message if found.met is not None else
             (f"{found.message} ", Blank(f"constat\u00a0: {found.criterion}")))  # la place d'écrire ce qui ne se constate pas ici
            for found in assessment.conditions(profile, plan)
        ],
    )  # fmt: skip
    meant = (
        "La HAS présente la matrice comme un moyen, pour une équipe, de s’améliorer elle-même. Elle ne l’a pas conçue, telle quelle, "
        if has else "Cette évaluation est un moyen, pour une équipe, de s’améliorer elle-même. Elle n’est pas faite "
    )  # fmt: skip
    yield Text(
        f"{meant}pour qu’un tiers note l’équipe, lui donne un label ou fixe son financement\u00a0: ce rapport ne s’y prête pas.",
        "attention",
    )


# Comment les niveaux et les notes ont été obtenus, en mots simples, avec les formules


def _method_blocks(profile: assessment.Profile) -> Iterator[Block]:
    """La version des règles, et si ce sont bien celles que l'on décrit ; puis une règle par puce."""
    said = (
        f"Règles de calcul en version {profile.algorithm}\u00a0; deux évaluations ne se comparent qu’à version égale."
    )
    if profile.algorithm != assessment.ALGORITHM:
        said += f" Les formules ci-dessous sont celles de la version {assessment.ALGORITHM}, pas de celle de ce profil."
    discretion = (
        Styled("Discrétion. "),
        f"Aucun nom n’est gardé. Un niveau n’est imprimé qu’à partir de {assessment.MINIMUM_LEVEL}{NBSP}réponses à une question, le détail "
        f"des votes et l’accord à partir de {assessment.MINIMUM_SHOWN}.",
    )
    yield Heading(1, "Méthode")
    yield Text(said, "introduction")
    yield Bullets([*_vote_rules(), *_score_rules(profile), discretion])


def _vote_rules() -> list[Content]:
    return [
        (
            Styled("Ce que l’on compte. "),
            "Les voix à chaque niveau, les «\u00a0sans objet\u00a0», les «\u00a0ne sait pas\u00a0» et les silences, sans jamais les mêler. "
            "Zéro est un niveau.",
        ),
        (
            Styled("Niveau proposé. "),
            "Le plus haut niveau que plus de la moitié des votes disent atteint, c’est-à-dire leur médiane basse. À égalité parfaite, "
            "le plus bas l’emporte. La moyenne des membres n’est jamais le résultat de l’équipe.",
        ),
        (
            Styled("Décision. "),
            "L’équipe décide\u00a0: son niveau remplace celui que les votes proposent. S’en écarter demande une majorité des voix "
            "exprimées et une raison écrite.",
        ),
        (
            Styled("Accord. "),
            "Écart moyen au niveau proposé, E = Σ|vote − niveau| / votes, et vote le plus éloigné, M. Accord fort si E ≤ 0,25 et "
            "M ≤ 1\u00a0; partiel si E ≤ 0,50 et M ≤ 1\u00a0; avec avis divergent si E ≤ 0,50 et M ≥ 2\u00a0; désaccord sinon. Il faut "
            "trois votes. Ces seuils sont un choix, pas une norme.",
        ),
    ]  # fmt: skip


def _score_rules(profile: assessment.Profile) -> list[Content]:
    ref = profile.ref
    credits = "\u00a0; ".join(
        ", ".join(f"{value}\u00a0→\u00a0{short_number(one.credit(value))}" for value in one.values)
        for one in ref.used_scales
    )
    note: Content = (
        Styled("Note. "),
        f"Note = 100 × Σ(poids × crédit) / Σ(poids). Crédit d’un niveau\u00a0: {credits}\u00a0; une question vaut le milieu de ses "
        "deux votes centraux. "
        "Ce qui est sans objet sort du calcul. Moins de la moitié de réponses\u00a0: la note est «\u00a0non calculable\u00a0», "
        "ce qui n’est pas zéro. L’axe est la moyenne de ses dimensions, avec la même règle.",
    )
    mixed = (
        " Réunir des niveaux d’échelles différentes lit chacun comme le plus haut niveau de l’ensemble dont il a le crédit\u00a0; "
        "un axe est sur l’échelle de la grille."
    )
    staged = (
        " Une dimension dont chaque caractéristique appartient à un niveau est au plus haut dont plus rien ne manque."
    )
    majority = (
        "Le plus haut que plus de la moitié des votes, des caractéristiques ou des dimensions atteint, poids compris. Il n’est pas "
        "tiré de la note\u00a0: une même note va avec plusieurs niveaux."
    )
    majority += mixed * (not ref.has_one_scale) + staged * any(one.by_level for one in ref.dimensions)
    return [(Styled("Niveau. "), majority), note]


# D'où viennent la grille et chacune de ses dimensions


def _provenance_blocks(profile: assessment.Profile) -> Iterator[Block]:
    ref = profile.ref
    yield Heading(1, "Sources")
    yield Text(words.grid_text(ref))
    held = [d for d in ref.dimensions if not d.added] or list(ref.dimensions)
    counted = f"des {plural(len(held), 'dimension')}" if len(held) > 1 else "de la dimension"
    yield Heading(2, f"Provenance {counted}")
    if caveat := words.caveat(ref):
        yield Text(caveat, "introduction")
    yield Table("Provenance des dimensions", "Une ligne par statut et par source\u00a0: le statut, les dimensions, la source.",
        (Column("Statut", 3), Column("Dimensions", 6), Column("Source", 6)), _origin_rows(ref, held),
    )  # fmt: skip
    added = [d.label for d in ref.dimensions if d.added]
    if added and len(added) < len(ref.dimensions):
        yield Text(f"Ajouts à la matrice\u00a0: {', '.join(added)}.", "note")
    if ref.sources:
        yield Heading(2, "Documents cités")
        yield from words.source_blocks("Sources de la grille", ref.sources)


def _origin_rows(ref: Referentiel, dimensions: Sequence[Dimension]) -> list[Row]:
    """Les dimensions de même statut et de même source ensemble, dans l'ordre de la grille."""
    groups: dict[tuple[str, str], list[Dimension]] = {}
    for one in dimensions:
        groups.setdefault((one.status or "", one.source), []).append(one)
    return [
        (capital(status) or "Non précisé", "\n".join(one.label for one in own), _origin(ref, own[0]))
        for (status, _), own in groups.items()
    ]


def _origin(ref: Referentiel, dimension: Dimension) -> Content:
    cited = next((source for source in ref.sources if source.id == dimension.source), None)
    if cited is None:
        return dimension.source or "–"
    return (cited.label, Styled(f"\n{capital(partial_date(cited.date))}", "detail"))


# Le rapport d'un atelier comme document Word : l'ordre des parties, et rien d'autre

_TITLE = "Rapport d’autoévaluation"
_KEYWORDS = ("autoévaluation", "soins primaires", "matrice de maturité", "plan d’action")


def rapport(
    profile: assessment.Profile,
    *,
    on: dt.date,
    plan: assessment.ActionPlan | None = None,
    before: assessment.Profile | None = None,
    agenda: assessment.Agenda | None = None,
    wording: Wording = "doublet",
) -> Document:
    """Renvoie le rapport d'un atelier.

    Args:
        profile: le profil de l'équipe, décisions et seconds votes compris ; rien n'est recalculé ici.
        on: date du rapport, la seule date que le fichier porte.
        plan: le plan d'action ; sans lui, le rapport laisse un tableau à remplir.
        before: le profil de l'évaluation d'avant, pour le second polygone et ce qui a bougé.
        agenda: ce qui reste à discuter, et quand.
        wording: forme des mots qui nomment la coordination : « doublet », « point_median », « point »,
            « masculin », « feminin » ou « epicene ».

    Returns:
        Un `Document`. Les mêmes valeurs à la même date donnent les mêmes octets. Le détail des votes
        n'est imprimé qu'à partir de cinq réponses.

    Raises:
        MatriceError: une ou deux personnes ont répondu, forme inconnue, ou profil d'avant plus récent que celui d'aujourd'hui.
    """
    checked_wording(wording)
    profile, before = assessment.showable(profile), assessment.showable(before) if before else None
    moved = assessment.progress(before, profile) if before else None
    drawn = before if moved and not moved.barrier else None
    blocks = (
        *_opening_blocks(profile, plan, moved, on),
        *_coverage_blocks(profile),
        *_results_blocks(profile, drawn),
        *ladders_blocks(profile),
        *decisions_blocks(profile),
        *disagreements_blocks(profile, agenda),
        *_actions_blocks(profile, plan, wording),
        *(_movement_blocks(profile, moved) if moved else ()),
        *_checklist_blocks(profile, plan),
        *_method_blocks(profile),
        *_provenance_blocks(profile),
    )
    return Document(
        _TITLE, profile.team, on, blocks, subject=f"Autoévaluation de {quoted(profile.team)}", keywords=_KEYWORDS
    )
