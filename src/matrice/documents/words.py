"""Un profil, et la grille et les sources dont il vient, en mots : ce que documents, figures et terminal en disent, une seule fois."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from ..assessment import (
    ActionPlan,
    AxisResult,
    Change,
    DimensionResult,
    ItemResult,
    Profile,
    Progression,
    Standing,
    Trend,
)
from ..referentiel import Axis, Level, Referentiel, Scale, Source
from ..text import NBSP, capital, date, number, partial_date, plural, quoted, rounded, series, short_number, shortened
from .blocks import Block, Column, Link, Styled, Table, Text

Result = DimensionResult | AxisResult

DOT = f"{NBSP}· "  # la puce reste au bout de sa ligne
CROWD = 24  # au-delà, les rayons portent des numéros : à 28, des libellés longs se touchent
_HUNDRED = Scale(levels=tuple(Level(value=mark, label=str(mark)) for mark in (0, 25, 50, 75, 100)))
_EXTREMES = 3  # dimensions nommées de chaque côté ; au-delà une alternative ne s'écoute plus
# Ce qui n'a pas de note.
ABSENT = (Standing.NOT_APPLICABLE, Standing.NOT_COMPUTABLE, Standing.NOT_ASKED, Standing.WITHHELD)
NAMED = 5  # noms écrits en cas d'ex æquo, puis « et 4 autres »


# Ce que l'on montre


def spokes(profile: Profile, *, added: bool = False) -> tuple[Result, ...]:
    """Renvoie les résultats qu'un radar dessine, dans l'ordre de la grille.

    Ce sont les dimensions, ou les axes quand l'équipe a coté des axes. Les ajouts à la matrice restent
    dehors, sauf `added=True` ou grille faite seulement d'ajouts ; ce qui n'a pas été posé, toujours.
    """
    results: tuple[Result, ...] = profile.axes if profile.grain == "axis" else profile.asked
    return results if added else tuple(r for r in results if not r.added) or results


def by_axis(profile: Profile, results: Sequence[Result]) -> tuple[tuple[Axis, tuple[Result, ...]], ...]:
    """Renvoie les résultats groupés par axe, dans l'ordre de la grille ; un axe sans résultat n'y est pas."""
    groups = ((axis, tuple(r for r in results if axis_id(r) == axis.id)) for axis in profile.ref.axes)
    return tuple((axis, own) for axis, own in groups if own)


def axis_id(result: Result) -> str:
    """L'axe d'un résultat : le sien s'il est déjà un axe."""
    return result.id if isinstance(result, AxisResult) else result.axis


# Un résultat


def short_label(profile: Profile, result: Result) -> str:
    """Renvoie le libellé court de la grille quand elle en donne un, sinon le libellé entier."""
    if isinstance(result, AxisResult):
        return next((a.short for a in profile.ref.axes if a.id == result.id), "") or result.label
    return profile.ref.dimension(result.id).short or result.label


def numbers(profile: Profile) -> dict[str, int]:
    """Renvoie le numéro de chaque résultat, à partir de 1, quand la grille est trop longue pour nommer ses rayons.

    Vide pour une grille courante. Le radar écrit ces numéros au bout des rayons, le tableau devant les libellés.
    """
    results = spokes(profile, added=True)
    return {r.id: rank for rank, r in enumerate(results, start=1)} if len(results) > CROWD else {}


def standing_text(result: Result) -> str:
    """Renvoie « 67 » (note de 0 à 100, arrondie), « sans objet » ou « non calculable », jamais un 0 inventé."""
    return str(result.standing) if result.score is None else number(result.score)


def coverage(result: Result) -> str:
    """Renvoie « 3/5 » : éléments cotés sur éléments applicables ; rien quand aucun ne s'applique."""
    return "" if not result.applicable else f"{number(result.answered)}/{number(result.applicable)}"


def level_name(level: Level) -> str:
    """Renvoie « 3 en routine » : la valeur et le nom, ou le seul nom s'il répète la valeur."""
    return level.label if level.label == str(level.value) else f"{level.value}{NBSP}{level.label}"


def level_text(scale: Scale, value: int | None) -> str:
    """Renvoie le nom du niveau de cette valeur, ou un texte vide quand il n'y a pas de niveau."""
    return "" if value is None else level_name(scale.levels[scale.values.index(value)])


def drawn_scale(ref: Referentiel) -> Scale:
    """Renvoie l'échelle des figures : celle de la grille, ou de 0 à 100 quand les dimensions n'ont pas toutes la même."""
    return ref.scale if ref.has_one_scale else _HUNDRED


def scale_text(ref: Referentiel) -> str:
    """Renvoie « échelle de 0 (pas encore) à 3 (en routine) », ou que chaque question a la sienne."""
    levels = ref.scale.levels
    if not ref.has_one_scale:
        return f"{plural(len(ref.used_scales), 'échelle')}, ramenées de 0 à{NBSP}100"
    return f"échelle de {named(levels[0])} à {named(levels[-1])}"


def result_level(profile: Profile, result: Result) -> str:
    """Renvoie le nom du niveau d'une dimension ou d'un axe, sur son échelle ; un texte vide sans niveau."""
    return level_text(profile.ref.scale_of(result.id), result.level)


def overruled_text(scale: Scale, result: DimensionResult) -> str:
    """Renvoie « dans les réponses, avant la décision : 1 premiers pas » quand l'équipe a décidé un autre niveau, sinon rien."""
    if result.overruled is None:
        return ""
    told = level_text(scale, result.overruled.level) or "aucun niveau"
    return f"dans les réponses, avant la décision{NBSP}: {told}"


def firmness_text(profile: Profile, result: Result) -> str:
    """Renvoie « 11 votes, assez ferme », ou que l'équipe a décidé ; puis le vote direct, quand les énoncés l'ont emporté sur lui."""
    if isinstance(result, DimensionResult) and result.decision is not None:
        said = "décidé par l’équipe"
    else:
        said = str(profile.firmness(result) or "")
    return f"{NBSP}; ".join(filter(None, (said, _direct_text(profile.ref.scale_of(result.id), result))))


def _direct_text(scale: Scale, result: Result) -> str:
    """« vote direct : 2 en partie », le niveau que la première passe proposait ; rien sans elle, ou sous le plancher."""
    if not isinstance(result, DimensionResult) or result.direct is None or result.direct.agreement.proposed is None:
        return ""
    return f"vote direct{NBSP}: {level_text(scale, result.direct.agreement.proposed)}"


def next_step_text(result: DimensionResult) -> str:
    """Renvoie la prochaine marche d'une dimension, que plus rien ne manque, ou un texte vide quand on ne la connaît pas."""
    if result.next_step is None:
        return ""
    return result.next_step.text or "Rien ne manque dans l’ordre de progrès."


# Le profil entier


def participation(profile: Profile) -> str:
    """Renvoie « 14 réponses sur 18 inscrits », « 14 réponses », que ce nombre n'est pas connu, ou qu'il n'y en a qu'une, de tous."""
    if profile.collective:
        present = "" if profile.registered is None else f", {plural(profile.registered, 'inscrit')}"
        return f"un seul questionnaire, rempli ensemble par l’équipe{present}"
    if profile.respondents is None:
        return "nombre de réponses inconnu"
    said = plural(profile.respondents, "réponse")
    return said if profile.registered is None else f"{said} sur {plural(profile.registered, 'inscrit')}"


def grid_name(ref: Referentiel) -> str:
    """Renvoie le titre de la grille et sa version."""
    return f"{ref.label or 'Grille sans titre'}{f', version{NBSP}{ref.version}' if ref.version else ''}"


def grain_text(profile: Profile) -> str:
    """Renvoie ce que l'équipe a coté quand ce n'est pas la grille entière, sinon un texte vide."""
    rapid = "cotation rapide, par"
    said = {"dimensions": f"{rapid} dimension", "axes": f"{rapid} axe", "stades": "stades décrits"}
    names = [short_label(profile, profile.dimension(one)) for one in profile.form.themes]
    chosen = f"{NBSP}: {several(names)}" if names else ""
    if profile.form.kind == "stades et énoncés":
        return f"stades décrits, puis énoncés de {plural(len(profile.form.themes), 'thème')}{chosen}"
    themes = f"{plural(len(profile.form.themes), 'thème choisi', 'thèmes choisis')}{chosen}" if chosen else ""
    return ", ".join(filter(None, (said.get(profile.form.kind, ""), themes)))


def unasked_text(profile: Profile) -> str:
    """Renvoie « Non posé : 19 dimensions. », ou un texte vide quand toute la grille l'a été."""
    left = len(profile.dimensions) - len(profile.asked)
    if not left or profile.grain == "axis":
        return ""
    return f"Non posé{NBSP}: {plural(left, 'dimension')}. L’équipe n’a pas été interrogée là-dessus{NBSP}: ce n’est ni un zéro ni un oubli."


def facts(profile: Profile) -> str:
    """Renvoie ce qui fonde un profil : participation, date, cotation rapide s'il y a lieu."""
    parts = [participation(profile), date(profile.on) if profile.on else "", grain_text(profile)]
    return DOT.join(part for part in parts if part)


def footer(profile: Profile) -> str:
    """Renvoie la ligne sous une figure : participation, date, cotation rapide, grille, version du calcul."""
    return capital(DOT.join((facts(profile), grid_name(profile.ref), f"calcul{NBSP}v{profile.algorithm}")))


def series_names(profile: Profile, before: Profile | None = None) -> tuple[str, str]:
    """Renvoie les noms des deux séries d'une comparaison : les équipes, ou leurs dates si c'est la même."""
    if before is None or before.team != profile.team:
        return profile.team, before.team if before else ""
    if profile.on and before.on and profile.on != before.on:
        return f"{profile.team}, {date(profile.on)}", f"{before.team}, {date(before.on)}"
    return profile.team, f"{before.team} (comparaison)"


def caveat(ref: Referentiel) -> str:
    """Renvoie la phrase honnête sur l'origine des dimensions, ou un texte vide s'il n'y a rien à avouer.

    Une dimension « thème HAS » ou « hypothèse » est notre lecture : le dire évite que le dessin passe
    pour la liste officielle.
    """
    statuses = Counter(d.status for d in ref.dimensions if not d.added and d.status not in (None, "ajout"))
    if not statuses["thème HAS"] + statuses["hypothèse"]:
        return ""
    origins = (
        (statuses["attesté HAS"], "lue sur une page de la HAS", "lues sur une page de la HAS"),
        (statuses["attesté secondaire"], "nommée par une source secondaire", "nommées par une source secondaire"),
        (statuses["thème HAS"], "tirée d’un thème de la HAS", "tirées de thèmes de la HAS"),
        (statuses["hypothèse"], "hypothèse", "hypothèses"),
    )
    listed = series([plural(count, one, many) for count, one, many in origins if count])
    count = sum(1 for d in ref.dimensions if not d.added)
    which = f"Les {number(count)}{NBSP}dimensions" if count > 1 else "La dimension"
    verb = "sont" if count > 1 else "est"
    return f"{which} {verb} une lecture raisonnée, et non la liste officielle de la HAS{NBSP}: {listed}."


def alternative(
    profile: Profile, *, before: Profile | None = None, added: bool = False, kind: str = "Radar de maturité"
) -> str:
    """Renvoie l'équivalent en mots du radar (ou de la figure que nomme `kind`), pour qui ne le voit pas.

    Échelle, dimensions les plus hautes et les plus basses avec leur note, dimensions sans note nommées,
    renvoi au tableau. `before` et `added` sont ceux de la figure décrite.
    """
    results = spokes(profile, added=added)
    noun = "axe" if profile.grain == "axis" else "dimension"
    sentences = [
        f"{kind}, {plural(len(results), noun)}, {scale_text(profile.ref)}, notes sur{NBSP}100.",
        *_ends(profile, results),
        *_gaps(profile, results, noun),
        f"Comparé à {series_names(profile, before)[1]} (triangles)." if before else "",
        "Données dans le tableau.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def named(level: Level) -> str:
    """« 0 (pas encore) », pour une phrase."""
    return str(level.value) if level.label == str(level.value) else f"{level.value} ({level.label})"


def _ends(profile: Profile, results: Sequence[Result]) -> list[str]:
    """Les phrases « Plus hautes » et « Plus basses », ou une seule quand toutes les notes sont égales."""
    scored = [r for r in results if r.score is not None]
    if not scored:
        return ["Aucune note calculée."]
    if len({printed(r) for r in scored}) == 1:
        return [f"Toutes les notes valent {standing_text(scored[0])}."]
    return [
        f"Plus hautes{NBSP}: {listed(profile, leading(scored, sign=-1))}.",
        f"Plus basses{NBSP}: {listed(profile, leading(scored, sign=1))}.",
    ]


def leading(scored: Sequence[Result], *, sign: int) -> list[Result]:
    """Les trois premiers, ou moins : des ex æquo sont nommés ensemble ou pas du tout, jamais choisis au hasard."""
    count = min(_EXTREMES, max(1, len(scored) // 2))
    chosen: list[Result] = []
    for _, tied in groupby(sorted(scored, key=lambda r: sign * printed(r)), key=printed):
        group = list(tied)
        if chosen and len(chosen) + len(group) > count:
            break
        chosen += group
    return chosen


def printed(result: Result) -> Decimal:
    """La note telle qu'on la lit : deux dimensions à « 50 » sont ex æquo, quoi qu'en dise la 14e décimale."""
    return rounded(result.score or 0.0)


def _gaps(profile: Profile, results: Sequence[Result], noun: str) -> list[str]:
    """Les phrases « Sans objet » et « Non calculable », chaque résultat nommé."""
    sentences = []
    for standing in ABSENT:
        own = [r for r in results if r.standing is standing]
        if own:
            count = plural(len(own), noun)
            sentences.append(f"{capital(str(standing))}{NBSP}: {count} ({listed(profile, own)}).")
    return sentences


def listed(profile: Profile, results: Sequence[Result]) -> str:
    """Des noms et leurs notes : « Avis des usagers (67) et Partage de données (58) », ou « … et 4 autres »."""
    return several(
        [short_label(profile, r) + ("" if r.score is None else f"{NBSP}({standing_text(r)})") for r in results]
    )


def several(names: Sequence[str]) -> str:
    """« A, B et C », ou les cinq premiers « et 4 autres »."""
    rest = len(names) - NAMED
    return series([*names[:NAMED], f"{rest}{NBSP}autres"] if rest > 1 else names)


# Le plan d'action


def deadlines_text(plan: ActionPlan, on: dt.date) -> str:
    """Renvoie « ; la prochaine échéance est le… ; 1 échéance est dépassée… » à cette date, ou rien quand rien n'est ouvert."""
    dates = sorted(action.due for action in plan.actions if action.is_open)
    late = [day for day in dates if day < on]
    said = [f"la prochaine échéance est le {date(day)}" for day in dates[len(late) : len(late) + 1]]
    passed = plural(len(late), "échéance est dépassée", "échéances sont dépassées")
    said += [f"{passed}, la plus ancienne depuis le {date(day)}" for day in late[:1]]
    return "".join(f"{NBSP}; {one}" for one in said)


# La grille et les documents que l'on cite


def grid_text(ref: Referentiel) -> tuple[Styled, str]:
    """Renvoie le nom de la grille, sa date et son origine."""
    dated = f", {partial_date(ref.date)}" if ref.date else ""
    return (Styled(grid_name(ref)), f"{dated}.{f' {ref.source}' if ref.source else ''}")


def source_blocks(title: str, sources: Sequence[Source]) -> Iterator[Block]:
    """Les documents cités : comment les citer, leur date, celle de leur lecture, la confiance à leur accorder."""
    if not sources:
        yield Text("Aucune source n’est déclarée.")
        return
    yield Table(
        title, "Une ligne par document\u00a0: comment le citer, sa date, sa date de lecture, ce que l’on en sait.",
        (Column("Document", 6.4), Column("Date", 3.3), Column("Lu le", 3.3), Column("Ce que l’on en sait", 4)),
        [
            (Link(one.label, one.url), partial_date(one.date), partial_date(one.consulted) if one.consulted else "–",
             one.confidence or "–")
            for one in sources
        ],
    )  # fmt: skip


# L'atelier : les votes, et ce qui a bougé entre deux dates

FIRST = 3  # éléments nommés ; au-delà une alternative ne s'écoute plus
WEIGHTS = {1: "faible", 2: "moyen", 3: "fort"}
TABLE = "Données dans le tableau."


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

    `shown` sont les questions qui ont une barre, de la plus à la moins disputée ; `asked` et `hidden`, combien étaient posées et
    combien sont masquées.
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
