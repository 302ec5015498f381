"""Les votes et les décisions d'un atelier, question par question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import assessment
from ..referentiel import Scale
from ..text import NBSP, capital, number, plural, quoted, series, short_number
from . import words
from .blocks import Block, Column, Content, Heading, Row, Styled, Table, Text
from .words import code_counts

# Les votes en mots : comment nommer une question, écrire une répartition, dire ce qui a été décidé

_HIDDEN = f"moins de {assessment.MINIMUM_SHOWN}{NBSP}réponses{NBSP}: détail non imprimé"


def asked(profile: assessment.Profile, item: assessment.ItemResult) -> Content:
    """Le libellé d'une question et, dessous, son code et la dimension dont elle vient."""
    own = item.dimension is None or item.dimension == item.id
    place = item.id if own else f"{item.id}, {short_name(profile, item.dimension or '')}"
    return (item.label, Styled(f"\n{place}", "detail"))


def short_name(profile: assessment.Profile, dimension: str) -> str:
    """Le libellé court d'une dimension, sinon l'entier."""
    known = profile.ref.dimension(dimension)
    return known.short or known.label


def _level(scale: Scale, value: int | None) -> str:
    """Le nom d'un niveau décidé ; une absence de niveau est un « sans objet »."""
    return "sans objet" if value is None else words.level_text(scale, value)


def _spread(scale: Scale, counts: Sequence[int]) -> str:
    """Renvoie « 2 au niveau 0, 9 au 2 ; 1 SO, 2 NSP » : par niveau, puis sans objet et « ne sait pas ».

    `counts` a une case par niveau, puis SO, NSP, et au besoin le silence, que l'on ne répète pas.
    """
    size = len(scale.values)
    votes, others = counts[:size], counts[size : size + 2]
    if not assessment.counts_visible(votes, sum(others)):
        return _HIDDEN
    held = [(value, count) for value, count in zip(scale.values, votes, strict=True) if count]
    said = [
        f"{number(count)}{NBSP}au{f'{NBSP}niveau' if rank == 0 else ''}{NBSP}{value}"
        for rank, (value, count) in enumerate(held)
    ]
    apart = [f"{number(count)}{NBSP}{name}" for name, count in zip(("SO", "NSP"), others, strict=True) if count]
    return f"{NBSP}; ".join(part for part in (", ".join(said), ", ".join(apart)) if part)


def _hands(decision: assessment.Decision) -> str:
    """Les voix d'une décision : « 11 pour, 2 contre, 1 abstention », ou « sans opposition »."""
    if decision.votes_for is None and not decision.against:
        return "sans opposition"
    favour = "pour non comptés" if decision.votes_for is None else f"{number(decision.votes_for)}{NBSP}pour"
    said = [favour, f"{number(decision.against)}{NBSP}contre"]
    if decision.abstentions:
        said.append(plural(decision.abstentions, "abstention"))
    return ", ".join(said)


# Ce que l'équipe a décidé, avec combien de voix, pourquoi, et ce qu'en dit la minorité

_COLUMNS = (
    Column("Décision sur", 5.4), Column("Votes proposaient", 2.1), Column("Retenu", 2.3), Column("Voix", 2.4),
    Column("Raison et réserve", 5),
)  # fmt: skip
_PLAIN = (Column("Accepté tel que proposé, sans opposition", 13), Column("Retenu", 4))


_Taken = tuple[assessment.Decision, Content]  # une décision, et comment nommer son objet


def decisions_blocks(profile: assessment.Profile) -> Iterator[Block]:
    yield Heading(1, "Décisions de l’équipe")
    last = {one.target: one for one in profile.decisions}
    if not last:
        yield Text(
            "Aucune décision n’est enregistrée\u00a0: les niveaux de ce rapport sont ceux que les votes proposent."
        )
        return
    yield Text(
        f"{plural(len(last), 'décision')}. Le niveau proposé est le plus haut que plus de la moitié des votes disent atteint\u00a0; "
        "l’équipe en décide. Sans majorité des voix exprimées, le niveau proposé est gardé et noté «\u00a0non consensuel\u00a0».",
        "introduction",
    )
    for axis in profile.axes:
        taken = [(last[target], name) for target, name in _targets(profile, axis.id) if target in last]
        if taken:
            yield Heading(2, axis.label)
            yield from _axis_blocks(profile, axis.label, taken)


def _accepted(profile: assessment.Profile, decision: assessment.Decision) -> bool:
    """Vrai pour ce qui a été pris tel que proposé, d'un coup et sans un mot : une ligne courte suffit."""
    alone = sum(1 for one in profile.decisions if one.target == decision.target) == 1
    silent = decision.votes_for is None and not (decision.against or decision.abstentions)
    return alone and silent and decision.level == decision.proposed and not (decision.reason or decision.dissent)


def _axis_blocks(profile: assessment.Profile, axis: str, taken: Sequence[_Taken]) -> Iterator[Block]:
    discussed = [one for one in taken if not _accepted(profile, one[0])]
    if discussed:
        yield Table(f"Décisions de l’axe\u00a0: {axis}",
            "Une ligne par décision\u00a0: objet, niveau proposé, niveau retenu, voix, raison et réserve.",
            _COLUMNS, [_decision_row(profile, decision, name) for decision, name in discussed],
        )  # fmt: skip
    accepted = [one for one in taken if one not in discussed]
    if accepted:
        yield Heading(3, f"{plural(len(accepted), 'décision')} sans discussion")
        yield Table(f"Décisions sans discussion de l’axe\u00a0: {axis}", "Une ligne par décision\u00a0: objet et niveau retenu.",
            _PLAIN, [(name, _level(profile.ref.scale_of(decision.target), decision.level)) for decision, name in accepted],
        )  # fmt: skip


def _targets(profile: assessment.Profile, axis: str) -> list[tuple[str, Content]]:
    if profile.grain != "item":
        return [(item.id, item.label) for item in profile.items if item.axis == axis]
    found: list[tuple[str, Content]] = []
    for dimension in profile.dimensions:
        if dimension.axis == axis:
            found.append((dimension.id, (Styled(dimension.label), Styled("\ntoute la dimension", "detail"))))
            found += [(item.id, asked(profile, item)) for item in dimension.items]
    return found


def _decision_row(profile: assessment.Profile, decision: assessment.Decision, name: Content) -> Row:
    scale = profile.ref.scale_of(decision.target)
    proposed = "aucun niveau" if decision.proposed is None else _level(scale, decision.proposed)
    if decision.target in assessment.hidden_targets(profile):
        proposed = str(assessment.Standing.WITHHELD)
    kept: tuple[str | Styled, ...] = (Styled(_level(scale, decision.level)),)
    if not decision.has_majority:
        kept += (Styled("\nnon consensuel", "detail"),)
    earlier = [one for one in profile.decisions if one.target == decision.target][:-1]
    if earlier:
        said = ", puis ".join(_level(scale, one.level) for one in earlier)  # rien ne s'efface
        kept += (Styled(f"\nd’abord\u00a0: {said}", "detail"),)
    why: list[str | Styled] = [decision.reason] if decision.reason else []
    if decision.dissent:
        why += ["\n"] * bool(why) + [Styled("Réserve\u00a0: "), decision.dissent]
    return (name, proposed, kept, _hands(decision), tuple(why) or "–")


# Ce sur quoi l'équipe reste partagée, les seconds votes, et quand on en reparle


def disagreements_blocks(profile: assessment.Profile, agenda: assessment.Agenda | None) -> Iterator[Block]:
    yield Heading(1, "Désaccords qui restent")
    open_items = assessment.disputed(profile)
    few = sum(1 for item in profile.items if item.agreement.status is assessment.Consensus.TOO_FEW and item.answered)
    concluded = any(
        item.answered and item.agreement.status is not assessment.Consensus.TOO_FEW for item in profile.items
    )
    if profile.collective:
        yield Text("L’équipe a rempli ensemble un seul questionnaire\u00a0: il n’y a pas d’accord à mesurer.")
    elif concluded and not open_items:
        yield Text("Après le dernier vote, aucune question ne reste disputée.")
    elif open_items:
        yield Text(
            "Un désaccord n’est pas une faute\u00a0: c’est le premier sujet de la prochaine discussion. Les voix sont celles du "
            "dernier vote.",
            "introduction",
        )
        yield from _open_blocks(profile, open_items)
    if few and not profile.collective:
        yield Text(
            f"{plural(few, 'question a reçu', 'questions ont reçu')} trop peu de votes pour conclure à un accord ou à un désaccord.",
            "note",
        )
    if profile.revotes:
        yield from _revotes_blocks(profile)
    if agenda and (agenda.entries or agenda.fast_lane):
        yield from _agenda_blocks(agenda)


def _open_blocks(profile: assessment.Profile, items: Sequence[assessment.ItemResult]) -> Iterator[Block]:
    waiting = {item.id for item in assessment.unsettled(profile)}
    yield Table("Questions disputées", "Une ligne par question\u00a0: statut de l’accord, voix du dernier vote, suite donnée.",
        (Column("Question", 6), Column("Accord", 2.6), Column("Voix", 4), Column("Suite", 3.4)),
        [
            (asked(profile, item), capital(str(item.agreement.status)), _spread(profile.ref.scale_of(item.id), code_counts(item)),
             _outcome(profile, item, item.id in waiting))
            for item in items
        ],
    )  # fmt: skip


def _outcome(profile: assessment.Profile, item: assessment.ItemResult, waiting: bool) -> str:
    kept = _level(profile.ref.scale_of(item.id), item.level)
    if item.decision is None:
        return "À trancher" if waiting else "Tranché avec toute la dimension"
    return f"Non consensuel\u00a0: {kept}" if waiting else f"Décidé\u00a0: {kept}"


def _revotes_blocks(profile: assessment.Profile) -> Iterator[Block]:
    """Le premier vote à côté du second : rien ne s'efface."""
    items, scale = {item.id: item for item in profile.items}, profile.ref.answer_scale
    twice = [(one, items[one.target]) for one in profile.revotes if one.target in items]
    yield Heading(2, "Seconds votes")
    yield Table("Seconds votes", "Une ligne par question votée deux fois\u00a0: voix du premier vote, du second, et accord après.",
        (Column("Question", 6), Column("Premier vote", 3.8), Column("Second vote", 3.8), Column("Accord après", 2.4)),
        [
            (asked(profile, item), _spread(scale, one.before), _spread(scale, one.after), capital(str(item.agreement.status)))
            for one, item in twice
        ],
    )  # fmt: skip


def _agenda_blocks(agenda: assessment.Agenda) -> Iterator[Block]:
    yield Heading(2, "À discuter la prochaine fois")
    sessions = agenda.sessions or ((*agenda.entries, *agenda.fast_lane),)
    split = f", en {plural(len(sessions), 'séance')}" if len(sessions) > 1 else ""
    yield Text(
        f"{plural(sum(map(len, sessions)), 'point')}, {_minutes(agenda.minutes)} de discussion{split}.", "introduction"
    )
    yield Table("Points à discuter", "Une ligne par point, du plus disputé au moins disputé\u00a0: séance, point, accord, temps prévu.",
        (Column("Séance", 1.6, True), Column("Point", 7), Column("Accord", 4), Column("Temps", 2, True)),
        [
            (str(rank), one.label, "–" if agenda.collective else capital(str(one.status)), Styled(_minutes(one.minutes)))
            for rank, session in enumerate(sessions, 1)
            for one in session
        ],
    )  # fmt: skip


def _minutes(value: float) -> str:
    """« 8 min », « 1,5 min »."""
    return f"{short_number(value)}{NBSP}min"


# Axe par axe : ce qui est en place, et la prochaine marche

_CLIMBED = (Column("Dimension", 4), Column("En place", 5), Column("Prochaine marche", 6))
_RATED = (Column("Axe", 4), Column("Aujourd’hui", 4), Column("Niveau suivant", 7))


def ladders_blocks(profile: assessment.Profile) -> Iterator[Block]:
    yield Heading(1, "Ce qui est en place, et la prochaine marche")
    yield Text(_introduction(profile), "introduction")
    if profile.grain == "axis":
        rows = [(axis.label, _where(profile, axis), _above(profile, axis)) for axis in profile.axes]
        yield Table("Axes et niveau suivant", "Une ligne par axe\u00a0: niveau, et niveau suivant.", _RATED, rows)
        return
    for axis in profile.axes:
        own = [d for d in profile.asked if d.axis == axis.id]
        if not own:
            continue
        yield Heading(2, axis.label)
        yield Text(_axis_text(profile, axis), "introduction")
        yield Table(f"Marches de l’axe\u00a0: {axis.label}",
            "Une ligne par dimension\u00a0: ce qui est en place, et la prochaine marche.",
            _CLIMBED, [_climb(profile, dimension) for dimension in own],
        )  # fmt: skip


def _introduction(profile: assessment.Profile) -> str:
    if profile.grain == "axis":
        return "L’équipe a coté ses axes\u00a0: voici son niveau, et ce que demande le suivant."
    ref = profile.ref
    scales = dict.fromkeys(map(id, (ref.scale_of(one.id) for one in ref.characteristics)))
    floors = [words.level_text(one, one.in_place_value) for one in ref.used_scales if id(one) in scales]
    own = ", selon son échelle," if len(floors) > 1 else ""
    told = (
        " Quand chaque caractéristique appartient à un niveau, une dimension est au plus haut dont plus rien ne manque, ni avant lui."
        if any(one.by_level for one in ref.dimensions) else ""
    )  # fmt: skip
    return (
        f"Une caractéristique est en place au niveau {series([quoted(one) for one in floors], 'ou')}{own} ou au-dessus.{told} La prochaine "
        "marche est la phrase du niveau suivant, à défaut la première caractéristique qui n’est pas en place."
    )


def _axis_text(profile: assessment.Profile, axis: assessment.AxisResult) -> str:
    """La note d'un axe et ses dimensions les plus basses, quand elles ne le sont pas toutes."""
    if axis.score is None:
        return f"Note de l’axe\u00a0: {axis.standing}."
    scored = [d for d in profile.dimensions if d.axis == axis.id and d.score is not None]
    lowest = [d.label for d in scored if words.printed(d) == min(map(words.printed, scored))]
    which = "Dimension la plus basse" if len(lowest) == 1 else "Dimensions les plus basses"
    low = f" {which}\u00a0: {series(lowest)}." if len(lowest) < len(scored) else ""
    return f"Note de l’axe\u00a0: {_where(profile, axis)}.{low}"


def _where(profile: assessment.Profile, result: words.Result) -> str:
    """« 67 sur 100, niveau 2 en partie », ou le mot juste quand il n'y a pas de note."""
    if result.score is None:
        return str(result.standing)
    return f"{number(result.score)} sur{NBSP}100, niveau {words.result_level(profile, result)}"


def _climb(profile: assessment.Profile, dimension: assessment.DimensionResult) -> Row:
    name = (dimension.label, Styled(f"\n{_where(profile, dimension)}", "detail"))
    if dimension.score is None:
        absent = (assessment.Standing.NOT_APPLICABLE, assessment.Standing.WITHHELD)
        return (name, "–", "–" if dimension.standing in absent else "Coter d’abord cette dimension")
    return (name, _in_place(profile, dimension), _following(profile, dimension))


def _in_place(profile: assessment.Profile, dimension: assessment.DimensionResult) -> Content:
    """Les caractéristiques en place ; la phrase du niveau quand elles n'ont pas été posées, ou que l'équipe a décidé."""
    scale = profile.ref.scale_of(dimension.id)
    if dimension.overruled:
        told = Styled(f"\n{capital(words.overruled_text(scale, dimension))}.", "detail")
        return (Styled("Décidé par l’équipe"), told)
    rungs = [item for item in dimension.items if item.id != dimension.id]
    if not rungs and dimension.level is not None:
        return profile.ref.stage(dimension.id, dimension.level) or words.level_text(scale, dimension.level)
    held = [
        item.label for item in rungs
        if item.level is not None and item.level >= profile.ref.scale_of(item.id).in_place_value
    ]  # fmt: skip
    return "\n".join(held) or "Rien n’y est encore."


def _following(profile: assessment.Profile, dimension: assessment.DimensionResult) -> Content:
    """La prochaine marche ; le niveau suivant quand rien ne l'ordonne."""
    if dimension.next_step is None and any(item.standing is assessment.Standing.WITHHELD for item in dimension.items):
        return "Moins de trois réponses à une marche"
    return words.next_step_text(dimension) or _above(profile, dimension)


def _above(profile: assessment.Profile, result: words.Result) -> Content:
    scale = profile.ref.scale_of(result.id)
    if result.level is None:
        return "–"
    if result.level == scale.values[-1]:
        return "Le plus haut niveau est atteint."
    level = scale.levels[scale.values.index(result.level) + 1]
    return (Styled(words.level_name(level)), f"\n{level.anchor}") if level.anchor else Styled(words.level_name(level))
