"""Ce qui se voit d'une carte, et rien d'autre : une fonction pure de l'état.

La répartition ne se montre que révélée et à partir de cinq réponses, le niveau à partir de trois ; il vient après elle ;
l'année passée et le repère des autres équipes attendent la décision, pour n'influencer personne.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .. import assessment
from ..referentiel import Level, united
from .session import State, Workshop

OTHERS = "autres métiers"


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Une question telle que la salle la voit.

    `votes` compte les réponses par niveau, du plus bas au plus haut ; `None` tant qu'elles sont cachées ou que
    moins de cinq personnes ont répondu. `hint` dit alors pourquoi : un accord fort entre trois personnes dirait ce que
    chacune a répondu, il ne se dit donc pas non plus. `speakers` sont les niveaux les plus éloignés de la proposition,
    dont les auteurs parlent d'abord, et `group` leur métier quand chaque métier nommé compte cinq personnes. `comments`
    est ce que l'équipe a écrit à côté de la question, et `withheld` combien de commentaires restent tus, faute de cinq
    réponses. `first` garde les comptes d'avant un second vote.
    """

    id: str
    label: str
    state: State
    levels: tuple[Level, ...]
    votes: tuple[int, ...] | None = None
    not_applicable: int = 0
    unknown: int = 0
    silent: int = 0
    hint: str = ""
    status: assessment.Consensus | None = None
    proposed: int | None = None
    speakers: tuple[int, ...] = ()
    group: str = ""
    revoted: bool = False
    first: tuple[int, ...] | None = None
    decision: assessment.Decision | None = None
    comments: tuple[str, ...] = ()
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class CardView:
    """Une carte telle que la salle la voit.

    `questions` en a une seule, sauf pour une dimension cotée caractéristique par caractéristique. `proposed`
    vaut `None` tant que `shows_proposal` est faux, ou quand les votes ne proposent rien. `before` (niveau de
    l'année passée) et `benchmark` (note de 0 à 100 des autres équipes) valent `None` avant la décision. `collective` :
    la carte vient d'un seul questionnaire, que l'équipe a rempli ensemble. `comments` et `withheld` sont ceux qu'une première
    passe a laissés sur la dimension elle-même ; chaque question a les siens.
    """

    target: str
    label: str
    axis: str
    dimension: str | None
    state: State
    minutes: float
    levels: tuple[Level, ...]
    questions: tuple[QuestionView, ...]
    shows_proposal: bool
    proposed: int | None
    decision: assessment.Decision | None
    before: int | None
    benchmark: float | None
    notes: tuple[str, ...]
    collective: bool = False
    comments: tuple[str, ...] = ()
    withheld: int = 0

    @property
    def columns(self) -> tuple[Level, ...]:
        """Les niveaux où ses questions se comptent, qui peuvent avoir chacune leur échelle."""
        return united(level for one in self.questions for level in one.levels)

    @property
    def is_group(self) -> bool:
        """Vrai pour une dimension qui réunit plusieurs questions."""
        return self.questions[0].id != self.target


def view(
    workshop: Workshop,
    target: str,
    *,
    before: assessment.Profile | None = None,
    benchmark: Mapping[str, float] | None = None,
) -> CardView:
    """Renvoie ce qui se voit de cette carte à présent.

    Args:
        workshop: l'atelier en cours.
        target: identifiant d'une question ou d'une dimension de la campagne.
        before: profil de l'année passée, s'il y en a un.
        benchmark: note des autres équipes, de 0 à 100, par identifiant de carte.

    Raises:
        KeyError: la campagne n'a pas cette carte.
    """
    profile = assessment.masked(assessment.score(workshop.campaign))
    questions = tuple(question_view(workshop, item) for item in items_of(profile, target))
    axis = next(a for a in profile.ref.axes if a.id == items_of(profile, target)[0].axis)
    parent = workshop.parent(target)
    decision = next((done for done in reversed(profile.decisions) if done.target == target), None)
    labels = {one.id: one.label for one in profile.dimensions} | {one.id: one.label for one in profile.items}
    planned = dict(
        zip(workshop.order, workshop.minutes, strict=True)
    )  # une question à part prend sur le temps de sa dimension
    state = workshop.state(target)
    shows = workshop.shows_proposal(target)
    reached = decision is not None
    direct = next((one.direct for one in profile.dimensions if one.id == target), None)
    written = workshop.campaign.comments if state is not State.HIDDEN else ()
    comments, kept = assessment.told_comments(direct, written) if direct else ((), 0)
    return CardView(
        target=target,
        label=labels[target],
        axis=axis.label,
        dimension=profile.dimension(parent).label if parent else None,
        state=state,
        minutes=planned.get(target) or planned.get(parent or target, 0.0),
        levels=profile.ref.scale_of(target).levels,
        questions=questions,
        shows_proposal=shows,
        proposed=shown_proposal(workshop, profile, target, questions) if shows else None,
        decision=decision,
        before=level_before(before and assessment.masked(before), target) if reached else None,
        benchmark=(benchmark or {}).get(target) if reached else None,
        notes=tuple(text for about, text in workshop.notes if about == target),
        collective=workshop.campaign.collective,
        comments=comments,
        withheld=kept,
    )


def advance(workshop: Workshop) -> tuple[int | None, int]:
    """Renvoie le rang, à partir de 1, de la carte à l'écran dans l'ordre du jour (`None` hors de lui), et combien il en a."""
    here = workshop.parent(workshop.current) or workshop.current
    return workshop.order.index(here) + 1 if here in workshop.order else None, len(workshop.order)


def neighbour(workshop: Workshop, step: int) -> str | None:
    """Renvoie la carte d'après (`step=1`) ou d'avant (`−1`) dans l'ordre du jour, `None` au bout.

    D'une question ouverte à part, la carte d'avant est sa dimension.
    """
    parent = workshop.parent(workshop.current)
    here = parent if parent and workshop.current not in workshop.order else workshop.current
    if step < 0 and here != workshop.current:
        return here
    if here not in workshop.order:
        return workshop.order[0]
    rank = workshop.order.index(here) + step
    return workshop.order[rank] if 0 <= rank < len(workshop.order) else None


# Une question


def question_view(workshop: Workshop, item: assessment.ItemResult) -> QuestionView:
    """Ce qui se voit d'une question, selon son état et le nombre de réponses."""
    state, levels = workshop.state(item.id), workshop.campaign.ref.scale_of(item.id).levels
    if state is State.HIDDEN:
        return QuestionView(item.id, item.label, state, levels)
    numbered = workshop.shows_proposal(item.id)
    second = next((done for done in workshop.campaign.revotes if done.target == item.id), None)
    told = numbered and (assessment.level_visible(item) or workshop.campaign.collective)
    proposed = assessment.proposal(workshop.campaign, item.id) if told else None
    comments, withheld = assessment.told_comments(item, workshop.campaign.comments)
    known = QuestionView(
        item.id, item.label, state, levels, hint=hint(workshop.campaign, item), proposed=proposed, revoted=bool(second),
        decision=item.decision, comments=comments, withheld=withheld,
    )  # fmt: skip
    if not assessment.distribution_visible(item) or workshop.campaign.collective:
        return known
    return replace(
        known,
        votes=item.votes,
        not_applicable=item.not_applicable,
        unknown=item.unknown,
        silent=item.silent,
        status=item.agreement.status,
        speakers=speakers(item, workshop.campaign),
        group="" if second else farthest_group(workshop.campaign, item),
        first=first_votes(workshop.campaign, second) if second else None,
    )


def hint(campaign: assessment.Campaign, item: assessment.ItemResult) -> str:
    """Ce que l'on dit d'une question dont la répartition ne se montre pas."""
    if campaign.collective:
        return "réponse de l’équipe"
    return "à discuter" if assessment.level_visible(item) else str(assessment.Standing.WITHHELD)


def first_votes(campaign: assessment.Campaign, second: assessment.Revote) -> tuple[int, ...] | None:
    """Les comptes du premier vote, s'ils avaient le droit d'être montrés (le silence n'est pas une réponse)."""
    width = len(campaign.ref.answer_scale.levels)
    votes = assessment.votes_of(campaign.ref, second.target, second.before)
    return votes if assessment.counts_visible(votes, sum(second.before[width : width + 2])) else None


def speakers(item: assessment.ItemResult, campaign: assessment.Campaign) -> tuple[int, ...]:
    """Renvoie les niveaux exprimés les plus éloignés de la proposition ; aucun quand tous sont d'accord."""
    if item.agreement.proposed is None or not item.agreement.farthest_distance:
        return ()
    values = campaign.ref.scale_of(item.id).values
    middle = values.index(item.agreement.proposed)
    return tuple(
        value
        for rank, value in enumerate(values)
        if item.votes[rank] and abs(rank - middle) == item.agreement.farthest_distance
    )


def farthest_group(campaign: assessment.Campaign, item: assessment.ItemResult) -> str:
    """Renvoie le métier dont les réponses s'éloignent le plus de la proposition, ou rien.

    Un métier n'est nommé que si tous ceux que l'on distingue comptent cinq réponses ; les autres sont réunis.
    À égalité d'écart, aucun n'est désigné.
    """
    if campaign.answers is None or not any(campaign.professions) or item.agreement.proposed is None:
        return ""
    rank = [question.id for question in campaign.questions].index(item.id)
    middle = campaign.ref.answer_scale.values.index(item.agreement.proposed)
    groups = level_groups(campaign, campaign.answers[:, rank].tolist())
    if len(groups) < 2 or any(len(levels) < assessment.MINIMUM_SHOWN for levels in groups.values()):
        return ""
    away = {name: sum(abs(level - middle) for level in levels) / len(levels) for name, levels in groups.items()}
    farthest = [name for name, distance in away.items() if distance == max(away.values())]
    return farthest[0] if len(farthest) == 1 and farthest[0] != OTHERS else ""


def level_groups(campaign: assessment.Campaign, codes: list[int]) -> dict[str, list[int]]:
    """Les rangs de niveau donnés, par métier ; les métiers de moins de cinq réponses sont réunis."""
    groups: dict[str, list[int]] = {}
    for name, code in zip(campaign.professions, codes, strict=True):
        if code < len(campaign.ref.answer_scale.levels):
            groups.setdefault(name or OTHERS, []).append(code)
    merged: dict[str, list[int]] = {}
    for name, levels in groups.items():
        merged.setdefault(name if len(levels) >= assessment.MINIMUM_SHOWN else OTHERS, []).extend(levels)
    return merged


# Une carte


def items_of(profile: assessment.Profile, target: str) -> tuple[assessment.ItemResult, ...]:
    """Les questions d'une carte : elle-même, ou celles de la dimension. `KeyError` si elle n'existe pas."""
    if any(one.id == target and one.grain == "item" for one in profile.dimensions):
        return profile.dimension(target).items  # cotée deux fois : ses énoncés disent plus que sa réponse directe
    own = tuple(item for item in profile.items if item.id == target)
    return own or profile.dimension(target).items


def shown_proposal(
    workshop: Workshop, profile: assessment.Profile, target: str, questions: tuple[QuestionView, ...]
) -> int | None:
    """Le niveau proposé, sauf s'il ne ferait que répéter la réponse d'une ou deux personnes."""
    if len(questions) == 1 and questions[0].id == target:
        return questions[0].proposed
    campaign = workshop.campaign
    if campaign.collective:
        return assessment.proposal(campaign, target)
    hidden = campaign.respondents < assessment.MINIMUM_LEVEL or target in assessment.hidden_targets(profile)
    return None if hidden else assessment.proposal(campaign, target)


def level_before(before: assessment.Profile | None, target: str) -> int | None:
    """Le niveau de cette carte l'année passée, si la grille d'alors l'avait."""
    if before is None:
        return None
    axes = {axis.id: axis.level for axis in before.axes}
    rated = axes | {d.id: d.level for d in before.dimensions} | {item.id: item.level for item in before.items}
    return rated.get(target)
