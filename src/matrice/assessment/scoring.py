"""Noter : des comptes aux notes d'une équipe, de dix mille ou d'un pays, puis d'une campagne à son profil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import MatriceError
from ..referentiel import Dimension, Referentiel, Scale
from ..text import quoted
from .campaign import (
    AxisResult,
    Campaign,
    DimensionResult,
    Form,
    Grain,
    ItemResult,
    NextStep,
    Overruled,
    Profile,
    Question,
    Standing,
    questions_of,
    votes_of,
)
from .votes import agreement_of_counts, central_indexes

# --- compter et noter : la même arithmétique pour une équipe et pour un pays ----------------------

ALGORITHM = "2.0"
_WINDOW = 1 << 18  # réponses comptées d'un coup : 2 Mo de clés
_SCATTERED = 1 << 21  # de même quand elles viennent en désordre : moins de passages sur tous les comptes
_BLOCK = 1 << 15  # réponses dont les clés se bâtissent sans quitter le cache : 128 ko

_SCORED, _NOT_APPLICABLE, _NOT_COMPUTABLE, _NOT_ASKED = np.int8(0), np.int8(1), np.int8(2), np.int8(3)

_Floats = NDArray[np.float64]
_Flags = NDArray[np.bool_]
_Integers = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Des notes et ce qui les fonde ; chaque tableau a la forme (…, groupes).

    `value` va de 0 à 100, NaN quand `standing` n'est pas 0 (calculé) : 1 sans objet, 2 non calculable, 3 non posé. `level` est le
    rang du niveau (0 = le plus bas), −1 sans note. `answered`/`applicable` comptent les éléments notés / notables du groupe.
    """

    value: _Floats
    level: NDArray[np.int8]
    standing: NDArray[np.int8]
    answered: NDArray[np.int64]
    applicable: NDArray[np.int64]


def count_answers(
    team: _Integers, question: _Integers, code: _Integers, *, teams: int, questions: int, codes: int
) -> NDArray[np.int64]:
    """Renvoie les comptes de réponses, forme `(teams, questions, codes)`.

    Args:
        team, question, code: trois tableaux de même longueur, une entrée par réponse, en rangs à partir de 0.

    Par fenêtres : la mémoire au-delà de l'entrée est celle du résultat et d'une fenêtre de clés. Les clés
    d'une fenêtre se bâtissent par blocs qui tiennent dans le cache du processeur ; quand les réponses
    viennent équipe après équipe, on ne compte que dans la plage de la fenêtre.
    """
    counts = np.zeros(teams * questions * codes, dtype=np.int64)
    opening = team[:_WINDOW]
    # Quand elles viennent en désordre, leur début touche plus de comptes qu'il n'a de réponses.
    scattered = len(opening) and (int(opening.max()) - int(opening.min())) * questions * codes > 4 * len(opening)
    size = _SCATTERED if scattered else _WINDOW
    keys = np.empty(min(size, len(code)), dtype=np.int64)
    kind = np.int32 if counts.size < 1 << 31 else np.int64  # deux fois plus de clés par instruction
    narrow: NDArray[Any] = np.empty(min(_BLOCK, len(code)), dtype=kind)
    for start in range(0, len(code), size):
        window = slice(start, min(start + size, len(code)))
        first = int(team[window].min())
        for begin in range(window.start, window.stop, _BLOCK):
            block = slice(begin, min(begin + _BLOCK, window.stop))
            key = narrow[: block.stop - begin]
            np.subtract(team[block], first, out=key, dtype=kind)
            key *= questions
            key += question[block]
            key *= codes
            key += code[block]
            keys[begin - start : block.stop - start] = key
        seen = np.bincount(keys[: window.stop - start])
        low = first * questions * codes
        counts[low : low + len(seen)] += seen
    return counts.reshape(teams, questions, codes)


def item_scores(counts: _Integers, credits: Sequence[float] | _Floats) -> Scores:
    """Renvoie la note et le niveau de chaque question, forme `counts.shape[:-1]`.

    `credits` est celui de chaque code de niveau, le même pour toutes, ou une ligne par question (`credit_table`).

    Le niveau est celui des deux votes centraux qui est le plus bas : il décide. La note est 100 fois le milieu de leurs
    crédits : à effectif pair, la médiane basse seule coûterait de 2 à 7 points. Une question est sans objet quand une
    majorité stricte de ceux qui se prononcent (niveau ou SO) la juge telle ; elle est sans réponse quand personne n'a
    donné de niveau.
    """
    half = 50 * np.asarray(credits)
    levels = half.shape[-1]
    # Une colonne à la fois, contiguë : relire le tableau entier pour chaque niveau coûterait plus que le calcul.
    votes = [counts[..., code].astype(np.int32) for code in range(levels)]
    given = sum(votes[1:], votes[0])
    excluded = counts[..., levels] > given
    known = (given > 0) & ~excluded
    low, high = central_indexes(votes)
    rows = np.arange(len(half))
    middle = half.take(low) + half.take(high) if half.ndim == 1 else half[rows, low] + half[rows, high]
    value = np.where(known, middle, np.nan)
    standing = np.where(excluded, _NOT_APPLICABLE, np.where(known, _SCORED, _NOT_COMPUTABLE))
    level = np.where(known, low, -1).astype(np.int8)
    return Scores(value, level, standing, known.astype(np.int64), (~excluded).astype(np.int64))


def group_scores(
    parts: Scores, starts: Sequence[int], weights: Sequence[float], levels: int, *, whole: bool = False
) -> Scores:
    """Renvoie la note et le niveau de chaque groupe d'éléments consécutifs ; `starts` donne le premier de chacun.

    La note est la moyenne pondérée des éléments notés ; le niveau, parmi `levels`, le plus haut que plus de la moitié
    d'entre eux atteint, poids compris : la règle des votes d'une question. Un élément de poids nul n'existe pas. Plus de la
    moitié sans objet → sans objet ; moins de la moitié des éléments applicables notés → non calculable. Règle de la moitié
    et mise à l'échelle : manuel de cotation EORTC QLQ-C30, 3e édition. Un élément non posé n'existe pas ; avec `whole`, il
    reste compté au dénominateur, et un groupe dont moins de la moitié est posé est non posé : une partie n'est pas le tout.
    """
    weight = np.asarray(weights, dtype=np.float64)
    counted = weight > 0  # un poids nul ne compte nulle part, pas même dans la règle de la moitié
    known, excluded = (parts.standing == _SCORED) & counted, (parts.standing == _NOT_APPLICABLE) & counted

    def total(table: NDArray[Any]) -> NDArray[Any]:
        return np.add.reduceat(table, starts, axis=-1)

    answered, out = total(known.astype(np.int64)), total(excluded.astype(np.int64))
    asked = parts.standing != _NOT_ASKED
    partly = not asked.all()  # presque jamais : tout est posé, et il n'y a rien à compter
    size = total(counted.astype(np.int64))
    posed = total((counted & asked).astype(np.int64)) if partly else size
    heavy = known * weight
    applicable, base = (size if whole else posed) - out, total(heavy)
    standing = np.where(
        2 * out > (size if whole else posed),
        _NOT_APPLICABLE,
        np.where((2 * answered < applicable) | (base <= 0), _NOT_COMPUTABLE, _SCORED),
    )
    if partly:
        unasked = total(asked.astype(np.int64)) == 0
        standing = np.where(unasked | (whole & (2 * posed < size)), _NOT_ASKED, standing)
    mass = total(heavy * np.where(known, parts.value, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(standing == _SCORED, mass / base, np.nan)
    level = np.zeros(standing.shape, dtype=np.int8)
    enough = base * (
        1 + 1e-9
    )  # des poids décimaux s'additionnent en binaire : une égalité parfaite n'est pas une majorité
    for rank in range(1, levels):
        level += 2 * total((parts.level >= rank) * heavy) > enough
    return Scores(value, np.where(standing == _SCORED, level, np.int8(-1)), standing, answered, applicable)


def _dimension_starts(ref: Referentiel, grain: Grain) -> tuple[list[int], list[float]]:
    """Le premier rang de chaque dimension parmi les questions, et le poids de chaque question."""
    if grain == "dimension":
        return list(range(len(ref.dimensions))), [1.0] * len(ref.dimensions)
    sizes = [len(dimension.characteristics) for dimension in ref.dimensions]
    starts = [sum(sizes[:rank]) for rank in range(len(sizes))]
    return starts, [item.weight for item in ref.characteristics]


def credit_table(ref: Referentiel, questions: Sequence[Question]) -> _Floats:
    """Renvoie le crédit de chaque niveau, forme `(niveaux)`, ou `(questions, niveaux)` quand elles n'ont pas la même échelle."""
    if ref.has_one_scale:
        return np.asarray(ref.scale.credits)
    values = ref.answer_scale.values
    table = np.zeros((len(questions), len(values)))
    for row, question in enumerate(questions):
        scale = ref.scale_of(question.id)
        table[row, [values.index(value) for value in scale.values]] = scale.credits
    return table


def dimension_scores(counts: _Integers, ref: Referentiel, grain: Grain = "item") -> Scores:
    """Renvoie la note de chaque dimension à partir des comptes `(…, questions, codes)`, forme `(…, dimensions)`."""
    return _grouped(item_scores(counts, credit_table(ref, questions_of(ref, grain))), ref, grain)


def _grouped(items: Scores, ref: Referentiel, grain: Grain, *, whole: bool = False) -> Scores:
    """La note et le niveau des dimensions de la grille, à partir de ceux de toutes ses questions."""
    starts, weights = _dimension_starts(ref, grain)
    kin = [(one.id, d.id) for d in ref.dimensions for one in (d.characteristics if grain == "item" else (d,))]
    found = group_scores(_on_scale(items, ref, kin), starts, weights, len(ref.answer_scale.levels), whole=whole)
    return _staged(found, items, ref, starts) if grain == "item" else found


def _on_scale(scores: Scores, ref: Referentiel, kin: Sequence[tuple[str, str]]) -> Scores:
    """Les mêmes notes, chaque niveau ramené à l'échelle de ce qui le réunit : le plus haut dont il a le crédit."""
    if ref.has_one_scale:
        return scores
    values = ref.answer_scale.values
    table = np.full((len(kin), len(values)), -1, dtype=np.int8)
    for row, (own, group) in enumerate(kin):
        scale, wanted = ref.scale_of(own), ref.scale_of(group)
        for value, credit in zip(scale.values, scale.credits, strict=True):
            told = value if scale is wanted else wanted.level_at(100 * credit).value
            table[row, values.index(value)] = values.index(told)
    level = np.where(scores.level < 0, np.int8(-1), table[np.arange(len(kin)), scores.level])
    return replace(scores, level=level)


def _staged(found: Scores, items: Scores, ref: Referentiel, starts: Sequence[int]) -> Scores:
    """Le niveau d'une dimension dont chaque énoncé appartient à un niveau : le plus haut dont rien ne manque, ni avant lui.

    Sans objet, non posé ou de poids nul, un énoncé ne manque pas ; sans réponse, il manque.
    """
    if not any(dimension.by_level for dimension in ref.dimensions):
        return found
    values = ref.answer_scale.values
    floor = np.array([values.index(ref.scale_of(one.id).in_place_value) for one in ref.characteristics])
    home = np.array([-1 if one.level is None else values.index(one.level) for one in ref.characteristics])
    counted = np.array([one.weight > 0 for one in ref.characteristics])
    apart = (items.standing == _NOT_APPLICABLE) | (items.standing == _NOT_ASKED) | ~counted
    missing = ~apart & (items.level < floor)
    staged = np.array([dimension.by_level for dimension in ref.dimensions])
    lowest = [values.index(ref.scale_of(dimension.id).values[0]) for dimension in ref.dimensions]
    level = np.where(staged, np.array(lowest, dtype=np.int8), found.level)
    for rank in sorted(set(home.tolist()) - {-1}):
        held = np.add.reduceat((home == rank).astype(np.int64), starts) > 0
        lacking = np.add.reduceat((missing & (home <= rank)).astype(np.int64), starts, axis=-1)
        level = np.where(staged & held & (lacking == 0), np.int8(rank), level)
    return replace(found, level=np.where(found.standing == _SCORED, level, np.int8(-1)))


def axis_scores(dimensions: Scores, ref: Referentiel) -> Scores:
    """Renvoie la note de chaque axe à partir de celles de ses dimensions, forme `(…, axes)`."""
    sizes = [len(axis.dimensions) for axis in ref.axes]
    starts, weights = [sum(sizes[:rank]) for rank in range(len(sizes))], [one.weight for one in ref.dimensions]
    kin = [(dimension.id, axis.id) for axis in ref.axes for dimension in axis.dimensions]
    return group_scores(_on_scale(dimensions, ref, kin), starts, weights, len(ref.answer_scale.levels), whole=True)


def score_bounds(scale: Scale) -> tuple[_Floats, _Floats]:
    """Renvoie la plus basse et la plus haute note, de 0 à 100, qu'une dimension peut avoir à chaque niveau, dans leur ordre.

    Plus de la moitié de ses questions atteignent ce niveau, la moitié au moins ne le dépasse pas ; le vote central haut
    d'une question peut être n'importe où au-dessus.
    """
    credit = np.asarray(scale.credits)
    low, high = 50 * (credit + credit[0]), 25 * credit + 75 * credit[-1]
    return low - 1e-9, high + 1e-9


# --- d'une campagne à un profil : les mots de la grille -------------------------------------------

_STANDINGS = (Standing.SCORED, Standing.NOT_APPLICABLE, Standing.NOT_COMPUTABLE, Standing.NOT_ASKED)


def score(campaign: Campaign, ref: Referentiel | None = None) -> Profile:
    """Renvoie le profil d'une équipe : niveaux proposés, accords, notes de 0 à 100, couverture.

    Args:
        campaign: les réponses lues.
        ref: la grille, si l'on veut s'assurer que c'est bien celle de la campagne.

    Raises:
        MatriceError: la campagne a été lue avec une autre grille.

    Le niveau suit partout la même règle : le plus haut que plus de la moitié des votes (d'une question), des questions
    (d'une dimension) ou des dimensions (d'un axe) atteint. La note d'une question est le milieu de ses deux votes centraux
    (jamais la moyenne des membres) ; celle d'une dimension, la moyenne de ses questions ; celle d'un axe, la moyenne de
    ses dimensions. Une décision de l'équipe remplace ce que les votes proposaient. Voir `docs/methode.md`.
    """
    if ref is not None and ref != campaign.ref:
        raise MatriceError(
            f"Les réponses ont été lues avec la grille {quoted(campaign.ref.label)} (version "
            f"{campaign.ref.version})\u00a0: notez-les avec elle, ou relisez-les avec l’autre grille."
        )
    grid, first = campaign.ref, campaign.direct
    own, items = _rated(campaign)
    votes, straight = _rated(replace(first, decisions=campaign.decisions)) if first else (own, ())
    if campaign.grain == "axis":
        dimensions = tuple(_blank_dimension(grid, d) for d in grid.dimensions)
        axes = _direct_axes(grid, items)
    else:
        answered = _either(own, votes) if first else own
        scores = answered if campaign.grain == "dimension" else _apply_decisions(campaign, answered, grid.dimensions)
        grains = _level_grains(campaign, own)
        dimensions = _dimension_results(campaign, scores, answered, (*straight, *items), grains)
        axes = _axis_results(grid, axis_scores(scores, grid), dimensions)
    people = max(campaign.respondents, first.respondents if first else 0)
    return Profile(
        campaign.team, campaign.on, grid, campaign.grain, ALGORITHM, people, campaign.registered,
        (*straight, *items), dimensions, axes, campaign.notes, campaign.decisions,
        (*(first.revotes if first else ()), *campaign.revotes), campaign.collective, _form(campaign),
    )  # fmt: skip


def _rated(campaign: Campaign) -> tuple[Scores, tuple[ItemResult, ...]]:
    """Les dimensions qu'une passe note, sur toute la grille, et ce que l'équipe y a répondu, question par question."""
    grid, grain = campaign.ref, campaign.grain
    given = item_scores(campaign.counts, credit_table(grid, campaign.questions))
    if (
        campaign.respondents and (blank := ~campaign.counts.any(axis=1)).any()
    ):  # posée à personne : ni silence, ni manque
        given = replace(given, standing=np.where(blank, _NOT_ASKED, given.standing))
    asked = _apply_decisions(campaign, given, campaign.questions)
    items = _item_results(campaign, asked)
    if grain == "axis":
        return asked, items
    kept = {question.id for question in campaign.questions}
    posed = np.array([question.id in kept for question in questions_of(grid, grain)])
    return _grouped(_spread(asked, posed), grid, grain, whole=True), items


def _spread(scores: Scores, posed: _Flags) -> Scores:
    """Les mêmes notes à leur place dans la grille, le reste non posé."""
    if posed.all():
        return scores

    def over(blank: float | np.int8, kept: NDArray[Any]) -> NDArray[Any]:
        table = np.full(len(posed), blank, dtype=kept.dtype)
        table[posed] = kept
        return table

    return Scores(
        over(np.nan, scores.value), over(-1, scores.level), over(_NOT_ASKED, scores.standing),
        over(0, scores.answered), over(0, scores.applicable),
    )  # fmt: skip


def _either(detailed: Scores, votes: Scores) -> Scores:
    """Les énoncés quand ils donnent un résultat, sinon la réponse directe quand elle a été demandée."""
    kept = (detailed.standing == _SCORED) | (detailed.standing == _NOT_APPLICABLE) | (votes.standing == _NOT_ASKED)
    return Scores(
        np.where(kept, detailed.value, votes.value), np.where(kept, detailed.level, votes.level),
        np.where(kept, detailed.standing, votes.standing), np.where(kept, detailed.answered, votes.answered),
        np.where(kept, detailed.applicable, votes.applicable),
    )  # fmt: skip


def _level_grains(campaign: Campaign, own: Scores) -> dict[str, Grain | None]:
    """D'où vient le niveau de chaque dimension : les énoncés, la réponse directe, ou rien."""
    detailed = (own.standing == _SCORED) | (own.standing == _NOT_APPLICABLE)
    asked = {question.dimension for question in campaign.questions}
    straight = {question.dimension for question in campaign.direct.questions} if campaign.direct else set()
    return {
        one.id: campaign.grain if one.id in asked and (detailed[rank] or one.id not in straight)
        else "dimension" if one.id in straight else None
        for rank, one in enumerate(campaign.ref.dimensions)
    }  # fmt: skip


def _form(campaign: Campaign) -> Form:
    """Le questionnaire qui a servi."""
    given = set(campaign.themes or ())
    whole = {one.id for one in campaign.ref.dimensions if not (one.added or one.optional)} <= given
    themes = () if whole else campaign.themes or ()  # tout sauf des ajouts n'est pas un choix de thèmes
    if campaign.direct is not None:
        return Form("stades et énoncés", themes)
    if campaign.grain == "dimension":
        staged = any(one.stages for one in campaign.ref.dimensions)
        return Form("stades" if staged else "dimensions", themes)
    return Form("énoncés" if campaign.grain == "item" else "axes", themes)


def _apply_decisions(campaign: Campaign, scores: Scores, targets: Sequence[Question | Dimension]) -> Scores:
    """Renvoie les notes où chaque décision de l'équipe remplace ce que les votes proposaient."""
    ref, values = campaign.ref, campaign.ref.answer_scale.values
    decided = [(rank, done) for rank, target in enumerate(targets) if (done := campaign.decision(target.id))]
    if not decided:
        return scores
    value, level, standing = scores.value.copy(), scores.level.copy(), scores.standing.copy()
    for rank, done in decided:
        standing[rank] = _NOT_APPLICABLE if done.level is None else _SCORED
        level[rank] = -1 if done.level is None else values.index(done.level)
        value[rank] = np.nan if done.level is None else 100 * ref.scale_of(done.target).credit(done.level)
    return replace(scores, value=value, level=level, standing=standing)


def _item_results(campaign: Campaign, scores: Scores) -> tuple[ItemResult, ...]:
    """Ce que l'équipe a répondu à chaque question, et ce qu'elle en a décidé."""
    ref, levels = campaign.ref, len(campaign.ref.answer_scale.levels)
    results = []
    for rank, question in enumerate(campaign.questions):
        row = campaign.counts[rank].tolist()
        votes = votes_of(ref, question.id, row)
        agreed = agreement_of_counts(votes, ref.scale_of(question.id).values)
        results.append(
            ItemResult(
                id=question.id, label=question.label, axis=question.axis, dimension=question.dimension,
                standing=_standing_of(scores, rank), score=_value_of(scores, rank), level=_level_of(ref, scores, rank),
                decision=campaign.decision(question.id), agreement=agreed, votes=votes,
                not_applicable=row[levels], unknown=row[levels + 1], silent=row[levels + 2],
            )
        )  # fmt: skip
    return tuple(results)


def _dimension_results(
    campaign: Campaign,
    scores: Scores,
    answered: Scores,
    items: Sequence[ItemResult],
    grains: Mapping[str, Grain | None],
) -> tuple[DimensionResult, ...]:
    """Les dimensions notées, chacune avec ses questions ; `answered` sont leurs notes d'avant toute décision sur elles."""
    ref = campaign.ref
    results = []
    for rank, dimension in enumerate(ref.dimensions):
        grain = grains[dimension.id]
        both = tuple(item for item in items if item.dimension == dimension.id)
        direct = next((item for item in both if item.id == dimension.id), None)
        statements = tuple(item for item in both if item.id != dimension.id)
        own = statements if grain == "item" or direct is None else (direct,)
        level, done = _level_of(ref, scores, rank), campaign.decision(dimension.id)
        told = Overruled(_level_of(ref, answered, rank))
        apart = told if campaign.grain == "item" and done and done.level != told.level else None
        results.append(
            replace(
                _blank_dimension(ref, dimension),
                standing=_standing_of(scores, rank), score=_value_of(scores, rank), level=level,
                answered=int(scores.answered[rank]), applicable=int(scores.applicable[rank]), total=len(own),
                next_step=None if level is None else _next_step(ref, dimension, level, () if apart else own),
                items=own, decision=done, overruled=apart, grain=grain if both else None,
                direct=direct if grain == "item" else None,
            )
        )  # fmt: skip
    return tuple(results)


def _blank_dimension(ref: Referentiel, dimension: Dimension) -> DimensionResult:
    """Une dimension que personne n'a encore cotée : non calculable, ce qui n'est pas zéro."""
    total = len(dimension.characteristics)
    return DimensionResult(
        id=dimension.id, label=dimension.label, axis=ref.axis_of(dimension.id).id,
        added=dimension.added, standing=Standing.NOT_COMPUTABLE, score=None, level=None,
        answered=0, applicable=total, total=total, next_step=None, items=(),
    )  # fmt: skip


_GIVEN_ORDER = "attesté HAS"  # l'ordre des énoncés y est celui d'une page de la HAS, non un ordre de progrès


def _next_step(ref: Referentiel, dimension: Dimension, level: int, items: Sequence[ItemResult]) -> NextStep | None:
    """La prochaine marche d'une dimension à ce niveau : sa phrase suivante, sinon le premier énoncé qui n'est pas en place.

    Sans `stages`, rien quand l'ordre des énoncés est celui de la HAS, ou qu'ils n'ont pas été posés. Un énoncé sans objet
    ne compte pas. Quand chaque énoncé appartient à un niveau, c'est celui du plus bas qui manque.
    """
    if dimension.stages:
        return NextStep(ref.next_stage(dimension.id, level) or "")
    ordered = dimension.by_level or dimension.status != _GIVEN_ORDER
    if not ordered or not any(item.id != dimension.id for item in items):
        return None
    ladder = [item for item in items if item.standing is not Standing.NOT_APPLICABLE]
    if dimension.by_level:
        homes = {one.id: one.level or 0 for one in dimension.characteristics}
        ladder.sort(key=lambda item: homes[item.id])
    floors = {item.id: ref.scale_of(item.id).in_place_value for item in ladder}
    missing = next((item for item in ladder if item.level is None or item.level < floors[item.id]), None)
    return NextStep("") if missing is None else NextStep(missing.label, missing.id)


def _axis_results(ref: Referentiel, scores: Scores, dimensions: Sequence[DimensionResult]) -> tuple[AxisResult, ...]:
    """Les axes notés ; la dimension la plus basse est nommée (la première du fichier à égalité)."""
    results = []
    for rank, axis in enumerate(ref.axes):
        weighed = {dimension.id for dimension in axis.dimensions if dimension.weight > 0}
        noted = [d for d in dimensions if d.id in weighed and d.score is not None]
        results.append(
            AxisResult(
                id=axis.id, label=axis.label, added=axis.added, standing=_standing_of(scores, rank),
                score=_value_of(scores, rank), level=_level_of(ref, scores, rank),
                answered=int(scores.answered[rank]), applicable=int(scores.applicable[rank]),
                total=len(axis.dimensions),
                lowest=min(noted, key=lambda d: d.score or 0.0).id if noted else None,
            )
        )  # fmt: skip
    return tuple(results)


def _direct_axes(ref: Referentiel, items: Sequence[ItemResult]) -> tuple[AxisResult, ...]:
    """Les axes cotés directement (mode rapide) : chacun est sa propre question."""
    return tuple(
        AxisResult(
            id=axis.id, label=axis.label, added=axis.added, standing=item.standing, score=item.score, level=item.level,
            answered=int(item.standing is Standing.SCORED),
            applicable=int(item.standing is not Standing.NOT_APPLICABLE),
            total=1, lowest=None, items=(item,),
        )
        for axis, item in zip(ref.axes, items, strict=True)
    )  # fmt: skip


def _standing_of(scores: Scores, rank: int) -> Standing:
    """Le statut d'une note, en clair."""
    return _STANDINGS[int(scores.standing[rank])]


def _value_of(scores: Scores, rank: int) -> float | None:
    """La note, ou `None` : NaN ne sort pas du calcul vectorisé."""
    return float(scores.value[rank]) if _standing_of(scores, rank) is Standing.SCORED else None


def _level_of(ref: Referentiel, scores: Scores, rank: int) -> int | None:
    """La valeur du niveau, ou `None` sans note."""
    return None if scores.level[rank] < 0 else ref.answer_scale.values[scores.level[rank]]
